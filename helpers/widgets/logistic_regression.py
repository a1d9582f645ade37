"""The explorers of notebook 03: a curve fitted to beetles by hand, and gradient descent on a map."""

from math import erf, sqrt

import ipywidgets as widgets
import numpy as np

from helpers.arrays import check_numbers, check_samples
from helpers.plotting import COLOURS, GREY, INK, LIGHT
from helpers.widgets.explorer import Explorer, choice, slider

LOGISTIC, PROBIT = "logistic", "probit"


def _probability(s, link):
    """The two links: the logistic function, and the standard Gaussian's distribution function."""
    if link == PROBIT:
        return np.array([0.5 * (1 + erf(x / sqrt(2))) for x in np.ravel(s)]).reshape(np.shape(s))
    return 0.5 * (1 + np.tanh(np.asarray(s) / 2))


class BeetleExplorer(Explorer):
    """Eight doses, a bar for each, and a curve to be laid through them by hand.

    Parameters
    ----------
    dose : array of shape (8,)
    exposed, killed : arrays of int, shape (8,)
        How many insects got the dose, and how many of them died.
    """

    def __init__(self, dose, exposed, killed):
        self.dose = check_numbers("dose", dose, ("N",))
        groups = (len(self.dose),)
        self.exposed = check_numbers("exposed", exposed, groups, "one number for each dose")
        self.killed = check_numbers("killed", killed, groups, "one number for each dose")
        self.middle = slider("half die at", "dose at which half of them die", 1.74, 1.68, 1.9, 0.002)
        self.middle.readout_format = ".3f"
        self.steepness = slider("steepness ω₁", "weight of the dose, omega 1", 10, 0, 60, 0.5)
        self.link = choice("link h", "the function h: logistic, or Gaussian", (LOGISTIC, PROBIT))
        self.best = -np.inf
        super().__init__([self.middle, self.steepness, self.link], size=(9, 3.8))

    def build(self, figure):
        ax = figure.add_axes([0.09, 0.17, 0.53, 0.79])
        ax.set(
            xlim=(1.67, 1.905),
            ylim=(0, 1.03),
            xlabel="dose ($\\log_{10}$ mg/l)",
            ylabel="share killed",
        )
        ax.bar(self.dose, self.killed / self.exposed, width=0.011, color=LIGHT)
        ax.plot(
            self.dose,
            self.killed / self.exposed,
            "o",
            color=COLOURS[0],
            markersize=8,
            label="killed",
        )
        self.grid = np.linspace(1.67, 1.905, 160)
        (self.curve,) = ax.plot([], [], color=INK, linewidth=2.5)
        (self.points,) = ax.plot([], [], "^", color=COLOURS[1], markersize=9, label="predicted")
        ax.legend(loc="upper left", frameon=False, fontsize=12)
        side = figure.add_axes([0.65, 0.02, 0.35, 0.96], xlim=(0, 1), ylim=(0, 1))
        side.axis("off")
        self.facts = side.text(0.03, 0.93, "", va="top", fontsize=13, linespacing=1.6)
        side.text(0.03, 0.6, "log-likelihood", fontsize=13)
        self.score = side.text(0.03, 0.5, "", fontsize=17, fontweight="bold")
        self.event = side.text(0.03, 0.4, "", va="top", fontsize=12, color=GREY, linespacing=1.5)
        return [self.curve, self.points, self.facts, self.score, self.event]

    def weights(self):
        """Bias and weight of the dose, from the sliders."""
        w1 = self.steepness.value
        return -w1 * self.middle.value, w1

    def log_likelihood(self):
        """Of all insects, given the curve; each is one Bernoulli trial."""
        w0, w1 = self.weights()
        s = w0 + w1 * self.dose
        p, q = (_probability(sign * s, self.link.value) for sign in (1, -1))
        tiny = np.finfo(float).tiny
        living = self.exposed - self.killed
        return float(self.killed @ np.log(p + tiny) + living @ np.log(q + tiny))

    def update(self):
        w0, w1 = self.weights()
        link = self.link.value
        self.best = max(self.best, self.log_likelihood())
        self.curve.set_data(self.grid, _probability(w0 + w1 * self.grid, link))
        self.points.set_data(self.dose, _probability(w0 + w1 * self.dose, link))
        self.facts.set_text(f"$\\omega_0$ = {w0:.2f}\n$\\omega_1$ = {w1:.2f}")
        self.score.set_text(f"{self.log_likelihood():.2f}")
        self.event.set_text(f"best so far: {self.best:.2f}\nHigher is better.")

    def describe(self):
        w0, w1 = self.weights()
        s = w0 + w1 * self.dose
        off = self.killed / self.exposed - _probability(s, self.link.value)
        worst = int(np.abs(off).argmax())
        return (
            f"Bars: the share of beetles killed at {len(self.dose)} doses; a {self.link.value} curve over them, "
            f"with ω₀ = {w0:.2f} and ω₁ = {w1:.2f}. Log-likelihood {self.log_likelihood():.2f}, best so far "
            f"{self.best:.2f}. Furthest off is dose {self.dose[worst]:.4f}: "
            f"{abs(off[worst]):.0%} too {'low' if off[worst] > 0 else 'high'}."
        )


