"""The exercises of notebook 03: sigmoid, cost, gradients, numerical gradient, gradient descent."""

from functools import partial
from inspect import unwrap
from math import erfc, log, pi, sqrt

import numpy as np

from helpers.checking.compare import NotYet, called, check_first_line, check_quiet, compare, compare_gradient, equal
from helpers.checking.gradients import only_decides
from helpers.checking.mistakes import mistakes
from helpers.checks import reference
from helpers.checks.reference import compare_history, looked_into, recorded
from helpers.exercises import check
from helpers.words import kind, listed, value

SIGMOID_MISTAKES = mistakes("""
    def sigmoid(s):
        h = (1 + np.tanh(s / 2)) / 2
        return (h)

    (h) => 1 / (1 + np.exp(s))  # It falls where it should rise: this is h(−s), or 1 − h(s).
    (h) => 1 / 1 + np.exp(-s) | 1 + np.exp(-s)
        This is 1 + e⁻ˢ, the denominator alone. `1 / 1 + np.exp(-s)` divides first: the denominator needs brackets.
    (h) => 1 / np.exp(1 - s)
        `1 / np.exp(1 - s)` has the 1 in the exponent. The bracket of `exp` holds −s alone; 1 is added to its value.
    (h) => 1 / (1 - np.exp(-s))  # There is a minus between 1 and e⁻ˢ. The denominator is their sum; this h(0) is 1/0.
    (h) => 1 / np.exp(-s) | np.exp(s)  # This is eˢ: the 1 in the denominator 1 + e⁻ˢ is missing.
    (h) => np.exp(-s)  # This is e⁻ˢ alone. h(s) is 1 over 1 + e⁻ˢ.
    (h) => (s >= 0).astype(float)  # This is the step still: 0 or 1 and nothing between.
    (h) => np.tanh(s)  # This is tanh: it runs from −1 to 1. A probability runs from 0 to 1.
    (h) => np.tanh(s / 2)  # It runs from −1 to 1. A probability runs from 0 to 1: add 1, then halve.
    s / 2)) => s))  # The shape is right, but it is twice too steep: this is h(2s). With tanh, halve the score first.
    (h) => 1 / (1 + 10.0**-s) | 1 / (1 + 2.0**-s)  # The base of the power is e: `np.exp(-s)`.
    (h) => np.exp(-s) / (1 + np.exp(-s)) ** 2  # This is the derivative h'(s) = h(s)(1 − h(s)). Here h itself is wanted.
    (h) => 1 / (1 + np.exp(-np.abs(s)))  # It never falls below ½: the sign of s is lost. For s < 0 it is eˢ / (1 + eˢ).
    (h) => np.round(h)  # It is rounded to 0 or 1, and so is a step again. A probability lies between.
    (h) => np.exp(s) / np.exp(s).sum() | np.exp(s) / np.exp(s).sum(axis=0)
        Each eˢ is divided by a sum over several scores (a softmax, of notebook 04). Here each score has its own answer.
    (h) => h.astype(s.dtype)
        For whole numbers as scores h is cut off to whole numbers. Is it stored in `np.zeros_like(s)`?
    """)

EXTREME = np.array([-1000.0, -40, 0, 2, 1000])


