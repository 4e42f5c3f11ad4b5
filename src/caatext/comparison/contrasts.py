"""Differences between groups in what a measure found, article by article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from caatext.comparison.comparisons import Adjust, Comparison, finish_table
from caatext.comparison.design import ESTIMABLE, NOT_ESTIMABLE, Support, assess_design, withhold
from caatext.comparison.groups import Grouping
from caatext.comparison.values import document_values, read_guards, select_scores
from caatext.stats.intervals import Estimate, group_difference
from caatext.stats.permutation import MAX_EXACT, Labels, Relabelings, permutation_p, relabel
from caatext.stats.resampling import keyed_rng

N_PERMUTATIONS = 9_999
Array = NDArray[np.float64]
_NUMBERS = ("estimate", "conf_low", "conf_high", "std_error", "dof", "p_value", "p_smallest", "n_relabelings")


class Dealer:
    """Deals group labels out to the units of a contrast; equal designs share one set of relabelings.

    Parameters
    ----------
    seed : int
        Seed of the comparison. The stream depends on it and on the design alone, so that a category has the same
        p-value whatever else is compared.
    n_permutations : int
        Draws where there are too many relabelings to enumerate.
    """

    def __init__(self, seed: int, n_permutations: int) -> None:
        self.seed, self.n_permutations = seed, n_permutations
        self._dealt: dict[str, Relabelings] = {}

    def deal(self, units: pd.DataFrame) -> Relabelings:
        """Return relabelings of these units: ``unit_id, is_group, stratum``, one row a unit."""
        key = self._key(units)
        if key not in self._dealt:
            self._dealt[key] = self._relabel(units, self.n_permutations, "relabel", key)
        return self._dealt[key]

    def deal_more(self, units: pd.DataFrame, n_draws: int) -> Iterator[Relabelings]:
        """Yield `n_draws` further relabelings of units that have too many to enumerate, some at a time."""
        key = self._key(units)
        for number, start in enumerate(range(0, n_draws, N_PERMUTATIONS)):
            size = min(N_PERMUTATIONS, n_draws - start)
            yield self._relabel(units, size, "relabel more", str(number), key)

    def _relabel(self, units: pd.DataFrame, n_draws: int, *key: str) -> Relabelings:
        member, strata = units["is_group"].to_numpy(dtype=bool), units["stratum"].to_numpy(dtype=str)
        return relabel(member, strata=strata, n_draws=n_draws, rng=keyed_rng(self.seed, *key))

    @staticmethod
    def _key(units: pd.DataFrame) -> str:
        return "\n".join(f"{u}\t{g}\t{s}" for u, g, s in units[["unit_id", "is_group", "stratum"]].to_numpy())


def contrast(
    scores: pd.DataFrame,
    grouping: Grouping,
    *,
    measure: str | None = None,
    voice: str = "author",
    adjust: Adjust = "bh",
    seed: int = 1,
    n_permutations: int = N_PERMUTATIONS,
) -> Comparison:
    r"""Return how the groups differ in each category of a measure, where the design can tell.

    A document's value is the weighted mean of its rows in the voice asked for; documents without rows are missing.
    The estimate is the difference of means, group less reference, by least squares within what is held constant;
    the interval is Student's with HC2 variance and Bell-McCaffrey degrees of freedom; the p-value comes from dealing
    the labels out anew to the units, within what is held constant, exactly where there are few ways to do so.

    Parameters
    ----------
    scores : DataFrame
        The `scores` contract.
    grouping : Grouping
        From `group_by`. Two groups make one contrast, more groups one each against all others (or the reference).
    measure : str, optional
        One of the measures in `scores`; all of them, each its own family, unless named.
    voice : str
        ``author``; a speaker; or ``all`` for all voices together.
    adjust : {"bh", "holm"}
        Adjustment over all categories and groups of a measure.
    seed : int
        Seed of the relabelings, where they are drawn.
    n_permutations : int
        Relabelings drawn where there are more than can be enumerated.

    Returns
    -------
    Comparison
        A positive estimate: more in the group than in the reference. `p_smallest` is the smallest p-value that the
        design could give.

    Notes
    -----
    A difference between texts is one between authors only where other variables are held constant; and a frame in
    a text is not a fact about the world.

    Raises
    ------
    ComparisonError
        There is no such measure.

    References
    ----------
    Imbens and Kolesar (2016), doi:10.1162/REST_a_00552; Good (2005), Permutation, Parametric and Bootstrap Tests.

    Examples
    --------
    >>> from caatext.tables import make_table
    >>> docs = [f"{name}{i}" for name in "ab" for i in range(4)]
    >>> scores = make_table([{"doc_id": d, "unit": "document", "voice": "author", "measure": "tone",
    ...     "category": "all", "value": float(i), "weight": 1.0} for i, d in enumerate(docs)], "scores")
    >>> docvars = pd.DataFrame({"doc_id": docs, "author": [d[0] for d in docs]})
    >>> table = contrast(scores, Grouping("author", docvars, docvars.set_index("doc_id")["author"])).table
    >>> table[["estimate", "p_value", "verdict"]].round(3).to_numpy().tolist()
    [[-4.0, 0.029, 'estimable']]
    """
    rows = select_scores(scores, measure=measure, voice=voice)
    rows = rows[rows["doc_id"].isin(grouping.labels.index)].reset_index(drop=True)
    values = document_values(rows).reindex(columns=_categories(scores, measure))
    design = withhold(assess_design(values, grouping), read_guards(rows))
    dealer = Dealer(seed, n_permutations)
    parts = [_estimates(block, values, grouping, dealer=dealer) for block in _blocks(design.supports)]
    empty = pd.DataFrame(columns=[*design.pairs[0].to_row(), *_NUMBERS])
    table = pd.concat(parts, ignore_index=True) if parts else empty
    table, families = finish_table(table, adjust=adjust, members="categories by groups")
    measures = ", ".join(dict.fromkeys(str(name) for name in values.columns.get_level_values("measure")))
    said = {"author": "own voice", "all": "all voices"}.get(voice, f"voice {voice}")
    settings = {"measure": measure, "voice": voice, "by": grouping.by, "cross": list(grouping.cross)}
    return Comparison(
        table=table.sort_values(["measure", "category", "group"], kind="stable", ignore_index=True),
        question=f"Do articles of one {grouping.by} differ from others in {measures} ({said})?",
        method=_method(seed, n_permutations),
        families=families,
        design=design,
        scores=rows,
        grouping=grouping,
    ).with_step("contrast", settings | {"adjust": adjust, "seed": seed, "n_permutations": n_permutations})


def _categories(scores: pd.DataFrame, measure: str | None) -> pd.MultiIndex:
    """Return all (measure, category) of the scores: one that this voice never gives is not estimable, not absent."""
    own = scores if measure is None else scores[scores["measure"] == measure]
    pairs = sorted(set(zip(own["measure"].astype("str"), own["category"].astype("str"), strict=True)))
    return pd.MultiIndex.from_tuples(pairs, names=["measure", "category"])


def _method(seed: int, n_permutations: int) -> str:
    return (
        "Difference of means over articles (or authors, where they are the unit), group less reference, by least "
        "squares within what is held constant; 95 % t interval with HC2 variance and Bell-McCaffrey degrees of "
        "freedom; two-sided permutation of labels over the same units, all of them up to "
        f"{MAX_EXACT:,}, else {n_permutations:,} draws (seed {seed}). The verdict was decided before any number."
    )


def _blocks(supports: Sequence[Support]) -> list[list[Support]]:
    """Return the supports by the units that they share: one block has one set of relabelings."""
    blocks: dict[tuple[int, str], list[Support]] = {}
    for support in supports:
        blocks.setdefault((id(support.units), support.verdict), []).append(support)
    return list(blocks.values())


def _estimates(block: Sequence[Support], values: pd.DataFrame, grouping: Grouping, *, dealer: Dealer) -> pd.DataFrame:
    """Return the numbers that the verdict of a block carries, and the means of the texts read, a row a category."""
    support, names = block[0], [(item.measure, item.category) for item in block]
    is_group = grouping.members(support.pair)
    own = values[names].reindex(is_group.index)
    table = pd.DataFrame([item.to_row() for item in block]).assign(**dict.fromkeys(_NUMBERS, np.nan))
    table["mean_group"] = own[is_group].mean().to_numpy(dtype=float)
    table["mean_reference"] = own[~is_group].mean().to_numpy(dtype=float)
    if support.verdict == NOT_ESTIMABLE:
        return table
    units, y = _unit_values(support, own.to_numpy(dtype=float), is_group.index)
    member, strata = units["is_group"].to_numpy(dtype=bool), units["stratum"].to_numpy(dtype=str)
    found = [group_difference(column, member, strata=strata) for column in y.T]
    table["estimate"] = [row.estimate for row in found]
    if support.verdict == ESTIMABLE:
        dealt = dealer.deal(units)
        table[list(Estimate._fields)] = np.array(found)
        table["p_value"] = _p_values(y, member, strata, dealt)
        table["p_smallest"], table["n_relabelings"] = dealt.smallest_p, float(len(dealt.labels))
    return table


def _unit_values(support: Support, values: Array, doc_ids: pd.Index) -> tuple[pd.DataFrame, Array]:
    """Return the units, sorted, and their values: the means of their documents."""
    units = support.units.drop_duplicates("unit_id").sort_values("unit_id", ignore_index=True)
    code = pd.Index(units["unit_id"]).get_indexer(pd.Index(support.units["unit_id"]))
    rows = values[doc_ids.get_indexer(pd.Index(support.units["doc_id"]))]
    sums = np.zeros((len(units), values.shape[1]))
    np.add.at(sums, code, rows)
    return units, sums / np.bincount(code)[:, None]


def _p_values(y: Array, member: Labels, strata: NDArray[np.str_], dealt: Relabelings) -> Array:
    code = np.unique(strata, return_inverse=True)[1].ravel()
    sums = np.zeros((int(code.max()) + 1, y.shape[1]))
    np.add.at(sums, code, y)
    centered = y - (sums / np.bincount(code)[:, None])[code]

    def statistic(labels: Labels) -> Array:
        # Within strata the sizes are kept, so the least-squares estimate is this sum up to a constant.
        return np.asarray(labels.astype(np.float64) @ centered, dtype=np.float64)

    return permutation_p(statistic, statistic(member[None, :]).ravel(), relabelings=dealt)
