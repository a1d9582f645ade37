"""The sheet for a digit, in Python and in a browser; and the network that reads it in notebook 00."""

import numpy as np
import pytest
from support import click

from helpers import datasets, nn, reader, storage
from helpers.datasets import load_digits, load_mnist
from helpers.widgets import DigitExplorer
from helpers.widgets.digit import Sheet, as_mnist, likeliest


def guess(pixels):
    """A stand-in for a network: which rows hold the ink."""
    return nn.softmax(np.r_[pixels.reshape(8, 8).sum(axis=1), 0, 0][:, None] / 16)


@pytest.fixture
def digits():
    return DigitExplorer(guess, load_digits()[0][:, :20])


def test_an_image_is_chosen_drawn_over_and_brought_back(digits):
    digits.sheet.image.value = 7
    assert np.array_equal(digits.sheet.ink.ravel(), load_digits()[0][:, 7])
    words, picture = digits.words, digits.picture
    digits.sheet.value = [16] * 8 + [0] * 56  # as the browser sets it
    assert "8 of them dark. The network reads a 0, with" in digits.view.value
    assert digits.picture != picture
    click(digits, "again")
    assert digits.words == words and digits.picture == picture


def test_the_empty_sheet_is_said_to_be_empty(digits):
    click(digits, "clear")
    assert not digits.sheet.ink.any() and digits.words.startswith("An empty sheet; the network says ")


def test_moving_loses_what_leaves(digits):
    digits.sheet.put(np.eye(8) * 16)
    click(digits, "right")
    click(digits, "down")
    assert np.array_equal(digits.sheet.ink, np.diag([0] + [16] * 7))
    click(digits, "left")
    click(digits, "up")
    assert np.array_equal(digits.sheet.ink, np.diag([16] * 7 + [0]))


def test_the_pen_goes_to_the_browser_and_changes_no_picture(digits):
    picture = digits.view.value
    for pen in digits.sheet.pens.options:
        digits.sheet.pens.value = pen
        assert digits.sheet.pen == pen
    assert digits.view.value == picture


def test_a_change_draws_one_picture(digits):
    drawn = []
    digits.view.observe(drawn.append, "value")
    digits.sheet.image.value = 3
    click(digits, "clear")
    assert len(drawn) == 2


def test_a_larger_sheet_has_its_own_number_of_pixels():
    sheet = Sheet(np.zeros((784, 2)))
    assert sheet.side == 28 and not sheet.ink.any() and sheet.ink.shape == (28, 28)
    sheet.put(np.full((28, 28), 20.4))
    assert set(sheet.value) == {16}


def test_mnists_own_images_are_in_mnists_form():
    images = load_mnist()[0].T.reshape(-1, 28, 28)[::10] / 255
    same = [np.allclose(as_mnist(image), image) for image in images]
    assert np.mean(same) > 0.995  # one of 5,000 is 19 pixels long


@pytest.mark.parametrize(
    "rows, columns", [((3, 10), (2, 6)), ((20, 23), (5, 25)), ((0, 28), (0, 28)), ((9, 10), (4, 5))]
)
def test_what_is_drawn_small_large_or_aside_becomes_20_pixels_long_and_stands_in_the_middle(rows, columns):
    ink = np.zeros((28, 28))
    ink[slice(*rows), slice(*columns)] = 1
    made = as_mnist(ink)
    assert made.min() == 0 and made.max() == pytest.approx(1)
    long = [np.ptp(np.flatnonzero(made.any(axis=axis))) + 1 for axis in (1, 0)]
    sides = rows[1] - rows[0], columns[1] - columns[0]
    assert long == [round(20 * side / max(sides)) for side in sides]
    for axis in (0, 1):
        assert 13.5 <= made.sum(axis=axis) @ np.arange(28) / made.sum() <= 14.5
    assert not as_mnist(np.zeros((28, 28))).any()


def test_a_picture_that_stands_alone_shows_the_digit_too(digits):
    live = digits.picture
    assert not digits.seen.axes.get_visible()
    alone = digits._repr_mimebundle_()[0]["image/png"]
    assert alone != digits.png(compress_level=9)
    digits.refresh()
    assert digits.picture == live


def test_the_words_are_those_of_the_network(digits):
    digits.sheet.image.value = 3
    p = guess(digits.sheet.ink.reshape(64, 1)).ravel()
    assert f"The network reads a {p.argmax()}, with {p.max():.0%}" in digits.words


def test_a_predict_that_gives_something_else_is_said_in_the_explorer():
    explorer = DigitExplorer(guess, np.zeros((64, 2)))
    explorer.predict = lambda X: np.zeros(3)
    explorer.sheet.put(np.eye(8))
    assert "predict gave 3 values; expected the probabilities of 10 digits" in explorer.view.value


def test_eight_has_its_article():
    assert likeliest(np.eye(10)[8]) == "an 8, with 100%" and likeliest(np.eye(10)[3]) == "a 3, with 100%"


# --- the reader -----------------------------------------------------------------------------------


def test_the_file_is_what_the_code_makes():
    """Sums are rounded in another order on another machine: the same answers are enough."""
    made, stored = reader.train(), storage.load(reader.FILE)
    h, X = [None, nn.relu, nn.softmax], load_digits()[0] / 16
    p, q = (nn.forward(W, h, X)[1][-1] for W in (made, stored))
    assert (p.argmax(axis=0) == q.argmax(axis=0)).mean() > 0.99
    assert np.abs(p - q).mean() < 0.01


def test_the_reader_reads_images_it_has_not_seen_moved_or_not():
    _, (X, y) = datasets.split(*load_digits(), (0.8, 0.2), seed=0)
    right = [(reader.read(reader.moved(X, *by)).argmax(axis=0) == y).mean() for by in ((0, 0), (0, 1), (1, 0), (-1, 0))]
    assert min(right) > 0.94
    assert np.array_equal(reader.moved(X, 0, 0), X)


def test_most_scribbles_are_read_with_more_than_ninety_percent():
    """As the notebook says: a line that wanders over the sheet, drawn with a thick pen."""
    rng, sure = np.random.default_rng(0), []
    y, x = np.mgrid[:32, :32] + 0.5
    for _ in range(200):
        at, angle, ink = rng.uniform(6, 26, 2), rng.uniform(0, 2 * np.pi), np.zeros((32, 32), bool)
        for _ in range(80):
            angle += rng.normal(0, 0.5)
            at = np.clip(at + [np.sin(angle), np.cos(angle)], 4, 28)
            ink |= np.hypot(y - at[0], x - at[1]) < 2.3
        sure.append(reader.read(ink.reshape(8, 4, 8, 4).sum(axis=(1, 3)).reshape(64, 1)).max() > 0.9)
    assert 0.4 < np.mean(sure) < 0.9
