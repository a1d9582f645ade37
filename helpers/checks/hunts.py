"""The hunts of 05, 08 and 10: which line, or which cause, is the mistake in each of several programs?"""

from collections.abc import Callable, Mapping

from IPython.display import display

from helpers.exercises import CORRECT, NOT_ATTEMPTED, NOT_YET, Verdict


def judge_hunt(
    answers: object, key: Mapping[int, tuple], look: Callable, letters: str, thing="bug", place="line", title="bug hunt"
) -> None:
    """Show of each answer whether it is right, and the reason of those that are.

    ``answers`` are the student's: the letter of a place, or "?", by number; whatever else is written there gets a word,
    too. ``key`` has letters and a reason by number: usually one letter; of several each is right. ``look(number,
    answer)`` says where to look instead, and never gives the letter away; ``letters`` is all that may be answered.
    ``thing`` is what is numbered, ``place`` what a letter stands for, and ``title`` the name of the hunt.
    """

    def plain(x):  # as it may be written: "1", "E", "(e)" or "line (e)"
        return str(x).lower().removeprefix(place).strip("() .") if isinstance(x, (str, int)) else x

    given = {plain(number): plain(answer) for number, answer in answers.items()} if isinstance(answers, dict) else {}
    lines, found, wrong = [], 0, 0
    for number, (right, reason) in key.items():
        answer = given.pop(str(number), "?")
        if answer in ("?", ""):
            continue
        found += answer in tuple(right)
        wrong += answer not in tuple(right)
        name = f"{thing.capitalize()} {number}"
        if answer in tuple(right):
            lines.append(f"{name}: yes, {place} ({answer}): {reason}.")
        elif answer in tuple(letters):
            lines.append(f"{name}: not {place} ({answer}). {look(number, answer)}")
        else:
            first, last = letters[0], letters[-1]
            lines.append(f'{name}: {answer!r} is not a {place}. Write a letter from "{first}" to "{last}".')
    lines += [f"There is no {thing} {number!r}: they are numbered from 1 to {len(key)}." for number in given]
    if not isinstance(answers, dict):
        lines.append('Write the answers as a dictionary: {1: "a", 2: "?"}.')
    if found < len(key):
        lines.append(f"{len(key) - found} of {len(key)} still to find.")
    kind = NOT_YET if wrong else NOT_ATTEMPTED if found < len(key) else CORRECT
    display(Verdict(kind, title, "\n".join(lines)))
