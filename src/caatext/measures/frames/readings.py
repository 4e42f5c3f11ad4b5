"""What is said of a code besides its frame: whose words it stands in, and what the author makes of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.tables import check_table, make_table, sort_by_address

AUTHOR = "author"
ADOPTED, REJECTED = "adopted", "rejected"
WISHED = "wished"
_SPOKEN = ("direct", "mixed", "indirect")
Address: TypeAlias = tuple[str, int, int]


def main_uptakes(annotations: Annotations) -> dict[tuple[Address, str], str]:
    """Return what the author makes of what a voice says in a sentence, where it is known: adopted or rejected.

    A quotation that goes on into a second sentence counts for its first one.
    """
    quotes = check_table(annotations.quotes, "quotes", step="annotate")
    quotes = quotes[quotes["kind"].isin(_SPOKEN) & (quotes["uptake"] != "")]
    found: dict[tuple[Address, str], str] = {}
    columns = ["doc_id", "paragraph", "sentence", "voice", "uptake"]
    for doc_id, paragraph, sentence, voice, uptake in quotes[columns].itertuples(index=False, name=None):
        key = ((doc_id, paragraph, sentence), voice)
        found[key] = REJECTED if REJECTED in (uptake, found.get(key)) else ADOPTED
    return found


def main_voices(annotations: Annotations) -> dict[Address, str]:
    """Return whose words most of a sentence is in, for sentences of which most words are not the author's."""
    tones = check_table(annotations.polarity, "polarity", step="annotate")
    counted: dict[Address, dict[str, int]] = defaultdict(dict)
    columns = ["doc_id", "paragraph", "sentence", "voice", "n_words"]
    for doc_id, paragraph, sentence, voice, n_words in tones[columns].itertuples(index=False, name=None):
        words = counted[doc_id, paragraph, sentence]
        words[voice] = words.get(voice, 0) + n_words
    main = {place: min(words, key=lambda v: (-words[v], v != AUTHOR, v)) for place, words in counted.items()}
    return {place: voice for place, voice in main.items() if voice != AUTHOR}


def main_moods(annotations: Annotations) -> dict[Address, str]:
    """Return which sentences deny or only wish what they speak of: ``denied`` or ``wished``."""
    sentences = check_table(annotations.sentences, "sentences", step="annotate")
    rows = sentences.loc[sentences["mood"] != "", ["doc_id", "paragraph", "sentence", "mood"]]
    return {(d, p, s): mood for d, p, s, mood in rows.itertuples(index=False, name=None)}


def polarity_of(voice: str, uptake: str, *, is_denied: bool = False, mood: str = "") -> str:
    """Return asserted, attributed, denied or rejected; ``wished`` where the sentence as a whole is a wish.

    `mood` is that of a whole sentence, from `main_moods`. What is wished is no code: `make_codes` leaves it out.

    Examples
    --------
    >>> polarity_of("author", ""), polarity_of("ludrath", "adopted"), polarity_of("ludrath", "rejected")
    ('asserted', 'attributed', 'rejected')
    >>> polarity_of("author", "", mood="denied"), polarity_of("author", "", mood="wished")
    ('denied', 'wished')
    """
    if mood == WISHED:
        return WISHED
    if uptake == REJECTED:
        return REJECTED
    if is_denied or mood == "denied":
        return "denied"
    return "asserted" if voice == AUTHOR else "attributed"


def make_codes(rows: Iterable[Mapping[str, Any]], instrument: str) -> pd.DataFrame:
    """Return codes in their columns and order, with ``cues`` (what fired), ``uptake`` and ``strength`` behind them.

    Who wishes for something says that it is not there yet: rows of polarity ``wished`` are left out.
    """
    said = ({"value": 1.0} | dict(row) for row in rows if row["polarity"] != WISHED)
    codes = make_table(said, "codes").assign(instrument=instrument)
    for name in ("cues", "uptake"):
        codes[name] = (codes[name].fillna("") if name in codes else pd.Series("", index=codes.index)).astype("str")
    codes["strength"] = codes["strength"].astype("float64") if "strength" in codes else float("nan")
    ordered = [name for name in codes if name not in ("cues", "uptake", "strength")]
    return sort_by_address(codes[[*ordered, "cues", "uptake", "strength"]], "frame_id", "voice", "polarity", "actor_id")
