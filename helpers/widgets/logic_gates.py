"""The explorer of notebook 01: three weights, a line, a truth table, and the gate that they make."""

from itertools import product

import numpy as np
from matplotlib.patches import Polygon

from helpers.plotting import COLOURS, GREY, INK
from helpers.widgets.explorer import Explorer, slider

INPUTS = np.array(list(product((0, 1), repeat=2)))
# What a neuron with two inputs can be, by its answers to 00, 01, 10, 11; the two it cannot be are
# left out.
GATES = {
    (0, 0, 0, 0): "never 1",
    (0, 0, 0, 1): "AND",
    (0, 0, 1, 0): "x₁ AND NOT x₂",
    (0, 0, 1, 1): "x₁",
    (0, 1, 0, 0): "x₂ AND NOT x₁",
    (0, 1, 0, 1): "x₂",
    (0, 1, 1, 1): "OR",
    (1, 0, 0, 0): "NOR",
    (1, 0, 1, 0): "NOT x₂",
    (1, 0, 1, 1): "x₁ OR NOT x₂",
    (1, 1, 0, 0): "NOT x₁",
    (1, 1, 0, 1): "x₂ OR NOT x₁",
    (1, 1, 1, 0): "NAND",
    (1, 1, 1, 1): "always 1",
}
TABLES = 2 ** len(INPUTS)  # how many are out of reach is for the student to find
LOW, HIGH = -0.6, 1.6
CORNERS = [(LOW, LOW), (HIGH, LOW), (HIGH, HIGH), (LOW, HIGH)]


class GateExplorer(Explorer):
    """One neuron with two inputs: move its weights, watch the line, collect the gates it can be."""

    def __init__(self):
        self.sliders = [
            slider("bias ω₀", "bias, omega 0", 0.5, -3, 3, 0.5),
            slider("weight ω₁", "weight of the first input, omega 1", -1, -3, 3, 0.5),
            slider("weight ω₂", "weight of the second input, omega 2", 0.5, -3, 3, 0.5),
        ]
        self.found = set()
        super().__init__(self.sliders, size=(9, 3.9))

    def build(self, figure):
        ax = figure.add_axes([0.07, 0.15, 0.38, 0.83])
        ax.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), xticks=[0, 1], yticks=[0, 1])
        ax.set(xlabel="$x_1$", ylabel="$x_2$")
        self.side = ax.add_patch(Polygon(CORNERS, color="#F0E442", alpha=0.4, linewidth=0))
        (self.line,) = ax.plot([], [], color=INK, linewidth=2.5)
        (self.quiet,) = ax.plot([], [], "o", color=COLOURS[0], markersize=15)
        (self.firing,) = ax.plot([], [], "^", color=COLOURS[1], markersize=16)
        table = figure.add_axes([0.5, 0.02, 0.5, 0.96], xlim=(0, 1), ylim=(0, 1))
        table.axis("off")
        for x, title in zip((0.08, 0.22, 0.44, 0.72), ("$x_1$", "$x_2$", "score $s$", "$h(s)$")):
            table.text(x, 0.9, title, ha="center", color=GREY)
        self.rows = []
        for i, (x1, x2) in enumerate(INPUTS):
            y = 0.76 - 0.13 * i
            table.text(0.08, y, str(x1), ha="center")
            table.text(0.22, y, str(x2), ha="center")
            self.rows.append((table.text(0.44, y, "", ha="center"), table.text(0.72, y, "", ha="center")))
        self.name = table.text(0.02, 0.18, "", fontsize=19, fontweight="bold")
        self.count = table.text(0.02, 0.06, "", fontsize=13, color=GREY)
        texts = [text for row in self.rows for text in row]
        return [self.side, self.line, self.quiet, self.firing, *texts, self.name, self.count]

    def update(self):
        w = self.weights()
        scores = w[0] + INPUTS @ w[1:]
        outputs = self.outputs()
        self.found.add(outputs)
        self.side.set_xy(_positive_side(w) or [(LOW, LOW)])
        self.line.set_data(*_line(w))
        self.quiet.set_data(*INPUTS[np.array(outputs) == 0].T)
        self.firing.set_data(*INPUTS[np.array(outputs) == 1].T)
        for (score, output), s, h in zip(self.rows, scores, outputs):
            score.set_text(f"{s:+.1f}")
            output.set_text(f"{h}  {'▲ fires' if h else '● quiet'}")
        self.name.set_text(GATES[outputs])
        self.count.set_text(f"found so far: {len(self.found)} of {TABLES}")

    def describe(self):
        w, outputs = self.weights(), self.outputs()
        answers = ", ".join(f"{a}{b} gives {h}" for (a, b), h in zip(INPUTS, outputs))
        return (
            f"A neuron with ω₀ = {w[0]:g}, ω₁ = {w[1]:g}, ω₂ = {w[2]:g}. Input {answers}. "
            f"This is: {GATES[outputs]}. Found so far: {len(self.found)} of {TABLES}."
        )

    def weights(self):
        """Bias and two weights, as the sliders stand."""
        return np.array([control.value for control in self.sliders])

    def outputs(self):
        """The neuron's answers to 00, 01, 10, 11."""
        w = self.weights()
        return tuple(int(s >= 0) for s in w[0] + INPUTS @ w[1:])


def _positive_side(w):
    """The corners of the part of the square where the score is 0 or more, in order round it."""
    score = [w[0] + w[1] * x + w[2] * y for x, y in CORNERS]
    corners = []
    for i in range(4):
        j = (i + 1) % 4
        if score[i] >= 0:
            corners.append(CORNERS[i])
        if (score[i] >= 0) != (score[j] >= 0):
            corners.append(_between(CORNERS[i], CORNERS[j], score[i], score[j]))
    return corners


def _line(w):
    """Where the score changes sign on the square's rim: xs and ys of the line's two ends."""
    score = [w[0] + w[1] * x + w[2] * y for x, y in CORNERS]
    ends = [
        _between(CORNERS[i], CORNERS[(i + 1) % 4], score[i], score[(i + 1) % 4])
        for i in range(4)
        if (score[i] >= 0) != (score[(i + 1) % 4] >= 0)
    ]
    return zip(*ends) if ends else ([], [])


def _between(a, b, score_a, score_b):
    """The point between two corners where the score is 0."""
    t = score_a / (score_a - score_b)
    return a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])
