# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Harvested catalogues that were removed and can be put back; their entries come with the next visit."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import rights, trash, trash_rows
from stadtkern.kernel.models import Person, TrashEntry
from stadtkern.kernel.roles import Action

from .models import HarvestSource

KIND = "catalogue"


def _may(person: Person, entry: TrashEntry) -> bool:
    return rights.may(person, Action.CONNECT, entry.department)


def _put_back(person: Person, entry: TrashEntry, at: datetime) -> str:
    row = trash_rows.put_back(entry)
    HarvestSource.objects.filter(pk=row.pk).update(next_run_at=at, etag="", last_modified="")
    return reverse("harvest:source", args=[HarvestSource.objects.get(pk=row.pk).key])


TRASH = trash.kept_here(KIND, _("Übernahme"), may=_may, put_back=_put_back)
"""The kind, for ``settings.wiring``."""
