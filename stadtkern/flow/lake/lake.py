# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The observation lake: what the rest of the city may ask of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pyarrow as pa

from . import reading
from .batches import checked
from .engine import Engine, in_city_words
from .migrate import migrate
from .turns import Advisory, OnlyOne
from .words import Bucket, Interval, LakeSettings, Latest, Receipt, Statistic, StoredObservation
from .writer import Writer

T = TypeVar("T")


class Lake:
    """An open lake; all methods may be called from any thread."""

    def __init__(self, engine: Engine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer

    @classmethod
    def open(cls, settings: LakeSettings) -> Lake:
        """Open the lake, making it when it is missing, and recover the state of all datastreams.

        Raises:
            LakeBusy: another process holds the embedded lake.
            LakeUnavailable: folder or catalogue cannot be used.
            WrongSetting: the lake was made by a newer Stadtkern.
        """
        engine = Engine(settings)
        try:
            turns = OnlyOne() if engine.embedded else Advisory(settings.catalogue)
            with in_city_words(), turns.turn():
                session = engine.session()
                migrate(session)
                session.close()
            return cls(engine, Writer(engine, turns))
        except BaseException:
            engine.close()
            raise

    def append(self, batch: pa.Table) -> Receipt:
        """Store a batch; returns after it is durably committed, together with what other callers brought.

        Columns of ``kernel.observation.OBSERVATIONS``, with ``datastream_id`` (int64) in place of
        ``datastream``; missing columns are null.

        Raises:
            PayloadRejected: a column is wrong; nothing was stored.
            LakeUnavailable: nothing was stored; the same batch may be sent again.
        """
        return self._writer.append(checked(batch))

    def latest(self, datastreams: Collection[int]) -> dict[int, Latest]:
        """Newest value, count and time range of each datastream, from memory; missing: no observations."""
        return self._writer.state.latest(datastreams)

    def series(
        self,
        datastream_id: int,
        *,
        start: datetime,
        end: datetime,
        interval: Interval,
        statistics: Collection[Statistic],
        component: int | None = None,
    ) -> list[Bucket]:
        """Every bucket that touches [start, end), empty ones with count 0; only values in [start, end) count.

        Raises:
            LimitExceeded: too many buckets, or the query took too long.
        """
        return self.series_of(
            [datastream_id],
            start=start,
            end=end,
            interval=interval,
            statistics=statistics,
            component=component,
        )

    def series_of(
        self,
        datastreams: Sequence[int],
        *,
        start: datetime,
        end: datetime,
        interval: Interval,
        statistics: Collection[Statistic],
        component: int | None = None,
    ) -> list[Bucket]:
        """The same over the values of several datastreams together: their sum, their mean, their percentiles.

        Raises:
            LimitExceeded: too many buckets, or the query took too long.
        """
        question = reading.Question(
            datastreams=datastreams,
            start=start,
            end=end,
            interval=interval,
            statistics=statistics,
            component=component,
        )
        return reading.series(self._engine, question)

    def observations(
        self,
        datastream_id: int,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        limit: int,
        after: tuple[datetime, int] | None = None,
        newest_first: bool = False,
    ) -> list[StoredObservation]:
        """A page of observations in [start, end) after the key (time, seq) of the last one seen.

        Raises:
            LimitExceeded: ``limit`` is over the setting, or the query took too long.
        """
        page = reading.Page(
            datastream_id=datastream_id,
            start=start,
            end=end,
            limit=limit,
            after=after,
            newest_first=newest_first,
        )
        return reading.observations(self._engine, page)

    def rows(self, query: Path, row: type[T], **parameters: object) -> list[T]:
        """The answer of a domain's query file; its columns are the fields of the frozen dataclass ``row``.

        The table ``observations`` is visible unqualified; superseded ones are in it (``quality & 4``).

        Raises:
            LimitExceeded: the query took too long.
        """
        return reading.rows(self._engine, query, row, parameters)

    def close(self) -> None:
        """Finish what is queued and release the lake."""
        self._writer.close()
        self._engine.close()
