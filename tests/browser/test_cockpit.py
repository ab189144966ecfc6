# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The cockpit in a real browser: from the first-start link to every page, without a finding of axe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from .account_pages import ACCOUNT, AFTER_PASSWORD
from .conftest import City, Opener
from .keyboard import add_tile, go_to, press
from .test_accessibility import WINDOWS, faults, violations

pytestmark = pytest.mark.browser

WORDS = "vier Störche am Kanal"
PAGES = {
    "uebersicht": "",
    "suche": "suche/?q=str",
    "suche-leer": "suche/?q=gibtesnicht",
    "papierkorb": "papierkorb/",
    "alarme-alle": "alarme/?stand=alle",
    "objekte-gefiltert": "objekte/?q=a&sortiert=-kennung",
    "anzeigen": "anzeigen/",
    "anzeige-einrichten": "anzeigen/neu/",
    "bericht-bestellen": "berichte/neu/",
    "quellen": "quellen/",
    "anbindungen": "anbindungen/",
    "abruf-vorlagen": "anbindungen/abrufe/neu/",
    "abruf-neu": "anbindungen/abrufe/neu/eigene/",
    "abruf-nach-vorlage": "anbindungen/abrufe/neu/dwd-10-minuten/",
    "buergersensoren-neu": "anbindungen/buergersensoren/neu/",
    "geraete": "geraete/",
    "geraet-eintragen": "geraete/neu/",
    "geraete-tabelle": "geraete/tabelle/",
    "geraete-unbekannt": "geraete/unbekannt/",
    "lorawan-anbinden": "anbindungen/lorawan/neu/",
    "geraetetypen": "geraetetypen/",
    "geraetetyp-anlegen": "geraetetypen/neu/",
    "mqtt-anlegen": "anbindungen/mqtt/neu/",
    "abgewiesen": "abgewiesen/",
    "geodaten": "geodaten/",
    "geodaten-datei": "geodaten/neu/",
    "geodaten-dienst": "geodaten/dienst/",
    "geodaten-sammlung": "geodaten/playgrounds/",
    "uebernahmen": "uebernahmen/",
    "uebernahme-anlegen": "uebernahmen/neu/",
    "tote-links": "uebernahmen/links/",
    "veranstaltungen": "besucherzaehlung/",
    "veranstaltung-eintragen": "besucherzaehlung/neu/",
    "schilder": "orte/",
    "schilder-anlegen": "orte/neu/?sammlung=poi&suche=dilsberg",
    "regeln": "regeln/",
    "regel-anlegen": "regeln/neu/",
    "regel": "regeln/1/",
    "regel-bedingung": "regeln/1/bedingung/0/",
    "regel-wege": "regeln/1/aktionen/",
    "geraete-fuer-meldungen": "regeln/geraete/",
    "alarme": "alarme/",
    "wartung": "wartung/",
    "datenkatalog": "datenkatalog/",
    "datensatz-neu": "datenkatalog/neu/",
    "datensatz-herausgeber": "datenkatalog/herausgeber/",
    "datensatz-reihen": "datenkatalog/reihen/",
    "datenanfragen": "datenkatalog/anfragen/",
    "datenstrom": "datenstrom/1/",
    "objekte": "objekte/",
    "aufgaben": "aufgaben/?zustand=fertig",
    "verzeichnis": "verzeichnis/",
    "warnungen": "warnungen/",
    "hinweis-neu": "warnungen/hinweise/neu/",
    "warnquelle-neu": "warnungen/quellen/neu/?vorlage=dwd",
    "warngebiet": "warnungen/gebiet/",
    "strassenbeleuchtung": "strassenbeleuchtung/",
    "licht-profile": "strassenbeleuchtung/profile/",
    "licht-gruppe": "strassenbeleuchtung/gruppen/neu/",
    "licht-handbetrieb": "strassenbeleuchtung/handbetrieb/",
    "licht-befehle": "strassenbeleuchtung/befehle/",
    "licht-stoerungen": "strassenbeleuchtung/stoerungen/",
    "licht-bestand": "strassenbeleuchtung/bestand/",
    "licht-energie": "strassenbeleuchtung/energie/",
    "licht-strompreis": "strassenbeleuchtung/strompreis/",
    "kennzahlen": "kennzahlen/",
    "kennzahl-neu": "kennzahlen/neu/",
    "kennzahl": "kennzahlen/radverkehr-tag/",
    "ereignisse": "ereignisse/",
    "ereignis-neu": "ereignisse/neu/",
    "ereignisse-einlesen": "ereignisse/einlesen/",
    "datensee": "datensee/",
    "aufbewahrung": "datensee/aufbewahrung/",
    "betrieb": "betrieb/",
    "eingangsprotokoll": "eingangsprotokoll/",
    "sicherungen": "sicherungen/",
    "rueckmeldungen": "rueckmeldungen/",
    "stadt": "stadt/",
    "zugangsschluessel": "schluessel/",
    "zugangsschluessel-anlegen": "schluessel/neu/",
    "personen": "personen/",
    "person-anlegen": "personen/neu/",
    "person": "personen/1/",
    "sichtbarkeit-objekt": "sichtbarkeit/thing/muenster/100035541/",
    "sichtbarkeit-sammlung": "sichtbarkeit/collection/playgrounds/",
    "protokoll": "protokoll/",
    "dashboards": "dashboards/",
    "dashboard-neu": "dashboards/neu/",
    "dashboard-bauen": "dashboards/rad-und-fussverkehr/bauen/",
    "dashboard-kachel-neu": "dashboards/rad-und-fussverkehr/kacheln/neu/",
    "dashboard-kachel": "dashboards/rad-und-fussverkehr/kachel/verlauf/",
    "dashboard-eigenschaften": "dashboards/rad-und-fussverkehr/eigenschaften/",
    "dashboard-vorschau": "dashboards/rad-und-fussverkehr/vorschau/",
    "dashboard-fassungen": "dashboards/rad-und-fussverkehr/fassungen/",
    "dashboard-pruefliste": "dashboards/rad-und-fussverkehr/veroeffentlichen/",
}
GROUPS = [list(PAGES)[first : first + 20] for first in range(0, len(PAGES), 20)]
"""Each group is visited by one person, who signs in once."""


