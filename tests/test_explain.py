"""What is said of errors in a student's own lines: what the values there prove, and nothing else."""

import linecache
import re
import textwrap
from types import SimpleNamespace

import numpy as np
import pytest

from helpers import kernel
from helpers.explain import explain_error, explain_syntax
from helpers.nn import add_ones, gradient

CELL = "ipykernel_of_a_student.py"

# Code of a function of X (2 x 5), y (5), w (3), with S = [None, 1.0], T = [None, w]; words that are said, in one piece each.
ERRORS = {
    "np.vstack([np.ones(X.shape[0]), X])": ["`np.ones(X.shape[0])` has shape (2,), `X` has shape (2, 5)", "np.vstack"],
    "np.vstack([1, X])": ["`1` is one number, `X` has shape (2, 5)"],
    "np.hstack([np.ones(X.shape[1]), X])": ["`np.ones(X.shape[1])` has shape (5,), `X` has shape (2, 5)"],
    "np.concatenate(\n    [np.ones(5),\n     X])": ["`np.ones(5)` has shape (5,)"],
    "np.ones(1, X.shape[1])": ["The shape is *one* argument"],
    "np.hstack([w, T[1:]])": ["all need as many axes"],
    "np.column_stack([X, w])": [
        "`w` has shape (3,). `np.column_stack` puts arrays side by side: all need the same number of rows."
    ],
    "np.stack([X, X.T])": ["all need the same shape"],
    "[] + X": ["`[]` is a list, and `+` with an array adds numbers; `[] + [a]` puts `a` behind what it holds."],
    "[None] + X": ["`[None] + [a]` puts"],
    "S + 1": ["`S` is a list, and `+` joins it to other lists only; `S + [a]` puts"],
    "np.linalg.lstsq(X, y)": ["`X` has shape (2, 5), `y` has shape (5,): both need the same number of rows."],
    "np.linalg.inv(X)": ["`X` has shape (2, 5)."],
    "add_up(X)(w)": [
        "`add_up(X)` is an array, and round brackets call a function. Entries take square ones; a product"
    ],
    "add_up(w[0])(2 - w)": ["`add_up(w[0])` is one number, and round brackets call a function."],
    "X.shape()": ["`X.shape` is (2, 5), and round brackets call a function. Leave them out."],
    "xrange(3)": ["`xrange` is Python 2's. It is `range` now."],
    "n * X": ["Nothing is called `n` here. If a cell above defines it"],
    "exp(-w)": ["Nothing is called `exp` here; NumPy has `np.exp`."],
    "for row in w:\n    S = [x for x in row]": ["`row` is one number: a loop runs over several."],
    "[w[k] for k in range(len(w[0]))]": ["`w[0]` is one number, 1: it has no length.$"],
    "S = zip(X, y)\nnp.random.shuffle(S)": ["`S` hands out its entries one by one, and has no length: `list(…)`"],
    "S = np.zeros((3, 10))\nS[0] = X": ["does not fit the place it is put into. The numbers are as many: `.ravel()`"],
    "S = np.zeros((3, 9))\nS[0] = X": ["`=`, of shape (2, 5), does not fit the place it is put into.$"],
    "np.zeroes(3)": ["Did you mean `zeros`?"],
    "np.float(3)": ["was a deprecated alias"],
    "X.reshape(-1, *[7])": ["reshape"],
    "np.ones((2, [3]))": ["`[3]` stands where a whole number is needed.$"],
    "np.ones((2, X.shape))": ["`X.shape` is (2, 5), where a whole number is needed. `*X.shape` stands for its entries"],
    "X.argmax(axis=(0, 1))": ["`(0, 1)` stands where a whole number is needed. Here one axis is taken, not several.$"],
    "S = 0, 1\nnp.argmax(X, axis=S)": [
        "`S` is (0, 1), where a whole number is needed. Here one axis is taken, not several.$"
    ],
    "np.argmin(X, (0, 1))": ["`(0, 1)` stands where a whole number is needed. Here one axis is taken, not several.$"],
    "X.cumsum(axis=0.5)": ["`0.5` stands where a whole number is needed.$"],
    "(y == 1) - (w[0] >= 0)": ["NumPy has no minus for True and False. `.astype(int)` makes numbers of them.$"],
    "(3 == 1) - (w[0] >= 0)": ["NumPy has no minus for True and False. `int(…)` makes numbers of them.$"],
    "-(w >= 0)": ["NumPy has no minus for True and False. `.astype(int)` makes numbers of them.$"],
    "np.mean(weight * X)": ["Nothing is called `weight`"],
    "user @ X": ["Nothing is called `user` here. If a cell above defines it"],
    "list(itertools.count())": ["`itertools` is a module, which has not been imported: `import itertools`."],
    "sum(y[i] for i in range(1, 7))": ["`i` is 5, and `y` has 5 entries: Python counts from 0, so the last index is 4"],
    "[y[i] for i in range(1, 7)]": ["`i` is 5, and `y` has 5 entries"],
    "[2 * a for a in [1, None]]": ["`a` is None here."],
    "y = [2 * X for X in [1, None]]": ["`X` is None here."],
    "[k * a for k, a in enumerate([*w, None])]": ["k = 3", "`a` is None here."],
    "[np.vstack([x, a]) for x, a in zip(X, (y, w))]": ["`x` has shape (5,), `a` has shape (3,)"],
    "w[next(iter([7]))]": ["`next(iter([7]))` is 7, and `w` has 3 entries"],
    "X[2, 0]": ["Axis 0 of `X` has 2 entries: Python counts from 0, so the last index is 1"],
    "w[0, 1]": ["`w` has shape (3,), 1 axis; the brackets name 2"],
    "w[0][1]": ["`w[0]` is one number, 1: it has no entries"],
    "X[y > 0]": ["`y > 0` holds 5 times True or False, and axis 0 of `X` has 2 entries", "samples are columns"],
    "X @ w": ["`X` has shape (2, 5), `w` (3,): in a product the last of the first, 5, must be equal to 3"],
    "np.dot(w, X)": ["the last of the first, 3, must be equal to 2"],
    "X @ T[1]": ["X has shape (2, 5); T holds None and an array of shape (3,)."],
    "X @ 2": ["`2` is a single number, and `@` multiplies arrays"],
    "np.multiply(X, w)": ["`X` has shape (2, 5), `w` (3,). Entry by entry"],
    "np.c_[w, X.T]": ["`w` has shape (3,), `X.T` has shape (5, 2). `np.c_` puts arrays side by side"],
    "X + w": ["`X` has shape (2, 5), `w` (3,). Entry by entry"],
    "S[0] * X": ["`S[0]` is None here"],
    "T.W": ["`T` is a list of 2, and has no `W`."],
    "np.add(T, T)": ["Of `T`, a list whose entries differ in shape, NumPy makes no one array"],
    "S[0](X)": ["`S[0]` is None here"],
    "np.array([X, y])": ["One array is to be made of parts whose shapes differ. `np.vstack([a, b])` puts"],
    "np.vstack(['11', X])": ["`'11'` is a str, `X` has shape (2, 5)"],
    "W + X": ["Nothing is called `W` here. Did you mean `w`?"],
    "for a, b in X:\n    w": [
        "is an array of shape (2, 5); a loop",
        "first is an array of shape (5,), for 2 names. `X.T` would",
    ],
    "for a, b in X.T, y:\n    w": ["is a tuple of 2; a loop", "of shape (5, 2), for 2 names. `zip(X.T, y)` would fit."],
    "for i, row in y:\n    w": ["`y` is an array of shape (5,); a loop", "the first is one number, for 2 names."],
    "n, N = len(X)": ["`len(X)` is one number, for 2 names."],
    "S += len(X)": ["`len(X)` is one number; a list takes it in square brackets, `[len(X)]`."],
    "X @ add_ones(X)": ["`add_ones(X)` (3, 5): in a product the last of the first, 5, must be equal to 3"],
    "len(X.copy)": ["`X.copy` is a function here. With round brackets, as in `X.copy(…)`, it gives its answer."],
    "helper * X": ["`helper` is a function here"],
    "math.exp(X)": ["`math.exp` takes one number, and `X` is an array of shape (2, 5). `np.exp` takes arrays."],
    "int(add_up(w))": ["`int` takes one number; what it is given here is an array."],
    "int(y >= 0)": ["`int` takes one number, and `y >= 0` is an array of shape (5,)"],
    "w(0)": ["Entries take square ones"],
    "np.random.default_rng(0)(5)": ["is a Generator, and round brackets call a function.$"],
    "(lambda max: max(3))(w[0])": ["`max` is a function of Python's own, but here it is 1"],
    "np.e ^ (-w)": ["`^` is no power in Python"],
    "helper(X)": ["It is `helper(a, b)`; here it gets 1"],
    "1 if y > 0 else 0": ["want one yes or no", "`np.any(…)` and `np.all(…)` ask"],
    "w > 0 and w < 3": ["Entry by entry, `and` is `&` and `or` is `|`, with brackets: `(a >= 0) & (a < 1)`."],
    "list(X).shape": ["It is a list of 2, and has no `shape`. `np.array(...)` makes an array of it."],
    "[w, w].T": ["It is a list of 2, and has no `T`. `np.array(...)` makes an array of it."],
    "np.tahn(X)": ["`numpy` has no `tahn`. Did you mean `tanh`?"],
    "X.tranpose()": ["`X` is an array of shape (2, 5), and has no `tranpose`. Did you mean `transpose`?"],
    "(\n    X\n    @ add(w,\n          w)\n)": ["the last of the first, 5, must be equal to 3"],
    "np.zeros((2, 6 / 2))": ["`6 / 2` is 3.0, where a whole number is needed. `/` always gives a float"],
    "X @ (w, y)": ["`(w, y)` holds 2 values, not one"],
    "X - T": ["`T` is a list of 2, and nothing computes with a list as a whole: take its entries one by one."],
    "0.5 * T": ["`T` is a list of 2", "take its entries one by one."],
    "[1.0, 2.0] / 2": ["nothing computes with a list as a whole: `np.array([1.0, 2.0])` makes an array of it."],
    "1 / [1 + w]": ["`[1 + w]` is a list. What is computed first stands in round brackets."],
    "w - np.linalg.svd(X)": ["`np.linalg.svd(X)` holds 3 values, not one: unpack it"],
    "w / X.shape": ["`X.shape` is (2, 5), 2 numbers: take the one that is meant, by its index."],
    "y -= 0.5": ["`y` holds whole numbers", "`y = y …` makes a new array."],
    "y *= 1j": ["Cannot cast ufunc 'multiply' output from dtype('complex128')", "with casting rule 'same_kind'"],
    "np.tanh(0, 5 * y)": ["`np.tanh` is given more than it takes: the last is where its answer is put."],
    "np.max(0, -w)": ["takes one array: what stands second is the axis. Entry by entry it is `np.maximum`."],
    "np.sum(y, w)": ["`np.sum(a, axis)` takes one array: what stands second is the axis.$"],
    "len[y]": ["`len` is a function here. With round brackets, as in `len(…)`, it gives its answer."],
    "S['dW' + str(1)]": ["`'dW' + str(1)` is 'dW1', where a whole number is needed."],
    "helper = helper(X, y)": ["`helper` gets a value in this function, and hides the function `helper` in all of it."],
    "add_up(w).T @ X": ["`add_up(w).T` ends with the length 3, and `X` begins with 2: in a product these two"],
    "add_up(X) * w": ["`add_up(X)` has shape (2, 5), `w` (3,). Entry by entry"],
    "T = []\nT[1] = w": ["`T` has 0 entries: there is no index at all; `append` puts one more behind."],
    "np.array(-1.5, 1, 1)": ["The numbers are *one* argument, in brackets of its own: `np.array((-1.5, …))`"],
    "np.vstack(y, X)": ["The arrays are *one* argument, in brackets of its own"],
    "np.vstack([x for x in X if w[0] > 1])": ["w = [1, 2, 3]", "the list is empty here"],
    "X[:1][1, 0]": ["Axis 0 of `X[:1]` has 1 entry:"],
    "X[:, 5:].max(axis=1)": ["There is no number in `X[:, 5:]`."],
    "np.argmax(X[2:])": ["There is no number in `X[2:]`."],
    "gradient(X, y[None])": ["`gradient(E, V)` is given `X` of shape (2, 5) and `y[None]` of shape (1, 5)."],
    "[w[s] for s in X]": ["`s` is an array of shape (5,), of floats, where a whole number is needed."],
    "X[np.array([0, 2]), 1]": ["`np.array([0, 2])` holds 2, and axis 0 of `X` has 2 entries"],
    "T[0, 1]": [
        "`T` holds 2 values, not one: unpack it, as in `a, b = …`, or take the one that is meant by its index.$"
    ],
    "T = S, T\nT - X": ["`T` holds 2 values, not one: unpack it, as in `a, b = …`, or take the one that is meant"],
    "np.exp(np.linalg.svd(X)).T": ["`np.linalg.svd(X)` holds 3 values, not one: unpack it"],
    "T.shape": ["`T` holds 2 values, not one"],
    "X.exp()": ["`X` is an array of shape (2, 5), and has no `exp`. Did you mean `np.exp`?"],
    "np.svd(X)": ["`numpy` has no `svd`. Did you mean `np.linalg.svd`?"],
    "max(X)": ["`max` is Python's own: it goes through rows", "has `np.max`, and entry by entry `np.maximum`."],
    "sum(X, axis=0)": ["knows no axis. NumPy has `np.sum`."],
    "mean + X": ["Nothing is called `mean` here. If a cell above defines it"],
    "G[0] = X": ["Nothing is called `G` here: it must be made before one of its entries gets a value."],
    "w *= X[:, :3]": ["The result has another shape than `w`, into which it is put here. `w = w …` makes a new array."],
    "S = S.append(w)\nS[0]": [
        "`S` is None here. `S.append(…)` changes what stands there already, and its own value is None."
    ],
    "S.append(w, X)": ["What is appended is *one* argument, in brackets of its own: `S.append((w, …))`."],
    "X @= np.ones((5, 3))": ["The result has another shape than `X`"],
    "__import__('cv2000')": ["There is no `cv2000` here. What the notebook has imported is enough."],
    "n, N = np.linalg.svd(X)": ["`np.linalg.svd(X)` is a SVDResult of 3 (U, S, Vh), for 2 names."],
    "np.linalg.qr(X)['Q']": ["is a QRResult, whose parts have names, as in `np.linalg.qr(X).Q`."],
    "[None] + print()": ['can only concatenate list (not "NoneType") to list$'],
    "(lambda X: X.sum(axis=2))(X)": ["Axes are counted from 0: of 2 the last is 1."],
    "np.sum(X, keepdim=True)": ["`np.sum` takes `keepdims`, and no `keepdim`."],
    "u = w.copy\nu[0] += 1": ["`u` is the function `copy` here, not its answer."],
    "u = w,\nu.T": ["`u` is a tuple of one value: a comma at the end of a line makes one."],
    "np.linalg.qr(X).rank": ["It is a QRResult, and has no `rank`. It has `Q` and `R`."],
    "np.linalg.qr(X).q": ["It is a QRResult, and has no `q`. Did you mean `Q`?"],
    "w.astype('integer')": ["data type 'integer' not understood", "w = [1, 2, 3].$"],
    "[w] [w]": ["Between two entries of a list stands a comma."],
    "t = True\nt(X)": ["`t` is True, and round brackets call a function.$"],
    "np = X": ["hides the module `np` in all of it."],
    "np.r_(w, w)": ["`np.r_` takes square brackets, as in `np.r_[a, b]`."],
    "rbind(w, w)": ["What R or MATLAB calls so is `np.vstack([a, b])`."],
    "c + w": ["Nothing is called `c` here. If a cell above defines it"],
    "true": ["Did you mean `True`?"],
    "add_up(w[0])[0]": ["`add_up(w[0])` is one number: it has no entries"],
    "np.eye(w.shape)": ["`w.shape` is (3,), where a whole number is needed."],
    "for a in S[0]:\n    a": ["`S[0]` is None here."],
    "T <- 2 * X": ["`<-` compares in Python, `<` with a minus behind it. A value is given with `=`: `T = …`."],
    "Q <- 2 * X": ["`Q = …`."],
    "np.convolve(X, w)": ["`np.convolve` takes arrays with one axis."],
    "X.transpose(0, 2, 1)": ["`X` has 2 axes; their order names each of them once."],
    "np.transpose(X, (0, 2, 1))": ["`X` has 2 axes; their order names each of them once."],
}


