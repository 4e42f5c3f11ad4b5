"""A capital or a palace: the place, or the government that sits there? The grammar around the name decides.

The first rule that fits wins, and its name is kept. What no rule decides follows the default of the codebook, and the
mention says what else it may mean.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import NamedTuple

from caatext.annotation.gazetteer import Surface
from caatext.annotation.name_words import (
    ADDRESSED,
    AIMED,
    DISCUSSED,
    DONE_BY_PLACES,
    DONE_TO_PLACES,
    EVENTS_AND_SITES,
    FROM_WITHIN,
    HELD_BY_RULERS,
    ORGANS,
    PARTS_OF_PLACES,
    PATH_PREPOSITIONS,
    PLACE_ADJECTIVES,
    PLACE_PREPOSITIONS,
    RULED,
    RULERS,
    STATES_OF_THE_US,
    STRUCK,
    TRAVEL,
    WAYS,
)
from caatext.annotation.parsing import Sentence, Token

SEATS_ON = {"Hill"}
#: Rules that do not make a government of a city that is no seat.
WEAK = {"object of a verb", "possessor of a noun", "modifier of a noun"}


class Verdict(NamedTuple):
    """A reading, the rule that decided it, and the other reading where the rule leaves one open."""

    reading: str
    rule: str
    other: str = ""


class MetonymReader:
    """Reads capitals and palaces of one document, in reading order."""

    def __init__(
        self, text: str, at: Mapping[int, tuple[Sentence, Token]], known: Container[str] = frozenset()
    ) -> None:
        self.text = text
        self.known = known
        self.at = at
        self.readings: dict[int, Verdict] = {}

    def read(self, start: int, end: int, *, form: Surface) -> Verdict:
        """Return the reading of a name and the rule that decided it."""
        default = form.metonym.default if form.metonym else "actor"
        verdict = self._decide(start, end, default=default, is_seat=form.kind == "seat")
        if verdict is None:
            verdict = Verdict(default, "default of the codebook", "place" if default == "actor" else "actor")
        self.readings[start] = verdict
        return verdict

    def _decide(self, start: int, end: int, *, default: str, is_seat: bool) -> Verdict | None:
        if start not in self.at:
            return None
        sentence, token = self.at[start]
        while (head := sentence.head(token)) and start <= head.start < end:
            token = head
        if elsewhere := self._outside_a_clause(sentence, token, start, end):
            return elsewhere
        if token.dep in ("conj", "appos") and head and (joined := self._joined(sentence, token, head)):
            return joined
        verdict = self._by_relation(sentence, token, head, is_seat=is_seat)
        weak = verdict is not None and (verdict.other == "place" or verdict.rule in WEAK)
        return None if weak and default == "place" else verdict

    def _outside_a_clause(self, sentence: Sentence, token: Token, start: int, end: int) -> Verdict | None:
        """A name before its state, or at the head of a report."""
        follows = self.text[end : end + 20]
        if re.match(r", [A-Z][^\W\d_]+", follows) and _is_address(sentence, token):
            return Verdict("place", "city before its state")
        if start == sentence.start and re.match(r" (?:\([A-Z]|[—–-]{1,2} )", follows):
            return Verdict("place", "head of a report")
        return None

    def _joined(self, sentence: Sentence, token: Token, head: Token) -> Verdict | None:
        """A name in a list is read as the first of the list that is read."""
        while head.start not in self.readings and head.dep in ("conj", "appos", "compound", "nmod"):
            above = sentence.head(head)
            if above is None:
                return None
            head = above
        if head.start in self.readings:
            return Verdict(self.readings[head.start].reading, "same as the name it is joined to")
        if token.dep == "conj" and head.pos == "PROPN" and head.dep == "pobj":
            preposition = sentence.head(head)
            if preposition and preposition.form.lower() in ("in", "at", "near"):
                return Verdict("place", "joined to a place")
        return None

    def _by_relation(self, sentence: Sentence, token: Token, head: Token | None, *, is_seat: bool) -> Verdict | None:
        if head is None:
            return None
        if token.dep in ("nsubj", "nsubjpass"):
            return _as_subject(sentence, token, head)
        if token.dep in ("poss", "compound", "nmod", "amod"):
            return _as_modifier(sentence, token, head, is_seat=is_seat)
        if token.dep in ("dobj", "obj"):
            if _noun(head) in TRAVEL | DONE_TO_PLACES:
                return Verdict("place", "goal of a movement or act on a place")
            return Verdict("actor", "object of a verb")
        if token.dep in ("pobj", "pcomp"):
            return self._by_preposition(sentence, token, head, is_seat=is_seat)
        return None

    def _by_preposition(self, sentence: Sentence, token: Token, preposition: Token, *, is_seat: bool) -> Verdict | None:
        word = preposition.form.lower()
        governor = sentence.head(preposition)
        noun = _noun(governor) if governor else ""
        if contrast := self._contrasted(sentence, preposition):
            return contrast
        if word == "between":
            return self._between(sentence, token)
        if word in PLACE_PREPOSITIONS:
            return _inside(sentence, word, noun, preposition)
        if word == "of":
            return (
                Verdict("place", f"'{noun} of'") if noun in PARTS_OF_PLACES else Verdict("actor", "after 'of'", "place")
            )
        if word == "on":
            return _upon(token, noun, is_seat=is_seat)
        if word in PATH_PREPOSITIONS:
            return _on_a_path(sentence, preposition, governor, is_seat=is_seat)
        return Verdict("actor", f"after '{word}'")

    def _contrasted(self, sentence: Sentence, preposition: Token) -> Verdict | None:
        """*In X instead of Y*: Y is what X is."""
        before = sentence.tokens[: preposition.number - 1]
        words = [token.form.lower() for token in before[-1:]] + [preposition.form.lower()]
        if words != ["instead", "of"] and words != ["rather", "than"]:
            return None
        partner = before[-2] if len(before) > 1 else None
        if partner is None or partner.pos != "PROPN":
            return None
        place = partner.dep == "pobj" and before[-3].form.lower() in ("in", "at", "from", "near")
        return Verdict("place", "contrasted with a place") if place else None

    def _between(self, sentence: Sentence, token: Token) -> Verdict:
        other = sentence.child(token, "conj")
        town = other is not None and other.pos == "PROPN" and other.entity.endswith("GPE")
        governor = sentence.head(sentence.head(token) or token)
        way = governor is not None and governor.lemma.lower() in WAYS
        if town and other is not None and (way or other.form not in self.known):
            return Verdict("place", "between two places")
        return Verdict("actor", "after 'between'", "place" if town else "")


def _is_address(sentence: Sentence, token: Token) -> bool:
    following = sentence.tokens[token.number : token.number + 2]
    if len(following) < 2 or following[1].form.startswith(("D.C", "DC")):
        return False
    if following[1].form in STATES_OF_THE_US:
        return True
    dependents = [child for child in sentence.children.get(token.number, ()) if child.dep in ("appos", "npadvmod")]
    return any(child.pos == "PROPN" and child.number == token.number + 2 for child in dependents)


def _noun(token: Token) -> str:
    """Return the lemma in lower case; the lemma of a name in the plural keeps its ending."""
    lemma = token.lemma.lower()
    return lemma[:-1] if token.pos == "PROPN" and lemma.endswith("s") and len(lemma) > 4 else lemma


def _as_subject(sentence: Sentence, token: Token, verb: Token) -> Verdict:
    lemma = verb.lemma.lower()
    if token.dep == "nsubjpass":
        if lemma in DONE_TO_PLACES:
            return Verdict("place", "an act on a place")
        return Verdict("actor", "subject of a verb")
    if lemma in DONE_BY_PLACES and not sentence.child(verb, "dobj"):
        return Verdict("place", "subject of a verb of being somewhere")
    if lemma == "be":
        said = sentence.child(verb, "acomp", "attr")
        if said and (said.lemma.lower() in PLACE_ADJECTIVES or said.lemma.lower() in ("city", "place", "town", "home")):
            return Verdict("place", "said to be a place")
    return Verdict("actor", "subject of a verb")


def _as_modifier(sentence: Sentence, token: Token, head: Token, *, is_seat: bool) -> Verdict:
    noun = _noun(head)
    if token.dep == "poss":
        if noun in EVENTS_AND_SITES | PARTS_OF_PLACES:
            return Verdict("place", "possessor of a site")
        return Verdict("actor", "possessor of a noun")
    top = head
    while top.dep == "compound" and (above := sentence.head(top)):
        top = above
    organ = top.pos == "PROPN" and _noun(top) in ("office", "bureau")
    if not organ and {noun, _noun(top)} & EVENTS_AND_SITES:
        return Verdict("place", "modifier of an event or site")
    named = top.pos == "PROPN" and top.form[1:].islower() and top.number > token.number
    if named and not is_seat and _noun(top) not in ORGANS:
        return Verdict("place", "part of another name")
    return Verdict("actor", "modifier of a noun")


def _inside(sentence: Sentence, word: str, noun: str, preposition: Token) -> Verdict:
    if word == "at" and noun in AIMED:
        return Verdict("actor", f"'{noun} at'")
    if word == "in":
        before = [token for token in sentence.tokens[: preposition.number - 1] if token.pos != "PUNCT"][-3:]
        while before and before[-1].form.lower() in ("here", "back", "up", "over", "down", "right"):
            before.pop()
        nearest = before[-1] if before else None
        governor = sentence.head(preposition)
        holds = governor is not None and governor.number < preposition.number and noun in RULERS | RULED
        if governor is not None and governor.pos == "VERB" and (held := _held(sentence, governor)):
            return Verdict("actor", f"'{held} in'")
        if holds or (nearest is not None and _noun(nearest) in RULERS):
            who = noun if holds or nearest is None else _noun(nearest)
            return Verdict("actor", f"'{who} in'")
    return Verdict("place", f"after '{word}'")


def _held(sentence: Sentence, verb: Token) -> str:
    """Return what a verb says is held or made, if it is what governments hold and make."""
    parts = [sentence.child(verb, "dobj"), sentence.child(verb, "nsubjpass")]
    return next((_noun(part) for part in parts if part is not None and _noun(part) in HELD_BY_RULERS), "")


def _upon(token: Token, noun: str, *, is_seat: bool) -> Verdict:
    if token.form in SEATS_ON:
        return Verdict("place", "after 'on'")
    if noun in STRUCK or (noun in DISCUSSED and not is_seat):
        return Verdict("place", f"'{noun} on'")
    return Verdict("actor", "after 'on'")


def _on_a_path(sentence: Sentence, preposition: Token, governor: Token | None, *, is_seat: bool) -> Verdict:
    word = preposition.form.lower()
    if not is_seat and _from_one_to_another(sentence, preposition, is_seat=False):
        return Verdict("place", "from one place to another")
    while governor is not None and governor.pos == "ADV" and (above := sentence.head(governor)):
        governor = above
    noun = _noun(governor) if governor else ""
    told = sentence.child(governor, "dobj") if governor and governor.pos in ("VERB", "AUX") else None
    if addressed := next((n for n in (noun, _noun(told) if told else "") if n in ADDRESSED), ""):
        return Verdict("actor", f"'{addressed} {word}'")
    if noun in TRAVEL:
        return Verdict("place", f"'{word}' with a movement")
    if word in ("from", "off") and noun in FROM_WITHIN:
        return Verdict("place", f"'{noun} from'")
    if word in ("into", "through", "via", "onto"):
        return Verdict("place", f"after '{word}'")
    moves = told is None and governor is not None and governor.pos == "VERB"
    if is_seat and ((moves and word == "to") or _from_one_to_another(sentence, preposition, is_seat=True)):
        return Verdict("place", f"'{word}' a building")
    return Verdict("actor", f"after '{word}'", "place")


def _from_one_to_another(sentence: Sentence, preposition: Token, *, is_seat: bool) -> bool:
    """Whether a name is one end of *from X to Y*, and the other end is a name (of a building: anything) as well."""
    here, word = preposition.number - 1, preposition.form.lower()
    if word == "from":
        window = sentence.tokens[here + 1 : here + 6]
        other = next((n for n, token in enumerate(window) if token.form.lower() == "to"), None)
    elif word == "to":
        window = sentence.tokens[max(0, here - 7) : here]
        other = next((n for n, token in enumerate(window) if token.form.lower() == "from"), None)
    else:
        return False
    if other is None:
        return False
    end = window[other + 1 : other + 2]
    return is_seat or any(token.pos == "PROPN" and token.tag != "NNPS" for token in end)
