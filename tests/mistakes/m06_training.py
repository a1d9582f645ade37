"""Answers to the exercises of notebook 06: right ones, and wrong ones with words of the verdict."""

from mistakes import m04_multi_layer_perceptron as m04
from mistakes import m05_back_propagation as m05


def minibatches(order="rng.permutation(X.shape[1])", pair="X[:, b], Y[:, b]", stop="len(order)"):
    return (
        f"def minibatches(X, Y, batch_size, rng):\n    order = {order}\n"
        f"    for a in range(0, {stop}, batch_size):\n        b = order[a : a + batch_size]\n"
        f"        yield {pair}\n"
    )


def momentum(mean="beta * m[l] + (1 - beta) * G[l]", step="eta * new_m[l]", end="new_W, new_m"):
    return (
        "def momentum(W, G, m, eta, beta=0.9):\n    new_W, new_m = [None], [None]\n"
        f"    for l in range(1, len(W)):\n        new_m.append({mean})\n"
        f"        new_W.append(W[l] - {step})\n    return {end}\n"
    )


def adam(
    m_l="beta1 * m[l] + (1 - beta1) * G[l]",
    v_l="beta2 * v[l] + (1 - beta2) * G[l] ** 2",
    m_hat="m_l / (1 - beta1**t)",
    v_hat="v_l / (1 - beta2**t)",
    step="eta * m_hat / (np.sqrt(v_hat) + eps)",
    keep="m_l, v_l",
    end="new_W, new_m, new_v",
):
    return f"""def adam(W, G, m, v, t, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    new_W, new_m, new_v = [None], [None], [None]
    for l in range(1, len(W)):
        m_l = {m_l}
        v_l = {v_l}
        m_hat = {m_hat}
        v_hat = {v_hat}
        new_W.append(W[l] - {step})
        kept = {keep}
        new_m.append(kept[0])
        new_v.append(kept[1])
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

MISTAKES = {
    "forward": [
        (m04.forward("S[l], V[l] = layer(W[l], V[l - 1], h[1])"), "the activation of the first"),
        (m04.forward(end="S[1:], V"), "S has 3 entries; expected 4"),
    ],
    "backward": [
        (m05.through("dh[l - 1](V[l - 1])"), "the derivative is taken at V"),
        (m05.backward("(V[L] - Y).T"), "N times too large"),
    ],
    "minibatches": [
        (
            "def minibatches(X, Y, batch_size, rng):\n    return 3\n",
            "returns one number; expected: pairs",
        ),
        (minibatches(pair="X[:, b]"), "expected: a pair"),
        (minibatches(pair="X[:, b], Y[0, b]"), "arrays of shapes"),
        (minibatches("rng.permutation(len(X))", "X[b], Y[b]"), "`X[:, batch]` and `Y[:, batch]`."),
        (minibatches(pair="X[b], Y[b]"), "Samples are columns, so it is the second axis"),
        (minibatches(pair="X[:, b], Y[b]"), "the second axis that is indexed: `Y[:, batch]`."),
        (minibatches("rng.permutation(len(Y))", "X[b], Y[b]"), "Samples are columns"),
        (minibatches("rng.permutation(X.shape[0])"), "shows 3 of the 12 samples only. Likely cause: the rows"),
        (minibatches("rng.permutation(len(Y))"), "the rows of X are counted"),
        (minibatches(stop="len(X)"), "the rows of X are counted"),
        (
            """def minibatches(X, Y, batch_size, rng):
    order = rng.permutation(X.shape[1])
    X, Y = X[order], Y[order]
    for a in range(0, X.shape[1], batch_size):
        yield X[:, a : a + batch_size], Y[:, a : a + batch_size]
