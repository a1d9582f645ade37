"""The decks of reveal.js, as the site has them, and the page that nbconvert exports.

Skipped where there is no Chromium; ``.ci/run`` installs one.
"""

import pytest
from browser import NEEDS_CHROMIUM, OURS, serious
from support import NAMES, NOTEBOOKS, ROOT, code_cells, read, tags

from helpers.build.slides import HEIGHT, WIDTH

pytestmark = NEEDS_CHROMIUM

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
                    cut: [...section.querySelectorAll('.jp-RenderedMarkdown')].some(
                        part => part.scrollWidth > part.clientWidth + 1),
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


@pytest.fixture
def deck(site):
    """A function that gives the address of a deck, as the site has it."""
    return lambda name: (site / "slides" / f"{name}.slides.html").as_uri()


@pytest.mark.parametrize("name", [*NAMES, "key_points"])
def test_no_slide_is_too_tall_solutions_are_hidden_notes_and_descriptions_kept_and_axe_finds_nothing_serious(
    chromium, deck, name
):
    page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(deck(name))
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
    assert [s["slide"] for s in slides if s["cut"]] == []
    assert [s for s in opened if s["cells"] != 1 or s["height"] > HEIGHT or s["width"] > WIDTH] == []
    if name in NAMES:  # the speaker has the notes of a section on each of its slides
        end = next(i for i, s in enumerate(slides) if s["slide"].endswith("Key points"))
        assert [s["slide"] for s in slides[:end] if not s["notes"]] == []
    # A deck works without a network: whatever it asks for is a file beside it.
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []


def test_a_deck_is_printed_page_by_page(chromium, deck):
    page = chromium.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    page.goto(deck(NAMES[0]))
    page.wait_for_function("() => Reveal.isReady()")
    slides = page.evaluate("() => Reveal.getTotalSlides()")
    page.goto(deck(NAMES[0]) + "?print-pdf")
    page.wait_for_selector(".pdf-page")
    assert page.locator(".pdf-page").count() >= slides > len(NOTEBOOKS)
    page.close()


# The colours of nbconvert's own template: of prompts and of code in texts, and of links without a line.
NBCONVERTS_OWN = [
    ("color-contrast", ".jp-InputPrompt, .jp-OutputPrompt, .highlight"),
    ("link-in-text-block", "a"),
]


def test_axe_finds_nothing_serious_in_the_exported_page(chromium, tmp_path):
    """What is in the others is seen in JupyterLab and in their decks; here it is nbconvert's page around it."""
    exporter = pytest.importorskip("nbconvert.exporters").HTMLExporter()
    body, _ = exporter.from_filename(str(NOTEBOOKS[1]))
    (tmp_path / "page.html").write_text(body, encoding="utf-8")
    page = chromium.new_page()
    page.route("**", lambda route: route.continue_() if "file:" in route.request.url else route.abort())
    page.goto((tmp_path / "page.html").as_uri())
    found = serious(page, OURS, NBCONVERTS_OWN)
    page.close()
    assert found == []


def test_the_index_leads_to_each_deck_and_gives_the_minutes_of_each_section(chromium, site):
    page = chromium.new_page()
    page.goto((site / "slides" / "index.html").as_uri())
    links = page.locator("a")
    hrefs = [links.nth(i).get_attribute("href") for i in range(links.count())]
    assert hrefs == [f"{name}.slides.html" for name in (*NAMES, "key_points")]
    assert "03 Logistic regression 90 min\nAsk how likely 10 · " in page.locator("ul").inner_text()
    page.close()


def test_on_a_phone_the_words_of_a_slide_are_as_large_as_fits(chromium, deck):
    page = chromium.new_page(viewport={"width": 390, "height": 780})
    page.goto(deck(NAMES[0]))
    zooms = (
        "() => [...document.querySelectorAll('.slides section')].map(s => Number(s.style.getPropertyValue('--zoom')))"
    )
    page.wait_for_function(f"() => ({zooms})().filter(zoom => zoom).length > {len(NOTEBOOKS)}")
    found = sorted(filter(None, page.evaluate(zooms)))
    page.close()
    assert found[len(found) // 2] > 1.3
