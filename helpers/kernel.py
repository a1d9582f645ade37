"""Cells that stop before any check could start: below Python's message, what may be missing.

Kernels that `make lab` starts load this as an extension (``settings/kernels``), before any cell has
run: so the first cell after a restart has an answer, too. Everywhere else ``helpers/exercises.py``
registers it as it is imported. It imports nothing until it is needed.
"""

import re


def load_ipython_extension(shell) -> None:
    """Have the shell call ``after_cell`` after each cell, once."""
    if after_cell not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", after_cell)


def after_cell(result) -> None:
    """Give a cell of an exercise that stopped a verdict, and any other one that lacks a name a note."""
    error = result.error_before_exec or result.error_in_exec
    exercise = _exercise(result.info.raw_cell or "") if error is not None else None
    if error is None or exercise is None and type(error) is not NameError:
        return
    from IPython.display import display

    from helpers.exercises import DOES_NOT_RUN, NOTE, Verdict
    from helpers.explain import explain_syntax

    said = f"{type(error).__name__}: {getattr(error, 'msg', None) or error}"
    if exercise is None:
        display(Verdict(NOTE, "a name is missing", f"{said}.\n{_missing(error.name)}"))
        return
    if isinstance(error, SyntaxError):
        advice = explain_syntax(error, result.info.raw_cell)
        place = f"Python cannot read line {error.lineno}:\n    {(error.text or '').strip()}"
        message = f"{place}\n    {said}\n{advice}".rstrip()
    else:
        message = f"{said}\n{_where(error, exercise, result.info.raw_cell)}"
        message += f"\n{_missing(error.name)}" if type(error) is NameError else ""
    display(Verdict(DOES_NOT_RUN, exercise, message))


def _exercise(source: str) -> str | None:
    """The name of the exercise that a cell holds; None if it holds none."""
    found = re.search(r"^@exercise\b(?:.*?\bchecks\.(\w+))?", source, re.MULTILINE)
    return found and (found[1] or "this cell")


def _where(error: BaseException, exercise: str, source: str) -> str:
    """The cell's own line that stopped, outside of the function."""
    import traceback

    own = ("<module>", "<cell")  # as IPython has called a cell at times
    steps = traceback.walk_tb(error.__traceback__)  # the cell comes first; a module that it imports may come, too
    lines = source.split("\n")
    number = next((number for frame, number in steps if frame.f_code.co_name.startswith(own)), 1)
    below = any(line.startswith(f"def {exercise}(") for line in lines[: number - 1])
    when = "below the function" if below else "before the check could start"
    return f"The cell stopped in line {number}, {when}:\n    {lines[number - 1].strip()}"


def _missing(name) -> str:
    """Why a name may not be there, and what to do."""
    slip = f", or `{name}` is a slip of the pen" if name else ""
    return (
        f"{'Either a' if slip else 'A'} cell above has not been run since the kernel started{slip}. "
        "Menu Run, Run All Above Selected Cell; then run this cell again."
    )
