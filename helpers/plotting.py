"""One style for every figure, and ``show``, which gives each figure its description.

Colours are those of Okabe and Ito for classes (told apart with any kind of colour vision), cividis for
fields of numbers, and "signed" for weights and differences. A class has a marker of its own as well as a colour, so that no
figure depends on seeing colours. Figures are 9 × 4.5 inches, to fit a slide under its title.
In what draws, ``ax`` is a matplotlib axes, ``X`` holds points as columns, shape (2, N), and ``y`` their classes,
shape (N,).
"""

import base64
import html
import io
from threading import RLock

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from PIL import Image

from helpers.arrays import check_numbers, check_samples

# Class 0, class 1, class 2 …: blue circles, vermilion triangles, green squares, purple diamonds.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MARKERS = ("o", "^", "s", "D", "v", "P")
INK, GREY, LIGHT = "#222222", "#6b6b6b", "#d0d0d0"
FIRING = {"color": "#F0E442", "alpha": 0.35, "linewidth": 0}  # the side of a line on which a neuron fires
SIZE = (9, 4.5)

# Blue below 0, white at 0, orange above: what speaks for class 0 has its colour, and what speaks for class 1.
SIGNED = LinearSegmentedColormap.from_list("signed", (COLOURS[0], "white", COLOURS[1]), 257)
plt.colormaps.register(SIGNED, force=True)

STYLE = {
    "figure.figsize": SIZE,
    "figure.facecolor": "white",
    "figure.constrained_layout.use": True,
    "font.size": 14,
    "axes.titlesize": 15,
    "axes.edgecolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": plt.cycler(color=COLOURS),
    "lines.linewidth": 2.5,
    "lines.markersize": 8,
    "legend.frameon": False,
    "image.cmap": "cividis",
}
plt.rcParams.update(STYLE)

DRAWING = RLock()  # matplotlib is not thread-safe, and some hosts call an explorer in another thread than the cells'


def figure(columns: int = 1, rows: int = 1, size: tuple[float, float] = SIZE, **options):
    """A figure in the course's style, and its axes (an array of them if there are several).

    ``columns`` and ``rows`` count the axes; ``size`` is in inches; ``options`` go to ``matplotlib.pyplot.subplots``.
    """
    return plt.subplots(rows, columns, figsize=size, **options)


def show(fig: Figure, description: str) -> None:
    """Display a figure with a description as its text alternative, and close it.

    The description says the kind of chart, what is on its axes, and what to see in it, with numbers computed from the
    data that the figure shows. The tests compare it; a screen reader reads it.
    """
    image = png(fig, dpi=150)
    plt.close(fig)
    width = round(fig.get_figwidth() * 100)
    # JupyterLab and nbconvert show the HTML, whose image has its text alternative; where HTML is
    # not wanted (paper, some viewers) the PNG serves.
    shown = {"text/plain": description, "text/html": image_tag(image, description, width), "image/png": image}
    display(shown, metadata={"image/png": {"alt": description, "width": width}}, raw=True)


def png(fig: Figure, dpi: int = 100) -> bytes:
    """A figure as a small PNG: drawn by Agg, reduced to 256 colours, chosen so that none is far from its own."""
    drawn, smaller = io.BytesIO(), io.BytesIO()
    with DRAWING:
        fig.savefig(drawn, format="png", dpi=dpi, pil_kwargs={"compress_level": 0})
    image = Image.open(drawn).convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    image.save(smaller, format="png")
    return smaller.getvalue()


def image_tag(image: bytes, description: str, width: int) -> str:
    """An HTML image that holds its own PNG, with a text alternative."""
    data = base64.b64encode(image).decode("ascii")
    return (
        f'<img alt="{html.escape(description)}" width="{width}" '
        'style="max-width: 100%; height: auto; border-radius: 6px" '
        f'src="data:image/png;base64,{data}">'
    )


