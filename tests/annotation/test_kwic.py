"""The concordance."""

from __future__ import annotations

import pytest

from caatext.annotation.kwic import kwic
from caatext.errors import MeasureError


def test_each_hit_has_its_address_and_its_words(read):
    table = kwic(read("The old king slept. Norland met the kings of Suria."), "king*", window=2)
    assert [tuple(row) for row in table.itertuples(index=False)] == [
        ("d1", 1, 1, "The old", "king", "slept.", "author"),
        ("d1", 1, 2, "met the", "kings", "of Suria", "author"),
    ]


def test_a_lemma_finds_its_forms(read):
    assert len(kwic(read("They met. We meet."), "meet")) == 2


def test_an_empty_pattern_is_refused(read):
    with pytest.raises(MeasureError, match="pattern is empty"):
        kwic(read("They met."), " ")
    with pytest.raises(MeasureError, match=r"E-CFG-PATTERN.*holds no word"):
        kwic(read("They met."), "... ...")
