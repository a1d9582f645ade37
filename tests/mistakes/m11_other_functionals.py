"""Answers to the exercises of notebook 11 beside those of the catalogues: right ones, and wrong ones with words."""


def dT(body):
    return f"def dT(u, f, dx):\n    {body}\n"


def kernel(X="np.hstack([around(u) for u in frames[:-1]])", y="frames[1:].ravel()", end="np.linalg.lstsq(A.T, y)[0]"):
    return f"def kernel(frames):\n    X = {X}\n    y = {y}\n    A = add_ones(X)\n    return {end}\n"


def windows(X="[s[i : i + N] for i in range(p)]", y="s[p + ahead - 1 :]", N="len(s) - p - ahead + 1"):
    return f"def windows(s, p, ahead):\n    N = {N}\n    X = np.array({X})\n    y = {y}\n    return X, y\n"


RIGHT = {
    "dT": """def dT(u, f, dx):
    g = []
    for i in range(len(u)):
        pull = 0
        if i > 0:
            pull += (u[i] - u[i - 1]) / dx
        if i < len(u) - 1:
            pull -= (u[i + 1] - u[i]) / dx
        g.append(pull - f[i] * dx)
    return np.array(g)
""",
    "kernel": kernel(end="np.linalg.solve(A @ A.T, A @ y)"),
    "windows": """def windows(s, p, ahead):
    starts = range(len(s) - p - ahead + 1)
    return np.array([s[i : i + p] for i in starts]).T, np.array([s[i + p - 1 + ahead] for i in starts])
""",
}

ALSO_RIGHT = {
    "dT": [
        """def dT(u, f, dx):
    D = np.diff(np.eye(len(u)), axis=0) / dx
    return dx * (D.T @ D @ u - f)
""",
        dT("slope = np.r_[0, np.diff(u) / dx, 0]; return slope[:-1] - slope[1:] - f * dx"),
        dT("return -np.diff(np.diff(u), prepend=0, append=0) / dx - f * dx"),
        dT("slope, g = np.diff(u) / dx, -f * dx; g[:-1] -= slope; g[1:] += slope; return g.astype(np.float32)"),
    ],
    "kernel": [kernel(end="np.linalg.pinv(A.T) @ y"), kernel(y="np.hstack([u.reshape(-1) for u in frames[1:]])")],
    "windows": [
        """def windows(s, p, ahead):
    N = len(s) - p - ahead + 1
    idx = np.arange(p)[:, None] + np.arange(N)
    return np.take(s, idx), np.array([s[j + p - 1 + ahead] for j in range(N)])
""",
        windows(X="np.lib.stride_tricks.sliding_window_view(s[: len(s) - ahead], p).T"),
        windows(y="np.array([s[i + p + ahead - 1] for i in range(N)])"),
    ],
}

HINTED = {
    "dT": "def dT(u, f, dx):\n    {0}\n    {1}\n    {2}\n    {3}\n    return g\n",
    "kernel": "def kernel(frames):\n    X = np.hstack([around(u) for u in frames[:-1]])\n"
    "    y = np.concatenate([{2} for u in frames[1:]])\n    return {4}\n",
    "windows": "def windows(s, p, ahead):\n    N = len(s) - p - ahead + 1\n    {0}\n    y = {1}\n    return X, y\n",
}

MISTAKES = {
    "dT": [
        (dT("return 2 * ((np.diff(u, prepend=0, append=0)[:-1]) / dx) - f * dx"), "expected"),
        (dT("slope = np.diff(u) / dx; return slope - f * dx"), "operands could not be broadcast"),
        (dT("return np.diff(u) / dx"), "shape (7,)"),
        (
            dT("g = np.zeros(len(u)); g[1:-1] = -(u[2:] - 2*u[1:-1] + u[:-2])/dx**2 - f[1:-1]; return g"),
            "1. This is −u″ − f, as in the equation. The derivative of the sum T by u_i is Δ times that.\n"
            "2. At the two ends 0 stands.",
        ),
        (
            dT("p = np.pad(u, 1, mode='reflect'); return -np.diff(p, 2)/dx**2 - f"),
            "2. At each end its piece counts twice",
        ),
        (
            dT("return -np.diff(np.pad(u, 1, mode='edge'), 2)/dx**2 - f"),
            "This is −u″ − f, as in the equation. The derivative of the sum T by u_i is Δ times that.",
        ),
        (
            dT("return -np.gradient(np.gradient(u, dx), dx) - f"),
            "2. `np.gradient` takes the difference",
        ),
    ],
    "kernel": [
        (kernel(end="np.linalg.lstsq(A, y)[0]"), "LinAlgError"),
        (kernel(X="np.vstack([around(u) for u in frames[:-1]])"), "does not run"),
        (kernel(X="np.hstack([u.ravel() for u in frames[:-1]])"), "does not run"),
    ],
    "windows": [
        (windows("[s[i : i + p] for i in range(N)]"), "That is the transpose: a column of X is a window."),
        (windows(N="len(s) - p"), "Without its last column it is right."),
        (windows(y="s[p + ahead :]"), "expected"),
    ],
}
