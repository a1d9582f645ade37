"""One change in the student's own code: the place that is named, what is never named, and what no candidate may do."""

import functools
import itertools
import linecache
import time
import tracemalloc
import warnings

import numpy as np
import pytest

from helpers import exercises as machinery
from helpers import nn
from helpers.checking.compare import NotYet, check_quiet, compare, compare_gradient
from helpers.checking.gradients import check_gradient, quickly
from helpers.checking.repair import repair, small_arrays
from helpers.exercises import check, hint
from helpers.running import guarded


def typed(source, **names):
    """A function as a cell defines it, with its source to be had."""
    name = f"<ipython-input-{abs(hash(source))}>"
    linecache.cache[name] = len(source), None, source.splitlines(True), name
    found = {"np": np, **names}
    exec(compile(source, name, "exec"), found)
    return next(value for key, value in found.items() if callable(value) and key in source.partition("(")[0])


def against(right, *cases):
    """A judge: the right function, and what it is called with."""
    return lambda function: compare(guarded(function), cases, right)


r = np.random.default_rng(3)
X, Y = r.normal(size=(3, 5)), r.normal(size=(3, 5))
ON_MATRICES = (X,), (r.normal(size=(2, 7)),), (r.normal(size=(4, 1)),)
ON_NUMBERS = (1,), (4,), (7,)


def softmax(S):
    e = np.exp(S - S.max(axis=0))
    return e / e.sum(axis=0)


def squares(n):
    return [k * k for k in range(1, n + 1)]


def total(n):
    return float(n * (n + 1) / 2)


