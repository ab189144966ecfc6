# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""WCAG 2.2 AA by axe in a real Chromium, on every type of page, desktop and phone, light and dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from .conftest import Opener
from .pages import MISSING, PAGES

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
GROUPS = [list(PAGES)[first : first + 8] for first in range(0, len(PAGES), 8)]
"""Each group is visited in one window, which then loads styles, scripts and fonts once."""
WINDOWS = ((390, 844), (1280, 900))
"""A phone, on which each page is loaded, and a desktop to which it is widened."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe finds, one line per rule and element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS
    )
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def faults(page: Page) -> list[str]:
    """What is wrong with an opened page on a phone and then on a desktop: axe, width, headings."""
    found = []
    for width, height in WINDOWS:
        page.set_viewport_size({"width": width, "height": height})
        found += [f"{width} px: {one}" for one in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{width} px: wider than the window")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} headings of the first level")
    page.set_viewport_size({"width": WINDOWS[0][0], "height": WINDOWS[0][1]})
    return found


@pytest.mark.parametrize("names", GROUPS, ids=lambda names: names[0])
def test_axe_finds_nothing_and_the_browser_does_not_complain(visit: Opener, names: list[str]) -> None:
    window = visit(width=WINDOWS[0][0])
    for name in names:
        assert (name, faults(window.open(PAGES[name]))) == (name, [])
        assert (name, window.complaints, window.foreign) == (name, [], [])


@pytest.mark.parametrize("name", ["start", "messreihe", "karte", "datenquelle", "rueckmeldung"])
def test_axe_finds_nothing_in_the_dark(visit: Opener, name: str) -> None:
    assert violations(visit(dark=True).open(PAGES[name])) == []


def test_the_page_for_a_wrong_address_is_accessible_and_leads_on(visit: Opener) -> None:
    page = visit().open(MISSING, status=404)
    assert violations(page) == []
    assert page.get_by_role("link", name="Zur Karte").is_visible()


def test_an_error_in_a_form_is_said_in_words(visit: Opener) -> None:
    page = visit().open(PAGES["rueckmeldung"])
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.get_by_role("button", name="Nachricht senden").click()
    assert page.get_by_role("alert").is_visible()
    assert violations(page) == []
