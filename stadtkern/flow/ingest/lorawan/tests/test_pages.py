# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of devices and applications: who sees them, what they do, what they never show."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.devices.models import Thing
from stadtkern.flow.ingest.connections.models import Connection
from stadtkern.flow.ingest.lorawan import onboarding, receiving, servers, sheet
from stadtkern.flow.ingest.lorawan.connecting import Secret
from stadtkern.flow.ingest.lorawan.models import Device, DeviceStage, Uplink, UplinkState
from stadtkern.kernel.jobs import run_due
from stadtkern.kernel.models import AuditEntry
from stadtkern.kernel.sealed import unseal

from . import givens
from .givens import application, device, device_type, values
from .uplinks import DEV_EUI, NOW, payload, uplink

pytestmark = pytest.mark.django_db

APP_KEY = "00112233445566778899AABBCCDDEEFF"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(givens.administrator())
    return client


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"lorawan:{name}", args=args), query)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def test_strangers_see_nothing(client: Client) -> None:
    found = device(application(), device_type())

    for name, args in (("devices", ()), ("device", (found.pk,)), ("new", ()), ("table", ()), ("unknown", ())):
        answer = client.get(reverse(f"lorawan:{name}", args=args))
        assert answer.status_code == 302
        assert "/cockpit/" in answer["Location"]


def test_people_of_other_departments_see_neither_devices_nor_their_pages(client: Client) -> None:
    found = device(application(), device_type(), name="Stadtpark")
    client.force_login(givens.worker("Tiefbauamt"))

    assert "Stadtpark" not in page(client, "devices")
    assert client.get(reverse("lorawan:device", args=[found.pk])).status_code == 404
    assert client.get(reverse("lorawan:application", args=["umwelt-funk"])).status_code == 403
    assert client.post(reverse("lorawan:replay", args=[found.pk]), {"scope": "device"}).status_code == 404


def test_people_of_the_department_see_their_devices(client: Client) -> None:
    found = device(application(), device_type(), name="Stadtpark")
    client.force_login(givens.worker("Umweltamt"))

    assert "Stadtpark" in page(client, "devices")
    assert DEV_EUI.upper() in page(client, "device", found.pk)


def test_a_device_is_entered_by_its_qr_code(admin: Client) -> None:
    application()

    answer = admin.post(
        reverse("lorawan:new"),
        {
            "connection": "umwelt-funk",
            "qr": "LW:D0:1122334455667788:AABBCCDDEEFF0011:AABB1122",
            "name": "Baum 7",
            "activation": "otaa",
            "longitude": "7,6261",
            "latitude": "51,9607",
            "app_key": APP_KEY,
        },
    )

    found = Device.objects.get()
    assert answer["Location"] == reverse("lorawan:device", args=[found.pk])
    assert (found.dev_eui, found.join_eui, found.longitude) == (
        "aabbccddeeff0011",
        "1122334455667788",
        7.6261,
    )
    assert unseal(found.app_key) == APP_KEY.lower()
    assert Thing.objects.get(code="umwelt-funk/aabbccddeeff0011").name == "Baum 7"


def test_keys_are_never_told_again(admin: Client, caplog: pytest.LogCaptureFixture) -> None:
    secret = connecting_secret()
    connection = application(secret=secret, server={"base_url": "https://ns.example.org", "webhook": "stadt"})
    found = device(connection, device_type(), app_key=APP_KEY, nwk_key=APP_KEY[::-1])
    table = f"dev_eui;app_key;name\n70b3d57ed0050002;{APP_KEY};Zwei\nkaputt;{APP_KEY};Drei\n".encode()
    receiving.take(connection, "", uplink(), NOW)

    shown = [page(admin, "device", found.pk), page(admin, "change", found.pk), page(admin, "devices")]
    shown.append(page(admin, "application", connection.key))
    shown.append(admin.get(reverse("connections:connection", args=[connection.key])).content.decode())
    preview = admin.post(
        reverse("lorawan:table"),
        {"connection": connection.key, "table": SimpleUploadedFile("geraete.csv", table)},
    )
    shown.append(preview.content.decode())
    shown += [str(entry.change) + entry.subject for entry in AuditEntry.objects.all()]
    shown += [caplog.text, repr(onboarding.Facts(dev_eui="x", app_key=APP_KEY)), repr(secret)]
    shown.append(str(list(Connection.objects.values())) + str(list(Device.objects.values())))

    told = "\n".join(shown).lower()
    for key in (APP_KEY, APP_KEY[::-1], "token-of-the-webhook", "key-of-the-server"):
        assert key.lower() not in told
    assert "70B3D57ED0050002" in preview.content.decode()


