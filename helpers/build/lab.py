"""The course opened in JupyterLab, on working copies, with settings that are not written anywhere else."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from helpers.build import COURSE
from helpers.build.working import WORK, working_copies

SETTINGS = Path(__file__).resolve().parent.parent / "settings"


def settings() -> dict[str, str]:
    """Environment variables that have JupyterLab read ``helpers/settings``, before the user's own.

    There, it asks nobody whether it may show news: in a class that is in the way. Explorers draw in the thread that
    runs the cells, not beside it: matplotlib cannot draw in two at once. And kernels load ``helpers/kernel.py`` before
    any cell has run.
    """
    names = "JUPYTER_CONFIG_PATH", "JUPYTER_PATH"
    return {name: os.pathsep.join(filter(None, [str(SETTINGS), os.environ.get(name)])) for name in names}


def open_lab(arguments: Sequence[str]) -> None:
    """Make the working copies that are missing, and become JupyterLab, which this machine alone reaches.

    Raises SystemExit if JupyterLab is not installed, or if it is called as root, as which JupyterLab does not start.
    """
    try:
        import jupyterlab  # noqa: F401
    except ImportError:
        raise SystemExit(
            "JupyterLab is not installed here. Found: the course's package alone. Expected: its extra `lab`. Likely "
            "cause: it was installed for another host. In the course's folder, `make lab` or `uv run python -m "
            "helpers.build lab` brings what is missing; with pip: python -m pip install -e .[lab]"
        ) from None
    if getattr(os, "geteuid", lambda: 1)() == 0 and "--allow-root" not in arguments:
        raise SystemExit((COURSE / ".ci/as-root.txt").read_text().strip())
    for line in working_copies():
        print(line)
    command = [
        *(sys.executable, "-m", "jupyterlab", "--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={WORK}"),
        *("--LabApp.default_url=/lab/tree/00_start_here.ipynb", *arguments),
    ]
    os.chdir(COURSE)
    os.environ.update(settings())
    if os.name == "nt":  # there, exec would give the terminal back at once
        import subprocess

        raise SystemExit(subprocess.run(command).returncode)
    os.execv(sys.executable, command)
