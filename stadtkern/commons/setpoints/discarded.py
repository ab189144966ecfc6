# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Groups that were deleted and can be put back, with what people had decided for them."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stadtkern.commons.schedules.permissions import may_steer
from stadtkern.kernel import registry, trash, trash_rows
from stadtkern.kernel.models import Person, TrashEntry

from .steering import GROUP


def _may(person: Person, entry: TrashEntry) -> bool:
    declared = any(domain.name == entry.domain for domain in registry.domains())
    return declared and may_steer(person, entry.domain)


def _put_back(person: Person, entry: TrashEntry, at: datetime) -> str:
    row = trash_rows.put_back(entry)
    return reverse("setpoints:group", args=[registry.domain(entry.domain).slug, row.pk])


TRASH = trash.kept_here(GROUP, _("Gruppe, die zusammen gesteuert wird"), may=_may, put_back=_put_back)
"""The kind, for ``settings.wiring``."""
