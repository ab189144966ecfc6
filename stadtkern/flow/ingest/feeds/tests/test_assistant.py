# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The assistant, page by page, as a person without scripts uses it; and what it guesses of real feeds."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stadtkern.flow.devices.models import Datastream, Thing
from stadtkern.flow.ingest.connections.models import Connection, Stage
from stadtkern.flow.ingest.feeds import finding, guessing
from stadtkern.flow.ingest.feeds.models import FeedSample
from stadtkern.flow.ingest.feeds.ready import table
from stadtkern.flow.ingest.mapping.documents import Form, document
from stadtkern.flow.ingest.tests.city import NOW, administrator, editor
from stadtkern.kernel import registry
from stadtkern.kernel.quantities import AIR_TEMPERATURE, FREE_SPACES, KNOWN, PARKING_CAPACITY

from .serving import Feed, fetched

pytestmark = pytest.mark.django_db

PARKING = Path(__file__).parents[4] / "domains" / "parking" / "tests" / "payloads"
STATIONS = {
    "updated": "2026-03-01T11:00:00Z",
    "stations": [
        {"id": "a", "name": "Markt", "lat": 51.4, "lon": 6.7, "time": "2026-03-01T11:00:00Z", "temp": 7.5},
        {"id": "b", "name": "Hafen", "lat": 51.5, "lon": 6.8, "time": "2026-03-01T11:00:00Z", "temp": "kalt"},
    ],
}
FACTS = {"title": "Wetter der Schulen", "domain": "weather", "publisher": "Schulamt", "licence": "cc-zero"}


def address(url: str, **more: str) -> dict[str, str]:
    """What is filled in on the first page."""
    return {**FACTS, "url": url, "kind": "json", "every_min": "10", "access": "none", **more}


