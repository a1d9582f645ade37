"""The explorers of notebook 04: a plane bent by a hidden layer, and curves made of few neurons."""

import numpy as np

from helpers import nn
from helpers.plotting import COLOURS, GREY, INK, LIGHT, grid_lines
from helpers.widgets.explorer import Explorer, choice, clouds, facts, row, slider, whole
from helpers.widgets.picture import Picture, in_axes
from helpers.widgets.playground import DATA


def joined(lines):
    """Many lines of equally many points, shape (2, lines, points), as a single one with gaps: quick to draw."""
    return np.pad(lines, [(0, 0), (0, 0), (0, 1)], constant_values=np.nan).reshape(2, -1)


class BendingExplorer(Explorer):
    """The plane, the two hidden neurons as lines to be dragged, and a slider from the plane to where they send it."""

    DATA = ("two moons", "four clouds")
    # Found by gradient descent, as in the notebook, and rounded: for each neuron the bias and two weights. With
    # them the best cut is right for all, but for two ReLU and the moons: the boundary of two ReLU has two
    # corners at most, which turn the same way, and the moons need an S. They get 95% right.
    TRAINED = {
        ("two moons", "tanh"): ((0.3, 7, 3.1), (-0.1, -0.8, 1.1)),
        ("two moons", "relu"): ((-2.1, -3.5, 0.1), (1.3, 0.1, 4.5)),
        ("four clouds", "tanh"): ((5, 5.1, 5.6), (-4, 3.7, 5.1)),
        ("four clouds", "relu"): ((-3.8, 4.1, -5.2), (-2.9, -4.1, 4.6)),
    }
    CHOICES = ("trained", "random 1", "random 2", "random 3", "my own")
    SIDE, ARROW = 2.2, 0.2  # the plane goes to ±SIDE; an arrow has a fifth of the weights' length
    LEFT, RIGHT = (0.045, 0.13, 0.355, 0.84), (0.46, 0.13, 0.355, 0.84)  # where the two planes are in the picture

    def __init__(self):
        self.way = slider("way", "from the plane, 0, to where the hidden layer sends it, 1", 0, 0, 1, 0.02)
        self.data = choice("data", "which samples", self.DATA, then=self.choose)
        self.weights = choice("weights", "of the hidden layer", self.CHOICES, then=self.choose)
        self.activation = choice("activation", "of the hidden layer", ("tanh", "relu"), then=self.choose)
        self.sliders = [
            slider(f"neuron {j}, {name}", f"{what} of hidden neuron {j}", 0, -12, 12, then=self.moved_by_hand)
            for j in (1, 2)
            for name, what in (("bias", "bias"), ("ω₁", "weight of x₁"), ("ω₂", "weight of x₂"))
        ]
        self.anchors, self.turn, self.grabbed = np.zeros((2, 2)), np.eye(2), (0, 0, 0)
        self.choose()
        view = Picture(cursor="grab")
        view.observe(self.drag, "pointer")
        choices = row([self.way, self.data], [self.weights, self.activation])
        super().__init__([choices, row(self.sliders[:3], self.sliders[3:], width="26em", name="9em")], (9, 4), view)

    # --- the weights ---------------------------------------------------------------------------

    def choose(self, change=None):
        self.X, self.y = DATA[self.data.value](160, 1)
        name = self.weights.value
        if name == "trained":
            self.set_weights(self.TRAINED[self.data.value, self.activation.value])
        elif name != "my own":
            self.set_weights(2 * np.random.default_rng(self.CHOICES.index(name)).standard_normal((2, 3)))
        self.background = None  # the samples on the left have changed

    def set_weights(self, W):
        self.given = None
        for control, w in zip(self.sliders, np.ravel(W)):
            control.value = round(float(np.clip(w, -12, 12)), 1) + 0.0
        self.given = self.matrix()

    def moved_by_hand(self, change):
        """Weights that were not given are the reader's; but a page sends given ones back, perhaps rounded."""
        if self.given is not None and np.abs(self.matrix() - self.given).max() > 0.01:
            self.weights.value = "my own"

    def matrix(self):
        """The weights of the hidden layer, shape (2, 3)."""
        return np.array([control.value for control in self.sliders]).reshape(2, 3)

    def drag(self, change):
        """Move the line, or turn and stretch the arrow, that was nearest where the press began."""
        press = change.new["press"]
        start, at = (in_axes(self.plane, change.new[name]) for name in ("from", "at"))
        W = self.matrix()
        if press != self.grabbed[0]:
            tips = self.anchors + self.ARROW * W[:, 1:]
            off_line = np.abs(W[:, 0] + W[:, 1:] @ start) / (np.hypot(*W[:, 1:].T) + 1e-9)
            off = np.array([np.hypot(*(tips - start).T) - 0.15, off_line])  # the tip is preferred to a line beside it
            self.grabbed = (press, *np.unravel_index(off.argmin(), off.shape)) if off.min() < 0.3 else (press, None, 0)
        _, part, j = self.grabbed
        if part is None:
            return
        if part == 0:
            W[j, 1:] = (at - self.anchors[j]) / self.ARROW
        else:
            self.anchors[j] = at
        W[j, 0] = -W[j, 1:] @ self.anchors[j]
        with self.at_once():
            self.set_weights(W)
            self.weights.value = "my own"

    # --- the picture ---------------------------------------------------------------------------

    def build(self, figure):
        limits = dict(xlim=(-self.SIDE, self.SIDE), ylim=(-self.SIDE, self.SIDE), xticks=[], yticks=[])
        plane, bent = (figure.add_axes(place, **limits) for place in (self.LEFT, self.RIGHT))
        self.plane = plane
        plane.set(xlabel="$x_1$", ylabel="$x_2$")
        plane.plot(*joined(grid_lines(-2, 2)), color=LIGHT, linewidth=0.8)
        (self.grid,) = bent.plot([], [], color="#8a8a8a", linewidth=1)
        look = dict(markersize=5, mec="white", mew=0.4)
        self.clouds, self.classes = (clouds(ax, ("class 0", "class 1"), **look) for ax in (plane, bent))
        looks = [dict(color=COLOURS[2 + j], linewidth=2.5, linestyle=("-", "--")[j]) for j in (0, 1)]
        self.lines, self.images = ([ax.plot([], [], **look)[0] for look in looks] for ax in (plane, bent))
        self.arrows = [plane.plot([], [], "o-", color=COLOURS[2 + j], markevery=[1], mec=INK)[0] for j in (0, 1)]
        self.names = [plane.text(0, 0, j, fontsize=11, fontweight="bold", ha="center", va="center") for j in (1, 2)]
        (self.cut,) = bent.plot([], [], color=INK, linewidth=3, linestyle=":")
        self.across = figure.text(0.64, 0.09, "", ha="center", va="center", fontsize=14)
        self.up = figure.text(0.442, 0.55, "", ha="center", va="center", fontsize=14, rotation=90)
        handles = [*self.classes, *self.images, self.cut]
        labels = ["class 0", "class 1", "neuron 1", "neuron 2", "best cut"]
        figure.legend(handles, labels, loc="upper left", bbox_to_anchor=(0.82, 0.98), frameon=False, fontsize=11)
        self.facts = figure.text(0.83, 0.45, "", va="top", fontsize=12, linespacing=1.5)
        left = [*self.lines, *self.arrows, *self.names]
        return [*left, self.grid, *self.images, *self.classes, self.cut, self.across, self.up, self.facts]

    def keep_side(self, M):
        """Which neuron is drawn along which axis, and which way, so that the plane turns over nowhere.

        On the way, x goes to (1 − t) x + t c D A M x (and a shift), where A exchanges and reflects axes and D
        holds the slopes h'(s), none below 0. Its determinant, (1 − t)² + t (1 − t) c trace(D A M) + t² c²
        det(D A M), is not below 0 if the diagonal and the determinant of A M are not. One of two orders always
        has such signs; the present one stays as long as it does.
        """
        orders = np.eye(2), np.eye(2)[::-1]
        signed = (np.where(np.diag(order @ M) < 0, -1, 1)[:, None] * order for order in orders)
        for A in (self.turn, *signed):
            if np.diag(A @ M).min() >= 0 and np.linalg.det(A @ M) >= -1e-12:
                return A

    def moved(self, points):
        """Points of the plane, shape (2, N), at this part of the way."""
        t = self.way.value
        return (1 - t) * points + t * self.scaled(self.h(self.W @ nn.add_ones(points)))

    def scaled(self, V):
        return self.scale * self.turn @ (V - self.middle)

    def update(self):
        self.W, t, self.h = self.matrix(), self.way.value, nn.ACTIVATIONS[self.activation.value][0]
        self.turn = self.keep_side(self.W[:, 1:])
        V = self.h(self.W @ nn.add_ones(self.X))
        # Where the outputs of the layer lie: tanh in its square, ReLU from 0 up to what they reach.
        reach = max(V.max(), 1e-9)
        self.middle, self.scale = (0, 1.7) if self.activation.value == "tanh" else (reach / 2, 3.6 / reach)
        self.grid.set_data(*self.moved(joined(grid_lines(-2, 2))))
        places = self.moved(self.X)
        for k in (0, 1):
            self.clouds[k].set_data(*self.X[:, self.y == k])
            self.classes[k].set_data(*places[:, self.y == k])
        for j, w in enumerate(self.W):
            self.draw_neuron(j, w)
        w = best_cut(V, self.y)
        self.right = float(np.mean((w @ nn.add_ones(V) > 0) == self.y))
        self.cut.set_data(*(self.scaled(ends_of(w)) if t == 1 else ([], [])))
        for words, x, axis in zip((self.across, self.up), ("x_1", "x_2"), self.turn):
            v = f"{'-' * int(axis.min() < 0)}v_{1 + abs(axis).argmax()}"
            words.set_text("$" + (x if t == 0 else v if t == 1 else rf"{x} \to {v}") + "$")
        right = f"this cut is right\nfor {self.right:.0%}" if t == 1 else "go to 100%\nfor the cut"
        self.facts.set_text(f"{t:.0%} of the way\n{right}")
        where = "as they are" if t == 0 else "where it sends them" if t == 1 else f"{t:.0%} of the way there"
        cut = f" The best straight cut there is right for {self.right:.0%}." if t == 1 else ""
        neurons = " and ".join(", ".join(f"{w:g}" for w in row) for row in self.W).replace("-", "−")
        return (
            f"A square grid and {self.data.value} in two classes, with a hidden layer of two {self.activation.value} "
            f"neurons, weights {self.weights.value} (bias, ω₁, ω₂: {neurons}): shown {where}.{cut}"
        )

    def draw_neuron(self, j, w):
        """A neuron's line and arrow on the left, and on the right where the line goes."""
        normal = w[1:] / (w[1:] @ w[1:] + 1e-9)
        self.anchors[j] -= (w[0] + w[1:] @ self.anchors[j]) * normal
        self.anchors[j] = np.clip(self.anchors[j], -2, 2)
        ends = ends_of(w)
        self.lines[j].set_data(*ends)
        line = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * np.linspace(0, 1, 200)
        self.images[j].set_data(*self.moved(line[:, np.abs(line).max(axis=0) <= 2]))
        tip = self.anchors[j] + self.ARROW * w[1:]
        self.arrows[j].set_data(*np.transpose([self.anchors[j], tip]))
        self.names[j].set_position(np.clip(tip + 0.25 * w[1:] / (np.hypot(*w[1:]) + 1e-9), -2, 2))


