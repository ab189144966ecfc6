# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What one query looks at: the datastreams that are left, their extent in time, and the rest as SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from stadtkern.flow.lake import addresses
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Latest
from stadtkern.flow.outlets.sensorthings.entities import DATASTREAM, MULTI_DATASTREAM, OBSERVATION
from stadtkern.flow.outlets.sensorthings.query.words import Compare, Constant, Expression, Order, Path, Query
from stadtkern.flow.outlets.sensorthings.reading.lake_bounds import Bounds, bounds, is_time
from stadtkern.flow.outlets.sensorthings.reading.lake_compiler import Compiler
from stadtkern.flow.outlets.sensorthings.reading.lake_constants import folded
from stadtkern.flow.outlets.sensorthings.reading.lake_order import Ordering, ordering
from stadtkern.flow.outlets.sensorthings.reading.lake_statement import LIVE, Source
from stadtkern.flow.outlets.sensorthings.reading.lake_terms import Term, micros
from stadtkern.flow.outlets.sensorthings.reading.lake_walk import Extent
from stadtkern.flow.outlets.sensorthings.reading.observations_crossing import Crossing, Places
from stadtkern.flow.outlets.sensorthings.reading.observations_words import Registered
from stadtkern.flow.outlets.sensorthings.reading.protected import Guard
from stadtkern.flow.outlets.sensorthings.reading.words import Scope


@dataclass(kw_only=True, slots=True)
class Sight:
    """The rows of a scope that fulfil a filter, before order and page."""

    source: Source
    extent: Extent
    latest: Mapping[int, Latest]
    known: dict[Expression, Term] = field(default_factory=dict)
    crossing: Crossing
    sure: bool
    """Every stored, not superseded observation of these datastreams belongs to it."""
    timed: bool
    """The same but for the bounds in time."""
    conditions: tuple[Expression, ...]

    @property
    def streams(self) -> tuple[int, ...]:
        """Datastreams that may have such rows, by id."""
        return self.extent.streams

    def compiler(self, option: str) -> Compiler:
        """For expressions about the same rows."""
        return Compiler(self.source.bound, self.known, option=option)

    def ordering(self, query: Query, now: datetime) -> Ordering:
        """The order that the query asks for; sort keys of the register become columns."""
        orders = [replace(one, expression=folded(one.expression, now)) for one in query.order]
        if all(one.last_result_time is None for one in self.latest.values()):
            orders = by_time(orders)
        for one in orders:
            if not _is_address(one.expression):
                self.known |= self.crossing.column(one.expression, self.streams)
        return ordering(orders, self.compiler("$orderby"))


def _is_address(expression: Expression) -> bool:
    """The id of the observation or of its datastream, which the lake sorts by itself."""
    if not isinstance(expression, Path) or expression.property.name != "id":
        return False
    return [link.name for link in expression.links] in ([], [DATASTREAM.name])


class Sights:
    """Makes the sights of one request."""

    def __init__(
        self, *, lake: Lake, register: Registered, guard: Guard, places: Places, now: datetime
    ) -> None:
        self._lake, self._register, self._guard, self._places, self._now = lake, register, guard, places, now
        self._visible: frozenset[int] | None = None

    def visible(self) -> frozenset[int]:
        """Every datastream that the caller sees."""
        if self._visible is None:
            self._visible = self._register.ids(DATASTREAM, None) | self._register.ids(MULTI_DATASTREAM, None)
        return self._visible

    def sight(
        self, scope: Scope, given: Expression | None, *, superseded: bool = False, protected: bool = True
    ) -> Sight:
        """What a filter leaves of a scope; not ``protected``: with small counts, for sums of whole blocks."""
        source = Source()
        crossing = Crossing(self._register, source.shelves, self._places)
        condition = None if given is None else folded(given, self._now)
        crossed = crossing.condition(condition)
        limits = bounds(crossed.conditions)
        streams = self.visible() if scope.streams is None else scope.streams
        if crossed.streams is not None:
            streams &= crossed.streams
        for named in _named(crossed.conditions):
            streams, limits = self._at(named, streams, limits)
        latest = self._lake.latest(streams)
        extent = Extent(latest, limits)
        compiler = Compiler(source.bound, crossed.known)
        source.conditions += [compiler.condition(one) for one in crossed.conditions]
        if not superseded:
            source.conditions.append(LIVE)
        if scope.feature is not None:
            places = self._places()
            there = frozenset(stream for stream, feature in places.items() if feature == scope.feature)
            source.conditions.append(source.shelves.of_feature({scope.feature}, there).text)
        guarded = protected and self._guard.restrict(source, extent.streams, limits)
        plain = not guarded and not superseded and scope.feature is None
        return Sight(
            source=source,
            extent=extent,
            latest=latest,
            known=crossed.known,
            crossing=crossing,
            sure=plain and not crossed.conditions,
            timed=plain and all(is_bound(one) for one in crossed.conditions),
            conditions=crossed.conditions,
        )

    def _at(self, named: str, streams: frozenset[int], limits: Bounds) -> tuple[frozenset[int], Bounds]:
        """Where the observation of an id is, which narrows the scan to its place."""
        address = addresses.read(named)
        stored = self._lake.find([address]).get(address) if address is not None else None
        if stored is None:
            return frozenset(), limits
        at = micros(stored.phenomenon_time)
        return streams & {stored.datastream_id}, limits.within(Bounds(low=at, high=at))


def _named(conditions: Collection[Expression]) -> list[str]:
    """Ids that the observation must have."""
    return [
        str(one.right.value)
        for one in conditions
        if isinstance(one, Compare)
        and one.operator == "eq"
        and _is_id(one.left)
        and isinstance(one.right, Constant)
    ]


def _is_id(expression: Expression) -> bool:
    return isinstance(expression, Path) and not expression.links and expression.property.name == "id"


def is_bound(condition: Expression) -> bool:
    """The condition is one on the phenomenon time with a constant, so rows can be guessed from the extent."""
    return not bounds([condition]).everything


def by_time(orders: Collection[Order]) -> list[Order]:
    """Where no observation has a result time, the phenomenon time stands for it: newest stay newest."""
    time = OBSERVATION.property("phenomenonTime")
    found = []
    for one in orders:
        key = one.expression
        own = isinstance(key, Path) and not key.links and not key.variable
        if own and isinstance(key, Path) and key.property.name == "resultTime" and time is not None:
            one = replace(one, expression=replace(key, property=time, kind=time.kind))
        found.append(one)
    return found


def edges(conditions: Collection[Expression]) -> list[datetime] | None:
    """Where the times that the conditions ask for begin and end; null: they look at more than that."""
    found: list[datetime] = []
    for one in conditions:
        right = one.right if isinstance(one, Compare) else None
        plain = isinstance(one, Compare) and is_time(one.left) and one.operator in ("ge", "lt")
        if not (plain and isinstance(right, Constant) and isinstance(right.value, datetime)):
            return None
        found.append(right.value)
    return found
