"""Agreement by frame: against hand-counted figures, and what it says where nobody varied."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from caatext.coding.codings import Codings, make_codings
from caatext.coding.reliability import reliability
from caatext.errors import MeasureError


def codings(values, *, frame_id="hid", n_documents=None):
    """Codings from coders' rows of values; None where a coder skipped the unit; unit n is of article n mod m."""
    rows = [
        {"coder_id": coder, "doc_id": f"a{n % (n_documents or len(row)):02d}", "paragraph": n + 1, "sentence": 1,
         "frame_id": frame_id, "value": value, "polarity": "asserted" if value else "", "actor_id": "", "note": "",
         "pass_": 1}
        for coder, row in values.items() for n, value in enumerate(row) if value is not None
    ]  # fmt: skip
    table = make_codings(rows)
    units = table[["doc_id", "paragraph", "sentence"]].drop_duplicates()
    return Codings(table, pd.DataFrame({"status": []}), (), units.assign(item="i", before="", text="t", after=""))


def row(found, code="presence"):
    return found.table[found.table["code"] == code].iloc[0]


#: Four coders, twelve units, with codes 1..5 of the published example cut to 0, 1, 2.
PUBLISHED = {
    "a": [1, 2, 0, 0, 2, 1, 1, 1, 2, None, None, None],
    "b": [1, 2, 0, 0, 2, 2, 1, 1, 2, 2, None, 0],
    "c": [None, 0, 0, 0, 2, 0, 1, 2, 2, 2, 1, None],
    "d": [1, 2, 0, 0, 2, 1, 1, 1, 2, 2, 1, None],
}


def by_hand(values, delta):
    """Alpha from all pairs of codes, written as its definition."""
    units = [[row[n] for row in values if row[n] is not None] for n in range(len(values[0]))]
    units = [unit for unit in units if len(unit) > 1]
    codes = [code for unit in units for code in unit]
    observed = sum(sum(delta(a, b, codes) for a in unit for b in unit) / (len(unit) - 1) for unit in units) / len(codes)
    expected = sum(delta(a, b, codes) for a in codes for b in codes) / (len(codes) * (len(codes) - 1))
    return 1 - observed / expected


def ordinal(a, b, codes):
    low, high = sorted((a, b))
    between = sum(low <= code <= high for code in codes)
    return 0 if a == b else (between - (codes.count(a) + codes.count(b)) / 2) ** 2


def test_alpha_by_its_definition(codebook):
    found = reliability(codings(PUBLISHED), codebook, seed=1, n_draws=50)
    values = list(PUBLISHED.values())
    present = [[None if code is None else int(code > 0) for code in row] for row in values]
    assert row(found)["alpha"] == pytest.approx(by_hand(present, lambda a, b, _: a != b))
    assert row(found, "level")["alpha"] == pytest.approx(by_hand(values, ordinal))
    assert row(found)["n_units"] == 11
    assert row(found)["n_coders"] == 4


def test_a_two_by_two_table_by_hand(codebook):
    """40 units: 10 both, 5 only a, 5 only b, 20 none."""
    values = {"a": [1] * 15 + [0] * 25, "b": [1] * 10 + [0] * 5 + [1] * 5 + [0] * 20}
    found = reliability(codings(values, n_documents=20), codebook, seed=1, n_draws=200)
    one = row(found)
    assert one["agreement"] == 30 / 40
    assert one["prevalence"] == 30 / 80
    assert one["n_positive"] == 20
    # chance: 30 ones and 50 zeros among 80 codes
    assert one["alpha"] == pytest.approx(1 - (10 * 2 / 80) / (2 * 30 * 50 / (80 * 79)))
    share = 30 / 80
    chance = 2 * share * (1 - share)
    assert one["ac1"] == pytest.approx((0.75 - chance) / (1 - chance))
    assert one["conf_low"] < one["alpha"] < one["conf_high"]
    cells = found.confusion.set_index(["value_a", "value_b"])["n"]
    assert (cells[1, 1], cells[1, 0], cells[0, 1], cells[0, 0], cells.sum()) == (10, 5, 5, 20, 40)
    assert len(found.disagreements) == 10


@pytest.mark.parametrize(("value", "note"), [(0, "nobody coded it"), (1, "all coded it alike")])
def test_where_nobody_varied_alpha_is_undefined_and_the_table_says_so(codebook, value, note):
    one = row(reliability(codings({"a": [value] * 9, "b": [value] * 9}), codebook, seed=1, n_draws=50))
    assert np.isnan(one["alpha"])
    assert (one["agreement"], one["ac1"]) == (1.0, 1.0)
    assert note in one["note"]


def test_intervals_draw_whole_articles(codebook):
    """Twenty copies of each unit in an article of its own are no more articles than one copy each."""
    base = {"a": [0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1], "b": [0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 1, 1]}
    many = {coder: row * 20 for coder, row in base.items()}
    few = row(reliability(codings(base), codebook, seed=1))
    as_many = row(reliability(codings(many, n_documents=14), codebook, seed=1))
    width = few["conf_high"] - few["conf_low"]
    assert (as_many["conf_high"] - as_many["conf_low"]) / width == pytest.approx(1, abs=0.15)


def test_one_article_has_no_interval_and_few_have_a_warning(codebook):
    values = {"a": [0, 1, 0, 1, 1, 0], "b": [0, 1, 1, 1, 1, 0]}
    one = row(reliability(codings(values, n_documents=1), codebook, seed=1, n_draws=50))
    assert np.isnan(one["conf_low"])
    assert one["note"] == "one article: no interval"
    assert "few articles" in row(reliability(codings(values), codebook, seed=1, n_draws=50))["note"]


def test_order_of_rows_and_names_of_coders_do_not_matter(codebook):
    one = codings(PUBLISHED)
    mixed = Codings(one.table.sample(frac=1, random_state=2), one.ledger, (), one.units)
    first = reliability(one, codebook, seed=1, n_draws=100).table
    assert first.equals(reliability(mixed, codebook, seed=1, n_draws=100).table)
    renamed = codings(dict(zip("wxyz", reversed(PUBLISHED.values()), strict=True)))
    pd.testing.assert_frame_equal(first, reliability(renamed, codebook, seed=1, n_draws=100).table)


def test_a_second_pass_does_not_raise_agreement(codebook):
    one = codings({"a": [0, 1, 0, 1], "b": [0, 1, 1, 1]})
    table = pd.concat([one.table, one.table[one.table["coder_id"] == "a"].assign(coder_id="adj", pass_=2)])
    both = Codings(table, one.ledger, (), one.units)
    expected = reliability(one, codebook, seed=1, n_draws=50).table
    pd.testing.assert_frame_equal(reliability(both, codebook, seed=1, n_draws=50).table, expected)


def test_one_coder_has_no_reliability(codebook):
    with pytest.raises(MeasureError, match=r"E-TYPE-CODERS.*coders: a"):
        reliability(codings({"a": [0, 1]}), codebook, seed=1)


def test_the_page_shows_figures_and_disagreements_escaped(codebook):
    one = codings({"a": [0, 1, 0, 1], "b": [0, 1, 1, 1]})
    units = one.units.assign(text="<script>x</script>")
    html = reliability(Codings(one.table, one.ledger, (), units), codebook, seed=1, n_draws=50)._repr_html_()
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "0.667" in html
