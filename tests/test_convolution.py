"""Patches, pooling and what leads back through them, against SciPy, autograd and their defining properties."""

import tracemalloc

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from scipy.signal import correlate

from helpers import nn
from helpers.checks.convolutional_networks import BACKWARD_MISTAKES, network
from helpers.datasets import load_digits
from helpers.fast import Network
from helpers.gradients import check_gradient


@pytest.fixture
def rng():
    return np.random.default_rng(3)


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_layer_on_patches_is_scipys_correlation(rng, k):
    V, W = rng.standard_normal((3, 7, 5, 4)), rng.standard_normal((2, 3 * k * k + 1))
    S = nn.layer(W, nn.patches(V, k), nn.identity)[0].reshape(2, 8 - k, 6 - k, 4)
    kernels = W[:, 1:].reshape(2, 3, k, k)
    for f, i in np.ndindex(2, 4):
        expected = W[f, 0] + correlate(V[..., i], kernels[f], mode="valid")[0]
        np.testing.assert_allclose(S[f, ..., i], expected, atol=1e-12)


def test_a_dense_layer_is_a_convolution_as_large_as_its_input(rng):
    V = rng.standard_normal((2, 6, 6, 3))
    np.testing.assert_array_equal(nn.patches(V, 6), V.reshape(-1, 3))


@pytest.mark.parametrize("k", [1, 2, 3])
def test_add_back_is_the_transpose_of_patches(rng, k):
    V = rng.standard_normal((2, 6, 5, 3))
    D = rng.standard_normal(nn.patches(V, k).shape)
    assert (nn.patches(V, k) * D).sum() == pytest.approx((V * nn.add_back(D, V.shape, k)).sum(), rel=1e-12)
    np.testing.assert_array_equal(
        nn.add_back(np.ones(D.shape), V.shape, k)[0, 0, 0], 1
    )  # the corner is in one patch only


