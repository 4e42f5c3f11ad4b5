"""How many articles a study needs, and whether its intervals cover: simulations of shares of paragraphs in articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import comb

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from caatext.comparison.design import MIN_UNITS
from caatext.comparison.groups import Grouping, check_name
from caatext.comparison.values import select_scores
from caatext.errors import ComparisonError, Problem
from caatext.stats.intervals import group_difference, t_interval, wilson
from caatext.stats.permutation import MAX_EXACT, Labels, permutation_p, relabel
from caatext.stats.resampling import cluster_bootstrap, keyed_rng

#: Articles per group, and differences between groups, that are tried unless others are named.
SIZES = (2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40)
DIFFERENCES = (0.1, 0.2, 0.3)
#: Relabelings of a simulated study where they cannot be enumerated; bootstrap draws of one.
_DRAWS, _BOOTSTRAPS = 999, 2_000
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Assumptions:
    """What is taken for true of the articles of a study.

    Parameters
    ----------
    share : float
        Share of paragraphs that have what is measured, midway between the groups; in (0, 1).
    sd_between : float
        Standard deviation of the share among articles of one group, before the chance of few paragraphs; 0 or more.
    n_paragraphs : int
        Eligible paragraphs an article.
    source : str
        Where the three come from, for the caption.

    Examples
    --------
    >>> Assumptions()
    Assumptions(share=0.5, sd_between=0.15, n_paragraphs=15, source='assumed')
    """

    share: float = 0.5
    sd_between: float = 0.15
    n_paragraphs: int = 15
    source: str = "assumed"

    @classmethod
    def from_scores(
        cls, scores: pd.DataFrame, grouping: Grouping, *, measure: str, category: str, voice: str = "author"
    ) -> Assumptions:
        r"""Return the assumptions that a study's own articles suggest.

        The variance between articles is that of article shares within groups, less what so many paragraphs give by
        chance: :math:`s^2 = \frac{\sum_g \sum_i (y_{gi} - \bar y_g)^2}{\sum_g (n_g - 1)} - \bar y (1 - \bar y)
        \overline{1/m}`, and the default where it is less.

        Parameters
        ----------
        scores : DataFrame
            The `scores` contract; values are shares or 0 and 1.
        grouping : Grouping
            Groups whose articles are pooled around their own means.
        measure, category, voice : str
            Which scores.

        Notes
        -----
        From a dozen articles the standard deviation is known to within a third or so; try others beside it.

        Raises
        ------
        ComparisonError
            There is no such measure or category, no group has two articles, values lie outside [0, 1], or the share
            is so near to 0 or 1 that not even a difference of 0.1 fits.
        """
        rows = select_scores(scores, measure=measure, voice=voice)
        check_name(category, sorted(set(rows["category"])), what="category")
        rows = rows[(rows["category"] == category) & rows["doc_id"].isin(grouping.labels.index)]
        rows = rows.assign(part=rows["value"] * rows["weight"])
        articles = rows.groupby("doc_id", sort=True).agg(part=("part", "sum"), w=("weight", "sum"), n=("value", "size"))
        y, group = articles["part"] / articles["w"], grouping.labels.reindex(articles.index)
        spare = len(y) - group.nunique()
        if spare < 1 or not y.between(0.0, 1.0).all():
            raise _impossible(
                f"the scores of '{category}' are no shares, or no group has two articles with a value",
                "name a measure of shares with several articles a group, or give the assumptions yourself",
            )
        share, chance = float(y.mean()), float((1.0 / articles["n"]).mean())
        variance = float(((y - y.groupby(group).transform("mean")) ** 2).sum()) / spare
        between = float(np.sqrt(max(0.0, variance - share * (1.0 - share) * chance)))
        source = f"estimated from {len(y)} articles of this study"
        if between < cls.sd_between:
            # So few articles do not show that articles are alike, and a curve that assumes it promises too much.
            source += f", of which the spread between articles ({between:.2f}) was too small to be believed"
            between = cls.sd_between
        found = cls(share=share, sd_between=between, n_paragraphs=max(1, round(1.0 / chance)), source=source)
        found.check(min(DIFFERENCES))
        return found

    def allows(self, difference: float) -> bool:
        """Return whether two shares between 0 and 1 can have this mean, difference and spread."""
        ends = (self.share - difference / 2.0, self.share + difference / 2.0)
        return self.n_paragraphs > 0 and all(0.0 < p < 1.0 and 0.0 <= self.sd_between**2 < p * (1.0 - p) for p in ends)

    def check(self, difference: float) -> None:
        """Raise where the assumptions do not allow this difference.

        Raises
        ------
        ComparisonError
            No two shares between 0 and 1 can have this mean, difference and spread.
        """
        if not self.allows(difference):
            raise _impossible(
                f"shares {difference:.2f} apart around {self.share:.2f} with a standard deviation of "
                f"{self.sd_between:.2f} between articles and {self.n_paragraphs} paragraphs an article cannot be",
                "choose a share nearer to 0.5, a smaller difference, a smaller spread, or one paragraph or more",
            )

    def draw(self, share: float, shape: tuple[int, ...], *, rng: np.random.Generator) -> Array:
        """Return simulated article shares: Beta between articles, binomial within them."""
        p: Array | float = share
        if self.sd_between > 0:
            size = share * (1.0 - share) / self.sd_between**2 - 1.0
            p = rng.beta(share * size, (1.0 - share) * size, shape)
        return np.asarray(rng.binomial(self.n_paragraphs, p, shape) / self.n_paragraphs, dtype=np.float64)

    def __str__(self) -> str:
        return (
            f"between-article standard deviation {self.sd_between:.2f}, {self.n_paragraphs} eligible paragraphs an "
            f"article, mean share {self.share:.2f} ({self.source})"
        )


@dataclass(frozen=True)
class PowerCurve:
    """Power by articles per group and difference, with the error of the simulation.

    Parameters
    ----------
    table : DataFrame
        ``difference, n_articles, power, power_low, power_high, p_smallest``, sorted.
    assumptions : Assumptions
        What was taken for true.
    level : float
        Significance level.
    n_runs, seed : int
        Simulated studies behind each number, and their seed.
    """

    table: pd.DataFrame
    assumptions: Assumptions
    level: float
    n_runs: int
    seed: int

    @property
    def method(self) -> str:
        """How the numbers were computed."""
        return (
            f"Two-sided permutation test of article means at {self.level:g}, all relabelings up to {MAX_EXACT:,}, else "
            f"{_DRAWS:,} draws; {self.n_runs:,} simulated studies a point (seed {self.seed}); 95 % Wilson interval of "
            f"the simulation; {self.assumptions}."
        )

    def needed(self, difference: float, *, power: float = 0.8) -> int | None:
        """Return the fewest articles per group tried that reach this power; None where none does.

        Raises
        ------
        ComparisonError
            The difference is none of those that were simulated, or the power lies outside (0, 1).

        Examples
        --------
        >>> design_power([4, 30], differences=[0.3], n_runs=100).needed(0.3)
        30
        """
        tried = sorted(set(self.table["difference"]))
        if not np.isclose(tried, difference).any() or not 0.0 < power < 1.0:
            raise _impossible(
                f"a difference of {difference:g} with power {power:g} was not simulated",
                f"name a power in (0, 1) and one of {', '.join(f'{value:g}' for value in tried)}, or give "
                "differences= to design_power",
            )
        rows = self.table[np.isclose(self.table["difference"], difference) & (self.table["power"] >= power)]
        return None if rows.empty else int(rows["n_articles"].min())

    def _repr_html_(self) -> str:
        wide = self.table.pivot_table(index="n_articles", columns="difference", values="power")
        return f"{wide.to_html(float_format='{:.2f}'.format)}<p>{escape(self.method)}</p>"


def smallest_p(n_articles: int) -> float:
    r"""Return the smallest two-sided p-value with so many articles in each of two groups: :math:`2 / \binom{2n}{n}`.

    Parameters
    ----------
    n_articles : int
        1 or more.

    Notes
    -----
    With three articles a group no data whatever can give less than 0.1.

    References
    ----------
    Fisher (1935), The Design of Experiments.

    Examples
    --------
    >>> [round(smallest_p(n), 3) for n in (2, 3, 4, 5)]
    [0.333, 0.1, 0.029, 0.008]
    """
    return min(1.0, 2.0 / comb(2 * n_articles, n_articles))


def design_power(
    n_articles: Sequence[int] = SIZES,
    *,
    differences: Sequence[float] | None = None,
    assumptions: Assumptions | None = None,
    level: float = 0.05,
    n_runs: int = 2_000,
    seed: int = 1,
) -> PowerCurve:
    r"""Return how often the permutation test of this package finds a true difference between two groups.

    A study is :math:`n` articles a group with shares :math:`p_i \sim Beta` of mean :math:`\pi \mp d/2` and standard
    deviation :math:`\sigma`, and :math:`k_i \sim Bin(m, p_i)` of m paragraphs. Power is the share of studies whose
    two-sided p-value is at most `level`.

    Parameters
    ----------
    n_articles : sequence of int
        Articles (or authors, where they are the unit) in each group, 2 or more.
    differences : sequence of float, optional
        True differences of shares, in [0, 1); 0.1, 0.2 and 0.3 unless named, as far as the assumptions allow them.
    assumptions : Assumptions, optional
        Share 0.5, standard deviation 0.15 and 15 paragraphs unless given; `Assumptions.from_scores` reads them off
        a study.
    level : float
        Significance level of one test, in (0, 1).
    n_runs, seed : int
        Simulated studies a point, and their seed.

    Returns
    -------
    PowerCurve
        `table` by difference and size: ``power`` in [0, 1], more is better, its simulation interval, and
        ``p_smallest``.

    Notes
    -----
    Shares of few paragraphs tie, and ties count against the difference: with 8 articles a group that costs about five
    points of power. It is the power of one test named in advance: a screen of many frames needs more. Do not compute
    it for the difference just observed: that restates the p-value.

    Raises
    ------
    ComparisonError
        The assumptions contradict one another, or a size is below 2.

    References
    ----------
    Cohen (1988), Statistical Power Analysis; Good (2005), Permutation, Parametric and Bootstrap Tests; Hoenig and
    Heisey (2001), doi:10.1198/000313001300339897.

    Examples
    --------
    Three articles a group cannot reach 5 %, however large the difference.

    >>> design_power([3, 20], differences=[0.3], n_runs=200).table["power"].round(1).tolist()
    [0.0, 1.0]
    """
    given = assumptions or Assumptions()
    if min(n_articles, default=0) < 2:
        raise _impossible("fewer than two articles a group were named", "name sizes of 2 or more")
    tried = differences or [value for value in DIFFERENCES if given.allows(value)] or DIFFERENCES
    rows = []
    for difference in sorted(tried):
        given.check(difference)
        for n in sorted(set(n_articles)):
            rng = keyed_rng(seed, "power", str(n), f"{difference:g}")
            p = _p_values(_studies(given, n, difference, n_runs=n_runs, rng=rng), rng=rng)
            found = int((p <= level + 1e-12).sum())
            share = wilson(found, n_runs)
            rows.append((difference, n, *(float(part) for part in share), smallest_p(n)))
    columns = ["difference", "n_articles", "power", "power_low", "power_high", "p_smallest"]
    return PowerCurve(pd.DataFrame(rows, columns=columns), given, level, n_runs, seed)


def _studies(given: Assumptions, n: int, difference: float, *, n_runs: int, rng: np.random.Generator) -> Array:
    """Return article shares of simulated studies, one a column: first the group that is higher."""
    sides = [given.draw(given.share + sign * difference / 2.0, (n, n_runs), rng=rng) for sign in (1.0, -1.0)]
    return np.concatenate(sides)


def _p_values(y: Array, *, rng: np.random.Generator) -> Array:
    """Return the p-value of each column as `contrast` computes it: labels dealt to articles, half in each group."""
    member = np.arange(len(y)) < len(y) // 2
    centered = y - y.mean(axis=0)

    def statistic(labels: Labels) -> Array:
        return np.asarray(labels.astype(np.float64) @ centered, dtype=np.float64)

    dealt = relabel(member, n_draws=_DRAWS, rng=rng)
    return permutation_p(statistic, statistic(member[None, :])[0], relabelings=dealt)


def interval_coverage(
    n_articles: Sequence[int] = (8, 12, 20),
    *,
    difference: float = 0.2,
    assumptions: Assumptions | None = None,
    n_runs: int = 2_000,
    seed: int = 1,
) -> pd.DataFrame:
    """Return how often intervals of nominal 95 % cover the truth: those that the package prints, and two others.

    Parameters
    ----------
    n_articles : sequence of int
        Articles a group, 2 or more.
    difference : float
        True difference between the groups.
    assumptions : Assumptions, optional
        As in `design_power`.
    n_runs, seed : int
        Simulated studies a row, and their seed.

    Returns
    -------
    DataFrame
        ``n_articles, quantity`` (mean of one group, or difference), ``interval``, ``is_printed`` (whether the package
        prints such an interval from so many articles), ``coverage`` in [0, 1] (0.95 is right; less is too narrow),
        ``coverage_low, coverage_high`` (Wilson, of the simulation) and ``width``, the mean width.

    Notes
    -----
    The bootstrap of paragraphs never becomes right, however many articles there are.

    Raises
    ------
    ComparisonError
        The assumptions contradict one another, or a size is below 2.

    References
    ----------
    Cameron, Gelbach and Miller (2008), doi:10.1162/rest.90.3.414; Imbens and Kolesar (2016),
    doi:10.1162/REST_a_00552.

    Examples
    --------
    >>> found = interval_coverage([20], n_runs=200).set_index(["quantity", "interval"])["coverage"]
    >>> bool(found["mean", "t"] > found["mean", "bootstrap of paragraphs"])
    True
    """
    given = assumptions or Assumptions()
    given.check(difference)
    if min(n_articles, default=0) < 2:
        raise _impossible("fewer than two articles a group were named", "name sizes of 2 or more")
    rows = []
    for n in sorted(set(n_articles)):
        rng = keyed_rng(seed, "coverage", str(n))
        y = _studies(given, n, difference, n_runs=n_runs, rng=rng)
        high, truth = y[:n], given.share + difference / 2.0
        member = np.arange(2 * n) < n
        t = np.array([t_interval(column)[1:3] for column in high.T])
        between = np.array([group_difference(column, member)[1:3] for column in y.T])
        tried = [
            ("mean", "t", n >= MIN_UNITS, t, truth),
            ("mean", "bootstrap of articles", False, _bootstrap(high, rng=rng), truth),
            ("mean", "bootstrap of paragraphs", False, _paragraphs(high, given.n_paragraphs), truth),
            ("difference", "t, HC2 and Bell-McCaffrey", n >= MIN_UNITS, between, difference),
        ]
        rows += [(n, *row[:3], *_covered(row[3], row[4])) for row in tried]
    columns = ["n_articles", "quantity", "interval", "is_printed", "coverage", "coverage_low", "coverage_high", "width"]
    return pd.DataFrame(rows, columns=columns)


def _bootstrap(y: Array, *, rng: np.random.Generator) -> Array:
    """Return percentile intervals of the means of the columns, articles drawn with replacement."""
    drawn = cluster_bootstrap(np.arange(len(y)), n_draws=_BOOTSTRAPS, rng=rng)
    return np.quantile(drawn @ y / len(y), [0.025, 0.975], axis=0).T


def _paragraphs(y: Array, n_paragraphs: int) -> Array:
    """Return percentile intervals with paragraphs drawn with replacement, whose mean is binomial."""
    n = len(y) * n_paragraphs
    return np.stack([stats.binom.ppf(tail, n, y.mean(axis=0)) / n for tail in (0.025, 0.975)], axis=1)


def _covered(limits: Array, truth: float) -> tuple[float, float, float, float]:
    covered = int(((limits[:, 0] <= truth + 1e-12) & (limits[:, 1] >= truth - 1e-12)).sum())
    share = wilson(covered, len(limits))
    return (*(float(part) for part in share), float((limits[:, 1] - limits[:, 0]).mean()))  # type: ignore[return-value]


def _impossible(found: str, remedy: str) -> ComparisonError:
    return ComparisonError(Problem(code="E-CFG-OPTION", found=found, remedy=remedy))
