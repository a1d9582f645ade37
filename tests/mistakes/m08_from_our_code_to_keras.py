"""Answers to the exercises of notebook 08 beside those of the catalogues: right ones, and wrong ones with words."""


def to_keras(kernel="w[:, 1:].T", bias="w[:, 0]", end="[kernel, bias]"):
    return f"def to_keras(w):\n    kernel, bias = {kernel}, {bias}\n    return {end}\n"


def from_keras(first="pass", end="np.column_stack([bias, kernel.T])"):
    return f"def from_keras(kernel, bias):\n    {first}\n    return {end}\n"


def conv_to_keras(kernels="w[:, 1:].reshape(len(w), -1, k, k)", end="[kernels.transpose(2, 3, 1, 0), w[:, 0]]"):
    return f"def conv_to_keras(w, k):\n    kernels = {kernels}\n    return {end}\n"


def dense_after_flatten(
    weights="w[:, 1:].reshape(-1, *shape)", end="[weights.transpose(2, 3, 1, 0).reshape(-1, len(w)), w[:, 0]]"
):
    return f"def dense_after_flatten(w, shape):\n    weights = {weights}\n    return {end}\n"


RIGHT = {
    "to_keras": """def to_keras(w):
    bias, *kernel = w.T
    return [np.array(kernel), bias]
""",
    "from_keras": """def from_keras(kernel, bias):
    return np.vstack([bias, kernel]).T
""",
    "conv_to_keras": """def conv_to_keras(w, k):
    kernel = np.moveaxis(w[:, 1:].T.reshape(-1, k, k, len(w)), 0, 2)
    return [kernel, w[:, 0]]
""",
    "dense_after_flatten": """def dense_after_flatten(w, shape):
    C, H, W = shape
    order = np.arange(C * H * W).reshape(C, H, W).transpose(1, 2, 0).ravel()
    return [w[:, 1:][:, order].T, w[:, 0]]
""",
}

ALSO_RIGHT = {
    "to_keras": [to_keras(end="(kernel, bias)"), to_keras("np.transpose(w)[1:]", "w.T[0]")],
    "from_keras": [
        from_keras(end="np.hstack([bias[:, None], kernel.T])"),
        from_keras(end="np.insert(kernel.T, 0, bias, axis=1)"),
        from_keras("w = np.zeros((len(bias), len(kernel) + 1)); w[:, 0] = bias; w[:, 1:] = kernel.T", "w"),
    ],
    "conv_to_keras": [
        conv_to_keras(end="[np.einsum('ncab->abcn', kernels), w[:, 0]]"),
        conv_to_keras(end="(np.moveaxis(kernels, (2, 3, 1, 0), (0, 1, 2, 3)), w[:, 0])"),
    ],
    "dense_after_flatten": [
        dense_after_flatten(end="[weights.transpose(0, 2, 3, 1).reshape(len(w), -1).T, w[:, 0]]"),
        dense_after_flatten(
            "np.moveaxis(w[:, 1:].reshape(-1, *shape), 1, 3)", "[weights.reshape(len(w), -1).T, w[:, 0]]"
        ),
    ],
}

HINTED = {
    "to_keras": "def to_keras(w):\n    {0}\n",
    "from_keras": "def from_keras(kernel, bias):\n    {1}\n",
    "conv_to_keras": "def conv_to_keras(w, k):\n    {4}\n    {5}\n",
    "dense_after_flatten": "def dense_after_flatten(w, shape):\n    {2}\n    {3}\n",
}

MISTAKES = {
    "to_keras": [
        ("def to_keras(w):\n    while True:\n        w = w\n", "does not end"),
        (to_keras(end="kernel"), "returns"),
        (to_keras("w[1:].T"), "of shape"),
        (to_keras(end="[2 * kernel, bias]"), "exactly 2 times too large"),
        (to_keras(end="[kernel, bias, bias]"), "a list of 3"),
        (to_keras("w.T"), "Without its first row it is right"),
        (to_keras(end="[kernel, 0 * bias]"), "Value 2 is the first that is not right: 0 everywhere"),
        ("def to_keras(w):\n    print([w[:, 1:].T, w[:, 0]])\n", "look at `print([w[:, 1:].T, w[:, 0]])`"),
    ],
    "from_keras": [
        (from_keras(end="np.column_stack([bias, kernel])"), "stops with an error"),
        (from_keras("kernel *= 1.0; bias += 1", "np.column_stack([bias, kernel.T])"), "changes its argument"),
        (from_keras(end="np.concatenate([bias, kernel.T.ravel()])"), "of shape"),
        (from_keras(end="np.column_stack([bias, kernel.T]) + 1"), "1 too large"),
        (from_keras(end="kernel.T"), "Column 0 is missing; the numbers that are there are right"),
        (from_keras(end="np.vstack([bias, kernel])"), "That is the transpose: a row is a neuron"),
        (from_keras(end="np.array([[b] + row for b, row in zip(bias, kernel.T)])"), "look at `[b] + row`"),
    ],
    "conv_to_keras": [
        (conv_to_keras("w.reshape(len(w), -1, k, k)"), "do not fill such a shape"),
        (conv_to_keras(end="[w[:, 1:].T.reshape(k, k, -1, len(w)), w[:, 0]]"), "with the channel last"),
        (conv_to_keras(end="[kernels.transpose(2, 3, 1, 0) * k, w[:, 0]]"), "entries differ"),
        (conv_to_keras(end="[kernels.transpose(3, 2, 0, 1), w[:, 0]]"), "its axes are in another order"),
        (conv_to_keras(end="kernels.transpose(2, 3, 1, 0)"), "expected"),
        (conv_to_keras("w[:, :-1].reshape(len(w), -1, k, k)"), "look at `:-1`"),
    ],
    "dense_after_flatten": [
        (dense_after_flatten("w.reshape(-1, *shape)"), "cannot reshape"),
        (dense_after_flatten(end="weights.transpose(2, 3, 1, 0).reshape(-1, len(w))"), "expected"),
        (dense_after_flatten(end="[weights.reshape(-1, len(w)), w[:, 0]]"), "keeps the sequence of numbers"),
        (dense_after_flatten("w[:, 1:].reshape(-1, shape)"), "`*shape` stands for its entries"),
        (
            dense_after_flatten(end="[weights.transpose(2, 3, 0, 1).reshape(-1, len(w)), w[:, 0]]"),
            "look at `weights.transpose(2, 3, 0, 1)`",
        ),
        (
            dense_after_flatten("w[:, 1:].reshape(-1, *shape[1:], shape[0]).transpose(0, 3, 1, 2)"),
            "in our order, channel by channel",
        ),
    ],
}
