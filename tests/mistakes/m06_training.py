"""Answers to the exercises of notebook 06 beside those of the catalogues: right ones, and wrong ones with words."""

from mistakes import m04_multi_layer_perceptron as m04
from mistakes import m05_back_propagation as m05


def minibatches(
    order="rng.permutation(X.shape[1])", pair="X[:, b], Y[:, b]", steps="0, N, batch_size", part="a : a + batch_size"
):
    return (
        f"def minibatches(X, Y, batch_size, rng):\n    N, order = X.shape[1], {order}\n"
        f"    for a in range({steps}):\n        b = order[{part}]\n        yield {pair}\n"
    )


def cut(prepare, starts="range(0, X.shape[1], batch_size)"):
    return (
        f"def minibatches(X, Y, batch_size, rng):\n    {prepare}\n    for a in {starts}:\n"
        "        yield X[:, a : a + batch_size], Y[:, a : a + batch_size]\n"
    )


def momentum(body, end="W, m", own="W, m = list(W), list(m)"):
    return (
        f"def momentum(W, G, m, eta, beta=0.9):\n    {own}\n    for l in range(1, len(W)):\n"
        f"        {body}\n    return {end}\n"
    )


STEP = "m[l] = beta * m[l] + (1 - beta) * G[l]; W[l] = W[l] - eta * m[l]"


def adam(step="eta * m_hat / (np.sqrt(v_hat) + eps)", end="W, m, v", own="W, m, v = list(W), list(m), list(v)"):
    return f"""def adam(W, G, m, v, t, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    {own}
    for l in range(1, len(W)):
        m[l] = beta1 * m[l] + (1 - beta1) * G[l]
        v[l] = beta2 * v[l] + (1 - beta2) * G[l] ** 2
        m_hat, v_hat = m[l] / (1 - beta1**t), v[l] / (1 - beta2**t)
        W[l] = W[l] - {step}
    return {end}
"""


RIGHT = {
    "forward": m04.RIGHT["forward"],
    "backward": m05.RIGHT["backward"],
    "minibatches": """def minibatches(X, Y, batch_size, rng):
    numbers = np.arange(X.shape[1])
    rng.shuffle(numbers)
    cuts = range(batch_size, len(numbers), batch_size)
    return [(X[:, part], Y[:, part]) for part in np.split(numbers, list(cuts))]
""",
    "momentum": """def momentum(W, G, m, eta, beta=0.9):
    means = [None if g is None else g + beta * (old - g) for g, old in zip(G, m)]
    return [None if w is None else w - eta * a for w, a in zip(W, means)], means
""",
    "adam": """def adam(W, G, m, v, t, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    a = [None] + [beta1 * x + (1 - beta1) * g for x, g in zip(m[1:], G[1:])]
    b = [None] + [beta2 * x + (1 - beta2) * g * g for x, g in zip(v[1:], G[1:])]
    c1, c2 = 1 - np.power(beta1, t), 1 - np.power(beta2, t)
    new = [w - eta / c1 * x / (eps + (y / c2) ** 0.5) for w, x, y in zip(W[1:], a[1:], b[1:])]
    return [None] + new, a, b
""",
}

ALSO_RIGHT = {
    "minibatches": [
        minibatches(pair="[X[:, b].astype(np.float32), Y[:, b].astype(np.float32)]"),
        """def minibatches(X, Y, batch_size, rng):
    o = list(rng.permutation(X.shape[1]))
    parts = (o[a : a + batch_size] for a in range(0, len(o), batch_size))
    return ((X[:, b], Y[:, b]) for b in parts)
""",
    ],
    "momentum": [
        momentum(STEP, "tuple(W), tuple(m)"),
        momentum(STEP, own="W, m, G = ([None] + [np.float32(a) for a in x[1:]] for x in (W, m, G))"),
    ],
    "adam": [
        adam(end="tuple(W), m, tuple(v)"),
        adam(own="W, m, v, G = ([None] + [np.float32(a) for a in x[1:]] for x in (W, m, v, G))"),
    ],
}

HINTED = {
    "minibatches": "def minibatches(X, Y, batch_size, rng):\n    N, order = X.shape[1], {0}\n"
    "    for start in {2}:\n        {3}\n        {4}",
    "momentum": "def momentum(W, G, m, eta, beta=0.9):\n    {1}\n"
    "    return [None] + [{0} for l in range(1, len(W))], m",
    "adam": adam("{2}").replace("G[l] ** 2", "{0}").replace("m_hat, v_hat = m[l] / (1 - beta1**t), ", "{1}; v_hat = "),
}

