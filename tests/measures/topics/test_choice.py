"""The number of topics: stability twice, held-out words, coherence, and the rule."""

import numpy as np
import pytest
from scipy import sparse

from caatext.measures.topics import choice, choose_n_topics, fit_topics
from caatext.measures.topics.engines import ENGINES
from caatext.measures.topics.held_out import Halves, held_out_gain, split_words
from caatext.stats import coherence


def test_choose_n_topics_settles_on_the_smallest_number_of_the_plateau(planted):
    table = choose_n_topics(planted, grid=[5, 3, 2, 99], n_runs=4, n_draws=4)
    assert table["n_topics"].tolist() == [2, 3, 5]
    assert table["is_chosen"].sum() == 1
    near = [table[name] >= table[name].max() - 0.05 for name in ("stability", "stability_articles")]
    is_steady = near[0] & near[1]
    chosen = table.loc[table["is_chosen"], "n_topics"].item()
    assert chosen == table.loc[is_steady, "n_topics"].min()
    assert table.set_index("n_topics")["stability"].idxmax() == 3
    assert table["coherence_npmi"].between(-1, 1).all()
    assert table["exclusivity"].between(0, 1).all()
    assert table["ami_author"].abs().max() < 0.3  # themes cut across authors
    assert table.equals(choose_n_topics(planted, grid=[2, 3, 5], n_runs=4, n_draws=4))


def test_choose_n_topics_says_when_topics_are_authors(make_annotations, themes):
    rows = [
        {"doc_id": f"a{n}", "paragraph": p, "form": word, "lemma": word, "pos": "NOUN", "count": 1 + (p + m) % 3}
        for n, theme in enumerate(themes.values())
        for p in range(1, 6)
        for m, word in enumerate(theme)
    ]
    authors = [{"doc_id": f"a{n}", "author": f"author {n}"} for n in range(3)]
    table = choose_n_topics(make_annotations(words=rows, documents=authors), grid=[3], n_runs=2)
    assert table["ami_author"].item() == pytest.approx(1.0)
    assert np.isnan(choose_n_topics(make_annotations(words=rows), grid=[3], n_runs=2)["ami_author"].item())


def test_both_stabilities_decide(planted, monkeypatch):
    """A number that is steady over seeds but not over articles is not on the plateau."""
    lowered = lambda trial, joint, number: {"stability_articles": 0.4 if number == 3 else 0.7}  # noqa: E731
    monkeypatch.setattr(choice._Trial, "over_articles", lowered)
    table = choose_n_topics(planted, grid=[3, 4], n_runs=4)
    assert table.set_index("n_topics").loc[3, "stability"] > 0.95
    assert table.loc[table["is_chosen"], "n_topics"].item() == 4


def test_where_no_number_is_on_both_plateaus_the_nearest_is_chosen(planted, monkeypatch):
    seeds, articles = {2: 0.9, 3: 0.8, 4: 0.5}, {2: 0.4, 3: 0.6, 4: 0.7}
    monkeypatch.setattr(choice, "measure_stability", lambda content, runs: np.array([seeds[len(content)]]))
    drawn = lambda trial, joint, number: {"stability_articles": articles[number]}  # noqa: E731
    monkeypatch.setattr(choice._Trial, "over_articles", drawn)
    table = choose_n_topics(planted, grid=[2, 3, 4], n_runs=2)
    assert table["is_chosen"].tolist() == [False, True, False]


def test_unseen_words_are_told_best_with_the_planted_number(make_annotations, make_planted):
    annotations = make_annotations(words=make_planted(n_documents=40))
    table = choose_n_topics(annotations, grid=[2, 3, 6], n_runs=3, n_draws=3).set_index("n_topics")
    assert table["held_out"].idxmax() == 3
    assert (table["held_out"] > 0).all()


@pytest.mark.parametrize("engine", ["lda", "lda-online"])
def test_unseen_words_are_told_by_lda_too(make_annotations, make_planted, engine):
    annotations = make_annotations(words=make_planted(n_documents=20))
    table = choose_n_topics(annotations, grid=[2, 3], engine=engine, n_runs=2, n_draws=2).set_index("n_topics")
    assert 0 < table.loc[2, "held_out"] < table.loc[3, "held_out"]


