# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of the catalogue in the cockpit, and the public ones about requests and files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stadtkern.flow.catalogue import release, service
from stadtkern.flow.catalogue.models import Dataset, DatasetRequest, Finding, Publisher, SeriesRow
from stadtkern.flow.catalogue.models.datasets import Origin, State
from stadtkern.flow.lake.lake import Lake
from stadtkern.kernel import registry
from stadtkern.kernel.models import Person

from . import givens
from .givens import NOW

pytestmark = pytest.mark.django_db
COCKPIT = "/cockpit/datenkatalog/"


@pytest.fixture(autouse=True)
def declarations() -> Iterator[None]:
    before = registry.domains()
    yield
    registry.declare(before)


@pytest.fixture
def clerk() -> Person:
    return givens.person("clerk", givens.department())


@pytest.fixture
def desk(clerk: Person) -> Client:
    client = Client()
    client.force_login(clerk)
    return client


def _said(**more: object) -> dict[str, object]:
    said: dict[str, object] = {
        "title": "Haushalt 2026",
        "description": "Einnahmen und Ausgaben.",
        "department": givens.department().pk,
        "licence": "dl-by-de/2.0",
        "attribution": "Stadt Musterhausen",
        "themes": ["GOVE"],
        "keywords": "Haushalt, Finanzen",
        "frequency": "ANNUAL",
        "period_start": "2026-01-01",
        "period_end": "2026-12-31",
        "geocoding": "05112000",
    }
    return said | more


def test_from_the_form_to_the_public_file(desk: Client) -> None:
    assert desk.post(f"{COCKPIT}neu/", _said()).status_code == 302
    one = f"{COCKPIT}datensatz/haushalt-2026/"
    file = SimpleUploadedFile("haushalt.csv", b"Produkt;Euro\nParks;5000\n")
    assert desk.post(f"{one}datei/", {"file": file, "title": "Alle Produkte"}).status_code == 302
    assert desk.post(f"{one}vorlegen/", {}).status_code == 302
    assert Client().get("/daten/haushalt-2026/dateien/haushalt.csv").status_code == 404
    other = Client()
    other.force_login(givens.person("second", givens.department()))
    assert other.post(f"{one}freigeben/", {"stand": "gestern"}).status_code == 302
    assert Client().get("/daten/haushalt-2026/").status_code == 404
    seen = re.search(r'name="stand" value="([^"]+)"', other.get(one).content.decode())
    assert seen is not None
    assert other.post(f"{one}freigeben/", {"stand": seen[1]}).status_code == 302
    entry = service.entry("haushalt-2026")
    assert (entry.keywords, entry.geocoding, entry.frequency) == (
        ("Haushalt", "Finanzen"),
        ("05112000",),
        "ANNUAL",
    )
    assert (
        entry.period and entry.period.start and entry.period.start.isoformat() == "2025-12-31T23:00:00+00:00"
    )
    answer = Client().get("/daten/haushalt-2026/dateien/haushalt.csv")
    assert answer.getvalue() == b"Produkt;Euro\nParks;5000\n"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="haushalt.csv"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_missing_stands_on_the_page_and_beside_the_field(desk: Client) -> None:
    row = givens.dataset("budget", state=State.DRAFT)
    Dataset.objects.filter(pk=row.pk).update(description="")
    page = desk.get(f"{COCKPIT}datensatz/budget/").content.decode()
    assert "dct:description" in page or "dcterms:description" in page
    assert "Es gibt noch keine Datei und keinen Link." in page
    form = desk.get(f"{COCKPIT}datensatz/budget/angaben/").content.decode()
    assert "DCAT-AP.de" in form


def test_a_finding_is_shown_with_its_reason_and_answered(desk: Client) -> None:
    row = givens.dataset("budget", state=State.DRAFT)
    finding = Finding.objects.create(
        dataset=row, place="liste.csv: Kontakt", check_name="email", hits=2, scanned=9, found_at=NOW
    )
    page = desk.get(f"{COCKPIT}datensatz/budget/").content.decode()
    assert "liste.csv: Kontakt" in page and "2 von 9 Werten" in page and "E-Mail-Adressen" in page
    desk.post(f"{COCKPIT}datensatz/budget/fund/{finding.pk}/", {"grund": "Adressen von Ämtern."})
    assert "Antwort von clerk" in desk.get(f"{COCKPIT}datensatz/budget/").content.decode()


