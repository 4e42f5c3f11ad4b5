import pytest

from caatext.corpus.lexicons import read_rows
from caatext.measures.lexical import score_lexical


def word(address, lemma, *, form=None, pos="NOUN", count=1):
    return address | {"form": form or lemma, "lemma": lemma, "pos": pos, "count": count}


def figures(scores, doc_id="a1"):
    rows = scores[scores["doc_id"] == doc_id]
    return dict(zip(rows["measure"], rows["value"], strict=True))


def test_score_lexical_gives_the_figures_by_hand(make_annotations, address):
    """Ten words: one lemma 4 times, one 2 times, four once; K = 10000 (16 + 4 + 4 - 10) / 100."""
    words = [
        word(address(), "talk", form="talks", count=3),
        word(address(), "talk", count=1),
        word(address(paragraph=2), "state", count=2),
        word(address(), "may", pos="AUX"),
        word(address(), "perhaps", pos="ADV"),
        word(address(), "will"),
        word(address(), "end", pos="VERB"),
    ]
    annotations = make_annotations(
        words=words, sentences=[address(1) | {"n_words": 7}, address(1, paragraph=2) | {"n_words": 3}]
    )
    scores = score_lexical(annotations)
    assert figures(scores) == {
        "words_per_sentence": 5.0,
        "mean_word_length": pytest.approx((15 + 4 + 10 + 3 + 7 + 4 + 3) / 10),
        "yule_k": pytest.approx(1400.0),
        "hedges_per_1000": 100.0,
        "modals_per_1000": 100.0,  # "will" is a noun here
    }
    assert set(scores["weight"]) == {10.0}
    assert set(scores["unit_id"]) == {"a1"}


def test_score_lexical_knows_modals_by_form_and_in_capitals(make_annotations, address):
    words = [word(address(), "Might", pos="AUX"), word(address(), "be", form="'ll", pos="AUX")]
    assert figures(score_lexical(make_annotations(words=words)))["modals_per_1000"] == 1000.0


def test_score_lexical_has_no_row_for_a_document_without_words_or_sentences(make_annotations, address):
    assert score_lexical(make_annotations()).empty
    scores = score_lexical(make_annotations(words=[word(address(), "talk")]))
    assert "words_per_sentence" not in figures(scores)


def test_score_lexical_does_not_depend_on_the_order_of_rows(make_annotations, address):
    words = [word(address(doc_id=doc), lemma, count=n) for n, lemma in enumerate("abc", 1) for doc in ("a2", "a1")]
    one, other = (score_lexical(make_annotations(words=rows)) for rows in (words, words[::-1]))
    assert one.equals(other)


@pytest.mark.parametrize("name", ["hedges.csv", "modals.csv"])
def test_word_lists_are_sorted_without_repeats_and_each_entry_has_its_reason(name):
    rows = read_rows(name)
    keys = [(row["word"], row["pos"]) for row in rows]
    assert keys == sorted(set(keys))
    assert all(row["comment"] and row["word"] == row["word"].lower() for row in rows)
