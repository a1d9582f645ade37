"""The exercises of notebook 03: sigmoid, cost, gradients, numerical gradient, gradient descent."""

from collections import Counter
from inspect import unwrap
from math import erfc, log, pi, sqrt

import numpy as np

from helpers.checking.compare import NotYet, called, check_structure, compare, compare_gradient, equal
from helpers.checking.gradients import only_decides
from helpers.checking.mistakes import mistakes
from helpers.checks import reference
from helpers.checks.reference import compare_history, first_warning, is_open, recorded
from helpers.exercises import check
from helpers.words import kind, listed, value

# --- sigmoid --------------------------------------------------------------------------------------

SIGMOID_MISTAKES = mistakes(
    """
    def sigmoid(s):
        return (1 + np.tanh(s / 2)) / 2
    """,
    """
    (1 + np.tanh(s / 2)) / 2 => 1 / (1 + np.exp(s))
        It falls where it should rise: this is h(−s). Look at the sign in the exponent.
    (1 + np.tanh(s / 2)) / 2 => 1 / 1 + np.exp(-s)
    or
    (1 + np.tanh(s / 2)) / 2 => 1 + np.exp(-s)
        This is 1 + e⁻ˢ, the denominator alone. `1 / 1 + np.exp(-s)` divides first and adds then: the whole denominator
        needs brackets.
    (1 + np.tanh(s / 2)) / 2 => 1 / np.exp(1 - s)
        `1 / np.exp(1 - s)` has the 1 in the exponent. The bracket of `exp` holds −s alone; 1 is added to its value.
    (1 + np.tanh(s / 2)) / 2 => 1 / (1 - np.exp(-s))
        There is a minus between 1 and e⁻ˢ. The denominator is their sum; with the difference, h(0) is 1/0.
    (1 + np.tanh(s / 2)) / 2 => 1 / np.exp(-s)
    or
    (1 + np.tanh(s / 2)) / 2 => np.exp(s)
        This is eˢ: the 1 in the denominator 1 + e⁻ˢ is missing.
    (1 + np.tanh(s / 2)) / 2 => np.exp(-s)
        This is e⁻ˢ alone. h(s) is 1 over 1 + e⁻ˢ.
    (1 + np.tanh(s / 2)) / 2 => (s >= 0).astype(float)
        This is the step still: 0 or 1 and nothing between.
    (1 + np.tanh(s / 2)) / 2 => np.tanh(s)
        This is tanh: it runs from −1 to 1. A probability runs from 0 to 1.
    (1 + np.tanh(s / 2)) / 2 => np.tanh(s / 2)
        It runs from −1 to 1. A probability runs from 0 to 1: add 1, then halve.
    (1 + np.tanh(s / 2)) / 2 => 1 + np.tanh(s / 2)
        It runs from 0 to 2. A probability runs from 0 to 1: halve it.
    (1 + np.tanh(s / 2)) / 2 => 1 + np.tanh(s / 2) / 2
        It runs from ½ to 1½: only the tanh is halved. Brackets: first add 1, then halve the sum.
    s / 2)) => s))
        The shape is right, but it is twice too steep: this is h(2s). With tanh, the score is halved first.
    (1 + np.tanh(s / 2)) / 2 => 1 / (1 + 10.0**-s)
        The base of the power is e: `np.exp(-s)`, not `10 ** -s`.
    (1 + np.tanh(s / 2)) / 2 => 1 / (1 + 2.0**-s)
        The base of the power is e: `np.exp(-s)`, not `2 ** -s`.
    (1 + np.tanh(s / 2)) / 2 => np.exp(-s) / (1 + np.exp(-s)) ** 2
        This is the derivative h'(s) = h(s)(1 − h(s)). Here h itself is wanted.
    (1 + np.tanh(s / 2)) / 2 => 1 / (1 + np.exp(-np.abs(s)))
        It never falls below ½: the sign of s is lost. For negative scores h(s) is eˢ / (1 + eˢ).
    s / 2)) => s / 4))
        The shape is right, but it is half as steep as it should be: this is h(s / 2).
    (1 + np.tanh(s / 2)) / 2 => np.round((1 + np.tanh(s / 2)) / 2)
        It is rounded to 0 or 1, and so is a step again. A probability lies between.
    (1 + np.tanh(s / 2)) / 2 => np.exp(s) / np.exp(s).sum()
        Each eˢ is divided by the sum over *all* scores (the softmax, of notebook 04). Here each score has its answer
        alone, whatever the others are.
    (1 + np.tanh(s / 2)) / 2 => np.maximum(0, s)
        This is the score where it is positive, and 0 elsewhere (ReLU, of notebook 04). h runs from 0 to 1.
    """,
)

EXTREME = np.array([-1000.0, -40, 0, 40, 1000])


