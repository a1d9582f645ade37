"""The exercises of notebook 01: a neuron, the weights of gates, XOR, a full adder, any truth table."""

from itertools import product

import numpy as np

from helpers.checking.compare import NotYet, check_structure, compare
from helpers.checking.mistakes import Mistake
from helpers.exercises import check
from helpers.words import kind, value

# --- One neuron -----------------------------------------------------------------------------------


def _scores(w, X):
    """The score of each column, added up term by term."""
    return np.array([w[0] + sum(w[j + 1] * x for j, x in enumerate(column)) for column in X.T])


def _fires(s):
    return np.array([1 if score >= 0 else 0 for score in s])


NEURON_MISTAKES = (
    Mistake(
        lambda w, X: (_scores(w, X) > 0).astype(int),
        "All is right but for a score of exactly 0: there the neuron must fire, since h(s) = 1 if "
        "s ≥ 0. Which sign of comparison did you write?",
    ),
    Mistake(
        _scores,
        "This is the score s itself. The neuron answers 0 or 1: the step h is still to come.",
    ),
    Mistake(
        lambda w, X: (_scores(w, X) < 0).astype(int),
        "Every answer is the opposite of what it should be: 1 where s is negative. Look at the comparison.",
    ),
    Mistake(
        lambda w, X: np.where(_scores(w, X) >= 0, 1, -1),
        "It answers -1 where it should answer 0. This neuron's two answers are 1 and 0.",
    ),
    Mistake(
        lambda w, X: np.sign(_scores(w, X)),
        "This is the sign of the score: -1, 0 or 1. The step has two values: 1 from 0 on, else 0.",
    ),
    Mistake(
        lambda w, X: _fires(_scores(np.r_[0, w[1:]], X)),
        "The bias `w[0]` has no effect. Is the row of ones on top of X?",
    ),
    Mistake(
        lambda w, X: _fires(_scores(np.r_[-w[0], w[1:]], X)),
        "The bias has the wrong sign: it is added to the sum, not subtracted from it.",
    ),
    Mistake(
        lambda w, X: _fires(_scores(np.roll(w, 1), X)),
        "The last weight is used as the bias. The bias is `w[0]`: the ones belong on top of X.",
    ),
    Mistake(
        lambda w, X: np.heaviside(_scores(w, X), 0.5),
        "All is right but for a score of exactly 0: there it answers one half. The neuron fires from 0 on, 0 included.",
    ),
    Mistake(
        lambda w, X: _fires(_scores(w[:3], X[:2])),
        "Only the first two inputs count. A neuron has as many inputs as X has rows, and the checks try three.",
    ),
    Mistake(
        lambda w, X: np.where(_scores(w, X) >= 0.5, 1, 0),
        "The score is compared with 0.5. The neuron fires from 0 on; one half belongs to "
        "probabilities, in notebook 03.",
    ),
)


@check(
    "First the scores: the bias plus each weight times its input. `add_ones` lets one product "
    "`@` do that for all columns.",
    "Comparing an array with 0 gives an array of True and False; `.astype(int)` makes 1 and 0 of them.",
)
def neuron(function):
    """h(s) for each column of X: scores of exactly 0, a single column, two and three inputs."""
    cases = [
        (np.array([-1.0, 1, 1]), np.array([[0, 0, 1, 1], [0, 1, 0, 1]])),
        (np.array([0.25, -1, 0.5, 2]), np.array([[1.0, 0, 1, 0, 1], [1, 1, 0, 0, 1], [0, 0, 1, 0, 1]])),
        (np.array([-1.0, 2, 0]), np.array([[0.5], [3]])),
        (np.array([0.75, -2, 1]), np.array([[0.5, -1, 1, 0.25], [0.25, 3, 1, -0.5]])),
    ]
    compare(function, cases, lambda w, X: _fires(_scores(w, X)), NEURON_MISTAKES)
    if np.asarray(function(*cases[0])).dtype == bool:
        raise NotYet(
            "The answers are right, but they are True and False; a neuron answers 1 and 0, so that "
            "the next one can add them up. (In NumPy True + True is True.) `.astype(int)` turns "
            "them into numbers."
        )
    return "four neurons with two or three inputs, scores of exactly 0 among them."


# --- The weights of a gate ------------------------------------------------------------------------

GATES = {
    "NOT": (1, 0),
    "AND": (0, 0, 0, 1),
    "OR": (0, 1, 1, 1),
    "NAND": (1, 1, 1, 0),
    "NOR": (1, 0, 0, 0),
    "“always 1”": (1, 1, 1, 1),
    "“never 1”": (0, 0, 0, 0),
}


