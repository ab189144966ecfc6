# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A writer: brings what is in its partitions of the log to the lake, and waits when the lake is away."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

import structlog
from django.db import DatabaseError, close_old_connections, connections

from stadtkern.kernel import measures, tracing
from stadtkern.kernel.errors import LakeUnavailable

from . import storing
from .connection import Connection
from .envelope import answer_of, refusal
from .leases import Advisory, Alone, Leases, share_of
from .models import GONE_AFTER, LogWriter
from .storing import Fate
from .taking import Taken, Taking
from .words import LogSettings

log = structlog.get_logger(__name__)

ROUND_S = 2.0
"""How often a writer says that it is there and looks which partitions are its own [s]."""
BATCH_BYTES = 8 * 1024 * 1024
"""A commit takes no further message when it has so many bytes."""
LINGER_S = 0.03
"""So long a commit waits for further messages when nobody waits for its receipt [s]."""
_LONGEST_PAUSE_S = 5.0
_COMMITTED = measures.counter(
    "stadtkern_ingest_log_written", "Observations of the shared ingest log that this process has stored."
)
_AGAIN = measures.counter(
    "stadtkern_ingest_log_redelivered", "Messages of the shared ingest log that came more than once."
)
_KEPT = measures.counter(
    "stadtkern_ingest_log_kept", "Messages of the shared ingest log that could not be stored and are kept."
)


class LogWriterThread:
    """The writer of this process."""

    def __init__(self, settings: LogSettings) -> None:
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"
        self._connection = Connection(settings)
        self._taking = Taking(self._connection)
        self._leases: Leases = (
            Advisory(settings.catalogue, settings.stream) if settings.catalogue else Alone()
        )
        self._mine: frozenset[int] = frozenset()
        self._started_at = datetime.now(UTC)
        self._round_at = 0.0
        self._stored = self._kept = self._counted_again = 0
        self._waiting_since: datetime | None = None
        self._waiting_for = ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, timeout_s: float = 20) -> bool:
        """Finish the commit that is under way, give the rest back; false when it did not end in time."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def one_pass(self) -> None:
        """Store what has come, for one commit; whatever is away, the next pass tries it again."""
        try:
            self._look_around()
            batch = self._gathered()
            if batch:
                self._write(batch)
            else:
                self._waiting_since, self._waiting_for = None, ""
        except (LakeUnavailable, DatabaseError) as error:
            self._wait(error)
            self._stop.wait(1.0)
        except Exception:  # the edge of the thread: it goes on
            measures.FAULTS.labels("log-writer").inc()
            log.exception("ingest_log_writer_failed")
            self._stop.wait(1.0)

    def put_away(self) -> None:
        """Give back what is in hand and go."""
        with suppress(LakeUnavailable):
            self._taking.tap(frozenset())
        self._leases.close()
        self._connection.close()
        with suppress(DatabaseError):
            LogWriter.objects.filter(pk=self.name).delete()

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                close_old_connections()
                self.one_pass()
        finally:
            self.put_away()
            connections.close_all()

    def _look_around(self) -> None:
        """Say that this writer is there; take as many partitions as there are for each."""
        if time.monotonic() - self._round_at < ROUND_S:
            return
        now = datetime.now(UTC)
        self._report(now)
        writers = LogWriter.objects.alive(now).count()
        try:
            mine = self._leases.adjust(share_of(writers))
        except LakeUnavailable:
            self._mine = frozenset()
            self._taking.tap(self._mine)
            raise
        self._taking.tap(mine)
        self._mine = mine
        self._round_at = time.monotonic()
        LogWriter.objects.filter(seen_at__lte=now - 6 * GONE_AFTER).delete()

    def _report(self, now: datetime) -> None:
        more = self._taking.redelivered - self._counted_again
        self._counted_again += more
        _AGAIN.inc(more)
        facts = {
            "seen_at": now,
            "partitions": sorted(self._mine),
            "stored": self._stored,
            "redelivered": self._counted_again,
            "kept": self._kept,
            "waiting_since": self._waiting_since,
            "waiting_for": self._waiting_for,
        }
        LogWriter.objects.update_or_create(
            pk=self.name, defaults=facts, create_defaults={**facts, "started_at": self._started_at}
        )

    def _gathered(self) -> list[Taken]:
        batch = self._taking.gathered(wait_s=0.2, most_rows_bytes=BATCH_BYTES)
        if batch and not any(one.answer for one in batch):
            self._stop.wait(LINGER_S)
            size = sum(len(one.content) for one in batch)
            batch += self._taking.gathered(wait_s=0, most_rows_bytes=max(0, BATCH_BYTES - size))
        return batch

    def _write(self, batch: Sequence[Taken]) -> None:
        """Store until nothing is left; while the lake is away, wait for it with the messages in hand."""
        left = list(batch)
        pause_s, failures = 0.1, 0
        while left:
            try:
                with tracing.span("ingest.write", messages=len(left)):
                    fates = storing.store(left) if failures < storing.ATTEMPTS else storing.singly(left)
            except (LakeUnavailable, DatabaseError) as error:
                fates = []
                self._wait(error)
            failures = failures + 1 if not fates else 0
            settled = {id(fate.taken) for fate in fates}
            left = [one for one in left if id(one) not in settled]
            self._settle(fates)
            if left:
                if self._stop.wait(pause_s):
                    self._taking.later(left)
                    return
                pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)
                self._still_there()

    def _settle(self, fates: Sequence[Fate]) -> None:
        """Tell the log and whoever waits; what cannot be told is stored again and recognised."""
        if not fates:
            return
        self._waiting_since, self._waiting_for = None, ""
        with suppress(LakeUnavailable):
            self._taking.done([fate.taken for fate in fates if not fate.later])
            self._taking.later([fate.taken for fate in fates if fate.later])
            for fate in fates:
                if fate.taken.answer and not fate.later:
                    content = answer_of(fate.receipt) if fate.receipt else refusal(fate.refused)
                    self._taking.answer(fate.taken.answer, content)
        stored = sum(fate.receipt.stored for fate in fates if fate.receipt)
        kept = sum(1 for fate in fates if fate.refused)
        self._stored += stored
        self._kept += kept
        _COMMITTED.inc(stored)
        _KEPT.inc(kept)

    def _wait(self, error: Exception) -> None:
        if self._waiting_since is None:
            self._waiting_since = datetime.now(UTC)
            log.warning("ingest_log_writer_waits", reason=str(error)[:300])
        self._waiting_for = str(error)[:300]

    def _still_there(self) -> None:
        """While the lake is away, others shall know that this writer waits."""
        if time.monotonic() - self._round_at >= ROUND_S:
            with suppress(DatabaseError):
                self._report(datetime.now(UTC))
            self._round_at = time.monotonic()
