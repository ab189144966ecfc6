# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the ingest log adds to the navigation of the cockpit; nothing in a city without one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from stadtkern.kernel import rights
from stadtkern.kernel.navigation import CockpitEntry
from stadtkern.kernel.rights import Visitor
from stadtkern.kernel.roles import Action

from . import current


def looks_after_the_log(visitor: Visitor) -> bool:
    """Whether there is a log, and the visitor may look after the platform."""
    return current.used() and rights.may(visitor, Action.OPERATE)


LOG = CockpitEntry(
    title=gettext_lazy("Eingangsprotokoll"), url_name="ingest_log:overview", right=looks_after_the_log
)
