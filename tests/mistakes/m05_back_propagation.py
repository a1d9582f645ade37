"""Answers to the exercises of notebook 05: right ones, and wrong ones with words of the verdict."""


def E_last(expression):
    return f"def E_last(V, S, Y, dh):\n    N = Y.shape[1]\n    return {expression}\n"


def E_previous(expression):
    return f"def E_previous(E, W, S, dh):\n    return {expression}\n"


def gradient(expression):
    return f"def gradient(E, V):\n    return {expression}\n"


def backward(
    start="(V[L] - Y).T / Y.shape[1]",
    layers="range(L, 0, -1)",
    own="gradient(E, V[l - 1])",
    down="E_previous(E, W[l], S[l - 1], dh[l - 1])",
    end="G",
):
    return (
        f"def backward(W, dh, S, V, Y):\n    L = len(W) - 1\n    G = [None] * (L + 1)\n    E = {start}\n"
        f"    for l in {layers}:\n        G[l] = {own}\n        if l > 1:\n            E = {down}\n"
        f"    return {end}\n"
    )


def through(slope, weights="W[l][:, 1:]"):
    return backward(down=f"(E @ {weights}) * ({slope}).T")


RIGHT = {
    "E_last": E_last("((2 / N) * (V - Y) * dh(S)).T"),
    "E_previous": E_previous("((np.delete(W, 0, axis=1).T @ E.T) * dh(S)).T"),
    "gradient": """def gradient(E, V):
    G = np.zeros((E.shape[1], len(V) + 1))
    for e, v in zip(E, V.T):
        G += np.outer(e, np.r_[1, v])
    return G
""",
    "backward": """def backward(W, dh, S, V, Y):
    G = []
    E = (V[-1] - Y).T / Y.shape[1]
    for l in reversed(range(1, len(W))):
        G.insert(0, np.c_[E.sum(axis=0), E.T @ V[l - 1].T])
        if l > 1:
            E = (E @ W[l][:, 1:]) * dh[l - 1](S[l - 1]).T
    return [None] + G
""",
}

