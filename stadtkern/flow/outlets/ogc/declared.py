# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What of the OGC API is served, in the order of the description."""

from __future__ import annotations

from .common import landing
from .common.words import Part
from .features.part import PART as FEATURES
from .records.part import PART as RECORDS
from .styles.part import PART as STYLES
from .tiles.part import PART as TILES

PARTS: tuple[Part, ...] = (landing.PART, FEATURES, TILES, STYLES, RECORDS)
