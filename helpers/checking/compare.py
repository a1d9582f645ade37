"""From "they differ" to "here is which mistake".

A check calls the student's function on a few *cases* and compares the answers with a reference that is
computed in another way. Where they differ, the first of these that holds is said:

1. the catalogue of the exercise: a mistake whose function gives the student's answer in *every* case;
2. the structure of the answer: nothing returned, wrong type, wrong shape, not a number;
3. a different answer at the second call;
4. one simple change that makes the answer of it in every case (``helpers/checking/reasons.py``);
5. otherwise, where the first difference is, and how large; and with it, of what no one change mends: which two of the
   catalogue's mistakes together give the answer, or that it is right where one size is 1, say. It never guesses.

A gradient is compared with the slopes of its cost instead: ``compare_gradient``, by way of
``helpers/checking/gradients.py``.
"""

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from copy import deepcopy
from functools import partial, wraps
from itertools import chain, permutations, product, takewhile
from time import process_time

import numpy as np

from helpers.checking.gradients import check_gradient, costs, only_decides
from helpers.checking.mistakes import Mistake, both, in_pairs
from helpers.checking.reasons import Evidence, in_another_order, lines_and_digits, reason
from helpers.checking.structure import Finding, agreed, alarm, coarse, equal, in_single, misfit
from helpers.words import listed, told_apart, value

notes: list[str] = []  # what is to be said of answers that are right; whoever shows a verdict clears it


class NotYet(Exception):
    """Raised by a check when an answer is wrong.

    ``message`` is what the student reads, ``what`` says for code what was found: "catalogue" (a catalogued mistake);
    "difference", "structure" or "not a number" (only a fact is shown, the cause is open); "extreme" (right but for
    extreme values); "" (a check's own sentence);
    else the short name of what was proved: "factor", "sign", "differs when called again", ...
    """

    def __init__(self, message: str, what: str = ""):
        super().__init__(message)
        self.message, self.what = message, what
        self.also = str  # gives more to say, if no cause is found at all


# --- Values ---------------------------------------------------------------------------------------


def compare(
    function: Callable,
    cases: Iterable[tuple],
    expected: Callable,
    mistakes: Sequence[Mistake] = (),
    layout: str = "",
    sizes: Callable[..., dict] | None = None,
    names: str = "",
    parts: Mapping[str, Callable] | None = None,
    look: Callable = lambda answer, *case: answer,
) -> None:
    """Compare a student's function with a reference on every case; ``NotYet`` names the difference.

    ``expected`` is the reference, written another way than the solution; ``cases`` are the arguments of each call.
    ``layout`` says what rows or columns of an answer are, for one that is transposed; ``sizes(*case)`` gives the
    numbers that a factor may come from, by name. Where the answer is a tuple of lists with an entry for each layer,
    ``names`` has a letter for each list. ``parts`` are as for ``known``; ``look(answer, *case)`` gives what is compared
    of an answer, or raises NotYet.
    """
    cases, function, expected = list(cases), seen_by(look, function), seen_by(look, expected)
    if only_decides.get():
        return _decide(function, cases, expected)
    wanted = [expected(*deepcopy(case)) for case in cases]
    answers = [function(*deepcopy(case)) for case in cases]
    right = [equal(answer, want) for answer, want in zip(answers, wanted)]
    if not all(right) and _right_in_single(function, cases, answers, wanted):
        notes.append("In float32: right to the 7 digits that it has.")
        right = [True] * len(cases)
    calls = [f"{_signature(function) if names else called(function, case)}\n" for case in cases]
    tables = [sizes(*case) if sizes else {} for case in cases]
    wrong = [(case, table) for case, table, ok in zip(cases, tables, right) if not ok]
    two_mistakes = partial(_two_mistakes, function, cases, mistakes, look, tables)
    with _and_else(two_mistakes, partial(_where_it_is_right, function, expected, wrong)):
        if wrong:
            if message := known(function, cases, mistakes, parts, look):
                raise NotYet(message, "catalogue")
            _check_parts(function, cases, answers, wanted, calls, layout, tables, names)
        for case, answer, call in zip(cases, answers, calls):
            if not equal(answer, function(*deepcopy(case))):
                said = f"{call}gives another answer when it is called a second time. It keeps something from one call "
                said += "to the next, or draws random numbers. The same arguments must give the same answer."
                raise NotYet(said, "differs when called again")
        if wrong:
            raise _different(function, cases, answers, wanted, calls, tables, names, parts or {})


