"""The structure of an answer: is it there, of the right kind and shape? If not: what is, and what is proved."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from inspect import isgenerator
from itertools import combinations, islice, permutations, product
from numbers import Number
from operator import is_

import numpy as np

from helpers.words import as_code, kind, listed

MOST_YIELDED = 10_000


class generator(list):  # this name is what students read
    """What a generator has yielded. A generator can be gone through and unpacked; it has no index and no length."""


def collected(answer: object) -> object:
    """An answer; of a generator what it yields, up to a number."""
    return generator(islice(answer, MOST_YIELDED)) if isgenerator(answer) else answer


@dataclass(frozen=True)
class Finding:
    """One thing that a check has found: where, which mistake, and in words.

    ``what`` is "structure" where only a fact is shown, else a short name of what was proved; ``claim``
    is the end of the message that must be true of all cases to be said; ``also`` has further pairs of such a name and
    a claim that are as true here.
    """

    where: str
    what: str
    message: str
    claim: str = ""
    also: tuple[tuple[str, str], ...] = ()

    def claims(self) -> list[tuple[str, str]]:
        """All that is true here: names with their claims."""
        return [(what, claim) for what, claim in ((self.what, self.claim), *self.also) if claim]


def agreed(findings: Sequence[Finding | None]) -> Finding:
    """The first of the findings of several cases; of what it claims the first that all of them claim."""
    first = findings[0]
    if not first.claim:
        return first
    said = first.message.removesuffix(first.claim)
    known = [{(w, c if w == "entry missing" else "") for w, c in f.claims()} if f else set() for f in findings]
    for what, claim in first.claims() if all(f and f.where == first.where for f in findings) else ():
        if all((what, claim if what == "entry missing" else "") in each for each in known):
            return Finding(first.where, what, said + claim, claim)
    return Finding(first.where, "structure", said)


def equal(a: object, b: object, rtol: float = 1e-9) -> bool:
    """Whether two answers agree: what unpacks alike, with the same numbers up to rounding."""
    if isinstance(a, Mapping) or isinstance(b, Mapping):
        both = isinstance(a, Mapping) and isinstance(b, Mapping) and a.keys() == b.keys()
        return both and all(equal(a[key], b[key], rtol) for key in a)
    if isinstance(b, (tuple, list)) or getattr(b, "dtype", None) == np.dtype("O"):
        unpacks = _unpacks(a) and not (type(b) is list and isinstance(a, generator))
        return unpacks and len(a) == len(b) and all(equal(x, y, rtol) for x, y in zip(a, b))
    if isinstance(a, str) and isinstance(b, str):
        return a == b
    if not all(isinstance(x, (np.ndarray, np.generic, Number)) for x in (a, b)) or isinstance(a, np.matrix):
        return a is b  # np.c_ and its like would be an endless list of numbers
    a, b = np.asarray(a), np.asarray(b)
    if {a.dtype.kind, b.dtype.kind} & {*"cmMSU"} or a.ndim and a.dtype == object:  # no floats
        return False
    try:
        a, b = a.astype(float), b.astype(float)
    except (TypeError, ValueError, OverflowError):
        return a is b
    scale = 0.1 * rtol * np.abs(b[np.isfinite(b)]).max(initial=0.0) if rtol > 1e-9 else 1e-12
    return a.shape == b.shape and np.allclose(a, b, rtol=rtol, atol=scale, equal_nan=True)


def _unpacks(x: object) -> bool:
    return isinstance(x, (tuple, list)) or isinstance(x, np.ndarray) and x.ndim > 0 and not isinstance(x, np.matrix)


def in_single(x: object) -> bool:
    """Whether numbers of an answer are in single precision."""
    return any(map(in_single, x)) if isinstance(x, (list, tuple)) else getattr(x, "dtype", None) == np.float32


def coarse(function: Callable, at: object) -> bool:
    """Whether ``at`` may change in its 11th digit and the answer does not: it goes through float32."""
    here, near, far = (_numbers(function(_scaled(at, 1 + small))) for small in (0, 1e-11, 1e-4))
    same = np.array_equal
    if not same(near, here) or same(np.round(here, 8), here):
        return False
    # Where all is saturated, doubles hardly move either; what moves float32 moves its 8th digit.
    return not np.allclose(far, here, rtol=0, atol=1e-8 * np.abs(here).max())


def _numbers(x: object) -> np.ndarray:
    """All numbers of an answer as one vector."""
    if isinstance(x, (list, tuple)):
        return np.concatenate([np.zeros(0), *map(_numbers, x)])
    return np.zeros(0) if x is None else np.ravel(x)


def _scaled(x: object, by: float):
    """The same with all its floats times a number."""
    if isinstance(x, (list, tuple)):
        return type(x)([_scaled(part, by) for part in x])
    real = isinstance(x, float) or isinstance(x, np.ndarray) and x.dtype.kind == "f"
    return x * by if real else x


@contextmanager
def memory(number: float = np.nan):
    """Within it `np.empty` holds this number, as it might anything: what is added to, or not filled, shows itself."""

    def holding(make: Callable) -> Callable:
        def made(*arguments, **options):
            array = make(*arguments, **options)
            if array.dtype.kind in "fc":
                array.fill(number)
            return array

        return made

    makers = np.empty, np.empty_like
    np.empty, np.empty_like = map(holding, makers)
    try:
        yield
    finally:
        np.empty, np.empty_like = makers


def alarm(call: Callable) -> str:
    """Why a call gives numbers that are not finite: what `np.empty` held, or NumPy's own word for what goes wrong."""
    try:
        with memory(0):
            if np.isfinite(_numbers(call())).all():
                return " It goes on with what `np.empty` holds, which may be anything; `np.zeros` begins with zeros."
        with np.errstate(over="raise", divide="raise", invalid="raise"):
            call()
    except Exception as error:
        error = error.__cause__ or error
        return f" NumPy says: {error}." if isinstance(error, FloatingPointError) else ""
    return ""


