"""Answers to the exercises of notebook 03, besides the mistakes of its catalogues (see m00)."""


def sigmoid(expression):
    return f"def sigmoid(s):\n    return {expression}\n"


def cost(expression, p="sigmoid(s)"):
    """A cost in terms of s, p and the logarithms that a student would have at hand."""
    return f"def cost(w, X, y):\n    s = w @ add_ones(X)\n    p = {p}\n    return {expression}\n"


def gradient(error="p - y", expression="X1 @ E / len(y)"):
    return (
        "def gradient(w, X, y):\n    X1 = add_ones(X)\n    s = w @ X1\n    p = sigmoid(s)\n"
        f"    E = {error}\n    return {expression}\n"
    )


def numerical(quotient="(f(w + step) - f(w - step)) / (2 * h)", step="step = h * np.eye(len(w))[j]", before=""):
    return (
        f"def numerical_gradient(f, w, h):\n    g = np.zeros(len(w))\n    {before}\n"
        f"    for j in range(len(w)):\n        {step}\n        g[j] = {quotient}\n    return g\n"
    )


def descend(step="w = w - eta * gradient(w, X, y)", append="costs.append(cost(w, X, y))", end="w, costs"):
    return (
        f"def descend(w, X, y, eta, steps):\n    costs = [cost(w, X, y)]\n"
        f"    for _ in range(steps):\n        {step}\n        {append}\n    return {end}\n"
    )


def probit(error="phi(s) * (p - y) / (p * (1 - p))", end=" / len(y)"):
    return (
        "def probit_gradient(w, X, y):\n    s = w @ add_ones(X)\n    p = Phi(s)\n"
        f"    return add_ones(X) @ ({error}){end}\n"
    )


RIGHT = {
    "sigmoid": sigmoid("np.where(s >= 0, 1, np.exp(-np.abs(s))) / (1 + np.exp(-np.abs(s)))  # one branch a sign"),
    "cost": """def cost(w, X, y):
    s = w[0] + w[1:] @ X
    return np.mean(np.maximum(s, 0) - y * s + np.log1p(np.exp(-np.abs(s))))
""",
    "gradient": gradient("(p - y)[:, None]", "np.mean(X1.T * E, axis=0)"),
    "numerical_gradient": """def numerical_gradient(f, w, h):
    g = []
    for j in range(len(w)):
        up, down = w.astype(float), w.astype(float)
        up[j] += h
        down[j] -= h
        g.append((f(up) - f(down)) / (2 * h))
    return np.array(g)
""",
    "descend": """def descend(w, X, y, eta, steps):
    path = [w]
    while len(path) <= steps:
        path.append(path[-1] - eta * gradient(path[-1], X, y))
    return path[-1], [cost(each, X, y) for each in path]
""",
    "probit_gradient": probit("phi(s) * np.where(y, -1 / Phi(s), 1 / Phi(-s))"),
}

ALSO_RIGHT = {
    "sigmoid": [
        sigmoid("np.exp(-np.logaddexp(0, -s))"),
        sigmoid("(1 + np.tanh(s.astype(np.float32) / 2)) / 2"),
        sigmoid("np.vectorize(lambda x: 1 / (1 + np.exp(-x)) if x > 0 else np.exp(x) / (1 + np.exp(x)))(s)"),
        sigmoid("1 / (1 + np.exp(-np.clip(s, -709, 709)))"),
        "def sigmoid(s):\n    e = np.exp(-np.abs(s))\n    p = 1 / (1 + e)\n    p[s < 0] = (e / (1 + e))[s < 0]\n    return p",
    ],
    "cost": [
        "def cost(w, X, y):\n    total = 0\n    for x, t in zip(X.T, y):\n        s = w[0] + w[1:] @ x\n"
        "        total += np.logaddexp(0, -s if t else s)\n    return total / len(y)",
        cost("np.logaddexp(0, (1 - 2 * y) * s).sum() / y.size", p="None"),
    ],
    "gradient": [
        "def gradient(w, X, y):\n    E = sigmoid(w[0] + w[1:] @ X) - y\n    return np.r_[E.mean(), (X * E).mean(axis=1)]",
        gradient(expression="np.dot(E, X1.T) / X.shape[1]"),
        gradient(expression="np.average(X1 * E, axis=-1)"),
        gradient(expression="(X1 @ E / len(y)).astype(np.float32)"),
    ],
    "numerical_gradient": [
        numerical("(f(w + step) - f(w - step)) / h / 2"),
        numerical("0.5 * (f(w + step) - f(w - step)) / h"),
        "def numerical_gradient(f, w, h):\n    w, g = w.astype(float), []\n    for j in range(len(w)):\n"
        "        w[j] += h\n        up = f(w)\n        w[j] -= 2 * h\n        down = f(w)\n        w[j] += h\n"
        "        g.append((up - down) / (2 * h))\n    return np.array(g)",
    ],
    "descend": [descend(end="[w, np.array(costs)]"), descend(end="(w, tuple(costs))")],
    "probit_gradient": [
        probit("phi(s) * (p - y) / (p * Phi(-s))"),
        "def probit_gradient(w, X, y):\n    g = np.zeros(len(w))\n    for i in range(len(y)):\n"
        "        x1 = np.r_[1, X[:, i]]\n        s = w @ x1\n        p = Phi(np.array([s]))[0]\n"
        "        g += (-y[i] / p + (1 - y[i]) / (1 - p)) * phi(s) * x1\n    return g / len(y)",
    ],
}