def said(code, **names):
    body = "import math\nadd = np.add\ndef helper(a, b):\n    return a\nS, T = [None, 1.0], [None, w]\n"
    body = body.replace("def helper", "def no_helper") if code.startswith("helper =") else body
    body += code if re.match(r"for |[ut] = |np = |n, N|\w+ [+@*-]?=|G.0. =|\w <-", code) else f"return {code}"
    source = "def answer(X, y, w):\n" + textwrap.indent(body, "    ")
    linecache.cache[CELL] = len(source), None, source.splitlines(keepends=True), CELL
    names |= {"np": np, "add_ones": add_ones, "gradient": gradient, "helper": lambda a, b: a}
    names["add_up"] = lambda x: x  # of no module: it is not called again
    exec(compile(source, CELL, "exec"), names)
    try:
        names["answer"](np.arange(10.0).reshape(2, 5), np.array([0, 1, 1, 0, 1]), np.array([1, 2.0, 3]))
    except Exception as error:
        return explain_error(error, names["answer"])


@pytest.mark.parametrize("code", ERRORS)
def test_the_values_at_the_place_are_the_cause(code):
    text = said(code, N=3)
    for words in ERRORS[code]:
        assert words in text if words[-1] != "$" else text.endswith(words[:-1]), text
    assert "Likely cause" not in text


