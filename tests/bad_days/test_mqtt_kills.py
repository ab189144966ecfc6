# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""SIGKILL while devices publish: what was acknowledged is stored, what comes again is stored once."""

from __future__ import annotations

import http.client
import json
import random
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from stadtkern.flow.ingest.mqtt.packets import Ack
from stadtkern.flow.ingest.mqtt.tests.client import Client
from stadtkern.settings.tests.city_process import free_port, migrated

from .cities import Life, living, must

pytestmark = pytest.mark.slow

_ROUNDS = 4
_ROOT = "/api/sta/v1.1"
_WINDOW = 100
STATION = {
    "name": "Mast",
    "description": "",
    "Locations": [
        {
            "name": "Platz",
            "description": "",
            "encodingType": "application/geo+json",
            "location": {"type": "Point", "coordinates": [7.6, 51.9]},
        }
    ],
    "Datastreams": [
        {
            "name": "Temperatur",
            "description": "",
            "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
            "unitOfMeasurement": {"name": "Celsius", "symbol": "°C", "definition": "ucum:Cel"},
            "Sensor": {"name": "S", "description": "", "encodingType": "text/plain", "metadata": ""},
            "ObservedProperty": {"name": "T", "definition": "https://example.org/T", "description": ""},
        }
    ],
}


def test_what_was_acknowledged_over_mqtt_survives_a_kill_and_is_stored_once(tmp_path: Path) -> None:
    data, port = tmp_path / "city", free_port()
    migrated(data)
    key = must("key", "create", "geraet", "--subject", "sensors", "--register", data=data).strip()
    with living(data, mqtt=port) as life:
        stream = made(life, key)
    topic = f"v1.1/Datastreams({stream})/Observations"
    acknowledged: set[int] = set()
    for turn in range(_ROUNDS):
        with living(data, mqtt=port) as life:
            acknowledged |= publish_until_killed(life, key, topic, start=turn * 10_000)
            assert acknowledged
    with living(data, mqtt=port) as life:
        stored = results(life, stream)
        assert acknowledged <= stored.keys()
        again(port, key, topic, sorted(stored)[:150])
        after = results(life, stream)
    assert after == stored
    assert max(after.values()) == 1


def publish_until_killed(life: Life, key: str, topic: str, *, start: int) -> set[int]:
    """The numbers that were acknowledged before the city was killed at a random moment."""
    last = random.Random(start).randint(200, 1_500)  # noqa: S311 - a moment, no secret
    done: set[int] = set()
    with Client(life.mqtt) as device:
        device.connect(key=key)
        for number in range(start, start + last):
            send(device, topic, number, packet_id=number - start + 1)
            if number - start >= _WINDOW:
                done.add(start + device.receive(Ack).packet_id - 1)
        life.kill()
    return done


def again(port: int, key: str, topic: str, numbers: list[int]) -> None:
    """Publish these once more, and wait for the answers."""
    with Client(port) as device:
        device.connect(key=key)
        for place, number in enumerate(numbers, start=1):
            send(device, topic, number, packet_id=place)
        for _ in numbers:
            assert device.receive(Ack).code == 0


def send(device: Client, topic: str, number: int, *, packet_id: int) -> None:
    seconds = f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}"
    body = {"result": number, "phenomenonTime": f"2026-03-01T{seconds}Z"}
    device.publish(topic, json.dumps(body).encode(), qos=1, packet_id=packet_id)


def made(life: Life, key: str) -> int:
    """The id of a fresh datastream."""
    with closing(http.client.HTTPConnection("127.0.0.1", life.port, timeout=30)) as link:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        link.request("POST", f"{_ROOT}/Things", json.dumps(STATION), headers)
        answer = link.getresponse()
        text = answer.read()
        assert answer.status == 201, text
        thing = str(answer.headers["Location"]).rpartition("/")[2]
    found = json.loads(life.page(f"{_ROOT}/{thing}/Datastreams?$select=id")[1])
    return int(found["value"][0]["@iot.id"])


def results(life: Life, stream: int) -> Counter[int]:
    """How often each number is stored."""
    path = f"{_ROOT}/Datastreams({stream})/Observations?$select=result&$top=10000"
    status, text = life.page(path)
    assert status == 200, text
    return Counter(int(one["result"]) for one in json.loads(text)["value"])
