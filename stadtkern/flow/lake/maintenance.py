# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keeps the lake small, quick and within its retention; tells its size and when the disk will be full."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
import pyarrow as pa

from stadtkern.kernel.observation import TIME

from .backup import copy_catalogue
from .engine import CATALOGUE, Engine
from .features.words import FeatureSize
from .sparing import Sparing
from .sql import statement
from .times import micros
from .words import Compaction, Forecast, LakeStatus, RetentionCut
from .writer import Session, Writer

_GROWTH = timedelta(days=30)
_ORPHAN_AGE = timedelta(days=1)
"""A file younger than this may belong to a commit that another process is about to make."""
_FIRST_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class _Size:
    files: int
    file_bytes: int
    file_rows: int
    all_rows: int
    snapshots: int


def compact(
    engine: Engine, writer: Writer, sparing: Sparing, *, now: datetime, keep: timedelta, grace: timedelta
) -> Compaction:
    """Flush, merge, rewrite, expire, back up, clean up; appends get their turn between the steps.

    Files that somebody copies at the moment are cleaned up the next time.

    Raises:
        LakeUnavailable: a step failed; the lake is as it was after the step before.
    """
    started = time.monotonic()
    before = _size(engine)
    flushed = writer.run(lambda session: _sum_of_rows(session, "flush", "rows_flushed"))
    while writer.run(lambda session: len(_call(session, "merge"))):
        continue
    writer.run(lambda session: _call(session, "rewrite"))
    if len(writer.state.moves):
        writer.run(lambda session: _call(session, "forget_moves"))
    writer.checkpoint()
    expired = writer.run(lambda session: len(_call(session, "expire", before=now - keep)))
    if engine.embedded:
        writer.run(lambda session: copy_catalogue(session, engine.settings.folder))
    with sparing.cleaning() as allowed:
        deleted = writer.run(lambda session: _clean_up(session, now, grace)) if allowed else 0
    after = _size(engine)
    writer.run(lambda session: _note_growth(session, now, after))
    return Compaction(
        files_before=before.files,
        files_after=after.files,
        bytes_before=before.file_bytes,
        bytes_after=after.file_bytes,
        flushed_rows=flushed,
        expired_snapshots=expired,
        deleted_files=deleted,
        seconds=time.monotonic() - started,
    )


def status(engine: Engine, writer: Writer, *, schema_version: int, features: FeatureSize) -> LakeStatus:
    """Size and health of the lake.

    Raises:
        LakeUnavailable: the lake cannot be read.
    """
    size = _size(engine)
    known = writer.state.all()
    return LakeStatus(
        observations=sum(entry.count for entry in known),
        datastreams=len(known),
        files=size.files,
        file_bytes=size.file_bytes,
        catalogue_bytes=_catalogue_bytes(engine),
        inlined_rows=max(0, size.all_rows - size.file_rows),
        snapshots=size.snapshots,
        schema_version=schema_version,
        first_time=min((entry.first_time for entry in known), default=None),
        last_time=max((entry.last_time for entry in known), default=None),
        disk_free_bytes=_disk_free(engine),
        feature_tables=features.tables,
        features=features.features,
        feature_bytes=features.bytes,
    )


def forecast(engine: Engine, *, now: datetime) -> Forecast:
    """When the disk will be full at the growth of the last 30 days by arrival, or since the lake began.

    Raises:
        LakeUnavailable: the lake cannot be read.
    """
    size = _size(engine)
    with engine.reading() as session:
        noted = session.execute(statement("growth_since"), {"since": now - _GROWTH}).fetchone()
    at, observations = (now, 0) if noted is None else (noted[0], noted[1])
    days = max(now - at, _FIRST_DAY) / timedelta(days=1)
    per_observation = size.file_bytes / size.file_rows if size.file_rows else 0.0
    per_day = max(0, size.all_rows - observations) / days
    bytes_per_day = per_day * per_observation
    free = _disk_free(engine)
    return Forecast(
        bytes_per_observation=per_observation,
        observations_per_day=per_day,
        bytes_per_day=bytes_per_day,
        days_until_full=None if free is None or bytes_per_day <= 0 else free / bytes_per_day,
    )


def retention(writer: Writer, rules: Mapping[int, datetime], *, dry_run: bool) -> list[RetentionCut]:
    """Remove what is older than each datastream's date; the disk is freed by the next :func:`compact`.

    Raises:
        LakeUnavailable: nothing was removed.
    """
    rules = _due(writer, rules)
    if not rules:
        return []
    table = pa.table(
        {
            "datastream_id": pa.array(list(rules), pa.int64()),
            "before": pa.array(list(rules.values()), TIME),
        }
    )
    latest = {"latest_us": max(micros(before) for before in rules.values())}
    counted = writer.run(lambda session: _cut(session, table, latest, dry_run=dry_run))
    return [
        RetentionCut(datastream_id=key, before=rules[key], observations=number)
        for key, number in counted
        if number
    ]


def _due(writer: Writer, rules: Mapping[int, datetime]) -> dict[int, datetime]:
    """The rules that cover anything, so that a daily run reads nothing when nothing is due."""
    known = writer.state.latest(rules)
    return {key: rules[key] for key, entry in known.items() if entry.first_time < rules[key]}


def _cut(
    session: Session, rules: pa.Table, latest: dict[str, int], *, dry_run: bool
) -> list[tuple[int, int]]:
    session.register("retention_rules", rules)
    try:
        found = session.execute(statement("retention_count"), latest).to_arrow_table()
        if not dry_run:
            session.execute(statement("retention_delete"), latest)
    finally:
        session.unregister("retention_rules")
    ids, numbers = found["datastream_id"].to_numpy(), found["observations"].to_numpy()
    return [(int(key), int(number)) for key, number in zip(ids, numbers, strict=True)]


def _clean_up(session: Session, now: datetime, grace: timedelta) -> int:
    old = _call(session, "clean_up", before=now - grace)
    orphans = _call(session, "clean_up_orphans", before=now - max(grace, _ORPHAN_AGE))
    return len(old) + len(orphans)


def _note_growth(session: Session, now: datetime, size: _Size) -> None:
    session.execute(statement("forget_growth"), {"before": now - 2 * _GROWTH})
    session.execute(
        statement("note_growth"),
        {"noted_at": now, "observations": size.all_rows, "file_bytes": size.file_bytes},
    )


def _size(engine: Engine) -> _Size:
    with engine.reading() as session:
        row = session.execute(statement("size")).to_arrow_table().to_pylist()[0]
    return _Size(**row)


def _call(session: duckdb.DuckDBPyConnection, name: str, **parameters: datetime) -> Sequence[object]:
    return session.execute(statement(name), parameters).fetchall()


def _sum_of_rows(session: Session, name: str, column: str) -> int:
    table = session.execute(statement(name)).to_arrow_table()
    return sum(int(number) for number in table[column].to_numpy())


def _catalogue_bytes(engine: Engine) -> int:
    if not engine.embedded:
        return 0
    catalogue = engine.settings.folder / CATALOGUE
    files = (catalogue, catalogue.with_name(f"{CATALOGUE}.wal"))
    return sum(path.stat().st_size for path in files if path.exists())


def _disk_free(engine: Engine) -> int | None:
    files = engine.settings.files
    if "://" in files:
        return None
    return shutil.disk_usage(files or engine.settings.folder).free
