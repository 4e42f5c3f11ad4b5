import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from caatext.stats.divergence import jensen_shannon, shuffled_divergence
from caatext.stats.resampling import keyed_rng, relabel

counts = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=12).filter(
    lambda pairs: sum(a for a, _ in pairs) > 0 and sum(b for _, b in pairs) > 0
)


@given(counts)
def test_it_agrees_with_scipy_and_is_symmetric(pairs):
    p, q = np.array(pairs, dtype=float).T
    assert jensen_shannon(p, q) == pytest.approx(jensenshannon(p, q, base=2) ** 2, abs=1e-7)
    assert jensen_shannon(p, q) == pytest.approx(jensen_shannon(q, p), abs=1e-12)
    assert jensen_shannon(p, p * 3) == pytest.approx(0, abs=1e-12)


def test_a_side_without_words_is_missing():
    assert np.isnan(jensen_shannon([0, 0], [1, 2]))


def test_halves_of_one_source_have_no_excess_and_two_sources_have():
    rng = np.random.default_rng(4)
    share = rng.dirichlet(np.full(200, 0.3))
    other = rng.dirichlet(np.full(200, 0.3))
    labels = [True] * 5 + [False] * 5
    dealt = relabel(labels, rng=keyed_rng(1))
    same = shuffled_divergence(rng.multinomial(150, share, size=10), labels, relabelings=dealt)
    apart = shuffled_divergence(
        np.vstack([rng.multinomial(150, share, size=5), rng.multinomial(150, other, size=5)]), labels, relabelings=dealt
    )
    assert same.observed > 0.05  # length alone
    assert abs(same.excess) < 0.03
    assert same.p_value > 0.05
    assert apart.excess > 0.2
    assert apart.p_value == pytest.approx(dealt.smallest_p)