MISTAKES = {
    "E_last": [
        (E_last("(V - Y).T / N * dh(S).T"), "The factor 2 is missing"),
        (E_last("2 * (V - Y).T * dh(S).T"), "The division by N is missing"),
        (E_last("2 * (V - Y).T / Y.size * dh(S).T"), "divided by the number of outputs, too"),
        (E_last("2 * (V - Y).T / len(Y) * dh(S).T"), "`len(Y)` is that"),
        (E_last("2 * (Y - V).T / N * dh(S).T"), "The sign is wrong everywhere"),
        (E_last("2 * (V - Y).T / N"), "The output's own derivative"),
        (E_last("2 * (V - Y).T / N * dh(V).T"), "The derivative is taken at V"),
        (E_last("2 * (V - Y).T / N * dh(S).T ** 2"), "comes in twice"),
        (E_last("2 * V.T / N * dh(S).T"), "The labels do not come in"),
        (E_last("(V - Y).T ** 2 / N * dh(S).T"), "The square itself stands"),
        (E_last("2 * (V - Y) / N * dh(S)"), "That is the transpose: E has a row for each sample."),
        (E_last("(V - Y).T * dh(S).T"), "The factor 2/N is missing"),
        (E_last("2 * (S - Y).T / N * dh(S).T"), "S stands where the output V should"),
        (E_last("2 * (V - Y).T / N * (V * (1 - V)).T"), "the sigmoid's derivative"),
        (E_last("2 * (V - Y).T / N * (1 - V**2).T"), "1 − v² is tanh's derivative"),
        (E_last("2 * np.abs(V - Y).T / N * dh(S).T"), "The sign of v − y is lost"),
        (E_last("(Y - V).T * dh(S).T"), "exactly −N/2 times"),
        (E_last("2 * (V - Y).T * dh(S).T / N**2"), "exactly 1/N times"),
        (E_last("6 * (V - Y).T * dh(S).T / N"), "exactly 3 times"),
    ],
    "E_previous": [
        (E_previous("E @ W[:, 1:]"), "the layer below is missing"),
        (E_previous("(E @ W[:, :-1]) * dh(S).T"), "The last column of W is dropped"),
        (E_previous("(E @ W[:, 1:]) * dh(S).T ** 2"), "comes in twice"),
        (E_previous("(E @ W[:, 1:]) * S.T"), "S stands where its derivative"),
        (E_previous("(E @ W[:, 1:]) * dh(S).T * S.T"), "a factor S too many"),
        (E_previous("(E @ W[:, 1:]) + dh(S).T"), "The two parts are added"),
        (E_previous("(E @ W[:, 1:]) * dh(S)"), "is a `.T` or a `keepdims=True` missing"),
        (E_previous("E @ W * dh(S).T"), "the column of the biases still in W"),
        (E_previous("(E @ W[:, 1:]) * dh(np.tanh(S)).T"), "The derivative is taken at tanh(S)"),
        (E_previous("(E @ W[:, 1:]) * (1 - np.tanh(S) ** 2).T"), "always that of tanh"),
        (E_previous("(E @ W[:, 1:]) * (1 - S**2).T"), "1 − s² is taken of the scores"),
        (E_previous("-(E @ W[:, 1:]) * dh(S).T"), "Every entry is exactly −1 times"),
        (E_previous("((E @ W[:, 1:]) * dh(S).T).T"), "E has a row for each sample"),
        (E_previous("(E @ W[:, 1:]) * dh.T"), "`dh` is a function"),
    ],
    "gradient": [
        (gradient("E.T @ add_ones(V).T / len(E)"), "divided by N once more"),
        (gradient("E.T @ np.vstack([V, np.ones(V.shape[1])]).T"), "stands last"),
        (gradient("np.c_[E.mean(axis=0), E.T @ V.T]"), "a mean over the samples"),
        (gradient("np.c_[0 * E.sum(axis=0), E.T @ V.T]"), "The column of the biases is 0"),
        (gradient("np.c_[np.ones(E.shape[1]), E.T @ V.T]"), "The column of the biases is 1"),
        (gradient("E[:1].T @ add_ones(V[:, :1]).T"), "Only the first sample"),
        (gradient("E[-1:].T @ add_ones(V[:, -1:]).T"), "Only the last sample"),
        (gradient("-E.T @ add_ones(V).T"), "The sign is wrong everywhere"),
        (
            gradient("np.outer(E.sum(axis=0), add_ones(V).sum(axis=1))"),
            "summed first and multiplied then",
        ),
        (gradient("(E.T @ add_ones(V).T).T"), "transpose: the gradient has a row for each neuron"),
        (gradient("E.T @ V.T"), "One column is missing, that of the biases"),
        (gradient("2 * E.T @ add_ones(V).T"), "Every entry is exactly 2 times"),
        ("def gradient(E, V):\n    G += E.T @ add_ones(V).T\n    return G\n", "`G` gets a value"),
        (gradient("E @ add_ones(V)"), "matmul"),
    ],
    "backward": [
        (through("dh[l - 1](V[l - 1])"), "the derivative is taken at V"),
        (through("1 - V[l - 1] ** 2"), "1 − v² is tanh's derivative"),
        (through("V[l - 1] * (1 - V[l - 1])"), "v (1 − v) is the sigmoid's derivative"),
        (through("dh[1](S[l - 1])"), "Every layer has the derivative of the first"),
        (backward(down="E @ W[l][:, 1:]"), "the derivative of the activation is missing"),
        (through("dh[l - 1](S[l - 1]) ** 2"), "the activation comes in twice"),
        (through("dh[l - 1](S[l - 1]) * S[l - 1]"), "a factor S too many"),
        (through("V[l - 1]"), "V stands where the derivative"),
        (backward(own="gradient(E, V[0] if l == 1 else S[l - 1])"), "the gradient is taken with S"),
        (through("dh[l - 1](S[l - 1])", "W[l][:, :-1]"), "the last column of W is dropped"),
        (
            backward(own="gradient(E, V[l - 1]) / (1 if l == L else Y.shape[1])"),
            "all others are N times too small",
        ),
        (
            backward(down="E_previous(E, W[l], S[l - 1], dh[l - 1]) / Y.shape[1]"),
            "another factor 1/N comes in",
        ),
        (backward("(-Y * (1 - V[L])).T / Y.shape[1]"), "0 but for the true class"),
        (
            backward("((V[L] - Y) * V[L] * (1 - V[L])).T / Y.shape[1]"),
            "a factor v (1 − v) at the output",
        ),
        (backward("V[L].T / Y.shape[1]"), "The labels do not come in"),
        (
            backward("((V[L] - Y) / (V[L] * (1 - V[L]))).T / Y.shape[1]"),
            "This is the derivative of the cost by V",
        ),
        (backward("(V[L] - Y).T"), "N times too large"),
        (backward("(Y - V[L]).T / Y.shape[1]"), "sign"),
        (backward("2 * (V[L] - Y).T / Y.shape[1]"), "times too large"),
        (backward(layers="range(L, 1, -1)"), "None"),
        (backward(own="gradient(E, V[l])"), "multiplied with its own output V[3]"),
        (
            backward()
            .replace("        G[l] = gradient(E, V[l - 1])\n", "")
            .replace("    return", "        G[l] = gradient(E, V[l - 1])\n    return"),
            "E has gone down to layer 2 already",
        ),
        (backward().replace("if l > 1", "if True"), "`dh[l - 1]` are None here"),
        (backward("((V[L] - Y) * dh[L](S[L])).T / Y.shape[1]"), "`dh[L]` is None here"),
        (backward().replace("G[l] =", "G[l] +="), "`G[l]` is None here"),
        (backward(own="E.T @ V[l - 1].T"), "One column is missing"),
        (backward(own="gradient(E, V[l - 1])[:, 1:]"), "column"),
        (backward(own="gradient(E, V[l - 1]) * (np.arange(len(V[l - 1]) + 1) > 0)"), "bias"),
        (backward(end="G[1:]"), "entries"),
        (backward(end="G[::-1]"), "`"),
        (backward(end="G[L]"), "list"),
        ("def backward(W, dh, S, V, Y):\n    V[-1] -= Y\n    return [None] * len(W)\n", "None"),
    ],
}
