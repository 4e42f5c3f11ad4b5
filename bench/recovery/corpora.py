"""Planted corpora as the toolkit reads them, the codebook they are read with, and their truth as codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

import caatext as ct
from caatext.annotation.annotations import Annotations
from caatext.comparison.groups import Grouping, group_by
from caatext.corpus.codebook import Codebook
from caatext.corpus.documents import Corpus, build_corpus, build_document
from caatext.planted import Planted, world
from caatext.tables import ADDRESS, make_table

ROOT = Path(__file__).parents[2]
PAIR = ("hid", "agy")


class Case(NamedTuple):
    """A planted corpus, and what the toolkit makes of it."""

    planted: Planted
    corpus: Corpus
    annotations: Annotations
    codebook: Codebook

    def part(self, prefix: str) -> Case:
        """Return one of the corpora that were joined."""
        return self.some([doc_id for doc_id in self.corpus.doc_ids if doc_id.startswith(f"{prefix}:")])

    def some(self, ids: list[str]) -> Case:
        """Return some of the documents."""
        return Case(_some(self.planted, set(ids)), self.corpus.subset(ids), self.annotations.subset(ids), self.codebook)


class Documents(NamedTuple):
    """Documents alone, to be grouped."""

    documents: pd.DataFrame


@cache
def planted_codebook(name: str = "fictional") -> Codebook:
    """Return the frames of the Analyst codebook with the actors of a planted world in their roles."""
    frames = ct.read_codebook(ROOT / "corpus" / "analyst-2025" / "codebook.toml").model_dump()["frames"]
    actors, found = world(name), []
    for row in actors.to_dict("records"):
        aliases = [alias for alias in [row["name"], *row["aliases"].split("|")] if alias]
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
    # The seeds of the frames name real states; the world table has them hidden as actors, like those of the texts.
    head = {"id": "planted", "title": "The planted world", "version": "1", "world": True}
    return Codebook.model_validate({"codebook": head, "actors": found, "groups": groups, "frames": frames})


def anybody(codebook: Codebook) -> dict[str, dict[str, list[str]]]:
    """Return roles that are open to every actor, so that who is read in them depends on the sentence alone."""
    actors = sorted(codebook.actor_by_id)
    return {frame.id: {role.id: actors for role in frame.roles} for frame in codebook.frames}


def join(parts: Mapping[str, Planted]) -> Planted:
    """Return several planted corpora as one; document ``d001`` of ``name`` is called ``name:d001``."""
    tables: dict[str, list[pd.DataFrame]] = {"documents": []}
    for name, planted in parts.items():
        for table_name, table in (("documents", planted.documents), *planted.truth.items()):
            if "doc_id" in table:
                tables.setdefault(table_name, []).append(table.assign(doc_id=f"{name}:" + table["doc_id"]))
    joined = {name: pd.concat(some, ignore_index=True) for name, some in tables.items()}
    return Planted(joined.pop("documents"), joined)


def _some(planted: Planted, ids: set[str]) -> Planted:
    def kept(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["doc_id"].isin(ids)].reset_index(drop=True) if "doc_id" in table else table

    return Planted(kept(planted.documents), {name: kept(table) for name, table in planted.truth.items()})


def read(planted: Planted) -> Corpus:
    """Return the planted documents as a corpus, paragraph by paragraph."""
    made = []
    for row in planted.documents.to_dict("records"):
        docvars = {name: row[name] for name in ("author", "region", "topic", "date") if isinstance(row.get(name), str)}
        made.append(build_document(row["doc_id"], [("", part) for part in row["text"].split("\n\n")], docvars=docvars))
    corpus = build_corpus([row for row, _ in made], [part for _, rows in made for part in rows])
    assert dict(corpus.texts) == dict(planted.documents[["doc_id", "text"]].itertuples(index=False, name=None))
    return corpus


def annotate(planted: Planted, codebook: Codebook, **settings) -> Case:
    corpus = read(planted)
    return Case(planted, corpus, ct.annotate(corpus, codebook=codebook, **settings), codebook)


def own_frames(planted: Planted) -> pd.DataFrame:
    """Return the planted frames that count: asserted as real in the author's own voice."""
    return planted.truth["frames"].query("voice == 'own' and polarity == 'asserted' and modality == 'real'")


def true_scores(planted: Planted, codebook: Codebook) -> pd.DataFrame:
    """Return the scores of an instrument that is always right: planted mentions and planted frames."""
    paragraphs = planted.truth["topics"][["doc_id", "paragraph", "section", "start", "end"]]
    mentions = planted.truth["mentions"].drop(columns="form")
    tables = {name: make_table([], name) for name in Annotations.table_names()}
    tables |= {"paragraphs": make_table(paragraphs, "paragraphs"), "mentions": make_table(mentions, "mentions")}
    frames = own_frames(planted)[[*ADDRESS, "frame_id"]].drop_duplicates()
    codes = make_table(frames.assign(voice="author", polarity="asserted", value=1.0, instrument="planted"), "codes")
    return ct.score_frames(Annotations(**tables), codebook, codes=codes)


def gold_of(planted: Planted, codebook: Codebook) -> pd.DataFrame:
    """Return what a coder who sees everything would have coded: every frame at every sentence, there or not."""
    sentences = planted.truth["sentences"][list(ADDRESS)]
    having = set(own_frames(planted)[[*ADDRESS, "frame_id"]].itertuples(index=False, name=None))
    parts = []
    for frame in codebook.frames:
        values = [float((*place, frame.id) in having) for place in sentences.itertuples(index=False, name=None)]
        parts.append(sentences.assign(frame_id=frame.id, value=values))
    return pd.concat(parts, ignore_index=True)


def own(codes: pd.DataFrame) -> pd.DataFrame:
    """Return the codes that count for the author."""
    return codes[(codes["voice"] == "author") & (codes["polarity"] == "asserted")]


def by_author(documents: pd.DataFrame) -> Grouping:
    return group_by(Documents(documents.sort_values("doc_id", ignore_index=True)), "author")


def places(table: pd.DataFrame) -> set:
    return set(table[list(ADDRESS)].itertuples(index=False, name=None))
