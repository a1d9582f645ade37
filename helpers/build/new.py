"""The frame of a new notebook, with its modules: what ``tests/test_form.py`` asks, to be filled."""

import re
from functools import partial
from keyword import iskeyword
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from helpers.build import COURSE, KERNEL

CHECKS = '''"""The exercises of notebook NN: `double`."""

from helpers.checking.compare import compare
from helpers.checking.mistakes import mistakes
from helpers.exercises import check

DOUBLE_MISTAKES = mistakes("""
    def double(x):
        return 2 * x

    2 * x => x**2  # This is the square of x, not its double: they agree at 0 and 2 only.
    """)


@check(
    "The double of a number is the number added to itself.",
    "Write `x + x`.",
    mistakes=DOUBLE_MISTAKES,
)
def double(function):
    numbers = [-3, 0.5, 7]
    compare(function, [(x,) for x in numbers], lambda x: x + x, DOUBLE_MISTAKES)
    return f"the doubles of {', '.join(f'{x:g}' for x in numbers)}."
'''

WIDGETS = '''"""The explorer of notebook NN."""

from helpers.widgets.explorer import Explorer, slider


class SlopeExplorer(Explorer):
    """A line whose slope is moved."""

    def __init__(self):
        self.slope = slider("slope", "the slope of the line", 1, -3, 3, 0.5)
        super().__init__([self.slope])

    def build(self, figure):
        ax = figure.add_subplot(xlim=(0, 1), ylim=(-3, 3))
        (self.line,) = ax.plot([], [], linewidth=3)
        return [self.line]

    def update(self):
        self.line.set_data([0, 1], [0, self.slope.value])

    def describe(self):
        return f"A line from 0 that rises by {self.slope.value:g} over a length of 1."
'''

MISTAKES = '''"""Answers to the exercises of notebook NN, besides the mistakes of its catalogue; see ``m00_start_here.py``."""

RIGHT = {"double": "def double(x):\\n    return x + x\\n"}

ALSO_RIGHT = {"double": ["def double(x):\\n    return x * 2.0"]}

HINTED = {"double": "def double(x):\\n    return {0}"}

MISTAKES = {"double": [("def double(x):\\n    2 * x", "returns None")]}
'''

TESTS = '''"""The explorer of notebook NN, moved as a student would."""

from helpers.widgets.STEM import SlopeExplorer


def test_the_line_ends_at_the_slope():
    explorer = SlopeExplorer()
    explorer.slope.value = -2
    assert list(explorer.line.get_ydata()) == [0, -2]
    assert "rises by -2" in explorer.describe()
'''

IMPORTS = """from helpers.checks import STEM as checks
from helpers.exercises import exercise, hint, solution
from helpers.plotting import figure, show
from helpers.widgets.STEM import SlopeExplorer"""

FIGURE = """fig, ax = figure()
ax.plot([0, 1], [0, 2])
show(fig, "A line over x from 0 to 1: it rises from 0 to 2.")"""


def _notes(text):
    return f"<details><summary>For the instructor</summary>\n\n{text}\n\n</details>"


def _question(number, right):
    """A quiz question of three choices, of which number ``right`` is."""
    text = f"**Question {number}.** …\n"
    for choice in range(3):
        answer = "Right. …" if choice == right else "Not quite. …"
        text += f"\n<details><summary>…</summary>\n\n{answer}\n\n</details>"
    return text


def _cell(new_cell, source, slide=None, *tags, folded=False):
    """A cell with what it is while presenting, its tags, and its code folded or not."""
    metadata = {"slideshow": {"slide_type": slide}} if slide else {}
    metadata |= {"tags": list(tags)} if tags else {}
    return new_cell(source, metadata=metadata | ({"jupyter": {"source_hidden": True}} if folded else {}))


def frame(stem: str, title: str, before: str):
    """A notebook that keeps every rule of form; ``before`` is the name of the one before it."""
    text, code = partial(_cell, new_markdown_cell), partial(_cell, new_code_cell)
    return new_notebook(
        cells=[
            text(
                f"# {title}\n\n**You will be able to**\n\n- …\n\n**You need** notebook [{before[:2]}]({before}.ipynb).\n\n"
                "**Time** 10 min: 5 of teaching, 5 of exercises.",
                "slide",
            ),
            text(_notes("**10 min in all.** …"), "notes"),
            code(IMPORTS.replace("STEM", stem), "skip"),
            text("## A section\n\n…", "slide"),
            text(_notes("**10 min.** …"), "notes"),
            code(FIGURE, folded=True),
            code("SlopeExplorer()", "subslide"),
            code(
                '@exercise(checks.double)\ndef double(x):\n    """Twice x."""\n    return ...', "subslide", "exercise"
            ),
            code("@solution\ndef double(x):\n    return 2 * x", "skip", "solution", folded=True),
            code('print(f"twice 21 is {double(21)}")', "subslide"),
            text("## Key points\n\n- …", "slide"),
            text("## Test yourself", "slide"),
            *(text(_question(n, n - 1), "subslide", "quiz") for n in (1, 2, 3)),
            text("## On your own\n\n- …", "skip"),
            text("## References\n\n- …", "skip"),
        ],
        metadata={"kernelspec": KERNEL},
    )


def new(name: str, course: Path = COURSE) -> list[Path]:
    """Write the frame of a notebook, such as "13_another_subject", and its four modules; returns their paths.

    Raises SystemExit if the name is none for a notebook, or one of the files is there already.
    """
    if not re.fullmatch(r"\d\d_[a-z][a-z_]*", name) or iskeyword(name[3:]):  # its modules have this name, too
        raise SystemExit(
            f"The name is {name!r}; expected two digits and words, no word of Python's own, as in "
            "NAME=13_another_subject."
        )
    number, stem = name.split("_", 1)
    before = max((p.stem for p in (course / "notebooks").glob("*.ipynb") if p.stem < name), default="00_start_here")
    files = {
        f"notebooks/{name}.ipynb": nbformat.writes(frame(stem, stem.replace("_", " ").capitalize(), before)) + "\n",
        f"helpers/checks/{stem}.py": CHECKS,
        f"helpers/widgets/{stem}.py": WIDGETS,
        f"tests/mistakes/m{name}.py": MISTAKES,
        f"tests/test_widgets_{number}.py": TESTS,
    }
    paths = [course / file for file in files]
    if there := [str(path) for path in paths if path.exists()]:
        raise SystemExit(f"Already there: {', '.join(there)}. Nothing was written. Choose another name.")
    for path, source in zip(paths, files.values()):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source.replace("NN", number).replace("STEM", stem), encoding="utf-8")
    return paths
