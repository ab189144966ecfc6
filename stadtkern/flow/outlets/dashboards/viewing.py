# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The tiles of a page, computed side by side; what takes longer is fetched afterwards.

A public dashboard is computed as the public sees it, whoever looks, and kept; any other one is computed for
its reader and never kept.
"""

from __future__ import annotations

import contextvars
from collections.abc import Hashable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from typing import Final

from django.db import connections
from django.utils import translation

from stadtkern.flow.devices.models import revision as register_revision
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel.dashboards import AnyTile, DashboardPage, tiles
from stadtkern.kernel.errors import NotFound

from .choosing import EXTENTS
from .keeping import Shelf
from .reading import Read
from .shown import ShownTile, View
from .tiles.prepare import prepare

FIRST_LOOK_S: Final = 0.15
"""So long a page waits for its tiles."""
WHOLE_S: Final = 20.0
"""So long it waits when the reader asked for all of them."""
_WORKERS: Final = 4
_POOL = ThreadPoolExecutor(max_workers=_WORKERS, thread_name_prefix="dashboard")
SHELF: Final[Shelf[ShownTile]] = Shelf()


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How tiles are computed."""

    side_by_side: bool = True
    """False: one after the other, in the thread that asks."""


_PACE = [Pace()]


def provide(pace: Pace) -> None:
    """Say how this process computes tiles."""
    _PACE[:] = [pace]


def forget() -> None:
    """Forget what was computed."""
    SHELF.forget()
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
    if not _PACE[0].side_by_side:
        return [Slot(tile=tile, shown=_shown(found, tile, view, lake, _state(lake))) for tile in page.tiles]
    state = _state(lake)
    ready: dict[str, ShownTile] = {}
    running: dict[str, Future[ShownTile]] = {}
    for key, tile in asked.items():
        kept = SHELF.get(_key(found, tile, view), state) if found.public else None
        if kept is not None:
            ready[key] = kept
        else:
            running[key] = _begin(found, tile, view, lake, state)
    wait(running.values(), timeout=within_s)
    ready |= {key: one.result() for key, one in running.items() if one.done()}
    return [Slot(tile=tile, shown=ready.get(key)) for key, tile in asked.items()]


def one_tile(found: Read, key: str, view: View, *, lake: Lake) -> ShownTile:
    """One tile of a dashboard, whatever it takes.

    Raises:
        NotFound: it has no such tile.
    """
    tile = find_tile(found, key)
    return _shown(found, tile, view, lake, _state(lake))


def all_tiles(found: Read, view: View, *, lake: Lake) -> list[tuple[DashboardPage, list[ShownTile]]]:
    """Every page with its tiles, whatever it takes, for reports."""
    state = _state(lake)
    return [
        (page, [_shown(found, tile, view, lake, state) for tile in page.tiles])
        for page in found.dashboard.pages
    ]


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


def _begin(found: Read, tile: AnyTile, view: View, lake: Lake, state: Hashable) -> Future[ShownTile]:
    """Compute a tile beside others, in the language of the reader."""
    context = contextvars.copy_context()

    def work() -> ShownTile:
        try:
            with translation.override(view.language):
                return _shown(found, tile, view, lake, state)
        finally:
            connections.close_all()

    return _POOL.submit(context.run, work)


def _shown(found: Read, tile: AnyTile, view: View, lake: Lake, state: Hashable) -> ShownTile:
    if not found.public:
        return prepare(tile, view, lake=lake)
    seen = replace(view, reader=None)
    return SHELF.made(_key(found, tile, view), state, lambda: prepare(tile, seen, lake=lake))


def _key(found: Read, tile: AnyTile, view: View) -> Hashable:
    """What makes two tiles the same, but for the moment at which they are looked at."""
    return (
        found.row.key,
        found.row.revision,
        tile,
        view.start,
        view.end,
        view.interval,
        view.places,
        view.language,
        view.plain,
        view.moment,
    )


def _state(lake: Lake) -> Hashable:
    return (id(lake), lake.commits, register_revision())
