"""The explorers of notebook 09: what codes of different sizes keep, and the map on which one walks."""

import numpy as np
from matplotlib.patheffects import withStroke

from helpers.arrays import check_alike, check_numbers
from helpers.plotting import COLOURS, GREY, INK
from helpers.widgets.digit import Opinion, a, likeliest, square
from helpers.widgets.explorer import Explorer, button, choice, row, slider, whole
from helpers.widgets.picture import Picture, in_axes


class CompressExplorer(Explorer):
    """An image, and what is left of it after codes of the same size, made in several ways.

    ``images``, of shape (64, N), hold ink from 0 to 1, ``labels``, of shape (N,), say what they are. ``ways`` has for
    each way by name a dict: for each size of the code the images that come back, shape (64, N). The last way is the one
    that the buttons are about; the one before is what it is compared with.
    """

    def __init__(self, images, labels, ways):
        self.images, self.labels, self.ways = check_numbers("images", images, (64, "N")), labels, ways
        self.errors = {}  # of each way and size, image by image
        for way, backs in ways.items():
            for k, back in backs.items():
                check_alike(f"{way}, {k} numbers", back, "images", self.images)
                self.errors[way, k] = np.sum((back - self.images) ** 2, axis=0)
        sizes = list(next(iter(ways.values())))
        self.image = whole("image", "which image", 0, 0, self.images.shape[1] - 1)
        self.size = choice("numbers", "how many numbers the code has", sizes, sizes[1])
        self.before, self.last = before, last = list(ways)[-2:]
        best = button(f"where {last} gains most", f"the image where {last} is ahead of {before} by most", self.best)
        worst = button(f"where {last} loses most", f"the image where {last} is behind {before} by most", self.worst)
        super().__init__([row([self.image, self.size], best, worst)], size=(9, 4.1))

    @property
    def gain(self):
        """By how much the last way's error is smaller than that of the one before, image by image."""
        return self.errors[self.before, self.size.value] - self.errors[self.last, self.size.value]

    def best(self):
        self.image.value = int(self.gain.argmax())

    def worst(self):
        self.image.value = int(self.gain.argmin())

    def build(self, figure):
        first, *others = np.linspace(0.01, 0.77, len(self.ways) + 1)
        self.original = square(figure, first, 0.49, 1.8)
        self.backs = [square(figure, left, 0.49, 1.8) for left in others]
        self.rests = [square(figure, left, 0.02, 1.8, ink=False) for left in others]
        figure.text(0.01, 0.24, "what is wrong:\norange too dark,\nblue too light", fontsize=12, va="center")
        above = [self.original, *self.backs]
        return [*above, *(image.axes.title for image in above), *self.rests]

    def update(self):
        i, k = self.image.value, self.size.value
        x = self.images[:, i]
        self.original.set_data(x.reshape(8, 8))
        self.original.axes.title.set_text(f"{a(self.labels[i])}, 64 numbers")
        said = []
        for back, rest, (way, found) in zip(self.backs, self.rests, self.ways.items()):
            y, error = found[k][:, i], self.errors[way, k][i]
            back.set_data(y.reshape(8, 8))
            rest.set_data((y - x).reshape(8, 8))
            back.axes.title.set_text(f"{way}: {error:.2f}")
            said.append(f"{way} {error:.2f}")
        share = np.mean(self.gain > 0)
        return (
            f"Test image {i}, {a(self.labels[i])}, and what comes back of it from {k} numbers. Sum of the squared errors: "
            f"{', '.join(said)}. With {k} numbers the {self.last} has a smaller error than {self.before} on {share:.0%} of the "
            "images."
        )


