# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The broker: sessions, who subscribed to what, and whom a message reaches. Lives in one thread."""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import structlog

from stadtkern.kernel.callers import Caller
from stadtkern.kernel.messages import Handler, Update

from .doorbell import Doorbell
from .packets import Code, Key, Properties, Publish
from .retained import Retained
from .session import Session, SessionKey, Subscription, Waiting
from .topics import has_wildcard, matches, within
from .words import Limits

log = structlog.get_logger(__name__)

_K = TypeVar("_K", bound=Hashable)

_FORWARDED = (
    Key.PAYLOAD_FORMAT,
    Key.CONTENT_TYPE,
    Key.RESPONSE_TOPIC,
    Key.CORRELATION_DATA,
    Key.USER_PROPERTY,
)


@dataclass(kw_only=True)
class Counters:
    """What has happened since the start."""

    connections: int = 0
    received: int = 0
    refused: int = 0
    sent: int = 0
    lost: int = 0
    """Messages that found no room on their way to a client."""
    failures: int = 0
    """Unexpected errors of a connection; each is logged."""


class Broker:
    """Sessions and subscriptions of all clients; every method but :meth:`deliver` is for its own thread."""

    def __init__(self, *, handlers: Sequence[Handler], limits: Limits, doorbell: Doorbell) -> None:
        self.limits = limits
        self.doorbell = doorbell
        self.counters = Counters()
        self.retained = Retained(limits)
        self._handlers = tuple(handlers)
        self._sessions: dict[SessionKey, Session] = {}
        self._told: dict[tuple[str, str], set[Session]] = {}
        """Sessions by pattern and subject of their key."""
        self._patterns: dict[str, set[Session]] = {}

    def handler(self, topic: str) -> Handler | None:
        """Whose business a topic or pattern is."""
        return next((one for one in self._handlers if one.covers(topic)), None)

    def permits(self, caller: Caller, pattern: str) -> bool:
        """Whether the key of the caller is not bound to other topics."""
        return not caller.topics or any(within(pattern, one) for one in caller.topics)

    def deliver(self, updates: Sequence[Update]) -> None:
        """Hand updates of a handler to those who subscribed; from any thread."""
        self.doorbell.call(lambda: self._deliver(updates))

    def open_session(self, key: SessionKey, caller: Caller, *, clean: bool) -> tuple[Session, bool]:
        """The session of a client that connects, and whether it was there before."""
        known = self._sessions.pop(key, None)
        if known is not None and known.link is not None:
            known.link.close(Code.TAKEN_OVER, "another connection uses this client identifier")
        if known is not None and clean:
            self._forget(known)
            known = None
        session = known or Session(key=key, caller=caller, limits=self.limits)
        session.caller = caller
        self._sessions[key] = session
        return session, known is not None

    def leave(self, session: Session, link: object) -> bool:
        """The connection of a session has ended; false when another connection has it already."""
        if session.link is not link:
            return False
        session.link = None
        session.left_at = time.monotonic()
        if not session.expires_s:
            self.end_session(session)
        return True

    def end_session(self, session: Session) -> None:
        """Forget a session and its subscriptions."""
        if self._sessions.get(session.key) is session:
            del self._sessions[session.key]
        self._forget(session)

    def sweep(self, now: float) -> None:
        """End sessions whose time is over, and the oldest when there are too many without connection."""
        away = sorted((s for s in self._sessions.values() if s.link is None), key=lambda s: s.left_at)
        surplus = max(0, len(away) - self.limits.sessions)
        for place, session in enumerate(away):
            if place < surplus or now - session.left_at >= session.expires_s:
                self.end_session(session)

    def subscribe(self, session: Session, subscription: Subscription) -> bool:
        """Note a granted subscription; false when there was one of this pattern, which it replaces."""
        pattern = subscription.wish.pattern
        former = session.subscriptions.get(pattern)
        session.subscriptions[pattern] = subscription
        self._told.setdefault((pattern, subscription.caller.sight), set()).add(session)
        self._patterns.setdefault(pattern, set()).add(session)
        if former is not None:
            former.handler.unsubscribe(former.caller, pattern)
        return former is None

    def unsubscribe(self, session: Session, pattern: str) -> bool:
        """End a subscription; false when there was none."""
        subscription = session.subscriptions.pop(pattern, None)
        if subscription is None:
            return False
        _discard(self._told, (pattern, subscription.caller.sight), session)
        _discard(self._patterns, pattern, session)
        subscription.handler.unsubscribe(subscription.caller, pattern)
        return True

    def relay(self, publish: Publish, sender: Session | None) -> int:
        """Hand a message to all whose filters cover its topic, keep it if it is retained; how many got it."""
        reached = 0
        expiry = publish.properties.get(Key.MESSAGE_EXPIRY)
        until = time.monotonic() + expiry if isinstance(expiry, int) else None
        properties: Properties = {k: v for k, v in publish.properties.items() if k in _FORWARDED}
        plain = replace(publish, dup=False, packet_id=None, properties=properties)
        message = Waiting(publish=plain, expires_at=until)
        if publish.retain and not self.retained.keep(message):
            self.counters.lost += 1
        for session, subscriptions in self._reached(publish.topic):
            wanted = [one for one in subscriptions if not (one.wish.no_local and session is sender)]
            if wanted:
                kept = publish.retain and any(one.wish.retain_as_published for one in wanted)
                self._put(session, wanted, replace(message, publish=replace(plain, retain=kept)))
                reached += 1
        return reached

    def send_retained(self, session: Session, subscription: Subscription, *, known: bool) -> None:
        """Send the retained messages that a new subscription asks for (3.8.3.1)."""
        handling = subscription.wish.retain_handling
        if handling == 2 or (handling == 1 and known):
            return
        for message in self.retained.of(subscription.wish.pattern):
            kept = replace(message, publish=replace(message.publish, retain=True))
            self._put(session, [subscription], kept)

    def end_sessions_of(self, key: SessionKey) -> None:
        """End the session of this key and client, and all others of the same key."""
        for session in list(self._sessions.values()):
            if session.key[0] == key[0]:
                self.end_session(session)

    def _deliver(self, updates: Sequence[Update]) -> None:
        for update in updates:
            sessions = self._told.get((update.pattern, update.domain))
            if sessions:
                message = Waiting(publish=Publish(topic=update.topic, payload=update.payload, qos=2))
                for session in list(sessions):
                    self._put(session, [session.subscriptions[update.pattern]], message)

    def _reached(self, topic: str) -> Iterator[tuple[Session, list[Subscription]]]:
        """Sessions whose filters cover the topic; each once, with all of them."""
        found: dict[Session, list[Subscription]] = {}
        for pattern in [topic, *(one for one in self._patterns if has_wildcard(one) and matches(one, topic))]:
            for session in self._patterns.get(pattern, ()):
                found.setdefault(session, []).append(session.subscriptions[pattern])
        yield from found.items()

    def _put(self, session: Session, subscriptions: Sequence[Subscription], message: Waiting) -> None:
        """Queue a message for a client at the highest quality it asked for."""
        asked = max(one.wish.qos for one in subscriptions)
        qos = min(asked, message.publish.qos)
        numbers = tuple(one.number for one in subscriptions if one.number is not None)
        properties = message.publish.properties
        if numbers:
            properties = {**properties, Key.SUBSCRIPTION_ID: numbers}
        if session.link is None and not qos:
            return
        publish = replace(message.publish, qos=qos, properties=properties)
        if session.put(Waiting(publish=publish, expires_at=message.expires_at)):
            if session.link is not None:
                session.link.flush()
        else:
            self._overflow(session, qos)

    def _overflow(self, session: Session, qos: int) -> None:
        self.counters.lost += 1
        session.lost += 1
        if qos and session.link is not None:
            session.link.close(Code.QUOTA_EXCEEDED, "the client reads slower than messages arrive")

    def _forget(self, session: Session) -> None:
        for pattern in list(session.subscriptions):
            self.unsubscribe(session, pattern)


def _discard(index: dict[_K, set[Session]], key: _K, session: Session) -> None:
    sessions = index[key]
    sessions.discard(session)
    if not sessions:
        del index[key]