def test_what_another_cell_calls_and_is_no_function_is_told_there():
    source = "def applied(x, f):\n    return f(x)\n"
    another = f"another_{CELL}"
    linecache.cache[another] = len(source), None, source.splitlines(keepends=True), another
    names = {}
    exec(compile(source, another, "exec"), names)
    text = said("applied(w, X)", applied=names["applied"])
    assert text.endswith("In `applied`: `f` is [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9]], and round brackets call a function.")


def test_no_cause_is_made_up():
    text = said("[].pop()")
    assert text.endswith("IndexError: pop from empty list"), text
    assert said("[[1], 2].shape").endswith("is a list of 2, and has no `shape`.")  # no array is made of these


def test_what_an_error_says_itself_is_not_said_again_and_otherwise():
    class Model:
        def __getattr__(self, name):
            raise AttributeError(f"`{name}` is not needed here.")

    assert said("model.compile()", model=Model()).endswith("AttributeError: `compile` is not needed here.")


@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_the_product_of_an_np_matrix_is_told_to_be_one():
    assert "`M` has shape (1, 3), `X` (2, 5): in a product" in said("M * X", M=np.matrix([[1, 2, 3.0]]))


def test_the_function_that_calls_itself_is_named_wherever_it_ends():
    assert said("answer(add_up(X), y, w)").endswith("`answer` calls itself, and never stops.")


