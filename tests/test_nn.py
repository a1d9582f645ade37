"""The network: its numbers against other people's, its errors, and the fast one against the plain."""

import errno
import pickle
import warnings

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
import scipy.special
from autograd.misc import optimizers
from sklearn.metrics import log_loss, mean_squared_error
from sklearn.neural_network import MLPClassifier

from helpers import nn, storage
from helpers.datasets import load_digits
from helpers.fast import Network
from helpers.storage import load, save

PAIRS = {
    nn.relu: nn.d_relu,
    np.tanh: nn.d_tanh,
    nn.sigmoid: nn.d_sigmoid,
    nn.identity: nn.d_identity,
}
IN_AUTOGRAD = {
    nn.relu: lambda s: anp.maximum(s, 0),
    np.tanh: anp.tanh,
    nn.sigmoid: lambda s: 0.5 * (1 + anp.tanh(s / 2)),
    nn.identity: lambda s: s,
}


def problem(sizes=(4, 7, 5, 3), N=11, seed=0):
    rng = np.random.default_rng(seed)
    W = [None] + [rng.standard_normal((m, n + 1)) for n, m in zip(sizes, sizes[1:])]
    labels = rng.integers(0, sizes[-1], N)
    return W, rng.standard_normal((sizes[0], N)), labels


def activations(hidden, L, output=nn.softmax):
    return [None] + [hidden] * (L - 1) + [output], [None] + [PAIRS[hidden]] * (L - 1) + [None]


def cost_in_autograd(X, Y, hidden):
    """Cross-entropy of the network, written for automatic differentiation; takes the list W[1:]."""

    def cost(W):
        V = X
        for W_l in W:
            S = anp.dot(W_l[:, 1:], V) + W_l[:, :1]
            V = IN_AUTOGRAD[hidden](S)
        top = S - anp.max(S, axis=0)
        return anp.mean(anp.log(anp.sum(anp.exp(top), axis=0)) - anp.sum(Y * top, axis=0))

    return cost


def close(A, B, tolerance=1e-12):
    assert len(A) == len(B)
    for a, b in zip(A, B):
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("hidden", PAIRS)
@pytest.mark.parametrize("sizes", [(4, 3), (4, 7, 3), (4, 7, 5, 3), (2, 6, 5, 4, 8, 2)])
def test_backward_is_automatic_differentiation(sizes, hidden):
    W, X, labels = problem(sizes)
    h, dh = activations(hidden, len(sizes) - 1)
    Y = nn.one_hot(labels, sizes[-1])
    S, V = nn.forward(W, h, X)
    cost = cost_in_autograd(X, Y, hidden)
    assert nn.cross_entropy(S[-1], Y) == pytest.approx(cost(W[1:]), rel=1e-12)
    close(nn.backward(W, dh, S, V, Y)[1:], autograd.grad(cost)(W[1:]))


def test_the_same_backward_serves_one_sigmoid_and_binary_cross_entropy():
    W, X, labels = problem((4, 6, 1))
    h, dh = activations(np.tanh, 2, output=nn.sigmoid)
    Y = (X[:1] > 0).astype(float)
    S, V = nn.forward(W, h, X)

    def cost(W):
        s = anp.dot(W[1][:, 1:], anp.tanh(anp.dot(W[0][:, 1:], X) + W[0][:, :1])) + W[1][:, :1]
        return anp.mean(anp.logaddexp(0, s) - Y * s)

    assert nn.binary_cross_entropy(S[2], Y) == pytest.approx(cost(W[1:]), rel=1e-12)
    close(nn.backward(W, dh, S, V, Y)[1:], autograd.grad(cost)(W[1:]))


def test_back_is_automatic_differentiation_by_weights_and_by_the_input():
    W, X, _ = problem((4, 7, 5, 3))
    h, dh = activations(np.tanh, 3, output=nn.identity)
    A = np.random.default_rng(2).standard_normal((3, 11))  # any functional: here the sum of A * S[L] ** 3

    def cost(W, X):
        for W_l in W[:-1]:
            X = anp.tanh(anp.dot(W_l[:, 1:], X) + W_l[:, :1])
        return anp.sum(A * (anp.dot(W[-1][:, 1:], X) + W[-1][:, :1]) ** 3)

    S, V = nn.forward(W, h, X)
    G, E_0 = nn.back(W, dh, S, V, (3 * A * S[3] ** 2).T)
    close(G[1:], autograd.grad(cost)(W[1:], X), tolerance=1e-10)
    np.testing.assert_allclose(E_0.T, autograd.grad(cost, 1)(W[1:], X), rtol=1e-10)


