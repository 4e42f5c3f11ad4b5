"""Readability on texts that can be counted on fingers."""

import math

import numpy as np
import pytest

from caatext.measures.lexical.readability import flesch_kincaid_grade, flesch_reading_ease, gunning_fog

#: The smallest and the greatest text of each formula: one word of one syllable in one sentence.
ONE_WORD = (1, 1, 1)


def test_a_sentence_of_one_short_word_has_the_extreme_values_that_are_published():
    """121.22 and -3.40 are the known ends of the two scales; fog of one short word is 0.4."""
    assert float(flesch_reading_ease(*ONE_WORD)) == pytest.approx(121.22)
    assert float(flesch_kincaid_grade(*ONE_WORD)) == pytest.approx(-3.40)
    assert float(gunning_fog(1, 1, 0)) == pytest.approx(0.4)


def test_the_cat_sat_on_the_mat():
    """Six words of one syllable: the value 116.145 that handbooks print."""
    assert float(flesch_reading_ease(6, 1, 6)) == pytest.approx(116.145)
    assert float(flesch_kincaid_grade(6, 1, 6)) == pytest.approx(-1.45)


def test_longer_sentences_and_words_are_harder():
    words, sentences = np.array([100, 100, 100]), np.array([10, 5, 5])
    syllables, hard = np.array([140, 140, 170]), np.array([5, 5, 15])
    assert (np.diff(flesch_reading_ease(words, sentences, syllables)) < 0).all()
    assert (np.diff(flesch_kincaid_grade(words, sentences, syllables)) > 0).all()
    assert (np.diff(gunning_fog(words, sentences, hard)) > 0).all()


@pytest.mark.parametrize("formula", [flesch_reading_ease, flesch_kincaid_grade, gunning_fog])
def test_a_text_without_words_or_sentences_has_no_value(formula):
    assert math.isnan(formula(0, 0, 0))
    assert math.isnan(formula(5, 0, 7))
    assert math.isnan(formula(0, 1, 0))
