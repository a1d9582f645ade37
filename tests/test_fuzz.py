"""The functions of `helpers`, whatever arrays they are given: a value comes back, or an error that says why.

An error is ours if a `raise` of ours made it. One from deep inside NumPy would be a student's only
answer, and is a fault; so is an AttributeError or an IndexError.
"""

import linecache
import tempfile
import traceback
import warnings
from pathlib import Path
from unittest import mock

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from support import ROOT

from helpers import arrays, datasets, exercises, nn, plotting, storage, widgets
from helpers.checking.compare import compare
from helpers.exercises import CORRECT, DOES_NOT_RUN, NOT_YET, Check, judge_answer
from helpers.fast import Network
from helpers.gradients import Report, check_gradient, numerical_gradient

quick = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,  # the same on each machine and at each run
    database=None,
    suppress_health_check=list(HealthCheck),
)

FOLDER = tempfile.TemporaryDirectory()  # what is saved in a test is not left beside the course
SHAPES = hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=5)
KINDS = st.sampled_from([float, np.float32, int, np.uint8, bool, complex, object, "U3", "M8[s]"])
NUMBERS = st.one_of(st.integers(-3, 70), st.floats(), st.booleans(), st.sampled_from([1j, -1e308]))
ARRAYS = st.one_of(
    hnp.arrays(float, SHAPES),
    hnp.arrays(float, SHAPES, elements=st.integers(-2, 20).map(float)),
    hnp.arrays(int, SHAPES, elements=st.integers(-2, 20)),
    st.builds(lambda kind, shape: np.zeros(shape).astype(kind), KINDS, SHAPES),
)
ONE = st.one_of(ARRAYS, NUMBERS, st.sampled_from([None, ..., "seven", {}, {"a": 1.0}, object()]))
ANYTHING = st.one_of(ONE, st.lists(ONE, max_size=4), st.lists(ONE, max_size=3).map(tuple))

X, y = datasets.make_blobs(12, seed=1)
W = nn.initialise([2, 3, 2], np.random.default_rng(0))
H, DH = [None, np.tanh, nn.softmax], [None, nn.d_tanh, None]
S, V = nn.forward(W, H, X)
Y = nn.one_hot(y, 2)


def train(X, labels, epochs, batch_size, eta):
    return list(Network(W).fit(X, labels, epochs, batch_size, eta, "sgd"))


def minibatches(X, Y, batch_size):
    return list(nn.minibatches(X, Y, batch_size, np.random.default_rng(0)))


def on_axes(draw, count=1):
    """A function of ``plotting`` on axes of its own."""

    def drawn(*arguments):
        fig, axes = plt.subplots(1, count)
        try:
            draw(axes, *arguments)
        finally:
            plt.close(fig)

    return drawn


def length(at):
    """A cost for weights in any container."""
    if isinstance(at, dict):
        at = list(at.values())
    if isinstance(at, (list, tuple)):
        return sum(length(part) for part in at if part is not None)
    return float(np.sum(np.asarray(at) ** 2))


def one_update(X, y, before, after):
    plt.close(plotting.one_update(X, y, before, after, 0))


# Each with arguments that are right, of which one at a time becomes anything.
FUNCTIONS = {
    "check_samples": (arrays.check_samples, X, y),
    "check_count": (lambda N: arrays.check_count("N", N), 3),
    "make_blobs": (datasets.make_blobs, 6, ((0, 0), (1, 1)), 1.0, 0),
    "make_moons": (datasets.make_moons, 6, 0.1, 0),
    "make_cards": (datasets.make_cards, 3, 0),
    "load_penguins": (datasets.load_penguins, ("Adelie",), ("body_mass_g",)),
    "split": (datasets.split, X, y, (0.5, 0.5), 0),
    "one_hot": (nn.one_hot, y, 2),
    "forward": (lambda W, X: nn.forward(W, H, X), W, X),
    "backward": (lambda Y: nn.backward(W, DH, S, V, Y), Y),
    "squares": (nn.squares, V[2], Y),
    "binary_cross_entropy": (nn.binary_cross_entropy, S[2], Y),
    "cross_entropy": (nn.cross_entropy, S[2], Y),
    "minibatches": (minibatches, X, Y, 5),
    "Network": (Network, W),
    "Network.fit": (train, X, y, 1, 4, 0.1),
    "save": (lambda W: storage.save(f"{FOLDER.name}/network.npz", W), W),
    "points": (on_axes(plotting.points), X, y),
    "boundary": (on_axes(plotting.boundary), W[1][0]),
    "gate": (on_axes(plotting.gate), X, y, W[1][0]),
    "images": (on_axes(plotting.images, 2), np.zeros((9, 2))),
    "one_update": (one_update, X, y, W[1][0], W[1][1]),
    "PerceptronExplorer": (lambda X, y: widgets.PerceptronExplorer(X, y, "ab", "cd", 2), X, y),
    "BeetleExplorer": (widgets.BeetleExplorer, *datasets.load_beetles()),
    "DescentExplorer": (widgets.DescentExplorer, X[0], y),
    "DigitExplorer": (
        lambda pixels: widgets.DigitExplorer(lambda ink: np.full((10, 1), 0.1), pixels),
        np.zeros((64, 3)),
    ),
    "numerical_gradient": (lambda at: numerical_gradient(length, at), W[1]),
    "check_gradient": (
        lambda at, sizes: check_gradient(length, lambda w: 2 * w, at, sizes),
        W[1],
        {"N": 3},
    ),
}


def ours(error) -> bool:
    """Whether a `raise` of ours made this error."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    line = linecache.getline(last.filename, last.lineno).strip()
    return Path(last.filename).is_relative_to(ROOT / "helpers") and line.startswith("raise ")


@pytest.mark.parametrize("name", FUNCTIONS)
@quick
@given(st.data())
def test_a_value_or_one_of_our_errors(name, data):
    function, *arguments = FUNCTIONS[name]
    changed = data.draw(st.integers(0, len(arguments) - 1), "changed")
    arguments[changed] = data.draw(ANYTHING, "to")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            function(*arguments)
        except Exception as error:
            if not ours(error):
                raise
            assert len(str(error)) > 60


@quick
@given(ANYTHING)
def test_a_report_whatever_a_gradient_or_a_cost_gives(answer):
    with np.errstate(all="ignore"):
        report = check_gradient(lambda w: np.sum(w**2), lambda w: answer, W)
        assert isinstance(report, Report) and not report.passed and str(report)
        assert not check_gradient(lambda w: answer, lambda w: 2 * w, W[1]).passed


@quick
@given(ANYTHING)
def test_a_verdict_whatever_an_exercise_gives(answer):
    def judge(function):
        compare(function, [(X, y)], lambda X, y: X @ y)
        return "the product"

    def product(X, y):
        return answer

    with mock.patch.object(exercises, "repair", lambda function, judge: None):  # it takes longer than all else
        verdict = judge_answer(Check("product", judge, ("a hint",)), product)
    assert verdict.kind in (CORRECT, NOT_YET, DOES_NOT_RUN) and verdict.message


@quick
@given(st.binary(max_size=400))
def test_any_file_holds_weights_or_is_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("files") / "network.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="does not hold weights"):
        storage.load(path)
