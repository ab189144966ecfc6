# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The entities of the SensorThings API: one table of properties and links for parser, reader and writer.

OGC 18-088 clause 8 (Sensing), clause 14 (MultiDatastream); OGC 17-079r1 clause 8 (Tasking).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What kind of value a property, a literal or an expression has."""

    ID = "id"
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"
    """An instant, aware UTC."""
    INTERVAL = "interval"
    """An instant or a period from ISO 8601 text ``start/end`` (the standard's TM_Object)."""
    DATE = "date"
    TIME_OF_DAY = "time of day"
    DURATION = "duration"
    GEOMETRY = "geometry"
    JSON = "json"
    """Any JSON: an object to step into, or a scalar that takes the kind of what it is compared with."""
    NOTHING = "null"


@dataclass(frozen=True, kw_only=True, slots=True)
class Property:
    """A property of an entity; ``name`` as in the JSON of the standard."""

    name: str
    kind: Kind
    required: bool = False
    """Must be given when the entity is created."""
    writable: bool = True
    """False: kept by the server."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A relation to another entity; ``name`` as in paths and in $expand."""

    name: str
    target: str
    """Name (singular) of the entity it leads to."""
    many: bool
    required: bool = False
    """Must be linked when the entity is created."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """A type of the data model."""

    name: str
    """Singular, e.g. ``Datastream``."""
    plural: str
    """Name of the entity set, e.g. ``Datastreams``."""
    properties: tuple[Property, ...]
    links: tuple[Link, ...]

    def property(self, name: str) -> Property | None:
        """The property of this name."""
        return next((one for one in self.properties if one.name == name), None)

    def link(self, name: str) -> Link | None:
        """The link of this name."""
        return next((one for one in self.links if one.name == name), None)


_ID = Property(name="id", kind=Kind.ID, writable=False)
_NAME = Property(name="name", kind=Kind.TEXT, required=True)
_DESCRIPTION = Property(name="description", kind=Kind.TEXT, required=True)
_ENCODING = Property(name="encodingType", kind=Kind.TEXT, required=True)
_PROPERTIES = Property(name="properties", kind=Kind.JSON)


def _one(name: str, *, required: bool = False) -> Link:
    return Link(name=name, target=name, many=False, required=required)


def _many(name: str, target: str, *, required: bool = False) -> Link:
    return Link(name=name, target=target, many=True, required=required)


THING = Entity(
    name="Thing",
    plural="Things",
    properties=(_ID, _NAME, _DESCRIPTION, _PROPERTIES),
    links=(
        _many("Locations", "Location"),
        _many("HistoricalLocations", "HistoricalLocation"),
        _many("Datastreams", "Datastream"),
        _many("MultiDatastreams", "MultiDatastream"),
        _many("TaskingCapabilities", "TaskingCapability"),
    ),
)
LOCATION = Entity(
    name="Location",
    plural="Locations",
    properties=(
        _ID,
        _NAME,
        _DESCRIPTION,
        _ENCODING,
        Property(name="location", kind=Kind.GEOMETRY, required=True),
        _PROPERTIES,
    ),
    links=(_many("Things", "Thing"), _many("HistoricalLocations", "HistoricalLocation")),
)
HISTORICAL_LOCATION = Entity(
    name="HistoricalLocation",
    plural="HistoricalLocations",
    properties=(_ID, Property(name="time", kind=Kind.TIME, required=True)),
    links=(_one("Thing", required=True), _many("Locations", "Location", required=True)),
)
_STREAM_TIMES = (
    Property(name="phenomenonTime", kind=Kind.INTERVAL, writable=False),
    Property(name="resultTime", kind=Kind.INTERVAL, writable=False),
)
DATASTREAM = Entity(
    name="Datastream",
    plural="Datastreams",
    properties=(
        _ID,
        _NAME,
        _DESCRIPTION,
        Property(name="observationType", kind=Kind.TEXT, required=True),
        Property(name="unitOfMeasurement", kind=Kind.JSON, required=True),
        Property(name="observedArea", kind=Kind.GEOMETRY),
        *_STREAM_TIMES,
        _PROPERTIES,
    ),
    links=(
        _one("Thing", required=True),
        _one("Sensor", required=True),
        _one("ObservedProperty", required=True),
        _many("Observations", "Observation"),
    ),
)
MULTI_DATASTREAM = Entity(
    name="MultiDatastream",
    plural="MultiDatastreams",
    properties=(
        _ID,
        _NAME,
        _DESCRIPTION,
        Property(name="observationType", kind=Kind.TEXT),
        Property(name="multiObservationDataTypes", kind=Kind.JSON, required=True),
        Property(name="unitOfMeasurements", kind=Kind.JSON, required=True),
        Property(name="observedArea", kind=Kind.GEOMETRY),
        *_STREAM_TIMES,
        _PROPERTIES,
    ),
    links=(
        _one("Thing", required=True),
        _one("Sensor", required=True),
        _many("ObservedProperties", "ObservedProperty", required=True),
        _many("Observations", "Observation"),
    ),
)
SENSOR = Entity(
    name="Sensor",
    plural="Sensors",
    properties=(
        _ID,
        _NAME,
        _DESCRIPTION,
        _ENCODING,
        Property(name="metadata", kind=Kind.JSON, required=True),
        _PROPERTIES,
    ),
    links=(_many("Datastreams", "Datastream"), _many("MultiDatastreams", "MultiDatastream")),
)
OBSERVED_PROPERTY = Entity(
    name="ObservedProperty",
    plural="ObservedProperties",
    properties=(
        _ID,
        _NAME,
        Property(name="definition", kind=Kind.TEXT, required=True),
        _DESCRIPTION,
        _PROPERTIES,
    ),
    links=(_many("Datastreams", "Datastream"), _many("MultiDatastreams", "MultiDatastream")),
)
OBSERVATION = Entity(
    name="Observation",
    plural="Observations",
    properties=(
        _ID,
        Property(name="phenomenonTime", kind=Kind.INTERVAL),
        Property(name="result", kind=Kind.JSON, required=True),
        Property(name="resultTime", kind=Kind.TIME),
        Property(name="resultQuality", kind=Kind.JSON),
        Property(name="validTime", kind=Kind.INTERVAL),
        Property(name="parameters", kind=Kind.JSON),
    ),
    links=(_one("Datastream"), _one("MultiDatastream"), _one("FeatureOfInterest")),
)
FEATURE_OF_INTEREST = Entity(
    name="FeatureOfInterest",
    plural="FeaturesOfInterest",
    properties=(
        _ID,
        _NAME,
        _DESCRIPTION,
        _ENCODING,
        Property(name="feature", kind=Kind.GEOMETRY, required=True),
        _PROPERTIES,
    ),
    links=(_many("Observations", "Observation"),),
)
TASKING_CAPABILITY = Entity(
    name="TaskingCapability",
    plural="TaskingCapabilities",
    properties=(
        _ID,
        _NAME,
        _DESCRIPTION,
        Property(name="taskingParameters", kind=Kind.JSON, required=True),
        _PROPERTIES,
    ),
    links=(_one("Thing", required=True), _one("Actuator", required=True), _many("Tasks", "Task")),
)
ACTUATOR = Entity(
    name="Actuator",
    plural="Actuators",
    properties=(
        _ID,
        _NAME,
        _DESCRIPTION,
        _ENCODING,
        Property(name="metadata", kind=Kind.JSON, required=True),
        _PROPERTIES,
    ),
    links=(_many("TaskingCapabilities", "TaskingCapability"),),
)
TASK = Entity(
    name="Task",
    plural="Tasks",
    properties=(
        _ID,
        Property(name="creationTime", kind=Kind.TIME, writable=False),
        Property(name="taskingParameters", kind=Kind.JSON, required=True),
        Property(name="status", kind=Kind.TEXT),
        Property(name="statusTime", kind=Kind.TIME, writable=False),
        Property(name="outcome", kind=Kind.JSON),
    ),
    links=(_one("TaskingCapability", required=True),),
)

ENTITIES: tuple[Entity, ...] = (
    THING,
    LOCATION,
    HISTORICAL_LOCATION,
    DATASTREAM,
    MULTI_DATASTREAM,
    SENSOR,
    OBSERVED_PROPERTY,
    OBSERVATION,
    FEATURE_OF_INTEREST,
    TASKING_CAPABILITY,
    ACTUATOR,
    TASK,
)
BY_NAME = {entity.name: entity for entity in ENTITIES}
BY_PLURAL = {entity.plural: entity for entity in ENTITIES}
