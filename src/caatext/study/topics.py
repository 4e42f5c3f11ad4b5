"""The topics of a study: how many, which, and whether people see them."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.pipeline import annotate
from caatext.corpus.readers import read_codebook
from caatext.errors import ConfigError, MeasureError, Problem
from caatext.measures.topics import (
    Grades,
    TopicFit,
    choose_n_topics,
    fit_topics,
    grade_intrusion,
    intrusion_items,
    show_paragraphs,
)
from caatext.study.config import Study
from caatext.study.desk import find_review, open_corpus


def study_topics(annotations: Annotations, study: Study) -> tuple[TopicFit | None, pd.DataFrame | None]:
    """Return the topics and how other numbers of them did; nothing where there are too few words for any."""
    settings, seed = study.config.topics, study.config.study.seed
    try:
        choice = choose_n_topics(annotations, grid=settings.candidates, engine=settings.engine, seed=seed)
    except MeasureError:
        return None, None
    chosen = settings.n_topics or int(choice.loc[choice["is_chosen"], "n_topics"].iloc[0])
    return fit_topics(annotations, n_topics=chosen, engine=settings.engine, seed=seed), choice


def intrusion_sheet(study: Study, *, kind: str = "word", texts: Path | None = None) -> pd.DataFrame:
    """Return a sheet on which a rater says which word (or topic) does not belong; it holds no answers.

    Parameters
    ----------
    study : Study
        From :func:`caatext.read_study`.
    kind : {"word", "topic"}
        What is to be found; for ``topic`` paragraphs are shown, by their words where there is no text.
    texts : Path, optional
        The texts that a feature bundle was made from.

    Raises
    ------
    MeasureError
        The study has too few words for topics, or too few topics for the task.
    """
    config = study.config
    corpus = open_corpus(study.corpus_path, texts=texts, profile=config.study.profile or None)
    review = find_review(study.codebook_path)
    annotations = annotate(
        corpus, codebook=read_codebook(study.codebook_path), review=review, scorer=config.study.scorer
    )
    fit, _ = study_topics(annotations, study)
    if fit is None:
        found = "the study has too few paragraphs or words for topics"
        raise MeasureError(Problem(code="E-SIZE-FEW", found=found, remedy="read more articles"))
    shown = show_paragraphs(annotations if corpus.is_bundle else corpus) if kind == "topic" else None
    return intrusion_items(fit, kind=kind, seed=config.study.seed, shown=shown)


def grade_sheets(study: Study, fit: TopicFit) -> tuple[Grades, ...]:
    """Return what raters found, one result a task, from the sheets that the study names.

    Raises
    ------
    ConfigError
        A sheet is not there, or is no table.
    MeasureError
        A row is not one of this study's tasks, or its answer none of the options; all such rows are named.
    """
    sheets = [_read_sheet(study.folder / name) for name in study.config.topics.intrusion]
    if not sheets:
        return ()
    rows = pd.concat(sheets, ignore_index=True)
    if "kind" not in rows:
        return (grade_intrusion(rows, fit, seed=study.config.study.seed),)  # which says what is missing
    seed = study.config.study.seed
    return tuple(grade_intrusion(own, fit, seed=seed) for _, own in rows.groupby("kind", sort=True, dropna=False))


def _read_sheet(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False, sep=None, engine="python", encoding="utf-8-sig")
    except (OSError, ValueError, csv.Error) as error:
        found = f"this sheet of answers cannot be read ({error})"
        remedy = "name CSV files beside the study under [topics] intrusion, as 'caatext intrusion' writes them"
        raise ConfigError(Problem(code="E-CFG-STUDY", path=str(path), found=found, remedy=remedy)) from error
