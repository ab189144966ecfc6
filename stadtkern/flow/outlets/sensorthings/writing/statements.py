# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Checked drafts become facts for the register, once it is known which ids their links lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from stadtkern.flow.devices.sensing.words import (
    UNSET,
    CapabilityFacts,
    Facts,
    FeatureFacts,
    HistoricalLocationFacts,
    InstrumentFacts,
    Json,
    LocationFacts,
    ObservedPropertyFacts,
    StreamFacts,
    TaskFacts,
    ThingFacts,
    Unit,
    Unset,
)

from .bodies import Draft
from .values import Checked

Links = Mapping[str, Sequence[int]]
"""Ids by name of the link; only links that were given."""


def facts(draft: Draft, links: Links) -> Facts:
    """What a draft says about an entity of the register."""
    return _MAKERS[draft.entity.name](_Given(values=draft.values, links=links))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Given:
    values: Mapping[str, Checked]
    links: Links

    def text(self, name: str) -> str | Unset:
        found = self.values.get(name)
        return found if isinstance(found, str) else UNSET

    def time(self, name: str) -> datetime | Unset:
        found = self.values.get(name)
        return found if isinstance(found, datetime) else UNSET

    def json(self, name: str) -> Json | Unset:
        if name not in self.values:
            return UNSET
        found = self.values[name]
        return UNSET if isinstance(found, datetime | Unit | tuple) else found

    def members(self, name: str) -> Mapping[str, Json] | Unset | None:
        if name not in self.values:
            return UNSET
        found = self.values[name]
        return found if isinstance(found, Mapping) else None

    def texts(self, name: str) -> tuple[str, ...] | Unset:
        found = self.values.get(name)
        return tuple(str(one) for one in found) if isinstance(found, tuple) else UNSET

    def units(self) -> tuple[Unit, ...] | Unset:
        found = self.values.get("unitOfMeasurement", self.values.get("unitOfMeasurements"))
        if isinstance(found, tuple):
            return tuple(one for one in found if isinstance(one, Unit))
        return (found,) if isinstance(found, Unit) else UNSET

    def ids(self, name: str) -> tuple[int, ...] | Unset:
        return tuple(self.links[name]) if name in self.links else UNSET

    def id(self, name: str) -> int | Unset:
        found = self.links.get(name)
        return found[0] if found else UNSET


def _thing(given: _Given) -> Facts:
    return ThingFacts(
        name=given.text("name"),
        description=given.text("description"),
        properties=given.members("properties"),
        locations=given.ids("Locations"),
    )


def _location(given: _Given) -> Facts:
    return LocationFacts(
        name=given.text("name"),
        description=given.text("description"),
        encoding_type=given.text("encodingType"),
        location=given.json("location"),
        properties=given.members("properties"),
        things=given.ids("Things"),
    )


def _historical_location(given: _Given) -> Facts:
    return HistoricalLocationFacts(
        time=given.time("time"), thing=given.id("Thing"), locations=given.ids("Locations")
    )


def _stream(given: _Given) -> Facts:
    one = given.ids("ObservedProperty")
    return StreamFacts(
        name=given.text("name"),
        description=given.text("description"),
        observation_type=given.text("observationType"),
        component_types=given.texts("multiObservationDataTypes"),
        units=given.units(),
        observed_area=given.json("observedArea"),
        properties=given.members("properties"),
        thing=given.id("Thing"),
        sensor=given.id("Sensor"),
        observed_properties=given.ids("ObservedProperties") if one is UNSET else one,
    )


def _instrument(given: _Given) -> Facts:
    return InstrumentFacts(
        name=given.text("name"),
        description=given.text("description"),
        encoding_type=given.text("encodingType"),
        metadata=given.json("metadata"),
        properties=given.members("properties"),
    )


def _observed_property(given: _Given) -> Facts:
    return ObservedPropertyFacts(
        name=given.text("name"),
        definition=given.text("definition"),
        description=given.text("description"),
        properties=given.members("properties"),
    )


def _feature(given: _Given) -> Facts:
    return FeatureFacts(
        name=given.text("name"),
        description=given.text("description"),
        encoding_type=given.text("encodingType"),
        feature=given.json("feature"),
        properties=given.members("properties"),
    )


def _capability(given: _Given) -> Facts:
    return CapabilityFacts(
        name=given.text("name"),
        description=given.text("description"),
        parameters=given.json("taskingParameters"),
        properties=given.members("properties"),
        thing=given.id("Thing"),
        actuator=given.id("Actuator"),
    )


def _task(given: _Given) -> Facts:
    return TaskFacts(
        parameters=given.json("taskingParameters"),
        status=given.text("status"),
        outcome=given.json("outcome"),
        capability=given.id("TaskingCapability"),
    )


_MAKERS: Mapping[str, Callable[[_Given], Facts]] = {
    "Thing": _thing,
    "Location": _location,
    "HistoricalLocation": _historical_location,
    "Datastream": _stream,
    "MultiDatastream": _stream,
    "Sensor": _instrument,
    "ObservedProperty": _observed_property,
    "FeatureOfInterest": _feature,
    "TaskingCapability": _capability,
    "Actuator": _instrument,
    "Task": _task,
}
