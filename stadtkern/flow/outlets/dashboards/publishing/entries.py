# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What publishing adds to the cockpit: a page and a notice board, put together in ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.kernel import rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import CockpitEntry, Notice

from .models import ReportOrder, Sending, State

PUBLISHING = CockpitEntry(
    title=gettext_lazy("Anzeigen und Berichte"), url_name="publishing:overview", right=rights.is_staff_member
)
_LATELY = timedelta(days=7)


def notices(person: Person, now: datetime) -> list[Notice]:
    """Reports of the last week that could not be sent, of the departments that the person sees; one query."""
    mine = ReportOrder.objects.seen_by(person)
    failed = Sending.objects.filter(
        recipient__order__in=mine, state=State.FAILED, done_at__gte=now - _LATELY
    ).count()
    if not failed:
        return []
    text = ngettext(
        "%(n)s Bericht konnte in der letzten Woche nicht versandt werden.",
        "%(n)s Berichte konnten in der letzten Woche nicht versandt werden.",
        failed,
    )
    heading = _("Berichte per E-Mail")
    return [Notice(kind="warn", heading=heading, text=text % {"n": failed}, url_name="publishing:overview")]
