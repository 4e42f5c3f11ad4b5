import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse, stats

from caatext.errors import MeasureError
from caatext.stats.dispersion import (
    deviation_of_proportions,
    juilland_d,
    kl_dispersion,
    rosengren_s,
    spread,
)

#: Five texts of letters (Gries 2008).
TEXTS = ["bamnibeup", "basatbewqn", "bcagabesta", "baghabeaat", "bahaabeaxat"]
LETTERS = "biqx"
OF_SIZES = (deviation_of_proportions, juilland_d, rosengren_s, kl_dispersion)


def table(letters=LETTERS):
    return np.array([[text.count(letter) for letter in letters] for text in TEXTS])


SIZES = [len(text) for text in TEXTS]


@pytest.mark.parametrize(
    ("measure", "digits", "expected"),
    [
        (deviation_of_proportions, 2, [0.02, 0.82, 0.80, 0.78]),
        (juilland_d, 3, [0.968, 0, 0, 0]),
        (rosengren_s, 3, [0.999, 0.18, 0.20, 0.22]),
        (kl_dispersion, 3, [0.003, 2.474, 2.322, 2.184]),
    ],
)
def test_the_published_letters_come_out(measure, digits, expected):
    assert measure(table(), SIZES).round(digits).tolist() == expected


def test_the_published_letters_come_out_normed_and_raw():
    assert deviation_of_proportions(table(), SIZES, normed=True).round(3).tolist() == [0.024, 1.0, 0.976, 0.951]
    found = spread(table())
    assert found.n_texts.tolist() == [5, 1, 1, 1]
    assert found.sd.round(3).tolist() == [0, 0.4, 0.4, 0.4]
    assert found.variation.round(3).tolist() == [0, 2, 2, 2]


@pytest.mark.parametrize("measure", OF_SIZES)
def test_sparse_counts_and_stored_zeros_give_the_same(measure):
    dense = measure(table(), SIZES)
    stored = sparse.csr_array(table() + 1.0)
    stored.data -= 1.0
    assert stored.nnz == table().size
    assert measure(sparse.csr_array(table()), SIZES).tolist() == dense.tolist()
    assert measure(stored, SIZES).tolist() == dense.tolist()
    assert spread(stored).n_texts.tolist() == [5, 1, 1, 1]


@pytest.mark.parametrize("measure", OF_SIZES)
def test_what_cannot_be_told_is_missing(measure):
    assert np.isnan(measure([[3, 1]], [10])).all()
    assert np.isnan(measure([[0], [0]], [5, 5])).all()
    assert np.isnan(spread([[0], [0]]).variation).all()


@pytest.mark.parametrize("measure", OF_SIZES)
def test_a_word_in_a_text_of_no_words_is_refused(measure):
    with pytest.raises(MeasureError, match=r"E-TYPE-COUNT.*text of no words"):
        measure([[1], [2]], [0, 5])
    with pytest.raises(MeasureError, match=r"negative"):
        measure([[-1], [2]], [4, 5])


@pytest.mark.parametrize("measure", OF_SIZES)
def test_a_text_without_words_changes_nothing(measure):
    """A text of no words can hold none: it is no place where the word is missing."""
    with_empty = measure(np.vstack([table(), np.zeros((1, 4))]), [*SIZES, 0])
    assert with_empty == pytest.approx(measure(table(), SIZES))
    assert np.isnan(measure([[3], [0]], [5, 0])).all()


def test_the_normed_range_is_that_of_texts_with_words():
    with_empty = deviation_of_proportions([[0], [3], [0]], [10, 20, 0], normed=True)
    assert with_empty == pytest.approx(deviation_of_proportions([[0], [3]], [10, 20], normed=True))
    assert deviation_of_proportions([[3], [0]], [10, 20], normed=True) == pytest.approx(1.0)


columns = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 40)), min_size=2, max_size=8)


@given(columns)
def test_each_agrees_with_its_formula(cells):
    counts, sizes = np.array([[k] for k, _ in cells]), np.array([n + k for k, n in cells])
    found = {measure: measure(counts, sizes)[0] for measure in OF_SIZES}
    if not counts.sum():
        assert np.isnan(list(found.values())).all()
        return
    v, s = counts.ravel() / counts.sum(), sizes / sizes.sum()
    rate = counts.ravel() / sizes
    assert found[deviation_of_proportions] == pytest.approx(0.5 * np.abs(v - s).sum())
    expected = 1 - rate.std() / rate.mean() / np.sqrt(len(rate) - 1)
    assert found[juilland_d] == pytest.approx(expected, abs=1e-12)
    assert found[rosengren_s] == pytest.approx(np.sqrt(s * v).sum() ** 2)
    assert found[kl_dispersion] == pytest.approx(stats.entropy(v, s, base=2), abs=1e-12)
    raw = spread(counts)
    assert (raw.sd[0], raw.variation[0]) == pytest.approx((counts.std(), counts.std() / counts.mean()))


@given(columns, st.randoms())
def test_each_keeps_its_range_and_does_not_heed_the_order_of_texts(cells, rng):
    counts, sizes = np.array([[k] for k, _ in cells]), np.array([n + k for k, n in cells])
    order = list(range(len(cells)))
    rng.shuffle(order)
    for measure, top in zip(OF_SIZES, (1, 1, 1, np.inf), strict=True):
        value = measure(counts, sizes)[0]
        assert measure(counts[order], sizes[order])[0] == pytest.approx(value, nan_ok=True)
        assert np.isnan(value) or -1e-12 <= value <= top + 1e-12


def test_a_word_spread_like_the_texts_is_even_and_one_of_a_single_text_is_not():
    sizes = [10, 20, 70]
    even, single = np.array([[1], [2], [7]]), np.array([[0], [3], [0]])
    assert [measure(even, sizes)[0].round(12) for measure in OF_SIZES] == [0, 1, 1, 0]
    assert [measure(single, sizes)[0] for measure in OF_SIZES] == pytest.approx([0.8, 0, 0.2, np.log2(5)])
