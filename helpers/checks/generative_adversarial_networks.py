"""The exercises of notebook 10: a step of the detective, a step of the forger, a round; and the bug hunt."""

from collections import namedtuple
from functools import partial
from itertools import product

import numpy as np

from helpers import nn
from helpers.checking.compare import NotYet, compare, compare_gradient
from helpers.checking.mistakes import mistakes
from helpers.checks.back_propagation import OUTPUT_EDITS
from helpers.checks.hunts import judge_hunt
from helpers.exercises import check
from helpers.words import kind

# What the notebook makes its players of, and what it does with them: for the catalogues and the hunt.
Player = namedtuple("Player", "W h dh m v t eta beta1 grid")


def _step(player, G):
    W, m, v = nn.adam(player.W, G, player.m, player.v, player.t + 1, player.eta, player.beta1)
    W = [None] + [np.round(w * player.grid) / player.grid for w in W[1:]]
    return player._replace(W=W, m=m, v=v, t=player.t + 1)


def _d_step(detective, real, fake):
    """By ``nn.backward``, which knows cross-entropies only."""
    Y = np.array([[1.0] * real.shape[1] + [0.0] * fake.shape[1]])
    S, V = nn.forward(detective.W, detective.h, np.hstack([real, fake]))
    return nn.backward(detective.W, detective.dh, S, V, Y)


def _g_step(forger, detective, z):
    """Both in a row as one long network, all of whose labels are 1; of its gradient the forger's layers."""
    W, h, dh = (list(a) + list(b[1:]) for a, b in zip(forger[:3], detective[:3]))
    return nn.backward(W, dh, *nn.forward(W, h, z), np.ones((1, z.shape[1])))[: len(forger.W)]


GAME = {"step": _step, "d_step": _d_step, "g_step": _g_step}
GAME["noise"] = lambda player, N, rng: rng.standard_normal((player.W[1].shape[1] - 1, N))
GAME["generate"] = lambda forger, z: nn.forward(forger.W, forger.h, z)[1][-1]


def _player(sizes, h, dh, rng, t=0):
    """One with weights of order 1 and, after some steps, in its memory about as much as a gradient brings."""
    shapes = list(zip(sizes[1:], sizes))
    W, m, v = ([None] + [size * rng.standard_normal((k, n + 1)) for k, n in shapes] for size in (1, 0.1, 0.005))
    return Player(W, h, dh, m, [None] + [1e-5 + a**2 for a in v[1:]], t, 0.05, 0.6, 2.0**16)


def _fresh(W, h, dh, *others):
    """One before its first step, in front of the other arguments of a call."""
    return Player(W, h, dh, nn.zeros_like(W), nn.zeros_like(W), 0, 0.05, 0.6, 2.0**16), *others


def _cases():
    """Triples of detective, forger and real samples: no two sizes are equal where one might be taken for another."""
    rng = np.random.default_rng(1)
    smooth = [None, np.tanh, np.sin, nn.sigmoid], [None, nn.d_tanh, np.cos, None]
    shallow = [None, np.sin, nn.sigmoid], [None, np.cos, None]
    made = [None, np.sin, np.tanh, nn.sigmoid], [None, np.cos, nn.d_tanh, nn.d_sigmoid]
    straight = [None, np.sin, nn.identity], [None, np.cos, nn.d_identity]
    return [
        (_player((4, 7, 5, 1), *smooth, rng, 3), _player((2, 6, 5, 4), *made, rng, 2), rng.standard_normal((4, 11))),
        (_player((3, 6, 1), *shallow, rng, 1), _player((5, 4, 3), *straight, rng, 4), rng.standard_normal((3, 8))),
    ]


