# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""An outside broker: real Mosquitto between the devices and the city."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.conf import settings

from stadtkern.flow.ingest import keys
from stadtkern.flow.ingest.keys import NewKey
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.flow.ingest.mqtt.packets import Ack, Publish
from stadtkern.flow.ingest.mqtt.tests.client import Client
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.writing.tests import city
from stadtkern.settings import mqtt, wiring
from tests.mosquitto_server import mosquitto_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mosquitto]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """The house is wired as in a running city, and nothing is remembered of another test."""
    wiring.wire(settings.KNOBS)
    keys.forget()
    with city.fresh():
        yield
    keys.forget()


@pytest.fixture
def broker() -> Iterator[int]:
    with mosquitto_server() as port:
        yield port


@pytest.fixture
def secret(lake: Lake) -> str:
    return keys.create("test", NewKey(name="owner", domain="sensors", may_register=True), now=NOW)[1]


@pytest.fixture
def running(broker: int, secret: str) -> Iterator[int]:
    """Port of the broker to which the city is connected."""
    with connected(broker, secret):
        yield broker


@contextmanager
def connected(port: int, secret: str) -> Iterator[None]:
    """The city with this outside broker, until the block ends."""
    url = f"mqtt://127.0.0.1:{port}"
    with mqtt.running(replace(settings.KNOBS, mqtt=None, mqtt_broker=url, mqtt_broker_key=secret)):
        wait_until(mqtt.connected)
        yield


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def observation(result: float, minute: int = 0) -> bytes:
    return json.dumps({"result": result, "phenomenonTime": f"2026-03-01T10:{minute:02}:00Z"}).encode()


def test_what_devices_publish_to_the_broker_is_stored_once(running: int) -> None:
    stream = city.stream()
    with Client(running) as device:
        device.connect("d")
        for number in range(1, 31):
            body = observation(number % 30, minute=number % 30)
            device.publish(f"v1.1/Datastreams({stream})/Observations", body, qos=1, packet_id=number)
            assert device.receive(Ack).code in {0, 0x10}
    wait_until(lambda: city.count(stream) == 30)


def test_what_is_stored_is_told_to_the_broker_and_does_not_come_back(running: int) -> None:
    stream = city.stream()
    with Client(running) as listener:
        listener.connect("l")
        assert listener.subscribe(f"v1.1/Datastreams({stream})/Observations") == 0
        city.post(f"Datastreams({stream})/Observations", {"result": 5})
        assert json.loads(listener.receive(Publish).payload)["result"] == 5
        assert listener.silent(1.0)
    assert city.count(stream) == 1
    assert not RejectedRecord.objects.exists()


def test_rubbish_and_retained_messages_harm_nothing(running: int, secret: str) -> None:
    stream = city.stream()
    topic = f"v1.1/Datastreams({stream})/Observations"
    with Client(running) as device:
        device.connect("d")
        device.publish(topic, b"{", qos=1)
        device.receive(Ack)
        device.publish(topic, observation(1), qos=1, packet_id=2)
        device.receive(Ack)
    wait_until(lambda: city.count(stream) == 1)
    assert RejectedRecord.objects.get().payload_name == topic


def test_messages_that_came_while_the_city_was_away_are_stored_when_it_is_back(
    broker: int, secret: str
) -> None:
    stream = city.stream()
    with connected(broker, secret):
        pass
    with Client(broker) as device:
        device.connect("d")
        device.publish(f"v1.1/Datastreams({stream})/Observations", observation(1), qos=1)
        device.receive(Ack)
    assert city.count(stream) == 0
    with connected(broker, secret):
        wait_until(lambda: city.count(stream) == 1)


def test_a_broker_that_restarts_is_found_again(secret: str) -> None:
    stream = city.stream()
    with ExitStack() as first, ExitStack() as city_up:
        port = first.enter_context(mosquitto_server())
        city_up.enter_context(connected(port, secret))
        first.close()
        wait_until(lambda: not mqtt.connected())
        with mosquitto_server(port=port), Client(port) as device:
            wait_until(mqtt.connected)
            device.connect("d")
            device.publish(f"v1.1/Datastreams({stream})/Observations", observation(1), qos=1)
            device.receive(Ack)
            wait_until(lambda: city.count(stream) == 1)


def test_without_a_key_nothing_is_taken_from_the_broker(broker: int, lake: Lake) -> None:
    stream = city.stream()
    with connected(broker, ""), Client(broker) as device:
        device.connect("d")
        device.publish(f"v1.1/Datastreams({stream})/Observations", observation(1), qos=1)
        assert device.receive(Ack).code in {0, 0x10}
        time.sleep(0.5)
    assert city.count(stream) == 0
