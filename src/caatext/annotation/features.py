"""`DocumentFeatureMatrix`: how often each word stands in each paragraph or document, kept sparse."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from caatext.annotation.annotations import Annotations
from caatext.errors import Problem, UsageError
from caatext.stats.stacking import stack_counts
from caatext.tables import check_table, unit_id

#: Parts of speech that carry grammar or numerals rather than subject matter.
FUNCTION_POS: frozenset[str] = frozenset(
    {"ADP", "AUX", "CCONJ", "DET", "INTJ", "NUM", "PART", "PRON", "PUNCT", "SCONJ", "SPACE", "SYM", "X"}
)
UNITS = ("paragraph", "document")
SCHEMES = ("share", "presence")


@dataclass(frozen=True, eq=False)
class DocumentFeatureMatrix:
    """Counts of features (columns) in units (rows); never transposed.

    Parameters
    ----------
    counts : sparse array, shape (n_units, n_features)
        Counts, or what `weighting` says.
    doc_ids : tuple of str
        Document of each row; the group after :meth:`group`.
    paragraphs : tuple of int
        Paragraph of each row; 0 where the row is a whole document.
    features : tuple of str
        Name of each column, sorted.
    weighting : str
        ``count``, or the scheme of :meth:`weight`.
    """

    counts: sparse.csr_array[Any]
    doc_ids: tuple[str, ...]
    paragraphs: tuple[int, ...]
    features: tuple[str, ...]
    weighting: str = "count"

    @property
    def unit_ids(self) -> tuple[str, ...]:
        """Address of each row as one string."""
        return tuple(unit_id(doc, paragraph) for doc, paragraph in zip(self.doc_ids, self.paragraphs, strict=True))

    def take(self, rows: NDArray[Any], columns: NDArray[Any]) -> DocumentFeatureMatrix:
        """Return these rows and columns, in this order, by their numbers."""
        return replace(
            self,
            counts=sparse.csr_array(self.counts[rows][:, columns]),
            doc_ids=tuple(self.doc_ids[i] for i in rows),
            paragraphs=tuple(self.paragraphs[i] for i in rows),
            features=tuple(self.features[i] for i in columns),
        )

    def select(self, *, min_count: int = 1, min_units: int = 1, min_documents: int = 1) -> DocumentFeatureMatrix:
        """Return the features used often and widely enough; every row stays.

        Parameters
        ----------
        min_count, min_units, min_documents : int
            Least number of uses, of rows and of documents with the feature.

        Notes
        -----
        Selecting by counts over all groups is blind to the groups; selecting within a group is not.
        """
        enough = (
            (np.asarray(self.counts.sum(axis=0)) >= min_count)
            & (_rows_with(self.counts) >= min_units)
            & (_rows_with(self.group({doc: doc for doc in self.doc_ids}).counts) >= min_documents)
        )
        return self.take(np.arange(len(self.doc_ids)), np.flatnonzero(enough))

    def group(self, labels: Mapping[str, str]) -> DocumentFeatureMatrix:
        """Return the sums of rows by group, groups sorted; documents without a label are left out.

        Parameters
        ----------
        labels : mapping of str to str
            Group by document.

        Examples
        --------
        >>> words = pd.DataFrame({"doc_id": ["a", "b"], "paragraph": 1, "form": "peace", "lemma": "peace",
        ...                       "pos": "NOUN", "is_name": False, "count": [2, 3]})
        >>> build_dfm(words, unit="document").group({"a": "X", "b": "X"}).to_table().values.tolist()
        [['X', 'peace', 5.0]]
        """
        names = sorted({labels[doc] for doc in self.doc_ids if doc in labels})
        place = {name: number for number, name in enumerate(names)}
        rows = [number for number, doc in enumerate(self.doc_ids) if doc in labels]
        belongs = sparse.csr_array(
            (np.ones(len(rows), dtype=np.int64), ([place[labels[self.doc_ids[row]]] for row in rows], rows)),
            shape=(len(names), len(self.doc_ids)),
        )
        summed = sparse.csr_array(belongs @ self.counts)
        summed.sort_indices()
        return replace(self, counts=summed, doc_ids=tuple(names), paragraphs=(0,) * len(names))

    def weight(self, scheme: str) -> DocumentFeatureMatrix:
        """Return the matrix weighted anew.

        Parameters
        ----------
        scheme : {"share", "presence"}
            ``share`` divides each row by its sum, so that rows with words sum to 1; ``presence`` gives 1 for
            each feature that stands in the row.

        Raises
        ------
        UsageError
            The scheme is not known.
        """
        if scheme not in SCHEMES:
            raise UsageError(_unknown("scheme", scheme, SCHEMES))
        if scheme == "presence":
            weighted = sparse.csr_array(self.counts > 0).astype(np.float64)
        else:
            totals = np.asarray(self.counts.sum(axis=1), dtype=float)
            inverse = np.divide(1.0, totals, out=np.zeros_like(totals), where=totals > 0)
            weighted = sparse.csr_array(sparse.diags_array(inverse) @ self.counts)
        return replace(self, counts=sparse.csr_array(weighted), weighting=scheme)

    def to_table(self) -> pd.DataFrame:
        """Return one row a unit and feature that stands in it: ``unit_id, feature, value``."""
        cells = self.counts.tocoo()
        rows, columns = cells.coords
        return pd.DataFrame(
            {
                "unit_id": [self.unit_ids[row] for row in rows],
                "feature": [self.features[column] for column in columns],
                "value": cells.data.astype(float),
            }
        )

    def __repr__(self) -> str:
        n_units, n_features = self.counts.shape
        return f"<document-feature matrix: {n_units} units, {n_features:,} features, {self.weighting}>"

    def _repr_html_(self) -> str:
        totals = np.asarray(self.counts.sum(axis=0), dtype=float)
        order = np.argsort(-totals, kind="stable")[:10]
        heaviest = ", ".join(escape(self.features[i]) for i in order)
        return f"<p>{escape(repr(self)[1:-1])}<br>heaviest: {heaviest}</p>"


def _rows_with(counts: sparse.csr_array[Any]) -> NDArray[Any]:
    return np.asarray(sparse.csr_array(counts > 0).sum(axis=0))


def _unknown(option: str, value: str, choices: Collection[str]) -> Problem:
    return Problem(
        code="E-CFG-OPTION",
        found=f"the {option} '{value}' is not known; there are {', '.join(choices)}",
        remedy=f"name a {option} of the list",
    )


def lower_words(words: pd.DataFrame, column: str = "lemma") -> NDArray[np.object_]:
    """Return the lemmas (or another column) of a ``words`` table in lower case; the form where there is no lemma.

    Examples
    --------
    >>> lower_words(pd.DataFrame({"lemma": ["Talk", ""], "form": ["talks", "It"]})).tolist()
    ['talk', 'it']
    """
    values = words[column].where(words[column] != "", words["form"])
    # Python's lower(), since what a column's own method does depends on what backs the column.
    codes, uniques = pd.factorize(values)
    lowered: NDArray[np.object_] = np.array([str(value).lower() for value in uniques], dtype=object)
    return lowered[codes]


def build_dfm(
    source: Annotations | pd.DataFrame,
    *,
    unit: str = "paragraph",
    mask_names: bool = False,
    drop_pos: Collection[str] = (),
    min_count: int = 1,
    min_documents: int = 1,
) -> DocumentFeatureMatrix:
    """Return how often each lemma stands in each paragraph or document.

    Parameters
    ----------
    source : Annotations or DataFrame
        Annotations, read part by part; or their ``words`` table, in any order of rows.
    unit : {"paragraph", "document"}
        What a row is.
    mask_names : bool
        Leave out words inside actors, entities and masked names, so that the rest tells *how* rather than
        *whom*.
    drop_pos : collection of str
        Parts of speech to leave out; `FUNCTION_POS` keeps nouns, verbs, adjectives, adverbs and names.
    min_count, min_documents : int
        Least number of uses, and of documents with the feature, over all documents.

    Returns
    -------
    DocumentFeatureMatrix
        Rows sorted by document and paragraph, features sorted; features are lemmas in lower case. A paragraph
        whose words are all left out keeps its (empty) row.

    Raises
    ------
    TableError
        The table lacks columns of the ``words`` contract.
    UsageError
        The unit is not known.

    Examples
    --------
    >>> words = pd.DataFrame({"doc_id": "a", "paragraph": [1, 1, 2], "form": ["talks", "Talk", "the"],
    ...                       "lemma": ["talk", "talk", "the"], "pos": ["NOUN", "NOUN", "DET"],
    ...                       "is_name": False, "count": [2, 1, 4]})
    >>> build_dfm(words, drop_pos=FUNCTION_POS).counts.toarray().tolist()
    [[3], [0]]
    """
    if unit not in UNITS:
        raise UsageError(_unknown("unit", unit, UNITS))
    tables = [source] if isinstance(source, pd.DataFrame) else (part.words for part in source.parts())
    dfm = stack_dfms([_count(words, unit, mask_names, drop_pos) for words in tables])
    return dfm.select(min_count=min_count, min_documents=min_documents) if max(min_count, min_documents) > 1 else dfm


def _count(words: pd.DataFrame, unit: str, mask_names: bool, drop_pos: Collection[str]) -> DocumentFeatureMatrix:
    table = check_table(words, "words", step="annotate")
    table = table.assign(paragraph=0) if unit == "document" else table
    units = table[["doc_id", "paragraph"]].drop_duplicates().sort_values(["doc_id", "paragraph"], kind="stable")
    keep = ~table["pos"].isin(sorted(drop_pos))
    if mask_names:
        keep &= ~table["is_name"].astype(bool)
    kept = table[keep]
    columns, features = pd.factorize(lower_words(kept), sort=True)
    index = pd.MultiIndex.from_frame(units)
    rows = index.get_indexer(pd.MultiIndex.from_frame(kept[["doc_id", "paragraph"]]))
    counts = sparse.csr_array(
        (kept["count"].to_numpy(dtype=np.int64), (rows, columns)), shape=(len(units), len(features))
    )
    counts.sum_duplicates()
    return DocumentFeatureMatrix(
        counts=counts,
        doc_ids=tuple(map(str, units["doc_id"])),
        paragraphs=tuple(map(int, units["paragraph"])),
        features=tuple(map(str, features)),
    )


def stack_dfms(parts: Sequence[DocumentFeatureMatrix]) -> DocumentFeatureMatrix:
    """Return matrices one below the other; a feature that one lacks is 0 there. Features are sorted."""
    counts, features = stack_counts([part.counts for part in parts], [part.features for part in parts])
    return DocumentFeatureMatrix(
        counts=counts,
        doc_ids=tuple(doc_id for part in parts for doc_id in part.doc_ids),
        paragraphs=tuple(paragraph for part in parts for paragraph in part.paragraphs),
        features=tuple(features),
    )
