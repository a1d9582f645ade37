"""The playground of notebook 05: a network on two features, every neuron of it in view."""

from functools import lru_cache

import numpy as np
from contourpy import contour_generator
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D

from helpers import nn
from helpers.datasets import make_blobs, make_moons
from helpers.plotting import COLOURS, INK, SIGNED
from helpers.widgets.explorer import DPI, button, choice, clouds, row
from helpers.widgets.picture import PlayedExplorer
from helpers.words import short

FINE, MOST, SIDE = 40, 8, 1.6  # pixels of a map; neurons in a layer; the plane goes to ±SIDE
FRAME = 0.3
JUMP = 10  # a cost of so many times the first one, or of 1, is a leap and not learning
ETAS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 100)
PACES = (1, 5, 25, 100)


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


# Functions of the number of samples and a seed, which give X, shape (2, N), and y, shape (N,).
DATA = {"two moons": _moons, "four clouds": _clouds, "rings": _rings, "spiral": _spiral}


def _shades(values):
    """Numbers from -1 to 1 as colours, shape (..., 3), somewhat paler than the dots upon them."""
    return SIGNED(0.5 + 0.425 * values)[..., :3]


@lru_cache(maxsize=2000)
def _written(number):
    """A short number as an image, RGBA; most of those that are needed were needed before."""
    figure = Figure(figsize=(0.54, 0.15), dpi=DPI, facecolor=(1, 1, 1, 0.8))
    figure.text(0.5, 0.5, number, ha="center", va="center_baseline", fontsize=8.5)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.array(canvas.buffer_rgba())[::-1]


class Stamps(AxesImage):
    """Small images, each at a place in pixels: drawn as they are, 30 times as fast as artists of their own."""

    stamps = ()  # triples of x, y and an image, RGBA, its last row on top

    def draw(self, renderer):
        gc = renderer.new_gc()
        for x, y, image in self.stamps:
            renderer.draw_image(gc, x, y, image)
        gc.restore()


class Training:
    """A network on samples with two features, and gradient descent on it as far as it has come.

    ``data`` and ``activation`` are keys of ``DATA`` and ``nn.ACTIVATIONS``; there are ``depth`` hidden layers of
    ``width`` neurons, with first weights of ``seed``.
    """

    def __init__(self, data, activation, depth, width, seed):
        (self.X, self.y), (self.X_new, self.y_new) = DATA[data](200, 1), DATA[data](1000, 2)
        h, dh = nn.ACTIVATIONS[activation]
        self.h, self.dh = [None, *[h] * depth, nn.sigmoid], [None, *[dh] * depth, None]
        sizes = [2] + [width] * depth + [1]
        self.W = nn.initialise(sizes, np.random.default_rng(seed), gain=2 if activation == "relu" else 1)
        self.costs, self.stopped = [self.cost(self.W)], ""

    def cost(self, W):
        return float(nn.binary_cross_entropy(nn.forward(W, self.h, self.X)[0][-1], self.y[None, :]))

    def go(self, steps, eta):
        """Steps of gradient descent, up to one at which the cost leaps; that one is not kept."""
        with np.errstate(all="ignore"):
            for _ in range(0 if self.stopped else steps):
                S, V = nn.forward(self.W, self.h, self.X)
                W = nn.sgd(self.W, nn.backward(self.W, self.dh, S, V, self.y[None, :]), eta)
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

    def right(self):
        """Shares of right answers: on the samples, and on new ones."""
        return [
            float(np.mean((nn.forward(self.W, self.h, X)[0][-1][0] > 0) == y))
            for X, y in ((self.X, self.y), (self.X_new, self.y_new))
        ]


