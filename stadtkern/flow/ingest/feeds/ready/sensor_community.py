# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""sensor.community (https://github.com/opendata-stuttgart/meta/wiki/APIs): sensors near a place, or one.

Times are UTC without offset; values of the last five minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

import msgspec
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.ingest.feeds.words import FeedSettings
from stadtkern.flow.ingest.mapping.clock import settled
from stadtkern.kernel.errors import PayloadRejected
from stadtkern.kernel.observation import Decoded, Payload

from . import air_sensors
from .harvest import Harvest, Reading, iso_time
from .json_words import Object, inner, objects, read, text
from .words import Asked, Ready

_UTC = ZoneInfo("UTC")
_ROOT = "https://data.sensor.community"


def decode(_settings: FeedSettings, key: str, payload: Payload) -> Decoded:
    """The values of all sensors in the list.

    Raises:
        PayloadRejected: no list.
    """
    given = read(payload)
    if not isinstance(given, list):
        raise PayloadRejected("Liefert anderes als vereinbart: Erwartet wird eine Liste von Messungen.")
    harvest = Harvest(key=key)
    for one in objects(given):
        _measurement(one, payload, harvest)
    return harvest.decoded()


def _measurement(one: Object, payload: Payload, harvest: Harvest) -> None:
    raw = msgspec.json.encode([one])
    sensor, place = inner(one, "sensor"), inner(one, "location")
    code = text(sensor.get("id"))
    if not code:
        harvest.refuse("Der Messung fehlt die Kennung des Sensors.", raw)
        return
    kind = text(inner(sensor, "sensor_type").get("name"))
    station = harvest.station(
        code,
        f"Sensor {code}",
        longitude=place.get("longitude"),
        latitude=place.get("latitude"),
        properties={"sensor_type": kind, "indoor": text(place.get("indoor")) == "1"},
    )
    at = settled(iso_time(one.get("timestamp"), zone=_UTC), payload.received_at)
    for value in objects(one.get("sensordatavalues")):
        meaning = air_sensors.of_value_type(text(value.get("value_type")))
        if meaning is None:
            continue
        reading = Reading(quantity=meaning[0], value=value.get("value"), at=at, unit=meaning[1])
        reason = harvest.value(station, reading)
        if reason:
            harvest.refuse(reason, raw, text(value.get("value_type")))


def _url(answers: Mapping[str, str]) -> str:
    place = answers.get("place", "")
    return f"{_ROOT}/airrohr/v1/{f'sensor/{place}/' if place.isdecimal() else f'filter/area={place}'}"


READY = Ready(
    key="sensor-community",
    title=_("Feinstaubsensoren von sensor.community"),
    explanation=_("Messwerte von Bürgersensoren rund um einen Ort oder von einem einzelnen Sensor."),
    asked=(
        Asked(
            key="place",
            label=_("Umkreis (Breite,Länge,Kilometer) oder Nummer eines Sensors"),
            hint=_("zum Beispiel 51.43,6.76,10"),
            example="51.43,6.76,10",
            pattern=r"-?\d+(\.\d+)?,-?\d+(\.\d+)?,\d+(\.\d+)?|\d{1,9}",
        ),
    ),
    domains=("environment",),
    url=_url,
    every_s=300,
    decode=decode,
    proposal={
        "publisher": "sensor.community",
        "homepage": "https://sensor.community",
        "licence": "odbl",
        "attribution": "sensor.community, ODbL/DbCL",
    },
)
