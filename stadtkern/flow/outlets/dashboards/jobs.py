# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What happens to dashboards by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy, ngettext

from stadtkern.kernel.jobs import Periodic

from . import declared, service

_QUARTER_OF_DAY_S: Final = 21_600


def keep_up(now: datetime) -> str:
    """Declared dashboards appear, deleted ones go for good after thirty days; one sentence about it."""
    changed, gone = declared.keep_up(now), service.purge(now)
    said = ngettext(
        "%(n)s vorgegebenes Dashboard neu oder geändert",
        "%(n)s vorgegebene Dashboards neu oder geändert",
        changed,
    ) % {"n": changed}
    also = ngettext("%(n)s gelöschtes entfernt", "%(n)s gelöschte entfernt", gone) % {"n": gone}
    return f"{said}, {also}."


PERIODIC: Final = (
    Periodic(
        name="dashboards.keep_up",
        title=gettext_lazy("Dashboards: Vorgaben übernehmen, Papierkorb leeren"),
        every_s=_QUARTER_OF_DAY_S,
        function=keep_up,
    ),
)
