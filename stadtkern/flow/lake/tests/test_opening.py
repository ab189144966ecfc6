# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Opening: migrations, a second process, unusable folders, a broken catalogue and its copy, a full disk."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from stadtkern.flow.lake import migrate
from stadtkern.flow.lake.addresses import Address
from stadtkern.flow.lake.engine import BACKUP, CATALOGUE, Engine
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.sql import statement
from stadtkern.flow.lake.times import micros
from stadtkern.flow.lake.words import LakeSettings
from stadtkern.kernel.errors import LakeBusy, LakeUnavailable, WrongSetting

from .given import at, run


def first_migrations(folder: Path, newest: int) -> Path:
    """A folder with the migrations up to ``newest``: what an older Stadtkern had."""
    folder.mkdir()
    for path in migrate.MIGRATIONS.glob("*.sql"):
        if int(path.name[:4]) <= newest:
            (folder / path.name).write_text(path.read_text())
    return folder


def test_a_lake_of_version_1_with_data_is_brought_up_to_date(place: LakeSettings, tmp_path: Path) -> None:
    engine = Engine(place)
    session = engine.session()
    assert migrate.migrate(session, folder=first_migrations(tmp_path / "old", 1)) == 1
    session.register("new_rows", run(1, 0, [1.0, 2.0]))
    session.execute(statement("insert_rows"))
    session.close()
    engine.close()

    lake = Lake.open(place)

    assert lake.status().schema_version == 4
    assert lake.latest([1])[1].count == 2
    lake.close()


def test_a_lake_of_version_3_keeps_its_data_through_edits_and_compaction(
    place: LakeSettings, tmp_path: Path
) -> None:
    engine = Engine(place)
    session = engine.session()
    assert migrate.migrate(session, folder=first_migrations(tmp_path / "old", 3)) == 3
    for table in (run(1, 0, [1.0] * 500), run(1, 500, [2.0] * 500), run(2, 0, [3.0, 4.0])):
        session.register("new_rows", table)
        session.execute(statement("insert_rows"))
    session.close()
    engine.close()

    lake = Lake.open(place)
    lake.append(run(1, 1000, [5.0] * 500).append_column("result_quality", pa.array(['"good"'] * 500)))
    first, second = (Address(number, micros(at(0)), 0) for number in (1, 2))
    lake.change(second, {"phenomenon_time": at(9)})
    lake.remove([Address(1, micros(at(quarter)), 0) for quarter in range(100)])
    for _ in range(2):
        lake.compact(now=datetime.now(UTC) + timedelta(seconds=1), keep=timedelta(0), grace=timedelta(0))
    lake.close()
    lake = Lake.open(place)

    assert {key: one.count for key, one in lake.latest([1, 2]).items()} == {1: 1400, 2: 2}
    assert lake.latest([1])[1].result_quality == '"good"'
    assert list(lake.find([first, second])) == [second]
    assert [one.result for one in lake.observations(2, limit=9)] == [4.0, 3.0]
    assert len(lake.observations(1, limit=5000)) == 1400
    lake.close()


def test_a_lake_of_a_newer_stadtkern_is_left_alone(place: LakeSettings, tmp_path: Path) -> None:
    Lake.open(place).close()
    engine = Engine(place)
    session = engine.session()

    with pytest.raises(WrongSetting, match="newer Stadtkern"):
        migrate.migrate(session, folder=first_migrations(tmp_path / "old", 2))

    session.close()
    engine.close()


def test_a_failing_migration_changes_nothing(place: LakeSettings, tmp_path: Path) -> None:
    folder = first_migrations(tmp_path / "steps", 1)
    engine = Engine(place)
    session = engine.session()
    migrate.migrate(session, folder=folder)
    (folder / "0002_broken.sql").write_text("create table lake.half (a integer); select nonsense")

    with pytest.raises(LakeUnavailable, match="0002_broken"):
        migrate.migrate(session, folder=folder)

    assert migrate.version(session) == 1
    session.close()
    engine.close()


