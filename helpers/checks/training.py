"""The exercises of notebook 06: mini-batches, momentum, Adam; and forward and backward once more."""

import numpy as np

from helpers.checks.back_propagation import backward
from helpers.checks.multi_layer_perceptron import forward
from helpers.diagnosis import Mistake, NotYet, compare_lists, kind
from helpers.exercises import check

__all__ = ["adam", "backward", "forward", "minibatches", "momentum"]

# --- minibatches ----------------------------------------------------------------------------------


def _samples(N):
    """N samples whose numbers say which sample they are: column i of X is i, -i, i², of Y i and 0."""
    i = np.arange(1, N + 1.0)
    return np.array([i, -i, i**2]), np.array([i, 0 * i])


def _read(answer, N, batch_size):
    """The batches as lists of samples; raises NotYet at the first that is not made of whole samples."""
    call = f"`minibatches(X, Y, {batch_size}, rng)` of {N} samples"
    try:
        batches = list(answer)
    except TypeError:
        raise NotYet(
            f"{call}\nreturns {kind(answer)}; expected: pairs, one after the other. Use `yield` in a loop, or "
            "return a list of pairs."
        ) from None
    if len(batches) > N:
        raise NotYet(
            f"{call}\ngives more than {N} batches. Likely cause: a loop that does not end, or empty batches."
        )
    known, found = _samples(N), []
    for number, batch in enumerate(batches, 1):
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            raise NotYet(f"{call}\nbatch {number} is {kind(batch)}; expected: a pair, X and Y of the batch.")
        shapes = [np.shape(part) for part in batch]
        if any(len(shape) != 2 for shape in shapes):
            raise NotYet(
                f"{call}\nbatch {number} has arrays of shapes {shapes[0]} and {shapes[1]}; expected: (3, n_b) and "
                "(2, n_b), also for a batch of one sample."
            )
        if any(shape[0] != len(a) for shape, a in zip(shapes, known)):
            raise NotYet(
                f"{call}\nbatch {number} has arrays of shapes {shapes[0]} and {shapes[1]}; expected: (3, n_b) and "
                "(2, n_b). Samples are columns: take some columns and all rows, `X[:, batch]`."
            )
        if shapes[0][1] != shapes[1][1]:
            raise NotYet(f"{call}\nbatch {number} has {shapes[0][1]} columns of X and {shapes[1][1]} of Y.")
        samples = [np.asarray(part, float)[0].tolist() for part in batch]
        whole = all(
            set(columns) <= set(a[0]) and np.array_equal(part, a[:, [int(i) - 1 for i in columns]])
            for part, columns, a in zip(batch, samples, known)
        )
        if not whole:
            raise NotYet(
                f"{call}\nbatch {number} has columns that are not samples. Likely cause: the rows, that is the "
                "features, are shuffled, too; or numbers are changed. Shuffle whole columns."
            )
        if samples[0] != samples[1]:
            raise NotYet(
                f"{call}\nbatch {number} puts samples together with labels of others: X and Y are shuffled apart. "
                "Draw one order, and use it for both."
            )
        found.append(samples[0])
    return call, found


