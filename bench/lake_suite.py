# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The lake against the peer: bytes, bulk load, chart, latest values."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval, LakeSettings, Selection, Statistic
from stadtkern.kernel.observation import OBSERVATIONS

from . import peer, rows
from .figures import Figure, median, p95, seconds

_HOUR = Interval(number=1, unit="hour")
_MEAN: tuple[Statistic, ...] = ("mean",)
_CHARTS = 60


def measure(folder: Path, connection: psycopg.Connection, count: int) -> Iterator[Figure]:
    """All lake figures with ``count`` synthetic rows, the same ones in the peer."""
    lake = Lake.open(LakeSettings(folder=folder))
    try:
        yield from _bulk(lake, connection, count)
        yield from _bytes(lake, connection, "synthetic")
        yield from _chart(lake, connection)
        yield from _latest(lake, connection)
    finally:
        lake.close()


def archive_bytes(folder: Path, connection: psycopg.Connection) -> Iterator[Figure]:
    """Bytes per observation of a lake that already holds the archive, against the same rows in the peer."""
    lake = Lake.open(LakeSettings(folder=folder))
    try:
        exported = folder.parent / "archive.parquet"
        lake.export(Selection(), "parquet", exported)
        peer.make(connection)
        for batch in _peer_batches(exported):
            peer.append(connection, batch)
        peer.settle(connection)
        exported.unlink()
        yield from _bytes(lake, connection, "muenster")
    finally:
        lake.close()


def _bulk(lake: Lake, connection: psycopg.Connection, count: int) -> Iterator[Figure]:
    best = _best_case(connection, count)
    peer.make(connection)
    total, ours, theirs = 0, 0.0, 0.0
    for batch in rows.batches(count):
        ready = _with_all_columns(batch)
        ours += seconds(lambda ready=ready: lake.append(ready))  # type: ignore[misc]
        theirs += peer.append(connection, batch)
        total += batch.num_rows
    peer.settle(connection)
    yield Figure(key="bulk.observations", value=total, unit="rows")
    yield Figure(key="bulk.rate", value=total / ours, unit="obs/s", goal=1_500_000, better="higher")
    yield Figure(
        key="bulk.peer_rate", value=total / theirs, unit="rows/s", note="COPY into the table with its key"
    )
    yield Figure(key="bulk.ratio", value=theirs / ours, unit="×", goal=10, better="higher")
    yield from best


def _best_case(connection: psycopg.Connection, count: int) -> list[Figure]:
    batch = next(rows.batches(count))
    copy_s, key_s = peer.append_without_key(connection, batch)
    return [
        Figure(
            key="bulk.peer_best_copy_rate",
            value=batch.num_rows / copy_s,
            unit="rows/s",
            note="new table, no key, no WAL",
        ),
        Figure(
            key="bulk.peer_best_rate",
            value=batch.num_rows / (copy_s + key_s),
            unit="rows/s",
            note="with the key built afterwards",
        ),
    ]


def _bytes(lake: Lake, connection: psycopg.Connection, which: str) -> Iterator[Figure]:
    yield Figure(key=f"bytes.{which}_compact_s", value=seconds(lambda: _compact(lake)), unit="s")
    status = lake.status()
    ours = (status.file_bytes + status.catalogue_bytes) / status.observations
    theirs = peer.size_bytes(connection) / status.observations
    yield Figure(key=f"bytes.{which}", value=ours, unit="B/obs", goal=4, note="Parquet files and catalogue")
    yield Figure(key=f"bytes.{which}_files", value=status.file_bytes / status.observations, unit="B/obs")
    yield Figure(key=f"bytes.{which}_peer", value=theirs, unit="B/row")
    yield Figure(key=f"bytes.{which}_ratio", value=theirs / ours, unit="×", goal=20, better="higher")


def _compact(lake: Lake) -> None:
    """What the nightly maintenance does, without waiting for readers of older files."""
    lake.compact(keep=timedelta(0), grace=timedelta(0))


def _chart(lake: Lake, connection: psycopg.Connection) -> Iterator[Figure]:
    chosen = random.Random(7).sample(range(1, rows.DATASTREAMS + 1), _CHARTS)  # noqa: S311 - which charts, not a secret
    for datastream in chosen[:5]:
        _ours(lake, datastream, rows.YEAR_START, rows.YEAR_END)
    ours, theirs = [], []
    for datastream in chosen:
        ours.append(seconds(lambda d=datastream: _ours(lake, d, rows.YEAR_START, rows.YEAR_END)))  # type: ignore[misc]
        theirs.append(
            seconds(lambda d=datastream: peer.hourly_means(connection, d, rows.YEAR_START, rows.YEAR_END))  # type: ignore[misc]
        )
    yield Figure(key="chart.p50", value=median(ours) * 1000, unit="ms")
    yield Figure(key="chart.p95", value=p95(ours) * 1000, unit="ms", goal=50)
    yield Figure(key="chart.peer_p50", value=median(theirs) * 1000, unit="ms")
    yield Figure(key="chart.peer_p95", value=p95(theirs) * 1000, unit="ms")
    yield Figure(
        key="chart.ratio",
        value=median(theirs) / median(ours),
        unit="×",
        goal=10,
        better="higher",
        note="medians",
    )


def _ours(lake: Lake, datastream: int, start: datetime, end: datetime) -> int:
    return len(lake.series(datastream, start=start, end=end, interval=_HOUR, statistics=_MEAN))


def _latest(lake: Lake, connection: psycopg.Connection) -> Iterator[Figure]:
    wanted = range(1, rows.DATASTREAMS + 1)
    ours = [seconds(lambda: lake.latest(wanted)) for _ in range(20)]
    theirs = [seconds(lambda: peer.latest(connection, rows.DATASTREAMS)) for _ in range(20)]
    yield Figure(key="latest.p50", value=median(ours) * 1000, unit="ms", goal=10)
    yield Figure(key="latest.peer_p50", value=median(theirs) * 1000, unit="ms")


def _peer_batches(exported: Path) -> Iterator[pa.Table]:
    for batch in pq.ParquetFile(exported).iter_batches(
        1_000_000, columns=["datastream_id", "phenomenon_time", "result"]
    ):
        yield pa.Table.from_batches([batch])


def _with_all_columns(batch: pa.Table) -> pa.Table:
    arrays = {"datastream_id": batch["datastream_id"]}
    for field in OBSERVATIONS:
        if field.name != "datastream":
            arrays[field.name] = (
                batch[field.name]
                if field.name in batch.column_names
                else pa.nulls(batch.num_rows, field.type)
            )
    return pa.table(arrays)
