# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""A small city with one object behind every address: internal where possible, owned by one department."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import msgspec
from shapely import Point

from stadtkern.commons.defects.models import Defect
from stadtkern.commons.feedback.models import Feedback
from stadtkern.commons.notices.models import Notice, NoticeMessage
from stadtkern.commons.privacy.models import ErasureRequest
from stadtkern.commons.schedules.models import Plan, Profile
from stadtkern.commons.setpoints.models import Group, Override, Setpoint
from stadtkern.domains.people_counting.models import Event
from stadtkern.domains.poi.models import Sign, SignImage, SignState
from stadtkern.domains.street_lighting.tests.lamps import STEPS
from stadtkern.domains.warnings.models import Feed, OfficialAlert
from stadtkern.domains.warnings.official import Told
from stadtkern.flow.catalogue.models import Dataset
from stadtkern.flow.catalogue.models.datasets import DistributionRow, Origin, Publisher, SeriesRow, State
from stadtkern.flow.catalogue.models.release import Finding
from stadtkern.flow.catalogue.models.requests import DatasetRequest
from stadtkern.flow.collections import service as collections
from stadtkern.flow.collections import writing
from stadtkern.flow.collections.facts import Draft
from stadtkern.flow.collections.models import FeatureCollection
from stadtkern.flow.collections.models import Visibility as CollectionVisibility
from stadtkern.flow.devices import service as devices
from stadtkern.flow.devices.models import (
    Actuator,
    Calibration,
    Datastream,
    TaskingCapability,
    Thing,
    Visibility,
)
from stadtkern.flow.devices.models.state import SourceState
from stadtkern.flow.ingest import keys
from stadtkern.flow.ingest import service as ingest
from stadtkern.flow.ingest.codecs.models import CodecVersion, DeviceType
from stadtkern.flow.ingest.connections.models import Connection, Stage, Wire
from stadtkern.flow.ingest.feeds.models import CitizenSensor, FeedSample
from stadtkern.flow.ingest.geodata.models import Origin as FileOrigin
from stadtkern.flow.ingest.geodata.models import Run, Service, Upload
from stadtkern.flow.ingest.harvest.models import HarvestRun, HarvestSource, Kind
from stadtkern.flow.ingest.lorawan.models import Device
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.flow.outlets.rules.definitions import plain
from stadtkern.flow.outlets.rules.models import Alarm, PushSubscription, StoredRule
from stadtkern.kernel import jobs, registry
from stadtkern.kernel.collections import Feature, Field
from stadtkern.kernel.models import Department, Grant, PeriodicJob, Person
from stadtkern.kernel.observation import Decoded, Observation, Series, Station, observation_columns
from stadtkern.kernel.roles import Role
from stadtkern.kernel.rules import AllOf, Rule, Silence, Streams
from stadtkern.kernel.tests.people_of_tests import give

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=3650)
HIDDEN = "Verborgen"
"""Whatever is internal has this in its name."""
HIDDEN_VALUE = 471_100.0
"""Values of the internal datastream begin here."""
Arguments = Mapping[str, object]


def owner(domain: str) -> Department:
    """The department of a declared subject."""
    return Department.objects.get(name=registry.domain(domain).department)


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
    for part in (_connections, _catalogue, _geodata, _rules, _lights, _subjects, _notices):
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


def _catalogue() -> dict[str, Arguments]:
    """A public dataset and a draft of the department, with a file, a finding, a series and a request."""
    home = owner("sensors")
    publisher = Publisher.objects.create(name="Stadt")
    series = SeriesRow.objects.create(key="reihe", title="Reihe", department=home, publisher=publisher)
    for key, state in (("offen", State.RELEASED), ("entwurf", State.DRAFT)):
        dataset = Dataset.objects.create(
            key=key,
            origin=Origin.UPLOADED,
            state=state,
            title=f"{HIDDEN}er Entwurf" if state == State.DRAFT else key,
            description="Ein Datensatz.",
            department=home,
            publisher=publisher,
            licence="dl-by-de/2.0",
            series=series,
            created_at=NOW,
            changed_at=NOW,
        )
        DistributionRow.objects.create(
            dataset=dataset,
            key="weg",
            title="Datei",
            url="https://example.org/d.csv",
            created_at=NOW,
            changed_at=NOW,
        )
    finding = Finding.objects.create(dataset=dataset, place="Spalte", check_name="email", found_at=NOW)
    wish = DatasetRequest.objects.create(
        token="t" * 43, subject="Bäume", created_at=NOW, changed_at=NOW, department=home
    )
    return {
        "catalogue": {"key": "entwurf"},
        "catalogue:file": {"key": "entwurf", "name": "datei.csv"},
        "catalogue:remove_way": {"key": "entwurf", "way": "weg"},
        "catalogue:answer": {"key": "entwurf", "finding": finding.pk},
        "catalogue:publisher": {"number": publisher.pk},
        "catalogue:one_series": {"number": series.pk},
        "catalogue:wish": {"token": wish.token},
        "catalogue:reply": {"number": wish.pk},
        "open_data": {"key": "offen"},
        "open_data:columns": {"key": "baenke"},
        "open_data:query": {"key": "baenke"},
        "open_data:embed": {"key": "baenke"},
        "open_data:download": {"key": "baenke", "suffix": "csv"},
        "dcat_api:dataset": {"key": "offen"},
        "dcat_api:series": {"key": "reihe"},
        "dcat_api:service": {"key": "sensorthings"},
        "ckan:package": {"name": "offen"},
        "ckan:action": {"name": "package_list"},
        "tables": {"key": "baenke"},
    }


