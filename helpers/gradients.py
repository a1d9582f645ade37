"""The door to the gradient check: ``check_gradient``, ``numerical_gradient``, and ``locate`` a mistake in the code."""

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from functools import partial, wraps
from types import FunctionType

from helpers.checking.compare import NotYet
from helpers.checking.gradients import Report, check_gradient, numerical_gradient
from helpers.checking.repair import SECONDS, Repair, names_in, repair
from helpers.running import all_code

TOGETHER = 6  # seconds for the search in all functions

__all__ = ["Report", "check_gradient", "locate", "numerical_gradient"]


def locate(
    f: Callable, gradient: Callable, at, sizes: Mapping[str, int] | None = None, bias_column: bool | None = None
) -> str:
    """Where one change in the code of a wrong gradient makes it right, in words: it was tried, and passed the check.

    The arguments are those of ``check_gradient``, which is asked first: what is not wrong has its report. Changes are
    tried in ``gradient``, and in the functions of its notebook or module that it calls and the cost ``f`` does not:
    some six seconds, for all of them together.
    Raises ``TypeError`` or ``ValueError`` for ``at`` or ``sizes``, as ``check_gradient`` does.
    """
    report = check_gradient(f, gradient, at, sizes, bias_column)
    if report.verdict != "wrong":
        return str(report)
    if not isinstance(gradient, FunctionType):
        return "Only a function has code to look at: give the one that computes this gradient."
    called = _called(gradient)
    shared = _called(f) if isinstance(f, FunctionType) else []
    functions = [function for function in called if function not in shared]
    height = partial(f)
    height.known = {}

    def place(function: FunctionType) -> Repair | None:
        def judge(candidate: Callable) -> None:
            @wraps(function)
            def on_copies(*arguments, **named):  # what the student's own names stand for stays as it is
                given = inspect.signature(function).bind(*arguments, **named)
                given.apply_defaults()
                return candidate(*deepcopy(given.args))

            with _exchanged(function, on_copies, called):
                asked = candidate if function is gradient else gradient
                if not check_gradient(height, asked, at, sizes, bias_column).passed:
                    raise NotYet("The gradient is wrong.", "difference")

        return repair(function, judge, max(SECONDS, TOGETHER / len(functions)))

    found = {function: one for function in functions if (one := place(function))}
    if not 0 < len(found) < 3:
        return "No one place was found where a change makes it right."
    names = {f: f"`{f.__name__}`".replace("`<lambda>`", "a lambda") for f in found}
    return "\nOr: ".join(one.message + f" It is in {names[f]}." * (f is not gradient) for f, one in found.items())


def _called(function: FunctionType) -> list[FunctionType]:
    """A function, and all those of the same notebook, or module, that it calls."""
    found, todo = [], [function]
    while todo:
        one = todo.pop(0)
        if isinstance(one, FunctionType) and one.__module__ == function.__module__ and one not in found:
            found.append(one)
            names, codes = names_in(one), all_code(one.__code__)
            todo += [names.get(name) for code in codes for name in (*code.co_names, *code.co_freevars)]
    return found


@contextmanager
def _exchanged(old: FunctionType, new: Callable, users: Sequence[FunctionType]) -> Iterator[None]:
    """Within it, ``new`` stands under each name of ``old``: those of its module, and of functions around the users."""
    names = [name for name, x in old.__globals__.items() if x is old]
    around = ((user, *pair) for user in users for pair in zip(user.__code__.co_freevars, user.__closure__ or ()))
    cells = [cell for user, name, cell in around if names_in(user).get(name) is old]

    def put(one):
        old.__globals__.update(dict.fromkeys(names, one))
        for cell in cells:
            cell.cell_contents = one

    put(new)
    try:
        yield
    finally:
        put(old)
