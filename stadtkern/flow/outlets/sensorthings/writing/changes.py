# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Updates (18-088 clause 10.3): PATCH merges, PUT replaces, JSON Patch operates; links change by id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Literal

from django.db import transaction

from stadtkern.flow.devices.models import RegisterRevision
from stadtkern.flow.devices.sensing import service
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.outlets.sensorthings.entities import OBSERVATION, Entity, Kind
from stadtkern.flow.outlets.sensorthings.query.words import Period
from stadtkern.flow.outlets.sensorthings.reading.words import Record, Shown
from stadtkern.kernel.callers import Caller

from . import bodies, patches, statements, streams
from .bodies import Draft, Linked
from .deep import FIRST, located, register_id, relink
from .json_text import read
from .values import members
from .words import BodyRefused, MediaTypeUnknown

Method = Literal["PATCH", "PUT"]
_KEPT = {"phenomenonTime", "status", "observationType"}
"""Properties that a PUT without them leaves as they are: the server would have to invent a value."""


@contextmanager
def one_after_another(entity: Entity) -> Iterator[None]:
    """Nobody else changes the register inside, so that a patch meets what it was read for.

    Observations are not of the register.
    """
    if entity is OBSERVATION:
        yield
        return
    with transaction.atomic():
        RegisterRevision.objects.select_for_update().filter(pk=1).first()
        yield


def drafted(record: Record, body: bytes, *, method: Method, media_type: str) -> Draft:
    """What an update says of the entity that ``record`` shows.

    Raises:
        BodyRefused, BodyTooDeep: the body cannot be that.
        PatchTestFailed: a test of a JSON Patch does not hold.
        MediaTypeUnknown: no media type of an update.
    """
    kind = media_type.partition(";")[0].strip().lower()
    if kind == patches.MEDIA_TYPE and method == "PATCH":
        return bodies.change(record.entity, _patched(record, read(body)), whole=False)
    if kind not in {"", "application/json"}:
        raise MediaTypeUnknown
    given = members(read(body), "")
    if method == "PUT":
        return bodies.change(record.entity, {**_emptied(record.entity), **given}, whole=True)
    return bodies.change(record.entity, given, whole=False)


def register(draft: Draft, pk: int, *, caller: Caller, at: datetime) -> frozenset[str]:
    """Change an entity of the register; names of the fields that are others now.

    Raises:
        NotFound, NotPermitted, Contradiction, PayloadRejected: nothing was changed.
    """
    entity = draft.entity
    own: dict[str, list[int]] = {}
    for name, targets in draft.links.items():
        link = entity.link(name)
        if link is not None and name in FIRST.get(entity.name, ()):
            own[name] = [register_id(one, link.target) for one in targets if isinstance(one, Linked)]
    with transaction.atomic():
        with located(draft):
            fields = service.change(entity.name, pk, statements.facts(draft, own), caller=caller, at=at)
        for name in draft.links.keys() - own.keys():
            for target in draft.links[name]:
                if isinstance(target, Linked):
                    relink(entity, name, pk, target, caller=caller, at=at)
                    fields |= {name}
        streams.note_written((entity.name,), moved="Locations" in draft.links or "Things" in draft.links)
    streams.forget()
    return fields


def as_json(record: Record) -> dict[str, Json]:
    """The writable properties of an entity as a client sees them."""
    return {
        known.name: _json(record.values.get(known.name))
        for known in record.entity.properties
        if known.writable
    }


def _patched(record: Record, patch: Json) -> dict[str, Json]:
    """The properties and links that a JSON Patch makes others; a removed one is null."""
    entity, before = record.entity, as_json(record)
    spoken = patches.names(patch)
    document: dict[str, Json] = dict(before)
    for link in entity.links:
        if link.name in spoken:
            document[link.name] = [] if link.many else None
    after = patches.applied(patch, document)
    names = (spoken | after.keys()) & (document.keys() | after.keys())
    return {
        name: after.get(name)
        for name in names
        if name not in before or name not in after or patches.differ(after[name], before[name])
    }


def _emptied(entity: Entity) -> Mapping[str, Json]:
    """What a PUT that does not speak of them makes of optional properties."""
    return {
        known.name: None
        for known in entity.properties
        if known.writable and not known.required and known.name not in _KEPT and known.kind is not Kind.TEXT
    }


def _json(value: Shown) -> Json:
    if isinstance(value, Period):
        return f"{_time(value.start)}/{_time(value.end)}"
    return _time(value) if isinstance(value, datetime) else value


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def target_of(draft: Draft, name: str) -> Linked | None:
    """The entity that an update links to, when it speaks of that link.

    Raises:
        BodyRefused: it links to nothing.
    """
    if name not in draft.links:
        return None
    found = draft.target(name)
    if not isinstance(found, Linked):
        raise BodyRefused(name, f"an {OBSERVATION.name} cannot be without this link")
    return found
