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
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from numbers import Number

import numpy as np

from helpers.checking.layout import Block, Layout, is_container, said
from helpers.checking.reasons import Evidence, explain
from helpers.checking.slopes import STEP, Cost, towards
from helpers.checking.structure import Finding, agreed, alarm, coarse, in_single, memory, misfit
from helpers.words import as_code, kind

POINTS, MORE_POINTS = 5, 20  # to judge at; to try where some block could not be judged
EACH_ENTRY = 16  # larger blocks are judged along directions, and on some of their entries
DIRECTIONS, SOME_ENTRIES = 2, 6
MANY = 20  # blocks, of which each gets fewer
_KEEPS = "It draws random numbers, or keeps something from one call to the next."
SLOW = 0.0005  # seconds that a cost takes of which fewer derivatives are taken: a verdict is there in about a second
BUDGET = 6_000  # derivatives taken to explain a wrong gradient, of a network of less than 2,500 weights

only_decides: ContextVar[bool] = ContextVar("only_decides", default=False)
costs: ContextVar[dict | None] = ContextVar("costs", default=None)  # values of a check's costs, while it is asked often


@contextmanager
def quickly():
    """Within it, checks only reject: at the first sign and without a reason. What passes is to be checked again without."""
    token = only_decides.set(True)
    try:
        yield
    finally:
        only_decides.reset(token)


@dataclass(frozen=True)
class Report:
    """What a gradient check found: ``print`` it, or ask ``passed``.

    Every block, a part that is judged by itself, is ``right``, ``wrong`` or ``unjudged``, unless the check ended
    before.
    """

    verdict: str  # "right", "wrong" or "inconclusive"
    findings: tuple[Finding, ...] = ()
    right: tuple[Block, ...] = ()
    wrong: tuple[Block, ...] = ()
    unjudged: tuple[Block, ...] = ()
    points: int = 1
    digits: int = 6
    error: BaseException | None = field(default=None, repr=False)  # what the gradient or the cost raised, if it did

    @property
    def passed(self) -> bool:
        """Whether every block was judged, and none found wrong."""
        return self.verdict == "right"

    def __str__(self) -> str:
        lines = [finding.message for finding in self.findings]
        if self.verdict == "right":
            one, other = self.points == 1, " other" * bool(self.findings)
            where = "at this point" if one and not other else f"at {self.points}{other} point{'s' * (not one)}"
            lines.insert(0, f"Right: {said(self.right)}, {where}, to at least {self.digits} digits.")
        elif self.verdict == "wrong" and self.right:
            lines.insert(0, f"Right: {said(self.right)}.")
        if self.verdict == "wrong" and self.unjudged:
            lines.append(f"Not judged: {said(self.unjudged)}.")
        return "\n".join(lines)


def numerical_gradient(f: Callable, at):
    """The gradient of a cost ``f(at) -> float`` by central differences, one entry at a time, like ``at``.

    ``at`` is what ``check_gradient`` takes. An entry on a kink is the mean of the two slopes.
    """
    layout = Layout(at)
    cost, values = Cost(f, layout), []
    middle = cost(layout.start)
    for k in range(layout.size):
        d = towards(layout.start, k)
        value, _, sides = cost.slope(layout.start, d, middle)
        values.append((sum(sides) / 2 if sides else value) / d[k])
    return layout.build(np.array(values))


