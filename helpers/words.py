"""Values, shapes and names in the words that a student reads; used by all who speak to them."""

from collections.abc import Sequence

import numpy as np


def value(x: object) -> str:
    """A value in a few characters; an array of more than 12 entries by its shape."""
    if isinstance(x, (bool, np.bool_, int, np.integer, str)) or x is None:
        return repr(x.item() if isinstance(x, np.generic) else x)
    if isinstance(x, (float, np.floating)):
        return f"{x:.4g}"
    if isinstance(x, (tuple, list)):
        left, right = ("(", ")") if isinstance(x, tuple) else ("[", "]")
        shown = ", ".join(value(part) for part in x[:12])
        return left + shown + (", …" if len(x) > 12 else "") + right
    if isinstance(x, np.ndarray):
        if x.size > 12:
            return f"array of shape {x.shape}"
        return value(x.tolist())
    return kind(x)


def short(x: float) -> str:
    """A number in two digits that count, however small; a real minus sign, and none at 0."""
    return (f"{x:.2g}" if x else "0").replace("e-0", "e-").replace("-", "−")


def kind(x: object) -> str:
    """What sort of thing a value is: "an array of shape (3, 5)", "one number", "a list of 4"."""
    if isinstance(x, np.ndarray) and x.ndim:
        return f"an array of shape {x.shape}"
    if isinstance(x, (list, tuple)):
        return f"a {type(x).__name__} of {len(x)}"
    if np.isscalar(x) and not isinstance(x, str) or isinstance(x, np.ndarray):
        return "one number"
    name = type(x).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def as_code(names: Sequence[str]) -> str:
    """Names as a student reads them: "`W[1]` and `W[2]` with their biases, and the bias of `W[3]`"."""
    names = [names] if isinstance(names, str) else list(names)
    biased = [n.removeprefix("bias of ") for n in names if n.startswith("bias of ")]
    whole = [n for n in names if n in biased]
    text = []
    if whole:
        its = "its bias" if len(whole) == 1 else "their biases"
        text.append(f"{listed([f'`{n}`' for n in whole])} with {its}")
    rest = [f"`{n}`" for n in names if not n.startswith("bias of ") and n not in whole]
    rest += [f"the bias of `{n}`" for n in biased if n not in whole]
    if rest:
        text.append(listed(rest))
    return ", and ".join(text)


def listed(items: Sequence[str]) -> str:
    """Several in a row: "a, b and c"."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
