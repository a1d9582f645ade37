"""The course in a real browser: Chromium, driven by Playwright, on JupyterLab and on the decks.

Skipped where there is no Chromium; ``.ci/run`` installs one. The notebooks are opened as copies,
so that nothing typed here reaches the repository.
"""

import time

import pytest
from browser import CHROMIUM, FLAGS, new_page, run_all, running_lab
from support import NAMES, NOTEBOOKS, ROOT, code_cells, read, tags

from helpers.build import HEIGHT, WIDTH, build_deck

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="no Chromium found; Debian and Ubuntu: sudo apt-get install chromium, then make test",
    ),
]


@pytest.fixture(scope="session")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab():
    """The address of a notebook in a JupyterLab on copies of all notebooks."""
    with running_lab() as address:
        yield address


@pytest.fixture
def open_notebook(chromium, lab):
    """Open a notebook in a page of its own."""
    pages = []

    def open_page(name):
        pages.append(new_page(chromium, lab, name))
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()


# A slider's handle has its value in words, but ipywidgets gives it no name; the name stands beside it.
IPYWIDGETS_OWN = [("aria-input-field-name", ".noUi-handle")]
# Verdicts, figures, explorers, and all text with its quizzes; the rest is JupyterLab's own.
OURS = {"include": [[".jp-OutputArea"], [".jp-RenderedMarkdown"]]}


def serious(page, within=None, not_ours=()):
    """What axe-core finds serious or critical: (rule, HTML), but for what is not of our making.

    ``not_ours`` holds pairs of a rule and a selector: other people's elements that break it.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    found = []
    for violation in axe.run(page, context=within).response["violations"]:
        if violation["impact"] not in ("serious", "critical"):
            continue
        for node in violation["nodes"]:
            foreign = [selector for rule, selector in not_ours if rule == violation["id"]]
            matches = "([target, s]) => [...document.querySelectorAll(target)].some(e => e.closest(s))"
            if not any(page.evaluate(matches, [node["target"][0], s]) for s in foreign):
                found.append((violation["id"], node["html"][:200]))
    return found


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
def test_a_notebook_runs_from_top_to_bottom_and_fits_on_its_slides(open_notebook, path):
    page = open_notebook(path.stem)
    run_all(page, path)
    assert page.locator("[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert page.get_by_text("Error displaying widget").count() == 0
    images = page.locator(".jp-OutputArea-output img")
    assert images.count() >= 2
    assert all(images.nth(i).get_attribute("alt") for i in range(images.count()))
    assert serious(page, OURS, IPYWIDGETS_OWN) == []
    present(page)
    shown = slides_shown(page)
    stop_presenting(page)
    assert len(shown) > 8
    assert [slide for slide in shown if slide["over"] > 0] == []


# What is on the screen while presenting, and by how much it is taller than the screen.
ON_THE_SLIDE = """() => {
    const cells = [...document.querySelectorAll('.jp-Notebook .jp-Cell')]
        .filter(cell => cell.getBoundingClientRect().height > 0);
    const screen = document.querySelector('.jp-WindowedPanel-outer');
    return {text: cells[0]?.innerText.trim().slice(0, 60), cells: cells.length,
            over: screen.scrollHeight - screen.clientHeight - 1}; }"""


def present(page):
    """Show the notebook as slides in JupyterLab, from the first on, on a screen of the decks' size."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.locator(".jp-MarkdownCell h1").first.click()
    page.locator("[data-command='deck:toggle']").first.click()
    page.wait_for_selector("body[data-jp-deck-mode='presenting']", state="attached")
    page.wait_for_timeout(1000)


def stop_presenting(page):
    """JupyterLab remembers that it was presenting; the next test wants its menus."""
    page.locator("button.jp-deck-mod-stop").click()
    page.wait_for_selector("body:not([data-jp-deck-mode='presenting'])", state="attached")
    page.wait_for_timeout(1000)


def slides_shown(page):
    """Go on with Space until nothing changes any more; what was seen on the way."""
    shown, unchanged = [page.evaluate(ON_THE_SLIDE)], 0
    while unchanged < 8:
        page.keyboard.press("Space")
        page.wait_for_timeout(100)
        now = page.evaluate(ON_THE_SLIDE)
        unchanged = unchanged + 1 if now == shown[-1] else 0
        if not unchanged:
            shown.append(now)
    return shown


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


