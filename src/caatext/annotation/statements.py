"""Statements: who does what to whom, one row a clause in which an actor has a part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from caatext.annotation.denial import read_denials
from caatext.annotation.modality import ActReader
from caatext.annotation.nominals import find_nominal_roles, is_light
from caatext.annotation.noun_phrases import NounPhrases
from caatext.annotation.parsing import Sentence, Token
from caatext.annotation.roles import Roles, find_roles
from caatext.annotation.verb_frames import find_entry, fixed_preposition, lemma_of
from caatext.annotation.wishes import read_wishes
from caatext.corpus.lexicons import VerbEntry

#: They say what an actor is or has, not what it does.
_NO_ACTS = {"be", "become", "have", "ought", "remain"}
#: Participles that describe rather than tell what was done, where nobody is named as doing it.
_ADJECTIVAL = {"base", "bear", "commit", "concern", "dedicate", "determine", "devote", "interest", "know", "locate",
               "oppose", "prepare", "situate", "suppose", "worry"}  # fmt: skip
#: With *cannot*, they say that the subject is bound.
_ESCAPING = {"afford", "avoid", "defy", "disregard", "escape", "evade", "ignore", "leave", "refuse", "resist"}
_CAN = {"ca", "can", "could"}
_CHOICES = {"alternative", "choice", "option"}
#: What a power holds others by: *cannot escape Norland's orbit*.
_HOLDS = {"ambit", "camp", "control", "dominance", "domination", "embrace", "grip", "hold", "influence", "orbit",
          "pressure", "pull", "reach", "shadow", "sphere"}  # fmt: skip


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
    is_nominal: bool = False
    is_constrained: bool = False


def find_statements(sentence: Sentence, actor_at: Mapping[int, str]) -> list[Statement]:
    """Return the statements of a sentence.

    Parameters
    ----------
    sentence : Sentence
        Parsed.
    actor_at : mapping of int to str
        Actor by the offset of each character inside a mention that is read as actor.

    Returns
    -------
    list of Statement
        One row a clause, or one for each pair where several actors share a role. Clauses without an actor are left
        out, and so is what an actor is or has. Personal pronouns stay unresolved; relative pronouns and understood
        subjects are resolved. `verb` is the entry of the lexicon that matched, else the lemma; a noun keeps its own
        lemma and has `is_nominal`.

        `is_constrained` marks an agent that another forces, allows or keeps from acting, and an agent of a verb that
        the lexicon puts in class ``constraint`` (*depend on, suffer*). Where somebody is bound from outside (*was
        drawn into, cannot escape, has no choice but to*) the row has class ``constraint`` and the bound actor is its
        patient.
    """
    if not any(token.start in actor_at for token in sentence.tokens):
        return []
    phrases = NounPhrases(sentence, actor_at)
    reader = ActReader(phrases, heeds_matrix=True)
    denied, wished = read_denials(sentence).denied.above, read_wishes(sentence).wished
    found: list[Statement] = []
    for token in sentence.tokens:
        if token.start in actor_at:
            continue
        rows: Iterator[Statement] = iter(())
        if _heads_clause(phrases, token):
            rows = _clause(phrases, reader, token)
        elif token.pos == "NOUN":
            rows = _nominal(phrases, reader, token, is_denied=token.number in denied)
        found.extend(_wished(row) if token.number in wished else row for row in rows)
    return found


def _wished(row: Statement) -> Statement:
    """What happens in a wish is wished: *hopes for a day on which X leaves*."""
    return row._replace(modality="wish") if row.modality in ("real", "past") else row


def _heads_clause(phrases: NounPhrases, token: Token) -> bool:
    """Whether a token is a full verb, or a noun to the parser but in the passive: *was overrun*."""
    if token.pos == "NOUN":
        return bool(phrases.children(token, ("auxpass",)))
    return token.pos == "VERB" or (token.pos == "AUX" and token.dep not in ("aux", "auxpass"))


def _clause(phrases: NounPhrases, reader: ActReader, verb: Token) -> Iterator[Statement]:
    entry = find_entry(phrases, verb)
    roles = find_roles(phrases, verb, preposition=fixed_preposition(entry))
    parts = _parts(phrases, reader, verb, entry=entry, roles=roles)
    if parts is None or is_light(phrases, verb):
        return
    negated, mood = reader.is_negated(verb), reader.modality(verb)
    is_bound = parts.is_constrained or reader.is_constrained(verb) or _is_left_no_choice(phrases, verb)
    for agent, patient in _pairs(parts.agents, parts.patients):
        yield Statement(
            verb.start, verb.end, agent, _name(verb, entry), patient, negated, roles.is_passive, mood,
            parts.verb_class, False, is_bound and bool(agent) and not parts.is_hold,
        )  # fmt: skip


class _Parts(NamedTuple):
    """The actors of a clause; `is_hold` where the patient is bound."""

    agents: list[str]
    patients: list[str]
    verb_class: str
    is_constrained: bool = False
    is_hold: bool = False


def _parts(
    phrases: NounPhrases, reader: ActReader, verb: Token, *, entry: VerbEntry | None, roles: Roles
) -> _Parts | None:
    """Return the actors of a clause and its class; None where no actor does or undergoes anything."""
    agents, patients = phrases.actors(roles.agents), phrases.actors(roles.patients)
    if not agents and not patients:
        return None
    if roles.is_passive and entry is not None and entry.binds_passive_subject:
        agents = agents or phrases.actors(phrases.objects_of(verb, {"into"}))
        return _Parts(agents, patients, "constraint", is_hold=True)
    if _is_without_way_out(phrases, reader, verb):
        binding = patients or _holders(phrases, roles.patients or phrases.children(verb, ("dobj",)))
        return _Parts(binding, agents, "constraint", is_hold=True) if agents else None
    if _is_no_act(verb, entry) or (roles.is_passive and not roles.agents and verb.lemma.lower() in _ADJECTIVAL):
        return None
    verb_class = entry.verb_class if entry else "other"
    return _Parts(agents, patients, verb_class, verb_class == "constraint" and not roles.is_passive)


def _is_no_act(verb: Token, entry: VerbEntry | None) -> bool:
    return lemma_of(verb) in _NO_ACTS and (entry is None or " " not in entry.lemma)


def _name(verb: Token, entry: VerbEntry | None) -> str:
    return entry.lemma if entry is not None else lemma_of(verb)


def _pairs(agents: list[str], patients: list[str]) -> list[tuple[str, str]]:
    """Every agent with every patient; nobody with itself, unless nothing else is left to say of it."""
    pairs = [(agent, patient) for agent, patient in product(agents or [""], patients or [""]) if agent != patient]
    return pairs or [(agent, "") for agent in agents]


def _is_without_way_out(phrases: NounPhrases, reader: ActReader, verb: Token) -> bool:
    """*cannot escape*, *has no choice*: the subject is bound."""
    lemma = verb.lemma.lower()
    if lemma == "have":
        return bool(_missing_choice(phrases, verb))
    can = {child.form.lower() for child in phrases.children(verb, ("aux",))} & _CAN
    return lemma in _ESCAPING and bool(can) and reader.is_negated(verb)


def _missing_choice(phrases: NounPhrases, verb: Token) -> list[Token]:
    objects = [item for item in phrases.children(verb, ("dobj",)) if item.lemma.lower() in _CHOICES]
    words = {child.form.lower() for item in objects for child in phrases.all_children(item)}
    denied = words & {"no", "little"} or phrases.children(verb, ("neg",))
    return objects if denied else []


def _is_left_no_choice(phrases: NounPhrases, verb: Token) -> bool:
    """*has no choice but to yield*: whoever yields is bound to."""
    head = phrases.head(verb)
    while head is not None and head.lemma.lower() != "have":
        if head.lemma.lower() not in (*_CHOICES, "but", "except", "than", "other"):
            return False
        head = phrases.head(head)
    return head is not None and bool(_missing_choice(phrases, head)) and verb.dep not in ("relcl", "conj")


def _holders(phrases: NounPhrases, tokens: list[Token]) -> list[str]:
    """*cannot escape Norland's orbit*: Norland holds."""
    holds = [token for token in tokens if token.lemma.lower() in _HOLDS]
    owners = (phrases.owners(hold) or phrases.actors(phrases.objects_of(hold, {"of"})) for hold in holds)
    return [actor for found in owners for actor in found]


def _nominal(phrases: NounPhrases, reader: ActReader, noun: Token, *, is_denied: bool) -> Iterator[Statement]:
    roles = find_nominal_roles(phrases, noun)
    if roles is None:
        return
    negated, modality = is_denied or reader.is_noun_negated(noun), reader.of_noun(noun)
    entry = roles.entry
    for agent, patient in _pairs(roles.agents, roles.patients):
        yield Statement(
            noun.start, noun.end, agent, entry.lemma, patient, negated, False, modality, entry.verb_class, True,
            entry.verb_class == "constraint",
        )  # fmt: skip
