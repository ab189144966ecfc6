# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Fields of MQTT packets as bytes: numbers, texts and the properties of MQTT 5.0 (1.5 and 2.2.2)."""

from __future__ import annotations

import struct

from .packets import NO_PROPERTIES, Code, Key, MqttRefused, Properties, PropertyValue

_BYTE = frozenset(
    {
        Key.PAYLOAD_FORMAT,
        Key.REQUEST_PROBLEM_INFO,
        Key.REQUEST_RESPONSE_INFO,
        Key.MAXIMUM_QOS,
        Key.RETAIN_AVAILABLE,
        Key.WILDCARDS_AVAILABLE,
        Key.SUBSCRIPTION_IDS_AVAILABLE,
        Key.SHARED_AVAILABLE,
    }
)
_TWO = frozenset({Key.SERVER_KEEP_ALIVE, Key.RECEIVE_MAXIMUM, Key.TOPIC_ALIAS_MAXIMUM, Key.TOPIC_ALIAS})
_FOUR = frozenset({Key.MESSAGE_EXPIRY, Key.SESSION_EXPIRY, Key.WILL_DELAY, Key.MAXIMUM_PACKET_SIZE})
_BINARY = frozenset({Key.CORRELATION_DATA, Key.AUTHENTICATION_DATA})
_POSITIVE = frozenset({Key.RECEIVE_MAXIMUM, Key.MAXIMUM_PACKET_SIZE, Key.TOPIC_ALIAS})
MOST_VARINT = 268_435_455


def malformed(what: str) -> MqttRefused:
    """The bytes are not what the standard says."""
    return MqttRefused(Code.MALFORMED, what)


class Cursor:
    """Reads the body of a packet from front to back."""

    __slots__ = ("at", "body", "end")

    def __init__(self, body: bytes, at: int = 0) -> None:
        self.body = body
        self.at = at
        self.end = len(body)

    def take(self, count: int) -> bytes:
        """The next bytes.

        Raises:
            MqttRefused: the packet is shorter; every method below may raise it.
        """
        start, self.at = self.at, self.at + count
        if self.at > self.end:
            raise malformed("the packet ends too early")
        return self.body[start : self.at]

    def number(self, size: int) -> int:
        """An unsigned number of this many bytes, most significant first."""
        return int.from_bytes(self.take(size), "big")

    def varint(self) -> int:
        """A variable byte integer (1.5.5)."""
        value = 0
        for shift in (0, 7, 14, 21):
            byte = self.number(1)
            value |= (byte & 0x7F) << shift
            if not byte & 0x80:
                if shift and not byte:
                    raise malformed("a number is written longer than needed")
                return value
        raise malformed("a number has more than four bytes")

    def binary(self) -> bytes:
        """Bytes preceded by their two-byte length."""
        return self.take(self.number(2))

    def text(self) -> str:
        """UTF-8 preceded by its length; without U+0000 (1.5.4)."""
        raw = self.binary()
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise malformed("a text is not UTF-8") from error
        if "\x00" in text:
            raise malformed("a text contains U+0000")
        return text

    def rest(self) -> bytes:
        """Everything that is left."""
        start, self.at = self.at, self.end
        return self.body[start:]

    @property
    def left(self) -> int:
        """How many bytes are left."""
        return self.end - self.at

    def properties(self) -> Properties:
        """The properties that follow here."""
        length = self.varint()
        if not length:
            return NO_PROPERTIES
        inner = Cursor(self.take(length))
        found: dict[Key, PropertyValue] = {}
        pairs: list[tuple[str, str]] = []
        numbers: list[int] = []
        while inner.left:
            key = _key(inner.varint())
            if key is Key.USER_PROPERTY:
                pairs.append((inner.text(), inner.text()))
            elif key is Key.SUBSCRIPTION_ID:
                numbers.append(_positive(key, inner.varint()))
            elif key in found:
                raise MqttRefused(Code.PROTOCOL_ERROR, f"the property {key.name} is given twice")
            else:
                found[key] = _value(inner, key)
        if pairs:
            found[Key.USER_PROPERTY] = tuple(pairs)
        if numbers:
            found[Key.SUBSCRIPTION_ID] = tuple(numbers)
        return found


def _key(number: int) -> Key:
    try:
        return Key(number)
    except ValueError as error:
        raise malformed(f"there is no property {number}") from error


def _value(cursor: Cursor, key: Key) -> PropertyValue:
    if key in _BYTE:
        value = cursor.number(1)
        if value > 1:
            raise MqttRefused(Code.PROTOCOL_ERROR, f"the property {key.name} is neither 0 nor 1")
        return value
    if key in _TWO or key in _FOUR:
        return _positive(key, cursor.number(2 if key in _TWO else 4))
    return cursor.binary() if key in _BINARY else cursor.text()


def _positive(key: Key, value: int) -> int:
    if not value and (key in _POSITIVE or key is Key.SUBSCRIPTION_ID):
        raise MqttRefused(Code.PROTOCOL_ERROR, f"the property {key.name} is 0")
    return value


def varint(value: int) -> bytes:
    """A variable byte integer as bytes.

    Raises:
        ValueError: more than 268,435,455 or negative.
    """
    if not 0 <= value <= MOST_VARINT:
        raise ValueError(value)
    made = bytearray()
    while True:
        value, digit = value >> 7, value & 0x7F
        made.append(digit | 0x80 if value else digit)
        if not value:
            return bytes(made)


def binary(value: bytes) -> bytes:
    """Bytes with their length in front.

    Raises:
        ValueError: longer than 65,535 bytes.
    """
    if len(value) > 0xFFFF:
        raise ValueError("longer than 65535 bytes")
    return struct.pack("!H", len(value)) + value


def text(value: str) -> bytes:
    """UTF-8 with its length in front."""
    return binary(value.encode())


def packed(properties: Properties) -> bytes:
    """Properties as bytes, with their length in front."""
    if not properties:
        return b"\x00"
    made = b"".join(_property(key, value) for key, value in properties.items())
    return varint(len(made)) + made


def _property(key: Key, value: PropertyValue) -> bytes:
    head = bytes((key,))
    if isinstance(value, int):
        return head + value.to_bytes(1 if key in _BYTE else 2 if key in _TWO else 4, "big")
    if isinstance(value, str):
        return head + text(value)
    if isinstance(value, bytes):
        return head + binary(value)
    return b"".join(
        head + (varint(one) if isinstance(one, int) else text(one[0]) + text(one[1])) for one in value
    )
