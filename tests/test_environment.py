"""pyproject.toml, environment.yml and the pins say the same, and each can be read by its tool."""

import os
import re
import runpy
import shutil
import subprocess
import tomllib
from importlib.metadata import PathDistribution, distributions

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from rattler import MatchSpec
from support import ROOT

from helpers.build import environment

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
# conda's matplotlib-base is PyPI's matplotlib; its matplotlib adds Qt.
CONDA_NAMES = {"matplotlib-base": "matplotlib"}


def bounds(requirements):
    """Name and bounds of each requirement, in one spelling."""
    parsed = map(Requirement, requirements)
    return {canonicalize_name(r.name): SpecifierSet(str(r.specifier)) for r in parsed}


def conda_bounds(environment):
    """Name and bounds of each conda package, strictly parsed; pip's own part is left out."""
    found = {}
    for spec in environment["dependencies"]:
        if isinstance(spec, str):
            match = MatchSpec(spec, strict=True)
            name = canonicalize_name(match.name.normalized)
            found[CONDA_NAMES.get(name, name)] = SpecifierSet(str(match.version or ""))
    found.pop("pip")
    return found


def pins(text):
    """Name and version of each pinned package, once it is sure that every line is of that form."""
    found = {}
    for line in re.sub(r" \\\n\s*", " ", text).splitlines():
        if line.startswith("-r "):
            continue
        match = re.fullmatch(
            r"([A-Za-z0-9._-]+)==([0-9][A-Za-z0-9.+!]*)( ; [^\\]+?)?((?: --hash=sha256:[0-9a-f]{64})+)",
            line,
        )
        if not match:
            raise ValueError(f"not a hashed pin: {line[:80]}")
        found[canonicalize_name(match[1])] = match[2]
    return found


def disagreements(project, conda, pinned):
    """What differs between the three, in words."""
    core = bounds(project["dependencies"] + project["optional-dependencies"]["lab"])
    wanted = core | {"python": SpecifierSet(project["requires-python"])}
    found = conda_bounds(conda)
    for name in sorted(wanted.keys() | found.keys()):
        if wanted.get(name) != found.get(name):
            yield f"{name}: pyproject.toml {wanted.get(name)}, environment.yml {found.get(name)}"
    for name, specifier in core.items():
        if not specifier.contains(pinned.get(name, "0")):
            yield f"{name}: pinned to {pinned.get(name)}, outside {specifier}"


def all_pins(file):
    """The pins of a file and of those that it includes, each of which pins other packages."""
    text, found = (ROOT / file).read_text(encoding="utf-8"), {}
    for included in re.findall(r"^-r (.+)$", text, re.M):
        found |= all_pins(included)
    assert not found.keys() & pins(text).keys()
    return found | pins(text)


STUDENT_PINS = all_pins("requirements.txt")


def test_all_three_agree():
    assert list(disagreements(PROJECT, CONDA, STUDENT_PINS)) == []


@pytest.mark.parametrize("extra", ["slides", "site", "keras", "dev"])
def test_pins_add_to_those_they_include(extra):
    found = all_pins(f"requirements-{extra}.txt")
    assert found.items() >= STUDENT_PINS.items()
    for name, specifier in bounds(PROJECT["optional-dependencies"][extra]).items():
        assert specifier.contains(found[name]), name


def test_core_stays_small():
    core = {"numpy", "matplotlib", "ipywidgets", "anywidget", "executing"}
    assert bounds(PROJECT["dependencies"]).keys() == core
    assert bounds(PROJECT["optional-dependencies"]["lab"]).keys() == {"jupyterlab", "nbval", "jupyterlab-slideshow"}


@pytest.mark.parametrize(
    "line",
    [
        "numpy==2.4.6",
        "numpy>=2.1 --hash=sha256:" + "0" * 64,
        "numpy @ https://example.org/numpy.whl --hash=sha256:" + "0" * 64,
        "--find-links packages",
    ],
)
def test_what_is_not_a_hashed_pin_is_refused(line):
    with pytest.raises(ValueError, match="not a hashed pin"):
        pins(line)


def test_a_bound_that_differs_is_found():
    conda = {
        "dependencies": [
            s.replace("numpy >=2.0,<3", "numpy >=2.0,<4") if isinstance(s, str) else s for s in CONDA["dependencies"]
        ]
    }
    assert len(list(disagreements(PROJECT, conda, STUDENT_PINS))) == 1
    old = STUDENT_PINS | {"numpy": "1.26.4"}
    assert len(list(disagreements(PROJECT, CONDA, old))) == 1


def test_conda_needs_no_package_that_is_not_its_own():
    assert CONDA["channels"] == ["conda-forge", "nodefaults"]
    assert CONDA["dependencies"][-1] == {"pip": ["-e ."]}


