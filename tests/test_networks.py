"""What notebooks 04 to 07 and 09 compute: their functions are those of helpers/nn.py, their figures are reached."""

import ast
import re

import numpy as np
import pytest
from support import NOTEBOOKS, code_cells, read

from helpers import nn
from helpers.datasets import load_digits, split

OURS = [path for path in NOTEBOOKS if path.stem[:2] in ("04", "05", "06", "07", "09")]


def definitions():
    """Each function that a notebook defines and helpers/nn.py has too: (notebook, name, its source)."""
    for path in OURS:
        for cell in code_cells(read(path)):
            if "exercise" in cell.metadata.get("tags", []):
                continue  # as committed, there are only dots in it
            for node in ast.parse(cell.source).body:
                # 07's forward and backward are those of a network with patches, and nn.py has none.
                own = path.stem.startswith("07") and getattr(node, "name", "") in ("forward", "backward")
                if isinstance(node, ast.FunctionDef) and hasattr(nn, node.name) and not own:
                    node.decorator_list = []
                    yield path.stem, node.name, ast.unparse(node)


DEFINED = list(definitions())


def arguments(name, rng):
    """Random arguments for a function of helpers/nn.py."""
    sizes, N = (6, 9, 7, 4), 13
    W = [None] + [rng.standard_normal((m, n + 1)) for n, m in zip(sizes, sizes[1:])]
    h = [None, np.tanh, nn.relu, nn.softmax]
    dh = [None, nn.d_tanh, nn.d_relu, None]
    X, Y = rng.standard_normal((6, N)), nn.one_hot(rng.integers(0, 4, N), 4)
    S, V = nn.forward(W, h, X)
    G = nn.backward(W, dh, S, V, Y)
    m, v = nn.zeros_like(W), [None] + [rng.random(w.shape) for w in W[1:]]
    E = rng.standard_normal((N, 7))
    images = rng.integers(0, 3, (2, 7, 6, N)).astype(float)  # ties in the pooling
    return {
        "add_ones": (X,),
        "layer": (W[1], X, np.tanh),
        "forward": (W, h, X),
        "cross_entropy": (100 * S[3], Y),
        "E_previous": (E, W[2], S[1], nn.d_tanh),
        "gradient": (E, V[1]),
        "backward": (W, dh, S, V, Y),
        "back": (W, dh, S, V, rng.standard_normal((N, 4))),
        "minibatches": (X, Y, 5, np.random.default_rng(8)),
        "momentum": (W, G, m, 0.1, 0.8),
        "adam": (W, G, m, v, 3, 0.1, 0.8, 0.9, 1e-3),
        "patches": (images, 3),
        "max_pool": (images, 2),
        "add_back": (rng.standard_normal((18, 20 * N)), images.shape, 3),
        "unpool": (rng.standard_normal((2, 3, 3, N)), images, 2),
    }.get(name, (100 * S[3],))


def bits(answer):
    """An answer as bytes, whatever it is made of."""
    if answer is None:
        return None
    if isinstance(answer, (np.ndarray, float)):
        return np.asarray(answer).dtype.str, np.shape(answer), np.asarray(answer).tobytes()
    return [bits(part) for part in answer]


@pytest.mark.parametrize("notebook, name, source", DEFINED, ids=[f"{n}-{f}" for n, f, _ in DEFINED])
def test_a_notebooks_function_is_that_of_the_package_bit_for_bit(notebook, name, source):
    names = vars(nn) | {"nn": nn, "np": np}
    exec(source, names)
    assert names[name] is not getattr(nn, name)
    for seed in range(3):
        pair = [
            bits(function(*arguments(name, np.random.default_rng(seed))))
            for function in (names[name], getattr(nn, name))
        ]
        assert pair[0] == pair[1]


def test_no_exercise_of_these_notebooks_is_missing_in_the_comparison():
    compared = {name for _, name, _ in DEFINED}
    assert compared >= {
        "layer", "forward", "softmax", "cross_entropy", "E_previous", "gradient", "backward",
        "minibatches", "momentum", "adam", "patches", "max_pool", "add_back", "unpool",
    }  # fmt: skip


