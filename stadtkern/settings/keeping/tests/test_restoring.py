# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A town is restored exactly as it was; what cannot be restored is refused before anything is touched."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from stadtkern.flow.lake.lock import FolderLock
from stadtkern.settings.keeping import ground, keys, restore, shelf
from stadtkern.settings.keeping.places import Folder
from stadtkern.settings.keeping.vault import Vault
from stadtkern.settings.keeping.words import (
    BackupDamaged,
    BackupMissing,
    BackupRefused,
    CityNotEmpty,
    CityRuns,
    WrongKey,
)

from . import towns

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def copy(backups: Path, tmp_path: Path) -> Path:
    """A copy of the backups that a test may damage."""
    folder = tmp_path / "backups"
    shutil.copytree(backups, folder)
    shutil.copy(backups.with_name("backups.key"), tmp_path / "backups.key")
    return folder


def restored_from(folder: Path, data: Path, *, replace: bool = False) -> None:
    there = towns.vault(folder)
    head = shelf.chosen(there, None)
    restore.restore(towns.town(data), there, head, replace_city=replace, now=NOW, note=towns.quiet)


def objects(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "objects").rglob("*") if path.is_file())


def test_every_row_of_the_register_is_as_it_was(original: Path, restored: Path) -> None:
    assert towns.register_rows(restored) == towns.register_rows(original)


def test_every_column_of_the_register_is_as_it_was(original: Path, restored: Path) -> None:
    before, after = towns.columns(original), towns.columns(restored)
    assert {name: sorted(row[1:4] for row in rows) for name, rows in after.items()} == {
        name: sorted(row[1:4] for row in rows) for name, rows in before.items()
    }


def test_every_row_of_the_lake_is_as_it_was(original: Path, restored: Path) -> None:
    before = towns.lake_sums(towns.town(original).lake)
    assert towns.lake_sums(towns.town(restored).lake) == before
    assert before["observations"].rows == 2787


def test_every_file_is_as_it_was_and_the_secret_key_is_only_for_its_owner(
    original: Path, restored: Path
) -> None:
    assert towns.files(restored) == towns.files(original)
    assert (restored / "secret.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("number", [0, 17, -1])
def test_a_changed_object_is_refused_before_anything_is_touched(
    reachable: None, copy: Path, tmp_path: Path, number: int
) -> None:
    victim = objects(copy)[number]
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(content)
    with pytest.raises(BackupDamaged, match=victim.name):
        restored_from(copy, tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_a_missing_object_is_refused(reachable: None, copy: Path, tmp_path: Path) -> None:
    objects(copy)[5].unlink()
    with pytest.raises(BackupDamaged, match="fehlt das Objekt"):
        restored_from(copy, tmp_path / "data")


def test_objects_that_changed_places_are_refused(reachable: None, copy: Path, tmp_path: Path) -> None:
    one, other = objects(copy)[3:5]
    first = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(first)
    with pytest.raises(BackupDamaged):
        restored_from(copy, tmp_path / "data")


def test_a_truncated_head_is_refused(reachable: None, copy: Path, tmp_path: Path) -> None:
    head = next((copy / "backups").iterdir())
    os.truncate(head, head.stat().st_size - 1)
    with pytest.raises(BackupDamaged):
        restored_from(copy, tmp_path / "data")


def test_another_key_is_refused_with_a_sentence(reachable: None, copy: Path, tmp_path: Path) -> None:
    keys.make(tmp_path / "other.key")
    with pytest.raises(WrongKey, match="passt nicht"):
        shelf.chosen(Vault(Folder(copy), keys.read(tmp_path / "other.key")), None)


def test_an_empty_place_says_that_there_are_no_backups(tmp_path: Path) -> None:
    with pytest.raises(BackupMissing, match="liegen keine Sicherungen"):
        shelf.chosen(towns.vault(tmp_path / "empty"), None)


def test_backups_without_their_label_are_not_mixed_with_new_ones(copy: Path) -> None:
    (copy / "stadtkern-backup.json").unlink()
    with pytest.raises(BackupDamaged, match="fehlt"):
        towns.vault(copy).begin()


def test_the_backup_of_a_newer_version_is_refused(reachable: None, backups: Path) -> None:
    there = towns.vault(backups)
    body = there.body(shelf.chosen(there, None))
    register = msgspec.structs.replace(body.register, migrations=[("kernel", "9999_from_the_future")])
    lake = msgspec.structs.replace(body.lake, version=999)
    for newer in (msgspec.structs.replace(body, register=register), msgspec.structs.replace(body, lake=lake)):
        with pytest.raises(BackupRefused, match=r"neueren Version|diese Version kennt"):
            restore.require_known(newer)


def test_a_running_city_is_not_restored_over(reachable: None, backups: Path, tmp_path: Path) -> None:
    lake = tmp_path / "data" / "lake"
    lake.mkdir(parents=True)
    lock = FolderLock(lake / "lake.lock")
    try:
        with pytest.raises(CityRuns, match="läuft"):
            restored_from(backups, tmp_path / "data", replace=True)
    finally:
        lock.release()
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["lake"]


def test_a_city_that_is_there_is_kept_unless_it_is_to_be_replaced(
    reachable: None, backups: Path, tmp_path: Path
) -> None:
    data = towns.recorded(tmp_path)
    before = towns.register_rows(data)
    with pytest.raises(CityNotEmpty, match="Datenbank, Datensee, Dateien"):
        restored_from(backups, data)
    assert towns.register_rows(data) == before
    assert not ground.interrupted(data)


def test_what_is_replaced_is_set_aside_whole(tmp_path: Path) -> None:
    """The renaming goes on where a kill has ended it: some names are changed already, others are not."""
    data = tmp_path / "data"
    for name, text in (("register.sqlite3", "old"), ("secret.key", "old"), ("karte/a.geojson", "old")):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text(text)
    stores = towns.town(data)
    ground.prepare(stores, replace=True, now=NOW)
    for name in ("register.sqlite3", "secret.key"):
        (ground.staging(stores) / name).write_text("new")
    ready = data / "restoring" / "ready.json"
    swap = {"aside": ["karte", "register.sqlite3", "secret.key"], "replaced": "replaced-1"}
    ready.write_bytes(msgspec.json.encode(swap))
    (data / "replaced-1").mkdir()
    (data / "register.sqlite3").rename(data / "replaced-1" / "register.sqlite3")
    (data / "restoring" / "new" / "register.sqlite3").rename(data / "register.sqlite3")

    assert ground.finish(data)

    assert (data / "register.sqlite3").read_text() == (data / "secret.key").read_text() == "new"
    aside = data / "replaced-1"
    assert {path.name for path in aside.iterdir()} == {"register.sqlite3", "secret.key", "karte"}
    assert (aside / "register.sqlite3").read_text() == (aside / "secret.key").read_text() == "old"
    assert not ground.interrupted(data)


def test_the_nearest_backup_before_a_time_is_chosen(backups: Path) -> None:
    there = towns.vault(backups)
    only = shelf.chosen(there, None)
    assert shelf.chosen(there, only.made_at).id == only.id
    with pytest.raises(BackupMissing, match="reichen die Sicherungen nicht zurück"):
        shelf.chosen(there, only.made_at - timedelta(seconds=1))
