"""The exercises of notebook 09: the way back to the input, PCA, angles, denoising, and a code that is random."""

from operator import itemgetter

import numpy as np

from helpers import nn
from helpers.checking.compare import NotYet, check_structure, compare, compare_gradient, known, named_where_sizes_agree
from helpers.checking.mistakes import mistakes
from helpers.checks.back_propagation import LAYERS, LOOP_EDITS, d_softplus, softplus, weights
from helpers.checks.multi_layer_perceptron import reader
from helpers.checks.reference import looked_into
from helpers.exercises import check
from helpers.running import times_slower

BACK_MISTAKES = mistakes(f"""
def back(W, dh, S, V, E):
    L, N = len(W) - 1, len(E)
    G = [None] * (L + 1)
    for l in range(L, 0, -1):
        G[l] = gradient(E, V[l - 1])
        E = E @ W[l][:, 1:]
        if l > 1:
            E = E * dh[l - 1](S[l - 1]).T
    return G, E

    {LOOP_EDITS}
    return G, E => return G, E * dh[1](V[0]).T
        E_0 is multiplied by a derivative h'. Nothing was bent on the way in: below layer 1 there is no activation.
    E = E @ W[l][:, 1:] => E = E @ W[l][:, int(l > 1):]
        E_0 has a column too many: the bias of layer 1 is still in W. Its input is the constant 1, and not a feature.
    E = E @ W[l][:, 1:] => E = E @ W[l][:, 1:] if l > 1 else E
        What is returned is the error of layer 1. One step is missing, down to the input: through the weights of layer 1.
    range(L, 0, -1) => range(L, 1, -1)
        The loop ends one layer too early: `G[1]` is still None, and the error is that of layer 1.
    G = [None] => E = E * dh[L](S[L]).T; G = [None]
        E is multiplied by the output's own derivative. It is given at the *scores* of the output: h' is in it already.
    return G, E => return E, G  # The two values are in the wrong order: first G, then E_0.
    """)


BENT = [None, np.sin, softplus, np.tanh], [None, np.cos, d_softplus, nn.d_tanh]


def _networks():
    """Three networks with their cost, a function of S[L] and V[L], and its slopes by S[L], transposed.

    Sizes that differ, and no layer larger by 1 than one beside it. Squares behind a bent output, one
    sigmoid with its cross-entropy, and a plain sum of scores with weights: E may be any.
    """
    rng = np.random.default_rng(1)
    Y, y = rng.standard_normal((4, 9)), np.array([[0.0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0]])
    A = rng.standard_normal((3, 7))

    def network(sizes, N, h, dh, cost, error):
        return weights(sizes, rng), h, dh, rng.standard_normal((sizes[0], N)), cost, error

    one = [None, np.tanh, nn.sigmoid], [None, nn.d_tanh, nn.d_sigmoid]
    return [
        network((5, 2, 7, 4), 9, *BENT, lambda S, V: nn.squares(V, Y), lambda S, V: (2 * (V - Y) * (1 - V**2)).T / 9),
        network((3, 5, 1), 11, *one, lambda S, V: nn.binary_cross_entropy(S, y), lambda S, V: (V - y).T / 11),
        network((5, 3), 7, [None, softplus], [None, d_softplus], lambda S, V: np.sum(A * S), lambda S, V: A.T),
    ]


def _back_arguments(W, h, dh, X, error):
    S, V = nn.forward(W, h, X)
    return W, dh, S, V, error(S[-1], V[-1])


def _both(answer, W, dh, S, V, E):
    """What a student's `back` gives, as two gradients: by the weights, and by the input, transposed."""
    call, E_0 = "`back(W, dh, S, V, E)`", np.zeros_like(V[0].T)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        check_structure(answer, ([*W], E_0), call)
    check_structure(answer[1], E_0, f"{call}, its second value, E_0,", "E_0 has a row for each sample")
    return answer[0], {"E_0.T": np.transpose(answer[1])}


