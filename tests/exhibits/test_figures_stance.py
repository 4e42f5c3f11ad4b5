"""F7: evaluations, with what is missing left blank."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.exhibits.figures_stance import stance_matrix
from caatext.tables import make_table


@pytest.fixture
def estimates():
    rows = [("Marlen", "tavos", -0.5, 10, 6), ("Sund", "tavos", 0.0, 8, 0), ("Marlen", "velmark", 0.1, 9, 2)]
    table = pd.DataFrame(rows, columns=["group", "category", "estimate", "n_units", "n_hits"])
    return table.assign(share_favor=0.2, conf_low=0.1, conf_high=0.4)


@pytest.fixture
def scores():
    rows = [{"doc_id": "a1", "paragraph": p, "sentence": 1, "voice": "author", "category": "tavos", "value": -1.0}
            for p in range(1, 7)]  # fmt: skip
    rows += [{"doc_id": "a1", "paragraph": 9, "sentence": 1, "category": "velmark", "value": 1.0}] * 2
    rows += [{"doc_id": "a2", "paragraph": 1, "sentence": 1, "category": "tavos", "value": 0.0}]
    return make_table(rows, "scores")


def test_only_evaluating_sentences_stand_behind_a_mark(estimates, scores, documents, names, has_evidence):
    exhibit = stance_matrix(estimates, scores, documents=documents, names=names)
    data = exhibit.data.set_index(["actor_id", "group"])
    assert data.loc[("tavos", "Sund"), "mark"] == ""
    assert data.loc[("tavos", "Okoro"), "n_mentions"] == 0
    assert has_evidence(exhibit)
    assert list(dict.fromkeys(exhibit.data["actor_id"])) == ["tavos", "velmark"]


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_few_evaluations_are_hatched_without_a_value(estimates, scores, documents, names, width):
    figure = stance_matrix(estimates, scores, documents=documents, names=names).draw(width)
    words = " ".join(text.get_text() for text in figure.axes[0].texts)
    assert "2 of 9" in words
    assert "+0.1" not in words.replace("+0.10", "+0.1") if width > 5 else True
    assert "0 of 8" in words
    assert sum(patch.get_hatch() is not None for patch in figure.axes[0].patches) == 1


def test_what_was_left_undecided_is_counted(estimates, scores, documents, names):
    assert "undecided" not in stance_matrix(estimates, scores, documents=documents, names=names).note
    exhibit = stance_matrix(estimates.assign(n_abstained=2), scores, documents=documents, names=names)
    assert "8 of 27 evaluate; 6 more were left undecided." in exhibit.note


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_an_actor_that_was_named_but_never_decided_is_na(estimates, scores, documents, names, width):
    row = {"group": "Okoro", "category": "tavos", "n_units": 0, "n_hits": 0, "n_abstained": 3}
    more = pd.concat([estimates.assign(n_abstained=0), pd.DataFrame([row])], ignore_index=True)
    exhibit = stance_matrix(more, scores, documents=documents, names=names)
    assert "NA" in [text.get_text() for text in exhibit.draw(width).axes[0].texts]


def test_no_evaluation_is_said(estimates, scores, documents, names):
    exhibit = stance_matrix(estimates.assign(n_hits=0), scores.iloc[:0], documents=documents, names=names)
    words = [text.get_text() for text in exhibit.draw(6.8).axes[0].texts]
    assert "No evaluation of any actor was found." in words
