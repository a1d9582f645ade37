"""What the checks of 00 to 03 compare with, as slow loops, and what a student's function does on its way and gives."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from functools import wraps
from inspect import isfunction, signature, unwrap
from math import exp, log

import numpy as np

from helpers.checking.compare import NotYet, called, check_structure, compare, equal, seen_by
from helpers.checking.gradients import costs, only_decides
from helpers.checking.mistakes import Mistake
from helpers.checking.structure import agreed, other_length
from helpers.words import kind, value


def add_ones(X):
    """The columns of X, each with a 1 on top."""
    return np.array([[1.0, *column] for column in X.T]).reshape(X.shape[1], len(X) + 1).T


def score(w, x):
    """The bias plus each weight times its input."""
    return float(w[0] + sum(a * b for a, b in zip(w[1:], x)))


def neuron(w, X):
    """0 or 1 for each column of X, one at a time."""
    return np.array([1 if score(w, x) >= 0 else 0 for x in np.asarray(X).T], dtype=int)


def sigmoid(s):
    """The logistic function, one number at a time, with exp of negative numbers only."""
    one = [1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x)) for x in np.ravel(s)]
    return np.array(one).reshape(np.shape(s))


def cost(w, X, y):
    """The mean of −log of the probability of the label, in a form without overflow."""
    scores = [score(w, x) for x in X.T]
    return sum(max(s, 0) - label * s + log(1 + exp(-abs(s))) for s, label in zip(scores, y)) / len(y)


def cut_off(lost):
    """What stands in the logarithm, if ``lost`` is the cost of a sample whose label has the probability exp(−1000)."""
    if not np.isfinite(lost) or abs(lost - 1000) <= 1:
        return ""
    why = f", as if p were {exp(-lost):.2g}: p was cut off, or a small number came to it, before the logarithm"
    why = why if exp(-lost) else ": p had become 0, and a number was put in the place of its logarithm"
    return (
        f"Where p, the probability of the label, is exp(−1000), the cost is 1000. Yours is {value(lost)}{why}. "
        "Compute log p without p; the hints show how."
    )


@contextmanager
def looked_into(cause: Callable[[], str], settled: bool = True, extreme: bool = False) -> Iterator[None]:
    """Around a comparison: where it shows a fact only, the cause is said with it, if ``cause`` finds one.

    If what it finds is no cause but one more fact, the question is not ``settled``: one change is still searched for.
    A candidate in such a search that fails only where ``extreme`` values are compared is right but for these.
    """
    try:
        yield
    except NotYet as error:
        if extreme and costs.get() is not None:
            raise NotYet(error.message, "extreme") from None
        with np.errstate(all="ignore"):  # what is tried for the cause is no warning to the student
            said = cause() if error.what in ("difference", "not a number", "zero") and not only_decides.get() else ""
        if not said:
            raise
        found = NotYet(f"{error.message}\n{said}", "" if settled else error.what)
        found.also = str if settled else error.also
        raise found from None


@contextmanager
def recorded(function: Callable, name: str) -> Iterator[list[tuple]]:
    """The calls of another function of the notebook that a student's function makes meanwhile.

    A list of (arguments, answer); the answer is None where the other function raised an error. Empty
    if there is no such function in the notebook yet.
    """
    inner, calls = unwrap(function), []
    original = inner.__globals__.get(name)
    # What it calls finds its names elsewhere, if it is one of those of which the search for one change tries many.
    near = [f for f in (inner, *inner.__globals__.values()) if isfunction(f) and f.__module__ == inner.__module__]
    homes = [f.__globals__ for f in near if f.__globals__.get(name) is original]

    @wraps(original)
    def recorder(*arguments, **options):
        calls.append((arguments, None))
        answer = original(*arguments, **options)
        calls[-1] = (arguments, answer)
        return answer

    for names in homes if callable(original) else ():
        names[name] = recorder
    try:
        yield calls
    finally:
        for names in homes if callable(original) else ():
            names[name] = original


def compare_history(
    function: Callable, cases: Sequence[tuple], expected: Callable, mistakes: Sequence[Mistake], name: str, entries: str
) -> None:
    """``compare``, for a function that returns weights and a list of numbers on the way to them.

    ``name`` is what the list is called in the notebook, ``entries`` what it holds.
    """
    X = list(signature(expected).parameters).index("X")

    def look(answer, *case):
        n, call = len(case[X]), called(function, case)

        def unfit(message):
            return NotYet(f"{call}\n{message}", "structure")

        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            said = f"returns {kind(answer)}; expected: the weights and a list, {entries}, as in `return w, {name}`."
            raise unfit(said + " A `return` is missing, or it is not reached." * (answer is None))
        w, numbers = answer
        if isinstance(numbers, (list, tuple)) and any(isinstance(part, (list, tuple)) for part in numbers):
            raise unfit(f"The second value is a list with lists in it; expected: a list of numbers, {entries}.")
        if np.shape(numbers) == (n + 1,) and np.ndim(w) == 1 and len(w) != n + 1:
            raise unfit("The two values are in the wrong order: first the weights, then the list.")
        if np.shape(w) == (n,):
            raise unfit(f"The weights have {n} entries; expected {n + 1}: the bias, and one for each feature.")
        if not isinstance(w, np.ndarray) or w.shape != (n + 1,):
            check_structure(w, np.zeros(n + 1), f"The first value of {call}")
        try:
            numbers = np.array(numbers, dtype=float)
        except (TypeError, ValueError):
            numbers = np.array(np.nan)
        if numbers.ndim != 1:
            raise unfit(f"The second value is {kind(answer[1])}; expected: a list of numbers, {entries}.")
        return np.asarray(w, dtype=float), numbers

    pair = seen_by(look, function)
    try:
        compare(function, cases, expected, mistakes, sizes=lambda *case: {"N": case[X].shape[1]}, look=look)
    except NotYet as error:
        if error.what == "catalogue" or only_decides.get():
            raise
        found, shown = [], ""
        for case in cases:
            numbers, wanted = pair(*case)[1].tolist(), expected(*deepcopy(case))[1].tolist()
            if not equal(pair(*case)[1].tolist(), numbers):
                message = "gives another list when it is called a second time: is something drawn, or kept?"
                raise NotYet(f"{called(function, case)}\n{message}", "differs when called again") from None
            if len(numbers) != len(wanted):
                count = f"The list has {len(numbers)} entr{'y' if len(numbers) == 1 else 'ies'}; expected {len(wanted)}"
                found.append(other_length(numbers, wanted, f"{called(function, case)}\n{count}: {entries}."))
                shown = shown or f"\nreturned {value(numbers)}\nexpected {value(wanted)}"
            elif not equal(numbers, wanted):
                found.append(None)
        if shown:
            other = NotYet(agreed([next(filter(None, found)), *found]).message + shown, "difference")
            other.also = error.also
            raise other from None
        raise
