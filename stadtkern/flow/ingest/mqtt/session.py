# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sessions: what is remembered of a client while it is away, bounded in memory (MQTT 5.0 clause 4.1).

A session belongs to a client identifier *of a key*: nobody takes over what another key has subscribed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeAlias

from stadtkern.kernel.callers import Caller
from stadtkern.kernel.messages import Handler

from .packets import Code, Key, Publish, Wish
from .words import Limits

SessionKey: TypeAlias = tuple[int | None, str]
"""Id of the key (none: anybody) and the client identifier."""


class Link(Protocol):
    """A live connection, as its session sees it."""

    def flush(self) -> None:
        """Send what waits, as far as the client takes it."""

    def close(self, code: Code, reason: str = "") -> None:
        """End the connection and say why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """A granted wish."""

    wish: Wish
    handler: Handler
    caller: Caller
    number: int | None = None
    """Subscription identifier given by the client."""


@dataclass(kw_only=True, slots=True)
class Waiting:
    """A message for the client."""

    publish: Publish
    expires_at: float | None = None
    """Monotonic time [s] after which nobody wants it any more."""

    def with_rest(self, now: float) -> Publish:
        """The message with what is left of its life (3.3.2.3.3)."""
        if self.expires_at is None:
            return self.publish
        left = max(0, round(self.expires_at - now))
        properties = {**self.publish.properties, Key.MESSAGE_EXPIRY: left}
        return replace(self.publish, properties=properties)


@dataclass(kw_only=True, slots=True, eq=False)
class Session:
    """What is between the city and one client; all access from the thread of the broker."""

    key: SessionKey
    caller: Caller
    limits: Limits
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    received: set[int] = field(default_factory=set)
    """Identifiers of stored QoS 2 messages that the client has not released."""
    sent: dict[int, Publish | None] = field(default_factory=dict)
    """On their way to the client by packet identifier; null: it has it, PUBCOMP is awaited."""
    expires_s: int = 0
    """How long it is kept without a connection."""
    left_at: float = 0.0
    """Monotonic time [s] at which the connection ended."""
    link: Link | None = None
    """The live connection; null: there is none."""
    lost: int = 0
    """Messages that found no room."""
    _queue: deque[Waiting] = field(default_factory=deque)
    _bytes: int = 0
    _last_id: int = 0

    def put(self, waiting: Waiting) -> bool:
        """Queue a message; false when there is no room. Without a connection the oldest gives way."""
        size = len(waiting.publish.payload)
        while self._queue and self._full(size):
            if self.link is not None:
                return False
            self._drop_oldest()
        self._queue.append(waiting)
        self._bytes += size
        return True

    def next(self, now: float) -> Publish | None:
        """Take the next message that has not expired, with a packet identifier when it needs one."""
        while self._queue:
            waiting = self._queue.popleft()
            self._bytes -= len(waiting.publish.payload)
            if waiting.expires_at is None or waiting.expires_at > now:
                publish = waiting.with_rest(now)
                return self._numbered(publish) if publish.qos else publish
        return None

    def unfinished(self) -> Iterator[tuple[int, Publish | None]]:
        """What was on its way when the last connection ended, oldest first, to be sent again."""
        for packet_id, publish in list(self.sent.items()):
            yield packet_id, replace(publish, dup=True) if publish else None

    def _numbered(self, publish: Publish) -> Publish:
        number = self._last_id
        while True:
            number = number % 0xFFFF + 1
            if number not in self.sent:
                break
        self._last_id = number
        numbered = replace(publish, packet_id=number)
        self.sent[number] = numbered
        return numbered

    def _full(self, size: int) -> bool:
        return len(self._queue) >= self.limits.queued or self._bytes + size > self.limits.queued_bytes

    def _drop_oldest(self) -> None:
        self._bytes -= len(self._queue.popleft().publish.payload)
        self.lost += 1
