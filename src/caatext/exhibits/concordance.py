"""Addresses to quotations: the sentences behind a mark, with the words that were counted and the voice."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from caatext.exhibits.style import legible
from caatext.tables import unit_id

#: Sentences shown behind one mark; the rest stands in the evidence file.
MOST_QUOTED = 40
_LONGEST = 1200
#: Document, paragraph, sentence.
Key = tuple[str, int, int]


@dataclass(frozen=True)
class Quotation:
    """One address with its sentence in pieces.

    Parameters
    ----------
    address : str
        Document, paragraph, sentence.
    voice : str
        ``author`` or the speaker; ``""`` where unknown.
    part : str
        What the address was counted as; ``""`` where there is one kind only.
    pieces : tuple of (str, bool)
        The sentence, cut into what was counted (True) and the rest; empty where the text is not there.
    """

    address: str
    voice: str
    part: str
    pieces: tuple[tuple[str, bool], ...] = ()


class Concordance:
    """Turns addresses into quotations.

    Parameters
    ----------
    sentences, paragraphs : DataFrame
        Addresses with ``start`` and ``end``; -1 where there is no text.
    texts : mapping of str to str
        Text by document; empty strings in a feature bundle.

    Examples
    --------
    >>> spans = pd.DataFrame({"doc_id": ["a"], "paragraph": [1], "sentence": [1], "start": [0], "end": [12]})
    >>> rows = spans.assign(start=4, end=8, mark="F1-1")
    >>> Concordance(spans, spans.iloc[:0], texts={"a": "The port won."}).quote(rows)[0].pieces
    (('The ', False), ('port', True), (' won', False))
    """

    def __init__(self, sentences: pd.DataFrame, paragraphs: pd.DataFrame, *, texts: Mapping[str, str]) -> None:
        self.texts = texts
        whole = paragraphs.assign(sentence=0)
        self._spans = {
            (str(doc_id), int(paragraph), int(sentence)): (int(start), int(end))
            for table in (sentences, whole)
            for doc_id, paragraph, sentence, start, end in table[
                ["doc_id", "paragraph", "sentence", "start", "end"]
            ].itertuples(index=False)
        }

    def quote(self, rows: pd.DataFrame, *, most: int = MOST_QUOTED, with_text: bool = True) -> list[Quotation]:
        """Return one quotation an address, in the order of the rows, at most so many.

        Parameters
        ----------
        rows : DataFrame
            The `evidence` rows of one mark.
        most : int
            Addresses beyond are left to the evidence file.
        with_text : bool
            Whether sentences are wanted, or addresses only.
        """
        hits: dict[Key, list[tuple[int, int]]] = {}
        told: dict[Key, tuple[str, str]] = {}
        for key, span, voice, part in _read(rows):
            # A whole document or a line of a file: each row stands for itself.
            if key[1] == 0:
                key = (key[0], 0, -len(told))
            if key not in told and len(told) == most:
                break
            told.setdefault(key, (voice, part))
            hits.setdefault(key, []).append(span)
        return [self._quotation(key, *told[key], spans if with_text else []) for key, spans in hits.items()]

    def _quotation(self, key: Key, voice: str, part: str, spans: list[tuple[int, int]]) -> Quotation:
        if key[1] == 0 and part:  # a line or a file that became no sentence: its place is its address
            return Quotation(part, voice, "")
        pieces = self._pieces(key, spans) if spans else ()
        return Quotation(unit_id(key[0], key[1], max(0, key[2])), voice, part, pieces)

    def _pieces(self, key: Key, hits: list[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
        start, end = self._spans.get(key, (-1, -1))
        text = self.texts.get(key[0], "")
        if start < 0 or not text:
            return ()
        end = min(end, start + _LONGEST)
        pieces: list[tuple[str, bool]] = []
        position = start
        for first, last in sorted(hits):
            if first < position or last > end or last - first >= end - start or last <= first:
                continue
            pieces += [(text[position:first], False), (text[first:last], True)]
            position = last
        pieces.append((text[position:end], False))
        return tuple((legible(piece.replace("\n", " "), limit=_LONGEST), hit) for piece, hit in pieces if piece)


def _read(rows: pd.DataFrame) -> Iterator[tuple[Key, tuple[int, int], str, str]]:
    columns = [rows[name] if name in rows else itertools.repeat("") for name in ("voice", "part")]
    places = (rows["doc_id"], rows["paragraph"], rows["sentence"], rows["start"], rows["end"])
    for doc_id, paragraph, sentence, start, end, voice, part in zip(*places, *columns, strict=False):
        yield (str(doc_id), int(paragraph), int(sentence)), (int(start), int(end)), str(voice), str(part)
