# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Deleted dashboards among all else that was deleted and can be put back."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy

from stadtkern.kernel import trash
from stadtkern.kernel.models import Person

from . import service

KIND: Final = "dashboard"
_SHOWN = 200


def _discarded(person: Person, at: datetime) -> list[trash.Discarded]:
    rows = service.deleted_for(person).filter(deleted_at__gt=at - trash.KEPT)[:_SHOWN]
    return [
        trash.Discarded(
            kind=KIND, key=row.key, title=row.title, deleted_by=row.deleted_by, deleted_at=row.deleted_at
        )
        for row in rows
        if row.deleted_at is not None
    ]


def _restore(person: Person, key: str, at: datetime) -> str:
    return reverse("dashboards:dashboard", args=[service.undelete(person, key, at=at).key])


def _remove(before: datetime) -> int:
    return service.purge(before + service.TRASH_FOR)


TRASH: Final = trash.Kind(
    kind=KIND,
    title=gettext_lazy("Dashboard"),
    discarded=_discarded,
    restore=_restore,
    remove=_remove,
)
"""The kind, for ``settings.wiring``."""
