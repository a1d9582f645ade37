"""The explorers of notebook 07: kernels on a picture, one step of the window, all maps of a digit."""

import ipywidgets as widgets
import matplotlib
import numpy as np
from matplotlib.patches import Rectangle

from helpers import nn
from helpers.arrays import check_numbers
from helpers.checks.convolutional_networks import slid
from helpers.plotting import COLOURS, GREY, LIGHT, SIGNED
from helpers.widgets.digit import Opinion, Sheet, a, as_mnist, levels, likeliest
from helpers.widgets.explorer import Explorer, bare, button, choice, row, slider, whole

KERNELS = {
    "vertical edges": [[-1, 0, 1]] * 3,
    "horizontal edges": [[-1] * 3, [0] * 3, [1] * 3],
    "blur": [[0.1] * 3, [0.1, 0.2, 0.1], [0.1] * 3],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "all changes": [[-1] * 3, [-1, 8, -1], [-1] * 3],
    "the picture itself": [[0] * 3, [0, 1, 0], [0] * 3],
    "moved": [[0, 0, 0], [0, 0, 0], [0, 0, 1]],
    "darker": [[0] * 3, [0, 0.5, 0], [0] * 3],
    "too bright": [[1] * 3] * 3,
}


def number(value):
    """A number in a picture: few digits, and a minus that is as wide as a plus."""
    return f"{value + 0:.3g}".replace("-", "−")


def in_rows(values):
    return "; ".join(" ".join(map(number, line)) for line in values)


def board(figure, left, middle, n, side, title):
    """A board of n x n squares, ``side`` inches wide; its axes and its texts, which are still empty."""
    width, height = n * side / figure.get_size_inches()
    ax = bare(figure, [left, middle - height / 2, width, height], title, frame=True)
    ax.set(xlim=(0, n), ylim=(n, 0))
    for edge in range(1, n):
        ax.axhline(edge, color=GREY, linewidth=0.5)
        ax.axvline(edge, color=GREY, linewidth=0.5)
    look = {"ha": "center", "va": "center", "fontsize": 12 if side > 0.35 else 10}
    return ax, [ax.text(j + 0.5, i + 0.5, "", **look) for i, j in np.ndindex(n, n)]


def write(texts, values):
    for text, value in zip(texts, np.ravel(values)):
        text.set_text(number(value))


