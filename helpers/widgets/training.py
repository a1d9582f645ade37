"""The explorers of notebook 06: optimisers that race in a ravine, and a digit to draw."""

import ipywidgets as widgets
import numpy as np

from helpers import nn
from helpers.arrays import check_numbers
from helpers.plotting import COLOURS, GREY, INK, LIGHT, MARKERS
from helpers.widgets.explorer import Explorer, button, choice, row, slider


class RaceExplorer(Explorer):
    """Gradient descent, momentum and Adam from one start, on the map of a ravine."""

    NAMES, STEPS, START = ("descent", "momentum", "Adam"), 200, (-9.0, 2.0)
    BETA = 0.8  # of momentum, as in the notebook's figure of a ravine; Adam has its usual two

    def __init__(self):
        self.steepness = slider("steepness", "how many times steeper it is across than along", 25, 1, 100, 1)
        self.steps = slider("steps", "number of steps", 40, 0, self.STEPS, 1, widgets.IntSlider)
        self.etas = [
            slider(f"η, {name}", f"learning rate of {name}", eta, -3, 1, 0.05, widgets.FloatLogSlider)
            for name, eta in zip(self.NAMES, (10**-1.15, 10**-0.5, 10**-0.3))
        ]
        for eta in self.etas:
            eta.readout_format = ".3g"
        self.noise = slider("noise", "standard deviation added to each gradient, as mini-batches do", 0, 0, 5, 0.25)
        self.changed = False  # what gradient descent can take is said only once it is another
        self.steepness.observe(lambda _: self.steeper(), "value")
        sliders = row([self.steepness, self.steps, self.noise], self.etas)
        super().__init__([sliders], size=(10, 3.6))

    def build(self, figure):
        self.ax = figure.add_axes([0.075, 0.17, 0.575, 0.8], xlim=(-10.5, 4.5), ylim=(-3.6, 3.6))
        self.ax.set(xlabel="$\\omega_1$", ylabel="$\\omega_2$")
        self.ax.plot(0, 0, "*", markersize=16, color=COLOURS[5], mec=INK)
        self.paths = [
            self.ax.plot([], [], style, marker=marker, color=colour, markersize=4, linewidth=1.5)[0]
            for style, marker, colour in zip(("-", "--", "-."), MARKERS, COLOURS)
        ]
        side = figure.add_axes([0.66, 0, 0.34, 1], xlim=(0, 1), ylim=(0, 1))
        side.axis("off")
        labels = ("descent", f"momentum, β = {self.BETA}", "Adam")
        side.legend(self.paths, labels, loc="upper left", frameon=False, fontsize=12)
        self.facts = side.text(0.05, 0.6, "", va="top", fontsize=12, linespacing=1.6)
        self.place()
        return [*self.paths, self.facts]

    def steeper(self):
        self.changed = True
        self.place()

    def place(self):
        """Draw the contours of the ravine; they stay until its steepness changes."""
        for old in list(self.ax.collections):
            old.remove()
        a, b = np.linspace(-10.5, 4.5, 80), np.linspace(-3.6, 3.6, 60)
        cost = self.cost(np.array(np.meshgrid(a, b)))
        self.ax.contour(a, b, cost, levels=np.geomspace(0.1, 400, 12), colors=LIGHT, linewidths=1)
        self.background = None

    def cost(self, w):
        return 0.5 * (w[0] ** 2 + self.steepness.value * w[1] ** 2)

    def walk(self, name, eta):
        """All points from the start on, shape (2, steps + 1)."""
        rng = np.random.default_rng(0)
        scale = np.array([[1.0, self.steepness.value]])
        W = [None, np.array([self.START])]
        m, v = nn.zeros_like(W), nn.zeros_like(W)
        points = [W[1][0]]
        with np.errstate(all="ignore"):  # a path that runs away is drawn as far as it can be
            for t in range(1, self.steps.value + 1):
                G = [None, scale * W[1] + self.noise.value * rng.standard_normal((1, 2))]
                if name == "descent":
                    W = nn.sgd(W, G, eta)
                elif name == "momentum":
                    W, m = nn.momentum(W, G, m, eta, self.BETA)
                else:
                    W, m, v = nn.adam(W, G, m, v, t, eta)
                if not np.abs(W[1]).max() < 1e6:
                    break
                points.append(W[1][0])
        return np.array(points).T

    def update(self):
        self.costs, self.lost = [], []
        for path, name, eta in zip(self.paths, self.NAMES, self.etas):
            points = self.walk(name, eta.value)
            path.set_data(*np.clip(points, -50, 50))
            self.costs.append(float(self.cost(points[:, -1])))
            self.lost.append(points.shape[1] <= self.steps.value)
        self.facts.set_text(
            f"cost after {self.steps.value} steps\n"
            + "\n".join(
                f"{name}: {'diverged' if lost else f'{cost:.3g}'}"
                for name, cost, lost in zip(self.NAMES, self.costs, self.lost)
            )
            + (f"\n\ngradient descent can take\nη up to {2 / max(self.steepness.value, 1):.3g}" if self.changed else "")
        )

    def describe(self):
        ends = ", ".join(
            f"{name} with η = {eta.value:.3g} {'diverged' if lost else f'at cost {cost:.3g}'}"
            for name, eta, cost, lost in zip(self.NAMES, self.etas, self.costs, self.lost)
        )
        return (
            f"Contours of a ravine, {self.steepness.value:g} times steeper across than along, and three paths "
            f"from (−9, 2) towards the minimum at (0, 0), noise {self.noise.value:g}; momentum has β = "
            f"{self.BETA}. After {self.steps.value} steps: {ends}."
        )


