"""One pass over a notebook with everything wrong, and all that several tests want to know of it."""

import ast
import dis
import inspect
import os
from dataclasses import dataclass
from functools import lru_cache
from itertools import cycle
from types import CodeType, FunctionType
from unittest import mock

from digest import digests, watch
from mistakes.nonsense import BODIES, ENDLESS, answer
from support import ROOT, Ran, Session, answered, code_cells, defined, examples, exercises, read, tags
from test_figures import alike

from helpers import exercises as machinery
from helpers import plotting, running
from helpers.widgets.explorer import Explorer


@dataclass
class Wrong:
    """What a pass with wrong answers gave.

    Attributes
    ----------
    ran : list of (cell, Ran, bool)
        In order; True where a cell runs once more, at once.
    later : list of (cell, Ran)
        Each cell once more when the last has run, as it stands; but for those that would do the same again.
    lost : Ran
        The first cell after the restart, which needs those above it.
    drawn : dict
        As ``digests`` gives it.
    alike : list of (str, str)
        The entries of legends that differ by colour alone.
    session, state
        When the last cell has run.
    """

    ran: list
    later: list
    lost: Ran
    drawn: dict
    alike: list
    session: Session
    state: tuple


@lru_cache(1)  # the tests of a notebook follow each other
def all_wrong(path) -> Wrong:
    """A few cells; a restart; then all of the notebook, with a known mistake, then nonsense; then cells once more.

    A cell that leaves what it reads as it was does the same when it runs again at once; so does, at the end, a cell that
    still reads the same objects, but for what a call has changed inside them. So that is done only with the others.
    """
    seen, ran, held, found, now, bundle = {}, [], [], [], 0, Explorer._repr_mimebundle_
    cells, session = code_cells(read(path)), Session()
    first, second = _answers(path)
    before = os.getcwd()
    os.chdir(ROOT / "notebooks")

    def look(fig, dpi=100):
        found.extend(alike(fig))
        return b""

    with (
        mock.patch.object(machinery, "repair", lambda function, judge: None),  # it takes longer than all else
        mock.patch.object(plotting, "png", look),
        mock.patch.object(Explorer, "png", lambda explorer, compress_level=1: b""),
        mock.patch.object(Explorer, "_repr_mimebundle_", bundle),
    ):
        for cell in cells[:8]:
            ran.append((cell, _run(session, _source(cell, second)), False))
        session = Session()
        lost = session.run("show(figure())")
        watch(seen, lambda: now)
        for number, cell in enumerate(cells, 1):
            now = number
            ran.append((cell, _run(session, _source(cell, first)), False))
            if "nbval-ignore-output" in tags(cell):  # what shows times
                seen.pop(number, None)
            if {"exercise", "solution"} & set(tags(cell)) or changes_what_it_reads(cell.source):
                now = 0
                ran.append((cell, _run(session, _source(cell, second)), True))
            held.append(_held(cell, session.shell.user_ns))
        seen.pop(0, None)
        state = session.state()
        drawn = digests(seen)
        plotting.png, Explorer._repr_mimebundle_ = look, bundle
        later = []
        for cell, objects in zip(cells, held):
            session.back_to(state)
            if {"exercise", "solution"} & set(tags(cell)) or not _same(_held(cell, session.shell.user_ns), objects):
                later.append((cell, session.run(cell.source)))
    os.chdir(before)
    return Wrong(ran, later, lost, drawn, found, session, state)


def changes_what_it_reads(source) -> bool:
    """Whether a cell assigns to a name, or to a part of it, that it has read before it gave it a value."""
    has_read, given = _read_and_given(source)
    parts = [n for n in ast.walk(ast.parse(source)) if isinstance(n, (ast.Subscript, ast.Attribute))]
    filled = {_owner(part) for part in parts if isinstance(part.ctx, ast.Store)}
    return bool(has_read & (given | filled))


def _read_and_given(source: str) -> tuple[set, set]:
    """The names that a cell reads before it gives them a value, and those to which it gives one."""
    has_read, given = set(), set()
    for step in dis.get_instructions(compile(source, "cell", "exec")):
        if isinstance(step.argval, CodeType):  # a function, which may be called
            has_read |= set(_names(step.argval)) - given
        elif step.opname == "LOAD_NAME" and step.argval not in given:
            has_read.add(step.argval)
        elif step.opname == "STORE_NAME":
            given.add(step.argval)
    return has_read, given


def _held(cell, names: dict) -> dict[str, object]:
    """What a cell reads by its name, itself or through the notebook's functions."""
    has_read, given = _read_and_given(cell.source)
    held, todo = {}, has_read
    while todo:
        name = todo.pop()
        if name in names and name not in held:
            held[name] = names[name]
            function = inspect.unwrap(names[name])
            if isinstance(function, FunctionType) and function.__globals__ is names:
                todo |= set(_names(function.__code__)) - given
    return held


def _same(held: dict, before: dict) -> bool:
    """Whether the same names stand for the same objects."""
    return held.keys() == before.keys() and all(held[name] is before[name] for name in held)


def _names(code: CodeType) -> list[str]:
    """All names in a function and in what is defined inside it."""
    return [name for part in running.all_code(code) for name in part.co_names]


def _owner(part: ast.AST) -> str | None:
    """The name in front of brackets and dots."""
    while isinstance(part, (ast.Subscript, ast.Attribute)):
        part = part.value
    return getattr(part, "id", None)


def _answers(path):
    """A known mistake for each exercise that has one, and nonsense for each."""
    bodies = cycle([ENDLESS, *BODIES.values()])
    nonsense = {name: answer(cell, next(bodies)) for name, cell in exercises(read(path)).items()}
    known = {name: answers[0][0] for name, answers in examples(path.stem).MISTAKES.items()}
    return nonsense | known, nonsense


def _source(cell, answers):
    return answered(defined(cell), answers[defined(cell)]) if "exercise" in tags(cell) else cell.source


def _run(session, source):
    """Run a cell; an endless loop is stopped soon, while right answers have their time on a busy machine."""
    with mock.patch.object(running, "TIME_LIMIT", 0.2 if "while True" in source else running.TIME_LIMIT):
        return session.run(source)
