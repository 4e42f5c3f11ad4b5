"""Fit topics to paragraphs and score paragraphs by them; the order of the input never matters."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.measures.topics.engines import ENGINES
from caatext.measures.topics.model import TopicFit, require
from caatext.measures.topics.preparation import Source, authors_of, check_size, find_anchors, prepare
from caatext.measures.topics.summary import (
    label_topics,
    measure_stability,
    other_seeds,
    to_shares,
    warn_of_few,
)
from caatext.tables import make_table


def fit_topics(
    source: Source,
    *,
    n_topics: int = 6,
    engine: str = "nmf",
    seeds: Mapping[str, Collection[str]] | None = None,
    seed: int = 1,
    n_runs: int = 10,
    mask_names: bool = True,
) -> TopicFit:
    """Return topics of paragraphs.

    ``nmf`` minimizes ||X - WH||² over non-negative W, H, where X is smoothed tf-idf, tf (ln((1+N)/(1+df)) +
    1), rows of length 1. ``lda`` is latent Dirichlet allocation on counts, by variational Bayes in one
    process.

    Parameters
    ----------
    source : Annotations, ``words`` table, or DocumentFeatureMatrix
        Words of paragraphs; from a table, content words that stand in two paragraphs are used. The result is
        the same for any order of rows and of seeds.
    n_topics : int
        How many; see `choose_n_topics`.
    engine : {"nmf", "lda"}
        Which model.
    seeds : mapping of str to words, optional
        Words by label that steer one topic each. For LDA they raise the prior of the word in its topic by a
        quarter of its occurrences; for NMF they are only the start. The result is a smoothed dictionary, no
        discovery.
    seed : int
        Of the random start.
    n_runs : int
        Fits from other seeds for the stability; 0 for none.
    mask_names : bool
        Leave names out, so that topics are not simply countries; without effect on a matrix.

    Returns
    -------
    TopicFit
        Topics by total weight, ties by their first word; units sorted. Units without a used word are left
        out.

    Notes
    -----
    Not to be read as: frames, nor as traits of an author where each author has few articles: on four articles
    the steadiest topics *are* the articles. Fewer than 300 units or 5 articles an author: ``descriptive`` is
    True.

    Raises
    ------
    MeasureError
        The engine is unknown, there are fewer units or words than topics, more seeded topics than topics, or
        none of the seed words of a topic occurs.

    Warns
    -----
    ConvergenceWarning
        NMF stopped before it converged.

    References
    ----------
    Lee & Seung 1999; Blei, Ng & Jordan 2003; Lu et al. 2011 for seeding by priors; Bischof & Airoldi 2012.

    Examples
    --------
    >>> words = make_table(
    ...     [{"doc_id": "a", "paragraph": paragraph, "lemma": lemma, "pos": "NOUN", "count": 1}
    ...      for paragraph in (1, 2, 3, 4)
    ...      for lemma in (("rail", "port") if paragraph < 3 else ("army", "war"))], "words")
    >>> fit = fit_topics(words, n_topics=2)
    >>> fit.top_words(2)["word"].tolist(), fit.prevalence[:, 0].round(3).tolist()
    (['army', 'war', 'port', 'rail'], [0.0, 0.0, 1.0, 1.0])
    """
    require(engine, "engine", tuple(ENGINES))
    steered = {label: sorted(words) for label, words in sorted((seeds or {}).items())}
    dfm, n_without = prepare(source, mask_names)
    check_size(dfm, n_topics, len(steered))
    anchors = find_anchors(steered, dfm.features)
    model = ENGINES[engine].fit(dfm.counts, n_topics, anchors, seed=seed)
    runs = ENGINES[engine].repeat(dfm.counts, n_topics, anchors, seeds=other_seeds(seed, n_topics, n_runs))
    content, prevalence, order, kept = to_shares(model, dfm.features)
    doc_ids, given = [dfm.doc_ids[row] for row in kept], dict(enumerate(steered))
    return TopicFit(
        content=content,
        prevalence=prevalence,
        doc_ids=tuple(doc_ids),
        paragraphs=tuple(dfm.paragraphs[row] for row in kept),
        features=dfm.features,
        engine=engine,
        seed=seed,
        settings={
            "n_topics": n_topics, "seeds": steered, "n_runs": n_runs, "mask_names": mask_names,
            "n_units_left_out": n_without + len(dfm.doc_ids) - len(kept),
        },
        stability=measure_stability(content, runs),
        labels=label_topics(content, dfm.features, [given.get(topic, "") for topic in order]),
        warning=warn_of_few(prevalence, doc_ids, authors_of(source)),
    )  # fmt: skip


def score_topics(
    annotations: Annotations,
    *,
    fit: TopicFit | None = None,
    n_topics: int = 6,
    engine: str = "nmf",
    seeds: Mapping[str, Collection[str]] | None = None,
    seed: int = 1,
    mask_names: bool = True,
) -> pd.DataFrame:
    """Return the share of each topic in each paragraph.

    Parameters
    ----------
    annotations : Annotations
        Its ``words`` and ``paragraphs`` tables are read.
    fit : TopicFit, optional
        Topics fitted before; by default they are fitted here.
    n_topics, engine, seeds, seed, mask_names
        As in `fit_topics`; without effect where `fit` is given.

    Returns
    -------
    DataFrame
        Scores: unit paragraph, voice ``author`` (quoted words count too: word counts do not keep voices),
        measure ``topic_prevalence``, category ``topic_01`` and so on, value in [0, 1], more is more of the
        topic; weight = words of the paragraph. The further column ``label`` names the topic.

    Notes
    -----
    Not to be read as: attention of the author, in any test, where the fit is ``descriptive``.

    Raises
    ------
    MeasureError
        As `fit_topics`.

    References
    ----------
    As `fit_topics`.

    Examples
    --------
    >>> tables = {name: make_table([], name) for name in Annotations.table_names()}
    >>> tables["words"] = make_table(
    ...     [{"doc_id": "a", "paragraph": paragraph, "lemma": lemma, "pos": "NOUN", "count": 1}
    ...      for paragraph in (1, 2, 3, 4)
    ...      for lemma in (("rail", "port") if paragraph < 3 else ("army", "war"))], "words")
    >>> score_topics(Annotations(**tables), n_topics=2)["value"].round(3).tolist()
    [0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0]
    """
    if fit is None:
        fit = fit_topics(
            annotations,
            n_topics=n_topics,
            engine=engine,
            seeds=seeds,
            seed=seed,
            n_runs=0,
            mask_names=mask_names,
        )
    number = len(fit.topics)
    long = pd.DataFrame(
        {
            "doc_id": np.repeat(np.array(fit.doc_ids, dtype=object), number),
            "paragraph": np.repeat(np.array(fit.paragraphs, dtype=np.int64), number),
            "unit_id": np.repeat(np.array(fit.unit_ids, dtype=object), number),
            "category": list(fit.topics) * len(fit.doc_ids),
            "label": list(fit.labels) * len(fit.doc_ids),
            "value": fit.prevalence.ravel(),
        }
    ).astype({"doc_id": "str"})
    spans = annotations.paragraphs[["doc_id", "paragraph", "start", "end", "n_words"]]
    long = long.merge(spans, on=["doc_id", "paragraph"], how="left")
    long = long.assign(
        unit="paragraph",
        voice="author",
        measure="topic_prevalence",
        weight=long["n_words"].fillna(0.0),
        sentence=0,
    )
    return make_table(long.drop(columns="n_words"), "scores")
