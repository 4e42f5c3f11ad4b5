"""Runs, their consensus, and the two least-squares solvers."""

import itertools

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linear_sum_assignment, nnls
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.feature_extraction.text import TfidfTransformer

from caatext.annotation.features import build_dfm
from caatext.measures.topics import engines, fit_topics
from caatext.measures.topics.consensus import find_consensus, seeds_of_runs
from caatext.measures.topics.factors import settle
from caatext.measures.topics.summary import unit_stability


@pytest.fixture(scope="module")
def counts(planted):
    return build_dfm(planted.words).counts


def test_tf_idf_is_that_of_scikit_learn(counts):
    expected = TfidfTransformer().fit_transform(counts).toarray()
    assert engines.tf_idf(counts).weights.toarray() == pytest.approx(expected, abs=1e-7)


def test_units_without_words_stay_empty():
    weights = engines.tf_idf(sparse.csr_array([[0, 0], [1, 1], [0, 0], [0, 2]])).weights.toarray()
    assert np.linalg.norm(weights, axis=1) == pytest.approx([0, 1, 0, 1])


def test_settled_units_are_the_exact_least_squares(counts):
    """Column by column against the active-set solver of Lawson and Hanson."""
    data = engines.tf_idf(counts)
    words = np.random.default_rng(1).gamma(0.3, size=(4, counts.shape[1])).astype(np.float32)
    found = settle(data.weights, words)
    exact = np.array([nnls(words.T.astype(float), row.astype(float))[0] for row in data.weights.toarray()])
    assert pytest.approx(exact, abs=1e-4) == found.T


def test_finished_nmf_is_as_low_as_the_best_of_scikit_learn(planted, counts):
    """Two solvers of one problem: the residual of the consensus fit is within a thousandth of the best of ten."""
    weights = engines.tf_idf(counts).weights.toarray().astype(float)
    fits = [NMF(3, init="random", random_state=seed, max_iter=2000, tol=1e-6).fit(weights) for seed in range(10)]
    fit = fit_topics(planted.words, n_topics=3)
    residual = np.linalg.norm([nnls(fit.content.T, row)[1] for row in weights])
    assert residual == pytest.approx(min(model.reconstruction_err_ for model in fits), rel=1e-3)


def test_a_run_depends_on_its_own_seed_only(counts, monkeypatch):
    data = engines.tf_idf(counts)
    together = engines.run_nmf(data, 5, (), seeds=[3, 4, 9])
    monkeypatch.setattr(engines, "NEAR", 1)
    for seed, run in zip([3, 4, 9], together, strict=True):
        assert engines.run_nmf(data, 5, (), seeds=[seed])[0].tobytes() == run.tobytes()
    assert (together[0] >= 0).all()


@pytest.mark.parametrize("run", [engines.run_nmf, engines.run_online_lda])
def test_units_that_count_more_than_once_are_as_if_repeated(counts, run):
    prepare = engines.tf_idf if run is engines.run_nmf else engines.plain
    data = prepare(counts)
    times = np.random.default_rng(6).integers(3, size=(1, counts.shape[0]))
    rows = np.repeat(np.arange(counts.shape[0]), times[0])
    weighted = run(data, 3, (), seeds=[2], times=times)[0].astype(float)
    repeated = run(engines.take_units(data, rows), 3, (), seeds=[2])[0].astype(float)
    weighted, repeated = (part / np.linalg.norm(part, axis=1, keepdims=True) for part in (weighted, repeated))
    cosines = weighted @ repeated.T
    assert cosines[linear_sum_assignment(-cosines)].min() > 0.999


def test_folded_in_shares_are_the_mode_of_the_posterior(counts):
    """No small step along any pair of topics makes log likelihood plus log prior larger."""
    words = np.random.default_rng(2).dirichlet(np.full(counts.shape[1], 0.3), size=3)
    shares = engines.weigh_lda(engines.plain(counts), words)
    assert shares.sum(axis=1) == pytest.approx(1)

    def objective(theta, row):
        return row @ np.log(theta @ words) + np.log(theta).sum() / 3

    for row, theta in zip(counts.toarray()[:6], shares, strict=False):
        best = objective(theta, row)
        for a, b in itertools.permutations(range(3), 2):
            other = theta.copy()
            step = min(0.01, other[a] / 2)
            other[[a, b]] += [-step, step]
            assert objective(other, row) <= best + 1e-9


