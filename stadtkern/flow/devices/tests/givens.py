# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Callers and small entities for the tests of the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from stadtkern.flow.devices.sensing import service
from stadtkern.flow.devices.sensing.words import (
    CapabilityFacts,
    Facts,
    InstrumentFacts,
    Json,
    LocationFacts,
    ObservedPropertyFacts,
    StreamFacts,
    ThingFacts,
    Unit,
)
from stadtkern.kernel.callers import Caller

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
OWNER = Caller(
    name="trees", key_id=1, domain="sensors", source="push-trees", may_observe=True, may_register=True,
    may_command=True,
)  # fmt: skip
"""May do everything in the subject ``sensors``."""
STRANGER = replace(OWNER, name="clouds", key_id=2, domain="weather", source="push-clouds")
"""May do everything in another subject."""
HERE: Json = {"type": "Point", "coordinates": [7.6, 51.9]}
THERE: Json = {"type": "Point", "coordinates": [7.7, 51.9]}
CELSIUS = Unit(name="Grad Celsius", symbol="°C", definition="Cel")
METRES = Unit(name="Meter", symbol="m", definition="m")
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
RECORD: Json = {
    "type": "DataRecord",
    "field": [
        {
            "name": "level",
            "type": "Quantity",
            "uom": {"code": "%"},
            "constraint": {"type": "AllowedValues", "interval": [[0, 100]]},
        },
        {
            "name": "mode",
            "type": "Category",
            "optional": True,
            "constraint": {"type": "AllowedTokens", "value": ["day", "night"]},
        },
    ],
}


def create(kind: str, facts: Facts, *, caller: Caller = OWNER, at: datetime = NOW) -> int:
    """Create an entity as the owner."""
    return service.create(kind, facts, caller=caller, at=at)


def thing(*, caller: Caller = OWNER, **facts: Any) -> int:
    """A tree."""
    told = ThingFacts(name="Linde", description="Am Markt")
    return create("Thing", replace(told, **facts), caller=caller)


def location(*, caller: Caller = OWNER, **facts: Any) -> int:
    """A place."""
    told = LocationFacts(name="Markt", description="", encoding_type="application/geo+json", location=HERE)
    return create("Location", replace(told, **facts), caller=caller)


def sensor(*, caller: Caller = OWNER, kind: str = "Sensor", **facts: Any) -> int:
    """A sensor or an actuator."""
    told = InstrumentFacts(
        name="SM100", description="", encoding_type="application/pdf", metadata="https://example.org/sm100"
    )
    return create(kind, replace(told, **facts), caller=caller)


def observed(*, caller: Caller = OWNER, **facts: Any) -> int:
    """An observed property."""
    told = ObservedPropertyFacts(name="Moisture", definition="https://example.org/moisture", description="")
    return create("ObservedProperty", replace(told, **facts), caller=caller)


def stream(*, caller: Caller = OWNER, **facts: Any) -> int:
    """A datastream of a thing of its own, unless told otherwise."""
    told = {
        "name": "Bodentemperatur",
        "description": "",
        "observation_type": MEASUREMENT,
        "units": (CELSIUS,),
    } | facts
    told.setdefault("thing", None)
    links = {
        "thing": told["thing"] or thing(caller=caller),
        "sensor": told.get("sensor") or sensor(caller=caller),
        "observed_properties": told.get("observed_properties") or (observed(caller=caller),),
    }
    return create("Datastream", StreamFacts(**told | links), caller=caller)


def multi(*, caller: Caller = OWNER, **facts: Any) -> int:
    """A multi datastream of two observed properties."""
    told: dict[str, Any] = {
        "name": "Boden",
        "description": "",
        "component_types": (MEASUREMENT, MEASUREMENT),
        "units": (CELSIUS, METRES),
        "thing": thing(caller=caller),
        "sensor": sensor(caller=caller),
        "observed_properties": (observed(caller=caller), observed(caller=caller)),
    }
    return create("MultiDatastream", StreamFacts(**told | facts), caller=caller)


def capability(*, caller: Caller = OWNER, **facts: Any) -> int:
    """What a tree's lamp can be told."""
    told: dict[str, Any] = {"name": "Licht", "description": "", "parameters": RECORD}
    links = {
        "thing": facts.pop("thing", None) or thing(caller=caller),
        "actuator": facts.pop("actuator", None) or sensor(kind="Actuator", caller=caller),
    }
    return create("TaskingCapability", CapabilityFacts(**told | links | facts), caller=caller)
