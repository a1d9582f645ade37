"""The explorers of notebook 09: what codes keep, and the map on which one walks."""

import numpy as np
import pytest
from support import code_map, compress


@pytest.fixture
def codes():
    return compress()


@pytest.fixture
def walk():
    return code_map()


# --- compress -------------------------------------------------------------------------------------


def test_what_is_shown_is_what_came_back(codes):
    for i, k in ((0, 2), (7, 8)):
        codes.image.value, codes.size.value = i, k
        for back, rest, (way, found) in zip(codes.backs, codes.rests, codes.ways.items()):
            y = found[k][:, i].reshape(8, 8)
            np.testing.assert_array_equal(back.get_array(), y)
            np.testing.assert_array_equal(rest.get_array(), y - codes.images[:, i].reshape(8, 8))
            error = np.sum((y.ravel() - codes.images[:, i]) ** 2)
            assert back.axes.get_title() == f"{way}: {error:.2f}" and f"{way} {error:.2f}" in codes.words


def test_the_buttons_go_where_the_last_way_gains_and_loses_most(codes):
    near, far = (np.sum((codes.ways[way][2] - codes.images) ** 2, axis=0) for way in ("rough", "finer"))
    codes.size.value = 2
    codes.best()
    assert codes.image.value == np.argmax(near - far)
    codes.worst()
    assert codes.image.value == np.argmin(near - far)
    assert f"on {np.mean(far < near):.0%} of the images" in codes.words


# --- the map --------------------------------------------------------------------------------------


def test_the_place_is_decoded_read_and_compared(walk):
    for z in ((0.5, 0.3), (0.2, 0.9)):
        walk.go(z)
        image = walk.decode(np.array(walk.place())[:, None])
        np.testing.assert_allclose(walk.place(), z, atol=0.011)
        np.testing.assert_array_equal(walk.decoded.get_array(), image.reshape(8, 8))
        off = np.linalg.norm(walk.images - image, axis=0)
        assert walk.near == off.argmin() and walk.distance == pytest.approx(off.min())
        np.testing.assert_array_equal(walk.nearest.get_array(), walk.images[:, walk.near].reshape(8, 8))
        p = walk.read(image)[:, 0]
        assert [bar.get_width() for bar in walk.opinion.bars] == pytest.approx(p)
        assert f"with {p.max():.0%}" in walk.words and f"distance of {off.min():.2f}" in walk.words


def test_a_press_on_the_map_goes_there_and_beside_it_nowhere(walk):
    left, bottom, width, height = walk.MAP
    there = [left + 0.25 * width, bottom + 0.75 * height]
    walk.view.pointer = {"press": 1, "from": there, "at": there}
    np.testing.assert_allclose(walk.place(), walk.low + [0.25, 0.75] * (walk.high - walk.low), atol=0.011)
    before = walk.place()
    walk.view.pointer = {"press": 2, "from": [0.9, 0.5], "at": [0.9, 0.5]}
    assert walk.place() == before
    walk.view.pointer = {"press": 3, "from": there, "at": [0.9, -0.5]}  # dragged beyond the map: along its rim
    np.testing.assert_allclose(walk.place(), [walk.high[0], walk.low[1]], atol=0.021)


def test_test_images_are_sent_to_their_codes_and_leave_when_one_walks_on(walk):
    for visitor in (0, 1):
        walk.visit()
        assert walk.visitor == visitor
        np.testing.assert_allclose(walk.place(), walk.others[0][:, visitor], atol=0.011)
        np.testing.assert_array_equal(walk.guest.get_array(), walk.others[1][:, visitor].reshape(8, 8))
        assert f"Test image {visitor}, " in walk.words and "lives here" in walk.words
        assert walk.guest.axes.get_visible()
    walk.z[0].value = walk.low[0]
    assert "lives here" not in walk.words and not walk.guest.axes.get_visible()


def test_eight_has_its_article(walk):
    walk.labels = np.full(len(walk.labels), 8)
    walk.refresh()
    assert "nearest real image is an 8" in walk.words and walk.nearest.axes.get_title() == "nearest real: an 8"
