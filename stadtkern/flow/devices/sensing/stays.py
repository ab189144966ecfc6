# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where things are and were: a thing that gets other locations writes its history by itself.

OGC 18-088 clause 8.2.3 (HistoricalLocation) and clause 10.2.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from stadtkern.flow.devices import features
from stadtkern.flow.devices.models import (
    HistoricalLocation,
    HistoricalLocationQuerySet,
    HistoricalPlacement,
    Location,
    Placement,
    Thing,
)
from stadtkern.kernel.errors import PayloadRejected

from . import values
from .words import UNSET, HistoricalLocationFacts, Removed
from .work import Work

ENTITY = "HistoricalLocation"


def place(thing: Thing, locations: Sequence[Location], work: Work) -> bool:
    """From now on the thing is at these locations and nowhere else; whether that is news."""
    wanted = {location.pk for location in locations}
    if wanted == set(_places_of(thing.pk)):
        return False
    _put(thing.pk, locations, work)
    for entry in HistoricalLocation.objects.current().filter(thing=thing):
        entry.until = max(work.at, entry.time)
        entry.save(update_fields=["until"])
    if locations:
        _write_entry(thing.pk, work.at, locations, work)
    return True


def create(facts: HistoricalLocationFacts, work: Work) -> int:
    """An entry of the history; the newest one also says where its thing is.

    Raises:
        PayloadRejected: time, thing or locations are missing, or are not in the register.
        NotPermitted: the thing is not the caller's.
    """
    values.require(ENTITY, values.told(facts), "time", "thing", "locations")
    if facts.time is UNSET or facts.thing is UNSET or facts.locations is UNSET or not facts.locations:
        raise PayloadRejected(f"{ENTITY}: Locations are missing; link at least one")
    [thing] = work.linked(ENTITY, "Thing", Thing.objects, [facts.thing])
    work.require_things([thing], f"create a {ENTITY}")
    locations = work.linked(ENTITY, "Locations", Location.objects, facts.locations)
    _close_former(thing.pk, facts.time)
    following = _entries(thing.pk).filter(time__gt=facts.time).order_by("time", "pk").first()
    entry = _write_entry(thing.pk, facts.time, locations, work, until=following.time if following else None)
    if following is None:
        _put(thing.pk, locations, work)
        work.note("Thing", thing.pk, "changed", {"locations"})
    return entry.pk


def change(pk: int, facts: HistoricalLocationFacts, work: Work) -> frozenset[str]:
    """Correct an entry; where the thing is follows the newest one.

    Raises:
        NotFound: no such entry.
        PayloadRejected: a linked row does not exist, or no location is left.
        NotPermitted: the thing is not the caller's.
    """
    entry = work.target(ENTITY, HistoricalLocation.objects, pk)
    things = [entry.thing]
    if facts.thing is not UNSET:
        things += work.linked(ENTITY, "Thing", Thing.objects, [facts.thing])
    work.require_things(things, f"change {ENTITY} {pk}")
    changed = _correct(entry, things[-1], facts, work)
    if not changed:
        return frozenset()
    for thing in dict.fromkeys(thing.pk for thing in things):
        _settle(thing, work)
    work.note(ENTITY, pk, "changed", changed)
    return frozenset(changed)


def delete(pk: int, work: Work) -> Removed:
    """Remove an entry; where the thing is stays as it is.

    Raises:
        NotFound: no such entry.
        NotPermitted: the thing is not the caller's.
    """
    entry = work.target(ENTITY, HistoricalLocation.objects, pk)
    work.require_things([entry.thing], f"delete {ENTITY} {pk}")
    entry.delete()
    work.note(ENTITY, pk, "deleted")
    return Removed()


def _correct(entry: HistoricalLocation, thing: Thing, facts: HistoricalLocationFacts, work: Work) -> set[str]:
    changed = set()
    if facts.locations is not UNSET:
        locations = work.linked(ENTITY, "Locations", Location.objects, facts.locations)
        if not locations:
            raise PayloadRejected(f"{ENTITY}: Locations are missing; link at least one")
        if {row.pk for row in locations} != set(entry.placements.values_list("location", flat=True)):
            entry.placements.all().delete()
            _fill(entry, locations)
            changed.add("locations")
    if thing.pk != entry.thing_id:
        changed.add("thing")
    if facts.time is not UNSET and facts.time != entry.time:
        changed.add("time")
        entry.time = facts.time
    entry.thing = thing
    if changed & {"thing", "time"}:
        entry.until = entry.time
        entry.save()
    return changed


def _settle(thing: int, work: Work) -> None:
    """Let every entry end where the next one begins, and the thing be where the newest one says."""
    former: HistoricalLocation | None = None
    for entry in _entries(thing).order_by("time", "pk"):
        if former is not None and (former.until is None or former.until != entry.time):
            former.until = entry.time
            former.save(update_fields=["until"])
        former = entry
    if former is None:
        return
    if former.until is not None:
        former.until = None
        former.save(update_fields=["until"])
    locations = list(former.locations.order_by("pk"))
    if {row.pk for row in locations} != set(_places_of(thing)):
        _put(thing, locations, work)
        work.note("Thing", thing, "changed", {"locations"})


def _close_former(thing: int, time: datetime) -> None:
    """The entry before this time ends with it, unless it ended earlier."""
    former = _entries(thing).filter(time__lte=time).order_by("-time", "-pk").first()
    if former is not None and (former.until is None or former.until > time):
        former.until = time
        former.save(update_fields=["until"])


def _entries(thing: int) -> HistoricalLocationQuerySet:
    return HistoricalLocation.objects.filter(thing=thing)


def _write_entry(
    thing: int, time: datetime, locations: Sequence[Location], work: Work, *, until: datetime | None = None
) -> HistoricalLocation:
    entry = HistoricalLocation.objects.create(thing_id=thing, time=time, until=until)
    _fill(entry, locations)
    work.note(ENTITY, entry.pk, "created")
    return entry


def _fill(entry: HistoricalLocation, locations: Collection[Location]) -> None:
    HistoricalPlacement.objects.bulk_create(
        HistoricalPlacement(historical_location=entry, location=location) for location in locations
    )


def _put(thing: int, locations: Sequence[Location], work: Work) -> None:
    """Set where the thing is; each place gets its feature of interest."""
    Placement.objects.filter(thing=thing).delete()
    Placement.objects.bulk_create(Placement(thing_id=thing, location=location) for location in locations)
    bare = [location for location in locations if not hasattr(location, "feature")]
    for feature in features.make(bare).values():
        work.note("FeatureOfInterest", feature, "created")


def _places_of(thing: int) -> list[int]:
    return list(Placement.objects.filter(thing=thing).values_list("location", flat=True))
