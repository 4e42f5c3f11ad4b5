"""What a run found, all that its report shows: tables, comparisons, and the record of how they came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

import pandas as pd

from caatext.annotation.annotations import Annotations
from caatext.comparison.comparisons import Comparison
from caatext.comparison.design import Design
from caatext.comparison.groups import Grouping
from caatext.comparison.power import PowerCurve
from caatext.comparison.similarity import VocabularyDistances
from caatext.comparison.trends import Trend
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import Corpus
from caatext.errors import Problem, ReportError
from caatext.exhibits.exhibit import Exhibit
from caatext.exhibits.style import Names
from caatext.provenance import Provenance
from caatext.report.checks import Robustness, Validation

if TYPE_CHECKING:
    from caatext.measures.frames.instruments import Readings
    from caatext.measures.topics import Grades, TopicFit


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
    grouping : Grouping
        Who is compared with whom.
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
    readings : Readings, optional
        What every instrument reads.
    instrument_scores : mapping of str to DataFrame
        The scores of each instrument, with the roles of the primary pair.
    robustness : Robustness, optional
        The primary contrast by other instruments, under other choices, and against placebos.
    validation : Validation, optional
        The instruments by human codings.
    contrasts : mapping of str to Comparison
        Contrasts by what they are of, such as ``"frames"``; those with an estimate are drawn.
    keyness_raw, keyness_masked : Comparison, optional
        Keyness of all words, and of words outside names.
    topic_fit, topic_choice
        The topics shown, and how other numbers of topics did.
    intrusion : tuple of Grades
        From ``grade_intrusion``, one a task that people did.
    distances : tuple of VocabularyDistances, optional
        From ``compare_vocabulary``: of all words, and of words outside names.
    power : PowerCurve, optional
        From ``design_power``.
    lexical : DataFrame, optional
        From ``score_lexical``.
    trends : Trend, optional
        From ``trend`` of the frames; None where no document has a date.
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
    grouping: Grouping
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
    readings: Readings | None = None
    instrument_scores: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    robustness: Robustness | None = None
    validation: Validation | None = None
    contrasts: Mapping[str, Comparison] = field(default_factory=dict)
    keyness_raw: Comparison | None = None
    keyness_masked: Comparison | None = None
    topic_fit: TopicFit | None = None
    topic_choice: pd.DataFrame | None = None
    intrusion: tuple[Grades, ...] = ()
    distances: tuple[VocabularyDistances, VocabularyDistances] | None = None
    power: PowerCurve | None = None
    lexical: pd.DataFrame | None = None
    trends: Trend | None = None
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
        if exhibit_id not in self._exhibits:
            found = f"there is no exhibit '{exhibit_id}'"
            raise ReportError(Problem(code="E-CFG-NAME", found=found, remedy=f"there are {', '.join(self._exhibits)}"))
        return self._exhibits[exhibit_id]

    @cached_property
    def _exhibits(self) -> dict[str, Exhibit]:
        """All exhibits by number; they are planned together, which takes seconds."""
        plan = import_module("caatext.report.plan").plan  # which is made of findings
        return {item.id: item for section in plan(self) for item in section.exhibits}

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
