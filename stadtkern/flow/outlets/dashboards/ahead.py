# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What the tiles of a page ask of the lake is found out first and read in few passes; then each is made.

A page of twelve tiles over the same month would otherwise read that month a dozen times.
"""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import wait

from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.members import MembersQuestion
from stadtkern.flow.lake.rehearsal import Rehearsal
from stadtkern.kernel.dashboards import AnyTile, ImageTile, MapTile, TextTile, WarningsTile
from stadtkern.kernel.errors import CityError

from . import pacing
from .shown import View
from .tiles.prepare import prepare

_BY_THEMSELVES = (ImageTile, MapTile, TextTile, WarningsTile)
"""Kinds that add up no datastreams over time."""


class Ahead:
    """The reading for several tiles, begun when it is made."""

    def __init__(self, tiles: Collection[AnyTile], view: View, *, lake: Lake) -> None:
        self._keys = {tile.key for tile in tiles if not isinstance(tile, _BY_THEMSELVES)}
        rehearsed = [tile for tile in tiles if tile.key in self._keys]
        self._read = pacing.ahead(lambda: _read(rehearsed, view, lake), language=view.language)

    def wait_for(self, tile: AnyTile) -> None:
        """Return when what this tile asks has been read, whether that was of use or not."""
        if self._read is not None and tile.key in self._keys:
            wait((self._read,))


def wanted(tiles: Collection[AnyTile], view: View, *, lake: Lake) -> list[MembersQuestion]:
    """What these tiles would ask of many datastreams together."""
    rehearsal = Rehearsal(lake)
    for tile in tiles:
        prepare(tile, view, lake=rehearsal)
    return rehearsal.noted


def _read(tiles: Collection[AnyTile], view: View, lake: Lake) -> None:
    try:
        lake.gather(wanted(tiles, view, lake=lake))
    except CityError:
        return  # the tiles ask for themselves, and say what is wrong
