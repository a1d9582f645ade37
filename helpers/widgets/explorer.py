"""What all explorers share: controls, one picture, and words that say what is seen.

The picture is an image in a ``widgets.HTML``, drawn with Agg on a figure that is kept for the
explorer's life; only what moves is drawn again. `make bench` measures the time from a slider to the
picture. A new pyplot figure for each change takes several times as long, and an ``Output`` widget
flickers.
"""

import html
import struct
import zlib
from contextlib import contextmanager

import ipywidgets as widgets
import numpy as np
from anywidget import AnyWidget
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers.plotting import COLOURS, DRAWING, image_tag

DPI = 100


class Explorer:
    """Controls above a picture; the picture answers while a control is moved.

    A new explorer defines two methods and passes its controls on:

    - ``build(figure)`` makes the axes and the artists, once, and returns those that will move;
    - ``update()`` moves them to the controls' values, and returns in words what is seen now.

    These are then its ``words``. An error in ``update`` is shown in the explorer, and the picture stays. What does not
    move is drawn once and kept, as ``background``: None there has it drawn anew.

    Those of the ``controls`` that have a value redraw the picture when it changes; its ``size`` is in inches, at 100
    dots per inch. ``view`` is a widget with a ``value`` in HTML, if it is not a ``widgets.HTML``: one that follows a
    pointer.
    """

    def __init__(self, controls, size=(9, 4), view=None):
        self.view = view or widgets.HTML()
        self.panel = widgets.VBox([*controls, self.view])
        self.followers = [widget for widget in (*controls, self.view) if isinstance(widget, AnyWidget)]
        self.figure = Figure(figsize=size, dpi=DPI, layout="none")
        self.canvas = FigureCanvasAgg(self.figure)
        self.moving = self.build(self.figure)
        for artist in self.moving:
            artist.set_animated(True)  # left out of the background, drawn anew each time
        self.background, self.picture, self.words, self.held = None, "", "", False
        for control in _with_value(controls):
            control.observe(self.refresh, "value")
        self.refresh()

    def refresh(self, change=None):
        """Redraw the picture and say what it shows; called whenever a control changes."""
        if self.held:
            return
        try:
            with DRAWING:
                self.words = self.update()
                self.picture = self.shown(self.png())
            said = f'<div role="status" style="line-height: 1.4">{html.escape(self.words)}</div>'
        except Exception as error:
            said = (
                '<div role="alert"><strong>This explorer stopped at these values.</strong> '
                f"{html.escape(f'{type(error).__name__}: {error}')}. Move a control to go on.</div>"
            )
        # Picture and words in one message: each message to the browser costs some milliseconds.
        self.view.value = self.picture + said

    def shown(self, png):
        """A picture as HTML; where there is more to say than fits in a picture, an explorer puts that beside it."""
        return image_tag(png, self.words, self.canvas.get_width_height()[0])

    @contextmanager
    def at_once(self):
        """Within this, several controls are set, and the picture is drawn once, after them."""
        self.held = True
        try:
            yield
        finally:
            self.held = False
        self.refresh()

    def png(self, compress_level=1):
        """The picture as it is now; a fast, loose compression unless asked otherwise."""
        if self.background is None:
            self.canvas.draw()
            self.background = self.canvas.copy_from_bbox(self.figure.bbox)
        self.canvas.restore_region(self.background)
        for artist in self.moving:
            artist.draw(self.canvas.renderer)
        return _png(np.asarray(self.canvas.buffer_rgba())[:, :, :3], compress_level)

    def _repr_mimebundle_(self, include=None, exclude=None):
        """The live panel and, for pages without a kernel, the present picture and its words."""
        with DRAWING:
            image, width = self.png(compress_level=9), self.canvas.get_width_height()[0]
        still = {"text/plain": self.words, "text/html": self.shown(image), "image/png": image}
        metadata = {"image/png": {"alt": self.words, "width": width}}
        for widget in self.followers:  # in Colab what follows a pointer says where its other half comes from
            metadata |= widget._repr_mimebundle_()[1]
        return view_of(self.panel) | still, metadata


