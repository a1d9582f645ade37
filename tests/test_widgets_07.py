"""The explorers of notebook 07: kernels on a picture, one step of the window, all maps of a digit."""

import numpy as np
import pytest
from scipy.signal import correlate2d
from support import maps

from helpers import nn
from helpers.datasets import load_cat
from helpers.widgets import KernelExplorer, WindowExplorer
from helpers.widgets.convolutional_networks import KERNELS, SEVEN, mosaic


@pytest.fixture(scope="module")
def kernel():
    return KernelExplorer(load_cat())


@pytest.fixture
def window():
    return WindowExplorer()


@pytest.fixture
def digit():
    return maps()


# --- kernels --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KERNELS)
def test_the_map_is_scipys_correlation(kernel, name):
    kernel.preset.value = name
    shown = np.asarray(kernel.map.get_array())
    np.testing.assert_allclose(shown, correlate2d(load_cat(), KERNELS[name], mode="valid"), atol=1e-5)
    assert f"mean {shown.mean():.2f}".replace("-", "−") in kernel.describe()
    assert [text.get_text() for text in kernel.numbers] == [
        f"{value:g}".replace("-", "−") for value in np.ravel(KERNELS[name])
    ]


def test_one_slider_changes_one_number_and_colours_stay(kernel):
    kernel.preset.value = "the picture itself"
    before, limits = np.array(kernel.map.get_array()), kernel.map.get_clim()
    np.testing.assert_allclose(before, load_cat()[1:-1, 1:-1], atol=1e-6)
    kernel.sliders[4].value = -2
    np.testing.assert_allclose(kernel.map.get_array(), -2 * before, atol=1e-6)
    assert kernel.map.get_clim() == limits == (-1, 1)
    assert "0 0 0; 0 −2 0; 0 0 0, whose numbers add up to −2" in kernel.describe()


def test_a_kernel_that_adds_up_to_0_makes_nothing_of_what_is_flat():
    flat = KernelExplorer(np.full((9, 12), 0.6))
    for name, numbers in KERNELS.items():
        flat.preset.value = name
        np.testing.assert_allclose(flat.map.get_array(), 0.6 * np.sum(numbers), atol=1e-5)


def test_a_picture_of_the_wrong_shape_is_told():
    with pytest.raises(ValueError, match="image has shape"):
        KernelExplorer(np.zeros((4, 4, 3)))


# --- the window -----------------------------------------------------------------------------------


def test_steps_fill_the_map_row_by_row(window):
    window.go(0)
    sums = correlate2d(SEVEN, window.K, mode="valid")
    for place in range(49):
        i, j = divmod(place, 7)
        assert (window.row.value, window.column.value) == (i, j)
        assert window.product.sum() == sums[i, j]
        assert f"{place + 1} of 49 places are filled" in window.describe()
        assert f"their sum: {sums[i, j]}".replace("-", "−") == window.sum.get_text()
        window.go(place + 1)
    assert (window.row.value, window.column.value) == (6, 6)  # the last place is the end


def test_covers_hide_all_that_is_to_come(window):
    window.go(24)  # row 3, column 3
    rest, below = (cover.get_xy() for cover in window.covers)
    assert rest == (4, 3) and below == (0, 4)


# --- the maps -------------------------------------------------------------------------------------


def test_the_maps_move_with_the_digit(digit):
    """Equivariance, seen: inside the frame the maps of layer 1 are those of before, moved."""
    before = digit.S[1][:, 4:-4, 4:-4]
    digit.down.value, digit.right.value = 3, -2
    after = digit.S[1][:, 4 + 3 : -4 + 3, 4 - 2 : -4 - 2]
    np.testing.assert_allclose(after, before, atol=1e-12)
    assert "moved by 3 down and −2 to the right" in digit.describe()


def test_what_is_drawn_is_what_the_network_said(digit):
    digit.image.value = 7
    S, V = digit.forward(digit.images[..., [7]])[1:]
    assert [bar.get_width() for bar in digit.bars] == pytest.approx(V[-1].ravel())
    for drawn, scores in zip(digit.maps, S[1:], strict=False):
        np.testing.assert_array_equal(drawn.get_array().filled(np.nan), mosaic(scores[..., 0]))
    assert f"reads a {V[-1].argmax()}, with {V[-1].max():.0%}" in digit.describe()


def test_strokes_and_rows(digit):
    ink = digit.ink.sum()
    digit.stroke.value = 1
    thick = digit.ink.sum()
    digit.stroke.value = -1
    assert digit.ink.sum() < ink < thick
    digit.erased.value = 28
    assert digit.ink.sum() == 0 and "28 rows erased" in digit.describe()
    assert digit.images[..., 0].sum() > 0  # the images themselves are as they were


def test_what_moves_out_is_gone_and_comes_back(digit):
    ink = digit.ink
    digit.down.value = 8
    assert digit.ink.sum() < ink.sum()
    digit.down.value = 0
    np.testing.assert_array_equal(digit.ink, ink)


def test_a_mosaic_holds_every_map_in_its_place():
    maps = np.arange(6 * 4 * 5.0).reshape(6, 4, 5)
    joined = mosaic(maps)
    assert joined.shape == (3 * 5 - 1, 2 * 6 - 1)
    for n in range(6):
        a, b = 5 * (n // 2), 6 * (n % 2)
        np.testing.assert_array_equal(joined[a : a + 4, b : b + 5], maps[n])


def test_an_error_of_the_network_is_told(digit):
    digit.forward = lambda X: nn.patches(X[0], 2)
    digit.down.value = 1
    assert "This explorer stopped" in digit.view.value and "expected four axes" in digit.view.value
