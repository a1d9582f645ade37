"""The explorer of notebook 01: three weights, a line, and the truth tables that they make."""

from itertools import product

import numpy as np
from matplotlib.patches import Polygon, Rectangle

from helpers.plotting import COLOURS, FIRING, GREY, INK, LIGHT, firing_side
from helpers.widgets.explorer import Explorer, facts, slider

INPUTS = np.array(list(product((0, 1), repeat=2)))
TABLES = list(product((0, 1), repeat=len(INPUTS)))
# What a neuron with two inputs can be, by its answers to 00, 01, 10, 11, in the order of the tables. How many are
# out of reach, and which, is for the student to find.
_NAMES = ("never 1", "AND", "x₁ AND NOT x₂", "x₁", "x₂ AND NOT x₁", "x₂", "", "OR",
          "NOR", "", "NOT x₂", "x₁ OR NOT x₂", "NOT x₁", "x₂ OR NOT x₁", "NAND", "always 1")  # fmt: skip
GATES = {table: name for table, name in zip(TABLES, _NAMES) if name}
LIMITS = (-0.6, 1.6)


class GateExplorer(Explorer):
    """One neuron with two inputs: move its weights, watch the line, light all the truth tables it can have."""

    def __init__(self):
        self.sliders = [
            slider("bias ω₀", "bias, omega 0", 0.5, -3, 3, 0.5),
            slider("weight ω₁", "weight of the first input, omega 1", -1, -3, 3, 0.5),
            slider("weight ω₂", "weight of the second input, omega 2", 0.5, -3, 3, 0.5),
        ]
        self.found = set()
        super().__init__(self.sliders, size=(10, 4.1))

    def build(self, figure):
        ax = figure.add_axes([0.05, 0.14, 0.34, 0.84], xlim=LIMITS, ylim=LIMITS, xticks=[0, 1], yticks=[0, 1])
        ax.set(xlabel="$x_1$", ylabel="$x_2$")
        self.side = ax.add_patch(Polygon([(0, 0)], **FIRING))
        (self.line,) = ax.plot([], [], color=INK, linewidth=2.5)
        (self.quiet,) = ax.plot([], [], "o", color=COLOURS[0], markersize=15)
        (self.firing,) = ax.plot([], [], "^", color=COLOURS[1], markersize=16)
        self.signs = [ax.text(0, 0, sign, fontsize=22, ha="center", va="center", color=GREY) for sign in "+−"]
        self.scores = [ax.text(x, y - 0.27, "", ha="center", fontsize=13) for x, y in INPUTS]
        for text in self.scores:
            text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.8})
        words = facts(figure, 0.42, width=0.2)
        for x, title in zip((0.1, 0.3, 0.65), ("$x_1$", "$x_2$", "$h(s)$")):
            words.text(x, 0.9, title, ha="center", color=GREY)
        # A column is one text, so that all have their lines at one height, and few are drawn anew.
        columns = ["\n".join(map(str, column)) for column in INPUTS.T] + [""]
        *_, self.answers = (
            words.text(x, 0.82, column, ha="center", ma="left", va="top", linespacing=1.9)
            for x, column in zip((0.1, 0.3, 0.65), columns)
        )
        self.name = words.text(0, 0.2, "", fontsize=17, fontweight="bold")
        self.count = words.text(0, 0.08, "", fontsize=13, color=GREY)
        self.build_tiles(facts(figure, 0.63))
        return [self.side, self.line, self.quiet, self.firing, self.frame, *self.signs, *self.scores,
                self.answers, self.name, self.count]  # fmt: skip

    def build_tiles(self, ax):
        """All sixteen tables, each drawn as the plane is; what is found gets its light and its name."""
        self.tiles, self.names = [], []
        for i, table in enumerate(TABLES):
            left, bottom = i % 4 / 4 + 0.015, 0.76 - i // 4 / 4
            tile = Rectangle((left, bottom), 0.22, 0.22, facecolor=LIGHT, edgecolor="white")
            self.tiles.append(ax.add_patch(tile))
            for (x1, x2), h in zip(INPUTS, table):
                mark, colour = ("^", COLOURS[1]) if h else ("o", COLOURS[0])
                ax.plot(left + 0.07 + 0.08 * x1, bottom + 0.09 + 0.08 * x2, mark, color=colour, markersize=6)
            self.names.append(ax.text(left + 0.11, bottom + 0.02, "", ha="center", fontsize=7.5))
        self.frame = ax.add_patch(Rectangle((0, 0), 0.22, 0.22, fill=False, edgecolor=INK, linewidth=3))

    def update(self):
        w = self.weights = np.array([control.value for control in self.sliders])
        scores = w[0] + INPUTS @ w[1:]
        fires = scores >= 0
        table = self.outputs = tuple(map(int, fires))
        i = TABLES.index(table)
        if table not in self.found:
            self.found.add(table)
            self.tiles[i].set_facecolor(FIRING["color"])
            self.names[i].set_text(GATES[table])
            self.background = None
        self.frame.set_xy(self.tiles[i].get_xy())
        corners, ends = firing_side(w, LIMITS, LIMITS)
        self.side.set_xy(corners or [(0, 0)])
        self.line.set_data(*ends)
        self.place_signs(w[1:], ends)
        self.quiet.set_data(*INPUTS[~fires].T)
        self.firing.set_data(*INPUTS[fires].T)
        for text, s in zip(self.scores, scores):
            zero = "0, on the line" if ends.size else "0"  # with all weights 0 there is no line
            text.set_text(f"{s:+.1f}".replace("-", "−") if s else zero)
        self.answers.set_text("\n".join("1  fires" if h else "0  quiet" for h in table))
        self.name.set_text(GATES[table])
        self.count.set_text(f"found so far:\n{len(self.found)} of {len(TABLES)}")
        answers = ", ".join(f"{a}{b} has score {s:g} and gives {h}" for (a, b), s, h in zip(INPUTS, scores, table))
        return (
            f"A neuron with ω₀ = {w[0]:g}, ω₁ = {w[1]:g}, ω₂ = {w[2]:g}. Input {answers}. "
            f"This is: {GATES[table]}. Found so far, of {len(TABLES)} truth tables, {len(self.found)}: "
            f"{', '.join(GATES[known] for known in TABLES if known in self.found)}."
        )

    def place_signs(self, direction, ends):
        """A plus and a minus on the two sides of the line, near its upper end."""
        for text, sign in zip(self.signs, (1, -1)):
            text.set_visible(ends.size > 0)
            if ends.size:
                low, high = sorted(ends.T, key=lambda end: end[1])
                near = 0.12 * low + 0.88 * high
                text.set_position(near + sign * 0.13 * direction / np.hypot(*direction))
