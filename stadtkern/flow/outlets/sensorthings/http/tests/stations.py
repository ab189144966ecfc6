# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Things as a client sends them."""

from __future__ import annotations

from .clients import Client

MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"
DAY = "2026-03-01"


def thing(name: str = "Brunnen", **more: object) -> dict[str, object]:
    """A thing."""
    return {"name": name, "description": "Am Markt", "properties": {"depth": 3}} | more


def location() -> dict[str, object]:
    """A place with a point."""
    return {
        "name": "Markt",
        "description": "Mitte",
        "encodingType": "application/geo+json",
        "location": {"type": "Point", "coordinates": [7.6, 51.96]},
    }


def datastream(**more: object) -> dict[str, object]:
    """A datastream with a new sensor and observed property."""
    return {
        "name": "Pegel",
        "description": "Wasserstand",
        "observationType": MEASUREMENT,
        "unitOfMeasurement": {"name": "Meter", "symbol": "m", "definition": "ucum:m"},
        "Sensor": {"name": "S", "description": "", "encodingType": "text/html", "metadata": "x"},
        "ObservedProperty": {"name": "Pegel", "description": "", "definition": "https://example.org/level"},
    } | more


def observation(hour: int, result: object = None, **more: object) -> dict[str, object]:
    """A value at a full hour; without a result the hour itself."""
    return {
        "phenomenonTime": f"{DAY}T{hour:02}:00:00Z",
        "result": hour if result is None else result,
        **more,
    }


def station(client: Client, values: int = 0) -> str:
    """The path of a new thing with a place and a datastream with so many hourly values."""
    streams = [datastream(Observations=[observation(hour) for hour in range(values)])]
    if not values:
        streams = [datastream()]
    return client.post("Things", thing(Locations=[location()], Datastreams=streams)).made


def stream_of(client: Client, path: str) -> str:
    """The path of the datastream of a thing."""
    return f"Datastreams('{client.get(f'{path}/Datastreams').value[0]['@iot.id']}')"
