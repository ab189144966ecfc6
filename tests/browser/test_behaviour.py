# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Keyboard, chart, map, partial updates, and everything again without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .conftest import Opener
from .pages import PAGES, SITE

pytestmark = pytest.mark.browser


def test_the_first_tab_offers_to_skip_to_the_content(visit: Opener) -> None:
    page = visit().open("/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_text("Zum Inhalt springen")
    expect(focused).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#inhalt")).to_be_focused()


def test_the_menu_is_reached_with_the_keyboard(visit: Opener) -> None:
    page = visit().open("/")
    for _step in range(4):
        page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Karte")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Karte")


def test_the_chart_is_read_value_by_value_with_the_arrow_keys(visit: Opener) -> None:
    page = visit().open(PAGES["messreihe"])
    chart = page.get_by_role("slider")
    chart.focus()
    page.keyboard.press("Home")
    first = chart.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowRight")
    second = chart.get_attribute("aria-valuetext")
    assert first and second and first != second
    assert re.search(r"\d{4}, 01:00–02:00: ", second)
    page.keyboard.press("End")
    assert chart.get_attribute("aria-valuenow") == chart.get_attribute("aria-valuemax")


def test_the_chart_and_its_table_show_the_same_values(visit: Opener) -> None:
    page = visit().open(PAGES["messreihe-eigener-zeitraum"])
    chart = page.get_by_role("slider")
    chart.focus()
    page.keyboard.press("End")
    told = chart.get_attribute("aria-valuetext") or ""
    newest = page.locator("table tbody tr").first
    assert told.endswith(
        (newest.locator("td").first.inner_text(), f"{newest.locator('td').first.inner_text()} Fahrräder")
    )


def test_the_map_is_drawn_without_asking_another_server(visit: Opener) -> None:
    window = visit()
    page = window.open("/karte/")
    assert page.locator("city-map").get_attribute("data-state") == "drawn"
    assert window.foreign == []


def test_switching_a_layer_off_filters_the_list_without_loading_the_page_again(visit: Opener) -> None:
    page = visit().open("/karte/")
    page.evaluate("window.same = true")
    page.get_by_label("Ladestationen").uncheck()
    expect(page.locator("#ergebnisse")).not_to_contain_text("Laden")
    assert page.evaluate("window.same") is True
    assert "ebene=" in page.url


def test_searching_the_datastreams_updates_the_list_and_the_address(visit: Opener) -> None:
    page = visit().open("/messwerte/")
    page.evaluate("window.same = true")
    page.get_by_label("Name oder Ort").fill("neutor")
    page.get_by_role("button", name="Suchen").click()
    expect(page.locator("#ergebnisse tbody tr").first).to_contain_text("Neutor")
    assert page.evaluate("window.same") is True
    assert "suche=neutor" in page.url


def test_without_javascript_the_list_stands_in_for_the_map(visit: Opener) -> None:
    page = visit(scripts=False).open("/karte/?suche=neutor&ebene=cycling-sites")
    expect(page.locator("city-map")).to_contain_text("Alle Orte stehen in der Liste")
    expect(page.locator("#ergebnisse tbody tr")).to_have_count(1)


def test_without_javascript_the_range_is_chosen_by_links_and_the_table_has_the_values(visit: Opener) -> None:
    page = visit(scripts=False).open(PAGES["messreihe"])
    expect(page.locator("time-chart")).to_contain_text("Alle Werte stehen in der Tabelle")
    page.get_by_role("link", name="Jahr", exact=True).click()
    expect(page.locator(".sk-tabs [aria-current]")).to_have_text("Jahr")
    assert page.locator("table tbody tr").count() > 5


def test_without_javascript_feedback_can_be_given(visit: Opener) -> None:
    page = visit(scripts=False).open("/rueckmeldung/?seite=/karte/")
    page.get_by_label("Ihre Nachricht").fill("Die Karte ist schön.")
    page.get_by_role("button", name="Nachricht senden").click()
    expect(page.locator("h1")).to_have_text("Vielen Dank")


def test_the_language_switch_stays_on_the_page(visit: Opener) -> None:
    page = visit().open(f"/orte/{SITE}/")
    page.get_by_role("link", name="English").click()
    assert page.url.endswith(f"/en/orte/{SITE}/")
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("kind", ["csv", "csv-de", "json", "parquet", "arrow"])
def test_the_chosen_range_can_be_downloaded(visit: Opener, kind: str) -> None:
    page = visit().open(PAGES["messreihe"])
    with page.expect_download() as started:
        page.locator(f'a[href*="werte.{kind}?"]').click()
    path = started.value.path()
    assert path.stat().st_size > 100
    assert "muenster" in started.value.suggested_filename
