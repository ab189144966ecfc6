# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Pictures of the pages for the documentation.

``STADTKERN_PICTURES=docs/pictures pytest -m browser tests/browser/test_pictures.py`` renews them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from .conftest import Opener
from .pages import PAGES

pytestmark = pytest.mark.browser

SHOWN = ["start", "karte", "thema-radverkehr", "messreihe", "datenquelle", "barrierefreiheit"]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", SHOWN)
def test_a_page_can_be_pictured(visit: Opener, tmp_path: Path, name: str, width: int) -> None:
    folder = Path(os.environ.get("STADTKERN_PICTURES") or tmp_path)  # noqa: TID251 - where the pictures go
    picture = folder / f"{name}-{'desktop' if width > 600 else 'telefon'}.png"
    page = visit(width=width).open(PAGES[name])
    page.screenshot(path=picture, animations="disabled")
    assert picture.stat().st_size > 5_000
