"""The exercises of notebook 02: the perceptron's prediction, its learning rule, its training."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import unwrap
from traceback import walk_tb

import numpy as np

from helpers.checking.compare import NotYet, check_structure, compare
from helpers.checking.mistakes import Mistake
from helpers.checks.logic_gates import NEURON_MISTAKES
from helpers.checks.logic_gates import neuron as check_of_neuron
from helpers.exercises import check
from helpers.words import kind

# --- predict --------------------------------------------------------------------------------------

# The same neuron as in notebook 01, so the same mistakes.
PREDICT_MISTAKES = NEURON_MISTAKES


@check(
    "It is the neuron of notebook 01. Score every column, then compare with 0.",
    "`w @ add_ones(X)` holds the N scores; `(… >= 0).astype(int)` makes 0 and 1 of them.",
)
def predict(function):
    """The step of ⟨w, x̃⟩ for each column."""
    return check_of_neuron.judge(function)


# --- update ---------------------------------------------------------------------------------------


def _score(w, x1):
    return sum(float(a) * float(b) for a, b in zip(w, x1))


def _answer(w, x1):
    return 1 if _score(w, x1) >= 0 else 0


def _updated(w, x1, y):
    """The rule, case by case: nothing if right, add x̃ if it should have fired, else subtract it."""
    if _answer(w, x1) == y:
        return w.copy()
    return w + x1 if y == 1 else w - x1


def _only_bias_kept(w, x1, y):
    return np.r_[w[0], _updated(w, x1, y)[1:]]


UPDATE_MISTAKES = (
    Mistake(
        lambda w, x1, y: w,
        "The weights never change. After a misclassified sample they must.",
    ),
    Mistake(
        lambda w, x1, y: w + (1 if y - _score(w, x1) >= 0 else 0) * x1,
        "The comparison takes in too much: `y - w @ x1 >= 0` compares the whole difference with 0. "
        "Put the prediction, `w @ x1 >= 0`, in brackets of its own.",
    ),
    Mistake(
        lambda w, x1, y: w + (y - 1) * x1,
        "The prediction is taken to be 1 in every case. It is 1 only if the score is 0 or more.",
    ),
    Mistake(
        lambda w, x1, y: w + 0.1 * (_updated(w, x1, y) - w),
        "The direction is right, but the change is ten times too small. The perceptron's rule has no step size.",
    ),
    Mistake(
        lambda w, x1, y: 2 * w - _updated(w, x1, y),
        "Every change goes the wrong way: after it, the score is even worse. Which comes first, "
        "the label or the prediction?",
    ),
    Mistake(
        lambda w, x1, y: w if _answer(w, x1) == y else w + x1,
        "x̃ is always added. That is right when the neuron should have fired and did not; when it "
        "fired and should not have, the score must go *down*.",
    ),
    Mistake(
        lambda w, x1, y: w + y * x1,
        "Samples of class 0 never change anything: the factor is label *minus prediction*.",
    ),
    Mistake(
        lambda w, x1, y: w + x1,
        "x̃ is added to every time, even if the prediction was right. The difference of label and "
        "prediction is missing as a factor.",
    ),
    Mistake(
        lambda w, x1, y: w + (1 if y == 1 else -1) * x1,
        "The weights change for samples that are predicted right, too. Then they never come to "
        "rest. If label and prediction agree, nothing must change.",
    ),
    Mistake(
        lambda w, x1, y: w if _answer(w, x1) == y else w + y * x1,
        "Mistakes on samples of class 0 change nothing: they are multiplied by their label, 0. "
        "That rule belongs to labels −1 and 1. Here the factor is label minus prediction.",
    ),
    Mistake(
        lambda w, x1, y: w + (y - _score(w, x1)) * x1,
        "The score itself is subtracted from the label. The rule compares the label with the *prediction*, 0 or 1.",
    ),
    Mistake(
        lambda w, x1, y: _updated(w, x1, y) - w,
        "This is the change alone. The updated weights are the old ones plus the change.",
    ),
    Mistake(
        _only_bias_kept,
        "The bias w[0] never changes. The slide's x stands for x̃ here, with the 1 on top: that 1 "
        "is what moves the bias.",
    ),
    Mistake(
        lambda w, x1, y: w + (y - (1 if _score(w, x1) > 0 else 0)) * x1,
        "All is right but for a score of exactly 0: there the neuron fires, so the prediction is 1.",
    ),
)


def _ends_in(name, error, function):
    """Whether an error of the student's function comes from another function, which it calls."""
    if error is None or name not in unwrap(function).__code__.co_names:
        return False
    return name in [frame.f_code.co_name for frame, _ in walk_tb(error.__traceback__)]


