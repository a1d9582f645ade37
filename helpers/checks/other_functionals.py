"""The exercises of notebook 11: the slopes of an energy, the rule of a film, and windows of a series."""

from functools import partial

import numpy as np

from helpers.checking.compare import compare
from helpers.checking.mistakes import mistakes
from helpers.exercises import check


def T(u, f, dx):
    """The energy of a rope: the sum of its pieces' (½ slope² − load · sag) · dx."""
    return sum((b - a) ** 2 / (2 * dx) for a, b in zip(u, u[1:])) - sum(a * b for a, b in zip(f, u)) * dx


def _slopes(u, f, dx):
    """T is of degree 2, so for any step a central difference is its derivative exactly."""
    return np.array([(T(u + one, f, dx) - T(u - one, f, dx)) / 2 for one in np.eye(len(u))])


DT_MISTAKES = mistakes("""
def dT(u, f, dx):
    slope, g = np.diff(u) / dx, -f * dx
    g[:-1] -= slope
    g[1:] += slope
    pass
    return g

    -f * dx => f * dx  # The load has the wrong sign: in T it comes in as − f u.
    -f * dx => -f  # The load lacks its Δ: each point carries f over a piece of length Δ.
    -f * dx => 0 * f  # The load does not come in. T has − f u Δ for each point.
    -f * dx => -f * u * dx  # The load's part is the derivative of f u by u: u itself is gone from it.
    np.diff(u) / dx => np.diff(u)  # In the rope's part a division by Δ is missing: (u_{i+1} − u_i)² / 2Δ.
    np.diff(u) / dx => np.diff(u) / dx**2
        The rope's part is divided by Δ once more. This is −u″ itself; the derivative of the sum T is Δ times that.
    np.diff(u) / dx => np.diff(u) / dx / 2  # The rope's part is half of what it should be: the 2 of the square cancels the ½.
    np.diff(u) / dx => 2 * np.diff(u) / dx  # The rope's part is twice what it should be: the 2 of the square cancels the ½.
    g[:-1] -= slope => g[:-1] += slope
    g[1:] += slope => g[1:] -= slope
        The rope's part has the wrong sign. Pull u_i down: the piece to its right gets less steep, the one to its left steeper.
    g[:-1] -= slope => g[:-1] += slope
    or g[1:] += slope => g[1:] -= slope
        A piece pulls at its two ends in opposite directions; here both have the same sign.
    g[1:] += slope => pass
    or g[:-1] -= slope => pass
        Each piece of the rope has two ends, and depends on both u_i and u_{i+1}. Only one of the two gets its share.
    return g => return g / dx
        This is −u″ − f, as in the equation. The derivative of the sum T by u_i is Δ times that.
    g[:-1] -= slope => g[:-1] = -slope
    g[1:] += slope => g[1:] = slope
        `=` overwrites what stands there: the load, and one of a point's two pieces. `+=` and `-=` keep it.
    slope, g = np.diff(u) / dx, -f * dx => g = -np.gradient(np.gradient(u)) / dx - f * dx; slope = 0
        `np.gradient` takes the difference of a point's two *neighbours*, two pieces apart. `np.diff` takes piece by piece.
    pass => g[0] += (u[0] - u[-1]) / dx | g[0] += (u[0] - u[-1]) / dx; g[-1] += (u[-1] - u[0]) / dx
        The last point, `u[-1]`, is joined to the first: a ring, not a rope. At each end there is only one piece.
    pass => g[0], g[-1] = -f[0] * dx, -f[-1] * dx
        At the two ends the rope does not pull. Each of them has one piece, which depends on it.
    pass => g[0] += f[0] * dx; g[-1] += f[-1] * dx
        At the two ends the load is missing. T has − f u Δ for each point, the ends included.
    pass => g[0] += f[0] * dx / 2; g[-1] += f[-1] * dx / 2
        At the two ends the load counts half. In T each point has its whole load, the ends included.
    pass => g[0] -= slope[0]; g[-1] += slope[-1]
        At each end its piece counts twice, as if a mirror image went on beyond it. The rope has none: an end has one piece.
    pass => g[0], g[-1] = g[1] + (f[1] - f[0]) * dx, g[-2] + (f[-2] - f[-1]) * dx | g[0], g[-1] = g[1], g[-2]
        At each end stands the pull on its neighbour. An end has one piece, and that alone pulls it.
    pass => g[0] += u[0] / dx; g[-1] += u[-1] / dx
        Beyond each end there is a further piece here, down to a point at 0. The rope has none: an end has one piece.
    pass => g[0] = g[-1] = 0
        At the two ends 0 stands. T depends on them, too; that they are held comes in later.
    pass => g = g[1:-1]
        The two ends are missing: an entry for each u_i is wanted, the first and the last included.
    """)


