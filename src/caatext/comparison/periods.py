"""Dates as they are written with articles, and the periods that they fall into."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

Period = Literal["decade", "year", "quarter", "month"]
#: Months of each period.
PERIODS: Mapping[str, int] = {"decade": 120, "year": 12, "quarter": 3, "month": 1}


class When(NamedTuple):
    """A date as far as it is known: month and day are 0 where they are not."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def time(self) -> float:
        """Years since the beginning of the era; the middle of what is known."""
        if not self.month:
            return self.year + 0.5
        if not self.day:
            return self.year + (self.month - 0.5) / 12.0
        start, end = date(self.year, 1, 1).toordinal(), date(self.year, 12, 31).toordinal() + 1
        return self.year + (date(self.year, self.month, self.day).toordinal() - start + 0.5) / (end - start)

    def number(self, by: str) -> int | None:
        """Return the number of the period it lies in, counted from the year 0; None where too little is known."""
        months = PERIODS[by]
        if not self.month and months < 12:
            return None
        return (12 * self.year + max(self.month - 1, 0)) // months


def read_date(text: str) -> When | None:
    """Return what a date says; None where it is no date written as year, year-month or year-month-day.

    Examples
    --------
    >>> read_date("2031-04"), read_date("2031-02-30"), read_date("2031-04-10T08:00")
    (When(year=2031, month=4, day=0), None, When(year=2031, month=4, day=10))
    """
    parts = text.strip()[:10].split("-")
    is_whole = len(text.strip()) <= 10 or text.strip()[10] in "T "
    shape = [len(part) for part in parts]
    if not is_whole or shape not in ([4], [4, 2], [4, 2, 2]) or not all(p.isascii() and p.isdigit() for p in parts):
        return None
    found = When(*map(int, parts))
    try:
        date(found.year, found.month if len(parts) > 1 else 1, found.day if len(parts) > 2 else 1)
    except ValueError:
        return None
    return found


def period_label(number: int, by: str) -> str:
    """Return what a period is called.

    Examples
    --------
    >>> period_label(2031, "year"), period_label(4 * 2031 + 1, "quarter"), period_label(203, "decade")
    ('2031', '2031-Q2', '2030s')
    """
    year, month = divmod(number * PERIODS[by], 12)
    return {"decade": f"{year}s", "year": f"{year}", "quarter": f"{year}-Q{month // 3 + 1}"}.get(
        by, f"{year}-{month + 1:02d}"
    )
