# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The client of an outside broker, where Mosquitto cannot be made to misbehave."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing

import pytest

from stadtkern.flow.ingest.mqtt.codec import Splitter, decode
from stadtkern.flow.ingest.mqtt.encoding import encode
from stadtkern.flow.ingest.mqtt.outside import Broker, OutsideBroker, Traffic
from stadtkern.flow.ingest.mqtt.packets import (
    V311,
    Ack,
    Code,
    Connack,
    Connect,
    Granted,
    Kind,
    Packet,
    Publish,
    Subscribe,
)
from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.messages import Deliver, Message, Outcome, Verdict, answered

WAIT_S = 20


class OldBroker:
    """Knows MQTT 3.1.1 only, as NATS does; gives whoever subscribes one message."""

    def __init__(self) -> None:
        self.heard: queue.Queue[Packet] = queue.Queue()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.server.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self.server.accept()
            except OSError:
                return
            with closing(link):
                self._talk(link)

    def _talk(self, link: socket.socket) -> None:
        splitter = Splitter(most_bytes=10_000)
        while data := link.recv(4_096):
            for first, body in splitter.feed(data):
                if first >> 4 == Kind.CONNECT and body[6] != V311:
                    link.sendall(encode(Connack(code=Code.UNSUPPORTED_VERSION), level=V311))
                    return
                self._answer(link, decode(first, body, level=V311))

    def _answer(self, link: socket.socket, packet: Packet) -> None:
        self.heard.put(packet)
        if isinstance(packet, Connect):
            link.sendall(encode(Connack(), level=V311))
        elif isinstance(packet, Subscribe):
            link.sendall(
                encode(Granted(kind=Kind.SUBACK, packet_id=packet.packet_id, codes=(1,)), level=V311)
                + encode(Publish(topic="v1.1/a", payload=b"1", qos=1, packet_id=9), level=V311)
            )


class Patience:
    """A handler that stores at the second attempt."""

    def __init__(self) -> None:
        self.attempts = 0

    def covers(self, topic: str) -> bool:
        """All of the standard."""
        return topic.startswith("v1.1/")

    def publish(self, caller: Caller, message: Message) -> Future[Outcome]:
        """Not now, then yes."""
        self.attempts += 1
        return answered(Verdict.LATER if self.attempts == 1 else Verdict.TAKEN)

    def subscribe(self, caller: Caller, pattern: str) -> Future[Outcome]:
        """Granted."""
        return answered(Verdict.TAKEN)

    def unsubscribe(self, caller: Caller, pattern: str) -> None:
        """Nothing was noted."""

    def attach(self, deliver: Deliver) -> None:
        """Nothing is told."""


@pytest.fixture
def old() -> Iterator[OldBroker]:
    broker = OldBroker()
    yield broker
    broker.server.close()


def test_an_older_broker_is_spoken_to_in_its_version_and_a_message_is_acknowledged_when_stored(
    old: OldBroker,
) -> None:
    handler = Patience()
    broker = Broker(url=f"mqtt://127.0.0.1:{old.port}", client_id="city")
    traffic = Traffic(handler=handler, caller=lambda: ANYBODY, patterns=("v1.1/#",), tell="v1.1/#")
    outside = OutsideBroker(broker, [traffic])
    outside.start()
    try:
        heard = [old.heard.get(timeout=WAIT_S) for _ in range(3)]
    finally:
        outside.stop()
    connect, subscribe, acknowledged = heard
    assert isinstance(connect, Connect) and not connect.clean_start
    assert isinstance(subscribe, Subscribe) and subscribe.wishes[0].pattern == "v1.1/#"
    assert acknowledged == Ack(kind=Kind.PUBACK, packet_id=9)
    assert handler.attempts == 2
