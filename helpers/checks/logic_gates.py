"""The exercises of notebook 01: a neuron, the weights of gates, XOR, a full adder, any truth table."""

from functools import partial
from itertools import product

import numpy as np

from helpers.checking.compare import NotYet, called, check_structure, compare, seen_by
from helpers.checking.mistakes import mistakes
from helpers.checks import reference
from helpers.checks.reference import looked_into, recorded
from helpers.exercises import check
from helpers.words import kind, listed, value


def neuron_mistakes(name):
    """The catalogue of the neuron; in notebook 02 it is written again, under another name."""
    return mistakes(f"""
        def {name}(w, X):
            s = w @ add_ones(X)
            h = (s >= 0).astype(int)
            return (h)

        >= 0 => > 0  # At a score of exactly 0 it does not fire. The neuron fires from 0 on.
        (h) => s  # This is the score s itself. The neuron answers 0 or 1: the step h is still to come.
        >= 0 => < 0  # The comparison is the wrong way round: 1 where s is negative.
        >= 0 => <= 0  # The comparison is the wrong way round: 1 where s is negative or 0.
        (h) => np.where(s >= 0, 1, -1)  # It answers -1 where it should answer 0. This neuron's two answers are 1 and 0.
        (h) => np.sign(s)  # This is the sign of the score: -1, 0 or 1. The step has two values: 1 from 0 on, else 0.
        w @ add_ones(X) => w[1:] @ X  # The bias `w[0]` has no effect. Is the row of ones on top of X?
        w @ add_ones(X) => w[1:] @ X - w[0]  # The bias is subtracted; it must be added.
        w @ add_ones(X) => w[:-1] @ X + w[-1]  # The last weight is used as the bias. It is `w[0]`: ones belong on top.
        (h) => np.heaviside(s, 0.5)  # For a score of exactly 0 it is ½. The neuron fires from 0 on.
        w @ add_ones(X) => w[0] + w[1] * X[0] + w[2] * X[1]
            Only the first two inputs count. A neuron has as many inputs as X has rows, and the checks try three.
        >= 0 => >= 0.5  # It fires from a score of 0.5 on, as if it were a probability of notebook 03. It should from 0 on.
        (h) => np.where(s >= 0, 1, s)  # Where it does not fire, the score itself is left. It answers 0 there.
        (h) => 1 / (1 + np.exp(-s))
            This is the smooth curve of notebook 03, with all values between 0 and 1. The step has two values only.
        (h) => (np.maximum(s, 0) >= 0).astype(int)  # It is 1 for every column, where the score is negative as well.
        (h) => np.ones((s >= 0).sum())  # Only the columns where it fires have an entry. The others have one, too: 0.
        (h) => np.maximum(0, s)  # Where it fires, this is the score itself. It answers 1 there, whatever the score.
        """)


def judge_neuron(function, mistakes):
    """Judge h(s) for each column of X: scores of exactly 0, a single column, two and three inputs."""
    cases = [
        (np.array([-1.0, 1, 1]), np.array([[0, 0, 1, 1], [0, 1, 0, 1]])),
        (np.array([-0.75, -1, 0.5, 2]), np.array([[1.0, 0, 1, 0, 1], [1, 1, 0, 0, 1], [0, 0, 1, 0, 1]])),
        (np.array([-1.0, 2, 0]), np.array([[0.5], [3]])),
        (np.array([0.75, -2, 1]), np.array([[0.5, -1, 1, 0.25], [0.25, 3, 1, -0.5]])),
        (np.array([-1e-7, 1, 1]), np.array([[0.0, 1], [0, 1]])),
        (np.array([1.5, -2, 1, 3]), np.random.default_rng(5).normal(size=(3, 60))),  # no two mistakes look alike here
    ]
    answers = [function(*case) for case in cases]
    if all(isinstance(answer, (int, float, np.number, np.bool_)) for answer in answers):
        first = all(answer == reference.neuron(*case)[0] for answer, case in zip(answers, cases))
        of, how = "all four columns together", "compare the whole array, as `if` and `int` ask one question only."
        if first:
            of, how = "the first column alone", "does a `return` stand inside the loop?"
        raise NotYet(
            f"{called(function, cases[0])}\nreturns one number, {value(answers[0])}, for {of}. Each column wants an answer of "
            f"its own: {how}"
        )
    compare(function, cases, reference.neuron, mistakes)
    if np.asarray(answers[0]).dtype == bool:
        raise NotYet(
            "The answers are right, but they are True and False; a neuron answers 1 and 0, so that the next one can "
            "add them up. (In NumPy True + True is True.) `.astype(int)` turns them into numbers."
        )
    return "six neurons with two or three inputs, scores of exactly 0 among them."