def as_proposed(page: str) -> dict[str, str]:
    """The form of the fields as the page proposes it."""
    filled = dict(re.findall(r'<input type="hidden" name="([a-z0-9-]+)" value="([^"]*)"', page))
    filled |= dict(re.findall(r'<input type="text" [^>]*name="([a-z0-9-]+)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select [^>]*?name="([a-z0-9-]+)".*?>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        filled[name] = chosen[1] if chosen else ""
    return {name: html.unescape(value) for name, value in filled.items() if name != "csrfmiddlewaretoken"}


def test_a_feed_is_connected_from_its_address_to_stored_values(client: Client, feed: Feed) -> None:
    client.force_login(administrator())
    url = feed.tell("/x.json", json.dumps(STATIONS))
    answer = client.post("/cockpit/anbindungen/abrufe/neu/eigene/", address(url))
    assert answer["Location"] == "/cockpit/anbindungen/abrufe/wetter-der-schulen/felder/"
    page = client.get(answer["Location"]).content.decode()
    filled = as_proposed(page)
    assert filled["datensaetze"] == "$.stations[*]"
    answer = client.post("/cockpit/anbindungen/abrufe/wetter-der-schulen/felder/", filled)
    assert answer["Location"] == "/cockpit/anbindungen/abrufe/wetter-der-schulen/probe/"
    page = client.get(answer["Location"]).content.decode()
    assert "7,5 °C" in page
    assert "kalt" in page
    assert not Thing.objects.exists()
    answer = client.post("/cockpit/anbindungen/abrufe/wetter-der-schulen/aktivieren/")
    assert answer["Location"] == "/cockpit/anbindungen/wetter-der-schulen/"
    assert "Die Anbindung ist aktiv" in client.get(answer["Location"]).content.decode()
    assert fetched("wetter-der-schulen").stored.stored == 1
    assert Datastream.objects.get().code == f"wetter-der-schulen/a/{AIR_TEMPERATURE.key}"
    page = client.get("/cockpit/anbindungen/wetter-der-schulen/").content.decode()
    assert "kalt" in page


def test_going_back_keeps_what_was_answered(client: Client, feed: Feed) -> None:
    client.force_login(administrator())
    url = feed.tell("/x.json", json.dumps(STATIONS))
    client.post("/cockpit/anbindungen/abrufe/neu/eigene/", address(url, headers="X-Tenant: nord"))
    fields = "/cockpit/anbindungen/abrufe/wetter-der-schulen/felder/"
    filled = as_proposed(client.get(fields).content.decode())
    number = next(n.partition("-")[2] for n, value in filled.items() if value == "$.temp")
    client.post(fields, {**filled, f"einheit-{number}": "K", "zeitzone": "UTC"})
    again = as_proposed(client.get(fields).content.decode())
    assert (again[f"einheit-{number}"], again["zeitzone"]) == ("K", "UTC")
    assert again[f"rolle-{number}"] == f"q:{AIR_TEMPERATURE.key}"
    page = client.get("/cockpit/anbindungen/abrufe/wetter-der-schulen/adresse/").content.decode()
    assert "X-Tenant: nord" in page
    assert url in page


def test_other_records_can_be_chosen(client: Client, feed: Feed) -> None:
    client.force_login(administrator())
    client.post(
        "/cockpit/anbindungen/abrufe/neu/eigene/", address(feed.tell("/x.json", json.dumps(STATIONS)))
    )
    page = client.get("/cockpit/anbindungen/abrufe/wetter-der-schulen/felder/?datensaetze=$").content.decode()
    assert "$.updated" in page
    assert "$.stations[0].temp" in page


def test_a_feed_that_does_not_answer_keeps_the_draft_and_takes_an_upload(client: Client, feed: Feed) -> None:
    client.force_login(administrator())
    answer = client.post("/cockpit/anbindungen/abrufe/neu/eigene/", address(f"{feed.address}/fehlt"))
    sample = "/cockpit/anbindungen/abrufe/wetter-der-schulen/beispiel/"
    assert answer["Location"] == sample
    assert "404" in client.get(sample).content.decode()
    assert Connection.objects.get().stage == Stage.DRAFT
    file = SimpleUploadedFile("x.json", json.dumps(STATIONS).encode())
    assert client.post(sample, {"file": file})["Location"].endswith("/felder/")
    assert client.post(sample, {"text": json.dumps(STATIONS)})["Location"].endswith("/felder/")
    assert "Bitte eine Datei" in client.post(sample, {"text": " "}).content.decode()


def test_a_sample_that_is_something_else_is_said(client: Client, feed: Feed) -> None:
    client.force_login(administrator())
    client.post("/cockpit/anbindungen/abrufe/neu/eigene/", address(feed.tell("/x.json", "kein JSON")))
    page = client.get("/cockpit/anbindungen/abrufe/wetter-der-schulen/felder/", follow=True).content.decode()
    assert "Das Beispiel ist nicht lesbar" in page


def test_wrong_answers_are_said_beside_the_form(client: Client) -> None:
    client.force_login(administrator())
    given = address("ftp://x", access="header", headers="ohne Doppelpunkt")
    page = client.post("/cockpit/anbindungen/abrufe/neu/eigene/", given).content.decode()
    assert page.count('class="error"') == 3
    assert not Connection.objects.exists()


def test_a_secret_is_never_shown_again_and_stays_when_left_empty(client: Client, feed: Feed) -> None:
    client.force_login(administrator())
    url = feed.tell("/x.json", json.dumps(STATIONS))
    client.post(
        "/cockpit/anbindungen/abrufe/neu/eigene/", address(url, access="bearer", secret="streng-geheim")
    )
    before = Connection.objects.get().secret
    page = client.get("/cockpit/anbindungen/abrufe/wetter-der-schulen/adresse/").content.decode()
    assert "streng-geheim" not in page
    assert "Geheimnis hinterlegt" in page
    client.post("/cockpit/anbindungen/abrufe/wetter-der-schulen/adresse/", address(url, access="bearer"))
    assert Connection.objects.get().secret == before
    client.post("/cockpit/anbindungen/abrufe/wetter-der-schulen/adresse/", address(url))
    assert Connection.objects.get().secret == ""


def test_nothing_is_mapped_is_said_and_two_of_a_role_too(client: Client, feed: Feed) -> None:
    client.force_login(administrator())
    client.post(
        "/cockpit/anbindungen/abrufe/neu/eigene/", address(feed.tell("/x.json", json.dumps(STATIONS)))
    )
    fields = "/cockpit/anbindungen/abrufe/wetter-der-schulen/felder/"
    page = client.post(fields, {"pfad-0": "$.temp", "rolle-0": ""}).content.decode()
    assert "mindestens für ein Feld" in page
    twice = {"pfad-0": "$.id", "rolle-0": "thing", "pfad-1": "$.name", "rolle-1": "thing"}
    more = {"pfad-2": "$.temp", "rolle-2": f"q:{AIR_TEMPERATURE.key}"}
    assert "dieselbe Bedeutung" in client.post(fields, {**twice, **more}).content.decode()


def test_another_department_gets_in_nowhere(client: Client, feed: Feed) -> None:
    client.force_login(administrator())
    client.post(
        "/cockpit/anbindungen/abrufe/neu/eigene/", address(feed.tell("/x.json", json.dumps(STATIONS)))
    )
    client.force_login(editor("Amt für Nirgendwo"))
    for step in ("adresse", "beispiel", "felder", "probe"):
        assert client.get(f"/cockpit/anbindungen/abrufe/wetter-der-schulen/{step}/").status_code == 403
    assert client.post("/cockpit/anbindungen/abrufe/wetter-der-schulen/aktivieren/").status_code == 403
    answer = client.post("/cockpit/anbindungen/abrufe/neu/eigene/", address("https://example.org/x"))
    assert "error" in answer.content.decode()
    assert Connection.objects.count() == 1


@pytest.mark.parametrize("ready", [one.key for one in table.READY])
def test_every_template_has_a_form_that_knows_its_questions(client: Client, ready: str) -> None:
    client.force_login(administrator())
    template = table.find(ready)
    assert template is not None
    page = client.get(f"/cockpit/anbindungen/abrufe/neu/{ready}/").content.decode()
    assert all(f'name="frage_{one.key}"' in page for one in template.asked)
    known = {domain.name for domain in registry.domains()}
    assert set(template.domains) <= known


def test_a_template_goes_from_its_answer_to_the_dry_run(client: Client, feed: Feed) -> None:
    client.force_login(administrator())
    lot = {
        "id": "a",
        "name": "Markt",
        "coords": {"lat": 51.4, "lng": 6.7},
        "free": 3,
        "total": 9,
        "state": "open",
    }
    url = feed.tell("/lots", json.dumps({"last_updated": "2026-03-01T11:50:00", "lots": [lot]}))
    given = {**address(url), "domain": "parking", "frage_url": url}
    answer = client.post("/cockpit/anbindungen/abrufe/neu/parkapi/", given)
    assert answer["Location"].endswith("/probe/")
    page = client.get(answer["Location"]).content.decode()
    assert "Markt" in page
    assert FeedSample.objects.get().name == url
    assert Connection.objects.get().settings["next_page"] == "$.next_path"
    assert not Datastream.objects.exists()


def test_an_answer_of_another_form_is_refused_with_an_example(client: Client) -> None:
    client.force_login(administrator())
    given = {**FACTS, "kind": "json", "every_min": "5", "access": "none", "frage_place": "hier"}
    page = client.post("/cockpit/anbindungen/abrufe/neu/sensor-community/", given).content.decode()
    assert "51.43,6.76,10" in page
    template = table.find("sensor-community")
    assert template is not None
    assert template.url({"place": "12"}) == "https://data.sensor.community/airrohr/v1/sensor/12/"
    assert template.url({"place": "1,2,3"}).endswith("/filter/area=1,2,3")


def test_the_spaces_of_karlsruhe_are_guessed_from_its_recorded_feed() -> None:
    read = document((PARKING / "karlsruhe.json").read_bytes(), Form(kind="geojson")).content
    assert finding.guessed_records(read) == "$.features[*]"
    made = guessing.guesses(finding.paths(read, "$.features[*]"), registry.domain("parking").quantities)
    meant = {guess.role or guess.quantity: path for path, guess in made.items()}
    assert meant[FREE_SPACES.key] == "$.properties.freie_parkplaetze"
    assert meant[PARKING_CAPACITY.key] == "$.properties.gesamte_parkplaetze"
    assert meant["longitude"] == "$.geometry.coordinates[0]"
    assert meant["latitude"] == "$.geometry.coordinates[1]"


def test_the_table_of_bielefeld_has_one_record_per_line() -> None:
    read = document((PARKING / "bielefeld.csv").read_bytes(), Form(kind="csv")).content
    assert finding.guessed_records(read) == "$[*]"
    paths = {one.path for one in finding.paths(read, "$[*]")}
    assert "$.kapazitaet" in paths


def test_names_that_are_no_words_become_paths_that_can_be_read() -> None:
    document_with_names = {"a b": {"it's": [{"@iot.id": 1}]}}
    path = finding.guessed_records(document_with_names)
    assert path == "$['a b']['it\\'s'][*]"
    (found,) = finding.paths(document_with_names, path)
    assert (found.path, found.examples) == ("$['@iot.id']", ("1",))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2026-03-01T11:00:00Z", ("iso", "")),
        ("2026-03-01 11:00", ("iso", "")),
        ("1772362800", ("unix_s", "")),
        ("1772362800000", ("unix_ms", "")),
        ("01.03.2026 11:00", ("pattern", "%d.%m.%Y %H:%M")),
        ("gestern", ("", "")),
        ("20260301", ("", "")),
    ],
)
def test_the_form_of_a_time_is_recognised(text: str, form: tuple[str, str]) -> None:
    assert guessing.time_form(text) == form


def test_meanings_name_quantities_that_exist() -> None:
    assert {key for key, _names in guessing._MEANINGS} <= {one.key for one in KNOWN}


def test_a_feed_is_not_fetched_twice_by_its_page(client: Client, feed: Feed) -> None:
    """The sample is kept: looking at the steps asks the source nothing."""
    client.force_login(administrator())
    client.post(
        "/cockpit/anbindungen/abrufe/neu/eigene/", address(feed.tell("/x.json", json.dumps(STATIONS)))
    )
    for step in ("felder", "probe", "adresse"):
        client.get(f"/cockpit/anbindungen/abrufe/wetter-der-schulen/{step}/")
    assert len(feed.asked) == 1
    assert FeedSample.objects.get().taken_at > NOW - timedelta(days=3650)
