# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""All that a caller may write through the SensorThings API, over HTTP and MQTT alike (18-088 clause 10)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake import rows as lake_rows
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.rows import Row
from stadtkern.flow.outlets.sensorthings import intake
from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION, Entity
from stadtkern.flow.outlets.sensorthings.intake import Intake
from stadtkern.flow.outlets.sensorthings.query.words import Address, Query
from stadtkern.flow.outlets.sensorthings.reading.words import Limits
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import CityError, NotFound

from . import arrays, bodies, changes, corrections, observations, placements, removals, streams
from .bodies import NOTHING, Draft, Implied
from .changes import Method
from .deep import Insertion
from .json_text import read
from .words import Changed, Created, MethodUnsuited, Refused, Sight

_FEW = 50
"""More observations than this go to the lake on their own."""


class Writer:
    """Writes for one caller at one moment; nothing is stored when a method raises.

    ``way_in`` is where observations go when not straight to the intake of this process.
    """

    def __init__(
        self,
        *,
        caller: Caller,
        lake: Lake,
        sight: Sight,
        limits: Limits,
        now: datetime,
        way_in: Intake | None = None,
    ) -> None:
        self._caller = caller
        self._lake = lake
        self._sight = sight
        self._limits = limits
        self._now = now
        self._way_in = way_in

    def create(self, address: Address, body: bytes | Json) -> Created:
        """Create the entity that a body describes in the set at an address, with all that lies within it.

        Raises:
            MethodUnsuited: the address names no set of entities.
            NotFound: the address leads through something that is not there.
            BodyRefused, BodyTooDeep, PayloadRejected, Contradiction, NotPermitted, LakeUnavailable.
        """
        implied = self._implied(address)
        given = _read(body)
        if address.entity is OBSERVATION:
            draft = observations.drafted(given, implied)
            if observations.is_plain(draft):
                return observations.store(
                    self._row(draft, implied), self._intake(), source=self._caller.source, now=self._now
                )
        else:
            draft = bodies.new(address.entity, given, implied=implied)
        return self._deeply_created(draft, implied)

    def create_observation(self, stream: int, body: bytes | Json, *, link: str = "Datastream") -> Created:
        """The same for an observation of a Datastream (or MultiDatastream): no query once it is known.

        Raises:
            As :meth:`create`.
        """
        implied = Implied(link=link, id=str(stream))
        draft = observations.drafted(_read(body), implied)
        if not observations.is_plain(draft):
            return self._deeply_created(draft, implied)
        row = self._row(draft, implied)
        return observations.store(row, self._intake(), source=self._caller.source, now=self._now)

    def data_array(self, body: bytes | Json) -> list[Created | Refused]:
        """Create observations from rows of values; what became of each, in their order (18-088 clause 14.2).

        Raises:
            BodyRefused, BodyTooDeep, LakeUnavailable: nothing was stored.
        """
        found = arrays.gathered(_read(body), caller=self._caller, now=self._now)
        batch = found.batch()
        if not batch.num_rows:
            return found.answered(batch, ())
        places = self._intake().store(batch, source=self._caller.source, now=self._now)
        return found.answered(batch, places)

    def update(self, address: Address, body: bytes, *, method: Method, media_type: str = "") -> Changed:
        """Change the entity at an address: merge (PATCH), replace (PUT), or a JSON Patch.

        Raises:
            MethodUnsuited: the address names no single entity.
            MediaTypeUnknown, PatchTestFailed, BodyRefused, BodyTooDeep: nothing was changed.
            NotFound, NotPermitted, Contradiction, PayloadRejected, LakeUnavailable: neither.
        """
        if address.many or address.form or address.attribute:
            raise MethodUnsuited(f"{method} changes single entities, e.g. Things('1').")
        entity = address.entity
        with changes.one_after_another(entity):
            record = self._sight.one(address, Query(entity=entity))
            draft = changes.drafted(record, body, method=method, media_type=media_type)
            if entity is OBSERVATION:
                fields = corrections.change(self._lake, record.id, draft, self._caller)
            else:
                fields = changes.register(draft, int(record.id), caller=self._caller, at=self._now)
        return Changed(entity=entity, id=record.id, fields=fields)

    def delete(self, address: Address) -> None:
        """Delete the entity at an address with what hangs on it (18-088 table 26).

        Raises:
            MethodUnsuited: the address names no single entity.
            NotFound, NotPermitted, Contradiction, LakeUnavailable: nothing was deleted.
        """
        if address.many or address.form or address.attribute:
            raise MethodUnsuited("DELETE takes single entities, or a set of entities with a $filter.")
        id_text = self._id(address)
        if address.entity is OBSERVATION:
            corrections.remove(self._lake, id_text, self._caller)
        else:
            pk = register_key(address.entity, id_text)
            removals.register(address.entity.name, [pk], self._lake, caller=self._caller, at=self._now)

    def delete_found(self, address: Address, query: Query) -> int:
        """Delete what a filter finds in a set, of observations only those that the caller may; how many.

        Raises:
            MethodUnsuited: no set, or no filter.
            LimitExceeded: it finds too many; nothing was deleted.
            NotFound, NotPermitted, Contradiction, LakeUnavailable: nothing was deleted.
        """
        if not address.many or address.form:
            raise MethodUnsuited("A delete by filter takes a set of entities.")
        if query.filter is None:
            raise MethodUnsuited(
                "A whole set is not deleted at once; say with $filter which entities are meant, "
                "e.g. $filter=phenomenonTime lt 2020-01-01T00:00:00Z"
            )
        if query.top is not None or query.skip or query.order or query.skip_token:
            raise MethodUnsuited("A delete takes $filter only, no $top, $skip or $orderby.")
        if address.entity is OBSERVATION:
            found = self._sight.found(address, removals.within_reach(query, self._caller))
            if found.question is None:
                return 0
            return self._lake.remove_found(found.question, most=self._limits.most_deleted)
        found = self._sight.found(address, query)
        return removals.register(
            address.entity.name, found.ids, self._lake, caller=self._caller, at=self._now
        )

    def link(self, address: Address, body: bytes | Json) -> None:
        """Link an existing entity: POST ``Things('1')/Locations/$ref``, PUT ``Datastreams('1')/Thing/$ref``.

        Raises:
            MethodUnsuited: the address ends in no link that can be changed.
            BodyRefused, NotFound, NotPermitted, Contradiction: nothing was changed.
        """
        target = bodies.reference(_read(body))
        placements.link(address, self._parent_key(address), target, caller=self._caller, at=self._now)

    def unlink(self, address: Address) -> None:
        """Loosen a link: DELETE ``Things('1')/Locations('2')/$ref``.

        Raises:
            MethodUnsuited: the address ends in no link that can be loosened.
            NotFound, NotPermitted: nothing was changed.
        """
        placements.unlink(address, self._parent_key(address), caller=self._caller, at=self._now)

    def _deeply_created(self, draft: Draft, implied: Implied) -> Created:
        given: dict[str, tuple[int, ...]] = {}
        if implied.id is not None:
            given = {implied.link: (int(implied.id),)}
        insertion = Insertion(caller=self._caller, at=self._now)
        with transaction.atomic():
            if draft.entity is OBSERVATION:
                observations.require_reach(implied, self._caller)
                insertion.observe(draft, given)
                pk = 0
            else:
                pk = insertion.create(draft, given)
            rows = insertion.rows()
        streams.forget()
        stored = self._stored(rows, insertion)
        # The observations within a draft are noted before the one that holds them is complete, so it is last.
        return stored[-1] if draft.entity is OBSERVATION else Created(entity=draft.entity, id=str(pk))

    def _stored(self, rows: list[Row], insertion: Insertion) -> list[Created]:
        if not rows:
            return []
        way_in, source = self._intake(), self._caller.source
        try:
            if len(rows) <= _FEW:
                places = way_in.store_few(rows, source=source, now=self._now)
            else:
                places = way_in.store(lake_rows.table(rows), source=source, now=self._now)
        except CityError:
            insertion.take_back()
            streams.forget()
            raise
        return [observations.created(row, place) for row, place in zip(rows, places, strict=True)]

    def _intake(self) -> Intake:
        return self._way_in or intake.intake()

    def _row(self, draft: Draft, implied: Implied) -> Row:
        return observations.row(draft, implied, caller=self._caller, now=self._now)

    def _implied(self, address: Address) -> Implied:
        """The link that an address gives to what is created there; its entity is there."""
        if not address.many or address.form:
            raise MethodUnsuited("POST creates in sets of entities, e.g. Things or Things('1')/Datastreams.")
        last, before = address.steps[-1], address.steps[:-1]
        if last.link is None or not before:
            return NOTHING
        parent = before[-1].entity
        name = bodies.back(parent, last.link)
        if len(before) == 1 and before[0].id is not None and name in observations.STREAMS:
            return Implied(link=name, id=str(register_key(parent, before[0].id)))
        return Implied(link=name, id=self._sight.one(Address(steps=before), Query(entity=parent)).id)

    def _parent_key(self, address: Address) -> int:
        before = address.steps[:-1]
        if address.form != "$ref" or not before or before[-1].many:
            raise MethodUnsuited("$ref is written below an entity, e.g. Things('1')/Locations/$ref.")
        parent = Address(steps=before)
        return register_key(parent.entity, self._id(parent))

    def _id(self, address: Address) -> str:
        return self._sight.one(address, Query(entity=address.entity)).id


def register_key(entity: Entity, id_text: str) -> int:
    """The key in the register.

    Raises:
        NotFound: no entity can have this id.
    """
    if not (id_text.isascii() and id_text.isdecimal() and len(id_text) <= 18):
        raise NotFound(f"There is no {entity.name} {id_text[:60]!r}.")
    return int(id_text)


def _read(body: bytes | Json) -> Json:
    return read(body) if isinstance(body, bytes) else body
