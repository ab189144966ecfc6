# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Remembers which observations a change set brought, so that they can be taken back with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from datetime import datetime

import pyarrow as pa

from stadtkern.flow.lake.addresses import Address
from stadtkern.flow.lake.rows import Row
from stadtkern.flow.lake.words import Place
from stadtkern.flow.outlets.sensorthings.intake import Intake

_US = pa.timestamp("us", tz="UTC")


class Recorder:
    """An intake before the intake of this process."""

    def __init__(self, inner: Intake) -> None:
        self._inner = inner
        self.stored: list[Address] = []
        """Addresses of what was not stored before."""

    def store(self, batch: pa.Table, *, source: str, now: datetime) -> tuple[Place, ...]:
        """As the intake does."""
        places = self._inner.store(batch, source=source, now=now)
        streams = batch.column("datastream_id").to_numpy().tolist()
        times = batch.column("phenomenon_time").cast(_US).cast(pa.int64()).to_numpy().tolist()
        self._note(zip(streams, times, places, strict=True))
        return places

    def store_few(self, rows: Sequence[Row], *, source: str, now: datetime) -> tuple[Place, ...]:
        """As the intake does."""
        places = self._inner.store_few(rows, source=source, now=now)
        self._note(
            (row.datastream_id, row.phenomenon_time, place) for row, place in zip(rows, places, strict=True)
        )
        return places

    def hand_in(self, rows: Sequence[Row], *, source: str, now: datetime) -> Future[tuple[Place, ...]]:
        """As ``store_few``, done when it returns: a change set waits for each of its requests."""
        done: Future[tuple[Place, ...]] = Future()
        done.set_result(self.store_few(rows, source=source, now=now))
        return done

    def _note(self, found: Iterable[tuple[int, int, Place]]) -> None:
        self.stored += [Address(stream, time, place.seq) for stream, time, place in found if not place.known]
