"""The exercises of notebook 04: one layer, all layers, softmax, cross-entropy."""

from math import exp, log

import numpy as np

from helpers.checking.compare import NotYet, called, check_quiet, check_structure, compare, compare_lists
from helpers.checking.mistakes import Mistake
from helpers.exercises import check

COLUMNS = "samples are columns here"


# --- layer ----------------------------------------------------------------------------------------


def _square(S):
    """An activation that no network has: a student who writes one of the usual ones is found out."""
    return S**2 - 1


def _scores(W, V):
    """Neuron by neuron and sample by sample."""
    return np.array([[w[0] + sum(a * b for a, b in zip(w[1:], v)) for v in V.T] for w in W], dtype=float)


def _layer(W, V, h):
    S = _scores(W, V)
    return S, h(S)


LAYER_MISTAKES = (
    Mistake(
        lambda W, V, h: _layer(W, V, h)[::-1],
        "The two are exchanged: first the scores S, then the output h(S).",
    ),
    Mistake(
        lambda W, V, h: (_scores(W, V), _scores(W, V)),
        "The activation is missing: the second array is h(S), with the h that is given.",
    ),
    Mistake(
        lambda W, V, h: (h(_scores(W, V)), h(_scores(W, V))),
        "Both arrays are h(S). The first is S itself: back-propagation will need it.",
    ),
    Mistake(
        lambda W, V, h: (_scores(W, V), h(h(_scores(W, V)))),
        "The activation is applied twice.",
    ),
    Mistake(
        lambda W, V, h: _layer(W, h(V), h),
        "The activation is applied to the input, too. V is the output of the layer before, and has had its own.",
    ),
    Mistake(
        lambda W, V, h: (W[:, 1:] @ V, h(W[:, 1:] @ V)),
        "The biases do not come in. Stack a row of ones on V: `add_ones(V)`.",
    ),
    Mistake(
        lambda W, V, h: _layer(np.roll(W, 1, axis=1), V, h),
        "The ones are below V; they belong on top, since the biases are in column 0 of W.",
    ),
    Mistake(
        lambda W, V, h: (_scores(W, V), np.tanh(_scores(W, V))),
        "The activation is always tanh here. Use the h that is given.",
    ),
    Mistake(
        lambda W, V, h: (_scores(W, V), 1 / (1 + np.exp(-_scores(W, V)))),
        "The activation is always the sigmoid here. Use the h that is given.",
    ),
)


@check(
    "Three steps: stack a row of ones on V, multiply by W from the left, apply h.",
    "`S = W @ add_ones(V)` has shape (n_l, N): a row for each neuron, a column for each sample.",
    "Return both, in this order: `return S, h(S)`.",
)
def layer(function):
    """One layer on several shapes, with an activation that no network has."""
    rng = np.random.default_rng(1)
    cases = [
        (rng.standard_normal((3, 6)), rng.standard_normal((5, 8)), _square),
        (rng.standard_normal((2, 5)), rng.standard_normal((4, 1)), np.exp),
        (rng.standard_normal((1, 4)), rng.standard_normal((3, 6)), np.cos),
    ]
    compare(function, cases, _layer, LAYER_MISTAKES, COLUMNS)
    return "three layers of different shapes, a single sample and a single neuron among them."


# --- forward --------------------------------------------------------------------------------------


def _pass(spoiled=""):
    """A forward pass, neuron by neuron; ``spoiled`` names the line that goes wrong."""

    def forward(W, h, X):
        L = len(W) - 1
        V, scores = [h[1](X) if spoiled == "h of X" else X], []
        for l in range(1, L + 1):
            before = V[-1]
            if spoiled == "S passed on" and l > 1:
                before = scores[-1]
            weights = np.c_[np.zeros(len(W[l])), W[l][:, 1:]] if spoiled == "no bias" else W[l]
            S = _scores(weights, before)
            which = {"first h": 1, "last h": L}.get(spoiled, l)
            out = h[which](S)
            if spoiled == "no last h" and l == L:
                out = S
            if spoiled == "no h":
                out = S
            scores.append(out if spoiled == "h(S) for S" else S)
            V.append(out)
        return [None, *scores], V

    return forward