@pytest.fixture(scope="module")
def administrator(browser: Browser, city: City) -> str:
    """Name of the administrator whom the first-start link of this city has made."""
    link = re.search(r"http://\S+/konto/erststart/\S+", city.log.read_text())
    assert link is not None
    page = browser.new_page(locale="de-DE")
    page.goto(link.group(0))
    assert violations(page) == []
    page.get_by_label("Anmeldename").fill("amira")
    page.get_by_label("Neues Passwort (Pflichtfeld)").fill(WORDS)
    page.get_by_label("Neues Passwort wiederholen").fill(WORDS)
    page.get_by_role("button", name="Speichern und anmelden").click()
    page.wait_for_url(f"{city.address}/cockpit/")
    page.goto(link.group(0))
    assert page.get_by_role("heading", name="Link nicht mehr gültig").is_visible()
    page.close()
    return "amira"


def sign_in(page: Page, username: str) -> None:
    page.get_by_label("Anmeldename").fill(username)
    page.get_by_label("Passwort").fill(WORDS)
    page.get_by_role("main").get_by_role("button", name="Anmelden").click()


@pytest.mark.parametrize("names", GROUPS, ids=lambda names: names[0])
def test_every_page_is_accessible_and_fits(visit: Opener, administrator: str, names: list[str]) -> None:
    window = visit(width=WINDOWS[0][0])
    sign_in(window.open("/cockpit/"), administrator)
    window.page.wait_for_url("**/cockpit/")

    for name in names:
        assert (name, faults(window.open(f"/cockpit/{PAGES[name]}"))) == (name, [])
    assert window.complaints == []
    assert window.foreign == []


def test_a_thing_is_edited_without_scripts_and_the_change_is_in_the_log(
    visit: Opener, administrator: str
) -> None:
    window = visit(scripts=False)
    sign_in(window.open("/cockpit/objekte/"), administrator)
    page = window.page
    page.get_by_role("rowheader").get_by_role("link").first.click()
    page.get_by_label("Beschreibung").fill("Seit 2026 mit neuer Schleife.")

    page.get_by_role("button", name="Speichern").click()

    assert page.get_by_text("Gespeichert.").is_visible()
    log = window.open("/cockpit/protokoll/?wer=amira")
    assert log.get_by_text("Seit 2026 mit neuer Schleife.").is_visible()


def test_the_cockpit_is_accessible_in_the_dark(visit: Opener, administrator: str) -> None:
    window = visit(dark=True)
    sign_in(window.open("/cockpit/aufgaben/?zustand=fertig"), administrator)
    window.page.wait_for_load_state()

    assert violations(window.page) == []


FEED = """{"stations": [
  {"id": "a", "name": "Markt", "lat": 51.4, "lon": 6.7, "time": "2026-03-01T11:00:00Z", "temp": 7.5},
  {"id": "b", "name": "Hafen", "lat": 51.5, "lon": 6.8, "time": "2026-03-01T11:00:00Z", "temp": "kalt"}]}"""


