"""Every exercise with known mistakes, other right answers and whatever else may be typed."""

import _thread
import ast
import importlib
import inspect
import re
import signal
import threading
import time
from functools import partial

import pytest
from mistakes.nonsense import BODIES, ENDLESS, answer
from support import NAMES, NOTEBOOKS, catalogue, code_cells, examples, exercises, read, tags

from helpers import exercises as machinery
from helpers import running
from helpers.checking import compare
from helpers.checking.repair import repair
from helpers.exercises import Check

notebooks = pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
in_00, in_01 = (pytest.mark.parametrize("path", [NOTEBOOKS[i]], ids=[NAMES[i]]) for i in (0, 1))


def wrong_answers():
    for path in NOTEBOOKS:
        for name, answers in examples(path.stem).MISTAKES.items():
            for number, (code, words) in enumerate(answers):
                yield pytest.param(path, name, code, words, id=f"{path.stem}-{name}-{number}")


def each_exercise():
    for path in NOTEBOOKS:
        for name in exercises(read(path)):
            yield pytest.param(path, name, id=f"{path.stem}-{name}")


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """On a busy machine, too, the clock ends nothing here but what never ends; the browser's test has the real limit.

    And where one change would help is searched for briefly: ``test_repair.py`` is about that.
    """
    monkeypatch.setattr(running, "TIME_LIMIT", 20)
    monkeypatch.setattr(machinery, "repair", partial(repair, seconds=0.02))


@pytest.mark.parametrize("path, name, code, words", list(wrong_answers()))
def test_a_known_mistake_is_named(path, name, code, words, finished, monkeypatch):
    session = finished(path)
    if "while True" in code:
        monkeypatch.setattr(running, "TIME_LIMIT", 1.0)
    if "look at" in words:
        monkeypatch.setattr(machinery, "repair", partial(repair, seconds=3))
    ran = session.attempt(name, code)
    assert ran.verdict in ("not yet", "does not run"), ran.text
    assert words in ran.text, ran.text


@notebooks
def test_every_exercise_has_known_mistakes(path):
    names = exercises(read(path)).keys()
    assert examples(path.stem).MISTAKES.keys() == names


@pytest.mark.parametrize("path, name", list(each_exercise()))
def test_whatever_is_returned_gets_a_verdict(path, name, finished, monkeypatch):
    # There is little to change in these, and no two mistakes of a catalogue give them.
    monkeypatch.setattr(machinery, "repair", partial(repair, seconds=0.01))
    monkeypatch.setattr(compare, "in_pairs", lambda mistakes: ())
    session, cell = finished(path), exercises(read(path))[name]
    for label, body in BODIES.items():
        ran = session.attempt(name, answer(cell, body))
        assert ran.error is None, label
        assert ran.verdict in ("not yet", "does not run"), (label, ran.text)
        assert "helpers/" not in ran.text, (label, ran.text)


@pytest.mark.parametrize("path, name", list(each_exercise()))
def test_an_endless_loop_comes_back(path, name, finished, monkeypatch):
    monkeypatch.setattr(running, "TIME_LIMIT", 0.2)
    session = finished(path)
    ran = session.attempt(name, answer(exercises(read(path))[name], ENDLESS))
    assert ran.verdict == "does not run"
    assert "your loop does not end: " in ran.text
    assert "while True:" in ran.text
    assert session.run("print('alive')").text == "alive\n"


def module_of(path):
    """The module with the checks of a notebook."""
    return importlib.import_module(f"helpers.checks.{path.stem.split('_', 1)[1]}")


def checks_of(path):
    """The checks of a notebook's exercises, the shown examples of 00 included, by name."""
    return {item.name: item for item in vars(module_of(path)).values() if isinstance(item, Check)}


def in_catalogues():
    for path in NOTEBOOKS:
        for name, check in checks_of(path).items():
            if catalogue(check):
                yield pytest.param(path, name, catalogue(check), id=f"{path.stem}-{name}")


@notebooks
def test_each_catalogue_is_that_of_an_exercise(path):
    found = {id(catalogue(check)) for check in checks_of(path).values()}
    assert all(id(held) in found for name, held in vars(module_of(path)).items() if name.endswith("_MISTAKES"))


@pytest.mark.parametrize("path, name, mistakes", list(in_catalogues()))
def test_the_programs_of_a_catalogue_begin_as_the_exercise(path, name, mistakes):
    """What their first line says is expected of a student's."""
    cells = [cell for cell in code_cells(read(path)) if f"@exercise(checks.{name})" in cell.source]
    stub = next(line for line in cells[0].source.split("\n") if line.startswith("def "))
    assert stub == f"def {name}{inspect.signature(mistakes[0].corrected)}:".replace("1e-08", "1e-8")


@pytest.mark.parametrize("path, name, mistakes", list(in_catalogues()))
def test_a_catalogue_names_each_of_its_mistakes_and_no_other(path, name, mistakes, finished):
    """Each is typed in as a student would and gets its own message, alone; what it is an edit of passes."""
    session = finished(path)
    for mistake in mistakes:
        assert not re.match(r"\w+ = ", mistake.message), "a line of an edit: is there \\n for \\\\n?"
        ran = session.attempt(name, mistake.source)
        assert ran.verdict == "not yet", mistake.source
        assert mistake.message in ran.text.split("\n"), (mistake.source, ran.text)
        assert "\nOr: " not in ran.text, (mistake.source, ran.text)
    for right in {mistake.right for mistake in mistakes}:
        assert session.attempt(name, right).verdict == "correct", right


