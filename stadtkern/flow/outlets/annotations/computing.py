# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fetches what an evaluation needs: values per local day of its subject, its comparison and the weather."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.translation import gettext as _

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.series import service as series
from stadtkern.flow.outlets.series.words import EVERYWHERE, Floats, Line, SeriesQuestion
from stadtkern.kernel.rights import Visitor

from . import service
from .evaluation import Evaluation, NotEnoughData, evaluate
from .matching import MOST_REFERENCE, MOST_WEEKS, YEAR_DAYS, Days
from .models import Annotation, Kind

MOST_WEATHER = 3
_BERLIN = ZoneInfo("Europe/Berlin")
_DAY = timedelta(days=1)
_DAILY = Interval(number=1, unit="day")
_COMPLETE = 0.95
"""Days with a smaller share of their observations count as gaps."""
_SHIFTING = frozenset({"Cel", "[degF]", "K", "deg", "pH", "[pH]"})
"""Units without a natural zero: no percents."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be evaluated: expressions of the series language."""

    expression: str
    comparison: str = ""
    weather: str = ""
    """Up to three, separated by semicolons or lines."""


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """The answer, with what it was computed from."""

    evaluation: Evaluation
    line: Line
    comparison: Line | None
    weather: tuple[Line, ...]
    begins: date
    ends: date
    """Exclusive."""
    open: bool
    """The event lasts; evaluated is what has passed."""
    weekly_weather: Floats | None
    """Mean of the first weather series in each week."""


def evaluated(
    row: Annotation, asked: Asked, *, reader: Visitor | None, lake: Lake, now: datetime
) -> Evaluated:
    """What an event changed, as a reader may know it; null: the public.

    Raises:
        NotEnoughData: there are no (or not enough) values; German.
        ExpressionRefused: an expression cannot be computed.
    """
    extent = series.extent(asked.expression, reader=reader, places=EVERYWHERE, lake=lake)
    if extent is None:
        raise NotEnoughData(
            _("Was ausgewertet werden soll, hat keine Werte, die hier gezeigt werden dürfen.")
        )
    begins, ends = _days_of(row, _local(extent[1]) + _DAY)
    start = max(_local(extent[0]), begins - timedelta(days=2 * YEAR_DAYS + 7))
    stop = min(_local(extent[1]) + _DAY, ends + timedelta(weeks=MOST_REFERENCE + 1))
    fetch = _Fetching(start, max(stop, start + _DAY), reader, lake, now)
    line = fetch.line(asked.expression)
    comparison = fetch.line(asked.comparison) if asked.comparison else None
    weather = tuple(fetch.line(one) for one in _separated(asked.weather))
    days = Days(
        first=start,
        values=_complete(line),
        comparison=None if comparison is None else _complete(comparison),
        weather=np.stack([one.values for one in weather]) if weather else None,
    )
    found = evaluate(days.without(fetch.holidays()), begins, ends, relative=line.unit.ucum not in _SHIFTING)
    return Evaluated(
        evaluation=found,
        line=line,
        comparison=comparison,
        weather=weather,
        begins=begins,
        ends=ends,
        open=row.ends_at is None or row.ends_at > now,
        weekly_weather=_weekly(weather[0].values, start, found.mondays) if weather else None,
    )


class _Fetching:
    """The same days for every expression."""

    def __init__(self, start: date, stop: date, reader: Visitor | None, lake: Lake, now: datetime) -> None:
        self._span = (_midnight(start), _midnight(stop))
        self._days = (stop - start).days
        self._reader, self._lake, self._now = reader, lake, now

    def line(self, expression: str) -> Line:
        """The one line of an expression, a value per day."""
        question = SeriesQuestion(
            expression=expression,
            start=self._span[0],
            end=self._span[1],
            interval=_DAILY,
            reader=self._reader,
        )
        found = series.lines(question, lake=self._lake, now=self._now)
        if len(found) != 1 or found[0].values.size != self._days:
            raise NotEnoughData(
                _("Ausgewertet wird eine einzige Linie: bitte „each“ durch „sum“ oder „mean“ ersetzen.")
            )
        return found[0]

    def holidays(self) -> frozenset[date]:
        """Local days that are no ordinary ones."""
        every = service.noted(*self._span)
        return frozenset(
            _local(one.start) for one in every if one.kind == Kind.HOLIDAY and one.number is None
        )


def _days_of(row: Annotation, after_data: date) -> tuple[date, date]:
    """Whole local days of an event, as far as there are data; at most a year and a week."""
    begins = _local(row.starts_at)
    if _midnight(begins) < row.starts_at:
        begins += _DAY
    ends = after_data if row.ends_at is None else min(_local(row.ends_at), after_data)
    return begins, min(ends, begins + timedelta(weeks=MOST_WEEKS + 1))


def _complete(line: Line) -> Floats:
    """Its values; days that are incomplete are gaps."""
    partial = np.isfinite(line.coverage) & (line.coverage < _COMPLETE)
    found: Floats = np.where(partial, np.nan, line.values)
    return found


def _weekly(values: Floats, first: date, mondays: tuple[date, ...]) -> Floats:
    found = np.full(len(mondays), np.nan)
    for place, monday in enumerate(mondays):
        start = (monday - first).days
        week = values[max(start, 0) : max(start + 7, 0)]
        known = week[np.isfinite(week)]
        if known.size:
            found[place] = known.mean()
    return found


def _separated(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"[;\n]+", text) if one.strip()][:MOST_WEATHER]


def _local(at: datetime) -> date:
    return at.astimezone(_BERLIN).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _BERLIN).astimezone(UTC)
