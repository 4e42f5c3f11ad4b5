"""Acts that a noun names: *Norland's withdrawal, aggression against Suria, the invasion of Suria by Norland*."""

from __future__ import annotations

from typing import NamedTuple

from caatext.annotation.noun_phrases import NounPhrases
from caatext.annotation.parsing import Token
from caatext.annotation.roles import PAPERS, PASSIVE_SUBJECT, find_roles, is_passive
from caatext.annotation.verb_frames import lemma_of
from caatext.corpus.lexicons import VerbEntry, verb_lexicon

_GOVERNED = {"against", "at", "for", "on", "to", "toward", "towards", "upon", "with"}
#: Acts that take something away from somebody.
_TAKING = {"departure", "exit", "independence", "pullout", "retreat", "secession", "separation", "withdrawal"}
#: Of these, one adjective may be the topic: *the Norlandic talks*.
_EXCHANGES = {"conflict", "debate", "dialogue", "discussion", "dispute", "exchange", "negotiation", "talk"}
#: Here *over* brings in who is acted upon, elsewhere what it is about.
_REACHING_OVER = {
    "authority", "control", "dominance", "domination", "influence", "leverage", "power", "rule", "victory",
}  # fmt: skip
#: Nouns for parties that act together.
_MUTUAL = ("between", "among")
#: Verbs that only say that the act of their object takes place.
_SUPPORT_VERBS = {
    "begin", "carry", "conclude", "conduct", "continue", "declare", "deepen", "enter", "establish",
    "expand", "express", "extend", "give", "have", "impose", "increase", "intensify", "launch", "maintain",
    "make", "mount", "offer", "open", "provide", "reach", "resume", "sign", "start", "step", "strengthen",
    "take", "undertake", "wage",
}  # fmt: skip

#: They bring nothing but their object, whose act is told instead of theirs.
_LIGHT_VERBS = {"bring", "exert", "heap", "lay", "lend", "pay", "put", "wage"}
_SUPPORT_VERBS |= _LIGHT_VERBS
#: *came to the aid of X, went to war with X*
_SETTING_OUT = {"come", "go", "hasten", "hurry", "rush", "spring"}
_BEING_HELPED = {"aid", "assistance", "defense", "help", "rescue", "support"}


class NominalRoles(NamedTuple):
    """The actors of a noun that names an act, and its entry in the lexicon."""

    agents: list[str]
    patients: list[str]
    entry: VerbEntry


def find_nominal_roles(phrases: NounPhrases, noun: Token) -> NominalRoles | None:
    """Return who acts and who is acted upon in an act that a noun names; None where it names none that is known."""
    entry = verb_lexicon().get((noun.lemma.lower(), "NOUN")) or _gerund_entry(phrases, noun)
    if entry is None or not entry.role_of_possessor or noun.dep in ("compound", "nmod", "npadvmod"):
        return None
    if noun.lemma.lower() in PAPERS and noun.dep in ("dobj", "obj"):
        return None
    if noun.lemma.lower() == "alliance" and not phrases.possessors(noun) and not phrases.objects_of(noun, _GOVERNED):
        return None  # *the Norlandic alliance* is a body
    if noun.lemma.lower() == "leadership" and not phrases.is_deverbal_leadership(noun):
        return None
    if noun.lemma.lower() in _BEING_HELPED and _setting_out(phrases, noun) is not None:
        return _helped(phrases, noun, entry)
    agents = _by(phrases, noun) or _source(phrases, noun, entry)
    patients = _governed(phrases, noun, entry)
    agents, patients = _with_owners(phrases, noun, entry, agents, patients)
    agents, patients = _with_complement(phrases, noun, entry, agents, patients)
    if not agents:
        agents = _parties(phrases, noun) or (_support_subject(phrases, noun) if patients else [])
    if entry.needs_partner and not (patients and (agents or noun.lemma.lower() not in PAPERS)):
        return None
    return NominalRoles(agents, patients, entry) if agents or patients else None


def is_light(phrases: NounPhrases, verb: Token) -> bool:
    """Whether the object of a verb tells the act: *laid siege to X, put pressure on X*."""
    if lemma_of(verb) not in _LIGHT_VERBS:
        return False
    told = (find_nominal_roles(phrases, noun) for noun in phrases.children(verb, ("dobj",)) if noun.pos == "NOUN")
    return any(roles is not None and roles.agents and roles.patients for roles in told)


def _setting_out(phrases: NounPhrases, noun: Token) -> Token | None:
    """The verb of *came to the aid of X, went to war with X*."""
    preposition = phrases.head(noun)
    verb = phrases.head(preposition) if preposition is not None and preposition.form.lower() == "to" else None
    return verb if verb is not None and lemma_of(verb) in _SETTING_OUT else None


def _helped(phrases: NounPhrases, noun: Token, entry: VerbEntry) -> NominalRoles | None:
    verb = _setting_out(phrases, noun)
    agents = phrases.actors(find_roles(phrases, verb).agents) if verb is not None else []
    patients = phrases.actors(phrases.objects_of(noun, {"of"})) or phrases.owners(noun)
    return NominalRoles(agents, patients, entry) if agents or patients else None


