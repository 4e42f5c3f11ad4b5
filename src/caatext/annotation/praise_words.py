"""Words that praise or blame: the valence list, what this field adds to it, and adverbs made from adjectives."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from caatext.annotation.parsing import Token
from caatext.corpus.lexicons import read_rows, valence_lexicon

#: Adverbs that say how sure, how much or with what feeling something is said, not how well it is done.
_NO_MANNER = {
    "alarmingly", "amazingly", "amusingly", "arguably", "awfully", "badly", "certainly", "clearly",
    "dearly", "definitely", "disappointingly", "disturbingly", "easily", "embarrassingly", "encouragingly",
    "fortunately", "freely", "frighteningly", "funnily", "gravely", "greatly", "hardly", "hopefully",
    "importantly", "interestingly", "kindly", "laughably", "luckily", "perfectly", "positively", "pretty",
    "reasonably", "regrettably", "respectively", "richly", "sadly", "safely", "seriously", "severely",
    "shockingly", "strongly", "successively", "suddenly", "supremely", "surely", "surprisingly", "swiftly",
    "terribly", "thankfully", "tragically", "truly", "unfortunately", "warmly", "weakly", "well",
}  # fmt: skip
_PERSON_ENDINGS = ("er", "or", "ist", "ian", "man", "woman", "ee")
#: Words with such an ending that are no persons.
_THINGS = {
    "answer", "behavior", "behaviour", "career", "chapter", "character", "charter", "command", "committee",
    "demeanor", "disorder", "effort", "employer", "encounter", "endeavor", "error", "factor", "fervor",
    "gesture", "honor", "humor", "letter", "maneuver", "manner", "matter", "number", "offer", "order",
    "power", "rancor", "rumor", "surrender", "takeover", "temper", "tenor", "terror", "twitter", "valor",
    "vigor",
}  # fmt: skip
#: Words for others that one has to do with.
_OTHERS = {
    "accomplice", "adversary", "aide", "ally", "army", "audience", "base", "boss", "brother", "candidate",
    "child", "citizen", "client", "colleague", "community", "companion", "contestant", "counterpart",
    "crew", "crowd", "customer", "daughter", "enemy", "family", "fellow", "foe", "friend", "girl", "group",
    "guest", "guy", "husband", "kid", "mate", "mother", "nation", "neighbor", "nephew", "nominee",
    "opponent", "parent", "partner", "party", "peer", "people", "person", "population", "president",
    "public", "rival", "sister", "son", "spouse", "staff", "student", "subject", "successor", "team",
    "uncle", "victim", "wife", "youth",
}  # fmt: skip


#: Of ``data/praise_words.csv``: adjectives, nouns for how one acts and for what one is, things that are good or bad to
#: further, verbs, and what one feels or what befalls one, which neither praises nor blames.
_KINDS = ("quality", "conduct", "person", "thing", "deed", "felt")


class _PraiseWords(NamedTuple):
    values: Mapping[str, float]
    of_kind: Mapping[str, frozenset[str]]
    adverbs: Mapping[str, float]
    things: Mapping[str, float]
    deeds: Mapping[str, float]


@lru_cache(maxsize=1)
def _words() -> _PraiseWords:
    by_kind: dict[str, dict[str, float]] = {kind: {} for kind in _KINDS}
    for row in read_rows("praise_words.csv"):
        by_kind[row["kind"]][row["word"]] = float(row["value"])
    values = dict(valence_lexicon()) | dict.fromkeys(by_kind["thing"], 0.0)
    for kind in ("felt", "quality", "conduct", "person"):
        values |= by_kind[kind]
    things = by_kind["thing"] | by_kind["conduct"] | by_kind["person"]
    kinds = {kind: frozenset(words) for kind, words in by_kind.items()}
    adverbs = {_adverb(word): value for word, value in values.items()}
    adverbs |= {word: value for word, value in values.items() if word.endswith("ly")}
    adverbs |= {"justly": 0.5, "rightly": 0.5, "wilfully": -0.5, "willfully": -0.5}
    kept = {word: value for word, value in adverbs.items() if word not in _NO_MANNER}
    return _PraiseWords(values, kinds, kept, things, by_kind["deed"])


def _adverb(adjective: str) -> str:
    """Return the adverb of an adjective: wisely, responsibly, heroically, steadily."""
    if adjective.endswith("le"):
        return adjective[:-1] + "y"
    if adjective.endswith("y"):
        return adjective[:-1] + "ily"
    return adjective + ("ally" if adjective.endswith("ic") else "ly")


def praise_value(token: Token) -> float:
    """Return how an adjective or noun praises (more than 0) or blames what it is said of, in [-1, 1].

    0 for words of feeling and fate (*sad, poor, victim*), for subject matter (*war, peace*) and for unknown words.
    """
    values, form, lemma = _words().values, token.form.lower(), token.lemma.lower()
    own = values.get(form)
    if own is None:
        return values.get(lemma, 0.0)
    # *successes* counts for nothing as *success* does.
    return own and values.get(lemma, own)


def manner_value(token: Token) -> float:
    """Return how an adverb praises or blames the one who acts in that manner, in [-1, 1]."""
    return _words().adverbs.get(token.form.lower(), 0.0)


def deed_value(verb: str) -> float:
    """Return whether a verb that the verb lexicon does not rate praises or blames who does it, in [-1, 1]."""
    return _words().deeds.get(verb, 0.0)


def thing_value(noun: Token) -> float:
    """Return whether what a noun names is a good or a bad thing to further, in [-1, 1]."""
    return _words().things.get(noun.lemma.lower(), 0.0)


def is_person_word(token: Token) -> bool:
    """Whether a noun names what somebody is (*liar, hero*): another's liar is not the other."""
    return token.lemma.lower() in _words().of_kind["person"]


def is_conduct(token: Token) -> bool:
    """Whether a noun names how somebody acts (*treachery, courage*)."""
    return token.lemma.lower() in _words().of_kind["conduct"]


def is_other_person(noun: Token) -> bool:
    """Whether what one has is somebody else: *its trusting neighbors*."""
    lemma = noun.lemma.lower()
    return lemma in _OTHERS or (lemma.endswith(_PERSON_ENDINGS) and lemma not in _THINGS)
