"""The gradient check: right ones pass, wrong ones never, and a mistake is named only if it is certain."""

from collections import namedtuple
from time import sleep

import autograd
import autograd.numpy as anp
import gradient_measure as measure
import numpy as np
import pytest
from gradient_cases import HIDDEN, MISTAKES, Network, random_network

from helpers.checking.compare import NotYet, compare, compare_gradient, notes
from helpers.checking.gradients import quickly
from helpers.checking.reasons import Evidence, reason
from helpers.checking.structure import equal
from helpers.gradients import check_gradient, numerical_gradient
from helpers.words import kind

N, n = 7, 4
RNG = np.random.default_rng(0)
X1 = np.vstack([np.ones(N), RNG.standard_normal((n, N))])
Y = (RNG.random(N) < 0.6).astype(float)
W = RNG.standard_normal(n + 1)
SIZES = {"N": N, "n": n}


def cost(w):
    return np.mean(np.logaddexp(0, w @ X1) - Y * (w @ X1))


def right(w):
    return X1 @ (1 / (1 + np.exp(-w @ X1)) - Y) / N


def check(gradient, at=W, f=cost, **options):
    return check_gradient(f, gradient, at, sizes=SIZES, **options)


# --- the numbers ----------------------------------------------------------------------------------


def test_right_gradients_of_random_networks_are_never_called_wrong():
    verdicts, _, _ = measure.right_ones(50, seed=7, widest=20)
    assert verdicts["wrong"] == 0
    assert verdicts["right"] >= 49


def test_wrong_gradients_are_noticed_named_and_located():
    with np.errstate(all="ignore"):
        seen = measure.wrong_ones(3, seed=11, widest=8)
    assert seen["tried"] > 50
    assert seen["detected"] == seen["tried"]
    assert seen["misnamed by rule"] == 0
    assert seen["named by rule"] >= 0.9 * seen["to name by rule"]
    assert seen["located"] >= 0.8 * seen["to locate"]


@pytest.mark.parametrize(
    ("network", "mistake"), [(69, "softmax twice"), (69, "extra v(1-v)"), (62, "normalised over samples")]
)
def test_of_units_that_are_quiet_where_it_is_looked_at_or_of_a_single_sample_no_cause_is_made(network, mistake):
    net = random_network(np.random.default_rng([2, network]), 12)
    with np.errstate(all="ignore"):
        report, _ = measure.timed_check(net, {mistake})
    assert report.verdict == "wrong"
    assert {finding.what for finding in report.findings} <= measure.SEEN


def test_two_mistakes_are_not_blamed_on_a_third():
    with np.errstate(all="ignore"):
        seen = measure.pairs(25, seed=13, widest=8)
    assert seen["tried"] > 10
    assert seen["detected"] == seen["tried"]
    assert seen["a third blamed"] == 0


@pytest.mark.parametrize("output", ["squares", "sigmoid squares", "tanh squares", "bce", "softmax"])
def test_the_networks_tried_agree_with_automatic_differentiation(output):
    """So the gradients called right above are right."""
    activations = {
        "sigmoid": lambda s: 1 / (1 + anp.exp(-s)),
        "tanh": anp.tanh,
        "relu": lambda s: anp.maximum(s, 0),
        "softplus": lambda s: anp.log(1 + anp.exp(s)),
        "identity": lambda s: s,
    }
    for seed in range(6):
        net = random_network(np.random.default_rng(seed), widest=6, generic=True)
        K = 3 if output == "softmax" else len(net.Y)
        labels = np.eye(3)[:, np.arange(net.X.shape[1]) % 3] if output == "softmax" else (net.Y > 0) * 1.0
        last = np.random.default_rng(seed).standard_normal((K, net.W[-1].shape[1]))
        net = Network(net.X, labels, [*net.W[:-1], last], net.hidden, output, 0.1)

        def f(weights, net=net):
            v = net.X
            for l, w in enumerate(weights):
                s = w[:, 1:] @ v + w[:, :1]
                v = activations[net.hidden[l]](s) if l < len(weights) - 1 else s
            p = 1 / (1 + anp.exp(-s))
            if output == "softmax":
                loss = anp.log(anp.exp(s).sum(axis=0)) - (net.Y * s).sum(axis=0)
            elif output == "bce":
                loss = -(net.Y * anp.log(p) + (1 - net.Y) * anp.log(1 - p))
            else:
                v = {"sigmoid squares": p, "tanh squares": anp.tanh(s), "squares": s}[output]
                loss = (v - net.Y) ** 2
            return loss.sum() / net.X.shape[1] + 0.05 * sum((w[:, 1:] ** 2).sum() for w in weights)

        assert np.isclose(net.cost(net.W), f(net.W[1:]))
        for mine, theirs in zip(net.gradient(net.W)[1:], autograd.grad(f)(net.W[1:])):
            np.testing.assert_allclose(mine, theirs, rtol=1e-9, atol=1e-12)
    assert HIDDEN.keys() == activations.keys()


def test_the_numerical_gradient_has_nine_digits_in_any_container():
    by_array = numerical_gradient(cost, W)
    np.testing.assert_allclose(
        by_array,
        autograd.grad(lambda w: anp.mean(anp.log(1 + anp.exp(w @ X1)) - Y * (w @ X1)))(W),
        rtol=1e-9,
    )
    by_list = numerical_gradient(lambda w: cost(w[1][0]), [None, W[None, :]])
    by_dict = numerical_gradient(lambda w: cost(w["W1"]), {"W1": W})
    assert by_list[0] is None
    np.testing.assert_array_equal(by_list[1][0], by_array)
    np.testing.assert_array_equal(by_dict["W1"], by_array)
    assert numerical_gradient(abs, np.array(0.0)) == 0  # the mean of the slopes at a kink


# --- points that judge badly ----------------------------------------------------------------------


@pytest.mark.parametrize("at", [0 * W, 1e-9 * W, W, 30 * W, 1e4 * W], ids=str)
def test_a_right_gradient_passes_at_any_point(at):
    with np.errstate(all="ignore"):
        assert check(right, at).passed
        assert not check(lambda w: right(w) * (1 + 1e-4), at).passed


