# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A client that does exactly what a test says, packet by packet."""

from __future__ import annotations

import socket
from types import TracebackType
from typing import TypeVar

from stadtkern.flow.ingest.mqtt.codec import Splitter, decode
from stadtkern.flow.ingest.mqtt.encoding import encode
from stadtkern.flow.ingest.mqtt.packets import (
    V5,
    Connack,
    Connect,
    Granted,
    Packet,
    Properties,
    Publish,
    Subscribe,
    Will,
    Wish,
)

P = TypeVar("P", bound=Packet)
WAIT_S = 10.0


class Client:
    """Speaks to a broker on this machine."""

    def __init__(self, port: int, *, level: int = V5) -> None:
        self.level = level
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=WAIT_S)
        self._splitter = Splitter(most_bytes=10_000_000)
        self._packets: list[Packet] = []

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.close()

    def send(self, *packets: Packet) -> None:
        """Send packets in one piece."""
        self.socket.sendall(b"".join(encode(packet, level=self.level) for packet in packets))

    def receive(self, kind: type[P]) -> P:
        """The next packet, which must be of this type."""
        packet = self.receive_any()
        assert isinstance(packet, kind), packet
        return packet

    def receive_any(self) -> Packet:
        """The next packet."""
        while not self._packets:
            data = self.socket.recv(65_536)
            if not data:
                raise EOFError
            self._packets += [decode(f, body, level=self.level) for f, body in self._splitter.feed(data)]
        return self._packets.pop(0)

    def ended(self) -> bool:
        """Whether the broker closes the connection (whatever it still says)."""
        try:
            while self.socket.recv(65_536):
                pass
        except ConnectionError:
            pass
        return True

    def silent(self, seconds: float = 0.3) -> bool:
        """Whether nothing comes for a while."""
        if self._packets:
            return False
        self.socket.settimeout(seconds)
        try:
            data = self.socket.recv(65_536)
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(WAIT_S)
        self._packets += [decode(f, body, level=self.level) for f, body in self._splitter.feed(data)]
        return False

    def connect(
        self,
        client_id: str = "c",
        key: str = "",
        *,
        clean: bool = True,
        keep_alive_s: int = 60,
        will: Will | None = None,
        properties: Properties | None = None,
    ) -> Connack:
        """Say CONNECT; the answer."""
        self.send(
            Connect(
                level=self.level,
                client_id=client_id,
                clean_start=clean,
                keep_alive_s=keep_alive_s,
                will=will,
                username="key" if key else None,
                password=key.encode() if key else None,
                properties=properties or {},
            )
        )
        return self.receive(Connack)

    def subscribe(self, pattern: str, *, qos: int = 0, wish: Wish | None = None) -> int:
        """Subscribe; the code that was answered."""
        self.send(Subscribe(packet_id=77, wishes=(wish or Wish(pattern=pattern, qos=qos),)))
        return self.receive(Granted).codes[0]

    def publish(
        self, topic: str, payload: bytes, *, qos: int = 0, packet_id: int = 1, retain: bool = False
    ) -> None:
        """Send one message."""
        self.send(
            Publish(
                topic=topic, payload=payload, qos=qos, packet_id=packet_id if qos else None, retain=retain
            )
        )
