"""A JupyterLab on copies of the notebooks, and the Chromium that opens it: for tests and benchmarks."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import TimeoutError
from support import NOTEBOOKS, code_cells, read

from helpers.build.lab import settings as course_settings

FOUND = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, FOUND), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

NEEDS_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="no Chromium found; Debian and Ubuntu: sudo apt-get install chromium, then make test",
    ),
    # On a busy machine a click may come to where a button was; said at the end as "rerun".
    pytest.mark.flaky(reruns=1),
]


@contextmanager
def running_lab(windowing="none"):
    """Yield the address of a notebook in a JupyterLab, with {} for its name.

    JupyterLab's own ``windowing`` is "contentVisibility": only what is near the screen is laid out and painted. The
    tests look at all of a page.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "notebooks").mkdir()
        for path in NOTEBOOKS:
            # Without outputs and counts, so that what is on the page has been run there.
            notebook = read(path)
            for cell in code_cells(notebook):
                cell.update(outputs=[], execution_count=None)
            nbformat.write(notebook, folder / "notebooks" / path.name)
        settings = folder / "settings" / "@jupyterlab" / "notebook-extension"
        settings.mkdir(parents=True)
        (settings / "tracker.jupyterlab-settings").write_text(f'{{"windowingMode": "{windowing}"}}')
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *(f"--port={port}", "--IdentityProvider.token=course", "--LabApp.expose_app_in_browser=True"),
            f"--ServerApp.root_dir={folder / 'notebooks'}",
        ]
        folders = course_settings() | {
            "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
            "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
            "PYTHONFAULTHANDLER": "1",
        }
        log = folder / "log.txt"
        with log.open("w") as said:
            server = subprocess.Popen(command, env=os.environ | folders, stdout=said, stderr=said)
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}/lab/tree/{{}}?token=course&reset"
        finally:
            server.terminate()
            try:
                server.wait(timeout=10)
            except subprocess.TimeoutExpired:  # it waits for kernels; they end by themselves
                server.kill()
        _, fatal, where = log.read_text("utf-8", "replace").partition("Fatal Python error")
        assert not fatal, f"a kernel died:{where[:5000]}"


def _wait_for(port, seconds=60):
    """Return once something listens at this port."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise OSError(f"JupyterLab did not listen at port {port} within {seconds} seconds")


def new_page(browser, address, name):
    """A page with a notebook open in JupyterLab, its kernel ready."""
    # Pages of one context share what JupyterLab loads.
    context = browser.contexts[0] if browser.contexts else browser.new_context()
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(address.format(f"{name}.ipynb"))
    return ready(page)


# JupyterLab asks what is to become of changes that are not saved; here they are given up.
EXCHANGE = """async path => {
    const app = window.jupyterapp, shown = app.shell.currentWidget;
    await shown.sessionContext.shutdown();
    shown.context.model.dirty = false;
    shown.close();
    const opened = await app.commands.execute('docmanager:open', {path});
    await opened.context.ready;
    await opened.sessionContext.ready; }"""


def exchange(page, name):
    """Open another notebook in the place of the one in a page, which is closed, with its kernel."""
    page.evaluate(EXCHANGE, f"{name}.ipynb")
    return ready(page)


def ready(page):
    """The page, once its notebook and its kernel are there."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    # "Idle" alone is also said before there is a kernel; then JupyterLab would ask for one.
    page.wait_for_selector(".jp-Toolbar-kernelName:has-text('Python 3')", timeout=60_000)
    page.wait_for_selector("text=Kernel status: Idle", state="attached", timeout=60_000)
    return page


NUMBERED = """count => [...document.querySelectorAll('.jp-InputArea-prompt')]
    .filter(e => /^\\[[\\d*]+\\]:$/.test(e.textContent.trim())).length >= count"""
DONE = NUMBERED.replace("*", "")


def run_all(page, path):
    """Run all cells and wait until the last has run; a folded cell shows no number."""
    numbered = [cell for cell in code_cells(read(path)) if not cell.metadata.get("jupyter", {}).get("source_hidden")]
    for _ in range(5):
        if page.locator(".jp-Dialog", has_text="Select Kernel").count():  # on a busy machine
            page.locator(".jp-Dialog button.jp-mod-accept").click()
        page.click("li.lm-MenuBar-item:has-text('Run')")
        page.click(".lm-Menu-itemLabel:text-is('Run All Cells')")
        try:
            page.wait_for_function(NUMBERED, arg=1, timeout=8000)
            break
        except TimeoutError:  # a page that has just been opened may swallow the click
            continue
    page.wait_for_function(DONE, arg=len(numbered), timeout=300_000, polling=100)


def change_theme(page):
    """Change JupyterLab's theme in its menu, from light to dark or back."""
    theme = page.evaluate(
        "() => document.body.dataset.jpThemeLight === 'true' ? 'JupyterLab Dark' : 'JupyterLab Light'"
    )
    page.click("li.lm-MenuBar-item:has-text('Settings')")
    page.hover(".lm-Menu-itemLabel:text-is('Theme')")
    page.click(f".lm-Menu-itemLabel:text-is('{theme}')")
    page.wait_for_function("name => document.body.dataset.jpThemeName === name", arg=theme)


# Whether an explorer's words, or the value of a control in it, are other ones; its image is put in anew each time.
CHANGED = """([panel, control, words, value]) => {
    const image = panel.querySelector('img');
    return image && (image.alt !== words || (control ? control.value ?? null : null) !== value); }"""


STILL = """async () => {
    const seen = () => JSON.stringify([...document.querySelectorAll('.jp-Notebook .jp-Cell')]
        .map(cell => { const r = cell.getBoundingClientRect(); return [r.x, r.y, r.width, r.height]; }));
    for (let before = seen(), same = 0; same < 3;) {
        await new Promise(done => setTimeout(done, 35));
        const now = seen();
        same = now === before ? same + 1 : 0;
        before = now;
    } }"""


def wait_until_still(page):
    """Return once no cell has moved or grown for a tenth of a second."""
    page.evaluate(STILL)


# A slider's handle has its value in words, but ipywidgets gives it no name; the name stands beside it.
IPYWIDGETS_OWN = [("aria-input-field-name", ".noUi-handle")]
# Verdicts, figures, explorers, and all text with its quizzes; the rest is JupyterLab's own.
OURS = {"include": [[".jp-OutputArea"], [".jp-RenderedMarkdown"]]}


def serious(page, within=None, not_ours=(), rules=None):
    """What axe-core finds serious or critical: (rule, HTML), but for what is not of our making.

    ``not_ours`` holds pairs of a rule and a selector: other people's elements that break it. ``rules``
    are those to look at; all, if none are named.
    """
    found = []
    options = {"resultTypes": ["violations"]} | ({"runOnly": rules} if rules else {})
    for violation in Axe().run(page, context=within, options=options).response["violations"]:
        if violation["impact"] not in ("serious", "critical"):
            continue
        for node in violation["nodes"]:
            foreign = [selector for rule, selector in not_ours if rule == violation["id"]]
            matches = "([target, s]) => [...document.querySelectorAll(target)].some(e => e.closest(s))"
            if not any(page.evaluate(matches, [node["target"][0], s]) for s in foreign):
                found.append((violation["id"], node["html"][:200]))
    return found