@pytest.mark.parametrize("scale", [0, 1e-12, 1e-8, 1e-5, 1.0])
def test_relu_on_its_kink_passes(scale):
    """XOR with zero biases: the first unit sees s = 0 at the input (0, 0)."""
    rng = np.random.default_rng(3)
    weights = [None, rng.standard_normal((3, 3)), rng.standard_normal((1, 4))]
    weights[1][:, 0] *= scale
    table = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]), np.array([[0.0, 1, 1, 0]])
    net = Network(*table, weights, ["relu"], "bce")
    assert check_gradient(net.cost, net.gradient, net.W, net.sizes).passed
    assert check_gradient(net.cost, net.gradient(net.W), net.W).verdict != "wrong"
    for spoiled in ("ReLU gate never shuts", "h' missing"):
        assert not check_gradient(net.cost, lambda w, m=spoiled: net.gradient(w, {m}), net.W).passed


def test_where_no_judgement_is_possible_it_says_so():
    net = Network(X1[1:], Y[None, :], [None, np.zeros((3, 5)), np.zeros((1, 4))], ["tanh"], "bce")
    report = check_gradient(net.cost, net.gradient(net.W), net.W)
    assert report.verdict == "inconclusive" and not report.passed
    assert report.unjudged and not report.wrong
    assert "cannot" not in str(report) and "no value can be told from another" in str(report)
    assert check_gradient(net.cost, net.gradient, net.W).passed  # a function is asked elsewhere


def test_a_cost_that_cannot_be_judged_is_no_fault_of_the_gradient():
    noisy = np.random.default_rng(0)
    assert "draws random numbers" in str(check(right, f=lambda w: cost(w) + noisy.random()))
    assert "expected one real number" in str(check(right, f=lambda w: w @ X1))
    report = check(right, f=lambda w: 1 / 0)
    assert report.verdict == "inconclusive" and isinstance(report.error, ZeroDivisionError)
    assert check(right, f=lambda w: np.nan).verdict == "inconclusive"


# --- what each mistake is called --------------------------------------------------------------------

STATE = {"calls": 0, "sum": 0}


def changes_its_argument(w):
    w -= 0.1
    return right(w)


def accumulates(w):
    STATE["sum"] = STATE["sum"] + right(w)
    return STATE["sum"]


def counts(w):
    STATE["calls"] += 1
    return right(w) + 0.01 * STATE["calls"]


def raises_exit(w):
    raise SystemExit


NAMED = {
    "none": (
        lambda w: None,
        "missing",
        "The gradient returns None; expected: an array of shape (5,). Either a `return` is missing",
    ),
    "dots": (lambda w: ..., "missing", "in place of the dots"),
    "text": (lambda w: "seven", "structure", "expected: an array of shape (5,)"),
    "list": (lambda w: list(right(w)), "a list", "`np.array(...)` makes an array of it"),
    "bias missing": (lambda w: right(w)[1:], "bias column missing", "that are there are right"),
    "column": (lambda w: right(w)[:, None], "arrangement", "numbers themselves are right"),
    "unsummed": (lambda w: X1 * (right(w).sum() - Y), "structure", "an array of shape (5, 7)"),
    "not averaged": (
        lambda w: X1 * (1 / (1 + np.exp(-w @ X1)) - Y),
        "not summed",
        "It was not averaged along its axis 1",
    ),
    "nan": (lambda w: right(w) * np.log(-1 - w**2), "not a number", "NumPy says: invalid value encountered in log"),
    "empty": (lambda w: np.empty(w.shape) + right(w), "not a number", "what `np.empty` holds"),
    "error": (lambda w: 1 / 0, "error", "ZeroDivisionError"),
    "exit": (raises_exit, "error", "SystemExit"),
    "changed": (changes_its_argument, "changes its arguments", "It may only look at them"),
    "accumulates": (accumulates, "accumulates", "something is added up from call to call"),
    "counts": (counts, "differs when called again", "from one call to the next"),
    "sign": (lambda w: -right(w), "sign", "the wrong sign, everywhere"),
    "N": (lambda w: N * right(w), "factor", "exactly N times too large (N = 7)"),
    "1/N": (lambda w: right(w) / N, "factor", "exactly N times too small (N = 7)"),
    "-N": (lambda w: -N * right(w), "factor", "N times too large (N = 7), and of the wrong sign"),
    "2": (lambda w: 2 * right(w), "factor", "exactly 2 times too large"),
    "half": (lambda w: right(w) / 2, "factor", "exactly 2 times too small"),
    "n/N": (
        lambda w: right(w) * n / N,
        "factor",
        "exactly N/n times too small (N = 7, n = 4), everywhere: as if divided by N where n belongs",
    ),
    "9 for N": (
        lambda w: right(w) * N / 9,
        "factor",
        "exactly N/9 times what it should be, everywhere: as if divided by 9",
    ),
    "N - 1 for N": (
        lambda w: right(w) * N / (N - 1),
        "factor",
        "exactly N/6 times what it should be, everywhere: as if divided by 6, which is N − 1, where N belongs.",
    ),
    "an entry more": (lambda w: np.append(right(w), 0), "too many", "Without its last entry it is right."),
    "other": (lambda w: 3.21 * right(w), "factor", "exactly 3.21 times what it should be"),
    "bias zero": (lambda w: np.r_[0, right(w)[1:]], "zero", "`w[0]`: 0 everywhere"),
    "bias N": (lambda w: right(w) * np.r_[N, np.ones(n)], "factor", "`w[0]`: exactly N"),
    "rolled": (lambda w: np.roll(right(w), -1), "shifted", "the entries are all shifted by one"),
    "reversed": (lambda w: right(w)[::-1], "reversed", "in reverse order"),
    "decay": (lambda w: right(w) + 0.1 * w, "weight decay", "plus 0.1 times the weights"),
    "a pull of one size": (
        lambda w: right(w) + 0.1 * np.sign(w),
        "weight decay",
        "0.1 times the sign of each weight is added",
    ),
    "in the sixth digit": (lambda w: (1 + 2e-6) * right(w), "located", "not to more"),  # no cause is to be seen in it
    "2/N": (
        lambda w: 2 / N * right(w),
        "factor",
        "exactly N/2 times too small (N = 7), everywhere.",
    ),  # it may be a 3.5
    "updated": (lambda w: w - 0.5 * right(w), "updated weights", "w − 0.5 times the gradient"),
    "clipped": (lambda w: np.clip(right(w), -0.1, 0.1), "clipped", "cut off at ±0.1"),
    "normed": (lambda w: right(w) / np.linalg.norm(right(w)), "normalised", "length is always 1"),
    "sign only": (lambda w: np.sign(right(w)), "sign only", "only the sign"),
    "one sample": (
        lambda w: X1[:, 0] * (1 / (1 + np.exp(-w @ X1)) - Y)[0],
        "one sample",
        "as if there were one sample only",
    ),
    "extra slope": (
        lambda w: right(w) * w[0] ** 2,
        "located",
        "In `w` the direction is right at each point tried, and the",
    ),
    "other order": (
        lambda w: right(w)[[2, 0, 1, *range(n, 2, -1)]],
        "located",
        "are right, but they stand in another order",
    ),
    "half precision": (lambda w: right(w).astype(np.float16), "located", "It is right to 3 digits, not to more."),
    "taken away": (lambda w: right(w) - 0.1 * w, "weight decay", "0.1 times the weights is missing, or taken away"),
}