@pytest.mark.parametrize("p", [1, 2, 3])
def test_pooling_and_its_error_by_loops(rng, p):
    V = rng.integers(0, 3, (2, 7, 5, 3)).astype(float)  # many ties
    E = rng.standard_normal((2, 7 // p, 5 // p, 3))
    pooled, handed = np.empty(E.shape), np.zeros(V.shape)
    for c, i, j, n in np.ndindex(E.shape):
        block = V[c, p * i : p * i + p, p * j : p * j + p, n]
        pooled[c, i, j, n] = block.max()
        a, b = next(place for place in np.ndindex(p, p) if block[place] == block.max())
        handed[c, p * i + a, p * j + b, n] = E[c, i, j, n]
    np.testing.assert_array_equal(nn.max_pool(V, p), pooled)
    np.testing.assert_array_equal(nn.unpool(E, V, p), handed)


def test_a_whole_network_is_automatic_differentiation(rng):
    """Two convolutions with pooling, then a dense layer, as notebook 07 joins the functions."""
    X, Y = rng.standard_normal((2, 9, 8, 5)), nn.one_hot(rng.integers(0, 3, 5), 3)
    W = [None, rng.standard_normal((4, 19)), rng.standard_normal((5, 17)), rng.standard_normal((3, 11))]

    def scores(W1, W2, W3):
        V1 = anp.tanh(convolve(W1, X, 3))
        pooled = anp.max(anp.stack([V1[:, a:6:2, b:6:2] for a in (0, 1) for b in (0, 1)]), axis=0)
        V2 = anp.tanh(convolve(W2, pooled, 2))[:, :, :, :]
        return anp.dot(W3[:, 1:], anp.reshape(V2[:, :1], (10, 5))) + W3[:, :1]

    def convolve(W, V, k):
        rows, columns = V.shape[1] - k + 1, V.shape[2] - k + 1
        windows = [V[:, a : a + rows, b : b + columns] for a in range(k) for b in range(k)]
        P = anp.reshape(anp.stack(windows, axis=1), (V.shape[0] * k * k, -1))
        return anp.reshape(anp.dot(W[:, 1:], P) + W[:, :1], (len(W), rows, columns, V.shape[3]))

    def cost(W1, W2, W3):
        S = scores(W1, W2, W3)
        top = S - anp.max(S, axis=0)
        return anp.mean(anp.log(anp.sum(anp.exp(top), axis=0)) - anp.sum(Y * top, axis=0))

    P1 = nn.patches(X, 3)
    S1 = (W[1] @ nn.add_ones(P1)).reshape(4, 7, 6, 5)
    V1 = nn.max_pool(np.tanh(S1), 2)
    P2 = nn.patches(V1, 2)
    S2 = (W[2] @ nn.add_ones(P2)).reshape(5, 2, 2, 5)
    V2 = np.tanh(S2)
    P3 = V2[:, :1].reshape(10, 5)
    E3 = (nn.softmax(W[3] @ nn.add_ones(P3)) - Y).T / 5
    D2 = np.zeros(V2.shape)
    D2[:, :1] = (E3 @ W[3][:, 1:]).T.reshape(5, 1, 2, 5)
    E2 = (D2 * nn.d_tanh(S2)).reshape(5, -1).T
    D1 = nn.unpool(nn.add_back((E2 @ W[2][:, 1:]).T, V1.shape, 2), np.tanh(S1), 2)
    E1 = (D1 * nn.d_tanh(S1)).reshape(4, -1).T
    found = nn.gradient(E1, P1), nn.gradient(E2, P2), nn.gradient(E3, P3)
    for l, G in enumerate(found):
        np.testing.assert_allclose(G, autograd.grad(cost, l)(*W[1:]), rtol=1e-12, atol=1e-12)


def to_all(E, V, p):
    """The mistake that notebook 07 shows: the error goes to all of several equal and largest numbers."""

    def widen(A):
        return A.repeat(p, axis=1).repeat(p, axis=2)

    return widen(E) * (V == widen(nn.max_pool(V, p)))


@pytest.mark.parametrize("unpool, digits_pass", [(nn.unpool, True), (to_all, False)])
def test_ties_are_met_on_digits_only(unpool, digits_pass):
    pixels, _ = load_digits()
    real = np.pad(pixels[:, :6].reshape(1, 8, 8, 6) / 16, ((0, 0), (2, 2), (2, 2), (0, 0)))
    rng, Y = np.random.default_rng(2), nn.one_hot(np.array([0, 1, 2, 2, 1, 1]), 3)
    W = [None, rng.standard_normal((3, 10)), rng.standard_normal((3, 76))]
    names = {"gradient": nn.gradient, "add_back": nn.add_back, "unpool": unpool}
    exec(BACKWARD_MISTAKES[0].right, names)
    k, p, h, dh = [None, 3, 5], [None, 2, 1], [None, np.tanh, nn.softmax], [None, nn.d_tanh, None]
    for X, right in ((rng.standard_normal(real.shape), True), (real, digits_pass)):
        report = check_gradient(
            lambda W, X=X: nn.cross_entropy(network(W, h, k, p, X)[1][-1], Y),
            lambda W, X=X: names["backward"](W, h, dh, k, p, *network(W, h, k, p, X), Y),
            W,
            {"N": 6},
        )
        assert str(report).startswith("Right: `W[1]` and `W[2]`") == right
        assert ("Not right: the bias of `W[1]`" in str(report)) != right


def test_a_moved_digit_gives_exactly_the_same_scores_where_a_map_is_pooled_as_a_whole():
    """The same patches see ink wherever it stands, and the largest does not say where it was."""
    pixels, _ = load_digits()
    rng = np.random.default_rng(3)
    W = [None, *nn.initialise([25, 32], rng)[1:], *nn.initialise([32, 10], rng)[1:]]
    k, p, h = [None, 5, 1], [None, 20, 1], [None, nn.relu, nn.softmax]

    def said(down, right):
        X = np.zeros((1, 24, 24, 50))
        X[0, 8 + down : 16 + down, 8 + right : 16 + right] = pixels[:, :50].reshape(8, 8, 50) / 16
        return network(W, h, k, p, X)[1][-1]

    here = said(0, 0)
    for by in ((1, 0), (-4, 0), (0, 3), (4, 4)):
        np.testing.assert_allclose(said(*by), here, rtol=1e-13, atol=1e-13)
        np.testing.assert_array_equal(said(*by).argmax(axis=0), here.argmax(axis=0))


def test_float32_stays_float32(rng):
    V = rng.standard_normal((2, 6, 6, 3)).astype(np.float32)
    P, pooled = nn.patches(V, 3), nn.max_pool(V, 2)
    for array in (P, pooled, nn.add_back(P, V.shape, 3), nn.unpool(pooled, V, 2)):
        assert array.dtype == np.float32


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda V: nn.patches(V[0], 2), "expected four axes, (C, H, W, N)"),
        (lambda V: nn.patches(V, 7), "expected at most 6"),
        (lambda V: nn.patches(V, 0), "k"),
        (lambda V: nn.max_pool(V, 9), "expected at most 6"),
        (lambda V: nn.add_back(V, V.shape, 2), "D"),
        (lambda V: nn.unpool(V, V, 2), "E"),
    ],
)
def test_what_does_not_fit_is_said(rng, call, words):
    with pytest.raises((TypeError, ValueError)) as caught:
        call(rng.standard_normal((2, 6, 6, 3)))
    assert words in str(caught.value)