def _judge_back(function, W, h, dh, X, cost, error):
    """Both gradients of one network against numerical derivatives."""

    def cost_of(W, X):
        S, V = nn.forward(W, h, X)
        return cost(S[-1], V[-1])

    def arguments(W, X):
        return _back_arguments(W, h, dh, X, error)

    def by_input(f):
        return lambda at, W: f(W, at["E_0.T"])

    def one_of_both(k):
        return lambda *answer: _both(*answer)[k]

    named, at = ((), lambda *_: {"N": X.shape[1]}), {"E_0.T": X}
    compare_gradient(function, [(W, X)], cost_of, *named, arguments, look=one_of_both(0))
    compare_gradient(function, [(at, W)], by_input(cost_of), *named, by_input(arguments), False, look=one_of_both(1))


def _equal_sizes(n, rng):
    W, X, A = weights((n,) * 4, rng), rng.standard_normal((n, n)), rng.standard_normal((n, n))
    return _back_arguments(W, *BENT, X, lambda *_: A)


def _pace(function):
    W, h, X = reader()
    return times_slower(function, nn.back, *_back_arguments(W, h, [None, nn.d_relu, None], X, lambda S, V: V.T))


@check(
    "It is the loop of notebook 05, with two changes: E[L] is given, and from layer 1 it goes down once more, to the input.",
    "In the loop, for all l: `G[l]` from `gradient(E, V[l - 1])`, then `E @ W[l][:, 1:]`. Only for l > 1 comes h' at S[l−1].",
    "After `E = E @ W[l][:, 1:]`: `if l > 1:`, then `E = E * dh[l - 1](S[l - 1]).T`. When the loop has ended, E is E_0: `return G, E`.",
    pace=_pace,
)
def back(function):
    rng, networks = np.random.default_rng(2), _networks()
    with named_where_sizes_agree(function, [_equal_sizes(n, rng) for n in (3, 4)], BACK_MISTAKES):
        # Before the two values are looked at, each by itself.
        parts = {sentence: lambda answer, part=part: part(answer[0]) for sentence, part in LAYERS.items()}
        message = known(function, [_back_arguments(*net[:4], net[-1]) for net in networks], BACK_MISTAKES, parts)
        if message:
            raise NotYet(message, "catalogue")
        for network in networks:
            _judge_back(function, *network)
    return "squares, a cross-entropy and a sum of scores: their slopes by all weights, and by the input."


# Of both.
ENDS = """
    2 * (V => (V  # The factor 2 is missing: the derivative of (v − x)² is 2 (v − x).
    (V[-1] - X) => V[-1]  # The image does not come in: it is what the output should be.
    2 * (V[-1] - X).T => (V[-1] - X).T ** 2  # The square itself stands where its derivative should: 2 (v − x).
    return G => return E_0  # What is returned is E_0, the slopes by the input. The weights are trained with G.
"""

RECONSTRUCTION_GRADIENT_MISTAKES = mistakes(f"""
def reconstruction_gradient(W, h, dh, X):
    S, V = forward(W, h, X)
    E = 2 * (V[-1] - X).T / X.shape[1]
    G, E_0 = back(W, dh, S, V, E)
    return G

    {ENDS}
    """)

DENOISE_STEP_MISTAKES = mistakes(f"""
def denoise_step(W, h, dh, X, noise):
    S, V = forward(W, h, X + noise)
    E = 2 * (V[-1] - X).T / X.shape[1]
    G, E_0 = back(W, dh, S, V, E)
    return G

    {ENDS}
    (V[-1] - X) => (V[-1] - X - noise)
        The output is compared with the *noisy* image. It learns to give the noise back; what should come out is the clean one.
    X + noise) => X)  # The noise does not come in: the network sees the clean image.
    X + noise) => X)
    (V[-1] - X) => (V[-1] - X - noise)
        It is the wrong way round: the clean image goes in, and the noisy one should come out.
    (V[-1] - X) => (V[-1] - noise)  # The output is compared with the noise. What should come out is the clean image.
    X + noise) => noise)  # Only the noise goes in. It is added to the image.
    """)


