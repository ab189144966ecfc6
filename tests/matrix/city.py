# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small city with one object behind every address: internal where possible, owned by one department."""

from __future__ import annotations

import uuid
from datetime import timedelta

from stadtkern.commons.feedback.models import Feedback
from stadtkern.commons.privacy.models import ErasureRequest
from stadtkern.flow.devices import service as devices
from stadtkern.flow.devices.models import (
    Calibration,
    Datastream,
    Thing,
    Visibility,
)
from stadtkern.flow.devices.models.state import SourceState
from stadtkern.flow.ingest import keys
from stadtkern.flow.ingest import service as ingest
from stadtkern.flow.ingest.codecs.models import CodecVersion, DeviceType
from stadtkern.flow.ingest.connections.models import Connection, Stage, Wire
from stadtkern.flow.ingest.feeds.models import CitizenSensor, FeedSample
from stadtkern.flow.ingest.lorawan.models import Device
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.flow.outlets.annotations.models import Annotation
from stadtkern.flow.outlets.forecasts.models import Forecast
from stadtkern.flow.outlets.indicators.models import IndicatorRevision, StoredIndicator
from stadtkern.kernel import jobs, registry
from stadtkern.kernel.models import Department, Grant, PeriodicJob, Person
from stadtkern.kernel.observation import Decoded, Observation, Series, Station, observation_columns
from stadtkern.kernel.roles import Role
from stadtkern.kernel.tests.people_of_tests import give
from tests.matrix import dashboards, open_data, subjects
from tests.matrix.words import HIDDEN, HIDDEN_VALUE, LATER, NOW, Arguments, owner


def arguments() -> dict[str, Arguments]:
    """What each address needs, by name of the route; the longest beginning that is listed counts."""
    thing, stream = _things()
    found: dict[str, Arguments] = {
        "portal:place": {"code": "offen/1"},
        "portal:datastream": {"code": "offen/1/temperatur"},
        "portal:series": {"code": "offen/1/temperatur"},
        "portal:download": {"code": "offen/1/temperatur", "kind": "csv"},
        "portal:subject": {"slug": registry.domain("sensors").slug},
        "portal:map-layer": {"key": "weather-stations"},
        "portal:map-boundary": {"name": "gemeinde"},
        "sensor_register:sheet": {"code": "offen/1"},
        "sensor_register:qr": {"code": "offen/1"},
        "sensor_register:sensor": {"code": "offen/1"},
        "cockpit:thing": {"thing_id": thing.pk},
        "cockpit:sight": {"kind": "thing", "key": thing.code},
        "ingest:stream": {"datastream_id": stream.pk},
        "indicators": {"key": _indicator(stream.thing.owner, shown=False)},
        "indicators:restore": {"key": _indicator(stream.thing.owner, shown=False), "number": 1},
        "indicators:indicator": {"key": _indicator(stream.thing.owner, shown=True)},
        "indicators:value": {"key": _indicator(stream.thing.owner, shown=True)},
        "indicators_api": {"key": _indicator(stream.thing.owner, shown=True)},
        "annotations": {"number": _event(stream.thing.owner, shown=False)},
        "annotations:event": {"number": _event(stream.thing.owner, shown=True)},
        "annotations:evaluation": {"number": _event(stream.thing.owner, shown=True)},
        "forecasts_cockpit": {"pk": _forecast(stream)},
        "forecasts:forecast": {"pk": _forecast(Datastream.objects.get(code="offen/1/temperatur"))},
        "ingest:calibrate": {"datastream_id": stream.pk},
        "ingest:calibration_end": {"datastream_id": stream.pk, "calibration_id": _calibration(stream)},
        "ingest:record": {"record_id": _rejected()},
        "ingest:key": {"key_id": keys.create("test", keys.NewKey(name="k", domain="sensors"), now=NOW)[0].pk},
        "cockpit:person_revoke": _granted(),
        "cockpit:person": {"person_id": Person.objects.create_user(username="somebody").pk},
        "cockpit:job_retry": {"job_id": uuid.uuid4()},
        "cockpit:job_pause": {"name": _periodic()},
        "feedback:close": {"feedback_id": Feedback.objects.create(message="Hallo", created_at=NOW).pk},
        "oidc_": {"provider_id": "anmeldung"},
        "account_link": {"token": "none"},
        "account_confirm_email": {"key": "none"},
        "account_end_session": {"session_id": 1},
        "mfa_remove_webauthn": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
        "ogc:any": {"rest": "collections"},
        "privacy:withdraw": {"key": "none"},
        "privacy_cockpit": {"request_id": _erasure()},
        "defects": {"slug": "strassenbeleuchtung"},
        "electricity": {"slug": "strassenbeleuchtung"},
    }
    for part in (
        _connections,
        dashboards.dashboards,
        open_data.catalogue,
        open_data.geodata,
        subjects.rules,
        subjects.lights,
        subjects.subjects,
        subjects.notices,
    ):
        found.update(part())
    return found


