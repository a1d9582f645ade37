"""The playground of notebook 05: a network on two features, every neuron of it in view."""

import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D

from helpers import nn
from helpers.datasets import make_blobs, make_moons
from helpers.plotting import COLOURS, INK
from helpers.widgets.explorer import Explorer, button, choice, row

FINE, MOST, SIDE = 40, 8, 1.6  # pixels of a map; neurons in a layer; the plane goes to ±SIDE
FRAME = (0.3, 0.3, 0.3, 1)
WHITE = dict(facecolor="white", edgecolor="none", alpha=0.8, pad=0.5)
JUMP = 10  # a cost of so many times the first one, or of 1, is a leap and not learning
ETAS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 100)
ACTIVATIONS = {
    "tanh": (np.tanh, nn.d_tanh),
    "relu": (nn.relu, nn.d_relu),
    "sigmoid": (nn.sigmoid, nn.d_sigmoid),
}


def _moons(N, seed):
    X, y = make_moons(N, noise=0.12, seed=seed)
    return 0.9 * (X - np.array([[0.5], [0.25]])), y


def _clouds(N, seed):
    X, which = make_blobs(N, ((-1, -1), (1, 1), (-1, 1), (1, -1)), spread=0.3, seed=seed)
    return 0.85 * X, which // 2


def _around(radius, angle, N, rng):
    return radius * np.array([np.cos(angle), np.sin(angle)]) + 0.06 * rng.standard_normal((2, N))


def _rings(N, seed):
    rng, y = np.random.default_rng(seed), np.arange(N) % 2
    return _around(0.5 + 0.7 * y, rng.uniform(0, 2 * np.pi, N), N, rng), y


def _spiral(N, seed):
    rng, y = np.random.default_rng(seed), np.arange(N) % 2
    along = rng.uniform(0.1, 1, N)
    return _around(1.4 * along, 1.5 * 2 * np.pi * along + np.pi * y, N, rng), y


DATA = {"two moons": _moons, "four clouds": _clouds, "rings": _rings, "spiral": _spiral}


def _shades(values):
    """Numbers from -1 to 1 as colours, shape (..., 3): blue below 0, white at 0, orange above."""
    low, high = np.array(to_rgb(COLOURS[0])), np.array(to_rgb(COLOURS[1]))
    strength = 0.85 * np.abs(values)[..., None]
    return 1 - strength * (1 - np.where(values[..., None] > 0, high, low))


def _short(number):
    """Two digits after the point, a real minus sign, and no sign at 0."""
    return f"{number:z.2f}".replace("-", "−")