@check(
    "Write down the formula first: `np.exp` works on whole arrays. It passes for moderate scores. Then "
    "look at s = −1000.",
    "e to the power 1000 is too large a number, e to the power −1000 is harmless: it is 0. So begin with "
    "`e = np.exp(-np.abs(s))`. For s ≥ 0 it is e⁻ˢ, for s < 0 it is eˢ: write h with it in both cases. "
    "`np.where` chooses between the two; it computes both for all entries, so neither may hold another `exp`.",
    "Or use a function that NumPy has, and that is just as S-shaped: h(s) = (1 + tanh(s / 2)) / 2.",
    mistakes=SIGMOID_MISTAKES,
)
def sigmoid(function):
    """The logistic function, in any shape, without an overflow."""
    cases = [
        (np.array([-2.0, -0.5, 0, 1, 3]),),
        (np.array([[0.25, -4.0, 2], [7, -1, 0.5]]),),
        (np.array([0.75]),),
    ]
    try:
        compare(function, cases, reference.sigmoid, SIGMOID_MISTAKES)
    except NotYet as error:
        given = function(*cases[0])
        outside = is_open(error) and np.shape(given) == (5,) and (np.less(given, 0) | np.greater(given, 1))
        if not np.any(outside):
            raise
        k = int(np.argmax(outside))
        raise NotYet(
            f"For s = {value(cases[0][0][k])} it gives {value(given[k])}, which is not between 0 and 1; expected "
            f"{value(reference.sigmoid(cases[0][0])[k])}. A probability never is outside."
        ) from None
    if first_warning(function, (EXTREME,)):
        given, wanted = function(EXTREME), reference.sigmoid(EXTREME)
        so_far = (
            "The values are right, but here"
            if equal(given, wanted)
            else f"returns  {value(given)}\nexpected {value(wanted)}\nHere"
        )
        message = f"{called(function, (EXTREME,))}\n{so_far} `exp` overflows. Only ever take `exp` of negative numbers"
        if "where" in unwrap(function).__code__.co_names:
            message += (
                ". `np.where` computes *both* branches for all entries, and chooses afterwards: what stands in `exp` "
            )
            message += "must never be positive, whatever the sign of s"
        raise NotYet(f'{message}; `hint("sigmoid")` says how.')
    compare(function, [(EXTREME,)], reference.sigmoid)
    return "arrays of one and two axes, and scores from −1000 to 1000 without a warning."


# --- cost -----------------------------------------------------------------------------------------

# One sample's cost each, in L; q is the probability of class 0.
COST_MISTAKES = mistakes(
    """
    def cost(w, X, y):
        s = w @ add_ones(X)
        p = sigmoid(s)
        q = sigmoid(-s)
        L = np.logaddexp(0, s) - y * s
        return np.mean(L)
    """,
    """
    np.mean(L) => -np.mean(L)
        The sign is lost: this is the log-likelihood, and it is negative. A cost is to be made small, so there is a
        minus in front.
    np.logaddexp(0, s) - y * s => -(y * np.log(p) + (1 - y) * (1 - np.log(p)))
        `1 - np.log(p)` stands where `np.log(1 - p)` should: the 1 belongs inside the logarithm. The cost comes out
        negative because of it, and a cross-entropy never is.
    np.mean(L) => -(np.sum(y[:, None] * np.log(p)) + np.sum((1 - y)[:, None] * np.log(q))) / len(y)
        Every label is multiplied with every logarithm: an outer product, as `y[:, None] * log_p` or `y * log_p.T` makes
        it, and its sum. Each label goes with its own logarithm only.
    np.mean(L) => -np.mean(y[:, None] * np.log(p) + (1 - y)[:, None] * np.log(q))
        This is a mean over all N × N pairs of a label and a score: one of them is a column, or both are averaged before
        they are multiplied. Each label goes with its own score only.
    np.mean(L) => np.sum(L)
        This is the sum over the samples, as on the slide. In this course a cost is the mean: divide by N.
    np.mean(L) => np.mean(L) / len(y)
        It is divided by N twice. `np.mean` divides already.
    np.mean(L) => np.sum(L) / len(X)
        It is divided by n, the number of features, where N, the number of samples, is meant. `len(X)` is n; `len(y)` is
        N.
    np.mean(L) => np.mean(L) / np.log(2)
        The logarithm has base 2 here. Take the natural one, `np.log`: its derivative is simply 1/p.
    np.mean(L) => np.mean(L) / np.log(10)
        The logarithm has base 10 here. Take the natural one, `np.log`: its derivative is simply 1/p.
    y * s => (1 - y) * s
        The labels are exchanged: log p belongs to y = 1, and log(1 − p) to y = 0.
    np.logaddexp(0, s) - y * s => -y * np.log(p)
        Only the samples of class 1 count here. Those of class 0 come in by the second term.
    np.logaddexp(0, s) - y * s => -(1 - y) * np.log(q)
        Only the samples of class 0 count here. Those of class 1 come in by the first term.
    np.logaddexp(0, s) - y * s => -y * np.log(p) + (1 - y) * np.log(q)
        The minus holds for the first term only. Both logarithms are negative, so it belongs before the sum, in
        brackets.
    np.logaddexp(0, s) - y * s => y * np.log(p) - (1 - y) * np.log(q)
        The minus holds for the second term only. Both logarithms are negative, so it belongs before the sum, in brackets.
    np.logaddexp(0, s) - y * s => -(y * np.log(p) + 1 - y * np.log(q))
        Brackets are missing around 1 − y: `1 - y * np.log(…)` multiplies first.
    y * s => y @ s
        `y @ s` is one number, the sum for all samples, and it is taken away from each. Entry by entry it is `y * s`.
    np.logaddexp(0, s) - y * s => -np.log(p)
        Every sample is taken for one of class 1: this is the mean of −log p. The labels do not come in.
    np.logaddexp(0, s) - y * s => np.logaddexp(0, s)
        The label's part is missing: log(1 + eˢ) is the cost of a sample of class 0. For class 1, s is taken away.
    - y * s => + y * s
        The sign of the label's part is wrong: it is log(1 + eˢ) − y s.
    np.logaddexp(0, s) => np.logaddexp(0, -s)
        The sign in the logarithm is wrong: it is log(1 + eˢ) − y s.
    np.logaddexp(0, s) => np.logaddexp(1, s)
        `np.logaddexp(1, s)` is log(e¹ + eˢ). The 1 in log(1 + eˢ) is e⁰.
    np.logaddexp(0, s) - y * s => np.logaddexp(0, -y * s)
    or
    y * s => (2 * y - 1) * s
        This mixes two forms: with labels 0 and 1 the cost is log(1 + eˢ) − y s, with labels −1 and 1 it is log(1 +
        e⁻ʸˢ).
    np.logaddexp(0, s) - y * s => (y - p) ** 2
        This is the mean of the squares (y − p)², another cost. Wanted is the cross-entropy, with logarithms.
    np.logaddexp(0, s) - y * s => np.abs(y - p)
        This is the mean of the distances |y − p|, another cost. Wanted is the cross-entropy, with logarithms.
    np.logaddexp(0, s) - y * s => (p >= 0.5) != y
        This is the share of wrong predictions. It jumps, and has no gradient to follow.
    np.logaddexp(0, s) - y * s => (p >= 0.5) == y
        This is the share of right predictions. Wanted is a cost: small where the predictions are good.
    w @ add_ones(X) => w[1:] @ X
        The bias does not come in. The score is ⟨w, x̃⟩, with a 1 on top of x: `w @ add_ones(X)`.
    L = np.logaddexp(0, s) - y * s => L = np.logaddexp(0, p) - y * p
        The sigmoid is applied twice. `np.logaddexp(0, s)` wants the score s, not the probability.
    np.mean(L) => L[-1]
    or
    np.mean(L) => L[-1] / len(y)
        Only the last sample comes in. In a loop over the samples, `=` forgets those before; `+=` adds.
    np.mean(L) => L[0]
    or
    np.mean(L) => L[0] / len(y)
        Only the first sample comes in. Does a `return` stand inside a loop over the samples?
    """,
    add_ones=reference.add_ones,
    sigmoid=reference.sigmoid,
)

