"""A sheet to draw a digit on, and the explorer of notebooks 00 and 06: draw one, and read what a network says of it."""

from pathlib import Path

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets

from helpers.arrays import check_numbers
from helpers.plotting import COLOURS, GREY
from helpers.widgets.explorer import Explorer, button, choice, row, whole

PENS = ("thick", "thin", "eraser")


def a(digit):
    """A digit with its article."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def likeliest(p, otherwise=""):
    """The digit to which ten probabilities give most, in words; and the next one, if it gets some."""
    first, second = np.argsort(-p)[:2]
    then = f"; next comes {second}, with {p[second]:.0%}" if p[second] >= 0.005 else otherwise
    return f"{a(first)}, with {p[first]:.0%}{then}"


def draw_opinion(p, bars, numbers=(), room=0.0):
    """Make lying bars as long as ten probabilities, in colour the longest; their numbers stand a little beyond."""
    for d, bar in enumerate(bars):
        bar.set(width=p[d], facecolor=COLOURS[0] if d == p.argmax() else GREY)
    for number, share in zip(numbers, p):
        number.set(x=share + room, text=f"{share:.0%}" if share >= 0.005 else "")


class Sheet(anywidget.AnyWidget):
    """A sheet of ``side`` x ``side`` pixels, 8 or 28, that is drawn on with mouse, finger or keys; and what goes with it.

    ``images``, of ink from 0 to 16, shape (side · side, N), are to begin with; ``image`` chooses among them.
    """

    _esm = Path(__file__).with_name("digit.js").read_text(encoding="utf-8")
    side = traitlets.Enum((8, 28)).tag(sync=True)
    value = traitlets.List(traitlets.Int()).tag(sync=True)
    pen = traitlets.Enum(PENS, PENS[0]).tag(sync=True)

    def __init__(self, images):
        side, self.images = round(len(images) ** 0.5), images
        super().__init__(side=side, value=levels(images[:, 0]), layout=widgets.Layout(margin="8px 12px"))
        self.pens = choice("pen", "what drawing leaves behind: a thick line, a thin one, or none", PENS)
        traitlets.dlink((self.pens, "value"), (self, "pen"))
        self.image = whole("image", "which image to begin with", 0, 0, images.shape[1] - 1)
        self.image.observe(lambda _: self.put(self.chosen), "value")
        self.clear = button("clear", "an empty sheet", lambda: self.put(np.zeros_like(self.chosen)))
        self.again = button("again", "bring the chosen image back", lambda: self.put(self.chosen))

    @property
    def chosen(self):
        """The image that the sheet began with, shape (side · side,)."""
        return self.images[:, self.image.value]

    @property
    def ink(self):
        """What is on the sheet, 0 to 16, shape (side, side)."""
        return np.array(self.value, float).reshape(self.side, self.side)

    def put(self, ink):
        """Another image on the sheet."""
        self.value = levels(ink)


def levels(ink):
    """An image as a sheet holds it: whole numbers from 0 to 16, row by row."""
    return np.clip(np.rint(ink), 0, 16).astype(int).ravel().tolist()


def as_mnist(ink):
    """A drawing, shape (28, 28), in the form of MNIST's images: 20 pixels long, centre of mass in the middle.

    MNIST's own images, of which this is true already, come back as they were.
    """
    where, made = np.nonzero(ink), np.zeros((28, 28))
    if not where[0].size:
        return made
    box = ink[tuple(slice(at.min(), at.max() + 1) for at in where)]
    rows, columns = (max(1, round(20 * n / max(box.shape))) for n in box.shape)
    box = _means(box.shape[0], rows) @ box @ _means(box.shape[1], columns).T
    middle = [box.sum(axis=axis) @ (np.arange(n) + 0.5) / box.sum() for axis, n in ((1, rows), (0, columns))]
    i, j = (min(max(14 - int(at), 0), 28 - n) for at, n in zip(middle, box.shape))
    made[i : i + rows, j : j + columns] = box
    return made


def _means(n, m):
    """The matrix, shape (m, n), that makes m pixels of n: each is a mean of those near it, the nearest counting most."""
    at = (np.arange(m)[:, None] + 0.5) * n / m - 0.5
    near = np.maximum(0, 1 - np.abs(at - np.arange(n)) / max(1, n / m))
    return near / near.sum(axis=1, keepdims=True)


class DigitExplorer(Explorer):
    """Draw a digit of 8 x 8 pixels, or change one, and read what a network says of it.

    ``predict`` takes pixels, 0 to 16, shape (64, 1), and gives the probabilities of ten digits, shape (10, 1);
    ``pixels``, of shape (64, N), are images to begin with.
    """

    def __init__(self, predict, pixels):
        self.predict = predict
        self.sheet = Sheet(check_numbers("pixels", pixels, (64, "N"), "a column for each image"))
        moves = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}
        ways = [button(to, f"move the digit {to} by a pixel", lambda by=by: self.move(by)) for to, by in moves.items()]
        super().__init__([self.sheet], size=(5.6, 2.6))
        # As wide as the picture: longer lines of words would not fit beside the sheet.
        self.view.layout.width, self.view.layout.max_width = "560px", "100%"
        controls = row([self.sheet.image, self.sheet.pens], row(self.sheet.clear, *ways, self.sheet.again))
        self.panel.children = [controls, row(self.sheet, self.view)]

    def move(self, by):
        """Shift the image; what leaves it on one side is lost."""
        self.sheet.put(np.pad(self.sheet.ink, 1)[1 - by[0] : 9 - by[0], 1 - by[1] : 9 - by[1]])

    def build(self, figure):
        self.digit = figure.add_axes([0.02, 0.16, 0.32, 0.76], xticks=[], yticks=[])
        self.seen = self.digit.imshow(np.zeros((8, 8)), cmap="gray_r", vmin=0, vmax=16)
        self.digit.spines[:].set_visible(True)
        self.axes = figure.add_axes([0, 0, 1, 1], xlim=(-1, 9.6), ylim=(0, 1.14))
        self.axes.set(xticks=range(10), yticks=[0, 0.5, 1], xlabel="digit", ylabel="probability")
        self.bars = self.axes.bar(range(10), np.zeros(10), color=GREY)
        self.numbers = [self.axes.text(k, 0, "", ha="center", va="bottom", fontsize=12) for k in range(10)]
        self.arrange(digit=False)
        return [self.seen, *self.bars, *self.numbers]

    def arrange(self, digit):
        """Bars alone, as beside the sheet; or with the digit beside them."""
        self.digit.set_visible(digit)
        self.seen.set_visible(digit)
        self.axes.set_position([0.5, 0.24, 0.49, 0.73] if digit else [0.14, 0.24, 0.85, 0.73])
        self.forget_background()

    def _repr_mimebundle_(self, include=None, exclude=None):
        """As of any explorer; in a picture that stands alone the digit is seen, too."""
        self.arrange(digit=True)
        made = super()._repr_mimebundle_(include, exclude)
        self.arrange(digit=False)
        return made

    def update(self):
        ink = self.sheet.ink
        self.p = np.asarray(self.predict(ink.reshape(64, 1)), float).ravel()
        if self.p.shape != (10,) or not np.isfinite(self.p).all():
            raise ValueError(f"predict gave {self.p.size} values; expected the probabilities of 10 digits")
        self.seen.set_data(ink)
        best = int(self.p.argmax())
        for k, (bar, number, p) in enumerate(zip(self.bars, self.numbers, self.p)):
            bar.set_height(p)
            bar.set_facecolor(COLOURS[0] if k == best else GREY)
            number.set_text(f"{p:.0%}" if p >= 0.005 else "")
            number.set_fontweight("bold" if k == best else "normal")
            number.set_y(p)

    def describe(self):
        if not any(self.sheet.value):
            return (
                f"An empty sheet; the network says {self.p.argmax()} all the same, with {self.p.max():.0%}: it "
                "has never seen an empty one, and cannot say that there is no digit."
            )
        return (
            f"An image of 8 by 8 pixels, {np.sum(self.sheet.ink > 4)} of them dark. The network reads "
            f"{likeliest(self.p, '; nothing else gets 1%')}."
        )
