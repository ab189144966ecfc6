# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages to a client, as many at a time as it takes (MQTT 5.0 clauses 4.3, 4.4 and 4.9)."""

from __future__ import annotations

import time
from dataclasses import dataclass

from .broker import Broker
from .encoding import encode
from .packets import Ack, Code, Kind, MqttRefused, Publish
from .receiving import Channel
from .session import Session

_FAILED = 0x80


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """How much the client takes."""

    in_flight: int = 0xFFFF
    packet_bytes: int | None = None


class Sending:
    """What is on its way to the client of one connection."""

    def __init__(self, broker: Broker, session: Session, channel: Channel, window: Window) -> None:
        self._broker = broker
        self._session = session
        self._channel = channel
        self._window = window
        self.paused = False
        """True while the network does not take more."""

    def resume(self) -> None:
        """Send again what was on its way when the last connection ended (4.4)."""
        for packet_id, publish in self._session.unfinished():
            if publish is None:
                self._channel.write(Ack(kind=Kind.PUBREL, packet_id=packet_id))
            else:
                self._channel.write(publish)

    def flush(self) -> None:
        """Send what waits, as far as the client and the network take it."""
        session = self._session
        while not self.paused and len(session.sent) < self._window.in_flight:
            publish = session.next(time.monotonic())
            if publish is None:
                return
            if self._too_large(publish):
                self._give_up(publish)
            else:
                self._broker.counters.sent += 1
                self._channel.write(publish)

    def acknowledged(self, packet: Ack) -> None:
        """PUBACK, PUBREC or PUBCOMP of the client.

        Raises:
            MqttRefused: an acknowledgement of another kind was due.
        """
        sent, packet_id = self._session.sent, packet.packet_id
        if packet_id not in sent:
            if packet.kind is Kind.PUBREC:
                code = Code.PACKET_ID_NOT_FOUND
                self._channel.write(Ack(kind=Kind.PUBREL, packet_id=packet_id, code=code))
            return
        publish = sent[packet_id]
        if publish is not None and publish.qos != (1 if packet.kind is Kind.PUBACK else 2):
            raise MqttRefused(Code.PROTOCOL_ERROR, "an acknowledgement of another quality of service")
        if packet.kind is Kind.PUBREC and packet.code < _FAILED:
            sent[packet_id] = None
            self._channel.write(Ack(kind=Kind.PUBREL, packet_id=packet_id))
            return
        del sent[packet_id]
        self.flush()

    def _too_large(self, publish: Publish) -> bool:
        most = self._window.packet_bytes
        return most is not None and len(encode(publish, level=self._channel.level)) > most

    def _give_up(self, publish: Publish) -> None:
        """A client never sees messages larger than it takes (3.1.2.11.4)."""
        self._broker.counters.lost += 1
        if publish.packet_id is not None:
            del self._session.sent[publish.packet_id]
