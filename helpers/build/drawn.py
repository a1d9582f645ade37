"""What figures and explorers draw, in numbers and words that a test can compare.

`make run` stores it for each notebook in ``tests/drawn``; the tests run the notebook once more. A
picture's pixels differ from machine to machine; what is drawn where, and in which colour, does not.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from IPython import get_ipython
from matplotlib.collections import QuadMesh
from matplotlib.colors import to_hex
from matplotlib.ticker import FixedFormatter

from helpers import plotting
from helpers.build import COURSE
from helpers.widgets.explorer import Explorer

DRAWN = COURSE / "tests" / "drawn"
FEW = 8  # numbers up to which each is kept
TOLERANCE = 2e-3  # of the largest number among those that stand together
NUMBER = re.compile(r"[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?")


def watch(seen: dict, cell: Callable) -> Callable:
    """From now on, keep what is shown: digests of figures, and the explorers themselves.

    Parameters
    ----------
    seen : dict
        From the number of a cell to a list of what it has shown.
    cell : callable
        Gives the number of the cell that runs now.

    Returns
    -------
    callable
        Ends it.
    """
    png, bundle = plotting.png, Explorer._repr_mimebundle_

    def look(fig, dpi=100):
        seen.setdefault(cell(), []).append(digest(fig))
        return png(fig, dpi)

    def meet(explorer, include=None, exclude=None):
        seen.setdefault(cell(), []).append(explorer)
        return bundle(explorer, include, exclude)

    def end():
        plotting.png, Explorer._repr_mimebundle_ = png, bundle

    plotting.png, Explorer._repr_mimebundle_ = look, meet
    return end


_seen = {}


def watch_kernel() -> None:
    """Watch the kernel in which this runs, until ``store_kernel``."""
    cells = []
    get_ipython().events.register("pre_run_cell", cells.append)
    watch(_seen, lambda: len(cells))


def store_kernel(path: str) -> None:
    """Write what was shown since ``watch_kernel``: a line for each artist."""
    lines = [f'"{key}": {{\n{_lines(states)}\n}}' for key, states in digests(_seen).items()]
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _lines(entries):
    return ",\n".join(f"  {json.dumps(k, ensure_ascii=False)}: {_compact(v)}" for k, v in entries.items())


def _compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def digests(seen: dict) -> dict:
    """What cells have shown as a dictionary of figures, each a dictionary of artists.

    Of an explorer it holds the first state whole, and of each that follows what has changed.
    """
    found = {}
    for cell, shown in seen.items():
        for i, thing in enumerate(shown):
            name = f"cell {cell}, {i + 1}"
            if not isinstance(thing, Explorer):
                found[name] = thing
                continue
            before = {}
            for action, now in states(thing):
                changed = {key: value for key, value in now.items() if before.get(key) != value}
                gone = dict.fromkeys(before.keys() - now.keys())
                found[f"{name}: {action}"] = changed | gone
                before = now
    return found


def differences(stored: dict, found: dict) -> Iterator[str]:
    """What is drawn otherwise than stored, in words; last digits may differ."""
    if stored.keys() != found.keys():
        yield f"shown: {sorted(stored.keys() ^ found.keys())}"
    for name in stored.keys() & found.keys():
        one, two = _states_up_to(stored, name), _states_up_to(found, name)
        for key in one.keys() | two.keys():
            if not alike(one.get(key), two.get(key)):
                yield f"{name}, {key}: stored {one.get(key)}, drawn {two.get(key)}"
                break


def _states_up_to(all_states, name):
    """The whole of a state: those before it, in order, and its own changes."""
    first = name.split(": ")[0]
    whole = {}
    for other, changes in all_states.items():
        if other.split(": ")[0] == first:
            whole.update(changes)
        if other == name:
            return whole
    return whole


def alike(a, b) -> bool:
    """Whether two digests say the same, but for last digits."""
    if isinstance(a, str) and isinstance(b, str):
        numbers = [[float(n.replace(",", "").replace("−", "-")) for n in NUMBER.findall(text)] for text in (a, b)]
        return NUMBER.sub("#", a) == NUMBER.sub("#", b) and alike(*numbers)
    if isinstance(a, list) and isinstance(b, list) and len(a) == len(b):
        numbers = [x for x in (*a, *b) if isinstance(x, (int, float))]
        room = TOLERANCE * max(map(abs, numbers), default=0) + 1e-6
        return all(
            abs(x - y) <= room if isinstance(x, (int, float)) and isinstance(y, (int, float)) else alike(x, y)
            for x, y in zip(a, b)
        )
    return a == b


# --- explorers --------------------------------------------------------------------------------------


def states(explorer: Explorer) -> Iterator[tuple[str, dict]]:
    """Each state that one change of one control leads to: what was done, and the digest."""
    explorer.png = lambda compress_level=1: b""
    yield "at first", _state(explorer)
    for action, do in _actions(explorer):
        do()
        yield action, _state(explorer)


def _state(explorer):
    html = re.sub(r'(src="data:|alt=")[^"]*"', "", explorer.view.value)
    return digest(explorer.figure) | {"html": re.sub(r"\s+", " ", html)}


def _actions(explorer):
    """Each control to its ends, in between and back; then each button once."""
    found = list(_widgets(explorer.panel))
    for number, control in enumerate(found):
        name, traits = f"{number} {getattr(control, 'description', '')}", control.traits()
        if "pointer" in traits:
            for press, (start, at) in enumerate((((0.3, 0.4), (0.6, 0.7)), ((0.7, 0.6), (0.2, 0.45))), 1):
                value = {"press": press, "from": list(start), "at": list(at)}
                yield f"{name} dragged {press}", lambda c=control, v=value: c.set_trait("pointer", v)
        elif "options" in traits and "index" in traits:
            for index in dict.fromkeys((len(control.options) - 1, 0, control.index)):
                yield f"{name} option {index}", lambda c=control, i=index: c.set_trait("index", i)
        elif {"min", "max", "step"} <= traits.keys():
            step = control.step or 1
            between = control.min + round(0.4 * (control.max - control.min) / step) * step
            for value in dict.fromkeys((control.max, between, control.min, control.value)):
                yield f"{name} {value:g}", lambda c=control, v=value: c.set_trait("value", v)
        elif isinstance(getattr(control, "value", None), bool):
            for value in (not control.value, control.value):
                yield f"{name} {value}", lambda c=control, v=value: c.set_trait("value", v)
    for number, control in enumerate(found):
        if hasattr(control, "click"):
            yield f"{number} {control.description} pressed", control.click


def _widgets(widget):
    """A widget and all in it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _widgets(child)


