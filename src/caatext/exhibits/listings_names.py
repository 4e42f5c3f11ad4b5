"""T3: which forms of words were led to which actor, by which rules, and how often that was checked."""

from __future__ import annotations

import math

import pandas as pd

from caatext.errors import visible
from caatext.exhibits.exhibit import Column, Exhibit, Marks, records
from caatext.exhibits.style import Names, percent, plural

#: The rule of a mention that a person has read.
REVIEW = "review"
_READINGS = ("actor", "place", "modifier")
_MOST_RULES = 4
MOST_ROWS = 24
_ACCURACY = ("precision", "precision_low", "precision_high", "recall", "recall_low", "recall_high")


def alias_audit(
    mentions: pd.DataFrame, *, names: Names, accuracy: pd.DataFrame | None = None, before: pd.DataFrame | None = None
) -> Exhibit:
    """Return T3: one row a form of words and actor, with its readings, the rules that decided, and what was checked.

    Parameters
    ----------
    mentions : DataFrame
        The `mentions` contract. A mention with the rule ``review`` was read by a person.
    names : Names
        Display names of actors.
    accuracy : DataFrame, optional
        ``surface`` (``""`` for all), ``n_gold, n_found, precision, precision_low, precision_high, recall,
        recall_low, recall_high`` against coded mentions, where there are any.
    before : DataFrame, optional
        The mentions as the rules read them before the review; without it nobody can tell what a review changed.

    Notes
    -----
    Many mentions of one rule are no proof of the rule: how often it is right is known from coded mentions only.
    """
    marks = Marks("T3")
    table = mentions.assign(is_changed=_changed(mentions, before))
    rows = [
        _row(part, str(surface), str(actor), names=names, marks=marks)
        for (surface, actor), part in table.groupby(["surface", "actor_id"], sort=True)
    ]
    columns = ["surface", "actor_id", "actor", "n", "n_actor", "n_place", "n_modifier", "rules", "n_unsure",
               "other_reading", "n_checked", "n_changed", "checked", "mark", "mark_place", "mark_modifier",
               "mark_unsure"]  # fmt: skip
    data = pd.DataFrame(rows, columns=columns)
    data = data.assign(n_doubtful=data["n_unsure"] + data["n_place"] + data["n_modifier"])
    order = ["n_doubtful", "n", "surface", "actor_id"]
    data = data.sort_values(order, ascending=[False, False, True, True], ignore_index=True)
    data = _with_accuracy(data, accuracy)
    return Exhibit(
        id="T3",
        title="Forms of words and the actors they were led to",
        caption=(
            "Each form of words with the actor it was led to: how often as an actor, how often as a place or as part "
            "of another name’s description, and how often another reading was possible. Below a form its actor; "
            "last, the rules that decided, with how often."
        ),
        note=(
            f"Unit: mention, n = {len(table):,}, all voices. {_said_of_review(table)} {_said_of_gold(accuracy)} "
            "Forms that are unsure or no actor most often come first, then the most frequent."
        ),
        kind="table",
        data=data,
        columns=_columns(data),
        evidence=marks.evidence(),
        mark_labels=marks.labels,
        most_rows=MOST_ROWS,
    )


def _changed(mentions: pd.DataFrame, before: pd.DataFrame | None) -> pd.Series:
    """Return of each mention whether a review changed its actor or reading; None where that is not known."""
    places = ["doc_id", "paragraph", "sentence", "start", "surface"]
    told = [] if before is None else before[[*places, "actor_id", "reading"]].values.tolist()
    was = {tuple(row[:5]): tuple(row[5:]) for row in told}
    rows = mentions[[*places, "actor_id", "reading"]].values.tolist()
    changed = [
        False if rule != REVIEW else None if tuple(row[:5]) not in was else was[tuple(row[:5])] != tuple(row[5:])
        for row, rule in zip(rows, mentions["rule"], strict=True)
    ]
    return pd.Series(changed, index=mentions.index, dtype="object")