def _outputs(w, strict=False):
    """What a neuron with these weights answers to each row of its truth table, and its scores."""
    rows = list(product((0, 1), repeat=len(w) - 1))
    scores = [w[0] + sum(w[j + 1] * x for j, x in enumerate(row)) for row in rows]
    return rows, scores, tuple(int(s > 0 if strict else s >= 0) for s in scores)


def _judge_weights(function, gate):
    """Whether the weights make the gate; what is said names the row that goes wrong."""
    wanted = GATES[gate]
    n = len(wanted).bit_length() - 1
    answer = function()
    if isinstance(answer, (list, tuple)):
        raise NotYet(
            f"`{function.__name__}()`\nreturns {kind(answer)}; expected: an array of {n + 1} "
            "numbers. `np.array([...])` makes one of them, as the line was at first."
        )
    check_structure(answer, np.zeros(n + 1), f"`{function.__name__}()`")
    w = np.asarray(answer, dtype=float)
    rows, scores, outputs = _outputs(w)
    if outputs == wanted:
        return f"all {len(rows)} rows of the truth table of {gate}."
    row = next(i for i in range(len(rows)) if outputs[i] != wanted[i])
    shown = ", ".join(map(str, rows[row]))
    message = (
        f"For the input ({shown}) your weights give s = {value(scores[row])}, so h(s) = "
        f"{outputs[row]}; {gate} is {wanted[row]} there."
    )
    causes = []
    if _outputs(w, strict=True)[2] == wanted:
        causes.append("the score is exactly 0 there, and at 0 the neuron fires. Move the bias a bit.")
    if _outputs(np.r_[-w[0], w[1:]])[2] == wanted:
        causes.append(
            "the bias has the wrong sign. The score is ω₀ + …: a neuron that should stay quiet needs a bias below 0."
        )
    if _outputs(np.roll(w, 1))[2] == wanted:
        causes.append("the bias stands last. It comes first: (ω₀, ω₁, …).")
    if _outputs(-w)[2] == wanted:
        causes.append("all signs are the other way round.")
    named = next((name for name, table in GATES.items() if table == outputs), None)
    if outputs == (1, 1):  # of one input
        named = "“always 1”"
    if not causes and named:
        causes.append(f"these are weights of {named}.")
    if causes:
        message += "\nLikely cause: " + "\nOr: ".join(causes)
    raise NotYet(message)


@check(
    "Two inequalities must hold: with x₁ = 0 the score is ω₀ and must be 0 or more; with x₁ = 1 it "
    "is ω₀ + ω₁ and must be below 0.",
    "Take a small positive bias. How far down must ω₁ pull it?",
)
def not_weights(function):
    """Weights (ω₀, ω₁) with which a neuron is NOT."""
    return _judge_weights(function, "NOT")


@check(
    "Give both inputs the same weight, 1. Then the score is the bias plus 0, 1 or 2.",
    "Only 2 may reach 0 or more; 1 must not. Between which two numbers must the bias lie?",
)
def and_weights(function):
    """Weights (ω₀, ω₁, ω₂) with which a neuron is AND."""
    return _judge_weights(function, "AND")


@check(
    "Start from your weights of AND. What must become easier for the neuron?",
    "With both weights 1, one input at 1 is enough: the bias must be 0 or more after adding 1, and below 0 before.",
)
def or_weights(function):
    """Weights (ω₀, ω₁, ω₂) with which a neuron is OR."""
    return _judge_weights(function, "OR")


# --- Networks -------------------------------------------------------------------------------------


def _gate(function):
    """A gate on the columns of X, computed by Python's own logic."""
    return lambda X: np.array([int(function(*map(bool, column))) for column in X.T])


XOR_MISTAKES = (
    Mistake(
        _gate(lambda a, b: a or b),
        "This is OR. It is 1 for the input (1, 1) too: the second hidden neuron does not yet forbid that.",
    ),
    Mistake(
        _gate(lambda a, b: a and b),
        "This is AND. The formula asks for *not* (x₁ and x₂) in its second half.",
    ),
    Mistake(
        _gate(lambda a, b: a == b),
        "This is the opposite of XOR, in all four rows.",
    ),
    Mistake(
        _gate(lambda a, b: not (a and b)),
        "This is NAND, the second half of the formula. It must be joined with x₁ or x₂.",
    ),
    Mistake(
        _gate(lambda a, b: False),
        "This is 0 for every input. Do the output neuron's weights stand in the same order as the "
        "hidden neurons that you stacked?",
    ),
    Mistake(
        _gate(lambda a, b: True),
        "This is 1 for every input. Are the two halves joined by an OR, where the formula has ∧? "
        "Or is the output neuron's bias too high? At a score of exactly 0 it fires.",
    ),
    Mistake(
        lambda X: np.array([column[0] + column[1] for column in X.T]),
        "This is the sum of the two inputs. It is 2 for (1, 1), where XOR is 0.",
    ),
    Mistake(
        lambda X: np.vstack([_gate(lambda a, b: a or b)(X), _gate(lambda a, b: a and b)(X)]),
        "These are the two hidden neurons, stacked. The output neuron that joins them is missing.",
    ),
)


