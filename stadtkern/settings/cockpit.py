# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the cockpit offers, put together from the floors that do not know each other."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest import entries as ingest
from stadtkern.flow.outlets.cockpit import entries as cockpit
from stadtkern.kernel import rights
from stadtkern.kernel.navigation import CockpitEntry

ENTRIES = (
    cockpit.OVERVIEW,
    cockpit.SOURCES,
    ingest.REJECTED,
    cockpit.THINGS,
    cockpit.JOBS,
    cockpit.LAKE,
    CockpitEntry(title=_("Rückmeldungen"), url_name="feedback:inbox", right=rights.may_administrate),
    CockpitEntry(title=_("Über die Stadt"), url_name="profile:edit", right=rights.may_administrate),
    cockpit.PEOPLE,
    cockpit.AUDIT,
)
BOARDS = (ingest.notices,)