@pytest.mark.parametrize("name", NAMED)
def test_a_mistake_is_named_without_a_catalogue(name):
    gradient, what, words = NAMED[name]
    before = W.copy()
    with np.errstate(all="ignore"):
        report = check(gradient)
    assert report.verdict == "wrong" and not report.passed
    assert what in [finding.what for finding in report.findings], report
    assert words in str(report), report
    np.testing.assert_array_equal(W, before)


def test_a_bias_that_is_left_out_of_a_prediction_need_not_be_a_weight_decay():
    x, y = np.random.default_rng(2).standard_normal((2, 9))

    def gradient(w):
        return 2 / 9 * np.array([(w[0] * x + w[1] - y) @ x, (w[0] * x - y).sum()])

    report = check_gradient(lambda w: np.mean((w[0] * x + w[1] - y) ** 2), gradient, W[:2])
    assert "2 times the weights is missing, or taken away: the derivative of their squares, as of a weight" in str(
        report
    )


def test_of_two_weights_or_one_nothing_is_said_that_holds_for_any_straight_line():
    x, y = np.random.default_rng(2).standard_normal((2, 9))

    def line(w):
        return np.mean((w[0] * x + w[1] - y) ** 2)

    report = check_gradient(line, lambda w: np.full(2, 2 * np.mean(w[0] * x + w[1] - y)), W[:2])
    assert str(report).endswith("`w[0]`: each entry is what the last should be.")
    report = check_gradient(lambda w: np.mean((w * x - y) ** 2), lambda w: 2 * np.mean(w * x - y), 0.7)
    assert "times the right gradient" not in str(report) and "Not right: `w`" in str(report)
    signs = check_gradient(lambda w: w @ w - 30 * w[0], lambda w: np.sign(2 * w - np.array([30, 0])), W[:2])
    assert "at whatever weights" not in str(signs)


def test_rows_that_come_twice_are_told_where_they_count_once():
    """A table of which rows are looked up: `G[rows] += d` adds one of several, too."""
    rows, d = np.array([0, 2, 2, 4, 0]), np.arange(1.0, 16).reshape(5, 3)

    def once(table):
        G = np.zeros((5, 3))
        G[rows] += d * np.cos(table[rows])
        return G

    report = check_gradient(lambda table: float((d * np.sin(table[rows])).sum()), once, np.ones((5, 3)))
    assert "All that differs is in its rows 0 and 2." in str(report)


def test_a_quarter_is_not_put_down_to_four_rows():
    at = [None, *(np.random.default_rng(0).standard_normal(shape) for shape in ((4, 3), (5, 4)))]
    report = check_gradient(
        lambda W: sum(np.sin(w).sum() for w in W[1:]), lambda W: [None, *(np.cos(w) / 4 for w in W[1:])], at
    )
    assert "`W[1]` and `W[2]`: exactly 0.25 times what it should be, everywhere." in str(report)


def test_where_the_cost_is_no_number_at_the_point_given_that_is_said():
    def cost(w):
        h = 1 / (1 + np.exp(-w @ X1))
        return -(np.log(h[:3]).sum() + np.log(1 - h[3:]).sum())

    def gradient(w):
        return X1 @ (1 / (1 + np.exp(-w @ X1)) - (np.arange(N) < 3))

    with np.errstate(all="ignore"):
        report = check_gradient(cost, gradient, np.full(len(X1), 3000.0))
    assert (
        report.passed and "at 5 other points" in str(report) and "At the point given it was not judged" in str(report)
    )


def network(output="squares", hidden=("tanh", "sigmoid"), decay=0.0):
    """3 → 4 → 6 → 2, seven samples."""
    rng = np.random.default_rng(5)
    shapes = [(4, 4), (6, 5), (2, 7)]
    weights = [None] + [rng.standard_normal(shape) / 2 for shape in shapes]
    labels = np.eye(2)[:, rng.integers(0, 2, 7)]
    return Network(rng.standard_normal((3, 7)), labels, weights, list(hidden), output, decay)


def test_one_number_has_no_direction():
    for at in (np.array([0.5]), np.array(0.5), np.array([[0.5]])):
        report = check_gradient(lambda w: float((np.sum(w) - 3) ** 2), 0 * at - 0.25, at)
        assert str(report).endswith("the gradient says -0.25, the numerical derivative -5."), report


def test_of_one_sign_nobody_knows_whether_all_were_lost():
    report = check_gradient(lambda w: float(w @ [1.0, -2, 3, 4]), np.array([1.0, 2, 3, 4]), np.ones(4))
    assert "Not right: `w[1:]`" in str(report) and "absolute" not in str(report)


def test_a_cost_that_changes_the_weights_is_told_so():
    def cost(p):
        p["w"] /= np.linalg.norm(p["w"])
        return float(np.sum(p["w"] ** 3) + p["b"] ** 2)

    report = check_gradient(cost, lambda p: p, {"w": np.ones(3), "b": np.array(2.0)})
    assert str(report) == "The cost changes the weights that it is given (`w`). It may only look at them."


def test_a_cost_of_several_arguments_is_told_what_it_gets():
    report = check_gradient(lambda W, b: 0.0, lambda W, b: W, [np.ones(3), np.ones(2)])
    assert str(report).endswith("It is called with one argument, which holds all the weights, as `at` does."), report


def test_one_entry_that_is_wrong_is_told_though_the_bias_is_a_part_of_its_own():
    report = check(lambda w: right(w) * [1, 1, -1, 1, 1])
    assert str(report).endswith("Only entry 2 differs."), report


def test_a_cost_that_is_a_number_is_told_so():
    report = check_gradient(3.0, lambda w: w, np.ones(3))
    assert str(report).endswith("could not be computed: it is one number, not a function of the weights."), report