# A case of a real question, where `1 - log(p)` gave −2.142818.
FORUM = np.array([1.5, 1, 2]), np.array([[1, -2, -1], [3, 0.5, -3.2]]), np.array([1, 1, 0])


def _cases():
    """Generic data, the forum's, one sample, and scores that are exactly 0."""
    rng = np.random.default_rng(4)
    return [
        (rng.standard_normal(5), rng.standard_normal((4, 7)), np.array([1, 0, 1, 1, 0, 1, 1])),
        FORUM,
        (np.array([0.5, -1]), np.array([[2.0]]), np.array([1])),
        (np.zeros(3), rng.standard_normal((2, 5)), np.array([0, 0, 1, 0, 1])),
        (rng.standard_normal(4), rng.standard_normal((3, 6)), np.array([0, 1, 1, 0, 0, 0])),
    ]


@check(
    "With p = sigmoid(s): `-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))`. That is right until p is 0 "
    "or 1 to the last digit.",
    "Put p = 1/(1 + e⁻ˢ) into the two logarithms and simplify, on paper. What is left is log(1 + eˢ) − y s "
    "for each sample.",
    "`np.logaddexp(0, s)` is log(e⁰ + eˢ), computed with care for large s.",
    mistakes=COST_MISTAKES,
)
def cost(function):
    """The mean cross-entropy on generic data, one sample, and extreme scores."""
    try:
        compare(function, _cases(), reference.cost, COST_MISTAKES)
    except NotYet as error:
        padded = _padded(function) if is_open(error) else ""
        if not padded:
            raise
        raise NotYet(padded) from None
    extreme = np.array([0.0, 1000]), np.array([[-1.0, 1, 1, -0.03]]), np.array([0, 1, 0, 1])
    trouble = {
        "over": "`exp` overflows. Only ever take `exp` of negative numbers, or let `np.logaddexp` do it.",
        "divide": "a logarithm of 0 is taken. Say it in terms of the score s, not of p: the hints show how.",
        "invalid": "something like 0 · ∞ is computed. Say it in terms of the score s, not of p: the hints show how.",
    }
    first = first_warning(function, extreme)
    if first:
        raise NotYet(
            f"{called(function, extreme)}\nAll is right at moderate scores. Here are scores of ±1000, p is 0 or 1 to the "
            f"last digit, and {trouble[first]}"
        )
    answer, want = function(*extreme), reference.cost(*extreme)
    check_structure(answer, want, called(function, extreme))
    if not np.isclose(answer, want):
        padded = _padded(function)
        shown = f"{called(function, extreme)}\nreturns {value(answer)}; expected {value(want)}. All is right at moderate scores."
        raise NotYet(f"{shown}\n{padded}" if padded else shown, "" if padded else "difference")
    return "generic data, a single sample, and scores of ±1000 without a warning."


def _padded(function):
    """What is done to the probabilities before the logarithms, in words: a number added, or a lowest value.

    The cost of one sample is −log of the probability of its label, so what stands in the logarithm can be read off.
    """
    found, floors = [], []
    for label, sign in ((1, 1), (0, -1)):
        scores = np.array([-1.5, -0.5, 0.5, 1.5, -50 * sign, -100 * sign])
        cases = [(np.array([0, s]), np.array([[1.0]]), np.array([label])) for s in scores]
        with np.errstate(all="ignore"):
            given = [function(*case) for case in cases]
            if not all(isinstance(g, (float, np.floating)) for g in given):
                return ""
            inside = np.exp(-np.array(given))
        floors += [inside[-1]] if inside[-1] == inside[-2] else []
        # Where the logarithm of a negative number is taken there is no answer: what is left must agree.
        c = (inside - reference.sigmoid(sign * scores))[:4][np.isfinite(inside[:4])]
        found.append(c.mean() if len(c) > 1 and np.ptp(c) <= 1e-3 * np.abs(c).max() else np.nan)
    advice = "keeps log 0 away, but changes the cost. Say it in terms of the score s instead: the hints show how."
    if 1e-14 < np.abs(found).max() < 0.5:
        what = [
            f"{abs(c):.2g} is {'added to' if c > 0 else 'subtracted from'} {p}"
            for c, p in zip(found, ("p", "1 − p"))
            if abs(c) > 1e-14
        ]
        return (
            f"Before the logarithm {listed(what)}: the cost of a single sample shows it. Such a small number {advice}"
        )
    if floors and min(floors) > 0:
        return (
            f"The probabilities are cut off: none is below {min(floors):.2g}, however sure the neuron is. That {advice}"
        )
    return ""


