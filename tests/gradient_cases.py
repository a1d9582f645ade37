"""Random networks with right gradients and with wrong ones, on which the gradient check is tried.

The gradients here are written for this purpose, layer by layer; ``test_gradients.py`` compares the
right one with an automatic-differentiation library.
"""

from dataclasses import dataclass

import numpy as np


def sigmoid(s):
    return 0.5 * (1 + np.tanh(s / 2))


# Activation, and its derivative with respect to s.
HIDDEN = {
    "sigmoid": (sigmoid, lambda s: sigmoid(s) * (1 - sigmoid(s))),
    "tanh": (np.tanh, lambda s: 1 - np.tanh(s) ** 2),
    "relu": (lambda s: np.maximum(s, 0), lambda s: (s > 0).astype(float)),
    "softplus": (lambda s: np.logaddexp(0, s), sigmoid),
    "identity": (lambda s: s, lambda s: np.ones_like(s)),
}
OUTPUTS = ("squares", "sigmoid squares", "tanh squares", "bce", "softmax")


def add_ones(V):
    return np.vstack([np.ones((1, V.shape[1])), V])


@dataclass
class Network:
    """A multi-layer perceptron with its data: ``cost(W)`` and ``gradient(W)``.

    ``hidden`` names the activation of each hidden layer, ``output`` the last activation and loss;
    ``decay`` is the factor of a weight decay in the cost.
    """

    X: np.ndarray
    Y: np.ndarray
    W: list
    hidden: list
    output: str
    decay: float = 0.0

    @property
    def sizes(self):
        return {"N": self.X.shape[1], "K": len(self.Y)}

    def forward(self, W):
        S, V = [None], [self.X]
        for l in range(1, len(W)):
            S.append(W[l] @ add_ones(V[-1]))
            last = l == len(W) - 1
            V.append(self.last(S[-1]) if last else HIDDEN[self.hidden[l - 1]][0](S[-1]))
        return S, V

    def last(self, s):
        if self.output == "softmax":
            e = np.exp(s - s.max(axis=0))
            return e / e.sum(axis=0)
        if self.output in ("bce", "sigmoid squares"):
            return sigmoid(s)
        return np.tanh(s) if self.output == "tanh squares" else s

    def cost(self, W):
        S, V = self.forward(W)
        s, N = S[-1], self.X.shape[1]
        if self.output == "softmax":
            top = s.max(axis=0)
            total = (top + np.log(np.exp(s - top).sum(axis=0)) - (self.Y * s).sum(axis=0)).sum()
        elif self.output == "bce":
            total = (np.logaddexp(0, s) - self.Y * s).sum()
        else:
            total = ((V[-1] - self.Y) ** 2).sum()
        return total / N + self.decay / 2 * sum((w[:, 1:] ** 2).sum() for w in W[1:])

    def gradient(self, W, spoiled=()):
        """The gradient by back-propagation; ``spoiled`` names the lines that go wrong."""
        N = self.X.shape[1]
        if "first sample only" in spoiled:
            one = Network(self.X[:, :1], self.Y[:, :1], W, self.hidden, self.output, self.decay)
            return one.gradient(W, set(spoiled) - {"first sample only"})
        if "last sample over N" in spoiled:
            one = Network(self.X[:, -1:], self.Y[:, -1:], W, self.hidden, self.output)
            return [None] + [g / N for g in one.gradient(W)[1:]]
        S, V = self.forward(W)
        L, G = len(W) - 1, [None] * len(W)
        E = self._last_error(S, V, spoiled) / N
        if "sign" in spoiled:
            E = -E
        if "no division by N" in spoiled:
            E = E * N
        if "divided by N twice" in spoiled:
            E = E / N
        if "divided by K as well" in spoiled:
            E = E / len(self.Y)
        for l in range(L, 0, -1):
            G[l] = self._one(W, S, V, E, l, spoiled)
            if l > 1:
                E = self._carried(W, S, V, E, G, l, spoiled)
        return G

    def _last_error(self, S, V, spoiled):
        """Rows of the derivative of each sample's loss with respect to the last scores."""
        v, s, Y = V[-1], S[-1], self.Y
        if self.output in ("softmax", "bce"):
            E = v - Y
            if "diagonal Jacobian of softmax" in spoiled:
                E = -Y / v * v * (1 - v)
            if "extra v(1-v)" in spoiled:
                E = E * v * (1 - v)
            if "softmax twice" in spoiled:
                e = np.exp(v)
                E = e / e.sum(axis=0) - Y
            if "normalised over samples" in spoiled:
                e = np.exp(s)
                E = e / e.sum(axis=1, keepdims=True) - Y
        else:
            E = 2 * (v - Y)
            if "factor 2 missing" in spoiled:
                E = v - Y
            slope = {
                "sigmoid squares": v * (1 - v),
                "tanh squares": 1 - v**2,
                "squares": np.ones_like(v),
            }
            if "last h' missing" not in spoiled:
                E = E * slope[self.output]
            if "last h' taken of v" in spoiled:
                E = 2 * (v - Y) * (sigmoid(v) * (1 - sigmoid(v)) if "sig" in self.output else 1 - np.tanh(v) ** 2)
        return E.T * (s.T if "times S" in spoiled else 1)

    def _one(self, W, S, V, E, l, spoiled):
        below = V[l - 1]
        if "S for V" in spoiled and l > 1:
            below = S[l - 1]
        if "V of the wrong layer" in spoiled and V[l].shape == below.shape:
            below = V[l]
        G = E.T @ add_ones(below).T
        decay = np.r_[0.0, np.ones(G.shape[1] - 1)] * self.decay * W[l]
        if "bias decayed too" in spoiled:
            decay = self.decay * W[l]
        if "decay missing" not in spoiled:
            G = G + decay * (2 if "decay twice" in spoiled else 1)
        if "bias last" in spoiled:
            G = np.roll(G, -1, axis=1)
        if "bias not learned" in spoiled:
            G = np.c_[np.zeros(len(G)), G[:, 1:]]
        if "no bias column" in spoiled:
            G = G[:, 1:]
        if "bias summed, weights averaged" in spoiled:
            G = np.c_[G[:, 0] * self.X.shape[1], G[:, 1:]]
        if "transposed" in spoiled:
            G = G.T
        if "clipped" in spoiled:
            G = np.clip(G, -0.05, 0.05)
        if "divided by the layer's width" in spoiled:
            G = G / len(G)
        return G

    def _carried(self, W, S, V, E, G, l, spoiled):
        h, dh = HIDDEN[self.hidden[l - 2]]
        weights, slope = W[l][:, 1:], dh(S[l - 1])
        if "h'(V)" in spoiled:
            slope = dh(V[l - 1])
        if "slope formula for v fed with s" in spoiled:
            s = S[l - 1]
            slope = {"sigmoid": s * (1 - s), "tanh": 1 - s**2}.get(self.hidden[l - 2], slope)
        if "h' missing" in spoiled:
            slope = np.ones_like(slope)
        if "h for h'" in spoiled:
            slope = h(S[l - 1])
        if "h' twice" in spoiled:
            slope = slope**2
        if "ReLU gate never shuts" in spoiled and self.hidden[l - 2] == "relu":
            slope = (V[l - 1] >= 0).astype(float)
        if "last column dropped, not the first" in spoiled:
            weights = W[l][:, :-1]
        if "weights transposed" in spoiled and weights.shape[0] == weights.shape[1]:
            weights = weights.T
        if "weights changed on the way" in spoiled:
            weights = (W[l] - 0.1 * G[l])[:, 1:]
        if "error not carried" in spoiled:
            return 0 * E @ weights
        E = (E @ weights) * slope.T
        if "divided by N at each layer" in spoiled:
            E = E / self.X.shape[1]
        if "sign at each layer" in spoiled:
            E = -E
        if "absolute weights" in spoiled:
            E = np.abs(E)
        return E


