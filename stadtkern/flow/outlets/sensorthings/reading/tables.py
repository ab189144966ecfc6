# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the register keeps what the entities of the standard have: tables, columns and ways between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from django.db.models import Model, QuerySet

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
)
from stadtkern.kernel.callers import Caller


class Storage(StrEnum):
    """How a property is kept."""

    ID = "id"
    TEXT = "text"
    JSON = "json"
    TIME = "time"
    SHAPE = "shape"
    """GeoJSON, with its bounding box in the columns west, south, east, north."""
    AREA = "area"
    """Given GeoJSON, or worked out from the places of the thing."""
    UNIT = "unit"
    """Unit of the first component."""
    UNITS = "units"
    """Units of all components, in order."""
    TYPES = "types"
    """Types of the values of all components, in order."""
    PHENOMENON_TIME = "phenomenon time"
    """Kept by the lake."""
    RESULT_TIME = "result time"
    """Kept by the lake."""


class Column(NamedTuple):
    """A property in its table."""

    storage: Storage
    name: str = ""
    """Column; empty when there is none."""


class Reference(NamedTuple):
    """A way along a foreign key of this table: to one."""

    column: str


class Referrer(NamedTuple):
    """A way to rows with a foreign key to this table: to many."""

    column: str


class Crossing(NamedTuple):
    """A way through a table of pairs."""

    table: str
    near: str
    far: str
    place: str = ""
    """Column that orders the pairs; empty: no order."""
    first: bool = False
    """Only the pair whose place is 0: to one."""


class ToObservations(NamedTuple):
    """A way into the lake: from a datastream or a feature of interest to its observations."""

    feature: bool


Route: TypeAlias = Reference | Referrer | Crossing | ToObservations


@dataclass(frozen=True, kw_only=True)
class Table:
    """What the register knows of an entity."""

    name: str
    """Of the entity."""
    model: type[Model]
    seen: Callable[[Caller], QuerySet[Model]]
    """The rows of this entity that a caller sees."""
    columns: Mapping[str, Column]
    routes: Mapping[str, Route]
    table: str = field(init=False)

    def __post_init__(self) -> None:
        """The name of the database table."""
        object.__setattr__(self, "table", self.model._meta.db_table)


def _text(*names: str) -> dict[str, Column]:
    return {name: Column(Storage.TEXT, name) for name in names}


_ID = {"id": Column(Storage.ID, "id")}
_NAMED = {**_ID, **_text("name", "description"), "properties": Column(Storage.JSON, "properties")}
_ENCODED = {**_NAMED, "encodingType": Column(Storage.TEXT, "encoding_type")}
_STREAM = {
    **_NAMED,
    "observationType": Column(Storage.TEXT, "observation_type"),
    "observedArea": Column(Storage.AREA, "observed_area"),
    "phenomenonTime": Column(Storage.PHENOMENON_TIME),
    "resultTime": Column(Storage.RESULT_TIME),
}
_COMPONENT = Component._meta.db_table
_PLACEMENT = Placement._meta.db_table
_HISTORICAL_PLACEMENT = HistoricalPlacement._meta.db_table
_OBSERVATIONS = ToObservations(feature=False)


TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table(
            name="Thing",
            model=Thing,
            seen=lambda caller: Thing.objects.seen_by(caller),
            columns=_NAMED,
            routes={
                "Locations": Crossing(_PLACEMENT, "thing_id", "location_id"),
                "HistoricalLocations": Referrer("thing_id"),
                "Datastreams": Referrer("thing_id"),
                "MultiDatastreams": Referrer("thing_id"),
                "TaskingCapabilities": Referrer("thing_id"),
            },
        ),
        Table(
            name="Location",
            model=Location,
            seen=lambda caller: Location.objects.seen_by(caller),
            columns={**_ENCODED, "location": Column(Storage.SHAPE, "location")},
            routes={
                "Things": Crossing(_PLACEMENT, "location_id", "thing_id"),
                "HistoricalLocations": Crossing(
                    _HISTORICAL_PLACEMENT, "location_id", "historical_location_id"
                ),
            },
        ),
        Table(
            name="HistoricalLocation",
            model=HistoricalLocation,
            seen=lambda caller: HistoricalLocation.objects.seen_by(caller),
            columns={**_ID, "time": Column(Storage.TIME, "time")},
            routes={
                "Thing": Reference("thing_id"),
                "Locations": Crossing(_HISTORICAL_PLACEMENT, "historical_location_id", "location_id"),
            },
        ),
        Table(
            name="Datastream",
            model=Datastream,
            seen=lambda caller: Datastream.objects.seen_by(caller).filter(multi=False),
            columns={**_STREAM, "unitOfMeasurement": Column(Storage.UNIT)},
            routes={
                "Thing": Reference("thing_id"),
                "Sensor": Reference("sensor_id"),
                "ObservedProperty": Crossing(
                    _COMPONENT, "datastream_id", "observed_property_id", place="position", first=True
                ),
                "Observations": _OBSERVATIONS,
            },
        ),
        Table(
            name="MultiDatastream",
            model=Datastream,
            seen=lambda caller: Datastream.objects.seen_by(caller).filter(multi=True),
            columns={
                **_STREAM,
                "unitOfMeasurements": Column(Storage.UNITS),
                "multiObservationDataTypes": Column(Storage.TYPES),
            },
            routes={
                "Thing": Reference("thing_id"),
                "Sensor": Reference("sensor_id"),
                "ObservedProperties": Crossing(
                    _COMPONENT, "datastream_id", "observed_property_id", place="position"
                ),
                "Observations": _OBSERVATIONS,
            },
        ),
        Table(
            name="Sensor",
            model=Sensor,
            seen=lambda caller: Sensor.objects.seen_by(caller),
            columns={**_ENCODED, "metadata": Column(Storage.JSON, "metadata")},
            routes={"Datastreams": Referrer("sensor_id"), "MultiDatastreams": Referrer("sensor_id")},
        ),
        Table(
            name="ObservedProperty",
            model=ObservedProperty,
            seen=lambda caller: ObservedProperty.objects.seen_by(caller),
            columns={**_NAMED, **_text("definition")},
            routes={
                "Datastreams": Crossing(_COMPONENT, "observed_property_id", "datastream_id"),
                "MultiDatastreams": Crossing(_COMPONENT, "observed_property_id", "datastream_id"),
            },
        ),
        Table(
            name="FeatureOfInterest",
            model=FeatureOfInterest,
            seen=lambda caller: FeatureOfInterest.objects.seen_by(caller),
            columns={**_ENCODED, "feature": Column(Storage.SHAPE, "feature")},
            routes={"Observations": ToObservations(feature=True)},
        ),
        Table(
            name="TaskingCapability",
            model=TaskingCapability,
            seen=lambda caller: TaskingCapability.objects.seen_by(caller),
            columns={**_NAMED, "taskingParameters": Column(Storage.JSON, "parameters")},
            routes={
                "Thing": Reference("thing_id"),
                "Actuator": Reference("actuator_id"),
                "Tasks": Referrer("capability_id"),
            },
        ),
        Table(
            name="Actuator",
            model=Actuator,
            seen=lambda caller: Actuator.objects.seen_by(caller),
            columns={**_ENCODED, "metadata": Column(Storage.JSON, "metadata")},
            routes={"TaskingCapabilities": Referrer("actuator_id")},
        ),
        Table(
            name="Task",
            model=Task,
            seen=lambda caller: Task.objects.seen_by(caller),
            columns={
                **_ID,
                "creationTime": Column(Storage.TIME, "created_at"),
                "taskingParameters": Column(Storage.JSON, "parameters"),
                "status": Column(Storage.TEXT, "status"),
                "statusTime": Column(Storage.TIME, "status_at"),
                "outcome": Column(Storage.JSON, "outcome"),
            },
            routes={"TaskingCapability": Reference("capability_id")},
        ),
    )
}
"""By name of the entity; observations are not among them, they live in the lake."""
