# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""``stadtkern bench``: measures speed and memory; the bench lies in a checkout, not in the package."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import typer

from stadtkern.kernel.errors import WrongSetting

_CHECKOUT = Path(__file__).resolve().parents[3]
context_settings = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def run(context: typer.Context) -> None:
    """Leistung messen, auf Wunsch mit --json; nur in einer Arbeitskopie."""
    if not (_CHECKOUT / "bench" / "__main__.py").exists():
        raise WrongSetting("Die Leistungsmessung liegt nicht im Paket. In einer Arbeitskopie: ./run bench")
    os.chdir(_CHECKOUT)
    os.execv(sys.executable, [sys.executable, "-m", "bench", *context.args])  # noqa: S606
