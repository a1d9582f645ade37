"""The course's data: six real data sets and a few small made ones, ready for its formulas.

Everything comes in the course's convention: **samples are columns**. `X` has shape (n, N), float64,
a row per feature and a column per sample; `y` has shape (N,) and holds each sample's class as a
whole number, 0, 1, .... Where the files come from, and their licences: `data/README.md`.

What loads raises FileNotFoundError if its file is not there and ValueError if it is damaged; what makes or splits,
TypeError or ValueError if an argument has the wrong kind or is out of range. A seed is an int or a
numpy.random.Generator; the same seed gives the same.
"""

import io
from contextlib import contextmanager
from dataclasses import dataclass, field
from numbers import Real
from pathlib import Path

import numpy as np
from matplotlib.image import imread

from helpers.arrays import check_count, check_numbers, check_samples

_HERE = Path(__file__).resolve().parent
# In the course's folder, data/; an installed package has a copy of its own.
DATA = _HERE / "data" if (_HERE / "data").is_dir() else _HERE.parent / "data"

SPECIES = ("Adelie", "Gentoo", "Chinstrap")
# The measurements of a penguin: name in the file, name on an axis.
MEASUREMENTS = {
    "bill_length_mm": "bill length (mm)",
    "bill_depth_mm": "bill depth (mm)",
    "flipper_length_mm": "flipper length (mm)",
    "body_mass_g": "body mass (g)",
}


# --- Real data ------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Penguins:
    """Some measurements of some species of penguins.

    `X`, float, of shape (n, N), has one row per measurement, one column per penguin, in the file's order (by species);
    `y`, int, of shape (N,), is the species of each penguin, as its position in `species`. `feature_names` are name and
    unit of each row of X, ready for an axis; `n_missing` penguins were left out because they lack a measurement.
    """

    X: np.ndarray = field(repr=False)
    y: np.ndarray = field(repr=False)
    species: tuple
    feature_names: tuple
    n_missing: int


def load_penguins(species=("Adelie", "Gentoo"), features=("bill_length_mm", "bill_depth_mm")):
    """Penguins of the given species, measured near Palmer Station, Antarctica, 2007-2009.

    A penguin that lacks one of the measurements asked for is left out, and counted.

    `species` are names from `SPECIES`, y is 0 for the first one named, 1 for the second, ...; `features` are names
    from `MEASUREMENTS`, X's rows. Raises ValueError if one is unknown or named twice. Returns `Penguins`.

    Source: Gorman, Williams and Fraser (2014), PLoS ONE 9(3), e90081.
    """
    species = _check_names("species", species, SPECIES)
    features = _check_names("features", features, MEASUREMENTS)
    with _data_file("penguins.csv") as file:
        names, *rows = np.loadtxt(file, str, delimiter=",").reshape(1 + 344, 8)
        everyone = [dict(zip(names, row)) for row in rows]
        chosen = [row for row in everyone if row["species"] in species]
        complete = [row for row in chosen if "NA" not in (row[f] for f in features)]
        X = np.array([[float(row[f]) for f in features] for row in complete]).T
    return Penguins(
        X=X,
        y=np.array([species.index(row["species"]) for row in complete]),
        species=species,
        feature_names=tuple(MEASUREMENTS[f] for f in features),
        n_missing=len(chosen) - len(complete),
    )


def load_digits():
    """1,797 handwritten digits, 8 x 8 pixels each, and which digit each of them is.

    Returns X, floats of shape (64, 1797): grey levels as they are in the file, 0 (paper) to 16 (ink), not scaled to
    0..1; image i is `X[:, i].reshape(8, 8)`. And y, ints of shape (1797,): the digit, 0 to 9.

    Source: Alpaydin and Kaynak (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning
    Repository, https://doi.org/10.24432/C50P49 (its test part).
    """
    return _read_images("digits.npz")


def load_mnist():
    """5,000 handwritten digits of the MNIST database, 28 x 28 pixels, 500 of each, sorted by digit.

    Returns X, floats of shape (784, 5000): grey levels, 0 (paper) to 255 (ink); image i is `X[:, i].reshape(28, 28)`,
    and all of them as images of one channel, sample last, are `X.reshape(1, 28, 28, 5000)`. And y, ints of shape
    (5000,): the digit, 0 to 9; 500 zeros first, then 500 ones, ....

    Source: LeCun, Bottou, Bengio and Haffner (1998), Proceedings of the IEEE 86, 2278-2324. Licence: CC BY-SA 3.0.
    """
    return _read_images("mnist.npz")


