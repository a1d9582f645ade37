"""The network of ``helpers/nn.py`` once more, for speed: float32, and no new arrays while it trains.

Notebook 06 explains each of the differences and measures what it gains.
"""

import numpy as np

from helpers.arrays import check_samples
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
    """

    def __init__(self, W, h=relu, dtype=np.float32):
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
        """Train; yields the mean cost of each epoch as soon as it is over."""
        X, labels = check_samples(X, labels, self.W[1].shape[1] - 1)
        Y = one_hot(labels, len(self.W[-1]))
        N = X.shape[1]
        data = np.ascontiguousarray(add_ones(X.astype(self.theta.dtype)).T)
        target = Y.T.astype(self.theta.dtype)
        step = {"adam": self._adam, "sgd": self._sgd}[optimiser]
        rng = np.random.default_rng(seed)
        shuffled, wanted = np.empty_like(data), np.empty_like(target)
        for epoch in range(epochs):
            order = rng.permutation(N)
            data.take(order, axis=0, out=shuffled, mode="clip")
            target.take(order, axis=0, out=wanted, mode="clip")
            total = 0.0
            for a in range(0, N, batch_size):
                total += self._gradient(shuffled[a : a + batch_size].T, wanted[a : a + batch_size].T)
                step(eta)
            yield total / N

    def _gradient(self, X1, Y):
        """Set ``g`` to the gradient on a batch; X1 has the row of ones. Gives the sum of its costs."""
        B = X1.shape[1]
        if B not in self.buffers:
            self.buffers[B] = _Buffers(self.W, B)
        b = self.buffers[B]
        W, G, L = self.W, self.G, len(self.W) - 1
        apply, slope = _IN_PLACE[self.h]
        V1 = [X1, *b.V1[1:]]
        for l in range(1, L):
            np.matmul(W[l], V1[l - 1], out=b.S[l])
            apply(b.S[l], b.V1[l][1:])
        S, top, sums = np.matmul(W[L], V1[L - 1], out=b.S[L]), b.top, b.sums
        S -= np.maximum.reduce(S, axis=0, out=top)
        cost = -np.vdot(Y.T, S.T)
        np.exp(S, out=S)
        np.add.reduce(S, axis=0, out=sums)
        cost += np.log(sums, out=top).sum()
        S /= sums
        S -= Y
        S *= 1 / B
        E = S
        for l in range(L, 0, -1):
            np.matmul(E, V1[l - 1].T, out=G[l])
            if l > 1:
                F = np.matmul(W[l][:, 1:].T, E, out=b.E[l - 1])
                F *= slope(b.V1[l - 1][1:], b.S[l - 1])
                E = F
        return cost

    def _sgd(self, eta):
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
        self.top, self.sums = np.empty((2, B), W[1].dtype)


def _one_vector(W, dtype):
    """A copy of all weights as one vector, and the list of views of it that has W's shapes."""
    theta = np.concatenate([w.ravel() for w in W[1:]]).astype(dtype)
    cuts = np.cumsum([w.size for w in W[1:]])
    return theta, [None] + [part.reshape(w.shape) for part, w in zip(np.split(theta, cuts), W[1:])]
