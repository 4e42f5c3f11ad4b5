import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caatext.errors import MeasureError
from caatext.measures.frames.agreement import agreement_between
from caatext.tables import make_table


def scores(values, *, frame_id="own", per_document=4):
    """Values by paragraph; None where the paragraph is not eligible."""
    rows = [
        {"doc_id": f"a{n // per_document}", "paragraph": n % per_document + 1, "measure": "frame", "category": frame_id,
         "unit": "paragraph", "value": float(value)}
        for n, value in enumerate(values) if value is not None
    ]  # fmt: skip
    return make_table(rows, "scores")


def test_agreement_is_pearson_s_correlation_of_what_both_could_code():
    rng = np.random.default_rng(1)
    one, other = (rng.integers(0, 2, 40) for _ in range(2))
    gaps = [None if n % 7 == 0 else value for n, value in enumerate(other)]
    table = agreement_between({"dictionary": scores(one), "structural": scores(gaps)}, n_draws=10)
    kept = [n for n, value in enumerate(gaps) if value is not None]
    assert table["phi"][0] == pytest.approx(np.corrcoef(one[kept], other[kept])[0, 1])
    assert (table["n_units"][0], table["n_documents"][0]) == (len(kept), 10)


def test_agreement_says_which_pairs_should_agree():
    both = pd.concat([scores([1, 0, 1, 0]), scores([1, 1, 0, 0], frame_id="hidden")])
    table = agreement_between({"dictionary": both, "structural": scores([1, 0, 1, 1])})
    assert table[["frame_a", "instrument_a", "frame_b", "instrument_b", "kind"]].to_numpy().tolist() == [
        ["own", "dictionary", "own", "structural", "same frame"],
        ["hidden", "dictionary", "own", "dictionary", "same instrument"],
        ["hidden", "dictionary", "own", "structural", "neither"],
    ]
    assert table["phi"].round(6).tolist() == [0.57735, 0.0, -0.57735]


def test_agreement_has_no_value_without_variation_and_no_interval_in_few_articles():
    constant = agreement_between({"a": scores([1, 1, 1, 1]), "b": scores([1, 0, 1, 0])})
    assert np.isnan(constant["phi"][0])
    few = agreement_between({"a": scores([1, 0] * 8), "b": scores([1, 0] * 8)})
    assert few["phi"][0] == 1
    assert np.isnan(few["conf_low"][0])
    enough = agreement_between({"a": scores([1, 0] * 10), "b": scores([1, 0] * 10)})
    assert (enough["conf_low"][0], enough["conf_high"][0]) == (1, 1)


def test_the_interval_of_agreement_is_that_of_whole_articles():
    """Four paragraphs that repeat one another are one observation: four times the rows, the same width."""
    rng = np.random.default_rng(2)
    one, other = (rng.integers(0, 2, 30) for _ in range(2))
    single = agreement_between({"a": scores(one, per_document=1), "b": scores(other, per_document=1)})
    repeated = agreement_between({"a": scores(np.repeat(one, 4)), "b": scores(np.repeat(other, 4))})
    assert repeated["n_units"][0] == 4 * single["n_units"][0]
    assert repeated[["phi"]].round(9).equals(single[["phi"]].round(9))
    widths = [(table["conf_high"] - table["conf_low"])[0] for table in (single, repeated)]
    assert widths[1] == pytest.approx(widths[0], abs=0.08)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=4, max_size=30))
def test_agreement_is_symmetric_turns_its_sign_and_stays_in_range(values):
    one, other = ([pair[side] for pair in values] for side in (0, 1))
    phi = agreement_between({"a": scores(one), "b": scores(other)}, n_draws=5)["phi"][0]
    back = agreement_between({"b": scores(one), "a": scores(other)}, n_draws=5)["phi"][0]
    turned = agreement_between({"a": scores(one), "b": scores([not value for value in other])}, n_draws=5)["phi"][0]
    np.testing.assert_allclose([back, -turned], [phi, phi])
    assert np.isnan(phi) or -1 <= phi <= 1


def test_agreement_does_not_depend_on_the_order_of_rows():
    table = scores([1, 0, 1, 1, 0, 0] * 5)
    other = scores([1, 1, 0, 1, 0, 0] * 5)
    first = agreement_between({"a": table, "b": other})
    assert agreement_between({"a": table.sample(frac=1, random_state=1), "b": other}).equals(first)


def test_agreement_of_one_is_refused():
    with pytest.raises(MeasureError, match=r"E-CFG-OPTION.*two frames or instruments"):
        agreement_between({"dictionary": scores([1, 0])})
