"""The exercises of notebook 05: the pieces of back-propagation, the whole, and the bug hunt."""

import numpy as np

from helpers import nn
from helpers.checking.compare import compare, compare_gradient, named_where_sizes_agree
from helpers.checking.mistakes import mistakes
from helpers.checks.hunts import judge_hunt
from helpers.checks.multi_layer_perceptron import reader
from helpers.exercises import check
from helpers.running import times_slower

ROW_PER_SAMPLE = "E has a row for each sample"


def softplus(S):
    """An activation that no network of the course has, so that a formula for a usual one is found out."""
    return np.logaddexp(0, S)


d_softplus = nn.sigmoid


def weights(sizes, rng):
    """Random W[l] for layers of these sizes, biases too."""
    return [None] + [rng.standard_normal((m, n + 1)) for n, m in zip(sizes, sizes[1:])]


def _E_last(V, S, Y, dh):
    """Sample by sample: the derivative of Σ (v − y)² / N by each score."""
    slopes, N = dh(S), Y.shape[1]
    return np.array([[2 * (v - y) * d / N for v, y, d in zip(V[:, i], Y[:, i], slopes[:, i])] for i in range(N)])


E_LAST_MISTAKES = mistakes("""
def E_last(V, S, Y, dh):
    N = Y.shape[1]
    E = 2 * (V - Y).T / N * dh(S).T
    return (E)

    2 * (V => (V  # The factor 2 is missing: the derivative of (v − y)² is 2 (v − y).
    / N => / Y.size  # It is divided by the number of outputs, too. The mean is one over the samples only.
    / N => / len(Y)  # It is divided by the number of outputs; `len(Y)` is that. The number of samples is `Y.shape[1]`.
    * dh(S).T => * 1  # The output's own derivative h'(S) is missing. It is 1 for the identity only.
    (E) => (V - Y).T / N  # This is E for the pairs that cancel. Here the 2 of the square and h'(S) are missing.
    (E) => (V - Y).T  # Only v − y is here: the 2 of the square, 1/N of the mean and the derivative h'(S) are missing.
    dh(S) => dh(V)  # The derivative is taken at V. It belongs at S, where the activation was applied.
    dh(S) => S  # S stands where its derivative h'(S) should.
    2 * (V - Y).T / N => 2 * (V - Y).mean(axis=1)
        V − Y is averaged over the samples. Each sample has its own row; of the mean in the cost only the 1/N is left.
    (V - Y) => V  # The labels do not come in: the derivative of (v − y)² is 2 (v − y).
    2 * (V - Y).T => (V - Y).T ** 2  # The square itself stands where its derivative should: 2 (v − y).
    2 * (V - Y).T / N => (V - Y).T  # The factor 2/N is missing: the 2 of the square, the N of the mean over samples.
    (V - Y) => (S - Y)  # S stands where the output V should: labels are compared with what the network gives.
    dh(S) => (V * (1 - V)) | (V * (1 - S)) | (S * (1 - S)) | (1 - V**2)
        The derivative of one activation is written out; the output may have another. Use the dh that is given, at S.
    (E) => (2 * (V - Y) / N * dh(S)).reshape(N, -1)
        The numbers are right, their places are not. `.T` exchanges rows and columns; `reshape` does not.
    / N * dh(S).T => / N @ dh(S)
    or 2 * (V - Y).T / N * dh(S).T => 2 * (V - Y) / N @ dh(S).T
        h'(S) comes in by a matrix product, which mixes samples. Entry by entry it is `*`.
    * dh(S).T => @ np.diag(dh(S))
        `np.diag` of a matrix takes its diagonal out. What Diag(h') does to each sample, `*` does entry by entry.
    """)


@check(
    "Two factors, entry by entry: the derivative of the cost by V, and h'(S). Then transpose: a row for each sample.",
    "The cost is the sum of (v − y)² over the outputs, and the mean over the N samples: its derivative by V is "
    "2 (V − Y) / N.",
    "`2 * (V - Y).T / N * dh(S).T`, with N the number of columns.",
)
def E_last(function):
    rng = np.random.default_rng(1)

    def case(m, N, dh):
        return *rng.standard_normal((3, m, N)), dh

    cases = [case(3, 5, np.cos), case(2, 1, d_softplus), case(1, 7, nn.d_tanh)]
    with named_where_sizes_agree(function, [case(3, 3, np.cos), case(4, 4, d_softplus)], E_LAST_MISTAKES):
        compare(function, cases, _E_last, E_LAST_MISTAKES, ROW_PER_SAMPLE, lambda V, *_: {"N": V.shape[1]})
    return "three outputs and one, many samples and one, three activations."


