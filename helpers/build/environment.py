"""Is everything there that the course needs? Asked once, at the top of the first notebook."""

import atexit
import os
import shutil
import tempfile
import textwrap
from importlib import metadata
from importlib.util import find_spec

from packaging.requirements import Requirement  # matplotlib brings it

from helpers import datasets
from helpers.build import COURSE

PACKAGE = "first-steps-to-deep-learning"
DATA_FILES = ("penguins.csv", "digits.npz", "beetles.csv", "mnist.npz", "cat.png", "nino.csv", "reader.npz")
MEND = (
    "close JupyterLab, open a terminal in the course's folder and start it again with `make lab` or `uv run python "
    "-m helpers.build lab`, which install what is missing (with conda: `conda env update -f environment.yml`)."
)
# Where the package alone was installed, and not the course's folder.
MEND_ELSEWHERE = "restart the kernel, run the cell that installs the course's package once more, then this one."


def check_environment() -> None:
    """Print that everything is there, or what is missing and how to mend it. Never raises."""
    lost = [name for name in DATA_FILES if not (datasets.DATA / name).is_file()]
    incomplete = "is not there. Likely cause: an incomplete copy. Get the course anew."
    problems = [*_packages(), *(f"The file data/{name} {incomplete}" for name in lost)]
    for problem in problems:
        print(textwrap.fill(f"- {problem}", width=88, subsequent_indent="  "))
    if problems:
        mend = MEND if (COURSE / "notebooks").is_dir() else MEND_ELSEWHERE
        print(textwrap.fill(f"To mend it, {mend}", width=88, break_on_hyphens=False))
    else:
        print("Python, the packages and the data are all there. You can start.")


def _packages():
    try:
        needed = [Requirement(text) for text in metadata.requires(PACKAGE)]
    except metadata.PackageNotFoundError:
        yield (
            f"The package {PACKAGE} is not installed here. Likely cause: this notebook runs in another environment than "
            "the course's: its kernel's name stands at the top right, click on it."
        )
        return
    for requirement in needed:
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            found = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            yield f"{requirement.name} is not installed; the course needs {requirement}."
            continue
        if not requirement.specifier.contains(found, prereleases=True):
            yield f"{requirement.name} has version {found}; the course needs {requirement}."


class NotInstalled(ImportError):
    """What is missing, and what to do, in one line instead of a traceback."""

    def _render_traceback_(self):  # IPython shows this in place of its own
        return [str(self)]


def needs_keras(notebook) -> bool:
    return any("import keras" in cell.source for cell in notebook.cells if cell.cell_type == "code")


def need_keras() -> None:
    """To be called before Keras is imported: stops with one calm line where it is not installed.

    Keras keeps settings in the home folder; the notebooks do not read them, so that their numbers depend on nothing
    else. What JAX has compiled is kept as long as the kernel lives. Raises NotInstalled if Keras or JAX is not there.
    """
    missing = [name for name in ("keras", "jax") if find_spec(name) is None]
    if missing:
        raise NotInstalled(
            f"{' and '.join(missing).capitalize()} is not installed. This notebook needs it: in a terminal, in the course's "
            "folder, `make keras`; then restart the kernel. The notebook in `notebooks/` shows what it would give."
        )
    if "KERAS_HOME" not in os.environ:
        os.environ["KERAS_HOME"] = tempfile.mkdtemp(prefix="keras-")
        atexit.register(shutil.rmtree, os.environ["KERAS_HOME"], ignore_errors=True)
    os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", os.environ["KERAS_HOME"])
    os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")
