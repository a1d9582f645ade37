"""The exercises of notebook 12, without Keras: its models have stand-ins here, which learn by our code."""

from copy import copy
from dataclasses import replace
from functools import partial, wraps

import numpy as np

from helpers import nn
from helpers.checking.compare import NotYet, compare
from helpers.checking.mistakes import mistakes
from helpers.checks.back_propagation import weights
from helpers.checks.from_our_code_to_keras import beside, kernel_and_bias
from helpers.exercises import check
from helpers.words import kind


def _networks():
    """Weights of three networks, all sizes of which differ where one might be taken for another."""
    rng = np.random.default_rng(1)
    return [weights(sizes, rng) for sizes in ((4, 3, 5), (2, 6, 3, 4), (3, 2))]


def _parts(W):
    """Kernel and bias of each layer, by what it answers to its inputs one at a time."""
    return [part for w in W[1:] for part in kernel_and_bias(w)]


TO_WEIGHTS_MISTAKES = mistakes("""
def to_weights(W):
    weights = []
    for w in W[1:]:
        weights += [w[:, 1:].T, w[:, 0]]
    return weights

    weights += [w[:, 1:].T, w[:, 0]] => weights += [w[:, 0], w[:, 1:].T]
        Bias and kernel of each layer come in the other order. Keras lists the kernel first.
    weights += [w[:, 1:].T, w[:, 0]] => weights.append([w[:, 1:].T, w[:, 0]])
        There is a list for each layer. `set_weights` of a model takes one flat list: kernel, bias, kernel, bias, ...
    weights += [w[:, 1:].T, w[:, 0]] => weights += [w[:, :-1].T, w[:, -1]]
        The last column is taken for the bias. In this course it is the first.
    W[1:] => W[1:-1]  # The last layer is not there.
    weights += [w[:, 1:].T, w[:, 0]] => weights += [w[:, 1:].T]  # The biases are not there: each layer has one, behind its kernel.
    return weights => return [weights[0::2], weights[1::2]] | return weights[0::2] + weights[1::2]
        First come all kernels, then all biases. Keras goes layer by layer: kernel, bias, kernel, bias, ...
    """)


@check(
    "Layer by layer, what 08 did for one: a kernel of shape (inputs, neurons), then a bias of shape (neurons,). All in one list.",
    "Go through `W[1:]`. Column 0 of each w is the bias; the rest, transposed, is the kernel. `+=` adds both to a list.",
    "`weights = []`, then `for w in W[1:]:` with `weights += [w[:, 1:].T, w[:, 0]]`, and return the list.",
)
def to_weights(function):
    compare(function, [(W,) for W in _networks()], _parts, TO_WEIGHTS_MISTAKES)
    return "networks of one, two and three layers, by what each layer answers."


FROM_WEIGHTS_MISTAKES = mistakes("""
def from_weights(weights):
    W = [None]
    for k in range(0, len(weights), 2):
        W.append(np.column_stack([weights[k + 1], weights[k].T]))
    return W

    np.column_stack([weights[k + 1], weights[k].T]) => np.column_stack([weights[k + 1], weights[k].reshape(len(weights[k + 1]), -1)])
        The shapes are right, but `reshape` keeps the sequence of numbers: transpose.
    """)


@check(
    "It undoes `to_weights`: of each kernel and bias one matrix, a row for each neuron, its bias in front; and `W[0]` is None.",
    "Kernels are `weights[0]`, `weights[2]`, ...; biases `weights[1]`, `weights[3]`, ... A matrix is the bias as a column, beside the "
    "kernel transposed: `np.column_stack`.",
    "`pairs = zip(weights[::2], weights[1::2])`, then `return [None] + [np.column_stack([b, kernel.T]) for kernel, b in pairs]`.",
)
def from_weights(function):
    cases = [(_parts(W),) for W in _networks()]

    def right(weights):
        return [None] + [beside(*pair) for pair in zip(weights[::2], weights[1::2])]

    compare(function, cases, right, FROM_WEIGHTS_MISTAKES, "a row is a neuron")
    return "networks of one, two and three layers, neuron by neuron."


def _d_batch(real, fake):
    return np.array([*real, *fake]), np.array([[1.0]] * len(real) + [[0.0]] * len(fake))