def _E_previous(E, W, S, dh):
    """Entry by entry: what each neuron of layer l − 1 does to all scores of layer l."""
    N, m = E.shape
    sums = [[sum(E[i, k] * W[k, j + 1] for k in range(m)) for j in range(len(S))] for i in range(N)]
    return np.array(sums) * dh(S).T


E_PREVIOUS_MISTAKES = mistakes("""
def E_previous(E, W, S, dh):
    return (E @ W[:, 1:]) * dh(S).T

     * dh(S).T => * 1  # The derivative h'(S) of the layer below is missing.
    W[:, 1:] => W[:, :-1]  # The last column of W is dropped; the first holds the biases, which have no layer below.
    dh(S).T => S.T  # S stands where its derivative h'(S) should.
    dh(S) => (1 - np.tanh(S) ** 2) | (S > 0) | (S * (1 - S)) | (1 - S**2)
        The derivative of one activation is written out; layers have others, too. Use the dh that is given, at S.
    (E @ W[:, 1:]) * dh(S).T => (E @ W[:, 1:]) @ dh(S)
        h'(S) comes in by a matrix product, which mixes samples. Entry by entry it is `*`.
    * dh(S).T => @ np.diag(dh(S))
        `np.diag` of a matrix takes its diagonal out. What Diag(h') does to each sample, `*` does entry by entry.
    (E @ W[:, 1:]) => E  # W does not come in. On its way down the error goes through the weights, without the biases.
    (E @ W[:, 1:]) * dh(S).T => (E * dh(S).T) @ W[:, 1:]
        h'(S) comes in before the weights. The error goes through the weights first, and then through the activation below.
    dh(S).T => (1 - np.tanh(S) @ np.tanh(S).T) | (1 - np.tanh(S).T @ np.tanh(S))
        1 − v² has a matrix product in it where the square of each entry should be. And use the dh that is given.
    """)


@check(
    "Backwards through the weights first: which product of E, (N, n_l), and W without its biases, "
    "(n_l, n_{l-1}), has the shape (N, n_{l-1})?",
    "Then backwards through the activation: multiply entry by entry with h'(S), transposed to the same shape.",
    "`(E @ W[:, 1:]) * dh(S).T`",
)
def E_previous(function):
    rng = np.random.default_rng(2)

    def case(m, n, N, dh):
        return rng.standard_normal((N, m)), rng.standard_normal((m, n + 1)), rng.standard_normal((n, N)), dh

    cases = [case(3, 5, 7, np.cos), case(2, 5, 1, d_softplus), case(1, 3, 6, nn.d_tanh)]
    with named_where_sizes_agree(function, [case(3, 3, 3, np.cos), case(4, 4, 4, d_softplus)], E_PREVIOUS_MISTAKES):
        compare(function, cases, _E_previous, E_PREVIOUS_MISTAKES, ROW_PER_SAMPLE, lambda E, *_: {"N": len(E)})
    return "three pairs of layers, many samples and one, three activations."


def _gradient(E, V):
    """The sum over the samples of e ṽᵗ, sample by sample."""
    return sum(np.array([[e * v for v in (1, *column)] for e in row]) for row, column in zip(E, V.T))


