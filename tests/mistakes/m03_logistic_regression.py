"""Answers to the exercises of notebook 03: right ones, and wrong ones with words of the verdict."""


def sigmoid(expression):
    return f"def sigmoid(s):\n    return {expression}\n"


def cost(expression, before=""):
    """A cost in terms of s, p and the logarithms that a student would have at hand."""
    return (
        "def cost(w, X, y):\n    s = w @ add_ones(X)\n    p = 1 / (1 + np.exp(-s))\n"
        f"    log_p, log_q = np.log(p), np.log(1 - p)\n    {before}\n    return {expression}\n"
    )


def gradient(error="p - y", expression="X1 @ E / len(y)"):
    return (
        "def gradient(w, X, y):\n    X1 = add_ones(X)\n    s = w @ X1\n    p = sigmoid(s)\n"
        f"    E = {error}\n    return {expression}\n"
    )


def loop(collect, end=""):
    return (
        "def gradient(w, X, y):\n    g = np.zeros(len(w))\n    for i in range(len(y)):\n"
        "        x1 = np.r_[1, X[:, i]]\n        part = (sigmoid(w @ x1) - y[i]) * x1\n"
        f"        {collect}\n    return g{end}\n"
    )


def numerical(quotient, step="step = h * np.eye(len(w))[j]", before=""):
    return (
        f"def numerical_gradient(f, w, h):\n    g = np.zeros(len(w))\n    {before}\n"
        f"    for j in range(len(w)):\n        {step}\n        g[j] = {quotient}\n    return g\n"
    )


def descend(step="w = w - eta * gradient(w, X, y)", more="", costs="costs", before="", append=None):
    append = append or "costs.append(cost(w, X, y))"
    return (
        f"def descend(w, X, y, eta, steps):\n    costs = [cost(w, X, y)]\n    {before}\n"
        f"    for _ in range(steps{more}):\n        {step}\n        {append}\n"
        f"    return w, {costs}\n"
    )