def _judged_by_cost(function, catalogue, noisy):
    """A gradient of the mean squared difference from clean images, of what came in with noise or without.

    For a bent auto-encoder and a linear one, each with its own number of images.
    """
    rng, cases = np.random.default_rng(3), []
    bent = [np.sin, nn.identity, softplus, nn.identity], [np.cos, nn.d_identity, d_softplus, nn.d_identity]
    linear = [nn.identity] * 2, [nn.d_identity] * 2
    for sizes, N, (h, dh) in (((9, 5, 3, 6, 9), 11, bent), ((5, 2, 5), 9, linear)):
        images = rng.standard_normal((2, sizes[0], N))
        cases.append((weights(sizes, rng), [None, *h], [None, *dh], *images[: 1 + noisy]))

    def cost(W, h, dh, X, noise=0):
        return nn.squares(nn.forward(W, h, X + noise)[1][-1], X)

    compare_gradient(function, cases, cost, catalogue, lambda *case: {"N": case[3].shape[1], "n": len(case[3])})


@check(
    "First `forward`. The cost is notebook 05's mean of squares, and Y is X. The output's activation is the identity.",
    "So E[L] is 2 (V[L] − X)ᵗ / N, with N the number of images. The rest is `back`; it gives G and E_0.",
    "`E = 2 * (V[-1] - X).T / X.shape[1]`, then `G, E_0 = back(W, dh, S, V, E)`.",
)
def reconstruction_gradient(function):
    _judged_by_cost(function, RECONSTRUCTION_GRADIENT_MISTAKES, False)
    return "an auto-encoder with four layers and one with two, layer by layer."


@check(
    "It is `reconstruction_gradient` with one change. What goes into `forward`, and what is its output compared with?",
    "Into `forward` goes `X + noise`. The output is compared with X: there the noise plays no part.",
    "`S, V = forward(W, h, X + noise)`, then `E = 2 * (V[-1] - X).T / X.shape[1]`.",
)
def denoise_step(function):
    _judged_by_cost(function, DENOISE_STEP_MISTAKES, True)
    return "noise goes in and clean images should come out: two networks, layer by layer."


PCA_MISTAKES = mistakes("""
def pca(X, k):
    mean = X.mean(axis=1, keepdims=True)
    A = X - mean
    variances, axes = np.linalg.eigh(A @ A.T / A.shape[1])
    variances = variances[::-1]
    axes = axes[:, ::-1]
    return mean, axes[:, :k], variances[k:].sum()

    A = X - mean => A = X  # The mean is not removed before the variances are computed: they are taken around 0.
    A = X - mean => A = (X - mean) / X.std(axis=1, keepdims=True)
        Each pixel is divided by its standard deviation. Subtract the mean image, and no more.
    A = X - mean => A = X - X.mean(axis=0)  # From each image its own mean is subtracted. Subtract the mean image, `mean`.
    X.mean(axis=1, keepdims=True) => X.mean(axis=0, keepdims=True)
        The mean is one over the pixels of each image. The mean image has one number for each pixel: over the images.
    variances = variances[::-1] => pass
    axes = axes[:, ::-1] => pass
        These are the axes with the *smallest* variance: `eigh` begins with the smallest, and so does `argsort`.
    axes = axes[:, ::-1] => pass
        The variances are turned round, the axes are not: those with the smallest variance are returned.
    variances = variances[::-1] => pass
        The axes are right. What is lost is not: of the variances, in ascending order, the wrong ones are added up.
    axes = axes[:, ::-1] => axes = axes[::-1]
    or np.linalg.eigh => np.linalg.eig
    variances = variances[::-1] => order = np.argsort(-variances); variances = variances[order]
    axes = axes[:, ::-1] => axes = axes[order]
        The *rows* of the matrix of eigenvectors are put in order. Each column of it is an axis: sort the columns.
    axes = axes[:, ::-1] => axes = axes[:, ::-1] | axes = axes[::-1]
    axes[:, :k] => axes[:k].T  # Rows of the matrix of eigenvectors are taken. `eigh` has them in its columns.
    / A.shape[1] => / (A.shape[1] - 1)
        What is lost is divided by N − 1, as `np.cov` does. The course's costs are means over N.
    np.linalg.eigh => np.linalg.eig
    variances = variances[::-1] => variances = variances[::-1] | pass
    axes = axes[:, ::-1] => axes = axes[:, ::-1] | pass
        `np.linalg.eig` gives eigenvalues in no certain order. `eigh`, for symmetric matrices, gives them in ascending order.
    np.linalg.eigh => np.linalg.eig
    variances = variances[::-1] => order = np.argsort(-variances)
    axes = axes[:, ::-1] => axes = axes[:, order]  # The axes are put in order, the variances are not: sort them alike.
    variances[k:] => variances[:k]  # What is returned is the variance that the k axes *keep*. What is lost is the rest.
    [k:].sum() => [k:].sum() / variances.sum()  # What is lost is given as a share. The cost is the variance itself.
    variances[k:].sum() => variances[k:].mean()
        What is lost is averaged over the axes. The squares of all pixels add up, and so do the variances.
    variances[k:].sum() => np.sqrt(np.abs(variances[k:])).sum() | np.sqrt(len(X[0]) * np.abs(variances[k:])).sum()
    or variances[k:].sum() => np.sqrt(np.abs(variances[k:]) / len(X[0])).sum()
        Roots are added up, standard deviations or singular values. It is the variances that add up: their squares.
    """)


