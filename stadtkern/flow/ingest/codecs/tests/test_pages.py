# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Cockpit pages of device types: from an empty list to a codec in use, and who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.ingest.codecs import entries, running
from stadtkern.flow.ingest.codecs.models import CodecState, CodecVersion, DeviceType
from stadtkern.kernel.models import Person

from .register import EXAMPLES, NOW, SCRIPT, administrator, department, device_type, technician, version

pytestmark = pytest.mark.django_db

TYPES = "/cockpit/geraetetypen/"
WRITTEN = """[{
  "description": "warm", "input": {"fPort": 1, "bytes": "d7"}, "output": {"data": {"temperature": 21.5}}
}]"""


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    running.forget()
    yield
    running.forget()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    actor = administrator()
    made = version(actor, device_type(actor))
    pages = [TYPES, f"{TYPES}neu/", f"{TYPES}muster-t1/", f"{TYPES}muster-t1/fassungen/{made.number}/"]
    assert {client.get(address).status_code for address in pages} == {302}


def test_a_type_and_its_codec_are_made_tried_mapped_and_used() -> None:
    client = signed_in(technician())
    owner = department().pk
    answer = client.post(
        f"{TYPES}neu/", {"vendor": "Muster", "name": "T1", "owner": owner, "interval_min": 10}
    )
    assert answer["Location"] == f"{TYPES}muster-t1/fassungen/neu/"
    form = {"script": SCRIPT.replace("\n", "\r\n"), "examples": WRITTEN, "note": "erste"}
    tried = client.post(f"{TYPES}muster-t1/fassungen/neu/", {**form, "pruefen": "1"})
    assert "erwartet nichts, erhalten 3600" in tried.content.decode()
    assert CodecVersion.objects.count() == 0
    right = {**form, "examples": WRITTEN.replace("21.5", '21.5, "battery": 3600')}
    answer = client.post(f"{TYPES}muster-t1/fassungen/neu/", right)
    page = f"{TYPES}muster-t1/fassungen/1/"
    assert answer["Location"] == page
    assert "stillgelegt" not in shown(client, page)
    proposal = shown(client, f"{page}zuordnung/")
    assert 'value="air_temperature" selected' in proposal
    assert 'value="battery_voltage" selected' in proposal
    rows = {
        "feld-TOTAL_FORMS": 2, "feld-INITIAL_FORMS": 2,
        "feld-0-path": "$.temperature", "feld-0-quantity": "air_temperature",
        "feld-1-path": "$.battery", "feld-1-quantity": "battery_voltage", "feld-1-unit": "mV",
    }  # fmt: skip
    assert client.post(f"{page}zuordnung/", rows)["Location"] == page
    assert client.post(f"{page}verwenden/")["Location"] == page
    used = DeviceType.objects.get().active_version()
    assert used is not None
    assert [one.unit for one in used.field_mappings()] == ["", "mV"]
    assert (used.device_type.interval_s, "\r" in used.script) == (600, False)
    assert "Batteriespannung" in shown(client, page)


def test_a_payload_is_tried_without_using_the_version() -> None:
    actor = administrator()
    version(actor, device_type(actor), active=False)
    page = shown(signed_in(actor), f"{TYPES}muster-t1/fassungen/1/?port=1&payload=0xD7")
    assert "&quot;temperature&quot;: 21.5" in page
    assert CodecVersion.objects.get().state == CodecState.DRAFT


@pytest.mark.parametrize(
    ("payload", "said"), [("zz", "Paare aus 0–9"), ("ff", "50 ms"), ("", "erforderlich")]
)
def test_a_payload_that_gives_nothing_says_why(payload: str, said: str) -> None:
    actor = administrator()
    version(actor, device_type(actor), active=False)
    assert said in shown(signed_in(actor), f"{TYPES}muster-t1/fassungen/1/?port=1&payload={payload}")


