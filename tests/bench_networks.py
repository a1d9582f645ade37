"""How fast the course's networks train, beside their peers; part of `make bench`.

Digits, 64-64-10 with ReLU, and notebook 07's network on MNIST; batches of 32: the same architecture,
initial weights, learning rate and number of batches for all, one thread each, interleaved, medians within
one run of processor time, which differs less than the clock's while other programs run. A peer that is not
installed is left out: PyTorch, JAX and Keras are no part of the course.
"""

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is imported
os.environ["KERAS_BACKEND"] = "jax"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import statistics
import subprocess
import sys
import time
import warnings
from functools import cache
from pathlib import Path

import numpy as np

from helpers import nn
from helpers.datasets import load_digits, load_mnist
from helpers.fast import Network

SIZES, BATCH, EPOCHS, REPEATS = [64, 64, 10], 32, 10, 11
ETA = {"sgd": 0.1, "adam": 0.001}
H, DH = [None, nn.relu, nn.softmax], [None, nn.d_relu, None]


def digits():
    pixels, labels = load_digits()
    return pixels[:, :1440] / 16, labels[:1440]


def weights():
    return nn.initialise(SIZES, np.random.default_rng(0))


def plain(optimiser, dtype=np.float64, epochs=EPOCHS):
    """As a student writes it in notebook 06."""
    X, labels = digits()
    X, Y = X.astype(dtype), nn.one_hot(labels, 10).astype(dtype)
    W = [None] + [w.astype(dtype) for w in weights()[1:]]
    m, v, t = nn.zeros_like(W), nn.zeros_like(W), 0
    rng = np.random.default_rng(1)
    start = time.process_time()
    for _ in range(epochs):
        for Xb, Yb in nn.minibatches(X, Y, BATCH, rng):
            S, V = nn.forward(W, H, Xb)
            G = nn.backward(W, DH, S, V, Yb)
            t += 1
            if optimiser == "adam":
                W, m, v = nn.adam(W, G, m, v, t, ETA["adam"])
            else:
                W = nn.sgd(W, G, ETA["sgd"])
    seconds = time.process_time() - start
    return seconds, np.mean(nn.forward(W, H, X)[1][-1].argmax(axis=0) == labels)


def fast(optimiser, epochs=EPOCHS):
    X, labels = digits()
    network = Network(weights())
    start = time.process_time()
    for _ in network.fit(X, labels, epochs, BATCH, ETA[optimiser], optimiser):
        pass
    seconds = time.process_time() - start
    return seconds, np.mean(network.scores(X).argmax(axis=0) == labels)


