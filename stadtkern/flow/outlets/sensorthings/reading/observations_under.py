# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A page of observations below each of many datastreams, as $expand asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
import pyarrow as pa

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Latest
from stadtkern.flow.outlets.sensorthings.query.words import Query
from stadtkern.flow.outlets.sensorthings.reading import lake_statement, observations_newest, observations_rows
from stadtkern.flow.outlets.sensorthings.reading.lake_compiler import Compiler
from stadtkern.flow.outlets.sensorthings.reading.lake_order import (
    END,
    SEQ,
    STREAM,
    TIME,
    Ordering,
    encoded,
    ordering,
)
from stadtkern.flow.outlets.sensorthings.reading.lake_statement import Window
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import Bound, micros
from stadtkern.flow.outlets.sensorthings.reading.observations_rows import numbers
from stadtkern.flow.outlets.sensorthings.reading.observations_sight import Sight, Sights, by_time
from stadtkern.flow.outlets.sensorthings.reading.observations_words import ObservedPage
from stadtkern.flow.outlets.sensorthings.reading.protected import Guard
from stadtkern.flow.outlets.sensorthings.reading.words import Limits, Scope


class Under:
    """Answers one $expand."""

    def __init__(self, *, lake: Lake, sights: Sights, guard: Guard, limits: Limits, now: datetime) -> None:
        self._lake, self._sights, self._guard, self._limits, self._now = lake, sights, guard, limits, now

    def pages(self, streams: Sequence[int], query: Query) -> dict[int, ObservedPage]:
        """Every datastream has its page.

        Raises:
            LimitExceeded: they would have too many observations together, or it took too long.
        """
        by = observations_newest.asks_newest(query)
        pages: dict[int, ObservedPage] = {}
        if by:
            latest = self._lake.latest(streams)
            known = observations_newest.known(by, latest, self._guard.guarded(streams))
            pages = _from_memory(known, query)
        rest = frozenset(streams) - pages.keys()
        return pages | self._asked(rest, query) if rest else pages

    def _asked(self, streams: frozenset[int], query: Query) -> dict[int, ObservedPage]:
        sight = self._sights.sight(Scope(streams=streams), query.filter, superseded=query.superseded)
        sight.source.limit_s = self._limits.query_s
        order = sight.ordering(query, self._now)
        top = self._limits.default_top if query.top is None else query.top
        top = min(top, self._limits.most_observations)
        columns = observations_rows.expressions(observations_rows.needed(query))
        keys = [f"{key.shown} as k{n}" for n, key in enumerate(order.keys)]
        table = observations_newest.first_of_each(
            self._lake,
            sight,
            order,
            Window(order=order.clause, limit=top + 1, offset=query.skip),
            [*columns, *keys],
            most=self._limits.most_expanded,
        )
        numbers = self._numbers(sight) if query.count else None
        return _split(streams, table, order, query, top=top, numbers=numbers)

    def _numbers(self, sight: Sight) -> dict[int, int]:
        """How many observations each datastream has."""
        if sight.sure:
            return {key: one.count for key, one in sight.latest.items()}
        table = self._lake.ask(lake_statement.counts(sight.source, sight.extent.whole))
        return dict(zip(numbers(table, "id"), numbers(table, "number"), strict=True))


def _from_memory(known: Mapping[int, Latest], query: Query) -> dict[int, ObservedPage]:
    """Pages with the newest observation."""
    rows = list(known.values())
    columns = observations_rows.of_latest(rows)
    records, kin = observations_rows.records(columns, query), observations_rows.kin(columns)
    order = [key.text for key in ordering(by_time(query.order), Compiler(Bound(), {})).keys]
    return {
        one.datastream_id: ObservedPage(
            query=query,
            records=[record],
            count=one.count if query.count else None,
            next_token=_next(order, one),
            kin=[of],
        )
        for one, record, of in zip(rows, records, kin, strict=True)
    }


def _next(order: Sequence[str], newest: Latest) -> str | None:
    """The token behind the newest observation; ``order`` names the columns sorted by."""
    if newest.count < 2:
        return None
    at = micros(newest.last_time)
    parts = {
        STREAM: newest.datastream_id,
        TIME: at,
        END: at if newest.phenomenon_end is None else micros(newest.phenomenon_end),
        SEQ: newest.seq,
    }
    return encoded([parts[text] for text in order])


def _split(
    streams: frozenset[int],
    table: pa.Table,
    order: Ordering,
    query: Query,
    *,
    top: int,
    numbers: Mapping[int, int] | None,
) -> dict[int, ObservedPage]:
    """Rows sorted by datastream as pages."""
    if not table.num_rows:
        return {one: _page(None, order, query, top=top, count=_of(numbers, one)) for one in streams}
    ids = table["datastream_id"].to_numpy()
    starts = np.flatnonzero(np.diff(ids, prepend=ids[0] - 1)).tolist()
    ends = [*starts[1:], len(ids)]
    parts = {int(ids[start]): (start, end) for start, end in zip(starts, ends, strict=True)}
    pages: dict[int, ObservedPage] = {}
    for one in streams:
        start, end = parts.get(one, (0, 0))
        part = table.slice(start, end - start)
        pages[one] = _page(part, order, query, top=top, count=_of(numbers, one))
    return pages


def _of(numbers: Mapping[int, int] | None, stream: int) -> int | None:
    return None if numbers is None else numbers.get(stream, 0)


def _page(
    table: pa.Table | None, order: Ordering, query: Query, *, top: int, count: int | None
) -> ObservedPage:
    if table is None or not table.num_rows:
        return ObservedPage(query=query, records=[], count=count)
    more, table = table.num_rows > top, table.slice(0, top)
    columns = observations_rows.of_table(table)
    last = [columns[f"k{n}"][-1] for n in range(len(order.keys))] if more and top else []
    return ObservedPage(
        query=query,
        records=observations_rows.records(columns, query),
        count=count,
        next_token=order.token([_part(one) for one in last]) if last else None,
        kin=observations_rows.kin(columns),
    )


def _part(value: object) -> str | float | int | bool | None:
    return value if isinstance(value, str | float | int | bool) else None
