"""A picture that follows a pointer, or plays: for explorers that are dragged, clicked or watched."""

from pathlib import Path

import anywidget
import ipywidgets as widgets
from traitlets import Bool, Dict, Int, Unicode

from helpers.widgets.explorer import Explorer, button, row


class Picture(anywidget.AnyWidget):
    """An explorer's picture and words, in place of ``widgets.HTML``; ``picture.js`` is its other half.

    ``value`` is HTML with one ``img``, ``cursor`` the pointer's shape over it; if there is none, the pointer is not
    followed. ``pointer`` has the number of the ``press``, and where it came ``from`` and is ``at`` now: each x and y,
    from 0 to 1 of the picture, from its lower left corner. Of a quick movement only the last place may arrive. While
    ``playing``, ``frame`` counts on with each picture that is seen.
    """

    _esm = Path(__file__).with_suffix(".js")
    value = Unicode().tag(sync=True)
    cursor = Unicode().tag(sync=True)
    pointer = Dict({"press": 0, "from": [0, 0], "at": [0, 0]}).tag(sync=True)
    playing = Bool().tag(sync=True)
    frame = Int().tag(sync=True)


def in_axes(ax, place):
    """A place in the picture, x and y from 0 to 1 as the pointer's, as a point of these axes."""
    return ax.transData.inverted().transform(ax.figure.transFigure.transform(place))


class PlayedExplorer(Explorer):
    """An explorer that plays: its page asks for the next picture once it has drawn the last, until the reader stops it.

    A new explorer also defines ``restart()``, which does away with all steps and takes the first weights of ``seed``,
    and ``go_on()``, the steps from one picture to the next. ``again`` is the name of the button that restarts.
    """

    def __init__(self, choices, steps, again, size):
        self.play = widgets.ToggleButton(description="play", tooltip="go on until you press it again", icon="play")
        self.play.layout.width = "7em"
        self.play.observe(self.play_or_pause, "value")
        back = button(again, "back to the start, with the same first weights", self.again)
        renew = button("new weights", "back to the start, with other first weights", self.renew)
        view = Picture()
        view.observe(lambda change: self.go_on(), "frame")
        self.seed = 0
        self.restart()
        super().__init__([*choices, row(self.play, *steps, back, renew)], size, view)

    def play_or_pause(self, change):
        self.play.description, self.play.icon = ("pause", "pause") if change.new else ("play", "play")
        self.view.playing = change.new

    def again(self):
        self.restart()
        self.refresh()

    def renew(self):
        self.seed += 1
        self.again()
