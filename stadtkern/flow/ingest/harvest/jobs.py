# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Periodic jobs of harvesting; declared by ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.kernel.jobs import Periodic

from . import links, running
from .models import Outcome


def harvest_due(now: datetime) -> str | None:
    """Harvest the catalogues whose time has come; says how it went, silent when none was due."""
    runs = running.run_due(now)
    if not runs:
        return None
    return _("Kataloge: %(all)s, davon gescheitert: %(failed)s; neue Datensätze: %(new)s.") % {
        "all": len(runs),
        "failed": sum(one.outcome in {Outcome.FAILED, Outcome.PARTIAL} for one in runs),
        "new": sum(one.new for one in runs),
    }


def check_links(now: datetime) -> str | None:
    """Ask the addresses of distributions whose time has come."""
    found = links.check(now)
    if not found.asked:
        return None
    asked = ngettext("%(n)s Adresse geprüft", "%(n)s Adressen geprüft", found.asked) % {"n": found.asked}
    return _("%(asked)s, %(dead)s ohne Antwort.") % {"asked": asked, "dead": found.dead}


PERIODIC = (
    Periodic(
        name="harvest.due",
        title=gettext_lazy("Kataloge übernehmen"),
        every_s=60,
        function=harvest_due,
    ),
    Periodic(
        name="harvest.links",
        title=gettext_lazy("Links im Datenkatalog prüfen"),
        every_s=3600,
        function=check_links,
    ),
)
