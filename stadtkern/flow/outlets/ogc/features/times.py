# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The parameter datetime: an instant, a day or an interval (17-069r4 clause 7.15.4, RFC 3339)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from stadtkern.flow.outlets.ogc.common.errors import ParameterRefused
from stadtkern.flow.outlets.ogc.cql.words import Day, Expression, Interval, Moment, Operation, Property
from stadtkern.kernel.collections import Field

DATETIME = "datetime"
_HERE = ZoneInfo("Europe/Berlin")
_OPEN = frozenset({"", ".."})
Bound = datetime | None
Period = tuple[Bound, Bound]
"""First and last moment (aware UTC), both included; null: open."""


def period_of(text: str, parameter: str = DATETIME) -> Period:
    """The period of ``2026-05-01``, ``2026-05-01T10:00:00Z``, ``2026-05-01/..`` and the like.

    Raises:
        ParameterRefused: no such time, or it ends before it begins.
    """
    start, slash, end = text.partition("/")
    if not slash:
        return _instant(start, parameter)
    if start in _OPEN and end in _OPEN:
        raise ParameterRefused("at most one end is open", parameter=parameter)
    first = None if start in _OPEN else _instant(start, parameter)[0]
    last = None if end in _OPEN else _instant(end, parameter)[1]
    if first is not None and last is not None and last < first:
        raise ParameterRefused("it ends before it begins", parameter=parameter)
    return first, last


def moment_of(text: str, parameter: str) -> datetime:
    """One moment (aware UTC); of a day its end.

    Raises:
        ParameterRefused: no time.
    """
    found = _instant(text, parameter)[1]
    return found if found is not None else datetime.max.replace(tzinfo=UTC)


def during(field: Field, period: Period) -> Expression:
    """Features whose time is within the period, and those without one (/req/core/fc-time-response)."""
    own = Property(name=field.key)
    interval = Interval(start=_bound(period[0], field), end=_bound(period[1], field))
    within = Operation(name="t_intersects", arguments=(own, interval))
    return Operation(name="or", arguments=(within, Operation(name="isnull", arguments=(own,))))


def _bound(moment: Bound, field: Field) -> Expression | None:
    if moment is None:
        return None
    return Day(value=moment.astimezone(_HERE).date()) if field.kind == "date" else Moment(value=moment)


def _instant(text: str, parameter: str) -> tuple[datetime, datetime]:
    """First and last moment: of a day in Europe/Berlin its 24 hours, of an instant itself."""
    try:
        if len(text) == 10:
            start = datetime.combine(date.fromisoformat(text), time(), _HERE)
            end = start + timedelta(days=1) - timedelta(microseconds=1)
            return start.astimezone(UTC), end.astimezone(UTC)
        found = datetime.fromisoformat(text.upper())
        if found.tzinfo is None or "T" not in text.upper():
            raise ValueError("no zone")
        return found.astimezone(UTC), found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ParameterRefused(
            f"“{text[:40]}” is no time",
            parameter=parameter,
            expectation="2026-05-01, 2026-05-01T10:00:00Z, or an interval such as 2026-05-01/..",
        ) from error
