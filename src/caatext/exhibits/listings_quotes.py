"""T5: whose words fill the articles, how they are reported, and what the author makes of them."""

from __future__ import annotations

import pandas as pd

from caatext.errors import visible
from caatext.exhibits.exhibit import Column, Exhibit, Marks
from caatext.exhibits.figures_design import group_column
from caatext.exhibits.style import Names, plural

#: Kinds of quotation that are shown, with what they are called; names and titles between marks are no quotation.
KINDS = {"direct": "direct", "mixed": "mixed", "indirect": "indirect", "scare": "scare"}
_UPTAKES = ("adopted", "rejected")
MOST_ROWS = 24
UNKNOWN = "unknown"
_SCARE = "nobody said to have said it"


def quoted_speakers(quotes: pd.DataFrame, documents: pd.DataFrame, *, names: Names) -> Exhibit:
    """Return T5: quotations of each speaker by each group, by kind, with how many the author adopts or rejects.

    Parameters
    ----------
    quotes : DataFrame
        The `quotes` contract. The voice of scare quotes is the author's: they stand in a row of their own.
    documents : DataFrame
        The documents with the grouping variable.
    names : Names
        Groups in their order, and display names.

    Notes
    -----
    To be quoted often is not to be agreed with. What is neither adopted nor rejected is reported and left to stand.
    """
    marks = Marks("T5")
    shown = quotes[quotes["kind"].isin(list(KINDS))]
    shown = shown.assign(
        group=group_column(shown, documents, names.by),
        speaker=shown["voice"].where(shown["kind"] != "scare", ""),
    )
    behind = dict(iter(shown.groupby(["speaker", "group"], sort=True)))
    counts = shown["speaker"].value_counts()
    order = sorted(counts.index, key=lambda name: (name == "", -counts[name], name))
    rows = [
        _row(behind[(speaker, group)], speaker, group, names=names, marks=marks)
        for speaker in order
        for group in names.groups
        if (speaker, group) in behind
    ]
    columns = ["speaker_id", "speaker", "group", "group_name", "n", *(f"n_{name}" for name in (*KINDS, *_UPTAKES)),
               "n_words", "mark", *(f"mark_{name}" for name in (*KINDS, *_UPTAKES))]  # fmt: skip
    n_names = int((quotes["kind"] == "name").sum())
    return Exhibit(
        id="T5",
        title=f"Whose words, by {names.by}",
        caption=(
            "How often each speaker is quoted or reported: in whole clauses between marks (direct), in some words "
            "within a report (mixed), or without marks (indirect); and how often the author adopts or rejects what "
            "is said. Scare quotes hold words that nobody is said to have said."
        ),
        note=(
            f"Unit: stretch of words, n = {len(shown):,} in {plural(shown['doc_id'].nunique(), 'article')}. "
            f"{plural(n_names, 'name, title or gloss', many='names, titles and glosses')} between marks "
            f"{'is' if n_names == 1 else 'are'} left out. Speakers sorted by number of quotations."
        ),
        kind="table",
        data=pd.DataFrame(rows, columns=columns),
        columns=_columns(names),
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        most_rows=MOST_ROWS,
    )


def _columns(names: Names) -> tuple[Column, ...]:
    return (
        Column("speaker", "speaker", "head"),
        Column("group_name", names.by),
        Column("n", "all", "number", mark="mark"),
        *(
            Column(f"n_{kind}", label, "number", mark=f"mark_{kind}", is_minor=kind == "scare")
            for kind, label in KINDS.items()
        ),
        *(Column(f"n_{uptake}", uptake, "number", mark=f"mark_{uptake}", is_minor=True) for uptake in _UPTAKES),
    )


def speaker_name(speaker: str, names: Names) -> str:
    """Return how a speaker is called: an actor by its name, a person as found, anybody else as not named."""
    if speaker in ("", "author"):
        return _SCARE
    return "somebody not named" if speaker == UNKNOWN else visible(names.actor(speaker))


def _row(part: pd.DataFrame, speaker: str, group: str, *, names: Names, marks: Marks) -> dict[str, object]:
    who = f"{names.group(group)}, {speaker_name(speaker, names)}"
    row: dict[str, object] = {
        "speaker_id": speaker, "speaker": speaker_name(speaker, names), "group": group,
        "group_name": names.group(group), "n": len(part), "n_words": int(part["n_words"].clip(lower=0).sum()),
        "mark": marks.add(part.assign(part=part["kind"].map(KINDS)), f"{who}: {plural(len(part), 'quotation')}"),
    }  # fmt: skip
    for column, wanted in (("kind", KINDS), ("uptake", {uptake: uptake for uptake in _UPTAKES})):
        for value, label in wanted.items():
            found = part[part[column] == value]
            row[f"n_{value}"] = len(found)
            row[f"mark_{value}"] = marks.add(found, f"{who}, {label}: {len(found)}")
    return row
