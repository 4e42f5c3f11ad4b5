"""`annotate`: addresses, offsets, the cache, and what must not depend on anything."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.annotation import parsing
from caatext.annotation.pipeline import annotate
from caatext.errors import AnnotationError
from caatext.tables import CONTRACTS

TEXTS = ("Norland met Suria. It rained.\n\nThe Lake Union slept.", "Suria refused. “We refuse,” Suria said.")


def test_every_table_keeps_its_contract(read):
    for name, table in read(*TEXTS).tables():
        assert list(table.columns[: len(CONTRACTS[name])]) == list(CONTRACTS[name])


def test_paragraphs_and_sentences_count_from_one(read):
    sentences = read(*TEXTS).sentences
    assert list(zip(sentences["doc_id"], sentences["paragraph"], sentences["sentence"], strict=True)) == [
        ("d1", 1, 1), ("d1", 1, 2), ("d1", 2, 1), ("d2", 1, 1), ("d2", 1, 2)]  # fmt: skip


def test_tokens_slice_back_to_their_form(read):
    corpus = read.corpus(*TEXTS)
    for row in read(*TEXTS).tokens.itertuples():
        assert corpus.text_at(row.doc_id, row.start, row.end) == row.form


def test_word_counts_add_up_to_the_tokens_that_are_words(read):
    annotations = read(*TEXTS)
    words = [form for form in annotations.tokens["form"] if any(c.isalnum() for c in form)]
    assert annotations.words["count"].sum() == len(words)


def test_a_second_run_parses_nothing(read, monkeypatch, tmp_path):
    corpus = read.corpus(*TEXTS)
    first = annotate(corpus, codebook=read.codebook, cache=tmp_path)

    def no_model(name):
        raise AssertionError("the model was loaded again")

    monkeypatch.setattr(parsing, "load_model", no_model)
    second = annotate(corpus, codebook=read.codebook, cache=tmp_path)
    for (_, one), (_, other) in zip(first.tables(), second.tables(), strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_an_edited_codebook_parses_nothing_again(read, monkeypatch, tmp_path):
    corpus = read.corpus(*TEXTS)
    annotate(corpus, codebook=read.codebook, cache=tmp_path)
    monkeypatch.setattr(parsing, "load_model", None)
    assert annotate(corpus, codebook=None, cache=tmp_path).mentions.empty


def test_a_corrupt_cache_entry_is_parsed_again(read, tmp_path):
    corpus = read.corpus(*TEXTS)
    first = annotate(corpus, codebook=read.codebook, cache=tmp_path)
    for entry in tmp_path.rglob("tokens.parquet"):
        content = bytearray(entry.read_bytes())
        content[len(content) // 2] ^= 0xFF
        entry.write_bytes(bytes(content))
    second = annotate(corpus, codebook=read.codebook, cache=tmp_path)
    pd.testing.assert_frame_equal(first.tokens, second.tokens)


def test_tables_do_not_depend_on_the_order_of_documents(read):
    corpus = read.corpus(*TEXTS)
    turned = type(corpus)(corpus.documents.iloc[::-1].reset_index(drop=True), corpus.paragraphs, corpus.ledger)
    one = annotate(corpus, codebook=read.codebook)
    other = annotate(turned, codebook=read.codebook)
    for (name, a), (_, b) in zip(one.tables(), other.tables(), strict=True):
        keys = [c for c in ("doc_id", "paragraph", "sentence", "start", "token") if c in a] or list(a.columns)
        a, b = (t.sort_values(keys, kind="stable").reset_index(drop=True) for t in (a, b))
        pd.testing.assert_frame_equal(a, b, obj=name)


def test_an_absent_model_is_an_error_that_names_the_remedy(read):
    with pytest.raises(AnnotationError, match=r"no-such-model.*not installed"):
        annotate(read.corpus(*TEXTS), codebook=read.codebook, model="no-such-model")


def test_a_line_without_full_stops_is_cut_into_pieces(read):
    """The reading of a sentence takes time that grows faster than its length."""
    annotations = read("the port and " * 400)
    sizes = annotations.tokens.groupby(["paragraph", "sentence"]).size()
    assert sizes.max() == 400
    assert sizes.sum() == 1200
    assert annotations.sentences["sentence"].tolist() == [1, 2, 3]