def check_gradient(
    f: Callable, gradient, at, sizes: Mapping[str, int] | None = None, bias_column: bool | None = None
) -> Report:
    """Compare a gradient with the cost's numerical derivatives, and say what is wrong with it.

    ``f(at) -> float`` is the cost. ``gradient(at)`` is a function or its value, like ``at``: a function is asked at
    several points and is judged with more certainty, so use it if there is one. ``at``, an array, or lists or dicts of
    arrays, is where to begin; entries may be None, as ``W[0]`` is; it is left as it was. ``sizes`` are numbers that a
    wrong factor may come from, by name: ``{"N": 7, "patches of layer 1": 36}``. ``bias_column`` says whether column 0
    of each matrix, and entry 0 of a lone vector, is the bias; if it is left out: in a list whose entry 0 is None, the
    course's ``W``.

    Returns a ``Report``; never an error for what ``f`` or ``gradient`` do, ``TypeError`` or ``ValueError`` for ``at``
    or ``sizes``.
    """
    layout = Layout(at, bias_column)
    sizes = {} if sizes is None else sizes
    named = isinstance(sizes, Mapping) and all(isinstance(name, str) for name in sizes)
    if not named or not all(np.isreal(size) and size > 0 for size in sizes.values()):
        expected = 'expected positive numbers by name, as in {"N": 7, "K": 3}'
        raise TypeError(f"sizes is {sizes!r}; {expected}. Likely cause: a list of numbers; give each its name.")
    try:
        with np.errstate(all="ignore"), memory():
            cost = Cost(f, layout)
            answers = _Answers(gradient, cost, sizes)
            judge = _Judge(cost, answers)
            cost.enough = 1e-5 if len(layout.blocks) > MANY else cost.enough
            _cost_can_be_judged(cost, answers, judge.others)
            return judge.report(answers.first())
    except _Ends as end:
        return end.report
    except Exception as error:  # an answer may be an object that cannot even be looked at
        message = f"The gradient could not be examined ({_words(error)}). Print it: is it an array?"
        return Report("wrong", (Finding("", "structure", message),), error=error)


class _Ends(Exception):
    """No more can be found out; carries the report."""

    def __init__(self, verdict: str, *findings: Finding, error: BaseException | None = None, wrong: tuple = ()):
        self.report = Report(verdict, findings, wrong=wrong, error=error)


def _cost_can_be_judged(cost: Cost, answers: "_Answers", others: Sequence[np.ndarray]) -> None:
    """End the check where nothing can be compared with the cost."""

    def end(what, message, error=None):
        raise _Ends("inconclusive", Finding("", what, message), error=error) from error

    try:
        values = [cost(cost.layout.start) for _ in range(2)]
    except (Exception, SystemExit) as error:
        if answers.exchanged():
            message = "The cost is like the weights, and the gradient is one number: they have changed places. "
            message += "Expected: check_gradient(cost, gradient, weights)."
            raise _Ends("wrong", Finding("", "order", message)) from None
        what = _words(error) if callable(cost.f) else f"it is {kind(cost.f)}, not a function of the weights."
        if isinstance(error, TypeError) and "missing" in str(error):
            what += ". It is called with one argument, which holds all the weights, as `at` does."
        end("cost", f"The cost could not be computed: {what}", error)
    if not only_decides.get():
        cost.f(at := cost.layout.build(cost.layout.start))
        if changed := _changed(cost.layout, at, cost.layout.start):
            end("cost", f"The cost changes the weights that it is given ({changed}). It may only look at them.")
    if values[0] != values[1] and not np.isnan(values).any():
        end("cost", "The cost is not the same when it is computed twice at the same weights, so nothing can be "
            f"compared with it. {_KEEPS}")  # fmt: skip
    probes = others[1:2] if only_decides.get() else [others[i] for i in (1, 2, 3, 6, 7)]
    elsewhere = [cost.elsewhere(x) for x in probes]  # of order one
    cost.typical = np.nan_to_num(np.median(np.abs(elsewhere)), posinf=0.0)
    if len(probes) > 1 and all(value == values[0] for value in elsewhere):
        end("cost", f"The cost does not depend on its argument: it is {values[0]:.4g} at all points tried; expected: "
            "a cost that changes with the weights it is given.")  # fmt: skip
    if all(coarse(cost.elsewhere, x) for x in probes):
        end("float32", "The cost is not exact enough to judge a gradient by it: it does not change when the weights "
            "change in the 11th digit. Its arithmetic is float32; make all of it float64.")  # fmt: skip


def _changed(layout: Layout, at, vector: np.ndarray) -> str:
    """Which arrays in ``at`` are not those of the vector any more, by their names; empty if all are."""
    now = [None] * len(layout.names)
    with suppress(KeyError, IndexError, TypeError):
        now = layout.taken(at)
    pairs = zip(layout.names, now, layout.split(vector))
    names = [name for name, a, b in pairs if np.shape(a) != b.shape or not np.array_equal(a, b, equal_nan=True)]
    return as_code(names) if names else ""


