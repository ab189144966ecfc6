# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""How this installation serves the OGC API: its address, its limits, where it keeps tiles."""

from __future__ import annotations

from stadtkern.flow.outlets.ogc.common.served import MIB, Served
from stadtkern.flow.outlets.ogc.tiles.cache import CacheSettings

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


def tiles(knobs: Knobs) -> CacheSettings:
    """Where tiles are kept that were made before; the folder may be removed at any time."""
    return CacheSettings(folder=knobs.data / "cache" / "tiles")
