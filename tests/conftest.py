"""Settings that must be there before NumPy and matplotlib are imported; and a browser, on JupyterLab."""

import os
import re
import sys
import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import nbval.kernel
import pytest

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(threads, "1")
os.environ.setdefault("MPLBACKEND", "agg")
os.environ["KERAS_BACKEND"] = "jax"
# Else Keras writes into the home folder. What JAX has compiled is kept, also for the next run of the tests.
_scratch = tempfile.TemporaryDirectory(prefix="keras-", ignore_cleanup_errors=True)
os.environ.setdefault("KERAS_HOME", _scratch.name)
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(Path(__file__).parent.parent / "build" / "jax"))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")  # all of it: most takes less than its 1 s
sys.path.insert(0, str(Path(__file__).parent))
NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))


_start = nbval.kernel.start_new_kernel


def start_once_more(*arguments, **options):
    """A kernel for strict nbval. Of some hundred, one that was alive did not answer for a minute, nobody knows why: then another."""
    try:
        return _start(*arguments, **options)
    except RuntimeError:
        return _start(*arguments, **options)


nbval.kernel.start_new_kernel = start_once_more


def group_of(test: str) -> tuple:
    """What a test is about, by its id: a notebook, in the browser or out of it; else what its file is about.

    The tests of a group run in one process, one after the other: they share the notebook's page in the
    browser, a pass over the notebook, or the kernel of its cells. As tuples, what takes longest comes first: the
    site, the later notebooks; so two processes end at about the same time. A notebook's tests in the browser, which
    often wait for it, and the others, which do not, take turns: so both processes rarely wait at once.
    """
    file = test.partition("::")[0]
    if Path(file).stem in ("test_site", "test_decks"):  # it is built once, whatever notebook its tests are about
        return -99, False, ""
    number = re.search(r"(?:notebooks/|\[)(\d\d)_|_(\d\d)\.py", test)
    browser = Path(file).stem in ("test_browser", "test_slides")
    return -int(number[1] or number[2]) if number else 1, not browser, "" if number else file


def pytest_collection_modifyitems(items):
    """By group; and what needs a pass over a whole notebook is marked, so that `make check` can leave it out."""
    items.sort(key=lambda item: group_of(item.nodeid))
    for item in items:
        if "finished" in getattr(item, "fixturenames", ()):
            item.add_marker("passes")
        if find_spec("keras") is None and needs_keras(notebook(item)) and runs(item):
            item.add_marker(pytest.mark.skip(reason="Keras is not installed; `make tests` or `make keras` installs it"))


def notebook(item):
    """The notebook that a test is about, or the test's own file."""
    path = getattr(item, "callspec", None) and item.callspec.params.get("path")
    return path if isinstance(path, Path) else item.path


def runs(item):
    """Whether cells are run: by nbval, in a pass over a whole notebook, or in a browser."""
    return item.path.suffix == ".ipynb" or any(map(item.get_closest_marker, ("passes", "browser")))


@cache
def needs_keras(path):
    import support

    return support.needs_keras(path)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """How `-n 2` deals tests out."""
    from xdist.scheduler import LoadScopeScheduling

    class ByGroup(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group_of(nodeid)

    config.option.loadscopereorder = False  # it would begin with the group of the most tests
    return ByGroup(config, log)


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
def site(tmp_path_factory):
    """The folder of a site, built once; or that which SITE names."""
    from helpers.build.site import build_site

    if "SITE" in os.environ:
        return Path(os.environ["SITE"]).resolve()
    return build_site(tmp_path_factory.mktemp("site") / "site").parent


@pytest.fixture(scope="session")
def lab():
    """The address of a notebook in a JupyterLab on copies of all notebooks."""
    from browser import running_lab

    with running_lab() as address:
        yield address


@pytest.fixture(scope="session", params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    """A notebook; for tests that share its page."""
    return request.param


@pytest.fixture(scope="session")
def opened(request, chromium, lab):
    """A function that opens a notebook in JupyterLab, in place of the one before, or anew once a test has failed."""
    from browser import exchange, new_page

    page, failed = None, 0

    def opened(name):
        nonlocal page, failed
        if page and failed == request.session.testsfailed:
            return exchange(page, name)
        if page:
            page.close()
        page, failed = new_page(chromium, lab, name), request.session.testsfailed
        return page

    return opened


@pytest.fixture(scope="session")
def page(path, opened):
    """The notebook in JupyterLab, a page which all its tests share."""
    return opened(path.stem)


@pytest.fixture(scope="session")
def ran(page, path):
    """The same page, all of whose cells have run."""
    from browser import run_all

    run_all(page, path)
    return page
