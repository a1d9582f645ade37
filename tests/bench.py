"""What `make bench` measures: from slider to picture in a browser, and the time of each notebook.

Nothing here is a test: times depend on the machine. They are medians within one run.
"""

import argparse
import math
import statistics
import time
from contextlib import ExitStack

import bench_networks
import gradient_measure
import ipywidgets as widgets
from browser import CHROMIUM, FLAGS, new_page, run_all, running_lab
from digest import widgets_in
from playwright.sync_api import sync_playwright
from support import NOTEBOOKS, Session, examples, explorers, read, tags

KEYS = ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight", "ArrowLeft", "ArrowLeft"]
CONTROLS = (widgets.IntSlider, widgets.FloatSlider, widgets.Dropdown)
# Press a key on a focused slider and wait until the explorer's new picture has been drawn.
SLIDER = """async ([panel, key]) => {
    const picture = () => panel.querySelector('img').src;
    const handle = panel.querySelector('.noUi-handle');
    const before = picture(), start = performance.now();
    handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
    while (picture() === before) {
        await new Promise(done => setTimeout(done, 0));
        if (performance.now() - start > 1000) return null;
    }
    await panel.querySelector('img').decode();
    await new Promise(done => requestAnimationFrame(done));
    return performance.now() - start; }"""


def in_the_kernel(explorer, moves=40):
    """Median milliseconds from a control's new value to the new picture, without the browser."""
    control, times = next(w for w in widgets_in(explorer.panel) if isinstance(w, CONTROLS)), []
    values = control.options if hasattr(control, "options") else (control.max, control.min)
    for move in range(moves):
        start = time.perf_counter()
        control.value = values[move % len(values)]
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def in_the_browser(path, moves=60):
    """For each explorer of a notebook with a slider the median ms from a key on its first to the picture, in JupyterLab."""
    with ExitStack() as stack:
        address = stack.enter_context(running_lab("contentVisibility"))  # as students have it
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = new_page(browser, address, path.stem)
        run_all(page, path)
        panels = page.locator(".jp-OutputArea-output > .widget-vbox", has=page.locator(".noUi-handle")).all()
        medians = [_of_panel(page, panel, moves) for panel in panels]
        browser.close()
    return medians


def _of_panel(page, panel, moves):
    panel.scroll_into_view_if_needed()
    handle, times = panel.element_handle(), []
    for i in range(moves):
        times.append(page.evaluate(SLIDER, [handle, KEYS[i % 6]]))
        page.wait_for_timeout(100)
    # 10's first slider only says how the next round is played.
    return statistics.median([t for t in times if t is not None] or [math.nan])


def sliders():
    print("from a new value to the picture, the kernel's part, median, ms")
    for name, explorer in explorers().items():
        print(f"  {name:22} {in_the_kernel(explorer):5.0f}")
    print("from a slider to the picture, in Chromium, median, ms: the explorers of")
    for path in NOTEBOOKS:
        if CHROMIUM:
            print(f"  {path.stem:26}", *(f"{time:5.0f}" for time in in_the_browser(path)))
        else:
            print(f"  {path.stem:26} not measured, there is no Chromium here")


def notebooks():
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


PARTS = {
    "sliders": sliders,
    "networks": bench_networks.table,
    "gradients": gradient_measure.table,
    "notebooks": notebooks,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="?", choices=PARTS, help="one of them; all if none is named")
    parser.add_argument("--share", type=float, default=1, help="of the gradients that .github/BENCHMARKS.md quotes")
    asked = parser.parse_args()
    for name in [asked.part] if asked.part else PARTS:
        PARTS[name](*[asked.share] * (name == "gradients"))
