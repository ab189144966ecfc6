# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What tests of LoRaWAN start from: an application, a type of device, devices, messages."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

from stadtkern.flow.devices.models import Datastream
from stadtkern.flow.ingest.codecs import examples
from stadtkern.flow.ingest.codecs import service as codecs
from stadtkern.flow.ingest.codecs.models import CodecVersion, DeviceType
from stadtkern.flow.ingest.codecs.service import TypeFacts, VersionFacts
from stadtkern.flow.ingest.connections import service as connections
from stadtkern.flow.ingest.connections.facts import Facts as ConnectionFacts
from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.lorawan import connecting, onboarding, webhook_wsgi
from stadtkern.flow.ingest.lorawan.connecting import Secret
from stadtkern.flow.ingest.lorawan.models import Device
from stadtkern.flow.ingest.lorawan.servers import Kind, Server
from stadtkern.flow.ingest.mapping.words import FieldMapping
from stadtkern.flow.lake.current import lake
from stadtkern.flow.lake.words import StoredObservation
from stadtkern.kernel.models import Person
from stadtkern.kernel.observation import Quality
from stadtkern.kernel.tests.people_of_tests import administrator as boss
from stadtkern.kernel.tests.people_of_tests import employ

from .uplinks import DEV_EUI, NOW, payload

TOKEN = "skl_network-server-of-the-tests"
APPLICATIONS = {Kind.THINGS_STACK: "stadt-umwelt", Kind.CHIRPSTACK: "17c82e96-be03-4f38-aef3-f83d48582d97"}
FIELDS = (
    FieldMapping(path="$.temperature", quantity="air_temperature"),
    FieldMapping(path="$.humidity", quantity="relative_humidity"),
    FieldMapping(path="$.battery", quantity="battery_voltage"),
)
_EXAMPLE = json.dumps(
    [
        {
            "type": "uplink",
            "input": {"fPort": 2, "bytes": [1, 7, 42, 1, 244, 12, 228]},
            "output": {"data": {"temperature": 18.34, "humidity": 50, "battery": 3.3}},
        }
    ]
)


def administrator() -> Person:
    """Somebody who may do everything."""
    return boss("admin", secrets.token_urlsafe())


def worker(department: str, username: str = "anna") -> Person:
    """Somebody who works for a department."""
    person = Person.objects.create_user(username=username, password=secrets.token_urlsafe())
    employ(person, department)
    return person


def application(
    kind: Kind = Kind.THINGS_STACK,
    *,
    key: str = "umwelt-funk",
    active: bool = True,
    server: Mapping[str, object] | None = None,
    secret: Secret | None = None,
    domain: str = "environment",
) -> Connection:
    """An application of a network server as a connection, made by an administrator."""
    facts = ConnectionFacts(
        title="Umweltsensoren", domain=domain, publisher="Stadt", licence="dl-by-de/2.0", interval_s=600
    )
    settings: dict[str, object] = {"application": APPLICATIONS[kind], **(server or {})}
    made = connecting.create(
        administrator(),
        key,
        facts,
        Server(kind=kind, **settings),  # type: ignore[arg-type]  # tests give what each field takes
        secret or Secret(token=TOKEN),
        at=NOW,
    )
    if active:
        made = connections.activate(administrator(), made, at=NOW)
    webhook_wsgi.forget()
    return made


def device_type(key: str = "probe-climate", script: str | None = None) -> DeviceType:
    """A type of device with an active codec."""
    facts = TypeFacts(vendor="Probe", name=key, interval_s=600)
    made = codecs.create_type(administrator(), facts, now=NOW, key=key)
    new_codec(made, script or payload("climate.js").decode())
    return made


def new_codec(
    of: DeviceType, script: str, fields: tuple[FieldMapping, ...] = FIELDS, example: str = _EXAMPLE
) -> CodecVersion:
    """A version that is used from now on."""
    given = VersionFacts(script=script, examples=examples.read(example), fields=fields)
    version = codecs.add_version(administrator(), of, given, now=NOW)
    codecs.activate(administrator(), version, now=NOW)
    return version


def device(connection: Connection, of: DeviceType | None, dev_eui: str = DEV_EUI, **more: object) -> Device:
    """A device of an application."""
    facts = onboarding.Facts(dev_eui=dev_eui, device_type=of, **more)  # type: ignore[arg-type]  # as above
    entered = onboarding.enter(administrator(), connection, [facts], now=NOW)
    assert not entered.faults, entered.faults
    return entered.devices[0]


def values(code: str) -> list[tuple[datetime, float | None]]:
    """What the lake holds of a datastream, superseded values too, oldest first."""
    return [(one.phenomenon_time, one.result) for one in stored(code)]


def current(code: str) -> list[tuple[datetime, float | None]]:
    """The same without values that were superseded."""
    flag = Quality.SUPERSEDED
    return [(one.phenomenon_time, one.result) for one in stored(code) if not (one.quality or 0) & flag]


def stored(code: str) -> list[StoredObservation]:
    """The observations of a datastream, oldest first."""
    stream = Datastream.objects.filter(code=code).first()
    if stream is None:
        return []
    return lake().observations(
        stream.pk, start=datetime(1900, 1, 1, tzinfo=UTC), end=datetime(2150, 1, 1, tzinfo=UTC), limit=5_000
    )