def connecting_secret() -> Secret:
    return Secret(token="token-of-the-webhook", api_key="key-of-the-server")


def test_two_hundred_devices_come_from_a_table(admin: Client) -> None:
    application()
    device_type()
    head = "dev_eui;join_eui;app_key;name;code;device_type;longitude;latitude;activation"
    lines = [
        f"70b3d57ed007{n:04x};0000000000000001;{n:032x};Baum {n};s-{n};probe-climate;7,{n + 6000};51,9;otaa"
        for n in range(200)
    ]
    bad = [
        "70b3d57ed0070000;;;doppelt;;;;;",
        "zzz;;;kein EUI;;;;;",
        "70b3d57ed0080001;;;;;gibtsnicht;;;",
        "70b3d57ed0080002;;;;;;7,6;;",
    ]
    content = "\r\n".join([head, *lines, *bad]).encode("cp1252")
    started = time.monotonic()

    preview = admin.post(
        reverse("lorawan:table"),
        {"connection": "umwelt-funk", "table": SimpleUploadedFile("geraete.csv", content)},
    ).content.decode()
    sealed = preview.split('name="table" value="')[1].split('"')[0]
    answer = admin.post(reverse("lorawan:take_table"), {"connection": "umwelt-funk", "table": sealed})

    assert time.monotonic() - started < 60
    assert "200 Geräte eintragen" in preview
    assert "Den Gerätetyp „gibtsnicht“ gibt es nicht." in preview
    assert "Länge und Breite gehören zusammen; eine fehlt." in preview
    assert answer.status_code == 302
    assert Device.objects.count() == 200
    assert Thing.objects.filter(source="umwelt-funk").count() == 200
    assert AuditEntry.objects.get(action="lorawan.enter").change["count"] == 200


def test_the_template_of_the_table_can_be_read() -> None:
    [line] = sheet.read(sheet.template())

    assert line.facts is not None
    assert (line.facts.dev_eui, line.facts.longitude) == ("70B3D57ED0000001", 7.6261)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "leer"),
        (b"name\nBaum\n", "Es fehlt die Spalte dev_eui"),
        (b"dev_eui;farbe\n", "unbekannt"),
    ],
)
def test_another_table_is_refused_with_a_reason(admin: Client, content: bytes, reason: str) -> None:
    application()

    answer = admin.post(
        reverse("lorawan:table"),
        {"connection": "umwelt-funk", "table": SimpleUploadedFile("geraete.csv", content or b" ")},
    )

    assert answer.status_code == 422
    assert reason in answer.content.decode()


def test_an_unknown_device_is_entered_with_one_click_and_read(admin: Client) -> None:
    connection, of = application(), device_type()
    now = datetime.now(UTC)
    receiving.take(connection, "", uplink(at=now), now)
    listed = page(admin, "unknown")
    assert f"?anbindung=umwelt-funk&amp;deveui={DEV_EUI}" in listed
    assert "Unbekannte Geräte" in admin.get(reverse("cockpit:overview")).content.decode()
    form = page(admin, "new", anbindung="umwelt-funk", deveui=DEV_EUI)
    assert f'value="{DEV_EUI}"' in form

    admin.post(
        reverse("lorawan:new"),
        {"connection": "umwelt-funk", "dev_eui": DEV_EUI, "device_type": str(of.pk), "activation": "otaa"},
    )
    run_due(now)

    assert len(values(f"umwelt-funk/{DEV_EUI}/air_temperature")) == 1
    assert "Alle Geräte, die senden, sind eingetragen." in page(admin, "unknown")


