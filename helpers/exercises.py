"""Exercises that check themselves.

An exercise is two cells. Running the first *is* the check::

    @exercise(checks.predict)
    def predict(w, X):
        return ...

and the second, folded, holds the course's answer and decides what the notebook runs on::

    @solution
    def predict(w, X):
        ...

A check is a function decorated with ``@check("first hint", "second hint")``. It receives the
student's function, calls it as often as it likes, raises ``NotYet`` with what the student should
read, or returns in words what it found right. It runs on copies of its arguments and for a limited
time: ``helpers/running.py``.
"""

import dis
import html
import importlib
import inspect
import io
import linecache
import re
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from functools import wraps

from IPython import get_ipython
from IPython.display import display

from helpers import kernel, running
from helpers.checking.compare import NotYet, notes
from helpers.checking.repair import Repair, repair, small_arrays
from helpers.checking.structure import memory
from helpers.explain import DATA, explain_error, explain_loop, line_with_dots
from helpers.running import Broken, Printed, Run, all_code, guarded
from helpers.words import as_code, listed, value

NOT_ATTEMPTED, DOES_NOT_RUN, NOT_YET, CORRECT, NOTE = "not attempted", "does not run", "not yet", "correct", "note"
TOO_SLOW = 20  # times as long as the course's own

# A sign beside the colour, so that nothing depends on seeing the colour. White on each colour
# has a contrast above 4.5, and the words keep the colour of the theme's text.
_SIGNS = {
    NOT_ATTEMPTED: ("○", "#5f6368"),
    DOES_NOT_RUN: ("!", "#a8321f"),
    NOT_YET: ("≠", "#8a5300"),
    CORRECT: ("✓", "#00694b"),
    NOTE: ("i", "#00588f"),
}


@dataclass(frozen=True)
class Check:
    """What an exercise must satisfy; made by the decorator ``check``."""

    name: str  # that the student's function must have
    judge: Callable[[Callable], str]  # returns in words what it found right, or raises ``NotYet``
    hints: tuple[str, ...]  # from the gentlest to the strongest
    pace: Callable[[Callable], float] | None = None  # how many times as long as the course's a right answer takes


def check(*hints: str, pace: Callable | None = None) -> Callable[[Callable], Check]:
    """Make a check of a function ``judge(function) -> str``, named as the exercise is."""
    return lambda judge: Check(judge.__name__, judge, hints, pace)


@dataclass(frozen=True)
class Verdict:
    """What a student reads: plain text for the tests, a box in JupyterLab.

    In ``message``, `backticks` mark code, and a line indented by four spaces is a line of code.
    """

    kind: str
    name: str
    message: str
    repair: Repair | None = None
    slow: bool = False

    def __repr__(self) -> str:
        return f"[{_SIGNS[self.kind][0]} {self.kind}] {self.name}\n{self.message}"

    def _repr_html_(self) -> str:
        sign, colour = _SIGNS[self.kind]
        title = self.name if self.kind == NOTE else f"{self.kind.capitalize()}: {self.name}"
        return (
            f'<div role="status" style="border-left: 6px solid {colour}; padding: 8px 14px; '
            f'margin: 4px 0; border-radius: 4px; background: {colour}1f; line-height: 1.5">'
            f'<span aria-hidden="true" style="display: inline-block; width: 1.5em; '
            f"line-height: 1.5em; text-align: center; border-radius: 50%; color: white; "
            f'background: {colour}; font-weight: bold">{sign}</span> '
            f"<strong>{html.escape(title)}</strong>{_html_lines(self.message)}</div>"
        )


def _html_lines(message: str) -> str:
    """The message as HTML: a paragraph a line, `code` in backticks, indented lines as they are."""
    lines = []
    for line in message.split("\n"):
        text = html.escape(line.strip() if not line.startswith("    ") else line[4:])
        if line.startswith("    "):
            lines.append(f'<pre style="margin: 2px 0 2px 2em; background: none">{text}</pre>')
        else:
            text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
            lines.append(f'<div style="margin-top: 3px">{text}</div>')
    return "".join(lines)


