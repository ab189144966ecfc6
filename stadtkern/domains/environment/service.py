# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Numbers of the environment dashboard: limits of the law, noise by day and night, heat, dry soil, water.

Only public datastreams are read; implausible values are left out. Days and nights are Europe/Berlin unless a
definition says otherwise. Low-cost sensors are no reference instruments: what is compared with a limit is an
orientation, never a finding under the 39. BImSchV (its §§ 16 and 19 ask for reference methods).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.domain import Threshold
from stadtkern.kernel.quantities import AIR_TEMPERATURE, SOIL_MOISTURE, SOUND_LEVEL, WATER_LEVEL, Quantity

from .domain import DOMAIN

_BERLIN = ZoneInfo("Europe/Berlin")
_QUERIES = Path(__file__).parent / "queries"
_ENOUGH = 0.75
"""Share of the expected values that a mean needs (Directive 2008/50/EC annex XI section A)."""
_WIDTH_S = {"hour": 3600, "day": 86_400, "year": 365 * 86_400}
_MOST = 200
"""Datastreams of one quantity that the dashboard reads."""
_FEWEST_DAYS = 30
"""Days that a soil sensor must have before its newest day is compared with them."""


@dataclass(frozen=True, kw_only=True)
class _OverLimit:
    """One row of ``queries/means_over_limit.sql``."""

    datastream_id: int
    periods: int
    over: int
    newest_start: datetime
    newest_mean: float
    highest_mean: float
    highest_start: datetime


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What one station measured this year beside one limit of the law."""

    threshold: Threshold
    datastream: Datastream
    periods: int
    """Periods of this year with enough values."""
    over: int
    newest_start: datetime
    """Local time without offset."""
    newest_mean: float
    highest_mean: float

    @property
    def broken(self) -> bool:
        """Whether more periods were over the limit than the law allows."""
        return self.over > (self.threshold.allowed or 0)


@dataclass(frozen=True, kw_only=True)
class _Level:
    """One row of ``queries/sound_levels.sql``."""

    datastream_id: int
    day: date
    night: bool
    level: float
    counted: int


@dataclass(frozen=True, kw_only=True)
class SoundDay:
    """Noise of one place on one day; null where nothing was measured."""

    datastream: Datastream
    day: date
    by_day: float | None
    by_night: float | None
    """The night that begins on this day."""


@dataclass(frozen=True, kw_only=True)
class HotDays:
    """One row of ``queries/hot_days.sql``: this year so far [°C]."""

    datastream_id: int
    hot_days: int
    tropical_nights: int
    highest: float
    highest_day: date
    newest_highest: float
    newest_day: date


@dataclass(frozen=True, kw_only=True)
class Heat:
    """Hot days and tropical nights at one place."""

    datastream: Datastream
    days: HotDays


@dataclass(frozen=True, kw_only=True)
class _Dry:
    """One row of ``queries/dryness.sql``."""

    datastream_id: int
    day: date
    mean: float
    days_before: int
    drier_days: int


@dataclass(frozen=True, kw_only=True)
class Soil:
    """How moist the soil is, compared with the days of the year before."""

    datastream: Datastream
    day: date
    mean: float
    days_before: int
    drier_share: float | None
    """Share of those days that were drier; null when there are fewer than 30."""

    @property
    def dry(self) -> bool:
        """Drier than on nine of ten days."""
        return self.drier_share is not None and self.drier_share < 0.1


@dataclass(frozen=True, kw_only=True)
class _Change:
    """One row of ``queries/water_changes.sql``."""

    datastream_id: int
    moment: datetime
    level: float
    level_before: float | None


@dataclass(frozen=True, kw_only=True)
class Water:
    """A water level and how it changed within a day [cm]."""

    datastream: Datastream
    at: datetime
    level: float
    change: float | None
    """Against the value 24 hours or a little more before; null without one."""


def limits(*, lake: Lake, now: datetime) -> list[Compared]:
    """Every station beside every limit for what it measures, this calendar year, limits in declared order."""
    found: list[Compared] = []
    for threshold in DOMAIN.thresholds:
        if threshold.mean:
            found += _compared(threshold, lake, now)
    return found


def sound_days(*, lake: Lake, now: datetime, days: int = 7) -> list[SoundDay]:
    """Levels of the last days at every place, places by name, newest day first."""
    streams = _streams(SOUND_LEVEL, {DOMAIN.name})
    start = _midnight(now.astimezone(_BERLIN).date() - timedelta(days=days - 1)) + timedelta(hours=6)
    ids = [stream.pk for stream in streams]
    rows = lake.rows(_QUERIES / "sound_levels.sql", _Level, datastreams=ids, start=start, end=now)
    found: dict[tuple[int, date], dict[bool, float]] = {}
    for row in rows:
        found.setdefault((row.datastream_id, row.day), {})[row.night] = row.level
    return [
        SoundDay(datastream=stream, day=day, by_day=levels.get(False), by_night=levels.get(True))
        for stream in streams
        for (pk, day), levels in sorted(found.items(), reverse=True)
        if pk == stream.pk
    ]


def heat(*, lake: Lake, now: datetime) -> list[Heat]:
    """Places with air temperature, the hottest of the newest day first; the weather stations count too."""
    streams = {stream.pk: stream for stream in _streams(AIR_TEMPERATURE, {DOMAIN.name, "weather"})}
    start, end = _year(now)
    rows = lake.rows(_QUERIES / "hot_days.sql", HotDays, datastreams=list(streams), start=start, end=end)
    found = [Heat(datastream=streams[row.datastream_id], days=row) for row in rows]
    return sorted(found, key=lambda one: (one.days.newest_day, one.days.newest_highest), reverse=True)


def soils(*, lake: Lake, now: datetime) -> list[Soil]:
    """Places with soil moisture, the driest compared with their own year first."""
    streams = {stream.pk: stream for stream in _streams(SOIL_MOISTURE, {DOMAIN.name})}
    start = now - timedelta(days=366)
    rows = lake.rows(_QUERIES / "dryness.sql", _Dry, datastreams=list(streams), start=start, end=now)
    found = [
        Soil(
            datastream=streams[row.datastream_id],
            day=row.day,
            mean=row.mean,
            days_before=row.days_before,
            drier_share=row.drier_days / row.days_before if row.days_before >= _FEWEST_DAYS else None,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.drier_share is None, one.drier_share or 0.0))


def waters(*, lake: Lake, now: datetime) -> list[Water]:
    """Water levels of the last two days, the one that rose most first."""
    streams = {stream.pk: stream for stream in _streams(WATER_LEVEL, {DOMAIN.name})}
    start = now - timedelta(days=2)
    rows = lake.rows(_QUERIES / "water_changes.sql", _Change, datastreams=list(streams), start=start, end=now)
    found = [
        Water(
            datastream=streams[row.datastream_id],
            at=row.moment.astimezone(UTC),
            level=row.level,
            change=None if row.level_before is None else row.level - row.level_before,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.change is None, -(one.change or 0.0)))


def _compared(threshold: Threshold, lake: Lake, now: datetime) -> list[Compared]:
    streams = {stream.pk: stream for stream in _streams(threshold.quantity, {DOMAIN.name})}
    start, end = _year(now)
    rows = lake.rows(
        _QUERIES / "means_over_limit.sql",
        _OverLimit,
        datastreams=list(streams),
        least=[_least(stream, threshold, now) for stream in streams.values()],
        period=threshold.mean,
        limit=threshold.value,
        start=start,
        end=end,
    )
    return [
        Compared(
            threshold=threshold,
            datastream=streams[row.datastream_id],
            periods=row.periods,
            over=row.over,
            newest_start=row.newest_start,
            newest_mean=row.newest_mean,
            highest_mean=row.highest_mean,
        )
        for row in rows
    ]


def _least(stream: Datastream, threshold: Threshold, now: datetime) -> int:
    """Values that a mean needs: three quarters of the expected ones; a year counts as far as it has come."""
    if not stream.interval_s or threshold.mean == "year":
        return 1
    return max(1, int(_ENOUGH * _WIDTH_S[threshold.mean] / stream.interval_s))


def _streams(quantity: Quantity, domains: Collection[str]) -> Sequence[Datastream]:
    """Public datastreams of one quantity in these subjects with their things, by name."""
    found = Datastream.objects.public().filter(
        multi=False, thing__domain__in=domains, components__observed_property__key=quantity.key
    )
    return list(found.select_related("thing").order_by("thing__name", "pk")[:_MOST])


def _year(now: datetime) -> tuple[datetime, datetime]:
    """The calendar year so far, from local midnight of 1 January."""
    return _midnight(date(now.astimezone(_BERLIN).year, 1, 1)), now


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=_BERLIN).astimezone(UTC)
