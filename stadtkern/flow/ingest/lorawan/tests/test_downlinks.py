# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Downlinks by hand and as tasks, against real servers that answer as both network servers do."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.test import Client
from django.urls import reverse

from stadtkern.flow.devices import delivering
from stadtkern.flow.devices.delivering import NotDelivered, Order
from stadtkern.flow.devices.models import Task
from stadtkern.flow.devices.sensing import service as sensing
from stadtkern.flow.devices.sensing.words import (
    CapabilityFacts,
    InstrumentFacts,
    Json,
    TaskFacts,
    ThingFacts,
)
from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.lorawan import downlinks, receiving
from stadtkern.flow.ingest.lorawan.connecting import Secret
from stadtkern.flow.ingest.lorawan.downlinks import Wanted
from stadtkern.flow.ingest.lorawan.driver import LorawanDriver
from stadtkern.flow.ingest.lorawan.models import Device, Downlink, DownlinkState
from stadtkern.flow.ingest.lorawan.queueing import NotQueued
from stadtkern.flow.ingest.lorawan.servers import Kind
from stadtkern.kernel.callers import Caller
from stadtkern.kernel.errors import Contradiction, NotPermitted
from stadtkern.kernel.models import AuditEntry
from stadtkern.web.outgoing import limits

from . import givens
from .givens import TOKEN, application, device, device_type
from .uplinks import DEV_EUI, NOW, payload

pytestmark = pytest.mark.django_db

DESK = Caller(
    name="desk", key_id=1, domain="environment", source="push-desk",
    may_command=True, may_observe=True, may_register=True,
)  # fmt: skip
ITEM = "1bbcab1d-6ec6-4136-b3f5-d63be1dc08de"


@dataclass
class NetworkServer:
    """A network server that takes downlinks; each answer is status and body, the last one is repeated."""

    url: str = ""
    answers: list[tuple[int, bytes]] = field(default_factory=lambda: [(200, b"{}")])
    asked: list[tuple[str, dict[str, str], dict[str, Json]]] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[NetworkServer]:
    """It listens on this machine; the city may reach it."""
    served = NetworkServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.asked.append((self.path, dict(self.headers.items()), body))
            status, content = served.answers.pop(0) if len(served.answers) > 1 else served.answers[0]
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    served.url = f"http://127.0.0.1:{listening.server_address[1]}"
    before = limits.limits()
    limits.provide(replace(before, allow_private=True))
    yield served
    limits.provide(before)
    listening.shutdown()
    listening.server_close()
    thread.join()


def reachable(server: NetworkServer, kind: Kind = Kind.THINGS_STACK) -> tuple[Connection, Device]:
    """An application with downlinks, and one of its devices."""
    connection = application(
        kind,
        server={"base_url": server.url, "webhook": "stadt"},
        secret=Secret(token=TOKEN, api_key="NNSXS.key"),
    )
    return connection, device(connection, device_type(), server_id=f"eui-{DEV_EUI}", name="Lampe")


def handed_over(found: Device, wanted: Wanted) -> Downlink:
    """A downlink that the network server has."""
    downlink = downlinks.keep(found, wanted, by="anna", now=NOW)
    downlinks.hand_over(downlink, now=NOW)
    downlink.refresh_from_db()
    return downlink


def told(name: str, downlink: Downlink) -> bytes:
    """An event of the network server about this downlink."""
    return payload(name).replace(b"stadtkern:downlink:CORRELATION", downlink.correlation.encode())


def test_the_things_stack_is_asked_to_push(server: NetworkServer) -> None:
    _connection, found = reachable(server)

    downlink = handed_over(found, Wanted(f_port=15, payload=b"\xbe\xef"))

    [(path, headers, body)] = server.asked
    assert path == f"/api/v3/as/applications/stadt-umwelt/webhooks/stadt/devices/eui-{DEV_EUI}/down/push"
    assert headers["Authorization"] == "Bearer NNSXS.key"
    assert body == {
        "downlinks": [
            {
                "f_port": 15,
                "frm_payload": "vu8=",
                "confirmed": True,
                "priority": "NORMAL",
                "correlation_ids": [downlink.correlation],
            }
        ]
    }
    assert downlink.state == DownlinkState.QUEUED