def _geodata() -> dict[str, Arguments]:
    """A public and an internal collection with a feature each, a run and an upload."""
    boss = Person.objects.get(username="administrator")
    fields = (Field(key="name", title="Name"), Field(key="pate", title="Pate", personal=True))
    home = owner("sensors")
    for key, shown in (
        ("baenke", CollectionVisibility.PUBLIC),
        ("lager", CollectionVisibility.INTERNAL),
    ):
        made = collections.create(
            boss,
            Draft(
                key=key,
                title=f"{HIDDEN}es {key}" if key == "lager" else key,
                department=home,
                geometry="point",
                fields=fields,
            ),
            NOW,
        )
        FeatureCollection.objects.filter(pk=made.pk).update(domain="sensors")
        made.refresh_from_db()
        one = Feature(
            key="1",
            geometry=Point(7.6, 51.9),
            properties={"name": f"{HIDDEN}e Eins" if key == "lager" else "Eins", "pate": f"{HIDDEN}e Erika"},
        )
        writing.create_feature(boss, made, one, NOW)
        made.refresh_from_db()
        if shown == CollectionVisibility.PUBLIC:
            made = collections.set_visibility(boss, made, shown, NOW)
    FileOrigin.objects.create(collection=made, wish={}, service=Service.WFS, url="https://example.org/wfs")
    run = Run.objects.create(collection=made, name="datei", started_at=NOW)
    upload = Upload.objects.create(
        person=boss,
        collection=made,
        name="datei",
        size=1,
        sha256="s",
        survey={"format": "geojson", "layers": []},
        created_at=NOW,
    )
    return {
        "geodata": {"key": "lager"},
        "geodata:review": {"upload_id": upload.pk},
        "geodata:preview": {"upload_id": upload.pk},
        "geodata:discard": {"upload_id": upload.pk},
        "geodata:run": {"run_id": run.pk},
        "portal:map-collection": {"key": "baenke"},
    }


def _silence() -> Rule:
    """A rule that can be drawn: the sensor of the internal thing says nothing."""
    streams = Streams(codes=("geheim/1/temperatur",))
    return Rule(key="regel", title="Regel", condition=AllOf(parts=(Silence(streams=streams, for_s=3600),)))


def more_features(key: str, number: int) -> None:
    """Features 2 to ``number`` of a collection."""
    boss = Person.objects.get(username="administrator")
    found = FeatureCollection.objects.get(key=key)
    for one in range(2, number + 1):
        feature = Feature(key=str(one), geometry=Point(7.6, 51.9), properties={"name": str(one)})
        writing.create_feature(boss, found, feature, NOW)


def _rules() -> dict[str, Arguments]:
    """A rule with an alarm, and a catalogue that is taken over."""
    rule = StoredRule.objects.create(
        key="sensors/regel",
        domain="sensors",
        title=f"{HIDDEN}e Regel",
        definition=plain(_silence()),
        created_at=NOW,
        changed_at=NOW,
    )
    alarm = Alarm.objects.create(
        rule=rule, rule_title="Regel", domain="sensors", subject="geheim/1", fired_for=NOW, opened_at=NOW
    )
    subscription = PushSubscription.objects.create(
        person=Person.objects.get(username="administrator"),
        endpoint="https://push.example/",
        endpoint_hash="e",
        created_at=NOW,
    )
    source = HarvestSource.objects.create(
        key="nachbar",
        title="Nachbar",
        kind=Kind.DCAT,
        url="https://nachbar.example/",
        department=owner("sensors"),
        next_run_at=LATER,
        created_at=NOW,
    )
    run = HarvestRun.objects.create(source=source, started_at=NOW)
    return {
        "rules": {"pk": rule.pk},
        "rules:unsubscribe": {"pk": subscription.pk},
        "rules:condition": {"pk": rule.pk, "number": 0},
        "rules:condition_remove": {"pk": rule.pk, "number": 0},
        "rules:condition_new": {"pk": rule.pk, "kind": "ausbleiben"},
        "rules:alarm": {"pk": alarm.pk},
        "rules:acknowledge": {"pk": alarm.pk},
        "harvest": {"key": source.key},
        "harvest:report": {"key": source.key, "number": run.pk},
    }