def best_cut(V, y, ridge=1e-3):
    """Weights of the output neuron: logistic regression by Newton's method, slightly held back."""
    V1, w = nn.add_ones(V), np.zeros(3)
    for _ in range(12):
        p = nn.sigmoid(w @ V1)
        slope, curvature = V1 @ (p - y) / len(y) + ridge * w, (V1 * p * (1 - p)) @ V1.T / len(y) + ridge * np.eye(3)
        w = w - np.linalg.solve(curvature, slope)
    return w


def ends_of(w):
    """Two points, far away, of the line on which w[0] + w[1] x1 + w[2] x2 = 0: shape (2, 2), a column each."""
    foot = -w[0] * w[1:] / (w[1:] @ w[1:] + 1e-9)
    along = np.array([-w[2], w[1]]) / (np.hypot(*w[1:]) + 1e-9)
    return foot[:, None] + along[:, None] * np.array([-8, 8])


class ApproximationExplorer(Explorer):
    """A curve, and q hidden neurons whose sum follows it."""

    CURVES = {
        "wave": lambda x: np.sin(6 * x) + 0.6 * np.cos(17 * x),
        "bell": lambda x: 2 * np.exp(-40 * (x - 0.5) ** 2) - 1,
        "corner": lambda x: 4 * np.abs(x - 0.4) - 1,
        "jump": lambda x: np.where(x < 0.5, -1.0, 1.0),
    }
    MOST, OVER = 60, 0.1  # neurons; how far centres reach beyond the ends, which need neurons on both sides

    def __init__(self):
        self.q = whole("neurons q", "number of hidden neurons", 4, 1, self.MOST)
        self.steep = slider("steepness a", "a hidden neuron computes h(a q (x − its centre))", 2, 0.5, 20, 0.5)
        self.curve = choice("curve", "the function to approximate", tuple(self.CURVES))
        self.h = choice("activation", "of the hidden neurons", ("sigmoid", "tanh", "relu"))
        super().__init__([row([self.q, self.steep], [self.curve, self.h])], size=(9, 4))

    def build(self, figure):
        ax = figure.add_axes([0.07, 0.14, 0.58, 0.82], xlim=(0, 1), ylim=(-2.2, 2.2), xlabel="$x$")
        # In the middle both sides of the jump, where nothing is fitted: a steep network errs between the points.
        self.x, self.fitted_at = np.insert(np.linspace(0, 1, 300), 150, [0.5 - 1e-9, 0.5]), np.r_[:150, 152:302]
        (self.parts,) = ax.plot([], [], color=GREY, linewidth=0.7, alpha=0.6)
        (self.truth,) = ax.plot([], [], color=INK, linewidth=1.5, label="curve")
        (self.sum,) = ax.plot([], [], "--", color=COLOURS[1], linewidth=2.5, label="network")
        ax.legend(loc="lower left", frameon=False, fontsize=12, ncols=2)
        side = facts(figure, 0.67)
        self.facts = side.text(0.03, 0.93, "", va="top", fontsize=13, linespacing=1.7)
        side.text(0.03, 0.12, "grey: one neuron each,\ntimes its output weight", color=GREY, fontsize=12)
        return [self.parts, self.truth, self.sum, self.facts]

    def update(self):
        q, truth = self.q.value, self.CURVES[self.curve.value](self.x)
        centres = -self.OVER + (1 + 2 * self.OVER) * (np.arange(q) + 0.5) / q
        hidden = nn.ACTIVATIONS[self.h.value][0](self.steep.value * q * (self.x - centres[:, None]))
        V1 = nn.add_ones(hidden)
        w = np.linalg.lstsq(V1[:, self.fitted_at].T, truth[self.fitted_at], rcond=1e-8)[0]  # the bias first
        network, parts = w @ V1, w[1:, None] * hidden
        self.parts.set_data(*joined(np.stack(np.broadcast_arrays(self.x, parts))))
        self.truth.set_data(self.x, truth)
        self.sum.set_data(self.x, network)
        off = np.abs(network - truth)
        self.largest, self.mean = errors = off.max(), np.diff(self.x) @ (off[1:] + off[:-1]) / 2
        said = [f"{error:.4f}" if error >= 0.0001 else "below 0.0001" for error in errors]
        self.where = self.x[off.argmax()]
        self.facts.set_text(
            f"q = {q} hidden neuron{'s' * (q > 1)}\n{3 * q + 1} weights\n\nlargest error {said[0]},\n"
            f"    at x = {self.where:.2f}\nmean error {said[1]}"
        )
        return (
            f"A curve ({self.curve.value}) over x from 0 to 1, and the sum of {q} {self.h.value} "
            f"neuron{'s' * (q > 1)} of steepness a = {self.steep.value:g} that follows it. Largest error "
            f"{said[0]}, at x = {self.where:.2f}; mean error {said[1]}."
        )
