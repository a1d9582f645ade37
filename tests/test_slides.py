"""The notebooks presented: live in JupyterLab, as decks of reveal.js, and exported as pages.

Skipped where there is no Chromium; ``.ci/run`` installs one.
"""

from functools import cache

import pytest
from browser import CHANGED, NEEDS_CHROMIUM, OURS, serious, wait_until_still
from support import NAMES, NOTEBOOKS, ROOT, code_cells, read, tags

from helpers.build import slide_type
from helpers.build.slides import HEIGHT, WIDTH, build_deck, build_index, key_points

pytestmark = NEEDS_CHROMIUM
in_01 = pytest.mark.parametrize("path", [NOTEBOOKS[1]], ids=[NAMES[1]], indirect=True)

# --- live -----------------------------------------------------------------------------------------

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


# Wait until nothing has moved for some frames.
SETTLED = """async () => {
    const frame = () => new Promise(done => requestAnimationFrame(done));
    const places = () => JSON.stringify([...document.querySelectorAll('.jp-Notebook .jp-Cell')]
        .map(cell => { const r = cell.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; }));
    for (let last = '', same = 0; same < 3;) {
        await frame();
        const now = places();
        same = now === last ? same + 1 : 0;
        last = now;
    } }"""

# Wait until Space has come to another cell, if there is one.
GONE_ON = f"""async before => {{
    const slide = {ON_THE_SLIDE}, is = JSON.stringify(before);
    for (let frames = 0; frames < 30 && JSON.stringify(slide()) === is; frames++)
        await new Promise(done => requestAnimationFrame(done));
    await ({SETTLED})();
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


# --- decks ----------------------------------------------------------------------------------------

MEASURE = """async () => {
    await new Promise(done => Reveal.isReady() ? done() : Reveal.on('ready', done));
    await new Promise(done => MathJax.Hub.Queue(done));
    const found = [];
    for (const section of document.querySelectorAll('.slides section')) {
        if (section.querySelector('section')) continue;
        const {h, v} = Reveal.getIndices(section);
        Reveal.slide(h, v);
        section.querySelectorAll('.fragment').forEach(part => part.classList.add('visible'));
        const text = section.innerText.trim().split('\\n')[0];
        found.push({slide: `${h}.${v} ${text}`, top: Math.round(section.getBoundingClientRect().top),
                    height: section.scrollHeight, width: section.scrollWidth,
                    notes: section.querySelector('aside.notes') !== null});
    }
    return found; }"""


# Each solution opened on its slide: how many cells are then seen, and what they measure.
OPENED = """async () => {
    const found = [];
    for (const solution of document.querySelectorAll('.slides details.solution')) {
        const slide = solution.closest('section'), {h, v} = Reveal.getIndices(slide);
        const fitted = () => new Promise(done => solution.addEventListener('toggle', done, {once: true}));
        Reveal.slide(h, v);
        solution.open = true;
        await fitted();  // by the deck, which hears of it first
        found.push({cells: [...slide.querySelectorAll('.jp-Cell')].filter(cell => cell.offsetHeight).length,
                    height: slide.scrollHeight, width: slide.scrollWidth});
        solution.open = false;
        await fitted();
    }
    return found; }"""


# All slides below each other, for all to see: reveal.js hides those beside the present one also from axe. Of the parts of
# code that look alike in a cell, and of the formulas of a slide, the first stays: the others' colours are the same.
ALL_AT_ONCE = """() => {
    const style = document.createElement('style'), all = '.slides section';
    style.textContent = `html, body, .reveal, .slides, ${all} { display: block !important; position: static !important;
        height: auto !important; overflow: visible !important; transform: none !important;
        visibility: visible !important; opacity: 1 !important; }
        .controls, .progress, .slide-number { position: static !important; }`;
    document.head.append(style);
    for (const slide of document.querySelectorAll(all)) {
        slide.removeAttribute('hidden');
        slide.removeAttribute('aria-hidden');
        if (!slide.querySelector('section'))
            [...slide.querySelectorAll('.MathJax_Display, :not(.MathJax_Display) > .MathJax')].slice(1)
                .forEach(formula => formula.remove());
    }
    for (const code of document.querySelectorAll('.highlight pre')) {
        const seen = new Set();
        for (const part of code.querySelectorAll('span'))
            seen.has(part.className) ? part.remove() : seen.add(part.className);
    }
    return [...document.querySelectorAll(`${all}:not(.stack)`)].filter(slide => slide.offsetHeight > 0).length; }"""


@pytest.fixture(scope="session")
def deck(tmp_path_factory):
    """A function that makes the deck of a notebook, or that of all key points, once."""
    folder = tmp_path_factory.mktemp("decks")

    @cache
    def made(name):
        notebook = key_points(NOTEBOOKS) if name == "key_points" else read(ROOT / "notebooks" / f"{name}.ipynb")
        return build_deck(notebook, name, folder)

    return made


@pytest.mark.parametrize("name", [*NAMES, "key_points"])
def test_no_slide_is_too_tall_solutions_are_hidden_notes_and_descriptions_kept_and_axe_finds_nothing_serious(
    chromium, deck, name
):
    page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(deck(name).as_uri())
    page.wait_for_function("() => Reveal.isReady()")
    if name in NAMES:  # before its slides are gone through
        solutions = page.locator(".slides details.solution")
        cells = code_cells(read(ROOT / "notebooks" / f"{name}.ipynb"))
        assert solutions.count() == sum("solution" in tags(cell) for cell in cells)
        assert page.locator(".slides details.solution[open]").count() == 0
        alts = page.locator(".slides img").evaluate_all("images => images.map(image => image.alt)")
        assert len(alts) >= 2 and all(alts)
    slides = page.evaluate(MEASURE)
    opened = page.evaluate(OPENED)
    assert page.evaluate(ALL_AT_ONCE) == len(slides)
    found = serious(page)
    page.close()
    assert found == []
    assert len(slides) > len(NOTEBOOKS)
    assert [s["slide"] for s in slides if s["top"] != 0] == []
    too_tall = [(s["slide"], s["height"]) for s in slides if s["height"] > HEIGHT]
    too_wide = [(s["slide"], s["width"]) for s in slides if s["width"] > WIDTH]
    assert too_tall == [] and too_wide == []
    assert [s for s in opened if s["cells"] != 1 or s["height"] > HEIGHT or s["width"] > WIDTH] == []
    if name in NAMES:  # the speaker has the notes of a section on each of its slides
        end = next(i for i, s in enumerate(slides) if s["slide"].endswith("Key points"))
        assert [s["slide"] for s in slides[:end] if not s["notes"]] == []
    # A deck works without a network: whatever it asks for is a file beside it.
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []


def test_a_deck_is_printed_page_by_page(chromium, deck):
    page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(deck(NAMES[0]).as_uri())
    page.wait_for_function("() => Reveal.isReady()")
    slides = page.evaluate("() => Reveal.getTotalSlides()")
    page.goto(deck(NAMES[0]).as_uri() + "?print-pdf")
    page.wait_for_selector(".pdf-page")
    assert page.locator(".pdf-page").count() >= slides > len(NOTEBOOKS)
    page.close()


# The colours of nbconvert's own template: of prompts and of code in texts, and of links without a line.
NBCONVERTS_OWN = [
    ("color-contrast", ".jp-InputPrompt, .jp-OutputPrompt, .highlight"),
    ("link-in-text-block", "a"),
]


@in_01
def test_axe_finds_nothing_serious_in_the_exported_page(chromium, path, tmp_path):
    """What is in the others is seen in JupyterLab and in their decks; here it is nbconvert's page around it."""
    exporter = pytest.importorskip("nbconvert.exporters").HTMLExporter()
    body, _ = exporter.from_filename(str(path))
    (tmp_path / "page.html").write_text(body, encoding="utf-8")
    page = chromium.new_page()
    page.route("**", lambda route: route.continue_() if "file:" in route.request.url else route.abort())
    page.goto((tmp_path / "page.html").as_uri())
    found = serious(page, OURS, NBCONVERTS_OWN)
    page.close()
    assert found == []


def test_the_index_leads_to_each_deck_and_gives_the_minutes_of_each_section(chromium, tmp_path):
    decks = [tmp_path / f"{name}.slides.html" for name in (*NAMES, "key_points")]
    for made in decks:  # that it leads to decks is said by a test of the site
        made.touch()
    index = build_index(tmp_path)
    page = chromium.new_page()
    page.goto(index.as_uri())
    links = page.locator("a")
    assert [links.nth(i).get_attribute("href") for i in range(links.count())] == [made.name for made in decks]
    assert "03 Logistic regression 90 min\nAsk how likely 10 · " in page.locator("ul").inner_text()
    assert serious(page) == []
    page.close()
