"""Copies of the notebooks for a class."""

from pathlib import Path

import nbformat

from helpers.build import COURSE, slide_type

HANDOUTS = COURSE / "build" / "handout"


def hand_out(path: Path, folder: Path = HANDOUTS) -> Path:
    """A copy of a notebook for a class: no solutions, no outputs, no notes for the instructor.

    It runs wherever `helpers` is installed. An exercise that is not written yet says so in the first
    cell that needs it; what a student writes and gets right carries the notebook on.
    """
    from nbconvert.exporters import NotebookExporter
    from traitlets.config import Config

    exporter = NotebookExporter(
        config=Config(
            TagRemovePreprocessor={"enabled": True, "remove_cell_tags": {"solution"}},
            ClearOutputPreprocessor={"enabled": True},
        )
    )
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if slide_type(cell) != "notes"]
    body, _ = exporter.from_notebook_node(notebook)
    copy = folder / path.name
    copy.write_text(body, encoding="utf-8")
    return copy
