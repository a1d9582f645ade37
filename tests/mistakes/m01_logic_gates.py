"""Answers to the exercises of notebook 01: right ones, and wrong ones with words of the verdict."""

RIGHT = {
    "neuron": """def neuron(w, X):
    return np.heaviside(w[0] + w[1:].dot(X), 1)
""",
    "not_weights": "def not_weights():\n    return np.array([0, -3])\n",
    "and_weights": "def and_weights():\n    return np.array([-7, 4, 5])\n",
    "or_weights": "def or_weights():\n    return np.array([-0.1, 2, 3])\n",
    "xor": """def xor(X):
    a = neuron(np.array([-0.5, 1, -1]), X)
    b = neuron(np.array([-0.5, -1, 1]), X)
    return neuron(np.array([-1, 1, 1]), np.array([a, b]))
""",
    "full_adder": """def full_adder(X):
    half = xor(X[:2])
    digit = xor(np.array([half, X[2]]))
    carry = neuron(np.array([-1.5, 1, 1, 1]), X)
    return np.array([carry, digit])
""",
    "network_for": """def network_for(X, y):
    if sum(y) > len(y) / 2:  # fewer rows are 0: recognise those, and turn the answer round
        W, v = network_for(X, 1 - y)
        return W, np.r_[0, -v[1:]]
    units = []
    for column in X.T[np.asarray(y) == 1]:
        units.append([-sum(column)] + [1 if x else -1 for x in column])
    W = np.array(units).reshape(len(units), len(X) + 1)
    return W, np.array([-1] + [1] * len(units))
""",
}

NETWORK = """def network_for(X, y):
    rows = X[:, y == {which}]
    W = np.vstack([{bias} - rows.sum(axis=0), {weights}]).T
    return W, np.r_[{v0}, np.ones(rows.shape[1])]
"""


def network(which=1, bias="0.5", weights="2 * rows - 1", v0="-0.5"):
    return NETWORK.format(which=which, bias=bias, weights=weights, v0=v0)


