# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Sensors of citizens: they report as their firmware does, wait for review, and are stored once allowed."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from stadtkern.flow.devices.models import Thing
from stadtkern.flow.ingest.connections import service
from stadtkern.flow.ingest.connections.facts import Change, Facts
from stadtkern.flow.ingest.connections.models import Connection, Wire
from stadtkern.flow.ingest.feeds import community
from stadtkern.flow.ingest.feeds.models import CitizenSensor, SensorState
from stadtkern.flow.ingest.models import RejectedRecord
from stadtkern.flow.ingest.push_wsgi import FRONT
from stadtkern.flow.ingest.tests.city import NOW, administrator, editor, results
from stadtkern.kernel.models import Person

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

pytestmark = pytest.mark.django_db

REPORT = {
    "esp8266id": "1234567",
    "software_version": "NRZ-2020-133",
    "sensordatavalues": [
        {"value_type": "SDS_P1", "value": "12.30"},
        {"value_type": "SDS_P2", "value": "4.10"},
        {"value_type": "BME280_pressure", "value": "101325.00"},
        {"value_type": "samples", "value": "5000000"},
    ],
}


def opened(secret: str = "") -> Connection:
    """An active connection for sensors of citizens."""
    actor = administrator()
    facts = Facts(title="Bürgersensoren", domain="environment", publisher="Stadt", licence="odbl")
    more = Change(settings={"format": community.FORMAT}, secret=secret)
    made = service.create(actor, "buerger", Wire.PUSH, facts, more=more, at=NOW)
    return service.activate(actor, made, at=NOW)


def report(body: object = REPORT, key: str = "buerger", **headers: str) -> tuple[int, dict[str, object]]:
    """POST as the firmware does; status and answer."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    environ: WSGIEnvironment = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": f"/api/ingest/v1/sensor-community/{key}/",
        "CONTENT_LENGTH": str(len(raw)),
        "CONTENT_TYPE": "application/json",
        "wsgi.input": io.BytesIO(raw),
        **headers,
    }
    told: list[str] = []

    def start(status: str, _headers: list[tuple[str, str]], _error: object = None) -> None:
        told.append(status)

    answer = b"".join(FRONT.before(_behind, background=False)(environ, start))  # type: ignore[arg-type]  # no write()
    return int(told[0][:3]), json.loads(answer)


def _behind(_environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
    raise AssertionError("the request is not for the pages")


def allow(actor: Person) -> None:
    """Somebody lets the sensor in and says where it stands."""
    verdict = community.Verdict(state=SensorState.ALLOWED, name="Schulhof", longitude=6.76, latitude=51.43)
    community.judge(actor, CitizenSensor.objects.get(), verdict, at=NOW)


def test_an_unknown_sensor_waits_for_review_and_stores_nothing() -> None:
    opened()
    assert report() == (202, {"state": "review"})
    sensor = CitizenSensor.objects.get()
    assert (sensor.code, sensor.state) == ("esp8266-1234567", SensorState.NEW)
    assert sensor.last_values["SDS_P1"] == "12.30"
    assert not Thing.objects.exists()


def test_an_allowed_sensor_is_stored_in_the_units_of_the_city() -> None:
    opened()
    report()
    allow(editor("Umweltamt"))
    status, answer = report(HTTP_X_SENSOR="esp8266-1234567", HTTP_X_PIN="1")
    assert (status, answer["stored"]) == (201, 3)
    assert results("buerger/esp8266-1234567/SDS_P1") == [12.3]
    assert results("buerger/esp8266-1234567/BME280_pressure") == [1013.25]
    thing = Thing.objects.get()
    assert (thing.name, thing.source, thing.locations.count()) == ("Schulhof", "buerger", 1)


def test_a_value_that_is_none_is_rejected_and_can_be_read_again() -> None:
    opened()
    report()
    allow(editor("Umweltamt"))
    values = [{"value_type": "SDS_P1", "value": "nan"}, {"value_type": "SDS_P2", "value": "3"}]
    status, answer = report({"esp8266id": 1234567, "sensordatavalues": values})
    assert (status, answer["stored"], answer["rejected"]) == (201, 1, 1)
    assert b"esp8266-1234567" in bytes(RejectedRecord.objects.get().raw)


def test_a_blocked_sensor_is_turned_away() -> None:
    opened()
    report()
    CitizenSensor.objects.update(state=SensorState.BLOCKED)
    assert report()[0] == 403


def test_the_password_of_the_connection_is_asked_for() -> None:
    opened("geheim-7")
    assert report()[0] == 401
    wrong = base64.b64encode(b"x:falsch").decode()
    assert report(HTTP_AUTHORIZATION=f"Basic {wrong}")[0] == 401
    right = base64.b64encode(b"x:geheim-7").decode()
    assert report(HTTP_AUTHORIZATION=f"Basic {right}")[0] == 202


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"<html>", {}),
        ({"sensordatavalues": []}, {}),
        ({"sensordatavalues": [], "esp8266id": "../../x"}, {}),
        (REPORT, {"HTTP_X_SENSOR": "esp8266-7"}),
        ({**REPORT, "sensordatavalues": [{"value_type": "SDS_P1", "value": "1"}] * 61}, {}),
    ],
)
def test_what_is_no_report_is_refused(body: object, headers: dict[str, str]) -> None:
    opened()
    assert report(body, **headers)[0] == 400
    assert not CitizenSensor.objects.exists()


def test_a_flood_of_unknown_sensors_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    opened()
    monkeypatch.setattr(community, "MOST_NEW", 2)
    answers = [report({**REPORT, "esp8266id": str(number)})[0] for number in range(4)]
    assert answers == [202, 202, 413, 413]
    assert report({**REPORT, "esp8266id": "0"})[0] == 202


def test_a_paused_or_unknown_connection_takes_nothing() -> None:
    connection = opened()
    assert report(key="gibtesnicht")[0] == 404
    service.pause(editor("Umweltamt"), connection, at=NOW)
    assert report()[0] == 404


def test_sensors_are_reviewed_on_a_page_of_their_department(client: Client) -> None:
    opened()
    report()
    sensor = CitizenSensor.objects.get()
    page = f"/cockpit/anbindungen/buergersensoren/buerger/{sensor.pk}/"
    client.force_login(editor("Amt für Mobilität", "fremd"))
    assert client.get(page).status_code == 403
    client.force_login(editor("Umweltamt"))
    assert "esp8266-1234567" in client.get("/cockpit/anbindungen/buerger/").content.decode()
    assert "12.30" in client.get(page).content.decode()
    answer = {"name": "Schulhof", "latitude": "51,43", "longitude": "6,76", "state": "allowed"}
    assert client.post(page, answer)["Location"] == "/cockpit/anbindungen/buerger/"
    sensor.refresh_from_db()
    assert (sensor.state, sensor.latitude) == (SensorState.ALLOWED, 51.43)


def test_a_connection_for_sensors_is_made_on_its_page(client: Client) -> None:
    client.force_login(administrator())
    page = "/cockpit/anbindungen/buergersensoren/neu/"
    assert "Bürgersensoren aufnehmen" in client.get(page).content.decode()
    facts = {"title": "Luft", "domain": "environment", "publisher": "Stadt", "licence": "odbl"}
    answer = client.post(page, {**facts, "password": "geheim"})
    assert answer["Location"] == "/cockpit/anbindungen/luft/"
    assert "geheim" not in Connection.objects.get().secret
