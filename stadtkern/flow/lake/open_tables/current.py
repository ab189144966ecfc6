# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Shelf and sandbox of this process, in the folder that ``settings.wiring`` names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from stadtkern.kernel.errors import LakeUnavailable

from .sandbox import Sandbox
from .snapshots import Shelf


@dataclass(frozen=True, kw_only=True)
class OpenTables:
    """Where released tables lie, and who answers queries over them."""

    shelf: Shelf
    sandbox: Sandbox


_OPEN: list[OpenTables] = []


def below(folder: Path) -> OpenTables:
    """Shelf and sandbox in this folder; neither it nor a process is made before somebody asks."""
    return OpenTables(shelf=Shelf(folder), sandbox=Sandbox(folder))


def provide(tables: OpenTables) -> None:
    """Say where the tables of this process lie."""
    _OPEN[:] = [tables]


def open_tables() -> OpenTables:
    """Shelf and sandbox.

    Raises:
        LakeUnavailable: nobody named a folder.
    """
    if not _OPEN:
        raise LakeUnavailable("no folder for open tables is provided to this process")
    return _OPEN[0]
