"""Working copies: what a student opens. No outputs, so that a prediction is one; and git stays clean.

A copy is made once and never written again. What it was made of stands in its metadata; when that
notebook of the course has changed, a new copy comes beside the old one, and a word says so.
"""

import hashlib
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from helpers.build import COURSE

WORK = COURSE / "work"


def working_copies(source: Path = COURSE / "notebooks", folder: Path = WORK) -> list[str]:
    """Make in ``folder`` the copies of ``source`` that are not there yet; what is to be said about it, a line for each.

    Raises SystemExit if the folder cannot be written to.
    """
    said = []
    try:
        folder.mkdir(exist_ok=True)
        for path in sorted(source.glob("*.ipynb")):
            notebook = without_outputs(nbformat.read(path, as_version=4))
            made_of = hashlib.sha256(nbformat.writes(notebook).encode()).hexdigest()[:16]
            copies = sorted(folder.glob(f"{path.stem}*.ipynb"))
            if any(_made_of(copy) == made_of for copy in copies):
                continue
            notebook.metadata["first_steps"] = {"made_of": made_of}
            name = path.name if not copies else f"{path.stem}_new_{len(copies)}.ipynb"
            nbformat.write(notebook, folder / name)
            if copies:
                said.append(
                    f"{path.name} has changed: the new one is {name}; {copies[-1].name}, with your work, is as it was."
                )
    except PermissionError as error:
        raise SystemExit(
            f"The working copies could not be made. Found: {error}. Expected: a folder that can be written to. Likely "
            "cause: the course lies in a read-only place. Copy it to your own folder and call make lab there."
        ) from None
    return said


def without_outputs(notebook: NotebookNode) -> NotebookNode:
    """The notebook itself, its outputs and numbers taken out."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _made_of(copy: Path) -> str | None:
    """What a copy was made of; None if it cannot be read, as it is the student's own affair what is in it."""
    try:
        return nbformat.read(copy, as_version=4).metadata.get("first_steps", {}).get("made_of")
    except Exception:
        return None