@check(
    "Which terms of T hold u_i? Two squares, that of the piece to its left and that to its right, and one load.",
    "With `slope = np.diff(u) / dx`, slope i belongs to the piece from point i to i + 1. It comes into entry i + 1 with "
    "a plus and into entry i with a minus. The load's share is −f Δ.",
    "`g = -f * dx`, then `g[:-1] -= slope` and `g[1:] += slope`.",
)
def dT(function):
    rng = np.random.default_rng(11)
    cases = [(*rng.standard_normal((2, n)), dx) for n, dx in ((8, 0.3), (5, 1.7), (3, 0.01))]
    compare(function, cases, _slopes, DT_MISTAKES, sizes=lambda u, f, dx: {"Δ": dx})
    return "ropes of three, five and eight points, against differences of the energy; the ends included."


def _around(u):
    """As in the notebook: the 3 × 3 patch around each pixel as a column, the edges joined."""
    return np.stack([np.roll(u, (-i, -j), (0, 1)).ravel() for i in (-1, 0, 1) for j in (-1, 0, 1)])


def _kernel(frames):
    """The normal equations, pixel by pixel."""
    A, b = np.zeros((10, 10)), np.zeros(10)
    for now, then in zip(frames, frames[1:]):
        H, W = now.shape
        for i, j in np.ndindex(H, W):
            x = np.array([1.0, *(now[(i + a) % H, (j + c) % W] for a in (-1, 0, 1) for c in (-1, 0, 1))])
            A, b = A + np.outer(x, x), b + then[i, j] * x
    return np.linalg.solve(A, b)


KERNEL_MISTAKES = partial(mistakes, around=_around)("""
def kernel(frames):
    X = np.hstack([around(u) for u in frames[:-1]])
    y = np.concatenate([u.ravel() for u in frames[1:]])
    return np.linalg.lstsq(add_ones(X).T, y, rcond=None)[0]

    frames[1:] => frames[:-1]
        The same frame goes in and comes out, so a single 1 in the middle is found. Predict the *next* frame.
    around(u) for u in frames[:-1] => around(u) for u in frames[1:]
    u.ravel() for u in frames[1:] => u.ravel() for u in frames[:-1]
        Time runs backwards: the next frame goes in, and the one before it is predicted.
    frames[:-1] => frames[:1]
    frames[1:] => frames[1:2]  # Only the first two frames are used. Every frame and its next one make examples.
    frames[:-1] => frames[:-2]
    frames[1:] => frames[1:-1]  # The last frame is not used. It, too, is the next one of a frame.
    frames[:-1] => frames[-2:-1]
    frames[1:] => frames[-1:]  # Only the last two frames are used. Every frame and its next one make examples.
    np.hstack([around(u) for u in frames[:-1]]) => around(frames[:-1])
        `around` is given the whole film, and shifts frames and rows; it takes one frame, and shifts rows and columns.
    np.hstack([around(u) for u in frames[:-1]]) => np.array([around(u) for u in frames[:-1]]).reshape(9, -1)
        `reshape` keeps the order, frame after frame: a row is no longer one place of all patches. `np.hstack` puts frames side by side.
    return np.linalg.lstsq(add_ones(X).T, y, rcond=None)[0] => pairs = zip(frames, frames[1:])\\n    return np.mean([np.linalg.lstsq(add_ones(around(u)).T, v.ravel(), rcond=None)[0] for u, v in pairs], axis=0)
        A kernel is found for each pair of frames, and their mean is taken. Wanted is one, the best for all pairs together.
    u.ravel() => u.T.ravel()  # The pixels of what is predicted go down the columns; those of `around` go along the rows.
    add_ones(X).T => X.T  # The bias is missing: ten weights, the row of ones with them.
    return np.linalg.lstsq(add_ones(X).T, y, rcond=None)[0] => return np.append(0, np.linalg.lstsq(X.T, y, rcond=None)[0])
        The bias is 0, whatever the film: it must be found with the other weights, from a row of ones.
    rcond=None)[0] => rcond=None)  # `lstsq` returns four things; the weights are the first of them: `[0]`.
    frames[1:] => frames[1:] - frames[:-1]
        It predicts the change from one frame to the next, so the 1 in the middle is missing. Wanted is the next frame itself.
    """)


