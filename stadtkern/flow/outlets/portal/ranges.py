# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which part of a series a visitor looks at: chosen by links, or by dates and interval.

Days are Europe/Berlin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.protection import width_s
from stadtkern.flow.outlets.readings import points_of

BERLIN = ZoneInfo("Europe/Berlin")
_DAY = timedelta(days=1)

PERIODS: tuple[tuple[str, str | Promise, int | None], ...] = (
    ("tag", _("Tag"), 1),
    ("woche", _("Woche"), 7),
    ("monat", _("Monat"), 30),
    ("jahr", _("Jahr"), 365),
    ("alles", _("Alles"), None),
)
"""Key, title, number of days that end with the newest day (null: all)."""

INTERVALS: tuple[tuple[str, str | Promise, Interval], ...] = (
    ("15min", _("15 Minuten"), Interval(number=15, unit="minute")),
    ("stunde", _("Stunde"), Interval(number=1, unit="hour")),
    ("tag", _("Tag"), Interval(number=1, unit="day")),
    ("woche", _("Woche"), Interval(number=1, unit="week")),
    ("monat", _("Monat"), Interval(number=1, unit="month")),
    ("jahr", _("Jahr"), Interval(number=1, unit="year")),
)
_FEWEST_S = (
    (2 * 86_400, "15min"),
    (14 * 86_400, "stunde"),
    (420 * 86_400, "tag"),
    (1500 * 86_400, "woche"),
)
"""Longest span [s] and the interval that suits it."""


@dataclass(frozen=True, kw_only=True)
class Extent:
    """The time range of the stored observations and their spacing."""

    first: datetime
    last: datetime
    spacing_s: int | None


@dataclass(frozen=True, kw_only=True)
class Range:
    """What is shown: ``[start, end)`` in intervals."""

    period: str
    """Key of ``PERIODS``; empty when dates were given."""
    start: datetime
    end: datetime
    interval_key: str
    interval: Interval
    problem: str | Promise = ""
    """One German sentence when the request could not be followed as it was."""

    @property
    def first_day(self) -> date:
        """First local day."""
        return self.start.astimezone(BERLIN).date()

    @property
    def last_day(self) -> date:
        """Last local day, inclusive."""
        return (self.end - timedelta(seconds=1)).astimezone(BERLIN).date()


def chosen(parameters: Mapping[str, str], extent: Extent, *, most_points: int) -> Range:
    """The range a query string asks for; what cannot be followed becomes the newest week, and says so."""
    period, start, end, problem = _span(parameters, extent)
    fitting = _fitting(extent, end - start)
    key = parameters.get("abstand", "")
    known = {name for name, _title, _interval in INTERVALS}
    asked = key if key in known else fitting
    if _points(asked, end - start) > most_points:
        asked, problem = (
            fitting,
            problem or _("Der Abstand ist für diesen Zeitraum zu fein; gezeigt wird ein gröberer."),
        )
    return Range(
        period=period, start=start, end=end, interval_key=asked, interval=interval_of(asked), problem=problem
    )


def interval_of(key: str) -> Interval:
    """The interval with this key of ``INTERVALS``."""
    return next(interval for name, _title, interval in INTERVALS if name == key)


def _span(parameters: Mapping[str, str], extent: Extent) -> tuple[str, datetime, datetime, str | Promise]:
    first, last = _day(parameters.get("von", "")), _day(parameters.get("bis", ""))
    problem: str | Promise = ""
    if first or last:
        first, last = first or _local(extent.first), last or _local(extent.last)
        if first <= last:
            return "", _midnight(first), _midnight(last + _DAY), ""
        problem = _("Das Anfangsdatum liegt nach dem Enddatum.")
    elif parameters.get("von") or parameters.get("bis"):
        problem = _("Das Datum ist nicht lesbar; erwartet wird zum Beispiel 2026-08-22.")
    days = {key: number for key, _title, number in PERIODS}
    period = parameters.get("zeitraum", "")
    period = period if period in days else "woche"
    end = _midnight(_local(extent.last) + _DAY)
    number = days[period]
    start = (
        _midnight(_local(extent.first))
        if number is None
        else _midnight(_local(extent.last) - (number - 1) * _DAY)
    )
    return period, start, end, problem


def _fitting(extent: Extent, length: timedelta) -> str:
    """The finest interval that suits the length and is not finer than the observations."""
    spacing_s = extent.spacing_s or 3600
    keys = [key for key, _title, _interval in INTERVALS]
    suited = next((key for limit_s, key in _FEWEST_S if length.total_seconds() <= limit_s), "monat")
    while width_s(interval_of(suited)) < spacing_s and suited != "tag":
        suited = keys[keys.index(suited) + 1]
    return suited


def _points(key: str, length: timedelta) -> float:
    return points_of(interval_of(key), length)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None


def _local(at: datetime) -> date:
    return at.astimezone(BERLIN).date()


def _midnight(at: date) -> datetime:
    return datetime(at.year, at.month, at.day, tzinfo=BERLIN).astimezone(UTC)
