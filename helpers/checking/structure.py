"""The structure of an answer: is it there, of the right kind and shape? If not: what is, and what is proved."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, permutations

import numpy as np

from helpers.words import as_code, kind


@dataclass(frozen=True)
class Finding:
    """One thing that a check has found: where, which mistake, in words, and its figures.

    ``what`` is "structure" where only a fact is shown, else a short name of what was proved.
    """

    where: str
    what: str
    message: str
    figures: dict = field(default_factory=dict)


def equal(a: object, b: object, rtol: float = 1e-9) -> bool:
    """Whether two answers agree: what unpacks alike, with the same numbers up to rounding."""
    if isinstance(a, Mapping) or isinstance(b, Mapping):
        both = isinstance(a, Mapping) and isinstance(b, Mapping) and a.keys() == b.keys()
        return both and all(equal(a[key], b[key], rtol) for key in a)
    if isinstance(b, (tuple, list)) or getattr(b, "dtype", None) == object:
        if not _unpacks(a) or len(a) != len(b):
            return False
        return all(equal(x, y, rtol) for x, y in zip(a, b))
    if isinstance(a, (tuple, list, np.matrix)) or isinstance(a, str) or a is None or b is None:
        return a is b or isinstance(a, str) and isinstance(b, str) and a == b
    try:
        a, b = np.asarray(a), np.asarray(b, dtype=float)
        if a.dtype.kind in "cmMSU":  # NumPy would make floats of them, without their imaginary part
            return False
        a = a.astype(float)
    except (TypeError, ValueError):
        return a is b
    if a.shape != b.shape:
        return False
    scale = 0.1 * rtol * np.abs(b[np.isfinite(b)]).max(initial=0.0) if rtol > 1e-9 else 1e-12
    return np.allclose(a, b, rtol=rtol, atol=scale, equal_nan=True)


def _unpacks(x: object) -> bool:
    return isinstance(x, (tuple, list)) or isinstance(x, np.ndarray) and x.ndim > 0 and not isinstance(x, np.matrix)


# ---------------------------------------------------------------------------------------------
# Containers


def misfit(
    answer: object,
    want: object,
    subject: str,
    verb: str = "is",
    layout: str = "",
    close: Callable = equal,
    sizes: Mapping | None = None,
) -> Finding | None:
    """What is wrong with the kind, the length or the shape of an answer or of what is in it.

    Parameters
    ----------
    answer, want : object
        What the student's function returned, and something of the right structure.
    subject, verb : str
        The beginning of a sentence: "`W[1]`: the gradient ", "is".
    layout : str
        What rows or columns of the answer are, for one that is transposed.
    close : callable
        ``close(numbers, want)``: whether these are the right ones.
    sizes : dict of int
        Numbers that a length or a factor may come from, by name.
    """
    expected = f"{len(want)} values, separated by commas" if isinstance(want, tuple) and want else kind(want)
    found = f"{subject}{verb} {'still `...`' if answer is ... else answer if answer is None else kind(answer)}"
    if answer is ...:
        return Finding("", "missing", f"{found}. Put your own code in place of the dots.")
    if want is None:
        return None if answer is None else Finding("", "structure", f"{found}; expected: None.")
    found = f"{found}; expected: {expected}."
    if answer is None:
        why = " Either a `return` is missing, or it is not reached." if verb == "returns" else ""
        return Finding("", "missing", found + why)
    if isinstance(want, Mapping):
        return _mapping_misfit(answer, want, found, subject)
    if isinstance(want, (tuple, list)):
        return _list_misfit(answer, want, found, subject + verb)
    return _array_misfit(answer, want, found, layout, close, sizes or {})


def _mapping_misfit(answer, want, found, subject) -> Finding | None:
    if not isinstance(answer, Mapping):
        return Finding("", "structure", found + _holds(answer, want))
    missing = [str(key) for key in want if key not in answer]
    if not missing:
        return None
    more = [str(key) for key in answer if key not in want]
    keys = f" Its keys are {as_code([str(key) for key in answer])}." if more else ""
    return Finding("", "structure", f"{subject}lacks {as_code(missing)}.{keys}")


def _list_misfit(answer, want, found, begun) -> Finding | None:
    stacked = isinstance(answer, np.ndarray) and answer.dtype != object
    if not _unpacks(answer) or stacked and any(_shape(part) != answer.shape[1:] for part in want):
        return Finding("", "structure", found + _holds(answer, want))
    if len(answer) != len(want):
        return Finding("", *_other_length(list(answer), list(want), found))
    if isinstance(want, tuple) and 1 < len(want) < 4 and not equal(answer, want):
        if any(equal(order, want) for order in permutations(answer)):
            return Finding("", "order", f"{begun} the right {len(want)} values, but in another order.")
    return None


def _shape(part) -> tuple | None:
    return () if np.isscalar(part) else getattr(part, "shape", None)


def _holds(answer, want) -> str:
    """A remark if one of several values is of the structure that was asked for."""
    if not isinstance(answer, (tuple, list)):
        return ""
    fits = [i for i, part in enumerate(answer) if type(part) is type(want) and len(part) == len(want)]
    return f" Its value {fits[0] + 1} alone has this structure." if len(fits) == 1 else ""


def _other_length(answer: list, want: list, found: str) -> tuple[str, str]:
    """What a list with too few or too many entries has in common with the right one."""
    last = len(want) - 1
    if want[0] is None:
        found += f" Its index is the number l of the layer, from 0, where None stands, to {last}."
    if len(answer) == last:
        for k in (0, last, *range(1, last)):
            if equal(answer, want[:k] + want[k + 1 :]):
                which = "The first entry" if k == 0 else "The last entry" if k == last else f"Entry {k}"
                return "entry missing", f"{found} {which} is missing; all others are right."
    for words, one, other in (
        ("the first {} are right, the rest is missing.", answer, want[: len(answer)]),
        ("the first {} are right, more follow.", answer[: len(want)], want),
        ("the last {} are right, the first are missing.", answer, want[-len(answer) :]),
        ("the last {} are right, something stands before them.", answer[-len(want) :], want),
    ):
        if len(one) and len(one) == len(other) and equal(one, other):
            return "length", f"{found} {words.format(len(one)).capitalize()}"
    return "structure", found


# ---------------------------------------------------------------------------------------------
# Arrays


def _array_misfit(answer, want, found, layout, close, sizes) -> Finding | None:
    if isinstance(want, str) or not isinstance(want, (np.ndarray, np.generic, bool, int, float)):
        return None if type(answer) is type(want) else Finding("", "structure", found)
    if isinstance(answer, (list, tuple)) and np.ndim(want):
        return Finding("", "a list", f"{found} `np.array(...)` makes an array of it.")
    try:
        numbers = np.asarray(answer)
        numbers = numbers.astype(float) if numbers.dtype.kind == "O" else numbers
    except (TypeError, ValueError):
        return Finding("", "structure", found)
    want = np.asarray(want, dtype=float)
    if isinstance(answer, np.matrix):
        found += " `*` means another product for an np.matrix. Return `np.asarray(...)` of it."
    elif numbers.dtype.kind == "c":
        right = numbers.shape == want.shape and close(numbers.real, want)
        return Finding("", "complex", found + (" Its real parts are right: take `.real`." if right else ""))
    elif numbers.dtype.kind not in "buif":
        return Finding("", "structure", found)
    elif numbers.shape == want.shape:
        return None
    for what, words, mine, right in arrangements(numbers, want, layout, sizes):
        if mine.shape == right.shape and np.isfinite(right).any() and np.any(right) and close(mine, right):
            return Finding("", what, f"{found} {words}")
    return Finding("", "structure", found + _shape_facts(numbers.shape, want.shape, sizes))


def _shape_facts(shape, want, sizes) -> str:
    """What can be said of a wrong shape alone."""
    if shape == want[::-1] and len(want) > 1:
        return " The axes have changed places."
    other = [(a, b) for a, b in zip(shape, want) if a != b]
    if len(shape) == len(want) and len(other) == 1:
        names = [[name for name, size in sizes.items() if size == n] for n in other[0]]
        if all(len(fits) == 1 for fits in names):
            (a,), (b,) = names
            return (
                f" Its entries run along the wrong axis: {a} = {other[0][0]} of them, where {b} = {other[0][1]} belong."
            )
    return ""


def arrangements(a: np.ndarray, want: np.ndarray, layout: str, sizes: Mapping) -> Iterator[tuple]:
    """Ways in which numbers of another shape may be the right ones: name, words, and two equal arrays, if so."""
    for order in permutations(range(a.ndim)) if 1 < a.ndim == want.ndim < 5 else ():
        turned = a.transpose(order)
        if order != tuple(range(a.ndim)):
            yield "transposed", f"That is the transpose: {layout or 'rows and columns are exchanged'}.", turned, want
    if a.size == want.size:
        yield "arrangement", "The numbers themselves are right, their arrangement is not.", a.ravel(), want.ravel()
        yield "arrangement", "The numbers are right, column by column.", a.ravel(order="F"), want.ravel()
    for axis in range(want.ndim):
        word = "Entry" if want.ndim == 1 else ("Row", "Column")[axis] if want.ndim == 2 else f"Along axis {axis}, entry"
        n = want.shape[axis]
        if a.ndim == want.ndim and a.shape[axis] == n - 1:
            for k in dict.fromkeys((0, n - 1, *range(min(n, 50)))):
                what = "bias column missing" if k == 0 and axis == want.ndim - 1 else "entry missing"
                words = f"{word} {k} is missing; the numbers that are there are right."
                yield what, words, a, np.delete(want, k, axis)
        if a.ndim == want.ndim and a.shape[axis] > n:
            for which, rest in (("last", slice(None, n)), ("first", slice(-n, None))):
                words = f"Without its {which} {a.shape[axis] - n} along axis {axis} it is right."
                yield "too many", words, a[(slice(None),) * axis + (rest,)], want
    for axes in _some(a.ndim):
        for word, total in (("summed", a.sum(axes)), ("averaged", a.mean(axes))):
            its = f"axis {axes[0]}" if len(axes) == 1 else f"axes {' and '.join(map(str, axes))}"
            yield "not summed", f"Along its {its} the samples were not {word}.", total, want
            yield "not summed", f"Along its {its} the samples were not {word}.", total.ravel(), want.ravel()
    if a.ndim == 2 and a.shape[0] == a.shape[1] == want.size:
        words = f"Its diagonal is right. Shapes ({len(a)},) and ({len(a)}, 1) together make {a.shape}."
        yield "broadcast", words, np.diag(a), want.ravel()
    for axis in range(a.ndim):
        words = f"It is the right answer, repeated along its axis {axis}."
        yield (
            "repeated",
            words,
            a,
            np.broadcast_to(np.expand_dims(want, axis), a.shape) if _fits(a, want, axis) else want,
        )
    yield from _too_short(a, want, sizes)


def _fits(a, want, axis) -> bool:
    return a.shape[:axis] + a.shape[axis + 1 :] == want.shape


def _some(n: int) -> list[tuple]:
    """The axes of an array, one or several."""
    return [axes for r in range(1, min(n, 3) + 1) for axes in combinations(range(n), r)]


def _too_short(a, want, sizes) -> Iterator[tuple]:
    """The right answer summed or averaged over some axes, and perhaps times a size."""
    for axes in _some(want.ndim):
        for k in range(len(axes) + 1):
            total, words = want, []
            for name, some, reduce in (("sum", axes[:k], np.sum), ("mean", axes[k:], np.mean)):
                if some:
                    total = reduce(total, axis=some, keepdims=True)
                    words.append(f"{name} over {'axis' if len(some) == 1 else 'axes'} {' and '.join(map(str, some))}")
            for name, size in (("", 1), *sizes.items()):
                times = f", times {name} ({name} = {size})" if name else ""
                said = f"It is the {', then the '.join(words)}, of the right answer{times}."
                yield "summed over", said, a.ravel(), size * total.ravel()
