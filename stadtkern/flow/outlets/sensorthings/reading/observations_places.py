# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What an observation without a feature of its own is about: the place where its thing was at that time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from stadtkern.flow.devices import features
from stadtkern.flow.devices.identity import chunks
from stadtkern.flow.devices.models import Datastream, HistoricalLocation
from stadtkern.flow.outlets.sensorthings.reading.observations_words import Kin

Stay = tuple[datetime, datetime | None, int]
"""From, until (null: still), feature."""


def current(streams: Collection[int]) -> dict[int, int]:
    """The feature of the place where the thing of each datastream is now; missing: it has no place."""
    things = _things(streams)
    found = features.of_things(set(things.values()))
    return {stream: found[thing] for stream, thing in things.items() if thing in found}


def of_each(kin: Sequence[Kin]) -> list[int | None]:
    """The feature of each observation; null: there is none."""
    streams = {one.stream for one in kin if one.feature is None}
    if not streams:
        return [one.feature for one in kin]
    things = _things(streams)
    now = features.of_things(set(things.values()))
    stays = _stays(set(things.values()))
    return [
        one.feature if one.feature is not None else _at(things.get(one.stream), one.time, now, stays)
        for one in kin
    ]


def _at(
    thing: int | None, at: datetime, now: Mapping[int, int], stays: Mapping[int, Sequence[Stay]]
) -> int | None:
    if thing is None:
        return None
    for start, until, feature in stays.get(thing, ()):
        if start <= at and (until is None or at < until):
            return feature
    return now.get(thing)


def _things(streams: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for chunk in chunks(streams):
        found |= dict(Datastream.objects.order_by().filter(pk__in=chunk).values_list("pk", "thing_id"))
    return found


def _stays(things: Collection[int]) -> dict[int, list[Stay]]:
    """Where things were before, by thing; only places that stand as features."""
    found: dict[int, list[Stay]] = {}
    for chunk in chunks(things):
        rows = (
            HistoricalLocation.objects.order_by("time", "pk", "placements__pk")
            .filter(thing__in=chunk, until__isnull=False, locations__feature__isnull=False)
            .values_list("thing_id", "time", "until", "locations__feature")
        )
        for thing, start, until, feature in rows:
            found.setdefault(thing, []).append((start, until, feature))
    return found
