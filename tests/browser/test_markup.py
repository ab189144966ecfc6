# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Scripts of pages show what interfaces answer as text: nothing of it becomes markup in a real browser."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Error, Route

from tests.browser.conftest import Opener
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

MARK = "data-xss"
PAYLOAD = f"""'"><img src=x onerror="window.xss=1" {MARK}>"""
KEPT = frozenset({
    "type", "id", "time", "geometry", "coordinates", "bbox", "url", "href", "tiles", "version", "layers",
    "source", "source-layer", "sprite", "glyphs", "filter", "paint", "layout", "crs", "rel", "colour",
    "color", "shape", "encoding", "scheme", "unit", "kind", "step", "key", "icon", "style",
})  # fmt: skip
"""Members whose words a map or chart needs as they are."""
SCRIPTED = ("karte-geodaten", "messreihe")
"""A map with values and areas, and a chart."""


def poisoned(value: object, name: str = "") -> object:
    """The same document with the payload in every text that is for people."""
    if isinstance(value, dict):
        return {key: one if key in KEPT else poisoned(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [poisoned(one, name) for one in value]
    return f"{value}{PAYLOAD}" if isinstance(value, str) else value


@pytest.mark.parametrize("name", SCRIPTED)
def test_what_interfaces_answer_stays_text(visit: Opener, name: str) -> None:
    window = visit()
    changed: list[str] = []

    def answer(route: Route) -> None:
        response = route.fetch()
        if "json" not in response.headers.get("content-type", ""):
            route.fulfill(response=response)
            return
        document = poisoned(json.loads(response.body()))
        changed.append(route.request.url)
        route.fulfill(response=response, body=json.dumps(document))

    window.page.route(lambda url: "/static/" not in url, answer)
    page = window.open(PAGES[name])
    page.keyboard.press("Tab")
    for canvas in page.locator("city-map canvas, time-chart canvas").all()[:2]:
        try:
            canvas.click(position={"x": 200, "y": 150}, timeout=3000)
        except Error:
            continue
    assert changed, "the page asks for no document"
    assert page.evaluate("window.xss") is None
    assert page.locator(f"[{MARK}]").count() == 0
    assert not [one for one in window.complaints if "Content Security Policy" in one]
