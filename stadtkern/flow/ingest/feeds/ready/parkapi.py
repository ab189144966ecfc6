# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""ParkAPI (https://parkapi.de): car parks of version 3 (``items``) and of versions 1 and 2 (``lots``)."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import msgspec
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest.feeds.words import FeedSettings
from stadtkern.flow.ingest.mapping.clock import settled
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload
from stadtkern.kernel.quantities import FREE_SPACES, PARKING_CAPACITY

from .harvest import Harvest, Reading, day_of, iso_time
from .json_words import Object, inner, objects, read_object, text
from .words import Asked, Ready

_WHAT = "eine Antwort der ParkAPI mit „items“ oder „lots“"
_UTC = ZoneInfo("UTC")


def decode(_settings: FeedSettings, key: str, payload: Payload) -> Decoded:
    """Free spaces and capacities.

    Raises:
        PayloadRejected: neither version of the ParkAPI.
    """
    given = read_object(payload, _WHAT)
    harvest = Harvest(key=key)
    if isinstance(given.get("items"), list):
        for one in objects(given["items"]):
            _site(one, payload, harvest)
    elif isinstance(given.get("lots"), list):
        for one in objects(given["lots"]):
            _lot(one, given, payload, harvest)
    else:
        raise PayloadRejected(f"Liefert anderes als vereinbart: Erwartet wird {_WHAT}.")
    return harvest.decoded()


def _site(one: Object, payload: Payload, harvest: Harvest) -> None:
    raw = msgspec.json.encode({"items": [one]})
    code = text(one.get("id"))
    if not code:
        harvest.refuse("Dem Parkplatz fehlt die Kennung (id).", raw)
        return
    station = harvest.station(
        code,
        text(one.get("name")),
        longitude=one.get("lon"),
        latitude=one.get("lat"),
        properties={"operator": text(one.get("operator_name")), "kind": text(one.get("type"))},
    )
    free = one.get("realtime_free_capacity")
    if free is not None:
        at = iso_time(one.get("realtime_data_updated_at"), zone=_UTC)
        _note(
            harvest,
            station,
            Reading(quantity=FREE_SPACES, value=free, at=settled(at, payload.received_at)),
            raw,
        )
    total = one.get("realtime_capacity") or one.get("capacity")
    if total:
        at_day = day_of(payload.received_at)
        _note(harvest, station, Reading(quantity=PARKING_CAPACITY, value=total, at=at_day), raw)


def _lot(one: Object, all_of_it: Object, payload: Payload, harvest: Harvest) -> None:
    raw = msgspec.json.encode({"last_updated": all_of_it.get("last_updated"), "lots": [one]})
    code = text(one.get("id"))
    if not code:
        harvest.refuse("Dem Parkplatz fehlt die Kennung (id).", raw)
        return
    place = inner(one, "coords")
    station = harvest.station(
        code,
        text(one.get("name")),
        longitude=place.get("lng"),
        latitude=place.get("lat"),
        properties={"kind": text(one.get("lot_type")), "access": text(one.get("address"))},
    )
    if one.get("free") is not None and one.get("state") != "nodata":
        at = iso_time(all_of_it.get("last_updated"), zone=_UTC)
        reading = Reading(quantity=FREE_SPACES, value=one["free"], at=settled(at, payload.received_at))
        _note(harvest, station, reading, raw)
    if one.get("total"):
        reading = Reading(quantity=PARKING_CAPACITY, value=one["total"], at=day_of(payload.received_at))
        _note(harvest, station, reading, raw)


def _note(harvest: Harvest, station: str, reading: Reading, raw: bytes) -> None:
    reason = harvest.value(station, reading)
    if reason:
        harvest.refuse(reason, raw, station)


def _url(answers: Mapping[str, str]) -> str:
    return answers["url"]


READY = Ready(
    key="parkapi",
    title=_("Parkplätze nach ParkAPI"),
    explanation=_(
        "Freie Plätze und Kapazitäten aus der ParkAPI, Version 1 bis 3, zum Beispiel von MobiData BW."
    ),
    asked=(
        Asked(
            key="url",
            label=_("Adresse der Liste"),
            hint=_(
                "zum Beispiel https://api.mobidata-bw.de/park-api/api/public/v3/parking-sites?source_uid=…"
            ),
            example="https://example.org/api/public/v3/parking-sites",
            pattern="https?://.+",
        ),
    ),
    domains=("parking",),
    url=_url,
    every_s=300,
    settings={"next_page": "$.next_path"},
    decode=decode,
)
