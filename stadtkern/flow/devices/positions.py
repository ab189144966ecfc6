# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Whether a pair of coordinates can be a place, said in words; WGS 84 degrees (EPSG:4326)."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

GERMANY = (5.5, 47.0, 15.5, 55.5)
"""West, south, east, north [°], with a little room around the borders."""
MOVED_M = 2.0
"""Sources round; a smaller difference is not a move."""
_DEGREE_M = 111_320.0


def position_fault(longitude: float, latitude: float) -> str | None:
    """What is wrong with the position, as one German sentence; none when it can be a place."""
    if not (math.isfinite(longitude) and math.isfinite(latitude)):
        return _("Die Koordinaten sind keine Zahlen.")
    if longitude == 0 and latitude == 0:
        return _("Die Koordinaten sind 0, 0: Das ist kein Ort in Deutschland, sondern ein leeres Feld.")
    if not _in_germany(longitude, latitude) and _in_germany(latitude, longitude):
        return _("Länge und Breite sind vertauscht: %(longitude)s, %(latitude)s.") % {
            "longitude": longitude,
            "latitude": latitude,
        }
    if abs(longitude) > 180 or abs(latitude) > 90:
        return _(
            "Die Koordinaten %(longitude)s, %(latitude)s sind keine Grad (WGS 84); "
            "vielleicht Meter eines anderen Bezugssystems wie UTM."
        ) % {"longitude": longitude, "latitude": latitude}
    return None


def moved(old: tuple[float, float], new: tuple[float, float]) -> bool:
    """Whether two positions (longitude, latitude) lie further apart than a source's rounding."""
    north_m = (new[1] - old[1]) * _DEGREE_M
    east_m = (new[0] - old[0]) * _DEGREE_M * math.cos(math.radians(old[1]))
    return math.hypot(north_m, east_m) > MOVED_M


def _in_germany(longitude: float, latitude: float) -> bool:
    west, south, east, north = GERMANY
    return west <= longitude <= east and south <= latitude <= north