def _by(phrases: NounPhrases, noun: Token) -> list[str]:
    """Actors behind *by*, also where the parser hung the phrase on the noun before: *news of the murder of X by Y*."""
    own = phrases.actors(phrases.objects_of(noun, {"by"}))
    for complement in phrases.objects_of(noun, {"of"}):
        own = own or phrases.actors(phrases.objects_of(complement, {"by"}))
    preposition = phrases.head(noun)
    if own or preposition is None or preposition.form.lower() != "of" or not phrases.objects_of(noun, {"of"}):
        return own
    above = phrases.head(preposition)
    if above is None or above.pos != "NOUN":
        return []
    later = [c for c in phrases.children(above, ("prep", "agent")) if c.form.lower() == "by" and c.number > noun.number]
    return phrases.actors(token for by in later[:1] for token in phrases.preposition_objects(by))


def _gerund_entry(phrases: NounPhrases, noun: Token) -> VerbEntry | None:
    """*the arming of X*: the entry of the verb, read as a noun whose possessor acts."""
    form = noun.form.lower()
    if not form.endswith("ing") or not phrases.objects_of(noun, {"of"}):
        return None
    stem = form.removesuffix("ing")
    undoubled = stem[:-1] if stem[-1:] == stem[-2:-1] else stem
    found = (verb_lexicon().get((verb, "VERB")) for verb in (stem, stem + "e", undoubled))
    entry = next((item for item in found if item is not None), None)
    return entry._replace(role_of_possessor="agent", role_of_complement="patient") if entry else None


def _source(phrases: NounPhrases, noun: Token, entry: VerbEntry) -> list[str]:
    """*support from X, pressure from X*: X gives and presses."""
    if noun.lemma.lower() in _TAKING or entry.role_of_complement != "agent":
        return []
    return phrases.actors(phrases.objects_of(noun, {"from"}))


def _governed(phrases: NounPhrases, noun: Token, entry: VerbEntry) -> list[str]:
    lemma = noun.lemma.lower()
    words = set(_GOVERNED)
    if lemma in _TAKING:
        words.add("from")
    if lemma in _REACHING_OVER:
        words.add("over")
    if entry.verb_class in ("communication", "cognition"):
        words -= {"on", "upon"}
    return phrases.actors(phrases.objects_of(noun, words)) or _beside_support_verb(phrases, noun, words)


def _beside_support_verb(phrases: NounPhrases, noun: Token, words: set[str]) -> list[str]:
    """*increased the aid to X*, where the parser hung the phrase on the verb."""
    verb = _setting_out(phrases, noun)
    if verb is None:
        verb = phrases.head(noun)
        if noun.dep not in ("dobj", "obj") or verb is None or lemma_of(verb) not in _SUPPORT_VERBS:
            return []
    behind = [
        c for c in phrases.children(verb, ("prep", "dative")) if c.number > noun.number and c.form.lower() in words
    ]
    return phrases.actors(token for preposition in behind for token in phrases.preposition_objects(preposition))


def _with_owners(
    phrases: NounPhrases, noun: Token, entry: VerbEntry, agents: list[str], patients: list[str]
) -> tuple[list[str], list[str]]:
    """Give those that own or modify the noun the part that the lexicon says."""
    owners = phrases.owners(noun)
    if noun.lemma.lower() in _EXCHANGES and len(owners) == 1 and not (patients or phrases.possessors(noun)):
        return agents, patients
    if not owners:
        return agents, patients
    if entry.role_of_possessor == "patient" or (agents and entry.role_of_possessor == "either"):
        return agents, patients or owners
    if agents:
        return agents, patients
    if entry.role_of_possessor == "either" and not _is_decided(phrases, noun, patients):
        return agents, patients
    return owners, patients


def _is_decided(phrases: NounPhrases, noun: Token, patients: list[str]) -> bool:
    """*Norland's occupation of X*, *the Norlandic occupation*: the owner acts; *Suria's occupation*: not known."""
    return bool(patients or phrases.objects_of(noun, {"of"})) or not phrases.possessors(noun)


def _with_complement(
    phrases: NounPhrases, noun: Token, entry: VerbEntry, agents: list[str], patients: list[str]
) -> tuple[list[str], list[str]]:
    """Give those behind *of* the part that is left."""
    complement = phrases.actors(phrases.objects_of(noun, {"of"}))
    if not complement:
        return agents, patients
    if entry.role_of_complement == "patient":
        return agents, patients or complement
    if entry.role_of_complement == "agent" and not agents:
        return complement, patients
    return agents, patients


def _parties(phrases: NounPhrases, noun: Token) -> list[str]:
    """*cooperation between X and Y*: both act."""
    return phrases.actors(phrases.objects_of(noun, _MUTUAL))


def _support_subject(phrases: NounPhrases, noun: Token) -> list[str]:
    """*X launched an attack on Y, X went to war with Y*: X attacks and fights."""
    setting_out = _setting_out(phrases, noun)
    if setting_out is not None:
        return phrases.actors(find_roles(phrases, setting_out).agents)
    verb = phrases.head(noun)
    if verb is None or verb.pos != "VERB" or lemma_of(verb) not in _SUPPORT_VERBS:
        return []
    roles = find_roles(phrases, verb)
    is_object = noun.dep in ("dobj", "obj") or (noun.dep in PASSIVE_SUBJECT and is_passive(phrases, verb))
    return phrases.actors(roles.agents) if is_object else []
