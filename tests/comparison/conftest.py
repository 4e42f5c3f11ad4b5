"""Small hand-made studies: values that can be worked out on fingers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest

from caatext.comparison.groups import Grouping, group_by
from caatext.corpus.documents import Corpus, build_corpus, build_document
from caatext.tables import make_table, unit_id

Make = Callable[..., Any]


def _corpus_of(docvars: Mapping[str, Mapping[str, str]], *, text: str = "One. Two.\n\nThree.") -> Corpus:
    """Return a corpus of documents with the same text of two paragraphs."""
    parts = [("", paragraph) for paragraph in text.split("\n\n")]
    made = [build_document(doc_id, parts, docvars=values) for doc_id, values in docvars.items()]
    return build_corpus([row for row, _ in made], [row for _, rows in made for row in rows])


def _design_of(n: Mapping[tuple[str, str], int]) -> dict[str, dict[str, str]]:
    """Return documents named ``author-region-number`` for so many articles an author and region."""
    return {
        f"{author}-{region}-{number}": {"author": author, "region": region}
        for (author, region), count in n.items()
        for number in range(1, count + 1)
    }


def _grouping_of(n: Mapping[tuple[str, str], int], by: str = "author", **options: object) -> Grouping:
    return group_by(_corpus_of(_design_of(n)), by, **options)


def _scores_of(
    values: Mapping[str, Mapping[str, float]], *, measure: str = "tone", voice: str = "author"
) -> pd.DataFrame:
    """Return one row a document and category; NaN stands for no row."""
    return make_table(
        [
            {"doc_id": doc_id, "unit": "document", "unit_id": doc_id, "voice": voice, "measure": measure,
             "category": category, "value": value, "weight": 1.0, "paragraph": 0, "sentence": 0}
            for doc_id, row in values.items()
            for category, value in row.items()
            if not np.isnan(value)
        ],
        "scores",
    )  # fmt: skip


def _frame_scores(hits: Mapping[tuple[str, str], tuple[int, int]], *, shift: int = 0) -> pd.DataFrame:
    """Return paragraphs for (document, frame) -> (coded, eligible); the first ones are coded."""
    rows = []
    for (doc_id, frame), (k, n) in hits.items():
        for paragraph in range(1 + shift, n + 1 + shift):
            rows.append(
                {"doc_id": doc_id, "unit": "paragraph", "unit_id": unit_id(doc_id, paragraph), "voice": "author",
                 "measure": "frame", "category": frame, "value": float(paragraph - shift <= k), "weight": 1.0,
                 "paragraph": paragraph, "sentence": 0}
            )  # fmt: skip
    return make_table(rows, "scores")


def _words_of(counts: Mapping[str, Mapping[str, int]], *, names: Sequence[str] = ()) -> pd.DataFrame:
    """Return a table of words, all in the first paragraph."""
    return make_table(
        [
            {"doc_id": doc_id, "paragraph": 1, "form": lemma, "lemma": lemma, "pos": "NOUN", "is_name": lemma in names,
             "count": count}
            for doc_id, row in counts.items()
            for lemma, count in row.items()
            if count
        ],
        "words",
    )  # fmt: skip


@pytest.fixture(scope="session")
def corpus_of() -> Make:
    return _corpus_of


@pytest.fixture(scope="session")
def grouping_of() -> Make:
    """From articles by (author, region) to a grouping; documents are named author-region-number."""
    return _grouping_of


@pytest.fixture(scope="session")
def scores_of() -> Make:
    """From document -> category -> value to scores; NaN stands for no row."""
    return _scores_of


@pytest.fixture(scope="session")
def frame_scores() -> Make:
    """From (document, frame) -> (coded, eligible) to scores of paragraphs."""
    return _frame_scores


@pytest.fixture(scope="session")
def words_of() -> Make:
    """From document -> lemma -> count to a table of words."""
    return _words_of


@pytest.fixture
def crossed() -> Grouping:
    """Two authors, both on two regions, two articles in each cell."""
    return _grouping_of({(author, region): 2 for author in ("Bel", "Ada") for region in ("coast", "basin")})


@pytest.fixture
def four_alone() -> Grouping:
    """Four authors with one article each, as in the seed corpus."""
    return _grouping_of({("Ada", "basin"): 1, ("Bel", "coast"): 1, ("Cyr", "coast"): 1, ("Dov", "hills"): 1})
