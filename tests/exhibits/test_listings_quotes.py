"""T5: whose words."""

from __future__ import annotations

import pytest

from caatext.exhibits.listings_quotes import quoted_speakers
from caatext.tables import make_table


@pytest.fixture
def quotes():
    rows = [
        ("a1", 1, "direct", "tavos", "adopted"), ("a1", 2, "indirect", "tavos", "rejected"),
        ("a2", 1, "mixed", "tavos", ""), ("a1", 3, "indirect", "unknown", ""), ("a1", 4, "scare", "author", ""),
        ("a1", 5, "name", "author", ""), ("a2", 2, "direct", "I. Vell", ""),
    ]  # fmt: skip
    table = [
        {"doc_id": d, "paragraph": p, "sentence": 1, "start": 0, "end": 9, "kind": k, "voice": v, "uptake": u}
        for d, p, k, v, u in rows
    ]
    return make_table(table, "quotes")


def test_speakers_by_number_of_quotations_scare_quotes_last(quotes, documents, names, has_evidence):
    exhibit = quoted_speakers(quotes, documents, names=names)
    shown = exhibit.data[["speaker", "group", "n_direct", "n_mixed", "n_indirect", "n_scare"]].values.tolist()
    assert shown == [
        ["Tavos", "Marlen", 1, 0, 1, 0],
        ["Tavos", "Sund", 0, 1, 0, 0],
        ["I. Vell", "Sund", 1, 0, 0, 0],
        ["somebody not named", "Marlen", 0, 0, 1, 0],
        ["nobody said to have said it", "Marlen", 0, 0, 0, 1],
    ]
    assert has_evidence(exhibit)
    assert "n = 6 in 2 articles. 1 name, title or gloss between marks is left out." in exhibit.note


def test_what_the_author_makes_of_it_leads_to_the_sentence(quotes, documents, names):
    exhibit = quoted_speakers(quotes, documents, names=names)
    row = exhibit.data.iloc[0]
    assert (row["n_adopted"], row["n_rejected"]) == (1, 1)
    assert exhibit.evidence.loc[exhibit.evidence["mark"] == row["mark_rejected"], "paragraph"].tolist() == [2]
    assert exhibit.mark_labels[row["mark_adopted"]] == "I. Marlen, Tavos, adopted: 1"


def test_no_quotation_gives_an_empty_table(quotes, documents, names):
    exhibit = quoted_speakers(quotes.iloc[:0], documents, names=names)
    assert exhibit.data.empty
    assert "n = 0 in 0 articles" in exhibit.note