# --- gradient -------------------------------------------------------------------------------------

GRADIENT_NAMES = {"add_ones": reference.add_ones, "sigmoid": reference.sigmoid}

GRADIENT_MISTAKES = mistakes(
    """
    def gradient(w, X, y):
        X1 = add_ones(X)
        s = w @ X1
        p = sigmoid(s)
        E = p - y
        return X1 @ E / len(y)
    """,
    """
    p - y => y - p
        The sign is wrong everywhere: y − p stands for p − y. Followed downhill, the cost would rise.
    E / len(y) => E
        It is exactly N times too large: the division by N is missing. The cost is a mean here, on the slide it is a
        sum.
    len(y) => len(y) ** 2
        It is exactly N times too small: divided by N twice.
    len(y) => len(X)
        It is divided by n, the number of features, where N, the number of samples, is meant. `len(X)` is n; `len(y)` is
        N.
    len(y) => len(w)
        It is divided by n + 1, the number of weights, where N, the number of samples, is meant: `len(y)`.
    p - y => (p - y) * p * (1 - p)
        There is a factor p(1 − p) too many. It comes from the chain rule, and cancels against the denominators of the
        logarithms' derivatives.
    p - y => (p - y) / (p * (1 - p))
        Step 2 is missing. The cost's derivative with respect to p is there; the chain goes on with that of p with
        respect to the score.
    p - y => (y - p) / (p * (1 - p))
        Step 2 is missing, and the sign is wrong. The derivative of the cost with respect to p is −y/p + (1 − y)/(1 − p);
        the chain goes on with that of p with respect to the score.
    p - y => 2 * (p - y) * p * (1 - p)
        This is the gradient of the squares (y − p)². The cost here is the cross-entropy.
    p - y => (p - y) * s
        A stray factor s: each sample's error is multiplied by its score. The error is p − y alone.
    p - y => s - y
        The error is computed from the score, s − y. That is linear regression; here the prediction is p = h(s).
    p - y => (s >= 0) - y
        The error is computed from the step, as in the perceptron. Here the prediction is the probability p = h(s).
    p - y => p - (1 - y)
        The labels are exchanged: the error is p − y, not p − (1 − y).
    p - y => p - (2 * y - 1)
        The labels are turned into −1 and 1. The error is p − y with labels 0 and 1, as they come.
    p - y => p
        The labels do not come in: the error is p − y, not p.
    p - y => p * (1 - p)
        This is the derivative of the mean probability, the output. Wanted is that of the cost.
    p - y => (p - y) ** 2
        The errors are squared. The error is p − y, with its sign.
    p - y => np.abs(p - y)
        The errors have lost their sign. It says in which direction to go.
    sigmoid(s) => sigmoid(sigmoid(s))
        The sigmoid is applied twice. It belongs once around the score.
    X1 @ E / len(y) => X1.mean(axis=1) * E.mean()
        The inputs are averaged, and the errors are averaged, and then the two are multiplied. Multiply each sample's
        input with its own error first; a matrix product does it.
    w @ X1 => w[1:] @ X
        The bias is left out of the score. It is ⟨w, x̃⟩, with a 1 on top of x.
    X1 @ E / len(y) => np.r_[(X @ E), E.sum()] / len(y)
        The bias's entry stands last. The bias comes first, in w and so in its gradient.
    X1 @ E / len(y) => np.full(len(w), E.mean())
        Every entry is the mean error, what belongs to the bias. Each error must be multiplied with what it is
        multiplied with in the score: entry j with feature j.
    X1 @ E / len(y) => (X1 @ E).mean()
        The mean is taken over the *weights*, and one number is left. The product has summed over the samples already:
        divide it by N, and it keeps its n + 1 entries.
    X1 @ E / len(y) => (X1 * E).mean()
        The mean is taken over all entries, weights and samples, and one number is left. Take it over the samples only.
    X1 @ E / len(y) => (X1 * E).sum() / len(y)
        The sum is taken over all entries, weights and samples, and one number is left. Take it over the samples only.
    X1 @ E / len(y) => (X1 * E).sum(axis=0) / len(y)
    or
    X1 @ E / len(y) => (X1 * E).mean(axis=0)
        It has one entry for each sample: the sum goes over the weights. Let it go over the samples.
    X1 @ E / len(y) => X1 * E / len(y)
    or
    X1 @ E / len(y) => X1 * E
        Each sample's part stands in a column of its own. The mean over the samples, the columns, is still to be taken.
    p - y => p - y[:, None]
        The labels are a column, (N, 1), and p is a row: `p - y` broadcasts to N × N, every prediction minus every
        label. Leave y as it comes, (N,).
    """,
    **GRADIENT_NAMES,
) + mistakes(
    """
    def gradient(w, X, y):
        g = np.zeros(len(w))
        for i in range(len(y)):
            x1 = np.r_[1, X[:, i]]
            g += (sigmoid(w @ x1) - y[i]) * x1
        return g / len(y)
    """,
    """
    g += => return
    or
    (sigmoid(w @ x1) - y[i]) * x1 => (sigmoid(w @ x1) - y[i]) * x1\\n        return g / len(y)
        Only the first sample comes in. Does a `return` stand inside the loop over the samples?
    g += => g =
    or
    g += => g =
    return g / len(y) => return g
        Only the last sample comes in. In a loop over the samples, `=` forgets those before; `+=` adds.
    range(len(y)) => range(1, len(y))
        The first sample is left out: its index is 0.
    range(len(y)) => range(len(y) - 1)
        The last sample is left out: its index is N − 1, and `range(N)` ends there by itself.
    """,
    **GRADIENT_NAMES,
)