def _pca_case(shape, seed, turned=True):
    """Data around a mean that is not 0, with another variance along each of n axes.

    Where these are not turned, C is nearly diagonal, and `np.linalg.eig` gives its eigenvalues unsorted.
    """
    rng, (n, N) = np.random.default_rng(seed), shape
    Q = np.linalg.qr(rng.standard_normal((n, n)))[0] if turned else np.eye(n)
    return 3 * rng.standard_normal((n, 1)) + Q @ (np.arange(1, n + 1)[:, None] * rng.standard_normal((n, N)))


def _signed(answer, *_):
    """The same with the largest entry of each axis positive: an axis has no sign."""
    if not isinstance(answer, (tuple, list)) or len(answer) != 3:
        return answer
    mean, U, lost = answer
    if type(U) is np.ndarray and U.ndim == 2 and U.size and U.dtype.kind in "iuf":
        U = U * np.sign(U[np.abs(U).argmax(axis=0), range(U.shape[1])])
    return mean, U, lost


@check(
    "Subtract the mean image. Then the matrix C = A Aᵗ / N, of shape (n, n): its eigenvectors are the axes, its eigenvalues "
    "the variances along them.",
    "`np.linalg.eigh(C)` gives the eigenvalues in ascending order, and the eigenvectors as columns: turn both round.",
    "`variances, axes = np.linalg.eigh(A @ A.T / A.shape[1])`; then `variances[::-1]` and `axes[:, ::-1]`. What is lost is the "
    "sum of all variances after the first k.",
)
def pca(function):
    cases = [(_pca_case(shape, seed), k) for shape, k, seed in (((6, 50), 2, 1), ((5, 40), 3, 2), ((7, 30), 1, 3))]
    cases.append((_pca_case((7, 50), 6, turned=False), 3))

    def expected(X, k):
        # Another way than by the matrix C: the singular vectors of the centred data.
        mean = np.array([[row.sum() / len(row)] for row in X])
        axes, lengths, _ = np.linalg.svd(X - mean, full_matrices=False)
        return mean, axes[:, :k], float(np.sum(lengths[k:] ** 2) / X.shape[1])

    def of_axes():
        U, right = (np.asarray(_signed(f(*cases[0]))[1]) for f in (function, expected))
        if not np.allclose(U.T @ U, np.eye(U.shape[1])):
            square = np.allclose(U.T @ U, np.diag((U * U).sum(axis=0)))
            return f"The axes in U are {'not of length 1' if square else 'not at right angles to each other'}."
        X, k = cases[0]
        every = np.linalg.svd(X - X.mean(axis=1, keepdims=True))[0]
        if np.allclose(np.abs(U), np.abs(every[:k].T)):
            return "Rows of the matrix of singular vectors are taken. The axes are in its columns."
        shown = "(An axis may point either way: each is shown with its largest entry positive.)"
        return "" if np.allclose(U, right) else shown

    layout = "U has a column for each axis"
    with looked_into(of_axes):
        compare(function, cases, expected, PCA_MISTAKES, layout, lambda X, k: dict(zip("nN", X.shape)), look=_signed)
    return "four data sets: the mean, axes of length 1 at right angles, and the largest variances along them."