@check(
    "In go the patches of every frame but the last, out comes every frame but the first. `around(u)` gives the patches "
    "of one frame as columns; `np.hstack` puts those of several beside each other.",
    "The target: `u.ravel()` of each next frame, one after another with `np.concatenate`.",
    "`np.linalg.lstsq(add_ones(X).T, y, rcond=None)[0]`: it takes samples in rows, hence the `.T`.",
)
def kernel(function):
    rng = np.random.default_rng(12)
    films = [rng.standard_normal(shape) for shape in ((4, 6, 5), (3, 5, 7), (3, 6, 6))]
    compare(function, [(frames,) for frames in films], _kernel, KERNEL_MISTAKES)
    return "films of three and four frames of random numbers, against sums over all pixels."


def _windows(s, p, ahead):
    """One window after the other, while its target is still in the series."""
    X, y, start = [], [], 0
    while start + p - 1 + ahead < len(s):
        X.append([s[start + i] for i in range(p)])
        y.append(s[start + p - 1 + ahead])
        start += 1
    return np.array(X).T, np.array(y)


WINDOWS_MISTAKES = mistakes("""
def windows(s, p, ahead):
    N = len(s) - p - ahead + 1
    X = np.array([s[i : i + N] for i in range(p)])
    return X, s[p + ahead - 1 :]

    s[p + ahead - 1 :] => s[p + ahead - 2 : -1]
        The targets are a month too early; with `ahead` = 1 each one is the last entry of its own window: a leak.
    s[p + ahead - 1 :] => np.array([s[i + p : i + p + ahead] for i in range(N)]) | np.array([s[i + p : i + p + ahead] for i in range(N)]).T
    or s[p + ahead - 1 :] => np.array([s[i + p : i + p + ahead] for i in range(N)]).ravel()
        For each window y holds all the `ahead` months that follow it. A target is one number, the last of these.
    s[p + ahead - 1 :] => np.array([s[i + p : i + p + ahead].mean() for i in range(N)])
        The targets are means over the `ahead` months that follow a window. A target is one month, the last of these.
    s[p + ahead - 1 :] => s[ahead : ahead + N]
        `ahead` is counted from the *first* month of a window. It is counted from its last one, which is called now.
    len(s) - p - ahead + 1 => len(s) - p - ahead
    s[p + ahead - 1 :] => s[p + ahead :]
        The targets are a month too late. A window that begins at 0 ends at p − 1; `ahead` months on is p − 1 + ahead.
    s[i : i + N] => s[i + ahead : i + ahead + N]
        The windows reach up to their targets: the last row *is* what should be predicted. That is a leak.
    N = len(s) - p - ahead + 1 => N = len(s) - p
    s[p + ahead - 1 :] => s[p:]
    or s[p + ahead - 1 :] => s[p : p + N]  # `ahead` does not come in: the targets are one month ahead, always.
    s[i : i + N] => s[i : i + N : p]
    ahead - 1 : => ahead - 1 :: p  # The windows do not overlap. Every month begins one, and so there are many more.
    """)


@check(
    "Take s = 0, 1, 2, …, 9 with p = 3 and ahead = 2 on paper: the first window is 0, 1, 2, and its target is 4. Which is the last?",
    "There are N = len(s) − p − ahead + 1 windows. Row i of X holds entry i of all of them: a piece of s of N entries.",
    "`X = np.array([s[i : i + N] for i in range(p)])`, and y is `s[p + ahead - 1 :]`.",
)
def windows(function):
    rng = np.random.default_rng(13)
    cases = [(rng.standard_normal(n), p, ahead) for n, p, ahead in ((11, 4, 2), (9, 3, 1), (17, 2, 5), (7, 5, 1))]
    compare(function, cases, _windows, WINDOWS_MISTAKES, "a column of X is a window")
    return "four series, one to five months ahead, down to a series with two windows."
