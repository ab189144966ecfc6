# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Numbers of the pedestrian page: a day by the hour with its weather, and how many walk in which weather.

Only public datastreams are read. Counts come through ``flow.outlets.readings``, so the protection of small
counts holds; the summary by weather reads hourly counts only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets import readings
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.quantities import (
    ADULT_COUNT,
    AIR_TEMPERATURE,
    CHILD_COUNT,
    PEDESTRIAN_COUNT,
    WEATHER_CONDITION,
)

from .domain import DOMAIN

_BERLIN = ZoneInfo("Europe/Berlin")
_BY_WEATHER = Path(__file__).parent / "queries" / "by_weather.sql"
_HOUR = Interval(number=1, unit="hour")
_MOST_CONDITIONS = 100


@dataclass(frozen=True, kw_only=True)
class Hour:
    """One hour of a day; every value is null in a gap."""

    start: datetime
    people: float | None
    withheld: bool
    adults: float | None
    children: float | None
    temperature: float | None
    condition: str | None


@dataclass(frozen=True, kw_only=True)
class Weather:
    """One row of ``queries/by_weather.sql``."""

    condition: str
    hours: int
    mean: float


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of one counting site."""

    site: Datastream
    """The total of all people."""
    day: date
    hours: tuple[Hour, ...]

    @property
    def total(self) -> float | None:
        """All people of the day; null without counts."""
        counted = [hour.people for hour in self.hours if hour.people is not None]
        return sum(counted) if counted else None


def sites() -> list[Datastream]:
    """The public totals of all counting sites with their things, by name."""
    totals = Datastream.objects.public().filter(
        thing__domain=DOMAIN.name, components__observed_property__key=PEDESTRIAN_COUNT.key
    )
    return list(totals.select_related("thing").order_by("thing__name", "pk"))


def day_with_weather(code: str, day: date | None, *, lake: Lake, now: datetime) -> Day:
    """The hours of a local day (default: the newest whole one) at the site with this code.

    Raises:
        NotFound: no public site of that code, or it has no data yet.
    """
    site = next((one for one in sites() if one.thing.code == code), None)
    latest = lake.latest([site.pk]).get(site.pk) if site else None
    if site is None or latest is None:
        raise NotFound(f"no counts of site {code!r}")
    newest = ((latest.last_time + timedelta(hours=1)).astimezone(_BERLIN) - timedelta(days=1)).date()
    chosen = min(day or newest, newest)
    start, end = _midnight(chosen), _midnight(chosen + timedelta(days=1))
    streams = readings.readable(Datastream.objects.filter(thing=site.thing))
    channels = {one.quantity.key: one for stream in streams for one in readings.channels(stream)}
    columns = {
        key: readings.series(channel, start=start, end=end, interval=_HOUR, lake=lake, now=now).points
        for key, channel in channels.items()
        if key in {PEDESTRIAN_COUNT.key, ADULT_COUNT.key, CHILD_COUNT.key, AIR_TEMPERATURE.key}
    }
    points = {key: {point.start: point for point in column} for key, column in columns.items()}
    weather = channels.get(WEATHER_CONDITION.key)
    conditions = _conditions(weather, start, end, lake) if weather else {}
    hours = tuple(
        Hour(
            start=point.start,
            people=point.value,
            withheld=point.withheld,
            adults=_value(points, ADULT_COUNT.key, point.start),
            children=_value(points, CHILD_COUNT.key, point.start),
            temperature=_value(points, AIR_TEMPERATURE.key, point.start),
            condition=conditions.get(point.start),
        )
        for point in columns[PEDESTRIAN_COUNT.key]
    )
    return Day(site=site, day=chosen, hours=hours)


def by_weather(site: Datastream, *, lake: Lake) -> list[Weather]:
    """Mean hourly counts per weather condition in the daytime, most people first; none for finer counts."""
    rule = DOMAIN.protection
    if rule is not None and (site.interval_s is None or site.interval_s < rule.finer_than_s):
        return []
    weather = (
        Datastream.objects.public()
        .filter(thing=site.thing_id, components__observed_property__key=WEATHER_CONDITION.key)
        .first()
    )
    if weather is None:
        return []
    return lake.rows(_BY_WEATHER, Weather, counts=site.pk, weather=weather.pk)


def _value(
    points: Mapping[str, Mapping[datetime, readings.Point]], key: str, start: datetime
) -> float | None:
    point = points.get(key, {}).get(start)
    return point.value if point else None


def _conditions(weather: readings.Channel, start: datetime, end: datetime, lake: Lake) -> dict[datetime, str]:
    rows = lake.observations(weather.datastream.pk, start=start, end=end, limit=_MOST_CONDITIONS)
    return {row.phenomenon_time: str(json.loads(row.result_json)) for row in rows if row.result_json}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _BERLIN).astimezone(UTC)
