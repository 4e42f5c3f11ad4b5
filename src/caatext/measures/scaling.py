"""One axis on which documents differ most in their words: correspondence analysis, with a guard."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from caatext.annotation.annotations import Annotations
from caatext.annotation.features import FUNCTION_POS, build_dfm
from caatext.errors import MeasureError, Problem
from caatext.tables import make_table

MINIMUM_DOCUMENTS = 20


class Axis(NamedTuple):
    """First axis of a correspondence analysis."""

    rows: NDArray[np.float64]
    columns: NDArray[np.float64]
    share: float


def correspondence_axis(counts: ArrayLike) -> Axis:
    r"""Return the first axis of a correspondence analysis.

    With P = counts / total, row masses r and column masses c, the axis comes from the largest singular value
    of :math:`D_r^{-1/2}(P - rc^T)D_c^{-1/2}`; rows are in principal, columns in standard coordinates.

    Parameters
    ----------
    counts : array-like, shape (n_rows, n_columns)
        Counts; no row and no column may be all zero.

    Returns
    -------
    Axis
        ``rows`` with weighted mean 0 and weighted variance the squared singular value; ``columns`` with
        weighted mean 0 and variance 1; ``share`` of the total inertia in [0, 1]. The sign is fixed: the
        column with the largest absolute coordinate is positive.

    References
    ----------
    Greenacre 1984, Theory and applications of correspondence analysis.

    Examples
    --------
    >>> axis = correspondence_axis([[2, 0], [0, 2]])
    >>> axis.rows.round(6).tolist(), round(axis.share, 6)
    ([1.0, -1.0], 1.0)
    """
    shares = np.asarray(counts, dtype=float)
    shares = shares / shares.sum()
    r, c = shares.sum(axis=1), shares.sum(axis=0)
    residuals = (shares - np.outer(r, c)) / np.sqrt(np.outer(r, c))
    u, s, vt = np.linalg.svd(residuals, full_matrices=False)
    columns = vt[0] / np.sqrt(c)
    # Rounded, so that of two equally large coordinates the first one decides on every machine.
    heaviest = int(np.argmax(np.abs(columns).round(9)))
    sign = -1.0 if columns[heaviest] < 0 else 1.0
    inertia = float((s**2).sum())
    return Axis(sign * s[0] * u[:, 0] / np.sqrt(r), sign * columns, float(s[0] ** 2) / inertia if inertia else 0.0)


def score_scaling(
    annotations: Annotations, *, minimum_documents: int = MINIMUM_DOCUMENTS, mask_names: bool = True
) -> pd.DataFrame:
    """Return where each document stands on the axis along which the documents differ most in their words.

    The axis is the first of :func:`correspondence_axis` over lemmas of content words that stand in two
    documents.

    Parameters
    ----------
    annotations : Annotations
        Its ``words`` table is read.
    minimum_documents : int
        Fewer documents are refused.
    mask_names : bool
        Leave names out, so that the axis is not simply whom the documents are about.

    Returns
    -------
    DataFrame
        Scores: unit document, measure ``position``, category ``axis_1``, voice ``author`` (quoted words
        included), value on an open scale with weighted mean 0, weight = words used. The direction has no
        meaning of its own. The further column ``share`` is the share of inertia on the axis.

    Notes
    -----
    Not to be read as: a position on the dimension one had in mind. It will be topic or region where these
    differ most; look at :func:`list_axis_words` before naming it, and never name it after the hypothesis.
    Exploratory only.

    Raises
    ------
    MeasureError
        There are fewer documents than `minimum_documents`, or no word is shared.

    References
    ----------
    Greenacre 1984; Lowe 2008, Understanding Wordscores; Slapin & Proksch 2008.

    Examples
    --------
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> rows = [("a", "peace", 2), ("b", "peace", 2), ("c", "war", 2), ("d", "war", 2)]
    >>> tables["words"] = make_table(
    ...     [{"doc_id": doc, "lemma": word, "pos": "NOUN", "count": n} for doc, word, n in rows], "words")
    >>> score_scaling(Annotations(**tables), minimum_documents=4)["value"].round(6).tolist()
    [1.0, 1.0, -1.0, -1.0]
    """
    doc_ids, _, counts, axis = _fit(annotations, minimum_documents, mask_names)
    return make_table(
        pd.DataFrame(
            {
                "doc_id": doc_ids,
                "unit": "document",
                "unit_id": doc_ids,
                "voice": "author",
                "measure": "position",
                "category": "axis_1",
                "value": axis.rows,
                "weight": counts.sum(axis=1),
                "paragraph": 0,
                "sentence": 0,
                "share": axis.share,
            }
        ),
        "scores",
    )


def list_axis_words(
    annotations: Annotations,
    *,
    n: int = 20,
    minimum_documents: int = MINIMUM_DOCUMENTS,
    mask_names: bool = True,
) -> pd.DataFrame:
    """Return the words that pull hardest to each end of the axis of `score_scaling`.

    Parameters
    ----------
    annotations, minimum_documents, mask_names
        As in `score_scaling`.
    n : int
        How many words for each end.

    Returns
    -------
    DataFrame
        ``end`` (``positive`` or ``negative``), ``word``, ``coordinate``, ``contribution`` (share of the axis
        that is due to the word, in [0, 1]); the heaviest first.
    """
    _, features, counts, axis = _fit(annotations, minimum_documents, mask_names)
    masses = counts.sum(axis=0) / counts.sum()
    table = pd.DataFrame(
        {
            "end": np.where(axis.columns >= 0, "positive", "negative"),
            "word": features,
            "coordinate": axis.columns,
            "contribution": masses * axis.columns**2,
        }
    )
    table = table.sort_values(["end", "contribution", "word"], ascending=[False, False, True], kind="stable")
    return table.groupby("end", sort=False).head(n).reset_index(drop=True)


def _fit(
    annotations: Annotations, minimum_documents: int, mask_names: bool
) -> tuple[list[str], list[str], NDArray[np.float64], Axis]:
    dfm = build_dfm(annotations.words, unit="document", mask_names=mask_names, drop_pos=FUNCTION_POS, min_documents=2)
    counts = dfm.counts.toarray().astype(float)
    used = counts.sum(axis=1) > 0
    doc_ids = [doc_id for doc_id, has_words in zip(dfm.doc_ids, used, strict=True) if has_words]
    if len(doc_ids) < max(minimum_documents, 2):
        raise MeasureError(
            Problem(
                code="E-SIZE-FEW",
                found=f"{len(doc_ids)} documents share words; a scale needs {max(minimum_documents, 2)}",
                action="no scale was made: on so few documents it would be topic or region",
                remedy="read more documents, or compare frames and stances instead",
            )
        )
    counts = counts[used]
    return doc_ids, list(dfm.features), counts, correspondence_axis(counts)
