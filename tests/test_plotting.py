"""Figures: their description, and clear errors for what cannot be drawn."""

import base64
import io

import matplotlib.pyplot as plt
import numpy as np
import pytest
from IPython.utils.capture import capture_output
from PIL import Image
from support import Session

from helpers import plotting

WORDS = "A line from 0 to 1, on two axes without units, for a test."


@pytest.fixture(autouse=True, scope="module")
def a_shell():
    """Outputs can be captured only where there is a shell."""
    Session()


@pytest.fixture(autouse=True)
def closed():
    """Figures are closed afterwards."""
    yield
    plt.close("all")


def shown(size=plotting.SIZE):
    fig, ax = plotting.figure(size=size)
    ax.plot([0, 1])
    with capture_output() as captured:
        plotting.show(fig, WORDS)
    return captured.outputs[0]


def test_a_figure_has_its_description_wherever_it_is_shown():
    output = shown()
    assert output.data["text/plain"] == WORDS
    assert output.metadata["image/png"]["alt"] == WORDS
    assert f'<img alt="{WORDS}"' in output.data["text/html"]


def test_a_figure_is_a_small_png_of_the_right_size():
    data = shown().data["image/png"]
    image = Image.open(io.BytesIO(base64.b64decode(data) if isinstance(data, str) else data))
    assert image.size == (1350, 675)
    assert len(data) < 60_000


def test_a_figure_is_closed():
    shown()
    assert plt.get_fignums() == []


def test_samples_in_rows_and_labels_that_are_none_are_recognised():
    _, ax = plotting.figure()
    X, y = np.zeros((5, 2)), np.zeros(5)
    for draw in (plotting.points, plotting.gate):
        with pytest.raises(ValueError, match="try X.T"):
            draw(ax, X, y)
    with pytest.raises(ValueError, match="predicted probabilities, or one-hot labels"):
        plotting.points(ax, X.T, y + 0.3)


@pytest.mark.parametrize("w", [[1, 2], [1, 2, 3, 4], [[1, 2, 3]], 5])
def test_a_line_needs_three_weights(w):
    _, ax = plotting.figure()
    with pytest.raises(ValueError, match=r"expected \(3,\): the bias and one weight"):
        plotting.boundary(ax, w)


@pytest.mark.parametrize("pixels", [np.zeros(64), np.zeros((63, 2)), np.zeros((2, 64))])
def test_images_are_columns_of_a_square_number_of_pixels(pixels):
    _, axes = plotting.figure(columns=2)
    with pytest.raises(ValueError, match="one column per image"):
        plotting.images(axes, pixels)


@pytest.mark.parametrize("w, fires", [((0, 1, 1), 0.5), ((1, 0, 0), 1.0), ((-1, 0, 0), 0.0), ((0, 0, -2), 0.5)])
def test_the_shaded_part_is_where_the_score_is_positive(w, fires):
    fig, ax = plotting.figure(size=(4, 4))
    ax.set(xlim=(-1, 1), ylim=(-1, 1))
    ax.axis("off")
    plotting.boundary(ax, w)
    plt.setp(ax.lines, linewidth=0.1)
    image = np.asarray(Image.open(io.BytesIO(plotting.png(fig))).convert("RGB"), dtype=int)
    inside = image[100:300, 100:300]
    yellow = (inside[:, :, 0] - inside[:, :, 2] > 30).mean()
    assert yellow == pytest.approx(fires, abs=0.05)


def test_classes_differ_by_marker_as_well_as_by_colour():
    _, ax = plotting.figure()
    plotting.points(ax, np.zeros((2, 3)), np.array([0, 1, 2]))
    shapes = {str(dots.get_paths()[0].vertices.round(3).tolist()) for dots in ax.collections}
    assert len(shapes) == len(ax.collections) == 3
    assert len(set(plotting.MARKERS)) == len(set(plotting.COLOURS)) == 6
