import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.annotation.features import build_dfm
from caatext.errors import ConvergenceWarning, MeasureError
from caatext.measures.topics import choose_n_topics, engines, fit_topics, score_topics
from caatext.stats.coherence import frex


@pytest.fixture(scope="module")
def fit(planted):
    return fit_topics(planted, n_topics=3)


@pytest.mark.parametrize("engine", ["nmf", "lda"])
def test_fit_topics_finds_planted_themes(planted, themes, engine):
    fit = fit_topics(planted, n_topics=3, engine=engine)
    found = {frozenset(words["word"]) for _, words in fit.top_words(5).groupby("topic")}
    assert found == {frozenset(words) for words in themes.values()}
    assert fit.content.sum(axis=1) == pytest.approx(1)
    assert fit.prevalence.sum(axis=1) == pytest.approx(1)
    assert ((fit.stability >= 0) & (fit.stability <= 1)).all()
    assert fit.topics == ("topic_01", "topic_02", "topic_03")
    weights = fit.prevalence.sum(axis=0)
    assert (np.diff(weights) <= 1e-9).all()


@pytest.mark.parametrize(
    "options",
    [
        {"engine": "nmf"},
        {"engine": "lda"},
        {"engine": "lda-online"},
        {"engine": "lda", "seeds": {"w": ["dam", "river"]}},
    ],
)
def test_fit_topics_gives_the_same_bytes_for_any_order_of_rows(planted, options):
    fits = [
        fit_topics(words, n_topics=3, n_runs=2, **options)
        for words in (planted.words, planted.words.sample(frac=1, random_state=4))
    ]
    for part in ("content", "prevalence", "stability"):
        assert getattr(fits[0], part).tobytes() == getattr(fits[1], part).tobytes()
    assert fits[0].labels == fits[1].labels
    assert fits[0].unit_ids == fits[1].unit_ids


@settings(max_examples=8, deadline=None)
@given(rng=st.randoms())
def test_fit_topics_takes_a_matrix_in_any_order_of_rows_and_columns(planted, fit, rng):
    dfm = build_dfm(planted.words)
    rows, columns = list(range(len(dfm.doc_ids))), list(range(len(dfm.features)))
    rng.shuffle(rows)
    rng.shuffle(columns)
    other = fit_topics(dfm.take(np.array(rows), np.array(columns)), n_topics=3)
    assert other.content.tobytes() == fit.content.tobytes()
    assert other.unit_ids == fit.unit_ids


@pytest.mark.parametrize("engine", ["nmf", "lda"])
def test_seeded_topics_take_the_label_and_the_order_of_labels_does_not_matter(planted, themes, engine):
    seeds = {"War": ["army", "soldier", "unheard"], "Irrigation": ["dam"]}
    fits = [
        fit_topics(planted, n_topics=3, engine=engine, n_runs=1, seeds=given)
        for given in (seeds, dict(reversed(list(seeds.items()))))
    ]
    assert fits[0].content.tobytes() == fits[1].content.tobytes()
    assert fits[0].labels == fits[1].labels
    for label, theme in (("War", "army"), ("Irrigation", "water")):
        topic = fits[0].topics[fits[0].labels.index(label)]
        words = fits[0].top_words(5)
        assert set(words.loc[words["topic"] == topic, "word"]) == set(themes[theme])
    assert fits[0].settings["seeds"] == {"Irrigation": ["dam"], "War": ["army", "soldier", "unheard"]}


def test_fit_topics_masks_names_and_leaves_out_units_without_words(make_annotations, make_planted, themes):
    rows = [row | {"is_name": row["lemma"] in themes["army"]} for row in make_planted()]
    rows.append({"doc_id": "a9", "paragraph": 1, "form": "the", "lemma": "the", "pos": "DET", "count": 3})
    annotations = make_annotations(words=rows)
    masked = fit_topics(annotations, n_topics=2, n_runs=1)
    assert not set(themes["army"]) & set(masked.features)
    assert "a9.1" not in masked.unit_ids
    assert masked.settings["n_units_left_out"] == 1
    assert set(themes["army"]) <= set(fit_topics(annotations, n_topics=2, n_runs=1, mask_names=False).features)


