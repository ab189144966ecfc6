# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Looks for one page of a sight: in growing parts, until it is full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.reading import lake_statement, lake_walk
from stadtkern.flow.outlets.sensorthings.reading.lake_bounds import Bounds
from stadtkern.flow.outlets.sensorthings.reading.lake_order import STREAM, TIME, Ordering, Part
from stadtkern.flow.outlets.sensorthings.reading.lake_statement import Window
from stadtkern.flow.outlets.sensorthings.reading.lake_walk import Extent
from stadtkern.flow.outlets.sensorthings.reading.observations_sight import Sight


@dataclass(frozen=True, kw_only=True, slots=True)
class Slice:
    """Which rows of an order are wanted."""

    top: int
    skip: int = 0
    token: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rows:
    """Rows of a page and the token of the next one."""

    table: pa.Table
    next_token: str | None


def find(lake: Lake, sight: Sight, ordering: Ordering, wanted: Slice, columns: Sequence[str]) -> Rows:
    """The rows of a page.

    Raises:
        LimitExceeded: it took too long.
        QueryRefused: the token is not one of this order.
    """
    extent, skip, after = sight.extent, wanted.skip, ""
    if wanted.token:
        token = ordering.read(wanted.token)
        after, skip = ordering.after(token, sight.source.bound), 0
        extent = _behind(sight, ordering, token)
    elif skip and sight.sure and not ordering.asked:
        extent, skip = _passed(sight, skip)
    keys = [f"{key.shown} as k{n}" for n, key in enumerate(ordering.keys)]
    window = Window(order=ordering.clause, limit=wanted.top + 1, offset=skip, after=after)
    table = _looked_up(lake, sight, extent, ordering, window, [*columns, *keys])
    if table.num_rows <= wanted.top:
        return Rows(table=table, next_token=None)
    table = table.slice(0, wanted.top)
    return Rows(table=table, next_token=_token(ordering, table) if wanted.top else None)


def _looked_up(
    lake: Lake,
    sight: Sight,
    extent: Extent,
    ordering: Ordering,
    window: Window,
    columns: Sequence[str],
) -> pa.Table:
    for part in _parts(extent, sight, ordering, window.offset + window.limit):
        table = lake.ask(lake_statement.page(sight.source, columns, part, window))
        if part.whole or table.num_rows >= window.limit:
            return table
    raise AssertionError("the last part is everything")


def _parts(extent: Extent, sight: Sight, ordering: Ordering, wanted: int) -> Iterator[lake_walk.Part]:
    leading, down = _leading(ordering, extent)
    if leading == TIME:
        return lake_walk.by_time(extent, wanted, sure=sight.timed, descending=down)
    if leading == STREAM:
        return lake_walk.by_stream(extent, wanted, sure=sight.timed, descending=down)
    return iter((extent.whole,))


def _leading(ordering: Ordering, extent: Extent) -> tuple[str, bool]:
    """What the rows are first sorted by, and whether downwards; within one datastream that is the time."""
    first, second = ordering.keys[:2]
    if ordering.leading == STREAM and len(extent.streams) == 1 and second.text == TIME:
        return TIME, second.descending
    return ordering.leading, first.descending


def _behind(sight: Sight, ordering: Ordering, token: Sequence[Part]) -> Extent:
    """Without what the order has left behind."""
    extent = sight.extent
    stream, at = ordering.part(token, STREAM), ordering.part(token, TIME)
    leading, down = _leading(ordering, extent)
    if leading == TIME and at is not None:
        return Extent(sight.latest, _from(extent.bounds, at, descending=down))
    if leading == STREAM and stream is not None:
        kept = sight.latest.items()
        left = {key: one for key, one in kept if (key <= stream if down else key >= stream)}
        found = Extent(left, extent.bounds)
        if at is not None and ordering.keys[1].text == TIME and ordering.keys[1].descending == down:
            found.resume(stream, _from(extent.bounds, at, descending=down))
        return found
    return extent


def _from(bounds: Bounds, at: int, *, descending: bool) -> Bounds:
    if descending:
        return replace(bounds, high=min(bounds.high, at))
    return replace(bounds, low=max(bounds.low, at))


def _passed(sight: Sight, skip: int) -> tuple[Extent, int]:
    """Whole datastreams need not be read to be skipped; how many rows are left to skip."""
    left = dict(sorted(sight.latest.items()))
    for key in list(left):
        if skip < left[key].count:
            break
        skip -= left.pop(key).count
    return Extent(left, sight.extent.bounds), skip


def _token(ordering: Ordering, table: pa.Table) -> str:
    last = table.slice(table.num_rows - 1, 1)
    return ordering.token([last[f"k{n}"][0].as_py() for n in range(len(ordering.keys))])
