"""A whole study: texts or bundle, codebook, findings, report; and the same again, to see that it comes out the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.pipeline import annotate
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
from caatext.corpus.folders import write_quarantine
from caatext.corpus.readers import read_codebook
from caatext.errors import ComparisonError, Problem, ReportError
from caatext.exhibits.concordance import Concordance
from caatext.measures.agency import score_agency, summarize_agency
from caatext.measures.cooccurrence import NULLS, count_cooccurrence, rank_stability, tie_significance
from caatext.measures.dyads import tabulate_dyads
from caatext.measures.frames import code_frames, score_frames
from caatext.measures.lexical import score_lexical
from caatext.measures.sentiment import score_sentiment
from caatext.measures.stance import score_stance
from caatext.provenance import fingerprint, package_versions
from caatext.report.findings import Findings, PrimaryPair
from caatext.report.opening import open_page
from caatext.report.plan import plan
from caatext.report.render import write_report
from caatext.store import fingerprint_folder, read_json, table_to_csv, write_csv, write_json
from caatext.study.config import Study, read_study
from caatext.study.desk import find_review, open_corpus
from caatext.study.topics import grade_sheets, study_topics
from caatext.tables import make_table

Progress = Callable[[str], object]
#: The one file of a report that may differ between two runs: where it ran, and from which paths.
RUN = "run.json"
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
    annotations = annotate(corpus, codebook=codebook, review=review, scorer=config.study.scorer)
    corpus, annotations = _with_regions(corpus, annotations, codebook, column=config.study.region)
    grouping = group_by(corpus, config.study.by)
    progress("measuring")
    frames = score_frames(annotations, codebook)
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
    primary, (claims, evidence) = _primary(study, annotations, codebook, grouping, tone=contrasts["tone of sentences"])
    ties = [
        tie_significance(annotations, codebook, null=null, seed=seed, min_count=Findings.min_count) for null in NULLS
    ]
    tables = {
        "frame scores": frames, "frame codes": codes, "stance scores": stance, "edges": edges, "claims": claims,
        "agency": agency, "dyads": dyads, "ties": pd.concat(ties, ignore_index=True),
    }  # fmt: skip
    record = annotations.provenance.then("study", settings=study.settings, inputs={"codebook": codebook.fingerprint})
    return Findings(
        title=config.study.title,
        question=config.study.question,
        by=config.study.by,
        corpus=corpus,
        annotations=annotations,
        codebook=codebook,
        grouping=grouping,
        design=contrasts["frames"].design,
        claims=claims,
        claim_evidence=evidence,
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
        primary=primary,
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
        replace(annotations, documents=fill(annotations.documents)),
    )


def _power(frames: pd.DataFrame, grouping: Grouping, study: Study) -> PowerCurve:
    """Return how many articles a difference would take, with the spread of the first frame where articles show one."""
    sides, seed = study.config.sides, study.config.study.seed
    try:
        own = Assumptions.from_scores(frames, grouping, measure="frame", category=sides[0].frame) if sides else None
    except ComparisonError:
        own = None
    return design_power(assumptions=own, seed=seed)


def _primary(
    study: Study, annotations: Annotations, codebook: Codebook, grouping: Grouping, *, tone: Comparison
) -> tuple[PrimaryPair | None, tuple[pd.DataFrame, pd.DataFrame]]:
    """Return the pair of frames that the study set out to contrast, and what may be claimed of it."""
    sides = study.config.sides
    if len(sides) != 2:
        return None, (make_table([], "claims"), make_table([], "evidence"))
    scores = score_frames(annotations, codebook, roles=study.roles)
    codes = code_frames(annotations, codebook, roles=study.roles)
    names = (sides[0].label, sides[1].label)
    found = frame_contrast(
        scores, scores, grouping, categories=(sides[0].frame, sides[1].frame), names=names, seed=study.config.study.seed
    )
    pair = PrimaryPair(scores=scores, codes=codes, categories=dict(zip(found.categories, names, strict=True)))
    return pair, build_claims(found, tone=tone)


class Written(NamedTuple):
    """A report on disk, and the problems of the inputs that were rejected on the way."""

    page: Path
    problems: tuple[Problem, ...]


def write_study_report(
    study: Study, *, out: Path | None = None, texts: Path | None = None, progress: Progress = lambda _: None
) -> Written:
    """Run a study, write its report, and return the path of the page with what was wrong with the inputs.

    Parameters
    ----------
    study : Study
        From :func:`caatext.read_study`.
    out : Path, optional
        Folder of the report; ``output`` beside the study file unless named.
    texts : Path, optional
        The texts that a feature bundle was made from.

    Returns
    -------
    Written
        `page` is ``index.html``. Beside it are ``tables/``, ``figures/``, ``provenance.json``, ``ledger.csv``,
        ``quarantine.jsonl``, and ``run.json``, the only file that may differ between two runs.
    """
    folder = out or study.folder / "output"
    findings = run_study(study, texts=texts, progress=progress)
    progress("drawing")
    spans = findings.annotations
    quotes = Concordance(spans.sentences, spans.paragraphs, texts=findings.corpus.texts)
    write_report(folder, plan(findings), open_page(findings), concordance=quotes)
    write_csv(folder / "ledger.csv", findings.corpus.ledger)
    write_quarantine(findings.corpus.problems, folder / "quarantine.jsonl")
    write_json(folder / "provenance.json", _record(study, findings))
    write_json(folder / RUN, {"study": str(study.path.resolve()), "texts": str(texts.resolve()) if texts else None})
    review = find_review(study.codebook_path)
    return Written(folder / "index.html", findings.corpus.problems + (review.problems if review else ()))


def _record(study: Study, findings: Findings) -> dict[str, Any]:
    """What the report was made from and with; no path, no clock, no machine."""
    return {
        "study": study.settings,
        "study_sha256": study.fingerprint,
        "corpus_sha256": findings.corpus.fingerprint,
        "codebook_sha256": findings.codebook.fingerprint,
        "steps": findings.provenance.to_list(),
        "tables": dict(findings.outputs),
        "packages": dict(findings.environment),
    }


def reproduce_report(
    folder: Path, *, study: Path | None = None, texts: Path | None = None, progress: Progress = lambda _: None
) -> Mapping[str, str]:
    """Run the study of a report again and return, file by file, whether it is ``same``, ``differs`` or is ``absent``.

    Parameters
    ----------
    folder : Path
        A folder that :func:`write_study_report` wrote.
    study, texts : Path, optional
        Where study and texts are now, if they have moved.

    Raises
    ------
    ReportError
        The folder holds no report, or its study cannot be found.
    """
    try:
        recorded = read_json(folder / RUN)
    except (OSError, ValueError) as error:
        found = f"there is no readable {RUN}"
        remedy = "name a folder that 'caatext report' wrote"
        raise ReportError(Problem(code="E-CFG-REPORT", path=str(folder), found=found, remedy=remedy)) from error
    again = study or Path(recorded["study"])
    if not again.exists():
        found = f"the study {again} is not there any more"
        problem = Problem(code="E-CFG-REPORT", path=str(folder), found=found, remedy="say where it is with --study")
        raise ReportError(problem)
    named = texts or (Path(recorded["texts"]) if recorded["texts"] else None)
    before = fingerprint_folder(folder, leave_out=(RUN,))
    with tempfile.TemporaryDirectory() as scratch:
        write_study_report(read_study(again), out=Path(scratch), texts=named, progress=progress)
        after = fingerprint_folder(Path(scratch), leave_out=(RUN,))
    return {name: _verdict(before.get(name), after.get(name)) for name in sorted({*before, *after})}


def _verdict(before: str | None, after: str | None) -> str:
    if before is None or after is None:
        return "absent"
    return "same" if before == after else "differs"
