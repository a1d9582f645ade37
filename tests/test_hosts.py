"""The course elsewhere than in its own folder: the package alone, on another person's server."""

import os
import subprocess
import sys
import zipfile

import pytest
from support import NOTEBOOKS, ROOT, code_cells, read

from helpers.build import lab


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
        if "course_map(" not in cell.source:  # it says which notebooks are in the folder
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