# --- the fast one -------------------------------------------------------------------------------------------

# k, p, filters, and (C, H, W) of an image; or without k and p, on columns.
NETWORKS = {
    "as notebook 07": ([None, 3, 2, 2], [None, 2, 2, 1], [4, 5, 3], (1, 12, 12)),
    "what is left over": ([None, 2, 2, 1], [None, 2, 3, 1], [4, 5, 3], (2, 11, 9)),
    "whole maps": ([None, 3, 1], [None, 4, 1], [6, 3], (2, 6, 6)),
    "no pooling, two dense layers": ([None, 3, 4, 1], [None, 1, 1, 1], [4, 2, 3], (2, 6, 6)),
    "one dense layer": (None, None, [3], (4, 1, 1)),
    "three dense layers": (None, None, [7, 5, 3], (4, 1, 1)),
}


def problem(name, N=11):
    """Weights, k, p, images whose background is constant, so that ties are met, and labels."""
    k, p, filters, image = NETWORKS[name]
    rng = np.random.default_rng(5)
    X = np.round(rng.standard_normal((*image, N))).clip(0)
    channels, W = image[0], [None]
    for n, size in zip(filters, k[1:] if k else [1] * len(filters)):
        W.append(rng.standard_normal((n, channels * size**2 + 1)))
        channels = n
    return W, k, p, X, rng.integers(0, 3, N)


def plainly(W, h, dh, k, p, X, labels, epochs, batch_size, optimiser, seed):
    """The training of notebook 07, by its own functions: weights, and the mean cost of each epoch."""
    names = dict(vars(nn))
    exec(BACKWARD_MISTAKES[0].right, names)
    backward, Y, rng = names["backward"], nn.one_hot(labels, 3), np.random.default_rng(seed)
    m, v, t, costs = nn.zeros_like(W), nn.zeros_like(W), 0, []
    for _ in range(epochs):
        order, total = rng.permutation(len(labels)), 0
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            P, S, V = network(W, h, k, p, X[..., batch])
            total += nn.cross_entropy(S[-1], Y[:, batch]) * len(batch)
            G = backward(W, h, dh, k, p, P, S, V, Y[:, batch])
            t += 1
            if optimiser == "sgd":
                W = nn.sgd(W, G, 0.02)
            else:
                W, m, v = nn.adam(W, G, m, v, t, 0.02)
        costs.append(total / len(order))
    return W, costs


HOW = ("sgd", np.float64, 1e-12), ("adam", np.float64, 1e-12), ("sgd", np.float32, 2e-3)
CASES = [(name, *how) for name in NETWORKS for how in HOW]
# Adam divides a gradient by its size, even one that is nothing but rounding; in float32 these two have none.
CASES += [(name, "adam", np.float32, 2e-3) for name in ("as notebook 07", "three dense layers")]


