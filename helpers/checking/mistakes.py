"""A catalogue: mistakes as edits of a right program, each written once with what is said of it."""

import ast
import textwrap
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Mistake:
    """A wrong function that people write for an exercise, and what to tell them.

    Attributes
    ----------
    function : callable
        Takes what the exercise takes and returns what the mistake returns.
    message : str
        What is said if, and only if, it alone gives the student's answers in every case: what is
        wrong and what to look at, never the answer.
    source : str
        The mistaken program as a student would type it, under the exercise's name.
    """

    function: Callable
    message: str
    source: str = ""


def mistakes(right: str, edits: str, **names) -> tuple[Mistake, ...]:
    """A catalogue of edits of one right program.

    Parameters
    ----------
    right : str
        The source of a right answer; its last function is the exercise's.
    edits : str
        Blocks parted by empty lines: lines ``old => new``, each replacing all its occurrences, then
        the message. In ``new``, ``\\n`` begins a new line. A block that begins with ``=>`` holds
        another program altogether, up to a line ``---``.
    **names
        What the programs find besides NumPy: functions of the notebook that are not being judged.

    Raises
    ------
    ValueError
        If an edit fits nothing in the program, or a block has no message.
    """
    right, made = textwrap.dedent(right).strip("\n") + "\n", []
    for block in textwrap.dedent(edits).strip().split("\n\n"):
        source, message = right, []
        lines = block.split("\n")
        if lines[0].strip() == "=>":
            end = lines.index("---")
            source, lines = "\n".join(lines[1:end]) + "\n", lines[end + 1 :]
        for line in lines:
            old, arrow, new = line.partition(" => ")
            if not arrow:
                message.append(line)
            elif old not in source:
                raise ValueError(f"{old!r} is not in the program; the mistake is {block!r}")
            else:
                source = source.replace(old, new.replace("\\n", "\n"))
        if not message:
            raise ValueError(f"no message in {block!r}; expected words after the edits")
        made.append(Mistake(_compiled(source, names), " ".join(message), source))
    return tuple(made)


def _compiled(source: str, names: dict) -> Callable:
    """The last function of a program."""
    found = {"np": np, **names}
    exec(compile(source, "<mistake>", "exec"), found)
    return found[ast.parse(source).body[-1].name]
