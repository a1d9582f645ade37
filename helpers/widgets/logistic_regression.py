"""The explorers of notebook 03: a curve fitted to beetles by hand, and gradient descent on a map."""

from math import erf, sqrt

import ipywidgets as widgets
import numpy as np
from matplotlib.patheffects import withStroke

from helpers import nn
from helpers.arrays import check_numbers
from helpers.plotting import COLOURS, INK, LIGHT
from helpers.widgets.explorer import Explorer, choice, facts, slider, whole

LOGISTIC, PROBIT = "logistic", "probit"


def _probability(s, link):
    """The two links: the logistic function, and the standard Gaussian's distribution function."""
    if link == PROBIT:
        return 0.5 * (1 + np.vectorize(erf)(s / sqrt(2)))
    return nn.sigmoid(s)


class BeetleExplorer(Explorer):
    """Doses, a curve to be laid through them by hand, and what each dose says of it.

    ``dose``, ``exposed`` and ``killed``, of shape (N,): how many insects got the dose, and how many of them died.
    """

    def __init__(self, dose, exposed, killed):
        self.dose = check_numbers("dose", dose, ("N",))
        groups = (len(self.dose),)
        self.exposed = check_numbers("exposed", exposed, groups, "one number for each dose")
        self.killed = check_numbers("killed", killed, groups, "one number for each dose")
        self.share = self.killed / self.exposed
        self.at_best = self.shares(self.share, 1 - self.share)  # of a curve through all circles
        self.middle = slider(
            "half die at", "dose at which half of them die", 1.74, 1.68, 1.9, 0.002, readout_format=".3f"
        )
        self.steepness = slider("steepness ω₁", "weight of the dose, omega 1", 10, 0, 60, 0.5)
        self.link = choice("link h", "the function h: logistic, or Gaussian", (LOGISTIC, PROBIT))
        self.best = -np.inf
        super().__init__([self.middle, self.steepness, self.link], size=(10, 4.2))

    def build(self, figure):
        ax = figure.add_axes([0.08, 0.16, 0.45, 0.8], xlim=(1.67, 1.905), ylim=(0, 1.03))
        ax.set(xlabel="dose ($\\log_{10}$ mg/l)", ylabel="share killed")
        ax.bar(self.dose, self.share, width=0.011, color=LIGHT)
        ax.plot(self.dose, self.share, "o", color=COLOURS[0], markersize=8, label="killed")
        self.grid = np.linspace(1.67, 1.905, 160)
        (self.curve,) = ax.plot([], [], color=INK, linewidth=2.5)
        (self.points,) = ax.plot([], [], "^", color=COLOURS[1], markersize=9, label="predicted")
        ax.legend(loc="upper left", frameon=False, fontsize=12)
        side = figure.add_axes([0.65, 0.16, 0.34, 0.54], xlim=(-100, 0), ylim=(-0.6, len(self.dose) - 0.4))
        side.set(xlabel="its share of the log-likelihood", ylabel="dose")
        side.set_yticks(range(len(self.dose)), [f"{dose:.2f}" for dose in self.dose], fontsize=11)
        self.bars = side.barh(range(len(self.dose)), np.zeros(len(self.dose)), color=COLOURS[5], height=0.75)
        (best,) = side.plot(self.at_best, range(len(self.dose)), "|", color=INK, markersize=17)
        best.set_markeredgewidth(3)
        self.worst = side.text(0, 0, "", fontsize=12, va="center", ha="right", fontweight="bold")
        words = facts(figure, 0.56, 0.72, height=0.27)
        words.legend([best], ["at best"], loc="lower right", fontsize=11, borderpad=0, handletextpad=0)
        self.score = words.text(0.03, 0.75, "", fontsize=15, fontweight="bold")
        self.facts = words.text(0.03, 0.63, "", va="top", fontsize=12, linespacing=1.5)
        return [self.curve, self.points, *self.bars, best, self.worst, self.score, self.facts]

    def shares(self, p, q):
        """What each dose adds to the log-likelihood, if its insects die with p and live with q."""
        tiny = np.finfo(float).tiny
        return self.killed * np.log(p + tiny) + (self.exposed - self.killed) * np.log(q + tiny)

    def update(self):
        w0, w1 = 0 - self.steepness.value * self.middle.value, self.steepness.value
        # Of dying, and of living: this is not 1 − p, which may be rounded to 0.
        p, q = (_probability(sign * (w0 + w1 * self.dose), self.link.value) for sign in (1, -1))
        parts = self.shares(p, q)
        self.log_likelihood = parts.sum()
        self.best = max(self.best, self.log_likelihood)
        self.curve.set_data(self.grid, _probability(w0 + w1 * self.grid, self.link.value))
        self.points.set_data(self.dose, p)
        worst = int((self.at_best - parts).argmax())  # the dose that loses most
        for k, (bar, share) in enumerate(zip(self.bars, parts)):
            bar.set(width=share, facecolor=COLOURS[1] if k == worst else COLOURS[5])
        share = parts[worst]
        self.worst.set_text(f"{'◂ ' if share < -100 else ''}−{abs(share):.1f}")  # the bar may go on
        self.worst.set_position((max(share, -78) - 2, worst))
        self.score.set_text(f"log-likelihood: −{abs(self.log_likelihood):.2f}")
        self.facts.set_text(
            f"the sum of the bars; best so far −{abs(self.best):.2f}\n$\\omega_0 = {w0:.2f}$   $\\omega_1 = {w1:.2f}$"
        )
        off, lost = self.share[worst] - p[worst], self.at_best[worst] - parts[worst]
        return (
            f"The share of beetles killed at {len(self.dose)} doses, and a {self.link.value} curve over them, "
            f"with ω₀ = {w0:.2f} and ω₁ = {w1:.2f}. Log-likelihood {self.log_likelihood:.2f}, best so far "
            f"{self.best:.2f}. Beside it a bar for what each dose adds to it: "
            f"{', '.join(f'{share:.1f}' for share in parts)}. Dose {self.dose[worst]:.4f} objects most: "
            f"it loses {lost:.1f}, as the curve is {abs(off):.2f} too {'low' if off > 0 else 'high'} there."
        )