def test_lda_runs_are_those_of_scikit_learn(counts):
    run = engines.run_lda(engines.plain(counts), 3, (), seeds=[5])[0]
    model = LatentDirichletAllocation(3, learning_method="batch", max_iter=30, random_state=5).fit(counts)
    assert run == pytest.approx(model.components_, rel=1e-5)


def test_online_lda_reads_chunks_and_gives_the_same_bytes_again(counts, monkeypatch):
    monkeypatch.setattr(engines, "CHUNK", 7)
    data = engines.plain(counts)
    runs = [engines.run_online_lda(data, 3, (), seeds=[5])[0] for _ in range(2)]
    assert runs[0].tobytes() == runs[1].tobytes()
    assert runs[0].sum(axis=1) == pytest.approx(1, abs=1e-5)
    monkeypatch.setattr(engines, "CHUNK", 1000)
    assert not np.allclose(engines.run_online_lda(data, 3, (), seeds=[5])[0], runs[0])


def noisy_runs(n_runs=7, n_topics=4, n_features=40, *, noise=0.05, seed=0):
    rng = np.random.default_rng(seed)
    truth = rng.gamma(0.2, size=(n_topics, n_features))
    truth /= np.linalg.norm(truth, axis=1, keepdims=True)
    runs = [(truth + noise * rng.random(truth.shape))[rng.permutation(n_topics)] for _ in range(n_runs)]
    return truth, [run.astype(np.float32) for run in runs]


def test_consensus_finds_the_topics_behind_noisy_runs():
    truth, runs = noisy_runs()
    words = find_consensus(runs).words
    cosines = truth @ words.T
    rows, columns = linear_sum_assignment(-cosines)
    assert cosines[rows, columns].min() > 0.98
    for run in runs:  # nearer than any single run
        single = truth @ (run / np.linalg.norm(run, axis=1, keepdims=True)).T.astype(float)
        assert single[linear_sum_assignment(-single)].mean() < cosines[rows, columns].mean()


def test_one_run_that_went_astray_does_not_move_the_consensus():
    truth, runs = noisy_runs()
    astray = np.random.default_rng(9).gamma(0.2, size=truth.shape).astype(np.float32)
    before, after = find_consensus(runs).words, find_consensus([*runs, astray]).words
    cosines = before @ after.T
    assert cosines[linear_sum_assignment(-cosines)].min() > 0.99


@pytest.mark.parametrize("seed", range(5))
def test_consensus_has_the_same_bytes_for_any_order_of_runs_and_of_their_topics(seed):
    _, runs = noisy_runs(noise=0.6, seed=seed)
    first = find_consensus(runs)
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(runs))
    other = find_consensus([runs[place] for place in order])
    assert other.words.tobytes() == first.words.tobytes()
    assert (other.partners == first.partners[order]).all()
    turned = find_consensus([run[rng.permutation(len(run))] for run in runs])
    a, b = (np.sort(part.words.round(9), axis=0) for part in (first, turned))
    assert a == pytest.approx(b)


def test_partners_name_the_topic_of_the_run_that_was_given():
    _, runs = noisy_runs(noise=0.01)
    found = find_consensus(runs)
    for run, partners in zip(runs, found.partners, strict=True):
        cosines = found.words @ (run[partners] / np.linalg.norm(run[partners], axis=1, keepdims=True)).T
        assert np.diag(cosines).min() > 0.95
        assert sorted(partners) == list(range(len(run)))


def test_seeded_topics_keep_their_place():
    _, runs = noisy_runs()
    assert (find_consensus(runs, n_fixed=2).partners[:, :2] == [0, 1]).all()
    assert not (find_consensus(runs).partners[:, :2] == [0, 1]).all()


def test_seeds_are_sorted_and_kept_once():
    assert seeds_of_runs([5, 1, 5], 3, 20) == [1, 5]
    drawn = seeds_of_runs(1, 3, 20)
    assert drawn == sorted(drawn)
    assert len(set(drawn)) == 20
    assert drawn != seeds_of_runs(2, 3, 20)


def test_unit_stability_by_brute_force():
    rng = np.random.default_rng(3)
    main, others = rng.integers(3, size=30), [rng.integers(3, size=30) for _ in range(4)]
    expected = [
        np.mean([len(set(np.flatnonzero(main == k)) & set(np.flatnonzero(other == k)))
                 / len(set(np.flatnonzero(main == k)) | set(np.flatnonzero(other == k))) for other in others])
        for k in range(3)
    ]  # fmt: skip
    assert unit_stability(main, others, 3) == pytest.approx(expected)
    assert unit_stability(main, [main, main], 3) == pytest.approx(1)
