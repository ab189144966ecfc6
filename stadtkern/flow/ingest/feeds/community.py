# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sensors of citizens that report to the city: the push format of airrohr firmware (sensor.community).

A body is ``{"esp8266id": "…", "sensordatavalues": [{"value_type": "SDS_P1", "value": "12.3"}, …]}``; the
headers ``X-Sensor`` (and ``X-PIN``) name the sensor. There is no time: values count when they arrive.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import msgspec
from django.db import IntegrityError, transaction

from stadtkern.flow.ingest import decoding
from stadtkern.flow.ingest import service as ingest
from stadtkern.flow.ingest.connections import service as connections
from stadtkern.flow.ingest.connections.declared import Reading
from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.flow.ingest.mapping.clock import settled
from stadtkern.flow.ingest.service import Stored
from stadtkern.kernel import audit, rights
from stadtkern.kernel.domain import Decoder
from stadtkern.kernel.errors import (
    Contradiction,
    KeyRefused,
    LimitExceeded,
    NotFound,
    NotPermitted,
    PayloadRejected,
)
from stadtkern.kernel.models import Person
from stadtkern.kernel.observation import Decoded, Payload
from stadtkern.kernel.sealed import unseal

from .models import CitizenSensor, SensorState
from .ready import air_sensors
from .ready.harvest import Harvest
from .ready.harvest import Reading as Told

FORMAT = "sensor-community"
MOST_NEW = 200
"""So many unknown sensors wait for review at most; more are turned away."""
_CODE = re.compile(r"[A-Za-z0-9]{1,20}-[A-Za-z0-9]{1,38}")
_MOST_VALUES = 60


class _Value(msgspec.Struct, frozen=True):
    value_type: str
    value: str | float | None = None


class _Body(msgspec.Struct, frozen=True):
    """What the firmware sends; further members are of no interest."""

    sensordatavalues: list[_Value]
    esp8266id: str | int = ""
    esp32id: str | int = ""

    @property
    def code(self) -> str:
        """The sensor as the body names it; empty: it does not."""
        if self.esp8266id:
            return f"esp8266-{self.esp8266id}"
        return f"esp32-{self.esp32id}" if self.esp32id else ""


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report as it came in."""

    connection: str
    """Key in the address."""
    sensor: str
    """Header ``X-Sensor``; may be empty."""
    authorization: str
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Received:
    """What became of it."""

    state: Literal["stored", "review"]
    stored: Stored


def receive(report: Report, *, now: datetime) -> Received:
    """Store the values of an allowed sensor; an unknown one waits for review.

    Raises:
        NotFound: no active connection of this key takes this format.
        KeyRefused: the password is not that of the connection.
        NotPermitted: the sensor is blocked.
        PayloadRejected: the body is something else.
        LimitExceeded: too many unknown sensors wait already.
        LakeUnavailable: nothing was stored.
    """
    connection = _connection(report)
    body = _read(report.body)
    sensor = _seen(connection, _named(report, body), body, now)
    if sensor.state == SensorState.BLOCKED:
        raise NotPermitted("Dieser Sensor ist gesperrt.")
    if sensor.state == SensorState.NEW:
        return Received(state="review", stored=Stored())
    payload = Payload(name=sensor.code, content=_whole(report.body, sensor.code), received_at=now)
    decoded, _gave_up = decoding.decoded(_decoder(connection), payload)
    stored = ingest.store(decoded, source_key=connection.key, now=now, name=sensor.code)
    return Received(state="stored", stored=stored)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a person decides about a sensor."""

    state: SensorState
    name: str = ""
    longitude: float | None = None
    latitude: float | None = None


def judge(actor: Person, sensor: CitizenSensor, verdict: Verdict, *, at: datetime) -> None:
    """Allow or block a sensor, and say where it stands.

    Raises:
        NotPermitted: the actor does not work for the department of the connection.
    """
    connection = sensor.connection
    rights.require(connections.may_manage(actor, connection), f"judge a sensor of {connection.key}")
    with transaction.atomic():
        facts = {name: getattr(verdict, name) for name in ("state", "name", "longitude", "latitude")}
        CitizenSensor.objects.filter(pk=sensor.pk).update(**facts)
        subject = f"citizen sensor {connection.key}/{sensor.code}"
        audit.record(actor, "citizen_sensor.judge", subject, {"state": str(verdict.state)}, at)


