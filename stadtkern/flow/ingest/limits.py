# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Limits of everything that comes in; the roof provides those an operator may change."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much ingest reads before it refuses."""

    file_bytes: int = 512 * MIB
    """Largest file, or archive member, that an import reads."""
    archive_bytes: int = 4096 * MIB
    """Largest sum of all unpacked members of one archive."""
    archive_members: int = 200_000
    archive_ratio: int = 250
    """Largest ratio of unpacked to packed size of an archive above ``archive_ratio_from`` bytes."""
    archive_ratio_from: int = 64 * MIB
    rows_per_commit: int = 1_500_000
    """Rows gathered from many files before they go to the lake in one commit."""
    push_bytes: int = 16 * MIB
    """Largest body of a push, after decompression."""
    push_observations: int = 100_000
    raw_bytes: int = 64 * 1024
    """How much of a rejected record is kept."""
    open_rejections: int = 100_000
    """Open rejected records kept per source; more are only counted."""


_PROVIDED: list[Limits] = [Limits()]


def provide(limits: Limits) -> None:
    """Replace the limits of this process."""
    _PROVIDED[:] = [limits]


def limits() -> Limits:
    """The limits of this process."""
    return _PROVIDED[0]
