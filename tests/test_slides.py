"""The notebooks presented live in JupyterLab.

Skipped where there is no Chromium; ``.ci/run`` installs one.
"""

import pytest
from browser import CHANGED, NEEDS_CHROMIUM, wait_until_still
from support import NAMES, NOTEBOOKS, read, tags

from helpers.build import slide_type
from helpers.build.slides import HEIGHT, WIDTH

pytestmark = NEEDS_CHROMIUM
in_00 = pytest.mark.parametrize("path", [NOTEBOOKS[0]], ids=[NAMES[0]], indirect=True)
in_01 = pytest.mark.parametrize("path", [NOTEBOOKS[1]], ids=[NAMES[1]], indirect=True)

# What is on the screen while presenting, the number of the cell that Space has come to, and by how much it all is taller
# than the screen.
ON_THE_SLIDE = """() => {
    const all = [...document.querySelectorAll('.jp-Notebook .jp-Cell')];
    const cells = all.filter(cell => cell.getBoundingClientRect().height > 0);
    const screen = document.querySelector('.jp-WindowedPanel-outer');
    return {text: cells[0]?.innerText.trim().slice(0, 60), first: all.indexOf(cells[0]), cells: cells.length,
            at: all.findIndex(cell => cell.classList.contains('jp-mod-active')),
            over: screen.scrollHeight - screen.clientHeight - 1}; }"""


@pytest.fixture
def presented(ran):
    """The notebook as slides in JupyterLab, from the first on, on a screen of the decks' size."""
    ran.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    ran.locator(".jp-MarkdownCell h1").first.click()
    ran.locator("[data-command='deck:toggle']").first.click()
    ran.wait_for_selector("body[data-jp-deck-mode='presenting']", state="attached")
    wait_until_still(ran)
    yield ran
    ran.locator("button.jp-deck-mod-stop").click()  # JupyterLab remembers that it was presenting
    ran.wait_for_selector("body:not([data-jp-deck-mode='presenting'])", state="attached")
    wait_until_still(ran)


# Wait until Space has come to another cell, if there is one.
GONE_ON = f"""async before => {{
    const slide = {ON_THE_SLIDE}, is = JSON.stringify(before);
    for (let frames = 0; frames < 30 && JSON.stringify(slide()) === is; frames++)
        await new Promise(done => requestAnimationFrame(done));
    return slide(); }}"""

# Go to the last cell of each slide, where all of it is shown: Space takes a step for each cell. Which cells are shown is
# decided at once, and asking for their heights lays them out; a frame painted for each slide takes six times as long.
EACH_SLIDE = f"""ends => {{
    const notebook = window.jupyterapp.shell.currentWidget.content;
    return ends.map(end => {{ notebook.activeCellIndex = end; return ({ON_THE_SLIDE})(); }}); }}"""


def next_slide(page, before=None):
    """Go on with Space; what is then on the screen."""
    before = before or page.evaluate(ON_THE_SLIDE)
    page.keyboard.press("Space")
    return page.evaluate(GONE_ON, before)


def slides_of(path):
    """The numbers of the cells that each slide shows."""
    slides = []
    for number, cell in enumerate(read(path).cells):
        if slide_type(cell) in ("slide", "subslide"):
            slides.append([])
        if slide_type(cell) not in ("skip", "notes"):
            slides[-1].append(number)
    return slides


def test_presented_live_no_slide_is_taller_than_the_screen(presented, path):
    slides = slides_of(path)
    shown = presented.evaluate(EACH_SLIDE, [cells[-1] for cells in slides])
    assert [(slide["first"], slide["cells"]) for slide in shown] == [(cells[0], len(cells)) for cells in slides]
    assert [slide for slide in shown if slide["over"] > 0] == []


@in_01
def test_presented_live_space_leads_through_all_slides(presented, path):
    shown, unchanged = [presented.evaluate(ON_THE_SLIDE)], 0
    while unchanged < 2:
        now = next_slide(presented, shown[-1])
        unchanged = unchanged + 1 if now == shown[-1] else 0
        shown.append(now)
    assert list(dict.fromkeys(slide["first"] for slide in shown)) == [cells[0] for cells in slides_of(path)]


@in_01
def test_presented_live_an_explorer_is_on_its_slide_and_moves(presented):
    handle = presented.locator(".widget-slider .noUi-handle").first
    on_screen = """e => { const r = e.getBoundingClientRect();
        const top = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
        return top !== null && e.contains(top); }"""
    for _ in range(80):
        if handle.evaluate(on_screen):
            break
        next_slide(presented)
    panel = presented.locator(".widget-vbox", has=presented.locator(".widget-slider")).first
    before = panel.locator("img").first.get_attribute("alt")
    handle.hover()
    presented.mouse.down()
    box = handle.bounding_box()
    presented.mouse.move(box["x"] + 60, box["y"] + 8, steps=5)
    presented.mouse.up()
    presented.wait_for_function(CHANGED, arg=[panel.element_handle(), None, before, None])


@in_00
def test_presented_live_an_exercise_is_typed_and_run_on_its_slide_and_space_goes_on(presented, path):
    cells = enumerate(read(path).cells)
    number, stub = next((n, cell.source) for n, cell in cells if "demonstration" in tags(cell))
    presented.evaluate("at => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = at; }", number)
    cell = presented.locator(".jp-Notebook .jp-Cell").nth(number)
    for source, verdict in ((stub.replace("...", "x**2"), "Correct: square"), (stub, "Not attempted: square")):
        cell.locator(".cm-content").click()
        presented.keyboard.press("ControlOrMeta+a")
        presented.keyboard.insert_text(source)
        presented.keyboard.press("Control+Enter")
        cell.get_by_text(verdict).wait_for()
    slide = presented.evaluate(ON_THE_SLIDE)
    assert next_slide(presented, slide)["first"] > slide["first"]
