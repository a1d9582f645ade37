"""Decks of slides from the notebooks, and a page that leads to them."""

import re
import shutil
from copy import deepcopy
from pathlib import Path

import nbformat

from helpers.build import COURSE, slide_type

HERE = Path(__file__).parent  # with the templates deck and page
DECKS = COURSE / "build" / "slides"
# A slide is 1280 × 720 pixels; the tests measure that nothing is taller.
WIDTH, HEIGHT = 1280, 720
# In a browser's tab: a line between two classes.
ICON = """<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E\
%3Crect width='16' height='16' rx='3' fill='%2300527f'/%3E%3Cpath d='M3 14 14 3' stroke='%23fff'/%3E\
%3Ccircle cx='5' cy='5' r='2' fill='%23f0e442'/%3E%3Ccircle cx='11' cy='11' r='2' fill='%23fff'/%3E%3C/svg%3E">"""


def build_deck(notebook, name: str, folder: Path = DECKS) -> Path:
    """A reveal.js deck of an executed notebook, with speaker notes, that works without a network: ``name``.slides.html.

    It goes to ``folder``, where reveal.js and MathJax are copied beside it; the notebook is left as it was.
    """
    _copy_scripts(folder)
    notebook = deepcopy(notebook)
    for cell in notebook.cells:
        if "solution" in cell.metadata.get("tags", []):  # a live slide leaves it out; here it is folded
            cell.metadata.slideshow = {"slide_type": "-"}
        if {"exercise", "solution"} & set(cell.metadata.get("tags", [])):
            cell.outputs = []  # that an exercise is not attempted yet is news to nobody
    notebook.cells = list(_notes_on_each_slide(notebook.cells))
    notebook.metadata.title = title(notebook, name)
    deck = folder / f"{name}.slides.html"
    look = dict(url_prefix="reveal", theme="white", transition="none", number="c/t", width=WIDTH, height=HEIGHT)
    options = {f"reveal_{option}": str(value) for option, value in look.items()}
    deck.write_text(export("deck", notebook, {"name": name}, ".slides.html", "mathjax", **options), encoding="utf-8")
    return deck


def export(kind: str, notebook, about: dict, suffix: str, mathjax: str, **options: str) -> str:
    """A notebook by nbconvert as a "deck" or a "page", in the template of that name; links lead to others with a suffix.

    The template gets to know what is ``about`` it; ``mathjax`` is the folder of MathJax.
    """
    from nbconvert.exporters import HTMLExporter, SlidesExporter

    exporter = {"deck": SlidesExporter, "page": HTMLExporter}[kind](
        template_name=kind,
        extra_template_basedirs=[str(HERE)],
        filters={"clean_html": lambda code: code},  # of code that has just been coloured; a quarter of the time
        mathjax_url=f"{mathjax}/MathJax.js?config=TeX-AMS-MML_HTMLorMML-full,Safe",
        **options,
    )
    body, _ = exporter.from_notebook_node(notebook, {"metadata": about})
    body = re.sub(r'href="(\w+)\.ipynb"', rf'href="\1{suffix}"', body)
    return body.replace("<head>", f"<head>{ICON}", 1)


def title(notebook, name: str) -> str:
    """The title of a notebook, after the number with which its name begins, if it does."""
    words = notebook.cells[0].source.splitlines()[0].removeprefix("# ")
    return f"{name[:2]} {words}" if name[:2].isdigit() else words


def _notes_on_each_slide(cells):
    """A notebook's cells, the notes of a section with each of its slides.

    The speaker needs them before the section; a reader of the notebook, at its end. A slide gets
    the next notes of its section, or the last if none come after it.
    """
    for section in _parts(cells, "slide"):
        slides = _parts(section, "subslide")
        notes = [[cell for cell in slide if slide_type(cell) == "notes"] for slide in slides]
        for n, slide in enumerate(slides):
            yield from (cell for cell in slide if slide_type(cell) != "notes")
            for cell in sum(notes[n:], [])[:1] or sum(notes, [])[-1:]:
                words = cell.source.replace("<details>", "<details open>")  # folded is for the student in JupyterLab
                yield nbformat.v4.new_markdown_cell(words, metadata=deepcopy(cell.metadata))


def _parts(cells, kind):
    """Cells in parts, each of which begins with one of this kind; the first may begin otherwise."""
    begins = [n for n, cell in enumerate(cells) if n and slide_type(cell) == kind]
    return [cells[a:b] for a, b in zip([0, *begins], [*begins, len(cells)])]


def key_points(paths):
    """A notebook of the key points of others: what they add up to."""
    cells = [nbformat.v4.new_markdown_cell("# Key points\n\nWhat the notebooks say, in short.")]
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        found = next(c.source for c in notebook.cells if c.source.startswith("## Key points"))
        points = found.removeprefix("## Key points")
        cells.append(nbformat.v4.new_markdown_cell(f"## {title(notebook, path.stem)}{points}"))
    for cell in cells:
        cell.metadata.slideshow = {"slide_type": "slide"}
    return nbformat.v4.new_notebook(cells=cells)


def plan(notebook):
    """The title and the minutes of each section of a notebook, from its speaker notes."""
    section = ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            section = (re.findall(r"^##? (.+)$", cell.source, re.M) or [section])[0]
        if slide_type(cell) == "notes":
            yield section, int(re.search(r"\*\*(\d+) min", cell.source)[1])


def _copy_scripts(folder: Path) -> None:
    """reveal.js and MathJax, out of the packages that carry them, once."""
    import jupyter_server_mathjax
    import sphinx_revealjs

    reveal = Path(sphinx_revealjs.__file__).parent / "_static" / "revealjs"
    mathjax = Path(jupyter_server_mathjax.__file__).parent / "static"
    for source, target in [
        (reveal / "dist", folder / "reveal" / "dist"),
        (reveal / "plugin" / "notes", folder / "reveal" / "plugin" / "notes"),
        (mathjax, folder / "mathjax"),
    ]:
        if not target.is_dir():
            shutil.copytree(source, target)


def pictures(notebook):
    """The pictures that are stored in a notebook, each with the code above it: as PNG, and in words."""
    outputs = [(cell.source, output.get("data", {})) for cell in notebook.cells for output in cell.get("outputs", ())]
    return [(source, data) for source, data in outputs if "image/png" in data]


def build_index(folder: Path = DECKS) -> Path:
    """A page that links to the decks in a folder, with the minutes of each section."""
    decks = []
    for path in sorted((COURSE / "notebooks").glob("*.ipynb")):
        if (folder / f"{path.stem}.slides.html").is_file():
            notebook = nbformat.read(path, as_version=4)
            (_, minutes), *sections = plan(notebook)
            decks.append((path.stem, title(notebook, path.stem), minutes, sections))
    index = folder / "index.html"
    start = nbformat.read(COURSE / "notebooks" / "00_start_here.ipynb", as_version=4)
    index.write_text(filled("deck/list.html", decks=decks, map=pictures(start)[-1][1]), encoding="utf-8")
    return index


def filled(template: str, **words) -> str:
    """A page from a template beside this file, by Jinja, which nbconvert brings."""
    from jinja2 import Template

    text = (HERE / template).read_text(encoding="utf-8")
    return Template(text, autoescape=True, trim_blocks=True).render(words, icon=ICON)
