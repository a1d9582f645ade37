"""The explorers of notebook 04: a plane bent by a hidden layer, and curves made of few neurons."""

import ipywidgets as widgets
import numpy as np

from helpers import nn
from helpers.datasets import make_blobs, make_moons
from helpers.plotting import COLOURS, GREY, INK, LIGHT, grid_lines
from helpers.widgets.explorer import Explorer, choice, row, slider

FOUR = ((-1, -1), (1, 1), (-1, 1), (1, -1))


def _four_clouds():
    X, which = make_blobs(160, FOUR, spread=0.3, seed=1)
    return X, (which >= 2).astype(int)


def _moons():
    X, y = make_moons(160, noise=0.1, seed=1)
    return X - X.mean(axis=1, keepdims=True), y


def joined(lines):
    """Many lines of equally many points, shape (2, lines, points), as a single one with gaps: quick to draw."""
    return np.pad(lines, [(0, 0), (0, 0), (0, 1)], constant_values=np.nan).reshape(2, -1)


class BendingExplorer(Explorer):
    """The plane, and a slider that takes each point to where a hidden layer of two neurons sends it."""

    # The samples, and for each activation a start from which gradient descent finds good weights. They
    # separate the classes, but for two ReLU and the moons: the boundary of two ReLU has two corners at
    # most, which turn the same way, and the moons need an S. They get 95% right.
    DATA = {
        "two moons": (_moons, {"tanh": 4, "relu": 7}),
        "four clouds": (_four_clouds, {"tanh": 2, "relu": 5}),
    }
    WEIGHTS = ("trained", "random 1", "random 2", "random 3")
    STEPS, GRID = 3000, 13

    def __init__(self):
        self.way = slider("way", "from the plane, 0, to where the hidden layer sends it, 1", 0, 0, 1, 0.02)
        self.data = choice("data", "which samples", tuple(self.DATA))
        self.weights = choice("weights", "weights of the hidden layer", self.WEIGHTS)
        self.activation = choice("activation", "activation of the hidden layer", ("tanh", "relu"))
        self.known = {}
        controls = row([self.way, self.data], [self.weights, self.activation])
        super().__init__([controls], size=(9, 4.2))

    def build(self, figure):
        ax = figure.add_axes([0.03, 0.04, 0.5, 0.92], xticks=[], yticks=[])
        ax.set(xlim=(-2.2, 2.2), ylim=(-2.2, 2.2))
        self.lines = [ax.plot([], [], color=LIGHT, linewidth=1)[0] for _ in range(2 * self.GRID)]
        self.classes = [
            ax.plot([], [], marker, color=colour, markersize=5, label=f"class {k}")[0]
            for k, (marker, colour) in enumerate(zip("o^", COLOURS))
        ]
        (self.cut,) = ax.plot([], [], color=INK, linewidth=2.5, label="the output neuron's cut")
        side = figure.add_axes([0.55, 0.04, 0.44, 0.92], xlim=(0, 1), ylim=(0, 1))
        side.axis("off")
        side.legend(handles=[*self.classes, self.cut], loc="upper left", frameon=False, fontsize=12)
        self.facts = side.text(0.03, 0.5, "", va="top", fontsize=13, linespacing=1.6)
        return [*self.lines, *self.classes, self.cut, self.facts]

    def network(self):
        """Weights, activation, samples and scale for the choices made; trained once for each."""
        key = self.data.value, self.weights.value, self.activation.value
        if key not in self.known:
            make, starts = self.DATA[key[0]]
            X, y = make()
            h, dh = (np.tanh, nn.d_tanh) if key[2] == "tanh" else (nn.relu, nn.d_relu)
            number = self.WEIGHTS.index(key[1])
            W = nn.initialise([2, 2, 1], np.random.default_rng(10 * number or starts[key[2]]), gain=1)
            for _ in range(self.STEPS):
                S, V = nn.forward(W, [None, h, nn.sigmoid], X)
                G = nn.backward(W, [None, dh, None], S, V, y[None, :])
                if number:  # random weights stay; only the cut is fitted to them
                    G[1] = 0 * G[1]
                W = nn.sgd(W, G, 1.0)
            # Where the outputs of the layer lie: tanh in its square, ReLU from 0 up to what they reach.
            reach = max(nn.layer(W[1], X, h)[1].max(), 1e-9)
            middle, scale = (0, 1.7) if key[2] == "tanh" else (reach / 2, 3.6 / reach)
            self.known[key] = W, h, X, y, lambda V: scale * (V - middle)
        return self.known[key]

    def update(self):
        W, h, X, y, scaled = self.network()
        t = self.way.value

        def move(points):
            return (1 - t) * points + t * scaled(nn.layer(W[1], points, h)[1])

        grid = grid_lines(-2, 2, self.GRID)
        moved = move(grid.reshape(2, -1)).reshape(grid.shape)
        for line, x1, x2 in zip(self.lines, *moved):
            line.set_data(x1, x2)
        places = move(X)
        for k, shown in enumerate(self.classes):
            shown.set_data(*places[:, y == k])
        self.cut.set_data([], [])
        if t == 1:
            w = W[2][0]
            foot = -w[0] * w[1:] / (w[1:] @ w[1:] + 1e-12)
            along = np.array([-w[2], w[1]]) / (np.hypot(*w[1:]) + 1e-12)
            ends = foot[:, None] + 100 * along[:, None] * np.array([-1, 1])
            self.cut.set_data(*scaled(ends))
        scores = nn.forward(W, [None, h, nn.sigmoid], X)[0][2][0]
        self.right = float(np.mean((scores > 0) == y))
        self.facts.set_text(
            f"{t:.0%} of the way\n"
            + (f"this cut is right for {self.right:.0%}" if t == 1 else "go to 100% for the cut")
        )

    def describe(self):
        t = self.way.value
        where = "as they are" if t == 0 else "where it sends them" if t == 1 else f"{t:.0%} of the way there"
        cut = f" The output neuron's cut there is right for {self.right:.0%}." if t == 1 else ""
        return (
            f"A square grid and {self.data.value} in two classes, with a hidden layer of two "
            f"{self.activation.value} neurons, weights {self.weights.value}: shown {where}.{cut}"
        )


