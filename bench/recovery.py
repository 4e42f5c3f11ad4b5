"""Planted truth: what the toolkit recovers of corpora whose truth is known, row by row, with the threshold of each.

Usage: python bench/recovery.py [--quick]     (about 20 minutes on two cores; `make recovery`)

The generator knows no cue list, and the clauses are of its held-out half. The codebook is that of the Analyst study
with the actors of the fictional world: its cues were written before the generator and are not changed for it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

import caatext as ct
from caatext.annotation.annotations import Annotations
from caatext.comparison.primary import frame_contrast
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import Corpus, build_corpus, build_document
from caatext.planted import DESIGNS, Planted, minimal_pairs, plant, world
from caatext.stats.intervals import wilson

ROOT = Path(__file__).parents[1]
PAIR = ("hid", "agy")
FEW = "--quick" in sys.argv


class Row(NamedTuple):
    """A line of the table: what was measured, the figure, what convinces, and on how much."""

    quantity: str
    figure: str
    convincing: str
    reached: bool
    n: str


def planted_codebook() -> Codebook:
    """Return the frames of the Analyst codebook with the actors of the fictional world in their roles."""
    frames = ct.read_codebook(ROOT / "corpus" / "analyst-2025" / "codebook.toml").model_dump()["frames"]
    actors, found = world(), []
    for row in actors.to_dict("records"):
        aliases = [name for name in [row["name"], *row["aliases"].split("|")] if name]
        metonyms = [{"surface": row["capital"], "default": "actor"}] if row["capital"] else []
        kind = "region" if row["kind"] == "region" else "state"
        found.append(
            {"id": row["actor_id"], "name": row["name"], "kind": kind, "aliases": aliases, "metonyms": metonyms}
        )
    of_kind = actors.groupby("kind")["actor_id"].agg(list)
    sets = {
        "powers": of_kind["power"], "outside-powers": of_kind["power"],
        "small-states": of_kind["state"] + of_kind["region"], "states": of_kind["state"] + of_kind["power"],
        "regions": of_kind["region"], "home-regions": of_kind["region"], "institutions": of_kind["region"],
        "armed-groups": of_kind["state"],
    }  # fmt: skip
    groups = [{"id": name, "name": name, "kind": "set", "members": members} for name, members in sets.items()]
    for frame in frames:
        for role in frame["roles"]:
            role["actors"] = [name for name in role["actors"] if name.startswith("@")]
    head = {"id": "planted", "title": "The planted world", "version": "1", "world": False}
    return Codebook.model_validate({"codebook": head, "actors": found, "groups": groups, "frames": frames})


def read(planted: Planted) -> Corpus:
    """Return the planted documents as a corpus, paragraph by paragraph."""
    made = []
    for row in planted.documents.to_dict("records"):
        docvars = {name: row[name] for name in ("author", "region", "topic", "date") if name in row}
        made.append(build_document(row["doc_id"], [("", part) for part in row["text"].split("\n\n")], docvars=docvars))
    return build_corpus([row for row, _ in made], [part for _, rows in made for part in rows])


def annotate(planted: Planted, codebook: Codebook) -> tuple[Corpus, Annotations]:
    corpus = read(planted)
    assert dict(corpus.texts) == dict(planted.documents[["doc_id", "text"]].itertuples(index=False, name=None))
    return corpus, ct.annotate(corpus, codebook=codebook)


def f1(found: set, true: set) -> float:
    return 2 * len(found & true) / max(1, len(found) + len(true))


def keys(table: pd.DataFrame, *columns: str) -> set:
    return set(table[["doc_id", *columns]].itertuples(index=False, name=None))


def row(quantity: str, value: float, at_least: float, n: object, *, text: str = "") -> Row:
    return Row(quantity, text or f"{value:.3f}", f"at least {at_least:g}", value >= at_least, str(n))


# -- what is read of the sentences -----------------------------------------------------------------------------------
def sentence_rows(planted: Planted, annotations: Annotations) -> Iterator[Row]:
    truth = planted.truth["sentences"]
    yield row(
        "sentences: F1 of boundaries", f1(keys(annotations.sentences, "start"), keys(truth, "start")), 0.99, len(truth)
    )
    true = planted.truth["mentions"]
    mine = annotations.mentions
    named = mine[mine["actor_id"] != ""]
    score = f1(keys(named, "start", "actor_id"), keys(true, "start", "actor_id"))
    yield row("mentions to actors: F1", score, 0.95, len(true))
    capitals = true[true["surface"].isin(set(world()["capital"]) - {""})].merge(
        mine[["doc_id", "start", "reading"]], on=["doc_id", "start"], how="left", suffixes=("", "_found")
    )
    right = (capitals["reading"] == capitals["reading_found"]).mean()
    yield row("capitals, government or place: accuracy", right, 0.90, len(capitals))


def role_rows(planted: Planted, annotations: Annotations) -> Iterator[Row]:
    true, mine = planted.truth["statements"], annotations.statements
    spans = dict(iter(mine.groupby(["doc_id", "paragraph", "sentence"])))
    for part in ("agent", "patient"):
        asked = true[true[part] != ""]
        right = []
        for item in asked.to_dict("records"):
            near = spans.get((item["doc_id"], item["paragraph"], item["sentence"]))
            found = set() if near is None else set(near[part].str.split(";").explode())
            right.append(bool(set(item[part].split(";")) & found))
        asked = asked.assign(right=right)
        # A planted patient is whoever is affected, object or not: "sets the terms on which X takes part".
        name = "agent" if part == "agent" else "patient, in the grammar or beyond it"
        yield row(f"{name}: accuracy", asked["right"].mean(), 0.85, len(asked))
        for column, kind in (("is_passive", "passive"), ("is_nominal", "nominal")):
            some = asked[asked[column]]
            yield row(f"{part}, {kind}: accuracy", some["right"].mean(), 0.75, len(some))


def voice_rows(planted: Planted, annotations: Annotations) -> Iterator[Row]:
    true, mine = planted.truth["quotes"], annotations.quotes
    for kind, floor in (("direct", 0.95), ("indirect", 0.75)):
        asked = true[true["kind"] == kind]
        found = mine[mine["kind"].isin([kind, "mixed"] if kind == "direct" else [kind])]
        pairs = asked.merge(found, on=["doc_id", "paragraph", "sentence"], suffixes=("", "_found"))
        overlap = np.minimum(pairs["end"], pairs["end_found"]) - np.maximum(pairs["start"], pairs["start_found"])
        union = np.maximum(pairs["end"], pairs["end_found"]) - np.minimum(pairs["start"], pairs["start_found"])
        pairs = pairs[overlap / union >= 0.7].drop_duplicates(["doc_id", "start"])
        score = 2 * len(pairs) / max(1, len(asked) + len(found))
        yield row(f"{kind} quotation: F1", score, floor, len(asked))
        named = pairs[pairs["actor_id"] != ""]
        if kind == "direct" or len(named):
            right = (named["voice_found"] == named["actor_id"]).mean() if len(named) else float("nan")
            yield row(f"{kind} quotation: right source", right, 0.85, len(named))


# -- frames ----------------------------------------------------------------------------------------------------------
def own(codes: pd.DataFrame) -> pd.DataFrame:
    return codes[(codes["voice"] == "author") & (codes["polarity"] == "asserted")]


def frame_rows(planted: Planted, annotations: Annotations, codebook: Codebook) -> Iterator[Row]:
    codes = own(ct.code_frames(annotations, codebook))
    true = planted.truth["frames"].query("voice == 'own' and polarity == 'asserted'")
    eligible = ct.score_frames(annotations, codebook).query("measure == 'salience' and value == 1")
    explicit, implicit = [], []
    for frame in codebook.frame_by_id:
        place = ["doc_id", "paragraph", "sentence"]
        found = set(codes.loc[codes["frame_id"] == frame, place].itertuples(index=False, name=None))
        asked = true[true["frame_id"] == frame]
        all_true = set(asked[place].itertuples(index=False, name=None))
        for kinds, into in ((["explicit"], explicit), (["implicit", "metaphor", "nominalized"], implicit)):
            part = set(asked.loc[asked["type"].isin(kinds), place].itertuples(index=False, name=None))
            hits = found - (all_true - part)  # hits on the other types are neither right nor wrong here
            paragraphs = set(
                eligible.loc[eligible["category"] == frame, ["doc_id", "paragraph"]].itertuples(index=False, name=None)
            )
            named = {at for at in keys_of(annotations.sentences) if at[:2] in paragraphs} - (all_true - part)
            into.append((f1(hits, part), f1(named, part)))
    for name, values, floor in (("explicit wording", explicit, 0.80), ("implicit, metaphor, nominal", implicit, 0.55)):
        mine, baseline = np.mean(values, axis=0)
        yield row(
            f"frames, {name}: macro F1 by sentence",
            mine,
            floor,
            len(true),
            text=f"{mine:.3f} (actor mentioned {baseline:.3f})",
        )


def keys_of(table: pd.DataFrame) -> set:
    return set(table[["doc_id", "paragraph", "sentence"]].itertuples(index=False, name=None))


def intensity_rows(planted: Planted, annotations: Annotations, codebook: Codebook) -> Iterator[Row]:
    scores = ct.score_frames(annotations, codebook)
    shares = scores[scores["measure"] == "frame"].groupby(["doc_id", "category"])["value"].sum().rename("found")
    plan = planted.truth["plan"].set_index(["doc_id", "frame_id"])
    for frame in PAIR:
        asked = plan.xs(frame, level="frame_id")
        found = shares.xs(frame, level="category").reindex(asked.index, fill_value=0) / asked["n_paragraphs"]
        rho = stats.spearmanr(asked["share_any"], found).statistic if found.std() > 0 else 0.0
        slope = stats.linregress(asked["share_any"], found).slope
        yield Row(f"intensity of {frame} by article: Spearman, slope", f"{rho:.2f}, {slope:.2f}", "0.80, 0.8 to 1.2",
                  bool(rho >= 0.8 and 0.8 <= slope <= 1.2), str(len(asked)))  # fmt: skip


def pair_rows(codebook: Codebook) -> Iterator[Row]:
    planted = minimal_pairs()
    _, annotations = annotate(planted, codebook)
    codes = own(ct.code_frames(annotations, codebook))
    fired = set(codes[["doc_id", "frame_id"]].itertuples(index=False, name=None))
    truth = planted.truth["pairs"].merge(planted.documents[["doc_id", "pair_id", "member"]], how="left")
    for name in ("negated", "attributed", "anti_frame", "wished", "roles_swapped"):
        part = truth[truth["property"] == name]
        first = part[part["frame_id"] != ""].copy()
        should = (first["voice"] == "own") & (first["polarity"] == "asserted") & (first["modality"] != "wish")
        if name in ("anti_frame", "roles_swapped"):
            should &= first["member"].astype(str).isin(["a", "1", "0"])
        did = [at in fired for at in first[["doc_id", "frame_id"]].itertuples(index=False, name=None)]
        both = (should == did).groupby(first["pair_id"]).all()
        yield row(f"minimal pairs, {name}: both right", both.mean(), 0.70, len(both))


# -- comparisons -----------------------------------------------------------------------------------------------------
def gamma(corpus: Corpus, annotations: Annotations, codebook: Codebook) -> pd.DataFrame:
    """Return the author effect of the pair, and the difference of each frame."""
    scores = ct.score_frames(annotations, codebook)
    return frame_contrast(scores, scores, ct.group_by(corpus, "author"), categories=PAIR).table


def null_rows(codebook: Codebook, runs: int) -> Iterator[Row]:
    """Articles of one pool without author differences, dealt to two authors at random."""
    planted = plant("D0", n_articles=40 if FEW else 200, seed=11)
    corpus, annotations = annotate(planted, codebook)
    scores = ct.score_frames(annotations, codebook)
    scores = scores[(scores["measure"] == "frame") & scores["category"].isin(PAIR)]
    doc_ids = corpus.documents["doc_id"].to_numpy()
    rejected = []
    for run in range(runs):
        rng = np.random.default_rng([run, 5])
        some = rng.permutation(doc_ids)[:16]
        docvars = pd.DataFrame({"doc_id": some, "author": ["one"] * 8 + ["two"] * 8})
        table = ct.contrast(scores, ct.group_by(_Documents(docvars), "author"), measure="frame").table
        rejected += (table["p_value"].dropna() <= 0.05).tolist()
    share = wilson(sum(rejected), len(rejected))
    rate = float(share.estimate)
    yield Row("null: rejections at 5 %", f"{rate:.3f} ({share.conf_low:.3f} to {share.conf_high:.3f})", "0.03 to 0.07",
              0.03 <= rate <= 0.07, f"{len(rejected)} tests in {runs} runs")  # fmt: skip


class _Documents(NamedTuple):
    documents: pd.DataFrame


def verdict_rows(codebook: Codebook, runs: int) -> Iterator[Row]:
    refused, silent = [], []
    for run in range(runs):
        corpus, annotations = annotate(plant("D2", n_articles=4, seed=run), codebook)
        table = ct.contrast(
            ct.score_frames(annotations, codebook), ct.group_by(corpus, "author"), measure="frame"
        ).table
        refused.append(bool((table["verdict"] == "not estimable").all() and table["p_value"].isna().all()))
        corpus, annotations = annotate(plant("D5", n_articles=4, seed=run), codebook)
        mute = DESIGNS["D5"].silent[0]
        authors = {
            row["doc_id"]
            for row in plant("D5", n_articles=4, seed=run).documents.to_dict("records")
            if row["author_id"] == mute
        }
        hid = ct.score_frames(annotations, codebook).query("measure == 'frame' and category == 'hid'")
        narrowed = ct.score_frames(annotations, codebook, roles={"hid": {"dominator": ["power-1"]}})
        hid = narrowed.query("measure == 'frame' and category == 'hid'")
        silent.append(not hid["doc_id"].isin(authors).any())
    yield row("confounded (D2): not estimable", float(np.mean(refused)), 1.0, f"{runs} runs")
    yield row("silence (D5): missing, not zero", float(np.mean(silent)), 1.0, f"{runs} runs")


def trade_off_rows(codebook: Codebook) -> Iterator[Row]:
    for name, sign in (("D3", -1), ("D4", 1)):
        right = []
        for seed in range(2 if FEW else 5):
            planted = plant(name, n_articles=16 if FEW else 40, seed=100 + seed)
            _, annotations = annotate(planted, codebook)
            scores = ct.score_frames(annotations, codebook).query("measure == 'frame'")
            wide = (
                scores[scores["category"].isin(PAIR)]
                .pivot_table(index=["doc_id", "paragraph"], columns="category", values="value")
                .dropna()
            )
            centered = wide - wide.groupby("doc_id").transform("mean")
            right.append(np.sign((centered["hid"] * centered["agy"]).sum()) == sign)
        yield row(
            f"within articles ({name}): sign of the association", float(np.mean(right)), 0.90, f"{len(right)} corpora"
        )


def main() -> None:
    codebook = planted_codebook()
    planted = plant("D1", n_articles=16 if FEW else 40, seed=1)
    corpus, annotations = annotate(planted, codebook)
    rows = [
        *sentence_rows(planted, annotations),
        *role_rows(planted, annotations),
        *voice_rows(planted, annotations),
        *frame_rows(planted, annotations, codebook),
        *intensity_rows(planted, annotations, codebook),
        *pair_rows(codebook),
        *null_rows(codebook, 100 if FEW else 400),
        *verdict_rows(codebook, 5 if FEW else 100),
        *trade_off_rows(codebook),
    ]
    print("| quantity | figure | convincing | reached | n |\n|---|---|---|---|---|")
    for found in rows:
        print(
            f"| {found.quantity} | {found.figure} | {found.convincing} | "
            f"{'yes' if found.reached else '**no**'} | {found.n} |"
        )
    print(f"\nThe author effect (D1, planted hid .4 against .1):\n{gamma(corpus, annotations, codebook).to_string()}")


if __name__ == "__main__":
    main()