MISTAKES = {
    "neuron": [
        ("def neuron(w, X):\n    return (w @ add_ones(X) > 0).astype(int)", "a score of exactly 0"),
        ("def neuron(w, X):\n    return w @ add_ones(X)", "the score s itself"),
        ("def neuron(w, X):\n    return w @ add_ones(X) >= 0", "they are True and False"),
        ("def neuron(w, X):\n    return np.heaviside(w @ add_ones(X), 0.5)", "one half"),
        (
            "def neuron(w, X):\n    s = w[0] + w[1] * X[0] + w[2] * X[1]\n    return (s >= 0) * 1",
            "Only the first two inputs count",
        ),
        ("def neuron(w, X):\n    return (w @ add_ones(X) <= -1e-300).astype(int)", "opposite"),
        ("def neuron(w, X):\n    return np.where(w @ add_ones(X) >= 0, 1, -1)", "answers -1"),
        ("def neuron(w, X):\n    return (w[1:] @ X >= 0) * 1", "has no effect"),
        ("def neuron(w, X):\n    return (w[1:] @ X >= w[0]).astype(int)", "the wrong sign"),
        ("def neuron(w, X):\n    return (w[:-1] @ X + w[-1] >= 0) + 0", "last weight is used"),
        ("def neuron(w, X):\n    return (w @ add_ones(X) >= 0.5).astype(int)", "with 0.5"),
        ("def neuron(w, X):\n    return (w @ X >= 0).astype(int)", "shapes do not fit"),
        ("def neuron(w, X):\n    return int(w @ add_ones(X) >= 0)", "stops with an error"),
        ("def neuron(w, X):\n    if w @ add_ones(X) >= 0:\n        return 1", "with no `if`"),
        ("def neuron(w, X):\n    s = w @ add_ones(X)", "a `return` is missing"),
        ("def neuron(w, X):\n    return np.sign(w @ add_ones(X))", "the sign of the score"),
        ("def neuron(w, X):\n    return (w @ X >= 0) * 1", "w has shape (3,); X has shape (2, 4)"),
    ],
    "not_weights": [
        ("def not_weights():\n    return np.array([-0.5, 1])", "all signs are the other way round"),
        ("def not_weights():\n    return np.array([-0.5, -1])", "the bias has the wrong sign"),
        ("def not_weights():\n    return np.array([-1, 0.5])", "the bias stands last"),
        ("def not_weights():\n    return np.array([1, -1])", "exactly 0"),
        ("def not_weights():\n    return np.array([1])", "expected: an array of shape (2,)"),
        ("def not_weights():\n    return 'no'", "expected: an array of shape (2,)"),
        ("def not_weights():\n    return [0.5, -1]", "expected: an array of 2 numbers"),
        ("def not_weights():\n    return np.array([0.5, -0.2])", "weights of “always 1”"),
        ("def not_weights():\n    return np.array(['a', 'b'])", "expected: an array of shape (2,)"),
    ],
    "and_weights": [
        ("def and_weights():\n    return np.array([-0.5, 1, 1])", "weights of OR"),
        ("def and_weights():\n    return np.array([1.5, 1, 1])", "the bias has the wrong sign"),
        ("def and_weights():\n    return np.array([1, 1, -1.5])", "the bias stands last"),
        ("def and_weights():\n    return np.array([1.5, -1, -1])", "all signs are the other way round"),
        ("def and_weights():\n    return np.array([-1, 1, 1])", "exactly 0"),
        ("def and_weights():\n    return np.array([-1.5, 1, 0])", "For the input (1, 1)"),
        ("def and_weights():\n    return np.array([-1.5, 1])", "expected: an array of shape (3,)"),
    ],
    "or_weights": [
        ("def or_weights():\n    return np.array([-1.5, 1, 1])", "weights of AND"),
        ("def or_weights():\n    return np.array([0.5, 1, 1])", "the bias has the wrong sign"),
        ("def or_weights():\n    return np.array([1, 1, -0.5])", "the bias stands last"),
        ("def or_weights():\n    return np.array([0, 1, 1])", "exactly 0"),
        ("def or_weights():\n    return np.array([-0.5, 1, 0])", "For the input (0, 1)"),
        ("def or_weights():\n    return np.array([np.nan, 1, 1])", "not finite"),
    ],
    "xor": [
        ("def xor(X):\n    return neuron(or_weights(), X)", "This is OR"),
        ("def xor(X):\n    return neuron(and_weights(), X)", "This is AND"),
        ("def xor(X):\n    return (X[0] == X[1]).astype(int)", "the opposite of XOR"),
        ("def xor(X):\n    return 1 - neuron(and_weights(), X)", "This is NAND"),
        (
            "def xor(X):\n    h = [neuron(and_weights(), X), neuron(or_weights(), X)]\n"
            "    return neuron(np.array([-0.5, 1, -1]), np.array(h))",
            "0 for every input",
        ),
        (
            "def xor(X):\n    h = [neuron(or_weights(), X), 1 - neuron(and_weights(), X)]\n"
            "    return neuron(or_weights(), np.array(h))",
            "1 for every input",
        ),
        ("def xor(X):\n    return X[0] + X[1]", "the sum of the two inputs"),
        (
            "def xor(X):\n    return np.vstack([neuron(or_weights(), X), neuron(and_weights(), X)])",
            "The output neuron that joins them is missing",
        ),
        (
            "def xor(X):\n    return neuron([-1, 1, -1], np.vstack([neuron(or_weights, X), X[0]]))",
            "`or_weights` is a function, and here it is not called",
        ),
        ("def xor(X):\n    return neuron(or_weights()[1:], X)", "inside `neuron`"),
        ("def xor(X):\n    return xor(X)", "the function calls itself and never stops"),
    ],
    "full_adder": [
        (
            "def full_adder(X):\n    s = X.sum(axis=0)\n    return np.array([s % 2, s // 2])",
            "changed places",
        ),
        (
            "def full_adder(X):\n    return np.array([X[0] * X[1], xor(X[:2])])",
            "a half adder",
        ),
        (
            "def full_adder(X):\n    return np.array([X[0] * X[1], X.sum(axis=0) % 2])",
            "The carry forgets",
        ),
        (
            "def full_adder(X):\n    return np.array([X.sum(axis=0) // 2, xor(X[:2])])",
            "The digit forgets",
        ),
        (
            "def full_adder(X):\n    return np.array([X.max(axis=0), X.sum(axis=0) % 2])",
            "as soon as one input is 1",
        ),
        (
            "def full_adder(X):\n    return np.array([X.min(axis=0), X.sum(axis=0) % 2])",
            "two are enough",
        ),
        (
            "def full_adder(X):\n    return np.array([X.sum(axis=0) // 2, X.max(axis=0)])",
            "by a negative weight",
        ),
        (
            "def full_adder(X):\n    s = X.sum(axis=0)\n    return np.array([s // 2, s - s // 2])",
            "a carry stands for 2",
        ),
        (
            "def full_adder(X):\n    s = X.sum(axis=0)\n    return np.array([s // 2, s == 1])",
            "All is right but for 1 + 1 + 1",
        ),
        (
            "def full_adder(X):\n    carry = neuron(np.array([-2, 1, 1, 1]), X)\n"
            "    rows = np.vstack([carry, X])\n"
            "    return np.array([carry, neuron(np.array([-1, 1, 1, 1, -2]), rows)])",
            "In which order are the rows stacked?",
        ),
        ("def full_adder(X):\n    return X.sum(axis=0)", "expected: an array of shape (2, 8)"),
    ],
    "network_for": [
        (network(which=0), "the opposite of the table"),
        (network(v0="0.5"), "stay quiet if none does"),
        (network(v0="-0.5 if rows.size else 1"), "which sign must it have"),
        (network(bias="1.5"), "fires for"),
        (network(weights="rows"), "should know its own row only"),
        (network(bias="-0.5"), "its bias is too low"),
        (
            "def network_for(X, y):\n    rows = X[:, y == 1]\n"
            "    W = np.vstack([0.5 - rows.sum(axis=0), 2 * rows - 1]).T\n"
            "    return W, np.r_[-0.5 - max(0, len(W) - 1), np.ones(len(W))]",
            "it is the output neuron",
        ),
        (
            network().replace(
                "np.vstack([0.5 - rows.sum(axis=0), 2 * rows - 1])", "np.vstack([2 * rows - 1, 0.5 - rows.sum(axis=0)])"
            ),
            "in the rows of W",
        ),
        (
            network().replace("np.r_[-0.5, np.ones(rows.shape[1])]", "np.r_[np.ones(rows.shape[1]), -0.5]"),
            "stands last in v",
        ),
        (
            "def network_for(X, y):\n"
            "    W = np.array([[0.5 - sum(x), *(2 * x - 1)] for x in X.T[y == 1]])\n"
            "    return W, np.r_[-0.5, np.ones(len(W))]",
            "gives it its columns back",
        ),
        ("def network_for(X, y):\n    return [[0, 1, 1]], np.ones(2)", "makes an array of it"),
        ("def network_for(X, y):\n    return X[y == 1], y", "samples are columns"),
        ("def network_for(X, y):\n    return X", "expected: the pair"),
        (
            "def network_for(X, y):\n    return X[:, y == 1].T, np.ones(3)",
            "the biases are missing",
        ),
        (network().replace(".T\n", "\n"), "the other way round"),
        ("def network_for(X, y):\n    return 1, 2", "W is one number"),
        (
            "def network_for(X, y):\n    rows = X[:, y == 1]\n"
            "    W = np.vstack([0.5 - rows.sum(axis=0), 2 * rows - 1]).T\n    return W, np.ones(len(W))",
            "v of `network_for(X, y)`",
        ),
    ],
}