@check(
    "Label minus prediction is 0, 1 or -1. In which of these cases should the weights change, and in which direction?",
    "If the neuron should have fired, adding x̃ to w raises the score of this sample, by ⟨x̃, x̃⟩. In the "
    "opposite case subtract it. One factor does all three cases.",
    "The prediction for a single x̃ is `int(w @ x1 >= 0)`.",
)
def update(function):
    """One step of the learning rule, in all four cases and with a score of exactly 0."""
    cases = [
        (np.array([-1.0, 0.5, 2]), np.array([1, 3.0, -2]), 1),
        (np.array([2.0, -1, 0.25]), np.array([1, 0.5, 4]), 0),
        (np.array([2.0, 1, 0.25]), np.array([1, 0.5, 4]), 1),
        (np.array([-3.0, 1, 0.25]), np.array([1, 0.5, 4]), 0),
        (np.array([-1.0, 0.5, 0]), np.array([1, 2.0, 3]), 0),
        (np.array([-1.0, 0.5, 0]), np.array([1, 2.0, 3]), 1),
        (np.array([0.5, -1]), np.array([1, 2.0]), 1),
    ]
    try:
        compare(function, cases, _updated, UPDATE_MISTAKES)
    except Exception as error:
        if _ends_in("predict", error.__cause__, function):
            raise NotYet(
                f"`predict` stops with an error:\n    {type(error.__cause__).__name__}: {error.__cause__}\n"
                "It takes features without the 1, one column per individual, and puts the 1 on top itself. "
                "`x1` is a single sample and has its 1 already: compute its score without `predict`."
            ) from None
        raise
    return "a miss and a hit of each class, and scores of exactly 0."


# --- train ----------------------------------------------------------------------------------------


def _trained(X, y, max_epochs, *, w=None, spoiled=None):
    """The algorithm, sample by sample; ``spoiled`` names the line that goes wrong."""
    N = X.shape[1]
    X1 = np.array([[1.0, *column] for column in X.T])
    w = np.zeros(len(X) + 1) if w is None else w
    errors = []
    while len(errors) < max_epochs + (spoiled == "one epoch more"):
        start = w
        made = 0
        if spoiled == "counted at the start":
            made = sum(_answer(w, X1[i]) != y[i] for i in range(N))
        for i in range(N):
            right = _answer(start if spoiled == "all at once" else w, X1[i]) == y[i]
            if spoiled == "only the last counts" and right:
                made = 0
            made += not right and spoiled not in ("counted at the start", "counted after")
            if not right and spoiled != "not kept":
                w = w + (1 if y[i] == 1 else -1) * (-1 if spoiled == "sign" else 1) * X1[i]
                if spoiled == "leaves at the first mistake":
                    break
            made += spoiled == "counted after" and _answer(w, X1[i]) != y[i]
        if spoiled == "counted at the end":
            made = sum(_answer(w, X1[i]) != y[i] for i in range(N))
        errors.append(made)
        if spoiled == "one epoch" or (made == 0 and spoiled != "never stops"):
            break
    if spoiled == "last epoch forgotten" or spoiled == "0 forgotten" and errors[-1] == 0:
        errors = errors[:-1]
    if spoiled == "total":
        errors = np.cumsum(errors)
    return w, np.array(errors, dtype=float)


def _spoiled(how):
    return lambda X, y, max_epochs: _trained(X, y, max_epochs, spoiled=how)


