"""`LatentSemanticScaling`: words scored by their likeness to seed words, texts by their words."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import linalg
from sklearn.base import TransformerMixin

from caatext.errors import MeasureError, Problem, SmallSampleWarning
from caatext.measures.scaling.count_estimator import Array, CountEstimator, Counts
from caatext.stats.wordscores import text_scores

#: Tables of more cells are decomposed without being filled in.
DENSE_CELLS = 4_000_000
#: Singular values below this share of the largest are rounding.
SMALLEST = 1e-10


class LatentSemanticScaling(TransformerMixin, CountEstimator):  # type: ignore[misc]
    r"""Latent semantic scaling from seed words with a polarity.

    :math:`p_f = \frac{1}{|S|}\sum_{s \in S} \mathrm{polarity}_s \cos(v_s, v_f)` and
    :math:`y_d = \sum_f p_f h_{df} / N_d`, with v the rows of right singular vectors of the table of counts, or vectors
    from elsewhere.

    Parameters
    ----------
    seeds : mapping of str to float
        Polarity of each seed word, such as 1 and -1, five or more of each end.
    n_components : int
        Length of the vectors; as many as the table allows where it allows fewer.
    vectors : mapping of str to vectors, or array of shape (n_features, n_components), optional
        Vectors learned elsewhere; an array has them in the order of the columns.

    Attributes
    ----------
    polarity_ : ndarray, shape (n_features,)
        Within the largest absolute polarity of the seeds; NaN for words without a vector.
    seeds_ : dict
        The seeds that are among the features and have a vector, with their polarity.

    Notes
    -----
    Not to be read as: sentiment or position as such. A word scores high that is used where the seeds are used. From
    fewer than about five thousand texts the vectors are noise (Watanabe 2021), whatever the result looks like.

    References
    ----------
    Watanabe (2021), doi:10.1080/19312458.2020.1832976.

    Examples
    --------
    >>> scaling = LatentSemanticScaling({"good": 1, "bad": -1}, vectors=[[1, 0], [-1, 0], [0.6, 0.8]])
    >>> scaling = scaling.fit([[1, 1, 2]], features=["good", "bad", "fair"])
    >>> scaling.polarity_.round(6).tolist()  # fair: (1 * 0.6 + -1 * -0.6) / 2
    [1.0, -1.0, 0.6]
    >>> scaling.transform([[1, 1, 2]]).round(6).tolist()  # (1 - 1 + 0.6 + 0.6) / 4
    [[0.3]]
    """

    def __init__(
        self,
        seeds: Mapping[str, float],
        n_components: int = 300,
        vectors: Mapping[str, ArrayLike] | ArrayLike | None = None,
    ) -> None:
        self.seeds = seeds
        self.n_components = n_components
        self.vectors = vectors

    def fit(self, X: ArrayLike | Counts, y: ArrayLike | None = None, *, features: Sequence[str] | None = None) -> Self:
        """Score the words.

        Parameters
        ----------
        X : array_like, sparse matrix or DataFrame, shape (n_texts, n_features)
            Counts by sentence, or by paragraph where there are none by sentence. Their order is of no account, beyond
            rounding.
        y : None
            Not used.
        features : sequence of str
            Name of each column; those of a DataFrame need not be named.

        Raises
        ------
        MeasureError
            The columns have no names, or none of the seeds is among them.
        """
        names = list(getattr(X, "columns", ())) if features is None else list(features)
        counts = self._learn_from(X, fewest=1)
        if len(names) != counts.shape[1]:
            found = f"{len(names)} names for {counts.shape[1]} features"
            raise MeasureError(Problem(code="E-CFG-OPTION", found=found, remedy="name each column with features="))
        vectors = _unit(_word_vectors(counts, self.n_components) if self.vectors is None else self._given(names))
        place = {name: number for number, name in enumerate(names)}
        known = {word for word in self.seeds if word in place and not np.isnan(vectors[place[word]]).any()}
        self.seeds_ = {word: float(self.seeds[word]) for word in sorted(known)}
        if not self.seeds_:
            raise MeasureError(
                Problem(
                    code="E-CFG-SEEDS",
                    found=f"none of the seeds has a vector: {', '.join(sorted(self.seeds)) or 'there are none'}",
                    remedy="name words that occur, in lower case, in their dictionary form",
                )
            )
        weights = np.array(list(self.seeds_.values())) / len(self.seeds_)
        axis = weights @ vectors[[place[word] for word in self.seeds_]]
        self.polarity_ = vectors @ axis
        return self

    def transform(self, X: ArrayLike | Counts) -> Array:
        """Return the mean polarity of the words of texts, shape (n_texts, 1), more towards the positive seeds.

        Words without polarity are not counted. NaN, with a warning, for a text that has no others.

        Warns
        -----
        SmallSampleWarning
            A text has no word with a polarity.
        """
        read = text_scores(self._apply_to(X), self.polarity_)
        n_without = int(np.isnan(read.score).sum())
        if n_without:
            message = f"{n_without} of {len(read.score)} texts have no word with a polarity, and no position"
            warnings.warn(message, SmallSampleWarning, stacklevel=2)
        return read.score[:, None]

    def _given(self, names: Sequence[str]) -> Array:
        if isinstance(self.vectors, np.ndarray | list | tuple):
            vectors = np.asarray(self.vectors, dtype=np.float64)
        else:
            table: Any = self.vectors
            known = {name: np.asarray(table[name], dtype=np.float64) for name in names if name in table}
            size = len(next(iter(known.values()), ()))
            vectors = np.array([known.get(name, np.full(size, np.nan)) for name in names]).reshape(len(names), size)
        if vectors.ndim != 2 or len(vectors) != len(names):
            found = f"vectors of the shape {vectors.shape} for {len(names)} features"
            raise MeasureError(Problem(code="E-CFG-OPTION", found=found, remedy="give one vector a feature"))
        return vectors


def _word_vectors(counts: Counts, n_components: int) -> Array:
    """Return the leading right singular vectors, one row a word; signs and order are of no account for cosines."""
    size = min(counts.shape)
    if counts.shape[0] * counts.shape[1] <= DENSE_CELLS or n_components >= size // 2:
        _, s, vt = np.linalg.svd(counts.toarray(), full_matrices=False)
    else:
        # ARPACK begins at a fixed vector, so that the same table gives the same bytes.
        _, s, vt = linalg.svds(counts, k=n_components, v0=np.cos(np.arange(size, dtype=np.float64)))
    order = np.argsort(-s)[: min(n_components, int((s > SMALLEST * s.max()).sum()))]
    return np.asarray(vt[order].T, dtype=np.float64)


def _unit(vectors: Array) -> Array:
    """Return vectors of length 1; NaN for those without a direction."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Array = np.divide(vectors, lengths, out=np.full_like(vectors, np.nan), where=lengths > SMALLEST)
    return unit
