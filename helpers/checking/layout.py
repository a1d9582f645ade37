"""Weights in any container as one vector, and the blocks that are judged by themselves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Block:
    """A part of an array that is judged by itself: its weights, or its bias.

    Attributes
    ----------
    name : str
        As the student knows it: "W[2]", "bias of W[2]", "w".
    array : int
        The number of the array that it belongs to.
    mask : array of bool
        Which of the array's entries, in C order, are its own.
    """

    name: str
    array: int
    mask: np.ndarray


class Layout:
    """Where the entries of each array stand in one vector of all weights."""

    def __init__(self, at):
        self.kind, self.keys, arrays = opened(at)
        self.names = [_name(self.kind, key, array) for key, array in zip(self.keys, arrays)]
        self.arrays = [_as_floats(name, array) for name, array in zip(self.names, arrays)]
        self.length = len(at) if self.kind is list else len(self.keys)
        ends = np.cumsum([array.size for array in self.arrays], dtype=int)
        self.slices = [slice(end - array.size, end) for end, array in zip(ends, self.arrays)]
        self.size = int(ends[-1]) if len(ends) else 0
        if not self.size:
            raise ValueError(
                "at holds no numbers at all; expected at least one weight. Likely cause: an empty array or "
                "list; print it before the check."
            )
        self.start = self.flat(self.arrays)
        self.blocks = [block for i in range(len(self.arrays)) for block in self._blocks(i)]

    def _blocks(self, i: int) -> Iterator[Block]:
        """Weights and bias apart: column 0 of a matrix, entry 0 of a vector of weights."""
        name, array = self.names[i], self.arrays[i]
        bias = np.zeros(array.shape, dtype=bool)
        if array.ndim == 2 or array.ndim == 1 and self.kind is np.ndarray:
            bias[..., :1] = True
        bias = bias.ravel()
        if bias.all() or not bias.any():
            yield Block(name, i, np.ones(bias.size, dtype=bool))
        else:
            yield Block(name, i, ~bias)
            yield Block(f"bias of {name}", i, bias)

    def entries(self, block: Block) -> np.ndarray:
        """The positions of a block's entries in the vector."""
        return self.slices[block.array].start + np.flatnonzero(block.mask)

    def flat(self, arrays) -> np.ndarray:
        return np.concatenate([np.ravel(array) for array in arrays])

    def split(self, vector: np.ndarray) -> list[np.ndarray]:
        return [vector[s].reshape(a.shape) for s, a in zip(self.slices, self.arrays)]

    def build(self, vector: np.ndarray):
        """The container that the cost knows, holding copies of these numbers."""
        arrays = [array.copy() for array in self.split(vector)]
        if self.kind is np.ndarray:
            return arrays[0]
        if self.kind is dict:
            return dict(zip(self.keys, arrays))
        full = [None] * self.length
        for key, array in zip(self.keys, arrays):
            full[key] = array
        return full


def opened(at) -> tuple[type, list, list]:
    """The kind of container, the keys of what is in it, and the arrays themselves."""
    if isinstance(at, Mapping):
        held = {key: value for key, value in at.items() if value is not None}
        return dict, list(held), list(held.values())
    if isinstance(at, (list, tuple)) and any(np.ndim(x) > 0 or x is None for x in at):
        held = {i: value for i, value in enumerate(at) if value is not None}
        return list, list(held), list(held.values())
    return np.ndarray, [None], [at]


def _name(kind, key, array) -> str:
    if kind is np.ndarray:
        return "w" if np.ndim(array) < 2 else "W"
    return key if isinstance(key, str) else f"W[{key}]"


def _as_floats(name, values) -> np.ndarray:
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "buif":
            raise TypeError
        return array.astype(float)
    except (TypeError, ValueError):
        raise TypeError(
            f"{name} in `at` is not an array of numbers ({type(values).__name__}); expected "
            "the weights: an array, or a list or a dict of arrays. Likely cause: the arguments of "
            "check_gradient changed places; they are cost, gradient, weights."
        ) from None