def test_the_first_notebook_says_that_all_is_there(capsys):
    environment.check_environment()
    assert capsys.readouterr().out.endswith("You can start.\n")


def test_what_is_missing_is_said_with_how_to_mend_it(capsys, monkeypatch, tmp_path):
    needed = ["numpy>=99", "no-such-package>=1", 'colorama>=99; sys_platform == "nowhere"']
    monkeypatch.setattr(environment.metadata, "requires", lambda name: needed)
    monkeypatch.setattr(environment.datasets, "DATA", tmp_path)
    environment.check_environment()
    out = " ".join(capsys.readouterr().out.split())
    for words in ("the course needs numpy>=99", "no-such-package is not installed", "data/digits.npz", "make lab"):
        assert words in out
    assert "colorama" not in out
    monkeypatch.setattr(environment, "COURSE", tmp_path)  # the package alone, as on a notebook service
    environment.check_environment()
    assert "run the cell that installs the course's package" in " ".join(capsys.readouterr().out.split())


def test_a_foreign_environment_is_recognised(capsys, monkeypatch):
    monkeypatch.setattr(environment, "PACKAGE", "a-package-that-nobody-has")
    environment.check_environment()
    assert "in another environment than the course's" in " ".join(capsys.readouterr().out.split())


# What set-up looks at before it calls .venv complete.
STATE = runpy.run_path(str(ROOT / ".ci" / "state.py"))


@pytest.fixture
def package(tmp_path):
    """A package as pip leaves it: its file, and the record that names the file."""
    (tmp_path / "small.py").touch()
    record = tmp_path / "small-1.0.dist-info"
    record.mkdir()
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: small\nVersion: 1.0\n")
    (record / "RECORD").write_text("small.py,,\n__pycache__/small.cpython-311.pyc,,\n")
    return tmp_path, PathDistribution(record)


def test_a_whole_package_is_not_called_broken(package):
    assert list(STATE["broken"]({"pip": package[1]})) == []


def test_a_deleted_file_is_found(package):
    (package[0] / "small.py").unlink()
    assert list(STATE["broken"]({"pip": package[1]})) == ["small.py of pip is gone"]


def test_an_installation_that_was_broken_off_is_found(package):
    (package[0] / "small-1.0.dist-info" / "RECORD").unlink()
    assert list(STATE["broken"]({"pip": package[1]})) == ["pip was not installed to the end"]


def test_a_missing_or_other_version_is_found_also_through_an_included_file(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    (tmp_path / "students.txt").write_text("numpy==0.1 \\\n    --hash=sha256:0\n")
    (tmp_path / "tests.txt").write_text(f"-r {tmp_path / 'students.txt'}\nnone==1 ; python_version < '3'\n")
    installed = {found.name.lower(): found for found in distributions()}
    assert "numpy==0.1 is not there" in STATE["missing"](installed, tmp_path / "tests.txt")
    assert not any("none" in fault for fault in STATE["missing"](installed, tmp_path / "tests.txt"))


@pytest.fixture
def set_up(tmp_path):
    """A function that calls set-up in a folder without .venv, as somebody without rights: what it said, and its end."""
    if not shutil.which("sh"):
        pytest.skip("there is no sh here; without it there is no make either")
    folder = tmp_path / "course"
    shutil.copytree(ROOT / ".ci", folder / ".ci")

    def call(**variables):
        nobody = {"user": 65534} if os.geteuid() == 0 else {}  # root may write anywhere
        command = ["sh", ".ci/set-up", "requirements.txt"]
        outside = os.environ | variables
        ended = subprocess.run(command, cwd=folder, env=outside, capture_output=True, text=True, **nobody)
        assert not (folder / ".venv").exists()
        return " ".join(ended.stderr.split()), ended.returncode

    for path in (*tmp_path.parents[:2], tmp_path):
        path.chmod(0o755)
    folder.chmod(0o777)
    yield call
    folder.chmod(0o755)


@pytest.mark.parametrize("named, found", [("/nowhere/python", "nothing that runs"), ("false", "nothing that runs")])
def test_a_python_that_is_named_and_does_not_fit_is_said(named, found, set_up):
    said, code = set_up(PYTHON3=named)
    assert code == 1 and f"Found at PYTHON3={named}: {found}" in said and "leave PYTHON3= away" in said


def test_a_read_only_folder_is_named_first(set_up, tmp_path):
    (tmp_path / "course").chmod(0o555)
    said, code = set_up()
    assert code == 1 and said.startswith("Set-up stopped. Found: the folder") and "is read-only for you" in said


def test_the_look_at_the_environment_knows_every_file_of_data():
    there = {path.name for path in (ROOT / "data").iterdir() if path.suffix in (".csv", ".npz", ".png")}
    assert set(environment.DATA_FILES) == there