def _sizes(w, X, y):
    return {"N": len(y), "n": len(X)}


def _compare_gradient(function, cases, cost, catalogue):
    """``compare_gradient``; an answer of another shape, too, is looked up in the catalogue."""
    try:
        compare_gradient(function, cases, cost, catalogue, _sizes)
    except NotYet as error:
        if (
            error.what == "catalogue"
            or only_decides.get()
            or all(np.shape(function(*case)) == case[0].shape for case in cases)
        ):
            raise
        try:
            compare(function, cases, lambda w, *_: w, catalogue)  # of the right shape, and so not equal
        except NotYet as other:
            if other.what == "catalogue":
                raise other from None
        raise


@check(
    "You have derived it: for each sample the error p − y times x̃. The bias is a weight like the others, with input 1.",
    "A sum over samples of (number × column) is a matrix product: `add_ones(X) @ error`, shape (n + 1,).",
    "Do not forget to divide by N, and which sign it has: the cost must fall when p moves towards y.",
    mistakes=GRADIENT_MISTAKES,
)
def gradient(function):
    """The gradient of the mean cross-entropy, by the gradient check."""
    later = "numerical_gradient"
    if later in unwrap(function).__code__.co_names:
        raise NotYet(
            f"`{later}` is an exercise further down: it will check your formula, so it cannot stand in for it. "
            "Here the formula is wanted that you derived: the error p − y times x̃, and the mean."
        )
    with recorded(function, "cost") as calls:
        _compare_gradient(function, _cases(), reference.cost, GRADIENT_MISTAKES)
    if calls:
        raise NotYet(
            f"The numbers are right, but they come from the cost, in {len(calls)} calls of `cost`. That is how a gradient is "
            "*checked*, in the next section. Here the formula is wanted that you derived."
        )
    X, y = np.array([[-1.0, 1, 1, -0.03]]), np.array([0, 1, 0, 1])
    # At a score of 40, p is 1 to the last digit, and no `exp` overflows yet.
    for score, cause in (
        (
            40.0,
            "Here p is 1 to the last digit, and p(1 − p) is 0. Divided by it, nothing is left: cancel it by hand first.",
        ),
        (1000.0, "Here `exp` overflows. Your `sigmoid` has been checked for such scores."),
    ):
        case = np.array([0.0, score]), X, y
        if not np.isfinite(function(*case)).all():
            raise NotYet(
                f"{called(function, case)}\nholds values that are not finite (inf or nan). All is right at "
                f"moderate scores. {cause}"
            )
    _compare_gradient(function, [case], reference.cost, GRADIENT_MISTAKES)
    return "against the slopes of the cost, at several weights each, extreme scores and a single sample too."


# --- numerical_gradient ---------------------------------------------------------------------------


def _cubic(w):
    return w[0] ** 3 + 2 * w[0] * w[1]


def _mixed(w):
    return 3.0 * w[0] ** 2 - w[1] * w[2] + w[0] * w[1] * w[2] + 4 * w[2] + w[3]


def _line(w):
    return float(7 - 2 * w[0])


# For polynomials of degree 3 the central difference is known: the derivative plus h² times the
# coefficient of the cube.
_EXACT = {
    _cubic: lambda w, h: [3 * w[0] ** 2 + 2 * w[1] + h**2, 2 * w[0]],
    _mixed: lambda w, h: [6 * w[0] + w[1] * w[2], -w[2] + w[0] * w[2], -w[1] + w[0] * w[1] + 4, 1],
    _line: lambda w, h: [-2],
}

