# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a screen shows now and next: pages of dashboards in turn, and nothing at night."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec

from stadtkern.kernel.indicators import Key

BERLIN = ZoneInfo("Europe/Berlin")
SHORTEST_S = 10
LONGEST_S = 3600
USUAL_S = 30
AT_NIGHT_S = 300
"""How often a sleeping screen looks whether the night is over."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One page of a dashboard for so long; an empty page: all of them, one after the other."""

    dashboard: Key
    page: str = ""
    seconds: Annotated[int, msgspec.Meta(ge=SHORTEST_S, le=LONGEST_S)] = USUAL_S


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What is on the screen."""

    place: int
    dashboard: str
    page: str
    seconds: int
    following: int
    """Place of the turn after it."""


def turns(entries: Sequence[Entry], pages: dict[str, tuple[str, ...]]) -> tuple[tuple[str, str, int], ...]:
    """Dashboard, page and seconds of each turn; ``pages`` has the keys of each dashboard that may be seen.

    Dashboards and pages that are gone or not for this screen are left out.
    """
    found: list[tuple[str, str, int]] = []
    for entry in entries:
        there = pages.get(entry.dashboard, ())
        wanted = there if not entry.page else tuple(page for page in there if page == entry.page)
        found += [(entry.dashboard, page, entry.seconds) for page in wanted]
    return tuple(found)


def turn(all_turns: Sequence[tuple[str, str, int]], place: int) -> Turn | None:
    """The turn at a place, counted around; null when there is nothing to show."""
    if not all_turns:
        return None
    here = place % len(all_turns)
    dashboard, page, seconds = all_turns[here]
    return Turn(
        place=here, dashboard=dashboard, page=page, seconds=seconds, following=(here + 1) % len(all_turns)
    )


def sleeps(begins: time | None, ends: time | None, now: datetime) -> bool:
    """Whether a screen is dark now; a night may go past midnight (Europe/Berlin)."""
    if begins is None or ends is None or begins == ends:
        return False
    here = now.astimezone(BERLIN).time()
    if begins < ends:
        return begins <= here < ends
    return here >= begins or here < ends