NEURON_MISTAKES = neuron_mistakes("neuron")


@check(
    "First the scores: the bias plus each weight times its input. `add_ones` lets one product "
    "`@` do that for all columns.",
    "Comparing an array with 0 gives an array of True and False; `.astype(int)` makes 1 and 0 of them.",
)
def neuron(function):
    return judge_neuron(function, NEURON_MISTAKES)


# What is computed by each truth table of one input, and of two, the tables in the order of counting.
_OF_ONE = "“never 1”", "the input itself: what goes in comes out", "NOT", "“always 1”"
_OF_TWO = (
    "“never 1”", "AND", "“x₁ and not x₂”", "“x₁”, whatever x₂ is", "“x₂ and not x₁”", "“x₂”, whatever x₁ is",
    "XOR", "OR", "NOR", "the opposite of XOR", "“not x₂”", "“x₁ or not x₂”", "“not x₁”", "“x₂ or not x₁”",
    "NAND", "“always 1”",
)  # fmt: skip
GATES = dict(zip([*product((0, 1), repeat=2), *product((0, 1), repeat=4)], _OF_ONE + _OF_TWO))


def _inputs(n):
    """All inputs of n zeros and ones, one per column."""
    return np.array(list(product((0, 1), repeat=n))).T


def _scores(w, X):
    """The scores of a neuron, or of one for each row, as the notebook computes them: rounding may move one off 0."""
    return w @ np.vstack([np.ones(X.shape[1]), X])


def _table(w, strict=False):
    """What a neuron with these weights answers to each row of its truth table."""
    s = _scores(w, _inputs(len(w) - 1))
    return tuple(map(int, s > 0 if strict else s >= 0))


def _judge_weights(function, wanted):
    """Whether the weights make the gate; what is said names the row that goes wrong."""
    gate, n = GATES[wanted], len(wanted).bit_length() - 1
    answer = function()
    check_structure(answer, np.zeros(n + 1), f"`{function.__name__}()`")
    w = np.asarray(answer, dtype=float)
    given = _table(w)
    if given == wanted:
        return f"all {len(wanted)} rows of the truth table of {gate}."
    row = next(i for i in range(len(wanted)) if given[i] != wanted[i])
    x = _inputs(n)
    said = (
        f"For the input ({', '.join(map(str, x[:, row]))}) your weights give s = {value(_scores(w, x)[row])}, so h(s) = "
        f"{given[row]}; {gate} is {wanted[row]} there."
    )
    tried = {
        "They would be right if a score of exactly 0 did not fire; it does. Move the bias.": _table(w, strict=True),
        "With the other sign of the bias they would be right. The bias is the score of the input that is all zeros; "
        f"here it must be {'0 or more' if wanted[0] else 'below 0'}.": _table(np.r_[-w[0], w[1:]]),
        "With the last number in front they would be right: the bias comes first, (ω₀, ω₁, …).": _table(np.roll(w, 1)),
        "With all signs the other way round they would be right.": _table(-w),
    }
    causes = [cause for cause, table in tried.items() if table == wanted]
    raise NotYet("\n".join([said, *causes, f"These are weights of {GATES[given]}."]))


@check(
    "Two inequalities must hold: with x₁ = 0 the score is ω₀ and must be 0 or more; with x₁ = 1 it "
    "is ω₀ + ω₁ and must be below 0.",
    "Take a small positive bias. How far down must ω₁ pull it?",
)
def not_weights(function):
    return _judge_weights(function, (1, 0))


@check(
    "Give both inputs the same weight, 1. Then the score is the bias plus 0, 1 or 2.",
    "Only 2 may reach 0 or more; 1 must not. Between which two numbers must the bias lie?",
)
def and_weights(function):
    return _judge_weights(function, (0, 0, 0, 1))


