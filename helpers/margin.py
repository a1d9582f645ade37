"""The largest margin with which a perceptron's weights can separate two classes: for the bound of notebook 02."""

import numpy as np

from helpers.arrays import check_samples


def largest_margin(X, y, steps=5_000):
    """Two numbers that enclose the largest margin, and weights that reach the first of them.

    The largest margin is the distance from 0 to the convex hull of the samples z = (2y − 1) x̃. The loop
    walks to the nearest point v of that hull: a sample that v serves worst counts a little more, and of
    those that count the one that it serves best a little less. No margin is larger than ‖v‖.

    ``X`` has shape (n, N), ``y``, of 0 and 1, shape (N,). Returns low, high and u: low ≤ the largest margin ≤ high, and
    low is 0 or below if the weights found do not separate the classes; u, of shape (n + 1,) and of length 1, has the bias
    first, and every score (2y − 1)⟨u, x̃⟩ is at least low.

    Source: B. F. Mitchell, V. F. Demyanov, V. N. Malozemov (1974), *SIAM Journal on Control* 12, 19–26.
    """
    X, y = check_samples(X, y)
    Z = (2 * y - 1) * np.vstack([np.ones((1, X.shape[1])), X])
    a = np.full(len(y), 1 / len(y))  # v = Z @ a is a point of the hull
    for _ in range(steps):
        v = Z @ a
        scores = v @ Z
        i, j = np.argmin(scores), np.argmax(np.where(a > 0, scores, -np.inf))
        d = Z[:, j] - Z[:, i]
        step = min(a[j], v @ d / (d @ d + 1e-300))
        a[i], a[j] = a[i] + step, a[j] - step
    v = Z @ a
    length = max(np.linalg.norm(v), np.finfo(float).tiny)  # 0 if the hull holds the origin
    return float((v @ Z).min() / length), float(length), v / length
