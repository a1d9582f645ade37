"""The notebooks that `make handout` makes: no solution in them, and what a student meets there."""

import pytest
from support import NAMES, NOTEBOOKS, Session, code_cells, defined, read, tags

from helpers.build import slide_type
from helpers.build.handout import hand_out


@pytest.fixture(scope="module")
def handouts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("handout")
    return {path.stem: read(hand_out(path, folder)) for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_no_solution_and_no_output_is_handed_out(path, handouts):
    copy, whole = handouts[path.stem], read(path)
    kept = [c for c in whole.cells if "solution" not in tags(c) and slide_type(c) != "notes"]
    assert [cell.source for cell in copy.cells] == [cell.source for cell in kept]
    assert not any("@solution" in c.source or "For the instructor" in c.source for c in copy.cells)
    assert not any(cell.outputs or cell.execution_count for cell in code_cells(copy))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_without_answers_a_cell_says_what_it_waits_for(path, handouts):
    """Whatever stops is waiting for an exercise above it, and the first to stop names it."""
    waiting, stopped = set(), []
    for cell, ran in Session().run_all(handouts[path.stem]):
        if "exercise" in tags(cell):
            assert ran.verdict == "not attempted"
            waiting.add(defined(cell))
        elif ran.error is not None:
            stopped.append(ran.error)
    if stopped:
        assert isinstance(stopped[0], NotImplementedError)
        assert any(f"`{name}` is not written yet" in str(stopped[0]) for name in waiting)
    assert [e for e in stopped if not isinstance(e, (NotImplementedError, NameError))] == []