def more_right_answers():
    """Other styles, and what comes of the code in an exercise's hints, typed into an answer."""
    for path in NOTEBOOKS:
        module = examples(path.stem)
        for name, answers in getattr(module, "ALSO_RIGHT", {}).items():
            for number, code in enumerate(answers):
                yield pytest.param(path, name, code, id=f"{path.stem}-{name}-{number}")
        for name, code in getattr(module, "HINTED", {}).items():
            pieces = re.findall("`([^`]+)`", " ".join(checks_of(path)[name].hints))
            yield pytest.param(path, name, code.format(*pieces), id=f"{path.stem}-{name}-hinted")


@pytest.mark.parametrize("path, name, code", list(more_right_answers()))
def test_what_is_right_is_accepted(path, name, code, finished):
    ran = finished(path).attempt(name, code)
    assert ran.verdict == "correct", ran.text


@notebooks
def test_each_parameter_is_used_by_the_solution(path):
    """What an answer leaves out is told: it must be there for a reason."""
    for cell in code_cells(read(path)):
        for function in ast.parse(cell.source).body if "solution" in tags(cell) else ():
            read_in_it = {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
            assert {a.arg for a in function.args.args} <= read_in_it, function.name


@notebooks
def test_hints_lead_on_and_end(path, finished):
    session = finished(path)
    for name in exercises(read(path)):
        attempt = machinery.attempts[name]
        attempt.hints_given = 0
        count = len(attempt.check.hints)
        assert 2 <= count <= 4
        texts = [session.run(f'hint("{name}")').text for _ in range(count + 1)]
        assert texts[0] != texts[1]
        assert f"Hint {count} of {count}" in texts[-1] and "last one" in texts[-1]


@in_01
def test_a_wrong_function_below_another_is_pointed_out(path, finished):
    """`xor` uses `neuron`: if the student's own is wrong and still in place, say so."""
    session = finished(path)
    session.run("@exercise(checks.neuron)\ndef neuron(w, X):\n    return 1 - (w @ add_ones(X) >= 0)")
    right = examples(path.stem).RIGHT["xor"]
    assert "It uses `neuron`, which is not right yet." in session.attempt("xor", right).text
    session.run("@solution\ndef neuron(w, X):\n    return (w @ add_ones(X) >= 0).astype(int)")
    assert session.attempt("xor", right).verdict == "correct"


@in_00
def test_a_loop_that_catches_everything_comes_back_too(path, finished, monkeypatch):
    """Also one with a bare `except`, which swallows the first orders to stop."""
    session = finished(path)
    monkeypatch.setattr(running, "TIME_LIMIT", 1.0)
    body = "while True:\n        try:\n            X = X + 1\n        except:\n            pass"
    ran = session.attempt("add_ones", f"def add_ones(X):\n    {body}\n")
    assert "your loop does not end: `while True`" in ran.text
    assert "Restart the kernel" not in ran.text


@in_00
def test_what_cannot_be_stopped_is_said(path, finished, monkeypatch):
    """A call that does not come back to Python: the kernel goes on, and the student is told."""
    monkeypatch.setattr(running, "TIME_LIMIT", 0.2)
    monkeypatch.setattr(running, "TIME_TO_STOP", 0.2)
    session = finished(path)
    ran = session.attempt("add_ones", "def add_ones(X):\n    __import__('time').sleep(2)\n")
    assert "one line of your code takes too long" in ran.text
    assert "Restart the kernel" in ran.text
    assert session.run("print('alive')").text == "alive\n"


@in_00
def test_the_stop_button_stops_a_check(path, finished, monkeypatch, request):
    """It raises KeyboardInterrupt in the kernel's main thread, as here; nothing runs on unseen."""
    monkeypatch.setattr(running, "TIME_LIMIT", 30)
    # A shell that starts the tests in the background has them ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    session = finished(path)
    session.run("rounds = 0")
    threading.Timer(0.5, _thread.interrupt_main).start()
    start = time.monotonic()
    endless = "global rounds\n    while True:\n        rounds += 1"
    ran = session.attempt("add_ones", f"def add_ones(X):\n    {endless}\n")
    assert "Stopped by you" in ran.text
    assert time.monotonic() - start < 10
    rounds = session.shell.user_ns["rounds"]
    time.sleep(0.2)
    assert session.shell.user_ns["rounds"] == rounds > 0


@in_00
def test_what_a_function_prints_is_shown_and_cut_off(path, finished, monkeypatch):
    session = finished(path)
    ran = session.attempt("add_ones", "def add_ones(X):\n    print('X is', X.shape)\n    return X\n")
    assert "`add_ones` printed:\n    X is (2, 5)" in ran.text
    monkeypatch.setattr(running, "TIME_LIMIT", 1.0)
    endless = "def add_ones(X):\n    while True:\n        print('again and again')\n"
    ran = session.attempt("add_ones", endless)
    assert len(ran.text) < 1000
