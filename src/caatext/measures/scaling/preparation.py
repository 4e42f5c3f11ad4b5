"""What a scale is made from: counts of documents and paragraphs, sorted, after the guard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from caatext.annotation.annotations import Annotations
from caatext.annotation.features import FUNCTION_POS, build_dfm
from caatext.errors import MeasureError, Problem


@dataclass(frozen=True)
class Source:
    """Counts of shared words by document and by paragraph, and the author of each document."""

    doc_ids: list[str]
    authors: list[str]
    features: tuple[str, ...]
    counts: sparse.csr_array[Any]
    paragraphs: sparse.csr_array[Any]

    @property
    def n_words(self) -> NDArray[np.float64]:
        """Words used of each document."""
        return np.asarray(self.counts.sum(axis=1), dtype=np.float64)


def prepare(annotations: Annotations, *, mask_names: bool, minimum: int) -> Source:
    """Return documents that share content words, sorted; raise where there are fewer than the minimum."""
    dfm = build_dfm(annotations, mask_names=mask_names, drop_pos=FUNCTION_POS, min_documents=2)
    documents = dfm.group({doc: doc for doc in dfm.doc_ids})
    used = np.flatnonzero(np.asarray(documents.counts.sum(axis=1)) > 0)
    if len(used) < max(minimum, 2):
        raise MeasureError(
            Problem(
                code="E-SIZE-FEW",
                found=f"{len(used)} documents share words; a scale needs {max(minimum, 2)}",
                action="no scale was made: on so few documents it would be topic, region or noise",
                remedy="read more documents, or compare frames and stances instead",
            )
        )
    doc_ids = [documents.doc_ids[row] for row in used]
    authors = dict(zip(annotations.documents["doc_id"], annotations.documents["author"], strict=True))
    return Source(
        doc_ids,
        # A document without a named author stands for itself.
        [authors.get(doc) or f"\0{doc}" for doc in doc_ids],
        dfm.features,
        sparse.csr_array(documents.counts[used], dtype=np.float64),
        sparse.csr_array(dfm.counts, dtype=np.float64),
    )
