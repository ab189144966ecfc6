# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every topic of the broker is declared, and every key may say and hear on it what is declared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from django.conf import settings

from stadtkern.flow.ingest import keys
from stadtkern.flow.ingest.mqtt.packets import Ack, Ending, Publish, Subscribe, Wish
from stadtkern.flow.ingest.mqtt.tests.client import Client
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.sensorthings.writing.tests import city
from stadtkern.settings import mqtt, wiring
from stadtkern.settings.access.interfaces import TOPICS
from tests.matrix.machines import PROGRAMS, Named, secrets_of
from tests.matrix.things import Targets, build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ASKED = (
    "nobody",
    "all rights",
    "observer",
    "commander",
    "reader",
    "writer that does not read",
    "of another subject",
    "bound to named objects",
    "monitor",
)
HIDDEN = b"4711"


@dataclass(frozen=True, kw_only=True)
class Running:
    """A broker of a small city."""

    port: int
    targets: Targets
    secrets: dict[str, str]

    def client(self, name: str) -> Client:
        """A client with the key of this program."""
        made = Client(self.port)
        secret = self.secrets[name]
        made.connect(key=secret) if secret else made.connect()
        return made


@pytest.fixture
def running(lake: Lake) -> Iterator[Running]:
    wiring.wire(settings.KNOBS)
    keys.forget()
    with city.fresh():
        targets = build()
        named = Named(stream=targets.code, collection="", other_stream="", other_collection="", source="")
        wanted = {name: PROGRAMS[name] for name in ASKED}
        secrets = secrets_of(named, wanted)
        with mqtt.running(replace(settings.KNOBS, mqtt=("127.0.0.1", 0), mqtt_broker="")) as offer:
            yield Running(port=int(offer.rpartition(":")[2]), targets=targets, secrets=secrets)
    keys.forget()


def test_every_key_hears_and_says_on_topics_what_is_declared(running: Running) -> None:
    wrong = []
    for template, (says, hears) in TOPICS.items():
        topic = template.format(
            stream=running.targets.ids["Datastream"], thing=running.targets.ids["Thing"], subject="sensors"
        )
        for name in ASKED:
            program = PROGRAMS[name]
            if _hears(running, name, topic) != program.permitted(hears):
                wrong.append(f"{name} listens to {topic}: expected {program.permitted(hears)}")
            if not {"+", "#"} & set(topic) and _says(running, name, topic) != program.permitted(says):
                wrong.append(f"{name} publishes on {topic}: expected {program.permitted(says)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "pattern", ["v1.1/#", "v1.1/Observations", "v1.1/Datastreams", "v1.1/+/Observations"]
)
def test_a_wide_subscription_brings_nothing_that_is_internal(running: Running, pattern: str) -> None:
    listeners = {name: running.client(name) for name in ("nobody", "of another subject", "monitor")}
    for one in listeners.values():
        one.subscribe(pattern)
    with running.client("all rights") as device:
        topic = f"v1.1/Datastreams({running.targets.ids['Datastream']})/Observations"
        body = {"result": 4711, "phenomenonTime": "2026-11-20T10:00:00Z"}
        device.publish(topic, json.dumps(body).encode(), qos=1, packet_id=1)
        assert device.receive(Ack).code == 0
        change = json.dumps({"description": "4711"}).encode()
        device.publish(f"v1.1/Datastreams({running.targets.ids['Datastream']})", change, qos=1, packet_id=2)
        assert device.receive(Ack).code == 0
    heard = {name: one.silent(0.1) for name, one in listeners.items()}
    for one in listeners.values():
        one.socket.close()
    assert heard == dict.fromkeys(listeners, True)


def test_what_was_retained_is_told_to_nobody_else(running: Running) -> None:
    with running.client("all rights") as device:
        device.publish("sensors/state", HIDDEN, qos=1, packet_id=1, retain=True)
        device.receive(Ack)
    for name in ("nobody", "of another subject", "writer that does not read"):
        with running.client(name) as listener:
            for pattern in ("sensors/state", "sensors/#", "+/state", "#"):
                assert listener.subscribe(pattern) >= 0x80
            assert listener.silent(0.1)


def test_a_filter_on_what_is_hidden_tells_nothing(running: Running) -> None:
    stream = running.targets.ids["Datastream"]
    with running.client("nobody") as listener:
        for pattern in (
            f"v1.1/Observations?$filter=Datastream/id eq {stream}",
            "v1.1/Observations?$expand=Datastream($expand=Thing)",
        ):
            assert listener.subscribe(pattern) == 0
        with running.client("all rights") as device:
            topic = f"v1.1/Datastreams({stream})/Observations"
            body = {"result": 4711, "phenomenonTime": "2026-11-19T10:00:00Z"}
            device.publish(topic, json.dumps(body).encode(), qos=1, packet_id=1)
            device.receive(Ack)
        assert listener.silent(0.1)


def _hears(running: Running, name: str, topic: str) -> bool:
    with running.client(name) as client:
        client.send(Subscribe(packet_id=7, wishes=(Wish(pattern=topic),)))
        answer = client.receive_any()
        while isinstance(answer, Publish):
            answer = client.receive_any()
        return not isinstance(answer, Ending) and getattr(answer, "codes", (0x80,))[0] < 0x80


def _says(running: Running, name: str, topic: str) -> bool:
    body = b'{"result": 1, "phenomenonTime": "2026-11-18T10:00:00Z"}'
    if topic.startswith("v1.1/Things"):
        body = b'{"description": "Neu", "name": "Neu"}'
    if topic == "v1.1/Observations":
        body = json.dumps(
            {**json.loads(body), "Datastream": {"@iot.id": running.targets.ids["Datastream"]}}
        ).encode()
    with running.client(name) as client:
        client.publish(topic, body, qos=1, packet_id=1)
        answer = client.receive_any()
        return isinstance(answer, Ack) and answer.code < 0x80
