# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Things, places, sensors, properties and datastreams as keys make, change and delete them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from stadtkern.flow.devices import features
from stadtkern.flow.devices.models import (
    Component,
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)
from stadtkern.flow.devices.sensing import service
from stadtkern.flow.devices.sensing.words import (
    FeatureFacts,
    HistoricalLocationFacts,
    InstrumentFacts,
    LocationFacts,
    ObservedPropertyFacts,
    StreamFacts,
    ThingFacts,
    Unit,
)
from stadtkern.kernel import events
from stadtkern.kernel.callers import ANYBODY
from stadtkern.kernel.errors import CityError, Contradiction, NotFound, NotPermitted, PayloadRejected
from stadtkern.kernel.events import Event, RegisterChanged
from stadtkern.kernel.models import AuditEntry

from . import givens
from .givens import CELSIUS, HERE, METRES, NOW, OWNER, STRANGER, THERE

pytestmark = pytest.mark.django_db


def change(kind: str, pk: int, facts: Any, *, hours: int = 1, caller: Any = OWNER) -> frozenset[str]:
    return service.change(kind, pk, facts, caller=caller, at=NOW + timedelta(hours=hours))


def history(thing: int) -> list[tuple[float, int, int | None]]:
    """Longitude, start and end [h after NOW] of all stays."""
    rows = HistoricalLocation.objects.filter(thing=thing).order_by("time", "pk")
    found = rows.values_list("locations__longitude", "time", "until")
    return [
        (place or 0.0, hours(since), None if until is None else hours(until)) for place, since, until in found
    ]