HINTED = {
    "sigmoid": "def sigmoid(s):\n    {1}\n    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))",
    "cost": "def cost(w, X, y):\n    s = w @ add_ones(X)\n    return np.mean({1} - y * s)",
    "gradient": "def gradient(w, X, y):\n    error = sigmoid(w @ add_ones(X)) - y\n    return {0} / len(y)",
    "numerical_gradient": "def numerical_gradient(f, w, h):\n    g = np.zeros(len(w))\n    for j in range(len(w)):\n"
    "        {1}\n        g[j] = (f(w + step) - f(w - step)) / (2 * h)\n    return g",
    "descend": descend("{0}"),
    "probit_gradient": probit("{0}"),
}

TEXTBOOK = "-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))"
PADDED = "-np.mean(y * np.log(p + {0}) + (1 - y) * np.log(1 - p + {0}))"

MISTAKES = {
    "sigmoid": [
        (sigmoid("np.where(s >= 0, 1 / (1 + np.exp(-s)), np.exp(s) / (1 + np.exp(s)))"), "computes *both* branches"),
        (sigmoid("1 / (1 + np.exp(-s))"), "`exp` overflows"),
        (sigmoid("1 / (1 + np.exp(-np.clip(s, -9, 9)))"), "expected"),
        (sigmoid("s + 0.5"), "which is not between 0 and 1"),
        (sigmoid("np.round(1 / (1 + np.exp(-s)), 3)"), "expected"),
        ("def sigmoid(s):\n    return 1 / (1 + math.exp(-s))\n", "name 'math' is not defined"),
    ],
    "cost": [
        (cost(TEXTBOOK), "a logarithm of 0 is taken"),
        (cost("np.mean(np.log(1 + np.exp(s)) - y * s)"), "`exp` overflows"),
        (cost("np.mean(np.log1p(np.exp((1 - 2 * y) * s)))"), "`exp` overflows"),
        (cost(TEXTBOOK, "np.clip(sigmoid(s), 1e-12, 1 - 1e-12)"), "none is below 1e-12"),
        (cost(PADDED.format("1e-12")), "1e-12 is added to p and 1e-12 is added to 1 − p"),
        (cost(PADDED.format("1e-8")), "1e-08 is added to p"),
        (cost(TEXTBOOK, "sigmoid(s) + 1e-10"), "1e-10 is added to p and 1e-10 is subtracted from 1 − p"),
        (cost(TEXTBOOK, "sigmoid(s) - 0.1"), "0.1 is subtracted from p"),
        (cost(TEXTBOOK.replace("np.mean(", "(")), "array of shape (7,)"),
    ],
    "gradient": [
        (gradient("p * (1 - p) * (-y / p + (1 - y) / (1 - p))"), "cancel it by hand first"),
        (gradient("np.exp(s) / (1 + np.exp(s)) - y"), "Your `sigmoid` has been checked"),
        (gradient(expression="X @ E / len(y)"), "Entry 0 is missing"),
        (gradient(expression="X1 @ E[:, None] / len(y)"), "shape"),
        (gradient(expression="X1 @ E / len(y) + 0.1 * w"), "weight decay"),
        ("def gradient(w, X, y):\n    return numerical_gradient(lambda v: cost(v, X, y), w, 1e-5)", "further down"),
        (
            "def gradient(w, X, y):\n    d = 1e-5 * np.eye(len(w))\n"
            "    return np.array([(cost(w + e, X, y) - cost(w - e, X, y)) / 2e-5 for e in d])",
            "they come from the cost",
        ),
    ],
    "numerical_gradient": [
        (numerical("(f(w[j] + h) - f(w[j] - h)) / (2 * h)"), "`f` is called with one number"),
        (numerical(before="h = 1e-5"), "by -4e-05 and 4e-05 times h"),
        (numerical(before="h = h / 2"), "by -0.5 and 0.5 times h"),
        (
            numerical("(8 * f(w + step) - 8 * f(w - step) - f(w + 2 * step) + f(w - 2 * step)) / (12 * h)"),
            "by -2, -1, 1 and 2 times h",
        ),
        (numerical("(f(w1) - f(w2)) / (2 * h)", step="w1 = w; w2 = w; w1[j] += h; w2[j] -= h"), "no copy"),
        (numerical("(up - f(w2)) / (2 * h)", step="w1 = w; w1[j] += h; up = f(w1); w2 = w; w2[j] -= h"), "`w2 = w`"),
        (numerical(step="step[j] = h", before="step = np.zeros(len(w))"), "not put back"),
        (
            numerical("(f(w) - f(w - 2 * h * np.eye(len(w))[j])) / (2 * h)", step="w[j] += h"),
            "changes its argument `w`",
        ),
    ],
    "descend": [
        (descend(end="costs, w"), "in the wrong order"),
        (descend(append="if _ == 0: costs.append(cost(w, X, y))"), "The list has 2 entries; expected 6"),
        (descend("w -= eta * gradient(w, X, y)"), "changes its argument `w`"),
        (descend(end="w, costs[-1]"), "The second value is"),
        ("def descend(w, X, y, eta, steps):\n    return w - eta * gradient(w, X, y)\n", "as in `return w, costs`"),
        (
            "def descend(w, X, y, eta, steps):\n    costs = []\n    while len(costs) <= steps:\n"
            "        w = w - eta * gradient(w, X, y)\n    return w, costs\n",
            "Stopped after",
        ),
    ],
    "probit_gradient": [
        ("def probit_gradient(w, X, y):\n    return gradient(w, X, y)", "the gradient of the logistic model"),
        (probit("phi(s) * (p - y) / (p * (1 - p)) * s"), "Not right: `w` with its bias"),
    ],
}
