# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The backups at one place: which there are, whether they can be read, and which are no longer needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from . import rows
from .backup import Note, pieces_of
from .vault import Vault
from .words import BackupDamaged, BackupMissing, Body, Head, KeptTable, Piece

_CITY_TIME = ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, kw_only=True)
class Keep:
    """Which backups stay: so many of the newest, and the newest of so many days, weeks and months."""

    last: int = 3
    days: int = 14
    weeks: int = 8
    months: int = 12


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What was read and found to be as it was written."""

    backups: int
    objects: int
    bytes: int


@dataclass(frozen=True, kw_only=True)
class Pruned:
    """What was removed."""

    backups: tuple[str, ...]
    objects: int


def heads(vault: Vault) -> list[Head]:
    """All backups, newest first.

    Raises:
        BackupMissing: nothing lies there.
        WrongKey: they are of another key.
        BackupDamaged: one of them cannot be read.
    """
    vault.require()
    return [vault.head(backup) for backup in reversed(vault.ids())]


def chosen(vault: Vault, at: datetime | None) -> Head:
    """The newest backup, or the newest that is not younger than ``at``.

    Raises:
        BackupMissing: there is none.
    """
    found = heads(vault)
    for head in found:
        if at is None or head.made_at <= at:
            return head
    if not found:
        raise BackupMissing(f"In {vault.place.said} liegen keine Sicherungen.")
    oldest = found[-1].made_at.astimezone(_CITY_TIME)
    raise BackupMissing(
        f"So weit reichen die Sicherungen nicht zurück; die älteste ist von {oldest:%d.%m.%Y %H:%M}."
    )


def verify(vault: Vault, wanted: Sequence[Head], *, note: Note) -> Verified:
    """Read, decrypt and compare every object of these backups, and count every row.

    Raises:
        BackupDamaged: something is missing or was changed; the message names it.
    """
    checked: set[str] = set()
    size = 0
    for number, head in enumerate(wanted):
        body = vault.body(head)
        note(number, len(wanted), head.id)
        for table in body.register.tables:
            _verify_table(vault, table, checked)
        for piece in pieces_of(body):
            if piece.name not in checked:
                vault.get(piece)
                checked.add(piece.name)
        _verify_lengths(head, body)
        size += head.bytes
    return Verified(backups=len(wanted), objects=len(checked), bytes=size)


def prune(vault: Vault, keep: Keep, *, note: Note) -> Pruned:
    """Remove backups that no rule keeps, then every object that no backup needs; the newest always stays.

    Raises:
        PlaceBusy: somebody backs up there.
        BackupDamaged: a backup cannot be read, so nobody knows what it needs; nothing was removed.
    """
    with vault.place.alone():
        found = heads(vault)
        stay = _staying(found, keep)
        going = [head for head in found if head.id not in stay]
        needed = {piece.name for head in found if head.id in stay for piece in _all_pieces(vault, head)}
        for head in going:
            vault.remove_head(head.id)
        unneeded = sorted(vault.known() - needed)
        note(0, len(unneeded), "Nicht mehr gebrauchte Objekte")
        removed = vault.forget(unneeded)
    return Pruned(backups=tuple(head.id for head in going), objects=removed)


def _all_pieces(vault: Vault, head: Head) -> list[Piece]:
    return [*head.body, *pieces_of(vault.body(head))]


def _staying(newest_first: Sequence[Head], keep: Keep) -> set[str]:
    stay = {head.id for head in newest_first[: max(1, keep.last)]}
    periods: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (keep.days, lambda moment: moment.date()),
        (keep.weeks, lambda moment: moment.isocalendar()[:2]),
        (keep.months, lambda moment: (moment.year, moment.month)),
    )
    for number, period in periods:
        newest: dict[object, str] = {}
        for head in newest_first:
            newest.setdefault(period(head.made_at.astimezone(_CITY_TIME)), head.id)
        stay |= set(list(newest.values())[:number])
    return stay


def _verify_table(vault: Vault, table: KeptTable, checked: set[str]) -> None:
    digest = rows.Digest()
    for piece in table.pieces:
        for row in rows.decoded(vault.get(piece)):
            digest.add(row)
        checked.add(piece.name)
    if (digest.rows, digest.hex()) != (table.rows, table.digest):
        raise BackupDamaged(f"Die Tabelle {table.label} der Sicherung ist unvollständig.")


def _verify_lengths(head: Head, body: Body) -> None:
    for file in (body.lake.catalogue, *body.lake.files, *body.data, *body.files):
        if file.bytes != sum(piece.bytes for piece in file.pieces):
            raise BackupDamaged(f"Die Datei {file.path} der Sicherung {head.id} ist unvollständig.")
