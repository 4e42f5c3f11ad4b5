from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.spatial.distance import jensenshannon

from caatext.errors import MeasureError
from caatext.stats.divergence import burrows_delta, divergence_by_word, jensen_shannon, shuffled_divergence
from caatext.stats.permutation import relabel
from caatext.stats.resampling import keyed_rng

counts = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=12).filter(
    lambda pairs: sum(a for a, _ in pairs) > 0 and sum(b for _, b in pairs) > 0
)
orders = st.sampled_from([0.5, 1.0, 1.5, 2.0, 3.0])


@given(counts)
def test_it_agrees_with_scipy_and_is_symmetric(pairs):
    p, q = np.array(pairs, dtype=float).T
    assert jensen_shannon(p, q) == pytest.approx(jensenshannon(p, q, base=2) ** 2, abs=1e-7)
    assert jensen_shannon(p, q) == pytest.approx(jensen_shannon(q, p), abs=1e-12)
    assert jensen_shannon(p, p * 3) == pytest.approx(0, abs=1e-12)


def by_entropies(p, q, order):
    """The definition of Gerlach, Font-Clos and Altmann with its entropies, and their largest divergence."""

    def entropy(shares):
        return (np.sum(shares[shares > 0] ** order) - 1) / (1 - order)

    p, q = p / p.sum(), q / q.sum()
    largest = (2 ** (1 - order) - 1) / 2 * (entropy(p) + entropy(q) + 2 / (1 - order))
    return (entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2) / largest


@given(counts, st.sampled_from([0.5, 1.5, 2.0, 3.0]))
def test_other_orders_agree_with_their_entropies(pairs, order):
    p, q = np.array(pairs, dtype=float).T
    assert jensen_shannon(p, q, order=order) == pytest.approx(by_entropies(p, q, order), abs=1e-9)


def test_order_two_by_hand():
    """Shares 3/4, 1/4 and 1/2, 1/2: 1 - 2 (3/8 + 1/8) / (10/16 + 8/16) = 1/9."""
    assert jensen_shannon([3, 1], [1, 1], order=2) == pytest.approx(1 / 9)
    assert jensen_shannon([3, 1], [1, 1], order=1 + 1e-7) == pytest.approx(jensen_shannon([3, 1], [1, 1]), abs=1e-6)


@given(counts, orders)
def test_words_add_up_to_a_divergence_between_nothing_and_all(pairs, order):
    p, q = np.array(pairs, dtype=float).T
    terms, whole = divergence_by_word(p, q, order=order), jensen_shannon(p, q, order=order)
    assert terms.sum() == pytest.approx(whole, abs=1e-12)
    assert (terms >= 0).all()
    assert 0 <= whole <= 1
    assert jensen_shannon(q, p, order=order) == pytest.approx(whole, abs=1e-12)
    assert jensen_shannon(p, 3 * p, order=order) == pytest.approx(0, abs=1e-9)
    apart = jensen_shannon(np.append(p, 0 * q), np.append(0 * p, q), order=order)
    assert apart == pytest.approx(1)


def test_a_word_of_one_side_adds_what_it_takes_up():
    """A word that one side alone has adds half its share, in bits; a word of equal shares adds nothing."""
    assert divergence_by_word([3, 1, 0], [3, 0, 1]).tolist() == pytest.approx([0, 1 / 8, 1 / 8])
    rows = divergence_by_word([[3, 1, 0], [1, 1, 0]], [3, 0, 1])
    assert rows[0].tolist() == divergence_by_word([3, 1, 0], [3, 0, 1]).tolist()
    assert rows.shape == (2, 3)


def test_a_side_without_words_is_missing():
    assert np.isnan(jensen_shannon([0, 0], [1, 2]))
    assert np.isnan(jensen_shannon([0, 0], [1, 2], order=2))


def test_an_order_of_nothing_is_refused():
    with pytest.raises(MeasureError, match=r"E-CFG-OPTION.*order 0"):
        jensen_shannon([1, 2], [2, 1], order=0)


