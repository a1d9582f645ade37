"""What figures and explorers draw, in numbers and words that a test can compare.

`make run` stores it for each notebook in ``tests/drawn``; a test runs the notebook once more. A picture's
pixels differ from machine to machine; what is drawn where, and in which colour, does not.
"""

import json
import re
from pathlib import Path

import numpy as np
from IPython import get_ipython
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.spines import Spine
from matplotlib.text import Text

from helpers import plotting
from helpers.widgets.explorer import Explorer

# What each artist is asked for: get_label(), get_visible() ...; and what it may have besides.
LOOKS = """label visible alpha zorder color facecolor edgecolor markerfacecolor cmap linestyle linewidth marker
markersize fillstyle xydata xy1 xy2 slope offsets sizes array clim extent text position ha va weight fontsize
rotation xlim ylim xlabel ylabel xscale yscale xticks yticks xticklabels yticklabels""".split()
MORE = "origin xy arrowprops".split()
USUAL = None, "", [], [0.0], True, "None", "full", "linear", "normal"  # not worth a word
TOLERANCE = 1e-3  # of the largest number among those that stand together
NUMBER = re.compile(r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?")
FEW = 8  # numbers up to which each is kept
DRAGS = {"from": [0.3, 0.4], "at": [0.6, 0.7], "press": 1}, {"from": [0.7, 0.6], "at": [0.2, 0.45], "press": 2}


def digest(artist, name="") -> dict:
    """All that a figure draws: the place of each artist in it, and how it looks."""
    if isinstance(artist, Axes):
        artist.apply_aspect()  # as drawing would: drawn or not, it is in the same place
    found, inside = {name: {"is": type(artist).__name__} | dict(_look(artist))}, ()
    if isinstance(artist, (Figure, Axes)):
        inside = [child for child in artist.get_children() if child is not artist.patch]
    elif isinstance(artist, Legend):
        inside = [*artist.legend_handles, *artist.get_texts()]
    for i, child in enumerate(inside):
        empty = type(child) is Text and not child.get_text()
        if not (empty or isinstance(child, (Axis, Spine))):
            found |= digest(child, f"{name} {i}".strip())
    return found


def _look(artist):
    """What there is to say of an artist."""
    for name in LOOKS:
        try:
            value = _plain(name, getattr(artist, f"get_{name}")())
        except (AttributeError, TypeError, RuntimeError):  # it has no such thing, or none without data
            continue
        if value not in USUAL:
            yield name, value
    for name in MORE:
        value = getattr(artist, name, None)
        if isinstance(value, (str, dict)):
            yield name, str(value)
        elif value is not None:
            yield name, _numbers(value)
    if hasattr(artist, "stamps"):
        yield "stamps", _numbers([place for *place, _ in artist.stamps])
        yield "array", _numbers(np.concatenate([image.ravel() for *_, image in artist.stamps] or [[]]))
    if hasattr(artist, "get_paths"):
        yield "paths", _numbers(np.concatenate([np.zeros((0, 2)), *(path.vertices for path in artist.get_paths())]))
    if hasattr(artist, "get_patch_transform"):
        yield "path", _numbers(artist.get_patch_transform().transform(artist.get_path().vertices))


def _plain(name, value):
    if name.endswith("color"):
        colours = to_rgba_array(value)
        return [to_hex(c, keep_alpha=True) for c in colours] if len(colours) <= FEW else _numbers(colours)
    if name.endswith("ticklabels"):
        return [label.get_text() for label in value]
    if name == "label":
        return "" if str(value).startswith("_") else str(value)
    if name == "linestyle" and isinstance(value, list):  # pairs of where its dashes begin, and their lengths
        value = [len(dashes or ()) for _, dashes in value]
    return getattr(value, "name", None) or (
        value if value is None or isinstance(value, (str, bool)) else _numbers(value)
    )


def _numbers(values):
    """Few numbers as they are; of many the shape, and sums that show order, sign and place."""
    a = np.ma.filled(np.ma.asarray(values, float), np.nan)
    if a.size <= FEW:
        return [float(f"{x:.5g}") + 0.0 if np.isfinite(x) else str(x) for x in a.ravel()]
    finite, n = np.nan_to_num(a, posinf=0, neginf=0).ravel(), np.arange(a.size)
    sums = [finite @ weights / n.size for weights in (np.ones(n.size), n / n.size, 4 * np.sin(n), 4 * np.sin(2.4 * n))]
    return [f"shape {a.shape}, {np.isnan(a).sum()} nan", *_numbers([finite.min(), finite.max(), *sums])]


def states(explorer: Explorer):
    """Each act (every control to its ends and back, every button, a line on a sheet, two drags), and the digest of what it leads to."""
    explorer.png = lambda compress_level=1: b""
    controls = [w for w in widgets_in(explorer.panel) if w is not explorer.view]
    for act, do in [("at first", lambda: None), *_acts(controls, explorer.view)]:
        do()
        words = re.sub(r' (src|alt|style)="[^"]*"', "", explorer.view.value)
        values = {f"control {i}": str(w.value) for i, w in enumerate(controls) if hasattr(w, "value")}
        for coloured in explorer.figure.findobj(lambda a: isinstance(a, Collection) and a.get_array() is not None):
            coloured.update_scalarmappable()  # as drawing would
        yield act, digest(explorer.figure) | values | {"words": " ".join(words.split())}


def widgets_in(widget):
    """A widget and all that are inside it."""
    return [widget, *(w for child in getattr(widget, "children", ()) for w in widgets_in(child))]


def _acts(controls, view):
    """Pairs of what is done, in words, and a function that does it."""
    for i, control in enumerate(controls):
        name, traits = f"{i} {getattr(control, 'description', '')}", control.traits()
        if "index" in traits:
            for index in dict.fromkeys((len(control.options) - 1, 0, control.index)):
                yield f"{name}, option {index}", lambda c=control, k=index: c.set_trait("index", k)
        elif "max" in traits:
            between = control.min + round(0.4 * (control.max - control.min) / control.step) * control.step
            ends = [control.base**end if "base" in traits else end for end in (control.max, between, control.min)]
            for value in dict.fromkeys((*ends, control.value)):
                yield f"{name} {value:g}", lambda c=control, v=value: c.set_trait("value", v)
        elif "side" in traits:
            drawn = [16 * (k % control.side == 3) for k in range(control.side**2)]
            yield f"{name} drawn on", lambda c=control, v=drawn: c.set_trait("value", v)
        elif hasattr(control, "click"):
            yield f"{name} pressed", control.click
    for drag in DRAGS if hasattr(view, "pointer") else ():
        yield f"dragged {drag['press']}", lambda d=drag: view.set_trait("pointer", d)


def watch(seen: dict, cell) -> None:
    """From now on ``seen[cell()]`` lists what is shown: digests of figures, and explorers."""
    png, bundle = plotting.png, Explorer._repr_mimebundle_

    def look(fig, dpi=100):
        seen.setdefault(cell(), []).append(digest(fig))
        return png(fig, dpi)

    def meet(explorer, include=None, exclude=None):
        seen.setdefault(cell(), []).append(explorer)
        return bundle(explorer, include, exclude)

    plotting.png, Explorer._repr_mimebundle_ = look, meet


def digests(seen: dict) -> dict:
    """What cells have shown, artist by artist; of an explorer the first state, and what each act changes."""
    found = {}
    for cell, shown in seen.items():
        for i, thing in enumerate(shown, 1):
            before = {}
            for act, now in states(thing) if isinstance(thing, Explorer) else [("figure", thing)]:
                changed = {key: now.get(key) for key in now | before if now.get(key) != before.get(key)}
                found[f"cell {cell}, {i}: {act}"] = changed
                before = now
    return found


def differences(stored, found, where=""):
    """Where and how two digests differ, in words; last digits may."""
    if isinstance(stored, dict) and isinstance(found, dict):
        for key in stored | found:
            yield from differences(stored.get(key), found.get(key), f"{where} / {key}".strip(" /"))
    elif not alike(stored, found):
        yield f"{where}: stored {stored}, drawn {found}"


def alike(a, b):
    """Whether two digests say the same; numbers, also those in a text, may differ a little."""
    if isinstance(a, str) and isinstance(b, str):
        numbers = [[float(n.replace(",", "").replace("−", "-")) for n in NUMBER.findall(text)] for text in (a, b)]
        return a == b or a[:1] != "#" and NUMBER.sub("#", a) == NUMBER.sub("#", b) and alike(*numbers)
    if not (isinstance(a, list) and isinstance(b, list) and len(a) == len(b)):
        return a == b
    room = TOLERANCE * max((abs(x) for x in (*a, *b) if isinstance(x, float)), default=0) + 1e-6
    return all(
        abs(x - y) <= room if isinstance(x, float) and isinstance(y, float) else alike(x, y)
        for x, y in zip(a, b, strict=True)
    )


_seen, _cells = {}, []


def watch_kernel() -> None:
    """Watch the kernel in which this runs."""
    get_ipython().events.register("pre_run_cell", _cells.append)
    watch(_seen, lambda: len(_cells))


def store_kernel(path: str, left_out=()) -> None:
    """Write what its cells have shown, but for those that show times, by number: a line for each artist."""
    found = digests({cell: shown for cell, shown in _seen.items() if cell not in left_out})
    blocks = (
        json.dumps(name)
        + ": {\n"
        + ",\n".join(f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=False)}" for k, v in now.items())
        for name, now in found.items()
    )
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text("{\n" + "},\n".join(blocks) + "}}\n", encoding="utf-8")
