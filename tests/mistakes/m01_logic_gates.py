"""Answers to the exercises of notebook 01, besides the mistakes of its catalogues (see m00)."""

RIGHT = {
    "neuron": "def neuron(w, X):\n    return np.heaviside(w[0] + w[1:].dot(X), 1)\n",
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


def full_adder(carry="[-2, 1, 1, 1]", digit="[-1, 1, 1, 1, -2]", end="[carry, digit]"):
    return (
        f"def full_adder(X):\n    carry = neuron(np.array({carry}), X)\n"
        f"    digit = neuron(np.array({digit}), np.vstack([X, carry]))\n    return np.vstack({end})\n"
    )


NETWORK = """def network_for(X, y):
    rows = X[:, y == {which}]
    W = np.vstack([{bias} - rows.sum(axis=0), {weights}]).T
    return W, np.r_[{v0}, np.ones(rows.shape[1])]
"""


def network(which=1, bias="0.5", weights="2 * rows - 1", v0="-0.5"):
    return NETWORK.format(which=which, bias=bias, weights=weights, v0=v0)


ALSO_RIGHT = {
    "neuron": [
        "def neuron(w, X):\n    return np.array([1 if w @ np.r_[1, x] >= 0 else 0 for x in X.T])",
        "def neuron(w, X):\n    s = []\n    for i in range(X.shape[1]):\n        t = w[0]\n"
        "        for j in range(len(X)):\n            t += w[j + 1] * X[j, i]\n        s.append(t >= 0)\n"
        "    return np.array(s, dtype=int)",
    ],
    "xor": [
        "def xor(X):\n    a = neuron(or_weights(), X)\n    b = neuron([1.5, -1, -1], X)\n"
        "    return neuron(and_weights(), np.stack([a, b]))",
        "def xor(X):\n    out = []\n    for x in X.T:\n        x = x[:, None]\n"
        "        h = np.array([neuron(or_weights(), x), neuron(and_weights(), x)])\n"
        "        out.append(neuron(np.array([-0.5, 1, -1]), h)[0])\n    return np.array(out)",
    ],
    "full_adder": [
        "def full_adder(X):\n    c = neuron(np.array([-2, 1, 1, 1]), X).astype(float)\n"
        "    return [c, neuron(np.array([-0.5, 1, 1, 1, -2]), np.vstack([X, c]))]",
    ],
    "network_for": [network(), network().replace("return W,", "return list((W,").replace("[1])]", "[1])]))")],
}

HINTED = {
    "neuron": "def neuron(w, X):\n    s = w @ {0}(X)\n    return (s >= 0){2}",
    "full_adder": "def full_adder(X):\n    carry = neuron(np.array([-2, 1, 1, 1]), X)\n"
    "    digit = neuron(np.array([-1, 1, 1, 1, -2]), {0})\n    return np.vstack([carry, digit])",
    "network_for": "def network_for(X, y):\n    {0}\n    W = np.vstack([0.5 - rows.sum(axis=0), {1}]).T\n"
    "    return W, np.r_[-0.5, np.ones(len(W))]",
}

MISTAKES = {
    "neuron": [
        (
            "def neuron(w, X):\n    for x in X.T:\n        if w[0] + w[1:] @ x >= 0:\n            return 1\n        return 0",
            "for the first column alone. Each column wants an answer of its own: does a `return` stand inside the loop?",
        ),
        ("def neuron(w, X):\n    return w @ add_ones(X) >= 0", "they are True and False"),
        ("def neuron(w, X):\n    return (w @ add_ones(X) >= -1e-6).astype(int)", "look at `1e-6`"),
        # On zeros and ones alone its answers are those of a bias of the wrong sign.
        ("def neuron(w, X):\n    return (w[1:] @ X >= -w.sum()).astype(int)", "look at `w[1:] @ X >= -w.sum()`"),
        (
            "def neuron(w, X):\n    s = w @ add_ones(X)\n    if s.any() >= 0:\n        return 1",
            "one number, 1, for all four",
        ),
        (
            "def neuron(w, X):\n    return (w[1:] @ X > 0).astype(int)",
            "1. At a score of exactly 0 it does not fire. The neuron fires from 0 on.\n2. The bias `w[0]` has no effect.",
        ),
        (
            "def neuron(w, X):\n    return (w[1:] @ X < 0).astype(int)",
            "1. The comparison is the wrong way round: 1 where s is negative.\n2. The bias `w[0]` has no effect.",
        ),
        ("def neuron(w, X):\n    return (w @ X >= 0).astype(int)", "w has shape (3,); X has shape (2, 4)"),
        (
            "def neuron(w, X):\n    s = w[1:] @ X\n    s[0] += w[0]\n    return (s >= 0).astype(int)",
            "returns  [0, 1, 1, 1, 1]\nexpected [0, 0, 1, 0, 1]",
        ),
    ],
    "not_weights": [
        ("def not_weights():\n    return np.array([-0.5, 1])", "all signs the other way round"),
        ("def not_weights():\n    return np.array([-1, 1])", "the input itself: what goes in comes out"),
        ("def not_weights():\n    return np.array([-0.5, -1])", "here it must be 0 or more"),
        ("def not_weights():\n    return np.array([-1, 0.5])", "the bias comes first"),
        ("def not_weights():\n    return np.array([1, -1])", "exactly 0"),
        ("def not_weights():\n    return [0.5, -1]", "makes an array of it"),
        ("def not_weights():\n    return np.array([0.5, -0.2])", "weights of “always 1”"),
    ],
    "and_weights": [
        ("def and_weights():\n    return np.array([-0.5, 1, 1])", "weights of OR"),
        ("def and_weights():\n    return np.array([1.5, 1, 1])", "here it must be below 0"),
        ("def and_weights():\n    return np.array([-0.5, 1, -1])", "weights of “x₁ and not x₂”"),
        ("def and_weights():\n    return np.array([-3, 2.3, 0.7])", "give s = -2.22e-16, so h(s) = 0"),
    ],
    "or_weights": [
        ("def or_weights():\n    return np.array([-0.5, 1, 0])", "For the input (0, 1)"),
        ("def or_weights():\n    return np.array([np.nan, 1, 1])", "not finite"),
    ],
    "xor": [
        (
            "def xor(X):\n    return neuron(or_weights(), X[1])",
            "In `add_ones`: `X` has shape (4,), 1 axis; expected: 2",
        ),
        ("def xor(X):\n    return neuron(X, or_weights())", "It happens inside `neuron(w, X)`, which is called there"),
        (
            "def xor(X):\n    return neuron(np.array([1, -1]), X)",
            "In `neuron`: `w` ends with the length 2, and `add_ones(X)` begins with 3",
        ),
        (
            "def xor(X):\n    return neuron(or_weights, X)",
            "`or_weights` is a function here. With round brackets, as in `or_weights(…)`, it gives its answer.",
        ),
        (
            "def xor(X):\n    h = np.vstack([neuron(and_weights(), X), neuron(or_weights(), X)])\n"
            "    return neuron(np.array([-0.5, 1, -1]), h)",
            "the answers of “never 1”. Its neurons are, one after the other: AND; OR; “never 1”.",
        ),
        ("def xor(X):\n    return X[0] ^ X[1]", "`neuron` is never called"),
        (
            "def xor(X):\n    a = neuron(np.array([0, 1, -1]), X)\n    b = neuron(np.array([0, -1, 1]), X)\n"
            "    return neuron(or_weights(), np.vstack([a, b]))",
            "One change in line 3 and line 4, the same each time, makes it right: look at `0`.",
        ),
        (
            "def xor(X):\n    return neuron(or_weights(), X)",
            "These are the answers of OR. The last neuron reads [[0, 0, 1",
        ),
        ("def xor(X):\n    return 1 - neuron(and_weights(), X)", "These are the answers of NAND."),
        ("def xor(X):\n    return neuron(or_weights(), X) - neuron(and_weights(), X)", "what is returned is no answer"),
        (
            "def xor(X):\n    return neuron(np.array([0.5, -1, -1]), X)",
            "of NOR. The last neuron reads [[0, 0, 1, 1], [0,",
        ),
        (
            "def xor(X):\n    h = np.array([or_weights(), and_weights()]) @ add_ones(X)\n"
            "    return neuron(np.array([-0.5, 1, -1]), h)",
            "The last neuron reads [[-0.5, 0.5, 0.5, 1.5], [-1.5, -0.5, -0.5, 0.5]]. It should",
        ),
    ],
    "full_adder": [
        (
            "def full_adder(X):\n    c1, half = neuron(and_weights(), X[:2]), xor(X[:2])\n"
            "    c2 = neuron(and_weights(), np.vstack([half, X[2]]))\n"
            "    carry = neuron(and_weights(), np.vstack([c1, c2]))\n"
            "    return np.vstack([carry, xor(np.vstack([half, X[2]]))])",
            "One change in line 5 makes it right: look at `and_weights()`.",
        ),
        (full_adder(digit="[-1, 1, 1, 1, -3]"), "The carry is right.\nThe digit is 0 for 1 + 1 + 1; it should be 1."),
        (
            full_adder(digit="[-1, 1, 1, 1, -1]"),
            "The digit is 1 for 0 + 1 + 1, 1 + 0 + 1 and 1 + 1 + 0; it should be 0.",
        ),
        (
            full_adder("[-3, 1, 1, 1]"),
            "The carry is 0 for 0 + 1 + 1, 1 + 0 + 1 and 1 + 1 + 0; it should be 1.\nThe digit is 1",
        ),
        (full_adder(end="[carry, xor(X[:2])]"), "The digit is 0 for 0 + 0 + 1 and 1 + 1 + 1; it should be 1."),
        (full_adder(end="[neuron(and_weights(), X[:2]), digit]"), "should be 1.\nThe digit is right."),
        (
            "def full_adder(X):\n    c = neuron(np.array([-2, 1, 1, 1]), X)\n"
            "    return np.array([c, X.sum(axis=0) - 2 * c])",
            "what is returned is no answer",
        ),
        (
            "def full_adder(X):\n    c = neuron(np.array([-2, 1, 1, 1]), X)\n"
            "    return np.column_stack([c, neuron(np.array([-1, 1, 1, 1, -2]), np.vstack([X, c]))])",
            "That is the transpose",
        ),
    ],
    "network_for": [
        (network(which=0), "the opposite of the table"),
        (
            "def network_for(X, y):\n    x = X[:, np.argmax(y)]\n    return np.array([[0.5 - x.sum(), *(2 * x - 1)]]), np.array([-0.5, 1])",
            "Each row that is 1 wants its own hidden neuron: 2, not 1.",
        ),
        (network(v0="0.5"), "stay quiet if none does"),
        (
            "def network_for(X, y):\n    rows = X[:, y == 1]\n    W = np.c_[2 * rows.T - 1, 0.5 - rows.sum(axis=0)]\n"
            "    return W, np.r_[np.ones(len(W)), -0.5]",
            "The bias stands last in the rows of W and in v.",
        ),
        (network(v0="-0.5 if rows.size else 1"), "which sign must it have"),
        (network(bias="1.5"), "fires for"),
        (network(weights="rows"), "should know its own row only"),
        (network(bias="-0.5"), "never fires, not even for its own row"),
        (
            network().replace("    return", "    W[1:] = 0\n    return"),
            "hidden neuron 2 are all 0. Is its row of W filled?",
        ),
        (network().replace("y == 1]", "y.argsort() < sum(y)]"), "Hidden neuron 1 fires for a row that is 0"),
        (
            "def network_for(X, y):\n    W = np.vstack([0.5 - X.sum(axis=0), 2 * X - 1]).T\n"
            "    return W, np.r_[-0.5, y]",
            "a row that is 0 needs none",
        ),
        (
            network().replace("[0.5 - rows.sum(axis=0), 2 * rows - 1]", "[2 * rows - 1, 0.5 - rows.sum(axis=0)]"),
            "rows of W",
        ),
        (network().replace("np.r_[-0.5, np.ones(rows.shape[1])]", "np.r_[np.ones(rows.shape[1]), -0.5]"), "last in v"),
        (
            "def network_for(X, y):\n    W = np.array([[0.5 - sum(x), *(2 * x - 1)] for x in X.T[y == 1]])\n"
            "    return W, np.r_[-0.5, np.ones(len(W))]",
            "gives it its columns back",
        ),
        ("def network_for(X, y):\n    return [[0, 1, 1]], np.ones(2)", "makes an array of it"),
        ("def network_for(X, y):\n    return X[:, y == 1].T, np.ones(3)", "biases are missing"),
        (network().replace(".T\n", "\n"), "W.T has that form"),
        (
            "def network_for(X, y):\n    return np.ones((sum(y), 3)), np.ones(sum(y))",
            "v, the bias and a weight for each hidden neuron, of",
        ),
    ],
}