def hours(moment: Any) -> int:
    return int((moment - NOW).total_seconds() // 3600)


def where(thing: int) -> list[int]:
    return list(Thing.objects.get(pk=thing).locations.order_by("pk").values_list("pk", flat=True))


def placed(location: Any) -> LocationFacts:
    return LocationFacts(name="a", description="", encoding_type="application/geo+json", location=location)


def streamed(**facts: Any) -> StreamFacts:
    return StreamFacts(name="a", description="", units=(CELSIUS,), **facts)


def test_a_thing_gets_subject_owner_source_and_code() -> None:
    pk = givens.thing(properties={"art": "Tilia"})

    thing = Thing.objects.select_related("owner").get(pk=pk)
    assert (thing.domain, thing.source, thing.owner.name) == ("sensors", "push-trees", "Digitalisierung")
    assert thing.code.startswith("push-trees/linde-")
    assert thing.properties == {"art": "Tilia"}
    entry = AuditEntry.objects.get(action="thing.create")
    assert (entry.actor, entry.subject) == ("trees", f"Thing {pk}")


def test_a_location_for_a_thing_writes_the_history_and_a_feature() -> None:
    thing = givens.thing()
    first = givens.location(things=(thing,))

    change("Thing", thing, ThingFacts(locations=(givens.location(location=THERE),)))

    assert history(thing) == [(7.6, 0, 1), (7.7, 1, None)]
    [there] = where(thing)
    assert features.of_things([thing]) == {thing: FeatureOfInterest.objects.get(location=there).pk}
    assert FeatureOfInterest.objects.get(location=first).feature == HERE


def test_the_same_locations_again_are_no_move() -> None:
    place = givens.location()
    thing = givens.thing(locations=(place,))

    assert change("Thing", thing, ThingFacts(locations=(place,))) == frozenset()

    assert history(thing) == [(7.6, 0, None)]


def test_a_thing_can_be_at_several_locations_and_at_none() -> None:
    thing = givens.thing(
        locations=(
            givens.location(),
            givens.location(location="Hinter dem Rathaus", encoding_type="text/plain"),
        )
    )
    assert len(where(thing)) == 2
    assert len(features.of_things([thing])) == 1

    change("Thing", thing, ThingFacts(locations=()))

    assert where(thing) == []
    assert features.of_things([thing]) == {}
    assert HistoricalLocation.objects.get().until == NOW + timedelta(hours=1)


def test_a_newer_historical_location_moves_the_thing_an_older_one_does_not() -> None:
    here, there = givens.location(), givens.location(location=THERE)
    thing = givens.thing(locations=(here,))
    for after in (2, -5):
        givens.create(
            "HistoricalLocation",
            HistoricalLocationFacts(time=NOW + timedelta(hours=after), thing=thing, locations=(there,)),
        )

    assert history(thing) == [(7.7, -5, 0), (7.6, 0, 2), (7.7, 2, None)]
    assert where(thing) == [there]


def test_a_corrected_historical_location_says_where_the_thing_is_when_it_is_the_newest() -> None:
    here, there = givens.location(), givens.location(location=THERE)
    thing = givens.thing(locations=(here,))
    change("Thing", thing, ThingFacts(locations=(there,)))
    newest = HistoricalLocation.objects.current().get()

    change("HistoricalLocation", newest.pk, HistoricalLocationFacts(time=NOW - timedelta(hours=3)))

    assert history(thing) == [(7.7, -3, 0), (7.6, 0, None)]
    assert where(thing) == [here]


def test_a_deleted_historical_location_leaves_the_thing_where_it_is() -> None:
    place = givens.location()
    thing = givens.thing(locations=(place,))

    service.delete("HistoricalLocation", HistoricalLocation.objects.get().pk, caller=OWNER, at=NOW)

    assert where(thing) == [place]
    change("Thing", thing, ThingFacts(locations=(givens.location(location=THERE),)))
    assert history(thing) == [(7.7, 1, None)]


def test_a_corrected_location_corrects_its_feature() -> None:
    place = givens.location(things=(givens.thing(),))

    assert change("Location", place, LocationFacts(location=THERE, name="Dort")) == {"location", "name"}

    feature = FeatureOfInterest.objects.get(location=place)
    assert (feature.feature, feature.name, feature.west) == (THERE, "Dort", 7.7)
    assert Location.objects.get(pk=place).longitude == 7.7


def test_a_datastream_keeps_its_unit_and_has_a_code_of_its_own() -> None:
    thing = givens.thing()
    pks = [givens.stream(thing=thing) for _ in range(2)]

    rows = Datastream.objects.filter(pk__in=pks).order_by("pk")
    code = Thing.objects.get(pk=thing).code
    assert all(row.code.rpartition("/")[0] == code for row in rows)
    assert len({row.code for row in rows}) == 2
    part = Component.objects.get(datastream=pks[0])
    assert (part.unit_name, part.unit_symbol, part.unit_definition) == ("Grad Celsius", "°C", "Cel")


def test_a_multi_datastream_has_components_in_order() -> None:
    pk = givens.multi()

    row = Datastream.objects.get(pk=pk)
    assert row.multi
    assert list(row.components.order_by("position").values_list("unit_symbol", flat=True)) == ["°C", "m"]
    with pytest.raises(NotFound):
        change("Datastream", pk, StreamFacts(name="x"))


def test_a_changed_unit_replaces_the_old_one() -> None:
    pk = givens.stream()

    assert change("Datastream", pk, StreamFacts(units=(METRES,), name="Höhe")) == {"units", "name"}
    assert change("Datastream", pk, StreamFacts(units=(METRES,), name="Höhe")) == frozenset()

    assert Component.objects.get(datastream=pk).unit_symbol == "m"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"units": (CELSIUS,)}, "as many of each"),
        ({"component_types": (givens.MEASUREMENT,) * 3}, "as many of each"),
        ({"units": (Unit(name="x" * 301, symbol=None, definition=None), METRES)}, "301 characters"),
        ({"observed_properties": ()}, "0 observed properties"),
    ],
)
def test_units_types_and_properties_must_fit(facts: dict[str, Any], words: str) -> None:
    pk = givens.multi()
    with pytest.raises(CityError, match=words):
        change("MultiDatastream", pk, StreamFacts(**facts))


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        ("Thing", ThingFacts(description=""), "name is missing"),
        ("Thing", ThingFacts(name=" ", description=""), "name is empty"),
        ("Thing", ThingFacts(name="x" * 301, description=""), "301 characters; at most 300"),
        ("Thing", ThingFacts(name="a\x00b", description=""), "NUL"),
        ("Thing", ThingFacts(name="a", description="\ud800"), "surrogate"),
        ("Thing", ThingFacts(name="a", description="", properties={"a": float("nan")}), "properties"),
        ("Thing", ThingFacts(name="a", description="", locations=(4711,)), "link Locations names 4711"),
        ("Location", placed("x"), "GeoJSON"),
        ("Location", placed({"type": {"a": 1}, "coordinates": [7, 51]}), "GeoJSON"),
        ("Location", placed({"type": "Point", "coordinates": [405000.0, 5757000.0]}), "WGS 84"),
        ("Location", placed({"type": "Polygon", "coordinates": [[[7, 51], [8, 51]]]}), "not a Polygon"),
        ("Location", placed({"type": "Point", "coordinates": [[7, 51]]}), "is not"),
        ("Sensor", InstrumentFacts(name="a", description="", encoding_type="x"), "metadata is missing"),
        ("ObservedProperty", ObservedPropertyFacts(name="a", description=""), "definition is missing"),
        ("Datastream", streamed(observation_type="x"), "Thing is missing"),
        ("MultiDatastream", streamed(), "multiObservationDataTypes is missing"),
        ("HistoricalLocation", HistoricalLocationFacts(time=NOW), "thing is missing"),
    ],
)  # fmt: skip
def test_what_is_missing_or_unfit_is_named(kind: str, facts: Any, words: str) -> None:
    with pytest.raises(PayloadRejected, match=words):
        givens.create(kind, facts)


