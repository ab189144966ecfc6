# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What keys add to the cockpit, put together in ``settings.wiring``: an entry, a notice before they end."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import CockpitEntry, Notice

from . import listing

KEYS = CockpitEntry(title=gettext_lazy("Zugangsschlüssel"), url_name="ingest:keys", right=listing.may_open)


def notices(person: Person, now: datetime) -> list[Notice]:
    """Keys that end within two weeks and were used in the last month; one query."""
    if not listing.may_open(person):
        return []
    number = listing.manageable(person).order_by().ending(now, now + listing.SOON).count()
    if not number:
        return []
    text = ngettext(
        "%(n)s Zugangsschlüssel, der benutzt wird, läuft in den nächsten zwei Wochen ab.",
        "%(n)s Zugangsschlüssel, die benutzt werden, laufen in den nächsten zwei Wochen ab.",
        number,
    ) % {"n": number}
    return [Notice(kind="warn", heading=_("Zugangsschlüssel laufen ab"), text=text, url_name="ingest:keys")]
