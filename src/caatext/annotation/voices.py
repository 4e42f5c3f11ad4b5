"""Whose words are these: quotation marks told apart, reported speech linked to its speaker, the rest the author's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from caatext.annotation.actors import Mention
from caatext.annotation.marks import Marked, find_marked
from caatext.annotation.parsing import ParsedDocument
from caatext.annotation.quotation import MarkedReader
from caatext.annotation.reported import ReportedReader
from caatext.annotation.speakers import AUTHOR, UNKNOWN, Quote, Speakers
from caatext.annotation.uptake import Uptake

__all__ = ["AUTHOR", "SPOKEN", "UNKNOWN", "Quote", "find_quotes", "uptake_at", "voice_at"]

#: Kinds of quotation whose words are somebody else's.
SPOKEN = ("direct", "mixed", "indirect")
#: A reported clause that stands between marks for so much of its length is counted once, as quoted.
_COVERED = 0.6
#: A clause may leave out the point before a closing mark.
_MARK = 2


def find_quotes(document: ParsedDocument, mentions: Sequence[Mention]) -> list[Quote]:
    """Return quotations and reported speech, in reading order.

    Parameters
    ----------
    document : ParsedDocument
        Text and parsed sentences.
    mentions : sequence of Mention
        Mentions of the document; those read as actors can speak.

    Returns
    -------
    list of Quote
        `kind` is ``direct`` (a clause between marks with somebody who speaks), ``mixed`` (some words between marks
        within a sentence that reports), ``indirect`` (reported without marks: speech, thought or viewpoint), ``scare``
        (a few words between marks that nobody is said to have said) or ``name`` (a title, label or gloss between
        marks). The voice of scare quotes and names is that of the words around them.
        `uptake` is what the author makes of it: ``adopted`` (*rightly*, *as X notes*, *admits that*), ``rejected``
        (*falsely*, *despite claims that*, *so-called*) or nothing. Within somebody else's words it is always empty.
        No two stretches cross, and none leaves its paragraph.
    """
    speakers = Speakers(document, mentions)
    pairs = find_marked(document)
    reader = MarkedReader(speakers)
    marked = reader.read(pairs)
    reported = [
        fitted
        for quote in ReportedReader(speakers, used=reader.used).read()
        for fitted in _fit(quote, pairs, document.text)
    ]
    marked = [_within(quote, reported) for quote in marked]
    reported = [quote for quote in reported if not _is_covered(quote, marked)]
    ordered = sorted({*marked, *reported}, key=lambda quote: (quote.start, -quote.end, quote.cue, quote.voice))
    return list(_with_uptake(_untangle(ordered), document, speakers))


def voice_at(quotes: Sequence[Quote]) -> dict[int, str]:
    """Return the voice of every character inside quotes that are somebody else's words; elsewhere it is the author's.

    Where stretches lie within each other, the innermost speaker speaks.
    """
    voices: dict[int, str] = {}
    spoken = [quote for quote in quotes if quote.kind in SPOKEN]
    for quote in sorted(spoken, key=lambda quote: (quote.start - quote.end, quote.kind == "indirect")):
        voices.update(dict.fromkeys(range(quote.start, quote.end), quote.voice))
    return voices


def uptake_at(quotes: Sequence[Quote]) -> dict[int, str]:
    """Return, for characters inside quotations, what the author makes of them: ``adopted`` or ``rejected``.

    A few words that nobody is said to have said are kept at a distance by their marks alone. Where stretches lie within
    each other, the innermost of which this is known decides.
    """
    taken: dict[int, str] = {}
    for quote in sorted(quotes, key=lambda quote: quote.start - quote.end):
        uptake = "rejected" if quote.kind == "scare" else quote.uptake
        if uptake:
            taken.update(dict.fromkeys(range(quote.start, quote.end), uptake))
    return taken


def _fit(quote: Quote, pairs: Sequence[Marked], text: str) -> Iterator[Quote]:
    """Cut a reported clause where marks cross it."""
    start, end = quote.start, quote.end
    for pair in pairs:
        if pair.start <= start < pair.end < end:
            end = pair.end
        elif start < pair.start < end < pair.end:
            end = pair.end if pair.end - end <= _MARK else pair.start
    while start < end and not text[end - 1].isalnum():
        end -= 1
    if start < end:
        yield quote._replace(end=end)


def _is_covered(reported: Quote, marked: Sequence[Quote]) -> bool:
    """Whether most of a reported clause stands between marks: it is then quoted, and counted once."""
    inside = sum(
        max(0, min(quote.end, reported.end) - max(quote.start, reported.start))
        for quote in marked
        if quote.kind in ("direct", "mixed") and not (quote.start < reported.start and reported.end <= quote.end)
    )
    return inside > _COVERED * (reported.end - reported.start)


def _within(quote: Quote, reported: Sequence[Quote]) -> Quote:
    """Words between marks that nobody owns are taken from the speaker whose words around them are reported."""
    around = (r for r in reported if r.start <= quote.start and quote.end <= r.end + _MARK)
    owners = [reported for reported in around if reported.voice != UNKNOWN]
    if not owners or (quote.voice != UNKNOWN and quote.kind not in ("scare", "name")):
        return quote
    owner = min(owners, key=lambda reported: reported.end - reported.start)
    kind = "mixed" if quote.kind == "scare" and not quote.cue else quote.kind
    return quote._replace(kind=kind, voice=owner.voice)


def _untangle(quotes: Sequence[Quote]) -> Iterator[Quote]:
    """Leave out a reported clause that crosses or repeats one before it."""
    kept: list[Quote] = []
    for quote in quotes:
        crosses = any(other.start < quote.start < other.end < quote.end for other in kept[-8:])
        repeats = any((other.start, other.end) == (quote.start, quote.end) for other in kept[-8:])
        if quote.kind != "indirect" or not (crosses or repeats):
            kept.append(quote)
            yield quote


def _with_uptake(quotes: Iterator[Quote], document: ParsedDocument, speakers: Speakers) -> Iterator[Quote]:
    uptake = Uptake(document.text, [(sentence.start, sentence.end) for sentence in document.sentences])
    inside: list[Quote] = []
    for quote in quotes:
        inside = [other for other in inside if other.end > quote.start and other.kind in SPOKEN]
        nested = any(other.end >= quote.end and other.voice != AUTHOR for other in inside)
        inside.append(quote)
        yield quote if nested else quote._replace(uptake=uptake.of(quote, speakers.sentence_at(quote.start)))