@check(
    "Write down the formula first: `np.exp` works on whole arrays. It passes for moderate scores. Then "
    "look at s = −1000.",
    "e to the power 1000 is too large a number, e to the power −1000 is harmless: it is 0. So begin with "
    "`e = np.exp(-np.abs(s))`. For s ≥ 0 it is e⁻ˢ, for s < 0 it is eˢ: write h with it in both cases. "
    "`np.where` chooses between the two; it computes both for all entries, so neither may hold another `exp`.",
    "Or use a function that NumPy has, and that is just as S-shaped: h(s) = (1 + tanh(s / 2)) / 2.",
)
def sigmoid(function):
    cases = [(np.array([-2.0, -0.5, 0, 1, 3]),), (np.array([[0.25, -4.0, 2], [7, -1, 0.5]]),), (np.array([0.75]),)]
    cases += [(np.array([-60, 0, 60]),)]
    beyond = "A probability is never outside 0 and 1."
    with looked_into(lambda: beyond if np.any(np.abs(function(*cases[0]) - 0.5) > 0.5) else "", settled=False):
        compare(function, cases, reference.sigmoid, SIGMOID_MISTAKES)
    with np.errstate(all="ignore"):
        given, wanted = function(EXTREME), reference.sigmoid(EXTREME)
    right = "The values are right, but here" if equal(given, wanted) else f"It returns {value(given)}. Here"
    message = f"{right} `exp` overflows. Only ever take `exp` of negative numbers"
    if "where" in unwrap(function).__code__.co_names:
        message += ". `np.where` computes *both* branches for all entries, and chooses afterwards: whatever the sign "
        message += "of s, what stands in `exp` must never be positive"
    check_quiet(function, (EXTREME,), f'{message}; `hint("sigmoid")` says how.')
    compare(function, [(EXTREME,)], reference.sigmoid)
    return "arrays of one and two axes, and scores from −1000 to 1000 without a warning."


# Of the cost and of both gradients.
SCORE_EDITS = """
    w @ add_ones(X) => w[1:] @ X  # The bias is left out of the score. It is ⟨w, x̃⟩, with a 1 on top: `w @ add_ones(X)`.
    w @ add_ones(X) => w[:-1] @ X + w[-1]  # The last weight is taken for the bias. The bias is `w[0]`: the 1 is on top.
    w @ add_ones(X) => w[0] + w[1] * X[0]
        Only one weight comes in beside the bias, `w[1]`. There are n features here, not one: `w @ add_ones(X)`.
"""

