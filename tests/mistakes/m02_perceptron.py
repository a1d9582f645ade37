"""Answers to the exercises of notebook 02, besides the mistakes of its catalogues (see m00)."""

from mistakes.m01_logic_gates import ALSO_RIGHT as GATES_RIGHT
from mistakes.m01_logic_gates import MISTAKES as GATES

TRAIN = """def train(X, y, max_epochs=100):
    X1 = add_ones(X)
    w = np.zeros(len(X1))
    errors = []
    {loop}
        wrong = 0
        for i in {order}:
{body}
        errors.append(wrong)
        if wrong == 0: break
    return {end}
"""
BODY = """            new = update(w, X1[:, i], y[i])
            wrong += int((new != w).any())
            w = new"""


def train(body=BODY, order="range(len(y))", loop="for epoch in range(max_epochs):", end="w, errors"):
    return TRAIN.format(body=body, order=order, loop=loop, end=end)


RIGHT = {
    "predict": "def predict(w, X):\n    return np.array([int(w[0] + w[1:] @ x >= 0) for x in X.T])\n",
    "update": """def update(w, x1, y):
    p = int(w @ x1 >= 0)
    if p == y:
        return w
    if y == 1:
        return w + x1
    return w - x1
""",
    "train": """def train(X, y, max_epochs=100):
    w, errors = np.zeros(len(X) + 1), []
    while len(errors) < max_epochs and (not errors or errors[-1]):
        wrong = 0
        for x, label in zip(X.T, y):
            x1 = np.r_[1, x]
            wrong += label != predict(w, x[:, None])[0]
            w = update(w, x1, label)
        errors.append(wrong)
    return w, np.array(errors)
""",
}

ALSO_RIGHT = {
    "predict": [code.replace("def neuron", "def predict") for code in GATES_RIGHT["neuron"]],
    "update": ["def update(w, x1, y):\n    return w + (y - predict(w, x1[1:, None])[0]) * x1"],
    "train": [
        train(end="[w, tuple(errors)]"),
        train(
            "            p = int(w @ X1[:, i] >= 0)\n            w = w + (y[i] - p) * X1[:, i]\n"
            "            wrong += p != y[i]"
        ),
    ],
}

HINTED = {
    "predict": "def predict(w, X):\n    s = {0}\n    return (s >= 0).astype(int)",
    "update": "def update(w, x1, y):\n    return w + (y - {0}) * x1",
    "train": train(BODY.replace("(new != w).any()", "{1}"), loop="{3}").replace("{{", "{"),
}

# What multiplies x̃; p is the prediction.
FACTORS = [
    (
        "0",
        "After a false 1, nothing changes; x̃ should be subtracted.\nAfter a false 0, nothing changes; x̃ should be added.",
    ),
    (
        "(p - y)",
        "After a false 1, x̃ is added; x̃ should be subtracted.\nAfter a false 0, x̃ is subtracted; x̃ should be added.",
    ),
    ("(y - 1)", "After a right 0, x̃ is subtracted; nothing should change.\nAfter a false 0, nothing changes"),
    ("abs(y - p)", "After a false 1, x̃ is added; x̃ should be subtracted.\nThe factor of x̃ is label minus prediction"),
    (
        "1",
        "After a right 0, x̃ is added; nothing should change.\nAfter a false 1, x̃ is added; x̃ should be subtracted.\nAfter a right 1",
    ),
    (
        "(2 * y - 1)",
        "After a right 0, x̃ is subtracted; nothing should change.\nAfter a right 1, x̃ is added; nothing should",
    ),
    (
        "min(0, p - y)",
        "After a false 1, nothing changes; x̃ should be subtracted.\nAfter a false 0, x̃ is subtracted; x̃ sh",
    ),
    ("(y == p)", "After a right 0, x̃ is added; nothing should change.\nAfter a false 1, nothing changes"),
]

SHUFFLED = "np.random.default_rng(0).permutation(len(y))"

