# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""What leaves the house of a dashboard: files, reports, embedded pages, short addresses, screens."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, time

import pytest
from django.test import Client
from msgspec import structs
from PIL import Image

from stadtkern.flow.devices.models import Datastream, Visibility, new_revision
from stadtkern.flow.lake import current
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.dashboards import service
from stadtkern.flow.outlets.dashboards.models import StoredDashboard
from stadtkern.flow.outlets.dashboards.publishing.models import Screen
from stadtkern.flow.outlets.dashboards.tests.cities import NOW, chart, number, somebody, words
from stadtkern.flow.outlets.series.tests.givens import fill, site
from stadtkern.kernel.dashboards import TextTile
from stadtkern.kernel.errors import LakeUnavailable
from stadtkern.kernel.models import Person

pytestmark = pytest.mark.django_db
_SECRET = "471100"
_FILES = ("verlauf.svg", "verlauf.png", "verlauf.csv", "verlauf.xlsx", "verlauf.json")


@pytest.fixture
def counting(lake: Lake) -> Lake:
    """Two counting sites with two days of values, one of them internal and unlike any other."""
    open_site, hidden = site("cycling", "bicycle_count", "offen"), site("cycling", "bicycle_count", "geheim")
    fill(lake, open_site, [10.0] * 48)
    fill(lake, hidden, [float(_SECRET)] * 48)
    Datastream.objects.filter(pk=hidden).update(visibility=Visibility.INTERNAL)
    new_revision()
    return lake


@pytest.fixture
def anna(db: None) -> Person:
    return somebody("anna", administrator=True)


def _made(actor: Person, *, public: bool = True) -> StoredDashboard:
    text = TextTile(key="text", title="Über die Zahlen", text="Gezählt wird an Brücken.")
    said = structs.replace(words(number(), chart(), text), summary="Wie viele fahren.")
    row = service.create(actor, title="Räder", department=None, domain="cycling", definition=said, at=NOW)
    return service.publish(actor, row.key, at=NOW) if public else row


def _addresses(row: StoredDashboard) -> list[str]:
    home = f"/dashboards/{row.key}"
    found = [f"{home}/kachel/{name}" for name in _FILES]
    found += [f"{home}/bericht.pdf", f"{home}/vorschau.png", f"{home}/teilen/", f"{home}/kachel/zahl.svg"]
    return [*found, f"/d/{row.code}/", f"/d/{row.code}/qr.svg", f"/anzeige/{row.key}/"]


def test_a_tile_is_taken_as_picture_and_table(client: Client, counting: Lake, anna: Person) -> None:
    home = f"/dashboards/{_made(anna).key}/kachel"
    svg = client.get(f"{home}/verlauf.svg")
    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert svg.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    png = Image.open(io.BytesIO(client.get(f"{home}/verlauf.png?massstab=2").content))
    assert png.width == 1600
    german = client.get(f"{home}/verlauf.csv?format=deutsch&zeitraum=2d")
    assert german.content.decode().startswith("\ufeffZeit;")
    assert german.headers["Content-Disposition"].endswith('_verlauf.csv"')
    assert client.get(f"{home}/verlauf.xlsx").content.startswith(b"PK")
    told = json.loads(client.get(f"{home}/verlauf.json?zeitraum=2d").content)
    assert sum(row[1] or 0 for row in told["rows"]) == 480
    assert told["url"].endswith(f"{home}/verlauf/")


