"""Exercises that check themselves.

An exercise is two cells. Running the first *is* the check::

    @exercise(checks.predict)
    def predict(w, X):
        return ...

and the second, folded, holds the course's answer and decides what the notebook runs on::

    @solution
    def predict(w, X):
        ...

``@exercise`` shows one of four verdicts (not attempted, does not run, not yet, correct) and gives
the student's function back; one that still holds its dots says so when it is called. ``@solution`` gives back the student's function if its last
verdict was *correct*, and the course's otherwise. ``hint("predict")`` gives the next hint.

A check is a function decorated with ``@check("first hint", "second hint")``. It receives the
student's function, calls it as often as it likes, raises ``NotYet`` with what the student should
read, or returns in words what it found right. It runs in a thread of its own, so that an endless
loop can be stopped on every operating system, and on copies of its arguments.
"""

import html
import inspect
import re
import sys
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import wraps

from IPython.display import display

from helpers import running
from helpers.checking.compare import NotYet
from helpers.checking.mistakes import Mistake
from helpers.explain import explain_error, explain_loop, line_with_dots
from helpers.running import Broken, Printed, Run, guarded
from helpers.words import as_code, value

NOT_ATTEMPTED, DOES_NOT_RUN, NOT_YET, CORRECT = (
    "not attempted",
    "does not run",
    "not yet",
    "correct",
)
NOTE = "note"

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
    """What an exercise must satisfy; made by the decorator ``check``.

    Attributes
    ----------
    name : str
        The name that the student's function must have.
    judge : callable
        ``judge(function)`` returns in words what it found right, or raises ``NotYet``.
    hints : tuple of str
        From the gentlest to the strongest.
    mistakes : tuple of Mistake
        The catalogue of the exercise.
    """

    name: str
    judge: Callable[[Callable], str]
    hints: tuple[str, ...]
    mistakes: tuple[Mistake, ...] = ()


def check(*hints: str, mistakes: tuple[Mistake, ...] = ()) -> Callable[[Callable], Check]:
    """Make a check of a function ``judge(function) -> str``, named as the exercise is."""
    return lambda judge: Check(judge.__name__, judge, hints, mistakes)


@dataclass(frozen=True)
class Verdict:
    """What a student reads: plain text for the tests, a box in JupyterLab.

    In ``message``, `backticks` mark code, and a line indented by four spaces is a line of code.
    """

    kind: str
    name: str
    message: str

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


_attempts: dict[str, _Attempt] = {}


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
        verdict = _judge(check, function)
        given = _attempts[check.name].hints_given if check.name in _attempts else 0
        if verdict.kind == NOT_ATTEMPTED:
            function = _unwritten(function)
        _attempts[check.name] = _Attempt(check, function, verdict.kind, given)
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
    """Give back the student's function if it is correct, else the decorated one; say which.

    The decorated function, the course's own, is put to the same check as the student's.
    """
    name = function.__name__
    attempt = _attempts.get(name)
    if attempt is None:
        message = (
            f"From here on the notebook runs on the course's `{name}`. The exercise above it has not been run yet."
        )
    elif attempt.verdict == CORRECT:
        message = f"From here on the notebook runs on your own `{name}`."
        function = attempt.function
    else:
        own = _judge(attempt.check, function)
        if own.kind != CORRECT:
            display(
                Verdict(
                    own.kind,
                    f"the course's {name}",
                    f"{own.message}\nThe course's own answer fails here. Likely cause: a function "
                    "or a name that it uses was changed. Run all cells above, then this one again.",
                )
            )
            return function
        message = f"From here on the notebook runs on the course's `{name}`; yours is "
        message += "still to come." if attempt.verdict == NOT_ATTEMPTED else "not right yet."
    display(Verdict(NOTE, name, message))
    return function


def whose(*names: str) -> None:
    """Say which of these functions are the student's own, and which the course's."""
    own = [name for name in names if name in _attempts and _attempts[name].verdict == CORRECT]
    others = [name for name in names if name not in own]

    if not others:
        kind, message = CORRECT, f"All of it is your own: {as_code(own)}."
    else:
        kind = NOTE
        message = f"The course's: {as_code(others)}. " + (
            f"Your own: {as_code(own)}." if own else "Nothing is your own yet."
        )
        message += "\nWhen all these exercises are correct, run the notebook from the top once more, and this changes."
    display(Verdict(kind, "whose network is this?", message))


