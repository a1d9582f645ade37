"""The explorers of notebook 10: a game of two networks, move by move; and the way from one made digit to another."""

import numpy as np
from matplotlib.collections import LineCollection

from helpers import nn
from helpers.datasets import make_blobs
from helpers.judge import nearest, opinion
from helpers.plotting import COLOURS, GREY, INK
from helpers.widgets.digit import Opinion, a, square
from helpers.widgets.explorer import Explorer, button, choice, row, slider, whole
from helpers.widgets.picture import PlayedExplorer

SIDE, FINE, SPREAD, NEAR, FEW = 3.0, 40, 0.1, 4, 0.01  # the plane goes to ±SIDE; a cloud's points lie within 4 spreads
MOVES = 60  # fakes that are drawn with an arrow
BATCH, LOOK = 128, 500  # samples in a step; fakes and real samples that are looked at
COSTS = "−log D", "log(1 − D)"


def _arc(angle):
    return np.stack([np.cos(angle), np.sin(angle)], 1)


_moon = 1.5 * _arc(np.pi * np.arange(6) / 5) - [0.6, 0.4]
CENTRES = {
    "ring of 8": 2 * _arc(np.pi * np.arange(8) / 4),
    "row of 5": np.linspace((-2, 0), (2, 0), 5),
    "two moons of 6": np.r_[_moon, -_moon],
}


def found(X, centres):
    """How many clouds get more than 1 % of the points X, (2, N), and the share of points that lie in a cloud."""
    distance, which = nearest(X, np.transpose(centres))
    inside = distance < NEAR * SPREAD
    counts = np.bincount(which[inside], minlength=len(centres))
    return int(np.sum(counts > FEW * X.shape[1])), float(inside.mean())


