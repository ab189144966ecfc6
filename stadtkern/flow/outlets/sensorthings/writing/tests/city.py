# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the tests write: bodies as clients send them, and who sends them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.lake import addresses
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.words import StoredObservation
from stadtkern.flow.outlets.sensorthings.query.addresses import parse_address
from stadtkern.flow.outlets.sensorthings.query.words import Address
from stadtkern.flow.outlets.sensorthings.reading.reader import Reader
from stadtkern.flow.outlets.sensorthings.reading.words import Limits
from stadtkern.flow.outlets.sensorthings.writing import streams as remembered
from stadtkern.flow.outlets.sensorthings.writing.words import Created
from stadtkern.flow.outlets.sensorthings.writing.writer import Writer
from stadtkern.kernel.callers import Caller

COUNTERS = "stadtkern.flow.ingest.counters"
"""Outlets and ingest never meet; only the roof, and a test of both, knows the two."""
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIMITS = Limits()
OWNER = Caller(
    name="owner",
    key_id=1,
    domain="sensors",
    source="push-owner",
    may_observe=True,
    may_register=True,
    may_command=True,
)
STRANGER = replace(OWNER, name="stranger", key_id=2, domain="weather", source="push-stranger")

UNIT: Json = {"name": "Celsius", "symbol": "°C", "definition": "ucum:Cel"}
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"


def writer(caller: Caller = OWNER, *, now: datetime = NOW, limits: Limits = LIMITS) -> Writer:
    """A writer on the lake of the test."""
    sight = Reader(caller=caller, lake=lake(), limits=limits, now=now)
    return Writer(caller=caller, lake=lake(), sight=sight, limits=limits, now=now)


def address(path: str) -> Address:
    """The address of a path below ``/v1.1/``."""
    return parse_address(path, limits=LIMITS)


def post(path: str, body: object, caller: Caller = OWNER, *, now: datetime = NOW) -> Created:
    """One POST of JSON."""
    return writer(caller, now=now).create(address(path), json.dumps(body).encode())


def patch(
    path: str, body: object, caller: Caller = OWNER, *, media_type: str = "application/json"
) -> frozenset[str]:
    """One PATCH; the names of what changed."""
    raw = json.dumps(body).encode()
    return writer(caller).update(address(path), raw, method="PATCH", media_type=media_type).fields


def place(name: str = "Domplatz", longitude: float = 7.6, **more: Json) -> dict[str, Json]:
    """A Location."""
    return {
        "name": name,
        "description": "",
        "encodingType": "application/geo+json",
        "location": {"type": "Point", "coordinates": [longitude, 51.9]},
        **more,
    }


def thing(**more: Json) -> dict[str, Json]:
    """A Thing at a place."""
    return {"name": "Mast 1", "description": "Laternenmast", "Locations": [place()], **more}


def sensor(**more: Json) -> dict[str, Json]:
    """A Sensor."""
    return {
        "name": "DS18B20",
        "description": "",
        "encodingType": "application/pdf",
        "metadata": "https://example.org/ds18b20.pdf",
        **more,
    }


def observed(name: str = "Lufttemperatur", **more: Json) -> dict[str, Json]:
    """An ObservedProperty."""
    return {"name": name, "definition": f"https://example.org/{name}", "description": "", **more}


def datastream(**more: Json) -> dict[str, Json]:
    """A Datastream with its Sensor and ObservedProperty, without its Thing."""
    return {
        "name": "Lufttemperatur",
        "description": "2 m über Grund",
        "observationType": MEASUREMENT,
        "unitOfMeasurement": UNIT,
        "Sensor": sensor(),
        "ObservedProperty": observed(),
        **more,
    }


def multi_datastream(**more: Json) -> dict[str, Json]:
    """A MultiDatastream of two properties, without its Thing."""
    return {
        "name": "Wind",
        "description": "",
        "multiObservationDataTypes": [MEASUREMENT, MEASUREMENT],
        "unitOfMeasurements": [UNIT, UNIT],
        "Sensor": sensor(),
        "ObservedProperties": [observed("Windgeschwindigkeit"), observed("Windrichtung")],
        **more,
    }


def stream(caller: Caller = OWNER, **more: Json) -> int:
    """The id of a new Datastream of a new Thing with a place."""
    return int(post("Datastreams", datastream(Thing=thing(), **more), caller).id)


def write_counters() -> None:
    """Write what was counted per source to the register now."""
    import_module(COUNTERS).flush()


def stored(id_text: str) -> StoredObservation:
    """The observation with this id."""
    found = addresses.read(id_text)
    assert found is not None
    return lake().find([found])[found]


def count(datastream_id: int) -> int:
    """Observations of a datastream."""
    known = lake().latest([datastream_id])
    return known[datastream_id].count if known else 0


def members(value: Json) -> Mapping[str, Json]:
    """The object that a value is."""
    assert isinstance(value, Mapping)
    return value


@contextmanager
def fresh() -> Iterator[None]:
    """Nothing is remembered of another register, nothing is counted for later."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    remembered.forget()
    import_module(COUNTERS).forget()
