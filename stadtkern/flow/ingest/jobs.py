# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Periodic jobs of ingest; declared by ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.flow.devices.models import SourceState
from stadtkern.kernel import pausing, registry
from stadtkern.kernel.events import SourceFailed, tell
from stadtkern.kernel.jobs import Periodic

from . import counters, pulling
from .checking import drifting
from .connections.models import Connection
from .maintenance import assessing
from .models import ApiKey

FETCH_TICK_S = 10
"""How often it is looked which feeds are due [s]."""


def fetch_due(now: datetime) -> str | None:
    """Fetch the sources whose time has come; says how many, silent when none was due or no data is taken."""
    if not pausing.takes_data():
        return None
    outcomes = pulling.fetch_due(now)
    if not outcomes:
        return None
    failed = sum(1 for outcome in outcomes if outcome.failure)
    stored = sum(outcome.stored.stored for outcome in outcomes)
    return _("%(all)s abgerufen, %(failed)s gestört, %(stored)s neue Messwerte.") % {
        "all": len(outcomes),
        "failed": failed,
        "stored": stored,
    }


def watch_silence(now: datetime) -> str | None:
    """Mark sources that should bring data by themselves and did not for longer than they declare."""
    silent = 0
    pushed = set(ApiKey.objects.usable(now).values_list("source", flat=True))
    pushed |= set(Connection.objects.active().values_list("key", flat=True))
    for _domain, source in registry.sources():
        if source.outage_after_s is None or (source.pull is None and source.key not in pushed):
            continue
        limit = now - timedelta(seconds=source.outage_after_s)
        reason = "Seitdem kamen keine Daten mehr an."
        rows = SourceState.objects.filter(
            Q(last_success_at__lt=limit), key=source.key, outage_since__isnull=True
        )
        if rows.filter(paused=False).update(outage_since=F("last_success_at"), outage_reason=reason):
            silent += 1
            tell(SourceFailed(at=now, source=source.key, reason=reason))
    return (
        ngettext("%(n)s Quelle schweigt.", "%(n)s Quellen schweigen.", silent) % {"n": silent}
        if silent
        else None
    )


def tidy(_now: datetime) -> None:
    """Write counters that are left. Rejected records end by the record (``privacy``)."""
    counters.flush()


def periodic() -> list[Periodic]:
    """The periodic jobs of ingest."""
    return [
        *assessing.PERIODIC,
        *drifting.PERIODIC,
        Periodic(
            name="ingest.silence",
            title=gettext_lazy("Ausbleibende Daten melden"),
            every_s=300,
            function=watch_silence,
        ),
        Periodic(name="ingest.tidy", title=gettext_lazy("Zähler schreiben"), every_s=3600, function=tidy),
        Periodic(
            name="ingest.fetch",
            title=gettext_lazy("Datenquellen abrufen"),
            every_s=FETCH_TICK_S,
            function=fetch_due,
        ),
    ]
