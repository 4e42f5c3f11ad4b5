"""Gate 1: every bad input is judged right, in one run with the control files, which stay untouched."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

from caatext.corpus.readers import ingest, ledger_adds_up

sys.path.insert(0, str(Path(__file__).parent))  # the generator is a package there

from bad_inputs import all_cases, controls, judge, outcomes
from bad_inputs.cases import Outcome

CASES = all_cases()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad")
    for case in CASES:
        case.write(folder)
    return ingest([folder])


@pytest.fixture(scope="module")
def found(corpus):
    return outcomes(corpus)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_entry_is_judged_right(found, case):
    assert judge(case, found.get(case.name, Outcome())) == []


def test_the_entries_have_names_of_their_own():
    assert [name for name, n in Counter(case.name for case in CASES).items() if n > 1] == []


def test_every_input_ended_in_one_way(corpus):
    assert ledger_adds_up(corpus)


def test_no_entry_reached_out_of_its_folder(corpus):
    assert not list(Path("/tmp").glob("canary*"))
    assert "climbed" not in "".join(corpus.documents["text"])


def test_the_gate(found, gate):
    wrong = [case.name for case in CASES if judge(case, found.get(case.name, Outcome()))]
    untouched = [case.name for case in controls() if case.name not in wrong]
    gate(1, "bad inputs", reached=f"{len(CASES) - len(wrong)} of {len(CASES)}, control files {len(untouched)} of 7",
         asked=f"{len(CASES)} of {len(CASES)}, control files 7 of 7", holds=not wrong)  # fmt: skip
    assert len(untouched) == 7
