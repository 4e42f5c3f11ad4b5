import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from caatext.stats.dispersion import deviation_of_proportions

#: Five texts of letters (Gries 2008).
TEXTS = ["bamnibeup", "basatbewqn", "bcagabesta", "baghabeaat", "bahaabeaxat"]
LETTERS = "biqx"


def table(letters=LETTERS):
    return np.array([[text.count(letter) for letter in letters] for text in TEXTS])


def test_the_published_letters_come_out():
    sizes = [len(text) for text in TEXTS]
    assert deviation_of_proportions(table(), sizes).round(2).tolist() == [0.02, 0.82, 0.80, 0.78]
    assert deviation_of_proportions(table(), sizes, normed=True).round(3).tolist() == [0.024, 1.0, 0.976, 0.951]


def test_sparse_counts_give_the_same():
    sizes = [len(text) for text in TEXTS]
    dense = deviation_of_proportions(table(), sizes)
    assert deviation_of_proportions(sparse.csr_array(table()), sizes) == pytest.approx(dense)


def test_what_cannot_be_told_is_missing():
    assert np.isnan(deviation_of_proportions([[3, 1]], [10])).all()
    assert np.isnan(deviation_of_proportions([[0], [0]], [5, 5])).all()


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 40)), min_size=2, max_size=8))
def test_it_lies_between_even_and_in_one_text(cells):
    counts, sizes = np.array([[k] for k, _ in cells]), np.array([n + k for k, n in cells])
    value = deviation_of_proportions(counts, sizes)[0]
    assert counts.sum() == 0 or -1e-12 <= value <= 1
    if counts.sum():
        share, part = sizes / sizes.sum(), counts.ravel() / counts.sum()
        assert value == pytest.approx(0.5 * np.abs(part - share).sum())
