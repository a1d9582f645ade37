"""Where in the code of a gradient a change makes it right: its own lines, those of functions it calls, and nowhere else."""

import linecache
import textwrap

import numpy as np
import pytest

from helpers import gradients
from helpers.gradients import check_gradient, locate


@pytest.fixture(autouse=True)
def briefly(monkeypatch):
    """Where no place is found, all of the time is spent."""
    monkeypatch.setattr(gradients, "TOGETHER", 1.5)


CELL = """
def run(p):
    V = np.tanh(p["A"] @ X)
    return V, p["b"] @ V - y

def cost(p):
    return np.mean(run(p)[1] ** 2)

def carried(d, p, V):
    return np.outer(p["b"], d) * (1 - V**2)

def gradient(p):
    V, off = run(p)
    d = 2 * off / len(y)
    return {"A": carried(d, p, V) @ X.T, "b": V @ d}

slope = lambda s: 1 - np.tanh(s) ** 2

def made(h, dh):
    def backward(p):
        S = p["A"] @ X
        d = 2 * (p["b"] @ h(S) - y) / len(y)
        return {"A": (np.outer(p["b"], d) * dh(S)) @ X.T, "b": h(S) @ d}

    return backward
"""


def cell(*changed):
    """The names of a cell, with changes in its text."""
    source = CELL
    for old, new in changed:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    r = np.random.default_rng(4)
    names = typed(source, X=r.normal(size=(3, 7)), y=r.normal(size=7))
    return names, {"A": r.normal(size=(4, 3)), "b": r.normal(size=4)}


def typed(source, **names):
    """All names when a cell has run, with its source to be had."""
    source = textwrap.dedent(source)
    name = f"<ipython-input-{abs(hash(source))}>"
    linecache.cache[name] = len(source), None, source.splitlines(True), name
    names |= {"np": np, "__name__": "__main__"}
    exec(compile(source, name, "exec"), names)
    return names


def test_a_place_in_its_own_code_is_told():
    names, at = cell(('"b": V @ d', '"b": V @ off'))
    assert locate(names["cost"], names["gradient"], at) == "One change in line 15 makes it right: look at `off`."


def test_a_place_in_a_function_that_it_calls_is_told_and_the_names_are_as_before():
    names, at = cell(("1 - V**2)\n", "1 + V**2)\n"))
    before, weights = dict(names), {key: a.copy() for key, a in at.items()}
    said = locate(names["cost"], names["gradient"], at)
    assert said == "One change in line 10 makes it right: look at `1 + V**2`. It is in `carried`."
    assert names == before and all(np.array_equal(weights[key], at[key]) for key in at)


def test_no_candidate_changes_what_the_gradient_hands_on_to_a_function():
    source = """
        def scaled(w, rates):
            out = [0.0, 0.0]
            for k in range(2):
                out[k] = rates[k] * w[0]
            return np.array(out)
        """
    names = typed(source, rates=[0.5, 2.0])
    exec("gradient = lambda w: scaled(w, rates=rates)", names)
    said = locate(lambda w: (0.5 * w[0] ** 2 + 2 * w[1] ** 2) / 2, names["gradient"], np.array([1.0, -2.0]))
    assert names["rates"] == [0.5, 2.0]
    assert said == "One change in line 5 makes it right: look at `w[0]`. It is in `scaled`."


def test_lambdas_and_functions_inside_functions_have_a_place_too():
    names, at = cell(("tanh(s) ** 2", "tanh(np.tanh(s)) ** 2"))
    backward = names["made"](np.tanh, names["slope"])
    assert "line 17 makes it right: look at `np.tanh(np.tanh(s))`" in locate(names["cost"], backward, at)
    names, at = cell(("@ h(S) - y) / len(y)", "@ h(S) - y) * len(y)"))
    backward = names["made"](np.tanh, names["slope"])
    assert 'look at `2 * (p["b"] @ h(S) - y) * len(y)`' in locate(names["cost"], backward, at)


@pytest.mark.parametrize("slip", ["", " * V", " * (V > 0)", " * (1 - V)", " * V * (1 - V)"])
def test_a_derivative_of_an_activation_that_is_missing_or_another_one_is_located(slip):
    names, at = cell((" * (1 - V**2)\n", f"{slip}\n"))
    assert 'line 10 makes it right: look at `np.outer(p["b"], d)' in locate(names["cost"], names["gradient"], at)


def test_what_the_cost_uses_too_is_not_searched():
    """It would be another cost, one to which the gradient belongs."""
    names, at = cell(("V = np.tanh(p", "V = np.square(p"))
    assert "No one place" in locate(names["cost"], names["gradient"], at)