# One sample's cost each, in L; q is the probability of class 0.
COST_MISTAKES = mistakes(f"""
    def cost(w, X, y):
        s = w @ add_ones(X)
        p = sigmoid(s)
        q = sigmoid(-s)
        a = np.logaddexp(0, s) - y * s
        L = (a)
        return np.mean(L)

    (a) => -(y * np.log(p) + (1 - y) * (1 - np.log(p)))
        `1 - np.log(p)` stands where `np.log(1 - p)` should: the 1 belongs inside. A cross-entropy is never negative.
    np.mean(L) => -(np.sum(y[:, None] * np.log(p)) + np.sum((1 - y)[:, None] * np.log(q))) / len(y)
        Every label is multiplied with every logarithm, an outer product, as in `y[:, None] * log_p`. Each has its own.
    np.mean(L) => -np.mean(y[:, None] * np.log(p) + (1 - y)[:, None] * np.log(q))
        This is a mean over all N × N pairs of a label and a score: one is a column, or both are averaged first.
    np.mean(L) => np.mean(L) / np.log(2) | np.mean(L) / np.log(10)
        The logarithm has another base here. Take the natural one, `np.log`: its derivative is simply 1/p.
    np.logaddexp(0, s) => np.log1p(np.exp(-np.abs(s)))
        log(1 + e⁻|s|) is log(1 + eˢ) where s is negative. Where s is positive, s is still to be added: `np.maximum(s, 0)`.
    y * s => (1 - y) * s  # The labels are exchanged: log p belongs to y = 1, and log(1 − p) to y = 0.
    (a) => -y * np.log(p)  # Only the samples of class 1 count here. Those of class 0 come in by the second term.
    (a) => -(1 - y) * np.log(q)  # Only the samples of class 0 count here. Those of class 1 come in by the first term.
    (a) => -y * np.log(p) + (1 - y) * np.log(q) | y * np.log(p) - (1 - y) * np.log(q)
        The minus holds for one term only. Both logarithms are negative: it belongs before the sum, in brackets.
    (a) => -(y * np.log(p) + 1 - y * np.log(q))  # Brackets are missing around 1 − y: `1 - y * …` multiplies first.
    y * s => y @ s
        The sum of all y · s is taken away, as `y @ s` is one. Of y · s, too, it is the mean: entry by entry, `y * s`.
    (a) => np.logaddexp(0, s)
        The label's part is missing: log(1 + eˢ) is the cost of a sample of class 0. For class 1, s is taken away.
    - y * s => + y * s  # The sign of the label's part is wrong: it is log(1 + eˢ) − y s.
    np.logaddexp(0, s) => np.logaddexp(0, -s)  # The sign in the logarithm is wrong: it is log(1 + eˢ) − y s.
    np.logaddexp(0, s) => np.logaddexp(1, s)  # `np.logaddexp(1, s)` is log(e¹ + eˢ). The 1 in log(1 + eˢ) is e⁰.
    (a) => np.logaddexp(0, -y * s)
    or y * s => (2 * y - 1) * s
        This mixes two forms: log(1 + eˢ) − y s is for labels 0 and 1, and log(1 + e⁻ʸˢ) for labels −1 and 1.
    (a) => (y - p) ** 2 | (y - p) ** 2 / 2
        This is a mean of the squares (y − p)², whole or halved. Wanted is the cross-entropy, with logarithms.
    (a) => (p >= 0.5) != y  # This is the share of wrong predictions. It jumps, and has no gradient to follow.
    (a) => (p >= 0.5) == y  # This is the share of right predictions. A cost is small where the predictions are good.
    (a) => np.logaddexp(0, p) - y * p  # The sigmoid is applied twice. `np.logaddexp(0, s)` wants the score, not p.
    np.mean(L) => L[-1] | L[-1] / len(y)
        Only the last sample comes in. In a loop over the samples, `=` forgets those before; `+=` adds.
    np.mean(L) => L[0] | L[0] / len(y)  # Only the first sample comes in. Does a `return` stand inside a loop?
    w @ add_ones(X) => w[0] + w[1] * X
        Only one weight comes in beside the bias, `w[1]`. There are n features here, not one: `w @ add_ones(X)`.
    {SCORE_EDITS}
    """)

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
)
def cost(function):
    with looked_into(lambda: _padded(function)):
        compare(function, _cases(), reference.cost, COST_MISTAKES, sizes=_sizes)
    extreme = np.array([0.0, 1000]), np.array([[-1.0, 1, 1, -0.03]]), np.array([0, 1, 0, 1])
    message = "All is right at moderate scores. Here are scores of ±1000, and p is 0 or 1 to the last digit: `exp` "
    message += "overflows, or a logarithm of 0 is taken. Say it in terms of the score s, not of p: the hints show how."
    check_quiet(function, extreme, message)
    with looked_into(lambda: _padded(function) or "All is right at moderate scores.", extreme=True):
        compare(function, [extreme], reference.cost)
    return "generic data, a single sample, and scores of ±1000 without a warning."


def _padded(function):
    """What stands in the logarithm where p is too small to be a number, if elsewhere it is p plus one and the same number."""
    lost = []
    for label, scores in ((1, np.array([-1.5, -0.5, 0.5, 1.5, -1000])), (0, np.array([-1.5, -0.5, 0.5, 1.5, 1000]))):
        costs = [function(np.array([0, s]), np.array([[1.0]]), np.array([label])) for s in scores]
        if not all(isinstance(one, (float, np.floating)) for one in costs):
            return ""
        added = (np.exp(np.negative(costs)) - reference.sigmoid(scores if label else -scores))[:4]
        if not np.ptp(added) <= 1e-9 + 1e-3 * np.abs(added).max():
            return ""
        lost.append(costs[-1])
    return next(filter(None, map(reference.cut_off, lost)), "")


