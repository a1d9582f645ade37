"""The exercises of notebook 05: the pieces of back-propagation, the whole, and the bug hunt."""

from dataclasses import replace

import numpy as np
from IPython.display import display

from helpers.checking.compare import NotYet, compare
from helpers.checking.mistakes import Mistake
from helpers.exercises import CORRECT, NOT_ATTEMPTED, NOT_YET, Verdict, check
from helpers.gradients import check_gradient

# --- activations that no network has, so that a formula for one of the usual ones is found out -----


def _bell(S):
    return np.exp(-(S**2) / 2)


def _d_bell(S):
    return -S * np.exp(-(S**2) / 2)


def _softplus(S):
    return np.logaddexp(0, S)


def _d_softplus(S):
    return 0.5 * (1 + np.tanh(S / 2))


def _d_tanh(S):
    return 1 - np.tanh(S) ** 2


def _tilde(V):
    return np.vstack([np.ones(V.shape[1]), V])


ROW_PER_SAMPLE = "E has a row for each sample"


# --- E_last ---------------------------------------------------------------------------------------


def _E_last(V, S, Y, dh):
    """Sample by sample: the derivative of Σ (v − y)² / N by each score."""
    slopes, N = dh(S), Y.shape[1]
    return np.array([[2 * (v - y) * d / N for v, y, d in zip(V[:, i], Y[:, i], slopes[:, i])] for i in range(N)])


E_LAST_MISTAKES = (
    Mistake(
        lambda V, S, Y, dh: _E_last(V, S, Y, dh) / 2,
        "The factor 2 is missing: the derivative of (v − y)² is 2 (v − y).",
    ),
    Mistake(
        lambda V, S, Y, dh: _E_last(V, S, Y, dh) * Y.shape[1],
        "The division by N is missing: the cost is a mean over the samples.",
    ),
    Mistake(
        lambda V, S, Y, dh: _E_last(V, S, Y, dh) / len(Y),
        "It is divided by the number of outputs, too. The cost sums over the outputs, and takes the mean over "
        "the samples only.",
    ),
    Mistake(
        lambda V, S, Y, dh: _E_last(V, S, Y, dh) * Y.shape[1] / len(Y),
        "It is divided by the number of outputs; `len(Y)` is that. The number of samples is `Y.shape[1]`.",
    ),
    Mistake(
        lambda V, S, Y, dh: -_E_last(V, S, Y, dh),
        "The sign is wrong everywhere: y − v stands for v − y.",
    ),
    Mistake(
        lambda V, S, Y, dh: 2 * (V - Y).T / Y.shape[1],
        "The output's own derivative h'(S) is missing. It is 1 for the identity only.",
    ),
    Mistake(
        lambda V, S, Y, dh: 2 * (V - Y).T / Y.shape[1] * dh(V).T,
        "The derivative is taken at V. It belongs at S, where the activation was applied.",
    ),
    Mistake(
        lambda V, S, Y, dh: _E_last(V, S, Y, dh) * dh(S).T,
        "The factor h'(S) comes in twice.",
    ),
    Mistake(
        lambda V, S, Y, dh: 2 * V.T / Y.shape[1] * dh(S).T,
        "The labels do not come in: the derivative of (v − y)² is 2 (v − y).",
    ),
    Mistake(
        lambda V, S, Y, dh: (V - Y).T ** 2 / Y.shape[1] * dh(S).T,
        "The square itself stands where its derivative should: 2 (v − y).",
    ),
    Mistake(
        lambda V, S, Y, dh: (V - Y).T * dh(S).T,
        "The factor 2/N is missing: the 2 comes from the square, and the cost is a mean over the N samples.",
    ),
    Mistake(
        lambda V, S, Y, dh: 2 * (S - Y).T / Y.shape[1] * dh(S).T,
        "S stands where the output V should: what is compared with the labels is what the network gives.",
    ),
    Mistake(
        lambda V, S, Y, dh: 2 * (V - Y).T / Y.shape[1] * (V * (1 - V)).T,
        "v (1 − v) is the sigmoid's derivative; the output may have another activation. Use the dh that is given.",
    ),
    Mistake(
        lambda V, S, Y, dh: 2 * (V - Y).T / Y.shape[1] * (1 - V**2).T,
        "1 − v² is tanh's derivative; the output may have another activation. Use the dh that is given.",
    ),
    Mistake(
        lambda V, S, Y, dh: 2 * np.abs(V - Y).T / Y.shape[1] * dh(S).T,
        "The sign of v − y is lost: where the output is too small, the derivative is negative.",
    ),
)


