"""The exercises of notebook 06: mini-batches, momentum, Adam; and forward and backward once more."""

import inspect
import re
from functools import wraps

import numpy as np

from helpers.checking.compare import NotYet, compare_lists
from helpers.checking.mistakes import Mistake
from helpers.checks.back_propagation import backward
from helpers.checks.multi_layer_perceptron import forward
from helpers.exercises import check
from helpers.explain import explain_error
from helpers.words import kind

__all__ = ["adam", "backward", "forward", "minibatches", "momentum"]

# --- what is done to the arguments ----------------------------------------------------------------


def _told_of_changes(function, cause):
    """The student's function; if it changes an argument, this cause is named and not the general one."""

    @wraps(function)
    def call(*arguments):
        try:
            return function(*arguments)
        except NotYet as error:
            found, general, _ = str(error).partition("Likely cause: `+=`")
            if not general:
                raise
            names = ", ".join(inspect.signature(function).parameters)
            found = found.partition("\n")[2]  # without the call, which is long with all its arrays
            raise NotYet(f"`{function.__name__}({names})`\n{found}{cause}") from None

    return call


def _told_of_lists(function):
    """An optimiser of the student; what goes wrong with lists of arrays gets the words for it."""
    function = _told_of_changes(
        function,
        "`W.copy()` copies the list, not its arrays. Begin with lists of your own, as in `W = list(W)`, and write "
        "`W[l] = W[l] - …`, which makes a new array, not `W[l] -= …`.",
    )

    @wraps(function)
    def call(*arguments):
        try:
            return function(*arguments)
        except Exception as error:
            cause = error.__cause__
            if not isinstance(cause, TypeError) or not re.search("multiply sequence|'list'", str(cause)):
                raise
            own = function
            while hasattr(own, "__wrapped__"):
                own = own.__wrapped__
            line = explain_error(cause, own).rpartition("\n")[0]
            raise NotYet(
                f"{line}\nW, G and m are lists, and one cannot compute with a list. Work layer by layer, with the "
                "arrays in them: `m[l]` and `G[l]`, for l = 1 … L."
            ) from None

    return call


# --- minibatches ----------------------------------------------------------------------------------


def _samples(N, n=3, K=2):
    """N samples whose numbers say which sample they are: column i of X is i, -i, i² …, of Y i, 0 …"""
    i = np.arange(1, N + 1.0)
    X = [i, -i, i**2, *(100 * row + i for row in range(3, n))]
    Y = [i, 0 * i, *(row * i for row in range(2, K))]
    return np.array(X), np.array(Y)


def _read(answer, X, Y, batch_size):
    """The batches as lists of samples; raises NotYet at the first that is not made of whole samples."""
    N = X.shape[1]
    call = f"`minibatches(X, Y, {batch_size}, rng)` of {N} samples"
    if isinstance(answer, (tuple, list)) and [type(part) for part in answer] == [np.ndarray] * 2:
        raise NotYet(
            f"{call}\nA single pair was returned; expected: pairs, one for each batch. Likely cause: `return` inside "
            "the loop, which ends the function at the first batch. With `yield` in its place the loop goes on."
        )
    try:
        batches = list(answer)
    except TypeError:
        raise NotYet(
            f"{call}\nreturns {kind(answer)}; expected: pairs, one after the other. Use `yield` in a loop, or "
            "return a list of pairs."
        ) from None
    if len(batches) > N:
        raise NotYet(f"{call}\ngives more than {N} batches. Likely cause: a loop that does not end, or empty batches.")
    known, found = (X, Y), []
    expected = f"expected: ({len(X)}, n_b) and ({len(Y)}, n_b)"
    for number, batch in enumerate(batches, 1):
        if not isinstance(batch, (tuple, list)) or len(batch) != 2:
            raise NotYet(f"{call}\nbatch {number} is {kind(batch)}; expected: a pair, X and Y of the batch.")
        shapes = [np.shape(part) for part in batch]
        if any(len(shape) != 2 for shape in shapes):
            raise NotYet(
                f"{call}\nbatch {number} has arrays of shapes {shapes[0]} and {shapes[1]}; {expected}, also for a "
                "batch of one sample."
            )
        rows = [f"`{name}[:, batch]`" for name, shape, a in zip("XY", shapes, known) if shape[0] != len(a)]
        if rows:
            raise NotYet(
                f"{call}\nbatch {number} has arrays of shapes {shapes[0]} and {shapes[1]}; {expected}. Samples are "
                f"columns, so it is the second axis that is indexed: {' and '.join(rows)}."
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
                "features, are shuffled; or numbers are changed. Samples are columns: `X[:, order]`."
            )
        if samples[0] != samples[1]:
            raise NotYet(
                f"{call}\nbatch {number} puts samples together with labels of others: X and Y are shuffled apart. "
                "Draw one order, and use it for both."
            )
        found.append(samples[0])
    return call, found


