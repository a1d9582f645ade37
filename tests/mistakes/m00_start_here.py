"""Answers to the exercises of notebook 00, besides the mistakes of its catalogue.

RIGHT are those that carry the notebook, ALSO_RIGHT other styles, HINTED what is made of the code in
the hints ({0} is the first piece); MISTAKES come with words of their verdict.
"""

RIGHT = {
    "add_ones": """def add_ones(X):
    n, N = X.shape
    X1 = np.ones((n + 1, N))
    X1[1:] = X
    return X1
""",
}

ALSO_RIGHT = {
    "add_ones": [
        "def add_ones(X):\n    return np.pad(X, ((1, 0), (0, 0)), constant_values=1)",
        "def add_ones(X):\n    return np.array([[1] + list(x) for x in X.T]).T",
        "def add_ones(X):\n    return np.vstack([np.ones((1, X.shape[1])), X]).astype(np.float32)",
    ],
}

HINTED = {"add_ones": "def add_ones(X):\n    A, B = np.ones((1, {0})), X\n    return {2}"}

MISTAKES = {
    "add_ones": [
        ("def add_ones(X):\n    X[0] = 1\n    return X", "Line 3 does it:\n    X[0] = 1"),
        (
            "def add_ones(X):\n    for k in range(300_000):\n        pass\n    X[0] = 1\n    return X",
            "to the caller. Compute a new value",
        ),
        ("def add_ones(X):\n    np.vstack([np.ones(X.shape[1]), X])", "returns None"),
        ("def add_ones(X):\n    return np.vstack([X[:1] / X[:1], X])", "not finite"),
        ("def add_ones(X):\n    return np.vstack([np.ones(X.shape[1]), X[:-1]])", "Row 2 is missing; the numbers that"),
        ("def add_ones(X):\n    return np.pad(X, (1, 0), constant_values=1)", "Without its first column it is right."),
        ("def add_ones(X):\n    X.append(1)\n    return X", "has no `append`. A list has; an array keeps its size."),
        ("def add_ones(X):\n    return np.asmatrix(np.insert(X, 0, 1, axis=0))", "Return `np.asarray(...)` of it."),
        ("def add_ones(X):\n    return [[1] * X.shape[1]] + X.tolist()", "np.array("),
        ("def add_ones(X):\n    return np.vstack([np.ones((1, X.shape[1])), X]).T", "transpose"),
        ("def add_ones(X):\n    return np.vstak([np.ones((1, X.shape[1])), X])", "vstak"),
        ("def add_ones(X):\n    return np.vstack([np.ones((1, N)), X])", "`N`"),
        ("def add_ones():\n    return np.ones(3)", "Put its first line back"),
        (
            "def add_ones(X):\n    return np.vstack([X, np.zeros(X.shape[1])])",
            "1. The new row is below X. It belongs above: the bias is weight number 0, so its input comes first.\n"
            "2. The new row holds zeros. A bias times 0 is lost.",
        ),
        ("def with_ones(X):\n    return X", "Give it its name back"),
        ("def add_ones(X):\n    return np.vstack([np.random.normal(size=X.shape[1]), X])", "second time"),
        ("def add_ones(X):\n    return np.vstack([np.ones((1, X.shape[1])), X]", "cannot read"),
        ("def add_ones(X):\n    return np.vstack([np.ones((1, N)), X']).T", "the transpose of `A` is `A.T`"),
    ],
}
