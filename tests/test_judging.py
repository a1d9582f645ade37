"""How an answer is judged and shown, without a notebook: each of these fails without one part of it."""

import inspect
import itertools
import linecache
import re
import time
from dataclasses import replace
from operator import itemgetter

import numpy as np
import pytest

from helpers import exercises, running
from helpers.checking.compare import NotYet, check_structure, compare, equal, known
from helpers.checking.mistakes import Mistake, mistakes
from helpers.checking.reasons import _orders
from helpers.checks.logistic_regression import numerical_gradient
from helpers.checks.reference import looked_into
from helpers.checks.training import ADAM_MISTAKES, adam
from helpers.exercises import check, judge_answer
from helpers.explain import explain_loop, line_with_dots


def typed(source, **names):
    """A function as if typed into a cell."""
    name, namespace = f"<ipython-input-{abs(hash(source))}>", {"np": np, **names}
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
    exec(compile(source, name, "exec"), namespace)
    return next(
        value for value in namespace.values() if inspect.isfunction(value) and value.__code__.co_filename == name
    )


@check("one", "two")
def double(function):
    compare(function, [(np.array([1.0, 2, 3]),), (np.array([-1.0, 0.5, 7]),)], lambda x: x + x)
    return "two arrays."


def verdict(source):
    return judge_answer(double, typed(source))


def test_what_the_judge_computes_is_no_warning_to_the_student():
    """Of an empty answer it would take the mean, too."""
    text = verdict("def double(x):\n    return np.zeros((3, 0))\n").message
    assert "shape (3, 0)" in text and "warned" not in text


def test_what_is_right_is_right():
    assert verdict("def double(x):\n    return 2 * x\n").kind == "correct"


def test_what_is_tried_for_a_cause_is_no_warning_either():
    @check("one", "two")
    def half(function):
        with looked_into(lambda: str(np.exp(1000 * function(2.0)))):
            compare(function, [(2.0,)], lambda x: x / 2)

    assert "warned" not in judge_answer(half, typed("def half(x):\n    return x - np.sin(x)\n")).message


def test_an_argument_stays_as_it_was():
    assert "changes its argument `x`" in verdict("def double(x):\n    x *= 2\n    return x\n").message


def test_a_list_in_the_first_line_keeps_what_is_put_into_it():
    kept = "def double(x, y=[]):\n    y.extend(2 * x)\n    return np.array(y)\n"
    assert "The first line makes `y` once, for all calls" in verdict(kept).message
    assert verdict(kept.replace("y.extend(2 * x)", "y = 2 * x")).kind == "correct"


def test_how_numbers_are_moved_is_said_to_the_end():
    """Of all that can be said of a rearrangement."""
    said = [words for _, words, _ in _orders((3, 4, 5), True)]
    assert len(said) > 40 and all(words.endswith(".") for words in said)


def test_a_none_among_the_numbers_is_told():
    some = "def double(x):\n    return np.array([2 * a if a > 1 else None for a in x], dtype=object)\n"
    assert "Some of its entries are None." in verdict(some).message
    assert "`.astype(float)`" in verdict("def double(x):\n    return (2 * x).astype(object)\n").message


def test_what_is_added_to_an_empty_array_is_no_right_answer():
    said = verdict("def double(x):\n    y = np.empty_like(x)\n    for _ in range(2):\n        y += x\n    return y\n")
    assert said.kind == "not yet" and "`np.empty` holds, which may be anything" in said.message
    assert said.repair and "np.empty_like" in said.message
    assert np.empty.__name__ == "empty"  # NumPy's own again
    filled = "def double(x):\n    y = np.empty_like(x)\n    y[:] = 2 * x\n    return y\n"
    assert verdict(filled).kind == "correct"


def test_where_an_infinity_comes_from_is_not_made_up():
    with pytest.raises(NotYet, match=r"all should be\.$"):
        check_structure(np.array([1, -np.inf]), np.zeros(2), "`weights()`")


