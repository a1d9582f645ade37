"""Answers to the exercises of notebook 07 beside those of the catalogues: right ones, and wrong ones with words."""

WINDOW = """def convolve(image, kernel):
    k = len(kernel)
    S = np.zeros(({rows}, image.shape[1] - k + 1))
    for i in range(len(S)):
        for j in range(len(S[0])):
            S[i, j] = {sum}
    return S
"""


def convolve(rows="image.shape[0] - k + 1", sum="np.sum(image[i : i + k, j : j + k] * kernel)"):
    return WINDOW.format(rows=rows, sum=sum)


def patches(shape="C * k * k, -1", part="V[:, a : a + rows, b : b + columns]", size="C, k, k, rows, columns, N"):
    return f"""def patches(V, k):
    C, H, W, N = V.shape
    rows, columns = H - k + 1, W - k + 1
    P = np.empty(({size}), V.dtype)
    for a, b in np.ndindex(k, k):
        P[:, a, b] = {part}
    return P.reshape({shape})
"""


def max_pool(
    first="V = V[:, : H // p * p, : W // p * p]", last="V.reshape(C, H // p, p, W // p, p, N).max(axis=(2, 4))"
):
    return f"def max_pool(V, p):\n    C, H, W, N = V.shape\n    {first}\n    return {last}\n"


def add_back(add="sums[:, a : a + rows, b : b + columns] += D[:, a, b]", end="sums", first="pass"):
    return f"""def add_back(D, shape, k):
    C, H, W, N = shape
    rows, columns = H - k + 1, W - k + 1
    {first}
    D, sums = D.reshape(C, k, k, rows, columns, N), np.zeros(shape, D.dtype)
    for a, b in np.ndindex(k, k):
        {add}
    return {end}
"""


def unpool(hand="np.where(largest == i, E, 0)", start="np.zeros(V.shape, E.dtype)"):
    return f"""def unpool(E, V, p):
    C, H, W, N = V.shape
    h, w = H // p, W // p
    blocks = V[:, : h * p, : w * p].reshape(C, h, p, w, p, N).transpose(0, 2, 4, 1, 3, 5).reshape(C, p * p, h, w, N)
    largest, handed = blocks.argmax(axis=1), {start}
    for i in range(p * p):
        handed[:, i // p : h * p : p, i % p : w * p : p] = {hand}
    return handed
"""


def backward(
    D="D = add_back((E @ W[l][:, 1:]).T, V[l - 1].shape, k[l])",
    pool="D = unpool(D, h[l - 1](S[l - 1]), p[l - 1])",
    E="E = (D * dh[l - 1](S[l - 1])).reshape(len(W[l - 1]), -1).T",
    end="G",
):
    return f"""def backward(W, h, dh, k, p, P, S, V, Y):
    L = len(W) - 1
    G, E = [None] * (L + 1), (V[L] - Y).T / Y.shape[1]
    for l in range(L, 0, -1):
        G[l] = gradient(E, P[l])
        if l > 1:
            {D}
            {pool}
            {E}
    return {end}
"""