def test_an_error_with_samples_in_columns_is_refused():
    W, X, _ = problem()
    h, dh = activations(np.tanh, 3)
    S, V = nn.forward(W, h, X)
    with pytest.raises(ValueError, match=r"E has shape \(3, 11\); expected \(11, 3\)"):
        nn.back(W, dh, S, V, V[-1])


@pytest.mark.parametrize("h", PAIRS)
def test_derivatives_of_activations(h):
    S = np.random.default_rng(1).standard_normal((3, 50))
    other = autograd.elementwise_grad(IN_AUTOGRAD[h])(S)
    np.testing.assert_allclose(PAIRS[h](S), other, atol=1e-12)


def test_softmax_and_losses_are_scipys_and_scikit_learns():
    rng = np.random.default_rng(2)
    S, labels = 3 * rng.standard_normal((5, 40)), np.r_[np.arange(5), rng.integers(0, 5, 35)]
    Y = nn.one_hot(labels, 5)
    np.testing.assert_allclose(nn.softmax(S), scipy.special.softmax(S, axis=0), rtol=1e-13)
    assert nn.cross_entropy(S, Y) == pytest.approx(log_loss(labels, nn.softmax(S).T), rel=1e-12)
    assert nn.squares(S, Y) == pytest.approx(5 * mean_squared_error(Y, S), rel=1e-12)
    s, y = S[:1], (Y[:1] + Y[1:2])
    binary = log_loss(y[0], scipy.special.expit(s[0]))
    assert nn.binary_cross_entropy(s, y) == pytest.approx(binary, rel=1e-12)


# --- optimisers: 50 steps beside those of autograd -----------------------------------------------


def walk(name, steps=50):
    """The weights after each step from one start, on the cost of one fixed problem."""
    W, X, labels = problem()
    h, dh = activations(np.tanh, 3)
    Y = nn.one_hot(labels, 3)
    m, v, path = nn.zeros_like(W), nn.zeros_like(W), []
    for t in range(1, steps + 1):
        G = nn.backward(W, dh, *nn.forward(W, h, X), Y)
        if name == "sgd":
            W = nn.sgd(W, G, 0.1)
        elif name == "momentum":
            W, m = nn.momentum(W, G, m, 0.1, 0.9)
        else:
            W, m, v = nn.adam(W, G, m, v, t, 0.01)
        path.append(W[1:])
    return path


@pytest.mark.parametrize("name", ["sgd", "momentum", "adam"])
def test_optimisers_walk_where_autograds_do(name):
    W, X, labels = problem()
    gradient = autograd.grad(cost_in_autograd(X, nn.one_hot(labels, 3), np.tanh))
    path = []

    def grad(W, i):
        if i:
            path.append([w.copy() for w in W])
        return gradient(W)

    # One step more than asked for: autograd shows the weights before each.
    options = {"num_iters": 51, "step_size": 0.01 if name == "adam" else 0.1}
    if name != "adam":
        options["mass"] = 0.9 if name == "momentum" else 0.0
    getattr(optimizers, "adam" if name == "adam" else "sgd")(grad, W[1:], **options)
    assert len(path) == 50
    for ours, theirs in zip(walk(name), path):
        close(ours, theirs, 1e-10)


# --- precision, extremes ---------------------------------------------------------------------------