class _Answers:
    """What the student's function gives: one vector for each point, once its structure is right."""

    def __init__(self, gradient, cost: Cost, sizes: dict):
        self.cost, self.layout, self.sizes = cost, cost.layout, sizes
        self.gradient = gradient if callable(gradient) else None
        self.value = gradient
        self.tolerance = 1e-6

    def first(self) -> np.ndarray:
        """The numbers at the point given, all of them finite, and the same when asked again."""
        start = self.layout.start
        before = self.at(start)
        bad = [n for n, a in zip(self.layout.names, self.layout.split(before)) if not np.isfinite(a).all()]
        if bad:
            message = f"{as_code(bad)} {'hold' if len(bad) > 1 else 'holds'} values that are not finite (nan or inf)."
            message += alarm(lambda: self.gradient(self.layout.build(start)))
            raise _Ends("wrong", Finding(", ".join(bad), "not a number", message))
        if self.gradient is None or only_decides.get():
            return before
        again, what, why = self.at(start), "differs when called again", _KEEPS
        if not np.allclose(before, again, rtol=1e-9, atol=1e-12 * np.abs(before).max()):
            if np.allclose(again, 2 * before, rtol=1e-6):
                what, why = "accumulates", "The second is twice the first: something is added up from call to call."
            message = f"Called twice at the same weights, the gradient gives two answers. {why}"
            raise _Ends("wrong", Finding("", what, message))
        self.cost.elsewhere(1.1 * start + 0.1)
        if not np.allclose(before, self.at(start), rtol=1e-9, atol=1e-12 * np.abs(before).max()):
            message = "At the same weights the gradient is another one after the cost was computed elsewhere: it uses "
            message += "what that left behind. Compute in it all that it needs, from its own argument."
            raise _Ends("wrong", Finding("", "left behind", message))
        if coarse(self.at, start):
            self.tolerance = 1e-4
        return before

    def at(self, vector: np.ndarray) -> np.ndarray:
        """The numbers at a point, as one vector, after a look at what the function does to the weights."""
        answer = self._answer(vector)
        self._check_containers(self.layout.at, answer, "The gradient ", "")
        listed = [isinstance(like, (list, tuple)) for like in self.layout.taken(self.layout.at)]  # as `at` has a list
        parts = [np.array(part) if list_too else part for part, list_too in zip(self.layout.taken(answer), listed)]
        for i, (part, like) in enumerate(zip(parts, self.layout.arrays)):
            if like.size == 1 and isinstance(part, (np.ndarray, Number)) and np.size(part) == 1:
                parts[i] = np.reshape(part, like.shape)  # a bias of shape (1,): a step by a number is the same
        findings = [f for i, part in enumerate(parts) if (f := self._misfit(i, part))]
        if findings:
            names = [finding.where for finding in findings]
            raise _Ends("wrong", *findings, wrong=tuple(block for block in self.layout.blocks if block.of in names))
        if in_single(parts) or any(part.dtype == np.float16 for part in map(np.asarray, parts)):
            self.tolerance = 1e-4
        return self.layout.flat([np.array(part, dtype=float) for part in parts])

    def _answer(self, vector):
        if self.gradient is None:
            return self.value
        at = self.layout.build(vector)
        try:
            answer = self.gradient(at)
        except (Exception, SystemExit) as error:
            finding = Finding("", "error", f"The gradient stops with an error: {_words(error)}")
            raise _Ends("wrong", finding, error=error) from error
        if changed := _changed(self.layout, at, vector):
            message = f"The gradient changes the weights that it is given ({changed}). It may only look at them."
            raise _Ends("wrong", Finding("", "changes its arguments", message))
        return answer

    def exchanged(self) -> bool:
        """Whether the cost gives something like the weights, and the gradient one number."""
        try:
            made, one = (f(self.layout.build(self.layout.start)) for f in (self.cost.f, self.gradient))
            return np.size(one) == 1 and list(map(np.shape, self.layout.taken(made))) == self.layout.shapes
        except Exception:
            return False

    def _check_containers(self, like, answer, subject, name) -> None:
        """Lists and dicts: of the right length and keys, at all levels."""
        if not is_container(like):
            return
        finding = misfit(answer, like, subject, "is" if name or self.gradient is None else "returns")
        if finding:
            raise _Ends("wrong", finding)
        for key, part in like.items() if isinstance(like, Mapping) else enumerate(like):
            if part is None and isinstance(answer[key], np.ndarray) and only_decides.get():  # never as a repair
                raise _Ends("wrong", Finding("", "structure", "Something stands where None belongs."))
            if part is not None:
                inside = f"{name}[{key!r}]"
                self._check_containers(part, answer[key], f"`{self.layout.whole}{inside}`: the gradient ", inside)

    def _misfit(self, i: int, part) -> Finding | None:
        """A wrong shape, explained if the numbers would be right in another arrangement."""
        name, like = self.layout.names[i], self.layout.arrays[i]
        subject, verb = f"`{name}`: the gradient ", "is"
        if part is None and self.layout.single:
            subject, verb = "The gradient ", "returns"
        finding = misfit(part, like, subject, verb, close=lambda *_: False, sizes=self.sizes)
        if finding and like.size <= 400 and finding.what in ("structure", "complex") and not only_decides.get():
            blocks, start = [block for block in self.layout.blocks if block.array == i], self.layout.start
            points = (start, start + 0.01 * np.random.default_rng(i).standard_normal(start.size))
            found = []
            for x in points if self.gradient else points[:1]:
                mine = self.layout.taken(self._answer(x))[i] if len(found) else part
                right = self.layout.split(derivatives(self.cost, x, blocks, like.size, self.tolerance)[0])[i]
                found.append(misfit(mine, right, subject, close=_close, sizes=self.sizes))
            finding = agreed(found)
        return finding and replace(finding, where=name)


