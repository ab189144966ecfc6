# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Background of the map: boundaries from the city's data folder, and basemap.de when the operator wants it.

Boundaries are GeoJSON files that the city lays into its data folder, under ``karte``. A file may carry an
``attribution`` member beside its features; RFC 7946 § 6.1 allows such foreign members.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from stadtkern.kernel.errors import NotFound

from .places import PlacedLayer

BASEMAP_TILES = (
    "https://sgx.geodatenzentrum.de/wmts_basemapde/tile/1.0.0/de_basemapde_web_raster_grau"
    "/default/GLOBAL_WEBMERCATOR/{z}/{y}/{x}.png"
)
BASEMAP_ATTRIBUTION = "Hintergrund: basemap.de / BKG, CC BY 4.0"
LARGEST_BYTES = 8 * 1024 * 1024
"""A larger file would make the map unusable on phones and is not offered."""


@dataclass(frozen=True, kw_only=True)
class Boundary:
    """One file of the background."""

    name: str
    path: Path
    attribution: str


def boundaries() -> tuple[Boundary, ...]:
    """The files that can be used, by name."""
    folder: Path = settings.MAP_FOLDER
    files = sorted(folder.glob("*.geojson")) if folder.is_dir() else []
    return tuple(
        Boundary(name=file.stem, path=file, attribution=_attribution(file, file.stat().st_mtime_ns))
        for file in files
        if file.stat().st_size <= LARGEST_BYTES
    )


def boundary(name: str) -> Boundary:
    """The file with this name.

    Raises:
        NotFound: there is none.
    """
    found = next((one for one in boundaries() if one.name == name), None)
    if found is None:
        raise NotFound(f"no boundary {name!r}")
    return found


def attributions(layers: Iterable[PlacedLayer]) -> list[str]:
    """What must be named under a map with these layers, each sentence once."""
    told = [sentence for one in layers for sentence in one.attributions] + [
        one.attribution for one in boundaries()
    ]
    if settings.BASEMAP:
        told.append(BASEMAP_ATTRIBUTION)
    return [sentence for sentence in dict.fromkeys(told) if sentence]


@lru_cache(maxsize=32)
def _attribution(path: Path, _changed_ns: int) -> str:
    try:
        told = json.loads(path.read_bytes())
    except (ValueError, OSError):
        return ""
    return str(told.get("attribution", "")) if isinstance(told, dict) else ""
