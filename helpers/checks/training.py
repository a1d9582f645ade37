"""The exercises of notebook 06: mini-batches, momentum, Adam; and forward and backward once more."""

from functools import cache, wraps
from operator import itemgetter

import numpy as np

from helpers import nn
from helpers.checking.compare import NotYet, check_first_line, compare
from helpers.checking.mistakes import mistakes
from helpers.checks.back_propagation import backward
from helpers.checks.multi_layer_perceptron import forward
from helpers.exercises import check
from helpers.running import times_slower
from helpers.words import kind

__all__ = ["adam", "backward", "forward", "minibatches", "momentum"]


def _advised(function, advice):
    """The student's function; if it changes an argument, it is said what to do instead."""

    @wraps(function)
    def call(*arguments):
        try:
            return function(*arguments)
        except NotYet as error:
            raise NotYet(f"{error.message}\n{advice}", error.what) from None

    return call


def _samples(N, n=3, K=2):
    """N samples whose numbers say which they are: a column of X is i, -i, i² …, of Y i, 0 …, and i is no whole number."""
    i = np.arange(1, N + 1) + 0.25
    X = [i, -i, i**2, *(100 * row + i for row in range(3, n))]
    Y = [i, 0 * i, *(row * i for row in range(2, K))]
    return np.array(X), np.array(Y)


def _which(part, a):
    """Which columns of an array these are, counted from 1; None if some are none of its columns."""
    if part.ndim != 2 or len(part) != len(a):
        return None
    found = [np.flatnonzero((a == column[:, None]).all(axis=0)) for column in part.T]
    return [int(i[0]) + 1 for i in found] if all(len(i) for i in found) else None


def _said_of_part(name, part, other, a, b):
    """What is wrong with an array that is not made of columns of ``a``; ``b`` is the other of X and Y."""
    if part.size and _which(part, b) is not None:
        return f"holds columns of {other} where those of {name} should be: X comes first, then Y."
    if part.ndim == 2 and _which(part.T, a) is not None:
        return f"is transposed: samples are columns of {name}, so they are columns of a batch, too."
    if part.ndim == 2 and part.shape[1] == a.shape[1] and all((a == row).all(axis=1).any() for row in part):
        return f"has rows of {name}, that is features. It is the second axis that is indexed: `{name}[:, batch]`."
    if part.ndim != 2 or len(part) != len(a):
        return f"has for {name} {kind(part)}; expected: ({len(a)}, n_b), also for a batch of one sample."
    if _which(np.sort(part, axis=0), np.sort(a, axis=0)) is not None:
        return f"has columns of {name} with their entries in another order: rows, that is features, were moved."
    if np.isin(part, a).all():
        return f"has columns that are not samples: their entries come from several columns of {name}."
    return f"has columns that are not samples: some of their numbers are not in {name} at all."


