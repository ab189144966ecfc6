# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Values of an indicator over time, in its own unit, as one reader may see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.series import service as series
from stadtkern.flow.outlets.series.words import EVERYWHERE, Line, SeriesQuestion, Unit
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.indicators import Indicator
from stadtkern.kernel.rights import Visitor

from .checking import to_unit

_BERLIN = ZoneInfo("Europe/Berlin")
_DAY = timedelta(days=1)
_SHOWN = {"hour": 7, "day": 60, "week": 371, "month": 3 * 366, "year": 12 * 366}
"""Days that are shown when nothing is chosen, by the period that the indicator is reported for."""
INTERVALS = ("hour", "day", "week", "month", "year")
_COMPLETE = 0.95


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stretch of local days (Europe/Berlin); the end is exclusive."""

    first: date
    end: date

    @property
    def start(self) -> datetime:
        """First moment, UTC."""
        return _midnight(self.first)

    @property
    def stop(self) -> datetime:
        """First moment after it, UTC."""
        return _midnight(self.end)


@dataclass(frozen=True, kw_only=True)
class Value:
    """One period of an indicator."""

    start: datetime
    end: datetime
    value: float | None
    coverage: float | None
    """0 to 1; null where nothing is expected."""
    withheld: bool
    partial: bool
    """Observations are missing."""


def extent(indicator: Indicator, *, reader: Visitor | None, lake: Lake) -> Span | None:
    """Local days of which there are data; null: of none.

    Raises:
        ExpressionRefused: the formula cannot be computed.
    """
    found = series.extent(indicator.formula, reader=reader, places=EVERYWHERE, lake=lake)
    if found is None:
        return None
    return Span(first=_local(found[0]), end=_local(found[1]) + _DAY)


def usual_span(indicator: Indicator, there: Span) -> Span:
    """What is shown at first: the newest part that suits the period of the indicator."""
    return Span(first=max(there.first, there.end - timedelta(days=_SHOWN[indicator.interval])), end=there.end)


def line(
    indicator: Indicator, span: Span, *, reader: Visitor | None, lake: Lake, now: datetime, interval: str = ""
) -> Line:
    """The indicator over a stretch of time, in its unit.

    ``interval``: one of ``INTERVALS``; empty: the period that the indicator is reported for.

    Raises:
        ExpressionRefused: the formula cannot be computed.
        Contradiction: it has several lines, or does not lead to the unit.
        LimitExceeded: too many steps.
    """
    question = SeriesQuestion(
        expression=indicator.formula,
        start=span.start,
        end=span.stop,
        interval=_interval(interval or indicator.interval),
        reader=reader,
    )
    found = series.lines(question, lake=lake, now=now)
    if len(found) != 1:
        raise Contradiction("Eine Kennzahl ist eine einzige Linie.")
    return in_unit(found[0], indicator)


def in_unit(given: Line, indicator: Indicator) -> Line:
    """The line under the title and in the unit of the indicator.

    Raises:
        Contradiction: the formula does not lead to the unit.
    """
    linear = to_unit(given.unit.ucum, indicator)
    total = None if given.total is None else given.total * linear.factor + linear.offset
    return replace(
        given,
        title=indicator.title,
        title_en=indicator.title_en,
        values=given.values * linear.factor + linear.offset,
        total=total,
        unit=unit_of(indicator, given.unit),
    )


def unit_of(indicator: Indicator, given: Unit) -> Unit:
    """How values of the indicator are printed."""
    symbol = indicator.symbol or (given.symbol if given.ucum == indicator.ucum else indicator.ucum)
    symbol_en = indicator.symbol_en or (given.symbol_en if not indicator.symbol else indicator.symbol)
    return Unit(ucum=indicator.ucum, symbol=symbol, symbol_en=symbol_en, decimals=indicator.decimals)


def values(given: Line) -> list[Value]:
    """The periods of a line, the first one first."""
    return [_value(given, place) for place in range(given.values.size)]


def _value(given: Line, place: int) -> Value:
    value, coverage = float(given.values[place]), float(given.coverage[place])
    known = bool(np.isfinite(coverage))
    return Value(
        start=_moment(int(given.starts[place])),
        end=_moment(int(given.ends[place])),
        value=value if np.isfinite(value) else None,
        coverage=coverage if known else None,
        withheld=bool(given.withheld[place]),
        partial=bool(np.isfinite(value)) and known and coverage < _COMPLETE,
    )


def newest(given: list[Value]) -> Value | None:
    """The newest complete period; null: there is none."""
    return next((one for one in reversed(given) if one.value is not None and not one.partial), None)


def _interval(name: str) -> Interval:
    for unit in ("hour", "day", "week", "month", "year"):
        if unit == name:
            return Interval(number=1, unit=unit)
    raise Contradiction(f"no interval {name[:20]!r}")


def _moment(us: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)


def _local(at: datetime) -> date:
    return at.astimezone(_BERLIN).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _BERLIN).astimezone(UTC)