# --- figures ----------------------------------------------------------------------------------------


def digest(figure) -> dict:
    """All that a figure draws: the name of each artist, and a list that says how it looks."""
    found = dict(_artists("figure", figure))
    for i, ax in enumerate(figure.axes):
        name = f"axes {i}"
        labels = [ax.get_title(), ax.get_xlabel(), ax.get_ylabel()]
        found[name] = [*labels, _numbers([*ax.get_xlim(), *ax.get_ylim()]), _ticks(ax), _shown(ax)]
        found |= dict(_artists(name, ax))
        if legend := ax.get_legend():
            found[f"{name} legend"] = [text.get_text() for text in legend.get_texts()]
    return found


def _artists(name, parent):
    """Name and look of each artist of a figure or of axes."""
    for kind, look in (
        ("lines", _line),
        ("collections", _collection),
        ("images", _image),
        ("patches", _patch),
        ("texts", _text),
    ):
        for i, artist in enumerate(getattr(parent, kind, ())):
            yield f"{name} {kind} {i}", [*look(artist), *_shown(artist)]


def _shown(artist):
    """What any artist has; what is not visible may be anything."""
    return ["" if artist.get_visible() else "hidden", _label(artist), artist.get_alpha(), artist.get_zorder()]


def _label(artist):
    label = str(artist.get_label())
    return "" if label.startswith("_") else label


def _ticks(ax):
    """The words at the ticks, where they are not just numbers."""
    formatters = [axis.get_major_formatter() for axis in (ax.xaxis, ax.yaxis)]
    return [str(f.seq) if isinstance(f, FixedFormatter) else "" for f in formatters]


def _line(line):
    look = [line.get_marker(), line.get_linestyle(), line.get_fillstyle()]
    look = [value if isinstance(value, str) else repr(value) for value in look]
    sizes = _numbers([line.get_linewidth(), line.get_markersize()])
    return [*look, _colours([line.get_color(), line.get_markerfacecolor()]), sizes, _numbers(line.get_xydata())]


def _collection(some):
    places = [some.get_coordinates()] if isinstance(some, QuadMesh) else [p.vertices for p in some.get_paths()]
    places = np.concatenate([np.reshape(p, (-1, 2)) for p in places]) if places else np.zeros((0, 2))
    mapped = [] if some.get_array() is None else [some.get_cmap().name, _numbers(some.get_array())]
    return [
        type(some).__name__,
        _numbers(some.get_offsets()),
        _numbers(places),
        *(_numbers(colours) for colours in (some.get_facecolor(), some.get_edgecolor())),
        _numbers(some.get_linewidth()),
        *mapped,
    ]


def _image(image):
    if hasattr(image, "stamps"):  # many small ones, each at its place: their mean colours
        return [type(image).__name__, _numbers([[x, y, *np.mean(what, axis=(0, 1))] for x, y, what in image.stamps])]
    return [
        image.get_cmap().name,
        image.origin,
        *map(_numbers, (image.get_extent(), image.get_clim(), image.get_array())),
    ]


def _patch(patch):
    # An arrow's own path depends on the renderer; its ends do not.
    ends = getattr(patch, "_posA_posB", None)
    places = patch.get_patch_transform().transform(patch.get_path().vertices) if ends is None else ends
    colours = _colours([patch.get_facecolor(), patch.get_edgecolor()])
    return [type(patch).__name__, patch.get_linestyle(), colours, _numbers(patch.get_linewidth()), _numbers(places)]


def _text(text):
    points_at = [_numbers(text.xy), str(text.arrowprops)] if hasattr(text, "xyann") else []
    look = [text.get_ha(), text.get_va(), str(text.get_weight()), text.get_fontsize(), text.get_rotation()]
    return [text.get_text(), _colours([text.get_color()]), *look, _numbers(text.get_position()), *points_at]


def _colours(colours):
    return " ".join("none" if str(c) == "none" else to_hex(c, keep_alpha=True) for c in colours)


def _numbers(values):
    """Few numbers rounded, of many their shape and sums that show order, sign and place."""
    a = np.ma.filled(np.ma.asarray(values, float), np.nan)
    if a.size <= FEW:
        return [_short(value) for value in a.ravel()]
    missing, a = int(np.isnan(a).sum()), np.nan_to_num(a, posinf=0, neginf=0)
    flat, n = a.ravel(), a.size
    ramp, waves = np.linspace(-1, 1, n), [np.sin(f * np.arange(n)) for f in (1, 2.4)]
    sums = [flat.min(), flat.max(), flat.mean(), (flat * ramp).mean(), *((flat * w).sum() / n**0.5 for w in waves)]
    return [str(a.shape), missing, *map(_short, sums)]


def _short(value):
    """A number with five digits; JSON has no nan."""
    return float(f"{value:.5g}") + 0.0 if np.isfinite(value) else str(value)
