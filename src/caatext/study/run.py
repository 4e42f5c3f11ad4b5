"""A whole study: texts or bundle, codebook, and all that is found in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.pipeline import annotate
from caatext.annotation.sentence_vectors import encoder_record
from caatext.coding.adjudication import gold
from caatext.comparison.claims import build_claims
from caatext.comparison.comparisons import Comparison
from caatext.comparison.contrasts import contrast
from caatext.comparison.groups import Grouping, group_by
from caatext.comparison.keyness import keyness
from caatext.comparison.power import Assumptions, PowerCurve, design_power
from caatext.comparison.primary import frame_contrast
from caatext.comparison.similarity import compare_vocabulary
from caatext.comparison.support import assign_regions
from caatext.comparison.trends import trend
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import Corpus
from caatext.corpus.readers import read_codebook
from caatext.errors import ComparisonError, Problem
from caatext.measures.agency import score_agency, summarize_agency
from caatext.measures.cooccurrence import NULLS, count_cooccurrence, rank_stability, tie_significance
from caatext.measures.dyads import tabulate_dyads
from caatext.measures.frames import code_frames, score_frames
from caatext.measures.frames.instruments import Readings, run_instruments
from caatext.measures.lexical import score_lexical
from caatext.measures.sentiment import score_sentiment
from caatext.measures.stance import score_stance
from caatext.provenance import fingerprint, package_versions
from caatext.report.checks import Robustness, Validation
from caatext.report.findings import Findings, PrimaryPair
from caatext.store import table_to_csv
from caatext.study.config import Study
from caatext.study.desk import find_review, open_corpus, saved_annotations
from caatext.study.multiverse import Pair
from caatext.study.robustness import check_robustness, read_raw
from caatext.study.topics import grade_sheets, study_topics
from caatext.study.validation import Texts, read_gold, validate_study
from caatext.tables import make_table

Progress = Callable[[str], object]
DECISION_RULE = (
    "Supported if (1) the contrast is estimable, (2) its 95 % interval excludes 0 and its permutation p-value is at "
    "most 0.05, (3) two families of instruments of different kind agree in sign, (4) nine in ten specifications agree "
    "in sign, (5) the placebos pass. A clause that was not checked counts as not passed."
)


def run_study(study: Study, *, texts: Path | None = None, progress: Progress = lambda _: None) -> Findings:
    """Return all that a study found; nothing is drawn or written.

    Parameters
    ----------
    study : Study
        From :func:`caatext.read_study`.
    texts : Path, optional
        The texts that a feature bundle was made from; each is checked against the bundle first.
    progress : callable, optional
        Called with the name of each step before it starts.

    Returns
    -------
    Findings
        Tables, design, claims and comparisons; `caatext.report.plan.plan` puts them in order.

    Examples
    --------
    >>> from caatext.study.config import read_study
    >>> findings = run_study(read_study("reports/analyst-2025"))
    >>> findings.design.verdict
    'not estimable'
    """
    config = study.config
    progress("reading")
    codebook = read_codebook(study.codebook_path)
    corpus = open_corpus(study.corpus_path, texts=texts, profile=config.study.profile or None)
    progress("annotating")
    review = find_review(study.codebook_path)
    scorer = config.study.scorer
    annotations = saved_annotations(corpus, study.corpus_path, codebook, review=review, scorers=[scorer])
    if annotations is None:
        annotations = annotate(corpus, codebook=codebook, review=review, scorer=scorer)
    corpus, annotations = _with_regions(corpus, annotations, codebook, column=config.study.region)
    grouping = group_by(corpus, config.study.by)
    progress("measuring")
    frames = score_frames(annotations, codebook)
    if not (frames["measure"] == "frame").any():
        raise ComparisonError([*corpus.problems, _nobody_named(study, corpus)])
    codes = code_frames(annotations, codebook)
    stance = score_stance(annotations, codebook)
    edges = count_cooccurrence(annotations, codebook)
    roles = score_agency(annotations, codebook)
    agency = summarize_agency(roles, {str(doc_id): str(group) for doc_id, group in grouping.labels.items()})
    dyads = tabulate_dyads(annotations, codebook)
    fit, choice = study_topics(annotations, study)
    progress("comparing")
    seed = config.study.seed
    contrasts = {
        "frames": contrast(frames, grouping, measure="frame", seed=seed),
        "stance towards actors": contrast(stance, grouping, measure="stance", seed=seed),
        "tone of sentences": contrast(score_sentiment(annotations), grouping, measure="polarity", seed=seed),
    }
    raw, masked = (keyness(annotations, grouping, mask_names=mask, seed=seed) for mask in (False, True))
    distances = tuple(compare_vocabulary(annotations, grouping, mask_names=mask, seed=seed) for mask in (False, True))
    progress("checking")
    coded_texts = Texts(corpus, annotations, codebook)
    codings, why_none = read_gold(config.coding, study.folder, coded_texts)
    people = gold(codings) if codings else None
    readings = run_instruments(
        annotations, codebook, gold=people, roles=study.roles, vector_limit=config.study.vector_limit
    )
    tone = contrasts["tone of sentences"]
    primary = _primary(study, annotations, codebook, grouping, readings, texts=texts, tone=tone)
    validation = Validation(reason=why_none)
    if codings:
        by_document = {str(doc_id): str(group) for doc_id, group in grouping.labels.items()}
        validation = validate_study(
            codings, config.coding, readings, coded_texts, mentioned=frames, groups=by_document, seed=seed
        )
    ties = [
        tie_significance(annotations, codebook, null=null, seed=seed, min_count=Findings.min_count) for null in NULLS
    ]
    tables = {
        "frame scores": frames, "frame codes": codes, "instrument codes": readings.codes, "stance scores": stance,
        "edges": edges, "claims": primary.claims, "agency": agency, "dyads": dyads,
        "ties": pd.concat(ties, ignore_index=True), **primary.tables,
        **({} if people is None else {"gold": people}),
    }  # fmt: skip
    inputs = {"codebook": codebook.fingerprint, **_encoder(readings)}
    if codings:
        inputs["codings"] = fingerprint(table_to_csv(codings.table, raw=True))
    record = annotations.provenance.then("study", settings=study.settings, inputs=inputs)
    return Findings(
        title=config.study.title,
        question=config.study.question,
        by=config.study.by,
        corpus=corpus,
        annotations=annotations,
        codebook=codebook,
        grouping=grouping,
        design=contrasts["frames"].design,
        claims=primary.claims,
        claim_evidence=primary.evidence,
        decision_rule=DECISION_RULE,
        frame_scores=frames,
        frame_codes=codes,
        stance_scores=stance,
        edges=edges,
        agency_scores=roles,
        agency=agency,
        dyads=dyads,
        ties=tables["ties"],
        mentions_before_review=annotate(corpus, codebook=codebook).mentions if review else None,
        stability=rank_stability(annotations, codebook, seed=seed),
        primary=primary.pair,
        readings=readings,
        instrument_scores=readings.scores(annotations, codebook, roles=study.roles),
        robustness=primary.robustness,
        validation=validation,
        contrasts=contrasts,
        keyness_raw=raw,
        keyness_masked=masked,
        topic_fit=fit,
        topic_choice=choice,
        intrusion=grade_sheets(study, fit) if fit else (),
        distances=(distances[0], distances[1]),
        power=_power(frames, grouping, study),
        lexical=score_lexical(annotations),
        trends=trend(frames, grouping, measure="frame") if grouping.has("date") else None,
        provenance=record,
        outputs={name: fingerprint(table_to_csv(table, raw=True)) for name, table in tables.items()},
        environment=package_versions(),
    )


def _nobody_named(study: Study, corpus: Corpus) -> Problem:
    return Problem(
        code="E-CFG-NOBODY",
        path=str(study.codebook_path),
        found=f"in none of {len(corpus)} documents does a paragraph name the actors that its frames need",
        action="stopped: there is nothing to compare",
        remedy="write the actors of these texts into the codebook, and who may fill the roles of its frames",
    )


def _with_regions(
    corpus: Corpus, annotations: Annotations, codebook: Codebook, *, column: str
) -> tuple[Corpus, Annotations]:
    """Give each document the region it names most, where its metadata do not say; the table says which it is."""
    if column in corpus.documents and (corpus.documents[column] != "").all():
        return corpus, annotations
    regions = assign_regions(annotations, codebook)
    names = {group.id: group.name for group in codebook.groups}
    by_document = {str(row.doc_id): names.get(str(row.region), "") for row in regions.itertuples()}

    def fill(documents: pd.DataFrame) -> pd.DataFrame:
        return documents.assign(**{column: [str(by_document.get(doc_id, "")) for doc_id in documents["doc_id"]]})

    return (
        replace(corpus, documents=fill(corpus.documents)),
        annotations.with_tables(documents=fill(annotations.documents)),
    )


def _power(frames: pd.DataFrame, grouping: Grouping, study: Study) -> PowerCurve:
    """Return how many articles a difference would take, with the spread of the first frame where articles show one."""
    sides, seed = study.config.sides, study.config.study.seed
    try:
        own = Assumptions.from_scores(frames, grouping, measure="frame", category=sides[0].frame) if sides else None
    except ComparisonError:
        own = None
    return design_power(assumptions=own, seed=seed)


def _encoder(readings: Readings) -> dict[str, str]:
    """Return the record of the encoder where an instrument read vectors."""
    rows = readings.coverage
    learned = rows[(rows["instrument"] == "supervised") & (rows["status"] == "coded") & (rows["reason"] == "")]
    return encoder_record() if readings.covered("semantic") or len(learned) else {}


class _Primary(NamedTuple):
    """The pair of frames that the study set out to contrast, what became of it, and what may be claimed."""

    pair: PrimaryPair | None
    robustness: Robustness | None
    claims: pd.DataFrame
    evidence: pd.DataFrame

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Return what the checks made, for the record."""
        found = self.robustness
        if found is None:
            return {}
        return {
            "instruments": found.instruments, "specifications": found.curve.results, "placebos": found.placebos,
            "agreement": found.agreement,
        }  # fmt: skip


