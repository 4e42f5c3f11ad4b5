"""Steps uphill for counts whose logarithm is alpha + psi + beta * theta: pair by pair, and all at once by Newton."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Array = NDArray[np.float64]
Counts: TypeAlias = sparse.csr_array[Any]

#: Cells of the table of expected counts that are held in memory at once.
BLOCK_CELLS = 200_000
#: An alternating step moves no parameter by more than this.
LONGEST_STEP = 1.0
#: Where no step is longer, the alternating steps have arrived.
SHORTEST_STEP = 1e-10
#: Halvings of a step before it is given up.
HALVINGS = 12


class AxisParameters(NamedTuple):
    """Level and position of documents, level and slope of words, or a step in these.

    The logarithm of an expected count is ``alpha[i] + psi[j] + beta[j] * theta[i]``.
    """

    alpha: Array
    psi: Array
    beta: Array
    theta: Array

    def plus(self, step: AxisParameters, size: float = 1.0) -> AxisParameters:
        """Return these parameters moved along a step."""
        return AxisParameters(*(own + size * other for own, other in zip(self, step, strict=True)))

    def dot(self, other: AxisParameters) -> float:
        """Return the inner product."""
        return float(sum(own @ its for own, its in zip(self, other, strict=True)))


class Newton(NamedTuple):
    """A step for all parameters, what it promises, and what the information says at this point.

    ``gain`` is twice the rise of the log-posterior that the step promises, in nats; ``variance`` that of theta;
    ``center`` and ``precision`` describe the normal prior of theta to which the constraints amount.
    """

    step: AxisParameters
    gain: float
    variance: Array
    center: float
    precision: float


def rate_blocks(point: AxisParameters) -> Iterator[tuple[slice, Array]]:
    """Yield slices of words with their expected counts, shape (n_documents, n_words of the slice)."""
    alpha, psi, beta, theta = point
    for words in _blocks(len(psi), len(alpha)):
        with np.errstate(over="ignore"):  # a step too far gives an infinite sum, and is halved
            yield words, np.exp(alpha[:, None] + psi[words] + theta[:, None] * beta[words])


def total(table: Counts, axis: int) -> Array:
    """Return the sums of rows (1) or columns (0)."""
    return np.asarray(table.sum(axis=axis), dtype=np.float64)


def standardize(point: AxisParameters, prior: Array) -> AxisParameters:
    """Return theta at mean 0 and deviation 1, and the words changed with it so that no expected count changes.

    Where alpha and psi have flat priors, alpha has mean 0.
    """
    alpha, psi, beta, theta = point
    middle, spread = theta.mean(), theta.std(ddof=1)
    level = alpha.mean() if _is_free(prior) else 0.0
    return AxisParameters(alpha - level, psi + beta * middle + level, beta * spread, (theta - middle) / spread)


def likelihood_slopes(table: Counts, point: AxisParameters) -> AxisParameters:
    """Return the derivatives of the log-likelihood."""
    rows, columns = np.zeros((len(point.alpha), 2)), np.zeros((len(point.psi), 2))
    for words, rates in rate_blocks(point):
        rows += rates @ _powers(point.beta[words])[:, :2]
        columns[words] = rates.T @ _powers(point.theta)[:, :2]
    return AxisParameters(
        total(table, 1) - rows[:, 0],
        total(table, 0) - columns[:, 0],
        table.T @ point.theta - columns[:, 1],
        table @ point.beta - rows[:, 1],
    )


def sweep(table: Counts, point: AxisParameters, prior: Array) -> AxisParameters:
    """Improve the words given the documents, then the documents given the words."""
    alpha, psi, beta, theta = point
    moments = np.column_stack([total(table, 0), table.T @ theta])
    words = climb_pairs(moments, alpha, theta, start=np.column_stack([psi, beta]), prior=prior[1:3], max_steps=2)
    psi, beta = words[:, 0], words[:, 1]
    moments = np.column_stack([total(table, 1), table @ beta])
    places = climb_pairs(moments, psi, beta, start=np.column_stack([alpha, theta]), prior=prior[[0, 3]], max_steps=2)
    return standardize(AxisParameters(places[:, 0], psi, beta, places[:, 1]), prior)


def climb_pairs(moments: Array, base: Array, slope: Array, *, start: Array, prior: Array, max_steps: int) -> Array:
    """Return the level and place of each unit that are most likely given the other side, by damped Newton steps.

    All that the counts say about a unit are its `moments`: their sum, and their sum weighted by `slope`. The
    problem is concave, so that there is one answer.
    """
    pairs, sums = start, pair_sums(start, base, slope)
    for _ in range(max_steps):
        g = moments - sums[:, :2] - prior * pairs
        a, b, c = sums[:, 0] + prior[0], sums[:, 1], sums[:, 2] + prior[1]
        step = np.column_stack([c * g[:, 0] - b * g[:, 1], a * g[:, 1] - b * g[:, 0]]) / (a * c - b * b)[:, None]
        step /= np.maximum(1.0, np.abs(step).max(axis=1, keepdims=True) / LONGEST_STEP)
        best = _height(moments, pairs, sums, prior)
        for _ in range(HALVINGS):
            ahead = pair_sums(pairs + step, base, slope)
            lower = _height(moments, pairs + step, ahead, prior) < best - 1e-9 * (1.0 + np.abs(best))
            if not lower.any():
                break
            step[lower] /= 2.0
        pairs, sums = pairs + step, ahead
        if np.abs(step).max() < SHORTEST_STEP:
            break
    return pairs


def pair_sums(pairs: Array, base: Array, slope: Array) -> Array:
    """Return for each unit the sums of its expected counts with powers 0, 1, 2 of slope."""
    sums = np.empty((len(pairs), 3))
    for units in _blocks(len(pairs), len(base)):
        with np.errstate(over="ignore"):
            sums[units] = np.exp(pairs[units, :1] + base + pairs[units, 1:] * slope) @ _powers(slope)
    return sums


def newton(table: Counts, point: AxisParameters, prior: Array) -> Newton:
    """Return Newton's step under the constraints of `standardize`, the words eliminated exactly.

    One step solves for the documents only: with information A of documents, D of words (2 by 2 each) and B between
    them, that of the documents alone is A - B D^-1 B'. Its inverse under the constraints gives the variances.
    """
    n, theta, slopes = len(point.theta), point.theta, likelihood_slopes(table, point)
    center, precision = float(slopes.theta.mean()), float(slopes.theta @ theta) / (n - 1)
    # Theta's own prior is constant under the constraints; what these do not take up of the pull is left.
    left = AxisParameters(
        slopes.alpha - prior[0] * point.alpha,
        slopes.psi - prior[1] * point.psi,
        slopes.beta - prior[2] * point.beta,
        slopes.theta - center - precision * theta,
    )
    rows = pair_sums(np.column_stack([point.alpha, theta]), point.psi, point.beta)
    information = np.block(
        [[np.diag(rows[:, 0] + prior[0]), np.diag(rows[:, 1])], [np.diag(rows[:, 1]), np.diag(rows[:, 2] + precision)]]
    )
    pull = np.concatenate([left.alpha, left.theta])
    for words, cross, inverse in _word_blocks(table, point, prior):
        information -= _apply(inverse, cross) @ cross.T
        pull -= _apply(inverse, cross) @ np.concatenate([left.psi[words], left.beta[words]])
    inverse = _constrained_inverse(information, theta, _is_free(prior))
    documents = inverse @ pull
    step = AxisParameters(documents[:n], np.empty_like(point.psi), np.empty_like(point.beta), documents[n:])
    for words, cross, by_word in _word_blocks(table, point, prior):
        rest = np.concatenate([left.psi[words], left.beta[words]]) - documents @ cross
        step.psi[words], step.beta[words] = np.split(_apply(by_word, rest[None, :])[0], 2)
    return Newton(step, step.dot(left), np.diag(inverse)[n:].copy(), center, precision)


def _word_blocks(table: Counts, point: AxisParameters, prior: Array) -> Iterator[tuple[slice, Array, Array]]:
    """Yield slices of words, their information shared with the documents, and the inverse of their own."""
    columns = table.tocsc()
    theta = point.theta[:, None]
    for words, rates in rate_blocks(point):
        beta = point.beta[words]
        surplus = columns[:, words].toarray() - rates
        cross = np.block([[rates, rates * theta], [rates * beta, rates * theta * beta - surplus]])
        sums = rates.T @ _powers(point.theta)
        a, b, c = sums[:, 0] + prior[1], sums[:, 1], sums[:, 2] + prior[2]
        yield words, cross, np.stack([c, -b, a]) / (a * c - b * b)


def _apply(inverse: Array, rows: Array) -> Array:
    """Multiply rows (psi of all words, then beta) by the 2 by 2 matrices of the words."""
    psi, beta = np.split(rows, 2, axis=1)
    return np.hstack([psi * inverse[0] + beta * inverse[1], psi * inverse[1] + beta * inverse[2]])


def _constrained_inverse(information: Array, theta: Array, is_free: bool) -> Array:
    """Return the inverse on the steps that keep mean and deviation of theta, and the mean of alpha where it is free."""
    n = len(theta)
    bounds = np.zeros((2 * n, 3 if is_free else 2))
    bounds[n:, 0], bounds[n:, 1] = 1.0, theta
    if is_free:
        bounds[:n, 2] = 1.0
    bounds /= np.linalg.norm(bounds, axis=0)
    # Of the size of the information, so that the system is well scaled.
    bounds *= np.abs(np.diag(information)).mean()
    size = bounds.shape[1]
    system = np.block([[information, bounds], [bounds.T, np.zeros((size, size))]])
    return np.asarray(np.linalg.inv(system)[: 2 * n, : 2 * n], dtype=np.float64)


def _height(moments: Array, pairs: Array, sums: Array, prior: Array) -> Array:
    return np.asarray((moments * pairs).sum(axis=1) - sums[:, 0] - (prior * pairs**2).sum(axis=1) / 2.0)


def _is_free(prior: Array) -> bool:
    return bool(prior[0] == 0.0 and prior[1] == 0.0)


def _powers(values: Array) -> Array:
    return np.column_stack([np.ones_like(values), values, values**2])


def _blocks(n: int, width: int) -> Iterator[slice]:
    size = max(1, BLOCK_CELLS // max(1, width))
    return (slice(start, min(start + size, n)) for start in range(0, n, size))