@check(
    "Two factors, entry by entry: the derivative of the cost by V, and h'(S). Then transpose: a row for each sample.",
    "The cost is the sum of (v − y)² over the outputs, and the mean over the N samples: its derivative by V is "
    "2 (V − Y) / N.",
    "`2 * (V - Y).T / N * dh(S).T`, with N the number of columns.",
)
def E_last(function):
    """On outputs of one, two and three neurons, with activations that no network has."""
    rng = np.random.default_rng(1)
    cases = [
        (*rng.standard_normal((3, m, N)), dh) for m, N, dh in ((3, 5, _d_bell), (2, 1, _d_softplus), (1, 7, _d_tanh))
    ]
    compare(function, cases, _E_last, E_LAST_MISTAKES, ROW_PER_SAMPLE, lambda V, *_: {"N": V.shape[1]})
    return "three outputs and one, many samples and one, three activations."


def _samples(E, *_):
    """The number that a factor may come from."""
    return {"N": len(E)}


# --- E_previous -----------------------------------------------------------------------------------


def _E_previous(E, W, S, dh):
    """Entry by entry: what each neuron of layer l − 1 does to all scores of layer l."""
    slopes = dh(S)
    return np.array(
        [
            [slopes[j, i] * sum(E[i, k] * W[k, j + 1] for k in range(len(W))) for j in range(len(S))]
            for i in range(len(E))
        ]
    )


E_PREVIOUS_MISTAKES = (
    Mistake(
        lambda E, W, S, dh: E @ W[:, 1:],
        "The derivative h'(S) of the layer below is missing.",
    ),
    Mistake(
        lambda E, W, S, dh: (E @ W[:, :-1]) * dh(S).T,
        "The last column of W is dropped; it is the first that holds the biases. The constant 1 has no layer "
        "below that the error could go back to.",
    ),
    Mistake(
        lambda E, W, S, dh: (E @ W[:, 1:]) * dh(S).T ** 2,
        "The factor h'(S) comes in twice.",
    ),
    Mistake(
        lambda E, W, S, dh: (E @ W[:, 1:]) * S.T,
        "S stands where its derivative h'(S) should.",
    ),
    Mistake(
        lambda E, W, S, dh: (E @ W[:, 1:]) * dh(S).T * S.T,
        "There is a factor S too many.",
    ),
    Mistake(
        lambda E, W, S, dh: (E @ W[:, 1:]) + dh(S).T,
        "The two parts are added; the chain rule multiplies.",
    ),
    Mistake(
        lambda E, W, S, dh: dh(E @ W[:, 1:]),
        "The derivative is taken of the error. It belongs at S, where the activation was applied.",
    ),
    Mistake(
        lambda E, W, S, dh: (E @ W[:, 1:]) * dh(S).T / len(E),
        "It is divided by N once more. That happens once, in E of the last layer.",
    ),
    Mistake(
        lambda E, W, S, dh: (E @ np.abs(W[:, 1:])) * dh(S).T,
        "The signs of the weights are lost.",
    ),
    Mistake(
        lambda E, W, S, dh: (E @ W[:, 1:]) * dh(np.tanh(S)).T,
        "The derivative is taken at tanh(S). It belongs at S itself, before any activation.",
    ),
    Mistake(
        lambda E, W, S, dh: (E @ W[:, 1:]) * (1 - np.tanh(S) ** 2).T,
        "The derivative is always that of tanh here. Use the dh that is given.",
    ),
    Mistake(
        lambda E, W, S, dh: (E @ W[:, 1:]) * (1 - S**2).T,
        "1 − s² is taken of the scores: tanh's derivative is 1 − v², with its output v. And other layers have "
        "other activations: use the dh that is given.",
    ),
)


