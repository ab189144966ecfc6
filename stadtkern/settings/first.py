# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""First steps of a city: the demo region when there is nothing yet."""

from __future__ import annotations

import subprocess
import sys

from rich.console import Console

from stadtkern.flow.devices.models import Thing
from stadtkern.kernel.errors import LakeUnavailable


def load_demo_if_empty(say: Console) -> None:
    """Read the demo region into a city without things, before this process opens the lake.

    A process of its own does it, since the memory that an import needs would stay with the running city.

    Raises:
        LakeUnavailable: it did not work; the reason stands above on standard error.
    """
    if Thing.objects.exists():
        return
    say.print("Die Demo-Region wird eingelesen (echte offene Daten, einige Sekunden) …")
    command = [sys.executable, "-m", "stadtkern", "demo", "load"]
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
        raise LakeUnavailable(
            "Die Demo-Region konnte nicht eingelesen werden; der Grund steht darüber. "
            "Ohne sie: stadtkern up --no-demo"
        )
