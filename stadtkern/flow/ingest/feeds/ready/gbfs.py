# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""GBFS 2.x and 3.0 (https://gbfs.org/specification): stations of shared vehicles with what is available now.

Information and state stand in two feeds, which the discovery file names; they are joined into one payload.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

import msgspec
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.ingest.feeds.asking import Asker
from stadtkern.flow.ingest.feeds.words import FeedSettings
from stadtkern.flow.ingest.mapping.clock import settled
from stadtkern.kernel.domain import Page, Visit
from stadtkern.kernel.errors import SourceUnavailable
from stadtkern.kernel.observation import Decoded, Payload
from stadtkern.kernel.quantities import FREE_DOCKS, SHARED_VEHICLES

from .harvest import Harvest, Reading, iso_time
from .json_words import Object, inner, objects, read_object, required, text
from .words import Asked, Ready

_INFORMATION, _STATUS = "station_information", "station_status"


def fetch(asker: Asker, visit: Visit, _key: str) -> Iterator[Page]:
    """Discovery, then both feeds, as one payload.

    Raises:
        SourceUnavailable: a feed is missing or does not answer.
    """
    now = Visit(now=visit.now)
    named = dict(_feeds(_json(asker, asker.settings.url, now)))
    missing = [name for name in (_INFORMATION, _STATUS) if name not in named]
    if missing:
        raise SourceUnavailable(f"Liefert anderes als vereinbart: Der Betreiber nennt kein {missing[0]}.")
    joined = {name: _json(asker, named[name], now) for name in (_INFORMATION, _STATUS)}
    payload = Payload(name=asker.settings.url, content=msgspec.json.encode(joined), received_at=visit.now)
    yield Page(payload=payload)


def decode(_settings: FeedSettings, key: str, payload: Payload) -> Decoded:
    """Available vehicles and free docks of each station.

    Raises:
        PayloadRejected: not both feeds.
    """
    given = read_object(payload, "Stationen und ihr Zustand nach GBFS")
    harvest = Harvest(key=key)
    stations = required(inner(given, _INFORMATION, "data"), "stations", "Stationen nach GBFS")
    known = {text(one.get("station_id")): one for one in objects(stations)}
    states = required(inner(given, _STATUS, "data"), "stations", "Zustand der Stationen nach GBFS")
    for state in objects(states):
        _station(state, known, payload, harvest)
    return harvest.decoded()


def _station(state: Object, known: Mapping[str, Object], payload: Payload, harvest: Harvest) -> None:
    code = text(state.get("station_id"))
    facts = known.get(code)
    if not code or facts is None:
        raw = _both([], state)
        harvest.refuse(f"Die Station „{code}“ steht nicht in station_information.", raw)
        return
    station = harvest.station(
        code.replace(" ", "-"),
        _name(facts.get("name")),
        longitude=facts.get("lon"),
        latitude=facts.get("lat"),
        properties={"capacity": facts.get("capacity"), "renting": state.get("is_renting") is not False},
    )
    at = settled(_time(state.get("last_reported")), payload.received_at)
    vehicles = state.get("num_vehicles_available", state.get("num_bikes_available"))
    for quantity, value in ((SHARED_VEHICLES, vehicles), (FREE_DOCKS, state.get("num_docks_available"))):
        if value is not None:
            reason = harvest.value(station, Reading(quantity=quantity, value=value, at=at))
            if reason:
                harvest.refuse(reason, _both([facts], state), station)


def _both(facts: Sequence[Object], state: Object) -> bytes:
    """One station as a payload of its own."""
    return msgspec.json.encode(
        {_INFORMATION: {"data": {"stations": facts}}, _STATUS: {"data": {"stations": [state]}}}
    )


def _feeds(discovery: Json) -> Iterator[tuple[str, str]]:
    """Name and address of each feed; of several languages (2.x) German comes last and wins."""
    data = inner(discovery, "data")
    languages = sorted(data, key=lambda language: language == "de")
    lists = [data.get("feeds"), *(inner(data, language).get("feeds") for language in languages)]
    for one in (feed for feeds in lists for feed in objects(feeds)):
        yield text(one.get("name")), text(one.get("url"))


def _json(asker: Asker, url: str, visit: Visit) -> Json:
    page = asker.page(url, visit, media_type="application/json")
    if page is None:
        raise SourceUnavailable(f"{url} brachte keine Daten.")
    return dict(read_object(page.payload, "ein Objekt nach GBFS"))


def _name(given: Json | None) -> str:
    """3.0 has names in several languages."""
    names = {text(one.get("language")): text(one.get("text")) for one in objects(given)}
    return names.get("de") or next(iter(names.values()), "") or text(given)


def _time(given: Json | None) -> datetime | None:
    """POSIX seconds (2.x) or RFC 3339 (3.0)."""
    if isinstance(given, int | float) and not isinstance(given, bool):
        try:
            return datetime.fromtimestamp(given, UTC)
        except (ValueError, OverflowError, OSError):
            return None
    return iso_time(given)


READY = Ready(
    key="gbfs",
    title=_("Leihfahrzeuge nach GBFS"),
    explanation=_(
        "Stationen von Leihrädern und anderen Leihfahrzeugen, Version 2 und 3: Fahrzeuge und freie Plätze."
    ),
    asked=(
        Asked(
            key="url",
            label=_("Adresse der Datei gbfs.json"),
            example="https://example.org/gbfs.json",
            pattern="https?://.+",
        ),
    ),
    domains=("sensors",),
    url=lambda answers: answers["url"],
    every_s=120,
    fetch=fetch,
    decode=decode,
)
