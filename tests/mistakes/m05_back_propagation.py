"""Answers to the exercises of notebook 05 beside those of the catalogues: right ones, and wrong ones with words."""


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

ALSO_RIGHT = {
    "E_last": [E_last("(2 * (V - Y).T / N * dh(S).T).astype(np.float32)")],
    "E_previous": [E_previous("((E @ W)[:, 1:] * dh(S.T)).astype(np.float32)")],
    "gradient": [
        gradient("sum(np.outer(e, [1, *v]) for e, v in zip(E, V.T))"),
        gradient("(E.T @ add_ones(V).T).astype(np.float32)"),
    ],
    "backward": [
        backward(end="tuple(G)"),
        backward("((V[L] - Y).T / Y.shape[1]).astype(np.float32)", own="gradient(E, V[l - 1]).astype(np.float32)"),
        backward("(V[L] - Y).T", own="gradient(E, V[l - 1]) / Y.shape[1]"),
    ],
}

HINTED = {
    "E_last": E_last("{0}"),
    "E_previous": E_previous("{0}"),
    "gradient": gradient("{0}"),
    "backward": """def backward(W, dh, S, V, Y):
    L, N, E = len(W) - 1, Y.shape[1], [None] * len(W)
    {6}
    E[L] = {0}
    {5}
        {1} = {2}
        if l > 1:
            {3} = {4}
    return G
""",
}

MISTAKES = {
    "E_last": [
        (E_last("2 * (V - Y) / N * dh(S)"), "That is the transpose: E has a row for each sample."),
        (E_last("(2 * (V - Y) / N * dh(S)).sum(axis=1)"), "It is the sum over axis 0, of the right answer."),
        (
            "def E_last(V, S, Y, dh):\n    N = Y.shape[1]\n    E = np.zeros((N, len(V)))\n    for k in range(len(V)):\n"
            "        E[k] = 2 * (V[k] - Y[k]) * dh(S[k]) / N\n    return E\n",
            "The numbers are right, their places are not.",
        ),
        (E_last("2 * (V - Y).T / 9 * dh(S).T"), "as if divided by 9 where N belongs"),
        (E_last("(Y - V).T * dh(S).T"), "exactly N/2 times what it should be, and of the wrong sign"),
    ],
    "E_previous": [
        (E_previous("E @ W * dh(S).T"), "(7,6) (7,5)"),
        (E_previous("-(E @ W[:, 1:]) * dh(S).T"), "the wrong sign, everywhere"),
        (E_previous("E @ W[:, 1:] @ np.diag(dh(S)[:, 0])"), "Only its row 0 is right."),
    ],
    "gradient": [
        (gradient("(E.T @ add_ones(V).T).T"), "That is the transpose: the gradient has a row for each neuron"),
        (gradient("E @ add_ones(V).T"), "`add_ones(V).T` (7, 6): in a product"),
        (gradient("E.T @ add_ones(V).T / len(V)"), "exactly n times too small"),
        (gradient("E.T @ V.T, E.sum(axis=0)"), "Its parts are right, in another order: `np.c_[a, b]`"),
        ("def gradient(E, V):\n    G += E.T @ add_ones(V).T\n    return G\n", "`G` gets a value"),
    ],
    "backward": [
        (backward("(V[L] - Y).T"), "N times too large"),
        (backward("(Y - V[L]).T / Y.shape[1]"), "sign"),
        (backward(layers="range(L, 1, -1)"), "None"),
        (backward().replace("if l > 1", "if True"), "`dh[l - 1]` are None here"),
        (backward("((V[L] - Y) * dh[L](S[L])).T / Y.shape[1]"), "'NoneType' object is not callable"),
        (backward().replace("G[l] =", "G[l] +="), "`G[l]` is None here"),
        (
            backward().replace("[None] * (L + 1)", "np.zeros(L + 1)"),
            "`G[l]` takes one number; what stands on the right",
        ),
        (backward("(V[L] - y).T / Y.shape[1]"), "It reads `y` (0.49) from another cell, not from its arguments."),
        (
            backward().replace("S[l - 1], dh[l - 1]", "S[l - 1], dh[l - 1](S[l - 1])"),
            "`dh` is an array of shape (5, 11)",
        ),
        (backward(end="G[1:]"), "These have the shapes of 1 to 3: put None before them."),
        (backward(end="G[L]"), "returns an array of shape (3, 6); expected: a list of 4"),
    ],
}
