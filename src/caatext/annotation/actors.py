"""Mentions: which words name which actor, and whether a place name means the place or its government.

Longest match first; names inside masks and inside longer names are no mentions; modifiers such as *pro-Western* are
kept with the reading ``modifier``. A metonym is read by the grammar around it, a surname by the names before it in the
same article; the rule that decided is a column, and ``other_reading`` says what else a form may mean.
"""

from __future__ import annotations

import re

from caatext.annotation.gazetteer import Gazetteer, Mention, Surface
from caatext.annotation.metonyms import MetonymReader, Verdict
from caatext.annotation.parsing import ParsedDocument, Sentence, Token
from caatext.annotation.proper_names import why_no_mention
from caatext.annotation.review import Review, apply_review
from caatext.annotation.surnames import SurnameReader
from caatext.corpus.world import other_readings

__all__ = ["Gazetteer", "Mention", "Surface", "link_actors"]

_MODIFIER_BEFORE = re.compile(r"(?:^|[^\w])(?:pro|anti|non|post|ex|un|pre|quasi|semi)[-‑‐]$", re.IGNORECASE)
_MODIFIER_AFTER = re.compile(
    r"[-‑‐–](?:[a-z]+(?:ed|ing)|led|run|built|born|made|held|grown|won|style|friendly|first|wide|type|only)\b(?! by\b)"
)


def link_actors(
    document: ParsedDocument, gazetteer: Gazetteer, *, date: str = "", review: Review | None = None
) -> tuple[list[Mention], list[tuple[int, int]]]:
    """Return the mentions of a document and the spans that masks cover.

    Parameters
    ----------
    document : ParsedDocument
        Text and sentences.
    gazetteer : Gazetteer
        The forms to look for.
    date : str
        ISO date of the document; a surname alone counts only while its leader is in office, where both dates are known.
    review : Review, optional
        Decisions of a person; they win over every rule.

    Returns
    -------
    mentions : list of Mention
        In reading order; `rule` says why the reading was chosen.
    masks : list of (start, end)
        Where no actor, cue or evaluation may be read.
    """
    linker = _Linker(document, gazetteer, date=date)
    mentions, masks = [], []
    for paragraph_start, paragraph_end in document.paragraphs:
        for start, form in gazetteer.find(document.text, paragraph_start, paragraph_end, date=date):
            end = start + len(form.text)
            if form.kind == "mask":
                masks.append((start, end))
                mentions.extend(_place_in_mask(start, form, gazetteer, date=date))
            elif mention := linker.read(start, end, form):
                mentions.append(mention)
    settled = _settle(mentions)
    return (apply_review(settled, review, document) if review else settled), masks


def _place_in_mask(start: int, mask: Surface, gazetteer: Gazetteer, *, date: str) -> list[Mention]:
    """Return the city that a treaty or site is named after; it is a place, whatever stands around it."""
    cities = [(at, form) for at, form in gazetteer.places.get(mask.text, ()) if form.holds(date)][:1]
    return [
        Mention(start + at, start + at + len(form.text), form.text, form.actor_id, "place", "name of a treaty or site")
        for at, form in cities
    ]


class _Linker:
    """Reads the forms of one document in order."""

    def __init__(self, document: ParsedDocument, gazetteer: Gazetteer, *, date: str) -> None:
        self.text = document.text
        self.at: dict[int, tuple[Sentence, Token]] = {
            token.start: (sentence, token) for sentence in document.sentences for token in sentence.tokens
        }
        self.metonyms = MetonymReader(self.text, self.at, gazetteer.by_first_word)
        self.surnames = SurnameReader(self.at, gazetteer.surnames, date=date)

    def read(self, start: int, end: int, form: Surface) -> Mention | None:
        """Return the mention that a form makes, or None where it makes none."""
        if form.kind == "metonym" and self.surnames.is_person(form, start):
            form = form._replace(kind="surname")
        if why_no_mention(self.text, start, end, form=form, at=self.at):
            return None
        found = self._verdict(start, end, form)
        if found is None:
            return None
        bearer, verdict = found
        if modifier := self._modifier(start, end):
            verdict = Verdict("modifier", modifier)
        return Mention(start, end, form.text, bearer.actor_id, verdict.reading, verdict.rule, verdict.other)

    def _verdict(self, start: int, end: int, form: Surface) -> tuple[Surface, Verdict] | None:
        if form.kind == "surname":
            return self.surnames.read_surname(form, start, end)
        if form.kind == "leader":
            full = self.surnames.read_full(form, start, end)
            return (form, full) if full else None
        if form.kind in ("metonym", "seat"):
            return form, self.metonyms.read(start, end, form=form)
        return form, Verdict("actor", form.kind, other_readings().get(form.text, ""))

    def _modifier(self, start: int, end: int) -> str:
        if _MODIFIER_BEFORE.search(self.text[max(0, start - 6) : start]):
            return "prefix before a name"
        return "participle after a name" if _MODIFIER_AFTER.match(self.text, end) else ""


def _settle(mentions: list[Mention]) -> list[Mention]:
    """Return the mentions; a doubtful name is sure where the article has another name of the same actor."""
    doubts: dict[str, set[str]] = {}
    for mention in mentions:
        doubts.setdefault(mention.actor_id, set()).add(mention.other_reading)
    return [
        mention._replace(other_reading="")
        if mention.rule == "alias" and mention.other_reading and len(doubts[mention.actor_id]) > 1
        else mention
        for mention in mentions
    ]
