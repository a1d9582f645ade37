"""The exercises of notebook 04: one layer, all layers, softmax, cross-entropy."""

from math import exp, log

import numpy as np

from helpers import nn
from helpers.checking.compare import check_quiet, compare, named_where_sizes_agree
from helpers.checking.mistakes import mistakes
from helpers.checking.structure import equal
from helpers.checks.reference import cut_off, looked_into
from helpers.exercises import check
from helpers.running import times_slower

COLUMNS = "samples are columns here"


def reader():
    """W, h and X of a network that reads a hundred digits: what the pace of an answer is measured on."""
    rng = np.random.default_rng(0)
    return nn.initialise([64, 64, 10], rng), [None, nn.relu, nn.softmax], rng.standard_normal((64, 100))


def _square(S):
    """An activation that no network has: a student who writes one of the usual ones is found out."""
    return S**2 - 1


def _layer(W, V, h):
    """Neuron by neuron and sample by sample."""
    S = np.array([[w[0] + sum(a * b for a, b in zip(w[1:], v)) for v in V.T] for w in W], dtype=float)
    return S, h(S)


LAYER_MISTAKES = mistakes("""
    def layer(W, V, h):
        S = W @ add_ones(V)
        return S, h(S)

    S, h(S) => S, S  # The activation is missing: the second array is h(S), with the h that is given.
    S, h(S) => h(S), h(S)  # Both arrays are h(S). The first is S itself: back-propagation will need it.
    h(S) => h(h(S))  # The activation is applied twice.
    add_ones(V) => add_ones(h(V))
        The activation is applied to the input, too. V is the output of the layer before, and has had its own.
    h(S) => np.tanh(S) | 1 / (1 + np.exp(-S)) | np.maximum(0, S)
        The activation is the same here whatever h is. Use the h that is given.
    W @ add_ones(V) => W[:, 1:] @ V  # The biases do not come in. Stack a row of ones on V: `add_ones(V)`.
    W @ add_ones(V) => W[:, 1:] @ V
    h(S) => h(S) + W[:, :1]  # The biases are added after the activation. They belong to the scores S, before it.
    W @ add_ones(V) => W[:, 1:] @ V + 1
        A 1 is added to every score, where its neuron's bias should be: W multiplies the ones on top of V.
    W @ add_ones(V) => W[:, :-1] @ V + W[:, -1:]
        The last column of W is taken for the biases. They are column 0 of W: the ones go on top.
    W @ add_ones(V) => W[:, :-1] @ V + W[:, :1]
        The weights are taken from the wrong columns of W: they are `W[:, 1:]`, all but the first.
    W @ add_ones(V) => W[:, 1:] @ V + W[:, 0]
        The biases lie along the wrong axis: `W[:, 0]` is a row. `W[:, :1]` keeps the column, as `keepdims=True` would.
    W @ add_ones(V) => np.zeros((len(W), V.shape[1]))\\n    S[0] = W[0] @ add_ones(V)
    or W @ add_ones(V) => np.zeros((len(W), V.shape[1]))\\n    S[:, 0] = W @ add_ones(V)[:, 0]
        Only the first row or column of S is filled, all else is 0. Where does the loop end, and where stands `return`?
    """)


@check(
    "Three steps: stack a row of ones on V, multiply by W from the left, apply h.",
    "`S = W @ add_ones(V)` has shape (n_l, N): a row for each neuron, a column for each sample.",
    "Return both, in this order: `return S, h(S)`.",
    pace=lambda function: times_slower(function, nn.layer, reader()[0][1], reader()[2], nn.relu),
)
def layer(function):
    rng = np.random.default_rng(1)

    def case(m, n, N, h):
        return rng.standard_normal((m, n + 1)), rng.standard_normal((n, N)), h

    # A softmax is not computed entry by entry, nor row by row.
    cases = [case(3, 5, 8, _square), case(2, 4, 1, np.exp), case(1, 3, 6, np.cos), case(3, 2, 7, nn.softmax)]
    with named_where_sizes_agree(function, [case(4, 4, 4, _square), case(3, 3, 3, np.cos)], LAYER_MISTAKES):
        compare(function, cases, _layer, LAYER_MISTAKES, COLUMNS)
    return "four layers of different shapes, with a single sample, a single neuron and a softmax among them."


