# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The bytes of MQTT: what is written is read again, and nothing that arrives can do more than be refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stadtkern.flow.ingest.mqtt.codec import Splitter, decode
from stadtkern.flow.ingest.mqtt.encoding import encode
from stadtkern.flow.ingest.mqtt.packets import (
    V5,
    V311,
    Ack,
    Code,
    Connack,
    Connect,
    Ending,
    Granted,
    Key,
    Kind,
    MqttRefused,
    Packet,
    Ping,
    Properties,
    PropertyValue,
    Publish,
    Subscribe,
    Unsubscribe,
    Will,
    Wish,
)

TEXT = st.text(st.characters(blacklist_characters="\x00", blacklist_categories=["Cs"]), max_size=40)
NUMBER = st.integers(1, 0xFFFF)
OPTIONAL: dict[Key, st.SearchStrategy[PropertyValue]] = {
    Key.PAYLOAD_FORMAT: st.integers(0, 1),
    Key.MESSAGE_EXPIRY: st.integers(0, 0xFFFFFFFF),
    Key.RECEIVE_MAXIMUM: NUMBER,
    Key.REASON_STRING: TEXT,
    Key.CORRELATION_DATA: st.binary(max_size=30),
    Key.USER_PROPERTY: st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=3).map(tuple),
    Key.SUBSCRIPTION_ID: st.lists(st.integers(1, 268_435_455), min_size=1, max_size=3).map(tuple),
}
PROPERTIES = st.fixed_dictionaries({}, optional=OPTIONAL)
QOS = st.integers(0, 2)


@st.composite
def packets(draw: st.DrawFn, level: int) -> Packet:
    properties: Properties = draw(PROPERTIES) if level == V5 else {}
    will = Will(
        topic=draw(TEXT),
        payload=draw(st.binary(max_size=30)),
        qos=draw(QOS),
        retain=draw(st.booleans()),
        properties=properties,
    )
    username = draw(st.none() | TEXT)
    qos = draw(QOS)
    codes = tuple(draw(st.lists(st.sampled_from([0, 1, 2, 0x80]), min_size=1, max_size=4)))
    v5 = level == V5
    wish = Wish(
        pattern=draw(TEXT),
        qos=qos,
        no_local=v5 and draw(st.booleans()),
        retain_as_published=v5 and draw(st.booleans()),
        retain_handling=draw(QOS) if v5 else 0,
    )
    choices: list[Packet] = [
        Connect(
            level=level,
            client_id=draw(TEXT),
            clean_start=draw(st.booleans()),
            keep_alive_s=draw(st.integers(0, 0xFFFF)),
            will=draw(st.sampled_from([will, None])),
            username=username,
            password=draw(st.none() | st.binary(max_size=30)) if username is not None else None,
            properties=properties,
        ),
        Connack(
            session_present=draw(st.booleans()),
            code=draw(st.sampled_from([Code.SUCCESS, Code.NOT_AUTHORIZED, Code.BAD_CREDENTIALS])),
            properties=properties,
        ),
        Publish(
            topic=draw(TEXT),
            payload=draw(st.binary(max_size=300)),
            qos=qos,
            retain=draw(st.booleans()),
            dup=bool(qos) and draw(st.booleans()),
            packet_id=draw(NUMBER) if qos else None,
            properties=properties,
        ),
        Ack(
            kind=draw(st.sampled_from([Kind.PUBACK, Kind.PUBREC, Kind.PUBREL, Kind.PUBCOMP])),
            packet_id=draw(NUMBER),
            code=draw(st.sampled_from([0, 0x10, 0x87])) if v5 else 0,
            properties=properties,
        ),
        Subscribe(packet_id=draw(NUMBER), wishes=(wish, wish), properties=properties),
        Granted(kind=Kind.SUBACK, packet_id=draw(NUMBER), codes=codes, properties=properties),
        Granted(kind=Kind.UNSUBACK, packet_id=draw(NUMBER), codes=codes if v5 else (), properties=properties),
        Unsubscribe(packet_id=draw(NUMBER), patterns=(draw(TEXT),), properties=properties),
        Ping(kind=draw(st.sampled_from([Kind.PINGREQ, Kind.PINGRESP]))),
        Ending(
            kind=Kind.DISCONNECT, code=draw(st.sampled_from([0, 0x8B])) if v5 else 0, properties=properties
        ),
    ]
    return draw(st.sampled_from(choices))


@settings(max_examples=150)
@given(st.data(), st.sampled_from([V311, V5]), st.integers(1, 50))
def test_what_is_written_is_read_again_however_it_is_cut(data: st.DataObject, level: int, cut: int) -> None:
    written = data.draw(st.lists(packets(level), min_size=1, max_size=4))
    stream = b"".join(encode(packet, level=level) for packet in written)
    splitter = Splitter(most_bytes=100_000)
    read = [
        decode(first, body, level=level)
        for start in range(0, len(stream), cut)
        for first, body in splitter.feed(stream[start : start + cut])
    ]
    assert read == written


@settings(max_examples=300)
@given(st.binary(max_size=200), st.sampled_from([V311, V5]))
def test_any_bytes_are_read_or_refused(stream: bytes, level: int) -> None:
    try:
        for first, body in Splitter(most_bytes=1_000).feed(stream):
            decode(first, body, level=level)
    except MqttRefused as refused:
        assert refused.code >= Code.UNSPECIFIED


@settings(max_examples=200)
@given(st.data(), st.sampled_from([V311, V5]))
def test_a_damaged_packet_is_read_or_refused(data: st.DataObject, level: int) -> None:
    stream = bytearray(encode(data.draw(packets(level)), level=level))
    stream[data.draw(st.integers(0, len(stream) - 1))] = data.draw(st.integers(0, 255))
    try:
        for first, body in Splitter(most_bytes=1_000).feed(bytes(stream)):
            decode(first, body, level=level)
    except MqttRefused as refused:
        assert refused.code >= Code.UNSPECIFIED


def test_a_packet_over_the_limit_is_refused_before_it_has_arrived() -> None:
    with pytest.raises(MqttRefused) as refused:
        list(Splitter(most_bytes=1_000).feed(b"\x30\xff\xff\x7f"))
    assert refused.value.code == Code.PACKET_TOO_LARGE


@pytest.mark.parametrize(
    ("first", "body"),
    [
        (0x36, b"\x00\x01a\x00\x01"),  # both QoS bits
        (0x32, b"\x00\x01a\x00\x00"),  # packet identifier 0
        (0x30, b"\x00\x02\xff\xfe"),  # no UTF-8
        (0x30, b"\x00\x01\x00"),  # U+0000
        (0x82, b"\x00\x01"),  # nothing subscribed
        (0x80, b"\x00\x01\x00\x01a\x00"),  # wrong flags of SUBSCRIBE
        (0x10, b"\x00\x06MQIsdp\x03\x02\x00\x3c\x00\x00"),  # MQTT 3.1
        (0xF0, b""),  # AUTH without 5.0
        (0xC0, b"\x00"),  # PINGREQ with something in it
    ],
)
def test_a_broken_rule_of_the_protocol_is_refused(first: int, body: bytes) -> None:
    with pytest.raises(MqttRefused):
        decode(first, body, level=V311)
