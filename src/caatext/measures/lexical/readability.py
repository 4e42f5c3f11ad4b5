"""Readability formulas: long sentences and long words, weighed so as to agree with tests of readers."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
#: Words of so many syllables are hard to Gunning.
HARD_SYLLABLES = 3


def _ratios(*pairs: tuple[ArrayLike, ArrayLike]) -> list[Array]:
    """Return the quotients; NaN where there is nothing to divide by."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotients = [np.asarray(a, dtype=np.float64) / np.asarray(b, dtype=np.float64) for a, b in pairs]
    return [np.where(np.isfinite(quotient), quotient, np.nan) for quotient in quotients]


def flesch_reading_ease(words: ArrayLike, sentences: ArrayLike, syllables: ArrayLike) -> Array:
    r"""Return Flesch's reading ease: :math:`206.835 - 1.015\,W/S - 84.6\,Y/W`.

    Parameters
    ----------
    words, sentences, syllables : array_like of one shape
        Counts W, S and Y of each text.

    Returns
    -------
    ndarray
        Mostly 0 to 100, unbounded; *more is easier*: 60 to 70 is plain English, below 30 a scholarly journal. NaN for a
        text without words or sentences.

    Notes
    -----
    It counts lengths and knows no meaning: a list of short rare words is "easy". Not for texts below a hundred words.

    References
    ----------
    Flesch (1948), doi:10.1037/h0057532.

    Examples
    --------
    Ten words in two sentences with fourteen syllables: 206.835 - 5.075 - 118.44.

    >>> round(float(flesch_reading_ease(10, 2, 14)), 3)
    83.32
    """
    per_sentence, per_word = _ratios((words, sentences), (syllables, words))
    return np.asarray(206.835 - 1.015 * per_sentence - 84.6 * per_word)


def flesch_kincaid_grade(words: ArrayLike, sentences: ArrayLike, syllables: ArrayLike) -> Array:
    r"""Return Kincaid's grade level: :math:`0.39\,W/S + 11.8\,Y/W - 15.59`.

    Parameters
    ----------
    words, sentences, syllables : array_like of one shape
        Counts W, S and Y of each text.

    Returns
    -------
    ndarray
        Years of American schooling, from -3.4 up; *more is harder*. NaN for a text without words or sentences.

    Notes
    -----
    The same two quotients as in `flesch_reading_ease`, so that the two agreeing is no evidence.

    References
    ----------
    Kincaid, Fishburne, Rogers and Chissom (1975), Research Branch Report 8-75, doi:10.21236/ADA006655.

    Examples
    --------
    Ten words in two sentences with fourteen syllables: 1.95 + 16.52 - 15.59.

    >>> round(float(flesch_kincaid_grade(10, 2, 14)), 3)
    2.88
    """
    per_sentence, per_word = _ratios((words, sentences), (syllables, words))
    return np.asarray(0.39 * per_sentence + 11.8 * per_word - 15.59)


def gunning_fog(words: ArrayLike, sentences: ArrayLike, hard_words: ArrayLike) -> Array:
    r"""Return Gunning's fog index: :math:`0.4\,(W/S + 100\,H/W)`.

    Parameters
    ----------
    words, sentences, hard_words : array_like of one shape
        Counts W, S and H of each text; hard are words of three or more syllables that are no names, no compounds of
        short words, and not so long by *-ed* or *-es* alone.

    Returns
    -------
    ndarray
        Years of schooling, 0.4 or more; *more is harder*. NaN for a text without words or sentences.

    Notes
    -----
    A long word everybody knows (*government*) counts as hard, a short rare one does not.

    References
    ----------
    Gunning (1952), The technique of clear writing, McGraw-Hill.

    Examples
    --------
    Ten words in two sentences, one of them hard: 0.4 (5 + 10).

    >>> float(gunning_fog(10, 2, 1))
    6.0
    """
    per_sentence, hard = _ratios((words, sentences), (hard_words, words))
    return np.asarray(0.4 * (per_sentence + 100.0 * hard))