def _read(answer, X, Y, batch_size):
    """The batches as lists of samples; raises NotYet at the first that is not made of whole samples."""
    call = f"`minibatches(X, Y, {batch_size}, rng)` of {X.shape[1]} samples"
    if isinstance(answer, (tuple, list)) and [getattr(part, "ndim", 0) for part in answer] == [2, 2]:
        raise NotYet(
            f"{call}\nA single pair was returned; expected: one for each batch. `return` ends the function where it "
            "stands; `yield` gives a pair away, and the loop goes on."
        )
    try:
        batches = list(answer)
    except TypeError:
        message = f"returns {kind(answer)}; expected: pairs. `yield` them in a loop, or return a list."
        raise NotYet(f"{call}\n{message}") from None
    if len(batches) > X.shape[1]:
        raise NotYet(f"{call}\ngives more than {X.shape[1]} batches. Where does the loop end?", "difference")
    found = []
    for number, batch in enumerate(batches, 1):
        this = f"{call}\nbatch {number}"
        if not isinstance(batch, (tuple, list, np.ndarray)) or len(batch) != 2:
            first, how = batch[0] if isinstance(batch, list) and batch else None, ""
            if getattr(first, "ndim", 0) == 2 and [type(part) for part in batches] == [list, list]:
                how = " The answer holds two lists of arrays; `zip` makes pairs of them."
            elif isinstance(first, tuple) and [getattr(part, "ndim", 0) for part in first] == [2, 2]:
                how = " It holds pairs itself. Give them away one by one, or `return` the list."
            raise NotYet(f"{this} is {kind(batch)}; expected: a pair, X and Y of the batch.{how}")
        x, y = map(np.asarray, batch)
        if not x.size and not y.size:
            found.append([])
            continue
        for name, part, other, a, b in (("X", x, "Y", X, Y), ("Y", y, "X", Y, X)):
            if _which(part, a) is None:
                raise NotYet(f"{this} {_said_of_part(name, part, other, a, b)}")
        found.append(_which(x, X))
        if len(found[-1]) != y.shape[1]:
            raise NotYet(f"{this} has {len(found[-1])} columns of X and {y.shape[1]} of Y.")
        if found[-1] != _which(y, Y):
            raise NotYet(
                f"{this} puts samples together with labels of others: X and Y are shuffled apart. Draw one order, and "
                "use it for both."
            )
    return call, found


ONE_ORDER = "All batches together are one order of all samples, `rng.permutation(N)`, cut into pieces."


def _how_twice(batches, N, batch_size):
    """How a sample comes more than once in an epoch, in words; empty if none does."""
    seen = [sample for batch in batches for sample in batch]
    if len(set(seen)) == len(seen):
        return ""
    full, last = [batch for batch in batches if len(batch) == batch_size], batches[-1]
    again = len(seen) - len(set(seen))
    if batch_size > 1 and len(full) > 1 and all(a[1:] == b[:-1] for a, b in zip(full, full[1:])):
        return "Each batch begins only one sample after the one before. Go on in steps: `range(0, N, batch_size)`."
    if seen[N:] == seen[: len(seen) - N] and len(set(seen[:N])) == N and len(seen) < 2 * N:
        return "The last batch is filled up with the first samples. It is just shorter."
    if all(a and b and a[-1] == b[0] for a, b in zip(batches, batches[1:])):
        return "The last of each batch is the first of the next. A slice `a:b` ends before b."
    if all(set(a) < set(b) for a, b in zip(batches, batches[1:])):
        return "Each batch holds the one before, too. Where does it begin?"
    if last and seen[: -len(last)][-again:] == last[:again]:
        return f"The last batch begins too early: its first {again} have come already. Where does it begin?"
    return ONE_ORDER


