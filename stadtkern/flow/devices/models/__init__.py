# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register: things, their locations, sensors, observed properties, datastreams, features, tasks.

Entities and names follow OGC SensorThings API Part 1 (18-088), clause 8, and Part 2 (17-079r1), clause 8. A
datastream has one or more components, so one with several observed properties (the standard's
MultiDatastream) is the same concept.
"""

from .checks import Calibration, StreamChecks
from .health import DeviceState
from .instruments import Actuator, ActuatorQuerySet, Sensor, SensorQuerySet
from .places import (
    FeatureOfInterest,
    FeatureQuerySet,
    HistoricalLocation,
    HistoricalLocationQuerySet,
    HistoricalPlacement,
    Location,
    LocationQuerySet,
    Placement,
)
from .state import RegisterRevision, SourceState, lock_register, new_revision, revision
from .streams import (
    Component,
    ComponentQuerySet,
    Datastream,
    DatastreamQuerySet,
    ObservedProperty,
    ObservedPropertyQuerySet,
)
from .tasking import Task, TaskingCapability, TaskingCapabilityQuerySet, TaskQuerySet, TaskStatus
from .things import Thing, ThingQuerySet, Visibility

__all__ = [
    "Actuator",
    "ActuatorQuerySet",
    "Calibration",
    "Component",
    "ComponentQuerySet",
    "Datastream",
    "DatastreamQuerySet",
    "DeviceState",
    "FeatureOfInterest",
    "FeatureQuerySet",
    "HistoricalLocation",
    "HistoricalLocationQuerySet",
    "HistoricalPlacement",
    "Location",
    "LocationQuerySet",
    "ObservedProperty",
    "ObservedPropertyQuerySet",
    "Placement",
    "RegisterRevision",
    "Sensor",
    "SensorQuerySet",
    "SourceState",
    "StreamChecks",
    "Task",
    "TaskQuerySet",
    "TaskStatus",
    "TaskingCapability",
    "TaskingCapabilityQuerySet",
    "Thing",
    "ThingQuerySet",
    "Visibility",
    "lock_register",
    "new_revision",
    "revision",
]