class DigitExplorer(Explorer):
    """Draw a digit of 8 x 8 pixels, or change one, and read what a network says of it.

    Parameters
    ----------
    predict : callable
        From pixels, 0 to 16, shape (64, 1), to the probabilities of ten digits, shape (10, 1).
    pixels : array of shape (64, N)
        Images to begin with.
    """

    def __init__(self, predict, pixels):
        self.predict = predict
        self.images = check_numbers("pixels", pixels, (64, "N"), "a column for each image")
        small = widgets.Layout(width="26px", height="26px", padding="0", margin="1px")
        self.cells = [widgets.Button(layout=small) for _ in range(64)]
        for k, cell in enumerate(self.cells):
            cell.on_click(lambda _, k=k: self.draw(k))
        self.image = slider(
            "image",
            "which image to begin with",
            0,
            0,
            self.images.shape[1] - 1,
            1,
            widgets.IntSlider,
        )
        self.pen = choice("pen", "what a click on a pixel does", ("thick", "thin", "eraser"))
        self.image.observe(lambda _: self.load(), "value")
        moves = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}
        self.buttons = [
            button("clear", "an empty image", self.clear),
            *(
                button(name, f"move the digit {name} by a pixel", lambda by=by: self.move(by))
                for name, by in moves.items()
            ),
            button("thicken", "let the ink spread to the pixels beside it", self.thicken),
            button("again", "bring the chosen image back", self.again),
        ]
        self.load()
        grid = widgets.GridBox(
            self.cells,
            layout=widgets.Layout(grid_template_columns="repeat(8, 28px)", align_self="flex-start", margin="8px 12px"),
        )
        controls = [row([self.image, self.pen], row(*self.buttons))]
        super().__init__(controls, size=(5.6, 2.4))
        # As wide as the picture: longer lines of words would not fit beside the grid.
        self.view.layout.width, self.view.layout.max_width = "560px", "100%"
        self.panel = widgets.VBox([*controls, row(grid, self.view)])

    # --- the image -----------------------------------------------------------------------------

    def load(self):
        self.ink = self.images[:, self.image.value].reshape(8, 8).copy()
        self.paint()

    def change(self, ink):
        self.ink = np.clip(ink, 0, 16)
        self.paint()
        self.refresh()

    def clear(self):
        self.change(np.zeros((8, 8)))

    def again(self):
        self.load()
        self.refresh()

    def move(self, by):
        """Shift the image; what leaves it on one side is lost."""
        padded = np.pad(self.ink, 1)
        self.change(padded[1 - by[0] : 9 - by[0], 1 - by[1] : 9 - by[1]])

    def thicken(self):
        self.change(np.maximum(self.ink, 0.7 * _beside(self.ink)))

    def draw(self, k):
        """Ink on pixel k; a thick pen leaves some on its neighbours, as in the data."""
        spot = np.zeros((8, 8))
        spot.flat[k] = 16
        if self.pen.value == "eraser":
            self.change(np.where(spot, 0, self.ink))
        else:
            soft = 0.4 * _beside(spot) if self.pen.value == "thick" else 0
            self.change(np.maximum(self.ink, np.maximum(spot, soft)))

    def paint(self):
        """Colour the cells, and say in their tooltips what they hold."""
        for k, (cell, ink) in enumerate(zip(self.cells, self.ink.ravel())):
            shade = round(240 - 14.5 * ink)
            cell.style.button_color = f"#{shade:02x}{shade:02x}{shade:02x}"
            cell.tooltip = f"row {k // 8 + 1}, column {k % 8 + 1}: ink {ink:.0f} of 16"

    # --- the picture ---------------------------------------------------------------------------

    def build(self, figure):
        self.digit = figure.add_axes([0.02, 0.16, 0.32, 0.76], xticks=[], yticks=[])
        self.seen = self.digit.imshow(np.zeros((8, 8)), cmap="gray_r", vmin=0, vmax=16)
        self.digit.spines[:].set_visible(True)
        self.axes = figure.add_axes([0, 0, 1, 1], xlim=(-0.6, 9.6), ylim=(0, 1.14))
        self.axes.set(xticks=range(10), yticks=[0, 0.5, 1], xlabel="digit", ylabel="probability")
        self.bars = self.axes.bar(range(10), np.zeros(10), color=GREY)
        self.numbers = [self.axes.text(k, 0, "", ha="center", va="bottom", fontsize=11) for k in range(10)]
        self.arrange(digit=False)
        return [self.seen, *self.bars, *self.numbers]

    def arrange(self, digit):
        """Bars alone, as beside the buttons that show the digit; or with the digit beside them."""
        self.digit.set_visible(digit)
        self.seen.set_visible(digit)
        self.axes.set_position([0.5, 0.24, 0.49, 0.73] if digit else [0.14, 0.24, 0.85, 0.73])
        self.background = None

    def _repr_mimebundle_(self, include=None, exclude=None):
        """As of any explorer; in a picture that stands alone the digit is seen, too."""
        self.arrange(digit=True)
        made = super()._repr_mimebundle_(include, exclude)
        self.arrange(digit=False)
        return made

    def update(self):
        self.p = np.asarray(self.predict(self.ink.reshape(64, 1)), float).ravel()
        if self.p.shape != (10,) or not np.isfinite(self.p).all():
            raise ValueError(f"predict gave {self.p.size} values; expected the probabilities of 10 digits")
        self.seen.set_data(self.ink)
        best = int(self.p.argmax())
        for k, (bar, number, p) in enumerate(zip(self.bars, self.numbers, self.p)):
            bar.set_height(p)
            bar.set_facecolor(COLOURS[0] if k == best else GREY)
            number.set_text(f"{p:.0%}" if p >= 0.005 else "")
            number.set_y(p)

    def describe(self):
        first, second = np.argsort(-self.p)[:2]
        pen = f"Pen: {self.pen.value}."
        if not self.ink.any():
            return (
                f"An empty image; the network says {first} all the same, with {self.p[first]:.0%}: it "
                f"has never seen an empty one, and cannot say that there is no digit. {pen}"
            )
        return (
            f"An image of 8 by 8 pixels, {np.sum(self.ink > 4)} of them dark. The network reads a {first}, with "
            f"{self.p[first]:.0%}; next comes {second}, with {self.p[second]:.0%}. {pen}"
        )


def _beside(ink):
    """The most ink on the four pixels beside each."""
    padded = np.pad(ink, 1)
    return np.maximum.reduce([padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]])
