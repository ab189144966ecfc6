# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The one place where the public reads values: small counts stay hidden, stale values are no numbers.

Pages, downloads and interfaces go through these functions; none of them answers for an internal datastream.
Fetch datastreams with :func:`readable`, so that nothing is asked per datastream. All times are aware UTC.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from stadtkern.flow.devices.models import Component, Datastream, DatastreamQuerySet, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Bucket, Interval, Latest, Statistic
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain, SmallCounts, Source
from stadtkern.kernel.errors import Contradiction, LimitExceeded, NotFound
from stadtkern.kernel.observation import IMPLAUSIBLE, Quality
from stadtkern.kernel.quantities import Quantity

from . import protection

State = Literal["fresh", "stale", "withheld", "empty"]
MOST_POINTS = 5000
_NOTHING = Quality(0)


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One component of a public datastream with everything that is declared about it."""

    datastream: Datastream
    component: int
    quantity: Quantity
    domain: Domain | None
    source: Source | None

    @property
    def rule(self) -> SmallCounts | None:
        """The small-count rule that applies to this channel; null when none does."""
        rule = self.domain.protection if self.domain else None
        return (
            rule if self.quantity.counted and protection.applies(rule, self.datastream.interval_s) else None
        )


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The current value of a channel."""

    channel: Channel
    state: State
    value: float | None
    """Null unless ``state`` is ``fresh``."""
    time: datetime | None
    """Phenomenon time of the newest observation."""
    age_s: float | None
    """Since the end of the period of the newest observation."""
    quality: Quality = _NOTHING
    """What is known about the newest observation."""

    @property
    def suspect(self) -> bool:
        """The source or a check says: do not rely on the value."""
        return bool(self.quality & IMPLAUSIBLE)

    @property
    def quantity(self) -> Quantity:
        """What is measured."""
        return self.channel.quantity

    @property
    def datastream(self) -> Datastream:
        """Where it comes from."""
        return self.channel.datastream