@check(
    "Two hidden neurons read X: one is OR, the other AND. You have both sets of weights.",
    "Stack their answers with `np.vstack([...])`: that is the output neuron's X, of shape (2, N).",
    "The output neuron must fire for (OR, AND) = (1, 0) and stay quiet for (0, 0) and (1, 1): give "
    "AND a negative weight.",
)
def xor(function):
    """XOR of the two rows of X, for all four inputs in several orders."""
    inputs = np.array(list(product((0, 1), repeat=2))).T
    cases = [(inputs,), (inputs[:, [3, 0, 2, 2, 1, 3, 0]],), (inputs[:, [1]],)]
    compare(function, cases, _gate(lambda a, b: a != b), XOR_MISTAKES)
    return (
        "the answers only, to all four inputs, in several orders and alone. That neurons gave them is for you to see."
    )


def _adder(carry, digit):
    """A mistaken full adder, from Python functions of the three bits."""
    return lambda X: np.array([[int(carry(*c)), int(digit(*c))] for c in X.T.tolist()]).T


def _carry(a, b, c):
    return a + b + c >= 2


FULL_ADDER_MISTAKES = (
    Mistake(
        _adder(_carry, lambda a, b, c: a + b + c - _carry(a, b, c)),
        "The carry is right. For the digit it was taken away from the sum once; but a carry stands for 2.",
    ),
    Mistake(
        _adder(_carry, lambda a, b, c: a + b + c == 1),
        "All is right but for 1 + 1 + 1. That sum is 3: the carry takes 2 of it, and 1 is left for the digit.",
    ),
    Mistake(
        _adder(_carry, lambda a, b, c: a + b - 2 * c + _carry(a, b, c) >= 1),
        "The carry is right. In the digit's neuron the weights and the inputs have slipped: the "
        "weight meant for the carry meets the third input. In which order are the rows stacked?",
    ),
    Mistake(
        _adder(lambda a, b, c: (a + b + c) % 2, lambda a, b, c: a + b + c >= 2),
        "The two rows have changed places: first the carry, then the digit.",
    ),
    Mistake(
        _adder(lambda a, b, c: a and b, lambda a, b, c: a != b),
        "The third input, the carry from the place before, is left out. What you have is a half adder.",
    ),
    Mistake(
        _adder(lambda a, b, c: a and b, lambda a, b, c: (a + b + c) % 2),
        "The digit is right. The carry forgets the third input: 1 + 0 + 1 carries too.",
    ),
    Mistake(
        _adder(_carry, lambda a, b, c: a != b),
        "The carry is right. The digit forgets the third input.",
    ),
    Mistake(
        _adder(lambda a, b, c: a or b or c, lambda a, b, c: (a + b + c) % 2),
        "The digit is right. The carry is 1 as soon as one input is 1; two are needed.",
    ),
    Mistake(
        _adder(lambda a, b, c: a and b and c, lambda a, b, c: (a + b + c) % 2),
        "The digit is right. The carry waits for all three inputs; two are enough.",
    ),
    Mistake(
        _adder(_carry, lambda a, b, c: a + b + c >= 1),
        "The carry is right. The digit is 1 for the sum 2 as well: the carry must pull it down, by a negative weight.",
    ),
)


@check(
    "The carry is 1 when at least two of the three inputs are: one neuron can count to two.",
    "For the digit, let a neuron see the three inputs *and* the carry: `np.vstack([X, carry])`. A carry stands for 2.",
    "With weights 1, 1, 1 for the inputs, -2 for the carry and -1 as the bias, the score of the "
    "digit's neuron is (sum) - 2·(carry) - 1.",
)
def full_adder(function):
    """Rows carry and digit of the sum of three bits, for all eight inputs."""
    inputs = np.array(list(product((0, 1), repeat=3))).T
    cases = [(inputs,), (inputs[:, ::-1],), (inputs[:, [3, 6, 5]],)]
    compare(
        function,
        cases,
        lambda X: np.array([divmod(int(sum(column)), 2) for column in X.T]).T,
        FULL_ADDER_MISTAKES,
    )
    return "the answers only, to all eight triples of bits. That neurons gave them is for you to see."


