# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Locations and features of interest as clients make, change and delete them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy

from stadtkern.flow.devices import features
from stadtkern.flow.devices.geometry import extent
from stadtkern.flow.devices.models import FeatureOfInterest, HistoricalLocation, Location, Thing, Visibility
from stadtkern.kernel.callers import ANYBODY
from stadtkern.kernel.errors import PayloadRejected

from . import stays, values
from .words import FeatureFacts, LocationFacts, Removed
from .work import Work

LOCATION = "Location"
FEATURE = "FeatureOfInterest"
_GEOJSON = ("application/geo+json", "application/vnd.geo+json")
_KINDS = {
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection",
    "Feature", "FeatureCollection",
}  # fmt: skip


def create_location(facts: LocationFacts, work: Work) -> int:
    """A place; the things that are linked are there from now on.

    Raises:
        PayloadRejected: a mandatory value is missing or unfit, or a thing does not exist.
        NotPermitted: a thing is not the caller's.
    """
    given = values.told(facts)
    values.require(LOCATION, given, "name", "description", "encoding_type", "location")
    row = Location(domain=work.caller.domain)
    _fill_location(row, given)
    row.save()
    work.note(LOCATION, row.pk, "created")
    _gather(row, facts.things, work)
    return row.pk


def change_location(pk: int, facts: LocationFacts, work: Work) -> frozenset[str]:
    """Correct a place, for all who are or were there; its feature of interest follows.

    Raises:
        NotFound: no such location.
        NotPermitted: it is not the caller's.
        PayloadRejected: a value is unfit, or a thing does not exist.
    """
    row = work.target(LOCATION, Location.objects, pk)
    _require_location(row, f"change {LOCATION} {pk}", work)
    before = copy(row)
    changed = _fill_location(row, values.told(facts))
    follows = Work(caller=work.caller, at=work.at)
    if changed:
        row.save()
        feature = features.follow(row, before)
        if feature is not None:
            follows.note(FEATURE, feature.pk, "changed", changed & {"name", "description", "encoding_type"})
    changed |= {"things"} if _gather(row, facts.things, follows) else set()
    if changed:
        work.note(LOCATION, pk, "changed", changed)
        work.notes.extend(follows.notes)
    return changed


def delete_location(pk: int, work: Work) -> Removed:
    """Delete a place with the entries of histories that name it; its feature of interest stays.

    Raises:
        NotFound: no such location.
        NotPermitted: it, or a thing that is or was there, is not the caller's.
    """
    row = work.target(LOCATION, Location.objects, pk)
    what = f"delete {LOCATION} {pk}"
    _require_location(row, what, work)
    work.require_things(features.things_at(pk), what)
    history = list(HistoricalLocation.objects.order_by("pk").filter(placements__location=pk).distinct())
    work.note(LOCATION, pk, "deleted")
    for entry in history:
        work.note("HistoricalLocation", entry.pk, "deleted")
    if not Location.objects.seen_by(ANYBODY).filter(pk=pk).exists():
        features.withdraw(row, work.caller.domain)
    HistoricalLocation.objects.filter(pk__in=[entry.pk for entry in history]).delete()
    row.delete()
    return Removed()


def create_feature(facts: FeatureFacts, work: Work) -> int:
    """A feature of interest of the caller's subject.

    Raises:
        PayloadRejected: a mandatory value is missing or unfit.
    """
    given = values.told(facts)
    values.require(FEATURE, given, "name", "description", "encoding_type", "feature")
    hidden = work.caller.creates_internal
    row = FeatureOfInterest(
        domain=work.caller.domain, visibility=Visibility.INTERNAL if hidden else Visibility.PUBLIC
    )
    _fill_feature(row, given)
    row.save()
    work.note(FEATURE, row.pk, "created")
    return row.pk


def change_feature(pk: int, facts: FeatureFacts, work: Work) -> frozenset[str]:
    """Change a feature of interest.

    Raises:
        NotFound: no such feature.
        NotPermitted: it is not the caller's.
        PayloadRejected: a value is unfit.
    """
    row = work.target(FEATURE, FeatureOfInterest.objects, pk)
    _require_feature(row, f"change {FEATURE} {pk}", work)
    changed = _fill_feature(row, values.told(facts))
    if changed:
        row.save()
        work.note(FEATURE, pk, "changed", changed)
    return changed


def delete_feature(pk: int, work: Work) -> Removed:
    """Delete a feature of interest; its observations are to be removed.

    Raises:
        NotFound: no such feature.
        NotPermitted: it is not the caller's.
    """
    row = work.target(FEATURE, FeatureOfInterest.objects, pk)
    _require_feature(row, f"delete {FEATURE} {pk}", work)
    row.delete()
    work.note(FEATURE, pk, "deleted")
    return Removed(features=(pk,))


def _gather(location: Location, things: object, work: Work) -> bool:
    """The things with these ids are here from now on; whether that is news."""
    if not isinstance(things, tuple):
        return False
    rows = work.linked(LOCATION, "Things", Thing.objects, things)
    work.require_things(rows, f"link a {LOCATION} with things")
    news = False
    for thing in rows:
        follows = Work(caller=work.caller, at=work.at)
        if stays.place(thing, [location], follows):
            news = True
            work.note("Thing", thing.pk, "changed", {"locations"})
            work.notes.extend(follows.notes)
    return news


def _fill_location(row: Location, given: Mapping[str, object]) -> frozenset[str]:
    columns = {name: value for name, value in given.items() if name != "things"}
    changed = values.fill(LOCATION, row, columns)
    if changed & {"location", "encoding_type"}:
        _measure(LOCATION, "location", row, row.location)
    return changed


def _fill_feature(row: FeatureOfInterest, given: Mapping[str, object]) -> frozenset[str]:
    changed = values.fill(FEATURE, row, given)
    if changed & {"feature", "encoding_type"}:
        _measure(FEATURE, "feature", row, row.feature)
    return changed


def _measure(entity: str, name: str, row: Location | FeatureOfInterest, place: object) -> None:
    """Note what the place covers; one that says it is GeoJSON must be."""
    strict = row.encoding_type.partition(";")[0].strip().lower() in _GEOJSON
    kind = place.get("type") if isinstance(place, Mapping) else None
    if strict and not (isinstance(kind, str) and kind in _KINDS):
        raise PayloadRejected(f"{entity}: {name} must be a GeoJSON geometry or Feature (RFC 7946)")
    try:
        covered = extent(place)
    except PayloadRejected as error:
        if strict:
            raise PayloadRejected(f"{entity}: {name}: {error}") from error
        covered = None
    row.west, row.south, row.east, row.north = covered[:4] if covered else (None, None, None, None)
    if isinstance(row, Location):
        row.longitude, row.latitude = covered[4:] if covered else (None, None)


def _require_location(row: Location, what: str, work: Work) -> None:
    """A place told by a source belongs to whoever may change all things that are or were there."""
    there = features.things_at(row.pk)
    if row.domain or not there:
        work.require_domain(row.domain, what, there)
    else:
        work.require_things(there, what)


def _require_feature(row: FeatureOfInterest, what: str, work: Work) -> None:
    if row.domain or row.location is None:
        work.require_domain(row.domain, what, _things_of(row))
    else:
        _require_location(row.location, what, work)


def _things_of(row: FeatureOfInterest) -> Sequence[Thing]:
    return features.things_at(row.location_id) if row.location_id else ()