@dataclass
class _Attempt:
    """The last state of one exercise in this kernel."""

    check: Check
    function: Callable
    verdict: str
    hints_given: int = 0
    repair: Repair | None = None  # what the next hint tells more of
    slow: bool = False  # right, and too slow for what follows


class Attempts(dict):
    """The last attempt at each exercise of this kernel, by its name."""

    def own(self, name: str) -> bool:
        """Whether the notebook runs on the student's own answer."""
        return name in self and self[name].verdict == CORRECT and not self[name].slow


attempts = _attempts = Attempts()  # the second name is what scripts outside know


def exercise(check: Check) -> Callable[[Callable], Callable]:
    """Check the decorated function, show the verdict, and give the function back.

    A function that still holds its dots comes back as one that says so when it is called. That is
    met where there is no solution below, as in the notebooks that `make handout` makes.
    """
    if not isinstance(check, Check):
        raise TypeError(
            f"@exercise got {value(check)}; expected a check, as in `@exercise(checks.predict)`. "
            "Likely cause: the line above the function was changed. Put it back as it was."
        )

    def decorate(function: Callable) -> Callable:
        verdict = judge_answer(check, function)
        given = attempts[check.name].hints_given if check.name in attempts else 0
        if verdict.kind == NOT_ATTEMPTED:
            function = _unwritten(function)
        attempts[check.name] = _Attempt(check, function, verdict.kind, given, verdict.repair, verdict.slow)
        display(verdict)
        return function

    return decorate


def _unwritten(function: Callable) -> Callable:
    """What stands for a function until it is written."""

    @wraps(function)
    def say_so(*arguments, **options):
        raise NotImplementedError(
            f"`{function.__name__}` is not written yet. Put your own code in place of the dots in its "
            "cell, run that cell, then run this one again."
        )

    return say_so


def solution(function: Callable) -> Callable:
    """Give back the student's function if it is correct and not far too slow, else the decorated one; say which.

    The decorated function, the course's own, is put to the same check as the student's.
    """
    name = function.__name__
    attempt = attempts.get(name)
    if attempt is None:
        message = f"From here on the notebook runs on the course's `{name}`. Its exercise has not been run yet."
    elif attempts.own(name):
        message = f"From here on the notebook runs on your own `{name}`."
        function = attempt.function
    else:
        own = judge_answer(attempt.check, function)
        if own.kind != CORRECT:
            why = "The course's own answer fails here. Likely cause: a function or a name that it uses was changed."
            message = f"{own.message}\n{why} Run all cells above, then this one again."
            display(Verdict(own.kind, f"the course's {name}", message))
            return function
        state = {NOT_ATTEMPTED: "still to come", CORRECT: "right, and too slow for what follows"}
        yours = state.get(attempt.verdict, "not right yet")
        message = f"From here on the notebook runs on the course's `{name}`; yours is {yours}."
    display(Verdict(NOTE, name, message))
    return function


def _has_solution(function: Callable) -> bool:
    """Whether the function's notebook has solutions; a handout does not import the decorator."""
    return "solution" in inspect.unwrap(function).__globals__


def whose(*names: str) -> None:
    """Say which of these functions are the student's own, and which the course's."""
    own = [name for name in names if attempts.own(name)]
    others = [name for name in names if name not in own]
    message = f"All of it is your own: {as_code(own)}."
    if others:
        yours = f"Your own: {as_code(own)}." if own else "Nothing is your own yet."
        later = "When all these exercises are correct, run the notebook from the top once more, and this changes."
        message = f"The course's: {as_code(others)}. {yours}\n{later}"
    display(Verdict(NOTE if others else CORRECT, "whose network is this?", message))