def test_no_factor_is_said_to_come_in_at_each_layer_where_arrays_are_no_layers():
    at = {"W1": np.ones((2, 3)), "b1": np.ones(2), "W2": np.ones((2, 2)), "b2": np.ones(2)}

    def planted(p):
        return {"W1": 2 * p["W1"], "b1": 8 * p["b1"], "W2": 4 * p["W2"], "b2": 2 * p["b2"]}

    report = str(check_gradient(lambda p: sum((x**2).sum() for x in p.values()), planted, at))
    assert "`b1`: exactly 4 times" in report and "`W2`: exactly 2 times" in report and "From each" not in report


@pytest.mark.parametrize(
    "spoiled, words",
    [
        (
            "h'(V)",
            "Layer 3 is right, layer 2 is not: look at how the error is carried from layer 3 to layer 2",
        ),
        ("S for V", "Right: `W[1]` with its bias, and the bias of `W[2]` and the bias of `W[3]`."),
        (
            "divided by N at each layer",
            "From each layer to the one below it comes a factor of 0.1429",
        ),
        ("no bias column", "`W[1]`: the gradient is an array of shape (4, 3)"),
        ("transposed", "That is the transpose: rows and columns are exchanged."),
        ("bias last", "`W[1]`, `W[2]` and `W[3]`: the bias stands last"),
        ("bias not learned", "the bias of `W[3]`: 0 everywhere"),
        ("error not carried", "`W[1]` and `W[2]`: 0 everywhere"),
        ("times S", "It begins in the last layer."),
        ("factor 2 missing", "`W[1]`, `W[2]` and `W[3]`: exactly 2 or K times too small (K = 2)"),
    ],
)
def test_a_network_is_judged_layer_by_layer(spoiled, words):
    net = network()
    report = check_gradient(net.cost, lambda w: net.gradient(w, {spoiled}), net.W, net.sizes)
    assert not report.passed
    assert words in str(report), report


def test_weight_decay_is_named_where_it_lacks():
    net = network(decay=0.3)
    report = check_gradient(net.cost, lambda w: net.gradient(w, {"decay missing"}), net.W, net.sizes)
    assert "0.3 times the weights is missing" in str(report)


def test_a_row_that_is_0_as_it_should_be_is_no_reason():
    """Of a large array some entries are looked at; what is wrong may be among the others."""
    seen = [np.pi * np.array([[1, 2, 3], [0, 0, 0], [k, 5, 7]]) for k in (1, 2, 4)]
    rows = seen, seen, [1e-9 * np.ones((3, 3))] * 3
    assert reason(Evidence("W[1]", *rows, [{}] * 3, at=[x.T for x in seen])) is None


@pytest.mark.parametrize(
    "change, words",
    [
        (
            lambda G: G[1:],
            "a list of 3; expected: a list of 4. Its index is the number l of the layer, from 0, where None stands",
        ),
        (lambda G: G[1], "an array of shape (4, 4); expected: a list of 4"),
        (lambda G: G + G, "With entry 4 it begins again: `+` puts a list behind another"),
        (lambda G: [None, None, *G[2:]], "`W[1]`: the gradient is None"),
        (lambda G: {"W1": G[1]}, "returns a dict; expected: a list of 4"),
        (lambda G: [None, G[1], G[1], G[3]], "`W[2]`: the gradient is an array of shape (4, 4)"),
    ],
)
def test_missing_parts_are_named(change, words):
    net = network()
    assert words in str(check_gradient(net.cost, lambda w: change(net.gradient(w)), net.W))


def test_layers_of_one_shape_that_changed_places_are_named():
    rng = np.random.default_rng(1)
    weights = [None, *(rng.standard_normal((3, 4)) for _ in range(3))]
    net = Network(rng.standard_normal((3, 7)), rng.standard_normal((3, 7)), weights, ["tanh"] * 2, "squares")
    swapped = check_gradient(net.cost, lambda w: [None, *net.gradient(w)[:0:-1]], net.W)
    assert "this is the gradient of `W[3]`" in str(swapped)

    def turned(w):
        G = net.gradient(w)
        return [None, G[1][[1, 2, 0]], *G[2:]]

    assert "the rows are all shifted by one" in str(check_gradient(net.cost, turned, net.W))


def test_single_precision_is_judged_as_such():
    assert "at least 4 digits" in str(check(lambda w: right(w).astype(np.float32)))
    assert not check(lambda w: (1.001 * right(w)).astype(np.float32)).passed


def test_a_dict_of_weights_goes_by_its_names():
    weights = {"W1": W[None, :].copy(), "shift": np.array([0.3])}

    def f(w):
        return cost(w["W1"][0]) * w["shift"][0] ** 2

    def gradient(w):
        return {
            "W1": right(w["W1"][0])[None, :] * w["shift"][0] ** 2,
            "shift": 2 * w["shift"] * cost(w["W1"][0]),
        }

    assert check_gradient(f, gradient, weights).passed
    report = check_gradient(f, lambda w: {**gradient(w), "W1": -gradient(w)["W1"]}, weights)
    assert [b.name for b in report.right] == ["shift"] and [b.name for b in report.wrong] == ["W1"]
    assert "The gradient lacks `shift`" in str(check_gradient(f, lambda w: {"W1": w["W1"]}, weights))


def test_an_exercise_with_a_gradient_gets_the_same_words():
    def gradient(w, X, y):
        return X @ (y - 1 / (1 + np.exp(-w @ X))) / len(y)

    def loss(w, X, y):
        return np.mean(np.logaddexp(0, w @ X) - y * (w @ X))

    with pytest.raises(NotYet) as caught:
        compare_gradient(gradient, [(W, X1, Y)], loss)
    assert "`gradient(w=[" in str(caught.value) and "the wrong sign, everywhere" in str(caught.value)
    compare_gradient(lambda w, X, y: -gradient(w, X, y), [(W, X1, Y)], loss)


# --- nothing but a report ---------------------------------------------------------------------------


class Odd:
    def __array__(self, *args, **kwargs):
        raise RuntimeError("not me")


