"""Whole notebooks as students take them: everything wrong at once, and a restart in the middle.

Whatever is attempted, each cell runs and shows what is stored, since the course's solutions stand in.
Single attempts are in ``test_exercises.py``; right answers, cells run twice and in reverse order, too.
"""

from itertools import cycle

import pytest
from mistakes.nonsense import BODIES, ENDLESS, answer
from support import (
    NAMES,
    NOTEBOOKS,
    ROOT,
    Session,
    code_cells,
    defined,
    examples,
    exercises,
    read,
    tags,
)

from helpers import running

notebooks = pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)


@pytest.fixture(autouse=True)
def in_the_notebooks_folder(monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")


def stored(cell) -> str:
    """The text of a cell's stored outputs."""
    return "\n".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)


def check(cell, ran, verdicts):
    """No cell stops; exercises get one of these verdicts, and all else is as it is stored."""
    assert ran.error is None, cell.source
    assert "helpers/" not in ran.text
    if "exercise" in tags(cell):
        assert ran.verdict in verdicts, ran.text
    elif "solution" in tags(cell):
        assert "runs on the course's" in ran.text and "not right yet" in ran.text
    # What is said about attempts depends on the attempts.
    elif "nbval-ignore-output" not in tags(cell) and "demonstration" not in tags(cell) and "whose(" not in cell.source:
        assert ran.text.removeprefix("Out[0]: ").split() == stored(cell).split(), cell.source


@notebooks
def test_a_known_mistake_in_each_exercise_at_once(path):
    planted = {name: answers[0] for name, answers in examples(path.stem).MISTAKES.items()}
    codes = {name: code for name, (code, _) in planted.items()}
    for cell, ran in Session().run_all(read(path), replaced=codes):
        check(cell, ran, ("not yet", "does not run"))
        if "exercise" in tags(cell):
            assert planted[defined(cell)][1] in ran.text


@notebooks
def test_nonsense_in_each_exercise_and_a_restart_in_the_middle(path, monkeypatch):
    monkeypatch.setattr(running, "TIME_LIMIT", 1.0)
    bodies = cycle([ENDLESS, *BODIES.values()])
    codes = {name: answer(cell, next(bodies)) for name, cell in exercises(read(path)).items()}
    cells = code_cells(read(path))
    middle = next(i for i in range(len(cells) // 2, len(cells)) if "exercise" not in tags(cells[i]))
    session = Session()
    for _, (cell, ran) in zip(range(middle), session.run_all(read(path), replaced=codes)):
        check(cell, ran, ("not yet", "does not run"))
    session = Session()  # the kernel is restarted
    lost = session.run("show(figure())")
    assert isinstance(lost.error, NameError) and "Run All Above Selected Cell" in lost.text
    for cell, ran in session.run_all(read(path), replaced=codes):
        check(cell, ran, ("not yet", "does not run"))
