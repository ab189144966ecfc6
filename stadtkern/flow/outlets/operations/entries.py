# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What operations add to the cockpit: a page and a notice board, put together in ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.kernel import rights
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import CockpitEntry, Notice
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action

from . import maintenance
from .models import Severity, Trouble

_MOST_SHOWN = 5
_ELSEWHERE = ("source:", "disk:", "job:")
"""Troubles that the overview shows anyway, from the same facts."""


def runs_the_platform(visitor: Visitor) -> bool:
    """Whether the visitor may look after the platform itself."""
    return rights.may(visitor, Action.OPERATE)


OPERATIONS = CockpitEntry(
    title=gettext_lazy("Betrieb"), url_name="operations:overview", right=runs_the_platform
)


def notices(person: Person, now: datetime) -> list[Notice]:
    """Troubles of the platform for those who run it, and maintenance that is in force; one query."""
    if not runs_the_platform(person):
        return []
    found = [_notice(row) for row in _troubles()]
    more = len(found) - _MOST_SHOWN
    found = found[:_MOST_SHOWN]
    if more > 0:
        text = ngettext("%(n)s weitere Störung", "%(n)s weitere Störungen", more) % {"n": more}
        found.append(Notice(kind="warn", heading=_("Betrieb"), text=text, url_name="operations:overview"))
    row = maintenance.in_force(now)
    if row is not None:
        heading = _("Der Wartungsmodus ist eingeschaltet")
        found.append(Notice(kind="warn", heading=heading, text=row.reason, url_name="operations:overview"))
    return found


def _troubles() -> list[Trouble]:
    return [row for row in Trouble.objects.open() if not row.key.startswith(_ELSEWHERE)]


def _notice(row: Trouble) -> Notice:
    return Notice(
        kind="bad" if row.severity == Severity.BAD else "warn",
        heading=row.heading,
        text=row.text,
        url_name="operations:overview",
    )
