"""The frame that `make new` lays out: it runs, keeps every rule of form, and its modules do what they say."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from support import NAMES, NOTEBOOKS, ROOT, Session, answered, examples, read
from test_form import RULES

import helpers.checks
from helpers.build.new import new

pytestmark = pytest.mark.elsewhere

NAME = "99_another_subject"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of one notebook, to which a new one was added and run."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "helpers", folder / "helpers", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "notebooks").mkdir()
    shutil.copy(NOTEBOOKS[-1], folder / "notebooks")
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "digest.py", folder / "tests")
    here = {"cwd": folder, "env": os.environ | {"PYTHONPATH": str(folder)}, "check": True, "stdout": subprocess.PIPE}
    said = subprocess.run([sys.executable, "-m", "helpers.build", "new", NAME], **here, text=True).stdout
    assert f"notebooks/{NAME}.ipynb" in said and "helpers/widgets/__init__.py" in said
    notebook = f"notebooks/{NAME}.ipynb"
    subprocess.run([sys.executable, "-m", "helpers.build", "run", notebook], **here)
    subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"], **here)
    return folder


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_new_notebook_keeps_every_rule_of_form(course, rule):
    assert list(rule(read(course / "notebooks" / f"{NAME}.ipynb"))) == []


def test_it_leads_to_the_one_before_and_what_it_draws_is_stored(course):
    notebook = read(course / "notebooks" / f"{NAME}.ipynb")
    assert f"({NAMES[-1]}.ipynb)" in notebook.cells[0].source
    drawn = json.loads((course / "tests" / "drawn" / f"{NAME}.json").read_text("utf-8"))
    assert any("figure" in state for state in drawn) and any("explorer" in state or "slope" in state for state in drawn)
    assert "twice 21 is 42" in notebook.cells[9].outputs[0].text


def test_its_check_takes_right_answers_and_names_mistakes(course, monkeypatch):
    monkeypatch.setattr(helpers.checks, "__path__", [*helpers.checks.__path__, str(course / "helpers" / "checks")])
    monkeypatch.syspath_prepend(str(course / "tests"))
    session = Session()
    session.run("from helpers.checks import another_subject as checks\nfrom helpers.exercises import exercise")
    answers = read_answers(course)
    for code in (answers["RIGHT"]["double"], *answers["ALSO_RIGHT"]["double"]):
        assert session.run(answered("double", code)).verdict == "correct"
    ((wrong, words),) = answers["MISTAKES"]["double"]
    assert words in session.run(answered("double", wrong)).text
    sys.modules.pop("helpers.checks.another_subject")


def read_answers(course):
    """What stands in the new module of answers; each name is one that the module of 00 has, too."""
    names = {}
    exec((course / "tests" / "mistakes" / f"m{NAME}.py").read_text("utf-8"), names)
    assert {name for name in names if name.isupper()} == {name for name in vars(examples(NAMES[0])) if name.isupper()}
    return names


def test_nothing_is_overwritten_and_a_strange_name_is_refused(course):
    with pytest.raises(SystemExit, match="Already there"):
        new(NAME, course)
    for name in ("other", "1_x", "11_Ünder", "11_a/b", "", "11_try"):
        with pytest.raises(SystemExit, match="as in NAME="):
            new(name, course)
