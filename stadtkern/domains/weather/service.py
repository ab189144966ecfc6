# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The weather of other subjects: hour by hour, from the nearest public station that measured then."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from stadtkern.flow.devices.models import Datastream, Thing
from stadtkern.flow.devices.places import Spot, spots
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.lake.words import Interval
from stadtkern.flow.outlets import readings
from stadtkern.kernel.quantities import AIR_TEMPERATURE, PRECIPITATION

from .domain import DOMAIN

_HOUR = Interval(number=1, unit="hour")
_KM_PER_DEGREE = 111.3


@dataclass(frozen=True, kw_only=True)
class Weather:
    """An hour; every value is null in a gap."""

    temperature: float | None
    """Mean [°C]."""
    precipitation: float | None
    """Sum [mm]."""


@dataclass(frozen=True, kw_only=True)
class Nearby:
    """A station and what it measured."""

    station: Thing
    distance_km: float | None
    """Null when one of the two places is not known."""
    hours: Mapping[datetime, Weather]
    """By the start of the hour."""


def hours_near(
    place: Spot | None, *, start: datetime, end: datetime, lake: Lake, now: datetime
) -> Nearby | None:
    """The hours of ``[start, end)`` at the station nearest to ``place``.

    Without a place the first station by name; null when no public station has values of that time.
    """
    streams = list(
        Datastream.objects.public()
        .filter(
            thing__domain=DOMAIN.name, multi=False, components__observed_property__key=AIR_TEMPERATURE.key
        )
        .select_related("thing")
        .order_by("thing__name", "pk")
    )
    latest = lake.latest([one.pk for one in streams])
    measuring = [
        one.thing
        for one in streams
        if one.pk in latest and latest[one.pk].first_time < end and latest[one.pk].last_time >= start
    ]
    distances = _distances(measuring, place)
    if not measuring:
        return None
    station = min(measuring, key=lambda one: distances.get(one.pk, math.inf))
    columns: dict[str, dict[datetime, float | None]] = {}
    for stream in readings.readable(Datastream.objects.filter(thing=station)):
        for channel in readings.channels(stream):
            if channel.quantity.key in {AIR_TEMPERATURE.key, PRECIPITATION.key} - set(columns):
                found = readings.series(channel, start=start, end=end, interval=_HOUR, lake=lake, now=now)
                columns[channel.quantity.key] = {point.start: point.value for point in found.points}
    temperatures, rain = columns.get(AIR_TEMPERATURE.key, {}), columns.get(PRECIPITATION.key, {})
    return Nearby(
        station=station,
        distance_km=distances.get(station.pk),
        hours={
            moment: Weather(temperature=temperatures.get(moment), precipitation=rain.get(moment))
            for moment in {*temperatures, *rain}
        },
    )


def _distances(stations: list[Thing], place: Spot | None) -> dict[int, float]:
    """Kilometres to the place, by station; a plane is good enough within a region."""
    if place is None:
        return {}
    found = {}
    for thing, spot in spots([one.pk for one in stations]).items():
        east = (spot.longitude - place.longitude) * math.cos(math.radians(place.latitude))
        found[thing] = math.hypot(east, spot.latitude - place.latitude) * _KM_PER_DEGREE
    return found
