"""`Comparison`: a question, the numbers that its design can carry, and the way back to the sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from importlib import import_module
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from caatext.comparison.design import ESTIMABLE, VERDICTS, Design
from caatext.comparison.groups import Grouping, check_name
from caatext.errors import visible
from caatext.provenance import Provenance
from caatext.stats.multiplicity import benjamini_hochberg, holm
from caatext.tables import make_table, sort_by_address

Adjust = Literal["bh", "holm"]
_ADJUST = {"bh": ("Benjamini-Hochberg", benjamini_hochberg), "holm": ("Holm", holm)}
_SHOWN = ("category", "group", "reference", "estimate", "conf_low", "conf_high", "p_adjusted", "verdict")
_EVIDENCE = ["doc_id", "paragraph", "sentence", "group", "voice", "measure", "category", "value", "weight",
             "start", "end", "text"]  # fmt: skip
SHOWN_ROWS = 12


class Family(NamedTuple):
    """The tests that were adjusted together: how, of what, and how many."""

    adjust: str
    members: str
    size: int

    def __str__(self) -> str:
        if not self.size:
            return f"no test: no contrast of {self.members} is estimable"
        tests = "1 test" if self.size == 1 else f"{self.size:,} tests"
        return f"{self.adjust} over one family of {tests} ({self.members})"


@dataclass(frozen=True)
class Comparison:
    """Estimates by group with the verdict that decides which of them may be read.

    Parameters
    ----------
    table : DataFrame
        The `comparison` contract and further columns, sorted. Numbers that a verdict does not carry are NaN.
    question : str
        What was asked.
    method : str
        How each number was computed.
    families : tuple of Family
        Which tests were adjusted together; one a measure.
    design : Design
        What could be estimated, decided first.
    scores : DataFrame
        The rows behind the numbers: the `scores` contract. Empty where those of all categories are too many to keep.
    find_rows : callable, optional
        From a category to its rows, where `scores` does not hold them.
    grouping : Grouping
        Who was compared with whom, and the texts.
    provenance : Provenance
        Settings and seed.
    """

    table: pd.DataFrame
    question: str
    method: str
    families: tuple[Family, ...]
    design: Design
    scores: pd.DataFrame
    grouping: Grouping
    provenance: Provenance = field(default_factory=Provenance)
    find_rows: Callable[[str], pd.DataFrame] | None = None

    @property
    def verdict(self) -> str:
        """The verdicts in words, with their counts."""
        counts = self.table["verdict"].value_counts()
        parts = [f"{counts[verdict]} {verdict}" for verdict in VERDICTS if verdict in counts]
        if len(parts) == 1:
            verdict = str(counts.index[0])
            return f"{verdict[0].upper()}{verdict[1:]}"
        return f"Of {len(self.table):,} contrasts: {', '.join(parts)}" if parts else "Nothing to compare"

    @property
    def family(self) -> str:
        """The families in words: how p-values were adjusted, over which tests, and how many."""
        return "; ".join(str(family) for family in self.families)

    def evidence(self, category: str, group: str | None = None, *, measure: str | None = None) -> pd.DataFrame:
        """Return the rows behind a number, each with its address and, where there is one, its text.

        Parameters
        ----------
        category : str
            A category of the table.
        group : str, optional
            Documents of this group only.
        measure : str, optional
            Rows of this measure only, where the comparison has several.

        Returns
        -------
        DataFrame
            ``doc_id, paragraph, sentence, group, voice, measure, category, value, weight, start, end, text``,
            in reading order. The document's value is the mean of `value` weighted by `weight`.

        Raises
        ------
        ComparisonError
            There is no such category or group.
        """
        check_name(category, sorted(set(self.table["category"])), what="category")
        if group is not None:
            check_name(group, self.grouping.groups, what=self.grouping.by)
        scores = self.find_rows(category) if self.find_rows else self.scores
        label = scores["doc_id"].map(self.grouping.labels)
        kept = (scores["category"] == category) & label.notna()
        kept &= True if group is None else label == group
        kept &= True if measure is None else scores["measure"] == measure
        rows = sort_by_address(scores[kept].assign(group=label[kept].astype("str")), "voice", "measure")
        rows = _with_offsets(rows, self.grouping)
        spans = zip(rows["doc_id"], rows["start"].tolist(), rows["end"].tolist(), strict=True)
        found = [self.grouping.texts.get(str(d), "")[a:b] if a >= 0 else "" for d, a, b in spans]
        rows["text"] = pd.Series(found, index=rows.index, dtype="str")
        return rows[_EVIDENCE]

    def figure(self, **options: Any) -> Any:
        """Return a matplotlib figure of the estimates with their intervals; needs the exhibits of the package."""
        return import_module("caatext.exhibits.figures").draw_comparison(self, **options)

    def with_step(self, name: str, settings: Mapping[str, Any]) -> Comparison:
        """Return the comparison with one more step in its record."""
        return replace(self, provenance=self.provenance.then(name, settings=settings))

    def __repr__(self) -> str:
        return f"<comparison by {self.grouping.by}: {self.verdict}; {len(self.table):,} rows>"

    def _repr_html_(self) -> str:
        reasons = list(dict.fromkeys(self.table["reason"]))
        more = f" <em>And {len(reasons) - 3} further reasons, in the table.</em>" if len(reasons) > 3 else ""
        words = f"<p><strong>{escape(self.verdict)}.</strong> {escape(' '.join(reasons[:3]))}{more}</p>"
        shown = self.table[[name for name in _SHOWN if name in self.table]].head(SHOWN_ROWS)
        shown = shown.map(lambda value: visible(value) if isinstance(value, str) else value)
        table: str = shown.to_html(index=False, escape=True, na_rep="", float_format="{:.3g}".format)
        rest = len(self.table) - len(shown)
        cut = f"<p>{rest:,} further rows in <code>.table</code>.</p>" if rest > 0 else ""
        how = f"<p>{escape(self.family)}. {escape(self.method)}</p>"
        return f"<p>{escape(self.question)}</p>{words}{table}{cut}{how}"


def _with_offsets(rows: pd.DataFrame, grouping: Grouping) -> pd.DataFrame:
    """Return the rows with the offsets of their paragraph where they name one and have no offsets of their own."""
    bare = (rows["start"] < 0) & (rows["paragraph"] > 0) & (rows["sentence"] == 0)
    if not bool(bare.any()):
        return rows
    spans = grouping.paragraphs.set_index(["doc_id", "paragraph"])[["start", "end"]]
    found = spans.reindex(pd.MultiIndex.from_frame(rows.loc[bare, ["doc_id", "paragraph"]])).fillna(-1)
    rows.loc[bare, ["start", "end"]] = found.to_numpy(dtype="int64")
    return rows


def finish_table(
    rows: Iterable[Mapping[str, object]] | pd.DataFrame, *, adjust: Adjust, members: str
) -> tuple[pd.DataFrame, tuple[Family, ...]]:
    """Return the comparison table with adjusted p-values, and the families that they were adjusted in.

    Parameters
    ----------
    rows : iterable of mappings, or DataFrame
        Rows of the `comparison` contract with ``measure``; `p_value` is NaN where there was no test.
    adjust : {"bh", "holm"}
        Benjamini-Hochberg for screens, Holm for a named secondary family.
    members : str
        What the tests are, for the record.

    Returns
    -------
    table, families
        One family a measure. A p-value outside an estimable row would be an error of the caller, and is removed.
    """
    table = make_table(rows, "comparison")
    if "measure" not in table:
        table["measure"] = pd.Series("", index=table.index, dtype="str")
    untested = table["verdict"] != ESTIMABLE
    table.loc[untested, ["p_value", "conf_low", "conf_high"]] = np.nan
    name, function = _ADJUST[adjust]
    families = []
    for measure in sorted(set(table["measure"])):
        own = table["measure"] == measure
        table.loc[own, "p_adjusted"] = function(table.loc[own, "p_value"].to_numpy())
        size = int(table.loc[own, "p_value"].notna().sum())
        families.append(Family(name, f"{members} of {measure}" if measure else members, size))
    return table, tuple(families)
