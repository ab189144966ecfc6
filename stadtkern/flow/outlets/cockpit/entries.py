# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the cockpit offers in its navigation and says on its overview; put together in ``settings.wiring``."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel import rights
from stadtkern.kernel.navigation import CockpitEntry

OVERVIEW = CockpitEntry(title=_("Übersicht"), url_name="cockpit:overview", right=rights.is_staff_member)
SOURCES = CockpitEntry(title=_("Datenquellen"), url_name="cockpit:sources", right=rights.is_staff_member)
THINGS = CockpitEntry(title=_("Objekte"), url_name="cockpit:things", right=rights.is_staff_member)
JOBS = CockpitEntry(title=_("Aufgaben"), url_name="cockpit:jobs", right=rights.is_staff_member)
LAKE = CockpitEntry(title=_("Datensee"), url_name="cockpit:lake", right=rights.is_staff_member)
PEOPLE = CockpitEntry(title=_("Personen"), url_name="cockpit:people", right=rights.may_administrate)
AUDIT = CockpitEntry(title=_("Protokoll"), url_name="cockpit:audit", right=rights.may_administrate)
