# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Snapshots are made once per revision, found again, and never fill the disk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stadtkern.flow.lake.open_tables.snapshots import Shelf, Subject
from stadtkern.kernel.errors import LakeUnavailable, PayloadRejected

NOW = datetime(2026, 8, 22, 12, tzinfo=UTC)
TREES = Subject(name="trees", revision="1")


def rows(count: int) -> Callable[[Path], None]:
    """Writes a table with so many rows."""
    return lambda path: pq.write_table(pa.table({"n": list(range(count))}), path)


def test_a_snapshot_is_made_once_per_revision(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first = shelf.make(TREES, rows(3), NOW)

    again = shelf.make(TREES, rows(5), NOW + timedelta(minutes=1))
    newer = shelf.make(Subject(name="trees", revision="2"), rows(7), NOW + timedelta(minutes=2))

    assert (first.rows, again.rows, newer.rows) == (3, 3, 7)
    assert again.path == first.path
    assert shelf.newest(TREES) == newer


def test_who_pages_through_an_older_snapshot_still_finds_it_for_a_while(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    first = shelf.make(TREES, rows(3), NOW)
    shelf.make(Subject(name="trees", revision="2"), rows(4), NOW + timedelta(hours=1))

    assert shelf.named(TREES, first.address) == first

    shelf.make(Subject(name="trees", revision="3"), rows(5), NOW + timedelta(hours=3))
    assert shelf.named(TREES, first.address) is None


def test_a_dataset_that_was_made_anew_is_another_one(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.make(TREES, rows(3), NOW)

    assert shelf.newest(Subject(name="trees of 2027", revision="1")) is None


def test_the_disk_is_never_filled(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, most_bytes=2500)
    for n in range(6):
        shelf.make(Subject(name=f"dataset {n}", revision="1"), rows(10), NOW + timedelta(seconds=n))

    assert shelf.size() <= 2500
    assert shelf.newest(Subject(name="dataset 5", revision="1")) is not None
    assert shelf.newest(Subject(name="dataset 0", revision="1")) is None


def test_a_snapshot_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)

    def failing(path: Path) -> None:
        path.write_bytes(b"half")
        raise PayloadRejected("no")

    with pytest.raises(PayloadRejected):
        shelf.make(TREES, failing, NOW)

    assert shelf.newest(TREES) is None
    assert shelf.size() == 0


def test_a_full_disk_is_said_in_words(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)

    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(LakeUnavailable, match="No space left"):
        shelf.make(TREES, full, NOW)


def test_other_formats_are_made_once_and_go_with_their_snapshot(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    snapshot = shelf.make(TREES, rows(3), NOW)
    made = shelf.beside(snapshot, ".csv", lambda path: path.write_text("n\n"))  # type: ignore[arg-type]
    again = shelf.beside(snapshot, ".csv", rows(3))
    for hours in (1, 4):
        shelf.make(Subject(name="trees", revision=str(hours + 1)), rows(4), NOW + timedelta(hours=hours))

    assert made == again
    assert not made.exists()