def test_the_page_shows_bytes_values_and_reasons(admin: Client) -> None:
    connection = application()
    found = device(connection, device_type(), name="Stadtpark")
    receiving.take(connection, "", uplink(f_cnt=1), NOW)
    receiving.take(connection, "", uplink(f_cnt=2, f_port=9), NOW)

    shown = page(admin, "device", found.pk)

    assert "01 07 2a 01 f4 0c e4" in shown
    assert "humidity: 50" in shown
    assert "temperature: 18.34" in shown
    assert "Der Codec meldet: unknown FPort 9" in shown
    assert "rathaus-dach" in shown


def test_the_list_is_filtered_by_what_is_wrong(admin: Client) -> None:
    connection, of = application(), device_type()
    for number, name in enumerate(("Stumm", "Leer", "Neu", "Falsch", "Gut")):
        device(connection, of, dev_eui=f"70b3d57ed006000{number}", name=name)
    now = datetime.now(UTC)
    rows = {one.name: one for one in Device.objects.all()}
    Device.objects.exclude(name="Neu").update(last_seen_at=now, stage=DeviceStage.ACTIVE)
    Device.objects.filter(name="Stumm").update(last_seen_at=now.replace(year=now.year - 1))
    Device.objects.filter(name="Leer").update(battery_percent=5)
    body = uplink(dev_eui=rows["Falsch"].dev_eui, f_port=9, at=now)
    receiving.take(connection, "", body, now)

    for state, name in (("silent", "Stumm"), ("battery", "Leer"), ("new", "Neu"), ("rejected", "Falsch")):
        shown = page(admin, "devices", stand=state)
        assert [one for one in rows if f">{one}</a>" in shown] == [name]


def test_replay_and_taking_out_of_use_work_from_the_page(admin: Client) -> None:
    connection, of = application(), device_type()
    found = device(connection, of)
    now = datetime.now(UTC)
    receiving.take(connection, "", uplink(f_port=7, at=now), now)
    givens.new_codec(of, payload("climate.js").decode().replace("input.fPort !== 2", "input.fPort < 2"))

    admin.post(reverse("lorawan:replay", args=[found.pk]), {"scope": "type", "rejected_only": "on"})
    run_due(now)
    assert Uplink.objects.get().state == UplinkState.DECODED

    admin.post(reverse("lorawan:disable", args=[found.pk]), {"disabled": "1"})
    receiving.take(connection, "", uplink(f_cnt=2, at=now), now)
    assert Uplink.objects.get(f_cnt=2).reason == "Das Gerät ist außer Betrieb."
    assert "außer Betrieb" in page(admin, "device", found.pk)


def test_an_application_is_connected_and_its_key_shown_once(admin: Client) -> None:
    facts = {"title": "Bäume", "domain": "environment", "publisher": "Stadt", "licence": "dl-by-de/2.0"}
    server = {"kind": "tts3", "application": "stadt-baeume", "proof": "bearer", "keep_days": "14"}

    shown = admin.post(reverse("lorawan:application_new"), {**facts, **server}).content.decode()

    connection = Connection.objects.get(key="baeume")
    token = servers.secrets_of(connection).token
    assert token.startswith("skl_")
    assert token in shown
    assert "/api/lorawan/v1/baeume/" in shown
    assert token not in admin.get(reverse("connections:connection", args=["baeume"])).content.decode()
    admin.post(reverse("connections:activate", args=["baeume"]))
    connection.refresh_from_db()
    assert connection.stage == "active"

    admin.post(
        reverse("lorawan:application", args=["baeume"]), {**server, "base_url": "https://ns.example.org"}
    )
    connection.refresh_from_db()
    assert servers.server_of(connection).base_url == "https://ns.example.org"
    assert servers.server_of(connection).keep_days == 14
    assert servers.secrets_of(connection).token == token


def test_the_list_asks_little(admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    connection, of = application(), device_type()
    facts = [onboarding.Facts(dev_eui=f"70b3d57ed006{n:04x}", device_type=of) for n in range(60)]
    onboarding.enter(givens.administrator(), connection, facts, now=NOW)
    address = reverse("lorawan:devices")
    admin.get(address)

    with django_assert_max_num_queries(40):
        assert admin.get(address).status_code == 200