D_STEP_MISTAKES = mistakes(f"""
def d_step(detective, real, fake):
    W, h, dh = detective.W, detective.h, detective.dh
    L = len(W) - 1
    X = np.concatenate([real, fake], axis=1)
    Y = np.r_[np.ones(real.shape[1]), np.zeros(fake.shape[1])][None, :]
    N = Y.shape[1]
    S, V = forward(W, h, X)
    E = (V[L] - Y).T / N
    G, E_0 = back(W, dh, S, V, E)
    return G

    ones(real.shape[1]), np.zeros( => zeros(real.shape[1]), np.ones(
        The labels are swapped: here 1 stands for real, and 0 for fake.
    [real, fake] => [fake, real]
    or np.ones(real.shape[1]), np.zeros(fake.shape[1]) => np.zeros(fake.shape[1]), np.ones(real.shape[1])
        In X and in the labels, real and fake stand in different orders: samples have labels of others.
    np.zeros(fake.shape[1]) => np.ones(fake.shape[1])  # All labels are 1. A fake has the label 0.
    / N => / N; E[real.shape[1]:] = 0 | / real.shape[1]; E[real.shape[1]:] = 0
        Only the real samples come in. The detective learns from the fakes as well, with the label 0.
    / N => / N; E[:real.shape[1]] = 0 | / fake.shape[1]; E[:real.shape[1]] = 0
        Only the fakes come in. The detective learns from the real samples as well, with the label 1.
    / N => / (2 * real.shape[1])
        It is divided by twice the number of real samples, as if the fakes were as many. The cost is the mean over all.
    / N => / np.r_[np.full(real.shape[1], real.shape[1]), np.full(fake.shape[1], fake.shape[1])][:, None]
        Two means are added, over the real and over the fake samples. The cost is one mean over all of them.
    / N => / np.r_[np.full(real.shape[1], 2 * real.shape[1]), np.full(fake.shape[1], 2 * fake.shape[1])][:, None]
        This is half of the mean over the real samples and half of that over the fakes. The cost is one mean over all.
    (V[L] - Y) => (-np.log(np.where(Y == 1, V[L], 1 - V[L])))
        The cost itself stands where its slope by the score should: E is v − y, over N.
    (V[L] - Y) => (1 / (1 + np.exp(-V[L])) - Y)
        The sigmoid is applied once more, to V[L], which holds probabilities already.
    np.r_[np.ones(real.shape[1]), np.zeros(fake.shape[1])] => (np.arange(X.shape[1]) < X.shape[1] // 2)
        One half of the labels are 1. The fakes need not be as many as the real samples, which have the ones.
    {OUTPUT_EDITS}
    """)


def _cost_of_detective(W, h, dh, real, fake):
    scores = nn.forward(W, h, np.hstack([real, fake]))[0][-1][0]
    labels = np.r_[np.ones(real.shape[1]), np.zeros(fake.shape[1])]
    return np.mean(np.logaddexp(0, np.where(labels == 1, -scores, scores)))


@check(
    "It is logistic regression on all columns of both, side by side, with the labels 1 and 0.",
    "At the output stands a sigmoid with its cross-entropy, so E at its scores is v − y over the number of columns. "
    "`back(W, dh, S, V, E)` gives the gradient and E_0.",
    "`S, V = forward(detective.W, detective.h, np.hstack([real, fake]))`, Y with a row of ones and zeros, "
    "and `(V[-1] - Y).T / Y.shape[1]` into `back`; return the first of the two that come back.",
)
def d_step(function):
    rng = np.random.default_rng(2)
    cases = [(d.W, d.h, d.dh, X, rng.standard_normal((len(X), N))) for (d, _, X), N in zip(_cases(), (7, 13))]

    def sizes(*case):
        N_real, N_fake = case[3].shape[1], case[4].shape[1]
        return {"N": N_real + N_fake, "N_real": N_real, "N_fake": N_fake}

    compare_gradient(function, cases, _cost_of_detective, D_STEP_MISTAKES, sizes, _fresh)
    return "the slopes of the detective's cost, for two networks, with more real samples than fakes, and fewer."


