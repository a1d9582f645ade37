"""A picture that follows a pointer, or plays: for explorers that are dragged, clicked or watched."""

from pathlib import Path

import anywidget
from traitlets import Bool, Dict, Int, Unicode


class Picture(anywidget.AnyWidget):
    """An explorer's picture and words, in place of ``widgets.HTML``; ``picture.js`` is its other half.

    Attributes
    ----------
    value : str
        HTML with one ``img``.
    cursor : str
        The pointer's shape over the picture; if there is none, the pointer is not followed.
    pointer : dict
        The number of the ``press``, and where it came ``from`` and is ``at`` now: each x and y, from 0 to 1
        of the picture, from its lower left corner. Of a quick movement only the last place may arrive.
    playing : bool
        While true, ``frame`` counts on with each picture that is seen.
    """

    _esm = Path(__file__).with_suffix(".js")
    value = Unicode().tag(sync=True)
    cursor = Unicode().tag(sync=True)
    pointer = Dict({"press": 0, "from": [0, 0], "at": [0, 0]}).tag(sync=True)
    playing = Bool().tag(sync=True)
    frame = Int().tag(sync=True)