GRADIENT_MISTAKES = mistakes(f"""
    def gradient(w, X, y):
        X1 = add_ones(X)
        s = w @ add_ones(X)
        p = sigmoid(s)
        E = p - y
        g = X1 @ E / len(y)
        return (g)

    len(y) => len(w)  # It is divided by n + 1, the number of weights. N, the number of samples, is `len(y)`.
    p - y => (p - y) * p * (1 - p)
        There is a factor p(1 − p) too many: it cancels against the denominators of the logarithms' derivatives.
    p - y => (p - y) / (p * (1 - p))
        Step 2 is missing. The cost's derivative with respect to p is there; the next is that of p with respect to s.
    p - y => (y - p) / (p * (1 - p))
        Step 2, p by the score, is missing, and the sign is wrong: the cost's derivative by p is −y/p + (1 − y)/(1 − p).
    p - y => 2 * (p - y) * p * (1 - p)  # This is the gradient of the squares (y − p)². The cost is the cross-entropy.
    p - y => (p - y) * s  # A stray factor s: each sample's error is multiplied by its score. The error is p − y alone.
    p - y => s - y  # The error is computed from the score: linear regression. Here the prediction is p = h(s).
    p - y => (s >= 0) - y | (s > 0) - y | y - (s >= 0) | y - (s > 0)
        The error is computed from the step, as in the perceptron. Here the prediction is p = h(s).
    p - y => p - (1 - y)  # The labels are exchanged: the error is p − y, not p − (1 − y).
    p - y => p - (2 * y - 1)  # The labels are turned into −1 and 1. The error is p − y with labels 0 and 1.
    p - y => p  # The labels do not come in: the error is p − y, not p.
    p - y => y * (p - 1)  # Only the samples of class 1 come in. Those of class 0 have the error p.
    p - y => (1 - y) * p  # Only the samples of class 0 come in. Those of class 1 have the error p − 1.
    p - y => (-y / p - (1 - y) / (1 - p)) * p * (1 - p)
        The second term has the wrong sign: the derivative of −(1 − y) log(1 − p) with respect to p is +(1 − y)/(1 − p).
    p - y => p * (1 - p)  # This is the derivative of the mean probability, the output. Wanted is that of the cost.
    sigmoid(s) => sigmoid(sigmoid(s))  # The sigmoid is applied twice. It belongs once around the score.
    (g) => X1[:, -1] * E.mean() | X1[:, 0] * E.mean()
        All errors are multiplied with one sample's inputs, the last's or the first's. Each error has its own sample.
    (g) => X1.mean(axis=1) * E.mean()
        Inputs and errors are averaged first, and multiplied then. Multiply each sample's input with its own error: `@`.
    (g) => (X1 * E).sum(axis=0) / len(y) | (X1 * E).mean(axis=0)
        It has one entry for each sample: the sum goes over the weights. Let it go over the samples.
    (g) => np.full(len(w), E.mean())
        Every entry is the mean error, as for the bias. Multiply each error with what it is multiplied with in s.
    p - y => p - y[:, None]
        The labels are a column, and p is a row: `p - y` is N × N, every prediction minus every label. Leave y as it is.
    (g) => X1[:, 0] * E[0] | X1[:, 0] * E[0] / len(y)
        Only the first sample comes in. Does a `return` stand inside the loop over the samples?
    (g) => X1[:, -1] * E[-1] | X1[:, -1] * E[-1] / len(y)
        Only the last sample comes in. In a loop over the samples, `=` forgets those before; `+=` adds.
    {SCORE_EDITS}
    """)


@check(
    "You have derived it: for each sample the error p − y times x̃. The bias is a weight like the others, with input 1.",
    "A sum over samples of (number × column) is a matrix product: `add_ones(X) @ error`, shape (n + 1,).",
    "Do not forget to divide by N, and which sign it has: the cost must fall when p moves towards y.",
)
def gradient(function):
    later = "numerical_gradient"
    if later in unwrap(function).__code__.co_names:
        raise NotYet(
            f"`{later}` is an exercise further down: it will check your formula, so it cannot stand in for it. "
            "Here the formula is wanted that you derived: the error p − y times x̃, and the mean."
        )
    with recorded(function, "cost") as calls:
        compare_gradient(function, _cases(), reference.cost, GRADIENT_MISTAKES, _sizes)
    if calls:
        raise NotYet(
            f"The numbers are right, but they come from the cost, in {len(calls)} calls of `cost`. That is how a "
            "gradient is *checked*, in the next section. Here the formula is wanted that you derived."
        )
    X, y = np.array([[-1.0, 1, 1, -0.03]]), np.array([0, 1, 0, 1])
    # At a score of 40, p is 1 to the last digit, and no `exp` overflows yet.
    divided = "Here p is 1 to the last digit, and p(1 − p) is 0. It cannot be divided by: cancel it by hand first."
    for score, cause in {40: divided, 1000: "Here `exp` overflows; your `sigmoid` is right for such scores."}.items():
        case = np.array([0.0, score]), X, y
        if not np.isfinite(function(*case)).all():
            said = "holds values that are not finite (inf or nan). All is right at moderate scores."
            raise NotYet(f"{called(function, case)}\n{said} {cause}", "extreme")
    compare_gradient(function, [case], reference.cost)
    return "against the slopes of the cost, at several weights each, extreme scores and a single sample too."