def test_an_unknown_kind_is_not_found() -> None:
    with pytest.raises(NotFound):
        givens.create("Observation", ThingFacts(name="a", description=""))


def test_without_key_or_right_nothing_is_changed() -> None:
    pk = givens.thing()
    for caller in (ANYBODY, replace(OWNER, may_register=False), replace(OWNER, domain="")):
        with pytest.raises(NotPermitted):
            givens.thing(caller=caller)
        with pytest.raises(NotPermitted):
            change("Thing", pk, ThingFacts(name="x"), caller=caller)
        with pytest.raises(NotPermitted):
            service.delete("Thing", pk, caller=caller, at=NOW)


def test_a_stranger_sees_public_things_but_changes_none() -> None:
    place = givens.location()
    thing = givens.thing(locations=(place,))
    stream = givens.stream(thing=thing)
    row = Datastream.objects.get(pk=stream)
    targets = {
        "Thing": (thing, ThingFacts(name="x")),
        "Location": (place, LocationFacts(name="x")),
        "Datastream": (stream, StreamFacts(name="x")),
        "Sensor": (row.sensor_id, InstrumentFacts(name="x")),
        "ObservedProperty": (row.components.get().observed_property_id, ObservedPropertyFacts(name="x")),
        "HistoricalLocation": (HistoricalLocation.objects.get().pk, HistoricalLocationFacts(time=NOW)),
        "FeatureOfInterest": (FeatureOfInterest.objects.get().pk, FeatureFacts(name="x")),
    }  # fmt: skip
    for kind, (pk, facts) in targets.items():
        assert pk is not None
        with pytest.raises(NotPermitted):
            change(kind, pk, facts, caller=STRANGER)
        with pytest.raises(NotPermitted):
            service.delete(kind, pk, caller=STRANGER, at=NOW)
    with pytest.raises(NotPermitted):
        givens.stream(thing=thing, sensor=row.sensor_id, caller=STRANGER)