def test_chirpstack_is_asked_to_enqueue(server: NetworkServer) -> None:
    server.answers = [(200, json.dumps({"id": ITEM}).encode())]
    connection, found = reachable(server, Kind.CHIRPSTACK)

    downlink = handed_over(found, Wanted(f_port=10, payload=b"\x01", confirmed=True))

    [(path, headers, body)] = server.asked
    assert path == f"/api/devices/{DEV_EUI}/queue"
    assert headers["Grpc-Metadata-Authorization"] == "Bearer NNSXS.key"
    assert body == {"queueItem": {"confirmed": True, "fPort": 10, "data": base64.b64encode(b"\x01").decode()}}
    assert downlink.queue_item == ITEM
    receiving.take(connection, "txack", payload("chirpstack4-txack.json"), NOW)
    receiving.take(connection, "ack", payload("chirpstack4-ack.json"), NOW)
    downlink.refresh_from_db()
    assert downlink.state == DownlinkState.ACKED


@pytest.mark.parametrize(
    ("events", "state"),
    [
        (["queued", "sent", "ack"], DownlinkState.ACKED),
        (["ack", "sent", "queued"], DownlinkState.ACKED),
        (["sent", "nack"], DownlinkState.NACKED),
        (["failed"], DownlinkState.FAILED),
        (["sent", "sent"], DownlinkState.SENT),
    ],
)
def test_a_downlink_is_followed(server: NetworkServer, events: list[str], state: DownlinkState) -> None:
    connection, found = reachable(server)
    downlink = handed_over(found, Wanted(f_port=15, payload=b"\xbe\xef"))

    for name in events:
        receiving.take(connection, "", told(f"tts3-down-{name}.json", downlink), NOW)

    downlink.refresh_from_db()
    assert downlink.state == state


def test_a_server_that_is_away_is_asked_again_and_one_that_refuses_is_not(server: NetworkServer) -> None:
    _connection, found = reachable(server)
    server.answers = [(503, b""), (200, b"{}"), (403, b"")]

    with pytest.raises(NotQueued) as first:
        handed_over(found, Wanted(f_port=1, payload=b"\x01"))
    waiting = Downlink.objects.get()
    assert not first.value.final
    assert waiting.state == DownlinkState.WAITING
    downlinks.hand_over(waiting, now=NOW)
    waiting.refresh_from_db()
    assert waiting.state == DownlinkState.QUEUED
    with pytest.raises(NotQueued) as refused:
        handed_over(found, Wanted(f_port=1, payload=b"\x02"))
    assert refused.value.final
    assert Downlink.objects.get(payload=b"\x02").state == DownlinkState.FAILED


def test_what_no_frame_can_carry_is_refused(server: NetworkServer) -> None:
    _connection, found = reachable(server)

    for wanted in (
        Wanted(f_port=0, payload=b"\x01"),
        Wanted(f_port=224, payload=b"\x01"),
        Wanted(f_port=1, payload=b""),
        Wanted(f_port=1, payload=b"\x01" * 243),
    ):
        with pytest.raises(Contradiction):
            downlinks.keep(found, wanted, by="anna", now=NOW)
    assert not Downlink.objects.exists()


def test_an_application_without_api_key_takes_no_downlinks() -> None:
    found = device(application(), device_type())

    with pytest.raises(Contradiction, match="API-Schlüssel"):
        downlinks.keep(found, Wanted(f_port=1, payload=b"\x01"), by="anna", now=NOW)


def test_others_send_nothing(server: NetworkServer) -> None:
    _connection, found = reachable(server)

    with pytest.raises(NotPermitted):
        downlinks.order(givens.worker("Tiefbauamt"), found, Wanted(f_port=1, payload=b"\x01"), now=NOW)


def test_the_page_sends_bytes_and_commands(server: NetworkServer, client: Client) -> None:
    _connection, found = reachable(server)
    client.force_login(givens.administrator())
    address = reverse("lorawan:send", args=[found.pk])

    wrong = client.post(address, {"f_port": "1", "payload": "xyz", "priority": "NORMAL"})
    both = client.post(address, {"f_port": "1", "priority": "NORMAL"})
    refused = client.post(address, {"f_port": "1", "command": '{"minutes": 0}', "priority": "NORMAL"})
    sent = client.post(address, {"f_port": "1", "payload": "01 0a", "priority": "HIGH", "confirmed": "on"})
    encoded = client.post(address, {"f_port": "1", "command": '{"minutes": 10}', "priority": "NORMAL"})

    assert [one.status_code for one in (wrong, both, refused, sent, encoded)] == [422, 422, 422, 302, 302]
    assert "minutes must lie between 1 and 1440" in refused.content.decode()
    first, second = Downlink.objects.order_by("pk")
    assert (bytes(first.payload), first.priority, first.confirmed) == (b"\x01\x0a", "HIGH", True)
    assert (second.f_port, bytes(second.payload), second.confirmed) == (10, b"\x01\x00\x0a", False)
    assert AuditEntry.objects.filter(action="lorawan.downlink").count() == 2


