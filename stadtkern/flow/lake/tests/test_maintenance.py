# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Compaction, retention, status and forecast, while others read and write."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stadtkern.flow.lake.addresses import Address
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.times import micros
from stadtkern.flow.lake.words import LakeSettings

from .given import START, at, batch, run

NOW = datetime.now(UTC)
ALL = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """Rows of the lake, and those that are superseded."""

    rows: int
    superseded: int


COUNT = Path(__file__).with_name("count.sql")


@pytest.fixture
def beginning(empty_lake: Path) -> Path:
    """A lake that never had a row, whose files are all of the test."""
    return empty_lake


def test_compaction_joins_files_and_changes_no_answer(lake: Lake, place: LakeSettings) -> None:
    for number in range(12):
        lake.append(batch(*[(ds, at(number), float(number)) for ds in range(1, 301)]))
    lake.append(run(1, 0, [77.0]))
    before = (lake.latest([1, 300]), lake.observations(1, limit=100), lake.observations(300, limit=100))

    done = lake.compact(now=_later(), keep=ALL, grace=ALL)

    on_disk = list((place.folder / "files").rglob("*.parquet"))
    assert done.files_before == 12
    assert done.files_after == lake.status().files < 4
    assert len(on_disk) <= done.files_after + 4
    assert (
        lake.latest([1, 300]),
        lake.observations(1, limit=100),
        lake.observations(300, limit=100),
    ) == before


def test_the_state_survives_compaction_and_a_new_start(open_lake: Callable[[], Lake]) -> None:
    lake = open_lake()
    lake.append(run(1, 0, [1.0] * 500))
    lake.append(run(1, 499, [2.0]))
    lake.compact(now=_later(), keep=ALL, grace=ALL)
    lake.append(run(1, 500, [3.0]))
    known = lake.latest([1])

    assert open_lake().latest([1]) == known
    assert known[1].count == 501


@pytest.mark.slow
def test_compaction_is_safe_while_others_read_and_write(lake: Lake) -> None:
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            assert len(lake.observations(1, limit=1000)) >= 100

    lake.append(run(1, 0, [0.0] * 100))
    with ThreadPoolExecutor(3) as others:
        reading = others.submit(read)
        writing = [others.submit(lake.append, run(2, n * 10, [1.0] * 10)) for n in range(30)]
        for _ in range(3):
            lake.compact()
        stored = sum(one.result().stored for one in writing)
        done.set()
        reading.result()

    assert stored == lake.latest([2])[2].count == len(lake.observations(2, limit=1000)) == 300


def test_superseded_rows_stay_through_compaction(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0] * 300))
    lake.append(run(1, 0, [2.0] * 300))

    lake.compact(now=_later(), keep=ALL, grace=ALL)

    assert lake.rows(COUNT, Counted, datastream=1) == [Counted(rows=600, superseded=300)]
    assert lake.latest([1])[1].count == 300


def test_retention_counts_first_and_removes_then(lake: Lake) -> None:
    lake.append(run(1, 0, [float(n) for n in range(10)]))
    lake.append(run(2, 0, [float(n) for n in range(10)]))
    rules = {1: at(4), 2: START, 3: at(4)}

    planned = lake.retention(rules, dry_run=True)
    kept = lake.latest([1])[1].count
    done = lake.retention(rules, dry_run=False)

    assert kept == 10
    assert [(cut.datastream_id, cut.observations) for cut in planned] == [(1, 4)]
    assert done == planned
    assert (lake.latest([1])[1].first_time, lake.latest([1])[1].count) == (at(4), 6)
    assert lake.latest([2])[2].count == 10


def test_a_datastream_whose_retention_is_over_is_gone(open_lake: Callable[[], Lake]) -> None:
    lake = open_lake()
    lake.append(run(1, 0, [1.0]))

    lake.retention({1: at(100)}, dry_run=False)

    assert lake.latest([1]) == {}
    assert open_lake().latest([1]) == {}


def test_compaction_forgets_where_removed_observations_were_moved(open_lake: Callable[[], Lake]) -> None:
    lake = open_lake()
    lake.append(run(1, 0, [1.0, 2.0]))
    first, second = (Address(1, micros(at(quarter)), 0) for quarter in range(2))
    lake.change(first, {"phenomenon_time": at(-10)})
    lake.change(second, {"phenomenon_time": at(10)})
    lake.retention({1: START}, dry_run=False)

    lake.compact(now=_later(), keep=ALL, grace=ALL)
    lake = open_lake()

    assert list(lake.find([first, second])) == [second]
    places = lake.append_parts(run(1, 0, [1.0, 2.0]), [2], places=True)[0].places
    assert [one.seq for one in places] == [0, 1]


def test_removed_observations_leave_the_disk(lake: Lake, place: LakeSettings) -> None:
    lake.append(run(1, 0, [float(n) for n in range(1000)]))
    lake.compact(now=_later(), keep=ALL, grace=ALL)
    old = set((place.folder / "files").rglob("*.parquet"))
    lake.retention({1: at(999)}, dry_run=False)

    lake.compact(now=_later(), keep=ALL, grace=ALL)
    lake.compact(now=_later(), keep=ALL, grace=ALL)

    observations = {path for path in old if "observations" in path.parts}
    assert observations
    assert not any(path.exists() for path in observations)


def test_the_status_tells_rows_files_and_times(lake: Lake) -> None:
    lake.append(run(1, 0, [1.0] * 5))
    lake.append(run(2, 0, [1.0] * 500))

    status = lake.status()

    assert (status.observations, status.datastreams, status.inlined_rows) == (505, 2, 5)
    assert (status.first_time, status.last_time) == (at(0), at(499))
    assert status.file_bytes > 0
    assert status.disk_free_bytes


def test_an_empty_lake_has_a_status_and_a_forecast(lake: Lake) -> None:
    assert lake.status().observations == 0
    assert lake.forecast().days_until_full is None


def test_the_forecast_follows_the_arrival_of_the_last_days(lake: Lake) -> None:
    lake.append(run(1, 0, [float(n * 7919 % 1009) for n in range(20_000)]))

    forecast = lake.forecast(now=NOW + timedelta(days=10))

    assert 1500 < forecast.observations_per_day < 2500
    assert forecast.bytes_per_day > 0
    assert forecast.days_until_full is not None
    assert forecast.days_until_full > 0


def _later() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=1)
