import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from caatext.errors import MeasureError, SmallSampleWarning
from caatext.measures.scaling import Wordscores

KNOWN = np.array([-1.5, -0.75, 0, 0.75, 1.5, np.nan])
# To the digits printed in the reference values.
F_TO_S = (
    -1.4812500, -1.4809322, -1.4519231, -1.4083333, -1.3232984, -1.1846154, -1.0369898, -0.8805970,
    -0.7500000, -0.6194030, -0.4507576, -0.2992424, -0.1305970, 0.0,
)  # fmt: skip
RAW = (-1.317931, -0.7395598, 0, 0.7395598, 1.317931, -0.4480591)
LBG = (-1.58967683, -0.88488724, 0.01632248, 0.91753220, 1.62232179, -0.52967149)


def test_word_scores_are_those_of_laver_benoit_and_garry(lbg):
    scores = Wordscores().fit(lbg, KNOWN).word_scores_
    assert scores[:5].tolist() == pytest.approx([-1.5] * 5, abs=1e-12)
    assert scores[5:19] == pytest.approx(F_TO_S, abs=5.1e-8)
    assert scores[19:] == pytest.approx(-scores[:18][::-1], abs=1e-12)
    assert len(scores) == 37


def test_raw_scores_and_errors(lbg):
    scores, errors = Wordscores().fit(lbg, KNOWN).predict(lbg, return_std=True)
    assert scores[[0, 4]] == pytest.approx(np.array(RAW)[[0, 4]], abs=5.1e-7)
    assert scores[[1, 2, 3, 5]] == pytest.approx(np.array(RAW)[[1, 2, 3, 5]], abs=5.1e-8)
    assert errors[5] == pytest.approx(0.01189767, abs=5.1e-9)


def test_errors_are_those_of_a_sum_word_by_word(lbg):
    """The formula spelled out: a thousand words, each with its score."""
    model = Wordscores().fit(lbg, KNOWN)
    scores, errors = model.predict(lbg, return_std=True)
    for row, text in enumerate(lbg):
        words = np.repeat(model.word_scores_, text.astype(int))
        assert scores[row] == pytest.approx(words.mean())
        assert errors[row] == pytest.approx(words.std() / np.sqrt(len(words)))


def test_lbg_rescaling_scales_the_error_and_does_not_shift_it(lbg):
    scores, errors = Wordscores(rescale="lbg").fit(lbg, KNOWN).predict(lbg, return_std=True)
    assert scores == pytest.approx(LBG, abs=5.1e-9)
    assert errors[5] == pytest.approx(0.01449821, abs=5.1e-9)  # quanteda prints 0.03082069


def test_lbg_rescaling_gives_the_spread_of_the_references_and_keeps_the_mean(lbg):
    raw = Wordscores().fit(lbg, KNOWN).predict(lbg)
    scores = Wordscores(rescale="lbg").fit(lbg, KNOWN).predict(lbg)
    assert scores.mean() == pytest.approx(raw.mean())
    assert scores.std(ddof=1) == pytest.approx(KNOWN[:5].std(ddof=1))


def test_mv_rescaling_puts_the_references_back(lbg):
    known = np.array([-1.5, np.nan, np.nan, np.nan, 1.5, np.nan])
    raw, raw_errors = Wordscores().fit(lbg, known).predict(lbg, return_std=True)
    scores, errors = Wordscores(rescale="mv").fit(lbg, known).predict(lbg, return_std=True)
    assert scores[[0, 4]] == pytest.approx([-1.5, 1.5])
    slope = 3.0 / (raw[4] - raw[0])
    assert scores == pytest.approx(-1.5 + slope * (raw - raw[0]))
    assert errors == pytest.approx(slope * raw_errors)


def test_mv_rescaling_is_defined_for_two_references(lbg):
    with pytest.raises(MeasureError, match=r"E-CFG-OPTION.*two reference texts.*there are 5"):
        Wordscores(rescale="mv").fit(lbg, KNOWN)