def _check_epoch(call, batches, N, batch_size):
    """Raise NotYet unless every sample comes once, in batches of the right sizes."""
    seen = [sample for batch in batches for sample in batch]
    sizes = [len(batch) for batch in batches]
    rest = N % batch_size
    if not seen:
        raise NotYet(
            f"{call}\ngives no batch at all. Likely cause: a `return` or `yield` that is never reached."
        )
    if len(set(seen)) < len(seen):
        raise NotYet(
            f"{call}\nshows some samples twice. In one epoch each comes once: draw one order of all samples, "
            "`rng.permutation(N)`, and cut it into pieces."
        )
    if len(seen) == N - rest and rest:
        raise NotYet(
            f"{call}\ngives batches of {sizes}: the last {rest} samples are dropped. When N is no multiple of "
            "batch_size, the last batch is shorter."
        )
    if len(seen) < N:
        raise NotYet(
            f"{call}\nshows {len(seen)} of the {N} samples only. Likely cause: the loop ends too early."
        )
    expected = [batch_size] * (N // batch_size) + [rest] * (rest > 0)
    if sizes != expected:
        raise NotYet(f"{call}\ngives batches of {sizes} samples; expected {expected}.")


@check(
    "One order for the whole epoch: `rng.permutation(X.shape[1])` holds each column's number once.",
    "Go through that order in steps of `batch_size`: `range(0, N, batch_size)`. A slice that reaches beyond the "
    "end is just shorter, so the last batch takes care of itself.",
    "`batch = order[start : start + batch_size]`, and `yield X[:, batch], Y[:, batch]`.",
)
def minibatches(function):
    """Whole samples, each once, in a new random order, in batches of the right sizes."""
    for N, batch_size in ((10, 4), (12, 3), (5, 5), (7, 1), (1, 1), (3, 8)):
        X, Y = _samples(N)
        call, batches = _read(function(X, Y, batch_size, np.random.default_rng(1)), N, batch_size)
        _check_epoch(call, batches, N, batch_size)
    N, rng = 40, np.random.default_rng(2)
    X, Y = _samples(N)

    def order(rng):
        return [i for batch in _read(function(X, Y, 8, rng), N, 8)[1] for i in batch]

    epochs = [order(rng) for _ in range(3)]
    if epochs[0] == sorted(epochs[0]):
        raise NotYet(
            "The samples come in the order in which they are stored. Shuffle them: `rng.permutation(N)`."
        )
    if epochs[0] == epochs[1] == epochs[2]:
        raise NotYet(
            "Every epoch has the same order. Likely cause: a generator of your own, with a fixed seed. Draw from "
            "the `rng` that is given: it goes on where it stopped."
        )
    if epochs[0] != order(np.random.default_rng(2)):
        raise NotYet(
            "With the same seed in `rng` the order is another each time. Likely cause: `np.random` or a generator "
            "of your own. Draw from the `rng` that is given, so that a run can be repeated."
        )
    blocks = [tuple(sorted(batch)) for batch in _read(function(X, Y, 8, rng), N, 8)[1]]
    if set(blocks) == {tuple(range(k + 1, k + 9)) for k in range(0, N, 8)}:
        raise NotYet(
            "The batches come in a random order, but each holds the same neighbours every time. Shuffle the "
            "samples, not the batches."
        )
    return (
        "every sample once in an epoch, in a new order each time; the last batch is as short as it must be."
    )


# --- momentum -------------------------------------------------------------------------------------


def _momentum(W, G, m, eta, beta, *, own=None, decay=None, old=False, reset=False, shared=False, sign=1):
    """One step, entry by entry over the layers; the options spoil it."""
    own = 1 - beta if own is None else own(beta)
    decay = beta if decay is None else decay(beta)
    new_W, new_m = [None], [None]
    for l in range(1, len(W)):
        before = 0 * m[l] if reset else m[1] if shared else m[l]
        new_m.append(decay * before + own * G[l])
        new_W.append(W[l] - sign * eta * (before if old else new_m[l]))
    return new_W, new_m


def _spoiled_momentum(**options):
    return lambda W, G, m, eta, beta=0.9: _momentum(W, G, m, eta, beta, **options)


MOMENTUM_MISTAKES = (
    Mistake(
        _spoiled_momentum(own=lambda beta: 1),
        "The factor 1 − β of the gradient is missing. (Some libraries define it so; steps are then 1 / (1 − β) "
        "times as long.)",
    ),
    Mistake(
        _spoiled_momentum(old=True),
        "The step is taken with the old m, so the first step goes nowhere. Compute the new m first.",
    ),
    Mistake(
        _spoiled_momentum(reset=True),
        "The old m does not come in: m starts from zero at each step.",
    ),
    Mistake(
        _spoiled_momentum(own=lambda beta: beta, decay=lambda beta: 1 - beta),
        "β and 1 − β are exchanged: β belongs to the old m.",
    ),
    Mistake(
        _spoiled_momentum(shared=True),
        "All layers share the m of layer 1. Each has its own, `m[l]`.",
    ),
    Mistake(
        _spoiled_momentum(sign=-1),
        "The step goes uphill: subtract.",
    ),
    Mistake(
        _spoiled_momentum(own=lambda beta: beta - 1),
        "The gradient comes into m with a minus. m is a mean of gradients; the minus is in the step.",
    ),
    Mistake(
        lambda W, G, m, eta, beta=0.9: (
            [None] + [W[l] - eta * G[l] for l in range(1, len(W))],
            _momentum(W, G, m, eta, beta)[1],
        ),
        "The step is taken with the gradient. m is computed, but not used.",
    ),
    Mistake(
        lambda W, G, m, eta, beta=0.9: (_momentum(W, G, m, eta, beta)[0], m),
        "The step is right, but the m that is returned is the old one: the next step will need the new.",
    ),
    Mistake(
        lambda W, G, m, eta, beta=0.9: (
            [None] + [W[l] - _momentum(W, G, m, eta, beta)[1][l] for l in range(1, len(W))],
            _momentum(W, G, m, eta, beta)[1],
        ),
        "The learning rate η does not come in.",
    ),
)


def _steps(shapes, seed, rest):
    """W, G and as many lists of m, v as are needed, all entries positive in the last of them."""
    rng = np.random.default_rng(seed)

    def arrays():
        return [None] + [rng.standard_normal(shape) for shape in shapes]

    W, G, m, v = arrays(), arrays(), arrays(), arrays()
    v = [None] + [0.3 + a**2 for a in v[1:]]
    return [W, G, m, v][: 4 if rest == "adam" else 3]


SAME, OTHER = ((2, 3), (2, 3)), ((4, 3), (2, 5), (3, 3))


@check(
    "First the new m, for each layer: β times the old one, plus (1 − β) times the gradient.",
    "Then the step with the *new* m: `W[l] - eta * m[l]`. Do both for l = 1 … L, and put None in front.",
    "`m = [None] + [beta * m[l] + (1 - beta) * G[l] for l in range(1, len(W))]`, and W likewise.",
)
def momentum(function):
    """Single steps from any m, for layers of equal and of different shapes."""
    cases = [(*_steps(SAME, seed, "m"), eta, beta) for seed, eta, beta in ((1, 0.3, 0.8), (2, 0.05, 0.35))]
    compare_lists(function, cases, _momentum, MOMENTUM_MISTAKES, names="Wm")
    compare_lists(function, [(*_steps(OTHER, 3, "m"), 0.1, 0.6)], _momentum, (), names="Wm")
    return "the new weights and the new m, for networks of two and three layers."


# --- adam -----------------------------------------------------------------------------------------


def _adam(W, G, m, v, t, eta, beta1, beta2, eps, how=""):
    """One step of Adam, layer by layer; ``how`` names what goes wrong."""
    new_W, new_m, new_v = [None], [None], [None]
    if how == "swapped":
        beta1, beta2 = beta2, beta1
    for l in range(1, len(W)):
        g = G[l]
        own1, own2 = (1 - beta1, 1 - beta2)
        if how == "no 1 - beta1":
            own1 = 1
        if how == "no 1 - beta2":
            own2 = 1
        squared = {"g for g²": g, "norm": np.sum(g**2), "|g|": np.abs(g)}.get(how, g**2)
        a, b = beta1 * m[l] + own1 * g, beta2 * v[l] + own2 * squared
        time = {"t - 1": t - 1, "t + 1": t + 1, "t per layer": len(W[1:]) * (t - 1) + l, "no exponent": 1}
        power = time.get(how, t)
        c1, c2 = 1 - beta1**power, 1 - beta2**power
        if how in ("no correction", "no m correction"):
            c1 = 1
        if how in ("no correction", "no v correction"):
            c2 = 1
        m_hat, v_hat = (m[l] if how == "old m" else a) / c1, (v[l] if how == "old v" else b) / c2
        step = m_hat / (np.sqrt(v_hat) + eps)
        if how == "no root":
            step = m_hat / (v_hat + eps)
        if how == "eps inside":
            step = m_hat / np.sqrt(v_hat + eps)
        if how == "no eps":
            step = m_hat / np.sqrt(v_hat)
        if how == "g for m":
            step = g / (np.sqrt(v_hat) + eps)
        new_W.append(W[l] + eta * step if how == "uphill" else W[l] - eta * step)
        stored = how == "hats stored"
        new_m.append(m_hat if stored else m[l] if how == "m, v returned old" else a)
        new_v.append(v_hat if stored else v[l] if how == "m, v returned old" else b)
    return new_W, new_m, new_v


def _spoiled_adam(how):
    def adam(W, G, m, v, t, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        return _adam(W, G, m, v, t, eta, beta1, beta2, eps, how)

    return adam


ADAM_MISTAKES = (
    Mistake(
        _spoiled_adam("t - 1"),
        "The correction lags by one: at step t it is 1 − β^t. With t − 1 the first step divides by zero.",
    ),
    Mistake(
        _spoiled_adam("t + 1"),
        "The correction is one ahead: t is 1 at the first step already, so it is 1 − β^t.",
    ),
    Mistake(
        _spoiled_adam("t per layer"),
        "The time goes on from layer to layer. All layers are at the same step t.",
    ),
    Mistake(
        _spoiled_adam("no exponent"),
        "The correction is always 1 − β; it should be 1 − β^t. Right at the first step, too large a step later.",
    ),
    Mistake(
        _spoiled_adam("no correction"),
        "The corrections are missing. With β₁ = 0.9, β₂ = 0.999 the first step is then 3.16 times too long.",
    ),
    Mistake(
        _spoiled_adam("no m correction"),
        "The correction of m is missing: m̂ is m / (1 − β₁^t).",
    ),
    Mistake(
        _spoiled_adam("no v correction"),
        "The correction of v is missing: v̂ is v / (1 − β₂^t).",
    ),
    Mistake(
        _spoiled_adam("no root"),
        "The root is missing: divide by √v̂ + ε.",
    ),
    Mistake(
        _spoiled_adam("eps inside"),
        "ε is inside the root. It is added to √v̂.",
    ),
    Mistake(
        _spoiled_adam("no eps"),
        "ε does not come in: where a gradient is always 0, this divides 0 by 0.",
    ),
    Mistake(
        _spoiled_adam("g for g²"),
        "v is a mean of the gradients; it should be one of their *squares*.",
    ),
    Mistake(
        _spoiled_adam("|g|"),
        "v is a mean of absolute values; it should be one of squares.",
    ),
    Mistake(
        _spoiled_adam("norm"),
        "v has the squared norm of the whole gradient in it. Square entry by entry: each weight has its own v.",
    ),
    Mistake(
        _spoiled_adam("hats stored"),
        "m̂ and v̂ are returned in place of m and v, so that the correction is made again and again. They serve "
        "this step only.",
    ),
    Mistake(
        _spoiled_adam("m, v returned old"),
        "The step is right, but the old m and v are returned: the next step will need the new ones.",
    ),
    Mistake(
        _spoiled_adam("old m"),
        "The step uses the old m. Compute the new one first.",
    ),
    Mistake(
        _spoiled_adam("old v"),
        "The step uses the old v. Compute the new one first.",
    ),
    Mistake(
        _spoiled_adam("g for m"),
        "The step uses the gradient where m̂ should be.",
    ),
    Mistake(
        _spoiled_adam("no 1 - beta1"),
        "The factor 1 − β₁ of the gradient in m is missing.",
    ),
    Mistake(
        _spoiled_adam("no 1 - beta2"),
        "The factor 1 − β₂ of the squared gradient in v is missing.",
    ),
    Mistake(
        _spoiled_adam("swapped"),
        "β₁ and β₂ are exchanged: β₁ belongs to m, β₂ to v.",
    ),
    Mistake(
        _spoiled_adam("uphill"),
        "The step goes uphill: subtract.",
    ),
)


@check(
    "Four lines for each layer: the new m, the new v with `G[l] ** 2`, both corrected, the step.",
    "`m_hat = m[l] / (1 - beta1**t)` serves the step only; what is returned is m, not m_hat.",
    "The step is `eta * m_hat / (np.sqrt(v_hat) + eps)`, entry by entry.",
)
def adam(function):
    """Single steps at t = 1, 2 and 5, with an ε that shows, for layers of equal and different shapes."""
    cases = [
        (*_steps(SAME, 1, "adam"), 2, 0.3, 0.8, 0.95, 0.05),
        (*_steps(SAME, 2, "adam"), 5, 0.05, 0.6, 0.7, 0.3),
    ]
    compare_lists(function, cases, _adam, ADAM_MISTAKES, names="Wmv")
    compare_lists(function, [(*_steps(OTHER, 3, "adam"), 1, 0.1, 0.9, 0.99, 0.1)], _adam, (), names="Wmv")
    return "the new weights, m and v, at several times t, for networks of two and three layers."
