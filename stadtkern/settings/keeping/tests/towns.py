# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The town that version 0.1.0 recorded, to be backed up, restored and compared row by row."""

from __future__ import annotations

import re
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from stadtkern.flow.lake.copying import RowSum, StillLake
from stadtkern.flow.lake.words import LakeSettings
from stadtkern.settings.keeping import backup, keys, tables
from stadtkern.settings.keeping.places import Folder
from stadtkern.settings.keeping.stores import Stores, stores_of
from stadtkern.settings.keeping.vault import Vault
from stadtkern.settings.keeping.words import Head

PAYLOADS = Path(__file__).resolve().parents[4] / "tests" / "upgrade" / "payloads"
_LEFT_OUT = {label.lower().replace(".", "_") for label in tables.LEFT_OUT} | {"django_session"}
_MADE_BY_DJANGO = {"django_migrations"}

Rows = dict[str, list[tuple[object, ...]]]


def recorded(folder: Path) -> Path:
    """The data folder of the recorded town."""
    with tarfile.open(PAYLOADS / "data-0.1.0.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    return folder / "data"


def town(data: Path) -> Stores:
    """The stores of an embedded town in this data folder."""
    knobs = replace(settings.KNOBS, data=data, database="", lake_catalogue="", lake_files="", files="")
    return stores_of(knobs)


def vault(folder: Path) -> Vault:
    """The backups in a folder, with a key beside it that is made when missing."""
    return Vault(Folder(folder), key_in(folder.with_name(folder.name + ".key")))


def key_in(path: Path) -> keys.Key:
    """The key in a file, which is made when missing."""
    if not path.exists():
        keys.make(path)
    return keys.read(path)


def backed_up(stores: Stores, there: Vault) -> Head:
    """A backup of a town in which nobody lives at the moment."""
    with closing(StillLake(stores.lake)) as lake:
        return backup.make(stores, lake, there, city="Musterstadt", note=quiet)


def quiet(done: int, total: int | None, text: str) -> None:
    """Nobody listens."""


def register_rows(data: Path) -> Rows:
    """Every row of every table as the SQLite file itself says; of migrations only their names."""
    with closing(sqlite3.connect(data / "register.sqlite3")) as file:
        names = [name for (name,) in file.execute("select name from sqlite_master where type = 'table'")]
        found: Rows = {}
        for name in sorted(set(names) - _LEFT_OUT):
            columns = "app, name" if name in _MADE_BY_DJANGO else "*"
            found[name] = sorted(file.execute(f"select {columns} from {name}"), key=repr)  # noqa: S608
    found["sqlite_sequence"] = [
        row for row in found["sqlite_sequence"] if row[0] not in _LEFT_OUT | _MADE_BY_DJANGO and row[1]
    ]
    return found


def columns(data: Path) -> dict[str, list[tuple[object, ...]]]:
    """Name, type and nullness of every column of every table."""
    with closing(sqlite3.connect(data / "register.sqlite3")) as file:
        names = [name for (name,) in file.execute("select name from sqlite_master where type = 'table'")]
        return {name: file.execute(f"pragma table_info({name})").fetchall() for name in sorted(names)}


def lake_sums(lake: LakeSettings) -> dict[str, RowSum]:
    """The rows of every table of a lake."""
    with closing(StillLake(lake)) as opened:
        return opened.row_sums()


def files(data: Path) -> dict[str, bytes]:
    """Every file of the data folder that is neither register nor lake nor lock."""
    return {
        path.relative_to(data).as_posix(): path.read_bytes()
        for path in data.rglob("*")
        if path.is_file() and not re.match(r"(register|lake/|replaced)", path.relative_to(data).as_posix())
    }
