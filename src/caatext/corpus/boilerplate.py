"""Passages that stand in several documents: notes on authors, footers, reprint notices. Found, shown, never removed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff

import numpy as np
import pandas as pd

from caatext.corpus.documents import count_words
from caatext.corpus.sketches import (
    END,
    LINE,
    MIDDLE,
    PARAGRAPH,
    PLACES,
    START,
    Documents,
    DocumentText,
    Hashes,
    Sketch,
    edge_lines,
    passage_id,
    passage_name,
    plain_words,
    sketch_all,
)
from caatext.errors import visible

#: Documents in which a passage is shown.
EXAMPLES = 3
#: In so many documents that are no copies of one another a passage is boilerplate wherever it stands.
_WORKS = 3
_TITLES = 2


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A passage that stands in several documents; `doc_ids` are the first of them by name."""

    hash: str
    unit: str
    n_documents: int
    doc_ids: tuple[str, ...]
    position: str
    n_words: int
    excerpt: str


def without_passages(text: str, removed: Collection[str]) -> str:
    """Return a paragraph without the passages named: nothing is left of it, or lines at its start and end are gone.

    Parameters
    ----------
    text : str
        One paragraph.
    removed : collection of str
        Passages, as `passage_id` names them.

    Examples
    --------
    >>> without_passages("Photo credit: Agency\\nThe river rose.", {passage_id("Photo credit: Agency", LINE)})
    'The river rose.'
    """
    if passage_id(text) in removed:
        return ""
    lines = text.split("\n")
    while gone := [place for place in edge_lines(lines) if passage_id(lines[place], LINE) in removed]:
        del lines[gone[0]]
    left = "\n".join(lines)
    return text if left == text else left.strip()


def find_boilerplate(
    documents: Documents, duplicates: pd.DataFrame, sketches: Sequence[Sketch] | None = None
) -> list[Passage]:
    """Return the passages that stand in several documents which are no copies of one another.

    Parameters
    ----------
    documents : callable
        Returns at least the documents named, each time it is called; order plays no part.
    duplicates : DataFrame
        From `find_duplicates`: copies of one text count once, or every paragraph of a reprint would be repeated.
    sketches : sequence of Sketch, optional
        Of all documents, where they are made already.

    Returns
    -------
    list of Passage
        Paragraphs in three documents, or in two of different titles and there always among the first or last two
        paragraphs; and first or last lines of paragraphs in three documents. Most frequent first.

    Notes
    -----
    Words are compared without case, blanks and punctuation. A quotation that three articles share is found as well:
    whether a passage belongs to the texts is for a person to say.

    Memory is for one number a paragraph, and for the passages found.
    """
    sketches = sketch_all(documents) if sketches is None else sketches
    repeated = _repeated(sketches)
    works = _works(duplicates)
    seen: dict[int, _Seen] = defaultdict(_Seen)
    for sketch in sketches:
        told = np.isin(sketch.passages, repeated)
        for number, place in zip(sketch.passages[told].tolist(), sketch.places[told].tolist(), strict=True):
            seen[number].add(sketch, works.get(sketch.doc_id, sketch.doc_id), place)
    return _describe(documents, {number: one for number, one in seen.items() if one.is_boilerplate})


def _repeated(sketches: Sequence[Sketch]) -> Hashes:
    """Return the passages that stand in two documents or more."""
    everything = np.concatenate([*(sketch.passages for sketch in sketches), np.empty(0, np.uint64)])
    values, counts = np.unique(everything, return_counts=True)
    return values[counts > 1]


def _describe(documents: Documents, found: dict[int, _Seen]) -> list[Passage]:
    """Return the passages as they stand on the sheet, with the words of the first document that has each."""
    names = {passage_name(number, one.unit): one for number, one in found.items()}
    wanted: dict[str, set[str]] = defaultdict(set)
    for name, one in names.items():
        wanted[one.doc_ids[0]].add(name)
    texts: dict[str, str] = {}
    for document in documents(wanted.keys()) if wanted else ():
        for name, text in _passages(document) if document.doc_id in wanted else ():
            if name in wanted[document.doc_id]:
                texts.setdefault(name, text)
    passages = [
        Passage(
            hash=name,
            unit=one.unit,
            n_documents=one.n_documents,
            doc_ids=tuple(one.doc_ids),
            position=one.position,
            n_words=count_words(texts[name]),
            excerpt=visible(" ".join(texts[name].split())),
        )
        for name, one in names.items()
    ]
    return sorted(passages, key=lambda passage: (-passage.n_documents, passage.hash))


