"""The hunts of notebooks 05, 08 and 10: each answer gets its word, and no letter is given away."""

import pytest

from helpers.checks import back_propagation, from_our_code_to_keras, generative_adversarial_networks, hunts

# The notebook's checks, what is right and why by number, all letters, what is numbered, and what a letter stands for.
HUNTS = {
    "05": (back_propagation, back_propagation.BUGS, "abcde", "bug", "line"),
    "08": (from_our_code_to_keras, from_our_code_to_keras.MISTAKES, from_our_code_to_keras.CAUSES, "program", "cause"),
    "10": (generative_adversarial_networks, generative_adversarial_networks.BUGS, "abcdef", "pair", "line"),
}
hunt = pytest.mark.parametrize("checks, key, letters, thing, place", HUNTS.values(), ids=HUNTS)


@pytest.fixture
def said(monkeypatch):
    """A function that gives the words on some answers."""
    shown = []
    monkeypatch.setattr(hunts, "display", lambda verdict: shown.append(str(verdict)))

    def said(checks, answers):
        checks.hunt(answers)
        return shown[-1]

    return said


@hunt
def test_reasons_are_told_of_right_answers_only(said, checks, key, letters, thing, place):
    right, count = {number: found[0] for number, (found, *_) in key.items()}, len(key)
    for answers in (right, {str(n): f"{place.capitalize()} ({letter.upper()}) " for n, letter in right.items()}):
        text = said(checks, answers)
        assert text.startswith("[✓ correct]") and all(reason in text for _, reason, *_ in key.values())
    text = said(checks, dict.fromkeys(key, "?"))
    assert text.startswith("[○ not attempted]") and f"{count} of {count} still to find." in text
    for number, (found, reason, *look) in key.items():
        name = f"{thing.capitalize()} {number}"
        for letter in letters:
            text = said(checks, {number: letter})
            if letter in found:
                assert f"{name}: yes, {place} ({letter}): {reason}." in text and f"{count - 1} of {count}" in text
            else:
                assert text.startswith("[≠ not yet]") and f"{name}: not {place} ({letter}). " in text
                assert reason not in text and all(words in text for words in look)


@hunt
def test_a_hunt_survives_whatever_is_written_there(said, checks, key, letters, thing, place):
    for answers in (None, [], "a", {}, {1: None}, {1: ["a"]}, {1: "z"}, {1: 5}, {9: "a"}):
        assert f"{len(key)} of {len(key)} still to find." in said(checks, answers)
    assert all(f"is not a {place}" in said(checks, {1: answer}) for answer in ("z", 5, None))
    assert f"There is no {thing} '9'" in said(checks, {9: "a"})
    assert "Write the answers as a dictionary" in said(checks, ["a"])
