# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Writes what sources tell into the register: in bulk, with one audit entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from stadtkern.kernel import audit
from stadtkern.kernel.domain import Domain
from stadtkern.kernel.events import RegisterChanged, tell
from stadtkern.kernel.models import Department
from stadtkern.kernel.quantities import Quantity

from .comparing import Differences, Stay, Told
from .features import feature_of
from .geometry import point, point_extent
from .identity import chunks
from .models import (
    Component,
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    HistoricalPlacement,
    Location,
    ObservedProperty,
    Placement,
    Sensor,
    Thing,
    Visibility,
    new_revision,
)
from .models.streams import COMPLEX_OBSERVATION, MEASUREMENT

_MOST_TOLD = 1_000
"""A delivery that changes more is an import, of which nobody wants to hear one by one."""
_FACTS = frozenset({"name", "description", "properties"})
_STREAM_FACTS = frozenset({"name", "properties", "thing"})
_AUDITED_CODES = 50
"""Codes per kind of change in an audit entry; more are counted."""


def declare_quantities(domains: Iterable[Domain]) -> None:
    """Copy the declared quantities into the register; what is there already is brought up to date."""
    declare(q for domain in domains for q in domain.quantities)


def declare(quantities: Iterable[Quantity]) -> None:
    """Copy these quantities into the register; what is there already is brought up to date."""
    known = ObservedProperty.objects.in_bulk(field_name="key")
    rows = [
        ObservedProperty(
            pk=known[quantity.key].pk if quantity.key in known else None,
            key=quantity.key,
            name=quantity.german,
            name_en=quantity.english,
            definition=quantity.definition,
            ucum=quantity.ucum,
            symbol=quantity.symbol,
        )
        for quantity in {quantity.key: quantity for quantity in quantities}.values()
    ]
    fields = ["name", "name_en", "definition", "ucum", "symbol"]
    ObservedProperty.objects.bulk_create([row for row in rows if row.pk is None], ignore_conflicts=True)
    changed = [
        row
        for row in rows
        if row.pk is not None and any(getattr(row, name) != getattr(known[row.key], name) for name in fields)
    ]
    ObservedProperty.objects.bulk_update(changed, fields)


def write(told: Told, found: Differences) -> None:
    """Write the differences and one audit entry; call it in a transaction, under the register's lock."""
    if found.new_things:
        owner, _made = Department.objects.get_or_create(name=told.domain.department)
        for thing in found.new_things:
            thing.owner = owner
            if told.source and told.source.internal:
                thing.visibility = Visibility.INTERNAL
    Thing.objects.bulk_create(found.new_things)
    fields = ["name", "description", "properties", "source", "domain"]
    Thing.objects.bulk_update(found.changed_things, fields, batch_size=200)
    leave([thing.pk for thing in found.moved_things], told.at)
    write_stays(found.stays)
    fields = ["name", "thing", "interval_s", "period", "properties"]
    Datastream.objects.bulk_update(found.changed_streams, fields, batch_size=200)
    if found.new_streams:
        _write_streams(told, found)
    if found.new_streams or found.hung_elsewhere:
        new_revision()
    _audit(told, found)
    events = list(islice(_events(told, found), _MOST_TOLD + 1))
    if len(events) <= _MOST_TOLD:
        transaction.on_commit(partial(_tell, events))


def _tell(events: Iterable[RegisterChanged]) -> None:
    for event in events:
        tell(event)


def _events(told: Told, found: Differences) -> Iterator[RegisterChanged]:
    """What listeners hear of it."""
    at, places = told.at, frozenset({"locations"})
    for thing in found.new_things:
        yield RegisterChanged(at=at, entity="Thing", id=thing.pk, change="created")
    for thing in found.changed_things:
        yield RegisterChanged(at=at, entity="Thing", id=thing.pk, change="changed", fields=_FACTS)
    for thing in found.moved_things:
        yield RegisterChanged(at=at, entity="Thing", id=thing.pk, change="changed", fields=places)
    for stream in (*found.new_streams, *found.changed_streams):
        entity = "MultiDatastream" if stream.multi else "Datastream"
        if stream.code in found.quantities:
            yield RegisterChanged(at=at, entity=entity, id=stream.pk, change="created")
        else:
            yield RegisterChanged(at=at, entity=entity, id=stream.pk, change="changed", fields=_STREAM_FACTS)


