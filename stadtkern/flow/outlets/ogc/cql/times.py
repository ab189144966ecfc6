# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Days, moments and intervals of conditions, brought to one kind before they are compared.

A day beside a moment is compared by the local calendar; in a temporal relation it is the whole local day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from stadtkern.flow.outlets.ogc.cql import kinds
from stadtkern.flow.outlets.ogc.cql.kinds import Sort, Typed
from stadtkern.flow.outlets.ogc.cql.words import Constant, Day, Interval, Moment, Operation

CITY_TIME = ZoneInfo("Europe/Berlin")
_TIMES: frozenset[Sort] = frozenset({"date", "datetime"})
_SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?", re.ASCII)


def as_time(found: Typed) -> Typed | None:
    """A day or moment, also one that was written as plain text; null: none."""
    if found.sort in _TIMES:
        return found
    text = found.node.value if isinstance(found.node, Constant) else None
    if not isinstance(text, str) or not _SHAPE.fullmatch(text):
        return None
    try:
        if len(text) == 10:
            return Typed(node=Day(value=date.fromisoformat(text)), sort="date")
        return Typed(node=Moment(value=datetime.fromisoformat(text).astimezone(UTC)), sort="datetime")
    except (ValueError, OverflowError):
        return None


def alike(arguments: Sequence[Typed]) -> tuple[Typed, ...]:
    """Times among the arguments in one kind; everything else as it was."""
    if not any(one.sort in _TIMES for one in arguments):
        return tuple(arguments)
    fitted = [as_time(one) or one for one in arguments]
    if {one.sort for one in fitted} == _TIMES:
        fitted = [day_of(one) for one in fitted]
    return tuple(fitted)


def day_of(found: Typed) -> Typed:
    """The local day of a moment."""
    if found.sort == "date":
        return found
    if isinstance(found.node, Moment):
        return Typed(node=Day(value=local_day(found.node.value)), sort="date")
    return Typed(node=Operation(name=kinds.DAY_OF, arguments=()), sort="date", arguments=(found,))


def interval(node: Interval, start: Typed | None, end: Typed | None) -> Typed:
    """An interval whose ends are of one kind; ValueError when it ends before it starts."""
    sort: Sort = "datetime" if any(one and one.sort == "datetime" for one in (start, end)) else "date"
    first = _open(kinds.OPEN_START, sort) if start is None else _bound(start, sort, kinds.DAY_START)
    last = _open(kinds.OPEN_END, sort) if end is None else _bound(end, sort, kinds.DAY_END)
    if isinstance(first.node, Day | Moment) and isinstance(last.node, Day | Moment):
        _check_order(first.node, last.node)
    return Typed(node=node, sort="interval", arguments=(first, last))


def spans(arguments: Sequence[Typed]) -> tuple[Typed, ...] | None:
    """Each argument as an interval, all ends of one kind; null: one of them is no time."""
    found = [one if one.sort == "interval" else as_time(one) for one in arguments]
    known = [one for one in found if one is not None]
    if len(known) < len(found):
        return None
    ends = [end for one in known for end in (one.arguments if one.sort == "interval" else (one,))]
    closed = [one for one in ends if not _is_open(one)]
    sort: Sort = "datetime" if any(one.sort == "datetime" for one in closed) else "date"
    return tuple(_span(one, sort) for one in known)


def local_day(moment: datetime) -> date:
    """The day in the city."""
    return moment.astimezone(CITY_TIME).date()


def day_start(day: date) -> datetime:
    """Its first instant in the city."""
    return datetime.combine(day, time(), tzinfo=CITY_TIME).astimezone(UTC)


def day_end(day: date) -> datetime:
    """Its last microsecond in the city."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return day_start(day + timedelta(days=1)) - timedelta(microseconds=1)


def _span(found: Typed, sort: Sort) -> Typed:
    start, end = found.arguments if found.sort == "interval" else (found, found)
    first = _open(kinds.OPEN_START, sort) if _is_open(start) else _bound(start, sort, kinds.DAY_START)
    last = _open(kinds.OPEN_END, sort) if _is_open(end) else _bound(end, sort, kinds.DAY_END)
    return Typed(node=Interval(start=None, end=None), sort="interval", arguments=(first, last))


def _is_open(found: Typed) -> bool:
    return isinstance(found.node, Operation) and found.node.name in {kinds.OPEN_START, kinds.OPEN_END}


def _open(name: str, sort: Sort) -> Typed:
    return Typed(node=Operation(name=name, arguments=()), sort=sort)


def _bound(found: Typed, sort: Sort, name: str) -> Typed:
    if sort in (found.sort, "date"):
        return found
    if isinstance(found.node, Day):
        moment = day_start(found.node.value) if name == kinds.DAY_START else day_end(found.node.value)
        return Typed(node=Moment(value=moment), sort="datetime")
    return Typed(node=Operation(name=name, arguments=()), sort="datetime", arguments=(found,))


def _check_order(first: Day | Moment, last: Day | Moment) -> None:
    reversed_days = isinstance(first, Day) and isinstance(last, Day) and first.value > last.value
    reversed_moments = isinstance(first, Moment) and isinstance(last, Moment) and first.value > last.value
    if reversed_days or reversed_moments:
        raise ValueError("the interval ends before it starts")
