# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Parquet files in a bucket of an S3-compatible server: written, read, tidied up, and away for a while."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.object_storage import BucketAccess
from stadtkern.flow.lake.words import Interval, LakeSettings
from stadtkern.kernel.errors import LakeUnavailable
from tests.s3_server import KEY, SECRET, Server, s3_server

from .given import at, run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with s3_server() as running:
        yield running


def in_bucket(tmp_path: Path, server: Server, bucket: str) -> LakeSettings:
    server.settings(bucket)
    access = BucketAccess(endpoint=server.endpoint, key=KEY, secret=SECRET)
    return LakeSettings(
        folder=tmp_path / "lake", files=f"s3://{bucket}/lake", buckets=access, memory_mb=512, threads=2
    )


def test_observations_lie_in_the_bucket_and_are_read_from_there(tmp_path: Path, server: Server) -> None:
    place = in_bucket(tmp_path, server, "reading")
    lake = Lake.open(place)
    lake.append(run(1, 0, [1.0] * 1_000))
    lake.append(run(2, 0, [2.0] * 10))
    lake.close()
    lake = Lake.open(place)
    day = Interval(number=1, unit="day")
    buckets = lake.series(1, start=at(0), end=at(1_000), interval=day, statistics=["count"])
    lake.compact(now=datetime.now(UTC) + timedelta(days=3), grace=timedelta(0))
    values = [one.result for one in lake.observations(2, limit=20)]
    status = lake.status()
    lake.close()
    assert sum(one.count for one in buckets) == 1_000
    assert values == [2.0] * 10
    assert (status.disk_free_bytes, status.inlined_rows) == (None, 0)
    assert all(name.startswith("lake/") for name in server.names("reading"))
    assert len(server.names("reading")) >= status.files > 0


def test_while_the_bucket_is_away_senders_are_told_and_nothing_is_lost(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake.open(in_bucket(tmp_path, server, "away"))
    lake.append(run(1, 0, [1.0] * 1_000))
    server.away()
    small = lake.append(run(3, 0, [3.0] * 10))
    with pytest.raises(LakeUnavailable):
        lake.append(run(2, 0, [2.0] * 1_000))
    server.back()
    again = lake.append(run(2, 0, [2.0] * 1_000))
    assert (small.stored, again.stored) == (10, 1_000)
    assert [one.count for one in lake.latest([1, 2, 3]).values()] == [1_000, 1_000, 10]
    lake.close()


def test_a_secret_stands_in_no_report() -> None:
    assert "geheim" not in repr(BucketAccess(key="k", secret="geheim"))
