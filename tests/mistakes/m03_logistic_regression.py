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


def numerical(quotient="(f(w + step) - f(w - step)) / (2 * eps)", step="step = eps * np.eye(len(w))[j]", before=""):
    return (
        f"def numerical_gradient(f, w, eps):\n    g = np.zeros(len(w))\n    {before}\n"
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
    "numerical_gradient": """def numerical_gradient(f, w, eps):
    g = []
    for j in range(len(w)):
        up, down = w.astype(float), w.astype(float)
        up[j] += eps
        down[j] -= eps
        g.append((f(up) - f(down)) / (2 * eps))
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
        sigmoid("(1 + np.tanh(s.astype(np.float32) / 2)) / 2"),
        sigmoid("np.vectorize(lambda x: 1 / (1 + np.exp(-x)) if x > 0 else np.exp(x) / (1 + np.exp(x)))(s)"),
        "def sigmoid(s):\n    e = np.exp(-np.abs(s))\n    p = 1 / (1 + e)\n    p[s < 0] = (e / (1 + e))[s < 0]\n    return p",
    ],
    "cost": [
        "def cost(w, X, y):\n    s = (w @ add_ones(X)).astype(np.float32)\n    return np.mean(np.logaddexp(0, s) - y * s)",
    ],
    "gradient": [
        "def gradient(w, X, y):\n    E = sigmoid(w[0] + w[1:] @ X) - y\n    return np.r_[E.mean(), (X * E).mean(axis=1)]",
        gradient(expression="(X1 @ E / len(y)).astype(np.float32)"),
    ],
    "numerical_gradient": [
        numerical("(f(w + step) - f(w - step)) / eps / 2"),
        "def numerical_gradient(f, w, eps):\n    w, g = w.astype(float), []\n    for j in range(len(w)):\n"
        "        w[j] += eps\n        up = f(w)\n        w[j] -= 2 * eps\n        down = f(w)\n        w[j] += eps\n"
        "        g.append((up - down) / (2 * eps))\n    return np.array(g)",
    ],
    "probit_gradient": [  # sample by sample
        "def probit_gradient(w, X, y):\n    g = np.zeros(len(w))\n    for x, label in zip(add_ones(X).T, y):\n"
        "        s = w @ x\n        p = Phi(s)\n        g += phi(s) * (p - label) / (p * (1 - p)) * x\n    return g / len(y)",
    ],
}

HINTED = {
    "sigmoid": "def sigmoid(s):\n    {1}\n    return np.where(s >= 0, 1 / (1 + e), e / (1 + e))",
    "cost": "def cost(w, X, y):\n    s = w @ add_ones(X)\n    return np.mean({1} - y * s)",
    "gradient": "def gradient(w, X, y):\n    error = sigmoid(w @ add_ones(X)) - y\n    return {0} / len(y)",
    "numerical_gradient": "def numerical_gradient(f, w, eps):\n    g = np.zeros(len(w))\n    for j in range(len(w)):\n"
    "        {1}\n        g[j] = (f(w + step) - f(w - step)) / (2 * eps)\n    return g",
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
        (sigmoid("s + 0.5"), "never outside 0 and 1"),
        (sigmoid("(1 + np.tanh(s / 2)) / 2,"), "What is in it is right: return that itself."),
        ("@np.vectorize\n" + sigmoid("1 / (1 + np.exp(-s))"), "Right below it belongs the line with `def sigmoid`."),
        ("def sigmoid(s):\n    p = np.exp(s)\n        return p\n", "only a line that ends with `:` opens a block"),
        ("def sigmoid(s):\n    p = np.exp(s)\nreturn p\n", "too far left to belong to the function: indent it."),
        (
            "def sigmoid(s):\n    p = np.zeros(len(s))\n    for i in range(len(s)):\n"
            "        p[i] = 1 / (1 + np.exp(-s[i]))\n    return p",
            "`p[i]` takes one number; what stands on the right of `=`, of shape (3,), is an array",
        ),
    ],
    "cost": [
        (
            "def cost(w, X, y):\n    import math\n    total = 0\n    for p, t in zip(sigmoid(w @ add_ones(X)), y):\n"
            "        total += t * math.log(p) + (1 - t) * math.log(1 - p)\n    return -total / len(y)",
            "All is right at moderate scores.",
        ),
        (cost(TEXTBOOK), "a logarithm of 0 is taken"),
        (cost("np.mean(np.log(1 + np.exp(s)) - y * s)"), "`exp` overflows"),
        (cost(TEXTBOOK, "np.clip(sigmoid(s), 1e-12, 1 - 1e-12)"), "as if p were 1e-12: p was cut off"),
        (cost(PADDED.format("1e-12")), "as if p were 1e-12: p was cut off, or a small number came to it"),
        (cost(TEXTBOOK, "sigmoid(s) + 1e-10"), "as if p were 1e-10"),
        (
            "def cost(w, X, y):\n    p = sigmoid(w @ add_ones(X))\n    with np.errstate(all='ignore'):\n"
            "        return -np.mean(np.nan_to_num(np.log(np.where(y == 1, p, 1 - p))))",
            "p had become 0, and a number was put in the place of its logarithm",
        ),
        (cost(TEXTBOOK, "sigmoid(s) - 0.1"), "as if p were 0.1"),
        (cost("np.mean(np.minimum((p - y) ** 2, 0.9))"), "expected 1.225"),
        (cost("list(np.logaddexp(0, s) - y * s)"), "a list of 7; expected: one number. It was not averaged along"),
        (
            cost("-np.mean(y * np.log(p) + (1 - y) * np.log(sigmoid(1 - s)))"),
            "extreme values: look at `sigmoid(1 - s)`",
        ),
    ],
    "gradient": [
        (gradient("p * (1 - p) * (-y / p + (1 - y) / (1 - p))"), "cancel it by hand first"),
        (gradient("np.exp(s) / (1 + np.exp(s)) - y"), "your `sigmoid` is right for such"),
        (gradient(expression="X1 @ E / len(y) + 0.1 * w"), "weight decay"),
        (gradient("np.zeros_like(y); E[:] = p - y"), "`w`: 0 everywhere."),
        (gradient("y - p"), "`w`: the wrong sign, everywhere"),
        (gradient(expression="X1 @ E / N"), "It reads `N` (481) from another cell, not from its arguments."),
        (gradient(expression="X @ E / len(y), E.mean()"), "Its parts are right, in another order: `np.r_[a, b]`"),
        (
            gradient(expression="np.array([E.mean(), X @ E / len(y)])"),
            "One array is to be made of parts whose shapes differ.",
        ),
        ("def gradient(w, X, y):\n    return numerical_gradient(lambda v: cost(v, X, y), w, 1e-5)", "further down"),
        (
            "def gradient(w, X, y):\n    d = 1e-5 * np.eye(len(w))\n"
            "    return np.array([(cost(w + e, X, y) - cost(w - e, X, y)) / 2e-5 for e in d])",
            "they come from the cost",
        ),
    ],
    "numerical_gradient": [
        (
            numerical(before="eps = 1e-5"),
            "times eps. Wanted are two steps for each: by eps and by −eps.\nOne change in line 4 makes it right: look at",
        ),
        (numerical("(f(w[j] + eps) - f(w[j] - eps)) / (2 * eps)"), "`f` is called with one number"),
        (numerical("(cost(w + step, X, y) - cost(w - step, X, y)) / (2 * eps)"), "`f` is never called"),
        (
            numerical("((f(w + step) - f(w - step)) / (2 * step))", before="g = np.zeros((len(w), len(w)))"),
            "right.\nOn",
        ),
        (numerical(step="step = eps * np.eye(len(w))[w[j]]"), "`w[j]` is 1.0, where a whole number is needed"),
        (
            "def numerical_gradient(f, w, eps):\n    g = np.zeros(len(w))\n    for j in w:\n        g[j] = f(w)\n    return g",
            "runs over the entries of `w`; `range(len(w))`",
        ),
        (
            "def numerical_gradient(f, w, eps):\n    return np.array(f(w + d) for d in np.eye(len(w)))",
            "an array that holds a generator",
        ),
        (numerical(before="eps = 1e-5"), "by -4e-05 and 4e-05 times eps"),
        (numerical(step="step[j] = eps", before="step = np.zeros(len(w))"), "is put back before the next one moves"),
        (
            numerical("(f(w + step) - f(w)) / eps"),
            "moved by 1 times eps. Wanted are two steps for each: by eps and by −eps. A",
        ),
        (numerical("(f(w) - f(w - step)) / eps"), "by eps and by −eps. A difference to one side works, too"),
        (numerical("(f(w) - f(w - step)) / (2 * eps)"), "it is about half the slope"),
        (numerical(step="step = eps"), "more than one weight moved: by [1, 1, 1] times eps"),
    ],
    "descend": [
        (descend(end="costs, w"), "in the wrong order"),
        (descend().replace("eta", "lr"), "def descend(w, X, y, eta, steps):"),
        (descend("w -= eta * gradient(w, X, y)"), "changes its argument `w`"),
        (descend(append="costs = costs + cost(w, X, y)"), "The list has 1 entry; expected 6"),
        (descend("descend.n = getattr(descend, 'n', 0) + 1", end="w, costs * descend.n"), "gives another list when"),
        (descend(end="w, costs[-1:]"), "The last one is right, the first are missing."),
        (descend().replace("range(steps)", "range(100)"), "right, more follow.\nreturned [1.225, "),
        (descend().replace("range(steps)", "range(100)"), "It never uses `steps`."),
        ("def descend(w, X, y, eta, steps):\n    return w - eta * gradient(w, X, y)\n", "as in `return w, costs`"),
    ],
    "probit_gradient": [(probit("phi(s) * (p - y) / (p * (1 - p)) * s"), "Not right: `w` with its bias")],
}
