"""The exercises of notebook 02: the perceptron's prediction, its learning rule, its training."""

from functools import partial
from itertools import product

import numpy as np

from helpers.checking.compare import NotYet, check_first_line, compare
from helpers.checking.mistakes import mistakes
from helpers.checks import reference
from helpers.checks.logic_gates import judge_neuron, neuron_mistakes
from helpers.checks.reference import compare_history, looked_into, recorded
from helpers.exercises import check
from helpers.words import kind, listed, value

PREDICT_MISTAKES = neuron_mistakes("predict")


@check(
    "It is the neuron of notebook 01. Score every column, then compare with 0.",
    "`w @ add_ones(X)` holds the N scores; `(… >= 0).astype(int)` makes 0 and 1 of them.",
)
def predict(function):
    return judge_neuron(function, PREDICT_MISTAKES)


def _updated(w, x1, y):
    """The rule, case by case: nothing if right, add x̃ if it should have fired, else subtract it."""
    fired = sum(float(a) * float(b) for a, b in zip(w, x1)) >= 0
    if fired == (y == 1):
        return w.copy()
    return w + x1 if y == 1 else w - x1


UPDATE_MISTAKES = mistakes("""
    def update(w, x1, y):
        score = w @ x1
        prediction = int(score >= 0)
        return w + (y - prediction) * x1

    (y - prediction) => (y - score >= 0)
        `y - w @ x1 >= 0` compares the whole difference with 0. Put brackets round the prediction, `w @ x1 >= 0`.
    (y - prediction) => (y * (y * score <= 0))
        Class 0 never changes the weights: `y * score <= 0` is for labels −1 and 1. Compare label and prediction.
    int(score >= 0) => int(score > 0 or (y == 1 and score == 0))
        Samples of class 0 with a score of exactly 0 do not count as wrong. But there the neuron fires.
    int(score >= 0) => int(score > 0 or (y == 0 and score == 0))
        Samples of class 1 with a score of exactly 0 count as wrong. But there the neuron fires.
    w @ x1 => w[1:] @ x1[1:]  # The bias is left out of the score. It is ⟨w, x̃⟩, with the 1 on top of x.
    y - prediction => y - score
        The score itself is subtracted from the label. The rule compares the label with the *prediction*, 0 or 1.
    y - prediction => y - 1 / (1 + np.exp(-score))
        A probability is subtracted from the label, as in notebook 03. The prediction here is 0 or 1.
    w + (y - prediction) => (y - prediction)  # This is the change alone. The new weights are the old ones plus it.
    * x1 => * np.r_[0, x1[1:]]
        The bias w[0] never changes. The slide's x stands for x̃ here, with the 1 on top: that 1 is what moves the bias.
    >= 0 => > 0  # For a score of exactly 0 the prediction is 0 here. There the neuron fires, so it is 1.
    int(score >= 0) => 2 * (score >= 0) - 1 | np.sign(score)
        The prediction is −1 or 1, and the label 0 or 1: they do not fit together. This neuron answers 0 or 1.
    y - prediction => 2 * y - 1 - prediction
        The label is turned into −1 or 1, and the prediction is 0 or 1: they do not fit together. Leave the label.
    (y - prediction) * x1 => (y - prediction)
        The input does not come in: the same number is added to every weight. Multiply the difference by x̃.
    """)


@check(
    "Label minus prediction is 0, 1 or -1. In which of these cases should the weights change, and in which direction?",
    "If the neuron should have fired, adding x̃ to w raises the score of this sample, by ⟨x̃, x̃⟩. In the "
    "opposite case subtract it. One factor does all three cases.",
    "The prediction for a single x̃ is `int(w @ x1 >= 0)`.",
)
def update(function):
    cases = [
        (np.array([-1.0, 0.5, 2]), np.array([1, 3.0, -2]), 1),
        (np.array([2.0, -1, 0.25]), np.array([1, 0.5, 4]), 0),
        (np.array([2.0, 1, 0.25]), np.array([1, 0.5, 4]), 1),
        (np.array([-3.0, 1, 0.25]), np.array([1, 0.5, 4]), 0),
        (np.array([-1.0, 0.5, 0]), np.array([1, 2.0, 3]), 0),
        (np.array([-1.0, 0.5, 0]), np.array([1, 2.0, 3]), 1),
        (np.array([-1.0, 0.5, 0.25]), np.array([1, 2.0, 1]), 0),
        (np.array([0.5, -1]), np.array([1, 2.0]), 1),
        (np.array([-9.0, 0.5, 1]), np.array([1, 2.0, 1]), 1),  # and the next two: one step puts neither right
        (np.array([9.0, 0.5, -1]), np.array([1, -1.0, 1]), 0),
        (np.array([1.0, 2, 3]), np.array([1, 2.0, 0.5]), 0),
        (np.array([3.0, -1, 0.5]), np.array([1, 2.0, 1]), 1),
    ]

    with recorded(function, "predict") as calls:
        try:
            with looked_into(lambda: _factors(function, cases), settled=False):
                compare(function, cases, _updated, UPDATE_MISTAKES)
        except Exception as error:
            if isinstance(error, NotYet) or not calls or calls[-1][1] is not None:
                raise
            raise NotYet(
                f"`predict` stops with an error: the second thing that it gets is {kind(calls[-1][0][-1])}.\n"
                "It takes features without the 1, one column per individual, and puts the 1 on top itself. "
                "`x1` is a single sample and has its 1 already: compute its score without `predict`."
            ) from None
    return "a miss and a hit of each class, and scores of exactly 0."