NUMERICAL_GRADIENT_MISTAKES = mistakes(
    """
    def numerical_gradient(f, w, h):
        g = np.zeros(len(w))
        for j in range(len(w)):
            w1, w2 = w.copy(), w.copy()
            w1[j] += h
            w2[j] -= h
            g[j] = (f(w1) - f(w2)) / (2 * h)
        return g
    """,
    """
    g[j] = (f(w1) - f(w2)) / (2 * h) => pass
    or
    w1, w2 = w.copy(), w.copy() => w1 = w2 = w.copy()
        All entries are 0. Is it `w1 = w2`? That is no copy: both names mean the same array, and what one changes the
        other changes too. (Or is an array of zeros never filled?)
    f(w2)) / => f(w)) /
        The step back ends at w itself: this is f(w + h) − f(w), divided by 2h. Is it `w2 = w`, after a step with `w1 =
        w`? That is no copy: both names mean the same array.
    f(w2)) / (2 * h) => f(w)) / h
        This is the one-sided difference, (f(w + h) − f(w)) / h. It works, but the central one is far more exact: step
        to both sides.
    f(w1) => f(w)
    (2 * h) => h
        This is the one-sided difference, backwards. The central one is far more exact: step to both sides.
    (2 * h) => h
        It is exactly twice too large: from w − h to w + h the distance is 2h.
    (2 * h) => 2
        The difference is not divided by the distance, 2h; only by 2.
    (2 * h) => 2 * h
        `/ 2 * h` multiplies by h. The whole denominator needs brackets: `/ (2 * h)`.
    f(w1) - f(w2) => f(w1) + f(w2)
        The two values are added. Subtract the second from the first.
    (f(w1) - f(w2)) / (2 * h) => f(w1) - f(w2) / (2 * h)
        Only the second value is divided. The whole difference needs brackets.
    (f(w1) - f(w2)) / (2 * h) => f(w1) - f(w2)
        The difference is not divided by the distance, 2h.
    f(w1) - f(w2) => f(w2) - f(w1)
        The sign is wrong: the value further on comes first, f(w + h) − f(w − h).
    w1[j] += h => w1 += h
    w2[j] -= h => w2 -= h
        All weights are moved at once, and so all entries are equal. Move one at a time: only `w[j]`.
    w1[j] += h => w1[: j + 1] += h
    or
    w1[j] += h => w1[: j + 1] += h
    w2[j] -= h => w2[: j + 1] -= h
        A weight that was moved is not put back before the next one moves.
    w1, w2 = w.copy() => w = np.round(w).astype(int)\\n        w1, w2 = w.copy()
    g = np.zeros(len(w)) => g = np.zeros(len(w), dtype=int)
    w1[j] += h => w1[j] = w1[j] + h
    w2[j] -= h => w2[j] = w2[j] - h
        The arrays hold whole numbers here (their dtype is an integer one), and cut off what stands after the point: of
        a step of 0.5 nothing is left, or all. Make them arrays of floats.
    g = np.zeros(len(w)) => g = np.zeros(len(w), dtype=int)
        The answer is an array of whole numbers (its dtype is an integer one), and cuts off what stands after the point.
        Make it an array of floats.
    g[j] = => g =
        The answer is one number, the last of the derivatives: `g[j] = …` keeps each in its place.
    g[j] = (f(w1) - f(w2)) / (2 * h) => g += (f(w1) - f(w2)) / (2 * h)
        All derivatives are added up, in every entry. Entry j has that of weight j: `g[j] = …`.
    (f(w1) - f(w2)) / (2 * h) => f(w1) - f(w2) / 2 * h
        Brackets are missing: only the second value is halved, and then multiplied by h. Divide the difference by 2h.
    / (2 * h) => / (2 * h)\\n        return g
        Only the first entry is filled in: `return` stands inside the loop.
    range(len(w)) => range(1, len(w))
        The first entry is left out: its index is 0.
    range(len(w)) => range(len(w) - 1)
        The last entry is left out: its index is n, and `range(n + 1)` ends there by itself.
    """,
)


def _where_called(function):
    """What the student's function asks of f, if that is not the central difference; in words."""
    w, h, points = np.array([1.0, -2, 0.5]), 0.25, []

    def f(v):
        points.append(np.array(v, dtype=float))
        return float(np.sum(points[-1] ** 2))

    try:
        function(f, w, h)
    except NotYet:  # it changes w
        raise
    except Exception:  # what was asked until then may tell why
        pass
    other = next((p for p in points if p.shape != w.shape), None)
    if other is not None:
        return (
            f"`f` is called with {kind(other)}. It wants the whole vector of weights, here {len(w)} of them, of which "
            "only one has moved by h: then it gives one number."
        )
    steps = [np.round((p - w) / h, 6) + 0.0 for p in points]
    several = next((s for s in steps if np.count_nonzero(s) > 1), None)
    if several is not None:
        return (
            f"`f` is called with more than one weight moved: by {value(several)} times h. A derivative is that of one weight: "
            "the others stay, and what was moved is put back before the next one moves."
        )
    moves = Counter(float(s[np.flatnonzero(s)[0]]) for s in steps if s.any())
    if moves and not {1.0, -1.0} >= set(moves):
        shown = listed([f"{m:.4g}" for m in sorted(moves)])
        return (
            f"`f` is called with weights that moved by {shown} times h. Wanted are two steps for each: by h and by −h."
        )
    return ""


@check(
    "A loop over the entries j. In each turn two copies of w, one with `w[j]` a little larger, one with it "
    "a little smaller.",
    "`step = np.zeros(len(w)); step[j] = h` moves entry j alone: f(w + step) and f(w − step).",
    "The distance between the two is 2h. Collect the quotients in an array of the shape of w.",
    mistakes=NUMERICAL_GRADIENT_MISTAKES,
)
def numerical_gradient(function):
    """Central differences of polynomials, whose values are known exactly, h² included."""
    cases = [
        (_cubic, np.array([1.0, -2]), 0.5),
        (_mixed, np.array([0.5, 2, -1, 3]), 0.25),
        (_line, np.array([1.5]), 0.5),
        (_cubic, np.array([-2.0, 0.5]), 0.125),
    ]
    try:
        compare(function, cases, lambda f, w, h: np.array(_EXACT[f](w, h), dtype=float), NUMERICAL_GRADIENT_MISTAKES)
    except Exception as error:
        known = "" if only_decides.get() or getattr(error, "what", "") == "catalogue" else _where_called(function)
        if not known:
            raise
        raise NotYet(known) from None
    return "three polynomials, whose central differences are known exactly."


# --- descend --------------------------------------------------------------------------------------


