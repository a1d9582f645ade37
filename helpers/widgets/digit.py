"""A sheet to draw a digit on, and the explorer of notebooks 00 and 06: draw one, and read what a network says of it."""

from pathlib import Path

import anywidget
import ipywidgets as widgets
import numpy as np
import traitlets
from PIL import Image

from helpers.arrays import check_numbers
from helpers.plotting import COLOURS, GREY
from helpers.widgets.explorer import Explorer, bare, button, choice, row, whole

PENS = ("thick", "thin", "eraser")


def a(digit):
    """A digit with its article."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def likeliest(p, otherwise=""):
    """The digit to which ten probabilities give most, in words; and the next one, if it gets some."""
    first, second = np.argsort(-p)[:2]
    then = f"; next comes {second}, with {p[second]:.0%}" if p[second] >= 0.005 else otherwise
    return f"{a(first)}, with {p[first]:.0%}{then}"


def square(figure, left, bottom, side, title="", ink=True):
    """An image of 8 x 8 pixels with a title, still empty; white is 0, black is full ink; or blue to orange."""
    width, height = figure.get_size_inches()
    ax = bare(figure, [left, bottom, side / width, side / height], title, frame=True)
    ax.spines[:].set_color(GREY)
    look = {"cmap": "gray_r", "vmin": 0, "vmax": 1} if ink else {"cmap": "signed", "vmin": -1, "vmax": 1}
    image = ax.imshow(np.zeros((8, 8)), **look)
    ax.set(xlim=(-0.65, 7.65), ylim=(7.65, -0.65))  # what is drawn anew leaves the frame alone
    return image


class Opinion:
    """Ten lying bars in a figure, as long as the probabilities of the digits are; in colour the longest.

    ``artists`` are the bars and the numbers beyond them.
    """

    def __init__(self, figure, place, title, fontsize=10):
        self.axes = figure.add_axes(place, xlim=(0, 1), ylim=(9.6, -0.6), xticks=[], yticks=range(10))
        self.axes.set_title(title, fontsize=12)
        self.axes.tick_params(labelsize=fontsize, length=0)
        self.axes.spines[:].set_visible(False)
        self.bars = self.axes.barh(range(10), np.zeros(10))
        self.numbers = [self.axes.text(0, d, "", va="center", fontsize=fontsize) for d in range(10)]
        self.artists = [*self.bars, *self.numbers]

    def show(self, p):
        """Ten probabilities, shape (10,)."""
        for d, (bar, number, share) in enumerate(zip(self.bars, self.numbers, p)):
            bar.set(width=share, facecolor=COLOURS[0] if d == p.argmax() else GREY)
            number.set(x=share + 0.05, text=f"{share:.0%}" if share >= 0.005 else "")


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
        last = images.shape[1] - 1
        self.image = whole("image", "which image to begin with", 0, 0, last, lambda _: self.put(self.chosen))
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
    box = np.asarray(Image.fromarray(box.astype(np.float32)).resize((columns, rows), Image.Resampling.BILINEAR))
    middle = [box.sum(axis=axis) @ (np.arange(n) + 0.5) / box.sum() for axis, n in ((1, rows), (0, columns))]
    i, j = (min(max(14 - int(at), 0), 28 - n) for at, n in zip(middle, box.shape))
    made[i : i + rows, j : j + columns] = box
    return made


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
        self.seen = square(figure, 0.02, 0.16, 1.95)
        self.opinion = Opinion(figure, [0, 0, 1, 1], "probability of each digit", 12)
        self.arrange(digit=False)
        return [self.seen.axes, *self.opinion.artists]

    def arrange(self, digit):
        """Bars alone, as beside the sheet; or with the digit beside them."""
        self.seen.axes.set_visible(digit)
        self.opinion.axes.set_position([0.46, 0.02, 0.4, 0.86] if digit else [0.05, 0.02, 0.8, 0.86])
        self.background = None

    def _repr_mimebundle_(self, include=None, exclude=None):
        """As of any explorer; in a picture that stands alone the digit is seen, too."""
        self.arrange(digit=True)
        made = super()._repr_mimebundle_(include, exclude)
        self.arrange(digit=False)
        return made

    def update(self):
        ink = self.sheet.ink
        p = np.asarray(self.predict(ink.reshape(64, 1)), float).ravel()
        if p.shape != (10,) or not np.isfinite(p).all():
            raise ValueError(f"predict gave {p.size} values; expected the probabilities of 10 digits")
        self.seen.set_data(ink / 16)
        self.opinion.show(p)
        if not ink.any():
            return (
                f"An empty sheet; the network says {p.argmax()} all the same, with {p.max():.0%}: it "
                "has never seen an empty one, and cannot say that there is no digit."
            )
        return (
            f"An image of 8 by 8 pixels, {np.sum(ink > 4)} of them dark. The network reads "
            f"{likeliest(p, '; nothing else gets 1%')}."
        )
