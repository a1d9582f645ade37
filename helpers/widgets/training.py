"""The explorer of notebook 06: optimisers that race in a ravine."""

import ipywidgets as widgets
import numpy as np

from helpers import nn
from helpers.plotting import COLOURS, INK, LIGHT, MARKERS
from helpers.widgets.explorer import Explorer, row, slider


class RaceExplorer(Explorer):
    """Gradient descent, momentum and Adam from one start, on the map of a ravine."""

    NAMES, STEPS, START = ("descent", "momentum", "Adam"), 200, (-9.0, 2.0)
    BETA = 0.8  # of momentum, as in the notebook's figure of a ravine; Adam has its usual two

    def __init__(self):
        self.steepness = slider("steepness", "how many times steeper it is across than along", 25, 1, 100, 1)
        self.steps = slider("steps", "number of steps", 40, 0, self.STEPS, 1, widgets.IntSlider)
        self.etas = [
            slider(f"η, {name}", f"learning rate of {name}", eta, -3, 1, 0.05, widgets.FloatLogSlider)
            for name, eta in zip(self.NAMES, (10**-1.15, 10**-0.5, 10**-0.3))
        ]
        for eta in self.etas:
            eta.readout_format = ".3g"
        self.noise = slider("noise", "standard deviation added to each gradient, as mini-batches do", 0, 0, 5, 0.25)
        self.changed = False  # what gradient descent can take is said only once it is another
        self.steepness.observe(lambda _: self.steeper(), "value")
        sliders = row([self.steepness, self.steps, self.noise], self.etas)
        super().__init__([sliders], size=(10, 3.6))

    def build(self, figure):
        self.ax = figure.add_axes([0.075, 0.17, 0.575, 0.8], xlim=(-10.5, 4.5), ylim=(-3.6, 3.6))
        self.ax.set(xlabel="$\\omega_1$", ylabel="$\\omega_2$")
        self.ax.plot(0, 0, "*", markersize=16, color=COLOURS[5], mec=INK)
        self.paths = [
            self.ax.plot([], [], style, marker=marker, color=colour, markersize=4, linewidth=1.5)[0]
            for style, marker, colour in zip(("-", "--", "-."), MARKERS, COLOURS)
        ]
        side = figure.add_axes([0.66, 0, 0.34, 1], xlim=(0, 1), ylim=(0, 1))
        side.axis("off")
        labels = ("descent", f"momentum, β = {self.BETA}", "Adam")
        side.legend(self.paths, labels, loc="upper left", frameon=False, fontsize=12)
        self.facts = side.text(0.05, 0.6, "", va="top", fontsize=12, linespacing=1.6)
        self.place()
        return [*self.paths, self.facts]

    def steeper(self):
        self.changed = True
        self.place()

    def place(self):
        """Draw the contours of the ravine; they stay until its steepness changes."""
        for old in list(self.ax.collections):
            old.remove()
        a, b = np.linspace(-10.5, 4.5, 80), np.linspace(-3.6, 3.6, 60)
        cost = self.cost(np.array(np.meshgrid(a, b)))
        self.ax.contour(a, b, cost, levels=np.geomspace(0.1, 400, 12), colors=LIGHT, linewidths=1)
        self.background = None

    def cost(self, w):
        return 0.5 * (w[0] ** 2 + self.steepness.value * w[1] ** 2)

    def walk(self, name, eta):
        """All points from the start on, shape (2, steps + 1)."""
        rng = np.random.default_rng(0)
        scale = np.array([[1.0, self.steepness.value]])
        W = [None, np.array([self.START])]
        m, v = nn.zeros_like(W), nn.zeros_like(W)
        points = [W[1][0]]
        with np.errstate(all="ignore"):  # a path that runs away is drawn as far as it can be
            for t in range(1, self.steps.value + 1):
                G = [None, scale * W[1] + self.noise.value * rng.standard_normal((1, 2))]
                if name == "descent":
                    W = nn.sgd(W, G, eta)
                elif name == "momentum":
                    W, m = nn.momentum(W, G, m, eta, self.BETA)
                else:
                    W, m, v = nn.adam(W, G, m, v, t, eta)
                if not np.abs(W[1]).max() < 1e6:
                    break
                points.append(W[1][0])
        return np.array(points).T

    def update(self):
        self.costs, self.lost = [], []
        for path, name, eta in zip(self.paths, self.NAMES, self.etas):
            points = self.walk(name, eta.value)
            path.set_data(*np.clip(points, -50, 50))
            self.costs.append(float(self.cost(points[:, -1])))
            self.lost.append(points.shape[1] <= self.steps.value)
        self.facts.set_text(
            f"cost after {self.steps.value} steps\n"
            + "\n".join(
                f"{name}: {'diverged' if lost else f'{cost:.3g}'}"
                for name, cost, lost in zip(self.NAMES, self.costs, self.lost)
            )
            + (f"\n\ngradient descent can take\nη up to {2 / max(self.steepness.value, 1):.3g}" if self.changed else "")
        )

    def describe(self):
        ends = ", ".join(
            f"{name} with η = {eta.value:.3g} {'diverged' if lost else f'at cost {cost:.3g}'}"
            for name, eta, cost, lost in zip(self.NAMES, self.etas, self.costs, self.lost)
        )
        return (
            f"Contours of a ravine, {self.steepness.value:g} times steeper across than along, and three paths "
            f"from (−9, 2) towards the minimum at (0, 0), noise {self.noise.value:g}; momentum has β = "
            f"{self.BETA}. After {self.steps.value} steps: {ends}."
        )
