"""From addresses to sentences."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.exhibits.concordance import Concordance

TEXT = "One port. Two ports and\na port."


@pytest.fixture
def concordance():
    sentences = pd.DataFrame(
        {"doc_id": "a", "paragraph": 1, "sentence": [1, 2], "start": [0, 10], "end": [9, len(TEXT)]}
    )
    paragraphs = pd.DataFrame({"doc_id": ["a"], "paragraph": [1], "start": [0], "end": [len(TEXT)]})
    return Concordance(sentences, paragraphs, texts={"a": TEXT})


def _rows(*rows):
    columns = ["doc_id", "paragraph", "sentence", "start", "end", "voice", "part"]
    return pd.DataFrame(rows, columns=columns)


def test_hits_of_one_sentence_are_marked_in_one_quotation(concordance):
    (quotation,) = concordance.quote(_rows(("a", 1, 2, 14, 19, "author", ""), ("a", 1, 2, 26, 30, "author", "")))
    assert quotation.address == "a.1.2"
    assert quotation.pieces == (("Two ", False), ("ports", True), (" and a ", False), ("port", True), (".", False))


def test_overlapping_and_foreign_hits_are_passed_over(concordance):
    rows = _rows(("a", 1, 2, 14, 19, "", ""), ("a", 1, 2, 15, 20, "", ""), ("a", 1, 2, 0, 3, "", ""))
    assert [hit for _, hit in concordance.quote(rows)[0].pieces] == [False, True, False]


def test_whole_paragraphs_have_no_mark(concordance):
    assert concordance.quote(_rows(("a", 1, 0, -1, -1, "", "x")))[0].pieces == ((TEXT.replace("\n", " "), False),)


def test_lines_of_a_file_are_their_own_address(concordance):
    rows = _rows(("a", 0, 0, -1, -1, "", "f.txt, line 2"), ("a", 0, 0, -1, -1, "", "f.txt, line 9"))
    assert [quotation.address for quotation in concordance.quote(rows)] == ["f.txt, line 2", "f.txt, line 9"]


def test_only_so_many_are_quoted(concordance):
    rows = _rows(*[("a", 1, n, -1, -1, "", "") for n in range(1, 60)])
    assert len(concordance.quote(rows)) == 40
    assert len(concordance.quote(rows, most=3)) == 3


def test_without_text_there_are_addresses_only(concordance):
    bare = Concordance(pd.DataFrame(columns=["doc_id", "paragraph", "sentence", "start", "end"]),
                       pd.DataFrame(columns=["doc_id", "paragraph", "start", "end"]), texts={})  # fmt: skip
    assert bare.quote(_rows(("a", 1, 1, -1, -1, "Minister", "")))[0].pieces == ()
    assert concordance.quote(_rows(("a", 1, 1, 4, 8, "", "")), with_text=False)[0].pieces == ()


def test_direction_marks_in_a_text_become_visible():
    spans = pd.DataFrame({"doc_id": ["a"], "paragraph": [1], "sentence": [1], "start": [0], "end": [3]})
    found = Concordance(spans, spans.iloc[:0], texts={"a": "a\u202eb"}).quote(_rows(("a", 1, 1, -1, -1, "", "")))
    assert found[0].pieces == ((r"a\u202eb", False),)