def probit(error="phi(s) * (p - y) / (p * Phi(-s))", end=" / len(y)", p="Phi(s)"):
    return (
        f"def probit_gradient(w, X, y):\n    s = w @ add_ones(X)\n    p = {p}\n"
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

TEXTBOOK = "y * log_p + (1 - y) * log_q"

MISTAKES = {
    "sigmoid": [
        (sigmoid("1 / (1 + np.exp(s))"), "It falls where it should rise"),
        (sigmoid("1 / 1 + np.exp(-s)"), "denominator needs brackets"),
        (sigmoid("(s >= 0) * 1.0"), "the step still"),
        (sigmoid("np.tanh(s)"), "This is tanh"),
        (sigmoid("np.tanh(s / 2)"), "add 1, then halve"),
        (sigmoid("1 + np.tanh(s / 2)"), "It runs from 0 to 2"),
        (sigmoid("(1 + np.tanh(s)) / 2"), "twice too steep"),
        (
            sigmoid("np.where(s >= 0, 1 / (1 + np.exp(-s)), np.exp(s) / (1 + np.exp(s)))"),
            "computes *both* branches",
        ),
        (sigmoid("1 / (1 + 10.0 ** (-s))"), "The base of the power is e"),
        (sigmoid("np.exp(-s) / (1 + np.exp(-s)) ** 2"), "the derivative h'(s)"),
        (sigmoid("1 / (1 + np.exp(-s))"), "`exp` overflows"),
        (sigmoid("1 / (1 + np.exp(-np.clip(s, -9, 9)))"), "expected"),
        ("def sigmoid(s):\n    return 1 / (1 + math.exp(-s))\n", "name 'math' is not defined"),
    ],
    "cost": [
        (cost(f"np.mean({TEXTBOOK})"), "The sign is lost"),
        # A real question: the cost came out as −2.142818, and the asker took it for a good fit.
        (cost("-np.mean(y * log_p + (1 - y) * (1 - log_p))"), "1 - np.log(p)"),
        (
            cost("-(np.sum(y[:, None] * log_p) + np.sum((1 - y)[:, None] * log_q)) / len(y)"),
            "Every label is multiplied with every logarithm",
        ),
        (
            cost(
                "-np.sum(Y * log_P.T + (1 - Y) * log_Q.T) / len(y)",
                "Y, log_P, log_Q = y[None, :], log_p[None, :], log_q[None, :]",
            ),
            "an outer product",
        ),
        (cost(f"-np.sum({TEXTBOOK})"), "This is the sum over the samples"),
        (cost(f"-np.mean({TEXTBOOK}) / len(y)"), "divided by N twice"),
        (cost(f"-np.mean({TEXTBOOK}) / np.log(2)"), "has base 2"),
        (cost(f"-np.mean({TEXTBOOK}) / np.log(10)"), "has base 10"),
        (cost("-np.mean((1 - y) * log_p + y * log_q)"), "The labels are exchanged"),
        (cost("-np.mean(y * log_p)"), "Only the samples of class 1"),
        (cost("-np.mean((1 - y) * log_q)"), "Only the samples of class 0"),
        (cost("np.mean((y - p) ** 2)"), "the mean of the squares"),
        (cost("np.mean((p >= 0.5) != y)"), "the share of wrong predictions"),
        (
            "def cost(w, X, y):\n    s = w[1:] @ X\n    return np.mean(np.logaddexp(0, s) - y * s)\n",
            "The bias does not come in",
        ),
        (cost("np.mean(np.logaddexp(0, p) - y * p)"), "The sigmoid is applied twice"),
        (cost(f"-np.mean({TEXTBOOK})"), "scores of ±1000"),
        (
            "def cost(w, X, y):\n"
            "    p = np.clip(sigmoid(w @ add_ones(X)), 1e-12, 1 - 1e-12)\n"
            "    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))\n",
            "the probabilities are cut off",
        ),
        (cost(f"-({TEXTBOOK})"), "array of shape (7,)"),
    ],
    "gradient": [
        (gradient("y - p"), "The sign is wrong everywhere"),
        (gradient(expression="X1 @ E"), "exactly N times too large"),
        (gradient(expression="X1 @ E / len(y) / len(y)"), "N times too small"),
        (gradient(expression="X1 @ E / len(X)"), "divided by n, the number of features"),
        (gradient("(p - y) * p * (1 - p)"), "a factor p(1 − p) too many"),
        (gradient("2 * (p - y) * p * (1 - p)"), "the gradient of the squares"),
        (gradient("(p - y) * s"), "A stray factor s"),
        (gradient("-y / p + (1 - y) / (1 - p)"), "Step 2 is missing"),
        (gradient("p * (1 - p) * (-y / p + (1 - y) / (1 - p))"), "cancel it by hand first"),
        (gradient("np.exp(s) / (1 + np.exp(s)) - y"), "Your `sigmoid` has been checked"),
        (gradient("s - y"), "The error is computed from the score"),
        (gradient("(s >= 0) - y"), "The error is computed from the step"),
        (gradient("p - (1 - y)"), "The labels are exchanged"),
        (gradient("p"), "The labels do not come in"),
        (gradient("p * (1 - p)"), "derivative of the mean probability"),
        (loop("return part"), "Only the first sample"),
        (loop("return part / len(y)"), "Only the first sample"),
        (loop("g = part"), "Only the last sample"),
        (loop("g = part", " / len(y)"), "Only the last sample"),
        (gradient(expression="X1.mean(axis=1) * E.mean()"), "The inputs are averaged"),
        (gradient("sigmoid(w[1:] @ X) - y"), "The bias is left out"),
        (gradient(expression="X @ E / len(y)"), "bias"),
        (gradient(expression="np.r_[(X @ E), E.sum()] / len(y)"), "last"),
        (gradient(expression="X1 @ E[:, None] / len(y)"), "shape"),
        (gradient(expression="X1 * E"), "shape"),
        (
            gradient(expression="X1 @ E / len(y) + 0.1 * w"),
            "weight decay",
        ),
    ],
    "numerical_gradient": [
        (numerical("(f(w + step) - f(w)) / h"), "This is the one-sided difference, (f"),
        (numerical("(f(w) - f(w - step)) / h"), "backwards"),
        (numerical("(f(w + step) - f(w - step)) / h"), "exactly twice too large"),
        (numerical("(f(w + step) - f(w - step)) / 2"), "only by 2"),
        (
            numerical("(f(w1) - f(w2)) / (2 * h)", step="w1 = w; w2 = w; w1[j] += h; w2[j] -= h"),
            "Is it `w1 = w`?",
        ),
        (
            numerical("(up - f(w2)) / (2 * h)", step="w1 = w; w1[j] += h; up = f(w1); w2 = w; w2[j] -= h"),
            "Is it `w2 = w`",
        ),
        (numerical("(f(w + step) - f(w - step)) / (2 * h)", before="h = 1e-5"), "is not used"),
        (numerical("(f(w + step) - f(w - step)) / (2 * h)", before="h = 1e-3"), "is not used"),
        (numerical("(f(w + step) - f(w - step)) / 2 * h"), "multiplies by h"),
        (numerical("f(w + step) - f(w - step)"), "not divided by the distance"),
        (numerical("(f(w - step) - f(w + step)) / (2 * h)"), "The sign is wrong"),
        (numerical("(f(w + h) - f(w - h)) / (2 * h)"), "All weights are moved at once"),
        (
            numerical(
                "(f(moved) - f(w - h * np.eye(len(w))[j])) / (2 * h)",
                step="moved[j] += h",
                before="moved = w.copy()",
            ),
            "not put back",
        ),
        (
            numerical("(f(w) - f(w - 2 * h * np.eye(len(w))[j])) / (2 * h)", step="w[j] += h"),
            "changes its argument `w`",
        ),
    ],
    "descend": [
        (descend("w = w + eta * gradient(w, X, y)"), "It climbs"),
        (descend("w = w - eta / len(y) * gradient(w, X, y)"), "divided by N once more"),
        (descend("w = w - eta * g", before="g = gradient(w, X, y)"), "gradient of the start"),
        (descend("w - eta * gradient(w, X, y)"), "The weights never move"),
        (descend("w = w - gradient(w, X, y)"), "The learning rate does not come in"),
        (descend(before="w = np.zeros(len(w))"), "It starts at zeros"),
        (descend(before="w = 0 * w; costs = [cost(w, X, y)]"), "It starts at zeros"),
        (descend().replace("return w, costs", "return costs, w"), "in the wrong order"),
        (descend().replace("return w, costs", "return np.array(costs), w"), "in the wrong order"),
        (descend(append="if _ == 0: costs.append(cost(w, X, y))"), "returns a list of 2; expected: a list of 6"),
        (
            descend("g = gradient(w, X, y); w = w - eta * g / np.linalg.norm(g)"),
            "Each step has the same length",
        ),
        (descend(more=" + 1"), "one step too many"),
        (descend(costs="costs[1:]"), "lacks the cost at the start"),
        (descend(costs="costs[:-1]"), "lacks the cost after the last step"),
        (descend(costs="costs[-1:]"), "holds the last cost only"),
        (descend("w -= eta * gradient(w, X, y)"), "changes its argument `w`"),
        (descend(costs="costs[-1]"), "The second value is"),
        (
            "def descend(w, X, y, eta, steps):\n    return w - eta * gradient(w, X, y)\n",
            "the weights and the list of costs",
        ),
        (
            "def descend(w, X, y, eta, steps):\n    costs = []\n    while len(costs) <= steps:\n"
            "        w = w - eta * gradient(w, X, y)\n    return w, costs\n",
            "Stopped after",
        ),
    ],
    "probit_gradient": [
        (probit("p - y"), "as for the logistic link"),
        (probit("(p - y) / (p * Phi(-s))"), "The density φ(s) is missing"),
        (probit("(p - y) * phi(s)"), "The denominator p(1 − p) is missing"),
        (probit("phi(s) * (p - y) / p * (1 - p)"), "The whole denominator needs brackets"),
        (probit("phi(p) * (p - y) / (p * Phi(-s))"), "The density is computed from p"),
        (probit("p * (p - y) / (p * Phi(-s))"), "Φ(s) stands where its derivative"),
        (probit("phi(s) * (y - p) / (p * Phi(-s))"), "The sign is wrong everywhere"),
        (probit(end=""), "exactly N times too large"),
        (probit("np.exp(-s ** 2 / 2) * (p - y) / (p * Phi(-s))"), "too large by √(2π)"),
        (probit("phi(s) * (p - y) / (Phi(s) * Phi(-s))", p="sigmoid(s)"), "p is the sigmoid"),
    ],
}
