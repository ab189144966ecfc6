# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the lake is asked and what it answers: plain, frozen, free of DuckDB.

All times are aware UTC. ``datastream_id`` is the id of the register's datastream.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

import pyarrow as pa

from .object_storage import BucketAccess

Statistic = Literal["mean", "min", "max", "sum", "count", "p05", "p25", "p50", "p75", "p95"]


@dataclass(frozen=True, kw_only=True)
class LakeSettings:
    """Where the lake lies and what it may use."""

    folder: Path
    """Embedded: catalogue and Parquet files. Scaled out: only temporary files of the query engine."""
    catalogue: str = ""
    """PostgreSQL connection string of the DuckLake catalogue; empty: a DuckDB file in ``folder``."""
    files: str = ""
    """Folder or ``s3://bucket/path`` of the Parquet files; empty: ``files`` in ``folder``."""
    buckets: BucketAccess = field(default_factory=BucketAccess)
    """How buckets are reached, when the files lie in one."""
    memory_mb: int = 1024
    threads: int | None = None
    """Threads of the query engine; null: one per processor."""
    query_limit_s: float = 30.0
    """A read that takes longer is stopped."""
    most_buckets: int = 100_000
    """A series with more buckets is refused."""
    most_rows: int = 10_000
    """A page of observations with more rows is refused."""


class Place(NamedTuple):
    """Where a row of a delivery is stored: its datastream, its time and this number."""

    seq: int
    known: bool
    """True when it was stored before (or stood earlier in the delivery): nothing was written for it."""
    identity: str | None = None
    """The id when it is not the address: the stored observation was moved here."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The answer to an append, given after the observations are committed."""

    stored: int
    duplicates: int
    """Observations equal to a stored one in datastream, time and result; nothing was written for them."""
    superseded: int
    """Stored observations that got a newer result for the same time; the older ones are kept and flagged."""
    snapshot: int
    places: tuple[Place, ...] = ()
    """One per row in the order of the delivery, when asked for."""
    accepted: int = 0
    """Observations that are durable in the shared ingest log and in none of the numbers above yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Latest:
    """What the writer keeps per datastream, so that nobody ever computes it."""

    datastream_id: int
    count: int
    """Observations that are not superseded."""
    first_time: datetime
    last_time: datetime
    """Time of the newest observation, whose other columns are below."""
    first_result_time: datetime | None
    last_result_time: datetime | None
    """Null when no observation has a result time."""
    seq: int
    phenomenon_end: datetime | None
    result_time: datetime | None
    result: float | None
    result_json: str | None
    valid_start: datetime | None
    valid_end: datetime | None
    quality: int | None
    result_quality: str | None
    parameters: str | None
    feature_id: int | None
    identity: str | None


class Bucket(NamedTuple):
    """One interval of a series; every value is null when there is no observation (a gap stays a gap).

    A tuple, because a year of hours has 8,760 of them and frozen records take longer to make than the query.
    """

    start: datetime
    end: datetime
    count: int  # type: ignore[assignment]
    """Values in the bucket; hides the method of tuples, which nobody needs here."""
    mean: float | None = None
    min: float | None = None
    max: float | None = None
    sum: float | None = None
    p05: float | None = None
    p25: float | None = None
    p50: float | None = None
    p75: float | None = None
    p95: float | None = None
    left_out: int = 0
    """Values that are flagged as implausible (``LEFT_OUT``): kept, but in none of the statistics."""
    doubts: int = 0
    """Their flags together."""


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Width of a bucket: a number of calendar units.

    Seconds, minutes and hours have a fixed length; days, weeks (from Monday), months and years follow the
    calendar of ``Europe/Berlin``, so the day of a change to daylight saving has 23 hours.
    """

    number: int
    unit: Literal["second", "minute", "hour", "day", "week", "month", "year"]


@dataclass(frozen=True, kw_only=True)
class StoredObservation:
    """One row of the lake."""

    datastream_id: int
    phenomenon_time: datetime
    phenomenon_end: datetime | None
    result_time: datetime | None
    result: float | None
    result_json: str | None
    valid_start: datetime | None
    valid_end: datetime | None
    quality: int | None
    parameters: str | None
    feature_id: int | None
    seq: int
    identity: str | None = None
    """The id, when it is not the address: text of the first address, kept when datastream or time changed."""
    result_quality: str | None = None
    """JSON as a client gave it."""


@dataclass(frozen=True)
class Question:
    """A select statement over the table ``observations`` and some tables of the asker's own."""

    sql: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    shelves: Mapping[str, pa.Table] = field(default_factory=dict)
    """Visible under these names to this question alone."""
    limit_s: float | None = None
    """Null: the setting."""
    streams: tuple[int, ...] = ()
    """When given, the answer depends on nothing but these datastreams and the parameters, and may be kept."""


@dataclass(frozen=True, kw_only=True)
class LakeStatus:
    """Size and health of the lake."""

    observations: int
    datastreams: int
    files: int
    file_bytes: int
    catalogue_bytes: int
    inlined_rows: int
    snapshots: int
    schema_version: int
    first_time: datetime | None
    last_time: datetime | None
    disk_free_bytes: int | None
    """Null when the files lie in a bucket."""
    feature_tables: int = 0
    """Collections of features."""
    features: int = 0
    feature_bytes: int = 0
    """Of the files of all feature tables, history included; ``file_bytes`` are those of observations."""


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """When the disk will be full at the present growth."""

    bytes_per_observation: float
    observations_per_day: float
    """Mean of the last 30 days by arrival."""
    bytes_per_day: float
    days_until_full: float | None
    """Null when it does not grow or the disk size is unknown."""


@dataclass(frozen=True, kw_only=True)
class RetentionCut:
    """What retention removes (or would remove) of one datastream."""

    datastream_id: int
    before: datetime
    observations: int


@dataclass(frozen=True, kw_only=True)
class Compaction:
    """What maintenance did."""

    files_before: int
    files_after: int
    bytes_before: int
    bytes_after: int
    flushed_rows: int
    """Rows that moved from the catalogue into files."""
    expired_snapshots: int
    deleted_files: int
    seconds: float


ExportFormat = Literal["csv", "csv-de", "json", "parquet", "arrow"]
"""``csv-de``: semicolon and decimal comma, as German spreadsheets expect."""


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which observations to export: datastreams (all when empty) and a half-open time range."""

    datastreams: Sequence[int] = ()
    start: datetime | None = None
    end: datetime | None = None
