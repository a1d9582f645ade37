"""What the difference between two gradients means: the mistakes that need no catalogue.

Each rule asks whether *one* simple mistake turns the right gradient into the student's, in every
entry and at every point. Only then is it named. What no rule explains is located: which blocks are
right, which are not, and so which line of a back-propagation to look at.

``helpers/gradients.py`` gathers the evidence, and makes a report of what is found here.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

import numpy as np

from helpers.checking.layout import Block
from helpers.words import as_code


@dataclass(frozen=True)
class Finding:
    """One thing that a check has found: where, which mistake, in words, and its figures."""

    where: str
    what: str
    message: str
    figures: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Evidence:
    """All that is known about one array that is wrong: lists with an entry for each point.

    ``right`` and ``allowed`` (how far off an entry may be) are nan where nothing is known.
    """

    name: str
    blocks: list[Block]
    wrong: set[str]
    at: list[np.ndarray]
    given: list[np.ndarray]
    right: list[np.ndarray]
    allowed: list[np.ndarray]

    def of(self, mask) -> "Evidence":
        """The evidence about a part of the array, as vectors."""
        rows = (self.at, self.given, self.right, self.allowed)
        parts = ([array.ravel()[mask] for array in arrays] for arrays in rows)
        return Evidence(self.name, self.blocks, self.wrong, *parts)

    def agrees(self, undone: Sequence[np.ndarray], slack: float = 1.0) -> bool:
        """Whether arrays equal the right ones wherever those are known, which is somewhere."""
        known = 0
        for mine, right, allowed in zip(undone, self.right, self.allowed):
            there = np.isfinite(right)
            if not (np.abs(mine - right)[there] <= slack * allowed[there]).all():
                return False
            known += (np.abs(right[there]) > 1e3 * allowed[there]).sum()
        return known > 0

    def telling(self) -> int:
        """At how many points the right gradient is large enough to tell one mistake from another."""
        return sum(bool((np.abs(r) > 1e3 * a)[np.isfinite(r)].any()) for r, a in zip(self.right, self.allowed))

    def turns(self) -> bool:
        """Whether the right gradient points another way at another point."""
        whole = [r.ravel() / np.linalg.norm(r) for r in self.right if np.isfinite(r).all() and r.any()]
        return any(abs(a @ b) < 0.999 for a, b in combinations(whole, 2))

    def stacked(self) -> tuple[np.ndarray, ...]:
        """All known entries of all points as vectors: at, given, right, allowed."""
        there = np.concatenate([np.isfinite(r).ravel() for r in self.right])
        rows = (self.at, self.given, self.right, self.allowed)
        return tuple(np.concatenate([a.ravel() for a in row])[there] for row in rows)


# ---------------------------------------------------------------------------------------------
# From evidence to findings


# Seen for what they are, whatever is wrong elsewhere.
_PLAIN = {"zero", "constant", "transposed", "bias last", "columns shifted", "columns reversed", "rows reversed",
          "rows shifted", "layers exchanged"}  # fmt: skip


def explain(evidence: Sequence[Evidence], sizes: dict[str, int]) -> tuple[Finding, ...]:
    """What is wrong with each array, equal mistakes said once; nothing where no rule is certain.

    Parameters
    ----------
    evidence : sequence of Evidence
        One for each array that has a wrong block.
    sizes : dict of int
        Where a factor may come from, by name.
    """
    found = []
    for one in evidence:
        if one.telling() < min(2, len(one.at)):
            continue
        swapped = _of_another(one, evidence)
        whole = swapped or (len(one.blocks) > 1 and _whole_array(one, sizes))
        if whole and _covers(one):
            found.append((one.name, *whole))
            continue
        for block in one.blocks:
            if block.name in one.wrong:
                part = one.of(block.mask)
                if part.telling() < min(2, len(part.at)):
                    continue
                reason = _one_block(part, sizes)
                if reason:
                    found.append((block.name, *reason))
    found = _not_from_above(found, evidence)
    merged = {}
    for where, what, words, figures in found:
        merged.setdefault((what, words), (figures, []))[1].append(where)
    return tuple(
        Finding(", ".join(names), what, _sentence(names, words), figures)
        for (what, words), (figures, names) in merged.items()
    ) + _at_every_layer(found)


def _not_from_above(found, evidence):
    """Without the reasons that may be a mere consequence of an unexplained error further up.

    An error comes down from layer to layer, so what is seen below one that nobody understands can
    be chance: one dead unit less, and a factor is gone. Zeros and another order are there for sure.
    """
    explained = {where for where, *_ in found}
    kept, understood = [], True
    for one in reversed(evidence):
        wrong = {block.name for block in one.blocks if block.name in one.wrong}
        understood = understood and (one.name in explained and _covers(one) or wrong <= explained)
        kept += [
            (where, what, *more)
            for where, what, *more in found
            if where in {one.name, *wrong} and (understood or what in _PLAIN)
        ]
    return kept[::-1]


def _covers(one: Evidence) -> bool:
    """Whether all blocks of the array are wrong: only then may a reason speak of it as a whole."""
    return all(block.name in one.wrong for block in one.blocks) or len(one.blocks) == 1


def _sentence(names, words) -> str:
    text = as_code(names)
    return text[0].upper() + text[1:] + ": " + words


def _whole_array(one: Evidence, sizes):
    """A reason for an array, weights and bias together."""
    return (
        _zero(one)
        or _constant(one)
        or _factor(one, sizes)
        or _rearranged(one)
        or _mixture(one, sizes)
        or _cut_off(one)
        or _rows(one)
        or _single_sample(one)
    )


def _one_block(one: Evidence, sizes):
    """A reason for weights or a bias alone."""
    return (
        _zero(one)
        or _constant(one)
        or _factor(one, sizes)
        or _mixture(one, sizes)
        or _cut_off(one)
        or _summed_over(one)
    )


# ---------------------------------------------------------------------------------------------
# The rules: each returns a short name, words and figures, or None


def _zero(one: Evidence):
    if any(given.any() for given in one.given):
        return None
    return (
        "zero",
        "0 everywhere. Likely cause: it is never filled in, the error that reaches it is lost on "
        "the way, or something is multiplied by 0.",
        {},
    )


def _constant(one: Evidence):
    """The same numbers at every point, where the right gradient changes."""
    first, right = one.given[0], one.right[0]
    if any(np.abs(given - first).max() > 1e-9 * np.abs(first).max() for given in one.given):
        return None
    moved = [np.abs(r - right)[np.isfinite(r - right)].max(initial=0) for r in one.right]
    if len(one.given) < 3 or sum(m > 1e-3 * np.abs(first).max() for m in moved) < 2:
        return None
    return (
        "constant",
        "the same numbers at whatever weights, as if it did not depend on them. Likely cause: the "
        "prediction has no part in it, or is always the same: softmax of a single score is always 1.",
        {},
    )


def _factor(one: Evidence, sizes):
    """The right gradient times a constant."""
    _, given, right, allowed = one.stacked()
    if not len(right) or not (np.abs(right) > 1e3 * allowed).any():
        return None
    c = (given @ right) / (right @ right)
    if abs(c - 1) < 1e-5 or abs(c) < 1e-12:
        return None
    if not (np.abs(given - c * right) <= max(1, abs(c)) * 3 * allowed + 1e-6 * np.abs(given)).all():
        return None
    telling = np.abs(right) > 1e3 * allowed
    if telling.sum() > 1:  # the same factor at each of several entries, not on average only
        ratios = given[telling] / right[telling]
        if np.ptp(ratios) > 2e-3 * abs(c):
            return None
    names = _factor_names(c, sizes)
    if telling.sum() < 2 and not names:
        return None
    figures = {"factor": float(c)}
    rows = len(one.given[0]) if one.given[0].ndim == 2 else 1
    if not names and rows > 2 and abs(c * rows - 1) < 1e-5:
        return (
            "factor",
            f"exactly {rows} times too small, and it has {rows} rows. Likely cause: a mean over the neurons of "
            "the layer, or a division by their number.",
            figures | {"is": ["1/rows"]},
        )
    if abs(c + 1) < 1e-5:
        return (
            "sign",
            "the wrong sign, everywhere; all else is right. Likely cause: a difference taken the wrong way round, or "
            "a minus sign lost.",
            figures,
        )
    if names:
        figures["is"] = names
        return "factor", _factor_words(c, names, sizes), figures
    times = f"{c:.4g} times the right gradient"
    return (
        "factor",
        f"exactly {times}, everywhere. Likely cause: a constant factor too many, or one missing.",
        figures,
    )


def _factor_names(c, sizes) -> list[str]:
    """The simplest names of a factor: "N", "1/N", "2", "-1/K"; several if they are equally simple."""
    values = {"2": 2.0} | {name: float(size) for name, size in sizes.items() if size > 1}
    sign = "-" if c < 0 else ""
    size = abs(c)

    def near(value):
        return abs(size - value) <= 1e-5 * value

    simple = [sign + n for n, v in values.items() if near(v)]
    simple += [f"{sign}1/{n}" for n, v in values.items() if near(1 / v)]
    if simple:
        return simple
    pairs = []
    for (a, va), (b, vb) in combinations(values.items(), 2):
        pairs += [
            (f"{sign}{a}·{b}", va * vb),
            (f"{sign}{a}/{b}", va / vb),
            (f"{sign}{b}/{a}", vb / va),
            (f"{sign}1/({a}·{b})", 1 / (va * vb)),
        ]
    for a, va in values.items():
        pairs += [(f"{sign}{a}^{k}", va**k) for k in (2, 3, 4)]
        pairs += [(f"{sign}1/{a}^{k}", va**-k) for k in (2, 3, 4)]
    return [name for name, value in pairs if near(value)]


_NO_SIGNS = str.maketrans("", "", "-()")


def _factor_words(c, names, sizes) -> str:
    text = " or ".join(names)
    known = ", ".join(f"{n} = {s}" for n, s in sizes.items() if any(n in name.replace("/", "·") for name in names))
    known = f" ({known})" if known else ""
    plain = names[0].lstrip("-")
    if plain.startswith("1/"):
        amount = f"exactly {text.replace('1/', '').translate(_NO_SIGNS)} times too small"
        cause = "divided once too often, or not summed"
    else:
        amount = f"exactly {text.translate(_NO_SIGNS)} times too large"
        cause = "a division is missing"
    if plain in ("2", "1/2"):
        cause = "the factor 2 of a square's derivative, or the ½ that cancels it"
    elif "/" in plain and not plain.startswith("1/") and len(names) == 1:
        meant, taken = plain.split("/")
        cause = f"a division by {taken} where one by {meant} belongs"
    elif "N" in plain and len(names) == 1 and plain in ("N", "1/N"):
        cause = (
            "the division by N is missing: a cost is a mean here"
            if plain == "N"
            else "the division by N is done twice, or one sample stands for all"
        )
    sign = ", and of the wrong sign" if c < 0 else ""
    return f"{amount}{known}{sign}, everywhere. Likely cause: {cause}."


def _rearranged(one: Evidence):
    """Rows, columns or axes in another order."""
    shape = one.given[0].shape
    forms: list[tuple[str, str, Callable]] = []
    if len(shape) == 2 and shape[0] == shape[1] > 1:
        forms.append(("transposed", "transposed: rows and columns are exchanged.", np.transpose))
    if shape[-1] > 1:
        forms.append(
            (
                "bias last",
                "the bias stands last; it must come first. Likely cause: the row of ones was put at the "
                "bottom, not on top.",
                lambda a: np.roll(a, 1, axis=-1),
            )
        )
        if shape[-1] > 2:
            forms.append(
                (
                    "columns shifted",
                    "all columns are shifted by one.",
                    lambda a: np.roll(a, -1, axis=-1),
                )
            )
            forms.append(("columns reversed", "the columns are in reverse order.", lambda a: a[..., ::-1]))
    if len(shape) == 2 and shape[0] > 1:
        forms.append(("rows reversed", "the rows are in reverse order.", lambda a: a[::-1]))
        if shape[0] > 2:
            forms.append(("rows shifted", "all rows are shifted by one.", lambda a: np.roll(a, 1, axis=0)))
            forms.append(("rows shifted", "all rows are shifted by one.", lambda a: np.roll(a, -1, axis=0)))
    for what, words, undo in forms:
        if one.agrees([undo(a) for a in one.given]):
            return what, words + " Its numbers are right.", {}
    return None


def _mixture(one: Evidence, sizes):
    """A multiple of the right gradient plus a multiple of the weights: decay, or updated weights."""
    at, given, right, allowed = one.stacked()
    if len(right) < 5 or not np.abs(at).any():
        return None
    basis = np.stack([at, right], axis=1)
    scale = np.abs(basis).max(axis=0)
    if not scale.all():
        return None
    (a, b), _, rank, _ = np.linalg.lstsq(basis / scale, given, rcond=1e-9)
    if rank < 2:
        return None
    a, b = a / scale[0], b / scale[1]
    off = np.abs(given - a * at - b * right)
    if not (off <= 3 * max(1, abs(b)) * allowed + 1e-7 * np.abs(given)).all() or abs(a) < 1e-6:
        return None
    figures = {"weights": float(a), "factor": float(b)}
    if abs(b - 1) < 1e-5:
        if a > 0:
            words = (
                f"the right gradient plus {a:.4g} times the weights. That is the derivative of a weight decay "
                "that the cost does not contain."
            )
        else:
            words = (
                f"{-a:.4g} times the weights is missing. The cost contains a weight decay, so its "
                "derivative belongs into the gradient."
            )
        return "weight decay", words, figures
    if abs(a - 1) < 1e-5:
        return (
            "updated weights",
            f"these are weights, not their gradient: w − {-b:.4g} times the gradient. Return the gradient itself.",
            figures,
        )
    if abs(b) < 1e-9:
        return None
    return (
        "factor",
        f"{b:.4g} times the right gradient plus {a:.4g} times the weights. Likely cause: a wrong factor "
        "in the part that comes from the data, which a weight decay does not share.",
        figures,
    )


def _cut_off(one: Evidence):
    """Clipped entry by entry, or scaled down to a largest length; the size or the sign alone."""
    _, given, right, allowed = one.stacked()
    large = np.abs(right) > 1e3 * allowed
    if large.sum() < 3:
        return None
    signed = right[large]
    signs = (np.abs(given[large] - np.sign(signed)) <= 1e-9).all()
    if signs and one.given[0].size > 3:  # so few errors may well be 1 or −1 by chance
        return "sign only", "only the sign of each entry is left; its size is lost.", {}
    if (np.abs(given[large] - np.abs(signed)) <= 3 * allowed[large]).all() and (signed < 0).any():
        return "absolute value", "the absolute value of each entry; the signs are lost.", {}
    if one.given[0].size > 3 and (np.abs(given[large] - signed**2) <= 3 * allowed[large] * (1 + np.abs(signed))).all():
        return "squared", "the square of each entry of the right gradient.", {}
    limit = np.abs(given).max()
    clipped = np.clip(right, -limit, limit)
    at_limit = np.abs(right) > limit * (1 + 1e-6)
    if at_limit.sum() > 1 and (np.abs(given - clipped) <= 3 * allowed).all() and (~at_limit & large).any():
        return (
            "clipped",
            f"cut off at ±{limit:.4g}; what lies between is right.",
            {"limit": float(limit)},
        )
    if not one.turns():
        return None
    lengths, along = [], []
    for mine, r in zip(one.given, one.right):
        if not np.isfinite(r).all() or not mine.any() or not r.any():
            return None
        factor = np.vdot(mine, r) / np.vdot(r, r)
        along.append(factor > 0 and np.abs(mine - factor * r).max() <= 1e-6 * np.abs(mine).max())
        lengths.append(np.linalg.norm(mine))
    if not all(along):
        return None
    if np.ptp(lengths) > 1e-6 * max(lengths):
        return None
    return (
        "normalised",
        f"the direction is right, the length is always {lengths[0]:.4g}. Likely cause: it is scaled to "
        "a fixed length, or clipped by its norm.",
        {"length": float(lengths[0])},
    )


def _rows(one: Evidence):
    """Some rows or columns are right, and all others 0, or all equal."""
    if one.given[0].ndim != 2:
        return None
    for axis, (this, word) in enumerate((("row", "rows"), ("column", "columns"))):
        if one.given[0].shape[axis] < 2:
            continue
        lines = [np.moveaxis(a, axis, 0) for a in one.given]
        empty = ~np.array([a.reshape(len(a), -1).any(axis=1) for a in lines]).any(axis=0)
        if empty.any():
            kept = [np.where(np.expand_dims(empty, 1 - axis), np.nan, r) for r in one.right]
            part = Evidence(one.name, one.blocks, one.wrong, one.at, one.given, kept, one.allowed)
            if part.agrees(one.given):
                lines = ", ".join(str(i) for i in np.flatnonzero(empty)[:6])
                its = f"its {word} {lines} are" if empty.sum() > 1 else f"its {this} {lines} is"
                words = (
                    f"{its} 0, all others are right. Likely cause: a loop over the {word} that begins "
                    "too late, ends too early, or overwrites"
                )
                words += "; or softmax, its Jacobian taken as diagonal." if axis == 0 else "."
                return f"{this} of zeros", words, {}
    return None


def _single_sample(one: Evidence):
    """Every row of it is a multiple of one and the same vector, at all points: one sample, or sums."""
    if len(one.given) < 3:
        return None
    rows = np.concatenate([np.atleast_2d(a) for a in one.given])
    rights = [np.atleast_2d(r) for r in one.right]
    if rows.shape[1] < 2 or len(rows) * (rows.shape[1] - 1) < 4 or not all(np.isfinite(r).all() for r in rights):
        return None
    size = np.abs(rows).max(axis=1)
    rows = rows[size > 1e-9 * size.max()]
    first = rows[np.argmax(np.abs(rows[:, 0]))]
    if len(rows) < 3 or abs(first[0]) < 1e-6 * np.abs(first).max():
        return None
    direction = first / first[0]
    # All cut off at one value; or nothing but the bias is left.
    if np.ptp(np.abs(direction)) < 1e-9 or not direction[1:].any():
        return None

    def follow(lines, tolerance, scale):
        return (np.abs(lines - lines[:, :1] * direction) <= tolerance * scale).all()

    right = np.concatenate(rights)
    if not follow(rows, 1e-6, np.abs(rows).max(axis=1, keepdims=True)):
        return None
    if follow(right, 1e-3, np.abs(right).max()):  # as it should, say for N = 1
        return None
    return (
        "one sample",
        "it always points the same way, as if there were one sample only. Likely cause: only one sample "
        "takes part (or one class of one), or the samples are summed before they are multiplied.",
        {"input": [float(x) for x in direction[1:]]},
    )


def _summed_over(one: Evidence):
    """Every entry is the sum of the right ones."""
    if one.given[0].size < 2 or not one.turns():
        return None
    for mine, right in zip(one.given, one.right):
        if not np.isfinite(right).all() or np.abs(mine - right.sum()).max() > 1e-6 * np.abs(right).max():
            return None
    return (
        "summed over neurons",
        "each entry is the sum of all. Likely cause: a sum over both axes, or over the wrong one.",
        {},
    )


def _of_another(one: Evidence, evidence):
    """The right numbers of another array of the same shape."""
    for other in evidence:
        if other is not one and other.given[0].shape == one.given[0].shape and other.agrees(one.given):
            return (
                "layers exchanged",
                f"this is the gradient of `{other.name}`. Likely cause: the layers are counted the other way round.",
                {},
            )
    return None


def _at_every_layer(found) -> tuple[Finding, ...]:
    """A remark if the same factor comes in once more at each layer on the way down."""
    factors = {w: f["factor"] for w, what, _, f in found if what == "factor" and w[:2] == "W["}
    if any(f.get("is") == ["1/rows"] for *_, f in found):
        return ()
    values = [*factors.values(), 1.0]  # upwards: above the first wrong layer all is right
    steps = [lower / upper for lower, upper in pairwise(values)]
    if len(steps) < 2 or np.ptp(steps) > 1e-4 * abs(steps[-1]):
        return ()
    return (
        Finding(
            ", ".join(factors),
            "factor at every layer",
            f"From each layer to the one below it comes a factor of {steps[-1]:.4g}. Such a factor belongs "
            "into the error of the last layer, once.",
            {"per layer": float(steps[-1])},
        ),
    )


# ---------------------------------------------------------------------------------------------
# Where, if not what


def locate(evidence, names, blocks, right, findings) -> Iterator[Finding]:
    """Where the error enters, for the blocks that no rule has explained.

    Parameters
    ----------
    evidence : sequence of Evidence
        One for each array that has a wrong block.
    names : sequence of str
        Of all arrays.
    blocks : sequence of Block
        All of them.
    right : collection of str
        The names of the blocks that are right.
    findings : sequence of Finding
        What has been explained already.
    """
    explained = {where for finding in findings for where in finding.where.split(", ")}
    left = [
        (one, [b.name for b in one.blocks if b.name in one.wrong - explained])
        for one in evidence
        if one.name not in explained or len(one.blocks) > 1
    ]
    left = [(one, bad) for one, bad in left if bad and not (one.name in explained and _covers(one))]
    if not left:
        return
    bad = [name for _, wrong in left for name in wrong]
    top, its_blocks = left[-1]
    parts = [
        f"Not right: {as_code(bad)}.",
        _inside(top, right) or _between(top, names, blocks, right),
    ]
    parts.append(_worst_entry(top, its_blocks))
    yield Finding(", ".join(bad), "located", " ".join(part for part in parts if part))


def _between(one: Evidence, names, blocks, right) -> str:
    """In a network: what it means that this layer is wrong, given which others are right."""
    layers = [int(n[2:-1]) if n[:2] == "W[" and n[2:-1].isdigit() else 0 for n in names]
    if len(names) < 2 or not all(layers):
        return ""
    here = layers[names.index(one.name)]
    good = {layers[b.array] for b in blocks} - {layers[b.array] for b in blocks if b.name not in right}
    above, below = ({k for k in layers if k > here}, {k for k in layers if k < here})
    own = f"look at the line that computes the gradient of `W[{here}]` itself."
    if below and below <= good:
        return f"The layers below are right, so the error that is carried down is: {own}"
    if above and above <= good:
        return (
            f"Layer {here + 1} is right, layer {here} is not: look at how the error is carried from layer "
            f"{here + 1} to layer {here}."
        )
    return "" if above else f"It begins in the last layer: look at its error `E[{here}]` first."


def _inside(one: Evidence, right) -> str:
    """If the bias is right and the weights are not, or the other way round: what that means."""
    if len(one.blocks) < 2:
        return ""
    weights, bias = (block.name for block in one.blocks)
    if bias in right and weights not in right:
        return (
            f"The bias of `{weights}` is right, and its gradient is the error alone. So the error is right, and "
            "what it is multiplied with is not."
        )
    if weights in right and bias not in right:
        return "The weights beside it are right: look at the row of ones."
    return ""


def _worst_entry(one: Evidence, bad) -> str:
    """The entry that is furthest off, at the first point that shows it."""
    mask = np.any([b.mask for b in one.blocks if b.name in bad], axis=0)
    for given, right, allowed in zip(one.given, one.right, one.allowed):
        off = np.where(mask, np.abs(given - right).ravel(), np.nan)
        if np.isfinite(off).any() and np.nanmax(off - allowed.ravel()) > 0:
            k = int(np.nanargmax(off))
            index = ", ".join(str(int(i)) for i in np.unravel_index(k, given.shape))
            return (
                f"For example `{one.name}[{index}]`: the gradient says {given.flat[k]:.4g}, the numerical "
                f"derivative {right.flat[k]:.4g}."
            )
    return ""
