"""Stretches of a sentence that somebody else speaks or thinks, without the words that report them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from caatext.annotation.parsing import Sentence, Token
from caatext.annotation.speakers import Quote

_OPENERS = ("that", "to", "like")


def clause_around(sentence: Sentence, phrase: Sequence[Token], head: Token, *, cue: str, voice: str) -> Iterator[Quote]:
    """The clause that a phrase belongs to, without the phrase; what stands before it only with its subject."""
    while head.pos not in ("VERB", "AUX") and (above := sentence.head(head)) is not None:
        head = above
    phrase = without_subject(sentence, phrase, head)
    inside = {t.number for t in phrase}
    content = [t for t in sentence.subtree(head) if t.number not in inside]
    subject = sentence.child(head, "nsubj", "nsubjpass", "expl")
    if subject is not None and subject.number > phrase[-1].number:
        content = [t for t in content if t.number > phrase[-1].number]
    yield from stretches(sentence, content, cue=cue, voice=voice)


def without_subject(sentence: Sentence, phrase: Sequence[Token], head: Token) -> Sequence[Token]:
    """An opening phrase that has swallowed the subject of its clause (*according to X, Y and Z agree*) ends earlier."""
    subjects = ("nsubj", "nsubjpass", "expl", "csubj")
    if phrase[0].number > 1 or head.tag == "VB" or sentence.child(head, *subjects) is not None:
        return phrase
    comma = next((t for t in phrase if t.form == ","), None)
    return phrase if comma is None else [t for t in phrase if t.number <= comma.number]


def stretches(sentence: Sentence, content: Sequence[Token], *, cue: str, voice: str) -> Iterator[Quote]:
    """Cut the content where the words that report it stand in between."""
    if not voice:
        return
    run: list[Token] = []
    for token in content:
        gap = sentence.tokens[run[-1].number : token.number - 1] if run else ()
        if any(t.pos != "PUNCT" for t in gap):
            yield from _stretch(run, cue, voice)
            run = []
        run.append(token)
    yield from _stretch(run, cue, voice)


def _stretch(run: Sequence[Token], cue: str, voice: str) -> Iterator[Quote]:
    words = [t for t in run if t.pos not in ("PUNCT", "SPACE")]
    if words and (words[0].dep == "mark" or words[0].tag in ("TO", "IN", "WDT")) and words[0].form.lower() in _OPENERS:
        words = words[1:]
    while words and words[-1].dep == "cc":
        words.pop()
    if words and any(t.pos in ("VERB", "AUX", "NOUN", "ADJ", "PROPN", "NUM") for t in words):
        yield Quote(words[0].start, words[-1].end, "indirect", cue, voice)
