"""Answers to the exercises of notebook 09 beside those of the catalogues: right ones, and wrong ones with words."""


def back(
    own="gradient(E, V[l - 1])",
    through="E @ W[l][:, 1:]",
    bend="E * dh[l - 1](S[l - 1]).T",
    layers="range(L, 0, -1)",
    end="G, E",
):
    return f"""def back(W, dh, S, V, E):
    L = len(W) - 1
    G = [None] * (L + 1)
    for l in {layers}:
        G[l] = {own}
        E = {through}
        if l > 1:
            E = {bend}
    return {end}
"""


def reconstruction_gradient(E="2 * (V[-1] - X).T / X.shape[1]", end="G"):
    return f"""def reconstruction_gradient(W, h, dh, X):
    S, V = forward(W, h, X)
    G, E_0 = back(W, dh, S, V, {E})
    return {end}
"""


def denoise_step(into="X + noise", E="2 * (V[-1] - X).T / X.shape[1]", end="G"):
    return f"""def denoise_step(W, h, dh, X, noise):
    S, V = forward(W, h, {into})
    E = {E}
    G, E_0 = back(W, dh, S, V, E)
    return {end}
"""


def pca(C="A @ A.T / A.shape[1]", end="mean, axes[:, ::-1][:, :k], variances[::-1][k:].sum()"):
    return f"""def pca(X, k):
    mean = X.mean(axis=1, keepdims=True)
    A = X - mean
    variances, axes = np.linalg.eigh({C})
    return {end}
"""


def angles(Q="np.linalg.qr(B)[0]", end="np.degrees(np.arccos(np.clip(cosines, 0, 1)))"):
    return f"""def angles(B, U):
    Q = {Q}
    cosines = np.linalg.svd(U.T @ Q, compute_uv=False)
    return {end}
"""


def kl(expression):
    return f"def kl(mu, r):\n    return {expression}\n"


def code_error(
    E_mu="Ez + mu.T / N",
    E_r="Ez * (eps * sigma / 2).T + (sigma**2 - 1).T / (2 * N)",
    end="np.concatenate([E_mu, E_r], axis=1)",
):
    return f"""def code_error(Ez, mu, r, eps):
    N, sigma = len(Ez), np.exp(r / 2)
    E_mu = {E_mu}
    E_r = {E_r}
    return {end}
"""


RIGHT = {
    "back": """def back(W, dh, S, V, E):
    G = []
    for l in reversed(range(1, len(W))):
        G.insert(0, np.c_[E.sum(axis=0), E.T @ V[l - 1].T])
        E = E @ W[l][:, 1:]
        if l > 1:
            E = E * dh[l - 1](S[l - 1]).T
    return [None] + G, E
""",
    "reconstruction_gradient": """def reconstruction_gradient(W, h, dh, X):
    S, V = forward(W, h, X)
    rest = V[-1] - X
    return back(W, dh, S, V, rest.T * (2 / rest.shape[1]))[0]
""",
    "pca": """def pca(X, k):
    mean = X.mean(axis=1)[:, None]
    axes, sizes, _ = np.linalg.svd(X - mean, full_matrices=False)
    return mean, axes[:, :k], np.sum(sizes[k:] ** 2) / X.shape[1]
""",
    "angles": """def angles(B, U):
    Q, _ = np.linalg.qr(B)
    cosines = np.linalg.svd(Q.T @ U)[1]
    return np.rad2deg(np.arccos(np.minimum(1, cosines)))[::-1]
""",
    "denoise_step": """def denoise_step(W, h, dh, X, noise):
    S, V = forward(W, h, noise + X)
    rest = V[-1] - X
    return back(W, dh, S, V, rest.T * (2 / rest.shape[1]))[0]
""",
    "kl": kl("np.mean(np.sum(0.5 * (np.exp(r) + mu**2 - 1 - r), axis=0))"),
    "code_error": """def code_error(Ez, mu, r, eps):
    N = mu.shape[1]
    E = np.vstack([Ez.T + mu / N, Ez.T * eps * np.exp(r / 2) / 2 + (np.exp(r) - 1) / (2 * N)])
    return E.T
""",
}

