# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Roads under construction from OpenStreetMap."""

from __future__ import annotations

import re
from datetime import date

from stadtkern.commons.geojson import openstreetmap
from stadtkern.commons.geojson.reading import Given

from .collections import ROADS, ROADWORKS

_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")


def roadwork(given: Given) -> dict[str, object] | None:
    """A way that cannot be used while it is built: ``highway=construction``, beside it what it becomes.

    https://wiki.openstreetmap.org/wiki/Tag:highway%3Dconstruction
    """
    if given.text("highway") != "construction":
        return None
    road = given.text("construction") or ""
    return {
        "name": given.text("name") or given.text("ref"),
        "road": road if road in ROADS else "other",
        "closure": "full",
        "begins": _day(given, "start_date"),
        "ends": _day(given, "opening_date"),
        "description": given.text("description"),
        "checked": _day(given, "check_date"),
    }


def _day(given: Given, tag: str) -> date | None:
    """A day; a month stands for its first day, anything else is not known."""
    found = _DAY.fullmatch(given.text(tag) or "")
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1)) if found else None
    except ValueError:
        return None


decode = openstreetmap.decoder(ROADWORKS, roadwork)
