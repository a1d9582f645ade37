"""The exercises of notebook 07: a window, patches, pooling, and the way back through them."""

from itertools import product

import numpy as np

from helpers import nn
from helpers.checking.compare import NotYet, check_first_line, compare, compare_gradient
from helpers.checking.mistakes import mistakes
from helpers.checks.back_propagation import OUTPUT_EDITS
from helpers.datasets import load_digits
from helpers.exercises import check


def slid(image, kernel):
    """The feature map of an image: as many shifted images as the kernel has numbers, added up."""
    k = len(kernel)
    H, W = np.subtract(image.shape, k - 1)
    return sum(kernel[a, b] * image[a : a + H, b : b + W] for a, b in np.ndindex(k, k))


CONVOLVE_MISTAKES = mistakes("""
def convolve(image, kernel):
    k = len(kernel)
    H, W = image.shape[0] - k + 1, image.shape[1] - k + 1
    S = np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            S[i, j] = np.sum(image[i:i + k, j:j + k] * kernel)
    return S

    * kernel) => * kernel[::-1, ::-1])
        The kernel is turned upside down and left to right. Here it lies on the image as it is.
    * kernel) => * kernel.T)  # Rows and columns of the kernel are exchanged.
    np.sum( => np.mean(  # The products are averaged. Add them up.
    * kernel) => * kernel) / kernel.sum()
        The sum is divided by the sum of the kernel. That is for a blur only; here the products are added up, and no more.
    * kernel) => @ kernel)  # `@` multiplies matrices. Window and kernel are multiplied number by number: `*`.
    * kernel) => )  # The numbers of the window are added up without the kernel.
    """)


@check(
    "The window at (i, j) is `image[i : i + k, j : j + k]`. How many rows can i run through, before it leaves the image?",
    "`image.shape[0] - k + 1` rows and `image.shape[1] - k + 1` columns: make an array of zeros of this shape, and fill it.",
    "In two loops: `S[i, j] = np.sum(image[i : i + k, j : j + k] * kernel)`.",
)
def convolve(function):
    rng = np.random.default_rng(4)
    cases = [
        (rng.integers(0, 9, shape).astype(kind), rng.integers(-4, 5, (k, k)) + np.arange(k * k).reshape(k, k) / 4)
        for shape, k, kind in (((6, 9), 3, float), ((5, 4), 2, float), ((7, 6), 3, int), ((3, 5), 1, float))
    ]
    compare(function, cases, slid, CONVOLVE_MISTAKES, "rows of the image are rows of the answer")
    return "four kernels of size 1, 2 and 3, on images that are not square."


OUTPUT_SIZE_MISTAKES = mistakes("""
def output_size(n, k, pad=0, stride=1):
    return (n + 2 * pad - k) // stride + 1

    stride + 1 => stride  # One too few: the window has a first place before it has made any step.
    2 * pad => pad  # The padding is counted once. It is on both sides.
    (n + 2 * pad - k) // stride => n + 2 * pad - k // stride | n + 2 * pad - k / stride
        Only k is divided by the stride: a division comes before a difference. Put brackets around what is to be divided.
    (n + 2 * pad - k) // stride + 1 => (n + 2 * pad - k + 1) // stride
        The 1 is added before the division by the stride. Count the steps first, and then the place where the window began.
    (n + 2 * pad - k) // stride + 1 => -(-(n + 2 * pad - k) // stride) + 1
        Rounded up: at the last place the window would reach beyond the edge. It must lie in the image as a whole.
    (n + 2 * pad - k) // stride + 1 => (n + 2 * pad - k) / stride + 1
        Not rounded: a window cannot stand between two places. `//` rounds down.
    (n + 2 * pad - k) // stride + 1 => (n - k) // stride + 1 + 2 * pad
        The padding is added to the answer. It makes the *image* larger, before any step is counted.
    """)


def _counted(n, k, pad=0, stride=1):
    """The places counted one by one."""
    return sum(1 for left in range(-pad, n + pad, stride) if left + k <= n + pad)


