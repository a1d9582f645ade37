"""Cells that stop before any check could start: below Python's message, the likely cause.

IPython loads this as an extension when a kernel starts (``settings/etc/ipython``), before any cell
has run: so the first cell after a restart has an answer, too. It imports nothing until it is needed.
"""

import re


def load_ipython_extension(shell) -> None:
    """Have the shell call ``after_cell`` after each cell."""
    shell.events.register("post_run_cell", after_cell)


def after_cell(result) -> None:
    """Give a cell of an exercise that stopped a verdict, and any other one that lacks a name a note."""
    error = result.error_before_exec or result.error_in_exec
    source = result.info.raw_cell or ""
    if error is None or "@exercise" not in source and type(error) is not NameError:
        return
    from IPython.display import display

    from helpers.exercises import DOES_NOT_RUN, NOTE, Verdict

    said = f"{type(error).__name__}: {getattr(error, 'msg', None) or error}"
    if "@exercise" not in source:
        display(Verdict(NOTE, "a name is missing", f"{said}.\n{_missing(error.name)}"))
        return
    named = re.search(r"@exercise\(checks\.(\w+)\)", source)
    if isinstance(error, SyntaxError):
        message = (
            f"Python cannot read line {error.lineno}:\n    {(error.text or '').strip()}\n    {said}\n"
            "Likely cause: a bracket or quotation mark left open, a colon missing after `def`, "
            "`if`, `for` or `while`, or an indentation that changes, here or one line above."
        )
    else:
        message = f"{said}\nThe cell stopped before the check could start. {_missing('')}"
    display(Verdict(DOES_NOT_RUN, named.group(1) if named else "this cell", message))


def _missing(name) -> str:
    """Why a name may not be there, and what to do."""
    slip = f", or a slip of the pen in `{name}`" if name else ""
    return (
        f"Likely cause: a cell above has not been run since the kernel started{slip}. "
        "Menu Run, Run All Above Selected Cell; then run this cell again."
    )
