# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A consistent copy of an embedded catalogue beside it, made between two commits."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from .engine import BACKUP
from .sql import literal, statement


def copy_catalogue(session: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write ``catalogue.backup`` anew, on the writing session; the old one stays until the new is whole."""
    unfinished = folder / f"{BACKUP}.part"
    unfinished.unlink(missing_ok=True)
    session.execute(statement("attach_backup", backup=literal(str(unfinished))))
    try:
        session.execute(statement("copy_catalogue"))
    finally:
        session.execute(statement("detach_backup"))
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    unfinished.replace(folder / BACKUP)
