"""Notebooks 08 and 12: every line of 08's dictionary, by equality with Keras; its programs; 12's stand-ins; and without Keras."""

import os
import subprocess
import sys

import numpy as np
import pytest
from support import NOTEBOOKS, catalogue, examples, needs_keras

from helpers import nn
from helpers.checks import from_our_code_to_keras as checks
from helpers.checks import generative_models_in_keras as generative
from helpers.checks.convolutional_networks import network

keras = pytest.importorskip("keras", reason="Keras is not installed; `make tests` installs it")
RNG = np.random.default_rng(0)


def right(check):
    """The course's own answer, of which a check's mistakes are edits."""
    names = {"np": np}
    exec(catalogue(check)[0].right, names)
    return names[check.name]


def near(a, b, by=1e-5):
    return np.allclose(np.asarray(a), b, atol=by)


def test_a_dense_layer_is_ours():
    w, X = RNG.standard_normal((4, 6)), RNG.standard_normal((5, 7))
    for name, h in (("relu", nn.relu), ("tanh", np.tanh), ("sigmoid", nn.sigmoid), ("softmax", nn.softmax)):
        model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(4, activation=name)])
        model.layers[0].set_weights(right(checks.to_keras)(w))
        assert near(model(X.T), nn.layer(w, X, h)[1].T)
        assert near(right(checks.from_keras)(*model.layers[0].get_weights()), w)


def test_a_convolution_pooling_and_a_dense_layer_behind_them_are_ours():
    W = [None] + [RNG.standard_normal(shape) / 3 for shape in ((4, 19), (5, 37), (3, 46))]
    k, p, h = [None, 3, 3, 3], [None, 2, 1, 1], [None, nn.relu, np.tanh, nn.softmax]
    X = RNG.standard_normal((2, 12, 12, 6))
    layers = keras.layers
    model = keras.Sequential(
        [
            *(keras.Input((12, 12, 2)), layers.Conv2D(4, 3, activation="relu"), layers.MaxPooling2D()),
            *(layers.Conv2D(5, 3, activation="tanh"), layers.Flatten(), layers.Dense(3, activation="softmax")),
        ]
    )
    model.layers[0].set_weights(right(checks.conv_to_keras)(W[1], 3))
    model.layers[2].set_weights(right(checks.conv_to_keras)(W[2], 3))
    model.layers[4].set_weights(right(checks.dense_after_flatten)(W[3], (5, 3, 3)))
    P, S, V = network(W, h, k, p, X)
    assert near(model(X.transpose(3, 1, 2, 0)), V[3].T)
    assert near(layers.MaxPooling2D()(V[0].transpose(3, 1, 2, 0)), nn.max_pool(X, 2).transpose(3, 1, 2, 0))


def test_the_costs_are_ours_with_labels_one_hot_and_of_scores():
    S, y = RNG.standard_normal((4, 9)), RNG.integers(0, 4, 9).astype("int32")
    V, Y, cost = nn.softmax(S), nn.one_hot(y, 4), nn.cross_entropy(S, nn.one_hot(y, 4))
    losses = keras.losses
    assert near(losses.SparseCategoricalCrossentropy()(y, V.T.astype("float32")), cost)
    assert near(losses.CategoricalCrossentropy()(Y.T, V.T.astype("float32")), cost)
    assert near(losses.SparseCategoricalCrossentropy(from_logits=True)(y, S.T.astype("float32")), cost)


