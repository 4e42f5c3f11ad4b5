"""Surnames: a surname alone leads to a leader if nobody else is meant in this article.

The full name leads to the actor from the first day in office on, also afterwards. The surname alone does while the
leader is in office and the name is nobody else's, after a title, or once the full name stood before in the article. A
person of the same surname with another first name is never taken.
"""

from __future__ import annotations

from collections.abc import Mapping

from caatext.annotation.gazetteer import Surface, needs_full_name
from caatext.annotation.metonyms import Verdict
from caatext.annotation.name_words import OFFICES, ORGANS, TITLES
from caatext.annotation.parsing import Sentence, Token

_PAST = "out of office"
_NOT_HIMSELF = {"jr.", "jr", "sr.", "iii"}
_RELATIVES = {"lady", "mrs.", "mrs"}


class SurnameReader:
    """Reads the leaders of one document in reading order, and remembers who was named in full."""

    def __init__(
        self, at: Mapping[int, tuple[Sentence, Token]], bearers: Mapping[str, tuple[Surface, ...]], *, date: str
    ) -> None:
        self.at = at
        self.bearers = bearers
        self.date = date
        self.named: dict[str, dict[str, Surface]] = {}
        self.strangers: dict[str, str] = {}

    def read_full(self, form: Surface, start: int, end: int) -> Verdict | None:
        """Return how a full name is read; None where it goes on as another name."""
        if self._goes_on(start, end):
            return None
        for name in sorted({form.leader.surname, form.leader.name} - {""}) if form.leader else ():
            self.named.setdefault(name, {})[form.actor_id] = form
        past = bool(self.date and form.until and form.until < self.date)
        return Verdict("actor", "former leader", _PAST) if past else Verdict("actor", "leader")

    def read_surname(self, form: Surface, start: int, end: int) -> tuple[Surface, Verdict] | None:
        """Return the bearer and the reading of a surname; None where it leads to nobody."""
        if self._goes_on(start, end):
            return None
        bearers = [bearer for bearer in self.bearers.get(form.text, ()) if bearer.begun(self.date)]
        given = self._given_names(start)
        if given:
            return self._with_given_names(form, bearers, given)
        known = self.named.get(form.text, {})
        stranger = self.strangers.get(form.text, "")
        before = self._words_before(start)
        if known:
            return list(known.values())[-1], Verdict("actor", "full name before it", stranger)
        if stranger or not bearers or before & _RELATIVES:
            return None
        return self._alone(form, bearers, titled=bool(before & OFFICES))

    def is_person(self, form: Surface, start: int) -> bool:
        """Whether a form that is also a city has the title or the first name of a person before it."""
        if form.text not in self.bearers:
            return False
        return bool(self._words_before(start) & OFFICES or self._given_names(start))

    def _with_given_names(
        self, form: Surface, bearers: list[Surface], given: list[str]
    ) -> tuple[Surface, Verdict] | None:
        for bearer in bearers:
            if bearer.leader and bearer.holds(self.date) and _is_spelling(given, bearer.leader.name.split()):
                self.named.setdefault(form.text, {})[bearer.actor_id] = bearer
                return bearer, Verdict("actor", "first name and surname")
        self.strangers[form.text] = " ".join([*given, form.text])
        return None

    def _alone(self, form: Surface, bearers: list[Surface], *, titled: bool) -> tuple[Surface, Verdict] | None:
        holding = [bearer for bearer in bearers if bearer.holds(self.date)]
        actors = {bearer.actor_id for bearer in (holding or bearers)}
        best = (holding or bearers)[0]
        others = ", ".join(sorted({bearer.actor_id for bearer in bearers} - {best.actor_id}))
        if titled and len(actors) == 1:
            return best, Verdict("actor", "title and surname", others or ("" if holding else _PAST))
        if holding and len(actors) == 1 and not needs_full_name(best, bearers):
            return best, Verdict("actor", "surname of a leader in office", others)
        return None

    def _goes_on(self, start: int, end: int) -> bool:
        """Whether another name follows that is not an organ of the state (*Jr.*, *Center*)."""
        if start not in self.at:
            return False
        sentence, token = self.at[start]
        following = next((other for other in sentence.tokens[token.number :] if other.start >= end), None)
        if following is None:
            return False
        if following.form.lower() in _NOT_HIMSELF:
            return True
        last = sentence.tokens[following.number - 2]
        joined = last.head == following.number and last.dep in ("compound", "nmod", "amod")
        name = following.pos == "PROPN" and following.form[:1].isupper() and following.form[1:].islower()
        apart = following.entity.startswith("I") and following.entity.endswith(("PERSON", "FAC", "ORG"))
        return joined and name and apart and following.form.lower() not in ORGANS

    def _given_names(self, start: int) -> list[str]:
        """Return the capitalized words of the same name before a surname, without titles."""
        if start not in self.at:
            return []
        sentence, surname = self.at[start]
        names: list[str] = []
        for token in reversed(sentence.tokens[max(0, surname.number - 4) : surname.number - 1]):
            same = token.head == surname.number and token.dep in ("compound", "nmod", "flat")
            same = same or (token.entity.endswith("PERSON") and surname.entity == "I-PERSON")
            if not (same and token.form[:1].isupper() and token.pos == "PROPN") or token.form.lower() in TITLES:
                break
            names.insert(0, token.form)
        return names

    def _words_before(self, start: int) -> set[str]:
        if start not in self.at:
            return set()
        sentence, token = self.at[start]
        return {other.form.lower() for other in sentence.tokens[max(0, token.number - 3) : token.number - 1][-1:]}


def _is_spelling(given: list[str], name: list[str]) -> bool:
    """Whether first names, or initials, are those of a full name."""
    first = name[0]
    return any(word == first or (len(word.rstrip(".")) == 1 and word[0] == first[0]) for word in given)
