# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Periodic jobs of warnings; declared by ``settings.wiring``."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy, ngettext

from stadtkern.commons.notices.service import may_warn
from stadtkern.kernel.jobs import Periodic
from stadtkern.kernel.models import Person
from stadtkern.kernel.navigation import Notice

from . import feeds, official
from .models import Feed


def fetch_due(now: datetime) -> str | None:
    """Fetch the feeds whose time has come; silent when none was due."""
    due = feeds.due(now)
    if not due:
        return None
    new = sum(feeds.fetch(feed, now=now) for feed in due)
    return ngettext("%(n)s neue Meldung.", "%(n)s neue Meldungen.", new) % {"n": new}


def prune(now: datetime) -> str | None:
    """Delete official alerts that are kept no longer."""
    gone = official.prune(now)
    return (
        ngettext("%(n)s Meldung gelöscht.", "%(n)s Meldungen gelöscht.", gone) % {"n": gone} if gone else None
    )


def board(person: Person, now: datetime) -> list[Notice]:
    """Says who may warn that a feed of official warnings is not reached."""
    if not may_warn(person):
        return []
    late = [feed for feed in Feed.objects.filter(active=True) if feeds.is_late(feed, now)]
    heading = gettext_lazy("Amtliche Warnungen kommen nicht an")
    return [
        Notice(
            kind="bad",
            heading=str(heading),
            text=f"{feed.title}: {feed.failure or '–'}",
            url_name="warnings_cockpit:overview",
        )
        for feed in late
    ]


PERIODIC = (
    Periodic(
        name="warnings.fetch",
        title=gettext_lazy("Amtliche Warnungen abrufen"),
        every_s=feeds.TICK_S,
        function=fetch_due,
    ),
    Periodic(
        name="warnings.prune",
        title=gettext_lazy("Alte Warnungen löschen"),
        every_s=24 * 3600,
        function=prune,
    ),
)
