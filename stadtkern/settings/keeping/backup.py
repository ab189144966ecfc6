# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Backs up a city while it runs: register, lake and files as they were at one moment.

For a second or two nobody writes the lake; meanwhile its catalogue is copied and the reading of the register
begins. What follows (reading rows, copying files) hinders nobody: who reads the register sees that moment,
and Parquet files never change and are not deleted before they are copied.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder

from stadtkern.flow.lake.copying import CatalogueCopy, catalogue_path
from stadtkern.flow.lake.words import LakeSettings

from . import registers, rows, tables
from .buckets import PIECE, Listed
from .places import Folder, Place
from .stores import SECRET, Stores
from .vault import Vault
from .words import (
    BackupDamaged,
    BackupMissing,
    BackupRefused,
    Body,
    Head,
    KeptFile,
    KeptLake,
    KeptRegister,
    KeptTable,
    Piece,
)

T = TypeVar("T")
Note = Callable[[int, int | None, str], None]
"""Told how much is done, of how much, and a few words."""
_WORK = ".backup-"
_LEFT_BEHIND_S = 86_400
"""Copying a catalogue takes no longer."""


class LakeSource(Protocol):
    """A lake that can be copied: the open one of a running city, or one that lies still."""

    def copy(self, target: LakeSettings, meanwhile: Callable[[], T]) -> tuple[CatalogueCopy, T]:
        """Copy the catalogue; nobody writes the lake during ``meanwhile``."""

    def spared(self) -> AbstractContextManager[None]:
        """Inside no file of the lake is deleted."""


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What stood still."""

    at: datetime
    migrations: list[tuple[str, str]]
    secret: bytes
    """The secret keys of the installation, which open what the register keeps sealed."""


def make(stores: Stores, lake: LakeSource, vault: Vault, *, city: str, note: Note) -> Head:
    """Write a backup; it exists when this returns, and not at all when this fails.

    Raises:
        PlaceBusy: somebody backs up or tidies up there.
        WrongKey: backups of another key lie there.
        BackupRefused: the place cannot be written, or the data cannot be read.
        LakeUnavailable: the lake cannot be read.
    """
    started = time.monotonic()
    _tidy(stores.data)
    with vault.place.alone(), tempfile.TemporaryDirectory(prefix=_WORK, dir=stores.data) as work:
        vault.begin()
        moment, body = _body(stores, lake, vault, LakeSettings(folder=Path(work)), note)
        content = msgspec.json.encode(body)
        pieces = [content[start : start + PIECE] for start in range(0, len(content), PIECE)]
        head = Head(
            id=f"{moment.at:%Y-%m-%dT%H%M%SZ}-{secrets.token_hex(3)}",
            made_at=moment.at,
            release=version("stadtkern"),
            city=city,
            rows=sum(table.rows for table in body.register.tables),
            observations=body.lake.rows.get("observations", 0),
            files=len(body.lake.files) + len(body.files) + len(body.data),
            bytes=sum(piece.bytes for piece in pieces_of(body)),
            written_bytes=0,
            seconds=0.0,
            body=vault.put_all(pieces),
        )
        head = msgspec.structs.replace(
            head, written_bytes=vault.written_bytes, seconds=round(time.monotonic() - started, 1)
        )
        vault.write_head(head)
    return head


def _tidy(data: Path) -> None:
    """Remove what backups that were killed have left here."""
    for left in data.glob(f"{_WORK}*"):
        if time.time() - left.stat().st_mtime > _LEFT_BEHIND_S:
            shutil.rmtree(left, ignore_errors=True)


def pieces_of(body: Body) -> Iterator[Piece]:
    """Every object that a backup needs, some of them several times."""
    for table in body.register.tables:
        yield from table.pieces
    yield from body.lake.catalogue.pieces
    for file in (*body.lake.files, *body.data, *body.files):
        yield from file.pieces


def _body(
    stores: Stores, lake: LakeSource, vault: Vault, work: LakeSettings, note: Note
) -> tuple[Moment, Body]:
    keeping = _Keeping(vault, note, _former(vault))
    with registers.opened(stores.register) as alias, lake.spared(), transaction.atomic(using=alias):
        note(0, None, "Der Augenblick wird festgehalten")
        wrapper = connections[alias]
        wrapper.inc_thread_sharing()
        copied, moment = lake.copy(work, lambda: _moment(wrapper, stores))
        register = KeptRegister(
            migrations=moment.migrations, tables=[_table(table, keeping) for table in tables.tables(alias)]
        )
        files = [Listed(name=file.path, bytes=file.bytes, changed_ns=0) for file in copied.files]
        kept = KeptLake(
            version=copied.version,
            rows=dict(copied.rows),
            catalogue=keeping.file(Folder(work.folder), catalogue_path(Path()).name),
            files=keeping.files("lake", stores.lake_files, files, must=True),
        )
    own = [listed for listed in stores.own_files() if listed.name != SECRET]
    data = keeping.files("data", Folder(stores.data), own)
    secret = KeptFile(path=SECRET, bytes=len(moment.secret), pieces=[vault.put(moment.secret)])
    uploads = keeping.files("files", stores.files, list(stores.files.names()))
    return moment, Body(register=register, lake=kept, data=[secret, *data], files=uploads)


def _moment(wrapper: BaseDatabaseWrapper, stores: Stores) -> Moment:
    """Begin reading the register: from now on its transaction sees what is there now."""
    migrations = sorted(MigrationRecorder(wrapper).applied_migrations())
    secret = stores.data / SECRET
    return Moment(
        at=datetime.now(UTC),
        migrations=migrations,
        secret=secret.read_bytes() if secret.exists() else b"",
    )


def _table(table: tables.Table, keeping: _Keeping) -> KeptTable:
    digest = rows.Digest()
    pieces = []
    for span in rows.spans(table.read(), table.key()):
        for row in span:
            digest.add(row)
        pieces.append(keeping.vault.put(rows.encoded(span)))
        keeping.note(digest.rows, None, table.label)
    return KeptTable(
        label=table.label,
        columns=table.columns,
        rows=digest.rows,
        digest=digest.hex(),
        pieces=pieces,
        next_id=table.next_id,
    )


def _former(vault: Vault) -> Body | None:
    """The newest backup, whose unchanged files need not be read again; none when it cannot be read."""
    try:
        return vault.body(vault.head(vault.ids()[-1]))
    except (IndexError, BackupDamaged, BackupMissing):
        return None


class _Keeping:
    """Keeps files, reading only those that the newest backup does not have as they are."""

    def __init__(self, vault: Vault, note: Note, former: Body | None) -> None:
        self.vault = vault
        self.note = note
        self._former = {
            "lake": {file.path: file for file in former.lake.files} if former else {},
            "data": {file.path: file for file in former.data} if former else {},
            "files": {file.path: file for file in former.files} if former else {},
        }

    def files(self, kind: str, place: Place, listed: list[Listed], *, must: bool = False) -> list[KeptFile]:
        """These files; one that is gone meanwhile is left out unless it ``must`` be there.

        Raises:
            BackupMissing: one that must be there is not.
            BackupRefused: one that must be there has another length.
        """
        kept = []
        for number, found in enumerate(listed):
            self.note(number, len(listed), found.name)
            try:
                one = self._same(kind, found) or self.file(place, found.name, found.changed_ns)
            except BackupMissing:
                if must:
                    raise
                continue
            if must and one.bytes != found.bytes:
                raise BackupRefused(f"{found.name} in {place.said} ist nicht so lang, wie der Katalog sagt.")
            kept.append(one)
        return kept

    def file(self, place: Place, name: str, changed_ns: int = 0) -> KeptFile:
        """This file.

        Raises:
            BackupMissing: it is not there.
        """
        pieces = self.vault.put_all(place.read(name))
        size = sum(piece.bytes for piece in pieces)
        return KeptFile(path=name, bytes=size, pieces=pieces, changed_ns=changed_ns)

    def _same(self, kind: str, found: Listed) -> KeptFile | None:
        before = self._former[kind].get(found.name)
        if before is None or (before.bytes, before.changed_ns) != (found.bytes, found.changed_ns):
            return None
        return before if all(piece.name in self.vault.known() for piece in before.pieces) else None
