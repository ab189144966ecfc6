# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The peer: the same rows in PostgreSQL with a (datastream, time) primary key and a tuned binary COPY.

Both sides do the same work: every batch goes into a table that already holds the earlier ones and whose key
keeps each (datastream, time) once. Tuned means: binary format, one transaction per batch, much memory,
``wal_level = minimal``, ``synchronous_commit = off``, no full-page writes, ``vacuum analyze`` before queries.
The best case of a loader (a new table, no WAL, the key built afterwards) is measured beside it.
"""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import numpy as np
import psycopg
import pyarrow as pa

CONFIGURATION = {
    "shared_buffers": "2GB",
    "work_mem": "256MB",
    "maintenance_work_mem": "2GB",
    "max_wal_size": "16GB",
    "wal_level": "minimal",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_senders": "0",
    "checkpoint_timeout": "30min",
    "effective_cache_size": "12GB",
    "random_page_cost": "1.1",
}
_QUERIES = Path(__file__).parent / "queries"
_TUPLE = np.dtype(
    [
        ("fields", ">i2"),
        ("l1", ">i4"),
        ("ds", ">i8"),
        ("l2", ">i4"),
        ("at", ">i8"),
        ("l3", ">i4"),
        ("value", ">f8"),
    ]
)
_EPOCH_2000_US = 946_684_800_000_000


def sql(name: str) -> bytes:
    """The text of one of the bench's queries."""
    return (_QUERIES / f"{name}.sql").read_bytes()


def make(connection: psycopg.Connection) -> None:
    """A fresh table with its primary key."""
    connection.autocommit = True
    connection.execute(sql("peer_table"))
    connection.execute(sql("peer_key"))


def append(connection: psycopg.Connection, batch: pa.Table) -> float:
    """COPY a batch into the table, one transaction; how long that took, without encoding the rows [s]."""
    parts = _encoded(batch)
    begin = time.perf_counter()
    _copied(connection, "peer_copy", parts)
    return time.perf_counter() - begin


def copy(connection: psycopg.Connection, statement: str, batch: pa.Table) -> None:
    """COPY datastream_id, phenomenon_time and result into the table of a statement of the bench."""
    _copied(connection, statement, _encoded(batch))


def append_without_key(connection: psycopg.Connection, batch: pa.Table) -> tuple[float, float]:
    """The best case: COPY into a new table without WAL, then the key in one go; both durations [s]."""
    parts = _encoded(batch)
    begin = time.perf_counter()
    with connection.transaction():
        connection.execute(sql("peer_table"))
        with connection.cursor().copy(sql("peer_copy")) as copy:
            for part in parts:
                copy.write(part)
        copied = time.perf_counter()
        connection.execute(sql("peer_key"))
    return copied - begin, time.perf_counter() - copied


def settle(connection: psycopg.Connection) -> None:
    """Write everything down and let the planner know the table, so that queries show their best."""
    connection.execute(b"vacuum analyze observation")
    connection.execute(b"checkpoint")


def size_bytes(connection: psycopg.Connection) -> int:
    """Table with index and everything that belongs to it [bytes]."""
    return number(connection, "peer_size")


def number(connection: psycopg.Connection, statement: str) -> int:
    """The one number that a statement of the bench answers."""
    row = connection.execute(sql(statement)).fetchone()
    return int(row[0]) if row else 0


def hourly_means(connection: psycopg.Connection, datastream: int, start: datetime, end: datetime) -> int:
    """The chart query; number of buckets."""
    return len(
        connection.execute(
            sql("peer_hourly"),
            {"datastream": datastream, "start": start, "end": end},
            prepare=True,
            binary=True,
        ).fetchall()
    )


def latest(connection: psycopg.Connection, datastreams: int) -> int:
    """The newest value of every datastream by one index probe each; number of values."""
    return len(
        connection.execute(
            sql("peer_latest"), {"datastreams": datastreams}, prepare=True, binary=True
        ).fetchall()
    )


def _copied(connection: psycopg.Connection, statement: str, parts: list[bytes]) -> None:
    with connection.transaction(), connection.cursor().copy(sql(statement)) as copy:
        for part in parts:
            copy.write(part)


def _encoded(batch: pa.Table) -> list[bytes]:
    rows = [_binary(batch.slice(begin, 200_000)) for begin in range(0, batch.num_rows, 200_000)]
    return [b"PGCOPY\n\xff\r\n\0" + bytes(8), *rows, b"\xff\xff"]


def _binary(batch: pa.Table) -> bytes:
    tuples = np.empty(batch.num_rows, _TUPLE)
    tuples["fields"] = 3
    tuples["l1"] = tuples["l2"] = tuples["l3"] = 8
    tuples["ds"] = batch["datastream_id"].to_numpy()
    tuples["at"] = batch["phenomenon_time"].cast(pa.int64()).to_numpy() - _EPOCH_2000_US
    tuples["value"] = batch["result"].to_numpy()
    return tuples.tobytes()
