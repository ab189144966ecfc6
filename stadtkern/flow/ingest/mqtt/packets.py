# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The control packets of MQTT 3.1.1 and 5.0 (OASIS standards, clause 3), free of bytes and sockets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeAlias

from stadtkern.kernel.errors import CityError

V311 = 4
V5 = 5


class Kind(IntEnum):
    """Control packet types (2.1.2)."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    PUBREC = 5
    PUBREL = 6
    PUBCOMP = 7
    SUBSCRIBE = 8
    SUBACK = 9
    UNSUBSCRIBE = 10
    UNSUBACK = 11
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14
    AUTH = 15


class Code(IntEnum):
    """Reason codes of MQTT 5.0 (2.4) that the city gives or understands."""

    SUCCESS = 0x00
    GRANTED_1 = 0x01
    GRANTED_2 = 0x02
    DISCONNECT_WITH_WILL = 0x04
    NO_SUBSCRIPTION_EXISTED = 0x11
    UNSPECIFIED = 0x80
    MALFORMED = 0x81
    PROTOCOL_ERROR = 0x82
    IMPLEMENTATION = 0x83
    UNSUPPORTED_VERSION = 0x84
    CLIENT_ID_NOT_VALID = 0x85
    BAD_CREDENTIALS = 0x86
    NOT_AUTHORIZED = 0x87
    SERVER_UNAVAILABLE = 0x88
    SERVER_BUSY = 0x89
    SHUTTING_DOWN = 0x8B
    BAD_AUTHENTICATION_METHOD = 0x8C
    KEEP_ALIVE_TIMEOUT = 0x8D
    TAKEN_OVER = 0x8E
    FILTER_INVALID = 0x8F
    TOPIC_INVALID = 0x90
    PACKET_ID_NOT_FOUND = 0x92
    RECEIVE_MAXIMUM_EXCEEDED = 0x93
    TOPIC_ALIAS_INVALID = 0x94
    PACKET_TOO_LARGE = 0x95
    QUOTA_EXCEEDED = 0x97
    ADMINISTRATIVE = 0x98
    PAYLOAD_INVALID = 0x99
    SHARED_NOT_SUPPORTED = 0x9E
    WILDCARDS_NOT_SUPPORTED = 0xA2


class Key(IntEnum):
    """Property identifiers of MQTT 5.0 (2.2.2.2)."""

    PAYLOAD_FORMAT = 0x01
    MESSAGE_EXPIRY = 0x02
    CONTENT_TYPE = 0x03
    RESPONSE_TOPIC = 0x08
    CORRELATION_DATA = 0x09
    SUBSCRIPTION_ID = 0x0B
    SESSION_EXPIRY = 0x11
    ASSIGNED_CLIENT_ID = 0x12
    SERVER_KEEP_ALIVE = 0x13
    AUTHENTICATION_METHOD = 0x15
    AUTHENTICATION_DATA = 0x16
    REQUEST_PROBLEM_INFO = 0x17
    WILL_DELAY = 0x18
    REQUEST_RESPONSE_INFO = 0x19
    RESPONSE_INFO = 0x1A
    SERVER_REFERENCE = 0x1C
    REASON_STRING = 0x1F
    RECEIVE_MAXIMUM = 0x21
    TOPIC_ALIAS_MAXIMUM = 0x22
    TOPIC_ALIAS = 0x23
    MAXIMUM_QOS = 0x24
    RETAIN_AVAILABLE = 0x25
    USER_PROPERTY = 0x26
    MAXIMUM_PACKET_SIZE = 0x27
    WILDCARDS_AVAILABLE = 0x28
    SUBSCRIPTION_IDS_AVAILABLE = 0x29
    SHARED_AVAILABLE = 0x2A


PropertyValue: TypeAlias = int | str | bytes | tuple[tuple[str, str], ...] | tuple[int, ...]
Properties: TypeAlias = Mapping[Key, PropertyValue]
"""User properties are pairs; subscription identifiers are a tuple; everything else is one value."""

NO_PROPERTIES: Properties = {}


class MqttRefused(CityError):
    """The bytes are no MQTT, or break a rule of the protocol."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True, slots=True)
class Will:
    """What is published when the client vanishes (3.1.2.5)."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Connect:
    """The first packet of a client (3.1)."""

    level: int
    client_id: str
    clean_start: bool = True
    keep_alive_s: int = 0
    will: Will | None = None
    username: str | None = None
    password: bytes | None = None
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Connack:
    """The answer to it (3.2); ``code`` is a reason code of 5.0, also when 3.1.1 is spoken."""

    code: int = Code.SUCCESS
    session_present: bool = False
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Publish:
    """A message (3.3)."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    dup: bool = False
    packet_id: int | None = None
    """Null exactly when ``qos`` is 0."""
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ack:
    """PUBACK, PUBREC, PUBREL or PUBCOMP (3.4 to 3.7)."""

    kind: Kind
    packet_id: int
    code: int = Code.SUCCESS
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """One topic filter of a SUBSCRIBE with its options (3.8.3.1)."""

    pattern: str
    qos: int = 0
    no_local: bool = False
    retain_as_published: bool = False
    retain_handling: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscribe:
    """3.8."""

    packet_id: int
    wishes: tuple[Wish, ...]
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsubscribe:
    """3.10."""

    packet_id: int
    patterns: tuple[str, ...]
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Granted:
    """SUBACK or UNSUBACK (3.9, 3.11): one code per topic filter; UNSUBACK of 3.1.1 has none."""

    kind: Kind
    packet_id: int
    codes: tuple[int, ...]
    properties: Properties = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ping:
    """PINGREQ or PINGRESP (3.12, 3.13)."""

    kind: Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """DISCONNECT (3.14) or AUTH (3.15)."""

    kind: Kind
    code: int = Code.SUCCESS
    properties: Properties = field(default_factory=dict)


Packet: TypeAlias = Connect | Connack | Publish | Ack | Subscribe | Unsubscribe | Granted | Ping | Ending