# --- Containers -----------------------------------------------------------------------------------


def misfit(answer, want, subject: str, verb="is", layout="", close: Callable = equal, sizes=None) -> Finding | None:
    """What is wrong with the kind, the length or the shape of an answer or of what is in it.

    ``subject`` and ``verb`` begin the sentence: "`W[1]`: the gradient ", "is"; ``layout`` says what rows or
    columns are; ``close(numbers, want)`` whether these are the right ones; ``sizes`` are numbers by name.
    """
    expected = f"{len(want)} values, separated by commas" if isinstance(want, tuple) and want else kind(want)
    found = f"{subject}{verb} {'still `...`' if answer is ... else answer if answer is None else kind(answer)}"
    if answer is ...:
        return Finding("", "missing", f"{found}. Put your own code in place of the dots.")
    if want is None:
        return None if answer is None else Finding("", "structure", f"{found}; expected: None.")
    found = f"{found}; expected: {expected}."
    if answer is None:
        why = " Either a `return` is missing or not reached, or its value is None, as that of `x.append(a)` is."
        return Finding("", "missing", found + why * (verb == "returns"))
    if isinstance(want, Mapping):
        return _mapping_misfit(answer, want, found, subject)
    if isinstance(want, (tuple, list)):
        return _list_misfit(answer, want, found, subject + verb)
    return _array_misfit(answer, want, found, layout, close, sizes or {})


def _mapping_misfit(answer, want, found, subject) -> Finding | None:
    if not isinstance(answer, Mapping):
        return Finding("", "structure", found + _holds(answer, want))
    missing = [str(key) for key in want if key not in answer]
    more = any(key not in want for key in answer)
    keys = f" Its keys are {as_code([str(key) for key in answer])}." if more else ""
    return Finding("", "structure", f"{subject}lacks {as_code(missing)}.{keys}") if missing else None


