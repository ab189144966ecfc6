# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Opens a register anywhere: an SQLite file or a PostgreSQL database beside the one that the city uses."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.migrations.loader import MigrationLoader
from psycopg import IsolationLevel

from stadtkern.kernel.errors import WrongSetting
from stadtkern.settings import register

FILE = "register.sqlite3"


@contextmanager
def opened(place: str | Path) -> Iterator[str]:
    """The alias of a connection to a PostgreSQL address or an SQLite file, for this thread.

    A transaction of it sees one moment: SQLite's readers hinder nobody, PostgreSQL repeats its reads.

    Raises:
        WrongSetting: the database does not answer.
    """
    alias = f"keeping-{secrets.token_hex(8)}"
    usual = connections.databases[DEFAULT_DB_ALIAS]
    wanted = _file(place) if isinstance(place, Path) else _server(place)
    connections.databases[alias] = {**usual, **wanted}
    try:
        _reach(alias)
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.databases[alias]


@contextmanager
def standing_in(alias: str) -> Iterator[None]:
    """Inside this register is the usual one of this thread; some migrations know no other."""
    usual = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[alias]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = usual


def applied(alias: str) -> list[tuple[str, str]]:
    """The migrations that this register has had, app and name."""
    return sorted(MigrationLoader(connections[alias]).applied_migrations)


def is_new(alias: str) -> bool:
    """Whether it has no table at all."""
    return not connections[alias].introspection.table_names()


def _reach(alias: str) -> None:
    try:
        connections[alias].ensure_connection()
    except OperationalError as error:
        raise WrongSetting(register.unreachable(error, connections[alias])) from error


def _file(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "USER": "",
        "PASSWORD": "",
        "HOST": "",
        "PORT": "",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 60,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def _server(address: str) -> dict[str, object]:
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "OPTIONS": {"isolation_level": IsolationLevel.REPEATABLE_READ},
    }
