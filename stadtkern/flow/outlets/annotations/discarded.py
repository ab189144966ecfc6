# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Removed events, and how they come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import trash
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import Person

from . import editing
from .models import Annotation

KIND = "event"
_SHOWN = 200


def _discarded(person: Person, now: datetime) -> Sequence[trash.Discarded]:
    rows = Annotation.objects.editable_by(person).filter(deleted_at__gt=now - trash.KEPT)
    return [
        trash.Discarded(
            kind=KIND, key=str(row.pk), title=row.title, deleted_by=row.deleted_by, deleted_at=row.deleted_at
        )
        for row in rows.order_by("-deleted_at", "-pk")[:_SHOWN]
        if row.deleted_at is not None
    ]


def _restore(person: Person, key: str, at: datetime) -> str:
    if not key.isdecimal():
        raise NotFound(f"no removed event {key[:40]}")
    row = editing.restore(person, int(key), at=at)
    return reverse("annotations:edit", args=[row.pk])


def _remove(before: datetime) -> int:
    return Annotation.objects.filter(deleted_at__lt=before).delete()[0]


TRASH = trash.Kind(kind=KIND, title=_("Ereignis"), discarded=_discarded, restore=_restore, remove=_remove)
"""The kind, for ``settings.wiring``."""
