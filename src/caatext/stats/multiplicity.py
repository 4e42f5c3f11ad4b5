"""Adjustment of p-values for the number of tests; the family is the caller's to name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def benjamini_hochberg(p_values: ArrayLike) -> Array:
    r"""Return p-values adjusted so that those below q are a list with at most a share q of false ones.

    :math:`\tilde p_{(i)} = \min_{j \ge i} \min(1, m p_{(j)} / j)`.

    Parameters
    ----------
    p_values : array_like, shape (m,)
        In [0, 1]; NaN means not tested, and is not counted in the family.

    Returns
    -------
    ndarray, shape (m,)
        Never below the p-value given; NaN stays NaN.

    Notes
    -----
    It bounds the share of false finds in the whole list, not the chance that one of them is false.

    References
    ----------
    Benjamini and Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    return _step(p_values, lambda p: np.minimum.accumulate((p * len(p) / np.arange(1, len(p) + 1))[::-1])[::-1])


def holm(p_values: ArrayLike) -> Array:
    r"""Return p-values adjusted so that the chance of any false find below q is at most q.

    :math:`\tilde p_{(i)} = \max_{j \le i} \min(1, (m - j + 1) p_{(j)})`.

    Parameters
    ----------
    p_values : array_like, shape (m,)
        In [0, 1]; NaN means not tested, and is not counted in the family.

    Returns
    -------
    ndarray, shape (m,)
        Never below the p-value given; NaN stays NaN.

    Notes
    -----
    It holds for the family named and no further; a second family is a second chance.

    References
    ----------
    Holm (1979), Scandinavian Journal of Statistics 6(2).

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    return _step(p_values, lambda p: np.maximum.accumulate(p * np.arange(len(p), 0, -1)))


def _step(p_values: ArrayLike, adjust: Callable[[Array], Array]) -> Array:
    p = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    if len(tested):
        order = tested[np.argsort(p[tested], kind="stable")]
        adjusted[order] = np.minimum(adjust(p[order]), 1.0)
    return adjusted
