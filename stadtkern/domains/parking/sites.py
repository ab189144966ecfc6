# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What every source tells about a place to park, and how it becomes stations, series and observations.

A capacity hardly changes, so it is observed once a day (local midnight); a feed that repeats it adds nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from pyproj import Transformer

from stadtkern.kernel.observation import (
    Decoded,
    Observation,
    Quality,
    Rejected,
    Series,
    Station,
    observation_columns,
)
from stadtkern.kernel.quantities import BICYCLE_PARKING_CAPACITY, FREE_SPACES, PARKING_CAPACITY, Quantity

BERLIN = ZoneInfo("Europe/Berlin")
_AROUND = (5.0, 16.0, 46.0, 56.0)
"""West, east, south, north [degrees]: Germany and its neighbours' border towns."""
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_LARGEST = 100_000


@dataclass(frozen=True, kw_only=True)
class Raw:
    """Where in the payload something stands, and its raw form."""

    where: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Site:
    """A car park or bicycle stand as one payload tells about it."""

    code: str
    raw: Raw
    name: str = ""
    longitude: float | None = None
    latitude: float | None = None
    properties: Mapping[str, str | int | float | bool | None] = field(default_factory=dict)
    bicycles: bool = False
    capacity: int | None = None
    free: int | None = None
    counted: int | None = None
    """Spaces that the count of free ones covers, when these are not all of the site."""
    at: datetime | None = None
    """When ``free`` was counted, UTC."""
    state: str = ""
    """What the source says about its operation, e.g. ``closed``."""
    suspect: bool = False


class Unusable(ValueError):
    """Something a source tells that cannot be used; the message is the German reason."""


def decoded(sites: Iterable[Site], rejected: Iterable[Rejected], told_at: datetime) -> Decoded:
    """Stations, series and observations of sites whose numbers were checked."""
    told = [_placed(site) for site in sites]
    newest = max((site.at for site, _ in told if site.at), default=told_at)
    refused = [*rejected, *(r for _, r in told if r is not None)]
    observations: list[Observation] = []
    for site, _ in told:
        found, wrong = _observations(site, _midnight(newest))
        observations += found
        refused += wrong
    return Decoded(
        stations=tuple(_station(site) for site, _ in told),
        series=tuple(series for site, _ in told for series in _series(site)),
        observations=observation_columns(observations),
        rejected=tuple(refused),
    )


def whole(value: object) -> int | None:
    """A number of spaces; null when none is given.

    Raises:
        Unusable: not a whole number.
    """
    if value is None or value == "":
        return None
    text = str(value).strip()
    if not text.removeprefix("-").isdecimal() or len(text) > 9:
        raise Unusable(f"„{text[:40]}“ ist keine Anzahl von Stellplätzen.")
    return int(text)


def known(capacity: int | None) -> int | None:
    """A capacity; publishers write 0 when they do not know it."""
    return capacity or None


def local_time(text: str, form: str) -> datetime:
    """Civil time without offset as UTC; in the doubled hour of autumn the first pass is meant.

    Raises:
        Unusable: the time cannot be read.
    """
    try:
        return datetime.strptime(text, form).replace(tzinfo=BERLIN).astimezone(UTC)
    except (ValueError, TypeError) as error:
        raise Unusable(f"Die Zeit „{str(text)[:40]}“ ist nicht lesbar.") from error


def iso_time(text: str) -> datetime:
    """A time with offset as UTC.

    Raises:
        Unusable: the time cannot be read or has no offset.
    """
    try:
        at = datetime.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise Unusable(f"Die Zeit „{str(text)[:40]}“ ist nicht lesbar.") from error
    if at.tzinfo is None:
        raise Unusable(f"Die Zeit „{text[:40]}“ hat keine Zeitzone.")
    return at.astimezone(UTC)


def wgs84(easting_m: float, northing_m: float) -> tuple[float, float]:
    """UTM zone 32N (EPSG:25832) as longitude and latitude [degrees]."""
    longitude, latitude = _transformer().transform(easting_m, northing_m)
    return round(longitude, 7), round(latitude, 7)


@lru_cache(maxsize=1)
def _transformer() -> Transformer:
    return Transformer.from_crs("EPSG:25832", "EPSG:4326", always_xy=True)


def _placed(site: Site) -> tuple[Site, Rejected | None]:
    """The site without its position when that cannot be one."""
    if site.longitude is None or site.latitude is None:
        return site, None
    west, east, south, north = _AROUND
    if west <= site.longitude <= east and south <= site.latitude <= north:
        return site, None
    reason = (
        f"Der Ort {site.longitude}, {site.latitude} liegt nicht in Deutschland oder seiner Nachbarschaft."
    )
    return replace(site, longitude=None, latitude=None), _rejected(site, reason)


def _observations(site: Site, day: datetime) -> tuple[list[Observation], list[Rejected]]:
    found = []
    wrong = []
    if site.capacity is not None:
        if 0 < site.capacity <= _LARGEST:
            code = _code(site, _capacity(site))
            found.append(Observation(datastream=code, phenomenon_time=day, result=float(site.capacity)))
        else:
            wrong.append(_rejected(site, f"{site.capacity} Stellplätze können nicht stimmen."))
    if site.free is not None:
        fault = _fault(site)
        if fault is None and site.at is not None:
            found.append(_free(site, site.free, site.at))
        else:
            wrong.append(_rejected(site, fault or ""))
    return found, wrong


def _fault(site: Site) -> str | None:
    """Why the number of free spaces cannot be used; null when it can."""
    free, most = site.free or 0, site.counted if site.counted is not None else site.capacity
    if free < 0:
        return f"{free} freie Stellplätze: weniger als keiner."
    if most is not None and free > most:
        return f"{free} freie Stellplätze von {most}: mehr als vorhanden."
    if site.at is None:
        return "Zur Zahl der freien Stellplätze fehlt die Zeit."
    if site.at < _EARLIEST:
        return f"Die Zeit {site.at:%d.%m.%Y} ist ein Platzhalter."
    return None


def _free(site: Site, free: int, at: datetime) -> Observation:
    told: dict[str, str | int] = {}
    if site.state:
        told["state"] = site.state
    if site.counted is not None:
        told["counted_spaces"] = site.counted
    return Observation(
        datastream=_code(site, FREE_SPACES),
        phenomenon_time=at,
        result=float(free),
        quality=Quality.SOURCE_SUSPECT if site.suspect else None,
        parameters=json.dumps(told) if told else None,
    )


def _station(site: Site) -> Station:
    return Station(
        code=site.code,
        name=site.name,
        longitude=site.longitude,
        latitude=site.latitude,
        properties=site.properties,
    )


def _series(site: Site) -> list[Series]:
    quantities = [_capacity(site)] if site.capacity is not None else []
    if site.free is not None:
        quantities.append(FREE_SPACES)
    return [
        Series(
            code=_code(site, quantity), station=site.code, name=quantity.german, quantities=(quantity.key,)
        )
        for quantity in quantities
    ]


def _capacity(site: Site) -> Quantity:
    return BICYCLE_PARKING_CAPACITY if site.bicycles else PARKING_CAPACITY


def _code(site: Site, quantity: Quantity) -> str:
    return f"{site.code}/{quantity.key}"


def _midnight(at: datetime) -> datetime:
    day = at.astimezone(BERLIN).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return day.astimezone(UTC)


def _rejected(site: Site, reason: str) -> Rejected:
    return Rejected(reason=reason, raw=site.raw.content, where=site.raw.where)
