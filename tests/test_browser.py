"""The course in a real browser: Chromium, driven by Playwright, on JupyterLab.

Skipped where there is no Chromium; ``.ci/run`` installs one. The notebooks are opened as copies,
so that nothing typed here reaches the repository. Slides and decks are in ``test_slides.py``.
"""

import time

import pytest
from browser import IPYWIDGETS_OWN, NEEDS_CHROMIUM, OURS, run_all, serious
from support import NAMES, NOTEBOOKS

pytestmark = NEEDS_CHROMIUM


def cell_with(page, text):
    """The code cell that contains a text."""
    return page.locator(".jp-CodeCell", has=page.locator(".cm-content", has_text=text)).first


def type_answer(page, name, line):
    """Replace the last line of an exercise by typing, and run its cell; returns its output."""
    cell = cell_with(page, f"def {name}(")
    cell.locator(".cm-line").last.click()
    page.keyboard.press("End")
    page.keyboard.press("Shift+Home")  # up to the indentation
    page.keyboard.press("Backspace")
    page.keyboard.type(line)
    page.keyboard.press("Shift+Enter")
    return cell.locator(".jp-OutputArea")


def test_the_course_opens_without_a_pop_up(open_notebook):
    page = open_notebook("00_start_here")
    page.locator("h1", has_text="Start here").wait_for(timeout=20_000)
    page.wait_for_timeout(3000)
    assert page.get_by_text("Jupyter news").count() == 0
    assert page.locator(".jp-Dialog").count() == 0


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_a_notebook_runs_from_top_to_bottom_and_its_explorers_answer_to_the_keyboard(open_notebook, path):
    page = open_notebook(path.stem)
    run_all(page, path)
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert page.get_by_text("Error displaying widget").count() == 0
    images = page.locator(".jp-OutputArea-output img")
    assert images.count() >= 2
    assert all(images.nth(i).get_attribute("alt") for i in range(images.count()))
    panels = page.locator(".jp-OutputArea-output > .widget-vbox", has=page.locator("img"))
    for i in range(panels.count()):
        answers_to_the_keyboard(page, panels.nth(i))
    assert serious(page, OURS, IPYWIDGETS_OWN) == []
    choose_theme(page, "JupyterLab Dark")
    in_the_dark = serious(page, OURS, IPYWIDGETS_OWN)
    choose_theme(page, "JupyterLab Light")  # JupyterLab remembers it
    assert in_the_dark == []


def answers_to_the_keyboard(page, panel):
    """Each slider, list and button of an explorer is reached, has a name, and does something."""
    picture, status = panel.locator("img").first, panel.locator("[role=status]")
    sliders, lists = panel.locator(".noUi-handle"), panel.locator("select")
    for control, keys in [
        *((sliders.nth(i), ("ArrowRight", "ArrowLeft")) for i in range(sliders.count())),
        *((lists.nth(i), ("End", "Home")) for i in range(lists.count())),
    ]:
        # A list may leave the picture as it is: the pen's does.
        state = [picture.get_attribute("alt"), control.evaluate("e => e.value")]
        control.focus()
        assert control.evaluate("e => e === document.activeElement")
        for key in keys * 20:  # one of the two has room to go on; a busy machine needs its time
            page.keyboard.press(key)
            page.wait_for_timeout(100)
            if [picture.get_attribute("alt"), control.evaluate("e => e.value")] != state:
                break
        else:
            raise AssertionError(f"neither of {keys} does anything: {control.inner_html()}")
    buttons = panel.locator("button")
    for i in range(min(buttons.count(), 80)):
        assert buttons.nth(i).inner_text() or buttons.nth(i).get_attribute("title")
        buttons.nth(i).focus()
        assert buttons.nth(i).evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    page.wait_for_timeout(150)
    assert status.inner_text() and panel.locator("[role=alert]").count() == 0