FORWARD_MISTAKES = (
    Mistake(
        _pass("S passed on"),
        "The scores are passed on: layer l takes V[l-1], the output of the layer before, not S[l-1].",
    ),
    Mistake(
        _pass("first h"),
        "Every layer has the activation of the first. Layer l has its own, `h[l]`.",
    ),
    Mistake(
        _pass("last h"),
        "Every layer has the activation of the last. Layer l has its own, `h[l]`.",
    ),
    Mistake(
        _pass("no last h"),
        "The last layer has no activation here. It has one too, `h[L]`.",
    ),
    Mistake(
        _pass("no h"),
        "No layer has an activation: V[l] is S[l] everywhere.",
    ),
    Mistake(
        _pass("h of X"),
        "The input is put through an activation. V[0] is X as it is.",
    ),
    Mistake(
        _pass("no bias"),
        "The biases do not come in. `layer` stacks the ones on V.",
    ),
    Mistake(
        _pass("h(S) for S"),
        "S[l] holds what V[l] should. S is what comes before the activation.",
    ),
)


@check(
    "Begin with two lists of L + 1 entries: `S = [None] * (L + 1)` and `V` likewise, and put X into `V[0]`.",
    "One loop over l from 1 to L: `layer` with `W[l]`, `V[l - 1]` and `h[l]` gives `S[l]` and `V[l]`.",
    "`for l in range(1, L + 1): S[l], V[l] = layer(W[l], V[l - 1], h[l])`, with `L = len(W) - 1`.",
)
def forward(function):
    """All S and V of networks with one, two and three layers, against a loop over neurons."""
    rng = np.random.default_rng(2)
    cases = []
    for sizes, h in (
        ((3, 5, 9, 2), [None, np.tanh, _square, np.cos]),
        ((4, 2, 6), [None, np.cos, np.tanh]),
        ((2, 5), [None, np.exp]),
    ):
        W = [None] + [rng.standard_normal((m, n + 1)) for n, m in zip(sizes, sizes[1:])]
        cases.append((W, h, rng.standard_normal((sizes[0], 7))))
    compare_lists(function, cases, _pass(), FORWARD_MISTAKES, names="SV", layout=COLUMNS)
    return "networks of one, two and three layers, all their S[l] and V[l]."


# --- softmax --------------------------------------------------------------------------------------


def _softmax(S):
    """Column by column; only exp of numbers up to 0."""
    columns = []
    for s in np.asarray(S, dtype=float).T:
        e = [exp(x - max(s)) for x in s]
        columns.append([x / sum(e) for x in e])
    return np.array(columns).T


def _columns(e):
    """Columns that add up to 1, if they can."""
    with np.errstate(all="ignore"):
        return e / e.sum(axis=0)