RIGHT = {
    "convolve": """def convolve(image, kernel):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("ijab,ab->ij", windows, kernel)
""",
    "output_size": """def output_size(n, k, pad=0, stride=1):
    return len(range(-pad, n + pad - k + 1, stride))
""",
    "patches": """def patches(V, k):
    windows = np.lib.stride_tricks.sliding_window_view(V, (k, k), axis=(1, 2))
    return windows.transpose(0, 4, 5, 1, 2, 3).reshape(len(V) * k * k, -1)
""",
    "max_pool": """def max_pool(V, p):
    rows, columns = V.shape[1] // p * p, V.shape[2] // p * p
    parts = [V[:, a:rows:p, b:columns:p] for a in range(p) for b in range(p)]
    return np.max(parts, axis=0)
""",
    "add_back": """def add_back(D, shape, k):
    C, H, W, N = shape
    sums = np.zeros(shape, D.dtype)
    for row, values in enumerate(D):
        c, a, b = np.unravel_index(row, (C, k, k))
        sums[c, a : a + H - k + 1, b : b + W - k + 1] += values.reshape(H - k + 1, W - k + 1, N)
    return sums
""",
    "unpool": """def unpool(E, V, p):
    C, H, W, N = V.shape
    handed, free = np.zeros(V.shape, E.dtype), np.ones(E.shape, bool)
    top, rows, columns = max_pool(V, p), H // p * p, W // p * p
    for a in range(p):
        for b in range(p):
            mine = free & (V[:, a:rows:p, b:columns:p] == top)
            handed[:, a:rows:p, b:columns:p] = E * mine
            free &= ~mine
    return handed
""",
    "backward": """def backward(W, h, dh, k, p, P, S, V, Y):
    E = (V[-1] - Y).T / Y.shape[1]
    G = [gradient(E, P[-1])]
    for l in range(len(W) - 2, 0, -1):
        pixels = add_back(W[l + 1][:, 1:].T @ E.T, V[l].shape, k[l + 1])
        D = unpool(pixels, h[l](S[l]), p[l]) * dh[l](S[l])
        E = D.reshape(D.shape[0], -1).T
        G.insert(0, gradient(E, P[l]))
    return [None, *G]
""",
}

