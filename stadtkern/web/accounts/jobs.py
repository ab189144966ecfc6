# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Periodic jobs of accounts."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from stadtkern.kernel.jobs import Periodic

from . import sessions


def forget(now: datetime) -> str:
    """Remove sessions that are over, and what was remembered for minutes."""
    return f"{sessions.forget(now)}"


PERIODIC = (
    Periodic(name="accounts.forget", title=_("Beendete Sitzungen vergessen"), every_s=3600, function=forget),
)
