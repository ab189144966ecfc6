# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which time range a reader looks at: a length that ends with the newest day, or two days.

Days, weeks from Monday, months and years are those of Europe/Berlin.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

BERLIN = ZoneInfo("Europe/Berlin")
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_LENGTH = re.compile(r"([1-9]\d{0,3})([hdwmy])")
LONGEST = timedelta(days=366 * 60)
"""What may be asked for at all."""
EARLIEST = date(1950, 1, 1)

OFFERED = ("24h", "7d", "30d", "12w", "12m", "this-year", "all")
_WORDS: dict[str, str | Promise] = {
    "today": _("heute"),
    "yesterday": _("gestern"),
    "this-week": _("diese Woche"),
    "this-month": _("dieser Monat"),
    "this-year": _("dieses Jahr"),
    "all": _("alles"),
}
_UNIT_H = {"h": 1.0, "d": 24.0, "w": 168.0, "m": 730.0, "y": 8_766.0}
_ABOUT_H = {"today": 23.0, "yesterday": 23.5, "this-week": 167.0, "this-month": 729.0, "this-year": 8_765.0}


@dataclass(frozen=True, kw_only=True)
class Span:
    """``[start, end)``, aware UTC."""

    start: datetime
    end: datetime

    @property
    def first_day(self) -> date:
        """First local day."""
        return self.start.astimezone(BERLIN).date()

    @property
    def last_day(self) -> date:
        """Last local day, inclusive."""
        return (self.end - timedelta(microseconds=1)).astimezone(BERLIN).date()


def is_length(text: str) -> bool:
    """Whether this is a length as ``kernel.dashboards.Length`` allows it."""
    return text in _WORDS or _LENGTH.fullmatch(text) is not None


def length_title(length: str) -> str:
    """How a length is called: ``30 Tage``, ``dieses Jahr``."""
    if length in _WORDS:
        return str(_WORDS[length])
    found = _LENGTH.fullmatch(length)
    if found is None:
        return length
    n = int(found[1])
    said = {
        "h": ngettext("%(n)s Stunde", "%(n)s Stunden", n),
        "d": ngettext("%(n)s Tag", "%(n)s Tage", n),
        "w": ngettext("%(n)s Woche", "%(n)s Wochen", n),
        "m": ngettext("%(n)s Monat", "%(n)s Monate", n),
        "y": ngettext("%(n)s Jahr", "%(n)s Jahre", n),
    }[found[2]]
    return said % {"n": n}


def about_hours(length: str) -> float:
    """About how long a length is, for their order."""
    found = _LENGTH.fullmatch(length)
    if found is None:
        return _ABOUT_H.get(length, math.inf)
    return int(found[1]) * _UNIT_H[found[2]]


def span_of(length: str, *, newest: datetime, oldest: datetime | None = None) -> Span:
    """The range of this length that ends with the hour (``h``) or the day of ``newest``.

    ``oldest``: where ``all`` begins; without it a year is taken.
    """
    if length in _WORDS:
        return _word(length, newest.astimezone(BERLIN).date(), oldest)
    found = _LENGTH.fullmatch(length)
    number, unit = (int(found[1]), found[2]) if found else (30, "d")
    if unit == "h":
        end = newest.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + _HOUR
        return _bounded(end - number * _HOUR, end)
    after = newest.astimezone(BERLIN).date() + _DAY
    return _bounded(midnight(_before(after, number, unit)), midnight(after))


def span_between(first: date, last: date) -> Span:
    """All of these days."""
    return _bounded(midnight(first), midnight(last + _DAY))


def midnight(at: date) -> datetime:
    """Where a day begins in Europe/Berlin, UTC."""
    return datetime(at.year, at.month, at.day, tzinfo=BERLIN).astimezone(UTC)


def read_day(text: str) -> date | None:
    """A day as forms send it; null: none that can be looked at."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found <= date(2200, 1, 1) else None


def _word(word: str, day: date, oldest: datetime | None) -> Span:
    after = midnight(day + _DAY)
    if word == "all":
        first = oldest.astimezone(BERLIN).date() if oldest else day - timedelta(days=364)
        return _bounded(midnight(first), after)
    if word == "yesterday":
        return Span(start=midnight(day - _DAY), end=midnight(day))
    begins = {
        "this-week": day - timedelta(days=day.weekday()),
        "this-month": day.replace(day=1),
        "this-year": day.replace(month=1, day=1),
    }.get(word, day)
    return Span(start=midnight(begins), end=after)


def _before(day: date, number: int, unit: str) -> date:
    """So many units earlier; the 31st of a month that has none is its last day."""
    if unit in {"d", "w"}:
        days = number * (7 if unit == "w" else 1)
        return max(EARLIEST, day - timedelta(days=min(days, LONGEST.days)))
    months = number * (12 if unit == "y" else 1)
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < EARLIEST.year:
        return EARLIEST
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), after - _DAY)


def _bounded(start: datetime, end: datetime) -> Span:
    earliest = midnight(max((end - LONGEST).astimezone(BERLIN).date(), EARLIEST))
    return Span(start=max(start, earliest), end=end)
