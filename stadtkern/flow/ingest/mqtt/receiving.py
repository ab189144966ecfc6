# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages from a client: acknowledged in the order in which they came, each only when it is durable."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

import structlog

from stadtkern.kernel.messages import Message, Outcome, Verdict, answered

from .broker import Broker
from .packets import V311, Ack, Code, Key, Kind, MqttRefused, Packet, Properties, Publish
from .session import Session
from .topics import is_topic

log = structlog.get_logger(__name__)

_CODES = {
    Verdict.TAKEN: Code.SUCCESS,
    Verdict.RELAYED: Code.SUCCESS,
    Verdict.UNREADABLE: Code.PAYLOAD_INVALID,
    Verdict.NOT_PERMITTED: Code.NOT_AUTHORIZED,
    Verdict.UNKNOWN: Code.TOPIC_INVALID,
    Verdict.LATER: Code.SERVER_BUSY,
}


class Channel(Protocol):
    """The way back to the client."""

    level: int

    def write(self, packet: Packet) -> None:
        """Send a packet."""

    def close(self, code: Code, reason: str = "") -> None:
        """End the connection and say why."""

    def hold(self, full: bool) -> None:
        """Stop (or go on) reading from the network."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pending:
    publish: Publish
    outcome: Future[Outcome]


class Receiving:
    """What one connection has published and is not answered yet."""

    def __init__(self, broker: Broker, session: Session, channel: Channel) -> None:
        self._broker = broker
        self._session = session
        self._channel = channel
        self._pending: deque[_Pending] = deque()
        self._under_way: set[int] = set()
        """Identifiers of QoS 1 and 2 messages that are not acknowledged."""
        self._due = False

    def publish(self, packet: Publish) -> None:
        """Take a message.

        Raises:
            MqttRefused: its topic is none, or more messages are under way than was agreed.
        """
        if not is_topic(packet.topic):
            raise MqttRefused(Code.TOPIC_INVALID, "a topic is empty, too long or contains a wildcard")
        if packet.packet_id is not None and self._again(packet.packet_id, packet.qos):
            return
        self._broker.counters.received += 1
        outcome = self._outcome(packet)
        self._pending.append(_Pending(publish=packet, outcome=outcome))
        outcome.add_done_callback(self._settled)
        self._channel.hold(len(self._pending) >= self._broker.limits.in_flight)

    def release(self, packet: Ack) -> None:
        """PUBREL: the client has seen that its QoS 2 message is stored."""
        known = packet.packet_id in self._session.received
        self._session.received.discard(packet.packet_id)
        code = Code.SUCCESS if known else Code.PACKET_ID_NOT_FOUND
        self._channel.write(Ack(kind=Kind.PUBCOMP, packet_id=packet.packet_id, code=code))

    def _again(self, packet_id: int, qos: int) -> bool:
        """Whether this is a message that the city has already, or is storing."""
        if qos == 2 and packet_id in self._session.received:
            self._channel.write(Ack(kind=Kind.PUBREC, packet_id=packet_id))
            return True
        if packet_id in self._under_way:
            return True
        if len(self._under_way) >= self._broker.limits.in_flight and self._channel.level != V311:
            raise MqttRefused(
                Code.RECEIVE_MAXIMUM_EXCEEDED, "more messages under way than the Receive Maximum allows"
            )
        self._under_way.add(packet_id)
        return False

    def _outcome(self, packet: Publish) -> Future[Outcome]:
        if not self._broker.permits(self._session.caller, packet.topic):
            return answered(Verdict.NOT_PERMITTED, "the key is bound to other topics")
        handler = self._broker.handler(packet.topic)
        if handler is None:
            return answered(Verdict.UNKNOWN, "nobody listens to this topic")
        message = Message(
            topic=packet.topic,
            payload=packet.payload,
            qos=packet.qos,
            retain=packet.retain,
            again=packet.dup,
        )
        return handler.publish(self._session.caller, message)

    def _settled(self, _outcome: Future[Outcome]) -> None:
        """Called in any thread, when something is stored or refused."""
        if not self._due:
            self._due = True
            self._broker.doorbell.call(self._answer)

    def _answer(self) -> None:
        """Answer from the oldest on, as far as they are settled (4.6)."""
        self._due = False
        pending = self._pending
        while pending and pending[0].outcome.done():
            one = pending.popleft()
            if not self._acknowledge(one.publish, _result(one.outcome)):
                pending.clear()
                return
        self._channel.hold(len(pending) >= self._broker.limits.in_flight)

    def _acknowledge(self, publish: Publish, outcome: Outcome) -> bool:
        """Answer one message; false when that ended the connection."""
        code = _CODES[outcome.verdict]
        if outcome.verdict is Verdict.RELAYED:
            self._broker.relay(publish, self._session)
        if code:
            self._broker.counters.refused += 1
        if outcome.verdict is Verdict.LATER or (code and self._must_close(publish, outcome.verdict)):
            self._channel.close(code, outcome.reason)
            return False
        if publish.packet_id is not None:
            self._under_way.discard(publish.packet_id)
            self._write_ack(publish, publish.packet_id, code, outcome.reason)
        return True

    def _must_close(self, publish: Publish, verdict: Verdict) -> bool:
        """MQTT 3.1.1 has no way to say no, and an acknowledgement would say that it is stored."""
        return self._channel.level == V311 and publish.qos > 0 and verdict is not Verdict.UNREADABLE

    def _write_ack(self, publish: Publish, packet_id: int, code: Code, reason: str) -> None:
        kind = Kind.PUBACK if publish.qos == 1 else Kind.PUBREC
        if publish.qos == 2 and (not code or self._channel.level == V311):
            self._session.received.add(packet_id)
        said = reason.replace("\x00", "")[:1_000]
        properties: Properties = {Key.REASON_STRING: said} if code and said else {}
        self._channel.write(Ack(kind=kind, packet_id=packet_id, code=code, properties=properties))


def _result(outcome: Future[Outcome]) -> Outcome:
    error = outcome.exception()
    if error is None:
        return outcome.result()
    log.error("mqtt_message_failed", exc_info=error)
    return Outcome(verdict=Verdict.LATER, reason="the message could not be stored; please repeat it")
