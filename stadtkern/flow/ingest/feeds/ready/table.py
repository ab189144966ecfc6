# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""All ready connectors, in the order in which the assistant offers them."""

from __future__ import annotations

from . import ckan, declared_formats, gbfs, open_sense_map, parkapi, sensor_community, sensorthings
from .words import Ready

READY: tuple[Ready, ...] = (
    sensorthings.READY,
    parkapi.READY,
    declared_formats.DATEX,
    gbfs.READY,
    declared_formats.WIFI,
    declared_formats.DWD_TEN_MINUTES,
    declared_formats.DWD_REPORT,
    sensor_community.READY,
    open_sense_map.READY,
    ckan.READY,
)


def find(key: str) -> Ready | None:
    """The connector of this key."""
    return next((one for one in READY if one.key == key), None)
