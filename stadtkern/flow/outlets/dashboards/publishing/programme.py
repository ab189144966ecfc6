# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a screen shows now and next: pages of dashboards in turn, and nothing at night."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import msgspec

from stadtkern.kernel.dashboards import AnyTile, Dashboard, DashboardPage, NumberTile
from stadtkern.kernel.indicators import Key

BERLIN: Final = ZoneInfo("Europe/Berlin")
SHORTEST_S: Final = 10
LONGEST_S: Final = 3600
USUAL_S: Final = 30
AT_NIGHT_S: Final = 300
"""How often a sleeping screen looks whether the night is over."""
COLUMNS: Final = 12
ROOM: Final = 12
"""Units of height that fit on a screen and can be read from some metres away."""
NUMBERS: Final = 4
"""Height of a row of nothing but numbers."""
_UNITS: Final = {"low": 4, "normal": 5, "high": 8}


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One page of a dashboard for so long; an empty page: all of them, one after the other."""

    dashboard: Key
    page: str = ""
    seconds: Annotated[int, msgspec.Meta(ge=SHORTEST_S, le=LONGEST_S)] = USUAL_S


@dataclass(frozen=True, kw_only=True)
class Row:
    """Tiles side by side; ``height`` in units."""

    tiles: tuple[AnyTile, ...]
    height: int

    @property
    def numbers(self) -> bool:
        """Nothing but numbers, which need no more height when there is more."""
        return all(isinstance(tile, NumberTile) for tile in self.tiles)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What is on the screen for some seconds: a page, or a part of one that is too long for a screen."""

    dashboard: str
    page: str
    seconds: int
    rows: tuple[Row, ...]
    part: int = 1
    parts: int = 1


def turns(entries: Sequence[Entry], dashboards: Mapping[str, Dashboard]) -> tuple[Turn, ...]:
    """All turns of a programme; what is not among the dashboards that may be seen is left out."""
    found: list[Turn] = []
    for entry in entries:
        dashboard = dashboards.get(entry.dashboard)
        for page in dashboard.pages if dashboard else ():
            if entry.page in {"", page.key}:
                found += _turns(entry, page)
    return tuple(found)


def rows_of(page: DashboardPage) -> tuple[Row, ...]:
    """The tiles as they stand beside and below each other; each row is filled to its twelve columns."""
    rows: list[list[AnyTile]] = []
    free = 0
    for tile in page.tiles:
        if not rows or tile.width > free:
            rows.append([])
            free = COLUMNS
        rows[-1].append(tile)
        free -= tile.width
    return tuple(Row(tiles=tuple(row), height=max(_units(tile) for tile in row)) for row in rows)


def _units(tile: AnyTile) -> int:
    """A number needs less height than a figure."""
    return NUMBERS if isinstance(tile, NumberTile) else _UNITS[tile.height]


def sleeps(begins: time | None, ends: time | None, now: datetime) -> bool:
    """Whether a screen is dark now; a night may go past midnight (Europe/Berlin)."""
    if begins is None or ends is None or begins == ends:
        return False
    here = now.astimezone(BERLIN).time()
    if begins < ends:
        return begins <= here < ends
    return here >= begins or here < ends


def _turns(entry: Entry, page: DashboardPage) -> list[Turn]:
    screens: list[list[Row]] = []
    used = ROOM
    for row in rows_of(page):
        if used + row.height > ROOM:
            screens.append([])
            used = 0
        screens[-1].append(row)
        used += row.height
    return [
        Turn(
            dashboard=entry.dashboard,
            page=page.key,
            seconds=entry.seconds,
            rows=tuple(rows),
            part=part,
            parts=len(screens),
        )
        for part, rows in enumerate(screens, start=1)
    ]
