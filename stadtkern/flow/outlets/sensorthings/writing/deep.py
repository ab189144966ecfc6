# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Deep insert (18-088 clause 10.2.1.2): an entity with all that its draft holds, or nothing of it.

What an entity must be linked to is made before it, what hangs on it afterwards. Observations come last,
when the register has been committed; if the lake refuses them, what was made is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import DatabaseError, transaction

from stadtkern.flow.devices.models import FeatureOfInterest
from stadtkern.flow.devices.sensing import service
from stadtkern.flow.devices.sensing.service import KnownStream, known_streams
from stadtkern.flow.lake.rows import Row
from stadtkern.flow.outlets.sensorthings.entities import BY_NAME, Entity
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import CityError, Contradiction, NotFound, PayloadRejected

from . import observing, statements, streams
from .bodies import Draft, Linked, Target, back
from .json_text import joined
from .words import BodyRefused

log = structlog.get_logger(__name__)

FIRST: Mapping[str, tuple[str, ...]] = {
    "Thing": ("Locations",),
    "Location": ("Things",),
    "HistoricalLocation": ("Thing", "Locations"),
    "Datastream": ("Thing", "Sensor", "ObservedProperty"),
    "MultiDatastream": ("Thing", "Sensor", "ObservedProperties"),
    "Observation": ("Datastream", "MultiDatastream", "FeatureOfInterest"),
    "TaskingCapability": ("Thing", "Actuator"),
    "Task": ("TaskingCapability",),
}
"""Links whose targets are there before the entity is made."""


@dataclass(frozen=True, kw_only=True)
class _Awaited:
    """An observation that waits for the register."""

    draft: Draft
    link: str
    """Whether its datastream is said to be a Datastream or a MultiDatastream."""
    stream: int
    feature: int | None
    """Null: the place of its thing."""


