"""The course in a real browser: Chromium, driven by Playwright, on JupyterLab.

Skipped where there is no Chromium; ``.ci/run`` installs one. The notebooks are opened as copies,
so that nothing typed here reaches the repository. All tests of a notebook share one page, in this file's order and
then that of ``test_slides.py``; each leaves it as the next ones want it.
"""

import time

import pytest
from browser import CHANGED, IPYWIDGETS_OWN, NEEDS_CHROMIUM, OURS, change_theme, serious, wait_until_still
from playwright.sync_api import TimeoutError
from support import NAMES, NOTEBOOKS

pytestmark = NEEDS_CHROMIUM
in_00, in_01, in_07 = (
    pytest.mark.parametrize("path", [NOTEBOOKS[i]], ids=[NAMES[i]], indirect=True) for i in (0, 1, 7)
)


def test_a_quiz_is_answered_by_mouse_and_by_keyboard(page):
    quiz = page.locator(".jp-MarkdownCell", has_text="Question 1.").first
    choices = quiz.locator("details")
    choices.nth(2).wait_for(state="attached")
    explanations = choices.locator("p")
    assert not any(explanations.nth(i).is_visible() for i in range(choices.count()))
    choices.nth(0).locator("summary").click()
    explanations.nth(0).wait_for()
    choices.nth(0).locator("summary").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    choices.nth(1).locator("p").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    choices.nth(2).locator("p").first.wait_for()


def draw(page, sheet, *lines):
    """Draw lines on a sheet with the mouse; the points of each in shares of its width and height."""
    sheet.scroll_into_view_if_needed()
    wait_until_still(page)
    box = sheet.bounding_box()
    for line in lines:
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in line]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=8)
        page.mouse.up()


def clear(panel, status):
    """Press "clear" until the sheet is empty: a stroke still on its way to the kernel comes back after one press."""
    for _ in range(5):
        panel.get_by_role("button", name="clear").click()
        try:
            return status.get_by_text("An empty sheet").wait_for(timeout=6000)
        except TimeoutError:
            continue
    raise AssertionError(f"not cleared: {status.inner_text()}")


@in_00
def test_a_digit_is_drawn_with_the_mouse_and_with_the_keys(ran):
    page = ran
    sheet, status = page.locator("canvas").first, page.locator(".widget-vbox [role=status]").first
    clear(page, status)
    draw(page, sheet, ((0.45, 0.12), (0.25, 0.55), (0.75, 0.55)), ((0.62, 0.4), (0.6, 0.9)))
    status.get_by_text("The network reads a 4").wait_for()
    # One stop for Tab, between the last button and what follows; the arrow keys stay in the sheet.
    clear(page, status)
    page.get_by_role("button", name="again").focus()
    page.keyboard.press("Tab")
    assert sheet.evaluate("e => e === document.activeElement")
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Space"):
        page.keyboard.press(key)
    assert "row 2, column 3: ink 16 of 16" in sheet.get_attribute("aria-label")
    status.get_by_text("1 of them dark").wait_for()
    page.keyboard.press("Delete")
    assert "row 2, column 3: ink 0 of 16" in sheet.get_attribute("aria-label")
    status.get_by_text("An empty sheet").wait_for()
    page.keyboard.press("Tab")
    assert not sheet.evaluate("e => e === document.activeElement")


