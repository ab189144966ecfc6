# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What sources tell about stations and series becomes rows of the register."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.devices import service
from stadtkern.flow.devices.models import (
    Component,
    Datastream,
    HistoricalLocation,
    Location,
    ObservedProperty,
    Sensor,
    Thing,
)
from stadtkern.kernel import events
from stadtkern.kernel.domain import DL_DE_BY_2, Domain, Retention, Source
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.events import Event, RegisterChanged
from stadtkern.kernel.models import AuditEntry, Department
from stadtkern.kernel.observation import Decoded, Payload, Series, Station
from stadtkern.kernel.quantities import Quantity

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
CARS = Quantity(
    key="test_cars",
    german="Autos",
    english="Cars",
    ucum="{car}",
    symbol="Autos",
    definition="https://example.org/cars",
)
SPEED = Quantity(
    key="test_speed",
    german="Tempo",
    english="Speed",
    ucum="km/h",
    symbol="km/h",
    definition="https://example.org/v",
)

pytestmark = pytest.mark.django_db


def decode(payload: Payload) -> Decoded:
    return Decoded()


SOURCE = Source(
    key="test-source", title="Probe", title_en="Sample", publisher="Stadt Probe",
    homepage="https://example.org", licence=DL_DE_BY_2, attribution="Stadt Probe", decode=decode, files=(),
    recorded="x",
)  # fmt: skip
DOMAIN = Domain(
    name="test", title="Probe", title_en="Sample", slug="probe", summary="", summary_en="",
    department="Tiefbauamt", fields_of_action=(), quantities=(CARS, SPEED), sources=(SOURCE,),
    retention=Retention(days=None, reason=""),
)  # fmt: skip


def station(code: str = "t/1", **facts: Any) -> Station:
    return replace(Station(code=code, name="Brücke", longitude=7.6, latitude=51.9), **facts)


def series(code: str = "t/1/a", **facts: Any) -> Series:
    return replace(Series(code=code, station="t/1", name="Autos", quantities=("test_cars",)), **facts)


def ensure(*told: Station | Series, at: datetime = NOW) -> dict[str, int]:
    return service.ensure(
        [one for one in told if isinstance(one, Station)],
        [one for one in told if isinstance(one, Series)],
        domain=DOMAIN,
        source=SOURCE,
        at=at,
    )


def test_a_station_and_its_series_are_registered_with_owner_sensor_and_quantity() -> None:
    ids = ensure(station(properties={"Straße": "Hafenweg"}), series(interval_s=900, period=True))

    stream = Datastream.objects.select_related("thing__owner", "sensor").get(pk=ids["t/1/a"])
    assert (stream.thing.code, stream.thing.owner.name) == ("t/1", "Tiefbauamt")
    assert (stream.thing.domain, stream.thing.source) == ("test", "test-source")
    assert stream.thing.properties == {"Straße": "Hafenweg"}
    assert (stream.interval_s, stream.period) == (900, True)
    assert stream.sensor is not None
    assert (stream.sensor.code, stream.sensor.metadata) == ("test-source", "https://example.org")
    assert list(stream.components.values_list("observed_property__key", "observed_property__ucum")) == [
        ("test_cars", "{car}")
    ]


def test_a_series_of_several_quantities_is_one_datastream_with_components_in_order() -> None:
    ids = ensure(station(), series(quantities=("test_speed", "test_cars")))

    rows = Component.objects.filter(datastream=ids["t/1/a"]).order_by("position")
    assert list(rows.values_list("observed_property__key", flat=True)) == ["test_speed", "test_cars"]


def test_told_again_nothing_is_written(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = ensure(station(), series())

    with django_assert_num_queries(5):
        assert ensure(station(), series(), at=NOW + timedelta(days=1)) == first

    assert AuditEntry.objects.count() == 1
    assert Location.objects.count() == 1


def test_a_new_name_and_new_properties_are_taken_over() -> None:
    ensure(station(), series())

    ensure(station(name="Neue Brücke", properties={"Spuren": 2}), series(name="PKW", interval_s=60))

    assert Thing.objects.get().name == "Neue Brücke"
    assert Thing.objects.get().properties == {"Spuren": 2}
    assert (Datastream.objects.get().name, Datastream.objects.get().interval_s) == ("PKW", 60)


def test_a_moved_station_keeps_its_old_place_in_the_history() -> None:
    ensure(station())

    ensure(station(longitude=7.61), at=NOW + timedelta(days=1))

    stays = HistoricalLocation.objects.order_by("time").values_list("locations__longitude", "time", "until")
    assert list(stays) == [
        (7.6, NOW, NOW + timedelta(days=1)),
        (7.61, NOW + timedelta(days=1), None),
    ]
    [thing] = Thing.objects.all()
    assert service.spots([thing.pk]) == {thing.pk: (7.61, 51.9)}
    assert thing.locations.get().feature.feature == {"type": "Point", "coordinates": [7.61, 51.9]}
    assert AuditEntry.objects.latest("pk").change == {"moved_things": 1, "moved_things_codes": ["t/1"]}


def test_rounding_and_a_missing_position_are_not_moves() -> None:
    ensure(station())

    ensure(station(longitude=7.600_001))
    ensure(station(longitude=None, latitude=None))

    assert Location.objects.get().longitude == 7.6


def test_a_station_in_an_impossible_place_is_registered_without_place() -> None:
    swapped = station(longitude=51.9, latitude=7.6)

    ensure(swapped, series())

    assert Thing.objects.count() == 1
    assert not Location.objects.exists()
    assert "vertauscht" in service.misplaced([swapped, station("t/2")])["t/1"]


def test_one_audit_entry_counts_and_names_what_changed() -> None:
    ensure(*(station(f"t/{n}") for n in range(60)), series())

    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.subject) == ("system", "register.ensure", "source test-source")
    assert entry.change["new_things"] == 60
    assert len(entry.change["new_things_codes"]) == 50
    assert entry.change["new_datastreams_codes"] == ["t/1/a"]


