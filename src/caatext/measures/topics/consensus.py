"""What many runs from different seeds agree on: topics matched over the runs, and the middle of each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from caatext.stats.resampling import keyed_rng

Array = NDArray[np.float64]
Places = NDArray[np.int64]
N_RUNS = 20
#: Rounds of matching and taking the middle; two or three are usual.
MOST_ROUNDS = 50
_TINY = 1e-12


class Consensus(NamedTuple):
    """Words of the topics, rows of length 1, and which topic of each run belongs to each: (runs, topics)."""

    words: Array
    partners: Places


def find_consensus(runs: Sequence[NDArray[Any]], *, n_fixed: int = 0) -> Consensus:
    """Return the topics that runs have in common.

    The first guess is the run that is most like all others. Every run is matched to it one to one, with the largest
    total cosine (Hungarian algorithm), each topic is replaced by the median of its matches, and both steps are
    repeated until no match changes.

    Parameters
    ----------
    runs : sequence of array, shape (n_topics, n_features)
        Words of topics, at least 0; their order never matters.
    n_fixed : int
        So many first topics (the seeded ones) are the same in every run and are not matched anew.

    Returns
    -------
    Consensus
        In the order of the topics of the first guess.

    Notes
    -----
    A consensus exists for any runs. Whether it is worth reading is said by its stability, not by its existence.

    References
    ----------
    Kotliar et al. (2019), doi:10.7554/eLife.43803, for the median of matched topics; Rieger, Rahnenführer & Jentsch
    (2020), doi:10.1007/978-3-030-51310-8_11, for the run most like all others.

    Examples
    --------
    >>> runs = [[[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [1, 0, 0]], [[1, 0, 0], [0, 0, 1]]]
    >>> consensus = find_consensus([np.array(run, dtype=float) for run in runs])
    >>> sorted(consensus.words.tolist())
    [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    """
    # Sorted by content, so that neither their order nor a tie between them can decide.
    place = sorted(range(len(runs)), key=lambda number: runs[number].tobytes())
    stacked = np.stack([_lengths_one(runs[number]) for number in place])
    words = stacked[_most_alike(stacked, n_fixed)]
    partners = np.full(stacked.shape[:2], -1, dtype=np.int64)
    for _ in range(MOST_ROUNDS):
        matched = np.stack([_match(words, run, n_fixed)[0] for run in stacked])
        if (matched == partners).all():
            break
        partners = matched
        words = _middle(stacked, partners)
    given = np.empty_like(partners)
    given[place] = partners
    return Consensus(words, given)


def _lengths_one(words: NDArray[Any]) -> Array:
    wide = words.astype(np.float64)
    lengths: Array = wide / np.maximum(np.linalg.norm(wide, axis=1, keepdims=True), _TINY)
    return lengths


def _match(words: Array, run: Array, n_fixed: int) -> tuple[Places, float]:
    """Return the topic of a run that belongs to each topic, and the mean cosine of the pairs."""
    cosines = (words @ run.T).round(9)
    _, columns = linear_sum_assignment(-cosines[n_fixed:, n_fixed:])
    partners = np.concatenate([np.arange(n_fixed), columns + n_fixed]).astype(np.int64)
    return partners, float(cosines[np.arange(len(words)), partners].mean())


def _most_alike(stacked: Array, n_fixed: int) -> int:
    alike = [sum(_match(run, other, n_fixed)[1] for other in stacked) for run in stacked]
    return int(np.argmax(np.round(alike, 9)))


def _middle(stacked: Array, partners: Places) -> Array:
    """Return the median of each topic's matches; their mean where they have no word in common."""
    middles = []
    for column in partners.T:
        own = stacked[np.arange(len(stacked)), column]
        median = np.median(own, axis=0)
        middles.append(median if median.any() else own.mean(axis=0))
    return _lengths_one(np.stack(middles))


def seeds_of_runs(seed: int | Sequence[int], n_topics: int, n_runs: int, *, purpose: str = "runs") -> list[int]:
    """Return the random seeds of the runs, ascending, each once; those given where they are given."""
    if not isinstance(seed, int):
        return sorted({int(number) for number in seed})
    drawn = keyed_rng(seed, "topics", purpose, str(n_topics)).integers(2**31, size=n_runs)
    return sorted({int(number) for number in drawn})
