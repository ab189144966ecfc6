# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The observation side of the reader: sets of observations and single ones, as a caller sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pyarrow as pa

from stadtkern.flow.lake import addresses
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Latest, Question, StoredObservation
from stadtkern.flow.outlets.sensorthings.entities import FEATURE_OF_INTEREST
from stadtkern.flow.outlets.sensorthings.query.words import Expression, Period, Query
from stadtkern.flow.outlets.sensorthings.reading import (
    bucketing,
    lake_statement,
    observations_counts,
    observations_paging,
    observations_places,
    observations_rows,
    observations_table,
)
from stadtkern.flow.outlets.sensorthings.reading.lake_bounds import Bounds
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import micros
from stadtkern.flow.outlets.sensorthings.reading.lake_walk import Part
from stadtkern.flow.outlets.sensorthings.reading.observations_expanding import expanded
from stadtkern.flow.outlets.sensorthings.reading.observations_paging import Rows, Slice
from stadtkern.flow.outlets.sensorthings.reading.observations_sight import Sight, Sights
from stadtkern.flow.outlets.sensorthings.reading.observations_under import Under
from stadtkern.flow.outlets.sensorthings.reading.observations_words import Kin, ObservedPage, Registered
from stadtkern.flow.outlets.sensorthings.reading.protected import Guard
from stadtkern.flow.outlets.sensorthings.reading.words import Bucketed, Limits, Record, Scope
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import NotFound