def _forward(W, h, X):
    """Layer after layer, each neuron by neuron."""
    scores, outputs = [None], [X]
    for weights, activation in zip(W[1:], h[1:]):
        S, V = _layer(weights, outputs[-1], activation)
        scores.append(S)
        outputs.append(V)
    return scores, outputs


FORWARD_MISTAKES = mistakes("""
    def forward(W, h, X):
        L = len(W) - 1
        S, V = [None] * (L + 1), [X] + [None] * L
        for l in range(1, L + 1):
            S[l], V[l] = layer(W[l], V[l - 1], h[l])
        return S, V

    V[l - 1] => S[l - 1] if l > 1 else X  # The scores are passed on: layer l takes V[l-1], the output, not S[l-1].
    V[l - 1] => X  # Every layer takes X. Layer l takes the output of the layer before, V[l-1].
    h[l]) => h[1])  # Every layer has the activation of the first. Layer l has its own, `h[l]`.
    h[l]) => h[l] if l < L else lambda s: s)  # The last layer has no activation here. It has one too, `h[L]`.
    h[l]) => lambda s: s)  # No layer has an activation: V[l] is S[l] everywhere.
    [X] => [h[1](X)]  # The input is put through an activation. V[0] is X as it is.
    W[l], => np.c_[np.zeros(len(W[l])), W[l][:, 1:]],  # The biases do not come in. `layer` stacks the ones on V.
    S[l], V[l] = => V[l], S[l] =
        `layer` returns S first, then V: they are stored the wrong way round, and so the scores are passed on.
    return => S = [None] + V[1:]\\n    return  # S[l] holds what V[l] should. S is what comes before the activation.
    return => S, V = [None] + V[1:], [X] + S[1:]\\n    return  # S and V have changed places: S[l] is what comes before the activation, V[l] after.
    return => V = [X] + S[1:]\\n    return  # V[l] holds what S[l] should. V is what comes after the activation.
    """)


@check(
    "Begin with two lists of L + 1 entries: `S = [None] * (L + 1)` and `V` likewise, and put X into `V[0]`.",
    "One loop over l from 1 to L: `layer` with `W[l]`, `V[l - 1]` and `h[l]` gives `S[l]` and `V[l]`.",
    "`for l in range(1, L + 1): S[l], V[l] = layer(W[l], V[l - 1], h[l])`, with `L = len(W) - 1`.",
    pace=lambda function: times_slower(function, nn.forward, *reader()),
)
def forward(function):
    rng = np.random.default_rng(2)

    def case(sizes, N, *h):
        W = [None] + [0.5 * rng.standard_normal((m, n + 1)) for n, m in zip(sizes, sizes[1:])]
        return W, [None, *h], rng.standard_normal((sizes[0], N))

    cases = [
        case((3, 5, 9, 2), 7, np.sin, _square, np.cos),
        case((4, 2, 6), 7, np.cos, np.tanh),
        case((2, 5), 7, np.exp),
    ]
    equal_sizes = [case((3, 3, 3, 3), 3, np.sin, np.tanh, np.cos), case((4, 4, 4), 4, np.cos, np.sin)]
    with named_where_sizes_agree(function, equal_sizes, FORWARD_MISTAKES):
        compare(function, cases, _forward, FORWARD_MISTAKES, COLUMNS, names="SV")
    return "networks of one, two and three layers, all their S[l] and V[l]."


def _softmax(S):
    """Column by column; only exp of numbers up to 0."""
    exponentials = [[exp(x - max(s)) for x in s] for s in S.T]
    return np.array([[x / sum(e) for x in e] for e in exponentials]).T