def _sizes(w, X, y):
    return {"N": len(y), "n": len(X)}


# For polynomials of degree 3 the central difference is known: the derivative plus eps² times the coefficient of the cube.
_EXACT = {
    (lambda w: w[0] ** 3 + 2 * w[0] * w[1]): lambda w, eps: [3 * w[0] ** 2 + 2 * w[1] + eps**2, 2 * w[0]],
    (lambda w: 3.0 * w[0] ** 2 - w[1] * w[2] + w[0] * w[1] * w[2] + 4 * w[2] + w[3]): lambda w, eps: (
        [6 * w[0] + w[1] * w[2], -w[2] + w[0] * w[2], -w[1] + w[0] * w[1] + 4, 1]
    ),
    (lambda w: float(7 - 2 * w[0])): lambda w, eps: [-2],
}
NUMERICAL_GRADIENT_MISTAKES = mistakes("""
    def numerical_gradient(f, w, eps):
        g = np.zeros(len(w))
        for j in range(len(w)):
            w1, w2 = w.copy(), w.copy()
            w1[j] += eps
            w2[j] -= eps
            g[j] = (f(w1) - f(w2)) / (2 * eps)
        return g

    g[j] = (f(w1) - f(w2)) / (2 * eps) => pass
        All entries are 0: f is asked twice at the same place, or the answer is never filled. Does the step reach f? `w1 = w2` is
        no copy, both names mean one array; and an array of whole numbers keeps nothing of a small step.
    (2 * eps) => eps  # It is exactly twice too large: from w − eps to w + eps the distance is 2 eps.
    w2[j] -= eps => pass
    or w1[j] += eps => pass
        Only one of the two points has moved, so their distance is eps, not 2 eps: it is about half the slope. Move the other, too.
    (2 * eps) => 2 * eps  # `/ 2 * eps` multiplies by eps. The whole denominator needs brackets: `/ (2 * eps)`.
    (f(w1) - f(w2)) => f(w1) - f(w2)  # Only the second value is divided. The whole difference needs brackets.
    (2 * eps) => 2 | 1  # The difference is not divided by the distance, 2 eps.
    w1, w2 = w.copy() => w = np.round(w).astype(int)\\n        w1, w2 = w.copy()
    g = np.zeros(len(w)) => g = np.zeros(len(w), dtype=int)
    w1[j] += eps => w1[j] = w1[j] + eps
    w2[j] -= eps => w2[j] = w2[j] - eps
        The arrays hold whole numbers: of a step of 0.5 nothing is left, or all. Make them arrays of floats.
    g[j] = => g =  # The answer is one number, the last of the derivatives: `g[j] = …` keeps each in its place.
    (f(w1) - f(w2)) / (2 * eps) => f(w1) - f(w2) / 2 * eps
        Brackets are missing: only the second value is halved, and then multiplied by eps. Divide the difference by 2 eps.
    / (2 * eps) => / (2 * eps)\\n        return g  # Only the first entry is filled in: `return` stands inside the loop.
    """)


