"""What a student's own code says about itself: gaps, errors and endless loops, in their own lines.

An error is shown with the student's line, never with ours, with what the line worked on, and with
its likely cause and what to do.
"""

import ast
import difflib
import inspect
import linecache
import re
import textwrap
import traceback
from collections.abc import Callable, Collection
from types import CodeType, FrameType

import numpy as np

from helpers.words import value

# What NumPy's messages say when arrays do not fit together.
SHAPES = re.compile("shape|dimension|broadcast|align|size")

# What Python and NumPy say when a function, or None, stands where an array should.
NOT_NUMBERS = "NoneType", "(has 0", "unsupported operand", "'function' object", "'numpy.ufunc' object"


def _source(code: CodeType) -> tuple[ast.AST | None, list[str]]:
    """The syntax tree of a function's source, numbered as in its cell, and the cell's lines."""
    lines = linecache.getlines(code.co_filename)
    try:
        block = inspect.getblock(lines[code.co_firstlineno - 1 :])
        tree = ast.parse(textwrap.dedent("".join(block)))
    except (SyntaxError, IndexError, TypeError):
        return None, lines
    ast.increment_lineno(tree, code.co_firstlineno - 1)
    return tree, lines


def line_with_dots(function: Callable) -> str | None:
    """Where the function still holds `...`, in words; None if it does not."""
    tree, lines = _source(function.__code__)
    if tree is None:
        return None
    indices = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Subscript) for part in ast.walk(node.slice)}
    for node in ast.walk(tree):
        # Inside square brackets the dots mean "all the other axes": that is NumPy, not a gap.
        if isinstance(node, ast.Constant) and node.value is Ellipsis and id(node) not in indices:
            return f"Line {node.lineno} still holds `...`:\n    {lines[node.lineno - 1].strip()}"
    return None


def _is_students(filename: str, function: Callable) -> bool:
    """Whether code of this file is the student's: this function's cell, or any other cell."""
    return (
        filename == function.__code__.co_filename or "ipykernel_" in filename or filename.startswith("<ipython-input")
    )


