"""T7: how good each instrument is by codings; and F19: what goes wrong."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from caatext.errors import visible
from caatext.exhibits.exhibit import Column, Exhibit, Marks, records
from caatext.exhibits.style import Names, percent, plural

#: False positives and false negatives of each frame that the gallery shows.
MOST_ERRORS = 10
BASELINE = "baseline: "
ALL = "all"
_FEW = 30
_COLUMNS = (
    Column("frame", "frame", "head"),
    Column("what", "instrument", under="group_name"),
    Column("n", "with frame / units"),
    Column("precision", "precision", "percent", under="precision_limits"),
    Column("sensitivity", "recall", "percent", under="sensitivity_limits"),
    Column("f1", "F1", "percent", under="f1_limits", mark="mark"),
    Column("alpha", "alpha", under="alpha_coders", is_minor=True),
)
_SHARES = (
    Column("machine_said", "share as read", under="machine_limits", is_minor=True),
    Column("corrected_said", "corrected", under="corrected_limits", is_minor=True),
)


def validation_table(
    accuracy: pd.DataFrame,
    *,
    gold: pd.DataFrame,
    coders: pd.DataFrame,
    prevalence: pd.DataFrame,
    names: Names,
    reason: str = "",
    people: str = "",
) -> Exhibit:
    """Return T7: precision, recall, F1 and alpha of every instrument, with baselines, by frame and by author.

    Parameters
    ----------
    accuracy : DataFrame
        From `validate_codes`, with ``alpha``; empty where nothing was coded.
    gold : DataFrame
        The gold labels behind it.
    coders : DataFrame
        The table of `reliability`; empty where one person coded.
    prevalence : DataFrame
        From `correct_prevalence`; empty where the sample was not drawn by chance.
    names : Names
        Display names.
    reason : str
        Why nothing was validated, where nothing was.
    people : str
        Who coded, in words; how many coders unless given.

    Notes
    -----
    An instrument that is no better than *actor mentioned* finds actors, not frames. Rows by author say whether errors
    differ between authors, which spoils a contrast.
    """
    if accuracy.empty:
        return _nothing(reason)
    marks = Marks("T7")
    rows = accuracy[accuracy["rule"] == "lenient"]
    shares = _shares(prevalence)
    alphas = {row.frame_id: row for row in records(coders[coders["code"] == "presence"])} if len(coders) else {}
    data = pd.DataFrame([_row(row, shares, alphas, names) for row in records(rows)])
    data["mark"] = [marks.add(_positives(row, gold), _label(row)) for row in records(data)]
    order = {frame: number for number, frame in enumerate(names.frames)}
    data = data.sort_values(
        ["frame_id", "is_group", "is_baseline", "instrument", "group"],
        key=lambda c: c.map(lambda frame: order.get(frame, len(order))) if c.name == "frame_id" else c,
        kind="stable", ignore_index=True,
    )  # fmt: skip
    people = people or (plural(int(coders["n_coders"].max()), "coder") if len(coders) else "one coder")
    return Exhibit(
        id="T7",
        title="How good is each instrument?",
        caption=(
            "Each instrument held against codings, beside two trivial baselines: the majority, and that an actor "
            "who could carry the frame is named. Small: 95% limits, and alpha between coders. Shares: as read by the "
            "instrument, and corrected by the coded sample."
        ),
        note=_note(rows, gold, people, prevalence),
        kind="table",
        data=data,
        columns=(*_COLUMNS, *(_SHARES if len(prevalence) else ())),
        evidence=marks.evidence(),
        mark_labels=marks.labels,
    )


def _nothing(reason: str) -> Exhibit:
    said = reason or "Nothing was validated."
    return Exhibit(
        id="T7",
        title="How good is each instrument?",
        caption=f"{visible(said, limit=300)} How often the instruments err in these texts is not known.",
        note="Code a sample with: caatext code sample. Then name the files in the study, under [coding].",
        kind="table",
        data=pd.DataFrame({"validated": ["nothing"], "reason": [said]}),
        columns=(Column("validated", "validated"), Column("reason", "why", "prose")),
    )


def _note(rows: pd.DataFrame, gold: pd.DataFrame, people: str, prevalence: pd.DataFrame) -> str:
    closed = gold.dropna(subset=["value"])
    n_units = len(closed[["doc_id", "paragraph", "sentence"]].drop_duplicates())
    positives = rows[rows["group"] == ALL].groupby("frame_id")["n_positive"].max()
    few = int((positives < _FEW).sum())
    thin = f"{few} of {plural(len(positives), 'frame')} have fewer than {_FEW} coded cases: their recall is a guess. "
    corrected = (
        "Corrected shares: difference estimator with articles as clusters, limits shown from 0 to 100%. "
        if len(prevalence)
        else "No share was corrected: the study does not say how the coded units were drawn. "
    )
    return (
        f"Unit: what was coded, n = {n_units:,} in {plural(closed['doc_id'].nunique(), 'article')}, by {people}; own "
        f"voice; level 1 or 2 counts as coded. {thin if few else ''}{corrected}Intervals: Wilson, too narrow where few "
        "articles were coded."
    )


def _row(row: Any, shares: Mapping[tuple[str, ...], Any], alphas: Mapping[str, Any], names: Names) -> dict[str, Any]:
    told: dict[str, Any] = {
        "frame_id": row.frame_id, "frame": names.frame(row.frame_id), "instrument": row.instrument, "group": row.group,
        "what": visible(row.instrument), "group_name": "all articles" if row.group == ALL else names.group(row.group),
        "is_group": row.group != ALL, "is_baseline": str(row.instrument).startswith(BASELINE), "sample": row.sample,
        "n_units": row.n_units, "n_positive": row.n_positive, "n_predicted": row.n_predicted,
        "n": f"{row.n_positive} / {row.n_units}",
    }  # fmt: skip
    for metric in ("precision", "sensitivity", "specificity", "f1"):
        told[metric] = getattr(row, metric)
        told[f"{metric}_limits"] = _limits(getattr(row, f"{metric}_low"), getattr(row, f"{metric}_high"))
    told["alpha"] = "" if math.isnan(row.alpha) else f"{row.alpha:.2f}"
    people = alphas.get(row.frame_id)
    has_people = people is not None and not math.isnan(people.alpha) and not told["is_baseline"] and row.group == ALL
    told["alpha_coders"] = f"coders {people.alpha:.2f}" if people is not None and has_people else ""
    for method, name in (("uncorrected", "machine"), ("corrected", "corrected")):
        found = shares.get((row.group, row.instrument, row.frame_id, method))
        estimate, low, high = (math.nan,) * 3 if found is None else (found.estimate, found.conf_low, found.conf_high)
        told[f"{name}_share"] = estimate
        told[f"{name}_said"] = "" if found is None else percent(_cut(estimate))
        told[f"{name}_limits"] = _limits(_cut(low), _cut(high))
    return told


def _shares(prevalence: pd.DataFrame) -> dict[tuple[str, ...], Any]:
    return {(row.group, row.instrument, row.frame_id, row.method): row for row in records(prevalence)}


def _cut(share: float) -> float:
    """Return a share that a reader can take for one; the estimator knows no bounds."""
    return share if math.isnan(share) else min(max(share, 0.0), 1.0)


def _limits(low: float, high: float) -> str:
    return "" if math.isnan(low) or math.isnan(high) else f"{percent(low)} to {percent(high)}"


def _positives(row: Any, gold: pd.DataFrame) -> pd.DataFrame | None:
    """Return the units that people coded with the frame, behind the row of each instrument for all articles."""
    if row.is_group or row.is_baseline:
        return None
    own: pd.DataFrame = gold[(gold["frame_id"] == row.frame_id) & (gold["value"] > 0)]
    return own[["doc_id", "paragraph", "sentence"]].assign(start=-1, end=-1, part="coded")


def _label(row: Any) -> str:
    return f"{row.frame}, {row.what}: F1 {percent(row.f1)}, {row.n_positive} of {row.n_units} units coded"


def error_gallery(errors: pd.DataFrame, *, names: Names, most: int = MOST_ERRORS) -> Exhibit:
    """Return F19: the worst false positives and false negatives of each frame, each leading to its sentence.

    Parameters
    ----------
    errors : DataFrame
        From `find_errors`, the worst of each frame and kind first.
    names : Names
        Display names.
    most : int
        How many of each kind a frame shows.

    Notes
    -----
    Chosen by rule, not by taste; it shows what goes wrong, not how often.
    """
    marks = Marks("F19")
    kept = errors.groupby(["frame_id", "error"], sort=False).head(most).reset_index(drop=True)
    order = {frame: number for number, frame in enumerate(names.frames)}
    kept = kept.sort_values(
        "frame_id", key=lambda c: c.map(lambda frame: order.get(frame, len(order))), kind="stable", ignore_index=True
    )
    rows = []
    for row in records(kept):
        where = f"{row.doc_id}.{row.paragraph}.{row.sentence}" if row.sentence else f"{row.doc_id}.{row.paragraph}"
        behind = pd.DataFrame([{"doc_id": row.doc_id, "paragraph": row.paragraph, "sentence": row.sentence,
                                "start": -1, "end": -1, "part": row.error}])  # fmt: skip
        label = f"{names.frame(row.frame_id)}, {row.error} of {row.instruments}"
        rows.append(row._asdict() | {"frame": names.frame(row.frame_id), "where": where,
                                     "said": visible(row.cues, limit=160),
                                     "level": f"{row.gold:.0f}", "mark": marks.add(behind, label)})  # fmt: skip
    data = pd.DataFrame(rows, columns=["frame", "frame_id", "error", "where", "level", "n_instruments", "instruments",
                                       "said", "doc_id", "paragraph", "sentence", "mark"])  # fmt: skip
    counts = errors["error"].value_counts()
    total = ", ".join(plural(int(n), str(kind)) for kind, n in sorted(counts.items())) or "no error"
    return Exhibit(
        id="F19",
        title="What goes wrong?",
        caption=(
            "Units where an instrument and the codings differ, each leading to its sentence: a false positive is read "
            "by an instrument and not coded as the author’s, a false negative the other way round."
        ),
        note=(
            f"Of {total}, up to {most} a frame and kind are shown: those that most instruments get wrong first, then "
            "by the level that coders gave or the strength that the instrument gave, then by address. Own voice."
        ),
        kind="table",
        data=data,
        columns=(
            Column("frame", "frame", "head"),
            Column("error", "error"),
            Column("where", "where", mark="mark"),
            Column("level", "coded", "number"),
            Column("instruments", "wrong", under="said"),
        ),
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        most_rows=400,
    )
