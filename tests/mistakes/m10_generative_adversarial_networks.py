"""Answers to the exercises of notebook 10 beside those of the catalogues: right ones, and wrong ones with words."""


def d_step(
    E="(V[-1] - Y).T / Y.shape[1]", end="G", Y="np.repeat([[1.0, 0.0]], [real.shape[1], fake.shape[1]], axis=1)"
):
    return (
        f"def d_step(detective, real, fake):\n    Y = {Y}\n"
        "    S, V = forward(detective.W, detective.h, np.hstack([real, fake]))\n"
        f"    G, E_0 = back(detective.W, detective.dh, S, V, {E})\n    return {end}\n"
    )


def g_step(
    E="(V_D[-1] - 1).T / z.shape[1]", way="E_0 * forger.dh[-1](S[-1]).T", end="back(forger.W, forger.dh, S, V, E)[0]"
):
    return (
        "def g_step(forger, detective, z):\n    S, V = forward(forger.W, forger.h, z)\n"
        "    S_D, V_D = forward(detective.W, detective.h, V[-1])\n"
        f"    G_D, E_0 = back(detective.W, detective.dh, S_D, V_D, {E})\n    E = {way}\n    return {end}\n"
    )


def play_round(first="d_step(detective, real, generate(forger, noise(forger, N, rng)))", end="detective, forger"):
    return (
        "def play_round(detective, forger, real, rng):\n    N = real.shape[1]\n"
        f"    detective = step(detective, {first})\n"
        f"    forger = step(forger, g_step(forger, detective, noise(forger, N, rng)))\n    return {end}\n"
    )


RIGHT = {"d_step": d_step(), "g_step": g_step(), "play_round": play_round()}

ALSO_RIGHT = {
    "d_step": [
        "def d_step(detective, real, fake):\n    Y = np.r_[0 * real[0] + 1, 0 * fake[0]][None]\n"
        "    S, V = forward(detective.W, detective.h, np.c_[real, fake])\n"
        "    return nn.backward(detective.W, detective.dh, S, V, Y)\n"
    ],
    "g_step": [
        "def g_step(forger, detective, z):\n    W = forger.W + detective.W[1:]\n    h = forger.h + detective.h[1:]\n"
        "    dh = forger.dh + detective.dh[1:]\n    S, V = forward(W, h, z)\n"
        "    return nn.backward(W, dh, S, V, np.ones((1, z.shape[1])))[: len(forger.W)]\n"
    ],
    "play_round": [play_round(end="(detective, forger)"), play_round(end="[detective, forger]")],
}

MISTAKES = {
    "d_step": [
        (d_step("(V[-1] - Y).T"), "the division by N is missing"),
        (d_step("(Y - V[-1]).T / Y.shape[1]"), "the wrong sign"),
        (d_step("(V[-1] - Y).T / real.shape[1]"), "as if divided by N_real where N belongs"),
        (d_step(end="G, E_0"), "Its value 1 alone has this structure."),
        (d_step(end="None"), "a `return` is missing"),
        (d_step(end="E_0"), "expected: a list of 4"),
        (d_step("(V[-1] - Y) / Y.shape[1]"), "E has shape"),
    ],
    "g_step": [
        (g_step("(V_D[-1] - 1).T"), "the division by N is missing"),
        (g_step(way="-E_0 * forger.dh[-1](S[-1]).T"), "the wrong sign"),
        (g_step(way="E_0 * forger.dh[2](S[2]).T"), "`forger.dh[2](S[2]).T` (9, 5)"),  # right where L is 2
        (
            g_step(end="back(forger.W, forger.dh, S_D, V_D, E)[0]"),
            "V[3] has shape (1, 9); expected (4, 9): a row for each",
        ),
        (g_step(end="back(forger.W, forger.dh, S, V, E)"), "Its value 1 alone has this structure."),
        (
            "def g_step(forger, detective, z):\n    W, h = forger.W + detective.W, forger.h + detective.h\n"
            "    S, V = forward(W, h, z)\n    return S\n",
            "W is a list of 8, and its entry 4 is None; expected a list: None, then a weight matrix for each layer.\n",
        ),
    ],
    "play_round": [
        (play_round(end="detective.W, forger.W"), "expected: two players"),
        (play_round(end="forger"), "expected: two players"),
        (
            play_round("g_step(detective, forger, real)"),
            "features, one row each.\nIt happens inside `g_step(forger, detective, z)`",
        ),
        (play_round(end="None"), "returns None; expected: two players"),
        (play_round("d_step(detective, real, real)"), "`detective.W[1]` is the first that is not right"),
    ],
}
