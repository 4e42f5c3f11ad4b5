import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from caatext.stats.multiplicity import benjamini_hochberg, holm

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@given(p_values)
def test_benjamini_hochberg_agrees_with_scipy(p):
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p), abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_holm_agrees_with_statsmodels(seed):
    p = np.random.default_rng(seed).random(12) ** 3
    assert holm(p) == pytest.approx(multipletests(p, method="holm")[1], abs=1e-12)


@pytest.mark.parametrize("adjust", [benjamini_hochberg, holm])
def test_what_was_not_tested_is_not_in_the_family(adjust):
    found = adjust([np.nan, 0.01, np.nan, 0.04])
    assert np.isnan(found[[0, 2]]).all()
    assert found[[1, 3]] == pytest.approx(adjust([0.01, 0.04]))
    assert np.isnan(adjust([np.nan])).all()
    assert len(adjust([])) == 0


@given(p_values, st.randoms(use_true_random=False))
def test_order_of_the_tests_does_not_matter(p, random):
    order = list(range(len(p)))
    random.shuffle(order)
    for adjust in (benjamini_hochberg, holm):
        assert adjust([p[i] for i in order]) == pytest.approx([adjust(p)[i] for i in order])
        assert (adjust(p) >= np.array(p) - 1e-15).all()
