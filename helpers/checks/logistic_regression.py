"""The exercises of notebook 03: sigmoid, cost, gradients, numerical gradient, gradient descent."""

from inspect import unwrap
from math import erfc, exp, log, pi, sqrt

import numpy as np

from helpers.checking.compare import NotYet, called, check_quiet, check_structure, compare, compare_gradient
from helpers.checking.mistakes import Mistake
from helpers.checks.perceptron import said_of_lists
from helpers.exercises import check
from helpers.words import kind

# --- sigmoid --------------------------------------------------------------------------------------


def _sigmoid(s):
    """One number at a time, and exp of negative numbers only."""
    one = [1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x)) for x in np.ravel(s)]
    return np.array(one).reshape(np.shape(s))


SIGMOID_MISTAKES = (
    Mistake(
        lambda s: 1 / (1 + np.exp(s)),
        "It falls where it should rise: this is h(−s). Look at the sign in the exponent.",
    ),
    Mistake(
        lambda s: 1 / 1 + np.exp(-s),
        "`1 / 1 + np.exp(-s)` divides first and adds then. The whole denominator needs brackets.",
    ),
    Mistake(
        lambda s: (s >= 0).astype(float),
        "This is the step still: 0 or 1 and nothing between.",
    ),
    Mistake(
        lambda s: np.tanh(s),
        "This is tanh: it runs from −1 to 1. A probability runs from 0 to 1.",
    ),
    Mistake(
        lambda s: np.tanh(s / 2),
        "It runs from −1 to 1. A probability runs from 0 to 1: add 1, then halve.",
    ),
    Mistake(
        lambda s: 1 + np.tanh(s / 2),
        "It runs from 0 to 2. A probability runs from 0 to 1: halve it.",
    ),
    Mistake(
        lambda s: (1 + np.tanh(s)) / 2,
        "The shape is right, but it is twice too steep: this is h(2s). With tanh, the score is halved first.",
    ),
    Mistake(
        lambda s: 1 / (1 + 10.0**-s),
        "The base of the power is e: `np.exp(-s)`, not `10 ** -s`.",
    ),
    Mistake(
        lambda s: _sigmoid(s) * (1 - _sigmoid(s)),
        "This is the derivative h'(s) = h(s)(1 − h(s)). Here h itself is wanted.",
    ),
)

EXTREME = np.array([-1000.0, -40, 0, 40, 1000])


@check(
    "Write down the formula first: `np.exp` works on whole arrays. It passes for moderate scores. Then "
    "look at s = −1000.",
    "e to the power 1000 is too large a number, e to the power −1000 is harmless: it is 0. So begin with "
    "`e = np.exp(-np.abs(s))`. For s ≥ 0 it is e⁻ˢ, for s < 0 it is eˢ: write h with it in both cases. "
    "`np.where` chooses between the two; it computes both for all entries, so neither may hold another `exp`.",
    "Or use a function that NumPy has, and that is just as S-shaped: h(s) = (1 + tanh(s / 2)) / 2.",
)
def sigmoid(function):
    """The logistic function, in any shape, without an overflow."""
    cases = [
        (np.array([-2.0, -0.5, 0, 1, 3]),),
        (np.array([[0.25, -4.0, 2], [7, -1, 0.5]]),),
        (np.array([0.75]),),
    ]
    compare(function, cases, _sigmoid, SIGMOID_MISTAKES)
    message = (
        "The values are right, but here `exp` overflows and Python warns. Only ever take `exp` of "
        'negative numbers; `hint("sigmoid")` says how.'
    )
    if "where" in unwrap(function).__code__.co_names:
        message = (
            "The values are right, but `np.where` computes *both* branches for all entries, and chooses "
            "afterwards: here one of them takes `exp` of 1000, and Python warns. Look for what stands in "
            "`exp`: it must never be positive, whatever the sign of s."
        )
    check_quiet(function, (EXTREME,), message)
    compare(function, [(EXTREME,)], _sigmoid)
    return "arrays of one and two axes, and scores from −1000 to 1000 without a warning."


# --- cost -----------------------------------------------------------------------------------------


