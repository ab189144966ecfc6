# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Numbers of the cycling pages: the last counted day by site and direction, and periods compared.

All days are Europe/Berlin. Only public datastreams are read; a period with missing counts is never compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets import groups, readings
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.quantities import BICYCLE_COUNT, BICYCLE_COUNT_DIRECTION

from .domain import DOMAIN

Span = Literal["tag", "woche", "jahr"]
_BERLIN = ZoneInfo("Europe/Berlin")
_DAILY_SUMS = Path(__file__).parent / "queries" / "daily_sums.sql"
_WEEK = timedelta(days=7)
_ENOUGH = 0.95
"""Share of the counts of the fuller period that the other must have to be compared with it."""
_SLOTS: dict[Span, Interval] = {
    "tag": Interval(number=1, unit="hour"),
    "woche": Interval(number=1, unit="day"),
    "jahr": Interval(number=1, unit="month"),
}


@dataclass(frozen=True, kw_only=True)
class DaySum:
    """One row of ``queries/daily_sums.sql``."""

    datastream_id: int
    day: date
    counted: int
    counts: int


@dataclass(frozen=True, kw_only=True)
class SiteDay:
    """What one site counted on a day."""

    code: str
    name: str
    counted: int | None
    """Null when the site did not count."""
    change_percent: int | None
    """Against the same weekday a week earlier; null when one of the days is incomplete."""
    directions: tuple[tuple[str, int], ...]

    @property
    def fall_percent(self) -> int | None:
        """The change without its sign."""
        return None if self.change_percent is None else abs(self.change_percent)


