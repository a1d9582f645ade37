"""Answers to the exercises of notebook 04: right ones, and wrong ones with words of the verdict."""


def layer(S="W @ add_ones(V)", end="S, h(S)"):
    return f"def layer(W, V, h):\n    S = {S}\n    return {end}\n"


def forward(step="S[l], V[l] = layer(W[l], V[l - 1], h[l])", first="X", end="S, V"):
    return (
        f"def forward(W, h, X):\n    L = len(W) - 1\n    S, V = [None] * (L + 1), [None] * (L + 1)\n"
        f"    V[0] = {first}\n    for l in range(1, L + 1):\n        {step}\n    return {end}\n"
    )


def softmax(expression):
    return f"def softmax(S):\n    e = np.exp(S)\n    return {expression}\n"


def lowered(by):
    return f"def softmax(S):\n    e = np.exp(S - {by})\n    return e / e.sum(axis=0)\n"


def cross_entropy(expression, before="P = np.exp(S) / np.exp(S).sum(axis=0)"):
    return f"def cross_entropy(S, Y):\n    {before}\n    return {expression}\n"


def two_terms(expression, T="S - S.max(axis=0)"):
    return cross_entropy(f"np.mean({expression})", f"T = {T}")


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
    "softmax": """def softmax(S):
    e = np.exp(S - np.max(S, axis=0, keepdims=True))
    return e * (1 / e.sum(axis=0, keepdims=True))
""",
    "cross_entropy": """def cross_entropy(S, Y):
    largest = S.max(axis=0)
    total = largest + np.log(np.sum(np.exp(S - largest), axis=0))
    return np.mean(total - np.sum(S * Y, axis=0))
""",
}