def points(ax, X, y, names=("class 0", "class 1", "class 2"), **options):
    """Scatter the columns of X, a colour and a marker for each class; ``names`` are those of the classes, for the legend."""
    X, y = check_samples(X, y, n=2)
    if y.ndim > 1 or not np.isin(y, np.arange(len(names))).all():
        raise ValueError(
            f"y, of shape {y.shape}, holds other values than the classes 0 to {len(names) - 1}; expected a "
            "whole number for each column of X. Likely cause: predicted probabilities, or one-hot labels."
        )
    for k in np.unique(y).astype(int):
        look = {"color": COLOURS[k], "marker": MARKERS[k], "edgecolor": "white", "linewidth": 0.6, "s": 60, "zorder": 3}
        ax.scatter(*X[:, y == k], label=names[k], **look | options)


def firing_side(w, xlim, ylim):
    """Where a neuron with two inputs fires, in a picture with these limits: a list of points, and an array.

    The points are the corners of the part of the picture where the score is 0 or more; the array, of shape (2, 2), has
    as columns the two ends of the line where it is 0. If that does not cross the picture, its shape is (2, 0).
    """
    rim = [(xlim[0], ylim[0]), (xlim[1], ylim[0]), (xlim[1], ylim[1]), (xlim[0], ylim[1])]
    corners, ends = [], []
    for a, b in zip(rim, rim[1:] + rim[:1]):
        score_a, score_b = (w[0] + w[1] * x + w[2] * y for x, y in (a, b))
        if score_a >= 0:
            corners.append(a)
        if (score_a >= 0) != (score_b >= 0):
            t = score_a / (score_a - score_b)
            ends.append((a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])))
            corners.append(ends[-1])
    return corners, np.reshape(ends, (-1, 2)).T


def boundary(ax, w):
    """Draw the line where the score of a neuron with two inputs is 0, and shade where it fires, at 0 or more.

    ``w``, of shape (3,), is the bias, then the weight of each coordinate. The limits of ``ax`` are kept: set
    them first.
    """
    w = check_numbers("w", w, (3,), "the bias and one weight for each of two inputs")
    xlim, ylim = ax.get_xlim(), ax.get_ylim()
    corners, ends = firing_side(w, xlim, ylim)
    if corners:
        ax.add_patch(plt.Polygon(corners, **FIRING))
    ax.plot(*ends, color=INK)
    ax.set(xlim=xlim, ylim=ylim)


def network(ax, layers, edges, titles=()):
    """Draw a network of neurons, its inputs on the left.

    ``layers`` holds the text in each circle, layer by layer; a layer's first entry may be "1": the constant input of a
    bias, grey, its edges thin. ``edges`` is ``{((layer, row), (layer, row)): label}``; a label, a number or a text,
    stands near the beginning of its edge if it is short, before the edges cross, else in the middle. ``titles`` stand
    above layers.
    """

    def place(layer, row):
        return 2.4 * layer, (len(layers[layer]) - 1) / 2 - row

    highest = max(len(layer) for layer in layers)
    for ((l0, r0), (l1, r1)), label in edges.items():
        (x0, y0), (x1, y1) = place(l0, r0), place(l1, r1)
        # Solid lines: of a dashed one a scrap could be left beside a label, and be read as a part of the number.
        look = {"color": GREY, "linewidth": 0.9} if layers[l0][r0] == "1" else {"color": INK, "linewidth": 1.6}
        ax.plot([x0, x1], [y0, y1], zorder=1, **look)
        # Two edges of a node lie close together there: the steeper one has its label further on.
        t = 0.25 + 0.06 * abs(y1 - y0) if len(str(label)) < 8 else 0.5
        box = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
        at = x0 + t * (x1 - x0), y0 + t * (y1 - y0)
        ax.text(*at, label, fontsize=12, ha="center", va="center", zorder=2, bbox=box)
    for i, layer in enumerate(layers):
        for j, text in enumerate(layer):
            face = LIGHT if text == "1" else "white"
            ax.add_patch(plt.Circle(place(i, j), 0.3, facecolor=face, edgecolor=INK, linewidth=2, zorder=3))
            ax.text(*place(i, j), text, ha="center", va="center", fontsize=13, zorder=4)
    for i, title in enumerate(titles):
        ax.text(2.4 * i, highest / 2 + 0.25, title, ha="center", fontsize=13, color=GREY)
    ax.set(xlim=(-0.6, 2.4 * len(layers) - 1.8), ylim=(-highest / 2 - 0.1, highest / 2 + (0.6 if titles else 0.1)))
    ax.set_aspect("equal")
    ax.axis("off")


