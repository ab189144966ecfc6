# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What maintenance adds to the cockpit: an entry and a notice board, put together in ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.kernel import rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import CockpitEntry, Notice

from . import listing

MAINTENANCE = CockpitEntry(
    title=gettext_lazy("Wartung"), url_name="ingest:maintenance", right=rights.is_staff_member
)


def notices(person: Person, now: datetime) -> list[Notice]:
    """Devices of the person's departments that need somebody and have no note; one query."""
    counted = listing.counts(person, now.date())
    parts = [f"{listing.TITLES[name]}: {number}" for name, number in counted.items() if number]
    if not parts:
        return []
    text = _("Ohne Vermerk: %(parts)s.") % {"parts": ", ".join(parts)}
    return [
        Notice(kind="warn", heading=_("Geräte brauchen Wartung"), text=text, url_name="ingest:maintenance")
    ]