@check(
    "Count for n = 5 and k = 3: the window begins at 0, 1 and 2. Then with steps of 2.",
    "The image has n + 2·pad numbers. From the first place to the last there are n + 2·pad − k to go, in steps of `stride`.",
    "`return (n + 2 * pad - k) // stride + 1`",
)
def output_size(function):
    sizes = list(product((9, 12, 7, 5), (3, 5, 2, 1), (0, 2, 1), (1, 3, 2, 4)))
    compare(function, [(28, 5, 0, 1), *sizes], _counted, OUTPUT_SIZE_MISTAKES)
    if not isinstance(size := function(28, 5, 0, 1), (int, np.integer)):
        raise NotYet(
            f"The numbers are right, but {size} is no whole number to Python, as a shape needs it: `//` gives one."
        )
    calls = ((28, 5), {}), ((28, 3), {"pad": 1}), ((28, 3), {"stride": 4})
    check_first_line(function, OUTPUT_SIZE_MISTAKES[0].corrected, *calls)
    return f"{len(sizes)} combinations of image, kernel, padding and stride."


def _windows(V, k):
    """One patch after another."""
    C, H, W, N = V.shape
    places = np.ndindex(H - k + 1, W - k + 1, N)
    return np.array([V[:, i : i + k, j : j + k, n].ravel() for i, j, n in places]).T


PATCHES_MISTAKES = mistakes("""
def patches(V, k):
    C, H, W, N = V.shape
    rows, columns = H - k + 1, W - k + 1
    P = np.empty((C, k, k, rows, columns, N))
    for a in range(k):
        for b in range(k):
            P[:, a, b] = V[:, a:a + rows, b:b + columns]
    return P.reshape(C * k * k, rows * columns * N)

    P.reshape( => P.transpose(1, 2, 0, 3, 4, 5).reshape(
        Within a column the channels come last. They come first: all k · k numbers of one channel, then those of the next.
    P.reshape( => P.transpose(0, 1, 2, 5, 3, 4).reshape(
        The columns run through the samples first, then through the places. The samples come last, as in V.
    P.reshape( => P.transpose(0, 1, 2, 4, 3, 5).reshape(
        The places run down the columns of the image. They run along its rows: the column changes faster than the row.
    P.reshape( => P.transpose(0, 2, 1, 3, 4, 5).reshape(  # Within a patch, rows and columns are exchanged.
    P.reshape( => P.transpose(0, 3, 4, 5, 1, 2).reshape( | P.transpose(3, 4, 5, 0, 1, 2).reshape( | P.transpose(3, 4, 0, 1, 2, 5).reshape(
        The numbers of a patch stand behind the places, and `reshape` does not move them to the front. They make a column: transpose.
    """)


@check(
    "For fixed (a, b) in the kernel, `V[:, a : a + rows, b : b + columns]` holds that number of *all* patches at once, "
    "with `rows = H - k + 1` and `columns = W - k + 1`.",
    "Make an empty array of shape (C, k, k, rows, columns, N), fill it in two loops over a and b, and reshape it.",
    "`P[:, a, b] = V[:, a : a + rows, b : b + columns]`, with `P = np.empty((C, k, k, rows, columns, N), V.dtype)`; then "
    "`return P.reshape(C * k * k, -1)`.",
)
def patches(function):
    rng = np.random.default_rng(5)
    shapes = [((2, 5, 4, 3), 2), ((3, 4, 6, 2), 3), ((1, 3, 3, 4), 3), ((2, 2, 3, 1), 1)]
    compare(function, [(rng.standard_normal(shape), k) for shape, k in shapes], _windows, PATCHES_MISTAKES)
    return "four sizes, against patches cut out one by one; with k as large as the image it is a reshape."