def _check_epoch(call, batches, N, batch_size, counts):
    """Raise NotYet unless every sample comes once, in batches of the right sizes.

    ``counts(n, K)`` gives how many samples come where X has n rows, and Y has K.
    """
    sizes = [len(batch) for batch in batches]
    rest, seen = N % batch_size, sum(sizes)
    expected = [batch_size] * (N // batch_size) + [rest] * (rest > 0)
    if sizes == expected:
        return
    gives, what = f"gives batches of {sizes}; expected {expected}", ""
    if not seen:
        gives, what = "gives no batch with a sample in it. Is a `yield` or a `return` reached?", "difference"
    elif sizes[: len(expected)] == expected and not any(sizes[len(expected) :]):
        gives += ": one is empty at the end. In `range(0, N, batch_size)` no batch begins beyond it, even where "
        gives += "batch_size divides N."
    elif sizes == [min(size, batch_size - 1) for size in expected]:
        gives += ": the last sample of each is lost. A slice `a:b` ends before b already."
    elif rest and sizes == expected[:-1]:
        gives += f": {rest} samples are dropped. The last batch is shorter where N asks for it."
    elif seen < N and (rows := [a for a, *shape in (("X", 5, 2), ("Y", 3, 4)) if counts(3, 2) != counts(*shape)]):
        gives = f"shows {seen} of the {N} samples only, and another number if {rows[0]} has more rows: its rows are "
        gives += f"counted, as by `len({rows[0]})`. Samples are columns: their number is `X.shape[1]`."
    elif sizes == [len(part) for part in np.array_split(range(N), batch_size)]:
        gives += f": these are {batch_size} batches. `batch_size` is how many samples there are in each."
    elif len(sizes) > 1 and max(sizes) - min(sizes) < 2 and seen == N:
        gives += ": they are equal, as nearly as can be. Each has `batch_size` samples; only the last may have fewer."
        what = "difference"
    elif sizes == expected[:1]:
        gives, what = f"{gives}: only the first comes. Where do the loop and `return` stand?", "difference"
    else:
        gives, what = f"shows {seen} of the {N} samples only. It {gives}." if seen < N else f"{gives}.", "difference"
    raise NotYet(f"{call}\n{gives}", what)


def _check_order(batches):
    """Raise NotYet unless each epoch, that is ``batches(rng)``, has a new order, drawn from ``rng``."""
    rng = np.random.default_rng(2)
    epochs = [batches(rng) for _ in range(30)]
    orders = [tuple(sum(epoch, [])) for epoch in epochs]
    if set(orders) == {tuple(sorted(orders[0]))}:
        raise NotYet("The samples come in the order in which they are stored. Shuffle them: `rng.permutation(N)`.")
    if len(set(orders)) == 1:
        whatever = ", whatever `rng` is given" if epochs[0] == batches(np.random.default_rng(3)) else ""
        raise NotYet(f"Every epoch has the same order{whatever}. Draw from that `rng`: it goes on where it stopped.")
    if epochs[0] != batches(np.random.default_rng(2)):
        raise NotYet(
            "With the same seed in `rng` the order is another each time, so something else is drawn from. Draw from "
            "`rng`, so that a run can be repeated."
        )
    if len(set(orders)) <= len(orders[0]):  # as many as there are beginnings
        raise NotYet(
            f"In {len(orders)} epochs come only {len(set(orders))} orders. Draw from all there are: `rng.permutation(N)`."
        )
    drawn = [[tuple(sorted(batch)) for batch in epoch] for epoch in epochs]
    if len({frozenset(epoch) for epoch in drawn}) == 1:
        neighbours = all(max(block) - min(block) < len(block) for block in drawn[0])
        how = "come in a random order, but each holds the same {} every time"
        if all(epoch == drawn[0] for epoch in drawn):
            how = "hold the same {} in every epoch, shuffled only among themselves"
        how = how.format("neighbours" if neighbours else "samples")
        raise NotYet(f"The batches {how}. Shuffle all samples, then cut the order into batches.")
    for end, when in (0, "first"), (-1, "last"):
        if len({order[end] for order in orders}) == 1:
            raise NotYet(f"The same sample comes {when} in every epoch. Draw from all orders: `rng.permutation(N)`.")


@check(
    "One order for the whole epoch: `rng.permutation(X.shape[1])` holds each column's number once.",
    "Go through that order in steps of `batch_size`: `range(0, N, batch_size)`. A slice that reaches beyond the "
    "end is just shorter, so the last batch takes care of itself.",
    "`batch = order[start : start + batch_size]`, and `yield X[:, batch], Y[:, batch]`.",
)
def minibatches(function):
    advice = (
        "Leave X and Y as they are: draw an order of the columns' numbers, `rng.permutation(N)`, and index with it. "
    )
    function = _advised(function, advice + "(`rng.shuffle(X)` changes X itself, and exchanges its rows.)")

    def batches(sizes, batch_size, rng):
        X, Y = _samples(*sizes)
        return _read(function(X, Y, batch_size, rng), X, Y, batch_size)

    # First as many rows as columns: rows that are taken for samples give batches that can be looked at.
    for (N, *rows), batch_size in (((10, 10, 10), 4), ((12,), 3), ((5,), 5), ((7,), 1), ((1,), 1), ((3,), 8)):
        epochs = [batches((N, *rows), batch_size, np.random.default_rng(seed)) for seed in (1, 2)]
        call, found = epochs[0]
        hows = {_how_twice(each, N, batch_size) for _, each in epochs}
        if hows != {""}:
            how = hows.pop() if len(hows) == 1 else ONE_ORDER  # what one epoch shows may be chance
            raise NotYet(f"{call}\nshows some samples twice. In one epoch each comes once. {how}", "difference")

        def counts(n, K, N=N, batch_size=batch_size):
            return sum(map(len, batches((N, n, K), batch_size, np.random.default_rng(1))[1]))

        _check_epoch(call, found, N, batch_size, counts)
    _check_order(lambda rng: batches((12,), 3, rng)[1])
    return "every sample once in an epoch, in a new order each time; the last batch is as short as it must be."


# Square ones, so that a matrix product where there should be none runs, and can be named.
SAME, OTHER = ((4, 4), (4, 4), (4, 4)), ((4, 3), (2, 5), (3, 3))
COPIES = (
    "`W.copy()` and `list(W)` copy the list, not its arrays. Begin with lists of your own, `W = list(W)`, and write "
    "`W[l] = W[l] - …`, which makes a new array, not `W[l] -= …`."
)


def _history(shapes, seed, t):
    """The weights, and the gradients of t steps."""
    rng = np.random.default_rng(seed)
    W, *gradients = ([None] + [rng.standard_normal(shape) for shape in shapes] for _ in range(t + 1))
    return W, gradients


def _mean(gradients, beta, power=1, of_weights=False):
    """For each layer Σ β^(t − i) g_i over all gradients that came so far, times 1 − β.

    With ``of_weights`` divided by the sum of its weights instead, which makes it a mean from the first step on.
    """
    weights = [beta**age for age in reversed(range(len(gradients)))]
    scale = 1 / sum(weights) if of_weights else 1 - beta
    layers = list(zip(*gradients))[1:]
    return [None] + [scale * sum(c * g**power for c, g in zip(weights, layer)) for layer in layers]


@cache
def _momentum_step(shapes, seed, eta, beta, t=3):
    """The arguments of step t, and what it gives, from the whole history of gradients."""
    W, gradients = _history(shapes, seed, t)
    m, before = _mean(gradients, beta), [[None, *(0 * w for w in W[1:])], *gradients[:-1]]
    new_W = [None] + [w - eta * a for w, a in zip(W[1:], m[1:])]
    return (W, gradients[-1], _mean(before, beta), eta, beta), (new_W, m)


@cache
def _adam_step(shapes, seed, t, eta, beta1, beta2, eps):
    """The same for step t of Adam, which began with zeros: the corrected means are means by their weights."""
    W, gradients = _history(shapes, seed, t)
    before = [[None, *(0 * w for w in W[1:])], *gradients[:-1]]
    m_hat, v_hat = _mean(gradients, beta1, 1, True), _mean(gradients, beta2, 2, True)
    new_W = [None] + [w - eta * a / (b**0.5 + eps) for w, a, b in zip(W[1:], m_hat[1:], v_hat[1:])]
    arguments = (W, gradients[-1], _mean(before, beta1), _mean(before, beta2, 2), t, eta, beta1, beta2, eps)
    return arguments, (new_W, _mean(gradients, beta1), _mean(gradients, beta2, 2))


def _compare_steps(function, steps, catalogue, names, parts=None):
    """Compare steps of an optimiser with what each gives; a step is known by an entry of its gradient."""
    wanted = {G[1][0, 0]: want for (_, G, *_), want in steps}
    cases = [case for case, _ in steps]
    compare(function, cases, lambda W, G, *_: wanted[G[1][0, 0]], catalogue, names=names, parts=parts)


def _mean_edits(m, β, beta, g):
    """What goes wrong in the line of a running mean, of which momentum has one, and Adam two."""
    old = f"{beta} * old_{m}[l]"
    mean = f"{old} + (1 - {beta}) * {g}"
    return f"""
    (1 - {beta}) * {g} => {g}  # In {m} the factor 1 − {β} of the gradient is missing.
    {old} + =>  # The old {m} does not come in: {m} starts from zero at each step.
    {mean} => (1 - {beta}) * old_{m}[l] + {beta} * {g}
        In {m} the factors {β} and 1 − {β} are exchanged: {β} belongs to the old {m}.
    (1 - {beta}) * {g} => {beta} * {g}  # In {m} {β} multiplies the gradient, too. The two factors are {β} and 1 − {β}.
    {old} => old_{m}[l]  # The old {m} is not multiplied by {β}, so that it is never forgotten.
    old_{m}[l] => ({m}[l - 1] if l > 1 else old_{m}[1]) | ({m}[l - 1][l] if l > 1 else old_{m}[1])
        One {m} runs through all layers. Each has its own, `{m}[l]`.
    {mean} => {old} + 1 - {beta} * {g} | (1 - {beta}) * ({old} + {g}) | {beta} * (old_{m}[l] + (1 - {beta}) * {g})
        In {m} the brackets are wrong: {β} multiplies the old {m} only, and `(1 - {beta})` the gradient only.
    {mean} => ({mean}) / (1 - {beta})
        {m} is divided by 1 − {β}, and the next step divides it once more. It is a mean already.
"""


MOMENTUM_MISTAKES = mistakes(f"""
def momentum(W, G, m, eta, beta=0.9):
    W, m, old_m = list(W), list(m), m
    for l in range(1, len(W)):
        m[l] = beta * old_m[l] + (1 - beta) * G[l]
        W[l] = W[l] - eta * m[l]
    return W, m

    {_mean_edits("m", "β", "beta", "G[l]")}
    (1 - beta) * G => G
    W[l] - eta => W[l] + eta  # The factor 1 − β of the gradient is missing, and the step goes uphill: subtract.
    eta * m[l] => eta * old_m[l]  # The step is taken with the old m: the first goes nowhere. Compute the new m first.
    (1 - beta) * G => (1 - beta) ** old_m[l].any() * G
        At the first step, where the old m is 0, m is the whole gradient. Then, too, it is 1 − β of it.
    W[l] - eta => W[l] + eta  # The step goes uphill: subtract.
    + (1 - beta) => - (1 - beta)  # The gradient comes into m with a minus. m is a mean; the minus is in the step.
    + (1 - beta) => - (1 - beta)
    W[l] - eta => W[l] + eta
        The step is right, but m has the wrong sign: it is a mean of gradients; the minus is in the step.
    eta * m[l] => eta * G[l]  # The step is taken with the gradient. m is computed, but not used.
    eta * m[l] => m[l]  # The learning rate η does not come in.
    + (1 - beta) => - eta | - eta * (1 - beta)
    W[l] - eta * m[l] => W[l] + m[l]
        m holds steps, with −η in them, that are added, as in Keras. Here m is a mean of gradients, without η.
    + (1 - beta) => - eta | - eta * (1 - beta)
    eta * m[l] => m[l]
        m holds steps, with −η in them, and they are subtracted: that goes uphill. Here m is a mean of gradients.
    eta * m[l] => m[l]
    + (1 - beta) => + eta | + eta * (1 - beta)
    or + (1 - beta) => + eta * (1 - beta)
        η is in m, too. Here m is a mean of gradients alone, and η comes in once, when W changes.
    + (1 - beta) => + eta | - eta
    - eta * m[l] => + beta * m[l] - eta * G[l]
        This is Nesterov's step, with η in m and no factor 1 − β. Here m is a mean of gradients, and the step is η m.
    eta * m[l] => eta * (beta * m[l] + (1 - beta) * G[l])
        This is Nesterov's step: the gradient comes in once more after m. Here the step is η times the new m.
    W, m, old_m => beta = 0.9; W, m, old_m  # β is 0.9 whatever is asked for. Use the argument `beta`.
    eta * m[l] => 1 / (1 - beta) * eta * m[l] | (1 - beta) * eta * m[l]
        The step is divided by 1 − β, or multiplied with it. m is a mean already; the step is η times m.
    """)


@check(
    "First the new m, for each layer: β times the old one, plus (1 − β) times the gradient.",
    "Then the step with the *new* m: `W[l] - eta * m[l]`. Do both for l = 1 … L, and put None in front.",
    "`m = [None] + [beta * m[l] + (1 - beta) * G[l] for l in range(1, len(W))]`, and W likewise.",
)
def momentum(function):
    function = _advised(function, COPIES)
    steps = [_momentum_step(SAME, *rest) for rest in ((1, 0.3, 0.8), (2, 0.05, 0.35), (4, 0.2, 0.7, 1))]
    _compare_steps(function, steps, MOMENTUM_MISTAKES, "Wm", {"m is right.": itemgetter(1)})
    _compare_steps(function, [_momentum_step(OTHER, 3, 0.1, 0.6)], (), "Wm")
    W, gradients = _history(SAME, 5, 2)
    calls = ((W, *gradients, 0.3), {}), ((W, *gradients, 0.3), {"beta": 0.6})
    check_first_line(function, MOMENTUM_MISTAKES[0].corrected, *calls)
    return "the new weights and the new m, for networks of three layers."


ADAM_MISTAKES = mistakes(f"""
def adam(W, G, m, v, t, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    W, m, v, old_m, old_v = list(W), list(m), list(v), m, v
    for l in range(1, len(W)):
        m[l] = beta1 * old_m[l] + (1 - beta1) * G[l]
        v[l] = beta2 * old_v[l] + (1 - beta2) * G[l] ** 2
        m_hat = m[l] / (1 - beta1**t)
        v_hat = v[l] / (1 - beta2**t)
        W[l] = W[l] - eta * m_hat / (np.sqrt(v_hat) + eps)
    return W, m, v

    {_mean_edits("m", "β₁", "beta1", "G[l]")}
    {_mean_edits("v", "β₂", "beta2", "G[l] ** 2")}
    W, m, v, old_m => eta = 0.001; W, m, v, old_m | eta, eps = 0.001, 1e-8; W, m, v, old_m
    or W, m, v, old_m => eta, beta1, beta2, eps = 0.001, 0.9, 0.999, 1e-8; W, m, v, old_m
        η is 0.001 whatever is asked for. Use the argument `eta`.
    **t => **(t - 1)  # The correction lags by one: at step t it is 1 − β^t. With t − 1 the first step divides by zero.
    **t => **(t + 1)  # The correction is one ahead: t is 1 at the first step already, so it is 1 − β^t.
    **t => **(len(W[1:]) * (t - 1) + l) | **(t + l) | **l | **(t + l - 1)
        The time goes on from layer to layer. All layers are at the same step t.
    beta1**t => beta1**t | beta1
    beta2**t => beta2**t | beta2
        A correction is always 1 − β; it should be 1 − β^t, which is the same at the first step only.
     / (1 - beta1**t) =>
     / (1 - beta2**t) =>
        The corrections are missing. With the usual β₁ and β₂ the first step is then 3.16 times too long.
     / (1 - beta1**t) =>  # The correction of m is missing: m̂ is m / (1 − β₁^t).
     / (1 - beta2**t) =>  # The correction of v is missing: v̂ is v / (1 − β₂^t).
    (1 - beta1**t) => (beta1**t)
    (1 - beta2**t) => (beta2**t)
    or np.sqrt(v_hat) => np.sqrt(v[l] / (1 - (1 - beta2**t)))
    or eta * m_hat / (np.sqrt(v_hat) + eps) => eta * np.sqrt(1 - (1 - beta2**t)) * m_hat / (np.sqrt(v[l]) + eps)
        The correction has β^t where 1 − β^t belongs: taken from 1 twice, or not at all.
    / (1 - beta1**t) => / (1 - beta1**t) | / 1 - beta1**t
    / (1 - beta2**t) => / (1 - beta2**t) | / 1 - beta2**t
        Brackets are missing in the correction: `m / 1 - beta1**t` is (m / 1) − β₁^t, and v likewise.
    (1 - beta1**t) => (1 - beta1) ** t
    (1 - beta2**t) => (1 - beta2) ** t
    or eta * m_hat / (np.sqrt(v_hat) => eta * np.sqrt(1 - beta2) ** t / (1 - beta1) ** t * m[l] / (np.sqrt(v[l])
        `(1 - beta) ** t` is a power of 1 − β. The correction is 1 − β^t.
    m_hat = m[l] / (1 - beta1**t) => m_hat = m[l] / (1 - beta2**t)
    v_hat = v[l] / (1 - beta2**t) => v_hat = v[l] / (1 - beta1**t)
        The two corrections are exchanged: m̂ is m / (1 − β₁^t), v̂ is v / (1 − β₂^t).
    np.sqrt(v_hat) => v_hat  # The root is missing: divide by √v̂ + ε.
    (np.sqrt(v_hat) + eps) => np.sqrt(v_hat + eps)  # ε is inside the root. It is added to √v̂.
     + eps =>  # ε is not added: divide by √v̂ + ε, so that 0 is never divided by 0.
    + eps => + 1e-8  # ε is 1e-8 whatever is asked for. Use the argument `eps`.
    * G[l] ** 2 => * G[l]  # v is a mean of the gradients; it should be one of their *squares*.
    * G[l] ** 2 => * np.sum(G[l] ** 2) | * np.mean(G[l] ** 2)
        The squares of the whole gradient go into v as one number. Square entry by entry: each weight has its own v.
    (1 - beta2) * G[l] ** 2 => ((1 - beta2) * G[l]) ** 2  # The factor 1 − β₂ is squared, too. Only the gradient is.
    (1 - beta1**t) => (1 - beta1**t); m[l] = m_hat
    or (1 - beta2**t) => (1 - beta2**t); v[l] = v_hat
        m̂ or v̂ is returned in place of m or v, so its correction is made again and again. It serves this step only.
    m_hat = m[l] => m_hat = m[l] | m_hat = old_m[l]
    v_hat = v[l] => v_hat = v[l] | v_hat = old_v[l]  # The step uses the old m or v. Compute the new ones first.
    eta * m_hat => eta * G[l]  # The step uses the gradient where m̂ should be.
    eta * m_hat => m_hat  # The learning rate η does not come in.
    W, m, v, old_m => beta1, beta2 = beta2, beta1; W, m, v, old_m  # β₁ and β₂ are exchanged: β₁ belongs to m, β₂ to v.
    W[l] - eta => W[l] + eta  # The step goes uphill: it is added, or one of the corrections is β^t − 1. It is 1 − β^t.
    eta * m_hat / (np.sqrt(v_hat) + eps) => eta * (m_hat / np.sqrt(v_hat) + eps)
    or (np.sqrt(v_hat) + eps) => np.sqrt(v_hat) - eps | np.sqrt(v_hat) + eps
        Brackets are missing: √v̂ + ε is divided by, as a whole. `a / b + c` is (a / b) + c.
    / (1 - => * (1 -  # m and v are multiplied by 1 − β^t. Divide: the means are too small at first, and must grow.
    beta2 * old_v[l] + (1 - beta2) => beta1 * old_v[l] + (1 - beta1)
    beta2**t => beta2**t | beta1**t  # v is a mean with β₁. It has a β of its own, β₂.
    beta1 * old_m[l] + (1 - beta1) => beta2 * old_m[l] + (1 - beta2)
    beta1**t => beta1**t | beta2**t  # m is a mean with β₂. It has a β of its own, β₁.
    (1 - beta2) * => (1 - beta1) *
    or beta2 * old_v[l] => beta1 * old_v[l]
    or (1 - beta1) * => (1 - beta2) *
    or beta1 * old_m[l] => beta2 * old_m[l]
        In one of the two means β₁ and β₂ are mixed: m has β₁ and 1 − β₁, v has β₂ and 1 − β₂.
    beta2**t => beta1**t  # Both corrections have β₁ in them. That of v has β₂: v̂ is v / (1 − β₂^t).
    beta1**t => beta2**t  # Both corrections have β₂ in them. That of m has β₁: m̂ is m / (1 − β₁^t).
    np.sqrt(v_hat) => np.sqrt(v[l]) / (1 - beta2**t)
        The root of v is taken first, and corrected then. Correct v, and take the root of v̂.
    * G[l] ** 2 => * m[l] ** 2 | * old_m[l] ** 2 | * m[l]
        v is a mean of m, or of its squares; it should be one of squares of the gradient.
    W, m, v, old_m => beta1, beta2 = 0.9, 0.999; W, m, v, old_m
    or W, m, v, old_m => beta1 = 0.9; W, m, v, old_m | beta2 = 0.999; W, m, v, old_m
    or beta1**t => 0.9**t
    beta2**t => 0.999**t  # 0.9 or 0.999 stands where β₁ or β₂ belongs. Use the arguments `beta1` and `beta2`.
    eta * m_hat / (np.sqrt(v_hat) + eps) => eta * m_hat * np.sqrt(1 - beta2**t) / (np.sqrt(v[l]) + eps)
        ε is added to √v before the correction: the paper's shorter form, with another ε. Here it is added to √v̂.
    **t => * t  # The corrections have β times t in them; they should have β to the power of t, `beta1**t`.
    G[l] ** 2 => (G[l] @ G[l]) | (G[l] @ G[l].T) | (G[l].T @ G[l])
        `@` is the matrix product. Here each entry of the gradient is squared by itself.
    """)


@check(
    "Four lines for each layer: the new m, the new v with `G[l] ** 2`, both corrected, the step.",
    "`m_hat = m[l] / (1 - beta1**t)` serves the step only; what is returned is m, not m_hat.",
    "The step is `eta * m_hat / (np.sqrt(v_hat) + eps)`, entry by entry.",
    pace=lambda f: times_slower(f, nn.adam, *_adam_step(((64, 65), (10, 65)), 0, 1, 0.1, 0.9, 0.99, 0.1)[0]),
)
def adam(function):
    """Single steps at t = 1, 2 and 5, with an ε that shows, for layers of equal and different shapes."""
    function = _advised(function, COPIES)
    steps = [_adam_step(SAME, 1, 2, 0.3, 0.3, 0.45, 0.05), _adam_step(SAME, 2, 5, 0.05, 0.6, 0.7, 0.3)]
    parts = {"m is right.": itemgetter(1), "v is right.": itemgetter(2)}
    _compare_steps(function, steps, ADAM_MISTAKES, "Wmv", parts)
    _compare_steps(function, [_adam_step(OTHER, 3, 1, 0.1, 0.9, 0.99, 0.1)], (), "Wmv")
    W, (G, m, v) = _history(SAME, 5, 3)
    small = [[None, *((1e-8 * g) ** power for g in x[1:])] for x, power in ((G, 1), (m, 1), (v, 2))]  # so that ε counts
    check_first_line(function, ADAM_MISTAKES[0].corrected, ((W, *small, 3), {}))
    return "the new weights, m and v, at several times t, for networks of three layers."
