"""Answers to the exercises of notebook 02: right ones, and wrong ones with words of the verdict."""

from mistakes.m01_logic_gates import MISTAKES as GATES

TRAIN = """def train(X, y, max_epochs=100):
    X1 = add_ones(X)
    w = np.{start}(len(X1))
    errors = []
    for epoch in range(max_epochs{more}):
        wrong = 0
        for i in range(X1.shape[1]):
{body}
        errors.append({count})
        {stop}
    return w, errors{cut}
"""
BODY = """            new = update(w, X1[:, i], y[i])
            wrong += int((new != w).any())
            w = new"""


def train(body=BODY, start="zeros", more="", count="wrong", stop="if wrong == 0: break", cut=""):
    return TRAIN.format(body=body, start=start, more=more, count=count, stop=stop, cut=cut)


RIGHT = {
    "predict": """def predict(w, X):
    return np.array([int(w[0] + w[1:] @ x >= 0) for x in X.T])
""",
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

MISTAKES = {
    "predict": [(code.replace("def neuron", "def predict"), words) for code, words in GATES["neuron"]],
    "update": [
        ("def update(w, x1, y):\n    return w", "The weights never change"),
        ("def update(w, x1, y):\n    return w + (y - w @ x1 >= 0) * x1", "takes in too much"),
        ("def update(w, x1, y):\n    return w + (y - 1) * x1", "taken to be 1"),
        (
            "def update(w, x1, y):\n    return w + 0.1 * (y - int(w @ x1 >= 0)) * x1",
            "ten times too small",
        ),
        (
            "def update(w, x1, y):\n    return w + (y - predict(w, x1)) * x1",
            "`x1` is a single sample and has its 1 already",
        ),
        ("def update(w, x1, y):\n    return w + y * x1", "Samples of class 0 never change anything"),
        ("def update(w, x1, y):\n    return w + (int(w @ x1 >= 0) - y) * x1", "the wrong way"),
        (
            "def update(w, x1, y):\n    if int(w @ x1 >= 0) != y:\n        return w + x1\n    return w",
            "x̃ is always added",
        ),
        ("def update(w, x1, y):\n    return w + x1", "as a factor"),
        ("def update(w, x1, y):\n    return w + (2 * y - 1) * x1", "predicted right, too"),
        (
            "def update(w, x1, y):\n    return w + y * x1 * (int(w @ x1 >= 0) != y)",
            "labels −1 and 1",
        ),
        ("def update(w, x1, y):\n    return w + (y - w @ x1) * x1", "The score itself"),
        ("def update(w, x1, y):\n    return (y - int(w @ x1 >= 0)) * x1", "the change alone"),
        (
            "def update(w, x1, y):\n    new = w.copy()\n    new[1:] += (y - int(w @ x1 >= 0)) * x1[1:]\n    return new",
            "The bias w[0] never changes",
        ),
        ("def update(w, x1, y):\n    return w + (y - int(w @ x1 > 0)) * x1", "exactly 0"),
        (
            "def update(w, x1, y):\n    w += (y - int(w @ x1 >= 0)) * x1\n    return w",
            "changes its argument `w`",
        ),
        (
            "def update(w, x1, y):\n    if int(w @ x1 >= 0) != y:\n        return w + (2 * y - 1) * x1",
            "inside an `if` that was not taken",
        ),
        ("def update(w, x1, y):\n    return w + (y - x1.shape[1]) * x1", "stops with an error"),
        ("def update(w, x, y):\n    return w[1:] + x", "w has shape (3,); x has shape (3,)"),
    ],
    "train": [
        (train(BODY.replace("w = new", "pass")), "is not kept"),
        (
            train(
                "            w = update(w, X1[:, i], y[i])",
                count="(predict(w, X) != y).sum()",
                stop="if errors[-1] == 0: break",
            ),
            "made* on the way",
        ),
        (
            train(
                "            w = update(w, X1[:, i], y[i])",
                stop="if wrong == 0: break",
            ).replace("wrong = 0\n", "wrong = (predict(w, X) != y).sum()\n"),
            "counted at the start of each epoch",
        ),
        (
            train("            w = update(w, X1[:, i], y[i])\n            wrong += int(w @ X1[:, i] >= 0) != y[i]"),
            "counted after the update",
        ),
        (
            train(stop="errors.append(wrong)").replace(
                "        errors.append(wrong)\n", "        if wrong == 0: break\n", 1
            ),
            "Append the number first",
        ),
        (train(stop="return w, errors"), "stops after one epoch"),
        (
            train(
                BODY.replace(
                    "            wrong +=", "            wrong = 0 if (new == w).all() else wrong\n            wrong +="
                )
            ),
            "the *last* sample",
        ),
        (train(BODY + "\n            if wrong: break"), "ends at its first mistake"),
        (train(stop="pass"), "goes on after an epoch without mistakes"),
        (
            train(
                "            if i == 0: old = w\n"
                "            d = update(old, X1[:, i], y[i]) - old\n"
                "            wrong += int((d != 0).any())\n"
                "            w = w + d"
            ),
            "the weights of its beginning",
        ),
        (
            train(
                "            d = update(w, X1[:, i], y[i]) - w\n"
                "            wrong += int((d != 0).any())\n"
                "            w = w - d"
            ),
            "move away",
        ),
        (train(more=" + 1"), "one epoch more"),
        (train(cut="[:-1]"), "lacks the last epoch"),
        (train(count="wrong + (errors[-1] if errors else 0)"), "mistakes of all epochs so far"),
        (train(start="ones"), "The weights start at 1"),
        (train(cut="[-1]"), "a list of numbers"),
        (train().replace("return w, errors", "return w"), "as in `return w, errors`"),
        (train().replace("return w, errors", "return errors, w"), "The first value of"),
        (train().replace("X1 = add_ones(X)", "X1 = X"), "the bias is missing"),
        (
            "def train(X, y, max_epochs=100):\n    return np.zeros(len(X) + 1), [1, 0]",
            "returns a list of 2; expected: a list of 6",
        ),
        (
            train().replace("for epoch in range(max_epochs):", "while True:"),
            "your loop does not end: `while True`",
        ),
        (
            "def train(X, y, max_epochs=100):\n    X1, w, errors = add_ones(X), np.zeros(len(X) + 1), [1]\n"
            "    while errors[-1] > 0:\n        errors.append(0)\n        for i in range(len(y)):\n"
            "            new = update(w, X1[:, i], y[i])\n            errors[-1] += (new != w).any()\n"
            "            w = new\n    return w, errors[1:]",
            "`errors[-1] > 0` stays true",
        ),
    ],
}