@dataclass(frozen=True, kw_only=True)
class Point:
    """One interval of a series."""

    start: datetime
    end: datetime
    value: float | None
    """Sum or mean, as the quantity declares; null in a gap and when withheld."""
    low: float | None
    high: float | None
    count: int | None
    """Number of observations; null when withheld."""
    withheld: bool = False
    complete: bool = True
    """False when observations are missing within the interval."""
    left_out: int = 0
    """Implausible observations, which are in neither value; 0 when withheld."""
    doubts: Quality = _NOTHING
    """Why they are implausible."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """A channel over time, gaps included."""

    channel: Channel
    interval: Interval
    points: tuple[Point, ...]

    @property
    def withheld(self) -> int:
        """How many points are not published."""
        return sum(point.withheld for point in self.points)

    @property
    def left_out(self) -> int:
        """How many implausible observations are in no point."""
        return sum(point.left_out for point in self.points)


def readable(datastreams: DatastreamQuerySet) -> DatastreamQuerySet:
    """The public ones among them, with all that this module reads: two queries in total."""
    chosen = datastreams.public().select_related("thing")
    return chosen.prefetch_related("components__observed_property")


def channels(datastream: Datastream) -> tuple[Channel, ...]:
    """The components of a public datastream, in order.

    Raises:
        NotFound: the datastream is internal.
    """
    if {datastream.visibility, datastream.thing.visibility} != {Visibility.PUBLIC}:
        raise NotFound(f"no public datastream {datastream.code!r}")
    domain = _domain(datastream.thing.domain)
    source = next((s for s in domain.sources if s.key == datastream.thing.source), None) if domain else None
    return tuple(
        Channel(
            datastream=datastream, component=n, quantity=_quantity(component), domain=domain, source=source
        )
        for n, component in enumerate(datastream.components.all())
    )


def channel(datastream: Datastream, component: int = 0) -> Channel:
    """One component of a public datastream.

    Raises:
        NotFound: the datastream is internal or has no such component.
    """
    found = channels(datastream)
    if not 0 <= component < len(found):
        raise NotFound(f"no component {component} in {datastream.code!r}")
    return found[component]


def current(datastreams: Iterable[Datastream], *, lake: Lake, now: datetime) -> list[Reading]:
    """The current value of every component of these public datastreams, in their order."""
    given = list(datastreams)
    latest = lake.latest([datastream.pk for datastream in given])
    asked = [one for datastream in given for one in channels(datastream)]
    shutter = _Shutter(_kin(asked), lake, now)
    return [_reading(one, latest.get(one.datastream.pk), shutter, now) for one in asked]


def series(
    one: Channel, *, start: datetime, end: datetime, interval: Interval, lake: Lake, now: datetime
) -> Series:
    """Values of ``[start, end)`` in equal intervals; under protection in whole blocks.

    The running block is withheld; in coarser intervals it does not count yet.

    Raises:
        LimitExceeded: more than 5,000 points.
        Contradiction: the interval would show parts of protected blocks.
    """
    rule = one.rule
    if rule is not None:
        if not protection.fits(rule, interval):
            raise Contradiction("interval and protected blocks do not fit")
        start, end = protection.whole_blocks(rule, interval, start, end, now=now)
    if points_of(interval, end - start) > MOST_POINTS:
        raise LimitExceeded(f"more than {MOST_POINTS} points")
    span = _Span(start=start, end=end, lake=lake, now=now)
    buckets = span.buckets(one, interval, ("sum", "mean", "min", "max", "count"))
    fine = rule is not None and protection.is_fine(rule, interval)
    kin = _kin([one]) if fine else {}
    shown = _open_blocks(kin[one.datastream.thing_id], rule, span) if rule is not None and fine else None
    points = tuple(_point(one, bucket, shown) for bucket in buckets)
    return Series(channel=one, interval=interval, points=points)


def points_of(interval: Interval, length: timedelta) -> float:
    """About how many points a series of this length has."""
    days = {"day": 1, "week": 7, "month": 30, "year": 365}.get(interval.unit)
    width_s = protection.width_s(interval) if days is None else interval.number * days * 86_400
    return length.total_seconds() / width_s


@dataclass(frozen=True, kw_only=True)
class _Span:
    """A time range of the lake, seen from a moment."""

    start: datetime
    end: datetime
    lake: Lake
    now: datetime

    def buckets(self, one: Channel, interval: Interval, statistics: Sequence[Statistic]) -> list[Bucket]:
        """Buckets of one channel."""
        return self.lake.series(
            one.datastream.pk,
            start=self.start,
            end=self.end,
            interval=interval,
            statistics=statistics,
            component=one.component if one.datastream.multi else None,
        )


def _open_blocks(kin: Sequence[Channel], rule: SmallCounts, span: _Span) -> frozenset[datetime]:
    """Starts of the blocks whose fine values may be shown, for all of these channels of one thing."""
    blocks = protection.block(rule)
    found = [(other.datastream.interval_s, span.buckets(other, blocks, ("min", "count"))) for other in kin]
    present = [(spacing_s, given) for spacing_s, given in found if any(bucket.count for bucket in given)]
    return protection.open_blocks(rule, present, now=span.now)


def _kin(given: Iterable[Channel]) -> dict[int, list[Channel]]:
    """By thing: the protected channels whose differences could give one of the given ones away."""
    things = {one.datastream.thing_id for one in given if one.rule is not None}
    streams = readable(Datastream.objects.filter(thing__in=things)) if things else ()
    kin: dict[int, list[Channel]] = {thing: [] for thing in things}
    for datastream in streams:
        kin[datastream.thing_id] += [one for one in channels(datastream) if one.rule is not None]
    return kin


def _point(one: Channel, bucket: Bucket, shown: frozenset[datetime] | None) -> Point:
    rule = one.rule
    if rule is not None and shown is not None and protection.block_start(rule, bucket.start) not in shown:
        return _withheld(bucket)
    below = rule.below if rule else None
    return Point(
        start=bucket.start,
        end=bucket.end,
        value=_value(one, bucket),
        low=_unless_small(bucket.min, below),
        high=_unless_small(bucket.max, below),
        count=bucket.count,
        complete=_complete(one, bucket),
        left_out=bucket.left_out,
        doubts=Quality(bucket.doubts),
    )


def _withheld(bucket: Bucket) -> Point:
    """A point that is not published; a gap is shown as a gap."""
    hidden = bucket.count > 0
    return Point(
        start=bucket.start, end=bucket.end, value=None, low=None, high=None, count=None, withheld=hidden
    )


def _value(one: Channel, bucket: Bucket) -> float | None:
    if one.quantity.circular and bucket.count > 1:
        return None
    return bucket.sum if one.quantity.summary == "sum" else bucket.mean


def _unless_small(value: float | None, below: int | None) -> float | None:
    return None if value is None or (below is not None and value < below) else value


def _complete(one: Channel, bucket: Bucket) -> bool:
    spacing_s = one.datastream.interval_s
    if not spacing_s:
        return True
    expected = (bucket.end - bucket.start).total_seconds() / spacing_s
    return bucket.count == 0 or bucket.count >= int(expected)


def _reading(one: Channel, newest: Latest | None, shutter: _Shutter, now: datetime) -> Reading:
    if newest is None:
        return Reading(channel=one, state="empty", value=None, time=None, age_s=None)
    age_s = _age_s(one.datastream, newest, now)
    limit_s = one.source.stale_after_s if one.source and not one.quantity.lasting else None
    state: State = "stale" if limit_s is not None and age_s > limit_s else "fresh"
    value = _component_value(newest, one.component)
    if state == "fresh" and value is None:
        state = "empty"
    if state == "fresh" and one.rule is not None and not shutter.may_show(one, one.rule, newest.last_time):
        state = "withheld"
    return Reading(
        channel=one,
        state=state,
        value=value if state == "fresh" else None,
        time=newest.last_time,
        age_s=age_s,
        quality=Quality(newest.quality or 0),
    )


class _Shutter:
    """Decides which current values may be shown; asks the lake once per thing and block."""

    def __init__(self, kin: Mapping[int, Sequence[Channel]], lake: Lake, now: datetime) -> None:
        self._kin, self._lake, self._now = kin, lake, now
        self._known: dict[tuple[int, datetime], bool] = {}

    def may_show(self, one: Channel, rule: SmallCounts, at: datetime) -> bool:
        """Whether the block of this moment is open."""
        thing, start = one.datastream.thing_id, protection.block_start(rule, at)
        if (thing, start) not in self._known:
            end = start + timedelta(seconds=rule.finer_than_s)
            span = _Span(start=start, end=end, lake=self._lake, now=self._now)
            self._known[thing, start] = start in _open_blocks(self._kin[thing], rule, span)
        return self._known[thing, start]


def _age_s(datastream: Datastream, newest: Latest, now: datetime) -> float:
    over = newest.last_time
    if datastream.period and datastream.interval_s:
        over += timedelta(seconds=datastream.interval_s)
    return max((now - over).total_seconds(), 0.0)


def _component_value(newest: Latest, component: int) -> float | None:
    if newest.result_json is None:
        return newest.result if component == 0 else None
    values = json.loads(newest.result_json)
    value = values[component] if isinstance(values, list) and component < len(values) else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _domain(name: str) -> Domain | None:
    """The declared domain; null when a city has removed it but kept its things."""
    return next((domain for domain in registry.domains() if domain.name == name), None)


def _quantity(component: Component) -> Quantity:
    """The declared quantity, else what the register knows; in the unit that the datastream itself names."""
    stored = component.observed_property
    try:
        known = registry.quantity(stored.key)
    except NotFound:
        known = Quantity(
            key=stored.key,
            german=stored.name,
            english=stored.name_en or stored.name,
            ucum=stored.ucum,
            symbol=stored.symbol,
            definition=stored.definition,
        )
    symbol = component.unit_symbol or component.unit_name
    if symbol in (None, known.symbol):
        return known
    return replace(known, ucum=component.unit_definition or "", symbol=symbol or "", symbol_en="")
