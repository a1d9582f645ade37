"""Slopes of a cost: weights in any container as one vector, and derivatives along a direction.

The derivative along ``d`` is taken by central differences, ``(f(x + h d) - f(x - h d)) / 2h``, at h and
at 2h, joined by Richardson's extrapolation. What separates the two, and what rounding may do, is the
*noise*: nothing smaller can be told from it. A cost with a kink has one-sided slopes that stay apart as
h shrinks.

Source of the formulas: W. H. Press and others, *Numerical Recipes*, section 5.7; C. Ridders (1982),
*Advances in Engineering Software* 4, 75–76.
"""

from collections.abc import Callable
from numbers import Number
from time import perf_counter

import numpy as np

from helpers.checking.layout import Layout
from helpers.words import kind

EPS = np.finfo(float).eps
STEP = 2.0**-17  # near the cube root of EPS; a power of two, so that the step taken is exact
OTHER_STEPS = STEP * 2.0 ** np.array([-12, -8, -4, 0, 4, 8])  # for kinks near by, and flat costs
KINK_STEP = OTHER_STEPS[1]  # slopes that differ still at this step belong to a kink


def towards(x: np.ndarray, k: int) -> np.ndarray:
    """The direction of entry k, longer where the entry is large: a power of two."""
    d = np.zeros(x.size)
    d[k] = 2.0 ** np.ceil(np.log2(max(1.0, abs(x[k]))))
    return d


class Cost:
    """The cost as a function of the vector of all weights; its values are kept in ``f.known``, if there is such a dict."""

    def __init__(self, f: Callable, layout: Layout):
        self.f, self.layout, self.known = f, layout, getattr(f, "known", None)
        self.enough = 1e-7  # noise, relative to the slope, below which no other step is tried
        self.typical = 0.0  # how large the cost is elsewhere: its rounding errors follow from that
        self.seconds = np.inf  # that its quickest call took

    def __call__(self, vector: np.ndarray) -> float:
        known, key = {} if self.known is None else self.known, vector.tobytes()
        if key not in known:
            known[key] = self._value(vector)
        return known[key]

    def _value(self, vector: np.ndarray) -> float:
        at, start = self.layout.build(vector), perf_counter()
        value = self.f(at)
        self.seconds = min(self.seconds, perf_counter() - start)
        one = np.asarray(value if isinstance(value, (np.ndarray, np.generic, Number, list, tuple)) else "")
        if one.size != 1 or one.dtype.kind not in "buif":
            raise ValueError(f"The cost is {kind(value)}; expected one real number.")
        return float(one.reshape(()))

    def elsewhere(self, x) -> float:
        """The cost at a point that we chose; nan where its formula does not hold."""
        try:
            return self(x)
        except (Exception, SystemExit):
            return np.nan

    def slope(self, x, d, middle, scale=0.0) -> tuple[float, float, tuple]:
        """The derivative at x along d, its noise, and the two one-sided slopes if x is on a kink.

        A longer step has less rounding error, but reaches over kinks and bends. So one is believed
        only if its value agrees with those of all shorter steps.
        """
        value, noise, kink, jump, _ = base = self.at_step(x, d, middle, STEP)
        if not kink and noise <= self.enough * max(abs(value), scale):
            return value, noise, ()
        tried = []
        for h in OTHER_STEPS:
            value, noise, near, _, sides = base if h == STEP else self.at_step(x, d, middle, h)
            kink = kink and (near or h < KINK_STEP)
            if kink and h == KINK_STEP:
                return value, 0.0, sides  # the jump is no noise
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
        points = [x + k * h * d for k in (-2, -1, 1, 2)]
        left2, left, right, right2 = values = [self(point) for point in points]
        steps = [(point - x) @ d / (d @ d) for point in points]  # those really taken
        near, far = (right - left) / (steps[2] - steps[1]), (right2 - left2) / (steps[3] - steps[0])
        rounding = 4 * EPS * max(self.typical, *np.abs(values)) / h
        noise = max(abs(near - far), rounding)
        # The slopes to the right and to the left differ. For a smooth cost that difference doubles
        # with the step; what it lacks in doubling is the jump of the slope at a kink.
        sides = (middle - left) / -steps[1], (right - middle) / steps[2]
        bend, wider = right - 2 * middle + left, (right2 - 2 * middle + left2) / 2
        jump = abs(2 * bend - wider) / h
        noise = max(noise, jump)
        kink = jump > 50 * rounding + 1e-7 * abs(near)
        value = (4 * near - far) / 3
        if not np.isfinite(value + noise):
            return np.nan, np.inf, False, 0.0, sides
        return value, noise, kink, jump, sides