def seen_by(look: Callable, function: Callable) -> Callable:
    """A function whose answers are looked at: ``look(answer, *arguments)`` gives what is judged, or raises NotYet."""

    @wraps(function)
    def call(*arguments):
        return look(function(*arguments), *arguments)

    return call


def _decide(function: Callable, cases: Sequence[tuple], expected: Callable) -> None:
    """``compare`` as fast as it can be told that an answer is wrong: at the first case that differs."""
    answers, wanted = [], []
    for case in cases:
        answers.append(function(*deepcopy(case)))
        wanted.append(expected(*deepcopy(case)))
        if not _near(answers[-1], wanted[-1]):
            raise NotYet("Some number differs.", "difference")
        if not equal(answers[-1], function(*deepcopy(case))):
            raise NotYet("It differs when called again.", "differs when called again")
    if not all(map(equal, answers, wanted)) and not _right_in_single(function, cases, answers, wanted):
        raise NotYet("Some number differs.", "difference")


def _right_in_single(function: Callable, cases: Sequence[tuple], answers: Sequence, wanted: Sequence) -> bool:
    """Whether answers are right to the digits of float32, and some case shows that they are computed in it, if only in part."""

    def single(case, answer):
        moved = [lambda x, k=k: function(*case[:k], x, *case[k + 1 :]) for k in range(len(case))]
        return in_single(answer) or any(map(coarse, moved, case))

    return all(map(_near, answers, wanted)) and any(map(single, cases, answers))


def _near(answer: object, want: object) -> bool:
    """Whether an answer is right, if only to the digits of float32."""
    return equal(answer, want) or equal(answer, want, 1e-5)


def known(
    function: Callable,
    cases: Iterable[tuple],
    mistakes: Sequence[Mistake],
    parts: Mapping[str, Callable] | None = None,
    look: Callable = lambda answer, *case: answer,
) -> str:
    """The message of the mistake that gives the student's answers in every case, if they are wrong; else empty.

    ``parts`` has sentences, each with what takes out of an answer the part of which it is true if that is right. They
    stand before the message. Where no mistake gives the whole answers, each part that is wrong has its own message: of
    a mistake that gives this part, and in which the others are right. ``look`` gives what the student's answers are
    compared with, of those of a mistake.
    """
    if only_decides.get() or not mistakes:
        return ""
    cases, parts, corrected = list(cases), parts or {}, seen_by(look, mistakes[0].corrected)
    answers, right = ([f(*deepcopy(case)) for case in cases] for f in (function, corrected))

    single = in_single(answers)
    gives = partial(_gives, cases, 1e-5 if single else 1e-9)
    nearly = partial(_gives, cases, 1e-5 if single else 1e-7)  # people add a small number, so as not to divide by 0

    def named(part: Callable = _whole) -> str:
        others = [other for other in parts.values() if other is not part and part is not _whole]
        for alike in (gives, nearly):
            found = {}
            for mistake in mistakes:
                mistaken = seen_by(look, mistake.function)
                if alike(mistaken, answers, part) and all(gives(mistaken, right, other) for other in others):
                    found[mistake.message] = None
            if found:
                break
        return "\nOr: ".join(found)

    if gives(corrected, answers):  # a mistake that gives the same here is none here
        return ""
    holds = {sentence: gives(corrected, answers, part) for sentence, part in parts.items()}
    of_parts = [named(parts[sentence]) for sentence in holds if not holds[sentence]]
    said = named() or "\n".join(dict.fromkeys(filter(None, of_parts)))
    return "\n".join(filter(None, [" ".join(filter(holds.get, holds)), said])) if said else ""


def _whole(answer: object) -> object:
    return answer


def _gives(cases: Sequence[tuple], digits: float, other: Callable, answers: list, part: Callable = _whole) -> bool:
    """Whether another function gives these answers, or this part of them, in every case."""
    with suppress(Exception), np.errstate(all="ignore"):  # a mistake may well fail where the student's did not
        both = ((part(other(*deepcopy(case))), part(answer)) for case, answer in zip(cases, answers))
        return all(equal(*pair, digits) for pair in both)
    return False


