# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which data this version works on, and with which sentence it refuses the rest before changing anything."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from stadtkern.flow.lake.lock import FolderLock
from stadtkern.kernel.errors import WrongSetting
from stadtkern.kernel.upkeep import service as upkeep
from stadtkern.settings.env import Knobs
from stadtkern.settings.keeping import registers, releases, upgrade

from . import towns

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def knobs(reachable: None, tmp_path: Path) -> Iterator[Knobs]:
    """The recorded town of version 0.1.0 as the city of this process."""
    data = towns.recorded(tmp_path)
    with registers.opened(data / "register.sqlite3") as alias, registers.standing_in(alias):
        yield replace(settings.KNOBS, data=data, database="", lake_catalogue="", lake_files="")


def change(knobs: Knobs, statement: str) -> towns.Rows:
    with closing(sqlite3.connect(knobs.data / "register.sqlite3")) as file:
        file.execute(statement)
        file.commit()
    return towns.register_rows(knobs.data)


def test_data_of_a_newer_version_is_refused(knobs: Knobs) -> None:
    before = change(
        knobs,
        "insert into django_migrations (app, name, applied) values ('kernel', '9999_future', '2030-01-01')",
    )
    with pytest.raises(WrongSetting, match=r"neueren Version \(hier unbekannt: kernel 9999_future\)"):
        upgrade.bring_up(knobs, now=NOW)
    assert towns.register_rows(knobs.data) == before


def test_data_of_before_the_first_version_is_refused(knobs: Knobs) -> None:
    before = change(knobs, "delete from django_migrations where app = 'devices' and name like '0008%'")
    with pytest.raises(WrongSetting, match=r"älter als Stadtkern 0\.1\.0"):
        upgrade.bring_up(knobs, now=NOW)
    assert towns.register_rows(knobs.data) == before


def test_data_that_a_running_city_uses_is_not_migrated(knobs: Knobs) -> None:
    before = towns.register_rows(knobs.data)
    lock = FolderLock(knobs.data / "lake" / "lake.lock")
    try:
        with pytest.raises(WrongSetting, match="läuft noch mit der früheren Version"):
            upgrade.bring_up(knobs, now=NOW)
    finally:
        lock.release()
    assert towns.register_rows(knobs.data) == before


def test_without_a_backup_before_nothing_is_migrated_when_one_is_wanted(knobs: Knobs, tmp_path: Path) -> None:
    before = towns.register_rows(knobs.data)
    wanting = replace(knobs, backup=str(tmp_path / "backups"), backup_key=tmp_path / "missing")
    with pytest.raises(WrongSetting, match="Vor dem Umstieg konnte nicht gesichert werden"):
        upgrade.bring_up(wanting, now=NOW)
    assert towns.register_rows(knobs.data) == before


def test_half_restored_data_is_not_worked_on(knobs: Knobs) -> None:
    (knobs.data / "restoring").mkdir()
    with pytest.raises(WrongSetting, match="unterbrochen"):
        upgrade.require_fit(knobs)


@pytest.mark.django_db
def test_a_version_is_noted_once_and_newer_ones_are_not_followed_by_older_ones() -> None:
    upkeep.note_release("0.1.0", at=NOW)
    upkeep.note_release("0.1.0", at=NOW)
    upkeep.note_release("99.0.0", at=NOW)
    assert [one.version for one in upkeep.releases()] == ["99.0.0", "0.1.0"]
    with pytest.raises(WrongSetting, match=r"sind von Stadtkern 99\.0\.0"):
        upgrade.require_fit(settings.KNOBS)


def test_versions_are_compared_as_numbers() -> None:
    assert releases.order("0.10.0") > releases.order("0.9.3") > releases.order("0.9") > releases.order("")
    assert releases.order("1.2.0.dev3") == releases.order("1.2.0")