""",
            "Samples are columns: `X[:, order]`",
        ),
        (
            minibatches().replace("yield", "return"),
            "A single pair was returned",
        ),
        ("def minibatches(X, Y, batch_size, rng):\n    return X, Y\n", "A single pair was returned"),
        (minibatches(stop="len(order) + 1"), "one is empty, since 3 divides 12"),
        (
            """def minibatches(X, Y, batch_size, rng):
    N = X.shape[1]
    order = rng.permutation(N)
    for k in range(N // batch_size + 1):
        b = order[k * batch_size : (k + 1) * batch_size]
        yield X[:, b], Y[:, b]
""",
            "one round too many",
        ),
        (
            """def minibatches(X, Y, batch_size, rng):
    rng.shuffle(X)
    for a in range(0, X.shape[1], batch_size):
        yield X[:, a : a + batch_size], Y[:, a : a + batch_size]
""",
            "changes its argument `X`, which belongs to the caller. Likely cause: `rng.shuffle`",
        ),
        (
            minibatches(pair="X[:, b], Y[:, rng.permutation(X.shape[1])[: len(b)]]"),
            "X and Y are shuffled apart",
        ),
        (minibatches(pair="X[:, b], Y[:, b[:1]]"), "columns of X and 1 of Y"),
        (minibatches(pair="rng.permutation(X)[:, b], Y[:, b]"), "columns that are not samples"),
        (minibatches("rng.integers(0, X.shape[1], X.shape[1])"), "some samples twice"),
        (minibatches(stop="len(order) // batch_size * batch_size"), "samples are dropped"),
        (minibatches(stop="min(len(order), batch_size)"), "samples only"),
        (minibatches(stop="0"), "no batch at all"),
        (minibatches("np.arange(X.shape[1])"), "in the order in which they are stored"),
        (minibatches("np.random.default_rng(0).permutation(X.shape[1])"), "the same order"),
        (minibatches("np.random.permutation(X.shape[1])"), "the order is another each time"),
        (
            """def minibatches(X, Y, batch_size, rng):
    starts = np.arange(0, X.shape[1], batch_size)
    for a in rng.permutation(starts):
        yield X[:, a : a + batch_size], Y[:, a : a + batch_size]
""",
            "the same neighbours every time",
        ),
        (
            """def minibatches(X, Y, batch_size, rng):
    order, half = rng.permutation(X.shape[1]), (batch_size + 1) // 2
    for a in range(0, len(order), half):
        yield X[:, order[a : a + half]], Y[:, order[a : a + half]]
""",
            "samples; expected [4, 4, 2]",
        ),
        (minibatches(pair="2 * X[:, b], Y[:, b]"), "numbers are changed"),
        (
            "def minibatches(X, Y, batch_size, rng):\n    a = 0\n"
            "    while a < X.shape[1]:\n        yield X[:, :1], Y[:, :1]\n",
            "a loop that does not end",
        ),
    ],
    "momentum": [
        ("def momentum(W, G, m, eta, beta=0.9):\n    while True:\n        m = m\n", "does not end"),
        (momentum("beta * m[l] + G[l]"), "The factor 1 − β of the gradient is missing"),
        (momentum(step="eta * m[l]"), "The step is taken with the old m"),
        (momentum("(1 - beta) * G[l]"), "The old m does not come in"),
        (momentum("(1 - beta) * m[l] + beta * G[l]"), "β and 1 − β are exchanged"),
        (momentum("beta * m[1] + (1 - beta) * G[l]"), "All layers share the m of layer 1"),
        (momentum(step="-eta * new_m[l]"), "The step goes uphill"),
        (momentum("beta * m[l] - (1 - beta) * G[l]"), "The gradient comes into m with a minus"),
        (momentum(step="eta * G[l]"), "m is computed, but not used"),
        (momentum(end="new_W, m"), "the m that is returned is the old one"),
        (momentum(step="new_m[l]"), "The learning rate η does not come in"),
        (momentum(end="new_W"), "the lists W and m"),
        (momentum(end="new_W[1:], new_m"), "W has 2 entries; expected 3"),
        (momentum(end="[0] + new_W[1:], new_m"), "There is no layer 0"),
        (momentum("0.9 * m[l] + 0.1 * G[l]"), "β is 0.9 whatever is asked for"),
        (momentum("0.5 * m[l] + 0.5 * G[l]"), "`W[1]` is the first that is not right"),
        (momentum("beta * m[l] - eta * G[l]", "-new_m[l]"), "the form of Keras"),
        (momentum("beta * m[l] + eta * G[l]", "new_m[l]"), "η is in m"),
        (momentum(end="new_m, new_W"), "in the wrong order: first W, then m"),
        (momentum(step="eta * new_m[l] / (1 - beta)"), "The step is divided by 1 − β"),
        (
            momentum("(beta * m[l] + (1 - beta) * G[l]) / (1 - beta)"),
            "m is divided by 1 − β, and the next step",
        ),
        (
            momentum().replace("range(1, len(W))", "range(len(W))"),
            "Entry 0 is None on purpose, as there is no layer 0",
        ),
        (
            "def momentum(W, G, m, eta, beta=0.9):\n    m = beta * m + (1 - beta) * G\n    return W - eta * m, m\n",
            "W, G and m are lists, and one cannot compute with a list",
        ),
        (
            "def momentum(W, G, m, eta, beta=0.9):\n    W, m = W.copy(), m.copy()\n"
            "    for l in range(1, len(W)):\n        m[l] = beta * m[l] + (1 - beta) * G[l]\n"
            "        W[l] -= eta * m[l]\n    return W, m\n",
            "`W.copy()` copies the list, not its arrays",
        ),
        (
            "def momentum(W, G, m, eta, beta=0.9):\n    for l in range(1, len(W)):\n"
            "        m[l] = beta * m[l] + (1 - beta) * G[l]\n        W[l] = W[l] - eta * m[l]\n"
            "    return W, m\n",
            "changes its argument `W`, which belongs to the caller. `W.copy()` copies the list",
        ),
    ],
    "adam": [
        (
            adam(m_hat="m_l / (1 - beta1 ** (t - 1))", v_hat="v_l / (1 - beta2 ** (t - 1))"),
            "lags by one",
        ),
        (
            adam(m_hat="m_l / (1 - beta1 ** (t + 1))", v_hat="v_l / (1 - beta2 ** (t + 1))"),
            "one ahead",
        ),
        (
            """def adam(W, G, m, v, t, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    W, m, v, t = list(W), list(m), list(v), (t - 1) * (len(W) - 1)
    for l in range(1, len(W)):
        t += 1
        m[l] = beta1 * m[l] + (1 - beta1) * G[l]
        v[l] = beta2 * v[l] + (1 - beta2) * G[l] ** 2
        W[l] = W[l] - eta * m[l] / (1 - beta1**t) / (np.sqrt(v[l] / (1 - beta2**t)) + eps)
    return W, m, v
""",
            "The time goes on from layer to layer",
        ),
        (adam(m_hat="m_l / (1 - beta1)", v_hat="v_l / (1 - beta2)"), "it should be 1 − β^t"),
        (adam(m_hat="m_l", v_hat="v_l"), "The corrections are missing"),
        (adam(m_hat="m_l"), "The correction of m is missing"),
        (adam(v_hat="v_l"), "The correction of v is missing"),
        (adam(step="eta * m_hat / (v_hat + eps)"), "The root is missing"),
        (adam(step="eta * m_hat / np.sqrt(v_hat + eps)"), "ε is inside the root"),
        (adam(step="eta * m_hat / np.sqrt(v_hat)"), "ε does not come in"),
        (adam(v_l="beta2 * v[l] + (1 - beta2) * G[l]"), "v is a mean of the gradients"),
        (adam(v_l="beta2 * v[l] + (1 - beta2) * abs(G[l])"), "a mean of absolute values"),
        (adam(v_l="beta2 * v[l] + (1 - beta2) * np.sum(G[l] ** 2)"), "the squared norm"),
        (adam(keep="m_hat, v_hat"), "are returned in place of m and v"),
        (adam(keep="m[l], v[l]"), "the old m and v are returned"),
        (adam(m_hat="m[l] / (1 - beta1**t)"), "The step uses the old m"),
        (adam(v_hat="v[l] / (1 - beta2**t)"), "The step uses the old v"),
        (adam(step="eta * G[l] / (np.sqrt(v_hat) + eps)"), "uses the gradient where m̂"),
        (adam(m_l="beta1 * m[l] + G[l]"), "The factor 1 − β₁"),
        (adam(v_l="beta2 * v[l] + G[l] ** 2"), "The factor 1 − β₂"),
        (
            adam(
                "beta2 * m[l] + (1 - beta2) * G[l]",
                "beta1 * v[l] + (1 - beta1) * G[l] ** 2",
                "m_l / (1 - beta2**t)",
                "v_l / (1 - beta1**t)",
            ),
            "β₁ and β₂ are exchanged",
        ),
        (adam(step="-eta * m_hat / (np.sqrt(v_hat) + eps)"), "The step goes uphill"),
        (adam(end="new_W, new_m"), "the lists W, m, v"),
        (adam(step="eta * m_hat / (np.sqrt(v_hat) + 1e-8)"), "is the first that is not right"),
        (adam(step="eta * m_hat / (np.sqrt(v_hat) + eps).T"), "is the first that is not right"),
        (adam(step="eta * m_hat / np.sqrt(v_hat) + eps"), "Brackets are missing"),
        (adam(step="(eta * m_hat / np.sqrt(v_hat) + eps)"), "Brackets are missing"),
        (adam(step="eta * (m_hat / np.sqrt(v_hat) + eps)"), "Brackets are missing"),
        (adam(keep="m_hat, v_l"), "m̂ is returned in place of m"),
        (adam(keep="m_l, v_hat"), "v̂ is returned in place of v"),
        (adam(m_hat="m_l * (1 - beta1**t)", v_hat="v_l * (1 - beta2**t)"), "are multiplied by 1 − β^t"),
        (adam(v_hat="v_l / (1 - beta1**t)"), "Both corrections have β₁"),
        (adam(m_hat="m_l / (1 - beta2**t)"), "Both corrections have β₂"),
        (adam(step="eta * m_hat / (np.sqrt(v_l) / (1 - beta2**t) + eps)"), "The root of v is taken first"),
        (adam(v_l="beta2 * v[l] + (1 - beta2) * m_l**2"), "a mean of squares of m"),
        (adam(v_l="beta2 * v[l] + (1 - beta2) * m[l] ** 2"), "a mean of squares of m"),
        (
            adam(
                "0.9 * m[l] + 0.1 * G[l]",
                "0.999 * v[l] + 0.001 * G[l] ** 2",
                "m_l / (1 - 0.9**t)",
                "v_l / (1 - 0.999**t)",
            ),
            "stand 0.9 and 0.999",
        ),
        (adam(m_hat="m_l / (1 - 0.9**t)", v_hat="v_l / (1 - 0.999**t)"), "stand 0.9 and 0.999"),
        (
            adam(step="eta * np.sqrt(1 - beta2**t) / (1 - beta1**t) * m_l / (np.sqrt(v_l) + eps)"),
            "the shorter form in the paper",
        ),
        (adam(m_hat="m_l / (1 - beta1 * t)", v_hat="v_l / (1 - beta2 * t)"), "β to the power of t"),
        (adam(v_l="beta2 * v[l] + (1 - beta2) * G[l] @ G[l]"), "`@` is the matrix product"),
        (adam(v_l="beta2 * v[l] + (1 - beta2) * G[l] @ G[l].T"), "`@` is the matrix product"),
        (adam().replace("range(1, len(W))", "range(len(W))"), "Entry 0 is None on purpose"),
        (
            "def adam(W, G, m, v, t, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):\n"
            "    v = beta2 * v + (1 - beta2) * G**2\n    return W, m, v\n",
            "one cannot compute with a list",
        ),
        (
            "def adam(W, G, m, v, t, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):\n"
            "    for l in range(1, len(W)):\n        m[l] = beta1 * m[l] + (1 - beta1) * G[l]\n"
            "        v[l] = beta2 * v[l] + (1 - beta2) * G[l] ** 2\n"
            "        W[l] -= eta * m[l] / (np.sqrt(v[l]) + eps)\n    return W, m, v\n",
            "copies the list, not its arrays",
        ),
        (adam(step="eta * m_hat / (np.sqrt(v_hat) + eps) + W"), "Likely cause"),
    ],
}
