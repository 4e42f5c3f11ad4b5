"""What the author makes of the words in which cues and statements stand."""

from __future__ import annotations

import pytest

from caatext.annotation.speakers import Quote
from caatext.annotation.voices import uptake_at


@pytest.mark.parametrize(
    ("text", "uptake"),
    [
        ("Norland hides its army.", ""),
        ("The speech was about \u201chidden\u201d friends of Norland.", "rejected"),
        ("Suria falsely claims that Norland hides its army.", "rejected"),
        ("Suria rightly notes that Norland hides its army.", "adopted"),
        ("Suria says that Norland hides its army.", ""),
    ],
)
def test_cues_carry_what_the_author_makes_of_them(read, text, uptake):
    cues = read(text).cues
    assert cues.loc[cues["cue"] == "hid*", "uptake"].unique().tolist() == [uptake]


def test_statements_carry_it_too(read):
    statements = read("Suria falsely claims that Norland invaded Ostia.").statements
    invaded = statements[statements["verb"] == "invade"]
    assert invaded["uptake"].unique().tolist() == ["rejected"]


def test_the_innermost_that_is_known_decides():
    def quote(start, end, kind, uptake=""):
        plain = dict.fromkeys(Quote._fields, "") | {"start": start, "end": end, "kind": kind, "uptake": uptake}
        return Quote(**plain)

    taken = uptake_at([quote(0, 9, "indirect", "adopted"), quote(3, 6, "scare"), quote(7, 8, "mixed")])
    assert [taken.get(at, "") for at in (0, 4, 7, 9)] == ["adopted", "rejected", "adopted", ""]
