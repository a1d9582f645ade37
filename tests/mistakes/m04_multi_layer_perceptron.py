"""Answers to the exercises of notebook 04 beside those of the catalogues: right ones, and wrong ones with words."""


def layer(S="W @ add_ones(V)", end="S, h(S)"):
    return f"def layer(W, V, h):\n    S = {S}\n    return {end}\n"


def forward(step="S[l], V[l] = layer(W[l], V[l - 1], h[l])", first="X", end="S, V"):
    return (
        f"def forward(W, h, X):\n    L = len(W) - 1\n    S, V = [None] * (L + 1), [None] * (L + 1)\n"
        f"    V[0] = {first}\n    for l in range(1, L + 1):\n        {step}\n    return {end}\n"
    )


def softmax(expression, e="np.exp(S - S.max(axis=0))"):
    return f"def softmax(S):\n    e = {e}\n    return {expression}\n"


def cross_entropy(expression, before="P = softmax(S)"):
    return f"def cross_entropy(S, Y):\n    {before}\n    return {expression}\n"


RIGHT = {
    "layer": layer("W[:, :1] + W[:, 1:] @ V"),
    "forward": """def forward(W, h, X):
    S, V = [None], [X]
    for W_l, h_l in zip(W[1:], h[1:]):
        s, v = layer(W_l, V[-1], h_l)
        S.append(s)
        V.append(v)
    return S, V
""",
    "softmax": softmax("e * (1 / e.sum(axis=0, keepdims=True))"),
    "cross_entropy": """def cross_entropy(S, Y):
    largest = S.max(axis=0)
    total = largest + np.log(np.sum(np.exp(S - largest), axis=0))
    return np.mean(total - np.sum(S * Y, axis=0))
""",
}

ALSO_RIGHT = {
    "layer": [
        layer(end="[S, h(S)]"),
        layer("(W @ add_ones(V)).astype(np.float32)"),
    ],
    "forward": [
        forward(end="tuple(S), tuple(V)"),
        forward(first="X.astype(np.float32)"),
    ],
    "softmax": [
        softmax("e / e.sum(axis=0)", "np.exp(S - S.max(axis=0)).astype(np.float32)"),
        softmax("np.array([np.exp(s - max(s)) / sum(np.exp(s - max(s))) for s in S.T]).T"),
    ],
    "cross_entropy": [cross_entropy("np.mean([np.logaddexp.reduce(s) - s[y.argmax()] for s, y in zip(S.T, Y.T)])")],
}

HINTED = {
    "layer": "def layer(W, V, h):\n    {0}\n    {1}",
    "forward": "def forward(W, h, X):\n    {10}\n    {0}\n    V = [X] + [None] * L\n    {9}\n    return S, V",
    "softmax": "def softmax(S):\n    S = {1}\n    {0}\n    return e / e.sum(axis=0)",
    "cross_entropy": cross_entropy(
        "-np.mean({0})", "log_p = S - S.max(axis=0); log_p -= np.log(np.exp(log_p).sum(axis=0))"
    ),
}

MISTAKES = {
    "layer": [
        (layer(end="h(S)"), "expected: 2 values"),
        (layer("W[:, 1:] @ V + W[:, 0]"), "It stops with an error, ValueError: operands could not be broadcast"),
        (layer(end="S, np.array([h(row) for row in S])"), "Value 2 is the first that is not right."),
        (layer("add_ones(V).T @ W.T"), "That is the transpose: samples are columns here."),
        ("def layer(W, V, h):\n    V += 0.5\n    return W @ add_ones(V), V\n", "changes its argument"),
    ],
    "forward": [
        (forward("S[l], V[l] = layer(W[l], V[l - 1], np.abs)"), "is the first that is not right"),
        (forward().replace("S, V = [None] * (L + 1), ", "S = V = "), "returns one list under 2 names"),
        (forward(end="V[L]"), "They are the lists S and V"),
        (forward("S[l], V[l] = layer(W[l], V[l - 1], h[1])", end="V, S"), "What is returned as `V` begins with None."),
        (forward("S[l], V[l] = layer(W[l], V[l - 1], h)"), "It happens inside `layer(W, V, h)`"),
        (forward(end="S[1:], V"), "`S` is a list of 3; expected: a list of 4"),
        (forward(end="V, S"), "in another order"),
        (forward("S[l], V[l] = layer(W[l], V[l - 1], h[l]) if l < L else (None, None)"), "Only the last is missing"),
        (forward("S[l], V[l] = layer(W[l], V[l - 1], h[l]) if l < 2 else (None, None)"), "`S[2]` is None"),
        (forward("S[l], V[l] = layer(W[l], V[l - 1], h[l]) if l < 2 else (None, None)"), "So is [3]."),
        (forward("V[l] = layer(W[l], V[l - 1], h[l])[1]"), "Nothing is stored in it at all"),
        (forward(end="[X] + S[1:], V"), "expected: None"),
        (forward("S[l], V[l] = layer(2 * W[l], V[l - 1], h[l])"), "exactly 2 times too large"),
    ],
    "softmax": [
        (softmax("e / e.sum(axis=1, keepdims=True)"), "The rows add up to 1"),
        (softmax("e / e.sum()"), "All entries together"),
        (softmax("e / e.sum(axis=0)", "np.exp(S - 500)"), "not finite"),
        (softmax("(np.exp(S), e / e.sum(axis=0))[1]"), "The values are right, but here NumPy"),
        (softmax("e / e.sum(axis=0)", "np.exp(S - np.abs(S).max(axis=0))"), "look at `np.abs(S)`"),
        (softmax("(e / e.sum(axis=0))[:, 0]"), "It is column 0 of the right answer; all others are missing."),
        (softmax("e / e.sum(axis=0)", "np.exp(S - (S.max() > 500) * S.max(axis=0))"), "S=[[-1000], [-1000], [-1000]]"),
        (softmax("(e, e.sum(axis=0))"), "returns a tuple of 2"),
    ],
    "cross_entropy": [
        (cross_entropy("-np.sum(Y * np.log(P)) / Y.shape[1]"), "scores of ±1000"),
        (cross_entropy("-np.sum(Y * np.log(P + 1e-12)) / Y.shape[1]"), "as if p were 1e-12"),
        (cross_entropy("-np.sum(Y * np.log(P + 1e-8)) / Y.shape[1]"), "as if p were 1e-08"),
        (
            cross_entropy("np.mean(np.log(np.exp(T).sum(axis=0)) - (Y * T).sum(axis=0))", "T = S - S.max()"),
            "its own from each",
        ),
        (cross_entropy("-np.mean([np.log(P[n][Y[n]]) for n in range(len(Y))])"), "integer"),
        (cross_entropy("-np.mean(Y.T @ np.log(P))"), "the true classes of all come in"),
        (cross_entropy("-np.sum(Y * np.log(P)) / len(Y)"), "as if divided by K where N belongs"),
        (cross_entropy("-np.mean(np.log(P[P > 0]))", "P = softmax(S) * Y"), "All is right at moderate scores."),
    ],
}
