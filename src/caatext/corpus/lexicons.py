"""Word lists and the catalog of error codes that ship with the package, read once."""

from __future__ import annotations

import csv
import tomllib
from functools import lru_cache
from importlib import resources
from typing import NamedTuple


class VerbEntry(NamedTuple):
    """What the verb lexicon says of a verb or deverbal noun; scales are documented in ``docs/verb-lexicon.md``."""

    lemma: str
    pos: str
    verb_class: str
    agent_value: int
    is_speech: bool
    role_of_possessor: str


def read_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a CSV file in ``caatext/data``; every value is a string."""
    text = resources.files("caatext").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def verb_lexicon() -> dict[tuple[str, str], VerbEntry]:
    """Return the verb lexicon by (lemma, part of speech), where the part of speech is VERB or NOUN.

    Examples
    --------
    >>> verb_lexicon()["invade", "VERB"].verb_class
    'conflict-material'
    """
    return {
        (row["lemma"], row["pos"]): VerbEntry(
            row["lemma"],
            row["pos"],
            row["verb_class"],
            int(row["agent_value"] or 0),
            row["is_speech"] == "1",
            row["role_of_possessor"],
        )
        for row in read_rows("verbs.csv")
    }


@lru_cache(maxsize=1)
def valence_lexicon() -> dict[str, float]:
    """Return word valences in [-1, 1] from the VADER lexicon, without the words that name this field's subject matter.

    A word such as *security* or *war* says what a text is about before it says how the author feels; they are listed
    with a reason in ``data/topic_words.csv``.

    Source: Hutto & Gilbert 2014; the list comes inside the ``vaderSentiment`` package.

    Examples
    --------
    >>> valence_lexicon()["success"] > 0, "war" in valence_lexicon()
    (True, False)
    """
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    subject_matter = {row["word"] for row in read_rows("topic_words.csv")}
    lexicon = SentimentIntensityAnalyzer().lexicon
    return {word: value / 4 for word, value in lexicon.items() if word.isalpha() and word not in subject_matter}


@lru_cache(maxsize=1)
def error_catalog() -> dict[str, dict[str, str]]:
    """Return what each error code means and how to mend it.

    Examples
    --------
    >>> sorted(error_catalog()["E-DISK"])
    ['means', 'mend']
    """
    text = resources.files("caatext").joinpath("data", "errors.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
