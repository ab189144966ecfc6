# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody who has no mouse: what they reach with the tabulator, arrow keys and Enter."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page

_MOST_TABS = 150


def go_to(page: Page, wanted: Locator) -> None:
    """Press the tabulator until the keyboard is there."""
    wanted.wait_for()
    for _press in range(_MOST_TABS):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not come to {wanted}")


def press(page: Page, wanted: Locator) -> None:
    """Go there and press it."""
    go_to(page, wanted)
    page.keyboard.press("Enter")


def add_tile(page: Page, kind: str, right: int, offer: str) -> None:
    """On the page that adds a tile: so many steps to the right among the kinds, then search and take."""
    page.wait_for_url("**/kacheln/neu/**")
    go_to(page, page.locator("input[name='art']:checked"))
    for _press in range(right):
        page.keyboard.press("ArrowRight")
    assert page.locator(f"#art-{kind}").is_checked()
    go_to(page, page.locator("#suche-text"))
    page.keyboard.type("fahrräder")
    page.keyboard.press("Tab")
    press(page, page.get_by_role("button", name=re.compile(f"Übernehmen ?: {offer}")).first)
    page.wait_for_url("**/bauen/**")
