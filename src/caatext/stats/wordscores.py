"""Wordscores: positions of texts as the mean of word scores that texts of known position lend to their words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from caatext.errors import MeasureError, Problem

Array = NDArray[np.float64]


class TextScores(NamedTuple):
    """Mean word score of each text, its standard error, and the share of its words that have a score."""

    score: Array
    std_error: Array
    share_scored: Array


class Rescaling(NamedTuple):
    """A change of scale: ``intercept + slope * score``. A standard error is multiplied by ``abs(slope)`` only."""

    slope: float
    intercept: float


def word_scores(reference_counts: ArrayLike | sparse.sparray, positions: ArrayLike) -> Array:
    r"""Return the scores of words: the position expected of a text in which one has met the word.

    :math:`S_w = \sum_r A_r F_{wr} / \sum_r F_{wr}` with F the relative frequency of word w in reference text r and
    A its position.

    Parameters
    ----------
    reference_counts : array_like or sparse matrix, shape (n_references, n_words)
        Counts; no text without words.
    positions : array_like, shape (n_references,)
        Known positions, on any scale; at least two different ones.

    Returns
    -------
    ndarray, shape (n_words,)
        Between the smallest and the largest position, more where the positions are more; NaN for words that are in
        no reference text.

    Notes
    -----
    Each reference text counts alike, long or short. Words that all texts share pull every score to the middle; a
    score is no measure of how much a word has to do with the dimension (Lowe 2008).

    Raises
    ------
    MeasureError
        A position is not a number, all are the same, or a reference text has no words.

    References
    ----------
    Laver, Benoit and Garry (2003), doi:10.1017/S0003055403000698; Lowe (2008), doi:10.1093/pan/mpn004.

    Examples
    --------
    >>> word_scores([[3, 1, 0], [1, 3, 0]], [-1, 1]).tolist()
    [-0.5, 0.5, nan]
    """
    counts, known = sparse.csr_array(reference_counts, dtype=np.float64), np.asarray(positions, dtype=np.float64)
    lengths = np.asarray(counts.sum(axis=1))
    if not bool(np.isfinite(known).all()) or len(np.unique(known)) < 2 or not bool(np.all(lengths > 0)):
        raise MeasureError(
            Problem(
                code="E-SIZE-FEW",
                found=f"{len(np.unique(known[np.isfinite(known)]))} different positions of reference texts with words",
                action="no word was scored",
                remedy="give the positions of two reference texts or more, not all the same, each with words",
            )
        )
    shares = sparse.diags_array(1.0 / lengths) @ counts
    weights = np.asarray(shares.sum(axis=0))
    none = np.full(counts.shape[1], np.nan)
    scores: Array = np.divide(shares.T @ known, weights, out=none, where=weights > 0)
    return scores


def text_scores(counts: ArrayLike | sparse.sparray, scores: ArrayLike) -> TextScores:
    r"""Return the mean score of the words of each text, over the words that have a score.

    :math:`S_v = \sum_w F_{wv} S_w`, variance :math:`V_v = \sum_w F_{wv}(S_w - S_v)^2`, standard error
    :math:`\sqrt{V_v / N_v}` with :math:`N_v` the number of scored words.

    Parameters
    ----------
    counts : array_like or sparse matrix, shape (n_texts, n_words)
        Counts.
    scores : array_like, shape (n_words,)
        NaN for words without one.

    Returns
    -------
    TextScores
        ``score`` within the range of the word scores; NaN with its error for a text without scored words, whose
        ``share_scored`` is 0 (NaN where the text has no words at all).

    Notes
    -----
    The error takes the word scores as known and each word as drawn independently of the others; it is far too small
    as a statement about an author. A low ``share_scored`` says that the text speaks of other things than the
    references.

    References
    ----------
    Laver, Benoit and Garry (2003), doi:10.1017/S0003055403000698.

    Examples
    --------
    >>> read = text_scores([[3, 1, 4]], [-0.5, 0.5, np.nan])
    >>> [round(float(value[0]), 6) for value in read]  # mean of -.5 -.5 -.5 .5; sqrt(0.1875 / 4); 4 of 8
    [-0.25, 0.216506, 0.5]
    """
    table, values = sparse.csr_array(counts, dtype=np.float64), np.asarray(scores, dtype=np.float64)
    is_scored = ~np.isnan(values)
    # Measured from their middle, so that the variance is no small difference of large numbers.
    middle = float(values[is_scored].mean()) if is_scored.any() else 0.0
    values = np.where(is_scored, values - middle, 0.0)
    n_words, n_scored = np.asarray(table.sum(axis=1)), table @ is_scored.astype(np.float64)
    with np.errstate(invalid="ignore"):  # a text without scored words is 0 / 0
        mean = (table @ values) / n_scored
        variance = np.maximum((table @ values**2) / n_scored - mean**2, 0.0)
        return TextScores(mean + middle, np.sqrt(variance / n_scored), n_scored / n_words)


def rescale_lbg(raw: ArrayLike, positions: ArrayLike) -> Rescaling:
    r"""Return the rescaling that gives raw scores the spread of the reference positions, about their own mean.

    :math:`S^* = (S - \bar S) \mathrm{SD}_r / \mathrm{SD}_S + \bar S`, standard deviations with divisor n - 1.

    Parameters
    ----------
    raw : array_like, shape (n_texts,)
        Raw scores of the texts to rescale together.
    positions : array_like, shape (n_references,)
        Known positions.

    Returns
    -------
    Rescaling
        The order of texts stays.

    Notes
    -----
    The result depends on which texts are rescaled together, so that one text more moves all others.

    Raises
    ------
    MeasureError
        Fewer than two texts have a score, or all have the same.

    References
    ----------
    Laver, Benoit and Garry (2003), doi:10.1017/S0003055403000698.

    Examples
    --------
    >>> rescale_lbg([0.0, 1.0], [-1.0, 1.0])
    Rescaling(slope=2.0, intercept=-0.5)
    """
    values, known = np.asarray(raw, dtype=np.float64), np.asarray(positions, dtype=np.float64)
    values = values[~np.isnan(values)]
    if len(values) < 2 or np.ptp(values) == 0:
        found, remedy = f"{len(np.unique(values))} different raw scores to rescale", "rescale several texts together"
        raise MeasureError(Problem(code="E-SIZE-FEW", found=found, remedy=remedy))
    slope = float(known.std(ddof=1) / values.std(ddof=1))
    return Rescaling(slope, float(values.mean()) * (1.0 - slope))


def rescale_mv(raw_references: ArrayLike, positions: ArrayLike) -> Rescaling:
    r"""Return the rescaling that puts the raw scores of two reference texts back on their positions.

    :math:`S^* = (S - S_1)(A_2 - A_1)/(S_2 - S_1) + A_1` with S the raw scores and A the positions of the references.

    Parameters
    ----------
    raw_references, positions : array_like, shape (2,)
        Raw scores and known positions of the two reference texts.

    Returns
    -------
    Rescaling
        It does not depend on the other texts.

    Raises
    ------
    MeasureError
        There are not exactly two reference texts, or their raw scores are the same.

    References
    ----------
    Martin and Vanberg (2008), doi:10.1093/pan/mpm010.

    Examples
    --------
    >>> rescale_mv([-0.25, 0.25], [-1.0, 1.0])
    Rescaling(slope=4.0, intercept=0.0)
    """
    raw, known = np.asarray(raw_references, dtype=np.float64), np.asarray(positions, dtype=np.float64)
    if len(known) != 2 or raw[0] == raw[1]:
        raise MeasureError(
            Problem(
                code="E-CFG-OPTION",
                found=f"the rescaling of Martin and Vanberg is defined for two reference texts that differ in their "
                f"words; there are {len(known)}",
                remedy="name two reference texts, or rescale by 'lbg'",
            )
        )
    slope = float((known[1] - known[0]) / (raw[1] - raw[0]))
    return Rescaling(slope, float(known[0] - slope * raw[0]))
