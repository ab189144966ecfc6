# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How this installation serves the OGC API: its address and its limits."""

from __future__ import annotations

from stadtkern.flow.outlets.ogc.common.served import MIB, Served

from .env import Knobs


def served(knobs: Knobs) -> Served:
    """What an operator decided, in the words of the interface."""
    return Served(
        address=knobs.address,
        hosts=knobs.allowed_hosts,
        https=knobs.https,
        city=knobs.city,
        default_limit=min(knobs.api_page, Served().most_limit),
        body_bytes=knobs.api_max_mb * MIB,
    )