def test_a_version_whose_example_differs_is_refused_on_its_page() -> None:
    actor = administrator()
    version(actor, device_type(actor), SCRIPT.replace("/ 10", "/ 5"), active=False)
    client = signed_in(actor)
    answer = client.post(f"{TYPES}muster-t1/fassungen/1/verwenden/", follow=True)
    assert "erwartet 21.5, erhalten 43" in answer.content.decode()
    assert CodecVersion.objects.get().state == CodecState.DRAFT


def test_what_cannot_be_read_is_said_at_the_field() -> None:
    actor = administrator()
    device_type(actor)
    address = f"{TYPES}muster-t1/fassungen/neu/"
    answer = signed_in(actor).post(address, {"script": SCRIPT, "examples": "[{]"})
    assert answer.status_code == 422
    assert "kein JSON" in answer.content.decode()


def test_two_fields_for_one_series_are_refused_with_a_reason() -> None:
    actor = administrator()
    version(actor, device_type(actor))
    rows = {
        "feld-TOTAL_FORMS": 2, "feld-INITIAL_FORMS": 2,
        "feld-0-path": "$.temperature", "feld-0-quantity": "air_temperature",
        "feld-1-path": "$.battery", "feld-1-quantity": "air_temperature",
    }  # fmt: skip
    answer = signed_in(actor).post(f"{TYPES}muster-t1/fassungen/1/zuordnung/", rows)
    assert answer.status_code == 422
    assert "dieselbe Messreihe" in answer.content.decode()


def test_people_of_another_department_look_but_do_not_change() -> None:
    version(technician(), device_type(technician("zwei"), department()))
    client = signed_in(technician("fremd", department("Bauamt")))
    assert "Neue Fassung schreiben" not in shown(client, f"{TYPES}muster-t1/")
    assert client.get(f"{TYPES}muster-t1/fassungen/neu/").status_code == 403
    assert client.get(f"{TYPES}muster-t1/fassungen/1/zuordnung/").status_code == 403
    assert client.post(f"{TYPES}muster-t1/fassungen/1/verwenden/").status_code == 403
    assert client.post(f"{TYPES}muster-t1/angaben/", {}).status_code == 403


def test_a_type_that_comes_with_the_platform_is_taken_over_by_a_department() -> None:
    client = signed_in(technician())
    assert "Cayenne LPP" in shown(client, TYPES)
    answer = client.post(f"{TYPES}uebernehmen/", {"key": "cayenne-lpp", "owner": department().pk})
    assert answer["Location"] == f"{TYPES}cayenne-lpp/"
    assert DeviceType.objects.get().owner == department()
    assert "Übernehmen<span" in shown(client, TYPES)


def test_a_suspended_codec_shows_on_the_overview_and_on_its_pages_and_is_resumed() -> None:
    actor = administrator()
    version(actor, device_type(actor))
    CodecVersion.objects.update(suspended_at=NOW, suspended_reason="hat 3 Mal zu lang gerechnet", strikes=3)
    client = signed_in(actor)
    assert [one.kind for one in entries.notices(actor, NOW + timedelta(hours=1))] == ["bad"]
    for address in (f"{TYPES}muster-t1/", f"{TYPES}muster-t1/fassungen/1/"):
        assert "hat 3 Mal zu lang gerechnet" in shown(client, address)
    client.post(f"{TYPES}muster-t1/fassungen/1/fortsetzen/")
    assert entries.notices(actor, NOW) == []


def test_the_list_asks_little_of_the_register(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    actor = administrator()
    for name in ("T1", "T2", "T3"):
        version(actor, device_type(actor, name=name), given=EXAMPLES)
    client = signed_in(actor)
    with django_assert_max_num_queries(12):
        shown(client, TYPES)


def test_what_is_not_there_is_not_found() -> None:
    client = signed_in(administrator())
    assert client.get(f"{TYPES}gibt-es-nicht/").status_code == 404
    assert client.get(f"{TYPES}gibt-es-nicht/fassungen/1/").status_code == 404
    assert client.post(f"{TYPES}uebernehmen/", {"key": "gibt-es-nicht"}).status_code == 404
