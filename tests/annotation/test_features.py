import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.annotation.features import FUNCTION_POS, build_dfm
from caatext.errors import TableError, UsageError
from caatext.tables import make_table


def word(doc_id, paragraph, lemma, count=1, *, pos="NOUN", is_name=False):
    return {
        "doc_id": doc_id, "paragraph": paragraph, "form": lemma, "lemma": lemma, "pos": pos,
        "is_name": is_name, "count": count,
    }  # fmt: skip


@pytest.fixture
def words():
    return make_table(
        [
            word("b", 1, "War", 2),
            word("a", 2, "peace"),
            word("a", 1, "peace", 3),
            word("a", 1, "Ludrath", pos="PROPN", is_name=True),
            word("a", 10, "the", 4, pos="DET"),
            word("b", 1, "war"),
        ],
        "words",
    )


def test_build_dfm_counts_lemmas_in_lower_case_with_sorted_rows_and_columns(words):
    dfm = build_dfm(words)
    assert dfm.features == ("ludrath", "peace", "the", "war")
    assert dfm.unit_ids == ("a.1", "a.2", "a.10", "b.1")
    assert dfm.counts.toarray().tolist() == [[1, 3, 0, 0], [0, 1, 0, 0], [0, 0, 4, 0], [0, 0, 0, 3]]


def test_build_dfm_by_document_without_names_and_function_words(words):
    dfm = build_dfm(words, unit="document", mask_names=True, drop_pos=FUNCTION_POS)
    assert dfm.features == ("peace", "war")
    assert dfm.unit_ids == ("a", "b")
    assert dfm.counts.toarray().tolist() == [[4, 0], [0, 3]]


def test_build_dfm_keeps_the_row_of_a_paragraph_whose_words_are_left_out(words):
    assert build_dfm(words, drop_pos=FUNCTION_POS).unit_ids == ("a.1", "a.2", "a.10", "b.1")


def test_build_dfm_selects_by_uses_units_and_documents(words):
    more = pd.concat([words, make_table([word("b", 1, "peace")], "words")])
    assert build_dfm(more, min_count=4).features == ("peace", "the")
    assert build_dfm(more, min_documents=2).features == ("peace",)
    assert build_dfm(words).select(min_units=2).features == ("peace",)


def test_group_sums_rows_and_leaves_out_documents_without_a_label(words):
    dfm = build_dfm(words)
    grouped = dfm.group({"a": "X", "b": "X"})
    assert grouped.doc_ids == ("X",)
    assert grouped.counts.toarray().tolist() == [[1, 4, 4, 3]]
    assert dfm.group({"b": "Y"}).counts.toarray().tolist() == [[0, 0, 0, 3]]
    assert dfm.weighting == "count"


def test_weight_gives_shares_and_presence_and_leaves_the_counts_alone(words):
    dfm = build_dfm(words)
    assert dfm.weight("share").counts.toarray()[0].tolist() == [0.25, 0.75, 0, 0]
    assert dfm.weight("presence").counts.toarray()[0].tolist() == [1, 1, 0, 0]
    assert dfm.counts.toarray()[0].tolist() == [1, 3, 0, 0]
    empty_row = build_dfm(words, drop_pos=FUNCTION_POS).weight("share")
    assert np.isfinite(empty_row.counts.toarray()).all()


def test_to_table_is_long_and_reprs_are_short_and_escaped(words):
    hostile = pd.concat([words, make_table([word("a", 1, "<b>", 9)], "words")])
    dfm = build_dfm(hostile)
    assert dfm.to_table().iloc[0].tolist() == ["a.1", "<b>", 9.0]
    assert repr(dfm) == "<document-feature matrix: 4 units, 5 features, count>"
    assert "&lt;b&gt;" in dfm._repr_html_()


def test_build_dfm_refuses_what_it_does_not_know(words):
    with pytest.raises(UsageError, match="'article' is not known; there are paragraph, document"):
        build_dfm(words, unit="article")
    with pytest.raises(UsageError, match="'tfidf' is not known; there are share, presence"):
        build_dfm(words).weight("tfidf")
    with pytest.raises(TableError, match="lacks the column"):
        build_dfm(words.drop(columns="count"))


def test_build_dfm_of_no_words_is_empty():
    assert build_dfm(make_table([], "words")).counts.shape == (0, 0)


rows = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(1, 3), st.sampled_from(["x", "y", "z"]), st.integers(1, 5)),
    max_size=15,
)


@settings(max_examples=40, deadline=None)
@given(rows=rows, rng=st.randoms())
def test_build_dfm_loses_no_word_and_does_not_depend_on_order(rows, rng):
    dfm = build_dfm(make_table([word(*row) for row in rows], "words"))
    assert dfm.counts.sum() == sum(row[3] for row in rows)
    grouped = dfm.group({"a": "a", "b": "b"})
    for doc_id, total in zip(grouped.doc_ids, grouped.counts.sum(axis=1), strict=True):
        assert total == sum(row[3] for row in rows if row[0] == doc_id)
    rng.shuffle(rows)
    other = build_dfm(make_table([word(*row) for row in rows], "words"))
    assert other.to_table().equals(dfm.to_table())
    assert other.counts.data.tobytes() == dfm.counts.data.tobytes()
