"""Statements: who does what to whom, one row a clause in which an actor has a part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from caatext.annotation.parsing import Sentence, Token
from caatext.corpus.lexicons import VerbEntry, verb_lexicon

_SUBJECT = ("nsubj", "csubj")
_PASSIVE = ("nsubjpass", "csubjpass")
_OBJECT = ("dobj", "obj", "dative")
#: Prepositions that bring in whom an act is done to or with, where the verb has no object.
_PATIENT_PREPOSITIONS = {"with", "against", "to", "toward", "towards", "on", "over", "for", "upon", "from"}
#: Nouns that act for the state that modifies or owns them.
_BODIES = {
    "administration", "alliance", "ally", "army", "authority", "bank", "capital", "company", "country",
    "delegation", "diplomat", "elite", "envoy", "force", "government", "guard", "leader", "leadership",
    "military", "minister", "ministry", "nation", "negotiator", "officer", "official", "parliament", "people",
    "presidency", "president", "public", "regime", "republic", "side", "soldier", "state", "troop",
}  # fmt: skip
_INTENT = {
    "plan",
    "intend",
    "seek",
    "aim",
    "try",
    "attempt",
    "decide",
    "agree",
    "prepare",
    "pledge",
    "promise",
    "vow",
}
_WISH = {"want", "wish", "hope", "desire", "aspire", "prefer", "like", "need"}
_PERCEIVED = {
    "seem",
    "appear",
    "look",
    "view",
    "see",
    "perceive",
    "regard",
    "portray",
    "present",
    "describe",
    "believe",
}
_STAGED = {
    "ostensibly",
    "seemingly",
    "symbolically",
    "supposedly",
    "performatively",
    "pretend",
    "stage",
    "feign",
    "pose",
}
_OBJECT_CONTROL = {"force", "allow", "urge", "compel", "push", "press", "persuade", "permit", "enable", "help", "lead",
                   "ask", "order", "invite", "encourage", "oblige", "require", "let", "make", "pressure"}  # fmt: skip
_FORECAST = {"will", "wo", "shall", "would", "'ll", "’ll"}
_POTENTIAL = {"may", "might", "can", "could", "ca"}
_OBLIGATION = {"must", "should", "ought"}
_NEGATIONS = {"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly", "scarcely", "barely"}


class Statement(NamedTuple):
    """A clause with its roles; offsets are those of the verb or deverbal noun."""

    start: int
    end: int
    agent: str
    verb: str
    patient: str
    is_negated: bool
    is_passive: bool
    modality: str
    verb_class: str


@dataclass(frozen=True)
class _Roles:
    agents: list[Token]
    patients: list[Token]
    is_passive: bool


def find_statements(sentence: Sentence, actor_at: Mapping[int, str]) -> list[Statement]:
    """Return the statements of a sentence.

    Parameters
    ----------
    sentence : Sentence
        Parsed.
    actor_at : mapping of int to str
        Actor by the offset of each token inside a mention that is read as actor.

    Returns
    -------
    list of Statement
        One row a clause, or one for each pair where several actors share a role. Clauses without an actor are left
        out. Pronouns stay unresolved.
    """
    finder = _RoleFinder(sentence, actor_at)
    found: list[Statement] = []
    for token in sentence.tokens:
        if token.pos == "VERB" or (token.pos == "AUX" and token.dep not in ("aux", "auxpass")):
            found.extend(_clause(finder, token))
        elif token.pos == "NOUN":
            found.extend(_nominal(finder, token))
    return found


def _clause(finder: _RoleFinder, verb: Token) -> Iterator[Statement]:
    roles = finder.roles(verb)
    entry = verb_lexicon().get((verb.lemma.lower(), "VERB"))
    agents, patients = finder.actors(roles.agents), finder.actors(roles.patients)
    yield from _rows(finder, verb, entry=entry, agents=agents, patients=patients, is_passive=roles.is_passive)


def _nominal(finder: _RoleFinder, noun: Token) -> Iterator[Statement]:
    """Russia's withdrawal, Armenian concessions: the possessor's part is named by the lexicon."""
    entry = verb_lexicon().get((noun.lemma.lower(), "NOUN"))
    if entry is None or not entry.role_of_possessor:
        return
    owners = finder.owners(noun)
    objects = finder.actors(finder.prepositional(noun, _PATIENT_PREPOSITIONS | {"of"}))
    agents, patients = ([], owners) if entry.role_of_possessor == "patient" else (owners, objects)
    if entry.role_of_possessor != "patient" and not owners:
        agents = finder.actors(finder.prepositional(noun, {"by"}))
    yield from _rows(finder, noun, entry=entry, agents=agents, patients=patients, is_passive=False)


def _rows(
    finder: _RoleFinder,
    token: Token,
    *,
    entry: VerbEntry | None,
    agents: list[str],
    patients: list[str],
    is_passive: bool,
) -> Iterator[Statement]:
    if not agents and not patients:
        return
    negated, modality = finder.is_negated(token), finder.modality(token)
    for agent, patient in product(agents or [""], patients or [""]):
        if agent != patient:
            yield Statement(
                token.start, token.end, agent, token.lemma.lower(), patient, negated, is_passive, modality,
                entry.verb_class if entry else "other",
            )  # fmt: skip


class _RoleFinder:
    def __init__(self, sentence: Sentence, actor_at: Mapping[int, str]) -> None:
        self.sentence = sentence
        self.actor_at = actor_at

    def roles(self, verb: Token) -> _Roles:
        """Return the tokens that play agent and patient of a verb."""
        passive = self._children(verb, _PASSIVE)
        is_passive = bool(passive) or self.sentence.child(verb, "auxpass") is not None
        if is_passive:
            by = self._children(verb, ("agent",))
            agents = [child for token in by for child in self._children(token, ("pobj",))]
            return _Roles(agents, passive or self._inherited(verb), True)
        if verb.dep == "acl" and verb.tag == "VBN":
            return _Roles(self.prepositional(verb, {"by"}), [h for h in [self.sentence.head(verb)] if h], True)
        subjects = self._children(verb, _SUBJECT) or self._inherited(verb)
        return _Roles([self._antecedent(verb, s) for s in subjects], self._patients(verb), False)

    def _patients(self, verb: Token) -> list[Token]:
        objects = self._children(verb, _OBJECT)
        if self.actors(objects):
            return objects
        return self.prepositional(verb, _PATIENT_PREPOSITIONS) or objects

    def _children(self, token: Token, deps: tuple[str, ...]) -> list[Token]:
        return [child for child in self.sentence.children.get(token.number, ()) if child.dep in deps]

    def _inherited(self, verb: Token) -> list[Token]:
        """Subject of the verb this one is joined to or controlled by."""
        head = self.sentence.head(verb)
        if head is None or head.pos not in ("VERB", "AUX"):
            return [head] if head is not None and verb.dep in ("acl", "relcl") and verb.tag == "VBG" else []
        if verb.dep == "xcomp" and head.lemma.lower() in _OBJECT_CONTROL:
            return self._children(head, _OBJECT) or self._children(head, _PASSIVE)
        if verb.dep in ("conj", "xcomp", "advcl"):
            own = self._children(head, (*_SUBJECT, *_PASSIVE))
            return own or (self._inherited(head) if head.dep in ("conj", "xcomp") else [])
        return []

    def _antecedent(self, verb: Token, subject: Token) -> Token:
        """Who *which*, *that* or *who* stands for."""
        if subject.tag in ("WDT", "WP") and verb.dep == "relcl":
            return self.sentence.head(verb) or subject
        return subject

    def prepositional(self, token: Token, words: set[str]) -> list[Token]:
        """Return the objects of these prepositions under a token."""
        prepositions = [c for c in self._children(token, ("prep", "agent")) if c.form.lower() in words]
        return [child for preposition in prepositions for child in self._children(preposition, ("pobj",))]

    def actors(self, tokens: list[Token]) -> list[str]:
        """Return the actors that these tokens name, with those joined to them by *and*."""
        found: dict[str, None] = {}
        for token in tokens:
            for joined in [token, *self._joined(token)]:
                actor = self.actor_at.get(joined.start) or self._acting_for(joined)
                if actor:
                    found[actor] = None
        return list(found)

    def _joined(self, token: Token) -> list[Token]:
        direct = self._children(token, ("conj", "appos"))
        return [item for child in direct for item in [child, *self._joined(child)]]

    def _acting_for(self, token: Token) -> str:
        """The state whose government, troops or president this is."""
        if token.lemma.lower() not in _BODIES:
            return ""
        owners = self.owners(token) or [
            self.actor_at[t.start] for t in self.prepositional(token, {"of"}) if t.start in self.actor_at
        ]
        return owners[0] if owners else ""

    def owners(self, noun: Token) -> list[str]:
        """Return actors that own or modify a noun: *Russia's*, *Russian*."""
        modifiers = self._children(noun, ("poss", "amod", "compound", "nmod"))
        expanded = [item for token in modifiers for item in [token, *self._children(token, ("conj", "compound"))]]
        return list(dict.fromkeys(self.actor_at[t.start] for t in expanded if t.start in self.actor_at))

    def is_negated(self, token: Token) -> bool:
        """Whether the clause is denied: *not*, *never*, *no* subject, also through the verb that governs it."""
        if any(c.dep == "neg" or c.form.lower() in _NEGATIONS for c in self.sentence.children.get(token.number, ())):
            return True
        subjects = self._children(token, (*_SUBJECT, *_PASSIVE))
        if any(c.form.lower() in _NEGATIONS for s in subjects for c in self._children(s, ("det",))):
            return True
        head = self.sentence.head(token)
        return token.dep == "xcomp" and head is not None and self.is_negated(head)

    def modality(self, token: Token) -> str:
        """Return real, past, intent, wish, potential, forecast, perceived or staged."""
        children = self.sentence.children.get(token.number, ())
        words = {child.form.lower() for child in children}
        head = self.sentence.head(token) if token.dep in ("xcomp", "ccomp", "conj") else None
        governor = head.lemma.lower() if head else ""
        if words & _STAGED or governor in _STAGED:
            return "staged"
        for name, auxiliaries in (("forecast", _FORECAST), ("potential", _POTENTIAL), ("wish", _OBLIGATION)):
            if words & auxiliaries:
                return name
        for name, verbs in (("intent", _INTENT), ("wish", _WISH), ("perceived", _PERCEIVED)):
            if governor in verbs and token.dep == "xcomp":
                return name
        if head is not None and token.dep == "conj":
            return self.modality(head)
        past = token.tag == "VBD" or (token.tag == "VBN" and bool(words & {"was", "were", "had"}))
        return "past" if past else "real"
