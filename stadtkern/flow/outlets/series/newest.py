# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Leaves of an expression read at this moment: newest observations that are fresh and may be shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from stadtkern.flow.lake.times import micros
from stadtkern.flow.lake.words import Latest
from stadtkern.kernel.quantities import Quantity

from . import guarding
from .asking import Asking
from .curves import Curve, Evidence
from .facts import is_stale
from .streams import Found, Stream
from .tree import Aggregate, OneStream
from .words import Floats


@dataclass(frozen=True, kw_only=True)
class _Newest:
    """The newest observation of a datastream."""

    stream: Stream
    value: float | None
    time_us: int | None = None
    old: bool = False
    hidden: bool = False
    doubts: int = 0


def momentary(asking: Asking) -> Callable[[Aggregate | OneStream], list[Curve]]:
    """How leaves are read at this moment."""

    def read(node: Aggregate | OneStream) -> list[Curve]:
        found = asking.found(node)
        kind = node.kind if isinstance(node, Aggregate) else "mean"
        if found.quantity is None:
            return [] if kind == "each" else [_curve([], kind, found, each=False)]
        rows = _witnessed(_newest(found.streams, found.quantity, asking), found, asking)
        if kind != "each":
            return [_curve(rows, kind, found, each=False)]
        things: dict[int, list[_Newest]] = {}
        for one in rows:
            things.setdefault(one.stream.thing_id, []).append(one)
        return [_curve(own, found.quantity.summary, found, each=True) for own in things.values()]

    return read


def _newest(streams: Sequence[Stream], quantity: Quantity, asking: Asking) -> list[_Newest]:
    latest = asking.lake.latest([one.datastream_id for one in streams])
    shut = _shut(streams, quantity, latest, asking)
    return [
        _row(one, quantity, latest.get(one.datastream_id), one.thing_id in shut, asking) for one in streams
    ]


def _witnessed(rows: list[_Newest], found: Found, asking: Asking) -> list[_Newest]:
    """Capacities of things whose other quantity is too old do not count either."""
    if not found.witnesses or found.quantity is None or not found.quantity.lasting:
        return rows
    latest = asking.lake.latest([one.datastream_id for one in found.witnesses])
    fresh = {
        one.thing_id
        for one in found.witnesses
        if one.datastream_id in latest and not is_stale(one, latest[one.datastream_id].last_time, asking)
    }
    return [one if one.stream.thing_id in fresh else replace(one, value=None, old=True) for one in rows]


def _row(stream: Stream, quantity: Quantity, newest: Latest | None, shut: bool, asking: Asking) -> _Newest:
    if newest is None:
        return _Newest(stream=stream, value=None)
    at = micros(newest.last_time)
    if not quantity.lasting and is_stale(stream, newest.last_time, asking):
        return _Newest(stream=stream, value=None, time_us=at, old=True)
    value = _value(stream, newest)
    hidden = shut and guarding.protected(stream, quantity, asking.sight) is not None and value is not None
    return _Newest(
        stream=stream, value=None if hidden else value, time_us=at, hidden=hidden, doubts=newest.quality or 0
    )


def _shut(
    streams: Sequence[Stream], quantity: Quantity, latest: dict[int, Latest], asking: Asking
) -> frozenset[int]:
    """Things whose newest values stay hidden, because the block they are in is not open."""
    given = [
        one
        for one in streams
        if one.datastream_id in latest and guarding.protected(one, quantity, asking.sight) is not None
    ]
    rule = asking.sight.rule(given[0].domain) if given else None
    if rule is None:
        return frozenset()
    blocks: dict[int, list[Stream]] = {}
    for one in given:
        edges = guarding.one_block(rule, micros(latest[one.datastream_id].last_time))
        blocks.setdefault(int(edges[0]), []).append(one)
    shut: set[int] = set()
    for start_us, own in blocks.items():
        edges = guarding.one_block(rule, start_us)
        closed, _filled = guarding.closed_blocks(guarding.kin(own, asking.sight), rule, edges, asking)
        shut |= {thing for thing, blocks_of in closed.items() if blocks_of.any()}
    return frozenset(shut)


def _value(stream: Stream, newest: Latest) -> float | None:
    value: object = newest.result
    if stream.component is not None:
        values = json.loads(newest.result_json) if newest.result_json else []
        fits = isinstance(values, list) and stream.component < len(values)
        value = values[stream.component] if fits else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value * stream.factor + stream.offset


def _curve(rows: Sequence[_Newest], kind: str, found: Found, *, each: bool) -> Curve:
    values = np.array([one.value for one in rows if one.value is not None], np.float64)
    hidden = any(one.hidden for one in rows) and kind != "count"
    value = np.nan if hidden else _reduced(kind, values)
    times = [one.time_us for one in rows if one.time_us is not None]
    doubts = 0
    for one in rows:
        doubts |= one.doubts
    return Curve(
        values=np.array([value]),
        coverage=np.array([len(values) / len(rows) if rows else np.nan]),
        withheld=np.array([hidden]),
        total=value,
        evidence=Evidence(
            streams=frozenset(one.stream for one in rows),
            withdrawn=0 if each else found.withdrawn,
            unfit=0 if each else found.unfit,
            expected=len(rows),
            counted=len(values),
            doubts=doubts,
            first_us=min(times, default=None),
            last_us=max(times, default=None),
            held=found.quantity is not None and found.quantity.lasting,
            old=bool(rows) and not len(values) and any(one.old for one in rows),
        ),
        thing=rows[0].stream if each else None,
    )


def _reduced(kind: str, values: Floats) -> float:
    if kind == "count":
        return float(len(values))
    if not len(values):
        return np.nan
    if kind in {"min", "max"}:
        return float(values.min() if kind == "min" else values.max())
    if kind == "sum":
        return float(values.sum())
    return float(np.median(values) if kind == "median" else values.mean())
