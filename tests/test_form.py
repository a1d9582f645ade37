"""The form of every notebook: frame, order, metadata, stored outputs.

Each rule yields what it finds wrong. ``SPOILED`` below breaks a good notebook in one way for each
rule, to prove that the rule can fail.
"""

import base64
import copy
import io
import re
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image
from support import NAMES, NOTEBOOKS, ROOT, code_cells, defined, exercises, read, tags

from helpers.build import slide_type

# None goes on with the slide before. nbconvert writes "-" for that, but jupyterlab-slideshow does
# not show a cell that says so.
SLIDE_TYPES = {"slide", "subslide", "fragment", "skip", "notes", None}
TAGS = {"exercise", "solution", "solution-text", "demonstration", "quiz"}
CLOSING = ["Key points", "Test yourself", "On your own", "References"]
LONGEST_CELL, LONGEST_LINE = 15, 92
LONGEST_FOLDED = 28  # cells that only draw
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def headings(nb):
    """(level, title) of every heading, in order."""
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            text = re.sub(r"```.*?```", "", cell.source, flags=re.S)
            for marks, title in re.findall(r"^(#+) (.+)$", text, re.M):
                yield len(marks), title


def outputs(nb):
    for cell in code_cells(nb):
        for output in cell.outputs:
            yield cell, output


def frame(nb):
    first = nb.cells[0].source
    if not first.startswith("# "):
        yield "the first cell does not begin with the title"
    for words in ("**You will be able to**", "**You need**", "**Time**"):
        if words not in first:
            yield f"the first cell lacks {words}"
    if not re.search(r"\d+ min", first):
        yield "the first cell does not say how many minutes"


def levels(nb):
    found = list(headings(nb))
    if [level for level, _ in found].count(1) != 1:
        yield "there is not exactly one title"
    for (before, _), (level, title) in zip(found, found[1:]):
        if level > before + 1:
            yield f"a heading level is skipped before {title!r}"


def closing(nb):
    sections = [title for level, title in headings(nb) if level == 2]
    if sections[-4:] != CLOSING:
        yield f"the last sections are {sections[-4:]}, not {CLOSING}"


def speaker_notes(nb):
    section, noted = None, True
    for cell in nb.cells:
        found = re.match(r"## (.+)", cell.source) if cell.cell_type == "markdown" else None
        if found:
            if not noted:
                yield f"the section {section!r} has no speaker notes"
            section, noted = found.group(1), found.group(1) in CLOSING
        if slide_type(cell) == "notes":
            noted = True
            if not re.search(r"\*\*\d+ min", cell.source):
                yield f"speaker notes without minutes: {cell.source[:60]!r}"
            if not cell.source.startswith("<details><summary>For the instructor</summary>"):
                yield f"speaker notes that are not folded: {cell.source[:60]!r}"


def said_minutes(nb):
    found = re.search(r"\*\*Time\*\* (\d+) min", nb.cells[0].source)
    return int(found.group(1)) if found else None


def minutes(nb):
    """The sections' minutes add up to those of the whole, and the first cell says the same."""
    notes = [cell.source for cell in nb.cells if slide_type(cell) == "notes"]
    found = re.findall(r"\*\*(\d+) min", "\n".join(notes))
    whole, sections = int(found[0]), sum(map(int, found[1:]))
    said = said_minutes(nb)
    if not whole == said == sections:
        yield f"{said} min in the first cell, {whole} in its notes, {sections} in the sections"


def slides(nb):
    if slide_type(nb.cells[0]) != "slide":
        yield "the first cell does not begin a slide"
    for cell in nb.cells:
        if slide_type(cell) not in SLIDE_TYPES:
            yield f"slide type {slide_type(cell)!r} in {cell.source[:60]!r}"
        if tags(cell) and "solution" in tags(cell) and slide_type(cell) != "skip":
            yield f"a solution that is on a live slide: {defined(cell)}"