@check(
    "Backwards through the weights first: which product of E, (N, n_l), and W without its biases, "
    "(n_l, n_{l-1}), has the shape (N, n_{l-1})?",
    "Then backwards through the activation: multiply entry by entry with h'(S), transposed to the same shape.",
    "`(E @ W[:, 1:]) * dh(S).T`",
)
def E_previous(function):
    """Between layers of different sizes, with activations that no network has."""
    rng = np.random.default_rng(2)
    cases = [
        (
            rng.standard_normal((N, m)),
            rng.standard_normal((m, n + 1)),
            rng.standard_normal((n, N)),
            dh,
        )
        for m, n, N, dh in ((3, 5, 7, _d_bell), (2, 5, 1, _d_softplus), (1, 3, 6, _d_tanh))
    ]
    compare(function, cases, _E_previous, E_PREVIOUS_MISTAKES, ROW_PER_SAMPLE, _samples)
    return "three pairs of layers, many samples and one, three activations."


# --- gradient -------------------------------------------------------------------------------------


def _gradient(E, V):
    """The sum over the samples of e ṽᵗ, sample by sample."""
    return sum(np.array([[e * v for v in (1, *column)] for e in row]) for row, column in zip(E, V.T))


def _bias_over(E, V, N):
    G = _gradient(E, V)
    G[:, 0] /= N
    return G


GRADIENT_MISTAKES = (
    Mistake(
        lambda E, V: _gradient(E, V) / len(E),
        "It is divided by N once more. That has happened already, in E of the last layer.",
    ),
    Mistake(
        lambda E, V: np.roll(_gradient(E, V), -1, axis=1),
        "The column of the biases stands last; it must come first, as in W.",
    ),
    Mistake(
        lambda E, V: _bias_over(E, V, len(E)),
        "The column of the biases is a mean over the samples, all others are sums. All are sums: N is in E already.",
    ),
    Mistake(
        lambda E, V: np.c_[np.zeros(E.shape[1]), _gradient(E, V)[:, 1:]],
        "The column of the biases is 0. Their input is the constant 1.",
    ),
    Mistake(
        lambda E, V: np.c_[np.ones(E.shape[1]), _gradient(E, V)[:, 1:]],
        "The column of the biases is 1. Their input is 1, so their gradient is the sum of the errors.",
    ),
    Mistake(
        lambda E, V: _gradient(E[:1], V[:, :1]),
        "Only the first sample comes in. Likely cause: a `return` inside the loop over the samples.",
    ),
    Mistake(
        lambda E, V: _gradient(E[-1:], V[:, -1:]),
        "Only the last sample comes in. Likely cause: `=` where `+=` is meant, in a loop over the samples.",
    ),
    Mistake(
        lambda E, V: -_gradient(E, V),
        "The sign is wrong everywhere. The minus belongs in the step downhill, not in the gradient.",
    ),
    Mistake(
        lambda E, V: np.outer(E.sum(axis=0), _tilde(V).sum(axis=1)),
        "Errors and inputs are summed first and multiplied then. Multiply each sample's error with its own input; "
        "a matrix product does it.",
    ),
    Mistake(
        lambda E, V: E.T @ V.T,
        "One column is missing, that of the biases: their input is the row of ones.",
    ),
)


@check(
    "One sample first: the derivative by ω_ij is e_i times ṽ_j, an outer product.",
    "The sum over the samples of outer products is a matrix product: E transposed, (n_l, N), times Ṽ "
    "transposed, (N, n_{l-1} + 1).",
    "`E.T @ add_ones(V).T`",
)
def gradient(function):
    """Against a sum of outer products."""
    rng = np.random.default_rng(3)
    cases = [
        (rng.standard_normal((N, m)), rng.standard_normal((n, N))) for m, n, N in ((3, 5, 7), (2, 4, 1), (1, 3, 6))
    ]
    layout = "the gradient has a row for each neuron, like W"
    compare(function, cases, _gradient, GRADIENT_MISTAKES, layout, _samples)
    return "three layers of different sizes, many samples and one."