# What each mistake may be called by rule, without a catalogue; () for those that can only be located.
MISTAKES = {
    "sign": ("sign", "factor"),
    "no division by N": ("factor",),
    "divided by N twice": ("factor",),
    "divided by K as well": ("factor",),
    "divided by the layer's width": ("factor",),
    "factor 2 missing": ("factor",),
    "first sample only": ("one sample",),
    "last sample over N": ("one sample",),
    "bias last": ("bias last",),
    "bias not learned": ("zero", "column of zeros"),
    "no bias column": ("bias column missing",),
    "bias summed, weights averaged": ("factor",),
    "transposed": ("transposed",),
    "clipped": ("clipped",),
    "decay missing": ("weight decay",),
    "decay twice": ("weight decay",),
    "bias decayed too": ("weight decay",),
    "error not carried": ("zero",),
    "divided by N at each layer": ("factor", "factor at every layer"),
    "sign at each layer": ("sign", "factor", "factor at every layer"),
    "weights changed on the way": (),
    "times S": (),
    "diagonal Jacobian of softmax": (),
    "extra v(1-v)": (),
    "softmax twice": (),
    "normalised over samples": (),
    "last h' missing": (),
    "last h' taken of v": (),
    "S for V": (),
    "V of the wrong layer": (),
    "h'(V)": (),
    "slope formula for v fed with s": (),
    "h' missing": (),
    "h for h'": (),
    "h' twice": (),
    "ReLU gate never shuts": (),
    "last column dropped, not the first": (),
    "weights transposed": (),
    "absolute weights": ("absolute value",),
}

# True of these as well: where there is one sample of a class, or one in all; where all lengths are cut to one.
ALSO = {"diagonal Jacobian of softmax": ("row of zeros", "one sample"), "clipped": ("normalised",)}


def random_network(rng, widest=50, deepest=5, generic=False):
    """A network of random architecture, data and weights; if ``generic``, a point that can judge.

    Points that are not generic have tiny, huge or zero weights, biases of zero, a single sample, or
    inputs of 0 and 1, so that units are saturated or stand on a kink.
    """
    L = int(rng.integers(1, deepest + 1))
    widths = [int(np.exp(rng.uniform(0, np.log(widest + 0.99)))) for _ in range(L + 1)]
    output = OUTPUTS[rng.integers(len(OUTPUTS))]
    if output == "softmax":
        widths[-1] = max(2, min(widths[-1], 10))
    N = int(rng.integers(4, 13) if generic else rng.integers(1, 13))
    hidden = [str(rng.choice(list(HIDDEN))) for _ in range(L - 1)]
    X = rng.standard_normal((widths[0], N))
    if not generic and rng.random() < 0.2:
        X = (X > 0).astype(float)
    Y = rng.standard_normal((widths[-1], N))
    if output == "softmax":
        Y = np.eye(widths[-1])[:, rng.integers(0, widths[-1], N)]
    elif output != "squares":
        Y = (Y > 0.3).astype(float)
    scale = 1.0 if generic else float(rng.choice([0, 1e-6, 1e-3, 0.1, 1, 1, 1, 3, 30, 1000]))
    W = [None]
    for n, m in zip(widths, widths[1:]):
        W.append(scale * rng.standard_normal((m, n + 1)) / (n**0.5 if rng.random() < 0.7 else 1))
        if not generic and rng.random() < 0.3:
            W[-1][:, 0] = 0
    decay = float(rng.choice([0, 0, 0.03, 0.3]))
    return Network(X, Y, W, hidden, output, decay)
