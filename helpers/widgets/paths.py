"""The explorer of notebook 05: the paths by which one weight reaches the loss."""

import ipywidgets as widgets
import numpy as np

from helpers import nn
from helpers.plotting import COLOURS, GREY, INK, LIGHT
from helpers.widgets.explorer import Explorer, row, slider

SIZES = (2, 3, 2, 2)
L = len(SIZES) - 1
TARGET = np.array([[1.0], [-1.0]])


def _weights():
    """Fixed weights with one digit after the point, none of them 0."""
    rng = np.random.default_rng(4)
    shapes = [(m, n + 1) for n, m in zip(SIZES, SIZES[1:])]
    return [None] + [rng.integers(2, 16, s) / 10 * rng.choice([-1, 1], s) for s in shapes]


def _short(number):
    """Two digits that count, however small the number; a real minus sign, and none at 0."""
    text = f"{number:.2g}" if number else "0"
    return text.replace("e-0", "e-").replace("-", "−")


class PathExplorer(Explorer):
    """A network 2-3-2-2 and one sample; all paths from a weight to the loss, with their factors."""

    h = [None, np.tanh, np.tanh, np.tanh]

    def __init__(self):
        self.W = _weights()
        self.layer = slider("layer l", "the layer whose weight is looked at", 1, 1, L, 1, widgets.IntSlider)
        self.neuron = slider("neuron i", "the neuron that the weight leads to", 1, 1, SIZES[1], 1, widgets.IntSlider)
        self.input = slider("input j", "where the weight comes from; 0 is the bias", 1, 0, 2, 1, widgets.IntSlider)
        self.x1 = slider("x1", "first input of the sample", 0.5, -5, 5, 0.1)
        self.x2 = slider("x2", "second input of the sample", -1, -5, 5, 0.1)
        self.layer.observe(self.fit_ranges, "value")
        sliders = row([self.layer, self.neuron, self.input], [self.x1, self.x2])
        super().__init__([sliders], size=(10, 4.1))
        self.view.layout.max_width = "1080px"  # on a slide the arrows stand to the right of it

    def fit_ranges(self, change):
        """Only neurons and inputs that this layer has can be chosen."""
        self.neuron.max = SIZES[self.layer.value]
        self.input.max = SIZES[self.layer.value - 1]

    def place(self, l, k):
        """Where neuron k of layer l stands; k = 0 is the constant 1."""
        return 1.5 * l, (SIZES[l] + 1) / 2 - k

    def build(self, figure):
        ax = figure.add_axes([0, 0, 0.55, 1], xlim=(-0.4, 6.4), ylim=(-1.5, 2.75))
        ax.axis("off")
        self.edges = {}
        for l in range(1, L + 1):
            for i in range(1, SIZES[l] + 1):
                for j in range(SIZES[l - 1] + 1):
                    ends = zip(self.place(l - 1, j), self.place(l, i))
                    (self.edges[l, i, j],) = ax.plot(*ends)
        for i in range(1, SIZES[L] + 1):
            ends = zip(self.place(L, i), (6, 0))
            (self.edges[L + 1, 1, i],) = ax.plot(*ends)
        # The circles move in so far as they are drawn after the edges, which do.
        nodes = [(l, k) for l in range(L + 1) for k in range(l == L, SIZES[l] + 1)]
        places = np.array([self.place(*node) for node in nodes])
        faces = [LIGHT if k == 0 else "white" for _, k in nodes]
        circles = ax.scatter(*places.T, s=1200, c=faces, edgecolors=INK, zorder=3)
        square = ax.scatter([6], [0], s=1400, c="white", marker="s", edgecolors=INK, zorder=3)
        fixed = dict(ha="center", va="center", fontsize=10, zorder=4)
        self.values = {
            node: ax.text(*place, "1" if node[1] == 0 else "", **fixed) for node, place in zip(nodes, places)
        }
        self.values["loss"] = ax.text(6, 0, "", **fixed)
        for l, name in enumerate(["$x$", "$v^{(1)}$", "$v^{(2)}$", "$v^{(3)}$", "loss"]):
            ax.text(1.5 * l, 2.45, name, ha="center", fontsize=13, color=GREY)
        side = figure.add_axes([0.55, 0, 0.45, 1], xlim=(0, 1), ylim=(0, 1))
        side.axis("off")
        self.facts = side.text(0.02, 0.97, "", va="top", fontsize=11, linespacing=1.5)
        return [*self.edges.values(), circles, square, *self.values.values(), self.facts]

    def loss(self, W):
        return nn.squares(nn.forward(W, self.h, self.x)[1][-1], TARGET)

    def paths(self, l, i):
        """All ways from neuron i of layer l to the loss, as lists of neurons."""
        if l == L:
            return [[i]]
        return [[i, *rest] for k in range(1, SIZES[l + 1] + 1) for rest in self.paths(l + 1, k)]

    def factors(self, l, path):
        """The factors along a path, in the order of the formula: from the loss back."""
        S, V = self.S, self.V
        found = [2 * (V[L][path[-1] - 1, 0] - TARGET[path[-1] - 1, 0])]
        for layer in range(L, l - 1, -1):
            k = path[layer - l]
            found.append(nn.d_tanh(S[layer][k - 1, 0]))
            if layer > l:
                found.append(self.W[layer][k - 1, path[layer - l - 1]])
        return found

    def update(self):
        l, i, j = self.layer.value, self.neuron.value, self.input.value
        self.x = np.array([[self.x1.value], [self.x2.value]])
        self.S, self.V = nn.forward(self.W, self.h, self.x)
        ways = self.paths(l, i)
        self.parts = [self.factors(l, path) for path in ways]
        products = [float(np.prod(part)) for part in self.parts]
        self.error = sum(products)
        self.start = float(nn.add_ones(self.V[l - 1])[j, 0])
        self.slope = self.error * self.start
        self.draw_network(l, i, j, ways)
        for (layer, k), text in (item for item in self.values.items() if item[0] != "loss"):
            if k:
                text.set_text(f"{self.V[layer][k - 1, 0]:z.2f}".replace("-", "−"))
        self.values["loss"].set_text(f"{self.loss(self.W):.2f}")
        names = ["∂δ/∂v"] + ["h'", "ω"] * (L - l) + ["h'"]
        lines = [
            f"ω{i}{j} of layer {l} is {_short(self.W[l][i - 1, j])}.",
            f"Factors: {' · '.join(names)}",
        ]
        for path, part, product in zip(ways, self.parts, products):
            lines.append(f"by neuron{'s' * (len(path) > 1)} {' → '.join(map(str, path))}:")
            lines.append(f"    {' · '.join(map(_short, part))} = {_short(product)}")
        lines += ["", f"Sum of the paths: E{i} = {_short(self.error)}"]
        lines += [f"Slope: E{i} times {_short(self.start)} = {_short(self.slope)}"]
        self.facts.set_text("\n".join(lines))

    def draw_network(self, l, i, j, ways):
        """Grey edges; those on a path blue and thick, and the weight itself orange."""
        on_path = {(l + k + 1, b, a) for way in ways for k, (a, b) in enumerate(zip(way, way[1:]))}
        on_path |= {(L + 1, 1, way[-1]) for way in ways}
        for edge, line in self.edges.items():
            if edge == (l, i, j):
                line.set(color=COLOURS[1], linewidth=5, zorder=2, linestyle="--")
            elif edge in on_path:
                line.set(color=COLOURS[0], linewidth=3, zorder=2, linestyle="-")
            else:
                line.set(color=LIGHT, linewidth=1.2, zorder=1, linestyle="-")

    def describe(self):
        l, i, j = self.layer.value, self.neuron.value, self.input.value
        start = "the constant 1" if j == 0 else f"value {_short(self.start)} at its beginning"
        count = len(self.parts)
        return (
            f"A network 2-3-2-2 with tanh neurons; the weight of layer {l} that leads to neuron {i}, "
            f"{start}, is highlighted. It reaches the loss by {count} path{'s' * (count > 1)} with products "
            f"{', '.join(_short(np.prod(part)) for part in self.parts)}. Their sum, E = {_short(self.error)}, "
            f"times the value at its beginning is the slope, {_short(self.slope)}."
        )