def scikit_learn(optimiser, epochs=EPOCHS):
    from sklearn.neural_network import MLPClassifier

    X, labels = digits()
    X = np.ascontiguousarray(X.T, dtype=np.float32)
    network = MLPClassifier(
        SIZES[1:-1], solver=optimiser, batch_size=BATCH, learning_rate_init=ETA[optimiser],
        momentum=0, nesterovs_momentum=False, alpha=0, max_iter=1, warm_start=True, random_state=0,
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has not converged
        network.fit(X[:BATCH], np.arange(BATCH) % 10)  # makes the arrays, to be filled with ours
        network.set_params(max_iter=epochs, n_iter_no_change=epochs, tol=0)
        network.coefs_ = [w[:, 1:].T.astype(np.float32).copy() for w in weights()[1:]]
        network.intercepts_ = [w[:, 0].astype(np.float32).copy() for w in weights()[1:]]
        start = time.process_time()
        network.fit(X, labels)
        seconds = time.process_time() - start
    return seconds, network.score(X, labels)


def pytorch(optimiser, epochs=EPOCHS):
    import torch

    torch.set_num_threads(1)
    X, labels = digits()
    X = torch.tensor(np.ascontiguousarray(X.T, dtype=np.float32))
    y = torch.tensor(labels.astype(np.int64))
    network = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
    with torch.no_grad():
        for layer, w in zip((network[0], network[2]), weights()[1:]):
            layer.weight[:] = torch.tensor(w[:, 1:])
            layer.bias[:] = torch.tensor(w[:, 0])
    kind = torch.optim.Adam if optimiser == "adam" else torch.optim.SGD
    stepper = kind(network.parameters(), lr=ETA[optimiser])
    cost = torch.nn.CrossEntropyLoss()
    start = time.process_time()
    for _ in range(epochs):
        order = torch.randperm(len(X))
        for a in range(0, len(X), BATCH):
            batch = order[a : a + BATCH]
            stepper.zero_grad()
            cost(network(X[batch]), y[batch]).backward()
            stepper.step()
    seconds = time.process_time() - start
    return seconds, float((network(X).argmax(dim=1) == y).float().mean())


def jax_with_jit(optimiser, epochs=EPOCHS, warm=True):
    """A whole epoch is one compiled function; the time to compile is not counted if ``warm``."""
    import jax
    import jax.numpy as jnp

    X, labels = digits()
    X = jnp.asarray(X.T, jnp.float32)
    Y = jnp.asarray(nn.one_hot(labels, 10).T, jnp.float32)
    W = [jnp.asarray(w, jnp.float32) for w in weights()[1:]]
    eta, beta1, beta2, eps = ETA[optimiser], 0.9, 0.999, 1e-8

    def cost(W, x, y):
        v = jax.nn.relu(x @ W[0][:, 1:].T + W[0][:, 0])
        s = v @ W[1][:, 1:].T + W[1][:, 0]
        return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(s), axis=1))

    def step(state, batch):
        W, m, v, t = state
        G = jax.grad(cost)(W, X[batch], Y[batch])
        t = t + 1
        if optimiser == "sgd":
            return ([w - eta * g for w, g in zip(W, G)], m, v, t), None
        m = [beta1 * a + (1 - beta1) * g for a, g in zip(m, G)]
        v = [beta2 * a + (1 - beta2) * g * g for a, g in zip(v, G)]
        W = [w - eta * (a / (1 - beta1**t)) / (jnp.sqrt(b / (1 - beta2**t)) + eps) for w, a, b in zip(W, m, v)]
        return (W, m, v, t), None

    @jax.jit
    def epoch(state, key):
        order = jax.random.permutation(key, len(X)).reshape(-1, BATCH)
        return jax.lax.scan(step, state, order)[0]

    zeros = [jnp.zeros_like(w) for w in W]
    state, keys = (W, zeros, zeros, 0.0), jax.random.split(jax.random.key(0), epochs)
    if warm:
        jax.block_until_ready(epoch(state, keys[0]))
    start = time.process_time()
    for key in keys:
        state = epoch(state, key)
    W = jax.block_until_ready(state)[0]
    seconds = time.process_time() - start
    scores = jax.nn.relu(X @ W[0][:, 1:].T + W[0][:, 0]) @ W[1][:, 1:].T + W[1][:, 0]
    return seconds, float((scores.argmax(axis=1) == jnp.asarray(labels)).mean())


