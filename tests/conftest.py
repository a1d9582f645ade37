"""Settings that must be there before NumPy and matplotlib are imported; and a browser, on JupyterLab."""

import os
import sys
from pathlib import Path

import pytest

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
os.environ.setdefault("MPLBACKEND", "agg")
sys.path.insert(0, str(Path(__file__).parent))


def pytest_collection_modifyitems(items):
    """What needs a pass over a whole notebook is marked, so that `make check` can leave it out."""
    for item in items:
        if "finished" in getattr(item, "fixturenames", ()):
            item.add_marker("passes")


@pytest.fixture
def finished():
    """A function that gives the session in which all cells of a notebook have run."""
    from passes import all_wrong

    def session(path):
        wrong = all_wrong(path)
        wrong.session.back_to(wrong.state)
        return wrong.session

    return session


@pytest.fixture(scope="session")
def chromium():
    from browser import CHROMIUM, FLAGS
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def lab():
    """The address of a notebook in a JupyterLab on copies of all notebooks."""
    from browser import running_lab

    with running_lab() as address:
        yield address


@pytest.fixture
def open_notebook(chromium, lab):
    """Open a notebook in a page of its own."""
    from browser import new_page

    pages = []

    def open_page(name):
        pages.append(new_page(chromium, lab, name))
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()
