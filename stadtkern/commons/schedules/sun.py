# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""When the sun sets, rises and how high it stands, by position; computed with astral (NOAA's equations)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

import astral
from astral import sun

BERLIN = ZoneInfo("Europe/Berlin")
NOON = time(12)
DAY = timedelta(days=1)
_CIVIL = 6.0
"""Civil twilight ends when the centre of the sun is so far below the horizon [°]."""


class Position(NamedTuple):
    """A point of the earth [°], WGS 84."""

    latitude: float
    longitude: float


class Event(StrEnum):
    """What the sun does."""

    SUNSET = "sunset"
    DUSK = "dusk"
    """The end of civil twilight in the evening."""
    DAWN = "dawn"
    """The beginning of civil twilight in the morning."""
    SUNRISE = "sunrise"


class Darkness(NamedTuple):
    """The dark time of a night; ``start`` equals ``end`` when it does not get dark [UTC]."""

    start: datetime
    end: datetime


def noon(day: date) -> datetime:
    """Local noon, Europe/Berlin, as UTC: a night begins and ends there."""
    return datetime.combine(day, NOON, BERLIN).astimezone(UTC)


def night_of(moment: datetime) -> date:
    """The day whose evening belongs to the night (noon to noon) of this moment."""
    local = moment.astimezone(BERLIN)
    return local.date() if local.time() >= NOON else local.date() - DAY


def happens(event: Event, place: Position, night: date) -> datetime:
    """When the sun does this in the night that begins on this day [UTC].

    Where it does not (midnight sun, polar night, white nights), the end of the night stands for "not until
    morning" and its beginning for "since the evening before", so that the dark time comes out right.
    """
    evening = event in (Event.SUNSET, Event.DUSK)
    day = night if evening else night + DAY
    found = _computed(event, place, day)
    if found is not None:
        return min(max(found, noon(night)), noon(night + DAY))
    dark = _dark_all_night(event, place, night)
    return noon(night) if evening == dark else noon(night + DAY)


def darkness(place: Position, night: date, *, begin: Event, end: Event) -> Darkness:
    """From one event to the other; empty when the sun stays up."""
    start, stop = happens(begin, place, night), happens(end, place, night)
    return Darkness(start, max(start, stop))


def height(place: Position, moment: datetime) -> float:
    """How high the sun stands above the horizon [°], with refraction."""
    return sun.elevation(_observer(place), moment.astimezone(UTC))


def _computed(event: Event, place: Position, day: date) -> datetime | None:
    observer = _observer(place)
    try:
        if event is Event.SUNSET:
            return sun.sunset(observer, day, tzinfo=BERLIN).astimezone(UTC)
        if event is Event.SUNRISE:
            return sun.sunrise(observer, day, tzinfo=BERLIN).astimezone(UTC)
        if event is Event.DUSK:
            return sun.dusk(observer, day, depression=_CIVIL, tzinfo=BERLIN).astimezone(UTC)
        return sun.dawn(observer, day, depression=_CIVIL, tzinfo=BERLIN).astimezone(UTC)
    except ValueError:
        return None


def _dark_all_night(event: Event, place: Position, night: date) -> bool:
    """Whether the sun is below the line of this event the whole night, and not above it."""
    line = 0.0 if event in (Event.SUNSET, Event.SUNRISE) else -_CIVIL
    return height(place, _midnight(place, night)) < line


def _midnight(place: Position, night: date) -> datetime:
    """Solar midnight to a few minutes: enough to tell polar day from polar night."""
    clock = datetime.combine(night + DAY, time(), UTC)
    return clock - timedelta(minutes=4 * place.longitude)


def _observer(place: Position) -> astral.Observer:
    return astral.Observer(latitude=place.latitude, longitude=place.longitude)
