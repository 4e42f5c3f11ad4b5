"""Which actors are named together more often than a null has it: independence, fixed margins, within articles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import hypergeom

from caatext.annotation.annotations import Annotations
from caatext.corpus.codebook import Codebook
from caatext.errors import MeasureError, Problem
from caatext.measures.cooccurrence.windows import WINDOWS, all_windows, check_option, named_actors
from caatext.stats.margins import excess_meetings, most_meetings
from caatext.stats.multiplicity import benjamini_hochberg
from caatext.stats.resampling import keyed_rng
from caatext.tables import make_table

Array = NDArray[np.float64]
Pair = tuple[NDArray[np.intp], NDArray[np.intp]]
NULLS = ("independence", "margins", "within-article")
#: Draws a pair of the family: one pair alone can then come out at an adjusted p of 0.025.
DRAWS_PER_PAIR = 40
#: However large the family, no more than these.
MOST_DRAWS = 10_000


def tie_significance(
    annotations: Annotations,
    codebook: Codebook,
    *,
    window: str = "sentence",
    null: str = "within-article",
    n_draws: int = 400,
    seed: int = 1,
    min_count: int = 3,
) -> pd.DataFrame:
    r"""Return which pairs of actors are named together more often than a null has it.

    The nulls, from weak to right:

    ``independence``
        Each actor is named in as many windows as it is, any windows. :math:`p = \Pr(X \ge c)`, X hypergeometric: the
        one-sided exact test of Fisher. Lists alone make ties.
    ``margins``
        Each actor keeps the number of its windows and each window the number of its actors. Tables are drawn by
        :func:`caatext.stats.margins.fixed_margin_draws`; :math:`p = (1 + \#\{c^* \ge c\}) / (1 + m)`. Articles
        about two actors alone make ties.
    ``within-article``
        The same within each article, which leaves only ties that the sentences of an article make.

    Parameters
    ----------
    annotations : Annotations
        Its ``mentions``, ``sentences`` and ``paragraphs`` tables are read.
    codebook : Codebook
        Actors that it does not know are left out. Mentions read as a place or a modifier do not count.
    window : {"sentence", "paragraph"}
        Within what two actors meet.
    null : {"within-article", "margins", "independence"}
        Against what.
    n_draws : int
        Tables to draw at least. 40 for each pair of the family are drawn if that is more (up to 10,000), since with
        fewer not even the strongest tie could pass the adjustment. Not used by ``independence``.
    seed : int
        0 or more.
    min_count : int
        1 or more; fewer common windows are no tie whatever the null says.

    Returns
    -------
    DataFrame
        Edges, undirected, ``doc_id`` empty, ``actor_a < actor_b``, one row a pair with at least `min_count` common
        windows; measure ``excess:<null>``, ``value`` = observed minus expected windows (more is more often
        together); ``p_adjusted`` by Benjamini and Hochberg. Further ``count``, ``expected``, ``p_value`` (one-sided),
        ``n_tested`` (pairs in the family), ``n_draws`` (0 where exact).

    Notes
    -----
    The family is every pair that could have met `min_count` times given how often and in which articles its actors
    are named, not only those that did: choosing pairs by the count that is then tested makes false ties out of rare
    actors.

    Not to be read as: interaction, alliance or enmity; dyads tell who does what to whom. A pair without a tie may
    be too rare to show one. A tie that holds under ``margins`` and not ``within-article`` says that articles are
    about both, which their titles say already.

    Raises
    ------
    MeasureError
        The window or the null is not known, or a number is too small.

    References
    ----------
    Zweig and Kaufmann (2011), doi:10.1007/s13278-011-0021-0; Neal (2014), doi:10.1016/j.socnet.2014.06.001;
    Benjamini and Hochberg (1995).

    Examples
    --------
    >>> codebook = Codebook.model_validate({
    ...     "codebook": {"id": "x", "title": "X", "version": "1"},
    ...     "actors": [{"id": name, "name": name.title()} for name in ("ludrath", "quorrand", "vellisk")]})
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> place = {"doc_id": "a1", "paragraph": 1, "reading": "actor"}
    >>> tables["mentions"] = make_table([place | {"sentence": n, "actor_id": actor} for n in range(1, 21)
    ...     for actor in (("ludrath", "vellisk") if n <= 10 else ("quorrand",))], "mentions")
    >>> ties = tie_significance(Annotations(**tables), codebook)
    >>> ties[["actor_a", "actor_b", "count", "n_tested"]].values.tolist()
    [['ludrath', 'vellisk', 10, 3]]
    >>> bool(ties["p_adjusted"].item() < 0.05)
    True
    """
    check_option(null, NULLS, what="null")
    _check_numbers(n_draws=n_draws, min_count=min_count)
    named = named_actors(annotations, codebook, window=window)
    if named.empty:
        return _edges([], null=null)
    actors, table, doc_ids = _incidence(named, window=window)
    strata = doc_ids if null == "within-article" else None
    pair = np.triu_indices(len(actors), k=1)
    in_family = _most(table, null=null, strata=strata)[pair] >= min_count
    n_tested = int(in_family.sum())
    drawn = 0 if null == "independence" else min(max(n_draws, DRAWS_PER_PAIR * n_tested), max(n_draws, MOST_DRAWS))
    if drawn and n_tested:
        rng = keyed_rng(seed, "tie_significance", null, window)
        met = excess_meetings(table, strata=strata, n_draws=drawn, rng=rng)
        count, expected, p_value = met.observed[pair], met.expected[pair], met.p_value[pair]
    else:
        count, expected, p_value = _independence(table, len(all_windows(annotations, named, window=window)), pair)
    is_tie = in_family & (count >= min_count)
    adjusted = benjamini_hochberg(np.where(in_family, np.where(is_tie, p_value, 1.0), np.nan))
    rows = [
        {
            "actor_a": actors[pair[0][n]],
            "actor_b": actors[pair[1][n]],
            "value": count[n] - expected[n],
            "p_adjusted": adjusted[n],
            "count": int(count[n]),
            "expected": expected[n],
            "p_value": p_value[n],
            "n_tested": n_tested,
            "n_draws": drawn,
        }
        for n in np.flatnonzero(is_tie)
    ]
    return _edges(rows, null=null)


def _edges(rows: list[dict[str, Any]], *, null: str) -> pd.DataFrame:
    more = {"count": "int64", "expected": "float64", "p_value": "float64", "n_tested": "int64", "n_draws": "int64"}
    edges = make_table(rows, "edges").assign(measure=f"excess:{null}")
    for name, kind in more.items():
        edges[name] = edges[name].astype(kind) if name in edges else pd.Series(dtype=kind)  # type: ignore[call-overload]
    return edges


def _check_numbers(**numbers: int) -> None:
    for name, number in numbers.items():
        if number < 1:
            raise MeasureError(
                Problem(code="E-CFG-OPTION", found=f"{name} is {number}", remedy=f"give a {name} of 1 or more")
            )


def _incidence(named: pd.DataFrame, *, window: str) -> tuple[list[str], NDArray[np.bool_], NDArray[np.str_]]:
    """Return the actors, which of them each window names, and the article of each window; empty windows left out."""
    row, actors = pd.factorize(named["actor_id"], sort=True)
    column = named.groupby(WINDOWS[window], sort=True, observed=True).ngroup().to_numpy()
    table = np.zeros((len(actors), int(column.max()) + 1), dtype=bool)
    table[row, column] = True
    _, first = np.unique(column, return_index=True)
    return [str(actor) for actor in actors], table, named["doc_id"].to_numpy(dtype=str)[first]


def _most(table: NDArray[np.bool_], *, null: str, strata: NDArray[np.str_] | None) -> Array:
    """Return the most windows each pair could share, from what the null holds fixed and nothing else."""
    if null == "independence":
        named = table.sum(axis=1).astype(np.float64)
        return np.asarray(np.minimum.outer(named, named), dtype=np.float64)
    return most_meetings(table, strata=strata)


def _independence(table: NDArray[np.bool_], n_windows: int, pair: Pair) -> tuple[Array, Array, Array]:
    """Return count, expected count and one-sided exact p of each pair, from the numbers of windows alone."""
    count = (table.astype(np.float64) @ table.T.astype(np.float64))[pair]
    alone = table.sum(axis=1)
    one, other = alone[pair[0]], alone[pair[1]]
    p_value = np.clip(hypergeom.sf(count - 1, n_windows, one, other), 0.0, 1.0)
    return count, one * other / n_windows, p_value
