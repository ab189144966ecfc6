# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Random cities in a real register and a real lake, and what a stranger sees of them, as plain rows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import pyarrow as pa
from django.db.models import Model

from stadtkern.flow.devices.geometry import extent
from stadtkern.flow.devices.models import (
    Actuator,
    Component,
    Datastream,
    FeatureOfInterest,
    HistoricalLocation,
    HistoricalPlacement,
    Location,
    ObservedProperty,
    Placement,
    Sensor,
    Task,
    TaskingCapability,
    Thing,
    Visibility,
)
from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.query.evaluation.rows import Stored
from stadtkern.flow.outlets.sensorthings.query.tests.random_cities import City, CityRow
from stadtkern.flow.outlets.sensorthings.query.words import Period
from stadtkern.kernel.models import Department
from stadtkern.kernel.observation import TIME

OWN, FOREIGN = "own", "foreign"
_MODELS: Sequence[type[Model]] = (
    Task, TaskingCapability, Component, Datastream, Placement, HistoricalPlacement, HistoricalLocation,
    FeatureOfInterest, Location, Sensor, Actuator, ObservedProperty, Thing,
)  # fmt: skip


def moved(city: City, hidden: frozenset[str], first: int) -> frozenset[str]:
    """Give all rows ids from ``first`` on, so that cities in one lake do not meet; who is hidden then."""
    for rows in city.rows.values():
        for row in rows:
            stream, dot, rest = str(row.values["id"]).partition(".")
            row.values["id"] = f"{int(stream) + first}{dot}{rest}"
    names = [(name[: -len(number)], number) for name in hidden if (number := name.rpartition(" ")[2])]
    return frozenset(f"{word}{int(number) + first}" for word, number in names)


def keep(city: City, *, hidden: frozenset[str] = frozenset()) -> None:
    """Store a city; what ``hidden`` names (``thing 1``, ``stream 2``) belongs to another subject."""
    for model in _MODELS:
        model._base_manager.all().delete()
    owner, _ = Department.objects.get_or_create(name="Amt")
    _settled(city)
    _keep_things(city, owner, hidden)
    _keep_places(city)
    _keep_streams(city, hidden)
    _keep_tasks(city)


def fill(lake: Lake, city: City) -> None:
    """Store the observations of a city."""
    rows = city.rows["Observation"]
    if rows:
        lake.append(
            pa.table(
                {name: pa.array([_cell(row, name) for row in rows], kind) for name, kind in _CELLS.items()}
            )
        )


def seen(city: City, hidden: frozenset[str]) -> City:
    """What somebody without a key sees, with links only among it."""
    streams = (*city.rows["Datastream"], *city.rows["MultiDatastream"])
    gone = {row for row in streams if f"stream {_id(row)}" in hidden}
    gone |= {row for row in city.rows["Thing"] if f"thing {_id(row)}" in hidden}
    for name in ("Datastream", "MultiDatastream", "HistoricalLocation", "TaskingCapability"):
        gone |= {row for row in city.rows[name] if row.related("Thing")[0] in gone}
    gone |= {row for row in city.rows["Task"] if row.related("TaskingCapability")[0] in gone}
    gone |= {row for row in city.rows["Observation"] if _stream(row) in gone}
    for name, links in (
        ("Location", ("Things", "HistoricalLocations")),
        ("Sensor", ("Datastreams", "MultiDatastreams")),
        ("Actuator", ("TaskingCapabilities",)),
    ):
        for row in city.rows[name]:
            users = [other for link in links for other in row.related(link)]
            if users and all(other in gone for other in users):
                gone.add(row)
    return _without(city, gone)


def _without(city: City, gone: set[CityRow]) -> City:
    copies = {
        row: CityRow(entity=row.entity, values=row.values)
        for rows in city.rows.values()
        for row in rows
        if row not in gone
    }
    for row, copy in copies.items():
        copy.links = {
            name: [copies[other] for other in others if other in copies] for name, others in row.links.items()
        }
    return City(
        rows={name: [copies[row] for row in rows if row in copies] for name, rows in city.rows.items()}
    )


