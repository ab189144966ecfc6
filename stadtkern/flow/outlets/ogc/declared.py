# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What of the OGC API is served, in the order of the description."""

from __future__ import annotations

from .common import landing
from .common.words import Part
from .features.part import PART as FEATURES

PARTS: tuple[Part, ...] = (landing.PART, FEATURES)