def _scores(w, X):
    return [w[0] + sum(a * b for a, b in zip(w[1:], x)) for x in X.T]


def _loss(s, y):
    """−log of the probability of the label: log(1 + eˢ) − y s, one sample, with no overflow."""
    return max(s, 0) - y * s + log(1 + exp(-abs(s)))


def _cost(w, X, y):
    return sum(_loss(s, label) for s, label in zip(_scores(w, X), y)) / len(y)


def _p(w, X):
    return _sigmoid(np.array(_scores(w, X)))


def _log_p(w, X):
    """log p and log(1 − p), as somebody has them who does not know about extremes."""
    p = _p(w, X)
    return np.log(p), np.log(1 - p)


COST_MISTAKES = (
    Mistake(
        lambda w, X, y: -_cost(w, X, y),
        "The sign is lost: this is the log-likelihood, and it is negative. A cost is to be made small, so "
        "there is a minus in front.",
    ),
    Mistake(
        lambda w, X, y: -np.mean(y * _log_p(w, X)[0] + (1 - y) * (1 - _log_p(w, X)[0])),
        "`1 - np.log(p)` stands where `np.log(1 - p)` should: the 1 belongs inside the logarithm. The cost "
        "comes out negative because of it, and a cross-entropy never is.",
    ),
    Mistake(
        lambda w, X, y: -(y.sum() * _log_p(w, X)[0].sum() + (1 - y).sum() * _log_p(w, X)[1].sum()) / len(y),
        "Every label is multiplied with every logarithm: an outer product, as `y[:, None] * log_p` or "
        "`y * log_p.T` makes it, and its sum. Each label goes with its own logarithm only.",
    ),
    Mistake(
        lambda w, X, y: len(y) * _cost(w, X, y),
        "This is the sum over the samples, as on the slide. In this course a cost is the mean: divide by N.",
    ),
    Mistake(
        lambda w, X, y: _cost(w, X, y) / len(y),
        "It is divided by N twice. `np.mean` divides already.",
    ),
    Mistake(
        lambda w, X, y: _cost(w, X, y) / log(2),
        "The logarithm has base 2 here. Take the natural one, `np.log`: its derivative is simply 1/p.",
    ),
    Mistake(
        lambda w, X, y: _cost(w, X, y) / log(10),
        "The logarithm has base 10 here. Take the natural one, `np.log`: its derivative is simply 1/p.",
    ),
    Mistake(
        lambda w, X, y: _cost(w, X, 1 - y),
        "The labels are exchanged: log p belongs to y = 1, and log(1 − p) to y = 0.",
    ),
    Mistake(
        lambda w, X, y: -np.mean(y * _log_p(w, X)[0]),
        "Only the samples of class 1 count here. Those of class 0 come in by the second term.",
    ),
    Mistake(
        lambda w, X, y: -np.mean((1 - y) * _log_p(w, X)[1]),
        "Only the samples of class 0 count here. Those of class 1 come in by the first term.",
    ),
    Mistake(
        lambda w, X, y: np.mean((y - _p(w, X)) ** 2),
        "This is the mean of the squares (y − p)², another cost. Wanted is the cross-entropy, with logarithms.",
    ),
    Mistake(
        lambda w, X, y: float(np.mean((_p(w, X) >= 0.5) != y)),
        "This is the share of wrong predictions. It jumps, and has no gradient to follow.",
    ),
    Mistake(
        lambda w, X, y: _cost(np.r_[0, w[1:]], X, y),
        "The bias does not come in. The score is ⟨w, x̃⟩, with a 1 on top of x: `w @ add_ones(X)`.",
    ),
    Mistake(
        lambda w, X, y: np.mean([_loss(p, label) for p, label in zip(_p(w, X), y)]),
        "The sigmoid is applied twice. `np.logaddexp(0, s)` wants the score s, not the probability.",
    ),
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
    ]


