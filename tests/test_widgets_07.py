"""The explorers of notebook 07: kernels on a picture, one step of the window, all maps of a digit."""

import numpy as np
import pytest
from scipy.signal import correlate2d
from support import click, maps

from helpers import nn
from helpers.datasets import load_cat, load_mnist, split
from helpers.fast import Network
from helpers.widgets import KernelExplorer, WindowExplorer
from helpers.widgets.convolutional_networks import KERNELS, SEVEN, mosaic
from helpers.widgets.digit import Sheet, as_mnist


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
    assert f"mean {shown.mean().round(2) + 0:.2f}".replace("-", "−") in kernel.words
    assert [text.get_text() for text in kernel.numbers] == [
        f"{value:g}".replace("-", "−") for value in np.ravel(KERNELS[name])
    ]


def colours(kernel):
    return kernel.map.get_cmap().name, *kernel.map.get_clim()


def test_one_slider_changes_one_number(kernel):
    kernel.preset.value = "the picture itself"
    before = np.array(kernel.map.get_array())
    np.testing.assert_allclose(before, load_cat()[1:-1, 1:-1], atol=1e-6)
    kernel.sliders[4].value = -2
    np.testing.assert_allclose(kernel.map.get_array(), -2 * before, atol=1e-6)
    assert "0 0 0; 0 −2 0; 0 0 0, whose numbers add up to −2" in kernel.words
    assert kernel.preset.value is None  # so that the one chosen before can be chosen again
    kernel.preset.value = "the picture itself"
    np.testing.assert_allclose(kernel.map.get_array(), before, atol=1e-6)


def test_a_map_much_like_a_picture_is_grey_and_any_other_shows_its_sign(kernel):
    kernel.preset.value = "blur"
    grey, picture = kernel.background, kernel.picture
    assert colours(kernel) == ("gray", 0, 1) and "from 0, black, to 1, white" in kernel.words
    kernel.sliders[0].value = 8
    assert colours(kernel) == ("gray", 0, 1) and kernel.background is grey
    assert f"{np.mean(kernel.map.get_array() > 1):.1%} of it lie beyond" in kernel.words
    kernel.preset.value = "vertical edges"
    assert colours(kernel) == ("signed", -1, 1) and "−1, blue, over 0, white, to 1, orange" in kernel.words
    kernel.preset.value = "blur"
    assert kernel.picture == picture


def test_a_kernel_that_adds_up_to_0_makes_nothing_of_what_is_flat():
    flat = KernelExplorer(np.full((9, 12), 0.6))
    for name, numbers in KERNELS.items():
        flat.preset.value = name
        np.testing.assert_allclose(flat.map.get_array(), 0.6 * np.sum(numbers), atol=1e-5)


# --- the window -----------------------------------------------------------------------------------


def test_steps_fill_the_map_row_by_row(window):
    window.go(0)
    sums = correlate2d(SEVEN, window.K, mode="valid")
    for place in range(49):
        i, j = divmod(place, 7)
        assert (window.row.value, window.column.value) == (i, j)
        assert f"{place + 1} of 49 places are filled" in window.words
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
    assert "moved by 3 down and −2 to the right" in digit.words


def test_what_is_drawn_is_what_the_network_said(digit):
    digit.sheet.image.value = 7
    S, V = digit.forward(digit.images[..., [7]])[1:]
    assert [bar.get_width() for bar in digit.opinion.bars] == pytest.approx(V[-1].ravel())
    for drawn, scores in zip(digit.maps, S[1:], strict=False):
        np.testing.assert_array_equal(drawn.get_array().filled(np.nan), mosaic(scores[..., 0]))
    assert f"reads a {V[-1].argmax()}, with {V[-1].max():.0%}" in digit.words


def test_strokes_and_rows(digit):
    ink = digit.ink.sum()
    digit.stroke.value = 1
    thick = digit.ink.sum()
    digit.stroke.value = -1
    assert digit.ink.sum() < ink < thick
    digit.erased.value = 28
    assert digit.ink.sum() == 0 and "28 rows erased" in digit.words
    assert digit.images[..., 0].sum() > 0  # the images themselves are as they were


# --- digits that are drawn -------------------------------------------------------------------------

# Each digit as lines through points, in a square from 0 to 1: x to the right, y down.
WRITTEN = {
    0: [[(0.5, 0), (0.2, 0.12), (0.05, 0.5), (0.2, 0.88), (0.5, 1), (0.75, 0.88), (0.85, 0.5), (0.75, 0.12), (0.5, 0)]],
    1: [[(0.5, 0), (0.45, 1)]],
    2: [[(0.1, 0.2), (0.3, 0.02), (0.6, 0), (0.8, 0.2), (0.7, 0.45), (0.1, 1), (0.85, 0.97)]],
    3: [[(0.1, 0.1), (0.5, 0), (0.75, 0.15), (0.7, 0.4), (0.35, 0.5), (0.75, 0.6), (0.8, 0.8), (0.5, 1), (0.1, 0.9)]],
    4: [[(0.3, 0), (0.08, 0.55), (0.85, 0.5)], [(0.7, 0.15), (0.6, 1)]],
    5: [[(0.8, 0), (0.25, 0.03), (0.2, 0.42), (0.6, 0.42), (0.8, 0.65), (0.65, 0.93), (0.3, 1), (0.08, 0.9)]],
    6: [[(0.65, 0), (0.25, 0.35), (0.1, 0.7), (0.3, 1), (0.65, 0.95), (0.7, 0.65), (0.4, 0.55), (0.13, 0.75)]],
    7: [[(0.08, 0.05), (0.8, 0.02), (0.55, 0.45), (0.35, 1)]],
    8: [[(0.7, 0.1), (0.4, 0), (0.15, 0.2), (0.7, 0.7), (0.5, 1), (0.15, 0.85), (0.35, 0.5), (0.75, 0.25), (0.7, 0.1)]],
    9: [[(0.75, 0.2), (0.5, 0), (0.2, 0.15), (0.25, 0.45), (0.6, 0.45), (0.75, 0.2), (0.7, 0.6), (0.6, 1)]],
}
UPSTROKE = [[(0, 0.5), (0.5, 0), (0.5, 1)]]  # a 1 as many Europeans write it