def test_another_name_is_said():
    twice = "def twice(x):\n    return 2 * x\n"
    assert verdict(twice).message.endswith(
        "The function is called `twice`; the notebook will look for `double`. Give it its name back."
    )
    said = verdict(f"{twice}\n\ndef double(x):\n    return twice(x)\n").message  # the decorator stands above the first
    assert said.endswith("Put `@exercise` right above `def double`, and `twice` above both.")


def test_dots_are_a_gap_but_not_between_square_brackets():
    assert "Line 2 still holds `...`" in line_with_dots(typed("def double(x):\n    return ...\n"))
    assert line_with_dots(typed("def double(x):\n    return 2 * x[..., :]\n")) is None


def test_answers_agree_to_nine_digits_and_not_to_eight():
    assert equal(np.array([1 + 1e-10]), np.array([1.0])) and not equal(np.array([1 + 1e-8]), np.array([1.0]))
    assert verdict("def double(x):\n    return 2.000001 * x\n").kind == "not yet"


def test_single_precision_is_right_to_its_digits_and_no_less():
    assert verdict("def double(x):\n    return np.float32(2) * x.astype(np.float32)\n").kind == "correct"
    assert verdict("def double(x):\n    return np.float32(2.001) * x.astype(np.float32)\n").kind == "not yet"


def test_what_several_comparisons_say_of_a_right_answer_is_said_once():
    @check("one", "two")
    def twice(function):
        for x in (np.array([1.1, 2, 3]), np.array([-1.1, 0.5, 7])):
            compare(function, [(x,)], lambda x: x + x)
        return "two arrays."

    text = judge_answer(twice, typed("def twice(x):\n    return np.float32(2) * x.astype(np.float32)\n")).message
    assert text.count("In float32") == 1


def test_what_is_common_to_all_that_differs_is_read_from_the_case_that_is_shown():
    """The first case is right, to all its digits; of the second only the last entry differs."""
    text = verdict("def double(x):\n    y = 2 * x\n    y[2] = min(y[2], 9)\n    return np.round(y, 12)\n").message
    assert "expected [-2, 1, 14]" in text and "digits" not in text


def test_one_value_that_stands_wherever_it_differs_is_said():
    X = np.random.default_rng(0).normal(size=(6, 5))
    with pytest.raises(NotYet, match=r"Wherever it differs, it is 0\.$"):
        compare(lambda X: np.where(X > 1, 0, X), [(X,)], lambda X: X)


@pytest.mark.parametrize(
    "spoiled, words",
    [
        (lambda a: a.astype(int), "only the whole part of each number is left: they are stored as integers."),
        (np.sign, "only the sign of each entry is left; its size is lost."),
        (np.abs, "the absolute value of each entry; the signs are lost."),
        (np.square, "the square of what is right."),
        (lambda a: a.round(2), "right, but rounded to 2 digits after the point."),
        (lambda a: a + 0.5, "0.5 too large, everywhere."),
        (lambda a: np.full(a.shape, a.sum()), "each entry is the sum of all right ones."),
        (lambda a: np.full(a.shape, a[0]), "each entry is what entry 0 should be."),
        (np.cumsum, "each entry is the sum of the right ones up to it."),
        (lambda a: np.r_[a[0], a[:-1]], "it lags by one: the first entry comes twice, the last is missing."),
        (
            lambda a: np.r_[a[1:], 0],
            "it is ahead by one: the first entry is missing, all others stand one place too early.",
        ),
    ],
)
def test_what_has_become_of_each_entry_is_said(spoiled, words):
    cases = [(3 * a,) for a in np.random.default_rng(0).standard_normal((3, 7))]
    with pytest.raises(NotYet, match=re.escape(words)):
        compare(lambda a: spoiled(a), cases, lambda a: 1 * a)


def test_of_what_is_never_below_0_a_sign_is_0_or_1():
    cases = [(a,) for a in np.random.default_rng(0).standard_normal((3, 7))]
    with pytest.raises(NotYet, match="each entry is 0 or 1: whether the right one is above 0, not how large it is."):
        compare(lambda a: (a > 0) * 1.0, cases, lambda a: np.maximum(a, 0))