@check(
    "Start from your weights of AND. What must become easier for the neuron?",
    "With both weights 1, one input at 1 is enough: the bias must be 0 or more after adding 1, and below 0 before.",
)
def or_weights(function):
    return _judge_weights(function, (0, 1, 1, 1))


def _must_come_from_neurons(function, X):
    """See to it that each row of a right answer is what `neuron` answered to some call on the way."""
    with recorded(function, "neuron") as calls:
        rows = np.atleast_2d(function(X))
    answers = [np.ravel(row) for _, answer in calls for row in np.atleast_2d(answer)]

    def given(row):
        """Whether one call gave the row, or one call for each part of it, as in a loop over the columns."""
        sizes = {len(answer) for answer in answers}
        alike = [[answer for answer in answers if len(answer) == size] for size in sizes]
        parts = (np.concatenate(a[k::step]) for a in alike for step in range(1, len(a) + 1) for k in range(step))
        return any(np.array_equal(part, row) for part in parts)

    if not all(map(given, rows)):
        found = "what is returned is no answer of `neuron`" if calls else "`neuron` is never called"
        raise NotYet(
            f"The answers are right, but {found}. That neurons can do it is what is to be shown here. Let the last "
            "step, too, be a call of `neuron`."
        )


GATE_NAMES = {
    "neuron": reference.neuron,
    "not_weights": lambda: np.array([0.5, -1]),
    "and_weights": lambda: np.array([-1.5, 1, 1]),
    "or_weights": lambda: np.array([-0.5, 1, 1]),
    "xor": lambda X: np.array([int(a != b) for a, b in X.T]),
}

XOR_MISTAKES = partial(mistakes, **GATE_NAMES)("""
    def xor(X):
        hidden = np.vstack([neuron(or_weights(), X), neuron(and_weights(), X)])
        return neuron(np.array([-0.5, 1, -1]), hidden)

    neuron(np.array([-0.5, 1, -1]), hidden) => hidden
        These are the two hidden neurons, stacked. The output neuron that joins them is missing.
    """)


@check(
    "Two hidden neurons read X: one is OR, the other AND. You have both sets of weights.",
    "Stack their answers with `np.vstack([...])`: that is the output neuron's X, of shape (2, N).",
    "The output neuron must fire for (OR, AND) = (1, 0) and stay quiet for (0, 0) and (1, 1): give "
    "AND a negative weight.",
)
def xor(function):
    inputs = _inputs(2)
    cases = [(inputs,), (inputs[:, [3, 0, 2, 2, 1, 3, 0]],), (inputs[:, [1]],)]

    def gates():
        with recorded(function, "neuron") as calls:
            table = tuple(function(inputs).tolist())
        said = f"These are the answers of {GATES[table]}." if table in GATES and table != (0, 1, 1, 0) else ""
        tables = [tuple(np.ravel(answer).tolist()) for _, answer in calls]
        if len(tables) > 1 and all(one in GATES for one in tables):
            said += f" Its neurons are, one after the other: {'; '.join(GATES[one] for one in tables)}."
        read = [x for arguments, _ in calls[-1:] for x in arguments[1:2]]
        if np.array_equal(read, [inputs]) or not np.isin(read, (0, 1)).all():
            said += f" The last neuron reads {value(read[0])}. It should read what the hidden neurons answer."
        return said.strip()

    with looked_into(gates, settled=False):
        compare(function, cases, GATE_NAMES["xor"], XOR_MISTAKES)
    _must_come_from_neurons(function, inputs[:, [3, 0, 2, 2, 1, 3, 0, 1, 2]])
    return "the answers to all four inputs, in several orders and alone, and that they come from neurons."


