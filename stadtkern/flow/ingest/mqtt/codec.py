# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""MQTT packets from bytes, without input and output (OASIS MQTT 3.1.1 and 5.0, clauses 2 and 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .packets import (
    NO_PROPERTIES,
    V5,
    V311,
    Ack,
    Code,
    Connack,
    Connect,
    Ending,
    Granted,
    Kind,
    MqttRefused,
    Packet,
    Ping,
    Properties,
    Publish,
    Subscribe,
    Unsubscribe,
    Will,
    Wish,
)
from .properties import Cursor, malformed

_ACKS = frozenset({Kind.PUBACK, Kind.PUBREC, Kind.PUBREL, Kind.PUBCOMP})


class Splitter:
    """Cuts a stream of bytes into packets: first byte and body."""

    def __init__(self, *, most_bytes: int) -> None:
        self._most = most_bytes
        self._buffer = bytearray()

    def feed(self, received: bytes) -> Iterator[tuple[int, bytes]]:
        """The packets that are complete with these bytes.

        Raises:
            MqttRefused: a packet is larger than allowed, or its length is no number.
        """
        buffer = self._buffer
        buffer += received
        at = 0
        try:
            while (ends := self._ends(at)) is not None:
                start, end = ends
                first, at = buffer[at], end
                yield first, bytes(buffer[start:end])
        finally:
            del buffer[:at]

    def _ends(self, at: int) -> tuple[int, int] | None:
        """Where the body of the packet at this place starts and ends; none when bytes are missing."""
        length = 0
        for number in range(4):
            place = at + 1 + number
            if place >= len(self._buffer):
                return None
            byte = self._buffer[place]
            length |= (byte & 0x7F) << (7 * number)
            if not byte & 0x80:
                break
        else:
            raise malformed("the length of a packet has more than four bytes")
        if length > self._most:
            raise MqttRefused(Code.PACKET_TOO_LARGE, f"a packet has more than {self._most} bytes")
        start = place + 1
        return (start, start + length) if start + length <= len(self._buffer) else None


def decode(first: int, body: bytes, *, level: int) -> Packet:
    """The packet of these bytes; ``level`` is 4 (3.1.1) or 5, a CONNECT says it by itself.

    Raises:
        MqttRefused: they break a rule of the protocol.
    """
    kind, flags = first >> 4, first & 0x0F
    if kind == Kind.PUBLISH:
        return _publish(flags, body, level)
    expected = 2 if kind in {Kind.PUBREL, Kind.SUBSCRIBE, Kind.UNSUBSCRIBE} else 0
    read = _READERS.get(kind)
    if read is None or flags != expected:
        raise malformed(f"there is no packet with the first byte 0x{first:02x}")
    cursor = Cursor(body)
    packet = read(Kind(kind), cursor, level)
    if cursor.left:
        raise malformed("bytes are left over at the end of a packet")
    return packet


def _publish(flags: int, body: bytes, level: int) -> Publish:
    qos = (flags >> 1) & 3
    if qos == 3 or (flags & 8 and not qos):
        raise malformed("the flags of a PUBLISH contradict each other")
    cursor = Cursor(body)
    topic = cursor.text()
    packet_id = _packet_id(cursor) if qos else None
    properties = cursor.properties() if level == V5 else NO_PROPERTIES
    return Publish(
        topic=topic,
        payload=cursor.rest(),
        qos=qos,
        retain=bool(flags & 1),
        dup=bool(flags & 8),
        packet_id=packet_id,
        properties=properties,
    )


def _packet_id(cursor: Cursor) -> int:
    number = cursor.number(2)
    if not number:
        raise malformed("the packet identifier is 0")
    return number


def _connect(_kind: Kind, cursor: Cursor, _level: int) -> Connect:
    name, level = cursor.text(), cursor.number(1)
    if name != "MQTT" or level not in {V311, V5}:
        raise MqttRefused(Code.UNSUPPORTED_VERSION, "only MQTT 3.1.1 and MQTT 5.0 are spoken here")
    flags, keep_alive_s = cursor.number(1), cursor.number(2)
    _check_connect_flags(flags, level)
    properties = cursor.properties() if level == V5 else NO_PROPERTIES
    client_id = cursor.text()
    will = _will(cursor, flags, level) if flags & 4 else None
    return Connect(
        level=level,
        client_id=client_id,
        clean_start=bool(flags & 2),
        keep_alive_s=keep_alive_s,
        will=will,
        username=cursor.text() if flags & 0x80 else None,
        password=cursor.binary() if flags & 0x40 else None,
        properties=properties,
    )