def explain_error(error: BaseException, function: Callable, exercises: Collection[str] = ()) -> str:
    """An error in the student's code: their line, the error, what it dealt with, its likely cause.

    Parameters
    ----------
    error : exception
        With the traceback of its way through the student's function.
    function : callable
        The student's function.
    exercises : collection of str
        Names of exercises, to recognise one that is named where it should be called.
    """
    frames = [
        (frame, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if _is_students(frame.f_code.co_filename, function)
    ]
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if not frames:
        parameters = ", ".join(inspect.signature(function).parameters)
        return (
            f"{said}\nThe function takes ({parameters}), which is not what it is called with. "
            "Likely cause: its first line was changed. Put it back as it was."
        )
    # The last line in the exercise's own cell; a function of another cell may lie below it.
    own = [f for f in frames if f[0].f_code.co_filename == function.__code__.co_filename]
    frame, number = (own or frames)[-1]
    line = linecache.getline(frame.f_code.co_filename, number).strip()
    message = f"Line {number} stops with an error:\n    {line}\n    {said}"
    if own and frames[-1] != own[-1]:
        message += f"\nIt happens inside `{frames[-1][0].f_code.co_name}`, which is called there."
    about_shapes = isinstance(error, ValueError) and SHAPES.search(str(error))
    names = dict.fromkeys(re.findall(r"[A-Za-z_]\w*", line))
    held = {n: frame.f_locals[n] for n in names if _is_data(frame.f_locals.get(n))}
    if held and about_shapes:
        said = [f"{n} has shape {x.shape}" if hasattr(x, "shape") else f"{n} is {value(x)}" for n, x in held.items()]
        message += f"\nThere, {'; '.join(said)}."
    elif held:
        message += f"\nThere, {'; '.join(f'{n} = {value(x)}' for n, x in held.items())}."
    return f"{message}\n{_likely_cause(error, frame, line, exercises)}"


def _is_data(x: object) -> bool:
    return isinstance(x, (np.ndarray, np.generic, int, float, str, list, tuple))


def _likely_cause(error: BaseException, frame: FrameType, line: str, exercises: Collection[str]) -> str:
    """What usually lies behind an error, and what to do."""
    text = str(error)
    for name in exercises:
        if isinstance(error, (TypeError, ValueError)) and re.search(rf"\b{name}\b(?!\s*\()", line):
            return (
                f"Likely cause: `{name}` is a function, and here it is not called. With round "
                f"brackets, as in `{name}(…)`, it gives its answer."
            )
    if isinstance(error, NameError):
        quoted = re.search(r"'(\w+)'", text)  # an UnboundLocalError says the name in its text only
        name = getattr(error, "name", None) or (quoted.group(1) if quoted else "")
        if isinstance(error, UnboundLocalError):
            return (
                f"Likely cause: `{name}` gets a value inside this function, but only after this "
                "line, or in a branch that was not taken. Give it its first value before."
            )
        near = difflib.get_close_matches(name, [*frame.f_locals, *frame.f_globals], n=1)
        if near:
            return f"Likely cause: a slip of the pen. Did you mean `{near[0]}`?"
        return (
            f"Likely cause: nothing is called `{name}` yet. If a cell above defines it, run the "
            "cells above first (menu Run, Run All Above Selected Cell). What another notebook "
            "defines is not known here."
        )
    if any(words in text for words in NOT_NUMBERS):
        cause = _not_numbers(text, frame, line)
        if cause:
            return cause
    if isinstance(error, ValueError) and SHAPES.search(text):
        return _unfitting(text, line)
    if isinstance(error, ValueError) and "ambiguous" in text:
        return (
            "Likely cause: `if`, `while`, `and`, `or` and `not` want one yes or no; here is a whole "
            "array of them. A comparison such as `a >= 0` answers for all entries at once, with no "
            "`if`; to ask about all together there are `np.any(…)` and `np.all(…)`."
        )
    if "NoneType" in text:
        return "Likely cause: something here is None. Does the function it comes from `return` it?"
    if isinstance(error, TypeError) and "argument" in text:
        return "Likely cause: a function is called with too few or too many arguments."
    if isinstance(error, TypeError) and "not callable" in text:
        return (
            "Likely cause: round brackets after something that is not a function. Entries of an "
            "array take square ones; between two factors stands `*` or `@`."
        )
    if isinstance(error, IndexError) and "boolean index" in text:
        return (
            "Likely cause: True and False stand for samples here, and samples are columns: "
            "`X[:, which]` chooses columns, `X[which]` would choose rows."
        )
    if isinstance(error, IndexError) and "tuple index" in text:
        return (
            "Likely cause: an array has fewer axes than the code asks for. A vector has "
            "`shape[0]` only; a matrix of one column has `shape[1]` too."
        )
    if isinstance(error, (IndexError, KeyError)):
        return (
            "Likely cause: counting. Python counts from 0, and the last index is one less than the number of entries."
        )
    if isinstance(error, RecursionError):
        return "Likely cause: the function calls itself and never stops."
    if isinstance(error, ZeroDivisionError):
        return "Likely cause: the number below the fraction bar is 0 in one of the checked cases."
    return "Read the error's last line once more, then print what the line works with."


def _not_numbers(text: str, frame: FrameType, line: str) -> str:
    """The cause of an error if the line computes with a function, or with a list's entry None."""
    if "NoneType" not in text:
        for name in dict.fromkeys(re.findall(r"[A-Za-z_]\w*", line)):
            if callable(frame.f_locals.get(name)) and not re.search(rf"\b{name}\s*\(", line):
                return (
                    f"Likely cause: `{name}` is a function, and here it stands where numbers should. "
                    f"Call it on an array: `{name}(…)`."
                )
    empty = _empty_entries(frame, line)
    if not empty or "unpack" in text:
        return ""
    purpose = "Entry 0 is None on purpose, as there is no layer 0"
    if any(entry.startswith("dh") for entry in empty):
        purpose += "; so is `dh[L]`, as the last layer has its own formula"
    else:
        purpose += "; entries of your own lists are None until they are filled"
    return (
        f"Likely cause: {' and '.join(f'`{e}`' for e in empty)} {'are' if len(empty) > 1 else 'is'} None "
        f"here. {purpose}. Is this the index that you mean, and does the loop begin and stop in time?"
    )


def _empty_entries(frame: FrameType, line: str) -> list[str]:
    """The entries of lists, such as `S[l - 1]`, that a line uses and that are None."""
    try:
        nodes = list(ast.walk(ast.parse(line + (" pass" if line.endswith(":") else ""))))
    except SyntaxError:  # a part of a longer statement
        return []
    stored = {id(t) for node in nodes if isinstance(node, ast.Assign) for t in _targets(node)}
    empty = []
    for node in nodes:
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and id(node) not in stored:
            entries = frame.f_locals.get(node.value.id)
            index = _index(node.slice, frame)
            if isinstance(entries, list) and index is not None and -len(entries) <= index < len(entries):
                empty += [ast.unparse(node)] if entries[index] is None else []
    return list(dict.fromkeys(empty))


def _targets(node: ast.Assign) -> list[ast.AST]:
    return [part for target in node.targets for part in ast.walk(target)]


def _index(node: ast.AST, frame: FrameType) -> int | None:
    """The value of an index such as `l - 1`; None if it is anything but sums of numbers and names."""
    plain = (ast.Name, ast.Constant, ast.BinOp, ast.UnaryOp, ast.Add, ast.Sub, ast.USub, ast.Load)
    if not all(isinstance(part, plain) for part in ast.walk(node)):
        return None
    try:
        found = eval(ast.unparse(node), {}, dict(frame.f_locals))
    except Exception:
        return None
    return found if isinstance(found, int) else None


def _unfitting(text: str, line: str) -> str:
    """The likely cause of shapes that do not fit, by what NumPy wanted to do with them."""
    if "into shape" in text:
        return (
            "Likely cause: what stands on the right of `=` has another shape than the place it is "
            "put into. Print both shapes."
        )
    if "broadcast" in text:
        biases = " Is the column of the biases still in W?" if re.search(r"\bW\b", line) else ""
        return (
            "Likely cause: `+`, `-`, `*` and `/` work entry by entry. Compare the two shapes from the "
            "right: the numbers must be equal, or one of them 1. Is `@` meant, or is a `.T` or a "
            "`keepdims=True` missing?" + biases
        )
    if "(has 0" in text:
        return "Likely cause: `@` multiplies arrays, and one side is a single number. Is `*` meant?"
    return (
        "Likely cause: these shapes do not fit together. Write them side by side: in `A @ B` "
        "the last of A must be the first of B. Is a row of ones missing, or one too many?"
    )


def explain_loop(frame: FrameType | None, function: Callable, seconds: float) -> str:
    """Which of the student's loops goes on, seen from outside while it runs.

    Parameters
    ----------
    frame : frame or None
        The innermost frame of the thread in which the student's function runs.
    function : callable
        The student's function.
    seconds : float
        How long it was given.
    """
    after = f"Stopped after {seconds:.0f} seconds"
    last_line = ""
    while frame is not None:
        if _is_students(frame.f_code.co_filename, function):
            tree, lines = _source(frame.f_code)
            loop = _enclosing_loop(tree, frame.f_lineno) if tree else None
            if loop is not None:
                return (
                    f"{after}, because your loop does not end: {_why_endless(loop, frame)}\n"
                    f"Line {loop.lineno}:\n    {lines[loop.lineno - 1].strip()}"
                )
            if not last_line and frame.f_lineno <= len(lines):
                last_line = f"\nLine {frame.f_lineno}:\n    {lines[frame.f_lineno - 1].strip()}"
        frame = frame.f_back
    return f"{after}: one line of your code takes too long, or waits for something.{last_line}"


def _enclosing_loop(tree: ast.AST, number: int) -> ast.While | ast.For | None:
    """The loop that is to blame for still being at a line: the outermost `while`, else a `for`."""
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, (ast.While, ast.For)) and node.lineno <= number <= node.end_lineno
    ]
    return next((node for node in around if isinstance(node, ast.While)), None) or (around[0] if around else None)


def _why_endless(loop: ast.While | ast.For, frame: FrameType) -> str:
    """Why a loop goes on, and what to do."""
    if isinstance(loop, ast.For):
        return "what it runs over is too long, or grows while it runs."
    condition = ast.unparse(loop.test)
    if isinstance(loop.test, ast.Constant):
        reason = f"`while {condition}` ends only by `break` or `return`, and neither was reached."
    else:
        names = [n.id for n in ast.walk(loop.test) if isinstance(n, ast.Name)]
        held = [f"{n} = {value(frame.f_locals[n])}" for n in names if _is_data(frame.f_locals.get(n))]
        now = f" (now {', '.join(dict.fromkeys(held))})" if held else ""
        reason = f"`{condition}` stays true{now}. Does anything inside the loop make it false?"
    return reason + " On some data nothing ever will: then only a cap on the rounds helps."