def _where_called(function):
    """What the student's function asks of f, if that is not the central difference; in words."""
    eps, points = 0.25, []

    def f(v):
        points.append(np.array(v, dtype=float))
        return float(np.sum(points[-1] ** 2))

    for w in (np.array([1.0, -2]), np.array([1.0, -2, 0.5])):  # of two entries, as the notebook's own
        answer = points.clear()
        try:
            answer = function(f, w, eps)
            if np.shape(answer) == w.shape and not points:
                return "`f` is never called. Whatever function is given as `f`: each slope takes two values of it."
        except Exception as error:  # what was asked until then may tell why
            if isinstance(error, NotYet):  # it changes w
                raise
    other = next((p for p in points if p.shape != w.shape), None)
    if other is not None:
        all_of_them = f"It wants the whole vector of weights, here {len(w)} of them, of which only one has moved by eps"
        return f"`f` is called with {kind(other)}. {all_of_them}: then it gives one number."
    steps = [np.round((p - w) / eps, 6) + 0.0 for p in points]
    several = next((s for s in steps if np.count_nonzero(s) > 1), None)
    if several is not None:
        return (
            f"`f` is called with more than one weight moved: by {value(several)} times eps. A derivative is that of one "
            "weight: the others stay, and what was moved is put back before the next one moves."
        )
    moves = sorted({float(s[np.flatnonzero(s)[0]]) for s in steps if s.any()})
    if not moves or set(moves) == {1.0, -1.0}:
        return ""
    moved = listed([f"{m:.4g}" for m in moves])
    works = len(moves) == 1 and equal(answer, 2 * w + moves[0] * eps)
    one_sided = " A difference to one side works, too, but the central one is far more exact." * works
    return f"`f` is called with weights that moved by {moved} times eps. Wanted are two steps for each: by eps and by −eps.{one_sided}"


@check(
    "A loop over the entries j. In each turn two copies of w, one with `w[j]` a little larger, one with it "
    "a little smaller.",
    "`step = np.zeros(len(w)); step[j] = eps` moves entry j alone: f(w + step) and f(w − step).",
    "The distance between the two is 2 eps. Collect the quotients in an array of the shape of w.",
)
def numerical_gradient(function):
    cubic, mixed, line = _EXACT
    cases = [
        (cubic, np.array([1.0, -2]), 0.5),
        (mixed, np.array([0.5, 2, -1, 3]), 0.25),
        (line, np.array([1.5]), 0.5),
        (cubic, np.array([-2.0, 0.5]), 0.125),
    ]
    try:
        compare(
            function, cases, lambda f, w, eps: np.array(_EXACT[f](w, eps), dtype=float), NUMERICAL_GRADIENT_MISTAKES
        )
    except Exception as error:
        found = "" if only_decides.get() or getattr(error, "what", "") == "catalogue" else _where_called(function)
        if not found:
            raise
        raise NotYet(found, "difference") from None
    return "three polynomials, whose central differences are known exactly."


def _descent(w, X, y, eta, steps):
    """Each step as a walk through the samples, weight by weight; then the costs along the path."""
    path = [w]
    for _ in range(steps):
        errors = [reference.sigmoid(reference.score(path[-1], x)) - label for x, label in zip(X.T, y)]
        slope = [sum(errors), *(sum(e * x for e, x in zip(errors, feature)) for feature in X)]
        path.append(np.array([a - eta / len(y) * b for a, b in zip(path[-1], slope)], dtype=float))
    return path[-1], np.array([reference.cost(each, X, y) for each in path])


