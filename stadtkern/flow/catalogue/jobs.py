# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Periodic jobs of the catalogue; declared by ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy, ngettext

from stadtkern.kernel.jobs import Periodic

from . import release
from .models import UsageDay

USAGE_KEPT = timedelta(days=1100)
"""Three years of daily figures."""


def withdraw_due(now: datetime) -> str | None:
    """Withdraw datasets whose announced day has come; silent when there was none."""
    count = release.withdraw_due(now)
    text = ngettext("%(n)s Datensatz zurückgezogen.", "%(n)s Datensätze zurückgezogen.", count)
    return text % {"n": count} if count else None


def tidy(now: datetime) -> str | None:
    """Forget old usage; silent when nothing was old. Requests for data end by the record (``privacy``)."""
    count, _each = UsageDay.objects.filter(day__lt=now.date() - USAGE_KEPT).delete()
    text = ngettext("%(n)s alte Zeile gelöscht.", "%(n)s alte Zeilen gelöscht.", count)
    return text % {"n": count} if count else None


PERIODIC = (
    Periodic(
        name="catalogue.withdraw",
        title=gettext_lazy("Auslaufende Datensätze zurückziehen"),
        every_s=3600,
        function=withdraw_due,
    ),
    Periodic(
        name="catalogue.tidy",
        title=gettext_lazy("Alte Nutzungszahlen aufräumen"),
        every_s=86_400,
        function=tidy,
    ),
)