@pytest.mark.parametrize("ours, theirs", [("sgd", "SGD"), ("adam", "Adam")])
def test_the_optimisers_are_ours_by_their_own_names(ours, theirs):
    W, G = [None, RNG.standard_normal((3, 4))], [None, RNG.standard_normal((3, 4))]
    variable = keras.Variable(W[1])
    m = v = nn.zeros_like(W)
    options = {"beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-4} if ours == "adam" else {}
    optimizer = getattr(keras.optimizers, theirs)(learning_rate=0.1, **options)
    for t in range(1, 6):
        optimizer.apply([G[1] * t], [variable])
        step = [None, G[1] * t]
        if ours == "sgd":
            W = nn.sgd(W, step, eta=0.1)
        else:
            W, m, v = nn.adam(W, step, m, v, t, eta=0.1, beta1=0.8, beta2=0.99, eps=1e-4 / np.sqrt(1 - 0.99**t))
    assert near(variable, W[1])


def test_the_starts_have_the_spread_that_the_notebook_says():
    keras.utils.set_random_seed(0)
    for name, variance in (("glorot_uniform", 2 / 500), ("he_normal", 2 / 300)):
        drawn = np.asarray(keras.initializers.get(name)((300, 200)))
        assert abs(drawn.var() / variance - 1) < 0.02
        assert np.abs(drawn).max() < (np.sqrt(3) if "uniform" in name else 2.28) * np.sqrt(variance)


def test_fifty_batches_of_a_convolution_cost_the_same():
    """In float64: in float32 a rounding may choose another maximum."""
    rng = np.random.default_rng(0)
    k, p, h = [None, 3, 6], [None, 2, 1], [None, nn.relu, nn.softmax]
    W = [None, *(nn.initialise(s, rng)[1] for s in ((9, 4), (144, 3)))]
    X, y = rng.random((1, 14, 14, 200)), rng.integers(0, 3, 200).astype("int32")
    layers = keras.layers
    model = keras.Sequential(
        [
            *(keras.Input((14, 14, 1)), layers.Conv2D(4, 3, activation="relu"), layers.MaxPooling2D()),
            *(layers.Flatten(), layers.Dense(3, activation="softmax")),
        ]
    )
    model.layers[0].set_weights(right(checks.conv_to_keras)(W[1], 3))
    model.layers[3].set_weights(right(checks.dense_after_flatten)(W[2], (4, 6, 6)))
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="sparse_categorical_crossentropy")
    theirs = model.fit(X.transpose(3, 1, 2, 0).astype("float32"), y, batch_size=4, shuffle=False, verbose=0).history
    costs, Y = [], nn.one_hot(y, 3)
    for a in range(0, 200, 4):
        P, S, V = network(W, h, k, p, X[..., a : a + 4])
        costs.append(nn.cross_entropy(S[-1], Y[:, a : a + 4]))
        E2 = (V[2] - Y[:, a : a + 4]).T / 4
        D = nn.unpool(nn.add_back((E2 @ W[2][:, 1:]).T, V[1].shape, 6), nn.relu(S[1]), 2) * nn.d_relu(S[1])
        G = [None, nn.gradient(D.reshape(4, -1).T, P[1]), nn.gradient(E2, P[2])]
        W = nn.sgd(W, G, 0.1)
    assert abs(theirs["loss"][0] - np.mean(costs)) < 1e-5


def test_a_perfect_softmax_taken_twice_costs_what_is_said():
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    assert near(loss(np.arange(10), np.eye(10, dtype="float32")), np.log(1 + 9 / np.e), 1e-6)


def test_the_programs_differ_and_each_has_its_own_cause():
    sources = [m.source for m in checks._PLANTED]
    assert len(set(sources)) == 8 and all(source != checks._PLANTED[0].right for source in sources)
    causes = [cause for cause, *_ in checks.MISTAKES.values()]
    assert len(set(causes)) == 8 and set(causes) < set(checks.CAUSES)


WITHOUT = """
import importlib.util, sys
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name == "keras" else find(name, package)
from IPython.core.interactiveshell import InteractiveShell
import nbformat
cells = [c for c in nbformat.read(sys.argv[1], 4).cells if c.cell_type == "code"]
InteractiveShell.instance().run_cell(cells[0].source)
"""


@pytest.mark.elsewhere
@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if needs_keras(path)], ids=lambda path: path.stem)
def test_without_keras_the_first_cell_says_what_to_do_in_one_line(path):
    run = subprocess.run([sys.executable, "-c", WITHOUT, str(path)], capture_output=True, text=True, env=os.environ)
    said = (run.stdout + run.stderr).strip()
    assert said.startswith("Keras is not installed.") and "`make keras`" in said and "\n" not in said


