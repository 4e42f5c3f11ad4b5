"""Random tables with fixed margins: every table equally often, ranks exact, pairs counted right."""

from __future__ import annotations

import time
from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from caatext.errors import MeasureError
from caatext.stats import margins
from caatext.stats.margins import excess_meetings, fixed_margin_draws, most_meetings

TINY = np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 1, 1]], dtype=bool)
STRATA = np.array(["a", "b", "a", "b"])


def all_tables(table, strata=None):
    """Every table with the row sums (in each stratum) and column sums of this one, found by trying all."""
    strata = np.zeros(table.shape[1], int) if strata is None else np.asarray(strata)
    cells = np.array(list(product([False, True], repeat=table.size))).reshape(-1, *table.shape)
    keep = (cells.sum(axis=1) == table.sum(axis=0)).all(axis=1)
    for stratum in np.unique(strata):
        own = strata == stratum
        keep &= (cells[:, :, own].sum(axis=2) == table[:, own].sum(axis=1)).all(axis=1)
    return cells[keep]


@pytest.mark.parametrize("strata", [None, STRATA])
@pytest.mark.parametrize("batch", [1, 10_000])
def test_every_table_with_the_margins_is_drawn_equally_often(strata, batch, monkeypatch):
    monkeypatch.setattr(margins, "BATCH_CELLS", batch)  # one chain, and many at once
    possible = all_tables(TINY, strata)
    draws = fixed_margin_draws(TINY, strata=strata, n_draws=1_500, thin=6, rng=np.random.default_rng(3))
    counted = Counter(drawn.tobytes() for drawn in draws)
    assert set(counted) <= {table.tobytes() for table in possible}
    assert len(possible) > 3
    assert stats.chisquare([counted[table.tobytes()] for table in possible]).pvalue > 0.001


@pytest.mark.parametrize("fewest", [16, 4])
def test_ranks_are_exact_even_where_draws_hang_together(fewest, monkeypatch):
    """One trade between draws and hardly any burn-in: p of tables from the null is still not small too often."""
    monkeypatch.setattr(margins, "FEWEST_A_CHAIN", fewest)  # one chain, or five that share a start
    monkeypatch.setattr(margins, "BURN_IN", 1)
    rng = np.random.default_rng(5)
    possible = all_tables(np.array([[1, 1, 1, 1, 0, 0], [1, 1, 0, 0, 1, 0], [0, 0, 0, 0, 0, 1]], dtype=bool))
    picked = possible[rng.integers(0, len(possible), 400)]
    p = [excess_meetings(one, n_draws=19, thin=1, rng=rng).p_value[0, 1] for one in picked]
    for level in (0.05, 0.1, 0.2, 0.5):
        assert np.mean(np.array(p) <= level) <= level + 3 * np.sqrt(level * (1 - level) / len(p))


def test_expected_meetings_and_p_are_those_of_all_tables():
    table = np.array([[1, 1, 1, 0, 0], [1, 1, 0, 1, 0], [0, 0, 1, 1, 1]], dtype=bool)
    possible = all_tables(table).astype(float)
    met = possible @ possible.transpose(0, 2, 1)
    found = excess_meetings(table, n_draws=4_000, thin=4, rng=np.random.default_rng(2))
    observed = table.astype(float) @ table.T
    assert np.array_equal(found.observed, observed)
    np.testing.assert_allclose(found.expected, met.mean(axis=0), atol=0.04)
    np.testing.assert_allclose(found.p_value, (met >= observed).mean(axis=0), atol=0.04)


tables = st.integers(1, 5).flatmap(
    lambda rows: st.lists(st.lists(st.booleans(), min_size=rows, max_size=rows), min_size=1, max_size=8)
)


@settings(max_examples=40, deadline=None)
@given(columns=tables, seed=st.integers(0, 9), n_strata=st.integers(1, 3))
def test_margins_stay_in_each_stratum(columns, seed, n_strata):
    table = np.array(columns, dtype=bool).T
    rng = np.random.default_rng(seed)
    strata = rng.integers(0, n_strata, table.shape[1])
    drawn = list(fixed_margin_draws(table, strata=strata, n_draws=5, rng=rng))
    assert len(drawn) == 5
    for one in drawn:
        assert np.array_equal(one.sum(axis=0), table.sum(axis=0))
        for stratum in range(n_strata):
            own = strata == stratum
            assert np.array_equal(one[:, own].sum(axis=1), table[:, own].sum(axis=1))


@settings(max_examples=30, deadline=None)
@given(columns=tables, seed=st.integers(0, 9))
def test_no_pair_meets_more_often_than_its_margins_allow(columns, seed):
    table = np.array(columns, dtype=bool).T
    rng = np.random.default_rng(seed)
    strata = rng.integers(0, 2, table.shape[1])
    pair = np.triu_indices(len(table), k=1)
    for held in (None, strata):
        most = most_meetings(table, strata=held)[pair]
        for drawn in fixed_margin_draws(table, strata=held, n_draws=4, rng=rng):
            assert ((drawn.astype(int) @ drawn.T)[pair] <= most).all()


def test_the_observed_has_a_random_place_and_the_draws_depend_on_the_seed_alone():
    one, again, other = (
        np.array(list(fixed_margin_draws(TINY, n_draws=6, rng=np.random.default_rng(seed)))) for seed in (1, 1, 2)
    )
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_a_table_that_cannot_move_gives_p_of_one():
    full = np.ones((3, 4), dtype=bool)
    assert (excess_meetings(full, n_draws=9, rng=np.random.default_rng(1)).p_value == 1).all()
    assert excess_meetings(np.zeros((2, 0), dtype=bool), n_draws=9, rng=np.random.default_rng(1)).p_value.min() == 1


@pytest.mark.parametrize(
    ("table", "options"),
    [([1, 0], {}), ([[1, 0]], {"strata": ["a"]}), ([[1, 0]], {"n_draws": 0}), ([[1, 0]], {"thin": 0})],
)
def test_what_is_no_table_is_refused(table, options):
    with pytest.raises(MeasureError, match="E-TYPE-COUNT"):
        excess_meetings(table, rng=np.random.default_rng(1), **options)


def test_four_hundred_draws_of_a_small_corpus_are_quick():
    rng = np.random.default_rng(4)
    table = rng.random((30, 219)) < 0.05
    began = time.process_time()
    excess_meetings(table, strata=np.arange(219) // 55, n_draws=400, rng=rng)
    assert time.process_time() - began < 2
