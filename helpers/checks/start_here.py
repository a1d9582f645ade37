"""The exercises of notebook 00: `square`, which is only shown, and `add_ones`."""

import numpy as np

from helpers.checking.compare import compare
from helpers.checking.mistakes import mistakes
from helpers.checks import reference
from helpers.exercises import check

SQUARE_MISTAKES = mistakes("""
    def square(x):
        return x**2

    x**2 => 2 * x  # This is the double of x, not its square: they agree at 0 and 2 only. Which operation makes 9 of 3?
    """)


@check("The square of a number is the number times itself.", "In Python, a power is written with two stars.")
def square(function):
    """Shown in four states, one for each verdict; nobody has to write it."""
    numbers = [-3, -1, 0, 0.5, 2, 7]
    compare(function, [(x,) for x in numbers], lambda x: abs(x) * abs(x), SQUARE_MISTAKES)
    return f"the squares of {', '.join(f'{x:g}' for x in numbers)}."


ADD_ONES_MISTAKES = mistakes("""
    def add_ones(X):
        ones = np.ones((1, X.shape[1]))
        X1 = np.vstack([ones, X])
        return (X1)

    [ones, X] => [X, ones]
        The new row is below X. It belongs above: the bias is weight number 0, so its input comes first.
    (X1) => np.column_stack([np.ones(len(X)), X]) | np.column_stack([X, np.ones(len(X))])
        The ones were added as a column. A column is one individual here, and each needs a 1 of its own.
    np.ones => np.zeros  # The new row holds zeros. A bias times 0 is lost.
    (X1) => X + 1  # Every entry of X has become larger by 1: `+` adds, entry by entry. A new row is to be put on top.
    [ones, X] => [ones, X[1:]]  # The first row of X was overwritten by ones. It must stay; the ones come on top of it.
    (X1) => np.append(X, 1) | np.insert(X, 0, 1)
        One 1 is put beside all the entries of X in a single row, as it is without `axis`. Stack a whole row of ones.
    (X1) => np.append(X, ones)  # X and the ones are joined end to end in one row. Stack them, the ones on top.
    (X1) => np.ones((len(X) + 1, X.shape[1]))  # The shape is right, but all of it is ones. Below the first row comes X.
    """)


@check(
    "You need one more row than X has, and as many ones in it as X has columns: `X.shape[1]`.",
    "`np.ones((1, 4))` makes a row of four ones; `np.vstack([A, B])` stacks A on top of B.",
)
def add_ones(function):
    rng = np.random.default_rng(0)
    cases = [(rng.normal(size=shape),) for shape in [(2, 5), (3, 1), (1, 4), (4, 4)]]
    cases[3][0][0, 2] = 0  # what is made of X itself, as `X[:1] / X[:1]`, is no row of ones there
    compare(function, cases, reference.add_ones, ADD_ONES_MISTAKES, layout="samples are columns here")
    return "four matrices, with one column and with several, with one row and with several."
