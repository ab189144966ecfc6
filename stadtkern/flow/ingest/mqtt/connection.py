# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""One connection of a client: bytes in, packets out, from CONNECT to the last byte."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine

import structlog

from .broker import Broker
from .codec import Splitter, decode
from .encoding import encode
from .opening import Opened, Opening
from .packets import (
    V5,
    V311,
    Ack,
    Code,
    Connack,
    Connect,
    Ending,
    Kind,
    MqttRefused,
    Packet,
    Ping,
    Publish,
    Subscribe,
    Unsubscribe,
    Will,
)
from .receiving import Receiving
from .sending import Sending
from .session import Session
from .subscribing import Subscribing

log = structlog.get_logger(__name__)

_WRITE_BUFFER = 256 * 1024
_LINGER_S = 2.0
"""So long a closed connection may take to read the last bytes."""


class Connection(asyncio.Protocol):
    """Lives in the thread of the broker."""

    def __init__(self, broker: Broker, opening: Opening) -> None:
        self.level = V311
        self.began_at = self.heard_at = time.monotonic()
        self.keep_alive_s = 0.0
        """After one and a half times this silence the client has vanished; 0: never."""
        self.opened: Opened | None = None
        self._broker = broker
        self._opening = opening
        self._splitter = Splitter(most_bytes=broker.limits.packet_bytes)
        self._transport: asyncio.Transport | None = None
        self._session: Session | None = None
        self._will: Will | None = None
        self._asked = False
        self._held: list[tuple[int, bytes]] = []
        self._full = False
        self._choked = False
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has called."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("MQTT needs a stream")
        self._transport = transport
        transport.set_write_buffer_limits(high=_WRITE_BUFFER)
        self._opening.arrived(self)

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        self.heard_at = time.monotonic()
        try:
            for first, body in self._splitter.feed(data):
                if self._transport is None:
                    return
                self._packet(first, body)
        except MqttRefused as refused:
            self.close(refused.code, str(refused))
        except Exception:  # the edge of a connection: one client must not end the others
            self._broker.counters.failures += 1
            log.exception("mqtt_connection_failed", failures=self._broker.counters.failures)
            self.close(Code.UNSPECIFIED)

    def connection_lost(self, exc: Exception | None) -> None:
        """The network connection is over; a client that did not say goodbye has vanished."""
        self._opening.left(self)
        self._transport = None
        session, self._session = self._session, None
        if session is None or self.opened is None:
            return
        self._subscribing.ended = True
        self._opening.will(self._will, session, held=self._broker.leave(session, self))

    def pause_writing(self) -> None:
        """The client does not take more: neither messages to it nor from it go on."""
        self._choked = True
        if self.opened is not None:
            self._sending.paused = True
        self._read_or_wait()

    def resume_writing(self) -> None:
        """The client goes on taking."""
        self._choked = False
        self._read_or_wait()
        if self.opened is not None:
            self._sending.paused = False
            self._sending.flush()

    def hold(self, full: bool) -> None:
        """Stop reading while too many messages are on their way to the lake."""
        if full != self._full:
            self._full = full
            self.heard_at = time.monotonic()
            self._read_or_wait()

    def write(self, packet: Packet) -> None:
        """Send a packet, unless the connection is over."""
        if self._transport is not None:
            self._transport.write(encode(packet, level=self.level))

    def flush(self) -> None:
        """Send what waits in the session."""
        self._sending.flush()

    def close(self, code: Code, reason: str = "") -> None:
        """End the connection; MQTT 5.0 says why (4.13)."""
        transport = self._transport
        if transport is None:
            return
        if self.opened is None and (self._asked or code is Code.UNSUPPORTED_VERSION):
            self.write(Connack(code=code))
        elif self.level == V5 and self.opened is not None:
            self.write(Ending(kind=Kind.DISCONNECT, code=code))
        log.info("mqtt_closed", code=code.name, reason=reason)
        self._opening.left(self)
        self._transport = None
        transport.close()
        asyncio.get_running_loop().call_later(_LINGER_S, transport.abort)

    def overdue(self, now: float) -> bool:
        """Whether the client has been silent for too long (3.1.2.10), while the city was listening."""
        return bool(self.keep_alive_s) and not self._full and now - self.heard_at > 1.5 * self.keep_alive_s

    def _packet(self, first: int, body: bytes) -> None:
        if self.opened is None and self._asked:
            self._held.append((first, body))
            return
        packet = decode(first, body, level=self.level)
        if isinstance(packet, Connect) == self._asked:
            raise MqttRefused(Code.PROTOCOL_ERROR, "CONNECT must come first, and once")
        if isinstance(packet, Publish):
            self._receiving.publish(packet)
        elif isinstance(packet, Ack):
            self._acknowledged(packet)
        elif isinstance(packet, Connect):
            self._connect(packet)
        else:
            self._rare(packet)

    def _acknowledged(self, packet: Ack) -> None:
        if packet.kind is Kind.PUBREL:
            self._receiving.release(packet)
        else:
            self._sending.acknowledged(packet)

    def _rare(self, packet: Packet) -> None:
        if isinstance(packet, Ping) and packet.kind is Kind.PINGREQ:
            self.write(Ping(kind=Kind.PINGRESP))
        elif isinstance(packet, Subscribe):
            self._begin(self._subscribing.subscribe(packet))
        elif isinstance(packet, Unsubscribe):
            self._begin(self._subscribing.unsubscribe(packet))
        elif isinstance(packet, Ending) and packet.kind is Kind.DISCONNECT:
            self._goodbye(packet)
        else:
            raise MqttRefused(Code.PROTOCOL_ERROR, "a packet that only a server sends, or AUTH")

    def _goodbye(self, packet: Ending) -> None:
        if packet.code != Code.DISCONNECT_WITH_WILL:
            self._will = None
        if self._session is not None:
            self._opening.last_words(self._session, packet.properties)
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()

    def _connect(self, packet: Connect) -> None:
        self._asked = True
        self.level = packet.level
        self._read_or_wait()
        self._begin(self._open(packet))

    async def _open(self, packet: Connect) -> None:
        """Ask who the client is, then go on with what it has sent meanwhile."""
        try:
            opened = await self._opening.open(packet)
        except MqttRefused as refused:
            self.close(refused.code, str(refused))
            return
        if self._transport is None:
            return
        self._take(opened, packet)
        held, self._held = self._held, []
        try:
            for first, body in held:
                self._packet(first, body)
        except MqttRefused as refused:
            self.close(refused.code, str(refused))
        self._read_or_wait()

    def _take(self, opened: Opened, packet: Connect) -> None:
        session, present = self._broker.open_session(opened.key, opened.caller, clean=packet.clean_start)
        session.link, session.expires_s = self, opened.expires_s
        self._session, self._will, self.opened = session, packet.will, opened
        self.keep_alive_s = float(packet.keep_alive_s)
        self._receiving = Receiving(self._broker, session, self)
        self._sending = Sending(self._broker, session, self, opened.window)
        self._subscribing = Subscribing(self._broker, session, self)
        self._sending.paused = self._choked
        self._broker.counters.connections += 1
        self.write(Connack(session_present=present, properties=opened.properties))
        self._sending.resume()
        self._sending.flush()

    def _begin(self, coroutine: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._broker.counters.failures += 1
            log.error("mqtt_connection_failed", failures=self._broker.counters.failures, exc_info=error)
            self.close(Code.UNSPECIFIED)

    def _read_or_wait(self) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        if self._full or self._choked or (self._asked and self.opened is None):
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()
