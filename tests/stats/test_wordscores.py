import numpy as np
import pytest

from caatext.errors import MeasureError
from caatext.stats.wordscores import Rescaling, rescale_lbg, rescale_mv, text_scores, word_scores

COUNTS = np.array([[6, 3, 1, 0], [1, 2, 7, 0], [2, 2, 1, 5]])


def test_word_scores_weigh_reference_texts_alike_whatever_their_length():
    long = COUNTS[:2] * [[1], [10]]
    assert word_scores(long, [-1, 1])[:3] == pytest.approx(word_scores(COUNTS[:2], [-1, 1])[:3])
    assert word_scores(COUNTS[:2], [-1, 1])[0] == pytest.approx((-0.6 + 0.1) / 0.7)


def test_text_scores_word_by_word():
    scores = np.array([-1.0, 0.0, 1.0, np.nan])
    read = text_scores(COUNTS, scores)
    words = np.repeat(scores[:3], COUNTS[2, :3])
    assert read.score[2] == pytest.approx(words.mean())
    assert read.std_error[2] == pytest.approx(words.std() / np.sqrt(5))
    assert read.share_scored.tolist() == [1.0, 1.0, 0.5]


def test_a_text_without_scored_words_has_no_score():
    read = text_scores([[0, 0, 0, 3], [0, 0, 0, 0]], [1.0, 2.0, 3.0, np.nan])
    assert np.isnan(read.score).all()
    assert np.isnan(read.std_error).all()
    assert read.share_scored[0] == 0.0
    assert np.isnan(read.share_scored[1])
    assert np.isnan(text_scores(COUNTS, [np.nan] * 4).score).all()


def test_rescaling_is_linear_and_leaves_out_missing_scores():
    raw, known = [0.1, 0.2, np.nan, 0.6], [-2.0, 0.0, 2.0]
    slope, intercept = rescale_lbg(raw, known)
    scores = intercept + slope * np.array(raw)
    assert np.nanmean(scores) == pytest.approx(np.nanmean(raw))
    assert np.nanstd(scores, ddof=1) == pytest.approx(2.0)
    assert rescale_mv([0.1, 0.6], [5.0, 10.0]) == pytest.approx(Rescaling(10.0, 4.0))


def test_what_has_no_answer_is_refused():
    with pytest.raises(MeasureError, match="E-SIZE-FEW"):
        word_scores([[1, 1], [0, 0]], [-1, 1])
    with pytest.raises(MeasureError, match="E-SIZE-FEW"):
        word_scores(COUNTS, [-1, 1, np.nan])
    with pytest.raises(MeasureError, match="E-SIZE-FEW"):
        rescale_lbg([0.5, 0.5], [-1, 1])
    with pytest.raises(MeasureError, match="E-CFG-OPTION"):
        rescale_mv([0.5, 0.5], [-1, 1])
