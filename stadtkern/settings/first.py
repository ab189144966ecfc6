# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""First steps of a city: the demo region when there is nothing yet."""

from __future__ import annotations

from rich.console import Console

from stadtkern.flow.devices.models import Thing

from . import work


def load_demo_if_empty(say: Console) -> None:
    """Read the demo region into a city without things.

    Raises:
        LakeUnavailable: the lake cannot be written.
    """
    if Thing.objects.exists():
        return
    say.print("Die Demo-Region wird eingelesen (echte offene Daten, einige Sekunden) …")
    work.load_demo.func()
