# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the catalogue adds to the cockpit, put together in ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.kernel import rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import CockpitEntry, Notice

from . import wishes
from .models import Dataset, RequestState
from .models.datasets import State

CATALOGUE = CockpitEntry(
    title=gettext_lazy("Datenkatalog"), url_name="catalogue:datasets", right=rights.is_staff_member
)


def notices(person: Person, now: datetime) -> list[Notice]:
    """Datasets that wait for this person's release, and new requests for data; three queries."""
    waiting = Dataset.objects.editable_by(person).filter(state=State.REVIEW).exclude(author=person).count()
    found = []
    if waiting:
        text = ngettext(
            "%(n)s Datensatz wartet auf Freigabe.", "%(n)s Datensätze warten auf Freigabe.", waiting
        )
        found.append(
            Notice(
                kind="warn",
                heading=_("Datenkatalog"),
                text=text % {"n": waiting},
                url_name="catalogue:datasets",
            )
        )
    asked = sum(1 for one in wishes.visible(person) if one.state == RequestState.NEW)
    if asked:
        text = ngettext("%(n)s neue Datenanfrage.", "%(n)s neue Datenanfragen.", asked)
        found.append(
            Notice(
                kind="warn", heading=_("Datenanfragen"), text=text % {"n": asked}, url_name="catalogue:wishes"
            )
        )
    return found
