# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What runs by itself: interrupted writes are counted anew, histories kept no longer than declared."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy, ngettext

from stadtkern.flow.lake import current
from stadtkern.kernel import registry
from stadtkern.kernel.jobs import Periodic

from .facts import table_of
from .models import FeatureCollection
from .settling import settle_interrupted

_QUARTER_S = 900
_DAY_S = 86_400


def keep_retention(now: datetime) -> str:
    """Remove from the histories what its domain no longer wants kept; how many versions."""
    days = {domain.name: domain.retention.days for domain in registry.domains()}
    removed = 0
    for collection in FeatureCollection.objects.exclude(domain=""):
        kept = days.get(collection.domain)
        if kept is not None:
            removed += current.lake().features.forget(table_of(collection), now - timedelta(days=kept))
    words = ngettext("%(n)d alte Fassung gelöscht", "%(n)d alte Fassungen gelöscht", removed)
    return words % {"n": removed}


PERIODIC = (
    Periodic(
        name="collections.settle",
        title=gettext_lazy("Unterbrochene Übernahmen von Geodaten nachzählen"),
        every_s=_QUARTER_S,
        function=settle_interrupted,
    ),
    Periodic(
        name="collections.retention",
        title=gettext_lazy("Alte Fassungen von Geodaten löschen"),
        every_s=_DAY_S,
        function=keep_retention,
    ),
)
"""For ``settings.wiring``."""
