"""Codebook cues in the words of a sentence: multi-word before single, wildcards, exclusions, negation scope."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from caatext.annotation.parsing import Sentence, Token
from caatext.corpus.codebook import Codebook

GAP = "..."
LONGEST_GAP = 5
_NEGATIONS = {"not", "n't", "n’t", "never", "no", "neither", "nor", "without", "hardly", "scarcely", "rarely", "seldom"}
#: With *without* these say twice no: *nothing passes without its consent*.
_NOBODY = {"nothing", "nobody", "none", "few", "little"}
#: Who cannot do this to something has it: *cannot escape its grip*.
_ESCAPING = {"avoid", "elude", "escape", "evade", "flee", "ignore", "leave", "outgrow", "resist", "withstand"}
#: After these words a negation asserts what follows: not merely X, cannot but X.
_NOT_DENYING = {"merely", "only", "just", "simply", "solely", "so", "but", "necessarily"}


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


@dataclass(frozen=True)
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

    def candidates(self, token: Token) -> Iterator[_Entry]:
        """Yield the terms that may begin at a token."""
        for word in dict.fromkeys(_forms(token)):
            yield from self.exact.get(word, ())
            for length in range(min(3, len(word)) + 1):
                yield from self.stems.get(word[:length], ())


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
    denied = _denied(sentence)
    hits: list[tuple[range, _Entry]] = []
    for position, token in enumerate(tokens):
        for entry in dict.fromkeys(index.candidates(token)):
            end = match(entry.pattern, tokens, position)
            free = end and not any(t.number in masked for t in tokens[position:end])
            if free and not _is_excluded(entry, tokens, position):
                hits.append((range(position, end), entry))
    kept = _drop_contained(hits)
    return [
        CueHit(tokens[span.start].start, tokens[span.stop - 1].end, entry.frame_id, entry.group, entry.tier,
               entry.pattern.term, tokens[span.start].number in denied and entry.pattern.elements[0] not in _NEGATIONS)
        for span, entry in kept
    ]  # fmt: skip


def match(pattern: Pattern, tokens: Sequence[Token], position: int) -> int:
    """Return the position after the match of a pattern that begins at `position`, or 0 where it does not match."""
    return _match(pattern.elements, tokens, position)


def _match(elements: tuple[str, ...], tokens: Sequence[Token], position: int) -> int:
    if not elements:
        return position
    if elements[0] == GAP:
        for skipped in range(LONGEST_GAP + 1):
            end = _match(elements[1:], tokens, position + skipped)
            if end:
                return end
        return 0
    if position >= len(tokens) or not _fits(elements[0], tokens[position]):
        return 0
    return _match(elements[1:], tokens, position + 1)


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
    kept = []
    for span, entry in hits:
        contained = any(
            other is not entry
            and (other.frame_id, other.group, other.tier) == (entry.frame_id, entry.group, entry.tier)
            and outer.start <= span.start
            and span.stop <= outer.stop
            and len(outer) > len(span)
            for outer, other in hits
        )
        if not contained:
            kept.append((span, entry))
    return kept


def _denied(sentence: Sentence) -> set[int]:
    """Numbers of the tokens that negations deny: what their heads govern after them, save *not merely* and the like."""
    denied: set[int] = set()
    for token in sentence.tokens:
        if token.form.lower() not in _NEGATIONS:
            continue
        following = sentence.tokens[token.number : token.number + 2]
        if any(item.form.lower() in _NOT_DENYING for item in following):
            continue
        denied.update(_scope(sentence, token))
    return denied


def _scope(sentence: Sentence, negation: Token) -> list[int]:
    """Numbers of the tokens that one negation denies."""
    head = sentence.head(negation)
    if head is None:
        return []
    if head.lemma.lower() in _ESCAPING:
        return [head.number]
    clause = sentence.subtree(head)
    others = (item.form.lower() for item in clause if item.number != negation.number)
    if negation.form.lower() == "without" and any(form in _NEGATIONS | _NOBODY for form in others):
        return []
    return [
        item.number
        for item in clause
        if item.number > negation.number and not _after_contrast(sentence, negation, item)
    ]


def _after_contrast(sentence: Sentence, negation: Token, token: Token) -> bool:
    """Whether *but*, *yet* or a semicolon stands between: the negation ends there."""
    between = sentence.tokens[negation.number : token.number - 1]
    return any(item.form.lower() in ("but", "yet", ";", "although", "while", "though") for item in between)
