"""Codebook cues in the words of a sentence: multi-word before single, wildcards, exclusions, negation scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from caatext.annotation.denial import NEGATIONS, read_denials
from caatext.annotation.parsing import Sentence, Token
from caatext.annotation.wishes import read_wishes
from caatext.corpus.codebook import Codebook

GAP = "..."
LONGEST_GAP = 5


class Pattern(NamedTuple):
    """A cue term as a sequence of elements: a word, a stem with ``*``, a bare ``*``, or a gap."""

    elements: tuple[str, ...]
    term: str


class CueHit(NamedTuple):
    """A cue that fired."""

    start: int
    end: int
    frame_id: str
    group: str
    tier: str
    cue: str
    is_negated: bool
    #: Whether it is only wished: *hopes that P, should V*.
    is_wished: bool


class _Entry(NamedTuple):
    pattern: Pattern
    frame_id: str
    group: str
    tier: str
    excluded: tuple[Pattern, ...]


def parse_term(term: str) -> Pattern:
    """Return the elements of a cue term, parted as the tokenizer parts words: at blanks, hyphens and in *cannot*.

    Examples
    --------
    >>> parse_term("not merely ... object*").elements
    ('not', 'merely', '...', 'object*')
    >>> parse_term("cannot low-profile").elements
    ('can', 'not', 'low', '-', 'profile')
    """
    words = term.lower().replace("’", "'").replace("cannot", "can not").replace("-", " - ").split()
    return Pattern(tuple(words), term)


@dataclass(frozen=True, eq=False)
class CueIndex:
    """All cue terms of a codebook by how their first word can begin."""

    exact: dict[str, list[_Entry]]
    stems: dict[str, list[_Entry]]

    @classmethod
    def from_codebook(cls, codebook: Codebook) -> CueIndex:
        """Return the index of every cue of every frame."""
        exact: dict[str, list[_Entry]] = {}
        stems: dict[str, list[_Entry]] = {}
        for frame in codebook.frames:
            for cue in frame.cues:
                excluded = tuple(parse_term(term) for term in cue.exclude)
                for term in cue.terms:
                    entry = _Entry(parse_term(term), frame.id, cue.group, cue.tier, excluded)
                    first = entry.pattern.elements[0]
                    if first.endswith("*"):
                        stems.setdefault(first[:-1][:3], []).append(entry)
                    else:
                        exact.setdefault(first, []).append(entry)
        return cls(exact, stems)

    def candidates(self, token: Token) -> tuple[_Entry, ...]:
        """Return the terms that may begin at a token, each once."""
        return _look_up(self, _forms(token))


@lru_cache(maxsize=1 << 16)
def _look_up(index: CueIndex, forms: tuple[str, str]) -> tuple[_Entry, ...]:
    found: dict[_Entry, None] = {}
    for word in dict.fromkeys(forms):
        found.update(dict.fromkeys(index.exact.get(word, ())))
        for length in range(min(3, len(word)) + 1):
            found.update(dict.fromkeys(index.stems.get(word[:length], ())))
    return tuple(found)


def _forms(token: Token) -> tuple[str, str]:
    return token.form.lower().replace("’", "'"), token.lemma.lower()


def find_cues(sentence: Sentence, index: CueIndex, *, masks: Sequence[tuple[int, int]] = ()) -> list[CueHit]:
    """Return the cues that fire in a sentence.

    Parameters
    ----------
    sentence : Sentence
        Parsed.
    index : CueIndex
        The terms.
    masks : sequence of (start, end)
        Names inside which no cue counts.

    Returns
    -------
    list of CueHit
        In reading order. Within one frame, group and tier a hit inside a longer one is dropped.
    """
    tokens = sentence.tokens
    masked = {t.number for t in tokens for start, end in masks if start <= t.start < end}
    denied, wished = read_denials(sentence).denied, read_wishes(sentence).wished
    hits: list[tuple[range, _Entry]] = []
    for position, token in enumerate(tokens):
        for entry in index.candidates(token):
            end = match(entry.pattern, tokens, position)
            free = end and not any(t.number in masked for t in tokens[position:end])
            if free and not _is_excluded(entry, tokens, position):
                hits.append((range(position, end), entry))
    kept = _drop_contained(hits)
    return [
        CueHit(tokens[span.start].start, tokens[span.stop - 1].end, entry.frame_id, entry.group, entry.tier,
               entry.pattern.term,
               denied.has(tokens[span.start].number, is_negation=entry.pattern.elements[0] in NEGATIONS),
               tokens[span.start].number in wished)
        for span, entry in kept
    ]  # fmt: skip


def match(pattern: Pattern, tokens: Sequence[Token], position: int) -> int:
    """Return the position after the match of a pattern that begins at `position`, or 0 where it does not match.

    Of several matches the one with the shortest first gap counts, then the shortest second gap, and so on.
    """
    places = [position]
    for element in pattern.elements:
        if element == GAP:
            # Each place once, however many gaps lead there: a pattern of many gaps must not take for ever.
            reached = (place + skipped for place in places for skipped in range(LONGEST_GAP + 1))
            places = list(dict.fromkeys(place for place in reached if place <= len(tokens)))
        else:
            places = [place + 1 for place in places if place < len(tokens) and _fits(element, tokens[place])]
        if not places:
            return 0
    return places[0]


def _fits(element: str, token: Token) -> bool:
    if element.endswith("*"):
        return any(form.startswith(element[:-1]) for form in _forms(token))
    return element in _forms(token)


def _is_excluded(entry: _Entry, tokens: Sequence[Token], position: int) -> bool:
    """Whether an exclusion phrase lies over the hit."""
    for phrase in entry.excluded:
        for begin in range(max(0, position - 8), position + 1):
            end = match(phrase, tokens, begin)
            if end > position:
                return True
    return False


def _drop_contained(hits: list[tuple[range, _Entry]]) -> list[tuple[range, _Entry]]:
    """Return the hits without those that lie inside a longer one of the same frame, group and tier, in their order."""
    by_kind: dict[tuple[str, str, str], list[int]] = {}
    for number, (_, entry) in enumerate(hits):
        by_kind.setdefault((entry.frame_id, entry.group, entry.tier), []).append(number)
    kept: list[int] = []
    for numbers in by_kind.values():
        widest = range(0)  # of those that begin no later, the one that ends last, and of these the longest
        for number in sorted(numbers, key=lambda number: (hits[number][0].start, -hits[number][0].stop)):
            span = hits[number][0]
            if span.stop > widest.stop or len(span) == len(widest):
                kept.append(number)
            if span.stop > widest.stop:
                widest = span
    return [hits[number] for number in sorted(kept)]