def test_a_function_that_stands_further_down_in_the_cell_is_told():
    linecache.cache[CELL] = 1, None, ["def answer(X, y, w):\n", "    return later(w)\n", "def later(x):\n"], CELL
    names = {}
    exec(compile("def answer(X, y, w):\n    return later(w)\n", CELL, "exec"), names)
    try:
        names["answer"](1, 2, 3)
    except NameError as error:
        assert "`later` is defined further down in this cell" in explain_error(error, names["answer"])


def test_of_a_round_that_is_not_known_no_value_is_shown():
    """What the function does is not done again; and from Python 3.12 on, a list's `for` forgets its variable."""
    assert "a = 0.5" not in said("[math.exp(a) for a in (0.5, w)]")


def test_what_holds_no_numbers_is_not_counted():
    """`np.r_` gives an entry for every index: NumPy would ask for all of them, until the memory is full."""
    assert "`1` is one number, `X` has shape (2, 5). `np.r_` puts arrays together" in said("np.r_[1, X]")


UNREADABLE = {
    "1 ./ (1 + x)": "MATLAB's dot before them is left out",
    "(1 + x).^2": "`.^` is MATLAB's power; Python's is `**`.",
    "x' @ x": "the transpose of `A` is `A.T`",
    "(x + 1)' .* y": "the transpose of `A` is `A.T`",
    "x; x++": "one more is `+= 1`",
    "x and !y": "`!` is `not` in Python.",
    "x => y": "as in `>=` and `<=`",
    "x && y": "`&&` is `and` in Python",
    "max(x, 0,05)": "Decimals stand behind a point",
    "-1x": "A product has a `*`, as in `2 * x`.",
    "x\n    if x: y\n    elseif y: x": "Python's word is `elif`.",
    "x\n    if x ~= y: y": "Not equal is `!=` in Python.",
    "x\n    For a in x: y": "Python's own words are in small letters.",
    "x\n    for i = 1:n\n        y": "A loop is `for i in range(n):` in Python.",
    "x\n    for i in range(1:n): y": "Between the ends of a `range` stands a comma.",
    "x × y": "A product takes `*`.",
    "x % the first": "A comment begins with `#` in Python.",
    "x % y)": "`(` stands once in this cell, and `)` twice.",
    "x\n    1w = y": "",
    "x %*% y": "`%*%` is R's product of matrices; NumPy's is `@`.",
    "0.astype(int)": "",
    "x(:, 1)": "A part of an array takes square brackets",
    "x(1:)": "A part of an array takes square brackets",
    "[x(0); y]": "`;` is MATLAB's.",
    "x\n    x(1) = 2": "An entry that gets a value takes square brackets",
    "x\n   y": "No line above it begins at the same column",
    "x[0] x": "Behind a closing bracket something is missing",
    "x − 1": "Type `-`.",
    "“x”": "Type straight ones.",
    "lambda + x": "`lambda` is a word of Python's own.",
    "f(x": "`(` stands twice in this cell, and `)` once.",
    "x]": "`[` stands never in this cell, and `]` once.",
    "x y": "",  # nothing is known
    "x' @ y\n    return x.^2": "the transpose of `A` is `A.T`.",  # of this line; the next has its own
}


