# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern migrate``: bring register and lake to the version of this code."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from rich import print as say

from stadtkern.flow.lake import current
from stadtkern.settings import lakes
from stadtkern.settings.keeping import upgrade


def run() -> None:
    """Datenbank und Datensee auf den Stand dieser Version bringen; tut nichts, wenn sie es schon sind."""
    changed = upgrade.bring_up(settings.KNOBS, now=datetime.now(UTC))
    lakes.open_lake(settings.KNOBS)
    current.close()
    say("Datenbank aktualisiert." if changed else "Datenbank ist auf dem Stand dieser Version.")
