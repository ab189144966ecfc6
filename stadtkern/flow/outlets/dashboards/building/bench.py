# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the buttons of the workbench do, and what is said afterwards to people who do not see it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
from django.utils.translation import gettext as _

from stadtkern.kernel.dashboards import AnyTile, Dashboard, DashboardPage
from stadtkern.kernel.errors import NotFound

from . import operations as do
from . import wording
from .kinds import Kind, kind_of

TileDeed = Callable[[Dashboard, str], Dashboard]
TILE_DEEDS: Final[Mapping[str, TileDeed]] = {
    "frueher": lambda given, key: do.with_tile_moved(given, key, -1),
    "spaeter": lambda given, key: do.with_tile_moved(given, key, 1),
    "breiter": lambda given, key: do.with_width(given, key, 1),
    "schmaler": lambda given, key: do.with_width(given, key, -1),
    "hoeher": lambda given, key: do.with_height(given, key, 1),
    "niedriger": lambda given, key: do.with_height(given, key, -1),
    "kopieren": do.with_copy_of,
    "entfernen": do.without_tile,
}
"""Buttons of a tile."""
PAGE_DEEDS: Final[Mapping[str, TileDeed]] = {
    "seite-frueher": lambda given, key: do.with_page_moved(given, key, -1),
    "seite-spaeter": lambda given, key: do.with_page_moved(given, key, 1),
    "seite-entfernen": do.without_page,
}
"""Buttons of a page."""
_ROW: Final = frozenset({"frueher", "spaeter", "kopieren"})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which button was pressed, and what stood beside it."""

    deed: str
    page: str
    tile: str = ""
    target: str = ""
    """Key of another page."""
    title: str = ""
    title_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Done:
    """The dashboard afterwards."""

    dashboard: Dashboard
    said: str
    page: str
    """The page to show."""
    focus: str = ""
    """Id of the element where the keyboard goes on."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """A tile on the workbench."""

    tile: AnyTile
    kind: Kind
    place: int
    digest: str
    """Changes whenever its picture may."""
    opened: bool = False
    """Whether its buttons for arranging are unfolded."""

    @property
    def shown_width(self) -> int:
        """Columns on the workbench, where a tile needs room for its buttons."""
        return max(self.tile.width, 3)

    @property
    def size(self) -> str:
        """In words."""
        width = dict(wording.WIDTHS).get(str(self.tile.width))
        columns = _("%(n)s von 12 Spalten") % {"n": self.tile.width}
        return f"{width or columns}, {dict(wording.HEIGHTS)[self.tile.height]}"


def cards(dashboard: Dashboard, page: DashboardPage, *, salt: str = "", opened: str = "") -> list[Card]:
    """The tiles of a page; ``salt``: what else their pictures depend on; ``opened``: key of one in hand."""
    frame = f"{dashboard.span}|{dashboard.ends}|{salt}"
    return [
        Card(
            tile=tile,
            kind=kind_of(tile),
            place=number,
            digest=_digest(tile, frame),
            opened=tile.key == opened,
        )
        for number, tile in enumerate(page.tiles, start=1)
    ]


def chosen_page(dashboard: Dashboard, key: str) -> DashboardPage:
    """The page of this key, else the first one."""
    return next((one for one in dashboard.pages if one.key == key), dashboard.pages[0])


def done(dashboard: Dashboard, asked: Asked) -> Done:
    """Do what a button says.

    Raises:
        NotFound: there is no such button, page or tile.
        Contradiction: the last page cannot go.
        LimitExceeded: there is no room.
    """
    if asked.deed in TILE_DEEDS:
        return _with_tile(dashboard, asked)
    if asked.deed == "verschieben":
        after = do.with_tile_on(dashboard, asked.tile, asked.target)
        words = {"tile": _title(dashboard, asked.tile), "page": do.page_of(after, asked.target).title}
        said = _("„%(tile)s“ liegt jetzt auf der Seite „%(page)s“.") % words
        return Done(dashboard=after, said=said, page=asked.target, focus=f"{asked.tile}-bearbeiten")
    if asked.deed in PAGE_DEEDS:
        return _with_page(dashboard, asked)
    return _with_words(dashboard, asked)


def _with_tile(dashboard: Dashboard, asked: Asked) -> Done:
    tile = do.tile_of(dashboard, asked.tile)
    page = do.page_with(dashboard, asked.tile)
    after = TILE_DEEDS[asked.deed](dashboard, asked.tile)
    shown = do.page_of(after, page.key)
    if asked.deed == "entfernen":
        said = _("„%(tile)s“ ist entfernt. „Rückgängig“ holt die Kachel zurück.") % {"tile": tile.title}
        focus = _next_to(page, asked.tile)
        return Done(dashboard=after, said=said, page=page.key, focus=focus)
    if asked.deed in _ROW:
        key = asked.tile if asked.deed != "kopieren" else _newest(dashboard, after)
        place = next(n for n, one in enumerate(shown.tiles, start=1) if one.key == key)
        words = {"tile": tile.title, "n": place, "all": len(shown.tiles)}
        said = _("„%(tile)s“ steht jetzt an Stelle %(n)s von %(all)s.") % words
        button = asked.deed if asked.deed != "kopieren" else "bearbeiten"
        return Done(dashboard=after, said=said, page=page.key, focus=f"{key}-{button}")
    card = Card(tile=do.tile_of(after, asked.tile), kind=kind_of(tile), place=0, digest="")
    said = _("„%(tile)s“ ist jetzt: %(size)s.") % {"tile": tile.title, "size": card.size}
    return Done(dashboard=after, said=said, page=page.key, focus=f"{asked.tile}-{asked.deed}")


def _with_page(dashboard: Dashboard, asked: Asked) -> Done:
    page = do.page_of(dashboard, asked.page)
    after = PAGE_DEEDS[asked.deed](dashboard, asked.page)
    if asked.deed == "seite-entfernen":
        said = _("Die Seite „%(page)s“ ist entfernt. „Rückgängig“ holt sie zurück.") % {"page": page.title}
        return Done(dashboard=after, said=said, page=after.pages[0].key, focus="seite-neu-titel")
    place = after.pages.index(do.page_of(after, asked.page)) + 1
    words = {"page": page.title, "n": place, "all": len(after.pages)}
    said = _("Die Seite „%(page)s“ steht jetzt an Stelle %(n)s von %(all)s.") % words
    return Done(dashboard=after, said=said, page=page.key, focus=asked.deed)


def _with_words(dashboard: Dashboard, asked: Asked) -> Done:
    title = asked.title.strip()[:300]
    if asked.deed == "seite-neu":
        after = do.with_page(dashboard, title or _("Seite %(n)s") % {"n": len(dashboard.pages) + 1})
        said = _("Die Seite „%(page)s“ ist angelegt.") % {"page": after.pages[-1].title}
        return Done(dashboard=after, said=said, page=after.pages[-1].key, focus="kachel-neu")
    if asked.deed == "seite-umbenennen":
        page = do.page_of(dashboard, asked.page)
        after = do.with_page_named(dashboard, page.key, title or page.title, asked.title_en.strip()[:300])
        said = _("Die Seite heißt jetzt „%(page)s“.") % {"page": title or page.title}
        return Done(dashboard=after, said=said, page=page.key, focus="seite-titel")
    raise NotFound(f"no deed {asked.deed[:40]!r}")


def _next_to(page: DashboardPage, key: str) -> str:
    """Where the keyboard goes when a tile is gone: to the one behind it, else to the one before."""
    keys = [one.key for one in page.tiles]
    place = keys.index(key)
    near = keys[place + 1 : place + 2] or keys[place - 1 : place]
    return f"{near[0]}-bearbeiten" if near else "kachel-neu"


def _newest(before: Dashboard, after: Dashboard) -> str:
    return next(iter(do.taken(after) - do.taken(before)))


def _title(dashboard: Dashboard, key: str) -> str:
    return do.tile_of(dashboard, key).title


def _digest(tile: AnyTile, frame: str) -> str:
    return hashlib.sha256(msgspec.json.encode(tile) + frame.encode()).hexdigest()[:12]
