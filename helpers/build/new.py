"""The frame of a new notebook, with its modules: what ``tests/test_form.py`` asks, to be filled."""

import re
from keyword import iskeyword
from pathlib import Path
from string import Template

from helpers.build import COURSE

FRAME = Path(__file__).parent / "frame"


def new(name: str, course: Path = COURSE) -> list[Path]:
    """Write the frame of a notebook, such as "13_another_subject", and its four modules; returns their paths.

    Raises SystemExit if the name is none for a notebook, or one of the files is there already.
    """
    if not re.fullmatch(r"\d\d_[a-z][a-z_]*", name) or iskeyword(name[3:]):  # its modules have this name, too
        raise SystemExit(
            f"The name is {name!r}; expected two digits and words, no word of Python's own, as in "
            "NAME=13_another_subject."
        )
    number, stem = name.split("_", 1)
    before = max((p.stem for p in (course / "notebooks").glob("*.ipynb") if p.stem < name), default="00_start_here")
    words = {"number": number, "stem": stem, "title": stem.replace("_", " ").capitalize()}
    words |= {"before": before, "earlier": before[:2]}
    files = {
        f"notebooks/{name}.ipynb": "notebook.txt",
        f"helpers/checks/{stem}.py": "checks.txt",
        f"helpers/widgets/{stem}.py": "widgets.txt",
        f"tests/mistakes/m{name}.py": "mistakes.txt",
        f"tests/test_widgets_{number}.py": "tests.txt",
    }
    paths = [course / file for file in files]
    if there := [str(path) for path in paths if path.exists()]:
        raise SystemExit(f"Already there: {', '.join(there)}. Nothing was written. Choose another name.")
    for path, template in zip(paths, files.values()):
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (FRAME / template).read_text(encoding="utf-8")
        path.write_text(Template(text).substitute(words), encoding="utf-8")
    return paths
