"""`Corpus`: texts stay still, paragraphs have addresses, identifiers are unique."""

from dataclasses import FrozenInstanceError
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.corpus.documents import build_corpus, build_document, count_words, split_paragraphs
from caatext.errors import CorpusError
from caatext.tables import CONTRACTS


@pytest.fixture
def corpus():
    pairs = [
        build_document("a", [("LEDE", "One two."), ("", "Three.")], docvars={"author": "X", "region": "North"}),
        build_document("b", [("", "Four <b>five</b>.")], docvars={"author": "Y"}),
    ]
    return build_corpus([document for document, _ in pairs], [row for _, rows in pairs for row in rows])


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("", 0), ("…—“”", 0), ("Kazakhstan’s data-driven plan — 5 points", 5), ("Armenia–Russia", 2),
        ("don't stop", 2), ("Köln, Москва, 東京", 3), ("U.S.", 2), ("12.4", 2),
    ],
)  # fmt: skip
def test_words_are_counted_as_said(text, n):
    assert count_words(text) == n


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []), ("\n \n", []), ("One.", ["One."]), ("One.\nTwo.", ["One.", "Two."]),
        ("One\nline.\n\nTwo.", ["One\nline.", "Two."]), ("\n\nOne.\n \t\nTwo.\n", ["One.", "Two."]),
        ("One.\n\n\n\nTwo.", ["One.", "Two."]), ("  One.  ", ["One."]), ("One.\nTwo.\n\n", ["One.", "Two."]),
    ],
)  # fmt: skip
def test_paragraphs_are_parted_by_blank_lines_or_else_by_lines(text, expected):
    assert [text[start:end] for start, end in split_paragraphs(text)] == expected


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from("ab \n\t\u2028."), max_size=40))
def test_paragraphs_lose_nothing_but_space(text):
    spans = split_paragraphs(text)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(start < end for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "LEDE"]), st.text(min_size=1, max_size=10)), min_size=1, max_size=5))
def test_offsets_cut_the_text_into_its_paragraphs(paragraphs):
    document, rows = build_document("a", paragraphs)
    text = str(document["text"])
    assert [text[row["start"] : row["end"]] for row in rows] == [text for _, text in paragraphs]
    assert [row["paragraph"] for row in rows] == list(range(1, len(paragraphs) + 1))
    assert document["n_paragraphs"] == len(rows)


def test_documents_have_the_columns_of_the_contract_and_no_missing_strings(corpus):
    assert list(corpus.documents)[: len(CONTRACTS["documents"])] == list(CONTRACTS["documents"])
    assert list(corpus.paragraphs) == list(CONTRACTS["paragraphs"])
    assert list(corpus.documents["region"]) == ["North", ""]
    assert list(corpus.documents["title"]) == ["", ""]
    assert "text" not in corpus.docvars


def test_a_corpus_cannot_be_assigned_to(corpus):
    with pytest.raises(FrozenInstanceError):
        corpus.documents = corpus.documents


def test_text_at_an_address(corpus):
    assert corpus.text_at("a", 10, 16) == "Three."
    assert corpus.text_at("a", -1, -1) == ""
    assert corpus.text_at("none", 0, 3) == ""


def test_the_fingerprint_knows_texts_and_identifiers_only(corpus):
    def made(doc_id, text, author):
        document, rows = build_document(doc_id, [("", text)], docvars={"author": author})
        return build_corpus([document], rows).fingerprint

    assert made("a", "One.", "X") == made("a", "One.", "Y")
    assert len({made("a", "One.", "X"), made("b", "One.", "X"), made("a", "One!", "X")}) == 3


def test_a_subset_keeps_the_order_of_the_corpus_and_says_so(corpus):
    part = corpus.subset(["b"])
    assert part.doc_ids == ["b"]
    assert list(part.paragraphs["doc_id"]) == ["b"]
    assert part.provenance.steps[-1].name == "subset"
    assert corpus.subset(["b", "a"]).doc_ids == ["a", "b"]
    with pytest.raises(CorpusError, match="no document zz; there are a, b"):
        corpus.subset(["a", "zz"])


def test_a_repeated_identifier_is_refused():
    document, rows = build_document("a", [("", "One.")])
    with pytest.raises(CorpusError, match="E-ID-DUPLICATE"):
        build_corpus([document, document], rows)


def test_the_display_is_short_and_escaped(corpus):
    assert repr(corpus) == "<corpus: 2 documents, 3 paragraphs, 7 words>"
    document, rows = build_document("<i>", [("", "One.")], docvars={"author": "<script>"})
    html = build_corpus([document], rows)._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_an_empty_corpus_has_all_columns():
    corpus = build_corpus([], [])
    assert len(corpus) == 0
    assert corpus.texts == {}
    assert "text" in corpus.documents
