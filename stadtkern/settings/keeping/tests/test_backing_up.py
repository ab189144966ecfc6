# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Backups are of one moment, grow by what is new, and are readable by nobody without the key."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest
from django.conf import settings

from stadtkern.flow.lake.copying import StillLake
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings, Question
from stadtkern.kernel.observation import TIME
from stadtkern.settings.keeping import backup, keys, rows, shelf, work
from stadtkern.settings.keeping.places import Folder
from stadtkern.settings.keeping.vault import Vault
from stadtkern.settings.keeping.words import BackupDamaged, BackupRefused, Body, PlaceBusy

from . import towns

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A town of its own that a test may change."""
    return towns.recorded(tmp_path)


def batch(datastream: int, number: int) -> pa.Table:
    return pa.table(
        {
            "datastream_id": pa.array([datastream], pa.int64()),
            "phenomenon_time": pa.array([NOW + timedelta(minutes=number)], TIME),
            "result": pa.array([float(number)], pa.float64()),
        }
    )


def many(first: int) -> pa.Table:
    times = [NOW + timedelta(minutes=first + number) for number in range(300)]
    return pa.table(
        {
            "datastream_id": pa.array([1] * 300, pa.int64()),
            "phenomenon_time": pa.array(times, TIME),
            "result": pa.array([1.0] * 300, pa.float64()),
        }
    )


def kept_rows(there: Vault, body: Body, label: str) -> list[rows.Plain]:
    table = next(table for table in body.register.tables if table.label == label)
    return [row for piece in table.pieces for row in rows.decoded(there.get(piece))]


def test_register_and_lake_are_of_one_moment_while_both_are_written(
    reachable: None, data: Path, tmp_path: Path
) -> None:
    """A datastream is registered before its observation, a note after it: no backup tears them apart."""
    stores, there = towns.town(data), towns.vault(tmp_path / "backups")
    lake = Lake.open(stores.lake)
    stop = threading.Event()

    def live() -> None:
        with closing(sqlite3.connect(data / "register.sqlite3", timeout=20, isolation_level=None)) as file:
            number = 0
            while not stop.is_set():
                number += 1
                file.execute(
                    "insert into kernel_department (id, name, email) values (?, ?, '')",
                    (10_000 + number, f"vorher {number}"),
                )
                lake.append(batch(10_000 + number, number))
                file.execute(
                    "insert into kernel_failedsignin (key, failures, last_at) values (?, 1, ?)",
                    (f"nachher {10_000 + number}", "2026-11-22 12:00:00"),
                )

    writer = threading.Thread(target=live)
    writer.start()
    try:
        heads = [backup.make(stores, lake, there, city="Musterstadt", note=towns.quiet) for _ in range(2)]
    finally:
        stop.set()
        writer.join()
        lake.close()
    for head in heads:
        body = there.body(head)
        observed = _observed(there, body, tmp_path / head.id)
        announced = {row[0] for row in kept_rows(there, body, "kernel.Department")}
        noted = {int(str(row[0]).split()[1]) for row in kept_rows(there, body, "kernel.FailedSignIn")}
        assert noted <= observed <= announced
        assert len(observed) >= len(noted) > 0 or head is heads[0]


def _observed(there: Vault, body: Body, folder: Path) -> set[int]:
    Folder(folder).write("catalogue.ducklake", there.get_all(body.lake.catalogue.pieces))
    for file in body.lake.files:
        Folder(folder / "files").write(file.path, there.get_all(file.pieces))
    lake = Lake.open(LakeSettings(folder=folder))
    try:
        found = lake.ask(Question("select datastream_id from observations where datastream_id > 10000"))
        return set(found["datastream_id"].to_numpy().tolist())
    finally:
        lake.close()


def test_a_second_backup_writes_only_what_is_new(reachable: None, data: Path, tmp_path: Path) -> None:
    stores, folder = towns.town(data), tmp_path / "backups"
    first = towns.backed_up(stores, towns.vault(folder))
    second = towns.backed_up(stores, towns.vault(folder))
    assert first.bytes == second.bytes
    assert second.written_bytes < first.written_bytes
    bodies = [towns.vault(folder).body(head) for head in (first, second)]
    assert bodies[0].lake.files == bodies[1].lake.files
    assert bodies[0].register == bodies[1].register


def test_nothing_of_the_town_stands_in_a_backup_in_clear(backups: Path) -> None:
    written = b"".join(path.read_bytes() for path in backups.rglob("*") if path.is_file())
    for word in (b"Musteramt", b"verwaltung", b"PAR1", b"observations", b"argon2"):
        assert word not in written


def test_a_file_of_the_lake_that_is_shorter_than_the_catalogue_says_is_told(
    reachable: None, data: Path, tmp_path: Path
) -> None:
    broken = next((data / "lake" / "files" / "main" / "observations").rglob("*.parquet"))
    broken.write_bytes(broken.read_bytes()[:-10])
    with pytest.raises(BackupRefused, match="nicht so lang"):
        towns.backed_up(towns.town(data), towns.vault(tmp_path / "backups"))
    assert towns.vault(tmp_path / "backups").ids() == []


def test_a_damaged_object_is_found_and_written_anew_on_demand(
    reachable: None, data: Path, tmp_path: Path
) -> None:
    stores, folder = towns.town(data), tmp_path / "backups"
    towns.backed_up(stores, towns.vault(folder))
    victim = next(path for path in (folder / "objects").rglob("*") if path.is_file())
    victim.write_bytes(b"damaged")
    with pytest.raises(BackupDamaged, match=victim.name):
        shelf.verify(towns.vault(folder), shelf.heads(towns.vault(folder)), note=towns.quiet)

    key = keys.read(folder.with_name("backups.key"))
    towns.backed_up(stores, Vault(Folder(folder), key, again=True))

    newest = shelf.heads(towns.vault(folder))[:1]
    assert shelf.verify(towns.vault(folder), newest, note=towns.quiet).backups == 1


def test_rules_keep_backups_and_the_newest_always_stays(
    reachable: None, backups: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    shutil.copytree(backups, folder)
    shutil.copy(backups.with_name("backups.key"), tmp_path / "backups.key")
    there = towns.vault(folder)
    (only,) = shelf.heads(there)
    for days in range(1, 40):
        made = only.made_at - timedelta(days=days)
        name = f"{made:%Y-%m-%dT%H%M%SZ}-000000"
        there.write_head(msgspec.structs.replace(only, id=name, made_at=made))
    there.put(b"left behind by a backup that was killed")
    before = len(there.known())

    gone = shelf.prune(there, shelf.Keep(last=2, days=5, weeks=0, months=0), note=towns.quiet)

    assert len(there.ids()) == 5
    assert len(gone.backups) == 35
    assert (gone.objects, len(there.known())) == (1, before - 1)
    assert shelf.verify(there, shelf.heads(there), note=towns.quiet).backups == 5
    shelf.prune(there, shelf.Keep(last=0, days=0, weeks=0, months=0), note=towns.quiet)
    assert there.ids() == [only.id]


def test_a_place_that_cannot_be_written_is_named_and_no_backup_is_there(
    reachable: None, data: Path, tmp_path: Path
) -> None:
    (tmp_path / "full").write_text("a file where a folder should be")
    with pytest.raises(BackupRefused, match=r"full.* kann nicht geschrieben werden"):
        towns.backed_up(
            towns.town(data), Vault(Folder(tmp_path / "full" / "backups"), towns.key_in(tmp_path / "key"))
        )


def test_a_file_that_could_not_be_written_whole_is_not_there(tmp_path: Path) -> None:
    def breaking() -> Iterator[bytes]:
        yield b"begun"
        raise OSError(errno.ENOSPC, "No space left on device")

    place = Folder(tmp_path / "place")
    with pytest.raises(BackupRefused, match="No space left"):
        place.write("objects/ab/abc", breaking())
    assert list(place.names()) == []
    assert [path for path in (tmp_path / "place").rglob("*") if path.is_file()] == []


def test_two_backups_to_one_place_do_not_meet(tmp_path: Path) -> None:
    place = Folder(tmp_path / "place")
    with place.alone(), pytest.raises(PlaceBusy), Folder(tmp_path / "place").alone():
        pass
    with place.alone():
        pass


def test_place_and_key_that_would_be_lost_together_are_refused(tmp_path: Path) -> None:
    knobs = replace(settings.KNOBS, data=tmp_path / "data")
    with pytest.raises(BackupRefused, match="nicht in den Datenordner"):
        work.vault(knobs, str(tmp_path / "data" / "backups"), str(tmp_path / "key"))
    with pytest.raises(BackupRefused, match="nicht zu den Sicherungen"):
        work.vault(knobs, str(tmp_path / "place"), str(tmp_path / "place" / "key"))


def test_a_key_is_never_overwritten_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "key"
    keys.make(path)
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(BackupRefused, match="nie überschrieben"):
        keys.make(path)
    path.with_name("other").write_text("something else")
    with pytest.raises(BackupRefused, match="kein Schlüssel"):
        keys.read(path.with_name("other"))


def test_files_that_are_copied_outlive_maintenance(lake: Lake, tmp_path: Path) -> None:
    lake.append(many(0))
    target = LakeSettings(folder=tmp_path / "copy")
    with lake.spared():
        copied, _ = lake.copy(target, lambda: None)
        lake.append(many(1000))
        lake.compact(now=datetime.now(UTC) + timedelta(days=3), keep=timedelta(0), grace=timedelta(0))
        there = [lake.folder / "files" / file.path for file in copied.files]
        assert all(path.exists() for path in there)
        shutil.copytree(lake.folder / "files", target.folder / "files")
    with closing(StillLake(target)) as still:
        assert still.row_sums()["observations"].rows == 300
    lake.compact(now=datetime.now(UTC) + timedelta(days=3), keep=timedelta(0), grace=timedelta(0))
    assert not all(path.exists() for path in there)
