"""How fast the course's networks train, beside their peers; part of `make bench`.

Digits, 64-64-10 with ReLU, batches of 32: the same architecture, initial weights, learning rate and
number of batches for all, one thread each, interleaved, medians within one run. A peer that is not
installed is left out: PyTorch and JAX are no part of the course.
"""

import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy is imported
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import statistics
import subprocess
import sys
import time
import warnings
from pathlib import Path

import numpy as np

from helpers import nn
from helpers.datasets import load_digits
from helpers.fast import Network

SIZES, BATCH, EPOCHS, REPEATS = [64, 64, 10], 32, 10, 7
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
    start = time.perf_counter()
    for _ in range(epochs):
        for Xb, Yb in nn.minibatches(X, Y, BATCH, rng):
            S, V = nn.forward(W, H, Xb)
            G = nn.backward(W, DH, S, V, Yb)
            t += 1
            if optimiser == "adam":
                W, m, v = nn.adam(W, G, m, v, t, ETA["adam"])
            else:
                W = nn.sgd(W, G, ETA["sgd"])
    seconds = time.perf_counter() - start
    return seconds, np.mean(nn.forward(W, H, X)[1][-1].argmax(axis=0) == labels)


def fast(optimiser, epochs=EPOCHS):
    X, labels = digits()
    network = Network(weights())
    start = time.perf_counter()
    for _ in network.fit(X, labels, epochs, BATCH, ETA[optimiser], optimiser):
        pass
    seconds = time.perf_counter() - start
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
        start = time.perf_counter()
        network.fit(X, labels)
        seconds = time.perf_counter() - start
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
    start = time.perf_counter()
    for _ in range(epochs):
        order = torch.randperm(len(X))
        for a in range(0, len(X), BATCH):
            batch = order[a : a + BATCH]
            stepper.zero_grad()
            cost(network(X[batch]), y[batch]).backward()
            stepper.step()
    seconds = time.perf_counter() - start
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
    start = time.perf_counter()
    for key in keys:
        state = epoch(state, key)
    W = jax.block_until_ready(state)[0]
    seconds = time.perf_counter() - start
    scores = jax.nn.relu(X @ W[0][:, 1:].T + W[0][:, 0]) @ W[1][:, 1:].T + W[1][:, 0]
    return seconds, float((scores.argmax(axis=1) == jnp.asarray(labels)).mean())


def products_alone(optimiser, epochs=EPOCHS):
    """The lower bound: the same matrix products in float32, into arrays that exist already."""
    n, q, K = SIZES
    W1, W2, W2_without_bias = (np.ones(shape, np.float32) for shape in ((q, n + 1), (K, q + 1), (q, K)))
    X1, V1, S1, S2 = (np.ones((rows, BATCH), np.float32) for rows in (n + 1, q + 1, q, K))
    G1, G2 = np.empty_like(W1), np.empty_like(W2)
    start = time.perf_counter()
    for _ in range(epochs * (1440 // BATCH)):
        np.matmul(W1, X1, out=S1)
        np.matmul(W2, V1, out=S2)
        np.matmul(S2, V1.T, out=G2)
        np.matmul(W2_without_bias, S2, out=S1)
        np.matmul(S1, X1.T, out=G1)
    return time.perf_counter() - start, None


PEERS = {
    "matrix products alone": products_alone,
    "helpers/fast.py": fast,
    "helpers/nn.py, float32": lambda optimiser, **more: plain(optimiser, np.float32, **more),
    "helpers/nn.py": plain,
    "scikit-learn": scikit_learn,
    "PyTorch": pytorch,
    "JAX, jit": jax_with_jit,
}


def installed():
    """The peers that can be imported here."""
    found = {}
    for name, run in PEERS.items():
        try:
            run("sgd", epochs=1)
        except ImportError:
            continue
        found[name] = run
    return found


def from_enter(name):
    """Seconds from the start of Python to a network trained for 10 epochs, imports included."""
    code = f"import bench_networks as b; print(b.PEERS[{name!r}]('adam', **b.COLD.get({name!r}, {{}})))"
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent, check=True, capture_output=True)
    return time.perf_counter() - start


COLD = {"JAX, jit": {"warm": False}}


def table():
    """Print what the README says about speed: milliseconds an epoch, and ratios."""
    peers = installed()
    seconds = {(name, optimiser): [] for name in peers for optimiser in ETA}
    right = {}
    for _ in range(REPEATS):
        for name, optimiser in seconds:
            took, right[name, optimiser] = peers[name](optimiser)
            seconds[name, optimiser].append(took)
    cold = {name: [] for name in peers if name != "matrix products alone"}
    for _ in range(3):
        for name in cold:
            cold[name].append(from_enter(name))
    print("digits 64-64-10, batches of 32, one thread; medians")
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


if __name__ == "__main__":
    table()
