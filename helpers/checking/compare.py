"""From "they differ" to "here is which mistake".

A check calls the student's function on a few *cases* and compares the answers with a reference
that is computed in another way. Where they differ, this module looks for the reason, in this
order, and says the first that holds:

1. the catalogue of the exercise: wrong functions that people really write. A mistake is named
   only if its function gives the student's answer in *every* case;
2. the structure of the answer: nothing returned, wrong type, wrong shape, not a number;
3. a different answer at the second call;
4. the scale: the same factor in every entry and every case, or N, 1/N, ... in each;
5. otherwise, where the first difference is, and how large. It never guesses.

A gradient is compared with the slopes of its cost instead: ``compare_gradient``, by way of
``helpers/gradients.py``.

See ``helpers/exercises.py`` for how a check reaches the student.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import wraps
from itertools import combinations, permutations

import numpy as np

from helpers.checking.gradients import check_gradient
from helpers.checking.mistakes import Mistake
from helpers.words import kind, value


class NotYet(Exception):
    """Raised by a check when an answer is wrong.

    Attributes
    ----------
    message : str
        What the student reads.
    what : str
        What was found, for code: "catalogue", "structure", "differs when called again", ...
    """

    def __init__(self, message: str, what: str = ""):
        super().__init__(message)
        self.message, self.what = message, what


def compare(
    function: Callable,
    cases: Iterable[tuple],
    expected: Callable,
    mistakes: Sequence[Mistake] = (),
    layout: str = "",
    sizes: Callable[..., dict] | None = None,
) -> None:
    """Compare a student's function with a reference on every case, and name the difference.

    Parameters
    ----------
    function : callable
        The student's function.
    cases : iterable of tuple
        The arguments of each call.
    expected : callable
        The reference, written another way than the solution.
    mistakes : sequence of Mistake
        The catalogue of the exercise.
    layout : str
        What rows or columns of an answer are, for one that is transposed.
    sizes : callable
        ``sizes(*case)`` gives the numbers that a factor may come from, by name.

    Raises
    ------
    NotYet
        If an answer differs from the reference in any case.
    """
    cases = list(cases)
    wanted = [expected(*deepcopy(case)) for case in cases]
    answers = [function(*case) for case in cases]
    right = [equal(answer, want) for answer, want in zip(answers, wanted)]
    if not all(right):
        named = [
            mistake.message
            for mistake in mistakes
            if all(_reproduces(mistake, case, answer) for case, answer in zip(cases, answers))
        ]
        if named:
            raise NotYet("\nOr: ".join(dict.fromkeys(named)), "catalogue")
        for case, answer, want in zip(cases, answers, wanted):
            check_structure(answer, want, called(function, case), layout)
    for case, answer in zip(cases, answers):
        if not equal(answer, function(*case)):
            raise NotYet(
                f"{called(function, case)}\ngives another answer when it is called a second time. "
                "Likely cause: it keeps something from one call to the next, or draws random "
                "numbers. The same arguments must give the same answer."
            )
    if not all(right):
        first = right.index(False)
        factor = _scale(answers, wanted, [sizes(*case) if sizes else {} for case in cases])
        raise NotYet(f"{called(function, cases[first])}\n{factor}{difference(answers[first], wanted[first])}")


def compare_lists(
    function: Callable,
    cases: Iterable[tuple],
    expected: Callable,
    mistakes: Sequence[Mistake],
    names: str,
    layout: str = "",
) -> None:
    """``compare``, for functions that return a list for each name, with an entry for each layer.

    What differs is called what the student calls it: ``S[2]``.

    Parameters
    ----------
    function, cases, expected, mistakes, layout
        As for ``compare``; ``expected`` returns a tuple of lists, of which entry 0 may be None.
    names : str
        A letter for each list.

    Raises
    ------
    NotYet
        If an answer differs from the reference in any case.
    """
    cases = list(cases)
    short = f"`{function.__name__}({', '.join(inspect.signature(function).parameters)})`"
    # Which entries there are to compare, in the order of the layers, by the number of layers.
    entries = {
        len(case[0]): sorted(
            (l, k)
            for k, one in enumerate(expected(*deepcopy(case)))
            for l, entry in enumerate(one)
            if entry is not None
        )
        for case in cases
    }

    def flat(f, check=False):
        @wraps(f)
        def answer(*case):
            lists = f(*case)
            if check:
                _check_lists(lists, expected(*deepcopy(case)), short, names)
            return tuple(lists[k][l] for l, k in entries[len(case[0])])

        return answer

    known = [replace(m, function=flat(m.function)) for m in mistakes]
    student, right = flat(function, check=True), flat(expected)
    try:
        compare(student, cases, right, known)
    except NotYet as error:
        if any(m.message in str(error) for m in mistakes) or "second time" in str(error):
            raise
        for case in cases:
            found = zip(entries[len(case[0])], student(*deepcopy(case)), right(*deepcopy(case)))
            for (l, k), a, b in found:
                check_structure(a, b, f"{short}: `{names[k]}[{l}]`", layout)
                if not equal(a, b):
                    raise NotYet(
                        f"{short}\n`{names[k]}[{l}]` is the first that is not right. Look at the line that "
                        f"computes it, and at what goes into it.\n{difference(a, b)}"
                    ) from None
        raise


_LAST_MISSING = "Only the last layer is missing. Likely cause: `range(1, L)` ends at L − 1."


def _check_lists(answer: object, wanted: tuple, call: str, names: str) -> None:
    """Say what is wrong with the structure of lists that have an entry for each layer."""
    both = " and ".join(names) if len(names) < 3 else ", ".join(names)
    if not isinstance(answer, (tuple, list)) or len(answer) != len(wanted):
        raise NotYet(f"{call}\nreturns {kind(answer)}; expected: the lists {both}, as in `return {', '.join(names)}`.")
    for name, entries, want in zip(names, answer, wanted):
        if not isinstance(entries, list):
            raise NotYet(f"{call}\n{name} is {kind(entries)}; expected: a list of {len(want)} entries.")
        if len(entries) != len(want):
            raise NotYet(f"{call}\n{_wrong_length(name, entries, want)}")
        if want[0] is None and entries[0] is not None:
            cause = "There is no layer 0."
            if len(names) == 2 and equal(list(answer[::-1]), list(wanted)):
                cause = f"The two lists are exchanged: return {both}, in this order."
            raise NotYet(f"{call}\n{name}[0] is {kind(entries[0])}; expected: None. {cause}")
        empty = [l for l, (a, b) in enumerate(zip(entries, want)) if a is None and b is not None]
        if empty:
            raise NotYet(f"{call}\n{_unfilled(name, entries, want, empty)}")


def _wrong_length(name: str, entries: list, want: list) -> str:
    """Say of a list with too few or too many entries which of them it may be."""
    last = len(want) - 1
    found = f"{name} has {len(entries)} entries; expected {last + 1}, from {name}[0] to {name}[{last}]"
    if len(entries) == last and all(equal(a, b) for a, b in zip(entries, want)):
        return f"{found}. {_LAST_MISSING}"
    wrong = want[0] is None and (not entries or entries[0] is not None)
    first = f" {name}[0] is None." if wrong else ""
    return f"{found}: the index of a list is the layer's number l, as in the formulas.{first}"


def _unfilled(name: str, entries: list, want: list, empty: list[int]) -> str:
    """Say of a list in which some entries are None why that may be."""
    l, last = empty[0], len(want) - 1
    found = f"`{name}[{l}]` is None; expected: {kind(want[l])}."
    if len(empty) == sum(entry is not None for entry in want):
        return f"{found} Nothing is ever stored in {name}. Likely cause: an assignment to `{name}[l]` is missing."
    if empty != list(range(l, last + 1)):
        return f"{found} Likely cause: the loop leaves this layer out, or stores it elsewhere."
    if l == last > 2:  # with two layers, a `return` inside the loop looks the same
        return f"{found} {_LAST_MISSING}"
    return (
        f"{found} The loop ended before it was filled. Is `return` indented into the loop, or does the "
        "loop end too early?"
    )


def compare_gradient(
    function: Callable,
    cases: Iterable[tuple],
    cost: Callable,
    mistakes: Sequence[Mistake] = (),
    sizes: Callable[..., dict] | None = None,
) -> None:
    """Put a student's gradient to the gradient check on every case, and name the difference.

    Parameters
    ----------
    function : callable
        The student's gradient; its first argument is what the cost is differentiated by.
    cases : iterable of tuple
        The arguments of each call. The first case names the mistakes: its N, n and K differ.
    cost : callable
        Takes the same arguments. Only its values are used, never a formula for its gradient.
    mistakes : sequence of Mistake
        The catalogue of the exercise: wrong gradients, with the same arguments.
    sizes : callable
        ``sizes(*case)`` gives the numbers that a factor may come from, by name.

    Raises
    ------
    NotYet
        If the check does not pass on some case.
    """
    for at, *rest in deepcopy(list(cases)):

        def bound(f, rest=rest):
            return lambda weights: f(weights, *deepcopy(rest))

        report = check_gradient(
            bound(cost),
            bound(function),
            at,
            sizes=sizes(at, *rest) if sizes else None,
            mistakes=[Mistake(bound(m.function), m.message) for m in mistakes],
        )
        if report.error is not None:
            raise report.error
        if not report.passed:
            message = str(report)
            if message not in [mistake.message for mistake in mistakes]:
                message = f"{called(function, (at, *rest))}\n{message}"
            raise NotYet(message, report.findings[0].what)


def _reproduces(mistake: Mistake, case: tuple, answer: object) -> bool:
    """Whether a mistaken function gives the student's answer in one case."""
    try:
        with np.errstate(all="ignore"):
            return equal(mistake.function(*deepcopy(case)), answer)
    except Exception:  # a mistaken function may well fail where the student's did not
        return False