def _list_misfit(answer, want, found, begun) -> Finding | None:
    if isinstance(answer, generator) and type(want) is list:
        return Finding("", "structure", f"{found} `list(...)` makes a list of it.")
    stacked = isinstance(answer, np.ndarray) and answer.dtype != object
    if not _unpacks(answer) or stacked and any(_shape(part) != answer.shape[1:] for part in want):
        return Finding("", "structure", found + _holds(answer, want))
    if len(answer) != len(want):
        one = _holds(answer, want)
        return Finding("", "structure", found + one) if one else other_length(list(answer), list(want), found)
    if len(want) > 1 and isinstance(answer[0], list) and all(part is answer[0] for part in answer):
        return Finding("", "one list", f"{begun} one list under {len(want)} names: `a = b = …` does not copy it.")
    if 1 < len(want) < 4 and not equal(answer, want):
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


def other_length(answer: list, want: list, found: str) -> Finding:
    """What a list with too few or too many entries has in common with the right one."""
    n, m, last = len(answer), len(want), len(want) - 1
    if want[0] is None:
        found += f" Its index is the number l of the layer, from 0, where None stands, to {last}."
    ways = [(f"Entry {k} is missing; all others are right.", answer, want[:k] + want[k + 1 :]) for k in range(m)]
    if m and n == last:
        ways[0] = ("The first entry is missing; all others are right.", *ways[0][1:])
        ways[last] = ("The last entry is missing; all others are right.", *ways[last][1:])
        ways.insert(1, ways.pop())
    some, all_ = ("one is" if k == 1 else f"{k} are" for k in (n, m))
    ways = [("entry missing", *way) for way in ways if n == last] + [
        ("beginning only", f"The first {some} right, the rest is missing.", answer, want[:n]),
        ("more follow", f"The first {all_} right, more follow.", answer[:m], want),
        ("end only", f"The last {some} right, the first are missing.", answer, want[-n:]),
        ("something before", f"The last {all_} right, something stands before them.", answer[-m:], want),
    ]
    fits = [(what, f" {words}") for what, words, one, other in ways if one and equal(one, other)]
    if fits:
        (what, claim), *also = fits
        return Finding("", what, found + claim, claim, tuple(also))
    if want and want[0] is None and [*map(_shape, answer)] == [*map(_shape, want[1:])]:
        return Finding("", "entry missing", f"{found} These have the shapes of 1 to {last}: put None before them.")
    if n == 2 * m and want[0] is answer[m] is None:
        found += f" With entry {m} it begins again: `+` puts a list behind another, and adds no numbers."
    return Finding("", "structure", found)


# --- Arrays ---------------------------------------------------------------------------------------


def _array_misfit(answer, want, found, layout, close, sizes) -> Finding | None:
    if isinstance(want, str) or not isinstance(want, (np.ndarray, np.generic, Number)):
        return None if type(answer) is type(want) else Finding("", "structure", found)
    if not isinstance(answer, np.ndarray) and np.ndim(want) and _makes_array(answer, want):
        return Finding("", "a list", f"{found} `np.array(...)` makes an array of it.")
    try:
        of_numbers = isinstance(answer, (np.ndarray, np.generic, Number)) or type(answer) is list
        numbers = np.asarray(answer) if of_numbers else np.array("")
        objects = numbers.ndim and numbers.dtype.kind == "O"  # which `np.exp` and its like do not take
        numbers = numbers.astype(float) if numbers.dtype.kind == "O" else numbers
    except (TypeError, ValueError, OverflowError):
        return _in_parts(answer, want, found, close)
    want = np.asarray(want, dtype=float)
    if objects and numbers.shape == want.shape:
        if any(x is None for x in np.ravel(answer)):
            return Finding("", "structure", f"{found} Some of its entries are None.")
        return Finding("", "objects", f"{found} `.astype(float)` makes numbers of them.")
    if isinstance(answer, np.matrix):
        found += " `*` means another product for it. Return `np.asarray(...)` of it."
        if numbers.shape == want.shape:
            return Finding("", "structure", found)
    if numbers.dtype.kind == "c":
        right = " Its real parts are right: take `.real`."
        right = right if numbers.shape == want.shape and close(numbers.real, want) else ""
        return Finding("", "complex", found + right, right)
    elif numbers.dtype.kind not in "buif":
        return _in_parts(answer, want, found, close)
    elif numbers.shape == want.shape:
        return None
    claims = tuple(
        (what, f" {words}")
        for what, words, mine, right in arrangements(numbers, want, layout, sizes)
        if mine.shape == right.shape and np.isfinite(right).any() and np.any(right) and close(mine, right)
    )
    if claims:
        (what, claim), *also = claims
        return Finding("", what, found + claim, claim, tuple(also))
    return Finding("", "structure", found + _shape_facts(numbers.shape, want.shape, sizes))


