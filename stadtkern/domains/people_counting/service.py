# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A day at a counting site, hour by hour: people, what is usual, weather, events.

Only public datastreams are read, through ``flow.outlets.readings``, so the protection of small counts holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from stadtkern.domains.weather import service as weather
from stadtkern.domains.weather.service import Nearby, Weather
from stadtkern.flow.devices.models import Datastream, Thing
from stadtkern.flow.devices.places import spots
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets import readings
from stadtkern.flow.outlets.readings import Channel, Point
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.quantities import ENTRY_COUNT, EXIT_COUNT, OCCUPANCY, PERSON_COUNT

from .domain import DOMAIN
from .models import Event

_BERLIN = ZoneInfo("Europe/Berlin")
_HOUR = Interval(number=1, unit="hour")
_COUNTED = (PERSON_COUNT, ENTRY_COUNT, EXIT_COUNT, OCCUPANCY)
WEEKS = 4
"""What is usual is the mean of the same hour of the same weekday of so many weeks before."""


@dataclass(frozen=True, kw_only=True)
class Count:
    """What a site counted in an hour."""

    value: float | None
    withheld: bool = False


@dataclass(frozen=True, kw_only=True)
class Hour:
    """One hour of a day."""

    start: datetime
    counts: tuple[Count, ...]
    """In the order of the day's quantities."""
    usual: float | None
    """Of the first quantity."""
    weather: Weather | None
    events: tuple[Event, ...]


@dataclass(frozen=True, kw_only=True)
class Day:
    """A local day of a site."""

    site: Thing
    day: date
    chart: Datastream
    """The datastream that the diagram shows."""
    quantities: tuple[str, ...]
    """Keys of what the site counts, the most telling first."""
    hours: tuple[Hour, ...]
    events: tuple[Event, ...]
    nearby: Nearby | None

    @property
    def total(self) -> float | None:
        """The sum of the first quantity; null without counts, and for people present, who have no sum."""
        found = [hour.counts[0].value for hour in self.hours if hour.counts[0].value is not None]
        return sum(found) if found and self.quantities[0] != OCCUPANCY.key else None

    @property
    def usual(self) -> float | None:
        """What would be usual in the hours that were counted; null where nothing is known."""
        hours = [hour for hour in self.hours if hour.counts[0].value is not None]
        if not hours or any(hour.usual is None for hour in hours) or self.total is None:
            return None
        return sum(hour.usual or 0.0 for hour in hours)


def sites() -> list[Thing]:
    """The public counting sites by name."""
    counting = Datastream.objects.public().filter(
        thing__domain=DOMAIN.name,
        multi=False,
        components__observed_property__key__in=[one.key for one in _COUNTED],
    )
    return list(Thing.objects.public().filter(pk__in=counting.values("thing_id")).order_by("name", "pk"))


def day_at(code: str, day: date | None, *, lake: Lake, now: datetime) -> Day:
    """A local day (default: the newest with counts) at the site with this code.

    Raises:
        NotFound: no public site of that code, or it has no data yet.
    """
    site = next((one for one in sites() if one.code == code), None)
    channels = _channels(site) if site else {}
    newest = _newest(channels, lake)
    if site is None or newest is None:
        raise NotFound(f"no counts of site {code!r}")
    chosen = min(day or newest, newest)
    start, end = _midnight(chosen), _midnight(chosen + timedelta(days=1))
    keys = tuple(one.key for one in _COUNTED if one.key in channels)
    columns = [_points(channels[key], start, end, lake, now) for key in keys]
    usual = _usual(channels[keys[0]], chosen, lake, now)
    nearby = weather.hours_near(spots([site.pk]).get(site.pk), start=start, end=end, lake=lake, now=now)
    events = tuple(Event.objects.at_site(site.code).during(start, end).order_by("starts_at", "pk"))
    hours = tuple(
        Hour(
            start=moment,
            counts=tuple(column.get(moment, Count(value=None)) for column in columns),
            usual=usual.get(moment),
            weather=nearby.hours.get(moment) if nearby else None,
            events=tuple(
                one for one in events if one.starts_at < moment + timedelta(hours=1) and one.ends_at > moment
            ),
        )
        for moment in _hours(start, end)
    )
    return Day(
        site=site,
        day=chosen,
        chart=channels[keys[0]][0].datastream,
        quantities=keys,
        hours=hours,
        events=events,
        nearby=nearby,
    )


def coming(now: datetime) -> list[Event]:
    """Events that are on or to come, the next first; at most ten."""
    return list(Event.objects.filter(ends_at__gt=now).order_by("starts_at", "pk")[:10])


def _channels(site: Thing) -> dict[str, list[Channel]]:
    """What a site counts, by quantity; several doors give several channels."""
    found: dict[str, list[Channel]] = {}
    counted = {one.key for one in _COUNTED}
    streams = readings.readable(Datastream.objects.filter(thing=site, multi=False).order_by("code"))
    for stream in streams:
        for channel in readings.channels(stream):
            if channel.quantity.key in counted:
                found.setdefault(channel.quantity.key, []).append(channel)
    return found


def _newest(channels: Mapping[str, Sequence[Channel]], lake: Lake) -> date | None:
    """The last local day with a count."""
    streams = [one.datastream.pk for given in channels.values() for one in given]
    latest = lake.latest(streams)
    moments = [one.last_time for one in latest.values()]
    return max(moments).astimezone(_BERLIN).date() if moments else None


def _points(
    channels: Sequence[Channel], start: datetime, end: datetime, lake: Lake, now: datetime
) -> dict[datetime, Count]:
    """The sum of the doors per hour; withheld when one of them is."""
    hours: dict[datetime, list[Point]] = {}
    for one in channels:
        found = readings.series(one, start=start, end=end, interval=_HOUR, lake=lake, now=now)
        for point in found.points:
            hours.setdefault(point.start, []).append(point)
    return {moment: _count(points) for moment, points in hours.items()}


def _count(points: Sequence[Point]) -> Count:
    if any(point.withheld for point in points):
        return Count(value=None, withheld=True)
    values = [point.value for point in points if point.value is not None]
    return Count(value=sum(values) if values else None)


def _usual(channels: Sequence[Channel], day: date, lake: Lake, now: datetime) -> dict[datetime, float]:
    """What is usual in each hour of the day, as far as earlier weeks tell."""
    start = _midnight(day - timedelta(weeks=WEEKS))
    before = _points(channels, start, _midnight(day), lake, now)
    found = {}
    for moment in _hours(_midnight(day), _midnight(day + timedelta(days=1))):
        local = moment.astimezone(_BERLIN).replace(tzinfo=None)
        same = [
            before.get((local - timedelta(weeks=n)).replace(tzinfo=_BERLIN).astimezone(UTC))
            for n in range(1, WEEKS + 1)
        ]
        values = [one.value for one in same if one is not None and one.value is not None]
        if len(values) >= 2:
            found[moment] = sum(values) / len(values)
    return found


def _hours(start: datetime, end: datetime) -> list[datetime]:
    return [start + timedelta(hours=n) for n in range(round((end - start).total_seconds() / 3600))]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _BERLIN).astimezone(UTC)