def printed(stem):
    """All that a notebook prints, and the descriptions of its figures."""
    cells = code_cells(read(next(path for path in OURS if path.stem.startswith(stem))))
    texts = [o.get("text") or o.data.get("text/plain", "") for c in cells for o in c.outputs]
    return "\n".join(texts)


def test_the_notebook_reads_the_digits():
    assert float(re.search(r"median: ([\d.]+)%", printed("06")).group(1)) >= 97.5


def test_digits_are_read_from_any_split_and_start():
    pixels, digit = load_digits()
    h, dh, right = [None, nn.relu, nn.softmax], [None, nn.d_relu, None], []
    for seed in range(5):
        (X, y), _, (X_test, y_test) = split(pixels, digit, (0.7, 0.15, 0.15), seed=seed)
        mean, size = X.mean(axis=1, keepdims=True), X.std()
        X, Y, rng = (X - mean) / size, nn.one_hot(y, 10), np.random.default_rng(seed)
        W, t = nn.initialise([64, 64, 10], rng), 0
        m, v = nn.zeros_like(W), nn.zeros_like(W)
        for _ in range(20):
            for X_b, Y_b in nn.minibatches(X, Y, 32, rng):
                t += 1
                G = nn.backward(W, dh, *nn.forward(W, h, X_b), Y_b)
                W, m, v = nn.adam(W, G, m, v, t, eta=0.003)
        said = nn.forward(W, h, (X_test - mean) / size)[1][-1].argmax(axis=0)
        right.append(np.mean(said == y_test))
    assert np.median(right) >= 0.975


def test_the_error_falls_with_the_number_of_neurons():
    errors = [float(e) for e in re.findall(r"neurons: largest error ([\d.]+)", printed("04"))]
    assert len(errors) >= 5 and all(a > b for a, b in zip(errors, errors[1:]))


def test_every_bug_of_the_hunt_learns_and_none_is_told_by_its_result_alone():
    text = printed("05")
    rows = re.findall(r"^(the right one|[1-8]) +([\d.]+) +([\d.]+) +([\d.]+)%$", text, re.M)
    assert len(rows) == 9
    for _, before, after, right in rows:
        assert float(after) < float(before) and float(right) > 80
    best = float(rows[0][3])
    assert sum(float(right) > best - 1 for *_, right in rows[1:]) >= 6


def test_the_digit_is_read_at_every_place_exactly_as_often_where_a_map_is_pooled_as_a_whole():
    text = printed("07")
    rows = re.findall(r"^(.+?)  +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +[\d,]+$", text, re.M)
    shares = {name: [int(n) for n in numbers] for name, *numbers in rows}
    assert len(set(shares["one convolution, whole maps"])) == 1 and shares["one convolution, whole maps"][0] >= 94
    assert "all five shares equal: True" in text and "the maps move along with the digits: True" in text
    pooled = shares["two, pooled by 2, whole maps"]
    assert len(set(pooled[::2])) == 1 and pooled[0] >= 94 and max(pooled[1::2]) < 85
    for name in ("perceptron", "convolution, then all places"):
        assert shares[name][0] >= 94 and shares[name][1] < 65 and shares[name][2] < 25


def test_the_convolution_reads_more_than_a_perceptron_with_as_many_weights():
    text = printed("07")
    rows = [[int(n) for n in re.findall(r"(\d+)%", row)] for row in re.findall(", three starts:.*", text)]
    ours, few, many = rows
    assert len(ours) == len(few) == 3 and min(ours) - max(few) >= 5 and min(ours) > max(many)


def test_digits_are_read_where_they_stand_on_a_page_and_not_only_there():
    text = printed("07")
    assert "read where they stand: 3 1 4 1 5 9 2 6 5 3" in text
    at_one, elsewhere = map(int, re.search(r"(\d+) within 4 pixels of a 3, (\d+) elsewhere", text).groups())
    assert at_one >= 2 and elsewhere >= 1
    assert "the same weights: True" in text and "loops, windows and patches give the same: True" in text