def _lights() -> dict[str, Arguments]:
    """Street lights with a profile, a group, a manual setting, a command and a defect."""
    slug = "strassenbeleuchtung"
    lamp = Thing.objects.create(
        code="licht/1", name="Leuchte", domain="street_lighting", owner=owner("street_lighting")
    )
    actuator = Actuator.objects.create(code="licht/1/aktor", name="Aktor")
    capability = TaskingCapability.objects.create(thing=lamp, actuator=actuator, name="Schalten")
    setpoint = Setpoint.objects.create(capability=capability, parameters={"level": 1}, decided_at=NOW)
    profile = Profile.objects.create(domain="street_lighting", name="Absenkung")
    plan = Plan.objects.create(profile=profile, steps=STEPS)
    group = Group.objects.create(domain="street_lighting", name="Alle", member="all", profile=profile)
    override = Override.objects.create(group=group, level=50, until=LATER, reason="Fest", created_at=NOW)
    defect = Defect.objects.create(thing=lamp, kind="dark", what="dunkel", opened_at=NOW, changed_at=NOW)
    return {
        "schedules": {"slug": slug, "profile_id": profile.pk},
        "schedules:profiles": {"slug": slug},
        "schedules:plan": {"slug": slug, "profile_id": profile.pk, "plan_id": plan.pk},
        "schedules:plan_delete": {"slug": slug, "profile_id": profile.pk, "plan_id": plan.pk},
        "schedules:plan_new": {"slug": slug, "profile_id": profile.pk},
        "setpoints": {"slug": slug},
        "setpoints:group": {"slug": slug, "group_id": group.pk},
        "setpoints:group_delete": {"slug": slug, "group_id": group.pk},
        "setpoints:group_new": {"slug": slug},
        "setpoints:override_end": {"slug": slug, "override_id": override.pk},
        "setpoints:send_again": {"slug": slug, "setpoint_id": setpoint.pk},
        "defects:settle": {"slug": slug, "defect_id": defect.pk},
    }


def _subjects() -> dict[str, Arguments]:
    """An event, a public sign with a picture, a source of warnings and an official warning."""
    event = Event.objects.create(title="Markt", starts_at=NOW, ends_at=LATER, created_at=NOW)
    signs = [
        Sign.objects.create(
            code=code,
            collection="baenke",
            feature="1",
            name=f"{HIDDEN}er Turm" if state == SignState.DRAFT else "Turm",
            state=state,
            created_at=NOW,
            changed_at=NOW,
        )
        for code, state in (("TURM", SignState.PUBLIC), ("NEU", SignState.DRAFT))
    ]
    pictures = [
        SignImage.objects.create(sign=one, file="keine.webp", width=1, height=1, alt="-", credit="-")
        for one in signs
    ]
    told = Told(
        language="de",
        event="STURM",
        headline="",
        description="",
        instruction="",
        severity="Severe",
        onset=NOW,
        expires=LATER,
        sender_name="",
        web="",
        contact="",
        places=(),
    )
    feed = Feed.objects.create(title="DWD", url="https://dwd.example/", active=False)
    alert = OfficialAlert.objects.create(
        feed=feed,
        identifier="a",
        sender="s",
        sent=NOW,
        status="Actual",
        message_type="Alert",
        scope="Public",
        local=True,
        severity=2,
        infos=[msgspec.to_builtins(told)],
        effective_at=NOW,
        onset_at=NOW,
        expires_at=LATER,
        received_at=NOW,
    )
    return {
        "people_counting_cockpit": {"pk": event.pk},
        "poi:place": {"code": "TURM"},
        "poi:qr": {"code": "TURM"},
        "poi:picture": {"code": "TURM", "pk": pictures[0].pk},
        "poi_short": {"code": "TURM"},
        "poi_cockpit": {"code": "NEU"},
        "poi_cockpit:remove-picture": {"code": "NEU", "pk": pictures[1].pk},
        "warnings:official": {"pk": alert.pk},
        "warnings_cockpit": {"pk": feed.pk},
    }


def _notices() -> dict[str, Arguments]:
    """A notice of the city with its message."""
    notice = Notice.objects.create(
        code="sturm", title="Sturm", text="Sturm.", starts=NOW, ends=LATER, changed_at=NOW
    )
    NoticeMessage.objects.create(
        notice=notice, identifier="m1", sender="s", message_type="Alert", sent=NOW, document="<alert/>"
    )
    return {
        "notices": {"code": notice.code},
        "notices:cap-message": {"identifier": "m1"},
        "warnings:notice": {"code": notice.code},
    }
