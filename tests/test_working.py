"""Working copies: made once, without outputs; a newer notebook comes beside a copy in which anything was done."""

import nbformat
import pytest
from support import NOTEBOOKS, code_cells, read

from helpers.build.working import working_copies


@pytest.fixture
def course(tmp_path):
    source = tmp_path / "notebooks"
    source.mkdir()
    for path in NOTEBOOKS[:2]:
        (source / path.name).write_bytes(path.read_bytes())
    return source, tmp_path / "work"


def revise(path, words=" Revised."):
    """Put words into the first cell of a notebook."""
    notebook = read(path)
    notebook.cells[0].source += words
    nbformat.write(notebook, path)


def test_copies_have_no_outputs_and_the_same_cells(course):
    source, work = course
    assert working_copies(source, work) == []
    for path in source.iterdir():
        copy = read(work / path.name)
        assert [cell.source for cell in copy.cells] == [cell.source for cell in read(path).cells]
        assert not any(cell.outputs or cell.execution_count for cell in code_cells(copy))


def test_a_copy_is_never_overwritten(course):
    source, work = course
    working_copies(source, work)
    mine = work / NOTEBOOKS[0].name
    revise(mine, "my own words")
    before = mine.read_bytes()
    assert working_copies(source, work) == []
    assert mine.read_bytes() == before
    assert sorted(p.name for p in work.iterdir()) == sorted(p.name for p in source.iterdir())


def test_a_newer_notebook_comes_beside_the_old_copy_once(course):
    source, work = course
    working_copies(source, work)
    mine = work / NOTEBOOKS[0].name
    run = read(mine)
    code_cells(run)[0].execution_count = 1
    nbformat.write(run, mine)
    before = mine.read_bytes()
    revise(source / NOTEBOOKS[0].name)
    said = working_copies(source, work)
    assert len(said) == 1 and "has changed" in said[0] and mine.read_bytes() == before
    beside = work / f"{NOTEBOOKS[0].stem}_new_1.ipynb"
    assert read(beside).cells[0].source.endswith("Revised.")
    assert working_copies(source, work) == []


def test_a_copy_as_it_was_made_gives_way_to_a_newer_notebook(course):
    source, work = course
    working_copies(source, work)
    revise(source / NOTEBOOKS[0].name)
    assert working_copies(source, work) == []
    assert read(work / NOTEBOOKS[0].name).cells[0].source.endswith("Revised.")
    assert sorted(p.name for p in work.iterdir()) == sorted(p.name for p in source.iterdir())


def test_only_what_is_run_again_changes_nothing(course):
    """Other outputs of the course's notebook are no new notebook."""
    source, work = course
    working_copies(source, work)
    again = read(source / NOTEBOOKS[1].name)
    code_cells(again)[0].outputs = []
    nbformat.write(again, source / NOTEBOOKS[1].name)
    assert working_copies(source, work) == []


def test_what_a_student_does_not_notice_is_no_new_notebook(course):
    """How a cell is presented, also where work was done in a copy; a cell of another kind is noticed."""
    source, work = course
    working_copies(source, work)
    for path in (*source.iterdir(), work / NOTEBOOKS[1].name):
        changed = read(path)
        changed.cells[0].source += " My own words." * (path.parent == work)
        changed.cells[1].metadata.slideshow = {"slide_type": "skip"}
        nbformat.write(changed, path)
    assert working_copies(source, work) == []
    assert sorted(p.name for p in work.iterdir()) == sorted(p.name for p in source.iterdir())
    other = read(source / NOTEBOOKS[1].name)
    other.cells[0] = nbformat.v4.new_code_cell(other.cells[0].source)
    nbformat.write(other, source / NOTEBOOKS[1].name)
    assert len(working_copies(source, work)) == 1


def test_no_new_copy_takes_the_name_of_another(course):
    """Also where one in between was thrown away."""
    source, work = course
    for revision in range(4):
        working_copies(source, work)
        revise(sorted(work.glob(f"{NOTEBOOKS[0].stem}*"))[-1], "My own words.")
        revise(source / NOTEBOOKS[0].name, f"Revision {revision}.")
    mine = {path: path.read_bytes() for path in work.glob(f"{NOTEBOOKS[0].stem}_new_[23]*")}
    (work / f"{NOTEBOOKS[0].stem}_new_1.ipynb").unlink()
    assert len(mine) == 2 and len(working_copies(source, work)) == 1
    assert {path: path.read_bytes() for path in mine} == mine


def test_a_copy_that_cannot_be_read_is_left_alone(course):
    source, work = course
    work.mkdir()
    broken = work / NOTEBOOKS[0].name
    broken.write_text("{")
    said = working_copies(source, work)
    assert broken.read_text() == "{" and len(said) == 1


def test_a_folder_that_cannot_be_written_to_is_said(course, monkeypatch):
    source, work = course

    def refuse(*arguments, **options):
        raise PermissionError("[Errno 13] Permission denied: 'work'")

    monkeypatch.setattr(nbformat, "write", refuse)
    with pytest.raises(SystemExit) as stopped:
        working_copies(source, work)
    assert "read-only" in str(stopped.value)