class Insertion:
    """One deep insert; call :meth:`create` or :meth:`observe`, then :meth:`rows`, in one transaction."""

    def __init__(self, *, caller: Caller, at: datetime) -> None:
        self._caller = caller
        self._at = at
        self._made: list[tuple[str, int]] = []
        self._awaited: list[_Awaited] = []
        self._relinked = False

    def create(self, draft: Draft, given: Mapping[str, Sequence[int]]) -> int:
        """Make an entity of the register and everything in its draft; the id. ``given``: implied links.

        Raises:
            BodyRefused, PayloadRejected, Contradiction, NotPermitted: roll everything back.
        """
        links = self._prepared(draft, given)
        with located(draft):
            pk = service.create(
                draft.entity.name, statements.facts(draft, links), caller=self._caller, at=self._at
            )
        self._made.append((draft.entity.name, pk))
        streams.note_written((), moved=bool(links.get("Things")) or draft.entity.name == "HistoricalLocation")
        for name, targets in draft.links.items():
            if name not in FIRST.get(draft.entity.name, ()):
                for target in targets:
                    self._hang(draft.entity, pk, name, target)
        return pk

    def observe(self, draft: Draft, given: Mapping[str, Sequence[int]]) -> None:
        """Note an observation, and make the datastream or feature that its draft holds."""
        links = self._prepared(draft, given)
        link = "Datastream" if links.get("Datastream") else "MultiDatastream"
        feature: Sequence[int | None] = links.get("FeatureOfInterest") or [None]
        self._awaited.append(_Awaited(draft=draft, link=link, stream=links[link][0], feature=feature[0]))

    def rows(self) -> list[Row]:
        """The observations, all checked; still within the transaction.

        Raises:
            BodyRefused: a result does not fit its datastream, or its feature of interest cannot be told.
            NotPermitted: a datastream belongs to somebody else.
        """
        if self._awaited and self._relinked:
            raise BodyRefused(
                "", "a request that links existing entities to new ones cannot bring observations; use two"
            )
        if not self._awaited:
            return []
        known = known_streams({one.stream for one in self._awaited})
        places = streams.features_of({one.thing for one in known.values()})
        return [self._row(one, known.get(one.stream), places) for one in self._awaited]

    def take_back(self) -> None:
        """Delete what was made, because its observations could not be stored; logged when that fails."""
        try:
            with transaction.atomic():
                for pk in self._features():
                    self._delete("FeatureOfInterest", pk)
                for kind, pk in reversed(self._made):
                    self._delete(kind, pk)
        except (CityError, DatabaseError):
            log.exception("deep_insert_not_taken_back", entities=len(self._made))

    def _prepared(self, draft: Draft, given: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
        """Ids of all links that come first; drafts among them are made."""
        links = {name: list(ids) for name, ids in given.items()}
        for name in FIRST.get(draft.entity.name, ()):
            if name in draft.links:
                found = links.setdefault(name, [])
                found.extend(
                    pk for one in draft.links[name] if (pk := self._target(draft, name, one)) not in found
                )
        return links

    def _target(self, draft: Draft, name: str, target: Target) -> int:
        if isinstance(target, Draft):
            return self.create(target, {})
        link = draft.entity.link(name)
        return register_id(target, link.target if link else name)

    def _hang(self, entity: Entity, pk: int, name: str, target: Target) -> None:
        """Make, or link, an entity that hangs on the one just made."""
        link = entity.link(name)
        if link is None:
            return
        implied = {back(entity, link): (pk,)}
        if isinstance(target, Draft) and target.entity.name == "Observation":
            self.observe(target, implied)
        elif isinstance(target, Draft):
            self.create(target, implied)
        else:
            self._relinked = True
            relink(entity, name, pk, target, caller=self._caller, at=self._at)

    def _row(self, one: _Awaited, stream: KnownStream | None, places: Mapping[int, int]) -> Row:
        found = linked_stream(stream, one.link, one.stream, self._caller, one.draft.path)
        observing.check_result(one.draft.values.get("result"), streams.components_of(found), one.draft.path)
        feature = places.get(found.thing) if one.feature is None else one.feature
        if feature is None:
            raise no_place(one.draft.path)
        if one.feature is not None and not streams.sees_feature(one.feature, self._caller):
            raise BodyRefused(
                joined(one.draft.path, "FeatureOfInterest"), f"there is no feature {one.feature}"
            )
        return observing.row(one.draft.values, found.id, feature, now=self._at)

    def _features(self) -> list[int]:
        """Features that came to be by themselves from the places that were made."""
        places = [pk for kind, pk in self._made if kind == "Location"]
        own = {pk for kind, pk in self._made if kind == "FeatureOfInterest"}
        found = FeatureOfInterest.objects.filter(location__in=places).values_list("pk", flat=True)
        return [pk for pk in found if pk not in own]

    def _delete(self, kind: str, pk: int) -> None:
        try:
            service.delete(kind, pk, caller=self._caller, at=self._at)
        except NotFound:
            return


def linked_stream(
    found: KnownStream | None, link: str, stream: int, caller: Caller, path: str
) -> KnownStream:
    """The datastream that a body links an observation to, when it is one and the caller may fill it.

    Raises:
        BodyRefused: there is no such datastream.
        NotPermitted: it belongs to somebody else.
    """
    try:
        return streams.to_fill(found, caller, link, stream)
    except NotFound as error:
        raise BodyRefused(joined(path, link), str(error)) from error


def register_id(target: Linked, entity_name: str) -> int:
    """The id in the register that a link names.

    Raises:
        BodyRefused: no entity of the register can have it.
    """
    if not (target.id.isascii() and target.id.isdecimal() and len(target.id) <= 18):
        raise BodyRefused(target.path, f"there is no {entity_name} with the id {target.id[:40]!r}")
    return int(target.id)


def relink(entity: Entity, name: str, pk: int, target: Linked, *, caller: Caller, at: datetime) -> None:
    """Let an existing entity at the far end of a link to many lead to this one.

    Raises:
        BodyRefused: the link cannot be changed from this end.
        NotFound, NotPermitted, Contradiction: as the register says.
    """
    link = entity.link(name)
    far = BY_NAME[link.target] if link else entity
    if link is None or (entity.name, name) in _ONE_SIDED or far.name == "Observation":
        raise BodyRefused(target.path, f"link these from the other side: PATCH {far.plural}({target.id})")
    draft = Draft(entity=far, path=target.path, values={})
    links = {back(entity, link): (pk,)}
    with located(draft):
        service.change(
            far.name, register_id(target, far.name), statements.facts(draft, links), caller=caller, at=at
        )


@contextmanager
def located(draft: Draft) -> Iterator[None]:
    """Say where in the body the entity stands that the register refuses."""
    try:
        yield
    except BodyRefused:
        raise
    except PayloadRejected as error:
        raise BodyRefused(draft.path, str(error)) from error
    except Contradiction as error:
        raise Contradiction(f"{draft.path}: {error}" if draft.path else str(error)) from error


_ONE_SIDED = {("ObservedProperty", "MultiDatastreams"), ("Location", "HistoricalLocations")}
"""Links to many whose far end keeps a list of which this entity is only one."""


def no_place(path: str) -> BodyRefused:
    """Neither a feature of interest nor a thing with a place (18-088 clause 10.2.1, special case 1)."""
    return BodyRefused(
        joined(path, "FeatureOfInterest"),
        "the thing of the datastream has no Location that could be its feature of interest; give one",
    )
