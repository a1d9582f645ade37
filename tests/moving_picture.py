"""The README's pictures: a small one for each notebook, and a moving one, .github/in-use.gif, of an explorer that is
dragged and a mistake that is named; its end, in-use.png, stands on the site's front page.

.venv/bin/python tests/moving_picture.py      needs Chromium; a minute or two
.venv/bin/python tests/moving_picture.py map  the small ones alone
"""

import base64
import io
import sys

from browser import CHROMIUM, FLAGS, new_page, run_all, running_lab
from PIL import Image
from playwright.sync_api import sync_playwright
from support import NOTEBOOKS, ROOT, read
from test_browser import cell_with

from helpers.build.slides import pictures

WIDTH, HEIGHT = 900, 560


def frame(page) -> Image.Image:
    """What is on the screen, without JupyterLab's bars."""
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    box = page.locator(".jp-WindowedPanel-outer").first.bounding_box()
    left, top = int(box["x"]), int(box["y"])
    return shot.crop((left, top, left + int(box["width"]) - 16, top + int(box["height"])))


def explorer(page):
    """Frames while the first slider of the first explorer is dragged to and fro."""
    handle = page.locator(".widget-slider .noUi-handle").first
    handle.scroll_into_view_if_needed()
    page.locator(".widget-vbox", has=page.locator(".widget-slider")).first.evaluate("e => e.scrollIntoView()")
    page.wait_for_timeout(500)
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for step in (0, 12, 24, 36, 48, 60, 48, 30, 12, -6, -24, -42):
        page.mouse.move(x + step, y)
        page.wait_for_timeout(600)
        yield frame(page), 250
    page.mouse.up()


def verdict(page, name, answer):
    """Frames while an answer is typed into an exercise's cell, and the verdict on it."""
    cell = cell_with(page, f"def {name}(")
    cell.evaluate("e => e.scrollIntoView()")
    cell.locator(".cm-line").last.click()
    page.keyboard.press("End")
    page.keyboard.press("Shift+Home")
    page.keyboard.press("Backspace")
    for part in answer.split(" "):
        page.keyboard.type(part + " ")
        page.wait_for_timeout(200)
        yield frame(page), 250
    page.keyboard.press("Shift+Enter")
    cell.locator(".jp-OutputArea").get_by_text(f"Not yet: {name}").wait_for(timeout=20_000)
    page.wait_for_timeout(500)
    yield frame(page), 4000


def thumbnails():
    """The picture of each notebook, as on the site's front page, in .github/map."""
    folder = ROOT / ".github" / "map"
    folder.mkdir(exist_ok=True)
    for path in NOTEBOOKS:
        shown = pictures(read(path))
        seen = next((picture for source, picture in shown if "Explorer(" in source), shown[-1][1])
        image = Image.open(io.BytesIO(base64.b64decode(seen["image/png"]))).convert("RGB")
        image.thumbnail((320, 160), Image.Resampling.LANCZOS)
        small = image.quantize(128, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        small.save(folder / f"{path.stem[:2]}.png", optimize=True)


def main():
    thumbnails()
    if sys.argv[1:] == ["map"]:
        return
    with running_lab() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = new_page(browser, address, NOTEBOOKS[1].stem)
        page.set_viewport_size({"width": WIDTH + 60, "height": HEIGHT + 120})
        page.keyboard.press("Control+B")  # the file browser makes room
        run_all(page, NOTEBOOKS[1])
        shown = [*explorer(page), *verdict(page, "neuron", "return (w[0] + w[1:] @ X > 0).astype(int)")]
        browser.close()
    smallest = min(image.width for image, _ in shown), min(image.height for image, _ in shown)
    images = [image.crop((0, 0, *smallest)).quantize(64, dither=Image.Dither.NONE) for image, _ in shown]
    images[-1].save(ROOT / ".github" / "in-use.png", optimize=True)
    images[0].save(
        ROOT / ".github" / "in-use.gif",
        save_all=True,
        append_images=images[1:],
        duration=[ms for _, ms in shown],
        loop=0,
        optimize=True,
    )


if __name__ == "__main__":
    main()
