# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Round moments of the calendar in Europe/Berlin, and how they are written; days may have 23 or 25 hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from .numerals import Language

BERLIN = ZoneInfo("Europe/Berlin")
Unit = Literal["minute", "hour", "day", "week", "month", "year"]
_SECONDS: dict[Unit, int] = {
    "minute": 60, "hour": 3600, "day": 86400, "week": 604_800, "month": 2_629_746, "year": 31_556_952,
}  # fmt: skip
_STEPS: tuple[tuple[int, Unit], ...] = (
    (1, "minute"), (5, "minute"), (15, "minute"), (30, "minute"), (1, "hour"), (3, "hour"), (6, "hour"),
    (12, "hour"), (1, "day"), (2, "day"), (1, "week"), (2, "week"), (1, "month"), (2, "month"), (3, "month"),
    (6, "month"), (1, "year"), (2, "year"), (5, "year"), (10, "year"), (20, "year"), (50, "year"),
    (100, "year"), (500, "year"),
)  # fmt: skip
_FIRST, _LAST = -62_000_000_000.0, 253_000_000_000.0
"""From year 6 to year 9987: times that the calendar can print."""
_MONTHS = {
    "de": ("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"),
}
_DAYS = {
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}


@dataclass(frozen=True, kw_only=True)
class Tick:
    """A moment with its label in one or two rows; ``wide``: it stands for the time up to the next."""

    at: float
    upper: str
    lower: str = ""
    wide: bool = False


def local(seconds: float) -> datetime:
    """The time in Europe/Berlin; times beyond the calendar are moved to its ends."""
    return datetime.fromtimestamp(min(_LAST, max(_FIRST, seconds)), tz=UTC).astimezone(BERLIN)


def ticks(
    start: float, end: float, *, most: int, language: Language = "de", span: float = 0
) -> tuple[Tick, ...]:
    """At most so many round moments from start to end [s], not finer than one value, ``span``."""
    start, end = (min(_LAST, max(_FIRST, edge)) for edge in (start, end))
    length = max(1.0, end - start)
    number, unit = next(
        (
            (number, unit)
            for number, unit in _STEPS
            if number * _SECONDS[unit] * most >= length and number * _SECONDS[unit] >= span * 0.95
        ),
        (1000, "year"),
    )
    moments = tuple(_moments(local(start), local(end), number, unit))
    return _labelled(moments, number, unit, language)


def _moments(start: datetime, end: datetime, number: int, unit: Unit) -> Iterator[datetime]:
    moment = _floor(start, number, unit)
    while moment <= end:
        if moment >= start:
            yield moment
        moment = _next(moment, number, unit)


def _floor(moment: datetime, number: int, unit: Unit) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    if unit == "minute":
        return moment.replace(minute=moment.minute // number * number, second=0, microsecond=0)
    if unit == "hour":
        return midnight
    if unit == "day":
        return midnight - timedelta(days=moment.toordinal() % number)
    if unit == "week":
        return midnight - timedelta(days=moment.weekday())
    if unit == "month":
        return midnight.replace(day=1, month=(moment.month - 1) // number * number + 1)
    return midnight.replace(day=1, month=1, year=max(1, moment.year // number * number))


def _next(moment: datetime, number: int, unit: Unit) -> datetime:
    if unit == "minute":
        return (moment.astimezone(UTC) + timedelta(minutes=number)).astimezone(BERLIN)
    if unit == "hour":
        hour = moment.hour + number
        day = moment.replace(hour=0, fold=0) + timedelta(days=hour // 24)
        later = day.replace(hour=hour % 24).astimezone(UTC).astimezone(BERLIN)
        return later if later > moment else moment + timedelta(hours=number)
    if unit in {"day", "week"}:
        return moment + timedelta(days=number * (7 if unit == "week" else 1))
    if unit == "month":
        month = moment.month - 1 + number
        return moment.replace(year=moment.year + month // 12, month=month % 12 + 1)
    return moment.replace(year=min(9999, moment.year + number))


def _labelled(moments: tuple[datetime, ...], number: int, unit: Unit, language: Language) -> tuple[Tick, ...]:
    found: list[Tick] = []
    before: datetime | None = None
    for moment in moments:
        upper, lower = _label(moment, before, unit, language)
        wide = number == 1 and unit in {"day", "month", "year"}
        found.append(Tick(at=moment.timestamp(), upper=upper, lower=lower, wide=wide))
        before = moment
    return tuple(found)


def _label(moment: datetime, before: datetime | None, unit: Unit, language: Language) -> tuple[str, str]:
    year = str(moment.year)
    if unit in {"minute", "hour"}:
        new = before is None or before.date() != moment.date()
        return f"{moment:%H:%M}", f"{weekday(moment, language)}, {day(moment, language)}" if new else ""
    if unit == "day":
        return weekday(moment, language), day(moment, language)
    if unit == "week":
        new = before is None or before.year != moment.year
        return day(moment, language), (year if new else "")
    if unit == "month":
        new = before is None or before.year != moment.year
        return _MONTHS[language][moment.month - 1], year if new else ""
    return year, ""


def day(moment: date, language: Language = "de") -> str:
    """E.g. ``3. Mai``."""
    month = _MONTHS[language][moment.month - 1]
    return f"{moment.day}.\u00a0{month}" if language == "de" else f"{moment.day}\u00a0{month}"


def weekday(moment: date, language: Language = "de") -> str:
    """E.g. ``Mo``."""
    return _DAYS[language][moment.weekday()]


def stretch(start: float, end: float, language: Language = "de") -> str:
    """A stretch of time in words, e.g. ``So, 3. Mai 2026, 14:00–15:00`` or ``3. Mai – 9. Mai 2026``."""
    first, last = local(start), local(max(start, end))
    whole = (first.hour, first.minute, last.hour, last.minute) == (0, 0, 0, 0) and end > start
    if not whole:
        if first.date() == last.date():
            return (
                f"{weekday(first, language)}, {day(first, language)} {first.year}, {first:%H:%M}–{last:%H:%M}"
            )
        ends = (f"{day(one, language)} {one.year}, {one:%H:%M}" for one in (first, last))
        return " – ".join(ends)
    final = local(end - 1)
    if final.date() == first.date():
        return f"{weekday(first, language)}, {day(first, language)} {first.year}"
    opening = day(first, language) if first.year == final.year else f"{day(first, language)} {first.year}"
    return f"{opening} – {day(final, language)} {final.year}"
