# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Carry places over: each old location becomes a place, a stay in the history and a feature of interest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

_CHUNK = 2_000


def carry_over(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Fill the new tables and columns from the old ones."""
    model = apps.get_model("devices", "Location")
    for rows in _chunks(model.objects.select_related("thing")):
        for row in rows:
            row.name = row.name or row.thing.name
            row.location = row.geometry or {"type": "Point", "coordinates": [row.longitude, row.latitude]}
            row.west, row.south, row.east, row.north = _box(row)
        model.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["name", "location", "west", "south", "east", "north"],
        )
        _stays(apps, rows)
    _sensors(apps)
    _complex_streams(apps)
    features = apps.get_model("devices", "FeatureOfInterest")
    features.objects.filter(feature=None).update(feature={})


def carry_back(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Fill the old columns: each stay becomes an old location; places where nothing was are left behind."""
    model = apps.get_model("devices", "Location")
    stays = apps.get_model("devices", "HistoricalPlacement").objects
    kept: set[int] = set()
    for chunk in _chunks(stays.select_related("historical_location", "location")):
        for stay in chunk:
            if stay.location.longitude is not None:
                kept.add(_old_location(stay, known=stay.location_id in kept))
    apps.get_model("devices", "FeatureOfInterest").objects.exclude(location=None).delete()
    model.objects.filter(thing=None).delete()
    for sensor in apps.get_model("devices", "Sensor").objects.all():
        told = sensor.metadata
        sensor.homepage = told if isinstance(told, str) and told.startswith("http") else ""
        sensor.save()


def _old_location(stay: Any, *, known: bool) -> int:  # noqa: ANN401
    row = stay.location
    if known:
        row.pk = None
        row._state.adding = True
    row.thing_id = stay.historical_location.thing_id
    row.valid_from, row.valid_to = stay.historical_location.time, stay.historical_location.until
    row.geometry = row.location if row.location.get("type") != "Point" else None
    row.save()
    return int(row.pk)


def _stays(apps: Apps, rows: list[Any]) -> None:
    history = apps.get_model("devices", "HistoricalLocation")
    stays = [history(thing_id=row.thing_id, time=row.valid_from, until=row.valid_to) for row in rows]
    history.objects.bulk_create(stays)
    past = apps.get_model("devices", "HistoricalPlacement")
    past.objects.bulk_create(
        past(historical_location=stay, location=row) for stay, row in zip(stays, rows, strict=True)
    )
    now = apps.get_model("devices", "Placement")
    now.objects.bulk_create(now(thing_id=row.thing_id, location=row) for row in rows if row.valid_to is None)
    feature = apps.get_model("devices", "FeatureOfInterest")
    feature.objects.bulk_create(
        feature(
            name=row.name,
            feature=row.location,
            location=row,
            west=row.west,
            south=row.south,
            east=row.east,
            north=row.north,
        )
        for row in rows
    )


def _sensors(apps: Apps) -> None:
    for sensor in apps.get_model("devices", "Sensor").objects.all():
        sensor.metadata = sensor.homepage or sensor.description or sensor.name
        sensor.encoding_type = "text/html" if sensor.homepage else "text/plain"
        sensor.save()


def _complex_streams(apps: Apps) -> None:
    several = apps.get_model("devices", "Component").objects.filter(position=1).values("datastream")
    apps.get_model("devices", "Datastream").objects.filter(pk__in=several).update(
        multi=True,
        observation_type="http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation",
    )


def _box(row: Any) -> tuple[float, float, float, float]:  # noqa: ANN401
    spots = list(_positions(row.geometry.get("coordinates"))) if isinstance(row.geometry, dict) else []
    spots = spots or [(row.longitude, row.latitude)]
    longitudes, latitudes = [spot[0] for spot in spots], [spot[1] for spot in spots]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _positions(coordinates: object) -> Iterator[tuple[float, float]]:
    if not isinstance(coordinates, list):
        return
    match coordinates:
        case [int() | float() as longitude, int() | float() as latitude, *_rest]:
            yield longitude, latitude
        case _:
            for part in coordinates:
                yield from _positions(part)


def _chunks(rows: Any) -> Iterator[list[Any]]:  # noqa: ANN401
    after = 0
    while chunk := list(rows.filter(pk__gt=after).order_by("pk")[:_CHUNK]):
        yield chunk
        after = chunk[-1].pk


class Migration(migrations.Migration):
    """Can be taken back; what the old tables cannot say is lost then."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("devices", "0003_places_features_tasks")]
    operations: ClassVar[list[Operation]] = [migrations.RunPython(carry_over, carry_back)]
