"""Variety of words against enumeration and against the worked examples of the papers."""

import math
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caatext.measures.lexical.diversity import hdd, mattr, mtld, yule_k

LINCOLN = ["of", "the", "people", "by", "the", "people", "for", "the", "people"]
texts = st.lists(st.sampled_from("abcdefgh"), min_size=4, max_size=40)


def counts(words):
    return list(Counter(words).values())


@pytest.mark.parametrize("sample", [2, 3, 4, 9])
def test_hdd_is_the_mean_over_every_sample(sample):
    ratios = [len(set(drawn)) / sample for drawn in combinations(LINCOLN, sample)]
    assert hdd(counts(LINCOLN), sample=sample) == pytest.approx(float(np.mean(ratios)), rel=1e-12)


def test_hdd_of_forty_two_words_is_by_binomials():
    """42 of 100 words, five types of twenty: 1/42 times 5 (1 - C(80, 42) / C(100, 42))."""
    expected = 5 * (1 - math.comb(80, 42) / math.comb(100, 42)) / 42
    assert hdd([20] * 5) == pytest.approx(expected, rel=1e-12)


def test_mtld_of_the_example_of_the_paper():
    """Of the people by the people | for the people: one piece of nine words forward; backward the ratio falls ...

    ... at 'people the for people' (3/4 is not below 0.72), then 'the' (3/5): one piece of five words, then 'by people
    the of' without a repeat, a piece of none.
    """
    assert mtld(LINCOLN) == pytest.approx((9 / 1 + 9 / 1) / 2)
    assert mtld(["a", "b", "a", "b"]) == pytest.approx(4.0)  # 2/3 after three words, then one word alone


def test_the_last_piece_counts_in_part():
    """a b c d e a: six words, ratio 5/6, (1 - 5/6) / 0.28 of a piece."""
    assert mtld(list("abcdea")) == pytest.approx(6 / ((1 / 6) / 0.28))


def test_mattr_is_the_mean_over_every_window():
    words = ["a", "b", "a", "c", "c", "c", "d", "a", "b", "e", "a", "a"]
    for window in (2, 3, 5, 12):
        ratios = [len(set(words[i : i + window])) / window for i in range(len(words) - window + 1)]
        assert mattr(words, window=window) == pytest.approx(float(np.mean(ratios)), rel=1e-12)


@given(texts, st.integers(2, 4))
def test_mattr_and_hdd_agree_with_counting_by_brute_force(words, size):
    windows = [len(set(words[i : i + size])) / size for i in range(len(words) - size + 1)]
    assert mattr(words, window=size) == pytest.approx(float(np.mean(windows)))
    n, seen = len(words), Counter(words)
    expected = sum(1 - math.comb(n - k, size) / math.comb(n, size) for k in seen.values()) / size
    assert hdd(counts(words), sample=size) == pytest.approx(expected)


@given(texts)
def test_measures_do_not_depend_on_what_words_are_called_nor_mtld_on_the_direction(words):
    renamed = [word.swapcase() for word in words]
    for measure in (
        mtld,
        lambda w: mattr(w, window=4),
        lambda w: hdd(counts(w), sample=4),
        lambda w: yule_k(counts(w)),
    ):
        assert measure(words) == pytest.approx(measure(renamed), nan_ok=True)
    assert mtld(words) == pytest.approx(mtld(words[::-1]), nan_ok=True)


def test_hdd_does_not_grow_with_length_where_the_ratio_of_types_falls():
    """The same ten words over and over: the type-token ratio falls from 1/10 to 1/100, HD-D stays in place."""
    short, long = [10] * 10, [100] * 10
    assert hdd(long) == pytest.approx(hdd(short), rel=0.02)


def test_texts_too_short_have_no_value():
    assert math.isnan(hdd([1] * 41))
    assert hdd([1] * 42) == pytest.approx(1.0)
    assert math.isnan(mattr(["a"] * 49))
    assert mattr(["a"] * 50) == pytest.approx(1 / 50)
    assert math.isnan(mtld(["a", "b", "c"]))
    assert math.isnan(yule_k([]))
    assert yule_k([1, 1, 1]) == 0.0
