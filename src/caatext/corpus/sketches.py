"""What is kept of a document to compare it with others: numbers made from its words, no text.

A sketch has the passages of the document (its paragraphs, and the first and last lines of paragraphs) and a sample of
its runs of five words: those whose number, made from the words alone, ends in three zeros. A run is in the sample of
every text that has it or of none, so that the share of the sample that two texts have in common estimates the share
of the runs, also where one text is much shorter than the other.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from caatext.corpus.documents import count_words
from caatext.provenance import fingerprint

PARAGRAPH, LINE = "paragraph", "line"
START, MIDDLE, END = "start", "middle", "end"
#: Paragraphs at the start and at the end of a text that are its edges.
EDGE = 2
#: Words of a run.
RUN = 5
#: How `places` counts what a passage is and where it stands.
PLACES = tuple((unit, position) for unit in (PARAGRAPH, LINE) for position in (START, END, MIDDLE))

#: Of so many runs one is in the sample.
_SAMPLED = np.uint64(8)
_FACTORS = np.array([0x9E3779B97F4A7C15 * (2 * n + 1) % 2**64 for n in range(RUN)], dtype=np.uint64)
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*\s*$")
#: Letters and digits; signs of scripts that are written without spaces count one by one.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")


class DocumentText(NamedTuple):
    """What is compared of a document."""

    doc_id: str
    title: str
    author: str
    paragraphs: tuple[str, ...]


Hashes: TypeAlias = NDArray[np.uint64]
#: What goes through the documents as often as it is called: at least those named, all of them for None.
Documents: TypeAlias = Callable[[Collection[str] | None], Iterable[DocumentText]]


class Sketch(NamedTuple):
    """What is kept of a document.

    Parameters
    ----------
    doc_id, title, author : str
        Of the document.
    n_words : int
        Words of its text.
    whole : str
        The same for all texts with the same words.
    sample : array of int
        The sample of its runs, sorted.
    passages : array of int
        Its passages, each once.
    places : array of int
        What each passage is, and where it stands: numbers of `PLACES`.
    """

    doc_id: str
    title: str
    author: str
    n_words: int
    whole: str
    sample: Hashes
    passages: Hashes
    places: NDArray[np.uint8]


def sketch_document(document: DocumentText) -> Sketch:
    """Return what is kept of a document.

    Examples
    --------
    >>> sketch = sketch_document(DocumentText("d1", "", "", ("One two three four five six.", "Seven.")))
    >>> sketch.n_words, len(sketch.passages), [PLACES[place] for place in sketch.places]
    (7, 2, [('paragraph', 'start'), ('paragraph', 'end')])
    """
    words: list[str] = []
    passages: dict[int, int] = {}
    last = len(document.paragraphs) - 1
    for number, text in enumerate(document.paragraphs):
        own = plain_words(text)
        words += own
        nearest = min(number, last - number)
        position = MIDDLE if nearest >= EDGE else START if number <= last - number else END
        lines = text.split("\n")
        parts = [(own, PARAGRAPH, position)]
        parts += [(plain_words(lines[place]), LINE, END if place else START) for place in edge_lines(lines)]
        for part, unit, where in parts:
            if part:
                passages.setdefault(_passage_number(part, unit), PLACES.index((unit, where)))
    found = runs(words)
    return Sketch(
        doc_id=document.doc_id,
        title=document.title,
        author=document.author,
        n_words=sum(map(count_words, document.paragraphs)),
        whole=fingerprint(" ".join(words))[:16] if words else "",
        sample=found[found % _SAMPLED == 0],
        passages=np.array(list(passages), dtype=np.uint64),
        places=np.array(list(passages.values()), dtype=np.uint8),
    )


def sketch_all(documents: Documents) -> list[Sketch]:
    """Return a sketch of every document."""
    return [sketch_document(document) for document in documents(None)]


def document_words(document: DocumentText) -> list[str]:
    """Return the words of a document as texts are compared."""
    return [word for text in document.paragraphs for word in plain_words(text)]


def plain_words(text: str) -> list[str]:
    """Return the words of a text as texts are compared: without case, punctuation and forms of the same letter.

    Examples
    --------
    >>> plain_words("Data-driven, “DATA driven”")
    ['data', 'driven', 'data', 'driven']
    """
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def passage_id(text: str, unit: str = PARAGRAPH) -> str:
    """Return the name of a passage: the same wherever its words are the same; empty where it has no word.

    The letter in front keeps spreadsheets from reading it as a number.

    Examples
    --------
    >>> passage_id("Photo credit:  AGENCY") == passage_id("photo credit: Agency.")
    True
    >>> passage_id("* * *")
    ''
    """
    words = plain_words(text)
    return passage_name(_passage_number(words, unit), unit) if words else ""


def passage_name(number: int, unit: str) -> str:
    """Return the name of a passage by its number in a sketch.

    Examples
    --------
    >>> passage_name(255, "line")
    'l00000000000000ff'
    """
    return f"{unit[0]}{number:016x}"


def _passage_number(words: Sequence[str], unit: str) -> int:
    return int(fingerprint(f"{unit} {' '.join(words)}")[:16], 16)


def edge_lines(lines: Sequence[str]) -> list[int]:
    """Return which lines of a paragraph can be passages of their own: the first, and the last.

    A last line counts where a sentence ends above it: in a text with a line end after every seventy characters it
    is mostly the end of a sentence, and stands twice by chance.

    Examples
    --------
    >>> edge_lines(["By a writer", "The river rose.", "Read more"])
    [0, 2]
    >>> edge_lines(["The river rose in the night and took the old", "bridge."])
    [0]
    """
    if len(lines) < 2:
        return []
    return [0, *([len(lines) - 1] if _SENTENCE_END.search(lines[-2]) else [])]


def runs(words: list[str]) -> Hashes:
    """Return a number for each different run of words, sorted; the words alone decide it."""
    codes = np.fromiter(map(zlib.crc32, map(str.encode, words)), dtype=np.uint64, count=len(words))
    if len(codes) < RUN:
        return np.empty(0, dtype=np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(_mix(codes), RUN)
    return np.unique(_mix((windows * _FACTORS).sum(axis=1, dtype=np.uint64)))


def _mix(values: Hashes) -> Hashes:
    """Return numbers spread over all 64 bits (the finalizer of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
