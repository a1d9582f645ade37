"""The mutants themselves: what each of them changes is there."""

from mutants import MUTANTS, ROOT


def test_what_a_mutant_changes_stands_once_in_its_file():
    files = {file: (ROOT / "helpers" / file).read_text("utf-8") for file, *_ in MUTANTS}
    assert [mutant for mutant in MUTANTS if files[mutant[0]].count(mutant[1]) != 1] == []
