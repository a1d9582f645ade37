"""Is .venv whole? Prints "complete", "incomplete", "without pip" or "broken"; on the error stream, what it found.

    .venv/bin/python -I .ci/state.py requirements.txt

It runs at each `make`, so it looks at names and files only: a third of a second.
"""

import csv
import re
import sys
import tomllib
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path


def broken(installed):
    """What pip would not notice: files that are gone, packages whose installation was broken off."""
    for name, package in installed.items():
        # Read here, since from Python 3.12 on `package.files` leaves out the files that are gone.
        record = package.read_text("RECORD")
        if record is None:
            yield f"{name} was not installed to the end"
            continue
        for file, *_ in csv.reader(record.splitlines()):
            if not file.endswith(".pyc") and not package.locate_file(file).exists():
                yield f"{file} of {name} is gone"


def missing(installed, pins):
    """What pip can add."""
    from packaging.requirements import Requirement

    for line in pinned(pins):
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate():
            package = installed.get(pin.name)
            if package is None or not pin.specifier.contains(package.version, prereleases=True):
                yield f"{pin} is not there"
    helpers = find_spec("helpers")
    if helpers is None or Path(helpers.origin).parent != Path("helpers").resolve():
        yield "helpers is not installed from this folder"
    else:
        wanted = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
        course = installed["first-steps-to-deep-learning"]
        known = {Requirement(text) for text in course.requires}
        if not known.issuperset(map(Requirement, wanted["dependencies"])):
            yield "pyproject.toml names other packages than when helpers was installed"
        if course.version != wanted["version"]:
            yield f"helpers was installed as version {course.version}, and is {wanted['version']} now"


def pinned(pins):
    """The pins in a file and in those it includes, without their hashes."""
    for line in Path(pins).read_text("utf-8").splitlines():
        if line.startswith("-r "):
            yield from pinned(line[3:])
        elif line[:1].isalnum():
            yield line.rstrip("\\")


if __name__ == "__main__":
    installed = {re.sub("[-_.]+", "-", found.name).lower(): found for found in distributions()}
    if fault := next(broken(installed), None):
        state = "broken"
    elif "pip" not in installed:  # uv makes a .venv without it
        fault, state = "pip is not there", "without pip"
    elif fault := next(missing(installed, sys.argv[1]), None):
        state = "incomplete"
    else:
        state = "complete"
    print(fault or "nothing is missing", file=sys.stderr)
    print(state)
