"""The networks of ``helpers/nn.py`` once more, for speed: float32, and no new arrays while they train.

Notebooks 06 and 07 explain the differences and measure what they gain. There is one kind of layer, notebook
07's: patches, a product, pooling, an activation. A dense layer is the case of a kernel as large as its input.

Each step does the same to the same arrays. So its operations are put down once, in a list ``do``, by
``do(np.exp, S, out=S)`` instead of ``np.exp(S, out=S)``; and then a step is to run down that list.
"""

from functools import partial

import numpy as np

from helpers.arrays import check_count, check_network, check_numbers, check_samples
from helpers.nn import add_ones, max_pool, one_hot, patches, relu


class _Operations(list):
    """What is to be done, in this order."""

    def __call__(self, operation, *arrays, **more):
        self.append(partial(operation, *arrays, **more))
        return more.get("out")


class Network:
    """ReLU layers, then softmax, trained with Adam or by plain gradient descent: a perceptron, or convolutional.

    Nothing is allocated while it trains: all weights are one vector, ``theta``, of which the W[l] are views, ``g`` is
    such a vector of their gradient, and an optimiser is a few operations on the whole of them.

    ``W`` are initial weights as ``initialise`` gives them, which are copied; ``dtype`` is float32 or float64. ``k`` and
    ``p`` are lists of each layer's kernel size and pooling, as in notebook 07, with None for entry 0: with them X is
    images, shape (C, H, W, N), without them columns, shape (n, N). Raises TypeError or ValueError if W is not a list of
    weight matrices that fit together.
    """

    def __init__(self, W, dtype=np.float32, k=None, p=None):
        if k is None:
            check_network(W)
        else:
            _check_kernels(W, k, p)
        self.dense = k is None
        self.k, self.p = ([None] + [1] * (len(W) - 1),) * 2 if self.dense else (k, p)
        self.theta, self.W = _one_vector(W, dtype)
        self.g, self.G = _one_vector(W, dtype)
        self.m, self.v, self.t = np.zeros_like(self.theta), np.zeros_like(self.theta), 0

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
            V = relu(S)
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

        ``X`` has shape (n, N), or (C, H, W, N) if k was given; ``labels``, of shape (N,), are whole numbers from 0 to
        K - 1; ``optimiser`` is "adam" or "sgd". Raises ValueError if shapes or labels do not fit the network, or
        batch_size is larger than N; FloatingPointError if the cost is no longer a number: the weights are then those of
        the epoch before.
        """
        X = self._images(X)
        image, N = X.shape[:3], X.shape[3]
        X, labels = check_samples(X.reshape(-1, N), labels)
        _check_run(N, epochs, batch_size, eta, optimiser)
        K, dtype = len(self.W[-1]), self.theta.dtype
        one_hot(labels, K)  # refuses what is no label
        steps = {B: _Step(self, image, B, optimiser, float(eta)) for B in {batch_size, N % batch_size or batch_size}}
        data = np.ones((N, len(X) + 1), dtype)
        data[:, 1:] = X.T
        rng = np.random.default_rng(seed)
        order, shuffled = np.empty(N, int), np.full((-(-N // batch_size), 1, batch_size), -1, np.int32)
        # What an epoch predicts, and what it wants, batch by batch; where the last batch is short, it wants nothing.
        found, wanted = (np.empty((len(shuffled), K, batch_size), dtype) for _ in range(2))
        batches = [  # all of them views: what an epoch writes into the arrays, they show
            (steps[len(rows)], rows, Y[:, : len(rows)], P[:, : len(rows)])
            for rows, Y, P in zip((order[a : a + batch_size] for a in range(0, N, batch_size)), wanted, found)
        ]
        for epoch in range(1, epochs + 1):
            before = self.theta.copy()
            order[:] = rng.permutation(N)
            shuffled.reshape(-1)[:N] = labels[order]
            np.equal(shuffled, np.arange(K, dtype=np.int32)[:, None], out=wanted)
            with np.errstate(all="ignore"):  # a run that diverges is noticed by its cost
                for step, rows, Y, P in batches:
                    data.take(rows, 0, step.X1, "clip")
                    step.Y[:] = Y
                    for operation in step.operations:
                        operation()
                    P[:] = step.P
            likely = np.maximum(found[wanted > 0], np.finfo(dtype).tiny)  # what is smaller counts as this
            cost = -float(np.log(likely).sum()) / N
            if not (np.isfinite(cost) and np.isfinite(self.theta).all()):
                self.theta[:] = before
                raise FloatingPointError(
                    f"The run diverged in epoch {epoch}: costs or weights are no longer numbers. Likely cause: eta = "
                    f"{eta} is too large; try {eta / 10:g}. The weights are those of the epoch before."
                )
            yield cost

    def _adam(self, do, eta, beta1=0.9, beta2=0.999, eps=1e-8):
        """``adam`` with m/(1 − beta1) and v/(1 − beta2) kept, and the corrections in two scalars."""
        m, v, g = self.m, self.v, self.g
        decay_m, decay_v, small, far = (np.array(x, m.dtype) for x in (beta1, beta2, 0, 0))

        def correct():
            self.t += 1
            root = ((1 - beta2) / (1 - beta2**self.t)) ** 0.5
            small[...] = eps / root
            far[...] = eta * (1 - beta1) / (1 - beta1**self.t) / root
            if self.t % 100 == 0:  # where no gradient comes, m fades to numbers so small that processors get slow
                m[:] = m + 1e-20 - 1e-20  # now they are 0

        do(correct)
        do(np.multiply, m, decay_m, out=m)
        do(np.add, m, g, out=m)
        do(np.multiply, v, decay_v, out=v)
        do(np.add, v, do(np.multiply, g, g, out=g), out=v)
        do(np.add, do(np.sqrt, v, out=g), small, out=g)
        do(np.multiply, do(np.divide, m, g, out=g), far, out=g)
        do(np.subtract, self.theta, g, out=self.theta)


class _Step:
    """``operations``: what leads from a batch of B samples to new weights, by the loops of ``forward`` and ``backward``.

    ``X1``, shape (B, n + 1), is the batch with its ones, ``Y`` what is wanted, ``P`` what is predicted, both (K, B).
    """

    def __init__(self, network, image, B, optimiser, eta):
        L, dtype = len(network.W) - 1, network.theta.dtype
        layers = _layers(network.W, network.G, network.k, network.p, image, B)
        self.operations = do = _Operations()
        self.X1, sums = np.empty((B, np.prod(image) + 1), dtype), np.empty(B, dtype)
        if layers[1].windows:
            do(np.copyto, layers[1].V, self.X1.T[1:].reshape(layers[1].V.shape))
        else:
            layers[1].P1 = self.X1.T
        for l in range(1, L):
            S = layers[l].largest(do)
            do(np.maximum, S, np.zeros_like(S), out=layers[l + 1].V)  # of a number NumPy would make an array each time
        layers[L].largest(do)
        self.P, E = layers[L].S, layers[L].E
        self.Y = np.empty_like(self.P)
        do(np.subtract, self.P, do(np.maximum.reduce, self.P, axis=0, out=sums), out=self.P)
        do(np.exp, self.P, out=self.P)
        do(np.divide, self.P, do(np.dot, np.ones(len(self.P), dtype), self.P, out=sums), out=self.P)
        rate = eta if optimiser == "sgd" else 1  # here, where it is multiplied with fewer numbers than in g
        do(np.multiply, do(np.subtract, self.P, self.Y, out=E), rate / B, out=E)
        for l in range(L, 0, -1):
            layers[l].gradient(do)
            if l > 1:
                E, V = layers[l].back(do), layers[l].V
                slope = do(np.greater, V, np.zeros_like(V), out=np.empty(V.shape, bool))
                do(np.multiply, E, slope, out=E)
                layers[l - 1].unpool(do)
        if optimiser == "sgd":
            do(np.subtract, network.theta, network.g, out=network.theta)
        else:
            network._adam(do, eta)


class _Layer:
    """All arrays that one layer needs for a batch of B images, and which part of which goes where.

    ``V``, shape (C, H, W, B), is what comes in, and ``E_V`` its error; ``P1``, ``S``, ``E`` and ``D`` are those of
    notebook 07. Where there are several rows of places, they are stacks of matrices, one for each row: some
    libraries multiply small matrices several times as fast (OpenBLAS on processors with AVX-512).
    """

    def __init__(self, W, G, k, p, E_V):
        (C, H, width, B), n = E_V.shape, len(W)
        rows, columns = H - k + 1, width - k + 1
        empty = partial(np.empty, dtype=W.dtype)
        P1, S = np.ones((W.shape[1], rows, columns, B), W.dtype), empty((n, rows, columns, B))
        P, D = P1[1:].reshape(C, k, k, rows, columns, B), empty((C, k, k, rows, columns, B))
        self.W, self.G, self.V, self.E_V, self.windows = W, G, empty(E_V.shape), E_V, []
        if rows == columns == 1:  # as in a dense layer: patches are what comes in, and nothing is copied
            self.V, D = P.reshape(E_V.shape), E_V
        else:
            for a, b in np.ndindex(k, k):
                at = np.s_[:, a : a + rows, b : b + columns]
                self.windows.append((P[:, a, b], self.V[at], D[:, a, b], E_V[at]))
        E, down, right = np.zeros_like(S), rows // p, columns // p
        corners = [np.s_[:, a : p * down : p, b : p * right : p] for a, b in np.ndindex(p, p)]
        self.cells, self.handed = [S[at] for at in corners], [E[at] for at in corners]
        self.M, self.E_M = (S, E) if p == 1 else (empty((n, down, right, B)), empty((n, down, right, B)))
        self.P1, self.S, self.E = (_by_rows(A, rows) for A in (P1, S, E))
        self.D = _by_rows(D.reshape(C * k * k, rows, columns, B), rows)
        self.product = np.dot if rows == 1 else np.matmul  # of two matrices; of each of a stack

    def largest(self, do):
        """The largest score of each block; the scores themselves if p is 1.

        ReLU never falls: so the largest can be found before it, and fewer numbers go through it.
        """
        for P, V, *_ in self.windows:
            do(np.copyto, P, V)
        do(self.product, self.W, self.P1, out=self.S)
        found = self.cells[0]
        for cell in self.cells[1:]:
            found = do(np.maximum, found, cell, out=self.M)
        return found

    def gradient(self, do):
        """``gradient``: the sum over all places of E P1, into G."""
        if self.P1.ndim == 2:
            do(np.dot, self.P1, self.E.T, out=self.G.T)
        else:
            each = np.empty((len(self.P1), *self.G.T.shape), self.G.dtype)
            do(np.matmul, self.P1, self.E.swapaxes(1, 2), out=each)
            do(np.add.reduce, each, axis=0, out=self.G.T)

    def back(self, do):
        """The error of V, by ``add_back``."""
        do(self.product, self.W[:, 1:].T, self.E, out=self.D)
        if self.windows:
            do(self.E_V.fill, 0)
        for *_, D, E_V in self.windows:
            do(np.add, E_V, D, out=E_V)
        return self.E_V

    def unpool(self, do):
        """The error E_M to the first of the largest of each block; what was handed out is no longer there for others."""
        if len(self.cells) == 1:
            return  # E_M is E
        here = np.empty(self.M.shape, bool)
        for cell, handed in zip(self.cells[:-1], self.handed):
            do(np.equal, cell, self.M, out=here)
            do(np.multiply, self.E_M, here, out=handed)
            do(np.subtract, self.E_M, handed, out=self.E_M)
        do(np.copyto, self.handed[-1], self.E_M)


def _by_rows(A, rows):
    """A, of shape (n, rows, columns, B), as a stack of matrices (rows, n, columns B), or as one if there is one row."""
    return A.reshape(len(A), rows, -1).swapaxes(0, 1) if rows > 1 else A.reshape(len(A), -1)


def _layers(W, G, k, p, image, B):
    """A list like W of what each layer needs for B images of shape (C, H, W); ValueError if they do not fit."""
    layers, E_V = [None], np.empty((*image, B), W[1].dtype)
    for l in range(1, len(W)):
        if k[l] > min(E_V.shape[1:3]):
            raise ValueError(
                f"k[{l}] is {k[l]}, and layer {l} gets {E_V.shape[1]} x {E_V.shape[2]} pixels of images of {image[1]} x "
                f"{image[2]}; expected a kernel that fits. Likely cause: images of another size, or too much pooling."
            )
        layers.append(_Layer(W[l], G[l], k[l], p[l], E_V))
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
        channels, rest = divmod(W[l].shape[1] - 1, k[l] ** 2)
        if rest or l > 1 and channels != len(W[l - 1]):
            C = f"C = {len(W[l - 1])} maps of the layer before" if l > 1 else "C channels of the images"
            raise ValueError(
                f"W[{l}] has shape {W[l].shape} and k[{l}] is {k[l]}; expected C · {k[l]} · {k[l]} + 1 columns, with {C}. "
                "Likely cause: another kernel, or a bias column is missing."
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
    # Column by column: so W[l][:, 1:] is in one piece, and OpenBLAS multiplies faster.
    theta = np.concatenate([w.T.ravel() for w in W[1:]]).astype(dtype)
    cuts = np.cumsum([w.size for w in W[1:]])
    return theta, [None] + [part.reshape(w.T.shape).T for part, w in zip(np.split(theta, cuts), W[1:])]