@check(
    "With p = sigmoid(s): `-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))`. That is right until p is 0 "
    "or 1 to the last digit.",
    "Put p = 1/(1 + e⁻ˢ) into the two logarithms and simplify, on paper. What is left is log(1 + eˢ) − y s "
    "for each sample.",
    "`np.logaddexp(0, s)` is log(e⁰ + eˢ), computed with care for large s.",
)
def cost(function):
    """The mean cross-entropy on generic data, one sample, and extreme scores."""
    compare(function, _cases(), _cost, COST_MISTAKES)
    extreme = np.array([0.0, 1000]), np.array([[-1.0, 1, 1, -0.03]]), np.array([0, 1, 0, 1])
    check_quiet(
        function,
        extreme,
        "Here are scores of ±1000, and p is 0 or 1 to the last digit: the logarithm of 0, or an overflow "
        "of `exp`, makes Python warn. Say it in terms of the score s, not of p: the hints show how.",
    )
    answer, want = function(*extreme), _cost(*extreme)
    check_structure(answer, want, called(function, extreme))
    if not np.isclose(answer, want):
        raise NotYet(
            f"{called(function, extreme)}\nreturns {answer:.4g}; expected {want:.4g}. All is right at "
            "moderate scores. Likely cause: the probabilities are cut off, or a small number was added to "
            "them, before the logarithm. Say it in terms of the score s instead: the hints show how."
        )
    return "generic data, a single sample, and scores of ±1000 without a warning."


# --- gradient -------------------------------------------------------------------------------------


def _tilde(X):
    return np.array([[1.0, *x] for x in X.T]).T


def _of_error(error):
    """A mistaken gradient: x̃ times some error of each sample, and the mean."""
    return lambda w, X, y: np.mean(
        [x1 * error(s, label) for x1, s, label in zip(_tilde(X).T, _scores(w, X), y)], axis=0
    )


def _h(s):
    return 1 / (1 + exp(-s)) if s >= 0 else exp(s) / (1 + exp(s))


_right = _of_error(lambda s, y: _h(s) - y)

GRADIENT_MISTAKES = (
    Mistake(
        _of_error(lambda s, y: y - _h(s)),
        "The sign is wrong everywhere: y − p stands for p − y. Followed downhill, the cost would rise.",
    ),
    Mistake(
        lambda w, X, y: len(y) * _right(w, X, y),
        "It is exactly N times too large: the division by N is missing. The cost is a mean here, on the slide "
        "it is a sum.",
    ),
    Mistake(
        lambda w, X, y: _right(w, X, y) / len(y),
        "It is exactly N times too small: divided by N twice.",
    ),
    Mistake(
        lambda w, X, y: _right(w, X, y) * len(y) / len(w[1:]),
        "It is divided by n, the number of features, where N, the number of samples, is meant. `len(X)` is n; "
        "`len(y)` is N.",
    ),
    Mistake(
        _of_error(lambda s, y: (_h(s) - y) * _h(s) * (1 - _h(s))),
        "There is a factor p(1 − p) too many. It comes from the chain rule, and cancels against the "
        "denominators of the logarithms' derivatives.",
    ),
    Mistake(
        _of_error(lambda s, y: (_h(s) - y) / (_h(s) * (1 - _h(s)))),
        "Step 2 is missing. The cost's derivative with respect to p is there; the chain goes on with that of p "
        "with respect to the score.",
    ),
    Mistake(
        _of_error(lambda s, y: 2 * (_h(s) - y) * _h(s) * (1 - _h(s))),
        "This is the gradient of the squares (y − p)². The cost here is the cross-entropy.",
    ),
    Mistake(
        _of_error(lambda s, y: (_h(s) - y) * s),
        "A stray factor s: each sample's error is multiplied by its score. The error is p − y alone.",
    ),
    Mistake(
        _of_error(lambda s, y: s - y),
        "The error is computed from the score, s − y. That is linear regression; here the prediction is p = h(s).",
    ),
    Mistake(
        _of_error(lambda s, y: (s >= 0) - y),
        "The error is computed from the step, as in the perceptron. Here the prediction is the probability p = h(s).",
    ),
    Mistake(
        _of_error(lambda s, y: _h(s) - (1 - y)),
        "The labels are exchanged: the error is p − y, not p − (1 − y).",
    ),
    Mistake(
        _of_error(lambda s, y: _h(s)),
        "The labels do not come in: the error is p − y, not p.",
    ),
    Mistake(
        _of_error(lambda s, y: _h(s) * (1 - _h(s))),
        "This is the derivative of the mean probability, the output. Wanted is that of the cost.",
    ),
    Mistake(
        lambda w, X, y: _right(w, X[:, :1], y[:1]) / len(y),
        "Only the first sample comes in. Likely cause: a `return` inside the loop over the samples.",
    ),
    Mistake(
        lambda w, X, y: _right(w, X[:, -1:], y[-1:]) / len(y),
        "Only the last sample comes in. Likely cause: `=` where `+=` is meant, in a loop over the samples.",
    ),
    Mistake(
        lambda w, X, y: _right(w, X[:, :1], y[:1]),
        "Only the first sample comes in. Likely cause: a `return` inside the loop over the samples.",
    ),
    Mistake(
        lambda w, X, y: _right(w, X[:, -1:], y[-1:]),
        "Only the last sample comes in. Likely cause: `=` where `+=` is meant, in a loop over the samples.",
    ),
    Mistake(
        lambda w, X, y: _tilde(X).mean(axis=1) * np.mean([_h(s) - t for s, t in zip(_scores(w, X), y)]),
        "The inputs are averaged, and the errors are averaged, and then the two are multiplied. Multiply each "
        "sample's input with its own error first; a matrix product does it.",
    ),
    Mistake(
        lambda w, X, y: _right(np.r_[0, w[1:]], X, y),
        "The bias is left out of the score. It is ⟨w, x̃⟩, with a 1 on top of x.",
    ),
)


