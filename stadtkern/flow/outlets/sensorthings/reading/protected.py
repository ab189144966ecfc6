# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Small counts in the API: callers outside a subject see a protected observation only when its block is open.

The rule is that of ``outlets.protection``. It is part of what a statement selects from, so it comes before
filter, order, count and page. Siblings count for a block from their first observation until a day after
their last one: what is late may still come.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyarrow as pa

from stadtkern.flow.devices.models import Component, Datastream
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval, Latest
from stadtkern.flow.outlets import protection
from stadtkern.flow.outlets.sensorthings.reading.lake_bounds import Bounds
from stadtkern.flow.outlets.sensorthings.reading.lake_statement import LIVE, Source
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import EPOCH, micros
from stadtkern.kernel import registry
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.domain import SmallCounts
from stadtkern.kernel.errors import Contradiction, NotFound

_LATE = timedelta(days=1)
_FAR_US = 3_000_000_000_000_000
"""Longer than from 1970 back to the first time of the lake, so that numbers of blocks are positive."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Channel:
    """A protected component of a datastream."""

    stream: int
    thing: int
    position: int
    spacing_s: int | None
    rule: SmallCounts

    @property
    def width_us(self) -> int:
        """Width of a block."""
        return self.rule.finer_than_s * 1_000_000

    @property
    def origin_us(self) -> int:
        """Start of block 0."""
        anchor = micros(protection.block_start(self.rule, EPOCH))
        return anchor - -(-_FAR_US // self.width_us) * self.width_us

    def block(self, at: datetime) -> int:
        """Number of the block of a moment."""
        return (micros(at) - self.origin_us) // self.width_us


class Guard:
    """Knows the protected datastreams of one request."""

    def __init__(self, *, caller: Caller, lake: Lake, now: datetime) -> None:
        self._caller, self._lake, self._now = caller, lake, now
        self._channels: list[_Channel] | None = None

    def channels(self) -> list[_Channel]:
        """All protected components of public or shared datastreams outside the subject of the caller."""
        if self._channels is None:
            self._channels = list(_channels(self._caller))
        return self._channels

    def guarded(self, streams: Collection[int]) -> frozenset[int]:
        """The protected ones among these datastreams."""
        return frozenset(one.stream for one in self.channels()) & frozenset(streams)

    def check(self, streams: Collection[int], interval: Interval) -> None:
        """Whether sums over this interval may be made.

        Raises:
            Contradiction: buckets would cut blocks of protected datastreams.
        """
        for one in self.channels():
            if one.stream in streams and not protection.fits(one.rule, interval):
                raise Contradiction(
                    f"datastream {one.stream} has small counts that are protected in blocks of"
                    f" {one.rule.finer_than_s} s; choose an interval that divides them or consists of them"
                )

    def finer(self, streams: Collection[int], interval: Interval) -> bool:
        """Whether buckets of this width would show small counts."""
        guarded = self.guarded(streams)
        return any(
            one.stream in guarded and protection.is_fine(one.rule, interval) for one in self.channels()
        )

    def aligned(self, streams: Collection[int], at: datetime) -> bool:
        """Whether a moment lies between two blocks of all these datastreams."""
        return all(
            protection.block_start(one.rule, at) == at for one in self.channels() if one.stream in streams
        )

    def restrict(self, source: Source, streams: Collection[int], bounds: Bounds) -> bool:
        """Leave only what may be seen; whether anything is protected at all."""
        guarded = self.guarded(streams)
        if not guarded:
            return False
        self.mark(source, guarded, bounds)
        source.conditions.append(f"(guarded.id is null or (opened.thing is not null and {LIVE}))")
        return True

    def mark(self, source: Source, guarded: Collection[int], bounds: Bounds) -> None:
        """Join ``guarded`` (null: not protected) and ``opened`` (null: its block is closed)."""
        things = {one.thing for one in self.channels() if one.stream in guarded}
        kin = [one for one in self.channels() if one.thing in things]
        latest = self._lake.latest({one.stream for one in kin})
        siblings = source.shelves.put(_siblings(kin, latest))
        streams = source.shelves.put(_streams(one for one in kin if one.stream in guarded))
        width_us = max(one.width_us for one in kin)
        value, ids = source.bound.value, sorted({one.stream for one in kin})
        names = {
            "siblings": siblings,
            "first": f"{value(ids[0])}::bigint",
            "last": f"{value(ids[-1])}::bigint",
            "low": source.bound.micros(bounds.low - width_us),
            "high": source.bound.micros(bounds.high + width_us),
            "now": f"{value(micros(self._now))}::bigint",
            "live": LIVE,
        }
        source.before += [_BLOCKS.format(**names), _OPEN.format(**names)]
        source.shelves.joins += [
            f"left join {streams} as guarded on guarded.id = o.datastream_id",
            "left join open_blocks as opened on opened.thing = guarded.thing and opened.block ="
            " (epoch_us(o.phenomenon_time) - guarded.origin_us) // guarded.width_us",
        ]

    def end(self, source: Source) -> None:
        """Leave out blocks that are not over: a growing total would show its parts one after the other."""
        now = f"{source.bound.value(micros(self._now))}::bigint"
        source.conditions.append(f"(guarded.id is null or {_END} <= {now})")


_END = """(((epoch_us(o.phenomenon_time) - guarded.origin_us) // guarded.width_us + 1)
    * guarded.width_us + guarded.origin_us)"""
_BLOCKS = """guarded_blocks as (
    select s.thing, s.id, s.position, (epoch_us(o.phenomenon_time) - s.origin_us) // s.width_us as block,
        count(case when o.result_json is null then case when s.position = 0 then o.result end
            else try_cast(json_extract_string(o.result_json, '/' || s.position) as double) end)
            * any_value(s.spacing_us) >= any_value(s.width_us)
        and min(case when o.result_json is null then case when s.position = 0 then o.result end
            else try_cast(json_extract_string(o.result_json, '/' || s.position) as double) end)
            >= any_value(s.below)
        and ((epoch_us(any_value(o.phenomenon_time)) - any_value(s.origin_us)) // any_value(s.width_us) + 1)
            * any_value(s.width_us) + any_value(s.origin_us) <= {now} as opened
    from observations as o inner join {siblings} as s on s.id = o.datastream_id
    where o.datastream_id between {first} and {last}
        and o.phenomenon_time >= {low} and o.phenomenon_time <= {high} and {live}
    group by s.thing, s.id, s.position, block
)"""
_OPEN = """open_blocks as (
    select b.thing, b.block
    from (select distinct thing, block from guarded_blocks) as b
    inner join {siblings} as s on s.thing = b.thing and b.block between s.first_block and s.last_block
    left join guarded_blocks as f
        on f.thing = b.thing and f.block = b.block and f.id = s.id and f.position = s.position
    group by b.thing, b.block
    having bool_and(coalesce(f.opened, false))
)"""


def _channels(caller: Caller) -> Iterable[_Channel]:
    rules = {
        one.name: one.protection
        for one in registry.domains()
        if one.protection is not None and one.name != caller.subject
    }
    if not rules:
        return
    streams = Datastream.objects.open_to(caller).filter(thing__domain__in=list(rules))
    rows = (
        Component.objects.filter(datastream__in=streams)
        .order_by("datastream", "position")
        .values_list(
            "datastream_id",
            "datastream__thing_id",
            "datastream__thing__domain",
            "datastream__interval_s",
            "observed_property__key",
        )
    )
    positions: dict[int, int] = {}
    for stream, thing, domain, spacing_s, key in rows:
        position = positions.get(stream, -1) + 1
        positions[stream] = position
        rule = rules[domain]
        if rule is not None and _counts(key) and protection.applies(rule, spacing_s):
            yield _Channel(stream=stream, thing=thing, position=position, spacing_s=spacing_s, rule=rule)


def _counts(key: str) -> bool:
    """Whether a quantity is one that is counted."""
    try:
        return registry.quantity(key).counted
    except NotFound:
        return False


def _siblings(kin: Collection[_Channel], latest: dict[int, Latest]) -> pa.Table:
    known = [(one, latest[one.stream]) for one in kin if one.stream in latest]
    late = {one.rule.finer_than_s: _LATE // timedelta(seconds=one.rule.finer_than_s) + 1 for one in kin}
    return pa.table(
        {
            "id": pa.array([one.stream for one, _ in known], pa.int64()),
            "thing": pa.array([one.thing for one, _ in known], pa.int64()),
            "position": pa.array([one.position for one, _ in known], pa.int64()),
            "width_us": pa.array([one.width_us for one, _ in known], pa.int64()),
            "origin_us": pa.array([one.origin_us for one, _ in known], pa.int64()),
            "below": pa.array([one.rule.below for one, _ in known], pa.float64()),
            "spacing_us": pa.array(
                [None if one.spacing_s is None else one.spacing_s * 1_000_000 for one, _ in known], pa.int64()
            ),
            "first_block": pa.array([one.block(row.first_time) for one, row in known], pa.int64()),
            "last_block": pa.array(
                [one.block(row.last_time) + late[one.rule.finer_than_s] for one, row in known], pa.int64()
            ),
        }
    )


def _streams(given: Iterable[_Channel]) -> pa.Table:
    each = {one.stream: one for one in given}
    return pa.table(
        {
            "id": pa.array(each, pa.int64()),
            "thing": pa.array([one.thing for one in each.values()], pa.int64()),
            "width_us": pa.array([one.width_us for one in each.values()], pa.int64()),
            "origin_us": pa.array([one.origin_us for one in each.values()], pa.int64()),
            "below": pa.array([one.rule.below for one in each.values()], pa.float64()),
        }
    )
