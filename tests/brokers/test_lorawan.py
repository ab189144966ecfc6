# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Network servers that tell over MQTT: real Mosquitto between them and the city."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from stadtkern.flow.ingest.lorawan.brokers import Supervisor
from stadtkern.flow.ingest.lorawan.models import Uplink, UplinkState
from stadtkern.flow.ingest.lorawan.servers import Kind
from stadtkern.flow.ingest.lorawan.tests import givens
from stadtkern.flow.ingest.lorawan.tests.uplinks import DEV_EUI, payload, uplink
from stadtkern.flow.ingest.mqtt.packets import Ack
from stadtkern.flow.ingest.mqtt.tests.client import Client
from stadtkern.web.outgoing import limits
from tests.mosquitto_server import mosquitto_server

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mosquitto]


@pytest.fixture(autouse=True)
def fresh(later_lake: None, connected: None) -> Iterator[None]:
    """An empty lake, connections that are seen at once, and brokers of this machine may be called."""
    before = limits.limits()
    limits.provide(replace(before, allow_private=True))
    yield
    limits.provide(before)


@pytest.mark.parametrize(
    ("kind", "topic", "body"),
    [
        (Kind.THINGS_STACK, f"v3/stadt-umwelt@ttn/devices/eui-{DEV_EUI}/up", payload("tts3-up.json")),
        (
            Kind.CHIRPSTACK,
            f"application/17c82e96-be03-4f38-aef3-f83d48582d97/device/{DEV_EUI}/event/up",
            payload("chirpstack4-up.json"),
        ),
    ],
)
def test_uplinks_come_over_mqtt_and_survive_a_city_that_is_away(kind: Kind, topic: str, body: bytes) -> None:
    with mosquitto_server() as port:
        connection = givens.application(kind, server={"broker": f"mqtt://127.0.0.1:{port}"})
        givens.device(connection, givens.device_type())
        code = f"umwelt-funk/{DEV_EUI}/air_temperature"
        first = Supervisor(holder="test", alone=True)
        first.start()
        wait_until(lambda: first.connected("umwelt-funk"))
        publish(port, topic, body)
        wait_until(lambda: len(givens.values(code)) == 1)
        first.stop()

        later = uplink(f_cnt=1835, at=datetime(2026, 3, 1, 12, 10, tzinfo=UTC))
        publish(port, topic, later if kind is Kind.THINGS_STACK else body)
        second = Supervisor(holder="test", alone=True)
        second.start()
        expected = 2 if kind is Kind.THINGS_STACK else 1
        wait_until(lambda: sum(row.times_seen for row in Uplink.objects.all()) == 2)
        wait_until(lambda: Uplink.objects.filter(state=UplinkState.DECODED).count() == expected)
        second.stop()

    assert len(givens.values(code)) == expected


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