# --- backward -------------------------------------------------------------------------------------


def _forward(W, h, X):
    S, V = [None], [X]
    for l in range(1, len(W)):
        S.append(W[l] @ _tilde(V[-1]))
        V.append(h[l](S[-1]))
    return S, V


def _softmax(S):
    e = np.exp(S - S.max(axis=0))
    return e / e.sum(axis=0)


def _cost(W, h, X, Y):
    """The mean cross-entropy: of a softmax, or of one sigmoid."""
    s = _forward(W, h, X)[0][-1]
    if len(s) == 1:
        return float(np.mean(np.logaddexp(0, s) - Y * s))
    s = s - s.max(axis=0)
    return float(np.mean(np.log(np.exp(s).sum(axis=0)) - (Y * s).sum(axis=0)))


def _spoiled(how):
    """Back-propagation with one line that goes wrong."""

    def backward(W, dh, S, V, Y):
        L, N = len(W) - 1, Y.shape[1]
        G = [None] * (L + 1)
        E = (V[L] - Y).T / N
        if how == "diagonal Jacobian":
            E = (-Y * (1 - V[L])).T / N
        if how == "h' at the output":
            E = E * (V[L] * (1 - V[L])).T
        if how == "labels missing":
            E = V[L].T / N
        if how == "binary":
            E = E / (V[L] * (1 - V[L])).T
        for l in range(L, 0, -1):
            before = S[l - 1] if how == "S for V" and l > 1 else V[l - 1]
            G[l] = E.T @ _tilde(before).T
            if how == "1/N at every layer" and l < L:
                G[l] = G[l] / N
            if l == 1:
                break
            weights = W[l][:, :-1] if how == "last column dropped" else W[l][:, 1:]
            E = E @ weights
            if how == "1/N carried down":
                E = E / N
            slope = dh[l - 1](S[l - 1])
            if how == "h'(V)":
                slope = dh[l - 1](V[l - 1])
            if how == "tanh everywhere":
                slope = 1 - V[l - 1] ** 2
            if how == "sigmoid everywhere":
                slope = V[l - 1] * (1 - V[l - 1])
            if how == "first derivative everywhere":
                slope = dh[1](S[l - 1])
            if how == "h' twice":
                slope = slope**2
            if how == "times S":
                slope = slope * S[l - 1]
            if how == "V for h'":
                slope = V[l - 1]
            if how != "h' missing":
                E = E * slope.T
        return G

    return backward


BACKWARD_MISTAKES = (
    Mistake(
        _spoiled("h'(V)"),
        "The last layer is right. Below it the derivative is taken at V: `dh[l-1]` wants S[l-1], the scores "
        "before the activation.",
    ),
    Mistake(
        _spoiled("tanh everywhere"),
        "The last layer is right. Below it 1 − v² is tanh's derivative; layers have other activations, too. Use "
        "`dh[l-1]` of S[l-1].",
    ),
    Mistake(
        _spoiled("sigmoid everywhere"),
        "The last layer is right. Below it v (1 − v) is the sigmoid's derivative; layers have other activations, "
        "too. Use `dh[l-1]` of S[l-1].",
    ),
    Mistake(
        _spoiled("first derivative everywhere"),
        "Every layer has the derivative of the first. Between layer l and l − 1 it is `dh[l-1]`.",
    ),
    Mistake(
        _spoiled("h' missing"),
        "The last layer is right. Below it the derivative of the activation is missing: after the weights comes "
        "`dh[l-1]`.",
    ),
    Mistake(
        _spoiled("h' twice"),
        "The last layer is right. Below it the derivative of the activation comes in twice.",
    ),
    Mistake(
        _spoiled("times S"),
        "The last layer is right. Below it there is a factor S too many.",
    ),
    Mistake(
        _spoiled("V for h'"),
        "The last layer is right. Below it V stands where the derivative of the activation should.",
    ),
    Mistake(
        _spoiled("S for V"),
        "The first layer is right, the others are not: the gradient is taken with S[l-1]. The input of layer l is "
        "V[l-1].",
    ),
    Mistake(
        _spoiled("last column dropped"),
        "The last layer is right. On the way down the last column of W is dropped; it is the first that holds the "
        "biases.",
    ),
    Mistake(
        _spoiled("1/N at every layer"),
        "The last layer is right, all others are N times too small: divide by N once only, in E[L].",
    ),
    Mistake(
        _spoiled("1/N carried down"),
        "From each layer to the one below, another factor 1/N comes in: divide by N once only, in E[L].",
    ),
    Mistake(
        _spoiled("diagonal Jacobian"),
        "The error of the last layer is 0 but for the true class. Softmax does not act entry by entry: each score "
        "changes all probabilities. With the cross-entropy it all comes to v − y.",
    ),
    Mistake(
        _spoiled("h' at the output"),
        "There is a factor v (1 − v) at the output. With softmax, or one sigmoid, and its cross-entropy it has "
        "cancelled: E[L] is v − y, over N.",
    ),
    Mistake(
        _spoiled("labels missing"),
        "The labels do not come in: E[L] is v − y, over N.",
    ),
    Mistake(
        _spoiled("binary"),
        "This is the derivative of the cost by V, (v − y) / (v (1 − v)). E[L] is that by S: the factor cancels.",
    ),
)