def hint(name: str) -> None:
    """Show the next hint for an exercise; each call gives a stronger one."""
    attempt = attempts.get(name)
    if attempt is None:
        known = ", ".join(f'hint("{other}")' for other in attempts) or "none so far"
        message = f"No exercise of this name has been run. Run its cell first. Ready: {known}."
    elif attempt.repair:
        message = attempt.repair.hint
        attempt.repair = None
    else:
        hints = attempt.check.hints
        number = min(attempt.hints_given + 1, len(hints))
        attempt.hints_given = number
        message = f"Hint {number} of {len(hints)}: {hints[number - 1]}"
        if number == len(hints):
            message += "\nThis is the last one."
            if _has_solution(attempt.function):
                message += " The solution is folded away in the cell below."
    display(Verdict(NOTE, f'hint("{name}")', message))


# --- From a function to a verdict -----------------------------------------------------------------


def judge_answer(check: Check, function: Callable) -> Verdict:
    """The verdict on a function: never raises, never hangs, never changes an argument."""

    def verdict(kind: str, message: str) -> Verdict:
        return Verdict(kind, check.name, message)

    if not inspect.isfunction(function):
        found = f"Below `@exercise` stands {value(function)}; expected: a function. "
        return verdict(DOES_NOT_RUN, f"{found}Right below it belongs the line with `def {check.name}`.")
    name = function.__name__
    if name != check.name:
        found = f"The function is called `{name}`; the notebook will look for `{check.name}`. "
        below = re.search(rf"(?m)^def {check.name}\b", "".join(linecache.getlines(function.__code__.co_filename)))
        advice = f"Put `@exercise` right above `def {check.name}`, and `{name}` above both." if below else ""
        return verdict(DOES_NOT_RUN, found + (advice or "Give it its name back."))
    if moved := _changed_places(check, function):
        return verdict(NOT_YET, moved)
    dots = line_with_dots(function)
    if dots:
        help_ = f'Put your own code in place of the dots and run the cell again. For help: `hint("{name}")`.'
        return verdict(NOT_ATTEMPTED, f"{dots}\n{help_}")
    # As `def` will do in a moment: a function that calls itself must not find an older one.
    function.__globals__[name] = function
    printed = Printed()
    # All of these change the whole process; this thread only waits in the meantime.
    with redirect_stdout(printed), memory(), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        notes.clear()
        for step in dis.get_instructions(function):  # a first import may take seconds: they are not the student's
            if step.opname == "IMPORT_NAME":
                with suppress(Exception):
                    importlib.import_module(step.argval)
        run = _run(function, lambda: check.judge(guarded(function)))
        kind, message = (DOES_NOT_RUN, run.late) if run.late else _words(run, function)
        factor = _run(function, lambda: check.pace(function)).result if check.pace and kind == CORRECT else 1
        found = None if run.stuck else _one_change(check, function, run.error)
        also = "" if found or run.stuck else _silently(function, getattr(run.error, "also", str))
    if run.stuck:
        message += "\nIt could not be stopped either. Restart the kernel (menu Kernel, Restart Kernel) before going on."
    slow = factor is None or factor >= TOO_SLOW  # None: not within the time limit
    if kind == CORRECT:
        message = "\n".join([message, *dict.fromkeys(notes)])
        if slow:
            times = f"about {factor:.0f} times as long as" if factor else "far longer than"
            message += (
                f"\nIt takes {times} the course's, which computes with whole arrays. With yours, trainings would take "
                "minutes" + (", so the folded solution goes on with the course's." if _has_solution(function) else ".")
            )
    else:
        if kind == NOT_YET and warned and str(warned[0].message) not in message:
            message += f"\nOn the way Python warned: {str(warned[0].message).rstrip('.')}."
        message += _wrong_helpers(function)
        if (what := getattr(run.error, "what", "")) != "catalogue":
            message += _read_by(function, what in _OPEN or isinstance(run.error, Broken))
    message += f"\n{found.message}" if found else also or ""
    return Verdict(kind, name, message + printed.as_note(name), found, slow)


