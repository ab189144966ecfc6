# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Screens and ordered reports that were deleted and can be put back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy

from stadtkern.kernel import rights, trash, trash_rows
from stadtkern.kernel.errors import NotFound
from stadtkern.kernel.models import Person, TrashEntry
from stadtkern.kernel.roles import Action

from . import orders, screens
from .models import ReportOrder

ORDER: Final = "report"
_SHOWN: Final = 200


def _may(person: Person, entry: TrashEntry) -> bool:
    return rights.may(person, Action.EDIT, entry.department)


def _put_back(person: Person, entry: TrashEntry, at: datetime) -> str:
    trash_rows.put_back(entry)
    return reverse("publishing:screen", args=[entry.key])


def _discarded(person: Person, now: datetime) -> Sequence[trash.Discarded]:
    rows = ReportOrder.objects.editable_by(person).filter(deleted_at__gt=now - trash.KEPT)
    return [
        trash.Discarded(
            kind=ORDER,
            key=str(row.pk),
            title=f"{row.dashboard.title}, {row.get_every_display()}",
            deleted_by=row.deleted_by,
            deleted_at=row.deleted_at,
        )
        for row in rows.select_related("dashboard").order_by("-deleted_at", "-pk")[:_SHOWN]
        if row.deleted_at is not None
    ]


def _restore(person: Person, key: str, at: datetime) -> str:
    if not key.isdecimal() or len(key) > 18:
        raise NotFound(f"{ORDER} {key[:40]}")
    due = ReportOrder.objects.filter(pk=int(key), deleted_at__lte=at - trash.KEPT)
    if due.exists():
        raise NotFound(f"{ORDER} {key}")
    return reverse("publishing:order", args=[orders.restore(person, int(key), at=at).pk])


def _remove(before: datetime) -> int:
    rows = ReportOrder.objects.filter(deleted_at__lt=before)
    count = rows.count()
    rows.delete()
    return count


SCREENS: Final = trash.kept_here(screens.KIND, gettext_lazy("Anzeige"), may=_may, put_back=_put_back)
REPORTS: Final = trash.Kind(
    kind=ORDER,
    title=gettext_lazy("Bericht per E-Mail"),
    discarded=_discarded,
    restore=_restore,
    remove=_remove,
)
"""The kinds, for ``settings.wiring``."""
