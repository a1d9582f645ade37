"""Networks in files: exactly the same numbers come back, and nothing in a file is ever executed."""

import os
from pathlib import Path

import numpy as np

from helpers.arrays import check_network


def save(path, W):
    """Write the weights to a file, as NumPy's .npz; ``load`` gives back exactly the same numbers.

    What was in the file before stays there until the new one is whole.

    Raises
    ------
    TypeError, ValueError
        If W is not a list of weight matrices that fit together.
    OSError
        If the file cannot be written.
    """
    check_network(W)
    part = Path(f"{path}.part")
    try:
        with open(part, "wb") as file:
            np.savez(file, **{f"W{l}": W[l] for l in range(1, len(W))})
        os.replace(part, path)
    except OSError as error:
        try:
            part.unlink(missing_ok=True)
        except OSError:
            pass  # what could not be written may not be removable either; the first error says why
        raise OSError(
            f"{path} could not be written ({error}). Likely cause: the disk is full, or the folder is not there or "
            "read-only. Choose another folder. A file that was there before is as it was."
        ) from None


def load(path):
    """The weights that ``save`` wrote, W[0] = None first. Nothing in the file is ever executed.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is not a file that ``save`` wrote.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            W = [None] + [file[f"W{l}"] for l in range(1, len(file.files) + 1)]
    except FileNotFoundError:
        raise
    except Exception as error:  # whatever NumPy, zipfile or the operating system says about it
        raise ValueError(
            f"{path} does not hold a network ({type(error).__name__}); expected a file that `save` wrote. "
            "Likely cause: another file, or one that was cut off. Save the network again."
        ) from None
    check_network(W, name=str(path))
    return W
