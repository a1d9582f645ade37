"""The network of ``helpers/nn.py`` once more, for speed: float32, and no new arrays while it trains.

Notebook 06 explains each of the differences and measures what it gains.
"""

import numpy as np

from helpers.arrays import check_count, check_network, check_numbers, check_samples
from helpers.nn import add_ones, one_hot, relu, tanh

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
    """A perceptron with softmax outputs, trained with Adam or by plain gradient descent.

    Nothing is allocated while it trains: all weights are one vector, ``theta``, of which the W[l] are
    views, and an optimiser is a few operations on the whole of it.

    Parameters
    ----------
    W : list
        Initial weights as ``initialise`` gives them; they are copied.
    h : function
        ``relu`` or ``tanh``, in all hidden layers.
    dtype : float32 or float64

    Raises
    ------
    TypeError, ValueError
        If W is not a list of weight matrices that fit together, or h is another function.
    """

    def __init__(self, W, h=relu, dtype=np.float32):
        check_network(W)
        if h not in _IN_PLACE:
            raise ValueError(f"h is {h!r}; expected the functions `relu` or `tanh` of helpers.nn.")
        self.h = h
        self.theta, self.W = _one_vector(W, dtype)
        self.g, self.G = _one_vector(W, dtype)
        self.m, self.v, self.spare = (np.zeros_like(self.theta) for _ in range(3))
        self.t = 0
        self.buffers = {}

    def scores(self, X):
        """Scores S[L] of any number of samples, shape (K, N)."""
        V = np.asarray(X, self.theta.dtype)
        for W in self.W[1:]:
            S = W @ add_ones(V)
            V = self.h(S)
        return S

    def fit(self, X, labels, epochs, batch_size=32, eta=0.001, optimiser="adam", seed=0):
        """Train; yields the mean cost of each epoch as soon as it is over.

        Parameters
        ----------
        X : array of shape (n, N)
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
        X, labels = check_samples(X, labels, self.W[1].shape[1] - 1)
        N = X.shape[1]
        check_count("epochs", epochs, 0)
        check_numbers("eta", eta, ())
        if check_count("batch_size", batch_size) > N:
            raise ValueError(
                f"batch_size is {batch_size}, and there are {N} samples; expected at most {N}. For "
                "one step an epoch with all samples, take batch_size = N."
            )
        steps = {"adam": self._adam, "sgd": self._sgd}
        if optimiser not in steps:
            raise ValueError(f'optimiser is {optimiser!r}; expected "adam" or "sgd".')
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
        if B not in self.buffers:
            self.buffers[B] = _Buffers(self.W, B)
        b = self.buffers[B]
        W, G, L = self.W, self.G, len(self.W) - 1
        activate, slope = _IN_PLACE[self.h]
        V1 = [X1, *b.V1[1:]]
        for l in range(1, L):
            np.dot(W[l], V1[l - 1], out=b.S[l])
            activate(b.S[l], b.V[l])
        np.matmul(W[L], V1[L - 1], out=P)
        P -= np.maximum.reduce(P, axis=0, out=b.sums)
        np.exp(P, out=P)
        P /= np.add.reduce(P, axis=0, out=b.sums)
        E = np.subtract(P, Y, out=b.S[L])
        E *= 1 / B
        for l in range(L, 0, -1):
            np.dot(E, V1[l - 1].T, out=G[l])
            if l > 1:
                E = np.matmul(W[l][:, 1:].T, E, out=b.E[l - 1])
                E *= slope(b.V[l - 1], b.S[l - 1])

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


class _Buffers:
    """All arrays that a batch of B samples needs."""

    def __init__(self, W, B):
        def empty(l, more=0):
            return np.empty((len(W[l]) + more, B), W[1].dtype)

        self.S = [None] + [empty(l) for l in range(1, len(W))]
        self.E = [None] + [empty(l) for l in range(1, len(W))]
        self.V1 = [None] + [empty(l, 1) for l in range(1, len(W) - 1)]
        for V1 in self.V1[1:]:
            V1[0] = 1
        self.V = [None] + [V1[1:] for V1 in self.V1[1:]]
        self.sums = np.empty(B, W[1].dtype)


def _one_vector(W, dtype):
    """A copy of all weights as one vector, and the list of views of it that has W's shapes."""
    theta = np.concatenate([w.ravel() for w in W[1:]]).astype(dtype)
    cuts = np.cumsum([w.size for w in W[1:]])
    return theta, [None] + [part.reshape(w.shape) for part, w in zip(np.split(theta, cuts), W[1:])]