D_BATCH_MISTAKES = mistakes("""
def d_batch(real, fake):
    x = np.vstack([real, fake])
    y = np.concatenate([np.ones(len(real)), np.zeros(len(fake))])[:, None]
    return x, y

    ones(len(real)), np.zeros => zeros(len(real)), np.ones  # The labels are swapped: 1 stands for real, 0 for fake.
    [real, fake] => [fake, real]
        In x the fakes come first, but the labels begin with those of the real ones: samples have labels of others.
    [real, fake] => [fake, real]
    ones(len(real)), np.zeros(len(fake)) => zeros(len(fake)), np.ones(len(real))
        The fakes come first, with labels of their own. The detective would learn the same; but here the real ones come first.
    np.zeros(len(fake)) => np.ones(len(fake))  # All labels are 1. A fake has the label 0.
    np.zeros(len(fake)) => np.zeros(len(real))
    or np.ones(len(real)) => np.ones(len(fake))
    or y = np.concatenate([np.ones(len(real)), np.zeros(len(fake))])[:, None] => y = 1.0 * (np.arange(len(x)) < len(x) // 2)[:, None]
        There are as many zeros as ones. The two sets may differ in size: `len(real)` ones, then `len(fake)` zeros.
    np.ones(len(real)), np.zeros(len(fake)) => np.ones(real.shape[1]), np.zeros(fake.shape[1])
        There are as many labels as samples have *coordinates*. Samples are rows here: their number is `len(real)`.
    """)


@check(
    "Both kinds on top of each other, real ones first, and beside them a column of labels.",
    "`np.vstack` puts rows on top of each other. The labels: `len(real)` ones, then `len(fake)` zeros.",
    "`x = np.vstack([real, fake])`, `y = np.repeat([[1.0], [0.0]], [len(real), len(fake)], axis=0)`, then `return x, y`.",
)
def d_batch(function):
    rng = np.random.default_rng(2)
    shapes = (((5, 2), (3, 2)), ((2, 3), (4, 3)), ((4, 2), (4, 2)))
    cases = [tuple(rng.standard_normal(shape) for shape in both) for both in shapes]
    compare(function, cases, _d_batch, D_BATCH_MISTAKES)
    return "three pairs of sets, real and fake, of different sizes."


class Layer:
    """What an exercise may ask of a layer of Keras: one of our own, dense, or a model of several in a row.

    Whoever sets the flag `trainable` sets that of the layers in it; as in Keras, a step asks its model's and theirs.
    """

    def __init__(self, w, h, dh):
        self.w, self.h, self.dh, self.layers, self._trainable = w, h, dh, [], True

    @property
    def trainable(self):
        return self._trainable

    @trainable.setter
    def trainable(self, learns):
        self._trainable = bool(learns)
        for layer in self.layers:
            layer.trainable = learns

    @property
    def dense(self):
        """The layers of our own in it."""
        return [one for layer in self.layers for one in layer.dense] or [self]

    def network(self):
        """Its W, h and dh."""
        return [[None, *parts] for parts in zip(*((one.w, one.h, one.dh) for one in self.dense))]

    def get_weights(self):
        return [part.copy() for one in self.dense for part in (one.w[:, 1:].T, one.w[:, 0])]

    def set_weights(self, weights):
        given, shapes = ([np.shape(part) for part in some] for some in (weights, self.get_weights()))
        if given != shapes:
            raise ValueError(f"The weights have the shapes {given}; expected: {shapes}.")
        for one, kernel, bias in zip(self.dense, weights[::2], weights[1::2]):
            one.w = np.column_stack([bias, np.transpose(kernel)])

    def fresh(self):
        """A copy, with copies of the layers in it."""
        new = copy(self)
        new.layers = [layer.fresh() for layer in self.layers]
        return new

    def __deepcopy__(self, memo):
        return self  # it is there to be changed, and shares its layers with another

    def __getattr__(self, name):
        raise AttributeError(
            f"The check plays with stand-ins of Keras' models, which have no `{name}`. Use `forger.predict_on_batch(z)`, "
            "`step(model, x, y)` and the flag `detective.trainable`."
        )