class Observations:
    """Answers for one caller and one request."""

    def __init__(
        self, *, caller: Caller, lake: Lake, register: Registered, limits: Limits, now: datetime
    ) -> None:
        self._lake, self._register, self._limits, self._now = lake, register, limits, now
        self._guard = Guard(caller=caller, lake=lake, now=now)
        self._places: Mapping[int, int] | None = None
        self._sights = Sights(lake=lake, register=register, guard=self._guard, places=self.places, now=now)

    def page(self, scope: Scope, query: Query) -> ObservedPage:
        """A page of a set.

        Raises:
            QueryRefused: the filter mixes register and lake too much, or a token is foreign.
            LimitExceeded: it took too long.
        """
        sight = self._sight(scope, query)
        rows = self._rows(sight, query, observations_rows.needed(query))
        count, estimated = self._counted(sight, query)
        columns = observations_rows.of_table(rows.table)
        page = ObservedPage(
            query=query,
            records=observations_rows.records(columns, query),
            count=count,
            estimated=estimated,
            next_token=rows.next_token,
            kin=observations_rows.kin(columns),
        )
        return self._all_expanded({0: page}, query)[0] if query.expand else page

    def under(self, streams: Sequence[int], query: Query) -> dict[int, ObservedPage]:
        """A page of each of many datastreams, with as few statements as possible; every one has its page.

        Raises:
            LimitExceeded: they would have too many observations together, or it took too long.
        """
        asked = Under(
            lake=self._lake, sights=self._sights, guard=self._guard, limits=self._limits, now=self._now
        )
        pages = asked.pages(streams, query)
        return self._all_expanded(pages, query) if query.expand else pages

    def under_features(self, features: Sequence[int], query: Query) -> dict[int, ObservedPage]:
        """A page of each of some features of interest."""
        return {one: self.page(Scope(feature=one), query) for one in features}

    def one(self, id_text: str, query: Query) -> tuple[Record, StoredObservation]:
        """A single observation, superseded ones too.

        Raises:
            NotFound: there is none that the caller may see.
        """
        address = addresses.read(id_text)
        stored = None if address is None else self._lake.find([address]).get(address)
        if stored is None or not self._may_see(stored):
            raise NotFound(f"there is no observation {id_text!r}")
        columns = observations_rows.of_stored([stored])
        found = observations_rows.records(columns, query)
        page = ObservedPage(query=query, records=found, kin=observations_rows.kin(columns))
        [record] = (self._all_expanded({0: page}, query)[0] if query.expand else page).records
        return record, stored

    def feature_of(self, stored: StoredObservation) -> int | None:
        """The feature of interest of an observation; null: its thing had no place."""
        kin = Kin(stored.datastream_id, stored.feature_id, stored.phenomenon_time)
        return observations_places.of_each([kin])[0]

    def places(self) -> Mapping[int, int]:
        """The feature of the place where each visible datastream is now."""
        if self._places is None:
            self._places = observations_places.current(self._sights.visible())
        return self._places

    def streams_with(self, condition: Expression) -> frozenset[int]:
        """Visible datastreams with an observation that fulfils the condition."""
        sight = self._sights.sight(Scope(), condition)
        return self._ids(lake_statement.streams(sight.source, sight.extent.whole))

    def features_with(self, condition: Expression) -> frozenset[int]:
        """Visible features of interest with an observation that fulfils the condition."""
        sight = self._sights.sight(Scope(), condition)
        table = self._ask(lake_statement.features(sight.source, sight.extent.whole))
        places = self.places()
        own = set(observations_rows.numbers(table, "feature"))
        found = own | {places[one] for one in observations_rows.numbers(table, "id") if one in places}
        return frozenset(found) & self._register.ids(FEATURE_OF_INTEREST, None)

    def times(self, streams: Collection[int]) -> dict[int, tuple[Period | None, Period | None]]:
        """Phenomenon time and result time of datastreams, as the lake keeps them."""
        return {key: _times(one) for key, one in self._lake.latest(streams).items()}

    def bucketed(self, scope: Scope, query: Query) -> Bucketed:
        """Observations per interval, only intervals with values.

        Raises:
            Contradiction: the intervals would cut protected blocks.
            LimitExceeded: it took too long.
        """
        return bucketing.bucketed(self._lake, self._sights, self._guard, scope, query, self._limits)

    def table(self, scope: Scope, query: Query) -> pa.Table:
        """A page as columns, see ``observations_table``; the next token is in its metadata as ``next``."""
        sight = self._sight(scope, query)
        columns = observations_rows.needed(query)
        rows = self._rows(sight, query, columns)
        return observations_table.named(rows.table.select(list(columns)), query, rows.next_token)

    def found(self, scope: Scope, query: Query) -> Question:
        """Selects datastream_id, phenomenon_time and seq of everything the filter fits."""
        sight = self._sight(scope, query)
        columns = observations_rows.expressions(("datastream_id", "phenomenon_time", "seq"))
        return sight.source.question(sight.source.rows(", ".join(columns), sight.extent.whole))

    def _sight(self, scope: Scope, query: Query) -> Sight:
        sight = self._sights.sight(scope, query.filter, superseded=query.superseded)
        sight.source.limit_s = self._limits.query_s
        return sight

    def _rows(self, sight: Sight, query: Query, columns: Iterable[str]) -> Rows:
        wanted = Slice(top=self._top(query), skip=query.skip, token=query.skip_token)
        order = sight.ordering(query, self._now)
        return observations_paging.find(
            self._lake, sight, order, wanted, observations_rows.expressions(columns)
        )

    def _top(self, query: Query) -> int:
        top = self._limits.default_top if query.top is None else query.top
        return min(top, self._limits.most_observations)

    def _counted(self, sight: Sight, query: Query) -> tuple[int | None, bool]:
        if not query.count:
            return None, False
        return observations_counts.counted(
            self._lake, sight, exact=query.exact_count, limit_s=self._limits.exact_count_s
        )

    def _all_expanded(self, pages: Mapping[int, ObservedPage], query: Query) -> dict[int, ObservedPage]:
        """Linked entities of all records at once."""
        records = [record for page in pages.values() for record in page.records]
        kin = [one for page in pages.values() for one in page.kin]
        made = iter(expanded(self._register, records, kin, query))
        return {key: replace(page, records=[next(made) for _ in page.records]) for key, page in pages.items()}

    def _ask(self, question: Question) -> pa.Table:
        return self._lake.ask(lake_statement.limited(question, self._limits.query_s))

    def _ids(self, question: Question) -> frozenset[int]:
        return frozenset(observations_rows.numbers(self._ask(question), "id"))

    def _may_see(self, stored: StoredObservation) -> bool:
        """Its datastream is visible; a protected one is live and its block is open."""
        stream = stored.datastream_id
        if stream not in self._sights.visible():
            return False
        if not self._guard.guarded([stream]):
            return True
        at = micros(stored.phenomenon_time)
        source = lake_statement.Source()
        limits = Bounds(low=at, high=at)
        self._guard.restrict(source, [stream], limits)
        part = Part(streams=(stream,), bounds=limits)
        same = f"coalesce(o.seq, 0) = {source.bound.value(stored.seq)}::integer"
        return self._ask(source.question(source.rows("1 as one", part, same))).num_rows > 0


def _times(latest: Latest) -> tuple[Period | None, Period | None]:
    last = latest.last_time if latest.phenomenon_end is None else latest.phenomenon_end
    phenomenon = Period(start=latest.first_time, end=last)
    if latest.first_result_time is None or latest.last_result_time is None:
        return phenomenon, None
    return phenomenon, Period(start=latest.first_result_time, end=latest.last_result_time)