def view_of(widget):
    """What a page shows a widget by; a widget of ipywidgets 7, as in Colab, does not say so itself."""
    view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
    return {"application/vnd.jupyter.widget-view+json": view}


def _png(pixels, level):
    """Pixels, RGB, as a PNG without filters: half of Pillow's time, and smaller for drawings of few colours."""
    rows, columns = pixels.shape[:2]
    lines = np.zeros((rows, 1 + 3 * columns), np.uint8)  # each begins with its filter, 0
    lines[:, 1:] = pixels.reshape(rows, -1)
    head = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, level)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def _with_value(controls):
    """The controls that hold a value, also those inside boxes."""
    for control in controls:
        if isinstance(control, widgets.Box):
            yield from _with_value(control.children)
        elif "value" in control.traits():
            yield control


def facts(figure, left, bottom=0.02, width=None, height=0.96):
    """Axes from 0 to 1 without a frame, for the words beside a picture."""
    ax = figure.add_axes([left, bottom, width or 1 - left, height], xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    return ax


def bare(figure, place, title="", frame=False, fontsize=12):
    """Axes for an image: without ticks."""
    ax = figure.add_axes(place, xticks=[], yticks=[])
    ax.set_title(title, fontsize=fontsize)
    ax.spines[:].set_visible(frame)
    return ax


def clouds(ax, names=(None, None), **look):
    """The samples of two classes as circles and triangles in their colours, still empty."""
    return [ax.plot([], [], m, color=c, label=name, **look)[0] for m, c, name in zip("o^", COLOURS, names)]


def slider(name, tooltip, value, low, high, step=0.1, kind=widgets.FloatSlider, then=None, **options):
    """A slider with a name, a word or a symbol, and a tooltip, a sentence: a screen reader reads both."""
    look = {"style": {"description_width": "9em"}, "layout": widgets.Layout(width="32em", max_width="95%")}
    return told(kind(value=value, min=low, max=high, step=step, description=name, **look | options), tooltip, then)


def whole(name, tooltip, value, low, high, then=None):
    return slider(name, tooltip, value, low, high, 1, widgets.IntSlider, then)


def row(*controls, width=None, name=None):
    """Controls beside each other, or below where there is no room; a list of them is a column.

    ``width`` is that of each, so that some of them fit, ``name`` the part of it that its name takes.
    """
    columns = [widgets.VBox(c) if isinstance(c, list) else c for c in controls]
    for control in _with_value(columns) if width else ():
        control.layout.width, control.style.description_width = width, name
    return widgets.HBox(columns, layout=widgets.Layout(flex_flow="row wrap"))


def button(name, tooltip, on_click):
    """A button with a name and a tooltip; ``on_click`` is called without arguments."""
    made = widgets.Button(description=name, tooltip=tooltip, layout=widgets.Layout(width="auto"))
    made.on_click(lambda _: on_click())
    return made


def choice(name, tooltip, options, value=None, then=None):
    """A drop-down list with a name and a tooltip; its value is the first option if none is given.

    JupyterLab takes the arrow keys of a closed list for itself, and those of radio buttons always.
    So the tooltip says which keys it leaves alone.
    """
    value, tooltip = options[0] if value is None else value, f"{tooltip} (keys: Home, End, Alt and ↓)"
    style = {"description_width": "9em"}
    return told(widgets.Dropdown(options=options, value=value, description=name, style=style), tooltip, then)


def told(control, tooltip, then=None):
    """A control with a tooltip, which in ipywidgets 7 has another name; ``then`` is called when its value changes."""
    setattr(control, "tooltip" if control.has_trait("tooltip") else "description_tooltip", tooltip)
    if then:
        control.observe(then, "value")
    return control