def hint(name: str) -> None:
    """Show the next hint for an exercise; each call gives a stronger one."""
    attempt = _attempts.get(name)
    if attempt is None:
        known = ", ".join(f'hint("{other}")' for other in _attempts) or "none so far"
        message = f"No exercise of this name has been run. Run its cell first. Ready: {known}."
    else:
        hints = attempt.check.hints
        number = min(attempt.hints_given + 1, len(hints))
        attempt.hints_given = number
        message = f"Hint {number} of {len(hints)}: {hints[number - 1]}"
        if number == len(hints):
            message += "\nThis is the last one. The solution is folded away in the cell below."
    display(Verdict(NOTE, f'hint("{name}")', message))


# ---------------------------------------------------------------------------------------------
# From a function to a verdict


def _judge(check: Check, function: Callable) -> Verdict:
    """The verdict on a function: never raises, never hangs, never changes an argument."""

    def verdict(kind: str, message: str) -> Verdict:
        return Verdict(kind, check.name, message)

    if not inspect.isfunction(function):
        return verdict(
            DOES_NOT_RUN,
            f"Below `@exercise` stands {value(function)}; expected: a function. Likely cause: the "
            "line with `def` was changed. Put it back as it was.",
        )
    name = function.__name__
    if name != check.name:
        return verdict(
            DOES_NOT_RUN,
            f"The function is called `{name}`; the notebook will look for `{check.name}`. "
            "Likely cause: it was renamed. Give it its name back.",
        )
    dots = line_with_dots(function)
    if dots:
        return verdict(
            NOT_ATTEMPTED,
            f'{dots}\nPut your own code in place of the dots and run the cell again. For help: `hint("{name}")`.',
        )
    # As `def` will do in a moment: a function that calls itself must not find an older one.
    function.__globals__[name] = function
    printed = Printed()
    run = Run(lambda: check.judge(guarded(function)))
    # Both of these change the whole process; this thread only waits in the meantime.
    with redirect_stdout(printed), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        run.start()
        if run.ended_in_time():
            kind, message = _words(run, function)
        else:
            frame = sys._current_frames().get(run.ident)
            kind, message = DOES_NOT_RUN, explain_loop(frame, function, running.TIME_LIMIT)
            run.stop()
    if not run.ended.is_set():
        message += (
            "\nIt could not be stopped either. Restart the kernel (menu Kernel, Restart Kernel) before you go on."
        )
    if kind != CORRECT:
        if kind == NOT_YET and warned:
            message += f"\nOn the way Python warned: {warned[0].message}."
        message += _wrong_helpers(function)
    return verdict(kind, message + printed.as_note(name))


def _wrong_helpers(function: Callable) -> str:
    """A note if the function uses the student's answer to another exercise that is not right."""
    wrong = [
        used
        for used in function.__code__.co_names
        if used in _attempts
        and _attempts[used].verdict != CORRECT
        and function.__globals__.get(used) is _attempts[used].function
    ]
    if not wrong:
        return ""
    names = " and ".join(f"`{used}`" for used in wrong)
    return (
        f"\nIt uses {names}, which is not right yet. That may be all: mend it first, or run the "
        "folded solution below it."
    )


def _words(run: "Run", function: Callable) -> tuple[str, str]:
    """The kind of verdict and its message, once the check has ended."""
    if run.error is None:
        return CORRECT, f"Checked: {run.result}"
    if isinstance(run.error, NotYet):
        return NOT_YET, str(run.error)
    if isinstance(run.error, Broken):
        return DOES_NOT_RUN, explain_error(run.error.__cause__, function, _attempts)
    if isinstance(run.error, KeyboardInterrupt):
        return DOES_NOT_RUN, "Stopped by you before it had ended."
    return NOT_YET, (
        "What the function gives could not be examined "
        f"({type(run.error).__name__}: {run.error}). Likely cause: it is not the kind of value "
        "that the docstring asks for. Print it, and compare it with the docstring."
    )