def _read_images(name):
    """Images, one a column, and their labels; from a file that holds bytes only."""
    with _data_file(name) as file:
        with np.load(file, allow_pickle=False) as arrays:
            images, y = arrays["images"], arrays["labels"]
    # The .T view of an array that is contiguous image by image: quick to take samples from.
    return images.astype(float).T, y.astype(int)


def load_cat():
    """A cat in grey: floats of shape (128, 192), from 0 (black) to 1 (white), row by row from the top.

    Source: "Chelsea", a photograph by Stefan van der Walt, CC0.
    """
    with _data_file("cat.png") as file:
        return imread(file).astype(float)


def load_beetles():
    """How many flour beetles died of five hours in each of eight doses of carbon disulphide.

    Returns dose, floats of shape (8,), log10 of the concentration in mg per litre; and exposed and killed, ints of
    shape (8,), the number of beetles in the group, and how many of them died.

    Source: Bliss (1935), The calculation of the dosage-mortality curve, Annals of Applied Biology 22, 134-167.
    """
    with _data_file("beetles.csv") as file:
        dose, exposed, killed = np.loadtxt(file, delimiter=",", skiprows=1).reshape(8, 3).T
    return dose, exposed.astype(int), killed.astype(int)


def load_nino():
    """The temperature of the sea off Ecuador and Peru, month by month, from January 1950 to December 2010.

    Returns floats of shape (732,): monthly means in °C of the sea's surface between 0° and 10° South, 80° and 90° West.

    Source: NOAA, ERSST.V3B, Niño 1+2.
    """
    with _data_file("nino.csv") as file:
        years = np.loadtxt(file, delimiter=",", skiprows=1).reshape(61, 1 + 12)
    return years[:, 1:].ravel()


# --- Small made data ------------------------------------------------------------------------------


def make_xor():
    """The truth table of XOR: X, shape (2, 4), one column per pair of inputs, and y, shape (4,)."""
    return np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]), np.array([0, 1, 1, 0])


def make_blobs(N=100, centers=((-2, 0), (2, 0)), spread=1.0, seed=0):
    """Round clouds of points, one per class, each Gaussian around its centre.

    `N` points are shared out evenly among the classes. `centers` has a point per class, (x1, x2) as everywhere in
    print; `spread` is the standard deviation in every direction. Returns X, floats of shape (n, N), and y, ints of
    shape (N,), the classes in turn: 0, 1, ..., K - 1, 0, 1, ....
    """
    N, rng = check_count("N", N), _generator(seed)
    spread = _check_size("spread", spread)
    centers = check_numbers("centers", centers, ("K", "n"), "a point for each class").T
    check_count("len(centers)", centers.shape[1])
    y = np.arange(N) % centers.shape[1]
    return centers[:, y] + spread * rng.standard_normal((len(centers), N)), y


def make_moons(N=200, noise=0.1, seed=0):
    """Two interleaved half circles of radius 1, which no straight line separates.

    Of `N` points half (to within one) are on each moon; `noise` is the standard deviation of what is added to each
    coordinate. Returns X, floats of shape (2, N), and y, ints of shape (N,): 0 for the upper moon, 1 for the lower.
    """
    N, rng = check_count("N", N), _generator(seed)
    noise = _check_size("noise", noise)
    y = np.arange(N) % 2
    angle = rng.uniform(0, np.pi, N)
    upper = np.array([np.cos(angle), np.sin(angle)])
    lower = np.array([[1.0], [0.5]]) - upper  # the upper one, turned by half a turn
    return np.where(y == 0, upper, lower) + noise * rng.standard_normal((2, N)), y