def _settled(city: City) -> None:
    """What the register never keeps as null, and areas that follow from places."""
    for rows in city.rows.values():
        for row in rows:
            if row.values.get("properties", ()) is None:
                row.values["properties"] = {}
    for name in ("Datastream", "MultiDatastream"):
        for row in city.rows[name]:
            if row.values["observedArea"] is None:
                row.values["observedArea"] = _area(row.related("Thing")[0])


def _area(thing: CityRow) -> Json:
    past = [place for one in thing.related("HistoricalLocations") for place in one.related("Locations")]
    found = [extent(place.values["location"]) for place in (*thing.related("Locations"), *past)]
    boxes = [box for box in found if box is not None]
    if not boxes:
        return None
    west, south = min(box.west for box in boxes), min(box.south for box in boxes)
    east, north = max(box.east for box in boxes), max(box.north for box in boxes)
    if (west, south) == (east, north):
        return {"type": "Point", "coordinates": [west, south]}
    if west == east or south == north:
        return {"type": "LineString", "coordinates": [[west, south], [east, north]]}
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _id(row: CityRow) -> str:
    return str(row.values["id"])


def _pk(row: CityRow) -> int:
    return int(_id(row))


def _stream(row: CityRow) -> CityRow:
    return (*row.related("Datastream"), *row.related("MultiDatastream"))[0]


def _named(row: CityRow, *more: str) -> dict[str, object]:
    values = row.values
    known: dict[str, object] = {
        "pk": _pk(row),
        "name": values["name"],
        "description": values["description"],
        "properties": values["properties"],
    }
    if "encodingType" in values:
        known["encoding_type"] = values["encodingType"]
    return known | {name: values[name] for name in more}


def _keep_things(city: City, owner: Department, hidden: frozenset[str]) -> None:
    Thing.objects.bulk_create(
        Thing(
            **_named(row),
            code=f"t{_id(row)}",
            owner=owner,
            domain=FOREIGN if f"thing {_id(row)}" in hidden else OWN,
            visibility=Visibility.INTERNAL if f"thing {_id(row)}" in hidden else Visibility.PUBLIC,
        )
        for row in city.rows["Thing"]
    )


def _box(place: Stored) -> dict[str, object]:
    found = extent(place)
    return (
        {}
        if found is None
        else {"west": found.west, "south": found.south, "east": found.east, "north": found.north}
    )


def _keep_places(city: City) -> None:
    rows = city.rows
    Location.objects.bulk_create(
        Location(**_named(row, "location"), **_box(row.values["location"])) for row in rows["Location"]
    )
    FeatureOfInterest.objects.bulk_create(
        FeatureOfInterest(**_named(row, "feature"), **_box(row.values["feature"]))
        for row in rows["FeatureOfInterest"]
    )
    Placement.objects.bulk_create(
        Placement(thing_id=_pk(thing), location_id=_pk(row))
        for row in rows["Location"]
        for thing in row.related("Things")
    )
    HistoricalLocation.objects.bulk_create(
        HistoricalLocation(
            pk=_pk(row),
            thing_id=_pk(row.related("Thing")[0]),
            time=_moment(row, "time"),
            until=_moment(row, "time"),
        )
        for row in rows["HistoricalLocation"]
    )
    HistoricalPlacement.objects.bulk_create(
        HistoricalPlacement(historical_location_id=_pk(row), location_id=_pk(place))
        for row in rows["HistoricalLocation"]
        for place in row.related("Locations")
    )


