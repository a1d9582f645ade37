"""The guard on a student's code: the same verdicts with threads and, as in a browser, without."""

import threading
import time

import pytest
from support import NAMES, NOTEBOOKS, Session, answered, catalogue, exercises, read

from helpers import running
from helpers.checks import start_here

LOOPS = {
    "while True: pass": "while True:\n        pass",
    "a generator without end": "yield from iter(int, 1)",
    "a loop on one line": "while True: pass",
    "a loop in a try": "try:\n        while True: pass\n    except:\n        pass",
    "a nested function": "def inner():\n        while True: pass\n    inner()",
    "a loop that catches everything": "while True:\n        try:\n            X = X + 1\n        except:\n            pass",
}


def refuse(self):
    raise RuntimeError("can't start new thread")


@pytest.fixture
def no_threads(monkeypatch):
    monkeypatch.setattr(threading.Thread, "start", refuse)


@pytest.fixture(autouse=True)
def less_patience(monkeypatch):
    monkeypatch.setattr(running, "TIME_LIMIT", 0.5)


def wrong_answers(path):
    """A few wrong answers to each exercise of a notebook: the first sources of its catalogues."""
    module = __import__(f"helpers.checks.{path.stem.split('_', 1)[1]}", fromlist=["checks"])
    for name in exercises(read(path)):
        for mistake in catalogue(getattr(module, name))[:4]:
            yield name, mistake.source


@pytest.mark.parametrize("path", [NOTEBOOKS[i] for i in (2, 5)], ids=[NAMES[i] for i in (2, 5)])
def test_verdicts_are_the_same_without_threads(path, finished, monkeypatch):
    session = finished(path)
    with_threads = [session.attempt(name, source).text for name, source in wrong_answers(path)]
    assert with_threads
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert [session.attempt(name, source).text for name, source in wrong_answers(path)] == with_threads


@pytest.mark.parametrize("loop", LOOPS)
def test_a_loop_is_stopped_without_threads(loop, no_threads):
    session = Session()
    session.run(
        "import numpy as np\nfrom helpers.checks import start_here as checks\nfrom helpers.exercises import exercise"
    )
    begin = time.monotonic()
    ran = session.run(answered("add_ones", f"def add_ones(X):\n    {LOOPS[loop]}\n"))
    assert ran.verdict in ("does not run", "not yet")
    assert time.monotonic() - begin < 5
    if "while" in LOOPS[loop]:
        assert "your loop does not end: `while True`" in ran.text


def test_a_right_answer_is_right_without_threads(no_threads):
    from helpers.exercises import CORRECT, judge_answer

    namespace = {"np": __import__("numpy")}
    exec("def add_ones(X):\n    return np.vstack([np.ones((1, X.shape[1])), X])", namespace)
    assert judge_answer(start_here.add_ones, namespace["add_ones"]).kind == CORRECT


def test_a_slow_answer_is_told_its_factor():
    def quick():
        pass

    def slow():
        time.sleep(0.02)

    assert running.times_slower(slow, quick) > 100
    assert 0.01 < running.times_slower(quick, quick) < 100