def _check_epoch(call, batches, X, Y, batch_size):
    """Raise NotYet unless every sample comes once, in batches of the right sizes."""
    N = X.shape[1]
    seen = [sample for batch in batches for sample in batch]
    sizes = [len(batch) for batch in batches]
    rest = N % batch_size
    if not seen:
        raise NotYet(f"{call}\ngives no batch at all. Likely cause: a `return` or `yield` that is never reached.")
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
    # As many as there are rows, or the whole batches that begin below that number.
    by_rows = {k for rows in (len(X), len(Y)) for k in (rows, -(-rows // batch_size) * batch_size)}
    if len(seen) < N and len(seen) in by_rows:
        raise NotYet(
            f"{call}\nshows {len(seen)} of the {N} samples only. Likely cause: the rows of X are counted, by "
            "`len(X)` or `X.shape[0]`. Samples are columns: their number is `X.shape[1]`."
        )
    if len(seen) < N:
        raise NotYet(
            f"{call}\nshows {len(seen)} of the {N} samples only. Likely cause: the loop ends too early, "
            "perhaps by a `return` inside it."
        )
    if 0 in sizes:
        raise NotYet(
            f"{call}\ngives batches of {sizes} samples: one is empty, since {batch_size} divides {N}. Likely cause: "
            "one round too many, as with `range(N // batch_size + 1)`. In `range(0, N, batch_size)` no batch begins "
            "beyond the end."
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
    function = _told_of_changes(
        function,
        "Likely cause: `rng.shuffle`, which changes the array that it is given, and exchanges rows. Shuffle the "
        "numbers of the columns, `rng.permutation(N)`, and leave X and Y as they are.",
    )
    # First as many rows as columns: rows that are taken for samples give batches that can be looked at.
    for sizes, batch_size in (
        ((10, 10, 10), 4), ((12,), 3), ((5,), 5), ((7,), 1), ((1,), 1), ((3,), 8),
    ):  # fmt: skip
        X, Y = _samples(*sizes)
        call, batches = _read(function(X, Y, batch_size, np.random.default_rng(1)), X, Y, batch_size)
        _check_epoch(call, batches, X, Y, batch_size)
    N, rng = 40, np.random.default_rng(2)
    X, Y = _samples(N)

    def order(rng):
        return [i for batch in _read(function(X, Y, 8, rng), X, Y, 8)[1] for i in batch]

    epochs = [order(rng) for _ in range(3)]
    if epochs[0] == sorted(epochs[0]):
        raise NotYet("The samples come in the order in which they are stored. Shuffle them: `rng.permutation(N)`.")
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
    blocks = [tuple(sorted(batch)) for batch in _read(function(X, Y, 8, rng), X, Y, 8)[1]]
    if set(blocks) == {tuple(range(k + 1, k + 9)) for k in range(0, N, 8)}:
        raise NotYet(
            "The batches come in a random order, but each holds the same neighbours every time. Shuffle the "
            "samples, not the batches."
        )
    return "every sample once in an epoch, in a new order each time; the last batch is as short as it must be."


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


def _of_steps(W, G, m, eta, beta, sign):
    """Momentum whose m has η in it, and is added to W, or subtracted."""
    m = [None] + [beta * m[l] + eta * G[l] for l in range(1, len(W))]
    return [None] + [W[l] + sign * m[l] for l in range(1, len(W))], m


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
    Mistake(
        lambda W, G, m, eta, beta=0.9: _of_steps(W, G, m, -eta, beta, 1),
        "This is the form of Keras: m holds steps, β m − η G, that are added to W. Here m is a mean of gradients, "
        "and η and the minus come in when W changes.",
    ),
    Mistake(
        lambda W, G, m, eta, beta=0.9: _of_steps(W, G, m, eta, beta, -1),
        "η is in m, as β m + η G. Here m is a mean of gradients, and η comes in when W changes.",
    ),
    Mistake(
        lambda W, G, m, eta, beta=0.9: _momentum(W, G, m, eta, 0.9),
        "β is 0.9 whatever is asked for. Use the argument `beta`.",
    ),
    Mistake(
        lambda W, G, m, eta, beta=0.9: _momentum(W, G, m, eta, beta)[::-1],
        "The two lists come back in the wrong order: first W, then m.",
    ),
    Mistake(
        lambda W, G, m, eta, beta=0.9: (
            _momentum(W, G, m, eta / (1 - beta), beta)[0],
            _momentum(W, G, m, eta, beta)[1],
        ),
        "The step is divided by 1 − β. m is a mean already; the step is η times m.",
    ),
    Mistake(
        _spoiled_momentum(own=lambda beta: 1, decay=lambda beta: beta / (1 - beta)),
        "m is divided by 1 − β, and the next step divides it once more. It is a mean already.",
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


# Square ones, so that a matrix product where there should be none runs, and can be named.
SAME, OTHER = ((3, 3), (3, 3)), ((4, 3), (2, 5), (3, 3))


@check(
    "First the new m, for each layer: β times the old one, plus (1 − β) times the gradient.",
    "Then the step with the *new* m: `W[l] - eta * m[l]`. Do both for l = 1 … L, and put None in front.",
    "`m = [None] + [beta * m[l] + (1 - beta) * G[l] for l in range(1, len(W))]`, and W likewise.",
)
def momentum(function):
    """Single steps from any m, for layers of equal and of different shapes."""
    function = _told_of_lists(function)
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
    if how == "fixed":
        beta1, beta2 = 0.9, 0.999
    for l in range(1, len(W)):
        g = G[l]
        own1, own2 = (1 - beta1, 1 - beta2)
        if how == "no 1 - beta1":
            own1 = 1
        if how == "no 1 - beta2":
            own2 = 1
        a = beta1 * m[l] + own1 * g
        squared = {
            "g for g²": g,
            "norm": np.sum(g**2),
            "|g|": np.abs(g),
            "m²": a**2,
            "old m²": m[l] ** 2,
            "g @ g": g @ g if len(g) == len(g.T) else None,
            "g @ gᵗ": g @ g.T if len(g) == len(g.T) else None,
        }.get(how, g**2)
        b = beta2 * v[l] + own2 * squared
        time = {"t - 1": t - 1, "t + 1": t + 1, "t per layer": len(W[1:]) * (t - 1) + l, "no exponent": 1}
        power = time.get(how, t)
        c1, c2 = 1 - beta1**power, 1 - beta2**power
        if how == "β t":
            c1, c2 = 1 - beta1 * t, 1 - beta2 * t
        if how == "fixed in the corrections":
            c1, c2 = 1 - 0.9**t, 1 - 0.999**t
        if how == "β₁ in both":
            c2 = c1
        if how == "β₂ in both":
            c1 = c2
        if how == "multiplied":
            c1, c2 = 1 / c1, 1 / c2
        if how in ("no correction", "no m correction"):
            c1 = 1
        if how in ("no correction", "no v correction"):
            c2 = 1
        m_hat, v_hat = (m[l] if how == "old m" else a) / c1, (v[l] if how == "old v" else b) / c2
        with np.errstate(invalid="ignore"):  # a correction that goes wrong may make v̂ negative
            root = np.sqrt(v_hat)
        step = m_hat / (root + eps)
        if how == "root first":
            step = m_hat / (np.sqrt(b) / c2 + eps)
        if how == "efficient":
            step = m_hat * np.sqrt(c2) / (np.sqrt(b) + eps)
        if how == "brackets":
            step = m_hat / root + eps
        if how == "brackets, after η":
            step = m_hat / root + eps / eta
        if how == "brackets, + ε":
            step = m_hat / root - eps / eta
        if how == "no root":
            step = m_hat / (v_hat + eps)
        if how == "eps inside":
            step = m_hat / np.sqrt(v_hat + eps)
        if how == "no eps":
            step = m_hat / root
        if how == "g for m":
            step = g / (root + eps)
        new_W.append(W[l] + eta * step if how == "uphill" else W[l] - eta * step)
        old = how == "m, v returned old"
        new_m.append(m_hat if how in ("hats stored", "m̂ stored") else m[l] if old else a)
        new_v.append(v_hat if how in ("hats stored", "v̂ stored") else v[l] if old else b)
    return new_W, new_m, new_v


def _spoiled_adam(how):
    def adam(W, G, m, v, t, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        return _adam(W, G, m, v, t, eta, beta1, beta2, eps, how)

    return adam


# What several ways of writing it have in common.
_BRACKETS = "Brackets are missing: √v̂ + ε is divided by, as a whole. `a / b + c` is (a / b) + c."
_ENTRIES = "`@` is the matrix product. Here each entry of the gradient is squared by itself."
_OF_M = "v is a mean of squares of m; it should be one of squares of the gradient."
_FIXED = "Where β₁ and β₂ belong stand 0.9 and 0.999. Use the arguments `beta1` and `beta2`."

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
    Mistake(_spoiled_adam("brackets"), _BRACKETS),
    Mistake(_spoiled_adam("brackets, after η"), _BRACKETS),
    Mistake(_spoiled_adam("brackets, + ε"), _BRACKETS),
    Mistake(
        _spoiled_adam("m̂ stored"),
        "m̂ is returned in place of m, so that its correction is made again and again. It serves this step only: "
        "give it a name of its own.",
    ),
    Mistake(
        _spoiled_adam("v̂ stored"),
        "v̂ is returned in place of v, so that its correction is made again and again. It serves this step only: "
        "give it a name of its own.",
    ),
    Mistake(
        _spoiled_adam("multiplied"),
        "m and v are multiplied by 1 − β^t. Divide: the means are too small at first, and must grow.",
    ),
    Mistake(
        _spoiled_adam("β₁ in both"),
        "Both corrections have β₁ in them. That of v has β₂: v̂ is v / (1 − β₂^t).",
    ),
    Mistake(
        _spoiled_adam("β₂ in both"),
        "Both corrections have β₂ in them. That of m has β₁: m̂ is m / (1 − β₁^t).",
    ),
    Mistake(
        _spoiled_adam("root first"),
        "The root of v is taken first, and corrected then. Correct v, and take the root of v̂.",
    ),
    Mistake(_spoiled_adam("m²"), _OF_M),
    Mistake(_spoiled_adam("old m²"), _OF_M),
    Mistake(_spoiled_adam("fixed"), _FIXED),
    Mistake(_spoiled_adam("fixed in the corrections"), _FIXED),
    Mistake(
        _spoiled_adam("efficient"),
        "ε is added to √v before the correction. That is the shorter form in the paper, whose ε is another. Here "
        "it is added to √v̂.",
    ),
    Mistake(
        _spoiled_adam("β t"),
        "The corrections have β times t in them; they should have β to the power of t, `beta1**t`.",
    ),
    Mistake(_spoiled_adam("g @ g"), _ENTRIES),
    Mistake(_spoiled_adam("g @ gᵗ"), _ENTRIES),
)


@check(
    "Four lines for each layer: the new m, the new v with `G[l] ** 2`, both corrected, the step.",
    "`m_hat = m[l] / (1 - beta1**t)` serves the step only; what is returned is m, not m_hat.",
    "The step is `eta * m_hat / (np.sqrt(v_hat) + eps)`, entry by entry.",
)
def adam(function):
    """Single steps at t = 1, 2 and 5, with an ε that shows, for layers of equal and different shapes."""
    function = _told_of_lists(function)
    cases = [
        (*_steps(SAME, 1, "adam"), 2, 0.3, 0.3, 0.45, 0.05),
        (*_steps(SAME, 2, "adam"), 5, 0.05, 0.6, 0.7, 0.3),
    ]
    compare_lists(function, cases, _adam, ADAM_MISTAKES, names="Wmv")
    compare_lists(function, [(*_steps(OTHER, 3, "adam"), 1, 0.1, 0.9, 0.99, 0.1)], _adam, (), names="Wmv")
    return "the new weights, m and v, at several times t, for networks of two and three layers."
