"""Fit topics to paragraphs and score paragraphs by them; the order of the input never matters."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.measures.topics.consensus import N_RUNS, seeds_of_runs
from caatext.measures.topics.engines import ENGINES
from caatext.measures.topics.joint import check_runs, join_runs
from caatext.measures.topics.model import TopicFit, require
from caatext.measures.topics.preparation import Source, authors_of, check_size, find_anchors, prepare
from caatext.measures.topics.summary import label_topics, measure_stability, warn_of_few
from caatext.tables import make_table


def fit_topics(
    source: Source,
    *,
    n_topics: int = 6,
    engine: str = "nmf",
    seeds: Mapping[str, Collection[str]] | None = None,
    seed: int | Sequence[int] = 1,
    n_runs: int = N_RUNS,
    mask_names: bool = True,
) -> TopicFit:
    """Return topics of paragraphs: what many runs from different random seeds agree on.

    ``nmf`` minimizes ||X - UW||² over non-negative U, W, where X is smoothed tf-idf, tf (ln((1+N)/(1+df)) +
    1), rows of length 1. ``lda`` is latent Dirichlet allocation on counts, by batch variational Bayes;
    ``lda-online`` reads 2,000 units at a time, for large corpora. The topics of all runs are matched one to one
    and each is replaced by the median of its matches; NMF then descends once more from there. The shares of
    units follow for fixed words: by non-negative least squares, or as the mode of the posterior.

    Parameters
    ----------
    source : Annotations, ``words`` table, or DocumentFeatureMatrix
        Words of paragraphs; from a table, content words that stand in two paragraphs are used. The result is
        the same for any order of rows and of seeds.
    n_topics : int
        How many; see `choose_n_topics`.
    engine : {"nmf", "lda", "lda-online"}
        Which model.
    seeds : mapping of str to words, optional
        Words by label that steer one topic each. For LDA they raise the prior of the word in its topic by a
        quarter of its occurrences; for NMF they are only the start. The result is a smoothed dictionary, no
        discovery.
    seed : int or sequence of int
        The number from which the seeds of the runs are drawn; or these seeds themselves, in any order.
    n_runs : int
        How many runs, where their seeds are drawn; with one run, stability is not known.
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
        The engine is unknown, there is no run, there are fewer units or words than topics, more seeded topics
        than topics, or none of the seed words of a topic occurs.

    Warns
    -----
    ConvergenceWarning
        NMF stopped before it converged.

    References
    ----------
    Lee & Seung 1999; Blei, Ng & Jordan 2003; Hoffman, Blei & Bach 2010 for the online form; Lu et al. 2011 for
    seeding by priors; Kotliar et al. 2019, doi:10.7554/eLife.43803, for consensus; Bischof & Airoldi 2012.

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
    run_seeds = seeds_of_runs(seed, n_topics, check_runs(seed, n_runs))
    joint = join_runs(
        dfm, n_topics=n_topics, engine=engine, anchors=find_anchors(steered, dfm.features), seeds=run_seeds
    )
    kept, doc_ids = joint.kept, [dfm.doc_ids[row] for row in joint.kept]
    given = dict(enumerate(steered))
    return TopicFit(
        content=joint.content,
        prevalence=joint.prevalence,
        doc_ids=tuple(doc_ids),
        paragraphs=tuple(dfm.paragraphs[row] for row in kept),
        n_words=np.asarray(dfm.counts.sum(axis=1), dtype=np.float64)[kept],
        features=dfm.features,
        engine=engine,
        seed=seed if isinstance(seed, int) else tuple(run_seeds),
        settings={
            "n_topics": n_topics, "seeds": steered, "run_seeds": tuple(run_seeds), "mask_names": mask_names,
            "n_units_left_out": n_without + len(dfm.doc_ids) - len(kept),
        },
        stability=measure_stability(joint.content, joint.runs),
        stability_units=joint.unit_stability(ENGINES[engine].weigh),
        labels=label_topics(joint.content, dfm.features, [given.get(topic, "") for topic in joint.order]),
        warning=warn_of_few(joint.prevalence, doc_ids, authors_of(source)),
    )  # fmt: skip


def score_topics(
    annotations: Annotations,
    *,
    fit: TopicFit | None = None,
    n_topics: int = 6,
    engine: str = "nmf",
    seeds: Mapping[str, Collection[str]] | None = None,
    seed: int | Sequence[int] = 1,
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
        topic; weight = words of the paragraph. Further columns: ``label`` names the topic, ``stability`` says how
        steady it is over runs, and ``guard`` why the scores take part in no test, empty where they may.

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
            "stability": np.tile(fit.stability, len(fit.doc_ids)),
            "guard": fit.warning,
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
