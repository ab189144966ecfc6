# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""MQTT packets as bytes (OASIS MQTT 3.1.1 and 5.0, clause 3)."""

from __future__ import annotations

from .packets import (
    V5,
    V311,
    Ack,
    Code,
    Connack,
    Connect,
    Ending,
    Granted,
    Kind,
    Packet,
    Ping,
    Publish,
    Subscribe,
    Unsubscribe,
    Wish,
)
from .properties import binary, packed, text, varint

_TO_311 = {
    Code.SUCCESS: 0,
    Code.UNSUPPORTED_VERSION: 1,
    Code.CLIENT_ID_NOT_VALID: 2,
    Code.BAD_CREDENTIALS: 4,
    Code.NOT_AUTHORIZED: 5,
}
_SERVER_UNAVAILABLE_311 = 3
_FAILED_311 = 0x80


def encode(packet: Packet, *, level: int) -> bytes:
    """The bytes of a packet for a client that speaks this level (4 or 5).

    Raises:
        ValueError: a text or the packet is longer than the protocol can say.
    """
    if isinstance(packet, Publish):
        return _publish(packet, level)
    if isinstance(packet, Ack):
        return _ack(packet, level)
    if isinstance(packet, Ping):
        return bytes((packet.kind << 4, 0))
    return _rare(packet, level)


def _rare(packet: Connect | Connack | Subscribe | Unsubscribe | Granted | Ending, level: int) -> bytes:
    if isinstance(packet, Connect):
        return _framed(Kind.CONNECT << 4, _connect(packet))
    if isinstance(packet, Connack):
        return _framed(Kind.CONNACK << 4, _connack(packet, level))
    if isinstance(packet, Ending):
        return _framed(packet.kind << 4, _ending(packet, level))
    head = packet.packet_id.to_bytes(2, "big") + (packed(packet.properties) if level == V5 else b"")
    if isinstance(packet, Granted):
        return _framed(packet.kind << 4, head + _codes(packet, level))
    if isinstance(packet, Subscribe):
        body = b"".join(text(wish.pattern) + bytes((_options(wish, level),)) for wish in packet.wishes)
        return _framed(Kind.SUBSCRIBE << 4 | 2, head + body)
    return _framed(Kind.UNSUBSCRIBE << 4 | 2, head + b"".join(map(text, packet.patterns)))


def _framed(first: int, body: bytes) -> bytes:
    return bytes((first,)) + varint(len(body)) + body


def _publish(packet: Publish, level: int) -> bytes:
    first = Kind.PUBLISH << 4 | packet.dup << 3 | packet.qos << 1 | packet.retain
    body = text(packet.topic)
    if packet.packet_id is not None:
        body += packet.packet_id.to_bytes(2, "big")
    if level == V5:
        body += packed(packet.properties)
    return _framed(first, body + packet.payload)


def _ack(packet: Ack, level: int) -> bytes:
    first = packet.kind << 4 | (2 if packet.kind is Kind.PUBREL else 0)
    body = packet.packet_id.to_bytes(2, "big")
    if level == V5 and (packet.code or packet.properties):
        body += bytes((packet.code,)) + (packed(packet.properties) if packet.properties else b"")
    return _framed(first, body)


def _connect(packet: Connect) -> bytes:
    will = packet.will
    flags = packet.clean_start << 1 | (packet.password is not None) << 6 | (packet.username is not None) << 7
    if will:
        flags |= 4 | will.qos << 3 | will.retain << 5
    v5 = packet.level == V5
    parts = [text("MQTT"), bytes((packet.level, flags)), packet.keep_alive_s.to_bytes(2, "big")]
    parts += [packed(packet.properties)] if v5 else []
    parts.append(text(packet.client_id))
    if will:
        parts += [packed(will.properties)] if v5 else []
        parts += [text(will.topic), binary(will.payload)]
    parts += [text(packet.username)] if packet.username is not None else []
    parts += [binary(packet.password)] if packet.password is not None else []
    return b"".join(parts)


def _connack(packet: Connack, level: int) -> bytes:
    if level == V5:
        return bytes((packet.session_present, packet.code)) + packed(packet.properties)
    code = _TO_311.get(Code(packet.code), _SERVER_UNAVAILABLE_311)
    return bytes((packet.session_present, code))


def _ending(packet: Ending, level: int) -> bytes:
    if level == V311 or not (packet.code or packet.properties):
        return b""
    return bytes((packet.code,)) + (packed(packet.properties) if packet.properties else b"")


def _codes(packet: Granted, level: int) -> bytes:
    if level == V5:
        return bytes(packet.codes)
    if packet.kind is Kind.UNSUBACK:
        return b""
    return bytes(code if code < _FAILED_311 else _FAILED_311 for code in packet.codes)


def _options(wish: Wish, level: int) -> int:
    if level == V311:
        return wish.qos
    return wish.qos | wish.no_local << 2 | wish.retain_as_published << 3 | wish.retain_handling << 4