ANGLES_MISTAKES = mistakes("""
def angles(B, U):
    Q, R = np.linalg.qr(B)
    cosines = np.linalg.svd(U.T @ Q, compute_uv=False)
    return np.degrees(np.arccos(np.minimum(cosines, 1)))

    np.linalg.qr(B) => B, 0
        The columns of B are taken as they are. They must be at right angles and of length 1 first: `np.linalg.qr`.
    np.linalg.qr(B) => B / np.linalg.norm(B, axis=0), 0
        The columns of B have length 1 now, but not right angles between them. `np.linalg.qr` sees to both.
    np.degrees( => ( | np.radians(  # Degrees are asked for: `np.degrees` makes them of radians.
    np.arccos => np.arcsin  # The singular values are cosines, not sines: `np.arccos`.
    (cosines, 1) => (cosines, 1)**2  # The cosines are squared. The singular values are the cosines themselves.
    (cosines, 1) => (cosines, 1) | (np.abs(cosines), 1)
    np.linalg.svd(U.T @ Q, compute_uv=False) => np.diag(U.T @ Q) | (U * B).sum(axis=0) / np.sqrt((B * B).sum(axis=0))
        Columns are compared one by one; but a subspace does not know which is its first. Take the singular values of UᵗQ.
    np.linalg.svd(U.T @ Q, compute_uv=False) => np.abs(np.linalg.eigvals(U.T @ Q))
        These are the eigenvalues of UᵗQ. The cosines are its *singular* values.
    np.degrees(np.arccos(np.minimum(cosines, 1))) => cosines
        These are the cosines. The angles are asked for, in degrees.
    """)

DEGREES = {5: [12.0, 67], 8: [3.0, 30, 81], 6: [45.0]}  # by the number n of coordinates


def _tilted(n, rng):
    """B and U, whose subspaces have these angles by construction: U turned, and its columns mixed."""
    theta = np.radians(DEGREES[n])
    Q, _ = np.linalg.qr(rng.standard_normal((n, n)))
    U, aside = Q[:, : len(theta)], Q[:, len(theta) : 2 * len(theta)]
    mix = rng.standard_normal((len(theta),) * 2) + 2 * np.eye(len(theta))
    turn, _ = np.linalg.qr(rng.standard_normal((len(theta),) * 2))
    return (U * np.cos(theta) + aside * np.sin(theta)) @ mix, U @ turn


def _ascending(answer, *_):
    """The same, the angles in ascending order: any order is right."""
    return np.sort(answer) if isinstance(answer, np.ndarray) and answer.ndim == 1 else answer


@check(
    "First make the columns of B orthonormal: `Q, R = np.linalg.qr(B)`. Q spans what B spans.",
    "The cosines of the angles are the singular values of UᵗQ: `np.linalg.svd(U.T @ Q, compute_uv=False)`.",
    "`np.degrees(np.arccos(np.clip(cosines, 0, 1)))`: rounding may make a cosine a little larger than 1.",
)
def angles(function):
    rng = np.random.default_rng(4)
    cases = [_tilted(n, rng) for n in DEGREES]
    compare(function, cases, lambda B, U: np.array(DEGREES[len(B)]), ANGLES_MISTAKES, look=_ascending)
    for _ in range(40):
        U, _ = np.linalg.qr(rng.standard_normal((6, 3)))
        found = np.asarray(function(U @ rng.standard_normal((3, 3)), U), float)
        if not np.allclose(found, 0, atol=0.1):  # in float32, near a cosine of 1, some hundredths
            words = f"Where both span the same, all angles should be 0; returned: {found.round(4)}."
            if np.isnan(found).any():
                words += " Rounding makes a cosine a little larger than 1, and arccos knows none."
            raise NotYet(words, "difference")
    return "three pairs of subspaces whose angles are known, and forty pairs that are equal."


