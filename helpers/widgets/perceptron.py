"""The explorer of notebook 02: the perceptron at work, one sample at a time, forwards and back."""

import numpy as np
from matplotlib.patches import Polygon

from helpers.arrays import check_samples
from helpers.nn import add_ones
from helpers.plotting import COLOURS, FIRING, GREY, INK, firing_side
from helpers.widgets.explorer import DPI, Explorer, button, choice, clouds, facts, row, whole

UNITS = ("as measured", "centred", "standardised")


class PerceptronExplorer(Explorer):
    """The perceptron's training on two features: step, go to the next mistake, look back.

    ``X``, of shape (2, N), has one column per individual, ``y``, of shape (N,), labels 0 or 1; ``names`` are those of
    the two classes, ``features`` those of the two rows. It is cut off after ``max_epochs``.
    """

    def __init__(self, X, y, names, features, max_epochs=30):
        self.X, self.y = check_samples(X, y, n=2)
        self.names, self.features, self.max_epochs = names, features, max_epochs
        words = "units of both features: as measured, centred, or standardised"
        self.units = choice("units", words, UNITS, UNITS[1], self.start_again)
        self.train()
        self.visit = whole("samples seen", "how many samples the perceptron has looked at", 0, 0, self.last)
        buttons = row(
            button("start", "back to the start", lambda: self.go(0)),
            button("step", "look at one more sample", lambda: self.go(self.visit.value + 1)),
            button("next mistake", "go on to the next mistake", self.next_mistake),
            button("end", "go on to the end", lambda: self.go(self.last)),
        )
        super().__init__([self.units, self.visit, buttons], size=(9, 4.2))

    def train(self):
        """Run the algorithm in the chosen units; keep each mistake and the weights after it."""
        Z = self.X.astype(float)
        if self.units.value != UNITS[0]:
            Z = Z - Z.mean(axis=1, keepdims=True)
        if self.units.value == UNITS[2]:
            Z = Z / Z.std(axis=1, keepdims=True)
        self.Z, Z1, N = Z, add_ones(Z), Z.shape[1]
        self.mistakes, self.history, self.last, self.ended = [], [np.zeros(3)], 0, False
        while not self.ended and self.last < self.max_epochs * N:
            i, w = self.last % N, self.history[-1]
            self.last += 1
            change = self.y[i] - (w @ Z1[:, i] >= 0)
            if change:
                self.mistakes.append(self.last)
                self.history.append(w + change * Z1[:, i])
            self.ended = self.last - (self.mistakes or [0])[-1] == N

    def start_again(self, change):
        self.train()
        self.visit.value, self.visit.max = 0, self.last
        self.place()
        self.refresh()

    def go(self, t):
        self.visit.value = min(t, self.last)

    def next_mistake(self):
        """Go to the state after the next mistake, or to the end if there is none."""
        self.go(next((t for t in self.mistakes if t > self.visit.value), self.last))

    def build(self, figure):
        self.ax = figure.add_axes([0.08, 0.14, 0.58, 0.84])
        (origin,) = self.ax.plot(0, 0, "+", color=INK, markersize=16, markeredgewidth=2, label="origin")
        self.dots = clouds(self.ax, self.names, markersize=6, alpha=0.8, markeredgewidth=0)
        self.side = self.ax.add_patch(Polygon([(0, 0)], label="fires", **FIRING))
        (self.ghost,) = self.ax.plot([], [], "--", color=GREY, linewidth=2, label="line before")
        (self.line,) = self.ax.plot([], [], color=INK, label="line now")
        # In the picture's units: there it stands across the line, whatever the axes.
        look = {"arrowstyle": "-|>", "lw": 2.5, "color": INK}
        self.arrow = self.ax.annotate("", (0, 0), (0, 0), arrowprops=look, annotation_clip=False)
        (self.ring,) = self.ax.plot([], [], "o", color=INK, fillstyle="none", markersize=17)
        self.ring.set_markeredgewidth(2.5)
        side = facts(figure, 0.69)
        shown = [*self.dots, self.side, self.ghost, self.line, origin]
        side.legend(handles=shown, loc="upper left", fontsize=11, markerscale=1.1, ncols=2, columnspacing=1)
        self.facts = side.text(0.03, 0.68, "", va="top", fontsize=13, linespacing=1.45)
        self.event = side.text(0.03, 0.02, "", va="bottom", fontsize=13, color=GREY, linespacing=1.4)
        self.place()
        # The points are above the shade, so they are drawn anew, too.
        return [self.side, *self.dots, self.ghost, self.line, self.arrow, self.ring, self.facts, self.event]

    def place(self):
        """Put the points where they are in the chosen units; the origin is always in the picture."""
        for k, dots in enumerate(self.dots):
            dots.set_data(*self.Z[:, self.y == k])
        low, high = np.minimum(self.Z.min(axis=1), 0), np.maximum(self.Z.max(axis=1), 0)
        room = 0.08 * (high - low)
        xlim, ylim = np.transpose([low - room, high + room])
        x, y = (n.split(" (")[0] + ", standardised" if self.units.value == UNITS[2] else n for n in self.features)
        self.ax.set(xlim=xlim, ylim=ylim, xlabel=x, ylabel=y)
        self.background = None

    def state(self):
        """Weights now, number of mistakes so far, index of the present sample, was it one."""
        t = self.visit.value
        made = int(np.searchsorted(self.mistakes, t, side="right"))
        sample = (t - 1) % len(self.y) if t else None
        return self.history[made], made, sample, t in self.mistakes

    def update(self):
        w, made, sample, missed = self.state()
        wrong = int((((w[0] + w[1:] @ self.Z) >= 0) != self.y).sum())
        before = self.history[max(made - 1, 0)]
        self.ghost.set_data(*self.across(before)[1])
        corners, (x, y) = self.across(w)
        self.side.set_xy(corners or [(np.nan, np.nan)])
        self.line.set_data(x, y)
        self.point(w, x, y)
        self.ring.set_data(*(([], []) if sample is None else self.Z[:, [sample]]))
        self.ring.set_color(COLOURS[1] if missed else INK)
        epoch = (self.visit.value - 1) // len(self.y) + 1
        weights = "\n".join(f"$\\omega_{j}$ = {x:.4g}".replace("-", "−") for j, x in enumerate(w))
        self.facts.set_text(
            ("no sample seen yet\n" if sample is None else f"epoch {epoch}, sample {sample + 1}\n")
            + f"corrections so far: {made}\nwrong at present: {wrong} of {len(self.y)}\n{weights}"
        )
        happened = self.happened(sample, missed)
        self.event.set_text(happened)
        seen = "No sample seen yet" if sample is None else f"Samples seen: {self.visit.value}"
        return (
            f"Scatter of {len(self.y)} individuals, {self.features[0]} and {self.features[1]}, "
            f"{self.units.value}, with the perceptron's line and the side where it fires. {seen}. Corrections so far: "
            f"{made}; wrong at present: {wrong} of {len(self.y)}. "
            f"Weights {w[0]:.3g}, {w[1]:.3g}, {w[2]:.3g}. {self.where(w, corners, x, y)}. {' '.join(happened.split())}"
        )

    def across(self, w):
        """The corners of the side that fires, and xs and ys of the line, within the picture."""
        return firing_side(w, self.ax.get_xlim(), self.ax.get_ylim())

    def point(self, w, x, y):
        """The arrow (ω₁, ω₂), half an inch long, from the middle of the line into the side that fires."""
        self.arrow.set_visible(x.size > 0)
        if x.size:
            inch = (self.ax.transData.transform((1, 1)) - self.ax.transData.transform((0, 0))) / DPI  # of one unit
            slope = w[1:] / inch  # of the score, by the inch
            tail = np.array([x.mean(), y.mean()])
            self.arrow.set_position(tail)
            self.arrow.xy = tail + 0.5 * slope / np.hypot(*slope) / inch

    def where(self, w, corners, x, y):
        if x.size:
            return f"The line goes from ({x[0]:.3g}, {y[0]:.3g}) to ({x[1]:.3g}, {y[1]:.3g})"
        where = "The line is outside the picture" if w[1:].any() else "There is no line"
        return f"{where}: it fires {'everywhere' if corners else 'nowhere'} in the picture"

    def happened(self, sample, missed):
        if sample is None:
            return "All weights are 0:\nit fires for everything."
        if self.visit.value == self.last:
            if self.ended:
                return "A whole round without\na mistake: it has ended."
            return f"Not ended after\n{self.max_epochs} epochs: cut off."
        if missed:
            sign = "added" if self.y[sample] else "subtracted"
            return f"A mistake: x̃ was {sign}.\n{'The line jumps.' if self.line.get_xdata().size else 'No line in the picture.'}"
        return "Right: nothing changes."