def _close(a: np.ndarray, right: np.ndarray) -> bool:
    known = np.isfinite(right)
    return bool((np.abs(a - right)[known] <= 1e-6 * np.abs(right[known]).max(initial=0)).all())


def other_points(layout: Layout, rng: np.random.Generator) -> list[np.ndarray]:
    """Points to judge at: near the given one, of order one, close to it, with larger biases."""
    start = layout.start
    scale, bias = np.ones(start.size), np.zeros(start.size, dtype=bool)
    for part, array in zip(layout.slices, layout.arrays):
        if array.ndim > 1:
            scale[part] = (array.size / max(len(array), 1)) ** -0.5
    for block in layout.blocks:
        if block.bias:
            bias[layout.entries(block)] = True
    points = []
    for _ in range(MORE_POINTS // 5):
        a, b, c, d = rng.standard_normal((4, start.size))
        points.append(start + 0.5 * scale * a)
        points.append(scale * b)
        points.append(np.where(bias, np.abs(d), 1.5 * scale * d))
        points.append(-scale * b)  # units that were quiet at the other point are not at this one
        points.append(start * (1 + 0.1 * c) + 0.05 * scale * a)
    return points


def derivatives(cost: Cost, x: np.ndarray, blocks: Sequence[Block], count: int, tolerance: float, rng=None):
    """Numerical derivatives of some blocks' entries and what may be allowed; nan elsewhere."""
    right, allowed = np.full(x.size, np.nan), np.full(x.size, np.nan)
    middle = cost(x)
    for block in blocks:
        entries = cost.layout.entries(block)
        if len(entries) > count:
            entries = np.sort(rng.choice(entries, count, replace=False))
        scale, noises = 0.0, np.full(x.size, np.nan)
        for k in entries:
            d = towards(x, k)
            value, noise, sides = cost.slope(x, d, middle, scale * d[k])
            if not sides and np.isfinite(value):
                right[k], noises[k] = value / d[k], noise / d[k]
                scale = max(scale, abs(right[k]))
        known = entries[np.isfinite(right[entries])]
        if len(known):
            noise = np.maximum(noises[known], np.median(noises[known]))
            allowed[known] = np.maximum(10 * noise, tolerance * scale)
    return right, allowed


class _Judge:
    """Right, wrong or inconclusive, block by block, at as many points as it takes."""

    def __init__(self, cost: Cost, answers: _Answers):
        self.cost, self.answers, self.layout = cost, answers, cost.layout
        self.rng = np.random.default_rng(20)
        self.others = other_points(self.layout, self.rng)
        self.scale = {}  # of each block, at the first point at which it was judged
        self.points, self.given = [], []

    def report(self, at_start: np.ndarray) -> Report:
        function = self.answers.gradient is not None
        if only_decides.get() and function:
            self._reject_early()
            return Report("right")
        judged, wrong, reasons = self._all_points(at_start, function)

        def those(names):
            return tuple(block for block in self.layout.blocks if block.name in names)

        right, bad, rest = those(judged - wrong), those(wrong), those(reasons.keys() - judged - wrong)
        verdict, findings, count = "wrong" if bad else "inconclusive" if rest else "right", (), len(self.points)
        if bad:
            findings = _explained(self, bad, right)
        elif rest and not bad:
            why = "; ".join(dict.fromkeys(reasons[block.name] for block in rest))
            tried = f"{count} points" if function else "the point given"
            message = f"Inconclusive for {said(rest)}, at {tried}: {why}. "
            message += "Try other data or other weights." if function else "Give a function, or weights of order one."
            findings = (Finding("", "inconclusive", message),)
        elif not bad and not np.isfinite(self.cost.elsewhere(self.layout.start)):
            message = "At the point given it was not judged: the cost is not a finite number there."
            findings = (Finding("", "cost", message),)
        return Report(verdict, findings, right, bad, rest, count, 6 if self.answers.tolerance == 1e-6 else 4)

    def _reject_early(self) -> None:
        """End at once if the slope along a direction through all weights is another one."""
        for x in self.others[1:3]:
            given, middle = self.answers.at(x), self.cost.elsewhere(x)
            d = self.rng.standard_normal(x.size)
            d /= np.linalg.norm(d)
            value, noise, kink = self.cost.slope(x, d, middle)
            if not kink and abs(given @ d - value) > 100 * noise + 1e-4 * np.abs(given).max():
                raise _Ends("wrong", Finding("", "difference", "The numbers differ."))

    def _all_points(self, at_start: np.ndarray, function: bool) -> tuple[set, set, dict]:
        """The names of the blocks that were right somewhere, and wrong somewhere; why others were not judged."""
        blocks, judged, wrong, reasons = self.layout.blocks, set(), set(), {}
        start, others = self.layout.start, self.others if function else []
        if not others:  # a value: all that can be asked elsewhere is how large a slope can be
            middle = self.cost.elsewhere(self.others[1])
            for block in blocks if np.isfinite(middle) else ():
                self._judge_block(block, self.others[1], at_start, middle, 0)
        # A point of order one comes first: it shows how large the gradient of each block can be.
        for x in [*others[1:2], start, *others[:1], *others[2:]]:
            left = blocks if len(self.points) < POINTS else [b for b in blocks if b.name not in judged]
            if not left or len(self.points) >= POINTS and wrong:
                break
            given = at_start if x is start else self.answers.at(x)
            middle = self.cost.elsewhere(x)
            if not np.isfinite(given).all() or not np.isfinite(middle):
                reasons |= {b.name: "the cost is not a finite number there" for b in left}
                continue
            self.points.append(x)
            self.given.append(given)
            for block in left:
                if block.name in wrong:  # once is enough
                    continue
                loose = 100 if block.name in judged else 1 if others else 10
                outcome = self._judge_block(block, x, given, middle, loose * self.answers.tolerance)
                if outcome == "wrong":
                    wrong.add(block.name)
                elif outcome == "right":
                    judged.add(block.name)
                else:
                    reasons[block.name] = outcome
        return judged, wrong, reasons

    def _tests(self, block, x) -> Iterator[np.ndarray]:
        """Directions along which a block is judged: its entries, or some of them and mixtures."""
        chosen = entries = self.layout.entries(block)
        many = len(self.layout.blocks) > MANY
        if len(entries) > (EACH_ENTRY // 4 if many else EACH_ENTRY):
            chosen = self.rng.choice(entries, SOME_ENTRIES // 3 if many else SOME_ENTRIES, replace=False)
            for _ in range(1 if many else DIRECTIONS):
                d = np.zeros(x.size)
                d[entries] = self.rng.standard_normal(len(entries))
                yield d / np.linalg.norm(d)
        for k in chosen:
            yield towards(x, k)

    def _judge_block(self, block, x, given, middle, tolerance) -> str:
        """ "right", "wrong", or why it could not be judged."""
        tests = list(self._tests(block, x))
        wide, slopes, scale = np.array([np.abs(d).max() for d in tests]), [], 0.0
        for d, width in zip(tests, wide):
            slopes.append(self.cost.slope(x, d, middle, scale * width))
            scale = max(scale, abs(slopes[-1][0]) / width)
        values, noises = (np.array([s[k] for s in slopes]) / wide for k in (0, 1))
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
            if sides:
                scale = max(scale, *np.abs(sides))
                # On a kink: is this the slope to the left, to the right, or halfway?
                off = np.abs(claim * width - np.array([*sides, sum(sides) / 2])).min()
                if off > max(10 * noise, 1e-5 * np.abs(sides).max()):
                    return "the cost has a kink there (ReLU at 0?)"
        if not np.isfinite(values).all():
            return "the cost is not a finite number near by"
        if max(scale, np.abs(given[self.layout.entries(block)]).max()) <= 1e3 * noises.max():
            return (
                "the cost hardly changes with these weights, so no value can be told from another "
                "(weights of zero above them, or saturated or dead units?)"
            )
        return "right"


def _explained(judge: _Judge, wrong, right) -> tuple[Finding, ...]:
    """What is wrong: by rule, else where."""
    layout, blocks, sizes = judge.layout, judge.layout.blocks, judge.answers.sizes
    points, answers = judge.points[:POINTS], judge.given[:POINTS]
    bad = {block.array for block in wrong}
    concerned = [block for block in blocks if block.array in bad]
    budget = min(BUDGET, 15 * 10**6 // layout.size)
    if len(concerned) > MANY:
        points, answers, budget = points[:3], answers[:3], 0
    elif sum(block.mask.sum() for block in concerned) > 100:
        points, answers = points[:3], answers[:3]
    if judge.cost.seconds > SLOW:
        budget = min(budget, int(0.2 / judge.cost.seconds))
    count = max(5, budget // (len(points) * len(concerned)))
    tolerance = judge.answers.tolerance
    numbers = [derivatives(judge.cost, x, concerned, count, tolerance, judge.rng) for x in points]
    given, right_ones, allowed, at = ([layout.split(v) for v in some] for some in (answers, *zip(*numbers), points))
    evidence = [
        Evidence(
            layout.names[i],
            *([arrays[i] for arrays in some] for some in (given, right_ones, allowed)),
            sizes=[sizes] * len(points),
            at=[arrays[i] for arrays in at],
            blocks=[block for block in blocks if block.array == i],
            wrong=[block for block in wrong if block.array == i],
        )
        for i in sorted(bad)
    ]
    findings, several = explain(evidence, layout, right), judge.answers.gradient and layout.size > 1
    if {finding.what for finding in findings} == {"located"} and several and judge.cost.seconds < 0.02:
        findings += tuple(_of_another_cost(judge, wrong))
    return findings


def _of_another_cost(judge: _Judge, wrong: Sequence[Block]) -> Iterator[Finding]:
    """Whether a wrong answer is, near each point, the gradient of some function: its Jacobian is symmetric there.

    Asked along two directions, one of which moves the wrong blocks alone. A slip on the way back through layers breaks it.
    """
    entries, h = np.concatenate([judge.layout.entries(block) for block in wrong]), 1e-5
    apart = size = 0.0
    for x in judge.points:
        a, b = np.zeros(x.size), judge.rng.standard_normal(x.size)
        a[entries] = judge.rng.standard_normal(len(entries))
        one, other = (
            (judge.answers.at(x + h * d) - judge.answers.at(x - h * d)) @ e / (2 * h) for d, e in ((a, b), (b, a))
        )
        apart, size = apart + abs(one - other), size + abs(one)
    if apart < 1e-8 * size:
        yield Finding("", "another cost", _ANOTHER)


_ANOTHER = (
    "Yet it is the gradient of some function, near each point tried: its entry i changes with weight j as entry j does "
    "with weight i. So look first whether cost and gradient have the same samples and labels, the same terms, the same loss."
)


def _words(error: BaseException) -> str:
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
