"""The explorers of notebook 11: a rope that follows its load, and a film beside its prediction."""

import numpy as np

from helpers import nn
from helpers.plotting import COLOURS, GREY
from helpers.widgets.explorer import Explorer, bare, button, choice, row, slider, whole


class RopeExplorer(Explorer):
    """A network that follows the shape of a rope while its load is moved: each change takes some steps.

    ``dT(u, f, dx)`` gives the slopes of the energy by each u_i: the reader's own.
    """

    POINTS, SIZES, ETA, STEPS, SHOWN = 101, (1, 16, 1), 0.02, 40, 800

    def __init__(self, dT):
        self.dT, self.x = dT, np.linspace(0, 1, self.POINTS)
        self.dx, self.held_at_ends = self.x[1], self.x * (1 - self.x)
        self.place = slider(
            "place", "where the load lies, from the left post, 0, to the right one, 1", 0.3, 0.1, 0.9, 0.05
        )
        self.width = slider("width", "how far the load spreads", 0.1, 0.01, 0.3, 0.01)
        self.begin()
        more = button(f"{self.STEPS} steps more", "train on, with the load as it is", self.refresh)
        anew = button("start anew", "forget the weights, and begin with random ones", self.anew)
        super().__init__([row(self.place, self.width), row(more, anew)], size=(9, 3.6))

    def begin(self):
        rng = np.random.default_rng(0)
        self.W, self.above = nn.initialise(self.SIZES, rng, gain=1), []
        self.W[1] = np.c_[rng.uniform(-3, 3, self.SIZES[1]), rng.normal(0, 4, self.SIZES[1])]
        self.m, self.v, self.t = nn.zeros_like(self.W), nn.zeros_like(self.W), 0

    def anew(self):
        self.begin()
        self.refresh()

    def refresh(self, change=None):
        """Train and draw; but a page that opens gives a slider's 0.3 back as 0.30000000000000004, which is no change."""
        if change is None or abs(change.new - change.old) > 1e-9:
            super().refresh()

    def build(self, figure):
        rope = figure.add_axes([0.08, 0.16, 0.5, 0.78], xlim=(0, 1), ylim=(1.3, -0.45))
        rope.set(xlabel="$x$", ylabel="sag $u$", yticks=[0, 0.5, 1])
        (self.load,) = rope.plot([], [], color=COLOURS[4], linewidth=2)
        (self.exact,) = rope.plot([], [], "--", color=GREY, linewidth=5, alpha=0.6)
        (self.rope,) = rope.plot([], [], color=COLOURS[0])
        rope.plot([0, 1], [0, 0], "o", color=GREY, clip_on=False)
        rope.legend([self.load, self.exact, self.rope], ["load", "exact", "network"], loc="lower right", fontsize=11)
        energy = figure.add_axes([0.7, 0.16, 0.29, 0.78], yscale="log", xlim=(-self.SHOWN, 0), ylim=(1e-5, 10))
        energy.set(xlabel="steps ago", ylabel="$T$ above the least")
        energy.set_xticks([-self.SHOWN, 0], [self.SHOWN, 0])
        (self.curve,) = energy.plot([], [], color=COLOURS[0], linewidth=1.5)
        return [self.load, self.exact, self.rope, self.curve]

    def energy(self, u, f):
        return np.sum(np.diff(u) ** 2) / (2 * self.dx) - np.sum(f * u) * self.dx

    def direct(self, f):
        """The shape of least energy: -u'' = f as a system of linear equations."""
        n = self.POINTS - 2
        A = 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
        return np.r_[0, np.linalg.solve(A, f[1:-1] * self.dx**2), 0]

    def train(self, f, least):
        h, dh = [None, np.tanh, nn.identity], [None, nn.d_tanh, nn.d_identity]
        for _ in range(self.STEPS):
            S, V = nn.forward(self.W, h, self.x[None])
            u = self.held_at_ends * V[-1][0]
            self.above.append(self.energy(u, f) - least)
            E = (self.dT(u, f, self.dx) * self.held_at_ends)[:, None]
            self.t += 1
            G = nn.back(self.W, dh, S, V, E)[0]
            self.W, self.m, self.v = nn.adam(self.W, G, self.m, self.v, self.t, self.ETA)
        return self.held_at_ends * nn.forward(self.W, h, self.x[None])[1][-1][0]

    def update(self):
        f = np.exp(-(((self.x - self.place.value) / self.width.value) ** 2))
        f *= 4 / (f.sum() * self.dx)  # the same weight, however it is spread
        exact = self.direct(f)
        u = self.train(f, self.energy(exact, f))
        self.off, self.deepest = np.abs(u - exact).max(), self.x[exact.argmax()]
        self.above = self.above[-self.SHOWN :]
        self.load.set_data(self.x, -0.4 * f / f.max())
        self.exact.set_data(self.x, exact)
        self.rope.set_data(self.x, u)
        self.curve.set_data(np.arange(-len(self.above), 0), np.maximum(self.above, 1e-5))
        return (
            f"A rope with a load at {self.place.value:.2f} of width {self.width.value:.2f}, which hangs deepest at "
            f"{self.deepest:.2f}. After {self.t} steps the network is off by {self.off:.3f} at most, and its energy "
            f"{max(self.above[-1], 0):.4f} above the least."
        )