class DescentExplorer(Explorer):
    """Gradient descent of a logistic regression with one feature: on the map of its cost, and over the data.

    ``x``, of shape (N,), is the feature, ``y``, of the same shape, holds labels 0 or 1.
    """

    RAW, SCALED = "as measured", "standardised"
    STEPS = 200

    def __init__(self, x, y):
        x = check_numbers("x", x, ("N",))
        y = check_numbers("y", y, x.shape, "a label for each sample")
        # Samples with the same feature are taken together: so a step costs little.
        self.raw, group = np.unique(x, return_inverse=True)
        self.count = np.bincount(group)
        self.share = np.bincount(group, y) / self.count  # of label 1
        self.mean, self.deviation = x.mean(), x.std()
        self.eta = slider("η", "learning rate eta", 1.0, -1, 2, 0.05, widgets.FloatLogSlider, readout_format=".3g")
        self.steps = whole("steps", "number of steps", 20, 0, self.STEPS)
        self.units = choice("dose", "units of the feature", (self.SCALED, self.RAW), then=self.place)
        super().__init__([self.eta, self.steps, self.units], size=(10, 4.4))

    def build(self, figure):
        self.ax = figure.add_axes([0.08, 0.14, 0.42, 0.84])
        outlined = [withStroke(linewidth=4, foreground=INK)]
        (self.path,) = self.ax.plot([], [], ".-", color="white", linewidth=1.5, markersize=6, path_effects=outlined)
        (self.end,) = self.ax.plot([], [], "o", color="white", fillstyle="none", markersize=16, path_effects=outlined)
        self.end.set_markeredgewidth(2)
        (self.star,) = self.ax.plot([], [], "*", markersize=15, color=COLOURS[4], markeredgecolor=INK)
        self.over = figure.add_axes([0.6, 0.55, 0.37, 0.43], ylim=(-0.08, 1.08), yticks=[0, 0.5, 1])
        self.over.set(ylabel="probability")
        size = 20 + 150 * self.count / self.count.max()
        self.dots = self.over.scatter(self.raw, self.share, s=size, color=COLOURS[0], alpha=0.7)
        (self.curve,) = self.over.plot([], [], color=INK)
        self.facts = facts(figure, 0.56, 0.02, height=0.42).text(0.03, 0.8, "", va="top", fontsize=12, linespacing=1.5)
        self.event = facts(figure, 0.56, 0.02, height=0.42).text(0.03, 0.85, "", fontsize=13, fontweight="bold")
        self.place()
        return [self.path, self.end, self.star, self.curve, self.facts, self.event]

    def place(self, change=None):
        """Draw the map for the chosen units; it stays until they change."""
        scaled = self.units.value == self.SCALED
        x = (self.raw - self.mean) / self.deviation if scaled else self.raw
        self.X1 = np.stack([np.ones_like(x), x])
        self.lowest = np.zeros(2)
        for _ in range(30):  # Newton's method, which needs no learning rate
            self.lowest = self.lowest - np.linalg.solve(self._hessian(self.lowest), self._gradient(self.lowest))
        self.least = self._cost(self.lowest)
        # Near the minimum the cost is a bowl whose curvatures are the eigenvalues of this matrix.
        self.curvatures = np.linalg.eigvalsh(self._hessian(self.lowest))
        self.threshold = 2 / self.curvatures[-1]  # above this learning rate it throws the path out again
        low, high = np.array([[-80.0, -20.0], [30.0, 55.0]])
        if scaled:
            low, high = self.lowest - [4.5, 5.5], self.lowest + [4.5, 5.5]
        a, b = (np.linspace(*ends, 60 if scaled else 140) for ends in zip(low, high))
        costs = self._cost(np.meshgrid(a, b))
        for old in list(self.ax.collections):
            old.remove()
        levels = self.least + np.geomspace(0.005, 20, 12)
        self.ax.contourf(a, b, costs, levels=levels, norm="log", extend="both", cmap="cividis")
        lines = self.ax.contour(a, b, costs, levels=levels, colors="white", linewidths=0.6, alpha=0.6)
        for label in self.ax.clabel(lines, levels[1::2] if scaled else levels[-3:], fontsize=10, colors="white"):
            label.set(path_effects=[withStroke(linewidth=2.5, foreground=INK)], alpha=1)
        self.star.set_data(*self.lowest[:, None])
        self.ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel="$\\omega_0$", ylabel="$\\omega_1$")
        self.dots.set_offsets(np.c_[x, self.share])
        room = 0.1 * (x.max() - x.min() or 1)
        self.over.set(xlim=(x.min() - room, x.max() + room), xlabel=f"dose, {self.units.value}")
        self.background = None

    def _p(self, w):
        return nn.sigmoid(w @ self.X1)

    def _cost(self, w):
        """At one pair of weights, or at each of two arrays of weights."""
        s = np.expand_dims(w[0], -1) + np.expand_dims(w[1], -1) * self.X1[1]
        return (np.logaddexp(0, s) - self.share * s) @ self.count / self.count.sum()

    def _gradient(self, w):
        return self.X1 @ (self.count * (self._p(w) - self.share)) / self.count.sum()

    def _hessian(self, w):
        p = self._p(w)
        return (self.X1 * (self.count * p * (1 - p))) @ self.X1.T / self.count.sum()

    def outcome(self, costs):
        if costs[-1] - self.least < 1e-6:
            return "Arrived."
        if len(costs) > 3 and costs[-1] > costs[-2]:
            return "Thrown out: the last step went uphill."
        if self.eta.value > self.threshold:
            return "η is above the threshold."
        return "On its way down." if len(costs) > 1 else "At the start."

    def update(self):
        w = [np.zeros(2)]
        for _ in range(self.steps.value):
            w.append(w[-1] - self.eta.value * self._gradient(w[-1]))
        w = self.walked = np.array(w)  # shape (steps + 1, 2)
        (w0, w1), costs = w[-1], self._cost(w.T)
        self.path.set_data(*w.T)
        self.end.set_data([w0], [w1])
        x = np.linspace(*self.over.get_xlim(), 80)
        self.curve.set_data(x, nn.sigmoid(w0 + w1 * x))
        self.facts.set_text(
            f"cost {costs[-1]:.4f}, lowest {self.least:.4f}\nweights ${w0:.2f}$, ${w1:.2f}$\n"
            f"threshold 2/λ = {self.threshold:.3g}\n"
            f"curvatures {self.curvatures[0]:.2g}, {self.curvatures[1]:.2g}"
        )
        outcome = self.outcome(costs)
        self.event.set_text(outcome)
        off = np.abs(self._p(w[-1]) - self.share)
        return (
            f"A map of the cost over ω₀ and ω₁, dose {self.units.value}, and the path of gradient "
            f"descent from 0: {self.steps.value} steps with η = {self.eta.value:.3g}. It is at "
            f"({w0:.2f}, {w1:.2f}), the minimum, a star, at ({self.lowest[0]:.2f}, {self.lowest[1]:.2f}). "
            f"Cost {costs[-1]:.4f}, lowest {self.least:.4f}; "
            f"threshold for η {self.threshold:.3g}. Beside it the curve of these weights over the data, "
            f"at most {off.max():.2f} off. {outcome}"
        )
