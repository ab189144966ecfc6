# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Days, weeks, months and ranges in words. All moments are aware; words speak Europe/Berlin."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from .amounts import Language

BERLIN = ZoneInfo("Europe/Berlin")
StepUnit = Literal["second", "minute", "hour", "day", "week", "month", "year"]
WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS: dict[Language, tuple[str, ...]] = {
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
        "November", "Dezember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
}  # fmt: skip
_INSTANT = timedelta(microseconds=1)


def local(at: datetime) -> datetime:
    """The same moment on the clocks of the city."""
    return at.astimezone(BERLIN)


def day(at: date, language: Language, *, year: bool = True) -> str:
    """``21. August 2026``, ``21 August 2026``."""
    dot = "." if language == "de" else ""
    tail = f" {at.year}" if year else ""
    return f"{at.day}{dot}\N{NO-BREAK SPACE}{MONTHS[language][at.month - 1]}{tail}"


def weekday(at: date, language: Language) -> str:
    """``Freitag``."""
    return WEEKDAYS[language][at.weekday()]


def hour(at: datetime, language: Language) -> str:
    """``14 Uhr``, ``14:30 Uhr``, ``14:00``."""
    if language == "en":
        return f"{at:%H:%M}"
    return f"{at.hour}\N{NO-BREAK SPACE}Uhr" if at.minute == 0 else f"{at:%H:%M}\N{NO-BREAK SPACE}Uhr"


def days_between(start: datetime, end: datetime, language: Language) -> str:
    """From the first to the last day of a range whose end is exclusive: ``22. Juli bis 21. August 2026``."""
    first, last = local(start).date(), local(max(end - _INSTANT, start)).date()
    word = "bis" if language == "de" else "to"
    if first == last:
        return day(first, language)
    if (first.year, first.month) == (last.year, last.month):
        dot = "." if language == "de" else ""
        return f"{first.day}{dot} {word} {day(last, language)}"
    return f"{day(first, language, year=first.year != last.year)} {word} {day(last, language)}"


def during(start: datetime, end: datetime, language: Language) -> str:
    """When a range was: ``vom 22. Juli bis 21. August 2026``, ``am 21. August 2026``."""
    said = days_between(start, end, language)
    whole = local(start).date() == local(max(end - _INSTANT, start)).date()
    if language == "de":
        return f"am {said}" if whole else f"vom {said}"
    return f"on {said}" if whole else f"from {said}"


def when(start: datetime, end: datetime, unit: StepUnit, language: Language) -> str:
    """When a step was, e.g. ``am Freitag, 21. August 2026``."""
    at = local(start)
    if unit == "year":
        return f"im Jahr {at.year}" if language == "de" else f"in {at.year}"
    if unit == "month":
        month = f"{MONTHS[language][at.month - 1]} {at.year}"
        return f"im {month}" if language == "de" else f"in {month}"
    if unit == "week":
        span = days_between(start, end, language)
        return f"in der Woche vom {span}" if language == "de" else f"in the week of {span}"
    on = f"{weekday(at, language)}, {day(at, language)}"
    on = f"am {on}" if language == "de" else f"on {on}"
    return on if unit == "day" else f"{on}{_clock(at, local(end), language)}"


def _clock(start: datetime, end: datetime, language: Language) -> str:
    if language == "en":
        return f", {start:%H:%M} to {end:%H:%M}"
    if start.minute == 0 and end.minute == 0:
        last = end.hour or 24
        return f" von {start.hour} bis {last}\N{NO-BREAK SPACE}Uhr"
    return f" von {start:%H:%M} bis {end:%H:%M}\N{NO-BREAK SPACE}Uhr"


def label(start: datetime, unit: StepUnit, language: Language) -> str:
    """A short name of a step for tables and bars: ``Fr, 21.08.2026``, ``KW 34/2026``, ``Aug. 2026``."""
    at = local(start)
    if unit == "year":
        return str(at.year)
    if unit == "month":
        return f"{_short_month(at.month, language)} {at.year}"
    if unit == "week":
        year, week, _ = at.isocalendar()
        return f"KW {week}/{year}" if language == "de" else f"Week {week}/{year}"
    if unit == "day":
        return f"{short_weekday(at.weekday(), language)}, {_date(at, language)}"
    return f"{_date(at, language)}, {at:%H:%M}"


def _date(at: datetime, language: Language) -> str:
    return f"{at:%d.%m.%Y}" if language == "de" else f"{at.day} {_short_month(at.month, language)} {at.year}"


def short_weekday(number: int, language: Language) -> str:
    """``Mo`` is 0."""
    return WEEKDAYS[language][number][: 2 if language == "de" else 3]


def _short_month(number: int, language: Language) -> str:
    name = MONTHS[language][number - 1]
    if len(name) <= 4:
        return name
    return f"{name[:3]}." if language == "de" else name[:3]
