"""What ships: a bundle without text that holds what it says, and a sample that can be read by anyone."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pandas as pd
import pytest

import caatext as ct
from caatext.annotation import bundle
from caatext.store import fingerprint_file, read_json, read_table


@pytest.fixture(scope="module")
def folder(root):
    return root / "corpus" / "analyst-2025"


@pytest.fixture(scope="module")
def shipped(folder, analyst_codebook):
    corpus = ct.read_corpus(folder)
    return corpus, ct.annotate(corpus, codebook=analyst_codebook)


def test_the_bundle_holds_four_articles_of_64_paragraphs(shipped):
    corpus, annotations = shipped
    assert [name.split()[-1] for name in corpus.documents["author"]] == ["Abazov", "Blank", "Ivanović", "Abrahamyan"]
    assert list(corpus.documents["n_paragraphs"]) == [18, 16, 15, 15]
    assert abs(len(annotations.sentences) - 219) <= 4


def test_every_table_of_the_bundle_is_the_one_its_record_names(folder):
    recorded = read_json(folder / "bundle.json")["files"]
    assert {f"tables/{path.name}": fingerprint_file(path) for path in (folder / "tables").iterdir()} == recorded


def test_no_text_and_no_offset_is_in_the_bundle(shipped):
    corpus, annotations = shipped
    assert set(corpus.documents["text"]) == {""}
    assert not annotations.has_text
    for name, table in annotations.tables():
        assert {"start", "end"}.isdisjoint(table.columns) or (table[["start", "end"]] == -1).all(axis=None), name


def test_the_audit_is_recomputed_from_the_tables_and_stays_under_its_limit(folder):
    audit = read_json(folder / "audit.json")
    tables = {name: read_table(folder / "tables" / f"{name}.parquet") for name in ("bigrams", "words")}
    again = bundle.audit_tables(tables["bigrams"], tables["words"])
    assert {key: audit[key] for key in again} == again
    assert audit["pairs"]["percentile_95"] <= 10
    assert audit["pairs_and_paragraph"]["percentile_95"] <= 10


def test_an_independent_attack_rebuilds_no_more_than_the_audit_says(folder):
    """Written without the package's own code: walk the pairs of each document while there is one way on."""
    pairs = read_table(folder / "tables" / "bigrams.parquet")
    longest = 0
    for _, rows in pairs.groupby("doc_id"):
        following = rows["bigram"].str.split(" ", expand=True).groupby(0)[1].agg(set).to_dict()
        for word in following:
            run = [word]
            while len(following.get(run[-1], ())) == 1 and len(run) < 50:
                run.append(next(iter(following[run[-1]])))
            longest = max(longest, len(run))
    assert longest <= read_json(folder / "audit.json")["pairs"]["longest"]


def test_no_run_of_six_words_of_the_texts_is_in_any_cell(folder, analyst_path):
    words = re.findall(r"\w+", analyst_path.read_text(encoding="utf-8").lower())
    runs = {tuple(words[n : n + 6]) for n in range(len(words) - 5)}
    for path in sorted((folder / "tables").iterdir()):
        table = read_table(path)
        for column in table.select_dtypes(exclude="number"):
            for value in table[column].astype(str).unique():
                cell = re.findall(r"\w+", value.lower())
                found = {tuple(cell[n : n + 6]) for n in range(len(cell) - 5)} & runs
                assert not found, f"{path.name}, {column}"


def test_whoever_has_the_texts_gets_the_same_tables(shipped, analyst_annotations):
    _, annotations = shipped
    assert len(annotations.paragraphs) == 64
    for name in (
        "paragraphs",
        "sentences",
        "mentions",
        "statements",
        "cues",
        "polarity",
        "words",
        "quotes",
        "evaluations",
    ):
        columns = [column for column in getattr(annotations, name) if column not in ("start", "end")]
        one, other = (
            getattr(tables, name)[columns].sort_values(columns).reset_index(drop=True)
            for tables in (annotations, analyst_annotations)
        )
        pd.testing.assert_frame_equal(one, other, check_dtype=False, obj=name)


def test_the_fourth_article_never_names_central_asia(shipped):
    mentions = shipped[1].mentions
    assert mentions[(mentions["doc_id"] == "a4") & (mentions["actor_id"] == "central-asia")].empty


def test_nothing_of_credits_and_biographies_is_among_the_entities(shipped):
    _, annotations = shipped
    surfaces = " ".join([*annotations.entities["surface"], *annotations.mentions["surface"]])
    for name in ("Pexels", "Wikimedia", "Routledge", "Agrarian", "Senior Fellow"):
        assert name not in surfaces
    assert annotations.mentions.query("doc_id == 'a1' and actor_id == 'afghanistan'").empty


def test_the_sample_is_crossed(sample):
    counts = sample.documents.groupby(["author", "region"]).size()
    assert len(sample) == 12
    assert set(counts) == {2}
    assert (sample.documents["n_words"].between(400, 620)).all()
    assert (sample.documents["date"] != "").all()


def test_the_sample_names_nothing_of_this_world(sample, analyst_codebook):
    real = {alias for actor in analyst_codebook.actors for alias in actor.aliases if len(alias) > 3}
    for text in sample.texts.values():
        assert not real & set(re.findall(r"[A-Z]\w+", text))


def test_the_sample_carries_what_was_planted(sample, sample_annotations, sample_codebook):
    """Measured shares of the two main frames order the three authors as they were planted (datasheet.md)."""
    scores = ct.score_frames(sample_annotations, sample_codebook)
    scores = scores[scores["measure"] == "frame"]
    author = dict(zip(sample.doc_ids, sample.documents["author"].str.split().str[-1], strict=True))
    means = scores.groupby(["category", scores["doc_id"].map(author)])["value"].mean()
    hidden, own = means["hidden-hand"], means["own-course"]
    assert hidden["Vathmuell"] > hidden["Orquavy"] > hidden["Imbraquell"]
    assert own["Imbraquell"] > own["Orquavy"] > own["Vathmuell"]


def test_profiles_and_codebooks_of_both_corpora_are_read(root, sample_codebook, analyst_codebook):
    assert [frame.id for frame in analyst_codebook.frames] == [
        "hid",
        "agy",
        "riv",
        "con",
        "sec",
        "mod",
        "hed",
        "dep",
        "reg",
        "eng",
    ]
    assert {"russia", "central-asia", "united-states"} <= set(analyst_codebook.actor_by_id)
    assert len(sample_codebook.frames) == 4


def test_pairs_of_the_bundle_are_pairs_of_the_texts(folder, analyst_annotations):
    tokens = analyst_annotations.tokens
    spoken = tokens[[any(c.isalnum() for c in form) for form in tokens["form"]]]
    true = {(d, f"{a.lower()} {b.lower()}") for d, rows in spoken.groupby("doc_id") for a, b in pairwise(rows["form"])}
    pairs = read_table(folder / "tables" / "bigrams.parquet")
    assert set(zip(pairs["doc_id"], pairs["bigram"], strict=True)) <= true


def test_no_notebook_output_is_stored(root):
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells), path.name