ALSO_RIGHT = {
    "back": [
        """def back(W, dh, S, V, E):
    l = len(W) - 1
    if l == 0:
        return [None], E
    below = E @ W[l][:, 1:]
    if l > 1:
        below = below * dh[l-1](S[l-1]).T
    G, E_0 = back(W[:-1], dh[:-1], S[:-1], V[:-1], below)
    return G + [gradient(E, V[l-1])], E_0
""",
        back(end="tuple(G), E"),
        """def back(W, dh, S, V, E):
    L = len(W) - 1
    G, errors = [None] * (L + 1), [None] * L + [E]
    for l in range(L, 0, -1):
        G[l] = gradient(errors[l], V[l - 1])
        errors[l - 1] = errors[l] @ W[l][:, 1:]
        if l > 1:
            errors[l - 1] = errors[l - 1] * dh[l - 1](S[l - 1]).T
    return G, errors[0]
""",
    ],
    "reconstruction_gradient": [reconstruction_gradient("2 * (V[-1] - X).T / X.shape[1] * dh[-1](S[-1]).T")],
    "pca": [
        """def pca(X, k):
    mean = X.mean(axis=1, keepdims=True)
    U = np.linalg.svd(X - mean)[0][:, :k]
    rest = X - mean - U @ U.T @ (X - mean)
    return mean, U, np.mean(np.sum(rest**2, axis=0))
""",
        pca("np.cov(X, bias=True)"),
        pca(end="[mean, -axes[:, ::-1][:, :k], variances[::-1][k:].sum()]"),
        pca(
            "(A @ A.T / A.shape[1]).astype('float32')",
            "mean.astype('float32'), axes[:, ::-1][:, :k], variances[::-1][k:].sum()",
        ),
        """def pca(X, k):
    mean = X.mean(axis=1, keepdims=True)
    A = X - mean
    variances, axes = np.linalg.eigh(A @ A.T / X.shape[1])
    order = np.argsort(variances)[::-1]
    U = -axes[:, order[:k]]
    return mean, U, np.sum((A - U @ (U.T @ A)) ** 2) / X.shape[1]
""",
    ],
    "angles": [
        """def angles(B, U):
    P = B @ np.linalg.solve(B.T @ B, B.T)
    w = np.linalg.eigvalsh(U.T @ P @ U)[::-1]
    return np.degrees(np.arccos(np.sqrt(np.clip(w, 0, 1))))
""",
        angles("np.linalg.svd(B, full_matrices=False)[0]"),
        angles("np.linalg.qr(B.astype('float32'))[0]").replace("U.T", "U.T.astype('float32')"),
    ],
    "denoise_step": [denoise_step("noise + X")],
    "kl": [kl("sum(np.sum(np.exp(r) + mu**2 - 1 - r, axis=0)) / 2 / len(mu[0])")],
    "code_error": [code_error(end="np.c_[E_mu, E_r]")],
}

HINTED = {
    "back": """def back(W, dh, S, V, E):
    L = len(W) - 1
    G = [None] * (L + 1)
    for l in range(L, 0, -1):
        {0} = {1}
        {3}
        {4}
            {5}
    {6}
""",
    "reconstruction_gradient": """def reconstruction_gradient(W, h, dh, X):
    S, V = {0}(W, h, X)
    {2}
    {3}
    return G
""",
    "pca": """def pca(X, k):
    mean = X.mean(axis=1, keepdims=True)
    A = X - mean
    {1}
    variances, axes = {2}, {3}
    return mean, axes[:, :k], variances[k:].sum()
""",
    "angles": "def angles(B, U):\n    {0}\n    cosines = {1}\n    return {2}\n",
    "denoise_step": """def denoise_step(W, h, dh, X, noise):
    {4}
    {5}
    return back(W, dh, S, V, E)[0]
""",
    "kl": "def kl(mu, r):\n    {1}\n",
    "code_error": "def code_error(Ez, mu, r, eps):\n    N, sigma = mu.shape[1], np.exp(r / 2)\n    return {1}\n",
}

