# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""$apply: statistics of results per interval (Europe/Berlin for days and longer), only intervals with values.

Protected datastreams: intervals finer than a block show open blocks only. Longer ones count whole blocks that
are over, as long as no condition looks at single observations, and then show no value of a single observation
(smallest, largest, percentiles) unless all blocks are open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pyarrow as pa

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.words import Bucketing, Query
from stadtkern.flow.outlets.sensorthings.reading import lake_json
from stadtkern.flow.outlets.sensorthings.reading.lake_buckets import Calendar
from stadtkern.flow.outlets.sensorthings.reading.lake_order import decoded, encoded, foreign
from stadtkern.flow.outlets.sensorthings.reading.lake_statement import Source
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import moment
from stadtkern.flow.outlets.sensorthings.reading.lake_walk import Part
from stadtkern.flow.outlets.sensorthings.reading.observations_sight import Sight, Sights, edges
from stadtkern.flow.outlets.sensorthings.reading.protected import Guard
from stadtkern.flow.outlets.sensorthings.reading.words import Bucketed, Limits, Scope, Shown

_SQL = {
    "mean": "avg(value)",
    "sum": "sum(value)",
    "count": "count(*)",
    "min": "min(value)",
    "max": "max(value)",
    "p05": "quantile_cont(value, 0.05)",
    "p25": "quantile_cont(value, 0.25)",
    "p50": "quantile_cont(value, 0.5)",
    "p75": "quantile_cont(value, 0.75)",
    "p95": "quantile_cont(value, 0.95)",
}
_TOTALS = ("mean", "sum", "count")
_GROWTH = 8


def bucketed(
    lake: Lake, sights: Sights, guard: Guard, scope: Scope, query: Query, limits: Limits
) -> Bucketed:
    """A page of buckets, by datastream (when grouped by it) and start.

    Raises:
        Contradiction: the intervals would cut protected blocks.
        LimitExceeded: it took too long.
    """
    bucketing = query.bucketing
    if bucketing is None:
        raise QueryRefused(
            "there is nothing to group by", option="$apply", expectation="groupby((…),aggregate(…))"
        )
    interval = Interval(number=bucketing.number, unit=bucketing.unit)
    sight, totals = _sight(sights, guard, scope, query, interval)
    sight.source.limit_s = limits.query_s
    columns = (*(("datastream",) if bucketing.by_datastream else ()), "start", "end")
    columns += tuple(one.alias for one in bucketing.aggregates)
    if not sight.streams:
        return Bucketed(columns=columns, rows=[])
    top = min(limits.default_top if query.top is None else query.top, limits.most_observations)
    asked = _Asked(lake, sight, bucketing, Calendar(interval, sight.extent), totals=totals)
    table = asked.page(top + 1, query)
    rows = asked.rows(table.slice(0, top))
    more = table.num_rows > top > 0
    return Bucketed(columns=columns, rows=rows, next_token=asked.token(table, top) if more else None)


def _sight(
    sights: Sights, guard: Guard, scope: Scope, query: Query, interval: Interval
) -> tuple[Sight, bool]:
    """What is counted; true when closed blocks are counted too, as totals."""
    sight = sights.sight(scope, query.filter, superseded=query.superseded)
    guarded = guard.guarded(sight.streams)
    if not guarded:
        return sight, False
    guard.check(sight.streams, interval)
    cuts = edges(sight.conditions)
    whole = cuts is not None and all(guard.aligned(guarded, one) for one in cuts)
    if guard.finer(guarded, interval) or query.superseded or scope.feature is not None or not whole:
        return sight, False
    sight = sights.sight(scope, query.filter, protected=False)
    guard.mark(sight.source, guarded, sight.extent.bounds)
    guard.end(sight.source)
    return sight, True


