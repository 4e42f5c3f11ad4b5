"""Dates and periods."""

import pytest

from caatext.comparison.periods import When, period_label, read_date


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2031", When(2031)), ("2031-04", When(2031, 4)), (" 2031-04-10 ", When(2031, 4, 10)),
        ("2031-04-10 08:00", When(2031, 4, 10)), ("2028-02-29", When(2028, 2, 29)),
        ("2031-02-29", None), ("2031-13", None), ("10.4.2031", None), ("2031/04/10", None), ("31-4-10", None),
        ("spring 2031", None), ("2031-4-1", None), ("0000", None), ("", None), ("2031-04-10x", None), ("²031", None),
    ],
)  # fmt: skip
def test_dates_are_read_as_far_as_they_go_and_not_guessed(text, found):
    assert read_date(text) == found


def test_the_time_is_the_middle_of_what_is_known():
    assert When(2031).time == 2031.5
    assert When(2031, 1).time == pytest.approx(2031 + 0.5 / 12)
    assert When(2031, 7, 2).time == pytest.approx(2031.5)  # day 183 of 365
    assert When(2028, 12, 31).time == pytest.approx(2029 - 0.5 / 366)


@pytest.mark.parametrize(
    ("by", "number", "label"),
    [("decade", 203, "2030s"), ("year", 2031, "2031"), ("quarter", 8125, "2031-Q2"), ("month", 24375, "2031-04")],
)
def test_a_date_falls_into_its_period(by, number, label):
    assert When(2031, 4, 10).number(by) == number
    assert period_label(number, by) == label


def test_a_year_alone_falls_into_no_quarter():
    assert [When(2031).number(by) for by in ("decade", "year", "quarter", "month")] == [203, 2031, None, None]
