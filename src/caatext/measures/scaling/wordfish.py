"""`Wordfish`: one dimension behind word counts, without reference texts."""

from __future__ import annotations

import warnings
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import TransformerMixin

from caatext.errors import ConvergenceWarning, MeasureError, Problem, SmallSampleWarning
from caatext.measures.scaling.count_estimator import Array, CountEstimator, Counts
from caatext.stats.correspondence import correspondence
from caatext.stats.poisson_axis import AxisParameters
from caatext.stats.resampling import cluster_bootstrap, keyed_rng
from caatext.stats.wordfish import (
    MAX_STEPS,
    Priors,
    WordfishFit,
    bootstrap_positions,
    fit_wordfish,
    place_documents,
)

#: An interval over fewer clusters is refused; over fewer than twelve it is said to rest on few.
FEWEST_CLUSTERS, FEW_CLUSTERS = 5, 12
FEWEST_DOCUMENTS = 3
#: A start that spreads less than this is rounding.
SMALLEST_SPREAD = 1e-6


class Wordfish(TransformerMixin, CountEstimator):  # type: ignore[misc]
    r"""Wordfish: Poisson scaling, at the optimum of its log-posterior.

    :math:`y_{ij} \sim \mathrm{Poisson}(\exp(\alpha_i + \psi_j + \beta_j\theta_i))`, theta with mean 0 and standard
    deviation 1.

    Parameters
    ----------
    priors : tuple of four floats
        Standard deviations of the normal priors of alpha, psi, beta, theta; infinite is flat, which alpha and beta
        cannot both be. That of theta only adds a constant.
    direction : tuple of two ints, optional
        Rows of two documents, the first of which is to lie lower. Without it the document that lies farthest out is
        positive.
    n_starts : int
        Axes of a correspondence analysis from which to climb; the best end is kept.
    max_steps : int
        Steps of each climb.

    Attributes
    ----------
    theta_, theta_std_error_, alpha_ : ndarray, shape (n_documents,)
        Positions; their standard errors under the model, from the observed information of all parameters; levels.
    beta_, psi_ : ndarray, shape (n_words,)
        Slope of each word, positive where it grows with theta, and its level: the words that drive the axis.
    log_posterior_ : float
        Without terms that no parameter changes.
    is_converged_ : bool
    n_iter_ : int
        Steps of the climb that was kept.

    Notes
    -----
    Not to be read as: left and right, or whatever one had in mind. The axis is what documents differ most in, often
    topic, time or genre. Errors under the model take words as independent, and are too small where authors have
    words of their own; see `cluster_interval`. Two fits are comparable only in their order of documents.

    References
    ----------
    Slapin and Proksch (2008), doi:10.1111/j.1540-5907.2008.00338.x; Lowe and Benoit (2013), doi:10.1093/pan/mpt002.

    Examples
    --------
    >>> counts = [[9, 3, 1], [3, 3, 3], [1, 3, 9]]
    >>> (Wordfish(direction=(0, 2)).fit(counts).theta_.round(6) + 0.0).tolist()
    [-1.0, 0.0, 1.0]
    """

    def __init__(
        self,
        priors: tuple[float, float, float, float] = (np.inf, np.inf, 3.0, 1.0),
        direction: tuple[int, int] | None = None,
        n_starts: int = 2,
        max_steps: int = MAX_STEPS,
    ) -> None:
        self.priors = priors
        self.direction = direction
        self.n_starts = n_starts
        self.max_steps = max_steps

    def fit(self, X: ArrayLike | Counts, y: ArrayLike | None = None) -> Self:
        """Find the axis.

        Parameters
        ----------
        X : array_like or sparse matrix, shape (n_documents, n_words)
            Counts of three documents and two words or more; no row and no column all zero. Their order is of no
            account for the result, beyond rounding.
        y : None
            Not used.

        Raises
        ------
        MeasureError
            Too few documents or words, an empty row or column, or a direction that names no two documents.

        Warns
        -----
        ConvergenceWarning
            The climb ended before the top.
        """
        counts = self._learn_from(X)
        priors = _checked_priors(self.priors)
        self._check_direction(counts.shape[0])
        n_axes = max(1, min(self.n_starts, min(counts.shape) - 1))
        starts = [start for start in correspondence(counts, n_axes).rows.T if np.ptp(start) > SMALLEST_SPREAD]
        if not starts or counts.shape[0] < FEWEST_DOCUMENTS:
            found = f"{counts.shape[0]} documents, " + ("which differ" if starts else "all of which use words alike")
            remedy = "give three documents or more that differ in their words"
            raise MeasureError(Problem(code="E-SIZE-FEW", found=found, action="no axis was fitted", remedy=remedy))
        fits = [fit_wordfish(counts, start, priors=priors, max_steps=self.max_steps) for start in starts]
        # An earlier start wins a tie, since sums in another order differ at the end.
        best = max(fits, key=lambda fit: round(fit.log_posterior, 6))
        if not best.is_converged:
            message = f"wordfish had not converged after {best.n_steps} steps; do not use its positions"
            warnings.warn(message, ConvergenceWarning, stacklevel=2)
        self._fit = self._turn(best)
        self.alpha_, self.psi_, self.beta_, self.theta_ = self._fit.parameters
        self.theta_std_error_, self.log_posterior_ = best.std_error, best.log_posterior
        self.is_converged_, self.n_iter_ = best.is_converged, best.n_steps
        return self

    def transform(self, X: ArrayLike | Counts) -> Array:
        """Return the positions of documents on the axis, shape (n_documents, 1), given its words.

        The documents of the fit are put where they were.

        Raises
        ------
        MeasureError
            A document has none of the words.
        """
        counts = self._apply_to(X)
        if not bool(np.all(counts.sum(axis=1))):
            found, remedy = "a document has no word of the fit", "leave it out"
            raise MeasureError(Problem(code="E-TYPE-COUNT", found=found, remedy=remedy))
        theta, _ = place_documents(counts, self._fit, priors=_checked_priors(self.priors))
        return theta[:, None]

    def cluster_interval(
        self, X: ArrayLike | Counts, clusters: ArrayLike, *, n_draws: int = 200, confidence: float = 0.95, seed: int = 1
    ) -> tuple[Array, Array]:
        """Return percentile limits of the positions when whole clusters are drawn, and words besides.

        Parameters
        ----------
        X : array_like or sparse matrix, shape (n_documents, n_words)
            The counts of the fit.
        clusters : array_like, shape (n_documents,)
            What is independent: the author of each document.
        n_draws : int
            Draws, each a fit.
        confidence : float
            Nominal coverage, in (0, 1).
        seed : int
            The limits depend on it and on the order of rows; sort these first.

        Returns
        -------
        conf_low, conf_high : ndarray, shape (n_documents,)
            On the scale of ``theta_``.

        Notes
        -----
        The axis is refitted to each draw of clusters, and documents are placed on it by a draw of words (see
        :func:`caatext.stats.wordfish.bootstrap_positions`). Not to be read as: error of the position on a
        dimension that is known. The axis is that of these authors.

        Raises
        ------
        MeasureError
            There are fewer than five clusters, or other documents than in the fit.

        Warns
        -----
        SmallSampleWarning
            There are fewer than twelve clusters.
        """
        counts = self._apply_to(X)
        self._check_clusters(counts, clusters)
        drawn = cluster_bootstrap(clusters, n_draws=n_draws, rng=keyed_rng(seed, "wordfish", "clusters"))
        rng = keyed_rng(seed, "wordfish", "words")
        places = bootstrap_positions(counts, self._fit, drawn, priors=_checked_priors(self.priors), rng=rng)
        low, high = np.nanquantile(places, [(1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0], axis=0)
        return low, high

    def _check_direction(self, n_documents: int) -> None:
        if self.direction is not None:
            low, high = self.direction
            if low == high or not all(-n_documents <= row < n_documents for row in (low, high)):
                found = f"the direction {self.direction} does not name two of {n_documents} documents"
                raise MeasureError(Problem(code="E-CFG-OPTION", found=found, remedy="give the numbers of two rows"))

    def _check_clusters(self, counts: Counts, clusters: ArrayLike) -> None:
        n_clusters = len(np.unique(np.asarray(clusters)))
        if counts.shape[0] != len(self.theta_) or np.shape(clusters) != self.theta_.shape:
            found = f"{counts.shape[0]} documents and {np.size(clusters)} clusters for a fit of {len(self.theta_)}"
            raise MeasureError(Problem(code="E-CFG-OPTION", found=found, remedy="give the documents of the fit"))
        if n_clusters < FEWEST_CLUSTERS:
            found = f"{n_clusters} clusters; an interval over clusters needs {FEWEST_CLUSTERS}"
            raise MeasureError(Problem(code="E-SIZE-FEW", found=found, remedy="read more authors"))
        if n_clusters < FEW_CLUSTERS:
            message = (
                f"an interval over {n_clusters} clusters rests on few; read {FEW_CLUSTERS} or more for one to rely on"
            )
            warnings.warn(message, SmallSampleWarning, stacklevel=3)

    def _turn(self, fit: WordfishFit) -> WordfishFit:
        alpha, psi, beta, theta = fit.parameters
        low, high = self.direction or (None, None)
        farthest = theta[int(np.abs(theta).round(9).argmax())]
        is_wrong = farthest < 0 if low is None or high is None else theta[low] > theta[high]
        return (
            fit._replace(parameters=AxisParameters(alpha, psi, -beta, -theta), center=-fit.center) if is_wrong else fit
        )


def _checked_priors(priors: tuple[float, float, float, float]) -> Priors:
    if len(priors) != 4 or not all(sd > 0 for sd in priors):
        found = f"the priors {priors} are not four positive standard deviations"
        raise MeasureError(
            Problem(code="E-TYPE-PRIOR", found=found, remedy="give alpha, psi, beta, theta; infinite is flat")
        )
    if np.isinf(priors[0]) and np.isinf(priors[2]):
        # Any multiple of theta can be moved from alpha to beta, and nothing would say how much.
        found = "flat priors of alpha and of beta together leave the slopes undetermined"
        raise MeasureError(Problem(code="E-TYPE-PRIOR", found=found, remedy="make one of them finite"))
    return Priors(*map(float, priors))
