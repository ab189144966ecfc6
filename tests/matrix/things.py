# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An internal thing of the subject „sensors“ with one entity of every type of SensorThings hanging on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.ingest import keys
from stadtkern.flow.outlets.sensorthings.http.tests.clients import Client

POINT = {"type": "Point", "coordinates": [7.6, 51.9]}
UNIT = {"name": "Grad", "symbol": "°C", "definition": "ucum:Cel"}
TYPE = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
SETS = {
    "ObservedProperty": "ObservedProperties",
    "FeatureOfInterest": "FeaturesOfInterest",
    "TaskingCapability": "TaskingCapabilities",
}
SENSOR: dict[str, object] = {
    "name": "Fühler",
    "description": "-",
    "encodingType": "text/html",
    "metadata": "-",
}
PROPERTY: dict[str, object] = {"name": "Luft", "definition": "https://example.org/luft", "description": "-"}
LOCATION: dict[str, object] = {
    "name": "Platz",
    "description": "-",
    "encodingType": "application/geo+json",
    "location": POINT,
}
FEATURE: dict[str, object] = {
    "name": "Platz",
    "description": "-",
    "encodingType": "application/geo+json",
    "feature": POINT,
}
ACTUATOR: dict[str, object] = {
    "name": "Schalter",
    "description": "-",
    "encodingType": "text/html",
    "metadata": "-",
}
PARAMETERS: dict[str, object] = {
    "type": "DataRecord",
    "field": [{"name": "level", "label": "Stufe", "type": "Count"}],
}


@dataclass(frozen=True, kw_only=True)
class Targets:
    """What programs are tried on."""

    ids: dict[str, str]
    """Id of an entity of every type."""
    code: str
    """Of the datastream."""
    maker: str
    """The key that made them."""


def build() -> Targets:
    """Make the thing with a key of its own, as a device would."""
    facts = keys.NewKey(name="maker", domain="sensors", may_register=True, may_command=True, internal=True)
    maker = Client(secret=keys.create("test", facts, now=datetime.now(UTC))[1])
    stream = {
        "name": "Luft",
        "description": "-",
        "observationType": TYPE,
        "unitOfMeasurement": UNIT,
        "Sensor": SENSOR,
        "ObservedProperty": PROPERTY,
    }
    several = {
        "name": "Wetter",
        "description": "-",
        "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation",
        "multiObservationDataTypes": [TYPE],
        "unitOfMeasurements": [UNIT],
        "Sensor": SENSOR,
        "ObservedProperties": [PROPERTY],
    }
    made = maker.post(
        "Things",
        {
            "name": "Geheim",
            "description": "-",
            "Locations": [LOCATION],
            "Datastreams": [stream],
            "MultiDatastreams": [several],
        },
    ).made
    thing = _id(made)
    capability = maker.post(
        "TaskingCapabilities",
        {
            "name": "Schalten",
            "description": "-",
            "taskingParameters": PARAMETERS,
            "Thing": {"@iot.id": thing},
            "Actuator": ACTUATOR,
        },
    ).made
    found = {
        "Thing": thing,
        "TaskingCapability": _id(capability),
        "Location": _first(maker, f"{made}/Locations"),
        "HistoricalLocation": _first(maker, f"{made}/HistoricalLocations"),
        "Datastream": _first(maker, f"{made}/Datastreams"),
        "MultiDatastream": _first(maker, f"{made}/MultiDatastreams"),
        "Actuator": _first(maker, f"{capability}/Actuator", one=True),
    }
    found["Sensor"] = _first(maker, f"Datastreams({found['Datastream']})/Sensor", one=True)
    found["ObservedProperty"] = _first(
        maker, f"Datastreams({found['Datastream']})/ObservedProperty", one=True
    )
    found["FeatureOfInterest"] = _id(maker.post("FeaturesOfInterest", FEATURE).made)
    link = {"@iot.id": found["TaskingCapability"]}
    task = {"taskingParameters": {"level": 1}, "TaskingCapability": link}
    found["Task"] = _id(maker.post("Tasks", task).made)
    observation = {"result": 4711, "phenomenonTime": "2026-11-22T09:00:00Z"}
    answered = maker.post(f"Datastreams({found['Datastream']})/Observations", observation)
    found["Observation"] = _id(answered.made)
    return Targets(ids=found, code=Datastream.objects.get(pk=found["Datastream"]).code, maker=maker.secret)