class _Asked:
    """One page of buckets."""

    def __init__(
        self, lake: Lake, sight: Sight, bucketing: Bucketing, calendar: Calendar, *, totals: bool
    ) -> None:
        self._lake, self._sight, self._bucketing, self._calendar = lake, sight, bucketing, calendar
        self._totals = totals
        source = sight.source
        self._columns = ", ".join(
            (
                "o.datastream_id as stream",
                f"{calendar.bucket(source)} as bucket",
                f"{lake_json.result((), source.bound).number} as value",
                f"{'guarded.id is null or opened.thing is not null' if totals else 'true'} as open",
            )
        )

    def page(self, limit: int, query: Query) -> pa.Table:
        """Buckets in growing parts, until there are enough."""
        source = self._sight.source
        after = self._after(query.skip_token, source) if query.skip_token else None
        skip = 0 if query.skip_token else query.skip
        for part in self._parts(limit + skip, after):
            table = self._lake.ask(source.question(self._sql(part, limit, skip, after)))
            if part.whole or table.num_rows >= limit:
                return table
        raise AssertionError("the last part is everything")

    def _sql(self, part: Part, limit: int, skip: int, after: tuple[int, ...] | None) -> str:
        bound = self._sight.source.bound
        keys = "stream, bucket" if self._bucketing.by_datastream else "bucket"
        aggregates = ", ".join(
            f"{self._statistic(one.statistic)} as a{n}" for n, one in enumerate(self._bucketing.aggregates)
        )
        where = ""
        if after is not None and len(after) == 2:
            stream, bucket = (f"{bound.value(one)}::bigint" for one in after)
            where = f"where stream > {stream} or (stream = {stream} and bucket > {bucket})"
        elif after is not None:
            where = f"where bucket > {bound.value(after[0])}::bigint"
        inner = self._sight.source.rows(self._columns, part)
        page = f"order by {keys} limit {bound.value(limit)} offset {bound.value(skip)}"
        return f"select {keys}, {aggregates} from ({inner}) {where} group by {keys} {page}"  # noqa: S608

    def _statistic(self, name: str) -> str:
        sql = _SQL[name]
        return f"case when bool_and(open) then {sql} end" if self._totals and name not in _TOTALS else sql

    def _parts(self, wanted: int, after: tuple[int, ...] | None) -> Iterator[Part]:
        whole = self._sight.extent.whole
        if after is not None and len(after) == 2:
            whole = replace(whole, streams=tuple(one for one in whole.streams if one >= after[0]))
        elif after is not None:
            start_us = self._calendar.start_us(after[0])
            whole = replace(whole, bounds=replace(whole.bounds, low=max(whole.bounds.low, start_us)))
        if self._bucketing.by_datastream:
            yield from self._by_stream(whole, wanted)
        else:
            yield from self._by_time(whole, wanted)
        yield whole

    def _by_stream(self, whole: Part, wanted: int) -> Iterator[Part]:
        """As many datastreams as are likely to fill a page."""
        each = dict(zip(self._sight.streams, self._calendar.buckets_of_each().tolist(), strict=True))
        goal, number, summed = wanted * 1.2, 0, 0.0
        for stream in whole.streams:
            number, summed = number + 1, summed + each[stream]
            if summed >= goal and number < len(whole.streams):
                yield replace(whole, streams=whole.streams[:number], whole=False)
                goal *= _GROWTH

    def _by_time(self, whole: Part, wanted: int) -> Iterator[Part]:
        """The first buckets, cut at an edge."""
        number = wanted
        while True:
            edge_us = self._calendar.edge_us(whole.bounds.low, number)
            if edge_us is None:
                return
            yield replace(
                whole, bounds=replace(whole.bounds, high=min(whole.bounds.high, edge_us - 1)), whole=False
            )
            number *= _GROWTH

    def rows(self, table: pa.Table) -> list[tuple[Shown, ...]]:
        """Buckets with their ends."""
        buckets = table["bucket"].to_pylist()
        columns: list[list[Shown]] = []
        if self._bucketing.by_datastream:
            columns.append([str(one) for one in table["stream"].to_pylist()])
        columns.append([_moment(self._calendar.start_us(one)) for one in buckets if one is not None])
        columns.append([_moment(self._calendar.start_us(one + 1)) for one in buckets if one is not None])
        columns += [table[f"a{n}"].to_pylist() for n in range(len(self._bucketing.aggregates))]
        return list(zip(*columns, strict=True))

    def token(self, table: pa.Table, top: int) -> str:
        """Of the last bucket of the page."""
        names = ("stream", "bucket") if self._bucketing.by_datastream else ("bucket",)
        values = [table[name][top - 1].as_py() for name in names]
        values[-1] = self._calendar.start_us(int(values[-1] or 0))
        return encoded(values)

    def _after(self, token: str, source: Source) -> tuple[int, ...]:
        values = decoded(token, 2 if self._bucketing.by_datastream else 1)
        numbers = tuple(one for one in values if isinstance(one, int) and abs(one) < 2**62)
        if len(numbers) != len(values):
            raise foreign()
        return (*numbers[:-1], self._calendar.number(numbers[-1]))


def _moment(at_us: int) -> datetime:
    return moment(at_us)
