# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a client says about entities: plain, frozen, with ids for links. Names follow OGC 18-088 clause 8.

A field of a change is ``UNSET`` when the client did not speak of it. JSON values are what msgspec reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias

Json: TypeAlias = bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"] | None


class Unset(Enum):
    """The client did not speak of this field."""

    UNSET = "unset"


UNSET = Unset.UNSET


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """The standard's unitOfMeasurement; ``definition`` is a URI or a UCUM code."""

    name: str | None
    symbol: str | None
    definition: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ThingFacts:
    """A thing; ``locations`` are its places from now on."""

    name: str | Unset = UNSET
    description: str | Unset = UNSET
    properties: Mapping[str, Json] | Unset | None = UNSET
    locations: tuple[int, ...] | Unset = UNSET


@dataclass(frozen=True, kw_only=True, slots=True)
class LocationFacts:
    """A place; ``things`` are there from now on."""

    name: str | Unset = UNSET
    description: str | Unset = UNSET
    encoding_type: str | Unset = UNSET
    location: Json | Unset = UNSET
    properties: Mapping[str, Json] | Unset | None = UNSET
    things: tuple[int, ...] | Unset = UNSET


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoricalLocationFacts:
    """Where a thing was from ``time`` on; the newest one also says where it is."""

    time: datetime | Unset = UNSET
    thing: int | Unset = UNSET
    locations: tuple[int, ...] | Unset = UNSET


@dataclass(frozen=True, kw_only=True, slots=True)
class StreamFacts:
    """A Datastream (one unit, one observed property) or a MultiDatastream (several, in order)."""

    name: str | Unset = UNSET
    description: str | Unset = UNSET
    observation_type: str | Unset = UNSET
    component_types: tuple[str, ...] | Unset = UNSET
    """multiObservationDataTypes; not for a Datastream."""
    units: tuple[Unit, ...] | Unset = UNSET
    observed_area: Json | Unset = UNSET
    properties: Mapping[str, Json] | Unset | None = UNSET
    thing: int | Unset = UNSET
    sensor: int | Unset = UNSET
    observed_properties: tuple[int, ...] | Unset = UNSET


@dataclass(frozen=True, kw_only=True, slots=True)
class InstrumentFacts:
    """A Sensor or an Actuator."""

    name: str | Unset = UNSET
    description: str | Unset = UNSET
    encoding_type: str | Unset = UNSET
    metadata: Json | Unset = UNSET
    properties: Mapping[str, Json] | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True, slots=True)
class ObservedPropertyFacts:
    """What is measured."""

    name: str | Unset = UNSET
    definition: str | Unset = UNSET
    description: str | Unset = UNSET
    properties: Mapping[str, Json] | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True, slots=True)
class FeatureFacts:
    """A feature of interest."""

    name: str | Unset = UNSET
    description: str | Unset = UNSET
    encoding_type: str | Unset = UNSET
    feature: Json | Unset = UNSET
    properties: Mapping[str, Json] | Unset | None = UNSET


@dataclass(frozen=True, kw_only=True, slots=True)
class CapabilityFacts:
    """A TaskingCapability; ``parameters`` is a SWE Common DataRecord as JSON (17-079r1 clause 8.2)."""

    name: str | Unset = UNSET
    description: str | Unset = UNSET
    parameters: Json | Unset = UNSET
    properties: Mapping[str, Json] | Unset | None = UNSET
    thing: int | Unset = UNSET
    actuator: int | Unset = UNSET


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskFacts:
    """A task; ``status`` and ``outcome`` are told by whoever carries it out."""

    parameters: Json | Unset = UNSET
    status: str | Unset = UNSET
    outcome: Json | Unset = UNSET
    capability: int | Unset = UNSET


Facts: TypeAlias = (
    ThingFacts
    | LocationFacts
    | HistoricalLocationFacts
    | StreamFacts
    | InstrumentFacts
    | ObservedPropertyFacts
    | FeatureFacts
    | CapabilityFacts
    | TaskFacts
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Removed:
    """What a deletion took with it; whoever asked for it removes these observations from the lake."""

    datastreams: tuple[int, ...] = ()
    """Their observations are to be removed."""
    features: tuple[int, ...] = ()
    """Observations of these features of interest are to be removed."""