@pytest.mark.parametrize("name, optimiser, dtype, tolerance", CASES)
def test_the_fast_network_computes_what_the_plain_functions_do(name, optimiser, dtype, tolerance):
    W, k, p, X, labels = problem(name)
    fast, given = Network(W, dtype, k, p), X if k else X[:, 0, 0]
    k, p = k or [None, 1, 1, 1], p or [None, 1, 1, 1]
    costs = list(fast.fit(given, labels, 3, batch_size=4, eta=0.02, optimiser=optimiser, seed=3))
    hs = [None] + [nn.relu] * (len(W) - 2) + [nn.softmax]
    dhs = [None] + [nn.d_relu] * (len(W) - 2) + [None]
    W, expected = plainly(W, hs, dhs, k, p, X, labels, 3, 4, optimiser, 3)
    for ours, theirs in zip(fast.W[1:], W[1:]):
        np.testing.assert_allclose(ours, theirs, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(costs, expected, rtol=tolerance)
    np.testing.assert_allclose(fast.scores(given), network(W, hs, k, p, X)[1][-1], atol=100 * tolerance)
    assert fast.theta.dtype == dtype


@pytest.mark.parametrize("name, N, most", [("as notebook 07", 330, 40_000), ("three dense layers", 1800, 70_000)])
def test_nothing_is_allocated_while_it_trains(name, N, most):
    W, k, p, X, labels = problem(name, N)
    run = Network(W, k=k, p=p).fit(X if k else X[:, 0, 0], labels, 3)
    next(run)
    tracemalloc.start()
    next(run)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # The order of the samples and what is kept of the weights. The patches of one batch of images alone have 128,000
    # bytes, the columns in their new order 36,000.
    assert peak < most


def test_scores_of_a_large_image_are_those_of_each_place():
    W, k, p, X, _ = problem("as notebook 07")
    k, p = k[:1] + [3, 2, 4], [None, 1, 1, 1]
    W[3] = np.random.default_rng(1).standard_normal((3, 5 * 16 + 1))
    fast = Network(W, dtype=np.float64, k=k, p=p)
    everywhere = fast.scores(X)
    assert everywhere.shape == (3, 6, 6, 11)
    for i, j in ((0, 0), (5, 2)):
        np.testing.assert_allclose(everywhere[:, i, j], fast.scores(X[:, i : i + 7, j : j + 7]), rtol=1e-12)


def test_many_images_are_read_as_one_by_one():
    W, k, p, X, _ = problem("whole maps", N=430)
    fast = Network(W, dtype=np.float64, k=k, p=p)
    for i in (0, 199, 200, 429):
        np.testing.assert_allclose(fast.scores(X)[:, i], fast.scores(X[..., [i]])[:, 0], rtol=1e-12)


@pytest.mark.parametrize(
    "change, words",
    [
        ({"k": [None, 3, 3, 2]}, "W[2] has shape (5, 17) and k[2] is 3"),
        ({"k": [None, 4, 2, 2]}, "channels of the images"),
        ({"k": [None, 3, 2]}, "with 4 entries"),
        ({"p": None}, "Give k and p, or none"),
        ({"p": [None, 2, 0, 1]}, "p[2] is 0"),
        ({"p": [None, 6, 2, 1]}, "k[2] is 2, and layer 2 gets 1 x 1 pixels"),
        ({"p": [None, 2, 1, 1]}, "leaves 3 x 3 places"),
        ({"X": np.ones((144, 11))}, "images: channel, row, column, sample"),
        ({"X": np.ones((1, 16, 16, 11))}, "leaves 2 x 2 places"),
        ({"X": np.ones((1, 12, 12, 10))}, "10 samples in X"),
    ],
)
def test_what_the_fast_network_cannot_take_is_said(change, words):
    W, k, p, X, labels = problem("as notebook 07")
    given = {"k": k, "p": p, "X": X} | change
    with pytest.raises((TypeError, ValueError)) as caught:
        list(Network(W, k=given["k"], p=given["p"]).fit(given["X"], labels, 1, batch_size=4))
    assert words in str(caught.value)
