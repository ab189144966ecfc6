# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Messages on their way to the lake: who comes while others are being stored travels with the next commit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from django.db import DatabaseError, close_old_connections, connections

from stadtkern.kernel import pausing
from stadtkern.kernel.errors import LakeUnavailable
from stadtkern.kernel.messages import Message, Outcome, Verdict

from .live import Live

log = structlog.get_logger(__name__)

MOST = 2_000
"""Messages of one commit."""
LINGER_S = 0.02
"""So long a message waits for those who were answered last: they are likely to come again."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Arrival:
    """A message that waits for its answer."""

    message: Message
    at: datetime
    """Time of arrival [UTC]; no two messages have the same."""
    lives: tuple[Live, ...]
    reply: bool = False
    """Whether it may answer a task."""
    domain: str = ""
    """Of which subject that task is; empty: of any."""
    answer: Future[Outcome] = field(default_factory=Future)

    def settle(self, verdict: Verdict, reason: str = "") -> None:
        """Give the answer, once."""
        if not self.answer.done():
            self.answer.set_result(Outcome(verdict=verdict, reason=reason))


class Clock:
    """Times of arrival that never repeat."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The present [UTC], a microsecond after the last answer at least."""
        with self._lock:
            self._last = max(self._last + 1, time.time_ns() // 1_000)
            return _EPOCH + timedelta(microseconds=self._last)


Store = Callable[[Sequence[Arrival]], None]
"""Stores messages and answers each; after LakeUnavailable or DatabaseError the rest shall come again."""


class Arriving:
    """A thread that stores what has arrived."""

    def __init__(self, store: Store) -> None:
        self.clock = Clock()
        self._store = store
        self._changed = threading.Condition()
        self._waiting: list[Arrival] = []
        self._expected = 1
        """Messages of the last commit: as many are likely to come soon."""
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="mqtt-subscriptions", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Store what has arrived, then end."""
        with self._changed:
            self._ending = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(20)

    def put(self, arrival: Arrival) -> Future[Outcome]:
        """One more message; its answer. While the city takes no data the sender is asked to repeat it."""
        if not pausing.takes_data():
            arrival.settle(Verdict.LATER, "the city takes no data at the moment; please repeat it later")
            return arrival.answer
        with self._changed:
            self._waiting.append(arrival)
            if len(self._waiting) in {1, self._expected}:
                self._changed.notify()
        return arrival.answer

    def _run(self) -> None:
        try:
            while batch := self._gathered():
                close_old_connections()
                self._guarded(batch)
        finally:
            connections.close_all()

    def _gathered(self) -> list[Arrival]:
        with self._changed:
            self._changed.wait_for(lambda: bool(self._waiting) or self._ending)
            self._changed.wait_for(lambda: len(self._waiting) >= self._expected or self._ending, LINGER_S)
            batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            self._expected = max(1, len(batch))
        return batch

    def _guarded(self, batch: Sequence[Arrival]) -> None:
        reason = "the message could not be stored now; please repeat it"
        try:
            self._store(batch)
        except (LakeUnavailable, DatabaseError) as error:
            log.warning("mqtt_messages_not_stored", reason=str(error), messages=len(batch))
        except Exception:  # the edge of a thread: whoever waits must get an answer
            log.exception("mqtt_subscriptions_failed", messages=len(batch))
            for one in batch if len(batch) > 1 else ():
                self._guarded([one])
        for one in batch:
            one.settle(Verdict.LATER, reason)