def _connection(report: Report) -> Connection:
    found = Connection.objects.active().of_wire(Wire.PUSH).filter(key=report.connection).first()
    if found is None or found.settings.get("format") != FORMAT:
        raise NotFound("Unter dieser Adresse werden keine Sensoren angenommen.")
    if found.secret and not hmac.compare_digest(_password(report.authorization), unseal(found.secret)):
        raise KeyRefused("Das Passwort (HTTP Basic) ist nicht das der Anbindung.")
    return found


def _password(header: str) -> str:
    kind, _space, given = header.partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(given, validate=True).decode("ascii").partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _read(body: bytes) -> _Body:
    try:
        read = msgspec.json.decode(body, type=_Body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PayloadRejected(f"Das ist keine Meldung eines Sensors ({error}).") from error
    if len(read.sensordatavalues) > _MOST_VALUES:
        raise PayloadRejected(f"Eine Meldung hat höchstens {_MOST_VALUES} Werte.")
    return read


def _named(report: Report, body: _Body) -> str:
    if report.sensor and body.code and report.sensor != body.code:
        raise PayloadRejected("Kopfzeile X-Sensor und Inhalt nennen verschiedene Sensoren.")
    code = report.sensor or body.code
    if not _CODE.fullmatch(code):
        raise PayloadRejected("Der Sensor ist nicht genannt: Kopfzeile „X-Sensor: esp8266-…“.")
    return code


def _seen(connection: Connection, code: str, body: _Body, now: datetime) -> CitizenSensor:
    told = {one.value_type[:40]: str(one.value)[:40] for one in body.sensordatavalues}
    rows = CitizenSensor.objects.filter(connection=connection, code=code)
    if not rows.update(last_seen_at=now, last_values=told):
        waiting = CitizenSensor.objects.filter(connection=connection, state=SensorState.NEW)
        if waiting.count() >= MOST_NEW:
            raise LimitExceeded("Es warten schon zu viele unbekannte Sensoren auf Prüfung.")
        facts = {"first_seen_at": now, "last_seen_at": now, "last_values": told}
        try:
            with transaction.atomic():
                CitizenSensor.objects.create(connection=connection, code=code, **facts)
        except IntegrityError:
            rows.update(last_seen_at=now)
    return rows.get()


def _whole(body: bytes, code: str) -> bytes:
    """The report with the name of its sensor, so that it can be read again by itself."""
    read = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    return msgspec.json.encode({**read, "sensor": code})


class _Known(msgspec.Struct, frozen=True):
    """A report with the name of its sensor."""

    sensor: str
    sensordatavalues: list[_Value]


def _decoder(connection: Connection) -> Decoder:
    key = connection.key

    def decode(payload: Payload) -> Decoded:
        """Values of one allowed sensor."""
        try:
            told = msgspec.json.decode(payload.content, type=_Known)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise PayloadRejected(f"Das ist keine Meldung eines Sensors ({error}).") from error
        sensor = CitizenSensor.objects.filter(connection__key=key, code=told.sensor).first()
        harvest = Harvest(key=key)
        station = harvest.station(
            told.sensor,
            (sensor.name if sensor else "") or told.sensor,
            longitude=sensor.longitude if sensor else None,
            latitude=sensor.latitude if sensor else None,
            properties={"citizen_sensor": True},
        )
        for value_type, reading in _readings(told, payload):
            reason = harvest.value(station, reading)
            if reason:
                harvest.refuse(reason, payload.content, value_type)
        return harvest.decoded()

    return decode


def _readings(told: _Known, payload: Payload) -> Iterator[tuple[str, Told]]:
    for one in told.sensordatavalues:
        meaning = air_sensors.of_value_type(one.value_type)
        if meaning is not None:
            yield (
                one.value_type,
                Told(
                    quantity=meaning[0],
                    value=one.value,
                    at=settled(None, payload.received_at),
                    unit=meaning[1],
                    series=re.sub(r"[^\w.-]+", "-", one.value_type)[:40],
                ),
            )


def _check(connection: Connection) -> None:
    if connection.settings.get("format") != FORMAT:
        raise Contradiction("Das Format dieser Anbindung ist nicht bekannt.")


READING = Reading(decode=_decoder, check=_check)