def _factors(function, cases):
    """After what x̃ comes in with a wrong factor, if it is the same each time; else empty."""
    factors = {}
    for w, x1, y in cases:
        change, after = function(w, x1, y) - w, (y, int(w @ x1 >= 0))
        factor = float(change @ x1 / (x1 @ x1))
        if not np.allclose(change, factors.setdefault(after, factor) * x1, rtol=1e-9, atol=1e-12):
            return ""
    named = {(0, 0): "a right 0", (0, 1): "a false 1", (1, 0): "a false 0", (1, 1): "a right 1"}
    does = {0: "nothing changes", 1: "x̃ is added", -1: "x̃ is subtracted"}
    should = {0: "nothing should change", 1: "x̃ should be added", -1: "x̃ should be subtracted"}
    rate = {*np.abs(np.round(list(factors.values()), 9))} - {0, 1}
    said = ["The factor of x̃ is label minus prediction" + ": there is no learning rate" * bool(rate) + "."]
    for (y, prediction), factor in sorted(factors.items(), reverse=True):
        if not np.isclose(factor, y - prediction, rtol=1e-9):
            way = "added" if factor > 0 else "subtracted"
            happens = does.get(round(factor, 9), f"{abs(factor):.6g} times x̃ is {way}")
            said.insert(0, f"After {named[y, prediction]}, {happens}; {should[y - prediction]}.")
    return "\n".join(said) if len(said) > 1 else ""


def _trained(X, y, max_epochs):
    """The algorithm as one long walk through the samples, with a glance back after each round."""
    X1, N = reference.add_ones(X), len(y)
    w, made = np.zeros(len(X1)), []
    for epoch, i in product(range(max_epochs), range(N)):
        if i == 0 and epoch and not any(made[-N:]):
            break
        new = _updated(w, X1[:, i], y[i])
        made.append(not np.array_equal(new, w))
        w = new
    return w, np.array([sum(made[k : k + N]) for k in range(0, len(made), N)], dtype=float)