FULL_ADDER_MISTAKES = partial(mistakes, **GATE_NAMES)("""
    def full_adder(X):
        carry = neuron(np.array([-2, 1, 1, 1]), X)
        digit = neuron(np.array([-1, 1, 1, 1, -2]), np.vstack([X, carry]))
        return np.vstack([carry, digit])

    [carry, digit] => [carry, X.sum(axis=0) - carry]
        For the digit the carry was taken away from the sum once; but a carry stands for 2.
    np.vstack([X, carry]) => np.vstack([carry, X])
        In the digit the carry stands where an input belongs: which place, and which weight, is the carry's?
    [carry, digit]) => [digit, carry])  # The two rows have changed places: first the carry, then the digit.
    [-2, 1, 1, 1] => [-2, 1, 1, 0]
    [carry, digit] => [carry, xor(X[:2])]
        The third input, the carry from the place before, is left out. What you have is a half adder.
    """)


@check(
    "The carry is 1 when at least two of the three inputs are: one neuron can count to two.",
    "For the digit, let a neuron see the three inputs *and* the carry: `np.vstack([X, carry])`. A carry stands for 2.",
    "With weights 1, 1, 1 for the inputs, -2 for the carry and -1 as the bias, the score of the "
    "digit's neuron is (sum) - 2·(carry) - 1.",
)
def full_adder(function):
    def in_rows(answer, X):  # the notebook unpacks it, and so it may be a pair
        pair = isinstance(answer, (tuple, list)) and [np.shape(row) for row in answer] == [X.shape[1:]] * 2
        return np.array(answer) if pair else answer

    inputs, rows = _inputs(3), seen_by(in_rows, function)
    cases = [(inputs,), (inputs[:, ::-1],), (inputs[:, [3, 6, 5]],)]

    def counted(X):
        return np.array([divmod(sum(column), 2) for column in X.T.tolist()]).T

    def sums():
        said, added = [], [" + ".join(map(str, x)) for x in inputs.T]
        for name, row, right in zip(("carry", "digit"), rows(inputs), counted(inputs)):
            for bit in (0, 1):
                wrong = [x for x, a, b in zip(added, row, right) if a == bit != b]
                said += [f"The {name} is {bit} for {listed(wrong)}; it should be {1 - bit}."] if wrong else []
            said += [f"The {name} is right."] * np.array_equal(row, right)
        return "\n".join(said) if not np.array_equal(rows(inputs), counted(inputs)) else ""

    with looked_into(sums, settled=False):
        compare(rows, cases, counted, FULL_ADDER_MISTAKES)
    _must_come_from_neurons(rows, inputs[:, [3, 6, 5, 0, 7, 1, 2, 4, 7, 3]])
    return "the answers to all eight triples of bits, and that they come from neurons."


def _network(W, v, X):
    """The hidden neurons' answers to the columns of X, one row each, and the output neuron's."""
    hidden = (_scores(W, X) >= 0).astype(int)
    return hidden, (_scores(v, hidden) >= 0).astype(int)


def _weights_of_network(answer, n, y, call):
    """W and v as arrays, once it is sure that they have the right shapes."""
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        raise NotYet(f"{call}\nreturns {kind(answer)}; expected: the pair `W, v`.", "structure")
    W, v = answer
    if np.ndim(W) == 1 and np.ndim(v) == 2:
        raise NotYet(f"{call}\nThe two values are in the wrong order: first W, then v.", "structure")
    shape = W.shape if isinstance(W, np.ndarray) else ()
    if len(shape) != 2 or shape[1] != n + 1:
        cause = "A hidden neuron's weights are a row of W, the bias first."
        if isinstance(W, (list, tuple)):
            cause = "`np.array(...)` makes an array of it."
        elif np.size(W) == 0 and not y.any():
            cause = "No row of this table is 1, so there are no hidden neurons, and W is empty: "
            cause += f"`.reshape(-1, {n + 1})` gives it its columns back."
        elif shape and shape[-1] == n:
            cause = "The biases are missing: a hidden neuron's weights are a row of W, the bias first."
        elif shape and shape[0] == n + 1:
            cause = "W.T has that form: a hidden neuron's weights are a row."
        raise NotYet(f"{call}\nW is {kind(W)}; expected: shape (H, {n + 1}). {cause}", "structure")
    check_structure(W, np.zeros(shape), f"W of {call}")
    check_structure(v, np.zeros(len(W) + 1), f"v, the bias and a weight for each hidden neuron, of {call}")
    return np.asarray(W, dtype=float), np.asarray(v, dtype=float)