def _in_parts(answer, want, found, close) -> Finding:
    """Several arrays where one was asked for: would they be right, joined?"""
    several = isinstance(answer, (list, tuple)) and len(answer) < 4 and 0 < np.ndim(want) < 3 and np.any(want)
    name = "r_" if np.ndim(want) == 1 else "c_"
    for parts in permutations(answer) if several else ():
        with suppress(TypeError, ValueError):
            joined = getattr(np, name)[parts].astype(float)
            if joined.shape == want.shape and close(joined, want):
                order = "" if all(map(is_, parts, answer)) else ", in another order"
                claim = f" Its parts are right{order}: `np.{name}[a, b]` joins `a` and `b` to one array."
                claim = claim if len(parts) > 1 else " What is in it is right: return that itself."
                return Finding("", "parts", found + claim, claim)
    return Finding("", "structure", found)


def _makes_array(answer, want) -> bool:
    """Whether `np.array` of a list, or of another library's array, holds numbers and has the right shape."""
    if isinstance(answer, generator) or not isinstance(answer, (list, tuple)) and not hasattr(answer, "__array__"):
        return False
    with suppress(TypeError, ValueError):
        return np.array(answer, dtype=float).shape == np.shape(want)
    return False


def _shape_facts(shape, want, sizes) -> str:
    """What can be said of a wrong shape alone."""
    if shape == want[::-1] and len(want) > 1:
        return " The axes have changed places."
    other = [(a, b) for a, b in zip(shape, want) if a != b]
    if len(shape) != len(want) or len(other) != 1:
        return ""
    (a, b), names = other[0], [[name for name, size in sizes.items() if size == n] for n in other[0]]
    if any(len(fits) != 1 for fits in names):
        return ""
    here, there = f"{names[0][0]} = {a}", f"{names[1][0]} = {b}"
    return f" Its entries run along the wrong axis: {here} of them, where {there} belong."


