# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Which hotspots work, which do not, and of which nothing is known; numbers of devices as far as public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from stadtkern.flow.devices.models import Datastream, Thing
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets import readings
from stadtkern.flow.outlets.readings import Reading
from stadtkern.kernel.quantities import WIFI_CLIENTS, WIFI_ONLINE

from .domain import DOMAIN

State = Literal["up", "down", "unknown"]
_INTERVALS = 3
"""After so many missing reports nothing is known any more."""
_USUAL_S = 3600
"""Spacing of reports where none was agreed [s]."""
_ORDER: dict[State, int] = {"down": 0, "unknown": 1, "up": 2}
MOST = 2000
"""Hotspots that are looked at."""


@dataclass(frozen=True, kw_only=True)
class Hotspot:
    """A hotspot and how it is doing."""

    thing: Thing
    state: State
    at: datetime | None
    """Time of the last report."""
    clients: float | None
    """Devices at the last report; null when unknown or withheld."""
    withheld: bool


def hotspots(*, lake: Lake, now: datetime) -> list[Hotspot]:
    """All public hotspots: those that are down first, then unknown ones, by name."""
    wanted = Datastream.objects.filter(
        thing__domain=DOMAIN.name,
        multi=False,
        components__observed_property__key__in=(WIFI_ONLINE.key, WIFI_CLIENTS.key),
    )
    streams = readings.readable(wanted.order_by("thing__name", "pk"))[: 2 * MOST]
    by_thing: dict[int, dict[str, Reading]] = {}
    things: dict[int, Thing] = {}
    for one in readings.current(streams, lake=lake, now=now):
        thing = one.channel.datastream.thing
        things[thing.pk] = thing
        by_thing.setdefault(thing.pk, {})[one.channel.quantity.key] = one
    found = [_hotspot(things[pk], given, now) for pk, given in by_thing.items()]
    return sorted(found, key=lambda one: (_ORDER[one.state], one.thing.name))


def numbers(found: Sequence[Hotspot]) -> dict[State, int]:
    """How many are in which state."""
    states: tuple[State, ...] = ("up", "down", "unknown")
    return {state: sum(one.state == state for one in found) for state in states}


def _hotspot(thing: Thing, given: dict[str, Reading], now: datetime) -> Hotspot:
    online, clients = given.get(WIFI_ONLINE.key), given.get(WIFI_CLIENTS.key)
    state = _state(online, now)
    known = clients is not None and state == "up" and not _old(clients, now)
    return Hotspot(
        thing=thing,
        state=state,
        at=online.time if online else None,
        clients=clients.value if clients and known else None,
        withheld=bool(clients and known and clients.state == "withheld"),
    )


def _state(online: Reading | None, now: datetime) -> State:
    if online is None or online.value is None or _old(online, now):
        return "unknown"
    return "up" if online.value else "down"


def _old(reading: Reading, now: datetime) -> bool:
    spacing_s = reading.channel.datastream.interval_s or _USUAL_S
    return reading.time is None or now - reading.time > timedelta(seconds=_INTERVALS * spacing_s)
