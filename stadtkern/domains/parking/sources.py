# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The decoders of all parking sources, one per publisher; each accepts every form its publisher uses."""

from __future__ import annotations

from .bielefeld import decode as decode_bielefeld
from .datex import decode_datex, decode_stuttgart, decode_vrs
from .geojson import decode_freiburg, decode_herrenberg, decode_jena, decode_karlsruhe

__all__ = [
    "decode_bielefeld",
    "decode_datex",
    "decode_freiburg",
    "decode_herrenberg",
    "decode_jena",
    "decode_karlsruhe",
    "decode_stuttgart",
    "decode_vrs",
]