class Model(Layer):
    """Layers in a row: cross-entropy of the score, gradient descent."""

    def __init__(self, *layers, compiled=True):
        self.layers, self._trainable, self._compiled = list(layers), True, compiled

    def predict_on_batch(self, x):
        """Outputs, a row for each row of x."""
        return self._forward(x)[1][-1].T

    predict = __call__ = lambda self, x, **options: self.predict_on_batch(x)

    def _forward(self, x):
        (W, h, _), X = self.network(), np.asarray(x, dtype=float).T
        n = W[1].shape[1] - 1
        if X.shape[:1] != (n,):
            raise ValueError(f"x has rows of length {X.shape[0]}; expected: of length {n}.")
        return nn.forward(W, h, X)

    reset_metrics = summary = lambda self, **options: None  # the cost is always that of the batch

    def train_on_batch(self, x, y):
        """A step of those layers that are trainable; the cost before it."""
        if not self._compiled:
            raise RuntimeError("You must call `compile()` before using the model. (The forger alone has no cost.)")
        S, V = self._forward(x)
        s, y = S[-1].T, np.reshape(y, (-1, 1))
        if len(y) != len(s):
            raise ValueError(f"x has {len(s)} rows, y has {len(y)}; expected: a label for each row.")
        W, _, dh = self.network()
        G, _ = nn.back(W, dh, S, V, (nn.sigmoid(s) - y) / len(y))
        for one, w in zip(self.dense, nn.sgd(W, G, 0.5)[1:]):
            one.w = w if self.trainable and one.trainable else one.w
        return float(np.mean(np.logaddexp(0, s) - y * s))


def step(model, x, y):
    """As in the notebook."""
    model.reset_metrics()
    return float(model.train_on_batch(x, y))


PLAY_ROUND_MISTAKES = partial(mistakes, step=step, d_batch=_d_batch)("""
def play_round(detective, forger, game, real, z, z_new):
    fake = forger.predict_on_batch(z)
    detective.trainable = True
    cost_D = step(detective, *d_batch(real, fake))
    detective.trainable = False
    cost_g = step(game, z_new, np.ones((len(z_new), 1)))
    return cost_D, cost_g

    detective.trainable = False => pass | detective.trainable = True
        The detective is still trainable in the forger's step: it moves there, too, towards taking fakes for real.
    detective.trainable = True => detective.trainable = False
        The detective is frozen in its own step, which moves nothing. It must be trainable there.
    detective.trainable = True => pass
        A detective that comes frozen stays frozen in its own step. Say before this step, in each round, that it is trainable.
    detective.trainable = True => pass
    detective.trainable = False => pass
        `detective.trainable` stays as it was: the detective moves in both steps, or in neither.
    detective.trainable = True => detective.trainable = not True
    detective.trainable = False => detective.trainable = True
        The flag is the wrong way round: the detective is frozen in its own step, and moves in the forger's.
    detective.trainable = False => forger.trainable = False
        In the forger's step the detective moves, and the forger does not.
    detective.trainable = False => game.trainable = False
        In the forger's step nothing moves. It is a step of `game`, in which the detective alone is frozen.
    np.ones((len(z_new), 1)) => np.zeros((len(z_new), 1))
        In its own step the forger's fakes have the label 0, so it helps the detective. Its wish is 1.
    d_batch(real, fake) => d_batch(fake, real)  # The detective is given the fakes as real, and the real ones as fakes.
    step(detective, *d_batch(real, fake)) => [step(detective, real, 0 * real[:, :1] + 1), step(detective, fake, 0 * fake[:, :1])][1]
    or step(detective, *d_batch(real, fake)) => [step(detective, real, 0 * real[:, :1] + 1), step(detective, fake, 0 * fake[:, :1])][0]
    or step(detective, *d_batch(real, fake)) => (step(detective, real, 0 * real[:, :1] + 1) + step(detective, fake, 0 * fake[:, :1])) / 2
        The detective makes two steps, on the real samples and then on the fakes. Here it is one step, on all of them.
    game, z_new, => game, z,
        One noise serves both steps. That plays, too; but here the forger has fresh noise for its own step, `z_new`.
    predict_on_batch(z) => predict_on_batch(z_new)
        The detective is shown fakes from `z_new`, which is the noise for the forger's step.
    return cost_D, cost_g => return cost_g, cost_D  # The costs come in the wrong order: the detective's first.
    cost_g = step(game, z_new, np.ones((len(z_new), 1))) => pass
    fake = forger => detective.trainable = False\\n    cost_g = step(game, z_new, np.ones((len(z_new), 1)))\\n    fake = forger
    or cost_g = step(game, z_new, np.ones((len(z_new), 1))) => pass
    detective.trainable = True => detective.trainable = False\\n    cost_g = step(game, z_new, np.ones((len(z_new), 1)))\\n    detective.trainable = True
        The forger goes first. That plays, too; but here the detective does.
    """)


