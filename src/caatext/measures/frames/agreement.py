"""Do instruments of different kind see the same frame in the same paragraphs: a multitrait-multimethod table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from caatext.errors import MeasureError, Problem
from caatext.stats.resampling import cluster_bootstrap, keyed_rng
from caatext.tables import check_table

Array = np.ndarray[Any, np.dtype[np.float64]]
#: With fewer articles there is no interval.
FEWEST_DOCUMENTS = 5
#: Where the correlation is not defined in more than so many resamples there is no interval.
_MOST_UNDEFINED = 0.2
_COLUMNS = ["frame_a", "instrument_a", "frame_b", "instrument_b", "kind", "phi", "conf_low", "conf_high", "n_units",
            "n_documents"]  # fmt: skip


class _Trait(NamedTuple):
    """A frame as one instrument reads it: 1 or 0 by eligible paragraph."""

    frame_id: str
    instrument: str
    values: dict[tuple[str, int], bool]


def agreement_between(scores: Mapping[str, pd.DataFrame], *, n_draws: int = 2_000, seed: int = 1) -> pd.DataFrame:
    r"""Return the correlation over paragraphs of every frame and instrument with every other.

    :math:`\phi = (n_{11} n_{00} - n_{10} n_{01}) / \sqrt{n_{1.} n_{0.} n_{.1} n_{.0}}` over the paragraphs that are
    eligible for both frames; for values of 0 and 1 Pearson's and Spearman's correlation are the same number.

    Parameters
    ----------
    scores : mapping of str to DataFrame
        Scores by instrument, as `Readings.scores` gives them; measure ``frame`` is read. An instrument has no rows for
        a frame that it cannot code.
    n_draws : int
        Resamples of whole articles for the percentile interval.
    seed : int
        Of the resamples.

    Returns
    -------
    DataFrame
        One row a pair: ``kind`` is ``same frame`` (convergent: two instruments), ``same instrument`` (two frames) or
        ``neither``; ``phi`` in [-1, 1], more is more agreement, NaN where one of the two is the same in all paragraphs;
        ``conf_low``, ``conf_high`` (95 %), NaN with fewer than 5 articles; ``n_units``, ``n_documents``. Sorted by
        kind, frames and instruments.

    Notes
    -----
    Not to be read as: validity. Two instruments may agree on the wrong thing, such as the topic: *same frame* has to
    exceed *same instrument* and *neither*. With 64 paragraphs a correlation is known to about 0.25 either way, before
    articles are taken into account. Phi cannot reach 1 where the two shares differ.

    Raises
    ------
    MeasureError
        Fewer than two frames and instruments were given.

    References
    ----------
    Campbell & Fiske 1959, doi:10.1037/h0046016.

    Examples
    --------
    >>> rows = [{"doc_id": "a1", "unit": "paragraph", "unit_id": f"a1.{n}", "measure": "frame", "category": "own",
    ...          "paragraph": n, "value": value} for n, value in enumerate([1.0, 1.0, 0.0, 0.0], 1)]
    >>> from caatext.tables import make_table
    >>> one = make_table(rows, "scores")
    >>> other = one.assign(value=[1.0, 0.0, 1.0, 0.0])
    >>> agreement_between({"dictionary": one, "structural": other})[["kind", "phi", "n_units"]].values.tolist()
    [['same frame', 0.0, 4]]
    """
    traits = list(_traits(scores))
    if len(traits) < 2:
        found = "agreement needs two frames or instruments that were scored"
        raise MeasureError(Problem(code="E-CFG-OPTION", found=found, remedy="give the scores of two instruments"))
    doc_ids = sorted({doc_id for trait in traits for doc_id, _ in trait.values})
    weights = cluster_bootstrap(doc_ids, n_draws=n_draws, rng=keyed_rng(seed, "agreement_between"))
    rows = [_compare(one, other, doc_ids, weights) for one, other in combinations(traits, 2)]
    order = {"same frame": 0, "same instrument": 1, "neither": 2}
    table = pd.DataFrame(rows, columns=_COLUMNS)
    keys = ["kind", *_COLUMNS[:4]]
    return table.sort_values(keys, key=lambda c: c.map(order) if c.name == "kind" else c, ignore_index=True)


def _traits(scores: Mapping[str, pd.DataFrame]) -> Iterator[_Trait]:
    for instrument in sorted(scores):
        table = check_table(scores[instrument], "scores", step="score_frames")
        table = table[table["measure"] == "frame"]
        for frame_id, rows in table.groupby("category", sort=True):
            places = zip(rows["doc_id"], rows["paragraph"], strict=True)
            yield _Trait(str(frame_id), instrument, dict(zip(places, rows["value"] > 0, strict=True)))


def _compare(one: _Trait, other: _Trait, doc_ids: list[str], weights: Array) -> tuple[Any, ...]:
    first, second = sorted((one, other), key=lambda trait: (trait.frame_id, trait.instrument))
    shared = sorted(first.values.keys() & second.values.keys())
    row = {doc_id: number for number, doc_id in enumerate(doc_ids)}
    cells = np.zeros((len(doc_ids), 4))
    for place in shared:
        cells[row[place[0]], 2 * first.values[place] + second.values[place]] += 1
    n_documents = int((cells.sum(axis=1) > 0).sum())
    low, high = np.nan, np.nan
    if n_documents >= FEWEST_DOCUMENTS:
        drawn = _phi(weights @ cells)
        if np.isnan(drawn).mean() <= _MOST_UNDEFINED:
            low, high = np.nanpercentile(drawn, [2.5, 97.5])
    kind = "same frame" if first.frame_id == second.frame_id else "neither"
    kind = "same instrument" if first.instrument == second.instrument else kind
    names = (first.frame_id, first.instrument, second.frame_id, second.instrument)
    phi = float(_phi(cells.sum(axis=0)[None])[0])
    return (*names, kind, phi, float(low), float(high), len(shared), n_documents)


def _phi(cells: Array) -> Array:
    """Return phi of each row of counts: neither, second only, first only, both."""
    neither, second, first, both = cells.T
    margins = (both + first) * (second + neither) * (both + second) * (first + neither)
    product = both * neither - first * second
    phi: Array = np.divide(product, np.sqrt(margins), out=np.full(len(cells), np.nan), where=margins > 0)
    return phi