SOFTMAX_MISTAKES = (
    Mistake(
        lambda S: _softmax(S.T).T,
        "The rows add up to 1; the columns should. A sample is a column: sum over `axis=0`.",
    ),
    Mistake(
        lambda S: np.exp(S) / np.exp(S).sum(),
        "All entries together add up to 1. Each column should, on its own: sum over `axis=0`.",
    ),
    Mistake(
        lambda S: S / S.sum(axis=0),
        "The exponential is missing: without it, negative scores give negative probabilities.",
    ),
    Mistake(
        lambda S: 1 / (1 + np.exp(-S)),
        "This is the sigmoid of each entry: the columns do not add up to 1.",
    ),
    Mistake(
        lambda S: _softmax(-np.asarray(S, dtype=float)),
        "The largest score gets the smallest probability: look at the sign in the exponent.",
    ),
    Mistake(
        lambda S: (S == S.max(axis=0)).astype(float),
        "This is a hard choice: 1 for the largest, 0 for the others. Softmax is softer.",
    ),
    Mistake(
        lambda S: S - S.max(axis=0) - np.log(np.exp(S - S.max(axis=0)).sum(axis=0)),
        "This is the logarithm of softmax.",
    ),
    Mistake(
        lambda S: np.exp(S) / np.exp(S).max(axis=0),
        "Divided by the largest entry, the columns do not add up to 1. Divide by the sum.",
    ),
    Mistake(
        lambda S: np.exp(S),
        "The division is missing: the columns do not add up to 1.",
    ),
    Mistake(
        lambda S: _softmax(_softmax(S)),
        "Softmax is applied twice.",
    ),
    Mistake(
        lambda S: np.exp(S) / np.exp(S).mean(axis=0),
        "Divided by the mean, a column adds up to the number of its entries. Divide by the sum.",
    ),
    Mistake(
        lambda S: _columns(np.exp(S - S.max(axis=1, keepdims=True))),
        "The largest score of each row is subtracted. What cancels is one number for all scores of a column: the "
        "largest of each column.",
    ),
    Mistake(
        lambda S: _softmax(S / S.max(axis=0)),
        "The scores are divided by the largest, which changes the probabilities. Subtract it: that cancels.",
    ),
    Mistake(
        lambda S: _columns(2.0**S),
        "The base of the power is e: `np.exp(S)`, not `2 ** S`.",
    ),
    # All of these are right for moderate scores.
    Mistake(
        lambda S: _columns(np.exp(S)),
        "The values are right for moderate scores, but at 1000 `exp` overflows. Subtract the largest score of "
        'each column first; `hint("softmax")` says why that is allowed.',
    ),
    Mistake(
        lambda S: _columns(np.exp(S - S.mean(axis=0))),
        "The mean of each column is subtracted. The largest exponent can still be 1000, where `exp` overflows: "
        "subtract the largest.",
    ),
    Mistake(
        lambda S: _columns(np.exp(S - S.max())),
        "One maximum is subtracted from all columns. A column far below it is left with exp of large negative "
        "numbers, all 0, and 0/0 is nan. Each column needs its own maximum.",
    ),
    Mistake(
        lambda S: _softmax(np.clip(S, -500, 500)),
        "The scores are cut off, so that 999 and 1000 count the same. Subtract the largest score of each column "
        "instead: that changes nothing.",
    ),
)

# Each column is large in another way. Exponents of a column stay small if its largest score is
# subtracted, and only then; a maximum of all columns leaves the first two with 0/0.
EXTREME = np.array([[0, -1000, -1000, 999], [-1000, -1000, -1000, 1000], [-1000, -1000, 1000, -1000]], dtype=float)


@check(
    "The formula first: `e = np.exp(S)`, and divide by the sum of each column. It passes for moderate scores.",
    "Softmax does not change if the same number is subtracted from all scores of a column. Which number makes "
    "the largest exponent 0?",
    "`S - S.max(axis=0)`: the largest is 0 then, and `exp` cannot overflow.",
)
def softmax(function):
    """Against a loop over columns, and on scores of ±1000."""
    rng = np.random.default_rng(3)
    cases = [
        (2 * rng.standard_normal((4, 6)),),
        (np.array([[1.0], [2], [-1]]),),
        (rng.standard_normal((3, 3)),),
    ]
    compare(function, cases, _softmax, SOFTMAX_MISTAKES, COLUMNS, lambda S: {"K": len(S)})
    with np.errstate(all="ignore"):
        compare(function, [*cases, (EXTREME,)], _softmax, SOFTMAX_MISTAKES)
    check_quiet(
        function,
        (EXTREME,),
        "The values are right, but here NumPy has to warn: `exp` overflows, or 0 is divided by 0. With the "
        "largest score of each column subtracted first, neither happens.",
    )
    return "several shapes, and scores of ±1000 without a warning."