def test_a_feed_is_connected_step_by_step_and_every_step_is_accessible(
    visit: Opener, administrator: str
) -> None:
    """The address leads into a private network, which is refused; the sample is pasted instead."""
    window = visit(width=390)
    sign_in(window.open("/cockpit/anbindungen/abrufe/neu/eigene/"), administrator)
    page = window.page
    page.get_by_label("Adresse (URL)").fill("http://127.0.0.1:9/x.json")
    page.get_by_label("Titel (Pflichtfeld)").fill("Wetter der Schulen")
    page.get_by_label("Thema").select_option("weather")
    page.get_by_label("Herausgeber (Pflichtfeld)").fill("Schulamt")
    page.get_by_role("button", name="Speichern und Beispiel holen").click()
    assert page.get_by_text("führt in ein privates Netz").is_visible()
    found = [violations(page)]
    page.get_by_label("oder Text einer Antwort").fill(FEED)
    page.get_by_role("button", name="Als Beispiel nehmen").click()
    assert page.get_by_label("Bedeutung von $.temp").input_value() == "q:air_temperature"
    found.append(violations(page))
    page.get_by_role("button", name="Speichern und Probelauf zeigen").click()
    assert page.get_by_text("7,5 °C").is_visible()
    found.append(violations(page))
    page.get_by_role("button", name="Starten").click()
    assert page.get_by_role("heading", name="Wetter der Schulen").is_visible()
    found.append(violations(page))
    assert found == [[], [], [], []]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_every_page_of_the_own_account_is_accessible_and_fits(visit: Opener, administrator: str) -> None:
    window = visit(width=WINDOWS[0][0])
    sign_in(window.open("/konto/anmelden/"), administrator)
    window.page.wait_for_url("**/cockpit/")

    for name, address in (ACCOUNT | AFTER_PASSWORD).items():
        page = window.open(f"/konto/{address}")
        if name in AFTER_PASSWORD and page.get_by_label("Ihr Passwort").count():
            page.get_by_label("Ihr Passwort").fill(WORDS)
            page.get_by_role("button", name="Bestätigen").click()
        assert (name, faults(page)) == (name, [])
    assert window.complaints == []
    assert window.foreign == []


def test_an_invited_person_sets_up_a_passkey_and_signs_in_with_nothing_else(
    visit: Opener, administrator: str, city: City
) -> None:
    """Passkeys need a name, so this browser knows the city as localhost."""
    boss = visit()
    sign_in(boss.open("/cockpit/personen/neu/"), administrator)
    boss.page.get_by_label("Anmeldename").fill("erik")
    boss.page.get_by_role("button", name="Anlegen und Link zeigen").click()
    here = city.address.replace("127.0.0.1", "localhost")
    link = boss.page.locator("code").inner_text().replace(city.address, here)
    page = visit().page
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    page.goto(link)
    page.get_by_label("Neues Passwort (Pflichtfeld)").fill(WORDS)
    page.get_by_label("Neues Passwort wiederholen").fill(WORDS)
    page.get_by_role("button", name="Speichern und anmelden").click()
    page.goto(f"{here}/konto/passkeys/neu/")
    page.get_by_label("Ihr Passwort").fill(WORDS)
    page.get_by_role("button", name="Bestätigen").click()
    page.get_by_role("button", name="Passkey einrichten").click()
    page.wait_for_url(f"{here}/konto/notfall-codes/")
    assert violations(page) == []
    page.get_by_role("button", name="Abmelden").click()
    page.goto(f"{here}/konto/anmelden/")
    page.get_by_role("button", name="Passkey benutzen").click()
    page.wait_for_url(f"{here}/konto/")
    assert page.get_by_text("Angemeldet als erik").is_visible()


def test_a_dashboard_is_built_with_the_keyboard_alone_and_read_without_scripts(
    visit: Opener, administrator: str
) -> None:
    window = visit()
    sign_in(window.open("/cockpit/dashboards/neu/"), administrator)
    page = window.page
    go_to(page, page.get_by_label("Titel"))
    page.keyboard.type("Räder mit der Tastatur")
    page.keyboard.press("Enter")
    add_tile(page, "number", 0, "Fahrräder, Summe")
    for kind, right, offer in (("chart", 1, "Fahrräder, Summe"), ("map", 3, "Fahrräder je Ort")):
        press(page, page.get_by_role("link", name="Kachel hinzufügen"))
        add_tile(page, kind, right, offer)
    page.locator(".bd-card .bd-picture").nth(2).wait_for()
    assert violations(page) == []

    button = page.locator(".bd-card").nth(1).get_by_role("button", name="weiter nach vorn")
    ident = button.get_attribute("id")
    press(page, button)
    page.get_by_text("steht jetzt an Stelle 1 von 3.").wait_for(state="attached")
    assert page.evaluate("document.activeElement.id") == ident

    press(page, page.get_by_role("button", name="Speichern"))
    press(page, page.get_by_role("link", name="Prüfen und veröffentlichen"))
    press(page, page.get_by_role("button", name="Veröffentlichen"))
    page.get_by_text("Das Dashboard ist öffentlich.").wait_for()
    assert window.complaints == []

    shown = visit(scripts=False).open("/dashboards/raeder-mit-der-tastatur/?vollstaendig=1")
    assert shown.locator("article.db-tile").count() == 3
    assert shown.locator("article.db-tile .db-figure svg").count() >= 2
