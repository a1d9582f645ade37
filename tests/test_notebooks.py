"""Each notebook as students take it: all wrong, all right, nothing written; and what it draws.

Three passes and strict nbval are all the times that a notebook is run outside the browser. Single
answers are in ``test_exercises.py``.
"""

import json

import pytest
from digest import differences
from passes import all_wrong, changes_what_it_reads
from support import NAMES, NOTEBOOKS, ROOT, Session, code_cells, defined, examples, exercises, read, tags

from helpers import datasets, plotting
from helpers.build import slide_type
from helpers.build.working import hand_out
from helpers.widgets.explorer import Explorer

pytestmark = pytest.mark.passes
notebooks = pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)


@pytest.fixture(autouse=True)
def undrawn(monkeypatch):
    """In the notebooks' folder; no pixel is drawn, which takes half of the time."""
    monkeypatch.chdir(ROOT / "notebooks")
    monkeypatch.setattr(plotting, "png", lambda fig, dpi=100: b"")
    monkeypatch.setattr(Explorer, "png", lambda explorer, compress_level=1: b"")


@pytest.fixture
def fewer(monkeypatch, path):
    """A fifth of the images for the notebooks that take any number of them: no number that they lead to is looked at."""
    if path.stem in ("07_convolutional_networks", "09_auto_encoders"):
        for name in ("load_digits", "load_mnist"):
            X, labels = getattr(datasets, name)()
            monkeypatch.setattr(datasets, name, lambda X=X[:, ::5], labels=labels[::5]: (X.copy(), labels.copy()))


def stored(cell) -> str:
    """The text of a cell's stored outputs."""
    return "\n".join(output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.outputs)


def test_without_a_known_answer_no_notebook_is_wrong():
    for path in NOTEBOOKS:
        names = exercises(read(path)).keys()
        assert examples(path.stem).MISTAKES.keys() <= names == examples(path.stem).RIGHT.keys()


@notebooks
def test_with_everything_wrong_and_a_restart_each_cell_runs_and_shows_what_is_stored(path):
    """The course's solutions stand in, whatever is attempted, and when a cell runs once more."""
    wrong = all_wrong(path)
    assert isinstance(wrong.lost.error, NameError) and "Run All Above Selected Cell" in wrong.lost.text
    for cell, ran, again in wrong.ran:
        assert ran.error is None, cell.source
        assert "helpers/" not in ran.text
        if "exercise" in tags(cell):
            assert ran.verdict in ("not yet", "does not run"), ran.text
        elif "solution" in tags(cell):
            assert "runs on the course's" in ran.text and "not right yet" in ran.text
        # What is said about attempts depends on the attempts.
        elif not again and not {"nbval-ignore-output", "demonstration"} & set(tags(cell)):
            if "whose(" not in cell.source:
                assert ran.text.removeprefix("Out[0]: ").split() == stored(cell).split(), cell.source


@notebooks
def test_each_cell_runs_once_more_when_all_is_done(path):
    for cell, ran in all_wrong(path).later:
        assert ran.error is None, cell.source
        if "exercise" in tags(cell):
            assert ran.verdict == "not attempted"
        elif "solution" in tags(cell):
            assert "runs on the course's" in ran.text and "not right yet" in ran.text


def test_a_cell_that_would_do_something_else_again_is_known():
    for source in ("x = x + 1", "x += 1", "x[0] = 1", "x.y[0] += 1", "f = lambda: x\nx = 2", "[x for _ in y]\nx = 1"):
        assert changes_what_it_reads(source), source
    for source in ("x = 1\nx += 1", "y = x", "x = [0]\nx[0] = z", "def f(x): return x\ny = f(2)"):
        assert not changes_what_it_reads(source), source


@notebooks
def test_what_is_drawn_is_what_is_stored(path):
    kept = json.loads((ROOT / "tests" / "drawn" / f"{path.stem}.json").read_text("utf-8"))
    assert list(differences(kept, all_wrong(path).drawn)) == [], "if that is meant, `make run` stores it"


@notebooks
def test_no_legend_depends_on_colour_alone(path):
    assert all_wrong(path).alike == []


@notebooks
def test_right_answers_carry_the_handout_and_solutions_leave_them(path, tmp_path, fewer):
    """A handout has no solutions to fall back on; then they run, the last first."""
    session = Session()
    for cell, ran in session.run_all(read(hand_out(path, tmp_path)), replaced=examples(path.stem).RIGHT):
        assert ran.error is None, cell.source
        if "exercise" in tags(cell):
            assert ran.verdict == "correct", ran.text
    session.run("from helpers.exercises import solution")  # which a handout does without
    for cell in reversed(code_cells(read(path))):
        if "solution" in tags(cell):
            ran = session.run(cell.source)
            assert ran.error is None, cell.source
            assert "runs on your own" in ran.text


@notebooks
def test_a_handout_without_answers_says_what_a_cell_waits_for(path, tmp_path, fewer):
    """Whatever stops is waiting for an exercise above it, and the first to stop names it."""
    waiting, stopped = set(), []
    for cell, ran in Session().run_all(read(hand_out(path, tmp_path))):
        if "exercise" in tags(cell):
            assert ran.verdict == "not attempted"
            waiting.add(defined(cell))
        elif ran.error is not None:
            stopped.append(ran.error)
    assert bool(stopped) == (path.stem not in NOTHING_WAITS)
    if stopped:
        assert isinstance(stopped[0], NotImplementedError)
        assert any(f"`{name}` is not written yet" in str(stopped[0]) for name in waiting)
    assert [e for e in stopped if not isinstance(e, (NotImplementedError, NameError))] == []


NOTHING_WAITS = ()


@notebooks
def test_no_solution_and_no_output_is_handed_out(path, tmp_path):
    copy, whole = read(hand_out(path, tmp_path)), read(path)
    dropped = {"solution", "solution-text"}
    kept = [c for c in whole.cells if not dropped & set(tags(c)) and slide_type(c) != "notes"]
    assert [cell.source for cell in copy.cells] == [cell.source.replace(", hint, solution", ", hint") for cell in kept]
    for words in ("@solution", "course's solution", "folded solution", "For the instructor"):
        assert [c.source for c in copy.cells if words in c.source] == []
    assert not any(cell.outputs or cell.execution_count for cell in code_cells(copy))
