"""What `make run`, `make slides` and `make handout` do with the notebooks.

    python -m helpers.build run [NOTEBOOK …]      execute in place, in the committed form
    python -m helpers.build slides [NOTEBOOK …]   one reveal.js deck each, and an index, in build/slides
    python -m helpers.build handout [NOTEBOOK …]  copies without solutions and outputs, in build/handout
"""

import html
import shutil
import sys
from pathlib import Path

import nbformat

COURSE = Path(__file__).resolve().parent.parent
DECKS = COURSE / "build" / "slides"
HANDOUTS = COURSE / "build" / "handout"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
# A slide is 1280 × 720 pixels; the tests measure that nothing is taller.
WIDTH, HEIGHT = 1280, 720


def run(path: Path) -> None:
    """Execute a notebook in place and store it as it is committed.

    Execution counts are 1, 2, 3 …; what changes from run to run is dropped: times, the version of
    Python, the state of widgets and their random numbers. Where an explorer stands, its picture
    and its words are stored.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails; the file is left as it was.
    """
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=60,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        store_widget_state=False,
    ).execute()
    notebook.metadata = {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # JupyterLab's times, if it was saved there
        if cell.cell_type == "code":
            cell.outputs = _merged(cell.outputs)
            for output in cell.outputs:
                output.get("data", {}).pop(WIDGET_VIEW, None)
    nbformat.validate(notebook)
    nbformat.write(notebook, path)


def _merged(outputs):
    """Neighbouring pieces of one stream as one: how print is cut into pieces is chance."""
    merged = []
    for output in outputs:
        if merged and output.output_type == "stream" == merged[-1].output_type:
            if output.name == merged[-1].name:
                merged[-1].text += output.text
                continue
        merged.append(output)
    return merged


def build_deck(path: Path, folder: Path = DECKS) -> Path:
    """A reveal.js deck of a notebook, with speaker notes, that works without a network.

    Parameters
    ----------
    path : Path
        The notebook, executed.
    folder : Path
        Where the deck goes; reveal.js and MathJax are copied beside it.

    Returns
    -------
    Path
        The deck's HTML file.
    """
    from nbconvert.exporters import SlidesExporter
    from traitlets.config import Config

    _copy_scripts(folder)
    exporter = SlidesExporter(
        config=Config(
            SlidesExporter={
                "template_name": "deck",
                "extra_template_basedirs": [str(Path(__file__).parent)],
                "reveal_url_prefix": "reveal",
                "reveal_theme": "white",
                "reveal_transition": "none",
                "reveal_number": "c/t",
                "reveal_width": str(WIDTH),
                "reveal_height": str(HEIGHT),
                "mathjax_url": "mathjax/MathJax.js?config=TeX-AMS-MML_HTMLorMML-full,Safe",
            }
        )
    )
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("slideshow", {}).get("slide_type") == "notes":
            # Folded for the student in JupyterLab; the speaker wants them open.
            cell.source = cell.source.replace("<details>", "<details open>")
    body, _ = exporter.from_notebook_node(notebook, {"metadata": {"name": path.stem}})
    deck = folder / f"{path.stem}.slides.html"
    deck.write_text(body, encoding="utf-8")
    return deck


def _copy_scripts(folder: Path) -> None:
    """reveal.js and MathJax, out of the packages that carry them, once."""
    try:
        import jupyter_server_mathjax
        import sphinx_revealjs
    except ImportError as error:
        raise SystemExit(
            f"The package {error.name} is not installed; the decks need it. Likely cause: this is "
            "the students' environment. `make slides` installs what is missing."
        ) from None
    reveal = Path(sphinx_revealjs.__file__).parent / "_static" / "revealjs"
    mathjax = Path(jupyter_server_mathjax.__file__).parent / "static"
    for source, target in [
        (reveal / "dist", folder / "reveal" / "dist"),
        (reveal / "plugin" / "notes", folder / "reveal" / "plugin" / "notes"),
        (mathjax, folder / "mathjax"),
    ]:
        if not target.is_dir():
            shutil.copytree(source, target)


def build_index(folder: Path = DECKS) -> Path:
    """A page that links to the decks in a folder, those built before among them."""
    links = "\n".join(
        f'<li><a href="{deck.name}">{html.escape(_title(deck))}</a></li>'
        for deck in sorted(folder.glob("*.slides.html"))
    )
    index = folder / "index.html"
    index.write_text(
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        "<title>First steps to deep learning: slides</title>"
        "<style>body { font: 22px/1.6 sans-serif; max-width: 40em; margin: 3em auto }</style>"
        "</head><body><main><h1>First steps to deep learning</h1>\n"
        "<p>Space goes on, S opens the speaker's view, Esc shows all slides.</p>\n"
        f"<ul>\n{links}\n</ul></main></body></html>\n",
        encoding="utf-8",
    )
    return index


def _title(deck: Path) -> str:
    """ "01 logic gates" from 01_logic_gates.slides.html."""
    return deck.name.removesuffix(".slides.html").replace("_", " ")


def hand_out(path: Path, folder: Path = HANDOUTS) -> Path:
    """A copy of a notebook for a class that is not to see the solutions: none of them, no outputs.

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
    body, _ = exporter.from_filename(str(path))
    copy = folder / path.name
    copy.write_text(body, encoding="utf-8")
    return copy


def main(arguments: list[str]) -> None:
    """The command line: see the top of this file."""
    if not arguments or arguments[0] not in ("run", "slides", "handout"):
        raise SystemExit(__doc__)
    chosen = [Path(name).resolve() for name in arguments[1:]]
    paths = chosen or sorted((COURSE / "notebooks").glob("*.ipynb"))
    for path in paths:
        if not path.is_file():
            raise SystemExit(
                f"There is no notebook {path}. Likely cause: a slip in its name; they are in the "
                "folder notebooks/, as in NOTEBOOK=notebooks/01_logic_gates.ipynb."
            )
    if arguments[0] == "run":
        for path in paths:
            print(f"running {path.name}")
            run(path)
    elif arguments[0] == "handout":
        HANDOUTS.mkdir(parents=True, exist_ok=True)
        for path in paths:
            print(hand_out(path))
    else:
        DECKS.mkdir(parents=True, exist_ok=True)
        for path in paths:
            build_deck(path)
        print(f"open {build_index()}")


if __name__ == "__main__":
    main(sys.argv[1:])
