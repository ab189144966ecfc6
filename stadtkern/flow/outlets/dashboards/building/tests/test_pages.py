# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Building a dashboard as a browser without scripts does it, from the empty page to what readers see."""

from __future__ import annotations

import io

import msgspec
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from stadtkern.flow.devices.models import Datastream, Visibility, new_revision
from stadtkern.flow.lake.lake import Lake
from stadtkern.flow.outlets.dashboards import service
from stadtkern.flow.outlets.dashboards.building import drafts
from stadtkern.flow.outlets.dashboards.models import StoredDashboard
from stadtkern.flow.outlets.dashboards.tests.cities import NOW, chart, department, number, somebody, words
from stadtkern.flow.outlets.series.tests.givens import fill, site
from stadtkern.kernel.dashboards import AnyTile, Dashboard, ImageTile, Series, TableTile
from stadtkern.kernel.models import Person

pytestmark = pytest.mark.django_db
BASE = "/cockpit/dashboards/"
BIKES = "sum(cycling.bicycle_count)"


@pytest.fixture
def counting(lake: Lake) -> Lake:
    """Two counting sites with two days of values, one of them internal."""
    open_site, hidden = site("cycling", "bicycle_count", "offen"), site("cycling", "bicycle_count", "geheim")
    fill(lake, open_site, [10.0] * 48)
    fill(lake, hidden, [20.0] * 48)
    Datastream.objects.filter(pk=hidden).update(visibility=Visibility.INTERNAL)
    new_revision()
    return lake


@pytest.fixture
def anna() -> Person:
    return somebody("anna", administrator=True)


@pytest.fixture
def cockpit(client: Client, anna: Person) -> Client:
    client.force_login(anna)
    return client


