# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What is done to a dashboard while it is built; each function answers the dashboard as it is afterwards."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from typing import Final, Literal, TypeVar

import msgspec
from django.utils.translation import gettext as _

from stadtkern.flow.outlets.dashboards.definitions import RESERVED
from stadtkern.kernel.dashboards import AnyTile, Dashboard, DashboardPage, tiles
from stadtkern.kernel.errors import Contradiction, LimitExceeded, NotFound

MOST_PAGES: Final = 12
MOST_TILES: Final = 40
WIDTHS: Final = (2, 3, 4, 6, 8, 9, 12)
"""Columns of twelve that the buttons for wider and narrower go through."""
HEIGHTS: Final[tuple[Literal["low", "normal", "high"], ...]] = ("low", "normal", "high")

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
T = TypeVar("T")


def key_for(title: str, taken: Collection[str], otherwise: str) -> str:
    """A short name from a title that nothing else has: ``Rad & Fuß`` becomes ``rad-fuss``."""
    plain = unicodedata.normalize("NFC", title).lower().translate(_UMLAUTS)
    ascii_only = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:50].strip("-") or otherwise
    found, number = stem, 2
    while found in taken:
        found, number = f"{stem}-{number}", number + 1
    return found


def page_of(dashboard: Dashboard, key: str) -> DashboardPage:
    """The page with this key.

    Raises:
        NotFound: there is none.
    """
    found = next((one for one in dashboard.pages if one.key == key), None)
    if found is None:
        raise NotFound(f"no page {key!r}")
    return found


def tile_of(dashboard: Dashboard, key: str) -> AnyTile:
    """The tile with this key.

    Raises:
        NotFound: there is none.
    """
    found = next((one for one in tiles(dashboard) if one.key == key), None)
    if found is None:
        raise NotFound(f"no tile {key!r}")
    return found


def page_with(dashboard: Dashboard, tile: str) -> DashboardPage:
    """The page on which a tile lies.

    Raises:
        NotFound: there is no such tile.
    """
    found = next((page for page in dashboard.pages if any(one.key == tile for one in page.tiles)), None)
    if found is None:
        raise NotFound(f"no tile {tile!r}")
    return found


def with_page(dashboard: Dashboard, title: str) -> Dashboard:
    """With a further, empty page at the end.

    Raises:
        LimitExceeded: there are as many as there may be.
    """
    if len(dashboard.pages) >= MOST_PAGES:
        raise LimitExceeded(_("Ein Dashboard hat höchstens %(n)s Seiten.") % {"n": MOST_PAGES})
    key = key_for(title, {*RESERVED, *(one.key for one in dashboard.pages)}, "seite")
    return _with_pages(dashboard, (*dashboard.pages, DashboardPage(key=key, title=title)))


def with_page_named(dashboard: Dashboard, key: str, title: str, title_en: str = "") -> Dashboard:
    """With another title of a page; its address stays."""
    page = page_of(dashboard, key)
    return _with_page(dashboard, msgspec.structs.replace(page, title=title, title_en=title_en))


def without_page(dashboard: Dashboard, key: str) -> Dashboard:
    """Without a page and its tiles.

    Raises:
        Contradiction: it is the last one.
    """
    page_of(dashboard, key)
    if len(dashboard.pages) == 1:
        raise Contradiction(_("Ein Dashboard hat mindestens eine Seite."))
    return _with_pages(dashboard, tuple(one for one in dashboard.pages if one.key != key))


def with_page_moved(dashboard: Dashboard, key: str, by: int) -> Dashboard:
    """With a page nearer to the beginning (``by`` below 0) or the end."""
    place = dashboard.pages.index(page_of(dashboard, key))
    return _with_pages(dashboard, _moved(dashboard.pages, place, by))


