"""Which entry of the verb lexicon a verb or noun has: with its particle or fixed preposition first, then alone."""

from __future__ import annotations

from functools import lru_cache

from caatext.annotation.noun_phrases import NounPhrases
from caatext.annotation.parsing import Token
from caatext.corpus.lexicons import VerbEntry, verb_lexicon

_BEHIND = ("prt", "prep", "advmod", "agent", "dative", "npadvmod", "advcl")


@lru_cache(maxsize=1)
def _by_first_word() -> dict[str, list[tuple[tuple[str, ...], VerbEntry]]]:
    """Return the verbs of several words by their first one, longest first."""
    found: dict[str, list[tuple[tuple[str, ...], VerbEntry]]] = {}
    for (lemma, pos), entry in verb_lexicon().items():
        first, *rest = lemma.split()
        if rest and pos == "VERB":
            found.setdefault(first, []).append((tuple(rest), entry))
    return {first: sorted(rows, key=lambda row: (-len(row[0]), row[0])) for first, rows in found.items()}


def lemma_of(token: Token) -> str:
    """Return the lemma in lower case, with the final *e* that the lemmatizer may drop: *waged*, *hoped*."""
    lemma = token.lemma.lower()
    if token.tag in ("VBD", "VBN", "VBG", "VBZ") and (lemma, "VERB") not in verb_lexicon():
        return f"{lemma}e" if (f"{lemma}e", "VERB") in verb_lexicon() else lemma
    return lemma


def find_entry(phrases: NounPhrases, verb: Token) -> VerbEntry | None:
    """Return the longest entry of the lexicon that a verb and the words belonging to it match."""
    lemma = lemma_of(verb)
    candidates = _by_first_word().get(lemma)
    if candidates:
        near, particles = _belonging(phrases, verb), _particles(phrases, verb)
        behind_object = _behind_object(phrases, verb)
        for rest, entry in candidates:
            start = near if entry.has_preposition else particles
            if rest[0] in start and set(rest[1:]) <= near | behind_object:
                return entry
    return verb_lexicon().get((lemma, "VERB"))


def _belonging(phrases: NounPhrases, verb: Token) -> set[str]:
    """Particles, prepositions and adverbs of a verb, and the word right behind it."""
    words = {child.form.lower() for child in phrases.children(verb, _BEHIND)} | _bare_objects(phrases, verb)
    tokens = phrases.sentence.tokens
    if verb.number < len(tokens) and tokens[verb.number].pos in ("ADP", "ADV", "PART"):
        words.add(tokens[verb.number].form.lower())
    for particle in phrases.children(verb, ("prt", "advmod", "prep")):
        words.update(child.form.lower() for child in phrases.children(particle, ("prep", "pcomp")))
    return words


def _particles(phrases: NounPhrases, verb: Token) -> set[str]:
    """Words that are part of the verb and bring in nothing themselves: *gave in*, but not *gave in Rome*."""
    found: set[str] = set()
    for child in phrases.children(verb, ("prt", "advmod", "prep", "npadvmod", "advcl")):
        is_close = child.number == verb.number + 1
        opens = bool(phrases.children(child, ("pobj", "pcomp"))) and (child.form.lower() == "in" or not is_close)
        if child.dep == "prt" or (not opens and child.pos in ("ADP", "ADV", "PART", "SCONJ")):
            found.add(child.form.lower())
            found.update(c.form.lower() for c in phrases.children(child, ("prep",)))
    return found | _bare_objects(phrases, verb)


def _bare_objects(phrases: NounPhrases, verb: Token) -> set[str]:
    """Objects without an article, which may be part of the verb: *open fire, cut ties*."""
    objects = (child for child in phrases.children(verb, ("dobj",)) if not phrases.children(child, ("det", "poss")))
    return {child.form.lower() for child in objects}


def _behind_object(phrases: NounPhrases, verb: Token) -> set[str]:
    """Prepositions that hang on the object: *open fire on*."""
    objects = phrases.children(verb, ("dobj",))
    return {child.form.lower() for item in objects for child in phrases.children(item, ("prep",))}


def fixed_preposition(entry: VerbEntry | None) -> str:
    """Return the last word of a verb of several words, which may bring in the one acted upon: *rely on*."""
    return entry.lemma.split()[-1] if entry is not None and entry.has_preposition else ""
