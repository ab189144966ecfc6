# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The lake's maintenance as jobs: what runs by itself, and what people may start."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from stadtkern.flow.devices import service as devices
from stadtkern.kernel.jobs import Periodic, job

from .current import lake

_HOUR_S = 3600
_DAY_S = 86_400


def compact(now: datetime) -> str:
    """Join small files, forget old snapshots, delete unused files, back up the catalogue; what came of it."""
    done = lake().compact(now=now)
    return _("%(rows)d Messwerte in Dateien geschrieben; %(before)d Dateien vorher, %(after)d nachher") % {
        "rows": done.flushed_rows,
        "before": done.files_before,
        "after": done.files_after,
    }


def keep_retention(now: datetime) -> str:
    """Remove observations whose time to be kept is over; how many."""
    cuts = lake().retention(devices.retention_cutoffs(now), dry_run=False)
    removed = sum(cut.observations for cut in cuts)
    words = ngettext("%(n)d Messwert gelöscht", "%(n)d Messwerte gelöscht", removed)
    return words % {"n": removed}


@job(gettext_lazy("Datensee verdichten"))
def compact_now() -> str:
    """The same as the hourly compaction, asked for by a person."""
    return compact(datetime.now(UTC))


PERIODIC = (
    Periodic(
        name="lake.compact",
        title=gettext_lazy("Datensee verdichten und sichern"),
        every_s=_HOUR_S,
        function=compact,
    ),
    Periodic(
        name="lake.retention",
        title=gettext_lazy("Aufbewahrungsfristen einhalten"),
        every_s=_DAY_S,
        function=keep_retention,
    ),
)
"""For ``settings.wiring``. Compaction also keeps the state of the datastreams."""