@in_00
def test_a_digit_is_drawn_with_a_finger_while_the_hand_rests_on_the_sheet(ran):
    sheet, status = ran.locator("canvas").first, ran.locator(".widget-vbox [role=status]").first
    clear(ran, status)
    sheet.scroll_into_view_if_needed()
    wait_until_still(ran)
    box, fingers = sheet.bounding_box(), ran.context.new_cdp_session(ran)

    def touch(kind, *places):
        points = [
            {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"], "id": number}
            for number, (x, y) in enumerate(places)
        ]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    for first, *others in (((0.45, 0.12), (0.25, 0.55), (0.75, 0.55)), ((0.62, 0.4), (0.6, 0.9))):
        touch("touchStart", first)
        touch("touchStart", first, (0.95, 0.95))  # the hand
        for place in others:
            touch("touchMove", place, (0.95, 0.95 - 0.01 * place[0]))
        touch("touchEnd")
    status.get_by_text("The network reads a 4").wait_for()


@in_07
def test_a_digit_is_drawn_for_all_maps_with_the_mouse_and_with_the_keys(ran):
    panel = ran.locator(".jp-OutputArea-output > .widget-vbox", has=ran.locator("canvas")).first
    sheet, status = panel.locator("canvas"), panel.locator("[role=status]").first
    clear(panel, status)
    draw(ran, sheet, ((0.35, 0.15), (0.2, 0.55), (0.7, 0.5)), ((0.55, 0.3), (0.5, 0.9)))
    status.get_by_text("The network reads a 4").wait_for()
    clear(panel, status)
    sheet.focus()
    for key in ["ArrowRight"] * 14 + ["ArrowDown"] * 3 + ["Shift+ArrowDown"] * 20:
        ran.keyboard.press(key)
    status.get_by_text("The network reads a 1").wait_for()
    assert "row 24, column 15: ink 16 of 16" in sheet.get_attribute("aria-label")
    panel.get_by_role("button", name="again").click()
    status.get_by_text("Image 0, a ").wait_for()


def test_a_notebook_runs_from_top_to_bottom_and_its_explorers_answer_to_the_keyboard(ran):
    assert ran.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert ran.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert ran.get_by_text("Error displaying widget").count() == 0
    images = ran.locator(".jp-OutputArea-output img")
    assert images.count() >= 2
    assert all(images.nth(i).get_attribute("alt") for i in range(images.count()))
    panels = ran.locator(".jp-OutputArea-output > .widget-vbox", has=ran.locator("img"))
    for i in range(panels.count()):
        answers_to_the_keyboard(ran, panels.nth(i))
    # Long after it was opened: nothing has popped up.
    assert ran.get_by_text("Jupyter news").count() == 0
    assert ran.locator(".jp-Dialog").count() == 0


KERNEL = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
# Whether a slider or a list is not yet at its end.
ROOM = """e => e.options ? e.selectedIndex < e.options.length - 1
    : Number(e.getAttribute('aria-valuenow')) < Number(e.getAttribute('aria-valuemax'))"""
# The buttons without a name, and those that cannot be reached; the last one stays in focus.
OUT_OF_REACH = """buttons => buttons.slice(0, 80).filter(button => {
    button.focus();
    return !(button.innerText || button.title) || document.activeElement !== button;
}).map(button => button.outerHTML)"""


def answers_to_the_keyboard(page, panel):
    """Each slider, list and button of an explorer is reached, has a name, and does something."""
    picture, status = panel.locator("img").first, panel.locator("[role=status]")
    shown = panel.element_handle()
    for control in shown.query_selector_all(".noUi-handle, select"):
        # A list may leave the picture as it is: the pen's does.
        before = [picture.get_attribute("alt"), control.evaluate("e => e.value")]
        control.focus()
        assert control.evaluate("e => e === document.activeElement")
        keys = ["End", "Home"] if control.evaluate("e => e.tagName") == "SELECT" else ["ArrowRight", "ArrowLeft"]
        if not control.evaluate(ROOM):
            keys.reverse()
        for key in keys * 3:  # a step may be too small for the words; a busy machine needs its time
            page.keyboard.press(key)
            try:
                page.wait_for_function(CHANGED, arg=[shown, control, *before], timeout=3000, polling=30)
                break
            except TimeoutError:
                continue
        else:
            raise AssertionError(f"neither of {keys} does anything: {control.inner_html()}")
    assert panel.locator("button").evaluate_all(OUT_OF_REACH) == []
    page.keyboard.press("Enter")
    page.evaluate(f"() => {KERNEL}.requestKernelInfo()")  # it answers after all that it was told before
    assert status.inner_text() and panel.locator("[role=alert]").count() == 0


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


# Only these rules of axe-core look at colours; the others find the same in each theme.
OF_COLOURS = ["color-contrast", "link-in-text-block"]


def test_axe_finds_nothing_serious_and_verdicts_are_legible_in_both_themes(ran):
    assert serious(ran, OURS, IPYWIDGETS_OWN) == []
    illegible = verdicts_without_contrast(ran)
    change_theme(ran)  # and so it stays: every other notebook is light first
    in_the_other = serious(ran, OURS, IPYWIDGETS_OWN, OF_COLOURS)
    assert in_the_other == illegible + verdicts_without_contrast(ran) == []


def verdicts_without_contrast(page):
    """The boxes of verdicts in which some text has less contrast than 4.5."""
    boxes = page.locator("div[role=status]:has(strong)").all()
    assert boxes
    contrasts = [box.evaluate(CONTRASTS) for box in boxes]
    return [box.inner_text() for box, found in zip(boxes, contrasts) if not found or min(found) < 4.5]


@in_00
def test_all_four_verdicts_are_among_them(ran):
    boxes = ran.locator("div[role=status]:has(strong)")
    for kind in ("Not attempted", "Does not run", "Not yet", "Correct"):
        assert boxes.filter(has_text=kind).count() >= 1


@in_01
def test_explorers_draw_in_the_thread_that_runs_the_cells(ran):
    """In another one, matplotlib would draw two things at once, and that raises errors; a kernel died while it drew there."""
    assert ran.evaluate(f"() => {KERNEL}.commsOverSubshells") == "disabled"


# Whether the slider of a neuron's bias has another value, and the words of the picture say it.
SHOWN = """([panel, slider, before]) => { const now = slider.getAttribute('aria-valuenow');
    return now !== before && panel.querySelector('img').alt.includes(`ω₀ = ${+now},`); }"""


@in_01
def test_a_slider_that_is_dragged_changes_the_picture(ran):
    slider = ran.locator(".widget-slider .noUi-handle").first
    panel = ran.locator(".widget-vbox", has=ran.locator(".widget-slider")).first
    before = panel.locator("img").first.get_attribute("src")
    moved = [panel.element_handle(), slider.element_handle(), slider.get_attribute("aria-valuenow")]
    wait_until_still(ran)  # the theme has just been changed
    slider.hover()
    ran.mouse.down()
    box = slider.bounding_box()
    ran.mouse.move(box["x"] + 60, box["y"] + 8, steps=5)
    ran.mouse.up()
    ran.wait_for_function(SHOWN, arg=moved)
    assert panel.locator("img").first.get_attribute("src") != before
    # And by keyboard alone.
    moved[2] = slider.get_attribute("aria-valuenow")
    slider.focus()
    ran.keyboard.press("ArrowLeft")
    ran.wait_for_function(SHOWN, arg=moved)


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


@in_00
def test_an_endless_loop_comes_back_and_the_kernel_lives(ran):
    output = type_answer(ran, "add_ones", "while True: pass")
    start = time.monotonic()
    output.get_by_text("your loop does not end:").wait_for()
    assert time.monotonic() - start < 6
    output = type_answer(ran, "add_ones", "return X")
    output.get_by_text("Row 0 is missing").wait_for()


@in_00
def test_an_exercise_solved_by_typing_is_correct(ran):
    answer = "return np.vstack([np.ones((1, X.shape[1])), X])"
    output = type_answer(ran, "add_ones", answer)
    output.get_by_text("Correct: add_ones").wait_for()
    # The cell after it in the notebook is text, then comes the folded solution.
    ran.keyboard.press("Shift+Enter")
    ran.keyboard.press("Shift+Enter")
    ran.get_by_text("From here on the notebook runs on your own").wait_for()
