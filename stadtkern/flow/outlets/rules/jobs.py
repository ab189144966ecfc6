# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Periodic jobs of rules; declared by ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy, ngettext

from stadtkern.kernel.jobs import Periodic

from . import alarms


def tidy(now: datetime) -> str | None:
    """Delete alarms that ended two years ago."""
    n = alarms.prune(now)
    return ngettext("%(n)s Alarm gelöscht.", "%(n)s Alarme gelöscht.", n) % {"n": n} if n else None


PERIODIC = (
    Periodic(name="rules.tidy", title=gettext_lazy("Alte Alarme löschen"), every_s=24 * 3600, function=tidy),
)