def _descent(w, X, y, eta, steps):
    """Each step as a walk through the samples, weight by weight; then the costs along the path."""
    path = [w]
    for _ in range(steps):
        errors = [reference.sigmoid(reference.score(path[-1], x)) - label for x, label in zip(X.T, y)]
        slope = [sum(errors), *(sum(e * x for e, x in zip(errors, feature)) for feature in X)]
        path.append(np.array([a - eta / len(y) * b for a, b in zip(path[-1], slope)], dtype=float))
    return path[-1], np.array([reference.cost(each, X, y) for each in path])


def _gradient(w, X, y):
    """The gradient, from a step of length 1."""
    return w - _descent(w, X, y, 1, 1)[0]


DESCEND_MISTAKES = mistakes(
    """
    def descend(w, X, y, eta, steps):
        costs = [cost(w, X, y)]
        for _ in range(steps):
            g = gradient(w, X, y)
            w = w - eta * g
            costs.append(cost(w, X, y))
        return w, costs
    """,
    """
    w - eta => w + eta
        It climbs: the costs rise from step to step. The gradient points uphill; subtract it.
    w - eta => w - eta / len(y)
        Each step is N times too short: it is divided by N once more. The slide writes η/N because its cost is a sum;
        ours is a mean already.
    w - eta * g => w - eta * len(y) * g
        Each step is N times too long. The gradient is that of the mean; it is multiplied by η only.
    for _ in => g = gradient(w, X, y)\\n    for _ in
            g = gradient(w, X, y) =>         pass
        All steps use the gradient of the start. Compute it anew at each step: it belongs inside the loop.
    w = w - => w -
        The weights never move. Is the result of the step kept, as in `w = w - …`?
    w = w - eta * g => w = -eta * g
        The old weights are lost: the new ones are the old ones *minus* the step.
    costs = [ => w = np.zeros(len(w))\\n    costs = [
    or
    [cost(w, X, y)] => [cost(w, X, y)]\\n    w = np.zeros(len(w))
        It starts at zeros. Start at the weights `w` that are given.
    - eta * g => - g
        The learning rate does not come in: each step is η times the gradient.
    - eta * g => - eta * g / np.linalg.norm(g)
        Each step has the same length, η. Do not divide by the gradient's length: steps become shorter by themselves
        where the cost is flat.
    - eta * g => - eta * np.sign(g)
        Each weight moves by η, whatever its derivative is: only the sign comes in. The step is η times the gradient.
    - eta * g => - eta / (1 + _) * g
        The learning rate shrinks from step to step. Here it stays the same.
    range(steps) => range(steps + 1)
        It makes one step too many.
    range(steps) => range(1, steps)
    or
    range(steps) => range(steps - 1)
        It makes one step too few.
    costs = [cost(w, X, y)] => costs = []
        The weights are right. The list lacks the cost at the start: it has steps + 1 entries.
    return w, costs => return w, costs[:-1]
        The weights are right. The list lacks the cost after the last step: it has steps + 1 entries.
    return w, costs => return w, costs[1:-1]
        The weights are right. The list lacks the first cost and the last one: it has steps + 1 entries.
    return w, costs => return w, costs[-1:]
        The weights are right. The list holds the last cost only; wanted are all of them, from the start on.
            w = w - eta * g =>         pass
    costs.append(cost(w, X, y)) => costs.append(cost(w, X, y))\\n        w = w - eta * g
        The weights are right, but each cost is noted before the step: that of the start comes twice, and that of the
        end is missing. First the step, then its cost.
            costs.append(cost(w, X, y)) =>     costs.append(cost(w, X, y))
        The weights are right. The list holds the cost at the start and at the end only: append inside the loop.
    costs.append(cost(w, X, y)) => costs.append(cost(w, X, y))\\n        return w, costs
        It makes one step only: `return` stands inside the loop.
    g = gradient(w, X, y) => g = cost(w, X, y)
        The cost itself is subtracted, from every weight. The step goes along the gradient.
    w = w - eta * g => w = w * (1 - eta * g)
        The weights are multiplied by 1 − η times the gradient. Subtract the step: `w - eta * …`.
    return w, costs => return min(path, key=lambda v: cost(v, X, y)), costs
    costs = [cost(w, X, y)] => costs, path = [cost(w, X, y)], [w]
    costs.append(cost(w, X, y)) => costs.append(cost(w, X, y)); path.append(w)
        The weights with the lowest cost are returned. Wanted are those after the last step, whatever their cost.
    range(steps) => range(100)
        It makes 100 steps, whatever `steps` is.
    costs.append(cost(w, X, y)) => costs.append(cost(w, X, y))\\n        if costs[-1] > costs[-2]: break
    or
    costs.append(cost(w, X, y)) => costs.append(cost(w, X, y))\\n        if costs[-1] >= costs[-2]: break
    or
    costs.append(cost(w, X, y)) => costs.append(cost(w, X, y))\\n        if costs[-1] > costs[-2]: return w, costs
        It stops when the cost rises or stays the same. It is to make all its steps: what happens when the learning rate
        is too large is worth seeing.
    costs.append(cost(w, X, y)) => costs.append(cost(w, X, y))\\n        if abs(costs[-1] - costs[-2]) < 1e-6: break
        It stops when the cost hardly changes. It is to make all its steps, `steps` of them.
    w = w - eta * g => w = w - eta * g * (cost(w - eta * g, X, y) <= costs[-1])
        A step that would make the cost rise is not taken. Take them all: what happens when the learning rate is too
        large is worth seeing.
    """,
    cost=reference.cost,
    gradient=_gradient,
)


