# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The job that keeps forecasts up to date."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from stadtkern.kernel.jobs import Periodic

from .running import run_all

PERIODIC = (
    Periodic(
        name="forecasts.run",
        title=gettext_lazy("Vorhersagen berechnen"),
        every_s=3600,
        function=run_all,
    ),
)
"""For ``settings.wiring``."""
