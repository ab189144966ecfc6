# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""MQTT of a running city, from the socket to lake and register and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.conf import settings

from stadtkern.flow.devices.models import Actuator, Task, TaskingCapability, Thing
from stadtkern.flow.ingest import keys
from stadtkern.flow.ingest.keys import NewKey
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.flow.ingest.mqtt.packets import Ack, Code, Ending, Key, Publish
from stadtkern.flow.ingest.mqtt.tests.client import Client
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.writing.tests import city
from stadtkern.settings import mqtt, wiring

pytestmark = pytest.mark.django_db(transaction=True)
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
def port(lake: Lake) -> Iterator[int]:
    with mqtt.running(replace(settings.KNOBS, mqtt=("127.0.0.1", 0), mqtt_broker="")) as offer:
        yield int(offer.rpartition(":")[2])


@pytest.fixture
def secret(port: int) -> str:
    return key("owner")


def key(name: str, domain: str = "sensors") -> str:
    facts = NewKey(name=name, domain=domain, may_register=True, may_command=True)
    return keys.create("test", facts, now=NOW)[1]


def observation(result: object = 21.5, minute: int = 0) -> bytes:
    time = f"2026-03-01T10:{minute:02}:00Z"
    return json.dumps({"result": result, "phenomenonTime": time}).encode()


def test_an_acknowledged_observation_is_stored_and_a_redelivered_one_once(port: int, secret: str) -> None:
    stream = city.stream()
    with Client(port) as client:
        client.connect(key=secret)
        for packet_id in (1, 2):
            client.publish(
                f"v1.1/Datastreams({stream})/Observations", observation(), qos=1, packet_id=packet_id
            )
            assert client.receive(Ack).code == Code.SUCCESS
        assert city.count(stream) == 1
        linked = {"result": 3, "Datastream": {"@iot.id": stream}}
        client.publish("v1.1/Observations", json.dumps(linked).encode(), qos=2, packet_id=3)
        assert client.receive(Ack).code == Code.SUCCESS
    assert city.count(stream) == 2


def test_many_observations_in_flight_are_all_stored(port: int, secret: str) -> None:
    stream = city.stream()
    with Client(port, level=4) as client:
        client.connect(key=secret)
        for number in range(1, 181):
            body = json.dumps(
                {"result": number, "phenomenonTime": f"2026-03-01T{number // 60:02}:{number % 60:02}:00Z"}
            )
            client.publish(f"v1.1/Datastreams({stream})/Observations", body.encode(), qos=1, packet_id=number)
        assert [client.receive(Ack).packet_id for _ in range(180)] == list(range(1, 181))
    assert city.count(stream) == 180


@pytest.mark.parametrize("payload", [b"{", b'{"result": NaN}', b'{"resutl": 3}', b"\xff", b"[]", b""])
def test_a_broken_payload_is_kept_and_acknowledged_with_its_reason(
    port: int, secret: str, payload: bytes
) -> None:
    stream = city.stream()
    with Client(port) as client:
        client.connect(key=secret)
        client.publish(f"v1.1/Datastreams({stream})/Observations", payload, qos=1)
        answer = client.receive(Ack)
    assert answer.code == Code.PAYLOAD_INVALID
    assert answer.properties[Key.REASON_STRING]
    kept = RejectedRecord.objects.get()
    assert (kept.source, bytes(kept.raw)) == ("push-owner", payload)


def test_an_observation_for_a_datastream_that_is_not_there_is_kept(port: int, secret: str) -> None:
    with Client(port) as client:
        client.connect(key=secret)
        client.publish("v1.1/Datastreams(77)/Observations", observation(), qos=1)
        assert client.receive(Ack).code == Code.PAYLOAD_INVALID
        client.publish("v1.1/Datastraems(77)/Observations", observation(2), qos=1)
        assert client.receive(Ack).code == Code.PAYLOAD_INVALID
    assert RejectedRecord.objects.count() == 2


def test_strangers_publish_nothing(port: int) -> None:
    stream = city.stream()
    topic = f"v1.1/Datastreams({stream})/Observations"
    with Client(port) as anybody, Client(port) as other:
        anybody.connect("a")
        anybody.publish(topic, observation(), qos=1)
        assert anybody.receive(Ack).code == Code.NOT_AUTHORIZED
        other.connect("b", key=key("other", "weather"))
        other.publish(topic, observation(), qos=1)
        assert other.receive(Ack).code == Code.NOT_AUTHORIZED
    assert city.count(stream) == 0
    assert not RejectedRecord.objects.exists()


def test_whoever_subscribes_to_observations_gets_them_as_over_http(port: int, secret: str) -> None:
    stream = city.stream()
    topic = f"v1.1/Datastreams({stream})/Observations"
    with Client(port) as listener, Client(port) as device:
        listener.connect("l")
        assert listener.subscribe(topic, qos=1) == 1
        assert listener.subscribe(f"{topic}?$select=result,phenomenonTime") == 0
        assert listener.subscribe(f"{topic}?$filter=result gt 30&$select=result") == 0
        assert listener.subscribe("v1.1/Datastreams(99)/Observations") == Code.NOT_AUTHORIZED
        assert listener.subscribe(f"{topic}?$top=3") == Code.FILTER_INVALID
        device.connect("d", key=secret)
        device.publish(topic, observation(21.5), qos=1)
        device.receive(Ack)
        first, second = (listener.receive(Publish) for _ in range(2))
        said = {one.topic: json.loads(one.payload) for one in (first, second)}
        assert said[topic]["result"] == 21.5
        assert said[topic]["@iot.selfLink"].endswith(f"/Observations('{said[topic]['@iot.id']}')")
        assert said[f"{topic}?$select=result,phenomenonTime"] == {
            "result": 21.5,
            "phenomenonTime": "2026-03-01T10:00:00Z",
        }
        device.publish(topic, observation(31, minute=1), qos=1)
        assert {listener.receive(Publish).topic for _ in range(3)} > {
            f"{topic}?$filter=result gt 30&$select=result"
        }


