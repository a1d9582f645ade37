"""The course as static files: a front page, JupyterLite with the notebooks, pages to read, and the decks.

Everything comes out of this folder and the installed packages, without a network. What the files load from elsewhere
in the reader's browser is Pyodide, Python with its numerical packages, which jupyterlite-pyodide-kernel names.
"""

import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import nbformat

from helpers.build import COURSE, slide_type
from helpers.build.address import HEAD
from helpers.build.environment import needs_keras
from helpers.build.slides import build_deck, build_index, export, filled, key_points, pictures, title
from helpers.build.working import without_outputs

SITE = COURSE / "build" / "site"
PAGE = Path(__file__).parent / "page"
# What the course imports and Pyodide does not have; jupyterlite-pyodide-kernel has a widgetsnbextension of its own.
BUNDLED = "ipywidgets", "jupyterlab-widgets", "comm", "anywidget", "psygnal"
BRING = "%pip install -q first-steps-to-deep-learning"
# The row of a notebook in the README's map.
ROW = re.compile(r"\| \[(.+?)\]\(notebooks/(\w+)\.ipynb\) \| (.+?) \| (\d+ min) \|")


def build_site(folder: Path = SITE) -> Path:
    """Build the site in a folder, which is emptied first, and return its front page.

    Raises SystemExit if JupyterLite cannot be built.
    """
    shutil.rmtree(folder, ignore_errors=True)
    paths = sorted((COURSE / "notebooks").glob("*.ipynb"))
    notebooks = {path.stem: nbformat.read(path, as_version=4) for path in paths}
    build_lite(notebooks, folder)
    slides, read = folder / "slides", folder / "read"
    read.mkdir()
    for stem, notebook in notebooks.items():
        build_deck(notebook, stem, slides)
        (read / f"{stem}.html").write_text(page(notebook, stem), encoding="utf-8")
    build_deck(key_points(paths), "key_points", slides)
    build_index(slides)
    shutil.copy(COURSE / ".github" / "in-use.png", folder)
    front = folder / "index.html"
    front.write_text(front_page(notebooks), encoding="utf-8")
    (folder / ".nojekyll").touch()  # GitHub Pages is to serve every file as it is
    return front


def build_lite(notebooks: dict, folder: Path) -> None:
    """JupyterLite in ``folder/lite``: copies of the notebooks, and the wheels that they need."""
    work = folder.with_name(f"{folder.name}-lite")  # what jupyter lite build reads
    shutil.rmtree(work, ignore_errors=True)
    (work / "files").mkdir(parents=True)
    # There is no Keras for Pyodide: these can be read, not run.
    left_out = [stem for stem, notebook in notebooks.items() if needs_keras(notebook)]
    for stem in notebooks.keys() - left_out:
        nbformat.write(for_the_browser(notebooks[stem], left_out), work / "files" / f"{stem}.ipynb")
    (work / "pypi").mkdir()
    own = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(work / "pypi")]
    subprocess.run(own, cwd=COURSE, check=True, capture_output=True)
    for name in BUNDLED:
        pack(name, work / "pypi")
    shutil.copy(PAGE / "jupyter-lite.json", work)  # so nothing comes from a place that nobody named
    command = [
        *(sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(work), "--contents", "files"),
        *("--output-dir", str(folder / "lite"), "--no-sourcemaps", "--no-unused-shared-packages", "--no-libarchive"),
        *("--apps", "notebooks", "--apps", "lab", "--apps", "tree", "--apps", "edit"),
    ]
    ended = subprocess.run(command, cwd=work, capture_output=True, text=True)
    if ended.returncode:
        raise SystemExit(
            f"JupyterLite was not built. Found: {(ended.stderr or ended.stdout).strip()[-600:]}\nExpected: the site. "
            "Likely cause: jupyterlite-core is not installed here; `make site` installs what is missing."
        )
    shutil.rmtree(work)


def for_the_browser(notebook, left_out: list[str]):
    """A copy without outputs whose first code cell brings the package into the page; no link leads to what is left out."""
    copy = without_outputs(nbformat.from_dict(notebook))
    links = rf"\[([^]]+)\]\((?:{'|'.join(left_out)})\.ipynb\)"
    for cell in copy.cells:
        if cell.cell_type == "markdown":
            cell.source = re.sub(links, r"\1 (on the course's page, to read)", cell.source)
    first = next(cell for cell in copy.cells if cell.cell_type == "code")
    first.source = f"{BRING}\n\n{first.source}"
    copy.metadata = {"kernelspec": {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}}
    return copy


def pack(name: str, folder: Path) -> None:
    """A wheel of an installed package, of its Python files and its data, without what was compiled for this machine."""
    package = distribution(name)
    wheel = folder / f"{package.name.replace('-', '_')}-{package.version}-py3-none-any.whl"
    files = [file for file in package.files if ".." not in file.parts and file.suffix not in (".pyc", ".so", ".pyd")]
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            if file.name not in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json"):
                text = Path(file.locate()).read_bytes()
                if file.name == "WHEEL":
                    text = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
                archive.writestr(zipfile.ZipInfo(file.as_posix(), (2020, 2, 2, 0, 0, 0)), text)
        record = next(file for file in files if file.name == "RECORD")
        archive.writestr(record.as_posix(), "".join(f"{info.filename},,\n" for info in archive.infolist()))


def page(notebook, stem: str) -> str:
    """A notebook to read: the results stored in it, solutions folded, no notes for the instructor, nothing to install."""
    shown = nbformat.from_dict(notebook)
    shown.cells = [cell for cell in shown.cells if slide_type(cell) != "notes"]
    first = next(cell for cell in shown.cells if cell.cell_type == "code")
    first.source = HEAD.sub("", first.source)
    shown.metadata.title = title(notebook, stem)
    about = {"name": stem, "runs": not needs_keras(notebook)}
    return export("page", shown, about, ".html", "../slides/mathjax")


def front_page(notebooks: dict) -> str:
    """The page that leads to all others, with the README's map."""
    cards = []
    for name, stem, built, minutes in ROW.findall((COURSE / "README.md").read_text(encoding="utf-8")):
        shown = pictures(notebooks[stem])  # its first explorer's, else its last figure's
        seen = next((picture for source, picture in shown if "Explorer(" in source), shown[-1][1])
        opened = f"read/{stem}.html" if needs_keras(notebooks[stem]) else f"lite/notebooks/index.html?path={stem}.ipynb"
        cards.append(dict(name=name, stem=stem, built=built, minutes=minutes, picture=seen, opened=opened))
    return filled("page/front.html", cards=cards)
