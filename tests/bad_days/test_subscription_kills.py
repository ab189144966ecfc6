# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""SIGKILL while devices publish on declared topics, with and without a time of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import pytest

from stadtkern.flow.ingest.mqtt.packets import Ack, Publish
from stadtkern.flow.ingest.mqtt.tests.client import Client
from stadtkern.settings.tests.city_process import environment, free_port, migrated

from .cities import Life, living, must

pytestmark = pytest.mark.slow

_ROUNDS = 2
_WINDOW = 80
_CONNECT = """
from stadtkern.settings import start
start.django()
from stadtkern.flow.ingest.subscriptions.tests import givens
givens.connection("mit", settings={"topics": ["mit/+"]})
givens.connection("ohne", settings={"topics": ["ohne/+"]}, mapping={"time": {}})
"""


@pytest.mark.parametrize("topic", ["mit/1", "ohne/1"])
def test_what_was_acknowledged_survives_a_kill_and_what_comes_again_is_stored_once(
    tmp_path: Path, topic: str
) -> None:
    data, port = tmp_path / "city", free_port()
    migrated(data)
    key = must("key", "create", "geraet", "--subject", "sensors", data=data).strip()
    subprocess.run([sys.executable, "-c", _CONNECT], env=environment(data), check=True, timeout=120)
    acknowledged: set[int] = set()
    open_ones: list[int] = []
    for turn in range(_ROUNDS):
        with living(data, mqtt=port) as life:
            sent_again(port, key, topic, open_ones)
            acknowledged |= set(open_ones)
            done, open_ones = publish_until_killed(life, key, topic, start=turn * 1_000)
            acknowledged |= done
    with living(data, mqtt=port) as life:
        sent_again(port, key, topic, open_ones)
        stored = results(life)
    assert acknowledged | set(open_ones) == stored.keys()
    assert max(stored.values()) == 1


def publish_until_killed(life: Life, key: str, topic: str, *, start: int) -> tuple[set[int], list[int]]:
    """The numbers that were acknowledged before the city was killed, and those that were not."""
    done: set[int] = set()
    numbers = range(start, start + 300)
    with Client(life.mqtt) as device:
        device.connect(key=key)
        for number in numbers:
            device.send(message(topic, number))
            if number - start >= _WINDOW:
                done.add(start + (device.receive(Ack).packet_id or 0) - 1)
        life.kill()
    return done, [number for number in numbers if number not in done]


def sent_again(port: int, key: str, topic: str, numbers: list[int]) -> None:
    """Send what was not acknowledged once more, as the protocol says."""
    with Client(port) as device:
        device.connect(key=key)
        device.send(*(message(topic, number, again=True) for number in numbers))
        assert all(device.receive(Ack).code == 0 for _ in numbers)


def message(topic: str, number: int, *, again: bool = False) -> Publish:
    at = f"2026-03-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}Z"
    payload = json.dumps({"t": number, "at": at}).encode()
    return Publish(topic=topic, payload=payload, qos=1, packet_id=number % 1_000 + 1, dup=again)


_MEASURED = "not startswith(Datastream/Thing/name,'Datenplattform')"
"""All but what the platform counts about itself."""


def results(life: Life) -> Counter[int]:
    """How often each number is stored."""
    status, text = life.page(
        "/api/sta/v1.1/Observations?$select=result&$top=10000&$filter=" + quote(_MEASURED)
    )
    assert status == 200, text
    return Counter(int(one["result"]) for one in json.loads(text)["value"])
