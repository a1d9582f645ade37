"""The explorer of notebook 05: the paths by which one weight reaches the loss."""

import itertools

import numpy as np
from matplotlib.collections import LineCollection

from helpers import nn
from helpers.plotting import COLOURS, GREY, INK, LIGHT
from helpers.widgets.explorer import Explorer, row, slider, whole
from helpers.widgets.picture import Picture, in_axes
from helpers.words import short

SIZES = (2, 3, 2, 2)
L = len(SIZES) - 1
TARGET = np.array([[1.0], [-1.0]])
# A path has a letter, a colour and dashes, which are those of its line in the table, too.
LOOKS = (("A", 0, None), ("B", 2, (5, 2)), ("C", 3, (5, 2, 1, 2)), ("D", 5, (1.2, 1.6)))


def _place(l, k):
    """Where neuron k of layer l stands; k = 0 is the constant 1, and layer L + 1 the loss."""
    return (1.5 * l, (SIZES[l] + 1) / 2 - k) if l <= L else (6, 0)


def _paths(l, i):
    """All ways from neuron i of layer l to the loss, as lists of neurons; side by side those with the same end."""
    ways = ([i, *rest] for rest in itertools.product(*(range(1, n + 1) for n in SIZES[l + 1 :])))
    return sorted(ways, key=lambda way: way[::-1])