def equal(a: object, b: object) -> bool:
    """Whether two answers agree: same structure, and the same numbers up to rounding."""
    if isinstance(b, (tuple, list, dict)) or isinstance(a, (tuple, list, dict)):
        if type(a) is not type(b) or len(a) != len(b):
            return False
        if isinstance(a, dict):
            return a.keys() == b.keys() and all(equal(a[key], b[key]) for key in a)
        return all(equal(x, y) for x, y in zip(a, b))
    try:
        a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    except (TypeError, ValueError):
        return a is b
    return a.shape == b.shape and np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True)


def _scale(answers: Sequence, wanted: Sequence, sizes: Sequence[dict]) -> str:
    """A sentence if all answers are the right ones times a factor: a number, or one with a name."""
    found = [(c, one) for c, one in zip(map(_ratio, answers, wanted), sizes) if c is None or c == c]
    # One case alone, or one where the factor happens to be 1, cannot tell.
    if any(c is None for c, _ in found) or sum(c != 1 for c, _ in found) < 2:
        return ""
    if len({c < 0 for c, _ in found}) > 1:
        return ""
    first = found[0][0]
    name = _name([(abs(c), one) for c, one in found])
    if name:
        factor = f"exactly {'−' if first < 0 else ''}{name}"
    elif all(np.isclose(c, first, rtol=1e-9) for c, _ in found):
        factor = f"{first:.4g}".replace("-", "−")
        factor = f"exactly {factor}" if np.isclose(float(f"{first:.4g}"), first, rtol=1e-9) else factor
    else:
        return ""
    cause = "a factor too many, or one missing"
    if factor == "exactly −1":
        cause = "a difference taken the wrong way round, or a minus sign lost"
    what = "Every entry" if np.size(wanted[0]) > 1 else "The answer"
    return f"{what} is {factor} times what it should be, in every case. Likely cause: {cause}.\n"


