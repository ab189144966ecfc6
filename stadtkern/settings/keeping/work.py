# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Makes, verifies and tidies backups as settings or commands ask; each answers one German text."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.lake import current
from stadtkern.flow.lake.copying import StillLake
from stadtkern.kernel import audit
from stadtkern.kernel.errors import CityError, WrongSetting
from stadtkern.kernel.jobs import job
from stadtkern.kernel.upkeep import service as upkeep
from stadtkern.kernel.upkeep.models import BackupRun
from stadtkern.settings import register
from stadtkern.settings.env import Knobs
from stadtkern.settings.lake_work import size
from stadtkern.settings.work import note, number

from . import backup, keys, shelf
from .backup import LakeSource
from .places import Folder, place_of
from .stores import stores_of
from .vault import Vault
from .words import BackupRefused, Head


@job(_("Stadt sichern"))
def back_up(place: str, key: str, again: bool, actor: str) -> str:
    """Back up the running city.

    Raises:
        BackupRefused: place or key cannot be used.
        LakeUnavailable: the lake cannot be read.
    """
    return backed_up(
        settings.KNOBS, current.lake(), vault(settings.KNOBS, place, key, again=again), actor=actor
    )


@job(_("Sicherungen prüfen"))
def verify(place: str, key: str, newest_only: bool) -> str:
    """Read backups as a whole.

    Raises:
        BackupDamaged: one of them cannot be restored.
    """
    there = vault(settings.KNOBS, place, key)
    found = shelf.heads(there)
    return verified(there, found[:1] if newest_only else found)


def backed_up(knobs: Knobs, lake: LakeSource, there: Vault, *, actor: str) -> str:
    """Write a backup and say what is in it.

    Raises:
        BackupRefused: place or key cannot be used.
        LakeUnavailable: the lake cannot be read.
    """
    head = backup.make(stores_of(knobs), lake, there, city=knobs.city, note=note)
    if register.is_migrated():
        upkeep.note_backup(actor, _run(head, there), at=datetime.now(UTC))
    return (
        f"Gesichert als {head.id} in {there.place.said}: {number(head.observations)} Messwerte, "
        f"{number(head.rows)} Zeilen, {number(head.files)} Dateien, zusammen {size(head.bytes)}; "
        f"neu geschrieben {size(head.written_bytes)} in {head.seconds:.1f} s."
    )


def backed_up_still(knobs: Knobs, there: Vault, *, actor: str) -> str:
    """The same for a city whose lake no running process holds.

    Raises:
        LakeBusy: a running city holds it.
    """
    with closing(StillLake(stores_of(knobs).lake)) as lake:
        return backed_up(knobs, lake, there, actor=actor)


def before_upgrade(knobs: Knobs) -> None:
    """Back up where the settings say, before anything is changed.

    Raises:
        WrongSetting: it did not work.
    """
    if not knobs.backup:
        return
    try:
        backed_up_still(knobs, scheduled(knobs), actor=audit.SYSTEM)
    except CityError as error:
        raise WrongSetting(f"Vor dem Umstieg konnte nicht gesichert werden: {error}") from error


def verified(there: Vault, wanted: Sequence[Head]) -> str:
    """Read these backups as a whole, and remember what came of it.

    Raises:
        BackupDamaged: one of them cannot be restored.
    """
    ids = [head.id for head in wanted]
    fault = ""
    try:
        found = shelf.verify(there, wanted, note=note)
    except BackupRefused as error:
        fault = str(error)
        raise
    finally:
        if register.is_migrated():
            upkeep.note_verified(ids, fault=fault, at=datetime.now(UTC))
    return (
        f"{number(found.backups)} Sicherungen gelesen und verglichen: {number(found.objects)} Objekte, "
        f"alles lesbar."
    )


def pruned(there: Vault, keep: shelf.Keep) -> str:
    """Remove what no rule keeps.

    Raises:
        BackupDamaged: a backup cannot be read; nothing was removed.
    """
    gone = shelf.prune(there, keep, note=note)
    if register.is_migrated():
        upkeep.forget(gone.backups)
    return f"{number(len(gone.backups))} Sicherungen und {number(gone.objects)} Objekte entfernt."


def scheduled(knobs: Knobs) -> Vault:
    """Where the settings say that backups go.

    Raises:
        WrongSetting: they name no key.
    """
    if knobs.backup_key is None:
        raise WrongSetting(
            "STADTKERN_BACKUP ist gesetzt, aber kein Schlüssel. Bitte mit „stadtkern backup key DATEI“ einen "
            "anlegen und STADTKERN_BACKUP_KEY_FILE=DATEI setzen."
        )
    return vault(knobs, knobs.backup, str(knobs.backup_key))


def vault(knobs: Knobs, place: str, key: str, *, again: bool = False) -> Vault:
    """The backups at this place, with this key; ``again``: what lies there is written anew.

    Raises:
        BackupRefused: place and key lie where they would be lost with the city or with each other.
    """
    there = place_of(place, knobs)
    inside = isinstance(there, Folder) and there.path.is_relative_to(knobs.data)
    if inside:
        raise BackupRefused("Sicherungen gehören nicht in den Datenordner; sie gingen mit ihm verloren.")
    path = Path(key).absolute()
    beside = isinstance(there, Folder) and path.is_relative_to(there.path)
    if beside or path.is_relative_to(knobs.data):
        raise BackupRefused(
            "Der Schlüssel gehört nicht in den Datenordner und nicht zu den Sicherungen. "
            "Bitte getrennt ablegen."
        )
    return Vault(there, keys.read(path), again=again)


def _run(head: Head, there: Vault) -> BackupRun:
    return BackupRun(
        backup=head.id,
        place=there.place.said,
        made_at=head.made_at,
        seconds=head.seconds,
        rows=head.rows,
        observations=head.observations,
        files=head.files,
        bytes=head.bytes,
        written_bytes=head.written_bytes,
    )