def test_a_factor_has_its_place_too():
    message = verdict("def double(x):\n    y = 4 * x\n    return y\n").message
    assert "exactly 2 times too large, everywhere." in message
    assert message.endswith("One change in line 2 makes it right: look at `4`.")


X, Y = np.random.default_rng(1).normal(size=(2, 4, 7))


@check("one", "two")
def products(function):
    compare(function, [(X[:3], Y), (X[:2, :5], Y[:3, :5])], lambda X, Y: X @ Y.T, sizes=lambda X, Y: {"N": len(X.T)})


@pytest.mark.parametrize(
    "body, said",
    [
        ("np.outer(X.mean(axis=1), Y.sum(axis=1))", "Where N = 1 it is right."),
        ("np.outer(X.max(axis=1), Y.max(axis=1))", "Where N = 1 it is right."),
        ("np.tile(X @ Y[0], (len(Y), 1)).T", "With `Y` of shape (1, 7) it is right."),
        ("(X + len(X) - len(Y)) @ (Y - X.shape[0] + Y.shape[0]).T", "With `Y` of shape (3, 7) it is right."),
        # With the first sample alone it is right, with others alone it is not.
        ("np.where(X[0] > 0.34, X, np.cos(Y[0])) @ np.where(X[1] > 0, Y, np.exp(X[1])).T", ""),
        ("(X @ Y.T).astype(complex)[0]", ""),
        ("X @ Y", ""),
    ],
)
def test_where_alone_an_answer_is_right_is_said(body, said):
    message = judge_answer(products, typed(f"def products(X, Y):\n    return {body}\n")).message
    assert message.endswith(said) and message.count("it is right") == bool(said)


def test_nobody_is_kept_waiting_for_where_an_answer_is_right():
    slow = "def products(X, Y):\n    sum(range(3_000_000))\n    return np.outer(X.max(axis=1), Y.max(axis=1))\n"
    assert "it is right" not in judge_answer(products, typed(slow)).message


LINE_MISTAKES = mistakes("""
    def line(x, w):
        s = w[0] + w[1] * x
        return np.maximum(s, 0) + 1

    w[0] +  =>  # The bias is missing.
    w[1] *  =>  # The slope is missing.
    np.maximum(s, 0) => s  # What is negative is still there.
    maximum => fmax  # This is no mistake.
    w[0] + => -w[0] +
    maximum => minimum
        It is turned.
    + 1 => + 2  # Two is added.
    w[1] * x => w[1] + x  # It is added.
    * x => * -x  # It is turned round.
     + 1 =>  # The one is missing.
    """)


@check("one", "two")
def line(function):
    cases = [(np.array([1.0, -2, 3]), [0.5, 2.5]), (np.array([4.0, 5]), [1.5, -3.0])]
    compare(function, cases, lambda x, w: np.where(w[0] + w[1] * x > 0, w[0] + w[1] * x, 0) + 1, LINE_MISTAKES)


@pytest.mark.parametrize(
    "body, first, second",
    [
        ("np.clip(x * w[1], 0, None)", "The bias is missing.", "The one is missing."),
        ("2 + np.clip(x + w[0], 0, None)", "The slope is missing.", "Two is added."),
        ("np.clip(w[0] - (x - w[1]), 0, None) + 1", "It is added.", "It is turned round."),
        ("w[0] - x * -w[1]", "What is negative is still there.", "The one is missing."),
        ("-np.clip(x * w[1], 0, None) - 1", "The bias is missing.", "The answer: the wrong sign, everywhere."),
        (
            "3 * np.clip(x + w[0], 0, None) + 3",
            "The slope is missing.",
            "The answer: exactly 3 times what it should be, everywhere.",
        ),
    ],
)
def test_two_mistakes_that_together_give_the_answer_are_both_said(body, first, second):
    said = judge_answer(line, typed(f"def line(x, w):\n    return {body}\n")).message
    assert said.endswith(
        f"Two mistakes together explain this answer. Each as if it were the only one:\n1. {first}\n2. {second}"
    )


