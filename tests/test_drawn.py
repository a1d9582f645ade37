"""What the notebooks draw is what was stored when they were run, in every state of their explorers."""

import json
import re

import pytest
from support import NAMES, NOTEBOOKS, ROOT, Session, code_cells, read, tags

from helpers import plotting
from helpers.drawn import digests, watch
from helpers.widgets.explorer import Explorer

TOLERANCE = 1e-3  # of the largest number among those that stand together
NUMBER = re.compile(r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?")


def differences(stored, found, where=""):
    """Where and how two digests differ, in words; last digits may."""
    if isinstance(stored, dict) and isinstance(found, dict):
        for key in stored | found:
            yield from differences(stored.get(key), found.get(key), f"{where} / {key}".strip(" /"))
    elif not alike(stored, found):
        yield f"{where}: stored {stored}, drawn {found}"


def alike(a, b):
    """Whether two digests say the same; numbers, also those in a text, may differ a little."""
    if isinstance(a, str) and isinstance(b, str):
        numbers = [[float(n.replace(",", "").replace("−", "-")) for n in NUMBER.findall(text)] for text in (a, b)]
        return a == b or a[:1] != "#" and NUMBER.sub("#", a) == NUMBER.sub("#", b) and alike(*numbers)
    if not (isinstance(a, list) and isinstance(b, list) and len(a) == len(b)):
        return a == b
    room = TOLERANCE * max((abs(x) for x in (*a, *b) if isinstance(x, float)), default=0) + 1e-6
    return all(
        abs(x - y) <= room if isinstance(x, float) and isinstance(y, float) else alike(x, y) for x, y in zip(a, b, strict=True)
    )


def test_last_digits_may_differ_and_nothing_else():
    assert alike(["line", [1.0, 2000.0]], ["line", [1.001, 2000.1]]) and alike("cost 0.1234", "cost 0.1235")
    for a, b in (
        ([1.0], [1.1]),
        ([1.0, 2.0], [2.0, 1.0]),
        ("#0072b2ff", "#0073b2ff"),
        ("cost 1", "loss 1"),
        (None, []),
    ):
        assert list(differences({"cell 1": {"0 1": {"path": a}}}, {"cell 1": {"0 1": {"path": b}}})) == [
            f"cell 1 / 0 1 / path: stored {a}, drawn {b}"
        ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_what_is_drawn_is_what_is_stored(path, monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")
    monkeypatch.setattr(plotting, "png", lambda fig, dpi=100: b"")  # undrawn, which takes half of the time
    monkeypatch.setattr(Explorer, "png", lambda explorer, compress_level=1: b"")
    seen, session, now = {}, Session(), 0
    watch(seen, lambda: now, monkeypatch.setattr)
    for now, cell in enumerate(code_cells(read(path)), 1):
        assert session.run(cell.source).error is None, cell.source
        if "nbval-ignore-output" in tags(cell):
            seen.pop(now, None)
    stored = json.loads((ROOT / "tests" / "drawn" / f"{path.stem}.json").read_text("utf-8"))
    assert list(differences(stored, digests(seen))) == [], "if that is meant, `make run` stores it"
