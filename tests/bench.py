"""What `make bench` measures: from slider to picture in a browser, and the time of each notebook.

Nothing here is a test: times depend on the machine. They are medians within one run.
"""

import statistics
import sys
import time
from contextlib import ExitStack

import bench_networks
import gradient_measure
from browser import CHROMIUM, FLAGS, new_page, run_all, running_lab
from playwright.sync_api import sync_playwright
from support import NOTEBOOKS, Session, examples, read, tags

from helpers.datasets import load_penguins
from helpers.widgets import GateExplorer, PerceptronExplorer

# Press a key on a focused slider and wait until the explorer's new picture has been drawn.
SLIDER = """async ([panel, key]) => {
    const picture = () => panel.querySelector('img').src;
    const handle = panel.querySelector('.noUi-handle');
    const before = picture(), start = performance.now();
    handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
    while (picture() === before) {
        await new Promise(done => setTimeout(done, 0));
        if (performance.now() - start > 5000) return null;
    }
    await panel.querySelector('img').decode();
    await new Promise(done => requestAnimationFrame(done));
    return performance.now() - start; }"""


def in_the_kernel(explorer, control, values):
    """Median milliseconds from a new value to the new picture, without the browser."""
    times = []
    for value in values:
        start = time.perf_counter()
        control.value = value
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def in_the_browser(path, moves=60):
    """Median milliseconds from a key on a slider to the picture on the screen, in JupyterLab."""
    with ExitStack() as stack:
        address = stack.enter_context(running_lab())
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = new_page(browser, address, path.stem)
        run_all(page, path)
        panel = page.locator(".widget-vbox", has=page.locator(".widget-slider")).first
        panel.scroll_into_view_if_needed()
        handle = panel.element_handle()
        keys = ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight", "ArrowLeft", "ArrowLeft"]
        times = []
        for i in range(moves):
            times.append(page.evaluate(SLIDER, [handle, keys[i % 6]]))
            page.wait_for_timeout(100)
        browser.close()
    return statistics.median(t for t in times if t is not None)


def main():
    penguins = load_penguins()
    gates = GateExplorer()
    perceptron = PerceptronExplorer(
        penguins.X, penguins.y, penguins.species, penguins.feature_names
    )
    weights = [-2, -1, 0, 1, 2] * 6
    print("from a slider to the picture, median, ms")
    print(f"  gates, kernel alone:       {in_the_kernel(gates, gates.sliders[0], weights):5.0f}")
    print(
        "  perceptron, kernel alone:  "
        f"{in_the_kernel(perceptron, perceptron.visit, range(0, 700, 20)):5.0f}"
    )
    if CHROMIUM:
        print(f"  gates, in Chromium:        {in_the_browser(NOTEBOOKS[1]):5.0f}")
        print(f"  perceptron, in Chromium:   {in_the_browser(NOTEBOOKS[2]):5.0f}")
    else:
        print("  in Chromium: there is none on this machine", file=sys.stderr)
    bench_networks.table()
    gradient_measure.table()
    print("all cells of a notebook, s (a kernel's start not counted); its slowest check, s")
    for path in NOTEBOOKS:
        start = time.perf_counter()
        for _ in Session().run_all(read(path)):
            pass
        whole = time.perf_counter() - start
        print(f"  {path.stem:26} {whole:5.1f} {slowest_check(path):8.2f}")


def slowest_check(path):
    """Seconds of the slowest verdict on a right answer."""
    times = []
    start = time.perf_counter()
    for cell, _ in Session().run_all(read(path), replaced=examples(path.stem).RIGHT):
        now = time.perf_counter()
        if "exercise" in tags(cell):
            times.append(now - start)
        start = now
    return max(times)


if __name__ == "__main__":
    main()