@dataclass(frozen=True, kw_only=True)
class Period:
    """A day, week or year of one site in slots (hours, days, months)."""

    first_day: date
    last_day: date
    slots: Mapping[str, float | None]
    """Sum per slot label; null in a gap."""
    total: float | None
    counts: int


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A period of a site and two earlier ones.

    Day: the same weekday a week and 52 weeks earlier; week: the week before and 52 weeks earlier; year: the
    two years before.
    """

    site: Datastream
    span: Span
    now: Period
    before: Period
    earlier: Period
    directions: tuple[tuple[str, float | None], ...]

    @property
    def rows(self) -> list[tuple[str, float | None, float | None, float | None]]:
        """Slot label and the sums of the three periods, in the order of time."""
        labels = sorted({*self.now.slots, *self.before.slots, *self.earlier.slots})
        now, before, earlier = self.now.slots, self.before.slots, self.earlier.slots
        return [(label, now.get(label), before.get(label), earlier.get(label)) for label in labels]


def sites() -> list[Datastream]:
    """The public totals of all counting sites with their things, by name."""
    totals = Datastream.objects.public().filter(
        thing__domain=DOMAIN.name, components__observed_property__key=BICYCLE_COUNT.key
    )
    return list(totals.select_related("thing").order_by("thing__name", "pk"))


def last_day(lake: Lake) -> tuple[date, list[SiteDay]] | None:
    """The last day that is over in the data, and what each site counted; null without any data."""
    found = groups.groups([(DOMAIN, BICYCLE_COUNT), (DOMAIN, BICYCLE_COUNT_DIRECTION)])
    ids = [pk for group in found.values() for pk in group.ids]
    newest = max((one.last_time for one in lake.latest(ids).values()), default=None)
    if newest is None:
        return None
    day = _whole_day(newest)
    sums = lake.rows(
        _DAILY_SUMS,
        DaySum,
        datastreams=ids,
        start=_midnight(day - _WEEK),
        end=_midnight(day + timedelta(days=1)),
    )
    by_stream = {(row.datastream_id, row.day): row for row in sums}
    streams = Datastream.objects.filter(pk__in=ids).select_related("thing").order_by("thing__name", "name")
    return day, _site_days(streams, by_stream, day)


def compare(code: str, span: Span, day: date | None, *, lake: Lake, now: datetime) -> Comparison:
    """The period of a site that contains ``day`` (default: its last whole day) beside two earlier ones.

    Raises:
        NotFound: no public site of that code, or it has no data yet.
    """
    site = next((one for one in sites() if one.thing.code == code), None)
    latest = lake.latest([site.pk]).get(site.pk) if site else None
    if site is None or latest is None:
        raise NotFound(f"no counts of site {code!r}")
    first = _first_day(_chosen(day, _whole_day(latest.last_time), span), span)
    streams = readings.readable(Datastream.objects.filter(thing=site.thing))
    reader = _Reader(lake=lake, now=now, span=span)
    channels = {one.datastream.pk: one for stream in streams for one in readings.channels(stream)}
    total = channels[site.pk]
    return Comparison(
        site=site,
        span=span,
        now=reader.period(total, first),
        before=reader.period(total, _back(first, span, weeks=1, years=1)),
        earlier=reader.period(total, _back(first, span, weeks=52, years=2)),
        directions=reader.directions(list(channels.values()), first),
    )


def change_percent(now: Period | DaySum | None, before: Period | DaySum | None) -> int | None:
    """Change in whole percent; null when either is missing, empty or has too few counts to be compared."""
    if (
        now is None
        or before is None
        or min(now.counts, before.counts) < _ENOUGH * max(now.counts, before.counts)
    ):
        return None
    counted, earlier = _counted(now), _counted(before)
    return round((counted - earlier) / earlier * 100) if counted is not None and earlier else None


def _counted(period: Period | DaySum) -> float | None:
    return period.counted if isinstance(period, DaySum) else period.total


@dataclass(frozen=True, kw_only=True)
class _Reader:
    """Reads periods of one length."""

    lake: Lake
    now: datetime
    span: Span

    def period(self, channel: readings.Channel, first: date) -> Period:
        """The period that begins on this day."""
        end = _end(first, self.span)
        series = self._series(channel, first, end, _SLOTS[self.span])
        slots = {_label(point.start, self.span): point.value for point in series.points}
        values = [value for value in slots.values() if value is not None]
        return Period(
            first_day=first,
            last_day=end - timedelta(days=1),
            slots=slots,
            total=sum(values) if values else None,
            counts=sum(point.count or 0 for point in series.points),
        )

    def directions(
        self, channels: Sequence[readings.Channel], first: date
    ) -> tuple[tuple[str, float | None], ...]:
        """Sum per named direction in the period that begins on this day; lanes of one direction together."""
        sums: dict[str, float | None] = {}
        for channel in channels:
            name = str(channel.datastream.properties.get("direction") or "")
            if channel.quantity.key == BICYCLE_COUNT_DIRECTION.key and name:
                series = self._series(channel, first, _end(first, self.span), _SLOTS["jahr"])
                values = [point.value for point in series.points if point.value is not None]
                sums[name] = _plus(sums.get(name), sum(values) if values else None)
        return tuple(sorted(sums.items()))

    def _series(
        self, channel: readings.Channel, first: date, end: date, interval: Interval
    ) -> readings.Series:
        return readings.series(
            channel,
            start=_midnight(first),
            end=_midnight(end),
            interval=interval,
            lake=self.lake,
            now=self.now,
        )


def _plus(left: float | None, right: float | None) -> float | None:
    return None if left is None and right is None else (left or 0) + (right or 0)


def _site_days(
    streams: Iterable[Datastream], sums: Mapping[tuple[int, date], DaySum], day: date
) -> list[SiteDay]:
    totals: dict[str, SiteDay] = {}
    ways: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for stream in streams:
        counted = sums.get((stream.pk, day))
        way = str(stream.properties.get("direction") or "")
        if stream.properties.get("part") == "total":
            totals[stream.thing.code] = SiteDay(
                code=stream.thing.code,
                name=stream.thing.name,
                counted=counted.counted if counted else None,
                change_percent=change_percent(counted, sums.get((stream.pk, day - _WEEK))),
                directions=(),
            )
        elif counted and way:
            ways[stream.thing.code][way] += counted.counted
    return [replace(one, directions=tuple(sorted(ways[one.code].items()))) for one in totals.values()]


def _whole_day(newest: datetime) -> date:
    """The last local day that is over when the newest counting period of a quarter of an hour has ended."""
    return ((newest + timedelta(minutes=15)).astimezone(_BERLIN) - timedelta(days=1)).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _BERLIN).astimezone(UTC)


def _first_day(day: date, span: Span) -> date:
    if span == "jahr":
        return day.replace(month=1, day=1)
    return day - timedelta(days=day.weekday()) if span == "woche" else day


def _end(first: date, span: Span) -> date:
    """The day after the period."""
    if span == "jahr":
        return first.replace(year=first.year + 1)
    return first + (_WEEK if span == "woche" else timedelta(days=1))


def _chosen(day: date | None, newest: date, span: Span) -> date:
    """The day asked for, at most the newest; else the newest whole day, of weeks the last whole one."""
    if day is not None:
        return min(day, newest)
    return newest - timedelta(days=newest.isoweekday() % 7) if span == "woche" else newest


def _back(first: date, span: Span, *, weeks: int, years: int) -> date:
    """An earlier first day; days and weeks go by whole weeks, so that weekdays meet weekdays."""
    return first.replace(year=first.year - years) if span == "jahr" else first - weeks * _WEEK


def _label(start: datetime, span: Span) -> str:
    """A label that is the same in all periods and sorts in the order of time."""
    local = start.astimezone(_BERLIN)
    if span == "jahr":
        return f"{local:%m}"
    if span == "woche":
        return f"{local.isoweekday()}"
    return f"{local:%H:%M}" + ("+" if local.fold else "")