def _two_mistakes(
    function: Callable, cases: Sequence[tuple], mistakes: Sequence[Mistake], look: Callable, tables: Sequence[dict]
) -> str:
    """Which two mistakes together give the student's answers in every case: of the catalogue, or one and a factor, say.

    Empty if there are none, or several. ``tables`` has the sizes of each case by name.
    """
    answers, until, found = [function(*deepcopy(case)) for case in cases], process_time() + 0.3, set()
    gives = partial(_gives, cases, 1e-5 if in_single(answers) else 1e-9)
    for pair in takewhile(lambda _: process_time() < until, in_pairs(mistakes)):
        found |= {pair.message} if gives(seen_by(look, pair.function), answers) else set()
    several = len(answers[0]) if not found and all(isinstance(answer, (tuple, list)) for answer in answers) else 0
    for one, order in product(mistakes, [*permutations(range(several))][1:] if several < 4 else ()):
        if gives(seen_by(look, one.function), [[answer[k] for k in order] for answer in answers]):
            found.add(both(one.message, "The values are returned in another order."))
    for one in mistakes if not found else ():
        with suppress(Exception), np.errstate(all="ignore"):
            mistaken = [seen_by(look, one.function)(*deepcopy(case)) for case in cases]
            _, words, *_ = reason(_evidence(answers, mistaken, tables))
            found.add(both(one.message, f"The answer: {words}"))
    return f"\n{found.pop()}" if len(found) == 1 else ""


@contextmanager
def named_where_sizes_agree(function: Callable, cases: Iterable[tuple], mistakes: Sequence[Mistake]):
    """Around a check: an answer that stops with an error there is tried on cases where it may run.

    Where all sizes are equal, a product of the wrong arrays or a transposition that was forgotten gives
    numbers, and numbers have a name in the catalogue. If they have none, the error goes its way.
    """
    try:
        yield
    except Exception as error:
        cause, message = error.__cause__ or error, ""
        with suppress(Exception):  # it may stop there, too
            message = "" if isinstance(error, NotYet) else known(function, cases, mistakes)
        if not message:
            raise
        stopped = f"It stops with an error, {type(cause).__name__}: {cause}\nWith arrays whose sizes are equal it runs."
        raise NotYet(f"{stopped} There it shows:\n{message}", "catalogue") from cause


@contextmanager
def _and_else(*more: Callable[[], str]) -> Iterator[None]:
    """Around a verdict: if it names no cause, nor any one change does, the first of these that finds something is said, too."""
    try:
        yield
    except NotYet as found:
        if found.what in ("difference", "structure"):
            found.also = lambda: next(filter(None, (say() for say in more)), "")
        raise


def _where_it_is_right(function: Callable, expected: Callable, wrong: Sequence[tuple]) -> str:
    """Which one size that is 1, or equal to another, makes an answer right; empty if none does.

    ``wrong`` holds the cases in which it is wrong, each with its sizes by name.
    """
    told, until = defaultdict(list), process_time() + 0.3
    # As in the search for one change: nothing that is right by an accident of infinities, or that LAPACK complains of.
    with np.errstate(all="ignore", divide="raise", invalid="raise"):
        for axes, said in chain.from_iterable(_right_when_cut(function, expected, *case) for case in wrong):
            if process_time() > until:  # a slow one is not called so often that it seems not to end
                return ""
            told[axes].append(said)
    told = sorted((said for said in told.values() if all(said)), key=len)
    return f"\n{told[-1][0]} it is right." if told and (len(told) == 1 or len(told[-1]) > len(told[-2])) else ""


def _right_when_cut(function, expected, case, sizes) -> Iterator[tuple[tuple, str]]:
    """The axes of arguments which can be cut to the length 1 or to that of others; how to say that, if it is right then."""
    axes, names = defaultdict(list), list(inspect.signature(function).parameters)
    for k, x in enumerate(case):
        for axis, n in enumerate(x.shape if isinstance(x, np.ndarray) else ()):
            axes[n].append((k, axis))
    called_so = {n: [name for name, size in sizes.items() if size == n] for n in axes}
    for n, m in ((n, m) for n, m in product(axes, {1, *axes}) if m < n):
        cuts = [list(deepcopy(case)) for _ in range(min(n - m + 1, 8))]
        for start, cut in enumerate(cuts):
            for k, axis in axes[n]:
                cut[k] = cut[k].take(range(start, start + m), axis)
        said = f"With {listed([f'`{names[k]}` of shape {cuts[0][k].shape}' for k in dict(axes[n])])}"
        if len(called_so[n]) == 1 and (m == 1 or len(called_so[m]) == 1):
            said = f"Where {called_so[n][0]} = {1 if m == 1 else called_so[m][0]}"
        with suppress(Exception):  # of these sizes there may be no such answer
            wanted = [expected(*deepcopy(cut)) for cut in cuts]
            if all(np.ptp(want) or np.size(want) == 1 and want for want in wanted):
                right = all(equal(function(*cut), want) for cut, want in zip(cuts, wanted))
                yield (tuple(axes[n]), m == 1 or tuple(axes[m])), said * right