class ApproximationExplorer(Explorer):
    """A curve, and q hidden neurons whose sum follows it."""

    CURVES = {
        "wave": lambda x: np.sin(6 * x) + 0.6 * np.cos(17 * x),
        "bell": lambda x: 2 * np.exp(-40 * (x - 0.5) ** 2) - 1,
        "corner": lambda x: 4 * np.abs(x - 0.4) - 1,
        "jump": lambda x: np.where(x < 0.5, -1.0, 1.0),
    }
    ACTIVATIONS = ("sigmoid", "tanh", "relu")
    MOST, OVER = 60, 0.1  # neurons; how far centres reach beyond the ends, which need neurons on both sides

    def __init__(self):
        self.q = slider("neurons q", "number of hidden neurons", 4, 1, self.MOST, 1, kind=widgets.IntSlider)
        self.steep = slider("steepness a", "a hidden neuron computes h(a q (x − its centre))", 2, 0.5, 20, 0.5)
        self.curve = choice("curve", "the function to approximate", tuple(self.CURVES))
        self.h = choice("activation", "of the hidden neurons", self.ACTIVATIONS)
        super().__init__([row([self.q, self.steep], [self.curve, self.h])], size=(9, 4))

    def build(self, figure):
        ax = figure.add_axes([0.07, 0.14, 0.58, 0.82], xlim=(0, 1), ylim=(-2.2, 2.2), xlabel="$x$")
        self.x = np.linspace(0, 1, 300)
        (self.parts,) = ax.plot([], [], color=GREY, linewidth=0.7, alpha=0.6)
        (self.truth,) = ax.plot([], [], color=INK, linewidth=1.5, label="curve")
        (self.sum,) = ax.plot([], [], "--", color=COLOURS[1], linewidth=2.5, label="network")
        ax.legend(loc="lower left", frameon=False, fontsize=12, ncols=2)
        side = figure.add_axes([0.67, 0.02, 0.33, 0.96], xlim=(0, 1), ylim=(0, 1))
        side.axis("off")
        self.facts = side.text(0.03, 0.93, "", va="top", fontsize=13, linespacing=1.7)
        side.text(0.03, 0.12, "grey: one neuron each,\ntimes its output weight", color=GREY, fontsize=12)
        return [self.parts, self.truth, self.sum, self.facts]

    def fitted(self):
        """Each neuron times its output weight, shape (q, 300), and the bias."""
        q = self.q.value
        centres = -self.OVER + (1 + 2 * self.OVER) * (np.arange(q) + 0.5) / q
        hidden = nn.ACTIVATIONS[self.h.value][0](self.steep.value * q * (self.x - centres[:, None]))
        V1 = nn.add_ones(hidden)
        weights = np.linalg.lstsq(V1.T, self.CURVES[self.curve.value](self.x), rcond=1e-8)[0]
        return weights[1:, None] * hidden, weights[0]

    def update(self):
        parts, bias = self.fitted()
        truth = self.CURVES[self.curve.value](self.x)
        network = parts.sum(axis=0) + bias
        self.parts.set_data(*joined(np.stack(np.broadcast_arrays(self.x, parts))))
        self.truth.set_data(self.x, truth)
        self.sum.set_data(self.x, network)
        off = np.abs(network - truth)
        self.largest, self.mean = off.max(), off.mean()
        self.where = self.x[off.argmax()]
        q = self.q.value
        self.facts.set_text(
            f"q = {q} hidden neuron{'s' * (q > 1)}\n{3 * q + 1} weights\n\nlargest error {self.largest:.3f},\n"
            f"    at x = {self.where:.2f}\nmean error {self.mean:.4f}"
        )

    def describe(self):
        q = self.q.value
        return (
            f"A curve ({self.curve.value}) over x from 0 to 1, and the sum of {q} {self.h.value} "
            f"neuron{'s' * (q > 1)} of steepness a = {self.steep.value:g} that follows it. Largest error "
            f"{self.largest:.3f}, at x = {self.where:.2f}; mean error {self.mean:.4f}."
        )
