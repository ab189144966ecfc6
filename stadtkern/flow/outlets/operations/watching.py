# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Looks at the platform itself every five minutes, remembers what is wrong since when, has people told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.kernel import measures
from stadtkern.kernel.errors import CityError
from stadtkern.kernel.jobs import Periodic

from . import telling
from .findings import Check, Finding, checks
from .models import Trouble

log = structlog.get_logger(__name__)

EVERY_S = 300
KEPT = timedelta(days=90)
"""How long what is over stays in the history."""


def watch(now: datetime) -> str | None:
    """Take all looks, note what began and ended, have people told; says how many troubles last."""
    with translation.override("de"):
        found = [finding for check in checks() for finding in _looked(check, now)]
    note(found, now)
    telling.tell(now)
    Trouble.objects.filter(ended_at__lt=now - KEPT).delete()
    lasting = Trouble.objects.open().count()
    return ngettext("%(n)s Störung", "%(n)s Störungen", lasting) % {"n": lasting} if lasting else None


def note(found: Iterable[Finding], now: datetime) -> None:
    """Bring the open troubles in step with what was found."""
    by_key = {finding.key: finding for finding in found}
    with transaction.atomic():
        rows = {row.key: row for row in Trouble.objects.select_for_update().open()}
        for key in rows.keys() - by_key.keys():
            rows[key].ended_at = now
            rows[key].save(update_fields=["ended_at"])
        for key, finding in by_key.items():
            row = rows.get(key) or Trouble(key=key[:200], since=now, seen=0)
            row.severity, row.page = finding.severity, finding.page
            row.heading, row.text = finding.heading[:200], finding.text[:500]
            row.seen += 1
            row.save()


def _looked(check: Check, now: datetime) -> list[Finding]:
    """What a look found; one that breaks is a finding itself, and costs the others nothing."""
    try:
        return list(check.look(now))
    except (CityError, DatabaseError, OSError) as error:
        reason = " ".join(str(error).split())[:300]
        log.warning("look_failed", check=check.name, reason=reason)
    except Exception as error:  # the edge of a look
        log.exception("look_broke", check=check.name)
        measures.FAULTS.labels("watching").inc()
        reason = type(error).__name__
    heading = _("Nicht zu prüfen: %(title)s") % {"title": check.title}
    return [Finding(key=f"{check.name}:unseen", severity="warn", heading=heading, text=reason)]


PERIODIC = (
    Periodic(
        name="operations.watch",
        title=gettext_lazy("Die Plattform selbst überwachen"),
        every_s=EVERY_S,
        function=watch,
    ),
)
"""For ``settings.wiring``."""