def _sizes(w, X, y):
    return {"N": len(y), "n": len(X)}


@check(
    "You have derived it: for each sample the error p − y times x̃. The bias is a weight like the others, with input 1.",
    "A sum over samples of (number × column) is a matrix product: `add_ones(X) @ error`, shape (n + 1,).",
    "Do not forget to divide by N, and which sign it has: the cost must fall when p moves towards y.",
)
def gradient(function):
    """The gradient of the mean cross-entropy, by the gradient check."""
    compare_gradient(function, _cases(), _cost, GRADIENT_MISTAKES, _sizes)
    X, y = np.array([[-1.0, 1, 1, -0.03]]), np.array([0, 1, 0, 1])
    # At a score of 40, p is 1 to the last digit, and no `exp` overflows yet.
    for score, cause in (
        (40.0, "Here p(1 − p) is 0 and you divide by it: cancel it by hand first."),
        (1000.0, "Here `exp` overflows. Your `sigmoid` has been checked for such scores."),
    ):
        case = np.array([0.0, score]), X, y
        if not np.isfinite(function(*case)).all():
            raise NotYet(
                f"{called(function, case)}\nholds values that are not finite (inf or nan). All is right at "
                f"moderate scores. {cause}"
            )
    compare_gradient(function, [case], _cost, GRADIENT_MISTAKES, _sizes)
    return "against the slopes of the cost, at several weights each, extreme scores and a single sample too."


# --- numerical_gradient ---------------------------------------------------------------------------


def _cubic(w):
    return w[0] ** 3 + 2 * w[0] * w[1]


def _quadratic(w):
    return 3.0 * w[0] ** 2 - w[1] * w[2] + 4 * w[2] + w[3]


def _line(w):
    return float(7 - 2 * w[0])


# For polynomials of degree 3 the central difference is known: the derivative plus h² times the
# coefficient of the cube.
_EXACT = {
    _cubic: lambda w, h: [3 * w[0] ** 2 + 2 * w[1] + h**2, 2 * w[0]],
    _quadratic: lambda w, h: [6 * w[0], -w[2], -w[1] + 4, 1],
    _line: lambda w, h: [-2],
}


def _numerical(f, w, h):
    return np.array(_EXACT[f](w, h), dtype=float)


def _differences(formula):
    """A mistaken numerical gradient: a formula of f, w and one entry's step."""
    return lambda f, w, h: np.array([formula(f, w, step) for step in h * np.eye(len(w))])


def _size(step):
    return step.max()


