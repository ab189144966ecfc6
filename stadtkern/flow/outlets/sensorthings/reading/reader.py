# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The reader: address and query in, pages and records out; what a caller may not see does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION, Entity
from stadtkern.flow.outlets.sensorthings.query.errors import QueryRefused
from stadtkern.flow.outlets.sensorthings.query.words import Address, Query, Selected, Step
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import NotFound

from .observations import Observations
from .operands import is_key
from .register import Register
from .sets import Related
from .tables import TABLES
from .words import Bucketed, Found, Limits, Page, Record, Scope


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where the steps of an address have led: an entity of the register, or an observation."""

    entity: Entity
    id: int | str


class Reader:
    """Answers one request of one caller at one moment."""

    def __init__(self, *, caller: Caller, lake: Lake, limits: Limits, now: datetime) -> None:
        caller = caller.reading()
        self._register = Register(caller=caller, limits=limits, now=now, streams=lambda: self._observations)
        self._observations = Observations(
            caller=caller, lake=lake, register=self._register, limits=limits, now=now
        )

    def page(self, address: Address, query: Query) -> Page:
        """A page of the set that the address names.

        Raises:
            NotFound: an entity on the way does not exist for this caller.
            QueryRefused: the query cannot be answered, or the token is not one of its pages.
            LimitExceeded: it would take too long or answer too much.
        """
        above = self._walk(address.steps[:-1])
        last = address.steps[-1]
        if last.entity is OBSERVATION:
            return self._observations.page(_scope(above), query)
        return self._register.page(query, below=None if above is None else _below(above, last))

    def one(self, address: Address, query: Query) -> Record:
        """The entity that the address names.

        Raises:
            NotFound: there is none that the caller may see.
        """
        place = self._walk(address.steps)
        if place is None or address.steps[-1].many:
            raise NotFound("the address names a set, not an entity")
        if isinstance(place.id, str):
            return self._observations.one(place.id, query)[0]
        record = self._register.records(place.entity, [place.id], query).get(place.id)
        if record is None:
            raise _missing(place.entity, str(place.id))
        return record

    def bucketed(self, address: Address, query: Query) -> Bucketed:
        """Observations per interval."""
        return self._observations.bucketed(self._observed(address), query)

    def table(self, address: Address, query: Query) -> pa.Table:
        """A set of observations as columns."""
        return self._observations.table(self._observed(address), query)

    def found(self, address: Address, query: Query) -> Found:
        """What a filter names to be deleted.

        Raises:
            LimitExceeded: there are more than a part of a query may name.
        """
        above = self._walk(address.steps[:-1])
        last = address.steps[-1]
        if last.entity is OBSERVATION:
            question = self._observations.found(_scope(above), query)
            return Found(entity=OBSERVATION, question=question)
        below = None if above is None else _below(above, last)
        return Found(entity=query.entity, ids=self._register.found(query, below=below))

    def _observed(self, address: Address) -> Scope:
        if address.entity is not OBSERVATION or not address.many:
            raise QueryRefused(
                "only sets of observations have columns and intervals",
                option="path",
                expectation="…/Observations",
            )
        return _scope(self._walk(address.steps[:-1]))

    def _walk(self, steps: tuple[Step, ...]) -> _Place | None:
        """Where the steps lead; every entity on the way must be visible."""
        place: _Place | None = None
        for step in steps:
            place = self._first(step) if place is None or step.link is None else self._next(place, step)
        return place

    def _first(self, step: Step) -> _Place | None:
        if step.id is None:
            return None
        if step.entity is OBSERVATION:
            self._observations.one(step.id, _nothing_of(OBSERVATION))
            return _Place(entity=OBSERVATION, id=step.id)
        if not is_key(step.id) or not self._register.exists(step.entity, int(step.id)):
            raise _missing(step.entity, step.id)
        return _Place(entity=step.entity, id=int(step.id))

    def _next(self, place: _Place, step: Step) -> _Place:
        if isinstance(place.id, str):
            return self._of_observation(place.id, step)
        if step.entity is OBSERVATION:
            return self._observation_of(place, step)
        if step.link is None or (step.id is not None and not is_key(step.id)):
            raise _missing(step.entity, step.id or "")
        target = None if step.id is None else int(step.id)
        found = self._register.related(place.entity, place.id, step.link, target)
        if len(found) != 1:
            raise _missing(step.entity, step.id or f"of {place.entity.name} {place.id}")
        return _Place(entity=step.entity, id=next(iter(found)))

    def _of_observation(self, id_text: str, step: Step) -> _Place:
        _, stored = self._observations.one(id_text, _nothing_of(OBSERVATION))
        feature = step.entity.name == "FeatureOfInterest"
        key = self._observations.feature_of(stored) if feature else stored.datastream_id
        if key is None or not self._register.exists(step.entity, key):
            raise _missing(step.entity, f"of Observation {id_text}")
        return _Place(entity=step.entity, id=key)

    def _observation_of(self, place: _Place, step: Step) -> _Place:
        if step.id is None:
            raise NotFound("the address goes on behind a set: name one of its entities")
        _, stored = self._observations.one(step.id, _nothing_of(OBSERVATION))
        feature = place.entity.name == "FeatureOfInterest"
        belongs = self._observations.feature_of(stored) if feature else stored.datastream_id
        if belongs != place.id:
            raise _missing(OBSERVATION, step.id)
        return _Place(entity=OBSERVATION, id=step.id)


def _scope(above: _Place | None) -> Scope:
    """The observations below an entity; all when there is none above."""
    if above is None:
        return Scope()
    if not isinstance(above.id, int):
        raise NotFound("there are no observations below an observation")
    if above.entity.name == "FeatureOfInterest":
        return Scope(feature=above.id)
    return Scope(streams=frozenset((above.id,)))


def _below(above: _Place, step: Step) -> Related:
    if step.link is None or not isinstance(above.id, int):
        raise NotFound(f"there are no {step.entity.plural} below a {above.entity.name}")
    return Related(table=TABLES[above.entity.name], link=step.link, parents=(above.id,))


def _nothing_of(entity: Entity) -> Query:
    """A query for the id alone."""
    return Query(entity=entity, select=(Selected(property=entity.properties[0]),))


def _missing(entity: Entity, id_text: str) -> NotFound:
    return NotFound(f"there is no {entity.name} {id_text}")
