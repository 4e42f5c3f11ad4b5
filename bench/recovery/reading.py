"""What is read of lines, sentences, names, roles and voices."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pandas as pd

import caatext as ct
from caatext.corpus.documents import Corpus
from caatext.corpus.profiles import LineKind, Profile, load_profile
from caatext.planted import Planted, dump, world
from caatext.planted.raw_form import FOOTER
from recovery.corpora import Case
from recovery.table import Row, f1_by_article, number, share_by_article

Line: TypeAlias = tuple[str, str, str, str]
#: What a user would write for the planted site: its own notices; all else is the profile that comes with caatext.
NOTICES = {
    "email": (r"Email:", r"The address is hidden from robots; .*"),
    "footer": (r"Upper Kelm and Greater Ondre Review", r"The Review reports on .*", r"Subscribe \| .*"),
}


def site_profile() -> Profile:
    shipped = load_profile("caci-analyst")
    kept = tuple(line for line in shipped.lines if line.kind not in NOTICES)
    own = (LineKind(kind=kind, pattern=pattern) for kind, some in NOTICES.items() for pattern in some)
    return shipped.model_copy(update={"lines": (*kept, *own)})


# -- lines -----------------------------------------------------------------------------------------------------------
def line_rows(planted: Planted) -> Iterator[Row]:
    pairs = list(zip_longest(true_lines(planted), found_lines(planted), fillvalue=("", "", "", "")))
    right = pd.DataFrame([(true[1], true == found) for true, found in pairs], columns=["kind", "right"])
    by_kind = right.groupby("kind", sort=True)["right"].mean()
    missed = "".join(f", {kind} {number(value)}" for kind, value in by_kind.items() if value < 1)
    quantity = f"raw dump, each line where it belongs ({', '.join(by_kind.index)})"
    exact = bool(right["right"].all())
    yield Row(quantity, number(float(right["right"].mean())) + missed, "1", exact, f"{len(right)} lines")


def true_lines(planted: Planted) -> Iterator[Line]:
    """Yield article, kind, section and text of each line of the dump, from the planted truth."""
    labels = planted.truth["topics"].groupby("doc_id", sort=False)["section"].agg(list)
    for at, row in enumerate(planted.documents.to_dict("records"), 1):
        name, section = f"a{at}", "LEDE"
        paragraphs = list(zip(labels[row["doc_id"]], row["text"].split("\n\n"), strict=True))
        yield name, "byline", "", row["author"]
        for number_, (label, text) in enumerate(paragraphs):
            section = {"CONCLUSIONS": "CONCLUSION"}.get(label, label) or section
            yield name, "labeled" if label else "body", section, text
            if number_ == 0:
                yield name, "credit", "", ""
        bio, *email = row["raw"].split("\n")[len(paragraphs) + 2 :]
        yield name, "bio", "", bio.partition(": ")[2]
        yield from ((name, "email", "", "") for _ in email)
    yield from ((name, "footer", "", "") for _ in FOOTER)


def found_lines(planted: Planted) -> Iterator[Line]:
    """Yield the same of each line as the profile reader reads it, by its ledger, its texts and its variables."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dump.txt"
        path.write_text(dump(planted.documents), encoding="utf-8", newline="\n")
        corpus = ct.read_corpus(path, profile=site_profile())
    yield from _lines_of(corpus)


def _lines_of(corpus: Corpus) -> Iterator[Line]:
    kinds = {"article begin": "byline", "body after label": "labeled"}
    variables = corpus.documents.set_index("doc_id")
    body = {
        doc_id: iter([(row["section"], corpus.text_at(doc_id, row["start"], row["end"])) for row in rows])
        for doc_id, rows in ((d, t.to_dict("records")) for d, t in corpus.paragraphs.groupby("doc_id"))
    }
    ledger = corpus.ledger[corpus.ledger["unit"] == "line"]
    for doc_id, rule in ledger[["doc_id", "rule"]].itertuples(index=False, name=None):
        kind, section, text = kinds.get(rule, rule), "", ""
        if kind in ("body", "labeled"):
            section, text = next(body[doc_id])
        elif kind in ("byline", "bio"):
            text = variables.loc[doc_id, {"byline": "author", "bio": "bio"}[kind]]
        yield doc_id, kind, section, text


# -- sentences, names, roles -----------------------------------------------------------------------------------------
def keys(table: pd.DataFrame, *columns: str) -> set:
    return set(table[["doc_id", *columns]].itertuples(index=False, name=None))