TRAIN_MISTAKES = (
    Mistake(
        _spoiled("not kept"),
        "The weights stay 0: what `update` returns is not kept. It gives new weights and leaves the "
        "old ones as they were.",
    ),
    Mistake(
        _spoiled("counted at the end"),
        "The mistakes are counted at the end of each epoch, with its last weights. Wanted are those "
        "*made* on the way: each sample counts as it is when its turn comes.",
    ),
    Mistake(
        _spoiled("counted at the start"),
        "The weights are right. The mistakes are counted at the start of each epoch, for all samples with the "
        "same weights. Wanted are those *made* on the way: each sample counts as it is when its turn comes.",
    ),
    Mistake(
        _spoiled("counted after"),
        "Each mistake is counted after the update, with the new weights. A sample counts if it was wrong "
        "*before*: predict, count, then update.",
    ),
    Mistake(
        _spoiled("one epoch"),
        "It stops after one epoch, mistakes or none. Does a `return` or a `break` stand too far to the right?",
    ),
    Mistake(
        _spoiled("only the last counts"),
        "It stops as soon as the *last* sample of an epoch is right, though others were wrong: the "
        "count of mistakes is set back to 0 inside the loop over the samples. Once per epoch is enough.",
    ),
    Mistake(
        _spoiled("leaves at the first mistake"),
        "Each epoch ends at its first mistake. The other samples want their turn too: is there a "
        "`break` after the update?",
    ),
    Mistake(
        _spoiled("never stops"),
        "The weights are right, but it goes on after an epoch without mistakes. Nothing can change "
        "from there on: stop.",
    ),
    Mistake(
        _spoiled("all at once"),
        "Within an epoch all predictions are made with the weights of its beginning. Each sample must "
        "be predicted with the weights as they are by then.",
    ),
    Mistake(
        _spoiled("sign"),
        "The weights move away from each misclassified sample. Use `update`, which has been checked.",
    ),
    Mistake(
        _spoiled("one epoch more"),
        "On data without a solution it runs one epoch more than max_epochs.",
    ),
    Mistake(
        _spoiled("last epoch forgotten"),
        "The weights are right. The list lacks the last epoch, the one without mistakes: it shows "
        "that the training has ended by itself.",
    ),
    Mistake(
        _spoiled("0 forgotten"),
        "The weights are right. The list lacks the last epoch, the one without mistakes: it shows "
        "that the training has ended by itself. Append the number first, then ask whether to stop.",
    ),
    Mistake(
        _spoiled("total"),
        "The weights are right. The list holds the mistakes of all epochs so far; wanted is the number in each.",
    ),
    Mistake(
        lambda X, y, max_epochs: _trained(X, y, max_epochs, w=np.ones(len(X) + 1)),
        "The weights start at 1. Start at 0, so that everybody's path is the same.",
    ),
)


def _as_arrays(function):
    """The student's train with its list of mistakes as an array, once it is sure that it is one."""

    @wraps(function)
    def call(X, y, max_epochs):
        answer = function(X, y, max_epochs)
        named = "`train(X, y, max_epochs)`"
        if answer is None or not isinstance(answer, tuple) or len(answer) != 2:
            raise NotYet(
                f"{named}\nreturns {kind(answer)}; expected: the weights and the list of mistakes, "
                "as in `return w, errors`."
            )
        w, errors = answer
        if np.shape(w) == (len(X),) != ():
            raise NotYet(
                f"{named}\nThe weights have {len(X)} entries, one for each feature; expected: "
                f"{len(X) + 1}. Likely cause: the bias is missing. Train on `add_ones(X)`."
            )
        check_structure(w, np.zeros(len(X) + 1), f"The first value of {named}")
        try:
            errors = np.array(errors, dtype=float)
        except (TypeError, ValueError):
            errors = None
        if errors is None or errors.ndim != 1:
            raise NotYet(
                f"{named}\nThe second value is {kind(answer[1])}; expected: a list of numbers, how "
                "many mistakes in each epoch."
            )
        return np.asarray(w, dtype=float), errors

    return call


@contextmanager
def said_of_lists() -> Iterator[None]:
    """Where a message compares the lengths of two lists, call them lists, not arrays."""
    try:
        yield
    except NotYet as error:
        first, *rest = str(error).split("value 2 of 2,")
        if not rest:
            raise
        words = re.sub(r"an array of shape \((\d+),\)", r"a list of \1", rest[0])
        raise NotYet(f"{first}value 2 of 2,{words}") from None


@check(
    "Two loops: over the epochs, and inside it over the samples. The inner one calls `update` and counts "
    "how often the prediction was wrong.",
    "A sample was wrong if its weights changed: `(new != w).any()`; or compare `y[i]` with the prediction "
    "before the update. After the inner loop, append the count, and stop if it is 0.",
    "`for epoch in range(max_epochs):` has the cap built in; `break` leaves it early.",
)
def train(function):
    """The weights and the mistakes per epoch, on data with a solution and without one."""
    rng = np.random.default_rng(5)
    table = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]])
    cloud = rng.integers(-4, 5, (3, 14)).astype(float)
    side = (cloud[0] + 2 * cloud[1] - cloud[2] > 1).astype(int)
    cases = [
        (table, np.array([0, 0, 0, 1]), 50),
        (table[:, [3, 1, 0, 2]], np.array([1, 1, 0, 1]), 50),
        (cloud, side, 200),
        (table, np.array([0, 1, 1, 0]), 13),
        (np.array([[2.0, -1, 0.5]]), np.array([1, 0, 1]), 30),
    ]
    with said_of_lists():
        compare(_as_arrays(function), cases, _trained, TRAIN_MISTAKES)
    return "four separable sets, where it stops by itself, and XOR, where only max_epochs ends it."