def leave(things: Sequence[int], at: datetime) -> None:
    """Things are no longer where they were; their history says so."""
    for chunk in chunks(things):
        HistoricalLocation.objects.current().filter(thing__in=chunk).update(until=at)
        Placement.objects.filter(thing__in=chunk).delete()


def write_stays(stays: Sequence[Stay]) -> None:
    """Each stay at a place of its own, with its entry in the history and its feature of interest."""
    places = [_location(stay) for stay in stays]
    Location.objects.bulk_create(places)
    history = [HistoricalLocation(thing=stay.thing, time=stay.since, until=stay.until) for stay in stays]
    HistoricalLocation.objects.bulk_create(history)
    HistoricalPlacement.objects.bulk_create(
        HistoricalPlacement(historical_location=entry, location=place)
        for entry, place in zip(history, places, strict=True)
    )
    Placement.objects.bulk_create(
        Placement(thing=stay.thing, location=place)
        for stay, place in zip(stays, places, strict=True)
        if stay.until is None
    )
    FeatureOfInterest.objects.bulk_create(feature_of(place) for place in places)


def _location(stay: Stay) -> Location:
    covered = point_extent(stay.longitude, stay.latitude)
    return Location(name=stay.thing.name, location=point(stay.longitude, stay.latitude), **covered._asdict())


def _write_streams(told: Told, found: Differences) -> None:
    told_of = {key for keys in found.quantities.values() for key in keys}
    declare(quantity for quantity in told.domain.measurable if quantity.key in told_of)
    sensor = _sensor(told)
    for stream in found.new_streams:
        stream.sensor = sensor
        stream.multi = len(found.quantities[stream.code]) > 1
        stream.observation_type = COMPLEX_OBSERVATION if stream.multi else MEASUREMENT
    Datastream.objects.bulk_create(found.new_streams)
    properties = ObservedProperty.objects.in_bulk(told_of, field_name="key")
    Component.objects.bulk_create(
        Component(datastream=stream, position=position, observed_property=properties[key])
        for stream in found.new_streams
        for position, key in enumerate(found.quantities[stream.code])
    )


def _sensor(told: Told) -> Sensor:
    """Sources seldom name instruments; then the procedure of the source stands for them."""
    source = told.source
    words = _("Messverfahren nach Angabe von: %(publisher)s")
    facts = {
        "name": (source.title if source else told.domain.title)[:300],
        "description": words % {"publisher": source.publisher} if source else "",
        "encoding_type": "text/html" if source and source.homepage else "text/plain",
        "metadata": source.homepage if source and source.homepage else told.domain.title,
    }
    code = source.key if source else f"{told.domain.name}/unbenannt"
    return Sensor.objects.get_or_create(code=code, defaults=facts)[0]


def _audit(told: Told, found: Differences) -> None:
    kinds: dict[str, list[str]] = {
        "new_things": [thing.code for thing in found.new_things],
        "changed_things": [thing.code for thing in found.changed_things],
        "moved_things": [thing.code for thing in found.moved_things],
        "new_datastreams": [stream.code for stream in found.new_streams],
        "changed_datastreams": [stream.code for stream in found.changed_streams],
    }
    change: dict[str, int | list[str]] = {}
    for kind, codes in kinds.items():
        if codes:
            change[kind] = len(codes)
            change[f"{kind}_codes"] = codes[:_AUDITED_CODES]
    subject = f"source {told.source.key}" if told.source else f"domain {told.domain.name}"
    audit.record(audit.SYSTEM, "register.ensure", subject, change, told.at)