def _keep_streams(city: City, hidden: frozenset[str]) -> None:
    rows = city.rows
    Sensor.objects.bulk_create(
        Sensor(**_named(row, "metadata"), code=f"s{_id(row)}") for row in rows["Sensor"]
    )
    ObservedProperty.objects.bulk_create(
        ObservedProperty(**_named(row, "definition"), key=f"q{_id(row)}") for row in rows["ObservedProperty"]
    )
    streams = [*rows["Datastream"], *rows["MultiDatastream"]]
    Datastream.objects.bulk_create(
        Datastream(
            **_named(row),
            code=f"d{_id(row)}",
            thing_id=_pk(row.related("Thing")[0]),
            sensor_id=_pk(row.related("Sensor")[0]),
            multi=row.entity.name == "MultiDatastream",
            observation_type=str(row.values["observationType"]),
            observed_area=row.values["observedArea"],
            visibility=Visibility.INTERNAL if f"stream {_id(row)}" in hidden else Visibility.PUBLIC,
        )
        for row in streams
    )
    Component.objects.bulk_create(component for row in streams for component in _components(row))


def _components(row: CityRow) -> list[Component]:
    observed = (*row.related("ObservedProperty"), *row.related("ObservedProperties"))
    many = row.entity.name == "MultiDatastream"
    units = _list(row.values["unitOfMeasurements"]) if many else [row.values["unitOfMeasurement"]]
    types = _list(row.values["multiObservationDataTypes"]) if many else ["measurement"]
    return [
        Component(
            datastream_id=_pk(row),
            position=position,
            observed_property_id=_pk(one),
            observation_type=str(kind),
            **{f"unit_{name}": text for name, text in unit.items()},
        )
        for position, (one, unit, kind) in enumerate(zip(observed, units, types, strict=True))
        if isinstance(unit, dict)
    ]


def _list(value: Stored) -> list[Json]:
    return value if isinstance(value, list) else []


def _moment(row: CityRow, name: str) -> datetime:
    value = row.values[name]
    assert isinstance(value, datetime)
    return value


def _keep_tasks(city: City) -> None:
    rows = city.rows
    Actuator.objects.bulk_create(
        Actuator(**_named(row, "metadata"), code=f"a{_id(row)}") for row in rows["Actuator"]
    )
    TaskingCapability.objects.bulk_create(
        TaskingCapability(
            **_named(row),
            parameters=row.values["taskingParameters"],
            thing_id=_pk(row.related("Thing")[0]),
            actuator_id=_pk(row.related("Actuator")[0]),
        )
        for row in rows["TaskingCapability"]
    )
    Task.objects.bulk_create(
        Task(
            pk=_pk(row),
            capability_id=_pk(row.related("TaskingCapability")[0]),
            parameters=row.values["taskingParameters"],
            created_at=_moment(row, "creationTime"),
            status=str(row.values["status"]),
            status_at=_moment(row, "statusTime"),
            outcome=row.values["outcome"],
        )
        for row in rows["Task"]
    )


_CELLS: Mapping[str, pa.DataType] = {
    "datastream_id": pa.int64(),
    "phenomenon_time": TIME,
    "phenomenon_end": TIME,
    "result_time": TIME,
    "result": pa.float64(),
    "result_json": pa.string(),
    "result_quality": pa.string(),
    "valid_start": TIME,
    "valid_end": TIME,
    "parameters": pa.string(),
    "feature_id": pa.int64(),
}


def _cell(row: CityRow, name: str) -> object:
    values = row.values
    result = values["result"]
    number = isinstance(result, int | float) and not isinstance(result, bool)
    cells: dict[str, object] = {
        "datastream_id": _pk(_stream(row)),
        "phenomenon_time": _start(values["phenomenonTime"]),
        "phenomenon_end": _end(values["phenomenonTime"]),
        "result_time": values["resultTime"],
        "result": float(result) if isinstance(result, int | float) and number else None,
        "result_json": None if number else json.dumps(result),
        "result_quality": _text(values["resultQuality"]),
        "valid_start": _start(values["validTime"]),
        "valid_end": _end(values["validTime"]),
        "parameters": _text(values["parameters"]),
        "feature_id": _pk(row.related("FeatureOfInterest")[0]),
    }
    return cells[name]


def _start(time: Stored) -> datetime | None:
    return time.start if isinstance(time, Period) else time if isinstance(time, datetime) else None


def _end(time: Stored) -> datetime | None:
    return time.end if isinstance(time, Period) else None


def _text(value: Stored) -> str | None:
    return None if value is None else json.dumps(value)