@pytest.mark.parametrize(
    "answer",
    [Odd(), [Odd()], object(), lambda w: w, {}, [], (), "x", b"x", 1j, np.array(["a"]), [[1], [2, 3]],
     np.array([None]), {1, 2}, range(5), np.zeros((2, 2, 2, 2)), 10**400, True, np.nan, -np.inf,
     np.ma.masked_array([1.0] * 5), np.zeros(5, dtype="datetime64[s]")],
    ids=lambda a: type(a).__name__,
)  # fmt: skip
def test_whatever_is_returned_makes_a_report(answer):
    net = network()
    with np.errstate(all="ignore"):
        assert not check(lambda w: answer).passed
        assert not check_gradient(net.cost, lambda w: answer, net.W).passed
        assert not check_gradient(net.cost, lambda w: [None, answer, answer, answer], net.W).passed


@pytest.mark.parametrize(
    "at, sizes, words",
    [
        ("weights", None, r"as in check_gradient\(cost, gradient, weights\)"),
        ([None], None, "no numbers"),
        ([], None, "no numbers"),
        (W, [7], "by name"),
        (W, {"N": 0}, "by name"),
    ],
)
def test_a_wrong_call_is_said(at, sizes, words):
    with pytest.raises((TypeError, ValueError), match=words):
        check_gradient(cost, right, at, sizes=sizes)


def test_every_mistake_tried_is_one():
    """Each of the planted mistakes changes some gradient; none is only a name."""
    for name in MISTAKES:
        found = False
        for seed in range(60):
            rng = np.random.default_rng([4, seed])
            net = random_network(rng, widest=6, generic=True)
            with np.errstate(all="ignore"):
                found = bool(measure.truly_wrong(net, {name}, rng))
            if found:
                break
        assert found, name


# --- any container, any axes ------------------------------------------------------------------------

KERNEL = np.random.default_rng(8).standard_normal((3, 2, 3, 3))
IMAGE = np.random.default_rng(9).standard_normal((2, 3, 3))


def kernel_cost(K):
    return float(np.mean(np.tanh((K * IMAGE).sum(axis=(1, 2, 3))) ** 2))


def kernel_gradient(K):
    v = np.tanh((K * IMAGE).sum(axis=(1, 2, 3)))
    return (2 * v * (1 - v**2) / 3)[:, None, None, None] * IMAGE


@pytest.mark.parametrize(
    "spoil, words",
    [
        (lambda G: G[:, :, ::-1, ::-1], "the entries along axis 2 and the entries along axis 3 are in reverse order"),
        (lambda G: G.swapaxes(2, 3), "the axes 2 and 3 are exchanged"),
        (lambda G: np.rot90(G, axes=(2, 3)), "transposed, and"),
        (lambda G: np.roll(G, 1, axis=3), "the entries along axis 3 are all shifted by one"),
        (lambda G: G * np.array([0, 1, 1])[:, None, None, None], "its part 0 along axis 0 is 0, all others are right"),
        (lambda G: G / 4, "exactly positions times too small (positions = 4), everywhere"),
        (lambda G: G / 9, "0.1111 times what it should be"),
    ],
)
def test_axes_are_told_apart_and_sizes_come_before_powers(spoil, words):
    report = check_gradient(kernel_cost, lambda K: spoil(kernel_gradient(K)), KERNEL, {"positions": 4})
    assert words in str(report), report


@pytest.mark.parametrize("pack", [lambda W, b: [[W, b]], lambda W, b: [(W, b)], lambda W, b: [{"W": W, "b": b}],
                                  lambda W, b: {"one": {"W": W, "b": b}}, lambda W, b: (W, b)])  # fmt: skip
def test_containers_in_containers(pack):
    def opened(at):
        one = list(at.values())[0] if isinstance(at, dict) else at if isinstance(at, tuple) else at[0]
        return one.values() if isinstance(one, dict) else one

    def f(at):
        weights, bias = opened(at)
        return np.mean(np.logaddexp(0, weights @ X1[1:] + bias) - Y * (weights @ X1[1:] + bias))

    def g(at, times=1):
        weights, bias = opened(at)
        E = (1 / (1 + np.exp(-(weights @ X1[1:] + bias))) - Y) / N
        return pack(times * X1[1:] @ E, np.array(E.sum()))

    at = pack(W[1:], np.array(W[0]))
    assert check_gradient(f, g, at).passed
    report = check_gradient(f, lambda at: g(at, N), at, SIZES)
    assert "exactly N times too large (N = 7), everywhere: the division by N is missing" in str(report)


def test_a_whole_number_is_no_other_size_where_n_belongs():
    said = str(check_gradient(cost, lambda w: 4 * right(w), W, {"N": 20}))
    assert said == "`w`: exactly 4 times what it should be, everywhere."  # not N/5


def test_only_what_is_sorted_by_layer_has_layers():
    """Of all weights in one list and all biases in another, nothing is said of what is carried between the two."""

    def hidden(W, b):
        return np.tanh(X1[1:].T @ W[0] + b[0])

    def f(at):
        (W, b) = at
        return np.mean((hidden(W, b) @ W[1] + b[1] - Y[:, None]) ** 2)

    def g(at):
        (W, b), V = at, hidden(*at)
        E = 2 * (V @ W[1] + b[1] - Y[:, None]) / N
        D = E @ W[1].T * (1 - V**2)
        return [X1[1:] @ D, V.T @ E], [D.sum(axis=0), E.sum(axis=0)]

    rng = np.random.default_rng(3)
    at = [rng.standard_normal((n, 5)), rng.standard_normal((5, 1))], [rng.standard_normal(5), rng.standard_normal(1)]
    assert check_gradient(f, g, at).passed
    by_kind = str(check_gradient(f, lambda at: ([a + np.sin(3 * a) for a in g(at)[0]], g(at)[1]), at))
    assert "Not right: `at[0][0]` and `at[0][1]`." in by_kind and "ayer" not in by_kind
    pairs = [list(pair) for pair in zip(*at)]
    pair_g = lambda p: list(zip(*g([list(some) for some in zip(*p)])))  # noqa: E731
    report = check_gradient(
        lambda p: f([list(some) for some in zip(*p)]),
        lambda p: [[np.sin(a) for a in pair_g(p)[0]], pair_g(p)[1]],
        pairs,
    )
    assert "Layer 2 is right, layer 1 is not" in str(report)


def test_lists_of_numbers_and_named_tuples_come_back_as_they_are():
    assert check_gradient(lambda w: sum(x**2 for x in w), lambda w: [2 * x for x in w], [1.0, 2.0, 3.0]).passed
    pair = namedtuple("Pair", "W b")
    at = pair(W[1:], W[:1])
    of = lambda f: lambda at: f(np.r_[at.b, at.W])  # noqa: E731
    assert check_gradient(of(cost), of(lambda w: pair(right(w)[1:], right(w)[:1])), at).passed