SOFTMAX_MISTAKES = mistakes("""
    def softmax(S):
        T = S - S.max(axis=0)
        e = np.exp(T)
        P = e / e.sum(axis=0)
        return (P)

    np.exp(T) => S  # The exponential is missing: without it, negative scores give negative probabilities.
    (P) => 1 / (1 + np.exp(-S))  # This is the sigmoid of each entry: the columns do not add up to 1.
    np.exp(T) => np.exp(-S)  # The largest score gets the smallest probability: look at the sign in the exponent.
    (P) => (S == S.max(axis=0)) * 1.0  # This is a hard choice: 1 for the largest, 0 for the others. Softmax is softer.
    (P) => T - np.log(e.sum(axis=0))  # This is the logarithm of softmax.
    / e.sum(axis=0) => / e.max(axis=0)
        The largest entry of each column is 1, so the columns add up to more. Divide by the sum of each column.
    S - S.max(axis=0) => S
    / e.sum(axis=0) => * 1  # The division is missing: the columns do not add up to 1.
    (P) => P * (np.arange(S.shape[1]) == 0)  # Only the first sample has probabilities. Does `return` stand in the loop?
    (P) => e / np.exp(S).sum(axis=0) | np.exp(S) / e.sum(axis=0)
        The largest score is subtracted on one side of the division only. It cancels if both sides have it.
    S - S.max(axis=0) => S
    / e.sum => / S.sum  # The exponentials are divided by the sum of the scores. Divide by the sum of the exponentials.
    S - S.max(axis=0) => S - S.max(axis=0) | S
    e.sum(axis=0) => e.sum(axis=1)
        Column j is divided by the sum of row j. A sample is a column, and each should add up to 1: sum over `axis=0`.
    S - S.max(axis=0) => S - S.max(axis=0) | S
    e.sum(axis=0) => e.sum(axis=1, keepdims=True)
        The rows add up to 1; the columns should. A sample is a column: sum over `axis=0`.
    S - S.max(axis=0) => S - S.max(axis=0) | S | S - S.max(axis=1, keepdims=True)
    e.sum(axis=0) => e.sum()  # All entries together add up to 1. Each column should, on its own: sum over `axis=0`.
    S.max(axis=0) => S.max(axis=1, keepdims=True)
        The largest score of each row is subtracted. What cancels is one number for all scores of a column: its largest.
    S - S.max(axis=0) => S / S.max(axis=0)
        The scores are divided by the largest, which changes the probabilities. Subtract it: that cancels.
    S - S.max(axis=0) => S
        The values are right for moderate scores, but `exp` overflows at 1000. Subtract the largest of each column.
    S.max(axis=0) => S.mean(axis=0) | S.min(axis=0)
        What is subtracted from each column is not its largest score, so an exponent can still be 1000: `exp` overflows.
    S.max(axis=0) => S.max()
        One maximum is subtracted from all columns. In one far below all exp are 0, and 0/0 is nan: each needs its own.
    S - S.max(axis=0) => np.clip(S, -500, 500)
        The scores are cut off, so that 999 and 1000 count the same. Subtract the largest of each column instead.
    (P) => P.astype(S.dtype)
        For whole numbers as scores P is cut off to whole numbers. Is it stored in `np.zeros_like(S)`?
    """)

# Each column is large in another way. Exponents of a column stay small if its largest score is
# subtracted, and only then; a maximum of all columns leaves the first two with 0/0, one of absolute values the second.
EXTREME = np.array([[0, -1000, -1000, 999], [-600, -1000, -1000, 1000], [-600, -1000, 1000, -1000]], dtype=float)


@check(
    "The formula first: `e = np.exp(S)`, and divide by the sum of each column. It passes for moderate scores.",
    "Softmax does not change if the same number is subtracted from all scores of a column. Which number makes "
    "the largest exponent 0?",
    "`S - S.max(axis=0)`: the largest is 0 then, and `exp` cannot overflow.",
)
def softmax(function):
    rng = np.random.default_rng(3)
    cases = [(2 * rng.standard_normal((4, 6)),), (np.array([[1.0], [2], [-1]]),), (rng.standard_normal((3, 3)),)]
    equal_sizes = [(rng.standard_normal((n, n)),) for n in (3, 4)]
    with named_where_sizes_agree(function, equal_sizes, SOFTMAX_MISTAKES):
        compare(function, cases, _softmax, SOFTMAX_MISTAKES, COLUMNS, lambda S: {"K": len(S)})
    with looked_into(str, extreme=True), np.errstate(all="ignore"):
        extreme = (EXTREME,), (EXTREME[:, 1:2],), (np.array([[0, 60], [0, -60]]),)
        compare(function, [*cases, *extreme], _softmax, SOFTMAX_MISTAKES)
    message = "The values are right, but here NumPy has to warn: `exp` overflows, or 0 is divided by 0. With the "
    check_quiet(function, (EXTREME,), f"{message}largest score of each column subtracted first, neither happens.")
    return "several shapes, and scores of ±1000 without a warning."


