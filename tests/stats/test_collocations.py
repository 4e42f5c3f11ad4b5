from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caatext.errors import MeasureError
from caatext.stats.collocations import collocations

PHRASE = ["The", "new", "European", "Union", "is", "not", "the", "old", "European", "Union"]
texts = st.lists(st.lists(st.sampled_from(["a", "b", "c", None]), max_size=12), min_size=1, max_size=4)


def row(found, *ngram):
    place = found.ngrams.index(ngram)
    return found.counts[place], round(float(found.lambda_[place]), 6), round(float(found.z[place]), 6)


def test_two_words_are_a_log_odds_ratio():
    """European Union: of nine pairs two have both words, none one of them, seven neither: ln(2.5 * 7.5 / 0.5^2)."""
    found = collocations([PHRASE], min_count=1)
    assert row(found, "European", "Union") == (2, 4.317488, 2.027787)
    assert found.lambda_.max() == pytest.approx(np.log(75))


def windows_of(sequences, size):
    padded = [word for text in sequences for word in (*text, None)]
    rows = [tuple(padded[i : i + size]) for i in range(len(padded) - size + 1)]
    return [row for row in rows if None not in row]


@pytest.mark.parametrize("size", [2, 3, 4])
@given(sequences=texts)
def test_lambda_agrees_with_counting_every_window(size, sequences):
    found = collocations(sequences, size=size, min_count=1)
    windows = windows_of(sequences, size)
    assert found.ngrams == sorted(set(windows))
    for place, ngram in enumerate(found.ngrams):
        cells = dict.fromkeys(product([False, True], repeat=size), 0.5)
        for window in windows:
            cells[tuple(a == b for a, b in zip(ngram, window, strict=True))] += 1
        expected = sum((-1) ** (size - sum(agree)) * np.log(n) for agree, n in cells.items())
        assert found.counts[place] == windows.count(ngram)
        assert found.lambda_[place] == pytest.approx(expected, abs=1e-9)
        assert found.z[place] == pytest.approx(expected / np.sqrt(sum(1 / n for n in cells.values())), abs=1e-9)


def test_pads_and_ends_of_texts_break_windows():
    found = collocations([["a", None, "b", "c"], ["d", "e"]], min_count=1)
    assert found.ngrams == [("b", "c"), ("d", "e")]
    with_hole = collocations([[*PHRASE[:4], None, *PHRASE[4:]]], min_count=1)
    assert ("Union", "is") not in with_hole.ngrams
    assert row(with_hole, "European", "Union")[1] == pytest.approx(np.log(2.5 * 6.5 / 0.25), abs=1e-6)


def test_rare_sequences_are_left_out_but_counted():
    every, some = collocations([PHRASE], min_count=1), collocations([PHRASE])
    assert some.ngrams == [("European", "Union")]
    assert row(some, "European", "Union") == row(every, "European", "Union")


@given(texts)
def test_the_order_of_texts_changes_nothing(sequences):
    one, other = (collocations(part, min_count=1) for part in (sequences, sequences[::-1]))
    assert one.ngrams == other.ngrams
    for left, right in zip(one[1:], other[1:], strict=True):
        assert np.array_equal(left, right)


def test_many_different_words_do_not_overflow():
    """Three words of 30,000: their product is no number of 32 bits."""
    words = [f"w{number:05d}" for number in range(30_000)]
    found = collocations([words, words[:3]], size=3, min_count=2)
    assert found.ngrams == [("w00000", "w00001", "w00002")]


def test_nothing_gives_nothing():
    for nothing in ([], [[]], [["a"]], [["a", None, "b"]]):
        found = collocations(nothing, min_count=1)
        assert found.ngrams == []
        assert found.lambda_.shape == (0,)


def test_single_words_are_no_collocations():
    with pytest.raises(MeasureError, match=r"E-CFG-OPTION.*1 words"):
        collocations([PHRASE], size=1)
    with pytest.raises(MeasureError, match=r"0 added"):
        collocations([PHRASE], added=0)