def body(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def built(anna: Person, *tiles: AnyTile, definition: Dashboard | None = None) -> StoredDashboard:
    said = definition or words(*tiles)
    return service.create(anna, title="Probe", department=None, domain="cycling", definition=said, at=NOW)


def keys(anna: Person, row: StoredDashboard) -> list[str]:
    found = drafts.bench(anna, row.key).dashboard
    return [tile.key for page in found.pages for tile in page.tiles]


def test_four_sent_forms_lead_from_nothing_to_a_tile_that_readers_see(
    cockpit: Client, counting: Lake
) -> None:
    begun = cockpit.post(f"{BASE}neu/", {"title": "Räder heute", "department": ""}, follow=True)
    assert begun.redirect_chain[-1][0].endswith("/raeder-heute/kacheln/neu/")
    assert BIKES in begun.content.decode().replace("&quot;", '"')

    shown = cockpit.post(
        f"{BASE}raeder-heute/kacheln/neu/", {"art": "number", "nehmen": BIKES}, follow=True
    ).content.decode()
    assert "Entwurf, nicht gespeichert" in shown
    assert "autofocus" in shown

    cockpit.post(f"{BASE}raeder-heute/speichern/")
    cockpit.post(f"{BASE}raeder-heute/veroeffentlichen/", {"schritt": "veroeffentlichen"})
    assert "Räder heute" in body(Client(), "/dashboards/raeder-heute/")


def test_a_draft_is_seen_by_nobody_else_until_it_is_saved(
    cockpit: Client, counting: Lake, anna: Person
) -> None:
    row = built(anna, number())
    service.publish(anna, row.key, at=NOW)

    cockpit.post(
        f"{BASE}{row.key}/schritt/", {"schritt": "entfernen", "kachel": "zahl", "seite": "uebersicht"}
    )

    assert "db-w-" in body(Client(), f"/dashboards/{row.key}/")
    assert "Diese Seite ist leer" in cockpit.post(f"{BASE}{row.key}/speichern/").content.decode()
    cockpit.post(f"{BASE}{row.key}/speichern/", {"bestaetigt": "1"})
    assert "Hier ist noch nichts" in body(Client(), f"/dashboards/{row.key}/")


def test_steps_are_undone_and_repeated(cockpit: Client, counting: Lake, anna: Person) -> None:
    row = built(anna, number(), chart())
    first = keys(anna, row)
    step = {"schritt": "spaeter", "kachel": first[0]}

    cockpit.post(f"{BASE}{row.key}/schritt/", step)
    assert keys(anna, row) == [first[1], first[0]]
    cockpit.post(f"{BASE}{row.key}/zurueck/", {"richtung": "zurueck"})
    assert keys(anna, row) == first
    cockpit.post(f"{BASE}{row.key}/zurueck/", {"richtung": "vor"})
    assert keys(anna, row) == [first[1], first[0]]
    cockpit.post(f"{BASE}{row.key}/verwerfen/")
    assert keys(anna, row) == first


def test_a_button_gets_the_part_with_the_keyboard_where_it_was_and_a_sentence(
    cockpit: Client, counting: Lake, anna: Person
) -> None:
    row = built(anna, number(), chart())
    key = keys(anna, row)[0]

    answer = cockpit.post(
        f"{BASE}{row.key}/schritt/", {"schritt": "spaeter", "kachel": key}, headers={"HX-Request": "true"}
    ).content.decode()

    assert "<html" not in answer
    assert "steht jetzt an Stelle 2 von 2." in answer
    assert f'id="{key}-spaeter" autofocus' in answer


def test_saving_a_public_dashboard_asks_first_when_the_public_would_miss_something_new(
    cockpit: Client, anna: Person, counting: Lake
) -> None:
    row = built(anna, number())
    service.publish(anna, row.key, at=NOW)
    before = service.dashboard(row.key, None).dashboard
    hidden = number(expression='sum(cycling.bicycle_count[site="geheim"])')
    drafts.step(anna, drafts.bench(anna, row.key), words(hidden), at=NOW)
    asked = cockpit.post(f"{BASE}{row.key}/speichern/")
    assert asked.status_code == 409
    assert "nicht öffentlich" in asked.content.decode()
    assert service.dashboard(row.key, None).dashboard == before
    assert cockpit.post(f"{BASE}{row.key}/speichern/", {"bestaetigt": "1"}).status_code == 302
    assert service.dashboard(row.key, None).dashboard != before
    better = msgspec.structs.replace(words(hidden), summary="Ein Satz dazu.")
    drafts.step(anna, drafts.bench(anna, row.key), better, at=NOW)
    assert cockpit.post(f"{BASE}{row.key}/speichern/").status_code == 302, "there is nothing new to say"


def test_whoever_saves_second_is_asked_and_loses_nothing(
    cockpit: Client, counting: Lake, anna: Person
) -> None:
    row = built(anna, number(), chart())
    first = keys(anna, row)[0]
    cockpit.post(f"{BASE}{row.key}/schritt/", {"schritt": "entfernen", "kachel": first})
    service.save(somebody("otto", administrator=True), row.key, words(chart()), expected_revision=1, at=NOW)

    asked = cockpit.post(f"{BASE}{row.key}/speichern/")
    assert asked.status_code == 409
    assert "otto" in asked.content.decode()

    cockpit.post(f"{BASE}{row.key}/speichern/", {"wie": "kopie"})
    copy = StoredDashboard.objects.get(title="Probe (meine Fassung)")
    assert first not in str(copy.definition)


def test_the_form_of_a_tile_changes_the_draft(cockpit: Client, counting: Lake, anna: Person) -> None:
    row = built(anna, number())
    address = f"{BASE}{row.key}/kachel/zahl/"
    assert "Fahrräder" in body(cockpit, address)
    sent = {
        "title": "Neuer Titel", "width": "6", "height": "low", "period": "day", "trend": "none",
        "better": "higher", "reihen": "1", "reihe-0-expression": BIKES, "reihe-0-axis": "left",
        "reihe-0-shape": "line", "schritt": "fertig", "target_value": "1200,5",
        "target_direction": "at_least",
    }  # fmt: skip

    cockpit.post(address, sent)

    tile = drafts.bench(anna, row.key).dashboard.pages[0].tiles[0]
    assert (tile.title, tile.width) == ("Neuer Titel", 6)
    assert "1200.5" in str(tile)


def test_an_expression_that_cannot_be_is_said_with_how_to_mend_it(
    cockpit: Client, counting: Lake, anna: Person
) -> None:
    row = built(anna, number())
    typed = {"art": "number", "schritt": "ausdruck", "ausdruck": "sum(cycling.bicycle_cont)"}

    answer = cockpit.post(f"{BASE}{row.key}/kacheln/neu/", typed)

    assert answer.status_code == 422
    assert "bicycle_count" in answer.content.decode()
    assert "bicycle_cont" in answer.content.decode()


def test_the_preview_of_a_long_table_tells_how_many_rows_it_leaves_out(
    cockpit: Client, counting: Lake, anna: Person
) -> None:
    long = TableTile(key="t", title="Stunden", series=(Series(expression=BIKES),), rows="time", step="hour")
    row = built(anna, long)

    shown = body(cockpit, f"{BASE}{row.key}/kachel/t/vorschau/")

    assert "weitere Zeilen" in shown
    assert shown.count("<table") == 1


def test_the_preview_of_a_public_dashboard_shows_what_the_public_sees(
    cockpit: Client, counting: Lake, anna: Person
) -> None:
    row = built(anna, chart(expression="each(cycling.bicycle_count)"))
    address = f"{BASE}{row.key}/kachel/verlauf/vorschau/"
    assert "geheim" in body(cockpit, address)

    service.publish(anna, row.key, at=NOW)

    assert "offen" in body(cockpit, address)
    assert "geheim" not in body(cockpit, address)


def test_the_check_list_names_what_the_public_would_not_see(
    cockpit: Client, counting: Lake, anna: Person
) -> None:
    code = Datastream.objects.get(visibility=Visibility.INTERNAL).code
    row = built(anna, number(expression=f'stream("{code}")'))

    shown = body(cockpit, f"{BASE}{row.key}/veroeffentlichen/")

    assert "Manches sähe die Öffentlichkeit nicht" in shown
    assert "fehlt oder ist nicht öffentlich" in shown
    assert "geheim" not in shown.split("<main")[1].split("Prüfliste")[1].split("<form")[0]


def test_the_search_finds_by_place_and_shows_only_what_the_person_may_see(
    cockpit: Client, counting: Lake
) -> None:
    found = body(cockpit, f"{BASE}daten/?art=chart&suche-text=geheim")
    assert "geheim" in found
    stranger = Client()
    stranger.force_login(somebody("sven", department("Amt für Umwelt")))
    assert (
        "geheim" not in body(stranger, f"{BASE}daten/?art=chart&suche-text=geheim").split("suche-groesse")[0]
    )


def test_a_picture_needs_a_description_and_then_stands_on_its_tile(
    cockpit: Client, counting: Lake, anna: Person
) -> None:
    row = built(anna, ImageTile(key="foto", title="Foto", picture="", alternative=""))
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    address = f"{BASE}{row.key}/kachel/foto/bild/"

    def file() -> SimpleUploadedFile:
        return SimpleUploadedFile("bild.png", out.getvalue(), "image/png")

    assert cockpit.post(address, {"file": file(), "alternative": " "}).status_code == 422
    cockpit.post(address, {"file": file(), "alternative": "Eine Brücke"})

    tile = drafts.bench(anna, row.key).dashboard.pages[0].tiles[0]
    assert isinstance(tile, ImageTile)
    assert tile.alternative == "Eine Brücke"
    assert tile.picture


def test_a_deleted_dashboard_comes_back(cockpit: Client, counting: Lake, anna: Person) -> None:
    row = built(anna, number())
    cockpit.post(f"{BASE}{row.key}/loeschen/")
    assert "wiederherstellen" in body(cockpit, BASE)
    cockpit.post(f"{BASE}{row.key}/wiederherstellen/")
    assert StoredDashboard.objects.get(key=row.key).deleted_at is None


def test_an_earlier_revision_counts_again_by_one_button(
    cockpit: Client, counting: Lake, anna: Person
) -> None:
    row = built(anna, number(), chart())
    first = keys(anna, row)
    cockpit.post(f"{BASE}{row.key}/schritt/", {"schritt": "entfernen", "kachel": first[0]})
    cockpit.post(f"{BASE}{row.key}/speichern/")

    assert "zurückholen" in body(cockpit, f"{BASE}{row.key}/fassungen/")
    cockpit.post(f"{BASE}{row.key}/fassungen/", {"fassung": "1"})

    assert keys(anna, row) == first


def test_somebody_who_only_reads_builds_nothing(client: Client, counting: Lake, anna: Person) -> None:
    row = built(anna, number())
    service.publish(anna, row.key, at=NOW)
    client.force_login(somebody("sven", department("Amt für Umwelt")))

    assert client.get(f"{BASE}{row.key}/bauen/").status_code == 403
    assert client.post(f"{BASE}{row.key}/schritt/", {"schritt": "seite-neu"}).status_code == 403
    assert client.post(f"{BASE}{row.key}/speichern/").status_code == 403


@pytest.mark.parametrize(
    "page", ["", "neu/", "probe/bauen/", "probe/eigenschaften/", "probe/vorschau/", "probe/kacheln/neu/"]
)
def test_every_page_is_there_in_both_languages(
    cockpit: Client, counting: Lake, anna: Person, page: str
) -> None:
    built(anna, number(), chart())

    assert "<h1" in body(cockpit, f"{BASE}{page}")
    assert "<h1" in body(cockpit, f"/en{BASE}{page}")
