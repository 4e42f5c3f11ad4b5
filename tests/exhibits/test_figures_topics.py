"""F16: topics."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.exhibits.figures_topics import topic_map


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


def test_no_grid_of_numbers_can_be_drawn(names):
    empty = pd.DataFrame({"n_topics": [], "stability": [], "ami": [], "is_chosen": []})
    topics = pd.DataFrame({"topic": [], "label": [], "words": [], "share": [], "stability": []})
    typical = pd.DataFrame({"doc_id": [], "paragraph": [], "sentence": [], "category": []})
    topic_map(empty, topics, typical, names=names, engine="NMF.").draw(6.8)