G_STEP_MISTAKES = mistakes("""
def g_step(forger, detective, z):
    S, V = forward(forger.W, forger.h, z)
    S_D, V_D = forward(detective.W, detective.h, V[-1])
    N = z.shape[1]
    E = (V_D[-1] - 1).T / N
    G_D, E_0 = back(detective.W, detective.dh, S_D, V_D, E)
    E = E_0 * forger.dh[-1](S[-1]).T
    G, E_z = back(forger.W, forger.dh, S, V, E)
    return G

    (V_D[-1] - 1) => V_D[-1]
        The fakes have the label 0 here, so the forger helps the detective. It wants them to be taken for real: 1.
    (V_D[-1] - 1) => (-V_D[-1])
        This is the slope of log(1 − D), the cost that saturates. Asked for is that of −log D: D − 1 at the score.
    (V_D[-1] - 1) => (S_D[-1] - 1)  # S stands where the detective's output V should: E is D − 1, over N.
    (V_D[-1] - 1) => (-np.log(V_D[-1]))  # The cost itself stands where its slope by the score should: D − 1, over N.
    (V_D[-1] - 1) => (-1 / V_D[-1])
        This is the slope of −log D by D itself. E is that by the detective's *score*: the factor D (1 − D) comes in.
    (V_D[-1] - 1) => ((V_D[-1] - 1) * V_D[-1] * (1 - V_D[-1]))
        There is a factor D (1 − D) at the detective's output. It has cancelled: E is D − 1, over N.
     * forger.dh[-1](S[-1]).T =>
        The forger's own h' at its output is missing: E_0 is the slope by the fakes; `back` wants that by its scores.
    forger.dh[-1](S[-1]) => forger.dh[-1](V[-1])
        The forger's derivative at its output is taken at V. It belongs at S, where the activation was applied.
    forger.dh[-1](S[-1]) => forger.h[-1](S[-1])
        At the forger's output stands its activation itself, where the derivative of that should: `forger.dh[-1]`.
    forger.dh[-1](S[-1]) => forger.dh[1](S[-1])  # At the forger's output stands the derivative of another layer; its last one's is `forger.dh[-1]`.
    forger.dh[-1](S[-1]) => d_sigmoid(S[-1]) | (V[-1] * (1 - V[-1]))
        A sigmoid's derivative stands at the forger's output. Its last activation may be another; `forger.dh[-1]` is its h'.
    E = E_0 * => E = E *
        The error at the detective's output goes straight into the forger. It has to come back through the detective: E_0.
    E = E_0 * forger.dh[-1](S[-1]).T => E = (V[-1] - 1).T / N
    or E = E_0 * => E = (V[-1] - 1).T / N *
        The label 1 stands at the forger's own output. It is what the *detective* should say, and comes back through it.
    E = E_0 * => E = E_0 * detective.dh[1](V[-1]).T *
        E_0 has an h' too many, of the detective. Nothing was bent on the way in: E_0 is the slope by the fakes.
    detective.h, V => detective.h, S  # The detective is shown the forger's scores. It looks at its output, V[-1].
    return G => return G_D
        These are the slopes by the detective's weights, which are thrown away here. Asked for are those by the forger's.
    """)


def _cost_of_forger(W, h, dh, detective, z):
    fake = nn.forward(W, h, z)[1][-1]
    return np.mean(np.logaddexp(0, -nn.forward(detective.W, detective.h, fake)[0][-1]))


@check(
    "Three parts: forward through the forger and then the detective; back through the detective to its input; from "
    "there back through the forger.",
    "At the detective's output E is D − 1, over the number of columns, as if all labels were 1. Of what `back` gives "
    "there, you need E_0 only. On the way into the forger's scores its own last h' comes in.",
    "`E_0 = back(detective.W, detective.dh, S_D, V_D, (V_D[-1] - 1).T / z.shape[1])[1]`, then "
    "`back(forger.W, forger.dh, S, V, E_0 * forger.dh[-1](S[-1]).T)[0]`.",
)
def g_step(function):
    rng = np.random.default_rng(3)
    cases = [(f.W, f.h, f.dh, d, rng.standard_normal((f.W[1].shape[1] - 1, 9))) for d, f, _ in _cases()]
    compare_gradient(function, cases, _cost_of_forger, G_STEP_MISTAKES, lambda *case: {"N": case[-1].shape[1]}, _fresh)
    return "the slopes of the forger's cost, through the detective, for two pairs of networks."


PLAY_ROUND_MISTAKES = partial(mistakes, **GAME)("""
def play_round(detective, forger, real, rng):
    N, old = real.shape[1], detective
    z_D = noise(forger, N, rng)
    fake = generate(forger, z_D)
    detective = step(detective, d_step(detective, real, fake))
    z_g = noise(forger, N, rng)
    G = g_step(forger, detective, z_g)
    forger = step(forger, G)
    return detective, forger

    g_step(forger, detective, z_g) => g_step(forger, old, z_g)
        The forger learns from the detective as it was. That plays, too; but here it is to learn from the new one.
    z_g = noise(forger, N, rng) => z_g = z_D
        One noise serves both steps. That plays, too; but here the forger draws fresh noise for its own step.
    d_step(detective, real, fake) => d_step(detective, fake, real)
        The detective is given the fakes as real, and the real ones as fakes.
    z_D = noise => forger = step(forger, g_step(forger, detective, noise(forger, N, rng)))\\n    z_D = noise
    forger = step(forger, G) => pass  # The forger goes first. That plays, too; but here the detective does.
    forger = step(forger, G) => pass  # The forger never changes: its step is missing, or its new state is not kept.
    return detective, forger => return old, forger  # The detective comes back as it was: its new state is not kept.
    detective = step(detective, d_step(detective, real, fake)) => pass
        The detective never changes: its step is missing, or its new state is not kept.
    step(forger, G) => forger
    return detective, forger => return old, forger
        Both come back as they were. `step` changes nothing; it *gives* the player after the step, which must be kept.
    return detective, forger => return forger, detective  # The two come back in the wrong order: detective, forger.
    forger, N, rng) => forger, N, np.random.default_rng(0))
        The noise is drawn from a generator of its own, so each round has the same. Draw from the `rng` that is given.
    N, old = real.shape[1] => N, old = len(real)
        There are as many fakes as `real` has rows. Samples are columns: their number is `real.shape[1]`.
    """)