def test_topics_of_noise_tell_no_unseen_words(make_annotations):
    rng = np.random.default_rng(5)
    rows = [
        {"doc_id": f"a{n:02d}", "paragraph": p, "form": f"w{w}", "lemma": f"w{w}", "pos": "NOUN", "count": 1}
        for n in range(30)
        for p in range(4)
        for w in rng.choice(60, 15, replace=False)
    ]
    table = choose_n_topics(make_annotations(words=rows), grid=[4], n_runs=3, n_draws=5)
    assert table["held_out"].item() < 0
    assert table["stability_articles"].item() < 0.5


def test_without_draws_or_with_one_article_the_seeds_decide(planted):
    table = choose_n_topics(planted, grid=[2, 3], n_runs=3, n_draws=0)
    assert table[["stability_articles", "held_out"]].isna().all(axis=None)
    assert table.loc[table["is_chosen"], "n_topics"].item() == 3
    one = planted.words[planted.words["doc_id"] == "a0"]
    assert choose_n_topics(one, grid=[2], n_runs=3)["stability_articles"].isna().all()


def test_the_chosen_topics_are_those_that_are_fitted(planted):
    row = choose_n_topics(planted, grid=[4], n_runs=5, n_draws=0).iloc[0]
    fit = fit_topics(planted, n_topics=4, n_runs=5)
    assert row["stability"] == fit.stability.mean()
    tops = coherence.top_features(fit.content)
    assert row["diversity"] == coherence.topic_diversity(tops)


def test_held_out_gain_by_hand():
    """Two topics of two words each; the given word names the topic, so the asked word has 0.9 / 2 + 0.1 p(w)."""
    words = np.array([[0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]])
    counts = sparse.csr_array(np.array([[3, 2, 0, 0], [0, 0, 1, 1]]))
    data = ENGINES["nmf"].prepare(counts)._replace(idf=np.ones(4))
    halves = Halves(sparse.csr_array([[3, 0, 0, 0], [0, 0, 1, 0]]), sparse.csr_array([[0, 2, 0, 0], [0, 0, 0, 1]]))
    frequencies = np.array([0.4, 0.3, 0.2, 0.1])
    gain = held_out_gain(data, words, halves, engine=ENGINES["nmf"], frequencies=frequencies)
    expected = (2 * np.log((0.45 + 0.03) / 0.3) + np.log((0.45 + 0.01) / 0.1)) / 3
    assert gain == pytest.approx(expected, rel=1e-5)
    empty = Halves(halves.given, sparse.csr_array((2, 4), dtype=np.int64))
    assert np.isnan(held_out_gain(data, words, empty, engine=ENGINES["nmf"], frequencies=frequencies))


def test_topics_that_say_nothing_of_a_unit_leave_word_frequencies():
    words = np.array([[1.0, 0.0, 0.0]])
    halves = Halves(sparse.csr_array([[0, 4, 0]]), sparse.csr_array([[0, 0, 1]]))
    data = ENGINES["nmf"].prepare(sparse.csr_array([[0, 4, 1]]))
    gain = held_out_gain(data, words, halves, engine=ENGINES["nmf"], frequencies=np.full(3, 1 / 3))
    assert gain == pytest.approx(0.0)


def test_no_word_of_a_unit_is_in_both_halves():
    counts = sparse.csr_array(np.random.default_rng(2).poisson(1.5, size=(40, 30)))
    halves = split_words(counts, np.random.default_rng(3))
    assert (halves.given + halves.asked - counts).nnz == 0
    assert halves.given.multiply(halves.asked).nnz == 0
    assert 0.4 < halves.given.nnz / counts.nnz < 0.6


def test_c_v_is_the_cosine_of_the_topics_over_paragraphs(planted):
    """That this is gensim's with whole units as windows is shown in tests/stats/test_coherence.py."""
    table = choose_n_topics(planted, grid=[3], n_runs=2, n_draws=0)
    fit = fit_topics(planted, n_topics=3, n_runs=2)
    paragraphs = [set(part) for _, part in planted.words.groupby(["doc_id", "paragraph"])["lemma"]]
    presence = np.array([[word in part for word in fit.features] for part in paragraphs])
    assert table["coherence_cv"].item() == pytest.approx(
        coherence.coherence_cosine(coherence.top_features(fit.content, 10), presence).mean()
    )