MISTAKES = {
    "back": [
        (back(bend="E * dh[l](S[l]).T"), "could not be broadcast"),
        (back().replace("if l > 1", "if True"), "`dh[l - 1]` and `S[l - 1]` are None here, with l = 1"),
        (back(bend="E * dh[l](S[l - 1]).T"), "look at `dh[l]`"),
        (back(end="G"), "expected: 2 values"),
        (back().replace("    return G, E\n", ""), "returns None; expected: 2 values"),
        (back(end="[None, *G[:0:-1]], E"), "`W[1]`"),
        (back(end="G, -E"), "the wrong sign"),
        (back(end="G, 2 * E"), "exactly 2 times too large"),
        (back(own="gradient(E, V[l - 1])[:, 1:]"), "`W[1]`"),
        (back(through="E @ W[l]"), "could not be broadcast"),
    ],
    "reconstruction_gradient": [
        (reconstruction_gradient("2 * (V[-1] - X) / X.shape[1]"), "stops with an error"),
        (reconstruction_gradient("3 * (V[-1] - X).T / X.shape[1]"), "exactly 1.5 times what it should be"),
        (reconstruction_gradient(end="G[1:]"), "a list of 4; expected: a list of 5"),
        (
            reconstruction_gradient().replace("    return G\n", ""),
            "The gradient returns None; expected: a list of 5. Either a `return` is missing",
        ),
    ],
    "pca": [
        (pca(end="axes[:, ::-1][:, :k], variances[::-1][k:].sum()"), "expected: 3 values"),
        (pca(end="mean[:, 0], axes[:, ::-1][:, :k], variances[::-1][k:].sum()"), "expected: an array of shape (6, 1)"),
        (pca(end="mean, axes[:, ::-1], variances[::-1][k:].sum()"), "expected: an array of shape (6, 2)"),
        (pca(end="mean, axes[:, ::-1][:, :k], variances[::-1][k:]"), "It was not summed along its axis 0"),
        (pca(end="mean, np.zeros((0, k)), 0"), "expected: an array of shape (6, 2)"),
        (
            RIGHT["pca"].replace("axes[:, :k]", "axes[:k].T"),
            "Rows of the matrix of singular vectors are taken. The axes are in its columns.",
        ),
        (pca(end="mean, axes[:, -k:], variances[::-1][k:].sum()"), "the columns are in reverse order"),
        (
            pca(end="mean, 2 * axes[:, ::-1][:, :k], variances[::-1][k:].sum()"),
            "Value 2 is the first that is not right: exactly 2 times too large",
        ),
        (
            pca(end="mean, axes[:, ::-1][:, :k], 2 * variances[::-1][k:].sum()"),
            "Value 3 is the first that is not right: exactly 2 times too large",
        ),
        (
            pca(end="2 * mean, axes[:, ::-1][:, :k], variances[::-1][k:].sum()"),
            "Value 1 is the first that is not right: exactly 2 times too large",
        ),
        (
            pca(end="mean, axes[:, ::-1][:, :k], np.mean((A - axes[:, -k:] @ axes[:, -k:].T @ A) ** 2)"),
            "exactly n times too small, everywhere: divided by n once too often.",
        ),
        (
            pca(end="mean, axes[:, :1] + 0 * axes[:, :k], variances[::-1][k:].sum()"),
            "The axes in U are not at right angles to each other.",
        ),
        (
            pca(end="mean, np.arange(2, 2 + k) * axes[:, ::-1][:, :k], variances[::-1][k:].sum()"),
            "The axes in U are not of length 1.",
        ),
    ],
    "angles": [
        (angles(end="np.degrees(np.arccos(cosines))"), "Rounding makes a cosine a little larger than 1"),
        (angles(Q="np.linalg.qr(B)"), "`Q` holds 2 values, not one"),
        (angles(end="np.degrees(np.arctan(np.clip(cosines, 0, 1)))"), "expected"),
    ],
    "denoise_step": [
        (
            denoise_step("X + np.random.standard_normal(X.shape)"),
            "Called twice at the same weights, the gradient gives two answers",
        ),
        (denoise_step(E="2 * (V[-1] - X) / X.shape[1]"), "stops with an error"),
        (denoise_step(end="G[1:]"), "a list of 4; expected: a list of 5"),
    ],
    "kl": [
        (
            kl("np.sum(np.exp(r) + mu**2 - 1 - r, axis=0) / 2"),
            "expected: one number. It was not averaged along its axis 0",
        ),
        (kl("np.sum(np.exp(r) + mu**2 - 1 - r) / mu.shape[1] / 3"), "expected"),
    ],
    "code_error": [
        (code_error(E_mu="Ez + mu / N"), "could not be broadcast"),
        (code_error(end="E_mu, E_r"), "returns a tuple of 2"),
        (code_error().replace("np.exp(r / 2)", "np.sqrt(r)"), "(inf or nan); all should be.\nOn the way Python warned"),
        (
            code_error(E_r="Ez * sigma.T / 2 + (sigma**2 - 1).T / (2 * N)"),
            "The part of μ is right.\nFor log σ² the ε is",
        ),
        (
            code_error("Ez", "Ez * (eps * sigma).T + (sigma**2 - 1).T / (2 * N)"),
            "For μ the divergence is missing; only the way through z is there.\nFor log σ² a ½ is missing",
        ),
        (code_error(end="-np.concatenate([E_mu, E_r], axis=1)"), "the wrong sign"),
        (code_error(E_r="3 * Ez * (eps * sigma / 2).T + (sigma**2 - 1).T / (2 * N)"), "Right: `mu`"),
    ],
}
