# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Restores a city from a backup: to an empty machine, to the same or the other kind of stores.

Everything is read and compared before anything is touched; then it is built beside what is there, compared
again row by row, and put in place by renaming.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import connections, transaction

from stadtkern.flow.lake import migrate as lake_migrations
from stadtkern.flow.lake.copying import StillLake, catalogue_path
from stadtkern.flow.lake.words import LakeSettings

from . import ground, registers, rows, shelf, tables
from .backup import Note
from .places import Folder, Place
from .registers import FILE
from .stores import Stores
from .vault import Vault
from .words import BackupRefused, Body, Head, KeptFile, KeptTable, NotEqual


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What stands there now."""

    head: Head
    tables: int
    rows: int
    files: int


def restore(
    stores: Stores, vault: Vault, head: Head, *, replace_city: bool, now: datetime, note: Note
) -> Restored:
    """Make the city as it was; the register keeps the version that it had.

    Raises:
        CityRuns: a process of the city runs.
        CityNotEmpty: a city is there and ``replace_city`` is false.
        BackupDamaged: the backup is damaged; nothing was touched.
        BackupRefused: it is of a newer version, or cannot be written there.
        NotEqual: what was written is not what was kept; nothing is in place.
    """
    ground.require_still(stores)
    shelf.verify(vault, [head], note=note)
    body = vault.body(head)
    require_known(body)
    ground.prepare(stores, replace=replace_city, now=now)
    staged = _staged(stores)
    _files(vault, body.lake.files, staged.lake_files, note)
    _files(vault, body.files, staged.files, note)
    _files(vault, body.data, Folder(ground.staging(stores), private=True), note)
    note(0, None, "Datensee")
    _lake(staged, stores.lake, vault, body)
    note(0, None, "Datenbank")
    _register(staged.register, vault, body, note)
    ground.ready(stores, now=now)
    return Restored(head=head, tables=len(body.register.tables), rows=head.rows, files=head.files)


def require_known(body: Body) -> None:
    """Make sure that this version can read the backup.

    Raises:
        BackupRefused: a newer version has made it.
    """
    tables.require_known(body.register.migrations)
    newest = lake_migrations.newest()
    if body.lake.version > newest:
        raise BackupRefused(
            f"Der Datensee der Sicherung hat den Stand {body.lake.version}, diese Version kennt {newest}. "
            "Bitte die Version verwenden, die gesichert hat, oder eine neuere."
        )


def _staged(stores: Stores) -> Stores:
    """Where everything is built: what lies in the data folder in its staging area, the rest in its place."""
    new = ground.staging(stores)

    def place(wanted: Place) -> Place:
        inside = isinstance(wanted, Folder) and wanted.path.is_relative_to(stores.data)
        return Folder(new / wanted.path.relative_to(stores.data)) if inside else wanted  # type: ignore[attr-defined]

    files = place(stores.lake_files)
    return Stores(
        data=new,
        register=new / FILE if stores.embedded else stores.register,
        lake=replace(stores.lake, folder=new / "lake", catalogue="", files=files.said),
        files=place(stores.files),
        lake_files=files,
    )


def _files(vault: Vault, kept: list[KeptFile], place: Place, note: Note) -> None:
    for number, file in enumerate(kept):
        note(number, len(kept), file.path)
        place.write(file.path, vault.get_all(file.pieces))


def _lake(staged: Stores, wanted: LakeSettings, vault: Vault, body: Body) -> None:
    """Put the catalogue there and count."""
    name = catalogue_path(Path()).name
    Folder(staged.lake.folder).write(name, vault.get_all(body.lake.catalogue.pieces))
    built = StillLake(staged.lake)
    try:
        if wanted.catalogue:
            built.copy(replace(wanted, files=staged.lake.files), lambda: None)
        counted = built.counts()
    finally:
        built.close()
    if counted != body.lake.rows:
        raise NotEqual(f"Der Datensee hat andere Zeilen als die Sicherung: {counted} statt {body.lake.rows}.")
    if wanted.catalogue:
        catalogue_path(staged.lake.folder).unlink()


def _register(place: str | Path, vault: Vault, body: Body, note: Note) -> None:
    """Make the tables as they were, fill them, read them again and compare.

    Raises:
        NotEqual: a table has other rows than the backup.
    """
    with registers.opened(place) as alias:
        tables.make(alias, body.register.migrations)
        there = {table.label: table for table in tables.tables(alias)}
        with transaction.atomic(using=alias):
            for kept in body.register.tables:
                note(0, kept.rows, kept.label)
                _fill(there, kept, vault)
            connections[alias].check_constraints()
            tables.set_next_ids(alias, {kept.label: kept.next_id for kept in body.register.tables})
        for kept in body.register.tables:
            _compare(there[kept.label], kept)


def _fill(there: dict[str, tables.Table], kept: KeptTable, vault: Vault) -> None:
    if kept.label not in there:
        raise BackupRefused(f"Die Tabelle {kept.label} der Sicherung gibt es in dieser Version nicht.")
    given = (row for piece in kept.pieces for row in rows.decoded(vault.get(piece)))
    tables.write(there[kept.label], given, kept.columns)


def _compare(table: tables.Table, kept: KeptTable) -> None:
    digest = rows.Digest()
    order = [table.columns.index(name) for name in kept.columns]
    for row in table.read():
        digest.add([row[position] for position in order])
    if (digest.rows, digest.hex()) != (kept.rows, kept.digest):
        raise NotEqual(f"Die Tabelle {kept.label} hat andere Zeilen als die Sicherung.")