@pytest.mark.elsewhere
def test_without_keras_its_cells_are_skipped_with_a_reason():
    names = [path.name for path in NOTEBOOKS if needs_keras(path)]
    code = (
        "import importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, package=None: None if name == 'keras' else find(name, package)\n"
        "import pytest; pytest.main(['-q', '-p', 'no:cacheprovider', 'tests/test_drawn.py', 'notebooks/%s'])"
    )
    for name in names:
        run = subprocess.run([sys.executable, "-c", code % name], capture_output=True, text=True)
        assert "Keras is not installed" in run.stdout and "failed" not in run.stdout, run.stdout[-2000:]
        assert "skipped" in run.stdout


def test_the_stand_ins_of_12_learn_as_keras_does():
    """A round of the game, on models of our own and on Keras': the same costs and weights, the flag asked at each step."""
    answers = examples("12_generative_models_in_keras").RIGHT
    names = {"np": np, "step": generative.step}
    for name in ("to_weights", "from_weights", "d_batch", "play_round"):
        exec(answers[name], names)
    for D, g, ours, real, z, z_new in generative._games():
        layers, models = keras.layers, []
        for stand_in in (D, g):
            W = stand_in.network()[0]
            hidden = [layers.Dense(len(w), activation="tanh") for w in W[1:-1]]
            models.append(keras.Sequential([keras.Input((W[1].shape[1] - 1,)), *hidden, layers.Dense(len(W[-1]))]))
            models[-1].set_weights(names["to_weights"](W))
        theirs = keras.Sequential(models[::-1])
        for model in (models[0], theirs):
            loss = keras.losses.BinaryCrossentropy(from_logits=True)
            model.compile(optimizer=keras.optimizers.SGD(0.5), loss=loss)
        for _ in range(2):
            samples = real.astype("float32"), z.astype("float32"), z_new.astype("float32")
            assert near(names["play_round"](*models, theirs, *samples), names["play_round"](D, g, ours, real, z, z_new))
        for model, stand_in in zip(models, (D, g)):
            W = names["from_weights"](model.get_weights())
            assert all(near(a, b) for a, b in zip(W[1:], stand_in.network()[0][1:]))


FLAGS = (
    "D.trainable = False",
    "game.layers[-1].trainable = False",
    "game.trainable = False; D.trainable = True",
    "D.trainable = False; D.layers[0].trainable = True",
    "D.layers[1].trainable = False; g.layers[0].trainable = False",
    "D.trainable = False; game.trainable = True",
)


def _moved(models, flags, real, y, z):
    """The flags that a model has then, and which of the game's weights its step and the detective's move."""
    exec(flags, dict(zip(("D", "g", "game"), models)))
    D, _, game = models
    found = [bool(model.trainable) for model in models]
    for model, x in ((D, real), (game, z)):
        before = game.get_weights()
        model.train_on_batch(x.astype("float32"), y[: len(x)])
        found += [bool((a != b).any()) for a, b in zip(before, game.get_weights())]
    return found


@pytest.mark.parametrize("flags", FLAGS)
def test_the_stand_ins_of_12_ask_the_flags_that_keras_asks(flags):
    ours = next(generative._games())
    dense, models = keras.layers.Dense, []
    for sizes in ((2, 4, 1), (3, 5, 2)):
        models.append(keras.Sequential([keras.Input((sizes[0],)), dense(sizes[1], "tanh"), dense(sizes[2])]))
    models.append(keras.Sequential(models[::-1]))
    for model in models:
        model.compile(optimizer=keras.optimizers.SGD(0.5), loss=keras.losses.BinaryCrossentropy(from_logits=True))
    real, z, _ = ours[3:]
    y = np.ones((len(z), 1))
    models[2].set_weights(ours[2].get_weights())
    assert _moved(ours[:3], flags, real, y, z) == _moved(models, flags, real, y, z)
