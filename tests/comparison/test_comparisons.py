import dataclasses
import sys
import types

import numpy as np
import pandas as pd
import pytest

from caatext.comparison.comparisons import finish_table
from caatext.comparison.contrasts import contrast
from caatext.comparison.design import ESTIMABLE, NOT_ESTIMABLE
from caatext.comparison.groups import group_by
from caatext.errors import ComparisonError
from caatext.tables import CONTRACTS, make_table

ADDRESSED = {"unit": "sentence", "voice": "author", "measure": "stance", "category": "orr", "weight": 1.0}


@pytest.fixture
def comparison(corpus_of):
    corpus = corpus_of({"d1": {"author": "Ada"}, "d2": {"author": "Bel"}}, text="One. Two.\n\nThree.")
    rows = [
        ADDRESSED | {"doc_id": "d2", "paragraph": 1, "sentence": 2, "start": 5, "end": 9, "value": -1.0},
        ADDRESSED | {"doc_id": "d1", "paragraph": 2, "sentence": 1, "start": 11, "end": 17, "value": 1.0},
        ADDRESSED | {"doc_id": "d1", "paragraph": 1, "sentence": 1, "start": 0, "end": 4, "value": 0.0},
        ADDRESSED | {"doc_id": "d1", "paragraph": 2, "sentence": 0, "category": "vel", "value": 1.0},
        ADDRESSED | {"doc_id": "d1", "paragraph": 0, "sentence": 0, "category": "whole", "value": 1.0},
    ]
    return contrast(make_table(rows, "scores"), group_by(corpus, "author"))


def test_evidence_is_in_reading_order_with_its_sentences(comparison):
    found = comparison.evidence("orr")
    assert found["text"].tolist() == ["One.", "Three.", "Two."]
    assert found["group"].tolist() == ["Ada", "Ada", "Bel"]
    assert found[["doc_id", "paragraph", "sentence"]].to_numpy().tolist() == [["d1", 1, 1], ["d1", 2, 1], ["d2", 1, 2]]
    assert comparison.evidence("orr", "Bel")["text"].tolist() == ["Two."]


def test_evidence_adds_up_to_the_number(comparison):
    found = comparison.evidence("orr", "Ada")
    mean = np.average(found["value"], weights=found["weight"])
    row = comparison.table[comparison.table["category"] == "orr"].iloc[0]
    assert row["mean_group"] == mean == 0.5


def test_a_paragraph_without_offsets_is_found_by_its_address(comparison):
    assert comparison.evidence("vel")["text"].tolist() == ["Three."]
    assert comparison.evidence("whole")["text"].tolist() == [""]


def test_without_text_the_address_remains(comparison):
    bare = dataclasses.replace(comparison, grouping=dataclasses.replace(comparison.grouping, texts={}))
    assert bare.evidence("orr")["text"].tolist() == ["", "", ""]
    assert bare.evidence("orr")["paragraph"].tolist() == [1, 2, 1]


def test_unknown_categories_and_groups_are_met_with_what_there_is(comparison):
    with pytest.raises(ComparisonError, match="choose one of orr, vel, whole"):
        comparison.evidence("nobody")
    with pytest.raises(ComparisonError, match="there is no author 'Cyr'"):
        comparison.evidence("orr", "Cyr")


def test_a_comparison_is_frozen(comparison):
    with pytest.raises(dataclasses.FrozenInstanceError):
        comparison.question = "another"


def test_the_table_keeps_its_contract(comparison):
    names = list(CONTRACTS["comparison"])
    assert comparison.table.columns[: len(names)].tolist() == names


def test_the_page_says_the_verdict_in_words_first(comparison):
    shown = comparison._repr_html_()
    assert shown.index("Not estimable") < shown.index("the same variable") < shown.index("<table")
    assert "NaN" not in shown
    assert "no test" in shown


def test_the_page_escapes_what_is_foreign(corpus_of):
    corpus = corpus_of({"d1": {"author": "<script>x</script>"}, "d2": {"author": "Bel"}})
    scores = make_table([ADDRESSED | {"doc_id": "d1", "category": "<i>orr</i>", "value": 1.0}], "scores")
    shown = contrast(scores, group_by(corpus, "author"))._repr_html_()
    assert "<script" not in shown
    assert "<i>" not in shown


def test_mixed_verdicts_are_counted(crossed, scores_of):
    values = {d: {"x": 1.0, "y": np.nan if d.startswith("Ada") else 1.0} for d in crossed.labels.index}
    assert contrast(scores_of(values), crossed).verdict == "Of 2 contrasts: 1 estimable, 1 not estimable"


def test_numbers_beyond_the_verdict_are_removed():
    rows = [
        {"group": "a", "reference": "b", "category": "c", "p_value": 0.01, "conf_low": 0.1, "verdict": NOT_ESTIMABLE},
        {"group": "a", "reference": "b", "category": "d", "p_value": 0.04, "conf_low": 0.1, "verdict": ESTIMABLE},
    ]
    table, families = finish_table(rows, adjust="holm", members="categories")
    assert table["p_value"].isna().tolist() == [True, False]
    assert table["conf_low"].isna().tolist() == [True, False]
    assert table["p_adjusted"].iloc[1] == 0.04
    assert str(families[0]) == "Holm over one family of 1 test (categories)"


def test_figure_asks_the_exhibits_only_when_called(comparison, monkeypatch):
    module = types.ModuleType("caatext.exhibits.figures")
    module.draw_comparison = lambda found, **options: (found, options)
    monkeypatch.setitem(sys.modules, "caatext.exhibits.figures", module)
    assert comparison.figure(title="x") == (comparison, {"title": "x"})


def test_the_record_names_settings_and_seed(comparison):
    step = comparison.provenance.steps[-1]
    assert step.name == "contrast"
    assert step.settings["seed"] == 1
    assert step.settings["by"] == "author"


def test_evidence_of_an_empty_comparison_is_refused_in_words(comparison):
    empty = dataclasses.replace(comparison, table=pd.DataFrame({"category": [], "reason": [], "verdict": []}))
    with pytest.raises(ComparisonError, match="choose one of none"):
        empty.evidence("orr")
