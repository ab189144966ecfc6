# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the cockpit offers in its navigation and says on its overview; put together in ``settings.wiring``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import rights
from stadtkern.kernel.navigation import CockpitEntry
from stadtkern.kernel.roles import Action


def may_operate(visitor: rights.Visitor) -> bool:
    """Whether the visitor runs the platform."""
    return rights.may(visitor, Action.OPERATE)


def may_audit(visitor: rights.Visitor) -> bool:
    """Whether the visitor may read the audit log."""
    return rights.may(visitor, Action.AUDIT)


OVERVIEW = CockpitEntry(title=_("Übersicht"), url_name="cockpit:overview", right=rights.is_staff_member)
SOURCES = CockpitEntry(title=_("Datenquellen"), url_name="cockpit:sources", right=rights.is_staff_member)
THINGS = CockpitEntry(title=_("Objekte"), url_name="cockpit:things", right=rights.is_staff_member)
TRASH = CockpitEntry(title=_("Papierkorb"), url_name="cockpit:trash", right=rights.is_staff_member)
JOBS = CockpitEntry(title=_("Aufgaben"), url_name="cockpit:jobs", right=may_operate)
LAKE = CockpitEntry(title=_("Datensee"), url_name="cockpit:lake", right=may_operate)
BACKUPS = CockpitEntry(title=_("Sicherungen"), url_name="cockpit:backups", right=may_operate)
PEOPLE = CockpitEntry(
    title=_("Personen und Rollen"), url_name="cockpit:people", right=rights.may_administrate
)
AUDIT = CockpitEntry(title=_("Protokoll"), url_name="cockpit:audit", right=may_audit)