def test_a_mistake_in_values_that_are_returned_in_another_order_is_said_with_it():
    catalogue = mistakes("""
    def ends(x):
        return x.min(), x.max()

    min => mean  # That is the mean.
    max => sum  # That is the sum.
    """)
    judge = check("one", "two")(lambda f: compare(f, [(np.array([1.0, 2, 6]),)], catalogue[0].corrected, catalogue))
    said = judge_answer(
        replace(judge, name="ends"), typed("def ends(x):\n    return max(x), sum(x) / len(x)\n")
    ).message
    assert said.endswith("only one:\n1. That is the mean.\n2. The values are returned in another order.")


def test_two_mistakes_are_not_said_where_one_change_mends_the_answer_or_others_give_it_too():
    one_change = "def line(x, w):\n    s = x * w[1]\n    return (np.clip(s, 0, None) + 1) if w is None else s * 0\n"
    half_of_one = "def line(x, w):\n    return w[1] * x - w[0] + 1\n"
    for source in (one_change, half_of_one):
        assert "together" not in judge_answer(line, typed(source)).message
    other = replace(LINE_MISTAKES[-1], message="Where is the one?", edits=((" + 1", " + 0"),))
    twice = (*LINE_MISTAKES, other)

    cases = [(np.array([1.0, -2, 3]), [0.5, 2.5])]
    judge = check("one", "two")(lambda function: compare(function, cases, twice[0].corrected, twice))
    bias_and_one = typed("def line(x, w):\n    return np.clip(x * w[1], 0, None)\n")
    said = judge_answer(replace(judge, name="line"), bias_and_one).message
    assert said.endswith("expected [4, 1, 9]")


def test_one_entry_that_differs_is_placed_in_one_sentence():
    x = np.arange(20.0).reshape(4, 5) + 1

    def judged(function):
        compare(function, [(x,)], lambda x: 2 * x)

    with pytest.raises(NotYet) as caught:
        judged(typed("def double(x):\n    y = 2 * x\n    y[3, 4] = 9\n    return y\n"))
    assert "1 of 20 entries differs. The first is entry [3, 4]" in caught.value.message
    assert caught.value.message.endswith("\nAll that differs is in its row 3 and in its column 4.")


def test_a_small_number_that_is_added_hides_no_mistake():
    catalogue = mistakes("""
    def scaled(x):
        return x / x.std()

    x.std() => x.max()  # That is the largest.
    x.std() => x.std(ddof=1)  # That is N − 1.
    """)
    judge = check("one", "two")(lambda f: compare(f, [(np.array([1.0, 2, 6]),)], catalogue[0].corrected, catalogue))
    for body, told in (
        ("x.max() + 1e-9", "That is the largest."),
        ("x.std() + 1e-8", "It is right to 8 digits, not to more."),
    ):
        said = judge_answer(replace(judge, name="scaled"), typed(f"def scaled(x):\n    return x / ({body})\n")).message
        assert told in said, said


def test_numbers_that_stand_in_another_order_are_told():
    def judged(function):
        compare(function, [(np.random.default_rng(3).standard_normal((4, 6)),)], lambda x: x)

    with pytest.raises(NotYet) as caught:
        judged(
            typed(
                "def read_otherwise(x):\n    return x.reshape(2, 2, 6).transpose(1, 0, 2).reshape(6, 4).reshape(4, 6)\n"
            )
        )
    assert caught.value.message.endswith("\nIts numbers are right, but they stand in another order.")


