# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tiles of a page, computed side by side; what takes longer is fetched afterwards.

A public dashboard is computed as the public sees it, whoever looks, and kept; any other one is computed for
its reader and never kept.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.dashboards import AnyTile, DashboardPage, MapTile, tiles
from stadtkern.kernel.errors import NotFound

from . import pacing
from .ahead import Ahead
from .choosing import EXTENTS
from .keeping import Shelf
from .reading import Read
from .shown import ShownTile, View
from .tiles.prepare import prepare

FIRST_LOOK_S: Final = pacing.FIRST_LOOK_S
"""So long a page waits for its tiles."""
WHOLE_S: Final = pacing.WHOLE_S
"""So long it waits when the reader asked for all of them."""
SHELF: Final[Shelf[ShownTile]] = Shelf(weigh=lambda shown: shown.weight)
_READING: Final[Shelf[Ahead]] = Shelf()


def forget() -> None:
    """Forget what was computed."""
    SHELF.forget()
    _READING.forget()
    EXTENTS.forget()


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A place of the grid."""

    tile: AnyTile
    shown: ShownTile | None
    """Null: it is being computed."""


def slots(found: Read, page: DashboardPage, view: View, *, lake: Lake, within_s: float) -> list[Slot]:
    """The tiles of a page, in order; those that are not ready in time are empty."""
    asked = {tile.key: tile for tile in page.tiles}
    state = pacing.state(lake)
    there: dict[str, ShownTile] = {}
    missing: dict[str, AnyTile] = {}
    for key, tile in asked.items():
        kept = SHELF.get(_key(found, tile, view), state) if found.public else None
        if kept is not None:
            there[key] = kept
        else:
            missing[key] = tile
    if len(missing) > 1:
        seen = replace(view, reader=None) if found.public else view
        _READING.made(
            _place(found, page, view), state, lambda: Ahead(list(missing.values()), seen, lake=lake)
        )
    make = {key: partial(_shown, found, tile, view, lake, state) for key, tile in missing.items()}
    there |= pacing.ready(make, language=view.language, within_s=within_s)
    return [Slot(tile=tile, shown=there.get(key)) for key, tile in asked.items()]


def one_tile(found: Read, key: str, view: View, *, lake: Lake) -> ShownTile:
    """One tile of a dashboard, whatever it takes.

    Raises:
        NotFound: it has no such tile.
    """
    tile = find_tile(found, key)
    return _shown(found, tile, view, lake, pacing.state(lake))


def page_of(found: Read, key: str) -> DashboardPage:
    """A page of a dashboard; empty: the first one.

    Raises:
        NotFound: it has no such page.
    """
    pages: Iterable[DashboardPage] = found.dashboard.pages
    for page in pages:
        if key in {"", page.key}:
            return page
    raise NotFound(f"no page {key[:80]!r}")


def find_tile(found: Read, key: str) -> AnyTile:
    """A tile of a dashboard.

    Raises:
        NotFound: it has no such tile.
    """
    for tile in tiles(found.dashboard):
        if tile.key == key:
            return tile
    raise NotFound(f"no tile {key[:80]!r}")


def _shown(found: Read, tile: AnyTile, view: View, lake: Lake, state: Hashable) -> ShownTile:
    if not found.public:
        return _made(found, tile, view, lake, state)
    seen = replace(view, reader=None)
    return SHELF.made(_key(found, tile, view), state, lambda: _made(found, tile, seen, lake, state))


def _made(found: Read, tile: AnyTile, view: View, lake: Lake, state: Hashable) -> ShownTile:
    """The tile, once what its page has begun to read is there."""
    for page in found.dashboard.pages:
        reading = _READING.get(_place(found, page, view), state) if tile in page.tiles else None
        if reading is not None:
            reading.wait_for(tile)
    return prepare(tile, view, lake=lake)


def _key(found: Read, tile: AnyTile, view: View) -> Hashable:
    """What makes two tiles the same, but for the moment at which they are looked at."""
    return (*_place(found, tile, view), view.moment if isinstance(tile, MapTile) else 0)


def _place(found: Read, part: AnyTile | DashboardPage, view: View) -> tuple[Hashable, ...]:
    """A tile or a page in one view of a dashboard, whoever looks."""
    return (
        found.row.key,
        found.row.revision,
        part if not isinstance(part, DashboardPage) else part.key,
        view.start,
        view.end,
        view.interval,
        view.places,
        view.language,
        view.plain,
    )