def _networks():
    """Softmax and sigmoid outputs, three layers and one; no two sizes that could be mistaken.

    In each network all sizes differ, and no layer is larger by 1 than one beside it: a row of
    ones or a column of biases more or less never makes one shape of another.
    """
    rng = np.random.default_rng(6)
    for sizes, h, dh in (
        ((4, 7, 5, 3), [None, np.tanh, _softplus, _softmax], [None, _d_tanh, _d_softplus, None]),
        ((3, 5, 1), [None, _bell, _d_softplus], [None, _d_bell, None]),
        ((2, 4), [None, _softmax], [None, None]),
    ):
        N = 11
        W = [None] + [rng.standard_normal((m, n + 1)) for n, m in zip(sizes, sizes[1:])]
        K = sizes[-1]
        labels = np.array([0, 1, 1, 2, 0, 1, 1, 1, 2, 1, 0]) % max(K, 2)
        Y = np.eye(K)[:, labels] if K > 1 else labels[None, :].astype(float)
        yield W, h, dh, rng.standard_normal((sizes[0], N)), Y


def _check_layers(G, W):
    """Say whether shapes tell that a gradient was taken with the V or the E of another layer."""
    if not isinstance(G, (list, tuple)) or len(G) != len(W):
        return
    sizes = [W[1].shape[1] - 1, *(len(w) for w in W[1:])]
    for l in range(len(W) - 1, 0, -1):
        shape = G[l].shape if isinstance(G[l], np.ndarray) else ()
        if len(shape) != 2 or shape == W[l].shape:
            continue
        cause = ""
        if shape == (sizes[l], sizes[l] + 1):
            cause = (
                f"Likely cause: in layer {l} it was multiplied with its own output V[{l}]. The gradient takes the "
                "input of the layer, which is the output of the layer before."
            )
        elif shape in ((sizes[l - 1], sizes[l - 1] + 1), (sizes[l - 1], sizes[l - 1])):
            cause = (
                f"It has a row for each neuron of layer {l - 1}. Likely cause: E has gone down to layer {l - 1} "
                f"already when G[{l}] is taken. Take it first, then go down."
            )
        if cause:
            raise NotYet(f"`G[{l}]` has shape {shape}; expected {W[l].shape}, as `W[{l}]`. {cause}")


