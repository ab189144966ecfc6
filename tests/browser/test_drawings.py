# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Drawings of a dashboard: read by keys, heard, switched line by line, zoomed, and maps that move."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from .conftest import Opener

pytestmark = pytest.mark.browser
CYCLING = "/dashboards/rad-und-fussverkehr/?zeitraum=all"
PARKING = "/dashboards/parken-und-laden/"


def drawing(page: Page, figure: str) -> Locator:
    """The first enlivened drawing that has such a part."""
    found = page.locator("live-drawing[data-state='live']").filter(has=page.locator(figure)).first
    expect(found).to_be_visible(timeout=20_000)
    return found


def test_a_drawing_is_read_value_by_value_with_the_arrow_keys(visit: Opener) -> None:
    page = visit().open(CYCLING)
    reader = drawing(page, "svg[data-frame]").get_by_role("slider")
    reader.focus()
    page.keyboard.press("Home")
    first = reader.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowRight")
    second = reader.get_attribute("aria-valuetext")
    assert first and second and first != second
    page.keyboard.press("End")
    assert reader.get_attribute("aria-valuenow") == reader.get_attribute("aria-valuemax")


def test_a_period_chosen_with_the_keyboard_becomes_a_link(visit: Opener) -> None:
    page = visit().open(CYCLING)
    chart = drawing(page, "svg[data-frame]")
    chart.get_by_role("slider").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    link = chart.get_by_role("link", name="Diesen Zeitraum zeigen")
    expect(link).to_be_visible()
    assert "von=" in (link.get_attribute("href") or "")
    assert "zeitraum=" not in (link.get_attribute("href") or "")


def test_notes_are_played_only_when_somebody_asks_for_them(visit: Opener) -> None:
    page = visit().open(CYCLING)
    chart = drawing(page, "svg[data-frame]")
    chart.get_by_text("Anhören und auswählen").click()
    play = chart.get_by_role("button", name="Anhören")
    expect(play).to_have_attribute("aria-pressed", "false")
    play.click()
    stop = chart.get_by_role("button", name="Anhalten")
    expect(stop).to_have_attribute("aria-pressed", "true")
    stop.click()
    expect(play).to_have_attribute("aria-pressed", "false")


def test_the_map_library_is_loaded_when_the_map_is_opened_and_asks_no_other_server(visit: Opener) -> None:
    window = visit()
    page = window.open(PARKING)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    chart = drawing(page, "[data-at]")
    chart.get_by_text("Anhören und auswählen").click()
    assert not any("maplibre" in address for address in asked)
    chart.get_by_role("button", name="Bewegliche Karte öffnen").click()
    expect(chart.get_by_role("button", name="Bewegliche Karte schließen")).to_be_visible(timeout=20_000)
    assert any("maplibre" in address for address in asked)
    assert window.foreign == []


def test_without_javascript_the_drawing_stands_with_its_description(visit: Opener) -> None:
    page = visit(scripts=False).open(f"{CYCLING}&vollstaendig=1")
    svg = page.locator("live-drawing svg:visible").first
    assert svg.get_attribute("role") == "img"
    assert svg.locator("title").text_content()
    expect(page.get_by_text("Anhören und auswählen")).to_have_count(0)