def _primary(
    study: Study,
    annotations: Annotations,
    codebook: Codebook,
    grouping: Grouping,
    readings: Readings,
    *,
    texts: Path | None,
    tone: Comparison,
) -> _Primary:
    """Return the pair of frames that the study set out to contrast, and what may be claimed of it."""
    config, sides = study.config.study, study.config.sides
    if len(sides) != 2:
        return _Primary(None, None, make_table([], "claims"), make_table([], "evidence"))
    scores = score_frames(annotations, codebook, roles=study.roles)
    codes = code_frames(annotations, codebook, roles=study.roles)
    names = (sides[0].label, sides[1].label)
    categories = (sides[0].frame, sides[1].frame)
    found = frame_contrast(scores, scores, grouping, categories=categories, names=names, seed=config.seed)
    checked = check_robustness(
        Pair(annotations, codebook, categories, grouping, study.roles), found, readings,
        controls=config.controls, raw=_raw(study, texts, codebook), seed=config.seed,
    )  # fmt: skip
    claims, evidence = build_claims(found, checks=checked.checks, tone=tone)
    pair = PrimaryPair(scores=scores, codes=codes, categories=dict(zip(categories, names, strict=True)))
    return _Primary(pair, checked, claims, evidence)


def _raw(study: Study, texts: Path | None, codebook: Codebook) -> Annotations | None:
    """Return the texts with all that was cleaned away left in, where there is one file and a profile that parts it."""
    source, profile = texts or study.corpus_path, study.config.study.profile
    return read_raw(source, profile, codebook) if profile and source.is_file() else None