def images(axes, pixels, titles=(), **options):
    """Show columns of pixels as square images, one on each axes.

    ``pixels``, of shape (n, N), has one column per image of √n × √n pixels; at least as many as there are axes.
    """
    pixels = check_numbers("pixels", pixels, ("n", "N"), "one column per image")
    side = round(pixels.shape[0] ** 0.5)
    if not side or side * side != pixels.shape[0] or pixels.shape[1] < np.size(axes):
        raise ValueError(
            f"pixels has shape {pixels.shape}; expected (n, N), one column per image, n a square "
            f"number, N at least {np.size(axes)}. Likely cause: images in rows; try pixels.T."
        )
    for i, ax in enumerate(np.ravel(axes)):
        ax.imshow(pixels[:, i].reshape(side, side), **{"cmap": "gray_r"} | options)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set_visible(False)
        if len(titles) > i:
            ax.set_title(titles[i])


def course_map(ax, sessions):
    """Draw the notebooks as boxes in reading order, grouped into sessions.

    ``sessions`` has, for each session's title, the titles of its notebooks, each beginning with its number.
    """
    widest = max(map(len, sessions.values()))
    column = row = 0
    for session, notebooks in sessions.items():
        if column + len(notebooks) > widest:
            column, row = 0, row + 1
        y = -1.6 * row
        ax.text(1.3 * column, y + 0.58, session, fontsize=12, fontweight="bold", color=COLOURS[0])
        for i, title in enumerate(notebooks):
            number, name = title.split(" ", 1)
            x = 1.3 * (column + i)
            look = {"facecolor": "#e8f1f8", "edgecolor": COLOURS[0], "linewidth": 1.6}
            ax.add_patch(plt.Rectangle((x, y - 0.45), 1.14, 0.9, **look))
            middle = {"x": x + 0.57, "ha": "center", "va": "center"}
            ax.text(y=y + 0.24, s=number, fontsize=12, fontweight="bold", **middle)
            ax.text(y=y - 0.12, s=name, fontsize=10.5, linespacing=1.0, **middle)
            if i:
                ax.plot(x - 0.08, y, marker=">", color=GREY, markersize=5)
        column += len(notebooks) + 1
    ax.set(xlim=(-0.05, 1.3 * widest - 0.1), ylim=(-1.6 * row - 0.5, 0.95))
    ax.axis("off")


def gate(ax, X, y, w=None, names=("$x_1$", "$x_2$"), title=""):
    """Draw a truth table of two inputs as points of the plane, and a neuron's line if one is given.

    The columns of ``X`` are the inputs, ``y`` the outputs, 0 or 1: circles and triangles; ``w``, of shape (3,),
    the weights of a neuron, whose firing side is shaded; ``names`` those of the two axes.
    """
    X, y = check_samples(X, y, n=2)
    ax.set(xlim=(-0.5, 1.5), ylim=(-0.5, 1.5), xticks=[0, 1], yticks=[0, 1])
    ax.set(xlabel=names[0], ylabel=names[1], title=title, aspect="equal")
    points(ax, X, y, names=("0: quiet", "1: fires"), s=260)
    if w is not None:
        boundary(ax, w)


def one_update(X, y, before, after, sample):
    """Two planes, before and after an update of the weights: points, line and the arrow across it.

    ``before`` and ``after``, of shape (3,), are the weights; point number ``sample``, which caused the update, is
    ringed. Returns the figure.
    """
    fig, axes = figure(columns=2, size=(9, 3.8))
    for ax, w, title in zip(axes, (before, after), ("before", "after")):
        ax.set(xlim=(-3.2, 3.2), ylim=(-2.4, 2.4), title=title, xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
        points(ax, X, y, s=110)
        boundary(ax, w)
        ax.plot(*X[:, sample], "o", color=INK, fillstyle="none", markersize=19, markeredgewidth=2)
        foot = -w[0] * w[1:] / (w[1:] @ w[1:])
        arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 2.5}
        ax.annotate("", foot + 1.2 * w[1:] / np.linalg.norm(w[1:]), foot, arrowprops=arrow)
    return fig


