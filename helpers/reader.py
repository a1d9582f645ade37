"""The network that reads digits in notebook 00, trained with the course's own code.

python -m helpers.reader      trains it anew (a second or two) and writes data/reader.npz
"""

from functools import cache

import numpy as np

from helpers import nn, storage
from helpers.datasets import DATA, load_digits, split
from helpers.fast import Network

FILE = DATA / "reader.npz"


def moved(pixels, down, right):
    """Images of 8 x 8 pixels, shape (64, N), moved by up to one pixel; what leaves them is lost."""
    ink = np.pad(pixels.reshape(8, 8, -1), ((1, 1), (1, 1), (0, 0)))
    return ink[1 - down : 9 - down, 1 - right : 9 - right].reshape(64, -1)


def train():
    """The weights: 64 hidden neurons, shown four of five images in all nine positions."""
    (pixels, digit), _ = split(*load_digits(), (0.8, 0.2), seed=0)
    positions = [moved(pixels, down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)]
    network = Network(nn.initialise([64, 64, 10], np.random.default_rng(0)))
    for _ in network.fit(np.hstack(positions) / 16, np.tile(digit, 9), epochs=25, eta=0.002):
        pass
    return network.W


_weights = cache(lambda: storage.load(FILE))


def read(pixels):
    """Probabilities of the ten digits, shape (10, N), for pixels from 0 to 16, shape (64, N)."""
    return nn.forward(_weights(), [None, nn.relu, nn.softmax], np.asarray(pixels) / 16)[1][-1]


if __name__ == "__main__":
    storage.save(FILE, train())
