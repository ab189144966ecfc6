# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Every test keeps tiles in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stadtkern.flow.outlets.ogc.tiles import cache
from stadtkern.flow.outlets.ogc.tiles.cache import CacheSettings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where tiles are kept that this test made."""
    cache.provide(CacheSettings(folder=tmp_path / "tiles"))
    yield tmp_path / "tiles"
    cache.provide(CacheSettings())