@pytest.mark.parametrize("code", UNREADABLE)
def test_what_python_cannot_read_is_told_only_if_it_can_be_read_without(code):
    source = f"def answer(x, y):\n    a = 'text'\n    return {code}\n"
    with pytest.raises(SyntaxError) as caught:
        compile(source, "<cell>", "exec")
    told = explain_syntax(caught.value, source)
    assert UNREADABLE[code] in told and bool(told) == bool(UNREADABLE[code]), told


def test_nothing_is_done_a_second_time():
    """Only what has no effect is computed again."""
    counted = []

    def effect(x):
        counted.append(x)
        return x

    source = "def answer(X):\n    return X @ effect(3) @ X\n"
    linecache.cache[CELL] = len(source), None, source.splitlines(keepends=True), CELL
    names = {"effect": effect}
    exec(compile(source, CELL, "exec"), names)
    with pytest.raises(ValueError) as caught:
        names["answer"](np.ones((2, 2)))
    explain_error(caught.value, names["answer"])
    assert counted == [3]


def test_a_line_between_the_decorator_and_its_function_is_told():
    source = "@exercise(checks.cost)\ncount = 0\ndef cost(w):\n    return w\n"
    with pytest.raises(SyntaxError) as caught:
        compile(source, CELL, "exec")
    assert explain_syntax(caught.value, source) == "Between the line with `@` and that with `def` nothing may stand."


@pytest.mark.parametrize(
    "above, below, words", [("1 / 0", "", "line 1, before the check"), ("1", "1 / 0", "line 6, below")]
)
def test_a_line_outside_of_the_function_is_shown_as_what_it_is(above, below, words):
    source = f"one = {above}\n@exercise(checks.f)\ndef f(x):\n    return x\n\n{below}\n"
    with pytest.raises(ZeroDivisionError) as caught:
        exec(source, {"exercise": lambda check: lambda f: f, "checks": SimpleNamespace(f=None)})
    assert words in kernel._where(caught.value, "f", source)
