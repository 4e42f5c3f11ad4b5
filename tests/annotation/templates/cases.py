"""Every template once with real names and once with invented ones; the names move on with the templates."""

from __future__ import annotations

from templates.clauses import CLAUSES
from templates.notation import Sentence, read_lines
from templates.structures import STRUCTURES
from templates.world import FICTIONAL_NAMES, REAL_NAMES


def make_sentences() -> list[Sentence]:
    """Return the sentences in a fixed order."""
    result = []
    for place, (category, lines) in enumerate((CLAUSES | STRUCTURES).items()):
        for names, slots in (("real", REAL_NAMES), ("fictional", FICTIONAL_NAMES)):
            shift = 5 * place % len(slots)
            result += read_lines(lines, prefix=names, category=category, slots=slots[shift:] + slots[:shift])
    return result
