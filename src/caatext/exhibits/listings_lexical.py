"""T11: how each group writes, as far as counts tell: means over articles with what the articles carry."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from caatext.comparison.design import ESTIMABLE
from caatext.comparison.groups import Grouping
from caatext.comparison.means import group_means
from caatext.exhibits.exhibit import Column, Exhibit, Marks, records
from caatext.exhibits.style import Names, plural

#: Measures of `score_lexical` in the order of the page: what each is called, what higher means if that is not plain,
#: decimals.
MEASURES: Mapping[str, tuple[str, str, int]] = {
    "words_per_sentence": ("words per sentence", "", 1),
    "mean_word_length": ("characters per word", "", 2),
    "syllables_per_word": ("syllables per word", "", 2),
    "flesch_reading_ease": ("Flesch reading ease", "easier", 1),
    "flesch_kincaid_grade": ("Flesch-Kincaid grade", "harder", 1),
    "gunning_fog": ("Gunning fog", "harder", 1),
    "yule_k": ("Yule’s K", "more repetition", 0),
    "hdd": ("HD-D, 42 words", "more variety", 3),
    "mattr": ("MATTR, 50 words", "more variety", 3),
    "mtld": ("MTLD", "more variety", 0),
    "hedges_per_1000": ("hedges per 1,000 words", "", 1),
    "modals_per_1000": ("modals per 1,000 words", "", 1),
}
_COLUMNS = ["measure", "label", "group", "group_name", "estimate", "conf_low", "conf_high", "mean", "interval",
            "n_documents", "n_missing", "verdict", "reason", "mark"]  # fmt: skip


def lexical_profile(scores: pd.DataFrame, grouping: Grouping, *, names: Names) -> Exhibit:
    """Return T11: the mean of each measure of style in each group, with interval, articles and verdict.

    Parameters
    ----------
    scores : DataFrame
        From `score_lexical`; other measures are passed over. Own words where they are kept apart, else all words.
    grouping : Grouping
        From `group_by`.
    names : Names
        Groups in their order, and display names.

    Notes
    -----
    Intervals that overlap are no test: `contrast` of the same scores is. Readability is length of sentences and words.
    """
    kept = scores[scores["measure"].isin(list(MEASURES))]
    voice = "author" if bool((kept["voice"] == "author").any()) else "all"
    kept = kept[kept["voice"] == voice]
    marks = Marks("T11")
    behind = dict(iter(kept.assign(group=kept["doc_id"].map(grouping.labels)).groupby(["measure", "group"], sort=True)))
    found = {(row.measure, row.group): row for row in records(group_means(kept, grouping, voice=voice))}
    rows = [
        _row(found[(measure, group)], behind.get((measure, group)), names=names, marks=marks)
        for measure in MEASURES
        for group in names.groups
        if (measure, group) in found
    ]
    data = pd.DataFrame(rows, columns=_COLUMNS)
    n_estimable = int((data["verdict"] == ESTIMABLE).sum())
    missing = [label for name, (label, _, _) in MEASURES.items() if name not in set(data["measure"])]
    return Exhibit(
        id="T11",
        title=f"How each {names.by} writes",
        caption=(
            "Mean over articles of each measure of style, with its 95% interval. Behind the name of a measure, what a "
            "higher value means where the name does not tell."
        ),
        note=(
            f"{_said_of_voice(voice)} Unit: article, n = {kept['doc_id'].nunique()}. "
            f"{n_estimable} of {plural(len(data), 'mean')} {'has' if n_estimable == 1 else 'have'} an interval, from "
            "four articles on; it is Student's, or clustered by author where a group has several. Overlapping "
            "intervals are no test. Limits below zero are shown as zero. Syllables are counted by rules of spelling."
            + (f" Not there: {', '.join(missing)}." if missing else "")
        ),
        kind="table",
        data=data,
        columns=(
            Column("label", "measure", "head"),
            Column("group_name", names.by),
            Column("mean", "mean", mark="mark"),
            Column("interval", "95% interval"),
            Column("n_documents", "articles", "number"),
            Column("verdict", "verdict", is_minor=True),
        ),
        evidence=marks.evidence(),
        mark_labels=marks.labels,
    )


def _said_of_voice(voice: str) -> str:
    if voice == "author":
        return "The author's own words; by sentence, sentences that are the author's from end to end."
    return "All words, quotations included: counts without text do not keep voices."


def _row(mean: Any, behind: pd.DataFrame | None, *, names: Names, marks: Marks) -> dict[str, object]:
    label, more, digits = MEASURES[mean.measure]
    name = names.group(mean.group)
    # No rate or length is below zero, whatever Student's interval says; the formulas of Flesch and Kincaid may be.
    least = mean.conf_low if mean.measure.startswith("flesch") else max(mean.conf_low, 0.0)
    shown, low, high = (_number(value, digits) for value in (mean.estimate, least, mean.conf_high))
    said = f"{label}, {name}: {shown} in {plural(mean.n_documents, 'article')}"
    row: dict[str, object] = mean._asdict()
    return row | {
        "label": f"{label} (higher: {more})" if more else label,
        "group_name": name,
        "mean": shown,
        "interval": f"{low} to {high}" if mean.verdict == ESTIMABLE else "none",
        "mark": marks.add(behind, said),
    }


def _number(value: float, digits: int) -> str:
    return "NA" if math.isnan(value) else f"{value:,.{digits}f}".replace("-", "−")
