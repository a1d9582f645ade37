"""A bar for long loops."""

import ipywidgets as widgets
from IPython.display import display

from helpers.widgets.explorer import told, view_of


def progress(items, name):
    """Go through some items while a bar shows how far it is.

    What is stored in the notebook is the same words at each run, so that runs can be compared, and a page without a
    kernel shows them. ``items`` have a length, ``name`` says what is counted, in the plural: "epochs".
    """
    bar = told(widgets.IntProgress(max=len(items), layout=widgets.Layout(width="25em", max_width="60%")), name)
    count = widgets.Label(f"0 of {len(items)} {name}")
    shown = view_of(widgets.HBox([bar, count])) | {"text/plain": f"{len(items)} {name}"}
    display(shown, raw=True)
    for done, item in enumerate(items, 1):
        yield item
        # At most a hundred messages: a server stops sending what comes too fast, and says so in red.
        if 100 * done // len(items) > 100 * (done - 1) // len(items):
            bar.value, count.value = done, f"{done} of {len(items)} {name}"
    bar.bar_style = "success"