def _cross_entropy(S, Y):
    """The mean of −log of the probability of the true class, sample by sample."""
    total = 0
    for s, y in zip(S.T, Y.T):
        all_of_them = log(sum(exp(x - max(s)) for x in s)) + max(s)
        total += sum(t * (all_of_them - x) for x, t in zip(s, y))
    return total / Y.shape[1]


def _cut_off(function):
    return cut_off(float(np.real(function(np.array([[1000.0], [0]]), np.array([[0.0], [1]])))))


CROSS_ENTROPY_MISTAKES = mistakes("""
    def cross_entropy(S, Y):
        T = S - S.max(axis=0)
        log_p = T - np.log(np.exp(T).sum(axis=0))
        L = -np.sum(Y * log_p) / Y.shape[1]
        return (L)

    Y.shape[1] => Y.size
        This is the mean over all K · N entries: sum over the classes (`axis=0`), then take the mean over the samples.
    (L) => -np.sum(Y * log_p, axis=1) | -Y * log_p
        There are several numbers. The cost is one: sum over the classes, then take the mean over the samples.
    L = => log_p = np.exp(log_p) - np.log(np.exp(np.exp(log_p)).sum(axis=0))\\n    L =
        Softmax is applied twice. S holds scores: one softmax inside is enough.
    * log_p => * np.exp(log_p)  # The logarithm is missing.
    * log_p => * log_p / np.log(2) | * log_p / np.log(10)  # The logarithm has another base. Take the natural, `np.log`.
    T - np.log(np.exp(T).sum(axis=0)) => T - np.log(np.exp(T).sum(axis=0)) | -np.log(1 + np.exp(-S))
    Y * log_p => Y * log_p + (1 - Y) * np.log(1 - np.exp(log_p))
    Y.shape[1] => Y.shape[1] | Y.size
        This is a binary cross-entropy for each output. With softmax only the true class counts: −log of its p.
    -np.sum(Y * log_p) => np.sum((np.exp(log_p) - Y) ** 2)
    or (L) => np.mean((np.exp(log_p) - Y) ** 2)
        This is the squared difference of probabilities and labels. Wanted is the cross-entropy, with a logarithm.
    Y * log_p => log_p  # The logarithms of all classes count. Only that of the true class should: `Y * log_p`, entry by entry.
    Y * log_p => (Y * log_p)[:, -1]
    or (L) => -np.sum((Y * log_p)[:, -1])
        Only the last sample comes in, as with `=` where `+=` is meant, in a loop over the samples.
    Y * log_p => (Y * log_p)[:, 0]
    or (L) => -np.sum((Y * log_p)[:, 0])  # Only the first sample comes in. Does `return` stand in the loop?
    (L) => -log_p[np.argmax(Y, axis=0)].mean()
        For each sample the true classes of all come in, as with `P[labels]` or `Y.T @ P`. Each has a column of its own.
    (L) => -log_p.max(axis=0).mean()
        The largest probability of each sample is taken. It should be that of the true class, which Y marks.
    (L) => -np.log((Y * np.exp(log_p)).sum() / Y.shape[1])
        This is the logarithm of a mean. Wanted is the mean of logarithms: first `np.log`, then the mean.
    (L) => -log_p[np.argmax(Y, axis=1), np.arange(len(Y))].mean()
        `np.argmax(Y, axis=1)` looks along the rows. The true class of a sample is where its column has the 1: `axis=0`.
    axis=0 => axis=1, keepdims=True  # The softmax inside runs over the samples; it belongs over the classes, `axis=0`.
    S - S.max(axis=0) => S
    sum(axis=0) => sum()  # The sum of the exponentials runs over all samples at once. Each has its own: `axis=0`.
    T - np.log(np.exp(T).sum(axis=0)) => -np.log(1 + np.exp(-S))  # A sigmoid of each score stands where softmax should.
    * log_p => * S  # The first half is there, −s of the true class. The logarithm of the exponentials' sum is missing.
    T - np.log(np.exp(T).sum(axis=0)) => np.log(S)
        This is the logarithm of the scores. First they become probabilities; theirs is the logarithm wanted.
    """) + mistakes("""
    def cross_entropy(S, Y):
        T = S - S.max(axis=0)
        return np.mean(np.log(np.exp(T).sum(axis=0)) - (Y * T).sum(axis=0))

    np.exp(T) => np.exp(S)  # The largest score is subtracted in one of the two terms only: it cancels if both have it.
    (Y * T) => (Y * S)  # The largest score is subtracted from the exponents only; it cancels if both terms have it.
    S - S.max(axis=0) => S - S.max(axis=0) | S
    (Y * T).sum(axis=0) => Y * T
    np.mean( => np.mean( | len(Y) * np.mean(
        The labels times the scores are not summed over the classes, `axis=0`, before they are subtracted.
    np.exp(T).sum(axis=0) => np.exp(T).sum(axis=0) | np.exp(T).sum()
    (Y * T).sum(axis=0) => (Y * T).sum(axis=0) | (Y * T).sum()
    or S - S.max(axis=0) => S
    (Y * T).sum(axis=0) => (Y * T).sum()  # A sum runs over all samples at once. Each sample has its own: `axis=0`.
    sum(axis=0) => sum(axis=1)
        The sums run over the samples, `axis=1`. First over the classes, `axis=0`; then the mean over the samples.
    - (Y * T) => + (Y * T)  # The second term is added. Minus log p is log Σ exp(s) − s of the true class.
    S - S.max(axis=0) => S - S.max(axis=0) | S
    np.log(np.exp(T).sum(axis=0)) => np.exp(T).sum(axis=0)
        The logarithm of the sum is missing: after `np.exp(...)` and its sum comes `np.log`.
    S - S.max(axis=0) => S - S.max(axis=0) | S
    np.log(np.exp(T).sum(axis=0)) => np.log(np.exp(T)).sum(axis=0)  # The logarithm is taken before the sum, and undoes the exponential: sum first.
    S - S.max(axis=0) => S - S.max(axis=0) | S
    (Y * T).sum(axis=0) => T.sum(axis=0)
        The labels do not come in: of the scores outside the logarithm only that of the true class counts.
    S.max(axis=0) => S.max(axis=1, keepdims=True)
        The largest score of each row is subtracted. What cancels is one number for all scores of a column: its largest.
    """)


