"""How evenly each word is spread over the articles."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.features import DocumentFeatureMatrix, build_dfm
from caatext.stats.dispersion import deviation_of_proportions, juilland_d

COLUMNS = ["group", "word", "count", "n_documents", "n_group", "dp", "dp_normed", "juilland_d"]


def word_dispersion(
    annotations: Annotations, *, groups: Mapping[str, str] | None = None, min_count: int = 5
) -> pd.DataFrame:
    r"""Return for each lemma how often it stands in the articles, in how many of them, and how evenly.

    :math:`DP = \frac12 \sum_i |v_i/f - s_i|` over articles, with f the word's count and s the articles' shares of all
    words; ``dp_normed`` is divided by :math:`1 - \min s`; Juilland's :math:`D = 1 - V/\sqrt{n - 1}` with V the
    variation coefficient of the word's rates by article.

    Parameters
    ----------
    annotations : Annotations
        Its ``words``; a feature bundle will do.
    groups : mapping of str to str, optional
        Group by document, such as ``grouping.labels.to_dict()``; documents not in it are left out. Without it, all
        documents are one group, ``""``.
    min_count : int
        Least number of occurrences in the group.

    Returns
    -------
    DataFrame
        ``group, word, count, n_documents`` (articles with the word), ``n_group`` (articles of the group), ``dp`` and
        ``dp_normed`` in [0, 1]: *more is less even*, 0 is spread like the articles themselves; ``juilland_d`` in
        [0, 1]: *more is more even*. NaN for a group of one article. Sorted by group, falling count, word.

    Notes
    -----
    A word of one article says nothing about its author, however often it stands there. Words inside quotations count.
    A word with fewer occurrences than there are articles cannot be even.

    References
    ----------
    Gries (2008), doi:10.1075/ijcl.13.4.02gri; Juilland and Chang-Rodriguez (1964), Frequency dictionary of Spanish
    words.

    Examples
    --------
    Two articles of four words each: *peace* stands once in each, *war* three times in one.

    >>> from caatext.tables import make_table
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> rows = [("d1", "peace", 1), ("d1", "war", 3), ("d2", "peace", 1), ("d2", "law", 3)]
    >>> tables["words"] = make_table([{"doc_id": doc, "paragraph": 1, "form": word, "lemma": word, "count": n}
    ...                               for doc, word, n in rows], "words")
    >>> found = word_dispersion(Annotations(**tables), min_count=2)
    >>> found[["word", "count", "n_documents", "dp"]].to_numpy().tolist()
    [['law', 3, 1, 0.5], ['war', 3, 1, 0.5], ['peace', 2, 2, 0.0]]
    """
    dfm = build_dfm(annotations, unit="document")
    label = dict.fromkeys(dfm.doc_ids, "") if groups is None else {doc: groups.get(doc) for doc in dfm.doc_ids}
    names = sorted({name for name in label.values() if name is not None})
    every_column = np.arange(len(dfm.features))
    parts = []
    for name in names:
        rows = np.array([number for number, doc in enumerate(dfm.doc_ids) if label[doc] == name])
        parts.append(_disperse(dfm.take(rows, every_column), min_count=min_count).assign(group=name))
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
    table = table.sort_values(["group", "count", "word"], ascending=[True, False, True], ignore_index=True)
    return table[COLUMNS]


def _disperse(dfm: DocumentFeatureMatrix, *, min_count: int) -> pd.DataFrame:
    """Return the rows of one group."""
    sizes = np.asarray(dfm.counts.sum(axis=1), dtype=np.float64)
    kept = dfm.select(min_count=min_count)
    counts = kept.counts.astype(np.float64)
    return pd.DataFrame(
        {
            "word": list(kept.features),
            "count": np.asarray(kept.counts.sum(axis=0), dtype=np.int64),
            "n_documents": np.asarray((kept.counts > 0).sum(axis=0), dtype=np.int64),
            "n_group": len(kept.doc_ids),
            "dp": deviation_of_proportions(counts, sizes),
            "dp_normed": deviation_of_proportions(counts, sizes, normed=True),
            "juilland_d": juilland_d(counts, sizes),
        }
    )