@pytest.mark.parametrize("order", [1.0, 2.0])
def test_halves_of_one_source_have_no_excess_and_two_sources_have(order):
    rng = np.random.default_rng(4)
    share = rng.dirichlet(np.full(200, 0.3))
    other = rng.dirichlet(np.full(200, 0.3))
    labels = [True] * 5 + [False] * 5
    dealt = relabel(labels, rng=keyed_rng(1))
    same = shuffled_divergence(rng.multinomial(150, share, size=10), labels, relabelings=dealt, order=order)
    apart = np.vstack([rng.multinomial(150, share, size=5), rng.multinomial(150, other, size=5)])
    apart = shuffled_divergence(apart, labels, relabelings=dealt, order=order)
    assert same.observed > 0.02  # length alone
    assert abs(same.excess) < 0.03
    assert same.p_value > 0.05
    assert apart.excess > 0.2
    assert apart.p_value == pytest.approx(dealt.smallest_p)


def test_the_floor_of_order_two_is_lower_in_the_tail_of_rare_words():
    """Two texts of one source with many rare words: order 1 sees a distance, order 2 hardly one."""
    rng = np.random.default_rng(2)
    share = 1 / np.arange(1, 5_001)
    one, other = rng.multinomial(1_000, share / share.sum(), size=2)
    assert jensen_shannon(one, other) > 0.3
    assert jensen_shannon(one, other, order=2) < 0.1


def test_the_shuffled_mean_is_that_of_all_relabelings():
    table = np.array([[5, 1, 0], [4, 0, 2], [1, 3, 3], [0, 2, 6], [2, 2, 2]])
    labels = np.array([True, True, False, False, False])
    dealt = relabel(labels, rng=keyed_rng(1))
    values = []
    for chosen in combinations(range(5), 2):
        side = table[list(chosen)].sum(axis=0)
        values.append(float(jensen_shannon(side, table.sum(axis=0) - side)))
    found = shuffled_divergence(sparse.csr_array(table), labels, relabelings=dealt)
    assert found.shuffled == pytest.approx(np.mean(values))
    assert found.p_value == pytest.approx(np.mean(np.array(values) >= found.observed - 1e-12))


def test_delta_is_the_mean_gap_of_standardized_rates():
    table = np.array([[30, 12, 5, 1], [25, 20, 1, 2], [41, 8, 4, 0], [28, 14, 9, 7]])
    sizes = np.array([100, 110, 120, 95])
    rate = table[:, :3] / sizes[:, None]
    z = (rate - rate.mean(axis=0)) / rate.std(axis=0, ddof=1)
    found = burrows_delta(sparse.csr_array(table), sizes, n_words=3)
    for i, j in combinations(range(4), 2):
        assert found[i, j] == pytest.approx(np.abs(z[i] - z[j]).mean())
    assert np.array_equal(found, found.T)
    assert np.diag(found).tolist() == [0, 0, 0, 0]


def test_delta_leaves_out_words_with_one_rate_and_chooses_by_frequency():
    table = np.array([[50, 3, 0], [100, 1, 1], [150, 4, 0]])
    sizes = np.array([100, 200, 300])
    assert burrows_delta(table, sizes, n_words=1) == pytest.approx(burrows_delta(table[:, 1:2], sizes))
    assert burrows_delta(table, sizes) == pytest.approx(burrows_delta(table[:, 1:], sizes))
    assert burrows_delta(table[:, [2, 0, 1]], sizes, n_words=1) == pytest.approx(burrows_delta(table, sizes, n_words=1))


def test_delta_of_two_texts_tells_nothing():
    found = burrows_delta([[3, 7], [9, 1]], [20, 30])
    assert found[0, 1] == pytest.approx(np.sqrt(2))


def test_delta_that_cannot_be_told_is_missing():
    assert np.isnan(burrows_delta([[3, 7]], [20])).all()
    assert np.isnan(burrows_delta([[3], [6]], [10, 20])).all()
    with pytest.raises(MeasureError, match=r"E-TYPE-COUNT.*no words"):
        burrows_delta([[3], [0]], [10, 0])