def arrangements(a: np.ndarray, want: np.ndarray, layout: str, sizes: Mapping) -> Iterator[tuple]:
    """Ways in which numbers of another shape may be the right ones: name, words, and two equal arrays, if so."""
    words = f"That is the transpose: {layout or 'rows and columns are exchanged'}."
    if a.ndim > 2:
        words = "Its numbers are right; its axes are in another order."
    for order in permutations(range(a.ndim)) if 1 < a.ndim == want.ndim < 5 else ():
        if order != tuple(range(a.ndim)):
            yield "transposed", words, a.transpose(order), want
    if a.size == want.size:
        yield "arrangement", "The numbers themselves are right, their arrangement is not.", a.ravel(), want.ravel()
        yield "arrangement", "The numbers are right, column by column.", a.ravel(order="F"), want.ravel()
    for axis in range(want.ndim):
        word = "Entry" if want.ndim == 1 else ("Row", "Column")[axis] if want.ndim == 2 else f"Along axis {axis}, entry"
        n = want.shape[axis]
        for k in range(min(n, 50)) if 0 < a.ndim == want.ndim - 1 else ():
            words = f"It is {word.lower()} {k} of the right answer; all others are missing."
            yield "too few", words, a, want.take(k, axis)
        if a.ndim == want.ndim and a.shape[axis] == n - 1:
            for k in dict.fromkeys((0, n - 1, *range(min(n, 50)))):
                what = "bias column missing" if k == 0 and axis == want.ndim - 1 else "entry missing"
                what = "last entry missing" if k == n - 1 else what
                words = f"{word} {k} is missing; the numbers that are there are right."
                yield what, words, a, np.delete(want, k, axis)
    if a.ndim == want.ndim and (a.shape >= np.array(want.shape)).all():
        for ends, part in _within(a, want.shape):
            yield "too many", f"Without its {ends} it is right.", part, want
    elif a.ndim == want.ndim > 1 and a.size and (a.shape <= np.array(want.shape)).all():
        for ends, part in _within(want, a.shape):
            yield "too few", f"Its {ends} are missing; the numbers that are there are right.", a, part
    for axes in _some(a.ndim) if a.size else ():  # of nothing there is no mean
        for word, total in (("summed", a.sum(axes)), ("averaged", a.mean(axes))):
            words = f"It was not {word} along its {_axes(axes)}."
            yield "not summed", words, total.ravel(), want.ravel()
    if a.ndim == 2 and a.shape[0] == a.shape[1] == want.size:
        both = f" Shapes ({len(a)},) and ({len(a)}, 1) together make {a.shape}." if np.isfinite(a).all() else ""
        words = f"Its diagonal is right.{both}"
        yield "broadcast", words, np.diag(a), want.ravel()
    for axis in range(a.ndim):
        if a.shape[:axis] + a.shape[axis + 1 :] == want.shape:
            words = f"It is the right answer, repeated along its axis {axis}."
            yield "repeated", words, a, np.broadcast_to(np.expand_dims(want, axis), a.shape)
    yield from _too_short(a, want, sizes)


def _within(a: np.ndarray, shape: tuple) -> Iterator[tuple[str, np.ndarray]]:
    """Parts of an array that have a shape: what is cut off at its ends, in words, and the part."""
    more = [n - m for n, m in zip(a.shape, shape)]
    for starts in product(*(dict.fromkeys((0, m, m // 2)) for m in more)):
        ends = []
        for axis, (start, m) in enumerate(zip(starts, more)):
            for which, many in (("first", start), ("last", m - start)):
                one = {1: ("entry",), 2: ("row", "column")}.get(a.ndim, ["part"] * a.ndim)[axis]
                several = f"{many} {one}s".replace("ys", "ies")
                along = f" along axis {axis}" * (a.ndim > 2)
                ends += [f"{which} {several if many > 1 else one}{along}"] * bool(many)
        yield listed(ends), a[tuple(slice(s, s + n) for s, n in zip(starts, shape))]


def _some(n: int) -> list[tuple]:
    """The axes of an array, one or several."""
    return [axes for r in range(1, min(n, 3) + 1) for axes in combinations(range(n), r)]


def _axes(axes: tuple) -> str:
    return f"{'axis' if len(axes) == 1 else 'axes'} {' and '.join(map(str, axes))}"


def _too_short(a, want, sizes) -> Iterator[tuple]:
    """The right answer summed or averaged over some axes, and perhaps times a size."""
    for name, size in (("", 1), *sizes.items()):
        times = f", times {name} ({name} = {size})" if name else ""
        for axes in _some(want.ndim):
            for k in range(len(axes) + 1):
                total, words = want, []
                for word, some, reduce in (("sum", axes[:k], np.sum), ("mean", axes[k:], np.mean)):
                    if some:
                        total = reduce(total, axis=some, keepdims=True)
                        words.append(f"{word} over {_axes(some)}")
                said = f"It is the {', then the '.join(words)}, of the right answer{times}."
                yield "summed over", said, a.ravel(), size * total.ravel()
