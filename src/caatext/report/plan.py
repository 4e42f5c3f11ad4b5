"""Which exhibits a report has, in what order, under what headings; all words are made from the findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.annotation.coverage import orient_constraints
from caatext.comparison.comparisons import Comparison
from caatext.comparison.design import ESTIMABLE, Design
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import Corpus
from caatext.errors import Problem, ReportError, visible
from caatext.exhibits.exhibit import Exhibit
from caatext.exhibits.figures_actors import actor_salience
from caatext.exhibits.figures_agency import agency_map
from caatext.exhibits.figures_contrasts import contrast_figure
from caatext.exhibits.figures_design import design_map
from caatext.exhibits.figures_dyads import dyad_matrix
from caatext.exhibits.figures_frames import frame_heatmap, primary_contrast
from caatext.exhibits.figures_ladder import ladder_figure
from caatext.exhibits.figures_network import actor_network
from caatext.exhibits.figures_power import power_check
from caatext.exhibits.figures_profiles import transitivity_profile
from caatext.exhibits.figures_stance import stance_matrix
from caatext.exhibits.figures_voices import voice_shift
from caatext.exhibits.figures_words import keyness_plot
from caatext.exhibits.listings import (
    claims_ledger,
    cleaning_ledger,
    codebook_table,
    corpus_table,
    frame_table,
    reproduction_table,
)
from caatext.exhibits.listings_names import alias_audit
from caatext.exhibits.listings_quotes import quoted_speakers
from caatext.exhibits.style import Names, plural
from caatext.provenance import Provenance
from caatext.report.summaries import frame_evidence, frame_shares, stance_means, stance_rows
from caatext.report.summaries_roles import role_parts, role_profile
from caatext.report.summaries_ties import null_ladder
from caatext.report.summaries_voices import mapping_accuracy, voice_shifts
from caatext.report.word_exhibits import topic_exhibit, word_occurrences

if TYPE_CHECKING:
    from caatext.measures.topics import TopicFit


@dataclass(frozen=True, kw_only=True)
class PrimaryPair:
    """The two conditional shares that the study set out to contrast.

    Parameters
    ----------
    scores, codes : DataFrame
        From ``score_frames`` and ``code_frames`` with the roles of the pair.
    categories : mapping of str to str
        The two frames with the names they have in the pair, the first one first.
    estimand : str
        What is estimated, in words.
    """

    scores: pd.DataFrame
    codes: pd.DataFrame
    categories: Mapping[str, str]
    estimand: str = ""


@dataclass(frozen=True, kw_only=True)
class Findings:
    """All that a run found and its report shows.

    Parameters
    ----------
    title, question : str
        Of the study.
    by : str
        The document variable that makes the groups.
    labels : mapping of str to str
        Display names of the groups; a group without one is printed as it stands.
    corpus, annotations, codebook
        What was read, what was found in it, and the categories.
    design : Design
        What can be estimated, decided before any number.
    claims, claim_evidence : DataFrame
        The `claims` contract; the `evidence` contract with the claim as mark.
    decision_rule : str
        How the status of a claim was decided.
    frame_scores, frame_codes, stance_scores, edges : DataFrame
        From ``score_frames``, ``code_frames``, ``score_stance``, ``count_cooccurrence``.
    primary : PrimaryPair, optional
        The primary contrast.
    contrasts : mapping of str to Comparison
        Contrasts by what they are of, such as ``"frames"``; those with an estimate are drawn.
    keyness_raw, keyness_masked : Comparison, optional
        Keyness of all words, and of words outside names.
    topic_fit, topic_choice
        The topics shown, and how other numbers of topics did.
    min_count : int
        Common windows from which a tie of the network is tested and shaded.
    agency_scores, agency : DataFrame, optional
        From ``score_agency``, all voices; and from ``summarize_agency`` of these and `groups`, own voice.
    dyads : DataFrame, optional
        From ``tabulate_dyads``, own voice.
    ties : DataFrame, optional
        From ``tie_significance``: the tables of its three nulls, one below the other.
    stability : DataFrame, optional
        From ``rank_stability``.
    mapping_gold : DataFrame, optional
        ``surface`` (``""`` for all) with ``n_gold, n_found, n_correct``: names coded by people against names found.
    mentions_before_review : DataFrame, optional
        The mentions as the rules read them, where a person then reviewed them.
    lexicon : str
        What the verb lexicon that rates power and agency is called in print, with its version.
    provenance : Provenance
        All steps of the run.
    outputs : mapping of str to str
        Fingerprint of what each step made.
    environment : mapping of str to str
        Versions that can change a number.
    """

    title: str
    question: str
    by: str
    corpus: Corpus
    annotations: Annotations
    codebook: Codebook
    design: Design
    claims: pd.DataFrame
    claim_evidence: pd.DataFrame
    frame_scores: pd.DataFrame
    frame_codes: pd.DataFrame
    stance_scores: pd.DataFrame
    edges: pd.DataFrame
    labels: Mapping[str, str] = field(default_factory=dict)
    decision_rule: str = ""
    primary: PrimaryPair | None = None
    contrasts: Mapping[str, Comparison] = field(default_factory=dict)
    keyness_raw: Comparison | None = None
    keyness_masked: Comparison | None = None
    topic_fit: TopicFit | None = None
    topic_choice: pd.DataFrame | None = None
    min_count: int = 3
    agency_scores: pd.DataFrame | None = None
    agency: pd.DataFrame | None = None
    dyads: pd.DataFrame | None = None
    ties: pd.DataFrame | None = None
    stability: pd.DataFrame | None = None
    mapping_gold: pd.DataFrame | None = None
    mentions_before_review: pd.DataFrame | None = None
    lexicon: str = "the verb lexicon of caatext"
    provenance: Provenance = field(default_factory=Provenance)
    outputs: Mapping[str, str] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def documents(self) -> pd.DataFrame:
        """Document variables with the group as text, ``""`` where it is missing, and regions by their names."""
        documents = self.annotations.documents.drop(columns="text", errors="ignore")
        groups = documents[self.by].fillna("").astype("str").str.strip()
        documents = documents.assign(**{self.by: groups})
        if "region" in documents and self.by != "region":
            named = {group.id: group.name for group in self.codebook.groups}
            documents["region"] = [named.get(str(value), value) for value in documents["region"]]
        return documents

    @property
    def groups(self) -> dict[str, str]:
        """Group by document."""
        return dict(zip(self.documents["doc_id"].astype("str"), self.documents[self.by], strict=True))

    def exhibit(self, exhibit_id: str) -> Exhibit:
        """Return one exhibit of the report by its number, such as ``F5``.

        Raises
        ------
        ReportError
            The report has no exhibit of that number.
        """
        exhibits = {exhibit.id: exhibit for section in plan(self) for exhibit in section.exhibits}
        if exhibit_id not in exhibits:
            found = f"there is no exhibit '{exhibit_id}'"
            raise ReportError(Problem(code="E-CFG-NAME", found=found, remedy=f"there are {', '.join(exhibits)}"))
        return exhibits[exhibit_id]

    @property
    def names(self) -> Names:
        """Display names; groups stand in the order of the corpus, which fixes their colors."""
        return Names(
            by=self.by,
            groups=tuple(dict.fromkeys(self.documents[self.by])),
            group_names=dict(self.labels),
            actors={actor.id: actor.name for actor in self.codebook.actors},
            frames={frame.id: frame.name for frame in self.codebook.frames},
        )


@dataclass(frozen=True)
class Section:
    """A heading, a sentence or two, and exhibits in their order."""

    heading: str
    lead: str
    exhibits: tuple[Exhibit, ...]


def plan(findings: Findings) -> list[Section]:
    """Return the sections of the report: what may be said first, how it was made last.

    Parameters
    ----------
    findings : Findings
        All that the run found. What it lacks (topics, keyness, a primary pair) leaves no gap in the page.

    Returns
    -------
    list of Section
        Nothing is drawn yet.
    """
    names = findings.names
    sections = [
        _claims_section(findings, names),
        _corpus_section(findings, names),
        _actors_section(findings, names),
        _voices_section(findings, names),
        _stance_section(findings, names),
        _agency_section(findings, names),
        _frames_section(findings, names),
        _words_section(findings, names),
        _apparatus_section(findings),
    ]
    return [section for section in sections if section.exhibits]


def _claims_section(findings: Findings, names: Names) -> Section:
    regions = [(group.name, group.members) for group in findings.codebook.groups if group.kind == "region"]
    return Section(
        "What may be said",
        "The claims of the study with their status, and the map of who writes about whom. Both come before any "
        "measurement, because they decide what a measurement can mean.",
        (
            claims_ledger(findings.claims, findings.claim_evidence, rule=findings.decision_rule),
            design_map(findings.annotations.mentions, findings.documents, regions=regions, names=names),
        ),
    )


def _corpus_section(findings: Findings, names: Names) -> Section:
    ledger = findings.corpus.ledger
    n_problems = len(findings.corpus.problems)
    note = f"{plural(n_problems, 'problem')} on reading." if n_problems else "Nothing was rejected on reading."
    tables = findings.annotations
    corpus = corpus_table(
        findings.documents, tables.paragraphs, mentions=tables.mentions, names=names, ledger_note=note
    )
    cleaning = cleaning_ledger(ledger, doc_ids=list(findings.documents["doc_id"]))
    return Section(
        "What was read",
        f"{plural(len(findings.documents), 'article')} by {plural(len(names.groups), findings.by)}, and what became of "
        "every line or file that was put in.",
        (corpus, *((cleaning,) if len(ledger) else ())),
    )


def _actors_section(findings: Findings, names: Names) -> Section:
    mentions, ties = findings.annotations.mentions, findings.ties
    accuracy = None if findings.mapping_gold is None else mapping_accuracy(findings.mapping_gold)
    exhibits = [
        actor_salience(mentions, findings.documents, names=names),
        alias_audit(mentions, names=names, accuracy=accuracy, before=findings.mentions_before_review),
        actor_network(
            findings.edges,
            mentions,
            names=names,
            min_count=findings.min_count,
            ties=ties,
            stability=findings.stability,
        ),
    ]
    if ties is not None:
        ladder = null_ladder(ties)
        exhibits.append(ladder_figure(ladder, ties, mentions, names=names, min_count=findings.min_count))
    return Section(
        "Who is named",
        "An actor is counted where it acts or is acted on; the same name used for a place is not. Actors named "
        "together are a tie only if the way an article names them does not explain it.",
        tuple(exhibits),
    )


def _voices_section(findings: Findings, names: Names) -> Section:
    documents, scores = findings.documents, stance_rows(findings.stance_scores)
    shifts = voice_shifts(scores, findings.groups)
    return Section(
        "Whose words",
        "What a source says is not what the author says, and the two are kept apart on this page. Here is who is "
        "quoted, and how much the numbers would change if all words counted as the author’s.",
        (
            quoted_speakers(findings.annotations.quotes, documents, names=names),
            voice_shift(shifts, scores, documents=documents, names=names),
        ),
    )


def _stance_section(findings: Findings, names: Names) -> Section:
    scores = findings.stance_scores
    own = stance_rows(scores[scores["voice"] == "author"])
    stance = stance_means(scores, findings.groups)
    return Section(
        "How actors are judged",
        "To describe what an actor does is not to judge it; only praise and blame in the author’s own words count. An "
        "actor that is not named has no stance: absence is missing, not neutral.",
        (stance_matrix(stance, own, documents=findings.documents, names=names),),
    )


def _agency_section(findings: Findings, names: Names) -> Section:
    documents, statements = findings.documents, findings.annotations.statements
    scores, summary = findings.agency_scores, findings.agency
    exhibits: list[Exhibit] = []
    if scores is not None and summary is not None:
        parts = role_parts(statements, list(names.actors))
        profile = role_profile(parts, findings.groups)
        exhibits += [
            agency_map(summary, scores, documents=documents, names=names),
            transitivity_profile(profile, parts, documents=documents, names=names, coverage=summary),
            power_check(summary, scores, documents=documents, names=names, lexicon=findings.lexicon),
        ]
    if findings.dyads is not None:
        exhibits.append(dyad_matrix(findings.dyads, orient_constraints(statements), names=names))
    return Section(
        "Who acts on whom",
        "Grammar shows who does things and to whom they are done; verbs and open claims may say otherwise. All of it "
        "is how the articles tell it, own voice only, and a wished or possible act is never counted as done.",
        tuple(exhibits),
    )


def _frames_section(findings: Findings, names: Names) -> Section:
    documents, paragraphs = findings.documents, findings.annotations.paragraphs
    shares = frame_shares(findings.frame_scores, findings.groups, paragraphs=paragraphs)
    behind = frame_evidence(findings.frame_scores, findings.frame_codes)
    heatmap = frame_heatmap(shares, behind, documents=documents, names=names)
    exhibits = [heatmap, frame_table(heatmap, shares, names=names)]
    pair = findings.primary
    if pair is not None:
        exhibits.append(
            primary_contrast(
                frame_shares(pair.scores, findings.groups, paragraphs=paragraphs),
                frame_evidence(pair.scores, pair.codes),
                documents=documents,
                names=names,
                categories=pair.categories,
                estimand=pair.estimand,
            )
        )
    for number, (subject, comparison) in enumerate(findings.contrasts.items(), start=1):
        if (comparison.table["verdict"] == ESTIMABLE).any():
            title = f"Contrasts between {names.by}s: {visible(subject)}"
            exhibits.append(contrast_figure(comparison, exhibit_id=f"C{number}", title=title, names=names))
    return Section(
        "How it is framed",
        "A frame can be coded only where its roles can be filled. Shares are therefore taken of eligible paragraphs, "
        "and how many are eligible is printed beside them.",
        tuple(exhibits),
    )


def _words_section(findings: Findings, names: Names) -> Section:
    exhibits = []
    if findings.keyness_raw is not None and findings.keyness_masked is not None:
        places = word_occurrences(findings.annotations, findings.groups)
        exhibits.append(keyness_plot(findings.keyness_raw, findings.keyness_masked, occurrences=places, names=names))
    if findings.topic_fit is not None and findings.topic_choice is not None:
        exhibits.append(topic_exhibit(findings.topic_fit, findings.topic_choice, names=names))
    return Section(
        "Words and topics",
        "Vocabulary tells articles apart whatever they argue. These exhibits say which words do so; they are no "
        "evidence of a frame."
        + ("" if findings.topic_fit else " No topics were fitted: there are too few paragraphs or words for any."),
        tuple(exhibits),
    )


def _apparatus_section(findings: Findings) -> Section:
    exhibits = (
        codebook_table(findings.codebook),
        reproduction_table(findings.provenance, outputs=findings.outputs, environment=findings.environment),
    )
    return Section(
        "How this was made",
        "The categories, the steps with their fingerprints, and the versions of what was used.",
        exhibits,
    )
