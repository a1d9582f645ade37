"""Answers to the exercises of notebook 12 beside those of the catalogues: right ones, and wrong ones with words."""


def play_round(
    first="True", y="d_batch(real, fake)", then="False", wish="np.ones((len(z_new), 1))", end="cost_D, cost_g"
):
    return (
        "def play_round(detective, forger, game, real, z, z_new):\n    fake = forger.predict_on_batch(z)\n"
        f"    detective.trainable = {first}\n    cost_D = step(detective, *{y})\n"
        f"    detective.trainable = {then}\n    cost_g = step(game, z_new, {wish})\n    return {end}\n"
    )


RIGHT = {
    "to_weights": """def to_weights(W):
    return [part for w in W[1:] for part in (w.T[1:], w.T[0])]
""",
    "from_weights": """def from_weights(weights):
    return [None] + [np.vstack([b, kernel]).T for kernel, b in zip(weights[::2], weights[1::2])]
""",
    "d_batch": """def d_batch(real, fake):
    x = np.concatenate([real, fake])
    y = np.zeros((len(x), 1))
    y[: len(real)] = 1
    return x, y
""",
    "play_round": play_round(),
}

ALSO_RIGHT = {
    "to_weights": [
        "def to_weights(W):\n    weights = []\n    for l in range(1, len(W)):\n"
        "        weights.append(W[l][:, 1:].T)\n        weights.append(W[l][:, 0])\n    return tuple(weights)\n"
    ],
    "from_weights": [
        "def from_weights(weights):\n    W = [None] * (len(weights) // 2 + 1)\n    for l in range(1, len(W)):\n"
        "        kernel, bias = weights[2 * l - 2], weights[2 * l - 1]\n"
        "        W[l] = np.hstack([bias[:, None], kernel.T])\n    return W\n"
    ],
    "d_batch": [
        "def d_batch(real, fake):\n    y = [[1]] * len(real) + [[0]] * len(fake)\n"
        "    return np.r_[real, fake], np.array(y)\n"
    ],
    "play_round": [
        play_round(end="(cost_D, cost_g)"),
        play_round(wish="np.ones(len(z_new))"),
        "def play_round(detective, forger, game, real, z, z_new):\n    x, y = d_batch(real, forger(z))\n"
        "    detective.trainable = True\n    costs = [step(detective, x, y)]\n"
        "    detective.trainable = False\n    costs.append(step(game, z_new, np.ones_like(z_new[:, :1])))\n"
        "    detective.trainable = True\n    return costs\n",
        play_round().replace("detective.trainable", "game.layers[-1].trainable"),
        play_round().replace("detective.trainable = False", "for lay in detective.layers: lay.trainable = False"),
        play_round("True", then="True\n    kept = detective.get_weights()").replace(
            "    return", "    detective.set_weights(kept)\n    detective.summary()\n    return"
        ),
    ],
}

HINTED = {
    "to_weights": "def to_weights(W):\n    {2}\n    {3}\n        {4}\n    return weights\n",
    "from_weights": "def from_weights(weights):\n    {7}\n    {8}\n",
    "d_batch": "def d_batch(real, fake):\n    {3}\n    {4}\n    {5}\n",
    "play_round": "def play_round(detective, forger, game, real, z, z_new):\n"
    "    {6}\n    {7}\n    {8}\n    {9}\n    {10}\n    {11}\n",
}

MISTAKES = {
    "to_weights": [
        ("def to_weights(W):\n    return [a for w in W for a in (w[:, 1:].T, w[:, 0])]\n", "None"),
        ("def to_weights(W):\n    for w in W[1:]:\n        return [w[:, 1:].T, w[:, 0]]\n", "list of 2"),
        ("def to_weights(W):\n    return W\n", "expected"),
        (
            "def to_weights(W):\n    return (a for w in W[1:] for a in (w[:, 1:].T, w[:, 0]))\n",
            "`list(...)` makes a list",
        ),
        ("def to_weights(W):\n    return [a for w in W[1:] for a in (w[:, 1:].T, w[:, :1])]\n", "of shape"),
    ],
    "from_weights": [
        ("def from_weights(weights):\n    return [None] + [np.column_stack(weights[::-1])]\n", "stops with an error"),
        (
            "def from_weights(weights):\n"
            "    return [np.column_stack([b, k.T]) for k, b in zip(weights[::2], weights[1::2])]\n",
            "The first entry is missing; all others are right.",
        ),
        (
            "def from_weights(weights):\n"
            "    return [None] + [np.column_stack([-b, k.T]) for k, b in zip(weights[::2], weights[1::2])]\n",
            "first",
        ),
    ],
    "d_batch": [
        ("def d_batch(real, fake):\n    return np.hstack([real, fake]), np.ones(1)\n", "stops with an error"),
        ("def d_batch(real, fake):\n    return np.vstack([real, fake])\n", "expected"),
        (
            "def d_batch(real, fake):\n    y = np.ones((len(real) + len(fake), 1))\n    y[len(fake) :] = 0\n"
            "    return np.vstack([real, fake]), y\n",
            "expected [[1], [1], [1], [1], [1], [0]",
        ),
    ],
    "play_round": [
        (play_round(end="cost_D"), "both costs"),
        (
            play_round("detective.compile()"),
            "plays with stand-ins of Keras' models, which have no `compile`. Use `forger.predict_on_batch(z)`, "
            "`step(model, x, y)` and the flag `detective.trainable`.",
        ),
        # The flags of layers, as Keras asks them: the innermost, and that of the model which makes the step.
        (
            play_round().replace("detective.trainable = True\n", "for lay in detective.layers: lay.trainable = True\n"),
            "A detective that comes frozen stays frozen in its own step.",
        ),
        (
            play_round().replace("detective.trainable = False", "game.layers[0].trainable = False"),
            "In the forger's step the detective moves, and the forger does not.",
        ),
        (
            play_round().replace("detective.trainable = False", "for lay in game.layers: lay.trainable = False"),
            "In the forger's step nothing moves.",
        ),
        (
            play_round(then="True\n    kept = forger.get_weights()").replace(
                "    return", "    forger.set_weights(kept)\n    return"
            ),
            "In the forger's step the detective moves, and the forger does not.",
        ),
        (
            play_round(end="detective.set_weights(forger.get_weights())"),
            "The weights have the shapes",
        ),
        (play_round(wish="np.ones((3, 1))"), "a label for each row"),
        (play_round(wish="np.zeros(len(z_new))"), "Its wish is 1"),
        # The flag is set, but behind the steps; and what moves nothing in the forger's step need not be `game.trainable`.
        (
            play_round("detective.trainable").replace("    return", "    detective.trainable = True\n    return"),
            "in each round",
        ),
        (play_round(first="True\n    forger.trainable = False"), "In the forger's step nothing moves."),
        (
            play_round().replace("step(game, z_new", "step(detective, forger(z_new)"),
            "In the forger's step nothing moves.",
        ),
    ],
}
