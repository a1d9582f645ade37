"""Answers to the exercises of notebook 00: right ones, and wrong ones with words of the verdict."""

RIGHT = {
    "add_ones": """def add_ones(X):
    n, N = X.shape
    X1 = np.ones((n + 1, N))
    X1[1:] = X
    return X1
""",
}

MISTAKES = {
    "add_ones": [
        (
            "def add_ones(X):\n    return np.concatenate([X, np.ones((1, X.shape[1]))])",
            "They belong above it",
        ),
        (
            "def add_ones(X):\n    return np.column_stack([np.ones(len(X)), X])",
            "as a column, on the left",
        ),
        (
            "def add_ones(X):\n    return np.column_stack([X, np.ones(len(X))])",
            "as a column, on the right",
        ),
        (
            "def add_ones(X):\n    return np.vstack([np.zeros((1, X.shape[1])), X])",
            "it holds zeros",
        ),
        ("def add_ones(X):\n    return 1 + X", "larger by 1"),
        ("def add_ones(X):\n    X = X.copy()\n    X[0] = 1\n    return X", "was overwritten"),
        ("def add_ones(X):\n    return X", "unchanged"),
        ("def add_ones(X):\n    X[0] = 1\n    return X", "changes its argument `X`"),
        ("def add_ones(X):\n    np.vstack([np.ones(X.shape[1]), X])", "a `return` is missing"),
        (
            "def add_ones(X):\n    return np.vstack([np.ones(X.shape[0]), X])",
            "shapes do not fit",
        ),
        (
            "def add_ones(X):\n    return [[1] * X.shape[1]] + X.tolist()",
            "`np.array(...)` makes an array",
        ),
        (
            "def add_ones(X):\n    return np.vstack([np.ones((1, X.shape[1])), X]).T",
            "That is the transpose",
        ),
        ("def add_ones(X):\n    return np.vstak([np.ones((1, X.shape[1])), X])", "vstak"),
        ("def add_ones(X):\n    return np.vstack([np.ones((1, N)), X])", "`N`"),
        ("def add_ones():\n    return np.ones(3)", "its first line was changed"),
        ("def with_ones(X):\n    return X", "Give it its name back"),
        (
            "def add_ones(X):\n    return np.vstack([np.random.normal(size=X.shape[1]), X])",
            "when it is called a second time",
        ),
        ("def add_ones(X):\n    return np.vstack([np.ones((1, X.shape[1])), X]", "cannot read"),
    ],
}
