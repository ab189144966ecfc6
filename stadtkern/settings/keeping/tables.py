# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Reads and writes the tables of a register of this or an earlier version, on both databases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import DatabaseError, connections, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models.sql import InsertQuery

from . import registers, rows
from .statements import statement
from .words import BackupRefused

LEFT_OUT = frozenset({"sessions.Session", "usersessions.UserSession", "kernel.JobWorker"})
"""Tables that belong to running processes and signed-in people, not to the city."""
_BATCH = 500
_COUNTED = ("AutoField", "BigAutoField", "SmallAutoField")


@dataclass(frozen=True)
class Table:
    """A table of one register."""

    model: type[models.Model]
    alias: str
    next_id: int
    """The number that the next row gets; 0 when keys are not counted."""

    @property
    def label(self) -> str:
        """App and model, e.g. ``devices.Thing``."""
        return self.model._meta.label

    @property
    def columns(self) -> list[str]:
        """Names of the stored fields."""
        return [field.attname for field in rows.fields_of(self.model)]

    def key(self) -> int:
        """Position of a counted key, -1 when there is none."""
        fields = rows.fields_of(self.model)
        return next((n for n, f in enumerate(fields) if f.get_internal_type() in _COUNTED), -1)

    def read(self) -> Iterator[rows.Plain]:
        """All rows by their key; within a transaction they are those of one moment."""
        fields = rows.fields_of(self.model)
        stored = self.model._base_manager.using(self.alias).order_by("pk").values_list(*self.columns)
        return (rows.plain(row, fields) for row in stored.iterator(chunk_size=2000))


def tables(alias: str) -> list[Table]:
    """All tables of the register, by name.

    Raises:
        BackupRefused: a newer version has changed it.
    """
    next_ids = _next_ids(alias)
    found = [
        Table(model, alias, next_ids.get(model._meta.db_table, 0))
        for model in _models(alias)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    ]
    return sorted(found, key=lambda table: table.label)


def make(alias: str, migrations: list[tuple[str, str]]) -> None:
    """Make the tables of a new register as these migrations leave them.

    Raises:
        BackupRefused: this version does not know some of them.
    """
    require_known(migrations)
    with registers.standing_in(alias):
        executor = MigrationExecutor(connections[alias])
        executor.migrate(_last(executor.loader, set(migrations)))


def require_known(migrations: Iterable[tuple[str, str]]) -> None:
    """Make sure that this version knows all of these migrations.

    Raises:
        BackupRefused: a newer version has made the data.
    """
    loader = MigrationLoader(None, ignore_no_migrations=True)
    newer = sorted(set(migrations) - set(loader.disk_migrations) - _replaced(loader))
    if newer:
        raise BackupRefused(
            f"Die Daten sind von einer neueren Version (hier unbekannt: {newer[0][0]} {newer[0][1]}). "
            "Bitte diese Version installieren."
        )


def write(table: Table, given: Iterable[rows.Plain], columns: list[str]) -> int:
    """Fill a table whose fields have these names; how many rows.

    Raises:
        BackupRefused: the database does not take a row.
    """
    fields = rows.fields_of(table.model)
    if set(columns) != set(table.columns):
        raise BackupRefused(f"Die Tabelle {table.label} hat andere Spalten als die Sicherung.")
    order = [columns.index(name) for name in table.columns]
    here = table.model._base_manager.using(table.alias)
    if here.exists():
        here._raw_delete(table.alias)
    count, batch = 0, []
    size = min(_BATCH, connections[table.alias].ops.bulk_batch_size(fields, [None] * _BATCH))
    for row in given:
        meant = rows.values([row[position] for position in order], fields)
        batch.append(table.model(**dict(zip(table.columns, meant, strict=True))))
        count += 1
        if len(batch) >= size:
            _insert(table, batch)
            batch = []
    if batch:
        _insert(table, batch)
    return count


def set_next_ids(alias: str, wanted: dict[str, int]) -> None:
    """Let counted keys go on where they stood; ``wanted``: next number by label of the model."""
    connection = connections[alias]
    by_table = {table.model._meta.db_table: wanted.get(table.label, 0) for table in tables(alias)}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, number in by_table.items():
                cursor.execute(statement("sqlite_forget_next_id"), (name,))
                if number > 1:
                    cursor.execute(statement("sqlite_set_next_id"), (name, number - 1))
            return
        cursor.execute(statement("postgres_sequences"))
        for name, sequence, _last_value in cursor.fetchall():
            if by_table.get(name, 0) > 1:
                cursor.execute(statement("postgres_set_next_id"), (sequence, by_table[name] - 1))


def _insert(table: Table, batch: list[models.Model]) -> None:
    query = InsertQuery(table.model)
    query.insert_values(rows.fields_of(table.model), batch, raw=True)
    try:
        query.get_compiler(using=table.alias).execute_sql()
    except (DatabaseError, ValueError) as error:
        raise BackupRefused(f"Die Datenbank nimmt Zeilen von {table.label} nicht an: {error}") from error


def _models(alias: str) -> list[type[models.Model]]:
    loader = MigrationLoader(connections[alias])
    applied = set(loader.applied_migrations)
    require_known(applied)
    if applied >= set(loader.graph.leaf_nodes()):
        return list(apps.get_models(include_auto_created=True))
    state = loader.project_state(_last(loader, applied))
    return list(state.apps.get_models(include_auto_created=True))


def _last(loader: MigrationLoader, among: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """The last one of each app among these migrations."""
    nodes = {node for node in among if node in loader.graph.nodes}
    inner = {
        parent.key
        for node in nodes
        for parent in loader.graph.node_map[node].parents
        if parent.key[0] == node[0]
    }
    return sorted(nodes - inner)


def _replaced(loader: MigrationLoader) -> set[tuple[str, str]]:
    return {old for migration in loader.disk_migrations.values() for old in migration.replaces}


def _next_ids(alias: str) -> dict[str, int]:
    """The next number of each table with counted keys, by name of the table."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(statement("sqlite_next_ids"))
            return {name: int(last) + 1 for name, last in cursor.fetchall()}
        cursor.execute(statement("postgres_sequences"))
        return {name: int(last or 0) + 1 for name, _sequence, last in cursor.fetchall()}
