"""Standing of nodes in a weighted network, from its table of weights alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from caatext.errors import MeasureError, Problem

Array = NDArray[np.float64]
#: Eigenvalues this close to the largest, as a share of it, are one: two parts of a network can weigh the same.
SAME = 1e-9


def eigenvector_centrality(weights: ArrayLike) -> Array:
    r"""Return how well each node is tied to well tied nodes: x with :math:`W x = \lambda_1 x`, largest entry 1.

    Where several vectors belong to the largest eigenvalue, since two parts of the network weigh the same, it is the
    projection of the vector of ones on all of them, so that no part is favored.

    Parameters
    ----------
    weights : array_like, shape (n, n)
        Symmetric, 0 or more, 0 where there is no tie.

    Returns
    -------
    ndarray, shape (n,)
        In [0, 1]; more is more central; 0 for nodes outside the heaviest part of the network, and everywhere
        without ties.

    Notes
    -----
    In a network of separate parts it says nothing about the lighter ones.

    Raises
    ------
    MeasureError
        The table is not square and symmetric, or has a negative weight.

    References
    ----------
    Bonacich (1972), doi:10.1080/0022250X.1972.9989806.

    Examples
    --------
    >>> eigenvector_centrality([[0, 1, 1], [1, 0, 0], [1, 0, 0]]).round(3).tolist()
    [1.0, 0.707, 0.707]
    """
    w = np.asarray(weights, dtype=np.float64)
    if w.ndim != 2 or w.shape[0] != w.shape[1] or not np.allclose(w, w.T) or bool((w < 0).any()):
        raise MeasureError(
            Problem(
                code="E-TYPE-COUNT",
                found="the weights are not a square symmetric table of numbers that are 0 or more",
                remedy="give one row and one column a node, each tie in both directions",
            )
        )
    if not w.any():
        return np.zeros(len(w))
    values, vectors = np.linalg.eigh(w)
    leading = vectors[:, values >= values[-1] * (1.0 - SAME)]
    projected = np.maximum(leading @ leading.sum(axis=0), 0.0)
    centrality = projected / projected.max()
    return np.where(centrality < SAME, 0.0, centrality)
