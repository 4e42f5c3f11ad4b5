"""Tone: of sentences by lexicon and voice, and of words that grammar ties to an actor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from caatext.annotation.parsing import Sentence, Token
from caatext.corpus.lexicons import valence_lexicon, verb_lexicon

if TYPE_CHECKING:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

LEXICON = "vader"
_NEGATIONS = {"not", "n't", "n’t", "never", "no", "hardly", "without"}


class Evaluation(NamedTuple):
    """An evaluating word tied to an actor; offsets are those of the word."""

    start: int
    end: int
    actor_id: str
    cue: str
    link: str
    value: float


class Polarity(NamedTuple):
    """Tone of the words of one voice in a sentence, in [-1, 1], with how many of them the lexicon knows."""

    voice: str
    value: float
    n_hits: int
    n_words: int


@lru_cache(maxsize=1)
def _analyzer() -> SentimentIntensityAnalyzer:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


def sentence_polarity(sentence: Sentence, text: str, voices: Mapping[int, str]) -> Iterator[Polarity]:
    """Yield the tone of a sentence, voice by voice.

    The compound score of VADER (Hutto & Gilbert 2014) over the words of each voice. It is tone, not stance: *Russia
    secured peace by force* comes out positive. Read it with its coverage.
    """
    pieces: dict[str, list[tuple[int, int]]] = {}
    for token in sentence.tokens:
        spans = pieces.setdefault(voices.get(token.start, "author"), [])
        if spans and spans[-1][1] >= token.start - 1:
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
    analyzer = _analyzer()
    for voice in sorted(pieces):
        words = " ".join(text[start:end] for start, end in pieces[voice])
        known = re.findall(r"[^\W\d_]+", words.lower())
        if known:
            hits = sum(word in analyzer.lexicon for word in known)
            yield Polarity(voice, float(analyzer.polarity_scores(words)["compound"]), hits, len(known))


def find_evaluations(sentence: Sentence, actor_at: Mapping[int, str]) -> list[Evaluation]:
    """Return the evaluating words that the grammar of a sentence ties to an actor.

    Parameters
    ----------
    sentence : Sentence
        Parsed.
    actor_at : mapping of int to str
        Actor by the offset of each token inside a mention that is read as actor.

    Returns
    -------
    list of Evaluation
        `link` is ``modifier`` (*pragmatic Russia*, *Moscow's reckless policy*), ``predicate`` (*is unreliable*),
        ``subject`` (the verb praises or blames its agent) or ``apposition``. What befalls an actor is its fate and
        no evaluation of it, so objects do not count.
    """
    found: list[Evaluation] = []
    for token in sentence.tokens:
        actor = actor_at.get(token.start)
        if actor:
            found.extend(_of_actor(sentence, token, actor))
    return found


def _of_actor(sentence: Sentence, token: Token, actor: str) -> Iterator[Evaluation]:
    head = sentence.head(token)
    yield from _words(sentence, actor, "modifier", _children(sentence, token, "amod"))
    yield from _words(sentence, actor, "apposition", _apposition(sentence, token))
    if head is None:
        return
    if token.dep == "poss":
        yield from _words(sentence, actor, "modifier", [head, *_children(sentence, head, "amod")])
    if token.dep in ("amod", "compound"):
        yield from _words(sentence, actor, "modifier", _children(sentence, head, "amod"))
    if token.dep == "nsubj":
        yield from _words(sentence, actor, "predicate", _children(sentence, head, "acomp", "attr"))
        yield from _by_verb(sentence, actor, head)


def _apposition(sentence: Sentence, token: Token) -> list[Token]:
    nouns = _children(sentence, token, "appos")
    return [word for noun in nouns for word in [noun, *_children(sentence, noun, "amod")]]


def _by_verb(sentence: Sentence, actor: str, verb: Token) -> Iterator[Evaluation]:
    entry = verb_lexicon().get((verb.lemma.lower(), "VERB"))
    if entry is not None and entry.agent_value:
        value = -entry.agent_value if _is_negated(sentence, verb) else entry.agent_value
        yield Evaluation(verb.start, verb.end, actor, verb.lemma.lower(), "subject", float(value))


def _children(sentence: Sentence, token: Token, *deps: str) -> list[Token]:
    """Dependents with these relations, and what is joined to them by *and*."""
    direct = [child for child in sentence.children.get(token.number, ()) if child.dep in deps]
    return direct + [joined for child in direct for joined in _children(sentence, child, "conj")]


def _words(sentence: Sentence, actor: str, link: str, tokens: list[Token]) -> Iterator[Evaluation]:
    lexicon = valence_lexicon()
    for token in tokens:
        value = lexicon.get(token.form.lower(), lexicon.get(token.lemma.lower(), 0.0))
        if value:
            head = sentence.head(token)
            of_verb = link == "predicate" and head is not None and _is_negated(sentence, head)
            negated = of_verb or _is_negated(sentence, token)
            yield Evaluation(token.start, token.end, actor, token.lemma.lower(), link, -value if negated else value)


def _is_negated(sentence: Sentence, token: Token) -> bool:
    return any(child.form.lower() in _NEGATIONS for child in sentence.children.get(token.number, ()))