def _passages(document: DocumentText) -> list[tuple[str, str]]:
    """Return the passages of a document by their names."""
    found = []
    for text in document.paragraphs:
        lines = text.split("\n")
        found += [(passage_id(text), text), *((passage_id(lines[n], LINE), lines[n]) for n in edge_lines(lines))]
    return found


def show_removals(documents: Documents, passages: Sequence[Passage]) -> str:
    """Return, as a unified diff by document, what would go if these passages were removed.

    Each passage is shown in `EXAMPLES` documents at most; where a document is shown all that would go from it is.
    """
    removed = {passage.hash for passage in passages}
    wanted = {doc_id for passage in passages for doc_id in passage.doc_ids}
    shown = {document.doc_id: _diff(document, removed) for document in documents(wanted) if document.doc_id in wanted}
    head = (
        "# What goes from the texts where boilerplate.csv says yes: lines with a minus. Rows decided as no are left\n"
        f"# out; each passage is shown in {EXAMPLES} documents at most.\n"
    )
    return head + "".join(shown[doc_id] for doc_id in sorted(shown))


def _diff(document: DocumentText, removed: Collection[str]) -> str:
    before = [visible(line, limit=len(line) * 10) for text in document.paragraphs for line in text.split("\n")]
    left = (without_passages(text, removed) for text in document.paragraphs)
    after = [visible(line, limit=len(line) * 10) for text in left if text for line in text.split("\n")]
    name = visible(document.doc_id)
    lines = unified_diff(before, after, f"{name} as read", f"{name} without", n=1, lineterm="")
    return "".join(f"{line}\n" for line in lines)


def _works(duplicates: pd.DataFrame) -> dict[str, str]:
    """Return one document for all that are copies of one another, by document."""
    first: dict[str, str] = {}

    def top(doc_id: str) -> str:
        while first.get(doc_id, doc_id) != doc_id:
            doc_id = first[doc_id]
        return doc_id

    for doc_id, other in zip(duplicates["doc_id"].tolist(), duplicates["other"].tolist(), strict=True):
        one, two = sorted((top(doc_id), top(other)))
        first[two] = one
    return {doc_id: top(doc_id) for doc_id in first}


@dataclass
class _Seen:
    """Where one passage was seen so far; nothing in it depends on the order of the documents."""

    n_documents: int = 0
    doc_ids: list[str] = field(default_factory=list)
    works: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    places: Counter[int] = field(default_factory=Counter)

    def add(self, sketch: Sketch, work: str, place: int) -> None:
        """Note one more document."""
        self.n_documents += 1
        self.places[place] += 1
        self.doc_ids = sorted([*self.doc_ids, sketch.doc_id])[:EXAMPLES]
        # three works and two titles decide; more need no memory
        if len(self.works) < _WORKS:
            self.works.add(work)
        if sketch.title and len(self.titles) < _TITLES:
            self.titles.add(" ".join(plain_words(sketch.title)))

    @property
    def unit(self) -> str:
        """Whether it is a paragraph or a line."""
        return PLACES[min(self.places)][0]

    @property
    def position(self) -> str:
        """Where it mostly stands."""
        counts = {PLACES[place][1]: n for place, n in self.places.items()}
        return max((START, END, MIDDLE), key=lambda one: counts.get(one, 0))

    @property
    def is_boilerplate(self) -> bool:
        """Whether it stands in three works, or as a paragraph at the edges of two with different titles."""
        inside = PLACES.index((PARAGRAPH, MIDDLE)) in self.places
        at_edges = self.unit == PARAGRAPH and not inside and len(self.titles) == _TITLES
        return len(self.works) >= _WORKS or (len(self.works) > 1 and at_edges)
