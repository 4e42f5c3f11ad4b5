"""Dates as databases write them, in words or in digits, to year-month-day; what could mean two days stays."""

from __future__ import annotations

import datetime
import re

#: Months in English, German, French, Spanish, Italian, Dutch and Portuguese; any beginning that fits one month only.
_MONTHS = (
    "january januar janvier enero gennaio januari janeiro",
    "february februar février fevrier febrero febbraio fevereiro",
    "march märz mars marzo maart março", "april avril abril aprile", "may mai mayo maggio mei maio",
    "june juni juin junio giugno junho", "july juli juillet julio luglio julho",
    "august août aout agosto augustus", "september septembre septiembre settembre setembro",
    "october oktober octobre octubre ottobre outubro", "november novembre noviembre novembro",
    "december dezember décembre decembre diciembre dicembre dezembro",
)  # fmt: skip
_WEEKDAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|"
    r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo|"
    r"(?:lune|marte|mercole|giove|vener)dì|sabato|domenica|(?:maan|dins|woens|donder|vrij|zater|zon)dag)\b\.?,?"
)
_OF = r"(?:de\s+)?"
_MONTH = rf"{_OF}(?P<month>[^\W\d_]{{3,10}})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = rf"{_OF}(?P<year>[12]\d{{3}})\b"
#: Day first with a named month, month first, year first, and what names no day. 03/04/2025 is none of them.
_FORMS = tuple(
    re.compile(rf"(?:{_WEEKDAY}\s+)?{form}", re.IGNORECASE)
    for form in (
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_DAY}\.?\s+{_MONTH},?\s+{_YEAR}",
        rf"{_YEAR}\s+{_MONTH}\s+{_DAY}",
        r"(?P<year>[12]\d{3})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})\b",
        rf"{_MONTH},?\s+{_YEAR}",
        rf"{_YEAR}\s+{_MONTH}(?!\s*\d)",
        r"(?P<year>[12]\d{3})[-/](?P<month>\d{1,2})\b(?![-/]\d)",
        _YEAR,
    )
)
_TIME = re.compile(r"\d{1,2}:\d{2}\b")


def find_date(text: str) -> tuple[str, str]:
    """Return the date that `text` begins with, as year-month-day as far as it is known, and what follows it.

    Both are empty where it begins with none.

    Examples
    --------
    >>> find_date("March 3, 2031 Monday, Late Edition")
    ('2031-03-03', 'Late Edition')
    >>> find_date("3 Sept. 2031"), find_date("2031/03/"), find_date("03/04/2031")
    (('2031-09-03', ''), ('2031-03', ''), ('', ''))
    >>> find_date("3. März 2031 Montag"), find_date("lunes 3 de marzo de 2031"), find_date("3 jui 2031")
    (('2031-03-03', ''), ('2031-03-03', ''), ('', ''))
    """
    for form in _FORMS:
        match = form.match(text.strip())
        date = _written(match.groupdict()) if match else ""
        if match and date:
            rest = re.sub(rf"^[\s,;/]*(?:{_WEEKDAY}(?=\W|$))?[\s,;/]*", "", text.strip()[match.end() :], flags=re.I)
            return date, rest
    return "", ""


def _written(parts: dict[str, str | None]) -> str:
    """Return the date in digits, or an empty string where there is no such day or month."""
    year, month, day = (parts.get(name) or "" for name in ("year", "month", "day"))
    number = int(month) if month.isdigit() else _month(month)
    if not month:
        return year
    try:
        date = datetime.date(int(year), number, int(day or 1))
    except ValueError:
        return ""
    return date.isoformat() if day else f"{date:%Y-%m}"


def _month(name: str) -> int:
    """Return the number of a month by the beginning of its name, "Mar" or "Sept", or 0."""
    wanted = re.compile(rf"\b{re.escape(name.lower())}")
    known = [number for number, names in enumerate(_MONTHS, start=1) if wanted.search(names)]
    return known[0] if len(known) == 1 else 0


def iso_date(text: str) -> str:
    """Return a date as year-month-day, as far as it is known; what cannot be read stays as it is written.

    Examples
    --------
    >>> iso_date("Mar 3, 2031"), iso_date("Spring 2031"), iso_date("31 April 2031")
    ('2031-03-03', 'Spring 2031', '31 April 2031')
    """
    date, rest = find_date(text)
    return date if date and (not rest or _TIME.match(rest)) else text.strip()