def test_what_the_city_refuses_is_said_on_the_page(desk: Client) -> None:
    givens.dataset("budget", state=State.DRAFT)
    page = desk.post(f"{COCKPIT}datensatz/budget/vorlegen/", {}, follow=True).content.decode()
    assert "Es gibt noch keine Datei und keinen Link." in page
    file = SimpleUploadedFile("programm.exe", b"MZ")
    page = desk.post(f"{COCKPIT}datensatz/budget/datei/", {"file": file}, follow=True).content.decode()
    assert "Dateien dieser Art nehmen wir nicht an." in page


@pytest.mark.parametrize(
    "path", ["", "neu/", "datensatz/budget/", "datensatz/budget/angaben/", "herausgeber/", "anfragen/"]
)
def test_a_stranger_must_sign_in(path: str) -> None:
    givens.dataset("budget")
    answer = Client().get(f"{COCKPIT}{path}")
    assert answer.status_code == 302 and "anmelden" in answer.headers["Location"]


def test_another_department_does_not_find_the_dataset() -> None:
    givens.dataset("budget")
    other = Client()
    other.force_login(givens.person("other", givens.department("Anderes Amt")))
    assert other.get(f"{COCKPIT}datensatz/budget/").status_code == 404
    assert other.post(f"{COCKPIT}datensatz/budget/zurueckziehen/", {"grund": "einfach so"}).status_code == 404
    assert service.entry("budget").state == "released"


@pytest.mark.parametrize("state", State.values)
def test_every_state_has_its_page(desk: Client, state: str) -> None:
    row = givens.dataset("budget", state=State(state))
    Dataset.objects.filter(pk=row.pk).update(deprecated_on=NOW.date(), withdrawn_at=NOW)
    assert desk.get(f"{COCKPIT}datensatz/budget/").status_code == 200
    assert desk.get(f"{COCKPIT}datensatz/budget/angaben/").status_code == 200


def test_an_entry_that_made_itself_is_completed(desk: Client) -> None:
    givens.counted("squares")
    assert "squares" in desk.get(COCKPIT).content.decode()
    assert desk.post(f"{COCKPIT}datensatz/squares/beginnen/").status_code == 302
    said = _said(title="", description="Gezählt mit Lasern.", period_start="", period_end="")
    assert desk.post(f"{COCKPIT}datensatz/squares/angaben/", said).status_code == 302
    entry = service.entry("squares")
    assert (entry.title, entry.description, entry.origin) == ("Plätze", "Gezählt mit Lasern.", "measured")
    page = desk.post(
        f"{COCKPIT}datensatz/squares/ankuendigen/",
        {"grund": "Ende der Zählung", "am": "2099-01-01"},
        follow=True,
    )
    assert "Messwerte verbergen Sie" in page.content.decode()