def _after(detective, forger, costs):
    """What a round leaves behind, by name."""
    networks = {"detective": detective, "forger": forger}
    weights = {f"{name}, W[{l}]": W[l] for name, W in networks.items() for l in range(1, len(W))}
    return {"cost of the detective": costs[0], "cost of the forger": costs[1]} | weights


def _round_by_our_code(detective, forger, game, real, z, z_new):
    """The forger's step as one long network, all of whose labels are 1; of its gradient the forger's layers."""
    (W_D, h_D, dh_D), (W_g, h_g, dh_g) = detective.network(), forger.network()
    h, X = [*h_D[:-1], nn.sigmoid], np.hstack([real.T, nn.forward(W_g, h_g, z.T)[1][-1]])
    Y = np.array([[1.0] * len(real) + [0.0] * len(z)])
    S, V = nn.forward(W_D, h, X)
    W_D = nn.sgd(W_D, nn.backward(W_D, dh_D, S, V, Y), 0.5)
    W, ones = W_g + W_D[1:], np.ones((1, len(z_new)))
    S_g, V_g = nn.forward(W, h_g + h[1:], z_new.T)
    G = nn.backward(W, dh_g + dh_D[1:], S_g, V_g, ones)[: len(W_g)]
    costs = nn.binary_cross_entropy(S[-1], Y), nn.binary_cross_entropy(S_g[-1], ones)
    return _after(W_D, nn.sgd(W_g, G, 0.5), costs)


def _games():
    """Two games; in one the detective comes frozen, as the round before has left it."""
    rng = np.random.default_rng(3)
    for n, n_z, frozen in ((2, 3, False), (3, 2, True)):
        both = (weights(sizes, rng) for sizes in ((n, 4, 1), (n_z, 5, n)))
        D, g = ([Layer(W[1], np.tanh, nn.d_tanh), Layer(W[2], nn.identity, nn.d_identity)] for W in both)
        detective, forger = Model(*D), Model(*g, compiled=False)
        detective.trainable = not frozen
        samples = [rng.standard_normal(shape) for shape in ((7, n), (7, n_z), (7, n_z))]
        yield detective, forger, Model(forger, detective), *samples


@check(
    "First the detective's step: fakes from `z` by `forger.predict_on_batch(z)`, `x, y = d_batch(real, fake)`, and `step(detective, x, y)`. "
    "Before it, say that the detective is trainable.",
    "Then the forger's: say that the detective is *not* trainable, and make a step of `game` on `z_new`, with a column of labels. Which "
    "label does the forger wish for?",
    "`fake = forger.predict_on_batch(z)`, `detective.trainable = True`, `cost_D = step(detective, *d_batch(real, fake))`, "
    "`detective.trainable = False`, `cost_g = step(game, z_new, np.ones((len(z_new), 1)))`, then `return cost_D, cost_g`.",
)
def play_round(function):
    def read(f):
        @wraps(f)
        def play(detective, forger, game, real, z, z_new):
            game = game.fresh()  # for this call
            forger, detective = game.layers
            costs = f(detective, forger, game, real, z, z_new)
            if not isinstance(costs, (tuple, list)) or len(costs) != 2:
                raise NotYet(f"It returns {kind(costs)}; expected: both costs, `return cost_D, cost_g`.", "structure")
            return _after(detective.network()[0], forger.network()[0], costs)

        return play

    catalogue = [replace(m, function=read(m.function), corrected=read(m.corrected)) for m in PLAY_ROUND_MISTAKES]
    compare(read(function), _games(), _round_by_our_code, catalogue)
    return "the weights of both players and the two costs, for two games; in one the detective came frozen."
