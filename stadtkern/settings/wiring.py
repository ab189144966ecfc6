# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Puts the house together once per process: declarations, events, lake, periodic jobs."""

from __future__ import annotations

from stadtkern.kernel import events, registry

from . import logs
from .declared import declared_domains


def wire() -> None:
    """Declare the domains and wire the events; may be called again."""
    logs.configure()
    registry.declare(declared_domains())
    events.wire({})