def written(lines, rng, height=20):
    """Ink, 0 to 1, of a digit that the sheet's thick pen writes, each time a little different; as digit.js draws."""
    assert "28: {thick: 6" in Sheet._esm
    y, x = np.mgrid[:112, :112] + 0.5
    angle, shear, ink = rng.normal(0, 0.1), rng.normal(0, 0.15), np.zeros((112, 112), bool)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turn = turn @ [[rng.uniform(0.75, 1.05), -shear], [0, 1]]
    for line in lines:
        points = (np.array(line) - 0.5 + rng.normal(0, 0.03, np.shape(line))) @ turn.T * 4 * height + 56
        for a, b in zip(points, points[1:]):
            t = np.clip(((x - a[0]) * (b - a)[0] + (y - a[1]) * (b - a)[1]) / ((b - a) @ (b - a)), 0, 1)
            ink |= np.hypot(x - a[0] - t * (b - a)[0], y - a[1] - t * (b - a)[1]) < 6
    return ink.reshape(28, 4, 28, 4).mean(axis=(1, 3))


@pytest.fixture(scope="module")
def trained():
    """The network of the notebook, from three starts: a list of functions from images to digits."""
    pixels, digit = load_mnist()
    (X, y), *_ = split(pixels / 255, digit, (0.8, 0.1, 0.1), seed=0)
    found = []
    for seed in range(3):
        rng = np.random.default_rng(seed)
        W = [None] + [nn.initialise(sizes, rng)[1] for sizes in ((25, 8), (200, 16), (256, 10))]
        network = Network(W, k=[None, 5, 5, 4], p=[None, 2, 2, 1])
        list(network.fit(X.reshape(1, 28, 28, -1), y, 3, eta=0.004, seed=seed))
        found.append(lambda images, net=network: net.scores(np.stack(images, axis=-1)[None]).argmax(axis=0))
    return found


@pytest.mark.parametrize("height", [14, 20, 24])
def test_clear_digits_are_read_as_the_notebook_says_large_and_small(trained, height):
    rng, labels = np.random.default_rng(1), np.repeat(range(10), 20)
    raw = [written(WRITTEN[d], rng, height) for d in labels]
    drawn = [as_mnist(ink) for ink in raw]
    aside = [np.roll(ink, 4, axis=1) for ink in drawn]
    for read in trained:
        shares = [np.mean(read(images) == labels) for images in (drawn, raw, aside)]
        assert shares[0] > 0.95 > shares[1] and shares[2] < 0.75


def test_a_one_with_a_long_upstroke_is_hardly_ever_read(trained):
    rng = np.random.default_rng(1)
    ones = [as_mnist(written(UPSTROKE, rng)) for _ in range(40)]
    answers = np.array([read(ones) for read in trained])
    assert np.mean(answers == 1) < 0.1 and np.mean((answers == 4) | (answers == 9)) > 0.75


def test_what_is_drawn_is_put_into_mnists_form_and_then_moved(digit):
    digit.sheet.image.value = 3
    chosen = digit.ink
    ink = np.zeros((28, 28))
    ink[2:10, 3:6] = 16
    digit.sheet.put(ink)
    assert digit.words.startswith("A drawn digit, moved by 0 down")
    np.testing.assert_array_equal(digit.ink[0, ..., 0], as_mnist(ink / 16))
    np.testing.assert_array_equal(digit.digit.get_array(), as_mnist(ink / 16))
    assert digit.ink.dtype == digit.images.dtype
    digit.right.value = 3
    np.testing.assert_array_equal(digit.ink[0, :, 3:, 0], as_mnist(ink / 16)[:, :-3])
    click(digit, "clear")
    assert digit.words.startswith("An empty sheet") and not digit.ink.any()
    click(digit, "again")
    digit.right.value = 0
    np.testing.assert_array_equal(digit.ink, chosen)
    assert digit.words.startswith("Image 3, a ")


def test_one_change_of_the_image_draws_one_picture(digit):
    drawn = []
    digit.view.observe(drawn.append, "value")
    digit.sheet.image.value = 4
    assert len(drawn) == 1


def test_a_mosaic_holds_every_map_in_its_place():
    maps = np.arange(6 * 4 * 5.0).reshape(6, 4, 5)
    joined = mosaic(maps)
    assert joined.shape == (3 * 5 - 1, 2 * 6 - 1)
    for n in range(6):
        a, b = 5 * (n // 2), 6 * (n % 2)
        np.testing.assert_array_equal(joined[a : a + 4, b : b + 5], maps[n])