def test_what_a_stranger_cannot_see_does_not_exist_for_it() -> None:
    internal = replace(OWNER, creates_internal=True)
    thing = givens.thing(caller=internal)
    sensor = givens.sensor()

    with pytest.raises(NotFound):
        change("Thing", thing, ThingFacts(name="x"), caller=STRANGER)
    with pytest.raises(PayloadRejected, match=f"link Sensor names {sensor}, which does not exist"):
        givens.stream(sensor=sensor, caller=STRANGER)


def test_a_key_of_a_source_changes_things_of_this_source_only() -> None:
    bound = replace(OWNER, source="push-lamps", source_only=True)
    thing, sensor = givens.thing(), givens.sensor()
    givens.stream(thing=thing, sensor=sensor)

    with pytest.raises(NotPermitted):
        change("Thing", thing, ThingFacts(name="x"), caller=bound)
    with pytest.raises(NotPermitted):
        change("Sensor", sensor, InstrumentFacts(name="x"), caller=bound)
    assert change("Thing", givens.thing(caller=bound), ThingFacts(name="x"), caller=bound) == {"name"}


def test_declared_sensors_and_quantities_are_linked_but_not_changed() -> None:
    declared = ObservedProperty.objects.create(key="declared", name="Luft", ucum="Cel")
    of_source = Sensor.objects.create(code="declared", name="Verfahren")

    assert givens.stream(sensor=of_source.pk, observed_properties=(declared.pk,))

    with pytest.raises(NotPermitted, match="declared by the city"):
        change("ObservedProperty", declared.pk, ObservedPropertyFacts(name="x"))
    with pytest.raises(NotPermitted, match="declared by the city"):
        service.delete("Sensor", of_source.pk, caller=OWNER, at=NOW)


def test_a_deleted_thing_takes_its_datastreams_and_history_but_not_its_places() -> None:
    place = givens.location()
    thing = givens.thing(locations=(place,))
    streams = [givens.stream(thing=thing) for _ in range(2)]

    removed = service.delete("Thing", thing, caller=OWNER, at=NOW)

    assert removed.datastreams == tuple(streams)
    assert not HistoricalLocation.objects.exists()
    assert Location.objects.filter(pk=place).exists()
    change_told = AuditEntry.objects.get(action="thing.delete").change
    assert change_told == {"Datastream deleted": 2, "HistoricalLocation deleted": 1}


@pytest.mark.parametrize("kind", ["Sensor", "ObservedProperty"])
def test_a_deleted_sensor_or_property_takes_its_datastreams(kind: str) -> None:
    stream, kept = givens.stream(), givens.stream()
    row = Datastream.objects.get(pk=stream)
    pk = row.sensor_id if kind == "Sensor" else row.components.get().observed_property_id
    assert pk is not None

    removed = service.delete(kind, pk, caller=OWNER, at=NOW)

    assert removed.datastreams == (stream,)
    assert list(Datastream.objects.values_list("pk", flat=True)) == [kept]


def test_a_sensor_that_others_use_is_not_deleted() -> None:
    sensor = givens.sensor()
    givens.stream(sensor=sensor)
    givens.stream(sensor=sensor, caller=STRANGER)

    with pytest.raises(NotPermitted):
        service.delete("Sensor", sensor, caller=OWNER, at=NOW)


def test_a_deleted_location_takes_its_history_and_leaves_its_feature() -> None:
    place = givens.location()
    thing = givens.thing(locations=(place,))

    assert service.delete("Location", place, caller=OWNER, at=NOW).features == ()

    assert (where(thing), history(thing)) == ([], [])
    assert FeatureOfInterest.objects.get().location is None
    feature = FeatureOfInterest.objects.get().pk
    assert service.delete("FeatureOfInterest", feature, caller=OWNER, at=NOW).features == (feature,)


