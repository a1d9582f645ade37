"""How good are images of digits that a program made? Four measures of a set; each can be cheated alone (notebook 10).

Images are columns of ink from 0 to 1, shape (64, N). The reader is a network 64-64-10, trained in float64 on the
training images of notebook 06; its opinion tells how like a digit an image is, and its hidden layer in what space
sets of images are compared: each is taken for a Gaussian in a network's hidden layer, as in Heusel et al. (2017).
"""

from functools import cache

import numpy as np

from helpers import nn
from helpers.arrays import check_numbers
from helpers.datasets import load_digits, split
from helpers.fast import Network


def sets():
    """Training, validation and test images of notebook 06, with ink from 0 to 1: three pairs of images and labels."""
    return [(pixels / 16, labels) for pixels, labels in split(*load_digits(), (0.7, 0.15, 0.15), seed=0)]


@cache
def _reader():
    """A network 64-64-10 that reads 98 % of digits that it has not seen, and the mean and size of a pixel."""
    images, labels = sets()[0]
    mean, size = images.mean(axis=1, keepdims=True), images.std()
    network = Network(nn.initialise([64, 64, 10], np.random.default_rng(0)), dtype=np.float64)
    for _ in network.fit((images - mean) / size, labels, epochs=30, eta=0.003):
        pass
    return network.W, mean, size


def _layers(X):
    W, mean, size = _reader()
    X = check_numbers("X", X, (64, "N"), "images as columns of 8 x 8 pixels")
    return nn.forward(W, [None, nn.relu, nn.softmax], (X - mean) / size)[1]


def opinion(X):
    """What the reader says of each image: probabilities of ten digits, shape (10, N)."""
    return _layers(X)[-1]


def features(X):
    """What the reader's hidden layer makes of each image: shape (64, N)."""
    return _layers(X)[1]


def sure(X):
    """The share of images of which the reader is sure: its highest probability is above 0.9."""
    return float(np.mean(opinion(X).max(axis=0) > 0.9))


def kinds(X):
    """How many kinds of digit there are, as read: 10 if each is as frequent, 1 if all are the same.

    The exponential of the entropy of the ten shares.
    """
    share = np.bincount(opinion(X).argmax(axis=0), minlength=10) / X.shape[1]
    return float(np.exp(-np.sum(share[share > 0] * np.log(share[share > 0]))))


def nearest(X, others):
    """For each image the distance to the nearest of some others, and which that is: two arrays of shape (N,)."""
    X = check_numbers("X", X, ("n", "N"))
    others = check_numbers("others", others, (len(X), "M"), "images of the same size")
    squares = (X**2).sum(axis=0)[:, None] + (others**2).sum(axis=0) - 2 * X.T @ others
    which = squares.argmin(axis=1)
    return np.sqrt(((X - others[:, which]) ** 2).sum(axis=0)), which


def frechet(A, B):
    """Squared Fréchet distance of two sets, (n, N) and (n, M), each taken for a Gaussian: 0 if these are equal.

    |m_A − m_B|² + tr C_A + tr C_B − 2 tr (C_A^½ C_B C_A^½)^½, with the means m and the covariances C of the sets.
    It comes out too large for small sets: of N < n samples the covariance is not even known in all directions.
    """
    A = check_numbers("A", A, ("n", "N"), "a sample in each column")
    B = check_numbers("B", B, (len(A), "M"), "samples of the same size")
    C_A, C_B = np.cov(A), np.cov(B)
    values, axes = np.linalg.eigh(C_A)
    root = (axes * np.sqrt(np.maximum(values, 0))) @ axes.T
    overlap = np.sqrt(np.maximum(np.linalg.eigvalsh(root @ C_B @ root), 0)).sum()
    between = np.sum((A.mean(axis=1) - B.mean(axis=1)) ** 2)
    return max(0.0, float(between + np.trace(C_A) + np.trace(C_B) - 2 * overlap))