def test_a_parameter_that_is_left_out_is_told_where_no_cause_is_known():
    @check("one", "two")
    def power(function):
        compare(function, [(2.0, 3), (3.0, 2), (2.0, 5)], lambda x, n: x**n)

    for body, told in (
        ("x * x", "It never uses `n`."),
        ("8.0", "It never uses `x` and `n`."),
        ("sum(n for _ in [0, 0]) + x", ""),
        ("-(x**n)", ""),
    ):
        message = judge_answer(power, typed(f"def power(x, n):\n    return {body}\n")).message
        assert told in message and ("never uses" in message) == bool(told), message
    message = verdict("def double(x):\n    return 2 * np.log(x - x)\n").message
    assert message.count("divide by zero encountered in log") == 1


def test_objects_are_no_numbers():
    """`np.exp` of them stops with an error: what is right here would not run further down."""
    message = verdict("def double(x):\n    return np.array([2 * a for a in x], dtype=object)\n").message
    assert "an array of objects, not numbers, of shape (3,)" in message


def test_a_first_import_takes_no_time_of_the_students(monkeypatch, tmp_path):
    (tmp_path / "a_slow_one.py").write_text("import time; time.sleep(0.5)\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(running, "TIME_LIMIT", 0.3)
    assert verdict("def double(x):\n    import a_slow_one\n    return 2 * x\n").kind == "correct"


def test_the_second_call_must_give_the_same():
    calls = itertools.count()
    text = judge_answer(double, typed("def double(x):\n    return 2 * x + (next(calls) > 1)\n", calls=calls)).message
    assert "gives another answer when it is called a second time" in text


def test_what_may_be_left_as_it_is_makes_no_mistake_of_a_right_program():
    found = mistakes("def f(x):\n    return 2 * x + 1\n\n2 * => 2 * | 3 *\n+ 1 => + 1 | - 1  # Something is wrong.")
    assert sorted(mistake.function(10) for mistake in found) == [19, 29, 31] and found[0].corrected(10) == 21


def test_a_mistake_is_named_only_if_it_gives_the_answer_in_every_case():
    cases, wrong = [(np.array([2.0]),), (np.array([3.0]),)], [Mistake(lambda x: x**2, "It is squared.", lambda x: x**3)]
    for function, named in ((lambda x: x**2, True), (lambda x: np.where(x == 2, x**2, 7 * x), False)):
        with pytest.raises(NotYet) as caught:
            compare(function, cases, lambda x: x**3, wrong)
        assert (str(caught.value) == "It is squared.") == named


def test_a_mistake_speaks_for_a_part_only_if_all_else_is_right_in_it():
    def right(x):
        return x, 2 * x

    both = Mistake(lambda x: (-x, -2 * x), "Both are turned.", right)
    one = Mistake(lambda x: (3 * x, 2 * x), "The first is tripled.", right)
    parts = {"The first is right.": itemgetter(0), "The second is right.": itemgetter(1)}
    for answer, said in (
        (lambda x: (-x, -2 * x), "Both are turned."),
        (lambda x: (3 * x, 2 * x), "The second is right.\nThe first is tripled."),
        (lambda x: (3 * x, 7 * x), "The first is tripled."),
        (lambda x: (-x, 7 * x), ""),
        (lambda x: (x, 7 * x), ""),
        (lambda x: None, ""),
    ):
        assert known(answer, [(np.array([2.0]),), (np.array([3.0]),)], [both, one], parts) == said


def test_a_factor_is_named_only_if_two_cases_show_it():
    with pytest.raises(NotYet) as caught:
        compare(lambda x: 3.7 * x if x[0] == 1 else x, [(np.array([1.0, 2]),), (np.zeros(2),)], lambda x: x)
    assert caught.value.what != "factor"


def test_an_endless_generator_is_cut_off():
    words = judge_answer(double, typed("def double(x):\n    while True:\n        yield x\n")).message
    assert "loop does not end" not in words and "a generator" in words


def test_of_two_loops_the_outer_while_is_to_blame():
    function = typed("def f(frame):\n    while True:\n        while frame:\n            return frame()\n")
    assert "Line 2:" in function(lambda: explain_loop(inspect.currentframe(), function, 1))
    just_begun = function(lambda: explain_loop(inspect.currentframe(), function, 1, time.monotonic()))
    assert "loop" not in just_begun and "calls `f` many times" in just_begun == explain_loop(None, function, 1)


@pytest.mark.parametrize(
    "head, why",
    [
        ("while True", "`while True` ends only by `break` or `return`, and neither was reached."),
        ("while n < 3", "`n < 3` stays true (now n = 2). Does anything inside the loop make it false?"),
        ("while ~all([n])", "`~all([n])` is always true, as `~True` is -2, and every number but 0 is true."),
        ("for k in range(n)", "what it runs over is too long, or grows while it runs."),
    ],
)
def test_why_a_loop_does_not_end_is_read_from_it(head, why):
    function = typed(f"def f(frame):\n    n = 2\n    {head}:\n        return frame()\n")
    assert f"your loop does not end: {why}" in function(lambda: explain_loop(inspect.currentframe(), function, 1))


def test_each_verdict_has_its_own_sign_and_colour():
    assert exercises._SIGNS["correct"] == ("✓", "#00694b") and exercises._SIGNS["does not run"] == ("!", "#a8321f")
    assert len({sign for sign, _ in exercises._SIGNS.values()}) == len(set(exercises._SIGNS.values())) == 5
    assert len({colour for _, colour in exercises._SIGNS.values()}) == 5


def test_what_is_right_and_far_too_slow_is_not_run_on():
    slow = check("one", "two", pace=lambda function: 50.0)(double.judge)
    answer = typed("def double(x):\n    return 2 * x\n")
    found = judge_answer(slow, answer)
    assert found.slow and "about 50 times as long" in found.message
    for factor, own in ((50.0, False), (5.0, True)):
        exercises.exercise(check("one", "two", pace=lambda function, factor=factor: factor)(double.judge))(answer)
        assert exercises.attempts.own("double") is own
    exercises.attempts.clear()


ENTRIES = """def adam(W, G, m, v, t, eta=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    W, m, v = ([None] + [a.copy() for a in x[1:]] for x in (W, m, v))
    for w, g, a, b in zip(W[1:], G[1:], m[1:], v[1:]):
        for i in np.ndindex(w.shape):
            a[i] = beta1 * a[i] + (1 - beta1) * g[i]
            b[i] = beta2 * b[i] + (1 - beta2) * g[i] ** 2
            w[i] -= eta * a[i] / (1 - beta1**t) / (np.sqrt(b[i] / (1 - beta2**t)) + eps)
    return W, m, v
"""


def test_adam_entry_by_entry_is_right_and_too_slow_to_train_with():
    found = [judge_answer(adam, typed(source)) for source in (ADAM_MISTAKES[0].right, ENTRIES)]
    assert [(verdict.kind, verdict.slow) for verdict in found] == [("correct", False), ("correct", True)]


def test_what_is_printed_is_cut_off():
    printed = running.Printed()
    printed.write("again " * 1000)
    assert len(printed.as_note("double")) < 600 and printed.as_note("double").endswith("…")


def test_only_a_helper_that_is_not_right_is_blamed():
    helper = typed("def helper(x):\n    return 3 * x\n")
    for state, blamed in (("correct", False), ("not yet", True)):
        exercises.attempts["helper"] = exercises._Attempt(double, helper, state)
        answer = typed("def double(x):\n    return helper(x)\n", helper=helper)
        assert ("It uses `helper`" in judge_answer(double, answer).message) == blamed
    exercises.attempts.clear()


@pytest.mark.parametrize("divisor", ["eps", "(4 * eps)", "(-eps)"])
def test_a_difference_to_one_side_is_said_to_work_only_if_it_does(divisor):
    slopes = "np.array([f(one) - f(w) for one in w + eps * np.eye(len(w))])"
    source = f"def numerical_gradient(f, w, eps):\n    return {slopes} / {divisor}\n"
    message = judge_answer(numerical_gradient, typed(source)).message
    assert "by eps and by −eps." in message and ("works, too" in message) == (divisor == "eps")
