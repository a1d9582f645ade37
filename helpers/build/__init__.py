"""What builds the course: notebooks as they are committed, slides, handouts; and a look at the environment."""

from pathlib import Path

COURSE = Path(__file__).resolve().parent.parent.parent
KERNEL = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}


def slide_type(cell) -> str | None:
    """What a cell is while presenting: "slide", "subslide", "fragment", "notes", "skip" or None."""
    return cell.metadata.get("slideshow", {}).get("slide_type")
