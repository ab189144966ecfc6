# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Features of interest that stand for places: what is observed unless somebody says otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction

from .identity import chunks, possible
from .models import FeatureOfInterest, Location, Placement, Thing, Visibility


def feature_of(place: Location) -> FeatureOfInterest:
    """The feature of interest that stands for a place, not yet stored."""
    return FeatureOfInterest(
        name=place.name,
        description=place.description,
        encoding_type=place.encoding_type,
        feature=place.location,
        domain=place.domain,
        location=place,
        west=place.west,
        south=place.south,
        east=place.east,
        north=place.north,
    )


def of_things(things: Collection[int]) -> dict[int, int]:
    """Id of the feature of each thing's current place, made when missing; things without place are left out.

    Of several locations of a thing the first one with a geometry counts, else the first one.
    """
    places: dict[int, Location] = {}
    for chunk in chunks(possible(things)):
        rows = Placement.objects.filter(thing__in=chunk).select_related("location__feature")
        for row in rows:
            chosen = places.setdefault(row.thing_id, row.location)
            if chosen.longitude is None and row.location.longitude is not None:
                places[row.thing_id] = row.location
    made = make(place for place in places.values() if not hasattr(place, "feature"))
    return {thing: made.get(place.pk) or place.feature.pk for thing, place in places.items()}


def make(places: Iterable[Location]) -> dict[int, int]:
    """Make the missing features of places; ids of the features of these places, by id of the location."""
    wanted = {place.pk: place for place in places}
    if not wanted:
        return {}
    with transaction.atomic():
        FeatureOfInterest.objects.bulk_create(
            [feature_of(place) for place in wanted.values()], ignore_conflicts=True
        )
        rows = FeatureOfInterest.objects.order_by().filter(location__in=wanted)
        return {place: pk for pk, place in rows.values_list("pk", "location") if place is not None}


def follow(place: Location, before: Location) -> FeatureOfInterest | None:
    """A place was corrected: so is its feature, unless it was changed itself; the feature when it changed."""
    feature = FeatureOfInterest.objects.select_for_update().filter(location=place).first()
    if feature is None:
        return None
    was, now = feature_of(before), feature_of(place)
    names = ["name", "description", "encoding_type", "feature"]
    changed = [name for name in names if getattr(feature, name) == getattr(was, name) != getattr(now, name)]
    if not changed:
        return None
    if "feature" in changed:
        changed += ["west", "south", "east", "north"]
    for name in changed:
        setattr(feature, name, getattr(now, name))
    feature.save(update_fields=changed)
    return feature


def withdraw(place: Location, domain: str) -> None:
    """A place that not everybody sees is about to go: its feature stays within the subject."""
    FeatureOfInterest.objects.filter(location=place).update(visibility=Visibility.INTERNAL, domain=domain)


def things_at(place: int) -> list[Thing]:
    """Things that are or were at a place."""
    now = Thing.objects.order_by().filter(placements__location=place)
    once = Thing.objects.order_by().filter(historical_locations__placements__location=place)
    return list({thing.pk: thing for thing in [*now, *once]}.values())