_WRITTEN_BEFORE = {"cost": reference.cost, "gradient": lambda w, X, y: w - _descent(w, X, y, 1, 1)[0]}
DESCEND_MISTAKES = partial(mistakes, **_WRITTEN_BEFORE)("""
    def descend(w, X, y, eta, steps):
        costs = [cost(w, X, y)]
        for _ in range(steps):
            g = gradient(w, X, y)
            w = w - eta * g
            costs.append(cost(w, X, y))
            pass
        return w, costs

    w - eta => w + eta  # It climbs: the costs rise from step to step. The gradient points uphill; subtract it.
    w - eta => w - eta / len(y)
        Each step is N times too short. The slide writes η/N because its cost is a sum; ours is a mean already.
    w - eta * g => w - eta * len(y) * g  # Each step is N times too long. The gradient, a mean, is multiplied by η only.
    for _ in => g = gradient(w, X, y)\\n    for _ in
            g = gradient(w, X, y) =>         pass
        All steps use the gradient of the start. Compute it anew at each step: it belongs inside the loop.
    w = w - => w -  # The weights never move. Is the result of the step kept, as in `w = w - …`?
    w = w - eta * g => new = w - eta * g
    append(cost(w => append(cost(new
    return w, costs => return w, costs | return new, costs
        Each step begins at the weights of the start, so none leads further than the first. Begin where the last one ended.
    w = w - eta * g => w = -eta * g  # The old weights are lost: the new ones are the old ones *minus* the step.
    costs = [ => w = np.zeros(len(w))\\n    costs = [
    or [cost(w, X, y)] => [cost(w, X, y)]\\n    w = np.zeros(len(w))
        It starts at zeros. Start at the weights `w` that are given.
    - eta * g => - g  # The learning rate does not come in: each step is η times the gradient.
    - eta * g => - eta * g / np.linalg.norm(g)
        Each step has the same length, η. Leave the gradient's length: steps get shorter where the cost is flat.
    - eta * g => - eta / (1 + _) * g  # The learning rate shrinks from step to step. Here it stays the same.
    return w, => return w - eta * gradient(w, X, y),
        The costs are right. The weights have made one step more: after the last cost no other step belongs.
    w = w - eta * g => w = w.copy()\\n        for j in range(len(w)): w[j] -= eta * gradient(w, X, y)[j]
        The weights move one by one, each by a gradient that sees those before it moved already. One serves them all.
    w = w - eta * g => w = np.r_[w[0], w[1:] - eta * g[1:]]  # The bias `w[0]` never moves. It is a weight like the others.
    w = w - eta * g => w = np.r_[w[:2] - eta * g[:2], w[2:]]
        Only the bias and the first weight move. There may be more features than one: `w - eta * g` moves all at once.
    pass => return w, costs  # It makes one step only: `return` stands inside the loop.
    g = gradient(w, X, y) => g = cost(w, X, y)  # The cost itself is subtracted. The step goes along the gradient.
    return w, costs => return min(path, key=lambda v: cost(v, X, y)), costs
    costs = [cost(w, X, y)] => costs, path = [cost(w, X, y)], [w]
    pass => path.append(w)
        The weights with the lowest cost are returned. Wanted are those after the last step, whatever their cost.
    pass => if costs[-1] > costs[-2]: break | if costs[-1] >= costs[-2]: break
        It stops when the cost rises or stays the same. It is to make all its steps: a rising cost is worth seeing.
    pass => if abs(costs[-1] - costs[-2]) < 1e-6: break
        It stops early, where hardly anything changes any more. It is to make all its steps, `steps` of them.
    w = w - eta * g => w = w - eta * g * (cost(w - eta * g, X, y) <= costs[-1])
        A step that would make the cost rise is not taken. Take them all: a rising cost is worth seeing.
    """)


@check(
    "One step is `w = w - eta * gradient(w, X, y)`. A loop makes `steps` of them.",
    "Begin the list with the cost of the weights you are given, and append the new cost after each step.",
)
def descend(function):
    cases = [(w, X, y, eta, steps) for (w, X, y), eta, steps in zip(_cases(), (0.5, 0.1, 2.0, 1.5), (5, 3, 4, 1))]
    w, X, y = _cases()[0]
    cases += [(w, X, y, 10.0, 5), (np.zeros(2), np.array([[1.0, 1]]), np.array([0, 1]), 0.5, 3)]
    entries = "the cost at the start and after each step"
    compare_history(function, cases, _descent, DESCEND_MISTAKES, "costs", entries)
    check_first_line(function, DESCEND_MISTAKES[0].corrected, ((w, X, y), {"eta": 0.5, "steps": 3}))
    return "six walks, one of them with a cost that rises: the weights after the last step, and the cost after each."


_Phi = np.vectorize(lambda x: 0.5 * erfc(-x / sqrt(2)))


