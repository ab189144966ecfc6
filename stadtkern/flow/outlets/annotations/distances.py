# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What counts as close."""

from __future__ import annotations

from math import cos, hypot, radians

from stadtkern.flow.devices.places import Spot

CLOSE_M = 250.0
"""Roadworks further away than this explain no count at a site."""
_DEGREE_M = 111_320.0
"""A degree of latitude [m]."""


def close(one: Spot, other: Spot) -> bool:
    """Whether two points lie within 250 m; the earth is flat at that distance."""
    north_m = (one.latitude - other.latitude) * _DEGREE_M
    east_m = (one.longitude - other.longitude) * _DEGREE_M * cos(radians(one.latitude))
    return hypot(north_m, east_m) <= CLOSE_M