ALSO_RIGHT = {
    "convolve": [
        """def convolve(image, kernel):
    k = len(kernel)
    F = np.fft.fft2(image) * np.conj(np.fft.fft2(kernel, image.shape))
    return np.fft.ifft2(F).real[:image.shape[0]-k+1, :image.shape[1]-k+1]
""",
        convolve(sum="image[i : i + k, j : j + k].ravel() @ kernel.ravel()"),
        convolve(sum="np.vdot(image[i : i + k, j : j + k], kernel)")
        .replace("zeros(", "empty(")
        .replace("return S", "return S.astype(np.float32)"),
    ],
    "output_size": [
        "def output_size(n, k, pad=None, stride=None, *more):\n    return (n + 2 * (pad or 0) - k) // (stride or 1) + 1\n",
        "def output_size(n, k, pad=0, stride=1):\n    return int(np.floor((n + 2 * pad - k) / stride)) + 1\n",
        "def output_size(n, k, pad=0, stride=1):\n    places, left = 0, -pad\n    while left + k <= n + pad:\n"
        "        places, left = places + 1, left + stride\n    return places\n",
    ],
    "patches": [
        """def patches(V, k):
    C, H, W, N = V.shape
    c, a, b = [x.reshape(-1, 1) for x in np.indices((C, k, k))]
    i, j = [x.reshape(1, -1) for x in np.indices((H-k+1, W-k+1))]
    return V[c, a + i, b + j].reshape(C*k*k, -1)
""",
        """def patches(V, k):
    C, H, W, N = V.shape
    w = np.lib.stride_tricks.sliding_window_view(V, (k, k), axis=(1, 2))
    return np.moveaxis(w, (4, 5), (1, 2)).reshape(C*k*k, -1)
""",
        """def patches(V, k):
    C, H, W, N = V.shape
    return np.array([V[c, a : a + H - k + 1, b : b + W - k + 1].ravel()
                     for c in range(C) for a in range(k) for b in range(k)])
""",
        """def patches(V, k):
    C, H, W, N = V.shape
    columns = [V[:, i : i + k, j : j + k, n].ravel()
               for i in range(H - k + 1) for j in range(W - k + 1) for n in range(N)]
    return np.stack(columns, axis=1)
""",
    ],
    "max_pool": [
        """def max_pool(V, p):
    C, H, W, N = V.shape
    V = V[:, :H//p*p, :W//p*p]
    return np.maximum.reduceat(np.maximum.reduceat(V, np.arange(0, H//p*p, p), axis=1), np.arange(0, W//p*p, p), axis=2)
""",
        max_pool(last="V.reshape(C, H // p, p, W // p, p, N).max(2).max(3)"),
        """def max_pool(V, p):
    C, H, W, N = V.shape
    out = np.zeros((C, H // p, W // p, N))
    for i in range(H // p):
        for j in range(W // p):
            out[:, i, j] = V[:, i * p : i * p + p, j * p : j * p + p].max(axis=(1, 2))
    return out
""",
    ],
    "add_back": [
        """def add_back(D, shape, k):
    C, H, W, N = shape
    D = D.reshape(C, k, k, H-k+1, W-k+1, N)
    return sum(np.pad(D[:, a, b], ((0, 0), (a, k-1-a), (b, k-1-b), (0, 0))) for a in range(k) for b in range(k))
""",
        """def add_back(D, shape, k):
    C, H, W, N = shape
    out = np.zeros(shape)
    c, a, b = [x.reshape(-1, 1) for x in np.indices((C, k, k))]
    i, j = [x.reshape(1, -1) for x in np.indices((H-k+1, W-k+1))]
    np.add.at(out, (c, a + i, b + j), D.reshape(C*k*k, -1, N))
    return out
""",
        """def add_back(D, shape, k):
    C, H, W, N = shape
    sums, column = np.zeros(shape), 0
    for i in range(H - k + 1):
        for j in range(W - k + 1):
            for n in range(N):
                sums[:, i : i + k, j : j + k, n] += D[:, column].reshape(C, k, k)
                column += 1
    return sums
""",
    ],
    "unpool": [
        """def unpool(E, V, p):
    C, H, W, N = V.shape
    r, c = H//p, W//p
    B = V[:, :r*p, :c*p].reshape(C, r, p, c, p, N).transpose(0, 1, 3, 5, 2, 4).reshape(C, r, c, N, p*p)
    out = np.zeros_like(B, dtype=float)
    np.put_along_axis(out, B.argmax(-1)[..., None], E[..., None], axis=-1)
    out = out.reshape(C, r, c, N, p, p).transpose(0, 1, 4, 2, 5, 3).reshape(C, r*p, c*p, N)
    return np.pad(out, ((0, 0), (0, H - r*p), (0, W - c*p), (0, 0)))
""",
        """def unpool(E, V, p):
    handed = np.zeros(V.shape)
    for c, i, j, n in np.ndindex(E.shape):
        block = V[c, i * p : i * p + p, j * p : j * p + p, n]
        a, b = np.unravel_index(block.argmax(), block.shape)
        handed[c, i * p + a, j * p + b, n] = E[c, i, j, n]
    return handed
""",
        unpool().replace("E.dtype", "np.float32"),
        # Shared evenly among equals: each block's error is handed out once, too.
        """def unpool(E, V, p):
    C, H, W, N = V.shape
    top, rows, columns = max_pool(V, p), H // p * p, W // p * p
    parts = {(a, b): V[:, a:rows:p, b:columns:p] == top for a in range(p) for b in range(p)}
    count, handed = sum(part.astype(int) for part in parts.values()), np.zeros(V.shape)
    for (a, b), part in parts.items():
        handed[:, a:rows:p, b:columns:p] = E * part / count
    return handed
""",
    ],
    "backward": [
        backward(end="tuple(G)"),
        backward(D="D = add_back(W[l][:, 1:].T @ E.T, V[l - 1].shape, k[l])"),
    ],
}

HINTED = {
    "convolve": "def convolve(image, kernel):\n    k = len(kernel)\n    S = np.zeros(({1}, {2}))\n"
    "    for i in range({1}):\n        for j in range({2}):\n            {3}\n    return S\n",
    "output_size": "def output_size(n, k, pad=0, stride=1):\n    {1}\n",
    "patches": "def patches(V, k):\n    C, H, W, N = V.shape\n    {1}\n    {2}\n    {4}\n"
    "    for a in range(k):\n        for b in range(k):\n            {3}\n    {5}\n",
    "max_pool": "def max_pool(V, p):\n    C, H, W, N = V.shape\n    V = {0}\n    {2}\n",
    "add_back": add_back("{1}"),
    "unpool": unpool().replace(
        "handed[:, i // p : h * p : p, i % p : w * p : p] = np.where(largest == i, E, 0)", "{1}"
    ),
    "backward": backward("{4}", "{5}", "{6}"),
}

