"""What `make lab`, `make run`, `make slides`, `make handout` and `make new` do with the notebooks.

python -m helpers.build run [NOTEBOOK …]      execute in place, in the committed form
python -m helpers.build slides [NOTEBOOK …]   one reveal.js deck each, one of all key points, and an
                                              index with the minutes of each section, in build/slides
python -m helpers.build handout [NOTEBOOK …]  copies without solutions and outputs, in build/handout
python -m helpers.build new NAME              the frame of a notebook, such as 13_another_subject, and its modules
python -m helpers.build site                  a static site that runs the course in a browser, in build/site
python -m helpers.build address               what git remote names, into the README and each first code cell
python -m helpers.build work                  working copies for the one who learns, in work
python -m helpers.build lab [OPTION …]        the same, opened in JupyterLab, with options of its own
"""

import sys
from pathlib import Path

import nbformat

from helpers.build import COURSE
from helpers.build.address import public_address, write_address
from helpers.build.handout import HANDOUTS, hand_out
from helpers.build.lab import open_lab
from helpers.build.new import new
from helpers.build.run import run
from helpers.build.site import build_site
from helpers.build.slides import DECKS, build_deck, build_index, key_points
from helpers.build.working import working_copies


def main(arguments: list[str]) -> None:
    """The command line: see the top of this file."""
    if not arguments or arguments[0] not in ("run", "slides", "handout", "new", "site", "address", "work", "lab"):
        raise SystemExit(__doc__)
    if arguments[0] == "lab":
        open_lab(arguments[1:])
    if arguments[0] == "site":
        print(
            f"open {build_site()}, or any file server on its folder. To publish it: 1. push the repository to GitHub;"
        )
        print("2. there, Settings, Pages, Source: GitHub Actions; 3. call make address, which puts the address that")
        print("git remote names into the README and the notebooks, and commit that.")
        return
    if arguments[0] == "address":
        print(public_address() or "git remote names no repository on GitHub: nothing leads to one.")
        write_address(public_address())
        return
    if arguments[0] == "work":
        print(*working_copies(), sep="\n", end="")
        return
    if arguments[0] == "new":
        print(*new(" ".join(arguments[1:])), sep="\n")
        print("Next: its explorer in helpers/widgets/__init__.py and in `explorers` of tests/support.py; a row of")
        print("the README's map; then `make address`, `make run` and `git add`. tests/test_form.py says what")
        print("belongs in a notebook.")
        return
    chosen = [Path(name).resolve() for name in arguments[1:]]
    paths = chosen or sorted((COURSE / "notebooks").glob("*.ipynb"))
    for path in paths:
        if not path.is_file():
            raise SystemExit(
                f"There is no notebook {path}. Likely cause: a slip in its name; they are in the "
                "folder notebooks/, as in NOTEBOOK=notebooks/01_logic_gates.ipynb."
            )
    if arguments[0] == "run":
        for path in paths:
            print(f"running {path.name}")
            run(path)
    elif arguments[0] == "handout":
        HANDOUTS.mkdir(parents=True, exist_ok=True)
        for path in paths:
            print(hand_out(path))
    else:
        DECKS.mkdir(parents=True, exist_ok=True)
        for path in paths:
            build_deck(nbformat.read(path, as_version=4), path.stem)
        build_deck(key_points(sorted((COURSE / "notebooks").glob("*.ipynb"))), "key_points")
        print(f"open {build_index()}")


if __name__ == "__main__":
    main(sys.argv[1:])
