# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""First steps of a city: the demo region when there is nothing yet."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from rich.console import Console

from stadtkern.flow.devices.models import Thing
from stadtkern.flow.lake import current
from stadtkern.kernel.errors import LakeUnavailable

from . import lakes
from .env import Knobs

_WAIT_FOR_FORMER_S = 60
"""How long a start waits for the import that a killed start has left running."""


def load_demo_if_empty(say: Console, knobs: Knobs) -> None:
    """Read the demo region into a city without things, before this process opens the lake.

    A process of its own does it, since the memory that an import needs would stay with the running city.
    What a killed start has begun is finished by the next one.

    Raises:
        LakeUnavailable: it did not work; the reason stands above on standard error.
    """
    begun = _begun(knobs)
    if begun.exists():
        lakes.open_lake(knobs, wait_s=_WAIT_FOR_FORMER_S)
        current.close()
    elif Thing.objects.exists():
        return
    begun.touch()
    say.print("Die Demo-Region wird eingelesen (echte offene Daten, einige Sekunden) …")
    command = [sys.executable, "-m", "stadtkern", "demo", "load"]
    if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
        raise LakeUnavailable(
            "Die Demo-Region konnte nicht eingelesen werden; der Grund steht darüber. "
            "Ohne sie: stadtkern up --no-demo"
        )
    begun.unlink(missing_ok=True)


def forget_demo(knobs: Knobs) -> None:
    """The demo region is not wanted: what was begun stays as it is."""
    _begun(knobs).unlink(missing_ok=True)


def _begun(knobs: Knobs) -> Path:
    return knobs.data / "demo-region.begun"
