"""Variety of words by measures that depend little on how long a text is; the type-token ratio alone is none of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

Array = NDArray[np.float64]
#: Words that HD-D draws, words of a window of MATTR, and the ratio at which MTLD begins anew.
SAMPLE, WINDOW, THRESHOLD = 42, 50, 0.72


def yule_k(counts: ArrayLike) -> float:
    r"""Return Yule's K: :math:`10^4 (\sum_w n_w^2 - N) / N^2`, with N the sum of the counts.

    Parameters
    ----------
    counts : array_like, shape (n_types,)
        How often each word stands in the text.

    Returns
    -------
    float
        0 (no word twice) to 10,000 (1 - 1/N); *more is more repetition*, so less variety. NaN without words.

    Notes
    -----
    Most of it comes from the few most frequent words, thus from grammar, not from the subject.

    References
    ----------
    Yule (1944), The statistical study of literary vocabulary; Tweedie and Baayen (1998), doi:10.1023/A:1001749303137.

    Examples
    --------
    >>> yule_k([4, 2, 1, 1, 1, 1])
    1400.0
    """
    n = np.asarray(counts, dtype=np.float64)
    total = float(n.sum())
    return 1e4 * (float(n @ n) - total) / total**2 if total else float("nan")


def hdd(counts: ArrayLike, *, sample: int = SAMPLE) -> float:
    r"""Return HD-D: the mean type-token ratio of all samples of so many words, drawn without putting back.

    :math:`\frac1s \sum_w \left[1 - \binom{N - n_w}{s} / \binom{N}{s}\right]`.

    Parameters
    ----------
    counts : array_like, shape (n_types,)
        How often each word stands in the text; order is not needed.
    sample : int
        Words drawn, s.

    Returns
    -------
    float
        1/s to 1; *more is more variety*. NaN for a text of fewer than `sample` words.

    Notes
    -----
    Texts are compared at 42 words each, so that length plays no part; what a text would show over a longer stretch
    (rare words that return) it does not see.

    References
    ----------
    McCarthy and Jarvis (2007), doi:10.1177/0265532207080767; (2010), doi:10.3758/BRM.42.2.381.

    Examples
    --------
    Of the words a, a, b, two are drawn: the three pairs have 1, 2 and 2 types, so the mean ratio is 5/6.

    >>> round(hdd([2, 1], sample=2), 4)
    0.8333
    """
    n = np.asarray(counts, dtype=np.float64)
    n = n[n > 0]
    total = float(n.sum())
    if total < sample:
        return float("nan")
    others = total - n
    can_miss = others >= sample
    rest = others[can_miss]
    log_missed = gammaln(rest + 1) - gammaln(rest - sample + 1) - gammaln(total + 1) + gammaln(total - sample + 1)
    return (len(n) - float(np.exp(log_missed).sum())) / sample


def mattr(words: ArrayLike, *, window: int = WINDOW) -> float:
    r"""Return the moving-average type-token ratio: the mean of the ratios of all windows of so many words.

    Parameters
    ----------
    words : array_like, shape (n,)
        The words of a text in their order.
    window : int
        Words of a window.

    Returns
    -------
    float
        1/window to 1; *more is more variety within a short stretch*. NaN for a text shorter than a window.

    Notes
    -----
    It looks at neighbors only: a text that says the same in each paragraph can have a high value.

    References
    ----------
    Covington and McFall (2010), doi:10.1080/09296171003643098.

    Examples
    --------
    The windows are (a, b), (b, b), (b, c), with ratios 1, 1/2 and 1.

    >>> round(mattr(["a", "b", "b", "c"], window=2), 4)
    0.8333
    """
    codes = np.unique(np.asarray(words), return_inverse=True)[1].ravel()
    n = len(codes)
    if n < window:
        return float("nan")
    here = np.arange(n)
    order = np.argsort(codes, kind="stable")
    again = codes[order][1:] == codes[order][:-1]
    before = np.full(n, -1)
    before[order[1:][again]] = order[:-1][again]
    # A word is new in the windows that begin after its last use and no later than itself.
    first = np.maximum(before + 1, here - window + 1)
    last = np.minimum(here, n - window)
    return float(np.maximum(last - first + 1, 0).sum()) / (window * (n - window + 1))


def mtld(words: ArrayLike, *, threshold: float = THRESHOLD) -> float:
    r"""Return MTLD: how many words a text goes on before its type-token ratio has fallen to a threshold.

    The text is cut where the ratio since the last cut is below the threshold; N over the number of pieces, the last
    one counted as :math:`(1 - r)/(1 - threshold)` of a piece; mean of a pass forward and a pass backward.

    Parameters
    ----------
    words : array_like, shape (n,)
        The words of a text in their order.
    threshold : float
        The ratio, in (0, 1).

    Returns
    -------
    float
        1 or more, in words; *more is more variety*. NaN where no word is used twice, since the ratio never falls.

    Notes
    -----
    Below a hundred words, most of it is the part of the last piece; do not read it.

    References
    ----------
    McCarthy and Jarvis (2010), doi:10.3758/BRM.42.2.381.

    Examples
    --------
    a a a a: each second word brings the ratio to 1/2, so that there are two pieces of two words, either way.

    >>> mtld(["a", "a", "a", "a"])
    2.0
    """
    codes = np.unique(np.asarray(words), return_inverse=True)[1].ravel().tolist()
    if len(set(codes)) == len(codes):
        return float("nan")
    passes = [len(codes) / _pieces(sequence, threshold) for sequence in (codes, codes[::-1])]
    return float(np.mean(passes))


def _pieces(codes: list[int], threshold: float) -> float:
    """Return into how many pieces a text falls, the last one in part."""
    pieces, seen, length = 0.0, set[int](), 0
    for code in codes:
        seen.add(code)
        length += 1
        if len(seen) < threshold * length:
            pieces, seen, length = pieces + 1.0, set(), 0
    return pieces + ((1.0 - len(seen) / length) / (1.0 - threshold) if length else 0.0)
