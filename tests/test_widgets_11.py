"""The explorers of notebook 11: the rope's network against the direct solution, and the film's words."""

import numpy as np
import pytest

from helpers.widgets import FilmExplorer, RopeExplorer


def slopes(u, f, dx):
    """The derivative of the rope's energy, as a product with its matrix; the ends, which are held, do not count."""
    n = len(u)
    A = 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
    return A @ u / dx - f * dx


@pytest.fixture
def rope():
    return RopeExplorer(slopes)


def test_the_exact_rope_solves_the_equation_and_has_the_least_energy(rope):
    """Under π² sin(πx) it is sin(πx), and its energy is −π²/4."""
    f = np.pi**2 * np.sin(np.pi * rope.x)
    exact = rope.direct(f)
    assert np.abs(exact - np.sin(np.pi * rope.x)).max() < 1e-4
    assert rope.energy(exact, f) == pytest.approx(-(np.pi**2) / 4, abs=1e-3)
    assert rope.energy(exact, f) < min(rope.energy(0.99 * exact, f), rope.energy(1.01 * exact, f))


def test_the_network_falls_to_the_exact_shape_and_the_words_say_how_near(rope):
    far = rope.off
    for _ in range(20):
        rope.refresh()
    assert rope.t == 21 * rope.STEPS
    assert rope.off < 0.01 < far
    drawn, exact = rope.rope.get_ydata(), rope.exact.get_ydata()
    assert f"off by {np.abs(drawn - exact).max():.3f} at most" in rope.words
    assert np.all(np.diff(rope.curve.get_xdata()) == 1) and len(rope.above) == rope.SHOWN


def test_a_load_that_is_moved_moves_the_deepest_place_and_raises_the_energy(rope):
    for _ in range(10):
        rope.refresh()
    calm = rope.above[-1]
    rope.place.value = 0.8
    assert "a load at 0.80" in rope.words and rope.deepest > 0.6
    assert rope.above[-rope.STEPS] > 10 * calm


def test_a_narrow_load_makes_a_corner_that_the_network_rounds_off(rope):
    for _ in range(30):
        rope.refresh()
    wide = rope.off
    rope.width.value = 0.01
    for _ in range(30):
        rope.refresh()
    assert rope.off > 3 * wide


def test_it_starts_anew_from_the_same_weights(rope):
    words = rope.words
    rope.refresh()
    rope.anew()
    assert rope.words == words


def test_sliders_that_a_page_gives_back_rounded_train_nothing(rope):
    """As JupyterLab does when the explorer appears: each is the lowest value and so many steps."""
    rope.place.value = 0.1 + 4 * 0.05
    rope.width.value = 0.01 + 9 * 0.01
    assert (rope.place.value, rope.width.value) != (0.3, 0.1) and rope.t == rope.STEPS
    rope.width.value += 0.01
    assert rope.t == 2 * rope.STEPS


def test_the_film_what_is_said_of_it_and_the_difference():
    film = np.random.default_rng(0).standard_normal((4, 5, 6))
    predicted = film + np.arange(4)[:, None, None]
    explorer = FilmExplorer(film, predicted)
    explorer.ahead.value = 2
    for way, said in (("by the kernel", predicted[2]), ("as now", film[0])):
        explorer.way.value = way
        shown = [np.asarray(image.get_array()) for image in explorer.seen]
        for image, values in zip(shown, (film[2], said, said - film[2])):
            np.testing.assert_allclose(image, values)
        assert f"({way})" in explorer.words
        off = np.sqrt(np.mean((said - film[2]) ** 2))
        assert f"off by {off:.2f}." in explorer.words and explorer.number.get_text() == f"{off:.2f}"
        assert "2 frames ahead" in explorer.words


def test_the_curve_of_the_film_s_error_ends_at_the_frame_that_is_shown():
    film = np.random.default_rng(0).standard_normal((4, 5, 6))
    explorer = FilmExplorer(film, film + np.array([0, 1, 4, 2])[:, None, None])
    explorer.ahead.value = 3
    np.testing.assert_allclose(explorer.curve.get_xydata(), [[0, 0], [1, 0.25], [2, 1], [3, 0.5]])
    explorer.ahead.value = 1
    np.testing.assert_allclose(explorer.curve.get_xydata(), [[0, 0], [1, 0.25]])
    assert "1 frame ahead" in explorer.words


def test_the_button_goes_on_and_begins_anew():
    film = np.random.default_rng(0).standard_normal((3, 4, 4))
    explorer = FilmExplorer(film, film)
    seen = [explorer.go_on() or explorer.ahead.value for _ in range(3)]
    assert seen == [0, 1, 2]