MISTAKES = {
    "layer": [
        (layer(end="h(S), S"), "The two are exchanged"),
        (layer(end="S, S"), "The activation is missing"),
        (layer(end="h(S), h(S)"), "Both arrays are h(S)"),
        (layer(end="S, h(h(S))"), "applied twice"),
        (layer("W @ add_ones(h(V))"), "applied to the input, too"),
        (layer("W[:, 1:] @ V"), "The biases do not come in"),
        (layer("W @ np.vstack([V, np.ones(V.shape[1])])"), "The ones are below V"),
        (layer(end="S, np.tanh(S)"), "always tanh"),
        (layer(end="S, 1 / (1 + np.exp(-S))"), "always the sigmoid"),
        (layer(end="h(S)"), "2 values, separated by commas"),
        (layer("W @ V"), "in `A @ B` the last of A must be the first of B"),
        (layer("W * add_ones(V)"), "work entry by entry"),
        (layer("W[:, 1:] @ V + W[:, 0]"), "`keepdims=True`"),
        (layer("2 @ V"), "one side is a single number"),
        (layer(end="S, h @ S"), "`h` is a function"),
        (layer(end="S, h * S"), "`h` is a function"),
        (layer("add_ones(V).T @ W.T"), "That is the transpose: samples are columns here."),
        ("def layer(W, V, h):\n    V += 0.5\n    return W @ add_ones(V), V\n", "changes its argument"),
    ],
    "forward": [
        (forward("S[l], V[l] = layer(W[l], V[0] if l == 1 else S[l - 1], h[l])"), "The scores are"),
        (forward("S[l], V[l] = layer(W[l], V[l - 1], h[1])"), "the activation of the first"),
        (forward("S[l], V[l] = layer(W[l], V[l - 1], h[-1])"), "the activation of the last"),
        (
            forward("S[l], V[l] = layer(W[l], V[l - 1], h[l] if l < L else lambda s: s)"),
            "The last layer has no activation",
        ),
        (forward("S[l] = V[l] = W[l] @ add_ones(V[l - 1])"), "No layer has an activation"),
        (forward(first="h[1](X)"), "The input is put through"),
        (
            forward("S[l] = W[l][:, 1:] @ V[l - 1]; V[l] = h[l](S[l])"),
            "The biases do not come in",
        ),
        (forward("S[l] = V[l] = layer(W[l], V[l - 1], h[l])[1]"), "S[l] holds what V[l] should"),
        (forward(end="V[L]"), "the lists S and V, as in"),
        (forward(end="S[1:], V"), "S has 3 entries; expected 4"),
        (forward(end="S, V[1:]"), "V has 3 entries; expected 4"),
        (forward(end="S[:-1], V"), "Only the last layer is missing. Likely cause: `range(1, L)`"),
        (forward(end="V, S"), "The two lists are exchanged"),
        (forward("S[l], V[l] = layer(W[l], V[l - 1], h[l]); return S, V"), "Is `return` indented into"),
        (forward("S[l], V[l] = layer(W[l], V[l - 1], h[l]) if l < L else (None, None)"), "`range(1, L)`"),
        (forward("V[l] = layer(W[l], V[l - 1], h[l])[1]"), "Nothing is ever stored in S"),
        (forward("S[l], V[l] = layer(W[l], V[l], h[l])"), "`V[l]` is None here"),
        (forward("S[l], V[l] = layer(W[l - 1], V[l - 1], h[l])"), "`W[l - 1]` is None here"),
        (forward(end="[X] + S[1:], V"), "There is no layer 0"),
        (forward(end="tuple(S), V"), "a list of 4 entries"),
        (forward(end="S, V[1:] + V[-1:]"), "`V[0]`"),
        (forward("S[l], V[l] = layer(2 * W[l], V[l - 1], h[l])"), "`S[1]` is the first"),
    ],
    "softmax": [
        (softmax("e / e.sum(axis=1, keepdims=True)"), "The rows add up to 1"),
        (softmax("e / e.sum()"), "All entries together"),
        (softmax("S / S.sum(axis=0)"), "The exponential is missing"),
        (softmax("1 / (1 + np.exp(-S))"), "the sigmoid of each entry"),
        (softmax("np.exp(-S) / np.exp(-S).sum(axis=0)"), "the sign in the exponent"),
        (softmax("(S == S.max(axis=0)) * 1.0"), "a hard choice"),
        (softmax("S - np.log(e.sum(axis=0))"), "the logarithm of softmax"),
        (softmax("e / e.max(axis=0)"), "Divided by the largest"),
        (softmax("e"), "The division is missing"),
        (softmax("np.exp(e / e.sum(axis=0)) / np.exp(e / e.sum(axis=0)).sum(axis=0)"), "applied twice"),
        (softmax("e / e.mean(axis=0)"), "Divided by the mean"),
        (softmax("e / e.sum(axis=0)"), "at 1000 `exp` overflows"),
        (lowered("S.mean(axis=0)"), "The mean of each column is subtracted"),
        (lowered("S.max()"), "Each column needs its own maximum"),
        (lowered("S.max(axis=1, keepdims=True)"), "The largest score of each row"),
        (lowered("500"), "not finite"),
        (lowered("np.median(S, axis=0)"), "not finite"),
        (softmax("np.exp(S / S.max(axis=0)) / np.exp(S / S.max(axis=0)).sum(axis=0)"), "divided by the largest"),
        (softmax("2**S / (2**S).sum(axis=0)"), "The base of the power is e"),
        (softmax("e / e.sum(axis=1)"), "`keepdims=True`"),
        (
            softmax("np.exp(np.clip(S, -700, 700)) / np.exp(np.clip(S, -700, 700)).sum(axis=0)"),
            "The scores are cut off",
        ),
        (softmax("3 * np.exp(S - S.max(0)) / np.exp(S - S.max(0)).sum(0)"), "exactly 3 times"),
        (softmax("0 * e + np.exp(S - S.max(0)) / np.exp(S - S.max(0)).sum(0)"), "not finite"),
        (softmax("np.exp(S - S.max(0)) / np.exp(S - S.max(0)).sum(0)"), "The values are right, but here NumPy"),
    ],
    "cross_entropy": [
        (cross_entropy("np.sum(Y * np.log(P)) / Y.shape[1]"), "The sign is lost"),
        (cross_entropy("-np.sum(Y * np.log(P))"), "the sum over the samples"),
        (cross_entropy("-np.mean(Y * np.log(P))"), "the mean over all K · N entries"),
        (cross_entropy("-np.sum(Y * np.log(P)) / len(Y)"), "`len(Y)` is K"),
        (cross_entropy("-np.sum(Y * np.log(P), axis=0)"), "one number for each sample"),
        (
            cross_entropy("-np.sum(Y * (P - np.log(np.exp(P).sum(axis=0)))) / Y.shape[1]"),
            "Softmax is applied twice",
        ),
        (cross_entropy("-np.sum(Y * P) / Y.shape[1]"), "The logarithm is missing"),
        (cross_entropy("-np.sum(Y * np.log2(P)) / Y.shape[1]"), "base 2"),
        (cross_entropy("-np.sum(Y * np.log10(P)) / Y.shape[1]"), "base 10"),
        (
            cross_entropy("-np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P)) / Y.shape[1]"),
            "a binary cross-entropy for each output",
        ),
        (cross_entropy("np.sum((P - Y) ** 2) / Y.shape[1]"), "the squared difference"),
        (cross_entropy("-np.sum(np.log(P)) / Y.shape[1]"), "The labels do not come in"),
        (
            cross_entropy(
                "-np.sum(Y * np.log(P)) / Y.shape[1]",
                "P = np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)",
            ),
            "over the samples",
        ),
        (cross_entropy("-np.sum(Y * S) / Y.shape[1]"), "The first half is there"),
        (cross_entropy("-np.sum(Y * np.log(P)) / Y.shape[1]"), "scores of ±1000"),
        (cross_entropy("-np.sum(Y * np.log(softmax(S) + 1e-12)) / Y.shape[1]", "pass"), "cut off"),
        (two_terms("np.log(np.exp(S).sum(axis=0)) - (Y * T).sum(axis=0)"), "in one of the two terms"),
        (two_terms("np.log(np.exp(T).sum(axis=0)) - (Y * S).sum(axis=0)"), "from the exponents only"),
        (two_terms("np.log(np.exp(T).sum()) - (Y * T).sum(axis=0)"), "runs over all samples"),
        (two_terms("np.log(np.exp(S).sum()) - (Y * S).sum(axis=0)"), "runs over all samples"),
        (two_terms("np.exp(T).sum(axis=0) - (Y * T).sum(axis=0)"), "The logarithm of the sum is missing"),
        (two_terms("np.exp(S).sum(axis=0) - (Y * S).sum(axis=0)"), "the sum itself stands there"),
        (two_terms("np.log(np.exp(T).sum(axis=0)) - T.sum(axis=0)"), "The labels do not come in"),
        (two_terms("np.log(np.exp(S).sum(axis=0)) - S.sum(axis=0)"), "The labels do not come in"),
        (cross_entropy("-np.sum(Y * np.log(S)) / Y.shape[1]", "pass"), "the logarithm of the scores"),
        (cross_entropy("np.nan", "pass"), "not finite"),
        (
            two_terms("np.log(np.exp(T).sum(axis=0)) - (Y * T).sum(axis=0)", "S - S.max()"),
            "its own from each",
        ),
        (two_terms("2 * (np.log(np.exp(T).sum(axis=0)) - (Y * T).sum(axis=0))"), "exactly 2 times"),
        (two_terms("(np.log(np.exp(T).sum(axis=0)) - (Y * T).sum(axis=0)) * len(Y)"), "exactly K times"),
    ],
}