def test_the_feature_of_an_internal_place_stays_internal_without_it() -> None:
    internal = replace(OWNER, creates_internal=True)
    place = givens.location(things=(givens.thing(caller=internal),), caller=internal)
    assert not FeatureOfInterest.objects.seen_by(ANYBODY).exists()

    service.delete("Location", place, caller=internal, at=NOW)

    assert not FeatureOfInterest.objects.seen_by(ANYBODY).exists()
    assert FeatureOfInterest.objects.seen_by(OWNER).exists()


def test_changes_are_told_after_the_commit(django_capture_on_commit_callbacks: Any) -> None:
    heard: list[Event] = []
    before = events.wired()
    events.wire({RegisterChanged: [heard.append]})
    thing = givens.thing()

    with django_capture_on_commit_callbacks(execute=True):
        place = givens.location(things=(thing,))
        assert heard == []

    events.wire(before)
    told = [(event.entity, event.change) for event in heard if isinstance(event, RegisterChanged)]
    assert told[0] == ("Location", "created")
    assert set(told[1:]) == {
        ("Thing", "changed"),
        ("HistoricalLocation", "created"),
        ("FeatureOfInterest", "created"),
    }
    assert isinstance(heard[0], RegisterChanged)
    assert heard[0].id == place


def test_what_fails_half_way_leaves_nothing_behind() -> None:
    with pytest.raises(PayloadRejected):
        givens.thing(locations=(givens.location(), 4711))

    assert not Thing.objects.exists()
    assert not AuditEntry.objects.filter(action="thing.create").exists()


def test_which_datastreams_a_caller_may_fill() -> None:
    own, foreign = givens.stream(), givens.stream(caller=STRANGER)
    pair = givens.multi()

    assert set(service.may_fill([own, foreign, pair, 4711], OWNER)) == {own, pair}
    assert service.may_fill([own], replace(OWNER, may_observe=False)) == {}
    assert service.may_fill([own], replace(OWNER, source_only=True, source="push-other")) == {}
    known = service.known_streams([own, pair])
    assert (known[own].multi, known[pair].multi, len(known[pair].component_types)) == (False, True, 2)
    service.delete("Datastream", own, caller=OWNER, at=NOW)
    assert service.may_fill([own], OWNER) == {}


def test_a_contradictory_datastream_is_refused() -> None:
    with pytest.raises(Contradiction, match="a Datastream has one"):
        givens.stream(observed_properties=(givens.observed(), givens.observed()))


@pytest.mark.parametrize("pk", [0, -1, 2**31, 2**63, 10**40])
def test_an_id_beyond_all_ids_is_an_id_that_does_not_exist(pk: int) -> None:
    with pytest.raises(NotFound):
        change("Thing", pk, ThingFacts(name="x"))
    with pytest.raises(NotFound):
        service.delete("Location", pk, caller=OWNER, at=NOW)
    with pytest.raises(PayloadRejected, match="does not exist"):
        givens.thing(locations=(pk,))
    assert service.known_streams([pk]) == {}
    assert features.of_things([pk]) == {}


def test_a_number_that_no_database_counts_with_is_kept_in_properties() -> None:
    told: dict[str, Any] = {"big": 10**30, "small": 1e-300, "deep": [[["ä", None, True]]]}

    pk = givens.thing(properties=told)

    assert Thing.objects.get(pk=pk).properties == told
    assert change("Thing", pk, ThingFacts(properties=told)) == frozenset()
    assert change("Thing", pk, ThingFacts(properties={**told, "small": True})) == {"properties"}
    assert change("Thing", pk, ThingFacts(properties={**told, "small": 1})) == {"properties"}


@pytest.mark.parametrize("moment", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)])
def test_history_reaches_as_far_as_time_does(moment: datetime) -> None:
    thing = givens.thing(locations=(givens.location(),))
    facts = HistoricalLocationFacts(time=moment, thing=thing, locations=(givens.location(location=THERE),))

    pk = givens.create("HistoricalLocation", facts)

    assert HistoricalLocation.objects.get(pk=pk).time == moment
    assert len(where(thing)) == 1
