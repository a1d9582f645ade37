"""Copies without outputs: what a student opens, so that a prediction is one and git stays clean; and handouts for a class.

What a working copy was made of stands in its metadata. When that notebook of the course has changed, a new copy
comes beside one in which anything was done, and a word says so; one as it was made gives way to it.
"""

import hashlib
import re
from itertools import count
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers.build import COURSE, slide_type

WORK = COURSE / "work"
HANDOUTS = COURSE / "build" / "handout"


def working_copies(source: Path = COURSE / "notebooks", folder: Path = WORK) -> list[str]:
    """Make in ``folder`` the copies of ``source`` that are not there yet; what is to be said about it, a line for each.

    Raises SystemExit if the folder cannot be written to.
    """
    said = []
    try:
        folder.mkdir(exist_ok=True)
        for path in sorted(source.glob("*.ipynb")):
            notebook = without_outputs(nbformat.read(path, as_version=4))
            made_of = _made_of(notebook)
            copies = sorted(folder.glob(f"{path.stem}*.ipynb"))
            known = [_known(copy) for copy in copies]
            if any(made_of["cells"] == old.get("cells") for old, _ in known):
                continue
            notebook.metadata["first_steps"] = made_of
            untouched, name = copies and known[-1][1], path.name
            if copies:
                free = (f"{path.stem}_new_{n}.ipynb" for n in count(len(copies)))
                name = copies[-1].name if untouched else next(n for n in free if not (folder / n).exists())
            nbformat.write(notebook, folder / name)
            if copies and not untouched:
                said.append(
                    f"{path.name} has changed: the new one is {name}; {copies[-1].name}, with your work, is as it was."
                )
    except PermissionError as error:
        raise SystemExit(
            f"The working copies could not be made. Found: {error}. Expected: a folder that can be written to. Likely "
            "cause: the course lies in a read-only place. Copy it to your own folder and call make lab there."
        ) from None
    return said


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


def without_outputs(notebook: NotebookNode) -> NotebookNode:
    """The notebook itself, its outputs and numbers taken out."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _made_of(notebook: NotebookNode) -> dict[str, str]:
    """Digests of what a student would notice, the cells' kinds and sources in their order, and of the whole file."""
    cells = [(cell.cell_type, cell.source) for cell in notebook.cells]
    texts = {"cells": repr(cells), "made_of": nbformat.writes(notebook)}
    return {name: hashlib.sha256(text.encode()).hexdigest()[:16] for name, text in texts.items()}


def _known(copy: Path) -> tuple[dict[str, str], bool]:
    """What a copy was made of, and whether it still is as it was made; nothing if it cannot be read: it is the student's."""
    try:
        notebook = nbformat.read(copy, as_version=4)
        old = notebook.metadata.pop("first_steps", {})
        return old, old.get("made_of") == _made_of(notebook)["made_of"]
    except Exception:
        return {}, False
