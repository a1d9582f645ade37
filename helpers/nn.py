"""The networks of notebooks 04 to 09, gathered for the notebooks after them.

These are the notebooks' own functions, which here look at what they are given first;
``helpers/fast.py`` computes the same without new arrays. All of them keep float32.

Samples are columns. ``W[l]`` has shape (n_l, n_{l-1} + 1), its column 0 is the bias, ``W[0]`` is None;
``S[l]`` and ``V[l]`` have shape (n_l, N), ``E[l]`` has (N, n_l), ``G[l]`` is like ``W[l]``. Formulas: the
course's slides, with the mean over the samples as the cost; Adam: Kingma and Ba (2014).
"""

import numpy as np

from helpers.arrays import check_alike, check_count, check_network, check_numbers, check_samples

# --- notebook 04: layers and costs ------------------------------------------------------------


def add_ones(X):
    """X, of shape (n, N), with a row of ones on top: shape (n + 1, N)."""
    return np.concatenate([np.ones((1, X.shape[1]), X.dtype), X])


def identity(S):
    return S


def sigmoid(S):
    return 0.5 * (1 + np.tanh(S / 2))


tanh = np.tanh


def relu(S):
    return np.maximum(S, 0)


def softmax(S):
    """Each column turned into probabilities; scores of any size."""
    e = np.exp(S - S.max(axis=0))
    return e / e.sum(axis=0)


def layer(W, V, h):
    """One layer: its scores S and its output h(S), both (n_l, N); V is the layer before's."""
    S = W @ add_ones(V)
    return S, h(S)


def forward(W, h, X):
    """All S[l] and V[l]; S[0] is None, V[0] is X and V[L] the prediction."""
    try:
        L = len(W) - 1
        S, V = [None] * (L + 1), [np.asarray(X)] + [None] * L
        for l in range(1, L + 1):
            S[l], V[l] = layer(W[l], V[l - 1], h[l])
        return S, V
    except Exception:  # looked at only now, since a training comes here thousands of times
        check_network(W)
        check_samples(X, n=W[1].shape[1] - 1)
        raise


def squares(V, Y):
    """Mean over the samples of the sum of squared differences; V and Y have shape (m, N)."""
    check_alike("Y", Y, "V", V)
    return np.sum((V - Y) ** 2) / Y.shape[1]


def binary_cross_entropy(S, Y):
    """Mean binary cross-entropy of scores S and labels Y in {0, 1}, both of shape (1, N)."""
    check_alike("Y", Y, "S", S)
    return np.mean(np.logaddexp(0, S) - Y * S)


def cross_entropy(S, Y):
    """Mean cross-entropy of the softmax of scores S; Y is one-hot, both of shape (K, N)."""
    check_alike("Y", Y, "S", S)
    T = S - S.max(axis=0)
    return np.mean(np.log(np.exp(T).sum(axis=0)) - (Y * T).sum(axis=0))


def one_hot(labels, K):
    """Labels 0 ... K - 1, shape (N,), as columns of shape (K, N) with a single 1.

    Raises TypeError or ValueError if a label is not a whole number from 0 to K - 1, or K is no number of classes.
    """
    check_count("K", K)
    labels = check_numbers("labels", labels, ("N",), f"whole numbers from 0 to {K - 1}, not one-hot yet")
    known = np.isin(labels, np.arange(K))
    if not known.all():
        raise ValueError(
            f"labels hold a label {labels[~known][0]:g}; expected whole numbers from 0 to {K - 1}, for {K} classes. "
            "Likely cause: counting from 1."
        )
    return np.eye(K)[:, labels.astype(int)]


# --- notebook 05: back-propagation ------------------------------------------------------------


def d_identity(S):
    return np.ones_like(S)


def d_sigmoid(S):
    return sigmoid(S) * (1 - sigmoid(S))


def d_tanh(S):
    return 1 - np.tanh(S) ** 2


def d_relu(S):
    return (S > 0).astype(S.dtype)


# A hidden layer's activation and its derivative, by name.
ACTIVATIONS = {"tanh": (tanh, d_tanh), "relu": (relu, d_relu), "sigmoid": (sigmoid, d_sigmoid)}


def E_previous(E, W, S, dh):
    """E[l-1], shape (N, n_{l-1}), from E[l], W[l], S[l-1] and the derivative dh[l-1]."""
    return (E @ W[:, 1:]) * dh(S).T


def gradient(E, V):
    """G[l], shape (n_l, n_{l-1} + 1), from E[l] and V[l-1]."""
    return E.T @ add_ones(V).T


def back(W, dh, S, V, E):
    """G[l] and E[0], from any error E[L] at the output layer's scores, shape (N, n_L) (notebook 09).

    E[0], shape (N, n_0), is the slope of the cost by the input: E[1] W[1] without the bias column, and no
    h', since nothing was bent on the way in. It is what a network in front of this one learns from.
    """
    L, N = len(W) - 1, V[-1].shape[-1]
    check_numbers(f"V[{L}]", V[-1], (len(W[L]), N), "a row for each output of W, as in what forward gives for this W")
    said = f"a row for each of the {N} samples in V, the slopes of the cost by S[{L}], transposed"
    check_numbers("E", E, V[-1].shape[::-1], said)
    G = [None] * (L + 1)
    for l in range(L, 0, -1):
        G[l] = gradient(E, V[l - 1])
        E = E_previous(E, W[l], S[l - 1], dh[l - 1]) if l > 1 else E @ W[1][:, 1:]
    return G, E


def backward(W, dh, S, V, Y):
    """G[l] of the mean cross-entropy, for a softmax output layer (or one sigmoid, and Y of one row)."""
    check_alike("Y", Y, "V[L]", V[-1])
    return back(W, dh, S, V, (V[-1] - Y).T / Y.shape[1])[0]


