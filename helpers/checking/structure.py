"""The structure of an answer: is it there, of the right kind and shape?"""

from collections.abc import Iterator, Mapping

import numpy as np

from helpers.checking.layout import Layout
from helpers.words import as_code, kind


def parts(answer: object, layout: Layout) -> list | str:
    """The student's arrays in the order of the layout; or, in words, why there are none."""
    if answer is None:
        return "The gradient is None. Likely cause: a `return` is missing."
    if answer is ...:
        return "The gradient is still `...`. Put your own code in place of the dots."
    names = as_code(layout.names)
    if layout.kind is np.ndarray:
        return [answer]
    if layout.kind is dict:
        if not isinstance(answer, Mapping):
            return f"The gradient is {kind(answer)}; expected a dict with {names}, as the weights are."
        missing = [str(key) for key in layout.keys if key not in answer]
        if missing:
            return f"The gradient lacks {as_code(missing)}; expected {names}, as the weights are."
        return [answer[key] for key in layout.keys]
    if not isinstance(answer, (list, tuple)):
        return f"The gradient is {kind(answer)}; expected a list with {names}, as the weights are."
    if len(answer) != layout.length:
        first = "; its entry 0 is None, as in the weights" if layout.keys[0] == 1 else ""
        return (
            f"The gradient is a list of {len(answer)}; expected {layout.length} entries, as many as "
            f"the weights have{first}."
        )
    return [answer[key] for key in layout.keys]


def misfit(part: object, like: np.ndarray, name: str) -> tuple[str, str]:
    """What is wrong with the type or the shape of one array: a short name and a sentence."""
    expected = f"an array of shape {like.shape}" if like.ndim else "one number"
    found = f"`{name}`: the gradient is {kind(part)}; expected {expected}."
    if part is None or part is ...:
        return "missing", (
            f"`{name}` has no gradient: it is {part}. Likely cause: the loop over the layers does not "
            "reach it, or the result was not stored."
        )
    if like.ndim and isinstance(part, (list, tuple)):
        return "structure", f"{found} `np.array(...)` makes an array of a list."
    try:
        array = np.asarray(part)
    except ValueError:
        array = np.array(None)
    if array.dtype.kind not in "buif":
        return "structure", found
    if array.shape == like.shape or array.size == like.size == 1:
        return "", ""
    if array.shape == like.shape[::-1]:
        return "transposed", f"{found} It is transposed: a gradient has the shape of its weights."
    if array.shape == (*like.shape[:-1], like.shape[-1] - 1):
        return "bias column missing", (
            f"{found} One column is missing, probably that of the bias: its input is the row of ones."
            if like.ndim == 2
            else f"{found} One entry is missing, probably the bias: its input is the row of ones."
        )
    if array.shape[::-1] == (*like.shape[:-1], like.shape[-1] - 1):
        return "transposed", f"{found} It is transposed, and the entries of the bias are missing."
    if array.size == like.size:
        return "arrangement", f"{found} The number of entries is right, their arrangement is not."
    return "shape", f"{found} Likely cause: a product or a sum over the wrong axis, or over none."


def forms(part: np.ndarray, like: np.ndarray) -> Iterator[tuple]:
    """Arrangements in which the numbers may be right: name, words, the numbers, where they count."""
    everywhere = np.ones(like.shape, dtype=bool)
    if part.shape == like.shape[::-1] and like.ndim == 2:
        yield "transposed", "Transposed back, all its numbers are right.", part.T, everywhere
    if like.ndim and part.shape == (*like.shape[:-1], like.shape[-1] - 1):
        mask = everywhere.copy()
        mask[..., 0] = False
        padded = np.concatenate([np.zeros((*like.shape[:-1], 1)), part], axis=-1)
        yield "bias column missing", "The numbers that are there are right.", padded, mask
    if part.size == like.size:
        yield (
            "arrangement",
            "The numbers themselves are right.",
            part.reshape(like.shape),
            everywhere,
        )
    for axis in range(part.ndim):
        if np.delete(part.shape, axis).tolist() == list(like.shape):
            words = "Along its axis {} the samples were not {}."
            yield "not summed", words.format(axis, "summed"), part.sum(axis=axis), everywhere
            yield "not summed", words.format(axis, "averaged"), part.mean(axis=axis), everywhere
