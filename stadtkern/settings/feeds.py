# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Feeds fetched by a process without jobs; of several processes one fetches a source when it is due."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import structlog
from django.db import DatabaseError, close_old_connections, connections

from stadtkern.flow.ingest import pulling
from stadtkern.flow.ingest.jobs import FETCH_TICK_S
from stadtkern.kernel import measures
from stadtkern.kernel.errors import CityError

log = structlog.get_logger(__name__)


@contextmanager
def running() -> Iterator[None]:
    """Fetch what is due as long as the block lasts."""
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(stop,), name="feeds-clock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)


def _run(stop: threading.Event) -> None:
    while not stop.wait(FETCH_TICK_S):
        close_old_connections()
        try:
            pulling.fetch_due(datetime.now(UTC))
        except (CityError, DatabaseError) as error:
            log.warning("feeds_not_fetched", reason=str(error)[:300])
        except Exception:  # the edge of a thread: it goes on
            measures.FAULTS.labels("feeds").inc()
            log.exception("feeds_failed")
    connections.close_all()