def test_topics_of_few_texts_say_that_they_are_a_map(fit, planted, make_annotations, make_planted):
    assert fit.descriptive
    assert "24 paragraphs where 300 are asked for and 6 articles by 2 authors where 5" in fit.warning
    assert "AMI" in fit.warning
    assert "no authors named" in fit_topics(planted.words, n_topics=2, n_runs=1).warning
    rows = make_planted(n_documents=75, n_paragraphs=4)
    authors = [{"doc_id": f"a{n}", "author": "one" if n % 2 else "two"} for n in range(75)]
    large = fit_topics(make_annotations(words=rows, documents=authors), n_topics=3, n_runs=1)
    assert not large.descriptive
    assert large.warning == ""


def test_top_words_and_typical_units_can_be_followed(fit):
    words = fit.top_words(2, by="frex")
    assert words["rank"].tolist() == [1, 2] * 3
    assert words["value"].iloc[0] == pytest.approx(frex(fit.content)[0].max())
    typical = fit.typical_units("topic_01", 2)
    assert typical.columns.tolist() == ["doc_id", "paragraph", "unit_id", "value"]
    assert typical["value"].is_monotonic_decreasing
    assert typical["value"].iloc[0] == pytest.approx(fit.prevalence[:, 0].max())
    with pytest.raises(MeasureError, match="topic 'topic_09' is not known; there are topic_01, topic_02, topic_03"):
        fit.typical_units("topic_09")
    with pytest.raises(MeasureError, match="order of words 'taste'"):
        fit.top_words(by="taste")


def test_topic_fit_shows_itself_with_its_warning_and_escaped(planted):
    fit = fit_topics(planted, n_topics=3, n_runs=1, seeds={"<b>": ["dam"]})
    assert (
        repr(fit) == "<descriptive map: 3 topics of 24 units by nmf, one run: how steady its topics are is not known>"
    )
    assert not fit.is_stable.any()
    page = fit._repr_html_()
    assert "Descriptive map, for no test" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert fit.to_table()["share"].sum() == pytest.approx(1)


def test_fit_topics_refuses_what_it_cannot_do(planted, make_annotations, themes):
    with pytest.raises(MeasureError, match="engine 'stm' is not known; there are nmf, lda, lda-online"):
        fit_topics(planted, engine="stm")
    with pytest.raises(MeasureError, match=r"30 topics \(0 seeded\) from 24 units"):
        fit_topics(planted, n_topics=30)
    with pytest.raises(MeasureError, match=r"2 topics \(3 seeded\)"):
        fit_topics(planted, n_topics=2, seeds=themes)
    with pytest.raises(MeasureError, match="no seed word of 'Moon' occurs: crater, orbit"):
        fit_topics(planted, n_topics=2, seeds={"Moon": ["orbit", "crater"]})
    with pytest.raises(MeasureError, match="from 0 units and 0 words"):
        fit_topics(make_annotations())
    with pytest.raises(MeasureError, match="from 0 units"):
        choose_n_topics(make_annotations())


def test_fit_topics_says_when_it_did_not_converge(planted, monkeypatch):
    monkeypatch.setattr(engines, "NMF_STEPS", 1)
    with pytest.warns(ConvergenceWarning, match="had not converged after 1 steps"):
        fit_topics(planted, n_topics=4, n_runs=1)


def test_every_result_says_how_steady_its_topics_are(planted, fit):
    low, high = fit.stability.min(), fit.stability.max()
    said = f"nmf, consensus of 20 runs, stability {fit.stability.mean():.2f} ({low:.2f} to {high:.2f}), 0 of 3 topics"
    assert said in repr(fit)
    assert said in fit._repr_html_()
    assert fit.to_table()["stability"].tolist() == fit.stability.tolist()
    assert fit.to_table()["is_stable"].all()
    assert score_topics(planted, fit=fit)["stability"].iloc[:3].tolist() == fit.stability.tolist()


