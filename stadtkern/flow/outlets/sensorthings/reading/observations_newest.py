# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The first observations of each of many datastreams: the newest from memory, others with few statements."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Latest
from stadtkern.flow.outlets.sensorthings.query.words import Path, Query
from stadtkern.flow.outlets.sensorthings.reading import lake_statement
from stadtkern.flow.outlets.sensorthings.reading.lake_order import TIME, Ordering
from stadtkern.flow.outlets.sensorthings.reading.lake_statement import Window
from stadtkern.flow.outlets.sensorthings.reading.lake_walk import Extent, Part
from stadtkern.flow.outlets.sensorthings.reading.observations_sight import Sight
from stadtkern.kernel.errors import LimitExceeded

_NEAR_US = 40 * 86_400_000_000
"""Datastreams whose newest values lie further apart are asked for apart."""
_ROUNDS = 4


def asks_newest(query: Query) -> str:
    """``phenomenonTime`` or ``resultTime`` when just the newest by it is asked for, else empty."""
    plain = query.filter is None and not query.skip and not query.skip_token and not query.superseded
    if query.top != 1 or not plain or len(query.order) != 1 or not query.order[0].descending:
        return ""
    key = query.order[0].expression
    if not isinstance(key, Path) or key.links or key.variable:
        return ""
    return key.property.name if key.property.name in ("phenomenonTime", "resultTime") else ""


def known(by: str, latest: Mapping[int, Latest], guarded: Collection[int]) -> dict[int, Latest]:
    """The newest observations that need no statement."""
    return {
        key: one
        for key, one in latest.items()
        if key not in guarded and (by == "phenomenonTime" or one.last_result_time is None)
    }


def first_of_each(
    lake: Lake, sight: Sight, ordering: Ordering, window: Window, columns: Sequence[str], *, most: int
) -> pa.Table:
    """Rows ``window.offset`` to ``window.offset + window.limit`` of every datastream, by datastream.

    Raises:
        LimitExceeded: there are more than ``most``.
    """
    found: list[pa.Table] = []
    rest = set(sight.streams)
    needed = window.offset + window.limit
    if ordering.leading == TIME and ordering.keys[0].descending:
        for n in range(_ROUNDS):
            extent = Extent({key: sight.latest[key] for key in rest}, sight.extent.bounds)
            if not rest:
                break
            goal = needed * 1.5 * 8**n * (1 if sight.timed else 20)
            for part in _recent(extent, goal):
                table = _asked(lake, sight, window, columns, part, most)
                done = _full(table, extent, part, needed - window.offset)
                found.append(_of(table, done))
                rest -= done
    if rest:
        part = replace(sight.extent.whole, streams=tuple(sorted(rest)))
        found.append(_asked(lake, sight, window, columns, part, most))
    table = pa.concat_tables(found) if found else pa.table({})
    if table.num_rows > most:
        raise _too_many(most)
    return table


def _recent(extent: Extent, goal: float) -> list[Part]:
    """Parts with the newest of each datastream, those of a similar time together."""
    since = extent.each_newest(goal)
    order = np.argsort(-since, kind="stable")
    parts: list[Part] = []
    while len(order) and len(parts) < 2:
        newest = since[order[0]]
        near = order[since[order] >= newest - _NEAR_US]
        low = int(since[near].min()) - 1
        chosen = tuple(sorted(extent.streams[n] for n in near.tolist()))
        bounds = replace(extent.bounds, low=max(extent.bounds.low, low))
        parts.append(Part(streams=chosen, bounds=bounds))
        order = order[since[order] < newest - _NEAR_US]
    return parts


def _full(table: pa.Table, extent: Extent, part: Part, needed: int) -> set[int]:
    """Datastreams of the part with all that was asked for, or with nothing before the part."""
    ids, numbers = np.unique(table["datastream_id"].to_numpy(), return_counts=True)
    done = {key for key, number in zip(ids.tolist(), numbers.tolist(), strict=True) if number >= needed}
    chosen = set(part.streams)
    lows = dict(zip(extent.streams, extent.low.tolist(), strict=True))
    return done | {key for key in chosen if lows[key] >= part.bounds.low}


def _of(table: pa.Table, streams: Collection[int]) -> pa.Table:
    keep = np.isin(table["datastream_id"].to_numpy(), np.array(sorted(streams), np.int64))
    return table.filter(pa.array(keep))


def _asked(
    lake: Lake, sight: Sight, window: Window, columns: Sequence[str], part: Part, most: int
) -> pa.Table:
    if len(part.streams) * window.limit > most and sight.extent.total > most:
        rows = sum(min(sight.latest[key].count, window.limit) for key in part.streams)
        if sight.sure and rows > most:
            raise _too_many(most)
    return lake.ask(lake_statement.newest_of_each(sight.source, columns, part, window))


def _too_many(most: int) -> LimitExceeded:
    return LimitExceeded(
        f"$expand of Observations would give more than {most} of them;"
        " choose a smaller $top inside $expand or outside of it"
    )
