# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What harvesting adds to the navigation and the overview of the cockpit."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stadtkern.kernel import rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import CockpitEntry, Notice

from .listing import listed
from .models import Outcome

HARVESTS = CockpitEntry(
    title=gettext_lazy("Übernahmen"), url_name="harvest:sources", right=rights.is_staff_member
)


def notices(person: Person, now: datetime) -> list[Notice]:
    """One notice for all catalogues whose last run did not come to its end."""
    failed = [
        one.source.title
        for one in listed(person)
        if one.last and one.last.outcome in {Outcome.FAILED, Outcome.PARTIAL} and not one.source.paused
    ]
    if not failed:
        return []
    return [
        Notice(
            kind="warn",
            heading=_("Kataloge wurden nicht übernommen"),
            text=", ".join(failed[:5]),
            url_name="harvest:sources",
        )
    ]
