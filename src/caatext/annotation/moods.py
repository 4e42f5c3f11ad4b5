"""Whether a sentence, taken as a whole, denies or only wishes what it speaks of."""

from __future__ import annotations

from caatext.annotation.denial import read_denials
from caatext.annotation.parsing import Sentence
from caatext.annotation.wishes import read_wishes

DENIED, WISHED = "denied", "wished"


def main_mood(sentence: Sentence) -> str:
    """Return ``denied`` where every main clause, or what it says, is denied, ``wished`` where it is a wish, or nothing.

    Notes
    -----
    Not to be read as: nothing in the sentence is asserted. *The army, which is strong, did not come* is denied.
    """
    if read_denials(sentence).is_main_denied():
        return DENIED
    return WISHED if read_wishes(sentence).is_main_wished() else ""
