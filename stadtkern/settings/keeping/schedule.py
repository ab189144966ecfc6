# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Backups by themselves: made every few hours and tidied up, read as a whole every week."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.lake import current
from stadtkern.flow.outlets.cockpit.backups import Offer
from stadtkern.kernel import audit
from stadtkern.kernel.jobs import Periodic
from stadtkern.settings.env import Knobs

from . import shelf, work

_HOUR_S = 3600
_WEEK_S = int(timedelta(days=7).total_seconds())


def periodic(knobs: Knobs) -> tuple[Periodic, ...]:
    """The jobs for ``settings.wiring``; none when no place is set."""
    if not knobs.backup:
        return ()

    def back_up(now: datetime) -> str:
        """Back up, then remove what no rule keeps."""
        there = work.scheduled(knobs)
        done = work.backed_up(knobs, current.lake(), there, actor=audit.SYSTEM)
        return f"{done} {work.pruned(there, shelf.Keep())}"

    def verify(now: datetime) -> str:
        """Read the newest backup as a whole."""
        there = work.scheduled(knobs)
        found = shelf.heads(there)
        return work.verified(there, found[:1]) if found else gettext("Es gibt noch keine Sicherung.")

    return (
        Periodic(
            name="backup.make",
            title=_("Stadt sichern"),
            every_s=knobs.backup_hours * _HOUR_S,
            function=back_up,
        ),
        Periodic(name="backup.verify", title=_("Sicherungen prüfen"), every_s=_WEEK_S, function=verify),
    )


def offer(knobs: Knobs) -> Offer | None:
    """What the cockpit offers; null when no place is set."""
    if not knobs.backup:
        return None
    place, key = knobs.backup, str(knobs.backup_key or "")

    def back_up(actor: str) -> None:
        """Back up now."""
        work.back_up.enqueue(place, key, False, actor)

    def verify() -> None:
        """Read the newest one as a whole."""
        work.verify.enqueue(place, key, True)

    return Offer(place=place, every=timedelta(hours=knobs.backup_hours), back_up=back_up, verify=verify)
