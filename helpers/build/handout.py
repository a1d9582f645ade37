"""Copies of the notebooks for a class."""

import re
from pathlib import Path

import nbformat

from helpers.build import COURSE, slide_type

HANDOUTS = COURSE / "build" / "handout"


def hand_out(path: Path, folder: Path = HANDOUTS) -> Path:
    """A copy of a notebook for a class: no solutions or word of them, no outputs, no notes for the instructor.

    It runs wherever `helpers` is installed. An exercise that is not written yet says so in the first
    cell that needs it; what a student writes and gets right carries the notebook on.
    """
    from nbconvert.exporters import NotebookExporter
    from traitlets.config import Config

    exporter = NotebookExporter(
        config=Config(
            TagRemovePreprocessor={"enabled": True, "remove_cell_tags": {"solution", "solution-text"}},
            ClearOutputPreprocessor={"enabled": True},
        )
    )
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if slide_type(cell) != "notes"]
    for cell in notebook.cells:  # `hint` speaks of a solution only where the notebook imports this
        cell.source = re.sub(r"^(from helpers\.exercises import .*), solution\b", r"\1", cell.source, flags=re.M)
    body, _ = exporter.from_notebook_node(notebook)
    copy = folder / path.name
    copy.write_text(body, encoding="utf-8")
    return copy