MISTAKES = {
    "convolve": [
        ("def convolve(image, kernel):\n    while True:\n        image = image\n", "does not end"),
        (convolve(rows="image.shape[0] + 1"), "`image[i:i + k, j:j + k]` has shape (2, 3), `kernel` (3, 3)"),
        (convolve().replace("k + 1))", "k + 1), image.dtype)"), "whole numbers only"),
        (convolve(rows="image.shape[0] - k"), "Row 3 is missing; the numbers that are there are right"),
        (
            "def convolve(image, kernel):\n    k = len(kernel)\n    return np.array([[np.sum(image[i : i + k, j : j + k] * kernel)\n"
            "        for j in range(image.shape[1] - k)] for i in range(image.shape[0] - k)])\n",
            "Its last row and last column are missing; the numbers that are there are right",
        ),
        (
            convolve().replace("    k = len(kernel)\n", "    k = len(kernel)\n    image = np.pad(image, k // 2)\n"),
            "Without its first row, last row, first column and last column it is right",
        ),
        (convolve(sum="image[i + k, j + k] * kernel"), "`S[i, j]` takes one number; what stands on the right"),
        (convolve(sum="np.sum(image[i:k, j:k] * kernel)"), "look at `image[i:k, j:k]`"),
        (convolve().replace("    return S\n", "    return S.T\n"), "That is the transpose"),
        (convolve().replace("range(len(S)", "range(len(S) - 1"), "look at `range(len(S) - 1)`"),
        (convolve(sum="np.max(image[i : i + k, j : j + k] * kernel)"), "look at `np.max(image["),
        (convolve().replace("    return S\n", ""), "a `return` is missing"),
        (convolve().replace("    return S\n", "    return S.tolist()\n"), "`np.array(...)` makes an array of it"),
    ],
    "output_size": [
        (
            "def output_size(n, k, pad=0, stride=1):\n    return np.floor((n - k + 2 * pad) / stride) + 1",
            "The numbers are right, but 24.0 is no whole number to Python, as a shape needs it: `//` gives one.",
        ),
        ("def output_size(n, k, pad=0, stride=1):\n    return (n + 2 * pad - k) // stride + 2\n", "1 too large"),
        ("def output_size(n, k, pad=0, stride=1):\n    return n - k + 1, n - k + 1\n", "expected: one number"),
        ("def output_size(n, k, pad=0, stride=1):\n    return (n - k) // stride + 1\n", "It never uses `pad`."),
        ("def output_size(n, k, pad=0, stride=1):\n    return -(-n // stride)\n", "It never uses `k` and `pad`."),
        (
            "def output_size(n, k, pad, stride):\n    return (n + 2 * pad - k) // stride + 1\n",
            "All is right but the first line.",
        ),
    ],
    "patches": [
        (patches("-1, C * k * k"), "The numbers themselves are right, their arrangement is not"),
        (patches(part="V[:, a : a + k, b : b + k]"), "could not broadcast"),
        (patches(size="C, k, k, rows, columns"), "P has shape (2, 2, 2, 4, 3)"),
        (patches().replace("H - k + 1, W - k + 1", "H - k, W - k"), "expected: an array of shape (8, 36)"),
    ],
    "max_pool": [
        (max_pool(first="pass"), "cannot reshape array of size 70"),
        (
            max_pool(last="sliding_window_view(V, (p, p), (1, 2)).max(axis=(-2, -1))", first="pass"),
            "The blocks overlap",
        ),
        (
            max_pool(
                "V = np.pad(V, ((0, 0), (0, -H % p), (0, -W % p), (0, 0)), constant_values=-np.inf)",
                "V.reshape(C, -(-H // p), p, -(-W // p), p, N).max(axis=(2, 4))",
            ),
            "Without its last part along axis 1 and last part along axis 2 it is right",
        ),
        (max_pool(last="V.reshape(C, H // p, p, W // p, p, N).max()"), "returns one number"),
        (max_pool(last="V.reshape(C, H // p, p, W // p, p, N).min(axis=(2, 4))"), "36 of 36 entries differ"),
        (max_pool(last="V.reshape(C, H // p, p, W // p, p, N).max(axis=(1, 3))"), "of shape (2, 2, 2, 3); expected"),
        (
            "def max_pool(V, p):\n    return V[:, :2:2, :2:2]\n",
            "expected: an array of shape (2, 3, 2, 3).\nIt never uses `p`.",
        ),
        (max_pool(last="V.reshape(C, H // p, p, W // p, p, N)"), "of shape (2, 3, 2, 2, 2, 3); expected"),
    ],
    "add_back": [
        (add_back("sums[:, a : a + k, b : b + k] += D[:, a, b]"), "has shape (2, 2, 2, 3), `D[:, a, b]` (2, 4, 3, 3)"),
        (add_back(end="sums.reshape(C, -1)"), "The numbers themselves are right, their arrangement is not"),
        (
            "def add_back(D, shape, k):\n    sums = np.zeros(np.prod(shape))\n"
            "    sums[patches(np.arange(sums.size).reshape(shape), k)] += D\n    return sums.reshape(shape)\n",
            "only the last one counts, as with `=`",
        ),
        (add_back(first="D *= 2"), "changes its argument `D`, which belongs to the caller"),
        (add_back().replace("np.zeros(shape, D.dtype)", "np.ones(shape, D.dtype)"), "1 too large, everywhere"),
    ],
    "unpool": [
        (unpool(start="np.zeros(E.shape)"), "handed has shape (2, 3, 2, 3)"),
        (unpool(start="V"), "changes its argument `V`, which belongs to the caller"),
        (
            unpool().replace("V.shape)", "(C, h * p, w * p, N))").replace("V.shape, E", "(C, h * p, w * p, N), E"),
            "Its last part along axis 1 and last part along axis 2 are missing",
        ),
        (unpool("np.where(largest == i, E, 1)"), "it is 1, expected 0"),
        (
            "def unpool(E, V, p):\n    handed = np.zeros(V.shape)\n    for i in range(V.shape[1] // 2):\n        handed[:, 2 * i] = E[:, i]\n"
            "    return handed\n",
            "It never uses `p`.",
        ),
        (
            "def unpool(E, V, p):\n    handed = np.zeros(V.shape)\n    for c, i, j, n in np.ndindex(E.shape):\n        best = 0\n"
            "        for a, b in np.ndindex(p, p):\n            if V[c, i * p + a, j * p + b, n] > best:\n"
            "                best, at = V[c, i * p + a, j * p + b, n], (c, i * p + a, j * p + b, n)\n"
            "        if best:\n            handed[at] = E[c, i, j, n]\n    return handed\n",
            "Where a whole block is negative, nobody gets its error",
        ),
        (unpool("np.where(largest == i, 2 * E, 0)"), "exactly 2 times too large, everywhere"),
        (unpool("np.where((largest == i) & (E > 0), E, 0)"), "entries differ"),
    ],
    "backward": [
        (backward().replace("gradient(E, P[l])", "gradient(E, P[l]) / P[l].shape[1]"), "by the number of its patches"),
        (backward().replace("/ Y.shape[1]", "/ len(Y)"), "as if divided by K where N belongs"),
        (backward(pool="pass"), "could not be broadcast together with shapes (5,2,2,7) (5,4,4,7)"),
        (backward(D="D = (E @ W[l][:, 1:]).T"), "It happens inside `unpool(E, V, p)`"),
        (backward().replace("(V[L] - Y).T", "(V[L] - Y)"), "look at `(V[L] - Y) / Y.shape[1]`"),
        (backward().replace("[None] * (L + 1)", "[None] * L"), "look at `[None] * L`"),
        (backward(D="D = add_back((E @ W[l]).T, V[l - 1].shape, k[l])"), "look at `W[l]`"),
        (backward(end="G[1:]"), "returns a list of 3; expected: a list of 4"),
        (backward(E="E = D * dh[l - 1](S[l - 1])"), "E has shape (5, 4, 4, 7)"),
        (backward(D="D = 2 * add_back((E @ W[l][:, 1:]).T, V[l - 1].shape, k[l])"), "comes a factor of 2"),
    ],
}
