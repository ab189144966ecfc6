# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""The cockpit in a real browser: from the first-start link to every page, without a finding of axe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from .conftest import City, Opener
from .test_accessibility import violations

pytestmark = pytest.mark.browser

WORDS = "vier Störche am Kanal"
PAGES = {
    "uebersicht": "",
    "quellen": "quellen/",
    "geraetetypen": "geraetetypen/",
    "geraetetyp-anlegen": "geraetetypen/neu/",
    "mqtt-anlegen": "anbindungen/mqtt/neu/",
    "abgewiesen": "abgewiesen/",
    "objekte": "objekte/",
    "aufgaben": "aufgaben/?zustand=fertig",
    "warnungen": "warnungen/",
    "hinweis-neu": "warnungen/hinweise/neu/",
    "warnquelle-neu": "warnungen/quellen/neu/?vorlage=dwd",
    "warngebiet": "warnungen/gebiet/",
    "datensee": "datensee/",
    "aufbewahrung": "datensee/aufbewahrung/",
    "rueckmeldungen": "rueckmeldungen/",
    "stadt": "stadt/",
    "personen": "personen/",
    "person-anlegen": "personen/neu/",
    "protokoll": "protokoll/",
    "passwort": "passwort/",
}


@pytest.fixture(scope="module")
def administrator(browser: Browser, city: City) -> str:
    """Name of the administrator whom the first-start link of this city has made."""
    link = re.search(r"http://\S+/cockpit/erststart/\S+", city.log.read_text())
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


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_accessible_and_fits(visit: Opener, administrator: str, width: int) -> None:
    window = visit(width=width)
    sign_in(window.open("/cockpit/"), administrator)

    for name, address in PAGES.items():
        page = window.open(f"/cockpit/{address}")
        assert (name, violations(page)) == (name, [])
        assert (name, page.locator("h1").count()) == (name, 1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert window.complaints == []
    assert window.foreign == []


def test_a_thing_is_edited_without_scripts_and_the_change_is_in_the_log(
    visit: Opener, administrator: str
) -> None:
    window = visit(scripts=False)
    sign_in(window.open("/cockpit/objekte/"), administrator)
    page = window.page
    page.get_by_role("table").get_by_role("link").first.click()
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
