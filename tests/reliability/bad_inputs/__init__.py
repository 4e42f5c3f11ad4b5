"""The generator of bad inputs: one entry for each threat of reading and each trap, and what must become of it."""

from bad_inputs.cases import Case, judge, outcomes
from bad_inputs.controls import controls


def all_cases() -> list[Case]:
    """Return all entries, the control files among them, sorted by name."""
    from bad_inputs import encodings, folders, lines, pages, prints, rows, words

    kinds = (encodings, folders, lines, pages, prints, rows, words)
    return sorted([*controls(), *(case for kind in kinds for case in kind.cases())], key=lambda case: case.name)


__all__ = ["Case", "all_cases", "controls", "judge", "outcomes"]
