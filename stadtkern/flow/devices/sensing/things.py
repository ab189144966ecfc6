# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Things as clients make, change and delete them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.utils.text import slugify

from stadtkern.flow.devices.models import (
    Datastream,
    HistoricalLocation,
    Location,
    Placement,
    TaskingCapability,
    Thing,
    Visibility,
)
from stadtkern.kernel import registry
from stadtkern.kernel.errors import NotPermitted
from stadtkern.kernel.models import Department

from . import stays, values
from .words import Removed, ThingFacts
from .work import Work

ENTITY = "Thing"
_TOLD_BY_SOURCES = {"name", "description", "properties"}


def create(facts: ThingFacts, work: Work) -> int:
    """A thing of the caller's subject.

    Raises:
        PayloadRejected: a mandatory value is missing or unfit, or a location does not exist.
        NotPermitted: the caller has no subject.
    """
    given = values.told(facts)
    values.require(ENTITY, given, "name", "description")
    caller = work.caller
    if not caller.domain:
        raise NotPermitted(f"create a {ENTITY}: your key belongs to no subject")
    thing = Thing(
        domain=caller.domain,
        source=caller.source,
        owner=_department(caller.domain),
        visibility=Visibility.INTERNAL if caller.creates_internal else Visibility.PUBLIC,
    )
    values.fill(ENTITY, thing, _columns(given))
    thing.code = _code(caller.source or caller.domain, thing.name)
    thing.save()
    work.note(ENTITY, thing.pk, "created")
    if isinstance(facts.locations, tuple):
        stays.place(thing, work.linked(ENTITY, "Locations", Location.objects, facts.locations), work)
    return thing.pk


def change(pk: int, facts: ThingFacts, work: Work) -> frozenset[str]:
    """Change a thing; sources leave alone what was changed.

    Raises:
        NotFound: no such thing.
        NotPermitted: it is not the caller's.
        PayloadRejected: a value is unfit, or a location does not exist.
    """
    thing = work.target(ENTITY, Thing.objects, pk)
    work.require_things([thing], f"change {ENTITY} {pk}")
    changed = values.fill(ENTITY, thing, _columns(values.told(facts)))
    follows = Work(caller=work.caller, at=work.at)
    if isinstance(facts.locations, tuple):
        locations = work.linked(ENTITY, "Locations", Location.objects, facts.locations)
        changed |= {"locations"} if stays.place(thing, locations, follows) else set()
    if not changed:
        return frozenset()
    thing.edited = sorted({*thing.edited, *(changed & _TOLD_BY_SOURCES)})
    thing.save()
    work.note(ENTITY, pk, "changed", changed)
    work.notes.extend(follows.notes)
    return changed


def delete(pk: int, work: Work) -> Removed:
    """Delete a thing with its datastreams, history and tasking capabilities; its places stay.

    Raises:
        NotFound: no such thing.
        NotPermitted: it is not the caller's.
    """
    thing = work.target(ENTITY, Thing.objects, pk)
    work.require_things([thing], f"delete {ENTITY} {pk}")
    streams = list(Datastream.objects.order_by("pk").filter(thing=thing).values_list("pk", "multi"))
    history = HistoricalLocation.objects.order_by("pk").filter(thing=thing)
    capabilities = TaskingCapability.objects.order_by("pk").filter(thing=thing)
    work.note(ENTITY, pk, "deleted")
    for stream, multi in streams:
        work.note("MultiDatastream" if multi else "Datastream", stream, "deleted")
    for entry in history.values_list("pk", flat=True):
        work.note("HistoricalLocation", entry, "deleted")
    for capability in capabilities.values_list("pk", flat=True):
        work.note("TaskingCapability", capability, "deleted")
    _keep_places_hidden(thing)
    thing.delete()
    return Removed(datastreams=tuple(stream for stream, _multi in streams))


def _columns(given: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in given.items() if name != "locations"}


def _department(domain: str) -> Department:
    return Department.objects.get_or_create(name=registry.domain(domain).department)[0]


def _code(prefix: str, name: str) -> str:
    words = slugify(name)[:40].strip("-")
    return f"{prefix}/{words}{'-' if words else ''}{secrets.token_hex(5)}"


def _keep_places_hidden(thing: Thing) -> None:
    """Places that a source told for this thing belong to its subject when nothing is there any more."""
    told = Location.objects.filter(domain="")
    now = told.filter(placements__thing=thing).values_list("pk", flat=True)
    once = told.filter(historical_placements__historical_location__thing=thing).values_list("pk", flat=True)
    alone = {*now, *once}
    shared = Placement.objects.filter(location__in=alone).exclude(thing=thing)
    alone -= set(shared.values_list("location", flat=True))
    Location.objects.filter(pk__in=alone).update(domain=thing.domain)