def test_an_interval_reaches_1_96_errors_to_each_side(lbg):
    model = Wordscores(rescale="lbg").fit(lbg, KNOWN)
    scores, errors = model.predict(lbg, return_std=True)
    low, high = model.predict_interval(lbg)
    assert (high - scores)[5] == pytest.approx(1.959964 * errors[5], rel=1e-6)
    assert (scores - low)[5] == pytest.approx((high - scores)[5])


def test_words_of_no_reference_count_in_nothing_but_the_share(lbg):
    more = np.column_stack([lbg, [0, 0, 0, 0, 0, 500]])
    plain, other = Wordscores().fit(lbg, KNOWN), Wordscores().fit(more, KNOWN)
    assert np.isnan(other.word_scores_[-1])
    assert other.predict(more) == pytest.approx(plain.predict(lbg))
    assert other.share_scored(more).tolist() == pytest.approx([1, 1, 1, 1, 1, 1000 / 1500])


def test_a_text_without_scored_words_has_no_position_and_that_is_said():
    counts = [[3, 1, 0], [1, 3, 0], [0, 0, 5]]
    model = Wordscores().fit(counts, [-1, 1, np.nan])
    with pytest.warns(SmallSampleWarning, match="1 of 3 texts have no word of the reference texts"):
        scores = model.predict(counts)
    assert np.isnan(scores).tolist() == [False, False, True]


@pytest.mark.parametrize("rescale", ["none", "lbg"])
def test_order_and_storage_are_of_no_account(lbg, rescale):
    rng = np.random.default_rng(1)
    rows, columns = rng.permutation(6), rng.permutation(37)
    scores = Wordscores(rescale=rescale).fit(lbg, KNOWN).predict(lbg)
    turned = sparse.csc_array(lbg[rows][:, columns])
    assert Wordscores(rescale=rescale).fit(turned, KNOWN[rows]).predict(turned) == pytest.approx(scores[rows])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_scores_lie_between_the_positions_and_turn_with_them(seed):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(2.0, size=(5, 12)) + 1
    known = np.append(rng.normal(size=4), np.nan)
    scores = Wordscores().fit(counts, known).predict(counts)
    assert scores.min() >= known[:4].min()
    assert scores.max() <= known[:4].max()
    assert Wordscores().fit(counts, -known).predict(counts) == pytest.approx(-scores)
    shifted, errors = Wordscores().fit(counts, known + 1e6).predict(counts, return_std=True)
    assert shifted - 1e6 == pytest.approx(scores, abs=1e-8)
    assert errors == pytest.approx(Wordscores().fit(counts, known).predict(counts, return_std=True)[1], rel=1e-6)


def test_what_cannot_be_fitted_is_refused_in_words(lbg):
    with pytest.raises(MeasureError, match=r"E-SIZE-FEW.*1 different positions of reference texts"):
        Wordscores().fit(lbg, [1, 1, 1, np.nan, np.nan, np.nan])
    with pytest.raises(MeasureError, match="the rescaling 'robust' is not known"):
        Wordscores(rescale="robust").fit(lbg, KNOWN)
    with pytest.raises(MeasureError, match="requires y to be passed"):
        Wordscores().fit(lbg)
    with pytest.raises(MeasureError, match=r"E-TYPE-COUNT.*Negative values"):
        Wordscores().fit(-lbg, KNOWN)
    with pytest.raises(MeasureError, match="1 different raw scores to rescale"):
        Wordscores(rescale="lbg").fit(lbg, KNOWN).predict(lbg[:1])


def test_it_is_an_estimator(lbg):
    model = Wordscores(rescale="lbg").fit(lbg, KNOWN)
    assert clone(model).get_params() == {"rescale": "lbg"}
    with pytest.raises(NotFittedError):
        clone(model).predict(lbg)
    with pytest.raises(ValueError, match="X has 36 features, but Wordscores is expecting 37 features"):
        model.predict(lbg[:, 1:])
