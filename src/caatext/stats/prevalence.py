"""How frequent a frame is where the instrument that finds it makes mistakes: two corrections, with their intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from caatext.errors import MeasureError, Problem
from caatext.stats.intervals import Estimate

Array = NDArray[np.float64]


def rogan_gladen(
    p_obs: float,
    sensitivity: float,
    specificity: float,
    *,
    n_obs: float = np.inf,
    n_positive: float = np.inf,
    n_negative: float = np.inf,
    confidence: float = 0.95,
) -> Estimate:
    r"""Return the prevalence behind a share of positive calls, given how often calls are right.

    :math:`\hat\pi = (p + \mathrm{spec} - 1)/(\mathrm{sens} + \mathrm{spec} - 1)`. The interval is that of Lang and
    Reiczigel: each of the three shares is first pulled to one half (by z² units for p, by two for the others), the
    variance :math:`[p(1-p)/n + (1-\pi)^2 \mathrm{spec}(1-\mathrm{spec})/n_- + \pi^2 \mathrm{sens}(1-\mathrm{sens})/n_+]
    / (\mathrm{sens}+\mathrm{spec}-1)^2` is taken there, and the center is shifted for the curvature.

    Parameters
    ----------
    p_obs : float
        Share of units that the instrument calls positive, in [0, 1].
    sensitivity, specificity : float
        Share of true positives called positive, of true negatives called negative, in [0, 1].
    n_obs, n_positive, n_negative : float
        Units behind the three shares; infinite where a share is taken as known.
    confidence : float
        Nominal coverage, in (0, 1).

    Returns
    -------
    Estimate
        In [0, 1], limits too; more is a more frequent frame. NaN where sensitivity + specificity is 1 or less: such an
        instrument says nothing, or the opposite.

    Notes
    -----
    Do not use it where sensitivity and specificity come from other texts than the share, or differ by author: then the
    correction is as wrong as they are. Units count as independent, so that sentences of few articles make it too
    narrow. :func:`design_based_prevalence` needs neither assumption.

    Raises
    ------
    MeasureError
        A share lies outside [0, 1].

    References
    ----------
    Rogan and Gladen (1978), doi:10.1093/oxfordjournals.aje.a112510; Lang and Reiczigel (2014),
    doi:10.1016/j.prevetmed.2013.09.015.

    Examples
    --------
    >>> round(rogan_gladen(0.26, 0.8, 0.9).estimate, 4)  # (0.26 + 0.9 - 1) / 0.7
    0.2286
    """
    shares = np.array([p_obs, sensitivity, specificity], dtype=np.float64)
    if not bool(np.all((shares >= 0.0) & (shares <= 1.0))):
        raise _fault(f"the shares {shares.tolist()} do not all lie between 0 and 1", "give shares, not percentages")
    gain = sensitivity + specificity - 1.0
    if gain <= 0.0:
        return Estimate(np.nan, np.nan, np.nan, np.nan, np.nan)
    z = float(stats.norm.ppf((1.0 + confidence) / 2.0))
    p, n = _pulled(p_obs, n_obs, z * z)
    sens, n_sens = _pulled(sensitivity, n_positive, 2.0)
    spec, n_spec = _pulled(specificity, n_negative, 2.0)
    near = sens + spec - 1.0
    center = (p + spec - 1.0) / near
    of_sens, of_spec = sens * (1.0 - sens) / n_sens, spec * (1.0 - spec) / n_spec
    error = float(np.sqrt(p * (1.0 - p) / n + (1.0 - center) ** 2 * of_spec + center**2 * of_sens) / near)
    center += 2.0 * z * z * (center * of_sens - (1.0 - center) * of_spec)
    low, high = np.clip([center - z * error, center + z * error], 0.0, 1.0)
    estimate = float(np.clip((p_obs + specificity - 1.0) / gain, 0.0, 1.0))
    return Estimate(estimate, float(low), float(high), error, np.inf)


def _pulled(share: float, units: float, weight: float) -> tuple[float, float]:
    """Return a share with `weight` units at one half added, and how many units there are then."""
    return (share, units) if np.isinf(units) else ((units * share + weight / 2.0) / (units + weight), units + weight)


def design_based_prevalence(
    machine: ArrayLike,
    gold: ArrayLike,
    sampled: ArrayLike,
    inclusion_probability: ArrayLike,
    *,
    clusters: ArrayLike | None = None,
    confidence: float = 0.95,
) -> Estimate:
    r"""Return the mean of the true labels from machine labels of all units and human labels of a sample.

    :math:`\hat\pi = \frac1N \sum_i m_i + \sum_{i \in S} w_i (g_i - m_i) / \sum_{i \in S} w_i` with
    :math:`w_i = 1/\pi_i`: the mean of the machine labels, less its error as the sample shows it. Variance: with
    :math:`z_i = m_i - \bar m + \frac{N w_i}{\sum_S w} 1[i \in S] (g_i - m_i - \bar d)`,
    :math:`\frac{G}{G-1} \sum_c (\sum_{i \in c} z_i)^2 / N^2` over clusters c (single units without clusters), of which
    G hold a coded unit; Student's t with G - 1 degrees of freedom.

    Parameters
    ----------
    machine : array_like, shape (n_units,)
        Label of every unit: 0 or 1, or a probability. It may be wrong in any way, also differently by author.
    gold : array_like, shape (n_units,)
        Human label; read only where `sampled` is True, NaN elsewhere.
    sampled : array_like of bool, shape (n_units,)
        Units that a person coded **because chance chose them**; purposive ones are not among them.
    inclusion_probability : array_like, shape (n_units,)
        Probability with which each unit was chosen, in (0, 1]; read only where `sampled` is True.
    clusters : array_like, shape (n_units,), optional
        What is independent where units are not: the article of each sentence.
    confidence : float
        Nominal coverage, in (0, 1).

    Returns
    -------
    Estimate
        More is a more frequent frame. Not cut to [0, 1]: a limit outside says that the sample is small. Limits are NaN
        with fewer than two clusters that hold a coded unit.

    Notes
    -----
    It stays right on average however bad the machine is. A good machine makes the interval narrower than that of the
    coded sample alone, a machine that errs more often than the frame varies makes it wider: compare with constant
    machine labels. It is only as right as the gold labels, since an error that coders share is carried on. With no
    clusters it speaks about units like these, not about further articles. Strata are not used for the variance, which
    makes the interval of a stratified sample a little too wide.

    Raises
    ------
    MeasureError
        Nothing is sampled, lengths differ, a sampled unit has no gold label, or its probability is not in (0, 1].

    References
    ----------
    Egami, Hinck, Stewart and Wei (2023), Using imperfect surrogates for downstream inference; Särndal, Swensson and
    Wretman (1992), Model Assisted Survey Sampling, doi:10.1007/978-1-4612-4378-6.

    Examples
    --------
    Machine mean 0.5; of the two units coded one was called wrongly, by -1: 0.5 - 1/2.

    >>> design_based_prevalence([1, 1, 0, 0], [0, np.nan, 0, np.nan], [1, 0, 1, 0], [0.5] * 4).estimate
    0.0
    """
    m, g, chosen, p = _checked(machine, gold, sampled, inclusion_probability)
    n = len(m)
    _, cluster = np.unique(np.arange(n) if clusters is None else np.asarray(clusters), return_inverse=True)
    cluster = cluster.ravel()
    weight = np.where(chosen, 1.0 / np.where(chosen, p, 1.0), 0.0)
    share = weight / weight.sum()
    error = np.where(chosen, g, m) - m
    mean_error = float(share @ error)
    estimate = float(m.mean()) + mean_error
    influence = (m - m.mean()) / n + share * (error - mean_error)
    dof = float(len(np.unique(cluster[chosen])) - 1)
    if dof < 1.0:
        return Estimate(estimate, np.nan, np.nan, np.nan, dof)
    sums = np.bincount(cluster, weights=influence)
    std_error = float(np.sqrt((dof + 1.0) / dof * (sums @ sums)))
    half = float(stats.t.ppf((1.0 + confidence) / 2.0, dof)) * std_error
    return Estimate(estimate, estimate - half, estimate + half, std_error, dof)


def _checked(
    machine: ArrayLike, gold: ArrayLike, sampled: ArrayLike, inclusion_probability: ArrayLike
) -> tuple[Array, Array, NDArray[np.bool_], Array]:
    m, g = np.asarray(machine, dtype=np.float64), np.asarray(gold, dtype=np.float64)
    chosen, p = np.asarray(sampled, dtype=bool), np.asarray(inclusion_probability, dtype=np.float64)
    if len({part.shape for part in (m, g, chosen, p)}) > 1 or m.ndim != 1:
        raise _fault(
            f"the shapes {m.shape}, {g.shape}, {chosen.shape}, {p.shape} differ", "give one value a unit in all four"
        )
    if not chosen.any():
        raise _fault("no unit is sampled", "code a random sample first: caatext code sample")
    if bool(np.isnan(g[chosen]).any() or np.isnan(m).any()):
        raise _fault(
            "a sampled unit has no gold label, or a unit no machine label", "leave open units out of the sample"
        )
    if not bool(np.all((p[chosen] > 0.0) & (p[chosen] <= 1.0))):
        raise _fault(
            "the inclusion probability of a sampled unit is not above 0 and at most 1",
            "take it from the design of the sample; purposive units have none and must not be marked as sampled",
        )
    return m, g, chosen, p


def _fault(found: str, remedy: str) -> MeasureError:
    return MeasureError(Problem(code="E-TYPE-PREVALENCE", found=found, remedy=remedy))
