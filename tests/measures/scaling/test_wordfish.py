import numpy as np
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from caatext.errors import ConvergenceWarning, MeasureError, SmallSampleWarning
from caatext.measures.scaling import Wordfish

#: Where L-BFGS ends under the same priors and constraints; quanteda stops at 21170.465.
THETA = (-1.35726, -0.61216, 0.09446, 0.73614, 1.45931, -0.32049)


def simulate(seed, *, n_authors=12, n_each=2, n_words=150, length=400, burst=0.0):
    """Documents of planted position; with `burst` each author has rates of words of its own besides."""
    rng = np.random.default_rng(seed)
    authors = np.repeat(np.arange(n_authors), n_each)
    theta = rng.normal(size=n_authors)[authors] + 0.4 * rng.normal(size=len(authors))
    theta = (theta - theta.mean()) / theta.std(ddof=1)
    psi, beta = rng.normal(size=n_words), rng.normal(0, 0.3, n_words)
    rates = psi + np.outer(theta, beta) + burst * rng.normal(size=(n_authors, n_words))[authors]
    shares = np.exp(rates) / np.exp(rates).sum(axis=1, keepdims=True)
    counts = np.array([rng.multinomial(length, share) for share in shares])
    return counts[:, (counts > 0).sum(axis=0) > 1], theta, authors


def test_the_top_on_the_table_of_laver_benoit_and_garry(lbg):
    model = Wordfish(direction=(0, 4)).fit(lbg)
    assert model.log_posterior_ >= 21180.69
    assert model.log_posterior_ == pytest.approx(21180.700, abs=5.1e-4)
    assert model.theta_ == pytest.approx(THETA, abs=5.1e-6)
    assert model.is_converged_


def test_theta_has_mean_0_and_deviation_1_and_alpha_mean_0(lbg):
    model = Wordfish().fit(lbg)
    assert model.theta_.mean() == pytest.approx(0, abs=1e-12)
    assert model.theta_.std(ddof=1) == pytest.approx(1)
    assert model.alpha_.mean() == pytest.approx(0, abs=1e-12)


def test_expected_counts_keep_the_sums_of_documents_and_words(lbg):
    """With flat priors on the levels, as in any Poisson model."""
    model = Wordfish().fit(lbg)
    expected = np.exp(model.alpha_[:, None] + model.psi_ + np.outer(model.theta_, model.beta_))
    assert expected.sum(axis=1) == pytest.approx(lbg.sum(axis=1))
    assert expected.sum(axis=0) == pytest.approx(lbg.sum(axis=0))


def test_order_and_storage_are_of_no_account():
    counts, _, _ = simulate(1)
    rng = np.random.default_rng(2)
    rows, columns = rng.permutation(counts.shape[0]), rng.permutation(counts.shape[1])
    model, turned = Wordfish().fit(counts), Wordfish().fit(sparse.csc_array(counts[rows][:, columns]))
    assert turned.theta_ == pytest.approx(model.theta_[rows], abs=1e-7)
    assert turned.beta_ == pytest.approx(model.beta_[columns], abs=1e-6)
    assert turned.theta_std_error_ == pytest.approx(model.theta_std_error_[rows], rel=1e-6)
    assert turned.log_posterior_ == pytest.approx(model.log_posterior_, abs=1e-6)


def test_the_same_table_gives_the_same_bytes():
    counts, _, _ = simulate(1)
    assert Wordfish().fit(counts).theta_.tobytes() == Wordfish().fit(counts).theta_.tobytes()


def test_direction_turns_the_axis_and_nothing_else(lbg):
    up, down = Wordfish(direction=(0, 4)).fit(lbg), Wordfish(direction=(4, 0)).fit(lbg)
    assert up.theta_[0] < up.theta_[4]
    assert down.theta_ == pytest.approx(-up.theta_)
    assert down.beta_ == pytest.approx(-up.beta_)
    assert down.transform(lbg) == pytest.approx(-up.transform(lbg))
    free = Wordfish().fit(lbg).theta_
    assert free[np.abs(free).argmax()] > 0


def test_documents_of_the_fit_are_put_where_they_were():
    counts, _, _ = simulate(1)
    model = Wordfish().fit(counts)
    assert model.transform(counts)[:, 0] == pytest.approx(model.theta_, abs=1e-6)
    assert Wordfish(priors=(2.0, 3.0, 1.0, 1.0)).fit(counts).fit_transform(counts).shape == (24, 1)


