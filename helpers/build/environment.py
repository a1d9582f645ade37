"""Is everything there that the course needs? Asked once, at the top of the first notebook."""

import sys
import textwrap
from importlib import metadata

from helpers import datasets
from helpers.build import COURSE

PACKAGE = "first-steps-to-deep-learning"
OLDEST_PYTHON = (3, 11)
DATA_FILES = ("penguins.csv", "digits.npz", "beetles.csv", "mnist.npz", "cat.png", "reader.npz")
MEND = (
    "close JupyterLab, open a terminal in the course's folder and start it again with `make lab` or `uv run python "
    "-m helpers.build lab`, which install what is missing (with conda: `conda env update -f environment.yml`)."
)
# Where the package alone was installed, and not the course's folder.
MEND_ELSEWHERE = "restart the kernel, run the cell that installs the course's package once more, then this one."


def check_environment() -> None:
    """Print that everything is there, or what is missing and how to mend it. Never raises."""
    problems = [*_python(), *_packages(), *_data()]
    for problem in problems:
        print(textwrap.fill(f"- {problem}", width=88, subsequent_indent="  "))
    if problems:
        mend = MEND if (COURSE / "notebooks").is_dir() else MEND_ELSEWHERE
        print(textwrap.fill(f"To mend it, {mend}", width=88, break_on_hyphens=False))
    else:
        print("Python, the packages and the data are all there. You can start.")


def _python():
    if sys.version_info[:2] < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:2]))
        yield (
            f"This notebook runs on Python {found}; the course needs 3.11 or newer. Likely cause: "
            "another kernel than the course's (its name stands at the top right: click on it)."
        )


def _packages():
    try:
        from packaging.requirements import Requirement

        needed = [Requirement(text) for text in metadata.requires(PACKAGE) or ()]
    except (ImportError, metadata.PackageNotFoundError):
        yield (
            f"The package {PACKAGE} is not installed here. Likely cause: this notebook runs in "
            "another environment than the course's."
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


def _data():
    for name in DATA_FILES:
        if not (datasets.DATA / name).is_file():
            yield f"The file data/{name} is not there. Likely cause: an incomplete copy. Get the course anew."
