"""What all explorers share: controls, one picture, and words that say what is seen.

The picture is an image in a ``widgets.HTML``, drawn with Agg on a figure that is kept for the
explorer's life; only what moves is drawn again. `make bench` measures the time from a slider to the
picture. A new pyplot figure for each change takes several times as long, and an ``Output`` widget
flickers.
"""

import html
import io

import ipywidgets as widgets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from helpers.plotting import image_tag

DPI = 100


class Explorer:
    """Controls above a picture; the picture answers while a control is moved.

    A new explorer defines three methods and passes its controls on:

    - ``build(figure)`` makes the axes and the artists, once, and returns those that will move;
    - ``update()`` moves them to the controls' values;
    - ``describe()`` says in words what is seen now, computed from the same values.

    An error in ``update`` or ``describe`` is shown in the explorer, and the picture stays.

    Parameters
    ----------
    controls : list of widgets
        Those with a value redraw the picture when it changes.
    size : (float, float)
        The picture's width and height in inches, at 100 dots per inch.
    """

    def __init__(self, controls, size=(9, 4)):
        self.view = widgets.HTML()
        self.panel = widgets.VBox([*controls, self.view])
        self.figure = Figure(figsize=size, dpi=DPI, layout="none")
        self.canvas = FigureCanvasAgg(self.figure)
        self.moving = self.build(self.figure)
        for artist in self.moving:
            artist.set_animated(True)  # left out of the background, drawn anew each time
        self.background, self.picture = None, ""
        for control in _with_value(controls):
            control.observe(self.refresh, "value")
        self.refresh()

    def refresh(self, change=None):
        """Redraw the picture and say what it shows; called whenever a control changes."""
        try:
            self.update()
            description = self.describe()
            self.picture = image_tag(self.png(), description, self.canvas.get_width_height()[0])
            words = f'<div role="status" style="line-height: 1.4">{html.escape(description)}</div>'
        except Exception as error:
            words = (
                '<div role="alert"><strong>This explorer stopped at these values.</strong> '
                f"{html.escape(f'{type(error).__name__}: {error}')}. Move a control to go on.</div>"
            )
        # Picture and words in one message: each message to the browser costs some milliseconds.
        self.view.value = self.picture + words

    def png(self, compress_level=1):
        """The picture as it is now; a fast, loose compression unless asked otherwise."""
        if self.background is None:
            self.canvas.draw()
            self.background = self.canvas.copy_from_bbox(self.figure.bbox)
        self.canvas.restore_region(self.background)
        for artist in self.moving:
            artist.draw(self.canvas.renderer)
        buffer = io.BytesIO()
        image = Image.frombuffer("RGBA", self.canvas.get_width_height(), self.canvas.buffer_rgba())
        # 256 colours are made in half the time that all take to be written, and are a third of the size.
        image = image.convert("RGB").quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        image.save(buffer, format="png", compress_level=compress_level)
        return buffer.getvalue()

    def forget_background(self):
        """To be called when something changes that does not move: it is drawn once and kept."""
        self.background = None

    def _repr_mimebundle_(self, include=None, exclude=None):
        """The live panel and, for pages without a kernel, the present picture and its words."""
        description, image = self.describe(), self.png(compress_level=9)
        width = self.canvas.get_width_height()[0]
        data = self.panel._repr_mimebundle_() | {
            "text/plain": description,
            "text/html": image_tag(image, description, width),
            "image/png": image,
        }
        return data, {"image/png": {"alt": description, "width": width}}


def _with_value(controls):
    """The controls that hold a value, also those inside boxes."""
    for control in controls:
        if isinstance(control, widgets.Box):
            yield from _with_value(control.children)
        elif "value" in control.traits() and not isinstance(control, (widgets.HTML, widgets.Label)):
            yield control


def facts(figure, left, bottom=0.02, width=None, height=0.96):
    """Axes from 0 to 1 without a frame, for the words beside a picture."""
    ax = figure.add_axes([left, bottom, width or 1 - left, height], xlim=(0, 1), ylim=(0, 1))
    ax.axis("off")
    return ax


def firing_side(w, xlim, ylim):
    """Where a neuron with two inputs fires, in a picture with these limits.

    Returns
    -------
    corners : list of (float, float)
        The part of the picture where the score is 0 or more, corner by corner.
    ends : list of (float, float)
        The two ends of the line where the score is 0; none if it does not cross the picture.
    """
    rim = [(xlim[0], ylim[0]), (xlim[1], ylim[0]), (xlim[1], ylim[1]), (xlim[0], ylim[1])]
    corners, ends = [], []
    for a, b in zip(rim, rim[1:] + rim[:1]):
        score_a, score_b = (w[0] + w[1] * x + w[2] * y for x, y in (a, b))
        if score_a >= 0:
            corners.append(a)
        if (score_a >= 0) != (score_b >= 0):
            t = score_a / (score_a - score_b)
            ends.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
            corners.append(ends[-1])
    return corners, ends


def slider(name, tooltip, value, low, high, step=0.1, kind=widgets.FloatSlider):
    """A slider with a name and a tooltip, both of which a screen reader reads.

    Parameters
    ----------
    name, tooltip : str
        What is set, in a word or a symbol; and in a sentence.
    value, low, high, step : float
        Its first value, its ends and its step.
    kind : class
        ``widgets.FloatSlider`` or ``widgets.IntSlider``.
    """
    return kind(
        value=value,
        min=low,
        max=high,
        step=step,
        description=name,
        tooltip=tooltip,
        continuous_update=True,
        style={"description_width": "9em"},
        layout=widgets.Layout(width="32em", max_width="95%"),
    )


def row(*controls):
    """Controls beside each other, or below where there is no room; a list of them is a column."""
    columns = [widgets.VBox(c) if isinstance(c, list) else c for c in controls]
    return widgets.HBox(columns, layout=widgets.Layout(flex_flow="row wrap"))


def button(name, tooltip, on_click):
    """A button with a name and a tooltip; ``on_click`` is called without arguments."""
    made = widgets.Button(description=name, tooltip=tooltip, layout=widgets.Layout(width="auto"))
    made.on_click(lambda _: on_click())
    return made


def choice(name, tooltip, options, value=None):
    """A drop-down list with a name and a tooltip; its value is the first option if none is given.

    JupyterLab takes the arrow keys of a closed list for itself, and those of radio buttons always.
    So the tooltip says which keys it leaves alone.
    """
    return widgets.Dropdown(
        options=options,
        value=options[0] if value is None else value,
        description=name,
        tooltip=f"{tooltip} (keys: Home, End, Alt and ↓)",
        style={"description_width": "9em"},
    )