TRAIN_MISTAKES = partial(mistakes, update=_updated, predict=reference.neuron)("""
    def train(X, y, max_epochs=100):
        X1, w, errors = add_ones(X), np.zeros(len(X) + 1), []
        for epoch in range(max_epochs):
            wrong = 0
            for i in range(len(y)):
                new = update(w, X1[:, i], y[i])
                wrong += int((new != w).any())
                w = new
                pass
            errors.append(wrong)
            if wrong == 0:
                break
        return w, errors

    w = new => w = w  # The weights stay 0. Is what `update` returns kept? Does it get the label? It leaves `w` as it was.
    new = update(w, X1[:, i], y[i]) => new = w
        No sample counts as wrong, and the weights stay 0. But there it fires for all: for class 0 that is wrong.
    errors.append(wrong) => errors.append(int((predict(w, X) != y).sum()))
    if wrong == 0: => if errors[-1] == 0:
        The mistakes are counted at the end of each epoch, with its last weights. Count each when its sample comes.
    wrong = 0 => wrong = int((predict(w, X) != y).sum())
    wrong += int((new != w).any()) => pass
        The weights are right. The mistakes are counted at the start of each epoch. Count each when its sample comes.
    int((new != w).any()) => int(int(new @ X1[:, i] >= 0) != y[i])
        Each mistake is counted after the update. A sample counts if it was wrong *before*: predict, count, then update.
    wrong += int((new != w).any()) => pass
        No mistake is counted, though the weights change. After `w += …` the old and the new weights are one array.
    if wrong == 0: => if wrong >= 0:
        It stops after one epoch, mistakes or none. Is there a loop over epochs, and no `return` or `break` that ends it at once?
    new = update => wrong = 0\\n            new = update
        Only the *last* sample of an epoch counts. Is the count set to 0 in the inner loop, or is there `=` for `+=`?
    pass => if wrong: break
        Each epoch ends at its first mistake. The other samples want their turn: is there a `break` after the update?
    pass => if wrong == 0: break
    or w = new => if (new == w).all(): break\\n            w = new
        Each epoch ends at its first sample that is right. Whether to stop is asked after the loop over the samples.
    errors.append(wrong) => 0
    pass => errors.append(wrong)\\n            if wrong == 0: return w, errors
        It stops at the first sample that is right, with an entry for each: do this after the loop over the samples.
    errors.append(wrong) => 0
    pass => errors.append(wrong)
        The list has an entry for each sample. Wanted is one for each epoch: append after the loop over the samples.
    pass => return w, [wrong] | errors.append(wrong)\\n            return w, errors | return w, errors
        It returns after the very first sample: `return` stands inside the loop over the samples.
    break => 0
        The weights are right, but the list has an entry for each of `max_epochs`. It should end with the first epoch without mistakes.
    wrong = 0 => wrong, old = 0, w
    new = update(w, X1[:, i], y[i]) => new = w + update(old, X1[:, i], y[i]) - old
        Within an epoch all predictions are made with the weights of its beginning. Use the weights as they are by then.
    w = new => w = 2 * w - new  # The weights move away from each misclassified sample. Use `update`, which is checked.
    errors.append(wrong) => errors.append(wrong)\\n        best = w if wrong <= min(errors) else best
    return w, errors => return best, errors
    or errors.append(wrong) => errors.append(wrong)\\n        best = w if errors.index(min(errors)) == epoch else best
    return w, errors => return best, errors
        These are the weights of the epoch with the fewest mistakes, as the pocket keeps them. Here the last ones are wanted.
    return w, errors => return w, errors[-1:]
        The weights are right. The list holds its last entry only: is it made anew, or filled after both loops?
    for epoch in => wrong = 0\\n    for epoch in
            wrong = 0 =>         pass
        The count of mistakes goes on from epoch to epoch, and is never 0 again. Set it back at the start of each epoch.
    wrong = 0 => wrong, w = 0, np.zeros(len(X) + 1)
        Each epoch begins again with weights of 0, and nothing learned is kept. Set them to 0 once, before both loops.
    range(len(y)) => range(len(X))
        Only as many samples come in as there are features: `len(X)` is n. Samples are columns: `len(y)` of them.
    range(len(y)) => range(1, len(y))  # The first sample never comes in: its index is 0.
    range(len(y)) => range(len(y) - 1)  # The last sample never comes in: its index is N − 1, where `range(N)` ends.
    new = update(w, X1[:, i], y[i]) => t = 2 * y[i] - 1\\n            new = w + t * X1[:, i] * (t * (w @ X1[:, i]) <= 0)
        A score of exactly 0 counts as wrong for both classes. The neuron fires at 0: for class 1 that is right.
    new = update(w, X1[:, i], y[i]) => new = w + (y[i] - int(w @ X1[:, i] > 0)) * X1[:, i]
        For a score of exactly 0 the prediction is 0 here. There the neuron fires, so it is 1. `update` knows it.
    new = update(w, X1[:, i], y[i]) => new = w + (2 * y[i] - 1) * X1[:, i]
        The weights change at samples that are right, too, and never come to rest. Use `update`, which has been checked.
    new = update(w, X1[:, i], y[i]) => new = w + X1[:, i] * (int(w @ X1[:, i] >= 0) != y[i])
        Each sample that is wrong is added. Where the neuron fired and should not have, subtract it: use `update`.
    new = update(w, X1[:, i], y[i]) => t = y[i]\\n            new = w + t * X1[:, i] * (t * (w @ X1[:, i]) <= 0)
        Samples of class 0 never move the weights: a label of 0 wipes them out. Use `update`, which knows these labels.
    int((new != w).any()) => max(0, y[i] - int(w @ X1[:, i] >= 0)) | max(0, int(w @ X1[:, i] >= 0) - y[i])
        Only the mistakes on samples of one class are counted. Those on the other count, too.
    (new != w).any() => (new == w).all()  # The list counts the samples that were right. Count those that were wrong.
    int((new != w).any()) => int((new != w).sum())
        The list counts the *entries* of w that change. A sample is one mistake, however many they are: `.any()`.
    int((new != w).any()) => y[i] - int(w @ X1[:, i] >= 0)
        The differences label − prediction are added up, and so 1 and −1 cancel. Count the samples that were wrong.
    (new != w).any() => new is not w
        Every sample counts as a mistake: `new is not w` asks whether it is another array, and it is. Compare numbers.
    (new != w).any() => (new != w).all()
        A sample counts only if *all* weights have changed; where a feature is 0, its weight stays: `.any()`.
    w = new => w = w + new
    or new = update => new = w + update
        The new weights are added to the old. `update` gives the weights themselves, no change.
    new = update(w, X1[:, i], y[i]) => new = w + eta * (y[i] - int(w @ X1[:, i] >= 0)) * X1[:, i]
    eta => 0.1 | 0.01 | 0.5
        There is a learning rate in it. The perceptron's rule has none: use `update`, which has been checked.
    for epoch in range(max_epochs): => for k in range(len(y)):
    for i in range(len(y)): => for epoch in range(max_epochs):
    X1[:, i], y[i] => X1[:, k], y[k]
    break => break | 0
        The loops have changed places: one sample for all epochs, then the next. The epochs are the outer loop.
    """)