def mosaic(maps):
    """Maps, shape (n, H, W), as one image, row by row, with lines of NaN between them."""
    n, H, W = maps.shape
    columns = max(c for c in range(1, int(n**0.5) + 1) if n % c == 0)
    tiles = np.pad(maps.astype(float), ((0, 0), (0, 1), (0, 1)), constant_values=np.nan)
    joined = tiles.reshape(n // columns, columns, H + 1, W + 1).swapaxes(1, 2)
    return joined.reshape(n // columns * (H + 1), columns * (W + 1))[:-1, :-1]


class KernelExplorer(Explorer):
    """A 3 x 3 kernel on a picture: nine sliders, and the feature map.

    ``image``, of shape (H, W), holds grey values from 0, black, to 1, white.
    """

    def __init__(self, image):
        self.image = check_numbers("image", image, ("H", "W"), "a grey picture").astype(np.float32)
        self.preset = choice("kernel", "a kernel to begin with", list(KERNELS), then=self.choose)
        first = np.array(KERNELS[self.preset.value])
        self.sliders = [
            slider(f"K{i}{j}", f"the kernel's number in row {i}, column {j}, counted from 0", first[i, j], -8, 8)
            for i, j in np.ndindex(3, 3)
        ]
        grid = [row(*self.sliders[i : i + 3], width="15em", name="2.5em") for i in (0, 3, 6)]
        super().__init__([self.preset, *grid], size=(9, 2.8))

    def choose(self, change):
        """A kernel from the list, if one is chosen; the picture is drawn once, after all nine."""
        if change.new:
            with self.at_once():
                for made, value in zip(self.sliders, np.ravel(KERNELS[change.new])):
                    made.value = value

    @property
    def kernel(self):
        return np.array([made.value for made in self.sliders]).reshape(3, 3)

    def build(self, figure):
        before = bare(figure, [0.005, 0.01, 0.39, 0.9], "picture: {} × {}".format(*self.image.shape))
        before.imshow(self.image, cmap="gray", vmin=0, vmax=1)
        _, self.numbers = board(figure, 0.401, 0.5, 3, 0.405, "kernel")
        self.sum = figure.text(0.4685, 0.18, "", ha="center", va="center", fontsize=12)
        S = slid(self.image, self.kernel)
        after = bare(figure, [0.545, 0.01, 0.39, 0.9], "feature map: {} × {}".format(*S.shape))
        self.map = after.imshow(S, cmap="signed", vmin=-1, vmax=1)
        figure.colorbar(self.map, cax=figure.add_axes([0.941, 0.1, 0.012, 0.72]), extend="both", ticks=[-1, 0, 1])
        return [self.map, self.sum, *self.numbers]

    def update(self):
        kernel = self.kernel
        S, total = slid(self.image, kernel.astype(np.float32)), round(kernel.sum(), 6)
        self.map.set_data(S)
        low = 0 if total > 0 else -1  # above 0 the map is much like a picture, and is drawn as one
        if low != self.map.norm.vmin:
            self.map.set(cmap="signed" if low else "gray", clim=(low, 1))
            self.background = None
        self.preset.value = next((name for name, K in KERNELS.items() if np.array_equal(K, kernel)), None)
        self.sum.set_text(f"sum {number(total)}")
        write(self.numbers, kernel)
        colours = "−1, blue, over 0, white, to 1, orange" if low else "0, black, to 1, white"
        return (
            f"A picture and its feature map by the kernel {in_rows(kernel)}, whose numbers add up to {total:g}. The "
            f"map has the mean {S.mean().round(2) + 0:.2f} and goes from {S.min():.2f} to {S.max():.2f}. It is drawn from "
            f"{colours}; {np.mean((S > 1) | (S < low)):.1%} of it lie beyond."
        ).replace("-", "−")


# A 7 in two greys on white, 0.
SEVEN = np.zeros((9, 9), int)
SEVEN[1:3, 1:8] = 2
SEVEN[3:8, 4:7] = [[0, 1, 2], [0, 2, 1], [1, 2, 0], [2, 1, 0], [2, 0, 0]]


class WindowExplorer(Explorer):
    """One step of a convolution: the window, its nine products, and where their sum goes."""

    K = np.array(KERNELS["vertical edges"])

    def __init__(self):
        words = "of the window's upper left corner, counted from 0"
        self.row = whole("row", f"the row {words}", 0, 0, 6)
        self.column = whole("column", f"the column {words}", 4, 0, 6)
        steps = row(
            button("start", "back to the first place", lambda: self.go(0)),
            button("step", "on to the next place", lambda: self.go(self.place + 1)),
            button("end", "on to the last place", lambda: self.go(48)),
        )
        super().__init__([row([self.row, self.column], steps)], size=(9, 3.3))

    @property
    def place(self):
        """How many places come before this one, row by row."""
        return 7 * self.row.value + self.column.value

    def go(self, place):
        with self.at_once():
            self.row.value, self.column.value = divmod(min(place, 48), 7)

    def build(self, figure):
        image, pixels = board(figure, 0.005, 0.47, 9, 0.31, "image 9 × 9")
        write(pixels, SEVEN)
        image.imshow(SEVEN, cmap="gray_r", vmax=8, extent=(0, 9, 9, 0))
        write(board(figure, 0.345, 0.47, 3, 0.4, "kernel")[1], self.K)
        _, self.products = board(figure, 0.51, 0.47, 3, 0.4, "products")
        sums, numbers = board(figure, 0.688, 0.47, 7, 0.395, "feature map 7 × 7")
        S = slid(SEVEN, self.K)
        write(numbers, S)
        sums.imshow(S, cmap="signed", vmin=-14, vmax=14, extent=(0, 7, 7, 0))
        # All sums are there from the start; covers hide those to come: drawing 49 numbers takes 30 ms.
        self.covers = [sums.add_patch(Rectangle((0, 0), 7, 7, color="white")) for _ in range(2)]
        frame = {"fill": False, "color": COLOURS[1], "linewidth": 3.5}
        self.window = image.add_patch(Rectangle((0, 0), 3, 3, **frame))
        self.target = sums.add_patch(Rectangle((0, 0), 1, 1, **frame))
        for x, sign in ((0.33, "×"), (0.494, "="), (0.664, "→")):
            figure.text(x, 0.47, sign, fontsize=16, ha="center", va="center")
        self.sum = figure.text(0.577, 0.2, "", ha="center", va="center", fontsize=13, color=COLOURS[1])
        return [*self.covers, *sums.spines.values(), self.target, self.window, *self.products, self.sum]

    def update(self):
        i, j = self.row.value, self.column.value
        product = SEVEN[i : i + 3, j : j + 3] * self.K
        write(self.products, product)
        for cover, corner in zip(self.covers, ((j + 1, i), (0, i + 1))):
            cover.set_xy(corner)
        self.window.set_xy((j, i))
        self.target.set_xy((j, i))
        self.sum.set_text(f"their sum: {number(product.sum())}")
        return (
            f"A 7 of 9 by 9 pixels, the kernel {in_rows(self.K)}, and the window in rows {i} to {i + 2}, columns {j} "
            f"to {j + 2}. The nine products are {in_rows(product)}. Their sum {number(product.sum())} goes to "
            f"row {i}, column {j} of the feature map; {self.place + 1} of 49 places are filled."
        )


class MapsExplorer(Explorer):
    """All feature maps of a digit that is drawn or moved, on a network that was trained.

    ``W`` is the list of its weights, layer 1 with one row for each kernel, after a bias; ``forward`` takes an image,
    shape (1, H, W, 1), to lists P, S, V, as in notebook 07. ``images``, of shape (1, 28, 28, N), are digits to begin
    with, from 0 to 1, as MNIST's, and ``labels``, of shape (N,), what they are.
    """

    def __init__(self, W, forward, images, labels):
        self.images = check_numbers("images", images, (1, 28, 28, "N"), "digits, sample last")
        self.W, self.forward, self.labels = W, forward, labels
        self.sheet = Sheet(16 * self.images.reshape(784, -1))
        self.down = whole("down", "by how many pixels it is moved down", 0, -8, 8)
        self.right = whole("right", "by how many pixels it is moved to the right", 0, -8, 8)
        self.stroke = whole("stroke", "thinner, −1, as it is, 0, or thicker, 1", 0, -1, 1)
        self.erased = whole("erased", "how many rows are erased from below", 0, 0, 28)
        columns = [self.sheet.image], [self.stroke, self.erased], [self.down, self.right]
        super().__init__([*columns[1], *columns[2], self.sheet], size=(7, 3.8))
        # Beside the sheet the picture becomes smaller where there is no room for both.
        self.view.layout = widgets.Layout(flex="1 1 34em", max_width="700px", min_width="0")
        drawing = widgets.VBox([self.sheet.pens, self.sheet, row(self.sheet.clear, self.sheet.again)])
        self.panel.children = [row(*columns, width="21em", name="5em"), row(drawing, self.view)]

    @property
    def drawn(self):
        """Whether the sheet shows something else than the chosen image."""
        return self.sheet.value != levels(self.sheet.chosen)

    @property
    def ink(self):
        """The digit as it is changed and moved, shape (1, 28, 28, 1): the chosen one, or what was drawn, as MNIST's."""
        X, by = self.images[..., [self.sheet.image.value]], (self.down.value, self.right.value)
        if self.drawn:
            X = as_mnist(self.sheet.ink / 16).astype(X.dtype)[None, ..., None]
        if self.stroke.value:
            near = nn.patches(np.pad(X, ((0, 0), (1, 1), (1, 1), (0, 0))), 3)
            X = (near.max(axis=0) if self.stroke.value > 0 else near.min(axis=0)).reshape(X.shape)
        X[:, X.shape[1] - self.erased.value :] = 0
        room = np.pad(X, ((0, 0), (8, 8), (8, 8), (0, 0)))
        rows, columns = (slice(8 - n, 8 - n + side) for n, side in zip(by, X.shape[1:3]))
        return room[:, rows, columns]

    def build(self, figure):
        S = self.forward(self.images[..., :50])[1]
        digit = bare(figure, [0.005, 0.56, 0.18, 0.36], "digit", frame=True)
        self.digit = digit.imshow(self.images[0, ..., 0], cmap="gray_r", vmin=0, vmax=1)
        kernels = self.W[1][:, 1:]
        side, limit = round(kernels.shape[1] ** 0.5), np.abs(kernels).max()
        signed, paper = SIGNED.with_extremes(bad=LIGHT), matplotlib.colormaps["gray_r"].with_extremes(bad="#B8D4E8")
        ax = bare(figure, [0.005, 0.01, 0.18, 0.46], "kernels")
        ax.imshow(mosaic(kernels.reshape(-1, side, side)), cmap=signed, vmin=-limit, vmax=limit)
        self.maps = []
        for l, left, width in ((1, 0.2, 0.245), (2, 0.46, 0.35)):
            ax = bare(figure, [left, 0.01, width, 0.9], "layer {}: {} of {} × {}".format(l, *S[l].shape[:3]))
            # White is 0 or less, as after ReLU.
            self.maps.append(ax.imshow(mosaic(S[l][..., 0]), cmap=paper, vmin=0, vmax=np.quantile(S[l], 0.999)))
        self.opinion = Opinion(figure, [0.855, 0.08, 0.07, 0.83], "probability")
        return [self.digit, *digit.spines.values(), *self.maps, *self.opinion.artists]

    def update(self):
        X = self.ink
        _, self.S, V = self.forward(X)
        p = np.asarray(V[-1], float).ravel()
        self.digit.set_data(X[0, ..., 0])
        for shown, S in zip(self.maps, self.S[1:]):
            shown.set_data(mosaic(S[..., 0]))
        self.opinion.show(p)
        image = self.sheet.image.value
        m, i, j, _ = np.unravel_index(self.S[1].argmax(), self.S[1].shape)
        shown = "A drawn digit" if self.drawn else f"Image {image}, {a(self.labels[image])}"
        if not any(self.sheet.value):
            shown = "An empty sheet"
        return (
            f"{shown}, moved by {self.down.value} down and "
            f"{self.right.value} to the right, stroke {self.stroke.value}, {self.erased.value} rows erased, and all maps "
            f"of layers 1 and 2. The largest number of layer 1 is in map {m + 1}, row {i}, column {j}. The network reads "
            f"{likeliest(p)}."
        ).replace("-", "−")