# --- notebook 06: training --------------------------------------------------------------------


def initialise(sizes, rng, gain=2):
    """Random W[l] for layers of these sizes, biases 0; gain 2 is He's (ReLU), 1 suits tanh.

    The variance of a weight is gain / n_{l-1}: He et al. (2015).
    """
    W = [None]
    for n, m in zip(sizes, sizes[1:]):
        W.append(np.c_[np.zeros(m), rng.normal(0, np.sqrt(gain / n), (m, n))])
    return W


def minibatches(X, Y, batch_size, rng):
    """One epoch: pairs of some samples of X and the same of Y, in a random order, each once.

    Samples are on the last axis: X has shape (n, N), or (C, H, W, N), and Y (m, N) or (N,).
    """
    check_samples(X, Y, any_axes=True)
    check_count("batch_size", batch_size)
    order = rng.permutation(X.shape[-1])
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        yield X[..., batch], Y[..., batch]


def sgd(W, G, eta):
    """One step of gradient descent."""
    return [None] + [W[l] - eta * G[l] for l in range(1, len(W))]


def momentum(W, G, m, eta, beta=0.9):
    """One step with momentum: new W and new m, lists like W; m starts as zeros."""
    m = [None] + [beta * m[l] + (1 - beta) * G[l] for l in range(1, len(W))]
    return [None] + [W[l] - eta * m[l] for l in range(1, len(W))], m


def adam(W, G, m, v, t, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Step number t = 1, 2, ... of Adam: new W, m and v, lists like W; m and v start as zeros."""
    W, m, v = list(W), list(m), list(v)
    for l in range(1, len(W)):
        m[l] = beta1 * m[l] + (1 - beta1) * G[l]
        v[l] = beta2 * v[l] + (1 - beta2) * G[l] ** 2
        m_hat = m[l] / (1 - beta1**t)
        v_hat = v[l] / (1 - beta2**t)
        W[l] = W[l] - eta * m_hat / (np.sqrt(v_hat) + eps)
    return W, m, v


def zeros_like(W):
    """A list like W, of zeros: what m and v start from."""
    return [None] + [np.zeros_like(w) for w in W[1:]]


# --- notebook 07: convolution -----------------------------------------------------------------
# Images have shape (C, H, W, N): channel, row, column, sample last. A convolution is `layer` on patches.


def patches(V, k):
    """Every k x k patch of images V, shape (C, H, W, N), as a column: shape (C k k, H' W' N).

    H' = H - k + 1 and W' = W - k + 1. A column runs through channels, rows and columns of its patch; columns
    run through rows and columns of the place, then samples. With k = H = W it is ``V.reshape(-1, N)``.
    """
    _check_images(V, k, "k")
    windows = np.lib.stride_tricks.sliding_window_view(V, (k, k), axis=(1, 2))  # shape (C, H', W', N, k, k)
    return windows.transpose(0, 4, 5, 1, 2, 3).copy().reshape(len(V) * k * k, -1)


def add_back(D, shape, k):
    """Each pixel's sum over all patches that it is in: from (C k k, H' W' N) to `shape`, (C, H, W, N).

    The transpose of ``patches``: the sum of patches(V, k) * D is the sum of V * add_back(D, V.shape, k).
    """
    C, H, W, N = shape
    rows, columns = H - k + 1, W - k + 1
    check_numbers("D", D, (C * k * k, rows * columns * N))
    D, sums = D.reshape(C, k, k, rows, columns, N), np.zeros(shape, D.dtype)
    for a, b in np.ndindex(k, k):
        sums[:, a : a + rows, b : b + columns] += D[:, a, b]
    return sums


def max_pool(V, p):
    """The largest of each p x p block of V, (C, H, W, N): shape (C, H // p, W // p, N); what is left over goes."""
    _check_images(V, p, "p")
    return _blocks(V, p).max(axis=1)


def unpool(E, V, p):
    """The error E of ``max_pool(V, p)`` handed back to the largest of each block, the first of equals; like V."""
    blocks, handed = _blocks(V, p), np.zeros(V.shape, E.dtype)
    check_numbers("E", E, (blocks.shape[0], *blocks.shape[2:]))
    largest = blocks.argmax(axis=1)
    height, width = p * E.shape[1], p * E.shape[2]
    for i, (a, b) in enumerate(np.ndindex(p, p)):
        handed[:, a:height:p, b:width:p] = np.where(largest == i, E, 0)
    return handed


def _blocks(V, p):
    """The entries of each p x p block on an axis of their own: shape (C, p p, H // p, W // p, N)."""
    C, H, W, N = V.shape
    whole = V[:, : H // p * p, : W // p * p].reshape(C, H // p, p, W // p, p, N)
    return whole.transpose(0, 2, 4, 1, 3, 5).reshape(C, p * p, H // p, W // p, N)


def _check_images(V, k, name):
    """Raise unless V holds images, samples last, and a k x k window fits into them."""
    if np.ndim(V) != 4:
        raise ValueError(
            f"V has shape {np.shape(V)}; expected four axes, (C, H, W, N): channel, row, column, sample. Likely cause: "
            "images as columns; V.reshape(C, H, W, -1) makes images of them."
        )
    check_count(name, k)
    if k > min(V.shape[1:3]):
        raise ValueError(
            f"{name} is {k}, and the images have {V.shape[1]} x {V.shape[2]} pixels; expected at most "
            f"{min(V.shape[1:3])}. Likely cause: one layer too many, or axes in another order than (C, H, W, N)."
        )