KL_MISTAKES = mistakes("""
def kl(mu, r):
    N = mu.shape[1]
    return np.sum(np.exp(r) + mu**2 - 1 - r) / (2 * N)

    np.exp(r) => np.exp(2 * r)
    - 1 - r => - 1 - r | - 1 - 2 * r  # r is taken for log σ. It is log σ², so σ² = exp(r).
    np.exp(r) => np.exp(r / 2)  # σ stands where σ² should: σ² = exp(r).
    np.exp(r) + mu**2 - 1 - r => r**2 + mu**2 - 1 - np.log(r**2)  # r is taken for σ itself. It is log σ².
    np.exp(r) => r  # r stands where σ² = exp(r) should.
    - 1 - r => - 1 + r  # The sign of log σ² is wrong.
    - 1 - r => - 1 - 2 * r | - 1 - r / 2  # log σ² comes in twice, or by half. r is log σ² itself.
    mu**2 => mu  # μ is not squared.
    - 1 - r) / (2 * N) => - r) / (2 * N) - 0.5  # The − 1 is taken once for each image. It belongs inside the sum.
    - 1 - r => - r  # The − 1 is missing: for μ = 0 and σ = 1 the divergence is 0.
    - 1 - r => - 1  # − log σ² is missing: without it σ = 0 would cost least.
    + mu**2 =>  # μ does not come in.
    np.exp(r) + mu**2 - 1 - r => (1 + mu**2) / np.exp(r) - 1 + r
        The two densities have changed places. In ∫ q log(q / p), q is that of the code and p that of the standard Gaussian.
    / (2 * N) => / 2 * N
        It is *multiplied* by N, not divided. (`/ 2 * N` divides by 2, and then multiplies: brackets, `/ (2 * N)`.)
    """)


def _integrated(mu, r):
    """The mean over the images of Σ ∫ q log(q / p), entry by entry, on a grid."""
    t, total = np.linspace(-12, 12, 1201), 0.0
    for m, s in zip(np.ravel(mu), np.exp(np.ravel(r) / 2)):
        z = m + s * t
        log_q, log_p = (-0.5 * x**2 - 0.5 * np.log(2 * np.pi) for x in (t, z))
        log_q = log_q - np.log(s)
        total += np.sum(np.exp(log_q) * (log_q - log_p)) * s * (t[1] - t[0])
    return total / mu.shape[1]


@check(
    "For one number of the code it is ½ (σ² + μ² − 1 − log σ²), and r is log σ².",
    "`np.exp(r)` is σ². Sum over all numbers of all codes, and divide by the number of images.",
    "`return np.sum(np.exp(r) + mu**2 - 1 - r) / (2 * mu.shape[1])`",
)
def kl(function):
    rng = np.random.default_rng(5)
    cases = [tuple(rng.standard_normal((2, k, N))) for k, N in ((2, 5), (3, 1), (1, 4))]
    compare(function, cases, _integrated, KL_MISTAKES, sizes=lambda mu, r: {"N": mu.shape[1], "k": len(mu)})
    return "three codes, against the integral that defines it."


