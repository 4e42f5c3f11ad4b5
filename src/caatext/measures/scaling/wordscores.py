"""`Wordscores`: positions of texts from texts whose positions are known."""

from __future__ import annotations

import warnings
from typing import Self

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from sklearn.base import RegressorMixin

from caatext.errors import MeasureError, Problem, SmallSampleWarning
from caatext.measures.scaling.count_estimator import Array, CountEstimator, Counts
from caatext.stats.wordscores import Rescaling, TextScores, rescale_lbg, rescale_mv, text_scores, word_scores

RESCALINGS = ("none", "lbg", "mv")


class Wordscores(RegressorMixin, CountEstimator):  # type: ignore[misc]
    r"""Wordscores: the mean, over the words of a text, of the positions of the texts that use these words.

    :math:`S_w = \sum_r A_r F_{wr} / \sum_r F_{wr}`, :math:`S_v = \sum_w F_{wv} S_w`.

    Parameters
    ----------
    rescale : {"none", "lbg", "mv"}
        ``none`` leaves raw scores, which crowd in the middle. ``lbg`` (Laver, Benoit & Garry 2003) gives the texts that
        are predicted together the spread of the reference positions. ``mv`` (Martin & Vanberg 2008) puts two
        reference texts back on their positions; it is defined for exactly two.

    Attributes
    ----------
    word_scores_ : ndarray, shape (n_words,)
        Within the range of the positions; NaN for words in no reference text.
    reference_positions_, reference_scores_ : ndarray, shape (n_references,)
        Known positions, and raw scores of the same texts.

    Notes
    -----
    Not to be read as: a position on the dimension one had in mind, unless the reference texts differ in that and
    nothing else. Standard errors take word scores as known and words as independent. Scores of reference texts and of
    others are not on one scale before rescaling, and no rescaling makes them so in all respects (Lowe 2008).

    References
    ----------
    Laver, Benoit and Garry (2003), doi:10.1017/S0003055403000698; Martin and Vanberg (2008), doi:10.1093/pan/mpm010;
    Lowe (2008), doi:10.1093/pan/mpn004.

    Examples
    --------
    >>> counts = [[3, 1], [1, 3], [2, 2]]
    >>> Wordscores().fit(counts, [-1, 1, np.nan]).predict(counts).tolist()
    [-0.25, 0.25, 0.0]
    >>> Wordscores(rescale="mv").fit(counts, [-1, 1, np.nan]).predict(counts).tolist()
    [-1.0, 1.0, 0.0]
    """

    word_scores_: Array
    reference_positions_: Array
    reference_scores_: Array

    def __init__(self, rescale: str = "none") -> None:
        self.rescale = rescale

    def fit(self, X: ArrayLike | Counts, y: ArrayLike | None = None) -> Self:
        """Score the words of the reference texts.

        Parameters
        ----------
        X : array_like or sparse matrix, shape (n_texts, n_words)
            Counts.
        y : array_like, shape (n_texts,)
            Position of each reference text; NaN for the others, from which nothing is learned.

        Raises
        ------
        MeasureError
            The rescaling is unknown, or ``mv`` and there are not two reference texts; there are not two different
            positions; `y` is missing or has another length.
        """
        if self.rescale not in RESCALINGS:
            found = f"the rescaling '{self.rescale}' is not known"
            raise MeasureError(Problem(code="E-CFG-OPTION", found=found, remedy=f"choose {', '.join(RESCALINGS)}"))
        counts = self._learn_from(X)
        known = _positions(y, counts.shape[0])
        is_reference = ~np.isnan(known)
        self.reference_positions_ = known[is_reference]
        self.word_scores_ = word_scores(counts[is_reference], self.reference_positions_)
        self.reference_scores_ = text_scores(counts[is_reference], self.word_scores_).score
        if self.rescale == "mv":
            rescale_mv(self.reference_scores_, self.reference_positions_)
        return self

    def predict(self, X: ArrayLike | Counts, return_std: bool = False) -> Array | tuple[Array, Array]:
        """Return the positions of texts.

        Parameters
        ----------
        X : array_like or sparse matrix, shape (n_texts, n_words)
            Counts; under ``lbg`` all texts that are to share a scale.
        return_std : bool
            Return their standard errors too; rescaling multiplies these and does not shift them.

        Returns
        -------
        positions : ndarray, shape (n_texts,)
            More where the reference positions are more. NaN, with a warning, where no word is scored.
        std_error : ndarray, shape (n_texts,)
            Only with `return_std`.

        Warns
        -----
        SmallSampleWarning
            A text has no scored word.
        """
        read = self._read(X)
        slope, intercept = self._rescaling(read)
        positions = intercept + slope * read.score
        return (positions, abs(slope) * read.std_error) if return_std else positions

    def predict_interval(self, X: ArrayLike | Counts, *, confidence: float = 0.95) -> tuple[Array, Array]:
        """Return the limits of normal intervals of the positions, given the word scores.

        Examples
        --------
        >>> counts = [[3, 1], [1, 3]]
        >>> low, high = Wordscores().fit(counts, [-1, 1]).predict_interval(counts)
        >>> low.round(3).tolist(), high.round(3).tolist()  # -0.25 and 0.25, give or take 1.96 * 0.2165
        ([-0.674, -0.174], [0.174, 0.674])
        """
        positions, error = self.predict(X, return_std=True)
        reach = float(stats.norm.ppf((1.0 + confidence) / 2.0)) * error
        return positions - reach, positions + reach

    def share_scored(self, X: ArrayLike | Counts) -> Array:
        """Return the share of the words of each text that have a score, in [0, 1]."""
        return text_scores(self._apply_to(X), self.word_scores_).share_scored

    def _read(self, X: ArrayLike | Counts) -> TextScores:
        read = text_scores(self._apply_to(X), self.word_scores_)
        n_without = int(np.isnan(read.score).sum())
        if n_without:
            message = f"{n_without} of {len(read.score)} texts have no word of the reference texts, and no position"
            warnings.warn(message, SmallSampleWarning, stacklevel=3)
        return read

    def _rescaling(self, read: TextScores) -> Rescaling:
        if self.rescale == "lbg":
            return rescale_lbg(read.score, self.reference_positions_)
        if self.rescale == "mv":
            return rescale_mv(self.reference_scores_, self.reference_positions_)
        return Rescaling(1.0, 0.0)


def _positions(y: ArrayLike | None, n_texts: int) -> Array:
    known = np.asarray([] if y is None else y, dtype=np.float64)
    if known.shape != (n_texts,) or bool(np.isinf(known).any()):
        what = "requires y to be passed, but the target y is None" if y is None else "was given no such y"
        raise MeasureError(
            Problem(
                code="E-CFG-OPTION",
                found=f"Wordscores learns from one finite position a reference text and NaN for every other of the "
                f"{n_texts} texts; it {what}",
                remedy="give y, one number a text",
            )
        )
    return known