def test_entries_are_told_by_their_index_in_the_whole():
    def spoiled(w):
        G = right(w)
        G[3] += w[3] ** 2
        return G

    report = str(check(spoiled))
    assert "For example `w[3]`" in report and "Only entry 3 differs." in report
    assert "For example `w`:" in str(check_gradient(lambda w: w**4, lambda w: 4 * w**2, 2.0))


def another_cost(gradient, at=W, f=cost):
    return "another cost" in {finding.what for finding in check(gradient, at, f).findings}


def test_a_gradient_of_another_cost_is_told_from_a_slip_on_the_way_back():
    p = lambda w: 1 / (1 + np.exp(-w @ X1))  # noqa: E731
    assert another_cost(lambda w: X1 @ (p(w) - np.roll(Y, 1)) / N)
    assert another_cost(lambda w: X1 @ ((p(w) - Y) * p(w) * (1 - p(w))) / N)  # of the squares
    assert another_cost(lambda w: X1[:, :-1] @ (p(w) - Y)[:-1] / N)  # the last sample left out

    rng = np.random.default_rng(4)
    V1 = [rng.standard_normal((3, n + 1)), rng.standard_normal(3)]

    def two_layers(at, slip=False, labels=Y):
        hidden = np.tanh(at[0] @ X1)
        error = at[1] @ hidden - labels
        down = np.outer(at[1], error) * (1 - hidden**2 if not slip else hidden)
        return np.sum(error**2) / 2, [down @ X1.T, hidden @ error]

    whole = lambda at: two_layers(at)[0]  # noqa: E731
    assert check_gradient(whole, lambda at: two_layers(at)[1], V1).passed
    assert another_cost(lambda at: two_layers(at, labels=np.roll(Y, 1))[1], V1, whole)
    assert not another_cost(lambda at: two_layers(at, slip=True)[1], V1, whole)
    # With one weight, any function is the derivative of one; what is constant is a gradient, and is told otherwise.
    assert not another_cost(lambda w: np.sin(w), 2.0, lambda w: w**4)
    assert not another_cost(lambda w: np.arange(5.0))


def test_where_two_factors_are_equal_neither_is_blamed():
    report = check_gradient(cost, lambda w: right(w) * 3, W, {"N": 9, "K": 3})
    assert "exactly N/K or K times too large (N = 9, K = 3), everywhere." in str(report)


def test_what_cannot_be_judged_is_said_for_what_it_is():
    assert "changed places" in str(check_gradient(right, cost, W))
    assert "does not depend on its argument" in str(check(right, f=lambda w: 0.5))
    single = X1.astype(np.float32)

    def coarse(w):
        s = w.astype(np.float32) @ single
        return np.mean(np.logaddexp(0, s) - Y.astype(np.float32) * s)

    report = check(right, f=coarse)
    assert report.verdict == "inconclusive" and "float32" in str(report)
    assert "complex" in str(check(lambda w: right(w) + 0j)) and "take `.real`" in str(check(lambda w: right(w) + 0j))
    assert "It is right to 3 digits, not to more" in str(check(lambda w: right(w) + 2e-5 * w**2))


# --- how sure it is: each of these fails without one refinement ---------------------------------------


def test_the_sixth_digit_counts():
    assert not check(lambda w: right(w) * (1 + 1e-5 * w[1] / abs(w[1]))).passed
    noisy = [lambda w, h=h: cost(w) + h * np.sin(1e7 * w.sum()) for h in (1e-11, 1e-9)]
    assert check(lambda w: 1.001 * right(w), f=noisy[0]).verdict == "wrong"  # far above what the noise makes uncertain
    assert not check(lambda w: 1.01 * right(w), f=noisy[1]).passed


def test_what_is_right_at_one_point_may_be_wrong_at_another():
    assert not check(lambda w: right(w) + 3e-3 * abs(right(w)).max() * (np.abs(w - W).max() > 0)).passed
    assert not check(lambda w: right(w) + 3e-3 * abs(right(w)).max() * (np.abs(w - W).max() == 0)).passed


def test_a_cost_that_is_not_exact_proves_little():
    """Waves that other steps see otherwise: a right gradient is not wrong, and no factor is exact."""

    def wavy(height, length):
        return lambda w: cost(w) + height * np.sin(length * w.sum())

    assert check(right, f=wavy(1e-8, 1e5)).verdict == "inconclusive"
    assert "exactly" not in str(check(lambda w: 2 * right(w), f=wavy(1e-10, 3e3)))


def test_on_a_kink_only_its_slopes_are_right():
    def f(w):
        return np.abs(w).sum() + (w**2).sum()

    for share, fine in ((1, True), (-1, True), (0, True), (0.5, False)):
        report = check_gradient(f, lambda w, share=share: np.where(w == 0, share, np.sign(w)) + 2 * w, np.zeros(3))
        assert report.verdict == "right" or not fine
    value = check_gradient(f, np.full(3, 0.5), np.zeros(3))
    assert value.verdict != "right" and "kink" in str(value)


def test_the_slopes_are_exact_to_eleven_digits():
    found = numerical_gradient(lambda w: np.exp(w).sum(), np.array([0.3, -0.7, 1.1]))
    np.testing.assert_allclose(found, np.exp([0.3, -0.7, 1.1]), rtol=3e-11)


def test_layers_below_must_all_be_right_to_blame_the_line_itself():
    net = network()

    def gradient(w):
        G = net.gradient(w)
        return [None, G[1] * np.r_[1, 1.5 * w[1][0, 0], 1, 1], G[2], G[3] * w[3][0, 0] ** 2]

    assert "layers below are right" not in str(check_gradient(net.cost, gradient, net.W))

    def last(w):
        G = net.gradient(w)
        return [None, G[1], G[2], G[3] * w[3][0, 0] ** 2]

    assert "The layers below are right" in str(check_gradient(net.cost, last, net.W))


def test_rows_shifted_either_way_are_seen():
    net = network()
    for step in (1, -1):
        report = check_gradient(net.cost, lambda w, s=step: [None, *net.gradient(w)[1:3], net.gradient(w)[3]][:1]
                                + [np.roll(g, s, axis=0) for g in net.gradient(w)[1:]], net.W)  # fmt: skip
        assert "the rows are all shifted by one" in str(report), report


# --- what is said of values ---------------------------------------------------------------------------

CASES = [(RNG.standard_normal((3, width)),) for width in (5, 4)]