def with_tile(dashboard: Dashboard, page: str, tile: AnyTile) -> Dashboard:
    """With a further tile at the end of a page.

    Raises:
        LimitExceeded: the page is full.
    """
    found = page_of(dashboard, page)
    if len(found.tiles) >= MOST_TILES:
        raise LimitExceeded(
            _("Eine Seite hat höchstens %(n)s Kacheln; legen Sie eine weitere Seite an.") % {"n": MOST_TILES}
        )
    return _with_page(dashboard, msgspec.structs.replace(found, tiles=(*found.tiles, tile)))


def with_tile_changed(dashboard: Dashboard, tile: AnyTile) -> Dashboard:
    """With other words for the tile of this key, at the same place."""
    page = page_with(dashboard, tile.key)
    changed = tuple(tile if one.key == tile.key else one for one in page.tiles)
    return _with_page(dashboard, msgspec.structs.replace(page, tiles=changed))


def without_tile(dashboard: Dashboard, key: str) -> Dashboard:
    """Without a tile."""
    page = page_with(dashboard, key)
    kept = tuple(one for one in page.tiles if one.key != key)
    return _with_page(dashboard, msgspec.structs.replace(page, tiles=kept))


def with_tile_moved(dashboard: Dashboard, key: str, by: int) -> Dashboard:
    """With a tile nearer to the beginning (``by`` below 0) or the end of its page."""
    page = page_with(dashboard, key)
    place = page.tiles.index(tile_of(dashboard, key))
    return _with_page(dashboard, msgspec.structs.replace(page, tiles=_moved(page.tiles, place, by)))


def with_tile_on(dashboard: Dashboard, key: str, page: str) -> Dashboard:
    """With a tile at the end of another page."""
    tile = tile_of(dashboard, key)
    if page_with(dashboard, key).key == page:
        return dashboard
    return with_tile(without_tile(dashboard, key), page, tile)


def with_copy_of(dashboard: Dashboard, key: str) -> Dashboard:
    """With a second tile like this one, right behind it.

    Raises:
        LimitExceeded: the page is full.
    """
    tile, page = tile_of(dashboard, key), page_with(dashboard, key)
    copy = msgspec.structs.replace(tile, key=key_for(tile.title, taken(dashboard), "kachel"))
    longer = with_tile(dashboard, page.key, copy)
    place = page.tiles.index(tile)
    return with_tile_moved(longer, copy.key, place + 1 - len(page.tiles))


def with_width(dashboard: Dashboard, key: str, by: int) -> Dashboard:
    """With a tile that is a step wider (``by`` above 0) or narrower."""
    tile = tile_of(dashboard, key)
    if by > 0:
        width = next((one for one in WIDTHS if one > tile.width), WIDTHS[-1])
    else:
        width = next((one for one in reversed(WIDTHS) if one < tile.width), WIDTHS[0])
    return with_tile_changed(dashboard, msgspec.structs.replace(tile, width=width))


def with_height(dashboard: Dashboard, key: str, by: int) -> Dashboard:
    """With a tile that is a step higher (``by`` above 0) or lower."""
    tile = tile_of(dashboard, key)
    place = min(max(HEIGHTS.index(tile.height) + (1 if by > 0 else -1), 0), len(HEIGHTS) - 1)
    return with_tile_changed(dashboard, msgspec.structs.replace(tile, height=HEIGHTS[place]))


def taken(dashboard: Dashboard) -> set[str]:
    """Keys of all tiles."""
    return {one.key for one in tiles(dashboard)}


def _moved(all_of_them: Sequence[T], place: int, by: int) -> tuple[T, ...]:
    kept = [one for n, one in enumerate(all_of_them) if n != place]
    kept.insert(min(max(place + by, 0), len(kept)), all_of_them[place])
    return tuple(kept)


def _with_page(dashboard: Dashboard, page: DashboardPage) -> Dashboard:
    return _with_pages(dashboard, tuple(page if one.key == page.key else one for one in dashboard.pages))


def _with_pages(dashboard: Dashboard, pages: tuple[DashboardPage, ...]) -> Dashboard:
    return msgspec.structs.replace(dashboard, pages=pages)