NUMERICAL_GRADIENT_MISTAKES = (
    Mistake(
        lambda f, w, h: np.zeros(len(w)),
        "All entries are 0. Is it `w1 = w`? That is no copy: both names mean the same array, and what one "
        "changes the other changes too. (Or is an array of zeros never filled?)",
    ),
    Mistake(
        _differences(lambda f, w, d: (f(w + d) - f(w)) / (2 * _size(d))),
        "The step back ends at w itself: this is f(w + h) − f(w), divided by 2h. Is it `w2 = w`, after a step "
        "with `w1 = w`? That is no copy: both names mean the same array.",
    ),
    Mistake(
        _differences(lambda f, w, d: (f(w + d) - f(w)) / _size(d)),
        "This is the one-sided difference, (f(w + h) − f(w)) / h. It works, but the central one is far more "
        "exact: step to both sides.",
    ),
    Mistake(
        _differences(lambda f, w, d: (f(w) - f(w - d)) / _size(d)),
        "This is the one-sided difference, backwards. The central one is far more exact: step to both sides.",
    ),
    Mistake(
        _differences(lambda f, w, d: (f(w + d) - f(w - d)) / _size(d)),
        "It is exactly twice too large: from w − h to w + h the distance is 2h.",
    ),
    Mistake(
        _differences(lambda f, w, d: (f(w + d) - f(w - d)) / 2),
        "The difference is not divided by the distance, 2h; only by 2.",
    ),
    Mistake(
        _differences(lambda f, w, d: (f(w + d) - f(w - d)) / 2 * _size(d)),
        "`/ 2 * h` multiplies by h. The whole denominator needs brackets: `/ (2 * h)`.",
    ),
    Mistake(
        _differences(lambda f, w, d: f(w + d) - f(w - d)),
        "The difference is not divided by the distance, 2h.",
    ),
    Mistake(
        _differences(lambda f, w, d: (f(w - d) - f(w + d)) / (2 * _size(d))),
        "The sign is wrong: the value further on comes first, f(w + h) − f(w − h).",
    ),
    Mistake(
        lambda f, w, h: np.full(len(w), (f(w + h) - f(w - h)) / (2 * h)),
        "All weights are moved at once, and so all entries are equal. Move one at a time: only `w[j]`.",
    ),
    Mistake(
        lambda f, w, h: np.array(
            [
                (f(w + h * (np.arange(len(w)) <= j)) - f(w - h * (np.arange(len(w)) == j))) / (2 * h)
                for j in range(len(w))
            ]
        ),
        "A weight that was moved is not put back before the next one moves.",
    ),
)


def _ignores_the_step(function):
    """Whether a derivative, exact or not, comes out whatever the step."""
    w = np.array([1.0, -2])
    one, other = (function(_cubic, w, h) for h in (0.5, 0.125))
    return (
        np.shape(one) == w.shape
        and np.array_equal(one, other)
        and np.allclose(one, _numerical(_cubic, w, 0.0), atol=0.1)
    )


@check(
    "A loop over the entries j. In each turn two copies of w, one with `w[j]` a little larger, one with it "
    "a little smaller.",
    "`step = np.zeros(len(w)); step[j] = h` moves entry j alone: f(w + step) and f(w − step).",
    "The distance between the two is 2h. Collect the quotients in an array of the shape of w.",
)
def numerical_gradient(function):
    """Central differences of polynomials, whose values are known exactly, h² included."""
    cases = [
        (_cubic, np.array([1.0, -2]), 0.5),
        (_quadratic, np.array([0.5, 2, -1, 3]), 0.25),
        (_line, np.array([1.5]), 0.5),
        (_cubic, np.array([-2.0, 0.5]), 0.125),
    ]
    try:
        compare(function, cases, _numerical, NUMERICAL_GRADIENT_MISTAKES)
    except NotYet as error:
        known = any(mistake.message in str(error) for mistake in NUMERICAL_GRADIENT_MISTAKES)
        if not known and _ignores_the_step(function):
            raise NotYet("The step `h` that is given is not used: another one gives the same.") from None
        raise
    return "three polynomials, whose central differences are known exactly."


# --- descend --------------------------------------------------------------------------------------