class FilmExplorer(Explorer):
    """A film, what is said of it from its first frame alone, and the difference.

    ``film`` and ``predicted``, of shape (frames, H, W), begin with the same frame.
    """

    def __init__(self, film, predicted):
        self.film = film
        self.said = {"by the kernel": predicted, "as now": np.repeat(film[:1], len(film), axis=0)}
        self.errors = {way: np.sqrt(np.mean((said - film) ** 2, axis=(1, 2))) for way, said in self.said.items()}
        last = len(film) - 1
        self.ahead = whole("frames ahead", "how many frames after the first one", last, 0, last)
        self.way = choice("predicted", "by the kernel, frame after frame, or as the first frame is", list(self.said))
        on = button("next frame", "one frame on; after the last the first", self.go_on)
        super().__init__([row(self.ahead, self.way, on)], size=(9, 2.7))

    def go_on(self):
        self.ahead.value = (self.ahead.value + 1) % len(self.film)

    def build(self, figure):
        limit = np.abs(self.film).max()
        looks = ("the film", "cividis", limit), ("predicted", "cividis", limit), ("difference", "signed", limit / 4)
        self.seen = []
        for left, (title, colours, most) in zip((0.005, 0.26, 0.515), looks):
            ax = bare(figure, [left, 0.06, 0.24, 0.8], title, fontsize=13)
            self.seen.append(ax.imshow(self.film[0], cmap=colours, vmin=-most, vmax=most))
        last = len(self.film) - 1
        ax = figure.add_axes([0.81, 0.22, 0.175, 0.64], xlim=(0, last), ylim=(0, 1.25), xticks=[0, last], yticks=[0])
        ax.tick_params(labelsize=11)
        ax.set_title("off by", fontsize=13)
        ax.set_xlabel("frames ahead", fontsize=11, labelpad=-4)
        (self.curve,) = ax.plot([], [], "o-", color=COLOURS[0], markersize=3, linewidth=1.5, clip_on=False)
        self.number = ax.text(0, 0, "", va="bottom", fontsize=11)
        self.most = ax.text(-0.4, 1, "", ha="right", va="center", fontsize=11)
        return [*self.seen, self.curve, self.number, self.most]

    def update(self):
        k, errors = self.ahead.value, self.errors[self.way.value]
        frame, said = self.film[k], self.said[self.way.value][k]
        for image, values in zip(self.seen, (frame, said, said - frame)):
            image.set_data(values)
        # Of either way the largest error is as high, so that its growth is seen; what it is stands at the axis.
        heights = errors[: k + 1] / max(errors.max(), 1e-9)
        self.most.set_text(f"{errors.max():.2f}")
        self.curve.set_data(np.arange(k + 1), heights)
        side = "left" if 2 * k < len(errors) else "right"
        self.number.set(position=(k, heights[-1] + 0.06), text=f"{errors[k]:.2f}", ha=side)
        return (
            f"Three images, {k} frame{'s' * (k != 1)} ahead: the film, what was predicted from its first frame alone "
            f"({self.way.value}), and the difference, in four times stronger colours. The prediction is off by "
            f"{errors[k]:.2f}. A curve shows how that has grown."
        )