CODE_ERROR_MISTAKES = mistakes("""
def code_error(Ez, mu, r, eps):
    N, sigma = mu.shape[1], np.exp(r / 2)
    E_mu = Ez + mu.T / N
    E_r = Ez * (eps * sigma / 2).T + (sigma**2 - 1).T / (2 * N)
    return np.concatenate([E_mu, E_r], axis=1)

    Ez + mu.T => mu.T  # For μ the way through z is missing; only the divergence is there.
    + mu.T / N =>  # For μ the divergence is missing; only the way through z is there.
    + mu.T => - mu.T  # For μ the divergence is subtracted. It belongs to the cost, and must be added.
    + mu.T / N => + 2 * mu.T / N  # For μ the divergence is twice what it should be: the derivative of ½ μ² is μ.
    + mu.T / N => + mu.T / (2 * N)  # For μ the divergence is half of what it should be: the derivative of ½ μ² is μ.
    + mu.T / N => + mu.T  # For μ the divergence is not divided by N. Ez is: the cost is a mean over the images.
    + mu.T / N => + mu.T / mu.size  # For μ the divergence is averaged over the numbers of the code, too. They add up.
    Ez * (eps * sigma / 2).T + =>  # For log σ² the way through z is missing; only the divergence is there.
    eps * sigma => sigma  # For log σ² the ε is missing: z = μ + σ ε.
    eps * sigma / 2 => eps * sigma  # For log σ² a ½ is missing: σ = exp(r / 2).
    eps * sigma => eps  # For log σ² a σ is missing: the derivative of exp(r / 2) is ½ exp(r / 2).
     + (sigma**2 - 1).T / (2 * N) =>  # For log σ² the divergence is missing; only the way through z is there.
    sigma**2 - 1 => 1 - sigma**2  # For log σ² the divergence is subtracted. It belongs to the cost, and must be added.
    sigma**2 - 1 => sigma - 1  # For log σ² the divergence has σ for σ²: the derivative of exp(r) is exp(r).
    sigma**2 - 1 => sigma**2  # For log σ² the divergence lacks the − 1 that comes from − r.
    (2 * N) => N  # For log σ² the divergence is twice what it should be: it has a ½ in front.
    (2 * N) => 2  # For log σ² the divergence is not divided by N. Ez is: the cost is a mean over the images.
    (2 * N) => (2 * mu.size)  # For log σ² the divergence is averaged over the numbers of the code, too. They add up.
    np.exp(r / 2) => r
    or Ez * (eps * sigma / 2).T + (sigma**2 - 1).T / (2 * N) => Ez * eps.T + (r - 1 / r).T / N
        For log σ² r is taken for σ itself. It is log σ².
    np.exp(r / 2) => np.exp(r)
    eps * sigma / 2 => eps * sigma
    (2 * N) => N  # For log σ² r is taken for log σ. It is log σ².
    Ez * (eps * sigma / 2).T + (sigma**2 - 1).T / (2 * N) => Ez * eps.T + (sigma - 1 / sigma).T / N
    or eps * sigma / 2 => eps  # For log σ² stands a slope by σ. How fast σ changes with r is still to come: σ / 2.
    np.exp(r / 2) => np.exp(r)
    or eps * sigma / 2 => eps * sigma**2 / 2 | eps * sigma**2
        For log σ² σ is taken as exp(r). That is σ²; σ = exp(r / 2).
    np.concatenate([E_mu, E_r], axis=1) => np.stack([E_mu, E_r], axis=2).reshape(N, -1)
        The columns of μ and of log σ² take turns. All of μ come first, then all of log σ².
    Ez + mu.T / N => Ez / N + mu.T / N
    Ez * => Ez / N *  # Ez is divided by N once more. It comes from `back`, and the N of the mean is in it already.
    """)


def _through(mu, r, eps, A):
    """A smooth cost of z, and its slopes by z, transposed."""
    z = mu + np.exp(r / 2) * eps
    return np.sum(A * np.sin(z)), (A * np.cos(z)).T


def _apart(E, Ez, *_):
    """What a student's `code_error` gives, as a gradient by μ and by log σ², each by itself."""
    N, k = Ez.shape
    check_structure(E, np.zeros((N, 2 * k)), "`code_error(Ez, mu, r, eps)`", "E has a row for each image")
    return {"mu": E[:, :k].T, "r": E[:, k:].T}


@check(
    "z = μ + σ ε with σ = exp(r / 2). How fast does z change with μ, and how fast with r?",
    "By μ: `Ez`, and from the divergence μ / N. By r: Ez times ε σ / 2, and from the divergence (σ² − 1) / 2N. Mind the shapes: "
    "Ez has a row for each image, μ a column.",
    "`np.concatenate([Ez + mu.T / N, Ez * (eps * sigma / 2).T + (sigma**2 - 1).T / (2 * N)], axis=1)`",
)
def code_error(function):
    rng, cases = np.random.default_rng(6), []
    for k, N in ((2, 7), (3, 5)):
        mu, r, eps, A = rng.standard_normal((4, k, N))
        cases.append(({"mu": mu, "r": r}, eps, A / N))

    def cost(at, eps, A):
        mu, r = at["mu"], at["r"]
        return _through(mu, r, eps, A)[0] + np.sum(np.exp(r) + mu**2 - 1 - r) / (2 * mu.shape[1])

    def arguments(at, eps, A):
        return _through(at["mu"], at["r"], eps, A)[1], at["mu"], at["r"], eps

    def sizes(at, *_):
        return dict(zip("kN", at["mu"].shape))

    parts = {"The part of μ is right.": itemgetter("mu"), "The part of log σ² is right.": itemgetter("r")}
    compare_gradient(function, cases, cost, CODE_ERROR_MISTAKES, sizes, arguments, False, parts, _apart)
    return "slopes by μ and by log σ², each by itself, against numerical derivatives."
