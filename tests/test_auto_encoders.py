"""What notebook 09 computes, against scikit-learn, SciPy, autograd and its own yardsticks."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from scipy.linalg import subspace_angles
from sklearn.decomposition import PCA
from support import NOTEBOOKS, code_cells, read, tags

from helpers import nn
from helpers.checks import auto_encoders as checks
from helpers.datasets import load_digits, split


@pytest.fixture(scope="module")
def course():
    """The course's own answers, by name."""
    path = next(path for path in NOTEBOOKS if path.stem.startswith("09"))
    names = {"np": np, "solution": lambda f: f} | {name: getattr(nn, name) for name in ("forward", "gradient")}
    for cell in code_cells(read(path)):
        if "solution" in tags(cell):
            exec(cell.source, names)
    return names


@pytest.fixture(scope="module")
def ink():
    pixels, digit = load_digits()
    return split(pixels / 16, digit, (0.7, 0.15, 0.15), seed=0)[0][0]


@pytest.mark.parametrize("k", [1, 3, 16])
def test_pca_is_scikit_learns(course, ink, k):
    mean, U, lost = course["pca"](ink, k)
    other = PCA(k, svd_solver="full").fit(ink.T)
    np.testing.assert_allclose(mean[:, 0], other.mean_, atol=1e-12)
    np.testing.assert_allclose(np.abs(np.sum(U * other.components_.T, axis=0)), 1, atol=1e-9)
    back = other.inverse_transform(other.transform(ink.T)).T
    assert lost == pytest.approx(nn.squares(back, ink), rel=1e-9)


@pytest.mark.parametrize("n", checks.DEGREES)
def test_angles_are_scipys_and_those_of_the_construction(course, n):
    B, U = checks._tilted(n, np.random.default_rng(n))
    found = np.sort(course["angles"](B, U))
    np.testing.assert_allclose(found, checks.DEGREES[n], rtol=1e-9)
    np.testing.assert_allclose(found, np.degrees(np.sort(subspace_angles(B, U))), rtol=1e-9)


def test_a_linear_auto_encoder_loses_what_pca_loses_whatever_its_start(course, ink):
    X = ink - ink.mean(axis=1, keepdims=True)
    _, U, lost = course["pca"](ink, 3)
    h, dh = [None, nn.identity, nn.identity], [None, nn.d_identity, nn.d_identity]
    for size, seed, largest in ((0.001, 2, 0.1), (1, 2, 90)):
        W = [None] + [size * w for w in nn.initialise([64, 3, 64], np.random.default_rng(seed), gain=1)[1:]]
        m = nn.zeros_like(W)
        for _ in range(1000):
            W, m = nn.momentum(W, course["reconstruction_gradient"](W, h, dh, X), m, 0.5)
        assert nn.squares(nn.forward(W, h, X)[1][2], X) == pytest.approx(lost, abs=5e-5)
        decoder, encoder = course["angles"](W[2][:, 1:], U).max(), course["angles"](W[1][:, 1:].T, U).max()
        assert decoder < 0.5 and encoder < largest and (size < 0.1 or encoder > 50)
        assert course["angles"](X @ (X.T @ W[1][:, 1:].T), U).max() < 0.5


def test_a_code_that_is_bent_alone_does_not_beat_pca(course, ink):
    """Step 1 of the proof: behind the code all is linear, so the best that any encoder allows is a subspace."""
    X, rng = ink - ink.mean(axis=1, keepdims=True), np.random.default_rng(0)
    lost = course["pca"](ink, 4)[2]
    for h in (np.tanh, nn.relu):
        V = h(rng.standard_normal((4, 65)) @ nn.add_ones(X))
        best, *_ = np.linalg.lstsq(nn.add_ones(V).T, X.T, rcond=None)
        assert nn.squares(best.T @ nn.add_ones(V), X) > lost


def test_the_gradients_are_automatic_differentiation(course):
    """Denoising, and a variational auto-encoder: encoder and decoder, with the noise held."""
    rng = np.random.default_rng(1)
    X, noise = rng.random((2, 6, 5))
    sizes = [6, 4, 2, 5, 6]
    W = [None] + [rng.standard_normal((m, n + 1)) for n, m in zip(sizes, sizes[1:])]
    h = [None, np.tanh, nn.identity, np.tanh, nn.identity]
    dh = [None, nn.d_tanh, nn.d_identity, nn.d_tanh, nn.d_identity]

    def through(W, V, bends):
        for w, bend in zip(W, bends):
            V = anp.dot(w[:, 1:], V) + w[:, :1]
            V = anp.tanh(V) if bend else V
        return V

    def cost(W):
        return anp.sum((through(W, X + noise, (1, 0, 1, 0)) - X) ** 2) / 5

    for g, a in zip(course["denoise_step"](W, h, dh, X, noise)[1:], autograd.grad(cost)(W[1:])):
        np.testing.assert_allclose(g, a, rtol=1e-10, atol=1e-12)
    for g, a in zip(
        course["reconstruction_gradient"](W, h, dh, X)[1:],
        autograd.grad(lambda W: anp.sum((through(W, X, (1, 0, 1, 0)) - X) ** 2) / 5)(W[1:]),
    ):
        np.testing.assert_allclose(g, a, rtol=1e-10, atol=1e-12)

    We = [None, rng.standard_normal((4, 7)), rng.standard_normal((6, 5))]
    Wd = [None, rng.standard_normal((5, 4)), rng.standard_normal((6, 6))]
    eps = rng.standard_normal((3, 5))

    def bound(We, Wd):
        out = through(We, X, (1, 0))
        mu, r = out[:3], out[3:]
        S = through(Wd, mu + anp.exp(r / 2) * eps, (1, 0))
        kl = anp.sum(anp.exp(r) + mu**2 - 1 - r) / 10
        return anp.sum(anp.logaddexp(0, S) - X * S) / 5 + kl

    S, V = nn.forward(We, [None, np.tanh, nn.identity], X)
    mu, r = V[2][:3], V[2][3:]
    Sd, Vd = nn.forward(Wd, [None, np.tanh, nn.sigmoid], mu + np.exp(r / 2) * eps)
    G_d, Ez = course["back"](Wd, [None, nn.d_tanh, None], Sd, Vd, (Vd[2] - X).T / 5)
    G_e, _ = course["back"](We, [None, nn.d_tanh, None], S, V, course["code_error"](Ez, mu, r, eps))
    assert course["kl"](mu, r) == pytest.approx(checks._integrated(mu, r), rel=1e-9)
    for found, place in ((G_e, 0), (G_d, 1)):
        for g, a in zip(found[1:], autograd.grad(bound, place)(We[1:], Wd[1:])):
            np.testing.assert_allclose(g, a, rtol=1e-10, atol=1e-12)


def test_which_rows_are_wrong_is_said(course):
    """A slip in the part of log σ² leaves the rows of μ right, also in the encoder's last layer."""
    wrong = [m for m in checks.CODE_ERROR_MISTAKES if m.message.startswith("For log σ²")]
    assert len(wrong) > 8
    rng = np.random.default_rng(2)
    mu, r, eps = rng.standard_normal((3, 3, 5))
    Ez = rng.standard_normal((5, 3))
    right = course["code_error"](Ez, mu, r, eps)
    for mistake in wrong:
        found = mistake.function(Ez, mu, r, eps)
        np.testing.assert_allclose(found[:, :3], right[:, :3], rtol=1e-12)
        assert np.abs(found[:, 3:] - right[:, 3:]).max() > 1e-3
