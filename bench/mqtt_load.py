# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Load on an MQTT broker: many clients publish observations at QoS 1, each with some in flight.

In a process of its own, over plain sockets: an ordinary client library would cost more than the broker.
"""

from __future__ import annotations

import argparse
import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count

_CONNACK = b"\x20"
_PUBACK_BYTES = 4
_FIRST_TIME = 1_700_000_000


@dataclass(frozen=True, kw_only=True)
class Load:
    """What is published."""

    host: str = "127.0.0.1"
    port: int
    key: str = ""
    """Access key, sent as password; empty: anonymous, as FROST takes it by default."""
    user: str = "bench"
    clients: int = 16
    each: int = 2_000
    """Messages per client."""
    window: int = 20
    """Messages in flight per client."""
    per_s: float = 0.0
    """Messages per second of all clients together; 0: as fast as the broker takes them."""
    first_s: int = _FIRST_TIME
    """Phenomenon time of each client's first message [s since 1970]; the others follow every second."""
    topics: tuple[str, ...]
    """Client n publishes to topic n modulo their number."""


@dataclass(frozen=True, kw_only=True)
class Published:
    """How it went."""

    messages: int
    seconds: float
    p50_ms: float
    """From publish to acknowledgement."""
    p95_ms: float

    @property
    def per_s(self) -> float:
        """Acknowledged messages per second."""
        return self.messages / self.seconds


def run(load: Load) -> Published:
    """Publish in a process of its own until everything is acknowledged.

    Raises:
        RuntimeError: the broker refused or closed a connection.
    """
    given = json.dumps({**load.__dict__, "topics": list(load.topics)})
    command = [sys.executable, "-m", "bench.mqtt_load", given]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise RuntimeError(ended.stderr.strip()[-1_000:])
    found: dict[str, float] = json.loads(ended.stdout)
    return Published(
        messages=int(found["messages"]),
        seconds=found["seconds"],
        p50_ms=found["p50_ms"],
        p95_ms=found["p95_ms"],
    )


@dataclass(kw_only=True)
class _Client:
    """One connection."""

    socket: socket.socket
    number: int
    topic: bytes
    each: int
    window: int
    first_s: int
    sent: int = 0
    acknowledged: int = 0
    rest: int = 0
    """Bytes of an acknowledgement that has not come whole."""
    sent_at: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)

    def publish(self, most: int) -> None:
        """Send what the window allows, up to message number ``most``."""
        out = bytearray()
        now = time.perf_counter()
        until = min(self.each, most)
        while self.sent < until and self.sent - self.acknowledged < self.window:
            out += self._packet(self.sent)
            self.sent += 1
            self.sent_at.append(now)
        if out:
            self.socket.setblocking(True)
            self.socket.sendall(out)

    def receive(self) -> None:
        """Count acknowledgements.

        Raises:
            RuntimeError: the broker closed the connection.
        """
        data = self.socket.recv(65_536)
        if not data:
            raise RuntimeError("the broker closed the connection")
        whole, self.rest = divmod(self.rest + len(data), _PUBACK_BYTES)
        now = time.perf_counter()
        self.took += [now - at for at in self.sent_at[self.acknowledged : self.acknowledged + whole]]
        self.acknowledged += whole

    def _packet(self, number: int) -> bytes:
        moment = time.gmtime(self.first_s + number)
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", moment)
        payload = b'{"result": %d, "phenomenonTime": "%b"}' % (number % 1_000, at.encode())
        packet_id = number % 0xFFFF + 1
        return _framed(0x32, _text(self.topic) + packet_id.to_bytes(2, "big") + payload)


def publish(load: Load) -> Published:
    """Publish in this process."""
    clients = [_connected(load, number) for number in range(load.clients)]
    selector = selectors.DefaultSelector()
    began = time.perf_counter()
    for client in clients:
        selector.register(client.socket, selectors.EVENT_READ, client)
    left = len(clients)
    while left:
        most = _allowed(load, time.perf_counter() - began)
        for client in clients:
            client.publish(most)
        for key, _events in selector.select(timeout=0.005 if load.per_s else 60):
            client = key.data
            client.receive()
            if client.acknowledged >= client.each:
                selector.unregister(client.socket)
                left -= 1
    seconds = time.perf_counter() - began
    took = sorted(one for client in clients for one in client.took)
    for client in clients:
        client.socket.close()
    return Published(
        messages=len(took),
        seconds=seconds,
        p50_ms=1_000 * took[len(took) // 2],
        p95_ms=1_000 * took[len(took) * 95 // 100],
    )


def _allowed(load: Load, elapsed_s: float) -> int:
    """How many messages each client may have sent by now."""
    return int(elapsed_s * load.per_s / load.clients) + 1 if load.per_s else load.each


def _connected(load: Load, number: int) -> _Client:
    made = socket.create_connection((load.host, load.port), timeout=30)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    flags = 0xC2 if load.key else 0x02
    body = _text(b"MQTT") + bytes((4, flags)) + (60).to_bytes(2, "big") + _text(b"bench-%d" % number)
    if load.key:
        body += _text(load.user.encode()) + _text(load.key.encode())
    made.sendall(_framed(0x10, body))
    answer = made.recv(4)
    if answer[:1] != _CONNACK or answer[3:] != b"\x00":
        raise RuntimeError(f"the broker refused the connection: {answer.hex()}")
    topic = load.topics[number % len(load.topics)].encode()
    return _Client(
        socket=made, number=number, topic=topic, each=load.each, window=load.window, first_s=load.first_s
    )


def _framed(first: int, body: bytes) -> bytes:
    length, head = len(body), bytearray((first,))
    for _digit in count():
        length, digit = length >> 7, length & 0x7F
        head.append(digit | 0x80 if length else digit)
        if not length:
            break
    return bytes(head) + body


def _text(value: bytes) -> bytes:
    return len(value).to_bytes(2, "big") + value


def main(arguments: Sequence[str]) -> None:
    """Publish what the JSON of the only argument says, and write how it went as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("load", help="JSON with the fields of Load")
    given = json.loads(parser.parse_args(arguments).load)
    done = publish(Load(**{**given, "topics": tuple(given["topics"])}))
    sys.stdout.write(json.dumps({**done.__dict__}))


if __name__ == "__main__":
    main(sys.argv[1:])
