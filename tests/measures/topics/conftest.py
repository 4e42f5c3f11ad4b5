"""Paragraphs whose themes are planted: what a topic model has to find."""

from __future__ import annotations

import numpy as np
import pytest

THEMES = {
    "army": ("army", "border", "militia", "soldier", "treaty"),
    "port": ("cargo", "ferry", "harbor", "port", "railway"),
    "water": ("canal", "dam", "drought", "reservoir", "river"),
}
COMMON = ("day", "minister", "year")


def planted_rows(n_documents=6, n_paragraphs=4, seed=0):
    """Each paragraph draws 20 words from one theme and 6 from all; documents change their theme by paragraph."""
    rng = np.random.default_rng(seed)
    rows = []
    for document in range(n_documents):
        for paragraph in range(1, n_paragraphs + 1):
            theme = list(THEMES.values())[(document + paragraph) % 3]
            words = [*rng.choice(theme, 20), *rng.choice(COMMON, 6)]
            for lemma, count in zip(*np.unique(words, return_counts=True), strict=True):
                row = {"doc_id": f"a{document}", "paragraph": paragraph, "form": str(lemma), "lemma": str(lemma)}
                rows.append(row | {"pos": "NOUN", "count": int(count)})
    return rows


@pytest.fixture(scope="session")
def themes():
    return THEMES


@pytest.fixture(scope="session")
def make_planted():
    return planted_rows


@pytest.fixture(scope="session")
def planted(make_annotations):
    rows = planted_rows()
    places = sorted({(row["doc_id"], row["paragraph"]) for row in rows})
    return make_annotations(
        words=rows,
        paragraphs=[
            {"doc_id": doc, "paragraph": number, "start": 100 * number, "end": 100 * number + 90, "n_words": 26}
            for doc, number in places
        ],
        documents=[{"doc_id": f"a{n}", "author": f"author {n % 2}"} for n in range(6)],
    )