def probability_map(ax, probability):
    """Colour the plane by a probability, with lines at 0.1, 0.5 and 0.9.

    ``probability`` takes points, shape (2, N), and gives a number from 0 to 1 for each, shape (N,). The limits of
    ``ax`` are kept: set them first. Returns the image, for a colour bar.
    """
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    a, b = np.meshgrid(np.linspace(left, right, 200), np.linspace(bottom, top, 200))
    p = np.asarray(probability(np.stack([a.ravel(), b.ravel()]))).reshape(a.shape)
    field = ax.imshow(p, origin="lower", extent=(left, right, bottom, top), aspect="auto", vmin=0, vmax=1, alpha=0.55)
    look = {"colors": INK, "linewidths": (1.2, 2.5, 1.2), "linestyles": ("--", "-", "--")}
    ax.clabel(ax.contour(a, b, p, levels=[0.1, 0.5, 0.9], **look), fmt="%.1f", fontsize=11)
    return field


def products(ax, names, shapes, sides):
    """Draw W V = S as rectangles, with the bias column and its row of ones in grey.

    ``names`` and ``shapes`` are those of W, V and S; ``sides`` what W's rows, W's columns (V's rows) and V's
    columns count.
    """
    left, gap = 0.0, 2.2
    rows, inner, columns = sides
    labels = ((rows, inner), (inner, columns), (rows, columns))
    for i, (name, (m, n), (beside, above)) in enumerate(zip(names, shapes, labels)):
        ax.add_patch(plt.Rectangle((left, -m / 2), n, m, facecolor="white", edgecolor=INK, linewidth=2))
        if i == 0:
            ax.add_patch(plt.Rectangle((left, -m / 2), 1, m, facecolor=LIGHT, edgecolor=INK))
        if i == 1:
            ax.add_patch(plt.Rectangle((left, m / 2 - 1), n, 1, facecolor=LIGHT, edgecolor=INK))
        ax.text(left + n / 2, 0, name, ha="center", va="center", fontsize=20)
        ax.text(left + n / 2, m / 2 + 0.25, above, ha="center", va="bottom", fontsize=13)
        ax.text(left - 0.2, 0, beside, ha="right", va="center", fontsize=13, rotation=90)
        left += n + gap
        if i < 2:
            ax.text(left - 0.7 * gap, 0, "·="[i], ha="center", va="center", fontsize=(36, 22)[i])
    half = max(m for m, _ in shapes) / 2
    ax.set(xlim=(-1, left - gap + 0.3), ylim=(-half - 0.2, half + 1), aspect="equal")
    ax.axis("off")


def grid_lines(low, high):
    """A square grid of the plane as 13 lines each way, shape (2, 26, 80), to be bent by a function."""
    there, along = np.linspace(low, high, 13), np.linspace(low, high, 80)
    a, b = np.meshgrid(there, along, indexing="ij")
    return np.stack([np.r_[a, b], np.r_[b, a]])


def bent_grid(axes, X, y, bend, w):
    """Samples on a square grid, and both once more where a hidden layer of two neurons sends them.

    ``bend`` is the hidden layer: points of shape (2, N) to points of shape (2, N); ``w``, of shape (3,), holds the
    weights of the output neuron, the bias first, whose line is drawn. ``axes`` are two.
    """
    reach = 1.1 * np.abs(X).max()
    lines = grid_lines(-reach, reach)
    for ax, f, title in zip(axes, (lambda X: X, bend), ("before: $x_1, x_2$", "after: $v_1, v_2$")):
        for x1, x2 in f(lines.reshape(2, -1)).reshape(lines.shape).transpose(1, 0, 2):
            ax.plot(x1, x2, color=LIGHT, linewidth=1, zorder=0)
        points(ax, f(X), y, s=24)
        ax.set(title=title, xticks=[], yticks=[])
    axes[1].set(xlim=(-1.15, 1.15), ylim=(-1.15, 1.15))
    boundary(axes[1], w)
