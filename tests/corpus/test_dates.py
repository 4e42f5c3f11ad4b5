"""Dates of exports: what can be read is written in digits, and what could mean two days stays as it is."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caatext.corpus.dates import find_date, iso_date


@given(st.dates(min_value=datetime.date(1800, 1, 1), max_value=datetime.date(2199, 12, 31)), st.integers(0, 7))
def test_every_day_is_read_in_every_form(day, form):
    month, short = f"{day:%B}", f"{day:%b}"
    written = (
        f"{day:%A}, {month} {day.day}, {day.year}", f"{month} {day.day}, {day.year} {day:%A}",
        f"{day.day} {month} {day.year}", f"{day.day:02} {short} {day.year}", f"{short} {day.day}, {day.year}",
        f"{day.year}/{day.month:02}/{day.day:02}/", f"{day.year} {short} {day.day}", day.isoformat(),
    )[form]  # fmt: skip
    assert iso_date(written) == day.isoformat()


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_stays(text):
    date, rest = find_date(text)
    assert (date == "") <= (rest == "")
    if date:
        assert datetime.date.fromisoformat(date.ljust(7, "x").replace("xxx", "-01") + ("-01" if len(date) < 10 else ""))
    else:
        assert iso_date(text) == text.strip()


@pytest.mark.parametrize("text", ["03/04/2031", "31 April 2031", "Spring 2031", "3 jui 2031", "2031-13", "3 March", ""])
def test_what_is_no_date_or_could_be_two_stays(text):
    assert iso_date(text) == text


def test_months_of_other_languages_and_what_follows_a_date():
    assert find_date("Dienstag, 4. März 2031") == ("2031-03-04", "")
    assert find_date("4 de marzo de 2031 martes") == ("2031-03-04", "")
    assert find_date("4 févr. 2031, édition du soir") == ("2031-02-04", "édition du soir")
    assert iso_date("March 4, 2031 10:30 AM GMT") == "2031-03-04"
    assert iso_date("2031///") == "2031"