def test_what_is_called_in_a_list_s_for_is_looked_at_and_what_has_no_value_is_not():
    names = typed("""
        def double(w):
            return 3 * w
        def gradient(w):
            return np.array([double(one) for one in w])
        def around():
            def inner(w):
                return later(w)
            if False:
                later = 1
            return inner
        """)
    said = locate(lambda w: w @ w, names["gradient"], np.ones(3))
    assert said == "One change in line 3 makes it right: look at `3`. It is in `double`."
    assert "No one place" in locate(lambda w: w @ w, names["around"](), np.ones(3))


def test_numbers_of_the_notebook_may_stand_in_the_place():
    names, at = cell(("off / len(y)", "off / len(X)"))
    assert "line 14 makes it right: look at `len(X)`" in locate(names["cost"], names["gradient"], at)
    source = """
        def gradient(w):
            g = 0
            for n in range(N):
                g = g + (w @ X[:, n] - y[n]) * X[:, n] * power / {}
            return g
        """
    r = np.random.default_rng(4)
    names = typed(source.format("K"), X=r.normal(size=(3, 7)), y=r.normal(size=7), N=7, K=5, power=2)
    said = locate(lambda w: np.mean((w @ names["X"] - names["y"]) ** 2), names["gradient"], np.ones(3))
    assert said == "One change in line 5 makes it right: look at `K`."


def test_no_candidate_changes_the_notebook_s_arrays_for_the_next():
    """`d[y] -= 1` with another name, `X[y] -= 1`, did."""
    source = """
        def gradient(w):
            a = np.tanh(X @ w)
            d = a.copy()
            d[y] -= 1
            return (d * a) @ X
        """
    r = np.random.default_rng(5)
    names = typed(source, X=r.normal(size=(4, 3)), y=np.array([2, 0]))
    one = np.isin(np.arange(4), names["y"])
    said = locate(lambda w: np.sum((np.tanh(names["X"] @ w) - one) ** 2) / 2, names["gradient"], np.ones(3))
    assert said == "One change in line 6 makes it right: look at `d * a`."


def test_a_product_that_should_be_a_power_has_a_place():
    names = typed("def gradient(w):\n    return power * w * (power - 1)\n", power=4)
    said = locate(lambda w: (w**4).sum(), names["gradient"], np.ones(3))
    assert said == "One change in line 2 makes it right: look at `power * w * (power - 1)`."


def test_what_the_cost_gives_is_kept_while_changes_are_tried():
    """So a slow cost takes no time from them."""
    names, at = cell(('"b": V @ d', '"b": V @ off'))
    calls = []

    def cost(p):
        calls.append(1)
        return names["cost"](p)

    locate(cost, names["gradient"], at)
    few = len(calls)
    calls.clear()
    assert not check_gradient(cost, names["gradient"], at).passed and few < 4 * len(calls)


def test_two_mistakes_have_no_one_place_and_of_many_places_none_is_named():
    names, at = cell(('"b": V @ d', '"b": V @ off'), ("1 - V**2)\n", "1 - V)\n"))
    assert "No one place" in locate(names["cost"], names["gradient"], at)
    names = typed("def a(x):\n    return -x\ndef b(x):\n    return x\ngradient = lambda w: a(b(w))\n")
    assert "No one place" in locate(lambda w: w @ w / 2, names["gradient"], np.ones(3))


def test_the_course_s_own_functions_are_not_searched():
    """Notebook 05 hides eight mistakes in some of them."""
    names, at = cell(("1 - V**2)\n", "1 + V**2)\n"))
    names["carried"].__module__ = "helpers.checks.back_propagation"
    assert "No one place" in locate(names["cost"], names["gradient"], at)


def test_what_is_not_wrong_has_its_report_and_a_value_has_no_code():
    names, at = cell()
    assert locate(names["cost"], names["gradient"], at).startswith("Right: `A` and `b`")
    assert "does not depend on its argument" in locate(lambda p: 1.0, names["gradient"], at)
    assert "Only a function has code" in locate(names["cost"], names["gradient"](at) | {"b": at["b"]}, at)
    with pytest.raises(TypeError, match="not an array of real numbers"):
        locate(names["cost"], names["gradient"], "weights")


def test_what_runs_for_long_or_is_large_comes_back_with_no_place():
    def slow(w):
        return [sum(range(2000)) for _ in range(20)] and w

    def of_many(w):
        return w + 1

    assert "No one place" in locate(lambda w: w @ w / 3, slow, np.ones(3))
    assert locate(lambda w: w @ w / 2, of_many, np.ones(20_000)).endswith("makes it right: look at `w + 1`.")
