"""Mentions: which words name which actor, and whether a place name means the place or its government.

Longest match first; names inside masks are no mentions; modifiers such as *pro-Western* are kept with the reading
``modifier``. A metonym is read by the grammar around it, and the rule that decided is a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from caatext.annotation.parsing import ParsedDocument, Sentence, Token
from caatext.corpus.codebook import Actor, Codebook, Metonym

_MODIFIER_BEFORE = re.compile(r"(?:^|[^\w])(?:pro|anti|non|post|ex)[-‑‐]$", re.IGNORECASE)
_MODIFIER_AFTER = re.compile(
    r"[-‑‐–](?:backed|led|ruled|run|based|born|dominated|controlled|oriented|focused|aligned|sponsored|brokered|"
    r"recruited|style|made|occupied|mediated|friendly|facing|first)\b"
)
#: Grammar that makes a capital a place.
_PLACE_PREPOSITIONS = {"in", "at", "near", "outside", "around", "within", "throughout", "inside"}
_PATH_PREPOSITIONS = {"to", "from", "via", "into", "through", "towards", "toward", "for"}
_TRAVEL = {
    "travel", "trip", "visit", "fly", "flight", "go", "come", "arrive", "arrival", "return", "move", "head", "route",
    "road", "railway", "train", "meet", "meeting", "convene", "gather", "journey", "tour", "leave", "reach", "enter",
}  # fmt: skip
#: What is done to a town and not to a government.
_DONE_TO_PLACES = {"bomb", "capture", "divide", "liberate", "rebuild", "repair", "secure", "shell", "storm"}
#: "The regime in X" is the government, wherever it sits.
_RULERS = {
    "regime",
    "government",
    "leadership",
    "leader",
    "ruler",
    "authority",
    "those",
    "politician",
    "power",
    "elite",
}
_PARTS_OF_PLACES = {"people", "street", "city", "resident", "outskirt", "suburb", "airport", "port", "gate", "center",
                    "heart", "capital", "town", "siege", "fall", "north", "south", "east", "west"}  # fmt: skip
_PLACE_NOUNS = {
    "accord", "agreement", "airport", "city", "concert", "conference", "congress", "declaration", "exhibition",
    "forum", "garage", "hall", "lawn", "meeting", "metro", "olympics", "outskirt", "parade", "police",
    "process", "protocol", "region", "round", "session", "square", "station", "street", "suburb", "summit",
    "talk", "theater", "visitor", "wall",
}  # fmt: skip


class Surface(NamedTuple):
    """A form to look for: which actor it names (empty: a mask), and how it is to be read."""

    text: str
    actor_id: str
    kind: str
    metonym: Metonym | None = None
    since: str = ""
    until: str = ""

    def holds(self, date: str) -> bool:
        """Whether the form led to its actor on a date; where there is no date, it may have."""
        return not date or (self.since or "0") <= date <= (self.until or "9")

    def order(self) -> tuple[int, str, bool, list[int]]:
        """Sort longest first; of the same form, the one that still holds, then the latest."""
        latest = [-ord(character) for character in self.since]
        return -len(self.text), self.text, bool(self.until), latest


class Mention(NamedTuple):
    """A found form with its offsets in the document."""

    start: int
    end: int
    surface: str
    actor_id: str
    reading: str
    rule: str


@dataclass(frozen=True)
class Gazetteer:
    """All forms of a codebook by their first word, longest first."""

    by_first_word: dict[str, list[Surface]]

    @classmethod
    def from_codebook(cls, codebook: Codebook) -> Gazetteer:
        """Return the forms of every actor and mask of a codebook."""
        found: dict[str, list[Surface]] = {}
        forms = [Surface(mask.surface, "", "mask") for mask in codebook.masks]
        for actor in codebook.actors:
            forms.extend(_forms(actor))
        for form in forms:
            first = re.search(r"\w+", form.text)
            if first:
                found.setdefault(first.group(), []).append(form)
        return cls({first: sorted(rows, key=Surface.order) for first, rows in found.items()})

    def find(
        self, text: str, start: int = 0, end: int | None = None, *, date: str = ""
    ) -> Iterator[tuple[int, Surface]]:
        """Yield the forms that hold on a date with their offsets, longest match first, none inside another."""
        stop = len(text) if end is None else end
        taken = start
        for word in re.compile(r"\w+").finditer(text, start, stop):
            if word.start() < taken:
                continue
            for form in self.by_first_word.get(word.group(), ()):
                begin = word.start() - re.search(r"\w", form.text).start()  # type: ignore[union-attr]
                finish = begin + len(form.text)
                if not form.holds(date):
                    continue
                if text.startswith(form.text, max(begin, 0)) and finish <= stop and _ends_word(text, finish):
                    if form.kind == "prefix" and not re.match(r"[-‑‐–]", text[finish : finish + 1]):
                        continue
                    yield begin, form
                    taken = finish
                    break


def _ends_word(text: str, position: int) -> bool:
    return position >= len(text) or not (text[position].isalnum() or text[position] == "_")


def _forms(actor: Actor) -> Iterator[Surface]:
    for alias in actor.aliases:
        yield Surface(alias, actor.id, "alias")
    for office in actor.offices:
        yield Surface(office, actor.id, "office")
    for prefix in actor.prefixes:
        yield Surface(prefix, actor.id, "prefix")
    for metonym in actor.metonyms:
        yield Surface(metonym.surface, actor.id, "metonym", metonym, metonym.since, metonym.until)
    for leader in actor.leaders:
        for name in dict.fromkeys((leader.name, leader.surname)):
            if name:
                yield Surface(name, actor.id, "leader", None, leader.since, leader.until)


def link_actors(
    document: ParsedDocument, gazetteer: Gazetteer, *, date: str = ""
) -> tuple[list[Mention], list[tuple[int, int]]]:
    """Return the mentions of a document and the spans that masks cover.

    Parameters
    ----------
    document : ParsedDocument
        Text and sentences.
    gazetteer : Gazetteer
        The forms to look for.
    date : str
        ISO date of the document; a leader counts only while in office, where both dates are known.

    Returns
    -------
    mentions : list of Mention
        In reading order; `rule` says why the reading was chosen.
    masks : list of (start, end)
        Where no actor, cue or evaluation may be read.
    """
    reader = _MetonymReader(document)
    mentions, masks = [], []
    for paragraph_start, paragraph_end in document.paragraphs:
        for start, form in gazetteer.find(document.text, paragraph_start, paragraph_end, date=date):
            end = start + len(form.text)
            if form.kind == "mask":
                masks.append((start, end))
            else:
                reading, rule = _read(document.text, start, end, form=form, reader=reader)
                mentions.append(Mention(start, end, form.text, form.actor_id, reading, rule))
    return mentions, masks


def _read(text: str, start: int, end: int, *, form: Surface, reader: _MetonymReader) -> tuple[str, str]:
    if _MODIFIER_BEFORE.search(text[max(0, start - 6) : start]):
        return "modifier", "prefix before a name"
    if _MODIFIER_AFTER.match(text, end):
        return "modifier", "participle after a name"
    if form.metonym is None and form.kind != "office":
        return "actor", form.kind
    return reader.read(start, end, default=form.metonym.default if form.metonym else "actor")


class _MetonymReader:
    """Reads a capital or palace as place or government by the grammar around it; the first rule that fits decides."""

    def __init__(self, document: ParsedDocument) -> None:
        self.text = document.text
        self.at: dict[int, tuple[Sentence, Token]] = {
            token.start: (sentence, token) for sentence in document.sentences for token in sentence.tokens
        }
        self.readings: dict[int, tuple[str, str]] = {}

    def read(self, start: int, end: int, *, default: str) -> tuple[str, str]:
        """Return the reading and the rule that decided it."""
        reading = self._decide(start, end) or (default, "default of the codebook")
        self.readings[start] = reading
        return reading

    def _decide(self, start: int, end: int) -> tuple[str, str] | None:
        if start not in self.at:
            return None
        sentence, token = self.at[start]
        while (head := sentence.head(token)) and start <= head.start < end:
            token = head
        if re.match(r", [A-Z][^\W\d_]+", self.text[end : end + 20]) and self._is_address(sentence, token):
            return "place", "city before its state"
        if token.dep == "conj" and head and head.start in self.readings:
            return self.readings[head.start][0], "same as the name it is joined to"
        return self._by_relation(sentence, token, head)

    def _is_address(self, sentence: Sentence, token: Token) -> bool:
        following = [child for child in sentence.children.get(token.number, ()) if child.dep in ("appos", "npadvmod")]
        return any(child.pos == "PROPN" for child in following)

    def _by_relation(self, sentence: Sentence, token: Token, head: Token | None) -> tuple[str, str] | None:
        if head is None:
            return None
        if token.dep in ("nsubj", "nsubjpass"):
            return "actor", "subject of a verb"
        if token.dep in ("poss", "compound", "nmod", "amod"):
            kind = "possessor" if token.dep == "poss" else "modifier"
            place = head.lemma.lower() in _PLACE_NOUNS
            return ("place", f"{kind} of an event or place") if place else ("actor", f"{kind} of a noun")
        if token.dep in ("dobj", "obj"):
            local = head.lemma.lower() in _TRAVEL | _DONE_TO_PLACES
            return ("place", "goal of a movement") if local else ("actor", "object of a verb")
        if token.dep == "pobj":
            return self._by_preposition(sentence, head)
        return None

    def _by_preposition(self, sentence: Sentence, preposition: Token) -> tuple[str, str] | None:
        word = preposition.form.lower()
        governor = sentence.head(preposition)
        noun = governor.lemma.lower() if governor else ""
        if word in _PLACE_PREPOSITIONS:
            return ("actor", f"'{noun} {word}'") if noun in _RULERS else ("place", f"after '{word}'")
        if word == "of" and noun in _PARTS_OF_PLACES:
            return "place", f"'{noun} of'"
        if word == "from" and any(t.form.lower() == "to" for t in sentence.tokens[preposition.number :][:4]):
            return "place", "from one place to another"
        if word in _PATH_PREPOSITIONS and governor and governor.lemma.lower() in _TRAVEL:
            return "place", f"'{word}' with a movement"
        if word in _PATH_PREPOSITIONS and governor and governor.dep == "prep":
            return "place", f"'{word}' on a path"
        return "actor", f"after '{word}'"
