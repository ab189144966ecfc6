# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tells watches what is new, in a thread of its own, so that nobody who writes waits for it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

import pyarrow as pa
import structlog
from django.db import close_old_connections, connections

from stadtkern.kernel.events import Event, RegisterChanged
from stadtkern.kernel.messages import Update

from .changed import ChangedNews
from .observed import ObservedNews
from .sight import Sight
from .watches import Watches

log = structlog.get_logger(__name__)

MOST_ROWS = 10_000
"""A delivery with more observations (an import, say) is stored and not told row by row."""
_MOST_WAITING = 2_000
_PORTION = 200


class News:
    """What has happened and is not told yet; bounded: when too much waits, the newest is not told."""

    def __init__(self, watches: Watches, sight: Sight, deliver: Callable[[Sequence[Update]], None]) -> None:
        self.untold = 0
        """Commits and changes that were not told, because too much waited."""
        self._watches = watches
        self._deliver = deliver
        self._observed = ObservedNews(watches, sight)
        self._changed = ChangedNews(watches, sight)
        self._waiting: queue.Queue[pa.Table | RegisterChanged | None] = queue.Queue(_MOST_WAITING)
        self._thread = threading.Thread(target=self._run, name="mqtt-news", daemon=True)

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def stop(self) -> None:
        """Tell what waits, then end."""
        self._waiting.put(None)
        if self._thread.is_alive():
            self._thread.join(20)

    def observed(self, table: pa.Table) -> None:
        """Rows were committed; a listener of the lake, which must not wait."""
        if len(self._watches) and table.num_rows:
            if table.num_rows > MOST_ROWS:
                log.info("mqtt_import_not_told", rows=table.num_rows)
            else:
                self._put(table)

    def changed(self, event: Event) -> None:
        """The register has changed; a listener of events."""
        if len(self._watches) and isinstance(event, RegisterChanged):
            self._put(event)

    def _put(self, news: pa.Table | RegisterChanged) -> None:
        try:
            self._waiting.put_nowait(news)
        except queue.Full:
            self.untold += 1
            if self.untold == 1:
                log.warning("mqtt_news_lost", note="updates wait longer than they arrive")

    def _run(self) -> None:
        try:
            while (news := self._waiting.get()) is not None:
                close_old_connections()
                self._tell(news)
        finally:
            connections.close_all()

    def _tell(self, news: pa.Table | RegisterChanged) -> None:
        try:
            updates = self._updates(news)
            while portion := list(islice(updates, _PORTION)):
                self._deliver(portion)
        except Exception:  # the edge of a thread: what comes next must be told
            log.exception("mqtt_news_failed")

    def _updates(self, news: pa.Table | RegisterChanged) -> Iterator[Update]:
        now = datetime.now(UTC)
        if isinstance(news, RegisterChanged):
            return self._changed.updates(news, now)
        return self._observed.updates(news, now)
