# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a backup consists of, and what can be wrong with one."""

from __future__ import annotations

from datetime import datetime

import msgspec

from stadtkern.kernel.errors import CityError

FORMAT = 1


class BackupRefused(CityError):
    """So kann nicht gesichert oder wiederhergestellt werden."""


class BackupMissing(BackupRefused):
    """An diesem Ort liegt keine passende Sicherung."""


class BackupDamaged(BackupRefused):
    """Die Sicherung ist beschädigt oder unvollständig."""


class WrongKey(BackupRefused):
    """Der Schlüssel passt nicht zu diesen Sicherungen."""


class PlaceBusy(BackupRefused):
    """An diesem Ort wird gerade gesichert oder aufgeräumt. Bitte warten und dann noch einmal aufrufen."""


class CityRuns(BackupRefused):
    """Die Stadt läuft. Bitte erst beenden, dann noch einmal aufrufen."""


class CityNotEmpty(BackupRefused):
    """Dort ist schon eine Stadt."""


class NotEqual(CityError):
    """Was geschrieben wurde, stimmt nicht mit dem Original überein."""


class Piece(msgspec.Struct, frozen=True):
    """One object of a backup: its name and how many bytes it has in clear."""

    name: str
    bytes: int


class KeptFile(msgspec.Struct, frozen=True):
    """A file: path below its place, pieces in order, change time [ns] where that says anything."""

    path: str
    bytes: int
    pieces: list[Piece]
    changed_ns: int = 0


class KeptTable(msgspec.Struct, frozen=True):
    """A table of the register: ``digest`` is the same for the same rows, in whatever order."""

    label: str
    """Of its model, e.g. ``devices.Thing``."""
    columns: list[str]
    rows: int
    digest: str
    pieces: list[Piece]
    next_id: int = 0
    """The number that the next row gets; 0 when the key is no counted number."""


class KeptRegister(msgspec.Struct, frozen=True):
    """The register at one moment."""

    migrations: list[tuple[str, str]]
    """Those that had been applied: app and name."""
    tables: list[KeptTable]


class KeptLake(msgspec.Struct, frozen=True):
    """The lake at the same moment."""

    version: int
    rows: dict[str, int]
    catalogue: KeptFile
    """An embedded catalogue, whatever the city has."""
    files: list[KeptFile]


class Body(msgspec.Struct, frozen=True):
    """All of a backup."""

    register: KeptRegister
    lake: KeptLake
    data: list[KeptFile]
    """Files of the data folder itself, the secret key among them."""
    files: list[KeptFile]
    """Uploads and pictures."""


class Head(msgspec.Struct, frozen=True):
    """What a list of backups tells about one."""

    id: str
    made_at: datetime
    """The moment at which register and lake stood still."""
    release: str
    """Version of Stadtkern."""
    city: str
    rows: int
    """Of the register."""
    observations: int
    files: int
    bytes: int
    """In clear, everything together."""
    written_bytes: int
    """What this backup added to its place."""
    seconds: float
    body: list[Piece]
    format: int = FORMAT