def test_a_second_opening_says_who_holds_the_lake(lake: Lake, place: LakeSettings) -> None:
    with pytest.raises(LakeBusy, match=f"process {os.getpid()}"):
        Lake.open(place)


def test_another_process_is_told_who_holds_the_lake(lake: Lake, place: LakeSettings) -> None:
    other = _python(
        f"""
        from pathlib import Path
        from stadtkern.flow.lake.lake import Lake
        from stadtkern.flow.lake.words import LakeSettings
        Lake.open(LakeSettings(folder=Path({str(place.folder)!r})))
        """
    )

    assert other.returncode != 0
    assert f"process {os.getpid()}" in other.stderr


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "lake").write_text("not a folder")

    with pytest.raises(LakeUnavailable, match="lake folder"):
        Lake.open(LakeSettings(folder=tmp_path / "lake"))


def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "lake"
    folder.mkdir(mode=0o555)
    tmp_path.chmod(0o755)
    if os.geteuid() != 0:
        with pytest.raises(LakeUnavailable, match="cannot be used"):
            Lake.open(LakeSettings(folder=folder))
        return
    # Root may write everywhere except where the kernel shows a read-only file system.
    with pytest.raises(LakeUnavailable, match="cannot be used"):
        Lake.open(LakeSettings(folder=Path("/proc/stadtkern")))


@pytest.mark.parametrize("damage", [b"", b"this is no catalogue", b"\0" * 20_000])
def test_a_broken_catalogue_is_named_with_its_copy_and_the_copy_restores_it(
    open_lake: Callable[[], Lake], place: LakeSettings, damage: bytes
) -> None:
    lake = open_lake()
    lake.append(run(1, 0, [1.0, 2.0]))
    lake.append(run(2, 0, [1.0] * 500))
    known = lake.latest([1, 2])
    lake.close()
    catalogue = place.folder / CATALOGUE
    catalogue.write_bytes(damage)

    with pytest.raises(LakeUnavailable, match=BACKUP):
        Lake.open(place)
    (place.folder / f"{CATALOGUE}.wal").unlink(missing_ok=True)
    catalogue.write_bytes((place.folder / BACKUP).read_bytes())

    restored = open_lake()
    assert restored.latest([1, 2]) == known
    assert len(restored.observations(2, limit=1000)) == 500


def test_a_missing_catalogue_is_not_taken_for_a_new_lake(
    open_lake: Callable[[], Lake], place: LakeSettings
) -> None:
    lake = open_lake()
    lake.append(run(1, 0, [1.0]))
    lake.close()
    (place.folder / CATALOGUE).unlink()

    with pytest.raises(LakeUnavailable, match=BACKUP):
        Lake.open(place)


def test_a_moved_folder_is_still_the_same_lake(place: LakeSettings, tmp_path: Path) -> None:
    lake = Lake.open(place)
    lake.append(run(1, 0, [1.0] * 500))
    lake.compact()
    lake.close()
    place.folder.rename(tmp_path / "elsewhere")

    moved = Lake.open(LakeSettings(folder=tmp_path / "elsewhere"))

    assert len(moved.observations(1, limit=1000)) == 500
    moved.close()


@pytest.mark.parametrize("rows", [5, 50_000])
def test_a_full_disk_is_told_and_harms_nothing(
    open_lake: Callable[[], Lake], tmp_path: Path, rows: int
) -> None:
    lake = open_lake()
    lake.append(run(1, 0, [1.0] * 300))
    wanted = run(2, 0, [float(number * 7919 % 100_003) for number in range(rows)])
    with _full_disk(), pytest.raises(LakeUnavailable):
        lake.append(wanted)
    assert lake.latest([1, 2])[1].count == 300
    assert list(lake.latest([1, 2])) == [1]

    again = lake.append(wanted)

    assert again.stored == rows
    assert {key: one.count for key, one in open_lake().latest([1, 2]).items()} == {1: 300, 2: rows}


@contextmanager
def _full_disk() -> Iterator[None]:
    """No file of this process may grow: what a full disk feels like from inside."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], check=False, capture_output=True, text=True
    )
