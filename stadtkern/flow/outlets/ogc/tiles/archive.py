# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""All tiles of some collections in one file (PMTiles 3): for maps without a server, or on a file server."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pmtiles.tile import Compression, TileType, tileid_to_zxy, zxy_to_tileid
from pmtiles.writer import Writer

from stadtkern.flow.collections import service
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.lake import current
from stadtkern.flow.lake.features.tiles import TilePlace
from stadtkern.flow.lake.vector_tiles.grids import WEB_MERCATOR
from stadtkern.kernel.collections import FieldKind
from stadtkern.kernel.errors import NotFound

from . import layers, matrices

MOST_TILES = 2_000_000
_E7 = 10_000_000
_TYPES: dict[FieldKind, str] = {"integer": "Number", "number": "Number", "boolean": "Boolean"}

Listener = Callable[[int, int | None, str], None]


@dataclass(frozen=True, kw_only=True)
class Archived:
    """What was written."""

    tiles: int
    bytes: int
    least: int
    most: int


def write(
    path: Path, collections: Sequence[FeatureCollection], *, least: int, most: int, listener: Listener
) -> Archived:
    """Write the tiles of these levels; the file gets its name when it is whole.

    Raises:
        NotFound: no collection has a feature that lies somewhere.
        LimitExceeded: there would be too many tiles.
        LakeUnavailable: the lake cannot be read; no file is left.
    """
    bounds = matrices.united([one.bounds for one in collections])
    if bounds is None:
        raise NotFound("Keine dieser Sammlungen hat Objekte mit Ort.")
    half = path.with_name(f"{path.name}.part")
    try:
        with half.open("wb") as file:
            writer = Writer(file)  # type: ignore[no-untyped-call]
            written = 0
            for number, content in _tiles(collections, least, most, listener):
                writer.write_tile(number, gzip.compress(content, 6, mtime=0))  # type: ignore[no-untyped-call]
                written += 1
            if not written:
                raise NotFound("Auf diesen Ebenen ist nichts zu sehen.")
            said = _header(bounds, most), _metadata(collections, least, most)
            writer.finalize(*said)  # type: ignore[no-untyped-call]
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return Archived(tiles=written, bytes=path.stat().st_size, least=least, most=most)


def _tiles(
    collections: Sequence[FeatureCollection], least: int, most: int, listener: Listener
) -> Iterator[tuple[int, bytes]]:
    """Tiles with something in them in the order of the file, level by level."""
    used = [_used(one, most) for one in collections]
    numbers = [sorted(_numbers(used, z)) for z in range(least, most + 1)]
    total = sum(map(len, numbers))
    for done, number in enumerate(one for level in numbers for one in level):
        z, x, y = tileid_to_zxy(number)
        place = TilePlace(grid=WEB_MERCATOR, z=z, x=x, y=y)
        shown = [
            one
            for one, cells in zip(collections, used, strict=True)
            if (x, y) in cells[z] and layers.least_level(one) <= z
        ]
        content = layers.tile(shown, place)
        if content:
            yield number, content
        if done % 20 == 0:
            listener(done, total, f"Ebene {z}")


def _used(collection: FeatureCollection, most: int) -> list[set[tuple[int, int]]]:
    """By level the tiles that have a feature: those below which there is one."""
    features = current.lake().features
    cells = features.tile_cells(service.table(collection), most, most=MOST_TILES)
    found = [cells]
    for _level in range(most):
        found.append({(x >> 1, y >> 1) for x, y in found[-1]})
    return found[::-1]


def _numbers(used: Sequence[Sequence[set[tuple[int, int]]]], z: int) -> set[int]:
    return {zxy_to_tileid(z, x, y) for cells in used for x, y in cells[z]}


def _header(bounds: tuple[float, float, float, float], most: int) -> dict[str, object]:
    west, south, east, north = bounds
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": int(west * _E7),
        "min_lat_e7": int(south * _E7),
        "max_lon_e7": int(east * _E7),
        "max_lat_e7": int(north * _E7),
        "center_zoom": min(12, most),
        "center_lon_e7": int((west + east) / 2 * _E7),
        "center_lat_e7": int((south + north) / 2 * _E7),
    }


def _metadata(collections: Sequence[FeatureCollection], least: int, most: int) -> dict[str, object]:
    """Whose data it is and what the layers hold, as map libraries read it."""
    told = [one.attribution for one in collections if one.attribution]
    return {
        "name": ", ".join(one.title for one in collections[:5]),
        "attribution": " | ".join(dict.fromkeys(told)),
        "type": "overlay",
        "vector_layers": [
            {
                "id": one.key,
                "description": one.title,
                "minzoom": max(least, layers.least_level(one)),
                "maxzoom": most,
                "fields": {field.key: _TYPES.get(field.kind, "String") for field in layers.shown_fields(one)},
            }
            for one in collections
        ],
    }