GRADIENT_MISTAKES = mistakes("""
def gradient(E, V):
    dW, db = E.T @ V.T, E.sum(axis=0)
    G = np.c_[db, dW]
    return (G)

    (G) => np.c_[dW, db]  # The column of the biases stands last; it must come first, as in W.
    E.sum(axis=0) => E.mean(axis=0)
        The column of the biases is a mean over the samples, all others are sums. All are sums: N is in E already.
    E.sum(axis=0) => E[0] | E[-1]  # The column of the biases comes from one sample alone. Sum over all, as in the others.
    E.sum(axis=0) => 0 * E[0]  # The column of the biases is 0. Their input is the constant 1.
    E.sum(axis=0) => np.ones(E.shape[1])
        The column of the biases is 1. That is their input; the slope is the error times it, summed over the samples.
    (G) => np.c_[dW, 0 * db]
        The slopes by the weights begin in column 0, and the last column is 0. Column 0 is that of the biases.
    E.sum(axis=0) => E.sum(axis=1)  # For the biases the errors are summed over the neurons. Samples are rows of E.
    db = E.T @ V.T, => db = E[:1].T @ V[:, :1].T,
    E.sum(axis=0) => E[0]
        Only the first sample comes in. Does a loop over the samples end in its first round, by a `return`?
    db = E.T @ V.T, => db = E[-1:].T @ V[:, -1:].T,
    E.sum(axis=0) => E[-1]
        Only the last sample comes in, as with `=` where `+=` is meant, in a loop over the samples.
    E.sum(axis=0) => E.sum(axis=0) | len(E) * E.sum(axis=0)
    E.T @ V.T => np.outer(E.sum(axis=0), V.sum(axis=1)) | np.outer(E.sum(axis=0), V.mean(axis=1))
    or E.T @ V.T, E.sum(axis=0) => np.outer(E.mean(axis=0), V.mean(axis=1)), E.mean(axis=0)
        Errors and inputs are summed first and multiplied then. Each sample's error belongs to its own input: `@`.
    (G) => dW / len(E)
        The column of the biases is missing, and all is divided by N once more: that has happened, in E of the last layer.
    """)


@check(
    "One sample first: the derivative by ω_ij is E_i times ṽ_j, an outer product.",
    "The sum over the samples of outer products is a matrix product: E transposed, (n_l, N), times Ṽ "
    "transposed, (N, n_{l-1} + 1).",
    "`E.T @ add_ones(V).T`",
)
def gradient(function):
    rng = np.random.default_rng(3)

    def case(m, n, N):
        return rng.standard_normal((N, m)), rng.standard_normal((n, N))

    layout = "the gradient has a row for each neuron, like W"
    with named_where_sizes_agree(function, [case(3, 3, 3), case(4, 4, 4)], GRADIENT_MISTAKES):
        cases = [case(3, 5, 7), case(2, 4, 1), case(1, 3, 6)]
        compare(function, cases, _gradient, GRADIENT_MISTAKES, layout, lambda E, V: {"N": len(E), "n": len(V)})
    return "three layers of different sizes, many samples and one."


# The loop that the notebook prints, its letters with it; there `gradient` is written out.
BACKWARD = """
def backward(W, dh, S, V, Y):
    L, N = len(W) - 1, Y.shape[1]
    G = [None] + [np.zeros_like(w) for w in W[1:]]
    E = (V[L] - Y).T / N
    for l in range(L, 0, -1):
        G[l] = gradient(E, V[l - 1])
        if l > 1:
            E = E @ W[l][:, 1:]
            E = E * dh[l - 1](S[l - 1]).T
    return G
"""

LAYERS = {"The last layer is right.": lambda G: G[-1], "All layers below the last are right.": lambda G: G[:-1]}

