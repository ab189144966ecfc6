# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Removed indicators, and how they come back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import trash
from stadtkern.kernel.models import Person

from . import editing
from .models import StoredIndicator

KIND = "indicator"
_SHOWN = 200


def _discarded(person: Person, now: datetime) -> Sequence[trash.Discarded]:
    rows = StoredIndicator.objects.editable_by(person).filter(deleted_at__gt=now - trash.KEPT)
    return [
        trash.Discarded(
            kind=KIND,
            key=row.key,
            title=str(row.definition.get("title", row.key)),
            deleted_by=row.deleted_by,
            deleted_at=row.deleted_at,
        )
        for row in rows.order_by("-deleted_at", "-pk")[:_SHOWN]
        if row.deleted_at is not None
    ]


def _restore(person: Person, key: str, at: datetime) -> str:
    editing.restore(person, key, at=at)
    return reverse("indicators:edit", args=[key])


def _remove(before: datetime) -> int:
    gone = StoredIndicator.objects.filter(deleted_at__lt=before)
    number = gone.count()
    gone.delete()
    return number


TRASH = trash.Kind(kind=KIND, title=_("Kennzahl"), discarded=_discarded, restore=_restore, remove=_remove)
"""The kind, for ``settings.wiring``."""
