"""Values, shapes and names in the words that a student reads; used by all who speak to them."""

from collections.abc import Sequence
from inspect import isroutine

import numpy as np


def value(x: object, digits: int = 4, most: int = 12) -> str:
    """A value in a few characters; an array of more than so many entries by its shape, several in a list of fewer."""
    if isinstance(x, (bool, np.bool_, int, np.integer, str)) or x is None:
        return repr(x.item() if isinstance(x, np.generic) else x)
    if isinstance(x, (float, np.floating, complex, np.complexfloating)):
        return f"{x + 0.0:.{digits}g}"  # -0.0 is 0
    if hasattr(x, "_fields"):  # a named tuple: its name says what it holds
        return f"{type(x).__name__}(…)"
    if isinstance(x, (tuple, list)):
        left, right = ("(", ")") if isinstance(x, tuple) else ("[", "]")
        held = sum(part.size for part in x[:12] if isinstance(part, np.ndarray))
        shown = ", ".join(value(part, digits, most if held <= 2 * most else 1) for part in x[:12])
        return left + shown + (", …" if len(x) > 12 else "," * (right == ")" and len(x) == 1)) + right
    if isinstance(x, np.ndarray):
        return f"array of shape {x.shape}" if x.size > most else value(x.tolist(), digits)
    return kind(x)


def told_apart(x: object, y: object) -> tuple[str, str]:
    """Two values of one structure, with so many digits that entries that differ, by more than rounding, look different."""
    pairs = [(a, b) for a, b in zip(np.ravel(x), np.ravel(y)) if not np.isclose(a, b, 1e-9, 1e-12, equal_nan=True)]
    for digits in range(4, 18):
        if all(f"{a:.{digits}g}" != f"{b:.{digits}g}" for a, b in pairs):
            break
    return value(x, digits), value(y, digits)


def short(x: float) -> str:
    """A number in two digits that count, however small; a real minus sign, and none at 0."""
    return (f"{x:.2g}" if x else "0").replace("e-0", "e-").replace("-", "−")


def kind(x: object) -> str:
    """What sort of thing a value is: "an array of shape (3, 5)", "one number", "a list of 4"."""
    of = {"c": "complex ", "O": "objects, not ", "U": "texts, not ", "S": "texts, not "}
    if x is None:
        return "None"
    if isinstance(x, np.matrix):
        return f"an np.matrix of shape {x.shape}"
    if isinstance(x, np.ndarray) and x.ndim:
        word = of.get(x.dtype.kind, "")
        return f"an array of {word}numbers, of shape {x.shape}" if word else f"an array of shape {x.shape}"
    if isinstance(x, (list, tuple)) and not hasattr(x, "_fields"):
        return f"a {type(x).__name__} of {len(x)}"
    if isinstance(x, np.ndarray) and x.dtype == object and not np.isscalar(x.item()):
        return f"an array that holds {kind(x.item())}"
    if np.isscalar(x) and not isinstance(x, (str, bytes)) or isinstance(x, np.ndarray):
        return "one complex number" if np.iscomplexobj(x) else "one number"
    name = "function" if isinstance(x, np.ufunc) or isroutine(x) else type(x).__name__
    return f"{'an' if name[0] in 'aeiouAEIO' else 'a'} {name}"


def as_code(names: Sequence[str], biases: Sequence[str] = ()) -> str:
    """Names as a student reads them: "`W[1]` and `W[2]` with their biases, and the bias of `W[3]`"."""
    text = []
    whole = [name for name in names if name in biases]
    if whole:
        its = "its bias" if len(whole) == 1 else "their biases"
        text.append(f"{listed([f'`{name}`' for name in whole])} with {its}")
    rest = [f"`{name}`" for name in names if name not in whole]
    rest += [f"the bias of `{name}`" for name in biases if name not in whole]
    if rest:
        text.append(listed(rest))
    return ", and ".join(text)


def listed(items: Sequence[str]) -> str:
    """Several in a row: "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
