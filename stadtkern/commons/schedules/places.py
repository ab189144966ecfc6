# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Where the things of a subject are in the middle: near enough for the sun of a whole town."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from stadtkern.flow.devices import service as register
from stadtkern.flow.devices.service import Spot

from .sun import Position

MIDDLE = Position(51.16, 10.45)
"""The middle of Germany, where nothing has a position: the sun differs by 20 minutes at most."""


def place_of(domain: str) -> Position:
    """The middle of all things of a subject."""
    return middle(register.spots_of_domains({domain}, public=False).values(), MIDDLE)


def middle(spots: Iterable[Spot], otherwise: Position) -> Position:
    """The median of the places, which one misplaced thing does not move."""
    found = list(spots)
    if not found:
        return otherwise
    return Position(median(one.latitude for one in found), median(one.longitude for one in found))
