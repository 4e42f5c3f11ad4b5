"""Which exhibits a report has, in what order, under what headings; all words are made from the findings."""

from __future__ import annotations

from dataclasses import dataclass

from caatext.annotation.coverage import orient_constraints
from caatext.comparison.design import ESTIMABLE
from caatext.errors import visible
from caatext.exhibits.exhibit import Exhibit
from caatext.exhibits.figures_actors import actor_salience
from caatext.exhibits.figures_agency import agency_map
from caatext.exhibits.figures_agreement import agreement_matrix
from caatext.exhibits.figures_contrasts import contrast_figure
from caatext.exhibits.figures_design import design_map
from caatext.exhibits.figures_design_power import power_figure
from caatext.exhibits.figures_dyads import dyad_matrix
from caatext.exhibits.figures_frames import frame_heatmap, primary_contrast
from caatext.exhibits.figures_ladder import ladder_figure
from caatext.exhibits.figures_network import actor_network
from caatext.exhibits.figures_placebos import placebo_figure
from caatext.exhibits.figures_power import power_check
from caatext.exhibits.figures_profiles import transitivity_profile
from caatext.exhibits.figures_recovery import error_panel, is_recovery_of, recovery_curves
from caatext.exhibits.figures_similarity import divergence_matrix
from caatext.exhibits.figures_specifications import specification_figure
from caatext.exhibits.figures_stance import stance_matrix
from caatext.exhibits.figures_strip import frame_strip
from caatext.exhibits.figures_trends import trend_figure
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
from caatext.exhibits.listings_instruments import instrument_table
from caatext.exhibits.listings_lexical import lexical_profile
from caatext.exhibits.listings_names import alias_audit
from caatext.exhibits.listings_quotes import quoted_speakers
from caatext.exhibits.listings_validation import error_gallery, validation_table
from caatext.exhibits.style import Names, plural
from caatext.measures.frames.levels import frame_intensity, frame_levels
from caatext.planted import load_recovery
from caatext.report.findings import Findings
from caatext.report.inputs import COMPLETE, PARTIAL, completeness
from caatext.report.summaries import frame_evidence, frame_shares, stance_means, stance_rows, with_intensity
from caatext.report.summaries_roles import role_parts, role_profile
from caatext.report.summaries_ties import null_ladder
from caatext.report.summaries_voices import mapping_accuracy, voice_shifts
from caatext.report.word_exhibits import intrusion_exhibit, topic_exhibit, word_occurrences

#: Frames whose course over time is drawn.
MOST_TRENDS = 2


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
        _checks_section(findings, names),
        _words_section(findings, names),
        _apparatus_section(findings),
    ]
    return [section for section in sections if section.exhibits]


def _claims_section(findings: Findings, names: Names) -> Section:
    regions = [(group.name, group.members) for group in findings.codebook.groups if group.kind == "region"]
    exhibits = [
        claims_ledger(findings.claims, findings.claim_evidence, rule=findings.decision_rule),
        design_map(findings.annotations.mentions, findings.documents, regions=regions, names=names),
    ]
    if findings.power is not None:
        own = {str(group): int(n) for group, n in findings.grouping.n.items()}
        exhibits.append(power_figure(findings.power, own=own, names=names))
    return Section(
        "What may be said",
        "The claims of the study with their status, the map of who writes about whom, and how many articles a "
        "difference would take. All come before any measurement, because they decide what a measurement can mean.",
        tuple(exhibits),
    )


def _corpus_section(findings: Findings, names: Names) -> Section:
    ledger = findings.corpus.ledger
    notes = {COMPLETE: "Nothing was rejected on reading.", PARTIAL: "Inputs were rejected on reading; see the ledger."}
    note = notes.get(completeness(findings.corpus), "")
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
    levels = frame_levels(findings.frame_codes, findings.annotations)
    heatmap = frame_heatmap(shares, behind, documents=documents, names=names)
    graded = with_intensity(shares, frame_intensity(levels, findings.annotations, frames=names.frames), findings.groups)
    exhibits = [
        heatmap,
        frame_table(heatmap, graded, names=names),
        frame_strip(levels, findings.frame_scores, paragraphs, documents=documents, names=names),
    ]
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
    exhibits += _trends(findings, names)
    return Section(
        "How it is framed",
        "A frame can be coded only where its roles can be filled. Shares are therefore taken of eligible paragraphs, "
        "and how many are eligible is printed beside them.",
        tuple(exhibits),
    )


