"""Reruns of the primary contrast: estimated as the contrast itself, from any counts."""

import numpy as np
import pytest

from caatext.comparison.contrasts import contrast
from caatext.comparison.primary import frame_contrast
from caatext.comparison.reruns import claim_values, count_units, estimate_claims, primary_counts

PAIR = {"categories": ("hid", "agy")}


@pytest.fixture
def crossed_scores(grouping_of, frame_scores):
    """Three authors on two regions; one article is short of eligible paragraphs for the first frame."""
    grouping = grouping_of({(a, r): 3 for a in ("Ada", "Bel", "Cyr") for r in ("coast", "basin")})
    rng = np.random.default_rng(7)
    hits = {(d, f): (int(rng.integers(0, 7)), 8) for d in grouping.labels.index for f in ("hid", "agy")}
    hits[grouping.labels.index[0], "hid"] = (1, 4)
    return grouping, frame_scores(hits)


def test_counts_and_estimates_are_those_of_the_primary_contrast(crossed_scores):
    grouping, scores = crossed_scores
    primary = frame_contrast(scores, scores, grouping, **PAIR)
    counts = count_units(scores, ("hid", "agy"), grouping)
    assert np.array_equal(counts, primary_counts(primary))
    values = claim_values(counts)
    assert np.isnan(values["D1"][0])
    assert not np.isnan(values["D2"][0])
    found = estimate_claims({claim: {"as is": own} for claim, own in values.items()}, grouping)
    for claim, comparison in zip(("D1", "D2", "S3"), (*primary.sides, primary.gamma), strict=True):
        own = found[found["claim"] == claim].sort_values("group")
        expected = comparison.table.sort_values("group")
        assert own["group"].tolist() == expected["group"].tolist()
        assert own["verdict"].tolist() == expected["verdict"].tolist()
        for column in ("estimate", "conf_low", "conf_high"):
            assert np.allclose(own[column], expected[column], rtol=0, atol=1e-12, equal_nan=True)


def test_articles_that_differ_in_what_they_lack_have_designs_of_their_own(crossed_scores, scores_of):
    grouping, _ = crossed_scores
    rng = np.random.default_rng(3)
    table = rng.normal(size=(len(grouping.labels), 3))
    table[0, 1] = table[5, 2] = table[6, 2] = np.nan
    named = {f"v{number}": column for number, column in enumerate(table.T)}
    found = estimate_claims({"D1": named}, grouping).set_index(["name", "group"])
    scores = scores_of(
        {
            doc_id: {name: float(own[at]) for name, own in named.items()}
            for at, doc_id in enumerate(grouping.labels.index)
        }
    )
    expected = contrast(scores, grouping).table.set_index(["category", "group"])
    for key in found.index:
        for column in ("estimate", "conf_low", "conf_high"):
            assert found.loc[key, column] == pytest.approx(expected.loc[key, column], abs=1e-12)
    assert found.loc[("v0", "Ada"), "n_articles"] == 18
    assert found.loc[("v1", "Ada"), "n_articles"] == 17


def test_a_sign_flip_of_the_values_flips_the_estimate(crossed_scores):
    grouping, scores = crossed_scores
    values = claim_values(count_units(scores, ("hid", "agy"), grouping))["S3"]
    found = estimate_claims({"S3": {"as is": values, "flipped": -values}}, grouping)
    table = found.pivot_table(index="group", columns="name", values=["estimate", "conf_low", "conf_high"])
    assert np.allclose(table["estimate"]["as is"], -table["estimate"]["flipped"])
    assert np.allclose(table["conf_low"]["as is"], -table["conf_high"]["flipped"])


def test_nothing_to_estimate_gives_an_empty_table(crossed_scores):
    assert len(estimate_claims({"D1": {}}, crossed_scores[0])) == 0