@check(
    "One step is `w = w - eta * gradient(w, X, y)`. A loop makes `steps` of them.",
    "Begin the list with the cost of the weights you are given, and append the new cost after each step.",
    mistakes=DESCEND_MISTAKES,
)
def descend(function):
    """Weights and costs of gradient descent, with learning rates small and too large, and where the cost is flat."""
    cases = [(w, X, y, eta, steps) for (w, X, y), eta, steps in zip(_cases(), (0.5, 0.1, 2.0, 1.5), (5, 3, 4, 1))]
    w, X, y = _cases()[0]
    cases += [(w, X, y, 10.0, 5), (np.zeros(2), np.array([[1.0, 1]]), np.array([0, 1]), 0.5, 3)]
    entries = "the cost at the start and after each step"
    compare_history(function, cases, _descent, DESCEND_MISTAKES, "costs", entries)
    return "six walks, one of them with a cost that rises: the weights after the last step, and the cost after each."


# --- probit_gradient ------------------------------------------------------------------------------


def _Phi(s):
    return np.vectorize(lambda x: 0.5 * erfc(-x / sqrt(2)))(s)


def _probit_cost(w, X, y):
    """The mean of −log of the probability of the label; Φ(−s) has all its digits where 1 − Φ(s) has none."""
    chances = [_Phi(s if label else -s) for s, label in zip((reference.score(w, x) for x in X.T), y)]
    return -sum(log(p) for p in chances) / len(y)


PROBIT_GRADIENT_MISTAKES = mistakes(
    """
    def probit_gradient(w, X, y):
        X1 = add_ones(X)
        s = w @ X1
        p = Phi(s)
        E = phi(s) * (p - y) / (p * (1 - p))
        return X1 @ E / len(y)
    """,
    """
    E = phi(s) * (p - y) / (p * (1 - p)) => E = p - y
        The error is p − y, as for the logistic link. There φ(s) and p(1 − p) are the same and cancel; here they are
        not.
    phi(s) * (p - y) / (p * (1 - p)) => (p - y) / (p * (1 - p))
        The density φ(s) is missing: it is the derivative of Φ(s), from the chain rule.
    / (p * (1 - p)) =>
        The denominator p(1 − p) is missing. It comes from the derivatives of the two logarithms.
    / (p * (1 - p)) => / p * (1 - p)
        `/ p * (1 - p)` divides by p, and then multiplies by 1 − p. The whole denominator needs brackets.
    / (p * (1 - p)) => * (p * (1 - p))
        It is multiplied by p(1 − p); it should be divided by it.
    / (p * (1 - p)) => / p
        Half of the denominator is missing: it is p(1 − p).
    phi(s) * (p - y) / (p * (1 - p)) => -y * phi(s) / p - (1 - y) * phi(s) / (1 - p)
        The second term has the wrong sign: the derivative of −(1 − y) log(1 − p) with respect to p is +(1 − y)/(1 − p).
    phi(s) * (p - y) / (p * (1 - p)) => -y * phi(s) / p
        Only the samples of class 1 come in. Those of class 0 have the term (1 − y)/(1 − p).
    phi(s) => -s * phi(s)
        −s φ(s) is the derivative of φ. Wanted is that of Φ: φ(s) itself.
    phi(s) => phi(p)
        The density is computed from p. It is φ(s): the derivative of Φ at the score.
    phi(s) => Phi(s)
        Φ(s) stands where its derivative φ(s) should.
    (p - y) => (y - p)
        The sign is wrong everywhere: y − p stands for p − y.
    E / len(y) => E
        It is exactly N times too large: the division by N is missing.
    len(y) => len(y) ** 2
        It is exactly N times too small: divided by N twice.
    phi(s) => np.exp(-(s**2) / 2)
        It is too large by √(2π), everywhere: the density is φ(s) = exp(−s²/2) / √(2π).
    Phi(s) => sigmoid(s)
        p is the sigmoid of s here. In the probit model it is Φ(s).
    Phi(s) => sigmoid(s)
    phi(s) * (p - y) / (p * (1 - p)) => p - y
        This is the gradient of the logistic model. In the probit model p is Φ(s), and φ(s) / (p(1 − p)) does not
        cancel.
    phi(s) * (p - y) / (p * (1 - p)) => s * (p - y) / (p * (1 - p))
        The score s stands where the density φ(s) should: the derivative of Φ at the score.
    """,
    **GRADIENT_NAMES,
    Phi=_Phi,
    phi=lambda s: np.exp(-(s**2) / 2) / sqrt(2 * pi),
)


@check(
    "Begin as for the logistic model: the derivative of one sample's cost with respect to p, times that of p with "
    "respect to s, times that of s with respect to w. Only the middle one has changed.",
    "The cost's derivative with respect to p is (p − y) / (p(1 − p)); that of Φ(s) is the density φ(s). Now nothing cancels.",
    "`phi(s) * (p - y) / (p * (1 - p))` is the error; the rest is as before. `1 - p` loses its digits for "
    "large s; `Phi(-s)` does not.",
    mistakes=PROBIT_GRADIENT_MISTAKES,
)
def probit_gradient(function):
    """The gradient of the probit model's cost, by the gradient check, at scores where 1 − Φ(s) has its digits."""
    rng = np.random.default_rng(4)
    cases = [
        (rng.uniform(-1, 1, 4), rng.uniform(-0.7, 0.7, (3, 7)), np.array([1, 0, 1, 1, 0, 1, 1])),
        (np.array([0.5, -1]), np.array([[0.6]]), np.array([1])),
        (np.zeros(3), rng.uniform(-0.7, 0.7, (2, 5)), np.array([0, 0, 1, 0, 1])),
    ]
    _compare_gradient(function, cases, _probit_cost, PROBIT_GRADIENT_MISTAKES)
    return "against the slopes of the probit cost, at several weights each."
