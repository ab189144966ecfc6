# SPDX-FileCopyrightText: 2026 Stadtkern contributors
# SPDX-License-Identifier: EUPL-1.2
"""Tests of harvesting have a portal on this machine that answers what each test chooses."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest


@pytest.fixture
def feed() -> Iterator[object]:
    """A portal on this machine; imported late, since it needs Django."""
    with import_module("stadtkern.flow.ingest.feeds.tests.serving").serving() as served:
        yield served