# -- the parts of an answer, each with what it is called -------------------------------------------


def _parts(answer: object, want: object, names: str, path: tuple = ()) -> Iterator[tuple]:
    """The parts that are compared by themselves: their path, the answer, the right one; containers first."""
    yield path, answer, want
    if isinstance(want, Mapping):
        for key in want:
            yield from _parts(answer[key], want[key], names, (*path, key))
    elif isinstance(want, (tuple, list)) and not _is_numbers(want):
        for k, (a, w) in enumerate(zip(answer, want)):
            yield from _parts(a, w, names, (*path, k))


def _is_numbers(x: object) -> bool:
    """Whether a list holds plain numbers, and so is looked at as one array."""
    return isinstance(x, list) and all(np.isscalar(part) and not isinstance(part, str) for part in x)


def _is_numeric(x: object) -> bool:
    return isinstance(x, (np.ndarray, np.generic, bool, int, float)) or _is_numbers(x)


def _subject(path: tuple, want: object, names: str) -> str:
    """The beginning of a sentence about a part."""
    if names and path:
        return f"`{names[path[0]]}{''.join(f'[{key}]' for key in path[1:])}` "
    words = [f"value {key + 1}" if isinstance(key, int) else f"`{key}`" for key in reversed(path)]
    said = " of ".join(words)
    return f"{said[0].upper()}{said[1:]} " if words else ""


def _check_parts(function, cases, answers, wanted, calls, layout, tables, names) -> None:
    """Raise ``NotYet`` at the first part whose kind, length or shape is wrong, or that is not finite."""
    found = []
    for case, answer, want, call, sizes in zip(cases, answers, wanted, calls, tables):
        found.append(_first_misfit(answer, want, call, layout, sizes, names, lambda case=case: function(*case)))
    first = next((f for f in found if f), None)
    if first:
        # An answer that is right where no rearrangement shows denies none.
        others = [f for f, a, w in zip(found, answers, wanted) if f or "missing" in first.what or not equal(a, w)]
        first = agreed([first, *others])
        raise NotYet(first.message, "structure" if first.what == "missing" else first.what)


def _first_misfit(answer, want, call, layout, sizes, names, again) -> Finding | None:
    """The first part whose kind, length or shape is wrong, or that is not finite."""
    parents = {}
    for path, a, w in _parts(answer, want, names):
        parents[path] = (a, w)
        subject = call + _subject(path, want, names)
        finding = misfit(a, w, subject, "is" if path else "returns", layout, sizes=sizes)
        if finding:
            rest, claim = _unfilled(*parents[path[:-1]]) if a is None and path else ("", finding.claim)
            if names and w is None:
                rest = " There is no layer 0."
                others = [
                    f"`{name}`"
                    for name, part in zip(names, answer)
                    if isinstance(part, list) and part and part[0] is None
                ]
                rest += f" What is returned as {listed(others)} begins with None." if others else ""
            elif names and not path:
                rest = f" They are the lists {listed(list(names))}, as in `return {', '.join(names)}`."
            message = finding.message.removesuffix(finding.claim) + rest + claim
            return Finding(str(path), finding.what, message, claim, finding.also)
        if _is_numeric(w) and np.isfinite(np.array(w, float)).all() and not np.isfinite(np.array(a, float)).all():
            holds = f"{subject}{'holds' if path else 'returns'} values that are not finite (inf or nan); all should be."
            return Finding(str(path), "not a number", holds + alarm(again))
    return None