def predictions(nb):
    """What answers a question that the class is to think about comes with another press of Space."""
    asked = None
    for cell in nb.cells:
        if slide_type(cell) in ("slide", "subslide", "fragment"):
            asked = None
        goes_on = slide_type(cell) is None and not tags(cell) and "Explorer(" not in cell.source
        if asked and goes_on and cell.get("outputs"):
            yield f"answered on the same slide: {asked!r}"
        text = re.sub(r"<details>.*?</details>", "", cell.source, flags=re.S)
        found = re.search(r"\*\*(Predict|Guess|Sketch|[^*]*\?)[^*]*\*\*", text)
        if found and cell.cell_type == "markdown" and "Before you run it" not in text:
            asked = found.group()


def known_tags(nb):
    for cell in nb.cells:
        for tag in tags(cell):
            if tag not in TAGS and not tag.startswith("nbval-"):
                yield f"unknown tag {tag!r}"
        ignored = "NBVAL_" in cell.source or any(tag.startswith("nbval-") for tag in tags(cell))
        if ignored and not cell.metadata.get("reason"):
            yield f"output ignored without a reason: {cell.source[:60]!r}"


def cell_length(nb):
    for cell in code_cells(nb):
        lines = cell.source.split("\n")
        folded = cell.metadata.get("jupyter", {}).get("source_hidden") or slide_type(cell) == "skip"  # on no slide
        if len(lines) > (LONGEST_FOLDED if folded else LONGEST_CELL):
            yield f"{len(lines)} lines of code in {lines[0]!r}"
        for line in lines:
            if len(line) > LONGEST_LINE:
                yield f"a line of {len(line)} characters: {line[:60]!r}"


def pairs(nb):
    cells = code_cells(nb)
    for cell, following in zip(cells, cells[1:] + [None]):
        if "exercise" in tags(cell):
            if following is None or "solution" not in tags(following):
                yield f"{defined(cell)}: the next code cell is not its solution"
            elif defined(following) != defined(cell):
                yield f"{defined(cell)}: the next solution is of {defined(following)}"
        folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        if "solution" in tags(cell) and not folded:
            yield f"{defined(cell)}: the solution is not folded"
        if folded != (cell.metadata.get("cellView") == "form"):
            yield f"{cell.source[:30]!r}: folded in Jupyter or in Colab alone (source_hidden, cellView: form)"
        for start, tag in (("@exercise", ("exercise", "demonstration")), ("@solution", ("solution",))):
            if cell.source.startswith(start) and not set(tag) & set(tags(cell)):
                yield f"{defined(cell)}: no tag {tag[0]!r}"


def unattempted(nb):
    for name, cell in exercises(nb).items():
        shown = "".join(o.get("data", {}).get("text/plain", "") for o in cell.outputs)
        if not shown.startswith(f"[○ not attempted] {name}\n"):
            yield f"{name}: stored verdict is not 'not attempted'"
    for cell in code_cells(nb):
        if "solution" in tags(cell):
            shown = "".join(o.get("data", {}).get("text/plain", "") for o in cell.outputs)
            if f"runs on the course's `{defined(cell)}`; yours is still to come." not in shown:
                yield f"{defined(cell)}: stored output of the solution is {shown!r}"


