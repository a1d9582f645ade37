"""Weights in any container as one vector, and the blocks that are judged by themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from helpers.words import as_code


@dataclass(frozen=True)
class Block:
    """A part of an array that is judged by itself: its weights, or its bias.

    As the student knows it, "bias of W[2]", and the array it is ``of``, "W[2]"; the numbers of that array
    and of its layer; whether it holds the bias of an array that holds other weights, too; and, as a
    mask, which of the array's entries, in C order, are its own.
    """

    name: str
    of: str
    array: int
    layer: int
    bias: bool
    mask: np.ndarray


def said(blocks: Sequence[Block]) -> str:
    """Blocks in words: "`W[1]` and `W[2]` with their biases, and `b3`"; whole vectors by their name."""
    names = [block.name for block in blocks if not block.bias]
    if [block.of for block in blocks if block.name != block.of] == [blocks[0].of] * 2 and not blocks[-1].bias:
        names = [blocks[0].of]  # w[1:] and w[0] together
    return as_code(names, [block.of for block in blocks if block.bias])


class Layout:
    """Where the entries of each array stand in one vector of all weights.

    ``bias_column`` says whether column 0 of each matrix, and entry 0 of a vector that stands alone, is
    a bias. If it is None, that is so for the course's ``W``, the list whose entry 0 is None.
    """

    def __init__(self, at, bias_column: bool | None = None):
        at = list(at) if isinstance(at, np.ndarray) and at.dtype == object and at.ndim else at
        self.at, self.single = at, not is_container(at)
        numbered = isinstance(at, (list, tuple)) and len(at) > 0 and at[0] is None
        leaves = [((), at)] if self.single else list(_leaves(at))
        self.paths = [path for path, _ in leaves]
        nested = any(len(path) > 1 for path in self.paths)
        self.layered = numbered or nested and _by_layer(leaves)  # whether its first keys count the layers
        self.bias_column = numbered if bias_column is None else bias_column
        self.named_bias = bias_column or numbered
        self.whole = ("layers" if self.layered else "at") if nested else "W"
        self.names = [_name(path, array, self.whole) for path, array in leaves]
        self.arrays = [_as_floats(name, array) for name, (_, array) in zip(self.names, leaves)]
        ends = np.cumsum([array.size for array in self.arrays], dtype=int)
        self.slices = [slice(end - array.size, end) for end, array in zip(ends, self.arrays)]
        self.size = int(ends[-1]) if len(ends) else 0
        if not self.size:
            raise ValueError("at holds no numbers at all; expected at least one weight. Print it before the check.")
        self.layers = [1 if self.single else self._layer(path[0], numbered) for path in self.paths]
        self.shapes = [array.shape for array in self.arrays]
        self.start = self.flat(self.arrays)
        self.blocks = [block for i in range(len(self.arrays)) for block in self._blocks(i)]

    def _layer(self, key, numbered) -> int:
        """The number of a layer: the index in a list that begins with None, else its place, from 1."""
        return (list(self.at).index(key) if isinstance(self.at, Mapping) else key) + (not numbered)

    def _blocks(self, i: int) -> Iterator[Block]:
        """Weights and bias apart: column 0 of a matrix, entry 0 of a vector of weights."""
        name, array, layer = self.names[i], self.arrays[i], self.layers[i]
        vector = self.single and array.ndim == 1
        bias = np.zeros(array.shape, dtype=bool)
        if self.bias_column and array.ndim == 2 or vector:
            bias[..., :1] = True
        bias = bias.ravel()
        if bias.all() or not bias.any():
            yield Block(name, name, i, layer, False, np.ones(bias.size, dtype=bool))
        elif vector and not self.named_bias:
            yield Block(f"{name}[1:]", name, i, layer, False, ~bias)
            yield Block(f"{name}[0]", name, i, layer, False, bias)
        else:
            yield Block(name, name, i, layer, False, ~bias)
            yield Block(f"bias of {name}", name, i, layer, True, bias)

    def entries(self, block: Block) -> np.ndarray:
        """The positions of a block's entries in the vector."""
        return self.slices[block.array].start + np.flatnonzero(block.mask)

    def flat(self, arrays) -> np.ndarray:
        return np.concatenate([np.ravel(array) for array in arrays])

    def split(self, vector: np.ndarray) -> list[np.ndarray]:
        return [vector[s].reshape(a.shape) for s, a in zip(self.slices, self.arrays)]

    def build(self, vector: np.ndarray):
        """The container that the cost knows, holding copies of these numbers."""
        return rebuilt(self.at, iter([array.copy() for array in self.split(vector)]))

    def taken(self, container) -> list:
        """What stands at the places of the arrays in another container of the same structure."""
        found = []
        for path in self.paths:
            part = container
            for key in path:
                part = part[key]
            found.append(part)
        return found


def is_container(x: object) -> bool:
    """Whether it holds arrays; a list of plain numbers is an array."""
    if isinstance(x, Mapping):
        return True
    return isinstance(x, (list, tuple)) and any(
        part is None or isinstance(part, (list, tuple, Mapping)) or np.ndim(part) > 0 for part in x
    )


def _leaves(x, path=()) -> Iterator[tuple]:
    """The arrays in a container, each with the keys that lead to it; entries that are None are left out."""
    if is_container(x):
        for key, part in x.items() if isinstance(x, Mapping) else enumerate(x):
            yield from _leaves(part, (*path, key))
    elif x is not None:
        yield path, x


def _by_layer(leaves: Sequence[tuple]) -> bool:
    """Whether arrays in inner containers are sorted by layer, as pairs (W, b) are, and not by kind: all W, then all b.

    The arrays of one layer have its outputs along the same axis, and are not all matrices, or all vectors.
    """
    inner = {}
    for path, array in leaves:
        inner.setdefault(path[0], []).append(np.shape(array) or (1,))
    several = [shapes for shapes in inner.values() if len(shapes) > 1]
    alike = any(all(len({shape[end] for shape in shapes}) == 1 for shapes in several) for end in (0, -1))
    return alike and all(len({(len(shape), sum(n > 1 for n in shape)) for shape in shapes}) > 1 for shapes in several)


def rebuilt(like, arrays: Iterator):
    """A container like another one, with other arrays in it."""
    if isinstance(like, Mapping):
        return {key: rebuilt(part, arrays) for key, part in like.items()}
    if is_container(like):
        parts = [rebuilt(part, arrays) for part in like]
        return getattr(type(like), "_make", tuple)(parts) if isinstance(like, tuple) else parts
    return None if like is None else next(arrays)


def _name(path, array, whole) -> str:
    """An array as the student reaches it: `W[2]`, `b1`, `layers[0]["W"]`."""
    if not path:
        return "w" if np.ndim(array) < 2 else "W"
    first = path[0] if isinstance(path[0], str) else f"{whole}[{path[0]!r}]"
    return first + "".join(f'["{key}"]' if isinstance(key, str) else f"[{key!r}]" for key in path[1:])


def _as_floats(name, values) -> np.ndarray:
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "buif":
            raise TypeError
        return array.astype(float)
    except (TypeError, ValueError):
        raise TypeError(
            f"{name} in `at` is not an array of real numbers ({type(values).__name__}); expected the weights: an "
            "array, or lists or dicts of arrays, as in check_gradient(cost, gradient, weights)."
        ) from None