def _things() -> tuple[Thing, Datastream]:
    """One public thing with a datastream and a value, and one that is internal; that one is the answer."""
    domain = registry.domain("sensors")
    devices.declare_quantities(registry.domains())
    stations = [
        Station(code=code, name=name, longitude=7.6, latitude=51.9)
        for code, name in (("offen/1", "Messplatz"), ("geheim/1", f"{HIDDEN}er Messplatz"))
    ]
    series = [
        Series(code=f"{one.code}/temperatur", station=one.code, name="Luft", quantities=("air_temperature",))
        for one in stations
    ]
    devices.ensure(stations, series, domain=domain, source=None, at=NOW)
    rows = [
        Observation(
            datastream=one.code,
            phenomenon_time=NOW - timedelta(hours=hour),
            result=hour + (HIDDEN_VALUE if one.code.startswith("geheim") else 20.0),
        )
        for one in series
        for hour in range(3)
    ]
    ingest.store(
        Decoded(observations=observation_columns(rows)), source_key="push-test", now=NOW, name="test"
    )
    Thing.objects.filter(code="geheim/1").update(visibility=Visibility.INTERNAL)
    stream = Datastream.objects.select_related("thing").get(code="geheim/1/temperatur")
    return stream.thing, stream


def _forecast(stream: Datastream) -> int:
    return Forecast.objects.create(datastream=stream, created_at=NOW).pk


def _indicator(department: Department, *, shown: bool) -> str:
    key = "mittel" if shown else "geheim"
    said = {
        "key": key,
        "title": "Mittel" if shown else f"{HIDDEN}es Mittel",
        "definition": "Mittel der Stadt",
        "formula": "mean(sensors.air_temperature)",
        "ucum": "Cel",
    }
    row, _made = StoredIndicator.objects.get_or_create(
        key=key,
        defaults={
            "definition": said,
            "domain": "sensors",
            "department": department,
            "visibility": "public" if shown else "internal",
            "created_at": NOW,
            "changed_at": NOW,
        },
    )
    IndicatorRevision.objects.get_or_create(
        indicator=row, number=1, defaults={"definition": said, "made_at": NOW}
    )
    return key


def _event(department: Department, *, shown: bool) -> int:
    return Annotation.objects.create(
        title="Stadtfest" if shown else f"{HIDDEN}e Sperrung",
        starts_at=NOW,
        domain="sensors",
        department=department,
        visibility="public" if shown else "internal",
        created_at=NOW,
        changed_at=NOW,
    ).pk


def _granted() -> Arguments:
    person = Person.objects.create_user(username="with-a-role")
    give(person, Role.AUDITOR)
    return {"person_id": person.pk, "grant_id": Grant.objects.get(person=person).pk}


def _erasure() -> int:
    person = Person.objects.create_user(username="wants-to-go")
    return ErasureRequest.objects.create(person=person, asked_at=NOW).pk


def _calibration(stream: Datastream) -> int:
    return Calibration.objects.create(datastream=stream, valid_from=NOW, entered_at=NOW).pk


def _rejected() -> int:
    row = RejectedRecord.objects.create(
        source="verbindung",
        reason="Kein Wert.",
        raw=b"{}",
        raw_bytes=2,
        fingerprint="f",
        received_at=NOW,
        last_seen_at=NOW,
    )
    return row.pk


def _periodic() -> str:
    row, _made = PeriodicJob.objects.get_or_create(
        name=jobs.periodic_jobs()[0].name, defaults={"every_s": 3600, "next_at": LATER}
    )
    return row.name


def _connection(key: str, wire: Wire, **settings: object) -> Connection:
    SourceState.objects.get_or_create(key=key)
    return Connection.objects.create(
        key=key,
        title=f"{HIDDEN}e Anbindung {key}",
        domain="sensors",
        publisher="Stadt",
        licence="dl-by-de/2.0",
        wire=wire,
        settings=settings,
        stage=Stage.ACTIVE,
        created_at=NOW,
        changed_at=NOW,
    )


def _connections() -> dict[str, Arguments]:
    """Connections of every wire, a type of device, and a device."""
    feed = _connection("verbindung", Wire.FEED, url="https://example.org/", ready="eigene")
    FeedSample.objects.create(connection=feed, name="-", content=b'{"a": 1}', taken_at=NOW)
    mqtt = _connection("mqtt-verbindung", Wire.MQTT, topics=["a/b"])
    citizens = _connection("buerger", Wire.PUSH)
    radio = _connection("funk", Wire.LORAWAN, kind="tts3", application="stadt-umwelt")
    sensor = CitizenSensor.objects.create(connection=citizens, code="c1", first_seen_at=NOW, last_seen_at=NOW)
    kind = DeviceType.objects.create(
        key="probe", vendor="Probe", name="Eins", owner=owner("sensors"), created_at=NOW
    )
    version = CodecVersion.objects.create(
        device_type=kind, number=1, script="function decodeUplink() {}", digest="d", created_at=NOW
    )
    device = Device.objects.create(
        connection=radio,
        dev_eui="0102030405060708",
        device_type=kind,
        code="probe-1",
        name="Probe 1",
        created_at=NOW,
    )
    return {
        "connections": {"key": feed.key},
        "subscriptions": {"key": mqtt.key},
        "feeds": {"key": feed.key},
        "feeds:new": {"ready": "eigene"},
        "feeds:community_sensor": {"key": citizens.key, "sensor_id": sensor.pk},
        "lorawan": {"device_id": device.pk},
        "lorawan:application": {"key": radio.key},
        "lorawan:renew": {"key": radio.key},
        "codecs": {"key": kind.key},
        "codecs:version": {"key": kind.key, "number": version.number},
        "codecs:fields": {"key": kind.key, "number": version.number},
        "codecs:activate": {"key": kind.key, "number": version.number},
        "codecs:resume": {"key": kind.key, "number": version.number},
        "cockpit:source": {"key": feed.key},
    }
