"""The command line: what `make lab`, `make run`, `make slides` and their like do with the notebooks.

python -m helpers.build run [NOTEBOOK …]      execute in place, in the committed form
python -m helpers.build slides [NOTEBOOK …]   one reveal.js deck each, one of all key points, and an
                                              index with the minutes of each section, in build/slides
python -m helpers.build handout [NOTEBOOK …]  copies without solutions and outputs, in build/handout
python -m helpers.build new NAME              the frame of a notebook, such as 13_another_subject, and its modules
python -m helpers.build site                  a static site that runs the course in a browser, in build/site
python -m helpers.build address               what git remote names, into the README and each first code cell
python -m helpers.build lab [OPTION …]        working copies in work, opened in JupyterLab, with options of its own
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat

from helpers.build import COURSE
from helpers.build.address import public_address, write_address
from helpers.build.lab import open_lab
from helpers.build.new import new
from helpers.build.run import run
from helpers.build.site import build_site
from helpers.build.slides import build_deck, build_index, key_points
from helpers.build.working import HANDOUTS, hand_out


def main(command: str = "", *arguments: str) -> None:
    match command:
        case "run":
            for path in _notebooks(arguments):
                print(f"running {path.name}")
                run(path)
        case "slides":
            for path in _notebooks(arguments):
                build_deck(nbformat.read(path, as_version=4), path.stem)
            build_deck(key_points(_notebooks()), "key_points")
            print(f"open {build_index()}")
        case "handout":
            HANDOUTS.mkdir(parents=True, exist_ok=True)
            for path in _notebooks(arguments):
                print(hand_out(path))
        case "new":
            print(*new(" ".join(arguments)), sep="\n")
            print("Next: its explorer in helpers/widgets/__init__.py and in `explorers` of tests/support.py; a row of")
            print("the README's map; then `make address`, `make run` and `git add`. tests/test_form.py says what")
            print("belongs in a notebook.")
        case "site":
            print(f"open {build_site()}, or any file server on its folder. To publish it: 1. push the repository to")
            print("GitHub; 2. there, Settings, Pages, Source: GitHub Actions; 3. call make address, which puts the")
            print("address that git remote names into the README and the notebooks, and commit that.")
        case "address":
            print(public_address() or "git remote names no repository on GitHub: nothing leads to one.")
            write_address(public_address())
        case "lab":
            open_lab(arguments)
        case _:
            raise SystemExit(__doc__)


def _notebooks(names: Sequence[str] = ()) -> list[Path]:
    """The notebooks of these names; without one, all of them."""
    paths = [Path(name).resolve() for name in names] or sorted((COURSE / "notebooks").glob("*.ipynb"))
    for path in paths:
        if not path.is_file():
            raise SystemExit(
                f"There is no notebook {path}. Likely cause: a slip in its name; they are in the "
                "folder notebooks/, as in NOTEBOOK=notebooks/01_logic_gates.ipynb."
            )
    return paths


if __name__ == "__main__":
    main(*sys.argv[1:])
