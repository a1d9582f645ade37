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
    assert "50% of the way there" in bending.describe() and "cut" not in bending.describe()
    bending.way.value = 1
    assert "where it sends them. The output neuron's cut there is right for 100%." in bending.describe()
    assert bending.picture != before


@pytest.mark.parametrize("data, right", [("two moons", 0.95), ("four clouds", 1)])
def test_the_trained_relu_are_as_good_as_two_of_them_can_be(bending, data, right):
    bending.data.value, bending.weights.value, bending.activation.value = data, "trained", "relu"
    bending.way.value = 1
    assert bending.right == right
    assert f"this cut is right for {right:.0%}" in bending.facts.get_text()


@pytest.mark.parametrize("activation", ("tanh", "relu"))
def test_all_samples_stay_in_the_frame(bending, activation):
    bending.activation.value = activation
    for data, weights, way in product(bending.DATA, bending.WEIGHTS, (0, 0.5, 1)):
        bending.data.value, bending.weights.value, bending.way.value = data, weights, way
        places = np.concatenate([shown.get_xydata() for shown in bending.classes])
        assert len(places) == 160 and np.abs(places).max() < 2.2


@pytest.mark.filterwarnings("error")
def test_all_choices_of_the_bending_explorer_can_be_made(bending):
    for data, weights, activation, way in product(bending.DATA, bending.WEIGHTS[:2], ("tanh", "relu"), (0, 1)):
        bending.data.value, bending.weights.value = data, weights
        bending.activation.value, bending.way.value = activation, way
        assert "stopped" not in bending.view.value
        assert "nan" not in bending.describe()


def test_the_error_falls_with_the_number_of_neurons(approximation):
    found = []
    for q in (4, 8, 16, 32):
        approximation.q.value = q
        found.append(approximation.largest)
    assert all(a > b for a, b in zip(found, found[1:])) and found[-1] < 0.02


def test_a_jump_keeps_its_largest_error_while_the_mean_falls(approximation):
    approximation.curve.value = "jump"
    approximation.q.value = 5
    few = approximation.largest, approximation.mean
    approximation.q.value = 41
    assert approximation.mean < few[1] / 3
    assert approximation.largest > 0.3


@pytest.mark.filterwarnings("error")
def test_the_extremes_of_the_approximation_explorer(approximation):
    for curve, h, q, steep in product(approximation.CURVES, ("sigmoid", "tanh", "relu"), (1, 60), (0.5, 20)):
        approximation.curve.value, approximation.h.value = curve, h
        approximation.q.value, approximation.steep.value = q, steep
        assert "stopped" not in approximation.view.value
        assert np.isfinite(approximation.largest)
        assert f"{q} {h} neuron{'s' * (q > 1)} of steepness" in approximation.describe()


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
