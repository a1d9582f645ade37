"""The measures of made images: where they must be 0, what is known in closed form, and how few samples mislead."""

import numpy as np
import pytest

from helpers import judge


@pytest.fixture(scope="module")
def digits():
    return judge.sets()


def test_equal_sets_have_no_distance():
    X = np.random.default_rng(0).standard_normal((7, 50))
    assert judge.frechet(X, X) == pytest.approx(0, abs=1e-9)
    assert judge.frechet(X, X[:, ::-1]) == pytest.approx(0, abs=1e-9)


def test_of_diagonal_gaussians_the_distance_has_a_closed_form():
    """|m − m'|² + Σ (σ − σ')², for samples that have exactly these means and variances."""
    rng = np.random.default_rng(1)
    raw = rng.standard_normal((4, 400))
    raw -= raw.mean(axis=1, keepdims=True)
    white = np.linalg.solve(np.linalg.cholesky(np.cov(raw)), raw)
    m, s, t = np.array([[1.0, -2, 0, 3]]).T, np.array([[1.0, 2, 0.5, 3]]).T, np.array([[2.0, 0.1, 0.5, 1]]).T
    assert judge.frechet(s * white, m + t * white) == pytest.approx(np.sum(m**2) + np.sum((s - t) ** 2))
    assert judge.frechet(m + t * white, s * white) == pytest.approx(judge.frechet(s * white, m + t * white))


def test_few_samples_of_one_distribution_look_further_apart():
    rng = np.random.default_rng(2)
    far = [judge.frechet(*rng.standard_normal((2, 10, N))) for N in (20, 100, 1000)]
    assert far[0] > 3 * far[1] > 3 * far[2] > 0


def test_the_reader_reads_what_it_has_not_seen(digits):
    X, labels = digits[2]
    p = judge.opinion(X)
    assert np.mean(p.argmax(axis=0) == labels) > 0.97 and p.sum(axis=0) == pytest.approx(1)
    assert judge.features(X).shape == (64, X.shape[1])


def test_kinds_are_counted_by_how_even_they_are(digits):
    X, labels = digits[0]
    each = np.stack([X[:, labels == k].mean(axis=1) for k in range(10)], axis=1)
    assert judge.kinds(each) == pytest.approx(10)
    assert judge.kinds(each[:, [3, 3, 3]]) == pytest.approx(1)
    assert judge.kinds(each[:, [3, 3, 5, 5]]) == pytest.approx(2)
    assert judge.sure(each) == 1


def test_the_nearest_of_copies_is_the_original(digits):
    X = digits[0][0]
    distance, which = judge.nearest(X[:, [5, 17]], X)
    assert distance == pytest.approx([0, 0]) and list(which) == [5, 17]
    distance, which = judge.nearest(np.array([[0.0], [3]]), np.array([[4.0, 0], [0, 0]]))
    assert (distance[0], which[0]) == (3, 1)


def test_images_of_the_wrong_shape_are_told(digits):
    with pytest.raises(ValueError, match="images as columns"):
        judge.opinion(digits[0][0].T)
    with pytest.raises(ValueError, match="B has shape"):
        judge.frechet(np.zeros((3, 4)), np.zeros((4, 3)))
