"""T3: forms of words, the actors they were led to, and what was checked."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.exhibits.listings_names import alias_audit
from caatext.tables import make_table


@pytest.fixture
def found():
    rows = [_mention(p, "Brell", "tavos", "actor", "alias") for p in (1, 2)]
    rows += [_mention(3, "Brell", "tavos", "place", "after 'in'", other="actor")]
    rows += [_mention(4, "Brell", "tavos", "actor", "review")]
    rows += [_mention(5, "Brell", "tavos", "actor", "review")]
    rows += [_mention(p, "Velmark", "velmark", "modifier", "prefix") for p in (1, 2)]
    return make_table(rows, "mentions")


def _mention(paragraph, surface, actor, reading, rule, *, other=""):
    return {"doc_id": "a1", "paragraph": paragraph, "sentence": 1, "start": 0, "end": 5, "surface": surface,
            "actor_id": actor, "reading": reading, "rule": rule, "other_reading": other, "voice": "author"}  # fmt: skip


@pytest.fixture
def before(found):
    """As the rules had it: the fourth mention was a place."""
    return found.assign(reading=found["reading"].where(found["paragraph"] != 4, "place"), rule="alias")


def test_each_form_has_its_readings_rules_and_checks(found, before, names, has_evidence):
    exhibit = alias_audit(found, names=names, before=before)
    row = exhibit.data.iloc[0]
    assert row[["surface", "actor", "n", "n_actor", "n_place", "n_modifier"]].tolist() == ["Brell", "Tavos", 5, 4, 1, 0]
    assert row["rules"] == "alias 2, review 2, after 'in' 1"
    assert (row["n_unsure"], row["other_reading"]) == (1, "actor")
    assert row["checked"] == "2, 1 changed"
    assert exhibit.data["surface"].tolist() == ["Brell", "Velmark"]
    assert "Checked by a person: 2 mentions, of which 1 changed." in exhibit.note
    assert has_evidence(exhibit)


def test_without_the_mentions_before_a_review_nobody_can_tell_what_it_changed(found, names):
    exhibit = alias_audit(found, names=names)
    assert exhibit.data["checked"].tolist() == ["2", "none"]
    assert "Checked by a person: 2 mentions, what that changed is not recorded." in exhibit.note


def test_places_lead_to_the_places(found, names):
    exhibit = alias_audit(found, names=names)
    mark = exhibit.data["mark_place"][0]
    assert exhibit.evidence.loc[exhibit.evidence["mark"] == mark, "paragraph"].tolist() == [3]


def test_without_coded_mentions_and_review_it_says_so(found, names):
    exhibit = alias_audit(found[found["rule"] != "review"], names=names)
    assert "No mention was checked by a person. Not checked against coded mentions." in exhibit.note
    assert not {"checked", "precision_shown"} & {column.name for column in exhibit.columns}


def test_coded_mentions_give_precision_and_recall_with_limits(found, names):
    accuracy = pd.DataFrame({"surface": ["", "Brell"], "n_gold": [10, 5], "n_found": [8, 4], "precision": [0.75, 0.5],
                             "precision_low": [0.4, 0.2], "precision_high": [0.9, 0.8], "recall": [0.6, 0.4],
                             "recall_low": [0.3, 0.1], "recall_high": [0.8, 0.7]})  # fmt: skip
    exhibit = alias_audit(found, names=names, accuracy=accuracy)
    assert exhibit.data["precision_shown"].tolist() == ["50% (20–80%)", "NA"]
    assert "Against 10 coded mentions: precision 75% (40–90%), recall 60% (30–80%)." in exhibit.note


def test_forms_that_may_be_something_else_come_first(found, names):
    more = pd.concat([found, pd.concat([found.iloc[:1]] * 9).assign(surface="Tavos")], ignore_index=True)
    assert alias_audit(more, names=names).data["surface"].tolist() == ["Brell", "Velmark", "Tavos"]


def test_no_mention_gives_an_empty_table(found, names):
    exhibit = alias_audit(found.iloc[:0], names=names)
    assert exhibit.data.empty
    assert "n = 0" in exhibit.note
