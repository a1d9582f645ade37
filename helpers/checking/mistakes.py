"""A mistake is written once, as an edit of a right program, with what to say of it.

From the edits come the functions that a check compares a student's answer with, and the sources
that the tests type in, so that the reader sees what the student wrote.
"""

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
    source, right : str
        The mistaken program as a student would type it, and the right one of which it is an edit.
    """

    function: Callable
    message: str
    source: str = ""
    right: str = ""


def mistakes(right: str, edits: str, **names) -> tuple[Mistake, ...]:
    """A catalogue of edits of one right program.

    Parameters
    ----------
    right : str
        The source of a right answer; its last function is the exercise's.
    edits : str
        One block after another: lines ``old => new``, each replacing all its occurrences, then the
        message, perhaps indented. In ``new``, ``\\n`` begins a new line. A block that begins with
        ``=>`` holds another program altogether, up to a line ``---``. A line ``or`` after an edit
        begins another mistake with the same message.
    **names
        What the programs find besides NumPy: functions of the notebook that are not being judged.

    Raises
    ------
    ValueError
        If an edit fits nothing in the program, or a block has no message.
    """
    right, made = textwrap.dedent(right).strip("\n") + "\n", []
    for block in _blocks(textwrap.dedent(edits).strip("\n")):
        sources, message, lines = [right], [], block
        if lines[0].strip() == "=>":
            end = lines.index("---")
            sources, lines = ["\n".join(lines[1:end]) + "\n"], lines[end + 1 :]
        for line in lines:
            old, arrow, new = line.partition(" =>")
            if line == "or":
                sources.append(right)
            elif not arrow:
                message.append(line.strip())
            elif old not in sources[-1]:
                raise ValueError(f"{old!r} is not in the program; the mistake is {block!r}")
            else:
                sources[-1] = sources[-1].replace(old, new.removeprefix(" ").replace("\\n", "\n"))
        if not message:
            raise ValueError(f"no message in {block!r}; expected words after the edits")
        made += [Mistake(_compiled(source, names), " ".join(message), source, right) for source in sources]
    return tuple(made)


def _blocks(edits: str) -> list[list[str]]:
    """The lines of each mistake; the next begins after an empty line, or with an edit after a message."""
    blocks = [[]]
    for line in edits.split("\n"):
        begins = (
            line.strip() == "=>"
            or " =>" in line
            and blocks[-1]
            and not (" =>" in blocks[-1][-1] or blocks[-1][-1] == "or")
        )
        if blocks[-1] and (not line or begins):
            blocks.append([])
        if line:
            blocks[-1].append(line)
    return blocks


def _compiled(source: str, names: dict) -> Callable:
    """The last function of a program."""
    found = {"np": np, **names}
    exec(compile(source, "<mistake>", "exec"), found)
    return found[ast.parse(source).body[-1].name]