def test_with_proper_priors_of_the_levels_documents_are_put_where_they_were_too():
    counts, _, _ = simulate(1)
    model = Wordfish(priors=(2.0, 3.0, 1.0, 1.0)).fit(counts)
    assert model.is_converged_
    assert model.transform(counts)[:, 0] == pytest.approx(model.theta_, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_planted_positions_are_recovered(seed):
    counts, theta, _ = simulate(seed, length=1000)
    found = Wordfish().fit(counts).theta_
    assert abs(np.corrcoef(found, theta)[0, 1]) > 0.97


def test_errors_of_the_model_are_right_where_words_are_independent():
    """Root mean square of (found - planted) / error is near 1; it is far above with bursts of authors."""
    ratios = {}
    for burst in (0.0, 0.7):
        scaled = []
        for seed in range(6):
            counts, theta, _ = simulate(seed, burst=burst)
            model = Wordfish().fit(counts)
            turn = np.sign(model.theta_ @ theta)
            scaled.append((turn * model.theta_ - theta) / model.theta_std_error_)
        ratios[burst] = float(np.sqrt(np.mean(np.square(scaled))))
    assert 0.85 < ratios[0.0] < 1.25
    assert ratios[0.7] > 1.6


def test_the_interval_over_authors_is_wider_than_the_model_says_where_authors_have_words_of_their_own():
    counts, _, authors = simulate(3, n_words=100, burst=0.7)
    model = Wordfish().fit(counts)
    low, high = model.cluster_interval(counts, authors, n_draws=25)
    width = 2 * 1.959964 * model.theta_std_error_
    assert (low < high).all()
    assert np.mean(high - low) > 1.5 * np.mean(width)
    few = [model.cluster_interval(counts, authors, n_draws=3, seed=seed) for seed in (1, 1, 2)]
    assert np.array_equal(few[0], few[1])
    assert not np.array_equal(few[0], few[2])


def test_few_clusters_are_refused_or_warned_of():
    counts, _, authors = simulate(3, n_authors=6)
    model = Wordfish().fit(counts)
    with pytest.raises(MeasureError, match=r"E-SIZE-FEW.*3 clusters; an interval over clusters needs 5"):
        model.cluster_interval(counts, authors // 2)
    with pytest.warns(SmallSampleWarning, match="an interval over 6 clusters rests on few"):
        model.cluster_interval(counts, authors, n_draws=3)
    with pytest.raises(MeasureError, match="10 documents and 10 clusters for a fit of 12"):
        model.cluster_interval(counts[:10], authors[:10])


def test_a_climb_that_is_cut_off_is_told():
    counts, _, _ = simulate(1)
    with pytest.warns(ConvergenceWarning, match="wordfish had not converged after 1 steps"):
        model = Wordfish(max_steps=1).fit(counts)
    assert not model.is_converged_


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([[1, 0, 2], [3, 0, 1], [1, 0, 1]], r"E-TYPE-COUNT.*a row or a column has no counts"),
        ([[1, 2, 3], [2, 4, 6], [3, 6, 9]], r"E-SIZE-FEW.*3 documents, all of which use words alike"),
        ([[1, 2, 3], [3, 1, 1]], r"E-SIZE-FEW.*2 documents, which differ"),
        ([[1, -2, 3], [3, 1, 1], [1, 1, 1]], r"E-TYPE-COUNT.*Negative values"),
        ([[1, np.nan, 3], [3, 1, 1], [1, 1, 1]], "NaN"),
    ],
)
def test_what_cannot_be_fitted_is_refused_in_words(counts, message):
    with pytest.raises(ValueError, match=message):
        Wordfish().fit(counts)


def test_settings_that_make_no_sense_are_refused(lbg):
    with pytest.raises(MeasureError, match=r"E-TYPE-PRIOR.*not four positive standard deviations"):
        Wordfish(priors=(1, 1, 0, 1)).fit(lbg)
    with pytest.raises(MeasureError, match="leave the slopes undetermined"):
        Wordfish(priors=(np.inf, 1, np.inf, 1)).fit(lbg)
    with pytest.raises(MeasureError, match="does not name two of 6 documents"):
        Wordfish(direction=(0, 6)).fit(lbg)
    with pytest.raises(MeasureError, match="a document has no word of the fit"):
        Wordfish().fit(lbg).transform(np.zeros((1, 37)))


def test_it_is_an_estimator(lbg):
    model = Wordfish(n_starts=1).fit(lbg)
    assert clone(model).get_params()["n_starts"] == 1
    with pytest.raises(NotFittedError):
        clone(model).transform(lbg)
    with pytest.raises(ValueError, match="X has 36 features, but Wordfish is expecting 37 features"):
        model.transform(lbg[:, 1:])