class PlaygroundExplorer(Explorer):
    """Choose data and a network, and train it step by step; nothing moves by itself."""

    def __init__(self):
        self.data = choice("data", "which samples", tuple(DATA))
        self.depth = choice("hidden layers", "number of hidden layers", (1, 2, 3, 0))
        self.width = choice("neurons in each", "neurons in each hidden layer", range(1, MOST + 1))
        self.width.value = 4
        self.activation = choice("activation", "of the hidden neurons", tuple(ACTIVATIONS))
        self.eta = choice("learning rate η", "can be changed in the middle of a run", ETAS)
        self.eta.value = 0.3
        for control in (self.data, self.depth, self.width, self.activation, self.eta):
            control.layout.width = "17em"  # three of them fit in a row of a page
            control.style.description_width = "8em"
        self.seed, self.stopped = 0, ""
        for control in (self.data, self.depth, self.width, self.activation):
            control.observe(self.restart, "value")
        self.eta.observe(self.go_on, "value")
        steps = [
            button(f"{n:,} step{'s' * (n > 1)}", f"train for {n} steps", lambda n=n: self.train(n))
            for n in (1, 10, 100, 1000)
        ]
        self.buttons = [
            *steps,
            button("rewind", "back to the start, with the same first weights", self.rewind),
            button("new weights", "back to the start, with other first weights", self.renew),
        ]
        self.restart()
        rows = [
            row(self.data, self.activation, self.eta),
            row(self.depth, self.width, row(*self.buttons)),
        ]
        super().__init__(rows, size=(10, 4.6))

    # --- the network ---------------------------------------------------------------------------

    def restart(self, change=None):
        """Weights and samples for the choices made, and no step done."""
        make = DATA[self.data.value]
        (self.X, y), (self.X_new, self.y_new) = make(200, 1), make(1000, 2)
        self.Y = y[None, :]
        depth = self.depth.value
        h, dh = ACTIVATIONS[self.activation.value]
        self.h = [None] + [h] * depth + [nn.sigmoid]
        self.dh = [None] + [dh] * depth + [None]
        gain = 2 if self.activation.value == "relu" else 1
        sizes = [2] + [self.width.value] * depth + [1]
        self.W = nn.initialise(sizes, np.random.default_rng(self.seed), gain)
        self.costs, self.stopped = [self.cost(self.W)], ""

    def cost(self, W):
        return float(nn.binary_cross_entropy(nn.forward(W, self.h, self.X)[0][-1], self.Y))

    def train(self, steps):
        """Steps of gradient descent, up to one at which the cost leaps; that one is not kept."""
        with np.errstate(all="ignore"):
            for _ in range(0 if self.stopped else steps):
                S, V = nn.forward(self.W, self.h, self.X)
                W = nn.sgd(self.W, nn.backward(self.W, self.dh, S, V, self.Y), self.eta.value)
                cost = self.cost(W)
                if not cost < JUMP * max(self.costs[0], 1):
                    high = f"{cost:,.0f}" if cost < 1e6 else "more than a million"
                    self.stopped = (
                        f"It diverges: η is too large. At step {len(self.costs):,} the cost jumped "
                        f"from {self.costs[-1]:.3f} to {high}; this step was undone. Lower η, or rewind."
                    )
                    break
                self.W = W
                self.costs.append(cost)
        self.refresh()

    def go_on(self, change):
        """With another learning rate a run that was stopped may go on."""
        self.stopped = ""

    def rewind(self):
        self.restart()
        self.refresh()

    def renew(self):
        self.seed += 1
        self.rewind()

    # --- the picture ---------------------------------------------------------------------------

    def build(self, figure):
        axis = np.linspace(-SIDE, SIDE, FINE)
        self.plane = np.array(np.meshgrid(axis, axis)).reshape(2, -1)
        # The network: one image that holds the maps of all neurons, its pixels those of the picture.
        self.pixels = (460, 560)
        net = figure.add_axes([0, 0, 0.56, 1], xlim=(0, 560), ylim=(0, 460))
        net.axis("off")
        self.lines = net.add_collection(LineCollection([], zorder=1, alpha=0.6))
        blank = np.zeros((*self.pixels, 4))
        self.maps = net.imshow(blank, extent=(0, 560, 0, 460), origin="lower", interpolation="nearest", zorder=2)
        self.biases = [
            net.text(0, 0, "", ha="center", va="top", fontsize=8.5, zorder=3, bbox=WHITE) for _ in range(3 * MOST)
        ]
        for k, name in enumerate(("$x_1$", "$x_2$")):
            net.text(*(self.place(0, k, 2) - [0, 22]), name, ha="center", va="top", fontsize=11)
        ax = figure.add_axes([0.57, 0.36, 0.25, 0.56], xticks=[], yticks=[])
        ax.set(xlim=(-SIDE, SIDE), ylim=(-SIDE, SIDE))
        self.output = ax.imshow(
            np.ones((FINE, FINE, 3)),
            extent=(-SIDE, SIDE) * 2,
            origin="lower",
            interpolation="bilinear",
        )
        self.boundary = ax.add_collection(LineCollection([], colors=INK, linewidths=1.8))
        self.clouds = [
            ax.plot([], [], marker, color=colour, markersize=5, mec=INK, mew=0.6, linestyle="")[0]
            for marker, colour in zip("o^", COLOURS)
        ]
        self.curve = figure.add_axes([0.63, 0.12, 0.35, 0.19], ylabel="cost")
        self.curve.set(xlim=(0, 1), ylim=(0, 1.1), xticks=[0], xticklabels=["0"])
        self.curve.set(yticks=[0, 0.5, 1], yticklabels=["0", "0.5", "≥1"])
        self.curve.tick_params(labelsize=10)
        self.curve.yaxis.label.set_size(11)
        (self.falling,) = self.curve.plot([], [], color=INK, linewidth=1.5)
        self.last = figure.text(0.98, 0.095, "", ha="right", va="top", fontsize=10)
        self.alarm = figure.text(0.835, 0.64, "", va="top", fontsize=11, fontweight="bold")
        self.words = figure.text(0.835, 0.925, "", va="top", fontsize=11, linespacing=1.4)
        self.explain(figure)
        moving = [self.lines, self.maps, *self.biases, self.output, self.boundary, *self.clouds]
        return [*moving, self.falling, self.last, self.alarm, self.words]

    def explain(self, figure):
        """What the signs mean, beside the map."""
        edge = Line2D([], [], color=INK, linewidth=1.8)
        above = Line2D([], [], color=COLOURS[1], linewidth=2.5)
        below = Line2D([], [], color=COLOURS[0], linewidth=2.5, linestyle=(0, (2, 1)))
        figure.legend(
            [*self.clouds, edge, above, below],
            ["class 0", "class 1", "probability ½", "weight above 0", "weight below 0"],
            loc="lower left",
            bbox_to_anchor=(0.825, 0.345),
            frameon=False,
            fontsize=10,
            handlelength=1.6,
            labelspacing=0.3,
        )

    def place(self, layer, k, count):
        """Middle of the map of a neuron, in pixels of the picture."""
        layers = self.depth.value + 1
        across = 30 + layer * (500 / layers)
        return np.array([across, 230 - (k - (count - 1) / 2) * 56])

    def update(self):
        V = nn.forward(self.W, self.h, self.plane)[1]
        shown = [self.plane / SIDE] + [self.scaled(v) for v in V[1:-1]]
        canvas = np.zeros((*self.pixels, 4))
        segments, widths, colours, styles = [], [], [], []
        biases = iter(self.biases)
        for layer, maps in enumerate(shown):
            after = self.W[layer + 1][:, 1:]
            for k, values in enumerate(maps):
                x, y = self.place(layer, k, len(maps)).astype(int)
                tile = canvas[y - FINE // 2 : y + FINE // 2, x - FINE // 2 : x + FINE // 2]
                tile[...] = FRAME
                tile[1:-1, 1:-1, :3] = _shades(values.reshape(FINE, FINE))[1:-1, 1:-1]
                if layer:
                    bias = next(biases)
                    bias.set_text(f"bias {_short(self.W[layer][k, 0])}")
                    bias.set_position((x, y - 20))
                for i, w in enumerate(after[:, k]):
                    end = (555, 276) if layer == self.depth.value else None
                    end = end or self.place(layer + 1, i, len(after)) - [20, 0]
                    segments.append([(x + 20, y), end])
                    widths.append(min(0.3 + 1.5 * abs(w), 7))
                    colours.append(COLOURS[1] if w > 0 else COLOURS[0])
                    styles.append("-" if w > 0 else "--")
        for bias in biases:
            bias.set_text("")
        self.maps.set_data(canvas)
        self.lines.set(segments=segments, linewidths=widths, colors=colours, linestyles=styles)
        p = V[-1][0].reshape(FINE, FINE)
        self.output.set_data(_shades(2 * p - 1))
        axis = self.plane[0, :FINE]
        self.boundary.set_segments(contour_generator(axis, axis, p).lines(0.5))
        for k, cloud in enumerate(self.clouds):
            cloud.set_data(*self.X[:, self.Y[0] == k])
        count = len(self.costs)
        some = np.arange(0, count, max(1, count // 500))
        self.falling.set_data(some / max(count - 1, 1), np.minimum(np.array(self.costs)[some], 1))
        self.last.set_text(f"step {count - 1:,}" if count > 1 else "")
        self.alarm.set_text("η is too large" if self.stopped else "")
        self.right = [self.share(self.X, self.Y[0]), self.share(self.X_new, self.y_new)]
        self.words.set_text(
            f"step {count - 1:,}\ncost {self.costs[-1]:.3f}\nright on\n  {self.right[0]:.1%} of these\n"
            f"  {self.right[1]:.1%} of new\noutput bias {_short(self.W[-1][0, 0])}"
        )

    def scaled(self, v):
        """Outputs of a hidden layer between -1 and 1, so that 0 is white."""
        if self.activation.value == "sigmoid":
            return 2 * v - 1
        return v / max(1.0, np.abs(v).max())

    def share(self, X, y):
        return float(np.mean((nn.forward(self.W, self.h, X)[0][-1][0] > 0) == y))

    def describe(self):
        depth, width = self.depth.value, self.width.value
        network = (
            f"{depth} hidden layer{'s' * (depth > 1)} of {width} {self.activation.value} neuron{'s' * (width > 1)}"
            if depth
            else "no hidden layer"
        )
        return (
            f"{self.data.value.capitalize()}, a network with {network}, η = {self.eta.value:g}, after "
            f"{len(self.costs) - 1:,} steps: cost {self.costs[-1]:.3f}, right on {self.right[0]:.1%} of the "
            f"samples and {self.right[1]:.1%} of new ones. {self.stopped}"
        ).strip()
