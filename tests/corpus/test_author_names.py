"""Names that may be one person's: proposed by a stated rule, the surest first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caatext.corpus.author_names import propose_names


def propose(*names, **counts):
    found = propose_names(dict.fromkeys(names, 1) | counts)
    return {name.author: (name.proposed, name.rule) for name in found if name.proposed}


@pytest.mark.parametrize(
    ("variant", "rule"),
    [
        ("JO MARLEN", "same letters"),
        ("Jó  Marlén", "same letters"),
        ("Jo-Marlen", "same letters"),
        ("Marlen, Jo", "titles and order"),
        ("Dr. Jo Marlen", "titles and order"),
        ("Jo Marlen, Ph.D.", "titles and order"),
        ("Prof. Dr. MARLEN, Jo", "titles and order"),
        ("J. Marlen", "initials"),
        ("Marlen, J.", "initials"),
        ("Jo Marlan", "one letter differs"),
        ("Jo Malren", "one letter differs"),
        ("Jo Marlenn", "one letter differs"),
    ],
)
def test_each_rule_proposes_the_name_most_documents_have(variant, rule):
    assert propose(variant, "Vera Lind", **{"Jo Marlen": 5}) == {variant: ("Jo Marlen", rule)}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Jo Marlen", "Jan Marlen"),
        ("Jon Marlen", "Jan Marlen"),
        ("Jo Marlen", "Jo Lind"),
        ("J. Marlen", "K. Marlen"),
        ("NA", "null"),
        ("Jack Ma", "Jack"),
        ("Marl", "Marle"),
        ("Jo Marlen Jr.", "Jo Marlen"),
    ],
)
def test_two_people_stay_two(one, two):
    assert propose(one, two) == {}


def test_an_initial_that_fits_two_people_is_nobody():
    assert propose("J. Marlen", "Jo Marlen", "Jan Marlen") == {}
    assert propose("J. A. Marlen", "Jo Anna Marlen", "Jo Marlen") == {
        "J. A. Marlen": ("Jo Anna Marlen", "initials"),
        "Jo Marlen": ("Jo Anna Marlen", "initials"),
    }


def test_rules_follow_one_another():
    found = propose("marlen, jo", "J. Marlen", "Jo Marlan", **{"Jo Marlen": 2})
    assert {proposed for proposed, _ in found.values()} == {"Jo Marlen"}
    assert len(found) == 3


def test_every_name_is_listed_with_its_documents():
    found = propose_names({"NA": 3, "": 1, "Vera Lind": 2})
    assert [(name.author, name.n_documents, name.proposed) for name in found] == [("", 1, ""), ("NA", 3, ""),
                                                                                  ("Vera Lind", 2, "")]  # fmt: skip


def test_titles_alone_are_no_name():
    assert propose("Dr.", "Prof.") == {}


_names = st.lists(st.text("JoMarlen. ,é", min_size=1, max_size=12), unique=True, max_size=8)


@given(names=_names, order=st.randoms(use_true_random=False))
def test_order_changes_nothing_and_a_proposal_is_a_name_that_keeps_its_own(names, order):
    shuffled = list(names)
    order.shuffle(shuffled)
    found = propose_names(dict.fromkeys(names, 1))
    assert found == propose_names(dict.fromkeys(shuffled, 1))
    proposed = {name.author: name.proposed for name in found}
    assert all(not name or proposed[name] == "" for name in proposed.values())