def test_what_a_person_has_edited_stays() -> None:
    ensure(station())
    Thing.objects.update(name="Von Hand", edited=["name"])

    ensure(station(name="Aus der Quelle", description="neu"))

    assert (Thing.objects.get().name, Thing.objects.get().description) == ("Von Hand", "neu")


def test_a_series_can_move_to_a_station_that_is_told_at_the_same_time() -> None:
    ensure(station(), series())

    ensure(station("t/2"), series(station="t/2"))

    assert Datastream.objects.get().thing.code == "t/2"


def test_a_series_may_name_a_station_told_earlier() -> None:
    ensure(station())

    assert list(ensure(series())) == ["t/1/a"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (series(station="nirgends"), "no station nirgends"),
        (series(quantities=("unbekannt",)), "does not declare"),
        (series(quantities=()), "does not declare"),
        (series(code="x" * 301), "1 to 300"),
    ],
)
def test_a_contradictory_series_changes_nothing(told: Series, words: str) -> None:
    with pytest.raises(Contradiction, match=words):
        ensure(station(), told)

    assert not Thing.objects.exists()


def test_a_datastream_cannot_change_what_it_measures() -> None:
    ensure(station(), series())

    with pytest.raises(Contradiction, match="measured"):
        ensure(series(quantities=("test_speed",)))


def test_dirty_texts_and_numbers_fit_every_database() -> None:
    ensure(station(name="A\x00B" + "x" * 400, properties={"a\x00": "b\x00", "leer": math.nan}))

    thing = Thing.objects.get()
    assert thing.name.startswith("ABxxx")
    assert len(thing.name) == 300
    assert thing.properties == {"a": "b", "leer": None}


def test_many_stations_take_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    told = [station(f"t/{n}", longitude=7 + n / 10_000) for n in range(2_000)]
    streams = [series(f"t/{n}/a", station=f"t/{n}") for n in range(2_000)]
    ensure(*told, *streams)

    with django_assert_max_num_queries(6):
        assert len(ensure(*told, *streams)) == 2_000


def test_ids_are_remembered_until_datastreams_come_or_go(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    ids = ensure(station(), series(), series("t/1/b"))
    service.datastream_ids(["t/1/a"])

    with django_assert_num_queries(1):
        assert service.datastream_ids(["t/1/a"]) == {"t/1/a": ids["t/1/a"]}
    Datastream.objects.filter(code="t/1/a").delete()
    assert service.datastream_ids(["t/1/a", "t/1/b", "t/1/c"]) == {"t/1/b": ids["t/1/b"]}
    Thing.objects.get().delete()
    assert service.datastream_ids(["t/1/b"]) == {}


def test_a_new_datastream_is_found_although_it_was_asked_for_before() -> None:
    assert service.datastream_ids(["t/1/a"]) == {}

    ids = ensure(station(), series())

    assert service.datastream_ids(["t/1/a"]) == ids


def test_declared_quantities_are_copied_and_kept_up_to_date() -> None:
    service.declare_quantities([DOMAIN])
    renamed = replace(DOMAIN, quantities=(replace(CARS, german="Kraftwagen"),))

    service.declare_quantities([renamed])
    service.declare_quantities([renamed])

    assert ObservedProperty.objects.get(key="test_cars").name == "Kraftwagen"
    assert ObservedProperty.objects.filter(key="test_speed").count() == 1


def test_without_source_the_domain_stands_for_the_procedure() -> None:
    service.ensure([station()], [series()], domain=DOMAIN, source=None, at=NOW)

    assert Sensor.objects.get().code == "test/unbenannt"
    assert Thing.objects.get().source == ""
    assert Department.objects.filter(name="Tiefbauamt").count() == 1


def test_listeners_hear_what_a_delivery_changed_but_nothing_of_an_import(
    django_capture_on_commit_callbacks: Any,
) -> None:
    heard: list[Event] = []
    before = events.wired()
    events.wire({RegisterChanged: [heard.append]})

    with django_capture_on_commit_callbacks(execute=True):
        ensure(station(), series())
    with django_capture_on_commit_callbacks(execute=True):
        ensure(station(name="Neue Brücke", longitude=7.7), at=NOW + timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        ensure(*(station(f"t/many/{n}") for n in range(1_001)))

    events.wire(before)
    told = [(one.entity, one.change) for one in heard if isinstance(one, RegisterChanged)]
    assert told == [
        ("Thing", "created"),
        ("Datastream", "created"),
        ("Thing", "changed"),
        ("Thing", "changed"),
    ]
