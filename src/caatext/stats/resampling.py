"""Resampling of whole units: bootstrap and jackknife, and streams of random numbers. See `permutation` for labels.

The unit is whatever the caller says is independent: an article where two named authors are compared, an author
where camps are. Paragraphs are never passed in.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Array = NDArray[np.float64]


def keyed_rng(seed: int, *key: str) -> np.random.Generator:
    """Return a generator that depends on the seed and on what it is for, not on what was drawn before.

    Parameters
    ----------
    seed : int
        0 or more.
    key : str
        Names of the step and of its part, such as ``"contrast", "group b"``.

    Returns
    -------
    numpy.random.Generator
        Equal arguments give equal streams on one build of NumPy. A stream is no sample of another.

    Examples
    --------
    >>> bool(keyed_rng(1, "a").random() == keyed_rng(1, "a").random() != keyed_rng(1, "b").random())
    True
    """
    words = [zlib.crc32(part.encode("utf-8")) for part in key]
    return np.random.default_rng(np.random.SeedSequence([seed, *words]))


def code_units(values: ArrayLike) -> NDArray[np.intp]:
    """Return the number of each value among the sorted distinct ones."""
    return np.unique(np.asarray(values), return_inverse=True)[1].ravel()


def cluster_bootstrap(
    clusters: ArrayLike,
    *,
    strata: ArrayLike | None = None,
    n_draws: int = 2_000,
    two_stage: bool = False,
    rng: np.random.Generator,
) -> Array:
    """Return how often each unit stands in each bootstrap sample of whole clusters.

    A weighted mean of unit values with these counts is the mean of the resample.

    Parameters
    ----------
    clusters : array_like, shape (n_units,)
        What is drawn with replacement: the author or the article of each unit.
    strata : array_like, shape (n_units,), optional
        Clusters are drawn within strata, as many as there are.
    n_draws : int
        Samples.
    two_stage : bool
        Draw units within each drawn cluster too.
    rng : numpy.random.Generator
        Source of the draws.

    Returns
    -------
    ndarray, shape (n_draws, n_units)
        Whole numbers, 0 or more.

    Notes
    -----
    With fewer than about twelve clusters a percentile interval is too narrow (coverage 0.83 at four); use
    :func:`caatext.stats.intervals.group_difference` there.

    References
    ----------
    Davison and Hinkley (1997); Cameron, Gelbach and Miller (2008), doi:10.1162/rest.90.3.414.

    Examples
    --------
    >>> drawn = cluster_bootstrap(["a", "a", "b"], n_draws=4, rng=keyed_rng(1))
    >>> bool((drawn[:, 0] == drawn[:, 1]).all()), (drawn[:, 0] + drawn[:, 2]).tolist()
    (True, [2.0, 2.0, 2.0, 2.0])
    """
    cluster = code_units(clusters)
    stratum = np.zeros(len(cluster), dtype=np.intp) if strata is None else code_units(strata)
    _, first = np.unique(cluster, return_index=True)
    drawn = np.zeros((n_draws, len(first)))
    for code in range(int(stratum.max(initial=-1)) + 1):
        index = np.flatnonzero(stratum[first] == code)
        drawn[:, index] = rng.multinomial(len(index), np.full(len(index), 1.0 / len(index)), size=n_draws)
    if not two_stage:
        return drawn[:, cluster]
    counts = np.zeros((n_draws, len(cluster)))
    for code in range(len(first)):
        index = np.flatnonzero(cluster == code)
        trials = (drawn[:, code] * len(index)).astype(np.int64)
        counts[:, index] = rng.multinomial(trials, np.full(len(index), 1.0 / len(index)))
    return counts


def jackknife(left_out: ArrayLike, groups: ArrayLike, *, confidence: float = 0.95) -> tuple[Array, Array]:
    r"""Return standard error and half-width of an estimate from its leave-one-unit-out values, group by group.

    :math:`v_g = \frac{n_g-1}{n_g} \sum_{i \in g} (\theta_{(i)} - \bar\theta_g)^2`, variance :math:`\sum_g v_g`,
    degrees of freedom :math:`(\sum v_g)^2 / \sum v_g^2/(n_g-1)`.

    Parameters
    ----------
    left_out : array_like, shape (n_units, n_columns)
        The estimate without each unit.
    groups : array_like, shape (n_units,)
        Side of each unit; each with two units or more.
    confidence : float
        Nominal coverage, in (0, 1).

    Returns
    -------
    std_error, half_width : ndarray, shape (n_columns,)
        Half of the interval's width by Student's t. NaN where a group has one unit.

    Notes
    -----
    It knows only the articles read; a word in one article has a wide interval, as it should.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap; Welch (1947), doi:10.1093/biomet/34.1-2.28.

    Examples
    --------
    >>> error, _ = jackknife([[1.5], [1.0], [0.5]], ["a", "a", "a"])  # the mean of 0, 1, 2
    >>> error.round(3).tolist()
    [0.577]
    """
    theta = np.asarray(left_out, dtype=np.float64)
    code = code_units(groups)
    parts, sizes = [], np.bincount(code)
    for group, n in enumerate(sizes):
        own = theta[code == group]
        scale = (n - 1) / n if n > 1 else np.nan
        parts.append(scale * ((own - own.mean(axis=0)) ** 2).sum(axis=0))
    variance = np.sum(parts, axis=0)
    spare = np.maximum(sizes - 1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        dof = variance**2 / np.sum([part**2 / n for part, n in zip(parts, spare, strict=True)], axis=0)
        dof = np.where(variance > 0, dof, float(spare.sum()))
    error = np.sqrt(variance)
    return error, np.asarray(stats.t.ppf((1.0 + confidence) / 2.0, dof) * error, dtype=np.float64)
