"""A bar for long loops."""

import ipywidgets as widgets
from IPython.display import display


def progress(items, name):
    """Go through some items while a bar shows how far it is.

    What is stored in the notebook is the same words at each run, so that runs can be compared, and a page without a
    kernel shows them. ``items`` have a length, ``name`` says what is counted, in the plural: "epochs".
    """
    bar = widgets.IntProgress(max=len(items), tooltip=name, layout=widgets.Layout(width="25em", max_width="60%"))
    count = widgets.Label(f"0 of {len(items)} {name}")
    shown = widgets.HBox([bar, count])._repr_mimebundle_() | {"text/plain": f"{len(items)} {name}"}
    display(shown, raw=True)
    for done, item in enumerate(items, 1):
        yield item
        # At most a hundred messages: a server stops sending what comes too fast, and says so in red.
        if 100 * done // len(items) > 100 * (done - 1) // len(items):
            bar.value, count.value = done, f"{done} of {len(items)} {name}"
    bar.bar_style = "success"
