# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Federation: selected datastreams of a neighbour's SensorThings server (OGC 18-088, 1.1) are mirrored.

Each run goes on after the newest value that this city has of a datastream, so a run that broke off loses
nothing. One payload is one page of observations with the description of its datastream.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from urllib.parse import quote, urlencode, urljoin

import msgspec
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.devices.service import datastream_ids
from stadtkern.flow.devices.units import SAME, Linear, UnitRefused, conversion
from stadtkern.flow.ingest.feeds.asking import OVERLAP, Asker
from stadtkern.flow.ingest.feeds.words import FeedSettings
from stadtkern.flow.lake.current import lake
from stadtkern.kernel.domain import Page, Visit
from stadtkern.kernel.errors import PayloadRejected, SourceUnavailable
from stadtkern.kernel.observation import (
    Decoded,
    Observation,
    Payload,
    Rejected,
    Series,
    Station,
    observation_columns,
)
from stadtkern.kernel.quantities import KNOWN, Quantity

from . import air_sensors
from .harvest import as_number, degrees, iso_time
from .json_words import Object, inner, objects, read_object, required, text
from .words import Asked, Ready

_PER_PAGE = 1000
_PAGES_PER_STREAM = 20
_MOST_OFFERED = 500
_REFERENCE = re.compile(r"\d{1,18}|'[^'\\]{1,200}'")
_QUANTITIES = {one.key: one for one in KNOWN}
_EXPAND = "Thing($expand=Locations),ObservedProperty"
_QUOTES = "'"
_SELECT = "phenomenonTime,resultTime,result"
_WHAT = "eine Seite von Messwerten nach SensorThings"


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A datastream of the neighbour."""

    reference: str
    """Its id as it stands in an address: ``7`` or ``'abc'``."""
    thing: str
    name: str
    measured: str
    unit: str
    guess: str
    """Key of the quantity that it probably measures; empty: none of them."""


def offered(asker: Asker, visit: Visit, quantities: tuple[Quantity, ...]) -> list[Offered]:
    """The datastreams of the neighbour, 500 at most.

    Raises:
        SourceUnavailable: it does not answer.
        PayloadRejected: the answer is not SensorThings.
    """
    wanted = {"$expand": "Thing,ObservedProperty", "$top": "100", "$orderby": "id"}
    if asker.settings.answers.get("filter"):
        wanted["$filter"] = asker.settings.answers["filter"]
    url = f"{_root(asker.settings)}/Datastreams?{urlencode(wanted, quote_via=quote)}"
    found: list[Offered] = []
    while url and len(found) < _MOST_OFFERED:
        page = asker.page(url, Visit(now=visit.now), media_type="application/json")
        given = read_object(page.payload, "Datenströme nach SensorThings") if page else {}
        required(given, "value", "Datenströme nach SensorThings")
        found += [_offered(one, quantities) for one in objects(given["value"])]
        url = _next(given, url)
    return found[:_MOST_OFFERED]


def fetch(asker: Asker, visit: Visit, key: str) -> Iterator[Page]:
    """New observations of each selected datastream; one that fails does not hold up the others.

    Raises:
        SourceUnavailable: at the end, when a datastream could not be mirrored.
    """
    failure: SourceUnavailable | None = None
    for reference in asker.settings.streams:
        try:
            yield from _observations(asker, visit, key, reference)
        except SourceUnavailable as error:
            failure = failure or error
        except PayloadRejected as error:
            failure = failure or SourceUnavailable(str(error))
    if failure is not None:
        raise failure


def decode(settings: FeedSettings, key: str, payload: Payload) -> Decoded:
    """One page of observations of one datastream, in the unit of the chosen quantity.

    Raises:
        PayloadRejected: no such page, or a unit that does not fit.
    """
    given = read_object(payload, _WHAT)
    stream, reference = inner(given, "datastream"), text(given.get("reference"))
    quantity = _QUANTITIES.get(settings.streams.get(reference, ""))
    if not stream or quantity is None:
        raise PayloadRejected(f"Der Datenstrom {reference} ist nicht (mehr) ausgewählt.")
    linear = _conversion(stream, quantity)
    station = _station(settings, key, stream)
    series = Series(
        code=_code(key, stream, reference),
        station=station.code,
        name=text(stream.get("name")) or quantity.german,
        quantities=(quantity.key,),
        properties={"mirrored_from": f"{_root(settings)}/Datastreams({reference})"},
    )
    found: list[Observation] = []
    rejected: list[Rejected] = []
    for one in objects(required(given, "value", _WHAT)):
        observation = _observation(one, series.code, linear)
        if observation is not None:
            found.append(observation)
        else:
            raw = msgspec.json.encode({**given, "value": [one]})
            reason = "Zeit oder Wert der Beobachtung sind nicht lesbar."
            rejected.append(Rejected(reason=reason, raw=raw, where=series.code))
    return Decoded(
        stations=(station,),
        series=(series,),
        observations=observation_columns(found),
        rejected=tuple(rejected),
    )


def _observations(asker: Asker, visit: Visit, key: str, reference: str) -> Iterator[Page]:
    if not _REFERENCE.fullmatch(reference):
        raise SourceUnavailable(f"„{reference}“ ist keine Kennung eines Datenstroms.")
    plain = Visit(now=visit.now)
    address = f"{_root(asker.settings)}/Datastreams({quote(reference, safe=_QUOTES)})"
    described = asker.page(f"{address}?$expand={_EXPAND}", plain, media_type="application/json")
    stream = read_object(described.payload, "ein Datenstrom nach SensorThings") if described else {}
    wanted = {
        "$filter": f"phenomenonTime ge {_since(asker.settings, visit, _code(key, stream, reference))}",
        "$orderby": "phenomenonTime asc",
        "$top": str(_PER_PAGE),
        "$select": _SELECT,
    }
    url, pages = f"{address}/Observations?{urlencode(wanted, quote_via=quote, safe='$,')}", 0
    while url and pages < _PAGES_PER_STREAM:
        answer = asker.page(url, plain, media_type="application/json")
        given = read_object(answer.payload, _WHAT) if answer else {}
        values = required(given, "value", _WHAT)
        content = msgspec.json.encode({"reference": reference, "datastream": stream, "value": values})
        if values:
            yield Page(payload=Payload(name=url, content=content, received_at=visit.now))
        url, pages = _next(given, url), pages + 1


def _since(settings: FeedSettings, visit: Visit, code: str) -> str:
    """From when: a little before the newest value that is here, else the agreed number of days back."""
    ids = datastream_ids([code])
    latest = lake().latest(list(ids.values())).get(ids[code]) if code in ids else None
    start = latest.last_time - OVERLAP if latest else visit.now - timedelta(days=settings.first_days)
    return start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _station(settings: FeedSettings, key: str, stream: Object) -> Station:
    thing = inner(stream, "Thing")
    place = next(objects(thing.get("Locations")), {})
    longitude, latitude = _position(inner(place, "location"))
    return Station(
        code=_thing_code(key, stream),
        name=text(thing.get("name")),
        description=text(thing.get("description")),
        longitude=longitude,
        latitude=latitude,
        properties={"mirrored": True, "mirrored_from": _root(settings)},
    )


def _position(location: Object) -> tuple[float | None, float | None]:
    """A point, also as a feature (RFC 7946)."""
    shape = inner(location, "geometry") or location
    at = shape.get("coordinates")
    if shape.get("type") != "Point" or not isinstance(at, list) or len(at) < 2:
        return None, None
    longitude, latitude = degrees(at[0]), degrees(at[1])
    return (longitude, latitude) if longitude is not None and latitude is not None else (None, None)


def _observation(one: Object, code: str, linear: Linear) -> Observation | None:
    start, _slash, end = text(one.get("phenomenonTime")).partition("/")
    at, result = iso_time(start), one.get("result")
    number = as_number(result)
    if at is None or result is None or (number is None and not isinstance(result, bool | str | dict | list)):
        return None
    return Observation(
        datastream=code,
        phenomenon_time=at,
        phenomenon_end=iso_time(end) if end else None,
        result=None if number is None else linear.of(number),
        result_json=msgspec.json.encode(result).decode() if number is None else None,
        result_time=iso_time(one.get("resultTime")),
    )


def _conversion(stream: Object, quantity: Quantity) -> Linear:
    unit = inner(stream, "unitOfMeasurement")
    code = _ucum(unit)
    if not code and not text(unit.get("symbol")):
        return SAME
    if not code:
        raise PayloadRejected(f"Die Einheit „{text(unit.get('symbol'))}“ des Datenstroms ist nicht bekannt.")
    try:
        return conversion(code, quantity.ucum)
    except UnitRefused as error:
        raise PayloadRejected(str(error)) from error


def _ucum(unit: Object) -> str:
    definition = text(unit.get("definition"))
    if definition.startswith("ucum:"):
        return definition.removeprefix("ucum:")
    return air_sensors.ucum(text(unit.get("symbol")))


def _offered(one: Object, quantities: tuple[Quantity, ...]) -> Offered:
    measured, unit = inner(one, "ObservedProperty"), inner(one, "unitOfMeasurement")
    told = [text(measured.get("definition")).rpartition("/")[2], text(measured.get("name"))]
    return Offered(
        reference=_reference(one.get("@iot.id")),
        thing=text(inner(one, "Thing").get("name")),
        name=text(one.get("name")),
        measured=text(measured.get("name")),
        unit=text(unit.get("symbol")),
        guess=_guess([*told, text(one.get("name"))], _ucum(unit), quantities),
    )


def _guess(told: list[str], code: str, quantities: tuple[Quantity, ...]) -> str:
    """A quantity of the same name, or what the title says; its unit must fit."""
    named = [
        one for name in told for one in quantities if name and name in {one.key, one.german, one.english}
    ]
    titled = [one for name in told if (one := air_sensors.of_title(name)) in quantities and one is not None]
    for one in (*named, *titled):
        try:
            conversion(code or one.ucum, one.ucum)
        except UnitRefused:
            continue
        return one.key
    return ""


def _reference(given: Json | None) -> str:
    return str(given) if isinstance(given, int) else f"'{text(given)}'"


def _thing_code(key: str, stream: Object) -> str:
    return f"{key}/{_fit(text(inner(stream, 'Thing').get('@iot.id')) or 'thing')}"


def _code(key: str, stream: Object, reference: str) -> str:
    return f"{_thing_code(key, stream)}/{_fit(reference.strip(_QUOTES))}"


def _fit(part: str) -> str:
    return re.sub(r"[^\w.-]+", "-", part)[:80]


def _next(given: Object, url: str) -> str:
    link = text(given.get("@iot.nextLink"))
    return urljoin(url, link) if link else ""


def _root(settings: FeedSettings) -> str:
    return settings.answers.get("url", "").rstrip("/")


def _url(answers: Mapping[str, str]) -> str:
    return f"{answers['url'].rstrip('/')}/Datastreams"


READY = Ready(
    key="sensorthings",
    title=_("SensorThings einer Nachbarkommune"),
    explanation=_("Ausgewählte Messreihen eines anderen SensorThings-Servers fortlaufend spiegeln."),
    asked=(
        Asked(
            key="url",
            label=_("Adresse der Schnittstelle, Version 1.0 oder 1.1"),
            example="https://example.org/api/sta/v1.1",
            pattern="https?://.+",
        ),
        Asked(
            key="filter",
            label=_("Auswahl der Messreihen ($filter)"),
            hint=_("zum Beispiel: ObservedProperty/name eq 'PM10'. Leer: alle zur Auswahl anbieten."),
            required=False,
        ),
    ),
    url=_url,
    every_s=600,
    fetch=fetch,
    decode=decode,
    selects_streams=True,
)
