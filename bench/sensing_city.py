# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The same city for both sides of the SensorThings bench: 2,000 things with four datastreams each, one year.

Entities are made through the API of each side; the observations come from a seeded generator, evenly spaced
over 2025, in monthly batches in the order of their arrival.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from .sensing_client import Service

THINGS = 2_000
STREAMS_PER_THING = 4
STREAMS = THINGS * STREAMS_PER_THING
AREAS = 40
"""Things belong to areas of 50 (200 datastreams); ``properties/area`` says which."""
START = datetime(2025, 1, 1, tzinfo=UTC)
END = datetime(2026, 1, 1, tzinfo=UTC)
_YEAR_S = 365 * 86_400
_QUANTITIES = (
    ("Lufttemperatur", "Cel", "°C"),
    ("Feinstaub PM10", "ug/m3", "µg/m³"),
    ("Schallpegel", "dB", "dB"),
    ("Luftfeuchte", "%", "%"),
)
_MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"


def make(service: Service) -> list[int | str]:
    """Make things, places and datastreams through the API; the ids of the datastreams in a fixed order."""
    sensor = service.create(
        "Sensors", _described("Messgerät", encodingType="text/html", metadata="Datenblatt")
    )
    properties = [
        service.create("ObservedProperties", _described(name, definition=f"urn:ucum:{unit}"))
        for name, unit, _ in _QUANTITIES
    ]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: service.create("Things", _thing(n, sensor, properties)), range(THINGS)))
    found: dict[str, int | str] = {}
    for page in service.pages("Datastreams?$select=id,name&$top=1000"):
        found.update({one["name"]: one["@iot.id"] for one in page["value"]})
    return [found[f"Strom {n}"] for n in range(STREAMS)]


def batches(rows: int, *, seed: int = 2026) -> Iterator[pa.Table]:
    """Monthly batches of about ``rows`` rows: stream (0 … 7,999), phenomenon_time, result."""
    chance = np.random.default_rng(seed)
    steps = max(1, rows // STREAMS)
    spacing_us = _YEAR_S * 1_000_000 // steps
    per_month = math.ceil(steps / 12)
    start_us = int(START.timestamp() * 1_000_000)
    for begin in range(0, steps, per_month):
        end = min(begin + per_month, steps)
        at = start_us + np.arange(begin, end, dtype=np.int64) * spacing_us
        times = np.repeat(at, STREAMS)
        streams = np.tile(np.arange(STREAMS, dtype=np.int64), end - begin)
        yield pa.table(
            {
                "stream": streams,
                "phenomenon_time": pa.array(times, pa.timestamp("us", "UTC")),
                "result": _values(chance, times),
            }
        )


def area(n: int) -> tuple[float, float, float, float]:
    """West, south, east, north [°] of one area."""
    column, row = n % 8, n // 8
    west, south = 7.4 + column * 0.05, 51.8 + row * 0.05
    return west, south, west + 0.05, south + 0.05


def _values(
    chance: np.random.Generator, times: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A daily and a yearly swing with noise, one decimal place."""
    day = np.sin(times / 86_400e6 * 2 * np.pi)
    year = np.sin(times / (_YEAR_S * 1e6) * 2 * np.pi)
    values: np.ndarray[tuple[int], np.dtype[np.float64]] = 15 + 8 * year + 5 * day
    return np.round(values + chance.normal(0, 3, len(times)), 1)


def _thing(n: int, sensor: int | str, properties: list[int | str]) -> dict[str, object]:
    west, south, east, north = area(n % AREAS)
    inside = (n // AREAS + 0.5) / (THINGS / AREAS)
    point = [west + (east - west) * inside, south + (north - south) * ((n * 7) % 50 + 0.5) / 50]
    place = _described(
        f"Ort {n}",
        encodingType="application/geo+json",
        location={"type": "Point", "coordinates": [round(value, 6) for value in point]},
    )
    streams = [
        _described(
            f"Strom {n * STREAMS_PER_THING + k}",
            observationType=_MEASUREMENT,
            unitOfMeasurement={"name": name, "symbol": symbol, "definition": f"ucum:{unit}"},
            Sensor={"@iot.id": sensor},
            ObservedProperty={"@iot.id": properties[k]},
        )
        for k, (name, unit, symbol) in enumerate(_QUANTITIES)
    ]
    return _described(
        f"Station {n}",
        properties={"area": n % AREAS, "height_m": n % 30},
        Locations=[place],
        Datastreams=streams,
    )


def _described(name: str, **more: object) -> dict[str, object]:
    return {"name": name, "description": name, **more}


def data_array(stream: int | str, rows: list[tuple[str, float]]) -> bytes:
    """The body of one data array creation."""
    group = {
        "Datastream": {"@iot.id": stream},
        "components": ["phenomenonTime", "result"],
        "dataArray@iot.count": len(rows),
        "dataArray": rows,
    }
    return json.dumps([group]).encode()
