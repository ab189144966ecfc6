# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Collections as vector tiles in a real browser: on the pages, and with the published style."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from .conftest import City, Opener

pytestmark = pytest.mark.browser

DISTRICTS = "/karte/?ebene=&sammlung=districts"
DRAW = """async (style) => {
  const library = [...document.querySelectorAll('script[type=module]')]
    .map((one) => one.src.replace('web/city-map.js', 'vendor/maplibre/maplibre-gl.mjs'))
    .find((address) => address.includes('maplibre'));
  const maplibre = await import(library);
  const place = document.createElement('div');
  place.style.height = '400px';
  document.body.prepend(place);
  const errors = [];
  const map = new maplibre.Map({ container: place, style, attributionControl: false, fadeDuration: 0 });
  map.on('error', (event) => errors.push(String(event.error?.message ?? event)));
  await new Promise((done) => map.once('idle', done));
  const names = map.queryRenderedFeatures().map((one) => one.properties.name);
  map.remove();
  return { errors, names };
}"""


def _drawn(page: Page) -> bytes:
    expect(page.locator("city-map")).to_have_attribute("data-state", "drawn")
    return page.locator("city-map canvas").screenshot()


def test_a_collection_is_drawn_from_tiles_and_can_be_switched_off(visit: Opener) -> None:
    window = visit()
    tiles: list[int] = []
    window.page.on("response", lambda one: tiles.append(one.status) if "/tiles/" in one.url else None)
    page = window.open(DISTRICTS)
    shown = _drawn(page)

    page.locator("#sammlung-districts").uncheck()
    page.wait_for_timeout(100)

    assert page.locator("city-map canvas").screenshot() != shown
    assert 200 in tiles and set(tiles) <= {200, 204}
    assert window.complaints == [] and window.foreign == []


def test_the_keyboard_opens_what_a_feature_says_and_leads_to_its_page(visit: Opener) -> None:
    window = visit()
    page = window.open(DISTRICTS)
    _drawn(page)

    page.locator("city-map canvas").focus()
    page.keyboard.press("Enter")
    link = page.locator(".maplibregl-popup a").first
    expect(link).to_be_visible()

    path = urlsplit(link.get_attribute("href") or "").path
    assert path.startswith("/api/ogc/collections/districts/items/")
    link.click()
    expect(page.locator("h1")).to_be_visible()
    assert window.complaints == []


def test_without_javascript_signs_and_lists_stand_below_the_map(visit: Opener) -> None:
    page = visit(scripts=False).open(DISTRICTS)

    row = page.get_by_role("row").filter(has_text="Stadtbezirke")

    expect(row).to_contain_text("Stadtbezirk")
    row.get_by_role("link").last.click()
    assert urlsplit(page.url).path.startswith("/api/ogc/collections/districts/items")
    expect(page.get_by_role("table").first).to_be_visible()


def test_the_published_style_draws_features_in_a_map_of_somebody_else(visit: Opener, city: City) -> None:
    page = visit().open("/karte/")

    told = page.evaluate(DRAW, f"{city.address}/api/ogc/styles/districts")

    assert told["errors"] == []
    assert any(told["names"])