def _descent(w, X, y, eta, steps, spoiled=""):
    """Step by step, with the gradient of a loop; ``spoiled`` names the line that goes wrong."""
    if spoiled == "from zeros":
        w = np.zeros(len(w))
    start, costs = w, [_cost(w, X, y)]
    if spoiled == "from zeros, later":
        w = np.zeros(len(w))
    for _ in range(steps + (spoiled == "one more")):
        g = _right(start if spoiled == "gradient of the start" else w, X, y)
        if spoiled == "upwards":
            g = -g
        if spoiled == "N again":
            g = g / len(y)
        if spoiled == "not kept":
            g = 0 * g
        if spoiled == "direction only":
            g = g / np.linalg.norm(g)
        if spoiled == "no eta":
            g = g / eta
        w = w - eta * g
        costs.append(_cost(w, X, y))
    if spoiled == "without the start":
        costs = costs[1:]
    if spoiled == "without the end":
        costs = costs[:-1]
    if spoiled == "only the last":
        costs = costs[-1:]
    return w, np.array(costs)


def _spoiled(how):
    return lambda w, X, y, eta, steps: _descent(w, X, y, eta, steps, how)


DESCEND_MISTAKES = (
    Mistake(
        _spoiled("upwards"),
        "It climbs: the costs rise from step to step. The gradient points uphill; subtract it.",
    ),
    Mistake(
        _spoiled("N again"),
        "Each step is N times too short: it is divided by N once more. The slide writes η/N because its cost is "
        "a sum; ours is a mean already.",
    ),
    Mistake(
        _spoiled("gradient of the start"),
        "All steps use the gradient of the start. Compute it anew at each step: it belongs inside the loop.",
    ),
    Mistake(
        _spoiled("not kept"),
        "The weights never move. Is the result of the step kept, as in `w = w - …`?",
    ),
    Mistake(
        _spoiled("from zeros"),
        "It starts at zeros. Start at the weights `w` that are given.",
    ),
    Mistake(
        _spoiled("from zeros, later"),
        "It starts at zeros. Start at the weights `w` that are given.",
    ),
    Mistake(
        _spoiled("no eta"),
        "The learning rate does not come in: each step is η times the gradient.",
    ),
    Mistake(
        _spoiled("direction only"),
        "Each step has the same length, η. Do not divide by the gradient's length: steps become shorter by "
        "themselves where the cost is flat.",
    ),
    Mistake(
        _spoiled("one more"),
        "It makes one step too many.",
    ),
    Mistake(
        _spoiled("without the start"),
        "The weights are right. The list lacks the cost at the start: it has steps + 1 entries.",
    ),
    Mistake(
        _spoiled("without the end"),
        "The weights are right. The list lacks the cost after the last step: it has steps + 1 entries.",
    ),
    Mistake(
        _spoiled("only the last"),
        "The weights are right. The list holds the last cost only; wanted are all of them, from the start on.",
    ),
)


def _as_arrays(function):
    """The student's descend with its list of costs as an array, once it is sure that it is one."""

    def descend(w, X, y, eta, steps):
        answer = function(w, X, y, eta, steps)
        named = "`descend(w, X, y, eta, steps)`"
        if not isinstance(answer, tuple) or len(answer) != 2:
            raise NotYet(
                f"{named}\nreturns {kind(answer)}; expected: the weights and the list of costs, as in "
                "`return w, costs`."
            )
        if kind(answer[0]) in (f"a list of {steps + 1}", f"an array of shape ({steps + 1},)") and (
            kind(answer[1]) == kind(w) and len(w) != steps + 1
        ):
            raise NotYet(f"{named}\nThe two values are in the wrong order: first the weights, then the list of costs.")
        check_structure(answer[0], w, f"The first value of {named}")
        try:
            costs = np.array(answer[1], dtype=float)
        except (TypeError, ValueError):
            costs = None
        if costs is None or costs.ndim != 1:
            raise NotYet(
                f"{named}\nThe second value is {kind(answer[1])}; expected: a list of {steps + 1} numbers, "
                "the cost at the start and after each step."
            )
        return np.asarray(answer[0], dtype=float), costs

    return descend


