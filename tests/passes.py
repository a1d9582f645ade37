"""One pass over a notebook with everything wrong, and all that several tests want to know of it."""

import os
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from unittest import mock

from mistakes.nonsense import BODIES, ENDLESS, answer
from support import ROOT, Ran, Session, answered, code_cells, defined, examples, exercises, read, tags
from test_figures import alike

from helpers import plotting, running
from helpers.build.drawn import digests, watch
from helpers.widgets.explorer import Explorer


@dataclass
class Wrong:
    """What a pass with wrong answers gave.

    Attributes
    ----------
    ran : list of (cell, Ran, bool)
        In order; True where a cell runs once more.
    lost : Ran
        The first cell after the restart, which needs those above it.
    drawn : dict
        As ``digests`` gives it.
    alike : list of (str, str)
        The entries of legends that differ by colour alone.
    session, state
        At the end.
    """

    ran: list
    lost: Ran
    drawn: dict
    alike: list
    session: Session
    state: tuple


@cache
def all_wrong(path) -> Wrong:
    """Half of the notebook; a restart; then all of it, each cell twice: a known mistake, then nonsense."""
    seen, ran, found, now = {}, [], [], 0
    cells, session = code_cells(read(path)), Session()
    first, second = _answers(path)
    before = os.getcwd()
    os.chdir(ROOT / "notebooks")

    def look(fig, dpi=100):
        found.extend(alike(fig))
        return b""

    with (
        mock.patch.object(plotting, "png", look),
        mock.patch.object(Explorer, "png", lambda explorer, compress_level=1: b""),
        mock.patch.object(Explorer, "_repr_mimebundle_", Explorer._repr_mimebundle_),
    ):
        middle = next(i for i in range(len(cells) // 2, len(cells)) if "exercise" not in tags(cells[i]))
        for cell in cells[:middle]:
            ran.append((cell, _run(session, _source(cell, second)), False))
        session = Session()
        lost = session.run("show(figure())")
        watch(seen, lambda: now)
        for number, cell in enumerate(cells, 1):
            now = number
            ran.append((cell, _run(session, _source(cell, first)), False))
            if "nbval-ignore-output" in tags(cell):  # what shows times
                seen.pop(number, None)
            now = 0
            ran.append((cell, _run(session, _source(cell, second)), True))
        seen.pop(0, None)
        state = session.state()
        drawn = digests(seen)
    os.chdir(before)
    return Wrong(ran, lost, drawn, found, session, state)


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
    with mock.patch.object(running, "TIME_LIMIT", 0.5 if ENDLESS in source else running.TIME_LIMIT):
        return session.run(source)
