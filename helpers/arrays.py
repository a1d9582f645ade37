"""Checks on arguments that several helpers share.

A wrong shape is the most common slip in this course, and NumPy rarely notices it: the formula runs and gives other
numbers. So the helpers look before they compute. What is of the wrong kind, as text among numbers, gives a TypeError,
a wrong shape or size a ValueError.
"""

from numbers import Integral

import numpy as np

from helpers.words import kind


def check_samples(X, y=None, n=None, any_axes=False):
    """X and y as arrays, once it is sure that samples are in columns.

    ``X`` has shape (n, N); with ``any_axes`` it may have more axes, as images have, (C, H, W, N): the last one is that
    of the samples. ``y``, of shape (N,) or (m, N), holds labels, one per column of X; without it, None is returned for
    it. ``n`` is how many features there must be, where only one number will do.
    """
    X = _as_numbers("X", X)
    if X.ndim < 2 or X.ndim > 2 and not any_axes:
        raise ValueError(
            f"X has shape {X.shape}, with {X.ndim} axis or axes; expected two, (n, N): a row per "
            "feature, a column per sample. A single feature is still a row, x[None, :]; "
            "a single sample is still a column, x[:, None]."
        )
    if n is not None and X.shape[0] != n:
        why = " This course keeps samples in columns; try X.T." if X.shape[1] == n else ""
        raise ValueError(
            f"X has shape {X.shape}: {X.shape[1]} samples of {X.shape[0]} features? Expected {n} features, one row each.{why}"
        )
    if y is None:
        return X, None
    y, N = _as_numbers("y", y), X.shape[-1]
    if y.ndim in (1, 2) and y.shape[-1] == N:
        return X, y
    advice = "Perhaps only one of the two was selected or split; do the same to both."
    if y.shape[-1:] == X.shape[:1]:
        advice = "This course keeps samples in columns; try X.T."
    elif y.shape[:1] == (N,):
        advice = "Labels are in columns too, one per sample; try y.T, or np.ravel(y) for one number each."
    raise ValueError(
        f"X has shape {X.shape} and y has shape {y.shape}: of {N} samples in X, not each has its label in y. Expected "
        f"one label per column of X: a y of shape (N,) or (m, N), here N = {N}. {advice}"
    )


def check_numbers(name, values, shape, like=None):
    """The values as an array of floats, once it is sure that it is one of this shape.

    In ``shape`` a letter, such as "N", stands for any length; ``like`` says what the shape means.
    """
    array = _as_numbers(name, values)
    expected = f"({', '.join(map(str, shape))}{',' * (len(shape) == 1)})"

    def fits(found):
        return len(found) == len(shape) and all(not isinstance(n, int) or n == m for m, n in zip(found, shape))

    if not fits(array.shape):
        why = f" Perhaps another array stands in its place: print {name}.shape before the call."
        if array.ndim == 2 and fits(array.shape[::-1]):
            why = f" Rows and columns are exchanged: try {name}.T."
        raise ValueError(f"{name} has shape {array.shape}; expected {expected}{f': {like}' if like else ''}.{why}")
    return array.astype(float, copy=False)


def check_alike(name, values, other_name, other):
    """Refuse two arrays of different shapes: NumPy would stretch one of them, and compute nonsense."""
    if type(values) is type(other) is np.ndarray and values.shape == other.shape and values.ndim == 2:
        return
    one, two = (check_numbers(n, v, ("m", "N")) for n, v in ((name, values), (other_name, other)))
    if one.shape != two.shape:
        why = f" Rows and columns are exchanged: try {name}.T." if one.T.shape == two.shape else ""
        raise ValueError(
            f"{name} has shape {one.shape} and {other_name} has shape {two.shape}; expected the same shape for both, "
            f"a row for each output, a column for each sample.{why}"
        )


def check_network(W, name="W"):
    """Refuse what is not a list of weight matrices, each as wide as the layer before is high, plus 1."""
    layers = enumerate(W) if isinstance(W, (list, tuple)) else ()
    other = [f", and its entry {l} is {kind(w)}" for l, w in layers if l and not isinstance(w, np.ndarray)]
    if other or not layers:
        said = kind(W) + "".join(other[:1])
        raise TypeError(f"{name} is {said}; expected a list: None, then a weight matrix for each layer.")
    shapes = [w.shape for w in W[1:]]
    fit = all(len(s) == 2 and s[0] > 0 and s[1] > 1 for s in shapes)
    fit = fit and all(above[1] == below[0] + 1 for below, above in zip(shapes, shapes[1:]))
    if not shapes or W[0] is not None or not fit or any(w.dtype.kind != "f" for w in W[1:]):
        raise ValueError(
            f"{name} holds arrays of shapes {shapes} after its first entry, which are not the layers of one "
            "network; expected None, then floats of shapes (n₁, n₀ + 1), (n₂, n₁ + 1), … Likely cause: the "
            "None in front is missing, a bias column is, or the layers are in another order."
        )


def check_count(name, value, least=1):
    """The value as an int, once it is sure that it is a whole number, at least `least`."""
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(
            f"{name} is {value!r}; expected a whole number, at least {least}. "
            "A division gives a float even when it comes out even: use // or int(...)."
        )
    if value < least:
        raise ValueError(f"{name} is {value}; expected a whole number, and at least {least} of what it counts.")
    return int(value)


def _as_numbers(name, values):
    """The values as an array, once it is sure that they are real numbers."""
    try:
        array = np.asarray(values)
    except (ValueError, OverflowError):  # NumPy's own message speaks of "inhomogeneous parts"
        words = "is a list whose parts have different lengths; expected a rectangle of numbers."
        raise ValueError(f"{name} {words}") from None
    if array.dtype.kind not in "buif":
        raise TypeError(
            f"{name} is {kind(values)}, with values of type {array.dtype}; expected an array of real numbers. Likely "
            "cause: another argument in its place, or text or missing values among the numbers: keep only the numbers."
        )
    return array
