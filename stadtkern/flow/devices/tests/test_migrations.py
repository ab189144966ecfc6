# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A register of the first version becomes one with places on their own, and can go back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
POLYGON = {"type": "Polygon", "coordinates": [[[7.0, 51.0], [7.2, 51.0], [7.2, 51.4], [7.0, 51.0]]]}
OLD = [("devices", "0002_initial")]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def old() -> Iterator[Any]:
    """The models of the first version; the tables are of today again after the test."""
    MigrationExecutor(connection).migrate(OLD)
    yield MigrationExecutor(connection).loader.project_state(OLD).apps
    migrate_to_newest()


def migrate_to_newest() -> Any:
    """Everything: what other apps build on the tables of devices went with them."""
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate(newest)
    return MigrationExecutor(connection).loader.project_state(newest).apps


def fill(old: Any) -> None:
    """Two things: one that moved, one on a polygon; a sensor with a data sheet; a series of two values."""
    owner = old.get_model("kernel", "Department").objects.create(name="Verkehr")
    thing = old.get_model("devices", "Thing")
    moved = thing.objects.create(code="t/1", name="Brücke", domain="d", owner=owner)
    square = thing.objects.create(code="t/2", name="Platz", domain="d", owner=owner)
    location = old.get_model("devices", "Location")
    location.objects.create(thing=moved, longitude=7.6, latitude=51.9, valid_from=NOW, valid_to=after(1))
    location.objects.create(thing=moved, longitude=7.7, latitude=51.9, valid_from=after(1))
    location.objects.create(
        thing=square, longitude=7.1, latitude=51.1, geometry=POLYGON, name="Am Platz", valid_from=NOW
    )
    sensor = old.get_model("devices", "Sensor").objects.create(code="s", name="S", metadata="https://e.org")
    stream = old.get_model("devices", "Datastream").objects.create(
        code="t/1/a", name="a", thing=moved, sensor=sensor
    )
    measured = old.get_model("devices", "ObservedProperty").objects.create(key="k", name="K", ucum="1")
    for position in (0, 1):
        old.get_model("devices", "Component").objects.create(
            datastream=stream, position=position, observed_property=measured
        )


def after(days: int) -> datetime:
    return NOW + timedelta(days=days)


def test_places_history_features_and_sensors_are_carried_over(old: Any) -> None:
    fill(old)

    new = migrate_to_newest()

    stays = new.get_model("devices", "HistoricalLocation").objects.order_by("thing__code", "time")
    assert list(stays.values_list("thing__code", "time", "until", "locations__name", "locations__west")) == [
        ("t/1", NOW, after(1), "Brücke", 7.6),
        ("t/1", after(1), None, "Brücke", 7.7),
        ("t/2", NOW, None, "Am Platz", 7.0),
    ]
    now = new.get_model("devices", "Placement").objects.order_by("thing__code")
    assert list(now.values_list("thing__code", "location__longitude")) == [("t/1", 7.7), ("t/2", 7.1)]
    feature = new.get_model("devices", "FeatureOfInterest").objects.get(location__name="Am Platz")
    assert (feature.feature, feature.north) == (POLYGON, 51.4)
    sensor = new.get_model("devices", "Sensor").objects.get()
    assert (sensor.metadata, sensor.encoding_type) == ("https://e.org", "text/html")
    assert new.get_model("devices", "Datastream").objects.get().multi is True


def test_the_old_tables_come_back(old: Any) -> None:
    fill(old)
    migrate_to_newest()

    MigrationExecutor(connection).migrate(OLD)

    rows = old.get_model("devices", "Location").objects.order_by("thing__code", "valid_from")
    assert list(rows.values_list("thing__code", "longitude", "geometry", "valid_from", "valid_to")) == [
        ("t/1", 7.6, None, NOW, after(1)),
        ("t/1", 7.7, None, after(1), None),
        ("t/2", 7.1, POLYGON, NOW, None),
    ]
    assert old.get_model("devices", "Sensor").objects.get().metadata == "https://e.org"
    old.get_model("devices", "Component").objects.all().delete()