def _check_connect_flags(flags: int, level: int) -> None:
    if flags & 1 or (flags >> 3) & 3 == 3:
        raise malformed("the flags of the CONNECT are reserved")
    if not flags & 4 and flags & 0x38:
        raise malformed("a CONNECT without will has flags of a will")
    if level == V311 and flags & 0x40 and not flags & 0x80:
        raise malformed("a CONNECT has a password and no user name")


def _will(cursor: Cursor, flags: int, level: int) -> Will:
    properties = cursor.properties() if level == V5 else NO_PROPERTIES
    return Will(
        topic=cursor.text(),
        payload=cursor.binary(),
        qos=(flags >> 3) & 3,
        retain=bool(flags & 0x20),
        properties=properties,
    )


def _connack(_kind: Kind, cursor: Cursor, level: int) -> Connack:
    flags, code = cursor.number(1), cursor.number(1)
    return Connack(
        session_present=bool(flags & 1),
        code=code if level == V5 else _FROM_311.get(code, Code.UNSPECIFIED),
        properties=cursor.properties() if level == V5 else NO_PROPERTIES,
    )


def _ack(kind: Kind, cursor: Cursor, level: int) -> Ack:
    packet_id = _packet_id(cursor)
    if level != V5 or not cursor.left:
        return Ack(kind=kind, packet_id=packet_id)
    code = cursor.number(1)
    return Ack(kind=kind, packet_id=packet_id, code=code, properties=_optional(cursor))


def _optional(cursor: Cursor) -> Properties:
    return cursor.properties() if cursor.left else NO_PROPERTIES


def _subscribe(_kind: Kind, cursor: Cursor, level: int) -> Subscribe:
    packet_id = _packet_id(cursor)
    properties = cursor.properties() if level == V5 else NO_PROPERTIES
    wishes = []
    while cursor.left:
        wishes.append(_wish(cursor.text(), cursor.number(1), level))
    if not wishes:
        raise MqttRefused(Code.PROTOCOL_ERROR, "a SUBSCRIBE without topic filter")
    return Subscribe(packet_id=packet_id, wishes=tuple(wishes), properties=properties)


def _wish(pattern: str, options: int, level: int) -> Wish:
    reserved = options & (0xC0 if level == V5 else 0xFC)
    if reserved or options & 3 == 3 or options & 0x30 == 0x30:
        raise malformed("the options of a subscription are reserved")
    return Wish(
        pattern=pattern,
        qos=options & 3,
        no_local=bool(options & 4),
        retain_as_published=bool(options & 8),
        retain_handling=options >> 4,
    )


def _unsubscribe(_kind: Kind, cursor: Cursor, level: int) -> Unsubscribe:
    packet_id = _packet_id(cursor)
    properties = cursor.properties() if level == V5 else NO_PROPERTIES
    patterns = []
    while cursor.left:
        patterns.append(cursor.text())
    if not patterns:
        raise MqttRefused(Code.PROTOCOL_ERROR, "an UNSUBSCRIBE without topic filter")
    return Unsubscribe(packet_id=packet_id, patterns=tuple(patterns), properties=properties)


def _granted(kind: Kind, cursor: Cursor, level: int) -> Granted:
    packet_id = _packet_id(cursor)
    properties = cursor.properties() if level == V5 else NO_PROPERTIES
    return Granted(kind=kind, packet_id=packet_id, codes=tuple(cursor.rest()), properties=properties)


def _ping(kind: Kind, _cursor: Cursor, _level: int) -> Ping:
    return Ping(kind=kind)


def _ending(kind: Kind, cursor: Cursor, level: int) -> Ending:
    if kind is Kind.AUTH and level != V5:
        raise malformed("AUTH belongs to MQTT 5.0")
    if level != V5 or not cursor.left:
        return Ending(kind=kind)
    code = cursor.number(1)
    return Ending(kind=kind, code=code, properties=_optional(cursor))


_READERS: dict[int, Callable[[Kind, Cursor, int], Packet]] = {
    Kind.CONNECT: _connect,
    Kind.CONNACK: _connack,
    **dict.fromkeys(_ACKS, _ack),
    Kind.SUBSCRIBE: _subscribe,
    Kind.SUBACK: _granted,
    Kind.UNSUBSCRIBE: _unsubscribe,
    Kind.UNSUBACK: _granted,
    Kind.PINGREQ: _ping,
    Kind.PINGRESP: _ping,
    Kind.DISCONNECT: _ending,
    Kind.AUTH: _ending,
}
_FROM_311 = {
    0: Code.SUCCESS,
    1: Code.UNSUPPORTED_VERSION,
    2: Code.CLIENT_ID_NOT_VALID,
    3: Code.SERVER_UNAVAILABLE,
    4: Code.BAD_CREDENTIALS,
    5: Code.NOT_AUTHORIZED,
}
