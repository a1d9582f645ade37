"""The explorers of notebook 04, driven through their values as a user would."""

import ast
from itertools import product

import numpy as np
import pytest
from support import NOTEBOOKS, code_cells, read

from helpers import nn
from helpers.widgets import ApproximationExplorer, BendingExplorer


@pytest.fixture(scope="module")
def bending():
    return BendingExplorer()


@pytest.fixture
def approximation():
    return ApproximationExplorer()


@pytest.mark.parametrize("data", BendingExplorer.DATA)
def test_the_trained_layer_makes_a_straight_cut_enough(bending, data):
    bending.data.value, bending.weights.value, bending.activation.value = data, "trained", "tanh"
    bending.way.value = 0.5
    before = bending.picture
    assert "50% of the way there" in bending.words and "cut" not in bending.words
    bending.way.value = 1
    assert "where it sends them. The best straight cut there is right for 100%." in bending.words
    assert bending.picture != before


@pytest.mark.parametrize("data, right", [("two moons", 0.95), ("four clouds", 1)])
def test_the_trained_relu_are_as_good_as_two_of_them_can_be(bending, data, right):
    bending.data.value, bending.weights.value, bending.activation.value = data, "trained", "relu"
    bending.way.value = 1
    assert bending.right == right
    assert f"right\nfor {right:.0%}" in bending.facts.get_text()


def turned_over(explorer, way):
    """Share of the plane that is seen from behind at this part of the way: where the move's Jacobian is below 0."""
    explorer.way.value = way
    explorer.update()
    x = np.random.default_rng(0).uniform(-2, 2, (2, 5000))
    across, up = (explorer.moved(x + 1e-6 * e) - explorer.moved(x - 1e-6 * e) for e in np.eye(2)[:, :, None])
    return float(np.mean(across[0] * up[1] - across[1] * up[0] < -1e-18))


@pytest.mark.parametrize("data, activation", product(BendingExplorer.DATA, ("tanh", "relu")))
def test_the_plane_turns_over_nowhere_on_the_way(bending, data, activation):
    for weights in BendingExplorer.CHOICES[:-1]:
        bending.data.value, bending.weights.value, bending.activation.value = data, weights, activation
        bending.held = True  # the pictures are not looked at
        assert [turned_over(bending, t) for t in np.linspace(0, 1, 26)] == [0] * 26
        bending.held = False


def test_a_plane_that_turns_over_is_found(bending, monkeypatch):
    """What happened when trained weights were drawn as they came, with a reflection among them."""
    bending.data.value, bending.weights.value, bending.activation.value = "two moons", "trained", "tanh"
    monkeypatch.setattr(bending, "keep_side", lambda M: np.eye(2)[::-1])
    assert turned_over(bending, 0.5) > 0.2 and turned_over(bending, 0.98) > 0.9


def test_for_any_weights_there_is_a_side_to_keep(bending):
    rng = np.random.default_rng(0)
    for M in [np.zeros((2, 2)), np.ones((2, 2)), *rng.normal(size=(200, 2, 2)), *rng.integers(-1, 2, (200, 2, 2))]:
        A = bending.keep_side(M)
        assert np.diag(A @ M).min() >= 0 and np.linalg.det(A @ M) > -1e-9
        assert np.array_equal(np.sort(abs(A), axis=None), [0, 0, 1, 1])


def press(explorer, number, start, at):
    """A press in the plane on the left at one point, dragged to another."""
    left, low, width, height = explorer.LEFT

    def place(x):
        return [left + width * (x[0] / explorer.SIDE + 1) / 2, low + height * (x[1] / explorer.SIDE + 1) / 2]

    explorer.view.pointer = {"press": number, "from": place(start), "at": place(at)}


def test_lines_and_arrows_can_be_dragged():
    explorer = BendingExplorer()
    for control, weight in zip(explorer.sliders, (1, 2, 0, 0, 0, 2)):
        control.value = weight  # neuron 1: x1 = -1/2; neuron 2: x2 = 0
    assert explorer.weights.value == "my own"
    press(explorer, 1, (-0.5, 1.5), (1.5, 1))  # the line of neuron 1
    assert explorer.matrix() == pytest.approx(np.array([[-3, 2, 0], [0, 0, 2]]), abs=0.05)
    press(explorer, 1, (-0.5, 1.5), (1, 1))  # the same press goes on
    assert explorer.matrix() == pytest.approx(np.array([[-2, 2, 0], [0, 0, 2]]), abs=0.05)
    foot = explorer.anchors[1].copy()
    press(explorer, 2, foot + [0, 0.4], foot + [1, 0])  # the arrow of neuron 2, turned and made longer
    assert explorer.matrix()[1, 1:] == pytest.approx([5, 0], abs=0.05)
    before = explorer.matrix()
    press(explorer, 3, (-2, -2), (0, 0))  # nothing is there
    assert np.array_equal(explorer.matrix(), before)


def test_the_four_clouds_can_nearly_be_separated_by_hand():
    explorer = BendingExplorer()
    explorer.data.value, explorer.way.value = "four clouds", 1
    for control, weight in zip(explorer.sliders, (4, 4, 4, -4, 4, 4)):
        control.value = weight
    assert explorer.right > 0.98


def test_the_axes_say_what_they_show(bending):
    bending.data.value, bending.weights.value, bending.activation.value = "four clouds", "trained", "relu"
    seen = {}
    for t in (0, 0.5, 1):
        bending.way.value = t
        seen[t] = bending.across.get_text(), bending.up.get_text()
    A = bending.turn
    names = [f"{'-' if row.min() < 0 else ''}v_{1 + abs(row).argmax()}" for row in A]
    assert seen[0] == ("$x_1$", "$x_2$") and seen[1] == (f"${names[0]}$", f"${names[1]}$")
    assert seen[0.5][0] == rf"$x_1 \to {names[0]}$"


@pytest.mark.parametrize("activation", ("tanh", "relu"))
def test_all_samples_stay_in_the_frame(bending, activation):
    bending.activation.value = activation
    for data, weights, way in product(bending.DATA, bending.CHOICES[:-1], (0, 0.5, 1)):
        bending.data.value, bending.weights.value, bending.way.value = data, weights, way
        places = np.concatenate([shown.get_xydata() for shown in bending.classes])
        assert len(places) == 160 and np.abs(places).max() < 2.2


def test_a_jump_keeps_its_largest_error_while_the_mean_falls(approximation):
    approximation.curve.value = "jump"
    approximation.q.value = 5
    few = approximation.mean
    approximation.q.value = 41
    assert approximation.mean < few / 3
    for q, steep, h in product((5, 59, 60), (0.5, 20), ("sigmoid", "tanh", "relu")):
        approximation.q.value, approximation.steep.value, approximation.h.value = q, steep, h
        assert approximation.largest == pytest.approx(1, abs=0.01)


def test_the_explorer_and_the_cell_before_it_give_the_same_numbers(approximation):
    path = next(path for path in NOTEBOOKS if path.stem.startswith("04"))
    names = {"np": np, "sigmoid": nn.sigmoid, "add_ones": nn.add_ones}
    for cell in code_cells(read(path)):
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.FunctionDef) and node.name in ("curve", "fit"):
                exec(ast.unparse(node), names)
    for q, steep in product((2, 4, 8, 16, 32), (0.5, 2)):
        approximation.q.value, approximation.steep.value = q, steep
        found = names["fit"](q, steep)
        assert found == pytest.approx((approximation.largest, approximation.where), rel=0.01, abs=5e-5)
