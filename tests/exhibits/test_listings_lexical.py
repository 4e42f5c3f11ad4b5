"""The lexical profile of groups on the page."""

import pytest

from caatext.comparison.groups import group_by
from caatext.exhibits.listings_lexical import MEASURES, lexical_profile
from caatext.exhibits.style import Names
from caatext.measures.lexical import score_lexical
from caatext.tables import make_table


def scores_of(values, *, voice="author", measure="hdd"):
    return make_table(
        [{"doc_id": doc, "unit": "document", "unit_id": doc, "voice": voice, "measure": measure, "category": "all",
          "value": value, "weight": 100.0, "paragraph": 0, "sentence": 0} for doc, value in values.items()], "scores",
    )  # fmt: skip


class Documents:
    def __init__(self, documents):
        self.documents = documents


@pytest.fixture
def grouping():
    rows = [{"doc_id": f"{name}{k}", "author": name} for name, n in {"Marlen": 4, "Sund": 1}.items() for k in range(n)]
    return group_by(Documents(make_table(rows, "documents")), "author")


@pytest.fixture
def two():
    return Names(by="author", groups=("Marlen", "Sund"), group_names={"Marlen": "I. Marlen"})


def test_means_have_an_interval_where_four_articles_carry_it(grouping, two, has_evidence):
    values = {"Marlen0": 0.80, "Marlen1": 0.82, "Marlen2": 0.84, "Marlen3": 0.86, "Sund0": 0.9}
    exhibit = lexical_profile(scores_of(values), grouping, names=two)
    assert exhibit.data[["label", "group_name", "mean", "interval", "n_documents", "verdict"]].to_numpy().tolist() == [
        [
            "HD-D, 42 words (higher: more variety)",
            "I. Marlen",
            "0.830",
            "0.789 to 0.871",
            4,
            "estimable",
        ],  # 0.83 -+ 3.182 * 0.0258 / 2
        ["HD-D, 42 words (higher: more variety)", "Sund", "0.900", "none", 1, "within-article precision only"],
    ]
    assert exhibit.note.startswith("The author's own words")
    assert "1 of 2 means has an interval" in exhibit.note
    assert "Not there: words per sentence" in exhibit.note
    assert has_evidence(exhibit)
    assert exhibit.evidence["doc_id"].tolist() == sorted(values)


def test_without_own_words_all_words_are_shown_and_that_is_said(grouping, two):
    scores = scores_of({"Marlen0": 10.0, "Sund0": 12.0}, voice="all", measure="gunning_fog")
    exhibit = lexical_profile(scores, grouping, names=two)
    assert exhibit.note.startswith("All words, quotations included")
    assert exhibit.data["mean"].tolist() == ["10.0", "12.0"]


def test_other_measures_are_passed_over(grouping, two):
    exhibit = lexical_profile(scores_of({"Marlen0": 1.0}, measure="polarity"), grouping, names=two)
    assert exhibit.data.empty
    assert exhibit.mark_labels == {}


def test_every_measure_has_a_label_and_the_ratio_of_types_stands_nowhere(sample_annotations):
    scores = score_lexical(sample_annotations)
    assert set(MEASURES) == set(scores["measure"])
    grouping = group_by(sample_annotations, "author")
    exhibit = lexical_profile(scores, grouping, names=Names(by="author", groups=tuple(grouping.groups)))
    assert len(exhibit.data) == 36
    assert set(exhibit.data["verdict"]) == {"estimable"}
    assert "ttr" not in set(exhibit.data["measure"])
    assert len(exhibit.data) <= exhibit.most_rows