def _read(answer, *_):
    """What two players hold, by name; raises NotYet if they are not two players."""
    call = "`play_round(detective, forger, real, rng)`"
    if not isinstance(answer, (tuple, list)) or len(answer) != 2 or any(not hasattr(p, "_fields") for p in answer):
        raise NotYet(f"{call}\nreturns {kind(answer)}; expected: two players, `return detective, forger`.", "structure")
    found = {}
    for name, player in zip(("detective", "forger"), answer):
        for part, l in product("Wmv", range(1, len(player.W))):
            found[f"{name}.{part}[{l}]"] = getattr(player, part)[l]
        found[f"{name}.t"] = player.t
    return found


@check(
    "The detective's step first: noise, fakes from it, `d_step`, and `step` gives the detective after it.",
    "Then fresh noise, `g_step` with the *new* detective, and `step` of the forger. Return both new players.",
    "`detective = step(detective, d_step(detective, real, fake))`, with "
    "`fake = generate(forger, noise(forger, N, rng))`, then "
    "`forger = step(forger, g_step(forger, detective, noise(forger, N, rng)))`.",
)
def play_round(function):
    def right(detective, forger, real, rng):
        first, second = rng.standard_normal((2, forger.W[1].shape[1] - 1, real.shape[1]))
        after = _step(detective, _d_step(detective, real, GAME["generate"](forger, first)))
        return after, _step(forger, _g_step(forger, after, second))

    cases = [(*case, np.random.default_rng(seed)) for seed, case in enumerate(_cases())]
    compare(function, cases, right, PLAY_ROUND_MISTAKES, look=_read)
    return "weights, m, v and t of both players after a round, for two games."


# The bug hunt: the round as the notebook prints it; and what is planted in its lines, by their letters.
_PLANTED = partial(mistakes, **GAME)("""
def faulty_round(detective, forger, real, rng):
    N = real.shape[1]
    fake = generate(forger, noise(forger, N, rng))
    G = d_step(detective, real, fake)
    detective = step(detective, G)
    S, V = forward(forger.W, forger.h, noise(forger, N, rng))
    S_D, V_D = forward(detective.W, detective.h, V[-1])
    G_D, E_0 = back(detective.W, detective.dh, S_D, V_D, (V_D[-1] - 1).T / N)
    G, E_z = back(forger.W, forger.dh, S, V, E_0 * forger.dh[-1](S[-1]).T)
    forger = step(forger, G)
    return detective, forger

    V, E_0 * => V, -E_0 *  # here E_0 has the wrong sign, so the forger climbs its own cost; a wrong sign in (d), (e) or (f) comes to the same
    detective = step(detective, G) => pass  # the detective never makes its step
    forger = step(forger, G) => forger, detective = step(forger, G), step(detective, G_D)
        G_D, which should be thrown away, moves the detective towards taking fakes for real
    fake = generate(forger, noise(forger, N, rng)) => fake = noise(forger, N, rng)
        the detective is shown noise in place of the forger's fakes
    (V_D[-1] - 1) => V_D[-1]  # the fakes have the label 0 in the forger's step, so it helps the detective
    d_step(detective, real, fake) => d_step(detective, fake, real)  # the detective's labels are swapped
    """)
# A wrong sign in (d), (e) or (f) makes the same game: whoever names one of them is right.
BUGS = {bug: (line, m.message) for bug, line, m in zip(range(1, 7), ("edf", *"cfadb"), _PLANTED)}
faulty = {bug: m.function for bug, m in enumerate(_PLANTED, 1)}
_HINTS = {
    ("c", "a"): "(a) or (c)? Look at what this detective says of noise.",
    ("a", "c"): "(a) or (c)? Look at what this detective says of noise.",
    ("d", "e"): "(d) or (e)? In both the forger loses. How far did it run?",
    ("f", "d"): "`G_D` comes out of (d) in the right round, too. Which line makes a step along it?",
}


def hunt(answers):
    """Say of each answer, ``{number of the pair: letter of the line, or "?"}``, whether it is the line."""
    usual = "Who wins, and how does D judge real and fake samples?"
    judge_hunt(answers, BUGS, lambda pair, answer: _HINTS.get((BUGS[pair][0], answer), usual), "abcdef", "pair")
