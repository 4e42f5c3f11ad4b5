"""Feature bundles: no text, no order, and an audit that finds what could be rebuilt."""

from __future__ import annotations

import random
from itertools import pairwise

import pandas as pd
import pytest

from caatext.annotation import bundle
from caatext.errors import AnnotationError, CorpusError
from caatext.tables import make_table

TEXT = "Norland met Suria behind the scenes. “We refuse to go there again,” Suria said.\n\nThe Lake Union slept well."


def pairs_of(words):
    return list(pairwise(words))


def test_a_bundle_holds_no_text_and_no_offset(read):
    made = bundle.make_bundle(read.corpus(TEXT), read(TEXT))
    assert "tokens" not in made.tables
    for name, table in made.tables.items():
        assert "text" not in table.columns, name
        if "start" in table:
            assert (table["start"] == -1).all()
            assert (table["end"] == -1).all()


def test_order_within_a_sentence_is_lost(read):
    one = bundle.make_bundle(read.corpus("Norland met Suria."), read("Norland met Suria.")).tables["mentions"]
    other = bundle.make_bundle(read.corpus("Suria met Norland."), read("Suria met Norland.")).tables["mentions"]
    pd.testing.assert_frame_equal(one, other)


def test_a_chain_of_words_that_occur_once_is_rebuilt_by_the_audit():
    words = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]
    runs = bundle.longest_runs(pairs_of(words))
    assert max(map(len, runs)) == 12


def test_a_fork_ends_a_run():
    runs = bundle.longest_runs([*pairs_of(["a", "b", "c", "d"]), ("b", "x")])
    assert runs[0] == ("a", "b"), "after b comes c or x"
    assert runs[1] == ("a", "b", "c", "d"), "the pair (b, c) is certain, and so are its neighbors"


def test_thinning_leaves_no_run_over_the_limit():
    rng = random.Random(1)
    words = [f"w{rng.randrange(400)}" for _ in range(600)]
    bigrams = make_table(
        [{"doc_id": "d1", "bigram": f"{a} {b}", "count": 1} for a, b in set(pairs_of(words))], "bigrams"
    )
    counts = make_table(
        [{"doc_id": "d1", "paragraph": n // 60 + 1, "form": w, "count": 1} for n, w in enumerate(words)],
        "words",
    )
    before = bundle.audit_tables(bigrams, counts)["longest_run"]
    thinned, dropped = bundle.thin_pairs(bigrams, counts, longest=10)
    assert before > 10
    assert bundle.audit_tables(thinned, counts)["longest_run"] <= 10
    assert dropped == len(bigrams) - len(thinned) > 0


def test_texts_must_be_those_of_the_bundle(read):
    corpus, changed = read.corpus(TEXT), read.corpus(TEXT + " More.")
    bundle.check_texts(corpus, corpus)
    with pytest.raises(CorpusError, match="not the one the bundle was made from"):
        bundle.check_texts(corpus, changed)


def test_a_bundle_of_a_bundle_is_refused(read):
    annotations = read(TEXT)
    without = type(annotations)(**dict(annotations.tables()) | {"tokens": annotations.tokens.iloc[:0]})
    with pytest.raises(AnnotationError, match="without text"):
        bundle.make_bundle(read.corpus(TEXT), without)
