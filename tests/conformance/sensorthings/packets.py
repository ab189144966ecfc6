# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Random wrong MQTT conversations: damaged packets of right ones, each reproducible from its number.

``python -m tests.conformance.sensorthings.packets MQTT_PORT KEY SECONDS`` sends them to the broker of a city
on this machine and looks whether it still answers a well-behaved client.
"""

from __future__ import annotations

import json
import random
import socket
import sys
import time

from .fuzzing import BODIES, SUITED
from .mangling import flipped, mutated, twisted

TOPICS = (
    "v1.1/Datastreams(1)/Observations",
    "v1.1/Datastreams('1')/Observations",
    "v1.1/MultiDatastreams(1)/Observations",
    "v1.1/Observations",
    "v1.1/Things",
    "v1.1/Things(1)/name",
    "v1.1/Things?$select=name,id",
    "v1.1/Observations?$filter=result gt 1&$expand=Datastream",
    "v1.1/Tasks",
    "api/sta/v1.1/Observations",
    "v1.1/#",
    "v1.1/+/Observations",
    "$share/a/v1.1/Observations",
    "$SYS/#",
    "any/thing",
    "",
)
_PROPERTIES = (b"", b"", b"\x01\x01", b"\x23\x00\x01", b"\x02\x00\x00\x00\x05", b"\x26\x00\x01a\x00\x01b")


def conversation(number: int, key: str) -> list[bytes]:
    """The packets of this number: a greeting, then whatever; each may be damaged."""
    chance = random.Random(number)  # noqa: S311 - wants to be repeated, not to be secret
    level = chance.choice((4, 4, 5, 5, 3, 6))
    packets = [connect(level, key if chance.random() < 0.8 else mutated(chance, key, 1.0), chance=chance)]
    packets += [_packet(chance, level) for _ in range(chance.choice((1, 2, 4, 8)))]
    share = chance.choice((0.0, 0.1, 0.5))
    packets = [flipped(chance, one, share) for one in packets]
    if chance.random() < 0.1:
        chance.shuffle(packets)
    return packets


def connect(level: int, key: str, *, chance: random.Random | None = None) -> bytes:
    """A greeting with the key as password; with ``chance`` some have a will, or want an old session."""
    flags, payload = 0b1100_0010, _text("fuzz" if chance is None else chance.choice(("", "a", "fuzz", "漢")))
    if chance is not None and chance.random() < 0.3:
        flags |= 0b0000_0100 | chance.choice((0, 0b1000, 0b1_0000, 0b10_0000))
        will = json.dumps(chance.choice(BODIES)).encode()
        payload += (b"\x00" if level == 5 else b"") + _text(chance.choice(TOPICS)) + _block(will)
    if chance is not None and chance.random() < 0.3:
        flags &= ~0b10
    body = _text("MQTT") + bytes((level, flags)) + b"\x00\x3c" + (b"\x00" if level == 5 else b"")
    return _framed(0x10, body + payload + _text("fuzz") + _text(key))


def _packet(chance: random.Random, level: int) -> bytes:
    kind = chance.choice((3, 3, 3, 3, 8, 8, 10, 4, 5, 6, 7, 12, 14, 15, 0, 1, 2))
    pack = chance.randint(0, 4).to_bytes(2, "big")
    given = chance.choice(_PROPERTIES) if level == 5 else b""
    properties = bytes((len(given),)) + given if level == 5 else b""
    topic = _text(mutated(chance, chance.choice(TOPICS), 0.3))
    if kind == 3:
        flags = chance.choice((0, 1, 2, 3, 4, 5, 6, 10))
        name = pack if flags & 0b110 else b""
        path, content = chance.choice(SUITED)
        if chance.random() < 0.5:
            return _framed(
                0x30 | flags, _text(f"v1.1/{path}") + name + properties + _payload(chance, content)
            )
        return _framed(0x30 | flags, topic + name + properties + _payload(chance, chance.choice(BODIES)))
    if kind == 8:
        return _framed(0x82, pack + properties + topic + bytes((chance.choice((0, 1, 2, 3, 0x2C)),)))
    if kind == 10:
        return _framed(0xA2, pack + properties + topic)
    flags = 2 if kind == 6 else chance.choice((0, 0, 0, 5))
    return _framed(kind << 4 | flags, pack if kind in (4, 5, 6, 7) else b"")


def _payload(chance: random.Random, content: object) -> bytes:
    for _ in range(chance.choice((0, 0, 1, 2))):
        content = twisted(chance, content)
    text = mutated(chance, json.dumps(content), 0.2)
    return flipped(chance, text.encode("utf-8", "surrogatepass"), 0.1)


def _framed(first: int, body: bytes) -> bytes:
    """Type and flags, the length in groups of seven bits, the rest."""
    size, length = len(body), bytearray()
    while True:
        size, low = divmod(size, 128)
        length.append(low | (0x80 if size else 0))
        if not size:
            return bytes((first, *length)) + body


def _text(text: str) -> bytes:
    return _block(text.encode("utf-8", "surrogatepass"))


def _block(content: bytes) -> bytes:
    return min(len(content), 0xFFFF).to_bytes(2, "big") + content[:0xFFFF]


def converse(port: int, packets: list[bytes]) -> None:
    """Send packets in one connection, as one stream, and read what comes until it is quiet or closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.settimeout(0.02)
        try:
            for one in packets:
                line.sendall(one)
            while line.recv(65536):
                pass
        except OSError:
            return


def answers(port: int, key: str) -> bool:
    """Whether a well-behaved client is greeted and gets its ping back."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
            line.sendall(connect(4, key) + b"\xc0\x00")
            received = b""
            while len(received) < 6:
                more = line.recv(64)
                if not more:
                    return False
                received += more
    except OSError:
        return False
    return received == b"\x20\x02\x00\x00\xd0\x00"


def main() -> int:
    """Send random conversations for some seconds; 1 when the broker stopped answering."""
    port, key, seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    until, number, began = time.monotonic() + seconds, time.time_ns() // 1_000_000, 0
    sent = 0
    while time.monotonic() < until:
        began += 1
        packets = conversation(number + began, key)
        sent += len(packets)
        try:
            converse(port, packets)
        except OSError:
            sys.stderr.write(f"no connection for {number + began}\n")
            return 1
        if began % 50 == 0 and not answers(port, key):
            sys.stderr.write(f"silent after {number + began}\n")
            return 1
    sys.stderr.write(f"{began} conversations, {sent} packets\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