def judged(function, expected):
    with pytest.raises(NotYet) as caught:
        compare(function, CASES, expected)
    return caught.value


def test_which_entry_is_missing_is_said_if_it_is_so_in_every_case():
    assert "Entry 0 is missing" in str(judged(lambda X: X.mean(axis=0)[1:], lambda X: X.mean(axis=0)))
    other = judged(lambda X: np.delete(X.mean(axis=0), X.shape[1] - 3), lambda X: X.mean(axis=0))
    assert other.what == "structure" and "missing" not in str(other)


def test_what_is_no_number_is_not_taken_for_an_endless_list():
    assert not equal(np.c_, np.ones(3)) and not equal(np.ones(3), np.r_)
    assert "a CClass" in str(judged(lambda X: np.c_, lambda X: X))
    assert not check(lambda w: np.c_).passed and check(right, f=lambda w: np.c_).verdict == "inconclusive"
    assert kind(np.exp) == kind(np.sum) == kind(len) == "a function"


def test_what_is_saturated_is_not_taken_for_float32():
    X1, Y = np.array([[1.0, 1, 1, 1], [-1, 1, 1, -0.03]]), np.array([0, 1, 0, 1])
    report = check_gradient(
        lambda w: np.mean(np.logaddexp(0, w @ X1) - Y * (w @ X1)),
        lambda w: X1 @ ((1 + np.tanh(w @ X1 / 2)) / 2 - Y) / 4,
        np.array([0.0, 1000]),
    )
    assert report.passed and report.digits == 6


def test_float32_on_the_way_is_right_and_an_added_number_is_not():
    notes.clear()
    compare(lambda X: np.exp(X.astype(np.float32).astype(float)), CASES, np.exp)
    assert notes.pop().startswith("In float32")
    assert judged(lambda X: np.exp(X) + 1e-8, np.exp).what == "difference"
    assert judged(lambda X: np.round(np.exp(X), 7), np.exp).what == "rounded"
    assert check(lambda w: right(w.astype(np.float32).astype(float))).digits == 4


def test_below_an_error_that_is_not_understood_no_factor_is_named():
    net = random_network(np.random.default_rng(4), 8, generic=True)

    def spoiled(W):
        G = net.gradient(W)
        uneven = 1 + np.sin(np.arange(G[-1].size)).reshape(G[-1].shape)
        return [None, *(2 * g for g in G[1:-1]), uneven * G[-1]]

    report = check_gradient(net.cost, spoiled, net.W)
    assert len(net.W) > 2 and report.verdict == "wrong"
    assert {finding.what for finding in report.findings} == {"located"}