def execution(nb):
    counts = [cell.execution_count for cell in code_cells(nb)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts are {counts}"


def stored_outputs(nb):
    for cell, output in outputs(nb):
        where = repr(cell.source[:50])
        if output.output_type == "error":
            yield f"a stored error in {where}"
        if output.get("name") == "stderr":
            yield f"stored warnings or errors in {where}"
        text = str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", ""))
        if re.search(r"0x[0-9a-f]{6,}|/home/|/tmp/|site-packages", text):
            yield f"an address or a path of a machine in {where}"
        if "np.float64(" in text or "np.int64(" in text:
            yield f"a bare NumPy number in {where}"


def widget_state(nb):
    if "widgets" in nb.metadata:
        yield "widget state is stored"
    for cell, output in outputs(nb):
        if WIDGET_VIEW in output.get("data", {}):
            yield f"a widget's random number is stored in {cell.source[:50]!r}"


def figures(nb):
    for cell, output in outputs(nb):
        data = output.get("data", {})
        if not any(kind.startswith("image/") for kind in data):
            continue
        where = repr(cell.source[:50])
        if "image/svg+xml" in data:
            yield f"an SVG differs from machine to machine: {where}"
        description = data.get("text/plain", "")
        if len(description) < 40 or description.startswith("<"):
            yield f"no description of the figure in {where}"
        if output.metadata.get("image/png", {}).get("alt") != description:
            yield f"the alternative text is not the description in {where}"
        if '<img alt="' not in data.get("text/html", ""):
            yield f"no image with an alternative text for JupyterLab in {where}"
        if dark_at_the_edge(data["image/png"]):
            yield f"something is cut off, or nearly so, at the edge of the picture in {where}"


def dark_at_the_edge(png):
    """Whether a picture, base64 as stored, has something dark in its outermost two pixels."""
    dark = np.asarray(Image.open(io.BytesIO(base64.b64decode(png))).convert("L")) < 160
    return dark.sum() > dark[2:-2, 2:-2].sum()


def quizzes(nb):
    questions = [cell.source for cell in nb.cells if "quiz" in tags(cell)]
    if len(questions) < 3:
        yield f"{len(questions)} quiz questions"
    places = set()
    for number, question in enumerate(questions, 1):
        if not question.startswith(f"**Question {number}.** "):
            yield f"question {number} does not begin with its number"
        choices = re.findall(
            r"<details><summary>.+?</summary>\n\n(Right\.|Not quite\.) .+?\n\n</details>",
            question,
            re.S,
        )
        if len(choices) != question.count("<details>") or len(choices) < 3:
            yield f"question {number}: a choice without its explanation, or fewer than 3 choices"
        if choices.count("Right.") != 1:
            yield f"question {number}: {choices.count('Right.')} right answers"
        else:
            places.add(choices.index("Right."))
    if len(questions) > 1 and len(places) == 1:
        yield "the right answer is always in the same place"


def links(nb):
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\(([^)#\s]+)\)", cell.source):
                local = not re.match(r"https?://", target)
                if local and not (ROOT / "notebooks" / target).is_file():
                    yield f"a link to {target}, which is not there"
            if re.search(r"<(img|script|iframe)\b|!\[", cell.source):
                yield f"a picture or a script from outside in {cell.source[:50]!r}"


def kernel(nb):
    if nb.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "the kernel is not python3"
    if set(nb.metadata.get("language_info", {})) - {"name"}:
        yield "the version of Python is stored"
    if any("execution" in cell.metadata for cell in nb.cells):
        yield "times of execution are stored"


RULES = (frame, levels, closing, speaker_notes, minutes, slides, predictions, known_tags, cell_length, pairs, unattempted,
         execution, stored_outputs, widget_state, figures, quizzes, links, kernel)  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_form(path, rule):
    assert list(rule(read(path))) == []


def first(nb, test):
    return next(cell for cell in nb.cells if test(cell))


def figure_output(nb):
    return next(output for _, output in outputs(nb) if "image/png" in output.get("data", {}))


def cut_off(nb):
    """Only the middle is left of the first figure."""
    data, middle = figure_output(nb).data, io.BytesIO()
    image = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    image.crop((image.width // 4, image.height // 4, 3 * image.width // 4, 3 * image.height // 4)).save(middle, "png")
    data["image/png"] = base64.b64encode(middle.getvalue()).decode()


def exercise_cell(nb):
    return first(nb, lambda cell: "exercise" in tags(cell))


def solution_cell(nb):
    return first(nb, lambda cell: "solution" in tags(cell))


def quiz_cell(nb):
    return first(nb, lambda cell: "quiz" in tags(cell))


def replace(cell, old, new):
    assert old in cell.source
    cell.source = cell.source.replace(old, new)


SPOILED = {
    "no time": (frame, lambda nb: replace(nb.cells[0], "**Time**", "")),
    "second title": (levels, lambda nb: nb.cells[-1].update(source="# Again")),
    "level skipped": (levels, lambda nb: replace(nb.cells[-1], "## Ref", "#### Ref")),
    "no references": (closing, lambda nb: nb.cells.pop()),
    "notes without minutes": (
        speaker_notes,
        lambda nb: replace(first(nb, lambda c: slide_type(c) == "notes"), " min", ""),
    ),
    "minutes that do not add up": (
        minutes,
        lambda nb: replace(first(nb, lambda c: slide_type(c) == "notes"), f"**{said_minutes(nb)} min", "**99 min"),
    ),
    "no notes": (
        speaker_notes,
        lambda nb: nb.update(cells=[c for c in nb.cells if slide_type(c) != "notes"]),
    ),
    "no first slide": (slides, lambda nb: nb.cells[0].metadata.pop("slideshow")),
    "a type that is not shown live": (
        slides,
        lambda nb: nb.cells[3].metadata.update(slideshow={"slide_type": "-"}),
    ),
    "an answer beside its question": (
        predictions,
        lambda nb: [cell.update(source="**Predict** it.") for cell in nb.cells if cell.cell_type == "markdown"],
    ),
    "solution beside exercise": (
        slides,
        lambda nb: solution_cell(nb).metadata.slideshow.update(slide_type="-"),
    ),
    "ignored output": (
        known_tags,
        lambda nb: nb.cells[4].metadata.update(tags=["nbval-ignore-output"]),
    ),
    "ignored by a comment": (
        known_tags,
        lambda nb: exercise_cell(nb).update(source="# NBVAL_IGNORE_OUTPUT"),
    ),
    "unknown tag": (known_tags, lambda nb: nb.cells[4].metadata.update(tags=["todo"])),
    "long cell": (cell_length, lambda nb: exercise_cell(nb).update(source="x = 1\n" * 16)),
    "solution unfolded": (pairs, lambda nb: solution_cell(nb).metadata.pop("jupyter")),
    "solution open in Colab": (pairs, lambda nb: solution_cell(nb).metadata.pop("cellView")),
    "solution missing": (pairs, lambda nb: nb.cells.remove(solution_cell(nb))),
    "attempted": (
        unattempted,
        lambda nb: exercise_cell(nb).outputs[0].data.update({"text/plain": "[✓ correct] x\n"}),
    ),
    "not executed": (execution, lambda nb: exercise_cell(nb).update(execution_count=None)),
    "an error": (
        stored_outputs,
        lambda nb: exercise_cell(nb).outputs[0].update(output_type="error"),
    ),
    "a path": (
        stored_outputs,
        lambda nb: exercise_cell(nb).outputs[0].data.update({"text/plain": "/home/x"}),
    ),
    "widget state": (widget_state, lambda nb: nb.metadata.update(widgets={})),
    "widget view": (widget_state, lambda nb: figure_output(nb).data.update({WIDGET_VIEW: {}})),
    "no alternative text": (figures, lambda nb: figure_output(nb).metadata["image/png"].pop("alt")),
    "no description": (figures, lambda nb: figure_output(nb).data.update({"text/plain": "<Fig>"})),
    "a picture that is cut off": (figures, cut_off),
    "two right answers": (quizzes, lambda nb: replace(quiz_cell(nb), "Not quite.", "Right.")),
    "no explanation": (quizzes, lambda nb: replace(quiz_cell(nb), "Right.", "")),
    "dead link": (links, lambda nb: nb.cells[-1].update(source="[there](99_nowhere.ipynb)")),
    "version stored": (kernel, lambda nb: nb.metadata.language_info.update(version="3.11")),
}


@pytest.mark.parametrize("name", SPOILED)
def test_each_rule_can_fail(name):
    rule, spoil = SPOILED[name]
    nb = copy.deepcopy(read(NOTEBOOKS[0]))
    spoil(nb)
    assert list(rule(nb)) != []


def test_every_rule_is_tried():
    assert {rule for rule, _ in SPOILED.values()} == set(RULES)


def test_the_readme_gives_the_notebooks_minutes():
    rows = re.findall(r"\(notebooks/(\w+)\.ipynb\).*\| (\d+) min \|$", (ROOT / "README.md").read_text("utf-8"), re.M)
    assert rows == [(path.stem, str(said_minutes(read(path)))) for path in NOTEBOOKS]


def test_pytest_collects_every_cell_of_every_notebook():
    """With the project's own settings, as `make test` runs it."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "notebooks"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    for path in NOTEBOOKS:
        collected = run.stdout.count(f"notebooks/{path.name}::")
        assert collected == len(code_cells(read(path))), run.stdout[-2000:] + run.stderr


def test_notebooks_hold_nothing_else():
    committed = subprocess.run(
        ["git", "ls-files", "notebooks"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert committed == [f"notebooks/{path.name}" for path in NOTEBOOKS]
    assert [int(path.name[:2]) for path in NOTEBOOKS] == list(range(len(NOTEBOOKS)))
