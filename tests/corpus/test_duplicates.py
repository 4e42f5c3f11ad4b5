"""Copies of documents: which are found, what their numbers are, and that order plays no part."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.corpus import duplicates
from caatext.corpus.duplicates import COLUMNS, compare_texts, find_duplicates, is_copy
from caatext.corpus.sketches import DocumentText, plain_words

VOCABULARY = [f"word{n}" for n in range(4000)]


def story(seed, n_words=300):
    return " ".join(random.Random(seed).choices(VOCABULARY, k=n_words))


def runs(text):
    """Runs of five words, counted the slow way."""
    words = plain_words(text)
    return {tuple(words[n : n + 5]) for n in range(len(words) - 4)}


def by_hand(text, other):
    one, two = runs(text), runs(other)
    smaller = min(len(one), len(two))
    return (len(one & two) / len(one | two), len(one & two) / smaller) if smaller else (0.0, 0.0)


def find(**texts):
    documents = [DocumentText(name, "", "", tuple(text.split("\n\n"))) for name, text in texts.items()]
    return find_duplicates(lambda _: documents)


def kinds(table):
    return table[["doc_id", "other", "kind"]].to_numpy().tolist()


def test_case_blanks_and_punctuation_do_not_part_copies():
    text = story(1)
    table = find(a=text, b=text.upper().replace(" ", ",  "), c=story(2))
    assert list(table.columns) == list(COLUMNS)
    assert kinds(table) == [["b", "a", "exact"]]
    assert table.loc[0, ["jaccard", "containment", "n_words", "n_words_other"]].tolist() == [1.0, 1.0, 300, 300]


def test_no_copies_are_an_empty_table_with_its_columns():
    assert list(find(a=story(1), b=story(2)).columns) == list(COLUMNS)
    assert len(find(a=story(1), b=story(2))) == len(find()) == 0


def test_a_changed_copy_is_near_and_a_shortened_one_is_contained():
    text = story(1, 1000)
    changed = text.replace("word1", "other1", 3)
    table = find(whole=text, changed=changed, part=" ".join(text.split()[100:250]), rest=story(3))
    assert kinds(table) == [
        ["part", "changed", "contained"],
        ["part", "whole", "contained"],
        ["whole", "changed", "near"],
    ]
    for row in table.itertuples():
        texts = {"whole": text, "changed": changed, "part": " ".join(text.split()[100:250])}
        assert (row.jaccard, row.containment) == by_hand(texts[row.doc_id], texts[row.other])


def test_the_longer_text_stays():
    text = story(1)
    assert kinds(find(a=text, b=text + " " + story(2, 40))) == [["a", "b", "near"]]


def test_short_texts_are_compared_as_wholes():
    assert kinds(find(a="Two words.", b="two words", c="Two other words.")) == [["b", "a", "exact"]]
    assert compare_texts("Two words.", "Two other words.") == (0.0, 0.0)


def test_texts_without_words_are_no_copies_of_one_another():
    assert len(find(a="", b="...")) == 0


def test_scripts_without_blanks_are_compared_sign_by_sign():
    text = "".join(chr(0x4E00 + number) for number in random.Random(4).sample(range(3000), 200))
    assert kinds(find(a=text, b=text[:150])) == [["b", "a", "near"]]


def test_what_all_documents_share_makes_no_pairs():
    footer = story(99, 30)
    assert len(find(**{f"d{n}": f"{story(n)} {footer}" for n in range(40)})) == 0


def test_many_copies_make_few_pairs_and_leave_one(monkeypatch):
    text = story(1, 500)
    texts = {f"d{n:03}": text.replace("word", f"changed{n}", 2) for n in range(120)}
    table = find(**texts)
    assert len(table) <= 120 * 10
    assert set(texts) - set(table["doc_id"]) == {"d000"}
    monkeypatch.setattr(duplicates, "_AT_A_TIME", 7)
    monkeypatch.setattr(duplicates, "_LINKS", 100)
    assert find(**texts).equals(table)


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10**6),
    n_words=st.integers(5, 120),
    changed=st.lists(st.integers(0, 119), max_size=12),
    cut=st.integers(0, 60),
)
def test_the_numbers_are_those_of_a_count_by_hand(seed, n_words, changed, cut):
    words = story(seed, n_words).split()
    copy = [f"new{n}" if n in changed else word for n, word in enumerate(words)][cut:]
    text, other = " ".join(words), " ".join(copy)
    if plain_words(text) != plain_words(other):
        assert compare_texts(text, other) == by_hand(text, other)
    for row in find(a=text, b=other).itertuples():
        expected = (1.0, 1.0) if row.kind == "exact" else by_hand(text, other)
        assert (row.jaccard, row.containment) == expected
        assert is_copy(row.jaccard, row.containment)


@settings(deadline=None, max_examples=25)
@given(order=st.permutations(range(12)))
def test_the_order_of_the_documents_changes_nothing(order):
    stories = [story(n % 7, 80 + 20 * (n // 7)) for n in range(12)]
    texts = [(f"d{n}", text) for n, text in enumerate(stories)]
    shuffled = [texts[n] for n in order]
    assert find(**dict(shuffled)).equals(find(**dict(texts)))


@pytest.mark.parametrize(("jaccard", "containment", "shown"), [(0.25, 0.4, True), (0.1, 0.8, True), (0.2, 0.5, False)])
def test_what_is_shown_to_a_person(jaccard, containment, shown):
    assert is_copy(jaccard, containment) == shown