def _why_wrong(W, v, X, y):
    """What is wrong with a network, each cause tried or counted; empty if none is known."""
    hidden, output = _network(W, v, X)
    fires = np.r_[hidden.sum(axis=1), 1]  # and one that is right, as there may be none
    unit, empty = int(np.argmax(fires > 1)), np.r_[~W.any(axis=1), False]
    W1, v1 = np.roll(W, 1, axis=1), np.roll(v, 1)  # what stands last, in front
    astray = np.r_[hidden[:, y == 0].any(axis=1), False]  # fires where the table is 0
    causes = {
        "No row of this table is 1. Then there is no hidden neuron, and the output neuron has only its bias: which "
        "sign must it have?": not y.any(),
        "The bias stands last in the rows of W. It comes first.": (_network(W1, v, X)[1] == y).all(),
        "The bias stands last in v. It comes first.": (_network(W, v1, X)[1] == y).all(),
        "The bias stands last in the rows of W and in v. It comes first.": (_network(W1, v1, X)[1] == y).all(),
        "All answers are the opposite of the table. Are the hidden neurons those of the rows that are *0*?": not y.all()
        and (output == 1 - y).all(),
        f"The weights of hidden neuron {int(np.argmax(empty)) + 1} are all 0. Is its row of W filled?": empty.any(),
        f"Hidden neuron {unit + 1} fires for {fires[unit]} inputs; it should know its own row only. An "
        "input that is 0 in its row must count against it, and the bias must ask for all the ones.": (fires > 1).any(),
        f"Hidden neuron {int(np.argmax(fires == 0)) + 1} never fires, not even for its own row.": (fires == 0).any(),
        f"Hidden neuron {int(np.argmax(astray)) + 1} fires for a row that is 0. Only rows that are 1 have a neuron.": astray.any(),
        f"Each row that is 1 wants its own hidden neuron: {int(y.sum())}, not {len(W)}.": len(W) < y.sum(),
        "The hidden neurons are right: each fires for its own row and no other. So it is the output neuron: it must "
        "fire as soon as one of them does, and stay quiet if none does.": (hidden.sum(axis=0) == y).all(),
    }
    return next((cause for cause, holds in causes.items() if holds), "")


def _judge_network(function, X, y):
    """Whether the network that the function returns has the truth table y; says where not."""
    n, N = X.shape
    call = f"`network_for(X, y)` for {f'the truth table {value(y)}' if N <= 8 else f'a truth table of {n} inputs'}"
    W, v = _weights_of_network(function(X, y), n, y, call)
    output = _network(W, v, X)[1]
    if (output != y).any():
        column = int(np.argmax(output != y))
        x = ", ".join(str(int(x)) for x in X[:, column])
        raise NotYet(
            f"{call}: the input ({x}) gives {output[column]}; the table says {int(y[column])}. {_why_wrong(W, v, X, y)}"
        )
    if len(W) > max(y.sum(), 1):
        raise NotYet(
            f"{call}\nhas {len(W)} hidden neurons. Its answers are right, but the table is 1 in {int(y.sum())} of its "
            f"{N} rows only, and the recipe takes a neuron for each of those: a row that is 0 needs none."
        )


@check(
    "Take one row of the table that is 1, say the input (1, 0, 1). Which weights make a neuron fire "
    "for it and for nothing else? Reward each 1 that must be there, punish each 1 that must not.",
    "With weight 1 where the row has a 1 and -1 where it has a 0, the score is largest for the row "
    "itself: as large as its number of ones. The bias must leave only that.",
    "`rows = X[:, y == 1]` holds the rows to recognise, one per column. The weights are the columns "
    "of `2 * rows - 1`; the output neuron is an OR of as many inputs as there are hidden neurons.",
)
def network_for(function):
    rng = np.random.default_rng(1)
    # From 2 inputs on first: with one, a wrong shape may look like a right one.
    for n in (2, 1, 3):
        never, *others = product((0, 1), repeat=2**n)
        for y in [*others, never]:
            _judge_network(function, _inputs(n), np.array(y))
    for n in (4, 5, 6) * 3:
        _judge_network(function, _inputs(n), rng.integers(0, 2, 2**n))
    return "all 4 + 16 + 256 functions of one to three inputs, and nine random ones of four to six."