def _changed_places(check: Check, function: Callable) -> str:
    """What is said of arguments that the first line has in another order than the programs of the catalogue."""
    known = vars(inspect.getmodule(check.judge)).get(f"{check.name.upper()}_MISTAKES", ())
    right = known[0].corrected if known else function
    expected, given = ([*inspect.signature(f).parameters] for f in (right, function))
    if given == expected or sorted(given) != sorted(expected):
        return ""
    found = f"In the first line the arguments have changed places: {as_code(given)}; expected: {as_code(expected)}. "
    return found + "The notebook counts on their order. Put that line back as it was."


def _run(function: Callable, work: Callable[[], object]) -> Run:
    """Some work on a student's function, within the time limit."""
    return Run(work, function, lambda frame: explain_loop(frame, function, running.TIME_LIMIT, running.began)).go()


_OPEN = "difference", "structure", "not a number", "zero"  # what a check has found where no cause is named
# What tells what is to be changed: after all else, and after an error, the one place is searched for that mends it.
_TOLD = {
    *("", "catalogue", "extreme", "changes its arguments", "differs when called again", "accumulates", "left behind"),
    *("a list", "objects", "complex", "order", "one list", "parts", "transposed"),
}


def _one_change(check: Check, function: Callable, error: BaseException | None) -> Repair | None:
    """Where one change makes the function right, if no cause is known yet."""
    if error is None or isinstance(error, KeyboardInterrupt) or isinstance(error, NotYet) and error.what in _TOLD:
        return None
    return _silently(function, lambda: repair(function, lambda candidate: check.judge(guarded(candidate))))


def _silently(function: Callable, work: Callable[[], object]) -> object:
    """What some work gives for which a student's function, or one like it, is run again; None if it has no end."""
    with redirect_stdout(io.StringIO()), warnings.catch_warnings(), small_arrays():
        warnings.simplefilter("ignore")
        return _run(function, work).result


def _wrong_helpers(function: Callable) -> str:
    """A note if the function uses the student's answer to another exercise that is not right."""
    used = [(name, attempts[name]) for name in function.__code__.co_names if name in attempts]
    own = [(name, attempt) for name, attempt in used if function.__globals__.get(name) is attempt.function]
    wrong = [f"`{name}`" for name, attempt in own if attempt.verdict != CORRECT]
    run_ours = ", or run the folded solution below it" if _has_solution(function) else ""
    names = " and ".join(wrong)
    return f"\nIt uses {names}, which is not right yet. That may be all: mend it first{run_ours}." if wrong else ""


def _read_by(function: Callable, is_open: bool) -> str:
    """A note if it reads values of the notebook, which stay the same whatever it is called with, or leaves a parameter out."""
    steps = [step for code in all_code(function.__code__) for step in dis.get_instructions(code)]
    names = {step.argval for step in steps if step.opname == "LOAD_GLOBAL"}
    held = {name: function.__globals__.get(name) for name in sorted(names) if len(name) < 2 or not name.isupper()}
    read = [f"`{name}` ({value(x)})" for name, x in held.items() if isinstance(x, DATA)]
    note = f"\nIt reads {listed(read)} from another cell, not from its arguments." if read else ""
    used = str([step.argval for step in steps if "LOAD" in step.opname])
    unused = [f"`{p}`" for p in inspect.signature(function).parameters if is_open and f"'{p}'" not in used]
    return note + (f"\nIt never uses {listed(unused)}." if unused else "")


def _words(run: "Run", function: Callable) -> tuple[str, str]:
    """The kind of verdict and its message, once the check has ended."""
    if run.error is None:
        return CORRECT, f"Checked: {run.result}"
    if isinstance(run.error, NotYet):
        return NOT_YET, str(run.error)
    if isinstance(run.error, Broken):
        return DOES_NOT_RUN, explain_error(run.error.__cause__, function)
    if isinstance(run.error, KeyboardInterrupt):
        return DOES_NOT_RUN, "Stopped by you before it had ended."
    return NOT_YET, (
        "What the function gives could not be examined "
        f"({type(run.error).__name__}: {run.error}). Likely cause: it is not the kind of value "
        "that the docstring asks for. Print it, and compare it with the docstring."
    )


if get_ipython() is not None:
    kernel.load_ipython_extension(get_ipython())
