"""Corpus folders and bundles: what is written comes back, and what was changed is noticed."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from caatext import store
from caatext.corpus.documents import build_corpus
from caatext.corpus.folders import write_corpus
from caatext.corpus.ledger import ledger_adds_up
from caatext.corpus.readers import ingest, read_corpus
from caatext.errors import CorpusError, UsageError


@pytest.fixture
def corpus(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    (source / "=a.md").write_text("---\nauthor: NA\nregion: '001'\n---\nFirst “text”.\n\nMore.")
    (source / "b.txt").write_text("Second\u2028text.")
    (source / "c.xyz").write_text("No.")
    return ingest([source])


def test_a_corpus_comes_back_as_it_was(corpus, tmp_path):
    again = read_corpus(write_corpus(corpus, tmp_path / "out"))
    pd.testing.assert_frame_equal(again.documents, corpus.documents)
    pd.testing.assert_frame_equal(again.paragraphs, corpus.paragraphs)
    pd.testing.assert_frame_equal(again.ledger, corpus.ledger)
    assert again.problems == corpus.problems
    assert again.provenance == corpus.provenance
    assert again.fingerprint == corpus.fingerprint
    assert ledger_adds_up(again)
    assert not again.is_bundle


def test_the_same_corpus_gives_the_same_bytes_and_no_path_of_this_machine(corpus, tmp_path):
    one = store.fingerprint_folder(write_corpus(corpus, tmp_path / "one"))
    two = store.fingerprint_folder(write_corpus(corpus, tmp_path / "two"))
    assert one == two
    assert sorted(one) == [
        "corpus.json", "documents.parquet", "ledger.csv", "ledger.parquet", "paragraphs.parquet", "quarantine.jsonl",
    ]  # fmt: skip
    for file in (tmp_path / "one").iterdir():
        assert str(tmp_path).encode() not in file.read_bytes()


def test_the_ledger_for_spreadsheets_runs_nothing(corpus, tmp_path):
    assert "\n'=a.md,file" in "\n" + (write_corpus(corpus, tmp_path) / "ledger.csv").read_text()


def test_the_quarantine_has_one_sorted_line_a_problem(corpus, tmp_path):
    lines = (write_corpus(corpus, tmp_path) / "quarantine.jsonl").read_text(encoding="utf-8").splitlines()
    (line,) = [json.loads(line) for line in lines]
    assert line["code"] == "E-TYPE"
    assert set(line) == {"action", "code", "found", "path", "place", "remedy", "severity"}


def test_an_empty_corpus_is_written_and_read_too(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "c.xyz").write_text("No.")
    corpus = ingest([tmp_path / "in"])
    assert len(read_corpus(write_corpus(corpus, tmp_path / "out"))) == 0


def test_a_changed_missing_or_newer_part_is_noticed(corpus, tmp_path):
    folder = write_corpus(corpus, tmp_path)
    about = json.loads((folder / "corpus.json").read_text())
    (folder / "corpus.json").write_text(json.dumps(about | {"format": 99}))
    with pytest.raises(CorpusError, match="E-FMT-VERSION"):
        read_corpus(folder)
    (folder / "corpus.json").write_text("{")
    with pytest.raises(CorpusError, match=r"corpus\.json cannot be read"):
        read_corpus(folder)
    (folder / "corpus.json").write_text("[]")
    with pytest.raises(CorpusError, match="no description"):
        read_corpus(folder)
    write_corpus(corpus, folder)
    content = bytearray((folder / "documents.parquet").read_bytes())
    content[100] ^= 1
    (folder / "documents.parquet").write_bytes(bytes(content))
    with pytest.raises(CorpusError, match=r"documents\.parquet is missing or was changed"):
        read_corpus(folder)
    (folder / "documents.parquet").unlink()
    with pytest.raises(CorpusError, match="make the folder again"):
        read_corpus(folder)


def test_a_write_that_was_killed_is_no_corpus(corpus, tmp_path, monkeypatch):
    folder = write_corpus(corpus, tmp_path / "out")

    def killed(path, value):
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "write_json", killed)
    with pytest.raises(KeyboardInterrupt):
        write_corpus(corpus, folder)
    assert not (folder / "corpus.json").exists()


@pytest.fixture
def bundle(corpus, tmp_path):
    folder = tmp_path / "bundle"
    store.write_table(folder / "tables" / "documents.parquet", corpus.docvars)
    store.write_table(folder / "tables" / "paragraphs.parquet", corpus.paragraphs)
    store.write_table(folder / "tables" / "ledger.parquet", corpus.ledger)
    bigrams = pd.DataFrame({"doc_id": ["b"], "bigram": ["a b"], "count": [1]})
    store.write_table(folder / "tables" / "bigrams.parquet", bigrams)
    store.write_json(folder / "bundle.json", {"format": 1, "provenance": corpus.provenance.to_list()})
    return folder


def test_a_bundle_is_a_corpus_without_text_and_with_tables(bundle, corpus):
    read = read_corpus(bundle)
    assert read.is_bundle
    assert list(read.tables) == ["bigrams"]
    assert read.texts == dict.fromkeys(corpus.doc_ids, "")
    assert read.fingerprint == corpus.fingerprint
    assert read.provenance == corpus.provenance
    assert len(read.paragraphs) == len(corpus.paragraphs)
    assert len(read.ledger) == len(corpus.ledger)


def test_a_bundle_without_documents_or_with_a_broken_table_is_refused(bundle):
    (bundle / "tables" / "bigrams.parquet").write_bytes(b"no table")
    with pytest.raises(CorpusError, match=r"bigrams\.parquet cannot be read"):
        read_corpus(bundle)
    (bundle / "tables" / "bigrams.parquet").unlink()
    (bundle / "tables" / "documents.parquet").unlink()
    with pytest.raises(CorpusError, match="it has no documents"):
        read_corpus(bundle)


def test_a_bundle_is_not_written_as_a_corpus(bundle, tmp_path):
    with pytest.raises(CorpusError, match="E-FMT-BUNDLE"):
        write_corpus(read_corpus(bundle), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_options_for_raw_files_are_refused_for_what_is_a_corpus_already(corpus, tmp_path):
    folder = write_corpus(corpus, tmp_path)
    with pytest.raises(UsageError, match="E-CFG-OPTION"):
        read_corpus(folder, profile="caci-analyst")
    with pytest.raises(UsageError, match="leave the option out"):
        read_corpus(folder, encoding="cp1252")


def test_a_corpus_made_in_python_is_written_too(tmp_path):
    corpus = build_corpus([], [])
    assert len(read_corpus(write_corpus(replace(corpus, documents=corpus.documents.assign(text="")), tmp_path))) == 0