def products_alone(optimiser, epochs=EPOCHS):
    """The lower bound: the same matrix products in float32, into arrays that exist already."""
    n, q, K = SIZES
    W1, W2, W2_without_bias = (np.ones(shape, np.float32) for shape in ((q, n + 1), (K, q + 1), (q, K)))
    X1, V1, S1, S2 = (np.ones((rows, BATCH), np.float32) for rows in (n + 1, q + 1, q, K))
    G1, G2 = np.empty_like(W1), np.empty_like(W2)
    start = time.process_time()
    for _ in range(epochs * (1440 // BATCH)):
        np.matmul(W1, X1, out=S1)
        np.matmul(W2, V1, out=S2)
        np.matmul(S2, V1.T, out=G2)
        np.matmul(W2_without_bias, S2, out=S1)
        np.matmul(S1, X1.T, out=G1)
    return time.process_time() - start, None


PEERS = {
    "matrix products alone": products_alone,
    "helpers/fast.py": fast,
    "helpers/nn.py, float32": lambda optimiser, **more: plain(optimiser, np.float32, **more),
    "helpers/nn.py": plain,
    "scikit-learn": scikit_learn,
    "PyTorch": pytorch,
    "JAX, jit": jax_with_jit,
}


def installed(peers, *first):
    """The peers that can be imported here."""
    found = {}
    for name, run in peers.items():
        try:
            run(*first, epochs=1)
        except ImportError:
            continue
        found[name] = run
    return found


def from_enter(name):
    """Processor seconds from the start of Python to a network trained for 10 epochs, imports included."""
    code = f"import bench_networks as b; print(b.PEERS[{name!r}]('adam', **b.COLD.get({name!r}, {{}})))"
    before = os.times()
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent, check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


COLD = {"JAX, jit": {"warm": False}}


def table():
    """Print what BENCHMARKS.md says about speed: milliseconds an epoch, and ratios."""
    perceptrons()
    convolutions()


def perceptrons():
    peers = installed(PEERS, "sgd")
    seconds = {(name, optimiser): [] for name in peers for optimiser in ETA}
    right = {}
    for _ in range(REPEATS):
        for name, optimiser in seconds:
            peers[name](optimiser, epochs=1)  # so that none begins with what the one before left in the caches
            took, right[name, optimiser] = peers[name](optimiser)
            seconds[name, optimiser].append(took)
    cold = {name: [] for name in peers if name != "matrix products alone"}
    for _ in range(3):
        for name in cold:
            cold[name].append(from_enter(name))
    print("digits 64-64-10, batches of 32, one thread; processor time, medians")
    print(f"  {'':24} ms an epoch (sgd, adam)   times fast.py   right      from Enter, s")
    for name in peers:
        ms = {o: 1000 / EPOCHS * statistics.median(seconds[name, o]) for o in ETA}
        base = {o: 1000 / EPOCHS * statistics.median(seconds["helpers/fast.py", o]) for o in ETA}
        share = right[name, "adam"]
        print(
            f"  {name:24} {ms['sgd']:10.2f} {ms['adam']:7.2f} "
            f"{ms['sgd'] / base['sgd']:14.2f} {ms['adam'] / base['adam']:5.2f} "
            + (f"{share:9.1%} {statistics.median(cold[name]):15.2f}" if share is not None else "")
        )


# --- the convolutional network of notebook 07 -------------------------------------------------------------

K, POOL, FILTERS, STEP = [None, 5, 5, 4], [None, 2, 2, 1], [None, 8, 16, 10], 0.002


@cache
def mnist():
    """4,000 images, shape (1, 28, 28, 4000), and labels, to train on; the same of 1,000 others."""
    pixels, labels = load_mnist()
    order = np.random.default_rng(0).permutation(5000)
    X = (pixels[:, order] / 255).astype(np.float32).reshape(1, 28, 28, -1)
    return (X[..., :4000], labels[order[:4000]]), (X[..., 4000:], labels[order[4000:]])


def kernels():
    """Initial weights as notebook 07 has them, and layer by layer as kernels (n, C, k, k)."""
    rng, W, channels = np.random.default_rng(0), [None], 1
    for n, k in zip(FILTERS[1:], K[1:]):
        W += nn.initialise([channels * k * k, n], rng)[1:]
        channels = n
    return W, [w[:, 1:].reshape(len(w), -1, k, k).astype(np.float32) for w, k in zip(W[1:], K[1:])]


def conv_products(epochs, by_rows):
    """The same matrix products in float32, into arrays that exist: each at once, or one for each row of places."""
    steps = []
    for n, inputs, rows, columns, first in ((8, 25, 24, 24, 1), (16, 200, 8, 8, 0), (10, 256, 1, 1, 0)):
        many, size = (rows, columns * BATCH) if by_rows else (1, rows * columns * BATCH)
        P1, S, D = (np.ones((m, many, size), np.float32).swapaxes(0, 1) for m in (inputs + 1, n, inputs))
        W, G = np.ones((n, inputs + 1), np.float32), np.ones((many, inputs + 1, n), np.float32)
        steps += [(W, P1, S), (P1, S.swapaxes(1, 2), G)]
        if not first:
            steps.append((W[:, 1:].T, S, D))
    start = time.process_time()
    for _ in range(epochs * (4000 // BATCH)):
        for A, B, C in steps:
            np.matmul(A, B, out=C)
    return time.process_time() - start, None


def conv_fast(epochs):
    (X, labels), (X_test, test) = mnist()
    fast = Network(kernels()[0], k=K, p=POOL)
    start = time.process_time()
    for _ in fast.fit(X, labels, epochs, BATCH, STEP):
        pass
    return time.process_time() - start, np.mean(fast.scores(X_test).argmax(axis=0) == test)


def conv_plain(epochs):
    """As a student writes it in notebook 07, in float32."""
    from helpers.checks.convolutional_networks import BACKWARD_MISTAKES, network  # here: it takes long to import

    (X, labels), (X_test, test) = mnist()
    names = dict(vars(nn))
    exec(BACKWARD_MISTAKES[0].right, names)
    h, dh = [None, nn.relu, nn.relu, nn.softmax], [None, nn.d_relu, nn.d_relu, None]
    W, Y = [None] + [w.astype(np.float32) for w in kernels()[0][1:]], nn.one_hot(labels, 10).astype(np.float32)
    m, v, t, rng = nn.zeros_like(W), nn.zeros_like(W), 0, np.random.default_rng(1)
    start = time.process_time()
    for _ in range(epochs):
        for batch in np.split(rng.permutation(4000), 4000 // BATCH):
            P, S, V = network(W, h, K, POOL, X[..., batch])
            G = names["backward"](W, h, dh, K, POOL, P, S, V, Y[:, batch])
            t += 1
            W, m, v = nn.adam(W, G, m, v, t, STEP)
    seconds = time.process_time() - start
    return seconds, np.mean(network(W, h, K, POOL, X_test)[1][-1].argmax(axis=0) == test)


def conv_pytorch(epochs):
    import torch
    from torch.nn import Conv2d, MaxPool2d, ReLU

    torch.set_num_threads(1)
    (X, labels), (X_test, test) = mnist()
    X, X_test = (torch.from_dlpack(np.ascontiguousarray(x.transpose(3, 0, 1, 2))) for x in (X, X_test))
    y = torch.from_dlpack(labels.astype(np.int64))
    layers = [Conv2d(1, 8, 5), ReLU(), MaxPool2d(2), Conv2d(8, 16, 5), ReLU(), MaxPool2d(2), Conv2d(16, 10, 4)]
    net = torch.nn.Sequential(*layers, torch.nn.Flatten()).to(memory_format=torch.channels_last)
    with torch.no_grad():
        for layer, kernel in zip((net[0], net[3], net[6]), kernels()[1]):
            layer.weight[:] = torch.from_dlpack(kernel)
            layer.bias[:] = 0
    stepper, cost = torch.optim.Adam(net.parameters(), lr=STEP), torch.nn.CrossEntropyLoss()
    start = time.process_time()
    for _ in range(epochs):
        for batch in torch.randperm(4000).split(BATCH):
            stepper.zero_grad()
            cost(net(X[batch].contiguous(memory_format=torch.channels_last)), y[batch]).backward()
            stepper.step()
    seconds = time.process_time() - start
    return seconds, float((net(X_test).argmax(dim=1) == torch.from_dlpack(test.astype(np.int64))).float().mean())


def conv_jax(epochs):
    """One compiled function for each batch; the time to compile is not counted."""
    import jax
    import jax.numpy as jnp

    (X, labels), (X_test, test) = mnist()
    X, X_test = (np.ascontiguousarray(x.transpose(3, 1, 2, 0)) for x in (X, X_test))
    W = [(jnp.asarray(w.transpose(2, 3, 1, 0)), jnp.zeros(len(w))) for w in kernels()[1]]

    def scores(W, x):
        for l, (kernel, bias) in enumerate(W, 1):
            x = (
                jax.lax.conv_general_dilated(x, kernel, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC"))
                + bias
            )
            if l < 3:
                x = jax.nn.relu(jax.lax.reduce_window(x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID"))
        return x.reshape(len(x), 10)

    def cost(W, x, y):
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(scores(W, x)), y[:, None], axis=1))

    @jax.jit
    def step(W, m, v, t, x, y):
        G, each = jax.grad(cost)(W, x, y), jax.tree.map
        m = each(lambda a, g: 0.9 * a + 0.1 * g, m, G)
        v = each(lambda a, g: 0.999 * a + 0.001 * g * g, v, G)

        def moved(w, a, b):
            return w - STEP * a / (1 - 0.9**t) / (jnp.sqrt(b / (1 - 0.999**t)) + 1e-8)

        return each(moved, W, m, v), m, v

    m = v = jax.tree.map(jnp.zeros_like, W)
    jax.block_until_ready(step(W, m, v, 1.0, X[:BATCH], labels[:BATCH]))
    rng, t = np.random.default_rng(1), 0.0
    start = time.process_time()
    for _ in range(epochs):
        for batch in np.split(rng.permutation(4000), 4000 // BATCH):
            t += 1
            W, m, v = step(W, m, v, t, X[batch], labels[batch])
    jax.block_until_ready(W)
    return time.process_time() - start, float(np.mean(np.argmax(scores(W, X_test), axis=1) == test))


@cache
def keras_network():
    """Compiled once: by the first epoch, which is not counted."""
    import keras
    from keras.layers import Conv2D, Flatten, MaxPooling2D

    relu = [Conv2D(8, 5, activation="relu"), MaxPooling2D(), Conv2D(16, 5, activation="relu"), MaxPooling2D()]
    net = keras.Sequential([keras.Input((28, 28, 1)), *relu, Conv2D(10, 4), Flatten()])
    net.compile(keras.optimizers.Adam(STEP), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return net


def conv_keras(epochs):
    net = keras_network()
    (X, labels), (X_test, test) = mnist()
    X, X_test = (np.ascontiguousarray(x.transpose(3, 1, 2, 0)) for x in (X, X_test))
    flat = [part for w in kernels()[1] for part in (w.transpose(2, 3, 1, 0), np.zeros(len(w), np.float32))]
    net.set_weights(flat)
    start = time.process_time()
    net.fit(X, labels.astype(np.int32), batch_size=BATCH, epochs=epochs, verbose=0)
    seconds = time.process_time() - start
    return seconds, np.mean(net.predict(X_test, verbose=0).argmax(axis=1) == test)


CONVOLUTIONS = {
    "matrix products by rows": lambda epochs: conv_products(epochs, True),
    "matrix products at once": lambda epochs: conv_products(epochs, False),
    "helpers/fast.py": conv_fast,
    "helpers/nn.py, float32": conv_plain,
    "PyTorch": conv_pytorch,
    "JAX, jit": conv_jax,
    "Keras on JAX": conv_keras,
}


def convolutions(repeats=5):
    peers = installed(CONVOLUTIONS)
    seconds, right = {name: [] for name in peers}, {}
    for _ in range(repeats):
        for name, run in peers.items():
            took, right[name] = run(2)
            seconds[name].append(took / 2)
    base = statistics.median(seconds["helpers/fast.py"])
    print("MNIST, 4,000 images, 5,994 weights, Adam, batches of 32, one thread; medians")
    print(f"  {'':24} processor s an epoch   times fast.py   right after 2 epochs")
    for name in peers:
        middle = statistics.median(seconds[name])
        share = "" if right[name] is None else f"{right[name]:12.1%}"
        print(f"  {name:24} {middle:14.3f} {middle / base:18.2f} {share}")


if __name__ == "__main__":
    table()