def another_observation(targets: Targets, secret: str, minute: int) -> str:
    """One more observation; its id. What is deleted from the lake stays deleted."""
    body = {"result": 1, "phenomenonTime": f"2026-11-21T08:{minute:02}:00Z"}
    path = f"Datastreams({targets.ids['Datastream']})/Observations"
    return _id(Client(secret=secret).post(path, body).made)


def bodies(entity: str, method: str, targets: Targets) -> tuple[str, object]:
    """Path and body of a request that is sound as such."""
    many = SETS.get(entity, f"{entity}s")
    key = targets.ids[entity]
    if method in {"GET", "DELETE"}:
        return f"{many}('{key}')", None
    if method == "PATCH":
        return f"{many}('{key}')", _change(entity)
    path = {
        "Observation": f"Datastreams({targets.ids['Datastream']})/Observations",
        "Datastream": f"Things({targets.ids['Thing']})/Datastreams",
        "MultiDatastream": f"Things({targets.ids['Thing']})/MultiDatastreams",
        "HistoricalLocation": f"Things({targets.ids['Thing']})/HistoricalLocations",
        "Location": f"Things({targets.ids['Thing']})/Locations",
        "TaskingCapability": f"Things({targets.ids['Thing']})/TaskingCapabilities",
        "Task": f"TaskingCapabilities({targets.ids['TaskingCapability']})/Tasks",
    }.get(entity, many)
    return path, _created(entity, targets)


def _change(entity: str) -> dict[str, object]:
    if entity == "HistoricalLocation":
        return {"time": "2026-01-01T00:00:00Z"}
    if entity == "Observation":
        return {"result": 12}
    if entity == "Task":
        return {"status": "Running"}
    return {"description": "Geändert"}


def _created(entity: str, targets: Targets) -> dict[str, object]:
    links = {name: {"@iot.id": targets.ids[name]} for name in ("Sensor", "ObservedProperty", "Actuator")}
    named: dict[str, object] = {"name": "Neu", "description": "-"}
    made: dict[str, dict[str, object]] = {
        "Thing": named,
        "Location": LOCATION,
        "HistoricalLocation": {
            "time": "2026-01-01T00:00:00Z",
            "Locations": [{"@iot.id": targets.ids["Location"]}],
        },
        "Datastream": {
            **named,
            "observationType": TYPE,
            "unitOfMeasurement": UNIT,
            "Sensor": links["Sensor"],
            "ObservedProperty": links["ObservedProperty"],
        },
        "MultiDatastream": {
            **named,
            "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation",
            "multiObservationDataTypes": [TYPE],
            "unitOfMeasurements": [UNIT],
            "Sensor": links["Sensor"],
            "ObservedProperties": [links["ObservedProperty"]],
        },
        "Sensor": SENSOR,
        "ObservedProperty": {**PROPERTY, "definition": "https://example.org/neu"},
        "Observation": {"result": 3, "phenomenonTime": "2026-11-22T10:00:00Z"},
        "FeatureOfInterest": FEATURE,
        "TaskingCapability": {**named, "taskingParameters": PARAMETERS, "Actuator": links["Actuator"]},
        "Actuator": ACTUATOR,
        "Task": {"taskingParameters": {"level": 2}},
    }
    return made[entity]


def _id(made: str) -> str:
    return made.partition("(")[2].removesuffix(")").strip("'")


def _first(maker: Client, path: str, *, one: bool = False) -> str:
    answered = maker.get(path)
    found = answered.json if one else answered.value[0]
    return str(found["@iot.id"])