# In the loop; notebook 09 has it once more.
LOOP_EDITS = """
    dh[l - 1](S[l - 1]) => dh[l - 1](V[l - 1])
        Below the last layer the derivative is taken at V: `dh[l-1]` wants S[l-1], the scores.
    dh[l - 1](S[l - 1]) => (1 - V[l - 1] ** 2) | (1 - np.tanh(S[l - 1]) ** 2) | (V[l - 1] * (1 - V[l - 1]))
    or dh[l - 1](S[l - 1]) => (S[l - 1] > 0) | (V[l - 1] > 0)
        Below the last layer the derivative of one activation is written out: use `dh[l-1]` of S[l-1].
    dh[l - 1](S[l - 1]) => dh[1](S[l - 1])  # Every layer has the derivative of the first. Below l it is `dh[l-1]`.
     * dh[l - 1](S[l - 1]).T => * 1
        Below the last layer the derivative of the activation is missing: after the weights, `dh[l-1]`.
    dh[l - 1](S[l - 1]).T => dh[l - 1](S[l - 1]).T ** 2
        Below the last layer the derivative of the activation comes in twice.
    dh[l - 1](S[l - 1]).T => dh[l - 1](S[l - 1]).T * S[l - 1].T  # Below the last layer is a factor S too many.
    dh[l - 1](S[l - 1]).T => V[l - 1].T  # Below the last layer V stands where the derivative should.
    dh[l - 1](S[l - 1]).T => S[l - 1].T  # Below the last layer S stands where the derivative should.
    W[l][:, 1:] => W[l][:, :-1]  # Below the last layer W has lost its last column; the first holds the biases.
    W[l][:, 1:] => G[l][:, 1:]  # On the way down E goes through G[l]; it is the weights, W[l].
    S[l - 1] => S[l]  # The derivative on the way down is taken at S[l]. It is that of the layer below, at S[l-1].
    E @ W[l][:, 1:] => E  # W does not come in on the way down. The error goes through the weights first.
    gradient(E, V[l - 1]) => gradient(E, S[l - 1] if l > 1 else V[0])
        The first layer is right, the others are taken with S[l-1]. The input of layer l is V[l-1].
    gradient(E, V[l - 1]) => gradient(E, V[l])
        The gradient of layer l is taken with its own output, V[l]. Its input is that of the layer before, V[l-1].
    gradient(E, V[l - 1]) => gradient(E, X)
    L, N = => X = V[0]\\n    L, N =  # The gradient of each layer is taken with X. The input of layer l is V[l-1].
    G[l] = gradient(E, V[l - 1]) => pass
    dh[l - 1](S[l - 1]).T => dh[l - 1](S[l - 1]).T\\n        G[l] = gradient(E, V[l - 1])
        E has gone down a layer before the gradient is taken. In the loop first G[l], then E of the layer below.
    gradient(E, => gradient(E if l == L else E * dh[l](S[l]).T,
        Below the last layer h' comes in twice: in the gradient, and in E[l], which holds it already.
"""

# At the output, of notebooks 07 and 10 too.
OUTPUT_EDITS = """
    (V[L] - Y) => ((V[L] - Y) * V[L] * (1 - V[L]))
        There is a factor v (1 − v) at the output. With its cross-entropy it has cancelled: E[L] is v − y, over N.
    (V[L] - Y) => (2 * (V[L] - Y) * V[L] * (1 - V[L]))
        This is the slope of the mean of the squares. The cost is the cross-entropy: E[L] is v − y, over N.
    (V[L] - Y) => ((V[L] - Y) / (V[L] * (1 - V[L])))
        This is the derivative of the cost by V, (v − y) / (v (1 − v)). E[L] is that by S: the factor cancels.
    (V[L] - Y) => (S[L] - Y)  # S stands where the output V should: E[L] is v − y, over N.
    (V[L] - Y) => V[L]  # The labels do not come in: E[L] is v − y, over N.
"""

BACKWARD_MISTAKES = mistakes(f"""{BACKWARD}
    {LOOP_EDITS}
    {OUTPUT_EDITS}
    W[l][:, 1:] => W[l - 1][:, 1:]  # On the way down E goes through W[l-1]. From layer l to l − 1 it is W[l].
    (V[L] - Y).T => (-Y * (1 - V[L])).T
        The error of the last layer is 0 but for the true class. With softmax and the cross-entropy it is v − y for all.
    (V[L] - Y) => ((V[L] - Y) / (2 + np.exp(S[L]) + np.exp(-S[L]))) | (2 * (V[L] - Y) / (2 + np.exp(S[L]) + np.exp(-S[L])))
        The derivative of a sigmoid comes in at the output. With its cross-entropy it has cancelled: E[L] is v − y, over N.
    (V[L] - Y) => (-Y / V[L])
        This is the derivative of the cross-entropy by V, −y / v. E[L] is that by S, through the softmax: v − y, over N.
    (V[L] - Y) => (np.exp(V[L]) / np.exp(V[L]).sum(axis=0) - Y)
        Softmax is applied once more, to V[L], which holds probabilities already.
    E = (V[L] - Y).T / N => E = (V[L] - Y).T / N; W = list(W)
    if l > 1: => W[l] = W[l] - 0.1 * G[l]\\n        if l > 1:
        W[l] is changed before the error goes down through it. All gradients belong to the same weights.
    E = (V[L] - Y).T / N => E = 0 * (V[L] - Y).T; E[-1] = (V[L] - Y).T[-1] / N
        Only the last sample comes in, as with `=` where `+=` is meant, in a loop over the samples.
    E = (V[L] - Y).T / N => E = 0 * (V[L] - Y).T; E[0] = (V[L] - Y).T[0] / N
        Only the first sample comes in. Does a loop over the samples end in its first round, by a `return`?
    return G => return [None] + G[:0:-1] | return G[::-1]
        The gradients are in reverse order. G[l] belongs to layer l: what a loop that goes down appends first comes last.
    """)


