# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What rules add to the cockpit: two entries and a notice board, put together in ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.kernel import rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import CockpitEntry, Notice

from .models import Alarm, Delivery, DeliveryState, Severity

RULES = CockpitEntry(title=gettext_lazy("Regeln"), url_name="rules:rules", right=rights.is_staff_member)
ALARMS = CockpitEntry(title=gettext_lazy("Alarme"), url_name="rules:alarms", right=rights.is_staff_member)
_MOST_SHOWN = 5


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
            Notice(kind="bad", heading=_("Weitere Alarme"), text=text % {"n": more}, url_name="rules:alarms")
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
        found.append(Notice(kind="warn", heading=heading, text=text % {"n": failed}, url_name="rules:alarms"))
    return found