MISTAKES = {
    "predict": [(code.replace("def neuron", "def predict"), words) for code, words in GATES["neuron"]],
    "update": [
        (
            "def update(w, x1, y):\n    while (w @ x1 >= 0) != y:\n        w = w + (2 * y - 1) * x1\n    return w",
            "returns ",
        ),
        (
            "def update(w, x1, y):\n    return w + (y - (w @ x1 >= 0)) * x1, y",
            "a tuple of 2; expected: an array of shape (3,).",
        ),
        (
            "def update(w, x1, y):\n    return w + 0.1 * (y - int(w @ x1 >= 0)) * x1",
            "After a false 0, 0.1 times x̃ is added; x̃ should be added.",
        ),
        (
            "def update(w, x1, y):\n    return w - 0.5 * (y - int(w @ x1 >= 0)) * x1",
            "After a false 1, 0.5 times x̃ is added; x̃ should be sub",
        ),
        *(
            (f"def update(w, x1, y):\n    p = int(w @ x1 >= 0)\n    return w + {factor} * x1", words)
            for factor, words in FACTORS
        ),
        ("def update(w, x1, y):\n    return w + (y - predict(w, x1)) * x1", "is a single sample and has its 1 already"),
        ("def update(w, x1, y):\n    w += (y - int(w @ x1 >= 0)) * x1\n    return w", "changes its argument `w`"),
    ],
    "train": [
        (train(end="w, errors[-1]"), "a list of numbers, how many mistakes in each epoch"),
        (train(end="w"), "as in `return w, errors`"),
        (train().replace("max_epochs", "n"), "def train(X, y, max_epochs=100):"),
        (train().replace("=100", ""), "All is right but the first line."),
        (train(end="errors, w"), "in the wrong order"),
        (
            train().replace("wrong == 0:", "wrong == 0 and epoch > 0:"),
            "y=[1, 1, 1, 1], max_epochs=20)`\nThe list has 2 entries; expected 1: how many mistakes in each epoch. The first one is",
        ),
        (
            train(order="range(len(y))[::-1]"),
            "1, 0, in this order. An epoch goes through all",
        ),
        (train(BODY.replace("y[i]", "y[i - 1]")), "Something else has ended it; on XOR some mistake is always left."),
        (train().replace("append(wrong)", "append(errors)"), "is a list with lists in it"),
        (train().replace("X1 = add_ones(X)", "X1 = X"), "expected 3: the bias"),
        (
            train(BODY.replace("X1[:, i]", "np.r_[w[0], X[:, i]]")),
            "On a set of 14 samples `update` gets [0, 4, 1, -3] as a sample, which is no column of X with a 1 on top",
        ),
        (
            train(BODY.replace("X1[:, i]", "X[:, i]")),
            "In `update`: `w` has shape (3,), `x1` (2,): in a product the last of the first, 3, must be equal to 2.",
        ),
        (train(order="len(y)"), "`len(y)` is one number: a loop runs over several"),
        (train(order=SHUFFLED), "An epoch goes through all of them once"),
        (
            train(order="range(0, len(y), 2)"),
            "On a set of 14 samples `update` first gets samples 0, 2, 4, 6, 8, 10, 12, in this order. An epoch goes through "
            "all of them once, from 0 on; the first epoch gets samples 3 and 4 wrong.",
        ),
        (train(order="range(1)"), "On a set of 14 samples `update` first gets sample 0 alone. An epoch"),
        (
            train().replace("np.zeros", "np.ones"),
            "On a set of 14 samples the first weights that `update` gets are [1, 1, 1, 1]. They start at 0.",
        ),
        (
            train(
                "            errors[epoch] += predict(w, X[:, i : i + 1])[0] != y[i]\n            w = update(w, X1[:, i], y[i])"
            )
            .replace("errors = []", "errors = [0] * max_epochs")
            .replace("        errors.append(wrong)\n", "")
            .replace("if wrong == 0:", "if errors[epoch] == 0:"),
            "but the list has an entry for each of `max_epochs`. It should end with the first epoch without mistakes.",
        ),
        (train(loop="for epoch in range(100):"), "`max_epochs` does not come in"),
        (
            "def train(X, y, max_epochs=100):\n    return np.zeros(len(X) + 1), [1, 0]",
            "the list has the same length, 2, with `max_epochs` = 7",
        ),
        (
            train().replace("errors.append(wrong)", "np.append(errors, wrong)"),
            "One change in line 12 makes it right: look at `np.append(errors, wrong)`.",
        ),
        (
            train("            wrong += predict(w, X[:, i])[0] != y[i]\n            w = update(w, X1[:, i], y[i])"),
            "One change in line 9 makes it right: look at `X[:, i]`.",
        ),
        (train(loop="while True:"), "your loop does not end: `while True`"),
        (train().replace("np.zeros(len(X1))", "np.eye(len(X1))[0]"), "gets are [1, 0, 0, 0]. They start at 0."),
        (train(end="w").replace("break\n    return w", "return w, errors"), "max_epochs=13)`\nreturns None"),
    ],
}