def _networks():
    """Softmax and sigmoid outputs, three layers and one; then two whose sizes are all equal.

    In each of the first all sizes differ, and no layer is larger by 1 than one beside it: a row of
    ones or a column of biases more or less never makes one shape of another.
    """
    rng = np.random.default_rng(6)
    deep = [None, np.sin, softplus, nn.softmax], [None, np.cos, d_softplus, None]

    def network(sizes, N, h, dh):
        W = weights(sizes, rng)
        labels = np.array([0, 1, 1, 2, 0, 1, 1, 1, 2, 1, 0])[:N]
        Y = nn.one_hot(labels % sizes[-1], sizes[-1]) if sizes[-1] > 1 else labels[None, :] % 2.0
        return W, h, dh, rng.standard_normal((sizes[0], N)), Y

    networks = [
        network((4, 7, 5, 3), 11, *deep),
        network((3, 5, 1), 11, [None, np.tanh, nn.sigmoid], [None, nn.d_tanh, None]),
        network((2, 4), 11, [None, nn.softmax], [None, None]),
    ]
    return networks, [network((n,) * 4, n, *deep) for n in (3, 4)]


def _cost(W, h, dh, X, Y):
    """The mean cross-entropy: of a softmax, or of one sigmoid."""
    scores = nn.forward(W, h, X)[0][-1]
    return (nn.cross_entropy if len(Y) > 1 else nn.binary_cross_entropy)(scores, Y)


def _arguments(W, h, dh, X, Y):
    """What backward is called with."""
    return W, dh, *nn.forward(W, h, X), Y


def _pace(function):
    W, h, X = reader()
    case = W, h, [None, nn.d_relu, None], X, nn.one_hot(np.arange(100) % 10, 10)
    return times_slower(function, nn.backward, *_arguments(*case))


@check(
    "Begin at the top: E[L] is `(V[L] - Y).T / N`. Then a loop from l = L down to 1.",
    "In the loop: `G[l]` from `gradient(E[l], V[l-1])`; and as long as l > 1, `E[l-1]` from "
    "`E_previous(E[l], W[l], S[l-1], dh[l-1])`.",
    "`for l in range(L, 0, -1):` counts down to 1. Fill lists of L + 1 entries: `G = [None] * (L + 1)`.",
    pace=_pace,
)
def backward(function):
    networks, equal_sizes = _networks()
    with named_where_sizes_agree(function, [_arguments(*network) for network in equal_sizes], BACKWARD_MISTAKES):

        def sizes(*case):
            return dict(zip("KN", case[-1].shape))

        compare_gradient(function, networks, _cost, BACKWARD_MISTAKES, sizes, _arguments, parts=LAYERS)
    return "networks of three layers, two and one, layer by layer, each at several weights."


# What is planted into the loop of the notebook, why it is wrong, and in which of its lines it stands.
_PLANTED = mistakes(f"""{BACKWARD}
    (S[l - 1]) => (V[l - 1])  # the derivative of tanh is taken at V instead of S
     / N =>  # it is not divided by N; a small η hides it
    [:, 1:] => [:, :-1]  # the last column of W is dropped instead of the first
    if l => G[l][:, 0] = 0\\n        if l  # the biases get no gradient, so they stay what they were
    E * dh[l - 1](S[l - 1]).T => E  # the derivative is left out
     / N => / N\\n    E[N // 2 :] = 0  # only the first half of the samples counts
    W[l][:, 1:] => np.abs(W[l][:, 1:])  # the signs of the weights are lost on the way down
    range(L, 0, -1) => range(L, 1, -1)  # the loop ends one layer too early, so the first layer never learns
    """)
BUGS = {bug: (line, m.message) for bug, line, m in zip(range(1, 9), "eadceadb", _PLANTED)}
faulty = {bug: m.function for bug, m in enumerate(_PLANTED, 1)}


def hunt(answers):
    """Say of each answer, ``{number of the bug: letter of the line, or "?"}``, whether it is the line."""

    def look(bug, answer):
        if {answer, BUGS[bug][0]} == {"d", "e"}:
            return "(d) or (e)? Look at what happened without activations."
        return "Which layers does the gradient check call right?"

    judge_hunt(answers, BUGS, look, "abcde")
