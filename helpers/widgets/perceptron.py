"""The explorer of notebook 02: the perceptron at work, one sample at a time, forwards and back."""

import ipywidgets as widgets
import numpy as np

from helpers.arrays import check_samples
from helpers.plotting import COLOURS, GREY, INK, MARKERS
from helpers.widgets.explorer import Explorer, button, choice, slider

UNITS = ("as measured", "centred", "standardised")


class PerceptronExplorer(Explorer):
    """The perceptron's training on two features: step, go to the next mistake, look back.

    Parameters
    ----------
    X : array of shape (2, N)
        Features, one column per individual.
    y : array of shape (N,)
        Labels, 0 or 1.
    names : (str, str)
        Of the two classes.
    features : (str, str)
        Of the two features.
    max_epochs : int
        Where to stop if it does not stop by itself.
    """

    def __init__(self, X, y, names, features, max_epochs=30):
        self.X, self.y = check_samples(X, y, n=2)
        self.names, self.features, self.max_epochs = names, features, max_epochs
        words = "units of the two features: as measured, centred, or standardised"
        self.units = choice("units", words, UNITS, value=UNITS[1])
        self.train()
        self.visit = slider(
            "samples seen", "how many samples the perceptron has looked at", 0, 0, self.last, 1,
            widgets.IntSlider,
        )  # fmt: skip
        self.units.observe(self.start_again, "value")
        buttons = widgets.HBox(
            [
                button("start", "back to the start", lambda: self.go(0)),
                button("step", "look at one more sample", lambda: self.go(self.visit.value + 1)),
                button("next mistake", "go on to the next mistake", self.next_mistake),
                button("end", "go on to the end", lambda: self.go(self.last)),
            ]
        )
        super().__init__([self.units, self.visit, buttons], size=(9, 4.2))

    def train(self):
        """Run the algorithm in the chosen units; keep each mistake and the weights after it."""
        Z = self.X.astype(float)
        if self.units.value != UNITS[0]:
            Z = Z - Z.mean(axis=1, keepdims=True)
        if self.units.value == UNITS[2]:
            Z = Z / Z.std(axis=1, keepdims=True)
        self.Z, N = Z, Z.shape[1]
        Z1 = np.vstack([np.ones(N), Z])
        w, self.mistakes, self.history = np.zeros(3), [], [np.zeros(3)]
        self.ended = False
        for t in range(self.max_epochs * N):
            i = t % N
            change = self.y[i] - (w @ Z1[:, i] >= 0)
            if change:
                w = w + change * Z1[:, i]
                self.mistakes.append(t + 1)
                self.history.append(w)
            elif t + 1 - (self.mistakes[-1] if self.mistakes else 0) == N:
                self.ended = True
                break
        self.last = t + 1

    def start_again(self, change=None):
        """Train anew after the units have changed, and go back to the start."""
        self.train()
        self.visit.value = 0
        self.visit.max = self.last
        self.place()
        self.background = None
        self.refresh()

    def go(self, t):
        """Go to the state after t samples."""
        self.visit.value = min(t, self.last)

    def next_mistake(self):
        """Go to the state after the next mistake, or to the end if there is none."""
        self.go(next((t for t in self.mistakes if t > self.visit.value), self.last))

    def build(self, figure):
        self.ax = figure.add_axes([0.08, 0.14, 0.58, 0.84])
        self.dots = [
            self.ax.plot([], [], MARKERS[k], color=COLOURS[k], markersize=6, alpha=0.8, label=name,
                         markeredgewidth=0)[0]
            for k, name in enumerate(self.names)
        ]  # fmt: skip
        (self.line,) = self.ax.plot([], [], color=INK)
        (self.ring,) = self.ax.plot([], [], "o", color=INK, fillstyle="none", markersize=17)
        self.ring.set_markeredgewidth(2.5)
        self.ax.set(xlabel=self.features[0], ylabel=self.features[1])
        side = figure.add_axes([0.69, 0.02, 0.31, 0.96], xlim=(0, 1), ylim=(0, 1))
        side.axis("off")
        side.legend(handles=self.dots, loc="upper left", fontsize=13, markerscale=1.5)
        self.facts = side.text(0.03, 0.66, "", va="top", fontsize=13, linespacing=1.5)
        self.event = side.text(0.03, 0.06, "", va="bottom", fontsize=13, color=GREY, linespacing=1.4)
        self.place()
        return [self.line, self.ring, self.facts, self.event]

    def place(self):
        """Put the points where they are in the chosen units."""
        for k, dots in enumerate(self.dots):
            dots.set_data(*self.Z[:, self.y == k])
        low, high = self.Z.min(axis=1), self.Z.max(axis=1)
        room = 0.08 * (high - low)
        self.ax.set(xlim=(low[0] - room[0], high[0] + room[0]))
        self.ax.set(ylim=(low[1] - room[1], high[1] + room[1]))

    def state(self):
        """Weights now, number of mistakes so far, index of the present sample, was it one."""
        t = self.visit.value
        made = int(np.searchsorted(self.mistakes, t, side="right"))
        sample = (t - 1) % len(self.y) if t else None
        return self.history[made], made, sample, t in self.mistakes

    def wrong_now(self):
        """How many of all samples these weights predict wrongly."""
        w = self.state()[0]
        return int((((w[0] + w[1:] @ self.Z) >= 0) != self.y).sum())

    def update(self):
        w, made, sample, missed = self.state()
        self.line.set_data(*_line_across(w, self.ax.get_xlim(), self.ax.get_ylim()))
        self.ring.set_data(*(([], []) if sample is None else self.Z[:, [sample]]))
        self.ring.set_color(COLOURS[1] if missed else INK)
        epoch = (self.visit.value - 1) // len(self.y) + 1
        self.facts.set_text(
            ("no sample seen yet\n" if sample is None else f"epoch {epoch}, sample {sample + 1}\n")
            + f"corrections so far: {made}\nwrong at present: {self.wrong_now()} of {len(self.y)}\n"
            f"$\\omega_0$ = {w[0]:.4g}\n$\\omega_1$ = {w[1]:.4g}\n$\\omega_2$ = {w[2]:.4g}"
        )
        self.event.set_text(self.happened())

    def happened(self):
        """What has just happened, in a few words."""
        _, _, sample, missed = self.state()
        if sample is None:
            return "All weights are 0:\nit fires for everything."
        if self.visit.value == self.last:
            if self.ended:
                return "A whole round without\na mistake: it has ended."
            return f"Not ended after\n{self.max_epochs} epochs: cut off."
        if missed:
            sign = "added" if self.y[sample] else "subtracted"
            return f"A mistake: x̃ was {sign}.\nThe line jumps."
        return "Right: nothing changes."

    def describe(self):
        w, made, sample, _ = self.state()
        seen = "No sample seen yet" if sample is None else f"{self.visit.value} samples seen"
        return (
            f"Scatter of {len(self.y)} individuals, {self.features[0]} and {self.features[1]}, "
            f"{self.units.value}, with the perceptron's line. {seen}, {made} corrections made, "
            f"{self.wrong_now()} of {len(self.y)} wrong at present. "
            f"Weights {w[0]:.3g}, {w[1]:.3g}, {w[2]:.3g}. {' '.join(self.happened().split())}"
        )


def _line_across(w, xlim, ylim):
    """Two points of the line where the score is 0, at the edges of the picture."""
    if abs(w[1]) + abs(w[2]) == 0:
        return [], []
    steep = abs(w[1]) * (xlim[1] - xlim[0]) > abs(w[2]) * (ylim[1] - ylim[0])
    if steep:
        y = np.array(ylim)
        return -(w[0] + w[2] * y) / w[1], y
    x = np.array(xlim)
    return x, -(w[0] + w[1] * x) / w[2]
