"""Slopes of a cost: weights in any container as one vector, and derivatives along a direction.

The derivative along ``d`` is taken by central differences, ``(f(x + h d) - f(x - h d)) / 2h``, at h and
at 2h, joined by Richardson's extrapolation. What separates the two, and what rounding may do, is the
*noise*: nothing smaller can be told from it. A cost with a kink has one-sided slopes that stay apart as
h shrinks.

Source of the formulas: W. H. Press and others, *Numerical Recipes*, section 5.7; C. Ridders (1982),
*Advances in Engineering Software* 4, 75–76.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from helpers.rules import Block

EPS = np.finfo(float).eps
STEP = 2.0**-17  # near the cube root of EPS; a power of two, so that the step taken is exact
OTHER_STEPS = STEP * 2.0 ** np.array([-12, -8, -4, 0, 4, 8])  # for kinks near by, and flat costs
KINK_STEP = OTHER_STEPS[1]  # slopes that differ still at this step belong to a kink


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


def towards(x: np.ndarray, k: int) -> np.ndarray:
    """The direction of entry k, longer where the entry is large: a power of two."""
    d = np.zeros(x.size)
    d[k] = 2.0 ** np.ceil(np.log2(max(1.0, abs(x[k]))))
    return d


class Cost:
    """The cost as a function of the vector of all weights."""

    def __init__(self, f: Callable, layout: Layout):
        self.f, self.layout = f, layout
        self.typical = 0.0  # how large the cost is elsewhere: its rounding errors follow from that
        self.rounding = 0.0  # how much it changes when the weights change in their last digits

    def __call__(self, vector: np.ndarray) -> float:
        value = np.asarray(self.f(self.layout.build(vector)))
        if value.size != 1 or value.dtype.kind not in "buif":
            raise ValueError(
                f"The cost is an array of shape {value.shape} of {value.dtype}; expected one real "
                "number. Likely cause: the mean over the samples is missing, or a `return`."
            )
        return float(value.reshape(()))

    def arrive(self, x) -> float:
        """The cost at a point where slopes will be taken, after a look at its rounding errors."""
        middle = self(x)
        signs = np.where(np.arange(x.size) % 3 == 0, -1, 1)
        near = [self(x * (1 + k * EPS * signs)) for k in (-2, 2)]
        self.rounding = np.nan_to_num(2 * np.abs(np.subtract(near, middle)).max())
        return middle

    def slope(self, x, d, middle=None, scale=0.0) -> tuple[float, float, tuple]:
        """The derivative at x along d, its noise, and the two one-sided slopes if x is on a kink.

        A longer step has less rounding error, but reaches over kinks and bends. So one is believed
        only if its value agrees with those of all shorter steps.
        """
        middle = self(x) if middle is None else middle
        value, noise, kink, jump, _ = base = self.at_step(x, d, middle, STEP)
        if not kink and noise <= 1e-7 * max(abs(value), scale):
            return value, noise, ()
        tried = []
        for h in OTHER_STEPS:
            value, noise, near, _, sides = base if h == STEP else self.at_step(x, d, middle, h)
            kink = kink and (near or h < KINK_STEP)
            if kink and h == KINK_STEP:
                return value, noise, sides
            if h > STEP:
                noise = max(noise, jump)
            if any(abs(value - v) > 3 * (noise + n) for v, n in tried):
                break
            if np.isfinite(noise):
                tried.append((value, noise))
        value, noise = min(tried, key=lambda one: one[1], default=(np.nan, np.inf))
        return value, noise, ()

    def at_step(self, x, d, middle, h):
        """Value, noise, whether a kink seems to be near, its jump of the slope, one-sided slopes."""
        values, steps = [], []
        for k in (-2, -1, 1, 2):
            moved = x + k * h * d
            steps.append((moved - x) @ d / (d @ d))  # the step really taken
            values.append(self(moved))
        left2, left, right, right2 = values
        near = (right - left) / (steps[2] - steps[1])
        far = (right2 - left2) / (steps[3] - steps[0])
        rounding = max(self.rounding, 2 * EPS * max(self.typical, *np.abs(values))) / h
        noise = max(abs(near - far), rounding)
        # The slopes to the right and to the left differ. For a smooth cost that difference doubles
        # with the step; what it lacks in doubling is the jump of the slope at a kink.
        sides = (middle - left) / -steps[1], (right - middle) / steps[2]
        bend, wider = right - 2 * middle + left, (right2 - 2 * middle + left2) / 2
        jump = abs(2 * bend - wider) / h
        if jump <= 8 * rounding:
            jump = 0.0
        noise = max(noise, jump)
        kink = jump > 50 * rounding + 1e-7 * abs(near)
        value = (4 * near - far) / 3
        if not np.isfinite(value + noise):
            return np.nan, np.inf, False, 0.0, sides
        return value, noise, kink, jump, sides