def sentence_rows(case: Case) -> Iterator[Row]:
    truth, mine = case.planted.truth, case.annotations.mentions
    yield f1_by_article(
        "sentences: F1 of boundaries",
        keys(case.annotations.sentences, "start"),
        keys(truth["sentences"], "start"),
        0.99,
    )
    named = mine[mine["actor_id"] != ""]
    true = truth["mentions"]
    yield f1_by_article(
        "mentions to actors: F1", keys(named, "start", "actor_id"), keys(true, "start", "actor_id"), 0.95
    )
    said = true[~true["form"].isin(["pronoun", "description"])]
    others = keys(true[true["form"].isin(["pronoun", "description"])], "start", "actor_id")
    yield f1_by_article(
        "– of these, names (no *it*, no *both states*): F1",
        keys(named, "start", "actor_id") - others, keys(said, "start", "actor_id"), 0.95,
    )  # fmt: skip
    capitals = true[true["surface"].isin(set(world()["capital"]) - {""})].merge(
        mine[["doc_id", "start", "reading"]], on=["doc_id", "start"], how="left", suffixes=("", "_found")
    )
    capitals = capitals.assign(right=capitals["reading"] == capitals["reading_found"])
    always = number(float((capitals["reading"] == "actor").mean()))
    row = share_by_article("capitals, government or place: accuracy", capitals, 0.90)
    yield row._replace(figure=f"{row.figure}; always government {always}")


def role_rows(case: Case) -> Iterator[Row]:
    true, mine = case.planted.truth["statements"], case.annotations.statements
    spans = dict(iter(mine.groupby(["doc_id", "paragraph", "sentence"])))
    for part, name in (("agent", "agent"), ("patient", "patient, in the grammar or beyond it")):
        # A planted patient is whoever is affected, object or not: "sets the terms on which X takes part".
        asked = true[true[part] != ""]
        asked = asked.assign(right=[_has_part(item, part, spans) for item in asked.to_dict("records")])
        yield share_by_article(f"{name}: accuracy", asked, 0.85)
        for column, kind in (("is_passive", "passive"), ("is_nominal", "nominal")):
            yield share_by_article(f"{part}, {kind}: accuracy", asked[asked[column]], 0.75)


def _has_part(item: dict, part: str, spans: dict) -> bool:
    near = spans.get((item["doc_id"], item["paragraph"], item["sentence"]))
    found = set() if near is None else set(near[part].str.split(";").explode())
    return bool(set(item[part].split(";")) & found)


# -- voices ----------------------------------------------------------------------------------------------------------
def voice_rows(case: Case) -> Iterator[Row]:
    true, mine = case.planted.truth["quotes"], case.annotations.quotes
    for kind, floor in (("direct", 0.95), ("indirect", 0.75)):
        asked = true[true["kind"] == kind].reset_index(drop=True)
        found = mine[mine["kind"].isin([kind, "mixed"] if kind == "direct" else [kind])].reset_index(drop=True)
        pairs = _overlapping(asked, found)
        hit_true, hit_found = keys(pairs, "start", "end"), keys(pairs, "start_found", "end_found")
        # F1 of spans that share 70 % of their characters; a hit counts once on each side.
        tp = {(*key, "hit") for key in hit_true}
        missed = {(*key, "missed") for key in keys(asked, "start", "end") - hit_true}
        false = {(*key, "false") for key in keys(found, "start", "end") - hit_found}
        yield f1_by_article(f"{kind} quotation: F1 of spans", tp | false, tp | missed, floor)
        spans = asked[["doc_id", "start", "end"]].itertuples(index=False, name=None)
        shells = asked.assign(right=[span in hit_true for span in spans])
        for shell, some in shells.groupby("shell") if kind == "indirect" else ():
            row = share_by_article(f"– of these, {shell}: spans found", some, 0.0)
            yield row._replace(convincing="", reached=None)
        named = pairs[pairs["actor_id"] != ""]
        named = named.assign(right=named["voice_found"] == named["actor_id"])
        yield share_by_article(f"{kind} quotation: right source, where the span was found", named, 0.85)


def _overlapping(asked: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    pairs = asked.merge(found, on=["doc_id", "paragraph", "sentence"], suffixes=("", "_found"))
    overlap = np.minimum(pairs["end"], pairs["end_found"]) - np.maximum(pairs["start"], pairs["start_found"])
    union = np.maximum(pairs["end"], pairs["end_found"]) - np.minimum(pairs["start"], pairs["start_found"])
    return pairs[overlap / union >= 0.7].drop_duplicates(["doc_id", "start"])


def leak_rows(case: Case) -> Iterator[Row]:
    """What others say and the toolkit takes for the author's: clauses, and names."""
    spoken = case.planted.truth["quotes"].query("kind != 'name'")[["doc_id", "start", "end", "kind"]]
    for table, what in ((case.annotations.statements, "clauses"), (case.annotations.mentions, "names")):
        inside = table.merge(spoken, on="doc_id", suffixes=("", "_quote"))
        inside = inside[(inside["start"] >= inside["start_quote"]) & (inside["end"] <= inside["end_quote"])]
        for kind, some in inside.groupby("kind"):
            right = float((some["voice"] == "author").mean())
            yield Row(f"{what} in {kind} quotations scored as the author's", number(right), "at most 0.05",
                      right <= 0.05, str(len(some)))  # fmt: skip
