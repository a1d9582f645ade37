"""What the difference between an answer and the right one means, for values and for gradients.

Each rule asks whether *one* simple change turns the right numbers into the student's, in every entry
and in every case or at every point. Only then is it named. What no rule explains is shown; of a
network's gradient, which layers are right and which are not.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, permutations, product

import numpy as np

from helpers.checking.layout import Block, Layout, said
from helpers.checking.structure import Finding
from helpers.words import as_code, listed, told_apart, value


@dataclass(frozen=True)
class Evidence:
    """All that is known about one array that is wrong: lists with an entry for each case or point.

    ``right`` and ``allowed`` (how far off an entry may be) are nan where nothing is known; ``at`` holds
    the weights, for a gradient; ``wrong`` those of its ``blocks`` that are.
    """

    name: str
    given: list[np.ndarray]
    right: list[np.ndarray]
    allowed: list[np.ndarray]
    sizes: list[dict]
    at: list[np.ndarray] = ()
    blocks: list[Block] = ()
    wrong: list[Block] = ()

    def of(self, mask) -> "Evidence":
        """The evidence about a part of the array, as vectors."""
        rows = {name: [a.ravel()[mask] for a in getattr(self, name)] for name in ("given", "right", "allowed", "at")}
        return replace(self, **rows)

    def agrees(self, made: Sequence[np.ndarray], right: Sequence | None = None) -> bool:
        """Whether arrays equal the right ones, or others made of them, wherever those are known."""
        known = 0
        for mine, want, allowed in zip(made, right or self.right, self.allowed):
            there = np.isfinite(want)
            if mine.shape != want.shape or not (np.abs(mine - want) <= 3 * allowed)[there].all():
                return False
            known += (np.abs(want) > 1e3 * allowed)[there].sum()
        return known > 0

    def telling(self) -> int:
        """At how many points the right numbers are large enough to tell one mistake from another."""
        return sum(bool((np.abs(r) > 1e3 * a)[np.isfinite(r)].any()) for r, a in zip(self.right, self.allowed))

    def stacked(self) -> tuple[np.ndarray, ...]:
        """All known entries of all points as vectors: given, right, allowed and, for a gradient, the weights."""
        there = np.concatenate([np.isfinite(r).ravel() for r in self.right])
        rows = (self.given, self.right, self.allowed, *([self.at] if self.at else []))
        return tuple(np.concatenate([a.ravel() for a in row])[there] for row in rows)

    def different(self) -> int:
        """How many different numbers the right answers hold: a few may agree by chance."""
        _, right, *_ = self.stacked()
        return len(np.unique(np.round(right, 9)))


# --- Factors --------------------------------------------------------------------------------------


def factor(one: Evidence):
    """The right numbers times a factor, one constant or one of a name in every case: it is given, too."""
    found = []
    for given, right, allowed, sizes in zip(one.given, one.right, one.allowed, one.sizes):
        there = np.isfinite(right)
        g, r, a = given[there], right[there], allowed[there]
        telling = np.abs(r) > 1e3 * a
        if not telling.any():
            if (np.abs(g) > 1e3 * a).any():
                return None
            continue
        c = (g @ r) / (r @ r)
        if not (np.abs(g - c * r) <= max(1, abs(c)) * 3 * a + 1e-6 * np.abs(g) * bool(one.at)).all():
            return None
        if abs(c) < 1e-12 or np.ptp(g[telling] / r[telling]) > 2e-3 * abs(c):
            return None
        found.append((float(c), sizes, int(telling.sum())))
    if not found or all(abs(c - 1) < 1e-3 for c, *_ in found):
        return None
    if not one.at and sum(abs(c - 1) > 1e-3 for c, *_ in found) < 2 or len({c < 0 for c, *_ in found}) > 1:
        return None  # one case alone, or one where the factor happens to be 1, cannot tell
    c = found[0][0]
    same = all(abs(other - c) <= (1e-5 if one.at else 1e-9) * abs(c) for other, *_ in found)
    made_of = _made_of([(abs(c), sizes) for c, sizes, _ in found])
    if same and abs(c + 1) < 1e-5:
        return "sign", "the wrong sign, everywhere.", c
    if made_of:
        return "factor", _factor_words([c for c, *_ in found], made_of, one), c
    number = [table.get("N", np.nan) / abs(c) for c, table, _ in found]
    k = np.nan_to_num(number[0]).round()
    if k > 1 and k % found[0][1]["N"] and found[0][1]["N"] % k and max(abs(k / n - 1) for n in number) < 1e-6:
        sign = " and of the wrong sign" * (c < 0)
        which = f"{k:.0f}" + ", which is N − 1," * bool(k + 1 == found[0][1]["N"])
        words = f"exactly N/{k:.0f} times what it should be{sign}, everywhere: as if divided by {which} where N belongs"
        return "factor", f"{words}.", c
    if not same or sum(n for *_, n in found) < 2:
        return None
    exactly = "exactly " if abs(float(f"{c:.4g}") / c - 1) < 1e-7 else ""
    return "factor", f"{exactly}{_minus(c)} times what it should be, everywhere.", c


def _made_of(found: Sequence[tuple[float, dict]]) -> list[dict[str, int]]:
    """The simplest products of sizes that a factor is in every case, as powers by name: {"N": 1, "K": -1}."""
    sizes = [{"2": 2.0} | table for _, table in found]
    for made in _products([name for name in sizes[0] if any(table.get(name) != 1 for table in sizes)]):
        fits = [m for m in made if all(abs(c / _size(m, table) - 1) < 1e-5 for (c, _), table in zip(found, sizes))]
        # A higher power of a small size is as many other things: 3^3 samples of 9 places each.
        fits = [m for m in fits if all(abs(p) <= 2 or sizes[0][name] > 4 for name, p in m.items())]
        if fits:
            return fits
    return []


def _products(names: list[str]) -> Iterator[list[dict]]:
    """From simple to less so: one size in the place of another, or one or one over it; two of them; a power of one."""
    yield [{a: 1, b: -1} for a, b in permutations(names[1:], 2)] + [{name: p} for p in (1, -1) for name in names]
    yield [{a: p, b: q} for a, b in combinations(names, 2) for p, q in product((1, -1), repeat=2)]
    yield [{name: power} for name in names if name != "2" for power in (2, 3, 4, -2, -3, -4, 0.5, -0.5)]


def _size(made_of: dict[str, int], sizes: dict) -> float:
    return np.prod([float(sizes.get(name, np.nan)) ** power for name, power in made_of.items()])


def _factor_words(factors: list[float], fits: list[dict], one: Evidence) -> str:
    sign = ", and of the wrong sign" if factors[0] < 0 else ""
    words, small, large = [], all(abs(c) < 1.001 for c in factors), all(abs(c) > 0.999 for c in factors)
    for made_of in fits:
        over, under = ("·".join(_power(name, abs(p)) for name, p in made_of.items() if p * s > 0) for s in (1, -1))
        up, down = (under, over) if small else (over, under)
        words.append((up or "1") + f"/{down}" * bool(down))
    used = {name for made_of in fits for name in made_of}
    known = [f"{name} = {size:g}" for name, size in one.sizes[0].items() if name in used]
    known = f" ({', '.join(known)})" if known and all(sizes == one.sizes[0] for sizes in one.sizes) else ""
    way = "too small" if small else "too large" if large else "what it should be"
    text = f"exactly {' or '.join(words)} times {way}{known}{sign}, everywhere"
    if len(fits) > 1 or "2" in fits[0] or any(abs(p) > 1 for p in fits[0].values()):
        return f"{text}."
    if over and under:
        return f"{text}: as if divided by {under} where {over} belongs."
    return f"{text}: divided by {under} once too often." if under else f"{text}: the division by {over} is missing."


def _power(name: str, exponent: float) -> str:
    return f"√{name}" if exponent == 0.5 else name + "²³⁴⁵⁶"[exponent - 2] if exponent > 1 else name


def _minus(number: float) -> str:
    return f"{number:.4g}".replace("-", "−")


# --- The other rules: each returns a short name and words, or None --------------------------------


def _integers(one: Evidence):
    """Numbers stored in an array of integers."""
    given, right, *_ = one.stacked()
    if not all(g.dtype.kind in "iu" for g in one.given) or (given != np.trunc(right)).any() or (right == given).all():
        return None
    return "integers", "only the whole part of each number is left: they are stored as integers."


def _zero(one: Evidence):
    if any(given.any() for given in one.given) or one.telling() < 1:
        return None
    return "zero", "0 everywhere."


def _constant(one: Evidence):
    """The same numbers at every point, where the right gradient changes."""
    if len(one.at) < 3 or all((g == np.sign(r)).all() for g, r in zip(one.given, one.right)):
        return None
    first, right = one.given[0], one.right[0]
    if any(np.abs(given - first).max() > 1e-9 * np.abs(first).max() for given in one.given):
        return None
    moved = [np.abs(r - right)[np.isfinite(r - right)].max(initial=0) for r in one.right]
    if sum(m > 1e-3 * np.abs(first).max() for m in moved) < 2:
        return None
    return "constant", "the same numbers at whatever weights, as if it did not depend on them."


def _rearranged(one: Evidence):
    """Axes exchanged, reversed or rolled by one: any of them, of any number of axes."""
    shape = one.given[0].shape
    if one.different() < 4 or len(shape) > 4 or len({g.ndim for g in one.given}) > 1:
        return None
    for what, words, undo in _orders(shape, bool(one.blocks and one.blocks[-1].bias)):
        if one.agrees([undo(a) for a in one.given]):
            return what, f"{words} Its numbers are right."
    return None


def _orders(shape: tuple, biased: bool) -> Iterator[tuple[str, str, Callable]]:
    """Rearrangements, simple ones first: name, words, and how to undo it."""
    n = len(shape)
    long = [axis for axis in range(n) if shape[axis] > 1]
    lines = {1: ("the entries",), 2: ("the rows", "the columns")}
    lines = lines.get(n, [f"the entries along axis {k}" for k in range(n)])
    if biased:
        yield "bias last", "the bias stands last; it must come first.", lambda a: np.roll(a, 1, axis=-1)
    turns = [p for p in permutations(range(n)) if p != tuple(range(n))]
    flips = [axes for r in range(1, len(long) + 1) for axes in combinations(long, r)]
    back = [f"{listed([lines[k] for k in axes])} are in reverse order." for axes in flips]
    for p in turns:
        moved = "rows and columns" if n == 2 else f"the axes {listed([str(k) for k in range(n) if p[k] != k])}"
        yield "transposed", f"transposed: {moved} are exchanged.", lambda a, p=p: a.transpose(np.argsort(p))
    for axes, words in zip(flips, back):
        yield "reversed", words, lambda a, axes=axes: np.flip(a, axes)
    for axis, step in product([k for k in long if shape[k] > 2], (1, -1)):
        end = "the last must come first" if step > 0 else "the first must come last"
        words = f"{lines[axis]} are all shifted by one: {end}."
        yield "shifted", words, lambda a, axis=axis, step=step: np.roll(a, step, axis)
    for p, (axes, words) in product(turns, zip(flips, back)):
        undo = lambda a, p=p, axes=axes: np.flip(a, axes).transpose(np.argsort(p))  # noqa: E731
        yield "transposed", f"transposed, and {words}", undo


def _mixture(one: Evidence):
    """A multiple of the right gradient plus a multiple of the weights: decay, or updated weights."""
    if not _of_weights(one):
        return None
    given, right, allowed, at = one.stacked()
    basis = np.stack([at, right], axis=1)
    scale = np.abs(basis).max(axis=0, initial=0.0)
    if len(right) < 5 or not scale.all():
        return None
    (a, b), _, rank, _ = np.linalg.lstsq(basis / scale, given, rcond=1e-9)
    if rank < 2:
        return None
    a, b = float(a / scale[0]), float(b / scale[1])
    off = np.abs(given - a * at - b * right)
    if not (off <= 3 * max(1, abs(b)) * allowed + 1e-7 * np.abs(given)).all():
        return None
    if abs(a) < 1e-6 or abs(a) * scale[0] < 30 * allowed.max():  # of numbers in half precision, anything may be a part
        return None
    if abs(b - 1) < 1e-5 and a < 0:
        return "weight decay", f"{-a:.4g} times the weights is missing, or taken away: {_SQUARES}."
    if abs(b - 1) < 1e-5:
        words = f"{_SQUARES}; the cost has none, or less of it."
        return "weight decay", f"the right gradient plus {a:.4g} times the weights. That is {words}"
    if abs(a - 1) < 1e-5:
        step = f": w {'−' if b < 0 else '+'} {abs(b):.4g} times the gradient" if abs(b) > 1e-9 else ""
        return "updated weights", f"these are weights, not their gradient{step}."
    if abs(b) < 1e-9 or one.given[0].size < 2:  # of one weight, two straight lines always fit
        return None
    words = f"{_minus(b)} times the right gradient {'plus' if a > 0 else 'minus'} {abs(a):.4g} times the weights"
    decay, made_of = a / (1 - b), _made_of([(abs(b), sizes) for sizes in one.sizes])
    negated = abs(b + 1) < 1e-5
    if decay > 0 and (made_of or negated):
        rest = "of the wrong sign" if negated else _factor_words([b], made_of, one).partition(", everywhere")[0]
        words += f": as if all but a weight decay, {decay:.4g} times the weights, were {rest}"
    return "factor", f"{words}."


def _decay_in_part(one: Evidence):
    """A multiple of the weights is added, or missing, in some entries: those of the weights in a vector of all parameters."""
    if not _of_weights(one):
        return None
    rows = (one.given, one.right, one.allowed, one.at)
    given, right, allowed, at = (np.stack([a.ravel() for a in row]) for row in rows)
    off = np.abs(given - right) > 3 * allowed
    if off.sum() < 5 or not at[off].all():
        return None
    a = np.median((given - right)[off] / at[off])
    if (np.abs(given - right - a * off.any(axis=0) * at) > 3 * allowed + 1e-7 * np.abs(given)).any():
        return None
    how = "missing, or taken away," if a < 0 else "added"
    words = f"{abs(a):.4g} times the weights is {how} in some of its entries: {_SQUARES}."
    return "weight decay", f"{words} {lines_and_digits(one) or 'All others are right.'}"


def _of_weights(one: Evidence) -> bool:
    """Of a code or an input, by the names that they have in the exercises, no weight decay is said."""
    return bool(one.at) and one.name not in {"mu", "r", "E_0.T", "x", "X", "z", "Z"}


def _entry_by_entry(one: Evidence):
    """A function of each right entry: its sign, its size, its square; cut off; rounded; with something added."""
    given, right, allowed, *at = one.stacked()
    large = np.abs(right) > 1e3 * allowed
    if large.sum() < 3 or one.different() < 3:
        return None
    near = np.maximum(3 * allowed, 1e-15)

    def all_near(made, slack=1.0):
        return (np.abs(given - made) <= slack * near).all()

    if one.given[0].size > 3 and (np.abs(given - np.sign(right))[large] <= 1e-9).all():
        if (right < -allowed).any():
            return "sign only", "only the sign of each entry is left; its size is lost."
        return "sign only", "each entry is 0 or 1: whether the right one is above 0, not how large it is."
    if (right[large] < 0).sum() > 1 and all_near(np.abs(right)):  # of one alone, its own sign may be wrong
        return "absolute value", "the absolute value of each entry; the signs are lost."
    if all_near(right**2, 1 + 2 * np.abs(right)) and one.different() > 3:
        return "squared", "the square of what is right."
    for digits in range(1, 9):
        if (np.abs(given - np.round(right, digits)) <= 1e-12).all():
            return "rounded", f"right, but rounded to {digits} digits after the point."
    limit = np.abs(given).max()
    beyond, inside = np.abs(right) > limit * (1 + 1e-6), large & (np.abs(right) < limit * (1 - 1e-6))
    if beyond.sum() > 1 and inside.any() and all_near(np.clip(right, -limit, limit)):
        return "clipped", f"cut off at ±{limit:.4g}; what lies between is right."
    added = given - right
    if np.ptp(added) <= 1e-9 * np.abs(added).max() + 2 * allowed.max() < 1e-3 * np.abs(added).max():
        return "added", f"{abs(added[0]):.4g} too {'large' if added[0] > 0 else 'small'}, everywhere."
    signs = np.sign(at[0]) if _of_weights(one) else np.zeros(1)
    if signs.all() and abs(a := np.median(added / signs)) > 10 * near.max() and all_near(right + a * signs):
        how = "added" if a > 0 else "missing"
        return "weight decay", f"{abs(a):.4g} times the sign of each weight is {how}: the slope of Σ |w|."
    return None


def _normalised(one: Evidence):
    """The right direction, of one length at all points; of one number, or at one point, that says nothing."""
    if len(one.at) < 2 or one.given[0].size < 2:
        return None
    lengths = []
    for mine, r in zip(one.given, one.right):
        if not np.isfinite(r).all() or not mine.any() or not r.any():
            return None
        c = np.vdot(mine, r) / np.vdot(r, r)
        if c <= 0 or np.abs(mine - c * r).max() > 1e-6 * np.abs(mine).max():
            return None
        lengths.append(float(np.linalg.norm(mine)))
    if np.ptp(lengths) > 1e-6 * max(lengths):
        return None
    return "normalised", f"the direction is right, the length is always {lengths[0]:.4g}."


def _lines(one: Evidence):
    """Some rows or columns, or entries along another axis, are 0, and all others are right."""
    n = one.given[0].ndim
    for axis in range(n) if n > 1 and len({a.ndim for a in one.given}) == 1 else ():
        others = tuple(k for k in range(n) if k != axis)
        if len({a.shape[axis] for a in one.given}) > 1:
            continue
        empty = ~np.any([a.any(axis=others) for a in one.given], axis=0)
        gone = np.expand_dims(empty, others)
        lost = any((gone & (np.abs(r) > 3 * a)).any() for r, a in zip(one.right, one.allowed))
        if lost and len(empty) > 1 and one.agrees(one.given, [np.where(gone, np.nan, r) for r in one.right]):
            this = ("row", "column")[axis] if n == 2 else "part"
            which = listed([str(i) for i in np.flatnonzero(empty)[:6]]) + ("" if n == 2 else f" along axis {axis}")
            its = f"its {this}s {which} are" if empty.sum() > 1 else f"its {this} {which} is"
            return f"{this} of zeros", f"{its} 0, all others are right."
    return None


def _single_sample(one: Evidence):
    """Every row, or column, of it is a multiple of one and the same vector, at all points; of the right one it is not."""
    if len(one.at) < 3 or one.given[0].ndim > 2 or 1 in (sizes.get("N") for sizes in one.sizes):
        return None
    turned = replace(one, given=[a.T for a in one.given], right=[a.T for a in one.right])
    return _one_direction(one) or (_one_direction(turned) if one.given[0].ndim == 2 else None)


def _one_direction(one: Evidence):
    rows, right = (np.concatenate([np.atleast_2d(a) for a in some]) for some in (one.given, one.right))
    if rows.shape[1] < 2 or rows.size - len(rows) < 4 or not np.isfinite(right).all():
        return None
    size = np.abs(rows).max(axis=1, keepdims=True)
    there = size[:, 0] > 1e-9 * size.max()
    if not there.reshape(len(one.at), -1).any(axis=1).all():
        return None
    rows, size = rows[there], size[there]
    first = rows[np.argmax(np.abs(rows[:, 0]))] if len(rows) > 2 else np.zeros(1)
    if abs(first[0]) < 1e-6 * np.abs(first).max() or not first.any():
        return None
    direction = first / first[0]
    # All cut off at one value; or nothing but the bias is left.
    if np.ptp(np.abs(direction)) < 1e-9 or not direction[1:].any():
        return None

    def follow(lines, allowed):
        return (np.abs(lines - lines[:, :1] * direction) <= allowed).all()

    if not follow(rows, 1e-6 * size) or follow(right, 1e-3 * np.abs(right).max()):
        return None
    return "one sample", "it always points the same way, as if there were one sample only."


def _one_of_all(one: Evidence):
    """Every entry is the sum or the mean of the right ones, or one of them; sums of those before it."""
    if one.given[0].size < 2 or one.different() < 3 or not all(np.isfinite(r).all() for r in one.right):
        return None
    ways = [("summed over neurons", "each entry is the sum of all right ones.", np.sum),
            ("averaged", "each entry is the mean of all right ones.", np.mean),
            ("first entry", "each entry is what entry 0 should be.", lambda r: r.flat[0]),
            ("last entry", "each entry is what the last should be.", lambda r: r.flat[-1])]  # fmt: skip
    ways = [(what, words, lambda r, made=made: np.full(r.shape, made(r))) for what, words, made in ways]
    if one.different() > 3 and {g.ndim for g in one.given} == {1} and max(g.size for g in one.given) > 2:
        late = "it lags by one: the first entry comes twice, the last is missing."
        early = "it is ahead by one: the first entry is missing, all others stand one place too early."
        ways += [("cumulated", "each entry is the sum of the right ones up to it.", np.cumsum),
                 ("late", late, lambda r: np.append(r[:1], r[:-1])),
                 ("early", early, lambda r: np.append(r[1:], np.nan))]  # fmt: skip
    for what, words, made in ways:
        if one.agrees(one.given, [made(r) for r in one.right]):
            return what, words
    return None


_WHOLE = (_integers, _zero, _constant, factor, _rearranged, _mixture, _decay_in_part, _entry_by_entry, _normalised,
          _lines, _single_sample, _one_of_all)  # fmt: skip
_PARTS = tuple(rule for rule in _WHOLE if rule not in (_rearranged, _lines, _single_sample))


def reason(one: Evidence, rules=_WHOLE):
    """The first rule that holds: a short name and words; None if none does."""
    return next((found for rule in rules if (found := rule(one))), None)


# --- Gradients: from the evidence about each array to findings ------------------------------------

# Seen for what they are, whatever is wrong elsewhere.
_PLAIN = {"zero", "constant", "transposed", "bias last", "shifted", "reversed", "layers exchanged", "unused"}


def explain(evidence: Sequence[Evidence], layout: Layout, right: Sequence[Block]) -> tuple[Finding, ...]:
    """What is wrong with each array, equal mistakes said once; where no rule is certain, where the error enters."""
    found, unused = [], "the cost does not change with it at any point tried: its derivative is 0."
    for one in evidence:
        found += [([block], "unused", unused) for block in one.wrong if _unused(one.of(block.mask))]
        if one.telling() < min(2, len(one.at)):
            continue
        whole = len(one.wrong) == len(one.blocks) and (_of_another(one, evidence) or reason(one))
        if whole:
            found.append((one.blocks, *whole))
            continue
        parts = [(block, one.of(block.mask)) for block in one.wrong]
        parts = [(block, reason(part, _PARTS)) for block, part in parts if part.telling() >= min(2, len(part.at))]
        parts = [([block], *known) for block, known in parts if known and len(one.blocks) > 1]
        over_all = _one_of_all(one) if not parts else None  # though a part of it is right
        found += [(one.wrong, *over_all)] if over_all else parts
    found = _not_from_above(found, evidence)
    merged = {}
    for blocks, what, words, *_ in found:
        merged.setdefault((what, words), []).extend(blocks)
    findings = [Finding(_where(blocks), what, _sentence(blocks, words)) for (what, words), blocks in merged.items()]
    every = _at_every_layer(found) if layout.layered else ()  # arrays in a dict may be weights and biases in turn
    return (*findings, *every, *_located(evidence, layout, right, _names(found)))


_SQUARES = "the derivative of their squares, as of a weight decay"  # or of a bias in a squared error


def _unused(one: Evidence) -> bool:
    """Whether all derivatives are known to be 0, and the answers are not; at fewer points a unit may be quiet."""
    zero = len(one.at) > 4 and all((np.abs(r) <= a).all() for r, a in zip(one.right, one.allowed))
    return zero and any((np.abs(g) > a).any() for g, a in zip(one.given, one.allowed))


def _names(found) -> set[str]:
    return {block.name for blocks, *_ in found for block in blocks}


def _where(blocks: Sequence[Block]) -> str:
    return ", ".join(block.name for block in blocks)


def _sentence(blocks: Sequence[Block], words: str) -> str:
    """The whole arrays by their names alone: what is said of them is true of their biases, too."""
    whole = list(dict.fromkeys(block.of for block in blocks if not block.bias))
    alone = [block.of for block in blocks if block.bias and block.of not in whole]
    names = [said(blocks)] if len(blocks) == 1 else [as_code(some) for some in (whole, ()) if some]
    names += [as_code([], alone)] if alone and len(blocks) > 1 else []
    text = " and ".join(names)
    return f"{text[0].upper()}{text[1:]}: {words}"


def _not_from_above(found, evidence):
    """Without the reasons that may be a mere consequence of an unexplained error further up.

    An error comes down from layer to layer, so what is seen below one that nobody understands can
    be chance: one dead unit less, and a factor is gone. Zeros and another order are there for sure.
    """
    explained, kept, understood = _names(found), [], True
    for one in reversed(evidence):
        understood = understood and all(block.name in explained for block in one.wrong)
        mine = [f for f in found if f[0][0].array == one.blocks[0].array]
        kept += [f for f in mine if understood or f[1] in _PLAIN]
    return kept[::-1]


def _of_another(one: Evidence, evidence):
    """The right numbers of another array of the same shape."""
    for other in evidence:
        if other is not one and other.given[0].shape == one.given[0].shape and other.agrees(one.given):
            return "layers exchanged", f"this is the gradient of `{other.name}`."
    return None


def _at_every_layer(found) -> Iterator[Finding]:
    """A remark if the same factor comes in once more at each layer on the way down."""
    found = [(blocks, *factors) for blocks, _, _, *factors in found if factors and not blocks[0].bias]
    layers = [blocks[0].layer for blocks, _ in found]
    if not found or any(factor is None for _, factor in found):
        return
    values = [*(factor for _, factor in found), 1.0]  # upwards: above the first wrong layer all is right
    steps = [lower / upper for lower, upper in pairwise(values)]
    if len(steps) > 1 and set(np.diff(layers)) == {1} and np.ptp(steps) <= 1e-4 * abs(steps[-1]):
        words = f"From each layer to the one below it comes a factor of {_minus(steps[-1])}."
        yield Finding(", ".join(_where(blocks) for blocks, _ in found), "factor at every layer", words)


# --- Where, if not what ---------------------------------------------------------------------------


def _located(evidence, layout: Layout, right: Sequence[Block], explained: set[str]) -> Iterator[Finding]:
    """Where the error enters, for the blocks that no rule has explained; ``right`` are those that are right."""
    left = [(one, [b for b in one.wrong if b.name not in explained]) for one in evidence]
    left = [(one, bad) for one, bad in left if bad]
    if not left:
        return
    bad = [block for _, blocks in left for block in blocks]
    top, its = left[-1]
    mask = np.any([b.mask for b in its], axis=0)
    # Of the right ones beside them the place is told, but of a bias alone it has been.
    whole = len(its) == len(top.wrong) and any(not b.bias and b.mask.sum() > 1 for b in its)
    judged = top.right if whole else [np.where(mask.reshape(r.shape), r, np.nan) for r in top.right]
    digits = lines_and_digits(replace(top, right=judged))
    between = "" if "digits" in digits else _between(top, its, layout, right, explained)
    facts = [f"Not right: {said(bad)}.", between, _worst_entry(top, mask), digits, _of_softmax(top)]
    facts += [in_another_order(top), _of_another_length(top)]
    yield Finding(_where(bad), "located", " ".join(fact for fact in facts if fact))


def _between(top: Evidence, its: list[Block], layout: Layout, right: Sequence[Block], explained: set[str]) -> str:
    """In a network: what it means that this layer is wrong, if all others are either right or not at all.

    Nothing of the error that comes down, if something else explains a part of the layer.
    """
    names, states = {block.name for block in right}, {}  # of each layer: whether its blocks are right
    for block in layout.blocks:
        states.setdefault(block.layer, set()).add(block.name in names)
    here = its[0].layer
    above, below = [states[k] for k in states if k > here], [states[k] for k in states if k < here]
    if not layout.layered:
        return "" if layout.single or explained else _in_order(layout, states)
    if below and all(state == {True} for state in below):
        if states[here] == {False} and layout.whole != "W":  # of layers in no certain order, it may be the first
            return ""
        own = f"look at the line that computes the gradient of `{top.name}` itself."
        return f"The layers below are right, and so is the error that is carried down to them: {own}"
    if any(True in state for state in below):
        return ""
    partly = any(block.layer == here and block.name in explained for block in layout.blocks)
    if above and all(state == {True} for state in above) and states[here] == {False} and not partly:
        carried = f"look at how the error is carried from layer {here + 1} to layer {here}."
        return f"Layer {here + 1} is right, layer {here} is not: {carried}"
    return "It begins in the last layer." if below and not above else ""


def _in_order(layout: Layout, states: dict[int, set]) -> str:
    """Of arrays with names, nobody knows which layer they are in; only whether the last of them are right."""
    first = min((k for k in states if True in states[k]), default=0)
    if first < 3 or any(states[k] != {True} for k in states if k >= first):  # of one alone it says nothing
        return ""
    flat = [sum(n > 1 for n in shape) < 2 for shape in layout.shapes]
    if not set(flat[: first - 1]) & set(flat[first - 1 :]):  # all W, then all b
        return ""
    return (
        f"In the order given, all from `{layout.names[first - 1]}` on is right, and nothing before it. If that is the "
        "order of the layers, look at how the error is carried down from there."
    )


def _worst_entry(one: Evidence, mask: np.ndarray) -> str:
    """The entry that is furthest off, at the first point that shows it."""
    for given, right, allowed in zip(one.given, one.right, one.allowed):
        off = np.where(mask, np.abs(given - right).ravel(), np.nan)
        if np.isfinite(off).any() and np.nanmax(off - allowed.ravel()) > 0:
            k = int(np.nanargmax(off))
            index = ", ".join(str(int(i)) for i in np.unravel_index(k, given.shape))
            mine, theirs = told_apart(float(given.flat[k]), float(right.flat[k]))
            entry = f"{one.name}[{index}]" if index else one.name
            return f"For example `{entry}`: the gradient says {mine}, the numerical derivative {theirs}."
    return ""


def _of_softmax(one: Evidence) -> str:
    """Whether the errors of a softmax, which add up to 0 over the classes whatever stands below, have lost that."""
    for axis, lines in enumerate({1: ("entries",), 2: ("rows", "columns")}.get(one.given[0].ndim, ())):
        right, mine = ([np.abs(a.sum(axis)).max() / np.abs(a).max() for a in some] for some in (one.right, one.given))
        if max(right) < 1e-6 and max(mine) > 1e-3:  # nan where not all is known
            words = "give 0, as below a softmax or a normalisation; these do not."
            return f"Added up, the {lines} of the right one {words}"
    return ""


def in_another_order(one: Evidence) -> str:
    """Whether the right numbers are there, each at another place."""
    if one.different() < 6 or any(g.size != r.size or not np.isfinite(r).all() for g, r in zip(one.given, one.right)):
        return ""
    pairs = [[np.sort(a, axis=None) for a in pair] for pair in zip(one.given, one.right)]
    same = all((np.abs(g - r) <= a.max()).all() for (g, r), a in zip(pairs, one.allowed))
    return "Its numbers are right, but they stand in another order." * same


def _of_another_length(one: Evidence) -> str:
    """Whether it points the right way at each point, with a factor that is another each time."""
    factors = []
    for g, r in zip(one.given, one.right):
        c = np.vdot(g, r) / np.vdot(r, r) if r.any() else np.nan
        if g.size < 3 or not c > 0 or np.abs(g - c * r).max() > 1e-6 * np.abs(g).max():  # nan where not all is known
            return ""
        factors.append(c)
    words = f"In `{one.name}` the direction is right at each point tried, and the length is not: it is "
    words += f"{min(factors):.2g} to {max(factors):.2g} times what it should be."
    return words * bool(np.ptp(factors) > 1e-3)


def lines_and_digits(one: Evidence) -> str:
    """What is common to all wrong entries: one row or column, one or two entries, one value; to how many digits they are right."""
    lines, alone = [], []
    wrong = [np.abs(g - r) > a for g, r, a in zip(one.given, one.right, one.allowed)]
    shape = one.given[0].shape
    known = all(np.isfinite(r).all() for r in one.right)
    if known and len(shape) == 2 and min(shape) > 1:
        for axis, word in enumerate(("row", "column")):
            hit = {tuple(np.flatnonzero(w.any(axis=1 - axis))) for w in wrong if w.any()}
            line = hit.pop() if len(hit) == 1 else ()
            if 0 < len(line) <= max(1, min(3, (shape[axis] - 1) // 2)):
                lines.append(f"in its {word}{'s' * (len(line) > 1)} {listed([*map(str, line)])}")
            elif len(line) == shape[axis] - 1 > 1:
                alone.append(f"Only its {word} {set(range(shape[axis])).difference(line).pop()} is right.")
    facts = [f"All that differs is {listed(lines)}."] if lines else alone
    hit = {tuple(np.flatnonzero(w)) for w in wrong if w.any()}
    # Four values are all shown; of a gradient one entry is.
    few = len(shape) == 1 and (min(2, shape[0] - 2) if one.at else 2 * (shape[0] > 4))
    if known and few and len(hit) == 1 and len(line := hit.pop()) <= few:
        differ = "Only entry {} differs." if len(line) == 1 else "Only entries {} and {} differ."
        facts.append(differ.format(*line))
    held = {g for given, w in zip(one.given, wrong) for g in given[w].tolist()}
    if len(held) == 1 and one.given[0].size > 12 and sum(w.sum() for w in wrong) > 1:  # fewer are all shown
        facts.append(f"Wherever it differs, it is {value(held.pop())}.")
    given, right, *_ = one.stacked()
    if one.given[0].dtype.kind in "iu" and (right != np.trunc(right)).any():
        facts.append(f"It holds whole numbers only, of type {one.given[0].dtype}.")
    known = [(g[there], r[there]) for g, r in zip(one.given, one.right) for there in [np.isfinite(r)]]
    # At no point are they further apart; where all right ones are 0, nothing is a digit.
    off = max(np.abs(g - r).max(initial=0) / max(np.abs(r).max(initial=0), 1e-300) for g, r in known)
    if 0 < off < 3e-3:
        facts.append(f"It is right to {int(-np.log10(off))} digits, not to more.")
    return " ".join(facts)
