# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Rows on their way to the lake: one commit after the other, each with everybody who came meanwhile.

A commit costs almost the same for one row and for hundreds. Whoever was just answered publishes again within
milliseconds, so a short wait makes few large commits of many small ones.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from datetime import UTC, datetime
from typing import TypeAlias

import structlog
from django.db import connections

from stadtkern.flow.lake.rows import Row
from stadtkern.flow.lake.words import Place
from stadtkern.flow.outlets.sensorthings import intake

from .arrival import Arrival

log = structlog.get_logger(__name__)

LINGER_S = 0.01
_MOST = 5_000
"""Rows of one commit."""

Pair: TypeAlias = tuple[Arrival, Row]
Settle = Callable[[Sequence[Pair], BaseException | None], None]
"""Answers the messages of a commit: the error, or nothing when they are durable."""


class Convoy:
    """A thread that takes rows to the lake."""

    def __init__(self, settle: Settle) -> None:
        self._settle = settle
        self._changed = threading.Condition()
        self._waiting: list[Pair] = []
        self._expected = 0
        """How many are likely to wait soon: those who were answered last and those who came meanwhile."""
        self._answered_at = 0.0
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="mqtt-convoy", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Take along who waits, then end."""
        with self._changed:
            self._ending = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join(20)

    def join(self, pairs: Sequence[Pair]) -> None:
        """Wait for the next commit."""
        with self._changed:
            self._waiting.extend(pairs)
            self._changed.notify()

    def _run(self) -> None:
        while pairs := self._gathered():
            try:
                self._take(pairs)
            except Exception as error:  # the edge of a thread: whoever waits must get an answer
                log.exception("mqtt_convoy_failed")
                self._settle([pair for pair in pairs if not pair[0].answer.done()], error)
            with self._changed:
                self._expected = len(pairs) + len(self._waiting)
                self._answered_at = time.monotonic()
        connections.close_all()

    def _take(self, pairs: Sequence[Pair]) -> None:
        """Store the rows of all sources in one commit, and answer."""
        now = datetime.now(UTC)
        groups: dict[str, list[Pair]] = {}
        for pair in pairs:
            groups.setdefault(pair[0].caller.source, []).append(pair)
        stored: list[tuple[list[Pair], Future[tuple[Place, ...]]]] = []
        for source, own in groups.items():
            rows = [row for _arrival, row in own]
            stored.append((own, intake.intake().hand_in(rows, source=source, now=now)))
        wait([future for _own, future in stored])
        for own, future in stored:
            self._settle(own, future.exception())

    def _gathered(self) -> list[Pair]:
        """Everybody who waits, after a short wait for those who are expected; nobody at the end."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._waiting) or self._ending)
            until = self._answered_at + LINGER_S
            while len(self._waiting) < self._expected and (left := until - time.monotonic()) > 0:
                self._changed.wait(left)
            pairs, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
        return pairs
