"""A notebook executed in place, in the form that is committed."""

from pathlib import Path

import nbformat

from helpers.build import COURSE, KERNEL

TESTS = COURSE / "tests"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def run(path: Path, drawn: Path = TESTS / "drawn") -> None:
    """Execute a notebook in place and store it as it is committed.

    Execution counts are 1, 2, 3 …; what changes from run to run is dropped: times, the version of
    Python, the state of widgets and their random numbers. Where an explorer stands, its picture
    and its words are stored. What figures and explorers draw goes into the folder ``drawn``, for the
    tests to compare. Raises nbclient's CellExecutionError if a cell fails; the file is left as it was.
    """
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    timed = [n for n, cell in enumerate(code, 1) if "nbval-ignore-output" in cell.metadata.get("tags", ())]

    async def store_at_the_end(cell, **_):
        if cell is code[-1]:
            await _unseen(client, f"store_kernel({str(drawn / path.stem)!r} + '.json', {timed})")

    client = NotebookClient(
        notebook,
        timeout=60,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,  # how print is cut into pieces is chance
        on_notebook_start=lambda notebook: _unseen(client, "watch_kernel()"),
        on_cell_executed=store_at_the_end,
    )
    client.execute()
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # JupyterLab's times, if it was saved there
        if cell.cell_type == "code":
            for output in cell.outputs:
                output.get("data", {}).pop(WIDGET_VIEW, None)
    nbformat.validate(notebook)
    nbformat.write(notebook, path)


async def _unseen(client, call):
    """Call a function of ``tests/digest.py`` in the kernel, without a trace in the notebook."""
    code = f"import sys; sys.path.append({str(TESTS)!r}); import digest; digest.{call}"
    reply = await client.kc.execute_interactive(f"exec({code!r}, {{}})", silent=True, timeout=120)
    if reply["content"]["status"] != "ok":
        raise RuntimeError(f"{call}: {reply['content']['evalue']}")
