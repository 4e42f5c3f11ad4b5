"""Words over articles, and words beside words."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caatext.errors import AnnotationError
from caatext.measures.lexical import list_collocations, word_dispersion


def words_of(counts):
    return [
        {"doc_id": doc_id, "paragraph": 1, "form": lemma, "lemma": lemma, "pos": "NOUN", "count": n}
        for doc_id, row in counts.items()
        for lemma, n in row.items()
    ]


def sentence(text, *, doc_id="a1", number=1, voice="author"):
    """Tokens of a sentence; *word/POS* gives a part of speech."""
    parts = [part.partition("/") for part in text.split()]
    return [
        {"doc_id": doc_id, "paragraph": 1, "sentence": number, "token": token, "form": form, "lemma": form,
         "pos": pos or "NOUN", "voice": voice}
        for token, (form, _, pos) in enumerate(parts, 1)
    ]  # fmt: skip


def test_dispersion_counts_articles_and_evenness(make_annotations):
    """Articles of 10, 10 and 20 words, shares 1/4, 1/4, 1/2; *law* 4 times: 3, 1, 0. DP = (1/2 + 0 + 1/2) / 2."""
    counts = {"d1": {"law": 3, "x": 7}, "d2": {"law": 1, "x": 9}, "d3": {"x": 20}}
    table = word_dispersion(make_annotations(words=words_of(counts)), min_count=4).set_index("word")
    law = table.loc["law"]
    assert (law["count"], law["n_documents"], law["n_group"]) == (4, 2, 3)
    assert law["dp"] == pytest.approx(0.5)
    assert law["dp_normed"] == pytest.approx(0.5 / 0.75)
    rates = [0.3, 0.1, 0.0]
    mean = sum(rates) / 3
    spread = math.sqrt(sum((rate - mean) ** 2 for rate in rates) / 3)
    assert law["juilland_d"] == pytest.approx(1 - spread / mean / math.sqrt(2))


def test_groups_are_dispersed_within_themselves_and_others_left_out(make_annotations):
    counts = {"d1": {"law": 5}, "d2": {"law": 5}, "d3": {"law": 5, "war": 5}, "d4": {"war": 9}}
    groups = {"d1": "A", "d2": "A", "d3": "B"}
    table = word_dispersion(make_annotations(words=words_of(counts)), groups=groups)
    assert table[["group", "word", "count", "n_group"]].to_numpy().tolist() == [
        ["A", "law", 10, 2], ["B", "law", 5, 1], ["B", "war", 5, 1],
    ]  # fmt: skip
    assert table["dp"].tolist()[0] == 0.0
    assert table.loc[1:, ["dp", "dp_normed", "juilland_d"]].isna().all(axis=None)  # one article spreads over nothing


def test_dispersion_of_nothing_and_of_turned_rows(make_annotations):
    assert word_dispersion(make_annotations()).empty
    rows = words_of({"d2": {"b": 6, "a": 6}, "d1": {"b": 6}})
    one, other = (word_dispersion(make_annotations(words=table)) for table in (rows, rows[::-1]))
    assert one.equals(other)
    assert one["word"].tolist() == ["b", "a"]


def test_collocations_of_the_two_sentences_of_the_reference(make_annotations):
    tokens = sentence("The new European Union is not the old European Union")
    table = list_collocations(make_annotations(tokens=tokens), min_count=1, drop_pos=()).set_index("collocation")
    assert table.loc["european union", ["count", "n_documents"]].tolist() == [2, 1]
    assert table.loc["european union", ["lambda_", "z"]].tolist() == pytest.approx([4.317488, 2.027787], abs=5e-7)
    assert table.loc["new european", ["lambda_", "z"]].tolist() == pytest.approx([2.708050, 1.454456], abs=5e-7)


def test_collocations_stop_at_sentences_punctuation_grammar_and_other_voices(make_annotations):
    tokens = [
        *sentence("free trade , open border"),
        *sentence("trade free", number=2, voice="Orr"),
        *sentence("open/ADJ the/DET border", number=3),
        *sentence("free trade", number=1, doc_id="a2"),
    ]
    found = list_collocations(make_annotations(tokens=tokens), min_count=1)
    assert dict(zip(found["collocation"], found["count"], strict=True)) == {"free trade": 2, "open border": 1}
    assert found.set_index("collocation").loc["free trade", "n_documents"] == 2
    everyone = list_collocations(make_annotations(tokens=tokens), min_count=1, voice="all")
    assert set(everyone["collocation"]) == {"free trade", "open border", "trade free"}


def test_a_bundle_has_no_collocations(make_annotations):
    with pytest.raises(AnnotationError, match="E-TYPE-BUNDLE"):
        list_collocations(make_annotations(words=words_of({"d1": {"a": 3}})))


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=30))
def test_counts_of_collocations_are_those_of_neighbors(make_annotations, words):
    tokens = sentence(" ".join(words))
    found = list_collocations(make_annotations(tokens=tokens), min_count=1)
    pairs = [f"{a} {b}" for a, b in itertools.pairwise(words)]
    assert dict(zip(found["collocation"], found["count"], strict=True)) == {pair: pairs.count(pair) for pair in pairs}
    assert found["z"].is_monotonic_decreasing
    assert found.equals(list_collocations(make_annotations(tokens=tokens[::-1]), min_count=1))