class DescentExplorer(Explorer):
    """Gradient descent of a logistic regression with one feature, drawn on the map of its cost.

    Parameters
    ----------
    x : array of shape (N,)
        The feature.
    y : array of shape (N,)
        Labels, 0 or 1.
    """

    RAW, SCALED = "as measured", "standardised"
    STEPS = 200

    def __init__(self, x, y):
        X, y = check_samples(check_numbers("x", x, ("N",))[None, :], y)
        y = check_numbers("y", y, x.shape, "a label for each sample")
        if not x.size or not np.isfinite(x).all() or not np.isin(y, (0, 1)).all():
            raise ValueError(
                f"x and y, of {x.size} samples, hold nan, inf, or labels other than 0 and 1, or nothing; expected "
                "finite numbers and labels 0 or 1. Likely cause: missing values; leave those samples out."
            )
        # Samples with the same feature are taken together: so a step costs little.
        self.raw, group = np.unique(X[0], return_inverse=True)
        self.count = np.bincount(group.ravel())
        self.share = np.bincount(group.ravel(), y) / self.count  # of label 1
        self.mean, self.deviation = X[0].mean(), X[0].std()
        self.eta = slider("η", "learning rate eta", 1.0, -1, 2, 0.05, kind=widgets.FloatLogSlider)
        self.eta.readout_format = ".3g"
        self.steps = slider("steps", "number of steps", 20, 0, self.STEPS, 1, kind=widgets.IntSlider)
        self.units = choice("dose", "units of the feature", (self.SCALED, self.RAW))
        self.units.observe(lambda _: self.place(), "value")
        super().__init__([self.eta, self.steps, self.units], size=(9, 4))

    def build(self, figure):
        self.ax = figure.add_axes([0.09, 0.15, 0.53, 0.82])
        (self.path,) = self.ax.plot([], [], ".-", color=COLOURS[1], linewidth=1.5, markersize=5, zorder=3)
        (self.end,) = self.ax.plot([], [], "o", color="white", markeredgecolor=INK, markersize=11, zorder=4)
        side = figure.add_axes([0.65, 0.02, 0.35, 0.96], xlim=(0, 1), ylim=(0, 1))
        side.axis("off")
        self.facts = side.text(0.03, 0.95, "", va="top", fontsize=13, linespacing=1.6)
        self.event = side.text(0.03, 0.2, "", va="top", fontsize=13, fontweight="bold", linespacing=1.4)
        self.place()
        return [self.path, self.end, self.facts, self.event]

    def place(self):
        """Draw the map for the chosen units; it stays until they change."""
        x = self.raw
        if self.units.value == self.SCALED:
            x = (x - self.mean) / self.deviation
        self.X1 = np.stack([np.ones_like(x), x])
        self.lowest = self._minimum()
        p = self._p(self.lowest)
        # Near the minimum the cost is a bowl whose curvatures are the eigenvalues of this matrix.
        self.curvatures = np.linalg.eigvalsh(self._hessian(p))
        if self.units.value == self.SCALED:
            low, high = self.lowest - [4.5, 5.5], self.lowest + [4.5, 5.5]
        else:
            low, high = np.array([-80.0, -20.0]), np.array([30.0, 55.0])
        a, b = (np.linspace(*ends, 150) for ends in zip(low, high))
        s = a[:, None, None] + b[None, :, None] * self.X1[1]
        costs = ((np.logaddexp(0, s) - self.share * s) @ self.count / self.count.sum()).T
        for old in list(self.ax.collections):
            old.remove()
        levels = self._cost(self.lowest) + np.geomspace(0.003, 30, 14)
        self.ax.contour(a, b, costs, levels=levels, colors=[COLOURS[0]], linewidths=1, alpha=0.7)
        self.ax.scatter(*self.lowest, marker="*", s=190, color=COLOURS[2], edgecolor=INK, zorder=2)
        self.ax.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        self.ax.set(xlabel="$\\omega_0$", ylabel="$\\omega_1$")
        self.background = None

    def _p(self, w):
        return 0.5 * (1 + np.tanh(w @ self.X1 / 2))

    def _cost(self, w):
        s = w @ self.X1
        return float((np.logaddexp(0, s) - self.share * s) @ self.count / self.count.sum())

    def _gradient(self, w):
        return self.X1 @ (self.count * (self._p(w) - self.share)) / self.count.sum()

    def _hessian(self, p):
        return (self.X1 * (self.count * p * (1 - p))) @ self.X1.T / self.count.sum()

    def _minimum(self):
        """By Newton's method, which needs no learning rate."""
        w = np.zeros(2)
        for _ in range(30):
            w = w - np.linalg.solve(self._hessian(self._p(w)), self._gradient(w))
        return w

    def descent(self):
        """The weights at the start and after each step, shape (steps + 1, 2)."""
        w = [np.zeros(2)]
        for _ in range(self.steps.value):
            w.append(w[-1] - self.eta.value * self._gradient(w[-1]))
        return np.array(w)

    def threshold(self):
        """The learning rate above which the minimum throws the path out again."""
        return 2 / self.curvatures[-1]

    def outcome(self, w):
        """How it went, in a few words."""
        left = self._cost(w[-1]) - self._cost(self.lowest)
        if left < 1e-6:
            return "Arrived."
        if len(w) > 3 and self._cost(w[-1]) > self._cost(w[-2]):
            return "Thrown out:\nthe last step went uphill."
        if self.eta.value > self.threshold():
            return "η is above the threshold."
        return "On its way down." if len(w) > 1 else "At the start."

    def update(self):
        w = self.walked = self.descent()
        self.path.set_data(*w.T)
        self.end.set_data(*w[-1:].T)
        self.facts.set_text(
            f"cost {self._cost(w[-1]):.4f}\nlowest {self._cost(self.lowest):.4f}\n\n"
            f"$\\omega_0$ = {w[-1][0]:.2f}\n$\\omega_1$ = {w[-1][1]:.2f}\n\n"
            f"threshold $2/\\lambda_{{max}}$ = {self.threshold():.3g}\n"
            f"curvatures {self.curvatures[0]:.2g}, {self.curvatures[1]:.2g}"
        )
        self.event.set_text(self.outcome(w))

    def describe(self):
        w = self.walked
        return (
            f"Contours of the cost over ω₀ and ω₁, dose {self.units.value}, and the path of gradient "
            f"descent from 0: {self.steps.value} steps with η = {self.eta.value:.3g}. It is at "
            f"({w[-1][0]:.2f}, {w[-1][1]:.2f}), the minimum at ({self.lowest[0]:.2f}, "
            f"{self.lowest[1]:.2f}). Cost {self._cost(w[-1]):.4f}, lowest {self._cost(self.lowest):.4f}; "
            f"threshold for η {self.threshold():.3g}. {' '.join(self.outcome(w).split())}"
        )
