"""What a topic model is fitted to: counts of paragraphs in an order that does not depend on how they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caatext.annotation.annotations import Annotations
from caatext.annotation.features import FUNCTION_POS, DocumentFeatureMatrix, build_dfm
from caatext.errors import MeasureError, Problem

Source = Annotations | pd.DataFrame | DocumentFeatureMatrix


def prepare(source: Source, mask_names: bool) -> tuple[DocumentFeatureMatrix, int]:
    """Return counts with units and features sorted, and how many units were left out for want of words."""
    if isinstance(source, DocumentFeatureMatrix):
        dfm = source
    else:
        dfm = build_dfm(source, mask_names=mask_names, drop_pos=FUNCTION_POS).select(min_units=2)
    used = np.flatnonzero(np.asarray(dfm.counts.sum(axis=1)) > 0)
    rows = sorted(used.tolist(), key=lambda row: (dfm.doc_ids[row], dfm.paragraphs[row]))
    columns = sorted(range(len(dfm.features)), key=lambda column: dfm.features[column])
    ordered = dfm.take(np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64))
    ordered.counts.sort_indices()
    return ordered, len(dfm.doc_ids) - len(rows)


def documents_of(dfm: DocumentFeatureMatrix) -> tuple[list[str], NDArray[np.int64]]:
    """Return the documents, sorted, and the place of each unit's document among them."""
    documents = sorted(set(dfm.doc_ids))
    place = {doc: number for number, doc in enumerate(documents)}
    return documents, np.array([place[doc] for doc in dfm.doc_ids], dtype=np.int64)


def check_size(dfm: DocumentFeatureMatrix, n_topics: int, n_seeded: int) -> None:
    """Raise where there are fewer units or words than topics, or fewer topics than have seeds."""
    n_units, n_features = dfm.counts.shape
    if not max(n_seeded, 1) <= n_topics <= min(n_units, n_features):
        raise MeasureError(
            Problem(
                code="E-SIZE-FEW",
                found=f"{n_topics} topics ({n_seeded} seeded) from {n_units} units and {n_features} words",
                remedy="ask for as many topics as have seeds, and no more than there are units and words",
            )
        )


def find_anchors(seeds: Mapping[str, Sequence[str]], features: Sequence[str]) -> list[NDArray[np.int64]]:
    """Return the columns of each label's seed words; raise where none of a label's words occurs."""
    place = {feature: column for column, feature in enumerate(features)}
    anchors = [[place[word] for word in words if word in place] for words in seeds.values()]
    absent = [label for label, columns in zip(seeds, anchors, strict=True) if not columns]
    if absent:
        raise MeasureError(
            [
                Problem(
                    code="E-CFG-SEEDS",
                    found=f"no seed word of '{label}' occurs: {', '.join(seeds[label]) or 'there are none'}",
                    remedy="name lemmas in lower case that stand in at least two paragraphs",
                )
                for label in absent
            ]
        )
    return [np.array(columns, dtype=np.int64) for columns in anchors]


def authors_of(source: Source) -> dict[str, str]:
    """Return the author of each document that has one; nothing where only words are given."""
    if not isinstance(source, Annotations) or "author" not in source.documents:
        return {}
    documents = source.documents[["doc_id", "author"]]
    return {str(doc): str(author) for doc, author in documents.itertuples(index=False, name=None) if author}
