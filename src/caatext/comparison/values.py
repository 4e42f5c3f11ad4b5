"""From scores of paragraphs, sentences or statements to one value a document, the observation."""

from __future__ import annotations

import pandas as pd

from caatext.comparison.groups import check_name
from caatext.tables import check_table


def select_scores(scores: pd.DataFrame, *, measure: str | None = None, voice: str = "author") -> pd.DataFrame:
    """Return the rows of one measure and one voice that carry a number.

    Parameters
    ----------
    scores : DataFrame
        The `scores` contract.
    measure : str, optional
        All measures unless named.
    voice : str
        ``author``; a speaker; or ``all``: the rows of that name, or all rows of a measure that has none.

    Returns
    -------
    DataFrame
        Rows with a value and a weight above 0, in the order given.

    Raises
    ------
    ComparisonError
        There is no such measure.
    TableError
        The table is no table of scores.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> row = {"doc_id": "a", "voice": "author", "measure": "m", "category": "c", "value": 1.0, "weight": 1.0}
    >>> len(select_scores(make_table([row, row | {"voice": "someone"}], "scores")))
    1
    """
    check_table(scores, "scores", step="a measure such as score_frames")
    if measure is not None:
        check_name(measure, sorted(set(scores["measure"])), what="measure")
    kept = scores["value"].notna() & (scores["weight"] > 0)
    kept &= True if measure is None else scores["measure"] == measure
    is_voice = scores["voice"] == voice
    if voice == "all":
        is_voice |= ~scores["measure"].isin(sorted(set(scores.loc[is_voice, "measure"])))
    kept &= is_voice
    return scores[kept].reset_index(drop=True)


def document_values(scores: pd.DataFrame) -> pd.DataFrame:
    r"""Return the value of each document for each category: the weighted mean of its rows.

    :math:`v_d = \sum_i w_i x_i / \sum_i w_i` over the rows of document d.

    Parameters
    ----------
    scores : DataFrame
        The `scores` contract, of one voice; see `select_scores`.

    Returns
    -------
    DataFrame
        Documents by (measure, category), both sorted; NaN where a document has no row: missing, never zero.

    Notes
    -----
    A value from one row counts as much as one from thirty; `weight` matters within a document only.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> row = {"doc_id": "a", "voice": "author", "measure": "m", "category": "c", "value": 1.0, "weight": 3.0}
    >>> document_values(make_table([row, row | {"value": 0.0, "weight": 1.0}], "scores")).to_numpy().tolist()
    [[0.75]]
    """
    keys = ["doc_id", "measure", "category"]
    parts = scores[keys].assign(product=scores["value"] * scores["weight"], weight=scores["weight"])
    sums = parts.groupby(keys, sort=True)[["product", "weight"]].sum()
    means = (sums["product"] / sums["weight"]).rename("value").reset_index()
    table = means.pivot_table(index="doc_id", columns=["measure", "category"], values="value", aggfunc="first")
    return table.sort_index().sort_index(axis=1)


def read_guards(scores: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Return why a measure says that its values take part in no test, by measure and category; mostly nothing.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> row = {"doc_id": "a", "measure": "m", "category": "c", "guard": "Too few texts."}
    >>> read_guards(make_table([row], "scores"))
    {('m', 'c'): 'Too few texts.'}
    """
    if "guard" not in scores:
        return {}
    guarded = scores.assign(guard=scores["guard"].fillna("")).query("guard != ''")
    rows = guarded[["measure", "category", "guard"]].drop_duplicates(["measure", "category"])
    return {(str(measure), str(category)): str(guard) for measure, category, guard in rows.itertuples(index=False)}
