"""The exercises of notebook 00: `square`, which is only shown, and `add_ones`."""

import numpy as np

from helpers.checking.compare import compare
from helpers.checking.mistakes import Mistake
from helpers.exercises import check

SQUARE_MISTAKES = (
    Mistake(
        lambda x: 2 * x,
        "This is the double of x, not its square: they agree at 0 and at 2, and nowhere else. "
        "Which operation makes 9 of 3?",
    ),
)


@check(
    "The square of a number is the number times itself.",
    "In Python, a power is written with two stars.",
)
def square(function):
    """Shown in four states, one for each verdict; nobody has to write it."""
    numbers = [-3, -1, 0, 0.5, 2, 7]
    compare(
        function,
        [(x,) for x in numbers],
        expected=lambda x: abs(x) * abs(x),
        mistakes=SQUARE_MISTAKES,
    )
    return f"the squares of {', '.join(f'{x:g}' for x in numbers)}."


ADD_ONES_MISTAKES = (
    Mistake(
        lambda X: np.vstack([X, np.ones((1, X.shape[1]))]),
        "The ones are there, but below X. They belong above it: the bias is the weight number 0, "
        "so its input comes first.",
    ),
    Mistake(
        lambda X: np.hstack([np.ones((X.shape[0], 1)), X]),
        "The ones were added as a column, on the left. A column is one individual here; every "
        "individual needs a 1 of its own. Which direction of X counts the individuals?",
    ),
    Mistake(
        lambda X: np.hstack([X, np.ones((X.shape[0], 1))]),
        "The ones were added as a column, on the right. A column is one individual here; every "
        "individual needs a 1 of its own, above its first feature.",
    ),
    Mistake(
        lambda X: np.vstack([np.zeros((1, X.shape[1])), X]),
        "The new row is in its place, but it holds zeros. A bias times 0 is lost.",
    ),
    Mistake(
        lambda X: 1.0 + X,
        "Every entry of X has become larger by 1: `+` adds, entry by entry. Here a new row is "
        "to be put on top of the others.",
    ),
    Mistake(
        lambda X: np.vstack([np.ones((1, X.shape[1])), X[1:]]),
        "The first row of X was overwritten by ones. It must stay; the ones come on top of it.",
    ),
    Mistake(
        lambda X: X,
        "This is X itself, unchanged. The row of ones is still to come.",
    ),
)


@check(
    "You need one more row than X has, and as many ones in it as X has columns: `X.shape[1]`.",
    "`np.ones((1, 4))` makes a row of four ones; `np.vstack([A, B])` stacks A on top of B.",
)
def add_ones(function):
    """A row of ones on top: shape (n + 1, N), first row all ones, the rest X itself."""
    rng = np.random.default_rng(0)
    cases = [(rng.normal(size=shape),) for shape in [(2, 5), (3, 1), (1, 4), (4, 4)]]

    def by_columns(X):
        return np.array([[1.0, *column] for column in X.T]).T

    compare(function, cases, by_columns, ADD_ONES_MISTAKES, layout="samples are columns here")
    return "four matrices, with one column and with several, with one row and with several."