def _network(W, v, X):
    """The hidden neurons' answers to the columns of X, one row each, and the output neuron's."""
    hidden = np.array([_fires(_scores(w, X)) for w in W]).reshape(len(W), X.shape[1])
    return hidden, _fires(_scores(v, hidden))


def _judge_network(function, X, y):
    """Whether the network that the function returns has the truth table y; says where not."""
    n, N = X.shape
    table = f"the truth table {value(y)}" if N <= 8 else f"a truth table of {n} inputs"
    answer = function(X, y)
    call = f"`network_for(X, y)` for {table}"
    if not isinstance(answer, tuple) or len(answer) != 2:
        raise NotYet(f"{call}\nreturns {kind(answer)}; expected: the pair `W, v`.")
    W, v = answer
    shape = np.shape(W) if isinstance(W, np.ndarray) else ()
    if len(shape) != 2 or shape[1] != n + 1:
        cause = "Likely cause: a hidden neuron's weights are a row of W, the bias first."
        if isinstance(W, (list, tuple)):
            cause = "`np.array(...)` makes an array of it."
        elif np.size(W) == 0 and not y.any():
            cause = (
                "No row of this table is 1, so there are no hidden neurons. W is empty then; "
                f"`.reshape(-1, {n + 1})` gives it its columns back."
            )
        elif shape and shape[-1] == n:
            cause = "Likely cause: the biases are missing; they are the first column."
        elif shape and shape[0] == n + 1:
            cause = "Likely cause: it is the other way round; try W.T."
        raise NotYet(f"{call}\nW is {kind(W)}; expected: shape (H, {n + 1}). {cause}")
    check_structure(W, np.zeros(shape), f"W of {call}")
    W = np.asarray(W, dtype=float)
    check_structure(v, np.zeros(len(W) + 1), f"v of {call}")
    v = np.asarray(v, dtype=float)
    hidden, output = _network(W, v, X)
    if (output == y).all():
        return
    column = int(np.argmax(output != y))
    shown = ", ".join(str(int(x)) for x in X[:, column])
    message = f"{call}: the input ({shown}) gives {output[column]}; the table says {int(y[column])}. "
    rows_seen = hidden.sum(axis=1)
    if not y.any():
        message += (
            "No row of this table is 1. Then there is no hidden neuron, and the output neuron has "
            "only its bias: which sign must it have?"
        )
    elif (_network(np.roll(W, 1, axis=1), v, X)[1] == y).all():
        message += "The bias stands last in the rows of W. It comes first."
    elif (_network(W, np.roll(v, 1), X)[1] == y).all():
        message += "The bias stands last in v. It comes first."
    elif (output == 1 - y).all() and not y.all():
        message += (
            "All answers are the opposite of the table. Is there a hidden neuron for each row that is *0* instead of 1?"
        )
    elif (rows_seen > 1).any():
        unit = int(np.argmax(rows_seen > 1))
        message += (
            f"Hidden neuron {unit + 1} fires for {rows_seen[unit]} inputs; it should know its own "
            "row only. An input that is 0 in its row must count against it, and the bias must ask "
            "for all the ones."
        )
    elif (rows_seen == 0).any():
        unit = int(np.argmax(rows_seen == 0))
        message += f"Hidden neuron {unit + 1} never fires, not even for its own row: its bias is too low."
    elif (hidden.sum(axis=0) == y).all():
        message += (
            "The hidden neurons are right: each fires for its own row and no other. So it is the "
            "output neuron: it must fire as soon as one of them does, and stay quiet if none does."
        )
    raise NotYet(message)


@check(
    "Take one row of the table that is 1, say the input (1, 0, 1). Which weights make a neuron fire "
    "for it and for nothing else? Reward each 1 that must be there, punish each 1 that must not.",
    "With weight 1 where the row has a 1 and -1 where it has a 0, the score is largest for the row "
    "itself: as large as its number of ones. The bias must leave only that.",
    "`rows = X[:, y == 1]` holds the rows to recognise, one per column. The weights are the columns "
    "of `2 * rows - 1`; the output neuron is an OR of as many inputs as there are hidden neurons.",
)
def network_for(function):
    """Weights W, v of a two-layer network with a given truth table."""
    rng = np.random.default_rng(1)
    # From 2 inputs on first: with one, a wrong shape may look like a right one.
    for n in (2, 1, 3):
        X = np.array(list(product((0, 1), repeat=n))).T
        never, *others = product((0, 1), repeat=2**n)
        for y in [*others, never]:
            _judge_network(function, X, np.array(y))
    for n in (4, 5, 6):
        X = np.array(list(product((0, 1), repeat=n))).T
        for _ in range(3):
            _judge_network(function, X, rng.integers(0, 2, 2**n))
    return "all 4 + 16 + 256 functions of one to three inputs, and nine random ones of four to six."