# --- cross_entropy --------------------------------------------------------------------------------


def _each(S, Y):
    """−log of the probability of the true class, sample by sample."""
    found = []
    for s, y in zip(np.asarray(S, dtype=float).T, np.asarray(Y).T):
        top = max(s)
        total = log(sum(exp(x - top) for x in s)) + top
        found.append(sum(t * (total - x) for x, t in zip(s, y)))
    return np.array(found)


def _cross_entropy(S, Y):
    return _each(S, Y).sum() / Y.shape[1]


def _lowered(S):
    return S - S.max(axis=0)


def _log_sums(S):
    return np.log(np.exp(S).sum(axis=0))


def _log(S):
    with np.errstate(all="ignore"):
        return np.log(S)


CROSS_ENTROPY_MISTAKES = (
    Mistake(
        lambda S, Y: -_cross_entropy(S, Y),
        "The sign is lost: probabilities have negative logarithms, and a cost is to be made small.",
    ),
    Mistake(
        lambda S, Y: _each(S, Y).sum(),
        "This is the sum over the samples; in this course a cost is the mean. Divide by N.",
    ),
    Mistake(
        lambda S, Y: _each(S, Y).sum() / Y.size,
        "This is the mean over all K · N entries: `np.mean` of a matrix divides by K, too. Sum over the classes "
        "(`axis=0`), then take the mean over the samples.",
    ),
    Mistake(
        lambda S, Y: _each(S, Y).sum() / Y.shape[0],
        "It is divided by K, the number of classes; `len(Y)` is K. N is `Y.shape[1]`.",
    ),
    Mistake(
        lambda S, Y: _each(S, Y),
        "There is one number for each sample. The cost is their mean.",
    ),
    Mistake(
        lambda S, Y: _cross_entropy(_softmax(S), Y),
        "Softmax is applied twice. S holds scores: one softmax inside is enough.",
    ),
    Mistake(
        lambda S, Y: -(Y * _softmax(S)).sum() / Y.shape[1],
        "The logarithm is missing.",
    ),
    Mistake(
        lambda S, Y: _cross_entropy(S, Y) / log(2),
        "The logarithm has base 2 here. Take the natural one, `np.log`.",
    ),
    Mistake(
        lambda S, Y: _cross_entropy(S, Y) / log(10),
        "The logarithm has base 10 here. Take the natural one, `np.log`.",
    ),
    Mistake(
        lambda S, Y: -(Y * np.log(_softmax(S)) + (1 - Y) * np.log(1 - _softmax(S))).sum() / Y.shape[1],
        "This is a binary cross-entropy for each output, and their sum. With softmax only the true class counts: "
        "−log of its probability.",
    ),
    Mistake(
        lambda S, Y: ((_softmax(S) - Y) ** 2).sum() / Y.shape[1],
        "This is the squared difference of probabilities and labels. Wanted is the cross-entropy, with a logarithm.",
    ),
    Mistake(
        lambda S, Y: -np.log(_softmax(S)).sum() / Y.shape[1],
        "The labels do not come in: only the logarithm of the true class counts. Multiply by Y.",
    ),
    Mistake(
        lambda S, Y: -(Y * np.log(_softmax(S.T).T)).sum() / Y.shape[1],
        "The softmax inside runs over the samples; it belongs over the classes, `axis=0`.",
    ),
    Mistake(
        lambda S, Y: -(Y * S).sum() / Y.shape[1],
        "The first half is there, −s of the true class. The logarithm of the sum of the exponentials is missing.",
    ),
    Mistake(
        lambda S, Y: (_log_sums(S) - (Y * _lowered(S)).sum(axis=0)).mean(),
        "The largest score is subtracted in one of the two terms only: it cancels if both have it.",
    ),
    Mistake(
        lambda S, Y: (_log_sums(_lowered(S)) - (Y * S).sum(axis=0)).mean(),
        "The largest score is subtracted from the exponents only, so it does not cancel: the other term needs it, too.",
    ),
    Mistake(
        lambda S, Y: np.log(np.exp(S).sum()) - (Y * S).sum(axis=0).mean(),
        "The sum of the exponentials runs over all samples. Each column has its own: `axis=0`.",
    ),
    Mistake(
        lambda S, Y: np.log(np.exp(_lowered(S)).sum()) - (Y * _lowered(S)).sum(axis=0).mean(),
        "The sum of the exponentials runs over all samples. Each sample has its own: `axis=0`.",
    ),
    Mistake(
        lambda S, Y: (np.exp(S).sum(axis=0) - (Y * S).sum(axis=0)).mean(),
        "The logarithm of the sum of the exponentials is missing: the sum itself stands there.",
    ),
    Mistake(
        lambda S, Y: (np.exp(_lowered(S)).sum(axis=0) - (Y * _lowered(S)).sum(axis=0)).mean(),
        "The logarithm of the sum is missing: after `np.exp(...)` and its sum comes `np.log`.",
    ),
    Mistake(
        lambda S, Y: (_log_sums(S) - S.sum(axis=0)).mean(),
        "The labels do not come in: of the scores outside the logarithm only that of the true class counts.",
    ),
    Mistake(
        lambda S, Y: (_log_sums(_lowered(S)) - _lowered(S).sum(axis=0)).mean(),
        "The labels do not come in: multiply the scores outside the logarithm by Y, and sum then.",
    ),
    Mistake(
        lambda S, Y: -(Y * _log(S)).sum() / Y.shape[1],
        "This is the logarithm of the scores. First they become probabilities; theirs is the logarithm wanted.",
    ),
)