def _unfilled(answer: Sequence, want: Sequence) -> tuple[str, str]:
    """What is common to the entries of a list that are None and should not be, and a claim about all others."""
    empty = [f"[{k}]" for k, (a, w) in enumerate(zip(answer, want)) if a is None and w is not None]
    filled = [k for k, a in enumerate(answer) if a is not None]
    if not filled:
        return " Nothing is stored in it at all.", ""
    facts = " Only the last is missing." if empty == [f"[{len(want) - 1}]"] else ""
    if empty[1:]:
        facts = f" So {'are' if empty[2:] else 'is'} {', '.join(empty[1:])}."
    return facts, " All others are right." if all(equal(answer[k], want[k]) for k in filled) else ""


def _different(function, cases, answers, wanted, calls, tables, names, parts) -> NotYet:
    """What to say of answers of the right structure: a reason that holds in every case, or where they differ."""
    first = [equal(answer, want) for answer, want in zip(answers, wanted)].index(False)
    both = [{path: (a, w) for path, a, w in _parts(*pair, names)} for pair in zip(answers, wanted)]
    apart = [path for path, pair in both[first].items() if not equal(*pair)]
    ends = [path for path in apart if not any(len(p) > len(path) and p[: len(path)] == path for p in apart)]
    path = min(ends, key=lambda path: path[::-1]) if names else ends[0]  # by the order of the layers
    answer, want = both[first][path]
    found, facts = None, ""
    if _is_numeric(want):
        seen = [(*pairs[path], sizes) for pairs, sizes in zip(both, tables) if pairs.get(path, [None])[0] is not None]
        with np.errstate(all="ignore"):
            found = reason(_evidence(*zip(*seen)))
            here = next(k for k, (a, w, _) in enumerate(seen) if not equal(a, w))  # the case that is shown
            shown = _evidence(*zip(seen[here]))
            facts = lines_and_digits(shown) or in_another_order(shown)
    facts = "" if found else _unchanged(function, cases[first], path[1:] if names else path, answer) or facts
    subject = _subject(path, want, names).strip() or "The answer"
    end = " is the first that is not right" if path else ""
    said = f"{subject}{end}: {found[1]}" if found else f"{subject}{end}." if path else ""
    holds = " ".join(part for part, of in parts.items() if all(map(equal, map(of, answers), map(of, wanted))))
    lines = [line.rstrip() for line in (calls[first] + said, difference(answer, want), facts, holds) if line]
    return NotYet("\n".join(lines), found[0] if found else "difference")


def _evidence(answers: Sequence, wanted: Sequence, tables: Sequence[dict]) -> Evidence:
    """Numbers and what they should be, case by case, with the sizes of each case by name."""
    right = [np.asarray(want, dtype=float) for want in wanted]
    given = [g if g.dtype.kind in "iu" else g.astype(float) for g in map(np.asarray, answers)]
    return Evidence("", given, right, [1e-9 * np.abs(r) + 1e-12 for r in right], list(tables))


def _unchanged(function: Callable, case: tuple, path: tuple, answer: object) -> str:
    """A remark if the answer, or its part, is an argument as it was given."""
    for name, argument in zip(inspect.signature(function).parameters, case):
        part = argument
        for key in path:
            part = part[key] if isinstance(part, (list, tuple)) and isinstance(key, int) and key < len(part) else None
        if isinstance(part, np.ndarray) and part.size > 1 and equal(answer, part):
            return f"That is `{name}{''.join(f'[{key}]' for key in path)}` as it was given, unchanged."
    return ""


def check_structure(answer: object, want: object, call: str, layout: str = "") -> None:
    """Raise ``NotYet`` if an answer is None, of the wrong type or shape, or not finite where ``want`` is."""
    found = _first_misfit(answer, want, f"{call}\n", layout, {}, "", lambda: answer)
    if found:
        raise NotYet(found.message, "structure" if found.what == "missing" else found.what)


def check_quiet(function: Callable, arguments: tuple, message: str) -> None:
    """Raise ``NotYet`` with a message if NumPy has to warn on the way, or ``math`` stops: an overflow, the logarithm of 0."""
    try:
        with np.errstate(over="raise", invalid="raise", divide="raise"):
            function(*arguments)
    except Exception as error:
        if isinstance(error.__cause__ or error, (ArithmeticError, ValueError)):
            raise NotYet(f"{called(function, arguments)}\n{message}", "extreme") from None
        raise


