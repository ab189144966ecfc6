# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Retained messages: the last word on a topic, for those who subscribe later (MQTT 5.0 clause 3.3.1.3)."""

from __future__ import annotations

import time
from collections.abc import Iterator

from .session import Waiting
from .topics import has_wildcard, matches
from .words import Limits


class Retained:
    """The last retained message of each topic, bounded; a new topic finds no room when it is full."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._messages: dict[str, Waiting] = {}
        self._bytes = 0

    def keep(self, message: Waiting) -> bool:
        """Keep it in place of the former one; an empty one removes it. False when there is no room."""
        topic, payload = message.publish.topic, message.publish.payload
        former = self._messages.pop(topic, None)
        if former is not None:
            self._bytes -= len(former.publish.payload)
        if not payload:
            return True
        full = len(self._messages) >= self._limits.retained
        if full or self._bytes + len(payload) > self._limits.retained_bytes:
            return False
        self._messages[topic] = message
        self._bytes += len(payload)
        return True

    def of(self, pattern: str) -> Iterator[Waiting]:
        """The messages that a filter covers and that have not expired."""
        now = time.monotonic()
        if not has_wildcard(pattern):
            found = [self._messages[pattern]] if pattern in self._messages else []
        else:
            found = [one for topic, one in self._messages.items() if matches(pattern, topic)]
        for one in found:
            if one.expires_at is None or one.expires_at > now:
                yield one
