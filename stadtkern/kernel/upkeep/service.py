# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Notes versions and backups, and says whether the newest backup is too old."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from stadtkern.kernel import audit
from stadtkern.kernel.models import Person

from .models import BackupRun, DataRelease

_LATE = 2
"""A backup is overdue when so many intervals have passed."""


def release() -> str:
    """The version that has last worked on this data; empty: none has said so."""
    newest = DataRelease.objects.first()
    return newest.version if newest else ""


def note_release(version: str, *, at: datetime) -> None:
    """From now on the data is of this version."""
    if release() == version:
        return
    with transaction.atomic():
        DataRelease.objects.create(version=version, at=at)
        audit.record(audit.SYSTEM, "release.upgrade", f"release {version}", {}, at)


def releases() -> QuerySet[DataRelease]:
    """The versions that have worked on this data, newest first."""
    return DataRelease.objects.all()


def note_backup(actor: Person | str, run: BackupRun, *, at: datetime) -> BackupRun:
    """A backup was made: it is a copy of everything, so the audit log says who had it made."""
    facts: dict[str, str | int] = {"place": run.place, "observations": run.observations, "rows": run.rows}
    with transaction.atomic():
        run.save(force_insert=True)
        audit.record(actor, "backup.make", f"backup {run.backup}", facts, at)
    return run


def note_restore(actor: str, backup: str, *, made_at: datetime, at: datetime) -> None:
    """The city was restored from a backup."""
    audit.record(actor, "backup.restore", f"backup {backup}", {"made_at": made_at.isoformat()}, at)


def note_verified(backups: Collection[str], *, fault: str, at: datetime) -> None:
    """These backups were read as a whole; ``fault``: why one of them cannot be restored."""
    BackupRun.objects.filter(backup__in=backups).update(verified_at=at, fault=fault[:500])


def forget(backups: Collection[str]) -> None:
    """These backups are gone."""
    BackupRun.objects.filter(backup__in=backups).delete()


def backups() -> QuerySet[BackupRun]:
    """The backups that lie somewhere, newest first."""
    return BackupRun.objects.all()


def overdue(every: timedelta, *, at: datetime) -> bool:
    """Whether the newest backup is older than two intervals, or none exists in a city that is as old."""
    newest = BackupRun.objects.first()
    if newest is not None:
        return at - newest.made_at > _LATE * every
    first = DataRelease.objects.last()
    return first is not None and at - first.at > _LATE * every
