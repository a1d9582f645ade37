"""No figure depends on colour alone: with deuteranopia, or printed in grey, classes and curves stay apart."""

import io
from itertools import combinations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.container import ErrorbarContainer
from matplotlib.lines import Line2D
from PIL import Image

from helpers import plotting

# Linear RGB as it is seen without the green cones. Machado, Oliveira and Fernandes (2009), IEEE
# Transactions on Visualization and Computer Graphics 15(6), severity 1.
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


def linear(rgb):
    """sRGB from 0 to 1 as linear RGB."""
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def with_deuteranopia(rgb):
    """What is seen of colours, shape (..., 3), as linear RGB."""
    return np.clip(linear(rgb) @ DEUTERANOPIA.T, 0, 1)


def in_grey(rgb):
    """Lightness L* of colours, 0 to 1."""
    Y = linear(rgb) @ LUMINANCE
    return np.where(Y > 0.008856, 1.16 * np.cbrt(Y) - 0.16, 9.033 * Y)


def drawn(k):
    """A large mark of class k as ``points`` draws it: an image, shape (200, 200, 3)."""
    fig, ax = plt.subplots(figsize=(2, 2), dpi=100, layout="none")
    ax.set_position([0, 0, 1, 1])
    names = [""] * len(plotting.COLOURS)
    plotting.points(ax, np.zeros((2, 1)), np.array([k]), names, s=8000)
    ax.axis("off")
    buffer = io.BytesIO()
    fig.savefig(buffer, dpi=100)
    plt.close(fig)
    return np.asarray(Image.open(buffer).convert("RGB")) / 255


@pytest.mark.parametrize("a, b", combinations(range(4), 2))
def test_classes_stay_apart_with_deuteranopia_and_in_grey(a, b):
    one, two = drawn(a), drawn(b)
    middle = with_deuteranopia(one[100, 100]), with_deuteranopia(two[100, 100])
    assert np.linalg.norm(middle[0] - middle[1]) > 0.08  # a colour that differs, if slightly
    shapes = [in_grey(image) < 0.9 for image in (one, two)]
    assert all(shape.mean() > 0.1 for shape in shapes)
    assert (shapes[0] & shapes[1]).sum() < 0.85 * (shapes[0] | shapes[1]).sum()  # and another shape


def test_fields_get_lighter_from_end_to_end():
    """cividis, the course's map for numbers, also in grey; what has a sign has its two apart."""
    steps = np.linspace(0, 1, 50)
    lightness = in_grey(mpl.colormaps[plotting.STYLE["image.cmap"]](steps)[:, :3])
    assert (np.diff(lightness) > 0).all() and lightness[-1] - lightness[0] > 0.6
    signs = with_deuteranopia(plotting.SIGNED(np.array([0.1, 0.9]))[:, :3])
    assert np.linalg.norm(signs[0] - signs[1]) > 0.3


def look(artist):
    """What tells an artist of a legend from another, colour left out."""
    if isinstance(artist, ErrorbarContainer):
        return look(artist.lines[0])
    if isinstance(artist, Line2D):
        return artist.get_linestyle(), artist.get_marker(), artist.get_linewidth()
    if isinstance(artist, PathCollection):
        return str(artist.get_paths()[0].vertices.round(3).tolist())
    return type(artist).__name__


def alike(fig):
    """The entries of a figure's legends that differ by colour alone."""
    for ax in fig.axes:
        handles, labels = ax.get_legend_handles_labels()
        for (one, a), (two, b) in combinations(zip(handles, labels), 2):
            if look(one) == look(two):
                yield a, b


def test_curves_that_differ_by_colour_alone_are_found():
    fig, ax = plotting.figure()
    ax.plot([0, 1], color="blue", label="one")
    ax.plot([1, 0], color="red", label="other")
    assert list(alike(fig)) == [("one", "other")]
    plt.close(fig)