@check(
    "For each sample, minus the logarithm of the probability of its true class. Y has its 1 there, so "
    "`(Y * log_p).sum(axis=0)` picks it out.",
    "To survive extreme scores do not compute the probability: log pₖ = sₖ − log Σ exp(sⱼ).",
    "Subtract the largest score of each column first, as in `softmax`; it cancels in that difference.",
)
def cross_entropy(function):
    rng = np.random.default_rng(5)

    def case(K, *labels):
        return rng.standard_normal((K, len(labels))), np.eye(K)[:, labels]

    cases = [case(4, 0, 2, 2, 1, 3, 0, 2), case(3, 1), case(2, 0, 1, 1, 1, 0)]
    # Among positive scores, their logarithms are numbers, too.
    cases.append((rng.uniform(0.5, 2, (3, 4)), np.eye(3)[:, [0, 2, 1, 0]]))

    def nearly_right(case):
        return equal(function(*case), _cross_entropy(*case), 1e-3)

    with named_where_sizes_agree(function, [case(3, 0, 2, 0), case(4, 1, 3, 2, 1)], CROSS_ENTROPY_MISTAKES):
        with looked_into(lambda: _cut_off(function) if all(map(nearly_right, cases)) else ""):
            compare(
                function, cases, _cross_entropy, CROSS_ENTROPY_MISTAKES, sizes=lambda S, Y: dict(zip("KN", Y.shape))
            )
    extreme = np.array([[1000.0, -1000, -1000], [0, 1000, -1000]]), np.array([[0.0, 0, 0], [1, 1, 1]])
    message = "Here are scores of ±1000: `exp` overflows, or the logarithm is taken of what is 0 to the last digit. "
    message += "Compute log p without p, and subtract the largest score of each column first, its own from each"
    check_quiet(function, extreme, f"{message}; the hints show how.")
    with looked_into(lambda: _cut_off(function) or "All is right at moderate scores.", extreme=True):
        compare(function, [extreme], _cross_entropy)
    return "several shapes, a single sample, and scores of ±1000 without a warning."