def test_presented_live_an_explorer_is_on_its_slide_and_moves(open_notebook):
    page = open_notebook("01_logic_gates")
    run_all(page, NOTEBOOKS[1])
    present(page)
    handle = page.locator(".widget-slider .noUi-handle").first
    on_screen = """e => { const r = e.getBoundingClientRect();
        const top = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2);
        return top !== null && e.contains(top); }"""
    for _ in range(80):
        if handle.evaluate(on_screen):
            break
        page.keyboard.press("Space")
        page.wait_for_timeout(150)
    picture = page.locator(".widget-vbox img").first
    before = picture.get_attribute("alt")
    handle.hover()
    page.mouse.down()
    box = handle.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 8, steps=5)
    page.mouse.up()
    page.wait_for_timeout(800)
    assert picture.get_attribute("alt") != before
    stop_presenting(page)


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
    page.click("li.lm-MenuBar-item:has-text('Settings')")
    page.hover(".lm-Menu-itemLabel:text-is('Theme')")
    page.click(f".lm-Menu-itemLabel:text-is('{theme}')")
    page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=theme)
    run_all(page, NOTEBOOKS[0])
    assert serious(page, OURS) == []
    boxes = page.locator("div[role=status]:has(strong)")
    kinds = ("Not attempted", "Does not run", "Not yet", "Correct")
    for kind in kinds:
        assert boxes.filter(has_text=kind).count() >= 1
    for i in range(boxes.count()):
        contrasts = boxes.nth(i).evaluate(CONTRASTS)
        assert contrasts and min(contrasts) >= 4.5, boxes.nth(i).inner_text()


MEASURE = """async () => {
    await new Promise(done => Reveal.isReady() ? done() : Reveal.on('ready', done));
    await new Promise(done => MathJax.Hub.Queue(done));
    const found = [];
    for (const section of document.querySelectorAll('.slides section')) {
        if (section.querySelector('section')) continue;
        const {h, v} = Reveal.getIndices(section);
        Reveal.slide(h, v);
        section.querySelectorAll('.fragment').forEach(part => part.classList.add('visible'));
        await new Promise(done => requestAnimationFrame(done));
        const text = section.innerText.trim().split('\\\\n')[0];
        found.push({height: section.scrollHeight, width: section.scrollWidth, slide: `${h}.${v} ${text}`});
    }
    return found; }"""


@pytest.fixture(scope="session")
def decks(tmp_path_factory):
    """The decks of all notebooks, in a folder of their own."""
    folder = tmp_path_factory.mktemp("decks")
    return {path.stem: build_deck(path, folder) for path in NOTEBOOKS}


@pytest.mark.parametrize("name", NAMES)
def test_no_slide_is_taller_than_the_screen(chromium, decks, name):
    page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(decks[name].as_uri())
    slides = page.evaluate(MEASURE)
    page.close()
    assert len(slides) > 8
    too_tall = [(s["slide"], s["height"]) for s in slides if s["height"] > HEIGHT]
    too_wide = [(s["slide"], s["width"]) for s in slides if s["width"] > WIDTH]
    assert too_tall == [] and too_wide == []
    # A deck works without a network: whatever it asks for is a file beside it.
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_deck_hides_solutions_and_keeps_notes_and_descriptions(chromium, decks, name):
    page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(decks[name].as_uri())
    page.wait_for_function("() => Reveal.isReady()")
    solutions = page.locator(".slides details.solution")
    assert solutions.count() == sum("solution" in tags(cell) for cell in code_cells(read_named(name)))
    assert page.locator(".slides details.solution[open]").count() == 0
    assert page.locator("aside.notes").count() >= 5
    images = page.locator(".slides img")
    assert images.count() >= 2
    assert all(images.nth(i).get_attribute("alt") for i in range(images.count()))
    page.close()


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_serious_in_a_deck(chromium, decks, name):
    page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(decks[name].as_uri() + "?print-pdf")  # all slides at once
    page.wait_for_selector(".pdf-page")
    page.wait_for_function("() => MathJax.Hub.queue.running === 0 && MathJax.Hub.queue.pending === 0")
    found = serious(page)
    page.close()
    assert found == []


# The colours of nbconvert's own template: of prompts and of code, and of links without a line.
NBCONVERTS_OWN = [
    ("color-contrast", ".jp-InputPrompt, .jp-OutputPrompt, .highlight"),
    ("link-in-text-block", "a"),
]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_axe_finds_nothing_serious_in_the_exported_page(chromium, path, tmp_path):
    exporter = pytest.importorskip("nbconvert.exporters").HTMLExporter()
    body, _ = exporter.from_filename(str(path))
    (tmp_path / "page.html").write_text(body, encoding="utf-8")
    page = chromium.new_page()
    page.route("**", lambda route: route.continue_() if "file:" in route.request.url else route.abort())
    page.goto((tmp_path / "page.html").as_uri())
    found = serious(page, not_ours=NBCONVERTS_OWN)
    page.close()
    assert found == []


def read_named(name):
    return read(ROOT / "notebooks" / f"{name}.ipynb")
