"""Exhibits of topics, from a real fit on the sample corpus."""

from __future__ import annotations

import pandas as pd
import pytest

from caatext.exhibits.style import Names
from caatext.measures.topics import choose_n_topics, fit_topics, grade_intrusion, intrusion_items, show_paragraphs
from caatext.report.word_exhibits import intrusion_exhibit, topic_exhibit


@pytest.fixture(scope="module")
def sample_fit(sample_annotations):
    return fit_topics(sample_annotations, n_topics=4, n_runs=5)


def test_f16_says_the_model_its_runs_the_rule_and_the_guard(sample_annotations, sample_fit):
    choice = choose_n_topics(sample_annotations, grid=[3, 4], n_runs=5, n_draws=2)
    exhibit = topic_exhibit(sample_fit, choice, names=Names(by="author", groups=()))
    assert "NMF on tf-idf, 4 topics, consensus of 5 runs (seed 1)." in exhibit.note
    assert "both stabilities, over seeds and over articles, within 0.05" in exhibit.note
    assert exhibit.note.startswith("Descriptive map, for no test")
    words = exhibit.data[exhibit.data["panel"] == "words"]
    assert words["stability"].tolist() == sample_fit.stability.tolist()
    assert len(exhibit.evidence) == 3 * 4


def test_t6_sets_one_kind_below_the_other(sample, sample_fit):
    parts = []
    for kind in ("word", "topic"):
        sheet = intrusion_items(sample_fit, kind=kind, shown=show_paragraphs(sample))
        parts.append(grade_intrusion(sheet.assign(rater="A", answer="1"), sample_fit))
    exhibit = intrusion_exhibit(parts, sample_fit)
    assert list(dict.fromkeys(exhibit.data["kind"])) == ["word intrusion", "topic intrusion"]
    assert exhibit.data["n"].sum() == 3 * sum(len(part.answers) for part in parts)  # by topic, by rater, in all
    assert isinstance(exhibit.evidence, pd.DataFrame)
    first = sample_fit.top_words(8, by="frex").query("topic == 'topic_01'")["word"]
    assert exhibit.data.loc[0, "words"] == ", ".join(first)