def _largest(V, p):
    """Block by block."""
    C, H, W, N = V.shape
    pooled = np.empty((C, H // p, W // p, N))
    for c, i, j, n in np.ndindex(pooled.shape):
        pooled[c, i, j, n] = max(V[c, p * i + a, p * j + b, n] for a, b in np.ndindex(p, p))
    return pooled


MAX_POOL_MISTAKES = mistakes("""
def max_pool(V, p):
    C, H, W, N = V.shape
    V = V[:, :H // p * p, :W // p * p]
    return V.reshape(C, H // p, p, W // p, p, N).max(axis=(2, 4))

    .max( => .mean(  # The mean of each block is taken. It is the largest that is kept.
    .max(axis=(2, 4)) => .max(axis=(2, 4), initial=0)
        The search begins at 0, so a block of negative numbers gives 0. Begin with a number of the block, or at −∞.
    return V.reshape(C, H // p, p, W // p, p, N).max(axis=(2, 4)) => return np.max([V[:, a:H // p + a, b:W // p + b] for a in range(p) for b in range(p)], axis=0)
    or V = V[:, :H // p * p, :W // p * p] => pass
    return V.reshape(C, H // p, p, W // p, p, N).max(axis=(2, 4)) => return np.max([V[:, a:H - p + 1 + a, b:W - p + 1 + b] for a in range(p) for b in range(p)], axis=0)
        The blocks overlap: each begins only one pixel after the one before. Block i begins at i · p.
    V = V[:, => V, H, W, N = np.moveaxis(V, 1, 3), W, N, H\\n    V = V[:,
    .max(axis=(2, 4)) => .max(axis=(2, 4)).transpose(0, 3, 1, 2)
        The last two axes are pooled. They are the columns and the samples; blocks go over rows and columns, the axes 1 and 2.
    .max(axis=(2, 4)) => .max(axis=(2, 4, 5), keepdims=True)[:, :, 0, :, 0] * np.ones(N)
        The largest is searched among all samples at once. Each sample has its own.
    .max(axis=(2, 4)) => [:, :, 0, :, 0]  # The upper left number of each block is taken, whatever the others are.
    :H // p * p, :W // p * p] => H % p:, W % p:]
        What is left over is dropped at the top and on the left. The first block begins at the first number; the rest is at the end.
    reshape(C, H // p, p, W // p, p, N) => reshape(C, p, H // p, p, W // p, N).transpose(0, 2, 1, 4, 3, 5)
    or reshape(C, H // p, p, W // p, p, N) => reshape(C, H // p, W // p, p, p, N).transpose(0, 1, 3, 2, 4, 5)
        The blocks are no p × p squares of V: `reshape` moves no number. Split the rows into (H // p, p) and the columns into
        (W // p, p), where they stand: the block first, the place in it second.
    """)


@check(
    "What is left over at the right and below goes: `V[:, : H // p * p, : W // p * p]`.",
    "Split rows into (H // p, p) and columns into (W // p, p) with one `reshape`; then the largest over the two axes of length p.",
    "`return V.reshape(C, H // p, p, W // p, p, N).max(axis=(2, 4))`, after what is left over has gone.",
)
def max_pool(function):
    rng = np.random.default_rng(6)
    shapes = [((2, 6, 4, 3), 2), ((1, 7, 5, 2), 2), ((2, 6, 9, 2), 3), ((2, 3, 3, 1), 1)]
    compare(function, [(rng.standard_normal(shape), p) for shape, p in shapes], _largest, MAX_POOL_MISTAKES)
    return "four sizes, two with a remainder, against blocks looked at one by one."


def _put_back(D, shape, k):
    """One patch after another, each added where it was cut out."""
    C, H, W, N = shape
    sums = np.zeros(shape)
    for column, (i, j, n) in zip(D.T, np.ndindex(H - k + 1, W - k + 1, N)):
        sums[:, i : i + k, j : j + k, n] += column.reshape(C, k, k)
    return sums


ADD_BACK_MISTAKES = mistakes("""
def add_back(D, shape, k):
    C, H, W, N = shape
    rows, columns = H - k + 1, W - k + 1
    D, sums = D.reshape(C, k, k, rows, columns, N), np.zeros(shape)
    for a in range(k):
        for b in range(k):
            sums[:, a:a + rows, b:b + columns] += D[:, a, b]
    return sums

    += => =
        Of all patches that a pixel is in, only the last one counts, as with `=`. They add up: `+=`. (With an array of indices
        `+=` counts one of several, too; `np.add.at` adds up.)
    return sums => return sums / sum(np.pad(np.ones((rows, columns)), ((a, k - 1 - a), (b, k - 1 - b))) for a in range(k) for b in range(k))[:, :, None]
        The patches are averaged where they overlap. They add up: a pixel that is in nine patches acts nine times.
    D[:, a, b] => D[:, k - 1 - a, k - 1 - b]  # The patches come back turned upside down and left to right.
    D[:, a, b] => D[:, b, a]  # Rows and columns of the patches are exchanged.
    D.reshape(C, k, k, rows, columns, N) => D.reshape(C, k, k, N, rows, columns).transpose(0, 1, 2, 4, 5, 3)
        The columns of D are taken sample by sample. They run through the places first: the samples come last.
    D.reshape(C, k, k, rows, columns, N) => D.reshape(C, k, k, columns, rows, N).transpose(0, 1, 2, 4, 3, 5)
        The columns of D are taken as places down the columns of the image. They run along its rows, as in `patches`.
    D.reshape(C, k, k, rows, columns, N) => D.reshape(rows, columns, N, C, k, k).transpose(3, 4, 5, 0, 1, 2)
    or D.reshape(C, k, k, rows, columns, N) => D.reshape(C, rows, columns, k, k, N).transpose(0, 3, 4, 1, 2, 5)
        `reshape` is told of axes in another order than D has them, and moves none: the rows of D come first.
    D.reshape(C, k, k, rows, columns, N) => D.reshape(k, k, C, rows, columns, N).transpose(2, 0, 1, 3, 4, 5)
        The rows of D are taken with the channels last. `patches` puts the channel first.
    """)


@check(
    "It is `patches` the other way round: the same two loops over a and b, the same slices.",
    "A pixel belongs to several patches, and acts through all of them: what comes back adds up. Start from zeros.",
    "`sums[:, a : a + rows, b : b + columns] += D[:, a, b]`, with `D` reshaped to (C, k, k, rows, columns, N).",
)
def add_back(function):
    rng, cases = np.random.default_rng(7), []
    for shape, k in (((2, 5, 4, 3), 2), ((3, 4, 6, 2), 3), ((1, 3, 3, 4), 3), ((2, 2, 3, 1), 1)):
        places = (shape[1] - k + 1) * (shape[2] - k + 1) * shape[3]
        cases.append((rng.standard_normal((shape[0] * k * k, places)), shape, k))
    compare(function, cases, _put_back, ADD_BACK_MISTAKES)
    return "four sizes, against patches put back one by one."


UNPOOL_MISTAKES = mistakes("""
def unpool(E, V, p):
    handed = np.zeros(V.shape)
    for c, i, j, n in np.ndindex(E.shape):
        block = V[c, i * p:i * p + p, j * p:j * p + p, n]
        a, b = divmod(block.argmax(), p)
        handed[c, i * p + a, j * p + b, n] = E[c, i, j, n]
    return handed

    i * p + a, j * p + b => i * p:i * p + p, j * p:j * p + p
        The whole block gets the error. Only the largest was passed on, so only the largest gets it.
    i * p + a, j * p + b, n] = => i * p:i * p + p, j * p:j * p + p, n] = 1 / p**2 *
        The error is shared among the whole block, as for a mean. Only the largest was passed on.
    divmod(block.argmax(), p) => 0, 0  # The upper left corner gets the error. Find out which one is the largest.
    argmax => argmin  # The smallest gets the error.
    = E[c, i, j, n] => = block.max()  # The numbers of V are handed back. It is the error E that goes down.
    = E[c, i, j, n] => = 1  # A 1 is handed back. It only says where the largest is; the error E goes there.
    = E[c, i, j, n] => = E[c, i, j, n] * (block.max() > 0)
        Where a whole block is negative, nobody gets its error. Its largest number gets it, negative or not.
    i * p + a, j * p + b, n] = => i + a, j + b, n] = | i + a, j + b, n] += | a, b, n] = | a, b, n] +=
        The largest is found, but its error is put elsewhere. Its place is counted within its block, and block (i, j) begins
        at row i · p and column j · p of V.
    a, b = => b, a =
        Rows and columns of a block are exchanged: its number i stands in its row i // p and its column i % p.
    V[c, i * p:i * p + p, j * p:j * p + p, n] => V[:, :E.shape[1] * p, :E.shape[2] * p].reshape(*E.shape[:3], p * p, -1)[c, i, j, :, n]
        The largest is looked for in blocks that are no p × p squares of V: `reshape` moves no number. Split the rows into
        (H // p, p) and the columns into (W // p, p), where they stand.
    i * p + a, j * p + b, n] = => i * p:i * p + p, j * p:j * p + p, n] = (block == block.max()) *
        Where several are the largest, each gets the whole error. Give it to the first of them (`argmax`), or divide it.
    """)


@check(
    "For each block: which of its p · p numbers is the largest? Only that one gets the block's error, all others get 0.",
    "Put the numbers of a block on an axis of their own, (C, p·p, H // p, W // p, N); `argmax` along it gives the first of the largest.",
    "For number i of a block: `handed[:, i // p : H // p * p : p, i % p : W // p * p : p] = np.where(largest == i, E, 0)`.",
)
def unpool(function):
    rng = np.random.default_rng(8)
    cases = []  # no two equal, nor of equal size
    for shape, p in (((2, 6, 4, 3), 2), ((1, 7, 5, 2), 2), ((2, 6, 9, 2), 3)):
        E = rng.standard_normal((shape[0], shape[1] // p, shape[2] // p, shape[3]))
        cases.append((E, rng.permutation(np.arange(np.prod(shape)) - 0.61 * np.prod(shape)).reshape(shape), p))
    cases.append((rng.standard_normal((2, 3, 2, 2)), rng.integers(0, 2, (2, 7, 4, 2)).astype(float), 2))

    def to_the_first(handed, E, V, p):  # of several equal ones: any of them is as good, or a share for each
        if not isinstance(handed, np.ndarray) or handed.shape != V.shape:
            return handed
        C, h, w, N = E.shape
        within, largest = np.s_[:, : h * p, : w * p], np.zeros(V.shape, dtype=bool)
        largest[within] = V[within] == nn.max_pool(V, p).repeat(p, axis=1).repeat(p, axis=2)
        shares = np.where(largest, handed, 0)[within].reshape(C, h, p, w, p, N).sum(axis=(2, 4))
        return np.where(largest, 0, handed) + nn.unpool(shares, V, p)

    compare(function, cases, UNPOOL_MISTAKES[0].corrected, UNPOOL_MISTAKES, look=to_the_first)
    return "three sizes where the largest is one alone, and one with many that are equal."


BACKWARD_MISTAKES = mistakes(f"""
def backward(W, h, dh, k, p, P, S, V, Y):
    L, N = len(W) - 1, Y.shape[1]
    G, E = [None] * (L + 1), (V[L] - Y).T / N
    for l in range(L, 0, -1):
        G[l] = gradient(E, P[l])
        if l > 1:
            D = add_back((E @ W[l][:, 1:]).T, V[l - 1].shape, k[l])
            D = unpool(D, h[l - 1](S[l - 1]), p[l - 1])
            E = (D * dh[l - 1](S[l - 1])).reshape(len(W[l - 1]), -1).T
    return G

    G[l] = gradient(E, P[l]) => G[l] = gradient(E, P[l]) * N / P[l].shape[1]
        Each layer's gradient is a mean over its patches. They add up; only the samples are averaged, once, at the top.
    G[l] = gradient(E, P[l]) => G[l] = gradient(E, P[l]) / P[l].shape[1]
        Each layer's gradient is divided by the number of its patches. They add up, and N is in E already.
    add_back((E @ W[l][:, 1:]).T, V[l - 1].shape, k[l]) => add_back((E @ W[l][:, :-1]).T, V[l - 1].shape, k[l])
        The last column of W is dropped on the way down. The bias is its *first* column.
    (E @ W[l][:, 1:]).T => (E @ np.flip(W[l][:, 1:].reshape(len(W[l]), -1, k[l] ** 2), 2).reshape(len(W[l]), -1)).T
        The kernels are turned round on the way down. `add_back` puts each number where it came from: nothing is turned.
    D * dh[l - 1](S[l - 1]) => D  # The activation's derivative is missing on the way down.
    dh[l - 1](S[l - 1]) => dh[l - 1](h[l - 1](S[l - 1]))  # The derivative is taken at V. It belongs to the scores S.
    .reshape(len(W[l - 1]), -1).T => .reshape(-1, len(W[l - 1])) | .transpose(3, 1, 2, 0).reshape(-1, len(W[l - 1]))
        The rows of E do not stand in the order of the patches, the columns of P. `reshape` moves no axis: the channel is the
        first one of D, and becomes the last; places come before samples.
    {OUTPUT_EDITS}
    """)


def network(W, h, k, p, X):
    """Lists P, S, V of a convolutional network, as the notebook's ``forward``."""
    L = len(W) - 1
    P, S, V = [None] * (L + 1), [None] * (L + 1), [X] + [None] * L
    for l in range(1, L + 1):
        _, H, width, N = V[l - 1].shape
        P[l] = nn.patches(V[l - 1], k[l])
        S[l] = (W[l] @ nn.add_ones(P[l])).reshape(len(W[l]), H - k[l] + 1, width - k[l] + 1, N)
        V[l] = nn.max_pool(h[l](S[l]), p[l]) if l < L else h[l](S[l].reshape(len(W[l]), N))
    S[L] = S[L].reshape(len(W[L]), -1)
    return P, S, V


@check(
    "It is the loop of notebook 05. Only the way from layer l to layer l − 1 has become longer: `E @ W[l][:, 1:]` is about *patches*.",
    "`add_back` makes pixels of it, `unpool` hands them to what was pooled, and `dh` at S[l−1] comes last.",
    "`D = add_back((E @ W[l][:, 1:]).T, V[l - 1].shape, k[l])`, `D = unpool(D, h[l - 1](S[l - 1]), p[l - 1])`, "
    "`E = (D * dh[l - 1](S[l - 1])).reshape(len(W[l - 1]), -1).T`.",
)
def backward(function):
    rng = np.random.default_rng(9)
    k, p = [None, 3, 2, 2], [None, 2, 2, 1]
    h, dh = [None, np.tanh, nn.sigmoid, nn.softmax], [None, nn.d_tanh, nn.d_sigmoid, None]
    W = [None] + [rng.standard_normal(shape) / 2 for shape in ((4, 10), (5, 17), (3, 21))]
    for W_l in W[1:]:
        W_l[:, 0] += 0.3
    random = rng.standard_normal((1, 12, 12, 7)), nn.one_hot(rng.permutation([0, 0, 1, 1, 1, 2, 0]), 3)
    pixels, labels = (part[..., :6] for part in load_digits())
    ink = np.pad(pixels.reshape(1, 8, 8, 6) / 16, ((0, 0), (2, 2), (2, 2), (0, 0)))
    digits = ink, nn.one_hot(labels % 3, 3)  # whose empty background makes ties in the pooling

    def cost(W, X, Y):
        return nn.cross_entropy(network(W, h, k, p, X)[1][-1], Y)

    def arguments(W, X, Y):
        return W, h, dh, k, p, *network(W, h, k, p, X), Y

    cases = [(W, *images) for images in (random, digits)]
    compare_gradient(function, cases, cost, BACKWARD_MISTAKES, lambda W, X, Y: {"N": X.shape[3], "K": 3}, arguments)
    return "a network of three layers against numerical derivatives, on random images and on digits."