def test_scores_of_a_descriptive_fit_say_why_they_take_part_in_no_test(planted, fit):
    assert set(score_topics(planted, fit=fit)["guard"]) == {fit.warning}
    assert fit.warning.startswith("Descriptive map, for no test: ")


def test_prevalence_of_a_document_is_that_of_its_words(fit):
    table = fit.document_prevalence()
    assert table.index.tolist() == [f"a{n}" for n in range(6)]
    assert table.sum(axis=1).to_numpy() == pytest.approx(1)
    own = [row for row, doc in enumerate(fit.doc_ids) if doc == "a2"]
    expected = np.average(fit.prevalence[own], axis=0, weights=fit.n_words[own])
    assert table.loc["a2"].to_numpy() == pytest.approx(expected)


@settings(max_examples=6, deadline=None)
@given(rng=st.randoms())
def test_the_order_of_the_seeds_and_seeds_named_twice_do_not_matter(planted, rng):
    seeds = [11, 3, 8, 2**31 + 5, 29]
    first = fit_topics(planted, n_topics=4, seed=seeds)
    rng.shuffle(seeds)
    words = planted.words.sample(frac=1, random_state=rng.randrange(1000))
    other = fit_topics(words, n_topics=4, seed=[*seeds, seeds[0]])
    for part in ("content", "prevalence", "stability", "stability_units"):
        assert getattr(other, part).tobytes() == getattr(first, part).tobytes()
    assert other.seed == first.seed == (3, 8, 11, 29, 2**31 + 5)


def test_other_seeds_are_other_runs(planted):
    """The test above could not fail if the seeds were not used."""
    data = engines.tf_idf(build_dfm(planted.words).counts.astype(np.int64))
    one, two = (engines.run_nmf(data, 5, (), seeds=[seed])[0] for seed in (1, 2))
    assert not np.allclose(one, two)


def test_no_run_is_refused(planted):
    for options in ({"n_runs": 0}, {"seed": []}):
        with pytest.raises(MeasureError, match=r"E-CFG-OPTION.*0 runs are asked for"):
            fit_topics(planted, n_topics=2, **options)


def test_score_topics_gives_shares_by_paragraph(planted):
    scores = score_topics(planted, n_topics=3)
    assert len(scores) == 24 * 3
    assert scores.groupby("unit_id")["value"].sum().to_numpy() == pytest.approx(1)
    first = scores.iloc[0]
    assert (first["unit"], first["unit_id"], first["measure"]) == ("paragraph", "a0.1", "topic_prevalence")
    assert (first["category"], first["weight"], first["start"], first["end"]) == ("topic_01", 26.0, 100, 190)


def test_score_topics_takes_a_fit_made_before(planted, fit):
    scores = score_topics(planted, fit=fit)
    assert scores["value"].to_numpy() == pytest.approx(fit.prevalence.ravel())
    assert scores["label"].iloc[:3].tolist() == list(fit.labels)


PROGRAM = """
import json, sys
import pandas as pd
from caatext.measures.topics import choose_n_topics, fit_topics
from caatext.provenance import fingerprint
from caatext.tables import make_table

def prints(rows):
    words = make_table(rows, "words")
    parts = [fingerprint(choose_n_topics(words, grid=[2, 3], n_runs=2).to_csv())]
    for options in ({}, {"engine": "lda"}, {"engine": "lda", "seeds": {"w": ["dam", "river"]}}):
        fit = fit_topics(words, n_topics=3, n_runs=1, **options)
        parts += [fingerprint(fit.content.tobytes()), fingerprint(fit.prevalence.tobytes()), *fit.labels]
    return parts
"""


def test_topics_do_not_depend_on_the_process_or_the_hash_seed(make_planted):
    here: dict = {}
    exec(PROGRAM, here)
    other = "0" if os.environ.get("PYTHONHASHSEED") != "0" else "1"
    there = subprocess.run(
        [sys.executable, "-c", PROGRAM + "print(json.dumps(prints(json.loads(sys.stdin.read()))))"],
        input=json.dumps(make_planted()),
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": other},
    )
    assert json.loads(there.stdout) == here["prints"](make_planted())
