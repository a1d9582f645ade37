"""A mistake is written once, as an edit of a right program, with what to say of it.

From the edits come the functions that a check compares a student's answer with, and the sources
that the tests type in, so that the reader sees what the student wrote.
"""

import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from os.path import commonprefix

import numpy as np

from helpers import nn

_code = cache(compile)  # the same pairs of mistakes are met at each attempt


@dataclass(frozen=True)
class Mistake:
    """A wrong function that people write for an exercise, and what to tell them.

    ``message`` says what is wrong and what to look at, never the answer; and it is said only if ``function``
    gives the student's answers in every case.
    """

    function: Callable
    message: str
    corrected: Callable  # the right function, of which it is an edit
    source: str = ""  # the mistaken program as a student would type it
    right: str = ""  # and the right one
    edits: tuple[tuple[str, str], ...] = ()  # what was replaced in it, and by what, one after the other


def mistakes(program: str, **names) -> tuple[Mistake, ...]:
    """A catalogue of edits of one right program.

    ``program`` is the source of a right answer, whose last function is the exercise's. Below its first empty line comes
    one mistake after another: lines ``old => new``, each replacing all its occurrences, then the message, on lines of its
    own or behind two blanks and ``# ``. In ``new``, ``\\n`` begins a new line, and `` | `` stands between replacements of
    which each makes a mistake of its own; one may be ``old`` itself, as what changes nothing at all is left out. A line
    ``or old => new`` begins another mistake with the same message. ``names`` are what the programs find besides NumPy and
    ``helpers/nn.py``: functions of the notebook that are not being judged; ``partial`` puts them before the text.

    Raises ValueError if an edit fits nothing in the program, or has no message.
    """
    right, _, edits = program.partition("\n\n")
    right, blocks = textwrap.dedent(right).strip("\n") + "\n", []
    for line in filter(None, textwrap.dedent(edits).split("\n")):
        edit, _, beside = line.partition("  # ")
        old, arrow, new = edit.partition(" =>")
        if not arrow:
            blocks[-1][1].append(line.strip())
            continue
        if not blocks or blocks[-1][1]:
            blocks.append(([[(right, ())]], []))
        elif old.startswith("or "):
            blocks[-1][0].append([(right, ())])
            old = old.removeprefix("or ")
        variants = blocks[-1][0]
        if old not in variants[-1][0][0]:
            raise ValueError(f"{old!r} is not in the program; the edit is {line!r}")
        news = new.removeprefix(" ").replace("\\n", "\n").split(" | ")
        variants[-1] = [(s.replace(old, new), (*made, (old, new))) for s, made in variants[-1] for new in news]
        blocks[-1][1].extend([beside] if beside else [])
    if not blocks[-1][1]:
        raise ValueError(f"no message after {line!r}; expected words after the edits")
    corrected = _compiled(right, names)
    return tuple(
        Mistake(_compiled(source, names), " ".join(message), corrected, source, right, made)
        for variants, message in blocks
        for source, made in sum(variants, [])
        if source != right
    )


def in_pairs(mistakes: Sequence[Mistake]) -> Iterator[Mistake]:
    """All pairs of mistakes of the same program, each pair as one mistake: its first edits, then the others."""
    seen = set()
    for (i, one), (k, other) in permutations(enumerate(mistakes), 2):
        if one.right != other.right or one.message == other.message:
            continue
        source = _one_upon_the_other(one, other) or _side_by_side(one, other)
        if source and source not in seen:
            seen.add(source)
            message = both(*(mistakes[number].message for number in sorted((i, k))))
            with suppress(SyntaxError):
                yield Mistake(_compiled(source, one.corrected.__globals__), message, one.corrected)


def _one_upon_the_other(one: Mistake, other: Mistake) -> str:
    """The program with the edits of one mistake, then those of the other; empty if these do not fit any more."""
    source = one.source
    for old, new in other.edits:
        source = source.replace(old, new) if old in source else ""
    return source


def _side_by_side(one: Mistake, other: Mistake) -> str:
    """The program with what differs in both, if that is in two places; else empty."""
    (start, end, new), (start2, end2, new2) = sorted(map(_place, (one, other)))
    right = one.right
    return right[:start] + new + right[end:start2] + new2 + right[end2:] if start < start2 >= end else ""


def _place(mistake: Mistake) -> tuple[int, int, str]:
    """The part of the right program that a mistake replaces, from where to where, and with what."""
    right, source = mistake.right, mistake.source
    start = len(commonprefix([right, source]))
    after = len(commonprefix([right[start:][::-1], source[start:][::-1]]))
    return start, len(right) - after, source[start : len(source) - after]


def both(one: str, other: str) -> str:
    """What is said of two mistakes that are made together."""
    return f"Two mistakes together explain this answer. Each as if it were the only one:\n1. {one}\n2. {other}"


def _compiled(source: str, names: dict) -> Callable:
    """The last function of a program."""
    found = {**vars(nn), "np": np, **names}
    exec(_code(source, "<mistake>", "exec"), found)
    return found[re.findall(r"^def (\w+)", source, re.M)[-1]]
