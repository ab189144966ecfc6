# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Network servers that tell over MQTT: real Mosquitto between them and the city."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from stadtkern.flow.ingest import counters, health, streams
from stadtkern.flow.ingest.codecs import running
from stadtkern.flow.ingest.lorawan.brokers import Supervisor
from stadtkern.flow.ingest.lorawan.models import Uplink
from stadtkern.flow.ingest.lorawan.servers import Kind
from stadtkern.flow.ingest.lorawan.tests import givens
from stadtkern.flow.ingest.lorawan.tests.uplinks import DEV_EUI, NOW, payload, uplink
from stadtkern.flow.ingest.mqtt.packets import Ack
from stadtkern.flow.ingest.mqtt.tests.client import Client
from stadtkern.flow.lake.lake import Lake
from stadtkern.web.outgoing import limits
from tests.mosquitto_server import mosquitto_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mosquitto]


@pytest.fixture(autouse=True)
def fresh(later_lake: None, connected: None) -> Iterator[None]:
    """An empty lake, connections that are seen at once, and brokers of this machine may be called."""
    before = limits.limits()
    limits.provide(replace(before, allow_private=True))
    for cache in (counters, health, streams, running):
        cache.forget()
    yield
    limits.provide(before)


TOPICS = {
    Kind.THINGS_STACK: f"v3/stadt-umwelt@ttn/devices/eui-{DEV_EUI}/up",
    Kind.CHIRPSTACK: f"application/17c82e96-be03-4f38-aef3-f83d48582d97/device/{DEV_EUI}/event/up",
}


@pytest.mark.parametrize("kind", list(Kind))
def test_uplinks_come_over_mqtt_and_survive_a_city_that_is_away(kind: Kind, lake: Lake) -> None:
    with mosquitto_server() as port:
        connection = givens.application(kind, server={"broker": f"mqtt://127.0.0.1:{port}"})
        givens.device(connection, givens.device_type())
        with calling():
            publish(port, TOPICS[kind], message(kind, 1))
            wait_until(lambda: lake.status().observations == 3)

        publish(port, TOPICS[kind], message(kind, 2))
        publish(port, TOPICS[kind], message(kind, 2))
        with calling():
            wait_until(lambda: lake.status().observations == 6)

    assert [row.f_cnt for row in Uplink.objects.order_by("f_cnt")] == [1, 2]
    assert len(givens.values(f"umwelt-funk/{DEV_EUI}/air_temperature")) == 2


def message(kind: Kind, number: int) -> bytes:
    """An uplink with this frame counter, ten minutes after the one before."""
    at = NOW + timedelta(minutes=10 * number)
    if kind is Kind.THINGS_STACK:
        return uplink(f_cnt=number, at=at)
    made = json.loads(payload("chirpstack4-up.json"))
    return json.dumps({**made, "fCnt": number, "time": at.isoformat()}).encode()


@contextmanager
def calling() -> Iterator[None]:
    """The city calls the brokers of its applications as long as the block lasts."""
    supervisor = Supervisor(holder="test", alone=True)
    supervisor.start()
    try:
        wait_until(lambda: supervisor.connected("umwelt-funk"))
        yield
    finally:
        supervisor.stop()


def publish(port: int, topic: str, body: bytes) -> None:
    """What the network server publishes with quality of service 1."""
    with Client(port) as client:
        client.connect("network-server")
        client.publish(topic, body, qos=1)
        client.receive(Ack)


def wait_until(true: Callable[[], bool], within_s: float = 20) -> None:
    """Ask again and again until it is true."""
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.05)
