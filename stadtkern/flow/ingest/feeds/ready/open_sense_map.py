# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""openSenseMap (https://docs.opensensemap.org): one senseBox with the last value of each of its sensors."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import msgspec
from django.utils.translation import gettext_lazy as _

from stadtkern.flow.devices.sensing.words import Json
from stadtkern.flow.ingest.feeds.words import FeedSettings
from stadtkern.flow.ingest.mapping.clock import settled
from stadtkern.kernel.observation import Decoded, Payload
from stadtkern.kernel.quantities import UV_INDEX

from . import air_sensors
from .harvest import Harvest, Reading, iso_time
from .json_words import Object, inner, objects, read_object, required, text
from .words import Asked, Ready


def decode(_settings: FeedSettings, key: str, payload: Payload) -> Decoded:
    """The last value of each sensor whose title says what it measures.

    Raises:
        PayloadRejected: no senseBox.
    """
    box = read_object(payload, "eine senseBox")
    required(box, "sensors", "die Sensoren der senseBox")
    harvest = Harvest(key=key)
    longitude, latitude = _position(box)
    station = harvest.station(
        text(box.get("_id")) or "box",
        text(box.get("name")),
        longitude=longitude,
        latitude=latitude,
        properties={"exposure": text(box.get("exposure")), "model": text(box.get("model"))},
    )
    for sensor in objects(box["sensors"]):
        _sensor(sensor, station, box, payload, harvest)
    return harvest.decoded()


def _sensor(sensor: Object, station: str, box: Object, payload: Payload, harvest: Harvest) -> None:
    last = inner(sensor, "lastMeasurement")
    if not last:
        return
    title, unit = text(sensor.get("title")), text(sensor.get("unit"))
    quantity, code = air_sensors.of_title(title), air_sensors.ucum(unit)
    raw = msgspec.json.encode({**box, "sensors": [sensor]})
    if quantity is None:
        harvest.refuse(f"Was „{title}“ misst, ist nicht bekannt.", raw, title)
        return
    if not code and quantity.ucum != "1" and quantity is not UV_INDEX:
        harvest.refuse(f"Die Einheit „{unit}“ von „{title}“ ist nicht bekannt.", raw, title)
        return
    reading = Reading(
        quantity=quantity,
        value=last.get("value"),
        at=settled(iso_time(last.get("createdAt")), payload.received_at),
        unit=code,
        series=text(sensor.get("_id")),
    )
    reason = harvest.value(station, reading)
    if reason:
        harvest.refuse(reason, raw, title)


def _position(box: Object) -> tuple[Json, Json]:
    place = inner(box, "currentLocation").get("coordinates")
    if isinstance(place, list) and len(place) >= 2:
        return place[0], place[1]
    return None, None


def _url(answers: Mapping[str, str]) -> str:
    return f"https://api.opensensemap.org/boxes/{quote(answers['box'], safe='')}"


READY = Ready(
    key="opensensemap",
    title=_("senseBox der openSenseMap"),
    explanation=_("Die letzten Werte einer senseBox von Bürgerinnen, Bürgern oder Schulen."),
    asked=(
        Asked(
            key="box",
            label=_("Kennung der senseBox"),
            hint=_("24 Zeichen am Ende der Adresse der Box auf opensensemap.org."),
            example="5a8d1c25bc2d41001927a265",
            pattern="[0-9a-f]{24}",
        ),
    ),
    domains=("environment",),
    url=_url,
    every_s=300,
    decode=decode,
    proposal={
        "publisher": "openSenseMap",
        "homepage": "https://opensensemap.org",
        "licence": "other-open",
        "attribution": "openSenseMap, Public Domain Dedication and License 1.0",
    },
)
