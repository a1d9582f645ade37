"""The explorer of notebook 06: optimisers that race in a ravine."""

import numpy as np
from ipywidgets import FloatLogSlider
from matplotlib.collections import LineCollection

from helpers import nn
from helpers.plotting import COLOURS, GREY, INK, MARKERS
from helpers.widgets.explorer import Explorer, facts, row, slider, whole
from helpers.words import short


class RaceExplorer(Explorer):
    """Gradient descent, momentum and Adam from one start: on the map of a ravine, and their costs."""

    NAMES, STEPS, START, LOW = ("descent", "momentum", "Adam"), 100, (-9.0, 2.0), 0.1

    def __init__(self):
        self.steepness = slider("steepness", "how many times steeper it is across than along", 25, 1, 100, 1)
        self.steps = whole("steps", "number of steps", 40, 0, self.STEPS)
        self.noise = slider("noise", "standard deviation added to each gradient, as mini-batches do", 0, 0, 5, 0.25)
        shown = {"kind": FloatLogSlider, "readout_format": ".3g"}
        self.etas = [
            slider(f"η, {name}", f"learning rate of {name}", 10**power, -3, 1, 0.02, **shown)
            for name, power in zip(self.NAMES, (-1.12, -0.7, -0.3))
        ]
        self.beta = slider("β, momentum", "how much of its running mean momentum keeps", 0.5, 0, 0.99, 0.01)
        self.beta1 = slider("β₁, Adam", "how much of the gradient's running mean Adam keeps", 0.9, 0, 0.99, 0.01)
        words = "how much of the square's running mean Adam keeps"
        self.beta2 = slider("β₂, Adam", words, 0.999, 0.9, 0.999, 0.001, readout_format=".3f")
        columns = [self.steepness, self.steps, self.noise], self.etas, [self.beta, self.beta1, self.beta2]
        super().__init__([row(*columns, width="21em", name="7.5em")], size=(10, 3.7))

    def build(self, figure):
        ax = figure.add_axes([0.065, 0.17, 0.42, 0.8], xlim=(-10.5, 4.5), ylim=(-3.6, 3.6), xticks=[-10, -5, 0])
        ax.set(xlabel="$\\omega_1$", ylabel="$\\omega_2$")
        self.ravine = ax.add_collection(LineCollection([], colors=GREY, linewidths=0.7, zorder=1))
        curve = figure.add_axes([0.575, 0.17, 0.225, 0.8], xlim=(0, self.STEPS), ylim=(1e-8, 1e4), yscale="log")
        curve.set(xlabel="step", ylabel="cost", yticks=[1e-8, 1e-4, 1, 1e4])
        curve.minorticks_off()
        curve.axhline(self.LOW, color=INK, linewidth=0.8, linestyle=":")
        curve.text(self.STEPS, self.LOW, f"{self.LOW}", ha="right", va="bottom", fontsize=10)
        looks = [*zip(("-", "--", "-."), MARKERS, COLOURS)]
        self.paths, self.curves = (
            [where.plot([], [], s, marker=m, color=c, markersize=size, linewidth=1.5)[0] for s, m, c in looks]
            for where, size in ((ax, 4), (curve, 3))
        )
        (star,) = ax.plot(0, 0, "*", markersize=19, color=COLOURS[4], mec=INK, zorder=5)
        side = facts(figure, 0.815, 0, height=1)
        side.legend(self.paths, self.NAMES, loc="upper left", frameon=False, fontsize=12, borderaxespad=0.4)
        self.facts = side.text(0.08, 0.7, "", va="top", fontsize=11, linespacing=1.5)
        return [self.ravine, *self.paths, *self.curves, star, self.facts]

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
                    W, m = nn.momentum(W, G, m, eta, self.beta.value)
                else:
                    W, m, v = nn.adam(W, G, m, v, t, eta, self.beta1.value, self.beta2.value)
                if not np.abs(W[1]).max() < 1e6:
                    break
                points.append(W[1][0])
        return np.array(points).T

    def update(self):
        levels, turn = np.geomspace(self.LOW, 400, 12), np.linspace(0, 2 * np.pi, 80)
        circles = np.sqrt(2 * levels)[:, None, None] * np.stack([np.cos(turn), np.sin(turn)], 1)
        self.ravine.set_segments(circles / [1, np.sqrt(self.steepness.value)])  # the cost's level lines are ellipses
        self.results = []
        for path, curve, name, eta in zip(self.paths, self.curves, self.NAMES, self.etas):
            points = self.walk(name, eta.value)
            costs = self.cost(points)
            path.set_data(*np.clip(points, -50, 50))
            curve.set_data(np.arange(len(costs)), np.clip(costs, 1e-9, 1e5))
            since = np.flatnonzero(costs >= self.LOW).max(initial=-1) + 1
            result = short(costs[-1]), f"{since}" if since < len(costs) else "not yet"
            self.results.append(("diverged", "never") if len(costs) <= self.steps.value else result)
        ends = "\n".join(f"{name}: {end}" for name, (end, _) in zip(self.NAMES, self.results))
        since = "\n".join(f"{name}: {step}" for name, (_, step) in zip(self.NAMES, self.results))
        self.facts.set_text(f"cost at the end\n{ends}\n\nbelow {self.LOW} from step\n{since}")
        steepness, eta = self.steepness.value, [f"η = {eta.value:.3g}" for eta in self.etas]
        settings = (
            eta[0],
            f"{eta[1]} and β = {self.beta.value:g}",
            f"{eta[2]}, β₁ = {self.beta1.value:g} and β₂ = {self.beta2.value:g}",
        )
        ends = "; ".join(
            f"{name} with {setting} "
            + ("diverged" if end == "diverged" else f"is at cost {end}, below {self.LOW} {_since(step)}")
            for name, setting, (end, step) in zip(self.NAMES, settings, self.results)
        )
        # What descent can take is a question of the notebook; it is answered for other ravines.
        limit = f" Gradient descent can take η up to {2 / steepness:.3g}." if steepness != 25 else ""
        return (
            f"Left: contours of a ravine, {steepness:g} times steeper across than along, and three paths from "
            f"(−9, 2) towards the minimum at (0, 0), noise {self.noise.value:g}. Right: the logarithm of the cost "
            f"against the step. After {self.steps.value} steps: {ends}.{limit}"
        )


def _since(step):
    return step if step == "not yet" else f"from step {step} on"
