"""The course elsewhere than in its own folder: the package alone, on another person's server."""

import os
import re
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest
from support import NOTEBOOKS, ROOT, code_cells, read

from helpers.build import address, lab

pytestmark = pytest.mark.elsewhere


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The package as pip would install it."""
    folder = tmp_path_factory.mktemp("wheel")
    quietly = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *quietly, str(ROOT), "-w", str(folder)], check=True)
    return next(folder.glob("*.whl"))


def test_the_package_carries_the_data_and_touches_no_settings_of_the_user(wheel):
    with zipfile.ZipFile(wheel) as package:
        assert {name.split("/")[0].split("-")[0] for name in package.namelist()} == {
            "helpers",
            "first_steps_to_deep_learning",
        }
        assert not any(".data/" in name for name in package.namelist())  # what pip would put outside site-packages
        for path in (ROOT / "data").iterdir():
            if not path.name.startswith("."):
                assert package.read(f"helpers/data/{path.name}") == path.read_bytes()


def said(cell):
    """The text of a cell's outputs; how print is cut into pieces is chance."""
    return "".join(o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs)


def test_a_notebook_alone_runs_in_another_folder_where_the_package_is(wheel, tmp_path):
    """The first one, which reads data and a network; the course's folder is not on the path."""
    with zipfile.ZipFile(wheel) as package:
        package.extractall(tmp_path / "site-packages")
    alone = tmp_path / NOTEBOOKS[0].name
    alone.write_bytes(NOTEBOOKS[0].read_bytes())
    outside = os.environ | {"PYTHONPATH": str(tmp_path / "site-packages")}
    program = "import helpers, sys; assert sys.argv[1] in helpers.__file__, helpers.__file__"
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], env=outside, cwd=tmp_path, check=True)
    run = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", alone.name]
    subprocess.run(run, env=outside, cwd=tmp_path, check=True, capture_output=True)
    for cell, stored in zip(code_cells(read(alone)), code_cells(read(NOTEBOOKS[0]))):
        assert said(cell) == said(stored), cell.source


def test_settings_are_this_process_own(monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", "mine")
    monkeypatch.delenv("JUPYTER_CONFIG_PATH", raising=False)
    assert lab.settings() == {
        "JUPYTER_CONFIG_PATH": str(lab.SETTINGS),
        "JUPYTER_PATH": f"{lab.SETTINGS}{os.pathsep}mine",
    }


def test_as_root_it_is_said_what_to_do(monkeypatch):
    monkeypatch.setattr(lab.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(lab, "working_copies", lambda: pytest.fail("nothing is made before it can start"))
    with pytest.raises(SystemExit, match="make lab ARGS=--allow-root"):
        lab.open_lab([])


def test_as_root_make_lab_says_so_before_it_installs(tmp_path):
    if not shutil.which("make"):
        pytest.skip("there is no make; the README gives the command for such a system")
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci/set-up").write_text("echo installs; exit 1")
    (tmp_path / "id").write_text("#!/bin/sh\necho 0")
    (tmp_path / "id").chmod(0o755)
    words = shutil.copy(ROOT / ".ci" / "as-root.txt", tmp_path / ".ci" / "as-root.txt")
    outside = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    outside["PATH"] = os.pathsep.join([str(tmp_path), outside["PATH"]])

    def make(*arguments):
        return subprocess.run(["make", "lab", *arguments], cwd=tmp_path, env=outside, capture_output=True, text=True)

    refused, meant = make(), make("ARGS=--no-browser --allow-root")
    assert refused.stderr.startswith(words.read_text()) and refused.returncode and not refused.stdout
    assert "installs" in meant.stdout and "JupyterLab was not started" not in meant.stderr


@pytest.fixture
def elsewhere(tmp_path):
    """A function that runs the first notebook's first cell alone, where only PYTHONPATH may bring the course."""
    # The course's folder is on the path of this environment; this takes it off, as at a notebook service.
    hide = f"import sys\nsys.path[:] = [p for p in sys.path if p.rstrip('/') != {str(ROOT)!r}]\n"
    (tmp_path / "sitecustomize.py").write_text(hide)
    (tmp_path / "brought").mkdir()

    def run(requirement):
        notebook = read(NOTEBOOKS[0])
        first = code_cells(notebook)[0]
        first.source = address.bring(requirement) + address.HEAD.sub("", first.source)
        notebook.cells = [first]
        nbformat.write(notebook, tmp_path / "alone.ipynb")
        path = os.pathsep.join([str(tmp_path), str(tmp_path / "brought")])
        pip = {"PIP_TARGET": str(tmp_path / "brought"), "PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1"}
        command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", "alone.ipynb"]
        outside = os.environ | pip | {"PYTHONPATH": path}
        ended = subprocess.run(command, env=outside, cwd=tmp_path, capture_output=True, text=True)
        return ended, read(tmp_path / "alone.ipynb")

    return run


def test_a_notebook_alone_without_the_package_says_what_to_do_and_stops_there(elsewhere):
    ended, _ = elsewhere("")
    assert ended.returncode and "The course's package is not here." in ended.stderr
    assert "%pip install git+ADDRESS" in ended.stderr


def test_where_the_address_is_known_the_first_cell_brings_the_package(elsewhere, wheel):
    ended, notebook = elsewhere(str(wheel))
    assert ended.returncode == 0, ended.stderr
    assert said(notebook.cells[0]).endswith("You can start.\n")


@pytest.mark.parametrize(
    ("remote", "public"),
    [
        ("https://github.com/someone/course.git", "https://github.com/someone/course"),
        ("git@github.com:someone/course.git", "https://github.com/someone/course"),
        ("https://token@github.com/someone/course", "https://github.com/someone/course"),
        ("/work/course", ""),
        ("", ""),
    ],
)
def test_the_address_is_taken_from_git_remote(remote, public):
    assert address.public_address(remote) == public


def test_the_address_is_in_all_its_places_or_in_none():
    readme = (ROOT / "README.md").read_text("utf-8")
    (links,) = address.BLOCK.findall(readme)
    known = re.search(r"\]\((https://github\.com/[^/]+/[^/]+)/actions", links)
    public = known[1] if known else ""
    assert links == address.badges(public)
    assert public or "github.io" not in readme
    for path in NOTEBOOKS:
        assert code_cells(read(path))[0].source.startswith(address.bring(public and f"git+{public}")), path.name


def test_an_address_is_written_and_taken_away_again(tmp_path):
    (tmp_path / "notebooks").mkdir()
    for name in ("README.md", f"notebooks/{NOTEBOOKS[1].name}"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    before = [path.read_bytes() for path in (tmp_path / "README.md", *(tmp_path / "notebooks").iterdir())]
    address.write_address("https://github.com/Someone/course", tmp_path)
    assert "https://someone.github.io/course/" in (tmp_path / "README.md").read_text("utf-8")
    (notebook,) = (tmp_path / "notebooks").iterdir()
    assert "%pip install -q git+https://github.com/Someone/course\n" in code_cells(read(notebook))[0].source
    address.write_address("", tmp_path)
    assert [path.read_bytes() for path in (tmp_path / "README.md", notebook)] == before


@pytest.mark.parametrize("name", ["README.md", ".github/CONTRIBUTING.md", ".github/BENCHMARKS.md"])
def test_no_link_in_what_is_read_first_is_dead(name):
    text = (ROOT / name).read_text("utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    local = [target for target in targets if not target.startswith("https://")]
    assert local and [target for target in local if not ((ROOT / name).parent / target).exists()] == []
    assert not re.search(r"github\.com/|github\.io", address.BLOCK.sub("", text))
