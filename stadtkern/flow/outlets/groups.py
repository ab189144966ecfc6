# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Many public datastreams of one quantity read together: totals and means of the whole city.

Cheaper than single readings: one query for all, no objects. The rules of :mod:`readings` hold here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from stadtkern.flow.devices.models import Component, Visibility
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Bucket, Interval, Latest
from stadtkern.kernel.domain import Domain
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.quantities import Quantity

from . import protection


@dataclass(frozen=True, kw_only=True)
class Member:
    """One public datastream of a group."""

    datastream_id: int
    code: str
    thing_id: int
    source: str
    interval_s: int | None
    period: bool


@dataclass(frozen=True, kw_only=True)
class Group:
    """All public datastreams of a domain whose first component measures one quantity."""

    domain: Domain
    quantity: Quantity
    members: tuple[Member, ...]

    @property
    def ids(self) -> list[int]:
        """Datastream ids."""
        return [member.datastream_id for member in self.members]


@dataclass(frozen=True, kw_only=True)
class Together:
    """The current values of a group."""

    total: float | None
    """Null when nothing current may be shown."""
    mean: float | None
    newest_value: float | None
    shown: int
    """How many datastreams have a current value."""
    stale: int
    """How many have only a value that is too old."""
    withheld: bool
    """True when small counts forbid to show current values."""
    newest: datetime | None
    """Phenomenon time of the newest observation of the group, even of a stale one."""


def groups(wanted: Iterable[tuple[Domain, Quantity]]) -> dict[tuple[str, str], Group]:
    """The groups by (domain name, quantity key); one query for all of them."""
    pairs = {(domain.name, quantity.key): (domain, quantity) for domain, quantity in wanted}
    members: dict[tuple[str, str], list[Member]] = {key: [] for key in pairs}
    declared_unit = Q(unit_symbol=None) | Q(unit_symbol=F("observed_property__symbol"))
    rows = (
        Component.objects.filter(
            declared_unit,
            position=0,
            datastream__multi=False,
            datastream__visibility=Visibility.PUBLIC,
            datastream__thing__visibility=Visibility.PUBLIC,
            datastream__thing__domain__in={name for name, _key in pairs},
            observed_property__key__in={key for _name, key in pairs},
        )
        .order_by("datastream_id")
        .values_list(
            "datastream__thing__domain",
            "observed_property__key",
            "datastream_id",
            "datastream__code",
            "datastream__thing_id",
            "datastream__thing__source",
            "datastream__interval_s",
            "datastream__period",
        )
    )
    for domain_name, key, pk, code, thing_id, source, interval_s, period in rows:
        if (domain_name, key) in members:
            members[domain_name, key].append(
                Member(
                    datastream_id=pk,
                    code=code,
                    thing_id=thing_id,
                    source=source,
                    interval_s=interval_s,
                    period=period,
                )
            )
    return {
        key: Group(domain=domain, quantity=quantity, members=tuple(members[key]))
        for key, (domain, quantity) in pairs.items()
    }


def together(group: Group, *, lake: Lake, now: datetime) -> Together:
    """Total and mean of the current values; a value that is too old counts as none."""
    latest = lake.latest(group.ids)
    limits = stale_limits(group)
    found = [
        (member, latest[member.datastream_id]) for member in group.members if member.datastream_id in latest
    ]
    fresh = [one for member, one in found if not is_stale(member, one, limits, now)]
    values = [one.result for one in fresh if one.result is not None]
    withheld = any(is_protected(group, member) for member in group.members)
    open_values = [] if withheld else values
    newest = max(fresh, key=lambda one: one.last_time, default=None)
    return Together(
        total=sum(open_values) if open_values else None,
        mean=sum(open_values) / len(open_values) if open_values else None,
        newest_value=newest.result if newest and not withheld else None,
        shown=len(open_values),
        stale=len(found) - len(fresh),
        withheld=withheld and bool(values),
        newest=max((one.last_time for _member, one in found), default=None),
    )


def is_protected(group: Group, member: Member) -> bool:
    """Whether single observations of this datastream may show small counts."""
    return group.quantity.counted and protection.applies(group.domain.protection, member.interval_s)


def stale_limits(group: Group) -> dict[str, int | None]:
    """After how many seconds a value counts as too old, by source; what lasts is never too old."""
    if group.quantity.lasting:
        return {}
    return {source.key: source.stale_after_s for source in group.domain.sources}


def is_stale(member: Member, newest: Latest, limits: Mapping[str, int | None], now: datetime) -> bool:
    """Whether the newest value is older than its source allows."""
    limit_s = limits.get(member.source)
    end = newest.last_time + timedelta(seconds=(member.interval_s or 0) if member.period else 0)
    return limit_s is not None and (now - end).total_seconds() > limit_s


def series_together(
    group: Group, *, start: datetime, end: datetime, interval: Interval, lake: Lake
) -> list[Bucket]:
    """Sum, mean and count of all datastreams of the group in whole intervals.

    Raises:
        Contradiction: the interval is finer than the domain publishes.
    """
    rule = group.domain.protection
    if rule is not None and any(is_protected(group, member) for member in group.members):
        if protection.is_fine(rule, interval) or not protection.fits(rule, interval):
            raise Contradiction("the interval is finer than the domain publishes")
        start, end = protection.block_start(rule, start), protection.block_end(rule, end)
    return lake.series_of(
        group.ids, start=start, end=end, interval=interval, statistics=("sum", "mean", "count")
    )


def things_of(domain: Domain) -> int:
    """Number of public things of a domain."""
    counted = Component.objects.filter(
        datastream__thing__domain=domain.name, datastream__thing__visibility=Visibility.PUBLIC
    ).aggregate(n=Count("datastream__thing_id", distinct=True))
    return int(counted["n"])
