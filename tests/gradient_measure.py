"""How good the gradient check is, in numbers: a little of it for the tests, all of it for the bench.

Right gradients at any point, degenerate ones included: how often is one called wrong? Wrong ones: how
many are noticed, named, located, misnamed? And how do two usual checks do on the same cases?
"""

import statistics
import time
from collections import Counter

import numpy as np
from gradient_cases import ALSO, MISTAKES, Network, random_network
from scipy.optimize import check_grad

from helpers.checking.layout import Layout
from helpers.gradients import check_gradient

# What is seen, not a reason that is named.
SEEN = {"located", "structure", "zero", "constant", "not a number", "another cost"}


def generic_weights(net, rng):
    return [None] + [rng.standard_normal(w.shape) / w.shape[1] ** 0.5 for w in net.W[1:]]


def alive(net, rng):
    """Whether a gradient reaches every layer at generic weights: else mistakes look alike."""
    points = [generic_weights(net, rng) for _ in range(3)]
    return all(np.abs(g).max() > 1e-5 for W in points for g in net.gradient(W)[1:])


def truly_wrong(net, mistakes, rng):
    """The arrays that these mistakes change, at generic weights; none, if they are harmless here."""
    wrong = set()
    for _ in range(3):
        W = generic_weights(net, rng)
        for l, (good, bad) in enumerate(zip(net.gradient(W)[1:], net.gradient(W, mistakes)[1:]), 1):
            if good.shape != bad.shape or np.abs(good - bad).max() > 1e-6 * np.abs(good).max():
                wrong.add(f"W[{l}]")
    return wrong


def names_allowed(net, mistake, rng):
    """What a mistake may be called: also by the names of others that give the same numbers here."""
    points = [generic_weights(net, rng) for _ in range(2)]

    def numbers(m):
        return [g for W in points for g in net.gradient(W, {m})[1:]]

    def same(a, b):
        return a.shape == b.shape and np.allclose(a, b, rtol=1e-7, atol=0)

    mine = numbers(mistake)
    alike = [names for m, names in MISTAKES.items() if all(map(same, mine, numbers(m)))]
    return {name for names in [*alike, ALSO.get(mistake, ())] for name in names}


def timed_check(net, mistakes=()):
    start = time.perf_counter()
    report = check_gradient(net.cost, lambda W: net.gradient(W, mistakes), net.W, net.sizes)
    return report, 1000 * (time.perf_counter() - start)


def usual_checks(net: Network, mistakes=()):
    """Whether scipy's check_grad (below 1e-6) and the relative error (below 1e-7) pass, at the point."""
    layout = Layout(net.W)

    def f(x):
        return net.cost(layout.build(x))

    def gradient(x):
        return layout.flat(net.gradient(layout.build(x), mistakes)[1:])

    x, h = layout.start, 1e-5
    g = gradient(x)
    if g.size != x.size:
        return False, False
    numerical = np.array([(f(x + d) - f(x - d)) / (2 * h) for d in h * np.eye(x.size)])
    size = np.linalg.norm(g) + np.linalg.norm(numerical)
    relative = np.linalg.norm(g - numerical) / size if size else 0.0
    return check_grad(f, gradient, x) < 1e-6, relative < 1e-7


def right_ones(count, seed=1, widest=50, usual=0):
    """Verdicts on right gradients, milliseconds; false alarms of the usual checks on the first."""
    verdicts, times, alarms = Counter(), [], Counter()
    for i in range(count):
        net = random_network(np.random.default_rng([seed, i]), widest)
        report, ms = timed_check(net)
        verdicts[report.verdict] += 1
        times.append(ms)
        if i < usual:
            for name, passed in zip(("check_grad", "relative"), usual_checks(net)):
                alarms[name] += not passed
    return verdicts, times, alarms


def wrong_ones(count, seed=2, widest=12, usual=0):
    """What becomes of every mistake on ``count`` networks: counts by kind."""
    seen = Counter()
    for i in range(count):
        rng = np.random.default_rng([seed, i])
        net = random_network(rng, widest)
        for m, names in MISTAKES.items():
            wrong = truly_wrong(net, {m}, rng)
            if not wrong:
                continue
            seen["tried"] += 1
            report, ms = timed_check(net, {m})
            seen["detected"] += report.verdict == "wrong"
            seen["passed"] += report.passed
            if i < usual:
                seen["tried by usual"] += 1
                for name, passed in zip(("check_grad", "relative"), usual_checks(net, {m})):
                    seen[f"missed by {name}"] += bool(passed)
            if not alive(net, rng):
                continue
            said = {f.what for f in report.findings} - SEEN
            allowed = names_allowed(net, m, rng)
            seen["to name"] += 1
            seen["misnamed by rule"] += bool(said - allowed)
            if names:
                seen["to name by rule"] += 1
                seen["named by rule"] += bool({f.what for f in report.findings} & allowed)
            else:
                seen["to locate"] += 1
                seen["located"] += {block.of for block in report.wrong} == wrong
    return seen


def pairs(count, seed=3, widest=12):
    """Two mistakes at once: how often is a third one blamed?"""
    seen = Counter()
    names = list(MISTAKES)
    for i in range(count):
        rng = np.random.default_rng([seed, i])
        net = random_network(rng, widest, generic=True)
        two = {str(m) for m in rng.choice(names, 2, replace=False)}
        if {"weights changed on the way"} < two and {"transposed", "no bias column"} & two:
            continue  # that one needs gradients of the weights' shape
        if not alive(net, rng) or not truly_wrong(net, two, rng):
            continue
        report, _ = timed_check(net, two)
        seen["tried"] += 1
        seen["detected"] += report.verdict == "wrong"
        blamed = {f.what for f in report.findings} - SEEN
        allowed = {name for m in two for name in (*MISTAKES[m], *ALSO.get(m, ()))}
        seen["a third blamed"] += bool(blamed - allowed)
    return seen


def table(share=1):
    """Print what BENCHMARKS.md says about the check; for a quick look, of a share of its gradients."""
    rights, wrongs, two, usual = (max(2, round(share * count)) for count in (10_000, 200, 1_500, 200))
    with np.errstate(all="ignore"):
        verdicts, times, alarms = right_ones(rights, usual=usual)
        seen, both = wrong_ones(wrongs, usual=usual // 5), pairs(two)
    print("the gradient check")
    print(f"  right gradients: {dict(verdicts)}")
    print(f"  median and 95 % of the times: {statistics.median(times):.0f} ms, {np.quantile(times, 0.95):.0f} ms")
    print(f"  of the first {usual}, called wrong by the usual checks: {dict(alarms)}")
    print(f"  wrong gradients: {dict(seen)}")
    print(f"  two mistakes at once: {dict(both)}")
