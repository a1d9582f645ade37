"""The site: it is built from what is installed, leads nowhere that is not there, and is legible on a phone.

The course in JupyterLite needs Pyodide's server; ``.github/workflows/site.yml`` runs it there. Here the guard on a
student's code runs in real Pyodide under Node, if both are there.
"""

import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser import NEEDS_CHROMIUM, serious
from packaging.requirements import Requirement
from support import NAMES, NOTEBOOKS, ROOT, code_cells, needs_keras, read, tags

from helpers.build import site as site_module
from helpers.build.site import BRING, BUNDLED

pytestmark = pytest.mark.elsewhere

PYODIDE = Path(os.environ.get("PYODIDE", ROOT / "build" / "pyodide" / "node_modules" / "pyodide"))
NEEDS_PYODIDE = pytest.mark.skipif(
    not (shutil.which("node") and PYODIDE.is_dir()),
    reason="no Node, or no Pyodide for it; npm install --prefix build/pyodide pyodide@314 brings it",
)
RUN = [path for path in NOTEBOOKS if not needs_keras(path)]  # there is no Keras for Pyodide

NEEDS_SERVER = pytest.mark.skipif(
    "PYODIDE_SERVER" not in os.environ,
    reason="Python in a browser comes from Pyodide's server, which is not reached here; .github/workflows/site.yml does",
)


def pages(site):
    """What we wrote; the rest is JupyterLite's, reveal.js's and MathJax's own."""
    return [site / "index.html", *(site / "slides").glob("*.html"), *(site / "read").iterdir()]


def test_no_link_is_dead_and_nothing_is_loaded_from_elsewhere(site):
    followed = 0
    for path in pages(site):
        text = re.sub(r'"data:[^"]*"', '""', path.read_text("utf-8"))
        for kind, target in re.findall(r'\b(href|src)="([^"#]+)', text):
            parts = urlsplit(target)
            if parts.scheme:
                assert kind == "href" and parts.scheme in ("https", "http"), target
                continue
            local = path.parent / unquote(parts.path)
            assert local.exists(), f"{target} in {path.name}"
            if parts.query.startswith("path="):
                assert (site / "lite" / "files" / parts.query.removeprefix("path=")).is_file()
            followed += 1
        assert not re.search(r"<(script|link|img)[^>]*(src|href)=\"https?:|import\(|@import", text), path.name
    assert followed > 4 * len(NOTEBOOKS)


def test_each_notebook_can_be_run_read_and_presented(site):
    front = (site / "index.html").read_text("utf-8")
    listed = json.loads((site / "lite" / "api" / "contents" / "all.json").read_text("utf-8"))["content"]
    assert sorted(file["path"] for file in listed) == [path.name for path in RUN]
    for path in NOTEBOOKS:
        assert (f"?path={path.name}" in front) == (path in RUN) and f"read/{path.stem}.html" in front
        assert f"slides/{path.stem}.slides.html" in front


@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_a_copy_for_the_browser_differs_by_its_first_line_and_links_to_what_is_there(path, site):
    copy, whole = read(site / "lite" / "files" / path.name), read(path)
    ours = [cell.source.removeprefix(f"{BRING}\n\n") for cell in copy.cells]
    links = re.compile(r"\[([^]]+)\]\((\w+\.ipynb)\)")
    there = {path.name for path in RUN}
    keep = [
        links.sub(lambda m: m[0] if m[2] in there else f"{m[1]} (on the course's page, to read)", cell.source)
        for cell in whole.cells
    ]
    assert ours == keep
    assert [cell.source.startswith(BRING) for cell in code_cells(copy)] == [True] + [False] * (
        len(code_cells(copy)) - 1
    )
    assert not any(cell.outputs or cell.execution_count for cell in code_cells(copy))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_in_a_page_to_read_solutions_are_folded_and_notes_left_out(path, site):
    text = (site / "read" / f"{path.stem}.html").read_text("utf-8")
    solutions = [cell for cell in code_cells(read(path)) if "solution" in tags(cell)]
    assert text.count('<details class="solution">') == len(solutions)
    unfolded = re.sub(r"<details.*?</details>", "", text, flags=re.S)
    assert not re.search(r"@</span><span[^>]*>solution|@solution", unfolded)
    assert "For the instructor" not in text and "ModuleNotFoundError" not in text


