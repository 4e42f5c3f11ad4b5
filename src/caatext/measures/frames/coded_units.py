"""What a classifier sees of a sentence or a paragraph: words, kinds of statement and a vector, never a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from caatext.annotation.annotations import Annotations
from caatext.annotation.sentence_vectors import sentence_vectors
from caatext.annotation.target_encoder import Encoder
from caatext.errors import AnnotationError
from caatext.tables import ADDRESS, check_table

Unit: TypeAlias = tuple[str, int, int]
Array: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
#: What of a statement is a feature, besides which of its sides are named.
_SAID = ("verb_class", "modality", "is_negated")
#: Why sentence vectors may be missing without anything being wrong.
_NO_VECTORS = ("E-DEP-ENCODER", "E-DEP-MODEL", "E-TYPE-BUNDLE")


class Units(NamedTuple):
    """Units in reading order: words without names, kinds of statement, and vectors of width 0 where there are none."""

    places: list[Unit]
    words: list[list[str]]
    statements: list[list[str]]
    vectors: Array

    def rows(self, which: Sequence[int]) -> Units:
        """Return some of them."""
        words, statements = ([part[i] for i in which] for part in (self.words, self.statements))
        return Units([self.places[i] for i in which], words, statements, self.vectors[np.array(which, dtype=int)])

    def of_paragraphs(self) -> Iterator[list[int]]:
        """Yield the rows of each paragraph."""
        found: dict[tuple[str, int], list[int]] = defaultdict(list)
        for at, place in enumerate(self.places):
            found[place[:2]].append(at)
        yield from found.values()


def why_no_vectors(annotations: Annotations) -> str:
    """Return why sentences of these annotations have no vectors; nothing where they have.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> nothing = Annotations(**{name: make_table([], name) for name in Annotations.table_names()})
    >>> why_no_vectors(nothing) == ""
    False
    """
    try:
        annotations.require_text("a vector of each sentence")
        Encoder(threads=1)
    except AnnotationError as error:
        if not all(problem.code in _NO_VECTORS for problem in error.problems):
            raise
        return "; ".join(problem.found for problem in error.problems)
    return ""


def read_units(annotations: Annotations, *, is_sentence: bool, with_vectors: bool | None) -> Units:
    """Return all sentences, or all paragraphs, as a classifier sees them; vectors by default where there are any."""
    words = _sentence_words(annotations) if is_sentence else _paragraph_words(annotations)
    statements = _statement_kinds(annotations, is_sentence=is_sentence)
    places = sorted(words)
    if with_vectors is None:
        with_vectors = not why_no_vectors(annotations)
    vectors = _unit_vectors(annotations, places) if with_vectors else np.zeros((len(places), 0))
    return Units(places, [words[at] for at in places], [sorted(statements[at]) for at in places], vectors)


def _paragraph_words(annotations: Annotations) -> dict[Unit, list[str]]:
    paragraphs = check_table(annotations.paragraphs, "paragraphs", step="annotate")
    places = paragraphs[["doc_id", "paragraph"]].itertuples(index=False, name=None)
    found: dict[Unit, list[str]] = {(doc_id, paragraph, 0): [] for doc_id, paragraph in places}
    words = check_table(annotations.words, "words", step="annotate")
    words = words[~words["is_name"].astype(bool)].sort_values(["doc_id", "paragraph", "lemma"], kind="stable")
    columns = ["doc_id", "paragraph", "lemma", "count"]
    for doc_id, paragraph, lemma, count in words[columns].itertuples(index=False, name=None):
        found.setdefault((doc_id, paragraph, 0), []).extend([lemma.lower()] * int(count))
    return found


def _sentence_words(annotations: Annotations) -> dict[Unit, list[str]]:
    annotations.require_text("a classifier of sentences")
    hidden = {
        (doc_id, at)
        for table in (annotations.mentions, annotations.entities)
        for doc_id, start, end in table[["doc_id", "start", "end"]].itertuples(index=False, name=None)
        for at in range(start, end)
    }
    found: dict[Unit, list[str]] = {
        place: [] for place in annotations.sentences[list(ADDRESS)].itertuples(index=False, name=None)
    }
    columns = [*ADDRESS, "lemma", "start"]
    for doc_id, paragraph, sentence, lemma, start in annotations.tokens[columns].itertuples(index=False, name=None):
        if (doc_id, start) not in hidden and any(c.isalnum() for c in lemma):
            found.setdefault((doc_id, paragraph, sentence), []).append(lemma.lower())
    return {place: sorted(words) for place, words in found.items()}


def _statement_kinds(annotations: Annotations, *, is_sentence: bool) -> dict[Unit, set[str]]:
    """Return what kinds of statement stand in a unit: verb class, modality, negation, and which sides are named."""
    table = check_table(annotations.statements, "statements", step="annotate")
    columns = [*ADDRESS, *_SAID, "agent", "patient"]
    found: dict[Unit, set[str]] = defaultdict(set)
    for doc_id, paragraph, sentence, *said, agent, patient in table[columns].itertuples(index=False, name=None):
        sides = f"agent {bool(agent)}, patient {bool(patient)}"
        found[doc_id, paragraph, sentence if is_sentence else 0].update([*map("{} {}".format, _SAID, said), sides])
    return found


def _unit_vectors(annotations: Annotations, places: Sequence[Unit]) -> Array:
    """Return the vector of each sentence, or the mean vector of each paragraph's sentences."""
    read = sentence_vectors(annotations)
    row = {place: number for number, place in enumerate(places)}
    sums, counts = np.zeros((len(places), read.vectors.shape[1])), np.zeros((len(places), 1))
    for place, vector in zip(read.places.itertuples(index=False, name=None), read.vectors, strict=True):
        at = row.get(place, row.get((place[0], place[1], 0)))
        if at is not None:
            sums[at] += vector
            counts[at] += 1
    return np.asarray(sums / np.maximum(counts, 1))