@check(
    "Begin at the top: E[L] is `(V[L] - Y).T / N`. Then a loop from l = L down to 1.",
    "In the loop: `G[l]` from `gradient(E[l], V[l-1])`; and as long as l > 1, `E[l-1]` from "
    "`E_previous(E[l], W[l], S[l-1], dh[l-1])`.",
    "`for l in range(L, 0, -1):` counts down to 1. Fill lists of L + 1 entries: `G = [None] * (L + 1)`.",
)
def backward(function):
    """The gradient of whole networks, layer by layer, by the gradient check."""
    for W, h, dh, X, Y in _networks():

        def bound(f, h=h, dh=dh, X=X, Y=Y):
            return lambda W: f(W, dh, *_forward(W, h, X), Y)

        def looked_at(W, student=bound(function)):
            G = student(W)
            _check_layers(G, W)
            return G

        report = check_gradient(
            lambda W: _cost(W, h, X, Y),
            looked_at,
            W,
            sizes={"N": Y.shape[1], "K": max(len(Y), 2)},
            mistakes=[replace(m, function=bound(m.function)) for m in BACKWARD_MISTAKES],
        )
        if report.error is not None:
            raise report.error
        if not report.passed:
            raise NotYet(str(report))
    return "networks of three layers, two and one, layer by layer, each at several weights."


# --- the bug hunt ---------------------------------------------------------------------------------

# The line of each faulty back-propagation of the notebook that is wrong, and why.
BUGS = {
    1: ("e", "the derivative of tanh is taken at V instead of S"),
    2: ("a", "it is not divided by N; a small η hides it"),
    3: ("d", "the last column of W is dropped instead of the first"),
    4: ("c", "the biases get no gradient, so they stay what they were"),
    5: ("e", "the derivative is left out"),
    6: ("a", "only the first half of the samples counts"),
    7: ("d", "the signs of the weights are lost on the way down"),
    8: ("b", "the loop ends one layer too early, so the first layer never learns"),
}


def _bugged(bug):
    """The loop of the notebook with one of the BUGS in it."""

    def backward(W, dh, S, V, Y):
        L, N = len(W) - 1, Y.shape[1]
        G = [None] + [np.zeros_like(w) for w in W[1:]]
        E = (V[L] - Y).T / (1 if bug == 2 else N)
        if bug == 6:
            E[N // 2 :] = 0
        for l in range(L, 1 if bug == 8 else 0, -1):
            G[l] = E.T @ _tilde(V[l - 1]).T
            if bug == 4:
                G[l][:, 0] = 0
            if l > 1:
                weights = W[l][:, :-1] if bug == 3 else W[l][:, 1:]
                E = E @ (np.abs(weights) if bug == 7 else weights)
                if bug != 5:
                    E = E * dh[l - 1](V[l - 1] if bug == 1 else S[l - 1]).T
        return G

    return backward


faulty = {bug: _bugged(bug) for bug in BUGS}


def _not_this_line(bug, answer, line):
    """What to say of a wrong answer."""
    if not isinstance(answer, str) or answer not in set("abcde"):
        return f'Bug {bug}: {answer!r} is not a line. Write a letter from "a" to "e".'
    if {answer, line} == {"d", "e"}:
        where_to_look = "(d) or (e)? Look at what happened without activations."
    else:
        where_to_look = "Which layers does the gradient check call right?"
    return f"Bug {bug}: not line ({answer}). {where_to_look}"


def hunt(answers):
    """Say of each answer whether it is the line; a letter "a" to "e", or "?" for not yet.

    Parameters
    ----------
    answers : dict
        ``{number of the bug: letter of the line}``.
    """
    lines, open_, wrong = [], 0, 0
    for bug, (line, reason) in BUGS.items():
        answer = answers.get(bug, "?") if isinstance(answers, dict) else "?"
        if answer == "?":
            open_ += 1
        elif answer == line:
            lines.append(f"Bug {bug}: yes, line ({line}): {reason}.")
        else:
            wrong += 1
            lines.append(_not_this_line(bug, answer, line))
    if not isinstance(answers, dict):
        lines.append('Write the answers as a dictionary: {1: "a", 2: "?"}.')
    if open_ + wrong:
        lines.append(f"{open_ + wrong} of {len(BUGS)} still to find.")
    kind = NOT_YET if wrong else NOT_ATTEMPTED if open_ else CORRECT
    display(Verdict(kind, "bug hunt", "\n".join(lines)))
