"""From counts and anchors to one scale, one function a method."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from sklearn.base import clone

from caatext.errors import MeasureError, Problem
from caatext.measures.scaling.correspondence import CorrespondenceAnalysis
from caatext.measures.scaling.count_estimator import Array, CountEstimator
from caatext.measures.scaling.preparation import Source
from caatext.measures.scaling.semantic import LatentSemanticScaling
from caatext.measures.scaling.wordfish import FEWEST_CLUSTERS, Wordfish
from caatext.measures.scaling.wordscores import Wordscores
from caatext.stats.wordscores import text_scores

Method = str | CountEstimator
Anchors = Mapping[str, float]

MINIMUM_DOCUMENTS = 20
#: For vectors learned from the documents themselves.
MINIMUM_FOR_VECTORS = 1_000


class Scale(NamedTuple):
    """Positions of documents and coordinates of words, with what else the method says about each."""

    source: Source
    category: str
    positions: Array
    coordinates: Array
    columns: dict[str, Any]
    word_columns: dict[str, Any]


class Way(NamedTuple):
    """How a method is run: the fewest documents it takes, and the fit."""

    minimum: Callable[[Any], int]
    fit: Callable[[Any, Source, Anchors, Mapping[str, Any]], Scale]


def choose_method(method: Method, anchors: Anchors | None) -> CountEstimator:
    """Return a fresh estimator; raise where the method is unknown or lacks its anchors."""
    if isinstance(method, CountEstimator) and type(method) in METHODS:
        fresh: CountEstimator = clone(method)
        return fresh
    if method not in BY_NAME:
        found = f"there is no scaling method '{method}'"
        raise MeasureError(Problem(code="E-CFG-NAME", found=found, remedy=f"there are {', '.join(sorted(BY_NAME))}"))
    return BY_NAME[str(method)](dict(anchors or {}))


def _correspondence(estimator: CorrespondenceAnalysis, source: Source, anchors: Anchors, _: Mapping[str, Any]) -> Scale:
    estimator.fit(source.counts)
    positions, coordinates = estimator.row_coordinates_[:, 0], estimator.column_coordinates_[:, 0]
    low, high = _direction(anchors, source) or (0, 0)
    if positions[low] > positions[high]:
        positions, coordinates = -positions, -coordinates
    return Scale(source, "axis_1", positions, coordinates, {"share": estimator.inertia_share_[0]}, {})


def _wordfish(estimator: Wordfish, source: Source, anchors: Anchors, settings: Mapping[str, Any]) -> Scale:
    # Rows are sorted here, so that only anchors can name documents.
    estimator.set_params(direction=_direction(anchors, source)).fit(source.counts)
    n_authors = len(set(source.authors))
    low = high = np.full(len(source.doc_ids), np.nan)
    if settings["n_draws"] and n_authors >= FEWEST_CLUSTERS:
        low, high = estimator.cluster_interval(source.counts, source.authors, **settings)
    errors = {"std_error_model": estimator.theta_std_error_, "author_low": low, "author_high": high}
    columns = {**errors, "n_authors": n_authors}
    return Scale(source, "wordfish", estimator.theta_, estimator.beta_, columns, {"level": estimator.psi_})


def _wordscores(estimator: Wordscores, source: Source, anchors: Anchors, _: Mapping[str, Any]) -> Scale:
    _require_documents(anchors, source)
    known = np.array([anchors.get(doc, np.nan) for doc in source.doc_ids])
    estimator.fit(source.counts, known)
    positions, error = estimator.predict(source.counts, return_std=True)
    columns = {
        "std_error_model": error,
        "share_scored": estimator.share_scored(source.counts),
        "is_reference": ~np.isnan(known),
    }
    return Scale(source, "wordscores", positions, estimator.word_scores_, columns, {})


def _lss(estimator: LatentSemanticScaling, source: Source, _: Anchors, __: Mapping[str, Any]) -> Scale:
    estimator.fit(source.paragraphs, features=source.features)
    positions = estimator.transform(source.counts)[:, 0]
    columns = {"share_scored": text_scores(source.counts, estimator.polarity_).share_scored}
    return Scale(source, "lss", positions, estimator.polarity_, columns, {})


def _direction(anchors: Anchors, source: Source) -> tuple[int, int] | None:
    """Return the rows of the two anchors, the lower first; None without anchors."""
    if not anchors:
        return None
    _require_documents(anchors, source)
    if len(anchors) != 2 or len(set(anchors.values())) != 2:
        found = f"the anchors {', '.join(sorted(anchors))} do not give a direction"
        remedy = "name two documents with different numbers"
        raise MeasureError(Problem(code="E-CFG-OPTION", found=found, remedy=remedy))
    low, high = sorted(anchors, key=lambda doc: anchors[doc])
    return source.doc_ids.index(low), source.doc_ids.index(high)


def _require_documents(anchors: Anchors, source: Source) -> None:
    absent = sorted(set(anchors) - set(source.doc_ids))
    if absent:
        raise MeasureError(
            Problem(
                code="E-ID-UNKNOWN",
                found=f"no document that shares words is called {', '.join(absent)}",
                remedy="name documents of the corpus as anchors",
            )
        )


def _twenty(_: CountEstimator) -> int:
    return MINIMUM_DOCUMENTS


def _for_vectors(estimator: LatentSemanticScaling) -> int:
    return MINIMUM_FOR_VECTORS if estimator.vectors is None else MINIMUM_DOCUMENTS


METHODS: Mapping[type[CountEstimator], Way] = {
    CorrespondenceAnalysis: Way(_twenty, _correspondence),
    Wordfish: Way(_twenty, _wordfish),
    Wordscores: Way(_twenty, _wordscores),
    LatentSemanticScaling: Way(_for_vectors, _lss),
}
BY_NAME: Mapping[str, Callable[[dict[str, float]], CountEstimator]] = {
    "correspondence": lambda _: CorrespondenceAnalysis(n_axes=1),
    "wordfish": lambda _: Wordfish(),
    "wordscores": lambda _: Wordscores(),
    "lss": lambda seeds: LatentSemanticScaling(seeds),
}