class PathExplorer(Explorer):
    """A network 2-3-2-2 and one sample; all paths from a weight to the loss, with their factors."""

    h = [None, np.tanh, np.tanh, np.tanh]

    def __init__(self):
        rng, shapes = np.random.default_rng(4), [(m, n + 1) for n, m in zip(SIZES, SIZES[1:])]
        # One digit after the point, and none of them 0.
        self.W = [None] + [rng.integers(2, 16, s) / 10 * rng.choice([-1, 1], s) for s in shapes]
        self.layer = whole("layer l", "the layer whose weight is looked at", 1, 1, L, self.fit_ranges)
        self.neuron = whole("neuron i", "the neuron that the weight leads to", 1, 1, SIZES[1])
        self.input = whole("input j", "where the weight comes from; 0 is the bias", 1, 0, 2)
        self.x1 = slider("x1", "first input of the sample", 0.5, -5, 5, 0.1)
        self.x2 = slider("x2", "second input of the sample", -1, -5, 5, 0.1)
        view = Picture(cursor="pointer")
        view.observe(self.press, "pointer")
        super().__init__([row([self.layer, self.neuron, self.input], [self.x1, self.x2])], (4.6, 3.3), view)

    def fit_ranges(self, change):
        """Only neurons and inputs that this layer has can be chosen."""
        self.neuron.max, self.input.max = SIZES[change.new], SIZES[change.new - 1]

    def press(self, change):
        at = in_axes(self.ax, change.new["at"])
        along = np.clip(np.sum((at - self.starts) * self.ways, 1) / np.sum(self.ways**2, 1), 0.2, 0.8)
        off = np.hypot(*(self.starts + along[:, None] * self.ways - at).T)
        if off.min() < 0.2:
            with self.at_once():
                self.layer.value, self.neuron.value, self.input.value = self.edges[off.argmin()]

    def build(self, figure):
        ax = self.ax = figure.add_axes([0, 0, 1, 1], xlim=(-0.4, 6.4), ylim=(-1.6, 2.75))
        ax.axis("off")
        self.edges = [(l, i + 1, j) for l in range(1, L + 1) for i, j in np.ndindex(self.W[l].shape)]
        lines = np.array([(_place(l - 1, j), _place(l, i)) for l, i, j in self.edges])
        self.starts, self.ways = lines[:, 0], lines[:, 1] - lines[:, 0]
        to_loss = [(_place(L, k), _place(L + 1, 0)) for k in range(1, SIZES[L] + 1)]
        ax.add_collection(LineCollection([*lines, *to_loss], colors="#bbbbbb", linewidths=1.2))
        (self.weight,) = ax.plot([], [], color=COLOURS[1], linewidth=6, solid_capstyle="butt")
        self.lines = [
            ax.plot([], [], color=COLOURS[colour], linewidth=2.4, dashes=dashes or (None, None))[0]
            for _, colour, dashes in LOOKS
        ]
        nodes = [(l, k) for l in range(L + 1) for k in range(l == L, SIZES[l] + 1)]
        places = np.array([_place(*node) for node in nodes])
        faces = [LIGHT if k == 0 else "white" for _, k in nodes]
        circles = ax.scatter(*places.T, s=900, c=faces, edgecolors=INK)
        square = ax.scatter([6], [0], s=900, c="white", marker="s", edgecolors=INK)
        middle = dict(ha="center", va="center", fontsize=9)
        self.values = {node: ax.text(*place, "" if node[1] else "1", **middle) for node, place in zip(nodes, places)}
        self.values[L + 1, 0] = ax.text(6, 0, "", **middle)  # the loss
        box = dict(facecolor="white", edgecolor="none", pad=1)
        self.letters = [ax.text(0, 0, look[0], bbox=box, fontweight="bold", **middle) for look in LOOKS]
        for l, name in enumerate(["$x$", "$v^{(1)}$", "$v^{(2)}$", "$v^{(3)}$", "loss"]):
            ax.text(1.5 * l, 2.45, name, ha="center", fontsize=13, color=GREY)
        return [self.weight, *self.lines, circles, square, *self.values.values(), *self.letters]

    def loss(self, W):
        return nn.squares(nn.forward(W, self.h, self.x)[1][-1], TARGET)

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
        l, i, j = self.chosen = [control.value for control in (self.layer, self.neuron, self.input)]
        self.x = np.array([[self.x1.value], [self.x2.value]])
        self.S, self.V = nn.forward(self.W, self.h, self.x)
        self.ways_up = _paths(l, i)
        self.parts = [self.factors(l, path) for path in self.ways_up]
        self.products = [float(np.prod(part)) for part in self.parts]
        self.error = sum(self.products)
        self.start = float(nn.add_ones(self.V[l - 1])[j, 0])
        self.slope = self.error * self.start
        self.weight.set_data(*zip(_place(l - 1, j), _place(l, i)))
        for k, (line, letter) in enumerate(zip(self.lines, self.letters)):
            shown = k < len(self.parts)
            line.set_visible(shown)
            letter.set_visible(shown)
            if shown:
                aside = 0.09 * (k - (len(self.parts) - 1) / 2)  # paths that share an edge run side by side
                stops = [_place(l + n, neuron) for n, neuron in enumerate([*self.ways_up[k], 0])]
                x, y = np.array(stops).T - [[0], [aside]]
                line.set_data(x, y)
                n = max(L - 1 - l, 0)  # on the edge that no other path has
                letter.set_position((0.68 * x[n] + 0.32 * x[n + 1], 0.68 * y[n] + 0.32 * y[n + 1]))
        for (layer, k), text in self.values.items():
            if k:
                text.set_text(f"{self.V[layer][k - 1, 0]:z.2f}".replace("-", "−"))
        self.values[L + 1, 0].set_text(f"{self.loss(self.W):.2f}")
        start = "the constant 1" if j == 0 else f"value {short(self.start)} at its beginning"
        count = len(self.parts)
        known = zip(LOOKS, self.ways_up, self.products)
        each = (f"{letter} by {_way(way)}: {short(product)}" for (letter, *_), way, product in known)
        products, total = ("products", "Their sum") if count > 1 else ("the product", "This")
        return (
            f"A network 2-3-2-2 with tanh neurons; the weight of layer {l} that leads to neuron {i}, "
            f"{short(self.W[l][i - 1, j])}, {start}, is highlighted. It reaches the loss by {count} "
            f"path{'s' * (count > 1)} with {products} {', '.join(each)}. {total}, E = {short(self.error)}, "
            f"times the value at its beginning is the slope, {short(self.slope)}."
        )

    def shown(self, png):
        """The picture and, where there is room, the table beside it."""
        width, picture = self.canvas.get_width_height()[0], super().shown(png)
        return (
            '<div style="display: flex; flex-wrap: wrap; align-items: center">'
            f'<div style="flex: 1 1 {0.8 * width:.0f}px; max-width: {width}px">{picture}</div>{self.table()}</div>'
        )

    def table(self):
        """The factors of all paths as a table; nested brackets over them say which make up each E."""
        l, i, j = self.chosen
        depth = L - l + 1
        shade = [f"background: rgba(128, 128, 128, {0.34 - 0.11 * n:.2f})" for n in range(depth)]
        brackets = "".join(
            f'<tr><td></td><th colspan="{2 * n}" style="border: solid; border-width: 2px 2px 0; text-align: center">'
            f"E<sup>({L + 1 - n})</sup></th></tr>"
            for n in range(depth, 0, -1)
        )
        names = ["∂δ/∂v", "h′"] + ["ω", "h′"] * (depth - 1)
        heads = "".join(f'<th style="{shade[n // 2]}">{name}</th>' for n, name in enumerate(names))
        rows = [f'<tr><th style="text-align: left">path</th>{heads}<th>product</th></tr>']
        ends = [way[-1] for way in self.ways_up]
        for k, (way, part, product) in enumerate(zip(self.ways_up, self.parts, self.products)):
            # E of the last layer is written once for the paths that share it.
            again, alike = ends[k] in ends[:k], ends.count(ends[k])
            cells = [
                f'<td style="{shade[n // 2]}" rowspan="{alike if n < 2 else 1}">{short(factor)}</td>'
                for n, factor in enumerate(part)
                if n > 1 or not again
            ]
            rows.append(f"<tr><td>{_line(k)} {_way(way)}</td>{''.join(cells)}<td>= {short(product)}</td></tr>")
        E = f"E<sub>{i}</sub><sup>({l})</sup>"
        return (
            '<div style="flex: none; margin-left: 0.8em"><table cellpadding="3" style="font-size: 13px">'
            f"{brackets}{''.join(rows)}</table><div>Sum of the paths: {E} = {short(self.error)}<br>Slope by ω<sub>{i}{j}</sub>: {E} times "
            f"{short(self.start)} = <strong>{short(self.slope)}</strong></div></div>"
        )


def _way(neurons):
    return " → ".join(map(str, neurons))


def _line(k):
    """A piece of the line of path number k, and its letter."""
    letter, colour, dashes = LOOKS[k]
    pattern = " ".join(f"{3 * dash:g}" for dash in dashes or ())
    return (
        '<svg width="26" height="8" aria-hidden="true"><path d="M0 4H26" stroke-width="3" '
        f'stroke="{COLOURS[colour]}" stroke-dasharray="{pattern}"/></svg> <strong>{letter}</strong>'
    )