class GanExplorer(PlayedExplorer):
    """A forger and a detective on points of the plane, step by step; nothing moves until the reader says so.

    ``players`` makes of a random generator a detective and a forger, named tuples with W, h and dh, and weights of
    layer 1 that say how many numbers go in; the detective's last layer is a sigmoid. ``d_step``, ``g_step`` and
    ``step`` are the notebook's: gradients of both, and a player after a step along one.
    """

    def __init__(self, players, d_step, g_step, step):
        self.players, self.d_step, self.g_step, self.step = players, d_step, g_step, step
        words = "clouds of points that the forger is to make"
        self.data = choice("real samples", words, tuple(CENTRES), then=self.restart)
        self.cost = choice("forger's cost", "what the forger makes small: the second saturates", COSTS)
        self.more = whole("forger's steps", "steps of the forger in a round, for one of the detective", 1, 1, 10)
        steps = [
            button("detective's step", "one step of the detective", lambda: self.moved(self.detect)),
            button("forger's step", "one step of the forger", lambda: self.moved(self.forge)),
            button("1 round", "the detective's step, then the forger's", lambda: self.rounds(1)),
            button("20 rounds", "20 rounds", lambda: self.rounds(20)),
        ]
        super().__init__([row(self.data, self.cost, self.more)], steps, "restart", (8.8, 4.2))

    # --- what the buttons do -------------------------------------------------------------------

    def restart(self, change=None):
        self.rng = np.random.default_rng(self.seed)
        self.detective, self.forger = self.players(self.rng)
        look = np.random.default_rng(9)
        self.z, self.real = self.noise(LOOK, look), self.some(LOOK, look)
        self.count = [0, 0]  # steps of the detective, and of the forger
        self.costs = []
        self.judge()

    def some(self, N, rng):
        return make_blobs(N, CENTRES[self.data.value], SPREAD, rng)[0]

    def noise(self, N, rng):
        return rng.standard_normal((self.forger.W[1].shape[1] - 1, N))

    def fakes(self, z):
        return nn.forward(self.forger.W, self.forger.h, z)[1][-1]

    def detect(self):
        fake = self.fakes(self.noise(BATCH, self.rng))
        self.detective = self.step(self.detective, self.d_step(self.detective, self.some(BATCH, self.rng), fake))
        self.count[0] += 1

    def forge(self):
        detective, sign = self.detective, 1
        if self.cost.value != COSTS[0]:  # with its last weights negated, it says 1 − D
            detective, sign = detective._replace(W=[*detective.W[:-1], -detective.W[-1]]), -1
        G = self.g_step(self.forger, detective, self.noise(BATCH, self.rng))
        self.forger = self.step(self.forger, [None] + [sign * g for g in G[1:]])
        self.count[1] += 1

    def rounds(self, count):
        """The detective's step and as many of the forger's as are asked for, some times."""
        self.moved(*[self.detect, *[self.forge] * self.more.value] * count)

    def moved(self, *steps):
        for step in steps:
            step()
        self.judge()
        self.refresh()

    def go_on(self):
        """Ten rounds a picture, but no more than 40 steps: it is to follow at once."""
        self.rounds(min(10, 40 // (1 + self.more.value)))

    # --- what is seen --------------------------------------------------------------------------

    def judge(self):
        """Costs of both on samples that stay the same, and how the detective's score rises at each fake."""
        W, h, dh = self.detective.W, self.detective.h, self.detective.dh
        self.fake = self.fakes(self.z)
        S, V = nn.forward(W, h, self.fake)
        real = nn.forward(W, h, self.real)[0][-1]
        self.D, self.rise = V[-1], nn.back(W, dh, S, V, np.ones_like(V[-1]).T)[1].T
        costs = (np.logaddexp(0, -real).mean() + np.logaddexp(0, S[-1]).mean()) / 2, np.logaddexp(0, -S[-1]).mean()
        self.costs.append((sum(self.count), *map(float, costs)))
        self.found = found(self.fake, CENTRES[self.data.value])
        self.outside = float(np.mean(np.abs(self.fake).max(axis=0) > SIDE))

    def build(self, figure):
        axis = np.linspace(-SIDE, SIDE, FINE)
        self.plane = np.array(np.meshgrid(axis, axis)).reshape(2, -1)
        ax = figure.add_axes([0.01, 0.03, 0.45, 0.94], xlim=(-SIDE, SIDE), ylim=(-SIDE, SIDE), xticks=[], yticks=[])
        look = {"extent": (-SIDE, SIDE) * 2, "origin": "lower", "interpolation": "bilinear", "alpha": 0.75}
        self.field = ax.imshow(np.zeros((FINE, FINE)), vmin=0, vmax=1, **look)
        (self.dots,) = ax.plot([], [], "o", color=COLOURS[0], markersize=4, mec="white", mew=0.4, linestyle="")
        (self.made,) = ax.plot([], [], "^", color=COLOURS[1], markersize=4.5, mec="white", mew=0.4, linestyle="")
        self.arrows = ax.add_collection(LineCollection([], colors=INK, linewidths=1.4))
        bar = figure.colorbar(self.field, cax=figure.add_axes([0.475, 0.1, 0.014, 0.8]), ticks=[0, 0.5, 1])
        bar.ax.tick_params(labelsize=10)
        bar.set_label("D: probability of being real", fontsize=11)
        curve = figure.add_axes([0.645, 0.56, 0.34, 0.4], xlim=(0, 1), ylim=(0, 2), xticks=[0])
        curve.set_yticks([0, np.log(2), 1, 2], ["0", "log 2", "1", "≥2"])
        curve.tick_params(labelsize=10)
        curve.set_ylabel("cost", fontsize=11)
        curve.set_xlabel("steps", fontsize=11, labelpad=-8)
        curve.axhline(np.log(2), color=GREY, linewidth=1, linestyle=":")
        (self.of_d,) = curve.plot([], [], "-", color=INK, linewidth=1.6)
        (self.of_g,) = curve.plot([], [], "--", color=COLOURS[1], linewidth=1.6)
        lines = [self.dots, self.made, self.of_d, self.of_g]
        names = ["real", "fake", "detective's cost", f"{COSTS[0]} of the fakes"]
        figure.legend(lines, names, loc="lower left", bbox_to_anchor=(0.58, 0.27), ncols=2, frameon=False,
                      fontsize=10.5, handlelength=1.8)  # fmt: skip
        figure.text(0.6, 0.25, "arrows: how the forger's cost pulls a fake", fontsize=10.5)
        self.facts = figure.text(0.6, 0.205, "", fontsize=10.5, va="top", linespacing=1.4)
        return [self.field, self.dots, self.made, self.arrows, self.of_d, self.of_g, self.facts]

    def update(self):
        D = nn.forward(self.detective.W, self.detective.h, self.plane)[1][-1]
        self.field.set_data(D.reshape(FINE, FINE))
        self.dots.set_data(*self.real[:, :200])
        self.made.set_data(*self.fake[:, :200])
        # Both costs push the score up; by the score they have the slopes D − 1 and −D.
        self.slopes = self.rise * (1 - self.D if self.cost.value == COSTS[0] else self.D)
        self.pull = float(np.hypot(*self.slopes).mean())
        start, way = self.fake[:, :MOVES], self.slopes[:, :MOVES]
        way = way * 0.6 / np.maximum(np.hypot(*way), 0.6)  # long ones are cut, so that all stay on the plane
        tip, side = start + way, 0.12 * np.array([-way[1], way[0]])
        barbs = tip - 0.25 * way
        self.arrows.set_segments(np.stack([start, tip, barbs + side, tip, barbs - side]).transpose(2, 0, 1))
        steps, *costs = np.array(self.costs).T
        for line, cost in zip((self.of_d, self.of_g), costs):
            line.set_data(steps / max(steps[-1], 1), np.minimum(cost, 2))
        clouds, share = self.found
        self.facts.set_text(
            f"steps: detective {self.count[0]}, forger {self.count[1]}\n"
            f"{clouds} of {len(CENTRES[self.data.value])} clouds found, {share:.0%} of the fakes in one\n"
            f"{self.outside:.0%} of the fakes outside this picture\n"
            f"mean pull of the forger's cost: {self.pull:.2f}"
        )
        each = self.more.value
        return (
            f"Real samples: {self.data.value}; forger's cost {self.cost.value}; {each} step{'s' * (each > 1)} of the "
            f"forger in a round. After {self.count[0]} steps of the detective and {self.count[1]} of the forger: "
            f"detective's cost {costs[0][-1]:.3f} (log 2 = 0.693), {COSTS[0]} of the fakes {costs[1][-1]:.3f}; mean "
            f"pull of the forger's cost {self.pull:.2f}. The fakes are found in {clouds} of "
            f"{len(CENTRES[self.data.value])} clouds; {share:.0%} of them lie in one, {self.outside:.0%} outside "
            f"the picture."
        )


class WalkExplorer(Explorer):
    """A straight line between two noises, and what a forger makes on the way, beside the nearest training image.

    ``make`` takes noise, shape (n_z, N), to images of 8 x 8 pixels with ink from 0 to 1, shape (64, N); ``known`` and
    ``labels``, of shapes (64, M) and (M,), are the training images, and which digits they are.
    """

    def __init__(self, make, n_z, known, labels):
        self.make, self.n_z, self.known, self.labels = make, n_z, known, labels
        self.first = whole("from", "seed of the noise at the beginning", 0, 0, 99)
        self.last = whole("to", "seed of the noise at the end", 3, 0, 99)
        self.way = slider("on the way", "0 is the beginning, 1 the end", 0.5, 0, 1, 0.02)
        super().__init__([row(self.first, self.last), self.way], size=(9, 2.9))

    def build(self, figure):
        places = (0.01, 0.15, 1.53), (0.2, 0.1, 2.16), (0.46, 0.15, 1.53), (0.645, 0.15, 1.53)
        titles = "from", "on the way", "to", "nearest in training"
        self.seen = [square(figure, *place, title) for place, title in zip(places, titles)]
        self.opinion = Opinion(figure, [0.86, 0.12, 0.09, 0.74], "reader")
        return [*self.seen, *self.opinion.artists]

    def update(self):
        start, end = (np.random.default_rng(s.value).standard_normal((self.n_z, 1)) for s in (self.first, self.last))
        t = self.way.value
        made = np.asarray(self.make(np.hstack([start, (1 - t) * start + t * end, end])), float)
        distance, which = nearest(made[:, [1]], self.known)
        p, self.distance, twin = opinion(made[:, [1]])[:, 0], float(distance[0]), int(which[0])
        for seen, pixels in zip(self.seen, [*made.T, self.known[:, twin]]):
            seen.set_data(pixels.reshape(8, 8))
        self.opinion.show(p)
        return (
            f"The image {self.way.value:.0%} of the way from noise {self.first.value} to noise {self.last.value}. The "
            f"reader takes it for {a(p.argmax())}, with {p.max():.0%}. The nearest training image is "
            f"{a(self.labels[twin])}, {self.distance:.1f} away."
        )