@pytest.mark.parametrize("hidden", PAIRS)
def test_float32_stays_float32(hidden):
    W, X, labels = problem()
    W, X = [None] + [w.astype(np.float32) for w in W[1:]], X.astype(np.float32)
    h, dh = activations(hidden, 3)
    S, V = nn.forward(W, h, X)
    G = nn.backward(W, dh, S, V, nn.one_hot(labels, 3).astype(np.float32))
    W, m = nn.momentum(W, G, nn.zeros_like(W), 0.1)
    W, m, v = nn.adam(W, G, m, nn.zeros_like(W), 1)
    assert {a.dtype for a in [*S[1:], *V, *G[1:], *W[1:], *m[1:], *v[1:]]} == {np.dtype("float32")}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_scores_give_no_warning_and_no_nan(dtype):
    S = np.array([[-1e4, 1e4, 0], [1e4, 1e4, 0], [0, -1e4, 0]], dtype)
    Y = np.eye(3, dtype=dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        results = [nn.softmax(S), nn.cross_entropy(S, Y), nn.sigmoid(S), nn.d_sigmoid(S)]
        results += [nn.binary_cross_entropy(S[:1], Y[:1]), nn.d_tanh(S)]
    assert all(np.isfinite(result).all() for result in results)


@pytest.mark.parametrize(
    "labels, words",
    [
        ([0, 1, 3], "a label 3"),
        ([-1, 0], "a label -1"),
        ([0.5], "a label 0.5"),
        (np.eye(3), "(3, 3)"),
    ],
)
def test_labels_out_of_range_are_refused(labels, words):
    with pytest.raises(ValueError, match="from 0 to 2") as error:
        nn.one_hot(labels, 3)
    assert words in str(error.value)


# --- a trained network, copied ---------------------------------------------------------------------


def test_scikit_learn_with_our_weights_predicts_the_same():
    pixels, labels = load_digits()
    network = Network(nn.initialise([64, 30, 10], np.random.default_rng(0)), dtype=np.float64)
    for _ in network.fit(pixels / 16, labels, 5):
        pass
    other = MLPClassifier((30,), max_iter=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other.fit(pixels.T[:50] / 16, np.arange(50) % 10)
    other.coefs_ = [w[:, 1:].T for w in network.W[1:]]
    other.intercepts_ = [w[:, 0] for w in network.W[1:]]
    ours = nn.softmax(network.scores(pixels / 16))
    np.testing.assert_allclose(ours, other.predict_proba(pixels.T / 16).T, atol=1e-12)


# --- files -------------------------------------------------------------------------------------------


def test_any_list_of_arrays_comes_back(tmp_path):
    """Kernels and their biases, layers that do not fit, float32, whole numbers, None between."""
    rng = np.random.default_rng(0)
    W = [None, rng.standard_normal((4, 1, 3, 3)), rng.random(4, np.float32), None, rng.integers(9, size=(2, 3))]
    save(tmp_path / "some kernels.npz", W)
    again = load(tmp_path / "some kernels.npz")
    assert [w is None for w in again] == [True, False, False, True, False]
    for a, b in zip(W, again):
        assert a is None or a.dtype == b.dtype and np.array_equal(a, b)


@pytest.mark.parametrize("W", [np.ones((2, 3)), [], [None], [None, np.ones(2), None], [None, [1.0]], [np.array(["a"])]])
def test_what_is_no_list_of_arrays_is_not_saved(tmp_path, W):
    with pytest.raises(TypeError, match="expected a list of arrays of numbers"):
        save(tmp_path / "file.npz", W)
    assert list(tmp_path.iterdir()) == []


class Bomb:
    """Goes off when it is unpickled."""

    def __reduce__(self):
        return pytest.fail, ("a file was executed",)


def cut_off(path):
    save(path, problem()[0])
    path.write_bytes(path.read_bytes()[:-200])


NOT_WEIGHTS = {
    "text": lambda path: path.write_text("W1 = 3"),
    "empty": lambda path: path.write_bytes(b""),
    "pickle": lambda path: path.write_bytes(pickle.dumps(Bomb())),
    "pickled array": lambda path: np.savez(path, W1=np.array([Bomb()], dtype=object)),
    "other names": lambda path: np.savez(path, X=np.ones((2, 3))),
    "texts": lambda path: np.savez(path, W1=np.array(["one", "two"])),
    "nothing": np.savez,
    "cut off": cut_off,
}


@pytest.mark.parametrize("kind", NOT_WEIGHTS)
def test_what_holds_no_weights_is_refused_and_never_executed(tmp_path, kind):
    path = tmp_path / "file.npz"
    NOT_WEIGHTS[kind](path)
    with pytest.raises(ValueError, match="Likely cause"):
        load(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nothing.npz")


class FullDisk:
    """A file on a disk that fills up after some bytes."""

    def __init__(self, file, room=2000):
        self.file, self.room = file, room

    def write(self, data):
        self.room -= len(data)
        if self.room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self.file.write(data)

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.file.close()


def test_a_disk_that_is_full_leaves_the_file_that_was_there(tmp_path, monkeypatch):
    old, new = problem(seed=1)[0], problem((64, 64, 10))[0]
    save(tmp_path / "network.npz", old)
    monkeypatch.setattr(storage, "open", lambda *a: FullDisk(open(*a)), raising=False)
    with pytest.raises(OSError, match="could not be written .*No space left.*is as it was"):
        save(tmp_path / "network.npz", new)
    assert np.array_equal(load(tmp_path / "network.npz")[1], old[1])
    assert [path.name for path in tmp_path.iterdir()] == ["network.npz"]


def test_a_read_only_folder_is_said(tmp_path, monkeypatch):
    def refused(*arguments):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(storage, "open", refused, raising=False)
    with pytest.raises(OSError, match="Permission denied.*read-only"):
        save(tmp_path / "network.npz", problem()[0])


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(OSError, match="could not be written"):
        save(tmp_path / "nowhere" / "network.npz", problem()[0])


# --- the fast one --------------------------------------------------------------------------------------


def test_the_fast_network_takes_scores_of_any_size():
    """The exponential of such a score alone is no number any more."""
    W, X, labels = problem((4, 3), N=11)
    W = [None, 1e4 * W[1]]
    network = Network(W, dtype=np.float64)
    (cost,) = network.fit(X, labels, 1, batch_size=11, eta=0.1, optimiser="sgd")
    G = nn.backward(W, [None, None], *nn.forward(W, [None, nn.softmax], X), nn.one_hot(labels, 3))
    assert np.isfinite(cost) and cost > 100
    close(network.W[1:], nn.sgd(W, G, 0.1)[1:], 1e-12)


def test_no_momentum_fades_to_numbers_that_processors_are_slow_with():
    """In float32 it would after some 900 steps without a gradient; here feature 0 is 0 for 1,199 steps."""
    W, X, labels = problem((4, 3), N=11)
    network = Network(W)
    list(network.fit(X, labels, 1, batch_size=11))
    of_feature_0 = network.m[3:6]  # after the three biases
    assert of_feature_0.all()
    list(network.fit(X * np.array([[0], [1], [1], [1]]), labels, 1199, batch_size=11))
    assert not of_feature_0.any() and network.m[6:].all()


@pytest.mark.parametrize(
    "change, words",
    [
        ({"X": np.ones((11, 4))}, "try X.T"),
        ({"X": np.ones((5, 11))}, "Expected 4 features"),
        ({"labels": np.full(11, 3)}, "from 0 to 2"),
        ({"labels": np.arange(1, 12) % 4}, "counting from 1"),
        ({"labels": np.zeros(10, int)}, "one label per column"),
        ({"batch_size": 12}, "there are 11 samples"),
        ({"batch_size": 0}, "at least 1"),
        ({"optimiser": "rmsprop"}, '"adam" or "sgd"'),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_changes(change, words):
    W, X, labels = problem(N=11)
    network = Network(W)
    before = network.theta.copy()
    with pytest.raises(ValueError) as error:
        list(network.fit(**{"X": X, "labels": labels, "epochs": 1, "batch_size": 4, **change}))
    assert words in str(error.value)
    assert np.array_equal(network.theta, before)


@pytest.mark.filterwarnings("error")
def test_a_run_that_diverges_says_so_and_keeps_the_last_good_weights():
    W, X, labels = problem()
    network = Network(W)
    with pytest.raises(FloatingPointError, match="eta = 1e[+]30 is too large"):
        list(network.fit(X * 1e10, labels, 50, batch_size=11, eta=1e30, optimiser="sgd"))
    assert np.isfinite(network.theta).all()


# --- batches and first weights ----------------------------------------------------------------


@pytest.mark.parametrize("N, batch_size", [(7, 3), (6, 3), (5, 5), (2, 5), (1, 1)])
def test_an_epoch_of_minibatches_has_each_sample_once(N, batch_size):
    X, Y = np.arange(2.0 * N).reshape(2, N), np.arange(N)[None, :]
    batches = list(nn.minibatches(X, Y, batch_size, np.random.default_rng(0)))
    assert [Y_b.shape[1] for _, Y_b in batches] == [batch_size] * (N // batch_size) + [N % batch_size] * (
        N % batch_size > 0
    )
    assert sorted(np.concatenate([Y_b[0] for _, Y_b in batches])) == list(range(N))
    assert all((X_b == X[:, Y_b[0]]).all() for X_b, Y_b in batches)


@pytest.mark.parametrize("labels", [(7,), (2, 7)])
def test_minibatches_takes_samples_on_the_last_axis_of_any_array(labels):
    X, Y = np.arange(2.0 * 3 * 3 * 7).reshape(2, 3, 3, 7), np.broadcast_to(np.arange(7), labels)
    batches = list(nn.minibatches(X, Y, 3, np.random.default_rng(0)))
    assert [X_b.shape for X_b, _ in batches] == [(2, 3, 3, 3), (2, 3, 3, 3), (2, 3, 3, 1)]
    which = np.concatenate([Y_b.reshape(-1, Y_b.shape[-1])[0] for _, Y_b in batches])
    assert sorted(which) == list(range(7))
    assert np.array_equal(np.concatenate([X_b for X_b, _ in batches], axis=3), X[..., which])
    with pytest.raises(ValueError, match="samples in X"):
        list(nn.minibatches(X, Y[..., 1:], 3, np.random.default_rng(0)))


@pytest.mark.parametrize("gain", [1, 2])
def test_first_weights_have_the_variance_of_the_inputs_and_no_bias(gain):
    _, W = nn.initialise([50, 400], np.random.default_rng(0), gain)
    assert not W[:, 0].any()
    np.testing.assert_allclose(W[:, 1:].var(), gain / 50, rtol=0.05)
