# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What rules add to the cockpit: two entries and a notice board, put together in ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.flow.outlets.dashboards.shown import Entry
from stadtkern.kernel import rights
from stadtkern.kernel.desk import SubjectCount
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import CockpitEntry, Notice
from stadtkern.kernel.rights import Visitor

from .models import Alarm, Delivery, DeliveryState, Severity

RULES = CockpitEntry(title=gettext_lazy("Regeln"), url_name="rules:rules", right=rights.is_staff_member)
ALARMS = CockpitEntry(title=gettext_lazy("Alarme"), url_name="rules:alarms", right=rights.is_staff_member)
_MOST_SHOWN = 5
_MOST_ENTRIES = 20


def alarms_of(now: datetime, reader: Visitor | None) -> list[Entry]:
    """Open alarms as entries of a tile, for staff who may see them; nothing for the public. One query."""
    del now
    if not isinstance(reader, Person):
        return []
    rows = Alarm.objects.of(reader).open().filter(noticed=True)[:_MOST_ENTRIES]
    return [
        Entry(
            title=alarm.rule_title,
            text=alarm.text,
            kind="warn" if alarm.severity == Severity.INFO else "bad",
            href=reverse(ALARMS.url_name),
            time=alarm.opened_at,
        )
        for alarm in rows
    ]


def notices(person: Person, now: datetime) -> list[Notice]:
    """Open alarms that nobody has acknowledged, and messages that did not arrive; at most three queries."""
    waiting = Alarm.objects.of(person).open().filter(acknowledged_at=None, noticed=True)
    rows = list(waiting[: _MOST_SHOWN + 1])
    found = [
        Notice(
            kind="warn" if alarm.severity == Severity.INFO else "bad",
            heading=_("Alarm: %(rule)s") % {"rule": alarm.rule_title},
            text=alarm.text,
            url_name="rules:alarms",
        )
        for alarm in rows[:_MOST_SHOWN]
    ]
    if len(rows) > _MOST_SHOWN:
        more = waiting.count() - _MOST_SHOWN
        text = ngettext("%(n)s weiterer Alarm ist offen.", "%(n)s weitere Alarme sind offen.", more)
        found.append(
            Notice(
                kind="bad",
                heading=_("Weitere Alarme"),
                text=text % {"n": more},
                url_name="rules:alarms",
                count=more,
            )
        )
    mine = Alarm.objects.of(person).open().values("pk")
    failed = Delivery.objects.filter(state=DeliveryState.FAILED, alarm__in=mine).count()
    if failed:
        text = ngettext(
            "%(n)s Meldung zu einem offenen Alarm kam nicht an.",
            "%(n)s Meldungen zu offenen Alarmen kamen nicht an.",
            failed,
        )
        heading = _("Nicht zugestellte Meldungen")
        found.append(
            Notice(
                kind="warn", heading=heading, text=text % {"n": failed}, url_name="rules:alarms", count=failed
            )
        )
    return found


def _counts(person: Person, now: datetime) -> dict[str, int]:
    """Open alarms by subject."""
    rows = Alarm.objects.of(person).open().order_by().values("domain").annotate(n=Count("pk"))
    return {row["domain"]: row["n"] for row in rows}


COUNT = SubjectCount(key="alarme", title=gettext_lazy("Alarme"), url_name="rules:alarms", counts=_counts)
"""For the table of subjects on the first page of the cockpit."""