def check_first_line(function: Callable, right: Callable, *calls: tuple[tuple, dict]) -> None:
    """Raise ``NotYet`` unless a function, which is right, can be called as the notebook does: by names, and with defaults.

    ``right`` has the first line as it was. A call is the arguments in their order, and those by name.
    """
    own = inspect.unwrap(function)
    for arguments, named in calls:
        with suppress(Exception):
            if _near(own(*deepcopy(arguments), **named), right(*deepcopy(arguments), **named)):
                continue
        raise NotYet(
            "All is right but the first line. The notebook calls some arguments by their names, or leaves them out. Put "
            f"that line back as it was:\n    def {function.__name__}{inspect.signature(right)}:"
        )


def difference(answer: object, want: object) -> str:
    """Where two answers of the same structure differ first, in words."""
    if want is None or isinstance(want, (str, Mapping)):
        return f"returns  {value(answer)}\nexpected {value(want)}"
    got, right = np.asarray(answer, dtype=float), np.asarray(want, dtype=float)
    if got.size <= 12:
        mine, theirs = told_apart(answer, want)
        return f"returns  {mine}\nexpected {theirs}"
    wrong = ~np.isclose(got, right, rtol=1e-9, atol=1e-12)
    where = tuple(int(i) for i in np.argwhere(wrong)[0])
    mine, theirs = told_apart(got[where], right[where])
    differ = f"{wrong.sum()} of {got.size} entries differ{'s' if wrong.sum() == 1 else ''}"
    return f"{differ}. The first is entry [{', '.join(map(str, where))}]: it is {mine}, expected {theirs}."


# --- Gradients ------------------------------------------------------------------------------------


def compare_gradient(
    function: Callable,
    cases: Iterable[tuple],
    cost: Callable,
    mistakes: Sequence[Mistake] = (),
    sizes: Callable[..., dict] | None = None,
    arguments: Callable[..., tuple] = lambda *case: case,
    bias_column: bool = True,
    parts: Mapping[str, Callable] | None = None,
    look: Callable = lambda answer, *case: answer,
) -> None:
    """Put a student's gradient to the gradient check on every case; ``NotYet`` names the difference.

    The cases, the catalogue and the sizes are as for ``compare``. ``cost`` takes a case and is differentiated by its
    first argument: only its values are used, never a formula. ``arguments(*case)`` gives what the gradient is called
    with, if that is not the case itself; ``bias_column`` is as for ``check_gradient``, ``parts`` as for ``known``, and
    ``look`` as for ``compare``.
    """
    cases, function = deepcopy(list(cases)), seen_by(look, function)
    # Before shapes are looked at: some mistakes have shapes of their own.
    inputs = [arguments(*case) for case in cases]
    message = known(function, inputs, mistakes, parts, look)
    if message:
        raise NotYet(message, "catalogue")
    tables = [sizes(*case) if sizes else {} for case in cases]
    for number, ((at, *rest), table) in enumerate(zip(cases, tables)):

        def bound(f, rest=rest, arguments=arguments):
            return lambda weights: f(*arguments(weights, *deepcopy(rest)))

        height = bound(cost, arguments=lambda *case: case)
        if costs.get() is not None:
            height.known = costs.get().setdefault((cost.__code__, number, len(cases)), {})
        report = check_gradient(height, bound(function), at, table, bias_column=bias_column)
        if report.error is not None:
            raise report.error
        if not report.passed:
            first = report.findings[0].what if report.findings else "difference"
            given = arguments(at, *rest)  # all weights in a line are more than anybody reads
            call = _signature(function) if any(isinstance(x, list) for x in given) else called(function, given)
            with _and_else(lambda: _two_mistakes(function, inputs, mistakes, look, tables)):
                raise NotYet(f"{call}\n{report}", {"located": "difference", "missing": "structure"}.get(first, first))
        if report.digits < 6:
            notes.append(
                "Right to the 4 digits that can be compared: it is less exact than float64 allows, as in float32."
            )


def _signature(function: Callable) -> str:
    return f"`{function.__name__}({', '.join(inspect.signature(function).parameters)})`"


def called(function: Callable, arguments: tuple) -> str:
    """A call as the student would write it: ``predict(w=[1, -1], X=array of shape (1, 5))``."""
    names = inspect.signature(function).parameters
    inside = ", ".join(f"{name}={value(v)}" for name, v in zip(names, arguments))
    return f"`{function.__name__}({inside})`"
