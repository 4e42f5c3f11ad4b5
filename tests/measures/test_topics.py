import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import nnls
from sklearn.feature_extraction.text import TfidfTransformer

from caatext.annotation.features import build_dfm
from caatext.errors import ConvergenceWarning, MeasureError
from caatext.measures.topics import choose_n_topics, engines, fit_topics, score_topics
from caatext.stats.coherence import frex

THEMES = {
    "army": ("army", "border", "militia", "soldier", "treaty"),
    "port": ("cargo", "ferry", "harbor", "port", "railway"),
    "water": ("canal", "dam", "drought", "reservoir", "river"),
}
COMMON = ("day", "minister", "year")


def planted_rows(n_documents=6, n_paragraphs=4, seed=0):
    """Each paragraph draws 20 words from one theme and 6 from all; documents change their theme by paragraph."""
    rng = np.random.default_rng(seed)
    rows = []
    for document in range(n_documents):
        for paragraph in range(1, n_paragraphs + 1):
            theme = list(THEMES.values())[(document + paragraph) % 3]
            words = [*rng.choice(theme, 20), *rng.choice(COMMON, 6)]
            for lemma, count in zip(*np.unique(words, return_counts=True), strict=True):
                row = {"doc_id": f"a{document}", "paragraph": paragraph, "form": str(lemma), "lemma": str(lemma)}
                rows.append(row | {"pos": "NOUN", "count": int(count)})
    return rows


@pytest.fixture(scope="module")
def planted(make_annotations):
    rows = planted_rows()
    places = sorted({(row["doc_id"], row["paragraph"]) for row in rows})
    return make_annotations(
        words=rows,
        paragraphs=[
            {"doc_id": doc, "paragraph": number, "start": 100 * number, "end": 100 * number + 90, "n_words": 26}
            for doc, number in places
        ],
        documents=[{"doc_id": f"a{n}", "author": f"author {n % 2}"} for n in range(6)],
    )


@pytest.fixture(scope="module")
def fit(planted):
    return fit_topics(planted, n_topics=3)


@pytest.mark.parametrize("engine", ["nmf", "lda"])
def test_fit_topics_finds_planted_themes(planted, engine):
    fit = fit_topics(planted, n_topics=3, engine=engine, n_runs=2)
    found = {frozenset(words["word"]) for _, words in fit.top_words(5).groupby("topic")}
    assert found == {frozenset(words) for words in THEMES.values()}
    assert fit.content.sum(axis=1) == pytest.approx(1)
    assert fit.prevalence.sum(axis=1) == pytest.approx(1)
    assert ((fit.stability >= 0) & (fit.stability <= 1)).all()
    assert fit.topics == ("topic_01", "topic_02", "topic_03")
    weights = fit.prevalence.sum(axis=0)
    assert (np.diff(weights) <= 1e-9).all()


@pytest.mark.parametrize("options", [{"engine": "nmf"}, {"engine": "lda"}, {"engine": "lda", "seeds": THEMES}])
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
    other = fit_topics(dfm.take(np.array(rows), np.array(columns)), n_topics=3, n_runs=0)
    assert other.content.tobytes() == fit.content.tobytes()
    assert other.unit_ids == fit.unit_ids


@pytest.mark.parametrize("engine", ["nmf", "lda"])
def test_seeded_topics_take_the_label_and_the_order_of_labels_does_not_matter(planted, engine):
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
        assert set(words.loc[words["topic"] == topic, "word"]) == set(THEMES[theme])
    assert fits[0].settings["seeds"] == {"Irrigation": ["dam"], "War": ["army", "soldier", "unheard"]}


def test_fit_topics_masks_names_and_leaves_out_units_without_words(make_annotations):
    rows = [row | {"is_name": row["lemma"] in THEMES["army"]} for row in planted_rows()]
    rows.append({"doc_id": "a9", "paragraph": 1, "form": "the", "lemma": "the", "pos": "DET", "count": 3})
    annotations = make_annotations(words=rows)
    masked = fit_topics(annotations, n_topics=2, n_runs=0)
    assert not set(THEMES["army"]) & set(masked.features)
    assert "a9.1" not in masked.unit_ids
    assert masked.settings["n_units_left_out"] == 1
    assert set(THEMES["army"]) <= set(fit_topics(annotations, n_topics=2, n_runs=0, mask_names=False).features)


