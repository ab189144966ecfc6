# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Declared MQTT topics of a running city, from the socket to lake and register and back."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from stadtkern.flow.devices import delivering
from stadtkern.flow.devices.models import (
    Actuator,
    Datastream,
    DeviceState,
    Task,
    TaskingCapability,
    TaskStatus,
    Thing,
)
from stadtkern.flow.ingest import counters, health, keys, replaying, streams
from stadtkern.flow.ingest.connections import declared
from stadtkern.flow.ingest.connections.models import Connection, Stage
from stadtkern.flow.ingest.keys import NewKey
from stadtkern.flow.ingest.models import RejectedRecord, RejectedState
from stadtkern.flow.ingest.mqtt.packets import Ack, Code, Key, Publish, Will
from stadtkern.flow.ingest.mqtt.tests.client import Client
from stadtkern.flow.ingest.subscriptions import brokers, seen
from stadtkern.flow.ingest.subscriptions.tests import givens
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.models import Department
from stadtkern.kernel.observation import Quality
from stadtkern.kernel.tests.people_of_tests import administrator
from stadtkern.settings import mqtt, wiring

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("connected")]
NOW = givens.NOW
FIRST, LAST = datetime(1960, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
PRESENCE = {"topic": "klima/+/status", "thing": "{topic.2}"}


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The house is wired as in a running city, looks often, and remembers nothing of another test."""
    monkeypatch.setattr(brokers, "EVERY_S", 0.05)
    wiring.wire(settings.KNOBS)
    _forget()
    yield
    _forget()


def _forget() -> None:
    for remembering in (keys, streams, seen, counters, health, declared):
        remembering.forget()


@pytest.fixture
def port(lake: Lake) -> Iterator[int]:
    """Port of the embedded broker of a city with one connection."""
    givens.connection(settings={"presence": PRESENCE})
    with mqtt.running(replace(settings.KNOBS, mqtt=("127.0.0.1", 0), mqtt_broker="")) as offer:
        yield int(offer.rpartition(":")[2])


@pytest.fixture
def device(port: int) -> Iterator[Client]:
    """A device with a key of the subject."""
    with Client(port) as client:
        client.connect(key=key("geraete"))
        yield client


def key(name: str, *, domain: str = "sensors", topics: tuple[str, ...] = (), source: str = "") -> str:
    facts = NewKey(name=name, domain=domain, topics=topics, source=source)
    return keys.create("test", facts, now=NOW)[1]


def body(result: object = 21.5, *, at: str = "2026-03-01T10:00:00Z", **more: object) -> bytes:
    return json.dumps({"t": result, "at": at, **more}).encode()


def told(client: Client, topic: str, payload: bytes, *, packet_id: int = 1, retain: bool = False) -> Ack:
    """Publish and wait for the answer."""
    client.publish(topic, payload, qos=1, packet_id=packet_id, retain=retain)
    return client.receive(Ack)


def stored(lake: Lake, code: str) -> list[tuple[datetime, float | None]]:
    """All results of a datastream, oldest first."""
    stream = Datastream.objects.get(code=code)
    rows = lake.observations(stream.pk, start=FIRST, end=LAST, limit=10_000)
    return sorted((row.phenomenon_time, row.result) for row in rows)


def results(lake: Lake, code: str) -> list[float | None]:
    """The same without times."""
    return [result for _time, result in stored(lake, code)]


def wait_until(true: Callable[[], bool], seconds: float = 10) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_what_is_acknowledged_is_stored_and_what_comes_again_is_stored_once(
    device: Client, lake: Lake
) -> None:
    for packet_id in (1, 2):
        assert told(device, "klima/7/up", body(h=50), packet_id=packet_id).code == Code.SUCCESS
    assert results(lake, "klima/7/air_temperature") == [21.5]
    assert results(lake, "klima/7/relative_humidity") == [50]
    assert Thing.objects.get(code="klima/7").source == "klima"


def test_ten_thousand_messages_after_an_outage_are_all_stored(port: int, lake: Lake) -> None:
    most, at = 10_000, datetime(2026, 2, 1, tzinfo=UTC)
    with Client(port, level=4) as gateway:
        gateway.connect(key=key("gateway"))
        gateway.send(
            *(
                Publish(
                    topic=f"klima/{number % 10}/up",
                    payload=body(number % 40, at=(at + timedelta(seconds=number)).isoformat()),
                    qos=1,
                    packet_id=number,
                )
                for number in range(1, most + 1)
            )
        )
        assert [gateway.receive(Ack).packet_id for _ in range(most)] == list(range(1, most + 1))
    assert lake.status().observations == most


@pytest.mark.parametrize(
    "payload", [b"{", b"", b"\xff\x00", b"21.5", b"[]", body("warm"), b'{"x":' + b"1" * 70_000 + b"}"]
)
def test_what_cannot_be_read_is_kept_with_its_topic_and_acknowledged(device: Client, payload: bytes) -> None:
    answer = told(device, "klima/7/up", payload)
    assert answer.code == Code.PAYLOAD_INVALID
    assert answer.properties[Key.REASON_STRING]
    record = RejectedRecord.objects.get()
    assert (record.source, record.payload_name, record.raw_bytes) == ("klima", "klima/7/up", len(payload))


def test_a_rejected_message_is_stored_once_its_mapping_is_mended(device: Client, lake: Lake) -> None:
    told(device, "klima/7/up", json.dumps({"temp": 5, "at": "2026-03-01T10:00:00Z"}).encode())
    mended = {**givens.MAPPING, "fields": [{"path": "$.temp", "quantity": "air_temperature"}]}
    Connection.objects.update(mapping=mended, revision=2)
    declared.forget()
    person = administrator("chefin")
    done = replaying.replay([RejectedRecord.objects.get().pk], person, now=NOW)
    assert done.replayed == 1
    assert results(lake, "klima/7/air_temperature") == [5]
    assert RejectedRecord.objects.get().state == RejectedState.REPLAYED


def test_one_bad_value_costs_only_itself_and_is_shown(device: Client, lake: Lake) -> None:
    assert told(device, "klima/7/up", body("warm", h=40)).code == Code.SUCCESS
    assert results(lake, "klima/7/relative_humidity") == [40]
    assert "Lufttemperatur ist eine Zahl" in RejectedRecord.objects.get().reason


@pytest.mark.parametrize("year", [1970, 2087])
def test_a_broken_clock_puts_nothing_into_its_year(device: Client, lake: Lake, year: int) -> None:
    told(device, "klima/7/up", body(at=f"{year}-01-01T00:00:00Z"))
    stream = Datastream.objects.get(code="klima/7/air_temperature")
    latest = lake.latest([stream.pk])[stream.pk]
    assert abs(latest.last_time - datetime.now(UTC)) < timedelta(minutes=1)
    assert latest.quality == Quality.CLOCK


def test_topics_of_all_letters_are_heard_and_names_are_safe(device: Client) -> None:
    assert told(device, "klima/Straße Ä ✓/up", body()).code == Code.SUCCESS
    assert Thing.objects.get().code.startswith("klima/Straße")


def test_retained_messages_of_devices_are_stored_and_given_to_later_listeners(
    device: Client, port: int, lake: Lake
) -> None:
    told(device, "klima/7/up", body(), retain=True)
    with Client(port) as listener:
        listener.connect("l", key=key("zuhoerer"))
        assert listener.subscribe("klima/+/up") == 0
        assert listener.receive(Publish).payload == body()
    assert results(lake, "klima/7/air_temperature") == [21.5]


def test_keys_of_other_subjects_and_strangers_fill_nothing(port: int) -> None:
    for number, secret in enumerate(("", key("wetter", domain="weather"))):
        with Client(port) as client:
            client.connect(f"c{number}", key=secret)
            assert told(client, "klima/7/up", body()).code == Code.NOT_AUTHORIZED
            assert client.subscribe("klima/#") == Code.NOT_AUTHORIZED
    assert not Datastream.objects.exists()


def test_a_key_that_is_bound_to_topics_uses_no_others(port: int, lake: Lake) -> None:
    secret = key("7", topics=("klima/%u/#",))
    with Client(port) as client:
        client.connect(key=secret, will=Will(topic="klima/8/status", payload=b"offline"))
        assert told(client, "klima/7/up", body()).code == Code.SUCCESS
        assert told(client, "klima/8/up", body()).code == Code.NOT_AUTHORIZED
        assert told(client, "v1.1/Things", b"{}").code == Code.NOT_AUTHORIZED
        assert client.subscribe("klima/7/down") == 0
        assert client.subscribe("klima/+/down") == Code.NOT_AUTHORIZED
        assert client.subscribe("#") == Code.NOT_AUTHORIZED
    assert results(lake, "klima/7/air_temperature") == [21.5]


@pytest.mark.parametrize("topics", [("a+b",), ("a/#/b",), ("",)])
def test_a_key_is_not_bound_to_what_is_no_topic(topics: tuple[str, ...]) -> None:
    with pytest.raises(Contradiction, match="kein MQTT-Topic"):
        key("geraet", topics=topics)


def test_the_name_of_a_bound_key_is_one_level() -> None:
    with pytest.raises(Contradiction, match="Name eines Schlüssels"):
        key("a/#", topics=("klima/%u/up",))


def test_a_device_that_vanishes_is_out_of_order_until_it_sends_again(device: Client, port: int) -> None:
    told(device, "klima/7/up", body())
    with Client(port) as fragile:
        will = Will(topic="klima/7/status", payload=b"offline", qos=1)
        fragile.connect("fragil", key=key("fragil"), will=will)
    wait_until(lambda: bool(offline("klima/7")))
    told(device, "klima/7/up", body(20, at="2026-03-01T10:05:00Z"))
    wait_until(lambda: offline("klima/7") is None)


def offline(code: str) -> datetime | None:
    health.flush()
    return DeviceState.objects.values_list("offline_since", flat=True).get(thing__code=code)


def test_a_change_in_the_cockpit_counts_without_a_restart(device: Client) -> None:
    given = Connection.objects.get()
    given.settings = {"topics": ["neu/+/up"]}
    given.revision += 1
    given.save()

    def is_heard() -> bool:
        return told(device, "neu/7/up", body()).code == Code.SUCCESS

    wait_until(is_heard)
    assert told(device, "klima/7/up", body()).code == Code.TOPIC_INVALID
    Connection.objects.update(stage=Stage.PAUSED)
    wait_until(lambda: told(device, "neu/7/up", body()).code == Code.TOPIC_INVALID)


def test_a_connection_that_contradicts_itself_does_not_stop_the_others(device: Client, lake: Lake) -> None:
    givens.connection("kaputt", settings={"topics": []})
    givens.connection("neu", settings={"topics": ["neu/+"]})
    wait_until(lambda: told(device, "neu/7", body()).code == Code.SUCCESS)
    assert results(lake, "neu/7/air_temperature") == [21.5]


def test_a_datastream_that_measured_something_else_rejects_its_messages_only(
    device: Client, lake: Lake
) -> None:
    fields = [{"path": "$.t", "quantity": "air_temperature", "series": "wert"}]
    other = [{"path": "$.t", "quantity": "water_temperature", "series": "wert"}]
    givens.connection("neu", settings={"topics": ["neu/+"]}, mapping={"fields": fields})
    wait_until(lambda: told(device, "neu/7", body()).code == Code.SUCCESS)
    Connection.objects.filter(key="neu").update(mapping={**givens.MAPPING, "fields": other}, revision=2)

    wait_until(lambda: told(device, "neu/7", body()).code == Code.PAYLOAD_INVALID)
    device.send(*(Publish(topic=f"neu/{n}", payload=body(9), qos=1, packet_id=n) for n in (7, 8)))
    assert [device.receive(Ack).code for _ in range(2)] == [Code.PAYLOAD_INVALID, Code.SUCCESS]
    assert results(lake, "neu/7/wert") == [21.5]
    assert results(lake, "neu/8/wert") == [9]


def test_messages_without_a_time_are_stored_once_when_they_come_again(device: Client, lake: Lake) -> None:
    givens.connection("neu", settings={"topics": ["neu/+"]}, mapping={"time": {}})
    wait_until(lambda: told(device, "neu/7", b'{"t": 1}').code == Code.SUCCESS)
    before = len(results(lake, "neu/7/air_temperature"))
    for again in (False, True, True):
        device.send(Publish(topic="neu/7", payload=b'{"t": 2}', qos=1, packet_id=5, dup=again))
        assert device.receive(Ack).code == Code.SUCCESS
    assert len(results(lake, "neu/7/air_temperature")) == before + 1


def test_a_task_goes_out_over_mqtt_and_comes_back_completed(device: Client, port: int) -> None:
    assert device.subscribe("sensors/lampe/auftrag", qos=1) == 1
    task = lamp_task({"topic": "sensors/lampe/auftrag", "reply": "sensors/lampe/antwort"})
    delivering.deliver.call(task.pk, 1)
    asked = json.loads(device.receive(Publish).payload)
    assert asked == {"id": task.pk, "parameters": {"level": 40}}
    task.refresh_from_db()
    assert task.status == TaskStatus.DELIVERED

    def is_heard() -> bool:
        answer = json.dumps({"id": task.pk, "status": "completed", "outcome": {"level": 40}}).encode()
        told(device, "sensors/lampe/antwort", answer)
        task.refresh_from_db()
        return task.status == TaskStatus.COMPLETED

    mqtt_replies_now()
    wait_until(is_heard)


def mqtt_replies_now() -> None:
    """Actuators are looked up now and then; a test does not wait for it."""
    for supervisor in mqtt.SUPERVISORS:
        supervisor.look_at_replies()


def test_a_task_to_which_nobody_listens_is_not_delivered(device: Client) -> None:
    task = lamp_task({"topic": "sensors/lampe/auftrag"})
    delivering.deliver.call(task.pk, 1)
    task.refresh_from_db()
    assert task.status == TaskStatus.CREATED


def lamp_task(way: dict[str, str]) -> Task:
    """A task for a lamp with this way to it."""
    owner = Department.objects.create(name="Tiefbau")
    thing = Thing.objects.create(code="lampe", name="Lampe", domain="sensors", owner=owner)
    actuator = Actuator.objects.create(code="lampe", name="Lampe", domain="sensors", properties={"mqtt": way})
    field = {"type": "Count", "name": "level"}
    capability = TaskingCapability.objects.create(
        name="dimmen", thing=thing, actuator=actuator, parameters={"type": "DataRecord", "field": [field]}
    )
    return Task.objects.create(capability=capability, parameters={"level": 40}, created_at=NOW, status_at=NOW)
