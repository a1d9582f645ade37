// A sheet of 8 x 8 or 28 x 28 pixels to draw on. As in the small digits, a pixel counts the ink of 4 x 4 finer ones.
const FINE = 4, WIDTH = 256;
// The radius of each pen in finer pixels, by the sheet's side: strokes as wide as those of the data.
const PENS = {8: {thick: 2.3, thin: 1.6, eraser: 3}, 28: {thick: 6, thin: 4, eraser: 8}};
const STEPS = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]};
// The order in which a pixel's finer ones take ink when an image is loaded: spread out, not in rows.
const ORDER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];
const HELP = "Draw with the mouse or a finger. Keys: arrows move, with Shift they draw; Space draws, Delete erases.";

function render({model, el}) {
  const SIDE = model.get("side"), ALL = SIDE * FINE, CELL = Math.floor(WIDTH / SIDE), RADIUS = PENS[SIDE];
  const sheet = document.createElement("canvas"), said = document.createElement("div");
  sheet.width = sheet.height = SIDE * CELL;
  sheet.tabIndex = 0;
  sheet.setAttribute("role", "application");
  sheet.setAttribute("aria-roledescription", `sheet of ${SIDE} by ${SIDE} pixels`);
  sheet.dataset.lmSuppressShortcuts = "true"; // JupyterLab would take the arrow keys
  sheet.style.cssText = "touch-action: none; cursor: crosshair; border: 1px solid #6b6b6b; display: block";
  said.setAttribute("aria-live", "polite");
  said.style.cssText = `width: ${sheet.width}px; line-height: 1.3; min-height: 3.9em; margin-top: 4px`;
  said.textContent = HELP;
  el.append(sheet, said);
  const context = sheet.getContext("2d");
  let fine, ink, row = 0, column = 0, keys = false, last = null, waiting = false, more = false;

  function load() {
    ink = [...model.get("value")];
    fine = Array.from({length: ALL * ALL}, (_, k) => {
      const y = Math.floor(k / ALL), x = k % ALL;
      return ORDER[(y % FINE) * FINE + x % FINE] < ink[Math.floor(y / FINE) * SIDE + Math.floor(x / FINE)];
    });
    show();
  }

  function show() {
    ink.forEach((k, i) => {
      const shade = Math.round(255 * (1 - k / 16));
      context.fillStyle = `rgb(${shade}, ${shade}, ${shade})`;
      context.fillRect((i % SIDE) * CELL, Math.floor(i / SIDE) * CELL, CELL, CELL);
    });
    const focused = document.activeElement === sheet || sheet.getRootNode().activeElement === sheet;
    sheet.style.outline = focused ? "3px solid #0072B2" : "none";
    if (focused && keys) {
      context.lineWidth = 3;
      context.strokeStyle = "#D55E00";
      context.strokeRect(column * CELL + 2, row * CELL + 2, CELL - 4, CELL - 4);
    }
    const here = `row ${row + 1}, column ${column + 1}: ink ${ink[row * SIDE + column]} of 16`;
    sheet.setAttribute("aria-label", `A digit to draw, ${here}. ${HELP}`);
    said.textContent = focused && keys ? here : HELP;
  }

  // Ink, or none, on all finer pixels whose middle is near the way from a to b.
  function stroke(a, b, pen) {
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]], length = dx * dx + dy * dy;
    for (let k = 0; k < ALL * ALL; k++) {
      const x = k % ALL + 0.5 - a[0], y = Math.floor(k / ALL) + 0.5 - a[1];
      const t = length ? Math.min(1, Math.max(0, (x * dx + y * dy) / length)) : 0;
      if (Math.hypot(x - t * dx, y - t * dy) < RADIUS[pen]) fine[k] = pen !== "eraser";
    }
    ink.fill(0);
    fine.forEach((on, k) => {
      ink[Math.floor(k / ALL / FINE) * SIDE + Math.floor(k % ALL / FINE)] += on;
    });
    show();
    if (waiting) more = true; else send();
  }

  // One message a frame at most; ipywidgets sends none while the kernel is at work.
  function send() {
    [waiting, more] = [true, false];
    model.set("value", [...ink]);
    model.save_changes();
    requestAnimationFrame(() => { waiting = false; if (more) send(); });
  }

  function at(event) {
    const box = sheet.getBoundingClientRect();
    return [(event.clientX - box.x) / box.width * ALL, (event.clientY - box.y) / box.height * ALL];
  }

  // The first finger or the left button draws; a second finger, or the hand that rests beside it, does not.
  sheet.addEventListener("pointerdown", event => {
    if (!event.isPrimary || event.button) return;
    sheet.setPointerCapture(event.pointerId);
    sheet.focus({preventScroll: true});
    event.preventDefault();
    keys = false;
    last = at(event);
    stroke(last, last, model.get("pen"));
  });
  sheet.addEventListener("pointermove", event => {
    if (!last || !event.isPrimary) return;
    for (const moved of event.getCoalescedEvents?.() ?? [event]) {
      const now = at(moved);
      stroke(last, now, model.get("pen"));
      last = now;
    }
  });
  for (const end of ["pointerup", "pointercancel"]) sheet.addEventListener(end, event => { if (event.isPrimary) last = null; });
  sheet.addEventListener("keydown", event => {
    const middle = () => [(column + 0.5) * FINE, (row + 0.5) * FINE], before = middle();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in STEPS) {
      row = Math.min(SIDE - 1, Math.max(0, row + STEPS[event.key][0]));
      column = Math.min(SIDE - 1, Math.max(0, column + STEPS[event.key][1]));
    } else if (event.key !== " " && event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    event.stopPropagation();
    keys = true;
    if (event.key === " " || event.key in STEPS && event.shiftKey) stroke(before, middle(), model.get("pen"));
    else if (event.key in STEPS) show();
    else stroke(before, before, "eraser");
  });
  sheet.addEventListener("focus", () => { keys = sheet.matches(":focus-visible"); show(); });
  sheet.addEventListener("blur", show);
  const changed = () => { if (model.get("value").some((k, i) => k !== ink[i])) load(); };
  model.on("change:value", changed);
  load();
  return () => model.off("change:value", changed);
}

export default {render};
