"""The primary contrast once more, from other counts: other choices, other instruments, placebos."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caatext.comparison.design import ESTIMABLE, NOT_ESTIMABLE, Support, assess_design
from caatext.comparison.groups import Grouping
from caatext.comparison.primary import MIN_ELIGIBLE, FrameContrast
from caatext.stats.intervals import group_difference, logit_plus

Array = NDArray[np.float64]
#: The claims of the ledger that are differences between groups: share of each frame, and balance of the two.
CLAIMS = ("D1", "D2", "S3")
COLUMNS = ["claim", "name", "group", "reference", "estimate", "conf_low", "conf_high", "verdict", "reason",
           "n_articles"]  # fmt: skip


def count_units(scores: pd.DataFrame, categories: tuple[str, str], grouping: Grouping) -> Array:
    """Return, for each document, how many units carry each of two frames, of how many that could.

    Parameters
    ----------
    scores : DataFrame
        The `scores` contract; measure ``frame`` is read, one row a unit that could carry the frame, value 1 or 0.
    categories : tuple of two str
        The frames.
    grouping : Grouping
        Its documents, in its order.

    Returns
    -------
    ndarray, shape (n_documents, 4)
        Coded and eligible units of the first frame, then of the second. Eligible 0 where the scores lack the frame.

    Notes
    -----
    A frame that an instrument cannot read has no rows, and hence no share: missing, not 0.

    Examples
    --------
    >>> row = {"doc_id": "d1", "measure": "frame", "category": "a"}
    >>> docvars = pd.DataFrame({"doc_id": ["d1"], "author": ["A"]})
    >>> grouping = Grouping("author", docvars, docvars.set_index("doc_id")["author"])
    >>> from caatext.tables import make_table
    >>> count_units(make_table([row | {"value": 1.0}, row | {"value": 0.0}], "scores"), ("a", "b"), grouping).tolist()
    [[1.0, 2.0, 0.0, 0.0]]
    """
    rows = scores[scores["measure"] == "frame"]
    columns = []
    for category in categories:
        own = rows[rows["category"] == category].groupby("doc_id")["value"].agg(["sum", "size"])
        columns.append(own.reindex(grouping.labels.index, fill_value=0).to_numpy(dtype=np.float64))
    return np.hstack(columns)


def primary_counts(primary: FrameContrast) -> Array:
    """Return the counts that the primary contrast rests on, as :func:`count_units` gives them."""
    table = primary.documents.set_index("doc_id").reindex(primary.grouping.labels.index)
    return table[["k_a", "n_a", "k_b", "n_b"]].to_numpy(dtype=np.float64)


def claim_values(counts: Array, *, min_eligible: int = MIN_ELIGIBLE) -> dict[str, Array]:
    r"""Return the value of each document for each claim: the two shares, and the difference of their log odds.

    :math:`h = k/n` where n is at least `min_eligible`, else missing; :math:`\Delta = logit^+(h) - logit^+(a)`.

    Parameters
    ----------
    counts : ndarray, shape (n_documents, 4)
        From :func:`count_units`; coded units may be means over several runs.
    min_eligible : int
        Eligible units below which a document has no share.

    Returns
    -------
    dict of str to ndarray, shape (n_documents,)
        ``D1`` and ``D2`` in [0, 1], ``S3`` in log odds; above 0: the first frame has the larger share.

    Notes
    -----
    NaN is silence of the text, not absence of the frame.

    Examples
    --------
    >>> {claim: values.round(3).tolist() for claim, values in claim_values(np.array([[4., 5., 1., 5.]])).items()}
    {'D1': [0.8], 'D2': [0.2], 'S3': [2.197]}
    """
    k, n = counts[:, [0, 2]], counts[:, [1, 3]]
    enough = n >= min_eligible
    share = np.divide(k, n, out=np.full(k.shape, np.nan), where=enough)
    logit = np.where(enough, logit_plus(k, n), np.nan)
    return {"D1": share[:, 0], "D2": share[:, 1], "S3": logit[:, 0] - logit[:, 1]}


def estimate_claims(values: Mapping[str, Mapping[str, Array]], grouping: Grouping) -> pd.DataFrame:
    """Return the difference between groups of many values at once, estimated as the primary contrast is.

    Parameters
    ----------
    values : mapping of str to mapping of str to ndarray
        By claim and name, one value a document in the order of the grouping; NaN where missing.
    grouping : Grouping
        Who is compared.

    Returns
    -------
    DataFrame
        ``claim, name, group, reference, estimate, conf_low, conf_high, verdict, reason, n_articles``, one row a name,
        claim and contrast. Above 0: more in the group than in its reference.

    Notes
    -----
    No p-value: reruns are looked at together, and are not tests.

    Examples
    --------
    >>> docs = [f"{name}{i}" for name in "ab" for i in range(4)]
    >>> docvars = pd.DataFrame({"doc_id": docs, "author": [d[0] for d in docs]})
    >>> grouping = Grouping("author", docvars, docvars.set_index("doc_id")["author"])
    >>> table = estimate_claims({"D1": {"as is": np.arange(8.0)}}, grouping)
    >>> table[["claim", "group", "estimate", "verdict"]].values.tolist()
    [['D1', 'a', -4.0, 'estimable']]
    """
    names = [(claim, name) for claim, named in values.items() for name in named]
    if not names:
        return pd.DataFrame(columns=COLUMNS)
    columns = pd.MultiIndex.from_tuples(names, names=["measure", "category"])
    table = np.column_stack([values[claim][name] for claim, name in names])
    frame = pd.DataFrame(table, index=grouping.labels.index.rename("doc_id"), columns=columns)
    place = {name: number for number, name in enumerate(names)}
    sides: dict[int, _Units] = {}
    rows = []
    for support in assess_design(frame, grouping).supports:
        # Categories that the same documents have share their units.
        if id(support.units) not in sides:
            sides[id(support.units)] = _Units.of(support, grouping)
        units = sides[id(support.units)]
        values_of = table[:, place[support.measure, support.category]]
        numbers = (np.nan,) * 3 if support.verdict == NOT_ESTIMABLE else units.estimate(values_of, support.verdict)
        said = (*support.pair, *numbers, support.verdict, support.reason, len(set(units.documents)))
        rows.append((support.measure, support.category, *said))
    return pd.DataFrame(rows, columns=COLUMNS)


def read_rows(table: pd.DataFrame) -> list[Any]:
    """Return the rows of a table as named tuples; their fields are the columns."""
    return list(table.itertuples(index=False, name="Row"))


class _Units(NamedTuple):
    """The units of a design: which documents make which unit, on which side, in which stratum."""

    documents: NDArray[np.intp]
    unit: NDArray[np.intp]
    is_group: NDArray[np.bool_]
    stratum: NDArray[np.str_]

    @classmethod
    def of(cls, support: Support, grouping: Grouping) -> _Units:
        """Return those that a contrast rests on."""
        rows = support.units
        first = rows.drop_duplicates("unit_id").sort_values("unit_id", ignore_index=True)
        return cls(
            grouping.labels.index.get_indexer(pd.Index(rows["doc_id"])),
            pd.Index(first["unit_id"]).get_indexer(pd.Index(rows["unit_id"])),
            first["is_group"].to_numpy(dtype=bool),
            first["stratum"].to_numpy(dtype=str),
        )

    def estimate(self, values: Array, verdict: str) -> tuple[float, float, float]:
        """Return the difference of unit means with its limits, NaN where the verdict carries none."""
        sums = np.bincount(self.unit, weights=values[self.documents])
        found = group_difference(sums / np.bincount(self.unit), self.is_group, strata=self.stratum)
        has_interval = verdict == ESTIMABLE
        return found.estimate, *((found.conf_low, found.conf_high) if has_interval else (np.nan, np.nan))
