# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The shared ingest log of this installation, and the writer that a process may run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from stadtkern.flow.ingest.log.words import LogSettings, settings_of
from stadtkern.flow.ingest.log.writer import LogWriterThread

from .env import Knobs

log = structlog.get_logger(__name__)


def log_settings(knobs: Knobs) -> LogSettings | None:
    """Where the log is; null: each process writes to the lake itself.

    Raises:
        WrongSetting: the addresses name different cities.
    """
    if not knobs.nats:
        return None
    return settings_of(knobs.nats, replicas=knobs.nats_replicas, catalogue=knobs.lake_catalogue)


@contextmanager
def writing(knobs: Knobs) -> Iterator[None]:
    """Bring what is in the log to the lake as long as the block lasts; without a log nothing is to do."""
    settings = log_settings(knobs)
    if settings is None:
        yield
        return
    writer = LogWriterThread(settings)
    writer.start()
    try:
        yield
    finally:
        if not writer.stop():
            log.warning("ingest_log_writer_left", note="what it had in hand is delivered again")