def test_the_wheels_are_those_that_pyodide_does_not_have(site):
    index = json.loads((site / "lite" / "pypi" / "all.json").read_text("utf-8"))
    assert set(index) == {"first-steps-to-deep-learning", *BUNDLED}
    config = json.loads((site / "lite" / "jupyter-lite.json").read_text("utf-8"))["jupyter-config-data"]
    assert config["litePluginSettings"]["@jupyterlite/pyodide-kernel-extension:kernel"]["disablePyPIFallback"] is True
    for wheel in (site / "lite" / "pypi").glob("*.whl"):
        assert wheel.name.endswith("-py3-none-any.whl")
        with zipfile.ZipFile(wheel) as package:
            assert package.testzip() is None and not any(name.endswith(".so") for name in package.namelist())
            assert any(name.endswith("/METADATA") for name in package.namelist())


def test_without_jupyterlite_it_is_said(tmp_path, monkeypatch):
    real = subprocess.run

    def run(command, **options):
        return real([part.replace("jupyterlite_core", "no_such_module") for part in command], **options)

    monkeypatch.setattr(site_module.subprocess, "run", run)
    with pytest.raises(SystemExit, match="`make site` installs what is missing"):
        site_module.build_lite({}, tmp_path / "site")


@NEEDS_PYODIDE
def test_in_pyodide_the_guard_stops_what_does_not_end():
    command = ["node", str(ROOT / "tests" / "guard_pyodide.mjs"), str(PYODIDE), str(ROOT / "helpers" / "running.py")]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout)
    assert found.pop("platform") == "emscripten" and found.pop("python")
    right = found.pop("a right answer")
    assert right["result"] == 7 and not right["late"]
    assert len(found) == 3
    for name, run in found.items():
        assert run["late"].startswith("line ") and not run["stuck"] and run["s"] < 5, name


@NEEDS_PYODIDE
def test_pyodide_has_the_rest_within_the_course_s_bounds(site):
    from importlib.metadata import requires

    has = {
        name: package["version"]
        for name, package in json.loads((PYODIDE / "pyodide-lock.json").read_text())["packages"].items()
    }
    asked = [Requirement(text) for name in ("first-steps-to-deep-learning", *BUNDLED) for text in requires(name) or ()]
    for requirement in asked:
        name = requirement.name.lower().replace("_", "-")
        if requirement.marker or name in (*BUNDLED, "widgetsnbextension"):
            continue
        assert requirement.specifier.contains(has[name]), f"{requirement}: Pyodide has {has[name]}"


@pytest.fixture(scope="session")
def address(site):
    """Where a file server shows the site."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


SIDEWAYS = "() => document.documentElement.scrollWidth - window.innerWidth"
READ = ["read/01_logic_gates.html"]


@pytest.mark.browser
@NEEDS_CHROMIUM[1]
@pytest.mark.parametrize("name", ["index.html", "slides/index.html", *READ])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_passes_axe_and_does_not_scroll_sideways(chromium, address, name, width):
    page = chromium.new_page(viewport={"width": width, "height": 800})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/{name}")
    if "read" in name:
        page.wait_for_function("() => window.MathJax && MathJax.isReady")
        page.evaluate("() => new Promise(done => MathJax.Hub.Queue(done))")
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.locator("link[rel=icon]").count() == 1
    assert serious(page) == []
    assert [url for url in asked if not url.startswith((address, "data:", "about:"))] == []
    page.close()


@pytest.mark.browser
@NEEDS_CHROMIUM[1]
def test_open_it_opens_the_first_notebook_on_a_phone(chromium, address):
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.goto(f"{address}/index.html")
    page.get_by_role("link", name="Open it").click()
    page.locator("h1", has_text="Start here").wait_for(timeout=60_000)
    assert page.evaluate(SIDEWAYS) <= 0
    page.close()


# --- the course in JupyterLite, where Pyodide's server is reached ----------------------------------


def open_lite(chromium, address, path):
    """A page with a notebook in JupyterLite's notebook app."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(60_000)
    page.goto(f"{address}/lite/notebooks/index.html?path={path.name}")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_selector("text=Python (Pyodide)")
    page.wait_for_timeout(2000)
    return page


