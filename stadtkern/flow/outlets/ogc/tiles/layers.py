# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Collections as layers of tiles: what a layer shows, and its bytes, kept as long as nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from stadtkern.flow.collections import facts, service
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.lake import current
from stadtkern.flow.lake.features.tiles import MOST_BYTES, TilePlace
from stadtkern.flow.lake.features.words import TilePart
from stadtkern.flow.outlets.answering.tags import tag_of
from stadtkern.kernel.collections import Field

from .cache import TileName, cache

LAST_LEVEL = 16
"""Maps enlarge the tiles of this level further; a unit is 15 cm there."""
MOST_TOGETHER = 2 * MOST_BYTES
"""Layers of a tile share so many bytes."""


def drawn(collections: Sequence[FeatureCollection]) -> list[FeatureCollection]:
    """Those whose features lie somewhere."""
    return [one for one in collections if one.has_places]


def shown_fields(collection: FeatureCollection) -> tuple[Field, ...]:
    """The fields that tiles carry: what everybody may see, whoever asks."""
    return service.public_fields(collection)


def least_level(collection: FeatureCollection) -> int:
    """The first level of web mercator on which it is drawn."""
    return max(0, min(LAST_LEVEL, facts.style_of(collection).least_zoom))


def part_of(collection: FeatureCollection) -> TilePart:
    """The layer as the lake makes it; it is called as the collection."""
    return TilePart(
        table=service.table(collection),
        name=collection.key,
        fields=tuple(one.key for one in shown_fields(collection)),
        least_zoom=least_level(collection),
    )


def state_of(collection: FeatureCollection) -> str:
    """A text that is another one after each change of the features, and after a backup was played back."""
    changed = collection.data_changed_at
    seen = (
        collection.revision,
        collection.changed_at.isoformat(),
        "" if changed is None else changed.isoformat(),
        *(one.key for one in shown_fields(collection)),
        least_level(collection),
    )
    return f"{collection.revision}-{tag_of(repr(seen).encode())[:12]}"


def layer(collection: FeatureCollection, place: TilePlace, *, most_bytes: int = MOST_BYTES) -> bytes:
    """The layer of this tile; empty when it has no feature there.

    Raises:
        LimitExceeded: reading took too long.
        LakeUnavailable: the lake cannot be read.
    """
    state = state_of(collection) if most_bytes == MOST_BYTES else f"{state_of(collection)}-{most_bytes}"
    name = TileName(collection.pk, state, place.grid.key, place.z, place.x, place.y)
    features = current.lake().features
    return cache().get(name, partial(features.tile_layer, part_of(collection), place, most_bytes=most_bytes))


def tile(collections: Sequence[FeatureCollection], place: TilePlace) -> bytes:
    """A tile of several layers that share what a tile may weigh: those that need less leave it to the others.

    Raises:
        LimitExceeded: reading took too long.
        LakeUnavailable: the lake cannot be read.
    """
    found = [layer(one, place) for one in collections]
    if sum(map(len, found)) <= MOST_TOGETHER:
        return b"".join(found)
    share = _share([len(one) for one in found])
    return b"".join(
        one if len(one) <= share else layer(collection, place, most_bytes=share)
        for one, collection in zip(found, collections, strict=True)
    )


def _share(sizes: Sequence[int]) -> int:
    """The most bytes of a layer so that all together fit; a power of two, as it names what is kept."""
    room, left = MOST_TOGETHER, len(sizes)
    for size in sorted(sizes):
        if size > room // left:
            break
        room, left = room - size, left - 1
    return 1 << max(12, (room // max(left, 1)).bit_length() - 1)