def _ratio(answer: object, want: object) -> float | None:
    """By which factor an answer differs from the right one; nan if both are 0, None if by none."""
    if isinstance(want, (tuple, list, dict)):
        return None
    a, b = np.asarray(answer, dtype=float), np.asarray(want, dtype=float)
    if not a.any() and not b.any():
        return np.nan
    if not (a.any() and b.any() and np.isfinite(a).all() and np.isfinite(b).all()):
        return None
    c = float(np.vdot(a, b) / np.vdot(b, b))
    return c if equal(a, c * b) else None


def _name(found: Sequence[tuple[float, dict]]) -> str:
    """The name that a factor has in every case, "N" or "2/N"; empty if none fits, or several do."""
    for pairs in (False, True):
        tables = [_factors(sizes, pairs) for _, sizes in found]
        names = [
            name
            for name in tables[0]
            if all(np.isclose(c, table[name], rtol=1e-9) for (c, _), table in zip(found, tables))
        ]
        if names:
            return names[0] if len(names) == 1 else ""
    return ""


def _factors(sizes: dict[str, int], pairs: bool) -> dict[str, float]:
    """What a factor may be: 2 or a size, or one over it; or made of two of them."""
    one = {"2": 2.0, **sizes}
    if not pairs:
        return one | {f"1/{a}": 1 / x for a, x in one.items()}
    made = {f"{a}/{b}": x / y for (a, x), (b, y) in permutations(one.items(), 2)}
    for (a, x), (b, y) in combinations(one.items(), 2):
        made |= {f"{a}·{b}": x * y, f"1/({a}·{b})": 1 / (x * y)}
    return made


