"""Quotation marks of all styles, paired: what stands between them, and what stands between marks within those."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from caatext.annotation.parsing import ParsedDocument

_DOUBLE = re.compile(r"``|''|[“”\"„«»]")
#: An apostrophe opens a quotation before a word, but not in *'76*, *'em* or *rock 'n' roll*.
_SINGLE = re.compile(r"(?<![\w'’‘`])[‘'`](?=[\w$£€…])(?!\d+s?\b|(?:em|til|tis|twas|cause|n|round)\b)", re.IGNORECASE)
_SINGLE_END = re.compile(r"(?<=[^\s'`])['’](?![\w'’])")
_OPENING = {"“", "«", "``", "„"}
_CLOSING = {"”", "»"}
#: What may stand right before an opening mark.
_BEFORE = set(" \t\u00a0([{—–-/‘'`“\"")
#: A longer stretch between single marks is more likely two apostrophes.
_SINGLE_REACH = 600


class Marked(NamedTuple):
    """The words between a pair of marks; `depth` 1 stands between marks of its own inside another pair."""

    start: int
    end: int
    depth: int = 0
    goes_on: bool = False


def find_marked(document: ParsedDocument) -> list[Marked]:
    """Return what stands between quotation marks, in reading order.

    A pair stays within its paragraph. A mark that is never closed reaches to the end of its sentence, or of its
    paragraph where the next one opens with a mark again; one that was never opened reaches back likewise.
    """
    starts = [sentence.start for sentence in document.sentences]
    ends = [sentence.end for sentence in document.sentences]
    found: list[Marked] = []
    went_on = False
    for number, (start, end) in enumerate(document.paragraphs):
        following = document.paragraphs[number + 1][0] if number + 1 < len(document.paragraphs) else -1
        scan = _Scan(document.text, (start, end), (starts, ends))
        scan.goes_on = following >= 0 and _opens(document.text, following)
        scan.went_on = went_on
        pairs = scan.pairs()
        went_on = any(pair.goes_on for pair in pairs)
        found.extend(pairs)
    return found


def _opens(text: str, at: int) -> bool:
    match = _DOUBLE.match(text, at)
    return bool(match and match.group() in _OPENING | {'"', "''"})


class _Scan:
    """Pairs the marks of one paragraph."""

    def __init__(self, text: str, span: tuple[int, int], sentences: tuple[Sequence[int], Sequence[int]]) -> None:
        self.text = text
        self.start, self.end = span
        self.sentence_starts, self.sentence_ends = sentences
        self.goes_on = self.went_on = False
        self.found: list[Marked] = []

    def pairs(self) -> list[Marked]:
        """Return the pairs with their depth."""
        if not any(mark in self.text[self.start : self.end] for mark in "“”\"„«»‘`'"):
            return []
        self._double()
        self._single()
        trimmed = sorted({self._trim(pair) for pair in self.found}, key=lambda pair: (pair.start, -pair.end))
        kept: list[Marked] = []
        for pair in trimmed:
            around = [other for other in kept if other.start <= pair.start and pair.end <= other.end]
            crossing = any(other.start < pair.start < other.end < pair.end for other in kept)
            if pair.start < pair.end and not crossing:
                kept.append(pair._replace(depth=len(around)))
        return kept

    def _double(self) -> None:
        waiting: list[tuple[int, int]] = []
        for match in _DOUBLE.finditer(self.text, self.start, self.end):
            if self._is_opening(match, bool(waiting)):
                waiting.append(match.span())
            elif waiting:
                self.found.append(Marked(waiting.pop()[1], match.start()))
            elif match.start() > self.start and not self._is_measure(match):
                self.found.append(Marked(self._back(match.start()), match.start()))
        for _, inside in waiting:
            to_end = self.goes_on and inside == waiting[-1][1]
            self.found.append(Marked(inside, self.end if to_end else self._ahead(inside), goes_on=to_end))

    def _is_opening(self, match: re.Match[str], is_open: bool) -> bool:
        before = self.text[match.start() - 1] if match.start() > self.start else " "
        after = self.text[match.end()] if match.end() < self.end else " "
        mark = match.group()
        if mark in _OPENING:
            return not (mark == "“" and is_open and not before.isspace() and not after.isalnum())
        if mark in _CLOSING:
            return not is_open and before.isspace() and after.isalnum()
        if before in _BEFORE and after.isspace():
            return not is_open
        return before in _BEFORE

    def _is_measure(self, match: re.Match[str]) -> bool:
        """Whether the mark means inches or seconds."""
        return match.group() in ('"', "''") and self.text[match.start() - 1].isdigit()

    def _back(self, at: int) -> int:
        sentence = self.sentence_starts[max(bisect_right(self.sentence_starts, at - 1) - 1, 0)]
        last = max((pair.end + 1 for pair in self.found if pair.end < at), default=self.start)
        return max(self.start if self.went_on and not self.found else sentence, last)

    def _ahead(self, at: int) -> int:
        number = max(bisect_right(self.sentence_starts, at) - 1, 0)
        limit = min((pair.start - 1 for pair in self.found if pair.start > at), default=self.end)
        return min(self.sentence_ends[number], limit, self.end)

    def _single(self) -> None:
        at = self.start
        while match := _SINGLE.search(self.text, at, self.end):
            end = self._single_end(match.end())
            at = match.end()
            if end < 0 and match.group() == "`":  # no apostrophe: it opens even where nothing closes it
                end = self._ahead(match.end())
            if end >= 0:
                self.found.append(Marked(match.end(), end))
                at = end

    def _single_end(self, start: int) -> int:
        """Return where a single mark closes: not after a possessive *s* unless nothing else will do."""
        inner = [pair.end for pair in self.found if pair.start <= start <= pair.end]
        limit = min(inner, default=min(self.end, start + _SINGLE_REACH))
        again = self.text.find(self.text[start - 1], start, limit) if self.text[start - 1] in "‘`" else -1
        limit = again if again >= 0 else limit
        ends = [match.start() for match in _SINGLE_END.finditer(self.text, start, min(limit + 1, self.end))]
        sure = (end for end in ends if self.text[end - 1] != "s" or self.text[end + 1 : end + 2] in set('.,;:?!)”"'))
        return next(sure, ends[0] if ends else -1)

    def _trim(self, pair: Marked) -> Marked:
        start, end = pair.start, pair.end
        while start < end and self.text[start].isspace():
            start += 1
        while start < end and self.text[end - 1].isspace():
            end -= 1
        return pair._replace(start=start, end=end)
