"""How far coders, or a coder and a machine, assign the same codes to the same units.

Codings are a table of coders by units; NaN where a coder did not code the unit. A unit coded once cannot be compared
and counts for nothing, unless the text says otherwise.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caatext.errors import MeasureError, Problem
from caatext.stats.resampling import cluster_bootstrap

Array = NDArray[np.float64]
#: Levels of measurement: what a difference between two codes weighs.
Level: TypeAlias = Literal["nominal", "ordinal", "interval", "ratio"]


class Reliability(NamedTuple):
    """An agreement with its limits, the units it rests on, and the share of resamples in which it is undefined."""

    estimate: float
    conf_low: float
    conf_high: float
    n_units: int
    share_undefined: float


def _tally(codings: ArrayLike) -> tuple[Array, Array]:
    """Return how many coders gave each unit each code, units by codes, and the codes in rising order."""
    table = np.asarray(codings, dtype=np.float64)
    if table.ndim != 2:
        raise MeasureError(
            Problem(
                code="E-CFG-OPTION",
                found=f"the codings have {table.ndim} dimensions, not coders by units",
                remedy="give one row a coder and one column a unit, NaN where a coder did not code the unit",
            )
        )
    coded = ~np.isnan(table)
    codes, place = np.unique(table[coded], return_inverse=True)
    tally = np.zeros((table.shape[1], len(codes)))
    np.add.at(tally, (np.nonzero(coded)[1], place), 1.0)
    return tally, codes


def krippendorff_alpha(codings: ArrayLike, *, level: Level = "nominal") -> float:
    r"""Return Krippendorff's alpha: one less the disagreement observed over the disagreement by chance.

    :math:`\alpha = 1 - D_o/D_e`, :math:`D_o = \frac1n \sum_u \frac{1}{m_u - 1} \sum_{i \ne j} \delta(v_{ui}, v_{uj})`,
    :math:`D_e = \frac{1}{n(n-1)} \sum_{c,k} n_c n_k \delta(c, k)`, over the units with :math:`m_u \ge 2` codes and
    their n codes. Nominal: :math:`\delta` is 1 for different codes; interval: :math:`(c - k)^2`; ratio:
    :math:`((c-k)/(c+k))^2`; ordinal: the squared distance of the codes' mean ranks among all n codes.

    Parameters
    ----------
    codings : array_like, shape (n_coders, n_units)
        Codes as numbers; NaN where a coder did not code the unit.
    level : {"nominal", "ordinal", "interval", "ratio"}
        Presence of a frame is nominal, intensity and stance ordinal. Ratio needs codes of 0 or more.

    Returns
    -------
    float
        1: always the same; 0: as by chance; below 0: worse than by chance, that is, system in the disagreement. NaN
        where no unit has two codes, and **where all codes are the same**: without variation nothing shows that coders
        can tell cases apart, however often they agree.

    Notes
    -----
    Do not read it alone for a rare code: with few positives one slip moves it by tenths. Print prevalence,
    :func:`percent_agreement` and :func:`gwet_ac1` beside it. The floors of 0.80 and (tentative) 0.667 are conventions.
    Agreement is no validity: coders can share an error.

    Raises
    ------
    MeasureError
        The level is unknown, the table is not two-dimensional, or a ratio code is negative.

    References
    ----------
    Krippendorff (2018), Content Analysis, 4th ed.; Hayes and Krippendorff (2007), doi:10.1080/19312450709336664.

    Examples
    --------
    >>> krippendorff_alpha([[1, 1, 2, 2], [1, 1, 2, 1]])  # 1 - 7 * 2 / (2 * 5 * 3)
    0.5333333333333333
    """
    tally, codes = _tally(codings)
    tally = _pairable(tally)
    _check_level(codes, level)
    return _alpha(tally, codes, weights=np.ones(len(tally)), level=level)


def _pairable(tally: Array) -> Array:
    """Return the units with two codes or more."""
    return np.asarray(tally[tally.sum(axis=1) >= 2], dtype=np.float64)


def _check_level(codes: Array, level: Level) -> None:
    if level not in get_args(Level):
        raise MeasureError(
            Problem(
                code="E-CFG-OPTION",
                found=f"there is no level of measurement {level!r}",
                remedy=f"choose one of {', '.join(get_args(Level))}",
            )
        )
    if level == "ratio" and bool(np.any(codes < 0)):
        raise MeasureError(
            Problem(
                code="E-CFG-OPTION",
                found="a code is negative, and the ratio level has a zero below which nothing lies",
                remedy="use the interval level for codes such as -1, 0, 1",
            )
        )


def _alpha(tally: Array, codes: Array, *, weights: Array, level: Level) -> float:
    """Return alpha of units that each count as often as their weight says; NaN without variation."""
    marginals = weights @ tally
    n = float(marginals.sum())
    delta = _distances(codes, marginals, level)
    expected = float(marginals @ delta @ marginals)
    if expected <= 0.0:
        return float("nan")
    within = ((tally @ delta) * tally).sum(axis=1) / (tally.sum(axis=1) - 1.0)
    return 1.0 - (n - 1.0) * float(weights @ within) / expected


def _distances(codes: Array, marginals: Array, level: Level) -> Array:
    """Return the squared distance of each two codes."""
    if level == "nominal":
        return 1.0 - np.eye(len(codes))
    # codes between c and k, each end by half, are the distance of their mean ranks
    position = np.cumsum(marginals) - marginals / 2.0 if level == "ordinal" else codes
    gap = position[:, None] - position[None, :]
    if level == "ratio":
        both = codes[:, None] + codes[None, :]
        gap = np.divide(gap, both, out=np.zeros_like(gap), where=both > 0)
    return np.asarray(gap**2, dtype=np.float64)


def alpha_interval(
    codings: ArrayLike,
    *,
    level: Level = "nominal",
    clusters: ArrayLike | None = None,
    n_draws: int = 2_000,
    confidence: float = 0.95,
    rng: np.random.Generator,
) -> Reliability:
    """Return Krippendorff's alpha with a percentile interval from resampled units.

    Units (or whole clusters of them) with two codes or more are drawn with replacement, as many as there are, and alpha
    is computed anew, chance disagreement included. Not the algorithm of Hayes and Krippendorff, which draws pairs of
    codes and holds chance fixed: units are what is sampled, and coders' slips in one unit belong together.

    Parameters
    ----------
    codings, level
        As in :func:`krippendorff_alpha`.
    clusters : array_like, shape (n_units,), optional
        What is independent where units are not: the article of each sentence.
    n_draws : int
        Resamples.
    confidence : float
        Nominal coverage, in (0, 1).
    rng : numpy.random.Generator
        Source of the draws. The order of units and of coders does not matter.

    Returns
    -------
    Reliability
        Limits are quantiles over the resamples with variation; `share_undefined` is the share, in [0, 1], of those
        without, in which alpha has no value. NaN limits where alpha is NaN.

    Notes
    -----
    Over sentences of four articles it says how well these articles were coded. With fewer than about thirty units, or a
    `share_undefined` above some hundredths, the limits are a rough guide and too narrow.

    Raises
    ------
    MeasureError
        As in :func:`krippendorff_alpha`.

    References
    ----------
    Zapf, Castell, Morawietz and Karch (2016), doi:10.1186/s12874-016-0200-9; Efron and Tibshirani (1993), An
    Introduction to the Bootstrap.

    Examples
    --------
    >>> codings = np.tile([[1, 1, 2, 2], [1, 1, 2, 1]], 10)
    >>> found = alpha_interval(codings, n_draws=500, rng=np.random.default_rng(1))
    >>> round(found.estimate, 3), found.conf_low < found.estimate < found.conf_high, found.n_units
    (0.473, True, 40)
    """
    tally, codes = _tally(codings)
    _check_level(codes, level)
    cluster = np.arange(len(tally)) if clusters is None else np.unique(np.asarray(clusters), return_inverse=True)[1]
    paired = tally.sum(axis=1) >= 2
    tally, cluster = tally[paired], cluster.ravel()[paired]
    # in an order of their own, so that the draws do not depend on the order of the columns
    order = np.lexsort(tally.T[::-1]) if clusters is None else np.lexsort((*tally.T[::-1], cluster))
    tally, cluster = tally[order], np.arange(len(tally)) if clusters is None else cluster[order]
    estimate = _alpha(tally, codes, weights=np.ones(len(tally)), level=level)
    if np.isnan(estimate):
        return Reliability(estimate, float("nan"), float("nan"), len(tally), 1.0)
    drawn = cluster_bootstrap(cluster, n_draws=n_draws, rng=rng)
    values = np.array([_alpha(tally, codes, weights=weights, level=level) for weights in drawn])
    undefined = np.isnan(values)
    if bool(undefined.all()):
        return Reliability(estimate, float("nan"), float("nan"), len(tally), 1.0)
    low, high = np.quantile(values[~undefined], [(1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0])
    return Reliability(estimate, float(low), float(high), len(tally), float(undefined.mean()))


def percent_agreement(codings: ArrayLike) -> float:
    r"""Return the share of pairs of coders that give a unit the same code, averaged over units.

    :math:`\frac{1}{n} \sum_u \frac{\sum_c r_{uc} (r_{uc} - 1)}{r_u (r_u - 1)}` over the n units with two codes or more.

    Parameters
    ----------
    codings : array_like, shape (n_coders, n_units)
        Codes as numbers; NaN where a coder did not code the unit.

    Returns
    -------
    float
        In [0, 1]; more is more agreement; NaN where no unit has two codes.

    Notes
    -----
    Not corrected for chance: two coders who never see a frame agree fully on its absence. Do not compare it between
    codes of different prevalence.

    Raises
    ------
    MeasureError
        The table is not two-dimensional.

    References
    ----------
    Gwet (2008), doi:10.1348/000711006X126600.

    Examples
    --------
    >>> percent_agreement([[1, 1, 2, 2], [1, 1, 2, 1]])
    0.75
    """
    tally = _pairable(_tally(codings)[0])
    given = tally.sum(axis=1)
    same = (tally * (tally - 1.0)).sum(axis=1) / (given * (given - 1.0))
    return float(same.mean()) if len(same) else float("nan")


def gwet_ac1(codings: ArrayLike, *, n_codes: int | None = None) -> float:
    r"""Return Gwet's AC1: agreement above chance, where only some codings are thought to be guesses.

    :math:`(p_a - p_e)/(1 - p_e)` with :math:`p_a` the percent agreement,
    :math:`p_e = \frac{1}{q - 1} \sum_c \pi_c (1 - \pi_c)` and :math:`\pi_c` the mean share of code c over all units
    with one code or more.

    Parameters
    ----------
    codings : array_like, shape (n_coders, n_units)
        Codes as numbers, nominal; NaN where a coder did not code the unit.
    n_codes : int, optional
        q: how many codes the codebook offers, where not all were used; those found unless given.

    Returns
    -------
    float
        1: always the same; 0: as by this notion of chance; can be negative. NaN where no unit has two codes. Without
        variation: 1 if `n_codes` says that there was a choice, NaN otherwise.

    Notes
    -----
    It stays high where a code is rare, which is why it stands beside alpha, not in its place: a high AC1 with a low
    alpha says that coders agree on absence. It falls where codes nobody uses are left out of `n_codes`.

    Raises
    ------
    MeasureError
        More codes are found than `n_codes`, or the table is not two-dimensional.

    References
    ----------
    Gwet (2008), doi:10.1348/000711006X126600; Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed.

    Examples
    --------
    >>> round(gwet_ac1([[1, 1, 2, 2], [1, 1, 2, 1]]), 6)  # (3/4 - 30/64) / (1 - 30/64)
    0.529412
    """
    tally, codes = _tally(codings)
    q = len(codes) if n_codes is None else n_codes
    if q < len(codes):
        raise MeasureError(
            Problem(
                code="E-CFG-OPTION",
                found=f"{len(codes)} codes are used where n_codes says {q}",
                remedy="count all codes of the codebook, or leave n_codes out",
            )
        )
    tally = tally[tally.sum(axis=1) > 0]
    if q < 2 or not len(_pairable(tally)):
        return float("nan")
    share = (tally / tally.sum(axis=1, keepdims=True)).mean(axis=0)
    chance = float((share * (1.0 - share)).sum()) / (q - 1.0)
    return (percent_agreement(codings) - chance) / (1.0 - chance)


def cohen_kappa(codings: ArrayLike) -> float:
    r"""Return Cohen's kappa of two coders: :math:`(p_a - p_e)/(1 - p_e)`, :math:`p_e = \sum_c p_{1c} p_{2c}`.

    Parameters
    ----------
    codings : array_like, shape (2, n_units)
        Codes as numbers, nominal; units that one of them did not code are left out.

    Returns
    -------
    float
        1: always the same; 0: as by chance given each coder's own shares; NaN without common units or variation.

    Notes
    -----
    Two coders who disagree on how frequent a code is are not punished for it: their chance agreement is lower. Prefer
    :func:`krippendorff_alpha`; kappa is here for comparison with published values.

    Raises
    ------
    MeasureError
        There are not two coders.

    References
    ----------
    Cohen (1960), doi:10.1177/001316446002000104.

    Examples
    --------
    >>> cohen_kappa([[1, 1, 2, 2], [1, 1, 2, 1]])
    0.5
    """
    table = np.asarray(codings, dtype=np.float64)
    if table.ndim != 2 or len(table) != 2:
        raise MeasureError(
            Problem(
                code="E-CFG-OPTION",
                found=f"kappa is of two coders, and the codings have the shape {table.shape}",
                remedy="give two rows, or use krippendorff_alpha for more coders",
            )
        )
    first, second = table[:, ~np.isnan(table).any(axis=0)]
    if not len(first):
        return float("nan")
    chance = sum(float(np.mean(first == code) * np.mean(second == code)) for code in np.unique(table))
    return (float(np.mean(first == second)) - chance) / (1.0 - chance) if chance < 1.0 else float("nan")