def task(found: Device, parameters: Json, **more: Json) -> Task:
    """A task for an actuator that is this device."""
    code = f"{found.connection.key}/{found.code}"
    thing = sensing.create("Thing", ThingFacts(name="Lampe", description=""), caller=DESK, at=NOW)
    actuator = sensing.create(
        "Actuator",
        InstrumentFacts(
            name="Takt",
            description="",
            encoding_type="text/plain",
            metadata="",
            properties={"lorawan": {"device": code, **more}},
        ),
        caller=DESK,
        at=NOW,
    )
    words: Json = {"type": "DataRecord", "field": [{"type": "Count", "name": "minutes", "label": "Minuten"}]}
    capability = sensing.create(
        "TaskingCapability",
        CapabilityFacts(name="Takt", description="", parameters=words, thing=thing, actuator=actuator),
        caller=DESK,
        at=NOW,
    )
    made = TaskFacts(capability=capability, parameters=parameters)
    return Task.objects.get(pk=sensing.create("Task", made, caller=DESK, at=NOW))


def carried_out(one: Task) -> Downlink:
    """The downlink of a task that was delivered."""
    delivering.deliver.func(one.pk, 1)
    return Downlink.objects.get(task=one.pk)


def test_a_task_becomes_a_downlink_and_is_completed_when_it_is_acknowledged(server: NetworkServer) -> None:
    connection, found = reachable(server)
    one = task(found, {"minutes": 10})
    downlink = carried_out(one)
    one.refresh_from_db()
    assert (one.status, bytes(downlink.payload), downlink.f_port) == ("delivered", b"\x01\x00\x0a", 10)

    receiving.take(connection, "", told("tts3-down-sent.json", downlink), NOW)
    one.refresh_from_db()
    assert one.status == "accepted"
    receiving.take(connection, "", told("tts3-down-ack.json", downlink), NOW)

    one.refresh_from_db()
    assert one.status == "completed"
    assert isinstance(one.outcome, dict)
    assert one.outcome["acknowledged"] is True


def test_a_task_that_nobody_acknowledges_has_failed(server: NetworkServer) -> None:
    _connection, found = reachable(server)
    one = task(found, {"minutes": 10}, within_s=120)
    carried_out(one)
    downlink = Downlink.objects.get()
    late = downlink.created_at + timedelta(seconds=121)

    assert downlinks.expire(downlink.created_at + timedelta(seconds=100)) == 0
    assert downlinks.expire(late) == 1

    one.refresh_from_db()
    downlink.refresh_from_db()
    assert (one.status, downlink.state) == ("failed", DownlinkState.EXPIRED)
    assert one.outcome == {"downlink": downlink.correlation, "reason": "nicht bestätigt"}


def test_a_task_without_acknowledgement_is_completed_when_it_is_sent(server: NetworkServer) -> None:
    connection, found = reachable(server)
    one = task(found, {"minutes": 10}, confirmed=False)
    downlink = carried_out(one)

    receiving.take(connection, "", told("tts3-down-sent.json", downlink), NOW)

    one.refresh_from_db()
    assert one.status == "completed"


def test_a_task_that_the_codec_refuses_has_failed_at_once(server: NetworkServer) -> None:
    _connection, found = reachable(server)
    one = task(found, {"minutes": 5000})

    delivering.deliver.func(one.pk, 1)

    one.refresh_from_db()
    assert one.status == "failed"
    assert "minutes must lie between" in str(one.outcome)
    assert not server.asked


def test_a_task_that_comes_twice_is_queued_once(server: NetworkServer) -> None:
    _connection, found = reachable(server)
    one = task(found, {"minutes": 10})
    order = Order(
        id=one.pk,
        parameters={"minutes": 10},
        capability=one.capability_id,
        thing="lampe",
        actuator=1,
        actuator_properties={"lorawan": {"device": f"umwelt-funk/{DEV_EUI}"}},
        created_at=NOW,
    )

    for _ in range(2):
        LorawanDriver().deliver(order, now=datetime.now(UTC))

    assert len(server.asked) == 1
    unknown = replace(order, actuator_properties={"lorawan": {"device": "nirgends/x"}})
    with pytest.raises(NotDelivered):
        LorawanDriver().deliver(unknown, now=NOW)
