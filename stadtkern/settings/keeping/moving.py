# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Moves a city between one machine and PostgreSQL with buckets: copies everything, then compares every row.

The source is only read (small batches of its lake go into files, as the hourly maintenance does). The target
must be empty; what it needs in settings is said at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass
from hashlib import sha256

from django.db import connections, transaction

from stadtkern.flow.lake.copying import RowSum, StillLake

from . import ground, registers, rows, tables
from .backup import Note
from .buckets import Listed
from .places import Folder, Place
from .stores import Stores
from .words import BackupRefused, NotEqual


@dataclass(frozen=True, kw_only=True)
class Moved:
    """What was copied and found to be the same."""

    tables: int
    rows: int
    lake_tables: int
    lake_rows: int
    files: int


def move(source: Stores, target: Stores, *, note: Note) -> Moved:
    """Copy the city and compare it row by row; the source stays as it is.

    Raises:
        CityRuns: a process of the city runs.
        CityNotEmpty: something lies at the target.
        NotEqual: something is not the same there; the message names it.
    """
    ground.require_still(source)
    if source.lake_files.said == target.lake_files.said:
        raise BackupRefused("Quelle und Ziel haben denselben Ort für die Dateien des Datensees.")
    same_uploads = source.files.said == target.files.said
    ground.require_empty(target, but=(target.files,) if same_uploads else ())
    with ground.unfinished(target.data) if target.data != source.data else nullcontext():
        count = 0
        if target.data != source.data:
            count += _files(
                Folder(source.data), Folder(target.data, private=True), list(source.own_files()), note
            )
        if not same_uploads:
            count += _files(source.files, target.files, list(source.files.names()), note)
        lake, copied = _lake(source, target, note)
        found = _register(source, target, note)
    return Moved(
        tables=len(found),
        rows=sum(found.values()),
        lake_tables=len(lake),
        lake_rows=sum(one.rows for one in lake.values()),
        files=count + copied,
    )


def _files(source: Place, target: Place, listed: list[Listed], note: Note) -> int:
    """Copy files, read them again and compare."""
    for number, file in enumerate(listed):
        note(number, len(listed), file.name)
        hashes = sha256()
        target.write(file.name, _counted(source.read(file.name), hashes.update))
        there = sha256()
        for piece in target.read(file.name):
            there.update(piece)
        if there.digest() != hashes.digest():
            raise NotEqual(f"Die Datei {file.name} ist am Ziel eine andere.")
    return len(listed)


def _counted(pieces: Iterator[bytes], hears: Callable[[bytes], object]) -> Iterator[bytes]:
    for piece in pieces:
        hears(piece)
        yield piece


def _lake(source: Stores, target: Stores, note: Note) -> tuple[dict[str, RowSum], int]:
    """Copy catalogue and files, then sum up the rows on both sides."""
    note(0, None, "Datensee")
    with closing(StillLake(source.lake)) as from_there:
        with from_there.spared():
            copied, _ = from_there.copy(target.lake, lambda: None)
            listed = [Listed(name=file.path, bytes=file.bytes, changed_ns=0) for file in copied.files]
            count = _files(source.lake_files, target.lake_files, listed, note)
        note(0, None, "Messwerte werden verglichen")
        here = from_there.row_sums()
        with closing(StillLake(target.lake)) as there:
            found = there.row_sums()
    different = sorted(name for name in here.keys() | found.keys() if here.get(name) != found.get(name))
    if different:
        raise NotEqual(f"Die Tabelle {different[0]} des Datensees hat am Ziel andere Zeilen.")
    return found, count


def _register(source: Stores, target: Stores, note: Note) -> dict[str, int]:
    """Make the same tables, copy their rows within one transaction, and compare row by row."""
    with (
        registers.opened(source.register) as here,
        registers.opened(target.register) as there,
        transaction.atomic(using=here),
    ):
        given = tables.tables(here)
        tables.make(there, registers.applied(here))
        made = {table.label: table for table in tables.tables(there)}
        with transaction.atomic(using=there):
            for table in given:
                note(0, None, table.label)
                tables.write(made[table.label], table.read(), table.columns)
            connections[there].check_constraints()
            tables.set_next_ids(there, {table.label: table.next_id for table in given})
        return {table.label: compared(table, made[table.label]) for table in given}


def compared(here: tables.Table, there: tables.Table) -> int:
    """How many rows, all of them the same.

    Raises:
        NotEqual: a row is missing or another; the message names it.
    """
    mine, other = rows.Digest(), rows.Digest()
    order = [there.columns.index(name) for name in here.columns]
    for row in here.read():
        mine.add(row)
    for row in there.read():
        other.add([row[position] for position in order])
    if (mine.rows, mine.hex()) != (other.rows, other.hex()):
        raise NotEqual(f"{here.label}: {_difference(here, there, order)}")
    return mine.rows


def _difference(here: tables.Table, there: tables.Table, order: list[int]) -> str:
    """The first row that is not the same, in words."""
    key = here.columns.index(here.model._meta.pk.attname)
    known = {str(row[key]): rows.fingerprint(row) for row in here.read()}
    for row in there.read():
        arranged = [row[position] for position in order]
        if known.pop(str(arranged[key]), None) != rows.fingerprint(arranged):
            return f"Die Zeile {arranged[key]} ist am Ziel eine andere."
    return f"{len(known)} Zeilen fehlen am Ziel, zum Beispiel {next(iter(known), '')}."
