"""Scales of documents as scores, each with a guard and with the words behind it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.measures.scaling.methods import METHODS, Method, Scale, choose_method
from caatext.measures.scaling.preparation import prepare
from caatext.tables import make_table


def score_scaling(
    annotations: Annotations,
    *,
    method: Method = "correspondence",
    anchors: Mapping[str, float] | None = None,
    minimum_documents: int | None = None,
    mask_names: bool = True,
    n_draws: int = 200,
    seed: int = 1,
) -> pd.DataFrame:
    """Return where each document stands on one scale made from its words.

    The words are lemmas of content words that stand in two documents.

    Parameters
    ----------
    annotations : Annotations
        Its ``words`` table is read, and for ``wordfish`` the authors of its documents.
    method : {"correspondence", "wordfish", "wordscores", "lss"}, or an estimator of this package
        ``correspondence``: the axis along which documents differ most. ``wordfish``: the same under a Poisson model.
        ``wordscores``: likeness to documents of known position. ``lss``: likeness of the words to seed words. An
        estimator, such as ``Wordscores(rescale="lbg")``, brings its own settings.
    anchors : mapping of str to float, optional
        What fixes the scale. For ``wordscores`` the known positions of documents; for ``lss`` the polarity of seed
        words, unless the estimator has them. For the others two documents, to turn the axis so that the one with the
        smaller number lies lower; without them the direction has no meaning of its own.
    minimum_documents : int, optional
        Fewer documents are refused: without it fewer than 20, and for ``lss`` without vectors from elsewhere fewer
        than 1,000.
    mask_names : bool
        Leave names out, so that the axis is not simply whom the documents are about.
    n_draws, seed : int
        Draws of authors for the intervals of ``wordfish``, each of which is a fit, and their seed; 0 for none.

    Returns
    -------
    DataFrame
        Scores: unit document, measure ``position``, category ``axis_1`` for ``correspondence`` and otherwise the
        method, voice ``author`` (quoted words included), value on an open scale, weight = words used. Further
        columns by method: ``share`` of inertia on the axis (correspondence); ``std_error_model`` (wordfish,
        wordscores); ``author_low`` and ``author_high``, 95 % limits when whole authors and words are drawn (wordfish;
        NaN below five authors), and ``n_authors``; ``share_scored``, the share of the document's words that have a
        score (wordscores, lss); ``is_reference`` (wordscores).

    Notes
    -----
    Not to be read as: a position on the dimension one had in mind. It will be topic or region where these
    differ most; look at :func:`list_axis_words` before naming it, and never name it after the hypothesis.
    Errors under the model take each word as an independent observation, and are too small. Exploratory only.

    Raises
    ------
    MeasureError
        There are fewer documents than the minimum, no word is shared, the method is unknown, or the anchors do not
        suit it.

    Warns
    -----
    ConvergenceWarning
        ``wordfish`` did not reach its top.
    SmallSampleWarning
        There are fewer than twelve authors for an interval over authors, or a document has no scored word; it has no
        row then.

    References
    ----------
    Greenacre 1984; Slapin & Proksch 2008; Laver, Benoit & Garry 2003; Lowe 2008, Understanding Wordscores;
    Watanabe 2021.

    Examples
    --------
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> rows = [("a", "peace", 2), ("b", "peace", 2), ("c", "war", 2), ("d", "war", 2)]
    >>> tables["words"] = make_table(
    ...     [{"doc_id": doc, "lemma": word, "pos": "NOUN", "count": n} for doc, word, n in rows], "words")
    >>> score_scaling(Annotations(**tables), minimum_documents=4)["value"].round(6).tolist()
    [1.0, 1.0, -1.0, -1.0]
    >>> known = {"a": -1.0, "c": 1.0}
    >>> scores = score_scaling(Annotations(**tables), method="wordscores", anchors=known, minimum_documents=4)
    >>> scores["value"].tolist()
    [-1.0, -1.0, 1.0, 1.0]
    """
    scale = _fit(annotations, method, anchors, minimum_documents, mask_names, {"n_draws": n_draws, "seed": seed})
    table = pd.DataFrame(
        {
            "doc_id": scale.source.doc_ids,
            "unit": "document",
            "unit_id": scale.source.doc_ids,
            "voice": "author",
            "measure": "position",
            "category": scale.category,
            "value": scale.positions,
            "weight": scale.source.n_words,
            "paragraph": 0,
            "sentence": 0,
            **scale.columns,
        }
    )
    return make_table(table[table["value"].notna()], "scores")


def list_axis_words(
    annotations: Annotations,
    *,
    method: Method = "correspondence",
    anchors: Mapping[str, float] | None = None,
    n: int = 20,
    minimum_documents: int | None = None,
    mask_names: bool = True,
) -> pd.DataFrame:
    """Return the words that pull hardest to each end of the scale of `score_scaling`.

    Parameters
    ----------
    annotations, method, anchors, minimum_documents, mask_names
        As in `score_scaling`.
    n : int
        How many words for each end.

    Returns
    -------
    DataFrame
        ``end`` (``positive`` or ``negative``), ``word``, ``coordinate`` (standard coordinate, beta, word score or
        polarity, by method), ``contribution`` (share of the word in the weighted variance of these coordinates, in
        [0, 1]), and for ``wordfish`` ``level`` (psi); the heaviest first.

    Notes
    -----
    Not to be read as: the vocabulary of the dimension. Frequent words contribute most.
    """
    scale = _fit(annotations, method, anchors, minimum_documents, mask_names, {"n_draws": 0, "seed": 1})
    uses = np.asarray(scale.source.counts.sum(axis=0), dtype=np.float64)
    known = ~np.isnan(scale.coordinates)
    middle = float(np.average(scale.coordinates[known], weights=uses[known]))
    pull = np.where(known, uses * (scale.coordinates - middle) ** 2, np.nan)
    whole = float(np.nansum(pull))
    table = pd.DataFrame(
        {
            "end": np.where(scale.coordinates >= middle, "positive", "negative"),
            "word": list(scale.source.features),
            "coordinate": scale.coordinates,
            "contribution": pull / whole if whole else 0.0 * pull,
            **scale.word_columns,
        }
    )[known]
    table = table.sort_values(["end", "contribution", "word"], ascending=[False, False, True], kind="stable")
    return table.groupby("end", sort=False).head(n).reset_index(drop=True)


def _fit(
    annotations: Annotations,
    method: Method,
    anchors: Mapping[str, float] | None,
    minimum_documents: int | None,
    mask_names: bool,
    settings: Mapping[str, Any],
) -> Scale:
    estimator = choose_method(method, anchors)
    way = METHODS[type(estimator)]
    minimum = way.minimum(estimator) if minimum_documents is None else minimum_documents
    source = prepare(annotations, mask_names=mask_names, minimum=minimum)
    return way.fit(estimator, source, dict(anchors or {}), settings)