def run_lite(page, seconds=400):
    """Run all cells, and go on when the kernel has been idle for some seconds after the last."""
    page.click("li.lm-MenuBar-item:has-text('Run')")
    page.click(".lm-Menu-itemLabel:text-is('Run All Cells')")
    busy = "() => document.querySelector('.jp-Notebook-ExecutionIndicator').dataset.status"
    idle = 0
    for _ in range(seconds):
        page.wait_for_timeout(1000)
        idle = idle + 1 if page.evaluate(busy) == "idle" else 0
        if idle > 8:
            return
    raise TimeoutError(f"the kernel was busy for {seconds} seconds")


def seen_in(page, selector):
    """How many of these there are from the top of the notebook to its end; JupyterLite keeps only what is near."""
    most = page.evaluate("() => document.querySelector('.jp-WindowedPanel-outer').scrollHeight")
    found = 0
    for top in range(0, most, 600):
        page.evaluate("top => { document.querySelector('.jp-WindowedPanel-outer').scrollTop = top; }", top)
        page.wait_for_timeout(150)
        found = max(found, page.locator(selector).count())
    return found


@NEEDS_SERVER
@pytest.mark.browser
@NEEDS_CHROMIUM[1]
@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_in_the_browser_alone_a_notebook_runs_to_its_end(chromium, address, path):
    page = open_lite(chromium, address, path)
    run_lite(page)
    for kind in ("error", "stderr"):
        assert seen_in(page, f"[data-mime-type='application/vnd.jupyter.{kind}']") == 0
    assert seen_in(page, ".jp-OutputArea-output img") >= 1
    page.close()


@NEEDS_SERVER
@pytest.mark.browser
@NEEDS_CHROMIUM[1]
def test_in_the_browser_alone_answers_are_judged_and_a_loop_is_stopped(chromium, address):
    page = open_lite(chromium, address, NOTEBOOKS[0])
    run_lite(page)
    assert seen_in(page, "text=Not attempted: add_ones")
    cell = page.locator(".jp-CodeCell", has=page.locator(".cm-content", has_text="def add_ones(")).first
    for line, words in [
        ("return X", "Not yet: add_ones"),
        ("while True: pass", "your loop does not end:"),
        ("return np.vstack([np.ones((1, X.shape[1])), X])", "Correct: add_ones"),
    ]:
        cell.locator(".cm-line").last.click()
        page.keyboard.press("End")
        page.keyboard.press("Shift+Home")
        page.keyboard.press("Backspace")
        page.keyboard.type(line)
        page.keyboard.press("Shift+Enter")
        cell.locator(".jp-OutputArea").get_by_text(words).first.wait_for(timeout=20_000)
    page.close()


@NEEDS_SERVER
@pytest.mark.browser
@NEEDS_CHROMIUM[1]
def test_in_the_browser_alone_a_slider_moves_its_picture(chromium, address):
    page = open_lite(chromium, address, NOTEBOOKS[1])
    run_lite(page)
    for top in range(0, 20_000, 500):
        page.evaluate("top => { document.querySelector('.jp-WindowedPanel-outer').scrollTop = top; }", top)
        page.wait_for_timeout(300)
        if page.locator(".widget-slider .noUi-handle").first.is_visible():  # a cell out of sight may be there, hidden
            break
    picture = page.locator(".widget-vbox img").first
    before = picture.get_attribute("alt")
    handle = page.locator(".widget-slider .noUi-handle").first
    handle.hover()  # once it is at rest
    page.mouse.down()
    box = handle.bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + 8, steps=5)
    page.mouse.up()
    page.wait_for_function("words => document.querySelector('.widget-vbox img').alt !== words", arg=before)
    page.close()
