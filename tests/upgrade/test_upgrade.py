# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The recorded town of version 0.1.0 is taken over row by row, and can be taken back to what it was."""

from __future__ import annotations

import json
import lzma
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from stadtkern.flow.lake.features.words import FeatureColumn, FeatureQuestion, FeatureTable
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import LakeSettings, Question
from stadtkern.settings.keeping import keys
from stadtkern.settings.keeping.tests import towns
from stadtkern.settings.tests.city_process import stadtkern

Row = dict[str, object]
_KNOWN = json.loads(lzma.decompress((towns.PAYLOADS / "rows-0.1.0.json.xz").read_bytes()))
_CHANGED = {
    "kernel_auditentry": "the chain of the log names people by code",
    "kernel_person_departments": "became grants of roles",
    "django_migrations": "there are more",
    "django_content_type": "there are more",
    "auth_permission": "there are more",
    "sqlite_sequence": "there is more",
}
"""Tables whose rows a migration changes on purpose, and why."""
_GRANTED = {"is_superuser", "is_staff"}
"""Columns of people that became grants of roles."""


def plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value


def said(rows: list[Row]) -> list[Row]:
    return [{key: plain(value) for key, value in row.items()} for row in rows]


def columns_of(data: Path, table: str) -> list[str]:
    with closing(sqlite3.connect(data / "register.sqlite3")) as file:
        return [row[1] for row in file.execute(f"pragma table_info({table})")]


def rows_of(data: Path, table: str, columns: list[str]) -> list[tuple[object, ...]]:
    names = ", ".join(f'"{column}"' for column in columns)
    with closing(sqlite3.connect(data / "register.sqlite3")) as file:
        return sorted(file.execute(f"select {names} from {table}"), key=repr)  # noqa: S608


@pytest.mark.slow
def test_the_town_is_taken_over_and_taken_back(tmp_path: Path) -> None:
    old = towns.recorded(tmp_path / "before")
    data = towns.recorded(tmp_path / "now")
    keys.make(tmp_path / "key")
    env = {"STADTKERN_BACKUP": str(tmp_path / "backups"), "STADTKERN_BACKUP_KEY_FILE": str(tmp_path / "key")}

    upgraded = stadtkern("migrate", data=data, **env)
    back = stadtkern("restore", "--as-it-was", data=tmp_path / "back", **env)

    assert upgraded.returncode == 0, upgraded.stderr
    assert back.returncode == 0, back.stderr
    _assert_taken_over(old, data)
    _assert_lake(LakeSettings(folder=data / "lake"))
    assert towns.register_rows(tmp_path / "back") == towns.register_rows(old)
    assert towns.files(tmp_path / "back") == towns.files(old)
    assert towns.lake_sums(LakeSettings(folder=tmp_path / "back" / "lake")) == towns.lake_sums(
        LakeSettings(folder=old / "lake")
    )


def _assert_taken_over(old: Path, data: Path) -> None:
    """Every row of every column that both versions have, but for what is changed on purpose."""
    for table in towns.register_rows(old):
        columns = set(columns_of(data, table)) - _GRANTED
        both = [name for name in columns_of(old, table) if name in columns]
        assert both or table in _CHANGED, table
        if table not in _CHANGED:
            assert rows_of(data, table, both) == rows_of(old, table, both), table
    assert rows_of(data, "kernel_grant", ["person_id", "role", "department_id"]) == [
        (1, "administrator", None),
        (2, "editor", 1),
        (2, "steward", 1),
        (2, "technician", 1),
    ]
    whole = ["id", "at", "action", "change"]
    before = rows_of(old, "kernel_auditentry", whole)
    after = {row[0]: row for row in rows_of(data, "kernel_auditentry", whole)}
    assert [after[row[0]] for row in before] == before
    assert len(after) == len(before) + 1
    assert rows_of(data, "upkeep_datarelease", ["id"]) == [(1,)]


def _assert_lake(settings: LakeSettings) -> None:
    """Every observation and feature is as version 0.1.0 answered it."""
    lake = Lake.open(settings)
    try:
        order = "order by datastream_id, phenomenon_time, seq, result"
        found = lake.ask(Question(f"select * from observations {order}"))  # noqa: S608
        kept = [{key: row[key] for key in _KNOWN["observations"][0]} for row in said(found.to_pylist())]
        assert kept == _KNOWN["observations"]
        table = FeatureTable(
            id=1,
            columns=(
                FeatureColumn(name="name", kind="text"),
                FeatureColumn(name="anzahl", kind="integer"),
                FeatureColumn(name="geprueft", kind="date"),
            ),
        )
        features = lake.features.stream(FeatureQuestion(table=table, limit=1000))
        assert [row for part in features for row in said(part.to_pylist())] == _KNOWN["features"]
        assert said(lake.features.versions(table, "B003").to_pylist()) == _KNOWN["versions"]
    finally:
        lake.close()
