# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A client without any knowledge of the product: requests, answers, and the requirement a test covers."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import pytest

Test = TypeVar("Test", bound=Callable[..., object])
ROOT = "/api/sta/v1.1"
SENSING = "http://www.opengis.net/spec/iot_sensing/1.1/req/"
TASKING = "http://www.opengis.net/spec/iot_tasking/1.0/req/"
MEASUREMENT = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"


def covers(*requirements: str) -> Callable[[Test], Test]:
    """Name the requirements (URIs without their common beginning; ``tasking:`` for those of part 2)."""

    def named(test: Test) -> Test:
        for one in requirements:
            uri = TASKING + one[8:] if one.startswith("tasking:") else SENSING + one
            test = pytest.mark.requirement(uri)(test)
        return test

    return named


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def value(self) -> Any:
        """The list of a set."""
        return self.json["value"]


@dataclass(frozen=True, kw_only=True)
class Service:
    """A SensorThings service."""

    port: int
    mqtt_port: int
    key: str
    stranger: bool = False
    """Ask without the key."""

    @property
    def address(self) -> str:
        """The service root."""
        return f"http://127.0.0.1:{self.port}{ROOT}"

    def get(self, path: str, **headers: str) -> Answer:
        """GET a path below the root with its query, or an absolute link."""
        return self.ask("GET", path, None, headers)

    def post(self, path: str, content: object, **headers: str) -> Answer:
        """POST JSON."""
        return self.ask("POST", path, content, headers)

    def patch(self, path: str, content: object, **headers: str) -> Answer:
        """PATCH JSON."""
        return self.ask("PATCH", path, content, headers)

    def put(self, path: str, content: object, **headers: str) -> Answer:
        """PUT JSON."""
        return self.ask("PUT", path, content, headers)

    def delete(self, path: str, **headers: str) -> Answer:
        """DELETE."""
        return self.ask("DELETE", path, None, headers)

    def made(self, path: str, content: object) -> str:
        """The path (e.g. ``Things('1')``) of a new entity."""
        answer = self.post(path, content)
        assert answer.status == 201, answer.body
        location = answer.headers["Location"]
        assert location.startswith(self.address + "/")
        return str(location[len(self.address) + 1 :])

    def ask(self, method: str, path: str, content: object, headers: Mapping[str, str]) -> Answer:
        """Any request; bytes are sent as they are, names of headers may use _ for -."""
        where = urlsplit(path)
        target = path.removeprefix(f"http://127.0.0.1:{self.port}") if where.scheme else f"{ROOT}/{path}"
        body = content if isinstance(content, bytes | None) else json.dumps(content).encode()
        sent = {"Content-Type": "application/json"} if body is not None else {}
        if not self.stranger:
            sent["Authorization"] = f"Bearer {self.key}"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, quote(target, safe=_SAFE), body, sent)
            answer = connection.getresponse()
            return Answer(status=answer.status, headers=answer.headers, body=answer.read())
        finally:
            connection.close()


_SAFE = "%/()',;:=$?&@*!+-._~"


def id_of(path: str) -> str:
    """The id in a path such as ``Things('1')``."""
    return path[path.index("('") + 2 : -2]


def thing(name: str = "Messstation Markt", **more: object) -> dict[str, object]:
    """A thing as a client sends it."""
    return {
        "name": name,
        "description": "Station am Markt",
        "properties": {"height": 3, "a": {"b": [1, "x"]}},
    } | more


def location(longitude: float = 7.6, latitude: float = 51.96, **more: object) -> dict[str, object]:
    """A place."""
    return {
        "name": "Markt",
        "description": "Mitte des Markts",
        "encodingType": "application/geo+json",
        "location": {"type": "Point", "coordinates": [longitude, latitude]},
    } | more


def sensor(**more: object) -> dict[str, object]:
    """An instrument."""
    return {
        "name": "SDS011",
        "description": "Feinstaubsensor",
        "encodingType": "application/pdf",
        "metadata": "https://example.org/sds011.pdf",
    } | more


def observed_property(name: str = "PM10", **more: object) -> dict[str, object]:
    """A measured quantity."""
    return {
        "name": name,
        "description": "Feinstaub",
        "definition": "http://dd.eionet.europa.eu/vocabulary/aq/pollutant/5",
    } | more


def datastream(name: str = "PM10 am Markt", **more: object) -> dict[str, object]:
    """A datastream with a new sensor and observed property."""
    return {
        "name": name,
        "description": "Stundenmittel",
        "observationType": MEASUREMENT,
        "unitOfMeasurement": {"name": "Mikrogramm", "symbol": "µg/m³", "definition": "ucum:ug/m3"},
        "Sensor": sensor(),
        "ObservedProperty": observed_property(),
    } | more


def observation(hour: int, result: object, **more: object) -> dict[str, object]:
    """A value at a full hour (0 to 23) of 1 May 2026."""
    return {"phenomenonTime": f"2026-05-01T{hour:02d}:00:00Z", "result": result} | more


def station(values: int = 0, name: str = "Messstation Markt") -> dict[str, object]:
    """A thing with a place and a datastream with so many hourly values: 0, 1, 2 and so on."""
    observations = [observation(hour, hour) for hour in range(values)]
    streams = [datastream(Observations=observations) if values else datastream()]
    return thing(name, Locations=[location()], Datastreams=streams)
