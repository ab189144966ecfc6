# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Declared topics at brokers of others: real Mosquitto, with user and password, away and back."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from stadtkern.flow.devices.models import Datastream, SourceState
from stadtkern.flow.ingest import counters, health, keys, streams
from stadtkern.flow.ingest.connections.models import Connection, Stage
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.flow.ingest.mqtt.packets import Ack, Connect
from stadtkern.flow.ingest.mqtt.tests.client import Client
from stadtkern.flow.ingest.subscriptions import brokers, seen
from stadtkern.flow.ingest.subscriptions.tests import givens
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.sealed import seal
from stadtkern.settings import mqtt, wiring
from stadtkern.web.outgoing import limits as outgoing
from tests.mosquitto_server import mosquitto_server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.mosquitto,
    pytest.mark.usefixtures("connected"),
]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The house is wired as in a running city, looks often, and remembers nothing of another test."""
    monkeypatch.setattr(brokers, "EVERY_S", 0.05)
    wiring.wire(settings.KNOBS)
    outgoing.provide(outgoing.Limits(allow_private=True))
    for remembering in (keys, streams, seen, counters, health):
        remembering.forget()
    yield
    outgoing.provide(outgoing.Limits())


@pytest.fixture
def city(lake: Lake) -> Iterator[None]:
    """A city without a broker of its own."""
    with mqtt.running(replace(settings.KNOBS, mqtt=None, mqtt_broker="")):
        yield


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def at(port: int, **more: object) -> dict[str, object]:
    """Settings of a connection with the broker at this port."""
    return {"broker": f"mqtt://127.0.0.1:{port}", **more}


def publish(port: int, payload: bytes, *, topic: str = "klima/7/up", retain: bool = False) -> None:
    with Client(port) as device:
        device.connect("d")
        device.publish(topic, payload, qos=1, retain=retain)
        device.receive(Ack)


def body(value: float, minute: int = 0) -> bytes:
    return json.dumps({"t": value, "at": f"2026-03-01T10:{minute:02}:00Z"}).encode()


def count(lake: Lake) -> int:
    return lake.status().observations


def heard(port: int, lake: Lake, payload: bytes) -> None:
    """Publish until the city hears it: a subscription takes a moment."""
    before = count(lake)

    def is_stored() -> bool:
        publish(port, payload)
        return count(lake) > before

    wait_until(is_stored)


def test_messages_of_another_broker_are_stored_once(city: None, lake: Lake) -> None:
    with mosquitto_server() as port:
        givens.connection(settings=at(port))
        heard(port, lake, body(1))
        for _ in range(3):
            publish(port, body(2, minute=1))
        wait_until(lambda: count(lake) == 2)
    assert Datastream.objects.get().code == "klima/7/air_temperature"


def test_what_the_broker_has_kept_is_taken_when_it_tells_its_time(city: None, lake: Lake) -> None:
    with mosquitto_server() as port:
        publish(port, body(1), retain=True)
        publish(port, b'{"t": 5}', topic="ohne/7", retain=True)
        givens.connection("ohne", settings=at(port, topics=["ohne/+"]), mapping={"time": {}})
        givens.connection(settings=at(port))
        wait_until(lambda: count(lake) == 1)
    assert Datastream.objects.get().code == "klima/7/air_temperature"


def test_rubbish_is_kept_and_does_not_come_again(city: None, lake: Lake) -> None:
    with mosquitto_server() as port:
        givens.connection(settings=at(port))
        heard(port, lake, body(1))
        publish(port, b"\xff{")
        publish(port, body(2, minute=1))
        wait_until(lambda: count(lake) == 2)
    record = RejectedRecord.objects.get()
    assert (record.payload_name, record.times_seen) == ("klima/7/up", 1)


def test_a_broker_that_restarts_is_found_again_and_its_absence_is_an_outage(
    city: None, lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brokers, "PATIENCE_S", 0.1)
    with ExitStack() as first:
        port = first.enter_context(mosquitto_server())
        givens.connection(settings=at(port))
        heard(port, lake, body(1))
        first.close()
        wait_until(lambda: SourceState.objects.filter(key="klima", outage_since__isnull=False).exists())
        assert "Broker" in SourceState.objects.get(key="klima").outage_reason
        with mosquitto_server(port=port):
            heard(port, lake, body(2, minute=1))
            wait_until(lambda: not SourceState.objects.filter(outage_since__isnull=False).exists())


def test_what_came_while_the_city_was_away_is_stored_when_it_is_back(lake: Lake) -> None:
    with mosquitto_server() as port:
        givens.connection(settings=at(port))
        knobs = replace(settings.KNOBS, mqtt=None, mqtt_broker="")
        with mqtt.running(knobs):
            heard(port, lake, body(1))
        publish(port, body(2, minute=1))
        with mqtt.running(knobs):
            wait_until(lambda: count(lake) == 2)


def test_user_and_password_are_told_to_the_broker(city: None, lake: Lake, tmp_path: Path) -> None:
    people = tmp_path / "people"
    hello = Connect(
        level=5, client_id="d", clean_start=True, keep_alive_s=60, username="stadt", password=b"p@ss:/wort"
    )
    subprocess.run(["mosquitto_passwd", "-b", "-c", people, "stadt", "p@ss:/wort"], check=True)
    closed = ("user root", "allow_anonymous false", f"password_file {people}")
    with mosquitto_server(*closed) as port:
        made = givens.connection(settings=at(port, user="stadt"), stage=Stage.PAUSED)
        Connection.objects.filter(pk=made.pk).update(secret=seal("p@ss:/wort"), stage=Stage.ACTIVE)

        def is_stored() -> bool:
            with Client(port) as device:
                device.send(hello)
                device.receive_any()
                device.publish("klima/7/up", body(1), qos=1)
                device.receive(Ack)
            return count(lake) == 1

        wait_until(is_stored)
