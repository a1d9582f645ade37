"""Small mistakes put into ``helpers``, each of which some test must see: `make mutants` tries them all.

python tests/mutants.py [WORD ...]    only those in whose file, change or tests one of the words stands

A mutant is a line of this table, under its file: what stands there once, what is put in its place, and the tests that
should fail then. They run in copies of the course, two at a time. What survives is printed: it wants a test, or its code
is idle.
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parent.parent
COPIES, PATIENCE = 2, 600  # copies of the course; seconds for the tests of one mutant


def drawn(number):
    return f"test_notebooks.py -k 'is_drawn and {number}'"


BY_FILE = {
    "checks/logic_gates.py": [
        (
            "reference.neuron(*case)[0] for",
            "reference.neuron(*case)[-1] for",
            "test_exercises.py -k '01_ and named and neuron'",
        ),
    ],
    "checks/convolutional_networks.py": [
        ("(int, np.integer)):", "object):", "test_exercises.py -k '07_ and output_size'"),
    ],
    "kernel.py": [
        ("lines[: number - 1])", "lines)", "test_explain.py -k outside_of"),
    ],
    "gradients.py": [
        ("if function not in shared]", "if function]", "test_locate.py"),
        ("candidate(*deepcopy(given.args)", "candidate(*(given.args)", "test_locate.py"),
        ("put(old)", "put(new)", "test_locate.py"),
        ("if not 0 < len(found) < 3", "if not found", "test_locate.py"),
        ("one.__module__ == function.__module__ and", "", "test_locate.py"),
    ],
    "plotting.py": [
        ("pixels[:, i].reshape(side, side)", "pixels[:, i].reshape(side, side).T", drawn("00")),
        ("*X[:, y == k],", "*X[:, y == (k + 1) % 2],", drawn("02")),
        ('("#0072B2", "#D55E00", ', '("#D55E00", "#0072B2", ', drawn("02")),
        ("(len(layers[layer]) - 1) / 2 - row", "row - (len(layers[layer]) - 1) / 2", drawn("01")),
        ("field = ax.imshow(p, ", "field = ax.imshow(p[:, ::-1], ", drawn("03")),
        ("foot + 1.2 * w[1:]", "foot - 1.2 * w[1:]", drawn("02")),
        ("with DRAWING:", "if DRAWING:", "test_widgets.py -k two_threads"),
        ("y = -1.6 * row", "y = 1.6 * row", drawn("00")),
        ("plt.Rectangle((left, m / 2 - 1), n, 1,", "plt.Rectangle((left, -m / 2), n, 1,", drawn("04")),
        ("ends.append((a[0] + t", "ends.append((a[0] - t", drawn("01")),
        ("w[1] * x + w[2] * y for", "w[2] * x + w[1] * y for", drawn("02")),
        ("np.stack([np.r_[a, b], np.r_[b, a]])", "np.stack([np.r_[a, b], np.r_[a, b]])", drawn("04")),
        ("t = 0.25 + 0.06 * abs(y1 - y0)", "t = 0.75 - 0.06 * abs(y1 - y0)", drawn("01")),
    ],
    "widgets/logic_gates.py": [
        ("self.quiet.set_data(*INPUTS[~fires].T)", "self.quiet.set_data(*INPUTS[fires].T)", drawn("01")),
        ("near + sign * 0.13", "near - sign * 0.13", drawn("01")),
    ],
    "widgets/training.py": [
        ("path.set_data(*np.clip(points, -50, 50))", "path.set_data(*np.clip(points, -50, 50)[::-1])", drawn("06")),
        ("circles / [1, np.sqrt(", "circles * [1, np.sqrt(", drawn("06")),
    ],
    "widgets/digit.py": [
        ("COLOURS[0] if d == p.argmax()", "COLOURS[0] if d == 0", drawn("00")),
        ("bar.set(width=share", "bar.set(width=0", drawn("00")),
        ("self.seen.set_data(ink / 16)", "self.seen.set_data(ink.T / 16)", drawn("00")),
        ("if digit == 8", "if digit == 9", "test_widgets_09.py -k article"),
        ("round(20 * n", "round(22 * n", "test_digit.py"),
        ("min(max(14 - int(at), 0), 28 - n)", "min(max(13 - int(at), 0), 28 - n)", "test_digit.py"),
    ],
    "widgets/logistic_regression.py": [
        ("self._cost(np.meshgrid(a, b))", "self._cost(np.meshgrid(a, b[::-1]))", drawn("03")),
        ("(self.grid, _probability(w0 + w1 * self.grid", "(self.grid, _probability(w0 - w1 * self.grid", drawn("03")),
        ("COLOURS[1] if k == worst", "COLOURS[1] if k == 0", drawn("03")),
    ],
    "widgets/multi_layer_perceptron.py": [
        ("self.scaled(ends_of(w)) if t == 1", "-self.scaled(ends_of(w)) if t == 1", drawn("04")),
        (
            "self.classes[k].set_data(*places[:, self.y == k])",
            "self.classes[k].set_data(*places[::-1, self.y == k])",
            drawn("04"),
        ),
        ("self.sum.set_data(self.x, network)", "self.sum.set_data(self.x, -network)", drawn("04")),
    ],
    "widgets/paths.py": [
        ("self.weight.set_data(*zip(_place(l - 1, j), _place(l, i)))", "self.weight.set_data([], [])", drawn("05")),
        ("x, y = np.array(stops).T - [[0], [aside]]", "x, y = np.array(stops).T * [[1], [0]]", drawn("05")),
    ],
    "widgets/other_functionals.py": [
        ("self.exact.set_data(self.x, exact)", "self.exact.set_data(self.x, u)", drawn("11")),
        ("(frame, said, said - frame)", "(frame, said, frame - said)", "test_widgets_11.py -k film"),
        ("np.sum(f * u) * self.dx", "np.sum(f * u)", "test_widgets_11.py -k exact_rope"),
    ],
    "checks/other_functionals.py": [
        ("np.roll(u, (-i, -j), (0, 1))", "np.roll(u, (i, j), (0, 1))", "test_exercises.py -k '11 and kernel'"),
    ],
    "datasets.py": [
        ("years[:, 1:].ravel()", "years[:, :-1].ravel()", "test_datasets.py -k el_ninos"),
        ("[[1.0], [0.5]]", "[[1.0], [-0.5]]", "test_datasets.py -k moons"),
        ("rng.integers(7, size=N) + 10 * y", "rng.integers(8, size=N) + 10 * y", "test_datasets.py -k cards"),
        ("n_missing=len(chosen) - len(complete)", "n_missing=len(chosen)", "test_datasets.py -k penguins"),
        ("order = _generator(seed).permutation(N)", "order = np.arange(N)", "test_datasets.py -k split"),
        ("images.astype(float).T", "images.astype(float).T[::-1]", "test_datasets.py -k scikit"),
        ("centers[:, y] + spread *", "centers[:, y] + spread**2 *", "test_datasets.py -k blobs"),
    ],
    "widgets/perceptron.py": [
        ("self.line.set_data(x, y)", "self.line.set_data(x, -y)", drawn("02")),
        ("self.Z[:, [sample]]", "self.Z[:, [sample + 1 - len(self.y)]]", drawn("02")),
        ("tail + 0.5 * slope", "tail - 0.5 * slope", drawn("02")),
    ],
    "widgets/playground.py": [
        ("COLOURS[int(w > 0)]", "COLOURS[int(w < 0)]", drawn("05")),
        ("self.output.set_data(_shades(2 * p - 1))", "self.output.set_data(_shades(1 - 2 * p))", drawn("05")),
        ("cloud.set_data(*run.X[:, run.y == k])", "cloud.set_data(*run.X[::-1, run.y == k])", drawn("05")),
    ],
    "nn.py": [
        ("return 1 - np.tanh(S) ** 2", "return 1 + np.tanh(S) ** 2", "test_nn.py -k derivatives"),
        ("return (S > 0).astype(S.dtype)", "return (S > -1).astype(S.dtype)", "test_nn.py -k derivatives"),
        ("range(0, len(order), batch_size)", "range(0, len(order) - 1, batch_size)", "test_nn.py -k minibatches"),
        ("rng.permutation(X.shape[-1])", "rng.permutation(X.shape[1])", "test_nn.py -k minibatches"),
        ("np.sqrt(gain / n)", "np.sqrt(gain / m)", "test_nn.py -k variance"),
        ("np.logaddexp(0, S) - Y * S", "np.logaddexp(0, S) + Y * S", "test_nn.py -k losses"),
        ("T = S - S.max(axis=0)", "T = S", "test_nn.py -k extreme"),
        ("np.isin(labels, np.arange(K))", "np.isin(labels, np.arange(K + 1))", "test_nn.py -k out_of_range"),
        ("m_hat = m[l] / (1 - beta1**t)", "m_hat = m[l] / (1 - beta1)", "test_nn.py -k optimisers"),
        ("(np.sqrt(v_hat) + eps)", "np.sqrt(v_hat + eps)", "test_nn.py -k optimisers"),
    ],
    "fast.py": [
        (
            "do(np.greater, V, np.zeros_like(V), ",
            "do(np.greater_equal, V, np.zeros_like(V), ",
            "test_convolution.py -k fast_network",
        ),
        ("np.ones((W.shape[1]", "np.zeros((W.shape[1]", "test_convolution.py -k fast_network"),
        ("do(np.subtract, self.E_M, handed, out=self.E_M)", "pass", "test_convolution.py -k fast_network"),
        ("do(self.E_V.fill, 0)", "pass", "test_convolution.py -k fast_network"),
        ("do(np.add, E_V, D, out=E_V)", "do(np.copyto, E_V, D)", "test_convolution.py -k fast_network"),
        ("a : p * down : p", "a : p * right : p", "test_convolution.py -k fast_network"),
        ("np.zeros_like(S), rows // p", "np.ones_like(S), rows // p", "test_convolution.py -k fast_network"),
        ("if E_V.shape[1:3] != (1, 1) or p[-1] != 1:", "if False:", "test_convolution.py -k cannot_take"),
        ("if k[l] > min(E_V.shape[1:3]):", "if False:", "test_convolution.py -k cannot_take"),
        ("if rest or l > 1", "if l > 1", "test_convolution.py -k cannot_take"),
        ("X[..., a : a + 200]", "X[..., a : a + 199]", "test_convolution.py -k one_by_one"),
        ("rate / B", "2 * rate / B", "test_convolution.py -k fast_network"),
        ("self.theta[:] = before", "pass", "test_nn.py -k diverges"),
        ("self.t += 1", "self.t = 1", "test_convolution.py -k fast_network"),
        ("small[...] = eps / root", "small[...] = eps", "test_convolution.py -k fast_network"),
        ("1, batch_size), -1, ", "1, batch_size), 0, ", "test_convolution.py -k fast_network"),
        ("do(np.maximum.reduce, self.P, axis=0, out=sums)", "0", "test_nn.py -k any_size"),
        ("if self.t % 100 == 0:", "if False:", "test_nn.py -k fades"),
    ],
    "storage.py": [
        ('part = Path(f"{path}.part")', "part = Path(path)", "test_nn.py -k disk_that_is_full"),
        ("part.unlink(missing_ok=True)", "pass", "test_nn.py -k disk_that_is_full"),
        ("allow_pickle=False", "allow_pickle=True", "test_nn.py -k never_executed"),
        ("        _check_weights(W)\n    except", "    except", "test_nn.py -k never_executed"),
        ("_check_weights(W)\n    part", "part", "test_nn.py -k not_saved"),
    ],
    "arrays.py": [
        ("y.shape[-1] == N:", "N in y.shape:", "test_datasets.py -k do_not_fit"),
        ("if value < least:", "if value < 0:", "test_datasets.py -k bad_number"),
    ],
    "checking/gradients.py": [
        ("if apart < 1e-8 * size:", "if True:", "test_gradients.py -k another_cost"),
        ("and layout.size > 1", "", "test_gradients.py -k another_cost"),
        ("cost.f(at := cost.layout", "(at := cost.layout", "test_gradients.py -k changes_the_weights"),
        ("if part is None and self.layout.single:", "if False:", "test_gradients.py -k none"),
        ("self.tolerance = 1e-6", "self.tolerance = 1e-3", "test_gradients.py -k sixth_digit"),
        ("self.tolerance = 1e-6", "self.tolerance = 3e-5", "test_gradients.py -k sixth_digit"),
        (
            "allowed = np.maximum(10 * noises, tol",
            "allowed = np.maximum(1000 * noises, tol",
            "test_gradients.py -k sixth_digit",
        ),
        (
            "allowed[known] = np.maximum(10 * noise,",
            "allowed[known] = np.maximum(1000 * noise,",
            "test_gradients.py -k proves_little",
        ),
        ("POINTS, MORE_POINTS = 5, 20", "POINTS, MORE_POINTS = 1, 20", "test_gradients.py -k without_a_catalogue"),
        ("loose = 100 if", "loose = 10000 if", "test_gradients.py -k right_at_one_point"),
        ("if not 3 * spread > abs(", "if not 0 * spread > abs(", "test_gradients.py -k proves_little"),
        ("if off > max(10 * noise, 1e-5 *", "if off > max(100 * noise, 1 *", "test_gradients.py -k kink"),
        ("allclose(before, again, rtol=1e-9", "allclose(before, before, rtol=1e-9", "test_gradients.py"),
    ],
    "checking/repair.py": [
        ("flags.writeable = False", "flags.writeable = True", "test_locate.py -k for_the_next"),
        ("np.random.set_state(random_state)", "pass", "test_repair.py -k student_has"),
    ],
    "checking/edits.py": [
        ("φ(α, β) * (1 - UNITS ** 2)", "φ(α, β) * (1 - UNITS)", "test_locate.py -k derivative"),
        ('for turned in ("", ".T")', 'for turned in (".T",)', "test_locate.py -k derivative"),
        (' + words["AROUND"]', "", "test_locate.py -k notebook"),
    ],
    "checking/slopes.py": [
        ("value = (4 * near - far) / 3", "value = near", "test_gradients.py -k eleven_digits"),
        ("jump > 50 * rounding + 1e-7 *", "jump > np.inf * rounding + 1e-7 *", "test_gradients.py -k kink"),
    ],
    "checking/layout.py": [
        ("bias[..., :1] = True", "bias[..., -1:] = True", "test_gradients.py -k layer_by_layer"),
    ],
    "checking/reasons.py": [
        (
            "if (right[large] < 0).sum() > 1 and",
            "if (right[large] < 0).any() and",
            "test_gradients.py -k all_were_lost",
        ),
        ("if len(one.at) < 2 or one.given[0].size < 2:", "if not one.at:", "test_gradients.py -k one_number"),
        ("abs(a) * scale[0] < 30 * allowed.max()", "False", "test_gradients.py -k half"),
        ("np.ptp(factors) > 1e-3", "False", "test_gradients.py -k extra"),
        ("[np.sort(a, axis=None) for a in pair]", "list(pair)", "test_judging.py -k another_order"),
        ("if understood or f[1] in _PLAIN", "if True", "test_gradients.py -k not_understood"),
        ("if below and all(", "if below and any(", "test_gradients.py -k layers_below"),
        ("if shape[k] > 2], (1, -1))", "if shape[k] > 2], (1, 1))", "test_gradients.py -k shifted"),
        ("if same and abs(c + 1) < 1e-5:", "if same and c < 0:", "test_gradients.py -k 'named or told'"),
        ("if not one.at and sum(abs(c - 1) > 1e-3 for c, *_ in found) < 2 or", "if", "test_judging.py"),
    ],
    "checking/structure.py": [
        ("rtol: float = 1e-9) -> bool", "rtol: float = 1e-4) -> bool", "test_judging.py"),
        ("generator(islice(answer, MOST_YIELDED))", "generator(answer)", "test_judging.py"),
    ],
    "checking/compare.py": [
        ("several < 4 else ()", "several < 2 else ()", "test_judging.py -k another_order"),
        ("(ArithmeticError, ValueError)", "FloatingPointError", "test_exercises.py -k '03_ and cost'"),
        (
            "return all(equal(*pair, digits) for pair in both)",
            "return any(equal(*pair, digits) for pair in both)",
            "test_judging.py",
        ),
        ("gives(mistaken, right, other) for other in others", "True for other in others", "test_judging.py"),
        ("or equal(answer, want, 1e-5)", "or equal(answer, want, 1e-2)", "test_judging.py"),
        ("said * right", "said", "test_judging.py -k where_alone"),
        ("_near(own(", "_near(right(", "test_exercises.py -k 'named and output_size'"),
        ("if len(found) == 1 else", "if found else", "test_judging.py -k two_mistakes"),
        ("{1, *axes}", "{1}", "test_judging.py -k where_alone"),
        ("range(min(n - m + 1, 8))", "range(1)", "test_judging.py -k where_alone"),
        (
            "if not equal(answer, function(*deepcopy(case))):\n                said",
            "if False:\n                said",
            "test_judging.py",
        ),
    ],
    "exercises.py": [
        ("sorted(given) != sorted(expected)", "True", "test_exercises.py -k 'named and momentum'"),
        ('CORRECT: ("✓", "#00694b")', 'CORRECT: ("✓", "#8a5300")', "test_judging.py"),
        ("if name != check.name:", "if False:", "test_judging.py"),
        ("verdict == CORRECT and not self[name].slow", "verdict == CORRECT", "test_judging.py"),
        ("TOO_SLOW = 20 ", "TOO_SLOW = 200 ", "test_judging.py"),
        (" if attempt.verdict != CORRECT]", "]", "test_judging.py"),
        (
            "min(attempt.hints_given + 1, len(hints))",
            "min(attempt.hints_given + 1, 1)",
            "test_exercises.py -k 'hints_lead and 00'",
        ),
    ],
    "checks/training.py": [
        ("<= len(orders[0])", "< 1", "test_exercises.py -k 'named and minibatches'"),
    ],
    "widgets/explorer.py": [
        ("in (*controls, self.view) if", "in (self.view,) if", "test_widgets.py -k colab"),
    ],
    "checking/mistakes.py": [
        ('if old in source else ""', "", "test_judging.py -k two_mistakes"),
        (" or _side_by_side(one, other)", "", "test_judging.py -k two_mistakes"),
        ("if source != right", "if True", "test_judging.py -k left_as_it_is"),
    ],
    "running.py": [
        ("if not equal(before, after):", "if False:", "test_judging.py"),
        ("(self.text + text)[: self.LIMIT]", "(self.text + text)", "test_judging.py"),
        ("return mine / its", "return its / mine", "test_running.py -k factor"),
        ("if found or lines > MOST_LINES:", "if found:", "test_exercises.py -k '00_start and named'"),
    ],
    "explain.py": [
        ("if not self._computes(self.node):\n                    return", "return", "test_explain.py -k place_are"),
        ("ast.unparse(part), told.get(i)", "ast.unparse(part)", "test_explain.py -k place_are"),
        ('held = "an array" if unknown', 'held = "an array" if not unknown', "test_explain.py -k place_are"),
        ("and id(node) not in indices", "", "test_judging.py"),
        (
            "for loop in around if isinstance(loop, ast.While)",
            "for loop in around[::-1] if isinstance(loop, ast.While)",
            "test_judging.py",
        ),
        ("not -entries <= at < entries", "not -entries <= at <= entries", "test_explain.py"),
        (
            "return isinstance(f, np.ufunc) or pure or any(f is known for known in PURE_BUILTINS)",
            "return True",
            "test_explain.py",
        ),
        ("{A[-1]}, must be equal to", "{A[0]}, must be equal to", "test_explain.py"),
    ],
    "checks/start_here.py": [
        ("lambda x: abs(x) * abs(x)", "lambda x: abs(x) * x", "test_exercises.py -k 'catalogue and 00'"),
    ],
    "checks/perceptron.py": [
        (
            "        (cloud, rng.integers(0, 2, 14), 9),\n",
            "",
            "test_exercises.py -k '02_ and catalogue_names and train'",
        ),
        (
            "(np.array([-1.0, 0.5, 0]), np.array([1, 2.0, 3]), 0)",
            "(np.array([-1.0, 0.5, 0]), np.array([1, 2.5, 3]), 0)",
            "test_exercises.py -k 'catalogue and 02_perceptron-update'",
        ),
    ],
    "checks/from_our_code_to_keras.py": [
        ("(c * k + a) * k + b", "(c * k + b) * k + a", "test_exercises.py -k 08"),
        ("for i in range(H) for j in", "for j in range(H) for i in", "test_exercises.py -k 08"),
        ("_answers(w, np.eye(n)) - bias", "_answers(w, np.eye(n))", "test_exercises.py -k 08"),
    ],
    "checks/hunts.py": [
        ("wrong += answer not in tuple(right)", "wrong += 0", "test_hunts.py"),
        ("{look(number, answer)}", "{reason}", "test_hunts.py"),
    ],
    "build/working.py": [
        ('old.get("made_of") == _made_of(notebook)["made_of"]', "True", "test_working.py"),
        ("if not (folder / n).exists()", "if True", "test_working.py"),
    ],
    "build/undelayed.py": [
        ("set_nodelay(True)", "set_nodelay(False)", "test_server.py -k held_back"),
    ],
    "build/environment.py": [
        ("        return [str(self)]", "        return None", "test_keras.py -k without_keras"),
    ],
    "checks/auto_encoders.py": [
        ("A * np.cos(z)).T", "A * np.sin(z)).T", "test_exercises.py -k 'accepted and 09'"),
        ("np.allclose(found, 0, atol=0.1)", "True", "test_exercises.py -k 'mistake and 09'"),
        ("aside * np.sin(theta)", "aside * np.cos(theta)", "test_auto_encoders.py -k angles"),
        ("* s * (t[1] - t[0])", "* (t[1] - t[0])", "test_auto_encoders.py -k automatic"),
    ],
    "widgets/auto_encoders.py": [
        ("int(self.gain.argmin())", "int(self.gain.argmax())", "test_widgets_09.py -k buttons"),
        ("(y - x).reshape(8, 8)", "(x - y).reshape(8, 8)", "test_widgets_09.py -k came_back"),
        ("int(off.argmin())", "int(off.argmax())", "test_widgets_09.py -k decoded"),
        ("self.place() == self.at", "self.visitor >= 0", "test_widgets_09.py -k walks_on"),
    ],
    "widgets/picture.py": [
        ("transFigure.transform(place)", "transFigure.transform(place[::-1])", "test_widgets_09.py -k press"),
    ],
    "judge.py": [
        ("np.trace(C_A) + np.trace(C_B) - 2 * overlap", "np.trace(C_A) + np.trace(C_B) - overlap", "test_judge.py"),
        ("root @ C_B @ root", "root @ C_B", "test_judge.py"),
        ("squares.argmin(axis=1)", "squares.argmin(axis=0)", "test_judge.py"),
    ],
    "widgets/generative_adversarial_networks.py": [
        ("(1 - self.D if", "(self.D if", "test_widgets_10.py"),
        ("[sign * g for", "[g for", "test_widgets_10.py"),
        ("(1 - t) * start + t * end", "t * start + (1 - t) * end", "test_widgets_10.py"),
    ],
    "checks/generative_adversarial_networks.py": [
        ('*"cfadb"', '*"cfabd"', "test_widgets_10.py"),
    ],
    "checks/generative_models_in_keras.py": [
        (
            "w if self.trainable and one.trainable else",
            "w if True else",
            "test_exercises.py -k '12_generative and play_round'",
        ),
        ("/ len(y)", "/ 2", "test_keras.py -k stand_ins"),
    ],
}
MUTANTS = [(name, *mutant) for name, mutants in BY_FILE.items() for mutant in mutants]


def run(tests: str, copy: Path) -> int:
    """The exit code of some tests in a copy of the course: 0 if all pass, 1 if one fails."""
    here = os.environ | {"PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "MPLBACKEND": "agg"}
    file, *rest = shlex.split(tests)
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", f"tests/{file}", *rest]
    try:
        return subprocess.run(command, cwd=copy, env=here, capture_output=True, timeout=PATIENCE).returncode
    except subprocess.TimeoutExpired:
        return 1


_sound = {}  # whether tests pass as long as nothing is changed


def outcome(mutant, copy: Path) -> str:
    """What became of a mutant in a copy of the course: "killed", "SURVIVED", or why it could not be tried."""
    name, old, new, tests = mutant
    path = copy / "helpers" / name
    source = path.read_text("utf-8")
    if source.count(old) != 1:
        return f"NOT TRIED (it stands {source.count(old)} times there)"
    if tests not in _sound:
        _sound[tests] = run(tests, copy) == 0
    if not _sound[tests]:
        return "NOT TRIED (its tests fail without it)"
    path.write_text(source.replace(old, new), "utf-8")
    code = run(tests, copy)
    path.write_text(source, "utf-8")
    return {0: "SURVIVED", 1: "killed"}.get(code, f"NOT TRIED (pytest ends with {code})")


def main(words: list[str]) -> int:
    chosen = [m for m in MUTANTS if not words or any(word in part for word in words for part in m)]
    with tempfile.TemporaryDirectory() as folder:
        free = SimpleQueue()
        for number in range(COPIES):
            leave = shutil.ignore_patterns(".venv", ".git", "__pycache__", ".hypothesis", ".pytest_cache")
            free.put(shutil.copytree(ROOT, Path(folder) / str(number), ignore=leave))

        def tried(mutant):
            copy = free.get()
            became = outcome(mutant, copy)
            free.put(copy)
            print(f"{became:9} {mutant[0]}: {mutant[1]}  →  {mutant[2]}   [{mutant[3]}]", flush=True)
            return became == "killed"

        with ThreadPoolExecutor(COPIES) as pool:
            killed = sum(pool.map(tried, chosen))
    print(f"{len(chosen)} mutants, {killed} killed, {len(chosen) - killed} not")
    return int(killed < len(chosen))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