def two_layers(decay=0.0):
    """Samples in rows: 4 → 5 → 3, tanh and squares, as a dict of parameters, and what its gradient is made of."""
    rng = np.random.default_rng(8)
    X, T = rng.standard_normal((N, 4)), rng.standard_normal((N, 3))
    shapes = {"W1": (4, 5), "b1": 5, "W2": (5, 3), "b2": 3}

    def cost(p):
        E = np.tanh(X @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"] - T
        return (E**2).sum() / (2 * N) + decay / 2 * sum((p[name] ** 2).sum() for name in ("W1", "W2"))

    def parts(p):
        V = np.tanh(X @ p["W1"] + p["b1"])
        E = (V @ p["W2"] + p["b2"] - T) / N
        return E @ p["W2"].T * (1 - V**2), V, E

    def gradient(p, below=lambda D: D):
        D, V, E = parts(p)
        D = below(D)
        return {"W1": X.T @ D, "b1": D.sum(0), "W2": V.T @ E, "b2": E.sum(0)}

    return cost, gradient, {name: rng.standard_normal(shape) for name, shape in shapes.items()}


def test_a_weight_decay_is_named_in_any_container():
    cost, gradient, p = two_layers(decay=0.3)

    def named(pairs):
        return {"W1": pairs[0][0], "b1": pairs[0][1], "W2": pairs[1][0], "b2": pairs[1][1]}

    def pairs(q):
        return [(q["W1"], q["b1"]), (q["W2"], q["b2"])]

    report = check_gradient(lambda q: cost(named(q)), lambda q: pairs(gradient(named(q))), pairs(p))
    assert "`layers[0][0]` and `layers[1][0]`: 0.3 times the weights is missing" in str(report)
    ends = np.cumsum([0] + [a.size for a in p.values()])

    def rolled_up(v):
        return {name: v[i:j].reshape(p[name].shape) for name, i, j in zip(p, ends, ends[1:])}

    def vector(q):
        return np.concatenate([a.ravel() for a in q.values()])

    report = check_gradient(lambda v: cost(rolled_up(v)), lambda v: vector(gradient(rolled_up(v))), vector(p))
    assert "`w`: 0.3 times the weights is missing, or taken away, in some of its entries" in str(report)
    report = check_gradient(  # of |w| it is no multiple of w in the same entries at all points
        lambda v: cost(rolled_up(v)), lambda v: vector(gradient(rolled_up(v))) + 0.3 * np.abs(v), vector(p)
    )
    assert "weight decay" not in str(report)


def test_a_factor_of_all_but_the_weight_decay_is_said():
    def f(w):
        return cost(w) + 0.1 * w @ w

    report = check(lambda w: N * right(w) + 0.2 * w, f=f)
    words = (
        "7 times the right gradient minus 1.2 times the weights: as if all but a weight decay, 0.2 times the weights, "
    )
    assert f"{words}were exactly N times too large (N = 7)." in str(report)
    assert "0.2 times the weights, were of the wrong sign." in str(check(lambda w: 0.2 * w - right(w), f=f))


def test_one_sample_is_seen_with_samples_in_rows():
    rng = np.random.default_rng(0)
    X, T, W = rng.standard_normal((N, n)), rng.standard_normal((N, 3)), rng.standard_normal((n, 3))
    report = check_gradient(
        lambda W: ((X @ W - T) ** 2).sum() / 2 / N, lambda W: np.outer(X[0], X[0] @ W - T[0]) / N, W
    )
    assert "it always points the same way, as if there were one sample only." in str(report)


def test_a_gradient_of_what_the_cost_left_behind_is_told_so():
    cost, gradient, p = two_layers()
    kept = {}

    def f(p):
        kept["p"] = p
        return cost(p)

    assert "what that left behind" in str(check_gradient(f, lambda p: gradient(kept["p"]), p))
    assert check_gradient(f, lambda p: (f(p), gradient(kept["p"]))[1], p).passed


def test_a_size_below_1_is_said_the_right_way_round():
    def words(c, **sizes):
        return str(check_gradient(cost, lambda w: c * right(w), W, sizes))

    assert "exactly 1/keep times too small (keep = 0.6), everywhere: the division by keep" in words(0.6, keep=0.6)
    assert "exactly 1/keep times too large (keep = 0.6), everywhere: divided by keep" in words(1 / 0.6, keep=0.6)
    assert "exactly 2 or 1/a times too large (a = 0.5), everywhere." in words(2, a=0.5)
    assert "(1/keep = 1.66667)" in words(0.6, **{"1/keep": 1 / 0.6})
    assert "exactly √d times too large (d = 5), everywhere: the division by √d is missing" in words(5**0.5, d=5)
    assert "exactly N² times too large (N = 3), everywhere." in words(9, N=3)
    assert "exactly 27 times what it should be, everywhere." in words(27, N=3)  # 3 samples of 9 places, perhaps


def test_of_numbers_that_are_only_rounded_no_place_is_told():
    cost, gradient, p = two_layers()
    rounded = {"W1": np.float16, "b1": np.float16, "W2": np.float16, "b2": float}
    report = check_gradient(cost, lambda p: {k: v.astype(rounded[k]) for k, v in gradient(p).items()}, p)
    assert "digits, not to more." in str(report) and "carried" not in str(report)


def test_what_the_cost_does_not_depend_on_is_told_so():
    report = check_gradient(
        lambda p: cost(p["w"]), lambda p: {"w": right(p["w"]), "b": p["w"][:2]}, {"w": W, "b": np.ones(2)}
    )
    assert "`b`: the cost does not change with it at any point tried: its derivative is 0." in str(report)


def test_an_array_of_arrays_is_a_list_of_them():
    cost, gradient, p = two_layers()

    def named(arrays):
        return dict(zip(p, arrays))

    at = np.array(list(p.values()), dtype=object)
    assert check_gradient(lambda q: cost(named(q)), lambda q: list(gradient(named(q)).values()), at).passed


def test_of_arrays_with_names_it_is_told_from_which_on_all_are_right():
    cost, gradient, p = two_layers()
    report = check_gradient(cost, lambda p: gradient(p, lambda D: D * (1 + D)), p)
    assert "In the order given, all from `W2` on is right, and nothing before it." in str(report)


def test_a_gradient_that_takes_weights_out_of_their_list_is_told_so():
    cost, gradient, p = two_layers()
    report = check_gradient(cost, lambda p: (gradient(p), p.pop("W2"))[0], p)
    assert "The gradient changes the weights that it is given" in str(report)


def test_no_place_is_told_where_arrays_are_not_in_the_order_of_the_layers():
    cost, gradient, p = two_layers()
    kinds = {name: p[name] for name in ("W1", "W2", "b1", "b2")}  # all W, then all b

    def lasso(p):
        return cost(p) + 0.2 * np.abs(p["W1"]).sum() + 0.2 * np.abs(p["W2"]).sum()

    report = check_gradient(lasso, lambda p: {k: g + 0.2 * p[k] * (k[0] == "W") for k, g in gradient(p).items()}, kinds)
    assert "Not right: `W1` and `W2`." in str(report) and "carried" not in str(report)

    def turned(p):
        return {"out": {"W": p["W2"], "b": p["b2"]}, "in": {"W": p["W1"], "b": p["b1"]}}

    def back(q):
        return {"W1": q["in"]["W"], "b1": q["in"]["b"], "W2": q["out"]["W"], "b2": q["out"]["b"]}

    report = check_gradient(
        lambda q: cost(back(q)), lambda q: turned(gradient(back(q), lambda D: D * (1 + D))), turned(p)
    )
    assert 'Not right: `in["W"]` and `in["b"]`.' in str(report)
    assert "carried" not in str(report) and "the line that computes" not in str(report)


def test_errors_of_a_softmax_that_do_not_add_up_to_0_are_told_so():
    rng = np.random.default_rng(3)
    X, T = rng.standard_normal((N, 4)), np.eye(3)[rng.integers(0, 3, N)]

    def cost(W):
        S = X @ W
        return (np.log(np.exp(S).sum(1)) - (T * S).sum(1)).mean()

    def told(error):
        def gradient(W):
            P = np.exp(X @ W)
            return X.T @ error(P / P.sum(1, keepdims=True)) / N

        return "Added up, the columns of the right one give 0" in str(check_gradient(cost, gradient, np.ones((4, 3))))

    assert told(lambda P: -T * (1 - P)) and told(lambda P: (P - T) * P * (1 - P))
    assert not told(lambda P: P - np.roll(T, 1, axis=0))


def test_of_a_slow_cost_fewer_derivatives_are_taken():
    w, calls = RNG.standard_normal((9, 9)), []

    def calls_of(pause):
        def f(w):
            calls.append(sleep(pause) if pause else None)
            return np.sin(w).sum()

        calls.clear()
        assert "the wrong sign" in str(check_gradient(f, lambda w: -np.cos(w), w))
        return len(calls)

    assert calls_of(0.002) < 0.7 * calls_of(0)


@pytest.mark.parametrize("shape, given", [((1,), ()), ((1, 1), ()), ((), (1,)), ((1, 1), (1,))])
def test_a_bias_of_one_number_may_have_its_gradient_in_any_shape(shape, given):
    def parts(p):
        return np.r_[np.reshape(p["b"], 1), p["w"]]

    def gradient(p, factor=1):
        g = right(parts(p))
        return {"w": g[1:], "b": np.reshape(factor * g[0], given)}

    at = {"w": W[1:], "b": np.full(shape, W[0])}
    assert check(gradient, at, lambda p: cost(parts(p))).passed
    report = check(lambda p: gradient(p, N), at, lambda p: cost(parts(p)))
    assert "`b`: exactly N times too large" in str(report)


def test_what_stands_where_none_belongs_is_let_pass_and_is_no_repair():
    def gradient(W):
        return [np.ones(2), 3 * W[1] ** 2]

    def cost(W):
        return float(np.sum(W[1] ** 3))

    W = [None, np.array([[1.0, 2.0]])]
    assert check_gradient(cost, gradient, W).passed
    with quickly():
        assert not check_gradient(cost, gradient, W).passed
        assert check_gradient(cost, lambda W: [None, gradient(W)[1]], W).passed