def _checks_section(findings: Findings, names: Names) -> Section:
    """Other instruments, other choices, placebos, and people: whether what the frames section shows holds."""
    exhibits: list[Exhibit] = []
    readings, checked, pair = findings.readings, findings.robustness, findings.primary
    if readings is not None:
        scores, documents = findings.instrument_scores, findings.documents
        exhibits.append(instrument_table(scores, readings.codes, readings.coverage, documents=documents, names=names))
    if readings is not None and checked is not None and pair is not None:
        behind = frame_evidence(pair.scores, pair.codes)
        first, second = pair.categories.values()
        exhibits += [
            agreement_matrix(checked.agreement, readings.codes, names=names),
            placebo_figure(checked.placebos, behind, names=names, labels=(first, second)),
            specification_figure(checked.curve, behind, names=names),
        ]
    found = findings.validation
    if found is not None:
        exhibits.append(
            validation_table(
                found.accuracy,
                gold=found.gold,
                coders=found.coders,
                prevalence=found.prevalence,
                names=names,
                reason=found.reason,
                people=found.people,
            )
        )
        exhibits += [error_gallery(found.errors, names=names)] if len(found.errors) else []
    return Section(
        "Does it hold",
        "The frames once more: by other instruments, under other choices, with actors and sentences exchanged, against "
        "what coders read, and on invented texts whose truth is known. A claim that fails here is not shown, whatever "
        "its number.",
        (*exhibits, *_planted_exhibits(findings, names)),
    )


def _planted_exhibits(findings: Findings, names: Names) -> list[Exhibit]:
    """What `make recovery` found: of the frames where they are those of this study, and of the tests in any case."""
    recovery = load_recovery()
    curves = [recovery_curves(recovery, names=names)] if is_recovery_of(recovery, findings.codebook) else []
    return [*curves, error_panel(recovery, names=names)]


def _trends(findings: Findings, names: Names) -> list[Exhibit]:
    """The frames of the study over time, the sides of the primary pair where there is one."""
    found = findings.trends
    if found is None:
        return []
    frames = [frame.id for frame in findings.codebook.frames]
    shown = [name for name in frames if name in set(found.cells["category"])][:MOST_TRENDS]
    return [
        trend_figure(
            found, measure="frame", category=name, names=names, label=names.frames[name], exhibit_id=f"F24{letter}"
        )
        for name, letter in zip(shown, "abcdef", strict=False)
    ]


def _words_section(findings: Findings, names: Names) -> Section:
    exhibits = []
    places = word_occurrences(findings.annotations, findings.groups)
    if findings.keyness_raw is not None and findings.keyness_masked is not None:
        exhibits.append(keyness_plot(findings.keyness_raw, findings.keyness_masked, occurrences=places, names=names))
    if findings.distances is not None:
        exhibits.append(divergence_matrix(*findings.distances, occurrences=places, names=names))
    if findings.topic_fit is not None and findings.topic_choice is not None:
        exhibits.append(topic_exhibit(findings.topic_fit, findings.topic_choice, names=names))
        if findings.intrusion:
            exhibits.append(intrusion_exhibit(findings.intrusion, findings.topic_fit))
    if findings.lexical is not None:
        exhibits.append(lexical_profile(findings.lexical, findings.grouping, names=names))
    return Section(
        "Words and topics",
        "Vocabulary tells articles apart whatever they argue. These exhibits say which words do so, and how far apart "
        "they put the texts; they are no evidence of a frame."
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
