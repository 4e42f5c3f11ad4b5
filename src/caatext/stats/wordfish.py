"""Wordfish: one dimension behind word counts, at its optimum, with errors that know of the word parameters."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from caatext.stats.poisson_axis import (
    AxisParameters,
    Counts,
    Newton,
    climb_pairs,
    likelihood_slopes,
    newton,
    pair_sums,
    rate_blocks,
    standardize,
    sweep,
    total,
)

Array = NDArray[np.float64]

#: Where the log-posterior can rise by no more than this (in nats), the top is reached.
TOLERANCE = 1e-8
MAX_STEPS = 100
#: Alternating steps before Newton's method, and where it does not climb.
SWEEPS = 6
#: Newton steps shorter than this share are given up.
SHORTEST_STEP = 1e-3


class Priors(NamedTuple):
    """Standard deviations of the normal priors with mean 0; infinite is flat."""

    alpha: float = np.inf
    psi: float = np.inf
    beta: float = 3.0
    theta: float = 1.0

    @property
    def precisions(self) -> Array:
        """One over the variances, in the order of the fields."""
        return 1.0 / np.asarray(self, dtype=np.float64) ** 2


#: Those of quanteda and austin.
DEFAULT_PRIORS = Priors()


class WordfishFit(NamedTuple):
    """Where the climb ended.

    ``std_error`` is that of theta; ``gain_left`` how far the log-posterior can still rise, in nats; ``center`` and
    ``precision`` say how other documents are placed on the same axis (:func:`place_documents`).
    """

    parameters: AxisParameters
    std_error: Array
    log_posterior: float
    gain_left: float
    n_steps: int
    center: float
    precision: float

    @property
    def is_converged(self) -> bool:
        """Whether the top was reached."""
        return self.gain_left <= TOLERANCE


def log_posterior(counts: ArrayLike | Counts, parameters: AxisParameters, *, priors: Priors = DEFAULT_PRIORS) -> float:
    r"""Return the log-posterior of the model, without the terms that no parameter changes.

    :math:`\sum_{ij} (y_{ij} \log\lambda_{ij} - \lambda_{ij}) - \frac12\sum_k x_k^2/\sigma_k^2` with
    :math:`\log\lambda_{ij} = \alpha_i + \psi_j + \beta_j\theta_i` and :math:`\sigma` the prior standard deviation of
    each parameter :math:`x`.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_documents, n_words)
        Counts, 0 or more.
    parameters : AxisParameters
        Of as many documents and words.
    priors : Priors
        Standard deviations, not variances.

    Returns
    -------
    float
        In nats; higher is better.

    Notes
    -----
    Comparable between fits to the same counts under the same priors, and in no other way.

    References
    ----------
    Slapin and Proksch (2008), doi:10.1111/j.1540-5907.2008.00338.x.

    Examples
    --------
    >>> one, zero = np.ones(1), np.zeros(1)
    >>> round(log_posterior([[2]], AxisParameters(zero, zero, one, one)), 6)  # 2 - e - 1/18 - 1/2
    -1.273837
    """
    table = sparse.csr_array(counts, dtype=np.float64)
    alpha, psi, beta, theta = parameters
    expected = sum(float(rates.sum()) for _, rates in rate_blocks(parameters))
    fitted = alpha @ total(table, 1) + psi @ total(table, 0) + theta @ (table @ beta)
    penalty = sum(float(weight * (part @ part)) for weight, part in zip(priors.precisions, parameters, strict=True))
    return float(fitted) - expected - penalty / 2.0


def gradient(
    counts: ArrayLike | Counts, parameters: AxisParameters, *, priors: Priors = DEFAULT_PRIORS
) -> AxisParameters:
    """Return the slopes of :func:`log_posterior`, one for each parameter.

    Parameters
    ----------
    counts, parameters, priors
        As in :func:`log_posterior`.

    Returns
    -------
    AxisParameters
        Positive where the log-posterior rises with the parameter.

    Examples
    --------
    >>> one, zero = np.ones(1), np.zeros(1)
    >>> slopes = gradient([[2]], AxisParameters(zero, zero, zero, one))  # counted 2, expected 1
    >>> [float(part[0]) for part in slopes]
    [1.0, 1.0, 1.0, -1.0]
    """
    table = sparse.csr_array(counts, dtype=np.float64)
    slopes = likelihood_slopes(table, parameters)
    return slopes.plus(AxisParameters(*(w * x for w, x in zip(priors.precisions, parameters, strict=True))), -1.0)


def fit_wordfish(
    counts: ArrayLike | Counts,
    start: ArrayLike | AxisParameters,
    *,
    priors: Priors = DEFAULT_PRIORS,
    max_steps: int = MAX_STEPS,
) -> WordfishFit:
    """Return the optimum of the log-posterior that is reached from one start.

    Theta is held at mean 0 and standard deviation 1 (divisor n - 1), so that its own prior only adds a constant, and
    where alpha and psi have flat priors alpha is held at mean 0. From positions, words and documents are first improved
    in turn. Then Newton's method moves all parameters together; where a step does not climb, they take turns again.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_documents, n_words)
        Counts, with no row and no column that is all zero.
    start : array_like, shape (n_documents,), or AxisParameters
        Where to begin: positions, not constant, whose scale is of no account; or all parameters of a like fit.
    priors : Priors
        Standard deviations.
    max_steps : int
        Newton steps after which to give up; see ``is_converged``.

    Returns
    -------
    WordfishFit
        Which end of theta is positive is that of the start. ``std_error`` comes from the observed information of all
        parameters under the constraints.

    Notes
    -----
    The standard errors take words as independent, given the position; within an author they are not, and the true
    error is larger. There may be several optima: compare starts by ``log_posterior``.

    References
    ----------
    Slapin and Proksch (2008), doi:10.1111/j.1540-5907.2008.00338.x; Lowe and Benoit (2013), doi:10.1093/pan/mpt002.

    Examples
    --------
    >>> fit = fit_wordfish([[9, 3, 1], [3, 3, 3], [1, 3, 9]], [-1, 0, 1])
    >>> fit.is_converged, (fit.parameters.theta.round(6) + 0.0).tolist()
    (True, [-1.0, 0.0, 1.0])
    """
    table = sparse.csr_array(counts, dtype=np.float64)
    prior = priors.precisions
    if isinstance(start, AxisParameters):
        point = standardize(start, prior)
    else:
        point = _sweeps(table, _begin(table, np.asarray(start, dtype=np.float64), prior), prior)
    n_steps, gain = 0, np.inf
    while gain > TOLERANCE and n_steps < max_steps:
        ahead = newton(table, point, prior)
        moved = _advance(table, point, ahead, priors)
        n_steps += 1
        if moved is None:
            point = _sweeps(table, point, prior)
        else:
            point, gain = moved, ahead.gain
    last = newton(table, point, prior)
    error = np.sqrt(np.maximum(last.variance, 0.0))
    top = log_posterior(table, point, priors=priors)
    return WordfishFit(point, error, top, abs(last.gain), n_steps, last.center, last.precision)


def place_documents(
    counts: ArrayLike | Counts, fit: WordfishFit, *, priors: Priors = DEFAULT_PRIORS
) -> tuple[Array, Array]:
    """Return the positions of documents given the words of a fit, and their errors given these words.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_documents, n_words)
        Counts of the same words; no row all zero.
    fit : WordfishFit
        From :func:`fit_wordfish`.
    priors : Priors
        As in the fit.

    Returns
    -------
    theta, std_error : ndarray, shape (n_documents,)
        On the axis of the fit; the documents of the fit get their own positions again.

    Notes
    -----
    The errors take the word parameters as known, and are too small for that reason too.

    Examples
    --------
    >>> counts = [[9, 3, 1], [3, 3, 3], [1, 3, 9]]
    >>> fit = fit_wordfish(counts, [-1, 0, 1])
    >>> (place_documents(counts, fit)[0].round(6) + 0.0).tolist()
    [-1.0, 0.0, 1.0]
    """
    table = sparse.csr_array(counts, dtype=np.float64)
    _, psi, beta, _ = fit.parameters
    moments = np.column_stack([total(table, 1), table @ beta - fit.center])
    prior = np.array([priors.precisions[0], fit.precision])
    start = np.column_stack([np.log(moments[:, 0]) - np.log(np.exp(psi).sum()), np.zeros(len(moments))])
    places = climb_pairs(moments, psi, beta, start=start, prior=prior, max_steps=MAX_STEPS)
    sums = pair_sums(places, psi, beta)
    a, b, c = sums[:, 0] + prior[0], sums[:, 1], sums[:, 2] + prior[1]
    return places[:, 1], np.sqrt(a / (a * c - b * b))


def bootstrap_positions(
    counts: ArrayLike | Counts,
    fit: WordfishFit,
    drawn: ArrayLike,
    *,
    priors: Priors = DEFAULT_PRIORS,
    rng: np.random.Generator,
) -> Array:
    """Return positions of all documents on axes refitted to resamples of whole clusters, such as authors.

    In each draw the words are refitted to the documents drawn. Then every document, drawn or not, is placed on that
    axis by words that are drawn too, each with all its uses, since the uses of one word come together. Each set of
    positions is put at mean 0 and standard deviation 1 and turned to the side of the fit.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_documents, n_words)
        As in the fit.
    fit : WordfishFit
        From :func:`fit_wordfish`.
    drawn : array_like, shape (n_draws, n_documents)
        How often each document stands in each draw, from
        :func:`caatext.stats.resampling.cluster_bootstrap`.
    priors : Priors
        As in the fit.
    rng : numpy.random.Generator
        Draws the words.

    Returns
    -------
    ndarray, shape (n_draws, n_documents)
        NaN for a document none of whose words were in a draw, and for a draw of fewer than three different
        documents, or of words that do not tell documents apart.

    Notes
    -----
    The spread holds what depends on which authors were read, and what depends on which words stand for the axis.
    Drawing authors alone leaves out the second; in simulation with thirty authors it covered 0.6 where 0.95 was meant.
    It knows nothing of authors who were not read. With a dozen authors or fewer limits are wide, and cover more than
    they claim.

    References
    ----------
    Owen (2007), The pigeonhole bootstrap, doi:10.1214/07-AOAS122; Lowe and Benoit (2013), doi:10.1093/pan/mpt002.

    Examples
    --------
    >>> counts = np.array([[90, 30, 10], [30, 30, 30], [10, 30, 90]])
    >>> fit = fit_wordfish(counts, [-1, 0, 1])
    >>> places = bootstrap_positions(counts, fit, [[1, 1, 1]] * 20, rng=np.random.default_rng(1))
    >>> bool(np.nanmedian(places[:, 0]) < np.nanmedian(places[:, 1]) < np.nanmedian(places[:, 2]))
    True
    """
    table, theta = sparse.csr_array(counts, dtype=np.float64), fit.parameters.theta
    places = np.full(np.shape(drawn), np.nan)
    for draw, times in enumerate(np.asarray(drawn, dtype=np.intp)):
        rows = np.repeat(np.arange(len(theta)), times)
        if len(np.unique(rows)) < 3 or np.ptp(theta[rows]) == 0:
            continue
        words = np.flatnonzero(total(table[rows], 0) > 0)
        alpha, psi, beta, _ = fit.parameters
        start = AxisParameters(alpha[rows], psi[words], beta[words], theta[rows])
        again = fit_wordfish(table[rows][:, words], start, priors=priors)
        picked = rng.integers(len(words), size=len(words))
        own = table[:, words[picked]]
        is_placed = total(own, 1) > 0
        place, _ = place_documents(own[is_placed], _take_words(again, picked), priors=priors)
        if np.ptp(place) == 0:
            continue
        place = (place - place.mean()) / place.std(ddof=1)
        places[draw, is_placed] = place if place @ theta[is_placed] >= 0 else -place
    return places


def _take_words(fit: WordfishFit, picked: NDArray[np.intp]) -> WordfishFit:
    alpha, psi, beta, theta = fit.parameters
    return fit._replace(parameters=AxisParameters(alpha, psi[picked], beta[picked], theta))


def _sweeps(table: Counts, point: AxisParameters, prior: Array) -> AxisParameters:
    for _ in range(SWEEPS):
        point = sweep(table, point, prior)
    return point


def _begin(table: Counts, theta: Array, prior: Array) -> AxisParameters:
    totals, words = total(table, 1), total(table, 0)
    flat = AxisParameters(np.log(totals / totals.mean()), np.log(words / len(totals)), np.zeros(len(words)), theta)
    return standardize(flat, prior)


def _advance(table: Counts, point: AxisParameters, ahead: Newton, priors: Priors) -> AxisParameters | None:
    """Return the point after the longest part of a step that climbs; None where none does."""
    if not ahead.gain >= 0.0:
        return None
    if ahead.gain <= TOLERANCE:  # too near the top to tell heights apart
        return standardize(point.plus(ahead.step), priors.precisions)
    height, size = log_posterior(table, point, priors=priors), 1.0
    while size > SHORTEST_STEP:
        moved = standardize(point.plus(ahead.step, size), priors.precisions)
        if log_posterior(table, moved, priors=priors) > height:
            return moved
        size /= 2.0
    return None
