"""What several tests share: the notebooks, and a way to run their cells without a server."""

import importlib
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import numpy as np
from digest import widgets_in
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from helpers import exercises as machinery
from helpers import kernel, nn, widgets
from helpers.build import environment
from helpers.checks.convolutional_networks import network
from helpers.datasets import load_beetles, load_cat, load_digits, load_mnist, load_penguins

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.stem for path in NOTEBOOKS]


def read(path: Path) -> nbformat.NotebookNode:
    """A notebook, as committed."""
    return nbformat.read(path, as_version=4)


def needs_keras(path: Path) -> bool:
    """Whether a file is a notebook that imports Keras."""
    return path.suffix == ".ipynb" and environment.needs_keras(read(path))


def tags(cell) -> list[str]:
    """A cell's tags."""
    return cell.metadata.get("tags", [])


def code_cells(notebook) -> list:
    """The cells that hold code."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def exercises(notebook) -> dict[str, nbformat.NotebookNode]:
    """The name of each exercise, and its cell; the shown examples of 00 are not exercises."""
    return {defined(cell): cell for cell in code_cells(notebook) if "exercise" in tags(cell)}


def defined(cell) -> str:
    """The name of the first function that a cell defines at its left margin."""
    return re.search(r"^def (\w+)", cell.source, re.M).group(1)


def examples(name: str):
    """Right and wrong answers to the exercises of a notebook: its module in tests/mistakes."""
    return importlib.import_module(f"mistakes.m{name}")


@dataclass
class Ran:
    """What running a cell gave: the plain texts it showed, and the error that stopped it."""

    texts: list[str]
    error: BaseException | None

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def verdict(self) -> str:
        """The kind of the last verdict: "correct", "not yet", ..."""
        return re.findall(r"^\[\S ([a-z ]+)\] ", self.text, re.M)[-1]


class Session:
    """A fresh namespace in which cells run as a kernel would run them, but in this process."""

    def __init__(self):
        first = not InteractiveShell.initialized()
        self.shell = InteractiveShell.instance()
        self.shell.reset(new_session=False)
        plt.close("all")  # those of a cell that stopped before it showed its own
        if first:
            kernel.load_ipython_extension(self.shell)
        machinery.attempts.clear()

    def run(self, source: str) -> Ran:
        """Run one cell."""
        with capture_output() as captured:
            result = self.shell.run_cell(source, store_history=False)
        texts = [captured.stdout] if captured.stdout else []
        texts += [output.data["text/plain"] for output in captured.outputs]
        return Ran(texts, result.error_before_exec or result.error_in_exec)

    def state(self) -> tuple[dict, dict]:
        """All names and all attempts at exercises, to come back to."""
        return dict(self.shell.user_ns), dict(machinery.attempts)

    def back_to(self, state: tuple[dict, dict]):
        """Make the names and the attempts what they were."""
        names, attempts = state
        self.shell.user_ns.clear()
        self.shell.user_ns.update(names)
        machinery.attempts.clear()
        machinery.attempts.update(attempts)

    def attempt(self, name: str, code: str) -> Ran:
        """Run an exercise's cell with an answer in it, and give the name its old value back."""
        before = self.shell.user_ns[name]
        ran = self.run(answered(name, code))
        self.shell.user_ns[name] = before
        return ran

    def run_all(self, notebook, replaced: dict[str, str] | None = None, times: int = 1):
        """Run all cells, some exercises replaced by another answer; yields (cell, Ran)."""
        for cell in code_cells(notebook):
            source = cell.source
            if replaced and "exercise" in tags(cell) and defined(cell) in replaced:
                source = answered(defined(cell), replaced[defined(cell)])
            for _ in range(times):
                yield cell, self.run(source)


def catalogue(check) -> tuple:
    """The known mistakes of a check: what its module holds under its name."""
    return getattr(sys.modules[check.judge.__module__], f"{check.name.upper()}_MISTAKES", ())


def answered(name: str, code: str) -> str:
    """An exercise's cell with an answer in it."""
    return f"@exercise(checks.{name})\n{code}"


@cache
def explorers():
    """One of each by name, as its notebook makes it."""
    penguins, (dose, exposed, killed) = load_penguins(), load_beetles()
    made = (
        widgets.GateExplorer(),
        widgets.PerceptronExplorer(penguins.X, penguins.y, penguins.species, penguins.feature_names),
        widgets.BeetleExplorer(dose, exposed, killed),
        widgets.DescentExplorer(np.linspace(1.7, 1.9, 8), np.array([0, 0, 1, 0, 1, 1, 1, 1])),
        widgets.BendingExplorer(),
        widgets.ApproximationExplorer(),
        widgets.PathExplorer(),
        widgets.PlaygroundExplorer(),
        widgets.RaceExplorer(),
        widgets.DigitExplorer(lambda X: np.full((10, 1), 0.1), load_digits()[0]),
        widgets.KernelExplorer(load_cat()),
        widgets.WindowExplorer(),
        maps(),
        compress(),
        code_map(),
        *adversaries(),
        widgets.RopeExplorer(lambda u, f, dx: -np.diff(np.diff(u), prepend=0, append=0) / dx - f * dx),
        widgets.FilmExplorer(*np.random.default_rng(0).standard_normal((2, 6, 8, 8))),
    )
    return {type(explorer).__name__: explorer for explorer in made}


def click(explorer, name: str):
    """Press a button of an explorer."""
    next(w for w in widgets_in(explorer.panel) if hasattr(w, "click") and w.description == name).click()


def maps():
    """The explorer of all maps, on a network as notebook 07 has it, without training."""
    pixels, digit = load_mnist()
    rng, k, h = np.random.default_rng(0), [None, 5, 5, 4], [None, nn.relu, nn.relu, nn.softmax]
    W = [None] + [nn.initialise(sizes, rng)[1] for sizes in ((25, 8), (200, 16), (256, 10))]
    X = (pixels[:, ::100] / 255).reshape(1, 28, 28, -1)
    return widgets.MapsExplorer(W, lambda X: network(W, h, k, [None, 2, 2, 1], X), X, digit[::100])


def adversaries():
    """The explorers of a game of two networks and of a walk, as in their own tests."""
    game = importlib.import_module("test_widgets_10").game()
    yield widgets.GanExplorer(*(game[name] for name in ("players", "d_step", "g_step", "step")))
    pixels, labels = load_digits()
    yield widgets.WalkExplorer(lambda z: np.tile(pixels[:, :1] / 16, z.shape[1]), 5, pixels[:, :50] / 16, labels[:50])


def compress():
    """The explorer of codes, on images that come back too light: by more in a rough way than in a finer one."""
    ink = load_digits()[0][:, :20] / 16
    ways = {"rough": {k: (0.5 + k / 40) * ink for k in (2, 8)}, "finer": {k: np.sqrt(ink) * 0.9 for k in (2, 8)}}
    return widgets.CompressExplorer(ink, load_digits()[1][:20], ways)


def code_map():
    """The explorer of the map, on codes that are the ink of two pixels; a place is decoded to a bright spot."""
    pixels, digit = load_digits()
    ink, where = pixels[:, :60] / 16, np.linspace(0, 1, 64)[:, None]
    codes, read = ink[[20, 43]], np.random.default_rng(0).standard_normal((10, 64))

    def decode(z):
        return np.exp(-(((where - z[0]) / (0.2 + np.abs(z[1]))) ** 2))

    known = codes[:, :40], ink[:, :40], digit[:40]
    others = codes[:, 40:], ink[:, 40:], digit[40:60]
    return widgets.CodeExplorer(decode, lambda X: nn.softmax(read @ X), known, others)
