"""Notebook 03 against other people's numbers: published estimates, scikit-learn, autograd."""

import warnings
from itertools import product

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from autograd.scipy.stats import norm
from sklearn.linear_model import LogisticRegression
from support import NOTEBOOKS

from helpers.checks.logistic_regression import FORUM
from helpers.datasets import load_beetles
from helpers.widgets import BeetleExplorer, DescentExplorer

PUBLISHED = {"w_logit": ("-60.717", "34.270"), "w_probit": ("-34.935", "19.728")}


@pytest.fixture
def notebook(finished):
    """All names of the notebook after a run from top to bottom."""
    return dict(finished(NOTEBOOKS[3]).shell.user_ns)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_beetles_give_the_published_estimates_to_every_printed_digit(notebook, name):
    assert tuple(f"{w:.3f}" for w in notebook[name]) == PUBLISHED[name]


def test_the_boundary_is_scikit_learns(notebook):
    X, y = notebook["X_two"], notebook["y_two"]
    w, _ = notebook["descend"](np.zeros(3), X, y, 4, 40_000)
    other = LogisticRegression(C=np.inf, tol=1e-10, max_iter=10_000).fit(X.T, y)
    np.testing.assert_allclose(w, np.r_[other.intercept_, other.coef_[0]], rtol=1e-4)


def random_data(seed, n=4, N=7):
    rng = np.random.default_rng(seed)
    return rng.normal(0, 2, n + 1), rng.standard_normal((n, N)), rng.integers(0, 2, N)


def scores(w, X):
    return w[0] + anp.dot(w[1:], X)


def logit_cost(w, X, y):
    s = scores(w, X)
    return anp.mean(anp.logaddexp(0, s) - y * s)


def probit_cost(w, X, y):
    s = scores(w, X)
    return -anp.mean(y * norm.logcdf(s) + (1 - y) * norm.logcdf(-s))


@pytest.mark.parametrize("seed", range(20))
def test_gradients_are_those_of_automatic_differentiation(notebook, seed):
    data = random_data(seed)
    for name, cost in (("gradient", logit_cost), ("probit_gradient", probit_cost)):
        np.testing.assert_allclose(notebook[name](*data), autograd.grad(cost)(*data), atol=1e-10)


def test_second_derivatives_are_those_of_automatic_differentiation(notebook):
    w, X, y = random_data(3)
    H = autograd.hessian(logit_cost)(w, X, y)
    np.testing.assert_allclose(notebook["curvatures"](w, X), np.linalg.eigvalsh(H), atol=1e-12)


def test_the_forums_number_comes_of_one_minus_the_logarithm():
    """A real question: the cost was −2.142818, because of `1 - np.log(p)`."""
    w, X, y = FORUM
    p = 1 / (1 + np.exp(-scores(w, X)))
    assert f"{-np.mean(y * np.log(p) + (1 - y) * (1 - np.log(p))):.6f}" == "-2.142818"


def test_extreme_scores_and_separable_data_give_no_warning_and_no_nan(notebook):
    X = np.array([[-1.0, -0.5, 0.5, 1]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for w1, y in product((-1000.0, 1000.0), ([0, 0, 1, 1], [1, 1, 0, 0], [0, 1, 0, 1])):
            w = np.array([0.0, w1])
            assert np.isfinite(notebook["cost"](w, X, np.array(y)))
            assert np.isfinite(notebook["gradient"](w, X, np.array(y))).all()
        w, costs = notebook["descend"](np.zeros(2), X, np.array([0, 0, 1, 1]), 1000.0, 500)
    assert np.isfinite(w).all() and costs[-1] < 1e-6


def test_what_the_text_says_of_the_planted_mistakes(notebook):
    """With two of them the cost rises, with three it falls."""
    f, ends = notebook["f"], []
    for wrong in notebook["planted"].values():
        w = np.zeros(2)
        for _ in range(100):
            w = w - 0.01 * wrong(w)
        ends.append(f(w) > f(np.zeros(2)))
    assert sum(ends) == 2 and len(ends) == 5


# --- explorers ------------------------------------------------------------------------------------


@pytest.fixture
def beetles():
    return BeetleExplorer(*load_beetles())


@pytest.fixture
def descent():
    dose, exposed, killed = load_beetles()
    y = np.concatenate([np.repeat([1, 0], [k, n - k]) for n, k in zip(exposed, killed)])
    return DescentExplorer(np.repeat(dose, exposed), y)


def test_the_published_curve_has_the_best_log_likelihood(beetles):
    beetles.steepness.value, beetles.middle.value = 34.5, 1.772
    best = beetles.log_likelihood
    assert best == pytest.approx(-186.24, abs=0.01)
    for steepness, middle in product((30.0, 39.0), (1.765, 1.779)):
        beetles.steepness.value, beetles.middle.value = steepness, middle
        assert beetles.log_likelihood < best
    assert f"best so far {best:.2f}" in beetles.words
    beetles.link.value = "probit"
    assert "a probit curve" in beetles.words


def test_the_bars_are_the_parts_of_the_log_likelihood_and_the_dose_that_loses_most_is_named(beetles):
    beetles.steepness.value, beetles.middle.value = 34.5, 1.8
    widths = [bar.get_width() for bar in beetles.bars]
    assert sum(widths) == pytest.approx(beetles.log_likelihood)
    share = beetles.killed / beetles.exposed
    best = beetles.shares(share, 1 - share)
    assert (best >= widths).all()
    k = int(np.argmax(best - widths))
    assert f"Dose {beetles.dose[k]:.4f} objects most: it loses {best[k] - widths[k]:.1f}, as the curve" in (
        beetles.words
    )
    assert beetles.worst.get_text() == f"−{-widths[k]:.1f}"
    assert len({bar.get_facecolor() for bar in beetles.bars}) == 2


def test_the_curve_beside_the_map_is_that_of_the_weights_on_the_map(descent):
    for units in descent.units.options:
        descent.units.value = units
        w0, w1 = descent.walked[-1]
        assert descent.end.get_xydata()[0] == pytest.approx([w0, w1])
        x, p = descent.curve.get_data()
        assert p == pytest.approx(1 / (1 + np.exp(-(w0 + w1 * x))))
        assert descent.star.get_xydata()[0] == pytest.approx(descent.lowest)


def test_descent_arrives_or_is_thrown_out_as_the_threshold_says(descent):
    descent.steps.value = 200
    for factor, arrives in ((0.5, True), (0.95, True), (1.3, False)):
        descent.eta.value = factor * descent.threshold
        assert ("Arrived" in descent.words) == arrives, factor
    assert any(words in descent.words for words in ("Thrown out", "above the threshold"))
    descent.steps.value = 0
    descent.eta.value = 1.0
    assert "At the start." in descent.words


def test_as_measured_the_dose_hardly_moves(descent):
    descent.steps.value = 200
    descent.units.value = descent.RAW
    descent.eta.value = 3.0
    assert "Arrived" not in descent.words
    assert descent.lowest == pytest.approx([-60.717, 34.270], abs=5e-4)
