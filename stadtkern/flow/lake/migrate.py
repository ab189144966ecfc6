# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Schema migrations of the lake: numbered SQL files, each applied once, in order, in its own transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from stadtkern.kernel.errors import LakeUnavailable, WrongSetting

from .sql import statement

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(session: duckdb.DuckDBPyConnection, *, folder: Path = MIGRATIONS) -> int:
    """Bring the lake to the newest version in ``folder``; returns that version.

    Raises:
        WrongSetting: the lake was made by a newer Stadtkern.
        LakeUnavailable: a migration failed; the lake keeps its old version.
    """
    steps = sorted((int(path.name[:4]), path) for path in folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    newest = steps[-1][0]
    present = version(session)
    if present > newest:
        raise WrongSetting(
            f"the lake has version {present}, this Stadtkern knows versions up to {newest}:"
            " it was opened by a newer Stadtkern; install that one"
        )
    missing = [step for step in steps if step[0] > present]
    # A new lake is made in one go: each version that was ever committed leaves tables in the catalogue.
    for part in [missing] if present == 0 else [[step] for step in missing]:
        _apply(session, part)
    return newest


def newest() -> int:
    """The version that this code brings every lake to."""
    return max(int(path.name[:4]) for path in MIGRATIONS.glob("[0-9][0-9][0-9][0-9]_*.sql"))


def version(session: duckdb.DuckDBPyConnection) -> int:
    """Version of the lake; 0 when it is new."""
    if _one(session, "has_lake_version") == 0:
        return 0
    return _one(session, "lake_version") or 0


def _apply(session: duckdb.DuckDBPyConnection, steps: Sequence[tuple[int, Path]]) -> None:
    session.begin()
    try:
        for number, path in steps:
            if number == 1:
                session.execute(statement("make_lake_version"))
            session.execute(path.read_text(encoding="utf-8"))
            applied = {"version": number, "applied_at": datetime.now(UTC)}
            session.execute(statement("add_lake_version"), applied)
        session.commit()
    except duckdb.Error as error:
        session.rollback()
        names = ", ".join(path.name for _, path in steps)
        raise LakeUnavailable(f"migration {names} of the lake failed: {error}") from error


def _one(session: duckdb.DuckDBPyConnection, name: str) -> int | None:
    row = session.execute(statement(name)).fetchone()
    return None if row is None else row[0]
