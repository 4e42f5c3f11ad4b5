"""T12: what every instrument reads in every article, frame by frame, each count leading to its sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from caatext.errors import visible
from caatext.exhibits.exhibit import Column, Exhibit, Marks, records
from caatext.exhibits.figures_design import group_column
from caatext.exhibits.style import Names
from caatext.measures.frames.scoring import counted_codes

#: What stands where an instrument has no count: it cannot read the frame, or no paragraph is eligible.
NOT_READ, NOT_ELIGIBLE = "–", "NA"
#: Behind the count of an instrument that its own check calls weak.
WEAK = "?"


def instrument_table(
    scores: Mapping[str, pd.DataFrame],
    codes: pd.DataFrame,
    coverage: pd.DataFrame,
    *,
    documents: pd.DataFrame,
    names: Names,
) -> Exhibit:
    """Return T12: eligible paragraphs of each article, and how many of them each instrument reads as the frame.

    Parameters
    ----------
    scores : mapping of str to DataFrame
        Scores by instrument, as `Readings.scores` gives them; measure ``frame`` is read.
    codes : DataFrame
        The codes of all instruments.
    coverage : DataFrame
        What each instrument can read, and why not.
    documents : DataFrame
        The documents with the grouping variable.
    names : Names
        Display names.

    Notes
    -----
    Instruments that read the same number of paragraphs need not read the same ones: F18 says whether they do.
    """
    instruments = [str(name) for name in dict.fromkeys(coverage["instrument"])]
    states = {(row.instrument, row.frame_id): row.status for row in records(coverage)}
    counts = {name: _counts(table) for name, table in scores.items()}
    eligible = {place: n for own in counts.values() for place, (_, n) in own.items()}
    behind = dict(iter(counted_codes(codes).groupby(["instrument", "frame_id", "doc_id"], sort=True)))
    groups = group_column(documents, documents, names.by)
    articles = list(zip(documents["doc_id"].astype(str), groups, strict=True))
    marks, rows = Marks("T12"), []
    for frame_id, frame in names.frames.items():
        for doc_id, group in articles:
            n = eligible.get((frame_id, doc_id), 0)
            row: dict[str, Any] = {"frame_id": frame_id, "frame": frame, "doc_id": doc_id, "group": group,
                                   "group_name": names.group(group), "n_eligible": n}  # fmt: skip
            for name in instruments:
                status = states.get((name, frame_id), "not available")
                k = counts.get(name, {}).get((frame_id, doc_id), (0, 0))[0]
                label = f"{frame}, {doc_id}, {name}: {k} of {n} paragraphs"
                row[name] = _said(status, k, n)
                row[f"n_{name}"] = float("nan") if status == "not available" or not n else float(k)
                row[f"mark_{name}"] = marks.add(behind.get((name, frame_id, doc_id)), label) if k else ""
            rows.append(row)
    return Exhibit(
        id="T12",
        title="What each instrument reads",
        caption=(
            "Paragraphs that could carry the frame, and how many of them each instrument reads as the frame, article "
            "by article. Instruments of different kind that differ are a finding, not a fault of one of them."
        ),
        note=(
            f"Unit: paragraph; own voice; roles as in the primary pair. {NOT_READ}: the instrument cannot read the "
            f"frame; {NOT_ELIGIBLE}: no eligible paragraph, which is missing and not zero; {WEAK}: the instrument’s "
            f"own check says that it does not tell this frame apart, so that it is no witness. {_reasons(coverage)}"
        ),
        kind="table",
        data=pd.DataFrame(rows),
        columns=(
            Column("frame", "frame", "head"),
            Column("doc_id", "article", "code"),
            Column("group_name", names.by, is_minor=True),
            Column("n_eligible", "eligible", "number"),
            *(Column(name, name, "number", mark=f"mark_{name}") for name in instruments),
        ),
        evidence=marks.evidence(),
        mark_labels=marks.labels,
    )


def _counts(scores: pd.DataFrame) -> dict[tuple[str, str], tuple[int, int]]:
    """Return coded and eligible paragraphs by frame and document."""
    own = scores[scores["measure"] == "frame"].groupby(["category", "doc_id"], sort=True)["value"].agg(["sum", "size"])
    return {(str(frame), str(doc)): (int(k), int(n)) for (frame, doc), k, n in own.itertuples(name=None)}


def _said(status: str, k: int, n: int) -> str:
    if status == "not available":
        return NOT_READ
    if n == 0:
        return NOT_ELIGIBLE
    return f"{k}{WEAK}" if status == "weak" else str(k)


def _reasons(coverage: pd.DataFrame) -> str:
    """Return why whole instruments are not there, each once."""
    said = []
    for name, own in coverage.groupby("instrument", sort=False):
        if (own["status"] == "not available").all():
            reasons = list(dict.fromkeys(own["reason"]))
            reason = reasons[0] if len(reasons) == 1 else "no frame has what it needs"
            said.append(f"{name}: {visible(reason, limit=200)}.")
    return f"Not available: {' '.join(said)}" if said else ""