def make_cards(N=100, seed=0):
    """Cards of 20 x 20 cells with a mark, a square of 4 x 4, in their left or in their right half.

    The task that Rosenblatt's perceptron was shown to learn, in some 50 trials, in July 1958. There
    are 119 different cards on each side, so among many cards some are alike.

    Returns X, floats of shape (400, N): 1 where the card is marked, else 0; card i is `X[:, i].reshape(20, 20)`; and y,
    ints of shape (N,): 0 for a mark on the left, 1 on the right, in random order.
    """
    N, rng = check_count("N", N), _generator(seed)
    y = rng.integers(2, size=N)
    top = rng.integers(17, size=N)
    left = rng.integers(7, size=N) + 10 * y  # the whole mark in columns 0-9, or in 10-19
    cards = np.zeros((N, 20, 20))
    for card, i, j in zip(cards, top, left):
        card[i : i + 4, j : j + 4] = 1
    return cards.reshape(N, 400).T, y


# --- Training and test sets -----------------------------------------------------------------------


def split(X, y, fractions=(0.8, 0.2), seed=0):
    """The samples in random order, dealt out to a training set, a test set, ....

    `X` has shape (n, N), or (C, H, W, N) for images: samples are on the last axis; `y` has shape (N,) or (m, N).
    `fractions` is the share of each set, together 1. Returns a list of pairs (X, y), one per fraction: every sample is
    in exactly one of them, with its label. Raises ValueError, too, if X and y do not belong together, or a set would be
    left without a sample.

    >>> (X_train, y_train), (X_test, y_test) = split(*load_digits())
    >>> X_train.shape, X_test.shape
    ((64, 1438), (64, 359))
    """
    X, y = check_samples(X, y, any_axes=True)
    shares = fractions if isinstance(fractions, (list, tuple)) else ()
    if not all(isinstance(share, Real) and share > 0 for share in shares) or not np.isclose(sum(shares), 1):
        raise ValueError(
            f"fractions is {fractions!r}; expected positive numbers with sum 1, one for each set. "
            "Perhaps numbers of samples, or only the test set's share: write (0.8, 0.2)."
        )
    N = X.shape[-1]
    order = _generator(seed).permutation(N)
    parts = np.split(order, np.rint(N * np.cumsum(fractions)[:-1]).astype(int))
    if not all(map(len, parts)):
        raise ValueError(
            f"{N} samples split by fractions {fractions} give sets of "
            f"{[len(part) for part in parts]} samples; expected at least one in each. "
            "Probably there are too few samples: take more of them, or fewer sets."
        )
    return [(X[..., part], y[..., part]) for part in parts]


# --- Checks and files -----------------------------------------------------------------------------


@contextmanager
def _data_file(name):
    """A file of data/ in memory; whatever goes wrong while something is made of it is explained."""
    path = DATA / name
    restore = f"Get it anew (git restore data/{name}), or install the course's package with pip's --force-reinstall."
    try:
        yield io.BytesIO(path.read_bytes())
    except FileNotFoundError:
        raise FileNotFoundError(
            f"There is no file {path}; the course's data should be there. Probably only a part of "
            f"the course was copied, or the folder data/ was moved. {restore}"
        ) from None
    except Exception:  # of a dozen kinds, as NumPy, Pillow and zipfile call it
        raise ValueError(
            f"{path} is damaged: it does not hold what data/README.md says it holds. Probably it "
            f"was changed, or not copied completely. {restore}"
        ) from None  # NumPy's own message would advise to unpickle


def _check_names(argument, names, known):
    """The names as a tuple; raises ValueError unless each is known and none comes twice."""
    listed = names if isinstance(names, (list, tuple)) else ()
    right = [isinstance(name, str) and name in known and listed.count(name) == 1 for name in listed]
    if not right or not all(right):
        raise ValueError(
            f"{argument} is {names!r}; expected a tuple or list of some of {', '.join(known)}, none of them twice. "
            "Likely cause: a slip in a name, or a single name, which needs brackets and a comma: "
            f'{argument}=("{next(iter(known))}",).'
        )
    return tuple(names)


def _check_size(name, value):
    """The value, once it is sure that it can be a standard deviation."""
    if not isinstance(value, Real) or not 0 <= value < np.inf:
        raise ValueError(
            f"{name} is {value!r}; expected a number, 0 or more: a standard deviation. "
            f"Perhaps two arguments changed places: write {name}=... to be sure."
        )
    return value


def _generator(seed):
    """The random generator that a seed stands for, or is."""
    return seed if isinstance(seed, np.random.Generator) else np.random.default_rng(check_count("seed", seed, 0))
