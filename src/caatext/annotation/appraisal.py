"""Tone: of sentences by lexicon and voice, and of words that grammar ties to an actor."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from caatext.annotation.parsing import Sentence
from caatext.annotation.praise import PraiseReader

if TYPE_CHECKING:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

LEXICON = "vader"


class Evaluation(NamedTuple):
    """An evaluating word tied to an actor; offsets are those of the word."""

    start: int
    end: int
    actor_id: str
    cue: str
    link: str
    value: float
    dimension: str = "praise"


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
            value = float(analyzer.polarity_scores(words)["compound"]) if _may_have_tone(words, analyzer) else 0.0
            yield Polarity(voice, value, hits, len(known))


def _may_have_tone(words: str, analyzer: SentimentIntensityAnalyzer) -> bool:
    """Whether VADER can give other than 0: it scores words between blanks, bare of marks or not, and emojis."""
    pieces = words.lower().split()
    if any(piece in analyzer.lexicon or piece.strip(string.punctuation) in analyzer.lexicon for piece in pieces):
        return True
    return not words.isascii() and any(character in analyzer.emojis for character in words)


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
        In reading order. `link` is ``predicate`` (*is unreliable, remained a responsible power*), ``apposition``,
        ``modifier`` (*pragmatic Russia*, *its treachery*, *a brutal campaign by X*), ``subject`` (the verb praises or
        blames its agent by itself, by its adverb, or by what it does to what: *fought corruption, fostered
        corruption*) or ``object`` (of the deed: *waged a criminal war*). A denial turns the value around; so does *it
        is a myth that*, whose place the evaluation then takes, so that it counts as said by whoever says *myth*.

    Notes
    -----
    What befalls an actor (objects, *suffered*, *poor*, *mourned*) is its fate and no evaluation of it; nor is what
    may be, what would be, or what is said of another whom it has to do with (*its trusting neighbors*).
    """
    if not any(token.start in actor_at for token in sentence.tokens):
        return []
    found: list[Evaluation] = []
    for said in PraiseReader(sentence, actor_at).read():
        place = said.marker or said.word
        found.extend(
            Evaluation(place.start, place.end, actor, said.word.lemma.lower(), said.link, said.value)
            for actor in said.actors
        )
    return sorted(found)
