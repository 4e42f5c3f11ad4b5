"""F16: topics."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from caatext.exhibits.figures_topics import apart, topic_map


@pytest.fixture
def exhibit(names):
    choice = pd.DataFrame(
        {"n_topics": [3, 2], "stability": [0.6, 0.9], "ami": [0.5, float("nan")], "is_chosen": [False, True]}
    )
    topics = pd.DataFrame(
        {
            "topic": ["topic_01", "topic_02"],
            "label": ["1", "2"],
            "words": ["harbor, port", "war, raid"],
            "share": [0.4, 0.6],
            "stability": [0.9, 0.3],
        }
    )
    typical = pd.DataFrame(
        {"doc_id": ["a1", "a2"], "paragraph": [3, 4], "sentence": 0, "category": ["topic_01", "topic_02"]}
    )
    return topic_map(choice, topics, typical, names=names, engine="NMF.", warning="Too few texts.")


def test_data_hold_both_panels_and_topics_by_share(exhibit, has_evidence):
    words = exhibit.data[exhibit.data["panel"] == "words"]
    assert words["topic"].tolist() == ["topic_02", "topic_01"]
    assert exhibit.data.loc[exhibit.data["panel"] == "choice", "n_topics"].tolist() == [2, 3]
    assert has_evidence(exhibit)
    assert exhibit.note.startswith("Too few texts.")


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_the_number_chosen_is_marked_and_unstable_topics_are_grey(exhibit, linked, width):
    figure = exhibit.draw(width)
    colors = {text.get_text(): text.get_color() for text in figure.axes[0].texts}
    assert "shown" in colors
    assert colors["war, raid"] != colors["harbor, port"]
    assert linked(figure) == set(exhibit.mark_labels)


@pytest.mark.parametrize("width", [6.8, 3.5])
def test_both_stabilities_and_the_agreement_are_drawn_where_they_are_known(names, width):
    choice = pd.DataFrame(
        {
            "n_topics": [2, 3, 4],
            "stability": [0.9, 0.85, 0.6],
            "stability_articles": [0.5, 0.84, 0.6],
            "ami": [0.1, 0.2, 0.3],
            "is_chosen": [False, True, False],
        }
    )
    topics = pd.DataFrame({"topic": ["t1", "t2"], "label": ["1", "2"], "words": ["a", "b"], "share": 0.5})
    topics["stability"] = [0.71, float("nan")]
    typical = pd.DataFrame({"doc_id": ["a1"], "paragraph": 1, "sentence": 0, "category": ["t1"]})
    exhibit = topic_map(choice, topics, typical, names=names, engine="NMF.", rule="The smallest.")
    texts = {text.get_text(): text for text in exhibit.draw(width).axes[0].texts}
    assert {"over seeds", "over articles", "with author", "0.71", "NA", "shown", "by rule"} <= set(texts)
    assert texts["b"].get_color() != texts["a"].get_color()  # not tried is not steady
    assert "The smallest." in exhibit.note
    assert exhibit.data.loc[exhibit.data["is_shown"].eq(True), "n_topics"].tolist() == [2]
    without = topic_map(choice.drop(columns="stability_articles"), topics, typical, names=names, engine="NMF.")
    assert "over articles" not in {text.get_text() for text in without.draw(width).axes[0].texts}


def test_labels_that_would_lie_on_one_another_are_parted():
    places = apart([1.0, 1.05, 1.1, 2.9], gap=0.3, low=0.0, high=3.0)
    assert places == sorted(places)
    assert min(b - a for a, b in pairwise(places)) >= 0.3 - 1e-9
    assert places[3] == 2.9
    assert apart([2.9, 2.95], gap=0.3, low=0.0, high=3.0) == pytest.approx([2.7, 3.0])
    assert apart([1.0, 2.0], gap=0.3, low=0.0, high=3.0) == [1.0, 2.0]
    assert apart([], gap=0.3, low=0.0, high=3.0) == []


def test_no_grid_of_numbers_can_be_drawn(names):
    empty = pd.DataFrame({"n_topics": [], "stability": [], "ami": [], "is_chosen": []})
    topics = pd.DataFrame({"topic": [], "label": [], "words": [], "share": [], "stability": []})
    typical = pd.DataFrame({"doc_id": [], "paragraph": [], "sentence": [], "category": []})
    topic_map(empty, topics, typical, names=names, engine="NMF.").draw(6.8)