def choose_theme(page, theme):
    """Change JupyterLab's theme in its menu."""
    page.click("li.lm-MenuBar-item:has-text('Settings')")
    page.hover(".lm-Menu-itemLabel:text-is('Theme')")
    page.click(f".lm-Menu-itemLabel:text-is('{theme}')")
    page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=theme)


def test_a_slider_that_is_dragged_changes_the_picture(open_notebook):
    page = open_notebook("01_logic_gates")
    run_all(page, NOTEBOOKS[1])
    slider = page.locator(".widget-slider .noUi-handle").first
    panel = page.locator(".widget-vbox", has=page.locator(".widget-slider")).first
    picture = panel.locator("img").first
    before = picture.get_attribute("src"), picture.get_attribute("alt")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(x + 9 * step, y)
        page.wait_for_timeout(30)
    page.mouse.up()
    page.wait_for_timeout(800)
    after = picture.get_attribute("src"), picture.get_attribute("alt")
    assert after[0] != before[0] and after[1] != before[1]
    # And by keyboard alone.
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(800)
    assert picture.get_attribute("src") != after[0]


def test_an_exercise_solved_by_typing_is_correct(open_notebook):
    page = open_notebook("00_start_here")
    run_all(page, NOTEBOOKS[0])
    answer = "return np.vstack([np.ones((1, X.shape[1])), X])"
    output = type_answer(page, "add_ones", answer)
    output.get_by_text("Correct: add_ones").wait_for(timeout=10_000)
    # The cell after it in the notebook is text, then comes the folded solution.
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    page.get_by_text("From here on the notebook runs on your own").wait_for(timeout=10_000)


def test_an_endless_loop_comes_back_and_the_kernel_lives(open_notebook):
    page = open_notebook("00_start_here")
    run_all(page, NOTEBOOKS[0])
    start = time.monotonic()
    output = type_answer(page, "add_ones", "while True: pass")
    output.get_by_text("your loop does not end:").wait_for(timeout=10_000)
    assert time.monotonic() - start < 6
    output = type_answer(page, "add_ones", "return X")
    output.get_by_text("unchanged").wait_for(timeout=10_000)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_a_quiz_is_answered_by_mouse_and_by_keyboard(open_notebook, path):
    page = open_notebook(path.stem)
    quiz = page.locator(".jp-MarkdownCell", has_text="Question 1.").first
    choices = quiz.locator("details")
    choices.nth(2).wait_for(state="attached")
    explanations = choices.locator("p")
    assert not any(explanations.nth(i).is_visible() for i in range(choices.count()))
    choices.nth(0).locator("summary").click()
    assert explanations.nth(0).is_visible()
    choices.nth(0).locator("summary").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert choices.nth(1).locator("p").first.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert choices.nth(2).locator("p").first.is_visible()


CONTRASTS = """box => {
    const rgba = c => { const n = c.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
    const over = (a, b) => [0, 1, 2].map(i => a[3] * a[i] + (1 - a[3]) * b[i]).concat(1);
    const light = c => { const f = c.slice(0, 3).map(v => v / 255)
        .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
    const ground = e => { const layers = [];
        for (; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
        return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]); };
    const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT), found = [];
    for (let n = walker.nextNode(); n; n = walker.nextNode()) {
        if (!n.textContent.trim()) continue;
        const e = n.parentElement, a = light(over(rgba(getComputedStyle(e).color), ground(e))),
              b = light(ground(e));
        found.push((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
    }
    return found; }"""


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_a_verdict_box_is_legible_in_both_themes(open_notebook, theme):
    page = open_notebook("00_start_here")
    choose_theme(page, theme)
    run_all(page, NOTEBOOKS[0])
    boxes = page.locator("div[role=status]:has(strong)")
    kinds = ("Not attempted", "Does not run", "Not yet", "Correct")
    for kind in kinds:
        assert boxes.filter(has_text=kind).count() >= 1
    for i in range(boxes.count()):
        contrasts = boxes.nth(i).evaluate(CONTRASTS)
        assert contrasts and min(contrasts) >= 4.5, boxes.nth(i).inner_text()
