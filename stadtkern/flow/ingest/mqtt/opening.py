# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Who may connect and stay: keys, places, identifiers, silence; and what is said of those who vanish."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Iterable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import Protocol

import structlog
from django.db import DatabaseError, close_old_connections, connections

from stadtkern.kernel.callers import ANYBODY, Caller
from stadtkern.kernel.errors import CityError, KeyMissing, KeyRefused, NotPermitted
from stadtkern.kernel.messages import Message, Outcome, Verdict

from .broker import Broker
from .packets import V5, Code, Connect, Key, MqttRefused, Properties, PropertyValue, Publish, Will
from .sending import Window
from .session import Link, Session, SessionKey
from .topics import is_topic
from .words import Authenticate, Limits

log = structlog.get_logger(__name__)

_LONGEST_CLIENT_ID = 256
_REFUSED = (KeyRefused, KeyMissing, NotPermitted)


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """What was agreed with a client."""

    key: SessionKey
    caller: Caller
    secret: str
    """Its key, to ask again whether it is still valid; empty: anybody."""
    expires_s: int
    window: Window
    properties: Properties


class Line(Link, Protocol):
    """A connection, as the doorkeeper sees it."""

    began_at: float
    opened: Opened | None

    def overdue(self, now: float) -> bool:
        """Whether it has been silent for too long."""


class Opening:
    """The doorkeeper of a broker; lives in its thread."""

    def __init__(self, broker: Broker, *, authenticate: Authenticate, pool: Executor) -> None:
        self._broker = broker
        self._authenticate = authenticate
        self._pool = pool
        self._lines: set[Line] = set()
        self._closing = False

    def arrived(self, line: Line) -> None:
        """A client has called; over the limit it is sent away."""
        self._lines.add(line)
        if len(self._lines) > self._broker.limits.connections:
            line.close(Code.SERVER_BUSY, "too many connections")

    def left(self, line: Line) -> None:
        """A connection is over."""
        self._lines.discard(line)

    async def open(self, connect: Connect) -> Opened:
        """Check a CONNECT.

        Raises:
            MqttRefused: the client may not connect; the code says why.
        """
        _check(connect)
        secret = _secret(connect)
        caller = await self._who(secret) if secret else ANYBODY
        if caller.key_id is None and self._strangers() >= self._broker.limits.anonymous:
            raise MqttRefused(Code.SERVER_BUSY, "too many connections without a key")
        client_id = connect.client_id or f"city-{secrets.token_hex(8)}"
        expires_s = _expiry(connect, self._broker.limits)
        return Opened(
            key=(caller.key_id, client_id),
            caller=caller,
            secret=secret,
            expires_s=expires_s,
            window=_window(connect.properties),
            properties=_agreed(connect, client_id, expires_s, self._broker.limits),
        )

    def will(self, will: Will | None, session: Session, *, held: bool) -> None:
        """Publish the will of a client that has vanished; ``held``: nobody has taken over its session."""
        if will is None or self._closing:
            return
        wished = will.properties.get(Key.WILL_DELAY, 0)
        delay_s = min(wished, session.expires_s) if isinstance(wished, int) and held else 0
        if not delay_s:
            self._publish(will, session)
            return
        loop = asyncio.get_running_loop()
        loop.call_later(delay_s, lambda: None if session.link else self._publish(will, session))

    def last_words(self, session: Session, properties: Properties) -> None:
        """A DISCONNECT may change how long the session is kept (3.14.2.2.2)."""
        wished = properties.get(Key.SESSION_EXPIRY)
        if isinstance(wished, int) and session.expires_s:
            session.expires_s = min(wished, int(self._broker.limits.session.total_seconds()))

    def sweep(self) -> None:
        """End connections that are silent for too long, and sessions whose time is over."""
        now = time.monotonic()
        for line in list(self._lines):
            if line.overdue(now):
                line.close(Code.KEEP_ALIVE_TIMEOUT, "silent for too long")
            elif line.opened is None and now - line.began_at > self._broker.limits.connect_s:
                line.close(Code.KEEP_ALIVE_TIMEOUT, "no CONNECT")
        self._broker.sweep(now)

    async def recheck(self) -> None:
        """End the connections and sessions of keys that are no longer valid."""
        lines = [(line, line.opened) for line in self._lines if line.opened is not None]
        asked = {opened.secret for _line, opened in lines if opened.secret}
        if not asked:
            return
        loop = asyncio.get_running_loop()
        refused = await loop.run_in_executor(self._pool, self._invalid, asked)
        for line, opened in lines:
            if opened.secret in refused:
                line.close(Code.NOT_AUTHORIZED, "the key is no longer valid")
                self._broker.end_sessions_of(opened.key)

    def shut_down(self) -> None:
        """Nobody who is sent away now has vanished."""
        self._closing = True
        for line in list(self._lines):
            line.close(Code.SHUTTING_DOWN, "the city is shutting down")

    async def _who(self, secret: str) -> Caller:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, self._asked, secret)
        except _REFUSED as error:
            raise MqttRefused(Code.BAD_CREDENTIALS, str(error)) from error
        except (CityError, DatabaseError) as error:
            raise MqttRefused(Code.SERVER_UNAVAILABLE, "keys cannot be checked now") from error

    def _asked(self, secret: str) -> Caller:
        close_old_connections()
        try:
            return self._authenticate(secret)
        finally:
            connections.close_all()

    def _invalid(self, asked: Iterable[str]) -> set[str]:
        """Which of these keys are no longer valid; when that cannot be said they count as valid."""
        found = set()
        for secret in asked:
            try:
                self._asked(secret)
            except _REFUSED:
                found.add(secret)
            except (CityError, DatabaseError) as error:
                log.warning("mqtt_keys_not_checked", reason=str(error))
        return found

    def _strangers(self) -> int:
        return sum(line.opened is not None and not line.opened.secret for line in self._lines)

    def _publish(self, will: Will, session: Session) -> None:
        handler = self._broker.handler(will.topic)
        if handler is None or not self._broker.permits(session.caller, will.topic):
            return
        publish = Publish(
            topic=will.topic,
            payload=will.payload,
            qos=will.qos,
            retain=will.retain,
            properties=will.properties,
        )
        message = Message(topic=will.topic, payload=will.payload, qos=will.qos, retain=will.retain)

        def relay(outcome: Future[Outcome]) -> None:
            if outcome.exception() is None and outcome.result().verdict is Verdict.RELAYED:
                self._broker.doorbell.call(lambda: self._broker.relay(publish, session))

        handler.publish(session.caller, message).add_done_callback(relay)


