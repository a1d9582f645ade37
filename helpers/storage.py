"""Weights in files: exactly the same numbers come back, and nothing in a file is ever executed."""

import os
from contextlib import suppress
from pathlib import Path

import numpy as np

from helpers.words import kind


def save(path, W):
    """Write the weights to a file, as NumPy's .npz; ``load`` gives back exactly the same numbers.

    W is a list of arrays of any shapes, a layer's weights each; None may stand before an array, as W[0] does.
    What was in the file before stays there until the new one is whole. Raises OSError if it cannot be written,
    TypeError if W is no such list.
    """
    _check_weights(W)
    part = Path(f"{path}.part")
    try:
        with open(part, "wb") as file:
            np.savez(file, **{f"W{l}": w for l, w in enumerate(W) if w is not None})
        os.replace(part, path)
    except OSError as error:
        with suppress(OSError):  # what could not be written may not be removable either; the first error says why
            part.unlink(missing_ok=True)
        raise OSError(
            f"{path} could not be written ({error}). Likely cause: the disk is full, or the folder is not there or "
            "read-only. Choose another folder. A file that was there before is as it was."
        ) from None


def load(path):
    """The list that ``save`` wrote, with None where it was. Nothing in the file is ever executed.

    Raises FileNotFoundError if there is no such file, ValueError if it is not one that ``save`` wrote.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {int(name.removeprefix("W")): file[name] for name in file.files}
        W = [arrays.get(l) for l in range(max(arrays) + 1)]
        _check_weights(W)
    except FileNotFoundError:
        raise
    except Exception as error:  # whatever NumPy, zipfile or the operating system says about it
        raise ValueError(
            f"{path} does not hold weights ({type(error).__name__}); expected a file that `save` wrote. "
            "Likely cause: another file, or one that was cut off. Save the weights again."
        ) from None
    return W


def _check_weights(W):
    """Raise unless W is a list of arrays of numbers, with None nowhere but before an array."""
    arrays = [w for w in W if w is not None] if isinstance(W, (list, tuple)) else []
    numbers = all(isinstance(w, np.ndarray) and w.dtype.kind in "buif" for w in arrays)
    if not arrays or not numbers or W[-1] is None:
        raise TypeError(
            f"W is {kind(W)}; expected a list of arrays of numbers, and None only before one of them. Likely cause: a "
            "single matrix; write [None, W1, W2]."
        )