@check(
    "For each sample, minus the logarithm of the probability of its true class. Y has its 1 there, so "
    "`(Y * log_p).sum(axis=0)` picks it out.",
    "To survive extreme scores do not compute the probability: log pₖ = sₖ − log Σ exp(sⱼ).",
    "Subtract the largest score of each column first, as in `softmax`; it cancels in that difference.",
)
def cross_entropy(function):
    """Against a loop over samples, and on scores of ±1000."""
    rng = np.random.default_rng(5)
    cases = []
    for K, N, labels in ((4, 7, [0, 2, 2, 1, 3, 0, 2]), (3, 1, [1]), (2, 5, [0, 1, 1, 1, 0])):
        cases.append((rng.standard_normal((K, N)), np.eye(K)[:, labels]))
    # Among positive scores, their logarithms are numbers, too.
    cases.append((rng.uniform(0.5, 2, (3, 4)), np.eye(3)[:, [0, 2, 1, 0]]))
    compare(function, cases, _cross_entropy, CROSS_ENTROPY_MISTAKES, sizes=lambda S, Y: dict(zip("KN", Y.shape)))
    extreme = np.array([[1000.0, -1000, -1000], [0, 1000, -1000]]), np.array([[0.0, 0, 0], [1, 1, 1]])
    check_quiet(
        function,
        extreme,
        "Here are scores of ±1000: `exp` overflows, or the logarithm is taken of what is 0 to the last digit. "
        "Compute log p without p, and subtract the largest score of each column first, its own from each; the "
        "hints show how.",
    )
    answer, want = function(*extreme), _cross_entropy(*extreme)
    check_structure(answer, want, called(function, extreme))
    if not np.isclose(answer, want):
        raise NotYet(
            f"{called(function, extreme)}\nreturns {answer:.4g}; expected {want:.4g}. All is right at moderate "
            "scores. Likely cause: the probabilities are cut off, or a small number was added to them, before "
            "the logarithm. Compute log p without p; the hints show how."
        )
    return "several shapes, a single sample, and scores of ±1000 without a warning."
