"""The networks of ``helpers/nn.py`` once more, for speed: float32, and no new arrays while they train.

Notebooks 06 and 07 explain the differences and measure what they gain. There is one kind of layer, notebook
07's: patches, a product, pooling, an activation. A dense layer is the case of a kernel as large as its input.
"""

import functools

import numpy as np

from helpers.arrays import check_count, check_network, check_numbers, check_samples
from helpers.nn import add_ones, max_pool, one_hot, patches, relu, tanh

# For each hidden activation: V from S, and the derivative, from V alone, both into an array.
_IN_PLACE = {
    relu: (lambda S, out: np.maximum(S, 0, out=out), lambda V, out: np.sign(V, out=out)),
    tanh: (
        lambda S, out: np.tanh(S, out=out),
        lambda V, out: np.subtract(1, np.multiply(V, V, out=out), out=out),
    ),
}


class Diverged(ArithmeticError):
    """The cost is no longer a number."""


class Network:
    """A network with softmax outputs, trained with Adam or by plain gradient descent: a perceptron, or convolutional.

    Nothing is allocated while it trains: all weights are one vector, ``theta``, of which the W[l] are
    views, and an optimiser is a few operations on the whole of it.

    Parameters
    ----------
    W : list
        Initial weights as ``initialise`` gives them; they are copied.
    h : function
        ``relu`` or ``tanh``, in all hidden layers.
    dtype : float32 or float64
    k, p : lists, optional
        The kernel's size and the pooling of each layer, as in notebook 07; entry 0 is None. With them X is
        images, shape (C, H, W, N); without them columns, shape (n, N).

    Raises
    ------
    TypeError, ValueError
        If W is not a list of weight matrices that fit together, or h is another function.
    """

    def __init__(self, W, h=relu, dtype=np.float32, k=None, p=None):
        if k is None:
            check_network(W)
        else:
            _check_kernels(W, k, p)
        self.dense = k is None
        self.k, self.p = ([None] + [1] * (len(W) - 1),) * 2 if self.dense else (k, p)
        if h not in _IN_PLACE:
            raise ValueError(f"h is {h!r}; expected the functions `relu` or `tanh` of helpers.nn.")
        self.h = h
        self.theta, self.W = _one_vector(W, dtype)
        self.g, self.G = _one_vector(W, dtype)
        self.m, self.v, self.spare = (np.zeros_like(self.theta) for _ in range(3))
        self.t = 0
        self.buffers = {}

    def scores(self, X):
        """Scores S[L] of any number of samples, shape (K, N).

        Of images larger than those it was trained on: of each place where such an image fits, (K, H', W', N).
        """
        X = self._images(X).astype(self.theta.dtype)
        some = range(0, max(X.shape[3], 1), 200)  # of many large images the patches would fill the memory
        S = np.concatenate([self._scores(X[..., a : a + 200]) for a in some], axis=-1)
        return S[:, 0, 0] if S.shape[1:3] == (1, 1) else S

    def _scores(self, V):
        for W, k, p in zip(self.W[1:], self.k[1:], self.p[1:]):
            side = [size - k + 1 for size in V.shape[1:3]]
            S = max_pool((W @ add_ones(patches(V, k))).reshape(len(W), *side, V.shape[3]), p)
            V = self.h(S)
        return S

    def _images(self, X):
        """X with four axes, once it is sure that the first layer can take it; a column is an image of one pixel."""
        n = self.W[1].shape[1] - 1
        if self.dense:
            return check_samples(X, n=n)[0][:, None, None]
        C = n // self.k[1] ** 2
        return check_numbers("X", X, (C, "H", "W", "N"), "images: channel, row, column, sample")

    def fit(self, X, labels, epochs, batch_size=32, eta=0.001, optimiser="adam", seed=0):
        """Train; yields the mean cost of each epoch as soon as it is over.

        Parameters
        ----------
        X : array of shape (n, N), or (C, H, W, N) if k was given
        labels : array of shape (N,)
            Whole numbers from 0 to K - 1.
        optimiser : str
            "adam" or "sgd".

        Raises
        ------
        ValueError
            If shapes or labels do not fit the network, or batch_size is larger than N.
        Diverged
            If the cost is no longer a number; the weights are those of the epoch before.
        """
        X = self._images(X)
        image, N = X.shape[:3], X.shape[3]
        X, labels = check_samples(X.reshape(-1, N), labels)
        _check_run(N, epochs, batch_size, eta, optimiser)
        steps = {"adam": self._adam, "sgd": self._sgd}
        self.buffers = {
            B: _layers(self.W, self.k, self.p, image, B) for B in {batch_size, N % batch_size or batch_size}
        }
        data = np.ascontiguousarray(add_ones(X.astype(self.theta.dtype)).T)
        target = one_hot(labels, len(self.W[-1])).T.astype(self.theta.dtype)
        rng = np.random.default_rng(seed)
        shuffled, wanted = np.empty_like(data), np.empty_like(target)
        # All predicted probabilities of an epoch; where the last batch is short they stay 1.
        found = np.ones((-(-N // batch_size), len(self.W[-1]), batch_size), self.theta.dtype)
        batches = []  # views: what an epoch shuffles into the arrays, they show
        for P, a in zip(found, range(0, N, batch_size)):
            X1, Y = shuffled[a : a + batch_size].T, wanted[a : a + batch_size].T
            batches.append((X1, Y, P[:, : Y.shape[1]]))
        which = np.zeros((len(found), 1, batch_size), int)
        tiny = np.finfo(found.dtype).tiny  # a smaller probability counts as this one
        for epoch in range(1, epochs + 1):
            before = self.theta.copy()
            order = rng.permutation(N)
            data.take(order, axis=0, out=shuffled, mode="clip")
            target.take(order, axis=0, out=wanted, mode="clip")
            self._epoch(batches, steps[optimiser], eta)
            which.flat[:N] = labels[order]
            likely = np.take_along_axis(found, which, axis=1)
            cost = -float(np.log(np.maximum(likely, tiny)).sum()) / N
            if not (np.isfinite(cost) and np.isfinite(self.theta).all()):
                self.theta[:] = before
                raise Diverged(
                    f"The run diverged in epoch {epoch}: costs or weights are no longer numbers. Likely "
                    f"cause: eta = {eta} is too large; try {eta / 10:g}. The weights are those of the "
                    "epoch before."
                )
            yield cost

    def _epoch(self, batches, step, eta):
        """One pass over all batches, pairs (X1, Y)."""
        with np.errstate(all="ignore"):  # a run that diverges is noticed by its cost
            for X1, Y, P in batches:
                self._gradient(X1, Y, P)
                step(eta)

    def _gradient(self, X1, Y, P):
        """Set ``g`` to the gradient on a batch, and P to the predicted probabilities.

        X1 has the row of ones. The loops are those of ``forward`` and ``backward``.
        """
        B = X1.shape[1]
        W, L, layers = self.W, len(self.W) - 1, self.buffers[B]
        activate, slope = _IN_PLACE[self.h]
        layers[1].take(X1)
        for l in range(1, L):
            activate(layers[l].largest(W[l]), layers[l + 1].V)
        np.matmul(W[L], layers[L].patches(), out=P)
        P -= np.maximum.reduce(P, axis=0, out=layers[L].sums)
        np.exp(P, out=P)
        P /= np.add.reduce(P, axis=0, out=layers[L].sums)
        E = np.subtract(P, Y, out=layers[L].E)
        E *= 1 / B
        for l in range(L, 0, -1):
            layers[l].gradient(self.G[l])
            if l > 1:
                E = layers[l].back(W[l])
                E *= slope(layers[l].V, layers[l].spare)
                layers[l - 1].unpool()

    def _sgd(self, eta):
        """``sgd``: theta − eta g."""
        self.g *= eta
        self.theta -= self.g

    def _adam(self, eta, beta1=0.9, beta2=0.999, eps=1e-8):
        """``adam`` with m/(1 − beta1) and v/(1 − beta2) kept, and the corrections in two scalars."""
        self.t += 1
        m, v, spare = self.m, self.v, self.spare
        root = ((1 - beta2) / (1 - beta2**self.t)) ** 0.5
        m *= beta1
        m += self.g
        v *= beta2
        v += np.multiply(self.g, self.g, out=spare)
        np.sqrt(v, out=spare)
        spare += eps / root
        np.divide(m, spare, out=spare)
        spare *= eta * (1 - beta1) / (1 - beta1**self.t) / root
        self.theta -= spare


class _Layer:
    """All arrays that one layer needs for a batch of B images, and which part of which goes where.

    ``V``, shape (C, H, W, B), is what comes in, and ``E_V`` its error; ``P1``, ``S``, ``E`` and ``D`` are those of
    notebook 07. Where there are several rows of places, they are stacks of matrices, one for each row: some
    libraries multiply small matrices several times as fast (OpenBLAS on processors with AVX-512).
    """

    def __init__(self, w, k, p, E_V):
        (C, H, width, B), n = E_V.shape, len(w)
        rows, columns = H - k + 1, width - k + 1
        empty = functools.partial(np.empty, dtype=w.dtype)
        P1, S = np.ones((len(w[0]), rows, columns, B), w.dtype), empty((n, rows, columns, B))
        P, D = P1[1:].reshape(C, k, k, rows, columns, B), empty((C, k, k, rows, columns, B))
        self.V, self.E_V, self.windows = empty(E_V.shape), E_V, []
        if rows == columns == 1:  # as in a dense layer: patches are what comes in, and nothing is copied
            self.V, D = P.reshape(E_V.shape), E_V
        else:
            for a, b in np.ndindex(k, k):
                at = np.s_[:, a : a + rows, b : b + columns]
                self.windows.append((P[:, a, b], self.V[at], D[:, a, b], E_V[at]))
        E, down, right = np.zeros_like(S), rows // p, columns // p
        corners = [np.s_[:, a : p * down : p, b : p * right : p] for a, b in np.ndindex(p, p)]
        self.cells, self.handed = [S[at] for at in corners], [E[at] for at in corners]
        self.M, self.here = empty((n, down, right, B)), np.empty((n, down, right, B), bool)
        self.E_M = E if p == 1 else np.empty_like(self.M)
        self.P1, self.S, self.E = (_by_rows(A, rows) for A in (P1, S, E))
        self.D = _by_rows(D.reshape(C * k * k, rows, columns, B), rows)
        self.product = np.dot if rows == 1 else np.matmul  # of two matrices; of each of a stack
        self.G, self.sums, self.spare = empty((rows, len(w[0]), n)), empty(B), empty(E_V.shape)

    def take(self, X1):
        """Images, as columns below a row of ones, are what comes in."""
        if self.windows:
            np.copyto(self.V, X1[1:].reshape(self.V.shape))
        else:
            self.P1 = X1

    def patches(self):
        """``add_ones(patches(V))``."""
        for P, V, *_ in self.windows:
            np.copyto(P, V)
        return self.P1

    def largest(self, W):
        """The largest score of each block; the scores themselves if p is 1.

        No activation of ours ever falls: so the largest can be found before it, and fewer numbers go through it.
        """
        self.product(W, self.patches(), out=self.S)
        found = self.cells[0]
        for cell in self.cells[1:]:
            found = np.maximum(found, cell, out=self.M)
        return found

    def gradient(self, out):
        """``gradient``: the sum over all places of E P1, into ``out``."""
        if self.P1.ndim == 2:
            np.dot(self.E, self.P1.T, out=out)
        else:
            np.matmul(self.P1, self.E.swapaxes(1, 2), out=self.G)
            np.add.reduce(self.G, axis=0, out=out.T)

    def back(self, W):
        """The error of V, by ``add_back``."""
        self.product(W[:, 1:].T, self.E, out=self.D)
        if self.windows:
            self.E_V.fill(0)
            for *_, D, E_V in self.windows:
                np.add(E_V, D, out=E_V)
        return self.E_V

    def unpool(self):
        """The error E_M to the first of the largest of each block; what was handed out is no longer there for others."""
        if len(self.cells) == 1:
            return  # E_M is E
        for cell, handed in zip(self.cells[:-1], self.handed):
            np.equal(cell, self.M, out=self.here)
            np.multiply(self.E_M, self.here, out=handed)
            self.E_M -= handed
        np.copyto(self.handed[-1], self.E_M)


def _by_rows(A, rows):
    """A, of shape (n, rows, columns, B), as a stack of matrices (rows, n, columns B), or as one if there is one row."""
    return A.reshape(len(A), rows, -1).swapaxes(0, 1) if rows > 1 else A.reshape(len(A), -1)


def _layers(W, k, p, image, B):
    """A list like W of what each layer needs for B images of shape (C, H, W); ValueError if they do not fit."""
    layers, E_V = [None], np.empty((*image, B), W[1].dtype)
    for l in range(1, len(W)):
        if k[l] > min(E_V.shape[1:3]):
            raise ValueError(
                f"k[{l}] is {k[l]}, and layer {l} gets {E_V.shape[1]} x {E_V.shape[2]} pixels of images of {image[1]} x "
                f"{image[2]}; expected a kernel that fits. Likely cause: images of another size, or too much pooling."
            )
        layers.append(_Layer(W[l], k[l], p[l], E_V))
        E_V = layers[l].E_M
    if E_V.shape[1:3] != (1, 1) or p[-1] != 1:
        raise ValueError(
            f"Of images of {image[1]} x {image[2]} pixels the last layer leaves {E_V.shape[1]} x {E_V.shape[2]} places, after "
            f"a pooling of {p[-1]}; expected one place, and no pooling. Likely cause: images of another size; or its "
            "kernel is not as large as what the layer before leaves."
        )
    return layers


def _check_kernels(W, k, p):
    """Refuse k and p that are not the kernels and poolings of W; raises TypeError or ValueError."""
    for name, sizes in (("k", k), ("p", p)):
        if not isinstance(sizes, (list, tuple)) or len(sizes) != len(W):
            raise ValueError(
                f"{name} is {sizes!r}; expected a list like W, with {len(W)} entries: None, then a whole number for each "
                "layer. Give k and p, or none of them."
            )
        for l, size in enumerate(sizes[1:], 1):
            check_count(f"{name}[{l}]", size)
    for l in range(1, len(W)):
        check_network([None, W[l]], f"[None, W[{l}]]")
        inputs, square = W[l].shape[1] - 1, k[l] ** 2
        if inputs % square or l > 1 and inputs != len(W[l - 1]) * square:
            raise ValueError(
                f"W[{l}] has shape {W[l].shape} and k[{l}] is {k[l]}; expected C · {k[l]} · {k[l]} + 1 columns, with C "
                + (f"= {len(W[l - 1])} maps of the layer before." if l > 1 else "channels of the images.")
                + " Likely cause: another kernel, or a bias column is missing."
            )


def _check_run(N, epochs, batch_size, eta, optimiser):
    """Refuse what N samples cannot be trained with, before anything changes."""
    check_count("epochs", epochs, 0)
    check_numbers("eta", eta, ())
    if check_count("batch_size", batch_size) > N:
        raise ValueError(
            f"batch_size is {batch_size}, and there are {N} samples; expected at most {N}. For "
            "one step an epoch with all samples, take batch_size = N."
        )
    if optimiser not in ("adam", "sgd"):
        raise ValueError(f'optimiser is {optimiser!r}; expected "adam" or "sgd".')


def _one_vector(W, dtype):
    """A copy of all weights as one vector, and the list of views of it that has W's shapes."""
    theta = np.concatenate([w.ravel() for w in W[1:]]).astype(dtype)
    cuts = np.cumsum([w.size for w in W[1:]])
    return theta, [None] + [part.reshape(w.shape) for part, w in zip(np.split(theta, cuts), W[1:])]