def test_expanded_observations_and_those_of_all_datastreams_are_told(port: int, secret: str) -> None:
    stream = city.stream()
    with Client(port) as listener, Client(port) as device:
        listener.connect("l")
        assert listener.subscribe("v1.1/Observations?$expand=Datastream($select=name)&$select=result") == 0
        device.connect("d", key=secret)
        device.publish(f"v1.1/Datastreams({stream})/Observations", observation(), qos=1)
        told = json.loads(listener.receive(Publish).payload)
    assert told == {"result": 21.5, "Datastream": {"name": "Lufttemperatur"}}


def test_wildcards_hear_of_every_topic_that_they_cover(port: int, secret: str) -> None:
    stream = city.stream()
    with Client(port) as listener, Client(port) as device:
        listener.connect("l")
        assert listener.subscribe("v1.1/+/Observations") == 0
        device.connect("d", key=secret)
        device.publish(
            "v1.1/Observations", json.dumps({"result": 1, "Datastream": {"@iot.id": stream}}).encode()
        )
        assert listener.receive(Publish).topic == f"v1.1/Datastreams({stream})/Observations"


def test_things_are_created_changed_and_told(port: int, secret: str) -> None:
    with Client(port) as listener, Client(port) as device:
        listener.connect("l")
        device.connect("d", key=secret)
        assert listener.subscribe("v1.1/Things?$select=name") == 0
        device.publish("v1.1/Things", json.dumps({"name": "Poller", "description": ""}).encode(), qos=1)
        assert device.receive(Ack).code == Code.SUCCESS
        thing = Thing.objects.get(name="Poller")
        assert json.loads(listener.receive(Publish).payload) == {"name": "Poller"}
        assert listener.subscribe(f"v1.1/Things({thing.pk})/name") == 0
        assert listener.subscribe(f"v1.1/Things({thing.pk})/description") == 0
        device.publish(f"v1.1/Things({thing.pk})", b'{"name": "Poller 2"}', qos=1)
        assert device.receive(Ack).code == Code.SUCCESS
        told = {one.topic: json.loads(one.payload) for one in (listener.receive(Publish) for _ in range(2))}
        assert told == {
            "v1.1/Things?$select=name": {"name": "Poller 2"},
            f"v1.1/Things({thing.pk})/name": {"name": "Poller 2"},
        }
        assert listener.silent()


def test_what_is_internal_is_told_to_its_subject_only(port: int, secret: str) -> None:
    stream = city.stream(caller=replace(city.OWNER, creates_internal=True))
    topic = f"v1.1/Datastreams({stream})/Observations"
    with Client(port) as stranger, Client(port) as insider:
        stranger.connect("s")
        insider.connect("i", key=secret)
        assert stranger.subscribe(topic) == Code.NOT_AUTHORIZED
        assert stranger.subscribe("v1.1/Observations") == 0
        assert insider.subscribe("v1.1/Observations") == 0
        insider.publish(topic, observation())
        assert json.loads(insider.receive(Publish).payload)["result"] == 21.5
        assert stranger.silent()


def test_a_task_reaches_its_device_which_says_what_came_of_it(port: int, secret: str) -> None:
    capability = lamp()
    with Client(port) as device, Client(port) as desk:
        device.connect("d", key=secret)
        desk.connect("c", key=secret)
        assert device.subscribe(f"v1.1/TaskingCapabilities({capability.pk})/Tasks", qos=1) == 1
        task = {"taskingParameters": {"level": 40}}
        desk.publish(f"v1.1/TaskingCapabilities({capability.pk})/Tasks", json.dumps(task).encode(), qos=1)
        assert desk.receive(Ack).code == Code.SUCCESS
        told = json.loads(device.receive(Publish).payload)
        assert told["taskingParameters"] == {"level": 40}
        device.send(
            Publish(
                topic=f"v1.1/Tasks({told['@iot.id']})", payload=b'{"status": "completed"}', qos=1, packet_id=9
            )
        )
        kinds = [device.receive_any() for _ in range(2)]
    assert any(isinstance(one, Ack) and one.code == Code.SUCCESS for one in kinds)
    assert Task.objects.get().status == "completed"


def test_a_taken_port_does_not_stop_the_city(port: int, lake: Lake) -> None:
    with mqtt.running(replace(settings.KNOBS, mqtt=("127.0.0.1", port), mqtt_broker="")) as offer:
        assert "belegt" in offer


def lamp() -> TaskingCapability:
    """A lamp that can be dimmed."""
    thing = Thing.objects.get(pk=int(city.post("Things", city.thing()).id))
    actuator = Actuator.objects.create(code="lamp", name="Lampe", domain="sensors")
    field = {
        "type": "Count",
        "name": "level",
        "constraint": {"type": "AllowedValues", "interval": [[0, 100]]},
    }
    return TaskingCapability.objects.create(
        name="dimmen", thing=thing, actuator=actuator, parameters={"type": "DataRecord", "field": [field]}
    )


@pytest.mark.slow
def test_a_revoked_key_ends_its_connections(port: int, secret: str) -> None:
    with Client(port) as client:
        client.connect(key=secret)
        assert client.subscribe("v1.1/Things") == 0
        keys.revoke("test", "owner", now=NOW)
        assert client.receive(Ending).code == Code.NOT_AUTHORIZED
        assert client.ended()
    with Client(port) as client:
        assert client.connect(key=secret).code == Code.BAD_CREDENTIALS