def _probit_cost(w, X, y):
    """The mean of −log of the probability of the label; Φ(−s) has all its digits where 1 − Φ(s) has none."""
    chances = [_Phi(s if label else -s) for s, label in zip((reference.score(w, x) for x in X.T), y)]
    return -sum(log(p) for p in chances) / len(y)


PROBIT_GRADIENT_MISTAKES = partial(mistakes, Phi=_Phi, phi=lambda s: np.exp(-(s**2) / 2) / sqrt(2 * pi))(f"""
    def probit_gradient(w, X, y):
        X1 = add_ones(X)
        s = w @ add_ones(X)
        p = Phi(s)
        e = phi(s) * (p - y) / (p * (1 - p))
        E = (e)
        return X1 @ E / len(y)

    (e) => p - y  # The error is p − y, as for the logistic link. There φ(s) and p(1 − p) cancel; here they do not.
    (e) => (p - y) / (p * (1 - p))  # The density φ(s) is missing: it is the derivative of Φ(s), from the chain rule.
    / (p * (1 - p)) =>  # The denominator p(1 − p) is missing. It comes from the derivatives of the two logarithms.
    / (p * (1 - p)) => / p * (1 - p)
        `/ p * (1 - p)` divides by p, and then multiplies by 1 − p. The whole denominator needs brackets.
    / (p * (1 - p)) => * (p * (1 - p))  # It is multiplied by p(1 − p); it should be divided by it.
    / (p * (1 - p)) => / p  # Half of the denominator is missing: it is p(1 − p).
    (e) => -y * phi(s) / p - (1 - y) * phi(s) / (1 - p)
        The second term has the wrong sign: the derivative of −(1 − y) log(1 − p) with respect to p is +(1 − y)/(1 − p).
    (e) => -y * phi(s) / p  # Only the samples of class 1 come in. Those of class 0 have the term (1 − y)/(1 − p).
    phi(s) => -s * phi(s)  # −s φ(s) is the derivative of φ. Wanted is that of Φ: φ(s) itself.
    phi(s) => phi(p)  # The density is computed from p. It is φ(s): the derivative of Φ at the score.
    phi(s) => Phi(s)  # Φ(s) stands where its derivative φ(s) should.
    phi(s) => np.exp(-(s**2) / 2)  # It is too large by √(2π), everywhere: the density is φ(s) = exp(−s²/2) / √(2π).
    Phi(s) => phi(s)  # p is the density φ(s) here. The probability is Φ(s), with a capital letter.
    Phi(s) => sigmoid(s)  # p is the sigmoid of s here. In the probit model it is Φ(s).
    Phi(s) => sigmoid(s)
    (e) => p - y
        This is the gradient of the logistic model. In the probit model p is Φ(s), and φ(s)/(p(1 − p)) stays.
    (e) => s * (p - y) / (p * (1 - p))  # The score s stands where the density φ(s) should, the derivative of Φ.
    {SCORE_EDITS}
    """)


@check(
    "Begin as for the logistic model: the derivative of one sample's cost with respect to p, times that of p with "
    "respect to s, times that of s with respect to w. Only the middle one has changed.",
    "The cost's derivative with respect to p is (p − y) / (p(1 − p)); that of Φ(s) is φ(s). Now nothing cancels.",
    "`phi(s) * (p - y) / (p * (1 - p))` is the error; the rest is as before. `1 - p` loses its digits for "
    "large s; `Phi(-s)` does not.",
)
def probit_gradient(function):
    """The gradient of the probit model's cost, by the gradient check, at scores where 1 − Φ(s) has its digits."""
    rng = np.random.default_rng(4)
    cases = [
        (rng.uniform(-1, 1, 4), rng.uniform(-0.7, 0.7, (3, 7)), np.array([1, 0, 1, 1, 0, 1, 1])),
        (np.array([0.5, -1]), np.array([[0.6]]), np.array([1])),
        (np.zeros(3), rng.uniform(-0.7, 0.7, (2, 5)), np.array([0, 0, 1, 0, 1])),
    ]
    compare_gradient(function, cases, _probit_cost, PROBIT_GRADIENT_MISTAKES, _sizes)
    return "against the slopes of the probit cost, at several weights each."
