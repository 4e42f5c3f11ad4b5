"""The first screen of a report: what the page is about, and what its design can carry, before anything measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from caatext.comparison.design import ESTIMABLE, NOT_ESTIMABLE, WITHIN
from caatext.errors import visible
from caatext.exhibits.style import Names, listed
from caatext.report.findings import Findings
from caatext.report.inputs import count_inputs, group_sizes, inputs_by_folder, inputs_by_group, warn_of_bias

#: Reasons on the first screen.
_REASONS = 3
#: What a verdict lets a page say about the groups.
CARRIES: Mapping[str, str] = {
    ESTIMABLE: (
        "Differences between {by}s can be estimated here, with intervals over articles. They are differences between "
        "the texts read, not facts about the world."
    ),
    WITHIN: (
        "Differences between {by}s can be stated for these articles, but not how far they would hold for others: "
        "there are too few articles for an interval."
    ),
    NOT_ESTIMABLE: (
        "This page shows how each article is organized and leads from every number to its sentences. It cannot say "
        "whether a difference belongs to the {by}: intervals are about the one article, and no number here compares "
        "{by}s."
    ),
}


@dataclass(frozen=True)
class Opening:
    """The first screen: what the page is about and what it can carry, before anything measured."""

    title: str
    question: str
    verdict: str
    carries: str
    reason: str
    counts: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str, str], ...]
    missing: str = ""


def open_page(findings: Findings) -> Opening:
    """Return the first screen: the verdict in words, how many inputs are in and how many are not, and the groups.

    Rejected inputs are counted by group where the ledger tells the group; where their shares differ by more than five
    points `missing` says so.
    """
    names, documents = findings.names, findings.documents
    words = documents.groupby(findings.by)["n_words"].agg(["size", "sum"])
    inputs = inputs_by_group(findings.corpus.ledger, findings.groups)
    sizes = group_sizes(words, inputs, names.groups)
    groups = tuple(
        (names.group(group), names.token(group), size) for group, size in zip(names.groups, sizes, strict=True)
    )
    counts = (
        ("articles read", f"{len(documents):,}"),
        ("words", f"{int(documents['n_words'].sum()):,}"),
        ("paragraphs", f"{len(findings.annotations.paragraphs):,}"),
        ("sentences", f"{len(findings.annotations.sentences):,}"),
        *count_inputs(findings.corpus),
    )
    verdict = findings.design.verdict
    return Opening(
        title=findings.title,
        question=findings.question,
        verdict=verdict,
        carries=CARRIES.get(verdict, "").format(by=visible(findings.by)),
        reason=_reason(findings, names),
        counts=counts,
        groups=groups,
        missing=warn_of_bias(
            inputs,
            inputs_by_folder(findings.corpus.ledger),
            by=visible(findings.by),
            names={group: names.group(group) for group in names.groups},
        ),
    )


def _reason(findings: Findings, names: Names) -> str:
    """Return the reasons of the design; where several groups have the same reason it is given once."""
    same: dict[str, list[str]] = {}
    for support in findings.design.pairs:
        group = visible(support.pair.group)
        same.setdefault(support.reason.replace(group, "{}"), []).append(names.group(support.pair.group))
    reasons = []
    for pattern, groups in same.items():
        others = f" The same holds for {listed(groups[1:])}." if len(groups) > 1 else ""
        reasons.append(pattern.replace("{}", groups[0]) + others)
    return " ".join(reasons[:_REASONS])
