"""The course's public address, from ``git remote``, in the places that need it: the README and each first code cell.

Before there is one, no link leads to it.
"""

import re
import subprocess
from pathlib import Path

import nbformat

from helpers.build import COURSE

HOST = re.compile(r"(?:https://(?:[^@/]+@)?|git@|ssh://git@)(github\.com)[:/]([^/]+)/(.+?)(?:\.git)?/?$")
BLOCK = re.compile(r"(?<=<!-- address -->\n).*?(?=<!-- /address -->)", re.S)
BEGIN = "try:\n    import helpers.exercises\nexcept ModuleNotFoundError:"
HEAD = re.compile(re.escape(BEGIN) + r".*?\n\n", re.S)


def public_address(remote: str | None = None) -> str:
    """The address of the repository on the web; empty where ``git remote`` names none on GitHub."""
    if remote is None:
        command = ["git", "remote", "get-url", "origin"]
        remote = subprocess.run(command, cwd=COURSE, capture_output=True, text=True).stdout.strip()
    found = HOST.match(remote)
    return f"https://{found[1]}/{found[2]}/{found[3]}" if found else ""


MISSING = """    raise ModuleNotFoundError(
        "The course's package is not here. In the course's folder, `make lab` or "
        "`uv run python -m helpers.build lab` opens this notebook. Anywhere else, first "
        "run %pip install git+ADDRESS, the address of the repository it comes from."
    ) from None
"""


def bring(requirement: str) -> str:
    """How a first code cell begins: where the package is not, it is brought, or it is said what to do."""
    if requirement:
        return f"{BEGIN}  # not in the course's own folder\n    %pip install -q {requirement}\n\n"
    return f"{BEGIN}\n{MISSING}\n"


def badges(address: str) -> str:
    """The README's line of links for that address; empty if there is none."""
    if not address:
        return ""
    owner, name = address.split("/")[-2:]
    site = f"https://{owner.lower()}.github.io/{name}/"
    first = "notebooks/00_start_here.ipynb"
    return (
        f"**[Open it in your browser]({site})** · "
        f"[Binder](https://mybinder.org/v2/gh/{owner}/{name}/HEAD?labpath={first}) · "
        f"[Colab](https://colab.research.google.com/github/{owner}/{name}/blob/HEAD/{first}) · "
        f"[![tests]({address}/actions/workflows/tests.yml/badge.svg)]({address}/actions/workflows/tests.yml)\n"
    )


def write_address(address: str, course: Path = COURSE) -> None:
    """Put the address, or its absence, into the README and into the first code cell of each notebook."""
    readme = course / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(BLOCK.sub(lambda _: badges(address), text), encoding="utf-8")
    for path in sorted((course / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        first = next(cell for cell in notebook.cells if cell.cell_type == "code")
        first.source = bring(address and f"git+{address}") + HEAD.sub("", first.source)
        nbformat.write(notebook, path)