@check(
    "Two loops: over the epochs, and inside it over the samples. The inner one calls `update` and counts "
    "how often the prediction was wrong.",
    "A sample was wrong if its weights changed: `(new != w).any()`; or compare `y[i]` with the prediction "
    "before the update. After the inner loop, append the count, and stop if it is 0.",
    "`for epoch in range(max_epochs):` has the cap built in; `break` leaves it early.",
)
def train(function):
    rng = np.random.default_rng(20)
    table = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]])
    cloud = rng.integers(-4, 5, (3, 14)).astype(float)
    side = (cloud[0] + 2 * cloud[1] - cloud[2] > 1).astype(int)
    xor = table, np.array([0, 1, 1, 0])
    cases = [
        (table, np.array([0, 0, 0, 1]), 50),
        (table[:, [3, 1, 0, 2]], np.array([1, 1, 0, 1]), 50),
        (cloud, side, 40),
        (*xor, 13),
        (cloud, rng.integers(0, 2, 14), 9),
        (np.array([[2.0, -1, 0.5]]), np.array([1, 0, 1]), 30),
        (np.array([[10.0, -1]]), np.array([0, 0]), 60),  # one update does not put the second right
        (table, np.ones(4, dtype=int), 20),  # right from the beginning
    ]
    with looked_into(lambda: _order(function, cloud, side) or _cap(function, xor), settled=False):
        compare_history(function, cases, _trained, TRAIN_MISTAKES, "errors", "how many mistakes in each epoch")
    check_first_line(function, TRAIN_MISTAKES[0].corrected, (xor, {}), (xor, {"max_epochs": 7}))
    return "six separable sets, where it stops by itself, and two others, where only max_epochs ends it."


def _cap(function, data):
    """What is wrong with the end on data without a solution, if max_epochs does not matter for it."""
    few, many = (len(function(*data, epochs)[1]) for epochs in (7, 13))
    why = "Something else has ended it; on XOR some mistake is always left."
    why = "`max_epochs` does not come in." if few > 7 else why
    return f"On XOR the list has the same length, {few}, with `max_epochs` = 7 and with 13. {why}" * (0 < few == many)


def _order(function, X, y):
    """What is wrong with the first weights, or with the samples of the first epoch, as `update` sees them."""
    with recorded(function, "update") as calls:
        function(X, y, 1)
    seen, columns = [], reference.add_ones(X).T.tolist()
    for w, x, _ in [arguments for arguments, _ in calls[: len(y)] if len(arguments) == 3]:
        if (x := np.ravel(x).tolist()) not in columns:
            return f"On a set of {len(y)} samples `update` gets {value(x)} as a sample, which is no column of X with a 1 on top."
        if not seen and np.any(w):
            return f"On a set of {len(y)} samples the first weights that `update` gets are {value(w)}. They start at 0."
        seen.append(columns.index(x))
    mistakes, w = [], np.zeros(len(X) + 1)
    for i, x in enumerate(reference.add_ones(X).T):
        mistakes += [i] if int(w @ x >= 0) != y[i] else []
        w = _updated(w, x, y[i])
    if seen in ([], list(range(len(y))), mistakes):  # it may be called for the mistakes alone
        return ""
    order = f"sample {seen[0]} alone" if len(seen) == 1 else f"samples {', '.join(map(str, seen))}, in this order"
    return (
        f"On a set of {len(y)} samples `update` first gets {order}. An epoch goes through all of them once, from 0 on; "
        f"the first epoch gets samples {listed([*map(str, mistakes)])} wrong."
    )