def _check(connect: Connect) -> None:
    if Key.AUTHENTICATION_METHOD in connect.properties:
        raise MqttRefused(Code.BAD_AUTHENTICATION_METHOD, "only a password is understood")
    too_long = len(connect.client_id) > _LONGEST_CLIENT_ID
    if too_long or (not connect.client_id and connect.level != V5 and not connect.clean_start):
        raise MqttRefused(Code.CLIENT_ID_NOT_VALID, "the client identifier is missing or too long")
    if connect.will is not None and not is_topic(connect.will.topic):
        raise MqttRefused(Code.TOPIC_INVALID, "the topic of the will is none")


def _secret(connect: Connect) -> str:
    """The key, which is the password; empty: anybody."""
    if connect.username is None and connect.password is None:
        return ""
    try:
        secret = (connect.password or b"").decode().strip()
    except UnicodeDecodeError:
        secret = ""
    if not secret:
        raise MqttRefused(Code.BAD_CREDENTIALS, "the password is the key; it is missing")
    return secret


def _expiry(connect: Connect, limits: Limits) -> int:
    most = int(limits.session.total_seconds())
    if connect.level != V5:
        return 0 if connect.clean_start else most
    wished = connect.properties.get(Key.SESSION_EXPIRY, 0)
    return min(wished, most) if isinstance(wished, int) else 0


def _window(properties: Properties) -> Window:
    in_flight = properties.get(Key.RECEIVE_MAXIMUM, 0xFFFF)
    packet_bytes = properties.get(Key.MAXIMUM_PACKET_SIZE)
    return Window(
        in_flight=in_flight if isinstance(in_flight, int) else 0xFFFF,
        packet_bytes=packet_bytes if isinstance(packet_bytes, int) else None,
    )


def _agreed(connect: Connect, client_id: str, expires_s: int, limits: Limits) -> Properties:
    """What the CONNACK says (3.2.2.3)."""
    agreed: dict[Key, PropertyValue] = {
        Key.RECEIVE_MAXIMUM: limits.in_flight,
        Key.MAXIMUM_PACKET_SIZE: limits.packet_bytes,
        Key.SHARED_AVAILABLE: 0,
    }
    if not connect.client_id:
        agreed[Key.ASSIGNED_CLIENT_ID] = client_id
    if connect.properties.get(Key.SESSION_EXPIRY, 0) != expires_s:
        agreed[Key.SESSION_EXPIRY] = expires_s
    return agreed
