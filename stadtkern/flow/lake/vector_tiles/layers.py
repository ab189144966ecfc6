# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A layer of a Mapbox Vector Tile (specification 2.1, 4.1) as bytes, never larger than it may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from .attributes import Attributes, Column, attributes
from .commands import Commands
from .paths import Ints
from .varints import lengths, one, written

EXTENT = 4096
"""Units across a tile."""
_LAYER, _NAME, _EXTENT, _VERSION = 0x1A, 0x0A, 0x28, 0x78
_FEATURE, _ID, _TAGS, _TYPE, _GEOMETRY = 0x12, 0x08, 0x12, 0x18, 0x22
_PLACES = 10
"""Numbers of a feature beside its tags and its geometry."""
_ROOM = 0.95
"""Features are cut to this part of what fits by their share, as small ones say as much as large ones."""


@dataclass(frozen=True, kw_only=True)
class Layer:
    """The features of a layer in their rank: when they are too many, the last ones are left out."""

    name: str
    geometry: Commands
    ids: Ints
    """By row."""
    columns: Mapping[str, Column]
    """By row: what the features say."""


def encoded(layer: Layer, most_bytes: int) -> bytes:
    """The layer as a field of a tile, with as many features as fit; empty when there are none."""
    geometry = layer.geometry
    while len(geometry.rows):
        rows = pa.array(geometry.rows, pa.int64())
        said = attributes({name: column.take(rows) for name, column in layer.columns.items()})
        sizes, features = _features(geometry, layer.ids[geometry.rows], said)
        found = _layer(layer.name, features, said.tables)
        if len(found) <= most_bytes:
            return found
        share = _ROOM * most_bytes / len(found) * float(sizes.sum())
        geometry = geometry.first(int(np.searchsorted(np.cumsum(sizes), share, side="right")))
    return b""


def _layer(name: str, features: bytes, tables: bytes) -> bytes:
    title = name.encode()
    body = b"".join(
        (
            bytes((_VERSION, 2, _NAME)),
            one(len(title)),
            title,
            features,
            tables,
            bytes((_EXTENT,)),
            one(EXTENT),
        )
    )
    return bytes((_LAYER,)) + one(len(body)) + body


def _features(geometry: Commands, ids: Ints, said: Attributes) -> tuple[Ints, bytes]:
    """Bytes of each feature, and all of them together."""
    count = len(ids)
    drawn = _sums(lengths(geometry.numbers), geometry.owner, count)
    told = _sums(lengths(said.numbers), said.owner, count)
    body = 6 + lengths(ids) + lengths(told) + told + lengths(drawn) + drawn - 1
    sizes = 1 + lengths(body) + body
    tags = np.bincount(said.owner, minlength=count)
    numbers = np.bincount(geometry.owner, minlength=count)
    starts = np.cumsum(_PLACES + tags + numbers) - (_PLACES + tags + numbers)
    stream = np.empty(int((_PLACES + tags + numbers).sum()), np.int64)
    _put(stream, starts, (_FEATURE, body, _ID, ids, _TAGS, told))
    stream[_spread(starts + 6, tags)] = said.numbers
    _put(stream, starts + 6 + tags, (_TYPE, geometry.types, _GEOMETRY, drawn))
    stream[_spread(starts + _PLACES + tags, numbers)] = geometry.numbers
    return sizes, written(stream).tobytes()


def _put(stream: Ints, starts: Ints, values: Sequence[Ints | int]) -> None:
    """Numbers one after the other from ``starts`` on."""
    for place, value in enumerate(values):
        stream[starts + place] = value


def _sums(values: Ints, owner: Ints, count: int) -> Ints:
    found: Ints = np.bincount(owner, weights=values, minlength=count).astype(np.int64)
    return found


def _spread(starts: Ints, counts: Ints) -> Ints:
    """Places of ``counts`` numbers each from ``starts`` on."""
    ends = np.cumsum(counts)
    found: Ints = np.arange(int(counts.sum())) + np.repeat(starts - (ends - counts), counts)
    return found
