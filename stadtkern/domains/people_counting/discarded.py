# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Events that were removed and can be put back."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import trash, trash_rows
from stadtkern.kernel.models import Person, TrashEntry

from . import events

KIND = events.KIND


def _may(person: Person, entry: TrashEntry) -> bool:
    return events.may_edit(person)


def _put_back(person: Person, entry: TrashEntry, at: datetime) -> str:
    trash_rows.put_back(entry)
    return reverse("people_counting_cockpit:events")


TRASH = trash.kept_here(KIND, _("Veranstaltung"), may=_may, put_back=_put_back)
"""The kind, for ``settings.wiring``."""