MISTAKES = {
    "forward": [(m04.forward(end="S[1:], V"), "`S` is a list of 3")],
    "backward": [(m05.backward("(V[L] - Y).T"), "N times too large")],
    "minibatches": [
        ("def minibatches(X, Y, batch_size, rng):\n    return 3\n", "returns one number; expected: pairs"),
        (minibatches(pair="X[:, b], Y[0, b]"), "has for Y an array of shape"),
        (minibatches(pair="X[b], Y[b]"), "has rows of X, that is features"),
        (minibatches(pair="X[:, b], Y[b]"), "It is the second axis that is indexed: `Y[:, batch]`"),
        (minibatches(pair="Y[:, b], X[:, b]"), "X comes first, then Y"),
        (minibatches("np.roll(np.arange(X.shape[1]), rng.integers(12))"), "In 30 epochs come only 1"),
        (minibatches("np.arange(X.shape[1])[:: rng.choice([-1, 1])]"), "In 30 epochs come only 2 orders."),
        (minibatches("np.r_[0, 1 + rng.permutation(X.shape[1] - 1)]"), "The same sample comes first in every epoch."),
        (minibatches("np.random.default_rng(0).permutation(X.shape[1])"), "same order, whatever `rng` is given."),
        (minibatches().replace("yield", "return"), "A single pair was returned"),
        (minibatches("rng.permutation(len(Y))"), "if Y has more rows: its rows are counted"),
        (minibatches(steps="0, len(X), batch_size"), "if X has more rows: its rows are counted"),
        (minibatches(steps="0, N + 1, batch_size"), "one is empty at the end"),
        (minibatches(steps="N"), "Each batch begins only one sample after"),
        (minibatches(steps="N - batch_size"), "Each batch begins only one sample after"),
        (minibatches(part="a : a + batch_size - 1"), "the last sample of each is lost"),
        (
            "def minibatches(X, Y, batch_size, rng):\n"
            "    for b in np.array_split(rng.permutation(X.shape[1]), batch_size):\n        yield X[:, b], Y[:, b]\n",
            "these are 4 batches",
        ),
        (minibatches(part="a : a + batch_size + 1"), "The last of each batch is the first of the next"),
        (minibatches(part=": a + batch_size"), "Each batch holds the one before, too. Where does it begin?"),
        (
            "def minibatches(X, Y, batch_size, rng):\n    x, y = [], []\n    for i in rng.permutation(X.shape[1]):\n"
            "        x.append(X[:, i])\n        y.append(Y[:, i])\n        if len(x) == batch_size:\n"
            "            yield np.array(x).T, np.array(y).T\n            x, y = [], []\n    yield np.array(x).T, np.array(y).T\n",
            "batches of [3, 3, 3, 3, 0]; expected [3, 3, 3, 3]: one is empty at the end",
        ),
        (minibatches(part="np.arange(a, a + batch_size) % N"), "filled up with the first samples"),
        (minibatches(part="a:batch_size"), "shows 4 of the 10 samples only"),
        (minibatches(steps="N // batch_size", part="a * batch_size : (a + 1) * batch_size"), "2 samples are dropped"),
        (
            "def minibatches(X, Y, batch_size, rng):\n    o, full = rng.permutation(X.shape[1]), X.shape[1] // batch_size\n"
            "    parts = [o[k * batch_size : (k + 1) * batch_size] for k in range(full)]\n"
            "    parts += [o[full:]] * (len(o) % batch_size > 0)\n    return [(X[:, b], Y[:, b]) for b in parts]\n",
            "The last batch begins too early: its first 6 have come already",
        ),
        (
            "def minibatches(X, Y, batch_size, rng):\n    N = X.shape[1]\n    o, full = rng.permutation(N), N // batch_size\n"
            "    parts = [o[k : k + batch_size] for k in range(full)] + [o[full * batch_size :]]\n"
            "    return [(X[:, b], Y[:, b]) for b in parts]\n",
            "Each batch begins only one sample after",
        ),
        (
            "def minibatches(X, Y, batch_size, rng):\n    N = X.shape[1]\n"
            "    for b in np.array_split(rng.permutation(N), -(-N // batch_size)):\n        yield X[:, b], Y[:, b]\n",
            "[4, 3, 3]; expected [4, 4, 2]: they are equal, as nearly as can be",
        ),
        (
            "def minibatches(X, Y, batch_size, rng):\n    a, b = [], []\n    order = rng.permutation(X.shape[1])\n"
            "    for k in range(0, len(order), batch_size):\n        a.append(X[:, order[k : k + batch_size]])\n"
            "        b.append(Y[:, order[k : k + batch_size]])\n    return a, b\n",
            "The answer holds two lists of arrays; `zip` makes pairs",
        ),
        (
            "def minibatches(X, Y, batch_size, rng):\n    pairs, order = [], rng.permutation(X.shape[1])\n"
            "    for k in range(0, len(order), batch_size):\n        b = order[k : k + batch_size]\n"
            "        pairs.append((X[:, b], Y[:, b]))\n        yield pairs\n",
            "batch 1 is a list of 3; expected: a pair",
        ),
        (minibatches(steps="0"), "no batch with a sample"),
        (minibatches("rng.integers(0, X.shape[1], X.shape[1])"), "some samples twice"),
        (
            minibatches("np.arange(X.shape[1])").replace("b = order", "a = rng.integers(0, 6); b = order"),
            "once. All batches together are one order",  # not that each begins one sample later, as one epoch shows
        ),
        (minibatches(pair="X[:, b], Y[:, rng.permutation(N)[: len(b)]]"), "X and Y are shuffled apart"),
        (minibatches(pair="rng.permutation(X)[:, b], Y[:, b]"), "rows, that is features, were moved"),
        (minibatches(pair="rng.permuted(X, axis=1)[:, b], Y[:, b]"), "from several columns of X"),
        (minibatches(pair="X[:, b] + 0.5, Y[:, b]"), "are not in X at all"),
        (minibatches(pair="X[:, b].astype(int), Y[:, b]"), "are not in X at all"),
        (minibatches("np.arange(X.shape[1])"), "in the order in which they are stored"),
        (minibatches("np.random.permutation(X.shape[1])"), "the order is another each time"),
        (cut("rng.shuffle(X)"), "`rng.shuffle(X)` changes X itself"),
        (cut("", "rng.permutation(range(0, X.shape[1], batch_size))").replace("    \n", ""), "the same neighbours"),
        (
            minibatches(part="0:0").replace("b = order[0:0]", "b = a + rng.permutation(min(batch_size, N - a))"),
            "shuffled only among themselves",
        ),
        (
            minibatches().replace("for a in range(0, N, batch_size)", "a = 0\n    while a < N"),
            "Where does the loop end",
        ),
    ],
    "momentum": [
        (momentum(STEP, "W"), "expected: 2 values"),
        (
            momentum("old = m[l]; m[l] = beta * m[l] + (1 - beta) * G[l]; W[l] = W[l] - (1 - beta) * eta * old"),
            "1. The step is taken with the old m: the first goes nowhere. Compute the new m first.\n2. The step is divided",
        ),
        (momentum(STEP).replace("W, G, m,", "W, m, G,"), "the arguments have changed places: `W`, `m`, `G`,"),
        (momentum(STEP).replace("beta", "b"), "def momentum(W, G, m, eta, beta=0.9):"),
        (momentum(STEP).replace("0.9", "0.99"), "All is right but the first line."),
        (momentum(STEP.replace("beta)", "0.5)")), "`W[1]` is the first that is not right"),
        (momentum(STEP.replace("- eta *", "- eta * m[l] *")), "\nm is right."),
        (
            momentum("m[l] = m[l] + (1 - beta) * G[l]; W[l] = W[l] - eta * m[l]; m[l] = beta * m[l]"),
            "In m the brackets are wrong: β multiplies the old m only",
        ),
        (momentum(STEP).replace("range(1, len(W))", "range(len(W))"), "is None here, with l = 0"),
        (momentum(STEP.replace("W[l] = W[l] -", "W[l] -=")), "copy the list, not its arrays"),
        (momentum(STEP, own=""), "belongs to the caller. Line 5 does it:"),
        (
            "def momentum(W, G, m, eta, beta=0.9):\n    m = beta * m + (1 - beta) * G\n    return W - eta * m, m\n",
            "`m` is a list of 4, and nothing computes with a list as a whole",
        ),
    ],
    "adam": [
        (adam().replace("1e-8", "1e-7"), "def adam(W, G, m, v, t, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-08):"),
        (adam("eta * m_hat / (np.sqrt(v_hat) + eps).T"), "is the first that is not right"),
        (adam("eta * m_hat / (np.sqrt(v_hat) + eps) * np.sqrt(1 - beta2**t)"), "\nm is right. v is right."),
        (
            adam("eta * m_hat / (v_hat + eps)", own="W, m, v, beta1, beta2 = list(W), list(m), list(v), beta2, beta1"),
            "m is a mean with β₂. It has a β of its own, β₁.\nv is a mean with β₁. It has a β of its own, β₂.",
        ),
        (
            adam().replace("G[l] **", "np.mean(G[l] ** 2) + 0 * G[l] **"),
            "go into v as one number. Square entry by entry",
        ),
        (
            adam().replace("(1 - beta1) *", "").replace("(1 - beta2) * G[l]", "((1 - beta2) * G[l])"),
            "In m the factor 1 − β₁ of the gradient is missing.\nThe factor 1 − β₂ is squared, too.",
        ),
    ],
}
