"""Corrected shares: the machine's own beside them, by author, and from chance samples only."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from caatext.coding.correction import correct_prevalence
from caatext.errors import MeasureError
from caatext.stats.prevalence import design_based_prevalence
from caatext.stats.resampling import keyed_rng
from caatext.tables import make_table

N = 120


@pytest.fixture
def study():
    """Twelve articles of ten sentences; the machine misses every third and calls ten wrongly in the last six."""
    rng = keyed_rng(1, "correction")
    places = [{"doc_id": f"a{n // 10:02d}", "paragraph": 1 + n % 10, "sentence": 1} for n in range(N)]
    units = pd.DataFrame(places)
    truth = rng.random(N) < 0.4
    machine = truth & (np.arange(N) % 3 > 0)
    machine[60:110:5] = True
    codes = make_table(
        [place | {"frame_id": "hid", "instrument": "rule", "polarity": "asserted", "voice": "author"}
         for place, called in zip(places, machine, strict=True) if called], "codes"
    )  # fmt: skip
    sampled = np.zeros(N, dtype=bool)
    sampled[rng.choice(N, 60, replace=False)] = True
    design = units[sampled].assign(kind="random", inclusion_probability=0.5)
    gold = units.assign(frame_id="hid", value=truth.astype(float), polarity=np.where(truth, "asserted", ""))[sampled]
    return units, truth.astype(float), machine.astype(float), codes, sampled, design, gold


def pick(found, method, group="all"):
    rows = found[(found["method"] == method) & (found["group"] == group)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_it_is_the_estimator_on_the_vectors(study):
    units, truth, machine, codes, sampled, design, gold = study
    found = correct_prevalence(codes, gold, units, design)
    expected = design_based_prevalence(machine, truth, sampled, np.full(N, 0.5), clusters=units["doc_id"])
    one = pick(found, "corrected")
    assert one[["estimate", "conf_low", "conf_high"]].tolist() == pytest.approx(list(expected[:3]))
    assert one[["n_units", "n_coded", "n_documents"]].tolist() == [120, 60, 12]
    assert pick(found, "uncorrected")["estimate"] == machine.mean()


def test_authors_are_corrected_from_their_own_sentences(study):
    units, truth, machine, codes, sampled, design, gold = study
    groups = {f"a{n:02d}": "X" if n < 6 else "Y" for n in range(12)}
    found = correct_prevalence(codes, gold, units, design, groups=groups)
    half = np.arange(N) < 60
    for group, part in (("X", half), ("Y", ~half)):
        p = np.full(60, 0.5)
        own = design_based_prevalence(machine[part], truth[part], sampled[part], p, clusters=units["doc_id"][part])
        one = pick(found, "corrected", group)
        assert one[["estimate", "conf_low", "conf_high"]].tolist() == pytest.approx(list(own[:3]))
        assert pick(found, "uncorrected", group)["estimate"] == machine[part].mean()
        assert one[["n_units", "n_documents"]].tolist() == [60, 6]


def test_purposive_and_open_units_do_not_enter(study):
    units, _, _, codes, sampled, design, gold = study
    traps = units[~sampled].head(5)
    more = pd.concat([design, traps.assign(kind="purposive", inclusion_probability=np.nan)])
    seen = pd.concat([gold, traps.assign(frame_id="hid", value=1.0, polarity="asserted")])
    plain = correct_prevalence(codes, gold, units, design)
    pd.testing.assert_frame_equal(correct_prevalence(codes, seen, units, more), plain)
    half_open = gold.assign(value=gold["value"].where(np.arange(len(gold)) % 2 == 0))
    assert pick(correct_prevalence(codes, half_open, units, design), "corrected")["n_coded"] == 30


def test_order_of_rows_does_not_matter(study):
    units, _, _, codes, _, design, gold = study
    one = correct_prevalence(codes, gold, units, design)
    other = correct_prevalence(codes.iloc[::-1], gold.iloc[::-1], units.iloc[::-1], design.iloc[::-1])
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize("fault", ["purposive", "twice", "voice"])
def test_a_design_that_carries_no_estimate_is_refused(study, fault):
    units, _, _, codes, _, design, gold = study
    bad = {
        "purposive": design.assign(inclusion_probability=np.nan),
        "twice": pd.concat([design, design.head(1)]),
        "voice": design,
    }[fault]
    with pytest.raises(MeasureError, match="E-TYPE-PREVALENCE"):
        correct_prevalence(codes, gold, units, bad, voice="nobody" if fault == "voice" else "author")