WRONG = {
    "an axis": (
        "def softmax(S):\n    e = np.exp(S - S.max())\n    return e / e.sum(axis=1, keepdims=True)\n",
        against(softmax, *ON_MATRICES),
        (3, "e.sum(axis=1, keepdims=True)"),
    ),
    "the bounds of the range": (
        "def squares(n):\n    found = []\n    for k in range(1, n):\n        found.append(k * k)\n    return found\n",
        against(squares, *ON_NUMBERS),
        (3, "range(1, n)"),
    ),
    "square brackets": (
        "def squares(n):\n    found = []\n    for k in range(n):\n        found = found + np.float64(k + 1) ** 2\n    return found\n",
        against(squares, *ON_NUMBERS),
        (4, "found + np.float64(k + 1) ** 2"),
    ),
    "a call that is missing": (
        "def sums(X):\n    return np.hstack([X, X])\n",
        against(lambda X: np.c_[X, X.sum(axis=1)], *ON_MATRICES),
        (2, "[X, X]"),  # and not "look at `X`", of which there are two
    ),
    "`=` or `+=`": (
        "def total(n):\n    s = 0\n    for k in range(n + 1):\n        s = k\n    return float(s)\n",
        against(total, *ON_NUMBERS),
        (4, "s = k"),
    ),
    "a result that is not kept": (
        "def twice(X):\n    X * 2\n    return X\n",
        against(lambda X: 2 * X, *ON_MATRICES),
        (2, "X * 2"),
    ),
    "one list for two names": (
        "def both(n):\n    a = b = []\n    for k in range(n):\n        a.append(k)\n        b.append(-k)\n    return a, b\n",
        against(lambda n: ([*range(n)], [-k for k in range(n)]), *ON_NUMBERS),
        (2, "a = b = []"),
    ),
    "a statement stands in or out of a loop or an `if`": (
        "def total(n):\n    s = 0.0\n    for k in range(n + 1):\n        s += k\n        return s\n",
        against(total, *ON_NUMBERS),
        (5, "return s"),
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_names_the_place_and_not_the_change(kind):
    source, judge, place = WRONG[kind]
    found = repair(typed(source), judge)
    assert found.places == (place,)
    assert found.kind == kind
    assert found.message == f"One change in line {place[0]} makes it right: look at `{place[1]}`."
    assert found.hint == f"In line {place[0]}: {kind}."


LISTS = ([None, np.sin, np.cos], 0.5), ([None, np.cos], 2.0)
ALSO = [
    (
        "def through(h, x):\n    for l in range(1, len(h)):\n        x = called(h, x)\n    return x\n",
        against(lambda h, x: np.cos(np.sin(x)) if len(h) == 3 else np.cos(x), *LISTS),
        (3, "h"),
    ),
    (
        "def every(n):\n    return [k for k in range(0, n)]\n",
        against(lambda n: [*range(0, n, 2)], *ON_NUMBERS),
        (2, "range(0, n)"),
    ),
    (
        "def corner(V):\n    return V[:2][:3] + V[0, 0]\n",
        against(lambda V: V[:2, :3] + V[0, 0], (r.normal(size=(4, 5)),)),
        (2, "V[:2][:3]"),
    ),
    (
        "def part(X, i):\n    return X[:, i:2]\n",
        against(lambda X, i: X[:, i : i + 2], (X, 1), (X, 0), (X, 3)),
        (2, "X[:, i:2]"),
    ),
    (
        "def down(W, E):\n    return E @ W[1]\n",
        against(lambda W, E: E @ W[1][:, 1:], ([None, X], r.normal(size=(4, 3)))),
        (2, "W[1]"),
    ),
    (
        "def largest(V):\n    return V.max()\n",
        against(lambda V: V.max(axis=(1, 2)), (r.normal(size=(2, 3, 4)),)),
        (2, "V.max()"),
    ),
    ("def ramp(X):\n    return np.max(X, 0)\n", against(lambda X: np.where(X > 0, X, 0), *ON_MATRICES), (2, "np.max")),
    (
        "def means(y, X):\n    m = np.zeros_like(y)\n    for k in range(3):\n        m[k] = X[k].mean()\n    return m\n",
        against(lambda y, X: X.sum(axis=1) / 5, (np.array([1, 0, 1]), X)),
        (2, "np.zeros_like(y)"),
    ),
    (
        "def total(n):\n    s = 0.0\n    for k in range(n + 1):\n        new = s + k\n    return s\n",
        against(total, *ON_NUMBERS),
        (4, "new"),
    ),
    (
        "def total(n):\n    from math import sqrt\n    return sqrt(n * n) * (n - 1) / 2\n",
        against(total, *ON_NUMBERS),
        (3, "n - 1"),
    ),
    (
        "def through(X, Y, n):\n    return np.clip(n, X, Y)\n",
        against(lambda X, Y, n: np.clip(X, Y, n), (X, Y, 2.0)),
        (2, "np.clip(n, X, Y)"),
    ),
    (
        "def path(n):\n    found = float(n)\n    found.append(2.0 * n)\n    return found\n",
        against(lambda n: [float(n), 2.0 * n], *ON_NUMBERS),
        (2, "float(n)"),
    ),
    (
        "def doubled(X):\n    rows = np.zeros(X.shape)\n    for i in range(len(X)):\n        rows = i * X[i]\n    return rows\n",
        against(lambda X: np.arange(len(X))[:, None] * X, *ON_MATRICES[:2]),
        (4, "rows"),
    ),
    (
        "def doubled(n):\n    found = []\n    for i in range(n):\n        found = 2 * i\n    return found\n",
        against(lambda n: [2 * i for i in range(n)], *ON_NUMBERS),
        (4, "found = 2 * i"),
    ),
    (
        "def with_bias(X):\n    return top(X.T)\n",
        against(lambda X: np.vstack([np.ones((1, X.shape[1])), X]).T, *ON_MATRICES),
        (2, "top(X.T)"),
    ),
    (
        "def blocks(x, p):\n    return [x[i : i + p].sum() for i in range(len(x) // p)]\n",
        against(lambda x, p: [*x[: len(x) // p * p].reshape(-1, p).sum(axis=1)], (X[0], 2), (X[1], 1)),
        (2, "x[i : i + p]"),
    ),
    (
        "def degree(n):\n    d = 0\n    if n > 1:\n        d += 1\n    elif n < 5:\n        d += 2\n    return d\n",
        against(lambda n: (n > 1) + 2 * (n < 5), *ON_NUMBERS),
        (5, "elif n < 5"),
    ),
    (
        "def size(n):\n    d = 0\n    if n > 2:\n        d += 1\n    if n not in (4, 5):\n        d += 2\n    return d\n",
        against(lambda n: 1 if n > 2 else 2, *ON_NUMBERS),
        (5, "if n not in (4, 5)"),
    ),
    (
        "def table(n):\n    a = []\n    for i in range(n):\n        for j in range(3):\n            a.append(9 * i + j)\n    return a\n",
        against(lambda n: [9 * i + j for j in range(3) for i in range(n)], *ON_NUMBERS),
        ((3, "for i in range(n)"), (4, "for j in range(3)")),
    ),
    (
        "def table(n):\n    return [9 * i + j for i in range(n) for j in range(3)]\n",
        against(lambda n: [9 * i + j for j in range(3) for i in range(n)], *ON_NUMBERS),
        (2, "[9 * i + j for i in range(n) for j in range(3)]"),
    ),
    (
        "def tables(X):\n    Z = X * 0\n    for i in range(len(X)):\n        Z[i] = X[i] + X[0, 0]\n    return Z\n",
        against(lambda X: X + X[:, :1], *ON_MATRICES),
        (4, "0, 0"),
    ),
    (
        "def flat(X):\n    return X.flatten('F') + 1\n",
        against(lambda X: X.ravel() + 1, *ON_MATRICES),
        (2, "X.flatten('F')"),
    ),
    (
        "def rises(X):\n    return np.array([b - a for a, b in zip(X, X[1:])] + [x[0] * x for x in X])\n",
        against(lambda X: np.array([*(X[1:] - X[:-1]), *(X[:-1, :1] * X[:-1])]), *ON_MATRICES),
        (2, "[x[0] * x for x in X]"),
    ),
    (
        "def density(X):\n    return np.exp(-(X**2) / 2) / np.sqrt(2) * np.pi\n",
        against(lambda X: np.exp(-(X**2) / 2) / np.sqrt(2 * np.pi), *ON_MATRICES),
        (2, "np.exp(-(X**2) / 2) / np.sqrt(2) * np.pi"),
    ),
    (
        "def largest(V):\n    return V.reshape(2, 2, 2, 3).max(axis=(0, 2))\n",
        against(lambda V: V.reshape(2, 2, 2, 3).max(axis=(1, 3)), (r.normal(size=(2, 4, 3)),)),
        (2, "(0, 2)"),
    ),
    (
        "def powers(X):\n    return 2.0 ** (X + 1)\n",
        against(lambda X: np.exp(X + 1), *ON_MATRICES),
        (2, "2.0 ** (X + 1)"),
    ),
    (
        "def slopes(X, Y):\n    return np.tanh(X) * np.cos(X - 1)\n",
        against(lambda X, Y: np.tanh(X) * np.cos(Y), (X, Y)),
        (2, "X - 1"),
    ),
    (
        "def sums(X):\n    return np.array([x.sum() for x in X])\n",
        against(lambda X: X.sum(axis=0), *ON_MATRICES),
        (2, "X"),
    ),
    (
        "def pairs(x):\n    return [x[i] - x[i + 1] for i in range(len(x) // 2)]\n",
        against(lambda x: [*(x[0 : len(x) // 2 * 2 : 2] - x[1::2])], (r.normal(size=6),), (r.normal(size=4),)),
        (2, "range(len(x) // 2)"),
    ),
    (  # and not: `return` in the loop
        "def steps(n):\n    for _ in range(2):\n        n = 3 * n + 1\n    n = n**2\n    return n\n",
        against(lambda n: (3 * n + 1) ** 2, *ON_NUMBERS),
        (2, "range(2)"),
    ),
    ("def ramps(X):\n    return nn.relu(-X)\n", against(nn.relu, *ON_MATRICES), (2, "-X")),
    (
        "def wider(X):\n    return np.append(X, X)\n",
        against(lambda X: np.hstack([X, X]), *ON_MATRICES),
        (2, "np.append(X, X)"),
    ),
    (
        "def wide(V):\n    N, H, W = V.shape\n    return np.ones((N, W, H))\n",
        against(lambda V: np.ones(V.shape), (r.normal(size=(2, 3, 4)),)),
        (3, "(N, W, H)"),
    ),
    (
        "def sums(X):\n    s, found = 0, np.zeros(X.shape[:2])\n    for i in range(len(X)):\n        for j in range(X.shape[1]):\n"
        "            for x in X[i, j]:\n                s += x\n            found[i, j] = s\n    return found\n",
        against(lambda X: X.sum(axis=2), (r.normal(size=(2, 3, 4)),)),
        (2, "s, found = 0, np.zeros(X.shape[:2])"),
    ),
    (
        "def numbered(n):\n    k, found = 0, []\n    for i in range(n):\n        for j in range(2):\n            found.append(k)\n"
        "    k += 1\n    return found\n",
        against(lambda n: [*range(2 * n)], *ON_NUMBERS),
        (6, "k += 1"),
    ),
    (
        "def slopes(X):\n    return X @ X.sum(axis=0) - X[0] / len(X)\n",
        against(lambda X: X @ (X.sum(axis=0) - X[0]) / len(X), (r.normal(size=(4, 5)),), (r.normal(size=(3, 2)),)),
        (2, "X @ X.sum(axis=0) - X[0] / len(X)"),
    ),
    (
        "def sums(X):\n    found = [X.sum()]\n    for row in X:\n        found += row.sum()\n    return found\n",
        against(lambda X: [X.sum(), *X.sum(axis=1)], (r.normal(size=(4, 5)),)),
        (4, "found += row.sum()"),
    ),
    (
        "def tens(n):\n    return 0,5 * 2 * n\n",
        against(lambda n: 0.5 * 2 * n, *ON_NUMBERS),
        (2, "0,5 * 2 * n"),
    ),
    (
        "def tanhs(X):\n    return np.tanh(0,5 * X)\n",
        against(lambda X: np.tanh(0.5 * X), *ON_MATRICES),
        (2, "np.tanh(0,5 * X)"),
    ),
    (
        "def moved(w, x, e):\n    return w * (e - 1) * x\n",
        against(lambda w, x, e: w + (e - 1) * x, (X, Y, 3.0), (Y, X, 2.0)),
        (2, "w * (e - 1) * x"),
    ),
    (
        "def cost(p, y):\n    return -np.sum(p * np.log(y + 2) + (1 - p) * np.log(3 - y)) / 3\n",
        against(lambda p, y: -np.sum(y * np.log(p + 2) + (1 - y) * np.log(3 - p)) / 3, (X / 9, Y / 9), (Y / 9, X / 9)),
        (2, "p * np.log(y + 2) + (1 - p) * np.log(3 - y)"),
    ),
    ("def more(X):\n    return X + one()\n", against(lambda X: X + 2.0, *ON_MATRICES), (2, "one()")),
    ("def doubled(X):\n    return 2 * (Z + 1)\n", against(lambda X: 2 * (X + 1), *ON_MATRICES), (2, "Z")),
    ("def means(X):\n    return X.sum() / m\n", against(lambda X: X.sum() / X.shape[1], *ON_MATRICES), (2, "m")),
    (
        "def means(X):\n    m = X.shape\n    return X / m\n",
        against(lambda X: X / X.shape[1], *ON_MATRICES),
        (2, "X.shape"),
    ),
    (
        "def last(path):\n    return np.mean(path, axis=0)\n",
        against(lambda path: path[-1], ([X[0], X[1]],), ([X[1], X[2], X[0]],)),
        (2, "np.mean(path, axis=0)"),
    ),
    (
        "def once_and_twice(n):\n    s, t = n, [n, n]\n    return s, t\n",
        against(lambda n: [n, n], *ON_NUMBERS),
        (3, "s, t"),
    ),
    (
        "def squares(n):\n    found = [0] * n\n    for k in range(n + 1):\n        found[k] = k * k\n    return found\n",
        against(lambda n: [k * k for k in range(n + 1)], *ON_NUMBERS),
        (2, "[0] * n"),
    ),
]


@pytest.mark.parametrize("source, judge, place", ALSO)
def test_slips_of_beginners_have_a_place(source, judge, place):
    given = {
        "nn": nn,
        "one": lambda: 1.0,
        "two": lambda: 2.0,
        "called": lambda f, x: f(x),
        "top": lambda X: np.vstack([np.ones(X[:1].shape), X]),
    }
    assert repair(typed(source, **given), judge).places == (place if isinstance(place[0], tuple) else (place,))


def test_finds_what_stops_an_error_and_an_endless_loop():
    broken = typed(
        "def squares(n):\n    s = np.zeros(n)\n    for k in range(1, n + 1):\n        s[k] = k * k\n    return s\n"
    )
    found = repair(broken, against(lambda n: np.arange(1.0, n + 1) ** 2, *ON_NUMBERS))
    assert found.places[0][0] == 4
    endless = typed("def total(n):\n    s = 0.0\n    while n > 0:\n        s += n\n        n -= 0\n    return s\n")
    found = repair(endless, against(total, *ON_NUMBERS), seconds=3)
    assert found.places == ((5, "0"),)


def test_two_places_are_both_named_and_more_are_not():
    two = typed("def total(n):\n    s = n * (n + 1)\n    t = s + s\n    return t / 2\n")
    found = repair(two, against(total, *ON_NUMBERS))
    assert found is None or len(found.places) <= 2


def test_the_same_change_at_several_places_is_told_as_one():
    wrong = typed("def softmax(S):\n    e = np.exp(S - S.max(axis=1))\n    return e / e.sum(axis=1)\n")
    found = repair(wrong, against(softmax, *ON_MATRICES))
    assert found.message == "One change in line 2 and line 3, the same each time, makes it right: look at `1`."
    assert found.hint == "In line 2 and line 3: an axis."


def loops(rows, columns):
    return (
        f"def doubled(X):\n    D, (n, m) = np.zeros(X.shape), X.shape\n    for i in range({rows}):\n"
        f"        for j in range({columns}):\n            D[i, j] = 2 * X[i, j]\n    return D\n"
    )


TWINS = [
    (loops("n - 1", "m - 1"), ((3, "range(n - 1)"), (4, "range(m - 1)"))),
    (
        "def doubled(X):\n    n = len(X)\n    m, D = X.shape[1], []\n    for i in range(m):\n        for j in range(n):\n"
        "            D.append(2 * X[i, j])\n    return np.reshape(D, X.shape)\n",
        ((4, "range(m)"), (5, "range(n)")),
    ),
    (loops("n", "m").replace("D[i, j]", "D[i - 1, j - 1]").replace("(m)", "(m - 1)"), None),  # two mistakes
]


@pytest.mark.parametrize("source, places", TWINS)
def test_what_is_wrong_in_rows_and_columns_alike_is_told_as_one(source, places):
    found = repair(typed(source), against(lambda X: 2 * X, *ON_MATRICES))
    assert (found and found.places) == places
    assert not found or f"makes it right: look at `{places[0][1]}` and at `{places[1][1]}`." in found.message
    assert not found or ("the same each time" in found.message) == ("- 1" in source)


def test_a_number_may_stand_for_a_parameter_that_is_never_used():
    found = repair(
        typed("def scaled(X, c=3):\n    return 3 * X + 3\n"), against(lambda X, c=3: c * X + c, (X, 2), (X, 5))
    )
    assert found.places == ((2, "3"), (2, "3")) and found.alike


def test_of_changes_in_each_other_alike_in_two_places_the_widest_is_told():
    wrong = typed(
        "def sums(X, k):\n    s = 0.0\n    for i in range(k - 1):\n        for j in range(k - 1):\n            s += X[i, j]\n    return s\n"
    )
    found = repair(wrong, against(lambda X, k: X[:k, :k].sum(), (X, 3), (X, 2)))
    assert found.places == ((3, "range(k - 1)"), (4, "range(k - 1)"))


def test_what_would_be_right_but_for_extreme_values_is_told_so_unless_more_is_found():
    """Most begin with a formula that overflows; the slip in it has a place all the same."""

    def judge(function):
        compare(guarded(function), [(np.array([-1.0, 0.5, 2]),)], lambda s: 1 / (1 + np.exp(-s)))
        check_quiet(guarded(function), (np.array([-1000.0]),), "overflow")

    found = repair(typed("def sigmoid(s):\n    return 1 / (2 + np.exp(-s))\n"), judge)
    assert found.message == "One change in line 2 makes it right but for extreme values: look at `2 + np.exp(-s)`."
    found = repair(typed("def sigmoid(s):\n    return (2 + np.tanh(s / 2)) / 2\n"), judge)
    assert found.message == "One change in line 2 makes it right: look at `2 + np.tanh(s / 2)`."


def test_what_cannot_be_mended_by_one_change_has_no_place():
    far = typed("def softmax(S):\n    return S.sum(axis=1) + 3\n")
    assert repair(far, against(softmax, *ON_MATRICES)) is None


REACHES_OUT = (
    "def total(n):\n    import os\n    return os.getpid() + n\n",
    "def total(n):\n    open('x', 'w').write('x')\n    return n\n",
    "def total(n):\n    np.save('x', np.ones(n))\n    return n\n",
    "def total(n):\n    global np\n    return n\n",
)


@pytest.mark.parametrize("source", REACHES_OUT)
def test_leaves_alone_what_reaches_out_of_the_function(source):
    def judge(function):
        raise AssertionError("it was called")

    assert repair(typed(source), judge) is None


def test_no_candidate_prints_warns_or_changes_what_the_student_has(capsys):
    shared = [1.0]
    source = (
        "def total(n):\n    print('here')\n    shared.append(n)\n    np.exp(1e4 + np.random.rand())\n    s = 0\n"
        "    for k in range(n):\n        s += k\n    return float(s)\n"
    )
    function = typed(source, shared=shared)
    before = dict(function.__globals__)
    state = np.random.get_state()[1].copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = repair(function, against(total, *ON_NUMBERS))
    assert found.places == ((6, "range(n)"),)
    assert capsys.readouterr().out == ""
    assert shared == [1.0]
    assert {k: v for k, v in function.__globals__.items() if before.get(k) is not v} == {}
    assert (np.random.get_state()[1] == state).all()


def test_ends_in_time_and_asks_for_no_memory_without_bound():
    grows = typed(
        "def total(n):\n    x = np.ones(8)\n    while x.sum() > 0:\n        x = np.concatenate([x, x])\n    return x\n"
    )
    start = time.monotonic()
    assert repair(grows, against(total, *ON_NUMBERS), seconds=0.5) is None
    assert time.monotonic() - start < 1.2


def test_no_candidate_calls_a_function_that_nothing_could_stop():
    """`tables(s)`, with 2**s rows made in C, would take all memory: s is small where the notebook calls it."""
    tables = typed("def tables(n):\n    return np.array(list(product((0, 1), repeat=n)))\n", product=itertools.product)
    twice = typed("def twice(n):\n    return tables(n), twice\n", tables=tables)
    tables.__module__ = twice.__module__ = "__main__"
    around = functools.wraps(len)(lambda x: len(x))  # IPython's `open` is such a one
    wrong = typed("def total(n):\n    s = 23 * n\n    return [s]\n", tables=tables, twice=twice, around=around)
    start = time.monotonic()
    assert repair(wrong, against(total, *ON_NUMBERS)) is None
    assert time.monotonic() - start < 3


def test_no_candidate_puts_a_list_into_itself_for_numpy_to_follow():
    """`path.append(path)`, and NumPy goes down into it, once for each of its entries at each of 64 levels."""
    mean = "def mean(n):\n    path, s = [], 0.0\n    for k in range(n):\n        s += {}\n        path.append(s)\n    return np.mean(path)\n"
    start = time.monotonic()
    repair(typed(mean.format("2 * k + 3")), against(typed(mean.format("k")), (20,), (30,)))
    assert time.monotonic() - start < 3


def test_a_gradient_is_rejected_by_few_costs_and_told_only_if_it_passes_the_whole_check():
    calls, start = [], np.array([0.3, -0.2, 0.5, 0.1])

    def cost(w):
        calls.append(w)
        return float(np.exp(w).sum() + w[0] * w[1])

    def slopes(w):
        return np.exp(w) + np.array([w[1], w[0], 0, 0])

    def here(w):
        return slopes(w) * (1 + np.array_equal(w, start))

    def asked(gradient):
        calls.clear()
        return check_gradient(cost, gradient, start).verdict, len(calls)

    whole = asked(slopes)[1]
    with quickly():
        assert asked(slopes)[0] == "right" and asked(slopes)[1] < whole / 4
        assert asked(np.exp)[0] == "wrong" and asked(np.exp)[1] < whole / 4
        assert asked(here)[0] == "right"
    assert asked(here)[0] == "wrong"
    source = "def also(w):\n    return here(w) + 1\n"
    assert repair(typed(source, here=here), lambda f: compare_gradient(f, [(start,)], cost)) is None
    found = repair(typed(source, here=slopes), lambda f: compare_gradient(f, [(start,)], cost))
    assert found.places == ((2, "here(w) + 1"),)


def test_the_verdict_names_the_place_and_the_next_hint_the_kind():
    @check("the first hint")
    def total(function):
        try:
            compare(function, ON_NUMBERS, lambda n: float(n * (n + 1) / 2))
        except NotYet as error:
            raise NotYet(error.message, "difference") from None
        return "all"

    function = typed(WRONG["`=` or `+=`"][0])
    machinery.attempts.clear()
    assert machinery.exercise(total)(function) is function
    attempt = machinery.attempts["total"]
    assert attempt.repair.places == ((4, "s = k"),)
    hint("total")
    assert attempt.repair is None and attempt.hints_given == 0
    hint("total")
    assert attempt.hints_given == 1


def test_no_search_where_the_cause_is_named():
    @check("the first hint")
    def total(function):
        raise NotYet("The cause.", "catalogue")

    machinery.exercise(total)(typed(WRONG["`=` or `+=`"][0]))
    assert machinery.attempts["total"].repair is None


def test_no_change_multiplies_a_shape():
    """An array of four times as many axes fills the memory, and nothing could stop NumPy on the way."""
    source = "def signs(V):\n    C, H, W, N = V.shape\n    X = np.zeros(V.shape)\n    X[:, :6] = V[:, :6] > 0\n    return X\n"
    start = time.monotonic()
    with small_arrays():
        repair(typed(source), against(lambda V: V / 7 + V.sum() * 3, (r.normal(size=(2, 6, 4, 3)),)))
    tiled = typed("def tiled(k, shape):\n    C = shape[0]\n    return np.tile(np.arange(k), k * C)\n")
    tile = np.tile
    tracemalloc.start()
    with small_arrays():
        assert repair(tiled, against(lambda k, shape: np.zeros(3), (2, (4, 5, 3)))) is None
    assert tracemalloc.get_traced_memory()[1] < 1e8 and np.tile is tile
    tracemalloc.stop()
    assert time.monotonic() - start < 5