def test_what_has_not_changed_is_not_sent_again(client: Client, counting: Lake, anna: Person) -> None:
    address = f"/dashboards/{_made(anna).key}/kachel/verlauf.png"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    larger = client.get(f"{address}?massstab=3", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert larger.status_code == 200
    assert "must-revalidate" in first.headers["Cache-Control"]


def test_a_copy_does_not_get_the_files_of_the_other(client: Client, counting: Lake, anna: Person) -> None:
    row = _made(anna)
    other = service.publish(anna, service.copy(anna, row.key, title="Kopie", at=NOW).key, at=NOW)
    for one in (row, other):
        told = json.loads(client.get(f"/dashboards/{one.key}/kachel/verlauf.json").content)
        assert (told["dashboard"], one.key in told["url"]) == (one.title, True)


def test_words_are_neither_picture_nor_table(client: Client, counting: Lake, anna: Person) -> None:
    home = f"/dashboards/{_made(anna).key}/kachel"
    assert [client.get(f"{home}/text.{form}").status_code for form in ("svg", "csv")] == [404, 404]
    assert client.get(f"{home}/gibtesnicht.csv").status_code == 404


def test_a_report_is_a_tagged_pdf_in_both_languages(client: Client, counting: Lake, anna: Person) -> None:
    key = _made(anna).key
    german, english = (client.get(f"{begin}/dashboards/{key}/bericht.pdf") for begin in ("", "/en"))
    assert german.headers["Content-Type"] == "application/pdf"
    for answer, language in ((german, b"(de"), (english, b"(en")):
        assert answer.content.startswith(b"%PDF-")
        assert b"pdfuaid" in answer.content
        assert b"/Lang " + language in answer.content or b"/Lang" + language in answer.content


def test_nothing_of_a_hidden_datastream_is_in_any_file(client: Client, counting: Lake, anna: Person) -> None:
    row = _made(anna)
    client.force_login(anna)
    for address in (*_addresses(row), f"/dashboards/{row.key}/einbetten/"):
        answer = client.get(address)
        assert answer.status_code in {200, 302}, address
        text = answer.content.decode(errors="ignore")
        assert "geheim" not in text, address
        assert _SECRET not in text.replace(".", ""), address


def test_what_is_internal_exists_only_for_its_readers(client: Client, counting: Lake, anna: Person) -> None:
    row = _made(anna, public=False)
    assert {client.get(address).status_code for address in _addresses(row)} == {404}
    client.force_login(anna)
    for address in _addresses(row):
        answer = client.get(address)
        assert answer.status_code in {200, 302}, address
        assert "no-store" in answer.headers["Cache-Control"], address
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_anybody_may_frame_what_is_public_and_nobody_what_is_not(
    client: Client, counting: Lake, anna: Person
) -> None:
    row = _made(anna)
    for address in (f"/dashboards/{row.key}/einbetten/", f"/dashboards/{row.key}/kachel/verlauf/einbetten/"):
        answer = client.get(address)
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers
        assert "<script src" not in answer.content.decode()
        assert "script-src" not in answer.headers["Content-Security-Policy"]
        assert not answer.cookies
    service.unpublish(anna, row.key, at=NOW)
    client.force_login(anna)
    assert client.get(f"/dashboards/{row.key}/einbetten/").status_code == 404


def test_a_short_address_leads_to_the_dashboard_with_what_was_chosen(
    client: Client, lake: Lake, anna: Person
) -> None:
    row = _made(anna)
    answer = client.get(f"/d/{row.code.upper()}/?zeitraum=7d")
    assert answer.headers["Location"] == f"/dashboards/{row.key}/?zeitraum=7d"
    assert client.get("/d/zzzzzzzz/").status_code == 404
    assert b"<svg" in client.get(f"/d/{row.code}/qr.svg").content


def test_a_shared_address_shows_its_preview(client: Client, counting: Lake, anna: Person) -> None:
    row = _made(anna)
    page = client.get(f"/dashboards/{row.key}/").content.decode()
    assert f'/dashboards/{row.key}/vorschau.png"' in page
    assert 'property="og:title"' in page
    picture = Image.open(io.BytesIO(client.get(f"/dashboards/{row.key}/vorschau.png").content))
    assert picture.size == (1200, 630)


def _screen(*keys: str, **changes: object) -> Screen:
    entries = [{"dashboard": key, "seconds": 20} for key in keys]
    given = {"key": "foyer", "title": "Foyer", "created_at": NOW, "changed_at": NOW, **changes}
    return Screen.objects.create(entries=entries, **given)


def test_a_screen_goes_from_page_to_page_by_itself(client: Client, counting: Lake, anna: Person) -> None:
    row, other = _made(anna), _made(anna)
    hidden = _made(anna, public=False)
    _screen(row.key, hidden.key, other.key)
    first = client.get("/anzeige/foyer/").content.decode()
    assert '<meta http-equiv="refresh" content="20; url=/anzeige/foyer/?platz=1">' in first
    assert "Seite 1 von 2" in first
    last = client.get("/anzeige/foyer/?platz=1").content.decode()
    assert "platz=0" in last
    assert client.get("/anzeige/foyer/?platz=99999").status_code == 200
    assert client.get("/anzeige/foyer/").headers["Cache-Control"] == "no-store"


def test_a_screen_says_what_is_too_old(client: Client, lake: Lake, anna: Person) -> None:
    fill(lake, site("parking", "free_parking_spaces", "parkhaus"), [10.0] * 48)
    said = words(chart(expression="sum(parking.free_parking_spaces)"))
    row = service.create(anna, title="Parken", department=None, definition=said, at=NOW)
    service.publish(anna, row.key, at=NOW)
    page = client.get(f"/anzeige/{row.key}/").content.decode()
    assert "kk-age--stale" in page
    assert "veraltet:" in page


def test_a_screen_without_anything_to_show_says_so(client: Client, lake: Lake, anna: Person) -> None:
    _screen("gibtesnicht", _made(anna, public=False).key)
    page = client.get("/anzeige/foyer/").content.decode()
    assert "nichts zu zeigen" in page
    assert 'http-equiv="refresh"' in page


def test_a_screen_looks_again_when_the_lake_is_away(client: Client, lake: Lake, anna: Person) -> None:
    row = _made(anna)
    current.provide(_no_lake)
    answer = client.get(f"/anzeige/{row.key}/")
    assert answer.status_code == 503
    assert "gerade nicht erreichbar" in answer.content.decode()
    assert 'http-equiv="refresh"' in answer.content.decode()


def _no_lake() -> Lake:
    raise LakeUnavailable


def test_a_screen_is_dark_at_night(client: Client, lake: Lake, anna: Person) -> None:
    now = datetime.now(UTC).astimezone().hour
    _screen(_made(anna).key, night_begins=time((now + 20) % 24), night_ends=time((now + 5) % 24))
    assert "kk--night" in client.get("/anzeige/foyer/").content.decode()