def check_structure(answer: object, want: object, call: str, layout: str = "") -> None:
    """Say what is wrong with the type or the shape of an answer, if anything is.

    Parameters
    ----------
    answer, want : object
        What the student's function returned, and what the reference did.
    call : str
        The call as the student would write it, for the message.
    layout : str
        What rows or columns of the answer are, for one that is transposed.

    Raises
    ------
    NotYet
        If the answer is None, of the wrong type or shape, or not finite where the reference is.
    """
    if answer is None:
        raise NotYet(
            f"{call}\nreturns None; expected: {kind(want)}. "
            "Likely cause: a `return` is missing, or stands inside an `if` that was not taken."
        )
    if isinstance(want, tuple):
        if not isinstance(answer, tuple) or len(answer) != len(want):
            raise NotYet(
                f"{call}\nreturns {kind(answer)}; expected: {len(want)} values, separated by commas after `return`."
            )
        for number, (part, want_part) in enumerate(zip(answer, want), 1):
            check_structure(part, want_part, f"{call}, value {number} of {len(want)},", layout)
        return
    if isinstance(answer, (list, tuple)) and isinstance(want, np.ndarray):
        raise NotYet(
            f"{call}\nreturns {kind(answer)}; expected: {kind(want)}. "
            "Likely cause: the values were collected one by one; `np.array(...)` makes an array "
            "of them."
        )
    try:
        numbers = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        raise NotYet(f"{call}\nreturns {kind(answer)}; expected: {kind(want)}.") from None
    shape = np.shape(want)
    if numbers.shape != shape:
        cause = "Likely cause: a sum or a product over the wrong axis, or over none."
        if numbers.shape == shape[::-1]:
            cause = f"That is the transpose: {layout or 'rows and columns are exchanged'}."
        elif numbers.size == np.size(want):
            cause = "The number of entries is right, their arrangement is not."
        elif numbers.ndim == len(shape) == 1:
            cause = "Count the entries: one is missing, or there are too many."
        raise NotYet(f"{call}\nreturns {kind(answer)}; expected: {kind(want)}. {cause}")
    if np.isfinite(np.asarray(want, dtype=float)).all() and not np.isfinite(numbers).all():
        raise NotYet(
            f"{call}\nreturns values that are not finite (inf or nan); all of them should be. "
            "Likely cause: a division by zero, the logarithm of zero, or an overflow."
        )


def check_quiet(function: Callable, arguments: tuple, message: str) -> None:
    """Raise ``NotYet`` with a message if NumPy has to warn on the way: an overflow, the logarithm of 0."""
    try:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            function(*arguments)
    except Exception as error:
        if isinstance(error.__cause__ or error, FloatingPointError):
            raise NotYet(f"{called(function, arguments)}\n{message}") from None
        raise


def difference(answer: object, want: object) -> str:
    """Where two answers of the same structure differ first, in words."""
    if isinstance(want, tuple):
        number = next(i for i, (a, b) in enumerate(zip(answer, want)) if not equal(a, b))
        return (
            f"Of its {len(want)} values number {number + 1} is the first that differs.\n"
            f"{difference(answer[number], want[number])}"
        )
    got, right = np.asarray(answer, dtype=float), np.asarray(want, dtype=float)
    if got.size <= 12:
        return f"returns  {value(answer)}\nexpected {value(want)}"
    wrong = ~np.isclose(got, right, rtol=1e-9, atol=1e-12)
    where = tuple(int(i) for i in np.argwhere(wrong)[0])
    index = ", ".join(map(str, where))
    return (
        f"{int(wrong.sum())} of {got.size} entries differ. The first is entry [{index}]: "
        f"it is {value(got[where])}, expected {value(right[where])}."
    )


def called(function: Callable, arguments: tuple) -> str:
    """A call as the student would write it: ``predict(w=[1, -1], X=array of shape (1, 5))``."""
    names = inspect.signature(function).parameters
    inside = ", ".join(f"{name}={value(v)}" for name, v in zip(names, arguments))
    return f"`{function.__name__}({inside})`"
