"""Copies of the notebooks for a class."""

import re
from pathlib import Path

import nbformat

from helpers.build import COURSE, slide_type
from helpers.build.working import without_outputs

HANDOUTS = COURSE / "build" / "handout"


def hand_out(path: Path, folder: Path = HANDOUTS) -> Path:
    """A copy of a notebook for a class: no solutions or word of them, no outputs, no notes for the instructor.

    It runs wherever `helpers` is installed. An exercise that is not written yet says so in the first
    cell that needs it; what a student writes and gets right carries the notebook on.
    """
    notebook = without_outputs(nbformat.read(path, as_version=4))
    left_out = {"solution", "solution-text"}
    cells = [cell for cell in notebook.cells if slide_type(cell) != "notes"]
    notebook.cells = [cell for cell in cells if not left_out & set(cell.metadata.get("tags", ()))]
    for cell in notebook.cells:  # `hint` speaks of a solution only where the notebook imports this
        cell.source = re.sub(r"^(from helpers\.exercises import .*), solution\b", r"\1", cell.source, flags=re.M)
    copy = folder / path.name
    nbformat.write(notebook, copy)
    return copy
