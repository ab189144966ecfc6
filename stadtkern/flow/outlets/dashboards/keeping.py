# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tiles of public dashboards are kept for a moment, so that a thousand readers cost one computation.

Nobody gets one that is older than four seconds after something has changed. What is wanted by many at once is
made by one of them, the others wait for it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

T = TypeVar("T")

FRESH_S: Final = 2.0
"""So long it is right whatever happens."""
OLDEST_S: Final = 4.0
"""While somebody makes it anew, others get one of this age at most."""
UNCHANGED_S: Final = 20.0
"""So long it stays when nothing has changed in lake and register; ages and warnings move on."""
_MOST: Final = 2_000
MOST_WEIGHT: Final = 500_000
"""Of all values together, as ``weigh`` says; cells of tables take about 100 bytes each with their drawing."""


@dataclass(frozen=True, kw_only=True)
class _Made(Generic[T]):
    value: T
    state: Hashable
    at_s: float
    weight: int


@dataclass(kw_only=True)
class _Place(Generic[T]):
    making: threading.Lock = field(default_factory=threading.Lock)
    made: _Made[T] | None = None


class Shelf(Generic[T]):
    """Values by what they say to whom; equal states mean that neither lake nor register has changed."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, *, weigh: Callable[[T], int] = lambda _value: 1
    ) -> None:
        self._clock = clock
        self._weigh = weigh
        self._guard = threading.Lock()
        self._places: OrderedDict[Hashable, _Place[T]] = OrderedDict()

    def get(self, key: Hashable, state: Hashable) -> T | None:
        """What may be shown; null: it must be made."""
        with self._guard:
            place = self._places.get(key)
        if place is None:
            return None
        found = self._usable(place, state, OLDEST_S if place.making.locked() else FRESH_S)
        return None if found is None else found.value

    def made(self, key: Hashable, state: Hashable, make: Callable[[], T]) -> T:
        """The value, made now unless it may be shown or somebody is just making it."""
        place = self._place(key)
        with place.making:
            found = self._usable(place, state, FRESH_S)
            if found is None:
                began_s = self._clock()
                value = make()
                found = _Made(value=value, state=state, at_s=began_s, weight=self._weigh(value))
                place.made = found
                self._make_room()
        return found.value

    def forget(self) -> None:
        """Empty the shelf."""
        with self._guard:
            self._places.clear()

    def _place(self, key: Hashable) -> _Place[T]:
        with self._guard:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            while len(self._places) > _MOST:
                self._places.popitem(last=False)
            return place

    def _make_room(self) -> None:
        """Drop what nobody gets any more, and of the rest what was wanted longest ago."""
        with self._guard:
            now_s = self._clock()
            made = {key: one.made for key, one in self._places.items() if one.made is not None}
            weight = sum(one.weight for one in made.values())
            for key, one in made.items():
                if now_s - one.at_s < UNCHANGED_S and weight <= MOST_WEIGHT:
                    continue
                weight -= one.weight
                if not self._places[key].making.locked():
                    del self._places[key]

    def _usable(self, place: _Place[T], state: Hashable, limit_s: float) -> _Made[T] | None:
        found = place.made
        if found is None:
            return None
        age_s = self._clock() - found.at_s
        return found if age_s < (UNCHANGED_S if found.state == state else limit_s) else None
