"""Digests of what is drawn: what may differ on another machine, and what may not."""

from digest import alike, differences


def test_last_digits_may_differ_and_nothing_else():
    assert alike(["line", [1.0, 2000.0]], ["line", [1.001, 2000.1]]) and alike("cost 0.1234", "cost 0.1235")
    for a, b in (
        ([1.0], [1.1]),
        ([1.0, 2.0], [2.0, 1.0]),
        ("#0072b2ff", "#0073b2ff"),
        ("cost 1", "loss 1"),
        (None, []),
    ):
        assert list(differences({"cell 1": {"0 1": {"path": a}}}, {"cell 1": {"0 1": {"path": b}}})) == [
            f"cell 1 / 0 1 / path: stored {a}, drawn {b}"
        ]