def test_topics_of_few_texts_say_that_they_are_a_map(fit, planted, make_annotations):
    assert fit.descriptive
    assert "24 paragraphs where 300 are asked for and an author with 3 article(s)" in fit.warning
    assert "AMI" in fit.warning
    assert "no authors named" in fit_topics(planted.words, n_topics=2, n_runs=0).warning
    rows = planted_rows(n_documents=75, n_paragraphs=4)
    authors = [{"doc_id": f"a{n}", "author": "one" if n % 2 else "two"} for n in range(75)]
    large = fit_topics(make_annotations(words=rows, documents=authors), n_topics=3, n_runs=0)
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
    fit = fit_topics(planted, n_topics=3, n_runs=0, seeds={"<b>": ["dam"]})
    assert repr(fit) == "<descriptive map: 3 topics by nmf, 24 units>"
    page = fit._repr_html_()
    assert "Descriptive map, for no test" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page
    assert fit.to_table()["share"].sum() == pytest.approx(1)


def test_fit_topics_refuses_what_it_cannot_do(planted, make_annotations):
    with pytest.raises(MeasureError, match="engine 'stm' is not known; there are nmf, lda"):
        fit_topics(planted, engine="stm")
    with pytest.raises(MeasureError, match=r"30 topics \(0 seeded\) from 24 units"):
        fit_topics(planted, n_topics=30)
    with pytest.raises(MeasureError, match=r"2 topics \(3 seeded\)"):
        fit_topics(planted, n_topics=2, seeds=THEMES)
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


def test_choose_n_topics_settles_on_the_smallest_number_of_the_plateau(planted):
    table = choose_n_topics(planted, grid=[5, 3, 2, 99], n_runs=4)
    assert table["n_topics"].tolist() == [2, 3, 5]
    assert table["is_chosen"].sum() == 1
    best = table["stability"].max()
    chosen = table.loc[table["is_chosen"], "n_topics"].item()
    assert chosen == table.loc[table["stability"] >= best - 0.05, "n_topics"].min()
    assert table.set_index("n_topics")["stability"].idxmax() == 3
    assert table["coherence_npmi"].between(-1, 1).all()
    assert table["exclusivity"].between(0, 1).all()
    assert table["ami_author"].abs().max() < 0.3  # themes cut across authors
    assert table.equals(choose_n_topics(planted, grid=[2, 3, 5], n_runs=4))


def test_choose_n_topics_says_when_topics_are_authors(make_annotations):
    rows = [
        {"doc_id": f"a{n}", "paragraph": p, "form": word, "lemma": word, "pos": "NOUN", "count": 1 + (p + m) % 3}
        for n, theme in enumerate(THEMES.values())
        for p in range(1, 6)
        for m, word in enumerate(theme)
    ]
    authors = [{"doc_id": f"a{n}", "author": f"author {n}"} for n in range(3)]
    table = choose_n_topics(make_annotations(words=rows, documents=authors), grid=[3], n_runs=2)
    assert table["ami_author"].item() == pytest.approx(1.0)
    assert np.isnan(choose_n_topics(make_annotations(words=rows), grid=[3], n_runs=2)["ami_author"].item())


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


def test_topics_do_not_depend_on_the_process_or_the_hash_seed():
    here: dict = {}
    exec(PROGRAM, here)
    other = "0" if os.environ.get("PYTHONHASHSEED") != "0" else "1"
    there = subprocess.run(
        [sys.executable, "-c", PROGRAM + "print(json.dumps(prints(json.loads(sys.stdin.read()))))"],
        input=json.dumps(planted_rows()),
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONHASHSEED": other},
    )
    assert json.loads(there.stdout) == here["prints"](planted_rows())


def test_repeated_nmf_reaches_the_minimum_of_the_reported_one(planted):
    """Two solvers of one problem: the residuals agree to a thousandth, and no factor is negative."""
    counts = build_dfm(planted.words).counts
    weights = TfidfTransformer().fit_transform(counts).toarray()
    reported = engines.fit_nmf(counts, 3, (), seed=1)
    scale = reported.features.sum(axis=1)
    best = np.linalg.norm(weights - (reported.units / scale) @ reported.features)
    for features in engines.repeat_nmf(counts, 3, (), seeds=[1, 2, 3]):
        assert (features >= 0).all()
        residuals = [nnls(features.T, row)[1] for row in weights]
        assert np.linalg.norm(residuals) == pytest.approx(best, rel=1e-3)
    assert engines.repeat_nmf(counts, 3, (), seeds=[]) == []
