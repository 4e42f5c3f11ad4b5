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
    #: The verb that a noun comes from; of a verb the lemma itself.
    verb_lemma: str = ""
    #: Root class of the CAMEO event scheme, "" where it has none.
    cameo_root: str = ""
    #: From conflict (-10) to co-operation (+10); NaN where there is no root.
    goldstein: float = float("nan")
    agent_power: int = 0
    agent_agency: int = 0
    patient_power: int = 0
    patient_effect: int = 0
    #: What *the ... of X* makes of X: agent, patient, or "" where *of* brings in neither.
    role_of_complement: str = ""
    #: Whether a noun names an act only between two that are both named: *war, influence*.
    needs_partner: bool = False
    #: Whether the last word is the preposition that brings in the other side (*rely on*), not a particle (*give in*).
    has_preposition: bool = False
    #: Whether the passive says that its subject is bound: *was forced to, was drawn into*.
    binds_passive_subject: bool = False


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
    return {(row["lemma"], row["pos"]): _verb_entry(row) for row in read_rows("verbs.csv")}


def _verb_entry(row: dict[str, str]) -> VerbEntry:
    return VerbEntry(
        lemma=row["lemma"],
        pos=row["pos"],
        verb_class=row["verb_class"],
        agent_value=int(row["agent_value"] or 0),
        is_speech=row["is_speech"] == "1",
        role_of_possessor=row["role_of_possessor"],
        verb_lemma=row["verb_lemma"],
        cameo_root=row["cameo_root"],
        goldstein=float(row["goldstein"] or "nan"),
        agent_power=int(row["agent_power"] or 0),
        agent_agency=int(row["agent_agency"] or 0),
        patient_power=int(row["patient_power"] or 0),
        patient_effect=int(row["patient_effect"] or 0),
        role_of_complement=row["role_of_complement"],
        needs_partner=row["needs_partner"] == "1",
        has_preposition="listed with its preposition" in row["note"],
        binds_passive_subject="passive subject: constraint" in row["note"],
    )


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