class PlaygroundExplorer(PlayedExplorer):
    """Choose data and a network, and train it step by step, or let it play; nothing moves by itself."""

    def __init__(self):
        self.data = choice("data", "which samples", tuple(DATA), then=self.restart)
        self.depth = choice("hidden layers", "number of hidden layers", (1, 2, 3, 0), then=self.restart)
        self.width = choice("neurons in each", "neurons in each hidden layer", range(1, MOST + 1), 4, self.restart)
        self.activation = choice("activation", "of the hidden neurons", tuple(nn.ACTIVATIONS), then=self.restart)
        self.eta = choice("learning rate η", "can be changed in the middle of a run", ETAS, 0.3, self.carry_on)
        self.pace = choice("steps a picture", "how many steps from one picture to the next while it plays", PACES, 5)
        choices = [self.data, self.activation, self.eta, self.depth, self.width, self.pace]
        steps = [
            button(f"{n:,} step{'s' * (n > 1)}", f"train for {n} steps", lambda n=n: self.train(n))
            for n in (1, 10, 100, 1000)
        ]
        rows = [row(*choices[k : k + 3], width="17em", name="8em") for k in (0, 3)]
        super().__init__(rows, steps, "rewind", (8.6, 4.6))

    # --- what the buttons do -------------------------------------------------------------------

    def restart(self, change=None):
        self.run = Training(self.data.value, self.activation.value, self.depth.value, self.width.value, self.seed)

    def train(self, steps):
        self.run.go(steps, self.eta.value)
        if self.run.stopped:
            self.play.value = False
        self.refresh()

    def go_on(self):
        self.train(self.pace.value)

    def carry_on(self, change):
        """With another learning rate a run that was stopped may go on."""
        self.run.stopped = ""

    # --- the picture ---------------------------------------------------------------------------

    def build(self, figure):
        axis = np.linspace(-SIDE, SIDE, FINE)
        self.plane = np.array(np.meshgrid(axis, axis)).reshape(2, -1)
        net = figure.add_axes([0, 0, 1, 1], xlim=(0, 860), ylim=(0, 460))  # in pixels of the picture
        net.axis("off")
        self.lines = net.add_collection(LineCollection([], zorder=1, alpha=0.6))
        self.maps, self.numbers = net.add_image(Stamps(net)), net.add_image(Stamps(net))
        for k, name in enumerate(("$x_1$", "$x_2$")):
            net.text(*(self.place(0, k, 2) - [0, 21]), name, ha="center", va="top", fontsize=10)
        ax = figure.add_axes([490 / 860, 0.37, 250 / 860, 250 / 460], xticks=[], yticks=[])
        ax.set(xlim=(-SIDE, SIDE), ylim=(-SIDE, SIDE))
        look = {"extent": (-SIDE, SIDE) * 2, "origin": "lower", "interpolation": "bilinear"}
        self.output = ax.imshow(np.zeros((FINE, FINE, 3)), **look)
        self.boundary = ax.add_collection(LineCollection([], colors=INK, linewidths=2.5))
        self.clouds = clouds(ax, markersize=5, mec=INK, mew=0.6)
        curve = figure.add_axes([545 / 860, 0.12, 295 / 860, 0.19], xlim=(0, 1), ylim=(0, 1.1), xticks=[0])
        curve.set(yticks=[0, 0.5, 1], yticklabels=["0", "0.5", "≥1"], xticklabels=["0"])
        curve.set_ylabel("cost", fontsize=11)
        curve.tick_params(labelsize=10)
        (self.falling,) = curve.plot([], [], color=INK, linewidth=1.5)
        self.last = figure.text(0.98, 0.095, "", ha="right", va="top", fontsize=10)
        self.alarm = figure.text(745 / 860, 0.9, "", va="top", fontsize=11, fontweight="bold")
        self.explain(figure)
        moving = [self.lines, self.maps, self.numbers, self.output, self.boundary, *self.clouds]
        return [*moving, self.falling, self.last, self.alarm]

    def explain(self, figure):
        """What the signs mean, beside the map."""
        edge = Line2D([], [], color=INK, linewidth=2.5)
        above = Line2D([], [], color=COLOURS[1], linewidth=2.5)
        below = Line2D([], [], color=COLOURS[0], linewidth=2.5, linestyle=(0, (2, 1)))
        names = ["class 0", "class 1", "p = ½", "weight > 0", "weight < 0"]
        look = dict(frameon=False, fontsize=9.5, handlelength=1.6, handletextpad=0.4, labelspacing=0.4)
        place = dict(loc="lower left", bbox_to_anchor=(745 / 860, 0.43))
        figure.legend([*self.clouds, edge, above, below], names, **place, **look)
        figure.text(747 / 860, 0.43, "numbers: biases", va="top", fontsize=9.5)

    def place(self, layer, k, count):
        """Middle of the map of a neuron, in pixels of the picture."""
        return np.array([28 + layer * 420 // (self.depth.value + 1), 230 - (k - (count - 1) / 2) * 56]).astype(int)

    def update(self):
        W, depth = self.run.W, self.depth.value
        V = nn.forward(W, self.run.h, self.plane)[1]
        maps, self.biases = [], []
        segments, weights = [], []
        for layer, values in enumerate([self.plane / SIDE, *map(self.scaled, V[1:-1])]):
            after = W[layer + 1][:, 1:]
            for k, shades in enumerate(_shades(values.reshape(-1, FINE, FINE))):
                x, y = self.place(layer, k, len(values))
                shades[[0, -1]] = shades[:, [0, -1]] = FRAME
                tile = np.dstack([255 * shades, np.full((FINE, FINE), 255)])
                maps.append((x - FINE // 2, y - FINE // 2, tile.astype(np.uint8)))
                if layer:
                    self.biases.append((x, y, W[layer][k, 0]))
                for i, w in enumerate(after[:, k]):
                    end = (488, 295) if layer == depth else self.place(layer + 1, i, len(after)) - [20, 0]
                    segments.append([(x + 20, y), end])
                    weights.append(w)
        self.biases.append((615, 187, W[-1][0, 0]))  # of the output, under its map
        self.maps.stamps = maps
        self.numbers.stamps = [(x - 27, y - 35, _written(short(round(w, 3)))) for x, y, w in self.biases]
        weights = np.array(weights)
        self.lines.set(segments=segments, linewidths=np.minimum(0.3 + 1.5 * np.abs(weights), 7))
        self.lines.set_colors([COLOURS[int(w > 0)] for w in weights])
        self.lines.set_linestyles(["-" if w > 0 else "--" for w in weights])
        self.draw_output(V[-1][0].reshape(FINE, FINE))
        width, right = self.width.value, self.run.right()
        layers = f"{depth} hidden layer{'s' * (depth > 1)}" if depth else "no hidden layer"
        of = f" of {width} {self.activation.value} neuron{'s' * (width > 1)}" if depth else ""
        return (
            f"{self.data.value.capitalize()}, a network with {layers}{of}, η = {self.eta.value:g}, after "
            f"{len(self.run.costs) - 1:,} steps: cost {self.run.costs[-1]:.3f}, right on {right[0]:.1%} of the "
            f"samples and {right[1]:.1%} of new ones. {self.run.stopped}"
        ).strip()

    def draw_output(self, p):
        """The large map with its boundary and samples, and the cost so far."""
        run, axis = self.run, self.plane[0, :FINE]
        self.output.set_data(_shades(2 * p - 1))
        self.boundary.set_segments(contour_generator(axis, axis, p).lines(0.5))
        for k, cloud in enumerate(self.clouds):
            cloud.set_data(*run.X[:, run.y == k])
        count = len(run.costs)
        some = np.arange(0, count, max(1, count // 500))
        self.falling.set_data(some / max(count - 1, 1), np.minimum(np.array(run.costs)[some], 1))
        self.last.set_text(f"step {count - 1:,}: cost {run.costs[-1]:.3f}")
        self.alarm.set_text("η is too\nlarge" if run.stopped else "")

    def scaled(self, v):
        """Outputs of a hidden layer between -1 and 1, so that 0 is white."""
        return 2 * v - 1 if self.activation.value == "sigmoid" else v / max(1.0, np.abs(v).max())