class CodeExplorer(Explorer):
    """The map of all codes of two numbers: a point on it, its image, and who lives nearby.

    ``decode`` takes codes, shape (2, N), to images, shape (64, N), ink from 0 to 1, and ``read`` takes images to the
    probabilities of the ten digits, shape (10, N). Both ``known``, what the map is drawn from, and ``others``, which
    can be sent to their place on it, are triples of codes, images and labels.
    """

    MAP = (0.005, 0.02, 0.46, 0.96)
    # One for each digit, which has its own shape besides.
    INKS = (*COLOURS[:4], INK, *COLOURS[4:], GREY, "#7a3b00", "#00467f")

    def __init__(self, decode, read, known, others):
        self.decode, self.read = decode, read
        (self.codes, self.images, self.labels), self.others = known, others
        check_numbers("codes", self.codes, (2, "N"), "two numbers for each image")
        low, high = self.codes.min(axis=1), self.codes.max(axis=1)
        room = 0.06 * (high - low)
        self.low, self.high = (np.round(end, 1) for end in (low - room, high + room))
        self.z = [
            slider(f"code {j + 1}", f"number {j + 1} of the code", round(middle, 1), low, high, 0.02)
            for j, (middle, low, high) in enumerate(zip((self.low + self.high) / 2, self.low, self.high))
        ]
        self.visitor, self.at = -1, None
        view = Picture(cursor="crosshair")
        view.observe(self.press, "pointer")
        step = button("next test image", "send the next test image to its place on the map", self.visit)
        super().__init__([row(*self.z, step)], (9, 4.3), view)

    def visit(self):
        """Go where the next of the other images is, as near as the sliders can."""
        self.visitor = (self.visitor + 1) % self.others[0].shape[1]
        self.go(self.others[0][:, self.visitor])
        self.at = self.place()
        self.refresh()

    def go(self, z):
        """Go to a place, or to the nearest one on the map."""
        with self.at_once():
            for made, value, low, high in zip(self.z, z, self.low, self.high):
                made.value = round(float(np.clip(value, low, high) - low) / 0.02) * 0.02 + low

    def press(self, change):
        begun, at = (in_axes(self.map, change.new[name]) for name in ("from", "at"))
        if (begun > self.low).all() and (begun < self.high).all():
            self.go(at)

    def place(self):
        return tuple(made.value for made in self.z)

    def build(self, figure):
        (x0, y0), (x1, y1) = self.low, self.high
        ax = self.map = figure.add_axes(self.MAP, xlim=(x0, x1), ylim=(y0, y1), xticks=[], yticks=[])
        grid = np.meshgrid(np.linspace(x0, x1, 90), np.linspace(y0, y1, 90))
        sure = self.read(self.decode(np.array([g.ravel() for g in grid]))).max(axis=0).reshape(90, 90)
        look = {"cmap": "gray", "vmin": -1, "vmax": 1, "origin": "lower", "aspect": "auto"}
        ax.imshow(sure, extent=(x0, x1, y0, y1), **look)
        for d in range(10):
            points = self.codes[:, self.labels == d]
            ax.scatter(*points, s=26, marker=f"${d}$", color=self.INKS[d], linewidths=0.3)
        (self.spot,) = ax.plot([], [], "o", color=COLOURS[1], fillstyle="none", markersize=15, clip_on=False)
        self.spot.set(markeredgewidth=2.6, path_effects=[withStroke(linewidth=5, foreground="white")])
        self.decoded = square(figure, 0.485, 0.51, 1.7, "decoded")
        self.nearest = square(figure, 0.485, 0.015, 1.7)
        self.guest = square(figure, 0.695, 0.015, 1.7)
        self.opinion = Opinion(figure, [0.73, 0.51, 0.16, 0.395], "the reader's opinion")
        # The guest with frame and title: without one its place is empty.
        return [self.spot, self.decoded, self.nearest, self.nearest.axes.title, self.guest.axes, *self.opinion.artists]

    def update(self):
        z = np.array(self.place())[:, None]
        image = self.decode(z)
        p = self.read(image)[:, 0]
        off = np.sum((self.images - image) ** 2, axis=0)
        self.near = int(off.argmin())
        self.distance = float(np.sqrt(off[self.near]))
        self.spot.set_data(*z)
        self.decoded.set_data(image.reshape(8, 8))
        self.nearest.set_data(self.images[:, self.near].reshape(8, 8))
        self.nearest.axes.title.set_text(f"nearest real: {a(self.labels[self.near])}")
        here = self.place() == self.at
        self.guest.axes.set_visible(here)
        if here:
            self.guest.set_data(self.others[1][:, self.visitor].reshape(8, 8))
            self.guest.axes.title.set_text(f"test image: {a(self.others[2][self.visitor])}")
        self.opinion.show(p)
        guest = f"Test image {self.visitor}, {a(self.others[2][self.visitor])}, lives here. " if here else ""
        return (
            f"A map of {self.codes.shape[1]:,} images, each a digit at its code; where the ground is lighter, the reader "
            f"is surer of the image that is decoded there. At ({z[0, 0]:.2f}, {z[1, 0]:.2f}): {guest}The reader takes "
            f"the decoded image for {likeliest(p)}. The nearest real image is {a(self.labels[self.near])}, at a "
            f"distance of {self.distance:.2f}."
        ).replace("-", "−")