@check(
    "One step is `w = w - eta * gradient(w, X, y)`. A loop makes `steps` of them.",
    "Begin the list with the cost of the weights you are given, and append the new cost after each step.",
)
def descend(function):
    """Weights and costs of gradient descent, on three data sets and with two learning rates."""
    cases = [(w, X, y, eta, steps) for (w, X, y), eta, steps in zip(_cases(), (0.5, 0.1, 2.0, 1.5), (5, 3, 4, 1))]
    with said_of_lists():
        compare(_as_arrays(function), cases, _descent, DESCEND_MISTAKES)
    return "four data sets: the weights after the last step, and the cost after each."


# --- probit_gradient ------------------------------------------------------------------------------


def _Phi(s):
    return 0.5 * erfc(-s / sqrt(2))


def _phi(s):
    return exp(-(s**2) / 2) / sqrt(2 * pi)


def _probit_cost(w, X, y):
    p = [(_Phi(s), _Phi(-s)) for s in _scores(w, X)]  # Φ(−s) has all its digits where 1 − Φ(s) has none
    return -sum(label * log(a) + (1 - label) * log(b) for (a, b), label in zip(p, y)) / len(y)


def _probit_error(s, y):
    return _phi(s) * (_Phi(s) - y) / (_Phi(s) * _Phi(-s))


_probit_right = _of_error(_probit_error)

PROBIT_GRADIENT_MISTAKES = (
    Mistake(
        _of_error(lambda s, y: _Phi(s) - y),
        "The error is p − y, as for the logistic link. There φ(s) and p(1 − p) are the same and cancel; here "
        "they are not.",
    ),
    Mistake(
        _of_error(lambda s, y: (_Phi(s) - y) / (_Phi(s) * _Phi(-s))),
        "The density φ(s) is missing: it is the derivative of Φ(s), from the chain rule.",
    ),
    Mistake(
        _of_error(lambda s, y: (_Phi(s) - y) * _phi(s)),
        "The denominator p(1 − p) is missing. It comes from the derivatives of the two logarithms.",
    ),
    Mistake(
        _of_error(lambda s, y: _phi(s) * (_Phi(s) - y) / _Phi(s) * _Phi(-s)),
        "`/ p * (1 - p)` divides by p, and then multiplies by 1 − p. The whole denominator needs brackets.",
    ),
    Mistake(
        _of_error(lambda s, y: (_Phi(s) - y) * _phi(_Phi(s)) / (_Phi(s) * _Phi(-s))),
        "The density is computed from p. It is φ(s): the derivative of Φ at the score.",
    ),
    Mistake(
        _of_error(lambda s, y: (_Phi(s) - y) * _Phi(s) / (_Phi(s) * _Phi(-s))),
        "Φ(s) stands where its derivative φ(s) should.",
    ),
    Mistake(
        _of_error(lambda s, y: -_probit_error(s, y)),
        "The sign is wrong everywhere: y − p stands for p − y.",
    ),
    Mistake(
        lambda w, X, y: len(y) * _probit_right(w, X, y),
        "It is exactly N times too large: the division by N is missing.",
    ),
    Mistake(
        _of_error(lambda s, y: sqrt(2 * pi) * _probit_error(s, y)),
        "It is too large by √(2π), everywhere: the density is φ(s) = exp(−s²/2) / √(2π).",
    ),
    Mistake(
        _of_error(lambda s, y: (_h(s) - y) * _phi(s) / (_Phi(s) * _Phi(-s))),
        "p is the sigmoid of s here. In the probit model it is Φ(s).",
    ),
)


@check(
    "Begin as for the logistic model: the derivative of one sample's cost with respect to p, times that of p with "
    "respect to s, times that of s with respect to w. Only the middle one has changed.",
    "The cost's derivative with respect to p is (p − y) / (p(1 − p)); that of Φ(s) is the density φ(s). Now nothing cancels.",
    "`phi(s) * (p - y) / (p * (1 - p))` is the error; the rest is as before. `1 - p` loses its digits for "
    "large s; `Phi(-s)` does not.",
)
def probit_gradient(function):
    """The gradient of the probit model's cost, by the gradient check."""
    compare_gradient(function, _cases(), _probit_cost, PROBIT_GRADIENT_MISTAKES, _sizes)
    return "against the slopes of the probit cost, at several weights each."
