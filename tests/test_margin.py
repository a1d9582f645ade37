"""The margin against a support vector machine without a bias of its own, on the samples with their 1 on top."""

import numpy as np
import pytest
from sklearn.svm import SVC

from helpers.datasets import load_penguins
from helpers.margin import largest_margin


@pytest.mark.parametrize("pair", [("bill_length_mm", "bill_depth_mm"), ("bill_depth_mm", "flipper_length_mm")])
def test_the_margin_is_that_of_a_support_vector_machine(pair):
    penguins = load_penguins(("Adelie", "Gentoo"), pair)
    X = (penguins.X - penguins.X.mean(axis=1, keepdims=True)) / penguins.X.std(axis=1, keepdims=True)
    Z = ((2 * penguins.y - 1) * np.vstack([np.ones(X.shape[1]), X])).T
    # Both classes, each sample and its opposite: then the machine's own bias is 0.
    machine = SVC(kernel="linear", C=1e9, tol=1e-8).fit(np.r_[Z, -Z], np.repeat([1, -1], len(Z)))
    low, high, u = largest_margin(X, penguins.y)
    assert low <= 1 / np.linalg.norm(machine.coef_) * (1 + 1e-4)
    assert high >= 1 / np.linalg.norm(machine.coef_) * (1 - 1e-4)
    assert high - low < 1e-3
    np.testing.assert_allclose(np.linalg.norm(u), 1)
    np.testing.assert_allclose((Z @ u).min(), low)


def test_without_a_line_there_is_no_margin():
    low, high, _ = largest_margin([[0, 1, 0, 1], [0, 1, 1, 0]], np.array([0, 0, 1, 1]))
    assert low <= 0 and high < 1e-6