def _row(part: pd.DataFrame, surface: str, actor: str, *, names: Names, marks: Marks) -> dict[str, object]:
    shown = f"“{visible(surface)}”, {names.actor(actor)}"
    by_reading = {reading: part[part["reading"] == reading] for reading in _READINGS}
    unsure = part[(part["other_reading"] != "") & (part["rule"] != REVIEW)]
    n_checked = int((part["rule"] == REVIEW).sum())
    n_changed = _count_changed(part)
    row: dict[str, object] = {
        "surface": surface, "actor_id": actor, "actor": names.actor(actor), "n": len(part), "rules": _rules(part),
        "n_unsure": len(unsure), "other_reading": ", ".join(sorted(set(unsure["other_reading"]))),
        "n_checked": n_checked, "n_changed": n_changed,
        "checked": f"{n_checked}{'' if n_changed is None else f', {n_changed} changed'}" if n_checked else "none",
        "mark": marks.add(part.assign(part=part["reading"]), f"{shown}: {plural(len(part), 'mention')}"),
    }  # fmt: skip
    for reading, found in by_reading.items():
        row[f"n_{reading}"] = len(found)
        if reading != "actor":
            row[f"mark_{reading}"] = marks.add(found, f"{shown}, as {reading}: {plural(len(found), 'mention')}")
    label = f"{shown}: {plural(len(unsure), 'mention')} with another possible reading"
    row["mark_unsure"] = marks.add(unsure.assign(part="or " + unsure["other_reading"]), label)
    return row


def _count_changed(table: pd.DataFrame) -> int | None:
    found = list(table["is_changed"])
    return None if None in found else sum(map(bool, found))


def _rules(part: pd.DataFrame) -> str:
    """Return the rules that decided, the most frequent first, each with how often."""
    counts = part["rule"].value_counts()
    order = sorted(counts.index, key=lambda rule: (-counts[rule], rule))
    said = [f"{visible(rule)} {counts[rule]}" for rule in order[:_MOST_RULES]]
    rest = len(order) - _MOST_RULES
    return ", ".join(said) + (f" and {plural(rest, 'other')}" if rest > 0 else "")


def _with_accuracy(data: pd.DataFrame, accuracy: pd.DataFrame | None) -> pd.DataFrame:
    if accuracy is None:
        return data
    kept = accuracy.loc[accuracy["surface"] != "", ["surface", "n_gold", *_ACCURACY]]
    data = data.merge(kept, on="surface", how="left")
    for name in ("precision", "recall"):
        limits = zip(data[name], data[f"{name}_low"], data[f"{name}_high"], strict=True)
        data[f"{name}_shown"] = [_limits(*found) for found in limits]
    return data


def _limits(share: float, low: float, high: float) -> str:
    return "NA" if math.isnan(share) else f"{percent(share)} ({percent(low)[:-1]}–{percent(high)})"


def _said_of_review(table: pd.DataFrame) -> str:
    n_checked, n_changed = int((table["rule"] == REVIEW).sum()), _count_changed(table)
    if not n_checked:
        return "No mention was checked by a person."
    said = "what that changed is not recorded" if n_changed is None else f"of which {n_changed} changed"
    return f"Checked by a person: {plural(n_checked, 'mention')}, {said}."


def _said_of_gold(accuracy: pd.DataFrame | None) -> str:
    if accuracy is None or accuracy.empty:
        return "Not checked against coded mentions."
    whole = accuracy[accuracy["surface"] == ""]
    interval = "Limits: Wilson, 95%. NA: not coded."
    if whole.empty:
        return interval
    row = next(iter(records(whole)))
    return (
        f"Against {plural(int(row.n_gold), 'coded mention')}: precision "
        f"{_limits(row.precision, row.precision_low, row.precision_high)}, recall "
        f"{_limits(row.recall, row.recall_low, row.recall_high)}. {interval}"
    )


def _columns(data: pd.DataFrame) -> tuple[Column, ...]:
    columns = [
        Column("surface", "form", under="actor"),
        Column("n", "all", "number", mark="mark"),
        Column("n_place", "as place", "number", mark="mark_place"),
        Column("n_modifier", "as modifier", "number", mark="mark_modifier", is_minor=True),
        Column("n_unsure", "unsure", "number", mark="mark_unsure", under="other_reading"),
    ]
    if data["n_checked"].any():
        columns.append(Column("checked", "checked"))
    if "precision_shown" in data and bool(data["precision"].notna().any()):
        columns += [Column("precision_shown", "precision", is_minor=True)]
        columns += [Column("recall_shown", "recall", is_minor=True)]
    return (*columns, Column("rules", "decided by"))
