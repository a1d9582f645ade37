"""Numerical derivatives, and ``check_gradient``: is this gradient right, and if not, why not?

A gradient is right if it agrees with how the cost changes when one weight, or a direction in the
space of all weights, is moved a little. The slopes come from ``helpers/checking/slopes.py``, each with its
noise, and an answer is only ever judged against that. An entry that stands on a kink is not judged
at that point.

The point matters more than the tolerance: at weights of zero most mistakes are invisible. So the
gradient is asked at several points, the given one and others drawn near and far.

What a difference *means* is the business of ``helpers/checking/reasons.py``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import numpy as np

from helpers.checking.layout import Layout, opened
from helpers.checking.reasons import Evidence, Finding, explain, locate
from helpers.checking.slopes import STEP, Cost, towards
from helpers.checking.structure import forms, misfit, parts
from helpers.words import as_code

POINTS, MORE_POINTS = 5, 20  # to judge at; to try where some block could not be judged
EACH_ENTRY = 16  # larger blocks are judged along directions, and on some of their entries
DIRECTIONS, SOME_ENTRIES = 2, 6
BUDGET = 6_000  # derivatives taken to explain a wrong gradient

only_decides: ContextVar[bool] = ContextVar("only_decides", default=False)


@contextmanager
def quickly():
    """Within it, checks only decide: what is wrong is rejected at the first sign, without a reason."""
    token = only_decides.set(True)
    try:
        yield
    finally:
        only_decides.reset(token)


@dataclass(frozen=True)
class Report:
    """What a gradient check found: ``print`` it, or ask ``passed``.

    Attributes
    ----------
    verdict : str
        "right", "wrong" or "inconclusive".
    findings : tuple of Finding
        ``where`` (the array or block, as the student knows it), ``what`` (a short name of the
        mistake, such as "factor"), ``message``, ``figures`` (numbers behind it, by name).
    right, wrong, unjudged : tuple of str
        The blocks, by their names.
    error : Exception or None
        What the gradient or the cost raised, if it did.
    """

    verdict: str
    findings: tuple[Finding, ...] = ()
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    unjudged: tuple[str, ...] = ()
    points: int = 1
    digits: int = 6
    error: BaseException | None = field(default=None, repr=False)

    @property
    def passed(self) -> bool:
        """Whether every block was judged, and none found wrong."""
        return self.verdict == "right"

    def __str__(self) -> str:
        lines = [finding.message for finding in self.findings]
        if self.verdict == "right":
            where = "at this point" if self.points == 1 else f"at {self.points} points"
            lines.insert(0, f"Right: {as_code(self.right)}, {where}, to at least {self.digits} digits.")
        elif self.verdict == "wrong" and self.right and self.findings[0].what != "catalogue":
            lines.insert(0, f"Right: {as_code(self.right)}.")
        return "\n".join(lines)


def numerical_gradient(f: Callable, at):
    """The gradient of a cost by central differences, one entry at a time.

    Parameters
    ----------
    f : callable
        ``f(at) -> float``, the cost.
    at : array, or list or dict of arrays
        Where to take it; entries of a list may be None, as ``W[0]`` is. It is left as it was.

    Returns
    -------
    gradient : like ``at``
        Of float64. An entry on a kink is the mean of the two slopes.

    Raises
    ------
    TypeError, ValueError
        If ``at`` does not hold numbers, or the cost is not one number.
    """
    layout = Layout(at)
    cost = Cost(f, layout)
    middle = cost(layout.start)
    values = []
    for k in range(layout.size):
        d = towards(layout.start, k)
        value, _, sides = cost.slope(layout.start, d, middle)
        values.append((sum(sides) / 2 if sides else value) / d[k])
    return layout.build(np.array(values))


def check_gradient(
    f: Callable,
    gradient,
    at,
    sizes: Mapping[str, int] | None = None,
    mistakes: Sequence = (),
) -> Report:
    """Compare a gradient with the cost's numerical derivatives, and say what is wrong with it.

    Parameters
    ----------
    f : callable
        ``f(at) -> float``, the cost.
    gradient : callable or like ``at``
        ``gradient(at)``, or its value. A function is asked at several points and is judged with
        more certainty: use it if there is one.
    at : array, or list or dict of arrays
        Where to begin. A weight matrix has its bias in column 0, a vector of weights in entry 0;
        entries of a list may be None, as ``W[0]`` is. It is left as it was.
    sizes : dict of int, optional
        Numbers that a wrong factor may come from, by name: ``{"N": 7, "K": 3}``.
    mistakes : sequence, optional
        The catalogue of an exercise: objects with ``function``, a wrong gradient that takes
        ``at``, and ``message``. One is named only if it gives the student's numbers everywhere.

    Returns
    -------
    Report
        Never an error for what ``f`` or ``gradient`` do.

    Raises
    ------
    TypeError, ValueError
        If ``at`` or ``sizes`` are not what is said above.
    """
    layout = Layout(at)
    sizes = _checked_sizes(sizes)
    try:
        with np.errstate(all="ignore"):
            return _Check(f, gradient, layout, sizes, mistakes).report()
    except _Ends as end:
        return end.report
    except Exception as error:  # an answer may be an object that cannot even be looked at
        message = f"The gradient could not be examined ({_words(error)}). Print it: is it an array?"
        return Report("wrong", (Finding("", "structure", message),), error=error)


def _checked_sizes(sizes) -> dict[str, int]:
    if sizes is None:
        return {}
    if not isinstance(sizes, Mapping) or not all(
        isinstance(name, str) and np.isreal(size) and size > 0 for name, size in sizes.items()
    ):
        raise TypeError(
            f"sizes is {sizes!r}; expected positive numbers by name, as in "
            '{"N": 7, "K": 3}. Likely cause: a list of numbers; give each its name.'
        )
    return dict(sizes)


class _Ends(Exception):
    """No more can be found out; carries the report."""

    def __init__(self, report: Report):
        self.report = report


# ---------------------------------------------------------------------------------------------
# The check


class _Check:
    """One gradient check, from the student's function to the report."""

    def __init__(self, f, gradient, layout, sizes, mistakes):
        self.layout, self.sizes, self.mistakes = layout, sizes, mistakes
        self.cost = Cost(f, layout)
        self.gradient = gradient if callable(gradient) else None
        self.value = gradient
        self.tolerance = 1e-6
        self.rng = np.random.default_rng(20)
        self.others = self._other_points()
        self.scale = {}  # of each block, at the first point at which it was judged

    def report(self) -> Report:
        self._cost_can_be_judged()
        first = self._answer(self.layout.start)
        given = self._given(first)
        self._same_again(given)
        if only_decides.get() and self.gradient is not None:
            self._reject_early()
        return self._judge(given)

    def _reject_early(self) -> None:
        """End at once if the slope along a direction through all weights is another one."""
        for x in self.others[1:3]:
            given, middle = self._given_elsewhere(x), self._cost_at(x)
            if given is None or not np.isfinite(middle):
                continue
            d = self.rng.standard_normal(x.size)
            d /= np.linalg.norm(d)
            value, noise, kink = self.cost.slope(x, d, middle)
            if not kink and abs(given @ d - value) > 100 * noise + 1e-4 * np.abs(given).max():
                self._end("wrong", "difference", "The numbers differ.")

    # -- what comes before any number is compared ------------------------------------------------

    def _cost_can_be_judged(self) -> None:
        try:
            values = [self.cost(self.layout.start) for _ in range(2)]
        except (Exception, SystemExit) as error:
            self._end("inconclusive", "cost", f"The cost could not be computed: {_words(error)}", error)
        if values[0] != values[1] and not np.isnan(values).any():
            self._end(
                "inconclusive",
                "cost",
                "The cost is not the same when it is computed twice at the same weights, so nothing "
                "can be compared with it. Likely cause: it draws random numbers. Draw them once, "
                "outside, or give the generator the same seed in each call.",
            )
        probes = (1,) if only_decides.get() else (1, 2, 3, 6, 7)
        elsewhere = np.abs([self._cost_at(x) for x in (self.others[i] for i in probes)])  # of order one
        self.cost.typical = np.nan_to_num(np.median(elsewhere), posinf=0.0)

    def _answer(self, vector):
        """What the student's function gives at a point, after a look at what it does to it."""
        if self.gradient is None:
            return self.value
        at = self.layout.build(vector)
        try:
            answer = self.gradient(at)
        except (Exception, SystemExit) as error:
            self._end("wrong", "error", f"The gradient stops with an error: {_words(error)}", error)
        changed = self._changed(at, vector)
        if changed:
            self._end(
                "wrong",
                "changes its arguments",
                f"The gradient changes the weights that it is given ({as_code(changed)}). Likely cause: "
                "an update, or `+=` or `*=` on an argument. A gradient only looks at the weights; "
                "they are updated afterwards, all at once.",
            )
        return answer

    def _changed(self, at, vector) -> list[str]:
        """The arrays of which the student's function has changed the numbers."""
        _, keys, arrays = opened(at)
        if keys != self.layout.keys:
            return self.layout.names
        return [
            name
            for name, now, before in zip(self.layout.names, arrays, self.layout.split(vector))
            if np.shape(now) != before.shape or not np.array_equal(now, before, equal_nan=True)
        ]

    def _structure(self, answer) -> list[np.ndarray]:
        """The student's arrays, once it is sure that they have the shapes of the weights."""
        findings, arrays, single = [], [], False
        found = parts(answer, self.layout)
        if isinstance(found, str):
            self._end("wrong", "structure", found)
        for name, part, like in zip(self.layout.names, found, self.layout.arrays):
            what, message = misfit(part, like, name)
            if what:
                findings.append(self._with_numbers(Finding(name, what, message), part))
            else:
                single |= np.asarray(part).dtype in (np.float32, np.float16)
                arrays.append(np.array(part, dtype=float).reshape(like.shape))
        if findings:
            raise _Ends(Report("wrong", tuple(findings), wrong=tuple(f.where for f in findings)))
        if single:
            self.tolerance = 1e-4
        return arrays

    def _with_numbers(self, finding: Finding, part) -> Finding:
        """A wrong shape explained: would the numbers be right in another arrangement?"""
        i = self.layout.names.index(finding.where)
        like = self.layout.arrays[i]
        try:
            part = np.asarray(part, dtype=float)
            arrangements = list(forms(part, like))
        except (TypeError, ValueError):
            return finding
        if not arrangements or like.size > 400:
            return finding
        right = self._right_at(self.layout.start, self.layout.blocks, like.size)[0]
        right = right[self.layout.slices[i]].reshape(like.shape)
        scale = np.nanmax(np.abs(right))
        for what, message, numbers, mask in arrangements:
            close = np.abs(numbers - right)[mask] <= 1e-6 * scale
            if mask.any() and scale > 0 and close[~np.isnan(right[mask])].all():
                return Finding(finding.where, what, f"{finding.message} {message}")
        return finding

    def _given(self, answer) -> np.ndarray:
        """The student's numbers as one vector, all of them finite."""
        arrays = self._structure(answer)
        bad = [n for n, a in zip(self.layout.names, arrays) if not np.isfinite(a).all()]
        if bad:
            several = len(bad) > 1
            self._end(
                "wrong",
                "not a number",
                f"{as_code(bad)} {'hold' if several else 'holds'} values that are not finite (nan or inf). "
                "Likely cause: an overflow of exp, a division by zero, or the logarithm of zero.",
                where=bad,
            )
        return self.layout.flat(arrays)

    def _same_again(self, before: np.ndarray) -> None:
        """A gradient must not depend on how often it has been called."""
        if self.gradient is None:
            return
        again = self._given(self._answer(self.layout.start))
        if np.allclose(before, again, rtol=1e-9, atol=1e-12 * np.abs(before).max()):
            return
        cause = "it keeps something from one call to the next, or draws random numbers."
        if np.allclose(again, 2 * before, rtol=1e-6):
            cause = "the second answer is twice the first: sums are not set back to zero between calls."
        self._end(
            "wrong",
            "accumulates" if "twice" in cause else "differs when called again",
            f"Called twice at the same weights, the gradient gives two answers. Likely cause: {cause}",
        )

    def _end(self, verdict, what, message, error=None, where=("",)):
        found = tuple(Finding(name, what, message if i == 0 else "") for i, name in enumerate(where))
        wrong = tuple(name for name in where if name)
        raise _Ends(Report(verdict, found[:1], wrong=wrong, error=error)) from error

    # -- numbers ---------------------------------------------------------------------------------

    def _other_points(self) -> list[np.ndarray]:
        """Points to judge at: near the given one, of order one, close to it, with larger biases."""
        start = self.layout.start
        scale, bias = np.ones(start.size), np.zeros(start.size, dtype=bool)
        for part, array in zip(self.layout.slices, self.layout.arrays):
            if array.ndim == 2:
                scale[part] = array.shape[1] ** -0.5
                bias[part] = (np.arange(array.size) % array.shape[1]) == 0
        points = []
        for _ in range(MORE_POINTS // 5):
            a, b, c, d = self.rng.standard_normal((4, start.size))
            points.append(start + 0.5 * scale * a)
            points.append(scale * b)
            points.append(np.where(bias, np.abs(d), 1.5 * scale * d))
            points.append(-scale * b)  # units that were quiet at the other point are not at this one
            points.append(start * (1 + 0.1 * c) + 0.05 * scale * a)
        return points

    def _judge(self, at_start: np.ndarray) -> Report:
        """Right, wrong or inconclusive, block by block, at as many points as it takes."""
        blocks = self.layout.blocks
        judged = {block.name: False for block in blocks}
        wrong, points, answers = set(), [], []
        reasons = {}
        start, others = self.layout.start, self.others if self.gradient else []
        if not others:  # a value: all that can be asked elsewhere is how large a slope can be
            middle = self._cost_at(self.others[1])
            for block in blocks if np.isfinite(middle) else ():
                self._judge_block(block, self.others[1], at_start, middle, 0)
        # A point of order one comes first: it shows how large the gradient of each block can be.
        for x in [*others[1:2], start, *others[:1], *others[2:]]:
            open_blocks = blocks if len(points) < POINTS else [b for b in blocks if not judged[b.name]]
            if not open_blocks or len(points) >= POINTS and wrong:
                break
            given = at_start if x is start else self._given_elsewhere(x)
            middle = self._cost_at(x)
            if given is None or not np.isfinite(middle):
                reasons |= {b.name: "the cost is not a finite number there" for b in open_blocks}
                continue
            points.append(x), answers.append(given)
            for block in open_blocks:
                loose = 100 if judged[block.name] else 1 if others else 10
                outcome = self._judge_block(block, x, given, middle, loose * self.tolerance)
                if outcome == "wrong":
                    wrong.add(block.name)
                    if only_decides.get():
                        return Report("wrong", wrong=(block.name,))
                elif outcome == "right":
                    judged[block.name] = True
                else:
                    reasons[block.name] = outcome
        names = [block.name for block in blocks]
        right = tuple(n for n in names if judged[n] and n not in wrong)
        unjudged = tuple(n for n in names if not judged[n] and n not in wrong)
        if wrong:
            bad = tuple(n for n in names if n in wrong)
            findings = self._explained(bad, right, points[:POINTS], answers[:POINTS])
            return Report("wrong", findings, right, bad, unjudged, len(points))
        if unjudged:
            why = "; ".join(dict.fromkeys(reasons[n] for n in unjudged))
            tried = f"{len(points)} points" if others else "the point given"
            message = f"Inconclusive for {as_code(unjudged)}, at {tried}: {why}."
            message += (
                " Give a function instead of its value, or weights of order one."
                if self.gradient is None
                else " Try other data or other weights."
            )
            where = Finding(unjudged[0], "inconclusive", message)
            return Report("inconclusive", (where,), right, (), unjudged, len(points))
        digits = 6 if self.tolerance == 1e-6 else 4
        return Report("right", (), right, (), (), len(points), digits)

    def _cost_at(self, x) -> float:
        try:
            return self.cost.arrive(x)
        except (Exception, SystemExit):  # at the start it worked; here its formula may not hold
            return np.nan

    def _given_elsewhere(self, x):
        """The student's numbers at a point that we chose; None if they are not finite there."""
        arrays = self._structure(self._answer(x))
        given = self.layout.flat(arrays)
        return given if np.isfinite(given).all() else None

    def _tests(self, block, x) -> Iterator[np.ndarray]:
        """Directions along which a block is judged: its entries, or some of them and mixtures."""
        entries = self.layout.entries(block)
        chosen = entries
        if len(entries) > EACH_ENTRY:
            chosen = self.rng.choice(entries, SOME_ENTRIES, replace=False)
            for _ in range(DIRECTIONS):
                d = np.zeros(x.size)
                d[entries] = self.rng.standard_normal(len(entries))
                yield d / np.linalg.norm(d)
        for k in chosen:
            yield towards(x, k)

    def _judge_block(self, block, x, given, middle, tolerance) -> str:
        """ "right", "wrong", or why it could not be judged."""
        largest = np.abs(given[self.layout.entries(block)]).max()
        tests = list(self._tests(block, x))
        slopes = []
        for d in tests:
            scale = max([abs(s[0]) / np.abs(t).max() for s, t in zip(slopes, tests)], default=0.0)
            slopes.append(self.cost.slope(x, d, middle, scale * np.abs(d).max()))
        wide = [np.abs(d).max() for d in tests]
        values = np.array([s[0] for s in slopes]) / wide
        noises = np.array([s[1] for s in slopes]) / wide
        smooth = np.array([not s[2] for s in slopes]) & np.isfinite(values)
        claimed = np.array([given @ d for d in tests]) / wide
        if smooth.any():
            noises[smooth] = np.maximum(noises[smooth], np.median(noises[smooth]))
        scale = np.abs(values[smooth]).max(initial=0.0)
        self.scale.setdefault(block.name, scale)
        # What was right at one point is wrong at another by more than the sixth digit, or not at
        # all: right formulas, too, lose digits where units are saturated.
        allowed = np.maximum(10 * noises, tolerance * np.abs(values))
        allowed = np.maximum(allowed, tolerance * max(1e-3 * scale, self.scale[block.name]))
        off = np.where(smooth, np.abs(claimed - values) / allowed, 0)
        worst = int(np.argmax(off))
        if off[worst] > 1:
            # Other steps must say so too: a cost may be less exact than its last digit.
            again = [self.cost.at_step(x, tests[worst], middle, k * STEP)[0] for k in (0.37, 2.9)]
            spread = np.abs(np.array(again) / wide[worst] - values[worst]).max()
            if not 3 * spread > abs(claimed[worst] - values[worst]):
                return "wrong"
            return "the cost is not exact enough to take slopes from it there"
        for claim, (_, noise, sides), width in zip(claimed, slopes, wide):
            if sides and not _one_of(claim * width, sides, noise):
                return "the cost has a kink there (ReLU at 0?)"
            if sides:
                scale = max(scale, *np.abs(sides))
        if not np.isfinite(values).all():
            return "the cost is not a finite number near by"
        if max(scale, largest) <= 1e3 * noises.max():
            return (
                "the cost hardly changes with these weights, so no value can be told from another "
                "(weights of zero above them, or saturated or dead units?)"
            )
        return "right"

    def _right_at(self, x, blocks, count) -> tuple[np.ndarray, np.ndarray]:
        """Numerical derivatives of some blocks' entries and what may be allowed; nan elsewhere."""
        right, allowed = np.full(x.size, np.nan), np.full(x.size, np.nan)
        middle = self.cost.arrive(x)
        for block in blocks:
            entries = self.layout.entries(block)
            if len(entries) > count:
                entries = np.sort(self.rng.choice(entries, count, replace=False))
            scale, noises = 0.0, np.full(x.size, np.nan)
            for k in entries:
                d = towards(x, k)
                value, noise, sides = self.cost.slope(x, d, middle, scale * d[k])
                if not sides and np.isfinite(value):
                    right[k], noises[k] = value / d[k], noise / d[k]
                    scale = max(scale, abs(right[k]))
            known = entries[np.isfinite(right[entries])]
            if len(known):
                noise = np.maximum(noises[known], np.median(noises[known]))
                allowed[known] = np.maximum(10 * noise, self.tolerance * scale)
        return right, allowed

    def _explained(self, wrong, right, points, answers) -> tuple[Finding, ...]:
        """What is wrong: from the catalogue, else by rule, else where."""
        named = self._from_catalogue(points, answers)
        if named:
            message = named[0]
            if len(named) > 1:
                message = f"Either: {named[0]}" + "".join(f"\nOr: {other}" for other in named[1:])
            return (Finding("", "catalogue", message, {"reproduced by": len(named)}),)
        blocks = self.layout.blocks
        bad = {b.array for b in blocks if b.name in wrong}
        concerned = [b for b in blocks if b.array in bad]
        count = max(24, BUDGET // (5 * len(points) * len(concerned)))
        numbers = [self._right_at(x, concerned, count) for x in points]
        evidence = [
            Evidence(
                name=self.layout.names[i],
                blocks=[b for b in blocks if b.array == i],
                wrong={b.name for b in blocks if b.name in wrong},
                at=[self.layout.split(x)[i] for x in points],
                given=[self.layout.split(a)[i] for a in answers],
                right=[self.layout.split(n[0])[i] for n in numbers],
                allowed=[self.layout.split(n[1])[i] for n in numbers],
            )
            for i in sorted(bad)
        ]
        findings = explain(evidence, self.sizes)
        return (*findings, *locate(evidence, self.layout.names, blocks, right, findings))

    def _from_catalogue(self, points, answers) -> list[str]:
        """The messages of the mistakes that give the student's numbers at every point."""
        named = []
        for mistake in self.mistakes:
            if all(self._reproduces(mistake.function, x, a) for x, a in zip(points, answers)):
                named.append(mistake.message)
        return list(dict.fromkeys(named))

    def _reproduces(self, function, x, given) -> bool:
        try:
            made = parts(function(self.layout.build(x)), self.layout)
            made = self.layout.flat([np.asarray(part, dtype=float) for part in made])
        except Exception:  # a mistaken function may fail where the student's did not
            return False
        if made.shape != given.shape or not np.isfinite(made).all():
            return False
        scale = np.abs(given).max()
        return bool(np.allclose(made, given, rtol=1e-7, atol=1e-9 * scale))


def _one_of(claim, sides, noise) -> bool:
    """On a kink: is this the slope to the left, to the right, or halfway?"""
    left, right = sides
    allowed = max(10 * noise, 1e-5 * max(abs(left), abs(right)))
    return min(abs(claim - left), abs(claim - right), abs(claim - (left + right) / 2)) <= allowed


def _words(error: BaseException) -> str:
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
