# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What a payload tells about stations and series, compared with the register: few reads, no writes."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model

from stadtkern.kernel.domain import Domain, Source
from stadtkern.kernel.errors import Contradiction
from stadtkern.kernel.observation import Series, Station

from .identity import chunks
from .models import Component, Datastream, HistoricalLocation, Thing
from .places import Spot, spots
from .positions import moved, position_fault

Value = str | int | float | bool | None
_CODE, _STREAM_CODE, _NAME = 200, 300, 300
_UNFIT = re.compile(r"[\s?#\x00]")
"""What cannot stand in an address: codes do."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """Stations and series by code, and who tells about them at what time."""

    stations: Mapping[str, Station]
    series: Mapping[str, Series]
    domain: Domain
    source: Source | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A thing is, or was, at a point (WGS 84)."""

    thing: Thing
    longitude: float
    latitude: float
    since: datetime
    until: datetime | None = None
    """Null: it is there now."""


@dataclass(frozen=True, kw_only=True)
class Differences:
    """Rows to write, so that the register says what was told; new rows refer to each other without ids."""

    new_things: list[Thing] = field(default_factory=list)
    changed_things: list[Thing] = field(default_factory=list)
    moved_things: list[Thing] = field(default_factory=list)
    """Things that leave the place where they were."""
    stays: list[Stay] = field(default_factory=list)
    """New ones."""
    new_streams: list[Datastream] = field(default_factory=list)
    changed_streams: list[Datastream] = field(default_factory=list)
    hung_elsewhere: list[str] = field(default_factory=list)
    """Codes of things and datastreams that now belong to another domain, source or thing."""
    quantities: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys of the quantities of each new datastream, by its code."""

    def __bool__(self) -> bool:
        return any(
            (
                self.new_things,
                self.changed_things,
                self.stays,
                self.new_streams,
                self.changed_streams,
            )
        )


def differences(told: Told) -> Differences:
    """Compare what was told with what is stored.

    Raises:
        Contradiction: a series names an unknown station, an undeclared quantity, or others than before.
    """
    found = Differences()
    things = _things({*told.stations, *(series.station for series in told.series.values())})
    _compare_stations(told, things, found)
    streams = _streams(told.series)
    measured = _measured([stream.pk for stream in streams.values()])
    for series in told.series.values():
        _check(series, told.domain, things)
        stream = streams.get(series.code)
        if stream is None:
            found.new_streams.append(_new_stream(series, things[series.station]))
            found.quantities[series.code] = series.quantities
        elif measured.get(stream.pk, ()) != series.quantities:
            raise Contradiction(f"{series.code}: measured {measured.get(stream.pk)}, now {series.quantities}")
        else:
            hung = _hang_on(stream, things[series.station])
            found.hung_elsewhere.extend([stream.code] if hung else [])
            if _take_over(stream, _stream_facts(series)) or hung:
                found.changed_streams.append(stream)
    return found


def misplaced(stations: Collection[Station]) -> dict[str, str]:
    """Why positions cannot be a place, in German, by code of the station; the register leaves them out."""
    faults = {}
    for station in stations:
        if station.longitude is not None and station.latitude is not None:
            fault = position_fault(station.longitude, station.latitude)
            if fault:
                faults[station.code] = fault
    return faults


def plain(properties: Mapping[str, Value]) -> dict[str, Value]:
    """Properties that every database can keep: no numbers that are none, no NUL characters."""
    return {_text(key): _plain(value) for key, value in properties.items()}


def _compare_stations(told: Told, things: dict[str, Thing], found: Differences) -> None:
    current = spots([thing.pk for code, thing in things.items() if code in told.stations])
    histories = _histories(
        [t.pk for c, t in things.items() if c in told.stations and told.stations[c].places]
    )
    nowhere = misplaced(told.stations.values())
    for station in told.stations.values():
        facts = _thing_facts(station, told)
        thing = things.get(station.code)
        if thing is None:
            thing = things[station.code] = Thing(code=_code(station.code, _CODE))
            _take_over(thing, facts | {"name": facts["name"] or station.code})
            found.new_things.append(thing)
        elif changed := _take_over(
            thing, {name: facts[name] for name in facts if _told(facts[name], name, thing)}
        ):
            found.changed_things.append(thing)
            found.hung_elsewhere.extend([thing.code] if changed & {"domain", "source"} else [])
        if station.code not in nowhere:
            _compare_position(station, thing, current.get(thing.pk), told.at, found)
            found.stays.extend(_earlier_places(station, thing, histories))


def _compare_position(
    station: Station, thing: Thing, current: Spot | None, at: datetime, found: Differences
) -> None:
    if station.longitude is None or station.latitude is None:
        return
    if current is not None:
        if not moved((current.longitude, current.latitude), (station.longitude, station.latitude)):
            return
        found.moved_things.append(thing)
    since = station.places[-1].valid_from if station.places and current is None else at
    found.stays.append(Stay(thing=thing, longitude=station.longitude, latitude=station.latitude, since=since))


def _earlier_places(
    station: Station, thing: Thing, histories: Collection[tuple[int, datetime]]
) -> list[Stay]:
    """Former places that the register does not know yet, by the time from which they were valid."""
    return [
        Stay(
            thing=thing,
            longitude=place.longitude,
            latitude=place.latitude,
            since=place.valid_from,
            until=place.valid_to,
        )
        for place in station.places
        if place.valid_to is not None
        and (thing.pk, place.valid_from) not in histories
        and position_fault(place.longitude, place.latitude) is None
    ]


def _told(value: object, name: str, thing: Thing) -> bool:
    """Whether a payload says something about this field that no person has decided."""
    return value not in ("", {}) and name not in thing.edited


def _check(series: Series, domain: Domain, things: Mapping[str, Thing]) -> None:
    undeclared = set(series.quantities) - {quantity.key for quantity in domain.measurable}
    if undeclared or not series.quantities:
        raise Contradiction(
            f"{series.code}: {domain.name} does not declare {sorted(undeclared) or 'nothing'}"
        )
    if series.station not in things:
        raise Contradiction(f"{series.code}: no station {series.station}")


def _new_stream(series: Series, thing: Thing) -> Datastream:
    stream = Datastream(code=_code(series.code, _STREAM_CODE), thing=thing)
    _take_over(stream, _stream_facts(series))
    return stream


def _thing_facts(station: Station, told: Told) -> dict[str, object]:
    return {
        "name": _text(station.name)[:_NAME],
        "description": _text(station.description),
        "properties": plain(station.properties),
        "domain": told.domain.name,
        "source": told.source.key if told.source else "",
    }


def _stream_facts(series: Series) -> dict[str, object]:
    return {
        "name": _text(series.name)[:_NAME],
        "interval_s": series.interval_s,
        "period": series.period,
        "properties": plain(series.properties),
    }


def _take_over(row: Model, facts: Mapping[str, object]) -> set[str]:
    """Set the fields that differ; their names."""
    differing = {name: value for name, value in facts.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return set(differing)


def _hang_on(stream: Datastream, thing: Thing) -> bool:
    if thing.pk is not None and stream.thing_id == thing.pk:
        return False
    stream.thing = thing
    return True


def _things(codes: Collection[str]) -> dict[str, Thing]:
    return {row.code: row for chunk in chunks(codes) for row in Thing.objects.filter(code__in=chunk)}


def _streams(codes: Collection[str]) -> dict[str, Datastream]:
    return {row.code: row for chunk in chunks(codes) for row in Datastream.objects.filter(code__in=chunk)}


def _histories(things: Collection[int]) -> set[tuple[int, datetime]]:
    """Thing and start of all stored stays."""
    return {
        row
        for chunk in chunks(things)
        for row in HistoricalLocation.objects.order_by().filter(thing__in=chunk).values_list("thing", "time")
    }


def _measured(streams: Collection[int]) -> dict[int, tuple[str, ...]]:
    keys: dict[int, tuple[str, ...]] = {}
    for chunk in chunks(streams):
        rows = Component.objects.filter(datastream__in=chunk).order_by("datastream", "position")
        for stream, key in rows.values_list("datastream", "observed_property__key"):
            keys[stream] = (*keys.get(stream, ()), key)
    return keys


def _code(code: str, longest: int) -> str:
    if not code or len(code) > longest or _UNFIT.search(code):
        raise Contradiction(f"a code must have 1 to {longest} characters, no space, ? or #: {code[:60]!r}")
    return code


def _text(text: str) -> str:
    return text.replace("\x00", "")


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return _text(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value
