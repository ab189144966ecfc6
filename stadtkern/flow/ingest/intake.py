# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The way in for interfaces that bring observations with their ids: stored, counted and told as a push is."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from stadtkern.flow.lake import rows as lake_rows
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.rows import Row
from stadtkern.flow.lake.times import micros, moment
from stadtkern.flow.lake.words import Place, Receipt
from stadtkern.kernel.errors import LakeUnavailable

from . import gathering, service
from .checking import judging, known
from .log import current as shared
from .log.words import Part


class CityIntake:
    """Stores durably; answers where each row ended up, in the order of the rows.

    With a shared ingest log the answer waits for a writer; only who hands in without waiting is answered as
    soon as the log has taken the rows, and does not get to know where they end up.
    """

    def store(self, batch: pa.Table, *, source: str, now: datetime) -> tuple[Place, ...]:
        """Store a batch with ``datastream_id``.

        Raises:
            PayloadRejected, LakeUnavailable: nothing was stored.
        """
        if not batch.num_rows:
            return ()
        newest = pc.max(batch.column("phenomenon_time")).as_py()
        log = shared.log()
        if log is not None:
            return log.ask(batch, Part(source, batch.num_rows, micros(now))).places
        receipt = lake().append_parts(judging.judged(batch), [batch.num_rows], places=True)[0]
        return _told(receipt, source, newest, now)

    def store_few(self, rows: Sequence[Row], *, source: str, now: datetime) -> tuple[Place, ...]:
        """Store a few rows, in one commit with what others bring at the same time.

        Raises:
            PayloadRejected, LakeUnavailable: nothing was stored.
        """
        if not rows:
            return ()
        log = shared.log()
        if log is not None:
            return log.ask(lake_rows.table(rows), Part(source, len(rows), micros(now))).places
        known.prepare({row.datastream_id for row in rows})
        receipt = gathering.small.append(rows, source=source, now=now, places=True)
        return _told(receipt, source, _newest(rows), now)

    def hand_in(self, rows: Sequence[Row], *, source: str, now: datetime) -> Future[tuple[Place, ...]]:
        """The same without waiting; the answer comes after the commit, from the thread that made it."""
        answer: Future[tuple[Place, ...]] = Future()
        answer.set_running_or_notify_cancel()
        if not rows:
            answer.set_result(())
            return answer

        def done(stored: Future[Receipt | None]) -> None:
            error = stored.exception()
            receipt = None if error else stored.result()
            if receipt is None:
                answer.set_exception(error or LakeUnavailable())
            else:
                answer.set_result(_told(receipt, source, _newest(rows), now))

        if shared.log() is None:
            known.prepare({row.datastream_id for row in rows})
        gathering.small.hand_in(rows, source=source, now=now, places=True).add_done_callback(done)
        return answer


def _newest(rows: Sequence[Row]) -> datetime:
    return moment(max(row.phenomenon_time for row in rows))


def _told(receipt: Receipt, source: str, newest: datetime, now: datetime) -> tuple[Place, ...]:
    stored = service.stored_of(receipt)
    service.told(stored, source_key=source, newest=newest, now=now)
    return receipt.places