def test_the_overview_needs_few_queries(
    desk: Client, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    givens.counted("a", "b")
    for number in range(30):
        givens.dataset(f"budget-{number}", state=State.DRAFT)
    with django_assert_max_num_queries(40):
        assert desk.get(f"{COCKPIT}?suche=Datensatz&stand=draft").status_code == 200


def test_publishers_are_offices_and_series_keep_their_key(desk: Client) -> None:
    refused = desk.post(f"{COCKPIT}herausgeber/", {"name": "Frau Schulze"})
    assert "keine Person" in refused.content.decode()
    assert desk.post(f"{COCKPIT}herausgeber/", {"name": "Stadtwerke", "kind": "Company"}).status_code == 302
    assert Publisher.objects.get().kind == "Company"
    said = {"title": "Haushalte", "description": "Einer je Jahr.", "department": givens.department().pk}
    assert desk.post(f"{COCKPIT}reihen/", said).status_code == 302
    row = SeriesRow.objects.get()
    desk.post(f"{COCKPIT}reihen/{row.pk}/", said | {"title": "Haushaltspläne"})
    row.refresh_from_db()
    assert (row.key, row.title) == ("haushalte", "Haushaltspläne")


def test_the_rule_is_changed_by_administrators_alone(desk: Client) -> None:
    assert desk.post(f"{COCKPIT}regel/", {"vier-augen": "aus"}).status_code == 403
    head = Client()
    head.force_login(givens.person("head", administrator=True))
    assert head.post(f"{COCKPIT}regel/", {"vier-augen": "aus"}).status_code == 302
    row = givens.dataset("budget", state=State.DRAFT)
    assert release.waits(row)


def test_a_request_for_data_is_answered_on_its_own_page(desk: Client) -> None:
    asked = Client().post("/daten/anfragen/", {"subject": "Trinkbrunnen", "email": "wer@example.org"})
    wish = DatasetRequest.objects.get()
    assert asked.headers["Location"] == f"/daten/anfragen/{wish.token}/"
    head = Client()
    head.force_login(givens.person("head", administrator=True))
    assert "Trinkbrunnen" in head.get(f"{COCKPIT}anfragen/").content.decode()
    assert desk.get(f"{COCKPIT}anfragen/{wish.pk}/").status_code == 404
    said = {"state": "declined", "answer": "Die gibt es nicht.", "shown": "on"}
    assert head.post(f"{COCKPIT}anfragen/{wish.pk}/", said).status_code == 302
    page = Client().get(f"/daten/anfragen/{wish.token}/")
    assert "Die gibt es nicht." in page.content.decode()
    assert "wer@example.org" not in page.content.decode()
    assert (page.headers["Referrer-Policy"], page.headers["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert "Die gibt es nicht." in Client().get("/daten/anfragen/").content.decode()
    assert Client().get("/daten/anfragen/erraten/").status_code == 404


def test_a_robot_is_thanked_and_nothing_is_stored() -> None:
    answer = Client().post("/daten/anfragen/", {"subject": "Kauft", "website": "https://example.org"})
    assert answer.status_code == 302 and not DatasetRequest.objects.exists()


def test_markup_in_what_people_write_stays_text(desk: Client) -> None:
    row = givens.dataset("budget", state=State.DRAFT)
    Dataset.objects.filter(pk=row.pk).update(title="<script>alert(1)</script>", description="<b>fett</b>")
    page = desk.get(f"{COCKPIT}datensatz/budget/").content.decode()
    assert "<script>alert(1)" not in page and "&lt;b&gt;fett" in page


def test_an_entry_whose_collection_is_gone_says_so(desk: Client, lake: Lake) -> None:
    row = givens.dataset("benches", state=State.DRAFT)
    Dataset.objects.filter(pk=row.pk).update(origin=Origin.COLLECTION, collection="benches")
    assert "gibt es nicht mehr" in desk.get(f"{COCKPIT}datensatz/benches/").content.decode()


def test_files_of_withdrawn_and_reopened_datasets_are_gone_for_strangers(desk: Client, clerk: Person) -> None:
    second = givens.person("second", givens.department())
    desk.post(f"{COCKPIT}neu/", _said())
    file = SimpleUploadedFile("haushalt.csv", b"Produkt;Euro\nParks;5000\n")
    desk.post(f"{COCKPIT}datensatz/haushalt-2026/datei/", {"file": file, "title": "Alle Produkte"})
    row = Dataset.objects.get(key="haushalt-2026")
    release.submit(clerk, row, now=NOW)
    release.release(second, row, now=NOW)
    assert _statuses() == [200, 200]
    more = SimpleUploadedFile("mehr.csv", b"Produkt;Euro\nSchulen;1\n")
    desk.post(f"{COCKPIT}datensatz/haushalt-2026/datei/", {"file": more, "title": "Mehr"})
    assert Client().get("/daten/haushalt-2026/dateien/mehr.csv").status_code == 404
    assert b"mehr.csv" not in Client().get("/daten/haushalt-2026/").content
    release.withdraw(second, row, reason="Ein Name stand darin.", urgent=True, now=NOW)
    assert _statuses() == [410, 404]
    release.reopen(second, row, now=NOW)
    assert _statuses() == [404, 404]


def _statuses() -> list[int]:
    """What strangers get of the page and of its file."""
    paths = ("/daten/haushalt-2026/", "/daten/haushalt-2026/dateien/haushalt.csv")
    answers = [Client().get(path) for path in paths]
    for answer in answers:
        answer.getvalue()
    return [answer.status_code for answer in answers]
