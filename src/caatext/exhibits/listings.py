"""Tables of the report: corpus, cleaning ledger, frame shares, claims, codebook, reproduction."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from caatext.corpus.codebook import Codebook, Frame
from caatext.exhibits.exhibit import Column, Exhibit, Marks, records
from caatext.exhibits.figures_frames import interval_kinds
from caatext.exhibits.style import Names, listed, percent, plural
from caatext.provenance import Provenance, fingerprint

#: Line kinds are shown by article for so many articles; beyond, in total.
MOST_ARTICLES = 8
MAIN_ACTORS = 3
HASH = 12
_LONG = 60
#: Columns of T1, where the corpus has them.
_CORPUS_COLUMNS = (
    Column("doc_id", "article", "code", mark="mark"),
    Column("author", "author", "text"),
    Column("affiliation", "affiliation"),
    Column("title", "title", "prose"),
    Column("outlet", "outlet"),
    Column("date", "date"),
    Column("region", "region"),
    Column("n_words", "words", "number"),
    Column("n_paragraphs", "paragraphs", "number"),
    Column("n_sentences", "sentences", "number"),
    Column("main_actors", "most named actors", "prose"),
)
STATUSES = ("supported", "not supported", "not estimable")


def corpus_table(
    documents: pd.DataFrame, paragraphs: pd.DataFrame, *, mentions: pd.DataFrame, names: Names, ledger_note: str = ""
) -> Exhibit:
    """Return T1: what was read, one row an article; what is missing is said.

    Parameters
    ----------
    documents, paragraphs, mentions : DataFrame
        The contracts; documents may have ``region``, ``affiliation`` and ``n_sentences``.
    names : Names
        Display names.
    ledger_note : str
        Totals of the cleaning, in words.
    """
    marks = Marks("T1")
    behind = dict(iter(paragraphs.assign(sentence=0).groupby("doc_id", sort=False)))
    acting = mentions[mentions["reading"] == "actor"]
    counts = acting.groupby(["doc_id", "actor_id"], sort=True).size()
    data = documents.drop(columns="text", errors="ignore").reset_index(drop=True)
    data["main_actors"] = [_main_actors(counts, str(doc_id), names) for doc_id in data["doc_id"]]
    data["mark"] = [
        marks.add(behind.get(doc_id), f"Article {doc_id}: {plural(len(behind.get(doc_id, ())), 'paragraph')}")
        for doc_id in data["doc_id"]
    ]
    columns = tuple(column for column in _CORPUS_COLUMNS if _has_values(data, column.name))
    empty = [column.label for column in _CORPUS_COLUMNS if column.name in data and not _has_values(data, column.name)]
    missing = f" Missing for all articles: {listed(empty)}." if empty else ""
    return Exhibit(
        id="T1",
        title="The corpus",
        caption="What was read: one row an article, with its length and the actors it names most often as actors.",
        note=(
            f"{plural(len(data), 'article')}, {int(data['n_words'].sum()):,} words. {ledger_note}{missing}"
            " A word has a letter or a digit; hyphens join."
        ),
        kind="table",
        data=data,
        columns=columns,
        evidence=marks.evidence(),
        mark_labels=marks.labels,
    )


def _has_values(data: pd.DataFrame, name: str) -> bool:
    return name in data and bool((data[name].fillna("").astype("str") != "").any())


def _main_actors(counts: pd.Series, doc_id: str, names: Names) -> str:
    if doc_id not in counts.index.get_level_values(0):
        return "none"
    of_doc = counts[doc_id]
    order = sorted(of_doc.index, key=lambda actor: (-of_doc[actor], actor))[:MAIN_ACTORS]
    return ", ".join(f"{names.actor(actor)} {of_doc[actor]}" for actor in order)


def cleaning_ledger(ledger: pd.DataFrame, *, doc_ids: Sequence[str], rules: str = "") -> Exhibit:
    """Return T2: how each input or line ended, by kind and article.

    Parameters
    ----------
    ledger : DataFrame
        The `ledger` contract: ``status`` is read, rejected or ignored, ``rule`` says by which rule.
    doc_ids : sequence of str
        Articles in the order of the corpus.
    rules : str
        Name and version of the rules.

    Returns
    -------
    Exhibit
        Rows and columns add up to the number of inputs.
    """
    marks = Marks("T2")
    table = ledger.assign(article=ledger["doc_id"].where(ledger["doc_id"] != "", "none"))
    shown = [doc_id for doc_id in doc_ids if (table["article"] == doc_id).any()]
    shown = [*shown, *(["none"] if (table["article"] == "none").any() else [])]
    shown = shown if len(shown) <= MOST_ARTICLES + 1 else []
    order = {status: place for place, status in enumerate(("read", "ignored", "rejected"))}
    kinds = table.groupby(["status", "unit", "rule"], sort=True).size().reset_index(name="total")
    kinds["place"] = kinds["status"].map(order).fillna(len(order))
    kinds = kinds.sort_values(["place", "total", "rule"], ascending=[True, False, True], kind="stable")
    parts = dict(iter(table.groupby(["status", "unit", "rule"], sort=True)))
    rows = [
        _ledger_row(kind, parts[(kind.status, kind.unit, kind.rule)], shown, marks=marks) for kind in records(kinds)
    ]
    data = pd.DataFrame(rows)
    columns = [
        Column("status", "status", "head"),
        Column("rule", "kind", "text"),
        Column("unit", "unit", is_minor=True),
    ]
    columns += [
        Column(f"n_{doc_id}", "no article" if doc_id == "none" else doc_id, "number", mark=f"mark_{doc_id}")
        for doc_id in shown
    ]
    columns += [Column("total", "all", "number", mark="mark")]
    totals = table["status"].value_counts()
    said = [f"{n:,} {status}" for status in order if (n := int(totals.get(status, 0)))]
    return Exhibit(
        id="T2",
        title="The cleaning ledger",
        caption="How each input ended: read, ignored by a named rule, or rejected. Nothing ends otherwise.",
        note=f"{plural(len(table), 'input')}: {listed(said) or 'none'}. {rules}".strip(),
        kind="table",
        data=data,
        columns=tuple(columns),
        evidence=marks.evidence(),
        mark_labels=marks.labels,
    )


def _ledger_row(kind: Any, part: pd.DataFrame, shown: Sequence[str], *, marks: Marks) -> dict[str, object]:
    status, unit, rule = str(kind.status), str(kind.unit), str(kind.rule)
    where = part["path"].where(part["place"] == "", part["path"] + ", " + part["place"])
    rows = part[["doc_id"]].assign(paragraph=0, sentence=0, part=where)
    row: dict[str, object] = {"status": status, "rule": rule or "body text", "unit": unit}
    for article in shown:
        here = rows[part["article"] == article]
        row[f"n_{article}"] = len(here)
        row[f"mark_{article}"] = marks.add(here, f"{status}, {rule or 'body text'}, {article}: {len(here)}")
    row["total"] = len(part)
    row["mark"] = marks.add(rows, f"{status}, {rule or 'body text'}: {len(part)}") if not shown else ""
    return row


_INTENSITY = (
    " Intensity of an article: 0 absent; 1 present; 2 in two paragraphs and what one of them is for; 3 what the first "
    "paragraph or one of the conclusion is for, and in more than a third of all; lowest and highest where several."
)


def frame_table(heatmap: Exhibit, estimates: pd.DataFrame, *, names: Names) -> Exhibit:
    """Return T4: the numbers behind F3, with the intervals and what they mean; its marks are those of F3.

    Parameters
    ----------
    heatmap : Exhibit
        F3.
    estimates : DataFrame
        As for F3, with ``n_documents``, ``interval`` and, where known, ``sections`` and ``intensity``.
    names : Names
        For the name of the grouping variable.
    """
    more = [name for name in ("n_documents", "interval", "sections", "intensity") if name in estimates]
    lonely = "n_documents" in estimates and bool((estimates["n_documents"] == 1).any())
    extra = estimates.rename(columns={"category": "frame_id"})[["frame_id", "group", *more]]
    data = heatmap.data.merge(extra, on=["frame_id", "group"], how="left")
    data["interval"] = data["interval"].fillna("no eligible paragraph")
    data["limits"] = [_limits(low, high) for low, high in zip(data["conf_low"], data["conf_high"], strict=True)]
    columns = [
        Column("frame", "frame", "head"),
        Column("group_name", names.by),
        Column("n_eligible", "eligible", "number"),
        Column("n_coded", "coded", "number", mark="mark"),
        Column("share", "share", "percent", mark="mark"),
        Column("limits", "95% interval", "number"),
    ]
    has_sections = "sections" in data and not data["sections"].fillna("").isin(["", "text"]).all()
    columns += [Column("intensity", "intensity", "number", is_minor=True)] if "intensity" in data else []
    columns += [Column("sections", "where coded", is_minor=True)] if has_sections else []
    between = " Between articles: not available where there is one article." if lonely else ""
    return Exhibit(
        id="T4",
        title="Frames in numbers",
        caption="Eligible and coded paragraphs, and the share of the first that are the second, with its interval.",
        note=(
            f"Unit: paragraph; own voice. Interval: {interval_kinds(estimates)}.{between} "
            f"NA: no eligible paragraph, which is missing, not zero.{_INTENSITY if 'intensity' in data else ''}"
        ),
        kind="table",
        data=data,
        columns=tuple(columns),
        evidence=heatmap.evidence,
        mark_labels=heatmap.mark_labels,
    )


def _limits(low: float, high: float) -> str:
    return "NA" if math.isnan(low) or math.isnan(high) else f"{percent(low)[:-1]}–{percent(high)}"


def claims_ledger(claims: pd.DataFrame, evidence: pd.DataFrame, *, rule: str = "") -> Exhibit:
    """Return T8: what may be said, claim by claim; supported ones first, and each leads to its addresses.

    Parameters
    ----------
    claims : DataFrame
        The `claims` contract.
    evidence : DataFrame
        The `evidence` contract with the claim as mark.
    rule : str
        The decision rule, in words.
    """
    marks = Marks("T8")
    behind = dict(iter(evidence.drop(columns="mark").assign(claim=evidence["mark"]).groupby("claim", sort=True)))
    place = {status: number for number, status in enumerate(STATUSES)}
    data = claims.assign(place=claims["status"].map(place).fillna(len(place)))
    data = data.sort_values("place", kind="stable", ignore_index=True).drop(columns="place")
    data["mark"] = [marks.add(behind.get(row.claim_id), f"{row.claim_id}: {row.statement}") for row in records(data)]
    data["basis"] = [_basis(row.n_units, row.n_documents) for row in records(data)]
    found = data["status"].value_counts()
    counts = [f"{found[status]} {status}" for status in STATUSES if status in found]
    return Exhibit(
        id="T8",
        title="Claims ledger",
        caption=(
            f"{plural(len(data), 'claim')}: {listed(counts) or 'none'}. Each with what it estimates and why it has "
            "its status."
        ),
        note=rule,
        kind="table",
        data=data,
        columns=(
            Column("status", "status", "status"),
            Column("statement", "claim", "prose", under="estimand"),
            Column("reason", "why", "prose"),
            Column("basis", "rests on", "text", mark="mark", under="instruments"),
        ),
        evidence=marks.evidence(),
        mark_labels=marks.labels,
    )


def _basis(n_units: int, n_documents: int) -> str:
    parts = [plural(n, noun) for n, noun in ((n_units, "unit"), (n_documents, "article")) if n > 0]
    return " in ".join(parts) or "nothing"


def codebook_table(codebook: Codebook) -> Exhibit:
    """Return T9: what each code means and when it is given.

    Parameters
    ----------
    codebook : Codebook
        Frames with their rules, roles, cues and seed sentences.
    """
    rows = [_frame_row(frame, codebook) for frame in codebook.frames]
    names = ["name", "frame_id", "definition", "include", "exclude", "roles", "cues", "seeds"]
    about = codebook.codebook
    return Exhibit(
        id="T9",
        title="The codebook",
        caption=(
            "What each frame means, when it is coded and when not, who must fill its roles, and how many words "
            "signal it."
        ),
        note=(
            f"{about.title}, version {about.version}, {codebook.fingerprint[:HASH]}: "
            f"{plural(len(codebook.frames), 'frame')}, {plural(len(codebook.actors), 'actor')}. Cues of the tier "
            "“theory” come from the literature, those of the tier “seen” from this corpus; all terms stand in the file."
        ),
        kind="table",
        data=pd.DataFrame(rows, columns=[*names, "rules", "terms"]),
        columns=(
            Column("name", "frame", "text", under="frame_id"),
            Column("definition", "definition and rules", "prose", under="rules"),
            Column("roles", "roles and cues", "prose", under="cues"),
        ),
    )


def _frame_row(frame: Frame, codebook: Codebook) -> dict[str, object]:
    rules = [
        f"{head} {' '.join(_sentence(text) for text in texts)}"
        for head, texts in (("Code:", frame.include), ("Do not code:", frame.exclude))
        if texts
    ]
    window = f" within {plural(frame.window, 'sentence')}"
    needed = f"one each of {listed(frame.require)}" if frame.require else "any group"
    groups: dict[str, dict[str, int]] = {}
    for cue in frame.cues:
        tiers = groups.setdefault(cue.group, {})
        tiers[cue.tier] = tiers.get(cue.tier, 0) + len(cue.terms)
    counted = "; ".join(
        f"{group}: " + ", ".join(f"{n} {tier}" for tier, n in sorted(tiers.items(), reverse=True))
        for group, tiers in groups.items()
    )
    return {
        "name": frame.name,
        "frame_id": frame.id,
        "definition": frame.definition,
        "include": " | ".join(frame.include),
        "exclude": " | ".join(frame.exclude),
        "rules": " ".join(rules),
        "roles": "; ".join(_role(role.name or role.id, role.actors, role.min, codebook) for role in frame.roles)
        or "none",
        "cues": f"{needed[:1].upper() + needed[1:]}{window}. {counted}",
        "terms": " | ".join(f"{cue.group}/{cue.tier}: {', '.join(cue.terms)}" for cue in frame.cues),
        "seeds": " | ".join(frame.seeds),
    }


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _role(name: str, actors: Sequence[str], least: int, codebook: Codebook) -> str:
    who = [
        codebook.group_by_id[actor[1:]].name if actor.startswith("@") else codebook.actor_name(actor)
        for actor in actors
    ]
    shown = ", ".join(who[:6]) + (f" and {len(who) - 6} more" if len(who) > 6 else "") if who else "any actor"
    return f"{name}: {f'at least {least} of ' if least > 1 else ''}{shown}"


def reproduction_table(
    provenance: Provenance, *, outputs: Mapping[str, str] | None = None, environment: Mapping[str, str] | None = None
) -> Exhibit:
    """Return T10: the steps with fingerprints of their settings, inputs and outputs.

    Parameters
    ----------
    provenance : Provenance
        The steps, oldest first.
    outputs : mapping of str to str, optional
        Fingerprint of what each step made, by its name; names that are no step are tables, and have rows of their own.
    environment : mapping of str to str, optional
        Versions of packages that can change a number.
    """
    made = dict(outputs or {})
    rows = [
        {
            "step": step.name,
            "settings": ", ".join(f"{name} = {_short(value)}" for name, value in sorted(step.settings.items()))
            or "none",
            "settings_hash": fingerprint(step.to_dict()["settings"])[:HASH],
            "inputs": ", ".join(sorted(step.inputs)),
            "inputs_hash": fingerprint(dict(step.inputs))[:HASH] if step.inputs else "",
            "output_hash": made.pop(step.name, "")[:HASH],
        }
        for step in provenance.steps
    ]
    blank = dict.fromkeys(("settings", "settings_hash", "inputs", "inputs_hash"), "")
    rows += [blank | {"step": "table", "settings": name, "output_hash": digest[:HASH]} for name, digest in made.items()]
    versions = ", ".join(f"{name} {version}" for name, version in sorted((environment or {}).items()))
    names = ["step", "settings", "settings_hash", "inputs", "inputs_hash", "output_hash"]
    return Exhibit(
        id="T10",
        title="How to get the same again",
        caption="The steps in their order. Equal fingerprints mean equal settings, inputs and outputs.",
        note=(
            f"The first {HASH} of 64 hexadecimal digits of SHA-256. Times and paths are left out."
            + (f" Versions: {versions}." if versions else "")
        ),
        kind="table",
        data=pd.DataFrame(rows, columns=names),
        columns=(
            Column("step", "step"),
            Column("settings", "settings", "prose"),
            Column("settings_hash", "of settings", "code"),
            Column("inputs_hash", "of inputs", "code", under="inputs"),
            Column("output_hash", "of output", "code"),
        ),
    )


def _short(value: object) -> str:
    """Return a setting as text: fingerprints are cut as everywhere in the table, long lists only counted."""
    shown = re.sub(r"\b([0-9a-f]{12})[0-9a-f]{52}\b", r"\1", str(value)) or "none"
    if isinstance(value, list | tuple | dict) and len(shown) > _LONG:
        return f"{plural(len(value), 'entry', many='entries')} (in provenance.json)"
    return shown
