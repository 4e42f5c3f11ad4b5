"""Clauses 3 to 5: what passes, what fails, and what counts as unchecked."""

import numpy as np
import pytest

from caatext.comparison.claims import build_claims
from caatext.comparison.placebos import Placebo, compare_placebos
from caatext.comparison.primary import frame_contrast
from caatext.comparison.reruns import count_units
from caatext.comparison.rule import check_clauses
from caatext.comparison.specifications import Specification, specification_curve

FAMILIES = {"dictionary": "lexical", "semantic": "semantic", "structural": "structural", "supervised": "human"}
PAIR = {"categories": ("hid", "agy"), "names": ("Hidden hand", "Own course")}


@pytest.fixture
def grouping(grouping_of):
    return grouping_of({(a, r): 4 for a in ("Ada", "Bel") for r in ("coast", "basin")})


@pytest.fixture
def scores(grouping, frame_scores):
    hits = {}
    for number, d in enumerate(grouping.labels.index):
        more, less = 7 - number % 2, 1 + number % 3
        hits |= {(d, "hid"): (more if "Ada" in d else less, 8), (d, "agy"): (less if "Ada" in d else more, 8)}
    return frame_scores(hits)


@pytest.fixture
def check(grouping, scores):
    """From instruments, specifications and placebos, given as factors of the primary counts, to clauses of S3."""
    own = count_units(scores, ("hid", "agy"), grouping)
    turned = own[:, [2, 3, 0, 1]]

    def run(instruments=(), shifts=(), placebos=()):
        named = {"dictionary": own} | {name: own if agrees else turned for name, agrees in instruments}
        ways = [Specification({"way": "0"}, own, 5, True)]
        for number, agrees in enumerate(shifts, start=1):
            table = (own if agrees else turned).copy()
            table[number % 16, 0] += 0.01 * number  # distinct, and of no weight
            ways.append(Specification({"way": str(number)}, table, 5, False))
        held = np.full_like(own, 4.0) + 4 * (np.arange(4) % 2)
        made = [Placebo(f"p{n}", "gone", held if passes else own) for n, passes in enumerate(placebos)]
        table = compare_placebos(own, made, grouping)
        checks = check_clauses(named, FAMILIES, specification_curve(ways, grouping), table, grouping)
        return {clause.number: clause for clause in checks["S3", "Ada"]}, checks

    return run


@pytest.mark.parametrize(
    ("instruments", "passed"),
    [
        ((), None),
        ((("semantic", True),), None),  # reads words, too: no second kind
        ((("structural", True),), True),
        ((("structural", False),), False),
        ((("semantic", True), ("structural", False)), False),
        ((("structural", False), ("supervised", True)), True),
    ],
)
def test_a_second_kind_of_instrument_has_to_agree_in_sign(check, instruments, passed):
    clause = check(instruments)[0][3]
    assert clause.passed is passed
    assert clause.instruments == (
        "dictionary",
        *(name for name, agrees in instruments if agrees and passed is not None),
    )


def test_an_instrument_that_codes_next_to_nothing_is_no_witness(grouping, scores):
    """Three coded paragraphs have a sign, too, but it is that of chance."""
    own = count_units(scores, ("hid", "agy"), grouping)
    few = own * np.array([0, 1, 1, 1])
    few[:3, 0] = 1
    curve = specification_curve([Specification({"way": "0"}, own, 5, True)], grouping)
    placebos = compare_placebos(own, [], grouping)
    for n, passed in ((3, None), (5, True)):
        few[3:n, 0] = 1
        checks = check_clauses({"dictionary": own, "structural": few}, FAMILIES, curve, placebos, grouping)
        clause = checks["D1", "Ada"][0]
        assert clause.passed is passed
        assert ("structural codes 3 units, 5 are needed" in clause.reason) is (passed is None)


def test_an_instrument_that_cannot_read_a_frame_is_no_witness(check, grouping, scores):
    own = count_units(scores, ("hid", "agy"), grouping)
    half = own * np.array([1, 1, 0, 0])
    curve = specification_curve([Specification({"way": "0"}, own, 5, True)], grouping)
    found = check_clauses(
        {"dictionary": own, "structural": half}, FAMILIES, curve, _no_placebos(grouping, own), grouping
    )
    clauses = {claim: found[claim, "Ada"][0].passed for claim in ("D1", "D2", "S3")}
    assert clauses == {"D1": True, "D2": None, "S3": None}


def _no_placebos(grouping, own):
    return compare_placebos(own, [], grouping)


def test_nine_in_ten_distinct_results_have_to_agree(check):
    assert check(shifts=[True] * 5)[0][4].passed is None  # six results say nothing
    assert check(shifts=[True] * 12)[0][4].passed is True
    assert check(shifts=[True] * 9 + [False])[0][4].passed is True  # 10 of 11
    clause = check(shifts=[True] * 9 + [False, False])[0][4]  # 10 of 12
    assert clause.passed is False
    assert clause.reason.startswith("83% of 12 estimable results of 12 distinct ones have its sign")


def test_all_placebos_have_to_pass_and_two_be_applicable(check):
    assert check(placebos=[])[0][5].passed is None
    assert check(placebos=[True])[0][5].passed is None
    assert check(placebos=[True, True])[0][5].passed is True
    assert check(placebos=[False])[0][5].passed is False
    clause = check(placebos=[True, True, False])[0][5]
    assert clause.passed is False
    assert clause.reason == "2 of 3 applicable placebos pass; not p2"


def test_the_ledger_words_a_claim_by_what_was_checked(check, grouping, scores):
    primary = frame_contrast(scores, scores, grouping, **PAIR)

    def claim(**options):
        return build_claims(primary, checks=check(**options)[1])[0].set_index("claim_id").loc["S3"]

    every = {"instruments": [("structural", True)], "shifts": [True] * 12, "placebos": [True, True]}
    shown = claim(**every)
    assert shown["status"] == "supported"
    assert shown["statement"].startswith("The texts show that")
    assert shown["instruments"] == "dictionary, structural"
    for fact in ("clause 3: dictionary (lexical) +", "clause 4: 100% of 13", "clause 5: 2 of 2 applicable"):
        assert fact in shown["reason"]
    one = claim(**every | {"instruments": [("structural", False)]})
    assert one["status"] == "not supported"
    assert one["statement"].startswith("One instrument (dictionary) suggests that")
    assert "Clause 3 (a second kind of instrument agrees) fails: dictionary (lexical) +" in one["reason"]
    two = claim(**every | {"placebos": [True, False]})
    assert two["statement"].startswith("2 instruments (dictionary, structural) suggest that")
    assert "Clause 5 (the placebos pass) fails: 1 of 2 applicable placebos pass; not p1." in two["reason"]
    none = claim(**every | {"instruments": []})
    assert "3 (a second kind of instrument agrees: no instrument of another kind gives an estimate)" in none["reason"]


def test_checks_of_a_design_that_cannot_tell_pass_nothing(four_alone):
    own = np.array([[4, 8, 2, 8], [1, 8, 2, 8], [2, 8, 5, 8], [3, 8, 2, 8]], dtype=float)
    curve = specification_curve([Specification({"way": "0"}, own, 5, True)], four_alone)
    placebos = compare_placebos(own, [Placebo("p", "gone", own)], four_alone)
    checks = check_clauses({"dictionary": own, "structural": own}, FAMILIES, curve, placebos, four_alone)
    assert {clause.passed for clauses in checks.values() for clause in clauses} == {None}
    assert len(checks) == 3 * 4
