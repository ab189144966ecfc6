# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The register tells of every public device, generated from what is declared, and of nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.http import StreamingHttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from stadtkern.flow.devices import service as devices
from stadtkern.flow.devices.models import Datastream, Thing, Visibility
from stadtkern.flow.outlets.sensor_register import contacts, downloads, entries
from stadtkern.flow.outlets.sensor_register.contacts import Contact
from stadtkern.kernel import registry
from stadtkern.kernel.domain import Domain
from stadtkern.kernel.models import Department
from stadtkern.kernel.observation import Series, Station
from stadtkern.kernel.quantities import BICYCLE_COUNT

pytestmark = pytest.mark.django_db

PAGE = "/sensoren/"
CITY = Contact(name="Stadt Musterhausen", phone="0251 1", privacy_officer="Frau Muster")


@pytest.fixture
def cycling() -> Domain:
    """The subject of the counters that the tests register."""
    return registry.domain("cycling")


def register(domain: Domain, *codes: str, name: str = "Zählstelle") -> None:
    """Counting sites with one datastream each, as a source tells of them."""
    source = domain.sources[0]
    devices.declare_quantities([domain])
    devices.ensure(
        [
            Station(code=f"ms/{code}", name=f"{name} {code}", longitude=7.62, latitude=51.96, properties={})
            for code in codes
        ],
        [
            Series(
                code=f"ms/{code}/rad",
                station=f"ms/{code}",
                name=f"Räder {code}",
                quantities=(BICYCLE_COUNT.key,),
            )
            for code in codes
        ],
        domain=domain,
        source=source,
        at=datetime(2026, 5, 1, tzinfo=UTC),
    )


def body(address: str = PAGE) -> str:
    return Client().get(address).content.decode()


def streamed(address: str) -> str:
    answer = Client().get(address)
    assert isinstance(answer, StreamingHttpResponse)
    parts = answer.streaming_content
    assert isinstance(parts, Iterator)
    return b"".join(parts).decode()


def test_a_device_says_what_it_is_for_what_it_measures_and_what_not(
    cycling: Domain, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(cycling, "1")
    Department.objects.filter(name=cycling.department).update(email="rad@stadt.example")
    monkeypatch.setattr(contacts, "_PROVIDED", [lambda: CITY])

    page = body(f"{PAGE}ms/1/")
    for told in (
        cycling.purpose, cycling.not_measured, "Fahrräder", cycling.retention.reason, cycling.department,
        "rad@stadt.example", "Stadt Musterhausen", "Frau Muster", "Art. 28 Abs. 2 Grundgesetz",
        cycling.sources[0].publisher, "51,96000°",
    ):  # fmt: skip
        assert told in page, told
    english = body(f"/en{PAGE}ms/1/")
    assert cycling.not_measured_en in english
    assert "Basic Law" in english


def test_every_subject_with_devices_says_what_it_does_not_record() -> None:
    silent = [one.name for one in registry.domains() if one.sources and one.layers and not one.not_measured]
    assert silent == []
    assert all(one.not_measured_en for one in registry.domains() if one.not_measured)
    assert all(one.purpose_en for one in registry.domains() if one.purpose)


def test_what_is_internal_is_not_in_the_register(cycling: Domain) -> None:
    register(cycling, "1", "2")
    Thing.objects.filter(code="ms/2").update(visibility=Visibility.INTERNAL)
    Datastream.objects.filter(code="ms/1/rad").update(visibility=Visibility.INTERNAL)

    assert "ms/2" not in body()
    for address in ("ms/2/", "ms/2/blatt/", "ms/2/qr.svg"):
        assert Client().get(f"{PAGE}{address}").status_code == 404
    assert "ms/2" not in streamed(f"{PAGE}register.json")
    assert entries.entry("ms/1").measures == ()


def test_the_list_is_searched_filtered_and_paged_by_the_last_seen(cycling: Domain) -> None:
    register(cycling, *(f"{number:02}" for number in range(60)))

    seen: list[str] = []
    address = PAGE
    for _page in range(3):
        page = body(address)
        seen += re.findall(r'href="/sensoren/(ms/\d+)/"', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = PAGE + found[1].replace("&amp;", "&") if found else ""
    assert (seen, address) == ([f"ms/{number:02}" for number in range(60)], "")
    assert "Zählstelle 07" in body(f"{PAGE}?suche=07")
    assert "Kein Gerät passt" in body(f"{PAGE}?suche=gibtesnicht")
    assert "Kein Gerät passt" in body(f"{PAGE}?thema=wetter")
    assert Client().get(f"{PAGE}?thema=gibtesnicht").status_code == 404
    assert Client().get(f"{PAGE}?id=9&nach=ZZZ").status_code == 200
    assert "<html" not in Client().get(PAGE, headers={"HX-Request": "true"}).content.decode()


def test_the_register_is_downloaded_as_json_and_csv(cycling: Domain) -> None:
    register(cycling, "1", "2", name="=SUM(A1)")

    sensors = json.loads(streamed(f"{PAGE}register.json"))["sensors"]
    assert [one["code"] for one in sensors] == ["ms/1", "ms/2"]
    assert sensors[0]["url"] == "http://testserver/sensoren/ms/1/"
    assert sensors[0]["not_measured"] == cycling.not_measured
    text = streamed(f"{PAGE}register.csv?suche=ms/2")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [row["code"] for row in rows] == ["ms/2"]
    assert rows[0]["name"] == "'=SUM(A1) 2"
    assert rows[0]["longitude"] == "7.62"


def test_a_large_register_is_written_in_pieces(cycling: Domain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "_CHUNK", 2)
    register(cycling, *"12345")

    found = [one.code for one in entries.all_entries(entries.found())]
    assert found == [f"ms/{number}" for number in "12345"]
    assert b"".join(downloads.as_json(iter(()), str)) == b'{"sensors":[\n]}\n'


def test_the_sheet_has_the_address_and_a_qr_code_of_it(cycling: Domain) -> None:
    register(cycling, "1", "2")

    page = body(f"{PAGE}ms/1/blatt/?format=a6")
    assert "sr-sheet--a6" in page
    assert "http://testserver/sensoren/ms/1/" in page
    assert 'src="/sensoren/ms/1/qr.svg"' in page
    assert "sk-top" not in page
    assert body(f"{PAGE}blaetter/?format=zz").count("sr-sheet--a4") == 2
    picture = Client().get(f"{PAGE}ms/1/qr.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert b"style=" not in picture.content
    assert picture.content.startswith(b"<?xml")


def test_a_city_without_devices_says_so() -> None:
    assert "Noch keine Geräte" in body()


def test_the_pages_need_few_queries(
    cycling: Domain, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    register(cycling, *(f"{number:02}" for number in range(30)))
    with django_assert_max_num_queries(8):
        body()
    with django_assert_max_num_queries(8):
        body(f"{PAGE}ms/01/")
    with django_assert_max_num_queries(8):
        body(f"{PAGE}blaetter/")
